//! Splits texts into words for the conservation pass: runs of letters, digits and other characters
//! except ASCII punctuation, each reduced to a hash. Start with [`WordSink`].
//!
//! Input and output are split by the same rule, so differences that a renderer may introduce
//! between words (spaces, tags, straight and typographic quotation marks, dashes) never count.

use super::work;
use std::collections::HashMap;
use std::ops::Range;

/// The certainty that a word of the input must be in the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordClass {
    /// Text of the author's.
    Text,
    /// Text that may be written differently in the output, because it is next to a character
    /// reference, or joined by a mark that is dropped without a gap.
    Uncertain,
    /// A part of a mark that is not published as text: a link's address, a citation key.
    Hidden,
}

/// A receiver of the words of a text.
pub(super) trait WordSink {
    /// True if the sink uses hidden words.
    const NEEDS_HIDDEN: bool;

    /// Receives a word and its range. A word that a mark splits is passed as it reads.
    fn word(&mut self, word: &[u8], range: Range<usize>, class: WordClass);

    /// Skips whole words from `from` on as certain text, if they are known. Returns the end of the
    /// last.
    fn known_words(&mut self, _bytes: &[u8], from: usize) -> usize {
        from
    }

    /// Receives one of the marks `[[`, `](` or `[^`, read as plain text.
    fn bracket(&mut self, _at: usize) {}
}

/// An order-independent sum of words: texts with the same words have the same sum. Collisions are
/// negligible (64 bits).
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct WordSum(u64);

impl WordSink for WordSum {
    const NEEDS_HIDDEN: bool = false;

    fn word(&mut self, word: &[u8], _: Range<usize>, class: WordClass) {
        if class != WordClass::Hidden {
            let hash = hash_of(word);
            self.0 = self.0.wrapping_add((hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        }
    }
}

/// The number of times each word is published.
#[derive(Debug, Default)]
pub(super) struct PublishedWords {
    /// As text, by hash.
    pub text: HashMap<u64, u32>,
    /// As text, in order.
    pub order: Vec<u64>,
    /// Anywhere, including addresses and keys.
    pub all: HashMap<u64, u32>,
}

impl WordSink for PublishedWords {
    const NEEDS_HIDDEN: bool = true;

    fn word(&mut self, word: &[u8], _: Range<usize>, class: WordClass) {
        let hash = hash_of(word);
        *self.all.entry(hash).or_default() += 1;
        if class != WordClass::Hidden {
            *self.text.entry(hash).or_default() += 1;
            self.order.push(hash);
        }
    }
}

/// A word of the input.
#[derive(Debug, Clone)]
pub(super) struct WrittenWord {
    pub hash: u64,
    pub range: Range<usize>,
    pub class: WordClass,
}

/// The words of the input in order, and the brackets read as text.
#[derive(Debug, Default)]
pub(super) struct WrittenWords {
    pub words: Vec<WrittenWord>,
    pub brackets: Vec<usize>,
}

impl WordSink for WrittenWords {
    const NEEDS_HIDDEN: bool = true;

    fn word(&mut self, word: &[u8], range: Range<usize>, class: WordClass) {
        self.words.push(WrittenWord { hash: hash_of(word), range, class });
    }

    fn bracket(&mut self, at: usize) {
        self.brackets.push(at);
    }
}

/// Returns the hash of a word (FNV-1a).
fn hash_of(word: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    word.iter().fold(0xcbf2_9ce4_8422_2325, step)
}

/// Returns the end of the word that continues at `at`.
pub(super) fn word_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = bytes.get(at) {
        work::count(1);
        match kind(&PLAIN, byte) {
            ByteKind::Word => {}
            ByteKind::Wide if wide_gap(bytes, at) == 0 => {}
            _ => break,
        }
        at += 1;
    }
    at
}

/// The kind of a byte: part of a word, a gap between words, the first byte of a character that may
/// be either, or the start of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ByteKind {
    Word,
    Gap,
    Wide,
    Mark,
}

/// Returns the kinds of all bytes; those in `marks` start a mark.
pub(super) const fn byte_kinds(marks: &[u8]) -> [ByteKind; 256] {
    let mut kinds = [ByteKind::Word; 256];
    let mut byte = 0_u8;
    while byte < 0x80 {
        if !byte.is_ascii_alphanumeric() {
            kinds[byte as usize] = ByteKind::Gap;
        }
        byte += 1;
    }
    // The first bytes of punctuation, spaces, the byte-order mark and the replacement character.
    let wide = [0xc2, 0xd8, 0xe0, 0xe2, 0xe3, 0xef];
    let mut at = 0;
    while at < wide.len() {
        kinds[wide[at]] = ByteKind::Wide;
        at += 1;
    }
    let mut at = 0;
    while at < marks.len() {
        kinds[marks[at] as usize] = ByteKind::Mark;
        at += 1;
    }
    kinds
}

/// The kinds of bytes in text without marks.
static PLAIN: [ByteKind; 256] = byte_kinds(b"");

/// Returns the kind of a byte.
#[inline]
pub(super) fn kind(kinds: &[ByteKind; 256], byte: u8) -> ByteKind {
    kinds[usize::from(byte)]
}

/// Returns the length of the character at `at` if it is a gap outside of ASCII: spaces, dashes,
/// typographic quotation marks, punctuation of other scripts, the replacement character. 0 for a
/// character of a word.
#[inline]
pub(super) fn wide_gap(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at..) {
        Some(
            [0xe2 | 0xe3, 0x80, _, ..]
            | [0xe0, 0xa5, 0xa4 | 0xa5, ..]
            | [0xef, 0xbf, 0xbd, ..]
            | [0xef, 0xbb, 0xbf, ..]
            | [0xef, 0xbc, 0x81..=0x8f | 0x9a..=0xa0, ..]
            | [0xef, 0xbd, 0x9b..=0xa5, ..],
        ) => 3,
        Some([0xc2, 0xa0 | 0xab | 0xad | 0xbb, ..] | [0xd8, 0x8c | 0x9b | 0x9f, ..]) => 2,
        _ => 0,
    }
}

/// Passes the words of `bytes[from..to]`, which contain no marks.
pub(super) fn words_in<S: WordSink>(
    bytes: &[u8],
    from: usize,
    to: usize,
    class: WordClass,
    sink: &mut S,
) {
    if class == WordClass::Hidden && !S::NEEDS_HIDDEN {
        return;
    }
    let bytes = bytes.get(..to).unwrap_or(bytes);
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        let gap = match kind(&PLAIN, byte) {
            ByteKind::Gap | ByteKind::Mark => 1,
            ByteKind::Wide => wide_gap(bytes, at),
            ByteKind::Word => 0,
        };
        if gap > 0 {
            at += gap;
            continue;
        }
        let end = word_end(bytes, at);
        sink.word(bytes.get(at..end).unwrap_or_default(), at..end, class);
        at = end.max(at + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::{WordClass, WordSink, WordSum, words_in};
    use std::ops::Range;

    #[derive(Debug, Default)]
    struct Words(Vec<String>);

    impl WordSink for Words {
        const NEEDS_HIDDEN: bool = false;
        fn word(&mut self, word: &[u8], _: Range<usize>, _: WordClass) {
            self.0.push(String::from_utf8_lossy(word).into_owned());
        }
    }

    #[test]
    fn words_are_cut_at_everything_else() {
        let text = "Don’t co-operate, 3 Größen–Maße\u{a0}x … état_2 é a1b2 (abc) «q»（r）。、s،t";
        let mut found = Words::default();
        words_in(text.as_bytes(), 0, text.len(), WordClass::Text, &mut found);
        let expected = [
            "Don", "t", "co", "operate", "3", "Größen", "Maße", "x", "état", "2", "é", "a1b2",
            "abc", "q", "r", "s", "t",
        ];
        assert_eq!(found.0, expected);
    }

    #[test]
    fn sums_are_those_of_the_words_in_any_order() {
        let sum = |text: &str| {
            let mut sum = WordSum::default();
            words_in(text.as_bytes(), 0, text.len(), WordClass::Text, &mut sum);
            sum
        };
        assert_eq!(sum("one two, three"), sum("three “one” two"));
        assert_ne!(sum("one two"), sum("onetwo"));
        assert_ne!(sum("on two two"), sum("on two"));
        assert_ne!(sum("on"), sum("no"));
    }
}
