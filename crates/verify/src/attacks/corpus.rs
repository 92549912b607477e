//! The texts of the attacks: prose by language, as files in `texts/`.
//!
//! They were written for the attacks, from grammars, without the data of the matcher.

use super::chance::RandomSource;

/// Prose of one language.
pub(super) struct SampleProse {
    /// Its language code.
    pub(super) code: &'static str,
    /// True if the manual lists it among the languages whose negations are known.
    pub(super) is_known: bool,
    text: &'static str,
}

/// Languages with spaces between words.
pub(super) const SPACED: &[SampleProse] = &[
    SampleProse { code: "en", is_known: true, text: include_str!("texts/en.txt") },
    SampleProse { code: "de", is_known: true, text: include_str!("texts/de.txt") },
    SampleProse { code: "fr", is_known: true, text: include_str!("texts/fr.txt") },
    SampleProse { code: "es", is_known: true, text: include_str!("texts/es.txt") },
    SampleProse { code: "it", is_known: true, text: include_str!("texts/it.txt") },
    SampleProse { code: "pt", is_known: true, text: include_str!("texts/pt.txt") },
    SampleProse { code: "nl", is_known: true, text: include_str!("texts/nl.txt") },
    SampleProse { code: "pl", is_known: true, text: include_str!("texts/pl.txt") },
    SampleProse { code: "el", is_known: true, text: include_str!("texts/el.txt") },
    SampleProse { code: "tr", is_known: true, text: include_str!("texts/tr.txt") },
    SampleProse { code: "ar", is_known: true, text: include_str!("texts/ar.txt") },
    SampleProse { code: "sv", is_known: false, text: include_str!("texts/sv.txt") },
    SampleProse { code: "ru", is_known: false, text: include_str!("texts/ru.txt") },
    SampleProse { code: "hu", is_known: false, text: include_str!("texts/hu.txt") },
    SampleProse { code: "ko", is_known: false, text: include_str!("texts/ko.txt") },
    SampleProse { code: "he", is_known: false, text: include_str!("texts/he.txt") },
    SampleProse { code: "hi", is_known: false, text: include_str!("texts/hi.txt") },
];

/// Languages without; `|` separates their words.
pub(super) const UNSPACED: &[SampleProse] = &[
    SampleProse { code: "zh", is_known: false, text: include_str!("texts/zh.txt") },
    SampleProse { code: "ja", is_known: false, text: include_str!("texts/ja.txt") },
    SampleProse { code: "th", is_known: false, text: include_str!("texts/th.txt") },
];

impl SampleProse {
    /// The prose of a language code; English if none exists.
    pub(super) fn of(code: &str) -> &'static Self {
        SPACED.iter().find(|prose| prose.code == code).unwrap_or(&SPACED[0])
    }

    /// Its sentences with their marks: `(…)` around optional words, `_` between words that belong together.
    pub(super) fn sentences(&self) -> Vec<&'static str> {
        self.text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
    }

    /// Some of its sentences in one paragraph, each once, as words with their marks.
    pub(super) fn paragraph(&self, chance: &mut RandomSource, most: usize) -> Vec<&'static str> {
        let mut all = self.sentences();
        let count = chance.within(1, most.min(all.len()));
        let mut out = vec![];
        for _ in 0..count {
            let at = chance.below(all.len());
            out.extend(all.remove(at).split(' '));
        }
        out
    }
}

/// Words without the marks for optional words; `_` is kept.
pub(super) fn bare(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| word.replace(['(', ')'], "")).collect()
}

/// Words as written in a text.
pub(super) fn written<T: AsRef<str>>(words: &[T]) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    words.join(" ").replace('_', " ").replace(['(', ')'], "")
}

/// The runs of letters and digits of a text, in lower case.
pub(super) fn runs(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|run| !run.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// True if a text contains the words of a quotation in sequence; compared without the matcher.
pub(super) fn has(text: &str, words: &str) -> bool {
    let (text, words) = (runs(text), runs(words));
    words.is_empty() || text.windows(words.len()).any(|window| window == words)
}

/// True if the quotation marks in the words are in pairs.
pub(super) fn is_paired(text: &str) -> bool {
    let count = |mark: char| text.matches(mark).count();
    count('«') == count('»')
        && (count('„') == 0) == (count('“') == 0 || count('”') > 0)
        && (count('„') > 0 || count('“') == count('”'))
        && count('‘') <= count('’')
        && (count('‘') > 0 || !text.split(' ').any(|word| word.ends_with('’')))
        && count('"') % 2 == 0
}

/// A random range of words of a text: its start and end.
pub(super) fn span(
    chance: &mut RandomSource,
    len: usize,
    low: usize,
    high: usize,
) -> (usize, usize) {
    let count = chance.within(low, high).min(len);
    let from = chance.below(len - count + 1);
    (from, from + count)
}

/// Words without punctuation at their ends.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '–', '—', ',', '.', ';', ':'])
}
