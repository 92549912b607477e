//! Headings: their ids, their levels, their words.
//!
//! An id is the author's or made from the words; every one is unique in the body. The page's own
//! ids are kept free, and so is its one `h1`. Contents lists are made elsewhere.

use crate::body::{Heading, unspoken};
use crate::tokens::MarkdownTokens;
use crate::writer::{BodyWriter, SpanMapping};
use onrecord_base::code::RuleCode;
use onrecord_base::span::FileSpan;
use onrecord_base::text;
use pulldown_cmark::{Event, Tag};
use std::collections::HashMap;
use std::ops::Range;

/// Ids that pages give to their own parts.
pub(super) const PAGE_IDS: [&str; 7] =
    ["notes", "bibliography", "history", "cite", "cited-by", "text", "bottom-line"];
/// How the ids of notes, of entries and of their references start.
pub(super) const PAGE_PREFIXES: [&str; 5] = ["fn-", "fnref-", "ref-", "citeref-", "n-"];

/// A heading that is open.
#[derive(Debug)]
pub(super) struct OpenHeading {
    /// Where its HTML starts.
    html: usize,
    /// The first hole in it.
    hole: usize,
    /// Its level, the page's title counted.
    level: u8,
    /// The id the author gave, unless it cannot be used.
    id: Option<String>,
    /// Its bytes.
    range: Range<usize>,
}

/// The ids that authors gave to headings, so that no made one takes them first.
pub(super) fn given_ids(tokens: &MarkdownTokens<'_>) -> HashMap<String, u32> {
    let given = |event: &Event<'_>| match event {
        Event::Start(Tag::Heading { id: Some(id), .. }) => Some((id.to_string(), 0)),
        _ => None,
    };
    tokens.list.iter().filter_map(|(event, _)| given(event)).collect()
}

/// Whether a page uses this id for a part of its own.
pub(super) fn is_reserved(id: &str) -> bool {
    PAGE_IDS.contains(&id) || PAGE_PREFIXES.iter().any(|prefix| id.starts_with(prefix))
}

impl BodyWriter<'_, '_> {
    /// A heading opens. Its tag is written when its words are known.
    pub(super) fn open_heading(&mut self, at: usize, tag: &Tag<'_>) {
        let Tag::Heading { level, id, classes, attrs } = tag else { return };
        let range = self.doc.tokens.range(at);
        if let Some(extra) = classes.first().or(attrs.first().map(|(name, _)| name)) {
            let found = self
                .doc
                .finding(
                    RuleCode::RawHtml,
                    &range,
                    format!("`{extra}` is dropped: a heading takes only an id"),
                )
                .help("keep `{#id}` and remove the rest");
            self.report(found);
        }
        let id = id.as_ref().and_then(|id| self.given_id(id, &range));
        self.begin_heading(*level as u8, id, range);
    }

    /// A heading of a level opens; `id` is free.
    pub(super) fn begin_heading(&mut self, level: u8, id: Option<String>, range: Range<usize>) {
        let level = self.checked_level(level, &range);
        self.open("");
        let (html, hole) = (self.html.len(), self.body.holes.len());
        self.heading = Some(OpenHeading { html, hole, level, id, range });
    }

    /// The level a heading gets; a first-level one becomes a second-level one.
    fn checked_level(&mut self, level: u8, range: &Range<usize>) -> u8 {
        if level == 1 {
            let found = self
                .doc
                .finding(
                    RuleCode::TopHeading,
                    range,
                    "level-1 heading in the text; the title already has that level",
                )
                .help("use `##`, or remove the heading if it repeats the title");
            self.report(found);
            return 2;
        }
        let before = self.body.headings.last().map_or(1, |heading| heading.level);
        if level > before + 1 && matches!(self.doc.spans, SpanMapping::From(_)) {
            let found = self
                .doc
                .finding(
                    RuleCode::HeadingSkipped,
                    range,
                    format!("a level-{level} heading follows a level-{before} heading"),
                )
                .help(format!("use `{}`", "#".repeat(usize::from(before) + 1)));
            self.report(found);
        }
        level
    }

    /// An author's id, when nothing else has it.
    fn given_id(&mut self, id: &str, range: &Range<usize>) -> Option<String> {
        let found = if is_reserved(id) {
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
        self.report(found);
        None
    }

    /// A heading closes: its id is settled and its tags are written around its words.
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

    /// An id made from a heading's words, with a number when it is taken.
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
