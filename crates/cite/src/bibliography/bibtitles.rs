//! Reads the titles of a `.bib` entry: of the work, of its volume, and of its container. Start with
//! [`titles`].

use super::bibfields::is_bookish;
use super::bibtex::{BibtexEntry, BibtexField, plain};
use super::entry_builder::{EntryBuilder, FieldOrigin};
use onrecord_base::schema::ReadContext;
use onrecord_base::span::Span;
use std::collections::BTreeMap;

/// Returns a title with its subtitle and addition: `Title: Subtitle. Addition`.
fn whole_title(
    fields: &BTreeMap<String, BibtexField>,
    [title, sub, addon]: [&str; 3],
    making: &EntryBuilder,
    reading: &mut ReadContext,
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

/// Adds the titles of the work, of its volume, and of its container.
pub(super) fn titles(
    entry: &BibtexEntry,
    fields: &BTreeMap<String, BibtexField>,
    making: &mut EntryBuilder,
    reading: &mut ReadContext,
) {
    let mut take = |of: [&'static str; 3], making: &EntryBuilder| {
        whole_title(fields, of, making, reading).map(|(text, span)| (of[0], text, span))
    };
    let title = take(["title", "subtitle", "titleaddon"], making);
    let main = take(["maintitle", "mainsubtitle", "maintitleaddon"], making);
    let book = take(["booktitle", "booksubtitle", "booktitleaddon"], making);
    let journal = take(["journaltitle", "journalsubtitle", "journaltitleaddon"], making)
        .or_else(|| take(["journal", "journalsubtitle", "journaltitleaddon"], making));
    let issue = take(["issuetitle", "issuesubtitle", "issuetitleaddon"], making);
    // A collection repeats its own title for the parts that refer to it.
    let is_own = |book: &(&str, String, Span)| {
        [&title, &main].into_iter().flatten().any(|own| own.1 == book.1)
    };
    let is_bookish = is_bookish(&entry.kind.v) && !is_part(&entry.kind.v);
    let book = book.filter(|book| !is_bookish || !is_own(book));
    let is_article = journal.is_some() && !is_part(&entry.kind.v);
    let is_part = is_part(&entry.kind.v) || book.is_some() && !is_article;
    // A work in several volumes has a main title; the title, or that of the book, is then the
    // volume's.
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
    // A journal with a short title only.
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
            making.text(ours, &text, FieldOrigin(called, span), reading);
        }
    }
}

/// True if such an entry is a part of a book.
fn is_part(kind: &str) -> bool {
    kind.starts_with("in")
        || matches!(kind, "bookinbook" | "suppbook" | "suppcollection" | "conference")
}
