//! Writes HTML comments, and raw HTML that is shown as text. Start with [`BodyWriter::html_block`].
//!
//! HTML is shown as text unless the site allows it (`raw`). A comment is the author's note and
//! never reaches the page, unless it is a directive that requests a generated part.

use crate::body::GeneratedPart;
use crate::writer::{BodyWriter, DeferredWrite};
use onrecord_base::code::RuleCode;
use onrecord_base::suggest::closest_match;
use pulldown_cmark::Event;
use std::ops::Range;

/// The directives that a comment may contain.
const PARTS: [&str; 5] = ["more", "bibliography", "actions", "quotes", "timeline"];

/// The filters of a table of actions.
const FILTERS: [&str; 4] = ["topic", "status", "kind", "jurisdiction"];

/// A segment of HTML: text or a comment.
#[derive(Debug, PartialEq, Eq)]
enum CommentSegment<'a> {
    /// Anything except a comment.
    Text(&'a str),
    /// The content of a comment, and its bytes.
    Comment(&'a str, Range<usize>),
    /// The bytes of a comment that is never closed.
    Open(Range<usize>),
}

/// Splits HTML at its comments.
fn pieces(html: &str) -> Vec<CommentSegment<'_>> {
    let mut out = vec![];
    let mut at = 0;
    while let Some(open) = html.get(at..).and_then(|rest| rest.find("<!--")).map(|n| at + n) {
        if open > at {
            out.push(CommentSegment::Text(html.get(at..open).unwrap_or("")));
        }
        let body = html.get(open + 4..).unwrap_or("");
        let short = [">", "->"].iter().find(|end| body.starts_with(**end));
        let (len, end) = match (short, body.find("-->")) {
            (Some(end), _) => (0, open + 4 + end.len()),
            (None, Some(len)) => (len, open + 4 + len + 3),
            (None, None) => {
                out.push(CommentSegment::Open(open..html.len()));
                return out;
            }
        };
        out.push(CommentSegment::Comment(body.get(..len).unwrap_or(""), open..end));
        at = end;
    }
    if at < html.len() {
        out.push(CommentSegment::Text(html.get(at..).unwrap_or("")));
    }
    out
}

/// Returns the ranges of the comments in HTML that is shown as text, in order.
pub(super) fn comment_ranges(html: &str) -> Vec<Range<usize>> {
    let ranges = pieces(html).into_iter().filter_map(|piece| match piece {
        CommentSegment::Text(_) => None,
        CommentSegment::Comment(_, range) | CommentSegment::Open(range) => Some(range),
    });
    ranges.collect()
}

/// The meaning of a comment.
#[derive(Debug, PartialEq, Eq)]
enum CommentDirective {
    /// An author's note.
    Nothing,
    /// The end of the excerpt for feeds.
    More,
    /// A generated part.
    Part(GeneratedPart),
    /// A misspelled directive, with the suggestion.
    Unknown(String),
}

/// Parses a comment.
///
/// * Rule: one of `PARTS` alone; after `actions`, filters like `topic=x`. A word close to one of
///   these is a typing error if nothing or only filters follow; with other words after it, it is a
///   note.
fn parse_directive(comment: &str) -> CommentDirective {
    let mut words = comment.split_whitespace();
    let Some(first) = words.next() else { return CommentDirective::Nothing };
    let Some(filters) = words.map(filter).collect::<Option<Vec<_>>>() else {
        return CommentDirective::Nothing;
    };
    match first {
        "more" if filters.is_empty() => CommentDirective::More,
        "bibliography" if filters.is_empty() => CommentDirective::Part(GeneratedPart::Bibliography),
        "quotes" if filters.is_empty() => CommentDirective::Part(GeneratedPart::Quotes),
        "timeline" if filters.is_empty() => CommentDirective::Part(GeneratedPart::Timeline),
        "actions" => CommentDirective::Part(GeneratedPart::Actions(filters)),
        _ if closest_match(first, PARTS).is_some() => CommentDirective::Unknown(first.to_owned()),
        _ => CommentDirective::Nothing,
    }
}

/// Parses a filter: `topic=x`, `status="blocked"`.
fn filter(word: &str) -> Option<(String, String)> {
    let (key, value) = word.split_once('=')?;
    let value = value.trim_matches(['"', '\'']);
    (!key.is_empty() && !value.is_empty()).then(|| (key.to_owned(), value.to_owned()))
}

impl BodyWriter<'_, '_> {
    /// Writes a block of HTML. Returns the next token to write.
    pub(super) fn html_block(&mut self, at: usize) -> usize {
        let end = self.doc.tokens.end(at);
        let mut html = String::new();
        // Line starts: (offset in `html`, offset in the Markdown).
        let mut lines: Vec<(usize, usize)> = vec![];
        for token in at + 1..end {
            if let Some(event @ (Event::Html(line) | Event::Text(line))) =
                self.doc.tokens.event(token)
                && !crate::event_switch::is_off(event)
            {
                lines.push((html.len(), self.doc.tokens.range(token).start));
                html.push_str(line);
            }
        }
        let place = |offset: usize| {
            let nth = lines.partition_point(|(start, _)| *start <= offset).saturating_sub(1);
            lines.get(nth).map_or(0, |(start, src)| src + offset - start)
        };
        self.end_block();
        let whole = self.doc.tokens.range(at);
        if self.doc.html {
            if html.starts_with("<!--") {
                let text = |piece| if let CommentSegment::Text(text) = piece { text } else { "" };
                self.unread_marks(&pieces(&html).into_iter().map(text).collect::<String>(), &whole);
            }
            self.raw_html(&html, true, &|range: Range<usize>| {
                place(range.start)..place(range.end.saturating_sub(1).max(range.start)) + 1
            });
            return end + 1;
        }
        let mut shown = String::new();
        for piece in pieces(&html) {
            match piece {
                CommentSegment::Text(text) => shown.push_str(text),
                CommentSegment::Comment(text, range) => {
                    let range = place(range.start)..place(range.end.saturating_sub(1)) + 1;
                    self.comment(text, &range);
                }
                CommentSegment::Open(range) => self.open_comment(&(place(range.start)..whole.end)),
            }
        }
        let shown = shown.trim();
        if !shown.is_empty() {
            if has_tag(shown) {
                self.raw(shown, &whole);
            } else {
                self.unread_marks(shown, &whole);
            }
            self.open("<p>");
            self.words(shown);
            self.close("</p>\n");
        }
        end + 1
    }

    /// Writes a tag or comment in running text.
    pub(super) fn inline_html(&mut self, html: &str, range: &Range<usize>) {
        if self.doc.html {
            self.raw_html(html, false, &|_| range.clone());
            return;
        }
        for piece in pieces(html) {
            match piece {
                CommentSegment::Text(text) => {
                    self.raw(text, range);
                    self.text(text, None);
                }
                CommentSegment::Comment(text, _) => self.comment(text, range),
                CommentSegment::Open(_) => self.open_comment(range),
            }
        }
    }

    /// Executes the directive of a comment.
    pub(super) fn comment(&mut self, text: &str, range: &Range<usize>) {
        match parse_directive(text) {
            CommentDirective::Nothing => {}
            CommentDirective::More => self.later(DeferredWrite::More),
            CommentDirective::Part(GeneratedPart::Actions(filters)) => {
                self.filters(&filters, range);
                self.later(DeferredWrite::Part(
                    GeneratedPart::Actions(filters),
                    self.doc.span(range),
                ));
            }
            CommentDirective::Part(part) => {
                self.later(DeferredWrite::Part(part, self.doc.span(range)));
            }
            CommentDirective::Unknown(word) => {
                let exact = PARTS.contains(&word.as_str());
                let message = if exact {
                    format!("`{word}` takes no filters")
                } else {
                    format!("unknown page part `{word}`")
                };
                let diagnostic = self.doc.finding(RuleCode::UnknownPart, range, message);
                let diagnostic = if exact {
                    diagnostic
                } else {
                    diagnostic.did_you_mean(closest_match(&word, PARTS))
                };
                let names = PARTS.map(|part| format!("`{part}`")).join(", ");
                self.report(
                    diagnostic
                        .help(format!("the parts are {names}; all other comments are private")),
                );
            }
        }
    }

    /// Reports filters with an unknown key or value, for which the table would silently list other
    /// actions.
    fn filters(&mut self, filters: &[(String, String)], range: &Range<usize>) {
        for (key, value) in filters {
            let words: &[&str] = match key.as_str() {
                "topic" | "jurisdiction" => continue,
                "status" => &self.doc.filters.statuses,
                "kind" => &self.doc.filters.kinds,
                _ => {
                    let names = FILTERS.map(|name| format!("`{name}`")).join(", ");
                    let message = format!("unknown filter `{key}`");
                    let found = self.doc.finding(RuleCode::UnknownPart, range, message);
                    let found = found.did_you_mean(closest_match(key, FILTERS));
                    self.report(found.help(format!("the filters are {names}")));
                    continue;
                }
            };
            if !words.is_empty() && !words.contains(&value.as_str()) {
                let message = format!("no action has the {key} `{value}`");
                let diagnostic = self.doc.finding(RuleCode::UnknownPart, range, message);
                self.report(
                    diagnostic
                        .did_you_mean(closest_match(value, words.iter().copied()))
                        .help(format!("use the values of the action field `{key}`")),
                );
            }
        }
    }

    /// Reports a comment that is never closed.
    pub(super) fn open_comment(&mut self, range: &Range<usize>) {
        let diagnostic = self
            .doc
            .finding(RuleCode::OpenComment, range, "this comment is not closed")
            .help("end it with `-->` before the next empty line");
        self.report(diagnostic);
    }

    /// Reports Markdown marks beside a comment that begins a line, since Markdown does not parse
    /// that line.
    fn unread_marks(&mut self, text: &str, range: &Range<usize>) {
        if (text.contains(['*', '`', '[', '@']) || text.contains(" _")) && !has_tag(text) {
            let message = "words beside a comment that begins a line are not read as Markdown";
            let diagnostic = self.doc.finding(RuleCode::RawHtml, range, message);
            self.report(
                diagnostic.help("put the comment after the words, or on a line of its own"),
            );
        }
    }

    /// Reports raw HTML, once per block.
    fn raw(&mut self, html: &str, range: &Range<usize>) {
        if std::mem::replace(&mut self.block.html_reported, true) {
            return;
        }
        let name = html.trim_start_matches(['<', '/']);
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        let name = name.to_ascii_lowercase();
        let message = if name.is_empty() {
            "raw HTML is shown as text".to_owned()
        } else {
            format!("raw HTML is shown as text: `<{name}>`")
        };
        let diagnostic = self.doc.finding(RuleCode::RawHtml, range, message).help(instead(&name));
        self.report(diagnostic);
    }
}

/// True if a text contains a possible tag.
fn has_tag(text: &str) -> bool {
    let starts = |rest: &str| {
        rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'))
    };
    text.split('<').skip(1).any(starts)
}

/// Returns the advice how to write an element in Markdown.
fn instead(name: &str) -> &'static str {
    match name {
        "b" | "strong" => "write `**words**`",
        "i" | "em" | "cite" => "write `*words*`",
        "s" | "del" | "strike" => "write `~~words~~`",
        "a" => "write `[words](address)`",
        "img" | "picture" | "figure" => "write `![what it shows](file.png \"caption\")`",
        "br" => "end the line with a backslash",
        "code" | "kbd" | "tt" => "put the text in backticks",
        "pre" => "put the lines between two lines of three backticks",
        "table" | "tr" | "td" | "th" => "write a table with `|` between its columns",
        "ul" | "ol" | "li" => "start each line with `-` or `1.`",
        "blockquote" | "q" => "start the lines with `>`",
        "details" | "aside" => "write a callout: `> [!NOTE]`",
        "p" | "div" | "span" | "section" => "remove the tags; an empty line ends a paragraph",
        _ => "write it in Markdown, or put it in backticks to show it as code",
    }
}

#[cfg(test)]
mod tests {
    use super::{CommentDirective, CommentSegment, parse_directive, pieces};
    use crate::body::GeneratedPart;

    #[test]
    fn comments_are_cut_out() {
        let html = "a<!-- b -->c<!-->d<!--->e<!-- f";
        let shown: Vec<&str> = pieces(html)
            .into_iter()
            .filter_map(|p| if let CommentSegment::Text(text) = p { Some(text) } else { None })
            .collect();
        assert_eq!(shown, ["a", "c", "d", "e"]);
    }

    #[test]
    fn parts_are_asked_for_by_name() {
        assert_eq!(parse_directive(" more "), CommentDirective::More);
        assert_eq!(
            parse_directive(" bibliography "),
            CommentDirective::Part(GeneratedPart::Bibliography)
        );
        let filters =
            vec![("topic".to_owned(), "x".to_owned()), ("status".to_owned(), "blocked".to_owned())];
        assert_eq!(
            parse_directive("actions topic=x status=\"blocked\""),
            CommentDirective::Part(GeneratedPart::Actions(filters))
        );
    }

    #[test]
    fn a_typing_error_is_reported_and_a_note_is_not() {
        assert_eq!(
            parse_directive("bibliografy"),
            CommentDirective::Unknown("bibliografy".to_owned())
        );
        assert_eq!(
            parse_directive("acions topic=x"),
            CommentDirective::Unknown("acions".to_owned())
        );
        assert_eq!(
            parse_directive("quotes topic=x"),
            CommentDirective::Unknown("quotes".to_owned())
        );
        assert_eq!(parse_directive("quote needs checking"), CommentDirective::Nothing);
        assert_eq!(parse_directive("TODO ask Dana"), CommentDirective::Nothing);
        assert_eq!(parse_directive(""), CommentDirective::Nothing);
    }
}
