//! Conservation, from the text of an author to the finished page.
//!
//! Random texts are built as notes of a site, each page is read by a browser's parser, and its words and elements are
//! compared with those of the text. So the test also notices what a view or a template drops.
//!
//! `ROUNDS=20000 cargo test --release --lib conservation` makes the full count.

use super::{Options, ReleaseOptions, build};
use crate::export::plan::Recipe;
use html5ever::tendril::TendrilSink as _;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use onrecord_base::code::RuleCode;
use onrecord_base::edtf::UtcInstant;
use onrecord_prose::event_switch::{EVENT_KINDS, without};
use onrecord_prose::random_texts::{RandomText, random_text};
use onrecord_site::input::files::{InputFile, InputFiles};
use std::collections::BTreeMap;

/// Notes of one site.
const NOTES: usize = 20;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x03\x08\x02\0\0\0";

#[expect(clippy::disallowed_methods, reason = "the number of rounds of a test")]
fn rounds() -> usize {
    std::env::var("ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(200)
}

/// The content of a part of a page.
#[derive(Debug, Default)]
struct Shown {
    words: BTreeMap<String, usize>,
    elements: BTreeMap<String, usize>,
    /// The number of words in each of [`MARKED`].
    marked_words: BTreeMap<String, usize>,
    /// The number of cells without the text of their header, which narrow screens show.
    bare_cells: usize,
}

/// The text and the footnotes of a page.
#[derive(Debug, Default)]
struct PageText {
    prose: Shown,
    notes: Shown,
}

fn attribute(node: &Handle, name: &str) -> Option<String> {
    let NodeData::Element { attrs, .. } = &node.data else { return None };
    attrs.borrow().iter().find(|a| &*a.name.local == name).map(|a| a.value.to_string())
}

/// Elements whose words are counted.
const MARKED: [&str; 3] = ["em", "strong", "del"];

/// The text below a node, without the numbers of notes.
fn text_of(node: &Handle, text: &mut String) {
    if let NodeData::Text { contents } = &node.data {
        text.push_str(&contents.borrow());
    }
    if attribute(node, "role").as_deref() != Some("doc-noteref") {
        for child in node.children.borrow().iter() {
            text_of(child, text);
        }
    }
}

impl Shown {
    fn add_words(&mut self, text: &str) {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        for word in words {
            *self.words.entry(word.to_owned()).or_default() += 1;
        }
    }

    /// Reads the nodes below a node. `text`: the text of the block so far; inline elements do not separate words.
    fn read(&mut self, node: &Handle, text: &mut String) {
        match &node.data {
            NodeData::Text { contents } => text.push_str(&contents.borrow()),
            NodeData::Element { name, .. } => {
                let name = name.local.to_string();
                let role = attribute(node, "role").unwrap_or_default();
                let class = attribute(node, "class").unwrap_or_default();
                if class == "callout-title" || class.starts_with("check ") || role == "doc-backlink"
                {
                    return;
                }
                let known = match role.as_str() {
                    "doc-noteref" => "noteref",
                    _ => &name,
                };
                *self.elements.entry(known.to_owned()).or_default() += 1;
                if MARKED.contains(&name.as_str()) {
                    let mut within = String::new();
                    text_of(node, &mut within);
                    let words = within
                        .split(|c: char| !c.is_alphanumeric())
                        .filter(|word| !word.is_empty());
                    *self.marked_words.entry(name.clone()).or_default() += words.count();
                }
                self.bare_cells +=
                    usize::from(name == "td" && attribute(node, "data-label").is_none());
                for value in
                    [attribute(node, "alt"), attribute(node, "title")].into_iter().flatten()
                {
                    self.add_words(&value);
                }
                let own = !matches!(
                    name.as_str(),
                    "em" | "strong" | "del" | "a" | "span" | "mark" | "sub" | "kbd" | "code" | "i"
                );
                if own {
                    self.add_words(&std::mem::take(text));
                }
                for child in node.children.borrow().iter() {
                    self.read(child, text);
                }
                if own {
                    self.add_words(&std::mem::take(text));
                }
            }
            _ => {}
        }
    }
}

/// Reads the text and the notes of a page.
fn read_page(html: &str) -> PageText {
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
    let mut page = PageText::default();
    // Keeps the root alive: dropping it would empty the tree.
    let mut left = vec![dom.document.clone()];
    while let Some(node) = left.pop() {
        let class = attribute(&node, "class").unwrap_or_default();
        let shown = match class.as_str() {
            "prose" => &mut page.prose,
            "notes" => &mut page.notes,
            _ => {
                left.extend(node.children.borrow().iter().rev().cloned());
                continue;
            }
        };
        for child in node.children.borrow().iter() {
            shown.read(child, &mut String::new());
        }
        shown.add_words("");
    }
    page
}

/// The elements of the text that are compared; the program adds others itself.
const ELEMENTS: [&str; 30] = [
    "p",
    "h2",
    "em",
    "strong",
    "del",
    "code",
    "a",
    "br",
    "img",
    "noteref",
    "mark",
    "sub",
    "kbd",
    "ul",
    "ol",
    "li",
    "input",
    "blockquote",
    "aside",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "pre",
    "dl",
    "dt",
    "dd",
    "hr",
];

/// Elements that lists of footnotes add or remove.
const OF_LISTS: [&str; 5] = ["p", "a", "ol", "li", "noteref"];

/// Returns the words and elements that a page lost, or has and should not have.
fn faults(text: &RandomText, html: &str) -> Vec<String> {
    let page = read_page(html);
    let mut faults = vec![];
    let mut wanted: BTreeMap<&str, usize> = BTreeMap::new();
    for word in &text.words {
        *wanted.entry(word).or_default() += 1;
    }
    let shown = |word: &str| {
        let words = |shown: &Shown| shown.words.get(word).copied().unwrap_or(0);
        words(&page.prose) + words(&page.notes)
    };
    for (word, count) in wanted {
        if shown(word) < count {
            faults.push(format!("`{word}` is there {} times, not {count}", shown(word)));
        }
    }
    faults.extend(
        text.hidden.iter().filter(|word| shown(word) > 0).map(|word| format!("`{word}` is shown")),
    );
    for name in ELEMENTS {
        let count = text.elements.get(name).copied().unwrap_or(0);
        let there = page.prose.elements.get(name).copied().unwrap_or(0);
        if there != count {
            faults.push(format!("{there} <{name}>, not {count}: {:?}", page.prose.elements));
        }
        let count = text.note_elements.get(name).copied().unwrap_or(0);
        let there = page.notes.elements.get(name).copied().unwrap_or(0);
        if there < count && !OF_LISTS.contains(&name) {
            faults.push(format!("{there} <{name}> in the notes, not {count}"));
        }
    }
    for name in MARKED {
        let most = text.marked_words.get(name).copied().unwrap_or(0);
        let there = page.prose.marked_words.get(name).copied().unwrap_or(0);
        if there > most {
            faults.push(format!("{there} words in <{name}>, not {most}"));
        }
    }
    if page.prose.bare_cells > 0 {
        faults.push("a cell without the words of its header".to_owned());
    }
    faults
}

/// The pages of these texts, built as one site.
fn pages(texts: &[RandomText], html: bool) -> Vec<String> {
    let mut sources = InputFiles::default();
    let mut add = |path: &str, bytes: &[u8]| {
        sources.files.insert(path.into(), InputFile::whole(bytes));
    };
    add("site.yaml", format!("title: Desk\nallow_html: {html}\n").as_bytes());
    add(
        "content/sources.yaml",
        b"- {id: src, title: First, issued: 2020}\n- {id: two, title: Second, issued: 2021}\n",
    );
    add("content/b.md", b"---\ntitle: B\n---\nText.\n");
    add("content/x.png", PNG);
    for (at, text) in texts.iter().enumerate() {
        let note = format!("---\ntitle: N\nslug: t{at}\n---\n{}", text.markdown);
        add(&format!("content/t{at}.md"), note.as_bytes());
    }
    let now = UtcInstant::parse("2026-11-23T12:00:00Z").expect("a moment");
    let gate = ReleaseOptions { now, drafts: false, future: false, expired: false };
    let options = Options { gate, base_url: None, enabled_rules: [].into() };
    let built = build(&sources, &options);
    let own = [
        RuleCode::LostWords,
        RuleCode::ExcessCells,
        RuleCode::BracketsLeft,
        RuleCode::ForeignMark,
        RuleCode::Formula,
    ];
    FOUND.with_borrow_mut(|found| {
        found.clear();
        let lines = built
            .found
            .iter()
            .filter(|f| own.contains(&f.code))
            .map(|f| format!("{} {}", f.code, f.message));
        found.extend(lines);
    });
    let page = |at: usize| match built.value.recipe(&format!("t{at}/index.html")) {
        Some(Recipe::Make(make)) => String::from_utf8(make().expect("a page")).expect("text"),
        _ => panic!("no page: {:?}", built.found),
    };
    (0..texts.len()).map(page).collect()
}

thread_local! {
    /// The diagnostics of the conservation pass for the last site.
    static FOUND: std::cell::RefCell<Vec<String>> = const { std::cell::RefCell::new(vec![]) };
}

#[test]
fn every_word_of_a_random_text_is_on_its_page() {
    let rounds = rounds();
    for from in (0..rounds).step_by(NOTES) {
        let html = from / NOTES % 2 == 1;
        let texts: Vec<RandomText> =
            (from..rounds.min(from + NOTES)).map(|seed| random_text(seed, html)).collect();
        for (text, page) in texts.iter().zip(pages(&texts, html)) {
            let faults = faults(text, &page);
            assert!(faults.is_empty(), "{}\n\n{}", text.markdown, faults.join("\n"));
        }
        let found = FOUND.with_borrow(Clone::clone);
        assert!(found.is_empty(), "{found:?}");
    }
}

#[test]
fn the_loss_of_any_kind_of_event_is_noticed() {
    // The switch is thread-local, so everything runs on one thread.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    let texts: Vec<RandomText> = (0..60).map(|seed| random_text(seed, true)).collect();
    let mut unnoticed = vec![];
    for kind in EVENT_KINDS {
        let (pages, left_out) = pool.install(|| without(kind, || pages(&texts, true)));
        assert!(left_out > 0, "no text has the event “{kind}”");
        let noticed = texts.iter().zip(&pages).any(|(text, page)| !faults(text, page).is_empty());
        if !noticed {
            unnoticed.push(kind);
        }
    }
    assert!(unnoticed.is_empty(), "{unnoticed:?}");
}
