//! Text fragments: the part of an address that leads a browser to words on a page.
//!
//! Made from the characters of the source, not of the quotation, so that the browser finds them. Standard:
//! <https://wicg.github.io/scroll-to-text-fragment/>. Start with [`directive`] and [`address`].

use crate::fold::{fold, is_word, small_text};
use crate::snapshot_text::SnapshotText;
use std::fmt::Write as _;
use std::ops::Range;

/// The longest text that is written in full, in characters.
const LONGEST: usize = 300;

/// The fewest words at each end of a longer text.
const ENDS: usize = 3;

/// The most words of context.
const MOST_CONTEXT: usize = 10;

/// The text directive for a range of a text: `text=[prefix-,]start[,end][,-suffix]`.
///
/// * In: the text, and the bytes of the words in it.
/// * Out: empty if there is nothing to find.
/// * Rule: one block of at most 300 characters is written in full, a longer text as its first and last words. A
///   single word, or words that occur several times, get as many words of context as make them unique, at most ten.
pub fn directive(snapshot: &SnapshotText, at: &Range<usize>) -> String {
    let text = snapshot.text();
    let Some(words) = text.get(at.clone()).map(str::trim).filter(|t| t.contains(is_word)) else {
        return String::new();
    };
    let is_one = !has_block(words) && words.chars().count() <= LONGEST;
    let (start, end) = if is_one { (words, None) } else { (first(words), Some(last(words))) };
    let exact = match end {
        None => encode(start),
        Some(end) => format!("{},{}", encode(start), encode(end)),
    };
    let is_short = start.split_whitespace().count() < 2;
    if !is_short && count(snapshot, start) < 2 {
        return format!("text={exact}");
    }
    let (before, after) = (block_before(text, at.start), block_after(text, at.end));
    let mut best = format!("text={exact}");
    for n in ENDS..=MOST_CONTEXT {
        let prefix = last_words(before, n);
        let suffix = first_words(after, n);
        if prefix.is_empty() && suffix.is_empty() {
            break;
        }
        best.clear();
        best.push_str("text=");
        if !prefix.is_empty() {
            let _ = write!(best, "{}-,", encode(prefix));
        }
        best += &exact;
        if !suffix.is_empty() {
            let _ = write!(best, ",-{}", encode(suffix));
        }
        let around = if end.is_none() {
            format!("{prefix} {start} {suffix}")
        } else {
            format!("{prefix} {start}")
        };
        if count(snapshot, &around) < 2 {
            break;
        }
    }
    best
}

/// An address with a directive; an existing anchor is kept. The address alone if a browser could not use a
/// directive.
pub fn address(url: &str, directive: &str) -> String {
    let path = url.split(['#', '?']).next().unwrap_or("");
    let is_pdf = path.len() > 4
        && path.get(path.len() - 4..).is_some_and(|end| end.eq_ignore_ascii_case(".pdf"));
    if directive.is_empty() || is_pdf || url.contains(":~:") {
        return url.to_owned();
    }
    let hash = if url.contains('#') { "" } else { "#" };
    format!("{url}{hash}:~:{directive}")
}

/// Encodes text for a directive: everything except some plain characters percent-encoded, spaces collapsed.
fn encode(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push_str("%20");
        }
        for byte in word.bytes() {
            if byte.is_ascii_alphanumeric() || b"!$'()*+./:;=?@_~".contains(&byte) {
                out.push(char::from(byte));
            } else {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// The number of occurrences of words in a text, ignoring case; at most two.
fn count(snapshot: &SnapshotText, words: &str) -> usize {
    let needle = small_text(fold(words).text().trim());
    if needle.is_empty() {
        return 2;
    }
    memchr::memmem::find_iter(snapshot.lower().text().as_bytes(), needle.as_bytes()).take(2).count()
}

/// True if a text spans blocks: it contains a blank line, or the mark for words that clippings omit.
fn has_block(text: &str) -> bool {
    first_block(text).len() < text.trim_end().len()
}

fn first_block(text: &str) -> &str {
    let mut end = text.len();
    for mark in ["\n\n", "\n \n", "\r\n\r\n", "[…]", "[...]"] {
        end = end.min(text.find(mark).unwrap_or(end));
    }
    &text[..end]
}

fn last_block(text: &str) -> &str {
    let mut start = 0;
    for mark in ["\n\n", "\n \n", "\r\n\r\n", "[…]", "[...]"] {
        start = start.max(text.rfind(mark).map_or(0, |at| at + mark.len()));
    }
    &text[start..]
}

/// The first words of a text; of its first block if that has enough.
fn first(text: &str) -> &str {
    let block = first_block(text);
    first_words(if block.contains(is_word) { block } else { text }, ENDS)
}

fn last(text: &str) -> &str {
    let block = last_block(text);
    last_words(if block.contains(is_word) { block } else { text }, ENDS)
}

/// The words before a position in the same block, at most some words.
pub(super) fn block_before(text: &str, at: usize) -> &str {
    let from = (at.saturating_sub(400)..=at).find(|n| text.is_char_boundary(*n)).unwrap_or(at);
    let block = last_block(&text[from..at]);
    // A truncated word is not a word.
    if from > 0 && block.len() == at - from {
        block.split_once(char::is_whitespace).map_or("", |(_, rest)| rest)
    } else {
        block
    }
}

/// The words after a position in the same block, at most some words.
pub(super) fn block_after(text: &str, at: usize) -> &str {
    let to = ((at + 400).min(text.len())..=text.len()).find(|n| text.is_char_boundary(*n));
    let to = to.unwrap_or(at);
    let block = first_block(&text[at..to]);
    if to < text.len() && block.len() == to - at {
        block.rsplit_once(char::is_whitespace).map_or("", |(rest, _)| rest)
    } else {
        block
    }
}

fn first_words(text: &str, n: usize) -> &str {
    let text = text.trim();
    let mut ends =
        text.split_whitespace().map(|w| w.as_ptr() as usize - text.as_ptr() as usize + w.len());
    text.get(..ends.nth(n - 1).unwrap_or(text.len())).unwrap_or("")
}

fn last_words(text: &str, n: usize) -> &str {
    let text = text.trim();
    let mut starts =
        text.split_whitespace().rev().map(|w| w.as_ptr() as usize - text.as_ptr() as usize);
    text.get(starts.nth(n - 1).unwrap_or(0)..).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::{address, directive};
    use crate::{SnapshotText, VerdictQuery, find_verdict};

    fn made(text: &str, words: &str) -> String {
        let snapshot = SnapshotText::new(text, false);
        let judged = find_verdict(
            &VerdictQuery { words, is_linked: true, ..VerdictQuery::default() },
            &snapshot,
        );
        assert!(judged.verdict.is_found(), "{words}");
        judged.fragment
    }

    #[test]
    fn characters_that_mean_something_are_encoded() {
        assert_eq!(made("of non-public data", "non-public data"), "text=non%2Dpublic%20data");
        assert_eq!(
            made("heard 14 statements, nine & more", "14 statements, nine & more"),
            "text=14%20statements%2C%20nine%20%26%20more"
        );
        assert_eq!(made("so That’s why we", "That's why"), "text=That%E2%80%99s%20why");
        assert_eq!(
            made("a (b) c: d/e? f; g!", "(b) c: d/e? f; g!"),
            "text=(b)%20c:%20d/e?%20f;%20g!"
        );
        assert_eq!(made("one\ntwo", "one two"), "text=one%20two");
    }

    #[test]
    fn much_text_is_given_by_its_ends() {
        let long: String =
            (0..80).flat_map(|n| ["word".to_owned(), n.to_string(), " ".to_owned()]).collect();
        assert_eq!(made(&long, long.trim()), "text=word0%20word1%20word2,word77%20word78%20word79");
        assert_eq!(
            made("one two three four\n\nfive six seven", "one two three four five six seven"),
            "text=one%20two%20three,five%20six%20seven"
        );
        assert_eq!(made("one two\n\nfive", "one two five"), "text=one%20two,five");
    }

    #[test]
    fn repeated_words_get_context() {
        let text = "In China it was seen. From China it went. To China it came back.";
        let snapshot = SnapshotText::new(text, false);
        let third = text.rfind("China").unwrap();
        assert_eq!(
            directive(&snapshot, &(third..third + 5)),
            "text=it%20went.%20To-,China,-it%20came%20back."
        );
        let same = "so it was said again then a so it was said again now";
        let snapshot = SnapshotText::new(same, false);
        let second = same.rfind("it was").unwrap();
        assert_eq!(
            directive(&snapshot, &(second..second + 6)),
            "text=then%20a%20so-,it%20was,-said%20again%20now"
        );
        assert_eq!(directive(&SnapshotText::new("China", false), &(0..5)), "text=China");
    }

    #[test]
    fn an_address_keeps_its_anchor() {
        assert_eq!(address("https://x.org/a", "text=b"), "https://x.org/a#:~:text=b");
        assert_eq!(address("https://x.org/a#sec", "text=b"), "https://x.org/a#sec:~:text=b");
        assert_eq!(address("https://x.org/a.PDF", "text=b"), "https://x.org/a.PDF");
        assert_eq!(address("https://x.org/a.pdf?x#p", "text=b"), "https://x.org/a.pdf?x#p");
        assert_eq!(address("https://x.org/a#:~:text=c", "text=b"), "https://x.org/a#:~:text=c");
        assert_eq!(address("https://x.org/a", ""), "https://x.org/a");
    }

    /// The parts of a directive, as the WICG draft reads them.
    fn parsed(directive: &str) -> [Option<String>; 4] {
        let value = directive.strip_prefix("text=").unwrap_or("");
        let mut parts: Vec<&str> = value.split(',').collect();
        let decode = |text: &str| {
            let mut bytes = vec![];
            let mut rest = text.bytes();
            while let Some(byte) = rest.next() {
                if byte == b'%' {
                    let hex: String = rest.by_ref().take(2).map(char::from).collect();
                    bytes.push(u8::from_str_radix(&hex, 16).unwrap());
                } else {
                    bytes.push(byte);
                }
            }
            String::from_utf8(bytes).unwrap()
        };
        let prefix = parts.first().and_then(|p| p.strip_suffix('-')).map(decode);
        if prefix.is_some() {
            parts.remove(0);
        }
        let suffix = parts.last().and_then(|p| p.strip_prefix('-')).map(decode);
        if suffix.is_some() {
            parts.pop();
        }
        let start = parts.first().map(|p| decode(p));
        [prefix, start, parts.get(1).map(|p| decode(p)), suffix]
    }

    /// The target of a browser: the first start after its prefix and before its suffix, then the first end after
    /// it.
    fn hit(text: &str, directive: &str) -> Option<std::ops::Range<usize>> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let [prefix, start, end, suffix] = parsed(directive);
        let start = start?;
        let mut from = 0;
        loop {
            let at = from + text.get(from..)?.find(&start)?;
            let before = text[..at].trim_end();
            let stop = match &end {
                None => at + start.len(),
                Some(end) => at + start.len() + text[at + start.len()..].find(end)? + end.len(),
            };
            let fits = prefix.as_ref().is_none_or(|p| before.ends_with(p.as_str()))
                && suffix
                    .as_ref()
                    .is_none_or(|s| text[stop..].trim_start().starts_with(s.as_str()));
            if fits {
                return Some(at..stop);
            }
            from = at + 1;
        }
    }

    #[test]
    fn the_examples_of_the_draft_are_read_as_it_reads_them() {
        let some = |t: &str| Some(t.to_owned());
        assert_eq!(parsed("text=an%20example"), [None, some("an example"), None, None]);
        assert_eq!(
            parsed("text=an%20example,text%20fragment"),
            [None, some("an example"), some("text fragment"), None]
        );
        assert_eq!(
            parsed("text=this%20is-,an%20example"),
            [some("this is"), some("an example"), None, None]
        );
        assert_eq!(
            parsed("text=this%20is-,an%20example,-text%20fragment"),
            [some("this is"), some("an example"), None, some("text fragment")]
        );
        let page = "This is an example text fragment and an example of another.";
        assert_eq!(hit(page, "text=an%20example,-of"), Some(37..47));
        assert_eq!(hit(page, "text=an%20example,another"), Some(8..58));
        assert_eq!(hit(page, "text=missing"), None);
    }

    #[test]
    fn every_directive_leads_to_its_words() {
        let text = "He said: the data, the data is here – and the data, it is said, is there.\n\nThe data is \
                    the data. “Non-public” data & more, 50% of it; the rest of the data is here.\n\nAnd so it is said that the end, it is said, ends.";
        let words: Vec<(usize, &str)> = text
            .match_indices(|c: char| !c.is_whitespace())
            .map(|(at, _)| at)
            .filter(|at| *at == 0 || text[..*at].ends_with(char::is_whitespace))
            .map(|at| (at, text[at..].split_whitespace().next().unwrap()))
            .collect();
        let snapshot = SnapshotText::new(text, false);
        let flat = |at: usize| text[..at].split_whitespace().collect::<Vec<_>>().join(" ").len();
        for (n, (from, _)) in words.iter().enumerate() {
            for (to, last) in words.iter().skip(n).take(8) {
                let range = *from..to + last.len();
                let made = directive(&snapshot, &range);
                if made.is_empty() {
                    continue;
                }
                let result = hit(text, &made).unwrap_or_else(|| panic!("{made}"));
                let start = if range.start == 0 { 0 } else { flat(range.start) + 1 };
                assert_eq!(result.start, start, "{made}");
            }
        }
    }
}
