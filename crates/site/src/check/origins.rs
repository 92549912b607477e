//! OR804 and OR805: the evidence of a note.

use super::CheckContext;
use super::rule_support::some;
use crate::model::ix::{ItemIx, QuoteIx, SourceIx};
use crate::model::ledger::MarkdownRole;
use crate::model::note::NoteKind;
use crate::resolve::linked::{EdgeKind, ItemEdge, LinkedLedger};
use crate::resolve::origins::{OriginSource, SourceOrigins};
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::id::ItemKind;
use onrecord_prose::body::{Body, Placeholder, PlaceholderKind};
use std::collections::BTreeSet;

/// The minimum number of sources and quotes for OR804.
const MANY: usize = 3;

/// The evidence that a note shows and cites.
#[derive(Debug, Default)]
struct NoteEvidence {
    sources: BTreeSet<SourceIx>,
    quotes: BTreeSet<QuoteIx>,
}

fn evidence(edges: &[ItemEdge]) -> NoteEvidence {
    let mut evidence = NoteEvidence::default();
    for edge in edges {
        match (edge.how, edge.to) {
            (EdgeKind::Cites, ItemIx::Source(ix)) => {
                evidence.sources.insert(ix);
            }
            (EdgeKind::Cites | EdgeKind::Shows, ItemIx::Quote(ix)) => {
                evidence.quotes.insert(ix);
            }
            _ => {}
        }
    }
    evidence
}

/// OR804: several sources and quotes with only one origin.
///
/// * The origins of a note are those of its quotes; of a note without quotes, those of its sources.
/// * A single quote is not reported.
pub(super) fn one_root(linked: &LinkedLedger, _: &CheckContext<'_>, ix: ItemIx) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    let edges = linked.edges_of(ix);
    if ix.kind() != ItemKind::Note || edges.len() < MANY {
        return vec![];
    }
    let NoteEvidence { sources, quotes } = evidence(edges);
    if sources.len() + quotes.len() < MANY || quotes.len() == 1 {
        return vec![];
    }
    let known = SourceOrigins::default();
    let origins: Vec<OriginSource> = if quotes.is_empty() {
        known.origins_of(linked, sources.iter().copied().map(Some)).into_iter().collect()
    } else {
        known.of_quotes(linked, quotes.iter().copied()).into_keys().collect()
    };
    let [root] = origins[..] else { return vec![] };
    let origin = match root {
        Some(root) => some(&[ledger[root].id.to_string()]),
        None => "an unidentified source".to_owned(),
    };
    let what = if quotes.is_empty() { "sources" } else { "quotes" };
    let message = format!("all {what} of this note have the same origin: {origin}");
    let diagnostic = Diagnostic::new(RuleCode::OneRoot, ledger.place(ix), message)
        .help("find a source that is not based on it, or say in the text that there is only one");
    vec![match root {
        Some(root) => diagnostic.related(ledger[root].place(), "the origin"),
        None => diagnostic,
    }]
}

/// OR805: a briefing that cites nothing. A citation of an unknown source counts, because it is
/// reported elsewhere.
pub(super) fn cites_nothing(
    linked: &LinkedLedger,
    _: &CheckContext<'_>,
    ix: ItemIx,
) -> Vec<Diagnostic> {
    let ItemIx::Note(ix) = ix else { return vec![] };
    let note = &linked.ledger[ix];
    let is_use = |hole: &Placeholder| {
        matches!(hole.fill, PlaceholderKind::Cite(_) | PlaceholderKind::Embed(_))
    };
    let briefing = note.role == MarkdownRole::Note && note.data.kind == NoteKind::Briefing;
    let cites = || note.texts.all().flat_map(Body::all_holes).any(is_use);
    if !briefing || !note.data.nocite.is_empty() || cites() {
        return vec![];
    }
    let message = format!("the briefing `{}` has no citations", note.id);
    vec![
        Diagnostic::new(RuleCode::NoCitations, note.place(), message)
            .help("cite its sources with `[@key]`, or change its `kind`"),
    ]
}

#[cfg(test)]
mod tests {
    use super::{cites_nothing, one_root};
    use crate::check::testing::{Whole, each, tells};

    const SOURCES: &str = "- {id: news, title: N}\n- {id: post, title: P, based_on: [news]}\n- {id: copy, title: C, based_on: [post]}\n- {id: other, title: O}\n";
    const QUOTES: &str = "- {id: a, text: x, speaker: A B, source: copy}\n- {id: b, text: x, speaker: A B, source: post}\n- {id: c, text: x, speaker: A B, source: other}\n";

    #[track_caller]
    fn note(rule: impl Whole, text: &str, lines: &[&str]) {
        let text = format!("---\ntitle: A\n---\n{text}\n");
        tells(rule, &[("sources.yaml", SOURCES), ("quotes.yaml", QUOTES), ("a.md", &text)], lines);
    }

    #[test]
    fn one_origin_of_all_quotes_is_reported() {
        note(
            each(one_root),
            "One [@quote:a]. Two [@quote:b].",
            &["OR804 «A» all quotes of this note have the same origin: `news`"],
        );
        note(each(one_root), "One [@quote:a]. Two [@quote:c].", &[]);
    }

    #[test]
    fn sources_are_counted_where_nothing_is_quoted() {
        note(
            each(one_root),
            "One [@copy]. Two [@post; @news].",
            &["OR804 «A» all sources of this note have the same origin: `news`"],
        );
        note(each(one_root), "One [@copy]. Two [@post; @other].", &[]);
        note(each(one_root), "One [@copy].", &[]);
    }

    #[test]
    fn a_briefing_cites_something() {
        note(each(cites_nothing), "One.", &["OR805 «A» the briefing `a` has no citations"]);
        note(each(cites_nothing), "One [@news].", &[]);
        note(each(cites_nothing), "One [@nwes].", &[]);
        let memo = "---\ntitle: A\nkind: memo\n---\n";
        tells(each(cites_nothing), &[("a.md", memo), ("index.md", "---\ntitle: H\n---\n")], &[]);
    }
}
