//! Pandoc's citation syntax, case by case: text in; keys, places, prefixes, suffixes and modes out.
//!
//! `tests/spec/citations.txt` holds the cases. They were written for this project after the section
//! “Citation syntax” of pandoc's manual. `UPDATE=1` writes what comes out; read it before you commit.

use crate::support::{is_update, read, root};
use onrecord_base::span::Span;
use onrecord_cite::citation::CitationItem;
use onrecord_prose::body::{Body, PlaceholderKind};
use onrecord_prose::markdown::body;
use onrecord_prose::options::ProseOptions;
use std::fmt::Write as _;
use std::sync::Arc;

/// As many cases as there must be.
const LEAST: usize = 120;

fn item(item: &CitationItem) -> String {
    let dash = if item.suppress { "-" } else { "" };
    // Pandoc leaves the dash of a range to the style.
    let place = item
        .locator
        .as_ref()
        .map_or(String::new(), |l| format!("{} {}", l.label, l.value.replace('–', "-")));
    format!("{}|{dash}{}|{place}|{}", item.prefix, item.key.text, item.suffix)
}

/// The citations of a text, in order: `cite prefix|key|place|suffix ; …`, `text author key`.
fn shown(text: &str) -> String {
    let read: Body =
        body(text, Span::new(0, text.len()), &Arc::from("a.md"), &ProseOptions::default()).value;
    let mut out = vec![];
    for hole in read.all_holes() {
        match &hole.fill {
            PlaceholderKind::Cite(cluster) => {
                let items: Vec<String> = cluster.items.iter().map(item).collect();
                out.push(format!("cite {}", items.join(" ; ")));
            }
            PlaceholderKind::AuthorInText(key) => out.push(format!("author {}", key.text)),
            _ => {}
        }
    }
    if out.is_empty() { "none".to_owned() } else { out.join(" + ") }
}

#[test]
fn every_case_reads_as_pandoc_reads_it() {
    let file = root().join("tests/spec/citations.txt");
    let cases = read(&file);
    let (mut out, mut count, mut wrong) = (String::new(), 0, vec![]);
    for (at, line) in cases.lines().enumerate() {
        if line.is_empty() || line.starts_with("# ") {
            let _ = writeln!(out, "{line}");
            continue;
        }
        let (text, expected) = line.split_once("  ⇒  ").unwrap_or((line, ""));
        let got = shown(&text.replace("\\n", "\n"));
        count += 1;
        if got != expected {
            wrong.push(format!("line {}: {text}\n  is  {got}\n  not {expected}", at + 1));
        }
        let _ = writeln!(out, "{text}  ⇒  {got}");
    }
    if is_update() {
        std::fs::write(file, out).unwrap();
        return;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= LEAST, "{count} cases; at least {LEAST} are kept");
}
