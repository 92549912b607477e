//! Positions with hyphens, in every mode, in built-in and user styles, for citations, quotes and
//! actions.

use crate::view::cards::quote;
use crate::view::testing::made_with;
use crate::view::text::citations;
use crate::view::text::fill::texts;
use onrecord_base::id::ItemKind;
use onrecord_cite::locator::{named, written};

/// A position as written, and as built-in and user styles print it; of the latter only the end if
/// it depends on the words of a locale.
const PLACES: &[(&str, &str, &str)] = &[
    ("§ 19-101", "sec. 19-101", "sec. 19-101"),
    ("no. 19-0098", "no. 19-0098", "no. 19-0098"),
    ("no. 22-0451-cv", "no. 22-0451-cv", "no. 22-0451-cv"),
    ("r. 10b-5", "rule 10b-5", " 10b-5"),
    ("fig. 3-12", "fig. 3-12", "fig. 3-12"),
    ("art. 3-5", "art. 3-5", "art. 3-5"),
    ("{§ 19-101, at the end}", "sec. 19-101, at the end", "sec. 19-101, at the end"),
    ("{p. 10-15}", "p. 10-15", "p. 10-15"),
    ("para. 05-06", "para. 05-06", "para. 05-06"),
    ("p. 15-10", "p. 15-10", "p. 15-10"),
    ("pp. 15-10", "pp. 15-10", "pp. 15-10"),
    ("{pp. 10-15}", "pp. 10-15", "pp. 10-15"),
    ("pp. A-3", "pp. A-3", "pp. A-3"),
    ("pp. 10-15", "pp. 10–15", "pp. 10–15"),
    ("pp. 10--15, 17", "pp. 10–15, 17", "pp. 10–15, 17"),
    ("lines 4-9", "lines 4–9", " 4–9"),
    ("pp. iv-xi", "pp. iv–xi", "pp. iv–xi"),
    ("p. 007", "p. 007", "p. 007"),
    ("p. 7", "p. 7", "p. 7"),
];

/// A style that prints the label and the position; `class` is `note` or `in-text`.
fn style(class: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="{class}" version="1.0">
  <info><title>House</title><id>house</id><updated>2026-01-01T00:00:00+00:00</updated></info>
  <citation><layout prefix="(" suffix=")" delimiter="; "><group delimiter=", ">
    <text variable="title"/>
    <choose><if locator="page section issue line paragraph figure rule article-locator" match="any">
      <group delimiter=" "><label variable="locator" form="short"/><text variable="locator"/></group>
    </if><else><text variable="locator"/></else></choose>
  </group></layout></citation>
  <bibliography><layout><text variable="title"/></layout></bibliography>
</style>"#
    )
}

fn without_tags(html: &str) -> String {
    let parts = html.split('<').enumerate();
    parts
        .map(|(n, part)| if n == 0 { part } else { part.split_once('>').map_or("", |p| p.1) })
        .collect()
}

/// The text and the notes of a page for each position.
fn printed(settings: &str, class: &str) -> Vec<String> {
    let note: String =
        PLACES.iter().map(|(place, ..)| ["Said [@code, ", place, "] so.\n\n"].concat()).collect();
    let note = format!("---\ntitle: A\n---\n{note}");
    let files = [
        ("a.md", note.as_str()),
        ("sources.yaml", "- {id: code, title: Code, date: 2019, author: [{family: Doe}]}\n"),
        ("house.csl", &style(class)),
    ];
    let made = made_with("2026-11-23", settings, &files);
    let cx = made.cx();
    let texts = texts(&cx, made.ix(ItemKind::Note, "a"));
    if texts.body.notes.is_empty() {
        let html: String = texts.body.parts.iter().map(|part| part.html.as_str()).collect();
        return html.split("</p>").map(without_tags).filter(|p| !p.trim().is_empty()).collect();
    }
    texts.body.notes.iter().map(|note| without_tags(&note.html)).collect()
}

#[test]
fn every_mode_prints_places_as_they_are_named() {
    for mode in ["reuse", "sequential", "author-date", "numeric"] {
        let all = printed(&format!("citations: {{mode: {mode}}}\n"), "note");
        assert_eq!(all.len(), PLACES.len(), "{mode}: {all:?}");
        for (said, (place, ours, _)) in all.iter().zip(PLACES) {
            let end =
                said.trim_end_matches('.').trim_end_matches(" so").trim_end_matches([')', ']']);
            assert!(end.ends_with(&format!(" {ours}")), "{mode}: {place}: {said}");
        }
    }
}

#[test]
fn styles_of_a_user_print_places_as_they_are_named() {
    let styles = [
        ("citations: {style: content/house.csl}\n", "note"),
        ("citations: {style: content/house.csl, mode: sequential}\n", "note"),
        ("citations: {style: content/house.csl, mode: author-date}\n", "in-text"),
    ];
    for (settings, class) in styles {
        let all = printed(settings, class);
        assert_eq!(all.len(), PLACES.len(), "{settings}: {all:?}");
        for (said, (place, _, theirs)) in all.iter().zip(PLACES) {
            let end = said.trim_end_matches('.').trim_end_matches(" so").trim_end_matches(')');
            let end = end.trim_end_matches(')');
            assert!(
                said.contains("Code, ") && end.ends_with(theirs),
                "{settings}: {place}: {said}"
            );
        }
    }
}

#[test]
fn places_of_quotes_and_actions_are_read_by_the_same_rule() {
    let made = made_with("2026-11-23", "", &[]);
    let cx = made.cx();
    for (place, ours, _) in PLACES {
        assert_eq!(citations::locator(&cx, &written(place).unwrap()), *ours, "{place}");
    }
    for (label, value, ours) in [
        ("page", "10-15", "pp. 10–15"),
        ("page", "007", "p. 007"),
        ("paragraph", "05-06", "para. 05-06"),
        ("section", "19-101", "sec. 19-101"),
        ("section", "3, 5", "secs. 3, 5"),
        ("page", "{10-15}", "pp. 10-15"),
    ] {
        assert_eq!(citations::locator(&cx, &named(label, value)), ours, "{label}: {value}");
    }
    let files = [
        ("sources.yaml", "- {id: code, title: Code, date: 2019}\n"),
        (
            "quotes.yaml",
            "- {id: q, text: Words of it, speaker: Doe, source: code, at: {section: 19-101}}\n- {id: r, text: More of it, speaker: Doe, source: code, at: \"no. 19-0098\"}\n",
        ),
        ("actions.yaml", "- {id: act, title: Act, kind: statute, sources: [\"code, r. 10b-5\"]}\n"),
        ("a.md", "---\ntitle: A\n---\nOne [@quote:q]. Two [@quote:r]. Three [@action:act].\n"),
    ];
    let made = made_with("2026-11-23", "", &files);
    let cx = made.cx();
    assert_eq!(quote::quote_card(&cx, made.quote("q")).locator, "sec. 19-101");
    assert_eq!(quote::quote_card(&cx, made.quote("r")).locator, "no. 19-0098");
    let notes = texts(&cx, made.ix(ItemKind::Note, "a")).body.notes;
    let notes: Vec<String> = notes.iter().map(|note| without_tags(&note.html)).collect();
    let ends = notes.iter().zip([" sec. 19-101.", " no. 19-0098.", " rule 10b-5."]);
    assert!(notes.len() == 3 && ends.clone().all(|(note, end)| note.ends_with(end)), "{notes:?}");
}
