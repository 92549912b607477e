//! Console output of a run: all diagnostics once, then only new ones; the names of changed files.

use crate::cli::ReleaseArgs;
use crate::report::{LeveledDiagnostic, SeverityCounts};
use onrecord_base::code::Severity;
use onrecord_base::diag::Diagnostic;
use onrecord_base::fingerprint::{Fingerprint, fingerprint_without_spans};
use onrecord_base::path::SitePath;
use onrecord_base::text::{count, thousands};
use onrecord_site::release::WithheldReason;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Identifies a diagnostic without its position in the file, since lines move while the author writes.
fn key(found: &Diagnostic) -> Fingerprint {
    fingerprint_without_spans(&(found.code, &found.place.file, &found.message))
}

/// The diagnostics that were reported.
#[derive(Debug, Default)]
pub(super) struct ReportedFindings {
    /// The number of diagnostics per key.
    counts: HashMap<Fingerprint, usize>,
    /// The diagnostics by address: no key is computed again for those that remain.
    last: HashMap<usize, Diagnostic>,
    /// The keys of diagnostics of pages, which are not part of the build's.
    of_pages: HashSet<Fingerprint>,
    /// The pages that could not be made when they were last compared.
    failed: BTreeSet<String>,
    errors: usize,
    failure: String,
}

impl ReportedFindings {
    /// Returns the diagnostics that the previous build did not report.
    pub(super) fn fresh(&mut self, all: &[LeveledDiagnostic]) -> Vec<LeveledDiagnostic> {
        let mut gone = std::mem::take(&mut self.last);
        let (mut fresh, mut came) = (vec![], vec![]);
        for diagnostic in all {
            let found = &diagnostic.diagnostic;
            if gone.remove(&found.address()).is_none() {
                came.push(key(found));
                if !self.counts.contains_key(&key(found)) {
                    fresh.push(diagnostic.clone());
                }
            }
            self.last.insert(found.address(), found.clone());
        }
        for key in came {
            *self.counts.entry(key).or_default() += 1;
        }
        for key in gone.values().map(key) {
            let left = self.counts.get_mut(&key).map(|count| {
                *count -= 1;
                *count
            });
            if left == Some(0) {
                self.counts.remove(&key);
            }
        }
        self.failure.clear();
        fresh
    }

    /// The same for diagnostics of pages.
    pub(super) fn fresh_of(&mut self, all: &[LeveledDiagnostic]) -> Vec<LeveledDiagnostic> {
        let fresh = all
            .iter()
            .filter(|diagnostic| !self.of_pages.contains(&key(&diagnostic.diagnostic)))
            .cloned()
            .collect();
        self.of_pages = all.iter().map(|diagnostic| key(&diagnostic.diagnostic)).collect();
        fresh
    }

    /// The summary line after pages were compared; only pages that an edit can affect are.
    ///
    /// * In: the compared pages, with true for those that could be made; their diagnostics; the summary of the
    ///   build.
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
            // “No problems” is not printed while a page cannot be made.
            tally if tally != SeverityCounts::default() => {
                let of_pages = format!("; {} on pages that fail to render", tally.words());
                if of_build.starts_with("; fixed") { of_pages } else { of_build + &of_pages }
            }
            _ if had && self.failed.is_empty() && of_build.is_empty() => "; fixed".to_owned(),
            _ => of_build,
        }
    }

    /// Returns the summary: the number of problems, or that all are fixed; empty if there is nothing to say.
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

    /// True if a failure differs from the last one.
    pub(super) fn is_new_failure(&mut self, why: &str) -> bool {
        let is_new = self.failure != why;
        why.clone_into(&mut self.failure);
        is_new
    }
}

/// Returns the names of the changed files.
pub(super) fn named(changed: &BTreeSet<SitePath>) -> String {
    match changed.len() {
        0 => "the clock".to_owned(),
        1..=3 => changed.iter().map(|path| &**path).collect::<Vec<_>>().join(", "),
        n => format!("{} files", thousands(n)),
    }
}

/// Names the saved files that are not shown, with the flag that shows them: `; content/a.md is a draft: not
/// shown without --drafts`.
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

/// Names the files with errors, if they are not the changed files: `; errors in content/a.md`.
pub(super) fn elsewhere(all: &[LeveledDiagnostic], changed: &BTreeSet<SitePath>) -> String {
    let errors = all.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let files: BTreeSet<SitePath> =
        errors.map(|diagnostic| SitePath::clone(&diagnostic.diagnostic.place.file)).collect();
    if files.is_empty() || files.iter().all(|file| changed.contains(file)) {
        return String::new();
    }
    format!("; errors in {}", named(&files))
}

/// Returns counts as words: `1 topic, 2 notes`.
pub(super) fn counted<'a>(
    counts: impl Iterator<Item = (&'a (&'a str, &'a str), &'a usize)>,
) -> String {
    counts.map(|((one, many), n)| count(*n, one, many)).collect::<Vec<_>>().join(", ")
}

/// Returns a description of the content that is shown and hidden.
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

    fn leveled(message: &str, at: usize, severity: Severity) -> LeveledDiagnostic {
        let place = FileSpan::new(&"a.md".into(), Span::new(at, at));
        LeveledDiagnostic {
            severity,
            diagnostic: Diagnostic::new(RuleCode::UnknownKey, place, message),
        }
    }

    #[test]
    fn a_finding_is_reported_once_wherever_it_moves() {
        let mut memory = ReportedFindings::default();
        let error = |message, at| leveled(message, at, Severity::Error);
        assert_eq!(memory.fresh(&[error("a", 1)]).len(), 1);
        assert_eq!(memory.fresh(&[error("a", 9), error("b", 1)]), [error("b", 1)]);
        assert_eq!(memory.fresh(&[]), []);
        assert_eq!(memory.fresh(&[error("a", 1)]).len(), 1);
    }

    #[test]
    fn fixed_findings_are_reported() {
        let mut memory = ReportedFindings::default();
        let (error, warning) =
            (leveled("a", 0, Severity::Error), leveled("b", 0, Severity::Warning));
        assert_eq!(memory.summary_line(&[]), "");
        assert_eq!(memory.summary_line(std::slice::from_ref(&error)), "1 error");
        assert_eq!(memory.summary_line(std::slice::from_ref(&warning)), "; fixed, 1 warning left");
        assert_eq!(memory.summary_line(&[error, warning.clone()]), "1 error, 1 warning");
        assert_eq!(memory.summary_line(&[]), "; fixed");
        assert_eq!(memory.summary_line(&[warning]), "");
    }

    #[test]
    fn a_page_that_can_be_made_again_is_reported() {
        let mut memory = ReportedFindings::default();
        let pages = |all: &[(&str, bool)]| all.iter().map(|(p, is)| ((*p).into(), *is)).collect();
        let error = leveled("a", 0, Severity::Error);
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
        let all = [leveled("a", 0, Severity::Error)];
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
