//! Which actions the filters of a table in a text select: `topic=x status=blocked`.
//!
//! One rule for the table itself and for whoever asks what is shown somewhere.

use crate::model::action::{ActionKind, Status};
use crate::model::ix::{ActionIx, Ix, TopicIx};
use crate::resolve::linked::Linked;
use crate::resolve::names::Found;
use onrecord_base::id::Kind;
use onrecord_base::text::slug;
use std::collections::{BTreeMap, BTreeSet};

/// One value that a filter asks for.
enum Wanted {
    /// Where an action stands.
    Status(Status),
    /// What sort it is.
    Kind(ActionKind),
    /// Its jurisdiction, as a slug.
    Jurisdiction(String),
    /// A topic it belongs to, or one above that.
    Topic(TopicIx),
}

/// The actions that pairs of a key and a value select. Several values of one key are alternatives; a value
/// that fits nothing selects nothing.
///
/// * `status`: where an action stands; asked only if a filter asks for it.
pub fn selected(
    linked: &Linked,
    pairs: &[(String, String)],
    status: impl Fn(ActionIx) -> Status,
) -> BTreeSet<ActionIx> {
    let mut by_key: BTreeMap<&str, Vec<Wanted>> = BTreeMap::new();
    for (key, value) in pairs {
        by_key.entry(key.as_str()).or_default().extend(read(linked, key, value));
    }
    let fits = |ix: ActionIx, wanted: &Wanted| {
        let action = &linked.ledger[ix].data;
        match wanted {
            Wanted::Status(wanted) => status(ix) == *wanted,
            Wanted::Kind(wanted) => action.kind.as_ref().is_some_and(|kind| kind.v == *wanted),
            Wanted::Jurisdiction(wanted) => {
                action.jurisdiction.as_ref().is_some_and(|j| slug(&j.v) == *wanted)
            }
            Wanted::Topic(wanted) => is_below(linked, ix, *wanted),
        }
    };
    let is_selected =
        |ix: &ActionIx| by_key.values().all(|any| any.iter().any(|wanted| fits(*ix, wanted)));
    linked.ledger.actions().filter(is_selected).collect()
}

fn read(linked: &Linked, key: &str, value: &str) -> Option<Wanted> {
    Some(match key {
        "status" => Wanted::Status(Status::WORDS.iter().find(|(word, _)| *word == value)?.1),
        "kind" => Wanted::Kind(ActionKind::WORDS.iter().find(|(word, _)| *word == value)?.1),
        "jurisdiction" => Wanted::Jurisdiction(slug(value)),
        "topic" => match linked.ledger.find(Kind::Topic, value) {
            Found::One(Ix::Topic(ix)) => Wanted::Topic(ix),
            _ => return None,
        },
        _ => return None,
    })
}

/// Whether an action belongs to a topic or to one below it.
fn is_below(linked: &Linked, ix: ActionIx, topic: TopicIx) -> bool {
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
