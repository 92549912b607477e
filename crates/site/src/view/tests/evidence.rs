//! The evidence shown with statements, and the pages of their speakers.

use crate::model::ix::ItemIx;
use crate::model::ledger::unmarked;
use crate::view::cards::quote::quote_card;
use crate::view::cards::statement::diff;
use crate::view::pages::party::party_page;
use crate::view::pages::quote::quote_page;
use crate::view::pages::source::source_page;
use crate::view::testing::{made, shipped};
use onrecord_base::id::ItemKind;

#[test]
fn the_chain_leads_from_the_recording_to_the_copy() {
    let made = shipped("2026-11-23");
    let card = quote_card(&made.cx(), made.quote("master-admin"));
    let steps: Vec<(&str, &str)> =
        card.chain.iter().map(|s| (s.title.as_str(), s.how.as_str())).collect();
    assert_eq!(
        steps,
        [
            ("Recordings of internal TikTok meetings", "quoted by"),
            ("BuzzFeed News", "reported by"),
            ("New York Post", "republished by"),
            ("web copy of the Post", ""),
        ]
    );
    assert_eq!(
        card.chain_text,
        "web copy of the Post republishing New York Post (18 June 2022) reporting BuzzFeed News (17 June 2022) \
         quoting Recordings of internal TikTok meetings (we have not seen it)"
    );
    assert_eq!(card.check.text, "Matches the copy we hold");
    assert_eq!(card.check.copy, "web copy of the Post, captured 23 November 2026");
    assert_eq!(card.check.distance, "3 steps from Recordings of internal TikTok meetings");
    assert_eq!(card.check.flag, "Only a reworded version is available");
    assert_eq!(card.terms, ["leaked"]);
    assert_eq!(card.locator, "line 11");
    assert_eq!(card.segments[0].text, "Master Admin");
}

#[test]
fn the_quotations_of_the_file_stand_at_their_levels_and_steps() {
    let made = shipped("2026-11-23");
    let cx = made.cx();
    for (id, distance) in [
        ("master-admin", "3 steps from Recordings of internal TikTok meetings"),
        ("everything-is-seen", "3 steps from Recordings of internal TikTok meetings"),
        ("shanahan-to-buzzfeed", "3 steps from the speaker"),
        ("spokesperson-to-post", "2 steps from the speaker"),
        ("oracle-blog-post", "2 steps from the speaker"),
    ] {
        let check = quote_card(&cx, made.quote(id)).check;
        assert_eq!((check.level, check.distance.as_str()), (2, distance), "{id}");
        assert!(!check.parts.is_empty(), "{id}");
        assert!(check.parts.iter().all(|p| p.link.url.contains("/#:~:text=")), "{id}");
    }
    let summary =
        crate::view::cards::check::summary(&cx, &cx.site.ledger.quotes().collect::<Vec<_>>());
    assert_eq!(summary, "5 quotations: 5 match our copy, 3 appear in different words elsewhere");
}

#[test]
fn each_part_says_how_it_stands_in_the_copy() {
    let made = made(
        "2026-11-23",
        &[
            (
                "archive/a.txt",
                "One two three four five six seven. Eight – nine ten, said he. Not eleven.\n",
            ),
            (
                "sources.yaml",
                "- {id: a, type: speech, title: A, url: \"https://x.example/\", snapshot: {file: archive/a.txt}}\n",
            ),
            (
                "quotes.yaml",
                "- {id: q, speaker: {unnamed: x}, source: a, segments: [{text: 'One two three four five six'}, {text: '[E]ight -- nine […] said'}]}\n\
                 - {id: r, speaker: {unnamed: x}, source: a, text: 'eleven twelve'}\n",
            ),
        ],
    );
    let card = quote_card(&made.cx(), made.quote("q"));
    let said: Vec<String> = card
        .check
        .parts
        .iter()
        .map(|part| {
            let edits = part.edits.iter().map(|e| format!("{} <{}>", e.what, e.text));
            format!(
                "{}: {} {:?} {}",
                part.start,
                part.how,
                edits.collect::<Vec<_>>(),
                part.link.url
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            "One two three four five …: exact match [] https://x.example/#:~:text=One%20two%20three%20four%20five%20six",
            "[E]ight -- nine […] said: with marked changes [\"1 word omitted: <ten>\"] https://x.example/#:~:text=Eight%20%E2%80%93%20nine%20ten%2C%20said",
        ]
    );
    assert_eq!(quote_card(&made.cx(), made.quote("r")).check.parts, []);
}

#[test]
fn a_wording_nearer_the_origin_is_flagged_and_diffed() {
    let made = shipped("2026-11-23");
    let card = quote_card(&made.cx(), made.quote("oracle-blog-post"));
    assert_eq!(card.check.flag, "An earlier source words this differently");
    assert_eq!(card.check.distance, "2 steps from the speaker");
    assert_eq!(card.variants.len(), 2);
    let runs: Vec<(&str, &str)> =
        card.variants[0].diff.iter().map(|d| (d.op.as_str(), d.text.as_str())).take(4).collect();
    assert_eq!(
        runs,
        [
            ("same", "Together, these changes will"),
            ("del", "impose"),
            ("ins", "enforce"),
            ("same", "additional"),
        ]
    );
}

#[test]
fn tallies_slips_and_reported_statements() {
    let made = shipped("2026-11-23");
    let cx = made.cx();
    let card = quote_card(&cx, made.quote("trump-administration-concern"));
    assert_eq!(card.sic, ["“Chinese Community Party”, read as Chinese Communist Party"]);
    assert_eq!((card.verbatim, card.check.text.as_str()), (false, "Reported, not a quotation"));
    assert_eq!(card.speaker.identity, "");
    assert_eq!(card.check.flag, "");
    let text = "- { id: a, text: x, form: summary, speaker: X Y, source: s, tally: { statements: 14, speakers: 9 } }\n\
        - { id: b, text: x, form: summary, speaker: X Y, source: s, tally: { speakers: 1 } }\n\
        - { id: c, text: x, form: summary, speaker: X Y, source: s, tally: { as_given: several } }\n";
    let made = made_with(text);
    let tally = |id| quote_card(&made.cx(), made.quote(id)).tally;
    assert_eq!(tally("a"), "14 statements by 9 people");
    assert_eq!(tally("b"), "statements by 1 person");
    assert_eq!(tally("c"), "“several”");
}

fn made_with(quotes: &str) -> crate::view::testing::Made {
    made(
        "2024-01-01",
        &[
            ("sources.yaml", "- { id: s, title: S }\n- { id: t, title: T }\n"),
            (
                "people.yaml",
                "- { id: ada, name: Ada, memberships: [{ organization: org, role: minister, start: 2019-05, end: 2021 }, { organization: org, role: envoy, as_of: 2023-06 }] }\n",
            ),
            (
                "organizations.yaml",
                "- { id: org, name: Org }\n- { id: unit, name: Unit, parent: org }\n",
            ),
            ("quotes.yaml", quotes),
        ],
    )
}

#[test]
fn a_role_is_the_one_at_the_time() {
    let made = made_with(
        "- { id: a, text: x, speaker: ada, source: s, said: 2020-03-01 }\n\
         - { id: b, text: x, speaker: ada, source: s, said: 2022-03-01 }\n\
         - { id: c, text: x, speaker: ada, source: s, said: 2023-06-10 }\n\
         - { id: d, text: x, speaker: ada, source: s }\n\
         - { id: e, text: x, speaker: ada, source: s, said: 2020-03-01, role: guest }\n",
    );
    let cx = made.cx();
    let role = |id| quote_card(&cx, made.quote(id)).speaker.role;
    assert_eq!(["a", "b", "c", "d", "e"].map(role), ["minister", "", "envoy", "", "guest"]);
    let page = party_page(&cx, made.ix(ItemKind::Person, "ada"), 1);
    let times: Vec<String> = page.roles.iter().map(|r| format!("{} {}", r.role, r.time)).collect();
    assert_eq!(times, ["envoy as of June 2023", "minister May 2019 – 2021"]);
    let said: Vec<&str> = page.statements.iter().map(|q| q.id.as_str()).collect();
    assert_eq!(said, ["c", "b", "a", "e", "d"]);
    let page = party_page(&cx, made.ix(ItemKind::Organization, "org"), 1);
    assert_eq!(page.people.len(), 2);
    assert_eq!(page.units.len(), 1);
}

#[test]
fn unnamed_speakers_speak_for_no_page_but_their_organization() {
    let made = made_with(
        "- { id: a, text: x, source: s, said: 2020, speaker: { unnamed: a clerk, organization: org, identity: withheld } }\n\
         - { id: b, text: x, source: s, said: 2021, speaker: ada, on_behalf_of: org }\n\
         - { id: c, text: x, source: s, said: 2022, speaker: X Y, recipient: org, about: [org] }\n",
    );
    let cx = made.cx();
    let speaker = quote_card(&cx, made.quote("a")).speaker;
    assert_eq!(
        (speaker.name.as_str(), speaker.url.as_str(), speaker.described),
        ("a clerk", "", true)
    );
    assert_eq!(speaker.organization.title, "Org");
    assert_eq!(speaker.identity, "name withheld");
    let page = party_page(&cx, made.ix(ItemKind::Organization, "org"), 1);
    let said: Vec<&str> = page.statements.iter().map(|q| q.id.as_str()).collect();
    assert_eq!(said, ["b", "a"]);
    let about: Vec<&str> = page.about.iter().map(|q| q.id.as_str()).collect();
    assert_eq!(about, ["c"]);
}

#[test]
fn answers_are_said_both_ways() {
    let made = made_with(
        "- { id: a, text: one, speaker: ada, source: s }\n\
         - { id: b, text: two, speaker: ada, source: s, denies: [quote:a] }\n",
    );
    let cx = made.cx();
    let how = |id| -> Vec<String> {
        quote_page(&cx, made.quote(id))
            .answers
            .into_iter()
            .map(|a| format!("{} {}", a.how, a.target.title))
            .collect()
    };
    assert_eq!(how("b"), ["Denies “one”"]);
    assert_eq!(how("a"), ["Denied by “two”"]);
}

#[test]
fn a_diff_is_by_words_and_marks_are_the_pages() {
    assert!(diff("a  b", "a b").iter().all(|d| d.op == "same"));
    assert_eq!(diff("", "a")[0].op, "ins");
    assert_eq!(unmarked("“a b”", true), "a b");
    assert_eq!(unmarked("“a” and “b”", true), "“a” and “b”");
    assert_eq!(unmarked("“a b”", false), "“a b”");
}

#[test]
fn a_source_has_its_quotes_in_the_order_of_its_text() {
    let at =
        |id: &str, at: &str| format!("- {{ id: {id}, text: x, speaker: X Y, source: s{at} }}\n");
    let made = made_with(&format!(
        "{}{}{}",
        at("a", ", at: { line: 31 }"),
        at("b", ""),
        at("c", ", at: { line: 7 }")
    ));
    let ItemIx::Source(ix) = made.ix(ItemKind::Source, "s") else { unreachable!() };
    let ids: Vec<String> = source_page(&made.cx(), ix).quotes.into_iter().map(|q| q.id).collect();
    assert_eq!(ids, ["c", "a", "b"]);
}

#[test]
fn the_middle_of_a_long_chain_is_left_out() {
    let chain = |n: usize| {
        let sources: String = (0..n)
            .map(|i| match i {
                0 => "- { id: s0, title: S0 }\n".to_owned(),
                i => format!("- {{ id: s{i}, title: S{i}, based_on: [s{}] }}\n", i - 1),
            })
            .collect();
        let quote = format!("- {{ id: q, text: x, speaker: X Y, source: s{} }}\n", n - 1);
        let made = made("2024-01-01", &[("sources.yaml", &sources), ("quotes.yaml", &quote)]);
        let card = quote_card(&made.cx(), made.quote("q"));
        let titles: Vec<String> = card.chain.into_iter().map(|s| s.title).collect();
        (titles, card.check.distance, card.chain_text)
    };
    let (titles, distance, _) = chain(12);
    assert_eq!((titles.len(), distance.as_str()), (12, "11 steps from S0"));
    let (titles, distance, text) = chain(40);
    assert_eq!(titles[..3], ["S0", "28 sources in between", "S29"]);
    assert_eq!(distance, "39 steps from S0");
    assert!(text.ends_with("reporting S29, 28 sources in between, reporting S0"), "{text}");
    let (titles, distance, _) = chain(3000);
    assert_eq!(titles[0], "further sources not shown");
    assert_eq!((titles.len(), distance.as_str()), (12, "many steps from the origin"));
}

#[test]
fn a_hidden_source_is_not_identified() {
    let made = made(
        "2024-01-01",
        &[
            (
                "sources.yaml",
                "- { id: s, title: Paper, based_on: [h] }\n- { id: h, title: Secret, confidential: true }\n",
            ),
            ("quotes.yaml", "- { id: q, text: x, speaker: X Y, source: s }\n"),
        ],
    );
    let card = quote_card(&made.cx(), made.quote("q"));
    assert_eq!(card.chain_text, "Paper reporting an unidentified source");
    assert_eq!(card.chain[0].title, "an unidentified source");
    assert_eq!(card.check.distance, "1 step from an unidentified source");
    assert!(!format!("{card:?}").contains("Secret"));
}

#[test]
fn where_the_way_divides_a_chain_leads_to_the_speakers_own_source() {
    let sources = "- { id: paper, title: Paper, based_on: [wire] }\n\
        - { id: wire, title: Wire, based_on: [{ source: letter, how: quotes }, { source: minutes, how: reports }] }\n\
        - { id: letter, title: Letter, creator: ann, based_on: [notes] }\n\
        - { id: notes, title: Notes }\n\
        - { id: minutes, title: Minutes }\n\
        - { id: speech, title: Speech, author: [ann] }\n\
        - { id: review, title: Review, based_on: [letter, speech] }\n";
    let quotes = "- { id: hers, text: x, speaker: ann, source: paper }\n\
        - { id: for-her, text: x, speaker: { unnamed: an aide }, on_behalf_of: ann, source: paper }\n\
        - { id: his, text: x, speaker: Bob Doe, source: paper }\n\
        - { id: said, text: x, speaker: ann, source: paper, based_on: [minutes] }\n\
        - { id: either, text: x, speaker: ann, source: review }\n";
    let made = made(
        "2023-01-01",
        &[
            ("people.yaml", "- { id: ann, name: Ann }\n"),
            ("sources.yaml", sources),
            ("quotes.yaml", quotes),
        ],
    );
    let cx = made.cx();
    let told = |id: &str| {
        let card = quote_card(&cx, made.quote(id));
        (card.chain.len(), card.check.distance)
    };
    assert_eq!(told("hers"), (3, "2 steps from the speaker".to_owned()));
    assert_eq!(told("for-her"), (3, "2 steps from the speaker".to_owned()));
    assert_eq!(told("his"), (2, "origin not recorded".to_owned()));
    assert_eq!(told("said"), (3, "2 steps from Minutes".to_owned()));
    // She has two sources of her own; the origin is not known and is not guessed.
    assert_eq!(told("either"), (1, "origin not recorded".to_owned()));
    let page = |id: &str| match made.ix(ItemKind::Source, id) {
        ItemIx::Source(ix) => source_page(&cx, ix),
        other => panic!("{other:?}"),
    };
    let paper = page("paper");
    assert_eq!((paper.chain.len(), paper.divides_at.title.as_str()), (2, "Wire"));
    assert_eq!(paper.beyond.len(), 2);
    let wire = page("wire");
    assert_eq!((wire.chain.len(), wire.rests_on.len(), wire.beyond.len()), (0, 2, 0));
}

#[test]
fn a_source_has_one_short_name_of_its_own() {
    let sources = "- { id: a, title: First story, container_title: The Courier }\n\
        - { id: b, title: Second story, container_title: The Courier }\n\
        - { id: c, title: Third story, container_title: The Herald }\n\
        - { id: d, title: Fourth story, short_title: The memo, container_title: The Courier }\n\
        - { id: e, title: Fifth story }\n";
    let made = made("2026-11-23", &[("sources.yaml", sources)]);
    let cx = made.cx();
    let names: Vec<String> = cx.site.ledger.sources().map(|ix| cx.source_name(ix)).collect();
    assert_eq!(names, ["First story", "Second story", "The Herald", "The memo", "Fifth story"]);
    let links: Vec<String> = cx.site.ledger.sources().map(|ix| cx.link(ix).title).collect();
    assert_eq!(links, names);
}

#[test]
fn what_is_archived_says_so_in_lists_and_cards() {
    let files = [
        ("n.md", "---\ntitle: N\nstate: archived\n---\nText.\n"),
        ("m.md", "---\ntitle: M\n---\nText.\n"),
        ("quotes.yaml", "- { id: q, text: Words., speaker: X Y, source: s, state: archived }\n"),
        ("sources.yaml", "- { id: s, title: S, state: archived }\n"),
    ];
    let made = made("2026-11-23", &files);
    let cx = made.cx();
    let notes: Vec<String> = cx
        .site
        .ledger
        .notes()
        .map(|ix| crate::view::cards::note::note_card(&cx, ix))
        .map(|card| format!("{} {}", card.title, card.archived))
        .collect();
    assert_eq!(notes, ["N archived", "M "]);
    assert_eq!(quote_card(&cx, made.quote("q")).archived, "archived");
    let source = cx.site.ledger.sources().next().expect("a source");
    assert_eq!(crate::view::cards::source::source_card(&cx, source).archived, "archived");
}
