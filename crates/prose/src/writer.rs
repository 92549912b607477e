//! The writer of prose: one body's HTML, with its holes, its text and its sentences.
//!
//! The only place that appends to a body. Everything that is not a tag of ours goes through
//! `base::text::escape_to`. It keeps the rules of note placement and of blocks; which mark means
//! what is known by its neighbours `blocks`, `links`, `marks` and `comments`.

use crate::body::{BlockQuotation, Body, GeneratedPart, Placeholder, PlaceholderKind, unspoken};
use crate::edits::EditedText;
use crate::markdown::ActionFilters;
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

/// How places in the Markdown become places in the file.
#[derive(Debug, Clone, Copy)]
pub(super) enum SpanMapping {
    /// The Markdown stands in the file from this byte on.
    From(usize),
    /// The same of a YAML scalar on one line, which is no body: it has no headings of the page.
    Within(usize),
    /// It came out of a YAML scalar that is written otherwise: every mark is placed at the whole of it.
    At(Span),
}

impl SpanMapping {
    /// The span in the file of a range of the Markdown as it is written.
    pub(super) fn of(self, range: &Range<usize>) -> Span {
        match self {
            Self::From(base) | Self::Within(base) => Span::new(range.start, range.end).shift(base),
            Self::At(span) => span,
        }
    }
}

/// What stays the same while one body is written.
#[derive(Debug)]
pub(super) struct DocContext<'a> {
    /// What the Markdown says.
    pub tokens: MarkdownTokens<'a>,
    /// Where it stands.
    pub spans: SpanMapping,
    /// What was taken out of it before it was read.
    pub edited: &'a EditedText,
    /// In which file.
    pub file: Arc<str>,
    /// Whether quotes and dashes are made typographic.
    pub smart: bool,
    /// Whether raw HTML is let through.
    pub html: bool,
    /// Whether code is marked up for colours.
    pub colours: bool,
    /// How places in a source are written in the site's language.
    pub places: Arc<LocatorTerms>,
    /// What the table of actions in a text may be filtered by.
    pub filters: Arc<ActionFilters>,
}

impl DocContext<'_> {
    /// The span in the file of a range of the Markdown.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        self.spans.of(&self.edited.written(range))
    }

    /// A finding about a range of the Markdown.
    pub(super) fn finding(
        &self,
        code: RuleCode,
        range: &Range<usize>,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(code, FileSpan::new(&self.file, self.span(range)), message)
    }
}

/// What a body and its footnotes share.
#[derive(Debug, Default)]
pub(super) struct WriterState {
    /// What was found wrong.
    pub found: Vec<Diagnostic>,
    /// Ids taken, each with the next number to try for a repeat.
    pub ids: HashMap<String, u32>,
    /// Ids that the author gave to headings already written.
    pub given: HashMap<String, Span>,
    /// Ids that the author gave to elements of raw HTML.
    pub anchors: Vec<String>,
    /// Whether a tag in the text was told of.
    pub tag_told: bool,
    /// Footnotes used, by the token of their definition, in the order of first use.
    pub used: Vec<usize>,
    /// The same, and margin notes, for looking up.
    pub seen: HashSet<usize>,
}

/// The running block: what a reader reads as one piece.
#[derive(Debug, Default)]
pub(super) struct OpenBlock {
    /// Its words.
    pub text: String,
    /// Holes in it: index of the hole, byte in `text`.
    pub marks: Vec<(usize, usize)>,
    /// Whether raw HTML was told of already.
    pub html_told: bool,
    /// Whether the label of a task is open.
    pub label: bool,
}

/// Something that waits for the end of the outermost block.
#[derive(Debug)]
pub(super) enum DeferredWrite {
    /// A margin note, by the token of its definition.
    Margin(usize),
    /// A generated part.
    Part(GeneratedPart, Span),
    /// `<!-- more -->`.
    More,
}

/// Tokens still to be written, and what to write when they are.
#[derive(Debug, Clone, Copy)]
pub(super) struct TokenCursor {
    /// The next token.
    pub at: usize,
    /// One past the last.
    pub end: usize,
    /// The end tag.
    pub close: &'static str,
}

/// Writes one body.
#[derive(Debug)]
pub(super) struct BodyWriter<'t, 'a> {
    /// What is written.
    pub doc: &'t DocContext<'a>,
    /// What footnotes share with it.
    pub shared: &'t mut WriterState,
    /// What is there so far, without its HTML.
    pub body: Body,
    /// Its HTML so far.
    pub html: String,
    /// The block quotations that are open, the innermost last: their positions in the body.
    pub quotations: Vec<usize>,
    /// The running block.
    pub block: OpenBlock,
    /// Citations that wait for the punctuation after them.
    pub pending: Vec<(CitationCluster, Span)>,
    /// Where in the HTML the first of them was written.
    pub waits_from: usize,
    /// What waits for the end of the outermost block.
    pub later: VecDeque<DeferredWrite>,
    /// What is being written; margin notes stand on top.
    pub cursors: Vec<TokenCursor>,
    /// How many blocks are open.
    pub depth: u32,
    /// Links that are open.
    pub links: Vec<super::links::OpenLink>,
    /// The table that is open.
    pub table: super::blocks::OpenTable,
    /// The heading that is open.
    pub heading: Option<super::headings::OpenHeading>,
    /// Raw HTML that is open.
    pub raw: super::raw::RawHtmlState,
    /// Text before this byte of the Markdown was read as part of a mark.
    pub skip: usize,
    /// The link whose brackets are in runs of text, while its words are written.
    pub around: Option<super::adjacent::LinkInText>,
}

impl<'t, 'a> BodyWriter<'t, 'a> {
    /// The body that a range of tokens says.
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
            table: super::blocks::OpenTable::default(),
            heading: None,
            raw: super::raw::RawHtmlState::default(),
            skip: 0,
            around: None,
        };
        writer.run();
        writer.end_raw();
        writer.end_block();
        writer.flush_later();
        // A site is kept in memory while it is served, and texts grow by doubling. A copy takes what it needs;
        // to shrink them may do nothing, since an allocator keeps a block that is more than half full.
        let html = writer.html.as_str().to_owned();
        writer.body.clone().with_html(html)
    }

    /// Writes until nothing is left. A token may put a cursor on top, and never takes one away.
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
            // The text goes on before the definition of a margin note that was just read.
            self.skip = 0;
            if !close.is_empty() {
                self.close(close);
            }
        }
    }

    /// Appends markup of ours.
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

    /// Tells a finding.
    pub(super) fn report(&mut self, finding: Diagnostic) {
        self.shared.found.push(finding);
    }

    /// Appends words, citations that wait for punctuation standing after it.
    ///
    /// `after` is the character that follows in the source: an apostrophe before a letter is no
    /// closing quotation mark.
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

    /// Appends words where they are.
    pub(super) fn words(&mut self, text: &str) {
        escape_to(&mut self.html, text);
        self.block.text.push_str(text);
    }

    /// Appends a hole. Marks that lead elsewhere remember their sentence.
    pub(super) fn hole(&mut self, fill: PlaceholderKind, span: Span) {
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

    /// Takes a citation: the blank before it goes, and it waits for the punctuation after it.
    pub(super) fn cite(&mut self, cluster: CitationCluster, span: Span) {
        if self.pending.is_empty() {
            self.drop_blank();
            self.waits_from = self.html.len();
        }
        self.pending.push((cluster, span));
    }

    /// Takes away blanks at the end of the running text.
    fn drop_blank(&mut self) {
        let text = self.block.text.trim_end().len();
        // Blanks of this text, and not those before its block.
        let most = self.block.text.len() - text;
        let blank = (self.html.len() - self.html.trim_end().len()).min(most);
        let kept = self.html.len() - blank;
        let last = self.body.holes.last().map_or(0, |hole| hole.at as usize);
        if text < self.block.text.len() && last <= kept {
            self.block.text.truncate(text);
            self.html.truncate(kept);
        }
    }

    /// Writes the citations that wait.
    pub(super) fn flush(&mut self) {
        let passed = self.html.len().saturating_sub(self.waits_from);
        for (mut cluster, span) in std::mem::take(&mut self.pending) {
            cluster.passed = u32::try_from(passed).unwrap_or(0);
            self.hole(PlaceholderKind::Cite(cluster), span);
        }
    }

    /// Ends the running text: its sentences are given to its holes.
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

    /// Keeps what a block says in quotation marks.
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

    /// One block fewer is open; when it was the outermost, what waited for its end is written.
    pub(super) fn close_depth(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.flush_later();
    }

    /// Keeps something for the end of the outermost block; at once when none is open.
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

    /// Closes it. What waits for the end of the outermost block comes after it.
    pub(super) fn close_quotation(&mut self) {
        self.end_raw();
        self.end_block();
        self.tag("</blockquote>\n");
        self.end_quotation();
        self.close_depth();
    }

    /// Notes that a block quotation has begun with the last `tag` bytes.
    pub(super) fn begin_quotation(&mut self, tag: usize, range: &Range<usize>) {
        let start = u32::try_from(self.html.len() - tag).unwrap_or(u32::MAX);
        self.quotations.push(self.body.quotations.len());
        let span = self.doc.span(range);
        self.body.quotations.push(BlockQuotation { start, end: start, span });
    }

    /// Notes that the innermost block quotation has ended with the last tag.
    pub(super) fn end_quotation(&mut self) {
        let end = u32::try_from(self.html.trim_end().len()).unwrap_or(u32::MAX);
        let open = self.quotations.pop().and_then(|at| self.body.quotations.get_mut(at));
        if let Some(quotation) = open {
            quotation.end = end;
        }
    }

    /// Remembers the place of `<!-- more -->`; the first counts.
    pub(super) fn cut_here(&mut self) {
        if self.body.more.is_none() {
            self.body.more = u32::try_from(self.html.len()).ok();
        }
    }

    /// Writes what waited, when no block is open.
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
                    self.hole(PlaceholderKind::Part(part), span);
                    self.tag("\n");
                }
                DeferredWrite::Margin(start) => {
                    self.line();
                    self.tag("<aside class=\"margin\" role=\"note\">\n");
                    self.depth += 1;
                    // Its definition may stand before what was read last.
                    self.skip = 0;
                    let end = self.doc.tokens.end(start);
                    self.cursors.push(TokenCursor { at: start + 1, end, close: "</aside>\n" });
                }
            }
        }
    }
}

/// How many bytes at the start of `text` stand before a note's mark: stops, and quotation marks
/// that close (4-citations, rule 4).
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
