//! Selectors, by which other programs find words in a source: the exact words with some context.
//!
//! Follows the W3C Web Annotation model: <https://www.w3.org/TR/annotation-model/#selectors>. Their content is the
//! text of the source, byte by byte, never that of the quotation. Start with [`selectors`].

use crate::fold::is_word;
use crate::fragment::{block_after, block_before};
use crate::snapshot_text::SnapshotText;
use std::ops::Range;

/// The most characters of context on each side.
const CONTEXT: usize = 32;

/// Marks of clippings for words that were not kept; no source has them.
const LEFT_OUT: [&str; 2] = ["[…]", "[...]"];

/// One passage of a source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct PassageSelector {
    /// The text directly before it, in the same block; may be empty.
    pub prefix: String,
    /// The passage.
    pub exact: String,
    /// The text directly after it, in the same block; may be empty.
    pub suffix: String,
    /// Its characters (Unicode code points) in the stored text.
    pub chars: Range<usize>,
}

/// The passages for ranges of a text.
///
/// * In: ranges on character boundaries, in order: the text between the gaps of a quotation.
/// * Out: one passage per range; two or more if clippings omit something within it.
pub fn selectors(snapshot: &SnapshotText, ranges: &[Range<usize>]) -> Vec<PassageSelector> {
    let whole = ranges.iter().flat_map(|range| visible_ranges(snapshot, range));
    whole.filter_map(|range| selector(snapshot, &range)).collect()
}

/// The parts of a range without the marks of omitted text.
fn visible_ranges(snapshot: &SnapshotText, range: &Range<usize>) -> Vec<Range<usize>> {
    let mut all = vec![];
    let mut from = range.start;
    let words =
        snapshot.text().get(range.clone()).filter(|_| snapshot.is_clippings()).unwrap_or("");
    for (at, _) in words.match_indices('[') {
        if let Some(mark) = LEFT_OUT.iter().find(|mark| words[at..].starts_with(**mark)) {
            all.push(from..range.start + at);
            from = range.start + at + mark.len();
        }
    }
    all.push(from..range.end);
    all
}

fn selector(snapshot: &SnapshotText, range: &Range<usize>) -> Option<PassageSelector> {
    let text = snapshot.text();
    let exact = text.get(range.clone())?;
    let start = range.start + exact.len() - exact.trim_start().len();
    let exact = exact.trim();
    if !exact.contains(is_word) {
        return None;
    }
    let end = start + exact.len();
    let before = block_before(text, start);
    let after = block_after(text, end);
    Some(PassageSelector {
        prefix: last_of(before).to_owned(),
        exact: exact.to_owned(),
        suffix: first_of(after).to_owned(),
        chars: snapshot.chars_before(start)..snapshot.chars_before(end),
    })
}

/// The end of a text, from the start of a word, within the limit of context.
fn last_of(text: &str) -> &str {
    let Some((at, _)) = text.char_indices().rev().nth(CONTEXT) else { return text.trim_start() };
    text[at..].split_once(char::is_whitespace).map_or("", |(_, rest)| rest.trim_start())
}

/// The start of a text, to the end of a word, within the limit of context.
fn first_of(text: &str) -> &str {
    let Some((at, c)) = text.char_indices().nth(CONTEXT) else { return text.trim_end() };
    text[..at + c.len_utf8()]
        .rsplit_once(char::is_whitespace)
        .map_or("", |(rest, _)| rest.trim_end())
}

#[cfg(test)]
mod tests {
    use super::selectors;
    use crate::{SnapshotText, VerdictQuery, find_verdict};

    fn made(text: &str, words: &str, is_clippings: bool) -> Vec<[String; 3]> {
        let snapshot = SnapshotText::new(text, is_clippings);
        let judged = find_verdict(
            &VerdictQuery { words, is_linked: true, ..VerdictQuery::default() },
            &snapshot,
        );
        assert!(judged.verdict.is_found(), "{words}");
        for found in &judged.selectors {
            let here: String =
                text.chars().skip(found.chars.start).take(found.chars.len()).collect();
            assert_eq!(here, found.exact);
            assert!(text.contains(&format!("{}{}{}", found.prefix, found.exact, found.suffix)));
        }
        judged.selectors.into_iter().map(|s| [s.prefix, s.exact, s.suffix]).collect()
    }

    #[test]
    fn the_words_are_those_of_the_source() {
        assert_eq!(
            made(
                "Er sagte: „Das ist – so\u{a0}weit – wahr“, und ging dann bald wieder fort.",
                "so weit",
                false
            ),
            [["Er sagte: „Das ist – ", "so\u{a0}weit", " – wahr“, und ging dann bald"]
                .map(str::to_owned)]
        );
        assert_eq!(made("China", "China", false), [["", "China", ""].map(str::to_owned)]);
    }

    #[test]
    fn what_a_quotation_leaves_out_is_in_no_passage() {
        let text = "One two three four, said nobody.\n\nFive six.";
        let all = made(text, "two […] four … six", false);
        let exact: Vec<&str> = all.iter().map(|s| s[1].as_str()).collect();
        assert_eq!(exact, ["two", "four", "six"]);
        assert_eq!(all[2], ["Five ", "six", "."]);
        let all = made(text, "two [or so] four", false);
        assert_eq!(all[0][1], "two three four");
    }

    #[test]
    fn our_marks_are_in_no_source() {
        let all = made("One two […] three four.", "one two [...] three", true);
        let exact: Vec<&str> = all.iter().map(|s| s[1].as_str()).collect();
        assert_eq!(exact, ["One two", "three"]);
        assert_eq!(all[0][2], "");
        assert_eq!(all[1][0], "");
    }

    #[test]
    fn nothing_is_no_passage() {
        assert_eq!(selectors(&SnapshotText::new("a, b", false), &[1..3, 9..12]), []);
    }
}
