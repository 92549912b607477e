//! The table of statuses: what each event makes of the status before it.

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
        // A bill that became a law is law, whatever else its own dates say.
        EventKind::Became(_) if happening.ends == Some(Status::Adopted) => match now {
            Status::Failed => Status::Adopted,
            now => onward(now, Status::Adopted),
        },
        EventKind::Moot { .. } if is_running(now) => Status::Completed,
        EventKind::Undone { .. } | EventKind::Became(_) | EventKind::Moot { .. } => now,
    }
}

/// Whether an action of this status still has an effect, or would have one.
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

/// Groups of kinds whose end has another word than “revoked”.
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
    /// The ending of keys of interface words: `status_revoked_law`.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Treaty => "_treaty",
            Self::Law => "_law",
            Self::Other => "",
        }
    }

    /// The group of an action. Of regulations, directives and decisions those of the European Union
    /// are repealed; others of the same name are revoked.
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

/// A status as it fits the kind of action: a treaty that is revoked is terminated.
pub fn fitting(status: Status, action: &Action) -> Status {
    match status {
        Status::Revoked if ActionFamily::of(action) == ActionFamily::Treaty => Status::Terminated,
        other => other,
    }
}

/// Whether actions of a kind are no more than a proposal until something adopts them.
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

/// Whether an action of a kind is law once it is signed, whatever it was called before.
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
        // Who gives notice proposes nothing: a party to a treaty withdraws from it by announcing so.
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
        // A day set beforehand does not undo a block.
        "effective" => onward(now, Status::InForce),
        // A suit, an appeal or a review that was decided is pending no more.
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

/// The date that begins the life of an action: the first of these.
fn start(action: &Action) -> Option<&'static str> {
    const STARTS: [&str; 8] =
        ["signed", "assent", "enacted", "issued", "ordered", "decided", "filed", "published"];
    let given = action.dates.as_ref()?.given();
    given
        .into_iter()
        .filter(|(w, _)| STARTS.contains(w))
        .min_by_key(|(_, d)| {
            // What has no value comes after what has.
            (d.when.is_none(), d.when)
        })
        .map(|(word, _)| word)
}

/// The status that the start gives, by kind.
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

/// The status of what became law on the date of this word: in force, or adopted until a later effect.
/// Where an entry of its own stands for the act, the bill itself is only adopted: the act may be repealed.
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

/// The day from which an action has effect: its own date of that, else the first entry of its history if
/// that says so, as for an act that somebody commenced.
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

/// Whether actions of a kind are under way until somebody decides them.
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

/// A usual course goes one way: nothing that only begins or continues an action takes it back, and
/// none of it undoes what stopped or ended it.
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

/// Whether nothing is left that could run out.
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

/// The status in which what an action of a kind does to another, as a whole, ends; `None`: it changes
/// nothing. What a court reverses or lifts is undone by a court; what anybody else does, by its issuer.
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

/// Whether courts do what is of a kind.
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

/// Whether what one action does undoes what the other did: a block is lifted, a ruling reversed.
/// What a court stopped does nothing while it is stopped: a rule whose repeal was vacated is not
/// repealed. What its issuer took back holds nothing up any more, and revives nothing that it ended.
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
        // Hitting a part of what is not in force brings no other part into force.
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

/// Whether something happened to an action before the day on which it takes effect.
pub(super) fn is_before_effect(happening: &ActionEvent, action: &Action) -> bool {
    let effective = action.dates.as_ref().and_then(|d| d.effective.as_ref()?.when);
    matches!((happening.when(), effective), (Some(hit), Some(day)) if hit < day)
}

/// Whether an action of a kind goes from one status to another in the usual course of things. Wider
/// than [`may_go`], which also says where events without a date belong.
pub fn is_usual(kind: Option<ActionKind>, from: Status, to: Status) -> bool {
    is_plausible_transition(from, to) || happens(from, to) || of_kind(kind, from, to)
}

/// What happens to actions of every kind, though no rule of procedure has it so.
const fn happens(from: Status, to: Status) -> bool {
    use Status as S;
    match from {
        // Steps are left out, a text is replaced by another, a session ends, a court or a government
        // stops the procedure.
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
        // Frozen before its first day, or signed and never ratified.
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
        // Its issuer gives up what was stopped, or what was stopped before its first day goes on.
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
        // Put to the vote again, taken back after a defeat, introduced anew.
        S::Failed => matches!(
            to,
            S::Proposed | S::Introduced | S::Pending | S::Passed | S::Withdrawn | S::Expired
        ),
        S::Withdrawn => matches!(to, S::Proposed | S::Introduced),
        // Renewed, or cleared away.
        S::Expired => {
            matches!(to, S::InForce | S::PartlyInForce | S::Introduced | S::Superseded | S::Revoked)
        }
        // Reinstated; a rule comes back when the one in its place falls.
        S::Superseded => matches!(to, S::InForce | S::PartlyInForce | S::Revoked),
        S::Revoked => matches!(to, S::InForce | S::PartlyInForce),
        // Sent back, narrowed, or cleared away by its issuer.
        S::Vacated => matches!(to, S::Pending | S::PartlyInForce | S::Revoked | S::Superseded),
        // Opened again, or done and then replaced.
        S::Completed => matches!(to, S::Pending | S::Superseded),
        S::Terminated | S::Unknown => false,
    }
}

/// What happens to actions of some kinds.
fn of_kind(kind: Option<ActionKind>, from: Status, to: Status) -> bool {
    use ActionKind as K;
    let was_in_force = matches!(from, Status::InForce | Status::PartlyInForce);
    let to_force = matches!(to, Status::InForce | Status::PartlyInForce);
    match kind {
        // A party withdraws from a treaty, and may come back.
        Some(K::Treaty | K::Agreement) => {
            was_in_force && to == Status::Withdrawn
                || matches!(from, Status::Withdrawn | Status::Terminated)
                    && (to_force || to == Status::Adopted)
        }
        // Laws are repealed and orders revoked; anything else may be withdrawn as well.
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
        // What courts have decided is vacated.
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

/// Whether somebody stops or ends what is adopted.
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

/// Whether the table lets an action go from one status to another.
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
