//! The verdict on one quotation: are its words in a text, and with which differences?
//!
//! [`find_verdict`] is a pure function of the words, the text and a few options, so its result can be cached by
//! their hashes. A verdict that passes comes from the literal `search`. The measure of similarity in `nearest` runs
//! only after the search failed, and its result is only reported.

use crate::align::DiffOp;
use crate::edits::LaidBeside;
use crate::end_marks::{EndMark, end_after, end_at, is_stop, may_become};
use crate::fold::{FoldedText, fold, is_word, small_text};
use crate::fragment::directive;
use crate::grammar::{ParsedQuote, PartJoin, QuotePart, quoted, quoted_from};
use crate::languages::detect::tongues;
use crate::meaning::count_words;
use crate::nearest::failed;
use crate::rule_switch::{MatchRule, is_on};
use crate::search;
use crate::search::{Haystack, MatchRanges, SearchBudget, find};
use crate::segmentation::is_negated;
use crate::selector::{PassageSelector, selectors};
use crate::sense;
use crate::sense::SenseTurn;
use crate::snapshot_text::SnapshotText;
use crate::speaker_turns::NewTurn;
use std::ops::Range;

/// A quotation to verify.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "each is a property of its own")]
pub struct VerdictQuery<'a> {
    /// The words as typed, with quotation marks, brackets and ellipses.
    pub words: &'a str,
    /// The lines of the text on which the words are expected, from 1.
    pub lines: Option<(u32, u32)>,
    /// True if the citation names a location (page, line, section), so that short words need not be unique in the
    /// text.
    pub is_placed: bool,
    /// True if the source reports someone else's words, which must then be inside its quotation marks.
    pub is_reported: bool,
    /// True if the words may be an exchange of several speakers, with their labels.
    pub is_exchange: bool,
    /// True if the result should contain a text fragment and selectors.
    pub is_linked: bool,
    /// The language of the source as declared; may be empty or wrong.
    pub language: &'a str,
}

/// The result of the comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Verdict {
    /// Found character by character.
    Exact,
    /// Found, with different quotation marks, dashes, spaces or similar typography.
    Typographic,
    /// Found, with different punctuation at its end.
    TerminalPunct,
    /// Found, with gaps and brackets that the quotation declares.
    Edited,
    /// Found, with a different letter case that the quotation does not declare.
    Case,
    /// It starts or ends inside a word of the source.
    MidWord,
    /// Its parts occur in another order.
    OutOfOrder,
    /// A passage with nearly the same words exists.
    Near,
    /// A passage with some of the same words exists.
    Closest,
    /// No similar passage exists.
    #[default]
    Absent,
}

impl Verdict {
    /// The name in data and messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Typographic => "typographic",
            Self::TerminalPunct => "terminal-punct",
            Self::Edited => "edited",
            Self::Case => "case",
            Self::MidWord => "mid-word",
            Self::OutOfOrder => "out-of-order",
            Self::Near => "near",
            Self::Closest => "closest",
            Self::Absent => "absent",
        }
    }

    /// True if the words are in the text, perhaps in another letter case.
    pub const fn is_found(self) -> bool {
        matches!(
            self,
            Self::Exact | Self::Typographic | Self::TerminalPunct | Self::Edited | Self::Case
        )
    }
}

/// A remark about words that were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VerdictFlag {
    /// A gap omits more than 25 words, or spans paragraphs.
    EditedFar,
    /// Omitted or replaced words contain a negation.
    ElidesNegation,
    /// A bracket adds a negation, or turns a word into its opposite.
    Reverses,
    /// Omitted or added words change a number or a quantity.
    Amount,
    /// Omitted or added words change how certain or how strong a statement is.
    Degree,
    /// Omitted or added words change who makes the statement.
    Speaker,
    /// Words were omitted or added, and negation cannot be checked in the language of the source.
    Unjudged,
    /// Undeclared letter case differs, in addition to declared edits.
    Case,
    /// Most of the words are outside the source's own quotation marks.
    Unquoted,
    /// Some of the words, or of the words omitted between quoted parts, are outside the source's quotation marks.
    Straddles,
    /// The quotation has few words, occurs at several positions, and names no location.
    Ambiguous,
    /// The words are on another line than expected.
    Elsewhere,
    /// The difference changes a number or a negation.
    Meaning,
    /// The quotation starts or ends inside a word of a script without spaces, according to the dictionary.
    CutSegment,
    /// The first or last words are negated by a word right before or after them.
    CutNegation,
    /// The words belong to more than one turn of speech.
    SeveralTurns,
    /// The final mark differs in kind: question, exclamation or statement.
    EndMark,
}

impl VerdictFlag {
    /// The name in data.
    pub const fn word(self) -> &'static str {
        match self {
            Self::EditedFar => "edited-far",
            Self::ElidesNegation => "elides-negation",
            Self::Reverses => "reverses",
            Self::Amount => "changes-amount",
            Self::Degree => "changes-degree",
            Self::Speaker => "changes-speaker",
            Self::Unjudged => "language-not-judged",
            Self::Case => "case",
            Self::Unquoted => "unquoted-in-source",
            Self::Straddles => "straddles-attribution",
            Self::Ambiguous => "ambiguous",
            Self::Elsewhere => "elsewhere",
            Self::Meaning => "meaning",
            Self::CutSegment => "cuts-word",
            Self::CutNegation => "cuts-negation",
            Self::SeveralTurns => "several-turns",
            Self::EndMark => "end-mark",
        }
    }
}

/// The text that a gap omits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ElidedText {
    /// The words of the source; empty if the clippings do not contain them.
    pub text: String,
    /// The number of words.
    pub words: usize,
}

/// A bracket and the text it replaces.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct BracketedText {
    /// The words of the quotation.
    pub written: String,
    /// The words of the source; empty if it has none, or if they cannot be determined.
    pub source: String,
    /// True if only the case of a first letter is changed.
    pub is_letter: bool,
}

/// A run of words of a word diff.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DiffChunk {
    /// In both texts, only in the quotation, or only in the source.
    pub op: DiffOp,
    /// The words as written in that text.
    pub text: String,
}

/// The passage most similar to words that were not found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct NearMatch {
    /// Its bytes in the text.
    pub at: Range<usize>,
    /// Its words.
    pub passage: String,
    /// The share of common words in all words of both, in thousandths.
    pub likeness: usize,
    /// The word diff.
    pub diff: Vec<DiffChunk>,
    /// The first words of the quotation that differ, as bytes of the quotation.
    pub wrong: Range<usize>,
    /// A single edit that would make the words match: bytes of the quotation, and their replacement. `None` if one
    /// edit is not enough.
    pub mend: Option<(Range<usize>, String)>,
}

/// The verdict with its reasons.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct VerdictDetails {
    /// The verdict.
    pub verdict: Verdict,
    /// Remarks, sorted and unique.
    pub flags: Vec<VerdictFlag>,
    /// The bytes of the text from the first matched word to the last.
    pub at: Range<usize>,
    /// The first and last line of that range, from 1.
    pub lines: (u32, u32),
    /// The text omitted by each gap, in order.
    pub gaps: Vec<ElidedText>,
    /// The text replaced by each bracket, in order.
    pub brackets: Vec<BracketedText>,
    /// Changes of meaning by gaps and brackets, with the words that cause them.
    pub turns: Vec<SenseTurn>,
    /// The turn of speech that starts inside the words, if any.
    pub turn: Option<NewTurn>,
    /// The final mark of the quotation and the one of the source, if they differ in kind.
    pub ending: Option<(EndMark, EndMark)>,
    /// The most similar passage, if the words were not found.
    pub nearest: Option<NearMatch>,
    /// The text directive that leads a browser to the words, without `#:~:`; empty if not requested or not
    /// possible.
    pub fragment: String,
    /// The passages of the source between the gaps, for other programs; empty if not requested.
    pub selectors: Vec<PassageSelector>,
    /// An edit of the quotation that only corrects its case: bytes of the quotation, and their replacement.
    pub recase: Option<(Range<usize>, String)>,
}

/// The most words a gap may omit without [`VerdictFlag::EditedFar`].
const FAR: usize = 25;

/// Quotations with fewer words may occur at several positions by chance.
const FEW: usize = 4;

/// The most further positions that are searched for one with the final mark of the quotation.
const MOST_ENDINGS: usize = 8;

/// A form of the text to search in; `None` if the text has no such form.
type TextVariant = fn(&SnapshotText) -> Option<&FoldedText>;

/// Returns the verdict on one quotation.
///
/// * In: the words with their options, and the text.
/// * Out: the verdict; [`Verdict::Absent`] for words without a letter or digit.
/// * Rule: a verdict with `is_found` requires that every letter outside brackets and gaps was found, in order and
///   as whole words. A measure of similarity never gives one.
/// * Cost: linear in the text, plus a comparison of bounded size if nothing was found.
pub fn find_verdict(ask: &VerdictQuery<'_>, snapshot: &SnapshotText) -> VerdictDetails {
    let quote = quoted(ask.words);
    if quote.groups.is_empty() {
        return VerdictDetails::default();
    }
    let mut budget = SearchBudget::of(snapshot.text());
    // Square brackets of the source may occur in the quotation beside brackets of its author.
    let theirs = quoted_from(ask.words, snapshot.bracketed());
    let quotes: &[&ParsedQuote] = if theirs == quote { &[&quote] } else { &[&theirs, &quote] };
    // A cut through a word that only the dictionary of a script without spaces knows is a warning, not an error.
    for cuts_segments in [false, true] {
        if cuts_segments && !snapshot.is_unspaced() {
            break;
        }
        for quote in quotes {
            if let Some(judged) = search(ask, quote, snapshot, cuts_segments, &mut budget) {
                return judged;
            }
        }
    }
    failed(&quote, snapshot, &mut budget)
}

/// Searches the words in every form of a text, the strictest first; `None` if no form contains them.
fn search(
    ask: &VerdictQuery<'_>,
    quote: &ParsedQuote,
    snapshot: &SnapshotText,
    cuts_segments: bool,
    budget: &mut SearchBudget,
) -> Option<VerdictDetails> {
    // Expensive forms are computed only if the cheaper ones did not contain the words.
    let texts: [(TextVariant, bool); 4] = [
        (|snapshot| Some(snapshot.folded()), false),
        (SnapshotText::joined, false),
        (|snapshot| Some(snapshot.lower()), true),
        (SnapshotText::lower_joined, true),
    ];
    for (folded, is_lower) in texts {
        let Some(folded) = folded(snapshot) else { continue };
        let hay = Haystack { cuts_segments, ..Haystack::new(folded, snapshot.text()) };
        let expected = ask.lines.and_then(|lines| snapshot.bytes_of(lines));
        let expected = expected.map(|bytes| folded.folded(bytes.start)..folded.folded(bytes.end));
        for (groups, verdict) in match_strategies(quote, is_lower, folded.hyphens().is_some()) {
            let hits = find(hay, &groups, expected.as_ref(), budget);
            if let Some(place) = hits.place {
                let found = ExactMatch { ask, quote, snapshot, hay, place: &place };
                let with_mark = found.place_with_mark(verdict, &groups, budget);
                let place = with_mark.as_ref().unwrap_or(&place);
                let found = ExactMatch { place, ..found };
                return Some(found.judged(verdict, is_lower, hits.count));
            }
        }
    }
    None
}

/// The groups to search and the verdict if they are found, the strictest first.
fn match_strategies(
    quote: &ParsedQuote,
    is_lower: bool,
    is_joined: bool,
) -> Vec<(Vec<Vec<QuotePart>>, Verdict)> {
    let whole = quote.whole.text().trim_matches([' ', '-']);
    let one = |text: &str| {
        let text = text.to_owned();
        let (is_free, link, is_whole) = (false, PartJoin::Start, true);
        vec![vec![QuotePart {
            text,
            is_free,
            link,
            is_whole,
            follows_number: false,
            hyphens: vec![],
        }]]
    };
    let short = whole.trim_end_matches(is_stop);
    let mut ways = vec![(one(whole), Verdict::Typographic)];
    if quote.is_edited {
        ways.push((quote.groups.clone(), Verdict::Edited));
    } else if quote.is_remarked {
        ways.push((quote.groups.clone(), Verdict::Typographic));
    } else if short != whole {
        ways.push((one(short), Verdict::TerminalPunct));
    }
    if is_lower {
        for part in ways.iter_mut().flat_map(|(groups, _)| groups).flatten() {
            part.text = small_text(&part.text);
        }
    }
    if is_joined {
        for part in ways.iter_mut().flat_map(|(groups, _)| groups).flatten() {
            part.take_hyphens();
        }
    }
    ways.retain(|(groups, _)| groups.iter().flatten().any(|part| part.text.contains(is_word)));
    ways
}

/// A match.
#[derive(Clone, Copy)]
struct ExactMatch<'a> {
    ask: &'a VerdictQuery<'a>,
    quote: &'a ParsedQuote,
    snapshot: &'a SnapshotText,
    hay: Haystack<'a>,
    place: &'a MatchRanges,
}

impl ExactMatch<'_> {
    fn judged(&self, verdict: Verdict, is_lower: bool, count: usize) -> VerdictDetails {
        let text = self.snapshot.text();
        let at = self.source(search::start(self.place)..search::end(self.place));
        let parts: Vec<Range<usize>> =
            self.place.iter().flatten().map(|part| self.source(part.clone())).collect();
        let lines =
            (self.snapshot.line(at.start), self.snapshot.line(at.end.max(at.start + 1) - 1));
        let mut out =
            VerdictDetails { verdict, at: at.clone(), lines, ..VerdictDetails::default() };
        if verdict == Verdict::Edited {
            self.edits(&mut out);
        } else if self.snapshot.is_clippings() && self.quote.is_edited && has_gap(&text[at.clone()])
        {
            out.verdict = Verdict::Edited;
            out.gaps.push(ElidedText::default());
        }
        let words = self.ask.words.get(self.quote.inner.clone()).unwrap_or("").trim();
        if out.verdict == Verdict::Typographic && text.get(at.clone()) == Some(words) {
            out.verdict = Verdict::Exact;
        }
        if is_lower {
            match out.verdict {
                Verdict::Edited => out.flags.push(VerdictFlag::Case),
                _ => out.verdict = Verdict::Case,
            }
            out.recase = self.recase(&at);
        }
        if self.hay.cuts_segments {
            out.flags.push(VerdictFlag::CutSegment);
        }
        if self.snapshot.is_unspaced() && is_negated(text, &at) {
            out.flags.push(VerdictFlag::CutNegation);
        }
        self.marks(&parts, &mut out);
        let asked = (self.ask.is_reported, self.ask.is_exchange);
        if is_on(MatchRule::SpeakerTurns) {
            out.turn = self.snapshot.turns().new_turn((text, self.snapshot.mask()), &parts, asked);
        }
        if let Some(turn) = &mut out.turn {
            turn.line = self.snapshot.line(turn.at);
            out.flags.push(VerdictFlag::SeveralTurns);
        }
        out.ending = self.ending(verdict);
        if out.ending.is_some() {
            out.flags.push(VerdictFlag::EndMark);
        }
        if self.ask.is_linked {
            out.fragment = directive(self.snapshot, &at);
            let whole = |group: &Vec<Range<usize>>| {
                Some(self.source(group.first()?.start..group.last()?.end))
            };
            let groups: Vec<Range<usize>> = self.place.iter().filter_map(whole).collect();
            out.selectors = selectors(self.snapshot, &groups);
        }
        let few = self.place.iter().flatten().map(|p| count_words(&text[self.source(p.clone())]));
        if count > 1 && !self.ask.is_placed && few.sum::<usize>() < FEW {
            out.flags.push(VerdictFlag::Ambiguous);
        }
        if self.ask.lines.is_some_and(|(from, to)| lines.1 < from || lines.0 > to.max(from)) {
            out.flags.push(VerdictFlag::Elsewhere);
        }
        out.flags.sort_unstable();
        out.flags.dedup();
        out
    }

    fn source(&self, range: Range<usize>) -> Range<usize> {
        self.hay.folded.source(range)
    }

    /// The final mark of the quotation and of the source, if they differ in kind.
    fn ending(&self, way: Verdict) -> Option<(EndMark, EndMark)> {
        if !is_on(MatchRule::EndMarks) {
            return None;
        }
        let text = self.snapshot.text();
        let endings = match way {
            // The source contains these brackets and dots literally.
            Verdict::Typographic if self.quote.is_edited => return None,
            Verdict::Edited => self.quote.endings.as_slice(),
            _ => self.quote.endings.get(..1)?,
        };
        endings.iter().zip(self.place).find_map(|(ending, group)| {
            let at = self.source(group.last()?.clone()).end;
            let theirs = match ending.bracket {
                None => end_at(text, at),
                Some(words) => end_after(text, at, words, ending.mark),
            };
            (!may_become(theirs, ending.mark)).then_some((ending.mark, theirs))
        })
    }

    /// Another match that ends in the mark of the quotation, if this one does not.
    fn place_with_mark(
        &self,
        way: Verdict,
        groups: &[Vec<QuotePart>],
        budget: &mut SearchBudget,
    ) -> Option<MatchRanges> {
        if self.ask.lines.is_some() || self.ending(way).is_none() {
            return None;
        }
        let mut place = self.place.clone();
        for _ in 0..MOST_ENDINGS {
            place = search::next(self.hay, groups, &place, budget)?;
            if (ExactMatch { place: &place, ..*self }).ending(way).is_none() {
                return Some(place);
            }
        }
        None
    }

    /// Adds the text that gaps omit and brackets replace, and the changes of meaning.
    fn edits(&self, out: &mut VerdictDetails) {
        let text = self.snapshot.text();
        let of = |group: &Vec<Range<usize>>| -> Vec<Range<usize>> {
            group.iter().map(|part| self.source(part.clone())).collect()
        };
        let places: Vec<Vec<Range<usize>>> = self.place.iter().map(of).collect();
        let tongues = tongues(text, self.snapshot.evidence(), &out.at, self.ask.language);
        let laid = LaidBeside { text, quote: self.quote, places: &places, tongues: &tongues };
        let edits = laid.edits();
        for gap in edits.gaps {
            let dropped = &text[gap];
            let words = count_words(dropped);
            if words > FAR || has_blank_line(dropped) {
                out.flags.push(VerdictFlag::EditedFar);
            }
            out.gaps.push(ElidedText { text: shown(dropped), words });
        }
        for (bracket, at) in self.quote.brackets.iter().zip(edits.brackets) {
            let (written, source) = (bracket.words.clone(), shown(&text[at]));
            let is_letter = bracket.spot.is_letter && source.is_empty();
            out.brackets.push(BracketedText { written, source, is_letter });
        }
        out.flags.extend(edits.turns.iter().map(|turn| flag_of(turn.change)));
        out.flags.extend(edits.is_unjudged.then_some(VerdictFlag::Unjudged));
        out.turns = edits.turns;
    }

    /// Adds flags for reported words outside the source's own quotation marks.
    fn marks(&self, parts: &[Range<usize>], out: &mut VerdictDetails) {
        if !self.ask.is_reported {
            return;
        }
        let text = self.snapshot.text();
        let mask = self.snapshot.mask();
        let shares = parts.iter().map(|part| mask.share(text, part));
        let (inside, all) = shares.fold((0, 0), |(a, b), (i, n)| (a + i, b + n));
        if inside * 2 < all {
            out.flags.push(VerdictFlag::Unquoted);
            return;
        }
        // A gap that omits the reporter's words between two quotations joins separate statements.
        let attributed = parts.windows(2).any(|pair| {
            let dropped = pair[0].end..pair[1].start.max(pair[0].end);
            let (inside, all) = mask.share(text, &dropped);
            inside < all
        });
        if inside < all || attributed {
            out.flags.push(VerdictFlag::Straddles);
        }
    }

    /// The edit `[E]verything`, if only the case of the first letter differs.
    fn recase(&self, at: &Range<usize>) -> Option<(Range<usize>, String)> {
        if self.quote.is_edited {
            return None;
        }
        let theirs = fold(self.snapshot.text().get(at.clone())?);
        let ours = self.quote.whole.text();
        let start = ours.len() - ours.trim_start_matches([' ', '-']).len();
        let first = ours[start..].chars().next()?;
        let rest = |text: &str| {
            let mut chars = text.chars();
            chars.next();
            chars.as_str().trim_end_matches(is_stop).to_owned()
        };
        if rest(&ours[start..]) != rest(theirs.text()) {
            return None;
        }
        let from = self.quote.whole.source(start..start + first.len_utf8());
        let from = self.quote.inner.start + from.start..self.quote.inner.start + from.end;
        Some((from, format!("[{first}]")))
    }
}

/// The flag for a change of meaning.
pub fn flag_of(change: sense::SenseChange) -> VerdictFlag {
    match change {
        sense::SenseChange::DropsNegation => VerdictFlag::ElidesNegation,
        sense::SenseChange::Reverses => VerdictFlag::Reverses,
        sense::SenseChange::Amount => VerdictFlag::Amount,
        sense::SenseChange::Degree => VerdictFlag::Degree,
        sense::SenseChange::Speaker => VerdictFlag::Speaker,
    }
}

fn has_blank_line(text: &str) -> bool {
    let mut lines = text.split('\n').skip(1).peekable();
    while let Some(line) = lines.next() {
        if line.trim().is_empty() && lines.peek().is_some() {
            return true;
        }
    }
    false
}

/// True if the text contains the mark of clippings for words that were not kept.
fn has_gap(text: &str) -> bool {
    text.contains("[…]") || text.contains("[...]")
}

/// Omitted words as a page shows them: on one line, without punctuation at their ends.
fn shown(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .trim_matches([' ', ',', ';', '”', '“', '"'])
        .to_owned()
}
