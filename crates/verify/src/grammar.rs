//! The grammar of a quotation: which words its author declares as omitted, added or changed.
//!
//! Reads `[T]he`, `[the company]`, `employee[]`, `[sic]`, `[…]` and `…`. Does not depend on any source text. Start
//! with [`quoted`].

use crate::amounts::has_number;
use crate::editorial_remarks::is_remark;
use crate::end_marks::{EndMark, end_of, is_stop};
use crate::fold::{FoldedText, fold, is_dropped, is_word};
use crate::rule_switch::{MatchRule, is_on};
use crate::work::work;
use std::collections::BTreeSet;
use std::ops::Range;

/// A parsed quotation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParsedQuote {
    /// The bytes of the text inside its outer quotation marks.
    pub inner: Range<usize>,
    /// The whole quotation, folded, with brackets and dots as typed.
    pub whole: FoldedText,
    /// The parts that must be in the source, in order; parts without a gap between them form a group.
    pub groups: Vec<Vec<QuotePart>>,
    /// The ending of each group.
    pub endings: Vec<PartEnding>,
    /// The brackets that replace or add words, in order.
    pub brackets: Vec<BracketedWords>,
    /// Unmatched brackets, as bytes of the text.
    pub broken: Vec<usize>,
    /// True if anything was omitted, added or changed.
    pub is_edited: bool,
    /// True if it contains editorial remarks, which replace nothing.
    pub is_remarked: bool,
}

/// Words that must be in the source unchanged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotePart {
    /// The folded words.
    pub text: String,
    /// True if the first letter may have either case.
    pub is_free: bool,
    /// The join to the previous part of the group.
    pub link: PartJoin,
    /// True if the part must end at a word end. False before a bracket, which is checked with the next part.
    pub is_whole: bool,
    /// True if the bracket before it contains a number.
    pub follows_number: bool,
    /// Positions in the words where hyphens were removed.
    pub hyphens: Vec<usize>,
}

impl QuotePart {
    /// Removes the hyphens from the words and keeps their positions.
    pub(super) fn take_hyphens(&mut self) {
        let mut text = String::with_capacity(self.text.len());
        for c in self.text.chars() {
            if c == '-' {
                self.hyphens.push(text.len());
            } else {
                text.push(c);
            }
        }
        self.text = text;
    }
}

/// The ending of a group, before a gap or at the end of the quotation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PartEnding {
    /// Its final mark.
    pub mark: EndMark,
    /// The number of words in a bracket between the last part and the mark; `None` without a bracket.
    pub bracket: Option<usize>,
}

/// The join between a part and the previous one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartJoin {
    /// The part starts a group.
    Start,
    /// The part follows directly.
    Next,
    /// Up to eight words of the source lie between, replaced by the bracket with this index.
    Words(usize),
    /// The same, and the bracket contains the start of the next word.
    Beginning(usize),
    /// The rest of a word lies between, replaced by the bracket with this index.
    Ending(usize),
}

/// Words in square brackets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BracketedWords {
    /// The words in the brackets.
    pub words: String,
    /// The position among the parts.
    pub spot: BracketPosition,
}

/// The position of a bracket among the parts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BracketPosition {
    /// The index of its group.
    pub group: usize,
    /// The number of parts of the group before it.
    pub part: usize,
    /// True if a word ends directly before it.
    pub joins_before: bool,
    /// True if a word starts directly after it.
    pub joins_after: bool,
    /// True if it is one letter of the next word in another case.
    pub is_letter: bool,
}

/// The most bytes of a bracket in a source that is recognized in a quotation.
const LONGEST_REMARK: usize = 400;

/// The first private character that replaces a bracket while the text is folded. No folding rule applies to them.
const FIRST: u32 = 0xf_0000;
const LAST: u32 = 0xf_fffd;
/// The first private character that replaces a gap; unlike brackets, gaps contain no letters.
const FIRST_GAP: u32 = 0x10_0000;
const LAST_GAP: u32 = 0x10_fffd;

/// A mark of the grammar in the raw text.
enum EditMark {
    Remark,
    Gap,
    /// A full stop and a gap: `.…`, `....`, `[.]`.
    StopAndGap,
    Bracket(String),
}

/// Parses a quotation.
///
/// * In: the words as typed, with or without quotation marks around them.
/// * Out: always usable; an unclosed bracket is read as a character of the text.
/// * Linear in the text.
pub fn quoted(text: &str) -> ParsedQuote {
    quoted_from(text, &BTreeSet::new())
}

/// Parses a quotation, treating brackets of the source as ordinary words.
///
/// * In: the words, and the folded contents of the source's square brackets ([`bracketed`]).
pub fn quoted_from(text: &str, theirs: &BTreeSet<String>) -> ParsedQuote {
    let inner = inner(text);
    let words = &text[inner.clone()];
    let mut out =
        ParsedQuote { inner: inner.clone(), whole: fold(words), ..ParsedQuote::default() };
    let mut plain = String::with_capacity(words.len());
    let mut marks: Vec<Option<usize>> = vec![];
    let mut at = 0;
    while let Some(c) = words[at..].chars().next() {
        work(1);
        let Some((mark, end)) = mark(words, at, c) else {
            if matches!(c, '[' | ']') {
                out.broken.push(inner.start + at);
            }
            // A private character in the text must not be read as a mark.
            plain.push(if is_sign(c) { '\u{fffd}' } else { c });
            at += c.len_utf8();
            continue;
        };
        if c == '[' && is_theirs(&mark, &words[at..end], theirs) {
            plain.push_str(&words[at..end]);
            at = end;
            continue;
        }
        at = end;
        out.is_edited |= !matches!(mark, EditMark::Remark);
        match mark {
            EditMark::Remark => {
                out.is_remarked = true;
                plain.truncate(plain.trim_end().len());
            }
            EditMark::Gap => sign(&mut plain, &mut marks, None),
            EditMark::StopAndGap => {
                plain.push('.');
                sign(&mut plain, &mut marks, None);
            }
            EditMark::Bracket(words) => {
                out.brackets.push(BracketedWords { words, ..BracketedWords::default() });
                sign(&mut plain, &mut marks, Some(out.brackets.len() - 1));
            }
        }
    }
    let (groups, spots) = groups(fold(&plain).text(), &marks, &out.brackets);
    (out.groups, out.endings) = groups.into_iter().unzip();
    for (bracket, spot) in spots {
        if let Some(bracket) = out.brackets.get_mut(bracket) {
            bracket.spot = spot;
        }
    }
    out
}

/// The mark that starts with the character at `at`, and its end.
fn mark(words: &str, at: usize, c: char) -> Option<(EditMark, usize)> {
    match c {
        '[' => bracket(words, at),
        '.' | '…' => {
            let (n, end) = dots(words, at)?;
            Some((if c == '.' && n > 3 { EditMark::StopAndGap } else { EditMark::Gap }, end))
        }
        _ => None,
    }
}

/// True for private characters that replace a mark.
fn is_sign(c: char) -> bool {
    let code = u32::from(c);
    (FIRST..=LAST).contains(&code) || (FIRST_GAP..=LAST_GAP).contains(&code)
}

/// Appends the private character for a mark.
fn sign(plain: &mut String, marks: &mut Vec<Option<usize>>, mark: Option<usize>) {
    let first = if mark.is_some() { FIRST } else { FIRST_GAP };
    let code = first + u32::try_from(marks.len()).unwrap_or(u32::MAX).min(LAST - FIRST);
    // With more marks than private characters, the last one replaces all the rest, and the search fails.
    plain.push(char::from_u32(code).unwrap_or('\u{fffd}'));
    marks.push(mark);
}

/// True if a bracket of a quotation is one that the source contains.
fn is_theirs(mark: &EditMark, text: &str, theirs: &BTreeSet<String>) -> bool {
    let within = || fold(text.trim_matches(['[', ']']));
    !matches!(mark, EditMark::Gap) && !theirs.is_empty() && theirs.contains(within().text())
}

/// The folded contents of square brackets in a text, except those longer than a remark.
pub fn bracketed(text: &str) -> BTreeSet<String> {
    let ends = memchr::memchr2_iter(b'[', b']', text.as_bytes());
    let mut open = None;
    let mut all = BTreeSet::new();
    for at in ends {
        if text.as_bytes()[at] == b'[' {
            open = Some(at + 1);
        } else if let Some(from) = open.take().filter(|from| at - from <= LONGEST_REMARK) {
            all.insert(fold(&text[from..at]).text().to_owned());
        }
    }
    all
}

/// The bytes inside the outer quotation marks of a text, without spaces at the ends.
fn inner(text: &str) -> Range<usize> {
    let start = text.len() - text.trim_start().len();
    let trimmed = text.trim();
    let pairs =
        [('“', '”'), ('"', '"'), ('«', '»'), ('„', '“'), ('„', '”'), ('‘', '’'), ('\'', '\'')];
    for (open, close) in pairs {
        let within = trimmed.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        if let Some(within) = within.filter(|within| !within.contains(open)) {
            let from = start + open.len_utf8();
            return from..from + within.len();
        }
    }
    start..start + trimmed.len()
}

/// The content of the bracket that starts at `at`, and its end; `None` if it is not closed.
fn bracket(text: &str, at: usize) -> Option<(EditMark, usize)> {
    let within = &text[at + 1..];
    let close = within.find(['[', ']']).filter(|close| within[*close..].starts_with(']'))?;
    work(close);
    let words = within[..close].trim();
    let end = at + 1 + close + 1;
    let mark = if is_on(MatchRule::Remarks) && is_remark(words) {
        EditMark::Remark
    } else if words == "." {
        EditMark::StopAndGap
    } else if !words.is_empty()
        && words.chars().all(|c| matches!(c, '.' | '…') || c.is_whitespace())
    {
        EditMark::Gap
    } else {
        EditMark::Bracket(words.to_owned())
    };
    Some((mark, end))
}

/// The number of dots of an ellipsis that starts at `at`, and its end: three or more dots, spaced or not, or `…`.
fn dots(text: &str, at: usize) -> Option<(u32, usize)> {
    let (mut n, mut end) = (0_u32, at);
    for (within, c) in text[at..].char_indices() {
        work(1);
        match c {
            '.' => n += 1,
            '…' => n += 3,
            c if c.is_whitespace() || is_dropped(c) => continue,
            _ => break,
        }
        end = at + within + c.len_utf8();
    }
    (n >= 3).then_some((n, end))
}

/// The groups of a quotation with their endings, and the position of each bracket, by index.
type PartGroups = (Vec<(Vec<QuotePart>, PartEnding)>, Vec<(usize, BracketPosition)>);

/// Splits the folded text at its private characters.
fn groups(text: &str, marks: &[Option<usize>], brackets: &[BracketedWords]) -> PartGroups {
    let sign = |c: char| {
        let code = u32::from(c);
        let n = code.checked_sub(FIRST_GAP).or(code.checked_sub(FIRST));
        let n = n.filter(|n| *n <= LAST - FIRST)?;
        marks.get(n as usize).copied()
    };
    let mut groups = vec![];
    let mut spots = vec![];
    let mut group: Vec<QuotePart> = vec![];
    let mut link = PartJoin::Start;
    let mut free: Option<char> = None;
    let mut bracket: Option<&BracketedWords> = None;
    let mut from = 0;
    let ends: Vec<(usize, usize, Option<usize>)> =
        text.char_indices().filter_map(|(at, c)| Some((at, at + c.len_utf8(), sign(c)?))).collect();
    for n in 0..=ends.len() {
        let (at, after, mark) = ends.get(n).copied().unwrap_or((text.len(), text.len(), None));
        let raw = &text[from..at];
        let before =
            raw.chars().next_back().is_some_and(is_word) || (raw.is_empty() && free.is_some());
        let mut behind = text[after..].chars();
        let (next, second) = (behind.next(), behind.next());
        let behind = next.is_some_and(is_word);
        // `[l]’État`: the bracket contains one letter of a word with an apostrophe.
        let elides = next == Some('\'') && second.is_some_and(|c| is_word(c) || sign(c).is_some());
        let words = mark.and_then(|m| brackets.get(m)).map_or("", |b| b.words.as_str());
        let mut letters = words.chars();
        let letter = letters.next().filter(|c| letters.next().is_none() && c.is_alphabetic());
        let letter = letter.filter(|_| (behind || elides) && !before);
        let next = match (mark, letter) {
            (None, _) => PartJoin::Start,
            (Some(_), Some(_)) => PartJoin::Next,
            (Some(m), None) if before => PartJoin::Ending(m),
            (Some(m), None) if behind => PartJoin::Beginning(m),
            (Some(m), None) => PartJoin::Words(m),
        };
        put(&mut group, raw, (link, next), free, is_number(link, brackets));
        free = letter;
        spots.extend(mark.map(|mark| {
            let (group, part) = (groups.len(), group.len());
            let is_letter = letter.is_some();
            (
                mark,
                BracketPosition {
                    group,
                    part,
                    joins_before: before,
                    joins_after: behind,
                    is_letter,
                },
            )
        }));
        let skips =
            matches!(link, PartJoin::Words(_) | PartJoin::Beginning(_)) && raw.trim().is_empty();
        // Two adjacent brackets share one position.
        if !(skips && matches!(next, PartJoin::Words(_) | PartJoin::Beginning(_)) && free.is_none())
        {
            link = next;
        }
        if mark.is_none() {
            if !group.is_empty() {
                groups.push((std::mem::take(&mut group), ending(raw, bracket)));
            }
            link = PartJoin::Start;
        }
        bracket = mark.filter(|_| letter.is_none()).and_then(|m| brackets.get(m));
        from = after;
    }
    (groups, spots)
}

/// True if the bracket of a join contains a number.
fn is_number(link: PartJoin, brackets: &[BracketedWords]) -> bool {
    let (PartJoin::Words(m) | PartJoin::Beginning(m)) = link else { return false };
    brackets.get(m).is_some_and(|bracket| has_number(&bracket.words))
}

/// The ending of a group with these last words, after a bracket or not.
fn ending(raw: &str, bracket: Option<&BracketedWords>) -> PartEnding {
    match bracket.filter(|_| !raw.contains(is_word)) {
        None => PartEnding { mark: end_of(raw), bracket: None },
        Some(BracketedWords { words, .. }) => {
            let count = words.split_whitespace().filter(|word| word.contains(is_word)).count();
            let mark = end_of(&format!("{words}{raw}"));
            PartEnding { mark, bracket: (count > 0).then_some(count) }
        }
    }
}

/// Adds the words between two marks to a group, trimmed to what must be in the source.
fn put(
    group: &mut Vec<QuotePart>,
    raw: &str,
    (link, next): (PartJoin, PartJoin),
    free: Option<char>,
    follows_number: bool,
) {
    let mut text = match free {
        Some(letter) => format!("{letter}{raw}"),
        None => raw.to_owned(),
    };
    let keeps_start = matches!(link, PartJoin::Next | PartJoin::Ending(_)) && !group.is_empty();
    if !keeps_start {
        let cut = match link {
            PartJoin::Start => text.trim_start_matches(is_stop),
            _ => text.trim_start_matches([' ', '-']),
        };
        text = cut.to_owned();
    }
    let cut = match next {
        PartJoin::Start => text.trim_end_matches(is_stop),
        PartJoin::Words(_) | PartJoin::Beginning(_) => text.trim_end_matches([' ', '-']),
        PartJoin::Next | PartJoin::Ending(_) => text.as_str(),
    };
    let text = cut.to_owned();
    if text.is_empty() || (group.is_empty() && !text.contains(is_word)) {
        return;
    }
    let link = if group.is_empty() { PartJoin::Start } else { link };
    let is_whole = !matches!(next, PartJoin::Next | PartJoin::Ending(_));
    if let (PartJoin::Words(_) | PartJoin::Beginning(_), Some(before)) = (link, group.last_mut()) {
        before.is_whole = false;
    }
    let is_free = free.is_some();
    group.push(QuotePart { text, is_free, link, is_whole, follows_number, hyphens: vec![] });
}

#[cfg(test)]
mod tests {
    use super::{PartJoin, quoted};

    /// The groups on one line: parts and joins.
    fn shape(text: &str) -> String {
        let quoted = quoted(text);
        let group = |group: &Vec<super::QuotePart>| {
            group.iter().fold(String::new(), |out, part| {
                let link = match part.link {
                    PartJoin::Start => "",
                    PartJoin::Next => "+",
                    PartJoin::Words(_) => "~",
                    PartJoin::Beginning(_) => "<",
                    PartJoin::Ending(_) => ">",
                };
                format!("{out}{link}{}{}", if part.is_free { "^" } else { "" }, part.text)
            })
        };
        quoted.groups.iter().map(group).collect::<Vec<_>>().join(" / ")
    }

    #[test]
    fn plain_words_are_one_part() {
        assert_eq!(shape("“We know that”"), "We know that");
        assert!(!quoted("“We know that”").is_edited);
        assert_eq!(shape("one. Two"), "one. Two");
        assert_eq!(shape(""), "");
        assert_eq!(shape("[…]"), "");
    }

    #[test]
    fn gaps_of_every_kind() {
        for gap in ["[...]", "[…]", "...", "…", ". . .", ". . . .", "....", "[. . .]", "… [...]"]
        {
            assert_eq!(
                shape(&format!("we know {gap} and intend")),
                "we know / and intend",
                "{gap}"
            );
        }
        assert_eq!(shape("doubts, … and more…"), "doubts / and more");
    }

    #[test]
    fn brackets_of_every_kind() {
        assert_eq!(shape("[E]verything is"), "^Everything is");
        assert_eq!(shape("ends. [T]he data"), "ends. +^The data");
        assert_eq!(shape("remove [all concerns] about"), "remove~about");
        assert_eq!(shape("the [company], which"), "the~, which");
        assert_eq!(shape("employee[] said"), "employee> said");
        assert_eq!(shape("develop[ed] it"), "develop> it");
        assert_eq!(shape("[re]open it"), "open it");
        assert_eq!(shape("to [re]open it"), "to<open it");
        assert_eq!(shape("[The company] said"), "said");
        assert_eq!(shape("said [the company]"), "said");
        assert_eq!(shape("a [b] [c] d"), "a~d");
        assert_eq!(shape("[A] plan"), "plan");
    }

    #[test]
    fn remarks_are_taken_out() {
        assert_eq!(shape("employees [sic], provide"), "employees, provide");
        assert_eq!(shape("so [Laughter.] it is [emphasis added]"), "so it is");
    }

    #[test]
    fn a_bracket_alone_is_a_character() {
        assert_eq!(shape("a [b c"), "a [b c");
        assert_eq!(quoted("“a [b c").broken, ["“a ".len()]);
        assert_eq!(quoted("(.*)+[").broken, [5]);
        assert_eq!(quoted("a] [b]").broken, [1]);
        assert_eq!(shape("[[b] c"), "c");
    }

    #[test]
    fn signs_of_ours_are_no_letters_of_theirs() {
        assert_eq!(shape("a \u{f0000} b"), "a \u{fffd} b");
    }

    #[test]
    fn one_pair_of_marks_is_taken_off() {
        for text in ["“a b”", "\"a b\"", " „a b“ ", "'a b'"] {
            let inner = quoted(text).inner;
            assert_eq!(&text[inner], "a b");
        }
        assert_eq!(quoted("“a” and “b”").inner, 0.."“a” and “b”".len());
    }
}
