//! What was undone of what one action did to another: a block lifted, a ruling reversed, and a
//! reversal reversed.

use crate::model::action::{Does, Scope};
use crate::model::id::ActionIx;
use crate::resolve::actions::{Happening, What, done_to, relation_happening};
use crate::resolve::course::undoes;
use crate::resolve::linked::Linked;
use std::collections::{BTreeMap, BTreeSet};

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
            What::Undone { how, of, .. } => (how, of),
            What::Dated(_) | What::Step(_) => return None,
        };
        if let Some(known) = self.known.get(&(actor, on, does)) {
            return *known;
        }
        self.known.insert((actor, on, does), None);
        let undoings = self.by.get(&(actor, does)).cloned().unwrap_or_default();
        let mut most = None;
        for other in undoings {
            let before = matches!((other.when(), done.when()), (Some(a), Some(b)) if a < b);
            let back = other.by.and_then(|by| self.extent(by, other));
            match (before, back, other.scope) {
                (true, ..) | (_, Some(Scope::Whole | Scope::Unknown), _) => {}
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
const MAX_UNDOINGS: usize = 32;

/// Who undid what `by` did, and the end of `by` itself: a stay that ran out holds nothing; and who undid that, and so on, each once.
pub(super) fn undoings(
    linked: &Linked,
    by: ActionIx,
    done: Does,
    seen: &mut BTreeSet<(ActionIx, Does)>,
    all: &mut Vec<Happening>,
) {
    if matches!(done, Does::Blocks | Does::Stays | Does::Suspends)
        && !seen.contains(&(by, done))
        && let Some(dates) = &linked.ledger[by].data.dates
    {
        let ends = [&dates.expires, &dates.withdrawn, &dates.vacated, &dates.revoked];
        let what = What::Undone { how: Does::Lifts, what: done, of: by };
        let end = ends.into_iter().flatten().min_by_key(|d| (d.when.is_none(), d.when));
        all.extend(end.map(|date| Happening {
            by: Some(by),
            ..Happening::new(Some((**date).clone()), what)
        }));
    }
    let mut open = vec![(by, done, 0)];
    while let Some((by, done, depth)) = open.pop() {
        if depth >= MAX_UNDOINGS || !seen.insert((by, done)) {
            continue;
        }
        for (other, relation) in done_to(linked, by) {
            if undoes(relation.does, done) {
                let what = What::Undone { how: relation.does, what: done, of: by };
                all.push(relation_happening(linked, other, relation, what));
                open.push((other, relation.does, depth + 1));
            }
        }
    }
}
