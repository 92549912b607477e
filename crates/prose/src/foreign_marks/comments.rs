//! Recognizes the comments of other programs, which their authors do not want published. Start with
//! [`comment`].
//!
//! An unclosed comment extends to the end of its line, since its words would be published too.

use super::recognize::{between, line_len};

/// Returns the length of a comment that begins with a brace: `{# … #}`, `{/* … */}`, `{{/* … */}}`,
/// `{{! … }}`, `{% comment %}`, `{>> … <<}`, `{::comment}`; `None` otherwise.
pub(super) fn comment(text: &[u8]) -> Option<usize> {
    match text.get(1)? {
        b'#' => in_number_signs(text),
        b'/' if text.starts_with(b"{/*") => Some(closed_by(text, b"{/*", b"*/}")),
        b'>' if text.starts_with(b"{>>") => Some(closed_by(text, b"{>>", b"<<}")),
        b'{' => in_two_braces(text),
        b'%' => {
            let inner = text.get(2..)?;
            let inner = inner.strip_prefix(b"-").unwrap_or(inner).trim_ascii_start();
            let rest = inner.strip_prefix(b"comment")?;
            let ends = rest.first().is_none_or(|b| !b.is_ascii_alphanumeric() && *b != b'_');
            let whole = between(text, b"{%", b"endcomment")
                .and_then(|len| between(text.get(len..)?, b"", b"%}").map(|rest| len + rest));
            ends.then(|| whole.unwrap_or_else(|| closed_by(text, b"{%", b"%}")))
        }
        b':' if text.starts_with(b"{::comment}") => Some(
            between(text, b"{", b"{:/comment}").unwrap_or_else(|| closed_by(text, b"{", b"{:/}")),
        ),
        _ => None,
    }
}

/// Returns the length of `<%# … %>` or `<%-- … --%>`; `None` otherwise.
pub(super) fn template_comment(text: &[u8]) -> Option<usize> {
    if text.starts_with(b"<%--") {
        return Some(closed_by(text, b"<%--", b"--%>"));
    }
    text.starts_with(b"<%#").then(|| closed_by(text, b"<%#", b"%>"))
}

/// Returns the length of a text that begins with `open`: up to `close`, or to the end of the line.
fn closed_by(text: &[u8], open: &[u8], close: &[u8]) -> usize {
    between(text, open, close).unwrap_or_else(|| line_len(text))
}

/// Returns the length of `{# … #}`; `None` for an id, `{#id}`.
fn in_number_signs(text: &[u8]) -> Option<usize> {
    let spaced = text.get(2).is_some_and(|b| b.is_ascii_whitespace() || *b == b'-');
    if let Some(len) = between(text, b"{#", b"#}") {
        let words = text.get(2..len - 2)?;
        return (!words.is_empty() && (spaced || !words.contains(&b'}'))).then_some(len);
    }
    let line = line_len(text);
    let is_open = spaced && line > 3 && !text.get(..line)?.contains(&b'}');
    is_open.then_some(line)
}

/// Returns the length of `{{/* … */}}` or `{{! … }}`; `None` otherwise.
fn in_two_braces(text: &[u8]) -> Option<usize> {
    let inner = text.get(2..)?;
    let inner = inner.strip_prefix(b"-").or(inner.strip_prefix(b"~")).unwrap_or(inner);
    if inner.starts_with(b"!--") {
        return Some(closed_by(text, b"{{", b"--}}"));
    }
    if inner.trim_ascii_start().starts_with(b"/*") {
        return Some(closed_by(text, b"{{", b"}}"));
    }
    if inner.starts_with(b"!") { between(text, b"{{", b"}}") } else { None }
}
