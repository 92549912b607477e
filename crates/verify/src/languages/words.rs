//! A list of words of one language: whole words, beginnings of words (`stem*`) and phrases (`far_from`).
//!
//! Knows how an entry is written and where it matches; knows nothing of what a list is for.

use std::collections::{HashMap, HashSet};

/// Longer words are not looked at letter by letter.
pub(crate) const LONGEST: usize = 64;

/// Words to look for.
#[derive(Debug, Default)]
pub struct WordSet {
    /// By the first word of an entry: the words that must follow it.
    whole: HashMap<String, Vec<Vec<String>>>,
    stems: HashSet<String>,
    /// The bytes of the longest stem.
    longest: usize,
}

impl WordSet {
    /// Reads entries.
    ///
    /// * In: entries, and how a word is written when it is compared.
    /// * Rule: `*` at the end of an entry stands for any letters, `_` parts the words of a phrase, `#` in a phrase
    ///   stands for any number in digits, `?` for any word.
    pub(super) fn new<'a>(
        entries: impl IntoIterator<Item = &'a str>,
        fold: impl Fn(&str) -> Vec<String>,
    ) -> Self {
        let mut out = Self::default();
        for entry in entries {
            if let Some(stem) = entry.strip_suffix('*') {
                let stem = fold(stem).concat();
                out.longest = out.longest.max(stem.len());
                out.stems.insert(stem);
                continue;
            }
            let mut words = entry.split('_').flat_map(&fold);
            if let Some(first) = words.next() {
                let all = out.whole.entry(first).or_default();
                all.push(words.collect());
                all.sort_by_key(|rest| std::cmp::Reverse(rest.len()));
            }
        }
        out
    }

    /// How many words match an entry from the `at`-th on; of several entries the longest.
    pub fn at(&self, words: &[String], at: usize) -> Option<usize> {
        let word = words.get(at)?;
        let rest = words.get(at + 1..).unwrap_or_default();
        let follows = |tail: &&Vec<String>| {
            tail.len() <= rest.len()
                && tail.iter().zip(rest).all(|(want, word)| is_like(want, word))
        };
        let whole = self.whole.get(word.as_str());
        let whole = whole.and_then(|tails| tails.iter().find(follows)).map(|tail| tail.len() + 1);
        whole.or_else(|| self.has_stem(word).then_some(1))
    }

    /// The bytes of the longest entry that is this word alone or its beginning.
    pub(super) fn most(&self, word: &str) -> Option<usize> {
        if self.is_whole(word) {
            return Some(word.len());
        }
        let most = self.longest.min(word.len());
        (1..=most).rev().find(|n| word.get(..*n).is_some_and(|head| self.stems.contains(head)))
    }

    /// Whether an entry is this word alone, or its beginning.
    pub fn has(&self, word: &str) -> bool {
        self.is_whole(word) || self.has_stem(word)
    }

    /// Whether an entry is this word alone.
    pub fn is_whole(&self, word: &str) -> bool {
        self.whole.get(word).is_some_and(|tails| tails.iter().any(Vec::is_empty))
    }

    /// Whether an entry is a beginning of this word.
    pub fn has_stem(&self, word: &str) -> bool {
        let most = self.longest.min(word.len());
        (1..=most).filter_map(|n| word.get(..n)).any(|head| self.stems.contains(head))
    }

    /// The entries that are one whole word.
    pub(super) fn single(&self) -> impl Iterator<Item = &str> {
        let single = self.whole.iter().filter(|(_, tails)| tails.iter().any(Vec::is_empty));
        single.map(|(word, _)| word.as_str())
    }
}

fn is_like(want: &str, word: &str) -> bool {
    want == word || want == "?" || want == "#" && word.starts_with(char::is_numeric)
}
