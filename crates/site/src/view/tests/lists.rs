//! Topics, indexes, the tracker, timelines.

use crate::model::action::Status;
use crate::view::cards::timeline::timeline_of;
use crate::view::cards::tracker::tracker_part;
use crate::view::index::items::index_pages;
use crate::view::index::orders::TimelineScope;
use crate::view::index::orders::TrackerFilter;
use crate::view::index::timeline::timeline_pages;
use crate::view::index::tracker::tracker_filters;
use crate::view::pages::list::tracker_page;
use crate::view::pages::list::{corrections_page, folder_page, index_page};
use crate::view::pages::party::{party_page, party_pages};
use crate::view::pages::timeline::timeline_page;
use crate::view::pages::topic::{topic_page, topic_pages};
use crate::view::testing::{made, shipped};
use onrecord_base::id::ItemKind;

#[test]
fn the_tracker_has_a_page_for_everything_it_holds() {
    let made = shipped("2026-11-23");
    let cx = made.cx();
    let filters = tracker_filters(&cx);
    let paths: Vec<String> = filters.iter().map(|f| f.path(&cx)).collect();
    for path in [
        "actions/status/revoked/",
        "actions/kind/executive-order/",
        "actions/jurisdiction/us/",
        "actions/topic/emergency-powers/",
    ] {
        assert!(paths.iter().any(|p| p == path), "{path} in {paths:?}");
    }
    for filter in &filters {
        let view = tracker_page(&cx, filter, 1).tracker.unwrap();
        assert!(!view.actions.is_empty(), "{filter:?}");
        let current: Vec<u32> = view
            .filters
            .iter()
            .flat_map(|f| &f.choices)
            .filter(|c| c.url.is_empty())
            .map(|c| c.count)
            .collect();
        assert_eq!(current, [u32::try_from(view.actions.len()).unwrap()], "{filter:?}");
    }
    let orders = TrackerFilter { status: Some(Status::Revoked), ..TrackerFilter::default() };
    let view = tracker_page(&cx, &orders, 1).tracker.unwrap();
    assert_eq!(view.actions[0].id, "eo-13942");
    assert_eq!(view.caption, "Policy actions: Revoked");
}

#[test]
fn a_part_of_the_tracker_takes_its_keys_together() {
    let made = shipped("2026-11-23");
    let cx = made.cx();
    let part = |pairs: &[(&str, &str)]| -> Vec<String> {
        let pairs: Vec<(String, String)> =
            pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        tracker_part(&cx, &pairs).actions.into_iter().map(|a| a.id).collect()
    };
    assert_eq!(part(&[("kind", "executive-order")]), ["eo-14034", "eo-13942"]);
    assert_eq!(part(&[("kind", "executive-order"), ("status", "revoked")]), ["eo-13942"]);
    assert_eq!(
        part(&[("topic", "emergency-powers"), ("kind", "executive-order"), ("kind", "injunction")])
            .len(),
        3
    );
    assert!(part(&[("status", "nonsense")]).is_empty());
    assert!(part(&[("colour", "red")]).is_empty());
}

#[test]
fn a_topic_gathers_what_lies_below_it() {
    let made = shipped("2026-11-23");
    let cx = made.cx();
    let view = topic_page(&cx, made.topic("data-security"), 1);
    assert_eq!(view.notes.len(), 1);
    let actions: Vec<&str> = view.actions.iter().map(|a| a.id.as_str()).collect();
    assert_eq!(actions, ["tiktok-oracle-migration", "tiktok-creates-usds"]);
    assert_eq!(view.children.len(), 2);
    let view = topic_page(&cx, made.topic("us-user-data-access"), 1);
    assert_eq!(view.parent.title, "Data security");
    assert_eq!(view.lead.unwrap().number, "BRF-2026-001");
    assert!(view.parties.iter().any(|p| p.name == "TikTok"));
    assert_eq!(view.quotes.len(), index_topic_quotes(&cx));
}

fn index_topic_quotes(cx: &crate::view::context::ViewContext<'_>) -> usize {
    let view = index_page(cx, ItemKind::Topic, 1);
    let topic = view.topics.into_iter().find(|t| t.title == "Access to US user data from abroad");
    topic.unwrap().quotes as usize
}

#[test]
fn long_lists_have_pages() {
    use std::fmt::Write as _;
    let mut quotes = String::new();
    let mut notes: Vec<(String, String)> = vec![];
    for n in 0..120 {
        writeln!(
            quotes,
            "- {{ id: q{n}, text: x, speaker: X Y, source: s, topics: [t], said: {} }}",
            1900 + n
        )
        .unwrap();
        notes.push((
            format!("n/n{n}.md"),
            format!("---\ntitle: N{n}\ntopics: [t]\ndate: 2020-01-01\n---\n"),
        ));
    }
    let mut files: Vec<(&str, &str)> =
        vec![("quotes.yaml", &quotes), ("sources.yaml", "- { id: s, title: S }\n")];
    files.extend(notes.iter().map(|(a, b)| (a.as_str(), b.as_str())));
    let made = made("2024-01-01", &files);
    let cx = made.cx();
    assert_eq!((index_pages(&cx, ItemKind::Quote), topic_pages(&cx, made.topic("t"))), (2, 2));
    let page = index_page(&cx, ItemKind::Quote, 2);
    assert_eq!(
        (page.quotes.len(), page.pager.previous.as_str(), page.pager.next.as_str()),
        (20, "/quotes/", "")
    );
    assert_eq!(page.count, "120 quotes");
    assert_eq!(page.quotes[19].id, "q0");
    let first = topic_page(&cx, made.topic("t"), 1);
    assert_eq!((first.quotes.len(), first.more_quotes.title.as_str()), (50, "120 quotes"));
    assert_eq!(first.pager.next, "/topics/t/page/2/");
    let second = topic_page(&cx, made.topic("t"), 2);
    assert_eq!((second.notes.len(), second.quotes.len()), (20, 0));
    assert_eq!(folder_page(&cx, "n", 2).notes.len(), 20);
    assert!(index_page(&cx, ItemKind::Quote, 9).quotes.is_empty());
}

#[test]
fn indexes_have_their_order() {
    let made = made(
        "2024-01-01",
        &[
            (
                "sources.yaml",
                "- { id: a, title: The Zebra }\n- { id: b, title: “An apple” }\n- { id: c, title: Mango }\n",
            ),
            (
                "people.yaml",
                "- { id: z, name: Ann Zed, sort_name: \"Zed, Ann\" }\n- { id: e, name: Élie }\n- { id: p, name: Private, public_figure: false }\n",
            ),
            (
                "organizations.yaml",
                "- { id: b, name: B }\n- { id: a, name: A }\n- { id: c, name: C, parent: a }\n",
            ),
            ("a/index.md", "---\ntitle: Folder A\n---\n"),
            (
                "a/b/c.md",
                "---\ntitle: C\ncorrections: [{ date: 2020-01-01, text: old }, { date: 2021-01-01, text: new }]\n---\n",
            ),
            ("a/x.md", "---\ntitle: X\n---\n"),
        ],
    );
    let cx = made.cx();
    let titles: Vec<String> =
        index_page(&cx, ItemKind::Source, 1).sources.into_iter().map(|s| s.title).collect();
    assert_eq!(titles, ["“An apple”", "Mango", "The Zebra"]);
    let people: Vec<String> = index_page(&cx, ItemKind::Person, 1)
        .parties
        .into_iter()
        .map(|p| p.letter + " " + &p.name)
        .collect();
    assert_eq!(people, ["Z Ann Zed", "E Élie"]);
    let tree: Vec<(String, u32)> = index_page(&cx, ItemKind::Organization, 1)
        .parties
        .into_iter()
        .map(|p| (p.name, p.depth))
        .collect();
    assert_eq!(tree, [("A".into(), 0), ("C".into(), 1), ("B".into(), 0)]);
    let folder = folder_page(&cx, "a", 1);
    assert_eq!((folder.notes.len(), folder.notes[0].title.as_str()), (1, "X"));
    assert_eq!((folder.folders[0].title.as_str(), folder.folders[0].url.as_str()), ("B", "/a/b/"));
    let texts: Vec<String> =
        corrections_page(&cx).corrections.into_iter().map(|c| c.text).collect();
    assert_eq!(texts, ["new", "old"]);
}

#[test]
fn vague_dates_stand_at_the_head_of_their_period() {
    let text = "- { id: a, title: Year, issued: 2022 }\n- { id: b, title: Month, issued: 2022-06 }\n\
        - { id: c, title: Day, issued: 2022-06-17 }\n- { id: d, title: Long, issued: 2021-09/2022-01 }\n\
        - { id: e, title: About, issued: 2022-06-20~ }\n- { id: f, title: Unknown, issued: { basis: unknown } }\n\
        - { id: g, title: Later, issued: 2022-07-01 }\n";
    let made = made("2024-01-01", &[("sources.yaml", text)]);
    let cx = made.cx();
    let view = timeline_page(&cx, TimelineScope::All, 1);
    let names = |all: &[crate::view::cards::timeline::TimelineEntryView]| -> Vec<String> {
        all.iter().map(|m| m.title.clone()).collect()
    };
    assert_eq!(view.years.iter().map(|y| y.title.as_str()).collect::<Vec<_>>(), ["2022", "2021"]);
    assert_eq!(names(&view.years[0].entries), ["Year"]);
    assert_eq!(view.years[0].months[0].title, "July 2022");
    assert_eq!(names(&view.years[0].months[1].entries), ["Month", "About", "Day"]);
    assert_eq!(names(&view.years[1].entries), ["Long"]);
    assert_eq!(
        timeline_pages(&cx),
        [
            TimelineScope::All,
            TimelineScope::Year(2021),
            TimelineScope::Year(2022),
            TimelineScope::Type(ItemKind::Source)
        ]
    );
    assert_eq!(timeline_page(&cx, TimelineScope::Year(2021), 1).years.len(), 1);
}

#[test]
fn a_timeline_of_a_note_runs_forward() {
    let made = made(
        "2024-01-01",
        &[
            (
                "n.md",
                "---\ntitle: N\nactions:\n  - { id: a, kind: act, title: A, by: X Y, dates: { signed: 2020-06-02, introduced: 2020-06-01 } }\n---\n",
            ),
            ("sources.yaml", "- { id: s, title: S, issued: 2019 }\n"),
        ],
    );
    let view = timeline_of(&made.cx(), made.ix(ItemKind::Note, "n"));
    let events: Vec<&str> =
        view.years[0].months[0].entries.iter().map(|m| m.event.as_str()).collect();
    assert_eq!((view.years.len(), events), (1, vec!["Introduced:", "Signed:"]));
}

#[test]
fn who_said_much_has_several_pages() {
    use std::fmt::Write as _;
    let mut quotes = String::new();
    for n in 0..95 {
        let _ = writeln!(
            quotes,
            "- {{ id: q{n}, text: x, speaker: ada, source: s, said: {}, about: [org] }}",
            1900 + n
        );
    }
    let made = made(
        "2023-01-01",
        &[
            (
                "people.yaml",
                "- { id: ada, name: Ada, memberships: [{ organization: org, role: R, start: 1900 }] }\n- { id: bo, name: Bo }\n",
            ),
            ("organizations.yaml", "- { id: org, name: Org }\n"),
            ("sources.yaml", "- { id: s, title: S }\n"),
            ("quotes.yaml", &quotes),
            (
                "actions.yaml",
                "- { id: a, title: A, kind: act, by: ada, dates: { signed: 2000 } }\n",
            ),
        ],
    );
    let cx = made.cx();
    let ada = made.ix(ItemKind::Person, "ada");
    assert_eq!((party_pages(&cx, ada), party_pages(&cx, made.ix(ItemKind::Person, "bo"))), (3, 1));
    let pages: Vec<_> = (1..=4).map(|n| party_page(&cx, ada, n)).collect();
    let shown: Vec<usize> = pages.iter().map(|p| p.statements.len()).collect();
    assert_eq!(shown, [40, 40, 15, 0]);
    let ids: std::collections::BTreeSet<&str> =
        pages.iter().flat_map(|p| &p.statements).map(|q| q.id.as_str()).collect();
    assert_eq!(ids.len(), 95);
    assert_eq!(pages[0].statements[0].id, "q94");
    assert_eq!(pages[2].statements[14].id, "q0");
    assert_eq!(pages[1].counts.statements, "95 quotes");
    assert_eq!(pages[0].counts.actions_by, "");
    assert_eq!((pages[0].actions_by.len(), pages[1].actions_by.len()), (1, 0));
    assert!(pages[1].roles.is_empty() && pages[1].timeline.years.is_empty());
    assert_eq!(pages[0].pager.next, "/people/ada/page/2/");
    assert_eq!(pages[1].pager.previous, "/people/ada/");
    assert_eq!(pages[2].pager.next, "");
    let org = made.ix(ItemKind::Organization, "org");
    let about: Vec<usize> = (1..=3).map(|n| party_page(&cx, org, n).about.len()).collect();
    assert_eq!(about, [40, 40, 15]);
}
