//! OR503, OR504, OR505: contradictions between the fields that control publication.
//!
//! This module only compares the fields. `release` decides about visibility; if fields contradict
//! each other, the stricter one applies.

use super::CheckContext;
use crate::model::common_fields::{CommonFields, PublicationState};
use crate::resolve::linked::LinkedLedger;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::span::{FileSpan, Span};

/// The meaning of one field for publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ReleaseClaim {
    /// Not published yet.
    Draft,
    /// Published: `published`, `archived`, `publish: true`.
    Shown,
    /// No longer a draft: `draft: false`.
    Ready,
    /// Only a tombstone page is published.
    Withdrawn,
    /// Never published.
    Never,
}

impl ReleaseClaim {
    /// True if two fields do not contradict each other.
    fn agrees(self, other: Self) -> bool {
        use ReleaseClaim::{Draft, Never, Ready, Shown, Withdrawn};
        !matches!(
            (self, other),
            (Draft, Shown | Ready | Withdrawn)
                | (Shown | Ready | Withdrawn, Draft)
                | (Never, Shown | Withdrawn)
                | (Shown | Withdrawn, Never)
                | (Withdrawn, Shown)
                | (Shown, Withdrawn)
        )
    }
}

/// The meaning of each field that is set, as written.
fn release_claims(shared: &CommonFields) -> Vec<(String, ReleaseClaim, Span)> {
    let mut all = vec![];
    if let Some(state) = &shared.state {
        let says = match state.v {
            PublicationState::Draft => ReleaseClaim::Draft,
            PublicationState::Published | PublicationState::Archived => ReleaseClaim::Shown,
            PublicationState::Withdrawn => ReleaseClaim::Withdrawn,
        };
        all.push((format!("state: {}", state.v.word()), says, state.span));
    }
    if let Some(draft) = &shared.draft {
        let says = if draft.v { ReleaseClaim::Draft } else { ReleaseClaim::Ready };
        all.push((format!("draft: {}", draft.v), says, draft.span));
    }
    if let Some(publish) = &shared.publish {
        let says = if publish.v { ReleaseClaim::Shown } else { ReleaseClaim::Draft };
        all.push((format!("publish: {}", publish.v), says, publish.span));
    }
    if let Some(never) = shared.confidential.as_ref().filter(|c| c.v) {
        all.push(("confidential: true".to_owned(), ReleaseClaim::Never, never.span));
    }
    all
}

/// OR503: two publication fields contradict each other.
pub(super) fn contradictory(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    let mut found = vec![];
    for ix in ledger.marked() {
        let claims = release_claims(ledger.shared(ix));
        let pairs = claims
            .iter()
            .enumerate()
            .flat_map(|(at, b)| claims.iter().take(at).map(move |a| (a, b)));
        let Some((a, b)) = pairs.into_iter().find(|(a, b)| !a.1.agrees(b.1)) else { continue };
        let place = |span| FileSpan::new(ledger.file(ix), span);
        let message = format!("`{}` contradicts `{}`", a.0, b.0);
        let diagnostic = Diagnostic::new(RuleCode::ContradictoryRelease, place(b.2), message)
            .related(place(a.2), format!("`{}`", a.0));
        found.push(diagnostic.help("keep one of them; until then the stricter one applies"));
    }
    found
}

/// OR504: a withdrawn item without a reason.
pub(super) fn withdrawn_unexplained(
    linked: &LinkedLedger,
    _: &CheckContext<'_>,
) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    let mut found = vec![];
    for ix in ledger.marked() {
        let shared = ledger.shared(ix);
        let Some(state) = shared.state.as_ref().filter(|s| s.v == PublicationState::Withdrawn)
        else {
            continue;
        };
        if shared.withdrawn_reason.is_none() {
            let place = FileSpan::new(ledger.file(ix), state.span);
            let message = format!("`{}` is withdrawn without a reason", ledger.id(ix));
            found.push(
                Diagnostic::new(RuleCode::WithdrawnWithoutReason, place, message)
                    .help("add `withdrawn_reason:`; it is shown on the remaining page"),
            );
        }
    }
    found
}

/// OR505: an item expires before its embargo ends, so it is never published.
pub(super) fn expires_before_embargo(
    linked: &LinkedLedger,
    _: &CheckContext<'_>,
) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    let mut found = vec![];
    for ix in ledger.marked() {
        let shared = ledger.shared(ix);
        if let (Some(embargo), Some(expires)) = (&shared.embargo, &shared.expires)
            && expires.v <= embargo.v
        {
            let place = |span| FileSpan::new(ledger.file(ix), span);
            let message = format!("`{}` expires before its embargo lifts", ledger.id(ix));
            let diagnostic = Diagnostic::new(RuleCode::ReleasedNever, place(expires.span), message)
                .related(place(embargo.span), "the embargo lifts here");
            found.push(diagnostic.help("correct one of the times, or set `confidential: true`"));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{contradictory, expires_before_embargo, withdrawn_unexplained};
    use crate::check::testing::{found, tells};

    fn note(front: &str) -> String {
        format!("---\ntitle: A\n{front}\n---\n")
    }

    #[test]
    fn fields_about_release_agree() {
        for front in [
            "draft: true",
            "draft: true\nstate: draft\npublish: false",
            "draft: false\nstate: published",
            "state: withdrawn\ndraft: false",
            "confidential: true\ndraft: true",
            "confidential: false\npublish: true",
        ] {
            tells(contradictory, &[("a.md", &note(front))], &[]);
        }
        for front in [
            "draft: true\nstate: published",
            "draft: false\nstate: draft",
            "draft: true\nstate: withdrawn",
            "publish: true\nconfidential: true",
            "publish: false\nstate: archived",
            "confidential: true\nstate: withdrawn",
        ] {
            assert_eq!(found(contradictory, &[("a.md", &note(front))]).len(), 1, "{front}");
        }
        tells(
            contradictory,
            &[("a.md", &note("draft: true\nstate: published"))],
            &["OR503 «true» `state: published` contradicts `draft: true`"],
        );
    }

    #[test]
    fn a_tombstone_says_why() {
        tells(
            withdrawn_unexplained,
            &[
                ("a.md", &note("state: withdrawn")),
                ("b.md", &note("state: withdrawn\nwithdrawn_reason: wrong")),
            ],
            &["OR504 «withdrawn» `a` is withdrawn without a reason"],
        );
    }

    #[test]
    fn what_expires_first_is_never_seen() {
        let at = |e: &str| note(&format!("embargo: 2022-06-18T06:00:00Z\nexpires: {e}"));
        tells(
            expires_before_embargo,
            &[("a.md", &at("2022-06-18T02:00:00-04:00")), ("b.md", &at("2022-06-19T06:00:00Z"))],
            &["OR505 «2022-06-18T02:00:00-04:00» `a` expires before its embargo lifts"],
        );
    }
}
