//! OR112: nothing is its own ancestor. Topics and organizations have parents; nothing else has.

use super::Setting;
use super::tools::{round, with_links};
use crate::base::code::Code;
use crate::base::diag::Diagnostic;
use crate::base::span::Place;
use crate::model::id::{OrganizationIx, TopicIx};
use crate::resolve::linked::Linked;
use crate::resolve::provenance;

/// OR112: things are each other's parents.
pub(super) fn cycles(linked: &Linked, _: &Setting<'_>) -> Vec<Diagnostic> {
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
        found.extend(ring_told("topics", links.collect()));
    }
    for ring in organizations {
        let links = ring
            .iter()
            .filter_map(|at| ledger.organizations.get(*at))
            .filter_map(|o| Some((o.id.to_string(), o.at(o.data.parent.as_ref()?.0.span))));
        found.extend(ring_told("organizations", links.collect()));
    }
    found
}

fn ring_told(what: &str, links: Vec<(String, Place)>) -> Option<Diagnostic> {
    let names: Vec<String> = links.iter().map(|(name, _)| name.clone()).collect();
    let place = links.first()?.1.clone();
    let message = format!("these {what} are each other's parents: {}", round(&names));
    let told = Diagnostic::new(Code::Cycle, place, message).help("remove one of these parents");
    let rest = links.into_iter().skip(1);
    Some(with_links(told, rest.map(|(name, place)| (place, format!("the parent of `{name}`")))))
}

#[cfg(test)]
mod tests {
    use super::cycles;
    use crate::check::testing::tells;

    #[test]
    fn a_ring_of_parents_is_told_once() {
        let topics = "- {id: a, title: A, parent: b}\n- {id: b, title: B, parent: c}\n- {id: c, title: C, parent: a}\n- {id: d, title: D, parent: a}\n";
        tells(
            cycles,
            &[("topics.yaml", topics)],
            &["OR112 «b» these topics are each other's parents: a → b → c → a"],
        );
    }

    #[test]
    fn organizations_have_parents_too() {
        let all = "- {id: a, name: A, parent: b}\n- {id: b, name: B, parent: a}\n";
        tells(
            cycles,
            &[("organizations.yaml", all)],
            &["OR112 «b» these organizations are each other's parents: a → b → a"],
        );
    }

    #[test]
    fn a_tree_is_no_ring() {
        let topics =
            "- {id: a, title: A}\n- {id: b, title: B, parent: a}\n- {id: c, title: C, parent: a}\n";
        tells(cycles, &[("topics.yaml", topics)], &[]);
    }
}
