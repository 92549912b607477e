//! Classifies the lines of the input after the marks of lists and quotations: text, code, table row
//! or definition. Start with [`BlockScan::leaf_line`].

use super::cells;
use super::columns::ColumnPosition;
use super::constructs::{self, HtmlEnd, comment_end, find};
use super::line_kinds::{contains, is_comment, is_heading, is_rule, is_underline};
use super::scan::{BlockScan, LeafBlock, LinkDefinition, MarkdownContainer, SourceLine};
use super::words::{WordClass, WordSink, words_in};
use crate::foreign_marks;
use std::ops::Range;

impl<S: WordSink> BlockScan<'_, S> {
    /// Scans a line, or its rest after the marks of containers, as a leaf. Returns the start of the
    /// next line.
    pub(super) fn leaf_line(&mut self, text: ColumnPosition, line: SourceLine) -> usize {
        let at = text.at;
        let bytes = self.bytes.get(at..line.end).unwrap_or_default();
        if bytes.starts_with(b"%%")
            && let Some(close) = self.private_comment(at, line.end)
        {
            if !line.in_paragraph {
                self.begin(line.start, line.open);
                self.leaf = LeafBlock::Paragraph(at);
            }
            return close;
        }
        if line.in_paragraph && line.all && is_underline(bytes) {
            let heading = std::mem::replace(&mut self.leaf, LeafBlock::None);
            if let LeafBlock::Paragraph(from) = heading {
                self.running_text(from, line.start, true);
            }
            return line.end + 1;
        }
        if let Some(next) = self.block_start(at, bytes, line) {
            return next;
        }
        if !line.in_paragraph {
            self.begin_text(text, line);
            return line.end + 1;
        }
        self.next_text_line(text, line)
    }

    /// Scans a line that begins a block except a paragraph. Returns the byte at which to continue;
    /// `None` if it begins none.
    fn block_start(&mut self, at: usize, bytes: &[u8], line: SourceLine) -> Option<usize> {
        let byte = bytes.first().copied().unwrap_or_default();
        match byte {
            b'#' if is_heading(bytes) => {
                self.begin(line.start, line.open);
                self.running_text(at, line.end, true);
            }
            b'-' | b'*' | b'_' if is_rule(bytes) => self.begin(line.start, line.open),
            b'`' | b'~' => {
                let len = bytes.iter().take_while(|b| **b == byte).count();
                let info = bytes.get(len..).unwrap_or_default();
                if len < 3 || byte == b'`' && info.contains(&b'`') {
                    return None;
                }
                self.begin(line.start, line.open);
                words_in(self.bytes, at, line.end, WordClass::Hidden, &mut self.sink);
                self.leaf = LeafBlock::Fence { byte, len, depth: self.containers.len() };
            }
            b'<' => {
                let end = constructs::html_block(bytes, line.in_paragraph)?;
                self.begin(line.start, line.open);
                self.leaf = LeafBlock::Html { from: at, end, depth: self.containers.len() };
                if let HtmlEnd::Text(text) = end
                    && bytes.get(2..).is_some_and(|line| contains(line, text))
                {
                    self.close_leaf(line.end);
                }
            }
            b'[' if !line.in_paragraph => return self.definition(at, line),
            _ => return None,
        }
        Some(line.end + 1)
    }

    /// Scans a link definition. Returns the start of the next line; `None` if it is not a
    /// definition.
    fn definition(&mut self, at: usize, line: SourceLine) -> Option<usize> {
        let (label, found) = constructs::definition(self.bytes, at)?;
        self.begin(line.start, line.open);
        words_in(self.bytes, at, found.address.end, WordClass::Hidden, &mut self.sink);
        if !is_comment(self.bytes, &found.address) {
            // The title is published with each link that uses the definition, or not at all
            // (OR133).
            self.title(&found.title, WordClass::Uncertain);
        }
        self.definitions.push(LinkDefinition {
            label,
            address: found.address,
            whole: at..found.end,
        });
        Some(found.end + 1)
    }

    /// Returns the start of the line after a private comment `%%…%%` that begins on this line and
    /// ends on a later one, across any blocks.
    fn private_comment(&self, at: usize, end: usize) -> Option<usize> {
        let close = at + 2 + find(self.bytes.get(at + 2..)?, b"%%")? + 2;
        let rest = self.bytes.get(close..).unwrap_or_default();
        let line =
            rest.get(..memchr::memchr(b'\n', rest).unwrap_or(rest.len())).unwrap_or_default();
        (close > end && line.trim_ascii().is_empty()).then_some(close + line.len() + 1)
    }

    /// Begins a paragraph.
    fn begin_text(&mut self, text: ColumnPosition, line: SourceLine) {
        let SourceLine { start, end, open, .. } = line;
        let columns = match self.leaf {
            LeafBlock::Table(columns) if open == self.containers.len() => Some(columns),
            _ => None,
        };
        if let Some(columns) = columns {
            self.table_row(text.at, end, columns);
            return;
        }
        self.begin(start, open);
        let mut from = text.at;
        let line = self.bytes.get(from..end).unwrap_or_default();
        let is_item = matches!(self.containers.last(), Some(MarkdownContainer::Item(_)));
        if is_item && let [b'[', b' ' | b'x' | b'X', b']', b' ' | b'\t', ..] = line {
            from += 3;
        }
        let quoted = self.containers.last() == Some(&MarkdownContainer::Quotation);
        if quoted && line.starts_with(b"[!") && line.trim_ascii_end().ends_with(b"]") {
            words_in(self.bytes, from, end, WordClass::Hidden, &mut self.sink);
            from = end;
        }
        self.leaf = LeafBlock::Paragraph(from);
        self.last_line = from;
        if let Some(columns) = cells::delimiters(line).filter(|columns| *columns > 1) {
            self.wrong_delimiters.push((from..end, columns, 0));
        }
        self.line_mark(from);
    }

    /// Scans a further line of a paragraph, which may turn the line before it into a table header.
    /// Returns the start of the next line.
    fn next_text_line(&mut self, text: ColumnPosition, line: SourceLine) -> usize {
        let SourceLine { end, all, .. } = line;
        let line = self.bytes.get(text.at..end).unwrap_or_default();
        let LeafBlock::Paragraph(from) = self.leaf else { return end + 1 };
        let header = self.last_line;
        if all
            && let Some(columns) = cells::delimiters(line)
            && let Some(header_end) =
                self.bytes.get(header..text.at).and_then(|l| memchr::memchr(b'\n', l))
        {
            let cells = cells::count(self.bytes, &(header..header + header_end));
            if cells != columns {
                self.wrong_delimiters.push((text.at..end, columns, cells));
                self.last_line = text.at;
                return end + 1;
            }
            self.running_text(from, header, false);
            self.table_row(header, header + header_end, columns);
            self.leaf = LeafBlock::Table(columns);
            return end + 1;
        }
        self.last_line = text.at;
        self.line_mark(text.at);
        end + 1
    }

    /// Scans a table row. Marks do not extend from one cell into another.
    fn table_row(&mut self, at: usize, end: usize, columns: usize) {
        let row = cells::RowCells::of(self.bytes, &(at..end));
        let mut excess: Option<Range<usize>> = None;
        for (nth, cell) in row.enumerate() {
            self.running_text(cell.start, cell.end, false);
            let says = self.bytes.get(cell.clone()).is_some_and(|c| !c.trim_ascii().is_empty());
            if nth >= columns && says {
                let from = excess.map_or(cell.start, |excess| excess.start);
                excess = Some(from..cell.end);
            }
        }
        self.excess.extend(excess);
    }

    /// Records a mark of another program at the start of a line of running text.
    fn line_mark(&mut self, at: usize) {
        if matches!(self.bytes.get(at), Some(b':' | b'!' | b'?' | b'=' | b'.' | b'['))
            && let Some((kind, range)) =
                foreign_marks::at_line_start(self.bytes, at, self.bytes.len())
        {
            self.marks.push((kind, range));
        }
    }

    /// Scans a line within a block of code. Returns the start of the next line.
    pub(super) fn code_line(
        &mut self,
        place: ColumnPosition,
        end: usize,
        byte: u8,
        len: usize,
    ) -> usize {
        let (text, indent) = self.first_text(place, end);
        let line = self.bytes.get(text.at..end).unwrap_or_default().trim_ascii_end();
        if indent < 4 && line.len() >= len && line.iter().all(|b| *b == byte) {
            self.leaf = LeafBlock::None;
        } else {
            words_in(self.bytes, place.at, end, WordClass::Text, &mut self.sink);
        }
        end + 1
    }

    /// Scans a block of raw HTML: its words without its comments, and without its tags if raw HTML
    /// is allowed.
    pub(super) fn raw_html(&mut self, from: usize, to: usize) {
        let bytes = self.bytes.get(..to).unwrap_or(self.bytes);
        let (mut at, mut text) = (from, from);
        let class = if self.html { WordClass::Uncertain } else { WordClass::Text };
        while let Some(open) = bytes.get(at..).and_then(|rest| memchr::memchr(b'<', rest)) {
            let tag = at + open;
            at = tag + 1;
            let end = match comment_end(bytes, tag, to) {
                Some(end) => end,
                None if bytes.get(tag..).is_some_and(|rest| rest.starts_with(b"<!--")) => to,
                None if !self.html => continue,
                None => match constructs::tag_end(bytes, tag, to) {
                    Some(end) => {
                        words_in(bytes, text, tag, class, &mut self.sink);
                        at = self.tag(tag, end, to);
                        text = at;
                        continue;
                    }
                    None => continue,
                },
            };
            words_in(bytes, text, tag, class, &mut self.sink);
            (at, text) = (end, end);
        }
        words_in(bytes, text, to, class, &mut self.sink);
    }
}
