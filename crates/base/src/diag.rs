//! Diagnostics for authors, and values that carry them.
//!
//! A pass never prints and never stops at the first error. It returns [`WithDiagnostics`]. The report layer turns
//! diagnostics into text, JSON or SARIF, and decides how severe each one is, from its code and the `lint:` settings
//! of the site.
//!
//! Start with [`Diagnostic::new`]; [`sorted`] puts diagnostics in the order of a report.

use crate::code::RuleCode;
use crate::span::FileSpan;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// A problem to report to the author, at one location.
///
/// Cheap to clone: copies share their data, because a diagnostic is stored in several caches.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic(Arc<DiagnosticData>);

/// The data of a [`Diagnostic`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DiagnosticData {
    /// The violated rule; it determines the default severity and the long explanation.
    pub code: RuleCode,
    /// One line, lower case, no full stop, naming the item: ``unknown source `post-2022` ``.
    pub message: String,
    /// The text that the message is about.
    pub place: FileSpan,
    /// A few words beside the caret: ``did you mean `post-2022`?``; empty if the message is enough.
    pub label: String,
    /// The name that an unknown name may have meant, if one is similar.
    pub suggestion: Option<String>,
    /// Other locations that explain the problem, each with a short label.
    pub related: Vec<(FileSpan, String)>,
    /// The next step, as one sentence; empty without useful advice.
    pub help: String,
    /// A fix that is safe to apply, for `check --fix` and editors.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// The address of the shared data: equal for copies, and unique as long as one copy is kept.
    pub fn address(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }

    /// The sort key. Two diagnostics with equal keys count as the same problem.
    fn order(&self) -> (&FileSpan, RuleCode, &str) {
        (&self.place, self.code, &self.message)
    }
}

impl Deref for Diagnostic {
    type Target = DiagnosticData;
    fn deref(&self) -> &DiagnosticData {
        &self.0
    }
}

impl DerefMut for Diagnostic {
    fn deref_mut(&mut self) -> &mut DiagnosticData {
        Arc::make_mut(&mut self.0)
    }
}

/// A replacement for the text at one location.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fix {
    /// The text to replace.
    pub place: FileSpan,
    /// The new text; empty to delete.
    pub text: String,
}

impl Diagnostic {
    /// Creates a diagnostic that has only a message.
    pub fn new(code: RuleCode, place: FileSpan, message: impl Into<String>) -> Self {
        Self(Arc::new(DiagnosticData {
            code,
            message: message.into(),
            place,
            label: String::new(),
            suggestion: None,
            related: vec![],
            help: String::new(),
            fix: None,
        }))
    }

    /// Sets the next step.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// Sets the words beside the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Sets the label `did you mean …?` if a similar name is known.
    #[must_use]
    pub fn did_you_mean(self, near: Option<&str>) -> Self {
        match near {
            Some(near) => self.suggests(near).label(format!("did you mean `{near}`?")),
            None => self,
        }
    }

    /// Records the name that an unknown name may have meant, without a label.
    #[must_use]
    pub fn suggests(mut self, name: &str) -> Self {
        self.suggestion = Some(name.to_owned());
        self
    }

    /// Adds a related location with a short label.
    #[must_use]
    pub fn related(mut self, place: FileSpan, why: impl Into<String>) -> Self {
        self.related.push((place, why.into()));
        self
    }

    /// Sets a fix that is safe to apply.
    #[must_use]
    pub fn fix(mut self, place: FileSpan, text: impl Into<String>) -> Self {
        self.fix = Some(Fix { place, text: text.into() });
        self
    }
}

/// A value, with the diagnostics found while producing it.
///
/// The value is always present and usable: a note with an invalid date is a note without a date.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "the findings would be lost"]
pub struct WithDiagnostics<T> {
    /// The value.
    pub value: T,
    /// The diagnostics, in text order.
    pub found: Vec<Diagnostic>,
}

impl<T> WithDiagnostics<T> {
    /// Wraps a value that has no diagnostics.
    pub fn clean(value: T) -> Self {
        Self { value, found: vec![] }
    }

    /// Appends the diagnostics to `all` and returns the value.
    pub fn into(self, all: &mut Vec<Diagnostic>) -> T {
        all.extend(self.found);
        self.value
    }
}

/// Returns the diagnostics by location, then code, then message; the same problem only once.
pub fn sorted(diagnostics: &[Diagnostic]) -> Vec<Diagnostic> {
    SortCache::default().sorted(diagnostics)
}

/// The most new diagnostics that are inserted into the sorted list; with more of them, everything is sorted again.
const MOST_NEW: usize = 256;

/// The result of the last sort. After an edit, most diagnostics are the same as before.
#[derive(Debug, Default)]
pub struct SortCache {
    sorted: Vec<Diagnostic>,
    /// Duplicates that were removed from `sorted`, in the same order.
    twins: Vec<Diagnostic>,
    /// Addresses of all diagnostics in both lists. The lists keep the data alive, so an address cannot be reused.
    known: HashSet<usize>,
}

impl SortCache {
    /// Returns the same as [`sorted`], faster if most diagnostics are those of the last call, in the same relative
    /// order.
    pub fn sorted(&mut self, diagnostics: &[Diagnostic]) -> Vec<Diagnostic> {
        let here: HashSet<usize> = diagnostics.iter().map(Diagnostic::address).collect();
        if let Some(sorted) = self.merge_new(diagnostics, &here) {
            self.sorted = sorted;
        } else {
            (self.sorted, self.twins) = sort_all(diagnostics);
        }
        self.known = here;
        self.sorted.clone()
    }

    /// Updates the last result: removes diagnostics that are gone and inserts new ones. `None` if a full sort is
    /// needed.
    fn merge_new(
        &self,
        diagnostics: &[Diagnostic],
        here: &HashSet<usize>,
    ) -> Option<Vec<Diagnostic>> {
        let is_new = |diagnostic: &&Diagnostic| !self.known.contains(&diagnostic.address());
        let mut new: Vec<&Diagnostic> =
            diagnostics.iter().filter(is_new).take(MOST_NEW + 1).collect();
        if self.sorted.is_empty() || new.len() > MOST_NEW {
            return None;
        }
        new.sort_by_key(|diagnostic| diagnostic.order());
        // The first of two duplicates is kept, so a change among duplicates needs a full sort.
        let is_twin = |diagnostic: &&Diagnostic| {
            self.twins.binary_search_by_key(&diagnostic.order(), Diagnostic::order).is_ok()
        };
        let is_here = |diagnostic: &&Diagnostic| here.contains(&diagnostic.address());
        let all = self.sorted.iter().chain(&self.twins);
        if all.filter(|diagnostic| !is_here(diagnostic)).any(|diagnostic| is_twin(&diagnostic))
            || new.iter().any(is_twin)
        {
            return None;
        }
        let mut sorted: Vec<Diagnostic> = self.sorted.iter().filter(is_here).cloned().collect();
        for diagnostic in new {
            let at = sorted.binary_search_by_key(&diagnostic.order(), Diagnostic::order).err()?;
            sorted.insert(at, diagnostic.clone());
        }
        Some(sorted)
    }
}

/// Returns the sorted diagnostics, and the duplicates that were removed.
fn sort_all(diagnostics: &[Diagnostic]) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
    // File names are ranked once, so that the sort compares numbers instead of names.
    let files: BTreeSet<&str> =
        diagnostics.iter().map(|diagnostic| &*diagnostic.place.file).collect();
    let ranks: HashMap<&str, usize> =
        files.into_iter().enumerate().map(|(rank, name)| (name, rank)).collect();
    let key = |diagnostic: &Diagnostic| ranks.get(&*diagnostic.place.file).copied();
    let mut keys: Vec<_> = diagnostics
        .iter()
        .map(|diagnostic| {
            (
                key(diagnostic),
                diagnostic.place.span,
                diagnostic.code,
                diagnostic.message.as_str(),
                diagnostic,
            )
        })
        .collect();
    keys.sort_by(|a, b| (a.0, a.1, a.2, a.3).cmp(&(b.0, b.1, b.2, b.3)));
    let (mut sorted, mut twins): (Vec<Diagnostic>, Vec<Diagnostic>) = (vec![], vec![]);
    for (.., diagnostic) in keys {
        let is_twin = sorted.last().is_some_and(|last| last.order() == diagnostic.order());
        if is_twin { &mut twins } else { &mut sorted }.push(diagnostic.clone());
    }
    (sorted, twins)
}

#[cfg(test)]
mod tests {
    use super::{Diagnostic, SortCache, sorted};
    use crate::code::RuleCode;
    use crate::span::{FileSpan, Span};
    use proptest::prelude::*;

    fn diagnostic((file, at, message): (u8, usize, u8), n: usize) -> Diagnostic {
        let place = FileSpan::new(&format!("{file}.md").into(), Span::new(at, at));
        Diagnostic::new(RuleCode::UnknownKey, place, format!("{message}")).help(n.to_string())
    }

    proptest! {
        /// The help contains a number, so it shows which of two duplicates is kept.
        #[test]
        fn an_updated_sort_equals_a_full_sort(
            all in prop::collection::vec((0..3u8, 0..3usize, 0..2u8), 1..24),
            rounds in prop::collection::vec(prop::collection::vec(any::<bool>(), 24), 1..6),
        ) {
            let all: Vec<_> = all.into_iter().enumerate().map(|(n, one)| diagnostic(one, n)).collect();
            let mut order = SortCache::default();
            for round in rounds {
                let is_in = all.iter().zip(&round).filter(|(_, is_in)| **is_in);
                let some: Vec<_> = is_in.map(|(diagnostic, _)| diagnostic.clone()).collect();
                prop_assert_eq!(order.sorted(&some), sorted(&some));
            }
        }
    }
}
