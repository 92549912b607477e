//! The search: where words stand in a folded text, whole and in order.
//!
//! Literal only: a hit is the same characters, or it is no hit. There is no pattern language and no
//! measure of likeness here. Work is bounded by a count of bytes looked at ([`SearchBudget`]), never by time, so the
//! same input always ends the same way.

use crate::boundaries::{EnclosingToken, cut};
use crate::fold::{FoldedText, is_word, small};
use crate::grammar::{PartJoin, QuotePart};
use crate::segmentation::is_unspaced;
use crate::work::work;
use memchr::memmem::Finder;
use std::ops::Range;

/// The most words of a source that a bracket stands for.
pub const MOST_REPLACED: usize = 8;

/// The most bytes that so many words have.
const MOST_BYTES: usize = 400;

/// The most letters of an ending that a bracket stands for.
const MOST_ENDING: usize = 12;

/// How many places are looked at before one is chosen.
const MOST_PLACES: usize = 32;

/// A folded text with what it was made from.
#[derive(Debug, Clone, Copy)]
pub struct Haystack<'a> {
    /// As compared.
    pub folded: &'a FoldedText,
    /// As held.
    pub source: &'a str,
    /// Whether a place counts that lies inside a word only by the dictionary of a script without spaces.
    pub cuts_segments: bool,
}

/// How much may still be looked at, in bytes that are compared one by one.
#[derive(Debug)]
pub struct SearchBudget(usize);

/// Passing over so many bytes to the next place costs as much as comparing one.
const SCAN: usize = 4;

/// And so does looking at what is beside a place.
const LOOK: usize = 16;

impl SearchBudget {
    /// Enough for any text that people write: a fixed sum and a multiple of the text.
    pub fn of(text: &str) -> Self {
        Self(4 * 1024 * 1024 + text.len().saturating_mul(32))
    }

    /// `None` from the first time on that it does not suffice.
    fn spend(&mut self, bytes: usize) -> Option<()> {
        work(bytes);
        let left = self.0.checked_sub(bytes);
        self.0 = left.unwrap_or(0);
        left.map(|_| ())
    }
}

/// Where the parts of a quotation stand: by group, ranges of the folded text.
pub type MatchRanges = Vec<Vec<Range<usize>>>;

/// What a search found.
#[derive(Debug, Clone, Default)]
pub struct SearchHits {
    /// The place that is meant.
    pub place: Option<MatchRanges>,
    /// How many there are; counted as far as it matters.
    pub count: usize,
}

/// The first byte of a place.
pub fn start(place: &MatchRanges) -> usize {
    place.first().and_then(|group| group.first()).map_or(0, |part| part.start)
}

/// One past its last byte.
pub fn end(place: &MatchRanges) -> usize {
    place.last().and_then(|group| group.last()).map_or(0, |part| part.end)
}

/// Finds groups of parts, each after the one before it.
///
/// * In: the groups, and where in the folded text they are expected, if that is known.
/// * Out: the place that begins where it is expected, else the one that leaves out least, the first of
///   equals.
/// * `None` also where the budget is spent: what was not found is never taken as found.
pub fn find(
    hay: Haystack<'_>,
    groups: &[Vec<QuotePart>],
    expected: Option<&Range<usize>>,
    budget: &mut SearchBudget,
) -> SearchHits {
    let mut hits = SearchHits::default();
    if groups.is_empty() {
        return hits;
    }
    // Only with gaps is one place better than another; else it matters whether there is a second.
    let most = if groups.len() > 1 { MOST_PLACES } else { 2 };
    let mut best: Option<(usize, MatchRanges)> = None;
    let mut from = 0;
    while hits.count < most
        && let Some(place) = from_here(hay, groups, from, budget)
    {
        from = next_char(hay.folded.text(), start(&place));
        hits.count += 1;
        let kept: usize = place.iter().map(|group| span(group).len()).sum();
        let out = end(&place) - start(&place) - kept;
        if best.as_ref().is_none_or(|(least, _)| out < *least) {
            best = Some((out, place));
        }
    }
    let there = expected.and_then(|at| {
        let place = from_here(hay, groups, at.start, budget)?;
        (start(&place) < at.end).then_some(place)
    });
    hits.place = there.or(best.map(|(_, place)| place));
    hits
}

/// The first place that begins after another.
pub fn next(
    hay: Haystack<'_>,
    groups: &[Vec<QuotePart>],
    place: &MatchRanges,
    budget: &mut SearchBudget,
) -> Option<MatchRanges> {
    from_here(hay, groups, next_char(hay.folded.text(), start(place)), budget)
}

/// Whether a group stands anywhere.
pub fn contains(hay: Haystack<'_>, group: &[QuotePart], budget: &mut SearchBudget) -> bool {
    group_from(hay, group, 0..hay.folded.text().len(), budget).is_some()
}

fn span(group: &[Range<usize>]) -> Range<usize> {
    let start = group.first().map_or(0, |part| part.start);
    start..group.last().map_or(start, |part| part.end)
}

/// The first place at or after `from`, its groups brought as near to each other as they go.
fn from_here(
    hay: Haystack<'_>,
    groups: &[Vec<QuotePart>],
    from: usize,
    budget: &mut SearchBudget,
) -> Option<MatchRanges> {
    let mut place: MatchRanges = vec![];
    let mut at = from;
    for group in groups {
        let found = group_from(hay, group, at..hay.folded.text().len(), budget)?;
        at = span(&found).end;
        place.push(found);
    }
    // Each group but the last may stand nearer to the one after it.
    for n in (0..groups.len().saturating_sub(1)).rev() {
        let limit = span(&place[n + 1]).start;
        let mut tries = 0;
        while tries < MOST_PLACES
            && let from = next_char(hay.folded.text(), span(&place[n]).start)
            && let Some(nearer) = group_from(hay, &groups[n], from..limit, budget)
            && span(&nearer).end <= limit
        {
            place[n] = nearer;
            tries += 1;
        }
    }
    Some(place)
}

/// The first place of one group whose first part lies within.
fn group_from(
    hay: Haystack<'_>,
    group: &[QuotePart],
    within: Range<usize>,
    budget: &mut SearchBudget,
) -> Option<Vec<Range<usize>>> {
    let (first, rest) = group.split_first()?;
    let finder = Finder::new(needle(first));
    let mut anchor = GroupAnchor::of(group);
    let mut at = within.start;
    budget.spend(first.text.len())?;
    loop {
        let hit = part_from(hay, first, &finder, at..within.end, budget)?;
        if rest.is_empty() {
            return Some(vec![hit]);
        }
        if let Some(anchor) = &mut anchor {
            let from = anchor.earliest(hay.folded.text(), hit.end, budget)?;
            if from > hit.start {
                at = from;
                continue;
            }
        }
        if let Some(all) = follow(hay, rest, &hit, budget) {
            return Some(all);
        }
        at = next_char(hay.folded.text(), hit.start);
    }
}

/// The longest part behind the first of a group. Where it does not stand near, nothing has to be tried.
struct GroupAnchor<'a> {
    finder: Finder<'a>,
    /// How many bytes of the text may lie between the beginnings of the two.
    reach: usize,
    /// Where it was found last.
    at: Option<usize>,
}

impl<'a> GroupAnchor<'a> {
    fn of(group: &'a [QuotePart]) -> Option<Self> {
        let (n, part) = group.iter().enumerate().skip(1).max_by_key(|(_, part)| part.text.len())?;
        let room = |part: &QuotePart| match part.link {
            PartJoin::Start | PartJoin::Next => 0,
            PartJoin::Ending(_) => MOST_ENDING * 4,
            PartJoin::Words(_) | PartJoin::Beginning(_) => MOST_BYTES + part.text.len(),
        };
        // A letter of either case may have more bytes than ours.
        let before = group.iter().take(n).map(|part| part.text.len() + 4);
        let reach = before.sum::<usize>() + group.iter().take(n + 1).map(room).sum::<usize>() + 8;
        Some(Self { finder: Finder::new(needle(part)), reach, at: None })
    }

    /// Before which place the group cannot begin, when its first part ends at `end`. `None`: nowhere.
    fn earliest(&mut self, text: &str, end: usize, budget: &mut SearchBudget) -> Option<usize> {
        if self.at.is_none_or(|at| at < end) {
            budget.spend(self.finder.needle().len())?;
            let rest = text.as_bytes().get(end..)?;
            let found = self.finder.find(rest);
            budget.spend(found.unwrap_or(rest.len()) / SCAN)?;
            self.at = Some(end + found?);
        }
        let from = self.at?.saturating_sub(self.reach);
        (from..=text.len()).find(|at| text.is_char_boundary(*at))
    }
}

/// What is searched for: a free letter is looked at by itself.
fn needle(part: &QuotePart) -> &str {
    let skip = part.text.chars().next().filter(|_| part.is_free).map_or(0, char::len_utf8);
    part.text.get(skip..).unwrap_or("")
}

/// The first place of one part within.
fn part_from(
    hay: Haystack<'_>,
    part: &QuotePart,
    finder: &Finder<'_>,
    within: Range<usize>,
    budget: &mut SearchBudget,
) -> Option<Range<usize>> {
    let text = hay.folded.text();
    let wanted = needle(part);
    let letter = part.text.chars().next().filter(|_| part.is_free);
    let mut at = within.start;
    loop {
        budget.spend(1)?;
        let here = text.as_bytes().get(at..within.end)?;
        let found = finder.find(here);
        budget.spend(found.unwrap_or(here.len()) / SCAN)?;
        at += found?;
        let begin = match letter {
            None => Some(at),
            Some(letter) => letter_before(text, at, letter).filter(|begin| *begin >= within.start),
        };
        let end = at + wanted.len();
        budget.spend(LOOK)?;
        let begins = begin.filter(|begin| hay.begins_word(*begin));
        if let Some(begin) = begins
            && (!part.is_whole || hay.ends_word(end))
            && hay.hyphens_agree(part, begin..end)
        {
            return Some(begin..end);
        }
        budget.spend(wanted.len())?;
        // Inside a word nothing can begin before the word is over; without hyphens and blanks words are not parted.
        let skips = begins.is_none()
            && letter.is_none()
            && wanted.starts_with(|c| is_word(c) && !is_unspaced(c))
            && hay.folded.hyphens().is_none();
        at = next_char(text, at);
        if skips {
            let parts = |c| !is_word(c) || is_unspaced(c);
            at += text[at..].find(parts).unwrap_or(text.len() - at);
        }
    }
}

/// Where a letter stands right before `at`, in either case.
fn letter_before(text: &str, at: usize, letter: char) -> Option<usize> {
    let before = text[..at].chars().next_back()?;
    small(before).eq(small(letter)).then(|| at - before.len_utf8())
}

/// The parts that follow the first, each where its link allows; the nearest way first.
fn follow(
    hay: Haystack<'_>,
    rest: &[QuotePart],
    first: &Range<usize>,
    budget: &mut SearchBudget,
) -> Option<Vec<Range<usize>>> {
    // By part: where it may stand, and after which place of the part before it.
    let mut layers: Vec<Vec<(Range<usize>, usize)>> = vec![vec![(first.clone(), 0)]];
    for part in rest {
        let mut layer: Vec<(Range<usize>, usize)> = vec![];
        for (n, (before, _)) in layers.last()?.iter().enumerate() {
            for hit in after(hay, part, before.end, budget)? {
                budget.spend(layer.len())?;
                if !layer.iter().any(|(known, _)| *known == hit) {
                    layer.push((hit, n));
                }
            }
        }
        if layer.is_empty() {
            return None;
        }
        layers.push(layer);
    }
    let mut all = vec![];
    let mut n = 0;
    for layer in layers.iter().rev() {
        let (hit, before) = layer.get(n)?;
        all.push(hit.clone());
        n = *before;
    }
    all.reverse();
    Some(all)
}

/// Where a part may stand after `from`. `None`: the budget is spent.
fn after(
    hay: Haystack<'_>,
    part: &QuotePart,
    from: usize,
    budget: &mut SearchBudget,
) -> Option<Vec<Range<usize>>> {
    let text = hay.folded.text();
    let rest = text.get(from..)?;
    budget.spend(part.text.len() + 16)?;
    let fits = |at: usize| -> Option<Range<usize>> {
        let here = text.get(at..)?;
        let len = if part.is_free {
            let (mut ours, mut theirs) = (part.text.chars(), here.chars());
            let alike = small(ours.next()?).eq(small(theirs.next()?));
            let len = here.len() - theirs.as_str().len() + ours.as_str().len();
            (alike && theirs.as_str().starts_with(ours.as_str())).then_some(len)?
        } else {
            here.starts_with(&part.text).then_some(part.text.len())?
        };
        let whole = !part.is_whole || hay.ends_word(at + len);
        (whole && hay.hyphens_agree(part, at..at + len)).then_some(at..at + len)
    };
    Some(match part.link {
        PartJoin::Start | PartJoin::Next => fits(from).into_iter().collect(),
        PartJoin::Ending(_) => {
            let inner = |c: &char| is_word(*c) || *c == '\'';
            let mut at = from;
            let mut all: Vec<Range<usize>> = fits(at).into_iter().collect();
            for c in rest.chars().take_while(inner).take(MOST_ENDING) {
                at += c.len_utf8();
                all.extend(fits(at));
            }
            all
        }
        PartJoin::Words(_) | PartJoin::Beginning(_) => {
            let limit = from + MOST_BYTES + part.text.len();
            let limit =
                (limit.min(text.len())..=text.len()).find(|at| text.is_char_boundary(*at))?;
            let window = &text[from..limit];
            budget.spend(window.len() * 4)?;
            let part_of_word = matches!(part.link, PartJoin::Beginning(_));
            let mut all = vec![];
            let mut words = 0;
            let mut in_word = false;
            for (within, c) in window.char_indices() {
                let at = from + within;
                let begins = !is_word(c) || !in_word || is_unspaced(c) || hay.is_parted(at);
                if (begins || part_of_word) && (part.is_free || part.text.starts_with(c)) {
                    budget.spend(part.text.len() + LOOK)?;
                    all.extend(fits(at).filter(|_| hay.joins(from, at, part)));
                }
                let now = is_word(c) || (c == '\'' && in_word);
                words += usize::from(now && !in_word);
                in_word = now;
                if words > MOST_REPLACED {
                    break;
                }
            }
            all
        }
    })
}

fn next_char(text: &str, at: usize) -> usize {
    at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
}

impl<'a> Haystack<'a> {
    /// A text in which no word is cut.
    pub fn new(folded: &'a FoldedText, source: &'a str) -> Self {
        Self { folded, source, cuts_segments: false }
    }

    /// What a place of the folded text lies inside of in the copy.
    fn cut(self, at: usize, begins: bool) -> Option<EnclosingToken> {
        let text = self.folded.text();
        let before = at - text[..at].chars().next_back()?.len_utf8();
        let after = next_char(text, at).min(text.len());
        let (end, start) =
            (self.folded.source(before..at).end, self.folded.source(at..after).start);
        // One character of the copy became several.
        if at < text.len() && end > start {
            return Some(EnclosingToken::Word);
        }
        let cut = cut(self.source, if begins && at < text.len() { start } else { end });
        cut.filter(|cut| *cut != EnclosingToken::Segment || !self.cuts_segments)
    }

    /// Whether what begins at `at` begins a word: it is not cut out of a longer word, a number, an amount
    /// or a word with its negation.
    pub fn begins_word(self, at: usize) -> bool {
        self.cut(at, true).is_none()
    }

    /// Whether what ends at `at` ends a word.
    pub fn ends_word(self, at: usize) -> bool {
        self.cut(at, false).is_none()
    }

    /// Whether a bracket may stand for what lies between two parts, from `from` to `at`.
    ///
    /// It cuts no word. Where it holds a number it may stand for the number of an amount (`US$[5] million`); where
    /// nothing lies between, nothing is cut.
    fn joins(self, from: usize, at: usize, part: &QuotePart) -> bool {
        let text = self.folded.text();
        if text[from..at].trim().is_empty() {
            return true;
        }
        let allows = |cut: Option<EnclosingToken>| match cut {
            None => true,
            Some(EnclosingToken::Amount) => part.follows_number,
            Some(_) => false,
        };
        let is_tail = matches!(part.link, PartJoin::Beginning(_)) || part.text.starts_with('\'');
        allows(self.cut(from, false)) && (is_tail || allows(self.cut(at, true)))
    }

    /// Whether a word of a text without hyphens begins at `at`.
    fn is_parted(self, at: usize) -> bool {
        self.folded.hyphens().is_some_and(|hyphens| {
            let after = next_char(self.folded.text(), at);
            hyphens.is_before(self.folded.source(at..after).start)
        })
    }

    /// Whether a part that was found without its hyphens has them where the copy has them.
    fn hyphens_agree(self, part: &QuotePart, found: Range<usize>) -> bool {
        let Some(hyphens) = self.folded.hyphens() else { return true };
        let text = self.folded.text();
        let source = |at: usize| {
            let after = next_char(text, at).min(text.len());
            let here = self.folded.source(at..after);
            if at < text.len() { here.start } else { self.source.len() }
        };
        let ours: Vec<usize> = part.hyphens.iter().map(|at| source(found.start + at)).collect();
        // A hyphen before the first letter belongs to what stands before it, unless that is part of the word.
        let goes_on = matches!(part.link, PartJoin::Next | PartJoin::Ending(_));
        let from = source(found.start) + usize::from(!goes_on);
        let last = text[..found.end].chars().next_back().map_or(0, char::len_utf8);
        let to = match part.hyphens.last() {
            Some(at) if found.start + at >= found.end => source(found.end),
            _ => source(found.end - last.min(found.end)),
        };
        hyphens.agree(&ours, from, to)
    }
}

#[cfg(test)]
mod tests {
    use super::{Haystack, SearchBudget, find};
    use crate::fold::fold;
    use crate::grammar::quoted;

    /// What of `source` was found, part by part.
    fn search(source: &str, quote: &str) -> Option<Vec<String>> {
        let folded = fold(source);
        let hay = Haystack::new(&folded, source);
        let quote = quoted(quote);
        let place = find(hay, &quote.groups, None, &mut SearchBudget::of(source)).place?;
        let said = |part: &std::ops::Range<usize>| source[folded.source(part.clone())].to_owned();
        Some(place.iter().flatten().map(said).collect())
    }

    #[track_caller]
    fn finds(source: &str, quote: &str, parts: &[&str]) {
        assert_eq!(search(source, quote).unwrap_or_default(), parts, "{quote}");
    }

    #[track_caller]
    fn misses(source: &str, quote: &str) {
        assert_eq!(search(source, quote), None, "{quote}");
    }

    #[test]
    fn whole_words_only() {
        finds("everything is seen", "everything is", &["everything is"]);
        misses("everything is seen", "everything is see");
        misses("everything is seen", "thing is seen");
        misses("we can't do it", "we can");
        misses("we cannot do it", "we can");
        finds("we can’t do it", "we can't", &["we can’t"]);
    }

    #[test]
    fn numbers_are_whole() {
        misses("1,014 statements", "014 statements");
        misses("1,014 statements", "1");
        misses("3.5 million", "5 million");
        misses("10² cells", "10");
        misses("$5 million", "5 million");
        misses("rose 5% again", "rose 5");
        misses("fell to -5 again", "5 again");
        finds("2021-2022 again", "2022 again", &["2022 again"]);
        finds("ended in 2022. Then", "in 2022", &["in 2022"]);
    }

    #[test]
    fn a_negation_is_not_cut_off() {
        misses("of non-public data", "public data");
        misses("a nuclear-free zone", "a nuclear");
        misses("with US-based staff", "based staff");
        finds("no – public data", "public data", &["public data"]);
    }

    #[test]
    fn gaps_and_brackets() {
        let source = "We intend to remove any doubts about the security of employees. The data, it said, moved.";
        finds(source, "[w]e intend", &["We intend"]);
        finds(source, "remove [all concerns] about", &["remove", "about"]);
        finds(source, "to remove … the security", &["to remove", "the security"]);
        finds(source, "of employee[s]", &["of employee"]);
        finds(source, "employee[]. The", &["employee", ". The"]);
        finds(source, "the [company]’s security", &[]);
        misses(source, "the security … to remove");
        misses(source, "We [x] employees");
        finds("employees. The data", "employees. [t]he data", &["employees. ", "The data"]);
    }

    #[test]
    fn the_nearest_parts_are_taken() {
        finds("a one b two a three b", "a … b", &["a", "b"]);
        let source = "we said a long thing here and then we know it";
        let folded = fold(source);
        let hay = Haystack::new(&folded, source);
        let place = find(hay, &quoted("we … it").groups, None, &mut SearchBudget::of(source)).place;
        assert_eq!(&source[place.unwrap()[0][0].start..], "we know it");
    }

    #[test]
    fn the_place_that_is_expected_is_taken() {
        let source = "China one. China two. China three.";
        let folded = fold(source);
        let hay = Haystack::new(&folded, source);
        let hits =
            find(hay, &quoted("China").groups, Some(&(11..20)), &mut SearchBudget::of(source));
        assert_eq!((hits.count, hits.place.unwrap()[0][0].start), (2, 11));
    }

    #[test]
    fn characters_of_pattern_languages_are_characters() {
        finds("so (.*)+ it is", "(.*)+ it", &["(.*)+ it"]);
        misses("so it is", "(.*)+ it");
        misses("so it is", "s.");
    }
}
