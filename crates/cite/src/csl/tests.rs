//! Tests of hostile sources and styles, and of the printed output.

use super::{
    BuiltinStyle, CitationStyle, CiteContext, DateWords, StyleError, TextRun, builtin_style,
    language, style,
};
use crate::item::{CslDate, CslItem, NameParts};

/// Parses a user's style with this content.
fn read(inner: &str) -> Result<CitationStyle, StyleError> {
    let text = format!(
        "<style xmlns=\"http://purl.org/net/xbiblio/csl\" class=\"in-text\" version=\"1.0\">\
         <info><title>T</title><id>t</id><updated>2026-01-01T00:00:00+00:00</updated></info>\
         {inner}</style>"
    );
    style(&text, &language("en"), DateWords::default())
}

fn text(runs: Option<Vec<TextRun>>) -> String {
    runs.unwrap().into_iter().map(|run| run.text).collect()
}

fn name(family: &str, given: &str) -> NameParts {
    NameParts { family: family.into(), given: given.into(), ..NameParts::default() }
}

fn book(texts: &[(&'static str, &str)], authors: Vec<NameParts>) -> CslItem {
    let date = CslDate { parts: vec![vec![2020]], ..CslDate::default() };
    CslItem {
        id: "a".into(),
        kind: "book",
        text: texts.iter().map(|(name, text)| (*name, (*text).to_owned())).collect(),
        names: [("author", authors)].into(),
        dates: [("issued", date)].into(),
        ..CslItem::default()
    }
}

const ALL: &str = "<citation><layout><group delimiter=\", \"><names variable=\"author\"/>\
    <text variable=\"title\"/><text variable=\"volume\"/><date variable=\"issued\">\
    <date-part name=\"year\"/></date></group></layout></citation>";

#[test]
fn reserved_characters_of_a_source_are_left_out() {
    let marked = book(
        &[("title", "A\u{e011}B \u{e000}x\u{e034}"), ("volume", "A\u{e041}1")],
        vec![name("Li\u{e020}nd", "E\u{e011}va"), name("\u{e034}", "\u{e000}")],
    );
    let clean = book(&[("title", "AB x"), ("volume", "A1")], vec![name("Lind", "Eva")]);
    let mut styles = vec![read(ALL).unwrap()];
    for which in [BuiltinStyle::Notes, BuiltinStyle::AuthorDate, BuiltinStyle::Numeric] {
        let made = || builtin_style(which, &language("en"), DateWords::default()).unwrap();
        styles.push(made());
        styles.push(made().without_parts());
    }
    for style in &styles {
        let way = CiteContext { number: 1, ..CiteContext::default() };
        assert_eq!(text(style.cite(&marked, &way)), text(style.cite(&clean, &way)));
        assert_eq!(text(style.entry(&marked, 1, "")), text(style.entry(&clean, 1, "")));
    }
    let way = CiteContext::default();
    assert_eq!(text(styles[0].cite(&marked, &way)), "Eva Lind, AB x, A1, 2020");
    let place = crate::locator::named("page", "4\u{e041}1");
    let way = CiteContext { place: Some(&place), ..way };
    let cited = text(styles[1].cite(&marked, &way));
    assert!(cited.ends_with("41"), "{cited}");
}

#[test]
fn characters_of_other_private_areas_are_kept() {
    let item = book(&[("title", "A\u{f0000}B\u{f8ff}")], vec![]);
    let printed = text(read(ALL).unwrap().cite(&item, &CiteContext::default()));
    assert_eq!(printed, "A\u{f0000}B\u{f8ff}, 2020");
}

#[test]
fn styles_with_reserved_characters_are_refused() {
    for term in ["x\u{e011}y", "x&#xE011;y", "x&#57361;y"] {
        let locale = format!(
            "<locale xml:lang=\"en\"><terms><term name=\"et-al\">{term}</term></terms></locale>"
        );
        assert!(read(&(locale + ALL)).is_err(), "{term}");
    }
}

#[test]
fn later_citations_may_list_fewer_names() {
    let inner = ALL.replace(
        "<citation>",
        "<citation et-al-min=\"6\" et-al-use-first=\"1\" et-al-subsequent-min=\"3\" \
         et-al-subsequent-use-first=\"1\">",
    );
    let style = read(&inner).unwrap();
    let authors = vec![name("Lind", ""), name("Berg", ""), name("Holm", "")];
    let item = book(
        &[("title", "T")],
        authors
            .into_iter()
            .map(|n| NameParts { literal: n.family, ..NameParts::default() })
            .collect(),
    );
    let place = crate::locator::named("page", "4");
    for place in [None, Some(&place)] {
        let way = CiteContext { place, ..CiteContext::default() };
        assert_eq!(text(style.cite(&item, &way)), "Lind, Berg, Holm, T, 2020");
        let way = CiteContext { later: true, ..way };
        assert_eq!(text(style.cite(&item, &way)), "Lind et al., T, 2020");
    }
}

#[test]
fn words_after_a_full_stop_begin_with_a_capital() {
    let style =
        builtin_style(BuiltinStyle::AuthorDate, &language("en"), DateWords::default()).unwrap();
    let check = |texts: &[(&'static str, &str)], editor: &str, expected: &str| {
        let mut item = book(&[("title", "T")], vec![name("Lind", "Eva")]);
        item.text.extend(texts.iter().map(|(name, text)| (*name, (*text).to_owned())));
        if !editor.is_empty() {
            item.names.insert("editor", vec![name(editor, "Bo")]);
        }
        let entry = text(style.entry(&item, 1, ""));
        assert_eq!(entry, format!("Lind, Eva. 2020. T. {expected}"));
    };
    check(&[], "Berg", "Edited by Bo Berg.");
    check(&[("volume", "2")], "Berg", "Vol. 2, edited by Bo Berg.");
    check(&[("edition", "revised edition")], "", "Revised edition.");
    check(&[("edition", "revised edition")], "Berg", "Edited by Bo Berg, revised edition.");
    check(&[("status", "forthcoming")], "", "Forthcoming.");
    check(&[("status", "forthcoming"), ("publisher", "iQuay")], "", "iQuay, forthcoming.");
    check(&[("dimensions", "xii pages")], "", "Xii pages.");
    check(&[("status", "forthcoming"), ("dimensions", "one reel")], "", "Forthcoming, one reel.");
    check(&[("part-number", "2")], "", "Pt. 2.");
    check(&[("volume", "1"), ("part-number", "2")], "", "Vol. 1, pt. 2.");
}
