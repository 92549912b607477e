//! Reads the web addresses of a `.bib` entry: its DOI, its URL, its number in an archive, and the
//! URLs in texts. Start with [`addresses`].

use super::bibtex::{BibtexEntry, BibtexField, bare, plain};
use super::entities::decoded;
use super::entry_builder::{EntryBuilder, FieldOrigin};
use super::latex::{self, decode};
use onrecord_base::schema::ReadContext;
use onrecord_base::url::is_web;
use std::collections::BTreeMap;

/// Adds the addresses of an entry to a source.
pub(super) fn addresses(
    entry: &BibtexEntry,
    fields: &BTreeMap<String, BibtexField>,
    making: &mut EntryBuilder,
    reading: &mut ReadContext,
) {
    if let Some(raw) = fields.get("doi") {
        making.doi(&decoded(&bare(raw)), FieldOrigin("doi", raw.span), reading);
    }
    if let Some(raw) = fields.get("url") {
        url(raw, making, reading);
    }
    if let Some(raw) = fields.get("howpublished") {
        howpublished(raw, making, reading);
    }
    for name in ["note", "addendum"] {
        let Some(raw) = fields.get(name).filter(|_| !making.has("doi")) else { continue };
        if let Some(doi) = doi_in(&bare(raw)) {
            making.doi(doi, FieldOrigin(name, raw.span), reading);
        }
    }
    for name in FOR_READERS {
        let Some(raw) = fields.get(*name).filter(|_| !making.has("url")) else { continue };
        let is_prose = matches!(*name, "note" | "addendum");
        if let Some((url, _)) = latex::address(&raw.text, is_prose) {
            making.url(&url, FieldOrigin(name, raw.span), reading);
        }
    }
    if let Some(raw) = fields.get("eprint") {
        eprint(entry, raw, fields, making, reading);
    }
}

/// Reads the URL in `url`, which may be in a command or in angle brackets.
fn url(raw: &BibtexField, making: &mut EntryBuilder, reading: &mut ReadContext) {
    let found = latex::address(&raw.text, false).or_else(|| {
        // `\texttt{https://…}`, `<https://…>`; a value that begins as a URL may contain spaces.
        latex::address(&raw.text, true).filter(|_| !is_web(&bare(raw)))
    });
    let (url, around) = found.unwrap_or_else(|| (bare(raw), String::new()));
    if latex::address(&around, true).is_some() {
        making.drop_field("url (a second address)");
    }
    making.url(&url.replace("&amp;", "&"), FieldOrigin("url", raw.span), reading);
}

/// Reads the number of a source in an archive, for example of preprints.
fn eprint(
    entry: &BibtexEntry,
    raw: &BibtexField,
    fields: &BTreeMap<String, BibtexField>,
    making: &mut EntryBuilder,
    reading: &mut ReadContext,
) {
    let archive = fields.get("eprinttype").or_else(|| fields.get("archiveprefix"));
    let archive = archive.map(|raw| decode(&raw.text).text.trim().to_owned()).unwrap_or_default();
    let (id, at) = (bare(raw), FieldOrigin("eprint", raw.span));
    let address = match archive.to_ascii_lowercase().as_str() {
        "arxiv" => format!("https://arxiv.org/abs/{id}"),
        "jstor" => format!("https://www.jstor.org/stable/{id}"),
        "hdl" => format!("https://hdl.handle.net/{id}"),
        "googlebooks" => format!("https://books.google.com/books?id={id}"),
        "doi" => {
            if !making.has("doi") {
                making.doi(&id, at, reading);
            } else if !making.says("doi", &id) {
                making.drop_field("eprint");
            }
            return;
        }
        "pubmed" => {
            making.text("pmid", &id, at, reading);
            if !making.has("url") {
                making.url(&format!("https://pubmed.ncbi.nlm.nih.gov/{id}/"), at, reading);
            }
            return;
        }
        "" if is_web(&id) => id.clone(),
        // A bare number belongs to arXiv if it has the form of one.
        "" if is_arxiv(&id) && entry.kind.v != "patent" => format!("https://arxiv.org/abs/{id}"),
        _ => String::new(),
    };
    if !address.is_empty() && !making.has("url") {
        return making.url(&address, at, reading);
    }
    // The URL already has the number, or none can be built.
    if making.has("archive") || making.has("archive_location") {
        return making.drop_field("eprint");
    }
    if !archive.is_empty() {
        let name = match archive.to_ascii_lowercase().as_str() {
            "arxiv" => "arXiv",
            "jstor" => "JSTOR",
            "hdl" => "Handle",
            "googlebooks" => "Google Books",
            _ => &archive,
        };
        making.text("archive", name, at, reading);
    }
    making.text("archive_location", &id, at, reading);
}

/// Printed fields that may contain a URL.
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

/// Returns the first DOI in a text that is labelled as one: `doi:10.1000/182`, `DOI 10.1000/182`.
fn doi_in(text: &str) -> Option<&str> {
    let mut words = text.split(|c: char| c.is_whitespace() || "()[]<>".contains(c)).peekable();
    while let Some(word) = words.next() {
        let named = word.split_at_checked(3).filter(|(head, _)| head.eq_ignore_ascii_case("doi"));
        let Some((_, rest)) = named else { continue };
        let rest = rest.strip_prefix(':').unwrap_or(rest);
        let doi = if rest.is_empty() { words.peek().copied().unwrap_or_default() } else { rest };
        if doi.starts_with("10.") && doi.contains('/') {
            return Some(doi.trim_end_matches(['.', ',', ';', ':']));
        }
    }
    None
}

/// True for an arXiv number: `2101.00001`, `2101.00001v2`, `hep-th/9901001`.
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

/// Reads `howpublished`: its URL, and the words around that as the publisher.
fn howpublished(raw: &BibtexField, making: &mut EntryBuilder, reading: &mut ReadContext) {
    let at = FieldOrigin("howpublished", raw.span);
    let mut text = plain(raw, "howpublished", making, reading);
    if let Some((url, around)) = latex::address(&raw.text, true) {
        if !making.has("url") {
            making.url(&url, at, reading);
        } else if !making.says("url", &url) {
            making.drop_field("howpublished");
        }
        text = around;
        if let Some((_, rest)) = latex::address(&text, true) {
            making.drop_field("howpublished (a second address)");
            text = rest;
        }
    } else if let Some(doi) = doi_in(&bare(raw)).filter(|_| !making.has("doi")) {
        making.doi(doi, at, reading);
        text = text.replacen(doi, "", 1);
    }
    let text = text.trim_matches(|c: char| c.is_whitespace() || ".,;:()[]".contains(c));
    // Words that only introduce the URL mean nothing without it.
    let is_joint = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        word.is_empty() || JOINTS.contains(&word.as_str())
    };
    if !text.split_whitespace().all(is_joint) {
        making.text("publisher", text, at, reading);
    }
}

/// Words that introduce a URL.
const JOINTS: &[&str] = &[
    "accessed",
    "address",
    "also",
    "and",
    "at",
    "available",
    "doi",
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
