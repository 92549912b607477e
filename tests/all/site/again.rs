//! A build after an edit gives the result of a clean one: every byte, every diagnostic.
//!
//! A small site of notes and lists whose names, titles and links come from a few words, so that an edit of one
//! file changes the meaning of others. Each edit is followed by a warm and a clean build.

use super::make::options;
use onrecord::export::plan::Recipe;
use onrecord::pipeline::{BuildCache, BuiltSite, build, rebuild};
use onrecord_base::path::ending;
use onrecord_site::input::files::{InputFile, InputFiles};
use onrecord_site::routes::file_of;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

const TITLES: &[&str] =
    &["Alpha", "Beta report", "Gamma", "n1", "Access to data", "Jane Roe", "Tape"];
const TOPICS: &[&str] = &["data", "apps", "Access to data", "new topic", "data/privacy"];
const DATES: &[&str] = &["2022-06-17", "2022-06", "2021", "2026-11-30", "2022-13-01"];
const WORDS: &[&str] = &[
    "Some words stand here.",
    "See [[Alpha]].",
    "See [[beta-report|that report]].",
    "See [[n1#part-one]].",
    "See [the other](n2.md#part-one).",
    "It says so [@s1, p. 4].",
    "It says so [@s2; @s1].",
    "It says so [@tape].",
    "So @s1 says [p. 3].",
    "As said [@quote:q1].",
    "![[quote:q2]]",
    "![[action:a2]]",
    "See [[action:a1]] and [[Jane Roe]].",
    "[[Nobody at all]]",
    "## Part one",
    "## Part two",
    "![A chart](pic.png)",
    "![Another](pic2.png)",
    "A note[^1].\n\n[^1]: In our words, see [[Gamma]].",
    "<!-- actions topic=data -->",
    "<!-- actions jurisdiction=us kind=bill -->",
    "<!-- timeline -->",
    "> “all of it” [@s2]",
    "> all of it — the Desk [@s2; @s1]",
    "> all of it[^q]\n\n[^q]: [@s2]",
    "> [[Gamma]] [@s2]\n>\n> > all of it [@s1]",
    "See [the folder](/briefings/), [the sources](/sources/), [an old page](/old/1/) and [the table](data/actions.csv).",
    "See [home](index.md), [[Home]], [references](/n2/references.bib), [the files](n1/cite.bib) and [more](/moved/).",
    "See [the second page](/people/roe/page/2/), [the topic](/topics/data/) and [a file](static.txt).",
];

#[derive(Debug, Clone, Default)]
struct Note {
    title: usize,
    date: usize,
    topics: Vec<usize>,
    words: Vec<usize>,
    /// Other lines of the front matter, each at most once.
    lines: BTreeMap<&'static str, String>,
}

impl Note {
    fn text(&self) -> String {
        let mut text = format!("---\ntitle: {}\ndate: {}\n", TITLES[self.title], DATES[self.date]);
        let topics: Vec<&str> = self.topics.iter().map(|at| TOPICS[*at]).collect();
        let _ = writeln!(text, "topics: [{}]", topics.join(", "));
        for line in self.lines.values() {
            let _ = writeln!(text, "{line}");
        }
        text.push_str("---\n\n");
        for at in &self.words {
            let _ = write!(text, "{}\n\n", WORDS[*at]);
        }
        text
    }
}

#[derive(Debug, Default)]
struct Desk {
    notes: BTreeMap<String, Note>,
    files: BTreeMap<String, String>,
    sources: Arc<InputFiles>,
}

const SOURCES: &str = "- {id: s1, title: The first source, issued: 2022-06-17, based_on: [tape]}\n- {id: s2, title: The second, issued: 2022-06-18, based_on: [s1]}\n- {id: tape, title: Tape, consulted: false, access: not-held}\n";
const QUOTES: &str = "- {id: q1, text: all of it, speaker: roe, source: s1, said: 2022-06, about: [acme]}\n- {id: q2, text: none of it, speaker: acme, source: s2, said: 2022-07-01, denies: [q1]}\n";
const PEOPLE: &str = "- {id: roe, name: Jane Roe, memberships: [{organization: acme, role: counsel, start: 2020}]}\n";
const ACTIONS: &str = "- {id: a1, title: An order, kind: executive-order, by: acme, topics: [data], dates: {signed: 2020-08-06}, source: s1}\n- {id: a2, title: Another order, kind: executive-order, by: acme, topics: [data], dates: {signed: 2021-06-09}, revokes: [a1], source: s1}\n";

/// One line of `site.yaml`, or a list with another item, or another file.
const OTHERS: &[(&str, &str)] = &[
    ("site.yaml", "title: Desk\n"),
    ("site.yaml", "title: Another desk\nbase_url: https://x.org/y/\n"),
    ("site.yaml", "title: Desk\npages: {sources: never}\nlint: {OR803: error}\n"),
    ("site.yaml", "title: Desk\nno_such: x\n"),
    ("site.yaml", "title: Desk\nlanguage: de\n"),
    ("content/sources.yaml", SOURCES),
    (
        "content/sources.yaml",
        "# moved\n- {id: s1, title: The first source, issued: 2022-06-17, based_on: [tape]}\n- {id: s2, title: The second, issued: 2022-06-18, based_on: [s1]}\n- {id: tape, title: Tape, consulted: false, access: not-held}\n",
    ),
    (
        "content/sources.yaml",
        "- {id: s1, title: Alpha, issued: 2022-06-17, based_on: [tape]}\n- {id: s2, title: The second, issued: 2021-06-18, based_on: [tape], standing: retracted}\n- {id: tape, title: A recording}\n",
    ),
    ("content/sources.yaml", "- {id: s2, title: The second}\n- {id: s1, title: The first source\n"),
    (
        "content/sources.yaml",
        "- {id: s1, title: The first source, confidential: true}\n- {id: s2, title: The second}\n- {id: tape, title: Tape}\n",
    ),
    (
        "content/sources.yaml",
        "- {id: s1, title: The first source, issued: 2022-06-17, url: \"https://x.org/a\", based_on: [tape], snapshot: {file: archive/tape.txt, captured: 2022-06-18, sha256: c91b2965714f5cd5ba6471b021268a46a16c4fb63e935f2638e2ec59cb1ddae8}}\n- {id: s2, title: The second, issued: 2022-06-18, based_on: [s1], snapshot: {file: ../kept/two.txt}}\n- {id: tape, title: Tape, consulted: false, access: not-held}\n",
    ),
    (
        "content/sources.yaml",
        "- {id: s1, title: The first source, issued: 2022-06-17, url: \"https://x.org/a\", based_on: [tape], snapshot: {file: archive/tape.txt, captured: 2022-06-18, sha256: 0000000000000000000000000000000000000000000000000000000000000000}}\n- {id: s2, title: The second, issued: 2022-06-18, based_on: [s1], snapshot: {file: ../kept/two.txt}}\n- {id: tape, title: Tape, consulted: false, access: not-held}\n",
    ),
    (
        "content/sources.yaml",
        "- {id: s1, title: The first source, issued: 2022-06-17, url: \"https://x.org/a\", based_on: [tape], snapshot: {file: archive/tape.txt, captured: 2022-06-18, publish: true}}\n- {id: s2, title: The second, issued: 2022-06-18, based_on: [s1], snapshot: {file: ../kept/two.txt}}\n- {id: tape, title: Tape, consulted: false, access: not-held}\n",
    ),
    ("content/archive/tape.txt", "Roe said that “all of it” was there.\n"),
    ("content/archive/tape.txt", "Nothing like that was said.\n"),
    ("content/archive/tape.txt", "Roe said that “all of It” was \u{202e}there.\n"),
    ("kept/two.txt", "And none of it, nor all of it.\n"),
    ("kept/two.txt", "And none in it, nor all of it.\n"),
    ("content/quotes.yaml", QUOTES),
    (
        "content/quotes.yaml",
        "- {id: q1, text: all of it, speaker: roe, role: adviser, source: s2, said: 2022-06}\n- {id: q2, text: none of it, speaker: roe, source: s2, said: 2019}\n",
    ),
    // More than one page of a person.
    (
        "content/quotes.yaml",
        "- {id: q1, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q2, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q3, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q4, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q5, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q6, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q7, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q8, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q9, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q10, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q11, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q12, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q13, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q14, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q15, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q16, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q17, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q18, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q19, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q20, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q21, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q22, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q23, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q24, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q25, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q26, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q27, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q28, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q29, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q30, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q31, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q32, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q33, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q34, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q35, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q36, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q37, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q38, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q39, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q40, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q41, text: all of it, speaker: roe, source: s1, said: 2022-06}\n- {id: q42, text: all of it, speaker: roe, source: s1, said: 2022-06}\n",
    ),
    ("content/people.yaml", PEOPLE),
    ("content/people.yaml", "- {id: roe, name: Gamma, public_figure: false}\n"),
    ("content/organizations.yaml", "- {id: acme, name: Acme}\n"),
    (
        "content/organizations.yaml",
        "- {id: acme, name: Acme, parent: group}\n- {id: group, name: Group}\n",
    ),
    ("content/actions.yaml", ACTIONS),
    (
        "content/actions.yaml",
        "- {id: a1, title: An order, kind: executive-order, by: acme, topics: [apps], dates: {signed: 2020-08-06}, source: s1}\n- {id: a2, title: Another order, kind: bill, by: roe, topics: [data], dates: {introduced: 2021-06-09}, source: s1}\n",
    ),
    (
        "content/actions.yaml",
        "- {id: a1, title: An order, kind: executive-order, by: acme, jurisdiction: us, topics: [data], dates: {signed: 2020-08-06}, status: blocked, source: s1}\n- {id: a2, title: Another order, kind: ruling, by: acme, topics: [data], dates: {decided: 2021-06-09}, stays: [a1], lifts: [a1], source: s1}\n",
    ),
    ("content/topics.yaml", "- {id: data, title: Data}\n- {id: apps, title: Apps, parent: data}\n"),
    ("content/topics.yaml", "- {id: data, title: Access to data}\n"),
    ("content/topics/apps.md", "---\ntitle: Applications\n---\nOn [[Alpha]].\n"),
    ("content/index.md", "---\ntitle: Home\n---\nWelcome; read [[n1]].\n"),
    ("content/pic.png", "\u{89}PNG"),
    ("content/pic.png", "no image"),
    ("static/robots.txt", "User-agent: *\n"),
    ("static/own.css", "p { color: red }\n"),
    ("static/own.css", "p { color: blue }\n"),
    ("static/n1/index.html", "taken\n"),
    ("templates/note.html", "{% extends \"default/note.html\" %}"),
    ("templates/note.html", "<p>{{ page.title }}</p>{{ note.no_such }}"),
    ("templates/note.html", "{% if %}"),
    ("themes/default/i18n/en.yaml", "nav_notes: Papers\n"),
    ("themes/default/i18n/de.yaml", "nav_notes: Berichte\n"),
];

impl Desk {
    fn new() -> Self {
        let mut desk = Self::default();
        for at in 0..5 {
            let note = Note { title: at, words: vec![0, at, at + 5], ..Note::default() };
            desk.notes.insert(format!("content/n{at}.md"), note);
        }
        for path in [
            "site.yaml",
            "content/sources.yaml",
            "content/quotes.yaml",
            "content/people.yaml",
            "content/organizations.yaml",
            "content/actions.yaml",
            "content/topics.yaml",
        ] {
            let first = OTHERS.iter().find(|(p, _)| *p == path).map(|(_, text)| *text);
            desk.files.insert(path.into(), first.unwrap_or_default().into());
        }
        desk
    }

    /// The files as from a scan: unchanged files share their bytes.
    fn scan(&mut self) -> &Arc<InputFiles> {
        let mut all = self.files.clone();
        all.extend(self.notes.iter().map(|(path, note)| (path.clone(), note.text())));
        let files = &mut Arc::make_mut(&mut self.sources).files;
        files.retain(|path, _| all.contains_key(&**path));
        for (path, text) in all {
            let same = files.get(path.as_str());
            if same.is_none_or(|input| *input.bytes != *text.as_bytes()) {
                files.insert(path.into(), InputFile::whole(text.into_bytes()));
            }
        }
        &self.sources
    }

    #[expect(clippy::too_many_lines, reason = "a list of edits")]
    fn edit(&mut self, (kind, a, b): (u8, usize, usize)) {
        let paths: Vec<String> = self.notes.keys().cloned().collect();
        let path = paths.get(a % paths.len().max(1)).cloned().unwrap_or_default();
        let line = |key: &'static str, text: String| (key, text);
        let toggled = match kind {
            0..8 | 24 | 26.. => None,
            25 => Some(line("lang", format!("lang: {}", ["ar", "de-AT", "en-GB"][b % 3]))),
            8 => Some(line("draft", "draft: true".into())),
            9 => Some(line("embargo", "embargo: 2027-01-01T00:00:00Z".into())),
            10 => {
                Some(line("aliases", format!("aliases: [{}, /old/{b}/]", TITLES[b % TITLES.len()])))
            }
            11 => Some(line("broken", "key_points: [a, b".into())),
            12 => Some(line("unknown", "titel: x".into())),
            13 => Some(line(
                "quotes",
                format!(
                    "quotes:\n  - {{id: own-{}, text: of its own, speaker: roe, source: s2, said: 2022-0{}}}",
                    a % 3,
                    b % 9 + 1
                ),
            )),
            14 => Some(line("summary", "summary: In short.".into())),
            15 => Some(line(
                "related",
                format!("related: [{}]", ["n1", "quote:q1", "Alpha", "nothing"][b % 4]),
            )),
            16 => Some(line("accept", "accept: {OR803: a stub}".into())),
            17 => Some(line(
                "state",
                format!("state: {}", ["withdrawn", "archived", "published"][b % 3]),
            )),
            18 => Some(line("kind", "kind: memo".into())),
            19 => Some(line("bottom_line", "bottom_line: So it is [@s1].".into())),
            20 => Some(line("id", format!("id: n{}", b % 6))),
            21 => Some(line("authors", "authors: [roe, Somebody Else]".into())),
            22 => Some(line(
                "changes",
                "changes: [{date: 2022-07-01, kind: significant, text: More}]".into(),
            )),
            23 => Some(line("comment", format!("# {}", "x".repeat(b)))),
        };
        if let (Some((key, text)), Some(note)) = (toggled, self.notes.get_mut(&path)) {
            if note.lines.remove(key).is_none() {
                note.lines.insert(key, text);
            }
            return;
        }
        match (kind, self.notes.get_mut(&path)) {
            (0 | 1, Some(note)) => note.words.push(b % WORDS.len()),
            (2, Some(note)) => drop(note.words.pop()),
            (3, Some(note)) => note.title = b % TITLES.len(),
            (4, Some(note)) => note.date = b % DATES.len(),
            (5, Some(note)) => match note.topics.pop() {
                Some(_) if b % 2 == 0 => {}
                _ => note.topics.push(b % TOPICS.len()),
            },
            (6, Some(_)) if paths.len() > 2 => drop(self.notes.remove(&path)),
            (7, _) => {
                let folder = ["", "", "briefings/"][b % 3];
                let note = Note { title: b % TITLES.len(), words: vec![0], ..Note::default() };
                self.notes.insert(format!("content/{folder}n{}.md", a % 7), note);
            }
            (24, Some(_)) => {
                let note = self.notes.remove(&path).unwrap_or_default();
                self.notes.insert(format!("content/moved/n{}.md", b % 7), note);
            }
            _ => {
                let (path, text) = OTHERS[b % OTHERS.len()];
                let needed = path == "site.yaml";
                if self.files.get(path).is_some_and(|old| old == text) && !needed {
                    self.files.remove(path);
                } else {
                    self.files.insert(path.into(), text.into());
                }
            }
        }
    }
}

fn output_hashes(built: &BuiltSite, file: &str) -> String {
    match built.recipe(file) {
        Some(Recipe::Make(make)) => match make() {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(told) => format!("{told:?}"),
        },
        other => format!("{other:?}"),
    }
}

/// The hash of each output file.
type Files = BTreeMap<String, String>;

/// Compares the warm build with the clean one.
fn same(warm: &BuiltSite, clean: &BuiltSite) -> Result<Files, TestCaseError> {
    let files = |built: &BuiltSite| built.plan().files.into_keys().collect::<Vec<String>>();
    let all = files(clean);
    prop_assert_eq!(&files(warm), &all);
    let mut said = Files::new();
    for file in all {
        let (warm, clean) = (output_hashes(warm, &file), output_hashes(clean, &file));
        if warm != clean {
            let at = warm.bytes().zip(clean.bytes()).take_while(|(a, b)| a == b).count();
            let from = (0..=at.saturating_sub(120)).rev().find(|at| clean.is_char_boundary(*at));
            let part = |text: &str| {
                text.get(from.unwrap_or(0)..)
                    .map_or(String::new(), |t| t.chars().take(260).collect())
            };
            prop_assert_eq!(part(&warm), part(&clean), "{}", file);
        }
        said.insert(file, clean);
    }
    Ok(said)
}

/// Checks that only pages change that `affected_pages` returns. Returns the number of changed pages.
fn reached(
    (old, before): &(BuiltSite, Files),
    new: &BuiltSite,
    now: &Files,
) -> Result<usize, TestCaseError> {
    let Some(near) = new.affected_pages(old) else { return Ok(0) };
    let near: BTreeSet<String> = near.iter().map(|page| file_of(&page.path)).collect();
    let moved = now.iter().filter(|(file, text)| before.get(*file) != Some(*text));
    let moved: Vec<&String> = moved.map(|(file, _)| file).filter(|f| ending(f) == "html").collect();
    for file in &moved {
        prop_assert!(near.contains(*file), "{} moved", file);
    }
    Ok(moved.len())
}

proptest! {
    #![proptest_config(Config {
        cases: std::env::var("CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(2),
        failure_persistence: None,
        max_shrink_iters: 0,
        ..Config::default()
    })]
    #[test]
    fn a_warm_build_is_a_clean_one(
        edits in proptest::collection::vec((0_u8..36, 0_usize..60, 0_usize..80), 200..220)
    ) {
        let mut desk = Desk::new();
        let mut cache = BuildCache::default();
        let mut before: Option<(BuiltSite, Files)> = None;
        for (nth, edit) in std::iter::once(None).chain(edits.into_iter().map(Some)).enumerate() {
            if let Some(edit) = edit {
                desk.edit(edit);
            }
            let sources = desk.scan();
            let warm = rebuild(sources, &options(), &mut cache);
            let clean = build(sources, &options());
            let other = warm.found.iter().zip(&clean.found).find(|(warm, clean)| warm != clean);
            prop_assert_eq!(other, None, "edit {}: {:?}", nth, edit);
            prop_assert_eq!(warm.found.len(), clean.found.len(), "edit {}: {:?}", nth, edit);
            let now = same(&warm.value, &clean.value)?;
            if let Some(before) = &before {
                reached(before, &warm.value, &now)?;
            }
            before = Some((warm.value, now));
        }
    }
}

#[test]
fn an_edit_of_prose_names_the_pages_that_it_reaches() {
    let mut desk = Desk::new();
    let mut cache = BuildCache::default();
    let old = rebuild(desk.scan(), &options(), &mut cache).value;
    let before = same(&old, &old).expect("equal to itself");
    desk.edit((1, 0, 3));
    let new = rebuild(desk.scan(), &options(), &mut cache).value;
    let now = same(&new, &new).expect("equal to itself");
    let near = new.affected_pages(&old).expect("an edit of prose").len();
    assert!(near < new.pages().len(), "{near} of {}", new.pages().len());
    let moved = reached(&(old, before), &new, &now).expect("no page elsewhere");
    assert!(moved > 0);
}

/// A citation of a quote is one of its source; it waits for another source if that one is withheld.
#[test]
fn a_citation_of_a_quote_follows_it_to_another_source() {
    let mut desk = Desk::new();
    let mut cache = BuildCache::default();
    // Without its own diagnostic, which would resolve it again in any case.
    let note = desk.notes.get_mut("content/n4.md").expect("a note");
    note.words = vec![9];
    let quoted = |source: &str| {
        format!("- {{id: q1, text: all of it, speaker: roe, source: {source}, said: 2022-06}}\n")
    };
    let sources = "- {id: s1, title: One, confidential: true}\n- {id: s2, title: Two}\n";
    desk.files.insert("content/sources.yaml".into(), sources.into());
    let mut said = vec![];
    for source in ["s1", "s2"] {
        desk.files.insert("content/quotes.yaml".into(), quoted(source));
        let warm = rebuild(desk.scan(), &options(), &mut cache);
        let clean = build(desk.scan(), &options());
        said.push(same(&warm.value, &clean.value).expect("warm is clean"));
        assert_eq!(warm.found, clean.found);
    }
    let has = |nth: usize| said[nth].contains_key("n4/references.bib");
    assert!(!has(0) && has(1));
}
