//! OR207, OR208, OR213, OR218: chains of evidence must end and must go back in time.

use super::CheckContext;
use super::rule_support::{dated_before, named, round, with_links, written};
use crate::model::ix::{ItemIx, SourceIx};
use crate::resolve::linked::{EdgeKind, LinkedLedger};
use crate::resolve::provenance::MAX_STEPS;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::id::ItemKind;
use onrecord_base::span::FileSpan;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// OR207: sources are based on each other in a loop.
pub(super) fn loops(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let mut places: BTreeMap<(SourceIx, SourceIx), FileSpan> = BTreeMap::new();
    for edge in linked.edges().filter(|e| e.how == EdgeKind::BasedOn) {
        if let (ItemIx::Source(from), ItemIx::Source(to)) = (edge.from, edge.to) {
            places.entry((from, to)).or_insert_with(|| linked.place(edge));
        }
    }
    let id = |ix: SourceIx| linked.ledger[ix].id.to_string();
    let mut found = vec![];
    for ring in linked.loops() {
        let next = ring.iter().cycle().skip(1);
        let links: Vec<(SourceIx, SourceIx)> = ring.iter().copied().zip(next.copied()).collect();
        let Some(place) = links.first().and_then(|link| places.get(link)) else { continue };
        let names: Vec<String> = ring.iter().take(9).map(|ix| id(*ix)).collect();
        let message = format!("circular sources: {}", round(&names));
        let diagnostic = Diagnostic::new(RuleCode::ChainCycle, place.clone(), message)
            .help("remove the wrong link: a source can only be based on what existed before it");
        let rest = links.iter().skip(1).filter_map(|(from, to)| {
            let why = format!("`{}` is based on `{}`", id(*from), id(*to));
            Some((places.get(&(*from, *to))?.clone(), why))
        });
        found.push(with_links(diagnostic, rest));
    }
    found
}

/// OR208: a source is based on one that was issued later.
pub(super) fn backwards(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    let mut found = vec![];
    for edge in linked.edges().filter(|e| e.how == EdgeKind::BasedOn) {
        let (ItemIx::Source(from), ItemIx::Source(to)) = (edge.from, edge.to) else { continue };
        let (source, basis) = (&ledger[from], &ledger[to]);
        let (Some(issued), Some(earlier)) = (&source.data.issued, &basis.data.issued) else {
            continue;
        };
        if dated_before(issued, earlier) {
            let message = format!(
                "`{}` of {} is based on `{}`, which was issued on {}",
                source.id,
                written(issued),
                basis.id,
                written(earlier)
            );
            let diagnostic = Diagnostic::new(RuleCode::ChainBackwards, linked.place(edge), message)
                .related(source.at(issued.span), "issued here")
                .related(basis.at(earlier.span), "issued later");
            found.push(diagnostic.help("correct one of the dates, or name an earlier source"));
        }
    }
    found
}

/// OR213: the narrower chain of a quote is not part of the chain of its source.
pub(super) fn off_chain(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    let mut chains: BTreeMap<SourceIx, BTreeSet<SourceIx>> = BTreeMap::new();
    let mut found = vec![];
    for (quote, links) in ledger.quotes.iter().zip(&linked.quotes) {
        let Some(source) = links.own.source else { continue };
        for basis in &quote.data.based_on {
            let Some(ItemIx::Source(ix)) = named(ledger, ItemKind::Source, basis) else { continue };
            let chain = chains.entry(source).or_insert_with(|| linked.rests_on(source));
            if ix == source || chain.contains(&ix) {
                continue;
            }
            let (from, id) = (&ledger[source], &ledger[ix].id);
            let message =
                format!("`{}`, the source of this quote, is not based on `{id}`", from.id);
            let diagnostic = Diagnostic::new(RuleCode::OffChain, quote.at(basis.0.span), message)
                .related(from.place(), "the source of the quote");
            found.push(diagnostic.help(format!(
                "add `{id}` to `based_on` of `{}` or of a source it is based on, or name another origin",
                from.id
            )));
        }
    }
    found
}

/// OR218: a chain that is too long to follow; reported once, at the first source beyond the limit.
pub(super) fn too_long(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let count = linked.sources.len();
    // The length of the shortest chain from each source to an origin; 0 until it is known.
    let mut steps = vec![0_usize; count];
    let mut above: Vec<Vec<usize>> = vec![vec![]; count];
    for (at, links) in linked.sources.iter().enumerate() {
        for below in links.own.based_on.iter().filter_map(|(below, _)| *below) {
            above[below.at()].push(at);
        }
    }
    let is_origin = |at: &usize| linked.sources[*at].own.based_on.iter().all(|b| b.0.is_none());
    let mut open: VecDeque<usize> = (0..count).filter(is_origin).collect();
    for at in &open {
        steps[*at] = 1;
    }
    let mut found = vec![];
    while let Some(at) = open.pop_front() {
        for &next in &above[at] {
            if steps[next] > 0 {
                continue;
            }
            steps[next] = steps[at] + 1;
            open.push_back(next);
            if steps[next] == MAX_STEPS + 2 {
                let source = &linked.ledger.sources[next];
                let message =
                    format!("the chain of `{}` has more than {MAX_STEPS} steps", source.id);
                let diagnostic = Diagnostic::new(RuleCode::LongChain, source.place(), message);
                found.push(diagnostic.help("check that each `based_on` names the direct source; pages show only the nearest steps"));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{backwards, loops, off_chain, too_long};
    use crate::check::testing::{found, tells};

    const CHAIN: &str = "- {id: copy, title: C, issued: 2022-06-19, based_on: [post]}\n- {id: post, title: P, issued: 2022-06-18, based_on: [news]}\n- {id: news, title: N, issued: 2022-06-17}\n- {id: other, title: O}\n";

    #[test]
    fn a_loop_is_printed_with_its_links() {
        let sources = "- {id: a, title: A, based_on: [b]}\n- {id: b, title: B, based_on: [c]}\n- {id: c, title: C, based_on: [b]}\n";
        tells(loops, &[("sources.yaml", sources)], &["OR207 «c» circular sources: b → c → b"]);
        let reported = found(loops, &[("sources.yaml", sources)]);
        assert_eq!(reported[0].related[0].1, "`c` is based on `b`");
        tells(loops, &[("sources.yaml", CHAIN)], &[]);
    }

    #[test]
    fn a_source_cannot_rest_on_a_later_one() {
        let sources = "- {id: a, title: A, issued: 2022-06-17, based_on: [b, c, d]}\n- {id: b, title: B, issued: 2022-06-18}\n- {id: c, title: C, issued: 2022-06}\n- {id: d, title: D}\n";
        tells(
            backwards,
            &[("sources.yaml", sources)],
            &["OR208 «b» `a` of `2022-06-17` is based on `b`, which was issued on `2022-06-18`"],
        );
        tells(backwards, &[("sources.yaml", CHAIN)], &[]);
    }

    #[test]
    fn the_origin_of_a_quote_lies_on_its_chain() {
        let quotes =
            "- {id: q, text: words, speaker: A B, source: copy, based_on: [news, other, copy]}\n";
        tells(
            off_chain,
            &[("sources.yaml", CHAIN), ("quotes.yaml", quotes)],
            &["OR213 «other» `copy`, the source of this quote, is not based on `other`"],
        );
    }

    #[test]
    fn a_chain_ends_somewhere() {
        let chain = |n: usize| -> String {
            (0..n)
                .map(|i| match i {
                    0 => "- {id: s0, title: T}\n".to_owned(),
                    i => format!("- {{id: s{i}, title: T, based_on: [s{}]}}\n", i - 1),
                })
                .collect()
        };
        tells(too_long, &[("sources.yaml", &chain(65))], &[]);
        let reported = ["OR218 «s65» the chain of `s65` has more than 64 steps"];
        tells(too_long, &[("sources.yaml", &chain(66))], &reported);
        tells(too_long, &[("sources.yaml", &chain(5000))], &reported);
    }
}
