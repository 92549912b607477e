//! Writes sources as RIS: one tag per line, terminated by CR LF. Start with [`entry`].

use crate::bibliography::{RIS_KINDS, without_entities};
use crate::item::{CslDate, CslItem, NameParts};
use std::fmt::Write as _;

/// Types that RIS does not have, and the closest type that it has.
const NEAREST: &[(&str, &str)] = &[
    ("broadcast", "VIDEO"),
    ("interview", "PCOMM"),
    ("treaty", "GEN"),
    ("article", "MANSCPT"),
    ("entry", "ENCYC"),
    ("review", "JOUR"),
    ("review-book", "JOUR"),
];

/// CSL variables and their tags.
const TEXTS: &[(&str, &str)] = &[
    ("title", "TI"),
    ("title-short", "ST"),
    ("publisher", "PB"),
    ("volume", "VL"),
    ("issue", "IS"),
    ("number", "M1"),
    ("section", "SE"),
    ("genre", "M3"),
    ("language", "LA"),
    ("ISBN", "SN"),
    ("ISSN", "SN"),
    ("collection-title", "T3"),
    ("container-title-short", "J2"),
    ("number-of-volumes", "NV"),
    ("abstract", "AB"),
    ("call-number", "CN"),
    ("archive", "DB"),
    ("archive_location", "AV"),
    ("reviewed-title", "RI"),
    ("source", "DP"),
    ("DOI", "DO"),
    ("URL", "UR"),
];

/// Returns an entry; an empty line separates two in a file.
pub fn entry(item: &CslItem) -> String {
    let mut out = String::new();
    let mut put = |tag: &str, value: &str| {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        let value = if tag == "UR" { value.into() } else { without_entities(&value) };
        if !value.is_empty() {
            let _ = write!(out, "{tag}  - {value}\r\n");
        }
    };
    put("TY", kind(item.kind));
    put("ID", &item.id);
    let names =
        [("author", "AU"), ("editor", "ED"), ("collection-editor", "A3"), ("translator", "A4")];
    for (role, tag) in names {
        for name in item.names.get(role).into_iter().flatten().filter(|name| !name.others) {
            put(tag, &written(name));
        }
    }
    // Other programs read the second title of a book as that of its series.
    put(if item.kind == "book" { "JF" } else { "T2" }, item.text("container-title"));
    for (variable, tag) in TEXTS {
        put(tag, item.text(variable));
    }
    for keyword in item.text("keyword").split(", ") {
        put("KW", keyword);
    }
    // Programs have versions instead of editions.
    put("ET", item.text(if item.kind == "software" { "version" } else { "edition" }));
    // For other types `CY` is the place of publication.
    if matches!(item.kind, "hearing" | "speech" | "paper-conference") {
        put("C3", item.text("event-title"));
        put("CY", item.text("event-place"));
        put("PP", item.text("publisher-place"));
    } else {
        put("CY", item.text("publisher-place"));
    }
    put("TT", item.trans_title.as_deref().unwrap_or_default());
    pages_and_dates(item, &mut put);
    out.push_str("ER  - \r\n");
    out
}

fn pages_and_dates(item: &CslItem, put: &mut impl FnMut(&str, &str)) {
    // Only a simple range of pages is written as two numbers.
    match item.text("page").split_once('-') {
        Some((from, to)) if plain(from) && plain(to) => {
            put("SP", from);
            put("EP", to);
        }
        _ => put("SP", item.text("page")),
    }
    if let Some(issued) = item.dates.get("issued") {
        put(
            "PY",
            &issued
                .parts
                .first()
                .and_then(|p| p.first())
                .map_or_else(String::new, |year| format!("{year:04}")),
        );
        put("DA", &date(issued));
    }
    if let Some(accessed) = item.dates.get("accessed") {
        put("Y2", &date(accessed));
    }
}

fn plain(page: &str) -> bool {
    !page.is_empty() && page.chars().all(char::is_alphanumeric)
}

fn kind(csl: &str) -> &'static str {
    let known = RIS_KINDS.iter().find(|(_, ours)| *ours == csl).map(|(ris, _)| *ris);
    known
        .or_else(|| NEAREST.iter().find(|(ours, _)| *ours == csl).map(|(_, ris)| *ris))
        .unwrap_or("GEN")
}

/// Returns `Family, Given`; a trailing comma marks a name with commas as one name.
fn written(name: &NameParts) -> String {
    let whole = if name.family.is_empty() { &name.literal } else { &name.family };
    match (name.given.as_str(), name.suffix.as_str()) {
        ("", _) => whole.replace(", ", " "),
        (given, "") => format!("{}, {given}", name.family.replace(", ", " ")),
        (given, suffix) => format!("{}, {given}, {suffix}", name.family.replace(", ", " ")),
    }
}

/// Returns `2022/06/17/`, followed by EDTF if the parts cannot express the date.
fn date(date: &CslDate) -> String {
    let first = date.parts.first().map_or(&[][..], Vec::as_slice);
    let part = |at: usize| {
        first.get(at).filter(|n| **n > 0).map_or_else(String::new, |n| format!("{n:02}"))
    };
    let year = first.first().map_or_else(String::new, |year| format!("{year:04}"));
    let exact = date.parts.len() == 1 && !date.circa && !date.edtf.contains("..");
    format!("{year}/{}/{}/{}", part(1), part(2), if exact { "" } else { &date.edtf })
}
