//! The context in which fields of one file are read: its name and its diagnostics.
//!
//! Depends on diagnostics and on the type of a value, not on any particular field. Start with [`ReadContext`].

use crate::code::RuleCode;
use crate::diag::Diagnostic;
use crate::node::{Node, Value};
use crate::span::{FileSpan, Span};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The file being read, with the diagnostics so far.
///
/// Lives for one file only; its diagnostics are returned in a [`WithDiagnostics`](crate::diag::WithDiagnostics).
#[derive(Debug)]
pub struct ReadContext {
    /// The file name, for locations.
    pub file: Arc<str>,
    /// The diagnostics, in the order of their report.
    pub found: Vec<Diagnostic>,
    /// The most diagnostics per rule; further ones are only counted.
    most: usize,
    /// Per rule: the number of diagnostics, and the span of the first that was not shown.
    counts: BTreeMap<RuleCode, (usize, Span)>,
}

impl ReadContext {
    /// Creates the context of a file.
    pub fn new(file: &Arc<str>) -> Self {
        Self { file: Arc::clone(file), found: vec![], most: usize::MAX, counts: BTreeMap::new() }
    }

    /// Creates the context of a file that another program wrote. Such a file may repeat one problem a million
    /// times, so at most `most` diagnostics per rule are kept.
    pub fn bounded(file: &Arc<str>, most: usize) -> Self {
        Self { most, ..Self::new(file) }
    }

    /// Reports, per rule, how many diagnostics were suppressed.
    pub fn report_suppressed(&mut self) {
        for (code, (count, first)) in std::mem::take(&mut self.counts) {
            if count > self.most {
                let more = count - self.most;
                let what = format!("{more} more findings of this rule in this file not shown");
                let diagnostic = self.diagnostic(code, first, what);
                self.found.push(diagnostic.help("fix the findings above and check again"));
            }
        }
    }

    /// The location of a span in this file.
    pub fn place(&self, span: Span) -> FileSpan {
        FileSpan::new(&self.file, span)
    }

    /// Creates a diagnostic about a span of this file, without reporting it.
    pub fn diagnostic(&self, code: RuleCode, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.place(span), message)
    }

    /// Reports a diagnostic, or counts it if its rule has reached the limit.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        if self.most < usize::MAX {
            let span = diagnostic.place.span;
            let (count, first) = self.counts.entry(diagnostic.code).or_insert((0, span));
            *count += 1;
            if *count > self.most {
                if *count == self.most + 1 {
                    *first = span;
                }
                return;
            }
        }
        self.found.push(diagnostic);
    }

    /// Reports that a value has a type that the field does not accept.
    pub fn wrong_shape(&mut self, node: &Node, wants: &str) {
        let diagnostic = self.diagnostic(
            RuleCode::WrongShape,
            node.span,
            format!("expected {wants}, found {}", node.kind()),
        );
        // Authors write `authors: [[Rosa Lind]]`, like a link in the text; YAML reads a list in a list.
        let diagnostic = match &node.value {
            Value::List(items) if items.len() == 1 => {
                diagnostic.help("write the value itself, without brackets")
            }
            _ => diagnostic,
        };
        self.report(diagnostic);
    }
}
