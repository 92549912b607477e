//! The house rules as tests: who may use whom, what a file opens with, how long it may be.
//!
//! Reads the text of `src/` and nothing else. `ARCHITECTURE.md` says why the rules are what they are.

use crate::support::{paths_with_ending, read, root};

/// From the ground up. A module may use the ones before it, never the ones after.
const FLOORS: &[&str] = &[
    "base", "model", "input", "parse", "resolve", "verify", "check", "release", "view", "render",
    "export", "pipeline", "io", "report", "serve", "cli", "cmd",
];

/// Foreign crates whose types could spread, and the files or folders they may be named in.
const KEPT: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["report/human.rs"]),
    ("anstream", &["cmd/mod.rs"]),
    ("biblatex", &["parse/bibliography/bibtex.rs"]),
    ("clap", &["cli.rs", "cmd/", "main.rs"]),
    ("clap_complete", &["cli.rs", "cmd/completions.rs"]),
    ("globset", &["input/config.rs", "io/write/place.rs"]),
    ("granit_parser", &["input/yaml.rs"]),
    ("hyper", &["serve/body.rs", "serve/guard.rs", "serve/http.rs"]),
    ("hyper_util", &["serve/http.rs"]),
    (
        "html5ever",
        &[
            "parse/tags.rs",
            "parse/tests/html.rs",
            "pipeline/conservation_tests.rs",
            "verify/html.rs",
        ],
    ),
    ("csv", &["export/actions.rs"]),
    ("icalendar", &["export/calendar.rs"]),
    ("icu_segmenter", &["verify/segmentation.rs"]),
    ("citationberg", &["parse/csl/"]),
    ("hayagriva", &["parse/csl/"]),
    ("img_parts", &["export/strip.rs"]),
    ("indicatif", &["cmd/progress.rs"]),
    ("jiff", &["cli.rs", "model/when.rs"]),
    ("lz4_flex", &["model/body.rs"]),
    ("notify", &["serve/watch.rs"]),
    ("open", &["cmd/watch/mod.rs"]),
    ("percent_encoding", &["base/url.rs"]),
    ("memchr", &["parse/conserve/", "parse/foreign_marks/", "pipeline/copies.rs", "verify/"]),
    ("pulldown_cmark", &["parse/"]),
    ("rustix", &["io/"]),
    ("sha2", &["base/hash.rs"]),
    ("similar", &["view/statement.rs"]),
    ("strsim", &["base/near.rs"]),
    ("syntect", &["parse/highlight.rs"]),
    ("tera", &["render/"]),
    ("tokio", &["serve/"]),
    ("walkdir", &["io/"]),
];

/// A file over so many lines says why in its header.
const LONG: usize = 400;

/// No file has more.
const TOO_LONG: usize = 700;

/// One file of the program.
struct File {
    /// From `src/`, with `/`.
    path: String,
    text: String,
}

impl File {
    /// The text without its module of tests, which is last.
    fn program(&self) -> &str {
        self.text.find("\n#[cfg(test)]\nmod tests").map_or(&self.text, |at| &self.text[..at])
    }

    /// The lines that are no comment, numbered from 1.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.program().lines().enumerate().map(|(n, line)| (n + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// The module of the top level that it belongs to.
    fn module(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }
}

fn files() -> Vec<File> {
    let src = root().join("src");
    let paths = paths_with_ending(&src, "rs").into_iter();
    let files: Vec<File> = paths.map(|(path, file)| File { path, text: read(&file) }).collect();
    assert!(files.len() > 50, "the program has more files than {}", files.len());
    files
}

#[track_caller]
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| *floor == module)
}

/// The modules that a line names after `crate::`.
fn named(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices("crate::").map(|(at, found)| {
        let rest = &line[at + found.len()..];
        rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default()
    })
}

/// Whether a line names a crate, as the first part of a path.
fn names_crate(line: &str, name: &str) -> bool {
    let path = format!("{name}::");
    line.match_indices(&path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':')
    })
}

#[test]
fn modules_only_look_down() {
    let mut faults = vec![];
    for file in files() {
        let Some(own) = floor(file.module()) else { continue };
        for (n, line) in file.code() {
            for module in named(line) {
                if module.is_empty() {
                    faults.push(format!("{}:{n}: one path a line: `{}`", file.path, line.trim()));
                }
                if floor(module).is_some_and(|other| other > own) {
                    faults.push(format!("{}:{n}: looks up to `{module}`", file.path));
                }
            }
        }
    }
    none(&faults);
}

#[test]
fn every_module_has_a_floor() {
    let lib = files().into_iter().find(|file| file.path == "lib.rs").unwrap();
    let order: Vec<&str> = lib
        .text
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    assert_eq!(order, FLOORS, "src/lib.rs lists the modules from the ground up");
}

#[test]
fn every_file_opens_with_its_job() {
    let opens = |file: &File| file.text.starts_with("//! ");
    let faults: Vec<String> =
        files().iter().filter(|f| !opens(f)).map(|f| f.path.clone()).collect();
    none(&faults);
}

#[test]
fn long_files_say_why() {
    let mut faults = vec![];
    for file in files() {
        let lines = file.program().lines().count();
        let says_why = file.text.lines().any(|line| line.starts_with("//! Long because "));
        match lines {
            0..=LONG if says_why => {
                faults.push(format!("{}: {lines} lines are not long; no reason needed", file.path));
            }
            0..=LONG => {}
            _ if lines > TOO_LONG => faults.push(format!("{}: {lines} lines", file.path)),
            _ if !says_why => {
                faults.push(format!("{}: {lines} lines and no `//! Long because`", file.path));
            }
            _ => {}
        }
    }
    none(&faults);
}

#[test]
fn foreign_types_stay_where_they_are_known() {
    let mut faults = vec![];
    for file in files() {
        for (name, places) in KEPT {
            if places.iter().any(|place| file.path.starts_with(place)) {
                continue;
            }
            let lines = file.code().filter(|(_, line)| names_crate(line, name));
            faults.extend(lines.map(|(n, _)| format!("{}:{n}: names `{name}`", file.path)));
        }
    }
    none(&faults);
}

#[test]
fn every_place_of_a_foreign_crate_still_names_it() {
    let files = files();
    for (name, places) in KEPT {
        for place in *places {
            let used = files
                .iter()
                .filter(|file| file.path.starts_with(place))
                .any(|file| file.code().any(|(_, line)| names_crate(line, name)));
            assert!(used, "`{place}` does not name `{name}`; take it out of the list");
        }
    }
}
