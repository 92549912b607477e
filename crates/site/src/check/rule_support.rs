//! Helpers for several rules: lookups, date comparisons, visibility and lists in messages.
//!
//! Contains no rules or messages. All functions are conservative: they return true only for certain
//! facts.

use crate::model::common_fields::{CommonFields, PublicationState};
use crate::model::ix::ItemIx;
use crate::model::ledger::Ledger;
use crate::resolve::names::NameLookup;
use onrecord_base::diag::Diagnostic;
use onrecord_base::edtf::{EdtfDate, PartialDate, QualifiedDate, SourcedDate, UtcInstant};
use onrecord_base::id::{ItemKind, ItemRef};
use onrecord_base::span::Spanned;

/// The item of one type that a field names; `None` if the name is unknown, which is reported
/// elsewhere.
pub(super) fn named(ledger: &Ledger, kind: ItemKind, name: &ItemRef) -> Option<ItemIx> {
    let written = name.as_str();
    let bare =
        written.strip_prefix(kind.word()).and_then(|r| r.strip_prefix(':')).unwrap_or(written);
    match ledger.find(kind, bare) {
        NameLookup::One(ix) => Some(ix),
        _ => None,
    }
}

/// The first date of the period that a date stands for; `None` if uncertain.
fn surely_from(when: EdtfDate) -> Option<PartialDate> {
    match when {
        EdtfDate::At(p) | EdtfDate::Between(Some(p), _) => sure(p).map(PartialDate::first),
        EdtfDate::Between(None, _) => None,
    }
}

/// The last date of the period that a date stands for; `None` if uncertain.
fn surely_until(when: EdtfDate) -> Option<PartialDate> {
    match when {
        EdtfDate::At(p) | EdtfDate::Between(_, Some(p)) => sure(p).map(PartialDate::last),
        EdtfDate::Between(_, None) => None,
    }
}

fn sure(point: QualifiedDate) -> Option<PartialDate> {
    (!point.approximate && !point.uncertain).then_some(point.civil)
}

/// True if `a` certainly ended before `b` began. Approximate, uncertain and open dates are never
/// certain.
pub(super) fn surely_before(a: EdtfDate, b: EdtfDate) -> bool {
    matches!((surely_until(a), surely_from(b)), (Some(a), Some(b)) if a < b)
}

/// Same as [`surely_before`], for dates that may be unknown.
pub(super) fn dated_before(a: &SourcedDate, b: &SourcedDate) -> bool {
    matches!((a.when, b.when), (Some(a), Some(b)) if surely_before(a, b))
}

/// True if the whole date is after `day`.
pub(super) fn surely_after(date: &SourcedDate, day: PartialDate) -> bool {
    date.when.and_then(surely_from).is_some_and(|from| from > day)
}

/// A date as written, for messages.
pub(super) fn written(date: &SourcedDate) -> String {
    date.when.map_or_else(|| "an unknown date".to_owned(), |when| format!("`{when}`"))
}

/// The optional fields of an item, and those of the note that defines it.
fn layers(ledger: &Ledger, ix: ItemIx) -> impl Iterator<Item = &CommonFields> {
    let owner = ledger.owner(ix).map(|note| ledger.shared(note.into()));
    std::iter::once(ledger.shared(ix)).chain(owner)
}

fn yes(field: Option<&Spanned<bool>>) -> bool {
    field.is_some_and(|f| f.v)
}

/// True if an item is never published.
pub(super) fn is_confidential(ledger: &Ledger, ix: ItemIx) -> bool {
    layers(ledger, ix).any(|shared| yes(shared.confidential.as_ref()))
}

/// True if an item is withheld at this time.
pub(super) fn is_withheld(ledger: &Ledger, ix: ItemIx, now: UtcInstant) -> bool {
    layers(ledger, ix).any(|s| {
        yes(s.confidential.as_ref())
            || yes(s.draft.as_ref())
            || s.publish.as_ref().is_some_and(|p| !p.v)
            || s.state.as_ref().is_some_and(|s| {
                matches!(s.v, PublicationState::Draft | PublicationState::Withdrawn)
            })
            || s.embargo.as_ref().is_some_and(|e| e.v > now)
            || s.expires.as_ref().is_some_and(|e| e.v <= now)
    })
}

/// Names in backticks, at most eight.
pub(super) fn some(names: &[String]) -> String {
    let mut shown: Vec<String> = names.iter().take(8).map(|n| format!("`{n}`")).collect();
    if names.len() > shown.len() {
        shown.push(format!("{} more", names.len() - shown.len()));
    }
    shown.join(", ")
}

/// A loop for messages: `a → b → a`; the middle of a long loop is omitted.
pub(super) fn round(names: &[String]) -> String {
    let mut shown: Vec<&str> = names.iter().take(8).map(String::as_str).collect();
    if names.len() > shown.len() {
        shown.push("…");
    }
    shown.extend(names.first().map(String::as_str));
    shown.join(" → ")
}

/// Adds the positions of a loop's links as related locations, at most eight.
pub(super) fn with_links(
    diagnostic: Diagnostic,
    links: impl Iterator<Item = (onrecord_base::span::FileSpan, String)>,
) -> Diagnostic {
    links.take(8).fold(diagnostic, |diagnostic, (place, why)| diagnostic.related(place, why))
}

#[cfg(test)]
mod tests {
    use super::{round, surely_before};
    use onrecord_base::edtf::EdtfDate;

    #[track_caller]
    fn before(a: &str, b: &str) -> bool {
        let read = |text| EdtfDate::parse(text).unwrap();
        surely_before(read(a), read(b))
    }

    #[test]
    fn only_what_is_certain_counts_as_earlier() {
        assert!(before("2022-06-17", "2022-06-18"));
        assert!(before("2021", "2022-01-01"));
        assert!(before("2020/2021", "2022/.."));
        assert!(!before("2022-06-17", "2022-06-17"));
        assert!(!before("2022", "2022-06-18"));
        assert!(!before("2021~", "2022-01-01"));
        assert!(!before("2021-01-01", "2022?"));
        assert!(!before("2021/..", "2022-01-01"));
        assert!(!before("2021-01-01", "../2022"));
    }

    #[test]
    fn a_loop_ends_where_it_began() {
        assert_eq!(round(&["a".into(), "b".into()]), "a → b → a");
    }
}
