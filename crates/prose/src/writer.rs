//! Writes the HTML of one body, with its placeholders, plain text and sentences. Start with
//! [`BodyWriter::body`].
//!
//! The only module that appends to a body: all text that is not one of our tags is escaped by
//! `base::text::escape_to`. Implements the placement of note markers and the nesting of blocks.
//! Leaves the meaning of marks to its neighbours `blocks`, `links`, `marks` and `comments`.

use crate::body::{BlockQuotation, Body, GeneratedPart, Placeholder, PlaceholderKind, unspoken};
use crate::edits::EditedText;
use crate::open_state::{LinkInText, OpenHeading, OpenLink, OpenTable, RawHtmlState};
use crate::options::ActionFilters;
use crate::sentence;
use crate::tokens::MarkdownTokens;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::span::{FileSpan, Span};
use onrecord_base::text::escape_to;
use onrecord_cite::citation::CitationCluster;
use onrecord_cite::locator::LocatorTerms;
use std::collections::{HashMap, HashSet, VecDeque};
use std::ops::Range;
use std::sync::Arc;

/// Maps positions in the Markdown to positions in the file.
#[derive(Debug, Clone, Copy)]
pub(super) enum SpanMapping {
    /// The Markdown starts at this byte of the file and is contiguous.
    From(usize),
    /// The same for a one-line YAML scalar, which is not a page body: its headings have no place in
    /// the page.
    Within(usize),
    /// The Markdown comes from a YAML scalar whose bytes differ from its value; every mark has the
    /// span of the whole scalar.
    At(Span),
}

impl SpanMapping {
    /// Returns the span in the file of a range of the Markdown as written.
    pub(super) fn of(self, range: &Range<usize>) -> Span {
        match self {
            Self::From(base) | Self::Within(base) => Span::new(range.start, range.end).shift(base),
            Self::At(span) => span,
        }
    }
}

/// The input and settings, constant while one body is written.
#[derive(Debug)]
pub(super) struct DocContext<'a> {
    /// The tokens of the Markdown.
    pub tokens: MarkdownTokens<'a>,
    /// The mapping to positions in the file.
    pub spans: SpanMapping,
    /// The segments removed from the Markdown before parsing.
    pub edited: &'a EditedText,
    /// The path of the file, for diagnostics.
    pub file: Arc<str>,
    /// True if quotes and dashes become typographic.
    pub smart: bool,
    /// True if raw HTML is allowed.
    pub html: bool,
    /// True if code is highlighted.
    pub colours: bool,
    /// The locator terms of the site's language.
    pub places: Arc<LocatorTerms>,
    /// The filters allowed for the table of actions in a text.
    pub filters: Arc<ActionFilters>,
}

impl DocContext<'_> {
    /// Returns the span in the file of a range of the Markdown.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        self.spans.of(&self.edited.written(range))
    }

    /// Returns a diagnostic about a range of the Markdown.
    pub(super) fn finding(
        &self,
        code: RuleCode,
        range: &Range<usize>,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(code, FileSpan::new(&self.file, self.span(range)), message)
    }
}

/// State shared by a body and its footnotes.
#[derive(Debug, Default)]
pub(super) struct WriterState {
    /// The diagnostics so far.
    pub found: Vec<Diagnostic>,
    /// Ids in use, each with the next number to try for a duplicate.
    pub ids: HashMap<String, u32>,
    /// Ids that the author gave to the headings written so far.
    pub given: HashMap<String, Span>,
    /// Ids that the author gave to raw HTML elements.
    pub anchors: Vec<String>,
    /// True if a tag in the text has been reported.
    pub tag_reported: bool,
    /// Footnotes used, by the token of their definition, in order of first use.
    pub used: Vec<usize>,
    /// The same and the margin notes, for lookup.
    pub seen: HashSet<usize>,
}

/// The current block of running text.
#[derive(Debug, Default)]
pub(super) struct OpenBlock {
    /// Its words.
    pub text: String,
    /// Its placeholders: (index of the placeholder, byte in `text`).
    pub marks: Vec<(usize, usize)>,
    /// True if raw HTML in this block has been reported.
    pub html_reported: bool,
    /// True if the label of a task is open.
    pub label: bool,
}

/// Content that is written at the end of the outermost block.
#[derive(Debug)]
pub(super) enum DeferredWrite {
    /// A margin note, by the token of its definition.
    Margin(usize),
    /// A generated part.
    Part(GeneratedPart, Span),
    /// `<!-- more -->`.
    More,
}

/// A range of tokens still to write, with the tag to write after it.
#[derive(Debug, Clone, Copy)]
pub(super) struct TokenCursor {
    /// The next token.
    pub at: usize,
    /// The token after the last.
    pub end: usize,
    /// The end tag.
    pub close: &'static str,
}

/// Writes one body.
#[derive(Debug)]
pub(super) struct BodyWriter<'t, 'a> {
    /// The input.
    pub doc: &'t DocContext<'a>,
    /// State shared with the footnotes.
    pub shared: &'t mut WriterState,
    /// The body so far, without its HTML.
    pub body: Body,
    /// The HTML so far.
    pub html: String,
    /// The open block quotations, by position in the body; innermost last.
    pub quotations: Vec<usize>,
    /// The current block of running text.
    pub block: OpenBlock,
    /// Citations that are written after the punctuation that follows them.
    pub pending: Vec<(CitationCluster, Span)>,
    /// The offset in the HTML of the first of them.
    pub waits_from: usize,
    /// Content for the end of the outermost block.
    pub later: VecDeque<DeferredWrite>,
    /// The ranges being written; a margin note is pushed on top of the text around it.
    pub cursors: Vec<TokenCursor>,
    /// The number of open blocks.
    pub depth: u32,
    /// The open links, innermost last.
    pub links: Vec<OpenLink>,
    /// The open table.
    pub table: OpenTable,
    /// The open heading.
    pub heading: Option<OpenHeading>,
    /// The open raw HTML elements.
    pub raw: RawHtmlState,
    /// Text before this byte of the Markdown has been read as part of a mark.
    pub skip: usize,
    /// The link whose brackets are in runs of text, while its words are written.
    pub link_in_text: Option<LinkInText>,
}

impl<'t, 'a> BodyWriter<'t, 'a> {
    /// Writes the body of a range of tokens.
    pub(super) fn body(
        doc: &'t DocContext<'a>,
        shared: &'t mut WriterState,
        tokens: Range<usize>,
    ) -> Body {
        let mut writer = Self {
            doc,
            shared,
            body: Body::default(),
            html: String::new(),
            quotations: vec![],
            block: OpenBlock::default(),
            pending: vec![],
            waits_from: 0,
            later: VecDeque::new(),
            cursors: vec![TokenCursor { at: tokens.start, end: tokens.end, close: "" }],
            depth: 0,
            links: vec![],
            table: OpenTable::default(),
            heading: None,
            raw: RawHtmlState::default(),
            skip: 0,
            link_in_text: None,
        };
        writer.run();
        writer.end_raw();
        writer.end_block();
        writer.flush_later();
        // A served site stays in memory, and `String` doubles its capacity as it grows. A copy has
        // the exact size; `shrink_to_fit` may do nothing, since allocators keep a block that is
        // more than half full.
        let html = writer.html.as_str().to_owned();
        writer.body.clone().with_html(html)
    }

    /// Writes until the stack of cursors is empty. A token may push a cursor, but never pops one.
    fn run(&mut self) {
        while let Some(top) = self.cursors.len().checked_sub(1)
            && let Some(TokenCursor { at, end, close }) = self.cursors.last().copied()
        {
            if at < end {
                let next = self.token(at).max(at + 1);
                if let Some(cursor) = self.cursors.get_mut(top) {
                    cursor.at = next;
                }
                continue;
            }
            self.cursors.pop();
            // The text continues before the definition of the margin note just written.
            self.skip = 0;
            if !close.is_empty() {
                self.close(close);
            }
        }
    }

    /// Appends a tag of ours, unescaped.
    pub(super) fn tag(&mut self, html: &str) {
        self.html.push_str(html);
    }

    /// Appends an attribute's value, escaped.
    pub(super) fn value(&mut self, text: &str) {
        escape_to(&mut self.html, text);
    }

    /// Starts a new line, unless one has just started.
    pub(super) fn line(&mut self) {
        if !self.html.is_empty() && !self.html.ends_with('\n') {
            self.html.push('\n');
        }
    }

    /// Adds a diagnostic.
    pub(super) fn report(&mut self, finding: Diagnostic) {
        self.shared.found.push(finding);
    }

    /// Appends words, and moves pending citations after the punctuation they start with.
    ///
    /// `after` is the character that follows in the Markdown: an apostrophe before a letter is not
    /// a closing quotation mark.
    pub(super) fn text(&mut self, text: &str, after: Option<char>) {
        let mut rest = text;
        if !self.pending.is_empty() {
            let (head, tail) = text.split_at(movable(text, after));
            self.words(head);
            rest = tail;
            if !rest.is_empty() {
                self.flush();
            }
        }
        self.words(rest);
    }

    /// Appends words without moving citations.
    pub(super) fn words(&mut self, text: &str) {
        escape_to(&mut self.html, text);
        self.block.text.push_str(text);
    }

    /// Appends a placeholder. Those that lead to another page also record their sentence.
    pub(super) fn placeholder(&mut self, fill: PlaceholderKind, span: Span) {
        let leads = matches!(
            fill,
            PlaceholderKind::Cite(_)
                | PlaceholderKind::AuthorInText(_)
                | PlaceholderKind::Open(_)
                | PlaceholderKind::Link(_)
                | PlaceholderKind::Embed(_)
        );
        if leads && self.heading.is_none() {
            self.block.marks.push((self.body.holes.len(), self.block.text.len()));
        }
        let at = u32::try_from(self.html.len()).unwrap_or(u32::MAX);
        self.body.holes.push(Placeholder { at, span, fill, sentence: Arc::default() });
    }

    /// Queues a citation: removes the space before it, and writes it after the punctuation that
    /// follows.
    pub(super) fn cite(&mut self, cluster: CitationCluster, span: Span) {
        if self.pending.is_empty() {
            self.drop_spaces();
            self.waits_from = self.html.len();
        }
        self.pending.push((cluster, span));
    }

    /// Removes spaces at the end of the running text.
    fn drop_spaces(&mut self) {
        let text = self.block.text.trim_end().len();
        // Only spaces of this text, not those before its block.
        let most = self.block.text.len() - text;
        let blank = (self.html.len() - self.html.trim_end().len()).min(most);
        let kept = self.html.len() - blank;
        let last = self.body.holes.last().map_or(0, |hole| hole.at as usize);
        if text < self.block.text.len() && last <= kept {
            self.block.text.truncate(text);
            self.html.truncate(kept);
        }
    }

    /// Writes the pending citations.
    pub(super) fn flush(&mut self) {
        let passed = self.html.len().saturating_sub(self.waits_from);
        for (mut cluster, span) in std::mem::take(&mut self.pending) {
            cluster.passed = u32::try_from(passed).unwrap_or(0);
            self.placeholder(PlaceholderKind::Cite(cluster), span);
        }
    }

    /// Ends the running text and gives its placeholders their sentences.
    pub(super) fn end_block(&mut self) {
        self.flush();
        self.end_words();
        let block = std::mem::take(&mut self.block);
        if block.label {
            self.tag("</label>");
        }
        if !block.marks.is_empty() {
            let starts = sentence::starts(&block.text);
            let mut last: Arc<str> = Arc::default();
            for (hole, at) in &block.marks {
                if let Some(hole) = self.body.holes.get_mut(*hole) {
                    let sentence = sentence::around(&block.text, &starts, *at);
                    if *last != *sentence {
                        last = sentence.into();
                    }
                    hole.sentence = Arc::clone(&last);
                }
            }
        }
        let words = block.text.split_whitespace().filter(|w| w.contains(char::is_alphanumeric));
        self.body.words += u32::try_from(words.count()).unwrap_or(u32::MAX);
        self.keep_marked(&unspoken(&block.text));
    }

    /// Records the texts in quotation marks of a block.
    pub(super) fn keep_marked(&mut self, text: &str) {
        self.body.marked.extend(sentence::marked(text).map(str::to_owned));
    }

    /// Opens a block.
    pub(super) fn open(&mut self, html: &str) {
        self.end_block();
        self.room_for_blocks();
        self.line();
        self.tag(html);
        self.depth += 1;
    }

    /// Closes a block, and the raw HTML opened in it.
    pub(super) fn close(&mut self, html: &str) {
        self.end_raw();
        self.end_block();
        self.tag(html);
        self.close_depth();
    }

    /// Decreases the depth; at the end of the outermost block, writes the deferred content.
    pub(super) fn close_depth(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.flush_later();
    }

    /// Defers content to the end of the outermost block; writes it now if no block is open.
    pub(super) fn later(&mut self, later: DeferredWrite) {
        self.later.push_back(later);
        self.flush_later();
    }

    /// Opens a block quotation.
    pub(super) fn open_quotation(&mut self, range: &Range<usize>) {
        const TAG: &str = "<blockquote>\n";
        self.open(TAG);
        self.begin_quotation(TAG.len(), range);
    }

    /// Closes a block quotation. Deferred content follows it.
    pub(super) fn close_quotation(&mut self) {
        self.end_raw();
        self.end_block();
        self.tag("</blockquote>\n");
        self.end_quotation();
        self.close_depth();
    }

    /// Records that a block quotation has begun with the last `tag` bytes.
    pub(super) fn begin_quotation(&mut self, tag: usize, range: &Range<usize>) {
        let start = u32::try_from(self.html.len() - tag).unwrap_or(u32::MAX);
        self.quotations.push(self.body.quotations.len());
        let span = self.doc.span(range);
        self.body.quotations.push(BlockQuotation { start, end: start, span });
    }

    /// Records that the innermost block quotation has ended with the last tag.
    pub(super) fn end_quotation(&mut self) {
        let end = u32::try_from(self.html.trim_end().len()).unwrap_or(u32::MAX);
        let open = self.quotations.pop().and_then(|at| self.body.quotations.get_mut(at));
        if let Some(quotation) = open {
            quotation.end = end;
        }
    }

    /// Records the position of `<!-- more -->`; only the first counts.
    pub(super) fn cut_here(&mut self) {
        if self.body.more.is_none() {
            self.body.more = u32::try_from(self.html.len()).ok();
        }
    }

    /// Writes the deferred content if no block is open.
    fn flush_later(&mut self) {
        while self.depth == 0
            && let Some(later) = self.later.pop_front()
        {
            if !self.raw.is_empty() {
                self.end_block();
                self.room_for_blocks();
            }
            match later {
                DeferredWrite::More if self.raw.is_empty() => self.cut_here(),
                DeferredWrite::More => self.raw.more = true,
                DeferredWrite::Part(part, span) => {
                    self.line();
                    self.placeholder(PlaceholderKind::Part(part), span);
                    self.tag("\n");
                }
                DeferredWrite::Margin(start) => {
                    self.line();
                    self.tag("<aside class=\"margin\" role=\"note\">\n");
                    self.depth += 1;
                    // The definition may precede the text read last.
                    self.skip = 0;
                    let end = self.doc.tokens.end(start);
                    self.cursors.push(TokenCursor { at: start + 1, end, close: "</aside>\n" });
                }
            }
        }
    }
}

/// Returns how many bytes at the start of `text` belong before a note marker: stops, and closing
/// quotation marks (4-citations, rule 4).
fn movable(text: &str, after: Option<char>) -> usize {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, c)| c).or(after);
        let joins = next.is_some_and(char::is_alphanumeric);
        let moves = match c {
            '.' | ',' | ';' | ':' | '!' | '?' | '…' | '”' | '»' => true,
            '"' | '\'' | '’' => !joins,
            _ => false,
        };
        if !moves {
            return at;
        }
    }
    text.len()
}
