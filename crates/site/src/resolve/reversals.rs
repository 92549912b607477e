//! Reversals: effects of actions that were undone (a block lifted, a ruling reversed), and
//! reversals that were reversed.

use crate::model::action::{ActionDates, RelationKind, RelationScope, Status};
use crate::model::ix::ActionIx;
use crate::resolve::actions::{
    ActionEvent, EventKind, dedup_events, incoming_relations, own, relation_happening,
};
use crate::resolve::linked::{LinkedLedger, RelationLink};
use crate::resolve::status_table::{is_of_a_court, undoes};
use onrecord_base::edtf::SourcedDate;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The reversals known for a log of events.
pub(super) struct Reversals<'a> {
    /// Reversals by the effect they undo: the acting action and the kind of effect.
    by: BTreeMap<(ActionIx, RelationKind), Vec<&'a ActionEvent>>,
    /// Memoized extents; `None` while one is being computed: actions that reverse each other in a
    /// ring reverse nothing.
    known: BTreeMap<(ActionIx, ActionIx, RelationKind), Option<RelationScope>>,
}

impl<'a> Reversals<'a> {
    /// Collects the reversals in a list of past events.
    pub(super) fn of(past: &[&'a ActionEvent]) -> Self {
        let mut by: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for happening in past {
            if let EventKind::Undone { what, of, .. } = happening.what {
                by.entry((of, what)).or_default().push(*happening);
            }
        }
        Self { by, known: BTreeMap::new() }
    }

    /// The extent to which the effect of `actor` is reversed; `None` if it is not. A reversal that
    /// was itself reversed does not count.
    pub(super) fn extent(&mut self, actor: ActionIx, done: &ActionEvent) -> Option<RelationScope> {
        let (does, on) = match done.what {
            EventKind::Done(does) => (does, actor),
            // An action's statement about its own end is not an effect on another.
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
                // If an order has several effects, the affected part is unknown.
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

/// The maximum depth of reversals of reversals; more than there are levels of courts.
const MAX_UNDOINGS: usize = 8;

/// The reversals of what `by` did, the end of `by` itself (an expired stay blocks nothing), and the
/// reversals of those, each once.
///
/// * The entry of `by` and those of other actions count equally: a vacatur may be in its dates, in
///   its history or in the ruling.
pub(super) fn find_reversals(
    linked: &LinkedLedger,
    by: ActionIx,
    done: RelationKind,
    seen: &mut BTreeSet<(ActionIx, RelationKind)>,
    all: &mut Vec<ActionEvent>,
) {
    // Breadth first, so that the depth limit does not depend on the order of relations.
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

/// True if an effect on `by` extends to the effects of `by`. A block of the whole does. A block of
/// a part does only if `by` has just this one effect, such as an injunction, because the affected
/// part is unknown.
fn reaches(linked: &LinkedLedger, by: ActionIx, relation: &RelationLink) -> bool {
    let kind = linked.ledger[by].data.kind.as_ref().map(|k| k.v);
    let deeds = &linked.actions[by.at()].own.relations;
    let does_one_thing = deeds.iter().filter(|r| r.does != RelationKind::RespondsTo).count() == 1;
    relation.scope != RelationScope::InPart
        || kind.is_some() && is_of_a_court(kind) && does_one_thing
}

/// Events in the entry of `by`, not reported by another action, that end its effect. A history
/// entry that puts it back in force cancels the earlier ones.
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
