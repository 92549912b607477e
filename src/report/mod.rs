//! From findings to what somebody reads: how grave each is, and one file a format.
//!
//! A finding says what is wrong; only here is decided whether it is an error, a warning, a note or
//! nothing at all, by the rule's default, then the site's `lint:`, then the command line.

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

/// How findings are told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ReportFormat {
    /// For people: the place with a caret.
    #[default]
    Human,
    /// One line a finding: `file:line:column: …`.
    Short,
    /// One JSON object a line.
    Json,
    /// One SARIF 2.1.0 document.
    Sarif,
    /// Commands that GitHub shows beside the code.
    Github,
}

impl ReportFormat {
    /// Whether findings go to stdout, for another program to read.
    pub const fn is_for_machines(self) -> bool {
        matches!(self, Self::Json | Self::Sarif | Self::Github)
    }
}

/// How grave each rule is in this run.
#[derive(Debug, Clone, Default)]
pub struct SeverityLevels {
    by_code: BTreeMap<RuleCode, Option<Severity>>,
    strict: bool,
}

impl SeverityLevels {
    /// The defaults, changed by the site's `lint:` (`None`: off), then by the command line.
    ///
    /// `strict` raises warnings to errors at the end, and leaves notes notes.
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

    /// How grave a rule is; `None`: not told.
    pub fn of(&self, code: RuleCode) -> Option<Severity> {
        match self.by_code.get(&code).copied().unwrap_or(Some(code.severity())) {
            Some(Severity::Warning) if self.strict => Some(Severity::Error),
            level => level,
        }
    }
}

/// Whether a rule stays an error whatever anybody says: every rule that is one by itself. What it
/// reports makes pages wrong, or shows what is withheld.
pub fn is_fixed(code: RuleCode) -> bool {
    code.severity() == Severity::Error
}

/// A finding, and how grave it is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeveledDiagnostic {
    /// How grave.
    pub severity: Severity,
    /// What was found.
    pub diagnostic: Diagnostic,
}

/// The findings to tell, sorted by place, the same fault once, those that are off left out.
pub fn apply_levels(found: &[Diagnostic], levels: &SeverityLevels) -> Vec<LeveledDiagnostic> {
    apply_levels_in_order(sorted(found), levels)
}

/// The same of findings that are sorted, as those of a build are.
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

/// How many there are of each level.
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
    /// Counts.
    pub fn of(told: &[LeveledDiagnostic]) -> Self {
        let count = |level| told.iter().filter(|t| t.severity == level).count();
        Self {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
        }
    }

    /// `2 errors, 1 warning`; `no problems` when there are none.
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

/// Writes findings in a format; `is_styled`: with colours (for people only).
pub fn write(
    to: &mut dyn Write,
    told: &[LeveledDiagnostic],
    files: &LineIndexes<'_>,
    format: ReportFormat,
    is_styled: bool,
) -> io::Result<()> {
    match format {
        ReportFormat::Human => human::write(to, told, files, is_styled),
        ReportFormat::Short => short::write(to, told, files),
        ReportFormat::Json => json::write(to, told, files),
        ReportFormat::Sarif => sarif::write(to, told, files),
        ReportFormat::Github => github::write(to, told, files),
    }
}

#[cfg(test)]
mod tests;
