//! A word list of one language: whole words, stems (`stem*`) and phrases (`far_from`).
//!
//! Depends on the form of an entry, not on the purpose of a list.

use std::collections::{HashMap, HashSet};

/// The most letters of a word that is looked up by its stems.
pub(crate) const LONGEST: usize = 64;

/// A searchable word list.
#[derive(Debug, Default)]
pub struct WordSet {
    /// The further words of each entry, by its first word.
    whole: HashMap<String, Vec<Vec<String>>>,
    stems: HashSet<String>,
    /// The byte length of the longest stem.
    longest: usize,
}

impl WordSet {
    /// Reads entries.
    ///
    /// * In: entries, and the folding of a word.
    /// * Rule: `*` at the end of an entry matches any letters, `_` separates the words of a phrase, `#` in a phrase
    ///   matches any number in digits, `?` any word.
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

    /// The number of words that match the longest entry from index `at` on; `None` if no entry matches.
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

    /// The byte length of the longest entry that equals this word or is its stem.
    pub(super) fn most(&self, word: &str) -> Option<usize> {
        if self.is_whole(word) {
            return Some(word.len());
        }
        let most = self.longest.min(word.len());
        (1..=most).rev().find(|n| word.get(..*n).is_some_and(|head| self.stems.contains(head)))
    }

    /// True if an entry equals this word or is its stem.
    pub fn has(&self, word: &str) -> bool {
        self.is_whole(word) || self.has_stem(word)
    }

    /// True if an entry equals this word.
    pub fn is_whole(&self, word: &str) -> bool {
        self.whole.get(word).is_some_and(|tails| tails.iter().any(Vec::is_empty))
    }

    /// True if an entry is a stem of this word.
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
