//! Marks that a prepared style puts around what the processor writes, and what becomes of them.
//!
//! The processor decides too early whether a part of a style prints anything, forgets capitals that a
//! macro asks for, and knows quotation marks of one language. A prepared style (`prepare`) writes marks
//! where a group, an affix, a delimiter, a change of case or a quotation begins and ends; [`settle`]
//! reads them, leaves out what stands around nothing, and writes the rest. No mark leaves this folder.

use super::cases::{CaseChange, recased};
use crate::csl_runs::{CLOSE, OPEN, TextRun};

/// Where a part begins; its prefix follows.
pub(super) const PART: char = '\u{e020}';

/// Where the content of a part begins.
pub(super) const CONTENT: char = '\u{e021}';

/// Where the content of a part ends; its suffix follows.
pub(super) const AFTER: char = '\u{e022}';

/// Where a part ends.
pub(super) const END: char = '\u{e023}';

/// Where a delimiter begins.
pub(super) const DELIMITER: char = '\u{e024}';

/// Where a delimiter ends.
pub(super) const DELIMITER_END: char = '\u{e025}';

/// Where a case ends. Where it begins stands a character of [`Case::mark`].
pub(super) const CASE_END: char = '\u{e02c}';

/// Where a quotation begins.
pub(super) const QUOTED: char = '\u{e02d}';

/// Where a quotation ends.
pub(super) const QUOTED_END: char = '\u{e02e}';

/// Where full stops begin to be left out.
pub(super) const STRIPPED: char = '\u{e032}';

/// Where that ends.
pub(super) const STRIPPED_END: char = '\u{e033}';

/// Where what is printed in the place of names begins.
pub(super) const NAMES: char = '\u{e034}';

/// Where it ends.
pub(super) const NAMES_END: char = '\u{e035}';

/// Where the letter goes that tells two works of a year apart.
pub(super) const LETTER: char = '\u{e02f}';

/// Where the letter goes after words for no date, behind a hyphen.
pub(super) const LETTER_UNDATED: char = '\u{e030}';

/// Stands for a hyphen in a given name whose next part has no initial: `Min-jun`.
pub(super) const NAME_HYPHEN: char = '\u{e031}';

/// The 32 digits of the numbers of parts. A number stands between [`AFTER`] and [`END`], so that no two
/// suffixes are the same text: the processor would take the second for a slip.
const DIGITS: std::ops::RangeInclusive<char> = '\u{e060}'..='\u{e07f}';

/// Whether a character means something to this folder. Values of sources are rid of such characters, and
/// a style that has any is refused.
pub(super) fn is_reserved(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{e07f}')
}

/// Whether a text has a character that means something to this folder. Fast: all of them begin with
/// one byte that few texts have.
pub(super) fn has_reserved(text: &str) -> bool {
    text.as_bytes().contains(&0xee) && text.contains(is_reserved)
}

/// The number of the nth part of a style in four digits: more parts than a style of the largest size has.
pub(super) fn part_number(n: usize) -> String {
    let digit = |shift: u32| DIGITS.clone().nth((n >> shift) & 31);
    [15, 10, 5, 0].into_iter().filter_map(digit).collect()
}

/// A character and the run it came from.
pub(super) type RunCharacter = (char, usize);

/// What is open.
enum OpenMark {
    /// A part, with its prefix, and its suffix once it has begun.
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
    /// A delimiter that waits for something after it.
    delimiter: Vec<RunCharacter>,
    /// Whether the content has more than blanks.
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

    /// Adds to the content, after the delimiter that waits.
    fn add(&mut self, pieces: &[RunCharacter]) {
        if pieces.iter().any(|(c, _)| is_seen(*c)) {
            self.is_visible = true;
            self.content.append(&mut self.delimiter);
        }
        self.content.extend_from_slice(pieces);
    }

    /// What the frame gives to the one around it.
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

/// The runs of an entry as they read, once its marks have done their work.
///
/// `letter` is written where the style has a place for it.
pub(super) fn settle(runs: &[TextRun], is_english: bool, letter: &str) -> Vec<TextRun> {
    let mut open = vec![MarkFrame::new(OpenMark::Part {
        prefix: vec![],
        suffix: vec![],
        state: MarkState::Content,
    })];
    let mut delimiter: Option<Vec<RunCharacter>> = None;
    // A place that the style gives the letter wins.
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
                    // What the processor left open within a part ends with it.
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

/// Closes the frame that was opened last.
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

/// The pieces as runs again, each dressed as the run it came from.
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
    fn what_is_around_nothing_is_left_out() {
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
