//! Metadata of a page for other programs: files of references next to it, tags in its head, and linked data.
//!
//! Lists the files and their contents; `export::references` writes them. Each function depends on one item and
//! on the items that it refers to. Start with [`files`] and [`tags`].

use crate::input::config::ReferenceFormat;
use crate::model::ix::{ItemIx, NoteIx, SourceIx};
use crate::model::party::ResolvedParty;
use crate::model::source::Byline;
use crate::resolve::linked::ResolvedTarget;
use crate::routes::{PageFile, enabled_formats, index_path, reference_writer};
use crate::view::context::ViewContext;
use crate::view::index::listings::{actions_of, quotes_of};
use crate::view::pages::below;
use crate::view::text::citation_cache::SourceExport;
use crate::view::text::citations::written;
use crate::view::text::item::{CslDate, CslItem, NameParts};
use onrecord_base::edtf::{EdtfDate, SourcedDate};
use onrecord_base::id::ItemKind;
use onrecord_base::text::encode_url;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A file that readers can download.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct FileView {
    /// Its format: `BibLaTeX`, `CSL-JSON`, `RIS`.
    pub name: String,
    /// Its address.
    pub url: String,
    /// Its media type, for `<link rel="alternate">`.
    pub mime: String,
}

/// A tag for `<meta name content>`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct TagView {
    /// Its name: `citation_title`, `DC.title`.
    pub name: String,
    /// Its value as plain text.
    pub content: String,
}

/// The references that a file contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReferenceScope {
    /// All sources of the site.
    All,
    /// One source.
    Source(SourceIx),
    /// One note.
    Note(NoteIx),
    /// The sources of a note.
    References(NoteIx),
}

/// The files of references of the site in a format: their paths and contents.
pub fn reference_paths(
    cx: &ViewContext<'_>,
    format: ReferenceFormat,
) -> Vec<(String, ReferenceScope)> {
    let page = |ix: ItemIx| below(cx, cx.url(ix));
    let mut all = vec![];
    if !cx.site.ledger.sources.is_empty() {
        let sources = index_path(ItemKind::Source);
        all.push((PageFile::Sources(format).path(&sources), ReferenceScope::All));
    }
    let cite = PageFile::Cite(format);
    for ix in cx.site.ledger.sources().filter(|ix| !cx.url((*ix).into()).is_empty()) {
        all.push((cite.path(&page(ix.into())), ReferenceScope::Source(ix)));
    }
    for ix in cx.site.ledger.notes().filter(|ix| cx.is_listed(*ix)) {
        let page = page(ix.into());
        if !references(cx, ix).is_empty() {
            let file = PageFile::References(format).path(&page);
            all.push((file, ReferenceScope::References(ix)));
        }
        all.push((cite.path(&page), ReferenceScope::Note(ix)));
    }
    all
}

/// One file next to the page at `url` for each format of `exports:`; none if the page does not exist.
pub fn files(
    cx: &ViewContext<'_>,
    url: &str,
    file: impl Fn(ReferenceFormat) -> PageFile,
) -> Vec<FileView> {
    if url.is_empty() {
        return vec![];
    }
    let formats = enabled_formats(cx.config).into_iter();
    let writers = formats.filter_map(|format| Some((file(format), reference_writer(format)?)));
    writers
        .map(|(file, writer)| FileView {
            name: writer.title.to_owned(),
            url: file.path(url),
            mime: file.media_type().to_owned(),
        })
        .collect()
}

/// The sources of a note, sorted by id: those that it cites or lists, and those of its quotes and actions.
pub fn references(cx: &ViewContext<'_>, ix: NoteIx) -> Vec<SourceIx> {
    let goals = cx.site.goals_of(ix.into()).iter().flatten();
    let cited =
        goals.filter_map(
            |goal| if let ResolvedTarget::Cites(cited) = goal { Some(cited) } else { None },
        );
    let mut all: BTreeSet<SourceIx> = cited.flatten().map(|goal| goal.source).collect();
    all.extend(&cx.site.notes[ix.at()].own.nocite);
    all.extend(quotes_of(cx, ix.into()).iter().filter_map(|q| cx.site.quotes[q.at()].own.source));
    let actions = actions_of(cx, ix.into());
    all.extend(
        actions.iter().flat_map(|a| cx.site.actions[a.at()].own.sources.iter().map(|(s, _)| *s)),
    );
    let mut all: Vec<SourceIx> = all.into_iter().collect();
    all.sort_by(|a, b| cx.site.ledger[*a].id.cmp(&cx.site.ledger[*b].id));
    all
}

/// A note as an item that others can cite: a report of its publisher.
pub fn note_item(cx: &ViewContext<'_>, ix: NoteIx) -> CslItem {
    let entry = &cx.site.ledger[ix];
    let note = &entry.data;
    let mut item = CslItem {
        id: onrecord_base::text::slug(entry.id.as_str()),
        kind: "report",
        ..CslItem::default()
    };
    let mut put = |name: &'static str, value: String| {
        if !value.is_empty() {
            item.text.insert(name, value);
        }
    };
    put("title", cx.title(ix.into()).to_owned());
    put("genre", cx.words.of("note_kind", note.kind.word()));
    put("number", note.number.as_ref().map(|n| n.v.clone()).unwrap_or_default());
    put("publisher", publisher(cx).to_owned());
    put("language", language(cx, ix));
    put("URL", cx.config.absolute(cx.url(ix.into())));
    let authors: Vec<NameParts> =
        cx.site.notes[ix.at()].own.authors.iter().filter_map(|who| author(cx, who)).collect();
    if !authors.is_empty() {
        item.names.insert("author", authors);
    }
    if let Some(when) = note.date.as_ref().and_then(|d| d.when) {
        item.dates.insert("issued", date(when));
    }
    item
}

fn publisher<'a>(cx: &ViewContext<'a>) -> &'a str {
    if cx.config.publisher.is_empty() { &cx.config.title } else { &cx.config.publisher }
}

fn language(cx: &ViewContext<'_>, ix: NoteIx) -> String {
    cx.site.ledger[ix]
        .shared
        .lang
        .as_ref()
        .map_or_else(|| cx.config.language.clone(), |l| l.v.clone())
}

fn author(cx: &ViewContext<'_>, who: &ResolvedParty) -> Option<NameParts> {
    let sorted = match who {
        ResolvedParty::Person(ix) => {
            cx.site.ledger[*ix].data.sort_name.as_ref().and_then(|n| n.split_once(", "))
        }
        _ => None,
    };
    if let Some((family, given)) = sorted {
        return Some(NameParts {
            family: family.to_owned(),
            given: given.to_owned(),
            ..NameParts::default()
        });
    }
    let literal = cx.party(who).name;
    (!literal.is_empty()).then(|| NameParts { literal, ..NameParts::default() })
}

fn date(when: EdtfDate) -> CslDate {
    let points = match when {
        EdtfDate::At(point) => vec![point],
        EdtfDate::Between(from, to) => from.into_iter().chain(to).collect(),
    };
    let parts = points.iter().map(|point| {
        let civil = point.civil;
        let given = [civil.year, civil.month.into(), civil.day.into()];
        given
            .into_iter()
            .enumerate()
            .filter(|(at, part)| *at == 0 || *part > 0)
            .map(|(_, part)| part)
            .collect()
    });
    CslDate {
        parts: parts.collect(),
        circa: points.iter().any(|point| point.approximate || point.uncertain),
        season: None,
        edtf: when.to_string(),
    }
}

/// The files with the sources of a note; empty if it has none.
pub fn reference_files(cx: &ViewContext<'_>, ix: NoteIx) -> Vec<FileView> {
    if references(cx, ix).is_empty() {
        return vec![];
    }
    files(cx, cx.url(ix.into()), PageFile::References)
}

/// The metadata tags of a note for Zotero and library catalogues: those of Highwire Press, then those of Dublin Core.
pub fn tags(cx: &ViewContext<'_>, ix: NoteIx) -> Vec<TagView> {
    let mut all = vec![];
    let mut put = |name: &str, content: &str| {
        if !content.is_empty() {
            all.push(TagView { name: name.to_owned(), content: content.to_owned() });
        }
    };
    let page = note_item(cx, ix);
    let entry = &cx.site.ledger[ix];
    let summary = entry.shared.summary.as_ref().map_or("", |s| s.v.as_str());
    let day = |dated: Option<&SourcedDate>| {
        dated
            .and_then(|d| d.when)
            .and_then(EdtfDate::day)
            .map(|d| d.to_string())
            .unwrap_or_default()
    };
    let published = page.dates.get("issued").map_or("", |date| date.edtf.as_str()).to_owned();
    let authors: Vec<String> = page.names.get("author").into_iter().flatten().map(shown).collect();
    put("citation_title", page.text("title"));
    for author in &authors {
        put("citation_author", author);
    }
    put("citation_publication_date", &published.replace('-', "/"));
    put("citation_online_date", &day(entry.shared.updated.as_deref()).replace('-', "/"));
    // With an institution, Zotero imports the page as a report.
    put("citation_technical_report_institution", page.text("publisher"));
    put("citation_technical_report_number", page.text("number"));
    put("citation_publisher", page.text("publisher"));
    put("citation_language", page.text("language"));
    put("citation_abstract", summary);
    put("citation_public_url", page.text("URL"));
    for topic in cx.topics(&cx.site.notes[ix.at()].topics) {
        put("citation_keywords", &topic.title);
    }
    put("DC.type", "Text");
    put("DC.title", page.text("title"));
    for author in &authors {
        put("DC.creator", author);
    }
    put("DC.publisher", page.text("publisher"));
    put("DC.date", &published);
    put("DC.language", page.text("language"));
    put("DC.description", summary);
    put("DC.identifier", page.text("URL"));
    all
}

/// `Family, Given`, or the name as it is.
fn shown(name: &NameParts) -> String {
    let parts = match name.family.as_str() {
        "" => [name.literal.as_str(), "", ""],
        family => [family, &name.given, &name.suffix],
    };
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// A note as JSON-LD of schema.org, for search engines; every source is a `citation`. It contains no `<`, so that it can be
/// inserted into a `<script type="application/ld+json">`.
pub fn linked_data(cx: &ViewContext<'_>, ix: NoteIx) -> String {
    let entry = &cx.site.ledger[ix];
    let page = note_item(cx, ix);
    let mut map = Map::new();
    map.insert("@context".into(), "https://schema.org".into());
    map.insert("@type".into(), "Report".into());
    let mut put = |name: &str, value: &str| {
        if !value.is_empty() {
            map.insert(name.to_owned(), value.into());
        }
    };
    put("headline", page.text("title"));
    put("url", page.text("URL"));
    put("reportNumber", page.text("number"));
    put("inLanguage", page.text("language"));
    put("datePublished", page.dates.get("issued").map_or("", |date| iso(date)));
    let updated = entry.shared.updated.as_ref().and_then(|d| d.when).and_then(EdtfDate::day);
    put("dateModified", &updated.map(|day| day.to_string()).unwrap_or_default());
    put("description", entry.shared.summary.as_ref().map_or("", |s| s.v.as_str()));
    map.insert("publisher".into(), json!({ "@type": "Organization", "name": publisher(cx) }));
    let site = match cx.config.absolute(&cx.config.base) {
        home if home.is_empty() => json!({ "@type": "WebSite", "name": cx.config.title }),
        home => json!({ "@type": "WebSite", "name": cx.config.title, "url": home }),
    };
    map.insert("isPartOf".into(), site);
    let authors: Vec<Value> =
        cx.site.notes[ix.at()].own.authors.iter().filter_map(|who| party(cx, who)).collect();
    list(&mut map, "author", authors);
    let cited: Vec<&str> = references(cx, ix).into_iter().map(|ix| linked(cx, ix)).collect();
    if cited.is_empty() {
        return inert(&Value::Object(map));
    }
    map.insert("citation".into(), Value::Array(vec![]));
    // A text cannot contain this: its quotation marks are escaped.
    inert(&Value::Object(map)).replacen(
        "\"citation\":[]",
        &format!("\"citation\":[{}]", cited.join(",")),
        1,
    )
}

/// A source as JSON-LD, cached for the site.
fn linked<'a>(cx: &'a ViewContext<'_>, ix: SourceIx) -> &'a str {
    written(cx, SourceExport::Linked, ix, |item| inert(&citation(cx, ix, item)))
}

fn list(map: &mut Map<String, Value>, name: &str, values: Vec<Value>) {
    if !values.is_empty() {
        map.insert(name.to_owned(), Value::Array(values));
    }
}

/// JSON in which `<`, `>` and `&` are escaped, so that it cannot end or open a script.
fn inert(value: &Value) -> String {
    let text = value.to_string();
    let harmful = ['<', '>', '&', '\u{2028}', '\u{2029}'];
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text.as_str();
    while let Some(at) = rest.find(harmful) {
        let (head, tail) = rest.split_at(at);
        out.push_str(head);
        let mut chars = tail.chars();
        let _ = write!(out, "\\u{:04x}", chars.next().map_or(0, u32::from));
        rest = chars.as_str();
    }
    out.push_str(rest);
    out
}

/// A party as JSON-LD; `None` for a person who is not a public figure, and for an unnamed party.
fn party(cx: &ViewContext<'_>, who: &ResolvedParty) -> Option<Value> {
    let kind = match who {
        ResolvedParty::Person(ix)
            if cx.site.ledger[*ix].data.public_figure.as_ref().is_some_and(|p| !p.v) =>
        {
            return None;
        }
        ResolvedParty::Person(_) => "Person",
        ResolvedParty::Organization(_) => "Organization",
        ResolvedParty::Name(_) => "Thing",
        ResolvedParty::Described { .. } => return None,
    };
    let mut map = Map::new();
    map.insert("@type".into(), kind.into());
    let view = cx.party(who);
    map.insert("name".into(), view.name.into());
    let url = cx.config.absolute(&view.url);
    if !view.url.is_empty() && !url.is_empty() {
        map.insert("url".into(), url.into());
    }
    Some(Value::Object(map))
}

/// The types of CSL with their types of schema.org.
const KINDS: &[(&str, &str)] = &[
    ("article-newspaper", "NewsArticle"),
    ("article-magazine", "Article"),
    ("article-journal", "ScholarlyArticle"),
    ("webpage", "WebPage"),
    ("post-weblog", "BlogPosting"),
    ("post", "SocialMediaPosting"),
    ("report", "Report"),
    ("bill", "Legislation"),
    ("legislation", "Legislation"),
    ("regulation", "Legislation"),
    ("treaty", "Legislation"),
    ("book", "Book"),
    ("chapter", "Chapter"),
    ("collection", "Collection"),
    ("map", "Map"),
    ("musical_score", "SheetMusic"),
    ("pamphlet", "Book"),
    ("periodical", "Periodical"),
    ("review", "Review"),
    ("review-book", "Review"),
    ("software", "SoftwareSourceCode"),
    ("thesis", "Thesis"),
    ("manuscript", "Manuscript"),
    ("dataset", "Dataset"),
    ("song", "AudioObject"),
    ("motion_picture", "VideoObject"),
];

fn citation(cx: &ViewContext<'_>, ix: SourceIx, source: &CslItem) -> Value {
    let kind =
        KINDS.iter().find(|(csl, _)| *csl == source.kind).map_or("CreativeWork", |(_, kind)| kind);
    let mut map = Map::new();
    map.insert("@type".into(), kind.into());
    map.insert("name".into(), source.text("title").into());
    let names = source.names.get("author").map_or(&[][..], Vec::as_slice);
    let known = &cx.site.sources[ix.at()].own.authors;
    let is_by = matches!(cx.site.ledger[ix].data.author, Byline::By(_));
    let mut authors = vec![];
    for (at, name) in names.iter().enumerate().filter(|(_, name)| is_by && !name.others) {
        match known.get(at).and_then(Option::as_ref) {
            Some(who) => authors.extend(party(cx, who)),
            None if name.family.is_empty() => {
                authors.push(json!({ "@type": "Thing", "name": name.literal }));
            }
            None => {
                let full = format!("{} {} {}", name.given, name.family, name.suffix);
                authors.push(json!({ "@type": "Person", "name": full.trim() }));
            }
        }
    }
    list(&mut map, "author", authors);
    for (name, value) in [
        ("datePublished", source.dates.get("issued").map_or("", |date| iso(date)).to_owned()),
        (
            "url",
            if crate::check::is_linkable(source.text("URL")) {
                encode_url(source.text("URL"))
            } else {
                String::new()
            },
        ),
        ("inLanguage", source.text("language").to_owned()),
    ] {
        if !value.is_empty() {
            map.insert(name.to_owned(), value.into());
        }
    }
    for (name, variable, kind) in [
        ("publisher", "publisher", "Organization"),
        ("isPartOf", "container-title", "CreativeWork"),
    ] {
        if !source.text(variable).is_empty() {
            map.insert(name.to_owned(), json!({ "@type": kind, "name": source.text(variable) }));
        }
    }
    Value::Object(map)
}

/// A date for schema.org: a day, month or year; empty if it is approximate, uncertain or an interval.
fn iso(date: &CslDate) -> &str {
    if date.parts.len() == 1 && !date.circa && !date.edtf.contains('/') { &date.edtf } else { "" }
}
