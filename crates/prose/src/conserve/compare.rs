//! The comparison of every text: input and output are read side by side.
//!
//! Most of a text is published as it was typed. As long as the next words of both are the same bytes they are passed
//! together, many at a time, and nothing is added up. Only words that differ there are: those of the input in one sum,
//! those of the output in another. In the end the sums are the same if nothing was lost, whatever was moved.

use super::output::{OutputCounts, OutputCursor, own_word, word_len};
use super::words::{WordClass, WordSink, WordSum};
use super::work;
use std::ops::Range;

/// Reads the output beside the input.
#[derive(Debug)]
pub(super) struct WordComparison<'a> {
    /// Words of the input that were not passed together.
    input: WordSum,
    output: OutputCursor<'a, WordSum>,
}

impl<'a> WordComparison<'a> {
    pub(super) fn with(output: OutputCursor<'a, WordSum>) -> Self {
        Self { input: WordSum::default(), output }
    }

    /// Reads the rest of the output: whether both have the same words, and what else the output has.
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

/// How many bytes are compared at a time: a mark may be near.
const MOST: usize = 256;

/// The length of the words that two texts begin with, without bytes that begin marks.
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
    // A word that goes on, or that a mark touches, is left.
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

/// The number of bytes in which two texts begin alike.
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
