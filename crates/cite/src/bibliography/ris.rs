//! Reads RIS, the tagged lines of reference managers. Start with [`read`].
//!
//! A line is two letters or digits, two spaces, a hyphen and a value; any other line continues the
//! value before it. An entry extends from `TY` to `ER`.

use super::entities::decoded;
use super::entry_builder::{EntryBuilder, FieldOrigin, ImportedName, language};
use super::{ImportedSource, dates};
use onrecord_base::code::RuleCode;
use onrecord_base::edtf::EdtfDate;
use onrecord_base::schema::ReadContext;
use onrecord_base::span::{Span, Spanned};
use onrecord_base::text::slug;
use std::collections::HashMap;

/// RIS types and ours.
pub const KINDS: &[(&str, &str)] = &[
    ("JOUR", "article-journal"),
    ("NEWS", "article-newspaper"),
    ("MGZN", "article-magazine"),
    ("ELEC", "webpage"),
    ("BLOG", "post-weblog"),
    ("ICOMM", "post"),
    ("RPRT", "report"),
    ("BILL", "bill"),
    ("STAT", "legislation"),
    ("LEGAL", "regulation"),
    ("CASE", "legal_case"),
    ("HEAR", "hearing"),
    ("SLIDE", "speech"),
    ("PCOMM", "personal_communication"),
    ("SOUND", "song"),
    ("VIDEO", "motion_picture"),
    ("DATA", "dataset"),
    ("BOOK", "book"),
    ("CHAP", "chapter"),
    ("CPAPER", "paper-conference"),
    ("THES", "thesis"),
    ("MANSCPT", "manuscript"),
    ("GEN", "document"),
    ("ENCYC", "entry-encyclopedia"),
    ("DICT", "entry-dictionary"),
    ("ANCIENT", "classic"),
    ("FIGURE", "figure"),
    ("ART", "graphic"),
    ("MAP", "map"),
    ("MUSIC", "musical_score"),
    ("PAMP", "pamphlet"),
    ("PAT", "patent"),
    ("SER", "periodical"),
    ("COMP", "software"),
    ("STAND", "standard"),
    // Those above are also exported; these are only imported.
    ("EJOUR", "article-journal"),
    ("ABST", "article-journal"),
    ("INPR", "article-journal"),
    ("WEB", "webpage"),
    ("EBOOK", "book"),
    ("EDBOOK", "book"),
    ("ECHAP", "chapter"),
    ("CONF", "paper-conference"),
    ("UNPB", "manuscript"),
    ("GOVDOC", "report"),
    ("CLSWK", "classic"),
    ("JFULL", "periodical"),
    ("MPCT", "motion_picture"),
    ("UNBILL", "bill"),
];

/// A tagged line.
struct RisLine<'a> {
    tag: &'a str,
    text: String,
    span: Span,
}

/// Reads a file.
pub(super) fn read(
    text: &str,
    start: usize,
    reading: &mut ReadContext,
    out: &mut Vec<ImportedSource>,
) {
    let mut lines: Vec<RisLine<'_>> = vec![];
    let mut open: Option<usize> = None;
    let mut keys: HashMap<String, usize> = HashMap::new();
    let mut stray = false;
    let mut at = start;
    for whole in text[start..].split_inclusive('\n') {
        let from = at;
        at += whole.len();
        let line = whole.trim_end_matches(['\n', '\r']);
        match tagged(line) {
            Some(("TY", _)) if open.is_some() => {
                fault(
                    from,
                    "a new entry starts before the previous one ends with `ER  -`",
                    reading,
                );
                end(&mut lines, Span::new(open.unwrap_or(from), from), &mut keys, reading, out);
                open = Some(from);
                lines.push(one(from, line));
            }
            Some(("TY", _)) => {
                open = Some(from);
                lines.push(one(from, line));
            }
            Some(("ER", _)) => match open.take() {
                Some(first) => {
                    end(&mut lines, Span::new(first, from + line.len()), &mut keys, reading, out);
                }
                None => fault(from, "`ER` without an entry", reading),
            },
            Some(_) if open.is_some() => lines.push(one(from, line)),
            None if open.is_some() => {
                if let Some(last) = lines.last_mut().filter(|_| !line.trim().is_empty()) {
                    last.text.push(' ');
                    last.text.push_str(line.trim());
                    last.span.end = Span::new(0, from + line.len()).end;
                }
            }
            _ if line.trim().is_empty() || stray => {}
            _ => {
                stray = true;
                fault(from, "text outside an entry; an entry starts with `TY  -`", reading);
            }
        }
    }
    if let Some(first) = open {
        fault(first, "this entry does not end with `ER  -`", reading);
        end(&mut lines, Span::new(first, text.len()), &mut keys, reading, out);
    }
}

fn fault(at: usize, why: &str, reading: &mut ReadContext) {
    let diagnostic = reading.diagnostic(RuleCode::BibliographySyntax, Span::new(at, at + 1), why);
    reading.report(diagnostic.help("export the file again, or fix it here"));
}

/// The tag and value of a line.
fn tagged(line: &str) -> Option<(&str, &str)> {
    let (tag, rest) = line.split_at_checked(2)?;
    let is_tag = tag.starts_with(|c: char| c.is_ascii_uppercase())
        && tag.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let value = rest
        .trim_start_matches([' ', '\t'])
        .strip_prefix('-')
        .filter(|_| rest.starts_with([' ', '\t']))?;
    is_tag.then(|| (tag, value.trim()))
}

fn one(from: usize, line: &str) -> RisLine<'_> {
    let (tag, value) = tagged(line).unwrap_or(("", ""));
    let end = from + line.trim_end().len();
    let start = if value.is_empty() { from } else { end - value.len() };
    // The `&amp;` of a URL stays, since decoding it might change the target.
    let text = if tag == "UR" { value.into() } else { decoded(value) };
    RisLine { tag, text: text.into_owned(), span: Span::new(start, end) }
}

fn end(
    lines: &mut Vec<RisLine<'_>>,
    extent: Span,
    keys: &mut HashMap<String, usize>,
    reading: &mut ReadContext,
    out: &mut Vec<ImportedSource>,
) {
    let lines = std::mem::take(lines);
    let first = |tags: &[&str]| lines.iter().find(|l| tags.contains(&l.tag) && !l.text.is_empty());
    let key = if let Some(line) = first(&["ID"]) {
        Spanned::new(line.text.clone(), line.span)
    } else {
        let at = lines.first().map_or(extent, |line| line.span);
        Spanned::new(generate_key(&lines, keys), at)
    };
    if first(&["ID"]).is_none() {
        let message = format!("this entry has no `ID`; it is cited as `{}`", key.v);
        let diagnostic = reading.diagnostic(RuleCode::KeyMade, key.span, message);
        reading.report(diagnostic.help("add `ID  - ` with a key of your own to make it permanent"));
    }
    let mut making = EntryBuilder::new(key, extent);
    let kind = first(&["TY"]).map_or("", |line| line.text.as_str());
    type_of(kind, &lines, &mut making, reading);
    // If the event has a name of its own, the second title is that of the book.
    let named_event = lines.iter().any(|line| line.tag == "C3");
    for line in &lines {
        field(line, kind, named_event, &mut making, reading);
    }
    let keywords: Vec<&RisLine<'_>> =
        lines.iter().filter(|l| l.tag == "KW" && !l.text.is_empty()).collect();
    if let Some(first) = keywords.first() {
        let all: Vec<&str> = keywords.iter().map(|l| l.text.as_str()).collect();
        making.text("keyword", &all.join(", "), FieldOrigin("KW", first.span), reading);
    }
    pages(&lines, &mut making, reading);
    issued(&lines, &mut making, reading);
    making.finish(reading, out);
}

/// Generates a key from the first author, the year and the title, so that it does not depend on the
/// order of the file; a number distinguishes equal keys.
fn generate_key(lines: &[RisLine<'_>], keys: &mut HashMap<String, usize>) -> String {
    let first = |tags: &[&str]| {
        lines.iter().find(|l| tags.contains(&l.tag)).map_or("", |l| l.text.as_str())
    };
    let author = first(&["AU", "A1"]).split(',').next().unwrap_or("");
    let year: String = first(&["PY", "Y1", "DA"]).chars().take(4).collect();
    let title: Vec<&str> = first(&["TI", "T1"]).split_whitespace().take(3).collect();
    let made = slug(&format!("{author} {year} {}", title.join(" ")));
    let made = if made.is_empty() { "entry".to_owned() } else { made };
    let count = keys.entry(made.clone()).or_insert(0);
    *count += 1;
    if *count == 1 { made } else { format!("{made}-{count}") }
}

fn type_of(
    kind: &str,
    lines: &[RisLine<'_>],
    making: &mut EntryBuilder,
    reading: &mut ReadContext,
) {
    let line = lines.iter().find(|l| l.tag == "TY");
    let span = line.map(|l| l.span).unwrap_or_default();
    let genre = lines.iter().find(|l| l.tag == "M3").map(|l| l.text.as_str());
    let known = KINDS.iter().find(|(ris, _)| *ris == kind).map(|(_, ours)| *ours);
    if known.is_none() {
        let what = "unknown entry type; read as `document`";
        making.unreadable(span, what, reading);
    }
    let ours = known.unwrap_or("document");
    making.kind(super::csl::readable(ours, genre).unwrap_or(ours), span);
}

/// Tags and the text fields they map to.
const TEXTS: &[(&str, &str)] = &[
    ("TI", "title"),
    ("T1", "title"),
    ("ST", "short_title"),
    ("T2", "container_title"),
    ("JO", "container_title"),
    ("JF", "container_title"),
    ("JA", "container_title"),
    ("BT", "container_title"),
    ("TT", "trans_title"),
    ("PB", "publisher"),
    ("VL", "volume"),
    ("SE", "section"),
    ("M3", "genre"),
    ("N1", "internal_note"),
    ("T3", "collection_title"),
    ("J2", "container_title_short"),
    ("NV", "number_of_volumes"),
    ("AB", "abstract"),
    ("N2", "abstract"),
    ("CN", "call_number"),
    ("DB", "archive"),
    ("AV", "archive_location"),
    ("RI", "reviewed_title"),
    ("DP", "via"),
    ("PP", "publisher_place"),
    ("CP", "publisher_place"),
];

fn field(
    line: &RisLine<'_>,
    kind: &str,
    named_event: bool,
    making: &mut EntryBuilder,
    reading: &mut ReadContext,
) {
    let (tag, text, span) = (line.tag, line.text.as_str(), line.span);
    if text.is_empty() {
        return;
    }
    let event = matches!(kind, "CPAPER" | "CONF" | "SLIDE" | "HEAR");
    match tag {
        "TY" | "ID" | "SP" | "EP" | "PY" | "Y1" | "DA" | "KW" => {}
        "AU" | "A1" => making.names("author", &[name(text)], FieldOrigin(tag, span), reading),
        "A3" => making.names("collection_editor", &[name(text)], FieldOrigin(tag, span), reading),
        "A4" | "TA" => making.names("translator", &[name(text)], FieldOrigin(tag, span), reading),
        "ED" | "A2" => making.names("editor", &[name(text)], FieldOrigin(tag, span), reading),
        "Y2" => {
            let (when, raw) = date(text);
            making.date("accessed", (when, raw), FieldOrigin(tag, span), reading);
        }
        "UR" => making.url(text, FieldOrigin(tag, span), reading),
        "DO" => making.doi(text, FieldOrigin(tag, span), reading),
        "LA" => making.text("language", &language(text), FieldOrigin(tag, span), reading),
        "SN" if matches!(kind, "BOOK" | "CHAP" | "EBOOK" | "ECHAP" | "EDBOOK" | "GEN" | "RPRT")
            && !looks_like_issn(text)
            || looks_like_isbn(text) =>
        {
            making.text("isbn", text, FieldOrigin(tag, span), reading);
        }
        "SN" => making.text("issn", text, FieldOrigin(tag, span), reading),
        "ET" => {
            let ours = if kind == "COMP" { "version" } else { "edition" };
            making.text(ours, text, FieldOrigin(tag, span), reading);
        }
        "IS" => making.text("issue", text, FieldOrigin(tag, span), reading),
        "M1" => making.text("number", text, FieldOrigin(tag, span), reading),
        // A book has no container: its second title is that of the series.
        "T2" if matches!(kind, "BOOK" | "EBOOK" | "EDBOOK") => {
            making.text("collection_title", text, FieldOrigin(tag, span), reading);
        }
        "C3" if event => making.text("event_title", text, FieldOrigin(tag, span), reading),
        "CY" if event => making.text("event_place", text, FieldOrigin(tag, span), reading),
        "CY" => making.text("publisher_place", text, FieldOrigin(tag, span), reading),
        "T2" if event && named_event => {
            making.text("container_title", text, FieldOrigin(tag, span), reading);
        }
        _ => match TEXTS.iter().find(|(ris, _)| *ris == tag) {
            Some((_, ours)) => making.text(ours, text, FieldOrigin(tag, span), reading),
            None => making.drop_field(tag),
        },
    }
}

/// True for ten or thirteen digits with hyphens; an ISSN has eight.
fn looks_like_isbn(text: &str) -> bool {
    let digits = text.chars().filter(|c| c.is_ascii_digit() || matches!(c, 'X' | 'x')).count();
    matches!(digits, 10 | 13)
}

/// True for an ISSN, eight digits: `1234-567X`.
fn looks_like_issn(text: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit() || matches!(c, 'X' | 'x');
    text.chars().filter(|c| is_digit(*c)).count() == 8
        && text.chars().all(|c| is_digit(c) || matches!(c, '-' | '‑' | '–' | ' '))
}

/// Parses `Family, Given` or `Family, Given, Suffix`; without a comma it is one name.
fn name(text: &str) -> ImportedName {
    if matches!(text, "et al." | "et al") {
        return ImportedName { others: true, ..ImportedName::default() };
    }
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    match parts.as_slice() {
        [family, ""] => ImportedName { literal: (*family).to_owned(), ..ImportedName::default() },
        [family, given] => ImportedName {
            family: (*family).to_owned(),
            given: (*given).to_owned(),
            ..ImportedName::default()
        },
        [family, given, suffix] if suffix.len() < 5 => ImportedName {
            family: (*family).to_owned(),
            given: (*given).to_owned(),
            suffix: (*suffix).to_owned(),
            ..ImportedName::default()
        },
        _ => ImportedName { literal: text.to_owned(), ..ImportedName::default() },
    }
}

fn pages(lines: &[RisLine<'_>], making: &mut EntryBuilder, reading: &mut ReadContext) {
    let find = |tag: &str| lines.iter().find(|l| l.tag == tag && !l.text.is_empty());
    match (find("SP"), find("EP")) {
        (Some(from), Some(to)) if !from.text.contains('-') && from.text != to.text => {
            making.text(
                "page",
                &format!("{}-{}", from.text, to.text),
                FieldOrigin("SP", from.span),
                reading,
            );
        }
        (Some(one), _) | (None, Some(one)) => {
            making.text("page", &one.text.replace('–', "-"), FieldOrigin("SP", one.span), reading);
        }
        (None, None) => {}
    }
}

/// Reads the date of issue: `DA` is precise to the day, `PY` or `Y1` at least to the year.
fn issued(lines: &[RisLine<'_>], making: &mut EntryBuilder, reading: &mut ReadContext) {
    let find = |tag: &str| lines.iter().find(|l| l.tag == tag && !l.text.is_empty());
    let best =
        ["DA", "Y1", "PY"].into_iter().filter_map(find).find(|line| date(&line.text).0.is_some());
    if let Some(line) = best.or_else(|| ["DA", "Y1", "PY"].into_iter().find_map(find)) {
        let (when, raw) = date(&line.text);
        making.date("issued", (when, raw), FieldOrigin(line.tag, line.span), reading);
    }
}

/// Parses `2022/06/17/` with optional words at its end; if these are an EDTF date, they are more
/// precise.
fn date(text: &str) -> (Option<EdtfDate>, &str) {
    let parts: Vec<&str> = text.splitn(4, '/').collect();
    if let [_, _, _, words] = parts.as_slice()
        && let Ok(when) = EdtfDate::parse(words.trim())
    {
        return (Some(when), text);
    }
    let numbers: Option<Vec<u16>> = parts
        .iter()
        .take(3)
        .map(|p| if p.trim().is_empty() { Some(0) } else { p.trim().parse().ok() })
        .collect();
    let is_year = parts.first().is_some_and(|year| year.trim().len() == 4);
    let civil = numbers.filter(|_| is_year).and_then(|n| dates::civil(&n));
    let when = civil.and_then(|civil| EdtfDate::parse(&civil.to_string()).ok());
    (when.or_else(|| dates::text(text)), text)
}
