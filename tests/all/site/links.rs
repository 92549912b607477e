//! Every page can be reached from the home page, and every link has a target.

use super::html::{Tag, tags};
use super::make::{Output, built, from_disk, output, sources, text};
use crate::support::root;
use onrecord_base::code::RuleCode;
use onrecord_site::routes::{FixedPage, FixedRoute, RouteTable, file_of};
use onrecord_site::view::pages::PageKind;
use std::collections::{BTreeMap, BTreeSet};

/// A page's links and ids.
struct Page {
    links: Vec<String>,
    ids: BTreeSet<String>,
}

/// The output file of an address below `base`.
fn file_at(address: &str) -> String {
    let path = address.split('?').next().unwrap_or("").trim_start_matches('/');
    let path: String =
        percent_encoding::percent_decode_str(path).decode_utf8().expect("UTF-8").into_owned();
    file_of(&path)
}

/// The addresses within a site in a tag.
fn addresses(tag: &Tag) -> Vec<String> {
    let mut all: Vec<String> =
        ["href", "src"].iter().filter_map(|a| tag.get(a)).map(str::to_owned).collect();
    if let Some(to) = tag.get("content").filter(|_| tag.get("http-equiv").is_some()) {
        all.extend(to.split_once("url=").map(|(_, url)| url.to_owned()));
    }
    all.retain(|a| a.starts_with('#') || a.starts_with('/') && !a.starts_with("//"));
    all
}

fn look(output: &Output) -> BTreeMap<&str, Page> {
    let pages = output.iter().filter(|(path, _)| onrecord_base::path::ending(path) == "html");
    pages
        .map(|(path, bytes)| {
            let tags = tags(text(bytes));
            let mut ids = BTreeSet::new();
            for id in tags.iter().filter_map(|t| t.get("id")) {
                assert!(ids.insert(id.to_owned()), "{path} has two elements with the id `{id}`");
            }
            let links = tags.iter().flat_map(addresses).collect();
            (path.as_str(), Page { links, ids })
        })
        .collect()
}

/// Every link, asset and anchor of a site has a target.
fn dead_ends(output: &Output) -> Vec<String> {
    let pages = look(output);
    let mut dead = vec![];
    for (path, page) in &pages {
        for link in &page.links {
            let (address, anchor) = link.split_once('#').unwrap_or((link, ""));
            let file = if address.is_empty() { (*path).to_owned() } else { file_at(address) };
            if !output.contains_key(&file) {
                dead.push(format!("{path} links to {link}: there is no {file}"));
            } else if let Some(to) = pages.get(file.as_str()) {
                let anchor = percent_encoding::percent_decode_str(anchor).decode_utf8_lossy();
                // A fragment that begins with `:~:` is for the browser.
                if !anchor.is_empty() && !anchor.starts_with(":~:") && !to.ids.contains(&*anchor) {
                    dead.push(format!("{path} links to {link}: there is no such id in {file}"));
                }
            }
        }
    }
    dead
}

/// The pages that cannot be reached from the home page.
fn unreached(output: &Output) -> Vec<String> {
    let pages = look(output);
    let mut seen = BTreeSet::from(["index.html".to_owned()]);
    let mut queue = vec!["index.html".to_owned()];
    while let Some(at) = queue.pop() {
        let Some(page) = pages.get(at.as_str()) else { continue };
        for link in &page.links {
            let address = link.split('#').next().unwrap_or("");
            if !address.is_empty() {
                let file = file_at(address);
                if seen.insert(file.clone()) {
                    queue.push(file);
                }
            }
        }
    }
    pages.keys().filter(|path| !seen.contains(**path)).map(|path| (*path).to_owned()).collect()
}

#[track_caller]
fn holds_together(sources: &onrecord_site::input::files::InputFiles) {
    let (site, found) = built(sources);
    // Some items are only named in a list, which is reported.
    let is_wrong = |code: RuleCode| code.id().starts_with("OR1") && code != RuleCode::NotShown;
    assert_eq!(found.iter().filter(|d| is_wrong(d.code)).count(), 0, "{found:?}");
    let out = output(&site, sources);
    let dead = dead_ends(&out);
    assert!(dead.is_empty(), "{} dead ends:\n{}", dead.len(), dead.join("\n"));
    let apart: BTreeSet<String> = site
        .pages()
        .iter()
        .filter(|p| {
            matches!(
                p.what,
                PageKind::Fixed(FixedPage::NotFound)
                    | PageKind::Redirect(_)
                    | PageKind::Tombstone(_)
            )
        })
        .map(|p| file_of(&p.path))
        .collect();
    let lost: Vec<String> =
        unreached(&out).into_iter().filter(|path| !apart.contains(path)).collect();
    assert!(lost.is_empty(), "no links lead to:\n{}", lost.join("\n"));
}

#[test]
fn our_own_content_holds_together() {
    holds_together(&from_disk(root()));
}

/// One item of each type, most of them only named in a list.
pub(crate) const SMALL: &[(&str, &str)] = &[
    (
        "content/briefings/uss.md",
        "---\ntitle: U.S. user data\nsummary: S.\ndate: 2022-06-17\ntopics: [data/privacy]\naliases: [/old/uss/, USDS]\nchanges: [{date: 2022-06-18, kind: minor, text: A word.}]\ncorrections: [{date: 2022-06-19, kind: correction, text: A number was wrong.}]\nbottom_line: It moved [@post].\n---\n## What moved\n\nAll of it [@post, p. 2; see @times]. As @post [p. 3] says.[^1][^m-1]\n\n![[quote:words]]\n\n![[action:order]]\n\n[[#What moved]], [[person:jane]], [[ tracker ]], [dot](dot.png) ![A dot](dot.png)\n\n## What moved\n\n> Everything is seen [@post, para. 7]\n\n<!-- actions -->\n\n<!-- timeline -->\n\n[^1]: A note [@times].\n[^m-1]: In the margin.\n",
    ),
    (
        "content/tracker.md",
        "---\ntitle: Tracker\nsummary: S.\nkind: tracker\nscope_note: All orders.\nrelated: [briefings/uss]\n---\n<!-- actions topic=data -->\n",
    ),
    (
        "content/topics.yaml",
        "- {id: data, title: Data}\n- {id: privacy, title: Privacy, parent: data, see_also: [data]}\n",
    ),
    (
        "content/sources.yaml",
        "- {id: post, title: Post, issued: 2022-06-17, based_on: audio, url: 'https://post.example/'}\n- {id: times, title: Times, issued: 2022, author: [{family: Doe, given: J.}]}\n- {id: audio, title: Audio, consulted: false}\n",
    ),
    (
        "content/quotes.yaml",
        "- {id: words, text: Everything is seen., speaker: jane, said: 2021-09, source: post, at: p. 2}\n- {id: more, text: And heard., speaker: {unnamed: an employee}, source: post, responds_to: words}\n",
    ),
    (
        "content/people.yaml",
        "- {id: jane, name: Jane Doe, memberships: [{organization: unit, role: Director, start: 2020}]}\n",
    ),
    (
        "content/organizations.yaml",
        "- {id: desk, name: Desk}\n- {id: unit, name: Unit, parent: desk}\n",
    ),
    (
        "content/actions.yaml",
        "- {id: order, kind: executive-order, title: The order, by: desk, target: unit, topics: [data], dates: {signed: 2020-08-06}, jurisdiction: us, sources: ['post, p. 1']}\n- {id: undo, kind: executive-order, title: The undoing, by: desk, dates: {signed: 2021-06-09}, revokes: order, deadlines: [{due: 2027-01-01, what: Report}]}\n",
    ),
    ("content/briefings/dot.png", "no image"),
];

#[test]
fn a_site_of_one_of_each_holds_together() {
    holds_together(&sources(SMALL.iter().copied()));
}

#[test]
fn an_empty_site_holds_together() {
    holds_together(&sources::<&str, &str>([]));
}

#[test]
fn a_site_below_a_path_links_within_it() {
    let mut files = SMALL.to_vec();
    files.push(("site.yaml", "title: Desk\nbase_url: https://desk.example/far/away/\n"));
    let sources = sources(files);
    let (site, _) = built(&sources);
    for (path, page) in look(&output(&site, &sources)) {
        for link in page.links.iter().filter(|l| l.starts_with('/')) {
            assert!(link.starts_with("/far/away/"), "{path} links to {link}");
        }
    }
}

/// The spellings of the address of a file.
fn ways_to_write(file: &str) -> Vec<String> {
    let escaped = onrecord_base::text::encode_path(file);
    match escaped.strip_suffix("index.html") {
        Some("") => {
            ["/", "/index.html", "/index.md", "/index", "./", "index.md"].map(String::from).into()
        }
        Some(folder) => {
            let bare = folder.trim_end_matches('/');
            vec![
                format!("/{folder}"),
                format!("/{bare}"),
                format!("/{folder}index.html"),
                format!("/{folder}index.md"),
                format!("../content/{folder}"),
            ]
        }
        None => vec![format!("/{escaped}"), format!("../content/{escaped}")],
    }
}

#[test]
fn every_file_of_an_output_is_claimed_once_and_has_a_media_type() {
    for files in [SMALL, &[]] {
        let input = sources(files.iter().copied());
        let (site, _) = built(&input);
        let mut table = RouteTable::default();
        for file in site.output_files() {
            assert_ne!(file.media_type, "application/octet-stream", "{}", file.path);
            let path = file.path.clone();
            assert_eq!(table.claim(&path, file), None);
        }
        assert_eq!(table.files_above().count(), 0);
        assert!(site.plan().files.keys().all(|path| table.get(path).is_some()));
        for route in FixedRoute::all() {
            let is_written = table.get(&route.path()).is_some();
            assert!(is_written || !route.is_always_written(), "{route:?}");
        }
    }
}

/// An empty site consists of the fixed routes and of the assets of the theme.
#[test]
fn the_fixed_routes_are_the_files_of_an_empty_site() {
    let site = built(&sources::<&str, &str>([])).0;
    let files: BTreeSet<String> = site.output_files().map(|file| file.path).collect();
    let fixed = FixedRoute::all().filter(|route| route.is_always_written());
    let fixed: BTreeSet<String> = fixed.map(|route| file_of(&route.path())).collect();
    let others: Vec<&String> = files.symmetric_difference(&fixed).collect();
    assert!(others.iter().all(|file| file.starts_with("assets/")), "{others:?}");
}

/// The valid targets are read from the output itself, so that a new kind of page needs no second list.
#[test]
fn every_page_and_file_of_an_output_can_be_linked() {
    let mut files: Vec<(String, String)> =
        SMALL.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    files.push((
        "content/links.md".into(),
        "---\ntitle: Links\nsummary: S.\n---\nNone yet.\n".into(),
    ));
    files.push(("static/reports/plan #1.txt".into(), "Plan".into()));
    let before = sources(files.clone());
    let targets: Vec<String> = built(&before)
        .0
        .plan()
        .files
        .keys()
        .filter(|file| !file.starts_with("assets/"))
        .cloned()
        .collect();
    assert!(targets.len() > 40, "{targets:?}");
    let written: Vec<(String, String)> = targets
        .iter()
        .flat_map(|file| ways_to_write(file).into_iter().map(move |way| (file.clone(), way)))
        .collect();
    let text = written.iter().enumerate().fold(String::new(), |text, (n, (_, way))| {
        text + &format!("[link number {n}](<{way}>)\n\n")
    });
    files.retain(|(path, _)| path != "content/links.md");
    files.push(("content/links.md".into(), format!("---\ntitle: Links\nsummary: S.\n---\n{text}")));
    let after = sources(files);
    let (site, found) = built(&after);
    assert!(!found.iter().any(|told| told.code == RuleCode::DeadPath), "{found:?}");
    let out = output(&site, &after);
    let page = text_of(&out, "links/index.html");
    for (n, (file, way)) in written.iter().enumerate() {
        let words = format!("\">link number {n}</a>");
        let at = page.find(&words).unwrap_or_else(|| panic!("`{way}` is no link"));
        let href = page[..at].rsplit("href=\"").next().unwrap_or("");
        let to = href.split('#').next().unwrap_or("");
        assert_eq!(&file_at(to), file, "`{way}` leads to {href}");
    }
}

fn text_of<'a>(out: &'a Output, file: &str) -> &'a str {
    text(&out[file])
}
