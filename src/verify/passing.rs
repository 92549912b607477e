//! Words quoted in passing, in prose: block quotations with a citation, and what stands in quotation marks.
//!
//! Reads finished bodies; knows nothing of snapshots.

use crate::base::code::Code;
use crate::base::diag::Diagnostic;
use crate::base::span::{Place, Sp, Span};
use crate::input::sources::Sources;
use crate::model::body::{Body, Fill, Locator};
use crate::resolve::linked::Linked;
use crate::verify::align::{Token, tokens};
use crate::verify::fold::{Folded, fold};
use crate::verify::html;
use std::collections::HashSet;

/// A block quotation that ends in a citation.
pub(super) struct Block {
    /// Its words, and where they stand.
    pub(super) words: Sp<String>,
    /// The number of its citation among the holes of the body.
    pub(super) hole: usize,
    /// The place that the citation names.
    pub(super) at: Option<Locator>,
}

/// The block quotations of a body whose last words are a citation of one source.
///
/// * In: the body, and the file it stands in.
/// * Out: in order; of nested ones the outermost.
pub(super) fn blocks(body: &Body, file: &str) -> Vec<Block> {
    let mut all = vec![];
    let mut from = 0;
    while let Some(open) = body.html.get(from..).and_then(|rest| rest.find("<blockquote")) {
        let start = from + open;
        let end = close(&body.html, start);
        from = end;
        let Some(inner) = body.html.get(start..end) else { break };
        // The last mark before its end.
        let n = body.holes.partition_point(|hole| hole.at as usize <= end).checked_sub(1);
        let last = n.and_then(|n| Some((n, body.holes.get(n)?)));
        let Some((n, hole)) = last.filter(|(_, hole)| start < hole.at as usize) else { continue };
        let Fill::Cite(cluster) = &hole.fill else { continue };
        // Only tags may follow the citation: then it says whose words the block is.
        let after = body.html.get(hole.at as usize..end).unwrap_or("");
        let [item] = cluster.items.as_slice() else { continue };
        let (Ok(words), Ok(rest)) = (html::text(inner), html::text(after)) else { continue };
        if rest.contains(char::is_alphanumeric) || !words.contains(char::is_alphanumeric) {
            continue;
        }
        let words = Sp::new(words, paragraph(file, hole.span));
        all.push(Block { words, hole: n, at: item.locator.clone() });
    }
    all
}

/// Where a block quotation that begins at `start` ends.
fn close(html: &str, start: usize) -> usize {
    let mut depth = 0_u32;
    let mut at = start;
    while let Some(next) = html.get(at..).and_then(|rest| rest.find("blockquote")) {
        let here = at + next;
        if html[..here].ends_with("</") {
            depth = depth.saturating_sub(1);
        } else if html[..here].ends_with('<') {
            depth += 1;
        }
        at = here + "blockquote".len();
        if depth == 0 {
            break;
        }
    }
    at
}

/// The lines before a mark, back to a blank one, up to the mark.
fn paragraph(file: &str, mark: Span) -> Span {
    let before = file.get(..mark.at()).unwrap_or("");
    let start = before.rfind("\n\n").map_or(0, |at| at + 2);
    let lead = before[start..].len() - before[start..].trim_start_matches(['>', ' ']).len();
    Span::new(start + lead, mark.at())
}

/// OR333: words in quotation marks that stand in no quote, and are no title of the site.
pub fn unmatched(linked: &Linked, sources: &Sources) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    let passages: Vec<(&std::sync::Arc<str>, &str)> = ledger
        .notes()
        .flat_map(|ix| {
            let note = &ledger[ix];
            note.texts.all().flat_map(|body| &body.marked).map(|words| (&note.file, words.as_str()))
        })
        .collect();
    if passages.is_empty() {
        return vec![];
    }
    let mut known = HashSet::new();
    let mut add = |text: &str| known.extend(triples(text));
    for quote in &ledger.quotes {
        let variants = quote.data.variants.iter().filter_map(|v| v.text.as_ref());
        let original = quote.data.original.iter().filter_map(|o| o.text.as_ref());
        quote.data.words().into_iter().chain(variants).chain(original).for_each(|w| add(w));
        quote.data.segments.iter().filter_map(|s| s.attributed_as.as_ref()).for_each(|w| add(w));
    }
    ledger.all().into_iter().for_each(|ix| add(&ledger.called(ix)));
    let mut found = vec![];
    let mut folded: Option<(&str, Folded)> = None;
    for (file, words) in passages {
        if triples(words).iter().all(|triple| known.contains(triple)) {
            continue;
        }
        if folded.as_ref().is_none_or(|(of, _)| *of != &**file) {
            folded = Some((file, fold(sources.text(file).unwrap_or(""))));
        }
        let span = folded.as_ref().map(|(_, folded)| place(words, folded)).unwrap_or_default();
        let place = Place::new(file, span);
        let message = "these words stand in quotation marks and in no quote of the site";
        found.push(
            Diagnostic::new(Code::UnmatchedWords, place, message)
                .help("make a quote of them, with its source; or take the marks away"),
        );
    }
    found
}

/// Every three words that follow each other.
fn triples(text: &str) -> Vec<[Token; 3]> {
    let tokens = tokens(fold(text).text());
    tokens
        .windows(3)
        .filter_map(|w| <[Token; 3]>::try_from(w).ok())
        .map(|w| w.map(Token::placeless))
        .collect()
}

/// Where words of a body stand in its file; its beginning where that cannot be said.
fn place(words: &str, file: &Folded) -> Span {
    let words = fold(words);
    match file.text().find(words.text()) {
        Some(at) => {
            let range = file.source(at..at + words.text().len());
            Span::new(range.start, range.end)
        }
        None => Span::default(),
    }
}
