//! Splits the block quotations of a text into passages, each with its words and its cited sources.
//!
//! A citation inside a block quotation covers the words before it, back to the previous citation. A
//! block quotation without a citation takes the one that follows it, the one in the attribution
//! below it, that of a block quotation directly below, or that of the introductory line. A footnote
//! counts as the citations in it. [`CitationBond`] states how certain this is, and decides how
//! words are treated that the source does not contain.
//!
//! Works on parsed bodies and resolved targets; does not depend on snapshots. Start with
//! [`blocks`].

use crate::model::ix::SourceIx;
use crate::resolve::linked::{ResolvedCitation, ResolvedTarget};
use onrecord_base::span::{Span, Spanned};
use onrecord_cite::citation::{CitationItem, Locator};
use onrecord_prose::body::{BlockQuotation, Body, Placeholder, PlaceholderKind};
use onrecord_verify::attribution;
use onrecord_verify::attribution::AttributionCertainty;
use onrecord_verify::html;
use std::ops::Range;

/// The position of a block quotation in an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockPlace {
    /// The index of the text in the item.
    pub text: usize,
    /// The index of the footnote that contains it, if any.
    pub note: Option<usize>,
    /// The index of the block quotation in that text or footnote.
    pub quotation: usize,
}

/// The certainty that a citation belongs to the words of a block quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum CitationBond {
    /// Possible, or the words have no citation. Words that are not in the snapshot count as not
    /// compared.
    Possible,
    /// Likely. Words that are not in the snapshot are also reported.
    Likely,
    /// Certain. Words that are not in the snapshot are an error.
    Certain,
}

/// A block quotation.
#[derive(Debug)]
pub(super) struct QuotedBlock {
    pub(super) place: BlockPlace,
    /// The passages to compare, in text order; empty if the quotation cites no source.
    pub(super) passages: Vec<BlockPassage>,
}

/// A passage of a block quotation with its citations.
#[derive(Debug, Clone)]
pub(super) struct BlockPassage {
    /// The span of the passage.
    pub(super) span: Span,
    /// The candidates for the words of the source, in the order in which they are tried; never
    /// empty.
    pub(super) readings: Vec<SourceWords>,
    /// The cited sources with their locations; never empty.
    pub(super) cited: Vec<CitedSource>,
    /// The certainty that the citation belongs to the passage.
    pub(super) bond: CitationBond,
}

/// A candidate for the words of the source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SourceWords {
    pub(super) words: String,
    /// The text that is treated as the attribution and not compared.
    pub(super) attribution: String,
    /// True if that text certainly is an attribution.
    pub(super) is_certain: bool,
}

/// A cited source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CitedSource {
    pub(super) source: SourceIx,
    pub(super) at: Option<Locator>,
}

impl BlockPassage {
    /// The words of a candidate with their span.
    pub(super) fn words(&self, reading: &SourceWords) -> Spanned<String> {
        Spanned::new(reading.words.clone(), self.span)
    }
}

/// The block quotations of a text and of its footnotes.
///
/// * Parameters: the index of the text in its item, its targets (one for each of
///   [`Body::all_holes`]), its file, and a function for the titles that links show.
/// * Of nested block quotations, returns the outermost ones and those with their own citation.
/// * Cost: nothing is expanded if the text has no block quotation.
pub(super) fn blocks(
    text: usize,
    body: &Body,
    goals: &[ResolvedTarget],
    file: &str,
    called: &dyn Fn(&ResolvedTarget) -> String,
) -> Vec<QuotedBlock> {
    let mut all = vec![];
    let mut notes = vec![];
    let mut from = body.holes.len();
    for note in &body.notes {
        let to = from + note.body.holes.len();
        notes.push((note.label.as_str(), &note.body, goals.get(from..to).unwrap_or(&[])));
        from = to;
    }
    let parts = notes.iter().enumerate().map(|(n, (_, body, goals))| (Some(n), *body, *goals));
    for (note, part, goals) in std::iter::once((None, body, goals)).chain(parts) {
        if part.quotations.is_empty() {
            continue;
        }
        let html = part.html();
        let marks = marks(part, goals, &notes);
        let links = links(&part.holes, goals, called);
        let page = TextWithBlocks { html: &html, marks, links, body: part, file };
        all.extend(page.blocks(text, note));
    }
    all
}

/// A footnote: its label, its text and its targets.
type FootnoteText<'a> = (&'a str, &'a Body, &'a [ResolvedTarget]);

/// A citation placeholder.
#[derive(Debug)]
struct CitationMark {
    /// The byte offset in the HTML.
    at: usize,
    span: Span,
    cited: Vec<CitedSource>,
    bond: CitationBond,
    /// True if it follows the name of the author in the text.
    is_narrative: bool,
}

fn cited(fill: &PlaceholderKind, goal: &ResolvedTarget) -> Vec<CitedSource> {
    let (PlaceholderKind::Cite(cluster), ResolvedTarget::Cites(goals)) = (fill, goal) else {
        return vec![];
    };
    let one = |(item, goal): (&CitationItem, &ResolvedCitation)| CitedSource {
        source: goal.source,
        at: item.locator.clone().or_else(|| goal.locator.clone()),
    };
    cluster.items.iter().zip(goals).map(one).collect()
}

/// The citations of a text, in order.
fn marks(body: &Body, goals: &[ResolvedTarget], notes: &[FootnoteText<'_>]) -> Vec<CitationMark> {
    let mut all = vec![];
    for (hole, goal) in body.holes.iter().zip(goals) {
        let (cited, bond, is_narrative) = match &hole.fill {
            PlaceholderKind::Cite(cluster) => {
                (cited(&hole.fill, goal), CitationBond::Certain, cluster.narrative)
            }
            PlaceholderKind::Footnote(label) => {
                let Some((_, body, goals)) = notes.iter().find(|note| note.0 == label) else {
                    continue;
                };
                let all = body.holes.iter().zip(*goals);
                let cited = all.flat_map(|(hole, goal)| cited(&hole.fill, goal)).collect();
                let bond = if has_words(&body.html()) {
                    CitationBond::Likely
                } else {
                    CitationBond::Certain
                };
                (cited, bond, false)
            }
            _ => continue,
        };
        if !cited.is_empty() {
            let at = hole.at as usize;
            all.push(CitationMark { at, span: hole.span, cited, bond, is_narrative });
        }
    }
    all
}

/// The texts that links take from their targets, by byte offset in the HTML.
fn links(
    holes: &[Placeholder],
    goals: &[ResolvedTarget],
    called: &dyn Fn(&ResolvedTarget) -> String,
) -> Vec<(usize, String)> {
    let links =
        holes.iter().zip(goals).filter(|(hole, _)| matches!(hole.fill, PlaceholderKind::Link(_)));
    links.map(|(hole, goal)| (hole.at as usize, called(goal))).collect()
}

/// True if generated HTML has a word or number outside its tags.
fn has_words(html: &str) -> bool {
    let mut is_tag = false;
    html.chars().any(|c| {
        match c {
            '<' => is_tag = true,
            '>' => is_tag = false,
            _ => {}
        }
        !is_tag && c.is_alphanumeric()
    })
}

/// A text with block quotations.
struct TextWithBlocks<'a> {
    html: &'a str,
    marks: Vec<CitationMark>,
    links: Vec<(usize, String)>,
    body: &'a Body,
    file: &'a str,
}

/// A block quotation that is examined separately: an outermost one, or one with its own citation.
struct BlockUnit {
    /// Its index among all block quotations.
    quotation: usize,
    range: Range<usize>,
    span: Span,
    is_outermost: bool,
    /// The byte ranges of the nested units.
    within: Vec<Range<usize>>,
    /// The indexes of its own citations.
    marks: Vec<usize>,
    /// The last citation in it, including nested units.
    last: Option<usize>,
}

impl TextWithBlocks<'_> {
    fn blocks(&self, text: usize, note: Option<usize>) -> Vec<QuotedBlock> {
        let units = self.units();
        let mut blocks: Vec<QuotedBlock> = vec![];
        // In reverse order, because a unit without a citation may take that of the next one.
        for unit in units.iter().rev() {
            let below = blocks.last().and_then(|below| {
                let next = self.body.quotations.get(below.place.quotation)?;
                let between = self.html.get(unit.range.end..next.start as usize)?;
                between.trim().is_empty().then(|| below.passages.last()).flatten()
            });
            let passages = self.passages(unit, below);
            let place = BlockPlace { text, note, quotation: unit.quotation };
            blocks.push(QuotedBlock { place, passages });
        }
        blocks.reverse();
        blocks
    }

    /// The units, by start offset.
    fn units(&self) -> Vec<BlockUnit> {
        let all = &self.body.quotations;
        let mut parents: Vec<Option<usize>> = vec![];
        let mut own: Vec<Vec<usize>> = vec![vec![]; all.len()];
        let mut last: Vec<Option<usize>> = vec![None; all.len()];
        let mut open: Vec<usize> = vec![];
        let mut marks = self.marks.iter().enumerate().peekable();
        for n in 0..=all.len() {
            let start = all.get(n).map_or(usize::MAX, |q| q.start as usize);
            // Citations before this start belong to the units that are open.
            while let Some((at, mark)) = marks.next_if(|(_, mark)| mark.at <= start) {
                close(&mut open, all, mark.at);
                if let Some(&innermost) = open.last() {
                    own[innermost].push(at);
                    last[innermost] = Some(at);
                }
            }
            close(&mut open, all, start);
            if n < all.len() {
                parents.push(open.last().copied());
                open.push(n);
            }
        }
        for n in (0..all.len()).rev() {
            if let Some(parent) = parents[n] {
                last[parent] = last[parent].max(last[n]);
            }
        }
        let mut units: Vec<BlockUnit> = vec![];
        let mut unit_of: Vec<usize> = vec![];
        for (n, quotation) in all.iter().enumerate() {
            let range = quotation.start as usize..quotation.end as usize;
            let around = parents[n].map(|parent| unit_of[parent]);
            if let Some(around) = around.filter(|_| own[n].is_empty()) {
                unit_of.push(around);
                continue;
            }
            if let Some(around) = around {
                units[around].within.push(range.clone());
            }
            unit_of.push(units.len());
            units.push(BlockUnit {
                quotation: n,
                range,
                span: quotation.span,
                is_outermost: around.is_none(),
                within: vec![],
                marks: std::mem::take(&mut own[n]),
                last: last[n],
            });
        }
        units
    }

    fn passages(&self, unit: &BlockUnit, below: Option<&BlockPassage>) -> Vec<BlockPassage> {
        if !unit.marks.is_empty() {
            return self.cited_within(unit);
        }
        let near = match unit.last.and_then(|last| self.marks.get(last)) {
            Some(mark) => Some((mark.cited.clone(), CitationBond::Likely)),
            None => self.cited_outside(unit, below),
        };
        let Some((cited, bond)) = near else { return vec![] };
        let readings = self.readings(unit, unit.range.clone());
        let span = self.trimmed(unit.span);
        let passage = BlockPassage { span, readings, cited, bond };
        if passage.readings.is_empty() { vec![] } else { vec![passage] }
    }

    /// The passages defined by the citations inside a block quotation.
    fn cited_within(&self, unit: &BlockUnit) -> Vec<BlockPassage> {
        let Range { start, end } = unit.range;
        let first = unit.marks.first().map_or(end, |at| self.marks[*at].at);
        let leads = !has_words(&self.fragment(unit, start..first));
        let mut parts: Vec<(Range<usize>, Vec<usize>, Span)> = vec![];
        for (n, &at) in unit.marks.iter().enumerate() {
            let mark = &self.marks[at];
            let before =
                n.checked_sub(1).and_then(|n| unit.marks.get(n)).map(|at| &self.marks[*at]);
            let after = unit.marks.get(n + 1).map(|at| &self.marks[*at]);
            let (range, span) = if leads {
                let to = after.map_or(unit.span.end, |mark| mark.span.start);
                (mark.at..after.map_or(end, |mark| mark.at), (mark.span.end, to))
            } else {
                let from = before.map_or(unit.span.start, |mark| mark.span.end);
                let to = if after.is_none() { end } else { mark.at };
                (before.map_or(start, |mark| mark.at)..to, (from, mark.span.start))
            };
            let span = Span { start: span.0, end: span.1.max(span.0) };
            let is_bare = !has_words(&self.fragment(unit, range.clone()));
            match parts.last_mut() {
                Some((last, marks, _)) if is_bare || self.continues_after(marks, at, &range) => {
                    last.end = range.end;
                    marks.push(at);
                }
                _ if is_bare && after.is_some() && leads => {
                    parts.push((range, vec![at], span));
                }
                _ => parts.push((range, vec![at], span)),
            }
        }
        let passage = |(range, marks, span): (Range<usize>, Vec<usize>, Span)| {
            let readings = self.readings(unit, range);
            let marks = marks.iter().map(|at| &self.marks[*at]);
            let bond = marks.clone().map(|mark| mark.bond).max().unwrap_or(CitationBond::Certain);
            let mut cited: Vec<CitedSource> = vec![];
            for new in marks.filter(|mark| mark.bond == bond).flat_map(|m| &m.cited) {
                match cited.iter_mut().find(|old| old.source == new.source) {
                    // If one source is cited at two locations, either may contain the words.
                    Some(old) if old.at != new.at => old.at = None,
                    Some(_) => {}
                    None => cited.push(new.clone()),
                }
            }
            let span = self.trimmed(if span.is_empty() { unit.span } else { span });
            (!readings.is_empty()).then_some(BlockPassage { span, readings, cited, bond })
        };
        parts.into_iter().filter_map(passage).collect()
    }

    /// True if the paragraph continues with words after a citation of the same sources.
    fn continues_after(&self, marks: &[usize], next: usize, range: &Range<usize>) -> bool {
        let sources = |at: &usize| {
            let mark = &self.marks[*at];
            mark.cited.iter().map(|cited| cited.source).collect::<Vec<_>>()
        };
        let html = self.html.get(range.clone()).unwrap_or("");
        let lead = &html[..html.find(char::is_alphanumeric).unwrap_or(html.len())];
        marks.last().is_some_and(|last| sources(last) == sources(&next))
            && !lead.contains("</")
            && !html.starts_with('<')
    }

    /// The citation for a block quotation without one, and the certainty that it belongs.
    fn cited_outside(
        &self,
        unit: &BlockUnit,
        below: Option<&BlockPassage>,
    ) -> Option<(Vec<CitedSource>, CitationBond)> {
        if !unit.is_outermost {
            return None;
        }
        let after = self.marks.partition_point(|mark| mark.at < unit.range.end);
        let after = self.marks.get(after).and_then(|mark| {
            let between = self.html.get(unit.range.end..mark.at)?;
            let rest = self.html.get(mark.at..)?;
            let rest = &rest[..rest.find("</p>").unwrap_or(rest.len())];
            let is_apart = ["<h", "<blockquote", "<table", "<li", "<t", "<dd", "<dt", "<pre"];
            if is_apart.iter().any(|tag| between.contains(tag))
                || between.matches("<p>").count() > 1
            {
                return None;
            }
            let text = html::text(between).ok()?;
            let ends = !has_words(rest);
            if !has_words(between) && (!mark.is_narrative || ends) {
                return Some((mark.cited.clone(), mark.bond));
            }
            if !ends {
                return None;
            }
            match attribution::of_line(text.trim()) {
                Some(AttributionCertainty::Certain) => Some((mark.cited.clone(), mark.bond)),
                Some(AttributionCertainty::Likely) => {
                    Some((mark.cited.clone(), CitationBond::Likely))
                }
                None => {
                    let few = text.split_whitespace().count() <= 6;
                    few.then(|| (mark.cited.clone(), CitationBond::Likely))
                }
            }
        });
        let lead = || {
            let before = self.html.get(..unit.range.start)?.trim_end();
            let tags = ["<p>", "<li>", "<dd>"];
            let start = tags.iter().filter_map(|tag| before.rfind(tag)).max()?;
            let mark = self.marks.iter().rfind(|mark| (start..=before.len()).contains(&mark.at))?;
            let text = html::text(before.get(start..)?).ok()?;
            text.trim_end()
                .ends_with([':', '：'])
                .then(|| (mark.cited.clone(), CitationBond::Likely))
        };
        after
            .or_else(|| below.map(|passage| (passage.cited.clone(), CitationBond::Possible)))
            .or_else(lead)
    }

    /// The candidates for the words in a part of a unit, strictest first.
    fn readings(&self, unit: &BlockUnit, range: Range<usize>) -> Vec<SourceWords> {
        let fragment = self.fragment(unit, range);
        let mut readings: Vec<SourceWords> = vec![];
        let mut add = |words: &str, attribution: &str, is_certain: bool| {
            let words = words.trim();
            let is_new = readings.iter().all(|reading| reading.words != words);
            if is_new && words.contains(char::is_alphanumeric) {
                let attribution = attribution.split_whitespace().collect::<Vec<_>>().join(" ");
                readings.push(SourceWords { words: words.to_owned(), attribution, is_certain });
            }
        };
        let whole = text_of(&fragment);
        add(&whole, "", true);
        let marked = with_dash(&fragment).map(|fragment| text_of(&fragment));
        for text in marked.iter().chain([&whole]) {
            for split in attribution::split(text) {
                let is_certain = split.certainty == AttributionCertainty::Certain;
                add(split.words, split.attribution, is_certain);
            }
        }
        readings
    }

    /// The HTML of a part of a unit, without nested units, with the texts of links.
    fn fragment(&self, unit: &BlockUnit, range: Range<usize>) -> String {
        let mut out = String::with_capacity(range.len());
        let mut at = range.start;
        let mut push = |from: usize, to: usize| {
            let mut from = from;
            let first = self.links.partition_point(|(at, _)| *at < from);
            for (place, words) in self.links.iter().skip(first).take_while(|(at, _)| *at <= to) {
                out.push_str(self.html.get(from..*place).unwrap_or(""));
                onrecord_base::text::escape_to(&mut out, words);
                from = *place;
            }
            out.push_str(self.html.get(from..to).unwrap_or(""));
        };
        for inner in unit.within.iter().filter(|w| w.start >= range.start && w.end <= range.end) {
            push(at, inner.start);
            at = inner.end;
        }
        push(at, range.end);
        out
    }

    /// A span without the quotation markers at its start and the spaces at both ends.
    fn trimmed(&self, span: Span) -> Span {
        let text = self.file.get(span.start()..span.end as usize).unwrap_or("");
        let lead = text.len() - text.trim_start_matches(['>', ' ', '\n', '\r', '\t']).len();
        let tail = text.len() - text.trim_end().len();
        if lead + tail >= text.len() {
            return span;
        }
        Span::new(span.start() + lead, span.end as usize - tail)
    }
}

/// Closes the block quotations that end before a byte offset.
fn close(open: &mut Vec<usize>, all: &[BlockQuotation], at: usize) {
    while open.last().is_some_and(|n| all.get(*n).is_none_or(|q| q.end as usize <= at)) {
        open.pop();
    }
}

/// The words of generated HTML. Structure that is nested too deeply is ignored.
fn text_of(fragment: &str) -> String {
    let fragment = without_titles(fragment);
    html::text(&fragment).unwrap_or_else(|_| {
        let flat = ["blockquote", "ul", "ol", "li"].iter().fold(fragment, |text, tag| {
            text.replace(&format!("<{tag}>"), "\n").replace(&format!("</{tag}>"), "\n")
        });
        html::text(&flat).unwrap_or_default()
    })
}

/// The same HTML without the titles of callouts, which are generated.
fn without_titles(fragment: &str) -> String {
    const TITLE: &str = "<p class=\"callout-title\">";
    let mut out = String::with_capacity(fragment.len());
    let mut rest = fragment;
    while let Some(at) = rest.find(TITLE) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = rest.find("</p>").map_or("", |end| &rest[end..]);
    }
    out + rest
}

/// The same HTML with a dash before an attribution that only markup shows: the last words in
/// `<cite>`, or a list of one item at the end (`- Name` below the words).
fn with_dash(fragment: &str) -> Option<String> {
    let at = [("<cite>", "</cite>"), ("<ul>", "</ul>")].iter().find_map(|(open, close)| {
        let at = fragment.rfind(open)?;
        let end = fragment.rfind(close).filter(|end| *end > at)?;
        let is_last = !has_words(&fragment[end..]) && has_words(&fragment[..at]);
        let one = fragment[at..end].matches("<li").count() <= 1;
        (is_last && one).then_some((at, open.len()))
    });
    let (at, len) = at?;
    let item = fragment[at + len..].trim_start();
    let item = item.strip_prefix("<li>").unwrap_or(item);
    let mark = if item.trim_start().starts_with(attribution::DASHES) { "<br>" } else { "<br>— " };
    Some(format!("{}{mark}{item}", &fragment[..at]))
}
