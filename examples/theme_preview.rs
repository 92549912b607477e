//! Renders every template of the default theme with made-up views of the TikTok file, for looking.
//!
//! `cargo run --example theme_preview -- DIR` writes one file a page kind and the stylesheet into DIR.
#![expect(
    clippy::unwrap_used,
    clippy::default_trait_access,
    clippy::disallowed_methods,
    clippy::too_many_lines,
    reason = "a tool for the people who work on the theme"
)]

use onrecord::view::action::{
    ActionCard, ActionView, DeadlineView, EventView, RelationView, StatusView,
};
use onrecord::view::card::{CardView, NoteCard, PartyCard, SourceCard, TopicCard};
use onrecord::view::home::{
    EvidenceView, HomeView, LevelView, NewsView, RedirectView, StatusMeaning, TombstoneView,
};
use onrecord::view::list::{ChoiceView, FilterView, ListView, TrackerView};
use onrecord::view::note::{CorrectionView, HistoryView, NoteView};
use onrecord::view::party::{PartyPage, RoleView};
use onrecord::view::quote::{
    AnswerView, CheckView, DiffView, QuoteCard, QuoteView, SegmentView, StepView, VariantView,
};
use onrecord::view::source::{FactView, RestView, SourceView};
use onrecord::view::timeline::{MomentView, MonthView, TimelineView, YearView};
use onrecord::view::topic::TopicView;
use onrecord::view::{
    BackView, BacklinkView, BodyView, DateView, EntryView, FootnoteView, HeadingView, LinkView,
    NavView, PageView, PagerView, PartView, PartyView, SiteView,
};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn s(text: &str) -> String {
    text.to_owned()
}
fn link(title: &str, url: &str) -> LinkView {
    LinkView { title: s(title), url: s(url) }
}
fn date(text: &str, iso: &str) -> DateView {
    DateView { text: s(text), iso: s(iso), ..DateView::default() }
}
fn given(text: &str, as_given: &str, basis: &str) -> DateView {
    DateView { text: s(text), as_given: s(as_given), basis: s(basis), ..DateView::default() }
}
fn named(name: &str, url: &str, role: &str) -> PartyView {
    PartyView { name: s(name), url: s(url), role: s(role), ..PartyView::default() }
}
fn unnamed(name: &str, org: LinkView) -> PartyView {
    PartyView {
        name: s(name),
        described: true,
        organization: org,
        identity: s("not named"),
        ..PartyView::default()
    }
}
fn status(word: &str, label: &str, tone: &str, as_of: &str) -> StatusView {
    StatusView { word: s(word), label: s(label), tone: s(tone), as_of: s(as_of) }
}
fn event(text: &str, other: LinkView, day: Option<DateView>) -> EventView {
    EventView { date: day, text: s(text), other, ..EventView::default() }
}
fn html(text: &str) -> PartView {
    PartView { html: s(text), ..PartView::default() }
}
fn tiktok() -> LinkView {
    link("TikTok", "/organizations/tiktok/")
}
fn nine() -> PartyView {
    unnamed("nine TikTok employees", tiktok())
}

fn chain() -> Vec<StepView> {
    let step = |title: &str, url: &str, day: &str, how: &str, seen, standing: &str| StepView {
        title: s(title),
        url: s(url),
        date: s(day),
        how: s(how),
        seen,
        standing: s(standing),
    };
    vec![
        step(
            "Recordings of internal TikTok meetings",
            "/sources/leaked-meeting-audio/",
            "",
            "quoted by",
            false,
            "not seen by us",
        ),
        step(
            "BuzzFeed News",
            "/sources/buzzfeed-80-meetings/",
            "17 June 2022",
            "reported by",
            false,
            "not seen by us",
        ),
        step("New York Post", "/sources/nypost-print/", "18 June 2022", "republished by", true, ""),
        step("web copy of the Post", "/sources/held-copy/", "", "", true, ""),
    ]
}

const CHAIN: &str = "Web copy of the Post, republishing New York Post (18 June 2022), reporting BuzzFeed News (17 June 2022), quoting recordings of internal TikTok meetings (not seen by us).";

fn check(level: u8, text: &str, distance: &str, flag: &str) -> CheckView {
    CheckView {
        level,
        text: s(text),
        distance: s(distance),
        flag: s(flag),
        url: s("/about/evidence/"),
    }
}

fn diff(words: &[(&str, &str)]) -> Vec<DiffView> {
    words.iter().map(|(op, text)| DiffView { op: s(op), text: s(text) }).collect()
}

fn seen_in_china() -> QuoteCard {
    QuoteCard {
        id: s("everything-is-seen"),
        url: s("/quotes/everything-is-seen/"),
        form: s("partial"),
        verbatim: true,
        segments: vec![SegmentView {
            text: s("everything is seen in China"),
            ..SegmentView::default()
        }],
        speaker: unnamed(
            "a member of the Trust and Safety department",
            link("TikTok Trust and Safety", "/organizations/tiktok-trust-and-safety/"),
        ),
        said: Some(given("September 2021", "the same month", "inferred")),
        venue: s("internal TikTok meeting"),
        medium: s("meeting"),
        terms: vec![s("leaked")],
        hedge: s("reportedly"),
        check: check(
            2,
            "Matches the copy we hold",
            "3 steps from the recording",
            "Wording differs elsewhere",
        ),
        source: link("web copy of the Post", "/sources/held-copy/"),
        locator: s("line 13"),
        chain: chain(),
        chain_text: s(CHAIN),
        variants: vec![
            VariantView {
                source: link("santripos repost", "/sources/santripos-repost/"),
                differs: s("reworded"),
                nearer: false,
                diff: diff(&[
                    ("same", "everything is"),
                    ("del", "seen"),
                    ("ins", "visible"),
                    ("same", "in China"),
                ]),
            },
            VariantView {
                source: link("Vietnam Insider", "/sources/vietnaminsider/"),
                differs: s("changes the meaning"),
                nearer: true,
                diff: diff(&[
                    ("same", "Everything is"),
                    ("del", "seen in"),
                    ("ins", "monitored from"),
                    ("same", "China"),
                ]),
            },
        ],
        short: s("“everything is seen in China”"),
        ..QuoteCard::default()
    }
}

fn master_admin() -> QuoteCard {
    QuoteCard {
        id: s("master-admin"),
        url: s("/quotes/master-admin/"),
        segments: vec![
            SegmentView { text: s("Master Admin"), ..SegmentView::default() },
            SegmentView { text: s("has access to everything"), ..SegmentView::default() },
        ],
        speaker: unnamed("a TikTok director", tiktok()),
        said: Some(given("September 2021", "at a September 2021 meeting", "")),
        hedge: String::new(),
        check: check(2, "Matches the copy we hold", "3 steps from the recording", ""),
        variants: vec![],
        short: s("“Master Admin” … “has access to everything”"),
        ..seen_in_china()
    }
}

fn fourteen() -> QuoteCard {
    QuoteCard {
        id: s("fourteen-statements"),
        url: s("/quotes/fourteen-statements/"),
        form: s("summary"),
        verbatim: false,
        segments: vec![SegmentView {
            text: s(
                "Engineers at ByteDance in China were able to reach US users’ data that is not public.",
            ),
            ..SegmentView::default()
        }],
        speaker: nine(),
        said: Some(given(
            "September 2021 – January 2022",
            "from at least September 2021 to January",
            "inferred",
        )),
        venue: String::new(),
        hedge: String::new(),
        tally: s("14 statements by nine people"),
        check: check(1, "Not checked", "", ""),
        variants: vec![],
        short: s(
            "Engineers at ByteDance in China were able to reach US users’ data that is not public.",
        ),
        ..seen_in_china()
    }
}

fn shanahan() -> QuoteCard {
    QuoteCard {
        id: s("shanahan-to-buzzfeed"),
        url: s("/quotes/shanahan-to-buzzfeed/"),
        form: s("direct"),
        segments: vec![
            SegmentView {
                text: s(
                    "We know that we are among the most vetted platforms from a security standpoint, and we intend to remove any doubts about the security of US user data",
                ),
                attributed_as: s("Maureen Shanahan, a spokeswoman for TikTok"),
                locator: s("line 23"),
            },
            SegmentView {
                text: s(
                    "That’s why we hire experts in their fields, continually work to validate our security standards, and bring in reputable, independent third parties to test our defenses",
                ),
                attributed_as: s("the spokesperson"),
                locator: s("line 25"),
            },
        ],
        speaker: named("Maureen Shanahan", "/people/maureen-shanahan/", "spokeswoman"),
        on_behalf_of: named("TikTok", "/organizations/tiktok/", ""),
        said: Some(given("about 17 June 2022", "", "inferred")),
        venue: String::new(),
        medium: s("statement to the press"),
        terms: vec![s("on the record")],
        hedge: String::new(),
        variants: vec![VariantView {
            source: link("santripos repost", "/sources/santripos-repost/"),
            differs: s("reworded"),
            nearer: false,
            diff: diff(&[
                ("same", "We know"),
                ("del", "that"),
                ("same", "we are"),
                ("del", "among"),
                ("ins", "one of"),
                ("same", "the most"),
                ("del", "vetted"),
                ("ins", "scrutinized"),
                ("same", "platforms from a security"),
                ("del", "standpoint"),
                ("ins", "point of view"),
            ]),
        }],
        short: s(
            "“We know that we are among the most vetted platforms from a security standpoint …”",
        ),
        ..seen_in_china()
    }
}

fn foreign() -> QuoteCard {
    QuoteCard {
        url: s("/quotes/grundrechte/"),
        lang: s("de"),
        segments: vec![SegmentView {
            text: s("Daten gehören den Menschen"),
            ..SegmentView::default()
        }],
        speaker: named("Erika Mustermann", "", "Ministerin"),
        said: Some(date("3 May 2022", "2022-05-03")),
        check: check(4, "Matches the original", "", ""),
        short: s("“Daten gehören den Menschen”"),
        variants: vec![],
        ..seen_in_china()
    }
}

fn eo_13942() -> ActionCard {
    ActionCard {
        id: s("eo-13942"),
        url: s("/actions/eo-13942/"),
        title: s("Executive order seeking to stop downloads of TikTok"),
        short: s("Order to stop downloads of TikTok"),
        kind: s("Executive order"),
        identifiers: vec![s("Executive Order 13942"), s("85 FR 48637")],
        by: vec![named("Donald Trump", "/people/donald-trump/", "President of the United States")],
        date: Some(date("6 August 2020", "2020-08-06")),
        status: status("revoked", "Revoked", "off", ""),
        log: vec![
            event("Signed", LinkView::default(), Some(date("6 August 2020", "2020-08-06"))),
            EventView {
                scope: s("scope not known"),
                ..event(
                    "Blocked by",
                    link(
                        "A federal judge blocks the download ban",
                        "/actions/injunction-tiktok-ban/",
                    ),
                    Some(date("27 September – 7 December 2020", "")),
                )
            },
            event(
                "Revoked by",
                link("Executive Order 14034", "/actions/eo-14034/"),
                Some(date("9 June 2021", "2021-06-09")),
            ),
        ],
        topics: vec![
            link("Foreign-owned apps and national security", "/topics/foreign-owned-apps/"),
            link("Presidential emergency powers", "/topics/emergency-powers/"),
        ],
        jurisdiction: s("United States"),
        ..ActionCard::default()
    }
}

fn actions() -> Vec<ActionCard> {
    vec![
        eo_13942(),
        ActionCard {
            url: s("/actions/eo-14034/"),
            title: s("President Biden revokes the order and asks for a review"),
            short: s("Revocation and review"),
            identifiers: vec![s("Executive Order 14034")],
            by: vec![named("Joe Biden", "/people/joe-biden/", "")],
            date: Some(date("9 June 2021", "2021-06-09")),
            status: status("in-force", "In force", "ok", "18 June 2022"),
            log: vec![event(
                "Signed",
                LinkView::default(),
                Some(date("9 June 2021", "2021-06-09")),
            )],
            ..eo_13942()
        },
        ActionCard {
            url: s("/actions/commerce-app-review/"),
            title: s("Commerce review of apps that could pose a security risk"),
            short: s("Commerce review of risky apps"),
            kind: s("Review"),
            identifiers: vec![],
            by: vec![named("Gina Raimondo", "/people/gina-raimondo/", "")],
            date: Some(given("9 June 2021", "Later", "from another source")),
            status: status("pending", "Pending", "info", "18 June 2022"),
            log: vec![event(
                "Ordered",
                LinkView::default(),
                Some(date("9 June 2021", "2021-06-09")),
            )],
            ..eo_13942()
        },
        ActionCard {
            url: s("/actions/tiktok-oracle-migration/"),
            title: s("TikTok moves US user data to Oracle servers"),
            short: s("TikTok moves US user data to Oracle servers"),
            kind: s("Corporate practice"),
            identifiers: vec![],
            by: vec![named("TikTok", "/organizations/tiktok/", "")],
            date: Some(date("17 June 2022", "2022-06-17")),
            status: status("partly-in-force", "Partly in force", "warn", "18 June 2022"),
            log: vec![event(
                "Announced",
                LinkView::default(),
                Some(date("17 June 2022", "2022-06-17")),
            )],
            asserted_by: named("TikTok", "/organizations/tiktok/", ""),
            ..eo_13942()
        },
        ActionCard {
            url: s("/actions/trump-divestiture-push/"),
            title: s("Attempt to compel ByteDance to sell TikTok"),
            short: s("Attempt to compel a sale"),
            kind: s("Divestment order"),
            identifiers: vec![s("85 FR 51297")],
            date: Some(date("14 August 2020", "2020-08-14")),
            status: status("unknown", "Unknown", "unknown", ""),
            log: vec![],
            ..eo_13942()
        },
        ActionCard {
            url: String::new(),
            title: s("A bill that failed"),
            short: s("A bill that failed"),
            kind: s("Bill"),
            identifiers: vec![],
            by: vec![unnamed(
                "two senators",
                link("Congress (United States)", "/organizations/us-congress/"),
            )],
            date: None,
            status: status("failed", "Failed", "stop", ""),
            log: vec![],
            ..eo_13942()
        },
    ]
}

fn topics() -> Vec<TopicCard> {
    let topic = |title: &str, id: &str, summary: &str, notes, acts, quotes, depth| TopicCard {
        title: s(title),
        url: format!("/topics/{id}/"),
        summary: s(summary),
        notes,
        actions: acts,
        quotes,
        children: vec![],
        depth,
    };
    vec![
        topic(
            "Data security",
            "data-security",
            "Who can reach personal data, and who says so.",
            3,
            2,
            8,
            0,
        ),
        topic("Access to US user data from abroad", "us-user-data-access", "", 1, 1, 6, 1),
        topic("Keeping data in one country", "data-localization", "", 1, 1, 1, 1),
        topic("Foreign-owned apps and national security", "foreign-owned-apps", "", 2, 5, 2, 0),
        topic("Presidential emergency powers", "emergency-powers", "", 1, 3, 0, 0),
    ]
}

fn tiktok_note() -> NoteCard {
    NoteCard {
        title: s("What the leaked TikTok meetings say about access to US user data"),
        url: s("/briefings/tiktok/"),
        summary: s(
            "What employees said on leaked recordings, what the company answered, and which official actions stood on 18 June 2022.",
        ),
        date: Some(date("23 November 2026", "2026-11-23")),
        kind: s("Briefing"),
        number: s("BRF-2026-001"),
        topics: vec![
            link("Access to US user data from abroad", "/topics/us-user-data-access/"),
            link("Foreign-owned apps and national security", "/topics/foreign-owned-apps/"),
        ],
    }
}

fn notes() -> Vec<NoteCard> {
    vec![
        NoteCard {
            title: s("The birthright-citizenship order and its suits"),
            url: s("/briefings/birthright/"),
            summary: s(
                "An order of January 2025, the courts that stopped it, and what was still open.",
            ),
            number: s("BRF-2026-002"),
            date: Some(date("20 November 2026", "2026-11-20")),
            topics: vec![link("Presidential emergency powers", "/topics/emergency-powers/")],
            ..tiktok_note()
        },
        NoteCard {
            title: s("How to read this site"),
            url: s("/how-to-read/"),
            summary: s("What the words beside a quotation mean, and what they do not."),
            kind: s("Explainer"),
            number: String::new(),
            date: Some(date("12 November 2026", "2026-11-12")),
            topics: vec![],
        },
    ]
}

fn cited_by() -> Vec<BacklinkView> {
    vec![
        BacklinkView {
            title: s("How to read this site"),
            url: s("/how-to-read/"),
            how: s("links here"),
            sentence: s("As the TikTok file shows, a copy of a copy can change a quotation."),
        },
        BacklinkView {
            title: s("Foreign-owned apps and national security"),
            url: s("/topics/foreign-owned-apps/"),
            how: s("shows this"),
            sentence: String::new(),
        },
    ]
}

const HELD: &str = r#"“Leaked audio from TikTok meetings revealed that China accessed US user data: report”, tawqe3.com, web copy of Thomas Barrabi, “TIKTOK ‘SNOOP’ SHOCK”, <i>New York Post</i>, 18 June 2022, <a class="url" href="https://tawqe3.com/leaked-audio-from-tiktok-meetings-revealed-that-china-accessed-us-user-data-report/">https://tawqe3.com/leaked-audio-from-tiktok-meetings-revealed-that-china-accessed-us-user-data-report/</a>."#;
const EO: &str = r"Executive Order 14034, <i>Protecting Americans’ Sensitive Data From Foreign Adversaries</i>, 86 Fed. Reg. 31423 (9 June 2021), sec. 1.";

fn mark(id: &str, n: u32) -> String {
    format!(r##"<sup><a href="#fn-{id}" id="fnref-{id}" role="doc-noteref">{n}</a></sup>"##)
}

fn text() -> BodyView {
    let back = |id: &str, n: u32| {
        vec![BackView {
            url: format!("#fnref-{id}"),
            mark: s("↩"),
            label: format!("Back to reference {n}"),
        }]
    };
    let note = |id: &str, n: u32, words: &str| FootnoteView {
        id: format!("fn-{id}"),
        number: n,
        html: s(words),
        backs: back(id, n),
    };
    let mut held = note("held-copy-l11", 1, &format!("Line 11 of {HELD}"));
    held.backs = ["a", "b", "c"]
        .iter()
        .map(|m| BackView {
            url: s("#fnref-held-copy-l11"),
            mark: s(m),
            label: format!("Back to reference 1{m}"),
        })
        .collect();
    BodyView {
        parts: vec![
            html(&format!(
                r#"<h2 id="what-was-said">What was said</h2>
<p>In a meeting of September 2021 a <a href="/quotes/master-admin/">director</a> described one engineer in China, whom colleagues called “Master Admin”, as someone who “has access to everything”.{} Nine employees, in fourteen recorded statements, are said to have told of such access.{}</p>
<aside class="margin" role="note"><p>Two findings, not one: fourteen statements by nine people about access; a second set, by eight, about US staff depending on colleagues in China.</p></aside>
<p>In another meeting of that month a member of the Trust and Safety department said that all is visible from China. The newspaper hedges the sentence, and <strong>three wordings</strong> of it circulate. What can be said is that <em>somebody</em> is reported to have said something of the kind, on a recording that one outlet has heard.</p>"#,
                mark("held-copy-l11", 1),
                mark("held-copy-l7", 2)
            )),
            PartView {
                card: Some(CardView { quote: Some(seen_in_china()), ..CardView::default() }),
                ..PartView::default()
            },
            html(
                r#"<h3 id="how-many">How many people, how many statements</h3><p>The article prints two figures. They are not in conflict.</p>
<table><thead><tr><th scope="col">Finding</th><th scope="col" class="ta-r">People</th><th scope="col" class="ta-r">Statements</th></tr></thead><tbody><tr><td data-label="Finding">Engineers in China could reach the data</td><td data-label="People" class="ta-r">9</td><td data-label="Statements" class="ta-r">14</td></tr><tr><td data-label="Finding">US staff depended on colleagues in China</td><td data-label="People" class="ta-r">8</td><td data-label="Statements" class="ta-r">9</td></tr></tbody></table>"#,
            ),
            PartView {
                card: Some(CardView { quote: Some(fourteen()), ..CardView::default() }),
                ..PartView::default()
            },
            html(
                r#"<aside class="callout warning" role="note"><p class="callout-title">Never “officials”</p><p>Line 9 says officials instead of engineers or employees. Three other places say company staff.</p></aside>
<h2 id="the-reply">The reply</h2><p>The company’s named spokeswoman answered on the record. The statement neither confirms nor denies the access.</p>"#,
            ),
            PartView { quotes: vec![shanahan(), foreign()], ..PartView::default() },
            html(&format!(
                r#"<h2 id="what-government-did">What government did</h2><p>The download ban never took hold. A court blocked the order within weeks, and the next administration withdrew it and asked the Commerce Department for a review instead.{}</p>"#,
                mark("fr-86-31423", 3)
            )),
            PartView {
                card: Some(CardView { action: Some(eo_13942()), ..CardView::default() }),
                ..PartView::default()
            },
            PartView {
                tracker: Some(TrackerView {
                    caption: s("Official actions named here"),
                    actions: actions(),
                    filters: vec![],
                }),
                ..PartView::default()
            },
            html(
                r#"<h2 id="what-we-do-not-know">What we do not know</h2>
<ul><li>Whether the eight are among the nine.</li><li>Which judge the article means, and whether the block reached the forced sale.<ul><li>Three judges are possible.</li></ul></li></ul>
<ul class="contains-task-list"><li><input type="checkbox" disabled checked aria-label="done"> Read the order</li><li><input type="checkbox" disabled aria-label="open"> Hear the recordings</li></ul>
<dl><dt>Clipping</dt><dd>The quoted passages of a source, never the whole of it.</dd><dt>Chain</dt><dd>The sources between a speaker and us.</dd></dl>
<blockquote><p>A quotation copied twice is a quotation to look up once.</p></blockquote>
<pre tabindex="0"><code><span class="a">quotes</span>:
  - <span class="a">id</span>: <span class="s">everything-is-seen</span>   <span class="c"># three wordings circulate</span>
    <span class="a">text</span>: <span class="s">"everything is seen in China"</span>
    <span class="a">at</span>: { <span class="a">line</span>: <span class="n">13</span> }
<span class="k">fn</span> <span class="f">fold</span>(<span class="v">text</span>: &amp;<span class="t">str</span>) <span class="o">-&gt;</span> <span class="t">String</span></code></pre>
<figure><table><caption>Figures may hold tables</caption><tbody><tr><th scope="row">Meetings</th><td class="ta-r">more than 80</td></tr></tbody></table><figcaption>As BuzzFeed News counts them. Inline <code>code</code>, a <mark>mark</mark> and <kbd>Ctrl</kbd>.</figcaption></figure>
<hr>
<p>A long address must wrap: https://www.jurist.org/news/2020/12/federal-judge-blocks-trump-administration-tiktok-ban/with/a/very/long/tail/that/never/ends</p>"#,
            ),
            PartView { timeline: Some(timeline(false)), ..PartView::default() },
        ],
        notes: vec![
            held,
            note(
                "held-copy-l7",
                2,
                r##"Web copy of the Post (<a href="#fn-held-copy-l11">note 1</a>), line 7."##,
            ),
            note("fr-86-31423", 3, EO),
        ],
        bibliography: vec![
            EntryView { id: s("ref-held-copy"), html: s(HELD) },
            EntryView { id: s("ref-fr-86-31423"), html: s(EO) },
        ],
        bibliography_placed: false,
        contents: vec![
            HeadingView { level: 2, title: s("What was said"), url: s("#what-was-said") },
            HeadingView {
                level: 3,
                title: s("How many people, how many statements"),
                url: s("#how-many"),
            },
            HeadingView { level: 2, title: s("The reply"), url: s("#the-reply") },
            HeadingView {
                level: 2,
                title: s("What government did"),
                url: s("#what-government-did"),
            },
            HeadingView {
                level: 2,
                title: s("What we do not know"),
                url: s("#what-we-do-not-know"),
            },
        ],
    }
}

/// A text of 2,000 words with 30 notes and 7 cards, for the budget: words in no order, which compress
/// worse than prose does.
fn budget_text() -> BodyView {
    let pool: Vec<&str> = include_str!("../themes/default/i18n/en.yaml")
        .split_whitespace()
        .filter(|w| w.len() > 2 && w.chars().all(char::is_alphabetic))
        .collect();
    let mut seed = 7_usize;
    let mut word = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        pool[(seed >> 33) % pool.len()]
    };
    let mut parts = vec![];
    let mut notes = vec![];
    for n in 1..=30_u32 {
        let mut words: Vec<&str> = (0..67).map(|_| word()).collect();
        let id = format!("{}-{}-l{n}", word(), word()).to_lowercase();
        words.insert(40, "a [link](x)");
        let mut text = format!("<p>{}.{}</p>", words.join(" "), mark(&id, n));
        text = text.replace("a [link](x)", &format!(r#"<a href="/actions/{id}/">{}</a>"#, word()));
        if n % 5 == 1 {
            text = format!(r#"<h2 id="s{n}">{} {} {}</h2>{text}"#, word(), word(), word());
        }
        parts.push(html(&text));
        if n % 4 == 0 {
            let quote = [seen_in_china(), master_admin(), fourteen(), shanahan()]
                [(n as usize / 4) % 4]
                .clone();
            parts.push(PartView {
                card: Some(CardView { quote: Some(quote), ..CardView::default() }),
                ..PartView::default()
            });
        }
        let entry: Vec<&str> = (0..14).map(|_| word()).collect();
        notes.push(FootnoteView {
            html: format!(r#"{}, <i>{}</i>, {n} June 2022, <a class="url" href="https://example.org/{id}/">https://example.org/{id}/</a>."#, entry.join(" "), word()),
            number: n,
            backs: vec![BackView { url: format!("#fnref-{id}"), mark: s("↩"), label: format!("Back to reference {n}") }],
            id: format!("fn-{id}"),
        });
    }
    BodyView { parts, notes, contents: text().contents, ..BodyView::default() }
}

fn timeline(filters: bool) -> TimelineView {
    let moment = |day: DateView, kind: &str, event: &str, title: &str, url: &str| MomentView {
        date: day,
        kind: kind.to_lowercase(),
        kind_text: s(kind),
        event: s(event),
        title: s(title),
        url: s(url),
    };
    TimelineView {
        filters: if filters {
            vec![
                FilterView {
                    name: s("Year"),
                    choices: vec![
                        ChoiceView { title: s("All years"), url: String::new(), count: 31 },
                        ChoiceView { title: s("2022"), url: s("/timeline/2022/"), count: 14 },
                        ChoiceView { title: s("2021"), url: s("/timeline/2021/"), count: 9 },
                    ],
                },
                FilterView {
                    name: s("Type"),
                    choices: vec![
                        ChoiceView {
                            title: s("Actions"),
                            url: s("/timeline/type/action/"),
                            count: 12,
                        },
                        ChoiceView {
                            title: s("Quotes"),
                            url: s("/timeline/type/quote/"),
                            count: 9,
                        },
                    ],
                },
            ]
        } else {
            vec![]
        },
        years: vec![
            YearView {
                title: s("2022"),
                entries: vec![moment(
                    given(
                        "September 2021 – January 2022",
                        "from at least September 2021 to January",
                        "inferred",
                    ),
                    "Quote",
                    "",
                    "Engineers at ByteDance in China were able to reach US users’ data",
                    "/quotes/fourteen-statements/",
                )],
                months: vec![MonthView {
                    title: s("June 2022"),
                    entries: vec![
                        moment(
                            date("17 June 2022", "2022-06-17"),
                            "Source",
                            "",
                            "Leaked Audio From 80 Internal TikTok Meetings",
                            "/sources/buzzfeed-80-meetings/",
                        ),
                        moment(
                            date("17 June 2022", "2022-06-17"),
                            "Action",
                            "Announced:",
                            "TikTok moves US user data to Oracle servers",
                            "/actions/tiktok-oracle-migration/",
                        ),
                    ],
                }],
            },
            YearView {
                title: s("2021"),
                entries: vec![],
                months: vec![
                    MonthView {
                        title: s("September 2021"),
                        entries: vec![moment(
                            given("September 2021", "the same month", "inferred"),
                            "Quote",
                            "",
                            "“everything is seen in China”",
                            "/quotes/everything-is-seen/",
                        )],
                    },
                    MonthView {
                        title: s("June 2021"),
                        entries: vec![moment(
                            date("9 June 2021", "2021-06-09"),
                            "Action",
                            "Signed:",
                            "Executive Order 14034",
                            "/actions/eo-14034/",
                        )],
                    },
                ],
            },
        ],
    }
}

fn parties() -> Vec<PartyCard> {
    let party = |name: &str, url: &str, about: &str, quotes, acts, letter: &str, depth| PartyCard {
        name: s(name),
        url: s(url),
        about: s(about),
        quotes,
        actions: acts,
        letter: s(letter),
        depth,
    };
    vec![
        party(
            "Joe Biden",
            "/people/joe-biden/",
            "President of the United States (as of June 2021)",
            0,
            1,
            "B",
            0,
        ),
        party("Gina Raimondo", "/people/gina-raimondo/", "Secretary of Commerce", 0, 1, "R", 0),
        party("Maureen Shanahan", "/people/maureen-shanahan/", "spokeswoman, TikTok", 1, 0, "S", 0),
        party("Someone Else", "", "", 1, 0, "S", 0),
    ]
}

fn deadlines() -> Vec<DeadlineView> {
    vec![DeadlineView {
        due: date("12 November 2020", "2020-11-12"),
        who: named("ByteDance", "/organizations/bytedance/", ""),
        what: s("Give up what runs TikTok in the United States and the data from its users there"),
        state: s("passed, outcome not recorded"),
        action: link(
            "Attempt to compel ByteDance to sell TikTok",
            "/actions/trump-divestiture-push/",
        ),
    }]
}

fn site(words: BTreeMap<String, String>) -> SiteView {
    let nav = |title: &str, section: &str| NavView {
        title: s(title),
        url: format!("/{section}/"),
        section: s(section),
    };
    SiteView {
        title: s("On the Record"),
        description: s("Briefings in which every statement can be followed to its evidence."),
        language: s("en"),
        home: s("/"),
        nav: vec![
            nav("Briefings", "notes"),
            nav("Topics", "topics"),
            nav("Actions", "actions"),
            nav("Timeline", "timeline"),
            nav("People", "people"),
            nav("Sources", "sources"),
        ],
        footer: vec![
            link("How we handle evidence", "/about/evidence/"),
            link("Corrections", "/corrections/"),
            link("Organizations", "/organizations/"),
            link("Quotes", "/quotes/"),
        ],
        author: s("Desk"),
        publisher: s("The On the Record Desk"),
        style: s("style.css"),
        today: s("23 November 2026"),
        words: Arc::new(words),
        options: Default::default(),
        extra: Default::default(),
    }
}

fn page(kind: &str, section: &str, title: &str, crumb: &str) -> PageView {
    PageView {
        kind: s(kind),
        title: s(title),
        head_title: format!("{title} · On the Record"),
        description: s("What employees said on leaked recordings, what the company answered."),
        url: format!("/{section}/x/"),
        canonical: format!("https://example.org/{section}/x/"),
        section: s(section),
        crumbs: if crumb.is_empty() { vec![] } else { vec![link(crumb, &format!("/{section}/"))] },
        noindex: false,
        banner: String::new(),
        banner_text: String::new(),
        language: s("en"),
    }
}

fn templates(root: &Path, at: &Path, out: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(at).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            templates(root, &path, out);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            out.push((format!("default/{name}"), std::fs::read_to_string(&path).unwrap()));
        }
    }
}

fn main() {
    let out = PathBuf::from(std::env::args().nth(1).expect("a folder to write to"));
    let theme = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default");
    std::fs::create_dir_all(&out).unwrap();
    std::fs::copy(theme.join("static/style.css"), out.join("style.css")).unwrap();
    let words: BTreeMap<String, String> = std::fs::read_to_string(theme.join("i18n/en.yaml"))
        .unwrap()
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|l| l.split_once(": "))
        .map(|(k, v)| (k.trim_matches('"').to_owned(), v.trim_matches('"').to_owned()))
        .collect();
    let mut tera = tera::Tera::default();
    tera.set_fallback_prefixes(["default/"]).unwrap();
    let mut all = vec![];
    templates(&theme.join("templates"), &theme.join("templates"), &mut all);
    if let Err(e) = tera.add_raw_templates(all) {
        panic!("{e}");
    }
    let mut site = serde_json::to_value(site(words)).unwrap();
    site["options"] = serde_json::json!({ "paper": "A4" });
    tera.global_context().insert("site", &site);

    let put =
        |file: &str, template: &str, page: &PageView, name: &str, value: &dyn erased::Show| {
            let mut cx = tera::Context::new();
            cx.insert("page", page);
            if !name.is_empty() {
                cx.insert_value(name.to_owned(), value.value());
            }
            match tera.render(template, &cx) {
                Ok(text) => std::fs::write(out.join(file), text).unwrap(),
                Err(e) => panic!("{template}: {e}"),
            }
        };

    let note = NoteView {
        kind: s("Briefing"),
        number: s("BRF-2026-001"),
        date: Some(date("23 November 2026", "2026-11-23")),
        updated: None,
        as_of: Some(date("18 June 2022", "2022-06-18")),
        authors: vec![named("Desk", "", "")],
        topics: tiktok_note().topics,
        minutes: 6,
        summary: tiktok_note().summary,
        bottom_line_html: s(
            "<p>One outlet, working from recordings we have not heard, reports TikTok staff saying that engineers in China could reach US users’ non-public data between September 2021 and January 2022. The company statements quoted neither confirm nor deny it. On 18 June 2022 no US ban was in force.</p>",
        ),
        key_points_html: vec![
            s(
                "The access claim has one independent origin: the recordings. The other origins in the article’s chain are the company’s own words.",
            ),
            s(
                "The text in hand is a reworded copy of a newspaper report. Words inside its quotation marks differ from what other outlets print.",
            ),
            s(
                "The order against TikTok of August 2020 was blocked in court that autumn and revoked in June 2021.",
            ),
        ],
        scope_note: s(
            "One article and what can be checked around it, up to 18 June 2022. Later laws, rulings and sales are left out.",
        ),
        series: String::new(),
        corrections: vec![CorrectionView {
            date: Some(date("24 November 2026", "2026-11-24")),
            kind: s("Correction"),
            text: s("The month of the second meeting was given wrongly."),
            was: s("October 2021"),
            now: s("September 2021"),
            note: LinkView::default(),
        }],
        changes: vec![
            HistoryView {
                date: Some(date("24 November 2026", "2026-11-24")),
                significant: true,
                text: s("Corrected a month."),
            },
            HistoryView {
                date: Some(date("23 November 2026", "2026-11-23")),
                significant: true,
                text: s("First published."),
            },
        ],
        toc: true,
        body: text(),
        actions: actions(),
        quotes: vec![master_admin()],
        independence: s("7 sources, 1 independent"),
        roots: vec![
            link("Recordings of internal TikTok meetings", "/sources/leaked-meeting-audio/"),
            link(
                "Statement of TikTok to the New York Post (the company’s own words)",
                "/sources/tiktok-statement-post/",
            ),
        ],
        related: notes(),
        supersedes: vec![],
        superseded_by: vec![],
        cite: s(
            "Desk. “What the leaked TikTok meetings say about access to US user data.” On the Record, BRF-2026-001, 23 November 2026. https://example.org/briefings/tiktok/",
        ),
        cited_by: cited_by(),
    };
    let title = "What the leaked TikTok meetings say about access to US user data";
    put("note.html", "note.html", &page("note", "notes", title, "Briefings"), "note", &note);
    let budget = NoteView {
        body: budget_text(),
        actions: vec![],
        quotes: vec![],
        related: vec![],
        ..note.clone()
    };
    put("budget.html", "note.html", &page("note", "notes", title, "Briefings"), "note", &budget);
    let mut draft = page("note", "notes", title, "Briefings");
    draft.banner = s("draft");
    draft.banner_text = s("Draft. Not for publication; nothing here has been checked.");
    draft.noindex = true;
    draft.head_title = format!("DRAFT · {}", draft.head_title);
    let bare = NoteView {
        kind: s("Note"),
        minutes: 1,
        superseded_by: vec![link("A newer note", "/new/")],
        body: BodyView {
            parts: vec![html("<p>A note needs only a title and a text.</p>")],
            ..BodyView::default()
        },
        cite: s("“A title.” On the Record."),
        ..NoteView::default()
    };
    put("draft.html", "note.html", &draft, "note", &bare);

    put(
        "home.html",
        "home.html",
        &page("home", "", "On the Record", ""),
        "home",
        &HomeView {
            body: BodyView {
                parts: vec![html(
                    "<p>Briefings on public policy in which every statement can be followed to its evidence: who said it, where it was printed, and how far that copy stands from the speaker.</p>",
                )],
                ..BodyView::default()
            },
            lead: Some(tiktok_note()),
            lead_html: note.bottom_line_html.clone(),
            latest: notes(),
            changes: vec![
                NewsView {
                    date: date("24 November 2026", "2026-11-24"),
                    kind: s("Correction"),
                    title: s(title),
                    url: s("/briefings/tiktok/"),
                    text: s("The month of the second meeting was given wrongly."),
                },
                NewsView {
                    date: date("9 June 2021", "2021-06-09"),
                    kind: s("Revoked"),
                    title: s("Executive order seeking to stop downloads of TikTok"),
                    url: s("/actions/eo-13942/"),
                    text: String::new(),
                },
            ],
            deadlines: deadlines(),
            topics: topics(),
            actions: actions(),
            counts: vec![
                link("24 sources", "/sources/"),
                link("9 quotes", "/quotes/"),
                link("7 actions", "/actions/"),
                link("4 people", "/people/"),
                link("11 organizations", "/organizations/"),
            ],
        },
    );
    put(
        "topic.html",
        "topic.html",
        &page("topic", "topics", "Access to US user data from abroad", "Topics"),
        "topic",
        &TopicView {
            summary: s(
                "Who can reach the data of US users from outside the country, and who says so.",
            ),
            scope_note: s("Statements and actions up to June 2022."),
            automatic: false,
            parent: link("Data security", "/topics/data-security/"),
            lead: Some(tiktok_note()),
            actions: actions(),
            notes: notes(),
            pager: PagerView {
                number: 1,
                of: 3,
                previous: String::new(),
                next: s("/topics/x/page/2/"),
            },
            quotes: vec![seen_in_china(), master_admin(), fourteen(), shanahan(), foreign()],
            more_quotes: link("All 120 quotes", "/quotes/"),
            deadlines: deadlines(),
            parties: parties(),
            children: topics(),
            see_also: vec![link(
                "Foreign-owned apps and national security",
                "/topics/foreign-owned-apps/",
            )],
            cited_by: cited_by(),
            ..TopicView::default()
        },
    );
    let fact = |name: &str, value: &str| FactView { name: s(name), value: s(value) };
    let source = SourceView {
        entry_html: s(HELD),
        key: s("held-copy"),
        kind: s("Web page"),
        web: s(
            "https://tawqe3.com/leaked-audio-from-tiktok-meetings-revealed-that-china-accessed-us-user-data-report/",
        ),
        archive: s("https://web.archive.org/web/2022/x"),
        archive_date: s("18 June 2022"),
        archive_first: false,
        standing: s("corrected"),
        standing_text: s("Corrected by its publisher on 20 June 2022."),
        issued: Some(DateView { text: s("date not known"), ..DateView::default() }),
        consulted: true,
        facts: vec![
            fact("Wording", "reworded"),
            fact("Access", "open"),
            fact("Obtained", "published"),
        ],
        chain: chain(),
        chain_text: s(CHAIN),
        rests_on: vec![RestView {
            how: s("Republishes"),
            source: link("New York Post, “TIKTOK ‘SNOOP’ SHOCK”", "/sources/nypost-print/"),
            date: s("18 June 2022"),
        }],
        rests_here: vec![RestView {
            how: s("Quoted by"),
            source: link("Some other page", "/sources/other/"),
            date: String::new(),
        }],
        descriptor: s(
            "Unsigned web repost ending in blog-software boilerplate, two picture captions run into its text. Its wording departs from the newspaper’s, inside quotation marks too.",
        ),
        creator: unnamed("whoever made the copy", LinkView::default()),
        recipient: PartyView::default(),
        custodian: PartyView::default(),
        snapshot: s(
            "clippings, captured 23 November 2026, SHA-256 4a28d621d1ab50681748880dd8c566f5f0e906c50db1dd008163fec023719970",
        ),
        note_html: s("<p>Site and address are external: the text in hand names neither.</p>"),
        quotes: vec![seen_in_china(), master_admin(), fourteen(), shanahan()],
        actions: vec![link(
            "Executive order seeking to stop downloads of TikTok",
            "/actions/eo-13942/",
        )],
        topics: tiktok_note().topics,
        cited_by: cited_by(),
        ..SourceView::default()
    };
    put(
        "source.html",
        "source.html",
        &page(
            "source",
            "sources",
            "Leaked audio from TikTok meetings revealed that China accessed US user data: report",
            "Sources",
        ),
        "source",
        &source,
    );
    let role = |role: &str, who: LinkView, time: &str, source: LinkView| RoleView {
        role: s(role),
        party: who,
        time: s(time),
        source,
    };
    let org = PartyPage {
        kind: s("organization"),
        other_names: vec![s("Musical.ly (until August 2018)")],
        classification: s("Company"),
        jurisdiction: s("United States"),
        founded: s("2016"),
        parent: link("ByteDance", "/organizations/bytedance/"),
        units: vec![PartyCard {
            name: s("US Data Security"),
            url: s("/organizations/tiktok-usds/"),
            about: s("Unit"),
            actions: 1,
            ..PartyCard::default()
        }],
        people: vec![role(
            "spokeswoman",
            link("Maureen Shanahan", "/people/maureen-shanahan/"),
            "as of June 2022",
            link("web copy of the Post", "/sources/held-copy/"),
        )],
        identifiers: vec![s("Wikidata Q48938223")],
        links: vec![link("tiktok.com", "https://www.tiktok.com/")],
        statements: vec![shanahan(), master_admin()],
        about: vec![fourteen(), seen_in_china()],
        actions_by: actions(),
        actions_on: vec![eo_13942()],
        cited_by: cited_by(),
        ..PartyPage::default()
    };
    put(
        "organization.html",
        "party.html",
        &page("organization", "organizations", "TikTok", "Organizations"),
        "party",
        &org,
    );
    let person = PartyPage {
        kind: s("person"),
        roles: vec![role(
            "spokeswoman",
            tiktok(),
            "as of June 2022",
            link("web copy of the Post", "/sources/held-copy/"),
        )],
        statements: vec![shanahan()],
        ..PartyPage::default()
    };
    put(
        "person.html",
        "party.html",
        &page("person", "people", "Maureen Shanahan", "People"),
        "party",
        &person,
    );
    let quote = QuoteView {
        card: seen_in_china(),
        note_html: s(
            "<p>The Post’s print text agrees with the held copy here, with another hedge.</p>",
        ),
        answers: vec![AnswerView {
            how: s("Answered by"),
            target: link(
                "“We know that we are among the most vetted platforms …”",
                "/quotes/shanahan-to-buzzfeed/",
            ),
        }],
        about: vec![tiktok()],
        topics: tiktok_note().topics,
        source_html: s(HELD),
        under_oath: true,
        cited_by: cited_by(),
        ..QuoteView::default()
    };
    put(
        "quote.html",
        "quote.html",
        &page(
            "quote",
            "quotes",
            "A member of the Trust and Safety department, September 2021",
            "Quotes",
        ),
        "quote",
        &quote,
    );
    let long = QuoteView {
        card: shanahan(),
        source_html: s(HELD),
        recipient: named("BuzzFeed News", "/organizations/buzzfeed-news/", ""),
        ..QuoteView::default()
    };
    put(
        "quote-long.html",
        "quote.html",
        &page("quote", "quotes", "Maureen Shanahan, about 17 June 2022", "Quotes"),
        "quote",
        &long,
    );
    let reported = QuoteView { card: fourteen(), source_html: s(HELD), ..QuoteView::default() };
    put(
        "quote-reported.html",
        "quote.html",
        &page("quote", "quotes", "Nine TikTok employees, September 2021 – January 2022", "Quotes"),
        "quote",
        &reported,
    );
    let action = ActionView {
        card: eo_13942(),
        official_title: s(
            "Addressing the Threat Posed by TikTok, and Taking Additional Steps To Address the National Emergency With Respect to the Information and Communications Technology and Services Supply Chain",
        ),
        log: eo_13942()
            .log
            .into_iter()
            .map(|e| EventView { note: s("A remark on it."), ..e })
            .collect(),
        targets: vec![
            named("TikTok", "/organizations/tiktok/", ""),
            named("ByteDance", "/organizations/bytedance/", ""),
        ],
        under: s("50 U.S.C. 1701 et seq. (International Emergency Economic Powers Act)"),
        relations: vec![
            RelationView {
                text: s("Blocked by"),
                other: link(
                    "A federal judge blocks the download ban",
                    "/actions/injunction-tiktok-ban/",
                ),
                status: status("completed", "Completed", "ok", ""),
                date: Some(date("27 September – 7 December 2020", "")),
            },
            RelationView {
                text: s("Revoked by"),
                other: link("Executive Order 14034", "/actions/eo-14034/"),
                status: status("in-force", "In force", "ok", ""),
                date: Some(date("9 June 2021", "2021-06-09")),
            },
        ],
        deadlines: deadlines(),
        note_html: s(
            "<p>Number, title and days are external. How it was blocked and revoked follows from the two actions below.</p>",
        ),
        statements: vec![fourteen()],
        documents: vec![s(EO), s(HELD)],
        links: vec![link("Federal Register", "https://www.federalregister.gov/")],
        cited_by: cited_by(),
        ..ActionView::default()
    };
    put(
        "action.html",
        "action.html",
        &page(
            "action",
            "actions",
            "Executive order seeking to stop downloads of TikTok",
            "Actions",
        ),
        "action",
        &action,
    );
    let pager = PagerView { number: 2, of: 3, previous: s("/x/"), next: s("/x/page/3/") };
    let one = PagerView { number: 1, of: 1, ..PagerView::default() };
    let list =
        |count: &str| ListView { count: s(count), pager: one.clone(), ..ListView::default() };
    put(
        "notes.html",
        "list.html",
        &page("notes", "notes", "Briefings", ""),
        "list",
        &ListView { notes: [vec![tiktok_note()], notes()].concat(), pager, ..list("203 notes") },
    );
    put(
        "topics.html",
        "list.html",
        &page("topics", "topics", "Topics", ""),
        "list",
        &ListView { topics: topics(), ..list("5 topics") },
    );
    let src = SourceCard {
        html: s(HELD),
        title: s("Leaked audio"),
        url: s("/sources/held-copy/"),
        kind: s("Web page"),
        date: None,
        standing: String::new(),
        cited: 2,
        quotes: 9,
    };
    let src2 = SourceCard {
        html: s(EO),
        title: s("Executive Order 14034"),
        kind: s("Executive order"),
        standing: s("not seen by us"),
        cited: 1,
        quotes: 1,
        ..src.clone()
    };
    put(
        "sources.html",
        "list.html",
        &page("sources", "sources", "Sources", ""),
        "list",
        &ListView { sources: vec![src, src2], ..list("24 sources") },
    );
    put(
        "people.html",
        "list.html",
        &page("people", "people", "People", ""),
        "list",
        &ListView { parties: parties(), ..list("4 people") },
    );
    put(
        "organizations.html",
        "list.html",
        &page("organizations", "organizations", "Organizations", ""),
        "list",
        &ListView {
            parties: vec![
                PartyCard {
                    name: s("ByteDance"),
                    url: s("/organizations/bytedance/"),
                    about: s("Company"),
                    ..PartyCard::default()
                },
                PartyCard {
                    name: s("TikTok"),
                    url: s("/organizations/tiktok/"),
                    about: s("Company"),
                    depth: 1,
                    quotes: 4,
                    ..PartyCard::default()
                },
            ],
            ..list("11 organizations")
        },
    );
    put(
        "quotes.html",
        "list.html",
        &page("quotes", "quotes", "Quotes", ""),
        "list",
        &ListView {
            quotes: vec![seen_in_china(), master_admin(), fourteen(), shanahan(), foreign()],
            ..list("9 quotes")
        },
    );
    put(
        "corrections.html",
        "list.html",
        &page("corrections", "", "Corrections", ""),
        "list",
        &ListView {
            corrections: note
                .corrections
                .iter()
                .map(|c| CorrectionView { note: link(title, "/briefings/tiktok/"), ..c.clone() })
                .collect(),
            ..list("1 correction")
        },
    );
    let choice = |title: &str, url: &str, count| ChoiceView { title: s(title), url: s(url), count };
    let tracker = TrackerView {
        caption: s("Policy actions, newest first"),
        actions: actions(),
        filters: vec![
            FilterView {
                name: s("Status"),
                choices: vec![
                    choice("All", "", 7),
                    choice("In force", "/actions/status/in-force/", 1),
                    choice("Partly in force", "/actions/status/partly-in-force/", 1),
                    choice("Revoked", "/actions/status/revoked/", 1),
                ],
            },
            FilterView {
                name: s("Kind"),
                choices: vec![
                    choice("Executive order", "/actions/kind/executive-order/", 2),
                    choice("Review", "/actions/kind/review/", 1),
                ],
            },
        ],
    };
    put(
        "tracker.html",
        "tracker.html",
        &page("actions", "actions", "Actions", ""),
        "list",
        &ListView { tracker: Some(tracker), ..list("7 actions") },
    );
    put(
        "timeline.html",
        "timeline.html",
        &page("timeline", "timeline", "Timeline", ""),
        "timeline",
        &timeline(true),
    );
    let level = |level, text: &str, meaning: &str, count| LevelView {
        level,
        text: s(text),
        meaning: s(meaning),
        count,
    };
    let evidence = EvidenceView {
        levels: vec![
            level(
                4,
                "Matches the original",
                "The words stand in a copy of the original, made by the speaker, or in an official transcript.",
                0,
            ),
            level(
                3,
                "Matches a first-hand report",
                "The words stand in a report by somebody who received them.",
                1,
            ),
            level(
                2,
                "Matches the copy we hold",
                "The words stand in our copy of the source; how many steps it is from the speaker is printed beside them.",
                6,
            ),
            level(1, "Not checked", "We hold no copy, or the statement is in our own words.", 4),
        ],
        quotes: s("11 quotes on this site"),
        statuses: actions()
            .into_iter()
            .map(|a| StatusMeaning {
                status: a.status,
                meaning: s("What this status means, in one sentence."),
            })
            .collect(),
    };
    put(
        "evidence.html",
        "evidence.html",
        &page("evidence", "", "How we handle evidence", ""),
        "evidence",
        &evidence,
    );
    put("404.html", "404.html", &page("404", "", "Page not found", ""), "", &());
    put(
        "tombstone.html",
        "tombstone.html",
        &page("tombstone", "notes", "Withdrawn", ""),
        "tombstone",
        &TombstoneView {
            date: Some(date("1 December 2026", "2026-12-01")),
            reason: s("It was published by mistake."),
        },
    );
    put(
        "redirect.html",
        "redirect.html",
        &page("redirect", "notes", "Moved", ""),
        "redirect",
        &RedirectView {
            url: s("/briefings/tiktok/"),
            canonical: s("https://example.org/briefings/tiktok/"),
            title: s(title),
        },
    );
}

mod erased {
    /// Anything a template can be given.
    pub(crate) trait Show {
        fn value(&self) -> tera::Value;
    }
    impl<T: super::Serialize> Show for T {
        fn value(&self) -> tera::Value {
            tera::Value::from_serializable(self)
        }
    }
}
