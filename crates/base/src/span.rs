//! Where a thing was written.
//!
//! A [`Span`] is a range of bytes in one file; a [`FileSpan`] adds which file.
//! Everything an author typed that a later pass may complain about carries a span.
//! This module knows nothing of YAML, Markdown or notes.

use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

/// A half-open range of bytes, `start..end`, counted from the first byte of the file.
///
/// Bytes of the file as stored (front matter included), never characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte; never less than `start`.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`, in bytes. Input files are far below 4 GiB (the reader
    /// refuses larger ones), so the offsets always fit; a reversed span is made empty.
    pub fn new(start: usize, end: usize) -> Self {
        let byte = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { start: byte(start), end: byte(end.max(start)) }
    }

    /// This span moved `by` bytes to the right, as when a part is put back into its whole.
    #[must_use]
    pub fn shift(self, by: usize) -> Self {
        Self::new(self.start as usize + by, self.end as usize + by)
    }

    /// What `text` says here; empty when the span does not lie in it.
    pub fn slice(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }

    /// The first byte as an index.
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span has no bytes.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// As the one 128-bit signed number of the model, so that a hasher can leave places out
/// ([`crate::memo::sense`]).
impl Hash for Span {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_i128((i128::from(self.start) << 32) | i128::from(self.end));
    }
}

/// A span in a named file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileSpan {
    /// The file, relative to the folder of `site.yaml`, with `/` between its parts.
    pub file: Arc<str>,
    /// The bytes in it.
    pub span: Span,
}

impl FileSpan {
    /// The place of `span` in `file`.
    pub fn new(file: &Arc<str>, span: Span) -> Self {
        Self { file: Arc::clone(file), span }
    }
}

/// A value with the span it was written at. Reads as the value.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spanned<T> {
    /// The value.
    pub v: T,
    /// Where it stands in its file.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value at a span.
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
