//! OR403, OR415: official identifiers of actions.

use super::CheckContext;
use crate::model::action::IdentifierScheme;
use crate::model::identifier::{example, official};
use crate::resolve::linked::LinkedLedger;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::text::fold;
use std::collections::BTreeMap;

/// True if each identifier of the catalogue belongs to one act. A docket identifies a case and a
/// code a section of law, so several actions can share those.
const fn names_acts(scheme: IdentifierScheme) -> bool {
    !matches!(
        scheme,
        IdentifierScheme::UsDocket
            | IdentifierScheme::Docket
            | IdentifierScheme::Cfr
            | IdentifierScheme::Usc
    )
}

/// OR403: two actions have the same official identifier.
pub(super) fn duplicate_identifiers(
    linked: &LinkedLedger,
    _: &CheckContext<'_>,
) -> Vec<Diagnostic> {
    let mut first = BTreeMap::new();
    let mut found = vec![];
    for action in &linked.ledger.actions {
        for identifier in &action.data.identifiers {
            let (Some(scheme), Some(value)) = (identifier.scheme, &identifier.value) else {
                continue;
            };
            if !names_acts(scheme) {
                continue;
            }
            let place = action.at(value.span);
            // `SI 2020/1234` and `2020/1234` are equal.
            let form = official(scheme, value).map_or_else(|| value.v.clone(), |o| o.form);
            match first.entry((scheme, fold(&form))) {
                std::collections::btree_map::Entry::Vacant(slot) => {
                    slot.insert((&action.id, place));
                }
                std::collections::btree_map::Entry::Occupied(slot) => {
                    let (id, before) = slot.get();
                    let message = format!(
                        "`{}` and `{id}` have the same identifier: {} {}",
                        action.id,
                        scheme.word(),
                        value.v
                    );
                    let diagnostic = Diagnostic::new(RuleCode::DuplicateIdentifier, place, message)
                        .related(before.clone(), format!("`{id}`"));
                    found.push(diagnostic.help("correct one of them, or merge the two actions"));
                }
            }
        }
    }
    found
}

/// OR415: an identifier does not have the form of its catalogue, so it cannot be linked.
pub(super) fn wrong_form(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let mut found = vec![];
    for action in &linked.ledger.actions {
        for identifier in &action.data.identifiers {
            let (Some(scheme), Some(value)) = (identifier.scheme, &identifier.value) else {
                continue;
            };
            let Some(example) = example(scheme) else { continue };
            if official(scheme, value).is_some() {
                continue;
            }
            let message = format!(
                "`{}` is not a valid `{}` identifier",
                value.v.escape_debug(),
                scheme.word()
            );
            let diagnostic =
                Diagnostic::new(RuleCode::IdentifierForm, action.at(value.span), message)
                    .label("shown without a link");
            found.push(diagnostic.help(format!(
                "write it like `{example}`, or use `scheme: other` for another catalogue"
            )));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{duplicate_identifiers, wrong_form};
    use crate::check::testing::tells;

    const HEAD: &str = "title: T, kind: executive-order, by: A B";

    #[test]
    fn an_identifier_is_of_one_action() {
        let text = format!(
            "- {{id: a, {HEAD}, identifiers: [{{scheme: us-eo, value: \"13942\"}}, {{scheme: us-docket, value: \"1:20\"}}]}}\n- {{id: b, {HEAD}, identifiers: [{{scheme: us-eo, value: \"13942\"}}, {{scheme: us-docket, value: \"1:20\"}}]}}\n- {{id: c, {HEAD}, identifiers: [{{scheme: us-pl, value: \"13942\"}}]}}\n"
        );
        tells(
            duplicate_identifiers,
            &[("actions.yaml", &text)],
            &["OR403 «\"13942\"» `b` and `a` have the same identifier: us-eo 13942"],
        );
    }

    #[test]
    fn two_ways_to_write_an_identifier_are_one_identifier() {
        let text = format!(
            "- {{id: a, {HEAD}, identifiers: [{{scheme: uk-si, value: 2020/1234}}]}}\n- {{id: b, {HEAD}, identifiers: [{{scheme: uk-si, value: SI 2020/1234}}]}}\n"
        );
        tells(
            duplicate_identifiers,
            &[("actions.yaml", &text)],
            &["OR403 «SI 2020/1234» `b` and `a` have the same identifier: uk-si SI 2020/1234"],
        );
    }

    #[test]
    fn a_catalogue_has_a_form() {
        let text = format!(
            "- {{id: a, {HEAD}, identifiers: [{{scheme: celex, value: 32016R0679}}, {{scheme: celex, value: 2016/679}}, {{scheme: uk-si, value: \"1234\"}}, {{scheme: other, value: \"1234\"}}, {{scheme: us-state, value: \"SB 822\"}}]}}\n"
        );
        tells(
            wrong_form,
            &[("actions.yaml", &text)],
            &[
                "OR415 «2016/679» `2016/679` is not a valid `celex` identifier",
                "OR415 «\"1234\"» `1234` is not a valid `uk-si` identifier",
            ],
        );
    }
}
