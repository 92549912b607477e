//! Status sentences: for future events, unknown dates, notices, votes, and acts with a later
//! commencement.

use crate::model::action::Status;
use crate::resolve::actions::status;
use crate::view::pages::action::action_page;
use crate::view::testing::{Made, made};

fn site(now: &str, actions: &[&str]) -> Made {
    let lines: Vec<String> =
        actions.iter().map(|action| format!("- {{ by: X Y, {action} }}\n")).collect();
    made(now, &[("actions.yaml", &lines.concat())])
}

fn stands(made: &Made, id: &str) -> Status {
    let cx = made.cx();
    status(cx.site, made.action(id), cx.site.now().day())
}

fn relations(made: &Made, id: &str) -> Vec<String> {
    let page = action_page(&made.cx(), made.action(id));
    page.relations.into_iter().map(|r| format!("{} {}", r.text, r.other.title)).collect()
}

fn answer(made: &Made, id: &str) -> String {
    action_page(&made.cx(), made.action(id)).answer.text
}

#[test]
fn what_is_still_to_come_is_not_unknown() {
    let made = site(
        "2026-11-30",
        &[
            "id: law, kind: act, title: Law, dates: { signed: 2015-03-03 }",
            "id: rule, kind: final-rule, title: R, dates: { effective: 2027-02-02 }, amends: [law]",
            "id: order, kind: executive-order, title: O, dates: { signed: 2027-03, expires: 2029-01-01 }",
            "id: open, kind: executive-order, title: P, status: unknown, dates: { signed: 2027-03-03 }",
            "id: bare, kind: executive-order, title: B",
        ],
    );
    assert_eq!(answer(&made, "rule"), "Upcoming: effective on 2 February 2027");
    assert_eq!(answer(&made, "order"), "Upcoming: signed in March 2027");
    assert_eq!(answer(&made, "open"), "The status of this action is not known");
    assert_eq!(answer(&made, "bare"), "The status of this action is not known");
}

#[test]
fn an_end_without_a_date_names_what_brought_it() {
    let made = site(
        "2026-11-30",
        &[
            "id: a, kind: executive-order, title: A, dates: { signed: 2020-01-01 }",
            "id: b, kind: executive-order, title: B, revokes: [a]",
            "id: c, kind: executive-order, title: C, dates: { signed: 2020-01-01 }",
            "id: d, kind: injunction, title: D, blocks: [c]",
        ],
    );
    assert_eq!(answer(&made, "a"), "Revoked on an unknown date by “B”");
    assert_eq!(answer(&made, "c"), "Blocked since an unknown date by “D”");
}

#[test]
fn a_notice_that_was_given_is_no_proposal() {
    let actions = [
        "id: pact, kind: treaty, title: Pact, dates: { effective: 2016-11-04 }",
        "id: out, kind: notice, title: Out, dates: { announced: 2026-01-27, effective: 2027-01-27 }, revokes: [pact]",
    ];
    let made = site("2026-11-30", &actions);
    assert_eq!(stands(&made, "pact"), Status::InForce);
    assert_eq!(relations(&made, "pact"), ["Will be terminated by “Out”"]);
    assert_eq!(relations(&made, "out"), ["Will terminate “Pact”"]);
    let later = site("2027-11-30", &actions);
    assert_eq!(answer(&later, "pact"), "Terminated on 27 January 2027 by “Out”");
}

#[test]
fn what_only_one_body_passes_is_final_with_its_vote() {
    for (kind, status) in [
        ("un-resolution", Status::Adopted),
        ("ratification", Status::Adopted),
        ("vote", Status::Completed),
        ("bill", Status::Passed),
    ] {
        let action = format!("id: p, kind: {kind}, title: P, dates: {{ passed: 2020-02-02 }}");
        let made = site("2026-11-30", &[&action]);
        assert_eq!(stands(&made, "p"), status, "{kind}");
    }
}

#[test]
fn an_act_that_was_commenced_later_is_not_in_force_before() {
    let act = "id: act, kind: act, title: Act, dates: { assent: 2020-07-01 }, history: [{ date: 2021-01-01, status: in-force, by: X Y }]";
    let order = "id: order, kind: statutory-instrument, title: Order, dates: { issued: 2020-07-01 }, history: [{ date: 2021-01-01, status: in-force }]";
    let again = "id: again, kind: act, title: Again, dates: { assent: 2020-01-01 }, history: [{ date: 2020-02-02, status: blocked }, { date: 2021-01-01, status: in-force }]";
    let before = site("2020-09-01", &[act, order, again]);
    assert_eq!(answer(&before, "act"), "Adopted on 1 July 2020");
    assert_eq!(answer(&before, "order"), "Adopted on 1 July 2020");
    assert_eq!(stands(&before, "again"), Status::Blocked);
    let after = site("2021-09-01", &[act, order, again]);
    assert_eq!(answer(&after, "act"), "In force since 1 January 2021: X Y");
    assert_eq!(stands(&after, "again"), Status::InForce);
}

#[test]
fn what_stops_an_action_ends_with_it_also_where_only_its_entry_says_that_it_ended() {
    let order = "id: order, kind: executive-order, title: O, status: revoked, status_as_of: 2021-01-01, dates: { signed: 2020-01-01 }";
    let block =
        "id: block, kind: injunction, title: B, dates: { issued: 2020-02-01 }, blocks: [order]";
    let before = site("2020-06-01", &[order, block]);
    assert_eq!(stands(&before, "order"), Status::Blocked);
    assert_eq!(stands(&before, "block"), Status::InForce);
    let after = site("2021-06-01", &[order, block]);
    assert_eq!(stands(&after, "order"), Status::Revoked);
    assert_eq!(stands(&after, "block"), Status::Completed);
    assert_eq!(answer(&after, "block"), "Completed on 1 January 2021: moot after the end of “O”");
}

#[test]
fn a_stay_that_ran_out_is_named_after_a_semicolon() {
    let made = site(
        "2026-11-30",
        &[
            "id: law, kind: statute, title: Law, dates: { effective: 2024-01-01 }",
            "id: block, kind: injunction, title: B, dates: { issued: 2024-02 }, blocks: [law]",
            "id: stay, kind: stay, title: S, dates: { issued: 2024-03-03, expires: 2024-09-09 }, stays: [block]",
        ],
    );
    assert_eq!(
        answer(&made, "block"),
        "In force since 9 September 2024; stay no longer in force: “S”"
    );
}
