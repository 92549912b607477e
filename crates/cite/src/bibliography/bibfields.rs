//! Maps the fields and types of `BibLaTeX` (and of the older `BibTeX`) to those of a source. Start
//! with [`put`].
//!
//! Tables map fields one to one; code combines two fields into one. LaTeX is decoded only through
//! [`plain`].

use super::bibaddresses::addresses;
use super::bibnames::{listed, names, people};
use super::bibtex::{BibtexEntry, BibtexField, bare, plain};
use super::bibtitles::titles;
use super::csl::readable;
use super::entry_builder::{EntryBuilder, FieldOrigin, language};
use super::keys;
use super::latex::decode;
use crate::source_type::SourceType;
use crate::variables::{Variable, VariableKind};
use onrecord_base::schema::ReadContext;
use std::collections::BTreeMap;

/// Texts that are copied unchanged; if two map to one field, the better one comes first.
const TEXTS: &[(&str, &str)] = &[
    ("shorttitle", "short_title"),
    ("location", "publisher_place"),
    ("address", "publisher_place"),
    ("isbn", "isbn"),
    ("volume", "volume"),
    ("issue", "issue"),
    ("section", "section"),
    ("authority", "authority"),
    ("jurisdiction", "jurisdiction"),
    ("eventtitle", "event_title"),
    ("venue", "event_place"),
    ("medium", "medium"),
    ("eid", "number"),
    ("titletranslation", "trans_title"),
    ("dimensions", "extent"),
    ("source", "via"),
    ("note", "internal_note"),
    ("annotation", "internal_note"),
    ("annote", "internal_note"),
    ("addendum", "internal_note"),
    ("rights", "license"),
    ("copyright", "license"),
    ("lccn", "call_number"),
];

/// CSL variables with a different name in BibLaTeX. Those with the same name, and those without a
/// BibLaTeX field, use their CSL name.
const RENAMED: &[(&str, &str)] = &[
    ("publisher-place", "location"),
    ("collection-title", "series"),
    ("number-of-volumes", "volumes"),
    ("number-of-pages", "pagetotal"),
    ("part-number", "part"),
    ("chapter-number", "chapter"),
    ("container-title-short", "shortjournal"),
    ("ISSN", "issn"),
    ("PMID", "pmid"),
    ("PMCID", "pmcid"),
    ("call-number", "library"),
    ("status", "pubstate"),
    ("keyword", "keywords"),
    ("original-title", "origtitle"),
    ("original-publisher", "origpublisher"),
    ("original-publisher-place", "origlocation"),
    ("original-date", "origdate"),
    ("original-date", "origyear"),
    ("event-date", "eventdate"),
    ("container-author", "bookauthor"),
];

/// Returns the BibLaTeX name of a CSL variable.
pub fn bib_field(csl: &str) -> &str {
    RENAMED.iter().find(|(name, _)| *name == csl).map_or(csl, |(_, bib)| bib)
}

/// True if the `number` of such an entry is its number in a series.
pub fn is_bookish(kind: &str) -> bool {
    let ends = ["book", "collection", "proceedings", "reference"];
    ends.iter().any(|end| kind.ends_with(end))
        || matches!(kind, "bookinbook" | "suppbook" | "booklet" | "conference")
}

/// Fields for LaTeX only, or read elsewhere: they are not reported as dropped.
const SPENT: &[&str] = &[
    "title",
    "subtitle",
    "titleaddon",
    "maintitle",
    "mainsubtitle",
    "maintitleaddon",
    "booktitle",
    "booksubtitle",
    "booktitleaddon",
    "journal",
    "journaltitle",
    "journalsubtitle",
    "journaltitleaddon",
    "issuetitle",
    "issuesubtitle",
    "issuetitleaddon",
    "author",
    "editor",
    "editortype",
    "editora",
    "editoratype",
    "editorb",
    "editorbtype",
    "editorc",
    "editorctype",
    "foreword",
    "introduction",
    "afterword",
    "annotator",
    "commentator",
    "date",
    "year",
    "month",
    "day",
    "urldate",
    "url",
    "doi",
    "eprint",
    "eprinttype",
    "archiveprefix",
    "eprintclass",
    "primaryclass",
    "number",
    "pages",
    "type",
    "language",
    "langid",
    "hyphenation",
    "entrysubtype",
    "crossref",
    "xdata",
    "xref",
    "howpublished",
    "school",
    "institution",
    "organization",
    "publisher",
    "langidopts",
    "options",
    "sortkey",
    "key",
    "presort",
    "sorttitle",
    "sortname",
    "sortyear",
    "sortshorthand",
    "indextitle",
    "indexsorttitle",
    "pagination",
    "bookpagination",
    "gender",
    "label",
    "shorthand",
    "bdsk-url-1",
    "timestamp",
    "date-added",
    "date-modified",
    "creationdate",
    "modificationdate",
    "owner",
    "added-at",
    "interhash",
    "intrahash",
    "biburl",
    "bibsource",
    "__markedentry",
];

/// Adds the fields of an entry to a source.
pub(super) fn put(
    entry: &BibtexEntry,
    fields: &BTreeMap<String, BibtexField>,
    making: &mut EntryBuilder,
    reading: &mut ReadContext,
) {
    kind(entry, fields, making, reading);
    titles(entry, fields, making, reading);
    names(fields, making, reading);
    dates(fields, making, reading);
    for (name, ours) in TEXTS {
        if let Some(raw) = fields.get(*name) {
            let mut text = plain(raw, name, making, reading);
            // A list of places becomes one text.
            if *ours == "publisher_place" {
                text = listed(&raw.text).unwrap_or_else(|| places(text));
            }
            // If an entry has both, the location is that of the conference.
            if *name == "location"
                && fields.contains_key("address")
                && !fields.contains_key("venue")
            {
                making.text("event_place", &text, FieldOrigin(name, raw.span), reading);
                continue;
            }
            // A patent applies to countries, which have keys.
            let countries = (entry.kind.v == "patent")
                .then(|| text.split(" and ").map(keys::country).collect::<Option<Vec<_>>>())
                .flatten();
            let ours = match countries {
                Some(countries) => {
                    text = countries.join("; ");
                    "jurisdiction"
                }
                None => ours,
            };
            making.text(ours, &text, FieldOrigin(name, raw.span), reading);
        }
    }
    publishers(fields, making, reading);
    numbers(entry, fields, making, reading);
    variables(entry, fields, making, reading);
    addresses(entry, fields, making, reading);
    if let Some(raw) = fields
        .get("langid")
        .or_else(|| fields.get("language"))
        .or_else(|| fields.get("hyphenation"))
    {
        let text = language(&plain(raw, "language", making, reading));
        making.text("language", &text, FieldOrigin("language", raw.span), reading);
    }
    for (name, raw) in fields {
        let is_known = SPENT.contains(&name.as_str())
            || TEXTS.iter().any(|(known, _)| known == name)
            || name == "recipient"
            || variable(name).is_some();
        if !is_known && !raw.text.trim().is_empty() {
            making.drop_field(name);
        }
    }
}

/// Joins three or more places as a list: `Berlin; London; New York`. Two stay as they are.
fn places(text: String) -> String {
    let count = text.matches(" and ").count();
    if count > 1 { text.replace(" and ", "; ") } else { text }
}

/// Returns the CSL variable of a field, by its BibLaTeX or CSL name; `None` if it is unknown.
fn variable(field: &str) -> Option<Variable> {
    let renamed = RENAMED.iter().find(|(_, bib)| *bib == field).map_or(field, |(csl, _)| csl);
    Variable::of_csl(renamed)
}

/// Reads the fields for the rarer CSL variables.
fn variables(
    entry: &BibtexEntry,
    fields: &BTreeMap<String, BibtexField>,
    making: &mut EntryBuilder,
    reading: &mut ReadContext,
) {
    for (name, raw) in fields {
        let is_read = TEXTS.iter().any(|(known, _)| known == name);
        let Some(variable) = variable(name).filter(|_| !is_read) else { continue };
        let at = FieldOrigin(name, raw.span);
        match variable.kind() {
            VariableKind::Text | VariableKind::Number => {
                let mut text = plain(raw, name, making, reading);
                match variable {
                    Variable::Status => text = keys::state(&text).map_or(text, str::to_owned),
                    Variable::CollectionTitle => {
                        text = keys::series(&text, entry.kind.v == "article").unwrap_or(text);
                    }
                    _ => {}
                }
                making.text(variable.name(), &text, at, reading);
            }
            VariableKind::Date => making.date_text(variable.name(), &bare(raw), at, reading),
            VariableKind::Names => people(variable.name(), (name, raw), making, reading),
        }
    }
    // Our own exports write recipients.
    if let Some(raw) = fields.get("recipient") {
        people("recipient", ("recipient", raw), making, reading);
    }
}

/// Fields with the publisher; all of them are used.
const PUBLISHERS: [&str; 4] = ["school", "institution", "organization", "publisher"];

/// Reads the publisher: `University of Delft; Quay Archive` if two fields name one.
fn publishers(
    fields: &BTreeMap<String, BibtexField>,
    making: &mut EntryBuilder,
    reading: &mut ReadContext,
) {
    let mut all: Vec<String> = vec![];
    let mut first = None;
    for name in PUBLISHERS {
        let Some(raw) = fields.get(name) else { continue };
        let text = plain(raw, name, making, reading);
        let text = listed(&raw.text).unwrap_or(text).trim().to_owned();
        if !text.is_empty() && !all.contains(&text) {
            all.push(text);
            first = first.or(Some(FieldOrigin(name, raw.span)));
        }
    }
    if let Some(at) = first {
        making.text("publisher", &all.join("; "), at, reading);
    }
}

fn dates(
    fields: &BTreeMap<String, BibtexField>,
    making: &mut EntryBuilder,
    reading: &mut ReadContext,
) {
    if let Some(raw) = fields.get("date") {
        making.date_text("issued", &bare(raw), FieldOrigin("date", raw.span), reading);
    } else if let Some(year) = fields.get("year") {
        let mut text = decode(&year.text).text.trim().to_owned();
        let month = fields.get("month").map(|raw| decode(&raw.text).text.trim().to_owned());
        match month.as_deref().map(|m| (m, super::dates::month(m))) {
            Some((_, Some(month))) => {
                text = format!("{text}-{month:02}");
                if let Some(day) =
                    fields.get("day").and_then(|d| decode(&d.text).text.trim().parse::<u16>().ok())
                {
                    text = format!("{text}-{day:02}");
                }
            }
            // For example `month = "17~" # jun`.
            Some((words, None)) => match super::dates::months(words, &text) {
                Some(when) => text = when.to_string(),
                None => making.drop_field("month"),
            },
            None => {}
        }
        making.date_text("issued", &text, FieldOrigin("year", year.span), reading);
    }
    if let Some(raw) = fields.get("urldate") {
        making.date_text("accessed", &bare(raw), FieldOrigin("urldate", raw.span), reading);
    }
}

fn numbers(
    entry: &BibtexEntry,
    fields: &BTreeMap<String, BibtexField>,
    making: &mut EntryBuilder,
    reading: &mut ReadContext,
) {
    if let Some(raw) = fields.get("number") {
        // The number of an article is that of its issue, and the number of a book is that in its
        // series.
        let ours = match entry.kind.v.as_str() {
            "article" | "periodical" | "suppperiodical" if !making.has("issue") => "issue",
            kind if is_bookish(kind) => "collection_number",
            _ => "number",
        };
        let text = plain(raw, "number", making, reading);
        making.text(ours, &text, FieldOrigin("number", raw.span), reading);
    }
    if let Some(raw) = fields.get("pages") {
        let text = plain(raw, "pages", making, reading).replace('–', "-");
        making.text("page", &text, FieldOrigin("pages", raw.span), reading);
    }
    if let Some(raw) = fields.get("type") {
        let text = plain(raw, "type", making, reading);
        let text = keys::kind(&text).unwrap_or(text.trim());
        making.text("genre", text, FieldOrigin("type", raw.span), reading);
    }
}

/// BibLaTeX types and ours.
const KINDS: &[(&str, &str)] = &[
    ("article", "article-journal"),
    ("book", "book"),
    ("mvbook", "book"),
    ("collection", "book"),
    ("mvcollection", "book"),
    ("proceedings", "book"),
    ("mvproceedings", "book"),
    ("reference", "book"),
    ("mvreference", "book"),
    ("inbook", "chapter"),
    ("bookinbook", "chapter"),
    ("suppbook", "chapter"),
    ("incollection", "chapter"),
    ("suppcollection", "chapter"),
    ("inreference", "entry-encyclopedia"),
    ("inproceedings", "paper-conference"),
    ("conference", "paper-conference"),
    ("thesis", "thesis"),
    ("phdthesis", "thesis"),
    ("mastersthesis", "thesis"),
    ("report", "report"),
    ("techreport", "report"),
    ("standard", "standard"),
    ("booklet", "pamphlet"),
    ("manual", "book"),
    ("patent", "patent"),
    ("periodical", "periodical"),
    ("software", "software"),
    ("artwork", "graphic"),
    ("image", "graphic"),
    ("performance", "performance"),
    ("suppperiodical", "article-journal"),
    ("online", "webpage"),
    ("electronic", "webpage"),
    ("www", "webpage"),
    ("unpublished", "manuscript"),
    ("dataset", "dataset"),
    ("legislation", "legislation"),
    ("jurisdiction", "legal_case"),
    ("legal", "regulation"),
    ("audio", "song"),
    ("music", "song"),
    ("video", "motion_picture"),
    ("movie", "motion_picture"),
    ("letter", "personal_communication"),
    ("review", "review"),
    ("misc", "document"),
];

/// Sets the type and, for theses, the genre. Reports an unknown type, which becomes `document`.
fn kind(
    entry: &BibtexEntry,
    fields: &BTreeMap<String, BibtexField>,
    making: &mut EntryBuilder,
    reading: &mut ReadContext,
) {
    let span = entry.kind.span;
    let subtype =
        fields.get("entrysubtype").map(|raw| decode(&raw.text).text.trim().to_lowercase());
    // `legal-case` is `legal_case`.
    let ours = |word: &str| {
        let same = |ours: &str| ours.replace('_', "-") == word.replace('_', "-");
        SourceType::WORDS.iter().find(|(ours, _)| same(ours)).map(|(ours, _)| *ours)
    };
    let found = match (entry.kind.v.as_str(), subtype.as_deref()) {
        ("article", Some("newspaper" | "newspaperarticle")) => Some("article-newspaper"),
        ("article", Some("magazine" | "magazinearticle")) => Some("article-magazine"),
        (_, Some(subtype)) if ours(subtype).is_some() => ours(subtype),
        (kind, _) => KINDS.iter().find(|(bib, _)| *bib == kind).map(|(_, ours)| *ours),
    };
    let genre = fields.get("type").map(|raw| decode(&raw.text).text);
    let found = found.map(|kind| readable(kind, genre.as_deref().map(str::trim)).unwrap_or(kind));
    let genre = match entry.kind.v.as_str() {
        "phdthesis" => Some("PhD thesis"),
        "mastersthesis" => Some("Master’s thesis"),
        _ => None,
    };
    if let Some(genre) = genre.filter(|_| !fields.contains_key("type")) {
        making.text("genre", genre, FieldOrigin("type", span), reading);
    }
    if found.is_none() {
        making.unreadable(
            span,
            &format!("unknown type `@{}`; read as `document`", entry.kind.v),
            reading,
        );
    }
    making.kind(found.unwrap_or("document"), span);
}
