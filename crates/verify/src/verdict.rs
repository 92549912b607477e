//! The verdict on one quotation: whether its words stand in a text, and how.
//!
//! A pure function of the words, the text and a few options, so that its result can be kept by their
//! hashes. What passes has been found letter by letter by `search`; `nearest` is asked
//! only once nothing was found, and what it says can only be reported.

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

/// What is asked of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "each is a property of its own")]
pub struct VerdictQuery<'a> {
    /// The words as typed, with marks, brackets and ellipses.
    pub words: &'a str,
    /// The lines on which they are said to stand, from 1.
    pub lines: Option<(u32, u32)>,
    /// Whether any place is named, so that short words need not be the only ones.
    pub is_placed: bool,
    /// Whether the source reports somebody else's words, which then stand inside its quotation marks.
    pub is_reported: bool,
    /// Whether they may be an exchange of several speakers, whose labels then stand among them.
    pub is_exchange: bool,
    /// Whether a link to the words is wanted.
    pub is_linked: bool,
    /// The language of the source, as its entry has it; may be empty or wrong.
    pub language: &'a str,
}

/// What came of comparing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Verdict {
    /// Letter by letter.
    Exact,
    /// But for marks, dashes, blanks and the like.
    Typographic,
    /// But for the punctuation at its end.
    TerminalPunct,
    /// With gaps and brackets that the quotation declares.
    Edited,
    /// But for the case of letters, undeclared.
    Case,
    /// It begins or ends inside a word.
    MidWord,
    /// Its parts stand in another order.
    OutOfOrder,
    /// Nearly the same words stand there.
    Near,
    /// Somewhat the same words stand there.
    Closest,
    /// Nothing like it stands there.
    #[default]
    Absent,
}

impl Verdict {
    /// The word in data and messages.
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

    /// Whether the words stand in the text, if perhaps in another case.
    pub const fn is_found(self) -> bool {
        matches!(
            self,
            Self::Exact | Self::Typographic | Self::TerminalPunct | Self::Edited | Self::Case
        )
    }
}

/// What a reader of the source would want to know about words that stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VerdictFlag {
    /// A gap over 25 words or over a paragraph.
    EditedFar,
    /// What was dropped or replaced holds a negation.
    ElidesNegation,
    /// What a bracket puts in negates, or turns a word into its opposite.
    Reverses,
    /// What was dropped or put in changes a number or a quantity.
    Amount,
    /// What was dropped or put in changes how sure or how much something is.
    Degree,
    /// What was dropped or put in changes who says it.
    Speaker,
    /// Words were dropped or put in, and the source is in a language in which negation is not judged.
    Unjudged,
    /// Only letter case differs, beside other edits that are declared.
    Case,
    /// Most of the words stand outside the source's own quotation marks.
    Unquoted,
    /// Some of the words, or of what a gap drops between quoted words, stand outside them.
    Straddles,
    /// Few words that stand at several places, and no place named.
    Ambiguous,
    /// They stand on another line than is said.
    Elsewhere,
    /// The difference changes a number or a negation.
    Meaning,
    /// A word of a script without spaces is cut at an end, by the dictionary.
    CutSegment,
    /// What negates the first or the last words stands right before or after them.
    CutNegation,
    /// They are of more than one turn of speech.
    SeveralTurns,
    /// A question, an exclamation and a statement became one another.
    EndMark,
}

impl VerdictFlag {
    /// The word in data.
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

/// What a gap leaves out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ElidedText {
    /// The source's words; empty where our clippings do not hold them.
    pub text: String,
    /// How many words.
    pub words: usize,
}

/// What a bracket stands for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct BracketedText {
    /// What the quotation has.
    pub written: String,
    /// What the source has; empty where it has nothing there, or where nobody can say.
    pub source: String,
    /// Whether only the case of a first letter is changed.
    pub is_letter: bool,
}

/// A run of words of a word diff.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DiffChunk {
    /// In both, only ours, only theirs.
    pub op: DiffOp,
    /// The words as they are written there.
    pub text: String,
}

/// The passage most like words that were not found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct NearMatch {
    /// Its bytes in the text.
    pub at: Range<usize>,
    /// Its words.
    pub passage: String,
    /// Its words in common with ours, of all of both, in thousandths.
    pub likeness: usize,
    /// The word diff.
    pub diff: Vec<DiffChunk>,
    /// The first words of ours that differ, as bytes of the quotation.
    pub wrong: Range<usize>,
    /// What would have to be written in the stead of a part of the quotation.
    pub mend: Option<(Range<usize>, String)>,
}

/// The verdict with its grounds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct VerdictDetails {
    /// The verdict.
    pub verdict: Verdict,
    /// What else has to be said; in order, each once.
    pub flags: Vec<VerdictFlag>,
    /// From the first word found to the last, as bytes of the text.
    pub at: Range<usize>,
    /// The first and the last line of that, from 1.
    pub lines: (u32, u32),
    /// What gaps leave out, in order.
    pub gaps: Vec<ElidedText>,
    /// What brackets stand for, in order.
    pub brackets: Vec<BracketedText>,
    /// What gaps and brackets do to the sense, and by which words.
    pub turns: Vec<SenseTurn>,
    /// The turn of speech that begins inside the words.
    pub turn: Option<NewTurn>,
    /// The mark that the words have, and the one that the source has there.
    pub ending: Option<(EndMark, EndMark)>,
    /// For words that were not found.
    pub nearest: Option<NearMatch>,
    /// The text directive that leads a browser to the words, without `#:~:`; empty where none is wanted or can be.
    pub fragment: String,
    /// The passages of the source, one between two gaps each, for other programs; empty where no link is wanted.
    pub selectors: Vec<PassageSelector>,
    /// A change of the quotation that makes only its case agree: bytes of it, and what to write.
    pub recase: Option<(Range<usize>, String)>,
}

/// The most words a gap may drop without a word about it.
const FAR: usize = 25;

/// Words fewer than this may stand at several places by chance.
const FEW: usize = 4;

/// So many further places are looked at for one that ends in the mark of the quotation.
const MOST_ENDINGS: usize = 8;

/// One way of reading a text.
type TextVariant = fn(&SnapshotText) -> Option<&FoldedText>;

/// Judges one quotation.
///
/// * In: the words with what is known of their place, and the text.
/// * Out: the verdict; [`Verdict::Absent`] for words without a letter or digit.
/// * Rule: an `is_found` verdict is given only where every letter outside brackets and gaps was found, in order,
///   as whole words. Nothing that measures likeness can give one.
/// * Linear in the text, but for a comparison of bounded size where nothing was found.
pub fn find_verdict(ask: &VerdictQuery<'_>, held: &SnapshotText) -> VerdictDetails {
    let quote = quoted(ask.words);
    if quote.groups.is_empty() {
        return VerdictDetails::default();
    }
    let mut budget = SearchBudget::of(held.text());
    // Brackets of the source may stand in the quotation beside ours.
    let theirs = quoted_from(ask.words, held.bracketed());
    let quotes: &[&ParsedQuote] = if theirs == quote { &[&quote] } else { &[&theirs, &quote] };
    // A word that only the dictionary of a script without spaces knows may be cut, with a warning.
    for cuts_segments in [false, true] {
        if cuts_segments && !held.is_unspaced() {
            break;
        }
        for quote in quotes {
            if let Some(judged) = search(ask, quote, held, cuts_segments, &mut budget) {
                return judged;
            }
        }
    }
    failed(&quote, held, &mut budget)
}

/// Looks for the words in every reading of a text, the strictest first. `None`: they are in none.
fn search(
    ask: &VerdictQuery<'_>,
    quote: &ParsedQuote,
    held: &SnapshotText,
    cuts_segments: bool,
    budget: &mut SearchBudget,
) -> Option<VerdictDetails> {
    // What is dear is made only if what comes before it did not find the words.
    let texts: [(TextVariant, bool); 4] = [
        (|held| Some(held.folded()), false),
        (SnapshotText::joined, false),
        (|held| Some(held.lower()), true),
        (SnapshotText::lower_joined, true),
    ];
    for (folded, is_lower) in texts {
        let Some(folded) = folded(held) else { continue };
        let hay = Haystack { cuts_segments, ..Haystack::new(folded, held.text()) };
        let expected = ask.lines.and_then(|lines| held.bytes_of(lines));
        let expected = expected.map(|bytes| folded.folded(bytes.start)..folded.folded(bytes.end));
        for (groups, verdict) in match_strategies(quote, is_lower, folded.hyphens().is_some()) {
            let hits = find(hay, &groups, expected.as_ref(), budget);
            if let Some(place) = hits.place {
                let found = ExactMatch { ask, quote, held, hay, place: &place };
                let with_mark = found.place_with_mark(verdict, &groups, budget);
                let place = with_mark.as_ref().unwrap_or(&place);
                let found = ExactMatch { place, ..found };
                return Some(found.judged(verdict, is_lower, hits.count));
            }
        }
    }
    None
}

/// The ways in which the words may stand there, the strictest first.
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

/// Words that were found.
#[derive(Clone, Copy)]
struct ExactMatch<'a> {
    ask: &'a VerdictQuery<'a>,
    quote: &'a ParsedQuote,
    held: &'a SnapshotText,
    hay: Haystack<'a>,
    place: &'a MatchRanges,
}

impl ExactMatch<'_> {
    fn judged(&self, verdict: Verdict, is_lower: bool, count: usize) -> VerdictDetails {
        let text = self.held.text();
        let at = self.source(search::start(self.place)..search::end(self.place));
        let parts: Vec<Range<usize>> =
            self.place.iter().flatten().map(|part| self.source(part.clone())).collect();
        let lines = (self.held.line(at.start), self.held.line(at.end.max(at.start + 1) - 1));
        let mut out =
            VerdictDetails { verdict, at: at.clone(), lines, ..VerdictDetails::default() };
        if verdict == Verdict::Edited {
            self.edits(&mut out);
        } else if self.held.is_clippings() && self.quote.is_edited && has_gap(&text[at.clone()]) {
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
        if self.held.is_unspaced() && is_negated(text, &at) {
            out.flags.push(VerdictFlag::CutNegation);
        }
        self.marks(&parts, &mut out);
        let asked = (self.ask.is_reported, self.ask.is_exchange);
        if is_on(MatchRule::SpeakerTurns) {
            out.turn = self.held.turns().new_turn((text, self.held.mask()), &parts, asked);
        }
        if let Some(turn) = &mut out.turn {
            turn.line = self.held.line(turn.at);
            out.flags.push(VerdictFlag::SeveralTurns);
        }
        out.ending = self.ending(verdict);
        if out.ending.is_some() {
            out.flags.push(VerdictFlag::EndMark);
        }
        if self.ask.is_linked {
            out.fragment = directive(self.held, &at);
            let whole = |group: &Vec<Range<usize>>| {
                Some(self.source(group.first()?.start..group.last()?.end))
            };
            let groups: Vec<Range<usize>> = self.place.iter().filter_map(whole).collect();
            out.selectors = selectors(self.held, &groups);
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

    /// Where the words end in a mark that says something else than the source's: ours and theirs.
    fn ending(&self, way: Verdict) -> Option<(EndMark, EndMark)> {
        if !is_on(MatchRule::EndMarks) {
            return None;
        }
        let text = self.held.text();
        let endings = match way {
            // The source has these brackets and dots as they are.
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

    /// Another place of the words, which ends in the mark that the quotation has, if this one ends in another.
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

    /// What gaps leave out, what brackets stand for, and what that does to the sense.
    fn edits(&self, out: &mut VerdictDetails) {
        let text = self.held.text();
        let of = |group: &Vec<Range<usize>>| -> Vec<Range<usize>> {
            group.iter().map(|part| self.source(part.clone())).collect()
        };
        let places: Vec<Vec<Range<usize>>> = self.place.iter().map(of).collect();
        let tongues = tongues(text, self.held.evidence(), &out.at, self.ask.language);
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

    /// Whether reported words stand inside the source's own marks.
    fn marks(&self, parts: &[Range<usize>], out: &mut VerdictDetails) {
        if !self.ask.is_reported {
            return;
        }
        let text = self.held.text();
        let mask = self.held.mask();
        let shares = parts.iter().map(|part| mask.share(text, part));
        let (inside, all) = shares.fold((0, 0), |(a, b), (i, n)| (a + i, b + n));
        if inside * 2 < all {
            out.flags.push(VerdictFlag::Unquoted);
            return;
        }
        // A gap that drops the reporter's words between two quotations joins what was said apart.
        let attributed = parts.windows(2).any(|pair| {
            let dropped = pair[0].end..pair[1].start.max(pair[0].end);
            let (inside, all) = mask.share(text, &dropped);
            inside < all
        });
        if inside < all || attributed {
            out.flags.push(VerdictFlag::Straddles);
        }
    }

    /// `[E]verything` where the first letter alone has another case.
    fn recase(&self, at: &Range<usize>) -> Option<(Range<usize>, String)> {
        if self.quote.is_edited {
            return None;
        }
        let theirs = fold(self.held.text().get(at.clone())?);
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

/// The flag of a change of the sense.
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

/// A mark of our clippings for words of the source that were not kept.
fn has_gap(text: &str) -> bool {
    text.contains("[…]") || text.contains("[...]")
}

/// Dropped words as a page shows them: in one line, without the marks at their ends.
fn shown(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .trim_matches([' ', ',', ';', '”', '“', '"'])
        .to_owned()
}
