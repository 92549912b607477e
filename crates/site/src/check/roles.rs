//! OR306: the role given with a quote, compared with the memberships of the speaker.

use super::CheckContext;
use crate::model::party::ResolvedParty;
use crate::resolve::linked::LinkedLedger;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::span::Spanned;
use onrecord_base::text::fold;

/// OR306: a speaker's role in a quote differs from all their roles at that time.
///
/// Not reported if no membership of that time has a role.
pub(super) fn disagrees(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    let mut found = vec![];
    for (quote, links) in ledger.quotes.iter().zip(&linked.quotes) {
        let (Some(role), Some(said)) = (&quote.data.role, &quote.data.said) else { continue };
        let (Some(ResolvedParty::Person(person)), Some(said)) = (&links.own.speaker, said.when)
        else {
            continue;
        };
        let person = &ledger[*person];
        let then = person.data.memberships_at(said.earliest(), said.latest());
        let then: Vec<&Spanned<String>> = then.filter_map(|(_, m)| m.role.as_ref()).collect();
        let Some(first) = then.first() else { continue };
        if then.iter().any(|other| fold(other) == fold(role)) {
            continue;
        }
        let message = format!(
            "the role of `{}` was `{}` at that time, but the quote says `{}`",
            person.id, first.v, role.v
        );
        found.push(
            Diagnostic::new(RuleCode::RoleDisagrees, quote.at(role.span), message)
                .related(person.at(first.span), "role at that time")
                .help("remove `role` to use the person's entry, or correct the membership or its dates"),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::disagrees;
    use crate::check::testing::tells;

    const PEOPLE: &str = "- id: doe\n  name: Jane Doe\n  memberships:\n    - {organization: x, role: spokeswoman, start: 2020, end: 2021-06}\n    - {organization: x, role: Chief of Staff, start: 2021-07}\n- id: roe\n  name: Jane Roe\n  memberships: [{organization: x, role: counsel, as_of: 2022-06}, {organization: y, role: partner, start: 2024}]\n";

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
                "OR306 «spokeswoman» the role of `doe` was `Chief of Staff` at that time, but the quote says `spokeswoman`",
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
    fn a_role_known_for_a_month_holds_until_the_next_one() {
        let disagrees = "OR306 «director» the role of `roe` was `counsel` at that time, but the quote says `director`";
        quote("speaker: roe, said: 2022-05-31, role: director", &[]);
        quote("speaker: roe, said: 2022-06-17, role: director", &[disagrees]);
        quote("speaker: roe, said: 2023-02-01, role: director", &[disagrees]);
        quote(
            "speaker: roe, said: 2024-02-01, role: counsel",
            &[
                "OR306 «counsel» the role of `roe` was `partner` at that time, but the quote says `counsel`",
            ],
        );
    }
}
