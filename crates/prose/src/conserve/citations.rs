//! Scans citations in the input: the words that are published, and the ends of keys. Start with
//! [`citation_end`] and [`BlockScan::citation`].

use super::constructs::{comment_end, destination, reference_len};
use super::inline::{KINDS, ParagraphState};
use super::scan::BlockScan;
use super::words::{ByteKind, WordClass, WordSink, kind, wide_gap, word_end, words_in};
use super::work;

/// The maximum length of a citation, in bytes.
const MAX_CITATION: usize = 1000;

impl<S: WordSink> BlockScan<'_, S> {
    /// Scans a citation key in running text, `@key` or `@{key}`, which is not published as written.
    /// Returns its end.
    pub(super) fn key(&mut self, at: usize, text: &mut ParagraphState) -> usize {
        let bytes = self.bytes.get(..text.to).unwrap_or(self.bytes);
        let Some(end) = key_end(bytes, at) else { return at + 1 };
        words_in(bytes, at, end, WordClass::Hidden, &mut self.sink);
        let blank = |b: &&u8| matches!(b, b' ' | b'\n' | b'\r' | b'\t' | b'>');
        let next = end + bytes.iter().skip(end).take(8).take_while(blank).count();
        text.after_key = (bytes.get(next) == Some(&b'[')).then_some(next);
        end
    }

    /// Scans the text between the brackets of a citation: words before and after the keys, and
    /// locators.
    ///
    /// `label` is true if it begins with a locator, as after a key in running text.
    pub(super) fn citation(&mut self, from: usize, to: usize, mut label: bool) {
        let bytes = self.bytes.get(..to).unwrap_or(self.bytes);
        let mut at = from;
        let mut after_key = label;
        while let Some(&byte) = bytes.get(at) {
            if byte == b'@'
                && let Some(end) = key_end(bytes, at)
            {
                words_in(bytes, at, end, WordClass::Hidden, &mut self.sink);
                (label, after_key) = (true, true);
                at = end;
                continue;
            }
            if byte == b';' {
                (label, after_key) = (false, false);
            }
            if let Some(end) = self.mark_in_citation(byte, at, bytes) {
                at = end;
                continue;
            }
            let gap = match kind(&KINDS, byte) {
                ByteKind::Word => 0,
                ByteKind::Wide => wide_gap(bytes, at),
                _ => 1,
            };
            if gap > 0 {
                at += gap;
                continue;
            }
            let end = word_end(bytes, at);
            let word = bytes.get(at..end).unwrap_or_default();
            let figures = word.iter().any(u8::is_ascii_digit);
            let class = if after_key && !figures {
                place_class(bytes, end, label)
            } else {
                WordClass::Text
            };
            label = false;
            self.sink.word(word, at..end, class);
            at = end.max(at + 1);
        }
    }

    /// Scans a comment, an address or a character reference in a citation. Returns its end; `None`
    /// otherwise.
    fn mark_in_citation(&mut self, byte: u8, at: usize, bytes: &[u8]) -> Option<usize> {
        match byte {
            b'<' => comment_end(bytes, at, bytes.len()),
            b'&' => reference_len(bytes, at).map(|len| at + len),
            b']' if bytes.get(at + 1) == Some(&b'(') => {
                let link = destination(bytes, at + 1, bytes.len())?;
                let (from, to) = (link.address.start, link.address.end);
                words_in(bytes, from, to, WordClass::Hidden, &mut self.sink);
                self.links.push(link.address);
                self.title(&link.title, WordClass::Uncertain);
                Some(link.end)
            }
            _ => None,
        }
    }
}

/// Returns the class of a word after a key. The label of a locator precedes a digit and is
/// rewritten (`pp. 3-5`). `first` is true directly after the key, where a label is most likely.
fn place_class(bytes: &[u8], end: usize, first: bool) -> WordClass {
    let rest = bytes.get(end..).unwrap_or_default();
    let next = rest.iter().find(|b| b.is_ascii_alphanumeric() || **b == b';');
    match (next.is_some_and(u8::is_ascii_digit), first) {
        (true, true) => WordClass::Hidden,
        (false, false) => WordClass::Text,
        _ => WordClass::Uncertain,
    }
}

/// Returns the end of the brackets at `at` if they contain a citation; `None` otherwise. `any`
/// allows a citation without a key.
pub(super) fn citation_end(bytes: &[u8], at: usize, any: bool) -> Option<usize> {
    let rest = bytes.get(at..bytes.len().min(at + MAX_CITATION + 2))?;
    // Most brackets contain neither a key nor other brackets.
    let first = memchr::memchr3(b'@', b']', b'[', rest.get(1..)?)? + 1;
    if !any && rest.get(first) == Some(&b']') {
        return None;
    }
    let (mut depth, mut keys, mut len) = (0_u32, any, 0);
    loop {
        work::count(1);
        match rest.get(len)? {
            b'\\' => len += 1,
            b'[' => depth += 1,
            b']' if depth <= 1 => break,
            b']' => depth -= 1,
            b'@' if !keys => keys = starts_key(bytes, at + len),
            _ => {}
        }
        len += 1;
    }
    keys.then_some(at + len + 1)
}

/// Byte classes of keys: 1 for bytes of a key, 2 for bytes that join two of them, 0 for all others.
static KEY_BYTES: [u8; 256] = {
    let mut bytes = [1; 256];
    let mut byte = 0_u8;
    while byte < 0x80 {
        if !byte.is_ascii_alphanumeric() && byte != b'_' {
            bytes[byte as usize] = 0;
        }
        byte += 1;
    }
    let inner = b":.#$%&-+?<>~/";
    let mut at = 0;
    while at < inner.len() {
        bytes[inner[at] as usize] = 2;
        at += 1;
    }
    bytes
};

/// True if a key starts with the `@` at `at`.
fn starts_key(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| bytes.get(at));
    let joins = before
        .is_some_and(|b| b.is_ascii_alphanumeric() || !b.is_ascii() && !after_wide_gap(bytes, at));
    let next = bytes.get(at + 1).copied().unwrap_or_default();
    !joins && (next == b'{' || KEY_BYTES[usize::from(next)] == 1)
}

/// Returns the end of the key whose `@` is at `at`; `None` if it is not a key.
fn key_end(bytes: &[u8], at: usize) -> Option<usize> {
    if !starts_key(bytes, at) {
        return None;
    }
    let rest = bytes.get(at + 1..)?;
    if rest.first() == Some(&b'{') {
        let len = rest.iter().take(MAX_CITATION).position(|b| matches!(b, b'}' | b'\n'))?;
        return (rest.get(len) == Some(&b'}')).then_some(at + 1 + len + 1);
    }
    let is_word = |at: usize| rest.get(at).is_some_and(|b| KEY_BYTES[usize::from(*b)] == 1);
    if !is_word(0) {
        return None;
    }
    let mut len = 0;
    while let Some(b) = rest.get(len) {
        match KEY_BYTES[usize::from(*b)] {
            1 if b.is_ascii() || wide_gap(rest, len) == 0 => {}
            2 if is_word(len + 1) || rest.get(len + 1) == Some(&b'/') => {}
            _ => break,
        }
        len += 1;
    }
    Some(at + 1 + len)
}

/// True if the character before `at` is a gap outside of ASCII.
fn after_wide_gap(bytes: &[u8], at: usize) -> bool {
    at.checked_sub(3).is_some_and(|from| wide_gap(bytes, from) == 3)
        || at.checked_sub(2).is_some_and(|from| wide_gap(bytes, from) == 2)
}
