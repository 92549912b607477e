//! The program does not panic on any input, and its diagnostics point into the files.

use super::make::{built, sources};
use onrecord_base::diag::Diagnostic;
use onrecord_site::input::files::InputFiles;
use proptest::prelude::*;
use proptest::test_runner::Config;

/// The paths of the files of a site.
const PATHS: &[&str] = &[
    "site.yaml",
    "content/a.md",
    "content/index.md",
    "content/b/c.md",
    "content/sources.yaml",
    "content/quotes.yaml",
    "content/actions/x.md",
    "content/people/y.yaml",
    "content/topics/t.md",
    "content/organizations/o.md",
    "templates/note.html",
    "static/a.txt",
];

/// Words of our own syntax, so that the input gets past the first line.
const WORDS: &[&str] = &[
    "---\n",
    "title: ",
    "id: ",
    "a",
    "b",
    "x",
    "y",
    "\n",
    "\n\n",
    "  ",
    "- ",
    ": ",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    "[[",
    "]]",
    "![[",
    "[@",
    "@",
    "^1",
    "[^1]: ",
    "#",
    "## ",
    "> ",
    "> [!NOTE]\n",
    "|",
    "---|---\n",
    "```",
    "~~~",
    "<!-- ",
    " -->",
    "actions",
    "more",
    "quote:",
    "source:",
    "text: ",
    "speaker: ",
    "source: ",
    "based_on: ",
    "segments: ",
    "dates: ",
    "signed: ",
    "2022-06-17",
    "2022~",
    "../2021",
    "2021/2022",
    "revokes: ",
    "kind: ",
    "executive-order",
    "by: ",
    "history: ",
    "status: ",
    "embargo: ",
    "2027-01-01T00:00:00Z",
    "draft: true",
    "state: withdrawn",
    "aliases: ",
    "/old/",
    "topics: ",
    "parent: ",
    "related: ",
    "accept: ",
    "OR803",
    "p. 3",
    ", ",
    "; ",
    "&",
    "<",
    ">",
    "\\",
    "\t",
    "é",
    "“",
    "”",
    "\u{200b}",
    "\u{feff}",
    "🎉",
    "\u{202e}",
    "\r\n",
    "\0",
    "*",
    "**",
    "_",
    "`",
    "{#id}",
    "(",
    ")",
    "http://x",
    "javascript:",
    "![",
    "](",
    "...",
    "|\n",
    "%",
    "{{ page.title }}",
    "{% if %}",
    "name: ",
    "memberships: ",
    "organization: ",
    "at: ",
    "~",
    "0",
    "99999999999",
    "-1",
];

fn soup() -> impl Strategy<Value = Vec<u8>> {
    let words = prop::collection::vec(prop::sample::select(WORDS), 0..40).prop_map(|w| w.concat());
    let front = (words.clone(), words.clone())
        .prop_map(|(front, body)| format!("---\ntitle: T\n{front}\n---\n{body}"));
    prop_oneof![
        4 => words.prop_map(String::into_bytes),
        4 => front.prop_map(String::into_bytes),
        1 => "\\PC{0,120}".prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 0..120),
    ]
}

fn files() -> impl Strategy<Value = Vec<(&'static str, Vec<u8>)>> {
    prop::collection::vec((prop::sample::select(PATHS), soup()), 1..6)
}

/// Every position of a diagnostic is within its file, at character boundaries.
fn lies_within(told: &Diagnostic, sources: &InputFiles) {
    let places = std::iter::once(&told.place).chain(told.related.iter().map(|(place, _)| place));
    for place in places.chain(told.fix.iter().map(|fix| &fix.place)) {
        // Positions in the built-in theme are in the program.
        let Some(input) = sources.files.get(&place.file) else { continue };
        let (start, end) = (place.span.start as usize, place.span.end as usize);
        assert!(start <= end && end <= input.bytes.len(), "{told:?} lies outside of its file");
        if let Ok(text) = std::str::from_utf8(&input.bytes) {
            let whole = text.is_char_boundary(start) && text.is_char_boundary(end);
            assert!(whole, "{told:?} cuts a character");
        }
    }
}

fn survives(files: &[(&str, Vec<u8>)]) {
    let sources = sources(files.iter().map(|(path, bytes)| (path, bytes)));
    let (site, found) = built(&sources);
    for told in &found {
        lies_within(told, &sources);
    }
    for recipe in site.plan().files.values() {
        if let onrecord::export::plan::Recipe::Make(make) = recipe
            && let Err(found) = make()
        {
            for told in &found {
                lies_within(told, &sources);
            }
        }
    }
}

proptest! {
    #![proptest_config(Config { cases: 200, failure_persistence: None, ..Config::default() })]

    #[test]
    fn soup_is_survived(files in files()) {
        survives(&files);
    }
}
