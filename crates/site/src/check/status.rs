//! OR413, OR414: effects of actions that are not in force, and effects on such actions.

use super::CheckContext;
use super::rule_support::{dated_before, named, surely_after, written};
use crate::model::action::{RelationKind, Status};
use crate::model::ix::{ActionIx, ItemIx};
use crate::resolve::actions::{self, EventKind};
use crate::resolve::linked::{EdgeKind, LinkedLedger, RelationLink};
use crate::resolve::standing::{EffectState, does_only, standings};
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::edtf::SourcedDate;
use onrecord_base::id::ItemKind;

/// OR413: a relation has a date in the past, but the acting action is only a proposal, or failed.
pub(super) fn undoes_as_proposal(
    linked: &LinkedLedger,
    setting: &CheckContext<'_>,
) -> Vec<Diagnostic> {
    let today = setting.now.day();
    let all = standings(linked, today);
    let mut found = vec![];
    for (action, standing) in linked.ledger.actions.iter().zip(&all) {
        for (does, relations) in action.data.relations() {
            if !does.undoes() || standing.effect(does, false) == EffectState::Does {
                continue;
            }
            for relation in relations {
                let (Some(name), Some(date)) = (&relation.action, &relation.date) else { continue };
                let Some(ItemIx::Action(to)) = named(&linked.ledger, ItemKind::Action, name) else {
                    continue;
                };
                if date.when.is_none() || surely_after(date, today) {
                    continue;
                }
                let other = &linked.ledger[to].id;
                let message = format!(
                    "`{}` {} `{other}` on {}, but its own status is `{}`",
                    action.id,
                    does.word(),
                    written(date),
                    standing.status.word()
                );
                let place = action.at(name.0.span);
                let diagnostic = Diagnostic::new(RuleCode::UndoesAsProposal, place, message).label(
                    format!("a proposal has no effect, so the status of `{other}` does not change"),
                );
                found.push(diagnostic.help(
                    "for a mere proposal, remove the date of the relation; otherwise add the adoption date",
                ));
            }
        }
    }
    found
}

/// OR414: an action only implements, continues or stops others, all of which have ended, but is
/// itself still in force.
///
/// Not reported if its entry gives its status after their end.
pub(super) fn targets_are_gone(
    linked: &LinkedLedger,
    setting: &CheckContext<'_>,
) -> Vec<Diagnostic> {
    let all = standings(linked, setting.now.day());
    let status = |ix: ActionIx| all.get(ix.at()).map_or(Status::Unknown, |s| s.status);
    let mut found = vec![];
    for by in linked.ledger.actions() {
        let now = status(by);
        if now.is_gone() || matches!(now, Status::Completed | Status::Unknown) {
            continue;
        }
        let Some((relation, does)) = last_support(linked, by, |to| status(to).is_gone()) else {
            continue;
        };
        let (action, other) = (&linked.ledger[by], &linked.ledger[relation.to]);
        let course = actions::event_log(linked, relation.to);
        let moves = actions::status_changes(&other.data, &course, setting.now.day());
        let end = moves.iter().rev().find(|m| m.from != m.to && m.to.is_gone());
        let end = end.and_then(|m| m.by.date.clone()).filter(|d| d.when.is_some());
        if end.as_ref().is_some_and(|end| is_known_after(linked, by, end)) {
            continue;
        }
        let message = format!(
            "`{}` {} `{}`, which is `{}`, but its own status is still `{}`",
            action.id,
            does.word(),
            other.id,
            status(relation.to).word(),
            now.word()
        );
        let edges = linked.edges_of(by.into()).iter();
        let mut edges =
            edges.filter(|e| e.to == relation.to.into() && e.how == EdgeKind::Does(does));
        let place = edges.next().map_or_else(|| action.place(), |edge| linked.place(edge));
        let mut diagnostic = Diagnostic::new(RuleCode::RestsOnGone, place, message);
        if let Some(end) = &end {
            let why = format!("`{}`: {}", status(relation.to).word(), written(end));
            diagnostic = diagnostic.related(other.place(), why);
        }
        found.push(diagnostic.help(
            "record its outcome: a date such as `revoked:` or `completed:`, or `status:` with a `status_as_of:` after that date",
        ));
    }
    found
}

/// The last of the actions that `ix` only implements or stops, if all of them have ended.
fn last_support(
    linked: &LinkedLedger,
    by: ActionIx,
    is_gone: impl Fn(ActionIx) -> bool,
) -> Option<(&RelationLink, RelationKind)> {
    let relations = &linked.actions[by.at()].own.relations;
    let carries =
        |does: RelationKind| matches!(does, RelationKind::Implements | RelationKind::Continues);
    let stops = |does: RelationKind| {
        matches!(does, RelationKind::Blocks | RelationKind::Stays | RelationKind::Suspends)
    };
    let all_gone = |sort: &dyn Fn(RelationKind) -> bool| {
        let mut of_sort = relations.iter().filter(|r| sort(r.does)).peekable();
        of_sort.peek()?;
        let all: Vec<&RelationLink> = of_sort.collect();
        all.iter().all(|r| is_gone(r.to)).then(|| all.last().copied()).flatten()
    };
    let relation =
        all_gone(&carries).or_else(|| all_gone(&stops).filter(|_| does_only(relations, stops)))?;
    Some((relation, relation.does))
}

/// True if an action's entry gives its status on or after a date.
fn is_known_after(linked: &LinkedLedger, by: ActionIx, end: &SourcedDate) -> bool {
    let action = &linked.ledger[by].data;
    let is_known = |date: &SourcedDate| date.when.is_some() && !dated_before(date, end);
    let by_hand = action.status.is_some() && action.status_as_of.as_deref().is_some_and(is_known);
    let course = actions::own(linked, by);
    let mut steps = course.iter().filter(|h| matches!(h.what, EventKind::Step(_)));
    by_hand || steps.any(|h| h.date.as_ref().is_some_and(is_known))
}

#[cfg(test)]
mod tests {
    use super::{targets_are_gone, undoes_as_proposal};
    use crate::check::testing::tells;

    const HEAD: &str = "title: T, by: A B";

    #[track_caller]
    fn actions(rule: super::super::SiteRule, all: &[&str], lines: &[&str]) {
        let text: Vec<String> = all.iter().map(|a| format!("- {{{HEAD}, {a}}}")).collect();
        tells(rule, &[("actions.yaml", &text.join("\n"))], lines);
    }

    const RULE: &str = "id: rule, kind: final-rule, dates: {issued: 2020, effective: 2021}";

    #[test]
    fn a_relation_of_a_proposal_has_no_past_date() {
        for (bill, lines) in [
            ("dates: {introduced: 2021}, revokes: [rule]", vec![]),
            ("dates: {introduced: 2021}, amends: [{action: rule, date: 2021-06}]", vec![]),
            (
                "dates: {introduced: 2021}, revokes: [{action: rule, date: 2021-06}]",
                vec![
                    "OR413 «rule» `b` revokes `rule` on `2021-06`, but its own status is `introduced`",
                ],
            ),
            ("dates: {introduced: 2021}, revokes: [{action: rule, date: 2027}]", vec![]),
            (
                "dates: {introduced: 2021, failed: 2022}, revokes: [{action: rule, date: 2021-06}]",
                vec![
                    "OR413 «rule» `b` revokes `rule` on `2021-06`, but its own status is `failed`",
                ],
            ),
            (
                "dates: {introduced: 2021, signed: 2021-05}, revokes: [{action: rule, date: 2021-06}]",
                vec![],
            ),
        ] {
            actions(undoes_as_proposal, &[RULE, &format!("id: b, kind: bill, {bill}")], &lines);
        }
    }

    #[test]
    fn what_carries_out_a_revoked_order_is_reported() {
        let order = "id: order, kind: executive-order, dates: {signed: 2020-01-01}";
        let revoked =
            "id: new, kind: executive-order, dates: {signed: 2021-01-20}, revokes: [order]";
        let notice = "id: notice, kind: notice, dates: {issued: 2020-03-01}, implements: [order]";
        let reported = "OR414 «order» `notice` implements `order`, which is `revoked`, but its own status is still `in-force`";
        actions(targets_are_gone, &[order, notice], &[]);
        actions(targets_are_gone, &[order, revoked, notice], &[reported]);
        let in_part = "id: new, kind: executive-order, dates: {signed: 2021-01-20}, revokes: [{action: order, scope: in-part}]";
        actions(targets_are_gone, &[order, in_part, notice], &[]);
        for known in [
            "id: notice, kind: notice, dates: {issued: 2020-03-01, withdrawn: 2021-02-01}, implements: [order]",
            "id: notice, kind: notice, dates: {issued: 2020-03-01}, implements: [order], status: in-force, status_as_of: 2022-01-01",
            "id: notice, kind: notice, dates: {issued: 2020-03-01}, history: [{date: 2021-03-01, status: in-force}], implements: [order]",
            "id: notice, kind: notice, dates: {issued: 2020-03-01}, implements: [order, new]",
            "id: notice, kind: notice, dates: {issued: 2020-03-01}, amends: [order]",
        ] {
            actions(targets_are_gone, &[order, revoked, known], &[]);
        }
        // The revocation was itself blocked, so the order is in force again.
        let block = "id: block, kind: injunction, dates: {ordered: 2021-02-01}, blocks: [new]";
        actions(targets_are_gone, &[order, revoked, notice, block], &[]);
        // A pause of a program that has ended.
        let pause = "id: pause, kind: memorandum, dates: {issued: 2020-03-01}, suspends: [order]";
        actions(
            targets_are_gone,
            &[order, revoked, pause],
            &[
                "OR414 «order» `pause` suspends `order`, which is `revoked`, but its own status is still `in-force`",
            ],
        );
        // An injunction ends by itself.
        let order_of_court =
            "id: stop, kind: injunction, dates: {ordered: 2020-03-01}, blocks: [order]";
        actions(targets_are_gone, &[order, revoked, order_of_court], &[]);
    }
}
