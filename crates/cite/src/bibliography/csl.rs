//! Reads CSL-JSON and CSL-YAML, the formats of Zotero, pandoc and citeproc. Start with [`json()`]
//! and [`yaml()`].
//!
//! Both formats have the same maps, so both are read from nodes. Fields and types are those of CSL
//! 1.0.2.

use super::entities::decoded;
use super::entry_builder::{EntryBuilder, FieldOrigin, ImportedName, language};
use super::{ImportedSource, dates, json};
use crate::source_type::SourceType;
use crate::variables::{Variable, VariableKind};
use onrecord_base::code::RuleCode;
use onrecord_base::edtf::{EdtfDate, PartialDate, QualifiedDate};
use onrecord_base::node::{Node, Value};
use onrecord_base::schema::ReadContext;
use onrecord_base::span::{Span, Spanned};
use onrecord_base::yaml;

/// Reads CSL-JSON: a list of items, or a map with `items` or `references`.
pub(super) fn json(
    text: &str,
    start: usize,
    reading: &mut ReadContext,
    out: &mut Vec<ImportedSource>,
) {
    if text[start..].trim().is_empty() {
        return;
    }
    if let Some(node) = json::read(text, start, reading) {
        items(&node, "a list of CSL items: `[{\"id\": …}]`", reading, out);
    }
}

/// Reads CSL-YAML: a map with `references`, or a list of items.
pub(super) fn yaml(
    text: &str,
    start: usize,
    reading: &mut ReadContext,
    out: &mut Vec<ImportedSource>,
) {
    let file = reading.file.clone();
    let node = yaml::yaml(&file, text, Span::new(start, text.len())).into(&mut reading.found);
    if let Some(node) = node {
        items(&node, "`references:` with a list of CSL items", reading, out);
    }
}

fn items(node: &Node, wants: &str, reading: &mut ReadContext, out: &mut Vec<ImportedSource>) {
    let list = ["references", "items"].iter().find_map(|key| node.get(key)).unwrap_or(node);
    match &list.value {
        Value::List(all) => all.iter().for_each(|one| item(one, reading, out)),
        Value::Null => {}
        _ => reading.wrong_shape(list, wants),
    }
}

fn item(node: &Node, reading: &mut ReadContext, out: &mut Vec<ImportedSource>) {
    let Value::Map(fields) = &node.value else {
        return reading.wrong_shape(node, "a CSL item");
    };
    let Some(key) = key(node) else {
        let diagnostic =
            reading.diagnostic(RuleCode::ImportedKey, node.span, "this entry has no `id`");
        return reading.report(diagnostic.help("add an id to cite it by"));
    };
    let mut making = EntryBuilder::new(key, node.span);
    for (name, value) in fields {
        field(&name.v, value, node, &mut making, reading);
    }
    if node.get("type").is_none_or(|n| n.text().is_none()) {
        making.kind("document", node.span);
    }
    making.finish(reading, out);
}

/// Returns the key: `id`, or `citation-key` if `id` is a Zotero URI.
fn key(node: &Node) -> Option<Spanned<String>> {
    let written = |field: &str| {
        let node = node.get(field)?;
        let text = node.text()?.trim();
        (!text.is_empty()).then(|| Spanned::new(text.to_owned(), node.span))
    };
    match (written("id"), written("citation-key")) {
        (Some(id), Some(key)) if id.contains('/') => Some(key),
        (id, key) => id.or(key),
    }
}

/// Texts that are copied unchanged: (CSL name, our name).
const TEXTS: &[(&str, &str)] = &[
    ("title", "title"),
    ("title-short", "short_title"),
    ("shortTitle", "short_title"),
    ("container-title", "container_title"),
    ("publisher", "publisher"),
    ("ISBN", "isbn"),
    ("number", "number"),
    ("volume", "volume"),
    ("issue", "issue"),
    ("page", "page"),
    ("section", "section"),
    ("authority", "authority"),
    ("jurisdiction", "jurisdiction"),
    ("event-title", "event_title"),
    ("event", "event_title"),
    ("event-place", "event_place"),
    ("medium", "medium"),
    ("genre", "genre"),
    ("note", "internal_note"),
    ("annote", "internal_note"),
    ("container-title-short", "container_title_short"),
    ("journalAbbreviation", "container_title_short"),
    ("dimensions", "extent"),
    ("source", "via"),
];

fn field(
    name: &str,
    value: &Node,
    item: &Node,
    making: &mut EntryBuilder,
    reading: &mut ReadContext,
) {
    if value.value == Value::Null || value.text().is_some_and(|text| text.trim().is_empty()) {
        return;
    }
    // Our own spelling of the variables is accepted too.
    let name = name.replace('_', "-");
    let text = value.text();
    match (name.as_str(), text) {
        ("id" | "citation-key", _) => {}
        ("type", Some(text)) => kind(text, item, value.span, making, reading),
        ("author" | "editor" | "recipient", _) => names(&name, value, making, reading),
        ("issued" | "accessed", _) => date(&name, value, making, reading),
        _ if Variable::of_csl(&name).is_some_and(|v| v.kind() == VariableKind::Names) => {
            names(&name, value, making, reading);
        }
        _ if Variable::of_csl(&name).is_some_and(|v| v.kind() == VariableKind::Date) => {
            date(&name, value, making, reading);
        }
        ("URL" | "url", Some(text)) => making.url(text, FieldOrigin(&name, value.span), reading),
        ("DOI" | "doi", Some(text)) => {
            making.doi(&decoded(text), FieldOrigin(&name, value.span), reading);
        }
        ("language", Some(text)) => {
            making.text("language", &language(text), FieldOrigin(&name, value.span), reading);
        }
        ("page-first", Some(_)) if item.get("page").is_some() => {}
        ("page", Some(text)) => {
            making.text("page", &text.replace('–', "-"), FieldOrigin(&name, value.span), reading);
        }
        (_, Some(text)) => match TEXTS
            .iter()
            .find(|(csl, _)| *csl == name || csl.eq_ignore_ascii_case("isbn") && name == "isbn")
        {
            Some((_, ours)) => {
                making.text(ours, &unmarked(text), FieldOrigin(&name, value.span), reading);
            }
            None => match Variable::of_csl(&name) {
                Some(variable) => {
                    let at = FieldOrigin(&name, value.span);
                    making.text(variable.name(), &unmarked(text), at, reading);
                }
                None => making.drop_field(&name),
            },
        },
        (_, None) => making.drop_field(&name),
    }
}

/// Removes CSL's formatting tags from a text (`<i>`, `<span class="nocase">`) and keeps the words.
fn unmarked(text: &str) -> String {
    // Tags written as entities are words: `&lt;i&gt;`.
    if !text.contains('<') {
        return decoded(text).into_owned();
    }
    let mut out = text.to_owned();
    for mark in
        ["<i>", "</i>", "<b>", "</b>", "<sup>", "</sup>", "<sub>", "</sub>", "<sc>", "</sc>"]
    {
        out = out.replace(mark, "");
    }
    for open in [
        "<span class=\"nocase\">",
        "<span class=\"smallcaps\">",
        "<span style=\"font-variant:small-caps;\">",
        "<span style=\"font-variant: small-caps;\">",
    ] {
        if out.contains(open) {
            out = out.replace(open, "").replace("</span>", "");
        }
    }
    decoded(&out).into_owned()
}

fn kind(text: &str, item: &Node, span: Span, making: &mut EntryBuilder, reading: &mut ReadContext) {
    let ours = |word: &str| SourceType::WORDS.iter().any(|(ours, _)| *ours == word);
    let text = text.trim();
    let genre = item.get("genre").and_then(Node::text);
    if let Some(own) = readable(text, genre) {
        return making.kind(own, span);
    }
    if ours(text) {
        return making.kind(text, span);
    }
    let what = format!(
        "unknown type `{}`; read as `document`",
        text.chars().filter(|c| !c.is_control()).take(40).collect::<String>()
    );
    making.unreadable(span, &what, reading);
    making.kind("document", span);
}

/// Returns our readable name for a type and genre, so that our exports can be imported without
/// loss.
pub(super) fn readable(csl: &str, genre: Option<&str>) -> Option<&'static str> {
    let genre = genre?;
    let (word, _) = SourceType::WORDS.iter().find(|(_, kind)| kind.csl() == (csl, Some(genre)))?;
    Some(word)
}

fn names(field: &str, value: &Node, making: &mut EntryBuilder, reading: &mut ReadContext) {
    let one = |node: &Node| match &node.value {
        Value::Map(_) => name(node),
        Value::Text { text, .. } => {
            ImportedName { literal: decoded(text).into_owned(), ..ImportedName::default() }
        }
        _ => ImportedName::default(),
    };
    let mut all: Vec<ImportedName> = match &value.value {
        Value::List(items) => items.iter().map(one).collect(),
        _ => vec![one(value)],
    };
    // As pandoc writes the `and others` of BibLaTeX.
    let is_others = |name: &ImportedName| {
        let words = [&name.family, &name.literal];
        name.given.is_empty()
            && words.iter().any(|word| matches!(word.as_str(), "others" | "et al." | "et al"))
    };
    let count = all.len();
    if let Some(last) = all.last_mut().filter(|last| is_others(last)) {
        *last = ImportedName { others: count > 1, ..ImportedName::default() };
    }
    if all.iter().any(|name| *name == ImportedName::default()) {
        making.unreadable(value.span, &format!("invalid name in `{field}`"), reading);
    }
    making.names(&field.replace('-', "_"), &all, FieldOrigin(field, value.span), reading);
}

/// Reads a name. Particles and suffixes stay with the part of the name that they belong to.
fn name(node: &Node) -> ImportedName {
    let part = |key: &str| {
        let text = node.get(key).and_then(Node::text).map(str::trim).unwrap_or_default();
        decoded(text).into_owned()
    };
    let join = |parts: [String; 2]| {
        parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ")
    };
    ImportedName {
        family: join([part("non-dropping-particle"), part("family")]),
        given: join([part("given"), part("dropping-particle")]),
        literal: part("literal"),
        suffix: part("suffix"),
        whole_family: node.get("parse-names").and_then(Node::text) == Some("false"),
        others: false,
    }
}

fn date(name: &str, value: &Node, making: &mut EntryBuilder, reading: &mut ReadContext) {
    let span = value.span;
    let ours = name.replace('-', "_");
    let field = ours.as_str();
    match &value.value {
        Value::Text { text, .. } => making.date_text(field, text, FieldOrigin(name, span), reading),
        Value::Map(_) => {
            if let Some(raw) =
                value.get("raw").or_else(|| value.get("literal")).and_then(Node::text)
                && value.get("date-parts").is_none()
            {
                return making.date_text(field, raw, FieldOrigin(name, span), reading);
            }
            if value.get("season").is_some_and(|n| n.value != Value::Null) {
                making.drop_field(&format!("{name}.season"));
            }
            let circa = value
                .get("circa")
                .and_then(Node::text)
                .is_some_and(|c| !matches!(c, "" | "0" | "false"));
            let shown = value.get("date-parts").map(shown).unwrap_or_default();
            making.date(field, (parts(value, circa), &shown), FieldOrigin(name, span), reading);
        }
        // The format of old pandoc versions: a list of maps.
        Value::List(items) => {
            let ends: Vec<Option<PartialDate>> =
                items.iter().map(|item| year_map(item).filter(|_| items.len() < 3)).collect();
            making.date(field, (between(&ends, false), ""), FieldOrigin(name, span), reading);
        }
        Value::Null => {}
    }
}

/// Reads `date-parts`, or `year`, `month` and `day` of old YAML.
fn parts(value: &Node, circa: bool) -> Option<EdtfDate> {
    let Some(lists) = value.get("date-parts") else {
        return between(&[year_map(value)], circa);
    };
    let Value::List(lists) = &lists.value else { return None };
    let ends: Vec<Option<PartialDate>> = lists.iter().map(numbers).collect();
    // `[[2021], [0]]` has an open end.
    if let [Some(from), None] = ends.as_slice()
        && lists.get(1).is_some_and(
            |end| matches!(&end.value, Value::List(n) if n.iter().all(|n| n.text() == Some("0"))),
        )
    {
        let from = QualifiedDate { civil: *from, approximate: circa, uncertain: false };
        return Some(EdtfDate::Between(Some(from), None));
    }
    between(&ends, circa)
}

/// Shows date parts as they would be written: `2022-13`.
fn shown(lists: &Node) -> String {
    let Value::List(lists) = &lists.value else { return String::new() };
    let one = |list: &Node| match &list.value {
        Value::List(parts) => {
            parts.iter().take(4).filter_map(Node::text).collect::<Vec<_>>().join("-")
        }
        _ => String::new(),
    };
    lists.iter().take(4).map(one).collect::<Vec<_>>().join("/")
}

fn between(ends: &[Option<PartialDate>], circa: bool) -> Option<EdtfDate> {
    let point = |civil| QualifiedDate { civil, approximate: circa, uncertain: false };
    match ends {
        [Some(at)] => Some(EdtfDate::At(point(*at))),
        [Some(from), Some(to)] if from == to => Some(EdtfDate::At(point(*from))),
        [Some(from), Some(to)] => Some(EdtfDate::Between(Some(point(*from)), Some(point(*to)))),
        _ => None,
    }
}

fn numbers(list: &Node) -> Option<PartialDate> {
    let Value::List(items) = &list.value else { return None };
    let number = |node: &Node| match node.text()?.trim() {
        "" => Some(0),
        digits => digits.parse::<u16>().ok(),
    };
    let parts: Vec<u16> = items.iter().map(number).collect::<Option<_>>()?;
    dates::civil(&parts)
}

fn year_map(node: &Node) -> Option<PartialDate> {
    let number =
        |key: &str| node.get(key).map(|n| n.text().and_then(|t| t.trim().parse::<u16>().ok()));
    let mut parts = vec![number("year")??];
    for key in ["month", "day"] {
        match number(key) {
            Some(part) => parts.push(part?),
            None => break,
        }
    }
    dates::civil(&parts)
}
