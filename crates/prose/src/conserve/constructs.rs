//! Finds the ends of Markdown constructs: tags, addresses of links, definitions, character
//! references.
//!
//! Pure functions over bytes. Must not share code with the parser, whose result they check.

use super::work;

/// Returns the end of the comment `<!-- … -->` that starts at `at`; `None` if it is not closed
/// before `to`.
pub(super) fn comment_end(bytes: &[u8], at: usize, to: usize) -> Option<usize> {
    let text = bytes.get(at..to)?.strip_prefix(b"<!--")?;
    if text.starts_with(b">") {
        return Some(at + 5);
    }
    if text.starts_with(b"->") {
        return Some(at + 6);
    }
    find(text, b"-->").map(|end| at + 4 + end + 3)
}

/// Returns the first position of `needle` in `bytes`.
pub(super) fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let found = memchr::memmem::find(bytes, needle);
    work::count(found.unwrap_or(bytes.len()));
    found
}

/// Returns the end of the tag `<name …>` or `</name>` that starts at `at`; `None` if it is
/// malformed.
pub(super) fn tag_end(bytes: &[u8], at: usize, to: usize) -> Option<usize> {
    let bytes = bytes.get(..to)?;
    let closes = bytes.get(at + 1) == Some(&b'/');
    let mut at = at + 1 + usize::from(closes);
    if !bytes.get(at)?.is_ascii_alphabetic() {
        return None;
    }
    while bytes.get(at)?.is_ascii_alphanumeric() || bytes.get(at) == Some(&b'-') {
        at += 1;
    }
    loop {
        let before = at;
        work::count(1);
        while bytes.get(at)?.is_ascii_whitespace() {
            at += 1;
        }
        match bytes.get(at)? {
            b'>' => return Some(at + 1),
            b'/' if bytes.get(at + 1) == Some(&b'>') && !closes => return Some(at + 2),
            _ if closes || at == before => return None,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b':' => {}
            _ => return None,
        }
        while matches!(bytes.get(at)?, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b':' | b'.' | b'-')
        {
            at += 1;
        }
        let mut value = at;
        while bytes.get(value)?.is_ascii_whitespace() {
            value += 1;
        }
        if bytes.get(value) != Some(&b'=') {
            continue;
        }
        value += 1;
        while bytes.get(value)?.is_ascii_whitespace() {
            value += 1;
        }
        if let quote @ (b'"' | b'\'') = bytes.get(value)? {
            at = value + 1 + find(bytes.get(value + 1..)?, &[*quote])? + 1;
        } else {
            let is_end = |b: &u8| b.is_ascii_whitespace() || b"\"'=<>`".contains(b);
            let len = bytes.get(value..)?.iter().position(is_end)?;
            if len == 0 {
                return None;
            }
            at = value + len;
        }
    }
}

/// Returns the end of the automatic link `<scheme:…>` or `<name@host>` that starts at `at`; `None`
/// otherwise.
pub(super) fn automatic_link_end(bytes: &[u8], at: usize, to: usize) -> Option<usize> {
    let text = bytes.get(at + 1..to)?;
    let end = text.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'<' | b'>'))?;
    let inner = text.get(..end).filter(|_| text.get(end) == Some(&b'>'))?;
    let scheme =
        inner.iter().take_while(|b| b.is_ascii_alphanumeric() || b"+.-".contains(b)).count();
    let address = (2..=32).contains(&scheme) && inner.get(scheme) == Some(&b':');
    let mail = inner.contains(&b'@') && !inner.contains(&b'\\');
    (address || mail).then_some(at + 1 + end + 1)
}

/// Returns the length of a character reference: `&amp;`, `&#39;`, `&#xA0;`; `None` if there is
/// none.
pub(super) fn reference_len(bytes: &[u8], at: usize) -> Option<usize> {
    let text = bytes.get(at..)?.strip_prefix(b"&")?;
    let is_name = |b: &&u8| b.is_ascii_alphanumeric() || **b == b'#';
    let len = text.iter().take(33).take_while(is_name).count();
    (len > 1 && text.get(len) == Some(&b';')).then_some(len + 2)
}

/// The target of a link: address and title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LinkDestination {
    /// The byte after the closing bracket; of a definition, the byte after its last.
    pub end: usize,
    /// The bytes of the address.
    pub address: std::ops::Range<usize>,
    /// The bytes of the title, without its marks; empty without one.
    pub title: std::ops::Range<usize>,
}

/// Skips spaces and at most one line break.
fn skip_spaces(bytes: &[u8], mut at: usize) -> usize {
    let mut lines = 0;
    while let Some(&b) = bytes.get(at) {
        match b {
            b'\n' if lines == 0 => lines = 1,
            b' ' | b'\t' | b'\r' => {}
            // The mark of a block quotation at the start of the next line.
            b'>' if lines == 1 && bytes.get(..at).is_some_and(starts_line) => {}
            _ => break,
        }
        at += 1;
    }
    at
}

/// True if only spaces and marks of quotations precede in the line.
fn starts_line(before: &[u8]) -> bool {
    let line = before.iter().rev().take_while(|b| **b != b'\n');
    line.into_iter().all(|b| matches!(b, b' ' | b'>' | b'\t'))
}

/// Returns the address at `at`: its bytes without `<…>`, and its end.
fn address(bytes: &[u8], at: usize) -> Option<(std::ops::Range<usize>, usize)> {
    if bytes.get(at) == Some(&b'<') {
        let mut end = at + 1;
        loop {
            match bytes.get(end)? {
                b'>' => return Some((at + 1..end, end + 1)),
                b'\n' | b'<' => return None,
                b'\\' => end += 2,
                _ => end += 1,
            }
        }
    }
    let (mut end, mut depth) = (at, 0_u32);
    while let Some(&b) = bytes.get(end) {
        work::count(1);
        match b {
            b'\\' if bytes.get(end + 1).is_some_and(u8::is_ascii_punctuation) => end += 1,
            b'(' if depth == 32 => return None,
            b'(' => depth += 1,
            b')' if depth == 0 => break,
            b')' => depth -= 1,
            b if b.is_ascii_whitespace() || b.is_ascii_control() => break,
            _ => {}
        }
        end += 1;
    }
    (depth == 0).then_some((at..end, end))
}

/// Returns the title at `at`: its bytes without its marks, and its end.
fn title(bytes: &[u8], at: usize) -> Option<(std::ops::Range<usize>, usize)> {
    let close = match bytes.get(at)? {
        b'"' => b'"',
        b'\'' => b'\'',
        b'(' => b')',
        _ => return None,
    };
    let mut end = at + 1;
    loop {
        let b = *bytes.get(end)?;
        work::count(1);
        match b {
            _ if b == close => return Some((at + 1..end, end + 1)),
            b'\\' => end += 2,
            b'(' if close == b')' => return None,
            b'\n'
                if skip_spaces(bytes, end) > end
                    && bytes.get(skip_spaces(bytes, end)) == Some(&b'\n') =>
            {
                return None;
            }
            _ => end += 1,
        }
    }
}

/// Returns the `(address "title")` that starts at `at`, before `to`.
pub(super) fn destination(bytes: &[u8], at: usize, to: usize) -> Option<LinkDestination> {
    let bytes = bytes.get(..to)?;
    let start = skip_spaces(bytes, at + 1);
    if bytes.get(start) == Some(&b')') {
        return Some(LinkDestination {
            end: start + 1,
            address: start..start,
            title: start..start,
        });
    }
    let (address, after) = address(bytes, start)?;
    let next = skip_spaces(bytes, after);
    if bytes.get(next) == Some(&b')') {
        return Some(LinkDestination { end: next + 1, address, title: next..next });
    }
    if next == after {
        return None;
    }
    let (title, after) = title(bytes, next)?;
    let end = skip_spaces(bytes, after);
    (bytes.get(end) == Some(&b')')).then_some(LinkDestination { end: end + 1, address, title })
}

/// Returns the link definition `[label]: address "title"` that starts at `at`, and the bytes of its
/// label.
pub(super) fn definition(
    bytes: &[u8],
    at: usize,
) -> Option<(std::ops::Range<usize>, LinkDestination)> {
    let close = label_end(bytes, at)?;
    let label = at + 1..close;
    if bytes.get(label.clone())?.iter().all(u8::is_ascii_whitespace) {
        return None;
    }
    if bytes.get(close + 1) != Some(&b':') {
        return None;
    }
    let start = skip_spaces(bytes, close + 2);
    let (address, after) = address(bytes, start)?;
    if address.is_empty() && bytes.get(start) != Some(&b'<') {
        return None;
    }
    let next = skip_spaces(bytes, after);
    if next > after
        && let Some((title, end)) = title(bytes, next)
        && let Some(end) = line_end(bytes, end)
    {
        return Some((label, LinkDestination { end, address, title }));
    }
    let end = line_end(bytes, after)?;
    Some((label, LinkDestination { end, title: after..after, address }))
}

/// Returns the byte of the bracket that closes the label opened at `at`; `None` if it contains
/// another `[` or is too long.
pub(super) fn label_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut end = at + 1;
    while end < at + 1001 {
        work::count(1);
        match bytes.get(end)? {
            b']' => return Some(end),
            b'[' => return None,
            b'\\' => end += 2,
            _ => end += 1,
        }
    }
    None
}

/// Returns the end of the line; `None` if more than spaces remains of it.
fn line_end(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let blank = rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r')).count();
    matches!(rest.get(blank), None | Some(b'\n')).then_some(at + blank)
}

/// Elements that begin a block of raw HTML at the start of any line.
const BLOCK_ELEMENTS: [&str; 63] = [
    "address",
    "article",
    "aside",
    "base",
    "basefont",
    "blockquote",
    "body",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "legend",
    "li",
    "link",
    "main",
    "menu",
    "menuitem",
    "nav",
    "noframes",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "search",
    "section",
    "source",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "ul",
];

/// The end of a block of raw HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HtmlEnd {
    /// At the line that contains this text.
    Text(&'static [u8]),
    /// Before an empty line.
    Blank,
}

/// Returns the end of the raw HTML block that a line begins; `None` if it begins none.
pub(super) fn html_block(line: &[u8], in_paragraph: bool) -> Option<HtmlEnd> {
    let rest = line.strip_prefix(b"<")?;
    for (start, end) in [(&b"!--"[..], &b"-->"[..]), (b"?", b"?>"), (b"![CDATA[", b"]]>")] {
        if rest.starts_with(start) {
            return Some(HtmlEnd::Text(end));
        }
    }
    if let [b'!', letter, ..] = rest
        && letter.is_ascii_alphabetic()
    {
        return Some(HtmlEnd::Text(b">"));
    }
    let name_at = usize::from(rest.starts_with(b"/"));
    let name = rest.get(name_at..).unwrap_or_default();
    let len = name.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    let name = std::str::from_utf8(name.get(..len)?).ok()?.to_ascii_lowercase();
    let after = rest.get(name_at + len);
    let ends = after.is_none_or(|b| b.is_ascii_whitespace() || *b == b'>');
    if name_at == 0 && ends {
        let end: Option<&[u8]> = match name.as_str() {
            "script" => Some(b"</script>"),
            "pre" => Some(b"</pre>"),
            "style" => Some(b"</style>"),
            "textarea" => Some(b"</textarea>"),
            _ => None,
        };
        if let Some(end) = end {
            return Some(HtmlEnd::Text(end));
        }
    }
    let closes = rest.get(name_at + len..).is_some_and(|rest| rest.starts_with(b"/>"));
    if (ends || closes) && BLOCK_ELEMENTS.binary_search(&name.as_str()).is_ok() {
        return Some(HtmlEnd::Blank);
    }
    let whole = tag_end(line, 0, line.len())?;
    let alone = line.get(whole..)?.iter().all(u8::is_ascii_whitespace);
    (alone && !in_paragraph).then_some(HtmlEnd::Blank)
}
