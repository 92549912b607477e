//! The table of statuses: what each event makes of the status before it.

use crate::model::action::{Action, ActionKind, Does, Scope, Status};
use crate::resolve::actions::{Happening, What};

/// The status after an event.
pub(super) fn after(now: Status, happening: &Happening, action: &Action) -> Status {
    match happening.what {
        What::Dated(word) => after_date(now, word, action),
        What::Step(status) => status,
        What::Done(_) => after_doing(now, happening, action),
        What::Undone { .. } => now,
    }
}

fn after_date(now: Status, word: &str, action: &Action) -> Status {
    let kind = action.kind.as_ref().map(|k| k.v);
    let completes = matches!(
        (word, kind),
        ("held", Some(ActionKind::Vote | ActionKind::Hearing))
            | ("announced", Some(ActionKind::Announcement))
            | ("effective", Some(ActionKind::CorporateReorganization))
    );
    match word {
        _ if completes => onward(now, Status::Completed),
        "announced" | "proposed" => onward(now, Status::Proposed),
        "introduced" => onward(now, Status::Introduced),
        "argued" => onward(now, Status::Pending),
        "passed" => onward(now, Status::Passed),
        "adopted" if now == Status::Failed => Status::Adopted,
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
        "expires" if ended(now) => now,
        "expires" => Status::Expired,
        word if start(action) == Some(word) => onward(now, started(action)),
        _ => now,
    }
}

/// The date that begins the life of an action: the first of these.
fn start(action: &Action) -> Option<&'static str> {
    const STARTS: [&str; 6] = ["signed", "issued", "ordered", "decided", "filed", "published"];
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

/// Whether actions of a kind are under way until somebody decides them.
const fn is_pending_until_decided(kind: Option<ActionKind>) -> bool {
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
    let effective = dates.effective.as_ref().and_then(|d| d.when);
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
            | Status::Vacated
            | Status::Failed
            | Status::Withdrawn
            | Status::Completed
    )
}

/// The status in which what an action of a kind does to another, as a whole, ends; `None`: it changes
/// nothing. What a court reverses or lifts is undone by a court; what anybody else does, by its issuer.
pub(super) const fn ends_in(does: Does, kind: Option<ActionKind>) -> Option<Status> {
    Some(match does {
        Does::Blocks | Does::Stays => Status::Blocked,
        Does::Suspends => Status::Suspended,
        Does::Supersedes => Status::Superseded,
        Does::Vacates => Status::Vacated,
        Does::Reverses | Does::Lifts if is_of_a_court(kind) => Status::Vacated,
        Does::Revokes | Does::Reverses | Does::Lifts => Status::Revoked,
        _ => return None,
    })
}

/// Whether courts do what is of a kind.
const fn is_of_a_court(kind: Option<ActionKind>) -> bool {
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
pub(super) const fn undoes(how: Does, done: Does) -> bool {
    use Does as D;
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

fn after_doing(now: Status, happening: &Happening, action: &Action) -> Status {
    let Some(whole) = happening.ends else { return now };
    match happening.scope {
        // Hitting a part of what is not in force brings no other part into force.
        Scope::InPart if now == Status::Adopted && is_before_effect(happening, action) => now,
        Scope::InPart
            if matches!(
                now,
                Status::Adopted | Status::InForce | Status::PartlyInForce | Status::Unknown
            ) =>
        {
            Status::PartlyInForce
        }
        Scope::InPart => now,
        Scope::Whole | Scope::Unknown => whole,
    }
}

/// Whether something happened to an action before the day on which it takes effect.
pub(super) fn is_before_effect(happening: &Happening, action: &Action) -> bool {
    let effective = action.dates.as_ref().and_then(|d| d.effective.as_ref()?.when);
    matches!((happening.when(), effective), (Some(hit), Some(day)) if hit < day)
}

/// Whether an action of a kind may go from one status to another in the usual course of things. What
/// somebody promises or does is proposed until it takes effect, without a step between.
pub const fn is_usual(kind: Option<ActionKind>, from: Status, to: Status) -> bool {
    let takes_effect = matches!(
        (kind, from, to),
        (
            Some(ActionKind::Commitment | ActionKind::CorporatePractice),
            Status::Proposed,
            Status::InForce | Status::PartlyInForce
        )
    );
    // Nobody revokes a notice: it is withdrawn.
    let is_taken_back = matches!(
        (kind, from, to),
        (
            Some(
                ActionKind::Guidance
                    | ActionKind::Notice
                    | ActionKind::Memorandum
                    | ActionKind::EnforcementAction
                    | ActionKind::Designation
                    | ActionKind::Appointment
            ),
            Status::InForce | Status::PartlyInForce,
            Status::Withdrawn
        )
    );
    takes_effect || is_taken_back || may_go(from, to)
}

/// Whether the table lets an action go from one status to another.
pub const fn may_go(from: Status, to: Status) -> bool {
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
        S::Adopted => matches!(
            to,
            S::InForce
                | S::PartlyInForce
                | S::Blocked
                | S::Suspended
                | S::Revoked
                | S::Superseded
                | S::Vacated
                | S::Completed
        ),
        S::InForce | S::PartlyInForce => matches!(
            to,
            S::InForce
                | S::PartlyInForce
                | S::Blocked
                | S::Suspended
                | S::Superseded
                | S::Revoked
                | S::Vacated
                | S::Expired
                | S::Completed
        ),
        S::Blocked | S::Suspended => matches!(
            to,
            S::InForce
                | S::PartlyInForce
                | S::Blocked
                | S::Suspended
                | S::Vacated
                | S::Revoked
                | S::Superseded
                | S::Expired
        ),
        S::Vacated => matches!(to, S::InForce),
        S::Failed => matches!(to, S::Adopted),
        S::Superseded | S::Revoked | S::Expired | S::Withdrawn | S::Completed => false,
    }
}
