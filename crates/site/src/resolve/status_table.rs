//! The status table: the status after each event, given the status before it.
//!
//! Start with `next_status`.

use crate::model::action::{
    Action, ActionDates, ActionKind, IdentifierScheme, RelationKind, RelationScope, Status,
};
use crate::resolve::actions::{ActionEvent, EventKind};
use onrecord_base::edtf::EdtfDate;

/// The status after an event.
pub(super) fn next_status(now: Status, happening: &ActionEvent, action: &Action) -> Status {
    match happening.what {
        EventKind::Dated(word) => fitting(after_date(now, word, action), action),
        EventKind::Step(status) => fitting(status, action),
        EventKind::Done(_) => after_doing(now, happening, action),
        // A bill that became law is law, whatever its other dates say.
        EventKind::Became(_) if happening.ends == Some(Status::Adopted) => match now {
            Status::Failed => Status::Adopted,
            now => onward(now, Status::Adopted),
        },
        EventKind::Moot { .. } if is_running(now) => Status::Completed,
        EventKind::Undone { .. } | EventKind::Became(_) | EventKind::Moot { .. } => now,
    }
}

/// True if an action with this status is in effect or can still take effect.
const fn is_running(now: Status) -> bool {
    matches!(
        now,
        Status::Unknown
            | Status::Adopted
            | Status::InForce
            | Status::PartlyInForce
            | Status::Blocked
            | Status::Suspended
    )
}

/// Groups of kinds that use a different word than “revoked” for their end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionFamily {
    /// Treaties and agreements are terminated.
    Treaty,
    /// Laws are repealed.
    Law,
    /// Everything else is revoked.
    Other,
}

impl ActionFamily {
    /// The suffix of translation keys: `status_revoked_law`.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Treaty => "_treaty",
            Self::Law => "_law",
            Self::Other => "",
        }
    }

    /// The group of an action. Regulations, directives and decisions of the European Union are
    /// repealed; those of other jurisdictions are revoked.
    pub fn of(action: &Action) -> Self {
        use ActionKind as K;
        let is_of_the_union = || {
            let place = action.jurisdiction.as_ref().map(|j| j.v.trim().to_ascii_lowercase());
            let is_there = place.is_some_and(|p| p == "eu" || p.starts_with("eu-"));
            is_there || action.identifiers.iter().any(|i| i.scheme == Some(IdentifierScheme::Celex))
        };
        match action.kind.as_ref().map(|k| k.v) {
            Some(K::Treaty | K::Agreement) => Self::Treaty,
            Some(
                K::Act
                | K::Bill
                | K::Statute
                | K::Ordinance
                | K::Amendment
                | K::DelegatedAct
                | K::ImplementingAct,
            ) => Self::Law,
            Some(K::Regulation | K::Directive | K::Decision) if is_of_the_union() => Self::Law,
            _ => Self::Other,
        }
    }
}

/// The status in the terms of the kind of action: a revoked treaty is “terminated”.
pub fn fitting(status: Status, action: &Action) -> Status {
    match status {
        Status::Revoked if ActionFamily::of(action) == ActionFamily::Treaty => Status::Terminated,
        other => other,
    }
}

/// True if actions of this kind are proposals until they are adopted.
pub(super) const fn is_proposal(kind: Option<ActionKind>) -> bool {
    use ActionKind as K;
    matches!(
        kind,
        Some(
            K::Bill
                | K::Resolution
                | K::Amendment
                | K::ProposedRule
                | K::PolicyProposal
                | K::Commitment
        )
    )
}

/// True if actions of this kind are law once signed, whatever they were called before.
const fn becomes_law(kind: Option<ActionKind>) -> bool {
    use ActionKind as K;
    matches!(kind, Some(K::Bill | K::Resolution | K::Amendment))
}

fn after_date(now: Status, word: &str, action: &Action) -> Status {
    let kind = action.kind.as_ref().map(|k| k.v);
    let completes = matches!(
        (word, kind),
        ("held" | "passed", Some(ActionKind::Vote))
            | ("held", Some(ActionKind::Hearing))
            | ("announced", Some(ActionKind::Announcement))
            | ("effective", Some(ActionKind::CorporateReorganization))
    );
    match word {
        _ if completes => onward(now, Status::Completed),
        // A notice is not a proposal: a party withdraws from a treaty by announcing it.
        "announced" if kind == Some(ActionKind::Notice) => onward(now, started(action)),
        "announced" | "proposed" => onward(now, Status::Proposed),
        "introduced" => onward(now, Status::Introduced),
        "argued" => onward(now, Status::Pending),
        // No other body has to agree.
        "passed" if matches!(kind, Some(ActionKind::UnResolution | ActionKind::Ratification)) => {
            onward(now, Status::Adopted)
        }
        "passed" => onward(now, Status::Passed),
        "adopted" if now == Status::Failed => Status::Adopted,
        // A veto that was overridden.
        "enacted" | "assent" if now == Status::Failed => as_law(action, word),
        "enacted" | "assent" => onward(now, as_law(action, word)),
        "signed" if becomes_law(kind) => onward(now, as_law(action, word)),
        "adopted" => onward(now, Status::Adopted),
        // An effective date set in advance does not lift a block.
        "effective" => onward(now, Status::InForce),
        // A decided suit, appeal or review is no longer pending.
        "decided" if is_pending_until_decided(kind) => onward(now, Status::Completed),
        "failed" => Status::Failed,
        "withdrawn" => Status::Withdrawn,
        "completed" => Status::Completed,
        "vacated" => Status::Vacated,
        "blocked" => Status::Blocked,
        "suspended" => Status::Suspended,
        "revoked" => Status::Revoked,
        "terminated" => Status::Terminated,
        "expires" if ended(now) => now,
        "expires" => Status::Expired,
        word if start(action) == Some(word) => onward(now, started(action)),
        _ => now,
    }
}

/// The name of the date that starts an action: the first of these that is given.
fn start(action: &Action) -> Option<&'static str> {
    const STARTS: [&str; 8] =
        ["signed", "assent", "enacted", "issued", "ordered", "decided", "filed", "published"];
    let given = action.dates.as_ref()?.given();
    given
        .into_iter()
        .filter(|(w, _)| STARTS.contains(w))
        .min_by_key(|(_, d)| {
            // Dates without a value sort last.
            (d.when.is_none(), d.when)
        })
        .map(|(word, _)| word)
}

/// The status at the start, by kind.
fn started(action: &Action) -> Status {
    use ActionKind as K;
    match action.kind.as_ref().map(|k| k.v) {
        Some(K::ProposedRule | K::Bill | K::Resolution | K::Amendment | K::PolicyProposal) => {
            Status::Proposed
        }
        kind if is_pending_until_decided(kind) => Status::Pending,
        Some(K::FinalRule | K::InterimRule | K::Treaty | K::Agreement) => Status::Adopted,
        Some(K::Commitment | K::CorporatePractice) => Status::Proposed,
        Some(K::Vote | K::Hearing | K::Announcement | K::CorporateReorganization) => {
            Status::Completed
        }
        _ if effective_later(action) => Status::Adopted,
        _ => Status::InForce,
    }
}

/// The status of a law from this date: in force, or adopted until a later effective date. If the
/// act has its own entry, the bill stays adopted, because the act may be repealed.
fn as_law(action: &Action, word: &str) -> Status {
    if !action.becomes.is_empty() {
        return Status::Adopted;
    }
    let dates = action.dates.as_deref();
    let given = dates.map(ActionDates::given).unwrap_or_default();
    let day = given.iter().find(|(w, _)| *w == word).and_then(|(_, d)| d.when);
    match (day, effect(action)) {
        (Some(law), Some(effect)) if effect.earliest() > law.earliest() => Status::Adopted,
        (None, Some(_)) => Status::Adopted,
        _ => Status::InForce,
    }
}

/// The effective date of an action: its own, or the first history entry that puts it in force, as
/// for an act brought into force by order.
fn effect(action: &Action) -> Option<EdtfDate> {
    let own = action.dates.as_deref().and_then(|dates| dates.effective.as_ref()?.when);
    let first = || {
        let dated =
            action.history.iter().filter_map(|step| Some((step.date.as_ref()?.when?, step)));
        let (when, step) = dated.min_by_key(|(when, _)| *when)?;
        let status = step.status.as_ref()?.v;
        matches!(status, Status::InForce | Status::PartlyInForce).then_some(when)
    };
    own.or_else(first)
}

/// True if actions of this kind are pending until they are decided.
pub(super) const fn is_pending_until_decided(kind: Option<ActionKind>) -> bool {
    use ActionKind as K;
    matches!(
        kind,
        Some(
            K::Review
                | K::Consultation
                | K::Investigation
                | K::Inquiry
                | K::Complaint
                | K::Appeal
                | K::Subpoena
        )
    )
}

fn effective_later(action: &Action) -> bool {
    let Some(dates) = &action.dates else { return false };
    let effective = effect(action);
    let given = dates.given();
    let start = start(action).and_then(|w| given.iter().find(|(word, _)| *word == w));
    let start = start.and_then(|(_, d)| d.when);
    effective.is_some_and(|e| start.is_none_or(|s| e.earliest() > s.earliest()))
}

/// Moves forward only: events that begin or continue an action never take it back, and never undo a
/// stop or an end.
fn onward(now: Status, to: Status) -> Status {
    let rank = |status| match status {
        Status::Unknown => Some(0),
        Status::Proposed => Some(1),
        Status::Introduced => Some(2),
        Status::Pending => Some(3),
        Status::Passed => Some(4),
        Status::Adopted => Some(5),
        Status::InForce => Some(6),
        Status::PartlyInForce => Some(7),
        Status::Completed => Some(8),
        _ => None,
    };
    match (rank(now), rank(to)) {
        (Some(a), Some(b)) if a <= b => to,
        _ => now,
    }
}

/// True if nothing remains that could expire.
const fn ended(now: Status) -> bool {
    matches!(
        now,
        Status::Superseded
            | Status::Revoked
            | Status::Terminated
            | Status::Vacated
            | Status::Failed
            | Status::Withdrawn
            | Status::Completed
    )
}

/// The status after an action of this kind has this effect on the whole of another; `None` if the
/// status does not change. Reversals by a court give a different status than those by the issuer.
pub(super) const fn ends_in(does: RelationKind, kind: Option<ActionKind>) -> Option<Status> {
    Some(match does {
        RelationKind::Blocks | RelationKind::Stays => Status::Blocked,
        RelationKind::Suspends => Status::Suspended,
        RelationKind::Supersedes => Status::Superseded,
        RelationKind::Vacates => Status::Vacated,
        RelationKind::Reverses | RelationKind::Lifts if is_of_a_court(kind) => Status::Vacated,
        RelationKind::Revokes | RelationKind::Reverses | RelationKind::Lifts => Status::Revoked,
        _ => return None,
    })
}

/// True if courts take actions of this kind.
pub(super) const fn is_of_a_court(kind: Option<ActionKind>) -> bool {
    use ActionKind as K;
    matches!(
        kind,
        None | Some(
            K::Complaint
                | K::Injunction
                | K::RestrainingOrder
                | K::Stay
                | K::Ruling
                | K::Judgment
                | K::Appeal
                | K::Settlement
        )
    )
}

/// True if one effect reverses the other: a block is lifted, a ruling reversed. While a court stops
/// an action, the action has no effect: a rule whose repeal was vacated is not repealed. An action
/// revoked by its issuer blocks nothing any more, but what it ended stays ended.
pub(super) const fn undoes(how: RelationKind, done: RelationKind) -> bool {
    use RelationKind as D;
    let holds_up = matches!(done, D::Blocks | D::Stays | D::Suspends);
    match how {
        D::Lifts | D::Suspends | D::Revokes => holds_up,
        D::Reverses | D::Blocks | D::Stays | D::Vacates => {
            holds_up
                || matches!(done, D::Vacates | D::Revokes | D::Supersedes | D::Lifts | D::Reverses)
        }
        _ => false,
    }
}

fn after_doing(now: Status, happening: &ActionEvent, action: &Action) -> Status {
    let Some(whole) = happening.ends else { return now };
    match happening.scope {
        // An effect on a part of an action that is not in force does not put another part in force.
        RelationScope::InPart if now == Status::Adopted && is_before_effect(happening, action) => {
            now
        }
        RelationScope::InPart
            if matches!(
                now,
                Status::Adopted | Status::InForce | Status::PartlyInForce | Status::Unknown
            ) =>
        {
            Status::PartlyInForce
        }
        RelationScope::InPart => now,
        RelationScope::Whole | RelationScope::Unknown => whole,
    }
}

/// True if an event happened before the effective date of the action.
pub(super) fn is_before_effect(happening: &ActionEvent, action: &Action) -> bool {
    let effective = action.dates.as_ref().and_then(|d| d.effective.as_ref()?.when);
    matches!((happening.when(), effective), (Some(hit), Some(day)) if hit < day)
}

/// True if an action of this kind usually moves from one status to the other. Wider than
/// [`is_plausible_transition`], which also places events without a date.
pub fn is_usual(kind: Option<ActionKind>, from: Status, to: Status) -> bool {
    is_plausible_transition(from, to) || happens(from, to) || of_kind(kind, from, to)
}

/// Transitions that occur for actions of every kind, although procedures do not provide for them.
const fn happens(from: Status, to: Status) -> bool {
    use Status as S;
    match from {
        // Skipped steps, replacement by another text, the end of a session, or a stop by a court or
        // government.
        S::Proposed | S::Introduced | S::Pending | S::Passed => matches!(
            to,
            S::Introduced
                | S::Pending
                | S::Passed
                | S::Adopted
                | S::InForce
                | S::PartlyInForce
                | S::Blocked
                | S::Suspended
                | S::Superseded
                | S::Revoked
                | S::Expired
                | S::Failed
                | S::Withdrawn
                | S::Completed
        ),
        // Frozen before its first date, or signed but never ratified.
        S::Adopted => matches!(
            to,
            S::Introduced
                | S::Pending
                | S::Passed
                | S::Withdrawn
                | S::Expired
                | S::Failed
                | S::Terminated
        ),
        S::InForce | S::PartlyInForce => matches!(to, S::Terminated),
        // The issuer gives up a stopped action, or an action stopped before its first date
        // continues.
        S::Blocked | S::Suspended => matches!(
            to,
            S::Proposed
                | S::Introduced
                | S::Pending
                | S::Passed
                | S::Adopted
                | S::Withdrawn
                | S::Failed
                | S::Terminated
                | S::Completed
        ),
        // Voted on again, withdrawn after a defeat, or reintroduced.
        S::Failed => matches!(
            to,
            S::Proposed | S::Introduced | S::Pending | S::Passed | S::Withdrawn | S::Expired
        ),
        S::Withdrawn => matches!(to, S::Proposed | S::Introduced),
        // Renewed, or formally removed.
        S::Expired => {
            matches!(to, S::InForce | S::PartlyInForce | S::Introduced | S::Superseded | S::Revoked)
        }
        // Reinstated; a rule returns when its replacement falls.
        S::Superseded => matches!(to, S::InForce | S::PartlyInForce | S::Revoked),
        S::Revoked => matches!(to, S::InForce | S::PartlyInForce),
        // Remanded, narrowed, or formally removed by its issuer.
        S::Vacated => matches!(to, S::Pending | S::PartlyInForce | S::Revoked | S::Superseded),
        // Reopened, or completed and then replaced.
        S::Completed => matches!(to, S::Pending | S::Superseded),
        S::Terminated | S::Unknown => false,
    }
}

/// Transitions that occur for actions of some kinds.
fn of_kind(kind: Option<ActionKind>, from: Status, to: Status) -> bool {
    use ActionKind as K;
    let was_in_force = matches!(from, Status::InForce | Status::PartlyInForce);
    let to_force = matches!(to, Status::InForce | Status::PartlyInForce);
    match kind {
        // A party withdraws from a treaty and may rejoin.
        Some(K::Treaty | K::Agreement) => {
            was_in_force && to == Status::Withdrawn
                || matches!(from, Status::Withdrawn | Status::Terminated)
                    && (to_force || to == Status::Adopted)
        }
        // Laws are repealed and orders revoked; other kinds may also be withdrawn.
        Some(
            K::Act
            | K::Statute
            | K::Ordinance
            | K::Bill
            | K::Amendment
            | K::Resolution
            | K::ExecutiveOrder
            | K::Proclamation
            | K::OrderInCouncil,
        ) => false,
        // Decisions of courts are vacated.
        kind if is_of_a_court(kind) || is_pending_until_decided(kind) => {
            was_in_force && to == Status::Withdrawn
                || matches!(
                    (from, to),
                    (Status::Completed | Status::Pending, Status::Vacated | Status::Withdrawn)
                )
        }
        _ => was_in_force && to == Status::Withdrawn,
    }
}

/// True if the status is a stop or an end of an adopted action.
const fn stops_or_ends(to: Status) -> bool {
    matches!(
        to,
        Status::Blocked
            | Status::Suspended
            | Status::Superseded
            | Status::Revoked
            | Status::Terminated
            | Status::Vacated
    )
}

/// True if the table allows this transition.
pub const fn is_plausible_transition(from: Status, to: Status) -> bool {
    use Status as S;
    match from {
        S::Unknown => true,
        S::Proposed => {
            matches!(to, S::Introduced | S::Adopted | S::Withdrawn | S::Failed | S::Completed)
        }
        S::Introduced => matches!(
            to,
            S::Pending
                | S::Passed
                | S::Adopted
                | S::Withdrawn
                | S::Failed
                | S::Expired
                | S::Completed
        ),
        S::Pending => matches!(
            to,
            S::Passed | S::Adopted | S::Withdrawn | S::Failed | S::Expired | S::Completed
        ),
        S::Passed => matches!(to, S::Adopted | S::Failed | S::Pending),
        S::Adopted => {
            stops_or_ends(to) || matches!(to, S::InForce | S::PartlyInForce | S::Completed)
        }
        S::InForce | S::PartlyInForce => {
            stops_or_ends(to)
                || matches!(to, S::InForce | S::PartlyInForce | S::Expired | S::Completed)
        }
        S::Blocked | S::Suspended => {
            stops_or_ends(to) || matches!(to, S::InForce | S::PartlyInForce | S::Expired)
        }
        S::Vacated => matches!(to, S::InForce),
        S::Failed => matches!(to, S::Adopted),
        S::Superseded | S::Revoked | S::Terminated | S::Expired | S::Withdrawn | S::Completed => {
            false
        }
    }
}
