//! What several rules need: looking a name up again, comparing dates with care, who is held back.
//!
//! Knows no rule and no message. Everything here errs on the side of silence: what is not certain
//! is not said.

use crate::model::common_fields::{CommonFields, PublicationState};
use crate::model::ix::ItemIx;
use crate::model::ledger::Ledger;
use crate::resolve::names::NameLookup;
use onrecord_base::diag::Diagnostic;
use onrecord_base::edtf::{EdtfDate, PartialDate, QualifiedDate, SourcedDate, UtcInstant};
use onrecord_base::id::{ItemKind, ItemRef};
use onrecord_base::span::Spanned;

/// The thing of one type that a field names; `None` when that was told elsewhere.
pub(super) fn named(ledger: &Ledger, kind: ItemKind, name: &ItemRef) -> Option<ItemIx> {
    let written = name.as_str();
    let bare =
        written.strip_prefix(kind.word()).and_then(|r| r.strip_prefix(':')).unwrap_or(written);
    match ledger.find(kind, bare) {
        NameLookup::One(ix) => Some(ix),
        _ => None,
    }
}

/// The first day that a date can mean, when that is certain.
fn surely_from(when: EdtfDate) -> Option<PartialDate> {
    match when {
        EdtfDate::At(p) | EdtfDate::Between(Some(p), _) => sure(p).map(PartialDate::first),
        EdtfDate::Between(None, _) => None,
    }
}

/// The last day that a date can mean, when that is certain.
fn surely_until(when: EdtfDate) -> Option<PartialDate> {
    match when {
        EdtfDate::At(p) | EdtfDate::Between(_, Some(p)) => sure(p).map(PartialDate::last),
        EdtfDate::Between(_, None) => None,
    }
}

fn sure(point: QualifiedDate) -> Option<PartialDate> {
    (!point.approximate && !point.uncertain).then_some(point.civil)
}

/// Whether `a` ended before `b` began, however vague both are. About, unsure and open ends are
/// never certain.
pub(super) fn surely_before(a: EdtfDate, b: EdtfDate) -> bool {
    matches!((surely_until(a), surely_from(b)), (Some(a), Some(b)) if a < b)
}

/// The same for dates that may be unknown.
pub(super) fn dated_before(a: &SourcedDate, b: &SourcedDate) -> bool {
    matches!((a.when, b.when), (Some(a), Some(b)) if surely_before(a, b))
}

/// Whether all of a date lies after a day.
pub(super) fn surely_after(date: &SourcedDate, day: PartialDate) -> bool {
    date.when.and_then(surely_from).is_some_and(|from| from > day)
}

/// A date as written, for a message.
pub(super) fn written(date: &SourcedDate) -> String {
    date.when.map_or_else(|| "an unknown date".to_owned(), |when| format!("`{when}`"))
}

/// A thing's optional fields and those of the note in whose front matter it stands.
fn layers(ledger: &Ledger, ix: ItemIx) -> impl Iterator<Item = &CommonFields> {
    let owner = ledger.owner(ix).map(|note| ledger.shared(note.into()));
    std::iter::once(ledger.shared(ix)).chain(owner)
}

fn yes(field: Option<&Spanned<bool>>) -> bool {
    field.is_some_and(|f| f.v)
}

/// Whether a thing is in no output, ever.
pub(super) fn is_confidential(ledger: &Ledger, ix: ItemIx) -> bool {
    layers(ledger, ix).any(|shared| yes(shared.confidential.as_ref()))
}

/// Whether something holds a thing back at this moment.
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

/// Names in back ticks, at most eight of them.
pub(super) fn some(names: &[String]) -> String {
    let mut shown: Vec<String> = names.iter().take(8).map(|n| format!("`{n}`")).collect();
    if names.len() > shown.len() {
        shown.push(format!("{} more", names.len() - shown.len()));
    }
    shown.join(", ")
}

/// A loop as it is printed: `a → b → a`; the middle of a long one is left out.
pub(super) fn round(names: &[String]) -> String {
    let mut shown: Vec<&str> = names.iter().take(8).map(String::as_str).collect();
    if names.len() > shown.len() {
        shown.push("…");
    }
    shown.extend(names.first().map(String::as_str));
    shown.join(" → ")
}

/// Adds the places of a loop's links, at most eight of them.
pub(super) fn with_links(
    told: Diagnostic,
    links: impl Iterator<Item = (onrecord_base::span::FileSpan, String)>,
) -> Diagnostic {
    links.take(8).fold(told, |told, (place, why)| told.related(place, why))
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
