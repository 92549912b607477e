//! The derived status of actions.

use crate::model::action::Status;
use crate::resolve::actions::{derived, status};
use crate::view::cards::action::action_card;
use crate::view::cards::deadline::open_deadlines;
use crate::view::pages::action::action_page;
use crate::view::testing::{Made, made, shipped};

fn stands(made: &Made, id: &str) -> Status {
    let cx = made.cx();
    derived(cx.site, made.action(id), cx.site.now().day())
}

fn log(made: &Made, id: &str) -> Vec<String> {
    let events = action_page(&made.cx(), made.action(id)).log;
    let line = |e: crate::view::cards::action::EventView| {
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

/// An action, a date, and its status on that date.
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
    (
        "kind: appeal, dates: { filed: 2020-01-01, decided: 2021-01-01 }",
        "2020-06-01",
        Status::Pending,
    ),
    (
        "kind: appeal, dates: { filed: 2020-01-01, decided: 2021-01-01 }",
        "2021-06-01",
        Status::Completed,
    ),
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
    // One of two blocks is lifted; the other one remains.
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

/// The effect of a court on an order that itself stopped, ended or restored another action.
#[test]
fn what_was_stopped_does_nothing() {
    let order = |does: &str| {
        format!(
            "- {{ id: order, kind: executive-order, title: Order, by: X Y, dates: {{ signed: 2021-01-01 }}, {does}: [rule] }}\n"
        )
    };
    let court = |does: &str| {
        format!(
            "- {{ id: court, kind: injunction, title: Court, by: X Y, dates: {{ ordered: 2021-02-01 }}, {does}: [order] }}\n"
        )
    };
    for done in ["revokes", "supersedes", "suspends", "blocks"] {
        for undone in ["blocks", "stays", "vacates", "reverses"] {
            let made = rule(&(order(done) + &court(undone)));
            assert_eq!(stands(&made, "rule"), Status::InForce, "{done}, {undone}");
        }
    }
    // An order that its issuer takes back blocks nothing and restores nothing.
    let back = "- { id: back, kind: executive-order, title: Back, by: X Y, dates: { signed: 2022-01-01 }, revokes: [order] }\n";
    assert_eq!(stands(&rule(&(order("suspends") + back)), "rule"), Status::InForce);
    assert_eq!(stands(&rule(&(order("revokes") + back)), "rule"), Status::Revoked);
    // The order has several effects, and the affected part is not known.
    let part = "- { id: court, kind: ruling, title: C, by: X Y, dates: { decided: 2021-02-01 }, vacates: [{ action: order, scope: in-part }] }\n";
    assert_eq!(stands(&rule(&(order("revokes") + part)), "rule"), Status::Revoked);
    assert_eq!(stands(&rule(&(order("suspends") + part)), "rule"), Status::Suspended);
}

#[test]
fn what_an_action_says_of_its_own_end_counts_for_what_it_did() {
    let stay = |own: &str| {
        format!(
            "- {{ id: stay, kind: stay, title: Stay, by: X Y, dates: {{ ordered: 2021-01-01 }}, stays: [rule], {own} }}\n"
        )
    };
    for (own, wanted) in [
        ("status: unknown", Status::Blocked),
        ("history: [{ date: 2021-02-01, status: vacated }]", Status::InForce),
        ("history: [{ date: 2021-02-01, status: blocked }]", Status::InForce),
        ("history: [{ date: 2021-02-01, status: expired }]", Status::InForce),
        ("history: [{ date: 2021-02-01, status: completed }]", Status::Blocked),
        (
            "history: [{ date: 2021-02-01, status: blocked }, { date: 2021-03-01, status: in-force }]",
            Status::Blocked,
        ),
    ] {
        assert_eq!(stands(&rule(&stay(own)), "rule"), wanted, "{own}");
    }
    // When a stay of a stay expires, the first stay applies again.
    let second = "- { id: second, kind: stay, title: S, by: X Y, dates: { ordered: 2021-02-01, expires: 2021-03-01 }, stays: [stay] }\n";
    let both = stay("topics: []") + second;
    let on = |now: &str| stands(&made(now, &[("actions.yaml", &format!("{RULE}{both}"))]), "rule");
    assert_eq!((on("2021-02-15"), on("2021-03-02")), (Status::InForce, Status::Blocked));
}

#[test]
fn what_was_reversed_or_lifted_no_longer_stands() {
    let block = "- { id: block, kind: injunction, title: B, by: X Y, dates: { ordered: 2021-01-01 }, blocks: [rule] }\n";
    for does in ["reverses", "lifts", "vacates"] {
        let court = format!(
            "- {{ id: court, kind: ruling, title: C, by: X Y, dates: {{ decided: 2021-02-01 }}, {does}: [block] }}\n"
        );
        let made = rule(&(block.to_owned() + &court));
        assert_eq!(stands(&made, "block"), Status::Vacated, "{does}");
        assert_eq!(stands(&made, "rule"), Status::InForce, "{does}");
    }
    let pause = "- { id: pause, kind: notice, title: P, by: X Y, dates: { issued: 2021-01-01 }, suspends: [rule] }\n\
        - { id: go, kind: notice, title: G, by: X Y, dates: { issued: 2021-02-01 }, lifts: [pause] }\n";
    assert_eq!(stands(&rule(pause), "pause"), Status::Revoked);
    // `lifts` has no effect on the rule itself, only on a block of it.
    let slip = "- { id: go, kind: ruling, title: G, by: X Y, dates: { decided: 2021-02-01 }, lifts: [rule] }\n";
    assert_eq!(stands(&rule(&(block.to_owned() + slip)), "rule"), Status::Blocked);
}

#[test]
fn a_part_that_was_stopped_before_the_day_of_effect_brings_no_other_into_force() {
    let early = "- { id: r, kind: ruling, title: R, by: X Y, dates: { decided: 2020-01-15 }, vacates: [{ action: rule, scope: in-part }] }\n";
    let on = |now: &str| stands(&made(now, &[("actions.yaml", &format!("{RULE}{early}"))]), "rule");
    assert_eq!((on("2020-01-20"), on("2020-02-01")), (Status::Adopted, Status::PartlyInForce));
}

#[test]
fn a_relation_never_dates_from_the_end_of_what_acts() {
    let date = |acts: &str| {
        let text = format!("{RULE}- {{ id: suit, title: S, by: X Y, {acts} }}\n");
        let made = made("2024-01-01", &[("actions.yaml", &text)]);
        let relation = action_page(&made.cx(), made.action("suit")).relations.remove(0);
        relation.date.map(|d| d.text).unwrap_or_default()
    };
    for (acts, day) in [
        (
            "kind: complaint, dates: { filed: 2021-01-01, withdrawn: 2023-01-01 }, challenges: [rule]",
            "1 January 2021",
        ),
        (
            "kind: appeal, dates: { filed: 2021-01-01, decided: 2022-01-01 }, appeals: [rule]",
            "1 January 2021",
        ),
        ("kind: complaint, dates: { withdrawn: 2023-01-01 }, challenges: [rule]", ""),
        ("kind: stay, dates: { expires: 2023-01-01 }, stays: [rule]", ""),
        (
            "kind: final-rule, dates: { adopted: 2021-01-01, effective: 2022-01-01 }, supersedes: [rule]",
            "1 January 2022",
        ),
        (
            "kind: final-rule, dates: { adopted: 2021-01-01, effective: 2022-01-01 }, amends: [rule]",
            "1 January 2021",
        ),
        (
            "kind: bill, dates: { introduced: 2021-01-01, failed: 2022-01-01 }, responds_to: [rule]",
            "1 January 2021",
        ),
        (
            "kind: act, history: [{ date: 2021, status: pending }, { date: 2022, status: adopted }], amends: [rule]",
            "2022",
        ),
    ] {
        assert_eq!(date(acts), day, "{acts}");
    }
}

#[test]
fn what_has_no_date_stands_where_it_belongs() {
    let text = "- { id: a, kind: act, title: A, by: X Y, dates: { announced: { basis: unknown }, signed: 2020-01-01, effective: { basis: unknown }, expires: 2030-01-01 } }\n\
        - { id: b, kind: act, title: B, by: X Y, dates: { signed: { basis: unknown, as_given: last year } } }\n\
        - { id: c, kind: act, title: C, by: X Y, dates: { signed: 2023-01-01 }, revokes: [b] }\n";
    let made = made("2024-01-01", &[("actions.yaml", text)]);
    let words = |id: &str| -> Vec<String> {
        action_page(&made.cx(), made.action(id)).log.into_iter().map(|e| e.text).collect()
    };
    assert_eq!(words("a"), ["Announced", "Signed", "Effective", "Expires"]);
    assert_eq!(words("b"), ["Signed", "Repealed by"]);
    assert_eq!(stands(&made, "b"), Status::Revoked);
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
            "passed; outcome not recorded",
            "overdue",
            "met on 1 December 2019",
            "upcoming",
            "not met",
            "due",
            "met"
        ]
    );
    let open: Vec<String> =
        open_deadlines(&cx, cx.site.ledger.actions()).into_iter().map(|d| d.what).collect();
    assert_eq!(open, ["two", "six", "five", "four"]);
}
