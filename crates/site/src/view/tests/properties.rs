//! Properties of every history of actions and of every graph of sources.

use crate::model::action::Status;
use crate::model::ix::{ActionIx, QuoteIx, SourceIx};
use crate::resolve::actions::{derived, event_log, status_changes};
use crate::resolve::status_table::is_plausible_transition;
use crate::view::pages::action::action_page;
use crate::view::testing::{Made, made};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// A relation of one action to another on a day of 2021, each day once.
#[derive(Debug, Clone)]
struct Deed {
    by: usize,
    to: usize,
    does: &'static str,
    scope: &'static str,
}

const DOES: [(&str, &str); 6] = [
    ("revokes", "revoked"),
    ("supersedes", "superseded"),
    ("suspends", "suspended"),
    ("blocks", "blocked"),
    ("stays", "blocked"),
    ("vacates", "vacated"),
];
const OTHERS: [&str; 6] = ["amends", "lifts", "reverses", "upholds", "responds_to", "challenges"];

fn deed(actions: usize, all: bool) -> impl Strategy<Value = Deed> {
    let does = if all { 0..DOES.len() + OTHERS.len() } else { 0..DOES.len() };
    let scope = if all { 0..3_usize } else { 0..1 };
    (0..actions, 1..actions, does, scope).prop_map(move |(by, off, does, scope)| Deed {
        by,
        to: (by + off) % actions,
        does: DOES.get(does).map_or_else(|| OTHERS[does - DOES.len()], |d| d.0),
        scope: ["whole", "in-part", "unknown"][scope],
    })
}

fn day(n: usize) -> String {
    format!("2021-{:02}-{:02}", n / 28 + 1, n % 28 + 1)
}

/// Actions with their relations: each is recorded by the acting action or, if `told_there` says so,
/// in the history of the affected one. One file per action, in the order of `order`.
fn write(count: usize, deeds: &[Deed], told_there: &[bool], order: &[usize]) -> Made {
    let mut fields: Vec<BTreeMap<&str, String>> = vec![BTreeMap::new(); count];
    for (nth, deed) in deeds.iter().enumerate() {
        let date = day(nth);
        let status = DOES.iter().find(|d| d.0 == deed.does).map(|d| d.1);
        match status {
            Some(status) if told_there.get(nth) == Some(&true) => {
                let entry = format!("{{ date: {date}, status: {status} }}, ");
                fields[deed.to].entry("history").or_default().push_str(&entry);
            }
            _ => {
                let Deed { to, scope, .. } = deed;
                let entry = format!("{{ action: a{to}, scope: {scope}, date: {date} }}, ");
                fields[deed.by].entry(deed.does).or_default().push_str(&entry);
            }
        }
    }
    let text = |n: usize| {
        let mut text = format!(
            "- {{ id: a{n}, title: A{n}, kind: executive-order, by: X Y, dates: {{ signed: 2020-01-01 }}"
        );
        for (field, list) in &fields[n] {
            let _ = write!(text, ", {field}: [{list}]");
        }
        text + " }\n"
    };
    let files: Vec<(String, String)> = order
        .iter()
        .enumerate()
        .map(|(at, n)| (format!("f{at:02}/actions.yaml"), text(*n)))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    made("2023-01-01", &files)
}

fn statuses(made: &Made, count: usize) -> Vec<Status> {
    let cx = made.cx();
    let today = cx.site.now().day();
    (0..count).map(|n| derived(cx.site, made.action(&format!("a{n}")), today)).collect()
}

fn site(all: bool) -> impl Strategy<Value = (usize, Vec<Deed>, Vec<bool>, Vec<usize>)> {
    (2..6_usize).prop_flat_map(move |count| {
        (
            Just(count),
            prop::collection::vec(deed(count, all), 0..10),
            prop::collection::vec(any::<bool>(), 10),
            Just((0..count).collect::<Vec<usize>>()).prop_shuffle(),
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_status_depends_on_no_order_of_files((count, deeds, _, order) in site(true)) {
        let plain: Vec<usize> = (0..count).collect();
        let one = write(count, &deeds, &[], &plain);
        let other = write(count, &deeds, &[], &order);
        prop_assert_eq!(statuses(&one, count), statuses(&other, count));
    }

    #[test]
    fn a_status_depends_on_no_side_of_a_relation((count, deeds, there, order) in site(false)) {
        // The affected action may itself have affected another one, and that effect ends with it.
        // But a history records that an action was stopped, not by which one: the stop can end only
        // if the acting action records it.
        let hit: BTreeSet<usize> = deeds.iter().map(|d| d.to).collect();
        let settled = deeds.iter().map(|d| !hit.contains(&d.by));
        let there: Vec<bool> = there.iter().zip(settled).map(|(there, s)| *there && s).collect();
        let one = write(count, &deeds, &[], &order);
        let other = write(count, &deeds, &there, &order);
        prop_assert_eq!(statuses(&one, count), statuses(&other, count));
    }

    #[test]
    fn every_relation_is_on_both_pages_once((count, deeds, _, order) in site(true)) {
        let made = write(count, &deeds, &[], &order);
        let cx = made.cx();
        let asked: BTreeSet<(usize, usize, &str, &str)> =
            deeds.iter().map(|d| (d.by, d.to, d.does, d.scope)).collect();
        let mut printed = 0;
        for n in 0..count {
            let page = action_page(&cx, made.action(&format!("a{n}")));
            printed += page.relations.len();
            for (by, to, does, scope) in &asked {
                let suffix = match *scope { "in-part" => "_in_part", "unknown" => "_unknown", _ => "" };
                let (group, other) = match n {
                    n if n == *by => ("does", to),
                    n if n == *to => ("does_by", by),
                    _ => continue,
                };
                let words = cx.words.of(group, &format!("{does}{suffix}"));
                let name = format!("“A{other}”");
                let times = page.relations.iter()
                    .filter(|r| r.text == words && r.other.title == name).count();
                prop_assert_eq!(times, 1, "{} {} on a{}", words, name, n);
            }
        }
        prop_assert_eq!(printed, 2 * asked.len());
    }

    #[test]
    fn a_usual_history_ends_where_it_leads(picks in prop::collection::vec(0..17_usize, 1..12)) {
        let mut steps = vec![Status::Proposed];
        for pick in picks {
            let now = steps[steps.len() - 1];
            let next: Vec<Status> =
                Status::WORDS.iter().map(|w| w.1).filter(|to| *to != now && is_plausible_transition(now, *to)).collect();
            if next.is_empty() { break }
            steps.push(next[pick % next.len()]);
        }
        let mut text = "- { id: a0, title: A, kind: act, by: X Y, history: [".to_owned();
        for (n, step) in steps.iter().enumerate() {
            let _ = write!(text, "{{ date: {}, status: {} }}, ", day(n), step.word());
        }
        text.push_str("] }\n");
        let made = made("2023-01-01", &[("actions.yaml", &text)]);
        prop_assert_eq!(statuses(&made, 1)[0], steps[steps.len() - 1]);
        let cx = made.cx();
        let ix = made.action("a0");
        let events = event_log(cx.site, ix);
        let moves = status_changes(&cx.site.ledger[ix].data, &events, cx.site.now().day());
        prop_assert!(moves.iter().all(|m| is_plausible_transition(m.from, m.to)), "{:?}", steps);
    }

    #[test]
    fn moves_lead_from_one_to_the_next((count, deeds, there, order) in site(true)) {
        let made = write(count, &deeds, &there, &order);
        let cx = made.cx();
        for ix in cx.site.ledger.actions() {
            let events = event_log(cx.site, ix);
            let mut now = Status::Unknown;
            for turn in status_changes(&cx.site.ledger[ix].data, &events, cx.site.now().day()) {
                prop_assert_eq!(turn.from, now);
                now = turn.to;
            }
            prop_assert_eq!(now, derived(cx.site, ix, cx.site.now().day()));
        }
    }
}

const SOURCES: usize = 500;

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn origins_are_those_of_a_count_by_hand(
        links in prop::collection::vec((0..SOURCES, 0..SOURCES), 0..900),
        quoted in prop::collection::vec(0..SOURCES, 1..20),
    ) {
        // A source is based on earlier ones only.
        let edges: BTreeSet<(usize, usize)> =
            links.into_iter().filter(|(a, b)| a != b).map(|(a, b)| (a.max(b), a.min(b))).collect();
        let mut sources = String::new();
        for n in 0..SOURCES {
            let below: Vec<String> =
                edges.range((n, 0)..(n + 1, 0)).map(|(_, b)| format!("s{b}")).collect();
            let _ = writeln!(sources, "- {{ id: s{n}, title: S{n}, based_on: [{}] }}", below.join(", "));
        }
        let mut quotes = String::new();
        for (n, source) in quoted.iter().enumerate() {
            let _ = writeln!(quotes, "- {{ id: q{n}, text: x, speaker: X Y, source: s{source} }}");
        }
        let made = made("2023-01-01", &[("sources.yaml", &sources), ("quotes.yaml", &quotes)]);
        let cx = made.cx();

        // Computed independently: all reachable sources, until the set is stable.
        let reached = |from: &[usize]| -> BTreeSet<usize> {
            let mut all: BTreeSet<usize> = from.iter().copied().collect();
            loop {
                let more: Vec<usize> =
                    edges.iter().filter(|(a, b)| all.contains(a) && !all.contains(b)).map(|e| e.1).collect();
                if more.is_empty() { return all }
                all.extend(more);
            }
        };
        let is_origin = |n: &usize| edges.range((*n, 0)..(*n + 1, 0)).next().is_none();
        let by_hand: BTreeSet<String> =
            reached(&quoted).into_iter().filter(is_origin).map(|n| format!("s{n}")).collect();

        let counts = cx.origins().of_quotes(cx.site, cx.site.ledger.quotes());
        let id = |o: &Option<SourceIx>| o.map(|s| cx.site.ledger[s].id.to_string()).unwrap_or_default();
        prop_assert_eq!(counts.keys().map(id).collect::<BTreeSet<_>>(), by_hand);
        for (origin, statements) in &counts {
            let begins = |from: &&usize| reached(&[**from]).iter().any(|n| format!("s{n}") == id(origin));
            prop_assert_eq!(*statements, quoted.iter().filter(begins).count());
        }
        for quote in 0..quoted.len().min(5) {
            let one = cx.origins().of_quote(cx.site, QuoteIx::new(quote));
            let source = cx.site.quotes[quote].own.source.map(|s| id(&Some(s))).unwrap_or_default();
            let from: usize = source[1..].parse().unwrap_or_default();
            let by_hand: BTreeSet<String> =
                reached(&[from]).into_iter().filter(is_origin).map(|n| format!("s{n}")).collect();
            prop_assert_eq!(one.iter().map(id).collect::<BTreeSet<_>>(), by_hand);
        }
    }
}

#[test]
fn actions_that_undo_each_other_in_a_ring_end_somewhere() {
    let deeds: Vec<Deed> = (0..4)
        .map(|by| Deed { by, to: (by + 1) % 4, does: "reverses", scope: "whole" })
        .chain([Deed { by: 0, to: 2, does: "blocks", scope: "whole" }])
        .collect();
    let made = write(4, &deeds, &[], &[0, 1, 2, 3]);
    assert_eq!(statuses(&made, 4).len(), 4);
    assert_eq!(made.cx().site.ledger.actions().map(ActionIx::at).count(), 4);
}
