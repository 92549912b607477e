//! OR306: a role given with a quote, beside what the person's entry says of that time.

use super::Setting;
use crate::base::code::Code;
use crate::base::diag::Diagnostic;
use crate::base::span::Sp;
use crate::base::text::fold;
use crate::model::entity::Membership;
use crate::model::party::Who;
use crate::model::when::When;
use crate::resolve::linked::Linked;

/// OR306: a speaker's explicit role is none of those they had when they spoke.
///
/// Says nothing where no membership of that time has a role.
pub(super) fn disagrees(linked: &Linked, _: &Setting<'_>) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    let mut found = vec![];
    for (quote, links) in ledger.quotes.iter().zip(&linked.quotes) {
        let (Some(role), Some(said)) = (&quote.data.role, &quote.data.said) else { continue };
        let (Some(Who::Person(person)), Some(said)) = (&links.own.speaker, said.when) else {
            continue;
        };
        let person = &ledger[*person];
        let then: Vec<&Sp<String>> = person
            .data
            .memberships
            .iter()
            .filter(|m| may_hold(m, said))
            .filter_map(|m| m.role.as_ref())
            .collect();
        let Some(first) = then.first() else { continue };
        if then.iter().any(|other| fold(other) == fold(role)) {
            continue;
        }
        let message = format!(
            "the entry of `{}` says `{}` for this time, and the quote says `{}`",
            person.id, first.v, role.v
        );
        found.push(
            Diagnostic::new(Code::RoleDisagrees, quote.at(role.span), message)
                .and(person.at(first.span), "their role then")
                .help("remove `role` to use the entry, or correct the membership or its dates"),
        );
    }
    found
}

/// Whether a membership can have held at a date. One that is only known for a day or month
/// (`as_of`) holds for that.
fn may_hold(membership: &Membership, said: When) -> bool {
    let when = |d: &Option<crate::model::when::Dated>| d.as_ref().and_then(|d| d.when);
    let (start, end, as_of) =
        (when(&membership.start), when(&membership.end), when(&membership.as_of));
    let begun = |from: When| said.latest().is_none_or(|last| from.earliest() <= last);
    let lasts = |to: When| to.latest().is_none_or(|last| last >= said.earliest());
    match (start, end, as_of) {
        (None, None, Some(day)) => begun(day) && lasts(day),
        _ => start.is_none_or(begun) && end.is_none_or(lasts),
    }
}

#[cfg(test)]
mod tests {
    use super::disagrees;
    use crate::check::testing::tells;

    const PEOPLE: &str = "- id: doe\n  name: Jane Doe\n  memberships:\n    - {organization: x, role: spokeswoman, start: 2020, end: 2021-06}\n    - {organization: x, role: Chief of Staff, start: 2021-07}\n- id: roe\n  name: Jane Roe\n  memberships: [{organization: x, role: counsel, as_of: 2022-06}, {organization: y}]\n";

    #[track_caller]
    fn quote(fields: &str, lines: &[&str]) {
        let quotes = format!("- {{id: q, text: x, source: s, {fields}}}\n");
        tells(
            disagrees,
            &[
                ("people.yaml", PEOPLE),
                ("organizations.yaml", "- {id: x, name: X}\n- {id: y, name: Y}\n"),
                ("quotes.yaml", &quotes),
            ],
            lines,
        );
    }

    #[test]
    fn a_role_is_compared_with_the_memberships_of_that_time() {
        quote("speaker: doe, said: 2021-03-01, role: Spokeswoman", &[]);
        quote("speaker: doe, said: 2022-03-01, role: chief-of-staff", &[]);
        quote(
            "speaker: doe, said: 2022-03-01, role: spokeswoman",
            &[
                "OR306 «spokeswoman» the entry of `doe` says `Chief of Staff` for this time, and the quote says `spokeswoman`",
            ],
        );
    }

    #[test]
    fn what_is_not_known_does_not_disagree() {
        quote("speaker: roe, said: 2021-03-01, role: director", &[]);
        quote("speaker: doe, said: 2010-03-01, role: director", &[]);
        quote("speaker: doe, role: director", &[]);
        quote("speaker: Somebody Else, said: 2022-03-01, role: director", &[]);
    }

    #[test]
    fn a_role_known_for_a_month_holds_for_that_month() {
        quote(
            "speaker: roe, said: 2022-06-17, role: director",
            &[
                "OR306 «director» the entry of `roe` says `counsel` for this time, and the quote says `director`",
            ],
        );
    }
}
