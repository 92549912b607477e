//! Finds the signs `%%` of private comments in a text. Start with [`signs`].
//!
//! A sign in running text, or in HTML outside of HTML comments, opens or closes a private comment.
//! In an address, a link title, a label or the id of a heading it cannot, and would be published:
//! [`stray_signs`] finds those, so that each is reported.

use crate::comments;
use crate::tags;
use crate::tokens::MarkdownTokens;
use pulldown_cmark::{Event, LinkType, Tag, TagEnd};
use std::ops::Range;

/// A sign in running text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CommentSign {
    pub at: usize,
    /// The number of the block that contains it.
    pub block: usize,
}

/// Returns the signs in the running text of Markdown, in order. Code has none.
pub(super) fn signs(tokens: &MarkdownTokens<'_>) -> Vec<CommentSign> {
    let (mut out, mut block, mut at) = (vec![], 0, 0);
    while let Some(event) = tokens.event(at) {
        let range = tokens.range(at);
        match event {
            Event::Text(_) if tokens.is_verbatim(at) => {
                let from = range.start + usize::from(tokens.is_escaped(at));
                find_signs(tokens.src, from..range.end, block, &mut out);
            }
            Event::Html(_) | Event::InlineHtml(_) => {
                signs_in_html(tokens, at..at + 1, block, &mut out);
            }
            Event::Start(Tag::HtmlBlock) => {
                let end = tokens.end(at);
                signs_in_html(tokens, at + 1..end, block + 1, &mut out);
                (at, block) = (end, block + 2);
            }
            Event::Start(
                Tag::CodeBlock(_)
                | Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. },
            ) => at = tokens.end(at),
            Event::Start(tag) if is_inline(tag.to_end()) => {}
            Event::End(tag) if is_inline(*tag) => {}
            Event::Start(_) | Event::End(_) => block += 1,
            _ => {}
        }
        at += 1;
    }
    out
}

fn find_signs(src: &str, range: Range<usize>, block: usize, out: &mut Vec<CommentSign>) {
    let mut from = range.start;
    while let Some(sign) = src.get(from..range.end).and_then(|text| text.find("%%")) {
        out.push(CommentSign { at: from + sign, block });
        from += sign + 2;
    }
}

/// Finds the signs in HTML outside of HTML comments. The extent of a comment depends on the site's
/// `allow_html`; a sign counts unless it is in a comment in both cases.
fn signs_in_html(
    tokens: &MarkdownTokens<'_>,
    list: Range<usize>,
    block: usize,
    out: &mut Vec<CommentSign>,
) {
    let lines = || {
        list.clone().filter_map(|at| match tokens.event(at) {
            Some(Event::Html(line) | Event::InlineHtml(line) | Event::Text(line)) => {
                Some((line, tokens.range(at)))
            }
            _ => None,
        })
    };
    if !lines().any(|(line, _)| line.contains("%%")) {
        return;
    }
    let html: String = lines().map(|(line, _)| &**line).collect();
    let (shown, passed) = (comments::comment_ranges(&html), tags::comment_ranges(&html));
    let is_in = |ranges: &[Range<usize>], at: usize| {
        let nth = ranges.partition_point(|range| range.end <= at);
        ranges.get(nth).is_some_and(|range| range.start <= at)
    };
    let mut start = 0;
    for (line, range) in lines() {
        let mut found = vec![];
        find_signs(tokens.src, range.clone(), block, &mut found);
        found.retain(|sign| {
            let at = start + sign.at - range.start;
            !(is_in(&shown, at) && is_in(&passed, at))
        });
        out.append(&mut found);
        start += line.len();
    }
}

/// True for the end of inline markup.
fn is_inline(tag: TagEnd) -> bool {
    use TagEnd::{Emphasis, Image, Link, Strikethrough, Strong};
    matches!(tag, Emphasis | Strong | Strikethrough | Link | Image)
}

/// Returns the signs in plain text. Empty lines separate its blocks, and a backslash before a sign
/// makes it two literal per cent signs.
pub(super) fn plain_signs(text: &str) -> Vec<CommentSign> {
    let (mut out, mut block, mut start) = (vec![], 0, 0);
    for line in text.split_inclusive('\n') {
        block += usize::from(line.trim().is_empty());
        let mut from = 0;
        while let Some(at) = line.get(from..).and_then(|rest| rest.find("%%")).map(|at| from + at) {
            if !line.get(..at).is_some_and(|before| before.ends_with('\\')) {
                out.push(CommentSign { at: start + at, block });
            }
            from = at + 2;
        }
        start += line.len();
    }
    out
}

/// Returns the backslashes before signs in plain text.
pub(super) fn plain_escapes(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.match_indices("\\%%").map(|(at, _)| at..at + 1)
}

/// Returns the signs that cannot form a comment, in order: in addresses, titles and labels of
/// links, images and footnotes, and after the words of a heading.
pub(super) fn stray_signs(tokens: &MarkdownTokens<'_>) -> Vec<Range<usize>> {
    let mut out = vec![];
    let find = |range: Range<usize>, out: &mut Vec<Range<usize>>| {
        out.extend(first_sign(tokens.src, range));
    };
    for definition in &tokens.definitions {
        find(definition.clone(), &mut out);
    }
    for (at, (event, range)) in tokens.list.iter().enumerate() {
        match event {
            Event::Start(Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. })
            | Event::FootnoteReference(_) => find(range.clone(), &mut out),
            Event::Start(Tag::FootnoteDefinition(label)) => {
                find(range.start..range.start + label.len() + "[^]:".len(), &mut out);
            }
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::Heading { .. }) => {
                let last = tokens.end(at);
                let (from, to) = if last > at + 1 {
                    (tokens.range(at + 1).start, tokens.range(last - 1).end)
                } else {
                    (range.end, range.start)
                };
                find(range.start..from, &mut out);
                find(to.max(range.start)..range.end, &mut out);
            }
            _ => {}
        }
    }
    out.sort_by_key(|range| range.start);
    out.dedup();
    out
}

/// Returns the first unescaped sign of a range.
fn first_sign(src: &str, range: Range<usize>) -> Option<Range<usize>> {
    let bytes = src.as_bytes().get(range.start..range.end.min(src.len()))?;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'%' if bytes.get(at + 1) == Some(&b'%') => {
                return Some(range.start + at..range.start + at + 2);
            }
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::stray_signs;
    use crate::tokens::MarkdownTokens;

    #[test]
    fn signs_outside_of_words_are_found() {
        for text in [
            "[w](b.md \"%%s%%\")",
            "[w](b%%s%%)",
            "[w](<b %%s%%> 'x')",
            "![w](b.png (%%s%%))",
            "[w][l]\n\n[l]: b.md \"%%s%%\"",
            "[w][l]\n\n[l]: https://x.example/%%s%%",
            "<https://x.example/%%s%%>",
            "A[^%%s%%]\n\n[^%%s%%]: x",
            "# A {#%%s%%}",
            "[a [^1]][l%%s%%]\n\n[^1]: b\n\n[l%%s%%]: b.md",
        ] {
            assert!(!stray_signs(&MarkdownTokens::read(text, true)).is_empty(), "{text:?}");
        }
        for text in [
            "%%s%% [%%s%%](b.md \"5 %\") `%%`",
            "[w](b.md \"\\%%s\\%%\")",
            "![`%%`](b.png)",
            "[[b]] [[b|\\%% c]]",
            "# `%%`\n\n%% #",
        ] {
            assert!(stray_signs(&MarkdownTokens::read(text, true)).is_empty(), "{text:?}");
        }
    }
}
