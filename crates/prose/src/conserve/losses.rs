//! Finds the lost words and their positions. Runs only if the sums of two texts differ. Start with
//! [`lost_runs`].

use super::words::{PublishedWords, WordClass, WrittenWord, WrittenWords, words_in};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// Returns the runs of words that are in the input but not in the output, in order.
///
/// A word is lost if the output has it as text less often than the input has it as certain text,
/// and if the whole output, including addresses and keys, has it less often than the whole input.
/// So neither a mark mistaken for text nor a text mistaken for a mark is reported.
pub(super) fn lost_runs(written: &[WrittenWord], published: &PublishedWords) -> Vec<Range<usize>> {
    let lost = lost_words(written, published);
    if lost.is_empty() {
        return vec![];
    }
    let mut places = locate(written, published, &lost);
    places.sort_unstable();
    let mut runs: Vec<(usize, Range<usize>)> = vec![];
    for at in places {
        let Some(word) = written.get(at) else { continue };
        match runs.last_mut() {
            // Uncertain words in between do not split a run.
            Some((before, run)) if written.get(*before + 1..at).is_some_and(only_uncertain) => {
                *before = at;
                run.end = word.range.end;
            }
            _ => runs.push((at, word.range.clone())),
        }
    }
    runs.into_iter().map(|(_, run)| run).collect()
}

/// True if none of these words is certain text.
fn only_uncertain(words: &[WrittenWord]) -> bool {
    words.len() < 4 && words.iter().all(|word| word.class != WordClass::Text)
}

/// Returns how many of each word are lost, by hash.
fn lost_words(written: &[WrittenWord], published: &PublishedWords) -> BTreeMap<u64, u32> {
    let mut counts: HashMap<u64, (u32, u32)> = HashMap::new();
    for word in written {
        let (text, all) = counts.entry(word.hash).or_default();
        *text += u32::from(word.class == WordClass::Text);
        *all += 1;
    }
    let lost = |hash: &u64, (text, all): (u32, u32)| {
        let shown = published.text.get(hash).copied().unwrap_or(0);
        let anywhere = published.all.get(hash).copied().unwrap_or(0);
        text.saturating_sub(shown).min(all.saturating_sub(anywhere))
    };
    let counts = counts.into_iter();
    counts.map(|(hash, count)| (hash, lost(&hash, count))).filter(|(_, lost)| *lost > 0).collect()
}

/// Returns the positions of the lost words; of several occurrences, those whose neighbours are not
/// published next to them.
fn locate(
    written: &[WrittenWord],
    published: &PublishedWords,
    lost: &BTreeMap<u64, u32>,
) -> Vec<usize> {
    let texts: Vec<usize> = (0..written.len())
        .filter(|at| written.get(*at).is_some_and(|w| w.class == WordClass::Text))
        .collect();
    let hash = |nth: usize| texts.get(nth).and_then(|at| written.get(*at)).map(|word| word.hash);
    // For each pair of words: how often they are adjacent in the input, minus the output.
    let mut pairs: HashMap<(u64, u64), i64> = HashMap::new();
    for nth in 1..texts.len() {
        if let (Some(one), Some(next)) = (hash(nth - 1), hash(nth)) {
            *pairs.entry((one, next)).or_default() += 1;
        }
    }
    for two in published.order.windows(2) {
        if let [one, next] = two
            && let Some(count) = pairs.get_mut(&(*one, *next))
        {
            *count -= 1;
        }
    }
    let mut candidates: HashMap<u64, Vec<(u32, usize)>> = HashMap::new();
    for (nth, at) in texts.iter().enumerate() {
        let Some(own) = hash(nth).filter(|own| lost.contains_key(own)) else { continue };
        let before = nth.checked_sub(1).and_then(hash);
        let kept = |pair: Option<(u64, u64)>| {
            u32::from(pair.and_then(|pair| pairs.get(&pair)).is_none_or(|missing| *missing <= 0))
        };
        let near_lost =
            |word: Option<u64>| u32::from(word.is_none_or(|word| !lost.contains_key(&word)));
        let score = 2
            * (kept(before.map(|before| (before, own)))
                + kept(hash(nth + 1).map(|next| (own, next))))
            + near_lost(before)
            + near_lost(hash(nth + 1));
        candidates.entry(own).or_default().push((score, *at));
    }
    let mut places = vec![];
    for (word, count) in lost {
        let Some(mut of_word) = candidates.remove(word) else { continue };
        of_word.sort_unstable();
        places.extend(of_word.into_iter().take(*count as usize).map(|(_, at)| at));
    }
    places
}

/// Returns the addresses that do not occur in the output.
///
/// An address is compared by its words, since it may be written differently there; words next to an
/// escape are skipped.
pub(super) fn lost_links(
    src: &str,
    links: &[Range<usize>],
    published: &PublishedWords,
) -> Vec<Range<usize>> {
    let is_lost = |link: &&Range<usize>| {
        let mut words = WrittenWords::default();
        words_in(src.as_bytes(), link.start, link.end, WordClass::Text, &mut words);
        let escaped = |word: &WrittenWord| {
            let before = word.range.start.checked_sub(1).and_then(|at| src.as_bytes().get(at));
            let after = src.as_bytes().get(word.range.end);
            matches!(before, Some(b'%' | b'&' | b'#' | b'\\'))
                || matches!(after, Some(b'%' | b';' | b'\\'))
        };
        words.words.iter().any(|word| !escaped(word) && !published.all.contains_key(&word.hash))
    };
    links.iter().filter(is_lost).cloned().collect()
}

/// Returns the brackets of the input that the output shows as typed.
///
/// `plain` is the text of the output, outside of code.
pub(super) fn bracket_marks(src: &str, brackets: &[usize], plain: &str) -> Vec<Range<usize>> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut marks: Vec<Range<usize>> = vec![];
    for at in brackets {
        let Some(mark) = src.get(*at..).and_then(mark_text) else { continue };
        let left = counts.entry(mark).or_insert_with(|| plain.matches(mark).count());
        if *left == 0 || marks.last().is_some_and(|last| last.end > *at) {
            continue;
        }
        *left -= 1;
        marks.push(*at..*at + mark.len());
    }
    marks
}

/// Returns the text to search for: the mark and the rest of its word, without signs that smart
/// punctuation rewrites.
fn mark_text(rest: &str) -> Option<&str> {
    let ends = |c: char| c.is_whitespace() || "\"'-.\\&*_`<>|".contains(c);
    let tail = rest.get(2..)?;
    let len = tail.find(ends).unwrap_or(tail.len());
    let len = tail.char_indices().nth(24).map_or(len, |(at, _)| len.min(at));
    rest.get(..2 + len)
}
