//! What was undone of what one action did to another: a block lifted, a ruling reversed, and a
//! reversal reversed.

use crate::model::action::{ActionDates, RelationKind, RelationScope, Status};
use crate::model::ix::ActionIx;
use crate::resolve::actions::{
    ActionEvent, EventKind, dedup_events, incoming_relations, own, relation_happening,
};
use crate::resolve::linked::{LinkedLedger, RelationLink};
use crate::resolve::status_table::{is_of_a_court, undoes};
use onrecord_base::edtf::SourcedDate;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What has been undone of what other actions did.
pub(super) struct Reversals<'a> {
    /// Undoings by what they undo: the action that did it, and what.
    by: BTreeMap<(ActionIx, RelationKind), Vec<&'a ActionEvent>>,
    /// What is known already; `None` while it is being found out: actions that undo each other in a
    /// ring undo nothing.
    known: BTreeMap<(ActionIx, ActionIx, RelationKind), Option<RelationScope>>,
}

impl<'a> Reversals<'a> {
    /// The undoings among what happened up to a day.
    pub(super) fn of(past: &[&'a ActionEvent]) -> Self {
        let mut by: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for happening in past {
            if let EventKind::Undone { what, of, .. } = happening.what {
                by.entry((of, what)).or_default().push(*happening);
            }
        }
        Self { by, known: BTreeMap::new() }
    }

    /// How much of what `actor` did is undone; `None`: nothing of it. An undoing that was itself
    /// undone does not count.
    pub(super) fn extent(&mut self, actor: ActionIx, done: &ActionEvent) -> Option<RelationScope> {
        let (does, on) = match done.what {
            EventKind::Done(does) => (does, actor),
            // What an action tells of its own end is nobody's deed.
            EventKind::Undone { of, .. } if of == actor => return None,
            EventKind::Undone { how, of, .. } => (how, of),
            EventKind::Dated(_)
            | EventKind::Step(_)
            | EventKind::Became(_)
            | EventKind::Moot { .. } => return None,
        };
        if let Some(known) = self.known.get(&(actor, on, does)) {
            return *known;
        }
        self.known.insert((actor, on, does), None);
        let count = self.by.get(&(actor, does)).map_or(0, Vec::len);
        let mut most = None;
        for at in 0..count {
            let Some(other) = self.by.get(&(actor, does)).and_then(|all| all.get(at)).copied()
            else {
                continue;
            };
            let before = matches!((other.when(), done.when()), (Some(a), Some(b)) if a < b);
            let back = other.by.and_then(|by| self.extent(by, other));
            match (before, back, other.scope) {
                (true, ..) | (_, Some(RelationScope::Whole | RelationScope::Unknown), _) => {}
                // Of an order that does several things, which part was hit is not known.
                (_, Some(RelationScope::InPart), _) | (.., RelationScope::InPart)
                    if matches!(does, RelationKind::Revokes | RelationKind::Supersedes) => {}
                (_, Some(RelationScope::InPart), _) | (.., RelationScope::InPart) => {
                    most = Some(RelationScope::InPart);
                }
                (_, None, _) => {
                    most = Some(RelationScope::Whole);
                    break;
                }
            }
        }
        self.known.insert((actor, on, does), most);
        most
    }
}

/// How many undoings of undoings are followed: more than courts have instances.
const MAX_UNDOINGS: usize = 8;

/// Who undid what `by` did, and its own end (a stay that ran out holds nothing); and who undid that,
/// and so on, each once.
///
/// * What `by` says of itself counts as what others say of it: that it was vacated may stand in its
///   dates, in its history, or on the ruling that did it.
pub(super) fn find_reversals(
    linked: &LinkedLedger,
    by: ActionIx,
    done: RelationKind,
    seen: &mut BTreeSet<(ActionIx, RelationKind)>,
    all: &mut Vec<ActionEvent>,
) {
    // The nearest first: what lies within the bound must not depend on the order of relations.
    let mut open = VecDeque::from([(by, done, 0)]);
    while let Some((by, done, depth)) = open.pop_front() {
        if depth >= MAX_UNDOINGS
            || !undoes(RelationKind::Reverses, done)
            || !seen.insert((by, done))
        {
            continue;
        }
        all.extend(own_ends(linked, by, done));
        for (other, relation) in incoming_relations(linked, by) {
            if undoes(relation.does, done) && reaches(linked, by, relation) && linked.acts(other) {
                let what = EventKind::Undone { how: relation.does, what: done, of: by };
                all.push(relation_happening(linked, other, relation, what));
                open.push_back((other, relation.does, depth + 1));
            }
        }
    }
}

/// Whether what is done to `by` reaches what `by` does to others. A whole block does. Of a part nobody
/// says which it is, unless `by` does nothing but this one thing, as an injunction or a ruling may.
fn reaches(linked: &LinkedLedger, by: ActionIx, relation: &RelationLink) -> bool {
    let kind = linked.ledger[by].data.kind.as_ref().map(|k| k.v);
    let deeds = &linked.actions[by.at()].own.relations;
    let does_one_thing = deeds.iter().filter(|r| r.does != RelationKind::RespondsTo).count() == 1;
    relation.scope != RelationScope::InPart
        || kind.is_some() && is_of_a_court(kind) && does_one_thing
}

/// What `by` tells of itself, and no other action as well, that ends what it did. An entry of its
/// history by which it stands again takes back what was before.
fn own_ends(linked: &LinkedLedger, by: ActionIx, done: RelationKind) -> Vec<ActionEvent> {
    let entry = &linked.ledger[by].data;
    if entry.history.is_empty() && !entry.dates.as_deref().is_some_and(ActionDates::has_end) {
        return vec![];
    }
    let mut all = own(linked, by);
    for (other, relation) in incoming_relations(linked, by) {
        all.push(relation_happening(linked, other, relation, EventKind::Done(relation.does)));
    }
    dedup_events(&mut all, entry);
    let mut ends: Vec<(RelationKind, Option<SourcedDate>)> = vec![];
    for happening in all {
        let how = match happening.what {
            EventKind::Dated("expires") | EventKind::Step(Status::Expired) => RelationKind::Lifts,
            EventKind::Dated("withdrawn" | "revoked" | "terminated")
            | EventKind::Step(Status::Withdrawn | Status::Revoked | Status::Terminated) => {
                RelationKind::Revokes
            }
            EventKind::Dated("vacated") | EventKind::Step(Status::Vacated) => RelationKind::Vacates,
            EventKind::Dated("blocked") | EventKind::Step(Status::Blocked) => RelationKind::Blocks,
            EventKind::Dated("suspended") | EventKind::Step(Status::Suspended) => {
                RelationKind::Suspends
            }
            EventKind::Step(Status::InForce | Status::PartlyInForce) => {
                let when = happening.when();
                let after = |date: &Option<SourcedDate>| {
                    let ended = date.as_ref().and_then(|d| d.when);
                    matches!((ended, when), (Some(ended), Some(again)) if ended > again)
                };
                ends.retain(|(_, date)| after(date));
                continue;
            }
            _ => continue,
        };
        if undoes(how, done) {
            ends.push((how, happening.date));
        }
    }
    let end = |(how, date): (RelationKind, Option<SourcedDate>)| {
        let what = EventKind::Undone { how, what: done, of: by };
        ActionEvent { by: Some(by), ..ActionEvent::new(date, what) }
    };
    ends.into_iter().map(end).collect()
}
