//! Tests of the output of prose: rows of the case list, marks, hostile input.

mod addresses;
mod adjacent;
mod citations;
mod hostile;
mod html;
mod prose;

use crate::body::{Body, GeneratedPart, Image, LinkTarget, PlaceholderKind};
use crate::markdown::body;
use crate::options::ProseOptions;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::WithDiagnostics;
use onrecord_base::span::Span;
use onrecord_cite::citation::CitationItem;
use std::fmt::Write as _;

/// Parses a whole text as prose.
fn read(markdown: &str) -> WithDiagnostics<Body> {
    body(markdown, Span::new(0, markdown.len()), &"content/a.md".into(), &ProseOptions::default())
}

/// Returns the HTML with each placeholder shown as `⟨kind⟩`, followed by notes and cut.
fn show(body: &Body) -> String {
    let mut out = String::new();
    let mut from = 0;
    for hole in &body.holes {
        let at = hole.at as usize;
        out.push_str(&body.html()[from..at]);
        let _ = write!(out, "⟨{}⟩", show_fill(&hole.fill));
        from = at;
    }
    out.push_str(&body.html()[from..]);
    out.truncate(out.trim_end().len());
    for note in &body.notes {
        let _ = write!(out, "\n^{}: {}", note.label, show(&note.body).trim());
    }
    out.trim().to_owned()
}

fn show_fill(fill: &PlaceholderKind) -> String {
    match fill {
        PlaceholderKind::Cite(cluster) => {
            let items: Vec<String> = cluster.items.iter().map(show_cite).collect();
            format!("cite {}", items.join("; "))
        }
        PlaceholderKind::AuthorInText(key) => format!("author {}", key.text),
        PlaceholderKind::Footnote(label) => format!("note {label}"),
        PlaceholderKind::Open(target) => format!("open {}", show_target(target)),
        PlaceholderKind::Close => "close".to_owned(),
        PlaceholderKind::Link(target) => format!("link {}", show_target(target)),
        PlaceholderKind::Embed(target) => format!("embed {}", show_target(target)),
        PlaceholderKind::Image(image) => {
            let Image { path, alt, title } = &**image;
            format!("image {path} “{alt}” “{title}”")
        }
        PlaceholderKind::Part(GeneratedPart::Actions(filters)) => format!("actions {filters:?}"),
        PlaceholderKind::Part(part) => format!("{part:?}").to_lowercase(),
    }
}

fn show_cite(cite: &CitationItem) -> String {
    let mut out = String::new();
    if !cite.prefix.is_empty() {
        let _ = write!(out, "({}) ", cite.prefix);
    }
    if cite.suppress {
        out.push('-');
    }
    out.push_str(&cite.key.text);
    if let Some(place) = &cite.locator {
        let _ = write!(out, " {}={}", place.label, place.value.replace('–', "-"));
    }
    if !cite.suffix.is_empty() {
        let _ = write!(out, " ({})", cite.suffix);
    }
    out
}

fn show_target(target: &LinkTarget) -> String {
    let (head, anchor) = match target {
        LinkTarget::Wiki { kind, name, anchor } => {
            (kind.map_or(String::new(), |k| format!("{}:", k.folder())) + name, anchor)
        }
        LinkTarget::Path { path, anchor, .. } => (format!("path {path}"), anchor),
    };
    head + &anchor.as_ref().map_or(String::new(), |a| format!("#{a}"))
}

/// Returns the diagnostics as `code:text`.
fn reported(markdown: &str, checked: &WithDiagnostics<Body>) -> Vec<String> {
    let one = |d: &onrecord_base::diag::Diagnostic| {
        format!("{}:{}", d.code, d.place.span.slice(markdown))
    };
    checked.found.iter().map(one).collect()
}

/// Checks the output of a text without diagnostics.
#[track_caller]
fn check(markdown: &str, expected: &str) {
    check_with(markdown, expected, &[]);
}

/// Checks the output and the diagnostics of a text.
#[track_caller]
fn check_with(markdown: &str, expected: &str, findings: &[&str]) {
    let checked = read(markdown);
    assert_eq!(show(&checked.value), expected, "{markdown:?}");
    assert_eq!(reported(markdown, &checked), findings, "{markdown:?}");
}

/// Checks that the text has a diagnostic with this code.
#[track_caller]
fn check_code(markdown: &str, code: RuleCode) {
    let checked = read(markdown);
    assert!(checked.found.iter().any(|d| d.code == code), "{markdown:?}: {:?}", checked.found);
}
