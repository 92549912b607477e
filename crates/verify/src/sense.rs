//! Finds changes of meaning by an edit: negations, numbers, quantities, degrees and attributions.
//!
//! Compares the words of a source with their replacement in a quotation, in every language that the source may be
//! in. The result can only add a diagnostic and never makes a quotation pass. Words are not understood, only looked
//! up in the lists of [`languages`](super::languages). Linear in the words. Start with [`turns`].

use crate::languages::detect::PassageLanguages;
use crate::languages::words::WordSet;
use crate::languages::{Language, all};
use crate::numbers::{numbers, signs};
use crate::rule_switch::{MatchRule, is_on};
use crate::work::work;
use std::collections::HashMap;

/// The kind of a change of meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SenseChange {
    /// A negation is removed.
    DropsNegation,
    /// A negation is added, or a word becomes its opposite.
    Reverses,
    /// A number or a quantity changes.
    Amount,
    /// A degree of certainty, amount or strength changes.
    Degree,
    /// The speaker changes.
    Speaker,
}

/// A change with the words that cause it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SenseTurn {
    /// The kind of the change.
    pub change: SenseChange,
    /// The words of the source.
    pub taken: String,
    /// The words of the quotation.
    pub put: String,
}

/// An edit with its context.
#[derive(Debug, Clone, Copy, Default)]
pub struct EditWords<'a> {
    /// Unchanged words of the source before it.
    pub before: &'a str,
    /// The words of the source.
    pub taken: &'a str,
    /// The words of the quotation.
    pub put: &'a str,
    /// Unchanged words after it.
    pub after: &'a str,
    /// True for a gap, which adds nothing.
    pub is_gap: bool,
    /// True if the words before it, and those after it, are joined to it without a space in the source or the
    /// quotation.
    pub joins: (bool, bool),
}

/// Gaps with at most this many words are examined in full.
const SHORT: usize = 4;

/// The changes of an edit in any of its possible languages.
pub fn turns(edit: &EditWords<'_>, tongues: &PassageLanguages) -> Vec<SenseTurn> {
    let in_one = |language: &&'static Language| EditSides::of(edit, language).turns();
    let mut turns: Vec<SenseTurn> = tongues.judged.iter().flat_map(in_one).collect();
    turns.extend(foreign_negation(edit, tongues));
    turns.sort_unstable();
    turns.dedup_by(|a, b| a.change == b.change);
    turns
}

/// An English negation in brackets in a text of another language: `[not]` in a German one.
fn foreign_negation(edit: &EditWords<'_>, tongues: &PassageLanguages) -> Option<SenseTurn> {
    let english = all().first()?;
    if edit.put.is_empty() || tongues.judged.iter().any(|l| l.code() == english.code()) {
        return None;
    }
    let words = english.tokens(edit.put);
    let at = (0..words.len()).find(|at| {
        let is_theirs = |l: &Language| l.list("function").contains(&words[*at].as_str());
        english.negation(&words, *at).is_some() && !tongues.judged.iter().any(|l| is_theirs(l))
    })?;
    let is_kept = english.tokens(edit.taken).contains(&words[at]);
    let turn =
        SenseTurn { change: SenseChange::Reverses, taken: String::new(), put: words[at].clone() };
    (!is_kept).then_some(turn)
}

/// An edit in one language: the words of the source and of the quotation.
struct EditSides<'a> {
    language: &'static Language,
    edit: &'a EditWords<'a>,
    theirs: Vec<String>,
    ours: Vec<String>,
    /// The source words used for numbers, quantities and degrees; a gap may omit these with whole clauses.
    near: Vec<String>,
    /// The words before the edit.
    before: Vec<String>,
}

impl<'a> EditSides<'a> {
    fn of(edit: &'a EditWords<'a>, language: &'static Language) -> Self {
        let (front, back) = edit.joins;
        let blank = |joined: bool| if joined { "" } else { " " };
        let side = |words: &str| {
            let text = [edit.before, blank(front), words, blank(back), edit.after].concat();
            work(text.len());
            language.tokens(&text)
        };
        let (theirs, ours) = (side(edit.taken), side(edit.put));
        let near = if edit.is_gap {
            side(&edges(&without_years(edit.taken, language)))
        } else {
            theirs.clone()
        };
        Self { language, edit, theirs, ours, near, before: language.tokens(edit.before) }
    }

    fn turns(&self) -> Vec<SenseTurn> {
        let mut out = vec![];
        let mut add = |change: SenseChange, taken: &[String], put: &[String]| {
            out.push(SenseTurn { change, taken: taken.join(" "), put: put.join(" ") });
        };
        let is_negation_judged = is_on(MatchRule::Negation);
        let (taken, put) = if is_negation_judged { self.negations() } else { (vec![], vec![]) };
        if taken.len() > put.len() {
            add(SenseChange::DropsNegation, &taken, &put);
        } else if put.len() > taken.len() {
            add(SenseChange::Reverses, &taken, &put);
        }
        if !is_on(MatchRule::Sense) {
            return out;
        }
        if taken.len() == put.len()
            && let Some((change, theirs, ours)) = self.opposite()
        {
            add(change, &[theirs], &[ours]);
        }
        let lists = [
            (SenseChange::Amount, &self.language.quantities),
            (SenseChange::Degree, &self.language.degrees),
        ];
        for (change, list) in lists {
            let of = |words: &[String]| listed(words, list, self.language, change);
            let (mut taken, mut put) = apart(of(&self.near), of(&self.ours));
            // `can` was already part of `can’t`.
            put.retain(|word| !self.theirs.iter().any(|theirs| is_in_negated(word, theirs)));
            taken.retain(|word| !self.ours.iter().any(|ours| is_in_negated(word, ours)));
            if self.edit.is_gap {
                taken.retain(|word| !of(&self.before).contains(word));
            }
            if !taken.is_empty() || !put.is_empty() {
                add(change, &taken, &put);
            }
        }
        let (taken, put) =
            apart(numbers(&self.near, self.language), numbers(&self.ours, self.language));
        if !taken.is_empty() || !put.is_empty() {
            let (near, ours) = (self.edit.taken.trim().to_owned(), self.edit.put.to_owned());
            if self.edit.is_gap {
                add(SenseChange::Amount, &taken, &put);
            } else {
                add(SenseChange::Amount, &[near], &[ours]);
            }
        }
        let near = edges(self.edit.taken);
        let near = if self.edit.is_gap { near.as_str() } else { self.edit.taken };
        let (taken, put) = apart(signs(near), signs(self.edit.put));
        if !taken.is_empty() || !put.is_empty() {
            add(SenseChange::Amount, &taken, &put);
        }
        if let Some((taken, put)) = self.speaker() {
            add(SenseChange::Speaker, &taken, &put);
        }
        out
    }

    /// The negations that only one side has.
    fn negations(&self) -> (Vec<String>, Vec<String>) {
        let find = |words: &[String]| -> Vec<String> {
            let mut all = vec![];
            let mut at = 0;
            while at < words.len() {
                let n = self.language.negation(words, at).unwrap_or(0);
                // `refuse and call`: the words that follow are not refused.
                let ends = self.edit.is_gap
                    && n > 0
                    && !self.language.is_verb_last
                    && self.language.verbs.at(words, at).is_some()
                    && self.language.and.at(words, at + n).is_some();
                if n > 0 && !ends {
                    all.push(words[at..(at + n).min(words.len())].join(" "));
                }
                at += n.max(1);
            }
            all
        };
        apart(find(&self.theirs), find(&self.ours))
    }

    /// A word that became its opposite: by a prefix, an ending or a pair of the lists.
    fn opposite(&self) -> Option<(SenseChange, String, String)> {
        let (theirs, ours) = apart(self.theirs.clone(), self.ours.clone());
        // Brackets are short; a gap adds nothing.
        for a in theirs.iter().take(2 * SHORT * SHORT) {
            for b in ours.iter().take(2 * SHORT * SHORT) {
                work(1);
                let listed = |(one, other): &(WordSet, WordSet)| {
                    one.has(a) && other.has(b) || one.has(b) && other.has(a)
                };
                let change = if self.language.negates_other(a, b) {
                    SenseChange::DropsNegation
                } else if self.language.negates_other(b, a)
                    || self.language.opposites.iter().any(listed)
                {
                    SenseChange::Reverses
                } else {
                    continue;
                };
                return Some((change, a.clone(), b.clone()));
            }
        }
        None
    }

    /// Words that name a speaker, on each side.
    fn speaker(&self) -> Option<(Vec<String>, Vec<String>)> {
        let language = self.language;
        let of = |words: &[String]| listed(words, &language.speech, language, SenseChange::Speaker);
        let (taken, put) = apart(of(&self.theirs), of(&self.ours));
        if !taken.is_empty() || !put.is_empty() {
            return Some((taken, put));
        }
        if self.edit.is_gap {
            return None;
        }
        // `[pilots] said`: a verb of speech is next to the replaced words.
        let after = language.tokens(self.edit.after);
        if language.list("persons").is_empty() {
            return None;
        }
        let speaks = language.speech.at(&after, 0).is_some()
            || self.before.last().is_some_and(|word| language.speech.has(word));
        let (taken, put) = (language.tokens(self.edit.taken), language.tokens(self.edit.put));
        // `[according to the clerk]` for `according to the board`.
        let speaks = speaks || !of(&taken).is_empty() && !of(&put).is_empty();
        let says_more = |words: &[String]| {
            (0..words.len()).any(|at| {
                language.negation(words, at).is_some()
                    || language.degrees.at(words, at).is_some()
                    || language.quantities.at(words, at).is_some()
            })
        };
        if says_more(&taken) || says_more(&put) || self.edit.joins != (false, false) {
            return None;
        }
        let named = |words: &[String]| words.iter().any(|word| !language.persons.has(word));
        let is_other =
            taken != put && !taken.is_empty() && !put.is_empty() && (named(&taken) || !named(&put));
        (speaks && is_other).then_some((taken, put))
    }
}

/// The entries of each list that the other does not have, counting repetitions.
fn apart(theirs: Vec<String>, ours: Vec<String>) -> (Vec<String>, Vec<String>) {
    let take = |known: &mut HashMap<String, usize>, word: &str| {
        let left = known.get_mut(word).filter(|n| **n > 0);
        left.map(|n| *n -= 1).is_some()
    };
    let mut known: HashMap<String, usize> = HashMap::new();
    for word in &ours {
        *known.entry(word.clone()).or_default() += 1;
    }
    let mut common: HashMap<String, usize> = HashMap::new();
    let mut only_theirs = vec![];
    for word in theirs {
        if take(&mut known, &word) {
            *common.entry(word).or_default() += 1;
        } else {
            only_theirs.push(word);
        }
    }
    let only_ours = ours.into_iter().filter(|word| !take(&mut common, word)).collect();
    (only_theirs, only_ours)
}

/// True if a word is another without its negation: `can` of `can't` and of `cannot`.
fn is_in_negated(word: &str, other: &str) -> bool {
    matches!(other.strip_prefix(word), Some("n't" | "'t" | "not"))
}

/// The words of a list that occur.
fn listed(
    words: &[String],
    list: &WordSet,
    language: &Language,
    change: SenseChange,
) -> Vec<String> {
    let mut all = vec![];
    let mut at = 0;
    while at < words.len() {
        let by_part =
            || (change == SenseChange::Degree && language.is_degree(&words[at])).then_some(1);
        let n = list.at(words, at).or_else(by_part).unwrap_or(0);
        if n > 0 && !(n == 1 && language.is_excepted(words, at)) {
            all.push(words[at..(at + n).min(words.len())].join(" "));
        }
        at += n.max(1);
    }
    all
}

/// The omitted text without years that only give a date, as in `built in 1990`.
///
/// Such a year may be omitted; a number that counts may not. A date has four digits, and a word for the year, or a
/// word of time before it at the end of its clause or of the gap.
fn without_years(text: &str, language: &Language) -> String {
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return text.to_owned();
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_listed = |key: &str, word: Option<&&str>| {
        word.is_some_and(|word| {
            let word = language.fold(word.trim_matches(|c: char| !c.is_alphanumeric()));
            language.list(key).iter().any(|listed| language.fold(listed) == word)
        })
    };
    let ends =
        |n: usize| words.get(n).is_none_or(|word| word.ends_with(|c: char| !c.is_alphanumeric()));
    let mut out = vec![];
    for (n, word) in words.iter().enumerate() {
        let (year, rest) = word.split_at_checked(4).unwrap_or((word, ""));
        let is_year = matches!(year.parse(), Ok(1000..=2099_u32));
        let is_last = n + 1 == words.len();
        let ending = rest.trim_matches(|c: char| !c.is_alphanumeric());
        let is_dated = if ending.contains(char::is_alphabetic) {
            rest.starts_with(['\'', '’']) && language.list("year-endings").contains(&ending)
        } else {
            let before = is_listed("before-year", n.checked_sub(1).and_then(|n| words.get(n)));
            let after = is_listed("after-year", words.get(n + 1));
            after || before && (is_last || ends(n))
        };
        let has_more = rest.contains(|c: char| c.is_numeric() || "%‰".contains(c));
        if !(is_year && is_dated && !has_more) {
            out.push(*word);
        } else if !rest.is_empty() {
            out.push(rest);
        }
    }
    out.join(" ")
}

/// The start and the end of the omitted text; whole clauses between punctuation are independent.
fn edges(text: &str) -> String {
    let is_mark = |c: char| {
        matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | '(' | ')' | '–' | '—' | '،' | '؛' | '؟')
    };
    if text.split_whitespace().count() <= SHORT {
        return text.to_owned();
    }
    let parts = |text: &str| -> Vec<usize> {
        // Punctuation inside a number does not separate.
        let inner = |at: usize, c: char| {
            let next = text[at + c.len_utf8()..].chars().next();
            next.is_some_and(char::is_alphanumeric)
        };
        let marks = text.char_indices().filter(|(at, c)| is_mark(*c) && !inner(*at, *c));
        marks.map(|(at, _)| at).collect()
    };
    let marks = parts(text);
    let (Some(first), Some(last)) = (marks.first(), marks.last()) else { return text.to_owned() };
    format!("{} . {}", &text[..*first], text[*last..].trim_start_matches(is_mark))
}
