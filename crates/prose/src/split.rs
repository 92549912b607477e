//! Splits a note into front matter and body. Start with [`split`]. Reads the fences only; must not
//! parse YAML.

use onrecord_base::span::Span;

/// The two parts of a note, as spans of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrontMatterSplit {
    /// The text between the fences, without them; `None` if the note has no front matter.
    pub front: Option<Span>,
    /// The text after the closing fence, to the end of the file.
    pub body: Span,
    /// True if a fence was opened and never closed.
    pub unclosed: bool,
}

/// Finds the front matter of one note.
///
/// * In: the whole file as UTF-8 text, `\n` or `\r\n` line ends, an optional byte-order mark.
/// * Out: spans in bytes into that same text; the parts and the fences cover the file without gaps.
/// * Invalid input: an unclosed fence makes the rest of the file front matter, so the body is empty
///   and the author gets one diagnostic instead of a page of YAML as prose. Never fails.
/// * Rule: a fence is a line of exactly `---` (trailing spaces allowed); the first must be line 1.
pub fn split(text: &str) -> FrontMatterSplit {
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut at = bom;
    let mut lines = text[bom..].split_inclusive('\n');
    let is_fence = |line: &str| line.trim_end() == "---";
    match lines.next() {
        Some(first) if is_fence(first) => at += first.len(),
        _ => {
            return FrontMatterSplit {
                front: None,
                body: Span::new(bom, text.len()),
                unclosed: false,
            };
        }
    }
    let start = at;
    for line in lines {
        if is_fence(line) {
            let body = Span::new(at + line.len(), text.len());
            return FrontMatterSplit { front: Some(Span::new(start, at)), body, unclosed: false };
        }
        at += line.len();
    }
    let end = text.len();
    FrontMatterSplit {
        front: Some(Span::new(start, end)),
        body: Span::new(end, end),
        unclosed: true,
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[track_caller]
    fn check(text: &str, front: Option<&str>, body: &str) {
        let s = split(text);
        assert_eq!((s.front.map(|f| f.slice(text)), s.body.slice(text)), (front, body));
    }

    #[test]
    fn plain() {
        check("---\ntitle: A\n---\nBody\n", Some("title: A\n"), "Body\n");
    }

    #[test]
    fn windows_line_ends_and_a_mark() {
        check("\u{feff}---\r\nt: A\r\n---\r\nB", Some("t: A\r\n"), "B");
    }

    #[test]
    fn a_rule_in_the_text_is_not_a_fence() {
        check("Body\n\n---\n\nmore", None, "Body\n\n---\n\nmore");
    }

    #[test]
    fn unclosed_takes_the_rest() {
        check("---\ntitle: A\n", Some("title: A\n"), "");
        assert!(split("---\ntitle: A\n").unclosed);
    }
}
