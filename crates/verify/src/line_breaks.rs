//! Words that a hyphen splits at the end of a line.
//!
//! The text does not show if such a hyphen belongs to the word, so a quotation may write each word with or without
//! it. Both texts are searched without hyphens, and the hyphens of a match are compared afterwards: a hyphen inside
//! a line is required, one at a line end is optional.

use crate::work::work;

/// The hyphens removed from a folded text, by the source position of the letter after each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineEndHyphens {
    /// Hyphens inside a line and all other dashes, in order.
    hard: Vec<u32>,
    /// Hyphens at a line end.
    at_line_end: Vec<u32>,
}

impl LineEndHyphens {
    /// Adds a hyphen.
    pub(super) fn push(&mut self, at: u32, ends_line: bool) {
        let list = if ends_line { &mut self.at_line_end } else { &mut self.hard };
        if list.last() != Some(&at) {
            list.push(at);
        }
    }

    /// Frees unused memory.
    pub(super) fn shrink(&mut self) {
        self.hard.shrink_to_fit();
        self.at_line_end.shrink_to_fit();
    }

    /// True if a hyphen was removed before the letter at `at`.
    pub fn is_before(&self, at: usize) -> bool {
        has(&self.hard, at) || has(&self.at_line_end, at)
    }

    /// True if the hyphens of a quotation agree with those of the source from `from` to `to`, both included. `ours`
    /// are the source positions of the letters after the quotation's hyphens, in order.
    pub fn agree(&self, ours: &[usize], from: usize, to: usize) -> bool {
        let first = self.hard.partition_point(|at| (*at as usize) < from);
        let mut ours = ours.iter().peekable();
        for hard in self.hard.iter().skip(first).map(|at| *at as usize).take_while(|at| *at <= to) {
            while let Some(at) = ours.next_if(|at| **at < hard) {
                if !has(&self.at_line_end, *at) {
                    return false;
                }
            }
            if ours.next_if(|at| **at == hard).is_none() {
                return false;
            }
        }
        ours.all(|at| self.is_before(*at))
    }
}

fn has(list: &[u32], at: usize) -> bool {
    u32::try_from(at).is_ok_and(|at| list.binary_search(&at).is_ok())
}

/// True for hyphens that join parts of a word; false for dashes and minus signs.
pub fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{58a}' | '\u{5be}' | '\u{2010}' | '\u{2011}' | '\u{fe63}' | '\u{ff0d}')
}

/// For a hyphen at `at` that splits a word at a line end: the position at which the word continues; else `None`.
///
/// * The page may end there as well, so one blank line is allowed.
/// * Before a capital the hyphen is part of the word (`non-⏎EU`), unless everything is in capitals.
pub fn word_goes_on(text: &str, at: usize, c: char) -> Option<usize> {
    if !is_hyphen(c) && c != '\u{ad}' {
        return None;
    }
    let before = text[..at].chars().next_back().filter(|c| c.is_alphabetic())?;
    let rest = &text[at + c.len_utf8()..];
    let after = rest.trim_start_matches(char::is_whitespace);
    let blank = &rest[..rest.len() - after.len()];
    work(blank.len());
    let next = after.chars().next().filter(|c| c.is_alphabetic())?;
    let goes_on = !next.is_uppercase() || before.is_uppercase() || c == '\u{ad}';
    (goes_on && (1..=2).contains(&blank.matches('\n').count())).then_some(text.len() - after.len())
}

/// True if any line of a text ends in a hyphen.
pub fn has_parted_words(text: &str) -> bool {
    let parts = |at: usize| {
        let line = text[..at].trim_end_matches(|c: char| c.is_whitespace() && c != '\n');
        work(text[..at].len() - line.len());
        line.ends_with(|c| is_hyphen(c) || c == '\u{ad}')
    };
    memchr::memchr_iter(b'\n', text.as_bytes()).any(parts)
}

#[cfg(test)]
mod tests {
    use super::{LineEndHyphens, word_goes_on};

    #[test]
    fn hyphens_agree_one_by_one() {
        let mut hyphens = LineEndHyphens::default();
        hyphens.push(10, false);
        hyphens.push(20, true);
        hyphens.push(30, false);
        assert!(hyphens.agree(&[10, 20, 30], 0, 40));
        assert!(hyphens.agree(&[10, 30], 0, 40));
        assert!(hyphens.agree(&[30], 11, 40));
        assert!(!hyphens.agree(&[20, 30], 0, 40));
        assert!(!hyphens.agree(&[10, 20], 0, 40));
        assert!(!hyphens.agree(&[10, 15, 30], 0, 40));
        assert!(!hyphens.agree(&[10, 30, 35], 0, 40));
    }

    #[test]
    fn a_word_goes_on_in_the_next_line() {
        let goes_on = |text: &str| {
            let at = text.find(['-', '\u{ad}', '\u{2010}'])?;
            word_goes_on(text, at, text[at..].chars().next()?).map(|at| text[at..].to_owned())
        };
        assert_eq!(goes_on("un-\nlawful").as_deref(), Some("lawful"));
        assert_eq!(goes_on("un\u{2010} \r\n  lawful").as_deref(), Some("lawful"));
        assert_eq!(goes_on("un-\n\nlawful").as_deref(), Some("lawful"));
        assert_eq!(goes_on("UN-\nLAWFUL").as_deref(), Some("LAWFUL"));
        assert_eq!(goes_on("non-\nEU"), None);
        assert_eq!(goes_on("scheme -\npublic"), None);
        assert_eq!(goes_on("12-\n14"), None);
        assert_eq!(goes_on("un-lawful"), None);
    }
}
