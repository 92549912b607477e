//! Where actions stand.

use crate::model::action::Status;
use crate::resolve::actions::{derived, status};
use crate::view::action::{action_card, action_page};
use crate::view::deadline::open_deadlines;
use crate::view::testing::{Made, made, shipped};

fn stands(made: &Made, id: &str) -> Status {
    let cx = made.cx();
    derived(cx.site, made.action(id), cx.site.now().day())
}

fn log(made: &Made, id: &str) -> Vec<String> {
    let events = action_page(&made.cx(), made.action(id)).log;
    let line = |e: crate::view::action::EventView| {
        let date = e.date.map(|d| d.text).unwrap_or_default();
        let who: Vec<String> = e.who.into_iter().map(|p| p.name).collect();
        [e.text, who.join(", "), e.other.title, e.scope, date]
            .into_iter()
            .filter(|p| !p.is_empty())
            .collect::<Vec<_>>()
            .join(" | ")
    };
    events.into_iter().map(line).collect()
}

fn one(now: &str, action: &str) -> Status {
    let text = format!("- {{ id: a, title: A, by: X Y, {action} }}\n");
    stands(&made(now, &[("actions.yaml", &text)]), "a")
}

#[test]
fn the_tiktok_order_was_blocked_and_revoked() {
    let made = shipped("2026-11-23");
    assert_eq!(stands(&made, "eo-13942"), Status::Revoked);
    assert_eq!(
        log(&made, "eo-13942"),
        [
            "Signed | 6 August 2020",
            "Published | 11 August 2020",
            "Blocked (scope not known) by | a federal judge | “A federal judge blocks the download ban” | 27 September 2020 – 7 December 2020",
            "Revoked by | Joe Biden | Executive Order 14034 | 9 June 2021",
            "Answered by | Gina Raimondo | “Commerce review of apps that could pose a security risk” | 9 June 2021",
        ]
    );
    let card = action_card(&made.cx(), made.action("eo-13942"));
    let short: Vec<&str> = card.log.iter().map(|e| e.text.as_str()).collect();
    assert_eq!(short, ["Signed", "Blocked (scope not known) by", "Revoked by"]);
    let chip = card.status;
    assert_eq!((chip.word.as_str(), chip.tone.as_str()), ("revoked", "off"));
    assert_eq!(stands(&shipped("2021-01-01"), "eo-13942"), Status::Blocked);
    assert_eq!(stands(&shipped("2020-09-01"), "eo-13942"), Status::InForce);
    assert_eq!(stands(&shipped("2020-01-01"), "eo-13942"), Status::Unknown);
}

#[test]
fn what_we_wrote_by_hand_agrees_but_where_it_is_unknown() {
    let made = shipped("2026-11-23");
    let cx = made.cx();
    let today = cx.site.now().day();
    let differ: Vec<String> = cx
        .site
        .ledger
        .actions()
        .filter(|ix| status(cx.site, *ix, today) != Status::Unknown)
        .filter(|ix| status(cx.site, *ix, today) != derived(cx.site, *ix, today))
        .map(|ix| {
            let id = &cx.site.ledger[ix].id;
            format!("{id} {:?}", derived(cx.site, ix, today))
        })
        .collect();
    assert_eq!(differ, Vec::<String>::new());
}

/// An action, a day, and where it stands then.
const TABLE: &[(&str, &str, Status)] = &[
    ("kind: act", "2022-01-01", Status::Unknown),
    ("kind: act, dates: { introduced: 2020-01-01 }", "2022-01-01", Status::Introduced),
    (
        "kind: act, dates: { signed: 2020-01-01, effective: 2021-01-01 }",
        "2020-06-01",
        Status::Adopted,
    ),
    (
        "kind: act, dates: { signed: 2020-01-01, effective: 2021-01-01 }",
        "2021-01-01",
        Status::InForce,
    ),
    ("kind: final-rule, dates: { issued: 2020-01-01 }", "2022-01-01", Status::Adopted),
    ("kind: review, dates: { ordered: 2020-01-01 }", "2022-01-01", Status::Pending),
    ("kind: commitment, dates: { issued: 2020-01-01 }", "2022-01-01", Status::Proposed),
    ("kind: hearing, dates: { held: 2020-01-01 }", "2022-01-01", Status::Completed),
    (
        "kind: hearing, dates: { announced: 2019-01-01, held: 2020-01-01 }",
        "2019-06-01",
        Status::Proposed,
    ),
    (
        "kind: corporate-reorganization, dates: { effective: 2022-05 }",
        "2022-06-01",
        Status::Completed,
    ),
    (
        "kind: license, dates: { issued: 2020-01-01, expires: 2021-01-01 }",
        "2021-01-01",
        Status::InForce,
    ),
    (
        "kind: license, dates: { issued: 2020-01-01, expires: 2021-01-01 }",
        "2021-01-02",
        Status::Expired,
    ),
    (
        "kind: license, dates: { issued: 2020-01-01, revoked: 2020-05-01, expires: 2021-01-01 }",
        "2022-01-01",
        Status::Revoked,
    ),
    (
        "kind: final-rule, dates: { issued: 2020-01-01, blocked: 2020-02-01, effective: 2020-03-01 }",
        "2022-01-01",
        Status::Blocked,
    ),
    (
        "kind: executive-order, dates: { signed: 2020-01-02, announced: 2020-01-03 }",
        "2022-01-01",
        Status::InForce,
    ),
    (
        "kind: directive, dates: { issued: 2020-01-01 }, status_as_of: 2019-01-01",
        "2022-01-01",
        Status::Unknown,
    ),
    (
        "kind: act, dates: { signed: 2020-01-01, blocked: { basis: unknown } }",
        "2022-01-01",
        Status::Blocked,
    ),
    (
        "kind: act, dates: { signed: 2020-01-01, announced: { basis: unknown } }",
        "2022-01-01",
        Status::InForce,
    ),
    (
        "kind: act, dates: { signed: 2020-01-01 }, history: [{ date: 2021-01-01, status: suspended }]",
        "2022-01-01",
        Status::Suspended,
    ),
];

#[test]
fn dates_give_the_status_of_the_table() {
    for (action, now, wanted) in TABLE {
        assert_eq!(one(now, action), *wanted, "{action} on {now}");
    }
}

const RULE: &str = "- { id: rule, kind: final-rule, title: Rule, by: X Y, dates: { issued: 2020-01-01, effective: 2020-02-01 } }\n";

fn rule(others: &str) -> Made {
    made("2024-01-01", &[("actions.yaml", &format!("{RULE}{others}"))])
}

#[test]
fn in_part_leaves_the_rest_in_force() {
    let made = rule(
        "- { id: r, kind: ruling, title: R, by: X Y, dates: { decided: 2021-01-01 }, vacates: [{ action: rule, scope: in-part }] }\n",
    );
    assert_eq!(stands(&made, "rule"), Status::PartlyInForce);
    assert_eq!(
        log(&made, "rule").last().unwrap(),
        "Vacated in part by | X Y | “R” | 1 January 2021"
    );
    let text = &action_page(&made.cx(), made.action("rule")).relations[0].text;
    assert_eq!(text, "Vacated in part by");
}

#[test]
fn lifting_and_reversing_bring_back_what_was_before() {
    let stay = "- { id: stay, kind: stay, title: Stay, by: X Y, dates: { ordered: 2021-01-01 }, stays: [rule] }\n";
    assert_eq!(stands(&rule(stay), "rule"), Status::Blocked);
    let lift = "- { id: lift, kind: ruling, title: Lift, by: X Y, dates: { decided: 2021-06-01 }, lifts: [stay] }\n";
    let lifted = rule(&format!("{stay}{lift}"));
    assert_eq!(stands(&lifted, "rule"), Status::InForce);
    assert_eq!(
        log(&lifted, "rule")[2..],
        [
            "Stayed by | X Y | “Stay” | 1 January 2021",
            "Stay lifted by | X Y | “Lift” | 1 June 2021"
        ]
    );
    assert_eq!(
        log(&lifted, "stay"),
        ["Ordered | 1 January 2021", "Lifted by | X Y | “Lift” | 1 June 2021"]
    );
    let vacate = "- { id: v, kind: ruling, title: V, by: X Y, dates: { decided: 2022-01-01 }, vacates: [rule] }\n";
    assert_eq!(stands(&rule(vacate), "rule"), Status::Vacated);
    let reverse = "- { id: w, kind: ruling, title: W, by: X Y, dates: { decided: 2023-01-01 }, reverses: [v] }\n";
    assert_eq!(stands(&rule(&format!("{vacate}{reverse}")), "rule"), Status::InForce);
    // One of two blocks is lifted: the other still holds.
    let second = "- { id: two, kind: injunction, title: Two, by: X Y, dates: { ordered: 2021-02-01 }, blocks: [rule] }\n";
    assert_eq!(stands(&rule(&format!("{stay}{second}{lift}")), "rule"), Status::Blocked);
}

#[test]
fn an_undoing_may_be_undone() {
    let chain = "- { id: block, kind: injunction, title: Block, by: X Y, dates: { ordered: 2021-01-01 }, blocks: [rule] }\n\
        - { id: stay, kind: stay, title: Stay, by: X Y, dates: { ordered: 2021-02-01 }, stays: [block] }\n";
    assert_eq!(stands(&rule(chain), "rule"), Status::InForce);
    let back = "- { id: back, kind: ruling, title: Back, by: X Y, dates: { decided: 2021-03-01 }, reverses: [stay] }\n";
    let made = rule(&format!("{chain}{back}"));
    assert_eq!(stands(&made, "rule"), Status::Blocked);
    assert_eq!(stands(&made, "block"), Status::InForce);
    assert_eq!(
        log(&made, "rule")[2..],
        [
            "Blocked by | X Y | “Block” | 1 January 2021",
            "Block stayed by | X Y | “Stay” | 1 February 2021",
            "Stay reversed by | X Y | “Back” | 1 March 2021",
        ]
    );
    let part = "- { id: part, kind: ruling, title: Part, by: X Y, dates: { decided: 2021-03-01 }, lifts: [{ action: block, scope: in-part }] }\n";
    let block = chain.lines().next().unwrap();
    assert_eq!(stands(&rule(&format!("{block}\n{part}")), "rule"), Status::PartlyInForce);
}

#[test]
fn a_stay_that_ran_out_holds_nothing() {
    let stay = "- { id: stay, kind: restraining-order, title: Stay, by: X Y, dates: { ordered: 2021-01-01, expires: 2021-01-15 }, stays: [rule] }\n";
    let on = |now: &str| stands(&made(now, &[("actions.yaml", &format!("{RULE}{stay}"))]), "rule");
    assert_eq!(on("2021-01-15"), Status::Blocked);
    assert_eq!(on("2021-01-16"), Status::InForce);
    assert_eq!(
        log(&rule(stay), "rule")[3..],
        ["Stay no longer in force: | “Stay” | 15 January 2021"]
    );
    assert_eq!(log(&rule(stay), "stay")[1..], ["Expired | 15 January 2021"]);
}

#[test]
fn what_both_sides_tell_is_one_event() {
    let ruling = "- { id: r, kind: ruling, title: R, by: X Y, dates: { decided: 2021-01-01 }, vacates: [rule] }\n";
    let own = RULE.replace("effective: 2020-02-01", "effective: 2020-02-01, vacated: 2021-01-01");
    let both = made("2024-01-01", &[("actions.yaml", &format!("{own}{ruling}"))]);
    assert_eq!(log(&both, "rule")[2..], ["Vacated by | X Y | “R” | 1 January 2021"]);
    assert_eq!(log(&both, "rule"), log(&rule(ruling), "rule"));
}

#[test]
fn a_relation_counts_from_the_day_its_action_acts() {
    let later = "- { id: new, kind: final-rule, title: N, by: X Y, dates: { proposed: 2020-06-01, adopted: 2022-01-01 }, supersedes: [rule] }\n";
    let on = |now: &str| stands(&made(now, &[("actions.yaml", &format!("{RULE}{later}"))]), "rule");
    assert_eq!(on("2021-01-01"), Status::InForce);
    assert_eq!(on("2022-01-01"), Status::Superseded);
}

#[test]
fn relations_are_said_both_ways_once() {
    let made = shipped("2026-11-23");
    let said = |id: &str| -> Vec<String> {
        let view = action_page(&made.cx(), made.action(id));
        view.relations.into_iter().map(|r| format!("{} {}", r.text, r.other.title)).collect()
    };
    assert_eq!(
        said("eo-13942"),
        [
            "Blocked (scope not known) by “A federal judge blocks the download ban”",
            "Revoked by Executive Order 14034",
            "Answered by “Commerce review of apps that could pose a security risk”",
        ]
    );
    assert_eq!(
        said("eo-14034"),
        [
            "Revokes Executive Order 13942",
            "Implemented in part by “Commerce review of apps that could pose a security risk”",
        ]
    );
    let identifiers = action_card(&made.cx(), made.action("eo-13942")).identifiers;
    assert_eq!(identifiers, ["Executive Order 13942", "85 FR 48637"]);
}

#[test]
fn only_what_is_said_not_to_be_met_is_overdue() {
    let text = "- { id: a, kind: act, title: A, by: X Y, deadlines: [\
        { due: 2020-01-01, what: one }, { due: 2020-01-01, what: two, met: false },\
        { due: 2020-01-01, what: three, met: 2019-12-01 }, { due: 2030-01-01, what: four },\
        { due: 2030-01, what: five, met: false }, { due: 2024-01, what: six }, { due: 2020, what: seven, met: true }] }\n";
    let made = made("2024-01-10", &[("actions.yaml", text)]);
    let cx = made.cx();
    let states: Vec<String> =
        action_page(&cx, made.action("a")).deadlines.into_iter().map(|d| d.state).collect();
    assert_eq!(
        states,
        [
            "passed, outcome not recorded",
            "overdue",
            "met on 1 December 2019",
            "ahead",
            "not met",
            "due",
            "met"
        ]
    );
    let open: Vec<String> =
        open_deadlines(&cx, cx.site.ledger.actions()).into_iter().map(|d| d.what).collect();
    assert_eq!(open, ["two", "six", "five", "four"]);
}
