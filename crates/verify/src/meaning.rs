//! Words that the meaning of a sentence depends on: negations and numbers, in English.
//!
//! Used for reports on words that were not found. Gaps and brackets are checked in `sense`, in many languages.

use crate::fold::{fold, is_word};
use crate::languages::all;

/// Words for numbers.
pub const NUMBERS: &[&str] = &[
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
    "thousand",
    "million",
    "billion",
    "trillion",
    "dozen",
    "half",
    "quarter",
    "third",
    "double",
    "twice",
    "percent",
    "all",
    "most",
    "some",
    "few",
    "only",
];

/// The words of a text, in lower case.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    let text = fold(text).text().to_lowercase();
    let words: Vec<String> = text
        .split(|c: char| !is_word(c) && c != '\'')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    words.into_iter()
}

/// True if a text contains an English negation. Verbs like `stop` and `refuse` do not count, because another verb
/// may replace them.
pub fn negates(text: &str) -> bool {
    all().first().is_some_and(|english| {
        let words = english.tokens(text);
        let is_verb = |at| english.verbs.at(&words, at).is_some();
        (0..words.len()).any(|at| english.negation(&words, at).is_some() && !is_verb(at))
    })
}

/// The number of words of a text.
pub fn count_words(text: &str) -> usize {
    text.split(|c: char| !is_word(c) && !matches!(c, '\'' | '’'))
        .filter(|w| w.contains(is_word))
        .count()
}
