//! A run: its output, its files, its exit code, and the effect of time.

use super::drive::{NOW, Preview, files, note};
use crate::support::{new_site as site, onrecord, put};
use rustix::process::Signal;
use std::fs;
use std::net::TcpListener;
use std::time::{SystemTime, UNIX_EPOCH};

const BROKEN: &str = "---\ntitel: A <img src=x onerror=alert(1)>\n---\n";

#[test]
fn errors_are_shown_over_the_last_good_site_and_disappear() {
    let site = site();
    let preview = Preview::start(site.path());
    let mut events = preview.events();
    let home = preview.get("/").body;
    preview.put("content/bad.md", BROKEN);
    let told = events.until(|state| state["told"] != "")["told"].as_str().unwrap().to_owned();
    assert!(told.contains("onerror=alert(1)>"), "{told}");
    let line = preview.until(|line| line.contains("content/bad.md: 1 error")).join("\n");
    assert!(line.contains(&told), "the terminal says the same:\n{line}\n\n{told}");
    assert!(preview.get("/").body == home);
    // Reported once: another save with the same error prints nothing.
    preview.put("content/bad.md", &format!("{BROKEN}More.\n"));
    let lines = preview.until(|line| line.contains("content/bad.md: 1 error"));
    assert_eq!(lines.len(), 1, "{lines:?}");
    preview.put("content/bad.md", &note("A", "Mended."));
    events.until(|state| state["told"] == "");
    preview.until(|line| line.contains("content/bad.md -> ") && line.contains("; fixed"));
    assert!(preview.get("/bad/").text().contains("Mended."));
}

#[test]
fn a_line_names_the_pages_that_changed_elsewhere() {
    let site = site();
    put(site.path(), "content/briefings/new.md", note("New", "Words."));
    let preview = Preview::start(site.path());
    preview.put("content/briefings/new.md", &note("New", "Other words."));
    let line = preview.until(|line| line.contains("new.md")).pop().unwrap();
    assert!(line.contains(" content/briefings/new.md -> 1 page ("), "{line}");
    preview.put("content/briefings/new.md", &note("Newer", "Other words."));
    let line = preview.until(|line| line.contains("new.md")).pop().unwrap();
    assert!(line.contains("lists"), "{line}");
    assert!(line.ends_with("changed elsewhere"), "{line}");
}

#[test]
fn a_site_with_errors_can_be_watched_from_the_start() {
    let site = site();
    put(site.path(), "content/bad.md", BROKEN);
    let preview = Preview::start(site.path());
    let mut events = preview.events();
    let page = preview.get("/");
    assert_eq!(page.status, 503);
    assert!(page.text().contains("a note has no field `titel`"), "{}", page.text());
    assert!(page.text().contains("&lt;img src=x") && !page.text().contains("<img"));
    preview.put("content/bad.md", &note("A", "Mended."));
    events.until(|state| state["told"] == "");
    assert_eq!(preview.get("/").status, 200);
    // Invalid settings, an invalid template, no settings at all: it continues.
    let settings = fs::read_to_string(preview.at("site.yaml")).unwrap();
    preview.put("site.yaml", "title: [\n");
    events.until(|state| state["told"] != "");
    fs::remove_file(preview.at("site.yaml")).unwrap();
    events.until(|state| state["told"].as_str().unwrap().contains("`site.yaml` is missing"));
    preview.put("site.yaml", &settings);
    events.until(|state| state["told"] == "");
    preview.put("templates/note.html", "{% if %}");
    events.until(|state| state["told"] != "");
    assert_eq!(preview.get("/bad/").status, 200);
    fs::remove_file(preview.at("templates/note.html")).unwrap();
    events.until(|state| state["told"] == "");
    preview.shows_what_a_build_writes();
}

#[test]
fn a_page_that_cannot_be_made_gives_the_reason_and_others_are_shown() {
    let site = site();
    let preview = Preview::start(site.path());
    let mut events = preview.events();
    preview.put("templates/404.html", "{{ page.no_such_field }}");
    events.next();
    let page = preview.get("/404.html");
    assert_eq!(page.status, 500, "it was never made");
    assert!(page.text().contains("templates/404.html:1:"), "{}", page.text());
    let home = preview.get("/");
    assert_eq!(home.status, 200);
    // A page that was made stays the same for normal requests; its own request for a new version gets the
    // reason.
    preview.put("templates/home.html", "{{ page.no_such_field }}");
    events.next();
    let again = preview.get("/");
    assert_eq!(again.status, 500);
    assert!(again.body == home.body);
    let told = preview.get_with("/", "X-Onrecord-Patch: 1");
    assert_eq!(told.status, 500);
    assert!(told.text().contains("templates/home.html:1:"), "{}", told.text());
    fs::remove_file(preview.at("templates/home.html")).unwrap();
    events.next();
    assert_eq!(preview.get("/").status, 200);
}

#[test]
fn an_output_is_the_same_with_and_without_watch() {
    let site = site();
    let build = || {
        let done = onrecord(site.path()).args(["build", "-q", NOW]).output().unwrap();
        assert!(done.status.success());
        files(&site.path().join("output"))
    };
    let preview = Preview::start(site.path());
    let mut events = preview.events();
    preview.put("content/briefings/new.md", &note("New", "Words."));
    events.next();
    assert_eq!(preview.get("/briefings/new/").status, 200);
    assert!(!preview.at("output").exists(), "a preview writes nothing");
    let written = build();
    preview.put("content/briefings/new.md", &note("New", "Other words."));
    events.until(|_| preview.get("/briefings/new/").text().contains("Other words."));
    assert!(files(&preview.at("output")) == written, "a preview leaves an output alone");
    assert!(
        !written.values().any(|bytes| { String::from_utf8_lossy(bytes).contains("_onrecord") })
    );
    let after = build();
    drop(preview);
    fs::remove_dir_all(site.path().join("output")).unwrap();
    assert!(build() == after);
}

#[test]
fn without_a_server_the_output_follows() {
    let site = site();
    let preview = Preview::start_with(site.path(), &["--no-serve", NOW]);
    assert_eq!(preview.port, 0);
    preview.put("content/briefings/new.md", &note("New", "Words."));
    preview.until(|line| line.contains("new.md"));
    let page = preview.at("output/briefings/new/index.html");
    assert!(fs::read_to_string(&page).unwrap().contains("Words."));
    preview.put("content/bad.md", BROKEN);
    preview.until(|line| line.contains("bad.md: 1 error"));
    assert!(page.exists());
    fs::remove_file(preview.at("content/bad.md")).unwrap();
    fs::remove_file(preview.at("content/briefings/new.md")).unwrap();
    preview.until(|line| line.ends_with("; fixed"));
    while page.exists() {
        preview.until(|line| line.contains("new.md"));
    }
    let written = files(&preview.at("output"));
    drop(preview);
    fs::remove_dir_all(site.path().join("output")).unwrap();
    let done = onrecord(site.path()).args(["build", "-q", NOW]).output().unwrap();
    assert!(done.status.success());
    assert!(files(&site.path().join("output")) == written);
}

#[test]
fn an_output_that_failed_is_written_when_it_is_possible() {
    let site = site();
    put(site.path(), "content/briefings/new.md", note("New", "Words."));
    let preview = Preview::start_with(site.path(), &["--no-serve", NOW]);
    let page = preview.at("output/briefings/new/index.html");
    put(site.path(), "output/theirs.txt", "not ours");
    preview.put("content/briefings/new.md", &note("New", "Other words."));
    let line = preview.until(|line| line.contains("new.md: 1 error")).pop().unwrap();
    assert!(line.ends_with("still showing the last good build"), "{line}");
    assert!(!fs::read_to_string(&page).unwrap().contains("Other words."));
    // Only time passes; no event arrives.
    fs::remove_file(preview.at("output/theirs.txt")).unwrap();
    let line = preview.until(|line| line.contains(" written, ")).pop().unwrap();
    assert!(line.contains("; fixed"), "{line}");
    assert!(fs::read_to_string(&page).unwrap().contains("Other words."));
    // An error of the operating system: another process has the lock of the output.
    let lock = fs::File::create(preview.at(".output.onrecord-lock")).unwrap();
    lock.lock().unwrap();
    preview.put("content/briefings/new.md", &note("New", "Third words."));
    preview.until(|line| line.contains("trying again"));
    drop(lock);
    preview.until(|line| line.contains("new.md -> ") && line.contains(" written, "));
    assert!(fs::read_to_string(&page).unwrap().contains("Third words."));
}

#[test]
fn what_is_saved_and_not_shown_is_said() {
    let site = site();
    let preview = Preview::start(site.path());
    preview.put("content/briefings/new.md", "---\ntitle: New\ndraft: true\n---\nWords.\n");
    let line = preview.until(|line| line.contains("new.md -> ")).pop().unwrap();
    let said = "; content/briefings/new.md is a draft: not shown without --drafts";
    assert!(line.contains(said), "{line}");
    // The saved file is not blamed for an error elsewhere.
    preview.put("content/bad.md", BROKEN);
    preview.until(|line| line.contains("content/bad.md: 1 error"));
    preview.put("content/briefings/new.md", &note("New", "Words."));
    let line = preview.until(|line| line.contains("new.md: ")).pop().unwrap();
    assert!(line.contains("new.md: 1 error"), "{line}");
    assert!(line.contains("; errors in content/bad.md; still showing"), "{line}");
}

#[test]
fn an_embargo_ends_during_watch() {
    let site = site();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let then = onrecord_base::edtf::UtcInstant(i64::try_from(now).unwrap() + 4);
    put(
        site.path(),
        "content/later.md",
        format!("---\ntitle: Later\nembargo: {then}\n---\nWords.\n"),
    );
    let preview = Preview::start_with(site.path(), &["-p", "0"]);
    let mut events = preview.events();
    if preview.get("/later/").status == 404 {
        events.next();
        let line = preview.until(|line| line.contains("the clock")).pop().unwrap();
        assert!(line.contains("1 note"), "{line}");
    }
    assert_eq!(preview.get("/later/").status, 200);
}

#[test]
fn drafts_are_shown_only_on_request() {
    let site = site();
    put(site.path(), "content/d.md", "---\ntitle: D\ndraft: true\n---\nHalf.\n");
    let preview = Preview::start(site.path());
    assert_eq!(preview.get("/d/").status, 404);
    drop(preview);
    let preview = Preview::start_with(site.path(), &["-p", "0", NOW, "--drafts"]);
    assert_eq!(preview.get("/d/").status, 200);
    assert!(preview.get("/d/").text().contains("class=\"banner\""));
}

#[test]
fn a_site_below_a_path_is_served_there() {
    let site = site();
    let preview = Preview::start_with(site.path(), &["-p", "0", NOW, "-u", "https://x.org/desk/"]);
    let away = preview.get("/");
    assert_eq!(away.status, 307);
    assert!(away.head.to_lowercase().contains("\r\nlocation: /desk/\r\n"), "{}", away.head);
    assert_eq!(preview.get("/desk/").status, 200);
    assert_eq!(preview.get("/notes/").status, 404);
    assert_eq!(preview.get("/desk/notes").status, 307);
}

#[test]
fn a_run_ends_when_it_is_asked_to() {
    let site = site();
    assert_eq!(Preview::start(site.path()).end(Signal::INT), Some(130));
    assert_eq!(Preview::start(site.path()).end(Signal::TERM), Some(143));
    assert_eq!(Preview::start_with(site.path(), &["--no-serve", NOW]).end(Signal::INT), Some(130));
}

#[test]
fn a_port_that_is_asked_for_and_taken_is_an_error() {
    let site = site();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = onrecord(site.path()).args(["watch", "-p", &port, NOW]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains(&format!("cannot listen on 127.0.0.1:{port}: ")), "{said}");
}

#[test]
fn the_next_port_is_used_if_the_default_one_is_taken() {
    let site = site();
    // The port is in use by us or by another process.
    let _taken = TcpListener::bind("127.0.0.1:4777");
    let preview = Preview::start_with(site.path(), &[NOW]);
    assert!(preview.port > 4777, "{}", preview.port);
    assert_eq!(preview.get("/").status, 200);
}

#[test]
fn a_page_that_follows_gets_the_address() {
    let site = site();
    put(site.path(), "content/briefings/new.md", note("New", "Words."));
    let preview = Preview::start_with(site.path(), &["-p", "0", NOW, "--follow"]);
    let mut events = preview.events();
    preview.put("content/briefings/new.md", &note("New", "Other words."));
    let state = events.next();
    assert_eq!(state["follow"]["url"], "/briefings/new/");
    assert_eq!(state["follow"]["n"], state["generation"]);
}
