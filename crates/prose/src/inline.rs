//! Renders a short inline Markdown text as HTML: the prefix and suffix of a citation. Start with
//! [`html`].
//!
//! Emphasis, code and web links are kept; all other marks become their words. Creates no
//! placeholders and no blocks, so the result is valid inside any note.

use crate::addresses::{address_end, addresses, target};
use onrecord_base::text::{escape, escape_to, without_reserved};
use onrecord_base::url::{ParsedUrl, classify};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Renders words as inline HTML. Spaces at the start become one, line breaks become spaces.
pub(super) fn html(words: &str, smart: bool) -> String {
    if words.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b',' | b'.'))
        && !words.contains("..")
        && !words.contains("www.")
    {
        return escape(words);
    }
    let leads = words.starts_with(char::is_whitespace);
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    // The parenthesis keeps `1. x`, `# x` or `- x` from being parsed as a block.
    let line = format!("({}{line}", if leads { " " } else { "" });
    let mut options = Options::ENABLE_STRIKETHROUGH;
    options.set(Options::ENABLE_SMART_PUNCTUATION, smart);
    let mut out = String::with_capacity(line.len() + 16);
    let mut links = vec![];
    let mut bare = bare_addresses(&line).into_iter().peekable();
    // The end of the address written last.
    let mut written = 0;
    for (event, range) in Parser::new_ext(&line, options).into_offset_iter() {
        while bare.next_if(|address| address.end <= range.start).is_some() {}
        // Marks and words in an address are part of it.
        if range.end <= written {
            continue;
        }
        match event {
            Event::Text(text) if links.is_empty() && line.get(range.clone()) == Some(&text) => {
                let mut from = range.start.max(written);
                while let Some(address) = bare.next_if(|a| a.start >= from && a.start < range.end) {
                    escape_to(&mut out, line.get(from..address.start).unwrap_or(""));
                    link(&mut out, line.get(address.clone()).unwrap_or(""));
                    (from, written) = (address.end, address.end);
                }
                escape_to(&mut out, line.get(from..range.end).unwrap_or(""));
            }
            Event::Start(tag) => start(&mut out, &tag, &mut links),
            Event::End(tag) => end(&mut out, tag, &mut links),
            Event::InlineHtml(text) if text.starts_with("<!--") => {}
            Event::Text(text) | Event::InlineHtml(text) => escape_to(&mut out, &text),
            Event::Code(code) => {
                out.push_str("<code>");
                escape_to(&mut out, &code);
                out.push_str("</code>");
            }
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            _ => {}
        }
    }
    without_reserved(out.strip_prefix('(').unwrap_or(&out)).into_owned()
}

/// Returns the label of a link as its words: (inline HTML without links, plain text).
pub(super) fn label(words: &str, smart: bool) -> (String, String) {
    let line = format!("({}", words.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut options = Options::ENABLE_STRIKETHROUGH;
    options.set(Options::ENABLE_SMART_PUNCTUATION, smart);
    let (mut html, mut plain) = (String::new(), String::new());
    for event in Parser::new_ext(&line, options) {
        match event {
            Event::Start(tag) if !matches!(tag, Tag::Link { .. }) => {
                start(&mut html, &tag, &mut vec![]);
            }
            Event::End(tag) => end(&mut html, tag, &mut vec![]),
            Event::InlineHtml(text) if text.starts_with("<!--") => {}
            Event::Text(text) | Event::InlineHtml(text) => {
                escape_to(&mut html, &text);
                plain.push_str(&text);
            }
            Event::Code(code) => {
                html.push_str("<code>");
                escape_to(&mut html, &code);
                html.push_str("</code>");
                plain.push_str(&code);
            }
            _ => {}
        }
    }
    let words = |text: &str| without_reserved(text.strip_prefix('(').unwrap_or(text)).into_owned();
    (words(&html), words(&plain))
}

/// Returns the bare addresses of a line. An address ends before a character that may be a Markdown
/// mark.
fn bare_addresses(line: &str) -> Vec<Range<usize>> {
    let mut found = addresses(line);
    for address in &mut found {
        let words = line.get(address.clone()).unwrap_or("");
        if let Some(at) = words.find(['*', '\\', '&', '~']) {
            address.end = address_end(line.get(..address.start + at).unwrap_or(""), address.start)
                .unwrap_or(address.start);
        }
    }
    found.retain(|address| !address.is_empty());
    found
}

/// Writes a bare address as a link.
fn link(out: &mut String, address: &str) {
    if let ParsedUrl::Web(url) = classify(&target(address)) {
        out.push_str("<a href=\"");
        escape_to(out, &url);
        out.push_str("\">");
        escape_to(out, address);
        out.push_str("</a>");
    } else {
        escape_to(out, address);
    }
}

/// Writes the start tag of inline markup that is kept.
fn start(out: &mut String, tag: &Tag<'_>, links: &mut Vec<bool>) {
    match tag {
        Tag::Emphasis => out.push_str("<em>"),
        Tag::Strong => out.push_str("<strong>"),
        Tag::Strikethrough => out.push_str("<del>"),
        Tag::Link { dest_url, .. } => {
            let web = match classify(dest_url) {
                ParsedUrl::Web(url) => Some(url),
                _ => None,
            };
            links.push(web.is_some());
            if let Some(url) = web {
                out.push_str("<a href=\"");
                escape_to(out, &url);
                out.push_str("\">");
            }
        }
        _ => {}
    }
}

/// Writes the matching end tag.
fn end(out: &mut String, tag: TagEnd, links: &mut Vec<bool>) {
    match tag {
        TagEnd::Emphasis => out.push_str("</em>"),
        TagEnd::Strong => out.push_str("</strong>"),
        TagEnd::Strikethrough => out.push_str("</del>"),
        TagEnd::Link if links.pop() == Some(true) => out.push_str("</a>"),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::html;

    #[test]
    fn emphasis_is_kept_and_blocks_are_not_made() {
        assert_eq!(html(" and *passim*", true), " and <em>passim</em>");
        assert_eq!(html("1. x", true), "1. x");
        assert_eq!(html("# x", true), "# x");
        assert_eq!(html("*see*", true), "<em>see</em>");
        assert_eq!(html(", \"so\"", true), ", “so”");
        assert_eq!(html("a\n  b", true), "a b");
    }

    #[test]
    fn bare_addresses_are_links() {
        let link = |url: &str| format!("<a href=\"{url}\">{url}</a>");
        assert_eq!(
            html(", see https://x.org/a_b_c.", true),
            format!(", see {}.", link("https://x.org/a_b_c"))
        );
        assert_eq!(
            html("*at https://x.org/a*", true),
            format!("<em>at {}</em>", link("https://x.org/a"))
        );
        assert_eq!(html("www.x.org", true), "<a href=\"https://www.x.org\">www.x.org</a>");
        assert_eq!(html("`https://x.org/`", true), "<code>https://x.org/</code>");
        assert_eq!(
            html("[https://x.org/](https://y.org/)", true),
            "<a href=\"https://y.org/\">https://x.org/</a>"
        );
    }

    #[test]
    fn nothing_else_gets_through() {
        assert_eq!(html("<b>x</b><!-- secret -->", true), "&lt;b&gt;x&lt;/b&gt;");
        assert_eq!(html("[x](javascript:alert)", true), "x");
        assert_eq!(html("![x](y.png)", true), "x");
        assert_eq!(html("<https://x.org/>", true), "<a href=\"https://x.org/\">https://x.org/</a>");
    }
}
