//! The guarantees of the README, each tested on the real program.
//!
//! Other guarantees have their tests elsewhere: no foreign file is deleted (`src/io/write`), no script is
//! needed (`tests/browser`), no input makes the program panic (`site/soup.rs`).

use crate::support::{self, NOW, contents, paths_with_ending, put, read, root};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;

/// A word that occurs only in withheld content.
const CANARY: &str = "zq7canary";

fn onrecord(args: &[&str], zone: &str) -> Output {
    support::onrecord(root()).args(args).env("TZ", zone).output().unwrap()
}

/// Every file of an output, except for the file of modification times.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = contents(folder);
    all.retain(|path, _| !path.ends_with("times.json"));
    all
}

#[test]
fn same_input_same_bytes() {
    let out = tempfile::tempdir().unwrap();
    let build = |name: &str, jobs: &str, zone: &str| {
        let to = out.path().join(name);
        let path = to.to_str().unwrap();
        let done = onrecord(&["build", "-q", "-j", jobs, "--now", NOW, "-o", path], zone);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        tree(&to)
    };
    let one = build("one", "1", "Asia/Tokyo");
    assert!(one.len() > 50);
    assert!(one == build("two/deeper", "3", "America/New_York"), "threads or time zones show");
    assert!(one == build("one", "2", "UTC"), "what was there before shows");
}

#[test]
fn a_build_that_finds_an_error_writes_nothing() {
    let site = tempfile::tempdir().unwrap();
    let root = site.path().to_str().unwrap();
    put(site.path(), "site.yaml", "title: Desk\n");
    put(site.path(), "content/a.md", "---\ntitle: A\n---\nText.\n");
    assert_eq!(onrecord(&["build", "-r", root, "--now", NOW], "UTC").status.code(), Some(0));
    let before = tree(&site.path().join("output"));
    put(site.path(), "content/a.md", "---\ntitle: A\n---\nOther text [[nowhere]].\n");
    assert_eq!(onrecord(&["build", "-r", root, "--now", NOW], "UTC").status.code(), Some(1));
    assert!(before == tree(&site.path().join("output")));
}

/// A site with the canary in every sort of withheld item: in texts, ids and file names.
fn site_with_canaries(site: &Path) {
    let shown = "---\ntitle: Shown\ntopics: [data]\ninternal_note: CANARY\n---\nText [@seen].\n\n<!-- CANARY -->\n";
    let things = [
        ("site.yaml", "title: Desk\nbase_url: https://desk.example/\n"),
        ("content/shown.md", shown),
        ("content/sources/seen.md", "---\ntitle: Seen\nbased_on: [CANARY-tape]\n---\n"),
        ("content/sources/CANARY-tape.md", "---\ntitle: CANARY\nconfidential: true\n---\nCANARY\n"),
        (
            "content/CANARY-draft.md",
            "---\ntitle: CANARY\ndraft: true\nnumber: CANARY\ntopics: [data]\naliases: [/CANARY/]\nquotes:\n  - {text: CANARY said so, speaker: CANARY Doe, source: CANARY-inline}\nsources: [{id: CANARY-inline, title: CANARY}]\nactions: [{kind: bill, title: CANARY, by: CANARY office, dates: {introduced: 2022-01-01}}]\npeople: [{name: CANARY Roe}]\n---\nCANARY [[shown]] [@seen] [@listed]\n",
        ),
        (
            "content/embargoed.md",
            "---\ntitle: CANARY\nembargo: 2027-01-01T00:00:00Z\ncorrections: [{date: 2022-01-01, text: CANARY}]\n---\nCANARY [[shown]]\n",
        ),
        (
            "content/expired.md",
            "---\ntitle: CANARY\nexpires: 2026-01-01T00:00:00Z\n---\nCANARY [[topic:data]]\n",
        ),
        (
            "content/withdrawn.md",
            "---\ntitle: Taken back\nsummary: CANARY\nstate: withdrawn\nwithdrawn_reason: It was wrong.\n---\nCANARY [[shown]]\n",
        ),
        ("content/sources/sources.yaml", "- {id: listed, title: CANARY}\n"),
        ("content/topics.yaml", "- {id: data, title: Data}\n"),
        ("content/CANARY.txt", "CANARY\n"),
    ];
    for (path, text) in things {
        put(site, &path.replace("CANARY", CANARY), text.replace("CANARY", CANARY));
    }
}

#[test]
fn a_withheld_thing_is_in_no_output_byte() {
    let site = tempfile::tempdir().unwrap();
    site_with_canaries(site.path());
    let root = site.path().to_str().unwrap();
    let done = onrecord(&["build", "-r", root, "--now", NOW], "UTC");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let output = tree(&site.path().join("output"));
    assert!(output.contains_key("withdrawn/index.html") && output.contains_key("shown/index.html"));
    for (path, bytes) in &output {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        assert!(!text.contains(CANARY) && !path.contains(CANARY), "leaked into {path}");
    }
    let all =
        onrecord(&["build", "-r", root, "--now", NOW, "--drafts", "--future", "--expired"], "UTC");
    assert!(all.status.success(), "{}", String::from_utf8_lossy(&all.stderr));
    let seen = tree(&site.path().join("output"));
    assert!(seen.values().any(|bytes| String::from_utf8_lossy(bytes).contains(CANARY)), "no bird");
}

#[test]
fn only_the_preview_listens() {
    let lock = read(&root().join("Cargo.lock"));
    for name in ["curl", "native-tls", "openssl", "reqwest", "rustls", "ureq"] {
        assert!(!lock.contains(&format!("name = \"{name}\"\n")), "`{name}` came in");
    }
    let manifest = read(&root().join("Cargo.toml"));
    assert!(manifest.contains(
        r#"hyper = { version = "1", default-features = false, features = ["http1", "server"] }"#
    ));
    for (path, file) in paths_with_ending(&root().join("src"), "rs") {
        let text = read(&file);
        let may_listen = path.starts_with("serve/") || path.starts_with("cmd/watch/");
        let doors: &[&str] = if may_listen {
            &["TcpStream::connect", "UdpSocket", "process::Command", "hyper::client", "rustix::net"]
        } else {
            &["std::net", "tokio", "hyper", "serve::http", "process::Command", "rustix::net"]
        };
        for door in doors {
            assert!(!text.contains(door), "{path}: `{door}`");
        }
    }
}

#[test]
fn private_comments_are_in_no_file_of_the_output() {
    let site = tempfile::tempdir().unwrap();
    let c = format!("%%{CANARY} and more%%");
    let note = format!(
        "---\nsummary: What moved {c}\nkind: memo\nbottom_line: It was {c} so.\nkey_points: [\"One {c}\", \"`a` {c}\"]\n\
         quotes:\n  - {{id: said, text: \"We did it {c}\", speaker: Doe, source: log, note: \"So {c}\"}}\n---\n\
         # The title {c}\n\n## A part {c}\n\nSaid {c} so [@log, p. 3 {c}].[^1] See [[b|words {c}]] and [w {c}](https://x.example).\n\n\
         | head {c} | b |\n|---|---|\n| cell {c} | b |\n\n- item {c}\n\n> quoted {c}\n\n> [!NOTE]\n> {c} callout\n\n\
         Beside[^m-1] it. <!-- {CANARY} {c} -->\n\n%%\n{CANARY}\n\n## {CANARY}\n%%\n\n[^1]: A note {c}.\n[^m-1]: Beside {c}.\n"
    );
    put(site.path(), "site.yaml", "title: Desk\n");
    put(site.path(), "content/a.md", &note);
    put(site.path(), "content/b.md", "---\ntitle: B\n---\nText.\n");
    put(
        site.path(),
        "content/sources.yaml",
        format!("- {{id: log, title: The log, note: \"Kept {c}\", author: [{{family: Doe}}]}}\n"),
    );
    let root = site.path().to_str().unwrap();
    let done = onrecord(&["build", "-r", root, "--message-format", "short", "--now", NOW], "UTC");
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(0), "{said}");
    for file in ["content/a.md", "content/sources.yaml"] {
        let notes = said.lines().filter(|l| l.contains(file) && l.contains("OR135"));
        assert_eq!(notes.count(), 1, "{file}: {said}");
    }
    let files = tree(&site.path().join("output"));
    assert!(files.len() > 10);
    for (path, bytes) in files {
        let holds = bytes.windows(CANARY.len()).any(|word| word == CANARY.as_bytes());
        assert!(!holds, "{path}");
    }
}

/// Positions in which a comment may be written, `@` being the comment: the front matter and the text.
const PLACES: &[(&str, &str)] = &[
    ("", "Said @ so."),
    ("", "- item @\n  - inner @"),
    ("", "1. item @"),
    ("", "- [ ] task @"),
    ("", "| a | b |\n|---|---|\n| cell @ | b |"),
    ("", "| head @ | b |\n|---|---|\n| a | b |"),
    ("", "## A part @"),
    ("", "## A part {#a@}"),
    ("", "> quoted @"),
    ("", "> [!NOTE] Title @\n> inside @"),
    ("", "Term @\n: meaning @"),
    ("", "*so @* ~~or @~~"),
    ("", "![a map](map.png \"caption @\")"),
    ("", "![a map](map.png \"caption @ &amp; more [^1]\")\n\n[^1]: note"),
    ("", "Inline ![a map](map.png \"title @\") so."),
    ("", "![alt @](map.png)"),
    ("", "![alt [^1] @](map.png)\n\n[^1]: note"),
    ("", "![[map.png|alt @]]"),
    ("", "[words @](b.md)"),
    ("", "[words](b.md \"title @\")"),
    ("", "[words](https://x.example/ 'title @')"),
    ("", "[words](https://x.example/@)"),
    ("", "[words](<https://x.example/@>)"),
    ("", "<https://x.example/@>"),
    ("", "https://x.example/@"),
    ("", "[[b|words @]]"),
    ("", "[[b#part @]]"),
    ("", "[words][l]\n\n[l]: b.md \"title @\""),
    ("", "[words][l]\n\n[l]: https://x.example/@"),
    ("", "[words @][l]\n\n[l]: b.md"),
    ("", "[label @]\n\n[label @]: b.md"),
    ("", "[words][label @]\n\n[label @]: b.md"),
    ("", "[words [^1]](b.md \"title @\")\n\n[^1]: note"),
    ("", "A[^1]\n\n[^1]: note @"),
    ("", "A[^@]\n\n[^@]: note"),
    ("", "A[^m-@]\n\n[^m-@]: note"),
    ("", "A[^@]"),
    ("", "<!-- todo --> @ b"),
    ("", "A\n\n<!-- todo\n--> @ b"),
    ("", "> <!-- todo\n> --> @ b"),
    ("", "A <!-- todo --> @ b"),
    ("", "@ <!-- todo @ -->"),
    ("", "<div title=\"<!-- @\">b</div>"),
    ("", "<div>@</div>"),
    ("", "Said [@log, p. 3 @]."),
    ("", "Said [see @ @log]."),
    ("", "Said @log [p. 3 @]."),
    ("title: \"Title @\"", "A"),
    ("title: \"[Draft]: @\"", "A"),
    ("title: \"<!-- a --> @ b\"", "A"),
    ("title: \"a [x](@) b\"", "A"),
    ("title: \"a `@`\"", "A"),
    ("title: \"    @ b\"", "A"),
    ("", "# Title `@`"),
    ("title: A\nsummary: |\n  Words\n\n      @ b", "A"),
    ("title: A\nbottom_line: \"So @\"", "A"),
    ("title: A\nbottom_line: \"<!-- a --> @\"", "A"),
    ("title: A\nkey_points: [\"[a](b.md '@')\"]", "A"),
    ("title: A\ntags: [\"a @\"]", "A"),
    (
        "title: A\nquotes:\n  - {id: q, text: \"We `@` did\", speaker: Doe, source: log, note: \"So @\"}",
        "A",
    ),
    (
        "title: A\nactions:\n  - {id: a, kind: rule, title: \"`@` a\", history: [{date: 2026-01-01, status: announced, note: \"`@`\"}]}",
        "A",
    ),
];

#[test]
fn a_comment_is_in_no_file_wherever_it_is_written() {
    let site = tempfile::tempdir().unwrap();
    let png = include_bytes!("../../docs/briefing.png");
    put(site.path(), "content/b.md", "---\ntitle: B\n---\nText.\n");
    put(site.path(), "content/sources.yaml", "- {id: log, title: The log}\n");
    std::fs::write(site.path().join("content/map.png"), png).unwrap();
    for html in [false, true] {
        put(site.path(), "site.yaml", format!("title: Desk\nallow_html: {html}\n"));
        for (nth, (front, text)) in PLACES.iter().enumerate() {
            let written = |text: &str| {
                // The key of a citation keeps its sign.
                text.replace("@log", "\0")
                    .replace('@', &format!("%%{CANARY}%%"))
                    .replace('\0', "@log")
            };
            let front =
                if front.is_empty() && !text.starts_with("# ") { "title: A" } else { front };
            let note = format!("---\n{}\n---\n{}\n", written(front), written(text));
            put(site.path(), &format!("content/n{nth}.md"), &note);
        }
        let root = site.path().to_str().unwrap();
        let check = ["check", "-r", root, "--message-format", "short", "--now", NOW];
        let said = onrecord(&check, "UTC");
        let said = [said.stdout, said.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        // Payloads that are errors are not published. The rest is built.
        for (nth, place) in PLACES.iter().enumerate() {
            let file = format!("content/n{nth}.md:");
            let of_file = |line: &&str| line.starts_with(&file);
            let codes = ["OR120", "OR135"];
            let is_reported =
                said.lines().filter(of_file).any(|l| codes.iter().any(|code| l.contains(code)));
            assert!(is_reported || place.1.starts_with("@ <!--"), "{place:?}: {said}");
            if said.lines().filter(of_file).any(|line| line.contains("error")) {
                std::fs::remove_file(site.path().join(format!("content/n{nth}.md"))).unwrap();
            }
        }
        let done =
            onrecord(&["build", "-r", root, "--message-format", "short", "--now", NOW], "UTC");
        assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
        let files = tree(&site.path().join("output"));
        assert!(files.len() > PLACES.len() / 2);
        for (path, bytes) in files {
            let holds = bytes.windows(CANARY.len()).any(|word| word == CANARY.as_bytes());
            assert!(!holds, "{path}: {}", String::from_utf8_lossy(&bytes));
        }
    }
}
