//! Writes headings: their ids, levels and words. Start with [`BodyWriter::open_heading`].
//!
//! An id comes from the author or from the words, and is unique in the body. The ids and the single
//! `h1` of the page are reserved. Tables of contents are built elsewhere.

use crate::body::{Heading, unspoken};
use crate::open_state::OpenHeading;
use crate::tokens::MarkdownTokens;
use crate::writer::{BodyWriter, SpanMapping};
use onrecord_base::code::RuleCode;
use onrecord_base::span::FileSpan;
use onrecord_base::text;
use pulldown_cmark::{Event, Tag};
use std::collections::HashMap;
use std::ops::Range;

/// Ids that pages use for their own parts.
pub(super) const PAGE_IDS: [&str; 7] =
    ["notes", "bibliography", "history", "cite", "cited-by", "text", "bottom-line"];
/// Prefixes of the ids of notes, of entries and of their references.
pub(super) const PAGE_PREFIXES: [&str; 5] = ["fn-", "fnref-", "ref-", "citeref-", "n-"];

/// Returns the ids that authors gave to headings, so that generated ids avoid them.
pub(super) fn given_ids(tokens: &MarkdownTokens<'_>) -> HashMap<String, u32> {
    let given = |event: &Event<'_>| match event {
        Event::Start(Tag::Heading { id: Some(id), .. }) => Some((id.to_string(), 0)),
        _ => None,
    };
    tokens.list.iter().filter_map(|(event, _)| given(event)).collect()
}

/// True if pages use this id for a part of their own.
pub(super) fn is_reserved(id: &str) -> bool {
    PAGE_IDS.contains(&id) || PAGE_PREFIXES.iter().any(|prefix| id.starts_with(prefix))
}

impl BodyWriter<'_, '_> {
    /// Opens a heading. Its tag is written at the end, when its words are known.
    pub(super) fn open_heading(&mut self, at: usize, tag: &Tag<'_>) {
        let Tag::Heading { level, id, classes, attrs } = tag else { return };
        let range = self.doc.tokens.range(at);
        if let Some(extra) = classes.first().or(attrs.first().map(|(name, _)| name)) {
            let diagnostic = self
                .doc
                .finding(
                    RuleCode::RawHtml,
                    &range,
                    format!("`{extra}` is dropped: a heading takes only an id"),
                )
                .help("keep `{#id}` and remove the rest");
            self.report(diagnostic);
        }
        let id = id.as_ref().and_then(|id| self.given_id(id, &range));
        self.begin_heading(*level as u8, id, range);
    }

    /// Opens a heading of a level; `id` must be unused.
    pub(super) fn begin_heading(&mut self, level: u8, id: Option<String>, range: Range<usize>) {
        let level = self.checked_level(level, &range);
        self.open("");
        let (html, hole) = (self.html.len(), self.body.holes.len());
        self.heading = Some(OpenHeading { html, hole, level, id, range });
    }

    /// Returns the level to use, and reports an unsuitable one: level 1 becomes level 2.
    fn checked_level(&mut self, level: u8, range: &Range<usize>) -> u8 {
        if level == 1 {
            let diagnostic = self
                .doc
                .finding(
                    RuleCode::TopHeading,
                    range,
                    "level-1 heading in the text; the title already has that level",
                )
                .help("use `##`, or remove the heading if it repeats the title");
            self.report(diagnostic);
            return 2;
        }
        let before = self.body.headings.last().map_or(1, |heading| heading.level);
        if level > before + 1 && matches!(self.doc.spans, SpanMapping::From(_)) {
            let diagnostic = self
                .doc
                .finding(
                    RuleCode::HeadingSkipped,
                    range,
                    format!("a level-{level} heading follows a level-{before} heading"),
                )
                .help(format!("use `{}`", "#".repeat(usize::from(before) + 1)));
            self.report(diagnostic);
        }
        level
    }

    /// Returns the author's id if it is unused; reports it otherwise.
    fn given_id(&mut self, id: &str, range: &Range<usize>) -> Option<String> {
        let diagnostic = if is_reserved(id) {
            self.doc
                .finding(
                    RuleCode::DuplicateAnchor,
                    range,
                    format!("the id `{id}` is reserved for the page"),
                )
                .help("choose another id after `{#`")
        } else if let Some(first) = self.shared.given.get(id) {
            let first = FileSpan::new(&self.doc.file, *first);
            self.doc
                .finding(RuleCode::DuplicateAnchor, range, format!("duplicate heading id `{id}`"))
                .related(first, "first used here")
                .help("give each heading its own id")
        } else {
            self.shared.given.insert(id.to_owned(), self.doc.span(range));
            return Some(id.to_owned());
        };
        self.report(diagnostic);
        None
    }

    /// Closes a heading: sets its id and writes its tags around its words.
    pub(super) fn close_heading(&mut self) {
        self.end_raw();
        self.flush();
        let Some(open) = self.heading.take() else { return };
        let words = unspoken(&self.block.text);
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let inner = self.html.split_off(open.html.min(self.html.len()));
        let level = open.level;
        if matches!(self.doc.spans, SpanMapping::From(_)) {
            let id = open.id.unwrap_or_else(|| self.generate_id(&words));
            self.tag(&format!("<h{level} id=\""));
            self.value(&id);
            self.tag("\">");
            let span = self.doc.span(&open.range);
            self.body.headings.push(Heading { level, id, text: words, span });
        } else {
            self.tag(&format!("<h{level}>"));
        }
        let moved = u32::try_from(self.html.len() - open.html).unwrap_or(0);
        for hole in self.body.holes.iter_mut().skip(open.hole) {
            hole.at += moved;
        }
        self.tag(&inner);
        self.close(&format!("</h{level}>\n"));
    }

    /// Generates an id from the words of a heading, with a number if it is in use.
    fn generate_id(&mut self, words: &str) -> String {
        let mut base = text::anchor(words);
        if PAGE_PREFIXES.iter().any(|prefix| base.starts_with(prefix)) {
            base = format!("section-{base}");
        }
        let mut next = match self.shared.ids.get(&base) {
            None if !is_reserved(&base) => {
                self.shared.ids.insert(base.clone(), 2);
                return base;
            }
            taken => taken.copied().unwrap_or(2).max(2),
        };
        loop {
            let id = format!("{base}-{next}");
            next += 1;
            if !self.shared.ids.contains_key(&id) {
                self.shared.ids.insert(base, next);
                self.shared.ids.insert(id.clone(), 2);
                return id;
            }
        }
    }
}
