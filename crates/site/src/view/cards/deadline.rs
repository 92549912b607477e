//! Deadlines of actions and their state on the day of the build.

use crate::model::action::{ActionKind, Deadline, DeadlineOutcome, Status};
use crate::model::ix::ActionIx;
use crate::resolve::actions;
use crate::resolve::standing::ActionStatus;
use crate::view::cards::action::short_link;
use crate::view::context::ViewContext;
use crate::view::{DateView, LinkView, PartyView};
use onrecord_base::edtf::EdtfDate;
use serde::Serialize;

/// A deadline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct DeadlineView {
    /// The due date.
    pub due: DateView,
    /// The party that must act; the name may be empty.
    pub who: PartyView,
    /// The obligation, as plain text.
    pub what: String,
    /// The state, as words: `met`, `not met`, `ahead`, `overdue`, `passed, outcome not recorded`,
    /// `due only if adopted`.
    pub state: String,
    /// The action it belongs to.
    pub action: LinkView,
}

/// The deadlines of an action, in the order of its file.
pub fn deadlines(cx: &ViewContext<'_>, ix: ActionIx) -> Vec<DeadlineView> {
    let action = &cx.site.ledger[ix].data;
    let who = &cx.site.actions[ix.at()].own.deadlines;
    let one = |(at, deadline): (usize, &Deadline)| {
        let due = deadline.due.as_ref()?;
        Some(DeadlineView {
            due: cx.date(due),
            who: cx.maybe_party(who.get(at).and_then(Option::as_ref)),
            what: deadline.what.clone().unwrap_or_default(),
            state: if ended(cx, ix, deadline) && deadline.met.is_none() {
                cx.words.get("deadline_ended")
            } else if is_conditional(cx, ix, deadline) {
                cx.words.get("deadline_if_adopted")
            } else {
                state(cx, deadline)
            },
            action: short_link(cx, ix),
        })
    };
    action.deadlines.iter().enumerate().filter_map(one).collect()
}

/// True if the action had ended before the deadline, so that nothing was due any more.
pub fn ended(cx: &ViewContext<'_>, ix: ActionIx, deadline: &Deadline) -> bool {
    let today = cx.site.now().day();
    let due = deadline.due.as_ref().and_then(|d| d.when).and_then(EdtfDate::latest);
    if !is_end(cx.status(ix)) {
        return false;
    }
    match due.filter(|due| *due < today).map(|due| actions::derived(cx.site, ix, due)) {
        None | Some(Status::Unknown) => true,
        Some(then) => is_end(then),
    }
}

const fn is_end(status: Status) -> bool {
    matches!(
        status,
        Status::Revoked
            | Status::Terminated
            | Status::Superseded
            | Status::Vacated
            | Status::Expired
            | Status::Failed
            | Status::Withdrawn
    )
}

/// True if deadlines of an action are obligations that begin when the action takes effect. Comments
/// on a proposed rule and briefs in a suit are due during the procedure instead.
pub(crate) fn binds(cx: &ViewContext<'_>, ix: ActionIx) -> bool {
    use ActionKind as K;
    let kind = cx.site.ledger[ix].data.kind.as_ref().map(|k| k.v);
    !matches!(
        kind,
        Some(
            K::ProposedRule
                | K::Consultation
                | K::Review
                | K::Investigation
                | K::Inquiry
                | K::Hearing
                | K::Vote
                | K::Complaint
                | K::Appeal
                | K::Subpoena
        )
    )
}

/// True if a deadline depends on an adoption that has not happened yet.
pub fn is_conditional(cx: &ViewContext<'_>, ix: ActionIx, deadline: &Deadline) -> bool {
    deadline.met.is_none()
        && binds(cx, ix)
        && cx.action_status(ix).is_some_and(ActionStatus::is_open_proposal)
}

/// The future and overdue deadlines of some actions, earliest first.
pub fn open_deadlines(
    cx: &ViewContext<'_>,
    all: impl IntoIterator<Item = ActionIx>,
) -> Vec<DeadlineView> {
    let today = cx.site.now().day();
    let mut open = vec![];
    for ix in all {
        let written = cx.site.ledger[ix].data.deadlines.iter().filter(|d| d.due.is_some());
        for (deadline, view) in written.zip(deadlines(cx, ix)) {
            let when = deadline.due.as_ref().and_then(|d| d.when);
            let past = when.and_then(EdtfDate::latest).is_some_and(|last| last < today);
            let counts = match deadline.met {
                Some(DeadlineOutcome::Yes | DeadlineOutcome::On(_)) => false,
                Some(DeadlineOutcome::No) => true,
                None => when.is_some() && !past && !ended(cx, ix, deadline),
            };
            if counts {
                open.push((when, view));
            }
        }
    }
    open.sort_by_key(|(when, _)| *when);
    open.into_iter().map(|(_, view)| view).collect()
}

/// The state of a deadline on the day of the build, as words. It is overdue only if it is recorded
/// as not met.
fn state(cx: &ViewContext<'_>, deadline: &Deadline) -> String {
    let today = cx.site.now().day();
    let when = deadline.due.as_ref().and_then(|d| d.when);
    let past = when.and_then(EdtfDate::latest).is_some_and(|last| last < today);
    let ahead = when.is_some_and(|w| w.earliest() > today);
    let key = match &deadline.met {
        Some(DeadlineOutcome::Yes) => "deadline_met",
        Some(DeadlineOutcome::On(date)) => {
            return match date.when {
                Some(when) => cx.words.with("deadline_met_on", &cx.words.when(when)),
                None => cx.words.get("deadline_met"),
            };
        }
        Some(DeadlineOutcome::No) if past => "deadline_overdue",
        Some(DeadlineOutcome::No) => "deadline_not_met",
        None if past => "deadline_passed",
        None if ahead => "deadline_ahead",
        None if when.is_some() => "deadline_due",
        None => "deadline_unknown",
    };
    cx.words.get(key)
}
