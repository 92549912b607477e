//! The status of an action: an event log built from its dates, its history and the relations of
//! other actions, and the status after the last event.
//!
//! Nothing is guessed: without events the status is unknown. A status set by hand takes precedence
//! from its date or cause on ([`ActionStatus`]). Proposals have no effect on other actions. Start
//! with [`status`] and [`event_log`].

use crate::model::action::{Action, RelationKind, RelationScope, Status};
use crate::model::ix::{ActionIx, ItemIx, SourceIx};
use crate::model::party::ResolvedParty;
use crate::resolve::linked::{EdgeKind, LinkedLedger, RelationLink};
use crate::resolve::names::NameLookup;
use crate::resolve::reversals::{Reversals, find_reversals};
use crate::resolve::standing::{ActionStatus, became, became_on, moot_event, printed_date};
use crate::resolve::status_table::{
    ends_in, fitting, is_before_effect, is_pending_until_decided, next_status,
};
use crate::resolve::undated::placed;
use onrecord_base::edtf::{EdtfDate, PartialDate, SourcedDate};
use onrecord_base::id::{Id, ItemKind};
use onrecord_base::span::Span;
use std::collections::{BTreeMap, BTreeSet};

/// An event in the log of an action.
#[derive(Debug, Clone)]
pub struct ActionEvent {
    /// The date; `None` if no source gives one.
    pub date: Option<SourcedDate>,
    /// The kind of event.
    pub what: EventKind,
    /// The part of the action that it affects.
    pub scope: RelationScope,
    /// The other action that caused it.
    pub by: Option<ActionIx>,
    /// The party that caused it, if no action did.
    pub who: Option<ResolvedParty>,
    /// A remark; may be empty.
    pub note: String,
    /// The source for this event alone, if one is given.
    pub source: Option<SourceIx>,
    /// The position in the action's own entry; `None` for events caused by other actions.
    pub span: Option<Span>,
    /// The status that the effect of another action leads to if it affects the whole; `None` if the
    /// status does not change.
    pub ends: Option<Status>,
}

/// A change of status and the event that caused it.
#[derive(Debug, Clone, Copy)]
pub struct StatusChange<'a> {
    /// The event.
    pub by: &'a ActionEvent,
    /// The status before the event.
    pub from: Status,
    /// The status after the event.
    pub to: Status,
}

/// The kind of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// One of the action's own dates: `signed`.
    Dated(&'static str),
    /// An entry of its history.
    Step(Status),
    /// Another action has this effect on it.
    Done(RelationKind),
    /// Another action reversed the effect of a third one, or such a reversal.
    Undone {
        /// The relation that ended the effect: `lifts`, `reverses` and so on. An effect that ends
        /// with its own action (by expiry or by a date in its entry) counts as lifted by that
        /// action.
        how: RelationKind,
        /// The effect that was reversed.
        what: RelationKind,
        /// The action that had the effect.
        of: ActionIx,
    },
    /// It became this action: a bill became an act.
    Became(ActionIx),
    /// Every action that it stops has ended.
    Moot {
        /// The last of them.
        of: ActionIx,
    },
}

impl ActionEvent {
    /// Creates an event that has only a date.
    pub(super) fn new(date: Option<SourcedDate>, what: EventKind) -> Self {
        Self {
            date,
            what,
            scope: RelationScope::Whole,
            by: None,
            who: None,
            note: String::new(),
            source: None,
            span: None,
            ends: None,
        }
    }

    /// The value of its date.
    pub fn when(&self) -> Option<EdtfDate> {
        self.date.as_ref().and_then(|d| d.when)
    }

    /// True if the event has happened by `day`. An expiry counts only after its date.
    pub(super) fn is_by(&self, day: PartialDate) -> bool {
        match (self.when(), self.what) {
            (None, _) => true,
            (Some(when), EventKind::Dated("expires")) => {
                when.latest().is_some_and(|last| last < day)
            }
            (Some(when), EventKind::Undone { how: RelationKind::Lifts, of, .. })
                if self.by == Some(of) =>
            {
                when.latest().is_some_and(|last| last < day)
            }
            (Some(when), _) => when.earliest() <= day,
        }
    }
}

/// The status of an action on a date: the one set by hand if it applies, or the derived one.
pub fn status(linked: &LinkedLedger, ix: ActionIx, today: PartialDate) -> Status {
    ActionStatus::of(linked, ix, today).status
}

/// The status derived from events alone, on `today` or on the earlier date that the status is known
/// for.
pub fn derived(linked: &LinkedLedger, ix: ActionIx, today: PartialDate) -> Status {
    let course = event_log(linked, ix);
    status_changes(&linked.ledger[ix].data, &course, today).last().map_or(Status::Unknown, |m| m.to)
}

/// The change of status by each event up to `today` (or up to the earlier date that the status is
/// known for). Reversed effects are omitted: when a block is lifted, the action returns to its
/// previous status.
pub fn status_changes<'a>(
    action: &Action,
    course: &'a [ActionEvent],
    today: PartialDate,
) -> Vec<StatusChange<'a>> {
    let known = action.status_as_of.as_ref().and_then(|d| d.when).and_then(EdtfDate::latest);
    moves_until(action, course, known.map_or(today, |known| known.min(today)))
}

/// The change of status by each event up to a date.
pub fn moves_until<'a>(
    action: &Action,
    course: &'a [ActionEvent],
    day: PartialDate,
) -> Vec<StatusChange<'a>> {
    let past: Vec<&ActionEvent> = course.iter().filter(|h| h.is_by(day)).collect();
    moves_of(action, &past)
}

/// The change of status by each of these events, in their order.
pub fn moves_of<'a>(action: &Action, past: &[&'a ActionEvent]) -> Vec<StatusChange<'a>> {
    let mut undone = Reversals::of(past);
    let mut from = Status::Unknown;
    // A part that was stopped before the effective date stays stopped when the rest takes effect.
    let mut partly = false;
    let mut moves = vec![];
    for by in past.iter().copied() {
        // A reversal that was itself reversed is handled when the effect that it reversed is
        // examined.
        let actor = by.by.filter(|_| by.ends.is_some());
        let to = match actor.and_then(|actor| undone.extent(actor, by)) {
            Some(RelationScope::InPart) => {
                let less = ActionEvent { scope: RelationScope::InPart, ..by.clone() };
                partly |= less.ends.is_some() && is_before_effect(&less, action);
                next_status(from, &less, action)
            }
            Some(_) => from,
            None => {
                partly |= by.ends.is_some()
                    && by.scope == RelationScope::InPart
                    && is_before_effect(by, action);
                next_status(from, by, action)
            }
        };
        let to = match to {
            Status::InForce if partly && by.what == EventKind::Dated("effective") => {
                Status::PartlyInForce
            }
            to => to,
        };
        moves.push(StatusChange { by, from, to });
        from = to;
    }
    moves
}

/// All events of an action, in order. Events without a date follow the last dated event that they
/// can follow.
///
/// * Depends on the action, on the actions that refer to it, and on those that reverse them.
/// * The order of files and entries does not matter: events of one date are sorted by the usual
///   order of events, then by id.
/// * An event that is given both as a date of this action and as a relation of another appears
///   once.
pub fn event_log(linked: &LinkedLedger, ix: ActionIx) -> Vec<ActionEvent> {
    let mut all = events(linked, ix);
    all.extend(moot_event(linked, ix, &all));
    in_order(linked, ix, all)
}

/// The events of an action, without those caused by the end of the actions it stops.
pub(super) fn bare_course(linked: &LinkedLedger, ix: ActionIx) -> Vec<ActionEvent> {
    in_order(linked, ix, events(linked, ix))
}

/// All events from the action's own entry and from other actions, unordered.
fn events(linked: &LinkedLedger, ix: ActionIx) -> Vec<ActionEvent> {
    let action = &linked.ledger[ix].data;
    let mut all = own(linked, ix);
    all.extend(became(linked, ix));
    let mut seen = BTreeSet::new();
    for (by, relation) in incoming_relations(linked, ix) {
        all.push(relation_happening(linked, by, relation, EventKind::Done(relation.does)));
        // A proposal has no effect, so there is nothing to reverse.
        if linked.acts(by) {
            find_reversals(linked, by, relation.does, &mut seen, &mut all);
        }
    }
    dedup_events(&mut all, action);
    all
}

/// Sorts events by the order in which they happened.
fn in_order(linked: &LinkedLedger, ix: ActionIx, all: Vec<ActionEvent>) -> Vec<ActionEvent> {
    let action = &linked.ledger[ix].data;
    let id = |h: &ActionEvent| h.by.map(|by| linked.ledger[by].id.clone());
    let mut keyed: Vec<(EventSortKey, ActionEvent)> =
        all.into_iter().enumerate().map(|(n, h)| ((h.when(), rank(&h, n), id(&h)), h)).collect();
    keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
    let sorted = keyed.into_iter().map(|(_, happening)| happening);
    let (dated, open): (Vec<_>, Vec<_>) = sorted.partition(|h| h.when().is_some());
    placed(dated, open, action)
}

/// The sort key of events: date, rank of the kind, id of the other action.
type EventSortKey = (Option<EdtfDate>, (u8, usize), Option<Id>);

/// The rank of events on one date: first the action's own dates and history as written, then stops
/// by other actions (the most severe last) and their other effects, then reversals.
fn rank(happening: &ActionEvent, nth: usize) -> (u8, usize) {
    match happening.what {
        EventKind::Dated(_) => (0, nth),
        EventKind::Step(_) => (1, nth),
        EventKind::Done(_) => (2, happening.ends.map_or(usize::MAX, |status| status as usize)),
        EventKind::Undone { .. } => (3, 0),
        EventKind::Became(_) => (4, 0),
        EventKind::Moot { .. } => (5, 0),
    }
}

/// The events from an action's own entry.
pub fn own(linked: &LinkedLedger, ix: ActionIx) -> Vec<ActionEvent> {
    let action = &linked.ledger[ix].data;
    let links = &linked.actions[ix.at()].own;
    let known_from = |date: &SourcedDate| {
        date.sources.first().and_then(|name| {
            match linked.ledger.find(ItemKind::Source, name.as_str()) {
                NameLookup::One(ItemIx::Source(source)) => Some(source),
                _ => None,
            }
        })
    };
    let mut all = vec![];
    for (word, date) in action.dates.iter().flat_map(|d| d.given()) {
        let source = known_from(date);
        let what = EventKind::Dated(word);
        let span = Some(date.span);
        all.push(ActionEvent { source, span, ..ActionEvent::new(Some(date.clone()), what) });
    }
    for (at, step) in action.history.iter().enumerate() {
        let Some(status) = &step.status else { continue };
        let (who, said) = links.steps.get(at).cloned().unwrap_or_default();
        all.push(ActionEvent {
            who,
            note: step.note.clone().unwrap_or_default(),
            source: said.or_else(|| step.date.as_ref().and_then(known_from)),
            span: Some(status.span),
            ..ActionEvent::new(step.date.clone(), EventKind::Step(status.v))
        });
    }
    all
}

/// Removes an action's own event if a relation reports the same outcome on the same day; details
/// that only the entry has move to the relation's event.
pub(super) fn dedup_events(all: &mut Vec<ActionEvent>, action: &Action) {
    let mut done: BTreeMap<(Status, Option<EdtfDate>), usize> = BTreeMap::new();
    for (at, happening) in all.iter().enumerate() {
        if happening.scope != RelationScope::InPart
            && matches!(happening.what, EventKind::Done(_))
            && let Some(status) = happening.ends
        {
            done.entry((status, happening.when())).or_insert(at);
        }
    }
    let mut twice = vec![];
    for (at, happening) in all.iter().enumerate() {
        let status = match happening.what {
            EventKind::Dated(word) => Status::WORDS.iter().find(|(w, _)| *w == word).map(|w| w.1),
            EventKind::Step(status) => Some(status),
            EventKind::Done(_)
            | EventKind::Undone { .. }
            | EventKind::Became(_)
            | EventKind::Moot { .. } => None,
        };
        let Some(status) = status.map(|status| fitting(status, action)) else { continue };
        let same = done.get(&(status, happening.when()));
        if let Some(&relation) = same.or_else(|| done.get(&(status, None))) {
            twice.push((at, relation));
        }
    }
    for (at, relation) in &twice {
        let own = all[*at].clone();
        let kept = &mut all[*relation];
        kept.date = kept.date.take().filter(|d| d.when.is_some()).or(own.date);
        kept.source = kept.source.or(own.source);
        if kept.note.is_empty() {
            kept.note = own.note;
        }
    }
    let gone: BTreeSet<usize> = twice.into_iter().map(|(at, _)| at).collect();
    let mut at = 0..all.len();
    all.retain(|_| at.next().is_none_or(|at| !gone.contains(&at)));
}

/// The events that changed the status, in order, plus all stops (a second stay matters once the
/// first has expired) and their reversals.
pub fn status_events(linked: &LinkedLedger, ix: ActionIx) -> Vec<ActionEvent> {
    let action = &linked.ledger[ix].data;
    let mut now = Status::Unknown;
    let turns = |happening: &ActionEvent| {
        let next = next_status(now, happening, action);
        let before = std::mem::replace(&mut now, next);
        now != before
            || happening.ends.is_some()
            || matches!(happening.what, EventKind::Undone { .. } | EventKind::Became(_))
    };
    event_log(linked, ix).into_iter().filter(turns).collect()
}

/// The relations of other actions to this one, in ledger order, without duplicates.
pub fn incoming_relations(linked: &LinkedLedger, ix: ActionIx) -> Vec<(ActionIx, &RelationLink)> {
    let mut seen = BTreeSet::new();
    let mut all = vec![];
    for edge in linked.to(ix.into()) {
        let (ItemIx::Action(by), EdgeKind::Does(_)) = (edge.from, edge.how) else { continue };
        if seen.insert(by) {
            let relations = &linked.actions[by.at()].own.relations;
            let by_itself =
                distinct_relations(relations, ix).filter(|r| !is_of_the_act(linked, relations, r));
            all.extend(by_itself.map(|r| (by, r)));
        }
    }
    all
}

/// True if a proposal became an act that has the same relation: the relation then counts for the
/// act only.
fn is_of_the_act(
    linked: &LinkedLedger,
    relations: &[RelationLink],
    relation: &RelationLink,
) -> bool {
    let mut acts =
        relations.iter().filter(|r| r.does == RelationKind::Becomes && linked.acts(r.to));
    acts.any(|act| {
        let deeds = &linked.actions[act.to.at()].own.relations;
        deeds.iter().any(|deed| deed.does == relation.does && deed.to == relation.to)
    })
}

/// The relations that lead to an action, without repetitions of kind, scope and date.
fn distinct_relations(all: &[RelationLink], to: ActionIx) -> impl Iterator<Item = &RelationLink> {
    let mut seen = BTreeSet::new();
    let date = |r: &RelationLink| r.date.as_ref().and_then(|d| d.when);
    all.iter().filter(move |r| r.to == to && seen.insert((r.does, r.scope, date(r))))
}

/// The date of a relation: its own, or the first date on which the acting action has effect. An
/// action that takes effect later revokes, replaces or suspends nothing before that date.
pub fn relation_date<'a>(
    linked: &'a LinkedLedger,
    by: ActionIx,
    relation: &'a RelationLink,
) -> Option<&'a SourcedDate> {
    let action = &linked.ledger[by].data;
    let effect = || {
        let effective = action.dates.as_ref().and_then(|d| d.effective.as_deref());
        let ends = matches!(
            relation.does,
            RelationKind::Revokes | RelationKind::Supersedes | RelationKind::Suspends
        );
        effective.filter(|d| ends && d.when.is_some())
    };
    // The effects of a suit or a review start with its decision.
    let decision = || {
        let kind = action.kind.as_ref().map(|k| k.v);
        let is_outcome = !matches!(
            relation.does,
            RelationKind::Challenges
                | RelationKind::Appeals
                | RelationKind::RespondsTo
                | RelationKind::Implements
                | RelationKind::Continues
                | RelationKind::Becomes
        );
        let dates = action.dates.as_deref().filter(|_| is_outcome)?;
        let decided = dates.decided.as_deref().or(dates.completed.as_deref());
        decided.filter(|d| is_pending_until_decided(kind) && d.when.is_some())
    };
    let own = relation.date.as_ref().or_else(effect);
    // The effects of a bill start with the act that it became.
    let as_act = || {
        let relations = linked.actions[by.at()].own.relations.iter();
        let mut acts = relations.filter(|r| r.does == RelationKind::Becomes && linked.acts(r.to));
        acts.find_map(|act| became_on(linked, act))
    };
    own.or_else(decision).or_else(as_act).or_else(|| action.acts_from())
}

/// True if an action is in a state to block something, so that lifting the block makes sense.
pub fn is_blocking_order(linked: &LinkedLedger, ix: ActionIx) -> bool {
    use crate::model::action::ActionKind as K;
    let kind = linked.ledger[ix].data.kind.as_ref().map(|k| k.v);
    matches!(kind, Some(K::Injunction | K::RestrainingOrder | K::Stay))
        || linked.actions[ix.at()].own.relations.iter().any(|r| {
            matches!(r.does, RelationKind::Blocks | RelationKind::Stays | RelationKind::Suspends)
        })
}

pub(super) fn relation_happening(
    linked: &LinkedLedger,
    by: ActionIx,
    relation: &RelationLink,
    what: EventKind,
) -> ActionEvent {
    let date = printed_date(linked, by, relation, false).cloned();
    let kind = linked.ledger[by].data.kind.as_ref().map(|k| k.v);
    let to = &linked.ledger[relation.to].data;
    let ends = match what {
        EventKind::Done(_) if !linked.acts(by) => None,
        EventKind::Done(RelationKind::Lifts) if !is_blocking_order(linked, relation.to) => None,
        EventKind::Done(does) => ends_in(does, kind).map(|status| fitting(status, to)),
        _ => None,
    };
    ActionEvent {
        ends,
        scope: relation.scope,
        by: Some(by),
        source: relation.source,
        ..ActionEvent::new(date, what)
    }
}
