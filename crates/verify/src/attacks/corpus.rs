//! The texts that attacks are made of: prose by language, as files beside this one.
//!
//! They were written for the attacks, from grammars, and without a look at the data of the matcher.

use super::chance::RandomSource;

/// Prose of one language.
pub(super) struct SampleProse {
    /// Its code.
    pub(super) code: &'static str,
    /// Whether the manual lists it among the languages whose negations are known.
    pub(super) is_known: bool,
    text: &'static str,
}

/// Languages that part words by spaces.
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

/// Languages that do not; `|` is between their words.
pub(super) const UNSPACED: &[SampleProse] = &[
    SampleProse { code: "zh", is_known: false, text: include_str!("texts/zh.txt") },
    SampleProse { code: "ja", is_known: false, text: include_str!("texts/ja.txt") },
    SampleProse { code: "th", is_known: false, text: include_str!("texts/th.txt") },
];

impl SampleProse {
    /// The language of a code; English if there is none.
    pub(super) fn of(code: &str) -> &'static Self {
        SPACED.iter().find(|prose| prose.code == code).unwrap_or(&SPACED[0])
    }

    /// Its sentences with their marks: `(…)` about words that may go, `_` between words that belong together.
    pub(super) fn sentences(&self) -> Vec<&'static str> {
        self.text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
    }

    /// Some sentences of it in one paragraph, each once; words with their marks.
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

/// Words without the marks about what may go; `_` is kept.
pub(super) fn bare(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| word.replace(['(', ')'], "")).collect()
}

/// Words as a text has them.
pub(super) fn written<T: AsRef<str>>(words: &[T]) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    words.join(" ").replace('_', " ").replace(['(', ')'], "")
}

/// The runs of letters and digits of a text, in small letters.
pub(super) fn runs(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|run| !run.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Whether a text has the words of a quotation, one after the other: looked for without the matcher.
pub(super) fn has(text: &str, words: &str) -> bool {
    let (text, words) = (runs(text), runs(words));
    words.is_empty() || text.windows(words.len()).any(|window| window == words)
}

/// Whether the quotation marks of words are in pairs.
pub(super) fn is_paired(text: &str) -> bool {
    let count = |mark: char| text.matches(mark).count();
    count('«') == count('»')
        && (count('„') == 0) == (count('“') == 0 || count('”') > 0)
        && (count('„') > 0 || count('“') == count('”'))
        && count('‘') <= count('’')
        && (count('‘') > 0 || !text.split(' ').any(|word| word.ends_with('’')))
        && count('"') % 2 == 0
}

/// A number of words from a text: where it begins and ends.
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

/// Words without what is not part of them at their ends.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '–', '—', ',', '.', ';', ':'])
}
