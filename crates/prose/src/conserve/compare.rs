//! Compares the words of input and output, read in parallel. Start with [`WordComparison`].
//!
//! Most of a text is published as typed. While the next words of both sides are identical bytes,
//! they are skipped together, many at a time, without hashing. Only words that differ are summed:
//! those of the input in one sum, those of the output in another. The sums are equal at the end if
//! nothing was lost, in any order.

use super::output::{OutputCounts, OutputCursor, own_word, word_len};
use super::words::{WordClass, WordSink, WordSum};
use super::work;
use std::ops::Range;

/// The comparison: receives the words of the input and reads the output alongside.
#[derive(Debug)]
pub(super) struct WordComparison<'a> {
    /// The sum of the input words that were not skipped.
    input: WordSum,
    output: OutputCursor<'a, WordSum>,
}

impl<'a> WordComparison<'a> {
    pub(super) fn with(output: OutputCursor<'a, WordSum>) -> Self {
        Self { input: WordSum::default(), output }
    }

    /// Reads the rest of the output. Returns (true if both sides have the same words, the other
    /// counts of the output).
    pub(super) fn finish(self) -> (bool, OutputCounts) {
        let output = self.output.read_to_end();
        (self.input == output.sink, output.passed)
    }
}

impl WordSink for WordComparison<'_> {
    const NEEDS_HIDDEN: bool = false;

    fn word(&mut self, word: &[u8], range: Range<usize>, class: WordClass) {
        if class == WordClass::Hidden {
            return;
        }
        if let Some(html) = self.output.next_word()
            && html.first() == word.first()
            && *own_word(html) == *word
        {
            let len = word_len(html);
            return self.output.skip(len);
        }
        self.input.word(word, range, class);
    }

    fn known_words(&mut self, bytes: &[u8], from: usize) -> usize {
        let Some(html) = self.output.next_word() else { return from };
        let text = bytes.get(from..).unwrap_or_default();
        let len = same_words(text, html);
        self.output.skip(len);
        from + len
    }
}

/// The maximum number of bytes compared at a time, since a mark may be near.
const MOST: usize = 256;

/// Returns the length of the words with which both texts begin, up to bytes that begin marks.
fn same_words(text: &[u8], html: &[u8]) -> usize {
    let text = text.get(..MOST).unwrap_or(text);
    let mut len = same_bytes(text, html);
    work::count(len);
    if len == 0 {
        return 0;
    }
    let same = text.get(..len).unwrap_or_default();
    len = memchr::memchr3(b'{', b'~', b'^', same).unwrap_or(len);
    len = memchr::memchr3(b'$', b':', b'[', same.get(..len).unwrap_or_default()).unwrap_or(len);
    len = memchr::memchr(b']', same.get(..len).unwrap_or_default()).unwrap_or(len);
    len = memchr::memchr2(b'+', b'|', same.get(..len).unwrap_or_default()).unwrap_or(len);
    // A word that continues, or that touches a mark, is excluded.
    let goes_on = |rest: &[u8]| {
        rest.get(len)
            .is_some_and(|b| b.is_ascii_alphanumeric() || !b.is_ascii() || b"<[%&".contains(b))
    };
    if goes_on(text) || goes_on(html) {
        let is_word = |b: &&u8| b.is_ascii_alphanumeric() || !b.is_ascii();
        len -= same.get(..len).unwrap_or_default().iter().rev().take_while(is_word).count();
    }
    len
}

/// Returns the length of the common prefix of two texts, in bytes.
fn same_bytes(one: &[u8], other: &[u8]) -> usize {
    let mut len = 0;
    for (one, other) in one.chunks_exact(32).zip(other.chunks_exact(32)) {
        if one != other {
            break;
        }
        len += 32;
    }
    let rest = one.get(len..).unwrap_or_default().iter().zip(other.get(len..).unwrap_or_default());
    len + rest.take_while(|(one, other)| one == other).count()
}
