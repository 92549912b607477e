//! Parses citations (keys, items, prefixes and suffixes) by pandoc's rules. Start with [`cluster`]
//! and [`key_at`].
//!
//! Pure functions over text; offsets count from the first byte of the text given. Must not depend
//! on Markdown events, files or sources.

use crate::citation::Locator;
use crate::locator;
use crate::locator::LocatorTerms;
use std::borrow::Cow;
use std::ops::Range;

/// The maximum length of a citation between brackets, in bytes.
pub const MAX_CLUSTER: usize = 1000;

/// A parsed key with its `@`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedKey<'a> {
    /// The key, without `@` and braces.
    pub text: &'a str,
    /// The bytes of the key.
    pub key: Range<usize>,
    /// The bytes of the whole mark, with `-`, `@` and braces.
    pub whole: Range<usize>,
    /// True if `-` precedes the `@`.
    pub suppress: bool,
}

/// One parsed item of a citation: `see -@key, p. 4 and more`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedItem<'a> {
    /// The words before the key, as Markdown, trimmed.
    pub prefix: &'a str,
    /// The key.
    pub key: ParsedKey<'a>,
    /// The position in the source; `None` if it is not given.
    pub locator: Option<Locator>,
    /// The words after the locator, as Markdown, with their comma or space.
    pub suffix: &'a str,
}

/// The reason why an item is invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CitationError {
    /// It has no key.
    NoKey,
    /// It has a second key.
    TwoKeys,
}

/// A parsed citation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParsedCluster<'a> {
    /// The locator and words that follow the key of `@key [p. 4; @b]`. Only set by `led`, if the
    /// first item has no key.
    pub lead: Option<(Option<Locator>, &'a str)>,
    /// The valid items, in order.
    pub items: Vec<ParsedItem<'a>>,
    /// The invalid items, in order.
    pub bad: Vec<(Range<usize>, CitationError)>,
}

/// Returns the key whose `@` is at byte `at`; `None` if it is not a key.
///
/// * Rule: the character before it is not a letter, a digit or one that joins (`me@host`,
///   `x.org/@a`); a key starts with a letter, a digit or `_` and continues with these and single
///   inner `:.#$%&-+?<>~/` (`//` and `://` too), or is in braces, which may contain anything except
///   a line break.
pub fn key_at(text: &str, at: usize) -> Option<ParsedKey<'_>> {
    let rest = text.get(at..)?.strip_prefix('@')?;
    let before = text.get(..at)?;
    let dashless = before.strip_suffix('-');
    let suppress = dashless.is_some_and(|b| is_boundary(b.chars().next_back()));
    if !suppress && !is_boundary(before.chars().next_back()) {
        return None;
    }
    let start = at - usize::from(suppress);
    if rest.starts_with('{') {
        let len = braced(rest)?;
        let key = at + 2..at + len;
        let word = text.get(key.clone()).filter(|word| !word.trim().is_empty())?;
        return Some(ParsedKey { text: word, key, whole: start..at + 1 + len, suppress });
    }
    let len = simple(rest)?;
    let key = at + 1..at + 1 + len;
    Some(ParsedKey { text: text.get(key.clone())?, key, whole: start..at + 1 + len, suppress })
}

/// True if a citation may follow this character.
fn is_boundary(before: Option<char>) -> bool {
    before.is_none_or(|c| {
        !c.is_alphanumeric()
            && !matches!(c, '/' | '\\' | '@' | '.' | '_' | '=' | '&' | '#' | '%' | '+' | '$' | '-')
    })
}

/// Returns the length of `{…}` at the start, on one line.
fn braced(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices().take(MAX_CLUSTER) {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '\n' | '\r' => return None,
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

/// Returns the length of a key without braces at the start.
fn simple(text: &str) -> Option<usize> {
    let is_word = |c: char| {
        c.is_alphanumeric() || c == '_' || unicode_normalization::char::is_combining_mark(c)
    };
    if !text.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, c)| c);
        let inner = matches!(
            c,
            ':' | '.' | '#' | '$' | '%' | '&' | '-' | '+' | '?' | '<' | '>' | '~' | '/'
        ) && next.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let slashes = matches!(c, ':' | '/') && next == Some('/');
        if !is_word(c) && !inner && !slashes {
            return Some(at);
        }
    }
    Some(text.len())
}

/// Returns the byte of the `]` that closes the bracket at byte `open`, skipping code and escapes.
/// `None` if another `[` or the end of the paragraph comes first, or if more is between them than
/// [`MAX_CLUSTER`].
pub fn bracket_end(text: &str, open: usize) -> Option<usize> {
    let inner = text.get(open..)?.strip_prefix('[')?;
    let mut at = 0;
    while let Some(c) = inner.get(at..)?.chars().next() {
        match c {
            ']' => return Some(open + 1 + at),
            '[' => return None,
            '\n' if inner.get(at + 1..).is_some_and(|rest| {
                rest.trim_start_matches([' ', '\t', '\r', '>']).starts_with('\n')
            }) =>
            {
                return None;
            }
            _ => {}
        }
        at += step(inner.get(at..)?, c);
        if at > MAX_CLUSTER {
            return None;
        }
    }
    None
}

/// True if a text between brackets is a citation: it contains a key outside of code and escapes.
pub fn is_cluster(inner: &str) -> bool {
    inner.len() <= MAX_CLUSTER && inner.contains('@') && first_key(inner, 0, inner.len()).is_some()
}

/// Replaces the `>` that start the lines of a text with spaces, since a citation may span lines of
/// a block quotation. All offsets stay the same.
pub fn unquoted(text: &str) -> Cow<'_, str> {
    if !text.contains('\n') || !text.contains('>') {
        return Cow::Borrowed(text);
    }
    let mut first = true;
    let line = |line: &str| {
        if std::mem::take(&mut first) {
            return line.to_owned();
        }
        let words = line.trim_start_matches([' ', '\t', '>']);
        " ".repeat(line.len() - words.len()) + words
    };
    Cow::Owned(text.split('\n').map(line).collect::<Vec<_>>().join("\n"))
}

/// Parses the text between the brackets of a citation.
///
/// With `led`, the brackets follow a key in the text (`@key [p. 4; see @b]`), so a first item
/// without a key becomes [`ParsedCluster::lead`]. `names` are the locator terms of the site's
/// language.
pub fn cluster<'a>(inner: &'a str, led: bool, names: &LocatorTerms) -> ParsedCluster<'a> {
    let mut out = ParsedCluster::default();
    for (nth, piece) in pieces(inner).into_iter().enumerate() {
        let Some(key) = first_key(inner, piece.start, piece.end) else {
            let words = inner.get(piece.clone()).unwrap_or("");
            if led && nth == 0 {
                out.lead = Some(locator::read(words, names));
            } else {
                out.bad.push((trimmed(inner, piece), CitationError::NoKey));
            }
            continue;
        };
        let prefix = inner.get(piece.start..key.whole.start).unwrap_or("").trim();
        let mut end = piece.end;
        if let Some(second) = first_key(inner, key.whole.end, piece.end) {
            end = second.whole.start;
            out.bad.push((second.whole, CitationError::TwoKeys));
        }
        let (locator, suffix) = locator::read(inner.get(key.whole.end..end).unwrap_or(""), names);
        out.items.push(ParsedItem { prefix, key, locator, suffix });
    }
    out
}

/// Returns the bytes of a segment without the spaces around it; the whole segment if it has nothing
/// else.
fn trimmed(text: &str, piece: Range<usize>) -> Range<usize> {
    let words = text.get(piece.clone()).unwrap_or("");
    let start = piece.start + words.len() - words.trim_start().len();
    let end = piece.start + words.trim_end().len();
    if start < end { start..end } else { piece }
}

/// Returns the first key in `text[from..to]` that is neither in code nor escaped.
fn first_key(text: &str, from: usize, to: usize) -> Option<ParsedKey<'_>> {
    let text = text.get(..to)?;
    let mut at = from;
    while let Some(c) = text.get(at..)?.chars().next() {
        if c == '@'
            && let Some(key) = key_at(text, at).filter(|key| key.whole.start >= from)
        {
            return Some(key);
        }
        at += step(text.get(at..)?, c);
    }
    None
}

/// Returns the items between semicolons; those in code, braces, escapes and entities do not
/// separate.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut out = vec![];
    let (mut from, mut at) = (0, 0);
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or("");
        if c == ';' && !ends_entity(text.get(from..at).unwrap_or("")) {
            out.push(from..at);
            from = at + 1;
        }
        at += match c {
            '{' => braced(rest).unwrap_or(1),
            _ => step(rest, c),
        };
    }
    out.push(from..text.len());
    out
}

/// Returns the length of the unit at the start of `rest`, whose first character is `c`: an escape,
/// a code span or one character.
fn step(rest: &str, c: char) -> usize {
    match c {
        '\\' => 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
        '`' => {
            let inner = rest.trim_start_matches('`');
            let ticks = rest.len() - inner.len();
            let fence = rest.get(..ticks).unwrap_or("");
            inner.find(fence).map_or(ticks, |at| ticks + at + ticks)
        }
        _ => c.len_utf8(),
    }
}

/// True if a semicolon after `text` ends an entity: `&amp`.
fn ends_entity(text: &str) -> bool {
    text.rfind('&').and_then(|at| text.get(at + 1..)).is_some_and(|name| {
        (1..=32).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#')
    })
}

#[cfg(test)]
mod tests {
    use super::{CitationError, LocatorTerms, ParsedCluster, is_cluster, key_at, unquoted};

    fn cluster(inner: &str, led: bool) -> ParsedCluster<'_> {
        super::cluster(inner, led, &LocatorTerms::default())
    }

    /// Shows items as `prefix|[-]key|locator|suffix`, joined by ` ; `.
    fn show(read: &ParsedCluster<'_>) -> String {
        let item = |i: &super::ParsedItem<'_>| {
            let dash = if i.key.suppress { "-" } else { "" };
            let place = i
                .locator
                .as_ref()
                .map_or(String::new(), |l| format!("{} {}", l.label, l.value.replace('–', "-")));
            format!("{}|{dash}{}|{place}|{}", i.prefix, i.key.text, i.suffix)
        };
        read.items.iter().map(item).collect::<Vec<_>>().join(" ; ")
    }

    #[track_caller]
    fn check(inner: &str, expected: &str) {
        let read = cluster(inner, false);
        assert_eq!(show(&read), expected, "{inner:?}");
        assert_eq!(read.bad, [], "{inner:?}");
    }

    #[track_caller]
    fn key(text: &str, expected: Option<&str>) {
        let at = text.find('@').unwrap();
        assert_eq!(key_at(text, at).map(|k| k.text), expected, "{text:?}");
    }

    #[test]
    fn keys_end_before_punctuation() {
        key("@a.", Some("a"));
        key("@Foo_bar.baz.", Some("Foo_bar.baz"));
        key("@a--b", Some("a"));
        key("@a:b/c#d$e%f&g-h+i?j<k>l~m!", Some("a:b/c#d$e%f&g-h+i?j<k>l~m"));
        key("@quote:master-admin, p. 3", Some("quote:master-admin"));
        key("@https://x.org/a)", Some("https://x.org/a"));
        key("@1776", Some("1776"));
        key("@_x_", Some("_x_"));
        key("@пункт3", Some("пункт3"));
        key("@a’s", Some("a"));
    }

    #[test]
    fn braced_keys_hold_anything() {
        key("@{https://x.org/a?b=1,2}", Some("https://x.org/a?b=1,2"));
        key("@{a{b}c}d", Some("a{b}c"));
        key("@{}", None);
        key("@{ }", None);
        key("@{open", None);
        key("@{a\nb}", None);
    }

    #[test]
    fn words_and_addresses_hold_no_keys() {
        for text in ["me@host.org", "x/@a", "\\@a", "@", "@ a", "@-a", "@@a", "a.@b", "?u=@a"] {
            key(text, None);
        }
    }

    #[test]
    fn keys_follow_spaces_and_opening_marks() {
        for text in ["(@a", "“@a", "—@a", "*@a", "\"@a", ": @a", "[@a", "-@a", "(-@a"] {
            key(text, Some("a"));
        }
    }

    #[test]
    fn one_source_or_several() {
        check("@a", "|a||");
        check("@a; @b", "|a|| ; |b||");
        check("@a; @b, p. 4", "|a|| ; |b|page 4|");
        check("@a; see also @b; @a, p. 2", "|a|| ; see also|b|| ; |a|page 2|");
        check("see @key, pp. 3-5 and *passim*", "see|key|page 3-5| and *passim*");
        check("-@a", "|-a||");
        check("cf. -@a, 3", "cf.|-a|page 3|");
        check("@Foo_bar.baz.", "|Foo_bar.baz||.");
        check("@{https://x.org/a;b}, 3", "|https://x.org/a;b|page 3|");
    }

    #[test]
    fn places() {
        check("@a 12", "|a|page 12|");
        check("@a, 12", "|a|page 12|");
        check("@a, ¶ 12", "|a|paragraph 12|");
        check("@a, iv", "|a||, iv");
        check("@a, p. iv", "|a|page iv|");
        check("@a{}, 99 years later", "|a||, 99 years later");
        check("@a, {pp. iv; v}, note; @b", "|a|page iv; v|, note ; |b||");
        check("@a, at 00:14:05", "|a|timestamp 00:14:05|");
    }

    #[test]
    fn semicolons_in_entities_escapes_and_code_do_not_separate() {
        check("@a, Smith &amp; Co; @b", "|a||, Smith &amp; Co ; |b||");
        check("@a, `x;y`", "|a||, `x;y`");
        check("@a, x\\;y", "|a||, x\\;y");
    }

    #[test]
    fn pandoc_manual_examples() {
        check(
            "see @doe99, pp. 33-35 and *passim*; @smith04, chap. 1",
            "see|doe99|page 33-35| and *passim* ; |smith04|chapter 1|",
        );
        check("@smith{ii, A, D-Z}, with a suffix", "|smith|page ii, A, D-Z|, with a suffix");
        check(
            "@smith, {pp. iv, vi-xi, (xv)-(xvii)} with suffix here",
            "|smith|page iv, vi-xi, (xv)-(xvii)| with suffix here",
        );
        check("-@smith04", "|-smith04||");
        check(
            "see @doe99, pp. 33--35; also @smith04, chap. 1",
            "see|doe99|page 33-35| ; also|smith04|chapter 1|",
        );
    }

    #[test]
    fn invalid_items_have_a_span() {
        let read = cluster("@a; and see", false);
        assert_eq!(
            (show(&read).as_str(), &read.bad[..]),
            ("|a||", &[(4..11, CitationError::NoKey)][..])
        );
        let read = cluster("@a @b", false);
        assert_eq!(
            (show(&read).as_str(), &read.bad[..]),
            ("|a||", &[(3..5, CitationError::TwoKeys)][..])
        );
        let read = cluster("@a;", false);
        assert_eq!(read.bad, [(3..3, CitationError::NoKey)]);
    }

    #[test]
    fn brackets_after_a_key_in_the_text() {
        let read = cluster("p. 30, with suffix", true);
        let (place, suffix) = read.lead.unwrap();
        assert_eq!((place.unwrap().value.as_str(), suffix), ("30", ", with suffix"));
        let read = cluster("p. 30; see also @b", true);
        assert_eq!(show(&read), "see also|b||");
        assert!(read.lead.is_some());
        assert!(cluster("@b", true).lead.is_none());
    }

    #[test]
    fn marks_of_a_quotation_become_spaces() {
        assert_eq!(unquoted("see\n> > @a > b\n>"), "see\n    @a > b\n ");
        assert_eq!(unquoted("a > b"), "a > b");
    }

    #[test]
    fn brackets_without_a_key_are_no_citation() {
        for inner in ["x", "me@host.org", "\\@a", "`@a`", "@", "a @ b", ""] {
            assert!(!is_cluster(inner), "{inner:?}");
        }
        assert!(is_cluster("see @a"));
    }
}
