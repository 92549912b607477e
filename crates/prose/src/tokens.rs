//! Markdown as a list of tokens with their places: pulldown-cmark's events, made easy to look ahead in.
//!
//! Runs of plain text are joined again, brackets of citations are told apart from links, and every
//! start knows its end. It writes nothing and complains of nothing.

use crate::adjacent::folded_label;
use crate::edits::is_tight_colon;
use onrecord_base::text::without_reserved;
use onrecord_cite::citation_syntax;
use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag};
use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

/// A body of Markdown, read once.
#[derive(Debug)]
pub(super) struct MarkdownTokens<'a> {
    /// The Markdown.
    pub src: &'a str,
    /// What it says, in order, each with its bytes in `src`.
    pub list: Vec<(Event<'a>, Range<usize>)>,
    /// For each token whether it is text as it stands in `src`.
    verbatim: Vec<bool>,
    /// For each start the index of its end; for anything else its own.
    pub ends: Vec<usize>,
    /// The footnotes defined, by label in lower case; of several the first.
    pub notes: HashMap<String, usize>,
    /// The tokens at which later definitions of a label start again.
    pub doubles: Vec<usize>,
    /// The links that are defined, by label in lower case: address and title.
    pub links: HashMap<String, (String, String)>,
    /// The definitions of links with brackets in their title, by title; of several the first.
    pub titles: HashMap<String, Range<usize>>,
    /// The definitions of links that have two per cent signs; by place.
    pub definitions: Vec<Range<usize>>,
    /// The colons that Markdown took for those of a definition though no blank follows, in order.
    pub colons: Vec<usize>,
    /// Lines like `[@a]: x`, which Markdown reads as link definitions; by place.
    pub swallowed: Vec<Range<usize>>,
}

/// The extensions an author may use.
fn options(smart: bool) -> Options {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS;
    options.set(Options::ENABLE_SMART_PUNCTUATION, smart);
    options
}

impl<'a> MarkdownTokens<'a> {
    /// Reads Markdown.
    pub(super) fn read(src: &'a str, smart: bool) -> Self {
        // Of `[x][y]` neither pair is taken here: each is read by itself, in the run of text (`adjacent`).
        let broken = |link: BrokenLink<'a>| {
            let known = link.link_type != LinkType::Reference
                && citation_syntax::is_cluster(&link.reference);
            known.then_some((CowStr::Borrowed(""), CowStr::Borrowed("")))
        };
        let parser = Parser::new_with_broken_link_callback(src, options(smart), Some(broken));
        let (mut swallowed, mut links) = (vec![], HashMap::new());
        let (mut definitions, mut titles) = (vec![], HashMap::new());
        for (label, link) in parser.reference_definitions().iter() {
            if citation_syntax::is_cluster(label) {
                swallowed.push(link.span.clone());
            }
            if src.get(link.span.clone()).is_some_and(|text| text.contains("%%")) {
                definitions.push(link.span.clone());
            }
            let title = without_reserved(link.title.as_deref().unwrap_or_default()).into_owned();
            if title.contains('[') {
                keep_first(titles.entry(title.clone()), &link.span);
            }
            let address = without_reserved(&link.dest).into_owned();
            links.insert(folded_label(label), (address, title));
        }
        swallowed.sort_by_key(|span: &Range<usize>| span.start);
        definitions.sort_by_key(|span: &Range<usize>| span.start);
        let mut list: Vec<(Event<'a>, Range<usize>)> = vec![];
        let mut verbatim: Vec<bool> = vec![];
        for (event, range) in parser.into_offset_iter() {
            let range = within(src, range);
            let exact =
                matches!(&event, Event::Text(text) if src.get(range.clone()) == Some(&**text));
            if exact
                && verbatim.last() == Some(&true)
                && let Some((Event::Text(before), place)) = list.last_mut()
                && place.end == range.start
            {
                place.end = range.end;
                *before = CowStr::Borrowed(src.get(place.clone()).unwrap_or(""));
                continue;
            }
            list.push((if exact { event } else { without_reserved_in(event) }, range));
            verbatim.push(exact);
        }
        let (ends, notes, doubles) = (vec![], HashMap::new(), vec![]);
        let colons = vec![];
        let mut tokens = Self {
            src,
            list,
            verbatim,
            ends,
            notes,
            doubles,
            links,
            titles,
            definitions,
            colons,
            swallowed,
        };
        tokens.pair();
        tokens
    }

    /// Finds the end of every start, and the footnotes.
    fn pair(&mut self) {
        self.ends = (0..self.list.len()).collect();
        let mut open = vec![];
        for (at, (event, range)) in self.list.iter().enumerate() {
            match event {
                Event::Start(tag) => {
                    open.push(at);
                    if matches!(tag, Tag::DefinitionListDefinition)
                        && is_tight_colon(self.src, range.start)
                    {
                        self.colons.push(range.start);
                    }
                    if let Tag::FootnoteDefinition(label) = tag {
                        let label = label.to_lowercase();
                        match self.notes.entry(label) {
                            Entry::Occupied(_) => self.doubles.push(at),
                            Entry::Vacant(free) => {
                                free.insert(at);
                            }
                        }
                    }
                }
                Event::End(_) => {
                    if let Some(start) = open.pop()
                        && let Some(end) = self.ends.get_mut(start)
                    {
                        *end = at;
                    }
                }
                _ => {}
            }
        }
    }

    /// The event at an index.
    pub(super) fn event(&self, at: usize) -> Option<&Event<'a>> {
        self.list.get(at).map(|(event, _)| event)
    }

    /// The bytes of a token; empty at the end of the text for an index beyond the last.
    pub(super) fn range(&self, at: usize) -> Range<usize> {
        self.list.get(at).map_or(self.src.len()..self.src.len(), |(_, range)| range.clone())
    }

    /// The index of the end of a start.
    pub(super) fn end(&self, at: usize) -> usize {
        self.ends.get(at).copied().unwrap_or(at)
    }

    /// Whether the text token says exactly what stands in the source, so that bytes map one to one.
    pub(super) fn is_verbatim(&self, at: usize) -> bool {
        self.verbatim.get(at) == Some(&true)
    }

    /// Whether the first character of a text token was escaped with a backslash.
    pub(super) fn is_escaped(&self, at: usize) -> bool {
        let start = self.range(at).start;
        let slash = start > 0 && self.src.as_bytes().get(start - 1) == Some(&b'\\');
        let covered = at > 0
            && matches!(self.event(at - 1), Some(Event::Text(_)))
            && self.range(at - 1).end >= start;
        slash && !covered
    }

    /// Whether the brackets at a range are the mark of a footnote.
    pub(super) fn is_footnote(&self, range: &Range<usize>) -> bool {
        self.src.get(range.clone()).is_some_and(|mark| mark.starts_with("[^"))
    }

    /// The bytes between the brackets of a citation that starts at this token, if one does.
    pub(super) fn cluster(&self, at: usize) -> Option<Range<usize>> {
        let Some(Event::Start(Tag::Link { link_type, .. } | Tag::Image { link_type, .. })) =
            self.event(at)
        else {
            return None;
        };
        let range = self.range(at);
        let raw = self.src.get(range.clone())?;
        match link_type {
            LinkType::ShortcutUnknown => {
                let open = raw.find('[')?;
                Some(range.start + open + 1..range.end - 1)
            }
            LinkType::CollapsedUnknown => {
                let (open, close) = (raw.find('[')?, if raw.ends_with("[]") { 3 } else { 1 });
                Some(range.start + open + 1..range.end - close)
            }
            _ => None,
        }
        .filter(|inner| inner.start <= inner.end)
    }

    /// The text token that holds byte `to`, when nothing but inline marks that are closed before it
    /// lies between it and token `from`. A text token that ends at `to` counts.
    pub(super) fn reach(&self, from: usize, to: usize) -> Option<usize> {
        let mut depth = 0_u32;
        for at in from..(from + 200).min(self.list.len()) {
            match self.event(at)? {
                Event::Text(_) if depth == 0 && self.range(at).end >= to => {
                    return self.is_verbatim(at).then_some(at);
                }
                Event::Start(_) => depth += 1,
                // The end of a block that was open before.
                Event::End(_) => depth = depth.checked_sub(1)?,
                _ => {}
            }
        }
        None
    }

    /// The words between two tokens, without marks and citations.
    pub(super) fn plain(&self, from: usize, to: usize) -> String {
        let mut out = String::new();
        let mut at = from;
        while at < to {
            match self.event(at) {
                Some(Event::Text(text) | Event::Code(text)) => out.push_str(text),
                Some(Event::SoftBreak | Event::HardBreak) => out.push(' '),
                Some(Event::Start(_)) if self.cluster(at).is_some() => at = self.end(at),
                _ => {}
            }
            at += 1;
        }
        out
    }
}

/// Keeps the earlier of the range that is there and another.
fn keep_first(entry: Entry<'_, String, Range<usize>>, range: &Range<usize>) {
    let first = entry.or_insert_with(|| range.clone());
    if range.start < first.start {
        first.clone_from(range);
    }
}

/// An event without reserved characters: an entity may stand for one.
fn without_reserved_in(event: Event<'_>) -> Event<'_> {
    fn clean(text: CowStr<'_>) -> CowStr<'_> {
        match without_reserved(&text) {
            Cow::Owned(clean) => CowStr::from(clean),
            Cow::Borrowed(_) => text,
        }
    }
    match event {
        Event::Text(text) => Event::Text(clean(text)),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => Event::Start(Tag::Link {
            link_type,
            dest_url: clean(dest_url),
            title: clean(title),
            id,
        }),
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => Event::Start(Tag::Image {
            link_type,
            dest_url: clean(dest_url),
            title: clean(title),
            id,
        }),
        event => event,
    }
}

/// A range that lies in the text, on the boundaries of characters.
fn within(src: &str, range: Range<usize>) -> Range<usize> {
    let snap = |mut at: usize| {
        at = at.min(src.len());
        while !src.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = snap(range.start);
    start..snap(range.end).max(start)
}
