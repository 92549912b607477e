//! Words on which the meaning of a sentence hangs: negations and numbers. English; used for flags only.

use crate::verify::fold::{fold, is_word};

/// Words that turn a sentence into its opposite.
pub const NEGATIONS: &[&str] = &[
    "not", "never", "no", "nor", "neither", "none", "nobody", "nothing", "without", "except",
    "unless", "denied", "deny", "denies", "false", "falsely", "cannot", "hardly", "barely",
    "refused", "failed", "unlikely",
];

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

/// Whether a text holds a negation.
pub fn negates(text: &str) -> bool {
    words(text).any(|word| NEGATIONS.contains(&word.as_str()) || word.ends_with("n't"))
}

/// How many words a text has.
pub fn count_words(text: &str) -> usize {
    text.split(|c: char| !is_word(c) && !matches!(c, '\'' | '’'))
        .filter(|w| w.contains(is_word))
        .count()
}
