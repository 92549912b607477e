//! Cases: small sites in one file, a command, and the expected result.
//!
//! A case is `tests/cases/**/*.site`. Its first line states the tested behaviour in one sentence. Sections
//! begin with `== `:
//!
//! * `== run`: command lines; `touch PATH` among them creates an empty file.
//! * `== PATH`: a file of the site. `== link PATH`: a symbolic link to the path that follows. `== bytes PATH`:
//!   a file as escapes (`\xff`, `\n`, `\[9 x]` for nine `x`). `== sparse PATH`: a file of so many zero bytes.
//! * `== expect exit`, `== expect stderr`, `== expect stdout`, `== expect files` (the paths of the output), `==
//!   expect PATH` (an output file), `== expect site PATH` (a file of the site afterwards), and `== expect line
//!   PATH` (the lines of an output file, or of `stdout`, that contain the word in the first line).
//!
//! A site without `site.yaml` gets one with a title. The build clock is 2026-11-23 noon UTC.
//!
//! Each case is a test: `cargo test cases::quotes::verify::case_other_than_the_copy`, with `_` for `-`.
//! `cases/list.rs` lists them all. `UPDATE=1 cargo test cases::` writes that list and the actual results; read
//! them before you commit.

use crate::support::{is_update, onrecord, paths, paths_with_ending, put, read, root};
use onrecord_base::code::RuleCode;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// 2026-11-23T12:00:00Z.
const EPOCH: &str = "1795435200";

/// The path of the list of cases, relative to the repository.
const LIST: &str = "tests/all/cases/list.rs";

/// Defines a test per name: the case of that name in the folder named like the module.
macro_rules! cases {
    ($($name:ident,)*) => {
        $(
            #[test]
            fn $name() {
                crate::cases::check(module_path!(), stringify!($name));
            }
        )*
    };
}

include!("cases/list.rs");

struct Case {
    path: PathBuf,
    sentence: String,
    sections: Vec<(String, String)>,
}

/// The path of the case of a test, such as `quotes::verify::honest_ellipsis`.
fn file_of(test: &str) -> PathBuf {
    let path = test.replace("::", "/").replace('_', "-");
    root().join("tests/cases").join(path + ".site")
}

/// The names of the tests of all case files.
fn tests_of_files() -> BTreeSet<String> {
    let files = paths_with_ending(&root().join("tests/cases"), "site");
    let name = |path: &String| path.trim_end_matches(".site").replace('-', "_").replace('/', "::");
    files.keys().map(name).collect()
}

fn case(path: PathBuf) -> Case {
    let text = read(&path);
    let (head, rest) = text.split_once("\n== ").unwrap_or((&text, ""));
    let sections = rest
        .split("\n== ")
        .map(|section| {
            let (name, body) = section.split_once('\n').unwrap_or((section, ""));
            (name.trim().to_owned(), body.to_owned())
        })
        .collect();
    Case { path, sentence: head.trim().to_owned(), sections }
}

impl Case {
    fn section(&self, name: &str) -> Option<&str> {
        self.sections.iter().find(|(n, _)| n == name).map(|(_, body)| body.as_str())
    }

    /// Writes the site to a folder.
    fn lay_out(&self, root: &Path) {
        let put = |path: &str, bytes: &[u8]| put(root, path, bytes);
        if self.section("site.yaml").is_none() {
            put("site.yaml", b"title: Desk\n");
        }
        // A site without content is an error (OR033), so a case without content gets an empty list file.
        if !self.sections.iter().any(|(name, _)| name.contains("content/")) {
            put("content/sources.yaml", b"");
        }
        for (name, body) in &self.sections {
            if name == "run" || name.starts_with("expect ") {
                continue;
            }
            let body = body
                .strip_suffix('\n')
                .filter(|b| b.ends_with('\n') || b.is_empty())
                .unwrap_or(body);
            if let Some(path) = name.strip_prefix("bytes ") {
                put(path, &unescape(body.trim_end_matches('\n')));
            } else if let Some(path) = name.strip_prefix("sparse ") {
                put(path, b"");
                let file = std::fs::File::options().write(true).open(root.join(path)).unwrap();
                file.set_len(body.trim().parse().unwrap()).unwrap();
            } else if let Some(path) = name.strip_prefix("link ") {
                let file = root.join(path);
                std::fs::create_dir_all(file.parent().unwrap()).unwrap();
                std::os::unix::fs::symlink(body.trim(), file).unwrap();
            } else {
                put(name, body.as_bytes());
            }
        }
    }

    /// Runs the commands in order; returns every expected section with its actual content.
    fn run(&self, root: &Path) -> BTreeMap<String, String> {
        let lines = self.section("run").unwrap_or("onrecord check").trim();
        let here = root.canonicalize().unwrap();
        let text = |bytes: &[u8]| {
            untimed(&String::from_utf8_lossy(bytes)).replace(here.to_str().unwrap(), "SITE")
        };
        let mut got: BTreeMap<String, String> = BTreeMap::new();
        for line in lines.lines() {
            if let Some(path) = line.strip_prefix("touch ") {
                std::fs::write(root.join(path), "").unwrap();
                continue;
            }
            let mut args = line.split_whitespace();
            assert_eq!(args.next(), Some("onrecord"), "{}", self.path.display());
            let out = onrecord(root)
                .args(args)
                .env("SOURCE_DATE_EPOCH", EPOCH)
                .env("NO_COLOR", "1")
                .env("COLUMNS", "100")
                .output()
                .unwrap();
            let mut add = |name: &str, more: &str| {
                got.entry(format!("expect {name}")).or_default().push_str(more);
            };
            add("exit", &format!("{}\n", out.status.code().unwrap_or(-1)));
            add("stderr", &text(&out.stderr));
            add("stdout", &text(&out.stdout));
        }
        got.insert("expect files".to_owned(), files(&root.join("output")));
        got
    }
}

/// A file of the output or the site after the run.
fn written(root: &Path, name: &str, body: &str, got: &BTreeMap<String, String>) -> String {
    let read = |path: PathBuf| {
        std::fs::read_to_string(path).unwrap_or_else(|why| format!("({})\n", why.kind()))
    };
    if let Some(path) = name.strip_prefix("site ") {
        return read(root.join(path));
    }
    let Some(path) = name.strip_prefix("line ") else {
        return read(root.join("output").join(name));
    };
    let word = body.lines().next().unwrap_or_default();
    let text = match got.get(&format!("expect {path}")) {
        Some(printed) => printed.clone(),
        None => read(root.join("output").join(path)),
    };
    let lines = text.lines().map(str::trim).filter(|line| line.contains(word));
    std::iter::once(word).chain(lines).fold(String::new(), |out, line| out + line + "\n")
}

/// The number of pages and files of a theme, and the time, are not part of a case: a number other than 0 in the
/// summary of a build becomes `N`.
fn untimed(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let written = match line.split_once(" -> ") {
            Some((before, after)) if after.contains(" in ") && after.contains(" page") => {
                let rest =
                    after.split_once(" (").map_or(String::new(), |(_, rest)| format!(" ({rest}"));
                format!("{before} -> N pages in TIME{rest}")
            }
            _ if line.contains(" unchanged, ") => {
                let is_number = |word: &str| word != "0" && word.parse::<u32>().is_ok();
                let words = line.split(' ').map(|word| if is_number(word) { "N" } else { word });
                words.collect::<Vec<_>>().join(" ")
            }
            _ => line.to_owned(),
        };
        out = out + &written + "\n";
    }
    out
}

/// The files of every output.
const OWN: &[&str] = &[
    ".onrecord/",
    "404.html",
    "about/",
    "actions/index.html",
    "assets/",
    "corrections/",
    "data/",
    "deadlines.ics",
    "index.html",
    "notes/index.html",
    "organizations/index.html",
    "people/index.html",
    "quotes/index.html",
    "sources/index.html",
    "timeline/",
    "topics/index.html",
];

/// The paths of an output, without those of every output.
fn files(output: &Path) -> String {
    if !output.exists() {
        return String::new();
    }
    let is_own = |path: &str| {
        OWN.iter().any(|own| path == *own || own.ends_with('/') && path.starts_with(own))
    };
    let mut all = paths(output);
    all.retain(|path, _| !is_own(path));
    all.keys().fold(String::new(), |out, path| out + path + "\n")
}

fn unescape(text: &str) -> Vec<u8> {
    let mut out = vec![];
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match (byte, if byte == b'\\' { bytes.next() } else { None }) {
            (b'\\', Some(b'n')) => out.push(b'\n'),
            (b'\\', Some(b'r')) => out.push(b'\r'),
            (b'\\', Some(b't')) => out.push(b'\t'),
            (b'\\', Some(b'[')) => {
                let inner: Vec<u8> = bytes.by_ref().take_while(|b| *b != b']').collect();
                let inner = String::from_utf8(inner).unwrap();
                let (times, what) = inner.split_once(' ').unwrap();
                out.extend(what.repeat(times.parse().unwrap()).into_bytes());
            }
            (b'\\', Some(b'x')) => {
                let hex: String = bytes.by_ref().take(2).map(char::from).collect();
                out.push(u8::from_str_radix(&hex, 16).unwrap());
            }
            (b'\\', Some(other)) => out.push(other),
            (byte, _) => out.push(byte),
        }
    }
    out
}

/// Runs a case and returns the differences from the expected result.
fn come_out(case: &Case, update: bool) -> String {
    let mut wrong = String::new();
    let root = tempfile::tempdir().unwrap();
    case.lay_out(root.path());
    let got = case.run(root.path());
    let mut text = format!("{}\n", case.sentence);
    for (name, body) in &case.sections {
        let real = match name.strip_prefix("expect ") {
            None => body.clone(),
            Some(path) => match got.get(name) {
                Some(real) => real.clone(),
                None => written(root.path(), path, body, &got),
            },
        };
        if name.starts_with("expect ") && real.trim_end() != body.trim_end() {
            let _ = writeln!(
                wrong,
                "\n{}: {name}\n--- expected\n{}\n--- came out\n{}",
                case.path.display(),
                body.trim_end(),
                real.trim_end()
            );
        }
        let _ = write!(text, "\n== {name}\n{}\n", real.trim_end());
    }
    if update && !wrong.is_empty() {
        std::fs::write(&case.path, text).unwrap();
    }
    wrong
}

/// Checks the case of a test; called by each test of the list with its module and name.
fn check(module: &str, name: &str) {
    let test = format!("{module}::{name}");
    let test = test.trim_start_matches("all::cases::");
    let wrong = come_out(&case(file_of(test)), is_update());
    assert!(
        is_update() || wrong.is_empty(),
        "{wrong}\nUPDATE=1 cargo test cases::{test} writes what came out"
    );
}

/// The cases of a folder, and its subfolders as groups.
#[derive(Default)]
struct Group<'a> {
    cases: Vec<&'a str>,
    groups: BTreeMap<&'a str, Group<'a>>,
}

impl<'a> Group<'a> {
    fn new(tests: &'a BTreeSet<String>) -> Self {
        let mut all = Group::default();
        for test in tests {
            let (groups, name) = test.rsplit_once("::").unwrap_or(("", test));
            let groups = groups.split("::").filter(|group| !group.is_empty());
            let group = groups.fold(&mut all, |at, group| at.groups.entry(group).or_default());
            group.cases.push(name);
        }
        all
    }

    /// Writes the group as Rust, each line indented.
    fn write(&self, out: &mut String, indent: &str) {
        if !self.cases.is_empty() {
            let _ = writeln!(out, "{indent}cases! {{");
            for case in &self.cases {
                let _ = writeln!(out, "{indent}    {case},");
            }
            let _ = writeln!(out, "{indent}}}");
        }
        for (at, (name, group)) in self.groups.iter().enumerate() {
            let space = if at == 0 && self.cases.is_empty() { "" } else { "\n" };
            let _ = writeln!(out, "{space}{indent}mod {name} {{");
            group.write(out, &format!("{indent}    "));
            let _ = writeln!(out, "{indent}}}");
        }
    }
}

/// The tests in a list file.
fn listed(list: &str) -> BTreeSet<String> {
    let (mut open, mut tests) = (vec![], BTreeSet::new());
    for line in list.lines().map(str::trim) {
        if line == "}" {
            open.pop();
        } else if line == "cases! {" {
            open.push("");
        } else if let Some(name) = line.strip_prefix("mod ").and_then(|l| l.strip_suffix(" {")) {
            open.push(name);
        } else if let Some(name) = line.strip_suffix(',') {
            let groups = open.iter().filter(|group| !group.is_empty());
            let test: Vec<&str> = groups.copied().chain([name]).collect();
            tests.insert(test.join("::"));
        }
    }
    tests
}

/// The text of the list file for these tests.
fn list_of(tests: &BTreeSet<String>) -> String {
    let mut out = String::from(
        "// The files of `tests/cases`, as tests. `UPDATE=1 cargo test cases::` writes this list.\n\n",
    );
    Group::new(tests).write(&mut out, "");
    out
}

#[test]
fn every_case_is_listed() {
    let (list, files) = (read(&root().join(LIST)), tests_of_files());
    assert!(!files.is_empty(), "there are no cases");
    let misnamed: Vec<&String> = files.iter().filter(|test| !file_of(test).exists()).collect();
    assert!(misnamed.is_empty(), "a case is named with lower-case words and hyphens: {misnamed:?}");
    let (known, expected) = (listed(&list), list_of(&files));
    if is_update() {
        if list != expected {
            std::fs::write(root().join(LIST), expected).unwrap();
        }
        // They are tests only after the next compilation.
        files.difference(&known).for_each(|test| drop(come_out(&case(file_of(test)), true)));
        return;
    }
    let mut faults = String::new();
    for test in files.difference(&known) {
        let (module, name) = test.rsplit_once("::").unwrap_or(("", test));
        let _ = writeln!(faults, "{LIST} lacks the line `{name},` in `mod {module}`");
    }
    for test in known.difference(&files) {
        let _ = writeln!(faults, "{LIST} names `{test}`, which has no file");
    }
    if faults.is_empty() && list != expected {
        let _ = writeln!(faults, "{LIST} is not sorted");
    }
    assert!(faults.is_empty(), "{faults}UPDATE=1 cargo test cases:: writes it");
}

#[test]
fn the_list_is_read_as_it_is_written() {
    let tests = ["a", "g::b", "g::c", "g::h::d", "i::j::e"].map(str::to_owned).into();
    let list = list_of(&tests);
    assert_eq!(listed(&list), tests);
    assert!(list.ends_with(
        "mod i {\n    mod j {\n        cases! {\n            e,\n        }\n    }\n}\n"
    ));
}

#[test]
fn every_rule_has_a_case() {
    let mut told = String::new();
    for test in tests_of_files() {
        let case = case(file_of(&test));
        let expected = case.sections.iter().filter(|(name, _)| name.starts_with("expect std"));
        expected.for_each(|(_, body)| told.push_str(body));
    }
    let is_told = |code: &&RuleCode| {
        ["error", "warning", "note"].iter().any(|l| told.contains(&format!("{l}[{code}]")))
    };
    let without: Vec<_> = RuleCode::ALL.iter().filter(|code| !is_told(code)).collect();
    assert!(without.is_empty(), "no case tells {without:?}");
}
