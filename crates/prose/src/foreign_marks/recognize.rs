//! Finds the start and end of the marks of other programs. Start with [`at_line_start`] and
//! [`within_line`].

use super::MarkKind;
use super::comments::{comment, template_comment};
use std::ops::Range;

/// Bytes at which a mark may begin within a line, in addition to the backslash and `<`.
pub(crate) const INLINE_STARTS: [u8; 7] = *b"{~^$:+|";

/// The admonition types of MkDocs.
const ADMONITIONS: [&[u8]; 17] = [
    b"abstract",
    b"attention",
    b"bug",
    b"caution",
    b"danger",
    b"error",
    b"example",
    b"failure",
    b"hint",
    b"important",
    b"info",
    b"note",
    b"question",
    b"quote",
    b"success",
    b"tip",
    b"warning",
];

/// Words that begin template code.
const TAGS: [&[u8]; 22] = [
    b"assign",
    b"block",
    b"capture",
    b"case",
    b"else",
    b"elif",
    b"elsif",
    b"extends",
    b"for",
    b"highlight",
    b"if",
    b"import",
    b"include",
    b"link",
    b"macro",
    b"post_url",
    b"raw",
    b"render",
    b"set",
    b"unless",
    b"when",
    b"with",
];

/// Returns the kind and bytes of the mark that begins a line of running text; `None` if there is
/// none.
///
/// `at` is the first byte of the line that is neither a space nor part of a list or quotation, `to`
/// the end of the text.
pub(crate) fn at_line_start(text: &[u8], at: usize, to: usize) -> Option<(MarkKind, Range<usize>)> {
    let rest = text.get(at..to)?;
    let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    let line = rest.get(..end)?.trim_ascii_end();
    let all = at..at + line.len();
    let run = |sign: u8| line.iter().take_while(|b| **b == sign).count();
    match line.first()? {
        b':' if run(b':') >= 3 => {
            let word = line.get(run(b':')..)?.trim_ascii_start();
            let opens = word.first().is_none_or(|b| b.is_ascii_alphabetic() || *b == b'{');
            opens.then_some((MarkKind::Division, all))
        }
        b'!' | b'?' if line.starts_with(b"!!!") || line.starts_with(b"???") => {
            let word = line.get(3..)?;
            let word = word.strip_prefix(b"+").unwrap_or(word);
            let word = word.strip_prefix(b" ")?.trim_ascii_start();
            let len = word.iter().take_while(|b| b.is_ascii_lowercase() || **b == b'-').count();
            let title = word.get(len..)?.trim_ascii_start();
            let indented = is_indented(rest.get(end + 1..).unwrap_or_default());
            let known = word.get(..len).is_some_and(|word| ADMONITIONS.contains(&word));
            let known = known && (title.is_empty() || title.starts_with(b"inline"));
            let is_type =
                len > 0 && (title.starts_with(b"\"") || title.is_empty() && indented) || known;
            is_type.then_some((MarkKind::Admonition, all))
        }
        b'=' => {
            let title = line.strip_prefix(b"===")?;
            let title = title.strip_prefix(b"!").or(title.strip_prefix(b"+")).unwrap_or(title);
            let title = title.strip_prefix(b" ")?.trim_ascii_start();
            let quoted = title.len() > 2 && title.starts_with(b"\"") && title.ends_with(b"\"");
            quoted.then_some((MarkKind::Tab, all))
        }
        b'.' => {
            let name = line.strip_prefix(b".. ")?.trim_ascii_start();
            let is_name = |b: &&u8| b.is_ascii_alphanumeric() || b"-_:".contains(b);
            let len = name.iter().take_while(is_name).count();
            let name = name.get(..len)?;
            let names = name.ends_with(b"::") || name.starts_with(b"_") && name.ends_with(b":");
            (names && len > 2).then_some((MarkKind::Directive, all))
        }
        b'[' => {
            let places: [&[u8]; 3] = [b"[toc]", b"[[toc]]", b"[[_toc_]]"];
            let is_place = places.iter().any(|place| place.eq_ignore_ascii_case(line));
            is_place.then_some((MarkKind::Contents, all))
        }
        _ => None,
    }
}

/// True if the next non-empty line begins with four spaces or a tab.
fn is_indented(lines: &[u8]) -> bool {
    let next = lines.split(|b| *b == b'\n').take(3).find(|line| !line.trim_ascii().is_empty());
    next.is_some_and(|line| line.starts_with(b"    ") || line.starts_with(b"\t"))
}

/// Returns the kind and end of the mark that begins at a byte of [`INLINE_STARTS`], at `<` or at a
/// backslash; `None` otherwise.
///
/// `to` is the end of the paragraph.
pub(crate) fn within_line(text: &[u8], at: usize, to: usize) -> Option<(MarkKind, usize)> {
    let rest = text.get(at..to)?;
    let before = at.checked_sub(1).and_then(|at| text.get(at)).copied();
    match rest.first()? {
        b'{' => in_braces(rest, before),
        b'~' => raised(rest, before, b'~').map(|len| (MarkKind::Subscript, len)),
        b'^' => match raised(rest, before, b'^') {
            Some(len) => Some((MarkKind::Superscript, len)),
            None => signs(rest, before).map(|len| (MarkKind::Signs, len)),
        },
        b'+' | b'|' => signs(rest, before).map(|len| (MarkKind::Signs, len)),
        b'<' => in_percent_signs(rest),
        b'$' => formula(rest, before).map(|len| (MarkKind::Formula, len)),
        b':' => icon(rest, before).map(|len| (MarkKind::Icon, len)),
        b'\\' => tex(rest, before).map(|len| (MarkKind::Formula, len)),
        _ => None,
    }
    .map(|(kind, len)| (kind, at + len))
}

/// Returns the length of a text that begins with `open` and ends with `close`; `None` if it does
/// not.
pub(super) fn between(text: &[u8], open: &[u8], close: &[u8]) -> Option<usize> {
    let inner = text.strip_prefix(open)?;
    let len = memchr::memmem::find(inner.get(..inner.len().min(MAX_CODE))?, close)?;
    Some(open.len() + len + close.len())
}

/// The maximum length of template code, in bytes.
const MAX_CODE: usize = 2000;

/// Returns the length of the first line of a text, without trailing spaces.
pub(crate) fn line_len(text: &[u8]) -> usize {
    let line = text.get(..memchr::memchr(b'\n', text).unwrap_or(text.len())).unwrap_or(text);
    line.trim_ascii_end().len()
}

/// Recognizes a mark that begins with `<%`.
fn in_percent_signs(text: &[u8]) -> Option<(MarkKind, usize)> {
    let first = text.strip_prefix(b"<%")?.first()?;
    if let Some(len) = template_comment(text) {
        return Some((MarkKind::Comment, len));
    }
    let is_code =
        first.is_ascii_whitespace() || first.is_ascii_alphabetic() || b"=-@".contains(first);
    let len = between(text, b"<%", b"%>").filter(|_| is_code)?;
    Some((MarkKind::TemplateTag, len))
}

/// Recognizes a mark that begins with a brace.
fn in_braces(text: &[u8], before: Option<u8>) -> Option<(MarkKind, usize)> {
    if let Some(len) = comment(text) {
        return Some((MarkKind::Comment, len));
    }
    for (open, close, kind) in [
        (&b"{{<"[..], &b">}}"[..], MarkKind::Shortcode),
        (b"{{%", b"%}}", MarkKind::Shortcode),
        (b"{{", b"}}", MarkKind::TemplateOutput),
        (b"{%", b"%}", MarkKind::TemplateTag),
        (b"{++", b"++}", MarkKind::Change),
        (b"{--", b"--}", MarkKind::Change),
        (b"{~~", b"~~}", MarkKind::Change),
        (b"{==", b"==}", MarkKind::Change),
    ] {
        if text.starts_with(open)
            && let Some(len) = between(text, open, close)
        {
            return Some((kind, len));
        }
    }
    if let Some(kind) = unclosed(text) {
        return Some((kind, line_len(text)));
    }
    let len = between(text, b"{", b"}").filter(|len| *len <= 300)?;
    let inner = text.get(1..len - 1)?;
    let (kind, inner) = match inner.strip_prefix(b":") {
        Some(inner) => (MarkKind::BlockAttributes, inner),
        None if before == Some(b']') => (MarkKind::SpanAttributes, inner),
        None => (MarkKind::Attributes, inner),
    };
    let is_list = are_attributes(inner) || kind == MarkKind::BlockAttributes && is_reference(inner);
    is_list.then_some((kind, len))
}

/// Returns the kind of an unclosed shortcode or template tag: `{{< figure`, `{% if`; `None` for
/// other texts.
fn unclosed(text: &[u8]) -> Option<MarkKind> {
    let word = |rest: &[u8]| {
        let rest = rest.strip_prefix(b"-").unwrap_or(rest).trim_ascii_start();
        let is_name = |b: &&u8| b.is_ascii_alphanumeric() || **b == b'_';
        rest.get(..rest.iter().take_while(is_name).count()).unwrap_or_default().to_vec()
    };
    if let Some(rest) = text.strip_prefix(b"{{<").or(text.strip_prefix(b"{{%")) {
        return (!word(rest).is_empty()).then_some(MarkKind::Shortcode);
    }
    let word = word(text.strip_prefix(b"{%")?);
    let name = word.strip_prefix(b"end").unwrap_or(&word);
    TAGS.contains(&name).then_some(MarkKind::TemplateTag)
}

/// True if the text after `{:` is a name defined by kramdown or a list: `toc`, `/`, `:options x="y"
/// /`.
fn is_reference(inner: &[u8]) -> bool {
    let is_name = |name: &[u8]| {
        name.len() > 1 && name.iter().all(|b| b.is_ascii_lowercase() || b"-_".contains(b))
    };
    match inner {
        [b'/', name @ ..] => name.is_empty() || is_name(name),
        [b':', rest @ ..] => is_name(rest.split(|b| *b == b' ').next().unwrap_or(rest)),
        name => is_name(name.trim_ascii()),
    }
}

/// True if the text between braces is a list of attributes: `#id`, `.class`, `key=value`, `-`.
fn are_attributes(inner: &[u8]) -> bool {
    let mut rest = inner.trim_ascii();
    if rest.is_empty() {
        return false;
    }
    while !rest.is_empty() {
        let name_len = |text: &[u8]| {
            let starts = text.first().is_some_and(|b| b.is_ascii_alphabetic() || b"_-".contains(b));
            let is_name =
                |b: &&u8| b.is_ascii_alphanumeric() || b"-_:./".contains(b) || !b.is_ascii();
            if starts { text.iter().take_while(is_name).count() } else { 0 }
        };
        let len = match rest {
            [b'#' | b'.' | b'=', name @ ..] => {
                Some(name_len(name)).filter(|len| *len > 0).map(|len| len + 1)
            }
            _ => attribute_len(rest, name_len(rest)),
        };
        let Some(after) = len.and_then(|len| rest.get(len..)) else { return false };
        if after.first().is_some_and(|b| !b.is_ascii_whitespace() && !b"#.".contains(b)) {
            return false;
        }
        rest = after.trim_ascii_start();
    }
    true
}

/// Returns the length of `key=value`, whose key has `name` bytes.
fn attribute_len(text: &[u8], name: usize) -> Option<usize> {
    if name == 0 || text.get(name) != Some(&b'=') {
        return None;
    }
    let value = text.get(name + 1..)?;
    let len = match value.first()? {
        quote @ (b'"' | b'\'') => value.iter().skip(1).position(|b| b == quote)? + 2,
        _ => value.iter().take_while(|b| !b.is_ascii_whitespace()).count(),
    };
    (len > 0).then_some(name + 1 + len)
}

/// Returns the length of `~x~` or `^x^` without unescaped spaces; `None` if it is not such a mark.
fn raised(text: &[u8], before: Option<u8>, sign: u8) -> Option<usize> {
    if before == Some(sign) || before == Some(b'[') {
        return None;
    }
    let inner = text.get(1..)?;
    let is_inner =
        |b: &&u8| b.is_ascii_alphanumeric() || b"+-.,()*=/\\ ".contains(b) || !b.is_ascii();
    let len = inner.iter().take(24).take_while(is_inner).count();
    let content = inner.get(..len)?;
    if inner.get(len) != Some(&sign) || inner.get(len + 1) == Some(&sign) {
        return None;
    }
    // A space must follow a backslash to be part of it.
    let spaced = content.iter().enumerate().any(|(at, b)| {
        *b == b' ' && at.checked_sub(1).is_none_or(|at| content.get(at) != Some(&b'\\'))
    });
    let edge = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || b"+)*".contains(b));
    let ends = edge(content.last()) || sign == b'^' && content.last() == Some(&b'-');
    let follows = inner.get(len + 1).is_some_and(u8::is_ascii_alphanumeric);
    let touches = before.is_some_and(|b| b.is_ascii_alphanumeric());
    let fits = if follows { sign == b'~' && touches && len <= 3 } else { true };
    (!spaced && ends && fits).then_some(len + 2)
}

/// Returns the length of `$…$` or `$$…$$`; `None` if it is not a formula.
fn formula(text: &[u8], before: Option<u8>) -> Option<usize> {
    if before == Some(b'$') {
        return None;
    }
    if text.starts_with(b"$$") {
        let len = between(text, b"$$", b"$$")?;
        let content = text.get(2..len - 2)?.trim_ascii();
        let lines = content.len() + 4 < len && text.get(2..len).is_some_and(|t| t.contains(&b'\n'));
        return (!content.is_empty() && (lines || is_formula(content))).then_some(len);
    }
    let inner = text.get(1..)?;
    if inner.first()?.is_ascii_whitespace() {
        return None;
    }
    let mut len = 0;
    loop {
        match inner.get(len)? {
            b'$' => break,
            b'\\' => len += 2,
            _ => len += 1,
        }
        if len > 500 {
            return None;
        }
    }
    let content = inner.get(..len)?;
    let ends = content.last().is_some_and(|b| !b.is_ascii_whitespace());
    let money = inner.get(len + 1).is_some_and(u8::is_ascii_alphanumeric);
    (ends && !money && is_formula(content)).then_some(len + 2)
}

/// True if a text is more likely a formula than words between two sums of money.
fn is_formula(content: &[u8]) -> bool {
    let letters = content.iter().all(u8::is_ascii_alphabetic) && content.len() <= 2;
    letters || content.iter().any(|b| b"\\^_={}<>+".contains(b))
}

/// Returns the length of `++words++`, `^^words^^` or `||words||`.
fn signs(text: &[u8], before: Option<u8>) -> Option<usize> {
    let sign = *text.first()?;
    let joins = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || *b == sign);
    if text.get(1) != Some(&sign) || joins(before.as_ref()) {
        return None;
    }
    let inner = text.get(2..2 + line_len(text.get(2..)?).min(MAX_CODE))?;
    let len = memchr::memmem::find(inner, &[sign, sign])?;
    let content = inner.get(..len)?;
    let starts = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || !b.is_ascii());
    let fits = starts(content.first()) && content.last().is_some_and(|b| !b.is_ascii_whitespace());
    (fits && !joins(inner.get(len + 2))).then_some(len + 4)
}

/// Returns the length of `\(…\)` or `\[…\]` around a formula.
///
/// Authors also escape literal brackets, so those around a single letter count only if they are
/// round and within a line, or alone on their line.
fn tex(text: &[u8], before: Option<u8>) -> Option<usize> {
    let len = match text.get(1)? {
        b'(' => between(text, b"\\(", b"\\)")?,
        b'[' => between(text, b"\\[", b"\\]")?,
        _ => return None,
    };
    let content = text.get(2..len - 2)?;
    let command = content.windows(2).any(|two| two[0] == b'\\' && two[1].is_ascii_alphabetic());
    let starts = before.is_none_or(|b| b == b'\n');
    let alone = starts && text.get(len..).is_none_or(|rest| line_len(rest) == 0);
    let is_round = text.get(1) == Some(&b'(');
    let stands = if is_round { !starts } else { alone };
    let letter = stands && matches!(content.trim_ascii(), [b] if b.is_ascii_alphabetic());
    let sum = (is_round || alone) && content.iter().any(|b| b"+<>".contains(b));
    (command || letter || sum || content.iter().any(|b| b"^_=".contains(b))).then_some(len)
}

/// Returns the length of `:name:`.
fn icon(text: &[u8], before: Option<u8>) -> Option<usize> {
    if before.is_some_and(|b| b.is_ascii_alphanumeric() || b":`/".contains(&b) || !b.is_ascii()) {
        return None;
    }
    let inner = text.get(1..)?;
    let is_inner = |b: &&u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-+".contains(b);
    let len = inner.iter().take(60).take_while(is_inner).count();
    let name = inner.get(..len)?;
    let follows = inner.get(len + 1).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b':');
    let named =
        name == b"+1" || name == b"-1" || name.len() > 1 && name.first()?.is_ascii_lowercase();
    (named && inner.get(len) == Some(&b':') && !follows).then_some(len + 2)
}
