//! Half words at the ends of lines.

use super::chance::RandomSource;
use super::corpus::{SPACED, SampleProse, bare, has, trimmed, written};
use super::{Attack, ExpectedVerdict};

/// A text with some of its words split, and their positions.
struct BrokenText {
    words: Vec<String>,
    /// The word and the byte at which it is split.
    at: Vec<(usize, usize)>,
    mark: BreakMark,
}

#[derive(Clone, Copy, PartialEq)]
enum BreakMark {
    Hard,
    Soft,
    Break,
    Entity,
}

impl BreakMark {
    fn text(self) -> &'static str {
        match self {
            Self::Hard => "-\n",
            Self::Soft => "\u{ad}\n",
            Self::Break => "-<br>",
            Self::Entity => "&shy;",
        }
    }

    fn is_html(self) -> bool {
        matches!(self, Self::Break | Self::Entity)
    }
}

const VOWELS: &str = "aeiouyáéíóúàèìòùâêîôûäëïöüåãõąęıαεηιουωάέήίόύώаеиоуыэюяőű";

/// The bytes at which a word can be split: before a consonant and a vowel, with two letters on each side.
fn places(word: &str) -> Vec<usize> {
    let chars: Vec<(usize, char)> = word.char_indices().collect();
    let is_vowel = |c: char| c.to_lowercase().any(|c| VOWELS.contains(c));
    let letters = |part: &[(usize, char)]| part.iter().all(|(_, c)| c.is_alphabetic());
    (2..chars.len().saturating_sub(2))
        .filter(|n| {
            letters(&chars[n - 2..n + 2]) && is_vowel(chars[n + 1].1) && !is_vowel(chars[*n].1)
        })
        .map(|n| chars[n].0)
        .collect()
}

fn parted(chance: &mut RandomSource) -> Option<BrokenText> {
    let prose = &SPACED[chance.below(SPACED.len())];
    if prose.code == "ar" {
        return None;
    }
    let words = bare(&prose.paragraph(chance, 3));
    let long: Vec<usize> = (1..words.len()).filter(|n| !places(&words[*n]).is_empty()).collect();
    let mut at: Vec<(usize, usize)> = (0..chance.within(1, 4))
        .filter_map(|_| {
            let n = *long.get(chance.below(long.len()))?;
            let places = places(&words[n]);
            Some((n, places[chance.below(places.len())]))
        })
        .collect();
    at.sort_unstable();
    at.dedup_by_key(|(n, _)| *n);
    let marks =
        [BreakMark::Hard, BreakMark::Hard, BreakMark::Soft, BreakMark::Break, BreakMark::Entity];
    (!at.is_empty()).then(|| BrokenText { words, at, mark: marks[chance.below(marks.len())] })
}

impl BrokenText {
    fn is_parted(&self, n: usize) -> Option<usize> {
        self.at.iter().find(|(word, _)| *word == n).map(|(_, at)| *at)
    }

    fn copy(&self, chance: &mut RandomSource) -> String {
        let mut out = String::new();
        for (n, word) in self.words.iter().enumerate() {
            match self.is_parted(n) {
                Some(at) => out.extend([&word[..at], self.mark.text(), &word[at..]]),
                None => out += word,
            }
            out.push(if !self.mark.is_html() && chance.once_in(9) { '\n' } else { ' ' });
        }
        out.replace('_', " ")
    }

    fn attack(&self, copy: String, words: String, must: ExpectedVerdict, about: &str) -> Attack {
        Attack { copy, is_html: self.mark.is_html(), words, must, about: about.to_owned() }
    }
}

/// A range of numbers split at its hyphen.
fn range(chance: &mut RandomSource) -> (String, String, String) {
    let (low, high) = (chance.within(2, 40), chance.within(41, 99));
    let (head, tail) = *[
        ("We wait", "hours at the quay."),
        ("It takes", "pilots to turn the ferry."),
        ("Wir warten", "Stunden am Kai."),
        ("On compte", "jours pour la vente."),
    ]
    .get(chance.below(4))
    .unwrap_or(&("", ""));
    (
        format!("{head} {low}-\n{high} {tail}"),
        format!("{high} {}", trimmed(tail)),
        format!("{head} {low}-{high} {}", trimmed(tail)),
    )
}

/// Words that start or end with half of a split word.
pub(super) fn attack(chance: &mut RandomSource) -> Option<Attack> {
    if chance.once_in(12) {
        let (copy, words, _) = range(chance);
        let about = "half a range".into();
        return Some(Attack {
            copy,
            is_html: false,
            words,
            must: ExpectedVerdict::Reported,
            about,
        });
    }
    let parted = parted(chance)?;
    let copy = parted.copy(chance);
    let (n, at) = parted.at[chance.below(parted.at.len())];
    let word = &parted.words[n];
    let (words, about) = if chance.once_in(2) {
        let to = (n + chance.within(2, 6)).min(parted.words.len());
        let rest: Vec<&str> = std::iter::once(&word[at..])
            .chain(parted.words[n + 1..to].iter().map(String::as_str))
            .collect();
        (written(&rest), "from the second half")
    } else {
        let from = n.saturating_sub(chance.within(1, 5));
        let mut part: Vec<&str> = parted.words[from..n].iter().map(String::as_str).collect();
        part.push(&word[..at]);
        let hyphen = if chance.once_in(3) { "-" } else { "" };
        (written(&part) + hyphen, "to the first half")
    };
    let words = trimmed(&words).to_owned();
    if has(&written(&parted.words), &words) || words.chars().count() < 6 {
        return None;
    }
    Some(parted.attack(copy, words, ExpectedVerdict::Refused, about))
}

/// Words with whole split words, each joined or with its hyphen; and words after a dash.
pub(super) fn quotation(chance: &mut RandomSource) -> Option<Attack> {
    match chance.below(16) {
        0 | 1 => return dash(chance),
        2 => return Some(suspended(chance)),
        3 => {
            let (copy, _, words) = range(chance);
            let about = "a range".into();
            return Some(Attack {
                copy,
                is_html: false,
                words,
                must: ExpectedVerdict::Accepted,
                about,
            });
        }
        _ => {}
    }
    let parted = parted(chance)?;
    let copy = parted.copy(chance);
    let (n, _) = parted.at[chance.below(parted.at.len())];
    let from = n.saturating_sub(chance.below(5));
    let to = (n + chance.within(1, 5)).min(parted.words.len());
    if to - from < 3 {
        return None;
    }
    let part: Vec<String> = (from..to)
        .map(|n| {
            let word = &parted.words[n];
            let Some(at) = parted.is_parted(n) else { return word.clone() };
            match (parted.mark, chance.below(4)) {
                (BreakMark::Hard | BreakMark::Break, 0) => {
                    format!("{}-{}", &word[..at], &word[at..])
                }
                (BreakMark::Hard, 1) => format!("{}-\n{}", &word[..at], &word[at..]),
                _ => word.clone(),
            }
        })
        .collect();
    let words = trimmed(&written(&part)).to_owned();
    if !super::corpus::is_paired(&words) {
        return None;
    }
    Some(parted.attack(copy, words, ExpectedVerdict::Accepted, "whole words"))
}

/// A dash with a space before it does not split a word.
fn dash(chance: &mut RandomSource) -> Option<Attack> {
    let prose = SampleProse::of(chance.pick(&["en", "de", "fr", "nl"]));
    let words = bare(&prose.paragraph(chance, 2));
    let n = chance.within(2, words.len() - 4);
    let mut copy = words[..n].to_vec();
    let mark = chance.pick(&["-\n", "–\n"]);
    copy.push(format!("{mark}{}", words[n]));
    copy.extend_from_slice(&words[n + 1..]);
    let quote = trimmed(&written(&words[n..n + 4])).to_owned();
    if !super::corpus::is_paired(&quote) || quote.starts_with('–') {
        return None;
    }
    Some(Attack {
        copy: written(&copy),
        is_html: false,
        words: quote,
        must: ExpectedVerdict::Accepted,
        about: "after a dash".into(),
    })
}

/// A suspended hyphen, as in `in- and outpatients`, does not split a word although a line ends with it.
fn suspended(chance: &mut RandomSource) -> Attack {
    let (before, first, after) = *[
        ("Das Amt prüfte", "See", "und Landwege der Insel"),
        ("Der Rat besprach die", "Ein", "und Ausfuhr von Holz"),
        ("The clerks keep the", "pre", "and post-war ledgers of the port"),
        ("They compared", "short", "and long-term leases of the quay"),
        ("De raad besprak de", "in", "en uitvoer van hout"),
    ]
    .get(chance.below(5))
    .unwrap_or(&("", "", ""));
    let from = before.rfind(' ').map_or(0, |at| at + 1);
    let from = if chance.once_in(2) { from } else { 0 };
    Attack {
        copy: format!("{before} {first}-\n{after}."),
        is_html: false,
        words: format!("{} {first}- {after}", &before[from..]),
        must: ExpectedVerdict::Accepted,
        about: "a hyphen for the rest of a word".into(),
    }
}
