//! Compares the gaps and brackets of a quotation with the source.
//!
//! From the positions of the parts: the text each gap omits, the text each bracket replaces, the words around them,
//! and the resulting changes of meaning. Each edit has a bounded context, so the cost is linear in the text. Start
//! with [`LaidBeside::edits`].

use crate::fold::is_word;
use crate::grammar::{BracketPosition, BracketedWords, ParsedQuote};
use crate::languages::detect::PassageLanguages;
use crate::sense::{EditWords, SenseChange, SenseTurn, turns};
use std::ops::Range;

/// Words before an edit that are read with it.
const BEFORE: usize = 8;

/// Words after an edit that are read with it.
const AFTER: usize = 4;

/// The most bytes of those words.
const MOST_BYTES: usize = 400;

/// Source words that a bracket at an end of the quotation is compared with.
const REACH: usize = 8;

/// The same, if no word of the bracket is in the source.
const NEAR: usize = 3;

/// A found quotation: the source text, the words, and the positions of their parts in the text.
pub(super) struct LaidBeside<'a> {
    pub(super) text: &'a str,
    pub(super) quote: &'a ParsedQuote,
    pub(super) places: &'a [Vec<Range<usize>>],
    pub(super) tongues: &'a PassageLanguages,
}

/// The edits of a quotation.
#[derive(Debug, Default)]
pub(super) struct MarkedEdits {
    /// The text omitted by gaps, as bytes of the source.
    pub(super) gaps: Vec<Range<usize>>,
    /// The text replaced by each bracket, as far as it can be determined.
    pub(super) brackets: Vec<Range<usize>>,
    /// The changes of meaning.
    pub(super) turns: Vec<SenseTurn>,
    /// True if words are omitted or added in a language for which meaning is not checked.
    pub(super) is_unjudged: bool,
}

impl LaidBeside<'_> {
    pub(super) fn edits(&self) -> MarkedEdits {
        let mut out = MarkedEdits::default();
        for pair in self.places.windows(2) {
            let (Some(before), Some(after)) = (pair[0].last(), pair[1].first()) else { continue };
            let at = before.end..after.start.max(before.end);
            let edit = EditWords {
                before: self.before(before),
                taken: self.words(&at),
                after: self.after(after),
                is_gap: true,
                ..EditWords::default()
            };
            self.judge(&edit, &mut out);
            out.gaps.push(at);
        }
        out.brackets = vec![0..0; self.quote.brackets.len()];
        let mut from = 0;
        let is_same = |a: &BracketedWords, b: &BracketedWords| {
            (a.spot.group, a.spot.part) == (b.spot.group, b.spot.part)
                && !a.spot.is_letter
                && !b.spot.is_letter
        };
        for run in self.quote.brackets.chunk_by(is_same) {
            self.brackets(run, &mut out, from);
            from += run.len();
        }
        out.turns.sort_unstable();
        out.turns.dedup();
        out
    }

    /// Handles adjacent brackets, which replace one passage of the source.
    fn brackets(&self, run: &[BracketedWords], out: &mut MarkedEdits, n: usize) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
        let spot = BracketPosition { joins_after: last.spot.joins_after, ..first.spot };
        if spot.is_letter {
            return;
        }
        let group = self.places.get(spot.group);
        let before = group.and_then(|group| group.get(spot.part.checked_sub(1)?));
        let after = group.and_then(|group| group.get(spot.part));
        let put = run.iter().map(|b| b.words.as_str()).collect::<Vec<_>>().join(" ");
        let (at, is_sure) = match (before, after) {
            (Some(before), Some(after)) => (before.end..after.start.max(before.end), true),
            (Some(before), None) if spot.joins_before => {
                (before.end..before.end + self.word_after(before.end), true)
            }
            (None, Some(after)) if spot.joins_after => {
                (after.start - self.word_before(after.start)..after.start, true)
            }
            (Some(before), None) => self.beside_end(before.end, &put),
            (None, Some(after)) => self.beside_start(after.start, &put),
            (None, None) => (0..0, true),
        };
        let edit = EditWords {
            before: before.map_or("", |part| self.before(part)),
            taken: self.words(&at),
            put: &put,
            after: after.map_or("", |part| self.after(part)),
            is_gap: false,
            joins: (spot.joins_before, spot.joins_after),
        };
        if is_sure {
            self.judge(&edit, out);
        } else {
            // The replaced words are unknown; only the added words and a nearby negation are known.
            self.beside(&edit, out);
            self.judge(&EditWords { taken: "", ..edit }, out);
        }
        if before.is_none() && after.is_some() && !spot.joins_after {
            // The clause before the replaced words may negate them.
            let head = clause_before(self.text.get(..at.start).unwrap_or_default());
            let from = at.start - last_words(head, NEAR).len();
            self.beside(&EditWords { taken: self.words(&(from..at.end)), ..edit }, out);
        }
        let is_within = before.is_some() && after.is_some();
        if (is_within || spot.joins_before || spot.joins_after)
            && let Some(slot) = out.brackets.get_mut(n)
        {
            *slot = at;
        }
    }

    /// Adds only the changes caused by a negation beside a bracket.
    fn beside(&self, edit: &EditWords<'_>, out: &mut MarkedEdits) {
        let is_sure = |turn: &SenseTurn| match turn.change {
            SenseChange::DropsNegation => true,
            SenseChange::Reverses => !turn.taken.is_empty(),
            _ => false,
        };
        out.turns.extend(turns(edit, self.tongues).into_iter().filter(is_sure));
    }

    fn judge(&self, edit: &EditWords<'_>, out: &mut MarkedEdits) {
        out.turns.extend(turns(edit, self.tongues));
        // The case of a one-letter word may change: `[A]` for `a`.
        let is_same = edit.taken.trim().to_lowercase() == edit.put.to_lowercase();
        let is_changed = !is_same && (edit.taken.contains(is_word) || edit.put.contains(is_word));
        out.is_unjudged |= self.tongues.is_other && is_changed;
    }

    fn words(&self, at: &Range<usize>) -> &str {
        self.text.get(at.clone()).unwrap_or_default()
    }

    /// The last words of a part.
    fn before(&self, part: &Range<usize>) -> &str {
        last_words(self.words(part), BEFORE)
    }

    /// The first words of a part.
    fn after(&self, part: &Range<usize>) -> &str {
        first_words(self.words(part), AFTER)
    }

    /// The bytes of the rest of a word.
    fn word_after(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        rest.find(|c| !is_of_word(c)).unwrap_or(rest.len()).min(MOST_BYTES)
    }

    /// The bytes of the start of a word.
    fn word_before(&self, at: usize) -> usize {
        let head = self.text.get(..at).unwrap_or_default();
        let letters = head.chars().rev().take_while(|c| is_of_word(*c)).take(MOST_BYTES);
        letters.map(char::len_utf8).sum()
    }

    /// The text a bracket after the last words replaces; true if certain, i.e. its last word is in the source
    /// there.
    fn beside_end(&self, at: usize, put: &str) -> (Range<usize>, bool) {
        let rest = first_words(clause_after(self.text.get(at..).unwrap_or_default()), REACH);
        let last = put.split_whitespace().next_back().unwrap_or_default();
        let mut ends = word_ends(rest);
        match ends.find(|word| is_same_word(&rest[word.clone()], last)) {
            Some(word) => (at..at + word.end, true),
            None => (at..at + first_words(rest, NEAR).len(), false),
        }
    }

    /// The same for a bracket before the first words.
    fn beside_start(&self, at: usize, put: &str) -> (Range<usize>, bool) {
        let head = last_words(clause_before(self.text.get(..at).unwrap_or_default()), REACH);
        let first = put.split_whitespace().next().unwrap_or_default();
        let words: Vec<Range<usize>> = word_ends(head).collect();
        let from = at - head.len();
        match words.iter().rev().find(|word| is_same_word(&head[(*word).clone()], first)) {
            Some(word) => (from + word.start..at, true),
            None => (at - last_words(head, NEAR).len()..at, false),
        }
    }
}

fn is_of_word(c: char) -> bool {
    is_word(c) || matches!(c, '\'' | '’')
}

fn is_same_word(a: &str, b: &str) -> bool {
    let bare = |word: &str| word.trim_matches(|c| !is_word(c)).to_lowercase();
    !bare(a).is_empty() && bare(a) == bare(b)
}

fn is_end(c: char) -> bool {
    matches!(c, '.' | ';' | ':' | '!' | '?' | ',' | '(' | ')' | '،' | '؛' | '؟')
}

/// The rest of a clause.
fn clause_after(text: &str) -> &str {
    let text = within(text, 0..MOST_BYTES);
    &text[..text.find(is_end).unwrap_or(text.len())]
}

/// The start of a clause.
fn clause_before(text: &str) -> &str {
    let text = within(text, text.len().saturating_sub(MOST_BYTES)..text.len());
    let start = text.char_indices().rfind(|(_, c)| is_end(*c));
    &text[start.map_or(0, |(at, c)| at + c.len_utf8())..]
}

/// A slice of a text, rounded to character boundaries.
fn within(text: &str, range: Range<usize>) -> &str {
    let bound = |at: usize| (at..=text.len()).find(|at| text.is_char_boundary(*at));
    let from = bound(range.start.min(text.len())).unwrap_or(text.len());
    let to = bound(range.end.min(text.len())).unwrap_or(text.len());
    &text[from..to.max(from)]
}

/// The ranges of the words of a text.
fn word_ends(text: &str) -> impl DoubleEndedIterator<Item = Range<usize>> {
    let start = text.as_ptr() as usize;
    text.split_whitespace().map(move |word| {
        let from = word.as_ptr() as usize - start;
        from..from + word.len()
    })
}

/// The first words of a text.
fn first_words(text: &str, n: usize) -> &str {
    let text = within(text, 0..MOST_BYTES);
    let end = word_ends(text).nth(n).map_or(text.len(), |next| next.start);
    &text[..end]
}

/// The last words of a text.
fn last_words(text: &str, n: usize) -> &str {
    let text = within(text, text.len().saturating_sub(MOST_BYTES)..text.len());
    let start = word_ends(text).rev().nth(n).map_or(0, |before| before.end);
    &text[start..]
}
