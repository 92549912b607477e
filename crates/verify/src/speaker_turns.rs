//! Turns of speech: the positions in a source at which another speaker starts.
//!
//! Words of two turns must not be quoted as the words of one speaker. A turn starts at a speaker label (`MR.
//! HALE:`, `Q.` and `A.`), at a dash that starts a line of dialogue, and where quotation marks close and open
//! again. The same label again means the same speaker, and so does a paragraph that opens a quotation which the
//! previous paragraph did not close. Labels that could be headings count only beside other labels. Start with
//! [`speaker_turns`] and [`SpeakerTurns::new_turn`].

use crate::end_marks::{EndMark, end_of};
use crate::fold::{is_dash, is_word};
use crate::mask::{QuotedRegion, QuotedRegions};
use crate::meaning::count_words;
use crate::speaker_labels::{FoldedName, LabelForm, SpeakerLabel, is_pair, label_at};
use crate::work::work;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// All turn changes of a text, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SpeakerTurns {
    /// Turn changes by labels and dashes: the bytes of the label.
    labels: Vec<Range<usize>>,
    /// Turn changes by quotation marks.
    marks: Vec<MarkChange>,
}

/// A turn change between two consecutive quotations of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
struct MarkChange {
    /// From the end of the first to the start of the second.
    between: Range<usize>,
    /// True if the source has words of its own between them.
    is_narrated: bool,
}

/// A turn that starts inside the matched words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct NewTurn {
    /// Its first byte in the text.
    pub at: usize,
    /// The line, from 1.
    pub line: u32,
    /// The label of its speaker; empty if only quotation marks show the change.
    pub label: String,
}

/// Finds the turn changes of a text.
///
/// * In: the text, and its regions in quotation marks.
/// * Linear in the text.
pub fn speaker_turns(text: &str, mask: &QuotedRegions) -> SpeakerTurns {
    SpeakerTurns { labels: labels(text), marks: marks(text, mask.spans()) }
}

impl SpeakerTurns {
    /// The first turn that starts between the first and the last of some ranges of the text.
    ///
    /// * In: the text with its turns and quoted regions; the matched ranges, in order; true if another rule checks
    ///   the reporter's words; true if labels and words of a reporter are allowed, as in an exchange that is quoted
    ///   whole.
    pub fn new_turn(
        &self,
        (text, mask): (&str, &QuotedRegions),
        parts: &[Range<usize>],
        (is_reported, is_exchange): (bool, bool),
    ) -> Option<NewTurn> {
        let (start, end) = (parts.first()?.start, parts.last()?.end);
        let whole = |range: &Range<usize>| {
            let n = parts.partition_point(|part| part.end < range.end);
            parts.get(n).is_some_and(|part| part.start <= range.start)
        };
        let from = self.labels.partition_point(|label| label.start <= start);
        let mut inside = self.labels[from..].iter().take_while(|label| label.start < end);
        if let Some(label) = inside.find(|label| !(is_exchange && whole(label))) {
            let name = text.get(label.clone()).unwrap_or("");
            let name = name.trim_matches(|c: char| !is_word(c) && c != ')' && c != '.');
            return Some(NewTurn { at: label.start, label: name.to_owned(), ..NewTurn::default() });
        }
        let from = self.marks.partition_point(|change| change.between.start <= start);
        let inside = || self.marks[from..].iter().take_while(|change| change.between.end < end);
        // Both ends are inside quotations, so readers do not take them for the reporter's words.
        let quoted_ends = mask.holds(start) && mask.holds(end.saturating_sub(1));
        let change = inside().find(|change| {
            !change.is_narrated
                || !is_reported
                    && (quoted_ends && !is_exchange || !has_words(text, parts, &change.between))
        })?;
        Some(NewTurn { at: change.between.end, ..NewTurn::default() })
    }
}

/// True if any of the ranges has a word within `within`.
fn has_words(text: &str, parts: &[Range<usize>], within: &Range<usize>) -> bool {
    let n = parts.partition_point(|part| part.end <= within.start);
    parts[n..].iter().take_while(|part| part.start < within.end).any(|part| {
        let here = part.start.max(within.start)..part.end.min(within.end);
        text.get(here).is_some_and(|text| text.contains(is_word))
    })
}

/// A possible label, with the turn after it.
struct TurnCandidate {
    label: SpeakerLabel,
    /// True if it starts a line.
    is_line: bool,
    /// True if a sentence follows it.
    is_spoken: bool,
}

/// The labels at which another speaker starts.
fn labels(text: &str) -> Vec<Range<usize>> {
    let is_captions = text.contains("-->");
    let candidates = candidates(text, is_captions);
    let accepted = accepted(&candidates);
    let dashes = dashes(text, is_captions);
    let mut all: Vec<(Range<usize>, Option<&SpeakerLabel>)> = accepted
        .into_iter()
        .map(|label| (label.at.clone(), Some(label)))
        .chain(dashes.into_iter().map(|at| (at, None)))
        .collect();
    all.sort_by_key(|(at, _)| at.start);
    let mut last: Option<&SpeakerLabel> = None;
    let mut out = vec![];
    for (at, label) in all {
        let same = match (label, last) {
            (Some(label), Some(last)) => label.name.is_same(&last.name),
            _ => false,
        };
        let keeps_title = same && label.is_some_and(|label| !label.name.has_title());
        // A dash after a label starts the same turn: `M. Hale. — Nous payons.`
        let is_same_place = out.last().is_some_and(|last: &Range<usize>| at.start <= last.end);
        if !same && !is_same_place {
            out.push(at);
        }
        if !keeps_title {
            last = label;
        }
    }
    out
}

/// All possible labels, at the starts of lines and of sentences.
fn candidates(text: &str, is_captions: bool) -> Vec<TurnCandidate> {
    let mut out: Vec<TurnCandidate> = vec![];
    let mut start = 0;
    // The candidate whose turn is open, and the end of that turn so far.
    let mut open: Option<(usize, usize)> = None;
    let close = |out: &mut Vec<TurnCandidate>, open: &mut Option<(usize, usize)>| {
        if let Some((n, end)) = open.take()
            && let Some(candidate) = out.get_mut(n)
        {
            let turn = text.get(candidate.label.at.end..end).unwrap_or("");
            candidate.is_spoken = is_sentence(turn);
        }
    };
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end().len();
        work(line.len());
        if line.trim().is_empty() {
            // A blank line may follow a name on a line of its own.
            if open.is_some_and(|(n, end)| out[n].label.at.end < end) {
                close(&mut out, &mut open);
            }
            start += line.len();
            continue;
        }
        for (at, is_line) in beginnings(line, is_captions) {
            let Some(label) = label_at(text, start + at, is_line) else { continue };
            if out.last().is_some_and(|last| label.at.start < last.label.at.end) {
                continue;
            }
            open = open.map(|(n, _)| (n, label.at.start));
            close(&mut out, &mut open);
            open = Some((out.len(), label.at.end));
            out.push(TurnCandidate { label, is_line, is_spoken: false });
        }
        if let Some((_, to)) = &mut open {
            *to = (*to).max(end);
        }
        start += line.len();
    }
    close(&mut out, &mut open);
    out
}

/// The positions in a line at which a label could start: its start, and after the end of a sentence.
fn beginnings(line: &str, is_captions: bool) -> Vec<(usize, bool)> {
    let mut out = vec![(0, true)];
    let bytes = line.as_bytes();
    for at in memchr::memchr2_iter(b' ', b'<', bytes) {
        if bytes[at] == b'<' {
            if is_captions && line[at..].starts_with("<v") {
                out.push((at, false));
            }
            continue;
        }
        // The end of a sentence, with closing marks and brackets.
        let before = line[..at].chars().next_back();
        let ends = before.is_some_and(|c| {
            matches!(
                c,
                '.' | '?'
                    | '!'
                    | '…'
                    | ']'
                    | ')'
                    | '”'
                    | '"'
                    | '’'
                    | '»'
                    | '*'
                    | '。'
                    | '؟'
                    | '-'
                    | '—'
                    | ';'
            )
        });
        if ends
            && line[at + 1..]
                .chars()
                .next()
                .is_some_and(|c| c.is_alphabetic() || "*_([<".contains(c))
        {
            out.push((at + 1, false));
        }
    }
    out
}

/// True if the words end like a sentence.
fn is_sentence(text: &str) -> bool {
    let text = text.trim_end();
    let ends = text.chars().rev().find(|c| {
        !matches!(c, '”' | '"' | '’' | '\'' | '»' | ')' | ']' | '*' | '_' | '」' | '<' | '>')
    });
    text.contains(is_word)
        && (end_of(text) != EndMark::Open
            || ends.is_some_and(|c| is_dash(c) || matches!(c, '…' | '。'))
            || text.ends_with("</v>"))
}

/// The candidates that are labels, judged together.
fn accepted(candidates: &[TurnCandidate]) -> Vec<&SpeakerLabel> {
    let lines = || candidates.iter().filter(|candidate| candidate.is_line);
    let letter = |c: &TurnCandidate| match c.label.form {
        LabelForm::Letter(letter) | LabelForm::Initial(letter) => Some(letter),
        _ => None,
    };
    let letters: BTreeSet<char> = lines().filter_map(letter).collect();
    let all_letters: BTreeSet<char> = candidates
        .iter()
        .filter_map(letter)
        .filter(|letter| letters.iter().any(|other| is_pair(*other, *letter)))
        .chain(letters.iter().copied())
        .collect();
    // `A.` beside `B.` is a list. One person who answers may be asked by several.
    let is_exchange = |letter: char| {
        let pairs = all_letters.iter().filter(|other| is_pair(letter, **other)).count();
        pairs > 0
            && (all_letters.len() == 2
                || matches!(letter, 'Q' | 'A') && !all_letters.contains(&'B'))
    };
    let mut counts: BTreeMap<&FoldedName, usize> = BTreeMap::new();
    for candidate in lines() {
        *counts.entry(&candidate.label.name).or_default() += 1;
    }
    let is_name = |c: &&TurnCandidate| {
        matches!(c.label.form, LabelForm::Name | LabelForm::Initial(_)) && c.is_spoken && c.is_line
    };
    let is_again = |c: &TurnCandidate| {
        c.label.form == LabelForm::Again && counts.get(&c.label.name).is_some_and(|n| *n > 1)
    };
    let sure = candidates.iter().any(|c| c.label.form == LabelForm::Sure);
    let names: BTreeSet<&FoldedName> = lines().filter(is_name).map(|c| &c.label.name).collect();
    // One name that could be a heading is not enough; two are, or one beside a certain label.
    let is_sure = sure || lines().filter(is_name).count() > 1;
    let again = candidates.iter().any(&is_again);
    candidates
        .iter()
        .filter(|c| match c.label.form {
            LabelForm::Sure => c.is_line || c.is_spoken,
            LabelForm::Letter(letter) | LabelForm::Initial(letter) if is_exchange(letter) => true,
            LabelForm::Letter(_) => false,
            LabelForm::Name | LabelForm::Initial(_) if c.is_line => is_sure && c.is_spoken,
            LabelForm::Name | LabelForm::Initial(_) => is_sure && names.contains(&c.label.name),
            // If one name occurs again, the others of its form count as names too.
            LabelForm::Again => is_again(c) || again && c.is_line && c.is_spoken,
        })
        .map(|c| &c.label)
        .collect()
}

/// Lines of dialogue that start with a dash: `— ¿Vas a pagar?`. A list does not count: its items are not sentences.
fn dashes(text: &str, is_captions: bool) -> Vec<Range<usize>> {
    let mut all = vec![];
    let mut start = 0;
    let mut ended = true;
    for line in text.split_inclusive('\n') {
        let head = line
            .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '«' | '“' | '„' | '"'));
        let at = start + line.len() - head.len();
        let dash = head
            .chars()
            .next()
            .filter(|c| matches!(c, '—' | '–' | '―') || is_captions && matches!(c, '-' | '>'));
        if let Some(dash) = dash {
            let body = head.trim_start_matches([dash, ' ', '\u{a0}', '\u{202f}', '\u{2009}']);
            let first = body
                .chars()
                .find(|c| !matches!(c, '¿' | '¡' | '«' | '“' | '"' | '…' | '.' | '*' | '_'));
            let capital = first.is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
            if ended && (capital || is_captions) && first.is_some_and(char::is_alphanumeric) {
                all.push((at..at + dash.len_utf8(), is_sentence(head)));
            }
        }
        if !line.trim().is_empty() {
            ended = is_sentence(line) || is_captions || line.trim_end().ends_with([':', '：']);
        }
        start += line.len();
    }
    let is_dialogue = all.len() > 1
        && (is_captions || all.iter().filter(|(_, ends)| *ends).count() * 2 >= all.len());
    if is_dialogue { all.into_iter().map(|(at, _)| at).collect() } else { vec![] }
}

/// The most words of a reporter that interrupt a quoted sentence.
const MOST_INTERRUPTING: usize = 8;

/// The most words of a quoted term, as opposed to an utterance.
const MOST_OF_TERM: usize = 3;

/// The positions at which one quotation ends and another turn starts.
fn marks(text: &str, spans: &[QuotedRegion]) -> Vec<MarkChange> {
    let mut out = vec![];
    let lists = term_lists(text, spans);
    for (n, pair) in spans.windows(2).enumerate() {
        let [first, second] = pair else { continue };
        if lists.get(n) == Some(&true) {
            continue;
        }
        let close = first.bytes().end;
        let between = close..second.bytes().start;
        let Some(narration) = text.get(between.clone()) else { continue };
        work(narration.len());
        let is_narrated = narration.contains(is_word);
        // Clippings do not contain the reporter's words.
        let is_elided = narration.contains(['…', '.']);
        let is_list = if is_narrated || is_elided {
            is_term(text, first) || is_term(text, second)
        } else {
            // `„Abgabe“, „Gebühr“`: a short quotation after a comma is the next item of a list.
            let is_listed =
                narration.contains(',') && is_short(text, first) && is_short(text, second);
            is_listed || is_term(text, first) && is_term(text, second)
        };
        let goes_on = !is_narrated && !first.is_closed;
        if is_list || goes_on || is_narrated && is_interrupted(text, (first, second), narration) {
            continue;
        }
        out.push(MarkChange { between, is_narrated });
    }
    out
}

/// Finds lists of three or more quoted terms in a sentence, with commas inside or outside the marks: `the words
/// “levy,” “fee” and “toll”`. Per quotation: true if it and the next one are in the same list.
fn term_lists(text: &str, spans: &[QuotedRegion]) -> Vec<bool> {
    let is_joined = |n: usize| {
        let (Some(first), Some(second)) = (spans.get(n), spans.get(n + 1)) else { return false };
        let between = first.bytes().end..second.bytes().start;
        let Some(between) = text.get(between).filter(|text| text.len() <= MOST_BETWEEN) else {
            return false;
        };
        work(between.len());
        let ends_in_comma = text.get(first.bytes()).is_some_and(|t| t.trim_end().ends_with(','));
        let has_comma = ends_in_comma || between.contains(',');
        is_short(text, first)
            && is_short(text, second)
            && count_words(between) <= 1
            && (has_comma || between.contains(is_word))
            && !between.contains(['.', '?', '!', ';', ':', '\n'])
    };
    let mut out = vec![false; spans.len()];
    let mut from = 0;
    while from < spans.len() {
        let mut to = from;
        while is_joined(to) {
            to += 1;
        }
        let before = text.get(..spans[from].bytes().start).unwrap_or("");
        let before = before.trim_end_matches(|c: char| !is_word(c) && !c.is_whitespace());
        // Speech starts a sentence or follows punctuation; a term follows a word.
        let is_named = before.ends_with(' ') && before.trim_end().ends_with(is_word);
        if to - from > 1 && is_named {
            out[from..to].fill(true);
        }
        from = to + 1;
    }
    out
}

/// The most bytes between two terms of a list.
const MOST_BETWEEN: usize = 24;

/// True if a quotation is as short as a term and has no sentence punctuation.
fn is_short(text: &str, span: &QuotedRegion) -> bool {
    text.get(span.bytes()).map(str::trim).is_some_and(|words| {
        words.len() <= 64 && end_of(words) == EndMark::Open && words_of(words) <= MOST_OF_TERM
    })
}

/// The number of words of a term; a hyphenated compound counts as one.
fn words_of(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(is_word)).count()
}

/// True if a quotation is a term within a sentence (`the levy “unlawful”`) and not speech.
fn is_term(text: &str, span: &QuotedRegion) -> bool {
    let Some(words) = text.get(span.bytes()).map(str::trim) else { return false };
    let first = words.chars().find(|c| is_word(*c));
    let plain = words.strip_suffix(',').unwrap_or(words);
    if !is_short(text, span) {
        return false;
    }
    match first {
        Some(c) if c.is_lowercase() => true,
        Some(c) if c.is_uppercase() => {
            let after = text.get(span.bytes().end..).unwrap_or("").chars().nth(1);
            plain == words && !after.is_some_and(|c| matches!(c, ',' | '.' | '?' | '!'))
        }
        Some(c) if c.is_alphabetic() => words.chars().count() <= 6,
        _ => true,
    }
}

/// True if a reporter only interrupts a sentence: `“Alpha,” he said, “and beta.”`
fn is_interrupted(
    text: &str,
    (first, second): (&QuotedRegion, &QuotedRegion),
    narration: &str,
) -> bool {
    let Some(words) = text.get(first.bytes()) else { return false };
    let behind =
        narration.trim_start_matches(|c: char| !is_word(c) && !c.is_whitespace() && c != ',');
    let breaks =
        words.trim_end().ends_with(|c: char| c == ',' || is_dash(c)) || behind.starts_with(',');
    let ahead = narration.trim_end_matches(|c: char| !is_word(c) && c != ',' && !is_dash(c));
    let goes_on = ahead.ends_with(|c: char| c == ',' || is_dash(c));
    let next = text.get(second.bytes()).and_then(|words| words.chars().find(|c| is_word(*c)));
    breaks
        && goes_on
        && !narration.contains(['.', '?', '!', '\n'])
        && count_words(narration) <= MOST_INTERRUPTING
        && next.is_some_and(|c| !c.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::speaker_turns;
    use crate::mask::mask;

    /// The labels at which another speaker starts.
    fn labels(text: &str) -> Vec<&str> {
        let turns = speaker_turns(text, &mask(text));
        turns.labels.into_iter().map(|at| &text[at]).collect()
    }

    /// The text between two turns that quotation marks separate.
    fn marks(text: &str) -> Vec<&str> {
        let turns = speaker_turns(text, &mask(text));
        turns.marks.into_iter().map(|change| &text[change.between]).collect()
    }

    #[test]
    fn labels_of_many_forms_are_read() {
        for (text, expected) in [
            ("MR. HALE: We pay.\nMS. ORR: You refuse.", vec!["MR. HALE:", "MS. ORR:"]),
            ("MR. HALE: We pay. MS. ORR: You refuse.", vec!["MR. HALE:", "MS. ORR:"]),
            ("Q. Were you there?\nA. Yes.\nQ. Why?", vec!["Q.", "A.", "Q."]),
            ("Q: Were you there? A: Yes.", vec!["Q:", "A:"]),
            ("[00:14:05] HALE: It fell.\n[00:14:11] ORR: It rose.", vec!["HALE:", "ORR:"]),
            (
                "HALE (chair): It fell.\nORR [14:11]: It rose.",
                vec!["HALE (chair):", "ORR [14:11]:"],
            ),
            ("Mr. HALE. I yield.\nThe CHAIRMAN. So be it.", vec!["Mr. HALE.", "The CHAIRMAN."]),
            ("Mr. HALE of Ohio. I yield. Mr. ORR. No.", vec!["Mr. HALE of Ohio.", "Mr. ORR."]),
            ("Hale: We pay.\nOrr: You refuse.", vec!["Hale:", "Orr:"]),
            ("**Hale:** We pay.\n\n**Orr:** No.", vec!["Hale:", "Orr:"]),
            (
                "Präs. Müller: Wir zahlen.\nAbg. Schmidt: Nein.",
                vec!["Präs. Müller:", "Abg. Schmidt:"],
            ),
            (
                "M. Hale. — Nous payons.\nMme Orr. — Non.\nM. Hale. — Si.",
                vec!["M. Hale.", "Mme Orr.", "M. Hale."],
            ),
            ("记者：你会付吗？\n市长：不会。", vec!["记者：", "市长："]),
            ("الصحفي: هل ستدفع؟\nالوزير: لا.", vec!["الصحفي:", "الوزير:"]),
            ("Журналист: Вы платите?\nМэр Иванов: Нет.", vec!["Журналист:", "Мэр Иванов:"]),
            (
                "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Hale>It fell.</v> <v Orr>It rose.</v>",
                vec!["<v Hale>", "<v Orr>"],
            ),
            ("1\n00:00:01,000 --> 00:00:02,000\n- It fell.\n- It rose.", vec!["-", "-"]),
            (
                "Anna Hale  0:05\nIt fell.\n\nBen Orr  0:09\nIt rose.",
                vec!["Anna Hale  0:05", "Ben Orr  0:09"],
            ),
            ("— ¿Vas a pagar?\n— No voy.", vec!["—", "—"]),
        ] {
            assert_eq!(labels(text), expected, "{text}");
        }
    }

    #[test]
    fn the_same_label_again_is_the_same_speaker() {
        assert_eq!(labels("MR. HALE: One.\nHALE (chair): Two.\nMS. HALE: Three.").len(), 2);
    }

    #[test]
    fn what_is_no_label_changes_nothing() {
        for text in [
            "reported that\nThe cost: 40 million\nThe time: 14:05 and on.",
            "Summary: The fee rose.\nConclusion: It fell.\nNote: See https://example.org/a.",
            "Name: Hale\nDate: 5 May\nPlace: the quay",
            "A. We must pay.\nB. We must refuse.\nC. We must wait.",
            "It cost 5. Vitamin A. It rose.",
            "— goods,\n— services;\n— capital.",
            "- One.\n- Two.",
            "It fell at 14:05: nobody saw it. Result: none.",
        ] {
            assert_eq!(labels(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn marks_that_close_and_open_again_part_turns() {
        assert_eq!(marks("“Will you pay?”\n\n“No.”"), ["”\n\n“"]);
        assert_eq!(marks("\"Will you pay?\" \"No.\" \"Then go.\"").len(), 2);
        assert_eq!(marks("“I signed,” he said. “You did not,” she said.").len(), 1);
        assert_eq!(marks("“It is full.\n\n“It is,” he said."), [""; 0]);
        assert_eq!(marks("“It is,” he said, “and was.”"), [""; 0]);
        assert_eq!(marks("the words “levy”, “fee” and “dues”"), [""; 0]);
        assert_eq!(marks("Sie nannten es „Abgabe“, „Gebühr“ oder „Beitrag“."), [""; 0]);
        assert_eq!(marks("「払うか。」「いや。」").len(), 1);
        assert_eq!(marks("«Vous payez ?» «Non.»").len(), 1);
        assert_eq!(marks("‘Will you pay?’ ‘No.’").len(), 1);
    }
}
