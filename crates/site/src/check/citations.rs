//! OR205, OR206, OR217, OR223: sources and forms of citations.
//!
//! Examines only citations whose keys all exist; `resolve` reports unknown keys.

use super::CheckContext;
use crate::model::ix::{ItemIx, SourceIx};
use crate::model::source::SourceStanding;
use crate::resolve::linked::{EdgeKind, LinkedLedger, ResolvedCitation, ResolvedTarget};
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::span::FileSpan;
use onrecord_cite::citation::CitationCluster;
use onrecord_prose::body::PlaceholderKind;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

/// A citation in prose with its targets; both lists have the same length.
struct ProseCitation<'a> {
    file: &'a Arc<str>,
    cluster: &'a CitationCluster,
    goals: &'a [ResolvedCitation],
}

/// Every citation in an item's texts whose keys all exist.
fn marks(linked: &LinkedLedger, ix: ItemIx) -> Vec<ProseCitation<'_>> {
    let ledger = &linked.ledger;
    let file = ledger.file(ix);
    let mut all = vec![];
    for (body, goals) in ledger.texts(ix).all().zip(linked.goals_of(ix)) {
        for (hole, goal) in body.all_holes().zip(goals) {
            if let (PlaceholderKind::Cite(cluster), ResolvedTarget::Cites(goals)) =
                (&hole.fill, goal)
                && cluster.items.len() == goals.len()
            {
                all.push(ProseCitation { file, cluster, goals });
            }
        }
    }
    all
}

/// OR205: a citation contains only sources that we have not seen.
pub(super) fn not_consulted(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    let seen = |ix: SourceIx| ledger[ix].data.is_consulted();
    let mut readers: BTreeMap<SourceIx, Option<SourceIx>> = BTreeMap::new();
    let mut found = vec![];
    let unseen = ledger.sources().filter(|ix| !seen(*ix));
    let citing = unseen.flat_map(|ix| linked.to(ix.into())).filter(|e| e.how == EdgeKind::Cites);
    let citing: BTreeSet<ItemIx> = citing.map(|edge| edge.from).collect();
    for ProseCitation { file, cluster, goals } in
        citing.into_iter().flat_map(|ix| marks(linked, ix))
    {
        let (Some(item), Some(goal)) = (cluster.items.first(), goals.first()) else { continue };
        if goals.iter().any(|g| seen(g.source)) {
            continue;
        }
        let source = &ledger[goal.source];
        let reader = *readers.entry(goal.source).or_insert_with(|| reader(linked, goal.source));
        let help = match reader {
            Some(reader) => format!("cite `{}`, which is based on it", ledger[reader].id),
            None => {
                "cite a source you have seen that reports it, and set its `based_on`".to_owned()
            }
        };
        let message =
            format!("the only source cited here is `{}`, which we have not seen", source.id);
        found.push(
            Diagnostic::new(RuleCode::NotConsulted, FileSpan::new(file, item.key.span), message)
                .related(source.place(), "the source")
                .help(help),
        );
    }
    found
}

/// The closest source based on `source` that we have seen.
fn reader(linked: &LinkedLedger, source: SourceIx) -> Option<SourceIx> {
    let mut seen = BTreeSet::from([source]);
    let mut queue = VecDeque::from([source]);
    while let Some(at) = queue.pop_front() {
        for edge in linked.to(at.into()).filter(|e| e.how == EdgeKind::BasedOn) {
            let ItemIx::Source(next) = edge.from else { continue };
            if seen.insert(next) {
                if linked.ledger[next].data.is_consulted() {
                    return Some(next);
                }
                queue.push_back(next);
            }
        }
    }
    None
}

/// OR206: a retracted source is cited, or is the source of a quote or action.
pub(super) fn retracted(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    let mut found = vec![];
    for ix in ledger.sources() {
        let source = &ledger[ix];
        if !matches!(source.data.standing, SourceStanding::Retracted | SourceStanding::Withdrawn) {
            continue;
        }
        let word = source.data.standing.word();
        for edge in
            linked.to(ix.into()).filter(|e| matches!(e.how, EdgeKind::Cites | EdgeKind::Source))
        {
            let message = format!("the source `{}` was {word}", source.id);
            found.push(
                Diagnostic::new(RuleCode::RetractedSource, linked.place(edge), message)
                    .related(source.place(), "the source")
                    .help(format!(
                        "cite another source, or say in the text that it was {word} and add `accept:`"
                    )),
            );
        }
    }
    found
}

/// OR217: one citation contains the same source and location twice.
pub(super) fn twice(linked: &LinkedLedger, _: &CheckContext<'_>, ix: ItemIx) -> Vec<Diagnostic> {
    let mut found = vec![];
    for ProseCitation { file, cluster, goals } in marks(linked, ix) {
        let mut first = BTreeMap::new();
        for (item, goal) in cluster.items.iter().zip(goals) {
            let locator = item.locator.as_ref().or(goal.locator.as_ref());
            let Some(before) = first.insert((goal.source, locator), item) else { continue };
            let message = format!("`{}` is cited twice in one citation", item.key.text);
            found.push(
                Diagnostic::new(
                    RuleCode::SameSourceTwice,
                    FileSpan::new(file, item.key.span),
                    message,
                )
                .related(FileSpan::new(file, before.key.span), "first here")
                .help("remove one of them, or give each its own locator"),
            );
        }
    }
    found
}

/// Abbreviations of locators that no sentence starts with. (`op. cit.`, `loc. cit.` and `v. also`
/// are ordinary words.)
const PLACES: &[&str] = &[
    "p.", "pp.", "para.", "paras.", "par.", "chap.", "chaps.", "ch.", "sec.", "secs.", "sect.",
    "fig.", "figs.", "vol.", "vols.", "col.", "cols.", "ll.", "¶", "¶¶", "§", "§§",
];

/// OR223: the text after a key starts like a locator but has no number: `p. livid`.
pub(super) fn no_number(
    linked: &LinkedLedger,
    _: &CheckContext<'_>,
    ix: ItemIx,
) -> Vec<Diagnostic> {
    let mut found = vec![];
    for ProseCitation { file, cluster, .. } in marks(linked, ix) {
        for item in cluster.items.iter().filter(|item| item.locator.is_none()) {
            let words = item.suffix.trim_start_matches([',', ' ']);
            let first = words.split_whitespace().next().unwrap_or("").to_lowercase();
            if !PLACES.contains(&first.as_str()) {
                continue;
            }
            let message = format!("the locator `{}` in `{}` has no number", first, item.key.text);
            found.push(
                Diagnostic::new(
                    RuleCode::PlaceWithoutNumber,
                    FileSpan::new(file, item.key.span),
                    message,
                )
                .help("add the number, or write the locator in braces: `{p. A}`"),
            );
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{no_number, not_consulted, retracted, twice};
    use crate::check::testing::{each, found, tells};

    const SOURCES: &str = "- {id: tape, title: T, consulted: false}\n- {id: lost, title: L, access: lost}\n- {id: middle, title: M, access: not-held, based_on: [tape]}\n- {id: post, title: P, based_on: [middle]}\n- {id: gone, title: G, standing: retracted}\n";

    fn note(text: &str) -> String {
        format!("---\ntitle: A\n---\n{text}\n")
    }

    #[test]
    fn what_we_have_not_seen_is_not_cited_alone() {
        let text = note("One [@tape]. Two [@tape; @post]. Three [@lost, p. 4].");
        let texts = [("sources.yaml", SOURCES), ("a.md", text.as_str())];
        tells(
            not_consulted,
            &texts,
            &[
                "OR205 «tape» the only source cited here is `tape`, which we have not seen",
                "OR205 «lost» the only source cited here is `lost`, which we have not seen",
            ],
        );
        assert_eq!(found(not_consulted, &texts)[0].help, "cite `post`, which is based on it");
    }

    #[test]
    fn a_retracted_source_is_reported_at_every_citation() {
        let text = note("One [@gone].");
        let quotes = "- {id: q, text: x, speaker: A B, source: gone}\n";
        tells(
            retracted,
            &[("sources.yaml", SOURCES), ("a.md", &text), ("quotes.yaml", quotes)],
            &[
                "OR206 «gone» the source `gone` was retracted",
                "OR206 «gone» the source `gone` was retracted",
            ],
        );
    }

    #[test]
    fn one_mark_names_a_place_once() {
        let text = note("One [@post; @tape; @post]. Two [@post, p. 1; @post, p. 2].");
        tells(
            each(twice),
            &[("sources.yaml", SOURCES), ("a.md", &text)],
            &["OR217 «post» `post` is cited twice in one citation"],
        );
    }

    #[test]
    fn a_place_has_a_number() {
        let text = note(
            "One [@post, p. livid; @post, p. 4]. Two [@post, § A]. Three [@post, op. cit.; @post, {p. A}].",
        );
        tells(
            each(no_number),
            &[("sources.yaml", SOURCES), ("a.md", &text)],
            &[
                "OR223 «post» the locator `p.` in `post` has no number",
                "OR223 «post» the locator `§` in `post` has no number",
            ],
        );
    }
}
