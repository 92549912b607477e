//! OR410 to OR412, OR441: the status of an action compared with its events.

use super::CheckContext;
use super::rule_support::written;
use crate::model::action::{RelationKind, Status};
use crate::model::ix::{ActionIx, ItemIx};
use crate::resolve::actions::{self, ActionEvent, EventKind, StatusChange};
use crate::resolve::linked::{EdgeKind, ItemEdge, LinkedLedger};
use crate::resolve::standing::by_hand;
use crate::resolve::status_table::{fitting, is_usual};
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::span::FileSpan;

/// OR410: an action with an unknown status.
pub(super) fn nothing_known(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let bare = |action: &&crate::model::ledger::Item<crate::model::action::Action>| {
        let data = &action.data;
        data.status.is_none()
            && data.history.is_empty()
            && data.dates.as_ref().is_none_or(|d| d.given().is_empty())
    };
    let tell = |action: &crate::model::ledger::Item<_>| {
        let message = format!("`{}` has no dates, no history and no status", action.id);
        Diagnostic::new(RuleCode::StatusWithoutSupport, action.place(), message)
            .help("add `dates:` such as `{signed: 2022-06-17}`; until then it is shown as unknown")
    };
    linked.ledger.actions.iter().filter(bare).map(tell).collect()
}

/// OR411: the status set by hand differs from the derived one.
///
/// Not reported if no status can be derived, or if the author wrote `unknown`, which may be
/// intended.
pub(super) fn status_disagrees(
    linked: &LinkedLedger,
    setting: &CheckContext<'_>,
) -> Vec<Diagnostic> {
    let today = setting.now.day();
    let mut found = vec![];
    for (ix, action) in linked.ledger.actions().zip(&linked.ledger.actions) {
        let Some(said) = action.data.status.as_ref().filter(|s| s.v != Status::Unknown) else {
            continue;
        };
        let course = actions::event_log(linked, ix);
        if by_hand(&action.data, &course, today).is_none() {
            // It does not apply yet and is not printed.
            continue;
        }
        let moves = actions::status_changes(&action.data, &course, today);
        let follows = moves.last().map_or(Status::Unknown, |m| m.to);
        if follows == Status::Unknown || follows == fitting(said.v, &action.data) {
            continue;
        }
        let as_of = match &action.data.status_as_of {
            Some(day) => format!(" on {}", written(day)),
            None => String::new(),
        };
        let message = format!(
            "`{}` has status `{}`{as_of}, but its events imply `{}`",
            action.id,
            said.v.word(),
            follows.word()
        );
        let mut diagnostic =
            Diagnostic::new(RuleCode::StatusDisagrees, action.at(said.span), message)
                .label("set here");
        for turn in moves.iter().filter(|m| m.from != m.to) {
            let why = format!("{}: `{}`", words(linked, turn.by), turn.to.word());
            diagnostic = diagnostic.related(place(linked, ix, turn.by), why);
        }
        found.push(diagnostic.help(
            "the manual status is shown; remove `status` to use the one implied by the events, or add the missing event",
        ));
    }
    found
}

/// OR412: an unusual change of status.
///
/// Not reported if the action's own dates contradict each other, because another rule reports their
/// order.
pub(super) fn unusual_move(linked: &LinkedLedger, setting: &CheckContext<'_>) -> Vec<Diagnostic> {
    let today = setting.now.day();
    let mut found = vec![];
    for (ix, action) in linked.ledger.actions().zip(&linked.ledger.actions) {
        if !super::event_order::is_in_order(action) {
            continue;
        }
        let kind = action.data.kind.as_ref().map(|k| k.v);
        let course = actions::event_log(linked, ix);
        let mut before: Option<StatusChange<'_>> = None;
        for turn in actions::status_changes(&action.data, &course, today) {
            if turn.from == turn.to {
                continue;
            }
            let last = before.replace(turn);
            // A date that moves forward may skip steps.
            let onward = matches!(turn.by.what, EventKind::Dated(_) | EventKind::Became(_))
                && turn.from < turn.to
                && !ends(turn.to);
            if onward || is_usual(kind, turn.from, turn.to) {
                continue;
            }
            let message = format!(
                "`{}` changes from `{}` to `{}`: {}",
                action.id,
                turn.from.word(),
                turn.to.word(),
                words(linked, turn.by)
            );
            let mut diagnostic =
                Diagnostic::new(RuleCode::UnusualMove, place(linked, ix, turn.by), message);
            if let Some(last) = last {
                let why = format!("{}: `{}`", words(linked, last.by), last.to.word());
                diagnostic = diagnostic.related(place(linked, ix, last.by), why);
            }
            found
                .push(diagnostic.help(
                    "check the dates and relations; if this is what happened, use `accept:`",
                ));
        }
    }
    found
}

/// OR441: an action lifts another one that blocks nothing.
pub(super) fn lifts_nothing(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let all = linked.ledger.actions().flat_map(|by| linked.edges_of(by.into()));
    let mut found = vec![];
    for edge in all {
        let (ItemIx::Action(by), ItemIx::Action(to), EdgeKind::Does(RelationKind::Lifts)) =
            (edge.from, edge.to, edge.how)
        else {
            continue;
        };
        if actions::is_blocking_order(linked, to) {
            continue;
        }
        let (action, other) = (&linked.ledger[by], &linked.ledger[to]);
        let message = format!(
            "`{}` lifts `{}`, which does not block, stay or suspend anything",
            action.id, other.id
        );
        let diagnostic = Diagnostic::new(RuleCode::LiftsNothing, linked.place(edge), message)
            .label("no status changes");
        let stopped = linked.to(to.into()).find(|edge| {
            matches!(
                edge.how,
                EdgeKind::Does(RelationKind::Blocks | RelationKind::Stays | RelationKind::Suspends)
            )
        });
        let help = match stopped.map(|edge| edge.from) {
            Some(ItemIx::Action(stop)) => {
                format!("name the blocking action instead: `lifts: [{}]`", linked.ledger[stop].id)
            }
            _ => "name the action that blocked or suspended it, or use another relation".to_owned(),
        };
        found.push(diagnostic.help(help));
    }
    found
}

/// True if a status is a stop or an end.
const fn ends(status: Status) -> bool {
    !matches!(
        status,
        Status::Proposed
            | Status::Introduced
            | Status::Pending
            | Status::Passed
            | Status::Adopted
            | Status::InForce
            | Status::PartlyInForce
            | Status::Completed
    )
}

/// The position of an event of an action.
fn place(linked: &LinkedLedger, ix: ActionIx, happening: &ActionEvent) -> FileSpan {
    let action = &linked.ledger[ix];
    if let Some(span) = happening.span {
        return action.at(span);
    }
    let (does, to) = match happening.what {
        EventKind::Done(does) => (does, ix),
        EventKind::Undone { how, of, .. } => (how, of),
        EventKind::Became(to) => {
            let is_it =
                |e: &&ItemEdge| e.to == to.into() && e.how == EdgeKind::Does(RelationKind::Becomes);
            let edge = linked.edges_of(ix.into()).iter().find(is_it);
            return edge.map_or_else(|| action.place(), |edge| linked.place(edge));
        }
        EventKind::Dated(_) | EventKind::Step(_) | EventKind::Moot { .. } => return action.place(),
    };
    let from = happening.by.map(ItemIx::from);
    let edge = linked.to(to.into()).find(|e| Some(e.from) == from && e.how == EdgeKind::Does(does));
    edge.map_or_else(|| action.place(), |edge| linked.place(edge))
}

/// An event for messages: party, event, date.
fn words(linked: &LinkedLedger, happening: &ActionEvent) -> String {
    let id = |ix: ActionIx| &linked.ledger[ix].id;
    let actor = happening.by.map(|by| id(by).to_string()).unwrap_or_default();
    let what = match happening.what {
        EventKind::Dated(word) => word.to_owned(),
        EventKind::Step(status) => format!("history says `{}`", status.word()),
        EventKind::Done(does) => format!("`{actor}` {} it", does.word()),
        EventKind::Undone { how, of, .. } => format!("`{actor}` {} `{}`", how.word(), id(of)),
        EventKind::Became(_) => format!("became `{actor}`"),
        EventKind::Moot { .. } => format!("`{actor}`, which it stops, ended"),
    };
    match &happening.date {
        Some(date) => format!("{what} on {}", written(date)),
        None => format!("{what}, date not given"),
    }
}

#[cfg(test)]
mod tests {
    use super::{lifts_nothing, nothing_known, status_disagrees, unusual_move};
    use crate::check::testing::{found, tells};

    const HEAD: &str = "title: T, kind: executive-order, by: A B";

    #[test]
    fn an_unknown_status_is_reported() {
        let text = format!(
            "- {{id: a, {HEAD}}}\n- {{id: b, {HEAD}, status: unknown}}\n- {{id: c, {HEAD}, dates: {{signed: 2022}}}}\n- {{id: d, {HEAD}, history: [{{status: pending}}]}}\n"
        );
        tells(
            nothing_known,
            &[("actions.yaml", &text)],
            &["OR410 «a» `a` has no dates, no history and no status"],
        );
    }

    #[track_caller]
    fn actions(rule: super::super::SiteRule, all: &[&str], lines: &[&str]) {
        let text: Vec<String> = all.iter().map(|a| format!("- {{{HEAD}, {a}}}")).collect();
        tells(rule, &[("actions.yaml", &text.join("\n"))], lines);
    }

    #[test]
    fn a_manual_status_is_compared_with_the_derived_one() {
        let b = "id: b, dates: {signed: 2021-06-09}, revokes: [a]";
        actions(
            status_disagrees,
            &["id: a, dates: {signed: 2020-08-06}, status: in-force", b],
            &["OR411 «in-force» `a` has status `in-force`, but its events imply `revoked`"],
        );
        for a in [
            "id: a, dates: {signed: 2020-08-06}, status: revoked",
            "id: a, dates: {signed: 2020-08-06}, status: unknown",
            "id: a, dates: {signed: 2020-08-06}, status: in-force, status_as_of: 2021-01-01",
        ] {
            actions(status_disagrees, &[a, b], &[]);
        }
        actions(status_disagrees, &["id: a, status: pending"], &[]);
        let reported = found(
            status_disagrees,
            &[(
                "actions.yaml",
                &format!(
                    "- {{{HEAD}, id: a, dates: {{signed: 2020-08-06}}, status: in-force}}\n- {{{HEAD}, {b}}}"
                ),
            )],
        );
        let why: Vec<&str> = reported[0].related.iter().map(|(_, why)| why.as_str()).collect();
        assert_eq!(
            why,
            ["signed on `2020-08-06`: `in-force`", "`b` revokes it on `2021-06-09`: `revoked`"]
        );
    }

    #[test]
    fn an_unusual_transition_is_reported() {
        actions(
            unusual_move,
            &[
                "id: a, dates: {signed: 2020-08-06, revoked: 2021-01-01}",
                "id: b, dates: {ordered: 2021-06-09}, blocks: [a]",
            ],
            &["OR412 «a» `a` changes from `revoked` to `blocked`: `b` blocks it on `2021-06-09`"],
        );
        for a in [
            "id: a, dates: {announced: 2020, signed: 2021, effective: 2022}",
            "id: a, dates: {announced: 2020, completed: 2021}",
            "id: a, dates: {introduced: 2020, passed: 2021, signed: 2021-02-01}",
            "id: a, dates: {signed: 2020, blocked: 2021, vacated: 2022}",
            "id: a, history: [{date: 2020, status: failed}, {date: 2021, status: adopted}]",
        ] {
            actions(unusual_move, &[a], &[]);
        }
        actions(
            unusual_move,
            &["id: a, history: [{date: 2020, status: expired}, {date: 2021, status: pending}]"],
            &[
                "OR412 «pending» `a` changes from `expired` to `pending`: history says `pending` on `2021`",
            ],
        );
    }

    #[test]
    fn lifting_needs_a_block() {
        let rule = "id: rule, dates: {issued: 2020}";
        let block = "id: block, dates: {ordered: 2021}, blocks: [rule]";
        actions(
            lifts_nothing,
            &[rule, block, "id: lift, dates: {ordered: 2022}, lifts: [block]"],
            &[],
        );
        let slip = [rule, block, "id: lift, dates: {ordered: 2022}, lifts: [rule]"];
        actions(
            lifts_nothing,
            &slip,
            &["OR441 «rule» `lift` lifts `rule`, which does not block, stay or suspend anything"],
        );
    }
}
