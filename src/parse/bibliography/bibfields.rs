//! The fields and types of `BibLaTeX` (and of `BibTeX` before it) as those of a source.
//!
//! A table where a field goes over as it is, code where two make one. Knows LaTeX only through
//! [`plain`](super::bibtex::plain).
//!
//! Long because a table reads better in one place than in three.

use super::bibtex::{Entry, Raw, bare, plain};
use super::csl::readable;
use super::latex::decode;
use super::making::{At, Making, Name, language};
use crate::base::schema::Reading;
use crate::base::span::Span;
use crate::model::source::SourceType;
use crate::model::variables::{Variable, VariableKind};
use std::collections::BTreeMap;

/// Texts that go over as they are, the better one of two first.
const TEXTS: &[(&str, &str)] = &[
    ("shorttitle", "short_title"),
    ("publisher", "publisher"),
    ("institution", "publisher"),
    ("school", "publisher"),
    ("organization", "publisher"),
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
    ("rights", "license"),
    ("copyright", "license"),
    ("lccn", "call_number"),
];

/// CSL variables with another name in BibLaTeX. Those with the same name, and those for which BibLaTeX
/// has no field, go by their CSL name.
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
    ("event-date", "eventdate"),
    ("container-author", "bookauthor"),
];

/// What BibLaTeX calls a CSL variable.
pub fn bib_field(csl: &str) -> &str {
    RENAMED.iter().find(|(name, _)| *name == csl).map_or(csl, |(_, bib)| bib)
}

/// Whether the `number` of such an entry is that in its series.
pub fn is_bookish(kind: &str) -> bool {
    let ends = ["book", "collection", "proceedings", "reference"];
    ends.iter().any(|end| kind.ends_with(end))
        || matches!(kind, "bookinbook" | "suppbook" | "booklet" | "conference")
}

/// Fields that steer LaTeX, or that are read elsewhere: nothing is lost with them.
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
    "related",
    "relatedtype",
    "relatedstring",
    "ids",
    "howpublished",
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
    "shortauthor",
    "shorteditor",
    "authortype",
    "nameaddon",
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

/// Puts the fields of an entry into a source.
pub(super) fn put(
    entry: &Entry,
    fields: &BTreeMap<String, Raw>,
    making: &mut Making,
    reading: &mut Reading,
) {
    kind(entry, fields, making, reading);
    titles(entry, fields, making, reading);
    names(fields, making, reading);
    dates(fields, making, reading);
    for (name, ours) in TEXTS {
        if let Some(raw) = fields.get(*name) {
            let mut text = plain(raw, name, making, reading);
            // A list of publishers is one text for us.
            if matches!(*ours, "publisher" | "publisher_place") {
                text = listed(&raw.text).unwrap_or(text);
            }
            making.text(ours, &text, At(name, raw.span), reading);
        }
    }
    numbers(entry, fields, making, reading);
    variables(fields, making, reading);
    addresses(fields, making, reading);
    if let Some(raw) = fields
        .get("langid")
        .or_else(|| fields.get("language"))
        .or_else(|| fields.get("hyphenation"))
    {
        let text = language(&plain(raw, "language", making, reading));
        making.text("language", &text, At("language", raw.span), reading);
    }
    for (name, raw) in fields {
        let is_known = SPENT.contains(&name.as_str())
            || TEXTS.iter().any(|(known, _)| known == name)
            || variable(name).is_some();
        if !is_known && !raw.text.trim().is_empty() {
            making.lose(name);
        }
    }
}

/// The CSL variable that a field holds, by its name in BibLaTeX or in CSL.
fn variable(field: &str) -> Option<Variable> {
    let renamed = RENAMED.iter().find(|(_, bib)| *bib == field).map_or(field, |(csl, _)| csl);
    Variable::of_csl(renamed)
}

/// The fields for the rarer CSL variables.
fn variables(fields: &BTreeMap<String, Raw>, making: &mut Making, reading: &mut Reading) {
    for (name, raw) in fields {
        let Some(variable) = variable(name) else { continue };
        let at = At(name, raw.span);
        match variable.kind() {
            VariableKind::Text | VariableKind::Number => {
                let text = plain(raw, name, making, reading);
                making.text(variable.name(), &text, at, reading);
            }
            VariableKind::Date => making.date_text(variable.name(), &bare(raw), at, reading),
            VariableKind::Names => people(variable.name(), (name, raw), making, reading),
        }
    }
    // Keys that name a recipient come from our own exports.
    if let Some(raw) = fields.get("recipient") {
        people("recipient", ("recipient", raw), making, reading);
    }
}

/// A list of publishers or places, of which at least one stands in braces: `{A and B} and {C}`. Without
/// any, `and` is a word of the name: nobody braces `Department of Health and Human Services`.
fn listed(raw: &str) -> Option<String> {
    let parts = split(raw, " and ");
    let is_list = parts.len() > 1 && parts.iter().any(|part| is_braced(part.trim()));
    is_list.then(|| {
        let all: Vec<String> = parts.iter().map(|one| decode(one.trim()).text).collect();
        all.join("; ")
    })
}

/// Who had which part in it.
fn names(fields: &BTreeMap<String, Raw>, making: &mut Making, reading: &mut Reading) {
    if let Some(raw) = fields.get("author") {
        people("author", ("author", raw), making, reading);
    }
    for (field, role) in [
        ("editor", "editortype"),
        ("editora", "editoratype"),
        ("editorb", "editorbtype"),
        ("editorc", "editorctype"),
    ] {
        let Some(raw) = fields.get(field) else { continue };
        let role = fields.get(role).map(|raw| decode(&raw.text).text.trim().to_lowercase());
        let ours = match role.as_deref() {
            Some("compiler") => "compiler",
            Some("organizer") => "organizer",
            Some("director") => "director",
            Some("translator") => "translator",
            Some("collaborator") => "contributor",
            Some("" | "editor") | None => "editor",
            Some(_) if field == "editor" => "editor",
            Some(_) => "contributor",
        };
        people(ours, (field, raw), making, reading);
    }
    for field in ["introduction", "foreword", "afterword", "annotator", "commentator"] {
        if let Some(raw) = fields.get(field) {
            people("contributor", (field, raw), making, reading);
        }
    }
}

/// A title with its subtitle and what is added to it: `Title: Subtitle. Addition`.
fn whole_title(
    fields: &BTreeMap<String, Raw>,
    [title, sub, addon]: [&str; 3],
    making: &Making,
    reading: &mut Reading,
) -> Option<(String, Span)> {
    let mut whole: Option<(String, Span)> = None;
    for (name, mark) in [(title, ""), (sub, ":"), (addon, ".")] {
        let Some(raw) = fields.get(name) else { continue };
        let text = plain(raw, name, making, reading);
        let text = text.trim();
        whole = match whole {
            _ if text.is_empty() => whole,
            None => Some((text.to_owned(), raw.span)),
            Some((before, span)) => {
                let mark = if before.ends_with([':', '?', '!', '.']) { "" } else { mark };
                Some((format!("{before}{mark} {text}"), span))
            }
        };
    }
    whole
}

/// The titles of the work, of its volume, and of what it appeared in.
fn titles(
    entry: &Entry,
    fields: &BTreeMap<String, Raw>,
    making: &mut Making,
    reading: &mut Reading,
) {
    let mut take = |of: [&'static str; 3], making: &Making| {
        whole_title(fields, of, making, reading).map(|(text, span)| (of[0], text, span))
    };
    let title = take(["title", "subtitle", "titleaddon"], making);
    let main = take(["maintitle", "mainsubtitle", "maintitleaddon"], making);
    let book = take(["booktitle", "booksubtitle", "booktitleaddon"], making);
    let journal = take(["journaltitle", "journalsubtitle", "journaltitleaddon"], making)
        .or_else(|| take(["journal", "journalsubtitle", "journaltitleaddon"], making));
    let issue = take(["issuetitle", "issuesubtitle", "issuetitleaddon"], making);
    let is_part = is_part(&entry.kind.v) || book.is_some();
    // A work in several volumes has a main title; the title, or that of the book, is then the volume's.
    let (title, volume, container) = match (main, book) {
        (Some(main), book) if is_part => (title, book, Some(main)),
        (Some(main), None) => (Some(main), title, None),
        (_, book) => (title, None, book),
    };
    let (container, second) = match (journal, container) {
        (Some(journal), other) if !is_part => (Some(journal), other),
        (journal, Some(other)) => (Some(other), journal),
        (journal, None) => (journal, None),
    };
    for (ours, value) in [
        ("title", title),
        ("container_title", container),
        ("volume_title", volume.or(issue)),
        ("container_title", second),
    ] {
        if let Some((called, text, span)) = value {
            making.text(ours, &text, At(called, span), reading);
        }
    }
}

/// Whether such an entry is a part of a book.
fn is_part(kind: &str) -> bool {
    kind.starts_with("in")
        || matches!(kind, "bookinbook" | "suppbook" | "suppcollection" | "conference")
}

fn dates(fields: &BTreeMap<String, Raw>, making: &mut Making, reading: &mut Reading) {
    if let Some(raw) = fields.get("date") {
        making.date_text("issued", &bare(raw), At("date", raw.span), reading);
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
            // `month = "17~" # jun` and the like.
            Some((words, None)) => match super::dates::text(&format!("{words} {text}")) {
                Some(when) => text = when.to_string(),
                None => making.lose("month"),
            },
            None => {}
        }
        making.date_text("issued", &text, At("year", year.span), reading);
    }
    if let Some(raw) = fields.get("urldate") {
        making.date_text("accessed", &bare(raw), At("urldate", raw.span), reading);
    }
}

fn numbers(
    entry: &Entry,
    fields: &BTreeMap<String, Raw>,
    making: &mut Making,
    reading: &mut Reading,
) {
    if let Some(raw) = fields.get("number") {
        // The number of an article is the issue it stands in, and that of a book its number in a series.
        let ours = match entry.kind.v.as_str() {
            "article" | "periodical" | "suppperiodical" if !making.has("issue") => "issue",
            kind if is_bookish(kind) => "collection_number",
            _ => "number",
        };
        let text = plain(raw, "number", making, reading);
        making.text(ours, &text, At("number", raw.span), reading);
    }
    if let Some(raw) = fields.get("pages") {
        let text = plain(raw, "pages", making, reading).replace('–', "-");
        making.text("page", &text, At("pages", raw.span), reading);
    }
    if let Some(raw) = fields.get("type") {
        let text = plain(raw, "type", making, reading);
        let text = match text.trim() {
            "phdthesis" => "PhD thesis",
            "mathesis" | "mastersthesis" => "Master’s thesis",
            "techreport" => "Technical report",
            text => text,
        };
        making.text("genre", text, At("type", raw.span), reading);
    }
}

fn addresses(fields: &BTreeMap<String, Raw>, making: &mut Making, reading: &mut Reading) {
    if let Some(raw) = fields.get("doi") {
        making.doi(&bare(raw), At("doi", raw.span), reading);
    }
    if let Some(raw) = fields.get("url") {
        making.url(&bare(raw), At("url", raw.span), reading);
    }
    if let Some(raw) = fields.get("howpublished") {
        let text = bare(raw);
        if !making.has("url") && (text.starts_with("http://") || text.starts_with("https://")) {
            making.url(&text, At("howpublished", raw.span), reading);
        } else {
            making.lose("howpublished");
        }
    }
    let Some(raw) = fields.get("eprint") else { return };
    let archive = fields
        .get("eprinttype")
        .or_else(|| fields.get("archiveprefix"))
        .map(|raw| raw.text.trim().to_ascii_lowercase());
    match archive.as_deref() {
        Some("arxiv") if !making.has("url") => {
            making.url(
                &format!("https://arxiv.org/abs/{}", bare(raw)),
                At("eprint", raw.span),
                reading,
            );
        }
        _ => making.lose("eprint"),
    }
}

/// Types of entries that say ours.
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
    ("inreference", "entry"),
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

/// Types that are read as something less exact, without a finding where it says the same.
fn kind(entry: &Entry, fields: &BTreeMap<String, Raw>, making: &mut Making, reading: &mut Reading) {
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
        making.text("genre", genre, At("type", span), reading);
    }
    if found.is_none() {
        making.unreadable(
            span,
            &format!("the type `@{}` is read as `document`", entry.kind.v),
            reading,
        );
    }
    making.kind(found.unwrap_or("document"), span);
}

/// Names, split as `BibTeX` splits them: ` and ` between, commas within, braces hold together.
fn people(ours: &str, (field, raw): (&str, &Raw), making: &mut Making, reading: &mut Reading) {
    let names: Vec<Name> =
        split(&raw.text, " and ").into_iter().map(name).filter(|n| *n != Name::default()).collect();
    if let Some(unknown) = decode(&raw.text).unknown {
        making.unreadable(
            raw.span,
            &format!("`{field}` holds `{unknown}`, which is kept as written"),
            reading,
        );
    }
    making.names(ours, &names, At(field, raw.span), reading);
}

fn name(raw: &str) -> Name {
    let raw = raw.trim();
    let text = |raw: &str| decode(raw).text.trim().to_owned();
    // `{European Commission}` is one name.
    if is_braced(raw) {
        return Name { literal: text(raw), ..Name::default() };
    }
    match split(raw, ",").as_slice() {
        [family, given] => Name { family: text(family), given: text(given), ..Name::default() },
        [family, suffix, given] => Name {
            family: text(family),
            given: text(given),
            suffix: text(suffix),
            literal: String::new(),
        },
        [whole] => {
            let words = split(whole, " ");
            let words: Vec<&str> =
                words.into_iter().map(str::trim).filter(|w| !w.is_empty()).collect();
            let Some(last) = words.len().checked_sub(1) else { return Name::default() };
            if last == 0 {
                return Name { literal: text(whole), ..Name::default() };
            }
            // Particles begin in lower case: `Ludwig van Beethoven`.
            let particle = |word: &&str| word.starts_with(char::is_lowercase);
            let cut = words[..last].iter().position(particle).filter(|at| *at > 0).unwrap_or(last);
            Name {
                family: text(&words[cut..].join(" ")),
                given: text(&words[..cut].join(" ")),
                ..Name::default()
            }
        }
        _ => Name { literal: text(raw), ..Name::default() },
    }
}

/// Whether one pair of braces holds the whole text.
fn is_braced(raw: &str) -> bool {
    let Some(inner) = raw.strip_prefix('{').and_then(|raw| raw.strip_suffix('}')) else {
        return false;
    };
    let mut depth = 0_i64;
    inner.bytes().all(|byte| {
        depth += i64::from(byte == b'{') - i64::from(byte == b'}');
        depth >= 0
    })
}

/// The parts of a text between separators outside braces; any blank stands for a blank.
fn split<'a>(text: &'a str, by: &str) -> Vec<&'a str> {
    let bytes = text.as_bytes();
    let fits = |at: usize| {
        bytes.get(at..at + by.len()).is_some_and(|here| {
            here.iter().zip(by.bytes()).all(|(have, want)| {
                if want == b' ' {
                    have.is_ascii_whitespace()
                } else {
                    have.eq_ignore_ascii_case(&want)
                }
            })
        })
    };
    let (mut parts, mut from, mut at, mut depth) = (vec![], 0, 0, 0_i64);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ if depth <= 0 && fits(at) => {
                parts.push(text.get(from..at).unwrap_or(""));
                at += by.len();
                from = at;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    parts.push(text.get(from..).unwrap_or(""));
    parts
}
