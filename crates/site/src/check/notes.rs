//! OR404, OR406, OR407, OR408, OR801, OR802, OR803: the front matter of a note.

use super::CheckContext;
use super::rule_support::{dated_before, is_withheld, surely_after, written};
use crate::model::ledger::{Item, MarkdownRole};
use crate::model::note::{Note, NoteKind};
use crate::resolve::linked::LinkedLedger;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::text::fold;
use std::collections::BTreeMap;

/// The maximum number of words in a bottom line.
const BOTTOM_LINE: u32 = 60;
/// The maximum number of key points.
const KEY_POINTS: usize = 5;

/// OR404: a published note has a date in the future.
pub(super) fn future(linked: &LinkedLedger, setting: &CheckContext<'_>) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    let today = setting.now.day();
    let mut found = vec![];
    for ix in ledger.notes() {
        let note = &ledger[ix];
        let Some(date) = note.data.date.as_ref().filter(|d| surely_after(d, today)) else {
            continue;
        };
        if !is_withheld(ledger, ix.into(), setting.now) {
            let message = format!("this note is dated {} but is published today", written(date));
            let help = match date.when.and_then(onrecord_base::edtf::EdtfDate::day) {
                Some(day) => {
                    format!("add `embargo: {day}T06:00:00Z`, or correct the date")
                }
                None => "add `embargo:`, or correct the date".to_owned(),
            };
            found.push(
                Diagnostic::new(RuleCode::FutureDate, note.at(date.span), message)
                    .label(format!("today is {today}"))
                    .help(help),
            );
        }
    }
    found
}

/// OR406: a note was updated before its publication date.
pub(super) fn updated_before_date(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let mut found = vec![];
    for note in &linked.ledger.notes {
        if let (Some(updated), Some(date)) = (&note.shared.updated, &note.data.date)
            && dated_before(updated, date)
        {
            let message =
                format!("updated on {}, but published on {}", written(updated), written(date));
            let diagnostic =
                Diagnostic::new(RuleCode::UpdatedBeforeDate, note.at(updated.span), message)
                    .related(note.at(date.span), "published here");
            found.push(diagnostic.help("correct one of the dates"));
        }
    }
    found
}

/// OR407: two notes have the same document number.
pub(super) fn duplicate_number(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let mut first: BTreeMap<String, &Item<Note>> = BTreeMap::new();
    let mut found = vec![];
    for note in &linked.ledger.notes {
        let Some(number) = &note.data.number else { continue };
        let Some(before) = first.get(&fold(number)) else {
            first.insert(fold(number), note);
            continue;
        };
        let message = format!("two notes have the number `{}`", number.v);
        let diagnostic = Diagnostic::new(RuleCode::DuplicateNumber, note.at(number.span), message);
        let diagnostic = match &before.data.number {
            Some(other) => diagnostic.related(before.at(other.span), "first used here"),
            None => diagnostic,
        };
        found.push(diagnostic.help("give one of them another number"));
    }
    found
}

/// OR408: a tracker without a scope note.
pub(super) fn tracker_without_scope(
    linked: &LinkedLedger,
    _: &CheckContext<'_>,
) -> Vec<Diagnostic> {
    let notes = linked.ledger.notes.iter();
    notes
        .filter(|n| n.data.kind == NoteKind::Tracker && n.data.scope_note.is_none())
        .map(|note| {
            let message = format!("the tracker `{}` has no scope note", note.id);
            Diagnostic::new(RuleCode::TrackerWithoutScope, note.place(), message)
                .help("add `scope_note:` and say what is tracked and what is not")
        })
        .collect()
}

/// OR801: a bottom line that is too long.
pub(super) fn long_bottom_line(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let mut found = vec![];
    for note in &linked.ledger.notes {
        let words = note.texts.bottom_line.words;
        if let Some(line) = note.data.bottom_line.as_ref().filter(|_| words > BOTTOM_LINE) {
            let message = format!("this bottom line has {words} words; the limit is {BOTTOM_LINE}");
            found.push(
                Diagnostic::new(RuleCode::LongBottomLine, note.at(line.span), message)
                    .help("state the answer first and move the rest into the text"),
            );
        }
    }
    found
}

/// OR802: too many key points.
pub(super) fn many_key_points(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let mut found = vec![];
    for note in &linked.ledger.notes {
        if let Some(extra) = note.data.key_points.get(KEY_POINTS) {
            let message = format!("this note has {} key points", note.data.key_points.len());
            found.push(
                Diagnostic::new(RuleCode::ManyKeyPoints, note.at(extra.span), message)
                    .label("the sixth")
                    .help(format!("keep the {KEY_POINTS} most important ones")),
            );
        }
    }
    found
}

/// OR803: a note without a summary for lists and previews.
pub(super) fn no_summary(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let notes = linked.ledger.notes.iter();
    notes
        .filter(|n| n.role == MarkdownRole::Note && n.shared.summary.is_none())
        .map(|note| {
            let message = format!("the note `{}` has no summary", note.id);
            Diagnostic::new(RuleCode::NoSummary, note.place(), message)
                .help("add `summary:` with one or two sentences for lists and previews")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{Site, tells};
    use crate::model::ledger::ItemTexts;
    use onrecord_prose::body::Body;
    use std::sync::Arc;

    fn note(front: &str) -> String {
        format!("---\ntitle: A\n{front}\n---\n")
    }

    #[test]
    fn a_date_in_the_future_needs_an_embargo() {
        for (front, line) in [
            (
                "date: 2022-07-02",
                Some("OR404 «2022-07-02» this note is dated `2022-07-02` but is published today"),
            ),
            ("date: 2022-07-01", None),
            ("date: 2022", None),
            ("date: 2022-07-02\nembargo: 2022-07-02T06:00:00Z", None),
            (
                "date: 2022-07-02\nembargo: 2022-06-02T06:00:00Z",
                Some("OR404 «2022-07-02» this note is dated `2022-07-02` but is published today"),
            ),
            ("date: 2022-07-02\ndraft: true", None),
            ("date: 2022-07-02\npublish: false", None),
        ] {
            let lines: Vec<&str> = line.into_iter().collect();
            tells(future, &[("a.md", &note(front))], &lines);
        }
    }

    #[test]
    fn an_update_comes_after_publication() {
        tells(
            updated_before_date,
            &[("a.md", &note("date: 2022-06-18\nupdated: 2022-06-17"))],
            &["OR406 «2022-06-17» updated on `2022-06-17`, but published on `2022-06-18`"],
        );
        tells(updated_before_date, &[("a.md", &note("date: 2022-06-18\nupdated: 2022-06"))], &[]);
    }

    #[test]
    fn a_number_is_of_one_note() {
        let text = note("number: BRF-2022-014");
        tells(
            duplicate_number,
            &[
                ("a.md", &text),
                ("b.md", &note("number: brf-2022-014")),
                ("c.md", &note("number: x")),
            ],
            &["OR407 «brf-2022-014» two notes have the number `brf-2022-014`"],
        );
    }

    #[test]
    fn a_tracker_says_what_it_covers() {
        tells(
            tracker_without_scope,
            &[("a.md", &note("kind: tracker")), ("b.md", &note("kind: tracker\nscope_note: all"))],
            &["OR408 «A» the tracker `a` has no scope note"],
        );
    }

    #[test]
    fn a_bottom_line_has_sixty_words() {
        let mut site = Site::of(&[("a.md", note("bottom_line: so it is").as_bytes())]);
        for (words, tells) in [(60, 0), (61, 1)] {
            let ledger = Arc::make_mut(&mut site.linked.ledger);
            let item = ledger.notes.get_mut(0).unwrap();
            let mut bottom_line = Body::default();
            bottom_line.words = words;
            Arc::make_mut(&mut item.entry).texts =
                ItemTexts { bottom_line, ..ItemTexts::default() }.into();
            assert_eq!(long_bottom_line(&site.linked, &site.setting()).len(), tells);
        }
    }

    #[test]
    fn five_key_points_are_enough() {
        tells(many_key_points, &[("a.md", &note("key_points: [a, b, c, d, e]"))], &[]);
        tells(
            many_key_points,
            &[("a.md", &note("key_points: [a, b, c, d, e, f]"))],
            &["OR802 «f» this note has 6 key points"],
        );
    }

    #[test]
    fn a_note_has_a_summary_and_a_home_page_needs_none() {
        tells(
            no_summary,
            &[("index.md", &note("")), ("a.md", &note("summary: x")), ("b.md", &note(""))],
            &["OR803 «A» the note `b` has no summary"],
        );
    }
}
