//! A file being read: its places, and what was found in it.
//!
//! Knows findings and the shape of a value; knows no field.

use crate::code::RuleCode;
use crate::diag::Diagnostic;
use crate::node::{Node, Value};
use crate::span::{FileSpan, Span};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The file being read and what was found in it so far.
///
/// Lives for one file only; its findings leave it in a [`Checked`](crate::diag::Checked).
#[derive(Debug)]
pub struct ReadContext {
    /// The file, for places.
    pub file: Arc<str>,
    /// What was found.
    pub found: Vec<Diagnostic>,
    /// How many findings of one rule are told; the rest are counted.
    most: usize,
    /// Of each rule, how many there were, and the first that was not told.
    counts: BTreeMap<RuleCode, (usize, Span)>,
}

impl ReadContext {
    /// Starts on a file.
    pub fn new(file: &Arc<str>) -> Self {
        Self { file: Arc::clone(file), found: vec![], most: usize::MAX, counts: BTreeMap::new() }
    }

    /// Starts on a file that another program wrote: where it is wrong, it may be wrong a million times.
    pub fn bounded(file: &Arc<str>, most: usize) -> Self {
        Self { most, ..Self::new(file) }
    }

    /// Tells how many findings were counted and not told.
    pub fn report_suppressed(&mut self) {
        for (code, (count, first)) in std::mem::take(&mut self.counts) {
            if count > self.most {
                let more = count - self.most;
                let what = format!("{more} more findings of this rule in this file not shown");
                let told = self.diagnostic(code, first, what);
                self.found.push(told.help("fix the findings above and check again"));
            }
        }
    }

    /// The place of a span in this file.
    pub fn place(&self, span: Span) -> FileSpan {
        FileSpan::new(&self.file, span)
    }

    /// A diagnostic about a span of this file, not yet told.
    pub fn diagnostic(&self, code: RuleCode, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.place(span), message)
    }

    /// Tells a diagnostic.
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

    /// Tells that a value has another shape than the field takes.
    pub fn wrong_shape(&mut self, node: &Node, wants: &str) {
        let told = self.diagnostic(
            RuleCode::WrongShape,
            node.span,
            format!("expected {wants}, found {}", node.kind()),
        );
        // `authors: [[Rosa Lind]]`, as in the text: for YAML, a list in a list.
        let told = match &node.value {
            Value::List(items) if items.len() == 1 => {
                told.help("write the value itself, without brackets")
            }
            _ => told,
        };
        self.report(told);
    }
}
