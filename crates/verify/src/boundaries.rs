//! Positions at which a text may be cut: between words, numbers or amounts, never inside one.
//!
//! One rule for both ends of a quotation. It looks at the source text and not at its folded form, which has lost
//! spaces and line ends. It looks at a bounded number of characters, so the cost per position is constant. Start
//! with [`cut`].

use crate::amounts;
use crate::fold::{is_dash, is_dropped, is_single, is_word};
use crate::line_breaks::is_hyphen;
use crate::rule_switch::{MatchRule, is_on};
use crate::segmentation;
use crate::segmentation::is_unspaced;
use crate::work::work;

/// The kind of token that a position is inside of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnclosingToken {
    /// A word, a hyphenated compound, or a word split at a line end.
    Word,
    /// A number with its sign, currency, unit or multiplying word.
    Amount,
    /// A word of a script without spaces, by the dictionary: likely, not certain.
    Segment,
}

/// The most characters examined on each side.
const REACH: usize = 40;

/// The characters beside a position, nearest first, without invisible ones.
#[derive(Debug)]
pub(super) struct AdjacentChars {
    left: ([char; REACH], usize),
    right: ([char; REACH], usize),
}

impl AdjacentChars {
    fn new(text: &str, at: usize) -> Self {
        Self { left: nearest(text[..at].chars().rev()), right: nearest(text[at..].chars()) }
    }

    /// The characters before the position, nearest first.
    pub(super) fn left(&self) -> &[char] {
        self.left.0.get(..self.left.1).unwrap_or_default()
    }

    /// The characters after it, nearest first.
    pub(super) fn right(&self) -> &[char] {
        self.right.0.get(..self.right.1).unwrap_or_default()
    }
}

fn nearest(chars: impl Iterator<Item = char>) -> ([char; REACH], usize) {
    let (mut all, mut n) = (['\0'; REACH], 0);
    for c in chars.take(REACH * 2) {
        work(1);
        // A soft hyphen counts if it splits a word at a line end.
        if n < REACH && (!is_dropped(c) || matches!(c, '\u{ad}' | '\u{200b}')) {
            all[n] = c;
            n += 1;
        }
    }
    (all, n)
}

/// The token that a cut at a position would split; `None` if none.
pub fn cut(text: &str, at: usize) -> Option<EnclosingToken> {
    let adjacent = AdjacentChars::new(text, at);
    let seen = |c: &&char| !is_dropped(**c);
    let (mut before, mut after) =
        (adjacent.left().iter().filter(seen), adjacent.right().iter().filter(seen));
    let (l, r) = (*before.next()?, *after.next()?);
    if is_word(l) && is_word(r) {
        return match (is_unspaced(l), is_unspaced(r)) {
            (true, true) => {
                amounts::cut_numerals(&adjacent).or_else(|| segmentation::cut(text, at))
            }
            (false, false) => is_on(MatchRule::WholeWords).then_some(EnclosingToken::Word),
            _ => amounts::cut_numerals(&adjacent),
        };
    }
    let word = |c: Option<&char>| c.copied().is_some_and(is_word);
    let apostrophe = is_single(r) && is_word(l) && word(after.next())
        || is_single(l) && is_word(r) && word(before.next());
    if apostrophe || is_compound(adjacent.left(), adjacent.right()) {
        return Some(EnclosingToken::Word);
    }
    amounts::cut(&adjacent)
}

/// Prefixes that turn the word after any dash into its opposite.
pub const NOT_BEFORE: &[&str] =
    &["non", "un", "anti", "counter", "ex", "never", "not", "no", "pseudo", "quasi", "in", "dis"];

/// Endings that do the same.
const NOT_AFTER: &[&str] = &["free", "less", "proof"];

/// Words after a suspended hyphen, which stands for the rest of a word: `in- and outpatients`.
const JOINING: &[&str] = &[
    "and", "or", "to", "nor", "but", "as", "than", "und", "oder", "bis", "sowie", "et", "ou", "y",
    "e", "o", "u", "en", "of", "i", "lub", "oraz", "και", "ή", "ve", "veya", "och", "eller",
];

/// Those of them before which a hyphen at a line end is suspended too. They start with a vowel, and a word is not
/// split between a consonant and a vowel; other words are also second halves of words (`tak-⏎en`, `Kür-⏎bis`).
const JOINING_LINES: &[&str] = &["and", "und", "oder"];

/// True if a hyphen at a line end replaces the rest of a word to come, as in `Ein-⏎und Ausfuhr`.
fn is_left_over(hyphen: char, lines: usize, next: &str) -> bool {
    lines > 0 && is_hyphen(hyphen) && JOINING_LINES.contains(&next)
}

/// True if words with a hyphen and a space between them are one word, as in a text whose line ends were lost: `un-
/// lawful`.
fn parts_word(head: &str, blanks: usize, next: &str) -> bool {
    NOT_BEFORE.contains(&head) && (blanks == 0 || blanks <= 2 && !JOINING.contains(&next))
}

/// True if a hyphen joins the word on the left to the one on the right, on a line or across its end.
fn is_compound(left: &[char], right: &[char]) -> bool {
    hyphen_after(left, right) || hyphen_before(left, right)
}

/// True if the position is before a hyphen of a compound: `un|-lawful`.
fn hyphen_after(left: &[char], right: &[char]) -> bool {
    let Some(l) = left.iter().copied().find(|c| !is_dropped(*c)).filter(|c| is_word(*c)) else {
        return false;
    };
    // Soft hyphens before the hyphen are ignored.
    let skipped = right.iter().take_while(|c| is_dropped(**c) && **c != '\u{ad}').count();
    let mut right = &right[skipped..];
    let soft = right.iter().take_while(|c| **c == '\u{ad}').count();
    let Some(hyphen) =
        right.get(soft).copied().filter(|c| is_dash(*c)).or((soft > 0).then_some('\u{ad}'))
    else {
        return false;
    };
    right = &right[soft + usize::from(hyphen != '\u{ad}')..];
    let (blanks, lines) = blanks(right);
    let Some(next) = right.get(blanks).copied().filter(|c| is_word(*c)) else { return false };
    let (head, next_word) = (word_back(left), word(&right[blanks..]));
    if is_left_over(hyphen, lines, &next_word) {
        return false;
    }
    joins(l, hyphen, next, (blanks, lines))
        || is_on(MatchRule::Compounds)
            && (blanks == 0 && NOT_AFTER.contains(&next_word.as_str())
                || lines == 0
                    && blanks > 0
                    && is_hyphen(hyphen)
                    && parts_word(&head, blanks, &next_word))
}

/// True if the position is after a hyphen of a compound: `un-|lawful`.
fn hyphen_before(left: &[char], right: &[char]) -> bool {
    let (mut before, after) = (blanks(left), blanks(right));
    if before.1 > 0 {
        let page = page_number(&left[before.0..]);
        before = if page > 0 { (before.0 + page, 1) } else { before };
    }
    let Some(r) = right.get(after.0).copied().filter(|c| is_word(*c)) else { return false };
    let left = &left[before.0..];
    let (blanks, lines) = (before.0 + after.0, before.1 + after.1);
    let Some(hyphen) = left.first().copied().filter(|c| is_dash(*c) || *c == '\u{ad}') else {
        return false;
    };
    let skipped = left.iter().skip(1).take_while(|c| is_dropped(**c)).count();
    let left = left.get(1 + skipped..).unwrap_or_default();
    let Some(l) = left.first().copied().filter(|c| is_word(*c)) else { return false };
    let may_join = blanks == 0 || lines == 0 && is_hyphen(hyphen);
    if is_left_over(hyphen, lines, &word(&right[after.0..])) {
        return false;
    }
    joins(l, hyphen, r, (blanks, lines))
        || is_on(MatchRule::Compounds)
            && may_join
            && parts_word(&word_back(left), blanks, &word(&right[after.0..]))
}

/// True if a mark between two words joins them; `blanks` spaces and `lines` line ends follow it.
fn joins(l: char, mark: char, r: char, (blanks, lines): (usize, usize)) -> bool {
    let numbers = l.is_numeric() && r.is_numeric();
    let parts_line = (1..=2).contains(&lines) && is_on(MatchRule::LineEnds);
    match mark {
        '\u{ad}' => parts_line && l.is_alphabetic(),
        // `12–⏎14 hours` is one range; `2021–2022` on a line may be quoted by its years.
        '–' => numbers && parts_line,
        mark if is_hyphen(mark) && numbers => parts_line,
        mark if is_hyphen(mark) => blanks == 0 && is_on(MatchRule::Compounds) || parts_line,
        _ => false,
    }
}

/// The number of leading spaces, and the number of line ends among them.
pub(super) fn blanks(chars: &[char]) -> (usize, usize) {
    let blank =
        chars.iter().take_while(|c| c.is_whitespace() || (is_dropped(**c) && **c != '\u{ad}'));
    let mut all = (0, 0);
    for c in blank {
        all = (all.0 + 1, all.1 + usize::from(*c == '\n'));
    }
    all
}

/// The length of a page number on a line of its own, with the spaces after it; the nearest character comes first.
fn page_number(chars: &[char]) -> usize {
    let is_part = |c: &&char| c.is_numeric() || is_dash(**c) || **c == ' ';
    let len = chars.iter().take_while(is_part).count();
    let digits = chars[..len].iter().filter(|c| c.is_numeric()).count();
    let (gap, lines) = blanks(&chars[len..]);
    if (1..=4).contains(&digits) && lines > 0 { len + gap } else { 0 }
}

/// The word that ends here, in lower case; `left` has the nearest letter first.
fn word_back(left: &[char]) -> String {
    let skipped = left.iter().take_while(|c| is_dropped(**c)).count();
    word(&left[skipped..]).chars().rev().collect()
}

/// The first word, in lower case.
fn word(chars: &[char]) -> String {
    chars.iter().take_while(|c| is_word(**c)).flat_map(|c| c.to_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::{EnclosingToken, cut};

    /// Checks the token around the position marked `|`.
    #[track_caller]
    fn check(marked: &str, expected: Option<EnclosingToken>) {
        let at = marked.find('|').expect("a place is marked");
        assert_eq!(cut(&marked.replacen('|', "", 1), at), expected, "{marked}");
    }

    #[test]
    fn inside_words() {
        for text in [
            "see|n",
            "can|’t",
            "can’|t",
            "l’|État",
            "we|ll-known",
            "un|-lawful",
            "un-|lawful",
            "un|\u{2011}lawful",
            "so-|called",
            "state-of-|the-art",
            "un|-\nlawful",
            "un-\n|lawful",
            "Kür-\n|bis",
            "tak-\n|en",
            "un-|\nlawful",
            "un|\u{ad}\nlawful",
            "un\u{ad}\n|lawful",
            "un|- \n  lawful",
            "vice-\n|Chairman",
            "nuclear|-free",
            "nuclear|–free",
            "non–|public",
            "F-|35",
            "12-\n|14 hours",
            "12|–\n14 hours",
            "re-\n\n|elected",
            "un-\n\n12\n\n|lawful",
            "un-\n\u{c}\n- 12 -\n\n|lawful",
            "un- |lawful",
            "un|- lawful",
            "the non-| public",
        ] {
            check(text, Some(EnclosingToken::Word));
        }
    }

    #[test]
    fn between_words() {
        for text in [
            "we| know",
            "we |know",
            "we|, know",
            "“|we know",
            "work –| the",
            "work – |the",
            "work--|the",
            "scheme -\n|public",
            "scheme|—public",
            "scheme–|public",
            "pre-| and",
            "un\n12\n|lawful",
            "in- |and outpatients",
            "in|- and outpatients",
            "in-\n|and outpatients",
            "Ein-\n|und Ausfuhr",
            "Ein|-\nund Ausfuhr",
            "low- |cost",
            "users|’ data",
            "2021-|2022",
            "a-\n\n\n|b",
            "|",
            "a|",
            "|a",
            "- |item",
            "x\n- |item",
        ] {
            check(text, None);
        }
    }
}
