//! The table of statuses: what each event makes of the status before it.

use crate::model::action::{Action, ActionKind, Does, Scope, Status};
use crate::resolve::actions::{Happening, What};

/// The status after an event.
pub(super) fn after(now: Status, happening: &Happening, action: &Action) -> Status {
    match happening.what {
        What::Dated(word) => after_date(now, word, action),
        What::Step(status) => status,
        What::Done(does) => after_doing(now, does, happening.scope),
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
        Some(
            K::Review
            | K::Consultation
            | K::Investigation
            | K::Inquiry
            | K::Complaint
            | K::Appeal
            | K::Subpoena,
        ) => Status::Pending,
        Some(K::FinalRule | K::InterimRule | K::Treaty | K::Agreement) => Status::Adopted,
        Some(K::Commitment | K::CorporatePractice) => Status::Proposed,
        Some(K::Vote | K::Hearing | K::Announcement | K::CorporateReorganization) => {
            Status::Completed
        }
        _ if effective_later(action) => Status::Adopted,
        _ => Status::InForce,
    }
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

/// The status in which what another action does as a whole ends; `None`: it changes nothing.
pub fn ends_in(does: Does) -> Option<Status> {
    Some(match does {
        Does::Blocks | Does::Stays => Status::Blocked,
        Does::Suspends => Status::Suspended,
        Does::Revokes => Status::Revoked,
        Does::Supersedes => Status::Superseded,
        Does::Vacates => Status::Vacated,
        _ => return None,
    })
}

/// Whether what one action does undoes what the other did: a block is lifted, a ruling reversed. A
/// court order on a court order may be called a stay or a vacatur; its effect is the same.
pub(super) const fn undoes(how: Does, done: Does) -> bool {
    use Does as D;
    match how {
        D::Lifts => matches!(done, D::Blocks | D::Stays | D::Suspends),
        D::Reverses => {
            matches!(done, D::Blocks | D::Stays | D::Vacates | D::Revokes | D::Lifts | D::Reverses)
        }
        D::Stays | D::Vacates => {
            matches!(done, D::Blocks | D::Stays | D::Vacates | D::Lifts | D::Reverses)
        }
        _ => false,
    }
}

fn after_doing(now: Status, does: Does, scope: Scope) -> Status {
    let Some(whole) = ends_in(does) else { return now };
    let in_effect =
        matches!(now, Status::Adopted | Status::InForce | Status::PartlyInForce | Status::Unknown);
    match scope {
        // Hitting a part of what is not in force brings no other part into force.
        Scope::InPart if in_effect => Status::PartlyInForce,
        Scope::InPart => now,
        Scope::Whole | Scope::Unknown => whole,
    }
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
    takes_effect || may_go(from, to)
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
