//! OR032, OR112: cycles and excessive depth in the trees of topics and organizations, the only
//! types with parents.

use super::CheckContext;
use super::rule_support::{round, with_links};
use crate::model::ix::{OrganizationIx, TopicIx};
use crate::resolve::linked::LinkedLedger;
use crate::resolve::provenance;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::span::FileSpan;

/// The maximum number of levels in a tree of topics or organizations.
pub const MAX_LEVELS: usize = 32;

/// OR032: a tree has more levels than [`MAX_LEVELS`]. Only the first item beyond the limit is
/// reported. Linear in the number of items.
pub(super) fn too_deep(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    let topics = levels(linked.topics.len(), |at| {
        linked.topics.get(at).and_then(|l| l.own.parent).map(TopicIx::at)
    });
    let organizations = levels(linked.organizations.len(), |at| {
        linked.organizations.get(at).and_then(|l| l.own.parent).map(OrganizationIx::at)
    });
    let deep = |levels: Vec<usize>| {
        levels.into_iter().enumerate().filter(|(_, l)| *l == MAX_LEVELS + 1).map(|(at, _)| at)
    };
    let topics = deep(topics).filter_map(|at| ledger.topics.get(at)).filter_map(|topic| {
        Some((topic.id.as_str(), topic.at(topic.data.parent.as_ref()?.0.span)))
    });
    let organizations = deep(organizations)
        .filter_map(|at| ledger.organizations.get(at))
        .filter_map(|o| Some((o.id.as_str(), o.at(o.data.parent.as_ref()?.0.span))));
    let report = |(id, place): (&str, FileSpan)| {
        let message = format!("`{id}` is more than {MAX_LEVELS} levels deep");
        Diagnostic::new(RuleCode::TreeTooDeep, place, message)
            .help("give it a parent nearer to the top, or remove its parent")
    };
    topics.chain(organizations).map(report).collect()
}

/// The level of each node of a forest, from 1; 0 in and below a cycle.
fn levels(count: usize, above: impl Fn(usize) -> Option<usize>) -> Vec<usize> {
    let mut levels: Vec<Option<usize>> = vec![None; count];
    for start in 0..count {
        let mut way = vec![];
        let mut at = Some(start);
        let mut level = 0;
        while let Some(here) = at {
            match levels.get(here) {
                Some(None) => {}
                Some(Some(known)) => {
                    level = *known;
                    break;
                }
                None => break,
            }
            // Visited but not finished; if this value is read, there is a cycle.
            levels[here] = Some(0);
            way.push(here);
            at = above(here);
        }
        let in_ring = at.is_some() && level == 0;
        for here in way.into_iter().rev() {
            level += 1;
            levels[here] = Some(if in_ring { 0 } else { level });
        }
    }
    levels.into_iter().map(Option::unwrap_or_default).collect()
}

/// OR112: items are parents of each other.
pub(super) fn cycles(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    let topics = provenance::cycles(linked.topics.len(), |at| {
        linked.topics.get(at).and_then(|l| l.own.parent).map(TopicIx::at).into_iter().collect()
    });
    let organizations = provenance::cycles(linked.organizations.len(), |at| {
        let parent = linked.organizations.get(at).and_then(|l| l.own.parent);
        parent.map(OrganizationIx::at).into_iter().collect()
    });
    let mut found = vec![];
    for ring in topics {
        let links = ring.iter().filter_map(|at| ledger.topics.get(*at)).filter_map(|topic| {
            Some((topic.id.to_string(), topic.at(topic.data.parent.as_ref()?.0.span)))
        });
        found.extend(circular_parents("topics", links.collect()));
    }
    for ring in organizations {
        let links = ring
            .iter()
            .filter_map(|at| ledger.organizations.get(*at))
            .filter_map(|o| Some((o.id.to_string(), o.at(o.data.parent.as_ref()?.0.span))));
        found.extend(circular_parents("organizations", links.collect()));
    }
    found
}

fn circular_parents(what: &str, links: Vec<(String, FileSpan)>) -> Option<Diagnostic> {
    let names: Vec<String> = links.iter().map(|(name, _)| name.clone()).collect();
    let place = links.first()?.1.clone();
    let message = format!("circular parents of {what}: {}", round(&names));
    let diagnostic =
        Diagnostic::new(RuleCode::Cycle, place, message).help("remove one of these parents");
    let rest = links.into_iter().skip(1);
    Some(with_links(
        diagnostic,
        rest.map(|(name, place)| (place, format!("the parent of `{name}`"))),
    ))
}

#[cfg(test)]
mod tests {
    use super::{MAX_LEVELS, cycles, levels, too_deep};
    use crate::check::testing::tells;
    use std::fmt::Write as _;

    #[test]
    fn a_cycle_of_parents_is_reported_once() {
        let topics = "- {id: a, title: A, parent: b}\n- {id: b, title: B, parent: c}\n- {id: c, title: C, parent: a}\n- {id: d, title: D, parent: a}\n";
        tells(
            cycles,
            &[("topics.yaml", topics)],
            &["OR112 «b» circular parents of topics: a → b → c → a"],
        );
    }

    #[test]
    fn organizations_have_parents_too() {
        let all = "- {id: a, name: A, parent: b}\n- {id: b, name: B, parent: a}\n";
        tells(
            cycles,
            &[("organizations.yaml", all)],
            &["OR112 «b» circular parents of organizations: a → b → a"],
        );
    }

    #[test]
    fn a_tree_has_so_many_levels() {
        let mut topics = "- {id: t1, title: T}\n".to_owned();
        for n in 2..=MAX_LEVELS + 2 {
            let _ = writeln!(topics, "- {{id: t{n}, title: T, parent: t{}}}", n - 1);
        }
        let reported = "OR032 «t32» `t33` is more than 32 levels deep";
        tells(too_deep, &[("topics.yaml", &topics)], &[reported]);
        let ring = "- {id: a, title: A, parent: b}\n- {id: b, title: B, parent: a}\n- {id: c, title: C, parent: a}\n";
        tells(too_deep, &[("topics.yaml", ring)], &[]);
    }

    #[test]
    fn levels_are_counted_once() {
        let above = [None, Some(0), Some(1), Some(4), Some(3), Some(4)];
        assert_eq!(levels(6, |at| above[at]), [1, 2, 3, 0, 0, 0]);
    }

    #[test]
    fn a_tree_is_not_a_cycle() {
        let topics =
            "- {id: a, title: A}\n- {id: b, title: B, parent: a}\n- {id: c, title: C, parent: a}\n";
        tells(cycles, &[("topics.yaml", topics)], &[]);
    }
}
