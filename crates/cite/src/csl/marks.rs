//! Reads the marks that a prepared style puts around the output of the processor. Start with
//! [`settle`].
//!
//! The processor decides too early whether a part of a style prints anything, ignores case changes
//! on macros, and knows the quotation marks of one language only. A prepared style (`prepare`)
//! therefore has a mark at both ends of each group, affix, delimiter, case change and quotation;
//! [`settle`] evaluates them and drops the affixes of empty parts. No mark leaves this folder.

use super::cases::{CaseChange, recased};
use crate::csl_runs::{CLOSE, OPEN, TextRun};

/// Starts a part; its prefix follows.
pub(super) const PART: char = '\u{e020}';

/// Starts the content of a part.
pub(super) const CONTENT: char = '\u{e021}';

/// Ends the content of a part; its suffix follows.
pub(super) const AFTER: char = '\u{e022}';

/// Ends a part.
pub(super) const END: char = '\u{e023}';

/// Starts a delimiter.
pub(super) const DELIMITER: char = '\u{e024}';

/// Ends a delimiter.
pub(super) const DELIMITER_END: char = '\u{e025}';

/// Ends a case change. [`CaseChange::mark`] returns the mark that starts it.
pub(super) const CASE_END: char = '\u{e02c}';

/// Starts a quotation.
pub(super) const QUOTED: char = '\u{e02d}';

/// Ends a quotation.
pub(super) const QUOTED_END: char = '\u{e02e}';

/// Starts a text without full stops.
pub(super) const STRIPPED: char = '\u{e032}';

/// Ends a text without full stops.
pub(super) const STRIPPED_END: char = '\u{e033}';

/// Starts a substitute for names.
pub(super) const NAMES: char = '\u{e034}';

/// Ends a substitute for names.
pub(super) const NAMES_END: char = '\u{e035}';

/// The position of the letter that distinguishes two works of one year.
pub(super) const LETTER: char = '\u{e02f}';

/// The position of that letter after the words for no date, behind a hyphen.
pub(super) const LETTER_UNDATED: char = '\u{e030}';

/// Replaces a hyphen in a given name whose next part has no initial: `Min-jun`.
pub(super) const NAME_HYPHEN: char = '\u{e031}';

/// The 32 digits of part numbers. A number is written between [`AFTER`] and [`END`], so that no two
/// suffixes have the same text: the processor would remove the second as a duplicate.
const DIGITS: std::ops::RangeInclusive<char> = '\u{e060}'..='\u{e07f}';

/// True if this folder uses a character as a mark. Such characters are removed from the values of
/// sources, and a style that contains any is rejected.
pub(super) fn is_reserved(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{e07f}')
}

/// True if a text has a character that this folder uses as a mark. Fast, since all of them begin
/// with a byte that few texts contain.
pub(super) fn has_reserved(text: &str) -> bool {
    text.as_bytes().contains(&0xee) && text.contains(is_reserved)
}

/// Returns the number of the nth part of a style in four digits, which is enough for the largest
/// style.
pub(super) fn part_number(n: usize) -> String {
    let digit = |shift: u32| DIGITS.clone().nth((n >> shift) & 31);
    [15, 10, 5, 0].into_iter().filter_map(digit).collect()
}

/// A character and the index of its run.
pub(super) type RunCharacter = (char, usize);

/// The kind of an open mark.
enum OpenMark {
    /// A part with its prefix, and its suffix once that has begun.
    Part {
        prefix: Vec<RunCharacter>,
        suffix: Vec<RunCharacter>,
        state: MarkState,
    },
    Case(CaseChange),
    Quotation,
    Stripped,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum MarkState {
    Prefix,
    Content,
    Suffix,
}

struct MarkFrame {
    kind: OpenMark,
    content: Vec<RunCharacter>,
    /// A delimiter that is written if visible content follows.
    delimiter: Vec<RunCharacter>,
    /// True if the content is more than spaces.
    is_visible: bool,
}

impl MarkFrame {
    fn new(kind: OpenMark) -> Self {
        Self { kind, content: vec![], delimiter: vec![], is_visible: false }
    }

    fn put(&mut self, piece: RunCharacter) {
        match &mut self.kind {
            OpenMark::Part { prefix, state: MarkState::Prefix, .. } => prefix.push(piece),
            OpenMark::Part { suffix, state: MarkState::Suffix, .. } => suffix.push(piece),
            _ => self.add(&[piece]),
        }
    }

    /// Adds content, after the pending delimiter.
    fn add(&mut self, pieces: &[RunCharacter]) {
        if pieces.iter().any(|(c, _)| is_seen(*c)) {
            self.is_visible = true;
            self.content.append(&mut self.delimiter);
        }
        self.content.extend_from_slice(pieces);
    }

    /// Returns the content for the enclosing frame.
    fn closed(mut self, is_english: bool) -> Vec<RunCharacter> {
        match self.kind {
            OpenMark::Part { .. } | OpenMark::Quotation if !self.is_visible => vec![],
            OpenMark::Part { mut prefix, suffix, .. } => {
                prefix.append(&mut self.content);
                prefix.extend(suffix);
                prefix
            }
            OpenMark::Case(case) => {
                recased(&mut self.content, case, is_english);
                self.content
            }
            OpenMark::Stripped => {
                self.content.retain(|(c, _)| *c != '.');
                self.content
            }
            OpenMark::Quotation => {
                let from = self.content.first().map_or(0, |p| p.1);
                let to = self.content.last().map_or(0, |p| p.1);
                self.content.insert(0, (OPEN, from));
                self.content.push((CLOSE, to));
                self.content
            }
        }
    }
}

fn is_seen(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, LETTER | LETTER_UNDATED | '\u{2060}')
}

/// Evaluates the marks of an entry and returns its runs as printed.
///
/// `letter` is written at the position that the style reserves for it.
pub(super) fn settle(runs: &[TextRun], is_english: bool, letter: &str) -> Vec<TextRun> {
    let mut open = vec![MarkFrame::new(OpenMark::Part {
        prefix: vec![],
        suffix: vec![],
        state: MarkState::Content,
    })];
    let mut delimiter: Option<Vec<RunCharacter>> = None;
    // A position that the style reserves for the letter takes precedence.
    let has_place = runs.iter().any(|run| run.text.contains(LETTER));
    for (at, run) in runs.iter().enumerate() {
        for c in run.text.chars() {
            let piece = (c, at);
            match c {
                DELIMITER => delimiter = Some(vec![]),
                DELIMITER_END => {
                    let waiting = delimiter.take().unwrap_or_default();
                    if let Some(frame) = open.last_mut().filter(|f| f.is_visible) {
                        frame.delimiter = waiting;
                    }
                }
                _ if DIGITS.contains(&c) => {}
                PART => open.push(MarkFrame::new(OpenMark::Part {
                    prefix: vec![],
                    suffix: vec![],
                    state: MarkState::Prefix,
                })),
                CONTENT | AFTER => {
                    let next = if c == CONTENT { MarkState::Content } else { MarkState::Suffix };
                    // Frames that the processor left open inside a part end with it.
                    while open.len() > 1
                        && !matches!(
                            open.last(),
                            Some(MarkFrame { kind: OpenMark::Part { .. }, .. })
                        )
                    {
                        close(&mut open, is_english);
                    }
                    if let Some(MarkFrame { kind: OpenMark::Part { state, .. }, .. }) =
                        open.last_mut()
                    {
                        *state = next;
                    }
                }
                END | CASE_END | QUOTED_END | STRIPPED_END => close(&mut open, is_english),
                STRIPPED => open.push(MarkFrame::new(OpenMark::Stripped)),
                QUOTED => open.push(MarkFrame::new(OpenMark::Quotation)),
                LETTER_UNDATED if has_place || letter.is_empty() => {}
                LETTER | LETTER_UNDATED => {
                    let hyphen = Some('-').filter(|_| c == LETTER_UNDATED);
                    if let Some(frame) = open.last_mut() {
                        hyphen.into_iter().chain(letter.chars()).for_each(|c| frame.put((c, at)));
                    }
                }
                _ => {
                    if let Some(case) = CaseChange::of_mark(c) {
                        open.push(MarkFrame::new(OpenMark::Case(case)));
                    } else if let Some(delimiter) = &mut delimiter {
                        delimiter.push(piece);
                    } else if let Some(frame) = open.last_mut() {
                        frame.put(piece);
                    }
                }
            }
        }
    }
    while open.len() > 1 {
        close(&mut open, is_english);
    }
    let pieces = open.pop().map(|frame| frame.content).unwrap_or_default();
    gathered(runs, &pieces)
}

/// Closes the innermost frame.
fn close(open: &mut Vec<MarkFrame>, is_english: bool) {
    if open.len() < 2 {
        return;
    }
    if let Some(frame) = open.pop() {
        let visible = frame.is_visible;
        let pieces = frame.closed(is_english);
        if let Some(outer) = open.last_mut() {
            match &outer.kind {
                OpenMark::Part { state: MarkState::Content, .. }
                | OpenMark::Case(_)
                | OpenMark::Quotation
                | OpenMark::Stripped => {
                    if visible {
                        outer.add(&pieces);
                    } else {
                        outer.content.extend(pieces);
                    }
                }
                OpenMark::Part { .. } => pieces.into_iter().for_each(|piece| outer.put(piece)),
            }
        }
    }
}

/// Groups characters into runs again, each with the style of its original run.
fn gathered(runs: &[TextRun], pieces: &[RunCharacter]) -> Vec<TextRun> {
    let mut out: Vec<TextRun> = vec![];
    let mut of = None;
    for (c, at) in pieces {
        if of != Some(*at) {
            let mut run = runs[*at].clone();
            run.text.clear();
            out.push(run);
            of = Some(*at);
        }
        if let Some(run) = out.last_mut() {
            run.text.push(if *c == NAME_HYPHEN { '-' } else { *c });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(prefix: &str, inner: &str, suffix: &str) -> String {
        format!("{PART}{prefix}{CONTENT}{inner}{AFTER}{}{suffix}{END}", part_number(3))
    }

    #[track_caller]
    fn check(text: &str, letter: &str, expected: &str) {
        let runs = [TextRun { text: text.to_owned(), ..TextRun::default() }];
        let out: String = settle(&runs, true, letter).into_iter().map(|r| r.text).collect();
        assert_eq!(out, expected);
    }

    #[test]
    fn affixes_of_empty_parts_are_dropped() {
        let comma = format!("{DELIMITER}, {DELIMITER_END}");
        check(&part("(", &format!("2019{comma}"), ")"), "", "(2019)");
        check(&part("(", &format!("2019{comma}May"), ")"), "", "(2019, May)");
        check(&part("(", &format!("{comma}May{comma}"), ")"), "", "(May)");
        check(&part("(", &part("[", " ", "]"), ")"), "", "");
        let inner = part("in ", "", "");
        check(&part("", &format!("{inner}{comma}a{comma}{inner}{comma}b"), "."), "", "a, b.");
    }

    #[test]
    fn numbers_of_parts_are_distinct_marks() {
        let all: std::collections::BTreeSet<String> = (0..100_000).map(part_number).collect();
        assert_eq!(all.len(), 100_000);
        assert!(all.iter().all(|n| n.chars().count() == 4 && n.chars().all(is_reserved)));
        assert!(has_reserved("a\u{e07f}") && !has_reserved("a\u{e080}\u{f0000}\u{f8ff}"));
    }

    #[test]
    fn a_letter_has_its_place() {
        check(&format!("n.d.{LETTER_UNDATED}"), "a", "n.d.-a");
        check(&format!("o. J.{LETTER}"), "b", "o. J.b");
        check(&format!("2004{LETTER}"), "", "2004");
    }

    #[test]
    fn marks_that_never_close_lose_no_words() {
        check(&format!("{PART}a{CONTENT}b"), "", "ab");
        check(&format!("a{END}{CASE_END}b"), "", "ab");
    }
}
