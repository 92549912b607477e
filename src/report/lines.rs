//! Conversion of byte positions to lines and columns, indexed once per file.
//!
//! A line ends with LF or CRLF. Columns count characters from 1; a byte-order mark is not counted. Files need
//! not be UTF-8; invalid bytes are counted approximately.

use onrecord_base::path::SitePath;
use onrecord_base::span::{FileSpan, Span};
use onrecord_site::input::files::InputFiles;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A line and a column, both from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineColumn {
    /// The line.
    pub line: usize,
    /// The character in it.
    pub column: usize,
}

/// Characters are counted once per chunk of this many bytes, so that a column in a line of ten megabytes is
/// found quickly.
const PIECE: usize = 1024;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// The line index of one file.
#[derive(Debug)]
pub struct LineIndex<'a> {
    bytes: &'a [u8],
    /// First byte of each line.
    starts: Vec<usize>,
    /// Characters before each chunk.
    pieces: Vec<usize>,
}

impl<'a> LineIndex<'a> {
    /// Indexes a file.
    pub fn new(bytes: &'a [u8]) -> Self {
        let newline = |(at, byte): (usize, &u8)| (*byte == b'\n').then_some(at + 1);
        let starts =
            std::iter::once(0).chain(bytes.iter().enumerate().filter_map(newline)).collect();
        let mut pieces = vec![0];
        let mut before = 0;
        for piece in bytes.chunks(PIECE) {
            before += characters(piece);
            pieces.push(before);
        }
        Self { bytes, starts, pieces }
    }

    /// Returns the position of a byte; beyond the end, the position of the end.
    pub fn position(&self, byte: usize) -> LineColumn {
        let byte = byte.min(self.bytes.len());
        let line = self.line_of(byte);
        let start = self.starts[line];
        let mark = usize::from(line == 0 && byte >= BOM.len() && self.bytes.starts_with(BOM));
        LineColumn { line: line + 1, column: self.before(byte) - self.before(start) + 1 - mark }
    }

    /// Returns the index (from 0) of the line of a byte.
    pub fn line_of(&self, byte: usize) -> usize {
        self.starts.partition_point(|&start| start <= byte).max(1) - 1
    }

    /// Returns the byte range of a line (from 0), without its line end and without a byte-order mark.
    pub fn line(&self, line: usize) -> std::ops::Range<usize> {
        let start = self.starts[line];
        let mut end = self.starts.get(line + 1).map_or(self.bytes.len(), |next| next - 1);
        if end > start && self.bytes[end - 1] == b'\r' {
            end -= 1;
        }
        let is_marked = line == 0 && self.bytes.starts_with(BOM);
        (if is_marked { BOM.len() } else { start })..end
    }

    /// Returns the bytes of the file.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Returns the number of characters before a byte.
    fn before(&self, byte: usize) -> usize {
        let piece = byte / PIECE;
        self.pieces[piece] + characters(&self.bytes[piece * PIECE..byte])
    }
}

/// Returns the number of characters that start in these bytes.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0b1100_0000 != 0b1000_0000).count()
}

/// The line indexes of a build's files, each made when first needed.
#[derive(Debug)]
pub struct LineIndexes<'a> {
    sources: &'a InputFiles,
    seen: RefCell<BTreeMap<SitePath, Rc<LineIndex<'a>>>>,
}

impl<'a> LineIndexes<'a> {
    /// Returns the indexes of these files.
    pub fn new(sources: &'a InputFiles) -> Self {
        Self { sources, seen: RefCell::default() }
    }

    /// Returns the index of a file; `None` if it is not an input (a built-in template, an output file).
    pub fn lines(&self, file: &SitePath) -> Option<Rc<LineIndex<'a>>> {
        if let Some(lines) = self.seen.borrow().get(file) {
            return Some(Rc::clone(lines));
        }
        let lines = Rc::new(LineIndex::new(&self.sources.files.get(file)?.bytes));
        self.seen.borrow_mut().insert(file.clone(), Rc::clone(&lines));
        Some(lines)
    }

    /// Returns the start and end of a span. For a file that is not an input: the first line.
    pub fn positions(&self, place: &FileSpan) -> (LineColumn, LineColumn) {
        let Some(lines) = self.lines(&place.file) else {
            let start = LineColumn { line: 1, column: 1 };
            return (start, start);
        };
        let Span { start, end } = place.span;
        (lines.position(start as usize), lines.position(end as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::{LineColumn, LineIndex};

    fn at(text: &str, byte: usize) -> (usize, usize) {
        let LineColumn { line, column } = LineIndex::new(text.as_bytes()).position(byte);
        (line, column)
    }

    #[test]
    fn columns_are_characters() {
        assert_eq!(at("ab\ncd", 4), (2, 2));
        assert_eq!(at("é\u{1f600}x", 6), (1, 3));
        assert_eq!(at("a\tb", 2), (1, 3));
    }

    #[test]
    fn crlf_and_byte_order_marks_do_not_show() {
        assert_eq!(at("ab\r\ncd", 4), (2, 1));
        assert_eq!(at("\u{feff}ab", 3), (1, 1));
        assert_eq!(at("\u{feff}ab", 0), (1, 1));
        let lines = LineIndex::new("\u{feff}ab\r\ncd".as_bytes());
        assert_eq!((lines.line(0), lines.line(1)), (3..5, 7..9));
    }

    #[test]
    fn a_place_past_the_end_is_the_end() {
        assert_eq!(at("ab", 99), (1, 3));
        assert_eq!(at("", 99), (1, 1));
        assert_eq!(at("ab\n", 3), (2, 1));
    }

    #[test]
    fn long_lines_are_counted_by_pieces() {
        let text = "é".repeat(10_000);
        assert_eq!(at(&text, 15_000), (1, 7_501));
    }
}
