//! Scans the blocks of the input: running text, code, raw HTML, definitions and table rows. Start
//! with [`BlockScan::read`].
//!
//! Written independently of the parser that it checks, and simpler: it builds no tree, and keeps
//! only the state that decides which lines are code. Linear in the text.

use super::columns::ColumnPosition;
use super::constructs::{self, HtmlEnd};
use super::line_kinds::{contains, is_rule, is_underline, list_mark_len};
use super::words::{WordClass, WordSink, words_in};
use super::work;
use crate::foreign_marks::MarkKind;
use std::ops::Range;

/// A container block that is open around a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MarkdownContainer {
    Quotation,
    /// A list item or similar; its lines are indented by this many columns.
    Item(usize),
    /// A footnote definition, by its index in [`BlockScan::notes`].
    Note(usize),
}

/// The block that the next lines continue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LeafBlock {
    None,
    /// Running text from this byte on.
    Paragraph(usize),
    /// Code, until a line of at least `len` of this byte; `depth` containers are open around it.
    Fence {
        byte: u8,
        len: usize,
        depth: usize,
    },
    /// Raw HTML from this byte on.
    Html {
        from: usize,
        end: HtmlEnd,
        depth: usize,
    },
    /// A table with this many columns.
    Table(usize),
}

/// A link definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LinkDefinition {
    /// The bytes of its label.
    pub label: Range<usize>,
    /// The bytes of its address.
    pub address: Range<usize>,
    /// The bytes of the whole definition.
    pub whole: Range<usize>,
}

/// A line, and its containers.
#[derive(Debug, Clone, Copy)]
pub(super) struct SourceLine {
    pub start: usize,
    /// Its end, without the line feed.
    pub end: usize,
    /// The number of containers that it continues or opens.
    pub open: usize,
    /// True if it continues all open containers.
    pub all: bool,
    /// True if it may continue a paragraph.
    pub in_paragraph: bool,
}

/// Scans a text once and gives its words to a sink.
#[derive(Debug)]
pub(super) struct BlockScan<'a, S> {
    pub bytes: &'a [u8],
    /// True if raw HTML is allowed.
    pub html: bool,
    pub sink: S,
    /// Marks of other programs, with their bytes.
    pub marks: Vec<(MarkKind, Range<usize>)>,
    /// Marks before this byte are part of one already recorded.
    pub marked_to: usize,
    /// The bytes of cells beyond those of the header.
    pub excess: Vec<Range<usize>>,
    /// Delimiter lines without a table: (bytes, number of cells, number of cells in the line
    /// before).
    pub wrong_delimiters: Vec<(Range<usize>, usize, usize)>,
    /// The footnote definitions, from the label to the end of the text.
    pub notes: Vec<Range<usize>>,
    pub definitions: Vec<LinkDefinition>,
    /// The addresses of links, images and cards.
    pub links: Vec<Range<usize>>,
    pub containers: Vec<MarkdownContainer>,
    pub leaf: LeafBlock,
    /// The start of the last line of the paragraph.
    pub last_line: usize,
}

impl<'a, S: WordSink> BlockScan<'a, S> {
    /// Scans a whole text.
    pub(super) fn read(bytes: &'a [u8], html: bool, sink: S) -> Self {
        let mut scan = Self {
            bytes,
            html,
            sink,
            marks: vec![],
            marked_to: 0,
            excess: vec![],
            wrong_delimiters: vec![],
            notes: vec![],
            definitions: vec![],
            links: vec![],
            containers: vec![],
            leaf: LeafBlock::None,
            last_line: 0,
        };
        let mut at = 0;
        while at < bytes.len() {
            let len = bytes.get(at..).and_then(|rest| memchr::memchr(b'\n', rest));
            let end = len.map_or(bytes.len(), |len| at + len);
            at = scan.line(at, end).max(end + 1);
        }
        scan.close_leaf(bytes.len());
        scan.close_containers(0, bytes.len());
        scan
    }

    /// True if there is anything to report except words.
    pub(super) fn needs_report(&self) -> bool {
        !self.excess.is_empty()
            || !self.wrong_delimiters.is_empty()
            || !self.marks.is_empty()
            || !self.definitions.is_empty()
    }

    /// Scans one line. Returns the start of the next.
    fn line(&mut self, start: usize, end: usize) -> usize {
        work::count(end - start);
        let mut place = ColumnPosition { at: start, column: 0, spare: 0 };
        let mut matched = 0;
        for container in &self.containers {
            let next = match container {
                MarkdownContainer::Quotation => self.quotation_mark(place, end),
                MarkdownContainer::Item(_) | MarkdownContainer::Note(_)
                    if self.is_blank(place.at, end) =>
                {
                    Some(place)
                }
                MarkdownContainer::Item(columns) => self.indented(place, end, *columns),
                MarkdownContainer::Note(_) => self.indented(place, end, 4),
            };
            let Some(next) = next else { break };
            place = next;
            matched += 1;
        }
        match self.leaf {
            LeafBlock::Fence { byte, len, depth } if matched >= depth => {
                return self.code_line(place, end, byte, len);
            }
            LeafBlock::Html { end: closes, depth, .. } if matched >= depth => {
                let over = match closes {
                    HtmlEnd::Blank => self.is_blank(place.at, end),
                    HtmlEnd::Text(text) => {
                        self.bytes.get(place.at..end).is_some_and(|line| contains(line, text))
                    }
                };
                if over {
                    self.close_leaf(end);
                }
                return end + 1;
            }
            LeafBlock::Fence { .. } | LeafBlock::Html { .. } => self.close_leaf(start),
            _ => {}
        }
        if self.is_blank(place.at, end) {
            self.close_leaf(start);
            let kept = self.containers.iter().take(matched).count();
            self.close_containers(kept, start);
            return end + 1;
        }
        let all = matched == self.containers.len();
        self.block(place, SourceLine { start, end, open: matched, all, in_paragraph: false })
    }

    /// Scans a line that is neither code, raw HTML nor empty.
    fn block(&mut self, mut place: ColumnPosition, mut line: SourceLine) -> usize {
        let matched = line.open;
        let mut interrupts = line.all;
        loop {
            let (text, indent) = self.first_text(place, line.end);
            line.in_paragraph =
                matches!(self.leaf, LeafBlock::Paragraph(_)) && line.open == matched;
            if indent >= 4 {
                if line.in_paragraph {
                    self.last_line = text.at;
                } else {
                    self.begin(line.start, line.open);
                    words_in(self.bytes, text.at, line.end, WordClass::Text, &mut self.sink);
                }
                return line.end + 1;
            }
            let Some((container, next)) =
                self.container(text, indent, line.end, line.in_paragraph && interrupts)
            else {
                return self.leaf_line(text, line);
            };
            self.begin(line.start, line.open);
            self.containers.push(container);
            line.open += 1;
            interrupts = false;
            place = next;
            if self.is_blank(place.at, line.end) {
                return line.end + 1;
            }
        }
    }

    /// Closes the leaf and the containers beyond the first `open`, because a new block begins.
    pub(super) fn begin(&mut self, at: usize, open: usize) {
        self.close_leaf(at);
        self.close_containers(open, at);
    }

    /// Returns the container that a line opens, and the position after its mark; `None` if it opens
    /// none.
    fn container(
        &mut self,
        text: ColumnPosition,
        indent: usize,
        end: usize,
        interrupts: bool,
    ) -> Option<(MarkdownContainer, ColumnPosition)> {
        let line = self.bytes.get(text.at..end)?;
        match line.first()? {
            b'>' => {
                let mut next =
                    ColumnPosition { at: text.at + 1, column: text.column + 1, spare: 0 };
                if let Some(after) = self.indented(next, end, 1) {
                    next = after;
                }
                Some((MarkdownContainer::Quotation, next))
            }
            b'-' | b'+' | b'*' | b'0'..=b'9' => self.list_item(text, indent, end, interrupts),
            b'[' if line.starts_with(b"[^") => {
                let close = constructs::label_end(self.bytes, text.at)?;
                let label = self.bytes.get(text.at + 2..close)?;
                if label.is_empty() || self.bytes.get(close + 1) != Some(&b':') || close > end {
                    return None;
                }
                words_in(self.bytes, text.at, close, WordClass::Hidden, &mut self.sink);
                self.notes.push(text.at..end);
                let note = MarkdownContainer::Note(self.notes.len() - 1);
                // Spaces after the colon are not part of the text.
                let after = ColumnPosition {
                    at: close + 2,
                    column: text.column + close + 2 - text.at,
                    spare: 0,
                };
                Some((note, self.first_text(after, end).0))
            }
            b':' if line.get(1).is_some_and(|b| matches!(b, b' ' | b'\t')) => {
                let after = ColumnPosition { at: text.at + 1, column: text.column + 1, spare: 0 };
                let (_, blanks) = self.first_text(after, end);
                let inner = if blanks > 4 { 1 } else { blanks };
                let next = self.indented(after, end, inner)?;
                Some((MarkdownContainer::Item(indent + 1 + inner), next))
            }
            _ => None,
        }
    }

    /// Returns the list item that a line opens, and the position after its mark; `None` if it opens
    /// none.
    fn list_item(
        &self,
        text: ColumnPosition,
        indent: usize,
        end: usize,
        interrupts: bool,
    ) -> Option<(MarkdownContainer, ColumnPosition)> {
        let line = self.bytes.get(text.at..end)?;
        let len = list_mark_len(line)?;
        let rest = line.get(len..).unwrap_or_default();
        let empty = rest.trim_ascii().is_empty();
        let first = line.get(..len) == Some(b"1.") || line.get(..len) == Some(b"1)");
        let numbered = line.first().is_some_and(u8::is_ascii_digit);
        if interrupts && (empty || numbered && !first) || is_rule(line) {
            return None;
        }
        if interrupts && is_underline(line) {
            return None;
        }
        let after = ColumnPosition { at: text.at + len, column: text.column + len, spare: 0 };
        let (_, blanks) = self.first_text(after, end);
        let inner = if empty || blanks > 4 { 1 } else { blanks };
        let next = self.indented(after, end, inner).unwrap_or(after);
        Some((MarkdownContainer::Item(indent + len + inner), next))
    }

    /// Closes the open leaf.
    pub(super) fn close_leaf(&mut self, at: usize) {
        match std::mem::replace(&mut self.leaf, LeafBlock::None) {
            LeafBlock::Paragraph(from) => self.running_text(from, at, false),
            LeafBlock::Html { from, .. } => self.raw_html(from, at),
            LeafBlock::None | LeafBlock::Fence { .. } | LeafBlock::Table(_) => {}
        }
    }

    /// Closes the containers beyond the first `kept`.
    fn close_containers(&mut self, kept: usize, at: usize) {
        while self.containers.len() > kept {
            if let Some(MarkdownContainer::Note(note)) = self.containers.pop()
                && let Some(range) = self.notes.get_mut(note)
            {
                range.end = at.max(range.end);
            }
        }
    }
}
