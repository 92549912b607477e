//! Private comments (`%%…%%`), which are taken out of a text before it is read, and the places of what remains.
//!
//! What is between the signs is in no token, so it cannot reach a page, a search index, a feed or any other
//! file. Also colons at the start of a line that define nothing, since Markdown extensions ask for no space
//! after them.

use crate::parse::tokens::Tokens;
use pulldown_cmark::{Event, LinkType, Tag, TagEnd};
use std::ops::Range;

/// How often a text is read anew for colons at the start of its lines.
const MAX_ROUNDS: usize = 8;

/// A text without private comments, and where its bytes are in the text as it is written.
#[derive(Debug, Default)]
pub(super) struct Edited {
    /// The text.
    pub text: String,
    /// From which byte of it on places are shifted, and by how much, in order.
    shifts: Vec<(usize, isize)>,
}

/// The comments of a text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Comments {
    /// What is taken out, in order: signs and words, and the line end of a line that holds nothing else.
    pub closed: Vec<Range<usize>>,
    /// Signs that open no comment, or one that is not closed.
    pub open: Vec<Range<usize>>,
}

impl Edited {
    /// The text without some ranges, and with a backslash before some colons. Both are in order.
    pub(super) fn new(src: &str, removed: &[Range<usize>], colons: &[usize]) -> Self {
        let mut out = Self::default();
        let (mut from, mut shift) = (0, 0_isize);
        let mut removed = removed.iter().peekable();
        let mut colons = colons.iter().peekable();
        loop {
            let cut = removed.peek().map_or(usize::MAX, |range| range.start);
            let colon = colons.peek().map_or(usize::MAX, |at| **at);
            let next = cut.min(colon);
            if next == usize::MAX {
                break;
            }
            out.text.push_str(src.get(from..next).unwrap_or(""));
            if colon < cut {
                out.text.push('\\');
                shift -= 1;
                colons.next();
                from = next;
            } else if let Some(range) = removed.next() {
                shift += isize::try_from(range.len()).unwrap_or(0);
                from = range.end;
            }
            out.shifts.push((out.text.len(), shift));
        }
        out.text.push_str(src.get(from..).unwrap_or(""));
        out
    }

    /// Where a range of the text is in the text as it is written.
    pub(super) fn written(&self, range: &Range<usize>) -> Range<usize> {
        if self.shifts.is_empty() {
            return range.clone();
        }
        let shift = |upto: usize| {
            let nth = self.shifts.partition_point(|(at, _)| *at < upto);
            nth.checked_sub(1).and_then(|nth| self.shifts.get(nth)).map_or(0, |(_, shift)| *shift)
        };
        // What ends where something was taken out ends before it, what starts there starts after it.
        let start = range.start.saturating_add_signed(shift(range.start + 1));
        let end = range.end.saturating_add_signed(shift(range.end));
        start..end.max(start)
    }
}

/// One sign `%%` in the words of a text.
struct Sign {
    at: usize,
    /// The block whose words it is among.
    block: usize,
}

/// The comments among the words of a text: not in code, in addresses or after a backslash.
///
/// * Rule: a comment ends in the block in which it begins; over several blocks, its first sign begins a line
///   and its last one ends a line. After a figure the sign is a slip (`5%%`) and opens nothing.
pub(super) fn comments(tokens: &Tokens<'_>) -> Comments {
    let src = tokens.src;
    let mut out = Comments::default();
    let mut open: Option<Sign> = None;
    for sign in signs(tokens) {
        if let Some(first) = open.take() {
            let lines = starts_line(src, first.at) && ends_line(src, sign.at + 2);
            if first.block == sign.block || lines {
                out.closed.push(if lines {
                    whole_lines(src, first.at..sign.at + 2)
                } else {
                    first.at..sign.at + 2
                });
                continue;
            }
            out.open.push(first.at..first.at + 2);
        }
        if src.get(..sign.at).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit())) {
            out.open.push(sign.at..sign.at + 2);
        } else {
            open = Some(sign);
        }
    }
    out.open.extend(open.map(|sign| sign.at..sign.at + 2));
    out
}

/// The signs in order. Code has none, and a comment of HTML is left out as it is.
fn signs(tokens: &Tokens<'_>) -> Vec<Sign> {
    let (mut out, mut block, mut at) = (vec![], 0, 0);
    while let Some(event) = tokens.event(at) {
        let range = tokens.range(at);
        match event {
            Event::Text(_) if tokens.is_verbatim(at) => {
                let from = range.start + usize::from(tokens.is_escaped(at));
                find_signs(tokens.src, from..range.end, block, &mut out);
            }
            Event::Html(html) | Event::InlineHtml(html) if !html.contains("<!--") => {
                find_signs(tokens.src, range, block, &mut out);
            }
            Event::Start(
                Tag::CodeBlock(_)
                | Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. },
            ) => at = tokens.end(at),
            Event::Start(Tag::HtmlBlock)
                if tokens.src.get(range.clone()).is_some_and(|html| html.starts_with("<!--")) =>
            {
                at = tokens.end(at);
            }
            Event::Start(tag) if is_inline(tag.to_end()) => {}
            Event::End(tag) if is_inline(*tag) => {}
            Event::Start(_) | Event::End(_) => block += 1,
            _ => {}
        }
        at += 1;
    }
    out
}

fn find_signs(src: &str, range: Range<usize>, block: usize, out: &mut Vec<Sign>) {
    let mut from = range.start;
    while let Some(sign) = src.get(from..range.end).and_then(|text| text.find("%%")) {
        out.push(Sign { at: from + sign, block });
        from += sign + 2;
    }
}

/// Whether an end is that of a mark within a block.
fn is_inline(tag: TagEnd) -> bool {
    use TagEnd::{Emphasis, Image, Link, Strikethrough, Strong};
    matches!(tag, Emphasis | Strong | Strikethrough | Link | Image)
}

/// Whether nothing but blanks and marks of quotations is before a byte on its line.
fn starts_line(src: &str, at: usize) -> bool {
    let line = src.get(..at).and_then(|before| before.rsplit('\n').next()).unwrap_or("");
    line.trim_matches([' ', '\t', '>']).is_empty()
}

/// Whether nothing but blanks is after a byte on its line.
fn ends_line(src: &str, at: usize) -> bool {
    src.get(at..)
        .and_then(|after| after.split('\n').next())
        .is_some_and(|line| line.trim().is_empty())
}

/// A comment with the line end after it and the blanks before it, so that its lines leave no empty one.
fn whole_lines(src: &str, range: Range<usize>) -> Range<usize> {
    let line = src.get(..range.start).map_or(0, |before| before.rfind('\n').map_or(0, |at| at + 1));
    let blank = src.get(line..range.start).is_some_and(|before| before.trim().is_empty());
    let end = src.get(range.end..).and_then(|after| after.find('\n')).map(|at| range.end + at + 1);
    match end {
        Some(end) if blank => line..end,
        _ => range,
    }
}

/// Whether the colon at a byte begins a definition to Markdown and to nobody else: no blank follows, or nothing
/// at all, neither on its line nor indented on the next.
pub(super) fn is_tight_colon(src: &str, at: usize) -> bool {
    let Some(rest) = src.get(at..).and_then(|rest| rest.strip_prefix(':')) else { return false };
    let mut lines = rest.lines();
    if !lines.next().is_none_or(|line| line.trim().is_empty()) {
        return rest.starts_with(|c: char| !c.is_whitespace());
    }
    lines.next().is_none_or(|line| line.trim().is_empty() || !line.starts_with([' ', '\t']))
}

/// A text as it is to be read, if that is not as it is written, and the comments in it.
pub(super) fn edited(src: &str, smart: bool, first: &Tokens<'_>) -> (Option<Edited>, Comments) {
    let comments = if src.contains("%%") { comments(first) } else { Comments::default() };
    let (mut out, mut colons): (Option<Edited>, Vec<usize>) = (None, vec![]);
    if !comments.closed.is_empty() {
        out = Some(Edited::new(src, &comments.closed, &[]));
    }
    let mut tight = match &out {
        Some(edited) => Tokens::read(&edited.text, smart).colons,
        None => first.colons.clone(),
    };
    // A line that defines nothing may have hidden another one.
    for _ in 0..MAX_ROUNDS {
        if tight.is_empty() {
            break;
        }
        let written = |at: usize| match &out {
            Some(edited) => edited.written(&(at..at + 1)).start,
            None => at,
        };
        colons.extend(tight.into_iter().map(written));
        colons.sort_unstable();
        colons.dedup();
        let edited = Edited::new(src, &comments.closed, &colons);
        tight = Tokens::read(&edited.text, smart).colons;
        out = Some(edited);
    }
    (out, comments)
}

#[cfg(test)]
mod tests {
    use super::{Edited, edited};
    use crate::parse::tokens::Tokens;

    /// The text without its comments; the signs that open none as `at..end`.
    #[track_caller]
    fn check(src: &str, text: &str, open: &[&str]) {
        let (edited, comments) = edited(src, true, &Tokens::read(src, true));
        assert_eq!(edited.as_ref().map_or(src, |edited| &edited.text), text, "{src:?}");
        let signs: Vec<String> = comments.open.iter().map(|range| format!("{range:?}")).collect();
        assert_eq!(signs, open, "{src:?}");
    }

    #[test]
    fn what_is_between_two_signs_is_taken_out() {
        check("Before %%private%% after.", "Before  after.", &[]);
        check("a%%b%%c %%d%% *e %%f%% g*", "ac  *e  g*", &[]);
        check("a\n%%b%%\nc", "a\nc", &[]);
        check("a %%b\nc%% d", "a  d", &[]);
        check("%%\na\n\n- b\n\n```\nc %%\n```\n%%\n\nd", "\nd", &[]);
        check("- a %%b%%\n- c", "- a \n- c", &[]);
        check("> %%\n> a\n> %%\n> b", "> \n> b", &[]);
        check("<div>%%a%%</div>", "<div></div>", &[]);
        check("%%%%", "", &[]);
    }

    #[test]
    fn code_addresses_and_escapes_hold_no_sign() {
        for text in [
            "`%%a%%`",
            "```\n%%a%%\n```",
            "    %%a%%",
            "\\%%a\\%%",
            "[a](b%%c%%d)",
            "<https://x.example/%%a%%>",
            "<!-- 5 %% -->",
            "5 % and 6 %",
        ] {
            check(text, text, &[]);
        }
    }

    #[test]
    fn a_sign_that_nothing_closes_takes_nothing_out() {
        check("a %%b", "a %%b", &["2..4"]);
        check("a %%b\n\nc %%d", "a %%b\n\nc %%d", &["2..4", "9..11"]);
        check("5%% up, 3%% down", "5%% up, 3%% down", &["1..3", "9..11"]);
        check("%%a%% b %%c", " b %%c", &["8..10"]);
        check("| a %%b | c%% |\n|---|---|", "| a %%b | c%% |\n|---|---|", &["4..6", "11..13"]);
    }

    #[test]
    fn a_definition_has_a_blank_after_its_colon() {
        check("a\n\n:14 past nine", "a\n\n\\:14 past nine", &[]);
        check("a\n:ref:annex\n:b", "a\n\\:ref:annex\n\\:b", &[]);
        check("a\n\n:\n\nb", "a\n\n\\:\n\nb", &[]);
        check("a\n:", "a\n\\:", &[]);
        for text in
            ["Berth\n\n: A place.", "Due\n: What it pays.", "a\n:\n  b", "a :b", "```\n:a\n```"]
        {
            check(text, text, &[]);
        }
    }

    #[test]
    fn places_are_those_of_the_text_as_it_is_written() {
        let src = "a %%b%% c\n\n:d %%e%% f";
        let (edited, _) = edited(src, true, &Tokens::read(src, true));
        let edited = edited.unwrap();
        assert_eq!(edited.text, "a  c\n\n\\:d  f");
        for word in ["a", "c", ":d", "f"] {
            let at = edited.text.find(word).unwrap();
            assert_eq!(&src[edited.written(&(at..at + word.len()))], word);
        }
        assert_eq!(Edited::default().written(&(3..4)), 3..4);
    }
}
