//! After any file operation of authors, editors and git, the preview shows the current files.

use super::drive::{Events, NOW, Preview, note};
use crate::support::{new_site as site, put};
use std::fs;

const PAGE: &str = "/briefings/new/";
const FILE: &str = "content/briefings/new.md";

/// Waits until the page contains the words.
#[track_caller]
fn shows(preview: &Preview, events: &mut Events, path: &str, words: &str) {
    while !preview.get(path).text().contains(words) {
        events.next();
    }
}

#[track_caller]
fn is_gone(preview: &Preview, events: &mut Events, path: &str) {
    while preview.get(path).status != 404 {
        events.next();
    }
}

#[test]
fn a_save_a_new_file_a_rename_and_a_deletion_are_shown() {
    let site = site();
    let preview = Preview::start(site.path());
    let mut events = preview.events();
    preview.put(FILE, &note("New", "First words."));
    shows(&preview, &mut events, PAGE, "First words.");
    preview.put(FILE, &note("New", "Second words."));
    shows(&preview, &mut events, PAGE, "Second words.");
    shows(&preview, &mut events, "/notes/", ">New<");
    preview.put(FILE, &note("Newer", "Second words."));
    shows(&preview, &mut events, "/notes/", ">Newer<");
    fs::rename(preview.at(FILE), preview.at("content/briefings/other.md")).unwrap();
    shows(&preview, &mut events, "/briefings/other/", "Second words.");
    is_gone(&preview, &mut events, PAGE);
    fs::remove_file(preview.at("content/briefings/other.md")).unwrap();
    is_gone(&preview, &mut events, "/briefings/other/");
    let gone = preview.get("/briefings/other/");
    assert!(gone.text().contains("data-page="), "the page of what is gone listens too");
    preview.shows_what_a_build_writes();
}

#[test]
fn a_folder_with_files_in_it_is_seen_however_it_comes() {
    let site = site();
    put(site.path(), "elsewhere/deep/er/new.md", note("Deep", "Moved in whole."));
    let preview = Preview::start(site.path());
    let mut events = preview.events();
    fs::rename(preview.at("elsewhere"), preview.at("content/moved")).unwrap();
    shows(&preview, &mut events, "/moved/deep/er/new/", "Moved in whole.");
    // Created at once: the system may be too slow to watch each folder before the next one is in it.
    preview.put("content/a/b/c/d/e/f.md", &note("F", "At the bottom."));
    shows(&preview, &mut events, "/a/b/c/d/e/f/", "At the bottom.");
    preview.put("content/a/b/c/d/e/f.md", &note("F", "Still there."));
    shows(&preview, &mut events, "/a/b/c/d/e/f/", "Still there.");
    fs::rename(preview.at("content/a/b"), preview.at("content/a/x")).unwrap();
    shows(&preview, &mut events, "/a/x/c/d/e/f/", "Still there.");
    preview.put("content/a/x/c/d/e/f.md", &note("F", "In its new place."));
    shows(&preview, &mut events, "/a/x/c/d/e/f/", "In its new place.");
    preview.shows_what_a_build_writes();
}

#[test]
fn editors_that_replace_a_file_are_understood() {
    let site = site();
    put(site.path(), FILE, note("New", "0"));
    let preview = Preview::start(site.path());
    let mut events = preview.events();
    let (file, folder) = (preview.at(FILE), preview.at("content/briefings"));
    // vim: tries the folder, moves the file away, writes a new one, removes the old.
    fs::write(folder.join("4913"), "").unwrap();
    fs::remove_file(folder.join("4913")).unwrap();
    fs::rename(&file, folder.join("new.md~")).unwrap();
    fs::write(&file, note("New", "By vim.")).unwrap();
    fs::remove_file(folder.join("new.md~")).unwrap();
    shows(&preview, &mut events, PAGE, "By vim.");
    // emacs: a lock that is a dangling link, a backup copy, a rename over the file.
    std::os::unix::fs::symlink("me@here.1:1", folder.join(".#new.md")).unwrap();
    fs::write(folder.join("#new.md#"), "draft").unwrap();
    fs::write(folder.join(".tmp"), note("New", "By emacs.")).unwrap();
    fs::rename(folder.join(".tmp"), &file).unwrap();
    fs::remove_file(folder.join("#new.md#")).unwrap();
    fs::remove_file(folder.join(".#new.md")).unwrap();
    shows(&preview, &mut events, PAGE, "By emacs.");
    // Other editors: a temporary file that is renamed over the file.
    fs::write(folder.join("new.md.tmp.12"), note("New", "By others.")).unwrap();
    fs::rename(folder.join("new.md.tmp.12"), &file).unwrap();
    shows(&preview, &mut events, PAGE, "By others.");
    preview.shows_what_a_build_writes();
}

#[test]
fn what_editors_leave_beside_a_file_is_no_change() {
    let site = site();
    let preview = Preview::start(site.path());
    let mut events = preview.events();
    let before = events.last;
    for name in [".new.md.swp", "4913", "new.md~", "#new.md#", ".#new.md", ".DS_Store"] {
        preview.put(&format!("content/briefings/{name}"), "x");
        preview.put(&format!("output/{name}"), "x");
    }
    preview.put(FILE, &note("New", "Real."));
    shows(&preview, &mut events, PAGE, "Real.");
    assert_eq!(events.last, before + 1);
}

#[test]
fn a_file_that_is_emptied_and_then_written_is_never_shown_empty() {
    let site = site();
    put(site.path(), FILE, note("New", "0"));
    let preview = Preview::start(site.path());
    let mut events = preview.events();
    for n in 1..=20 {
        let file = fs::File::create(preview.at(FILE)).unwrap();
        // Time for the watcher to notice the empty file.
        assert_eq!(preview.get(PAGE).status, 200);
        std::io::Write::write_all(&mut &file, note("New", &format!("Words {n}.")).as_bytes())
            .unwrap();
        drop(file);
        while !preview.get(PAGE).text().contains(&format!("Words {n}.")) {
            assert_eq!(events.next()["told"], "", "no error is told on the way");
        }
    }
}

#[test]
fn the_content_may_vanish_and_return() {
    let site = site();
    put(site.path(), FILE, note("New", "0"));
    let preview = Preview::start(site.path());
    let mut events = preview.events();
    for n in 1..=3 {
        fs::rename(preview.at("content"), preview.at("away")).unwrap();
        events.until(|state| state["told"].as_str().unwrap().contains("OR033"));
        assert_eq!(preview.get(PAGE).status, 200, "the last good build stays");
        fs::rename(preview.at("away"), preview.at("content")).unwrap();
        events.until(|state| state["told"] == "");
        preview.put(FILE, &note("New", &format!("After return {n}.")));
        shows(&preview, &mut events, PAGE, &format!("After return {n}."));
    }
    fs::remove_dir_all(preview.at("content")).unwrap();
    events.until(|state| state["told"].as_str().unwrap().contains("OR033"));
    preview.put(FILE, &note("New", "Made anew."));
    shows(&preview, &mut events, PAGE, "Made anew.");
}

#[test]
fn a_folder_that_is_back_before_anybody_looks_is_watched_on() {
    let site = site();
    put(site.path(), FILE, note("New", "0"));
    put(site.path(), "static/a.txt", "a");
    put(site.path(), "templates/empty.html", "");
    put(site.path(), "themes/mine/theme.yaml", "name: mine\ncontract: 1\n");
    let preview = Preview::start(site.path());
    let mut events = preview.events();
    for n in 1..=5 {
        for folder in ["content", "static", "templates", "themes"] {
            fs::rename(preview.at(folder), preview.at("away")).unwrap();
            fs::rename(preview.at("away"), preview.at(folder)).unwrap();
        }
        preview.put(FILE, &note("New", &format!("Moved and back {n}.")));
        shows(&preview, &mut events, PAGE, &format!("Moved and back {n}."));
        preview.put(&format!("static/{n}.txt"), "new");
        while preview.get(&format!("/{n}.txt")).status != 200 {
            events.next();
        }
    }
    // The whole site too: a new folder takes its place.
    let away = site.path().with_extension("away");
    fs::rename(site.path(), &away).unwrap();
    fs::rename(&away, site.path()).unwrap();
    preview.put(FILE, &note("New", "The whole site was away."));
    shows(&preview, &mut events, PAGE, "The whole site was away.");
}

#[test]
fn five_thousand_files_at_once() {
    let site = site();
    put(site.path(), "other/last.txt", "the other branch\n");
    for n in 0..5_000 {
        put(site.path(), &format!("static/{}/{n}.txt", n % 50), "one branch\n");
    }
    let preview = Preview::start(site.path());
    let mut events = preview.events();
    for n in 0..5_000 {
        let path = preview.at(&format!("static/{}/{n}.txt", n % 50));
        match n % 3 {
            0 => fs::write(path, "the other branch\n").unwrap(),
            1 => {
                fs::remove_file(&path).unwrap();
                fs::write(path, "the other branch\n").unwrap();
            }
            _ => fs::remove_file(path).unwrap(),
        }
    }
    fs::rename(preview.at("other/last.txt"), preview.at("static/last.txt")).unwrap();
    shows(&preview, &mut events, "/last.txt", "the other branch");
    is_gone(&preview, &mut events, "/49/4949.txt");
    // No line per file for so many.
    preview.shows_of_a_build(|path| !path.contains(".txt") || path.ends_with("7.txt"));
    for n in (2..5_000).step_by(300) {
        assert_eq!(preview.get(&format!("/{}/{n}.txt", n % 50)).status, 404, "{n}");
    }
}

#[test]
fn theme_settings_and_templates_are_followed() {
    let site = site();
    let preview = Preview::start(site.path());
    let mut events = preview.events();
    preview.put("themes/default/static/style.css", "body { color: green }\n");
    let style = |html: &str| {
        let at = html.find("/assets/style.").unwrap();
        html[at..].split('"').next().unwrap().to_owned()
    };
    while !preview.get(&style(&preview.get("/").text())).text().contains("green") {
        events.next();
    }
    let old = preview.get("/404.html").text();
    preview.put(
        "templates/404.html",
        "{% extends \"default/404.html\" %}{% block lead %}Our own.{% endblock lead %}",
    );
    shows(&preview, &mut events, "/nowhere/", "Our own.");
    fs::remove_dir_all(preview.at("templates")).unwrap();
    while preview.get("/404.html").text() != old {
        events.next();
    }
    fs::rename(preview.at("content"), preview.at("words")).unwrap();
    let settings = fs::read_to_string(preview.at("site.yaml")).unwrap();
    preview.put("site.yaml", &format!("{settings}content_dir: words\n"));
    preview.put("words/briefings/new.md", &note("New", "In the other folder."));
    shows(&preview, &mut events, PAGE, "In the other folder.");
    preview.put("words/briefings/new.md", &note("New", "Watched there."));
    shows(&preview, &mut events, PAGE, "Watched there.");
    preview.shows_what_a_build_writes();
}

#[test]
fn looking_now_and_then_sees_the_same() {
    let site = site();
    let preview = Preview::start_with(site.path(), &["-p", "0", NOW, "--poll", "20"]);
    let mut events = preview.events();
    preview.put(FILE, &note("New", "First words."));
    shows(&preview, &mut events, PAGE, "First words.");
    fs::remove_file(preview.at(FILE)).unwrap();
    is_gone(&preview, &mut events, PAGE);
    preview.shows_what_a_build_writes();
}
