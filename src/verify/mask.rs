//! Which letters of a source stand inside its own quotation marks.
//!
//! “ opens and ” closes, `"` does either, a blank line closes: news prints a quotation over several
//! paragraphs with an opening mark at each and a closing one at the last. Knows nothing of any quotation of ours.

use crate::verify::fold::is_word;
use crate::verify::work::work;
use std::ops::Range;

/// The parts of a text inside quotation marks, in order, as bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mask(Vec<Range<u32>>);

/// Reads the marks of a text. Single marks count only where the text has no double ones.
pub fn mask(text: &str) -> Mask {
    let doubles = text.contains(['“', '”', '"', '„', '«']);
    let mut all = vec![];
    let mut open: Option<(char, usize)> = None;
    // The end of the last line that ended.
    let mut line = None;
    let byte = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let mut close = |open: &mut Option<(char, usize)>, at: usize| {
        if let Some((_, from)) = open.take() {
            all.push(byte(from)..byte(at));
        }
    };
    let may_mark = |byte: &u8| matches!(byte, b'\n' | b'"' | 0xc2 | 0xe2);
    let mut at = 0;
    while let Some(next) = text.as_bytes()[at..].iter().position(may_mark) {
        at += next;
        let Some(c) = text[at..].chars().next() else { break };
        let end = at + c.len_utf8();
        let after_word = || text[..at].chars().next_back().is_some_and(is_word);
        let inner = || after_word() && text[end..].chars().next().is_some_and(is_word);
        match (c, open) {
            ('\n', _) => {
                work(at - line.unwrap_or(at));
                if line.is_some_and(|line: usize| text[line..at].trim().is_empty()) {
                    close(&mut open, at);
                }
                line = Some(end);
            }
            ('"', Some(('"', _)))
            | ('”', Some(('“' | '„' | '”', _)))
            | ('“', Some(('„', _)))
            | ('»', Some(('«', _))) => close(&mut open, at),
            ('’', Some(('‘', _))) if !inner() => close(&mut open, at),
            ('“' | '„' | '«' | '"', None) => open = Some((c, end)),
            ('‘', None) if !doubles && !after_word() => open = Some((c, end)),
            _ => {}
        }
        at = end;
    }
    close(&mut open, text.len());
    Mask(all)
}

impl Mask {
    /// How many letters and digits of a part of the text stand inside marks, and how many there are.
    pub fn share(&self, text: &str, part: &Range<usize>) -> (usize, usize) {
        let mut n = self.0.partition_point(|range| (range.end as usize) <= part.start);
        let (mut inside, mut all) = (0, 0);
        for (at, c) in text.get(part.clone()).unwrap_or("").char_indices() {
            if !c.is_alphanumeric() {
                continue;
            }
            let at = part.start + at;
            while self.0.get(n).is_some_and(|range| (range.end as usize) <= at) {
                n += 1;
            }
            all += 1;
            inside += usize::from(self.0.get(n).is_some_and(|range| (range.start as usize) <= at));
        }
        (inside, all)
    }
}

#[cfg(test)]
mod tests {
    use super::mask;

    /// What stands inside marks.
    fn inside(text: &str) -> Vec<&str> {
        mask(text).0.iter().map(|r| &text[r.start as usize..r.end as usize]).collect()
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
    fn letters_are_counted() {
        let text = "He “said it” then";
        assert_eq!(mask(text).share(text, &(0..text.len())), (6, 12));
        assert_eq!(mask(text).share(text, &(6..13)), (6, 6));
        assert_eq!(mask(text).share(text, &(0..0)), (0, 0));
    }
}
