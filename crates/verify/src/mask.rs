//! The regions of a source inside its own quotation marks.
//!
//! “ opens and ” closes, `"` does either, and a blank line closes: newspapers print a quotation of several
//! paragraphs with an opening mark at each and a closing mark at the last. Does not depend on any quotation that is
//! verified. Start with [`mask`].

use crate::fold::is_word;
use crate::work::work;
use std::ops::Range;

/// The regions of a text inside quotation marks, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuotedRegions(Vec<QuotedRegion>);

/// The region inside one pair of marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotedRegion {
    /// From after the opening mark to the closing one, as bytes.
    range: Range<u32>,
    /// True if a mark closes it. Otherwise its paragraph or the text ends, and its speaker may continue.
    pub is_closed: bool,
}

impl QuotedRegion {
    /// From after the opening mark to the closing one, as bytes.
    pub fn bytes(&self) -> Range<usize> {
        self.range.start as usize..self.range.end as usize
    }
}

/// The single marks that are read as quotation marks, in addition to double ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SingleMarks {
    None,
    /// ‘…’ around double marks, as in British print.
    Curly,
    /// Also `'…'`.
    All,
}

/// Marks that primarily quote.
const DOUBLE: &[char] = &['“', '”', '"', '„', '«', '»', '「', '『', '〝'];

/// Finds the regions of a text. Single marks count only if no double marks are outside them.
pub fn mask(text: &str) -> QuotedRegions {
    if !text.contains(DOUBLE) {
        return QuotedRegions(QuoteMarkScan::run(text, SingleMarks::All).spans);
    }
    if text.contains('‘') {
        let scan = QuoteMarkScan::run(text, SingleMarks::Curly);
        if scan.outside == 0 {
            return QuotedRegions(scan.spans);
        }
    }
    QuotedRegions(QuoteMarkScan::run(text, SingleMarks::None).spans)
}

/// A scan of the marks of a text from its start.
struct QuoteMarkScan<'a> {
    text: &'a str,
    singles: SingleMarks,
    spans: Vec<QuotedRegion>,
    /// The open mark, and the start of its region.
    open: Option<(char, usize)>,
    /// The number of double marks that open outside closed single ones.
    outside: usize,
    /// The number of double marks inside the open single one.
    inside: usize,
}

impl<'a> QuoteMarkScan<'a> {
    fn run(text: &'a str, singles: SingleMarks) -> Self {
        let mut out = Self { text, singles, spans: vec![], open: None, outside: 0, inside: 0 };
        let straight = singles == SingleMarks::All;
        let may_mark = |byte: &u8| {
            matches!(byte, b'\n' | b'"' | 0xc2 | 0xe2 | 0xe3) || straight && *byte == b'\''
        };
        // The end of the last line, and true if a mark was seen since.
        let mut line = None;
        let mut is_fresh = true;
        let mut at = 0;
        while let Some(next) = text.as_bytes()[at..].iter().position(may_mark) {
            at += next;
            let Some(c) = text[at..].chars().next() else { break };
            let end = at + c.len_utf8();
            if c == '\n' {
                work(at - line.unwrap_or(at));
                if line.is_some_and(|line: usize| text[line..at].trim().is_empty()) {
                    out.close(at, false);
                }
                line = Some(end);
                is_fresh = true;
            } else if is_mark(c) {
                let begins_line = is_fresh && text[line.unwrap_or(0)..at].trim().is_empty();
                is_fresh = false;
                out.take(c, at, begins_line);
            }
            at = end;
        }
        out.close(text.len(), false);
        out
    }

    fn take(&mut self, c: char, at: usize, begins_line: bool) {
        let end = at + c.len_utf8();
        let before = self.text[..at].chars().next_back();
        let after = self.text[end..].chars().next();
        let after_word = before.is_some_and(is_word);
        let inner = after_word && after.is_some_and(is_word);
        let may_open = before.is_none_or(|c| c.is_whitespace() || "([{—–-/¿¡".contains(c))
            && after.is_some_and(|c| !c.is_whitespace());
        if DOUBLE.contains(&c) {
            match self.open {
                None => self.outside += 1,
                Some((open, _)) if !DOUBLE.contains(&open) => self.inside += 1,
                Some(_) => {}
            }
        }
        match (c, self.open) {
            // A paragraph of the same speaker starts with the mark again.
            ('"', Some(('"', _))) if begins_line && after.is_some_and(is_word) => {}
            ('"', Some(('"', _)))
            | ('”', Some(('“' | '„' | '”', _)))
            | ('“', Some(('„', _)))
            | ('»', Some(('«', _)))
            | ('«', Some(('»', _)))
            | ('」', Some(('「', _)))
            | ('』', Some(('『', _)))
            | ('〟' | '〞', Some(('〝', _)))
            | ('›', Some(('‹', _))) => self.close(at, true),
            ('’', Some(('‘' | '‚', _))) if !inner => self.close(at, true),
            ('‘', Some(('‚', _))) if after_word || !may_open => self.close(at, true),
            ('\'', Some(('\'', _))) if !inner && before.is_some_and(|c| !c.is_whitespace()) => {
                self.close(at, true);
            }
            ('“' | '„' | '«' | '"' | '「' | '『' | '〝', None) => {
                self.open = Some((c, end));
            }
            // Swedish opens with ”, Danish with ».
            ('”' | '»', None) if may_open => self.open = Some((c, end)),
            ('‘' | '‚', None) if self.singles != SingleMarks::None && !after_word => {
                self.open = Some((c, end));
            }
            ('‹', None) if self.singles == SingleMarks::All => self.open = Some((c, end)),
            ('\'', None) if self.singles == SingleMarks::All && may_open => {
                self.open = Some((c, end));
            }
            _ => {}
        }
    }

    fn close(&mut self, at: usize, is_closed: bool) {
        let byte = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        if let Some((_, from)) = self.open.take() {
            self.spans.push(QuotedRegion { range: byte(from)..byte(at), is_closed });
            self.outside += if is_closed { 0 } else { self.inside };
            self.inside = 0;
        }
    }
}

fn is_mark(c: char) -> bool {
    DOUBLE.contains(&c)
        || matches!(c, '」' | '』' | '〟' | '〞' | '‘' | '’' | '‚' | '‹' | '›' | '\'')
}

impl QuotedRegions {
    /// The regions, in order.
    pub fn spans(&self) -> &[QuotedRegion] {
        &self.0
    }

    /// True if a byte is inside marks.
    pub fn holds(&self, at: usize) -> bool {
        let n = self.0.partition_point(|span| span.bytes().end <= at);
        self.0.get(n).is_some_and(|span| span.bytes().start <= at)
    }

    /// The number of letters and digits of a part inside marks, and their total number.
    pub fn share(&self, text: &str, part: &Range<usize>) -> (usize, usize) {
        let mut n = self.0.partition_point(|span| span.bytes().end <= part.start);
        let (mut inside, mut all) = (0, 0);
        for (at, c) in text.get(part.clone()).unwrap_or("").char_indices() {
            if !c.is_alphanumeric() {
                continue;
            }
            let at = part.start + at;
            while self.0.get(n).is_some_and(|span| span.bytes().end <= at) {
                n += 1;
            }
            all += 1;
            inside += usize::from(self.0.get(n).is_some_and(|span| span.bytes().start <= at));
        }
        (inside, all)
    }
}

#[cfg(test)]
mod tests {
    use super::mask;

    /// The texts inside marks.
    fn inside(text: &str) -> Vec<&str> {
        mask(text).spans().iter().map(|span| &text[span.bytes()]).collect()
    }

    #[test]
    fn marks_open_and_close() {
        assert_eq!(inside("He “said a” and “b”."), ["said a", "b"]);
        assert_eq!(inside("He \"said a\" and \"b\"."), ["said a", "b"]);
        assert_eq!(inside("Er „sagte a“ und «b»."), ["sagte a", "b"]);
        assert_eq!(inside("no marks"), [""; 0]);
        assert_eq!(inside("“a ‘b’ c”"), ["a ‘b’ c"]);
    }

    #[test]
    fn a_blank_line_closes_and_a_mark_opens_again() {
        assert_eq!(inside("“one\ntwo.\n\n“three” x"), ["one\ntwo.\n", "three"]);
        assert_eq!(inside("“one\n \nfree ” x"), ["one\n "]);
    }

    #[test]
    fn single_marks_count_where_there_are_no_others() {
        assert_eq!(inside("He ‘doesn’t say’ it"), ["doesn’t say"]);
        assert_eq!(inside("He ‘says’ “it”"), ["it"]);
    }

    #[test]
    fn marks_of_many_kinds_are_read() {
        assert_eq!(inside("政府は「計画を『承認』する」と。"), ["計画を『承認』する"]);
        assert_eq!(inside("»Ja«, sagte er. »Nein«"), ["Ja", "Nein"]);
        assert_eq!(inside("Han sa ”ja” och ”nej”."), ["ja", "nej"]);
        assert_eq!(inside("‘She said “no” to me,’ he said."), ["She said “no” to me,"]);
        assert_eq!(inside("'Will you pay?' 'We won't.'"), ["Will you pay?", "We won't."]);
        assert_eq!(inside("In the ‘90s he said “we pay” and left"), ["we pay"]);
        assert_eq!(inside("\"One.\n\"Two,\" he said"), ["One.\n\"Two,"]);
    }

    #[test]
    fn letters_are_counted() {
        let text = "He “said it” then";
        assert_eq!(mask(text).share(text, &(0..text.len())), (6, 12));
        assert_eq!(mask(text).share(text, &(6..13)), (6, 6));
        assert_eq!(mask(text).share(text, &(0..0)), (0, 0));
    }
}
