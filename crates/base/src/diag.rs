//! What we tell an author: the diagnostic, and values that carry them.
//!
//! A pass never prints and never stops at the first fault. It returns [`WithDiagnostics`].
//! Turning diagnostics into text, JSON or SARIF is `report`'s work; how grave one is
//! follows from its code and the site's `lint:` settings, and is decided there too.

use crate::code::RuleCode;
use crate::span::FileSpan;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// One thing to tell the author, about one place. It goes from memo to memo and through every pass: copies share
/// what they say.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic(Arc<DiagnosticData>);

/// What a diagnostic says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DiagnosticData {
    /// Which rule; the code decides the default severity and owns the long explanation.
    pub code: RuleCode,
    /// One line, lower case, no full stop, naming the thing: ``no source is called `post-2022` ``.
    pub message: String,
    /// What the message is about.
    pub place: FileSpan,
    /// A few words beside the caret: ``did you mean `post-2022`?``; empty when the message says all.
    pub label: String,
    /// Other places that explain it, each with a few words.
    pub related: Vec<(FileSpan, String)>,
    /// What to do next, as one sentence; empty when there is nothing useful to say.
    pub help: String,
    /// A change we are sure of, for `check --fix` and editors.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// Where it lies in memory: the same for copies, as long as one of them is kept.
    pub fn address(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }

    /// What findings are sorted by; those that are equal in it tell the same.
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

/// Text to put in the stead of a place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fix {
    /// What is replaced.
    pub place: FileSpan,
    /// The replacement; empty deletes.
    pub text: String,
}

impl Diagnostic {
    /// A diagnostic with nothing but its message.
    pub fn new(code: RuleCode, place: FileSpan, message: impl Into<String>) -> Self {
        Self(Arc::new(DiagnosticData {
            code,
            message: message.into(),
            place,
            label: String::new(),
            related: vec![],
            help: String::new(),
            fix: None,
        }))
    }

    /// Adds the next step.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// Adds a few words beside the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Offers the nearest right name as label, when there is one.
    #[must_use]
    pub fn did_you_mean(self, near: Option<&str>) -> Self {
        match near {
            Some(near) => self.label(format!("did you mean `{near}`?")),
            None => self,
        }
    }

    /// Points at another place as well.
    #[must_use]
    pub fn related(mut self, place: FileSpan, why: impl Into<String>) -> Self {
        self.related.push((place, why.into()));
        self
    }

    /// Offers a change we are sure of.
    #[must_use]
    pub fn fix(mut self, place: FileSpan, text: impl Into<String>) -> Self {
        self.fix = Some(Fix { place, text: text.into() });
        self
    }
}

/// A value, with whatever was found wrong while making it.
///
/// The value is always there and usable: a note with a broken date is a note without a date.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "the findings would be lost"]
pub struct WithDiagnostics<T> {
    /// The value.
    pub value: T,
    /// What was found, in the order of the text.
    pub found: Vec<Diagnostic>,
}

impl<T> WithDiagnostics<T> {
    /// A value with nothing to say about it.
    pub fn clean(value: T) -> Self {
        Self { value, found: vec![] }
    }

    /// The value, its findings moved to the end of `all`.
    pub fn into(self, all: &mut Vec<Diagnostic>) -> T {
        all.extend(self.found);
        self.value
    }
}

/// Findings in the order they are told: by place, then code; the same fault once.
pub fn sorted(found: &[Diagnostic]) -> Vec<Diagnostic> {
    SortCache::default().sorted(found)
}

/// How many new findings are put among sorted ones; where there are more, all are sorted anew.
const MOST_NEW: usize = 256;

/// Findings as they were sorted last: after an edit most of them are the same.
#[derive(Debug, Default)]
pub struct SortCache {
    sorted: Vec<Diagnostic>,
    /// Faults that were told once more, sorted.
    twins: Vec<Diagnostic>,
    /// The addresses of both; they are held here, so that nothing else can come to stand there.
    known: HashSet<usize>,
}

impl SortCache {
    /// [`sorted`], sooner where most findings are those of the last time, in the same order among themselves.
    pub fn sorted(&mut self, found: &[Diagnostic]) -> Vec<Diagnostic> {
        let here: HashSet<usize> = found.iter().map(Diagnostic::address).collect();
        if let Some(sorted) = self.merge_new(found, &here) {
            self.sorted = sorted;
        } else {
            (self.sorted, self.twins) = sort_all(found);
        }
        self.known = here;
        self.sorted.clone()
    }

    /// What was sorted without those that are gone, and with those that are new; `None` where that does not suffice.
    fn merge_new(&self, found: &[Diagnostic], here: &HashSet<usize>) -> Option<Vec<Diagnostic>> {
        let is_new = |told: &&Diagnostic| !self.known.contains(&told.address());
        let mut new: Vec<&Diagnostic> = found.iter().filter(is_new).take(MOST_NEW + 1).collect();
        if self.sorted.is_empty() || new.len() > MOST_NEW {
            return None;
        }
        new.sort_by_key(|told| told.order());
        // Which of two that tell the same is kept depends on which came first.
        let is_twin = |told: &&Diagnostic| {
            self.twins.binary_search_by_key(&told.order(), Diagnostic::order).is_ok()
        };
        let is_here = |told: &&Diagnostic| here.contains(&told.address());
        let all = self.sorted.iter().chain(&self.twins);
        if all.filter(|told| !is_here(told)).any(|told| is_twin(&told)) || new.iter().any(is_twin) {
            return None;
        }
        let mut sorted: Vec<Diagnostic> = self.sorted.iter().filter(is_here).cloned().collect();
        for told in new {
            let at = sorted.binary_search_by_key(&told.order(), Diagnostic::order).err()?;
            sorted.insert(at, told.clone());
        }
        Some(sorted)
    }
}

/// Findings in order, and those that tell the same as one before them.
fn sort_all(found: &[Diagnostic]) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
    // Names of files are put in order once, and not read again at every comparison.
    let files: BTreeSet<&str> = found.iter().map(|told| &*told.place.file).collect();
    let ranks: HashMap<&str, usize> =
        files.into_iter().enumerate().map(|(rank, name)| (name, rank)).collect();
    let key = |told: &Diagnostic| ranks.get(&*told.place.file).copied();
    let mut keys: Vec<_> = found
        .iter()
        .map(|told| (key(told), told.place.span, told.code, told.message.as_str(), told))
        .collect();
    keys.sort_by(|a, b| (a.0, a.1, a.2, a.3).cmp(&(b.0, b.1, b.2, b.3)));
    let (mut sorted, mut twins): (Vec<Diagnostic>, Vec<Diagnostic>) = (vec![], vec![]);
    for (.., told) in keys {
        let is_twin = sorted.last().is_some_and(|last| last.order() == told.order());
        if is_twin { &mut twins } else { &mut sorted }.push(told.clone());
    }
    (sorted, twins)
}

#[cfg(test)]
mod tests {
    use super::{Diagnostic, SortCache, sorted};
    use crate::code::RuleCode;
    use crate::span::{FileSpan, Span};
    use proptest::prelude::*;

    fn told((file, at, message): (u8, usize, u8), n: usize) -> Diagnostic {
        let place = FileSpan::new(&format!("{file}.md").into(), Span::new(at, at));
        Diagnostic::new(RuleCode::UnknownKey, place, format!("{message}")).help(n.to_string())
    }

    proptest! {
        /// Which of two that tell the same is kept shows in the help.
        #[test]
        fn findings_are_sorted_again_as_they_are_anew(
            all in prop::collection::vec((0..3u8, 0..3usize, 0..2u8), 1..24),
            rounds in prop::collection::vec(prop::collection::vec(any::<bool>(), 24), 1..6),
        ) {
            let all: Vec<_> = all.into_iter().enumerate().map(|(n, one)| told(one, n)).collect();
            let mut order = SortCache::default();
            for round in rounds {
                let is_in = all.iter().zip(&round).filter(|(_, is_in)| **is_in);
                let some: Vec<_> = is_in.map(|(told, _)| told.clone()).collect();
                prop_assert_eq!(order.sorted(&some), sorted(&some));
            }
        }
    }
}
