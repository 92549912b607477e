//! What was undone of what one action did to another: a block lifted, a ruling reversed, and a
//! reversal reversed.

use crate::model::action::{Dates, Does, Scope, Status};
use crate::model::ix::ActionIx;
use crate::resolve::actions::{Happening, What, done_to, one_of_each, own, relation_happening};
use crate::resolve::course::{is_of_a_court, undoes};
use crate::resolve::linked::{Linked, RelationLink};
use onrecord_base::when::Dated;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What has been undone of what other actions did.
pub(super) struct Undone<'a> {
    /// Undoings by what they undo: the action that did it, and what.
    by: BTreeMap<(ActionIx, Does), Vec<&'a Happening>>,
    /// What is known already; `None` while it is being found out: actions that undo each other in a
    /// ring undo nothing.
    known: BTreeMap<(ActionIx, ActionIx, Does), Option<Scope>>,
}

impl<'a> Undone<'a> {
    /// The undoings among what happened up to a day.
    pub(super) fn of(past: &[&'a Happening]) -> Self {
        let mut by: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for happening in past {
            if let What::Undone { what, of, .. } = happening.what {
                by.entry((of, what)).or_default().push(*happening);
            }
        }
        Self { by, known: BTreeMap::new() }
    }

    /// How much of what `actor` did is undone; `None`: nothing of it. An undoing that was itself
    /// undone does not count.
    pub(super) fn extent(&mut self, actor: ActionIx, done: &Happening) -> Option<Scope> {
        let (does, on) = match done.what {
            What::Done(does) => (does, actor),
            // What an action tells of its own end is nobody's deed.
            What::Undone { of, .. } if of == actor => return None,
            What::Undone { how, of, .. } => (how, of),
            What::Dated(_) | What::Step(_) | What::Became(_) | What::Moot { .. } => return None,
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
                (true, ..) | (_, Some(Scope::Whole | Scope::Unknown), _) => {}
                // Of an order that does several things, which part was hit is not known.
                (_, Some(Scope::InPart), _) | (.., Scope::InPart)
                    if matches!(does, Does::Revokes | Does::Supersedes) => {}
                (_, Some(Scope::InPart), _) | (.., Scope::InPart) => most = Some(Scope::InPart),
                (_, None, _) => {
                    most = Some(Scope::Whole);
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
pub(super) fn undoings(
    linked: &Linked,
    by: ActionIx,
    done: Does,
    seen: &mut BTreeSet<(ActionIx, Does)>,
    all: &mut Vec<Happening>,
) {
    // The nearest first: what lies within the bound must not depend on the order of relations.
    let mut open = VecDeque::from([(by, done, 0)]);
    while let Some((by, done, depth)) = open.pop_front() {
        if depth >= MAX_UNDOINGS || !undoes(Does::Reverses, done) || !seen.insert((by, done)) {
            continue;
        }
        all.extend(own_ends(linked, by, done));
        for (other, relation) in done_to(linked, by) {
            if undoes(relation.does, done) && reaches(linked, by, relation) && linked.acts(other) {
                let what = What::Undone { how: relation.does, what: done, of: by };
                all.push(relation_happening(linked, other, relation, what));
                open.push_back((other, relation.does, depth + 1));
            }
        }
    }
}

/// Whether what is done to `by` reaches what `by` does to others. A whole block does. Of a part nobody
/// says which it is, unless `by` does nothing but this one thing, as an injunction or a ruling may.
fn reaches(linked: &Linked, by: ActionIx, relation: &RelationLink) -> bool {
    let kind = linked.ledger[by].data.kind.as_ref().map(|k| k.v);
    let deeds = &linked.actions[by.at()].own.relations;
    let does_one_thing = deeds.iter().filter(|r| r.does != Does::RespondsTo).count() == 1;
    relation.scope != Scope::InPart || kind.is_some() && is_of_a_court(kind) && does_one_thing
}

/// What `by` tells of itself, and no other action as well, that ends what it did. An entry of its
/// history by which it stands again takes back what was before.
fn own_ends(linked: &Linked, by: ActionIx, done: Does) -> Vec<Happening> {
    let entry = &linked.ledger[by].data;
    if entry.history.is_empty() && !entry.dates.as_deref().is_some_and(Dates::has_end) {
        return vec![];
    }
    let mut all = own(linked, by);
    for (other, relation) in done_to(linked, by) {
        all.push(relation_happening(linked, other, relation, What::Done(relation.does)));
    }
    one_of_each(&mut all, entry);
    let mut ends: Vec<(Does, Option<Dated>)> = vec![];
    for happening in all {
        let how = match happening.what {
            What::Dated("expires") | What::Step(Status::Expired) => Does::Lifts,
            What::Dated("withdrawn" | "revoked" | "terminated")
            | What::Step(Status::Withdrawn | Status::Revoked | Status::Terminated) => Does::Revokes,
            What::Dated("vacated") | What::Step(Status::Vacated) => Does::Vacates,
            What::Dated("blocked") | What::Step(Status::Blocked) => Does::Blocks,
            What::Dated("suspended") | What::Step(Status::Suspended) => Does::Suspends,
            What::Step(Status::InForce | Status::PartlyInForce) => {
                let when = happening.when();
                let after = |date: &Option<Dated>| {
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
    let end = |(how, date): (Does, Option<Dated>)| {
        let what = What::Undone { how, what: done, of: by };
        Happening { by: Some(by), ..Happening::new(date, what) }
    };
    ends.into_iter().map(end).collect()
}
