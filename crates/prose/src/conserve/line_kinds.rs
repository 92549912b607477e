//! Classifies single lines by their own bytes, without context.

use super::constructs::find;
use std::ops::Range;

/// True if a line contains a text; end tags are matched case-insensitively.
pub(super) fn contains(line: &[u8], text: &[u8]) -> bool {
    find(line, text).is_some()
        || text.starts_with(b"</") && find(&line.to_ascii_lowercase(), text).is_some()
}

/// True if a definition is a comment, as in `[//]: # (words)`.
pub(super) fn is_comment(bytes: &[u8], address: &Range<usize>) -> bool {
    matches!(bytes.get(address.clone()), Some(b"#" | b""))
}

/// Returns the length of a list mark that a space follows; `None` otherwise.
pub(super) fn list_mark_len(line: &[u8]) -> Option<usize> {
    let len = match line.first()? {
        b'-' | b'+' | b'*' => 1,
        _ => {
            let digits = line.iter().take_while(|b| b.is_ascii_digit()).count();
            let closes = matches!(line.get(digits), Some(b'.' | b')'));
            (digits <= 9 && closes).then_some(digits + 1)?
        }
    };
    matches!(line.get(len), None | Some(b' ' | b'\t' | b'\r')).then_some(len)
}

/// True for a thematic break: `---`, `* * *`.
pub(super) fn is_rule(line: &[u8]) -> bool {
    let Some(sign @ (b'-' | b'*' | b'_')) = line.first() else { return false };
    line.iter().all(|b| b == sign || b.is_ascii_whitespace())
        && memchr::memchr_iter(*sign, line).take(3).count() == 3
}

/// True if a line turns the text before it into a heading.
pub(super) fn is_underline(line: &[u8]) -> bool {
    let line = line.trim_ascii_end();
    let Some(sign @ (b'-' | b'=')) = line.first() else { return false };
    line.iter().all(|b| b == sign)
}

/// True for a heading: `## Words`.
pub(super) fn is_heading(line: &[u8]) -> bool {
    let len = line.iter().take_while(|b| **b == b'#').count();
    len <= 6 && matches!(line.get(len), None | Some(b' ' | b'\t' | b'\r'))
}
