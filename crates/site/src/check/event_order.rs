//! OR401, OR402, OR409: the order of the events of an action.
//!
//! Only certain contradictions are reported: a year may mean any of its dates, and `2021~` may be
//! 2022.

use super::CheckContext;
use super::rule_support::{dated_before, named, written};
use crate::model::action::{Action, ActionDates, Relation, RelationKind};
use crate::model::ix::ItemIx;
use crate::model::ledger::Item;
use crate::resolve::linked::LinkedLedger;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::edtf::SourcedDate;
use onrecord_base::id::ItemKind;

/// OR401: an action is revoked, blocked or suspended before it existed.
pub(super) fn reversed_before_issued(
    linked: &LinkedLedger,
    _: &CheckContext<'_>,
) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    let mut found = vec![];
    for action in &ledger.actions {
        for (does, relations) in action.data.relations() {
            if !does.undoes() {
                continue;
            }
            for relation in relations {
                let name = relation.action.as_ref();
                let other = name.and_then(|name| named(ledger, ItemKind::Action, name));
                if let Some(ItemIx::Action(other)) = other {
                    found.extend(undoes_later(action, does, relation, &ledger[other]));
                }
            }
        }
        found.extend(reversal_is_early(action));
    }
    found
}

/// Reports an action that ends or stops a later one.
fn undoes_later(
    action: &Item<Action>,
    does: RelationKind,
    relation: &Relation,
    other: &Item<Action>,
) -> Option<Diagnostic> {
    let name = relation.action.as_ref()?;
    let acts = relation.date.as_ref().or_else(|| last_date(&action.data))?;
    let first = other.data.first_date()?;
    if !dated_before(acts, first) {
        return None;
    }
    let message = format!(
        "`{}` {} `{}` on {}, but the latter dates from {}",
        action.id,
        does.word(),
        other.id,
        written(acts),
        written(first)
    );
    let diagnostic = Diagnostic::new(RuleCode::ActsBeforeIssued, action.at(name.0.span), message)
        .related(action.at(acts.span), "the date of the relation")
        .related(other.at(first.span), "the first date of the other action");
    Some(diagnostic.help("correct one of the dates, or reverse the relation"))
}

/// The last known date of an action, until which it may have acted.
fn last_date(action: &Action) -> Option<&SourcedDate> {
    let given = action.dates.as_deref().map(ActionDates::given).unwrap_or_default();
    let steps = action.history.iter().filter_map(|s| s.date.as_ref());
    let dates = given.into_iter().map(|(_, date)| date).chain(steps);
    // An open end is the latest date: nothing is certainly after it.
    let key = |d: &&SourcedDate| d.when.map(|w| w.latest().map_or((1, None), |day| (0, Some(day))));
    dates.filter(|d| d.when.is_some()).max_by_key(key)
}

/// Reports an action that ended before it was issued, by its own dates and history.
fn reversal_is_early(action: &Item<Action>) -> Option<Diagnostic> {
    const MADE: [&str; 7] =
        ["signed", "assent", "enacted", "issued", "ordered", "decided", "adopted"];
    const UNDONE: [&str; 5] = ["blocked", "suspended", "revoked", "terminated", "vacated"];
    let dates = action.data.dates.as_deref().map(ActionDates::given).unwrap_or_default();
    let steps = action.data.history.iter();
    let steps = steps.filter_map(|s| Some((s.status.as_ref()?.v.word(), s.date.as_ref()?)));
    let made: Vec<_> = dates.iter().filter(|(word, _)| MADE.contains(word)).copied().collect();
    let (what, first) = made.iter().min_by_key(|(_, d)| d.when)?;
    let undone = dates.iter().copied().chain(steps).filter(|(word, _)| UNDONE.contains(word));
    let (word, early) = undone
        .into_iter()
        .find(|(_, date)| made.iter().all(|(_, made)| dated_before(date, made)))?;
    let message = format!(
        "`{}` was {word} on {}, but {what} on {}",
        action.id,
        written(early),
        written(first)
    );
    let diagnostic = Diagnostic::new(RuleCode::ActsBeforeIssued, action.at(early.span), message)
        .related(action.at(first.span), format!("{what} here"));
    Some(diagnostic.help("correct one of the dates"))
}

/// True if an action's own dates and history do not contradict each other.
pub(super) fn is_in_order(action: &Item<Action>) -> bool {
    reversal_is_early(action).is_none() && out_of_order(action).is_empty()
}

/// OR402: the entries of a history are not in date order.
pub(super) fn history(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    linked.ledger.actions.iter().flat_map(out_of_order).collect()
}

fn out_of_order(action: &Item<Action>) -> Vec<Diagnostic> {
    let mut found = vec![];
    let mut latest: Option<&SourcedDate> = None;
    for date in action.data.history.iter().filter_map(|s| s.date.as_ref()) {
        match latest {
            Some(before) if dated_before(date, before) => {
                let message =
                    format!("{} comes after {} in this history", written(date), written(before));
                let diagnostic =
                    Diagnostic::new(RuleCode::HistoryOutOfOrder, action.at(date.span), message)
                        .related(action.at(before.span), "the previous entry");
                found.push(diagnostic.help("put the earliest entry first, or correct the date"));
            }
            Some(before) if date.when <= before.when => {}
            _ => latest = Some(date).filter(|d| d.when.is_some()).or(latest),
        }
    }
    found
}

/// OR409: a deadline before the action that sets it.
pub(super) fn deadlines(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let mut found = vec![];
    for action in &linked.ledger.actions {
        let Some(first) = action.data.first_date() else { continue };
        for due in action.data.deadlines.iter().filter_map(|d| d.due.as_ref()) {
            if dated_before(due, first) {
                let message = format!(
                    "the deadline {} is before the first date of `{}`, {}",
                    written(due),
                    action.id,
                    written(first)
                );
                let diagnostic =
                    Diagnostic::new(RuleCode::DeadlineBeforeAction, action.at(due.span), message)
                        .related(action.at(first.span), "the first date of the action");
                found.push(diagnostic.help("correct one of the dates"));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{deadlines, history, reversed_before_issued};
    use crate::check::testing::tells;

    const HEAD: &str = "title: T, kind: executive-order, by: A B";

    #[track_caller]
    fn actions(rule: super::super::SiteRule, all: &[&str], lines: &[&str]) {
        let text: Vec<String> = all.iter().map(|a| format!("- {{{HEAD}, {a}}}")).collect();
        let text = text.join("\n");
        tells(rule, &[("actions.yaml", &text)], lines);
    }

    #[test]
    fn an_action_cannot_undo_a_later_one() {
        actions(
            reversed_before_issued,
            &[
                "id: a, dates: {signed: 2021-06-09}, revokes: [b]",
                "id: b, dates: {signed: 2022-08-06}",
            ],
            &["OR401 «b» `a` revokes `b` on `2021-06-09`, but the latter dates from `2022-08-06`"],
        );
    }

    #[test]
    fn the_date_of_the_relation_goes_before_that_of_the_action() {
        actions(
            reversed_before_issued,
            &[
                "id: a, dates: {signed: 2023}, blocks: [{action: \"action:b\", date: 2021}]",
                "id: b, dates: {signed: 2022-08-06}",
            ],
            &[
                "OR401 «\"action:b\"» `a` blocks `b` on `2021`, but the latter dates from `2022-08-06`",
            ],
        );
    }

    #[test]
    fn uncertain_order_is_not_reported() {
        let b = "id: b, dates: {signed: 2022-08-06}";
        for a in [
            "id: a, dates: {signed: 2022}, revokes: [b]",
            "id: a, dates: {signed: 2022-08-06}, revokes: [b]",
            "id: a, dates: {proposed: 2021, signed: 2023}, revokes: [b]",
            "id: a, dates: {signed: 2021~}, revokes: [b]",
            "id: a, revokes: [b]",
            "id: a, dates: {signed: 2021}, amends: [b]",
        ] {
            actions(reversed_before_issued, &[a, b], &[]);
        }
    }

    #[test]
    fn an_action_is_not_undone_before_it_is_made() {
        actions(
            reversed_before_issued,
            &["id: a, dates: {signed: 2022-08-06, revoked: 2021-06-09}"],
            &["OR401 «2021-06-09» `a` was revoked on `2021-06-09`, but signed on `2022-08-06`"],
        );
        actions(
            reversed_before_issued,
            &["id: a, dates: {signed: 2020-08-06, effective: 2020-09-20, blocked: 2020-09-19}"],
            &[],
        );
        actions(
            reversed_before_issued,
            &["id: a, dates: {issued: 2022-08-06}, history: [{date: 2021, status: suspended}]"],
            &["OR401 «2021» `a` was suspended on `2021`, but issued on `2022-08-06`"],
        );
        actions(
            reversed_before_issued,
            &[
                "id: a, dates: {decided: 2021}, lifts: [b]",
                "id: b, dates: {ordered: 2022}, blocks: [c]",
                "id: c, dates: {signed: 2020}",
            ],
            &["OR401 «b» `a` lifts `b` on `2021`, but the latter dates from `2022`"],
        );
    }

    #[test]
    fn a_history_goes_forward() {
        actions(
            history,
            &[
                "id: a, history: [{date: 2021, status: proposed}, {date: 2022-03-01, status: pending}, {status: passed}, {date: 2021-12, status: passed}, {date: 2022, status: adopted}]",
            ],
            &["OR402 «2021-12» `2021-12` comes after `2022-03-01` in this history"],
        );
    }

    #[test]
    fn nothing_is_due_before_it_is_asked_for() {
        actions(
            deadlines,
            &[
                "id: a, dates: {signed: 2022-08-06}, deadlines: [{due: 2022-08-05, what: x}, {due: 2022-08, what: y}, {due: 2022-09-01, what: z}]",
            ],
            &[
                "OR409 «2022-08-05» the deadline `2022-08-05` is before the first date of `a`, `2022-08-06`",
            ],
        );
    }
}
