//! What prose becomes: rows of the case list, marks, hostile input.

mod addresses;
mod adjacent;
mod citations;
mod hostile;
mod html;
mod prose;

use crate::body::{Body, Fill, Image, Part, Target};
use crate::markdown::{ProseOptions, body};
use onrecord_base::code::Code;
use onrecord_base::diag::Checked;
use onrecord_base::span::Span;
use onrecord_cite::citation::Cite;
use std::fmt::Write as _;

/// Reads a whole text as prose.
fn read(markdown: &str) -> Checked<Body> {
    body(markdown, Span::new(0, markdown.len()), &"content/a.md".into(), &ProseOptions::default())
}

/// The HTML with each hole shown as `⟨what it is⟩`, and notes and cut after it.
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

fn show_fill(fill: &Fill) -> String {
    match fill {
        Fill::Cite(cluster) => {
            let items: Vec<String> = cluster.items.iter().map(show_cite).collect();
            format!("cite {}", items.join("; "))
        }
        Fill::AuthorInText(key) => format!("author {}", key.text),
        Fill::Footnote(label) => format!("note {label}"),
        Fill::Open(target) => format!("open {}", show_target(target)),
        Fill::Close => "close".to_owned(),
        Fill::Link(target) => format!("link {}", show_target(target)),
        Fill::Embed(target) => format!("embed {}", show_target(target)),
        Fill::Image(image) => {
            let Image { path, alt, title } = &**image;
            format!("image {path} “{alt}” “{title}”")
        }
        Fill::Part(Part::Actions(filters)) => format!("actions {filters:?}"),
        Fill::Part(part) => format!("{part:?}").to_lowercase(),
    }
}

fn show_cite(cite: &Cite) -> String {
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

fn show_target(target: &Target) -> String {
    let (head, anchor) = match target {
        Target::Wiki { kind, name, anchor } => {
            (kind.map_or(String::new(), |k| format!("{}:", k.folder())) + name, anchor)
        }
        Target::Path { path, anchor, .. } => (format!("path {path}"), anchor),
    };
    head + &anchor.as_ref().map_or(String::new(), |a| format!("#{a}"))
}

/// The findings as `code:what stands there`.
fn told(markdown: &str, checked: &Checked<Body>) -> Vec<String> {
    let one =
        |d: &onrecord_base::diag::Diagnostic| format!("{}:{}", d.code, d.place.span.of(markdown));
    checked.found.iter().map(one).collect()
}

/// The text becomes this, and nothing is wrong with it.
#[track_caller]
fn check(markdown: &str, expected: &str) {
    check_told(markdown, expected, &[]);
}

/// The text becomes this, and these are the findings.
#[track_caller]
fn check_told(markdown: &str, expected: &str, findings: &[&str]) {
    let checked = read(markdown);
    assert_eq!(show(&checked.value), expected, "{markdown:?}");
    assert_eq!(told(markdown, &checked), findings, "{markdown:?}");
}

/// The text has a finding of this code.
#[track_caller]
fn tells(markdown: &str, code: Code) {
    let checked = read(markdown);
    assert!(checked.found.iter().any(|d| d.code == code), "{markdown:?}: {:?}", checked.found);
}
