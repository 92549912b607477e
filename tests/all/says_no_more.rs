//! No page of the repository's own site says more than its data: vague dates stay vague, reported speech
//! carries no quotation marks, and a hedge is never lost. Looks at the HTML alone.

use crate::support::{NOW, onrecord, paths_with_ending, read, root, run, text_of};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Every page by its path, built once.
static PAGES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let out = tempfile::tempdir().unwrap();
    let to = out.path().join("site");
    run(onrecord(root()).args(["build", "-q", "--now", NOW, "-o"]).arg(&to));
    let pages: BTreeMap<String, String> = paths_with_ending(&to, "html")
        .into_iter()
        .map(|(name, path)| (name, read(&path)))
        .collect();
    assert!(pages.len() > 100);
    pages
});

/// The words of every link to an address.
fn links<'a>(html: &'a str, address: &'a str) -> impl Iterator<Item = String> + 'a {
    html.split("<a ").skip(1).filter_map(move |link| {
        let (tag, rest) = link.split_once('>')?;
        tag.contains(&format!("href=\"{address}\""))
            .then(|| text_of(rest.split("</a>").next().unwrap_or("")))
    })
}

#[test]
fn reportedly_is_never_lost() {
    let (mut named, mut cards) = (0, 0);
    for (path, html) in &*PAGES {
        for link in links(html, "/quotes/everything-is-seen/") {
            // The author's own words in a sentence are unrestricted.
            if link.starts_with('“') || link.starts_with("This statement") {
                named += 1;
                assert!(link.contains("(“reportedly”)"), "{path}: {link}");
            }
        }
        for card in html.split("<figure class=\"quote").skip(1) {
            let card = text_of(card.split("</figure>").next().unwrap());
            if card.contains("everything is seen in China") {
                cards += 1;
                assert!(card.contains("“reportedly”"), "{path}: {card}");
            }
        }
    }
    assert!(named > 3 && cards > 1, "{named} {cards}");
    let page = &PAGES["quotes/everything-is-seen/index.html"];
    for tag in ["<title>", "<h1"] {
        let (_, rest) = page.split_once(tag).unwrap();
        assert!(rest.split("</").next().unwrap().contains("reportedly"), "{tag}");
    }
}

#[test]
fn reported_speech_carries_no_quotation_marks() {
    let mut reported = 0;
    for (path, html) in &*PAGES {
        for card in html.split("<figure class=\"quote").skip(1) {
            let card = card.split("</figure>").next().unwrap();
            let words =
                card.split_once("<blockquote").unwrap().1.split("</blockquote>").next().unwrap();
            let words = text_of(words.split_once('>').unwrap().1);
            if card.starts_with(" full reported") || card.starts_with(" reported") {
                reported += 1;
                assert!(!words.contains(['“', '”', '"']), "{path}: {words}");
                assert!(text_of(card).contains("Reported statement"), "{path}");
                // Nor in a sentence that only names it.
                let begins: String = words.chars().take(30).collect();
                for (other, html) in &*PAGES {
                    assert!(!text_of(html).contains(&format!("“{begins}")), "{other}: “{begins}");
                }
            } else {
                assert!(words.starts_with('“'), "{path}: {words}");
            }
        }
    }
    assert!(reported > 5, "{reported}");
}

#[test]
fn vague_dates_stay_vague() {
    let mut days = 0;
    for (path, html) in &*PAGES {
        for time in html.split("datetime=\"").skip(1) {
            let day = time.split('"').next().unwrap();
            let exact =
                day.len() == 10 && day.split('-').all(|p| p.bytes().all(|b| b.is_ascii_digit()));
            assert!(exact, "{path}: {day}");
            days += 1;
        }
    }
    assert!(days > 100);
    // Approximate date, interval, and the source's own wording.
    let about = &PAGES["quotes/shanahan-to-buzzfeed/index.html"];
    let who = about.split_once("<p class=\"who\">").unwrap().1.split("</p>").next().unwrap();
    assert!(text_of(who).contains("about 17 June 2022") && !who.contains("datetime"), "{who}");
    let order = &PAGES["actions/eo-13942/index.html"];
    assert!(order.contains("27 September 2020 – 7 December 2020"));
    let may = text_of(&PAGES["actions/tiktok-creates-usds/index.html"]);
    assert!(may.contains("May 2022 (“In May”, inferred)"), "{may}");
}

#[test]
fn the_order_of_2020_is_shown_as_its_file_says() {
    let page = text_of(&PAGES["actions/eo-13942/index.html"]);
    for said in [
        "85 FR 48637 Revoked Revoked on 9 June 2021 by Executive Order 14034 Contents",
        "Signed",
        "Blocked (scope not known) by a federal judge",
        "Revoked by Joe Biden: Executive Order 14034",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let later = text_of(&PAGES["actions/eo-14034/index.html"]);
    assert!(later.contains("In force since 9 June 2021 · as of 18 June 2022"), "{later}");
    assert!(later.contains("Revokes Executive Order 13942"), "{later}");
    let briefing = text_of(&PAGES["briefings/tiktok-us-user-data/index.html"]);
    assert!(briefing.contains("sources, 2 independent"));
    assert!(
        briefing.contains("Recordings of internal TikTok meetings (5 statements; we hold no copy)")
    );
    for quote in ["master-admin", "shanahan-to-buzzfeed", "spokesperson-to-post"] {
        let page = text_of(&PAGES[&format!("quotes/{quote}/index.html")]);
        assert!(page.contains("Only a reworded version is available"), "{quote}: {page}");
    }
}

#[test]
fn the_net_neutrality_file_goes_through_the_table() {
    let page = |id: &str| text_of(&PAGES[&format!("actions/{id}/index.html")]);
    // A lawsuit applies from the day it is filed, not from the day it is withdrawn.
    let law = page("sb-822");
    assert!(law.contains("30 September 2018Challenged (scope not known) by Department"), "{law}");
    assert!(law.contains("United States v. California, 30 September 2018"), "{law}");
    let first = page("open-internet-order");
    assert!(
        first.contains(
            "Superseded by Federal Communications Commission: Restoring Internet Freedom"
        ),
        "{first}"
    );
    let second = page("restoring-internet-freedom");
    for said in [
        "vacated in part by Mozilla v. FCC · as of 2 January 2025",
        "Vacated in part by",
        "Upheld in part by",
        "Supersedes Open Internet Order",
    ] {
        assert!(second.contains(said), "{said}: {second}");
    }
    let third = page("securing-open-internet-order");
    let log = third.split_once("Status log 25 April 2024").unwrap().1;
    let mut rest = log.split("Details").next().unwrap();
    let order =
        ["Adopted", "Stayed by", "Stay no longer in force: Administrative stay", "Vacated by"];
    for said in order {
        rest = rest.split_once(said).unwrap_or_else(|| panic!("{said}: {log}")).1;
    }
    assert!(third.contains("89 FR 45404 Vacated Vacated on 2 January 2025 by"), "{third}");
}
