//! The rules for the code as tests: dependencies between modules, headers of files, their length, and paths in
//! documents.
//!
//! Reads the sources of the program and of its libraries. `ARCHITECTURE.md` explains the rules.

use crate::support::{paths_with_ending, read, root};

/// The modules of the packages with layers, in order. A module may use those before it and none after. Between
/// packages, the manifests decide.
const LAYERS: &[(&str, &[&str])] = &[
    (
        "crates/site/src",
        &[
            "model",
            "input",
            "routes",
            "parse",
            "resolve",
            "verification",
            "check",
            "release",
            "view",
        ],
    ),
    ("src", &["render", "export", "pipeline", "io", "report", "serve", "cli", "cmd"]),
];

/// External crates whose types must not spread, and the files or folders that may use them.
const KEPT: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["src/report/human.rs"]),
    ("anstream", &["src/cmd/mod.rs"]),
    ("biblatex", &["crates/cite/src/bibliography/bibtex.rs"]),
    ("clap", &["src/cli.rs", "src/cmd/", "src/main.rs"]),
    ("clap_complete", &["src/cli.rs", "src/cmd/completions.rs"]),
    ("globset", &["crates/site/src/input/config.rs", "src/io/write/target.rs"]),
    ("granit_parser", &["crates/base/src/yaml.rs"]),
    ("hyper", &["src/serve/body.rs", "src/serve/guard.rs", "src/serve/http.rs"]),
    ("hyper_util", &["src/serve/http.rs"]),
    (
        "html5ever",
        &[
            "crates/prose/src/tags.rs",
            "src/pipeline/conservation_tests.rs",
            "crates/verify/src/html.rs",
        ],
    ),
    ("csv", &["src/export/actions.rs"]),
    ("icalendar", &["src/export/calendar.rs"]),
    ("icu_segmenter", &["crates/verify/src/segmentation.rs"]),
    ("citationberg", &["crates/cite/src/csl/"]),
    ("hayagriva", &["crates/cite/src/csl/"]),
    ("img_parts", &["src/export/strip.rs"]),
    ("indicatif", &["src/cmd/progress.rs"]),
    ("jiff", &["src/cli.rs", "crates/base/src/edtf.rs"]),
    ("lz4_flex", &["crates/prose/src/body.rs"]),
    ("notify", &["src/serve/watcher.rs"]),
    ("open", &["src/cmd/watch/mod.rs"]),
    ("percent_encoding", &["crates/base/src/url.rs"]),
    (
        "memchr",
        &[
            "crates/prose/src/conserve/",
            "crates/prose/src/foreign_marks/",
            "src/pipeline/snapshots.rs",
            "crates/verify/src/",
        ],
    ),
    ("pulldown_cmark", &["crates/prose/src/"]),
    ("rustix", &["src/io/"]),
    ("sha2", &["crates/base/src/hash.rs"]),
    ("similar", &["crates/site/src/view/cards/statement.rs"]),
    ("strsim", &["crates/base/src/suggest.rs"]),
    ("syntect", &["crates/prose/src/highlight.rs"]),
    ("tera", &["src/render/"]),
    ("tokio", &["src/serve/"]),
    ("walkdir", &["src/io/"]),
];

/// The documents whose paths must exist, relative to the repository.
const DOCUMENTS: &[&str] = &["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"];

/// The folders of the repository whose paths are checked in documents.
const FOLDERS: &[&str] = &["src/", "crates/", "tests/", "docs/", "themes/", "benches/"];

/// The most lines of a file, without its tests.
const MAX_LINES: usize = 700;

/// A source file.
struct File {
    /// Relative to the repository, with `/`.
    path: String,
    text: String,
}

impl File {
    /// The text without its module of tests, which is last.
    fn program(&self) -> &str {
        self.text.find("\n#[cfg(test)]\nmod tests").map_or(&self.text, |at| &self.text[..at])
    }

    /// The lines that are not comments, numbered from 1.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.program().lines().enumerate().map(|(n, line)| (n + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// The layers of its package, and the index of its own.
    fn layer(&self) -> Option<(&'static [&'static str], usize)> {
        let (folder, layers) =
            LAYERS.iter().find(|(folder, _)| self.path.starts_with(&format!("{folder}/")))?;
        let first = self.path[folder.len() + 1..].split('/').next()?;
        let module = first.strip_suffix(".rs").unwrap_or(first);
        Some((layers, layers.iter().position(|layer| *layer == module)?))
    }
}

/// The files of the program and of its libraries.
fn files() -> Vec<File> {
    let mut files = vec![];
    for folder in ["src", "crates"] {
        let paths = paths_with_ending(&root().join(folder), "rs").into_iter();
        let paths = paths.map(|(path, file)| (format!("{folder}/{path}"), file));
        files.extend(paths.map(|(path, file)| File { path, text: read(&file) }));
    }
    files.retain(|file| !file.path.contains("/tests/"));
    assert!(files.len() > 50, "the program has more files than {}", files.len());
    files
}

#[track_caller]
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// The modules that a line names after `crate::`.
fn named(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices("crate::").map(|(at, found)| {
        let rest = &line[at + found.len()..];
        rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default()
    })
}

/// True if a line names a crate, as the first part of a path.
fn names_crate(line: &str, name: &str) -> bool {
    let path = format!("{name}::");
    line.match_indices(&path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':')
    })
}

#[test]
fn modules_use_only_earlier_ones() {
    let mut faults = vec![];
    for file in files() {
        let Some((layers, own)) = file.layer() else { continue };
        for (n, line) in file.code() {
            for module in named(line) {
                if module.is_empty() {
                    faults.push(format!("{}:{n}: one path a line: `{}`", file.path, line.trim()));
                }
                if layers.iter().position(|layer| *layer == module) > Some(own) {
                    faults.push(format!("{}:{n}: uses the later module `{module}`", file.path));
                }
            }
        }
    }
    none(&faults);
}

#[test]
fn every_module_has_a_layer() {
    for (folder, layers) in LAYERS {
        let lib = read(&root().join(folder).join("lib.rs"));
        let order: Vec<&str> = lib
            .lines()
            .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
            .collect();
        assert_eq!(order, *layers, "{folder}/lib.rs lists its modules in their order");
    }
}

#[test]
fn every_file_opens_with_its_job() {
    let opens = |file: &File| file.text.starts_with("//! ") || file.text.starts_with("#![doc = ");
    let faults: Vec<String> =
        files().iter().filter(|f| !opens(f)).map(|f| f.path.clone()).collect();
    none(&faults);
}

#[test]
fn files_are_not_too_long() {
    let lines = |file: &File| file.program().lines().count();
    let long = files().into_iter().filter(|file| lines(file) > MAX_LINES);
    none(&long.map(|file| format!("{}: {} lines", file.path, lines(&file))).collect::<Vec<_>>());
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

/// The texts in backticks of a Markdown document; code blocks are skipped.
fn code_spans(markdown: &str) -> Vec<&str> {
    let outside = markdown.split("\n```").step_by(2);
    outside.flat_map(|text| text.split('`').skip(1).step_by(2)).collect()
}

/// A path with `<code>` or `*` in it names files of a folder; that folder must exist.
#[test]
fn paths_in_documents_exist() {
    let mut faults = vec![];
    let mut count = 0;
    for document in DOCUMENTS {
        let text = read(&root().join(document));
        for path in code_spans(&text) {
            if !FOLDERS.iter().any(|folder| path.starts_with(folder)) {
                continue;
            }
            count += 1;
            let fixed = path.find(['<', '*']).map_or(path, |at| &path[..at]);
            let fixed = if fixed == path { path } else { &fixed[..=fixed.rfind('/').unwrap()] };
            if !root().join(fixed).exists() {
                faults.push(format!("{document}: `{path}` does not exist"));
            }
        }
    }
    assert!(count > 40, "{count} paths were found");
    none(&faults);
}
