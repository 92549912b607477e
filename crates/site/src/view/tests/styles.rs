//! Every type of source in every built-in style, as a table for review.
//!
//! `UPDATE=1 cargo test -p onrecord-site styles` writes the table. Read every line that changed.

use crate::model::ix::ItemIx;
use crate::view::testing::made;
use crate::view::text::item::item;
use onrecord_base::id::ItemKind;
use onrecord_cite::csl::{BuiltinStyle, CiteContext, DateWords, TextRun, builtin_style, language};
use onrecord_cite::locator::named;
use std::fmt::Write as _;

const SOURCES: &str = include_str!("../../../testdata/styles.yaml");
const TABLE: &str = include_str!("../../../testdata/styles.txt");

fn dates() -> DateWords {
    DateWords {
        from: "from {}".into(),
        until: "until {}".into(),
        about: "about {}".into(),
        unsure: "{} (not certain)".into(),
        unknown: "undated".into(),
    }
}

/// Runs as text, with `*` around italics and `^` around small capitals.
fn shown(runs: Option<Vec<TextRun>>) -> String {
    let Some(runs) = runs else { return "(the processor failed)".to_owned() };
    let mut out = String::new();
    for run in runs {
        let mark = if run.font.italic { "*" } else { "" };
        let _ = write!(out, "{mark}{}{mark}", run.text);
    }
    out
}

/// The current table.
fn table() -> String {
    let made = made("2026-11-23", &[("sources.yaml", SOURCES)]);
    let cx = made.cx();
    let place = named("page", "3-5");
    let mut out = String::new();
    let styles = [
        ("notes", BuiltinStyle::Notes),
        ("author-date", BuiltinStyle::AuthorDate),
        ("numeric", BuiltinStyle::Numeric),
    ];
    for (name, which) in styles {
        let style = builtin_style(which, &language("en"), dates()).unwrap();
        let _ = writeln!(out, "== {name}\n");
        for ix in cx.site.ledger.sources() {
            let item = item(cx.site, ix);
            let way = CiteContext { number: 7, note: 1, ..CiteContext::default() };
            let later =
                CiteContext { later: true, first_note: 1, note: 3, place: Some(&place), ..way };
            let _ = writeln!(out, "{}", item.id);
            let _ = writeln!(out, "  entry  {}", shown(style.entry(&item, 7, "")));
            let _ = writeln!(out, "  cited  {}", shown(style.cite(&item, &way)));
            let _ = writeln!(out, "  later  {}", shown(style.cite(&item, &later)));
        }
        out.push('\n');
    }
    out
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test writes its table")]
fn every_type_in_every_style() {
    let now = table();
    if std::env::var_os("UPDATE").is_some() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/styles.txt");
        std::fs::write(file, &now).unwrap();
        return;
    }
    assert_eq!(now, TABLE, "UPDATE=1 writes the table anew");
}

#[test]
fn what_is_put_together_is_what_the_processor_makes() {
    let made = made("2026-11-23", &[("sources.yaml", SOURCES)]);
    let cx = made.cx();
    let place = named;
    let places = [
        place("page", "4"),
        place("page", "3-5"),
        place("page", "iv, vi-xi"),
        place("paragraph", "14"),
        place("section", "2(b)"),
        place("timestamp", "00:14:05"),
        place("page", "010"),
    ];
    for which in [BuiltinStyle::Notes, BuiltinStyle::AuthorDate, BuiltinStyle::Numeric] {
        let parts = builtin_style(which, &language("en"), dates()).unwrap();
        let whole = builtin_style(which, &language("en"), dates()).unwrap().without_parts();
        for ix in cx.site.ledger.sources() {
            let item = item(cx.site, ix);
            for number in [0, 3] {
                let (a, b) = (parts.entry(&item, number, "b"), whole.entry(&item, number, "b"));
                assert_eq!(shown(a), shown(b), "{} as entry {number}", item.id);
            }
            for place in places.iter().map(Some).chain([None]) {
                for (later, suppress) in [(false, false), (true, false), (true, true)] {
                    let letter = if which == BuiltinStyle::AuthorDate { "b" } else { "" };
                    let way = CiteContext {
                        later,
                        suppress,
                        place,
                        note: 4,
                        number: 2,
                        letter,
                        first_note: 1,
                    };
                    let (a, b) = (parts.cite(&item, &way), whole.cite(&item, &way));
                    assert_eq!(shown(a), shown(b), "{} {way:?}", item.id);
                }
            }
        }
    }
}

#[test]
fn no_part_is_empty_or_doubled() {
    for (at, line) in TABLE.lines().enumerate() {
        for bad in
            ["..", ",,", " ,", " .", ", .", ".,”", "()", "[]", "  ,", ": ,", "“”", "**", "failed"]
        {
            let line = line.trim_start().trim_start_matches(|c: char| c.is_alphabetic()).trim();
            assert!(!line.contains(bad), "line {}: {bad:?} in {line}", at + 1);
        }
    }
    let lines = TABLE.lines().filter(|line| line.starts_with(' '));
    let table = lines.collect::<Vec<_>>().join("\n");
    for name in ["TikTok", "USDS", "BuzzFeed", "iPhone", "eBay"] {
        let lower = table.matches(name).count();
        let any = table.to_lowercase().matches(&name.to_lowercase()).count();
        assert_eq!(lower, any, "{name} is written otherwise somewhere");
    }
}

#[test]
fn every_type_is_in_the_table() {
    let made = made("2026-11-23", &[("sources.yaml", SOURCES)]);
    let site = made.cx();
    let used: Vec<_> = site.site.ledger.sources.iter().map(|s| s.data.r#type).collect();
    for (word, kind) in onrecord_cite::source_type::SourceType::WORDS {
        assert!(used.contains(kind), "{word} is not in the table");
    }
    let ItemIx::Source(_) = made.ix(ItemKind::Source, "news-article") else { panic!("not found") };
}
