//! Results for block quotations: combines the results of each passage over the sources that it
//! cites.
//!
//! A passage that cites several sources is compared with each snapshot and must be in one of them.
//! `block` decides which words a block quotation contains; `onrecord_verify` decides if they are in
//! a snapshot.

use crate::model::ix::{ItemIx, SourceIx};
use crate::model::ledger::Ledger;
use crate::verification::block::{BlockPassage, BlockPlace, CitationBond, QuotedBlock};
use crate::verification::cache::ComparedPassage;
use crate::verification::diagnostics;
use crate::verification::diagnostics::FileTexts;
use crate::verification::site_pass::{SkipReason, TextOutcome};
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::id::Id;
use onrecord_base::path::SitePath;
use onrecord_base::span::FileSpan;
use std::sync::Arc;

/// The result for a block quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockCheck {
    /// Its position.
    pub place: BlockPlace,
    /// Its passages; empty if it cites no source.
    pub passages: Vec<PassageCheck>,
}

/// The result for a passage of a block quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassageCheck {
    /// The outcome of the comparison.
    pub outcome: TextOutcome,
    /// The source that it was compared with, or the first that it cites.
    pub source: Id,
    /// The text treated as the attribution and not compared; may be empty.
    pub attribution: String,
}

impl BlockCheck {
    /// True if it cites a source and some of its words were not compared.
    pub fn is_unchecked(&self) -> bool {
        self.passages.iter().any(|part| part.outcome.judged().is_none())
    }
}

/// The results for the block quotations of an item.
#[derive(Debug, Clone, Default)]
pub(super) struct BlockVerdicts {
    pub(super) checks: Arc<Vec<BlockCheck>>,
    pub(super) found: Vec<Diagnostic>,
}

/// Combines the results for the block quotations of an item.
///
/// * `tried`: the results of the passages, one for each cited source.
pub(super) fn combine<'a>(
    ledger: &Ledger,
    (ix, all): (ItemIx, &[QuotedBlock]),
    tried: impl Fn(SourceIx, usize) -> Option<&'a ComparedPassage>,
    texts: &FileTexts<'_>,
) -> BlockVerdicts {
    let file = ledger.file(ix);
    let mut out = BlockVerdicts::default();
    let mut checks = vec![];
    let mut nth = 0;
    for block in all {
        let mut check = BlockCheck { place: block.place, passages: vec![] };
        for passage in &block.passages {
            let first = passage.readings.first().map(|reading| passage.words(reading));
            out.found.extend(
                first.iter().flat_map(|words| diagnostics::broken_words(words, file, texts)),
            );
            let all = passage.cited.iter();
            let all = all.filter_map(|cited| Some((cited.source, tried(cited.source, nth)?)));
            let (checked, found) = combine_passage(ledger, file, passage, all.collect());
            check.passages.extend(checked);
            out.found.extend(found);
            nth += 1;
        }
        checks.push(check);
    }
    out.checks = Arc::new(checks);
    out
}

/// Combines the results for one passage.
fn combine_passage(
    ledger: &Ledger,
    file: &SitePath,
    passage: &BlockPassage,
    tried: Vec<(SourceIx, &ComparedPassage)>,
) -> (Option<PassageCheck>, Vec<Diagnostic>) {
    let likeness = |tried: &ComparedPassage| {
        let nearest = tried.outcome.judged().and_then(|judged| judged.nearest.as_ref());
        nearest.map_or(0, |nearest| nearest.likeness)
    };
    // Best first: found without findings, found, most similar, not compared.
    let rank = |tried: &ComparedPassage| match &tried.outcome {
        TextOutcome::Judged(judged) if judged.verdict.is_found() => {
            (if tried.found.is_empty() { 3 } else { 2 }, 0)
        }
        TextOutcome::Judged(_) => (1, likeness(tried)),
        TextOutcome::Not(_) => (0, 0),
    };
    let mut best: Option<(SourceIx, &ComparedPassage)> = None;
    for (source, tried) in tried {
        if best.is_none_or(|(_, old)| rank(tried) > rank(old)) {
            best = Some((source, tried));
        }
    }
    let Some((source, tried)) = best else { return (None, vec![]) };
    let source = ledger[source].id.clone();
    let reading = passage.readings.get(tried.reading).filter(|_| tried.outcome.is_found());
    let place = FileSpan::new(file, passage.span);
    let mut found = tried.found.clone();
    if let Some(reading) = reading.filter(|reading| !reading.is_certain) {
        let message = format!("“{}” was not compared with `{source}`", reading.attribution);
        found.push(Diagnostic::new(RuleCode::BlockNotCompared, place, message).help(
            "if it names the speaker, move it below the block quotation; otherwise correct it",
        ));
    } else if passage.bond == CitationBond::Possible && !tried.outcome.is_found() {
        // It cites no source.
        return (None, vec![]);
    } else if passage.bond == CitationBond::Likely
        && tried.outcome.judged().is_some_and(|j| !j.verdict.is_found())
    {
        let message = format!(
            "this block quotation has no citation of its own, and its text is not in the copy of `{source}`, which is cited nearby"
        );
        found =
            vec![Diagnostic::new(RuleCode::BlockNotCompared, place, message).help(
                "end the block quotation with a citation of its source, as in `[@key, p. 2]`",
            )];
        let outcome = TextOutcome::Not(SkipReason::Unsure);
        let attribution = String::new();
        return (Some(PassageCheck { outcome, source, attribution }), found);
    }
    let attribution = reading.map(|reading| reading.attribution.clone()).unwrap_or_default();
    (Some(PassageCheck { outcome: tried.outcome.clone(), source, attribution }), found)
}
