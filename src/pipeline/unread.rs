//! What follows from a file or field that could not be read, and is therefore not reported. Everything else is.

use onrecord_base::code::{RuleCode, Severity};
use onrecord_base::diag::Diagnostic;
use onrecord_base::span::{FileSpan, Span};
use onrecord_base::text::count;
use onrecord_site::model::ix::ItemIx;
use onrecord_site::model::ledger::Ledger;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The items with fields that cannot be read, by the errors that say so.
pub(super) struct UnreadFields(BTreeMap<Arc<str>, Vec<Span>>);

impl UnreadFields {
    /// Looks through the errors of readers.
    pub(super) fn of(found: &[Diagnostic]) -> Self {
        let mut all: BTreeMap<Arc<str>, Vec<Span>> = BTreeMap::new();
        for told in found {
            if told.code.is_of_reading() && told.code.severity() == Severity::Error {
                all.entry(Arc::clone(&told.place.file)).or_default().push(told.place.span);
            }
        }
        Self(all)
    }

    /// Takes out what follows from what could not be read. How many findings depend on each file is said in one.
    pub(super) fn take_out(&self, found: &mut Vec<Diagnostic>, ledger: &Ledger) {
        self.retain(found, ledger);
        summed(found);
    }

    /// Takes out what a rule says of an item because a field of that very item is missing, which may be the one that
    /// cannot be read.
    fn retain(&self, found: &mut Vec<Diagnostic>, ledger: &Ledger) {
        let waits = |told: &Diagnostic| {
            told.code.needs_clean_file() && self.0.contains_key(&told.place.file)
        };
        if !found.iter().any(waits) {
            return;
        }
        let files: BTreeSet<&Arc<str>> =
            found.iter().filter(|told| waits(told)).map(|told| &told.place.file).collect();
        let mut items: BTreeMap<Arc<str>, Vec<(Span, ItemIx)>> = BTreeMap::new();
        for ix in ledger.all() {
            let file = ledger.file(ix);
            if files.contains(file) {
                let extent = ledger.extent(ix);
                items.entry(Arc::clone(file)).or_default().push((extent, ix));
            }
        }
        // The smallest item around a place: what a note defines is within the note.
        let item_at = |place: &FileSpan| {
            let around = items.get(&place.file)?.iter().filter(|(extent, _)| {
                extent.start <= place.span.start && place.span.end <= extent.end
            });
            around.min_by_key(|(extent, _)| extent.len()).map(|(_, ix)| *ix)
        };
        let mut unread: BTreeMap<Arc<str>, BTreeSet<Option<ItemIx>>> = BTreeMap::new();
        for file in items.keys() {
            let spans = self.0.get(file).into_iter().flatten();
            let of = spans.map(|span| item_at(&FileSpan::new(file, *span)));
            unread.insert(Arc::clone(file), of.collect());
        }
        let follows = |told: &Diagnostic| {
            waits(told)
                && unread
                    .get(&told.place.file)
                    .is_some_and(|all| all.contains(&item_at(&told.place)))
        };
        found.retain(|told| !follows(told));
    }
}

/// Puts one finding for each file that could not be read where the findings were that depend on it.
fn summed(found: &mut Vec<Diagnostic>) {
    let mut held: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    found.retain(|told| {
        if told.code != RuleCode::DependsOnUnread {
            return true;
        }
        *held.entry(Arc::clone(&told.place.file)).or_default() += 1;
        false
    });
    found.extend(held.into_iter().map(|(file, n)| {
        let what = count(n, "further finding depends", "further findings depend");
        let message = format!("{what} on `{file}`, which could not be read");
        Diagnostic::new(RuleCode::DependsOnUnread, FileSpan::new(&file, Span::default()), message)
            .help("correct this file first; the remaining findings are then reported")
    }));
}
