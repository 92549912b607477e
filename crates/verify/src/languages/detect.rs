//! Detects the language of a text by its script and its most frequent words.
//!
//! It uses word lists and no letter statistics: quotations are short, the result must be the same on every machine,
//! and lists can be read and corrected. Several languages may be possible; a text in none of the supported ones is
//! in an "other" language. Linear in the text. Start with [`tongues`].

use super::{Language, all};
use crate::fold::{fold, is_word};
use crate::work::work;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// Frequent words of unsupported languages.
const OTHERS: &str = include_str!("others.txt");

/// The weight of a word that only one language has.
const WHOLE: u32 = 1000;

/// The number of bytes on each side of a passage that determine its language.
const AROUND: usize = 400;

/// A passage with fewer words is not enough evidence.
const FEW: u32 = 8;

/// With this many words, rare letters are not just foreign names.
const MOST_BY_CHANCE: u32 = 3;

/// The least percentage of the words of a text that the lists of its language contain.
const KNOWN: u32 = 12;

/// For each word, the languages that have it; supported ones come first.
struct LanguageDictionary {
    words: HashMap<String, Vec<usize>>,
    others: Vec<&'static str>,
}

fn dictionary() -> &'static LanguageDictionary {
    static ALL: LazyLock<LanguageDictionary> = LazyLock::new(|| {
        let mut words: HashMap<String, Vec<usize>> = HashMap::new();
        let mut put = |word: &str, n: usize| {
            let known = words.entry(word.to_lowercase()).or_default();
            if known.last() != Some(&n) {
                known.push(n);
            }
        };
        let latin = |language: &&Language| language.first("script").is_empty();
        let judged = all().iter().enumerate().filter(|(_, language)| latin(language));
        for (n, language) in judged {
            language.evidence().for_each(|word| put(word, n));
        }
        let lines = OTHERS.lines().filter(|line| !line.starts_with('#'));
        let lines: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once(':')).collect();
        for (n, (_, list)) in lines.iter().enumerate() {
            list.split_whitespace().for_each(|word| put(word, all().len() + n));
        }
        LanguageDictionary {
            words,
            others: lines.into_iter().map(|(code, _)| code.trim()).collect(),
        }
    });
    &ALL
}

/// The evidence of words and letters for the language of a text.
#[derive(Debug, Clone, Default)]
pub struct LanguageEvidence {
    /// The number of words in Latin letters.
    words: u32,
    /// Per language: the number of its words, and their weight, which is lower for a word of many languages.
    scores: Vec<(u32, u32)>,
    /// Per supported language: the number of words with a letter that it does not have, except names.
    strange: Vec<u32>,
    /// Per supported language: the number of words with a letter that hardly another language has.
    rare_letters: Vec<u32>,
    latin: u32,
    greek: u32,
    arabic: u32,
    /// The number of letters of the Arabic script that Arabic does not have.
    not_arabic: u32,
    other: u32,
}

impl LanguageEvidence {
    /// Counts the words and letters of a text.
    pub fn of(text: &str) -> Self {
        let dictionary = dictionary();
        let mut out = Self {
            scores: vec![(0, 0); all().len() + dictionary.others.len()],
            strange: vec![0; all().len()],
            rare_letters: vec![0; all().len()],
            ..Self::default()
        };
        let folded = fold(text);
        work(text.len());
        for c in folded.text().chars().filter(|c| c.is_alphabetic()) {
            match c {
                'پ' | 'چ' | 'ژ' | 'گ' | 'ک' | 'ی' | 'ے' | 'ٹ' | 'ڈ' | 'ڑ' | 'ں' | 'ھ' | 'ہ'
                | 'ۇ' | 'ې' | 'ۆ' | 'ێ' | 'ە' | 'ڕ' | 'ڤ' => {
                    out.arabic += 1;
                    out.not_arabic += 1;
                }
                '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' => out.arabic += 1,
                '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => out.greek += 1,
                'a'..='z' | 'A'..='Z' | '\u{aa}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => {
                    out.latin += 1;
                }
                _ => out.other += 1,
            }
        }
        for word in folded.text().split(|c: char| !is_word(c) && c != '\'') {
            let is_latin = |c: char| c.is_alphabetic() && u32::from(c) < 0x250;
            if !word.contains(is_latin) {
                continue;
            }
            out.words += 1;
            out.count_strange(word);
            let word = word.to_lowercase();
            let parts = word.split_inclusive('\'').filter(|part| *part != word);
            let keys = std::iter::once(word.as_str()).chain(parts);
            for known in keys.filter_map(|key| dictionary.words.get(key)) {
                let weight = WHOLE / u32::try_from(known.len()).unwrap_or(u32::MAX).max(1);
                for n in known {
                    if let Some((count, sum)) = out.scores.get_mut(*n) {
                        *count += 1;
                        *sum += weight;
                    }
                }
            }
        }
        out
    }

    fn count_strange(&mut self, word: &str) {
        if word.is_ascii() || !word.starts_with(char::is_lowercase) {
            return;
        }
        for (strange, language) in self.strange.iter_mut().zip(all()) {
            let letters = language.first("alphabet");
            let is_letter = |c: char| !c.is_ascii() && c.is_alphabetic();
            *strange += u32::from(word.contains(|c| is_letter(c) && !letters.contains(c)));
        }
        for (rare, language) in self.rare_letters.iter_mut().zip(all()) {
            let letters = language.first("letters");
            *rare += u32::from(word.contains(|c| letters.contains(c)));
        }
    }

    /// True if the text may be in the supported language with index `n`: it has the script, no foreign letters, and
    /// either its rare letters or as many of its words as of any unsupported language.
    fn agrees_with(&self, n: usize) -> bool {
        let (own, best) = self.weights(n);
        let has_letters = self.rare_letters.get(n).is_some_and(|words| *words > 0);
        let is_latin = all().get(n).is_some_and(|language| language.first("script").is_empty());
        self.has_script_of(n) && (!is_latin || has_letters || own > 0 && own >= best)
    }

    /// True if several words have letters that are rare except in the supported language with index `n`.
    fn is_written_in(&self, n: usize) -> bool {
        self.rare_letters.get(n).is_some_and(|words| *words >= MOST_BY_CHANCE)
            && self.has_script_of(n)
    }

    /// True if the words alone show that the text is in the supported language with index `n`.
    fn points_to(&self, n: usize) -> bool {
        let (own, best) = self.weights(n);
        let is_latin = all().get(n).is_some_and(|language| language.first("script").is_empty());
        self.has_script_of(n) && (!is_latin || own > best)
    }

    /// The weight of the words of a supported language, and of the most likely unsupported one.
    fn weights(&self, n: usize) -> (u32, u32) {
        let (judged, others) = self.scores.split_at(all().len().min(self.scores.len()));
        let weight = |(_, weight): &(u32, u32)| *weight;
        (judged.get(n).map_or(0, weight), others.iter().map(weight).max().unwrap_or(0))
    }

    /// True if the text has the script of a supported language and no letters that it does not have.
    fn has_script_of(&self, n: usize) -> bool {
        let Some(language) = all().get(n) else { return false };
        if !language.first("script").is_empty() {
            let says = self.says();
            return !says.is_other && says.judged.contains(&n);
        }
        let strange = self.strange.get(n).copied().unwrap_or(0);
        self.other == 0 && (strange == 0 || strange.saturating_mul(25) < self.words)
    }

    /// The possible languages of the text.
    fn says(&self) -> LanguageHint {
        let mut says = LanguageHint::default();
        let letters = self.latin + self.greek + self.arabic + self.other;
        let has_much = |n: u32| n > 0 && n.saturating_mul(5) >= letters;
        says.is_other = has_much(self.other);
        let script = |name: &str| all().iter().position(|l| l.first("script") == name);
        if has_much(self.greek) {
            says.judged.extend(script("Greek"));
        }
        if has_much(self.arabic) {
            if self.not_arabic.saturating_mul(100) > self.arabic {
                says.is_other = true;
            } else {
                says.judged.extend(script("Arabic"));
            }
        }
        if has_much(self.latin) {
            self.latin_says(&mut says);
        }
        says.judged.sort_unstable();
        says
    }

    fn latin_says(&self, says: &mut LanguageHint) {
        let (judged, others) = self.scores.split_at(all().len().min(self.scores.len()));
        let best = judged.iter().map(|(_, weight)| *weight).max().unwrap_or(0);
        let other = others.iter().map(|(_, weight)| *weight).max().unwrap_or(0);
        if best == 0 && other == 0 {
            return;
        }
        says.judged.extend(
            judged
                .iter()
                .enumerate()
                .filter(|(_, (_, weight))| *weight > 0 && weight.saturating_mul(2) >= best)
                .map(|(n, _)| n),
        );
        // Around a short passage, words of another language may outweigh its own.
        says.judged.extend((0..all().len()).filter(|n| self.is_written_in(*n)));
        // A word with a letter that no possible language has is from another one.
        let least = says.judged.iter().filter_map(|n| self.strange.get(*n)).min();
        let is_strange = least.is_some_and(|n| *n > 0 && n.saturating_mul(25) >= self.words);
        let most = judged.iter().map(|(count, _)| *count).max().unwrap_or(0);
        let knows_few = most.saturating_mul(100) < self.words.saturating_mul(KNOWN);
        says.is_other |= other > best || is_strange;
        says.knows_few = self.words > 2 * FEW && knows_few;
        says.is_sure = other >= 2 * WHOLE || best >= 2 * WHOLE;
    }
}

#[derive(Debug, Default)]
struct LanguageHint {
    judged: Vec<usize>,
    /// True if the text is in an unsupported language, at least in part.
    is_other: bool,
    /// True if few of its words are known.
    knows_few: bool,
    is_sure: bool,
}

/// The possible languages of a passage.
#[derive(Debug, Clone, Default)]
pub struct PassageLanguages {
    /// The supported ones.
    pub judged: Vec<&'static Language>,
    /// True if it may be in an unsupported one.
    pub is_other: bool,
}

/// Detects the languages of a passage.
///
/// * In: the text, the evidence of its words, the bytes of the passage, and the `language` of its source, which may
///   be wrong, regional or empty.
/// * Rule: combines the evidence of the passage with its surroundings, of the whole text, and of the declared
///   language. Without evidence it is an unsupported language.
pub fn tongues(
    text: &str,
    whole: &LanguageEvidence,
    at: &Range<usize>,
    stated: &str,
) -> PassageLanguages {
    let bound = |at: usize, up: bool| {
        let mut at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at = if up { at + 1 } else { at - 1 };
        }
        at
    };
    let from = bound(at.start.saturating_sub(AROUND), false);
    let to = bound(at.end.saturating_add(AROUND), true);
    // A long gap is judged as part of the whole text.
    let near = if to - from > 8 * AROUND {
        LanguageEvidence::default()
    } else {
        LanguageEvidence::of(&text[from..to])
    };
    let (near, all_says) = (near, whole.says());
    let near_says = near.says();
    let named = all().iter().position(|language| language.is_meant(stated));
    let mut judged: Vec<usize> = near_says.judged.clone();
    judged.extend(&all_says.judged);
    judged.extend(named);
    judged.sort_unstable();
    judged.dedup();
    let knows_near = near.words >= FEW && near_says.is_sure;
    // A short text may contain few or no frequent words of its declared language. Its letters may identify the
    // language in any case.
    let written = (0..all().len()).find(|n| whole.is_written_in(*n));
    judged.extend(written);
    judged.sort_unstable();
    judged.dedup();
    let agrees = written.is_some() || named.is_some_and(|n| whole.agrees_with(n));
    let mut is_other =
        near_says.is_other && (near_says.is_sure || near.other > 0 || near.not_arabic > 0);
    is_other |= !knows_near && !agrees && (all_says.is_other || all_says.knows_few);
    // A source may declare the wrong language, so the declaration needs other evidence.
    let is_known = || judged.iter().any(|n| Some(*n) != named && whole.points_to(*n));
    is_other |= named.is_some() && !agrees && !is_known();
    let names_other = named.is_none() && is_language(stated);
    PassageLanguages {
        is_other: is_other || names_other || judged.is_empty(),
        judged: judged.into_iter().filter_map(|n| all().get(n)).collect(),
    }
}

/// True if a `language` field names exactly one known language.
fn is_language(tag: &str) -> bool {
    let tag = tag.trim().to_lowercase();
    let head = tag.split(['-', '_', ' ']).next().unwrap_or_default();
    !matches!(head, "" | "und" | "mul" | "zxx" | "mis" | "x")
}
