//! The origins of the statements of a page, and the number of statements of each.

use crate::model::ix::ItemIx;
use crate::view::cards::origins::OriginView;
use crate::view::pages::note::note_page;
use crate::view::pages::topic::topic_page;
use crate::view::testing::{made, shipped};
use onrecord_base::id::ItemKind;

#[test]
fn the_list_of_origins_omits_none_and_counts_the_statements_of_each() {
    let made = shipped("2026-11-23");
    let cx = made.cx();
    let ItemIx::Note(note) = made.ix(ItemKind::Note, "tiktok-us-user-data") else { unreachable!() };
    let page = note_page(&cx, note);
    assert!(page.independence.contains("sources, 2 independent, "), "{}", page.independence);
    let root = |at: usize| {
        let root = &page.roots[at];
        (root.title.as_str(), root.own_account, root.statements.as_str(), root.standing.as_str())
    };
    assert_eq!(
        root(0),
        ("Recordings of internal TikTok meetings", false, "5 statements", "we hold no copy")
    );
    assert_eq!(root(1), ("New York Post", true, "2 statements", ""));
    // The other origins are the company's own statements.
    assert!(page.roots.len() > 2 && page.roots[2..].iter().all(|root| root.own_word));
    let topic = topic_page(&cx, made.topic("us-user-data-access"), 1);
    assert!(topic.rests.text.starts_with("1 independent, "), "{}", topic.rests.text);
}

#[test]
fn origins_are_counted_for_each_statement() {
    let site = |quotes: &str| {
        made(
            "2024-01-01",
            &[
                (
                    "sources.yaml",
                    "- { id: tape, title: Tape }\n- { id: news, title: News, based_on: [tape] }\n\
                     - { id: post, title: Post, based_on: [tape] }\n- { id: other, title: Other }\n\
                     - { id: own, title: Own, creator: { unnamed: a clerk, organization: org } }\n",
                ),
                ("organizations.yaml", "- { id: org, name: Org }\n"),
                ("topics.yaml", "- { id: t, title: T }\n"),
                ("quotes.yaml", quotes),
            ],
        )
    };
    let rests = |quotes: &str| {
        let made = site(quotes);
        let rests = topic_page(&made.cx(), made.topic("t"), 1).rests;
        let origin = |r: &OriginView| {
            let own = if r.own_account { ", its own account" } else { "" };
            format!("{}{own} ({})", r.title, r.statements)
        };
        let all: Vec<String> = rests.roots.iter().map(origin).collect();
        format!("{}: {}", rests.text, all.join("; "))
    };
    let quote = |id: &str, rest: &str| {
        format!("- {{ id: {id}, text: x, speaker: X Y, topics: [t], {rest} }}\n")
    };
    let remark = quote("a", "source: post, based_on: [post]");
    assert_eq!(rests(&remark), "1 independent: Post, its own account (1 statement)");
    let heard = quote("b", "source: news");
    assert_eq!(
        rests(&format!("{remark}{heard}")),
        "2 independent: Tape (1 statement); Post, its own account (1 statement)"
    );
    let second = quote("c", "source: news, based_on: [news]");
    assert_eq!(
        rests(&format!("{remark}{second}")),
        "2 independent: News, its own account (1 statement); Post, its own account (1 statement)"
    );
    let through = quote("g", "source: post, based_on: [tape]");
    assert_eq!(rests(&format!("{heard}{through}")), "1 independent: Tape (2 statements)");
    // Origins of one statement that are based on each other count once.
    let both = quote("h", "source: post, based_on: [post, tape]");
    assert_eq!(rests(&both), "1 independent: Tape (1 statement)");
    assert_eq!(
        rests(&format!("{both}{remark}")),
        "2 independent: Tape (1 statement); Post, its own account (1 statement)"
    );
    let other = quote("d", "source: other");
    assert_eq!(
        rests(&format!("{heard}{other}")),
        "2 independent: Other (1 statement); Tape (1 statement)"
    );
    let own = quote("e", "source: own, about: [org]");
    assert_eq!(
        rests(&format!("{heard}{own}")),
        "1 independent, 1 from the subject itself: Tape (1 statement); Own (1 statement)"
    );
}
