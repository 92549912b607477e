//! Where an action stands: a course of events from its own dates, its history and what other actions
//! do to it, and the status after the last of them.
//!
//! Nothing here guesses: without events the status is unknown, and a status said by hand wins.

use crate::model::action::{Action, Does, Scope, Status};
use crate::model::id::{ActionIx, Ix};
use crate::model::party::Who;
use crate::model::when::{Civil, Dated, When};
use crate::resolve::course::{after, may_go};
use crate::resolve::linked::{Linked, RelationLink, Way};
use std::collections::BTreeSet;

/// Something that happened to an action.
#[derive(Debug, Clone)]
pub struct Happening {
    /// When; `None` where nobody says.
    pub date: Option<Dated>,
    /// What.
    pub what: What,
    /// How much of the action it reaches.
    pub scope: Scope,
    /// The other action that did it.
    pub by: Option<ActionIx>,
    /// Who brought it about, where no action did.
    pub who: Option<Who>,
    /// A remark; may be empty.
    pub note: String,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// One of the action's own dates: `signed`.
    Dated(&'static str),
    /// An entry of its history.
    Step(Status),
    /// Another action did this to it.
    Done(Does),
    /// Another action undid what a third had done to it.
    Undone {
        /// `lifts` or `reverses`.
        how: Does,
        /// What had been done.
        what: Does,
        /// By which action.
        of: ActionIx,
    },
}

impl Happening {
    fn new(date: Option<Dated>, what: What) -> Self {
        Self { date, what, scope: Scope::Whole, by: None, who: None, note: String::new() }
    }

    /// The value of its date.
    pub fn when(&self) -> Option<When> {
        self.date.as_ref().and_then(|d| d.when)
    }

    /// Whether it has happened by a day. What runs out has done so once the day is past.
    fn is_by(&self, day: Civil) -> bool {
        match (self.when(), self.what) {
            (None, _) => true,
            (Some(when), What::Dated("expires")) => when.latest().is_some_and(|last| last < day),
            (Some(when), _) => when.earliest() <= day,
        }
    }
}

/// Where an action stands on a day: as said by hand, else as its course says.
pub fn status(linked: &Linked, ix: ActionIx, today: Civil) -> Status {
    let said = linked.ledger[ix].data.status.as_ref().map(|s| s.v);
    said.unwrap_or_else(|| derived(linked, ix, today))
}

/// Where an action stands on a day (or the earlier day that its status is known for) by its course
/// alone.
pub fn derived(linked: &Linked, ix: ActionIx, today: Civil) -> Status {
    let action = &linked.ledger[ix].data;
    let known = action.status_as_of.as_ref().and_then(|d| d.when).and_then(When::latest);
    let day = known.map_or(today, |known| known.min(today));
    let course = course(linked, ix);
    let past: Vec<&Happening> = course.iter().filter(|h| h.is_by(day)).collect();
    let mut now = Status::Unknown;
    for happening in &past {
        let undone = undone(happening, &past);
        now = match undone {
            Some(Scope::InPart) => {
                let less = Happening { scope: Scope::InPart, ..(*happening).clone() };
                after(now, &less, action)
            }
            Some(_) => now,
            None => after(now, happening, action),
        };
    }
    now
}

/// How much of what another action did is undone; `None`: nothing of it.
fn undone(done: &Happening, past: &[&Happening]) -> Option<Scope> {
    let (What::Done(does), Some(by)) = (done.what, done.by) else { return None };
    let mut most = None;
    for other in past {
        let What::Undone { what, of, .. } = other.what else { continue };
        let before = matches!((other.when(), done.when()), (Some(a), Some(b)) if a < b);
        if what != does || of != by || before {
            continue;
        }
        if other.scope != Scope::InPart {
            return Some(Scope::Whole);
        }
        most = Some(Scope::InPart);
    }
    most
}

/// Everything that happened to an action, in order. What has no date stands after the last dated
/// event that it can follow.
pub fn course(linked: &Linked, ix: ActionIx) -> Vec<Happening> {
    let action = &linked.ledger[ix].data;
    let links = &linked.actions[ix.at()].own;
    let mut all = vec![];
    for (word, date) in action.dates.iter().flat_map(|d| d.given()) {
        all.push(Happening::new(Some(date.clone()), What::Dated(word)));
    }
    for (at, step) in action.history.iter().enumerate() {
        let Some(status) = &step.status else { continue };
        let mut happening = Happening::new(step.date.clone(), What::Step(status.v));
        happening.who = links.steps.get(at).cloned().flatten();
        happening.note = step.note.clone().unwrap_or_default();
        all.push(happening);
    }
    for (by, relation) in done_to(linked, ix) {
        all.push(relation_happening(linked, by, relation, What::Done(relation.does)));
        all.extend(undoings(linked, by, relation.does));
    }
    let (mut dated, open): (Vec<_>, Vec<_>) = all.into_iter().partition(|h| h.when().is_some());
    dated.sort_by_key(Happening::when);
    for happening in open {
        let at = place(&dated, &happening, action);
        dated.insert(at, happening);
    }
    dated
}

/// What of the course moved the status, in order, with whatever undid some of that.
pub fn turns(linked: &Linked, ix: ActionIx) -> Vec<Happening> {
    let action = &linked.ledger[ix].data;
    let mut now = Status::Unknown;
    let turns = |happening: &Happening| {
        let next = after(now, happening, action);
        let before = std::mem::replace(&mut now, next);
        now != before || matches!(happening.what, What::Undone { .. })
    };
    course(linked, ix).into_iter().filter(turns).collect()
}

/// What other actions do to one, in the order of the site, each once.
pub fn done_to(linked: &Linked, ix: ActionIx) -> Vec<(ActionIx, &RelationLink)> {
    let mut seen = BTreeSet::new();
    let mut all = vec![];
    for edge in linked.to(ix.into()) {
        let (Ix::Action(by), Way::Does(_)) = (edge.from, edge.how) else { continue };
        if seen.insert(by) {
            all.extend(once(&linked.actions[by.at()].own.relations, ix).map(|r| (by, r)));
        }
    }
    all
}

/// The relations that lead to an action, each sort and scope once.
fn once(all: &[RelationLink], to: ActionIx) -> impl Iterator<Item = &RelationLink> {
    let mut seen = BTreeSet::new();
    all.iter().filter(move |r| r.to == to && seen.insert((r.does, r.scope)))
}

/// Who lifted or reversed what `by` did.
fn undoings(linked: &Linked, by: ActionIx, done: Does) -> Vec<Happening> {
    let undoes = |how: Does| match how {
        Does::Lifts => matches!(done, Does::Blocks | Does::Stays | Does::Suspends),
        Does::Reverses => {
            matches!(done, Does::Blocks | Does::Stays | Does::Vacates | Does::Revokes)
        }
        _ => false,
    };
    done_to(linked, by)
        .into_iter()
        .filter(|(_, relation)| undoes(relation.does))
        .map(|(other, relation)| {
            let what = What::Undone { how: relation.does, what: done, of: by };
            relation_happening(linked, other, relation, what)
        })
        .collect()
}

/// The day of a relation: its own, else the first of the acting action.
pub fn relation_date<'a>(
    linked: &'a Linked,
    by: ActionIx,
    relation: &'a RelationLink,
) -> Option<&'a Dated> {
    relation.date.as_ref().or_else(|| linked.ledger[by].data.first_date())
}

fn relation_happening(
    linked: &Linked,
    by: ActionIx,
    relation: &RelationLink,
    what: What,
) -> Happening {
    let date = relation_date(linked, by, relation).cloned();
    Happening { scope: relation.scope, by: Some(by), ..Happening::new(date, what) }
}

/// Where an undated event stands among dated ones.
fn place(dated: &[Happening], open: &Happening, action: &Action) -> usize {
    let mut now = Status::Unknown;
    let mut at = 0;
    for (before, happening) in dated.iter().enumerate() {
        now = after(now, happening, action);
        let next = after(now, open, action);
        if next == now || may_go(now, next) {
            at = before + 1;
        }
    }
    at
}
