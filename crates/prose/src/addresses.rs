//! Finds bare addresses in running text: `https://x.example/plan`, `www.harbour.example/dues`.
//!
//! Start with [`address_start`] and [`address_end`], which find the ends of an address by the rules
//! of GitHub's autolinks and of the surrounding sentence. These functions work on plain text; only
//! [`BodyWriter::bare_address`] knows Markdown events.

use crate::writer::BodyWriter;
use pulldown_cmark::Event;

/// The maximum length of an address, in bytes.
const MAX_ADDRESS: usize = 2_000;

/// Returns the start of the bare address whose mark is at byte `mark`: the `:` of `https://`, or
/// the `w` of `www.`. Reads nothing before byte `from`.
pub(super) fn address_start(text: &str, from: usize, mark: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let start = if bytes.get(mark) == Some(&b':') {
        let before = bytes.get(from..mark)?;
        let ends = |scheme: &str| {
            let at = before.len().checked_sub(scheme.len());
            at.is_some_and(|at| before[at..].eq_ignore_ascii_case(scheme.as_bytes()))
        };
        mark - ["https", "http"].into_iter().find(|scheme| ends(scheme))?.len()
    } else {
        mark
    };
    let before = text.get(..start)?.chars().next_back();
    let joins = |c: char| {
        c.is_alphanumeric() || start == mark && matches!(c, '.' | '-' | '/' | '@' | ':' | '_' | '=')
    };
    // The author of `< https://x.example >` means an address in angle brackets.
    let is_in_angles =
        text.get(..start)?.trim_end().ends_with('<') && !is_in_own_angles(text, start, mark);
    (!before.is_some_and(joins) && !is_in_angles).then_some(start)
}

/// True if `<` directly precedes the `www.` at byte `start`, as in `<www.x.example>`.
fn is_in_own_angles(text: &str, start: usize, mark: usize) -> bool {
    start == mark && text.get(..start).is_some_and(|before| before.ends_with('<'))
}

/// Returns the byte after the address that begins at byte `start`; `None` if it has no host.
///
/// * Rule: it ends before a space, a quotation mark, a dash of the sentence, `<` (except in an old
///   DOI), and before a bracket that closes one outside of it. Stops, commas and marks of emphasis
///   at its end belong to the sentence. Outside of a query, square brackets are a separate mark.
pub(super) fn address_end(text: &str, start: usize) -> Option<usize> {
    let (mut brackets, mut query): (Vec<(char, usize)>, bool) = (vec![], false);
    let rest = text.get(start..)?;
    let mut end = rest.len();
    let mut passed = 0;
    for (at, c) in rest.char_indices() {
        if at < passed {
            continue;
        }
        if c == '<'
            && let Some(len) = item_number_len(rest, at)
        {
            passed = at + len;
            continue;
        }
        let closes = match c {
            ')' => Some('('),
            ']' => Some('['),
            '}' => Some('{'),
            _ => None,
        };
        let is_end = match c {
            '?' => {
                query = true;
                false
            }
            '[' if !query => true,
            '(' | '[' | '{' => {
                brackets.push((c, at));
                false
            }
            ')' | ']' | '}' => brackets.pop().map(|(open, _)| open) != closes,
            c => ends_address(c) || at >= MAX_ADDRESS,
        };
        if is_end {
            end = at;
            break;
        }
    }
    // An unclosed bracket belongs to the sentence.
    end = brackets.iter().map(|(_, at)| *at).find(|at| *at < end).unwrap_or(end);
    end = trimmed_end(rest, end);
    has_host(rest.get(..end)?).then_some(start + end)
}

/// Returns the length of the part between `<` and `>` in a DOI made from a serial item identifier:
/// `<1661::AID-SIM968>`.
fn item_number_len(address: &str, at: usize) -> Option<usize> {
    address.get(..at)?.find("/10.")?;
    let inner = address.get(at + 1..)?;
    let len = inner.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, ':' | '-' | '.'))?;
    let goes_on = inner.get(len..)?.strip_prefix('>')?.starts_with(|c: char| c.is_ascii_digit());
    (inner.get(..len)?.contains(':') && goes_on).then_some(len + 2)
}

/// True if an address always ends before this character.
fn ends_address(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '<' | '>' | '"' | '`' | '^' | '…' | '—' | '“' | '”' | '„' | '«' | '»' | '‹' | '›' | '‘' | '’' | '‚')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
        // Punctuation of scripts without spaces.
        || matches!(c, '、' | '。' | '「'..='』' | '【' | '】' | '《' | '》' | '！' | '（' | '）' | '，' | '：' | '；' | '？' | '।' | '،' | '؛' | '؟')
}

/// Returns the end of an address without the punctuation of the sentence after it.
fn trimmed_end(text: &str, mut end: usize) -> usize {
    while let Some(c) = text.get(..end).and_then(|address| address.chars().next_back()) {
        match c {
            '.' | ',' | ':' | '!' | '?' | '*' | '_' | '~' | '\'' | '\\' | '–' | '|' => {
                end -= c.len_utf8();
            }
            ';' => {
                let head = text.get(..end - 1).unwrap_or("");
                let name = head.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '#');
                let is_entity = name.ends_with('&') && name.len() < head.len();
                end = if is_entity { name.len() - 1 } else { end - 1 };
            }
            _ => return end,
        }
    }
    end
}

/// True if an address names a host: a letter or digit after the scheme; after `www.`, a name with
/// another full stop. An address with a user name or password is never a link, since readers would
/// mistake the user name for the host.
fn has_host(address: &str) -> bool {
    let (is_web, rest) = match address.split_once("://") {
        Some((scheme, rest)) if scheme.len() <= 5 => (true, rest),
        _ => (false, address.get("www.".len()..).unwrap_or("")),
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    if authority.contains('@') {
        return false;
    }
    let host = authority.split(':').next().unwrap_or("");
    let named = host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
        && host.starts_with(char::is_alphanumeric)
        && !host.contains("..");
    named && (is_web || host.trim_end_matches('.').contains('.'))
}

/// Returns the URL to link to: `www.` gets `https://`.
pub(super) fn target(address: &str) -> String {
    if address.contains("://") { address.to_owned() } else { format!("https://{address}") }
}

impl BodyWriter<'_, '_> {
    /// Writes the bare address whose mark is at byte `mark` of the text token `at`, after the words
    /// from byte `from`. Returns the next token to write, and sets `skip`; `None` without an
    /// address.
    pub(super) fn bare_address(&mut self, at: usize, from: usize, mark: usize) -> Option<usize> {
        if !self.links.is_empty() || self.is_in_code() {
            return None;
        }
        let src = self.doc.tokens.src;
        let start = address_start(src, from, mark)?;
        let end = address_end(src, start)?;
        let (next, end) = self.address_reach(at, start, end)?;
        let address = self.address_words(at, next, start..end);
        // The signs of `<www.x.example>` are part of the mark, as in `<https://x.example>`.
        let in_angles = start > from
            && is_in_own_angles(src, start, mark)
            && src.get(end..).is_some_and(|rest| rest.starts_with('>'))
            && end < self.doc.tokens.range(next).end;
        let before = src.get(from..start - usize::from(in_angles)).unwrap_or("");
        self.text(before, address.chars().next());
        self.begin_link(&target(&address), "", start..end);
        self.words(&address);
        self.close_link();
        self.skip = end + usize::from(in_angles);
        Some(next)
    }

    /// Returns the text token in which an address ends, and its end: before any mark that is not
    /// inside of it.
    fn address_reach(&self, at: usize, start: usize, end: usize) -> Option<(usize, usize)> {
        let tokens = &self.doc.tokens;
        let (mut token, mut reached, mut end) = (at, start, end);
        loop {
            let range = tokens.range(token);
            let event = tokens.event(token);
            match event {
                Some(Event::Text(_)) if range.end >= end => {
                    return (range.start < end).then_some((token, end));
                }
                Some(Event::Text(_)) => reached = range.end,
                // `_` and `*` in an address are part of it.
                Some(Event::Start(_)) if range.end < end && tokens.cluster(token).is_none() => {
                    token = tokens.end(token);
                    reached = range.end;
                }
                _ => {
                    // The end event of a mark that was opened earlier has the span of the whole
                    // mark.
                    let is_end = matches!(event, Some(Event::End(_)));
                    let limit = if is_end { reached } else { range.start.min(end) };
                    if limit <= start {
                        return None;
                    }
                    end = address_end(tokens.src.get(..limit)?, start)?;
                    (token, reached) = (at, start);
                    continue;
                }
            }
            token += 1;
        }
    }

    /// Returns the characters of an address, with escapes and entities decoded.
    fn address_words(&self, at: usize, last: usize, range: std::ops::Range<usize>) -> String {
        let tokens = &self.doc.tokens;
        let raw = tokens.src.get(range.clone()).unwrap_or("");
        if !raw.contains(['\\', '&']) {
            return raw.to_owned();
        }
        let mut out = String::with_capacity(raw.len());
        let mut from = range.start;
        for token in at..=last {
            let (Some(Event::Text(text)), place) = (tokens.event(token), tokens.range(token))
            else {
                continue;
            };
            if tokens
                .src
                .get(place.clone())
                .is_some_and(|raw| raw.starts_with('&') && raw.len() > 1)
                && !tokens.is_verbatim(token)
                && place.start >= from
            {
                out.push_str(&unescaped(tokens.src.get(from..place.start).unwrap_or("")));
                out.push_str(text);
                from = place.end;
            }
        }
        out.push_str(&unescaped(tokens.src.get(from..range.end).unwrap_or("")));
        out
    }
}

/// Returns words without the backslashes that escape punctuation.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\\' && chars.peek().is_some_and(char::is_ascii_punctuation) {
            continue;
        }
        out.push(c);
    }
    out
}

/// Returns the byte ranges of the bare addresses in a text without marks, in order.
pub(super) fn addresses(text: &str) -> Vec<std::ops::Range<usize>> {
    let (mut out, mut from): (Vec<std::ops::Range<usize>>, usize) = (vec![], 0);
    let bytes = text.as_bytes();
    let mut mark = 0;
    while mark < bytes.len() {
        if is_mark(bytes, mark)
            && let Some(start) = address_start(text, from, mark)
            && let Some(end) = address_end(text, start)
        {
            out.push(start..end);
            (from, mark) = (end, end);
            continue;
        }
        mark += 1;
    }
    out
}

/// True if a byte is the `:` of `://` or the first `w` of `www.`.
pub(super) fn is_mark(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at..) {
        Some([b':', b'/', b'/', ..]) => true,
        Some([b'w' | b'W', rest @ ..]) => {
            rest.get(..3).is_some_and(|rest| rest.eq_ignore_ascii_case(b"ww."))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::addresses;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = addresses(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn an_address_ends_before_closing_punctuation() {
        for (text, address) in [
            ("See https://x.example/act_2021 for it", "https://x.example/act_2021"),
            ("https://x.example/plan.", "https://x.example/plan"),
            ("https://x.example/plan?!", "https://x.example/plan"),
            ("https://x.example/plan/.", "https://x.example/plan/"),
            ("(https://x.example/a_(b))", "https://x.example/a_(b)"),
            ("(see https://x.example/a_(b), too)", "https://x.example/a_(b)"),
            ("“https://x.example/c”", "https://x.example/c"),
            ("\"https://x.example/c\"", "https://x.example/c"),
            ("»https://x.example/c«", "https://x.example/c"),
            ("[see https://x.example/c]", "https://x.example/c"),
            ("at https://x.example/plan(in May)", "https://x.example/plan"),
            ("https://x.example/c—so", "https://x.example/c"),
            ("https://x.example/a-b,", "https://x.example/a-b"),
            ("https://x.example/c; d", "https://x.example/c"),
            ("https://x.example/?a=1&amp;b=2&gt;", "https://x.example/?a=1&amp;b=2"),
            ("https://x.example/?a[]=1&b[c]=2.", "https://x.example/?a[]=1&b[c]=2"),
            ("https://x.example/plan[^1]", "https://x.example/plan"),
            ("https://x.example/über/日本。次", "https://x.example/über/日本"),
            ("https://x.example/@user:a", "https://x.example/@user:a"),
            ("HTTPS://X.EXAMPLE", "HTTPS://X.EXAMPLE"),
            ("http://localhost:8000/a", "http://localhost:8000/a"),
            ("www.harbour.example/dues: so", "www.harbour.example/dues"),
            ("*https://x.example/c*", "https://x.example/c"),
            ("«https://x.example/c»", "https://x.example/c"),
            ("https://x.example/?f=A|B and", "https://x.example/?f=A|B"),
            ("https://x.example/c|", "https://x.example/c"),
            ("<www.x.example/d>", "www.x.example/d"),
            (
                "https://doi.org/10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2.",
                "https://doi.org/10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2",
            ),
            ("https://doi.org/10.1002/a<b>", "https://doi.org/10.1002/a"),
        ] {
            check(text, &[address]);
        }
        check(
            "https://x.example/a,https://x.example/b",
            &["https://x.example/a,https://x.example/b"],
        );
        check("a https://x.example/a b www.x.example c", &["https://x.example/a", "www.x.example"]);
    }

    #[test]
    fn addresses_without_a_host_are_text() {
        for text in [
            "< https://x.example >",
            "<https://x.example/a b>",
            "https://",
            "https://.",
            "http://…",
            "www.",
            "www.x",
            "wwww.x.example",
            "xhttps://x.example",
            "ftp://x.example",
            "https://user:pw@x.example/a",
            "https://bank.example:80@x.example",
            "www.bank.example:80@x.example",
            "10://3",
            "a.www.x.example",
            "://x",
        ] {
            check(text, &[]);
        }
    }
}
