//! Removes diagnostics that only follow from a file or field that could not be read.
//!
//! All other diagnostics are reported. Start with [`UnreadFields`].

use onrecord_base::code::{RuleCode, Severity};
use onrecord_base::diag::Diagnostic;
use onrecord_base::span::{FileSpan, Span};
use onrecord_base::text::count;
use onrecord_site::model::ix::ItemIx;
use onrecord_site::model::ledger::Ledger;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The spans of fields that could not be read, by file.
pub(super) struct UnreadFields(BTreeMap<Arc<str>, Vec<Span>>);

impl UnreadFields {
    /// Collects the spans from the errors of readers.
    pub(super) fn of(diagnostics: &[Diagnostic]) -> Self {
        let mut all: BTreeMap<Arc<str>, Vec<Span>> = BTreeMap::new();
        for diagnostic in diagnostics {
            if diagnostic.code.is_of_reading() && diagnostic.code.severity() == Severity::Error {
                all.entry(Arc::clone(&diagnostic.place.file))
                    .or_default()
                    .push(diagnostic.place.span);
            }
        }
        Self(all)
    }

    /// Removes diagnostics that follow from unread fields. Reports the number of those that depend on an unread
    /// file once per file.
    pub(super) fn take_out(&self, diagnostics: &mut Vec<Diagnostic>, ledger: &Ledger) {
        self.retain(diagnostics, ledger);
        sum_up_dependents(diagnostics);
    }

    /// Removes diagnostics about a missing field of an item of which a field could not be read: the two may be the
    /// same field.
    fn retain(&self, diagnostics: &mut Vec<Diagnostic>, ledger: &Ledger) {
        let needs_clean_file = |diagnostic: &Diagnostic| {
            diagnostic.code.needs_clean_file() && self.0.contains_key(&diagnostic.place.file)
        };
        if !diagnostics.iter().any(needs_clean_file) {
            return;
        }
        let files: BTreeSet<&Arc<str>> = diagnostics
            .iter()
            .filter(|diagnostic| needs_clean_file(diagnostic))
            .map(|diagnostic| &diagnostic.place.file)
            .collect();
        let mut items: BTreeMap<Arc<str>, Vec<(Span, ItemIx)>> = BTreeMap::new();
        for ix in ledger.all() {
            let file = ledger.file(ix);
            if files.contains(file) {
                let extent = ledger.extent(ix);
                items.entry(Arc::clone(file)).or_default().push((extent, ix));
            }
        }
        // The smallest item that contains a position: items that a note defines are inside the note.
        let item_at = |place: &FileSpan| {
            let containing = items.get(&place.file)?.iter().filter(|(extent, _)| {
                extent.start <= place.span.start && place.span.end <= extent.end
            });
            containing.min_by_key(|(extent, _)| extent.len()).map(|(_, ix)| *ix)
        };
        let mut unread: BTreeMap<Arc<str>, BTreeSet<Option<ItemIx>>> = BTreeMap::new();
        for file in items.keys() {
            let spans = self.0.get(file).into_iter().flatten();
            let of = spans.map(|span| item_at(&FileSpan::new(file, *span)));
            unread.insert(Arc::clone(file), of.collect());
        }
        let follows = |diagnostic: &Diagnostic| {
            needs_clean_file(diagnostic)
                && unread
                    .get(&diagnostic.place.file)
                    .is_some_and(|all| all.contains(&item_at(&diagnostic.place)))
        };
        diagnostics.retain(|diagnostic| !follows(diagnostic));
    }
}

/// Replaces the diagnostics that depend on unread files by one per file, with their number.
fn sum_up_dependents(diagnostics: &mut Vec<Diagnostic>) {
    let mut dependents: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    diagnostics.retain(|diagnostic| {
        if diagnostic.code != RuleCode::DependsOnUnread {
            return true;
        }
        *dependents.entry(Arc::clone(&diagnostic.place.file)).or_default() += 1;
        false
    });
    diagnostics.extend(dependents.into_iter().map(|(file, n)| {
        let what = count(n, "further finding depends", "further findings depend");
        let message = format!("{what} on `{file}`, which could not be read");
        Diagnostic::new(RuleCode::DependsOnUnread, FileSpan::new(&file, Span::default()), message)
            .help("correct this file first; the remaining findings are then reported")
    }));
}
