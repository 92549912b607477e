//! Positions in input files.
//!
//! A [`Span`] is a range of bytes in one file; a [`FileSpan`] also names the file. Everything an author typed that
//! a later pass may report on carries a span. This module does not depend on YAML, Markdown or notes.

use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

/// A half-open range of bytes, `start..end`, counted from the first byte of the file.
///
/// Counts bytes of the stored file (front matter included), never characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte; never less than `start`.
    pub end: u32,
}

impl Span {
    /// Creates the span from `start` to `end`, in bytes.
    ///
    /// The reader refuses files of 4 GiB and more, so the offsets always fit. A reversed span becomes empty.
    pub fn new(start: usize, end: usize) -> Self {
        let byte = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { start: byte(start), end: byte(end.max(start)) }
    }

    /// Returns this span moved right by `by` bytes, e.g. from a part of a text to the whole text.
    #[must_use]
    pub fn shift(self, by: usize) -> Self {
        Self::new(self.start as usize + by, self.end as usize + by)
    }

    /// Returns the part of `text` that this span covers; empty if the span is not within `text`.
    pub fn slice(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }

    /// The first byte, as an index.
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// The length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// True if the span has no bytes.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// Hashes as one 128-bit signed number. No other type of the model does, so a hasher can ignore spans
/// ([`fingerprint_without_spans`](crate::fingerprint::fingerprint_without_spans)).
impl Hash for Span {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_i128((i128::from(self.start) << 32) | i128::from(self.end));
    }
}

/// A span in a named file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileSpan {
    /// The file, relative to the folder of `site.yaml`, with `/` as separator.
    pub file: Arc<str>,
    /// The bytes in that file.
    pub span: Span,
}

impl FileSpan {
    /// Creates the location of `span` in `file`.
    pub fn new(file: &Arc<str>, span: Span) -> Self {
        Self { file: Arc::clone(file), span }
    }
}

/// A value with the span it was written at. Dereferences to the value.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spanned<T> {
    /// The value.
    pub v: T,
    /// The span of the value in its file.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Creates a value with its span.
    pub fn new(v: T, span: Span) -> Self {
        Self { v, span }
    }
}

impl<T> Deref for Spanned<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.v
    }
}

#[cfg(test)]
mod tests {
    use super::Span;

    #[test]
    fn a_span_outside_the_text_reads_as_nothing() {
        assert_eq!(Span::new(2, 4).slice("abcdef"), "cd");
        assert_eq!(Span::new(4, 40).slice("abcdef"), "");
        assert_eq!(Span::new(1, 2).slice("é"), "");
    }

    #[test]
    fn a_reversed_span_is_empty() {
        assert!(Span::new(5, 2).is_empty());
    }
}
