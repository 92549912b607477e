//! The evidence of a quote: its chain of sources, its distance from the speaker, other wordings.

use crate::model::ix::{QuoteIx, SourceIx};
use crate::model::quote::{Variant, WordingDifference};
use crate::model::source::Fidelity;
use crate::resolve::provenance::{ChainStep, MAX_STEPS};
use crate::view::LinkView;
use crate::view::cards::source::{source_link, source_warning};
use crate::view::context::ViewContext;
use crate::view::index::listings;
use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// One source of a chain.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct StepView {
    /// Its short name.
    pub title: String,
    /// Its page; may be empty.
    pub url: String,
    /// The date of issue, as words; may be empty.
    pub date: String,
    /// The use that the next source (nearer to us) makes of it: `quoted by`; empty on the last.
    pub how: String,
    /// True if the authors of the site have seen it themselves.
    pub seen: bool,
    /// `not seen by us`, `not held`; may be empty.
    pub standing: String,
}

/// The same statement in another source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct VariantView {
    /// The other source.
    pub source: LinkView,
    /// The kind of difference, as words.
    pub differs: String,
    /// True if that source is nearer to the origin.
    pub nearer: bool,
    /// A word diff from our words to theirs.
    pub diff: Vec<DiffView>,
}

/// A run of words of a diff.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct DiffView {
    /// `same`, `del` (only ours) or `ins` (only theirs).
    pub op: String,
    /// The words.
    pub text: String,
}

/// The chain of a statement, from its origin to the copy we read.
pub fn chain(cx: &ViewContext<'_>, ix: QuoteIx) -> Vec<StepView> {
    steps(cx, &cx.site.quote_chain(ix))
}

/// The maximum number of printed steps of a chain: the nearest ones and the origin.
const MOST_STEPS: usize = 12;

/// True if the chain continues beyond the steps that were followed.
fn goes_on(cx: &ViewContext<'_>, chain: &[ChainStep]) -> bool {
    let last = chain.last().and_then(|step| step.source);
    let rests = |s: SourceIx| !cx.site.sources[s.at()].own.based_on.is_empty();
    chain.len() > MAX_STEPS && last.is_some_and(rests)
}

/// The printed part of a chain: the steps nearest to us, a text for the omitted ones, and the
/// origin.
fn printed<'a>(
    cx: &ViewContext<'_>,
    chain: &'a [ChainStep],
) -> (&'a [ChainStep], String, Option<&'a ChainStep>) {
    if chain.len() <= MOST_STEPS {
        return (chain, String::new(), None);
    }
    let (near, rest) = chain.split_at(MOST_STEPS - 1);
    if goes_on(cx, chain) {
        return (near, cx.words.get("chain_goes_on"), None);
    }
    let between = cx.words.count("n_source", rest.len() - 1);
    (near, cx.words.with("chain_between", &between), rest.last())
}

/// A chain (given nearest first) as shown: from its origin to the copy that we read. A text
/// replaces the middle of a long chain.
pub fn steps(cx: &ViewContext<'_>, chain: &[ChainStep]) -> Vec<StepView> {
    let how = |step: &ChainStep| step.how.map(|how| cx.words.of("how_by", how.word()));
    let one = |step: &ChainStep| {
        let LinkView { title, url } = source_link(cx, step.source);
        let how = how(step).unwrap_or_default();
        let Some(source) = step.source else {
            return StepView { title, how, ..StepView::default() };
        };
        let data = &cx.site.ledger[source].data;
        StepView {
            title,
            url,
            date: issued(cx, source),
            how,
            seen: data.is_consulted(),
            standing: source_warning(cx, data),
        }
    };
    let (near, left_out, origin) = printed(cx, chain);
    let gap = (!left_out.is_empty()).then(|| StepView {
        title: left_out,
        how: chain.get(near.len()).and_then(how).unwrap_or_default(),
        seen: true,
        ..StepView::default()
    });
    origin.map(one).into_iter().chain(gap).chain(near.iter().rev().map(one)).collect()
}

/// When a source was issued, as words; may be empty.
fn issued(cx: &ViewContext<'_>, ix: SourceIx) -> String {
    let when = cx.site.ledger[ix].data.issued.as_ref().and_then(|d| d.when);
    when.map(|when| cx.words.when(when)).unwrap_or_default()
}

/// A chain (given nearest first) as a sentence: each source with how it uses the next one, and its
/// date. For the origin, a warning replaces the date.
pub fn chain_text(cx: &ViewContext<'_>, chain: &[ChainStep]) -> String {
    let mut out = String::new();
    let (near, left_out, origin) = printed(cx, chain);
    let all = near.iter().enumerate().chain(origin.map(|step| (chain.len() - 1, step)));
    for (at, step) in all {
        if at > near.len() {
            out.extend([", ", &left_out, ","]);
        }
        if let Some(how) = step.how {
            out.push(' ');
            out.push_str(&cx.words.of("how_active", how.word()));
            out.push(' ');
        }
        out.push_str(&source_link(cx, step.source).title);
        let Some(source) = step.source else { continue };
        let last = at + 1 == chain.len();
        let unseen = source_warning(cx, &cx.site.ledger[source].data);
        let remark = if last && !unseen.is_empty() { unseen } else { issued(cx, source) };
        if !remark.is_empty() {
            out.extend([" (", remark.as_str(), ")"]);
        }
    }
    out
}

/// The distance of our copy from a source of the speaker, or from the end of the chain if it does
/// not reach one. Empty if we read that source itself.
pub(crate) fn distance(cx: &ViewContext<'_>, ix: QuoteIx) -> String {
    let steps = cx.site.steps(ix);
    let chain = cx.site.quote_chain(ix);
    let links = &cx.site.quotes[ix.at()].own;
    let branches = |s: SourceIx| cx.site.sources[s.at()].own.based_on.len() > 1;
    if goes_on(cx, &chain) {
        return cx.words.get("origin_far");
    }
    // A chain stops at a source with several bases if the quote does not name one of them. A source
    // of the speaker is an origin, whatever its bases.
    let theirs = cx.site.is_from_speaker(ix, steps);
    if !theirs
        && links.based_on.is_empty()
        && chain.last().and_then(|s| s.source).is_some_and(branches)
    {
        return cx.words.get("origin_not_recorded");
    }
    let Some(end) = chain.get(steps).filter(|_| steps > 0) else { return String::new() };
    let count = cx.words.count("n_step", steps);
    if theirs {
        cx.words.with("check_distance", &count)
    } else {
        listings::filled(cx, "check_distance_from", &[&count, &source_link(cx, end.source).title])
    }
}

/// The key of the warning about the wording; `None` without a warning.
pub(crate) fn flag(cx: &ViewContext<'_>, ix: QuoteIx) -> Option<&'static str> {
    let quote = &cx.site.ledger[ix].data;
    let links = &cx.site.quotes[ix.at()].own;
    let reworded = |source: SourceIx| cx.site.ledger[source].data.fidelity == Fidelity::Reworded;
    let nearer = |v: &Variant| v.nearer_origin.as_ref().is_some_and(|n| n.v);
    if quote.variants.iter().any(|v| differs(v) && nearer(v)) {
        return Some("check_differs");
    }
    let agreed = quote.variants.iter().zip(&links.variants);
    let agreed = agreed.filter(|(v, s)| !differs(v) && s.is_some_and(|s| !reworded(s))).count() > 0;
    if quote.form.is_verbatim() && links.source.is_some_and(reworded) && !agreed {
        return Some("check_reworded");
    }
    quote.variants.iter().any(|v| differs(v)).then_some("check_differs_elsewhere")
}

/// True if a variant differs in more than punctuation.
pub(crate) fn differs(v: &Variant) -> bool {
    !matches!(v.differs, WordingDifference::Same | WordingDifference::Punctuation)
}

/// Other wordings, with a word diff from our words.
pub fn variants(cx: &ViewContext<'_>, ix: QuoteIx) -> Vec<VariantView> {
    let quote = &cx.site.ledger[ix].data;
    let sources = &cx.site.quotes[ix.at()].own.variants;
    let ours: Vec<&str> = quote.words().into_iter().map(|words| words.v.as_str()).collect();
    let one = |(at, variant): (usize, &onrecord_base::span::Spanned<Variant>)| {
        let theirs = variant.text.as_ref()?.v.as_str();
        let named = variant.segment.as_ref().and_then(|n| ours.get((n.v as usize).checked_sub(1)?));
        let diff = match named {
            Some(ours) => diff(ours, theirs),
            None => nearest(&ours, theirs),
        };
        Some(VariantView {
            source: source_link(cx, sources.get(at).copied().flatten()),
            differs: cx.words.of("differs", variant.differs.word()),
            nearer: variant.nearer_origin.as_ref().is_some_and(|n| n.v),
            diff,
        })
    };
    quote.variants.iter().enumerate().filter_map(one).collect()
}

/// The diff to the part of our words that shares most words with theirs; the first one if several
/// do.
fn nearest(ours: &[&str], theirs: &str) -> Vec<DiffView> {
    let shared = |diff: &[DiffView]| -> usize {
        diff.iter().filter(|d| d.op == "same").map(|d| d.text.split(' ').count()).sum()
    };
    let mut best = vec![];
    for (at, words) in ours.iter().enumerate() {
        let diff = diff(words, theirs);
        if at == 0 || shared(&diff) > shared(&best) {
            best = diff;
        }
    }
    best
}

/// A diff by words, in runs; white space is not compared.
pub fn diff(ours: &str, theirs: &str) -> Vec<DiffView> {
    let ours: Vec<&str> = ours.split_whitespace().collect();
    let theirs: Vec<&str> = theirs.split_whitespace().collect();
    let mut runs = vec![];
    let mut run = |op: &str, words: &[&str]| {
        if !words.is_empty() {
            runs.push(DiffView { op: op.to_owned(), text: words.join(" ") });
        }
    };
    for op in capture_diff_slices(Algorithm::Myers, &ours, &theirs) {
        if let DiffOp::Equal { .. } = op {
            run("same", &ours[op.old_range()]);
        } else {
            run("del", &ours[op.old_range()]);
            run("ins", &theirs[op.new_range()]);
        }
    }
    runs
}
