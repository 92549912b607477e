//! Removes deleted text of a Markdown file (`~~forty~~`), which is not read.
//!
//! It is replaced by spaces of the same length, so every other character keeps its position. No other Markdown is
//! interpreted: notes (`[^1]`), for example, are compared as written.

use crate::work::work;
use std::borrow::Cow;

/// The mark on both sides of deleted text.
const MARK: &str = "~~";

/// Replaces deleted text by spaces. Linear in the text.
pub fn without_struck_text(text: &str) -> Cow<'_, str> {
    if !text.contains(MARK) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for paragraph in paragraphs(text) {
        let mut rest = paragraph;
        while let Some(open) = rest.find(MARK) {
            let (before, from) = rest.split_at(open);
            out.push_str(before);
            if let Some(len) = struck(from) {
                from[..len].chars().for_each(|c| blank(&mut out, c));
                rest = &from[len..];
                continue;
            }
            // If no later mark closes this one, none closes the later ones either.
            let run = from.len() - from.trim_start_matches('~').len();
            let opens = from[run..].starts_with(|c: char| !c.is_whitespace());
            let end = if run == 2 && opens { from.len() } else { run };
            out.push_str(&from[..end]);
            rest = &from[end..];
        }
        out.push_str(rest);
    }
    Cow::Owned(out)
}

/// The parts of a text that end with a blank line.
fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.find("\n\n").map_or(rest.len(), |at| at + 2);
        let (paragraph, after) = rest.split_at(end);
        rest = after;
        Some(paragraph)
    })
}

/// The length of the deleted text that starts with a mark; `None` if none exists.
fn struck(text: &str) -> Option<usize> {
    let inner = text.strip_prefix(MARK).filter(|inner| !inner.starts_with('~'))?;
    if inner.starts_with(char::is_whitespace) {
        return None;
    }
    let mut at = 0;
    while let Some(next) = inner[at..].find(MARK) {
        let close = at + next;
        let after = close + MARK.len();
        work(next);
        if !inner[..close].ends_with(char::is_whitespace) && !inner[after..].starts_with('~') {
            return Some(MARK.len() + after);
        }
        at = after;
    }
    None
}

/// Appends as many spaces as a character has bytes; line ends stay.
fn blank(out: &mut String, c: char) {
    match (c, c.len_utf8()) {
        ('\n' | '\r', _) => out.push(c),
        (_, 1) => out.push(' '),
        (_, 2) => out.push('\u{a0}'),
        (_, 3) => out.push('\u{2003}'),
        _ => out.extend(['\u{a0}', '\u{a0}']),
    }
}

#[cfg(test)]
mod tests {
    use super::without_struck_text;

    #[test]
    fn struck_out_text_is_blank_and_nothing_moves() {
        for (text, expected) in [
            ("was ~~forty~~ fifty", "was           fifty"),
            ("was ~~für\nty~~ x", "was    \u{a0} \n     x"),
            ("~~a~~ and ~~b~~", "      and      "),
            ("a ~~ b ~~ c", "a ~~ b ~~ c"),
            ("~~a\n\nb~~", "~~a\n\nb~~"),
            ("~~~\ncode\n~~~", "~~~\ncode\n~~~"),
            ("10~20", "10~20"),
        ] {
            let result = without_struck_text(text);
            assert_eq!(result, expected);
            assert_eq!(result.len(), text.len());
        }
    }

    #[test]
    fn many_marks_are_read_in_linear_time() {
        use crate::work::worked;
        let text = "~~a ".repeat(20_000);
        assert!(worked(|| drop(without_struck_text(&text))) < text.len() * 3);
    }
}
