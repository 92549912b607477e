//! The mark at the end of a sentence, and editorial remarks.

use super::chance::RandomSource;
use super::corpus::{SPACED, bare, has, is_paired, trimmed, written};
use super::{Attack, ExpectedVerdict};

/// The marks of a statement, a question and an exclamation in a language.
fn marks(code: &str) -> [&'static str; 3] {
    match code {
        "el" => [".", ";", "!"],
        "ar" => [".", "؟", "!"],
        "hi" => ["।", "?", "!"],
        "fr" => [".", "\u{202f}?", "\u{202f}!"],
        _ => [".", "?", "!"],
    }
}

const REMARKS: &[&str] = &[
    "[sic!]",
    "[sic]",
    "[emphasis mine]",
    "[emphasis added]",
    "[their emphasis]",
    "[my translation]",
    "[my emphasis]",
];

struct EndMarkAttack {
    sentences: Vec<Vec<String>>,
    ends: Vec<usize>,
    code: &'static str,
}

fn make(chance: &mut RandomSource) -> EndMarkAttack {
    let prose = &SPACED[chance.below(SPACED.len())];
    let all = prose.sentences();
    let mut made = EndMarkAttack { sentences: vec![], ends: vec![], code: prose.code };
    for _ in 0..3 {
        let mut words = bare(&all[chance.below(all.len())].split(' ').collect::<Vec<_>>());
        if let Some(last) = words.last_mut() {
            *last = last.trim_end_matches(['.', '।']).to_owned();
        }
        made.sentences.push(words);
        made.ends.push(chance.below(3));
    }
    made
}

impl EndMarkAttack {
    fn copy(&self) -> String {
        let marks = marks(self.code);
        let all = self.sentences.iter().zip(&self.ends);
        all.map(|(words, end)| written(words) + marks[*end]).collect::<Vec<_>>().join(" ")
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the copy and the words are made for it")]
fn attack_of(copy: String, words: String, must: ExpectedVerdict, about: &str) -> Option<Attack> {
    let words = words.trim().to_owned();
    is_paired(&words).then(|| Attack { copy, is_html: false, words, must, about: about.into() })
}

/// Another mark at the end, or a remark that replaces words.
pub(super) fn attack(chance: &mut RandomSource) -> Option<Attack> {
    let made = make(chance);
    let marks = marks(made.code);
    let n = chance.below(3);
    let words = &made.sentences[n];
    let from = words.len() - chance.within(3, 6).min(words.len());
    if chance.once_in(2) {
        // `?` inside a sentence also differs from the source.
        let is_inside = chance.once_in(4);
        let to = if is_inside { words.len() - 1 } else { words.len() };
        let own = if is_inside { 0 } else { made.ends[n] };
        let other = (own + chance.within(1, 2)) % 3;
        let text = written(&words[from.min(to - 1)..to]);
        let text = format!("{}{}", trimmed(&text), marks[other]);
        let twice = made.sentences.iter().filter(|other| *other == words).count() > 1;
        if twice {
            return None;
        }
        let about = if is_inside { "a mark inside a sentence" } else { "another mark at the end" };
        return attack_of(made.copy(), text, ExpectedVerdict::Reported, about);
    }
    let remark = chance.pick(REMARKS);
    let at = chance.within(from + 1, words.len() - 2);
    let to = (at + chance.within(1, 2)).min(words.len() - 1);
    let without = format!("{} {}", written(&words[from..at]), written(&words[to..]));
    if has(&made.copy(), &without) {
        return None;
    }
    let text = format!("{} {remark} {}", written(&words[from..at]), written(&words[to..]));
    attack_of(made.copy(), text, ExpectedVerdict::Refused, "a remark in the place of words")
}

/// The mark of the source, no mark, or a remark between words.
pub(super) fn quotation(chance: &mut RandomSource) -> Option<Attack> {
    let made = make(chance);
    let marks = marks(made.code);
    let n = chance.below(3);
    let words = &made.sentences[n];
    let from = words.len() - chance.within(3, 7).min(words.len());
    let mut text = words[from..].to_vec();
    if chance.once_in(2) {
        let at = chance.within(1, text.len() - 1);
        text.insert(at, chance.pick(REMARKS).to_owned());
    }
    let mark = if chance.once_in(3) { "" } else { marks[made.ends[n]] };
    let text = format!("{}{mark}", written(&text).trim_start_matches(['–', ' ']));
    let (open, close) = *[("", ""), ("“", "”"), ("«", "»"), ("\"", "\"")].get(chance.below(4))?;
    let text = format!("{open}{text}{close}");
    attack_of(made.copy(), text, ExpectedVerdict::Accepted, "the mark of the source")
}
