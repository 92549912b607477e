//! Effects of proposals, manual statuses on a date, effects that end with their cause, and the
//! sentences for them.

use crate::model::action::{RelationKind, Status};
use crate::resolve::actions::status;
use crate::view::cards::action::action_card;
use crate::view::pages::action::action_page;
use crate::view::testing::{Made, made};
use proptest::prelude::*;

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

fn log(made: &Made, id: &str) -> Vec<String> {
    let page = action_page(&made.cx(), made.action(id));
    let line = |e: crate::view::cards::action::EventView| format!("{} {}", e.text, e.other.title);
    page.log.into_iter().map(|e| line(e).trim().to_owned()).collect()
}

fn answer(made: &Made, id: &str) -> String {
    action_page(&made.cx(), made.action(id)).answer.text
}

const LAW: &str = "id: law, kind: act, title: Law, dates: { signed: 2015-03-03 }";

const PROPOSALS: &[(&str, &str, &str)] = &[
    (
        "kind: bill, dates: { introduced: 2024-05-05 }, amends: [{ action: law, scope: in-part }]",
        "Would be amended in part by “P”",
        "Would amend in part “Law”",
    ),
    (
        "kind: policy-proposal, dates: { proposed: 2024-06-06 }, supplements: [law]",
        "Would be supplemented by “P”",
        "Would supplement “Law”",
    ),
    (
        "kind: bill, dates: { introduced: 2023-01-01, passed: 2023-02-01 }, revokes: [law]",
        "Would be repealed by “P”",
        "Would repeal “Law”",
    ),
    (
        "kind: bill, dates: { introduced: 2023-01-01, failed: 2023-02-01 }, supersedes: [law]",
        "Would have been superseded by “P”",
        "Would have superseded “Law”",
    ),
    (
        "kind: proposed-rule, dates: { published: 2023-01-01, withdrawn: 2023-02-01 }, suspends: [{ action: law, scope: unknown }]",
        "Would have been suspended (scope not known) by “P”",
        "Would have suspended (scope not known) “Law”",
    ),
    (
        "kind: executive-order, status: proposed, blocks: [law]",
        "Would be blocked by “P”",
        "Would block “Law”",
    ),
    ("kind: bill, implements: [law]", "Would be implemented by “P”", "Would implement “Law”"),
    (
        "kind: complaint, dates: { filed: 2023-01-01 }, challenges: [law]",
        "Challenged by “P”",
        "Challenges “Law”",
    ),
    (
        "kind: bill, dates: { introduced: 2023-01-01 }, responds_to: [law]",
        "Answered by “P”",
        "Responds to “Law”",
    ),
    (
        "kind: final-rule, dates: { issued: 2023-01-01, effective: 2023-02-01 }, amends: [law]",
        "Amended by “P”",
        "Amends “Law”",
    ),
    (
        "kind: bill, dates: { introduced: 2023-01-01, passed: 2023-02-01, signed: 2023-03-01 }, amends: [law]",
        "Amended by “P”",
        "Amends “Law”",
    ),
    (
        "kind: act, dates: { signed: 2024-06-01, effective: 2030-01-01 }, revokes: [law]",
        "Will be repealed by “P”",
        "Will repeal “Law”",
    ),
];

#[test]
fn a_proposal_would_do_something() {
    for (proposal, on_law, on_proposal) in PROPOSALS {
        let made = site("2025-01-01", &[LAW, &format!("id: p, title: P, {proposal}")]);
        assert_eq!(relations(&made, "law"), [*on_law], "{proposal}");
        assert_eq!(relations(&made, "p"), [*on_proposal], "{proposal}");
        assert_eq!(log(&made, "law")[1..], [*on_law], "{proposal}");
        if !proposal.contains("amends") {
            assert_eq!(stands(&made, "law"), Status::InForce, "{proposal}");
        }
    }
}

#[test]
fn a_proposal_undoes_nothing() {
    let bill = |dates: &str| {
        let bill =
            format!("id: bill, kind: bill, title: Bill, dates: {{ {dates} }}, revokes: [law]");
        stands(&site("2025-01-01", &[LAW, &bill]), "law")
    };
    assert_eq!(bill("introduced: 2024-01-01"), Status::InForce);
    assert_eq!(bill("introduced: 2024-01-01, passed: 2024-02-01"), Status::InForce);
    assert_eq!(bill("introduced: 2024-01-01, failed: 2024-02-01"), Status::InForce);
    assert_eq!(bill("introduced: 2024-01-01, signed: 2024-02-01"), Status::Revoked);
    let suit = "id: suit, kind: appeal, title: Suit, dates: { filed: 2024-01-01, decided: 2024-06-01 }, reverses: [block]";
    let block =
        "id: block, kind: injunction, title: Block, dates: { ordered: 2023-01-01 }, blocks: [law]";
    let on = |now: &str| stands(&site(now, &[LAW, block, suit]), "law");
    assert_eq!((on("2024-03-01"), on("2024-06-01")), (Status::Blocked, Status::InForce));
}

#[test]
fn a_bill_leads_to_the_act_that_it_became() {
    let bill = "id: bill, kind: bill, title: Bill, dates: { introduced: 2024-01-01, passed: 2024-02-01 }, amends: [law], becomes: [act]";
    let act = "id: act, kind: act, title: Act, dates: { signed: 2024-03-01 }, amends: [law]";
    let before = site("2024-02-15", &[LAW, bill, act]);
    assert_eq!(stands(&before, "bill"), Status::Passed);
    let made = site("2025-01-01", &[LAW, bill, act]);
    assert_eq!(stands(&made, "bill"), Status::Adopted);
    assert_eq!(relations(&made, "bill"), ["Amends “Law”", "Became “Act”"]);
    assert_eq!(relations(&made, "act"), ["Amends “Law”", "Proposed as “Bill”"]);
    // The law is amended once, by the act.
    assert_eq!(relations(&made, "law"), ["Amended by “Act”"]);
    assert_eq!(log(&made, "bill"), ["Introduced", "Passed", "Became “Act”"]);
    assert_eq!(answer(&made, "bill"), "Adopted on 1 March 2024: became “Act”");
    // A bill with its own date of assent is adopted; the act may have been repealed since.
    let assented = bill.replace("passed:", "assent: 2024-03-01, passed:");
    let repeal = "id: r, kind: act, title: R, dates: { signed: 2024-06-01 }, revokes: [act]";
    let made = site("2025-01-01", &[LAW, &assented, act, repeal]);
    assert_eq!((stands(&made, "bill"), stands(&made, "act")), (Status::Adopted, Status::Revoked));
    // The act records no relation, so it has the effect that the bill names, on the date of the
    // act.
    let plain = "id: act, kind: act, title: Act, dates: { signed: 2024-03-01 }";
    let made = site("2025-01-01", &[LAW, bill, plain]);
    assert_eq!(relations(&made, "law"), ["Amended by “Bill”"]);
    let date = action_page(&made.cx(), made.action("law")).relations.remove(0).date;
    assert_eq!(date.map(|d| d.text).unwrap_or_default(), "1 March 2024");
}

#[test]
fn a_status_by_hand_does_not_hold_before_its_cause() {
    let later = "id: later, kind: executive-order, title: Later, dates: { signed: 2021-06-09 }, revokes: [o]";
    let court =
        "id: court, kind: injunction, title: Court, dates: { ordered: 2020-12-07 }, blocks: [o]";
    let order = |more: &str| {
        format!("id: o, kind: executive-order, title: O, dates: {{ signed: 2020-08-06 }}, {more}")
    };
    for (now, more, other, wanted) in [
        ("2020-09-01", "status: revoked", later, Status::InForce),
        (
            "2020-09-01",
            "status: revoked, history: [{ date: 2021-06-09, status: revoked }]",
            LAW,
            Status::InForce,
        ),
        ("2020-09-01", "status: blocked", court, Status::InForce),
        ("2020-09-01", "status: completed", LAW, Status::Completed),
        ("2022-01-01", "status: revoked", later, Status::Revoked),
        ("2020-09-01", "status: superseded", later, Status::InForce),
        ("2022-01-01", "status: superseded", later, Status::Superseded),
        ("2020-09-01", "status: suspended, status_as_of: 2020-10-01", LAW, Status::InForce),
        ("2020-10-01", "status: suspended, status_as_of: 2020-10-01", LAW, Status::Suspended),
        ("2020-09-01", "status: revoked, status_as_of: 2020-08-10", later, Status::InForce),
        ("2020-01-01", "status: completed", LAW, Status::Unknown),
        ("2020-09-01", "status: unknown", later, Status::Unknown),
    ] {
        let made = site(now, &[&order(more), other]);
        assert_eq!(stands(&made, "o"), wanted, "{now} {more}");
        let card = action_card(&made.cx(), made.action("o"));
        assert_eq!(card.status.word, wanted.word(), "{now} {more}");
        if wanted == Status::InForce {
            assert_eq!(card.status.as_of, "", "{now} {more}");
            assert_eq!(answer(&made, "o"), "In force since 6 August 2020", "{now} {more}");
        }
    }
}

const ONE: &str = "id: one, kind: executive-order, title: One, dates: { signed: 2020-01-01 }";
const TWO: &str =
    "id: two, kind: executive-order, title: Two, dates: { signed: 2021-01-01 }, revokes: [one]";

#[test]
fn a_block_in_part_is_told_of_what_it_blocks() {
    for does in ["blocks", "stays", "vacates", "reverses"] {
        for deed in ["revokes", "supersedes", "suspends"] {
            let two = TWO.replace("revokes", deed);
            let court = |scope: &str| {
                format!(
                    "id: court, kind: injunction, title: Court, dates: {{ ordered: 2021-02-01 }}, {does}: [{{ action: two, scope: {scope} }}]"
                )
            };
            let part = site("2022-01-01", &[ONE, &two, &court("in-part")]);
            assert_eq!(log(&part, "one").len(), 2, "{does} {deed}");
            let stopped = match deed {
                "revokes" => Status::Revoked,
                "supersedes" => Status::Superseded,
                _ => Status::Suspended,
            };
            assert_eq!(stands(&part, "one"), stopped, "{does} {deed}");
            assert_eq!(stands(&part, "two"), Status::PartlyInForce, "{does} {deed}");
            let whole = site("2022-01-01", &[ONE, &two, &court("whole")]);
            assert_eq!(log(&whole, "one").len(), 3, "{does} {deed}");
            assert_eq!(stands(&whole, "one"), Status::InForce, "{does} {deed}");
        }
    }
    let court =
        "id: court, kind: injunction, title: Court, dates: { ordered: 2021-02-01 }, blocks: [two]";
    let made = site("2022-01-01", &[ONE, TWO, court]);
    assert_eq!(log(&made, "one")[2], "Revocation blocked by “Court”");
    // An injunction has one effect: a part of it is a part of that effect.
    let block =
        "id: block, kind: injunction, title: Block, dates: { ordered: 2021-02-01 }, blocks: [one]";
    let lift = "id: lift, kind: ruling, title: Lift, dates: { decided: 2021-03-01 }, stays: [{ action: block, scope: in-part }]";
    let made = site("2022-01-01", &[ONE, block, lift]);
    assert_eq!(stands(&made, "one"), Status::PartlyInForce);
}

#[test]
fn what_only_stops_ends_with_what_it_stops() {
    let stop = |kind: &str, does: &str, of: &str| {
        format!(
            "id: stop, kind: {kind}, title: Stop, dates: {{ ordered: 2020-06-01 }}, {does}: [{of}]"
        )
    };
    let gone = |one: &str, others: &[&str], stop: &str| {
        let mut all = vec![one, stop];
        all.extend(others);
        let made = site("2022-01-01", &all);
        (stands(&made, "stop"), stands(&made, "one"))
    };
    assert_eq!(
        gone(ONE, &[TWO], &stop("injunction", "blocks", "one")),
        (Status::Completed, Status::Revoked)
    );
    let in_part = TWO.replace("[one]", "[{ action: one, scope: in-part }]");
    assert_eq!(gone(ONE, &[&in_part], &stop("injunction", "blocks", "one")).0, Status::InForce);
    let withdrawn = "id: one, kind: final-rule, title: One, dates: { issued: 2020-01-01, withdrawn: 2021-01-01 }";
    assert_eq!(
        gone(withdrawn, &[], &stop("stay", "stays", "one")),
        (Status::Completed, Status::Withdrawn)
    );
    // A ruling with further effects keeps its status; one that only blocks ends.
    let ruling = "id: stop, kind: ruling, title: Stop, dates: { decided: 2020-06-01 }, blocks: [one], upholds: [law]";
    assert_eq!(gone(ONE, &[TWO, LAW], ruling).0, Status::InForce);
    assert_eq!(gone(ONE, &[TWO], &stop("ruling", "blocks", "one")).0, Status::Completed);
    // Another action that it stops still exists.
    assert_eq!(
        gone(ONE, &[TWO, LAW], &stop("injunction", "blocks", "one, law")).0,
        Status::InForce
    );
    // The revocation was blocked, so a second block has an effect.
    let back =
        "id: back, kind: injunction, title: Back, dates: { ordered: 2021-02-01 }, blocks: [two]";
    assert_eq!(
        gone(ONE, &[TWO, back], &stop("injunction", "blocks", "one")),
        (Status::InForce, Status::Blocked)
    );
    // A stay of a block ends with the block, which ends with the order.
    let chain = site(
        "2022-01-01",
        &[
            ONE,
            TWO,
            &stop("injunction", "blocks", "one"),
            "id: stay, kind: stay, title: Stay, dates: { ordered: 2020-07-01 }, stays: [stop]",
        ],
    );
    assert_eq!(stands(&chain, "stay"), Status::Completed);
    assert_eq!(log(&chain, "stop"), ["Ordered", "Stayed by “Stay”", "Moot after the end of “One”"]);
    // Before the end it was in force.
    let made = site("2020-12-31", &[ONE, TWO, &stop("injunction", "blocks", "one")]);
    assert_eq!(stands(&made, "stop"), Status::InForce);
    assert_eq!(answer(&made, "one"), "Blocked since 1 June 2020 by “Stop”");
    let ring = site(
        "2022-01-01",
        &[
            "id: a, kind: stay, title: A, dates: { ordered: 2020-07-01 }, stays: [b]",
            "id: b, kind: stay, title: B, dates: { ordered: 2020-07-01 }, stays: [a]",
        ],
    );
    assert_eq!((stands(&ring, "a"), stands(&ring, "b")), (Status::InForce, Status::InForce));
}

const ENDS: &[(&str, Status, &str)] = &[
    (
        "kind: treaty, dates: { signed: 1987 }, history: [{ date: 2019-08-02, status: terminated }]",
        Status::Terminated,
        "Terminated",
    ),
    (
        "kind: treaty, dates: { signed: 1987, terminated: 2019-08-02 }",
        Status::Terminated,
        "Terminated",
    ),
    ("kind: agreement, dates: { signed: 2016, revoked: 2019 }", Status::Terminated, "Terminated"),
    (
        "kind: agreement, dates: { signed: 2016, effective: 2016, withdrawn: 2019 }",
        Status::Withdrawn,
        "Withdrawn from",
    ),
    ("kind: act, dates: { signed: 2016, revoked: 2019 }", Status::Revoked, "Repealed"),
    (
        "kind: regulation, jurisdiction: eu, dates: { adopted: 2016, revoked: 2019 }",
        Status::Revoked,
        "Repealed",
    ),
    (
        "kind: statutory-instrument, jurisdiction: uk, dates: { issued: 2016, revoked: 2019 }",
        Status::Revoked,
        "Revoked",
    ),
    ("kind: executive-order, dates: { signed: 2016, revoked: 2019 }", Status::Revoked, "Revoked"),
    ("kind: bill, dates: { introduced: 2019-01-01, passed: 2019-05-01 }", Status::Passed, "Passed"),
    (
        "kind: bill, dates: { introduced: 2019-01-01, passed: 2019-05-01, signed: 2019-06-01 }",
        Status::InForce,
        "In force",
    ),
    (
        "kind: bill, dates: { introduced: 2019-01-01, passed: 2019-05-01, enacted: 2019-09-09 }",
        Status::InForce,
        "In force",
    ),
    (
        "kind: bill, dates: { introduced: 2019-01-01, passed: 2019-05-01, assent: 2019-09-09, effective: 2030-01-01 }",
        Status::Adopted,
        "Adopted",
    ),
    (
        "kind: act, dates: { introduced: 2019-01-01, passed: 2019-05-01, assent: 2019-09-09 }",
        Status::InForce,
        "In force",
    ),
    (
        "kind: bill, dates: { introduced: 2019-01-01, failed: 2019-05-01, enacted: 2019-06-01 }",
        Status::InForce,
        "In force",
    ),
    (
        "kind: statutory-instrument, dates: { issued: 2019-01-01, effective: 2019-02-01 }",
        Status::InForce,
        "In force",
    ),
    (
        "kind: delegated-act, dates: { adopted: 2019-01-01, effective: 2030-02-01 }",
        Status::Adopted,
        "Adopted",
    ),
];

#[test]
fn the_word_for_the_end_fits_the_kind() {
    let treaty =
        "id: t, kind: treaty, title: T, dates: { signed: 1987-12-08, effective: 1988-06-01 }";
    let notice = "id: n, kind: notice, title: N, dates: { issued: 2019-02-02, effective: 2019-08-02 }, revokes: [t]";
    let made = site("2020-01-01", &[treaty, notice]);
    let card = action_card(&made.cx(), made.action("t"));
    assert_eq!(
        (card.status.word.as_str(), card.status.label.as_str()),
        ("terminated", "Terminated")
    );
    assert_eq!(log(&made, "t").last().map(String::as_str), Some("Terminated by “N”"));
    assert_eq!(relations(&made, "t"), ["Terminated by “N”"]);
    assert_eq!(relations(&made, "n"), ["Terminates “T”"]);
    assert_eq!(answer(&made, "t"), "Terminated on 2 August 2019 by “N”");
    for (action, wanted, label) in ENDS {
        let made = site("2022-01-01", &[&format!("id: a, title: A, {action}")]);
        assert_eq!(stands(&made, "a"), *wanted, "{action}");
        assert_eq!(action_card(&made.cx(), made.action("a")).status.label, *label, "{action}");
    }
}

const ANSWERS: &[(&str, &str, &str, &str)] = &[
    (
        "2022-01-01",
        "dates: { signed: 2020-08-06 }",
        "kind: executive-order, short_title: EO 14034, dates: { signed: 2021-06-09 }, revokes: [o]",
        "Revoked on 9 June 2021 by EO 14034",
    ),
    (
        "2022-01-01",
        "dates: { signed: 2020-08-06 }",
        "kind: executive-order, dates: { signed: 2021-06 }, revokes: [o]",
        "Revoked in June 2021 by “X”",
    ),
    (
        "2022-01-01",
        "dates: { signed: 2020-08-06 }",
        "kind: executive-order, dates: { signed: 2021~ }, revokes: [{ action: o, scope: unknown }]",
        "Revoked about 2021 (scope not known) by “X”",
    ),
    (
        "2022-01-01",
        "dates: { signed: 2020-08-06 }",
        "kind: injunction, dates: { ordered: 2020-10-30 }, blocks: [o]",
        "Blocked since 30 October 2020 by “X”",
    ),
    (
        "2022-01-01",
        "dates: { signed: 2020-08-06 }",
        "kind: injunction, dates: { ordered: 2020-09-27/2020-12-07 }, blocks: [o]",
        "Blocked since a date between 27 September 2020 and 7 December 2020 by “X”",
    ),
    (
        "2022-01-01",
        "dates: { signed: 2020-08-06 }",
        "kind: ruling, dates: { decided: 2020-10-30 }, vacates: [{ action: o, scope: in-part }]",
        "Partly in force since 30 October 2020: vacated in part by “X”",
    ),
    ("2022-01-01", "dates: { signed: 2020-08-06 }", "kind: notice", "In force since 6 August 2020"),
    (
        "2022-01-01",
        "dates: { signed: 2020-01-06, effective: 2020-02-01 }",
        "kind: notice",
        "In force since 1 February 2020",
    ),
    (
        "2022-01-01",
        "dates: { signed: 2020-01-06, effective: 2030-02-01 }",
        "kind: notice",
        "Adopted on 6 January 2020",
    ),
    (
        "2022-01-01",
        "dates: { signed: 2020, expires: 2021-03 }",
        "kind: notice",
        "Expired in March 2021",
    ),
    (
        "2022-01-01",
        "dates: { signed: 2020, revoked: { basis: unknown } }",
        "kind: notice",
        "Revoked, date not known",
    ),
    (
        "2022-01-01",
        "history: [{ date: 2021-01-20, status: revoked, by: Joe Biden }]",
        "kind: notice",
        "Revoked on 20 January 2021 by Joe Biden",
    ),
    (
        "2022-01-01",
        "dates: { proposed: 2021-01-20 }",
        "kind: notice",
        "Proposed on 20 January 2021",
    ),
    (
        "2022-01-01",
        "status: suspended, status_as_of: 2021-05-01",
        "kind: notice",
        "Suspended as of 1 May 2021",
    ),
    ("2022-01-01", "status: suspended", "kind: notice", "Suspended, date not known"),
    ("2022-01-01", "topics: []", "kind: notice", "The status of this action is not known"),
];

#[test]
fn the_answer_says_since_when_and_by_what() {
    let order = "id: o, kind: executive-order, title: O";
    for (now, own, other, wanted) in ANSWERS {
        let made = site(now, &[&format!("{order}, {own}"), &format!("id: x, title: X, {other}")]);
        assert_eq!(answer(&made, "o"), *wanted, "{own} {other}");
    }
}

#[test]
fn a_party_that_left_a_treaty_may_come_back() {
    let paris = "id: paris, kind: agreement, title: Paris, dates: { signed: 2016-04-22, effective: 2016-11-04, withdrawn: 2020-11-04 }, history: [{ date: 2021-02-19, status: in-force }]";
    let on = |now: &str| answer(&site(now, &[paris]), "paris");
    assert_eq!(on("2020-12-01"), "A party withdrew on 4 November 2020");
    assert_eq!(on("2022-01-01"), "In force since 19 February 2021");
}

#[test]
fn the_answer_says_what_brought_an_action_back() {
    let rule = "id: rule, kind: final-rule, title: Rule, dates: { issued: 2022-01-10, effective: 2022-03-01 }";
    let order =
        "id: order, kind: injunction, title: Order, dates: { ordered: 2022-02-15 }, blocks: [rule]";
    let stay = "id: stay, kind: stay, title: Stay, dates: { ordered: 2022-03-10 }, stays: [order]";
    let reversal =
        "id: rev, kind: ruling, title: Reversal, dates: { decided: 2023-01-05 }, reverses: [order]";
    let on = |now: &str| answer(&site(now, &[rule, order, stay, reversal]), "rule");
    assert_eq!(on("2022-02-20"), "Blocked since 15 February 2022 by “Order”");
    assert_eq!(on("2022-04-01"), "In force since 10 March 2022: block stayed by “Stay”");
    assert_eq!(on("2024-01-01"), "In force since 10 March 2022: block stayed by “Stay”");
    let made = site("2024-01-01", &[rule, order, reversal]);
    assert_eq!(
        answer(&made, "rule"),
        "In force since 5 January 2023: block reversed by “Reversal”"
    );
}

#[test]
fn identifiers_lead_to_the_record() {
    let made = site(
        "2024-01-01",
        &[
            "id: a, kind: regulation, title: A, jurisdiction: eu, identifiers: [{ scheme: celex, value: 32016R0679 }, { scheme: eli, value: \"http://data.europa.eu/eli/reg/2016/679/oj\" }, { scheme: uk-si, value: 2020/1234 }, { scheme: uk-si, value: SSI 2020/103 }, { scheme: other, value: X1 }]",
        ],
    );
    let links = action_card(&made.cx(), made.action("a")).identifier_links;
    let links: Vec<(&str, &str)> =
        links.iter().map(|l| (l.title.as_str(), l.url.as_str())).collect();
    assert_eq!(
        links,
        [
            (
                "CELEX 32016R0679",
                "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32016R0679"
            ),
            (
                "http://data.europa.eu/eli/reg/2016/679/oj",
                "http://data.europa.eu/eli/reg/2016/679/oj"
            ),
            ("SI 2020/1234", "https://www.legislation.gov.uk/uksi/2020/1234"),
            ("SSI 2020/103", "https://www.legislation.gov.uk/ssi/2020/103"),
            ("X1", ""),
        ]
    );
}

/// Entries of a history, and true if the action is unfinished after them.
const STEPS: [&str; 8] =
    ["proposed", "introduced", "pending", "passed", "adopted", "in-force", "failed", "withdrawn"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn would_is_said_of_unfinished_actions_alone(
        steps in prop::collection::vec(0..STEPS.len(), 1..5),
        does in 0..RelationKind::WORDS.len(),
        scope in 0..3_usize,
        kind in 0..4_usize,
    ) {
        let does = RelationKind::WORDS[does].1;
        prop_assume!(!matches!(does, RelationKind::Becomes | RelationKind::RespondsTo | RelationKind::Challenges | RelationKind::Appeals));
        let kind = ["bill", "executive-order", "final-rule", "policy-proposal"][kind];
        let scope = ["whole", "in-part", "unknown"][scope];
        let history: Vec<String> = steps.iter().enumerate()
            .map(|(n, step)| format!("{{ date: 2021-{:02}-01, status: {} }}, ", n + 1, STEPS[*step]))
            .collect();
        let acts = format!(
            "id: p, kind: {kind}, title: P, history: [{}], {}: [{{ action: law, scope: {scope} }}]",
            history.concat(),
            does.word()
        );
        let made = site("2025-01-01", &[LAW, &acts]);
        let words: Vec<&str> = steps.iter().map(|step| STEPS[*step]).collect();
        let last = words[words.len() - 1];
        // Computed independently: true if it was ever in force, or adopted and then ended.
        let acted = words.contains(&"in-force")
            || last == "adopted"
            || last == "withdrawn" && words.contains(&"adopted")
            || last == "withdrawn" && words.iter().all(|w| *w == "withdrawn")
                && !matches!(kind, "bill" | "policy-proposal")
            || last == "withdrawn" && !matches!(kind, "bill" | "policy-proposal")
                && words.iter().all(|w| matches!(*w, "withdrawn" | "failed"));
        let ended = matches!(last, "failed" | "withdrawn");
        let frame = match (acted, ended) {
            (true, _) => "",
            (false, false) => "Would ",
            (false, true) => "Would have ",
        };
        for id in ["p", "law"] {
            let all: Vec<String> = [relations(&made, id), log(&made, id)].concat();
            for line in all.iter().filter(|l| l.contains('“')) {
                let said = if line.starts_with("Would have ") { "Would have " }
                    else if line.starts_with("Would ") { "Would " } else { "" };
                prop_assert_eq!(said, frame, "{} on {}: {}", acts, id, line);
            }
        }
        if !acted {
            prop_assert_eq!(stands(&made, "law"), Status::InForce);
        }
    }
}
