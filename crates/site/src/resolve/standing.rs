//! The status of every action on a date, and its consequences for others: effects that have
//! started, and orders that no longer stop anything.

use crate::model::action::{Action, ActionKind, RelationKind, RelationScope, Status};
use crate::model::ix::{ActionIx, ItemIx};
use crate::resolve::actions::{
    ActionEvent, EventKind, bare_course, event_log, moves_until, own, relation_date,
};
use crate::resolve::linked::{EdgeKind, LinkedLedger, RelationLink};
use crate::resolve::status_table::{fitting, is_of_a_court, is_pending_until_decided, is_proposal};
use crate::resolve::undated::placed;
use onrecord_base::edtf::{EdtfDate, PartialDate, SourcedDate};
use onrecord_base::span::Span;
use std::sync::{Arc, OnceLock};

/// A date after all others.
const LAST_DAY: PartialDate = PartialDate { year: 9999, month: 12, day: 31 };

/// The state of an action's effect on others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EffectState {
    /// In effect.
    Does,
    /// Final; its date is in the future.
    Will,
    /// Proposed: it would have the effect.
    Would,
    /// Proposed and failed.
    WouldHave,
}

impl EffectState {
    /// The word in exports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Does => "does",
            Self::Will => "will",
            Self::Would => "would",
            Self::WouldHave => "would-have",
        }
    }
}

/// The status of an action on a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActionStatus {
    /// The status.
    pub status: Status,
    /// True if the entry sets the status and the events give another or none.
    pub is_by_hand: bool,
    /// True if the entry sets a status that does not apply yet.
    pub is_early: bool,
    /// True if the action was more than a proposal by that date.
    has_acted: bool,
    kind: Option<ActionKind>,
}

impl ActionStatus {
    /// Computes the status of an action on a date.
    pub fn of(linked: &LinkedLedger, ix: ActionIx, today: PartialDate) -> Self {
        let action = &linked.ledger[ix].data;
        let course = event_log(linked, ix);
        let said = by_hand(action, &course, today);
        // A status set by hand for a later date, or before its events, does not count yet.
        let is_early = said.is_none() && action.status.is_some();
        let day = match action.status_as_of.as_ref().and_then(|d| d.when).and_then(EdtfDate::latest)
        {
            Some(known) if !is_early => known.min(today),
            _ => today,
        };
        let moves = moves_until(action, &course, day);
        let derived = moves.last().map_or(Status::Unknown, |m| m.to);
        let kind = action.kind.as_ref().map(|k| k.v);
        let by_now: Vec<Status> =
            moves_until(action, &course, today).iter().map(|m| m.to).collect();
        Self {
            status: said.unwrap_or(derived),
            is_by_hand: said.is_some_and(|said| said != derived),
            is_early,
            has_acted: has_acted(&by_now, said, kind),
            kind,
        }
    }

    /// The state of one of the action's effects. Responses and challenges take effect when they are
    /// proposed or filed.
    pub fn effect(self, does: RelationKind, is_ahead: bool) -> EffectState {
        let is_done_by_filing = match does {
            RelationKind::RespondsTo | RelationKind::Becomes => true,
            RelationKind::Challenges | RelationKind::Appeals => self.status != Status::Proposed,
            RelationKind::Implements | RelationKind::Continues => {
                self.status == Status::Pending && is_pending_until_decided(self.kind)
            }
            _ => false,
        };
        match (self.has_acted || is_done_by_filing, is_ahead) {
            (true, true) => EffectState::Will,
            (true, false) => EffectState::Does,
            (false, _) if self.status.is_gone() => EffectState::WouldHave,
            (false, _) => EffectState::Would,
        }
    }

    /// True for a proposal that has not been adopted.
    pub fn is_open_proposal(self) -> bool {
        self.effect(RelationKind::Amends, false) == EffectState::Would
    }
}

/// The status of every action on a date, in ledger order.
pub fn standings(linked: &LinkedLedger, today: PartialDate) -> Vec<ActionStatus> {
    linked.ledger.actions().map(|ix| ActionStatus::of(linked, ix, today)).collect()
}

/// True if an action with these statuses was more than a proposal. The status set by hand counts if
/// the events do not show it.
fn has_acted(moves: &[Status], said: Option<Status>, kind: Option<ActionKind>) -> bool {
    let shows = !moves.is_empty() && acted(moves, kind);
    match said.filter(|said| *said != Status::Unknown) {
        Some(said) if !shows => acted(&[moves, &[said]].concat(), kind),
        _ => acted(moves, kind),
    }
}

/// If nothing is known about an action, its kind decides.
fn acted(all: &[Status], kind: Option<ActionKind>) -> bool {
    use Status as S;
    if all.iter().any(|s| matches!(s, S::InForce | S::PartlyInForce | S::Completed)) {
        return true;
    }
    match all.last().copied().unwrap_or_default() {
        S::Failed => false,
        now if now.is_preliminary() => false,
        S::Adopted => true,
        S::Unknown => !is_proposal(kind),
        // It ended, either as a proposal or after adoption.
        _ => {
            all.contains(&S::Adopted)
                || !is_proposal(kind) && !all.iter().any(|status| status.is_preliminary())
        }
    }
}

/// The status that the entry sets, if it applies on `today`.
///
/// It applies neither before the date that it is known for nor before the event that causes it: the
/// last event that leads to it, or to a similar status. A status beyond a proposal does not apply
/// before the action exists.
pub fn by_hand(action: &Action, course: &[ActionEvent], today: PartialDate) -> Option<Status> {
    let said = fitting(action.status.as_ref()?.v, action);
    let known = action.status_as_of.as_ref().and_then(|d| d.when);
    if known.is_some_and(|known| known.earliest() > today) {
        return None;
    }
    if said == Status::Unknown {
        return Some(said);
    }
    let moves = moves_until(action, course, LAST_DAY);
    let has_come = |happening: &ActionEvent| happening.is_by(today);
    let mut causes: Vec<bool> =
        moves.iter().filter(|m| m.to == said).map(|m| has_come(m.by)).collect();
    if causes.is_empty() {
        let like = moves.iter().filter(|m| m.from != m.to && is_like(m.to, said));
        causes = like.map(|m| has_come(m.by)).collect();
    }
    // With a date for the status, the first cause is enough: a later one is a different event of
    // the same kind.
    let cause = if known.is_some() { causes.first() } else { causes.last() };
    if cause == Some(&false) {
        return None;
    }
    let needs_none = said.is_preliminary() || matches!(said, Status::Failed | Status::Withdrawn);
    (needs_none || exists(course, today)).then_some(said)
}

/// True if both statuses are ends, both are stops, or both are forms of being in force.
fn is_like(a: Status, b: Status) -> bool {
    use Status as S;
    let is_stop = |s: S| matches!(s, S::Blocked | S::Suspended);
    let is_force = |s: S| matches!(s, S::InForce | S::PartlyInForce);
    let is_end = |s: S| s.is_gone() || matches!(s, S::Completed);
    is_stop(a) && is_stop(b) || is_force(a) && is_force(b) || is_end(a) && is_end(b)
}

/// True if an action exists on a date: not all events that create it are in the future.
fn exists(course: &[ActionEvent], today: PartialDate) -> bool {
    let begins = |h: &&ActionEvent| match h.what {
        EventKind::Dated(word) => !matches!(word, "published" | "effective" | "expires"),
        EventKind::Step(_) => true,
        _ => false,
    };
    let mut own = course.iter().filter(begins).peekable();
    own.peek().is_none() || own.any(|h| h.is_by(today))
}

/// Consequences of the events of all actions, independent of the date. Computed once per site.
#[derive(Debug, Clone, Default)]
pub struct ActionOutcomes {
    /// For each action that only stops others: the date when the last of those ended, and that
    /// action.
    moot: Vec<Option<(Option<SourcedDate>, ActionIx)>>,
}

impl ActionOutcomes {
    /// The date on which the last action that `ix` stops ended, and that action; `None` if it is
    /// not moot.
    pub fn moot(&self, ix: ActionIx) -> Option<&(Option<SourcedDate>, ActionIx)> {
        self.moot.get(ix.at()).and_then(Option::as_ref)
    }
}

impl LinkedLedger {
    /// True if an action is ever more than a proposal, by its own entry.
    pub fn acts(&self, ix: ActionIx) -> bool {
        let all = self.acts.get_or_init(|| Arc::new(proposals(self)));
        all.get(ix.at()).copied().unwrap_or(true)
    }

    /// The consequences of all actions, computed on first use.
    pub fn consequences(&self) -> &ActionOutcomes {
        self.consequences.get_or_init(|| Arc::new(consequences(self)))
    }

    /// Drops the computed consequences, because an action changed.
    pub(super) fn forget_consequences(&mut self) {
        self.acts = OnceLock::new();
        self.consequences = OnceLock::new();
    }
}

/// For each action, true if it is ever more than a proposal, by its own events or the status set by
/// hand.
pub(super) fn proposals(linked: &LinkedLedger) -> Vec<bool> {
    let acts = |ix: ActionIx| {
        let action = &linked.ledger[ix].data;
        let (mut dated, open): (Vec<_>, Vec<_>) =
            own(linked, ix).into_iter().partition(|h| h.when().is_some());
        dated.sort_by_key(ActionEvent::when);
        let course = placed(dated, open, action);
        let moves = moves_until(action, &course, LAST_DAY);
        let all: Vec<Status> = moves.iter().map(|m| m.to).collect();
        let kind = action.kind.as_ref().map(|k| k.v);
        has_acted(&all, action.status.as_ref().map(|s| s.v), kind)
    };
    let mut all: Vec<bool> = linked.ledger.actions().map(acts).collect();
    // A bill counts as acting if it became an act, and so does a proposal that became the bill.
    let becomes: Vec<(ActionIx, ActionIx)> = linked
        .ledger
        .actions()
        .flat_map(|ix| linked.actions[ix.at()].own.relations.iter().map(move |r| (ix, r)))
        .filter(|(_, r)| r.does == RelationKind::Becomes)
        .map(|(ix, r)| (ix, r.to))
        .collect();
    for _ in 0..MAX_BECOMING {
        for (ix, to) in &becomes {
            all[ix.at()] |= all[to.at()];
        }
    }
    all
}

/// The maximum number of proposals followed in sequence: a paper, a bill, an act.
const MAX_BECOMING: usize = 4;

/// Computes the consequences of all actions. Linear: each event log is built once, and each block
/// is examined once when the actions it stops have ended.
pub(super) fn consequences(linked: &LinkedLedger) -> ActionOutcomes {
    let count = linked.ledger.actions.len();
    let mut open: Vec<usize> = vec![0; count];
    let mut stopped: Vec<ActionIx> = vec![];
    for ix in linked.ledger.actions() {
        let all = only_stops(linked, ix);
        open[ix.at()] = all.len();
        stopped.extend(all);
    }
    stopped.sort_unstable();
    stopped.dedup();
    let mut moot = vec![None; count];
    let ended = |ix: ActionIx| end(linked, ix).map(|ActionEnd(date)| (ix, date));
    let mut gone: Vec<(ActionIx, Option<SourcedDate>)> =
        stopped.into_iter().filter_map(ended).collect();
    let mut is_gone = vec![false; count];
    for (ix, _) in &gone {
        is_gone[ix.at()] = true;
    }
    let mut latest: Vec<Option<(Option<SourcedDate>, ActionIx)>> = vec![None; count];
    while let Some((ix, date)) = gone.pop() {
        let stops = linked.to(ix.into()).filter_map(|edge| match (edge.from, edge.how) {
            (ItemIx::Action(by), EdgeKind::Does(does)) if is_stop(does) => Some(by),
            _ => None,
        });
        let stops: std::collections::BTreeSet<ActionIx> = stops.collect();
        for by in stops {
            if open[by.at()] == 0 {
                continue;
            }
            let slot = &mut latest[by.at()];
            let when = |date: &Option<SourcedDate>| date.as_ref().and_then(|d| d.when);
            let key = |(date, ix): &(Option<SourcedDate>, ActionIx)| {
                (when(date).and_then(EdtfDate::latest), linked.ledger[*ix].id.clone())
            };
            let this = (date.clone(), ix);
            if slot.as_ref().is_none_or(|other| key(other) < key(&this)) {
                *slot = Some(this);
            }
            open[by.at()] -= 1;
            if open[by.at()] == 0 {
                let end = slot.clone();
                moot[by.at()].clone_from(&end);
                if !is_gone[by.at()] {
                    is_gone[by.at()] = true;
                    gone.push((by, end.and_then(|(date, _)| date)));
                }
            }
        }
    }
    ActionOutcomes { moot }
}

/// The end of an action; without a date if it is unknown.
#[derive(Debug, Clone)]
struct ActionEnd(Option<SourcedDate>);

/// The end of an action, by its final status or its own entry; `None` if it has not ended.
fn end(linked: &LinkedLedger, ix: ActionIx) -> Option<ActionEnd> {
    let action = &linked.ledger[ix].data;
    let course = bare_course(linked, ix);
    let moves = moves_until(action, &course, LAST_DAY);
    let last = moves.iter().rev().find(|m| m.from != m.to);
    if let Some(last) = last.filter(|last| last.to.is_gone()) {
        return Some(ActionEnd(last.by.date.clone().filter(|d| d.when.is_some())));
    }
    let said = action.status.as_ref()?.v;
    let known = action.status_as_of.as_deref().filter(|d| d.when.is_some());
    said.is_gone().then(|| ActionEnd(known.cloned()))
}

/// True if a relation stops another action temporarily.
pub(super) const fn is_stop(does: RelationKind) -> bool {
    matches!(does, RelationKind::Blocks | RelationKind::Stays | RelationKind::Suspends)
}

/// The actions that a court action stops, if it has no other effect; it then ends with them.
/// Injunctions and stays always qualify.
fn only_stops(linked: &LinkedLedger, ix: ActionIx) -> Vec<ActionIx> {
    use ActionKind as K;
    let kind = linked.ledger[ix].data.kind.as_ref().map(|k| k.v);
    let relations = &linked.actions[ix.at()].own.relations;
    let is_order = matches!(kind, Some(K::Injunction | K::RestrainingOrder | K::Stay));
    let is_other_court = kind.is_some() && is_of_a_court(kind) && does_only(relations, is_stop);
    if !is_order && !is_other_court {
        return vec![];
    }
    let mut all: Vec<ActionIx> =
        relations.iter().filter(|r| is_stop(r.does)).map(|r| r.to).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// True if all effects of an action are of one kind; responses do not count.
pub fn does_only(relations: &[RelationLink], sort: impl Fn(RelationKind) -> bool) -> bool {
    let mut deeds = relations.iter().filter(|r| r.does != RelationKind::RespondsTo).peekable();
    deeds.peek().is_some() && deeds.all(|r| sort(r.does))
}

/// The event by which an action that only stops others became moot, unless its own entry reports an
/// earlier end.
pub(super) fn moot_event(
    linked: &LinkedLedger,
    ix: ActionIx,
    course: &[ActionEvent],
) -> Option<ActionEvent> {
    let (date, of) = linked.consequences().moot(ix)?;
    let when = date.as_ref().and_then(|d| d.when);
    let ends = |h: &ActionEvent| {
        let status = match h.what {
            EventKind::Dated(word) => Status::WORDS.iter().find(|w| w.0 == word).map(|w| w.1),
            EventKind::Step(status) => Some(status),
            EventKind::Done(_) if h.scope != RelationScope::InPart => h.ends,
            _ => None,
        };
        let is_end = status.is_some_and(|s| s.is_gone() || s == Status::Completed)
            || h.what == EventKind::Dated("expires");
        is_end && when.is_none_or(|when| h.when().is_none_or(|end| end <= when))
    };
    if course.iter().any(ends) {
        return None;
    }
    let date = date.clone().map(|date| SourcedDate { span: Span::default(), ..date });
    Some(ActionEvent { by: Some(*of), ..ActionEvent::new(date, EventKind::Moot { of: *of }) })
}

/// The events by which a proposal became another action.
pub(super) fn became(linked: &LinkedLedger, ix: ActionIx) -> impl Iterator<Item = ActionEvent> {
    let relations = linked.actions[ix.at()].own.relations.iter();
    relations.filter(|r| r.does == RelationKind::Becomes).map(move |relation| {
        let date = became_on(linked, relation).cloned();
        ActionEvent {
            by: Some(relation.to),
            source: relation.source,
            ends: linked.acts(relation.to).then_some(Status::Adopted),
            ..ActionEvent::new(date, EventKind::Became(relation.to))
        }
    })
}

/// The date on which a proposal became another action: that of the relation, or the first date of
/// that action.
pub fn became_on<'a>(
    linked: &'a LinkedLedger,
    relation: &'a RelationLink,
) -> Option<&'a SourcedDate> {
    let other = &linked.ledger[relation.to].data;
    relation.date.as_ref().or_else(|| other.acts_from())
}

/// The date of a relation as printed on the pages of both actions. A proposal became an act on the
/// date of the act; an act was proposed on the first date of the proposal.
pub fn printed_date<'a>(
    linked: &'a LinkedLedger,
    by: ActionIx,
    relation: &'a RelationLink,
    is_own: bool,
) -> Option<&'a SourcedDate> {
    match relation.does {
        RelationKind::Becomes if is_own => became_on(linked, relation),
        RelationKind::Becomes => linked.ledger[by].data.first_date(),
        _ => relation_date(linked, by, relation),
    }
}
