//! OR403 and OR410: what the entry of an action says by itself.

use super::Setting;
use crate::base::code::Code;
use crate::base::diag::Diagnostic;
use crate::base::text::fold;
use crate::model::action::Scheme;
use crate::resolve::linked::Linked;
use std::collections::BTreeMap;

/// Whether a catalogue names single acts. A docket names a case, and a code names a place in the
/// law: several actions share either.
const fn names_acts(scheme: Scheme) -> bool {
    !matches!(scheme, Scheme::UsDocket | Scheme::Docket | Scheme::Cfr | Scheme::Usc)
}

/// OR403: two actions have the same official identifier.
pub(super) fn duplicate_identifiers(linked: &Linked, _: &Setting<'_>) -> Vec<Diagnostic> {
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
            match first.entry((scheme, fold(value))) {
                std::collections::btree_map::Entry::Vacant(slot) => {
                    slot.insert((&action.id, place));
                }
                std::collections::btree_map::Entry::Occupied(slot) => {
                    let (id, before) = slot.get();
                    let message = format!(
                        "`{}` is {} {}, and so is `{id}`",
                        action.id,
                        scheme.word(),
                        value.v
                    );
                    let told = Diagnostic::new(Code::DuplicateIdentifier, place, message)
                        .and(before.clone(), format!("`{id}`"));
                    found.push(told.help("correct one of them, or make one action of the two"));
                }
            }
        }
    }
    found
}

/// OR410: nothing says where an action stands.
pub(super) fn nothing_known(linked: &Linked, _: &Setting<'_>) -> Vec<Diagnostic> {
    let bare = |action: &&crate::model::ledger::Item<crate::model::action::Action>| {
        let data = &action.data;
        data.status.is_none()
            && data.history.is_empty()
            && data.dates.as_ref().is_none_or(|d| d.given().is_empty())
    };
    let tell = |action: &crate::model::ledger::Item<_>| {
        let message = format!("`{}` has no dates, no history and no status", action.id);
        Diagnostic::new(Code::StatusWithoutSupport, action.place(), message)
            .help("add `dates:` such as `{signed: 2022-06-17}`; until then it is shown as unknown")
    };
    linked.ledger.actions.iter().filter(bare).map(tell).collect()
}

#[cfg(test)]
mod tests {
    use super::{duplicate_identifiers, nothing_known};
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
            &["OR403 «\"13942\"» `b` is us-eo 13942, and so is `a`"],
        );
    }

    #[test]
    fn an_action_stands_somewhere() {
        let text = format!(
            "- {{id: a, {HEAD}}}\n- {{id: b, {HEAD}, status: unknown}}\n- {{id: c, {HEAD}, dates: {{signed: 2022}}}}\n- {{id: d, {HEAD}, history: [{{status: pending}}]}}\n"
        );
        tells(
            nothing_known,
            &[("actions.yaml", &text)],
            &["OR410 «a» `a` has no dates, no history and no status"],
        );
    }
}
