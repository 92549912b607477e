//! Words as the conservation pass counts them: runs of letters, digits and other signs that are not ASCII
//! punctuation, each reduced to a hash.
//!
//! Input and output are cut into words by the same rule, so what a renderer may add or change between
//! words (spaces, tags, straight and typographic quotation marks, dashes) never counts.

use super::work;
use std::collections::HashMap;
use std::ops::Range;

/// How certain it is that a word of the input must be in the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordClass {
    /// It is text of the author's.
    Text,
    /// It is text, but may be written differently in the output: it is next to a character reference, or joined
    /// by a mark that leaves no trace.
    Uncertain,
    /// It belongs to a mark and is not published as text: a link's address, a citation key.
    Hidden,
}

/// What receives the words of a text.
pub(super) trait WordSink {
    /// Whether hidden words are of interest.
    const NEEDS_HIDDEN: bool;

    /// A word, and where it is. A word that a mark cuts is given as it reads.
    fn word(&mut self, word: &[u8], range: Range<usize>, class: WordClass);

    /// Takes whole words from `from` on as certain text, if it already knows them. Returns the end of the last.
    fn known_words(&mut self, _bytes: &[u8], from: usize) -> usize {
        from
    }

    /// One of the marks `[[`, `](` or `[^`, read as plain text.
    fn bracket(&mut self, _at: usize) {}
}

/// Adds up words without their order: two texts with the same words have the same sum, and in practice only those.
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

/// How often each word is published.
#[derive(Debug, Default)]
pub(super) struct PublishedWords {
    /// As text, by hash.
    pub text: HashMap<u64, u32>,
    /// As text, in order.
    pub order: Vec<u64>,
    /// Anywhere: in addresses and keys, too.
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

/// The words of the input, in order, and the brackets that were read as text.
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

/// The hash of a word: FNV-1a.
fn hash_of(word: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    word.iter().fold(0xcbf2_9ce4_8422_2325, step)
}

/// The end of the word that goes on at `at`.
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

/// What a byte is: part of a word, a gap between words, the start of a character that may be either, or (of input
/// only) the start of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ByteKind {
    Word,
    Gap,
    Wide,
    Mark,
}

/// The kinds of all bytes; those in `marks` start a mark.
pub(super) const fn byte_kinds(marks: &[u8]) -> [ByteKind; 256] {
    let mut kinds = [ByteKind::Word; 256];
    let mut byte = 0_u8;
    while byte < 0x80 {
        if !byte.is_ascii_alphanumeric() {
            kinds[byte as usize] = ByteKind::Gap;
        }
        byte += 1;
    }
    // Punctuation, spaces, the byte-order mark and the replacement character begin with these.
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

/// The kinds of bytes where no mark is read.
static PLAIN: [ByteKind; 256] = byte_kinds(b"");

/// The kind of a byte.
#[inline]
pub(super) fn kind(kinds: &[ByteKind; 256], byte: u8) -> ByteKind {
    kinds[usize::from(byte)]
}

/// The length of a character at `at` that is a gap although it is not ASCII: spaces, dashes, typographic quotation
/// marks, punctuation of other scripts, and what replaces a character that cannot be read. 0 for a character of a word.
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

/// Gives the words of `bytes[from..to]`, in which nothing is a mark.
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
