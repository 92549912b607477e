//! Block quotations are compared with the snapshots of their sources: in every text, of every length, in every
//! form.

use crate::site::make;
use crate::support::{new_site, root};
use onrecord::export::plan::Recipe;
use onrecord::pipeline::{Options, archive_state, build};
use onrecord_base::code::{RuleCode, Severity};
use onrecord_base::diag::Diagnostic;
use onrecord_site::input::files::{InputFile, InputFiles};
use std::collections::BTreeMap;

const COPY: &str = "The harbor board met in May. They will run four crossings a night in winter. \
                    The fee stays at forty crowns until March.\n\nNobody spoke against it.\n";
const RIGHT: &str = "They will run four crossings a night in winter";
const WRONG: &str = "They will run five crossings a night in winter";

/// 600 bytes and 60 kB of other words: HTML is compressed from 512 bytes on.
const PADS: [usize; 3] = [0, 600, 60_000];

/// Options without the rules that are off by default.
fn options() -> Options {
    Options { enabled_rules: [].into(), ..make::options() }
}

fn reported(sources: &InputFiles) -> Vec<Diagnostic> {
    build(sources, &options()).found
}

fn pad(bytes: usize) -> String {
    let line = "The ferry is white and has two decks, and its crew lives in the town.\n\n";
    line.repeat(bytes.div_ceil(line.len()))
}

/// A site with some files and two sources, one of which has a snapshot.
fn site(files: &[(&str, &str)]) -> InputFiles {
    let own = [
        ("site.yaml", "title: Desk\nallow_html: true\n"),
        (
            "content/sources/minutes.md",
            "---\ntitle: Minutes of the board\nsnapshot: minutes.txt\n---\n",
        ),
        ("content/sources/minutes.txt", COPY),
        ("content/sources/other.md", "---\ntitle: The other report\n---\n"),
    ];
    make::sources(own.into_iter().chain(files.iter().copied()))
}

/// The diagnostics of each file: errors, and warnings about quotations.
type Verdicts = BTreeMap<String, (Vec<RuleCode>, Vec<RuleCode>)>;

fn verdicts(sources: &InputFiles) -> Verdicts {
    let mut all = Verdicts::new();
    for diagnostic in reported(sources) {
        let code = diagnostic.code;
        let of_file = all.entry(diagnostic.place.file.to_string()).or_default();
        match code.severity() {
            Severity::Error => of_file.0.push(code),
            // Warnings about other parts of these small sites.
            Severity::Warning
                if code.id().starts_with("OR3") && code != RuleCode::SnapshotUnpinned =>
            {
                of_file.1.push(code);
            }
            _ => {}
        }
    }
    all
}

/// The diagnostics of each of several texts, each in its own note of one site.
fn each(texts: &[String]) -> Vec<(Vec<RuleCode>, Vec<RuleCode>)> {
    let path = |n: usize| format!("content/note-{n}.md");
    let text =
        |(n, text): (usize, &String)| (path(n), format!("---\ntitle: Note {n}\n---\n{text}"));
    let files: Vec<(String, String)> = texts.iter().enumerate().map(text).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    let mut all = verdicts(&site(&files));
    (0..texts.len()).map(|n| all.remove(&path(n)).unwrap_or_default()).collect()
}

/// Forms in texts of each length, at their beginning and end, with words in them.
fn laid_out(forms: &[&str], words: &str) -> Vec<String> {
    let mut all = vec![];
    for bytes in PADS {
        let pad = pad(bytes);
        // The longest texts take long to read.
        let step = if bytes > 10_000 { 8 } else { 1 };
        for form in forms.iter().step_by(step) {
            let form = form.replace("WORDS", words);
            all.push(format!("{form}\n\n{pad}"));
            all.push(format!("{pad}{form}\n"));
        }
    }
    all
}

/// Each form of a block quotation with a citation, its words being `WORDS`.
const FORMS: &[&str] = &[
    "> WORDS [@minutes]",
    "> WORDS. [@minutes]",
    "> WORDS.[@minutes]",
    "> “WORDS” [@minutes, p. 2].",
    ">WORDS\n[@minutes]",
    "> [@minutes]: WORDS",
    "> [@minutes] WORDS.",
    "> WORDS [@minutes] .",
    "> *WORDS* [@minutes]",
    "> [WORDS](https://example.org/) [@minutes]",
    "> WORDS[^1]\n\n[^1]: [@minutes]",
    "> WORDS[^1]\n\n[^1]: [@minutes, p. 2].",
    "> WORDS[^m-1]\n\n[^m-1]: [@minutes]",
    "> WORDS\n\n[@minutes]",
    "> WORDS\n\n[@minutes, p. 2] The board then rose.",
    "> WORDS\n\n— the Port Office [@minutes]",
    "> WORDS [@minutes; @other]",
    "> WORDS [@other; @minutes]",
    "> WORDS [@other] [@minutes]",
    "> WORDS [see @minutes, p. 2]",
    "> WORDS. [@minutes] The fee stays at forty crowns [@minutes].",
    "> The harbor board met in May. [@minutes]\n>\n> WORDS [@minutes]",
    "> WORDS [@minutes]\n>\n> Nobody spoke against it. [@minutes]",
    "> WORDS. The fee stays at forty crowns until March.\n>\n> Nobody spoke against it. [@minutes]",
    "> The harbor board […] in May. WORDS [@minutes]",
    "> The harbor board met in May. WORDS [@minutes]. The fee stays at forty crowns.",
    "> > WORDS [@minutes]",
    "> The harbor board met in May.\n>\n> > WORDS.\n>\n> The fee stays at forty crowns [@minutes]",
    "> The harbor board met in May. [@minutes]\n>\n> > WORDS [@minutes]",
    "> The harbor board met in May.\n>\n> * WORDS.\n> * The fee stays at forty crowns [@minutes]",
    "- > WORDS [@minutes]",
    "- One\n  1. Two\n\n     > WORDS [@minutes]",
    "> [!NOTE]\n> Ours.\n>\n> > WORDS [@minutes]",
    "Ours[^1].\n\n[^1]: Ours.\n\n    > WORDS [@minutes]",
    "Ours[^m-1].\n\n[^m-1]: Ours.\n\n    > WORDS [@minutes]",
    "<blockquote>\n\nWORDS [@minutes]\n\n</blockquote>",
    "<blockquote>\n<p>\n\nWORDS [@minutes]\n\n</p>\n</blockquote>",
    "<details>\n<summary>Words</summary>\n\n> WORDS [@minutes]\n\n</details>",
    "<table>\n<tr><td>\n\n> WORDS [@minutes]\n\n</td></tr>\n</table>",
    "Words\n: > WORDS [@minutes]",
    "| a |\n|---|\n| b |\n\n> WORDS [@minutes]",
    // The attribution is not part of the words.
    "> WORDS\n>\n> — the Port Office [@minutes]",
    "> WORDS\n>\n> -- The Port Office, 2023 [@minutes]",
    "> WORDS\n>\n> ― Jane Orr, minister of transport, 12 May 2023 [@minutes, p. 2]",
    "> WORDS\n>\n> *— the Port Office* [@minutes]",
    "> WORDS\n>\n> — the Port Office\n\n[@minutes]",
    "> WORDS [@minutes]\n>\n> — the Port Office",
    "> WORDS — the Port Office [@minutes]",
    "> WORDS -- the Port Office [@minutes]",
    "> WORDS. – Jane Orr [@minutes]",
    "> WORDS.—The Port Office [@minutes]",
    "> WORDS\\\n> —The Port Office, 2023 [@minutes, p. 2]",
    "> WORDS  \n> —The Port Office, 2023 [@minutes, p. 2]",
    "> WORDS\n> — das Hafenamt, 12. März 2023 [@minutes]",
    "> WORDS\n> — le Bureau du port [@minutes]",
    "> WORDS (The Port Office, 2023) [@minutes]",
    "> WORDS\n>\n> (The Port Office, 2023) [@minutes]",
    "> WORDS\n>\n> ~ Jane Orr [@minutes]",
    "> WORDS\n> - the Port Office [@minutes]",
    "> WORDS\n>\n> <cite>the Port Office</cite> [@minutes]",
    "> WORDS <cite>— the Port Office</cite> [@minutes]",
    "> WORDS\n>\n> — @minutes [p. 2]",
    "> WORDS\n>\n> — [[minutes]] [@minutes]",
    "> WORDS\n\nSource: [@minutes]",
];

#[test]
fn every_form_in_texts_of_every_length() {
    let (right, wrong) = (laid_out(FORMS, RIGHT), laid_out(FORMS, WRONG));
    let mut faults = vec![];
    let came = each(&right).into_iter().zip(each(&wrong));
    for (text, (right, wrong)) in right.iter().zip(came) {
        let shown: String = text.chars().take(120).collect();
        let is_long = text.len() > 512;
        if !right.0.is_empty() || !right.1.is_empty() {
            faults.push(format!("true words, long: {is_long}: {right:?} {shown:?}"));
        }
        if wrong.0.is_empty() {
            faults.push(format!("wrong words pass, long: {is_long}: {wrong:?} {shown:?}"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// A wrong quotation is at least reported if it is unclear that the citation belongs to it.
#[test]
fn a_citation_that_may_belong_to_it() {
    const FORMS: &[&str] = &[
        "The minutes say [@minutes]:\n\n> WORDS",
        "As @minutes [p. 2] has it:\n\n> WORDS",
        "> WORDS[^1]\n\n[^1]: Minutes of the board [@minutes].",
    ];
    let (right, wrong) = (laid_out(FORMS, RIGHT), laid_out(FORMS, WRONG));
    for (text, came) in right.iter().zip(each(&right)) {
        assert_eq!(came, (vec![], vec![]), "{text:.120}");
    }
    for (text, came) in wrong.iter().zip(each(&wrong)) {
        assert_eq!(came, (vec![], vec![RuleCode::BlockNotCompared]), "{text:.120}");
    }
}

/// A citation in an attribution does not bypass the comparison.
#[test]
fn words_behind_a_dash_are_compared() {
    let mut texts = vec![];
    for tail in [
        "— and five in summer",
        "— but never in May",
        "— they will not pay",
        "— five, and the Port Office",
        "— Five Crossings in May",
        "(and five in summer)",
        "— Hale, who never paid",
        "- not in May",
        "— “the Port Office”",
    ] {
        for join in [" ", "\n>\n> ", "\\\n> "] {
            texts.push(format!("> {RIGHT}{join}{tail} [@minutes]\n"));
        }
    }
    for (text, (refused, _)) in texts.iter().zip(each(&texts)) {
        assert!(!refused.is_empty(), "{text}");
    }
    let likely = [format!("> {RIGHT}\n>\n> — Jane Orr, retired skipper [@minutes]\n")];
    assert_eq!(each(&likely), [(vec![], vec![RuleCode::BlockNotCompared])]);
}

/// Texts of every type of item, and index texts.
#[test]
fn in_the_texts_of_all_items() {
    let items: &[(&str, &str)] = &[
        ("content/index.md", "title: Home"),
        ("content/topics/t.md", "title: T"),
        ("content/topics/index.md", "title: Topics"),
        (
            "content/actions/a.md",
            "title: A\nkind: resolution\nby: [Board]\ndates: {adopted: 2023-05-01}",
        ),
        ("content/sources/s.md", "title: S"),
        ("content/people/p.md", "name: P"),
        ("content/organizations/o.md", "name: O"),
        (
            "content/quotes/q.md",
            "text: The harbor board met in May\nspeaker: Board\nsource: minutes",
        ),
        ("content/notes/n.md", "title: N"),
    ];
    let texts = [
        ("content/notes/line.md", "title: N\nbottom_line: |\n  > WORDS [@minutes]"),
        ("content/notes/points.md", "title: N\nkey_points:\n  - \"> WORDS [@minutes]\""),
        ("content/notes/note.md", "title: N\nnote: |\n  Ours.\n\n  > WORDS [@minutes]"),
    ];
    let of = |words: &str, bytes: usize| {
        let own = items.iter().map(|(path, fields)| {
            let text = format!("---\n{fields}\n---\n{}> {words} [@minutes]\n", pad(bytes));
            (*path, text)
        });
        let others = texts.iter().map(|(path, fields)| {
            (*path, format!("---\n{}\n---\n", fields.replace("WORDS", words)))
        });
        let files: Vec<(&str, String)> = own.chain(others).collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (*p, t.as_str())).collect();
        let all = verdicts(&site(&files));
        let paths = files.iter().map(|(path, _)| all.get(*path).cloned().unwrap_or_default().0);
        paths.zip(files.iter().map(|(path, _)| path.to_string())).collect::<Vec<_>>()
    };
    for bytes in PADS {
        for (refused, path) in of(RIGHT, bytes) {
            assert_eq!(refused, [], "{path} {bytes}");
        }
        for (refused, path) in of(WRONG, bytes) {
            assert_eq!(refused, [RuleCode::QuoteDiffers], "{path} {bytes}");
        }
    }
}

/// The findings are the same as for other quotations.
#[test]
fn findings_are_those_of_quotations() {
    for (words, code) in [
        (WRONG, RuleCode::QuoteDiffers),
        ("Ships of another sea carry oranges and sugar", RuleCode::QuoteAbsent),
        ("hey will run four crossings a night", RuleCode::QuoteMidWord),
        (
            "The fee stays at forty crowns … They will run four crossings a night",
            RuleCode::QuoteOutOfOrder,
        ),
        ("they will run four crossings a night", RuleCode::QuoteCase),
        ("They will run four crossings a night [in", RuleCode::BrokenBracket),
    ] {
        let text = [format!("{}> {words} [@minutes]\n", pad(600))];
        let came =
            each(&text).into_iter().flat_map(|(a, b)| a.into_iter().chain(b)).collect::<Vec<_>>();
        assert!(came.contains(&code), "{words}: {came:?}");
    }
    let text = format!(
        "> They will run four crossings a night in winter.\n>\n> The fee stays at\n> fifty crowns until March. [@minutes]\n\n{}",
        pad(600)
    );
    let text = format!("---\ntitle: A\n---\n{text}");
    let sources = site(&[("content/a.md", &text)]);
    let found = reported(&sources);
    let reported =
        found.iter().find(|reported| reported.code == RuleCode::QuoteDiffers).expect("a finding");
    let whole = sources.text("content/a.md").expect("a text");
    assert_eq!(reported.place.span.slice(whole), "fifty");
}

/// The block quotations of a text, as ranges of lines that begin with `>`; without callouts.
fn quoted_lines(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut all: Vec<std::ops::Range<usize>> = vec![];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with('>') {
            match all.last_mut().filter(|last| last.end == at) {
                Some(last) => last.end = at + line.len(),
                None => all.push(at..at + line.len()),
            }
        }
        at += line.len();
    }
    all.retain(|range| !text[range.clone()].starts_with("> [!"));
    all
}

/// The first, middle and last words of a block quotation before its citation.
fn some_words(text: &str, range: std::ops::Range<usize>) -> Vec<std::ops::Range<usize>> {
    let end = text[range.clone()].find("[@").map_or(range.end, |at| range.start + at);
    let mut words = vec![];
    let mut at = range.start;
    for piece in text[range.start..end].split_inclusive(|c: char| !c.is_alphanumeric()) {
        let word = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
        if word.len() > 1 {
            words.push(at..at + word.len());
        }
        at += piece.len();
    }
    let (first, middle, last) = (0, words.len() / 2, words.len() - 1);
    [first, middle, last].map(|n| words[n].clone()).to_vec()
}

/// Every block quotation of a site passes as it is, and fails with one word changed, in texts of three lengths.
fn every_changed_word_is_refused(sources: &InputFiles) {
    let is_ours = |code: RuleCode| matches!(code.id(), "OR317" | "OR318" | "OR319" | "OR320");
    let refused = |sources: &InputFiles, file: &str| {
        reported(sources)
            .iter()
            .any(|reported| is_ours(reported.code) && &*reported.place.file == file)
    };
    let mut tried = 0;
    for path in sources.files.keys() {
        let Some(text) = sources.text(path).filter(|_| path.ends_with(".md")) else { continue };
        for block in quoted_lines(text) {
            let own = &text[block.clone()];
            let others = text.len() - own.len();
            for bytes in [100, 600, 60_000] {
                // Without the other words of the text for the short length; else with more.
                let head = &text[..text[4..].find("\n---").map_or(0, |at| at + 8)];
                let body = |own: &str| match bytes {
                    100 => format!("{head}\n{own}"),
                    _ => format!(
                        "{}{own}{}\n{}",
                        &text[..block.start],
                        &text[block.end..],
                        pad(bytes)
                    ),
                };
                let mut one = sources.clone();
                let mut put = |text: String| {
                    one.files.insert(path.clone(), InputFile::whole(text.into_bytes()));
                    refused(&one, path)
                };
                assert!(!put(body(own)), "{path} of {bytes} and {others}: {own}");
                for word in some_words(text, block.clone()) {
                    let (from, to) = (word.start - block.start, word.end - block.start);
                    let changed = format!("{}zebra{}", &own[..from], &own[to..]);
                    assert!(put(body(&changed)), "{path} of {bytes} and {others}: {changed}");
                    tried += 1;
                }
            }
        }
    }
    assert!(tried >= 9, "{tried} words were changed");
}

#[test]
fn every_block_quotation_of_the_example_site() {
    every_changed_word_is_refused(&make::from_disk(root()));
}

#[test]
fn every_block_quotation_of_a_new_site() {
    every_changed_word_is_refused(&make::from_disk(new_site().path()));
}

/// The verdict on a page, and the counts.
#[test]
fn what_was_not_compared_is_counted() {
    let text = format!(
        "---\ntitle: A\n---\n{}> {RIGHT} — the Port Office [@minutes]\n\nOurs.\n\n> The harbor board met […]. They will run four crossings. [@minutes]\n\nOurs.\n\n> Somebody said so. [@other]\n\nOurs.\n\n> Nobody is named.\n",
        pad(600)
    );
    let sources = site(&[("content/a.md", &text)]);
    let built = build(&sources, &options()).value;
    assert_eq!(built.counts().unchecked_blocks, 1);
    let recipe = built.recipe("a/index.html").expect("a page");
    let Recipe::Make(make) = recipe else { panic!("a page is made") };
    let html = String::from_utf8(make().expect("a page")).expect("text");
    let lines: Vec<&str> =
        html.lines().filter(|line| line.contains("class=\"check block")).collect();
    assert_eq!(lines.len(), 3, "{lines:#?}");
    assert!(lines[0].contains("Matches the copy we hold: Minutes of the board"), "{}", lines[0]);
    assert!(lines[0].contains("Attribution, not compared: — the Port Office"));
    assert!(lines[1].contains("omitted"), "{}", lines[1]);
    assert!(lines[2].contains("Wording not checked: we hold no copy of The other report"));
    let rows = archive_state(&sources).rows(&sources);
    let of = |key: &str| rows.iter().find(|row| row[0] == key).map(|row| row[3..].join("/"));
    assert_eq!(of("minutes").as_deref(), Some("2/2"));
    assert_eq!(of("other").as_deref(), Some("1/0"));
}

/// A block quotation that cites a withheld source reveals nothing of it: no name, no verdict, no words of its
/// snapshot.
#[test]
fn a_withheld_source_leaves_nothing_below_a_block_quotation() {
    const SECRET: &str =
        "The Board met behind the wharf in May. They will run four crossings a night.\n";
    for guard in ["draft: true", "confidential: true", "embargo: 2027-01-01T00:00:00Z"] {
        let source = format!("---\ntitle: The Wharf Papers\n{guard}\nsnapshot: papers.txt\n---\n");
        for quoted in [
            "They will run four crossings a night",
            "They will run five crossings a night",
            "The Board met […] in May",
            "The Board met [] in May",
            "The Board met [there] in May",
            "The Board met [at the quay] in May",
            "Nobody has ever said so in these words",
        ] {
            for text in [
                format!("> {quoted}. — the Clerk [@papers, p. 3]\n"),
                format!("{}> {quoted}. [@papers]\n", pad(600)),
                format!("> {quoted}. [@minutes; @papers]\n"),
                format!("> {quoted}. [@papers; @minutes]\n"),
                format!("> {quoted}.\n\nSo the papers say [@papers].\n"),
                format!("A claim.[^1]\n\n[^1]:\n    > {quoted}. [@papers]\n"),
            ] {
                let note = format!("---\ntitle: A\n---\n{text}");
                let mut sources =
                    site(&[("content/a.md", &note), ("content/sources/papers.md", &source)]);
                sources.files.insert(
                    "content/sources/papers.txt".into(),
                    InputFile::whole(SECRET.as_bytes()),
                );
                let built = build(&sources, &options()).value;
                let recipe = built.recipe("a/index.html").expect("a page");
                let Recipe::Make(make) = recipe else { panic!("a page is made") };
                let html = String::from_utf8(make().expect("a page")).expect("text");
                for word in ["wharf", "papers.txt", "Wharf Papers"] {
                    assert!(!html.contains(word), "{guard}: {text}\n{html}");
                }
                let lines: Vec<&str> =
                    html.lines().filter(|line| line.contains("class=\"check block")).collect();
                // Results of the other source may be shown.
                assert!(
                    text.contains("@minutes") || lines.is_empty(),
                    "{guard}: {text}\n{lines:#?}"
                );
            }
        }
    }
}
