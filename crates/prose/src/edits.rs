//! Removes private comments (`%%…%%`) from a text before it is parsed, and maps positions back to
//! the text as written. Start with [`read_edited`].
//!
//! A removed comment is in no token, so it cannot reach a page, a search index, a feed or any other
//! output. Also escapes colons at the start of a line that define nothing, since the Markdown
//! extension for definition lists does not require a space after them. Must not write HTML or
//! diagnostics.

use crate::signs::{CommentSign, plain_escapes, plain_signs, signs, stray_signs};
use crate::tokens::MarkdownTokens;
use std::cell::OnceCell;
use std::ops::Range;

/// The maximum number of passes over a text to escape colons at the start of its lines.
const MAX_ROUNDS: usize = 8;

/// A text without private comments, and the mapping to the text as written.
#[derive(Debug, Default)]
pub(super) struct EditedText {
    /// The edited text.
    pub text: String,
    /// (byte of `text`, offset to the text as written from that byte on), ascending.
    shifts: Vec<(usize, isize)>,
}

/// The private comments of a text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PrivateComments {
    /// The ranges to remove, in order: signs and words, and the line break if the line contains
    /// nothing else.
    pub closed: Vec<Range<usize>>,
    /// Signs that open no comment, or open one that is not closed.
    pub open: Vec<Range<usize>>,
    /// Signs in addresses, titles and labels, which cannot contain comments.
    pub stray: Vec<Range<usize>>,
}

impl EditedText {
    /// Removes some ranges, and puts a backslash before some colons. Both lists are ascending.
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

    /// Returns the range in the text as written for a range of the edited text.
    pub(super) fn written(&self, range: &Range<usize>) -> Range<usize> {
        if self.shifts.is_empty() {
            return range.clone();
        }
        let shift = |upto: usize| {
            let nth = self.shifts.partition_point(|(at, _)| *at < upto);
            nth.checked_sub(1).and_then(|nth| self.shifts.get(nth)).map_or(0, |(_, shift)| *shift)
        };
        // A range that ends at a removed comment ends before it; one that starts there starts after
        // it.
        let start = range.start.saturating_add_signed(shift(range.start + 1));
        let end = range.end.saturating_add_signed(shift(range.end));
        start..end.max(start)
    }
}

/// Returns the comments among the words of a text; signs in code, in addresses or after a backslash
/// do not count.
///
/// * Rule: a comment ends in the block in which it begins; across several blocks, its first sign
///   begins a line and its last one ends a line. After a digit the sign is a typing error (`5%%`)
///   and opens nothing.
pub(super) fn comments(tokens: &MarkdownTokens<'_>) -> PrivateComments {
    paired(tokens.src, signs(tokens))
}

/// The same for plain text, which has no code and no addresses.
pub(super) fn plain_comments(text: &str) -> PrivateComments {
    paired(text, plain_signs(text))
}

/// Returns a plain text without its comments, and without the backslashes before literal signs.
pub(super) fn plain_text(text: &str, comments: &PrivateComments) -> String {
    let mut removed = comments.closed.clone();
    let mut closed = comments.closed.iter().peekable();
    for escape in plain_escapes(text) {
        while closed.next_if(|range| range.end <= escape.start).is_some() {}
        if closed.peek().is_none_or(|range| escape.end <= range.start) {
            removed.push(escape);
        }
    }
    removed.sort_by_key(|range| range.start);
    EditedText::new(text, &removed, &[]).text.trim().to_owned()
}

fn paired(src: &str, signs: Vec<CommentSign>) -> PrivateComments {
    let mut out = PrivateComments::default();
    let mut open: Option<CommentSign> = None;
    for sign in signs {
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

/// True if only spaces and marks of quotations precede a byte on its line.
fn starts_line(src: &str, at: usize) -> bool {
    src.get(..at).is_some_and(|before| {
        let before = before.trim_end_matches([' ', '\t', '>']);
        before.is_empty() || before.ends_with('\n')
    })
}

/// True if only spaces follow a byte on its line.
fn ends_line(src: &str, at: usize) -> bool {
    src.get(at..).is_some_and(|after| {
        let after = after.trim_start_matches(|c: char| c != '\n' && c.is_whitespace());
        after.is_empty() || after.starts_with('\n')
    })
}

/// Extends a comment that fills its lines by the spaces before it and the line break after it, so
/// that no empty line remains.
fn whole_lines(src: &str, range: Range<usize>) -> Range<usize> {
    let is_blank = |c: char| c != '\n' && c.is_whitespace();
    let before = src.get(..range.start).unwrap_or("").trim_end_matches(is_blank);
    let after = src.get(range.end..).unwrap_or("");
    let rest = after.trim_start_matches(is_blank);
    if rest.starts_with('\n') && (before.is_empty() || before.ends_with('\n')) {
        before.len()..range.end + after.len() - rest.len() + 1
    } else {
        range
    }
}

/// Storage for the edited text of each pass; the tokens borrow from it.
#[derive(Debug, Default)]
pub(super) struct Rounds {
    /// The text as written.
    unchanged: EditedText,
    edited: [OnceCell<EditedText>; MAX_ROUNDS + 1],
}

/// Parses a text without its comments, and with a backslash before each colon that defines nothing.
///
/// * Out: the tokens of the last pass, the text they belong to, and the comments. An unescaped sign
///   that remains after the last pass would be published, so it is added to the signs that open no
///   comment.
/// * Cost: one parse per changed text.
pub(super) fn read_edited<'a>(
    src: &'a str,
    smart: bool,
    rounds: &'a Rounds,
) -> (MarkdownTokens<'a>, &'a EditedText, PrivateComments) {
    let mut tokens = MarkdownTokens::read(src, smart);
    let mut edited = &rounds.unchanged;
    let has_signs = src.contains("%%");
    let mut comments = if has_signs { comments(&tokens) } else { PrivateComments::default() };
    let mut colons: Vec<usize> = vec![];
    let mut rounds = rounds.edited.iter();
    if !comments.closed.is_empty()
        && let Some(round) = rounds.next()
    {
        edited = round.get_or_init(|| EditedText::new(src, &comments.closed, &[]));
        tokens = MarkdownTokens::read(&edited.text, smart);
    }
    // A line that defines nothing may have hidden another one.
    for round in rounds.take(MAX_ROUNDS) {
        if tokens.colons.is_empty() {
            break;
        }
        colons.extend(tokens.colons.iter().map(|at| edited.written(&(*at..at + 1)).start));
        colons.sort_unstable();
        colons.dedup();
        edited = round.get_or_init(|| EditedText::new(src, &comments.closed, &colons));
        tokens = MarkdownTokens::read(&edited.text, smart);
    }
    if has_signs {
        let left = self::comments(&tokens);
        let left = left.closed.into_iter().chain(left.open).map(|range| edited.written(&range));
        comments.open.extend(left);
        let strays = stray_signs(&tokens).into_iter().map(|range| edited.written(&range));
        comments.stray.extend(strays);
        comments.open.sort_by_key(|range| range.start);
        comments.open.dedup();
    }
    (tokens, edited, comments)
}

#[cfg(test)]
mod tests {
    use super::{EditedText, Rounds, plain_comments, plain_text, read_edited};

    /// Checks the text without its comments, and the signs that open none as `at..end`.
    #[track_caller]
    fn check(src: &str, text: &str, open: &[&str]) {
        let rounds = Rounds::default();
        let (tokens, _, comments) = read_edited(src, true, &rounds);
        assert_eq!(tokens.src, text, "{src:?}");
        let signs: Vec<String> = comments.open.iter().map(|range| format!("{range:?}")).collect();
        assert_eq!(signs, open, "{src:?}");
    }

    #[test]
    fn text_between_two_signs_is_removed() {
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
    fn signs_count_outside_of_html_comments() {
        check("A\n\n<!-- todo --> %%b%% c", "A\n\n<!-- todo -->  c", &[]);
        check("<!-- todo\n--> %%b%%", "<!-- todo\n--> ", &[]);
        check("> <!-- %% a\n> --> %%b%%\n> c", "> <!-- %% a\n> --> \n> c", &[]);
        check("<!-- 5 %% --><i>%%b%%</i><!-- %% -->", "<!-- 5 %% --><i></i><!-- %% -->", &[]);
        check("<!--> %%b%%", "<!--> ", &[]);
        check("<!---> %%b%%", "<!---> ", &[]);
        check("<!-- a --!> %%b%%", "<!-- a --!> ", &[]);
        check("<style><!--</style>%%b%%", "<style><!--</style>", &[]);
        check("<div title=\"<!--\">%%b%%</div>", "<div title=\"<!--\"></div>", &[]);
        check("<!-- a --> b %%c", "<!-- a --> b %%c", &["13..15"]);
    }

    #[test]
    fn a_text_that_is_no_markdown_has_no_code() {
        for (src, text, open) in [
            ("[Draft]: %%b%% c", "[Draft]:  c", 0),
            ("<!-- a --> %%b%% c", "<!-- a -->  c", 0),
            ("a [x](%%b%%) c", "a [x]() c", 0),
            ("a `%%b%%`", "a ``", 0),
            ("    %%b%% c", "c", 0),
            ("a\n\n    b %%c%%", "a\n\n    b", 0),
            ("Five \\%% of %%b%%\\%%", "Five %% of %%", 0),
            ("a %%b \\%% c%% d", "a  d", 0),
            ("a %%b\n\nc%%", "a %%b\n\nc%%", 2),
            ("rose 5%%", "rose 5%%", 1),
        ] {
            let comments = plain_comments(src);
            assert_eq!(plain_text(src, &comments), text, "{src:?}");
            assert_eq!(comments.open.len(), open, "{src:?}");
        }
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
    fn a_definition_has_a_space_after_its_colon() {
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
        let rounds = Rounds::default();
        let (_, edited, _) = read_edited(src, true, &rounds);
        assert_eq!(edited.text, "a  c\n\n\\:d  f");
        for word in ["a", "c", ":d", "f"] {
            let at = edited.text.find(word).unwrap();
            assert_eq!(&src[edited.written(&(at..at + word.len()))], word);
        }
        assert_eq!(EditedText::default().written(&(3..4)), 3..4);
    }
}
