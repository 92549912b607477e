//! Scans the running text of the input: separates words that must be published from marks. Start
//! with [`BlockScan::running_text`].

use super::constructs::{automatic_link_end, comment_end, find, label_end, reference_len, tag_end};
use super::scan::BlockScan;
use super::words::{ByteKind, WordClass, WordSink, byte_kinds, kind, wide_gap, word_end, words_in};
use super::work;
use crate::foreign_marks;
use crate::foreign_marks::MarkKind;
use std::borrow::Cow;

/// The kinds of bytes in running text.
pub(super) static KINDS: [ByteKind; 256] = byte_kinds(b"\\`<[]&@%{~^$:+|");

/// Elements whose content is not text.
const RAW_ELEMENTS: [&[u8]; 8] =
    [b"script", b"style", b"xmp", b"iframe", b"noembed", b"noframes", b"title", b"textarea"];

/// The state of a paragraph while it is scanned.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is known by itself")]
pub(super) struct ParagraphState {
    /// The byte after its last.
    pub to: usize,
    /// The number of open brackets.
    pub depth: u32,
    /// Bit n is set if no run of n backticks follows.
    no_ticks: u64,
    /// True if no `]]` follows.
    pub no_wiki_end: bool,
    /// True if no `-->` follows.
    no_comment_end: bool,
    /// True if the next word touches a mark that may change it.
    touched: bool,
    /// The byte at which the brackets of a citation may follow a key: `@key [p. 3]`.
    pub after_key: Option<usize>,
    /// True if it is a heading.
    heading: bool,
}

impl<S: WordSink> BlockScan<'_, S> {
    /// Scans the running text from `from` to `to`.
    pub(super) fn running_text(&mut self, from: usize, to: usize, heading: bool) {
        let bytes = self.bytes.get(..to).unwrap_or(self.bytes);
        let mut text = ParagraphState { to, heading, ..ParagraphState::default() };
        let mut at = from;
        while let Some(&byte) = bytes.get(at) {
            work::count(1);
            match kind(&KINDS, byte) {
                ByteKind::Gap => at += 1,
                ByteKind::Mark => at = self.mark(byte, at, &mut text),
                ByteKind::Wide if wide_gap(bytes, at) > 0 => at += wide_gap(bytes, at),
                ByteKind::Wide | ByteKind::Word => at = self.word(bytes, at, &mut text),
            }
        }
    }

    /// Scans a word, across marks that the output drops without a gap. Returns its end.
    #[inline]
    fn word(&mut self, bytes: &[u8], start: usize, text: &mut ParagraphState) -> usize {
        if !text.touched {
            let end = self.sink.known_words(bytes, start);
            if end > start {
                return end;
            }
        }
        let end = word_end(bytes, start);
        if matches!(bytes.get(end), Some(b'<' | b'[' | b'%' | b'&')) {
            return self.joined_word(bytes, start, end, text);
        }
        let touched = std::mem::take(&mut text.touched);
        let class = if touched { WordClass::Uncertain } else { WordClass::Text };
        self.sink.word(bytes.get(start..end).unwrap_or_default(), start..end, class);
        end
    }

    /// Scans a word that touches a mark, and continues after the mark if the output drops it
    /// without a gap.
    fn joined_word(
        &mut self,
        bytes: &[u8],
        start: usize,
        end: usize,
        text: &mut ParagraphState,
    ) -> usize {
        let touched = std::mem::take(&mut text.touched);
        let mut class = if touched { WordClass::Uncertain } else { WordClass::Text };
        let mut word = Cow::Borrowed(bytes.get(start..end).unwrap_or_default());
        let mut end = end;
        while let Some(byte @ (b'<' | b'[' | b'%' | b'&')) = bytes.get(end) {
            let changes = *byte == b'&' && reference_len(bytes, end).is_some()
                || *byte == b'<' && self.html && tag_end(bytes, end, text.to).is_some();
            if changes {
                class = WordClass::Uncertain;
            }
            let Some(after) = self.traceless(bytes, end, text) else { break };
            class = WordClass::Uncertain;
            let next = word_end(bytes, after);
            if next == after && !matches!(bytes.get(after), Some(b'<' | b'[' | b'%')) {
                break;
            }
            word.to_mut().extend(bytes.get(after..next).unwrap_or_default());
            end = next;
        }
        self.sink.word(&word, start..end, class);
        end
    }

    /// Returns the end of a mark within a word that the output drops without a gap; `None` for
    /// other marks.
    fn traceless(&self, bytes: &[u8], at: usize, text: &ParagraphState) -> Option<usize> {
        let rest = bytes.get(at..)?;
        match rest {
            [b'<', b'!', ..] if !text.no_comment_end => comment_end(bytes, at, text.to),
            [b'<', b's' | b'/', ..] if self.html => {
                let span = rest.starts_with(b"<span") || rest.starts_with(b"</span");
                if span { tag_end(bytes, at, text.to) } else { None }
            }
            [b'[', b'^', b'm' | b'M', b'-', ..] => label_end(bytes, at).map(|end| end + 1),
            [b'%', b'%', ..] => find(rest.get(2..)?, b"%%").map(|len| at + 2 + len + 2),
            _ => None,
        }
    }

    /// Scans a construct that begins with a byte of a possible mark. Returns the byte at which to
    /// continue.
    fn mark(&mut self, byte: u8, at: usize, text: &mut ParagraphState) -> usize {
        let bytes = self.bytes.get(..text.to).unwrap_or(self.bytes);
        text.touched = false;
        match byte {
            b'\\' => {
                if self.formula_in_tex(at, text.to) {
                    return at + 2;
                }
                at + if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) { 2 } else { 1 }
            }
            b'`' => self.code_span(at, text),
            b'<' => self.angle(at, text),
            b'[' => self.bracket(at, text),
            b']' => self.closing_bracket(at, text),
            b'&' => match reference_len(bytes, at) {
                Some(len) => {
                    text.touched =
                        bytes.get(at + len).is_some_and(|b| kind(&KINDS, *b) == ByteKind::Word);
                    at + len
                }
                None => at + 1,
            },
            b'@' => self.key(at, text),
            b'%' if bytes.get(at + 1) == Some(&b'%') => {
                let len = find(bytes.get(at + 2..).unwrap_or_default(), b"%%");
                let Some(len) = len else { return text.to.min(at + 2) };
                let end = at + 2 + len;
                words_in(bytes, at + 2, end, WordClass::Hidden, &mut self.sink);
                end + 2
            }
            b'{' if text.heading && is_heading_id(bytes, at) => {
                words_in(bytes, at, text.to, WordClass::Hidden, &mut self.sink);
                text.to
            }
            _ if foreign_marks::INLINE_STARTS.contains(&byte) && at >= self.marked_to => {
                if let Some((kind, end)) = foreign_marks::within_line(bytes, at, text.to) {
                    self.marks.push((kind, at..end));
                    self.marked_to = end;
                }
                at + 1
            }
            _ => at + 1,
        }
    }

    /// Records a formula between `\(` and `\)`. Returns false otherwise.
    fn formula_in_tex(&mut self, at: usize, to: usize) -> bool {
        if at < self.marked_to || !matches!(self.bytes.get(at + 1), Some(b'(' | b'[')) {
            return false;
        }
        let Some((kind, end)) = foreign_marks::within_line(self.bytes, at, to) else {
            return false;
        };
        self.marks.push((kind, at..end));
        self.marked_to = end;
        true
    }

    /// Scans a code span, or backticks that open none. Returns the byte at which to continue.
    fn code_span(&mut self, at: usize, text: &mut ParagraphState) -> usize {
        let bytes = self.bytes.get(..text.to).unwrap_or(self.bytes);
        let ticks = |from: usize| bytes.iter().skip(from).take_while(|b| **b == b'`').count();
        let len = ticks(at);
        let bit = 1_u64 << len.min(63);
        if text.no_ticks & bit != 0 {
            return at + len;
        }
        let mut from = at + len;
        while let Some(next) = bytes.get(from..).and_then(|rest| find(rest, b"`")) {
            let run = ticks(from + next);
            if run == len {
                words_in(bytes, at + len, from + next, WordClass::Text, &mut self.sink);
                return from + next + run;
            }
            from += next + run;
        }
        text.no_ticks |= bit;
        at + len
    }

    /// Scans a comment, a tag, an automatic link, or a plain `<`. Returns the byte at which to
    /// continue.
    fn angle(&mut self, at: usize, text: &mut ParagraphState) -> usize {
        let bytes = self.bytes.get(..text.to).unwrap_or(self.bytes);
        if bytes.get(at + 1) == Some(&b'!') && !text.no_comment_end {
            if let Some(end) = comment_end(bytes, at, text.to) {
                return end;
            }
            text.no_comment_end = find(bytes.get(at..).unwrap_or_default(), b"-->").is_none();
        }
        let rest = bytes.get(at..).unwrap_or_default();
        if text.no_comment_end && rest.starts_with(b"<!--") && at >= self.marked_to {
            self.marked_to = at + foreign_marks::line_len(rest);
            self.marks.push((MarkKind::OpenComment, at..self.marked_to));
            return at + 1;
        }
        if rest.starts_with(b"<%")
            && at >= self.marked_to
            && let Some((kind, end)) = foreign_marks::within_line(bytes, at, text.to)
        {
            self.marks.push((kind, at..end));
            self.marked_to = end;
            return at + 1;
        }
        if let Some(end) = automatic_link_end(bytes, at, text.to) {
            words_in(bytes, at, end, WordClass::Text, &mut self.sink);
            self.links.push(at + 1..end - 1);
            return end;
        }
        let declaration = if text.no_comment_end { None } else { declaration_end(bytes, at) };
        let Some(end) = tag_end(bytes, at, text.to).or(declaration) else { return at + 1 };
        if !self.html {
            words_in(bytes, at, end, WordClass::Text, &mut self.sink);
            return end;
        }
        let end = self.tag(at, end, text.to);
        text.touched = bytes.get(end).is_some_and(|b| kind(&KINDS, *b) == ByteKind::Word);
        end
    }

    /// Scans a tag of allowed raw HTML, and its content if that is not text. Returns its end.
    pub(super) fn tag(&mut self, at: usize, end: usize, to: usize) -> usize {
        let bytes = self.bytes.get(..to).unwrap_or(self.bytes);
        words_in(bytes, at, end, WordClass::Hidden, &mut self.sink);
        let name = bytes.get(at + 1..end).unwrap_or_default();
        let len = name.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        let name = name.get(..len).unwrap_or_default();
        if !RAW_ELEMENTS.iter().any(|raw| raw.eq_ignore_ascii_case(name)) {
            return end;
        }
        let mut from = end;
        while let Some(next) = bytes.get(from..).and_then(|rest| find(rest, b"</")) {
            let after = from + next + 2;
            if bytes.get(after..after + len).is_some_and(|close| close.eq_ignore_ascii_case(name)) {
                return from + next;
            }
            from = after;
        }
        to
    }
}

/// The maximum length of a heading id, in bytes.
const MAX_ID: usize = 1000;

/// True if the braces at `at` are the id that ends a heading.
fn is_heading_id(bytes: &[u8], at: usize) -> bool {
    let rest = bytes.get(at..).unwrap_or_default().trim_ascii_end();
    rest.len() <= MAX_ID
        && rest.ends_with(b"}")
        && memchr::memchr(b'}', rest) == Some(rest.len() - 1)
}

/// Returns the end of `<?…?>`, `<!X…>` or `<![CDATA[…]]>`; `None` for other constructs.
fn declaration_end(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let close: &[u8] = if rest.starts_with(b"<?") {
        b"?>"
    } else if rest.starts_with(b"<![CDATA[") {
        b"]]>"
    } else if rest.starts_with(b"<!") && rest.get(2).is_some_and(u8::is_ascii_alphabetic) {
        b">"
    } else {
        return None;
    };
    find(rest, close).map(|len| at + len + close.len())
}
