//! Explains why words were not found: the kind of failure, the most similar passage, and an edit that corrects
//! them.
//!
//! Runs only after the search failed, so no verdict of this file passes.

use crate::align::{DiffOp, DiffRun, MOST_WORDS, WordToken, align, tokens};
use crate::boundaries::NOT_BEFORE;
use crate::end_marks::is_stop;
use crate::fold::{FoldedText, is_word};
use crate::grammar::{ParsedQuote, QuotePart};
use crate::meaning::{NUMBERS, negates, words};
use crate::search;
use crate::search::{Haystack, SearchBudget, find};
use crate::snapshot_text::SnapshotText;
use crate::verdict::{DiffChunk, NearMatch, Verdict, VerdictDetails, VerdictFlag};
use crate::work::work;
use std::ops::Range;

/// The least share of common words for a near passage, in thousandths.
const NEAR: usize = 750;

/// The least share of common words for a passage worth showing, in thousandths.
const CLOSEST: usize = 400;

/// The most words of a token that the ends may cut: `5 per cent`, `1 200 km`.
const MOST_CUT: usize = 4;

/// The number of words of a very long quotation that are compared at once.
const PIECE: usize = MOST_WORDS / 2;

/// The verdict on words that were not found, with the most similar passage.
pub(super) fn failed(
    quote: &ParsedQuote,
    snapshot: &SnapshotText,
    budget: &mut SearchBudget,
) -> VerdictDetails {
    let whole = quote.whole.text().trim_matches([' ', '-']);
    if let Some(out) = mid_word(quote, whole, snapshot) {
        return out;
    }
    let hay = Haystack::new(snapshot.folded(), snapshot.text());
    let alone: Vec<bool> = quote
        .groups
        .iter()
        .take(MOST_WORDS)
        .map(|group| search::contains(hay, group, budget))
        .collect();
    if quote.groups.len() > 1 && alone.iter().all(|found| *found) {
        return out_of_order(quote, &hay, budget);
    }
    let some = alone.contains(&true);
    let missing = alone.iter().position(|found| !found);
    let group = missing.filter(|_| quote.groups.len() > 1).and_then(|n| quote.groups.get(n));
    let out = nearest(quote, group.map(Vec::as_slice), snapshot);
    // If the other parts are there, the quotation is from this source.
    match out.verdict {
        Verdict::Absent if some && out.nearest.is_some() => {
            VerdictDetails { verdict: Verdict::Closest, ..out }
        }
        _ => out,
    }
}

/// The verdict if every part occurs but in another order; points at the first part that occurs before its
/// predecessor.
fn out_of_order(
    quote: &ParsedQuote,
    hay: &Haystack<'_>,
    budget: &mut SearchBudget,
) -> VerdictDetails {
    let mut at = 0..0;
    let mut wrong = quote.inner.clone();
    for group in &quote.groups {
        let Some(place) = find(*hay, std::slice::from_ref(group), None, budget).place else {
            continue;
        };
        let here = hay.folded.source(search::start(&place)..search::end(&place));
        let is_before = here.start < at.end;
        at = here;
        if is_before {
            let text = quote.whole.text();
            if let Some(n) = group.first().and_then(|part| text.find(&part.text)) {
                let len = group.first().map_or(0, |part| part.text.len());
                let within = quote.whole.source(n..n + len);
                wrong = quote.inner.start + within.start..quote.inner.start + within.end;
            }
            break;
        }
    }
    let line = |at: usize| {
        let line = hay.source.as_bytes().get(..at).unwrap_or_default();
        u32::try_from(memchr::memchr_iter(b'\n', line).count() + 1).unwrap_or(u32::MAX)
    };
    VerdictDetails {
        verdict: Verdict::OutOfOrder,
        at: at.clone(),
        lines: (line(at.start), line(at.end)),
        nearest: Some(NearMatch { at, likeness: 1000, wrong, ..NearMatch::default() }),
        ..VerdictDetails::default()
    }
}

/// The verdict if the words occur but start or end inside a word.
fn mid_word(quote: &ParsedQuote, whole: &str, snapshot: &SnapshotText) -> Option<VerdictDetails> {
    let folded = snapshot.folded();
    let text = folded.text();
    let at = memchr::memmem::find(text.as_bytes(), whole.as_bytes())?;
    let end = at + whole.len();
    let hay = Haystack::new(folded, snapshot.text());
    let (begins, ends) = (hay.begins_word(at), hay.ends_word(end));
    if begins && ends {
        return None;
    }
    let (from, to) = whole_words(hay, at..end);
    let to = if ends { to } else { from + text[from..to].trim_end_matches(is_stop).len() };
    let theirs = folded.source(from..to.max(end));
    let lines = (snapshot.line(theirs.start), snapshot.line(theirs.end.max(theirs.start + 1) - 1));
    let inner = quote.inner.clone();
    let passage = snapshot.text().get(theirs.clone())?.to_owned();
    // The cut word; the words between the ends are right.
    let ours = quote.whole.text();
    let start = ours.len() - ours.trim_start_matches([' ', '-']).len();
    let word = if begins {
        let last = whole.rfind(' ').map_or(0, |n| n + 1);
        start + last..start + whole.len()
    } else {
        start..start + whole.find(' ').unwrap_or(whole.len())
    };
    let within = quote.whole.source(word);
    let full = |at: usize| {
        let from = text[..at].rfind(' ').map_or(0, |n| n + 1);
        let to = text[at..].find(' ').map_or(text.len(), |n| at + n);
        &text[from..to]
    };
    let cut = [(begins, at), (ends, end.saturating_sub(1))];
    let changes = cut.iter().filter(|(whole, _)| !whole).any(|(_, at)| {
        let at = (0..=*at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        negates(full(at))
            || full(at).contains(char::is_numeric)
            || words(full(at)).any(|word| NOT_BEFORE.contains(&word.as_str()))
    });
    let nearest = NearMatch {
        at: theirs.clone(),
        passage: passage.clone(),
        likeness: 1000,
        diff: vec![
            DiffChunk { op: DiffOp::Ours, text: whole.to_owned() },
            DiffChunk { op: DiffOp::Theirs, text: passage.clone() },
        ],
        wrong: inner.start + within.start..inner.start + within.end,
        mend: Some((inner, passage)),
    };
    Some(VerdictDetails {
        verdict: Verdict::MidWord,
        flags: changes.then_some(VerdictFlag::Meaning).into_iter().collect(),
        at: theirs,
        lines,
        nearest: Some(nearest),
        ..VerdictDetails::default()
    })
}

/// Extends a match to the next spaces until nothing is cut: the cut token may be a number, an amount, or a word
/// with its negation.
fn whole_words(hay: Haystack<'_>, found: Range<usize>) -> (usize, usize) {
    let text = hay.folded.text();
    let before = |at: usize| text[..at].trim_end().rfind(' ').map_or(0, |n| n + 1);
    let after = |at: usize| {
        let from = at + (text[at..].len() - text[at..].trim_start().len());
        text[from..].find(' ').map_or(text.len(), |n| from + n)
    };
    let (mut from, mut to) = (found.start, found.end);
    for _ in 0..MOST_CUT {
        from = if hay.begins_word(from) { from } else { before(from) };
        to = if hay.ends_word(to) { to } else { after(to) };
    }
    (from, to)
}

/// The passage most similar to the words, or to one group of them.
fn nearest(
    quote: &ParsedQuote,
    group: Option<&[QuotePart]>,
    snapshot: &SnapshotText,
) -> VerdictDetails {
    let text = quote.whole.text();
    let ours = our_tokens(quote, group, snapshot);
    let folded = snapshot.folded();
    let theirs = snapshot.tokens();
    let found = align((&ours, text), (theirs, folded.text()));
    let (Some(first), Some(last)) = (
        found.runs.iter().find(|run| !run.theirs.is_empty()),
        found.runs.iter().rev().find(|run| !run.theirs.is_empty()),
    ) else {
        return VerdictDetails::default();
    };
    let passage = first.theirs.start..last.theirs.end;
    let likeness = found.same * 2000 / (ours.len() + passage.len()).max(1);
    let said =
        |folded: &FoldedText, tokens: &[WordToken], range: &Range<usize>| -> Option<Range<usize>> {
            let of = tokens.get(range.clone())?;
            Some(folded.source(of.first()?.range().start..of.last()?.range().end))
        };
    let words = |at: Range<usize>| quote.inner.start + at.start..quote.inner.start + at.end;
    let source_of = |range: &Range<usize>| said(folded, theirs, range);
    let quote_of = |range: &Range<usize>| said(&quote.whole, &ours, range);
    let raw = |at: Range<usize>| snapshot.text().get(at).unwrap_or("").to_owned();
    let diff: Vec<DiffChunk> = found
        .runs
        .iter()
        .filter_map(|run| {
            let text = match run.op {
                DiffOp::Theirs => raw(source_of(&run.theirs)?),
                _ => fold_slice(&quote.whole, &ours, &run.ours)?,
            };
            Some(DiffChunk { op: run.op, text })
        })
        .collect();
    let wrong = wrong(&found.runs, &ours, theirs).and_then(|range| quote_of(&range));
    let wrong = wrong.map_or(quote.inner.clone(), words);
    let mend = (likeness >= NEAR)
        .then(|| single_fix(&found.runs, &ours, quote, (theirs, snapshot)))
        .flatten();
    let mut out = VerdictDetails {
        verdict: match likeness {
            NEAR.. => Verdict::Near,
            CLOSEST.. => Verdict::Closest,
            _ => Verdict::Absent,
        },
        ..VerdictDetails::default()
    };
    if out.verdict == Verdict::Absent && group.is_none() {
        return out;
    }
    if changes_meaning(&diff) {
        out.flags.push(VerdictFlag::Meaning);
    }
    let at = source_of(&passage).unwrap_or(0..0);
    out.lines = (snapshot.line(at.start), snapshot.line(at.end.max(at.start + 1) - 1));
    out.at = at.clone();
    let passage = raw(at.clone());
    out.nearest = Some(NearMatch { at, passage, likeness, diff, wrong, mend });
    out
}

/// The first words of the quotation that differ in more than case and punctuation, else the first that differ.
/// Missing words have no position, so the words on both sides are shown.
fn wrong(runs: &[DiffRun], ours: &[WordToken], theirs: &[WordToken]) -> Option<Range<usize>> {
    let is_slight = |group: &&[DiffRun]| {
        let keys = |tokens: &[WordToken], of: fn(&DiffRun) -> &Range<usize>| -> Vec<WordToken> {
            let all = group.iter().filter_map(|run| tokens.get(of(run).clone())).flatten();
            all.map(|token| token.placeless()).collect()
        };
        keys(ours, |run| &run.ours) == keys(theirs, |run| &run.theirs)
    };
    let groups = || runs.split(|run| run.op == DiffOp::Same).filter(|group| !group.is_empty());
    let group = groups().find(|group| !is_slight(group)).or_else(|| groups().next())?;
    if let Some(run) = group.iter().find(|run| !run.ours.is_empty()) {
        return Some(run.ours.clone());
    }
    let at = group.first()?.theirs.start;
    let before = runs.iter().rfind(|run| run.op == DiffOp::Same && run.theirs.end <= at);
    let before = before.map_or(0, |run| run.ours.end);
    Some(before.saturating_sub(1)..(before + 1).min(ours.len()))
}

/// The words to compare: those of a group, or all outside brackets; of very many, the first block that is not in
/// the source.
fn our_tokens(
    quote: &ParsedQuote,
    group: Option<&[QuotePart]>,
    snapshot: &SnapshotText,
) -> Vec<WordToken> {
    let text = quote.whole.text();
    let mut within = 0..text.len();
    if let Some((first, last)) = group.and_then(|g| Some((g.first()?, g.last()?)))
        && let Some(at) = text.find(&first.text)
        && let Some(end) = text[at..].find(&last.text)
    {
        within = at..at + end + last.text.len();
    }
    let mut depth = 0_u32;
    let mut bracketed = vec![];
    for (at, c) in text.char_indices() {
        match c {
            '[' => {
                depth += 1;
                bracketed.push(at..at);
            }
            ']' if depth > 0 => {
                depth -= 1;
                if let Some(last) = bracketed.last_mut() {
                    last.end = at;
                }
            }
            _ => {}
        }
    }
    // Words in brackets are not from the source; `[E]verything` is one word with the letters after it.
    let is_ours = |token: &WordToken| {
        let range = token.range();
        let n = bracketed.partition_point(|b| b.start <= range.start);
        let in_bracket = n.checked_sub(1).and_then(|n| bracketed.get(n)).is_some_and(|b| {
            let goes_on = text.get(b.end + 1..range.end).is_some_and(|rest| rest.contains(is_word));
            range.start < b.end && !goes_on
        });
        range.start >= within.start && range.end <= within.end + 1 && !in_bracket
    };
    let all: Vec<WordToken> = tokens(text).into_iter().filter(is_ours).collect();
    if all.len() <= MOST_WORDS {
        return all;
    }
    let is_missing = |piece: &&[WordToken]| {
        let (Some(first), Some(last)) = (piece.first(), piece.last()) else { return false };
        let words = &text.as_bytes()[first.range().start..last.range().end];
        work(snapshot.folded().text().len() / 4);
        memchr::memmem::find(snapshot.folded().text().as_bytes(), words).is_none()
    };
    let missing = all.chunks(PIECE).take(16).find(is_missing);
    missing.unwrap_or(&all[..PIECE]).to_vec()
}

/// Words of the quotation as typed, with folded typography.
fn fold_slice(folded: &FoldedText, tokens: &[WordToken], range: &Range<usize>) -> Option<String> {
    let of = tokens.get(range.clone())?;
    folded.text().get(of.first()?.range().start..of.last()?.range().end).map(str::to_owned)
}

/// The single edit that turns the words into those of the source: from the first difference to the last.
fn single_fix(
    runs: &[DiffRun],
    ours: &[WordToken],
    quote: &ParsedQuote,
    (theirs, snapshot): (&[WordToken], &SnapshotText),
) -> Option<(Range<usize>, String)> {
    let first = runs.iter().position(|run| run.op != DiffOp::Same)?;
    let last = runs.iter().rposition(|run| run.op != DiffOp::Same)?;
    if quote.is_edited {
        return None;
    }
    let before = first.checked_sub(1).and_then(|n| runs.get(n));
    let before = before.map(|run| (run.ours.end, run.theirs.end));
    let after = runs.get(last + 1).map(|run| (run.ours.start, run.theirs.start));
    let mut changed = runs[first..=last].iter().filter(|run| !run.theirs.is_empty());
    let changed = changed
        .next()
        .map(|run| run.theirs.start..run.theirs.end)
        .map(|range| range.start..changed.next_back().map_or(range.end, |run| run.theirs.end));
    let mut mine = before.map_or(0, |b| b.0)..after.map_or(ours.len(), |a| a.0);
    let start = before.map(|b| b.1).or(changed.as_ref().map(|c| c.start)).or(after.map(|a| a.1));
    let end = after.map(|a| a.1).or(changed.map(|c| c.end)).or(before.map(|b| b.1));
    let (mut start, mut end) = (start?, end?);
    // If one side is empty, an adjacent common word is included.
    if mine.is_empty() || start >= end {
        if before.is_some() {
            (mine.start, start) = (mine.start - 1, start - 1);
        } else {
            after?;
            (mine.end, end) = (mine.end + 1, end + 1);
        }
    }
    // A dash belongs to the words on both sides of it.
    let dashed = |folded: &FoldedText, token: Option<&WordToken>| {
        token.and_then(|t| folded.text().get(t.range())).is_some_and(|t| t.ends_with('-'))
    };
    while mine.end < ours.len()
        && dashed(&quote.whole, ours.get(mine.end - 1))
            != dashed(snapshot.folded(), theirs.get(end - 1))
    {
        (mine.end, end) = (mine.end + 1, end + 1);
    }
    let (a, b) = (ours.get(mine.clone())?, theirs.get(start..end)?);
    let from = quote.whole.source(a.first()?.range().start..a.last()?.range().end);
    let text = match (b.first(), b.last()) {
        (Some(first), Some(last)) => snapshot
            .text()
            .get(snapshot.folded().source(first.range().start..last.range().end))?
            .to_owned(),
        _ => return None,
    };
    Some((quote.inner.start + from.start..quote.inner.start + from.end, text))
}

fn changes_meaning(diff: &[DiffChunk]) -> bool {
    diff.iter().filter(|change| change.op != DiffOp::Same).any(|change| {
        negates(&change.text)
            || words(&change.text)
                .any(|word| word.contains(char::is_numeric) || NUMBERS.contains(&word.as_str()))
    })
}
