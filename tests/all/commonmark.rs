//! The prose parser against the examples of the CommonMark specification.
//!
//! Every example gives the specified HTML, except for those that `docs/commonmark.md` lists with a reason. A
//! listed example that gives the specified HTML is a failure too.

use onrecord_base::span::Span;
use onrecord_base::text::{encode_url, escape};
use onrecord_prose::body::{Body, LinkTarget, PlaceholderKind};
use onrecord_prose::markdown::body;
use onrecord_prose::options::ProseOptions;
use std::collections::BTreeMap;
use std::fmt::Write as _;

const EXAMPLES: &str = include_str!("../spec/commonmark.json");
const DIFFERENCES: &str = include_str!("../../docs/commonmark.md");

#[derive(serde::Deserialize)]
struct Example {
    #[serde(rename = "example")]
    number: u32,
    section: String,
    markdown: String,
    html: String,
}

/// The HTML with its placeholders filled as if every target existed under its own path.
fn filled(body: &Body) -> String {
    let mut out = String::new();
    let mut from = 0;
    for hole in &body.holes {
        let at = hole.at as usize;
        out.push_str(&body.html()[from..at]);
        from = at;
        match &hole.fill {
            PlaceholderKind::Open(target) => {
                let LinkTarget::Path { path, anchor, title } = &**target else {
                    let _ = write!(out, "{target:?}");
                    continue;
                };
                let anchor = anchor.as_ref().map_or(String::new(), |a| format!("#{a}"));
                let href = escape(&encode_url(&format!("{path}{anchor}")));
                let _ = write!(out, "<a href=\"{href}\"");
                if !title.is_empty() {
                    let _ = write!(out, " title=\"{}\"", escape(title));
                }
                out.push('>');
            }
            PlaceholderKind::Close => out.push_str("</a>"),
            PlaceholderKind::Image(image) => {
                let (src, alt) = (escape(&encode_url(&image.path)), escape(&image.alt));
                let _ = write!(out, "<img src=\"{src}\" alt=\"{alt}\">");
            }
            other => {
                let _ = write!(out, "{other:?}");
            }
        }
    }
    out.push_str(&body.html()[from..]);
    out
}

/// HTML without our own additions, and without spaces around tags.
fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        out.push_str(rest[..open].trim_matches('\n'));
        let Some(close) = rest[open..].find('>').map(|n| n + open) else { break };
        out.push_str(&tag(&rest[open..=close]));
        rest = &rest[close + 1..];
    }
    out.push_str(rest.trim_matches('\n'));
    out
}

/// A tag in a form that is the same for both sides.
fn tag(tag: &str) -> String {
    let mut tag = tag.replace(" />", ">").replace(" tabindex=\"0\"", "");
    if tag.starts_with("<a ") {
        tag = tag.replace('[', "%5B").replace(']', "%5D");
    }
    for name in [" id=\"", " title=\""] {
        if let Some(at) = tag.find(name) {
            let end =
                tag[at + name.len()..].find('"').map_or(tag.len(), |n| at + name.len() + n + 1);
            tag.replace_range(at..end, "");
        }
    }
    match tag.as_str() {
        "<h1>" => "<h2>".to_owned(),
        "</h1>" => "</h2>".to_owned(),
        "<figure>" => "<p>".to_owned(),
        "</figure>" => "</p>".to_owned(),
        _ => tag,
    }
}

/// Without captions, which contain the `title` of the specification, and without colours.
fn bare(html: &str) -> String {
    let mut out = html.replace("</span>", "");
    for (open, close) in [("<figcaption>", "</figcaption>"), ("<span class=\"", "\">")] {
        while let Some(from) = out.find(open) {
            let to = out[from..].find(close).map_or(out.len(), |n| from + n + close.len());
            out.replace_range(from..to, "");
        }
    }
    out
}

/// The examples that differ on purpose, with the line that says why.
fn differences() -> BTreeMap<u32, &'static str> {
    let mut out = BTreeMap::new();
    for line in DIFFERENCES.lines() {
        let Some((numbers, reason)) = line.strip_prefix("- ").and_then(|l| l.split_once(": "))
        else {
            continue;
        };
        for number in numbers.split(", ") {
            if let Ok(number) = number.parse() {
                assert!(out.insert(number, reason).is_none(), "example {number} is listed twice");
            }
        }
    }
    out
}

#[test]
fn examples_give_the_specified_html_or_are_listed() {
    let examples: Vec<Example> = serde_json::from_str(EXAMPLES).unwrap();
    assert_eq!(examples.len(), 652);
    let listed = differences();
    let options = ProseOptions { smart: false, ..ProseOptions::default() };
    let mut wrong = vec![];
    for Example { number, section, markdown, html } in &examples {
        let span = Span::new(0, markdown.len());
        let read = body(markdown, span, &"spec.md".into(), &options);
        let (ours, theirs) = (plain(&bare(&filled(&read.value))), plain(html));
        match (ours == theirs, listed.get(number)) {
            (true, Some(reason)) => {
                wrong.push(format!("example {number} is as specified and listed as different: {reason}"));
            }
            (false, None) => wrong.push(format!(
                "example {number} ({section})\n  markdown {markdown:?}\n  ours     {ours}\n  theirs   {theirs}"
            )),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{} examples:\n{}", wrong.len(), wrong.join("\n"));
}
