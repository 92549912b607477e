//! Tests of the binary: output, exit codes, and the files it writes.

use crate::support::{self, contents, new_site as site, put, read, root};
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const NOW: &str = "--now=2024-06-01T00:00:00Z";

fn onrecord(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().expect("the program runs")
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = support::onrecord(folder);
    command.args(args);
    command
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[track_caller]
fn ends(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "{}{}", out(output), err(output));
}

#[test]
fn help_names_commands_and_exit_codes() {
    let folder = tempfile::tempdir().unwrap();
    let output = onrecord(folder.path(), &["--help"]);
    ends(&output, 0);
    for word in ["init", "build", "check", "explain", "Exit codes", "3  I/O error"] {
        assert!(out(&output).contains(word), "{word}");
    }
    ends(&onrecord(folder.path(), &["biuld"]), 2);
    assert!(err(&onrecord(folder.path(), &["biuld"])).contains("'build'"));
}

#[test]
fn explain_shows_a_rule_and_offers_the_nearest() {
    let folder = tempfile::tempdir().unwrap();
    let output = onrecord(folder.path(), &["explain", "or201"]);
    ends(&output, 0);
    assert!(out(&output).starts_with("OR201 (error): cited source not found"));
    let output = onrecord(folder.path(), &["explain", "OR2001"]);
    ends(&output, 2);
    assert!(err(&output).contains("did you mean `OR"), "{}", err(&output));
    assert!(out(&onrecord(folder.path(), &["explain"])).lines().count() > 100);
}

#[test]
fn completions_are_printed_for_every_shell() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = onrecord(folder.path(), &["completions", shell]);
        ends(&output, 0);
        assert!(out(&output).contains("onrecord"), "{shell}");
    }
}

#[test]
fn init_refuses_a_full_folder_and_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "site.yaml", "title: Mine\n");
    let output = onrecord(folder.path(), &["init"]);
    ends(&output, 2);
    assert!(err(&output).contains("--force"), "{}", err(&output));
    assert!(!folder.path().join("content").exists());
    let output = onrecord(folder.path(), &["init", "--force"]);
    ends(&output, 0);
    assert!(err(&output).contains("site.yaml already exists"), "{}", err(&output));
    assert_eq!(fs::read_to_string(folder.path().join("site.yaml")).unwrap(), "title: Mine\n");
    assert!(folder.path().join("content/index.md").exists());
}

#[test]
fn a_new_site_is_clean_under_strict() {
    let site = site();
    let output = onrecord(site.path(), &["check", "--strict", NOW]);
    ends(&output, 0);
    let schema = fs::read_to_string(site.path().join("schema/quotes.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    assert_eq!(schema["items"]["additionalProperties"], false);
}

#[test]
fn build_writes_and_a_second_build_changes_nothing() {
    let site = site();
    let first = onrecord(site.path(), &["build", NOW]);
    ends(&first, 0);
    assert!(err(&first).contains(" -> "), "{}", err(&first));
    let second = onrecord(site.path(), &["build", NOW]);
    ends(&second, 0);
    assert!(err(&second).contains("nothing changed"), "{}", err(&second));
    assert_eq!(out(&second), "");
}

#[test]
fn new_makes_a_file_with_an_escaped_title() {
    let site = site();
    let output = onrecord(site.path(), &["new", "source", "Title: a \"quoted\" # one"]);
    ends(&output, 0);
    assert_eq!(out(&output), "content/sources/title-a-quoted-one.md\n");
    let text = fs::read_to_string(site.path().join("content/sources/title-a-quoted-one.md"));
    assert!(text.unwrap().contains(r#"title: "Title: a \"quoted\" # one""#));
    let again = onrecord(site.path(), &["new", "source", "Title: a \"quoted\" # one"]);
    ends(&again, 2);
    assert!(err(&again).contains("already exists"));
    let near = onrecord(site.path(), &["new", "persom", "X"]);
    ends(&near, 2);
    assert!(err(&near).contains("did you mean `person`?"), "{}", err(&near));
    ends(&onrecord(site.path(), &["new", "note", "../../etc/passwd"]), 0);
    assert!(site.path().join("content/briefings/etc-passwd.md").exists());
}

#[test]
fn without_a_site_the_usage_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let output = onrecord(folder.path(), &["build"]);
    ends(&output, 2);
    assert!(err(&output).starts_with("error: no `site.yaml` in "), "{}", err(&output));
    ends(&onrecord(folder.path(), &["check", "-c", "no.yaml"]), 2);
    ends(&onrecord(folder.path(), &["check", "--now", "yesterday"]), 2);
    let epoch = command(folder.path(), &["check"]).env("SOURCE_DATE_EPOCH", "x").output().unwrap();
    ends(&epoch, 2);
}

#[test]
fn a_fault_in_the_settings_is_2_and_in_a_note_1() {
    let site = site();
    put(site.path(), "content/bad.md", "---\ntitel: X\n---\n");
    let output = onrecord(site.path(), &["build", NOW]);
    ends(&output, 1);
    assert!(err(&output).contains("content/bad.md:2:1"), "{}", err(&output));
    assert!(err(&output).contains("; nothing was written"), "{}", err(&output));
    assert!(!site.path().join("output").exists());
    put(site.path(), "site.yaml", "titel: X\n");
    ends(&onrecord(site.path(), &["build", NOW]), 2);
}

#[test]
fn findings_go_to_stdout_as_json_lines() {
    let site = site();
    put(site.path(), "content/bad.md", "---\ntitel: X\n---\n");
    let output = onrecord(site.path(), &["check", NOW, "--message-format", "json", "-q"]);
    ends(&output, 1);
    assert_eq!(err(&output), "");
    for line in out(&output).lines() {
        let told: serde_json::Value = serde_json::from_str(line).expect("a JSON object a line");
        assert!(told["code"].as_str().unwrap().starts_with("OR"));
    }
    assert!(out(&output).contains("\"file\":\"content/bad.md\",\"line\":2,\"column\":1"));
}

#[test]
fn fixes_are_applied_and_the_rest_is_reported() {
    let site = site();
    put(site.path(), "content/bad.md", "---\ntitel: X\n---\nText.\n");
    let output = onrecord(site.path(), &["check", "--fix", NOW]);
    ends(&output, 0);
    assert!(err(&output).contains("content/bad.md: 1 fix"), "{}", err(&output));
    let text = fs::read_to_string(site.path().join("content/bad.md")).unwrap();
    assert_eq!(text, "---\ntitle: X\n---\nText.\n");
}

#[test]
fn colours_only_when_asked_for() {
    let site = site();
    put(site.path(), "content/bad.md", "---\ntitel: X\n---\n");
    assert!(!err(&onrecord(site.path(), &["check"])).contains('\u{1b}'));
    assert!(err(&onrecord(site.path(), &["check", "--color=always"])).contains('\u{1b}'));
    let output = command(site.path(), &["check"]).env("NO_COLOR", "1").output().unwrap();
    assert!(!err(&output).contains('\u{1b}'));
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let site = site();
    for args in [&["explain"][..], &["list", "notes"], &["completions", "bash"]] {
        let mut child = command(site.path(), args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""), "{args:?}");
    }
    let mut child = command(site.path(), &["build", NOW]).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_full_device_is_reported() {
    let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else { return };
    let folder = tempfile::tempdir().unwrap();
    let output = command(folder.path(), &["explain"]).stdout(full).output().unwrap();
    ends(&output, 3);
    let expected = "error: cannot write standard output: No space left on device\n";
    assert_eq!(err(&output), expected);
}

#[test]
fn an_output_that_cannot_be_written_is_reported_with_its_path() {
    let site = site();
    // Nobody can create files in `/proc`, including root.
    let output = onrecord(site.path(), &["build", NOW, "-o", "/proc/onrecord-output"]);
    if Path::new("/proc/self").exists() {
        ends(&output, 3);
        assert!(err(&output).starts_with("error: cannot write /proc/"), "{}", err(&output));
    }
}

#[test]
fn dangerous_outputs_are_refused() {
    let site = site();
    put(site.path(), "full/precious.txt", "x");
    for out in ["/", ".", "..", "content", "content/new", "themes", "static/x", "full"] {
        let output = command(site.path(), &["build", NOW, "-o", out])
            .env("HOME", site.path().join("nobody"))
            .output()
            .unwrap();
        ends(&output, 2);
        assert!(err(&output).contains("OR902"), "{out}: {}", err(&output));
    }
    let home = command(site.path(), &["build", NOW, "-o", "home"])
        .env("HOME", site.path().join("home/me"))
        .output()
        .unwrap();
    ends(&home, 2);
}

#[test]
fn clean_removes_only_what_was_written() {
    let site = site();
    put(site.path(), "mine/precious.txt", "x");
    ends(&onrecord(site.path(), &["clean", "-o", "mine"]), 2);
    assert!(site.path().join("mine/precious.txt").exists());
    ends(&onrecord(site.path(), &["clean"]), 0);
    ends(&onrecord(site.path(), &["build", NOW]), 0);
    ends(&onrecord(site.path(), &["clean"]), 0);
    assert!(!site.path().join("output").exists());
}

#[test]
fn lists_are_tables_or_json() {
    let site = site();
    let table = onrecord(site.path(), &["list", "quotes", NOW]);
    ends(&table, 0);
    assert!(out(&table).starts_with("id"), "{}", out(&table));
    assert!(out(&table).contains("four-crossings"), "{}", out(&table));
    let json = onrecord(site.path(), &["list", "people", "--format", "json", NOW]);
    let people: serde_json::Value = serde_json::from_str(&out(&json)).unwrap();
    assert_eq!(people[0]["id"], "rosa-lind");
    put(site.path(), "content/later.md", "---\ntitle: L\nembargo: 2030-01-01T00:00:00Z\n---\n");
    assert!(
        out(&onrecord(site.path(), &["list", "embargoed", NOW])).contains("2030-01-01T00:00:00Z")
    );
    for what in
        ["drafts", "unused", "accepted", "notes", "sources", "actions", "topics", "organizations"]
    {
        ends(&onrecord(site.path(), &["list", what, NOW]), 0);
    }
}

/// A copy of the repository's own site.
fn own_site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "site.yaml", read(&root().join("site.yaml")));
    for (path, bytes) in contents(&root().join("content")) {
        put(folder.path(), &format!("content/{path}"), bytes);
    }
    folder
}

#[test]
fn a_word_changed_in_the_briefing_turns_the_build_red_and_is_underlined() {
    let site = own_site();
    let now = "--now=2026-11-23T12:00:00Z";
    ends(&onrecord(site.path(), &["check", now]), 0);
    for (file, right, wrong) in [
        (
            "content/briefings/tiktok-us-user-data.md",
            "most vetted platforms",
            "most checked platforms",
        ),
        (
            "content/briefings/tiktok-us-user-data.md",
            "world-class internal",
            "world-class external",
        ),
        ("content/quotes/everything-is-seen.md", "is seen in China", "is kept in China"),
        ("content/quotes/master-admin.md", "access to everything", "access to something"),
        ("content/quotes/quotes.yaml", "impose additional", "enforce additional"),
    ] {
        let path = site.path().join(file);
        let before = fs::read_to_string(&path).unwrap();
        fs::write(&path, before.replacen(right, wrong, 1)).unwrap();
        let told = onrecord(site.path(), &["build", now, "--color", "never"]);
        ends(&told, 1);
        let text = err(&told);
        assert!(text.contains("error[OR317]"), "{wrong}: {text}");
        // The carets are exactly under the word.
        let word = wrong.split(' ').find(|word| !right.contains(word)).unwrap_or("external");
        let lines: Vec<&str> = text.lines().collect();
        let at = lines.iter().position(|line| line.contains(wrong)).unwrap();
        let caret = lines[at + 1].find('^').unwrap();
        let under: String = lines[at]
            .chars()
            .skip(lines[at + 1][..caret].chars().count())
            .take(word.len())
            .collect();
        assert_eq!(under, word, "{text}");
        assert_eq!(lines[at + 1].matches('^').count(), word.len(), "{text}");
        assert!(text.contains("content/sources/archive/held-copy.txt"), "{text}");
        assert!(!site.path().join("output").exists());
        fs::write(&path, before).unwrap();
    }
    ends(&onrecord(site.path(), &["build", now]), 0);
}
