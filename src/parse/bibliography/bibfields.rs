//! The fields and types of `BibLaTeX` (and of `BibTeX` before it) as those of a source.
//!
//! A table where a field goes over as it is, code where two make one. Knows LaTeX only through
//! [`plain`](super::bibtex::plain).
//!
//! Long because a table reads better in one place than in three.

use super::bibtex::{Entry, Raw, bare, plain};
use super::csl::readable;
use super::entities::decoded;
use super::latex::{self, decode};
use super::making::{At, Making, Name, language};
use super::{keys, organizations};
use crate::base::schema::Reading;
use crate::base::span::Span;
use crate::model::source::SourceType;
use crate::model::variables::{Variable, VariableKind};
use std::collections::BTreeMap;

/// Texts that go over as they are, the better one of two first.
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
    ("original-date", "origyear"),
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
            // A list of places is one text for us.
            if *ours == "publisher_place" {
                text = listed(&raw.text).unwrap_or(text);
            }
            // Where an entry has both, the location is that of the conference.
            if *name == "location"
                && fields.contains_key("address")
                && !fields.contains_key("venue")
            {
                making.text("event_place", &text, At(name, raw.span), reading);
                continue;
            }
            // A patent is good in a country, and comes out at no place.
            let is_patent = entry.kind.v == "patent" && *ours == "publisher_place";
            let ours = if is_patent { "jurisdiction" } else { ours };
            if is_patent {
                let all = text.split(" and ").map(|one| keys::country(one).unwrap_or(one.trim()));
                text = all.collect::<Vec<_>>().join("; ");
            }
            making.text(ours, &text, At(name, raw.span), reading);
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
fn variables(
    entry: &Entry,
    fields: &BTreeMap<String, Raw>,
    making: &mut Making,
    reading: &mut Reading,
) {
    for (name, raw) in fields {
        let is_read = TEXTS.iter().any(|(known, _)| known == name);
        let Some(variable) = variable(name).filter(|_| !is_read) else { continue };
        let at = At(name, raw.span);
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
    // Keys that name a recipient come from our own exports.
    if let Some(raw) = fields.get("recipient") {
        people("recipient", ("recipient", raw), making, reading);
    }
}

/// Fields that name who published it; all of them count.
const PUBLISHERS: [&str; 4] = ["school", "institution", "organization", "publisher"];

/// Who published it: `University of Delft; Quay Archive` where two fields say so.
fn publishers(fields: &BTreeMap<String, Raw>, making: &mut Making, reading: &mut Reading) {
    let mut all: Vec<String> = vec![];
    let mut first = None;
    for name in PUBLISHERS {
        let Some(raw) = fields.get(name) else { continue };
        let text = plain(raw, name, making, reading);
        let text = listed(&raw.text).unwrap_or(text).trim().to_owned();
        if !text.is_empty() && !all.contains(&text) {
            all.push(text);
            first = first.or(Some(At(name, raw.span)));
        }
    }
    if let Some(at) = first {
        making.text("publisher", &all.join("; "), at, reading);
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
    // A collection names its own title again for the parts that refer to it.
    let is_own = |book: &(&str, String, Span)| {
        [&title, &main].into_iter().flatten().any(|own| own.1 == book.1)
    };
    let is_bookish = is_bookish(&entry.kind.v) && !is_part(&entry.kind.v);
    let book = book.filter(|book| !is_bookish || !is_own(book));
    let is_article = journal.is_some() && !is_part(&entry.kind.v);
    let is_part = is_part(&entry.kind.v) || book.is_some() && !is_article;
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
    // A journal that is named by its short title only.
    let short = fields.get("shortjournal").filter(|_| container.is_none());
    let short =
        short.map(|raw| ("shortjournal", plain(raw, "shortjournal", making, reading), raw.span));
    for (ours, value) in [
        ("title", title),
        ("container_title", container.or(short)),
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
            Some((words, None)) => match super::dates::months(words, &text) {
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
        let text = keys::kind(&text).unwrap_or(text.trim());
        making.text("genre", text, At("type", raw.span), reading);
    }
}

fn addresses(
    entry: &Entry,
    fields: &BTreeMap<String, Raw>,
    making: &mut Making,
    reading: &mut Reading,
) {
    if let Some(raw) = fields.get("doi") {
        making.doi(&decoded(&bare(raw)), At("doi", raw.span), reading);
    }
    if let Some(raw) = fields.get("url") {
        let inner = latex::address(&raw.text, false).map_or_else(|| bare(raw), |(url, _)| url);
        making.url(&inner.replace("&amp;", "&"), At("url", raw.span), reading);
    }
    if let Some(raw) = fields.get("howpublished") {
        howpublished(raw, making, reading);
    }
    for name in FOR_READERS {
        let Some(raw) = fields.get(*name).filter(|_| !making.has("url")) else { continue };
        let is_prose = matches!(*name, "note" | "addendum");
        if let Some((url, _)) = latex::address(&raw.text, is_prose) {
            making.url(&url, At(name, raw.span), reading);
        }
    }
    let Some(raw) = fields.get("eprint") else { return };
    let archive = fields.get("eprinttype").or_else(|| fields.get("archiveprefix"));
    let archive = archive.map(|raw| decode(&raw.text).text.trim().to_owned()).unwrap_or_default();
    let (id, at) = (bare(raw), At("eprint", raw.span));
    let address = match archive.to_ascii_lowercase().as_str() {
        "arxiv" => format!("https://arxiv.org/abs/{id}"),
        "jstor" => format!("https://www.jstor.org/stable/{id}"),
        "hdl" => format!("https://hdl.handle.net/{id}"),
        "googlebooks" => format!("https://books.google.com/books?id={id}"),
        "pubmed" => {
            making.text("pmid", &id, at, reading);
            if !making.has("url") {
                making.url(&format!("https://pubmed.ncbi.nlm.nih.gov/{id}/"), at, reading);
            }
            return;
        }
        "" if judge_web(&id) => id.clone(),
        // Whether a bare number is of arXiv its form says.
        "" if is_arxiv(&id) && entry.kind.v != "patent" => format!("https://arxiv.org/abs/{id}"),
        _ => String::new(),
    };
    if !address.is_empty() && !making.has("url") {
        return making.url(&address, at, reading);
    }
    // The address says where it is already, or there is none to make.
    if making.has("archive") || making.has("archive_location") {
        return making.lose("eprint");
    }
    if !archive.is_empty() {
        making.text("archive", &archive, at, reading);
    }
    making.text("archive_location", &id, at, reading);
}

/// Fields that are printed, in which an address may stand.
const FOR_READERS: &[&str] = &[
    "note",
    "addendum",
    "title",
    "titleaddon",
    "booktitle",
    "journal",
    "journaltitle",
    "publisher",
    "organization",
    "institution",
    "series",
    "type",
    "eventtitle",
    "venue",
];

fn judge_web(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// `2101.00001`, `2101.00001v2`, `hep-th/9901001`.
fn is_arxiv(id: &str) -> bool {
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    match (id.split_once('.'), id.split_once('/')) {
        (Some((month, rest)), None) => {
            month.len() == 4 && digits(month) == 4 && matches!(digits(rest), 4..=7)
        }
        (_, Some((_, number))) => number.len() == 7 && digits(number) == 7,
        _ => false,
    }
}

/// How it was published: its address, and the words around that as the publisher.
fn howpublished(raw: &Raw, making: &mut Making, reading: &mut Reading) {
    let at = At("howpublished", raw.span);
    let mut text = plain(raw, "howpublished", making, reading);
    if let Some((url, around)) = latex::address(&raw.text, true) {
        if !making.has("url") {
            making.url(&url, at, reading);
        } else if !making.says("url", &url) {
            making.lose("howpublished");
        }
        text = around;
    }
    let text = text.trim_matches(|c: char| c.is_whitespace() || ".,;:()[]".contains(c));
    // What only leads over to the address says nothing without it.
    let is_joint = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        word.is_empty() || JOINTS.contains(&word.as_str())
    };
    if !text.split_whitespace().all(is_joint) {
        making.text("publisher", text, at, reading);
    }
}

/// Words that lead over to an address.
const JOINTS: &[&str] = &[
    "accessed",
    "address",
    "also",
    "at",
    "available",
    "from",
    "here",
    "http",
    "https",
    "link",
    "on",
    "online",
    "retrieved",
    "see",
    "site",
    "the",
    "under",
    "url",
    "via",
    "web",
    "website",
    "www",
];

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
    let parts = split(&raw.text, " and ");
    let count = parts.len();
    let mut names: Vec<Name> = vec![];
    let mut organization: Option<&str> = None;
    for (at, part) in parts.into_iter().enumerate() {
        let part = part.trim();
        if at > 0 && at + 1 == count && part.eq_ignore_ascii_case("others") {
            names.push(Name { others: true, ..Name::default() });
            continue;
        }
        let one = name(part);
        if one.literal.is_empty() && !part.contains('{') && organizations::looks_like(part) {
            organization = organization.or(Some(part));
        }
        names.extend(Some(one).filter(|one| *one != Name::default()));
    }
    if let Some(unknown) = decode(&raw.text).unknown {
        making.unreadable(
            raw.span,
            &format!("`{field}` holds `{unknown}`, which is kept as written"),
            reading,
        );
    }
    if let Some(words) = organization {
        making.parted(field, &decode(words).text, raw.span, reading);
    }
    making.names(ours, &names, At(field, raw.span), reading);
}

fn name(raw: &str) -> Name {
    let raw = raw.trim();
    let text = |raw: &str| decode(raw).text.trim().to_owned();
    // Braces hold a family name together that begins with small words: `{de la Cruz}, Ana`.
    let is_whole = |raw: &str| {
        let raw = raw.trim();
        is_braced(raw) && text(raw).starts_with(char::is_lowercase)
    };
    // `{European Commission}` is one name.
    if is_braced(raw) {
        return Name { literal: text(raw), ..Name::default() };
    }
    let parts = split(raw, ",");
    if parts.iter().all(|part| part.contains('=')) {
        return by_keys(&parts);
    }
    match parts.as_slice() {
        [family, given] => Name {
            family: text(family),
            given: text(given),
            whole_family: is_whole(family),
            ..Name::default()
        },
        [family, suffix, given] => Name {
            family: text(family),
            given: text(given),
            suffix: text(suffix),
            whole_family: is_whole(family),
            ..Name::default()
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
            let particle =
                |word: &&str| !word.starts_with('{') && text(word).starts_with(char::is_lowercase);
            let cut = words[..last].iter().position(particle).filter(|at| *at > 0).unwrap_or(last);
            Name {
                family: text(&words[cut..].join(" ")),
                given: text(&words[..cut].join(" ")),
                whole_family: cut == last && is_whole(words[last]),
                ..Name::default()
            }
        }
        _ => Name { literal: text(raw), ..Name::default() },
    }
}

/// A name in the extended format of BibLaTeX: `family=Meij, given=Vincent, prefix=van der, useprefix=true`.
fn by_keys(parts: &[&str]) -> Name {
    let value = |key: &str| {
        let of = |part: &&str| {
            let (name, value) = part.split_once('=')?;
            (name.trim() == key).then(|| {
                let value = value.trim();
                let quoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
                decode(quoted.unwrap_or(value)).text.trim().to_owned()
            })
        };
        parts.iter().find_map(of).unwrap_or_default()
    };
    let (prefix, family) = (value("prefix"), value("family"));
    let given = value("given");
    if given.is_empty() && prefix.is_empty() && !family.is_empty() {
        return Name { literal: family, ..Name::default() };
    }
    // `d’Alembert`, `al-Hakim`
    let blank = if prefix.ends_with(char::is_alphabetic) { " " } else { "" };
    Name {
        family: format!("{prefix}{blank}{family}"),
        given,
        suffix: value("suffix"),
        ..Name::default()
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
            b'\\' => {
                // A command ends at its blank, which parts no words: `Dvo\v r\'ak`.
                let len = bytes[at + 1..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
                at += len.max(1);
                if len > 0 && by == " " {
                    let rest = bytes.get(at + 1..).unwrap_or_default();
                    at += rest.iter().take_while(|b| b.is_ascii_whitespace()).count();
                }
            }
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
