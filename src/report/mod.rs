//! Output of diagnostics: their severity, and one file per format.
//!
//! Only this module decides if a diagnostic is an error, a warning, a note or off: by the rule's default, then
//! the site's `lint:`, then the command line.

use onrecord_base::code::{RuleCode, Severity};
use onrecord_base::diag::{Diagnostic, sorted};
use onrecord_base::text::count;
use std::collections::BTreeMap;
use std::io::{self, Write};

mod github;
mod human;
mod json;
pub mod lines;
mod rule_pages;
mod sarif;
mod short;
pub mod visible;

pub use rule_pages::rule_page;

pub use lines::LineIndexes;

/// The output format of diagnostics.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ReportFormat {
    /// For people: the source line with a caret.
    #[default]
    Human,
    /// One line per diagnostic: `file:line:column: …`.
    Short,
    /// One JSON object per line.
    Json,
    /// One SARIF 2.1.0 document.
    Sarif,
    /// Workflow commands that GitHub shows next to the code.
    Github,
}

impl ReportFormat {
    /// True if diagnostics go to stdout, for another program to read.
    pub const fn is_for_machines(self) -> bool {
        matches!(self, Self::Json | Self::Sarif | Self::Github)
    }
}

/// The severity of each rule in this run.
#[derive(Debug, Clone, Default)]
pub struct SeverityLevels {
    by_code: BTreeMap<RuleCode, Option<Severity>>,
    strict: bool,
}

impl SeverityLevels {
    /// Applies the site's `lint:` (`None`: off) and then the command line to the defaults.
    ///
    /// `strict` raises warnings to errors at the end; notes stay notes.
    pub fn new(
        site: &BTreeMap<RuleCode, Option<Severity>>,
        flags: &[(RuleCode, Option<Severity>)],
        strict: bool,
    ) -> Self {
        let mut by_code = site.clone();
        by_code.extend(flags.iter().copied());
        by_code.retain(|code, level| !is_fixed(*code) || *level == Some(Severity::Error));
        Self { by_code, strict }
    }

    /// Returns the severity of a rule; `None` if it is off.
    pub fn of(&self, code: RuleCode) -> Option<Severity> {
        match self.by_code.get(&code).copied().unwrap_or(Some(code.severity())) {
            Some(Severity::Warning) if self.strict => Some(Severity::Error),
            level => level,
        }
    }
}

/// True if the severity of a rule cannot be changed: every rule that is an error by default. These rules report
/// wrong pages, or withheld content that would be shown.
pub fn is_fixed(code: RuleCode) -> bool {
    code.severity() == Severity::Error
}

/// A diagnostic with its severity in this run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeveledDiagnostic {
    /// The severity.
    pub severity: Severity,
    /// The diagnostic.
    pub diagnostic: Diagnostic,
}

/// Returns the diagnostics to report: sorted by position, without duplicates and without rules that are off.
pub fn apply_levels(found: &[Diagnostic], levels: &SeverityLevels) -> Vec<LeveledDiagnostic> {
    apply_levels_in_order(sorted(found), levels)
}

/// The same for diagnostics that are already sorted, as those of a build are.
pub fn apply_levels_in_order(
    found: Vec<Diagnostic>,
    levels: &SeverityLevels,
) -> Vec<LeveledDiagnostic> {
    found
        .into_iter()
        .filter_map(|diagnostic| {
            Some(LeveledDiagnostic { severity: levels.of(diagnostic.code)?, diagnostic })
        })
        .collect()
}

/// The number of diagnostics of each severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SeverityCounts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
}

impl SeverityCounts {
    /// Counts diagnostics by severity.
    pub fn of(diagnostics: &[LeveledDiagnostic]) -> Self {
        let count = |level| diagnostics.iter().filter(|t| t.severity == level).count();
        Self {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
        }
    }

    /// Returns `2 errors, 1 warning`; `no problems` without any.
    pub fn words(self) -> String {
        let parts = [
            (self.errors, "error", "errors"),
            (self.warnings, "warning", "warnings"),
            (self.notes, "note", "notes"),
        ];
        let given: Vec<String> = parts
            .iter()
            .filter(|(n, ..)| *n > 0)
            .map(|(n, one, many)| count(*n, one, many))
            .collect();
        if given.is_empty() { "no problems".to_owned() } else { given.join(", ") }
    }
}

/// Writes diagnostics in a format. `is_styled`: with colours (human format only).
pub fn write(
    to: &mut dyn Write,
    diagnostics: &[LeveledDiagnostic],
    files: &LineIndexes<'_>,
    format: ReportFormat,
    is_styled: bool,
) -> io::Result<()> {
    match format {
        ReportFormat::Human => human::write(to, diagnostics, files, is_styled),
        ReportFormat::Short => short::write(to, diagnostics, files),
        ReportFormat::Json => json::write(to, diagnostics, files),
        ReportFormat::Sarif => sarif::write(to, diagnostics, files),
        ReportFormat::Github => github::write(to, diagnostics, files),
    }
}

#[cfg(test)]
mod tests;
