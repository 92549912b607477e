//! Cases: tiny sites in one file, the command, and what must come out.
//!
//! A case is `tests/cases/**/*.site`. Its first line says in one sentence what is true. Sections begin with
//! `== `: `== run` holds command lines, `== PATH` a file of the site, `== link PATH` a symbolic link
//! to what follows, `== bytes PATH` a file as escapes (`\xff`, `\n`, `\[9 x]` for nine `x`), `== sparse PATH` a
//! file of so many zero bytes, `== expect exit`, `== expect stderr`, `== expect stdout`, `== expect files` (the
//! paths of the output), `== expect PATH` (an output file), `== expect site PATH` (a file of the site
//! afterwards) and `== expect line PATH` (the first line says a word: the lines of an output file, or of `stdout`,
//! that hold it). In `== run`, `touch PATH` makes an empty file.
//! A site without `site.yaml` gets one with a title. The build clock is 2026-11-23 noon UTC.
//! `UPDATE=1 cargo test --test cases` writes what came out; read it before you commit.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests make and look at real files, and may fail"
)]

use onrecord_base::code::Code;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// 2026-11-23T12:00:00Z.
const NOW: &str = "1795435200";

struct Case {
    path: PathBuf,
    sentence: String,
    sections: Vec<(String, String)>,
}

fn cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut all: Vec<PathBuf> = walkdir::WalkDir::new(root)
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|p| p.extension().is_some_and(|e| e == "site"))
        .collect();
    all.sort();
    all.into_iter().map(read).collect()
}

fn read(path: PathBuf) -> Case {
    let text = std::fs::read_to_string(&path).unwrap();
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

    /// Lays the site out in a folder.
    fn lay_out(&self, root: &Path) {
        let put = |path: &str, bytes: &[u8]| {
            let file = root.join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, bytes).unwrap();
        };
        if self.section("site.yaml").is_none() {
            put("site.yaml", b"title: Desk\n");
        }
        // A site without content is an error (OR033); a case that is not about it has a list with nothing in it.
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

    /// Runs the commands one after the other; gives every expected section with what really came out.
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
            let out = Command::new(env!("CARGO_BIN_EXE_onrecord"))
                .args(args)
                .current_dir(root)
                .env("SOURCE_DATE_EPOCH", NOW)
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

/// How many pages and files a theme makes of a site, and how fast, is not part of a case: in the
/// summary of a build a number other than 0 is `N`.
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

/// What every output holds.
const OWN: &[&str] = &[
    ".onrecord/",
    "404.html",
    "about/",
    "actions/index.html",
    "assets/",
    "atom.xml",
    "corrections.xml",
    "corrections/",
    "data/",
    "deadlines.ics",
    "feed.json",
    "index.html",
    "notes/index.html",
    "organizations/index.html",
    "people/index.html",
    "quotes/index.html",
    "robots.txt",
    "search/",
    "sitemap.xml",
    "sources/index.html",
    "timeline/",
    "topics/index.html",
];

/// The paths of an output, without those that every output has.
fn files(output: &Path) -> String {
    let mut all: Vec<String> = walkdir::WalkDir::new(output)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|e| e.file_type().is_file())
        .map(|e| e.path().strip_prefix(output).unwrap().to_string_lossy().into_owned())
        .filter(|p| !OWN.iter().any(|own| p == own || own.ends_with('/') && p.starts_with(own)))
        .collect();
    all.sort();
    all.iter().fold(String::new(), |out, path| out + path + "\n")
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

/// Runs a case and says what came out otherwise than it is written.
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

#[test]
fn every_case_comes_out_as_written() {
    let update = std::env::var_os("UPDATE").is_some();
    let all = cases();
    assert!(!all.is_empty(), "there are no cases");
    let wrong: String = all.par_iter().map(|case| come_out(case, update)).collect();
    assert!(
        update || wrong.is_empty(),
        "{wrong}\nUPDATE=1 cargo test --test cases writes what came out"
    );
}

#[test]
fn every_rule_has_a_case() {
    let mut told = String::new();
    for case in cases() {
        let expected = case.sections.iter().filter(|(name, _)| name.starts_with("expect std"));
        expected.for_each(|(_, body)| told.push_str(body));
    }
    let is_told = |code: &&Code| {
        ["error", "warning", "note"].iter().any(|l| told.contains(&format!("{l}[{code}]")))
    };
    let without: Vec<_> = Code::ALL.iter().filter(|code| !is_told(code)).collect();
    assert!(without.is_empty(), "no case tells {without:?}");
}
