//! What a run says: findings once, then only what is new; names of what changed.

use crate::cli::ReleaseArgs;
use crate::report::{LeveledDiagnostic, SeverityCounts};
use onrecord_base::code::Severity;
use onrecord_base::diag::Diagnostic;
use onrecord_base::fingerprint::{Fingerprint, fingerprint_without_spans};
use onrecord_base::path::SitePath;
use onrecord_base::text::{count, thousands};
use onrecord_site::release::WithheldReason;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A finding, wherever in its file it stands: lines move while somebody writes.
fn key(found: &Diagnostic) -> Fingerprint {
    fingerprint_without_spans(&(found.code, &found.place.file, &found.message))
}

/// What was told.
#[derive(Debug, Default)]
pub(super) struct ReportedFindings {
    /// How many findings have a key.
    told: HashMap<Fingerprint, usize>,
    /// The findings themselves by their addresses: of those that are still there no key is made again.
    last: HashMap<usize, Diagnostic>,
    /// Of pages that could not be made, beside those of the build.
    of_pages: HashSet<Fingerprint>,
    /// Pages that could not be made when they were last looked at.
    failed: BTreeSet<String>,
    errors: usize,
    failure: String,
}

impl ReportedFindings {
    /// Those that were not told at the build before.
    pub(super) fn fresh(&mut self, all: &[LeveledDiagnostic]) -> Vec<LeveledDiagnostic> {
        let mut gone = std::mem::take(&mut self.last);
        let (mut fresh, mut came) = (vec![], vec![]);
        for told in all {
            let found = &told.diagnostic;
            if gone.remove(&found.address()).is_none() {
                came.push(key(found));
                if !self.told.contains_key(&key(found)) {
                    fresh.push(told.clone());
                }
            }
            self.last.insert(found.address(), found.clone());
        }
        for key in came {
            *self.told.entry(key).or_default() += 1;
        }
        for key in gone.values().map(key) {
            let left = self.told.get_mut(&key).map(|count| {
                *count -= 1;
                *count
            });
            if left == Some(0) {
                self.told.remove(&key);
            }
        }
        self.failure.clear();
        fresh
    }

    /// The same for what pages say when they are made.
    pub(super) fn fresh_of(&mut self, all: &[LeveledDiagnostic]) -> Vec<LeveledDiagnostic> {
        let fresh = all
            .iter()
            .filter(|told| !self.of_pages.contains(&key(&told.diagnostic)))
            .cloned()
            .collect();
        self.of_pages = all.iter().map(|told| key(&told.diagnostic)).collect();
        fresh
    }

    /// The same for pages, which are looked at only near an edit.
    ///
    /// * In: the pages that were looked at and whether they could be made; what was found; what is said of the build.
    pub(super) fn end_of(
        &mut self,
        pages: &BTreeMap<String, bool>,
        all: &[LeveledDiagnostic],
        of_build: String,
    ) -> String {
        let had = !self.failed.is_empty();
        self.failed.retain(|page| !pages.contains_key(page));
        let failed = pages.iter().filter(|(_, is_made)| !**is_made);
        self.failed.extend(failed.map(|(page, _)| page.clone()));
        match SeverityCounts::of(all) {
            // Nothing is well while a page cannot be made.
            tally if tally != SeverityCounts::default() => {
                let of_pages = format!("; {} on pages that fail to render", tally.words());
                if of_build.starts_with("; fixed") { of_pages } else { of_build + &of_pages }
            }
            _ if had && self.failed.is_empty() && of_build.is_empty() => "; fixed".to_owned(),
            _ => of_build,
        }
    }

    /// How it stands: how much is wrong, or that all is well again; empty when nothing is to be said.
    pub(super) fn summary_line(&mut self, all: &[LeveledDiagnostic]) -> String {
        let tally = SeverityCounts::of(all);
        let had = std::mem::replace(&mut self.errors, tally.errors);
        match (had, tally.errors) {
            (1.., 0) if tally == SeverityCounts::default() => "; fixed".to_owned(),
            (1.., 0) => format!("; fixed, {} left", tally.words()),
            (_, 0) => String::new(),
            _ => tally.words(),
        }
    }

    /// Whether a failure is another one than the last.
    pub(super) fn is_new_failure(&mut self, why: &str) -> bool {
        let is_new = self.failure != why;
        why.clone_into(&mut self.failure);
        is_new
    }
}

/// The names of what changed.
pub(super) fn named(changed: &BTreeSet<SitePath>) -> String {
    match changed.len() {
        0 => "the clock".to_owned(),
        1..=3 => changed.iter().map(|path| &**path).collect::<Vec<_>>().join(", "),
        n => format!("{} files", thousands(n)),
    }
}

/// Files just saved that are not shown, with the flag that shows them: `; content/a.md is a draft: not shown without
/// --drafts`.
pub(super) fn hidden_files_note(
    held: &BTreeMap<SitePath, WithheldReason>,
    changed: &BTreeSet<SitePath>,
) -> String {
    let one = |file: &SitePath| {
        let why = held.get(file)?;
        let without = why.flag().map_or_else(String::new, |flag| format!(" without {flag}"));
        Some(format!("; {file} is {}: not shown{without}", why.words()))
    };
    if changed.len() > 3 { String::new() } else { changed.iter().filter_map(one).collect() }
}

/// Where errors are, where that is not in the files that changed: `; errors in content/a.md`.
pub(super) fn elsewhere(all: &[LeveledDiagnostic], changed: &BTreeSet<SitePath>) -> String {
    let errors = all.iter().filter(|told| told.severity == Severity::Error);
    let files: BTreeSet<SitePath> =
        errors.map(|told| SitePath::clone(&told.diagnostic.place.file)).collect();
    if files.is_empty() || files.iter().all(|file| changed.contains(file)) {
        return String::new();
    }
    format!("; errors in {}", named(&files))
}

/// `1 topic, 2 notes`.
pub(super) fn counted<'a>(
    counts: impl Iterator<Item = (&'a (&'a str, &'a str), &'a usize)>,
) -> String {
    counts.map(|((one, many), n)| count(*n, one, many)).collect::<Vec<_>>().join(", ")
}

/// What is shown and what is not.
pub(super) fn gate(view: &ReleaseArgs) -> String {
    let doors = [
        (view.drafts, "drafts", "--drafts"),
        (view.future, "embargoed items", "--future"),
        (view.expired, "expired items", "--expired"),
    ];
    let list = |is_open: bool| {
        let some = doors.iter().filter(|(open, ..)| *open == is_open);
        some.map(
            |(_, words, flag)| {
                if is_open { (*words).to_owned() } else { format!("{words} ({flag})") }
            },
        )
        .collect::<Vec<_>>()
        .join(", ")
    };
    match (list(true), list(false)) {
        (shown, hidden) if shown.is_empty() => format!("hiding, as in a build: {hidden}"),
        (shown, hidden) if hidden.is_empty() => format!("also showing: {shown}"),
        (shown, hidden) => format!("also showing: {shown}; hiding: {hidden}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{ReportedFindings, elsewhere, named};
    use crate::report::LeveledDiagnostic;
    use onrecord_base::code::{RuleCode, Severity};
    use onrecord_base::diag::Diagnostic;
    use onrecord_base::path::SitePath;
    use onrecord_base::span::{FileSpan, Span};
    use std::collections::BTreeSet;

    fn told(message: &str, at: usize, severity: Severity) -> LeveledDiagnostic {
        let place = FileSpan::new(&"a.md".into(), Span::new(at, at));
        LeveledDiagnostic {
            severity,
            diagnostic: Diagnostic::new(RuleCode::UnknownKey, place, message),
        }
    }

    #[test]
    fn a_finding_is_told_once_wherever_it_moves() {
        let mut memory = ReportedFindings::default();
        let error = |message, at| told(message, at, Severity::Error);
        assert_eq!(memory.fresh(&[error("a", 1)]).len(), 1);
        assert_eq!(memory.fresh(&[error("a", 9), error("b", 1)]), [error("b", 1)]);
        assert_eq!(memory.fresh(&[]), []);
        assert_eq!(memory.fresh(&[error("a", 1)]).len(), 1);
    }

    #[test]
    fn what_is_mended_is_said() {
        let mut memory = ReportedFindings::default();
        let (error, warning) = (told("a", 0, Severity::Error), told("b", 0, Severity::Warning));
        assert_eq!(memory.summary_line(&[]), "");
        assert_eq!(memory.summary_line(std::slice::from_ref(&error)), "1 error");
        assert_eq!(memory.summary_line(std::slice::from_ref(&warning)), "; fixed, 1 warning left");
        assert_eq!(memory.summary_line(&[error, warning.clone()]), "1 error, 1 warning");
        assert_eq!(memory.summary_line(&[]), "; fixed");
        assert_eq!(memory.summary_line(&[warning]), "");
    }

    #[test]
    fn a_page_that_can_be_made_again_is_said() {
        let mut memory = ReportedFindings::default();
        let pages = |all: &[(&str, bool)]| all.iter().map(|(p, is)| ((*p).into(), *is)).collect();
        let error = told("a", 0, Severity::Error);
        let mut end = |looked: &[(&str, bool)], all: &[LeveledDiagnostic], of_build: &str| {
            memory.end_of(&pages(looked), all, of_build.to_owned())
        };
        let failed = "; 1 error on pages that fail to render";
        assert_eq!(
            end(&[("a/", false), ("b/", true)], std::slice::from_ref(&error), "; fixed"),
            failed
        );
        assert_eq!(end(&[("a/", false)], &[error], "; 1 warning"), format!("; 1 warning{failed}"));
        assert_eq!(end(&[("b/", true)], &[], ""), "");
        assert_eq!(end(&[("a/", true)], &[], ""), "; fixed");
        assert_eq!(end(&[("a/", true)], &[], ""), "");
    }

    #[test]
    fn errors_elsewhere_are_named() {
        let changed = |file: &str| BTreeSet::from([SitePath::from(file)]);
        let all = [told("a", 0, Severity::Error)];
        let file = SitePath::clone(&all[0].diagnostic.place.file);
        assert_eq!(elsewhere(&all, &changed(&file)), "");
        assert_eq!(elsewhere(&all, &changed("other.md")), format!("; errors in {file}"));
    }

    #[test]
    fn many_files_are_counted() {
        let files = |n: usize| named(&(0..n).map(|i| format!("{i}.md").into()).collect());
        assert_eq!([files(0), files(2), files(5_000)], ["the clock", "0.md, 1.md", "5,000 files"]);
    }
}
