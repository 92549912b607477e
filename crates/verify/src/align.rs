//! Finds the passage most similar to words that were not found, for the report only.
//!
//! This file measures similarity, so it must never make a quotation pass. Bounded: at most [`MOST_WORDS`] words of
//! a quotation are compared with a window of the source. Start with [`align`].

use crate::fold::is_word;
use crate::work::work;
use std::collections::HashMap;
use std::ops::Range;

/// The most words of a quotation that are compared.
pub const MOST_WORDS: usize = 400;

/// A word of a folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WordToken {
    /// A hash of its letters and digits in lower case.
    key: u64,
    /// Start in the folded text, including punctuation.
    start: u32,
    /// End in the folded text.
    end: u32,
}

impl WordToken {
    /// Its range in the folded text.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The word without its position, to compare words.
    #[must_use]
    pub fn placeless(self) -> Self {
        Self { start: 0, end: 0, ..self }
    }
}

/// The words of a folded text: runs between spaces, dashes and ellipses that contain a letter or digit. A dash
/// belongs to the word before it.
pub fn tokens(text: &str) -> Vec<WordToken> {
    let mut all = vec![];
    let mut from = 0;
    let bytes = text.as_bytes();
    for at in memchr::memchr3_iter(b' ', b'-', b'.', bytes).chain([text.len()]) {
        let is_dots = bytes.get(at..at + 3) == Some(b"...");
        if at < from || bytes.get(at) == Some(&b'.') && !is_dots {
            continue;
        }
        let end = at + usize::from(bytes.get(at) == Some(&b'-'));
        all.extend(token(text, from..end));
        from = (at + if is_dots { 3 } else { 1 }).min(text.len());
    }
    all
}

fn token(text: &str, range: Range<usize>) -> Option<WordToken> {
    let word = text.get(range.clone()).filter(|word| word.contains(is_word))?;
    // FNV-1a. A hash collision can only show a wrong passage; it never makes a quotation pass.
    let mut key = 0xcbf2_9ce4_8422_2325_u64;
    for c in word.chars().filter(|c| is_word(*c)).flat_map(char::to_lowercase) {
        key = (key ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3);
    }
    let byte = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Some(WordToken { key, start: byte(range.start), end: byte(range.end) })
}

/// The kind of a run in a word diff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DiffOp {
    /// In both texts.
    Same,
    /// Only in the quotation.
    Ours,
    /// Only in the source.
    Theirs,
}

/// A run of a word diff, as positions in the two token lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffRun {
    /// The kind of the run.
    pub op: DiffOp,
    /// Words of the quotation; empty for [`DiffOp::Theirs`].
    pub ours: Range<usize>,
    /// Words of the source; empty for [`DiffOp::Ours`].
    pub theirs: Range<usize>,
}

/// The passage of a source most similar to some words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AlignedPassage {
    /// The word diff, in order.
    pub runs: Vec<DiffRun>,
    /// The number of words in both.
    pub same: usize,
}

/// Aligns words with the most similar passage.
///
/// * In: at most [`MOST_WORDS`] words of a quotation (further ones are ignored) and all words of a source, each
///   with the folded text.
/// * Out: empty if they have no word in common.
/// * Cost: linear in the source, plus words × window.
pub fn align(ours: (&[WordToken], &str), theirs: (&[WordToken], &str)) -> AlignedPassage {
    let (mine, text) = (ours.0.get(..MOST_WORDS).unwrap_or(ours.0), ours.1);
    let Some(window) = window(mine, theirs.0) else { return AlignedPassage::default() };
    let within = theirs.0.get(window.clone()).unwrap_or(&[]);
    work(theirs.0.len() + mine.len() * within.len());
    let steps = steps(mine, within);
    let last = steps.len().saturating_sub(1);
    let mut out = AlignedPassage::default();
    for (n, (a, b)) in steps.into_iter().enumerate() {
        let of = |token: &WordToken, text: &str| text.get(token.range()).map(str::to_owned);
        let same = match (a.and_then(|a| mine.get(a)), b.and_then(|b| within.get(b))) {
            (Some(a), Some(b)) if a.key == b.key => {
                out.same += 1;
                let (a, b) = (of(a, text), of(b, theirs.1));
                // Punctuation at the end of the words is not compared.
                let bare = |t: Option<String>| t.map(|t| t.trim_end_matches(is_stop).to_owned());
                // `[E]verything` declares its change of case.
                let declared = a.as_ref().is_some_and(|a| a.contains('[') && a.contains(']'));
                declared || if n == last { bare(a) == bare(b) } else { a == b }
            }
            _ => false,
        };
        let theirs = b.map(|b| b + window.start);
        if same {
            push(&mut out.runs, DiffOp::Same, a, theirs);
        } else {
            if a.is_some() {
                push(&mut out.runs, DiffOp::Ours, a, None);
            }
            if theirs.is_some() {
                push(&mut out.runs, DiffOp::Theirs, None, theirs);
            }
        }
    }
    // In a difference, words of the quotation come first.
    for n in 1..out.runs.len() {
        if (out.runs[n - 1].op, out.runs[n].op) == (DiffOp::Theirs, DiffOp::Ours) {
            out.runs.swap(n - 1, n);
        }
    }
    out
}

/// True for punctuation at the end of words.
fn is_stop(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '-')
}

/// Adds one word to the last run of its kind since the last common word.
fn push(runs: &mut Vec<DiffRun>, op: DiffOp, ours: Option<usize>, theirs: Option<usize>) {
    let back = runs.iter_mut().rev().take_while(|run| op == run.op || run.op != DiffOp::Same);
    let mut back = back.take(if op == DiffOp::Same { 1 } else { 2 });
    if let Some(run) = back.find(|run| run.op == op) {
        run.ours.end = ours.map_or(run.ours.end, |n| n + 1);
        run.theirs.end = theirs.map_or(run.theirs.end, |n| n + 1);
        return;
    }
    let one = |n: Option<usize>| n.map_or(0..0, |n| n..n + 1);
    runs.push(DiffRun { op, ours: one(ours), theirs: one(theirs) });
}

/// The part of the source with the densest matches, rare words weighing more, with a margin at both ends.
fn window(ours: &[WordToken], theirs: &[WordToken]) -> Option<Range<usize>> {
    let mut wanted: HashMap<u64, (i64, i64)> = HashMap::new();
    for token in ours {
        wanted.entry(token.key).or_default().0 += 1;
    }
    for token in theirs {
        if let Some(snapshot) = wanted.get_mut(&token.key) {
            snapshot.1 += 1;
        }
    }
    let weight = |times: i64| match times {
        0..=2 => 8,
        3..=8 => 4,
        9..=64 => 2,
        _ => 1,
    };
    let size = ours.len() + ours.len() / 4 + 2;
    let (mut best, mut at, mut now) = (0, 0, 0);
    // The occurrences of each word still needed, as the window moves.
    for n in 0..theirs.len() {
        if let Some((left, times)) = theirs.get(n).and_then(|t| wanted.get_mut(&t.key)) {
            now += if *left > 0 { weight(*times) } else { 0 };
            *left -= 1;
        }
        if let Some((left, times)) =
            n.checked_sub(size).and_then(|n| theirs.get(n)).and_then(|t| wanted.get_mut(&t.key))
        {
            *left += 1;
            now -= if *left > 0 { weight(*times) } else { 0 };
        }
        if now > best {
            (best, at) = (now, n);
        }
    }
    let room = ours.len() / 4 + 8;
    let from = (at + 1).saturating_sub(size + room);
    (best > 0).then(|| from..(at + 1 + room).min(theirs.len()))
}

/// The steps of the best alignment, as positions of quotation and source words. Source words before the first and
/// after the last common word are omitted.
fn steps(ours: &[WordToken], theirs: &[WordToken]) -> Vec<(Option<usize>, Option<usize>)> {
    let wide = theirs.len() + 1;
    let mut ways = vec![0_u8; (ours.len() + 1) * wide];
    let mut above: Vec<i32> = vec![0; wide];
    for (a, token) in ours.iter().enumerate() {
        let row = (a + 1) * wide;
        let mut left = above[0] - 1;
        let mut line = vec![left];
        ways[row] = 1;
        for (b, other) in theirs.iter().enumerate() {
            let pair = above[b] + if token.key == other.key { 4 } else { -1 };
            let up = above[b + 1] - 1;
            let (score, way) = if pair >= up && pair >= left - 1 {
                (pair, 0)
            } else if up >= left - 1 {
                (up, 1)
            } else {
                (left - 1, 2)
            };
            ways[row + b + 1] = way;
            left = score;
            line.push(score);
        }
        above = line;
    }
    let last = (0..wide).max_by_key(|b| above[*b]).unwrap_or(0);
    let (mut a, mut b) = (ours.len(), last);
    let mut all = vec![];
    while a > 0 {
        match ways[a * wide + b] {
            0 => {
                (a, b) = (a - 1, b - 1);
                all.push((Some(a), Some(b)));
            }
            1 => {
                a -= 1;
                all.push((Some(a), None));
            }
            _ => {
                b -= 1;
                all.push((None, Some(b)));
            }
        }
    }
    all.reverse();
    all
}

#[cfg(test)]
mod tests {
    use super::{DiffOp, align, tokens};

    /// The diff on one line: `=` both, `-` quotation, `+` source.
    fn diff(ours: &str, theirs: &str) -> String {
        let (a, b) = (tokens(ours), tokens(theirs));
        let runs = align((&a, ours), (&b, theirs)).runs;
        let line = runs.iter().map(|run| {
            let (sign, text, tokens, of) = match run.op {
                DiffOp::Same => ('=', ours, &a, &run.ours),
                DiffOp::Ours => ('-', ours, &a, &run.ours),
                DiffOp::Theirs => ('+', theirs, &b, &run.theirs),
            };
            let words = tokens[of.clone()].iter().map(|t| &text[t.range()]);
            format!("{sign}{}", words.collect::<Vec<_>>().join("_"))
        });
        line.collect::<Vec<_>>().join(" ")
    }

    const SOURCE: &str = "Before. In May, we created a new in-house department with US staff, to provide focus. After it, more words stand.";

    #[test]
    fn one_word() {
        assert_eq!(
            diff("we created a large in-house department", SOURCE),
            "=we_created_a -large +new =in-_house_department"
        );
    }

    #[test]
    fn a_word_left_out_and_a_word_put_in() {
        assert_eq!(
            diff("we created a in-house department", SOURCE),
            "=we_created_a +new =in-_house_department"
        );
        assert_eq!(
            diff("we never created a new in-house", SOURCE),
            "=we -never =created_a_new_in-_house"
        );
    }

    #[test]
    fn case_and_punctuation_are_shown() {
        assert_eq!(diff("in may we created", SOURCE), "-in_may +In_May, =we_created");
        assert_eq!(
            diff("we created a new in-house department.", SOURCE),
            "=we_created_a_new_in-_house_department."
        );
    }

    #[test]
    fn several_places() {
        assert_eq!(
            diff("they created a new outside department with EU staff", SOURCE),
            "-they +we =created_a_new -outside +in-_house =department_with -EU +US =staff"
        );
    }

    #[test]
    fn nothing_in_common_is_nothing() {
        assert_eq!(diff("quite other things", SOURCE), "");
        assert_eq!(diff("", SOURCE), "");
    }
}
