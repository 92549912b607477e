//! Words in quotation marks in prose.
//!
//! Works on parsed bodies; does not depend on snapshots.

use crate::input::files::InputFiles;
use crate::resolve::linked::LinkedLedger;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::span::{FileSpan, Span};
use onrecord_prose::body::Body;
use onrecord_verify::align::{WordToken, tokens};
use onrecord_verify::fold::{FoldedText, fold};
use std::collections::HashSet;

/// OR333: words in quotation marks that are in no quote and are not a title of the site.
pub fn unmatched(linked: &LinkedLedger, sources: &InputFiles) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    let passages: Vec<(&std::sync::Arc<str>, &str)> = ledger
        .notes()
        .flat_map(|ix| {
            let note = &ledger[ix];
            let parts = note.texts.all().flat_map(Body::with_notes);
            parts.flat_map(|body| &body.marked).map(|words| (&note.file, words.as_str()))
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
    let mut folded: Option<(&str, FoldedText)> = None;
    for (file, words) in passages {
        if triples(words).iter().all(|triple| known.contains(triple)) {
            continue;
        }
        if folded.as_ref().is_none_or(|(of, _)| *of != &**file) {
            folded = Some((file, fold(sources.text(file).unwrap_or(""))));
        }
        let span = folded.as_ref().map(|(_, folded)| place(words, folded)).unwrap_or_default();
        let place = FileSpan::new(file, span);
        let message = "these quoted words match no quote of the site";
        found.push(
            Diagnostic::new(RuleCode::UnmatchedWords, place, message)
                .help("add a quote with its source, or remove the quotation marks"),
        );
    }
    found
}

/// Every sequence of three adjacent words.
fn triples(text: &str) -> Vec<[WordToken; 3]> {
    let tokens = tokens(fold(text).text());
    tokens
        .windows(3)
        .filter_map(|w| <[WordToken; 3]>::try_from(w).ok())
        .map(|w| w.map(WordToken::placeless))
        .collect()
}

/// The span of words of a body in its file; the start of the file if it is unknown.
fn place(words: &str, file: &FoldedText) -> Span {
    let words = fold(words);
    match file.text().find(words.text()) {
        Some(at) => {
            let range = file.source(at..at + words.text().len());
            Span::new(range.start, range.end)
        }
        None => Span::default(),
    }
}
