//! Searches the parts of a quotation in a folded text: literally, whole words only, in order.
//!
//! It uses neither a pattern language nor a measure of similarity: a hit has the same characters. A budget of
//! compared bytes ([`SearchBudget`]) bounds the work; time does not, so the same input always gives the same
//! result. Start with [`find`].

use crate::boundaries::{EnclosingToken, cut};
use crate::fold::{FoldedText, is_word, small};
use crate::grammar::{PartJoin, QuotePart};
use crate::segmentation::is_unspaced;
use crate::work::work;
use memchr::memmem::Finder;
use std::ops::Range;

/// The most words of a source that a bracket can replace.
pub const MOST_REPLACED: usize = 8;

/// The most bytes of that many words.
const MOST_BYTES: usize = 400;

/// The most letters of a word ending that a bracket can replace.
const MOST_ENDING: usize = 12;

/// The most candidate positions that are compared before one is chosen.
const MOST_PLACES: usize = 32;

/// A folded text with the text it was made from.
#[derive(Debug, Clone, Copy)]
pub struct Haystack<'a> {
    /// The text as compared.
    pub folded: &'a FoldedText,
    /// The original text.
    pub source: &'a str,
    /// True if a hit may lie inside a word that only the dictionary of a script without spaces knows.
    pub cuts_segments: bool,
}

/// The remaining work, in bytes that are compared one by one.
#[derive(Debug)]
pub struct SearchBudget(usize);

/// Bytes skipped by the literal search that cost as much as one compared byte.
const SCAN: usize = 4;

/// The cost of looking at the characters beside a hit, in compared bytes.
const LOOK: usize = 16;

impl SearchBudget {
    /// A fixed amount plus a multiple of the text: enough for any real text.
    pub fn of(text: &str) -> Self {
        Self(4 * 1024 * 1024 + text.len().saturating_mul(32))
    }

    /// Spends some of the budget; `None` once it is exhausted.
    fn spend(&mut self, bytes: usize) -> Option<()> {
        work(bytes);
        let left = self.0.checked_sub(bytes);
        self.0 = left.unwrap_or(0);
        left.map(|_| ())
    }
}

/// The positions of the parts of a quotation: per group, ranges of the folded text.
pub type MatchRanges = Vec<Vec<Range<usize>>>;

/// The result of a search.
#[derive(Debug, Clone, Default)]
pub struct SearchHits {
    /// The chosen position.
    pub place: Option<MatchRanges>,
    /// The number of positions, counted only as far as it matters.
    pub count: usize,
}

/// The first byte of a match.
pub fn start(place: &MatchRanges) -> usize {
    place.first().and_then(|group| group.first()).map_or(0, |part| part.start)
}

/// One past the last byte of a match.
pub fn end(place: &MatchRanges) -> usize {
    place.last().and_then(|group| group.last()).map_or(0, |part| part.end)
}

/// Finds groups of parts, each group after the one before it.
///
/// * In: the groups, and their expected range in the folded text, if known.
/// * Out: the match that starts in the expected range, else one in which every gap omits a word, else the one that
///   omits the fewest bytes, else the first.
/// * The result is empty if the budget is exhausted: an unfinished search never counts as found.
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
    // Matches differ in quality only if there are gaps; without gaps it only matters if there is a second one.
    let most = if groups.len() > 1 { MOST_PLACES } else { 2 };
    let mut best: Option<((bool, usize), MatchRanges)> = None;
    let mut from = 0;
    while hits.count < most
        && let Some(place) = from_here(hay, groups, from, budget)
    {
        from = next_char(hay.folded.text(), start(&place));
        hits.count += 1;
        let kept: usize = place.iter().map(|group| span(group).len()).sum();
        let omitted = end(&place) - start(&place) - kept;
        let has_empty_gap =
            place.windows(2).any(|pair| !hay.has_word(span(&pair[0]).end..span(&pair[1]).start));
        let rank = (has_empty_gap, omitted);
        if best.as_ref().is_none_or(|(least, _)| rank < *least) {
            best = Some((rank, place));
        }
    }
    let there = expected.and_then(|at| {
        let place = from_here(hay, groups, at.start, budget)?;
        (start(&place) < at.end).then_some(place)
    });
    hits.place = there.or(best.map(|(_, place)| place));
    hits
}

/// The first match that starts after another.
pub fn next(
    hay: Haystack<'_>,
    groups: &[Vec<QuotePart>],
    place: &MatchRanges,
    budget: &mut SearchBudget,
) -> Option<MatchRanges> {
    from_here(hay, groups, next_char(hay.folded.text(), start(place)), budget)
}

/// True if a group occurs anywhere.
pub fn contains(hay: Haystack<'_>, group: &[QuotePart], budget: &mut SearchBudget) -> bool {
    group_from(hay, group, 0..hay.folded.text().len(), budget).is_some()
}

fn span(group: &[Range<usize>]) -> Range<usize> {
    let start = group.first().map_or(0, |part| part.start);
    start..group.last().map_or(start, |part| part.end)
}

/// The first match at or after `from`, with its groups moved as near to each other as possible.
///
/// A group is not moved directly beside the next one, because the gap would then omit nothing: in `never, never,
/// never again`, the quotation `never […] never again` keeps its first `never`.
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
    // Each group except the last may lie nearer to the one after it, as long as the gap still omits a word.
    for n in (0..groups.len().saturating_sub(1)).rev() {
        let limit = span(&place[n + 1]).start;
        let omits_word = hay.has_word(span(&place[n]).end..limit);
        let mut tries = 0;
        while tries < MOST_PLACES
            && let from = next_char(hay.folded.text(), span(&place[n]).start)
            && let Some(nearer) = group_from(hay, &groups[n], from..limit, budget)
            && span(&nearer).end <= limit
            && (!omits_word || hay.has_word(span(&nearer).end..limit))
        {
            place[n] = nearer;
            tries += 1;
        }
    }
    Some(place)
}

/// The first match of one group whose first part starts within the range.
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

/// The longest part after the first of a group. A first part without it nearby is skipped.
struct GroupAnchor<'a> {
    finder: Finder<'a>,
    /// The most bytes between the start of the first part and the start of this one.
    reach: usize,
    /// The position of its last hit.
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
        // The other case of a letter may have more bytes.
        let before = group.iter().take(n).map(|part| part.text.len() + 4);
        let reach = before.sum::<usize>() + group.iter().take(n + 1).map(room).sum::<usize>() + 8;
        Some(Self { finder: Finder::new(needle(part)), reach, at: None })
    }

    /// The earliest start of the group if its first part ends at `end`; `None` if the anchor does not occur after
    /// it.
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

/// The text to search; a first letter of either case is compared separately.
fn needle(part: &QuotePart) -> &str {
    let skip = part.text.chars().next().filter(|_| part.is_free).map_or(0, char::len_utf8);
    part.text.get(skip..).unwrap_or("")
}

/// The first match of one part within a range.
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
        // No match can start inside a word, so skip to its end. A text without hyphens and spaces has no such
        // limits.
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

/// The start of `letter` in either case directly before `at`; `None` if another character is there.
fn letter_before(text: &str, at: usize, letter: char) -> Option<usize> {
    let before = text[..at].chars().next_back()?;
    small(before).eq(small(letter)).then(|| at - before.len_utf8())
}

/// Positions of the parts after the first, as their joins allow; the nearest ones first.
fn follow(
    hay: Haystack<'_>,
    rest: &[QuotePart],
    first: &Range<usize>,
    budget: &mut SearchBudget,
) -> Option<Vec<Range<usize>>> {
    // Per part: its possible positions, each with the index of the previous part's position.
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

/// The possible positions of a part after `from`; `None` if the budget is exhausted.
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
    /// A haystack in which no word may be cut.
    pub fn new(folded: &'a FoldedText, source: &'a str) -> Self {
        Self { folded, source, cuts_segments: false }
    }

    /// The token of the original text that a position of the folded text would cut.
    fn cut(self, at: usize, begins: bool) -> Option<EnclosingToken> {
        let text = self.folded.text();
        let before = at - text[..at].chars().next_back()?.len_utf8();
        let after = next_char(text, at).min(text.len());
        let (end, start) =
            (self.folded.source(before..at).end, self.folded.source(at..after).start);
        // One character of the original became several.
        if at < text.len() && end > start {
            return Some(EnclosingToken::Word);
        }
        let cut = cut(self.source, if begins && at < text.len() { start } else { end });
        cut.filter(|cut| *cut != EnclosingToken::Segment || !self.cuts_segments)
    }

    /// True if a range of the folded text contains a letter or digit.
    fn has_word(self, range: Range<usize>) -> bool {
        self.folded.text()[range].contains(is_word)
    }

    /// True if a hit that starts at `at` starts a word: it does not cut a longer word, a number, an amount or a
    /// word with its negation.
    pub fn begins_word(self, at: usize) -> bool {
        self.cut(at, true).is_none()
    }

    /// True if a hit that ends at `at` ends a word.
    pub fn ends_word(self, at: usize) -> bool {
        self.cut(at, false).is_none()
    }

    /// True if a bracket may replace the text between two parts, from `from` to `at`.
    ///
    /// The bracket must not cut a word. A bracket with a number may replace the number of an amount (`US$[5]
    /// million`). If there is nothing between the parts, nothing is cut.
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

    /// True if a word of a text without hyphens starts at `at`.
    fn is_parted(self, at: usize) -> bool {
        self.folded.hyphens().is_some_and(|hyphens| {
            let after = next_char(self.folded.text(), at);
            hyphens.is_before(self.folded.source(at..after).start)
        })
    }

    /// True if a part that was found without its hyphens has the hyphens of the source.
    fn hyphens_agree(self, part: &QuotePart, found: Range<usize>) -> bool {
        let Some(hyphens) = self.folded.hyphens() else { return true };
        let text = self.folded.text();
        let source = |at: usize| {
            let after = next_char(text, at).min(text.len());
            let here = self.folded.source(at..after);
            if at < text.len() { here.start } else { self.source.len() }
        };
        let ours: Vec<usize> = part.hyphens.iter().map(|at| source(found.start + at)).collect();
        // A hyphen before the first letter belongs to the previous text, unless that is part of the same word.
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

    /// The matched passages of `source`, part by part.
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
    fn a_gap_keeps_a_word_that_it_omits() {
        let starts = |source: &str, quote: &str| {
            let folded = fold(source);
            let hay = Haystack::new(&folded, source);
            let groups = quoted(quote).groups;
            let place = find(hay, &groups, None, &mut SearchBudget::of(source)).place?;
            Some(place.iter().map(|group| group[0].start).collect::<Vec<_>>())
        };
        let source = "never, never, never again";
        assert_eq!(starts(source, "never […] never again"), Some(vec![0, 14]));
        assert_eq!(starts(source, "never … again"), Some(vec![7, 20]));
        assert_eq!(starts("never, never again", "never … never again"), Some(vec![0, 7]));
        let source = "the the the the the the the 0 cat the";
        assert_eq!(starts(source, "the […] the the 0"), Some(vec![12, 20]));
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
