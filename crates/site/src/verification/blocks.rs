//! What came of block quotations: the passages of each, put together from the sources that they cite.
//!
//! A passage that cites several sources is compared with the copy of each and has to be in one of them. Which words a block
//! quotation holds is decided in `block`, whether they are in a copy in `judge`.

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

/// What came of a block quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockCheck {
    /// Which it is.
    pub place: BlockPlace,
    /// Its passages; none if it names no source.
    pub passages: Vec<PassageCheck>,
}

/// What came of a passage of a block quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassageCheck {
    /// What came of its words.
    pub outcome: TextOutcome,
    /// The source that it was compared with, or the first that it cites.
    pub source: Id,
    /// What was taken for the attribution, and not compared; may be empty.
    pub attribution: String,
}

impl BlockCheck {
    /// Whether it names a source and some of its words were not compared.
    pub fn is_unchecked(&self) -> bool {
        self.passages.iter().any(|part| part.outcome.judged().is_none())
    }
}

/// What came of the block quotations of an item.
#[derive(Debug, Clone, Default)]
pub(super) struct BlockVerdicts {
    pub(super) checks: Arc<Vec<BlockCheck>>,
    pub(super) found: Vec<Diagnostic>,
}

/// Puts together what came of the block quotations of an item.
///
/// * `tried`: what came of a passage beside the copy of a source.
pub(super) fn together<'a>(
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
            let (told, found) = one(ledger, file, passage, all.collect());
            check.passages.extend(told);
            out.found.extend(found);
            nth += 1;
        }
        checks.push(check);
    }
    out.checks = Arc::new(checks);
    out
}

/// What came of one passage.
fn one(
    ledger: &Ledger,
    file: &SitePath,
    passage: &BlockPassage,
    tried: Vec<(SourceIx, &ComparedPassage)>,
) -> (Option<PassageCheck>, Vec<Diagnostic>) {
    let likeness = |tried: &ComparedPassage| {
        let nearest = tried.outcome.judged().and_then(|judged| judged.nearest.as_ref());
        nearest.map_or(0, |nearest| nearest.likeness)
    };
    // What is in a copy with nothing to report, what is in one, what is most like it, what was not compared.
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
        // Then it names no source.
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
