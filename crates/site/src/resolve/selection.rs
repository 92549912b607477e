//! Filters of action tables in texts: `topic=x status=blocked`.
//!
//! The table and every check of its content use this one implementation.

use crate::model::action::{ActionKind, Status};
use crate::model::ix::{ActionIx, ItemIx, TopicIx};
use crate::resolve::linked::LinkedLedger;
use crate::resolve::names::NameLookup;
use onrecord_base::id::ItemKind;
use onrecord_base::text::slug;
use std::collections::{BTreeMap, BTreeSet};

/// One value of a filter.
enum FilterValue {
    /// The status.
    Status(Status),
    /// The kind of action.
    Kind(ActionKind),
    /// The jurisdiction, as a slug.
    Jurisdiction(String),
    /// A topic, including the topics below it.
    Topic(TopicIx),
}

/// The actions that match these key–value pairs. Several values of one key are alternatives; an
/// unknown value matches nothing.
///
/// * `status`: returns the status of an action; called only if a filter needs it.
pub fn selected(
    linked: &LinkedLedger,
    pairs: &[(String, String)],
    status: impl Fn(ActionIx) -> Status,
) -> BTreeSet<ActionIx> {
    let mut by_key: BTreeMap<&str, Vec<FilterValue>> = BTreeMap::new();
    for (key, value) in pairs {
        by_key.entry(key.as_str()).or_default().extend(read(linked, key, value));
    }
    let fits = |ix: ActionIx, wanted: &FilterValue| {
        let action = &linked.ledger[ix].data;
        match wanted {
            FilterValue::Status(wanted) => status(ix) == *wanted,
            FilterValue::Kind(wanted) => action.kind.as_ref().is_some_and(|kind| kind.v == *wanted),
            FilterValue::Jurisdiction(wanted) => {
                action.jurisdiction.as_ref().is_some_and(|j| slug(&j.v) == *wanted)
            }
            FilterValue::Topic(wanted) => is_below(linked, ix, *wanted),
        }
    };
    let is_selected =
        |ix: &ActionIx| by_key.values().all(|any| any.iter().any(|wanted| fits(*ix, wanted)));
    linked.ledger.actions().filter(is_selected).collect()
}

fn read(linked: &LinkedLedger, key: &str, value: &str) -> Option<FilterValue> {
    Some(match key {
        "status" => FilterValue::Status(Status::WORDS.iter().find(|(word, _)| *word == value)?.1),
        "kind" => FilterValue::Kind(ActionKind::WORDS.iter().find(|(word, _)| *word == value)?.1),
        "jurisdiction" => FilterValue::Jurisdiction(slug(value)),
        "topic" => match linked.ledger.find(ItemKind::Topic, value) {
            NameLookup::One(ItemIx::Topic(ix)) => FilterValue::Topic(ix),
            _ => return None,
        },
        _ => return None,
    })
}

/// True if an action belongs to a topic or to one below it.
fn is_below(linked: &LinkedLedger, ix: ActionIx, topic: TopicIx) -> bool {
    let mut seen = BTreeSet::new();
    linked.actions[ix.at()].topics.iter().any(|own| {
        let mut at = Some(*own);
        while let Some(here) = at.filter(|here| seen.insert(*here)) {
            if here == topic {
                return true;
            }
            at = linked.topics[here.at()].own.parent;
        }
        false
    })
}
