//! Markdown as a list of tokens with byte ranges, made from pulldown-cmark's events for easy
//! lookahead. Start with [`MarkdownTokens::read`].
//!
//! Adjacent runs of plain text are joined, citations in brackets are distinguished from links, and
//! every start knows its end. Writes no HTML and reports nothing.

use onrecord_base::text::without_reserved;
use onrecord_cite::citation_syntax;
use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag};
use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

/// The tokens of one Markdown text.
#[derive(Debug)]
pub(super) struct MarkdownTokens<'a> {
    /// The Markdown.
    pub src: &'a str,
    /// The events in order, each with its bytes in `src`.
    pub list: Vec<(Event<'a>, Range<usize>)>,
    /// Per token, true if it is text identical to its bytes in `src`.
    verbatim: Vec<bool>,
    /// Per start, the index of its end; for other tokens, their own index.
    pub ends: Vec<usize>,
    /// The first definition of each footnote: label in lower case → token.
    pub notes: HashMap<String, usize>,
    /// The tokens of later definitions of the same label.
    pub doubles: Vec<usize>,
    /// The link definitions: label in lower case → (address, title).
    pub links: HashMap<String, (String, String)>,
    /// The link definitions with brackets in their title: title → range of the first.
    pub titles: HashMap<String, Range<usize>>,
    /// The ranges of link definitions that contain `%%`, ascending.
    pub definitions: Vec<Range<usize>>,
    /// The colons that Markdown reads as a definition although no space follows, ascending.
    pub colons: Vec<usize>,
    /// The ranges of lines like `[@a]: x`, which Markdown reads as link definitions, ascending.
    pub swallowed: Vec<Range<usize>>,
}

/// Returns the Markdown extensions that authors may use.
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
    /// Parses Markdown.
    pub(super) fn read(src: &'a str, smart: bool) -> Self {
        // `[x][y]` is skipped here: `adjacent` reads each pair of brackets in the run of text.
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

    /// Returns the event at an index; `None` beyond the last.
    pub(super) fn event(&self, at: usize) -> Option<&Event<'a>> {
        self.list.get(at).map(|(event, _)| event)
    }

    /// Returns the bytes of a token; empty at the end of the text for an index beyond the last.
    pub(super) fn range(&self, at: usize) -> Range<usize> {
        self.list.get(at).map_or(self.src.len()..self.src.len(), |(_, range)| range.clone())
    }

    /// Returns the index of the end of a start.
    pub(super) fn end(&self, at: usize) -> usize {
        self.ends.get(at).copied().unwrap_or(at)
    }

    /// True if the text token is identical to its bytes in the source, so that offsets map one to
    /// one.
    pub(super) fn is_verbatim(&self, at: usize) -> bool {
        self.verbatim.get(at) == Some(&true)
    }

    /// True if the first character of a text token was escaped with a backslash.
    pub(super) fn is_escaped(&self, at: usize) -> bool {
        let start = self.range(at).start;
        let slash = start > 0 && self.src.as_bytes().get(start - 1) == Some(&b'\\');
        let covered = at > 0
            && matches!(self.event(at - 1), Some(Event::Text(_)))
            && self.range(at - 1).end >= start;
        slash && !covered
    }

    /// True if the brackets at a range are the mark of a footnote.
    pub(super) fn is_footnote(&self, range: &Range<usize>) -> bool {
        self.src.get(range.clone()).is_some_and(|mark| mark.starts_with("[^"))
    }

    /// Returns the bytes between the brackets of a citation that starts at this token; `None` if
    /// the token starts none.
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

    /// Returns the verbatim text token that contains byte `to`, if only complete inline marks are
    /// between it and token `from`. A text token that ends at `to` counts. Looks at most 200 tokens
    /// ahead.
    pub(super) fn reach(&self, from: usize, to: usize) -> Option<usize> {
        let mut depth = 0_u32;
        for at in from..(from + 200).min(self.list.len()) {
            match self.event(at)? {
                Event::Text(_) if depth == 0 && self.range(at).end >= to => {
                    return self.is_verbatim(at).then_some(at);
                }
                Event::Start(_) => depth += 1,
                // The end of a block that was opened earlier.
                Event::End(_) => depth = depth.checked_sub(1)?,
                _ => {}
            }
        }
        None
    }

    /// Returns the words between two tokens, without marks and citations.
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

/// Stores the range if it is earlier than the one in the entry.
fn keep_first(entry: Entry<'_, String, Range<usize>>, range: &Range<usize>) {
    let first = entry.or_insert_with(|| range.clone());
    if range.start < first.start {
        first.clone_from(range);
    }
}

/// Returns an event without reserved characters, which an entity may produce.
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

/// Clamps a range to the text and to character boundaries.
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

/// Returns a label as link labels are compared: in lower case, with single spaces.
pub(super) fn folded_label(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// True if Markdown starts a definition at the colon of this byte but the author did not mean one:
/// no space follows it, or its line and the indented next line have no words.
fn is_tight_colon(src: &str, at: usize) -> bool {
    let Some(rest) = src.get(at..).and_then(|rest| rest.strip_prefix(':')) else { return false };
    let mut lines = rest.lines();
    if !lines.next().is_none_or(|line| line.trim().is_empty()) {
        return rest.starts_with(|c: char| !c.is_whitespace());
    }
    lines.next().is_none_or(|line| line.trim().is_empty() || !line.starts_with([' ', '\t']))
}
