//! Checks that every word of a text is published, or that a diagnostic reports it. Start with
//! `losses`.
//!
//! Compares the words of the Markdown with those of the HTML and its placeholders, with their
//! counts. Scans the Markdown itself and must not use the parser's tokens, so that an error of the
//! parser cannot hide its own effects. Also reports marks that remain in the published text.
//!
//! Runs for every text, so the first step (`compare`) is one pass over both sides without
//! allocation per word. Words are counted one by one (`losses`) only if the sums differ. A text is
//! never parsed as Markdown twice.

mod brackets;
mod cells;
mod citations;
mod columns;
mod compare;
mod constructs;
mod inline;
mod leaves;
mod line_kinds;
mod losses;
mod output;
mod report;
mod scan;
mod words;
mod work;

#[cfg(test)]
mod tests;

use crate::body::Body;
use crate::writer::SpanMapping;
use compare::WordComparison;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::span::{FileSpan, Span};
use output::OutputCursor;
use scan::BlockScan;
use std::ops::Range;
use std::sync::Arc;
use words::{PublishedWords, WordSum, WrittenWords};

/// The input of the parser.
#[derive(Debug)]
pub(super) struct ParserInput<'a> {
    /// The Markdown as written.
    pub src: &'a str,
    /// The mapping to positions in the file.
    pub spans: SpanMapping,
    pub file: &'a Arc<str>,
    /// True if raw HTML is allowed.
    pub html: bool,
}

impl ParserInput<'_> {
    /// Returns a diagnostic about a range of the Markdown.
    fn finding(
        &self,
        code: RuleCode,
        range: &Range<usize>,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(code, self.place(range), message)
    }

    fn place(&self, range: &Range<usize>) -> FileSpan {
        FileSpan::new(self.file, self.span(range))
    }

    fn span(&self, range: &Range<usize>) -> Span {
        self.spans.of(range)
    }
}

/// Reports text that is not published, or that is published as typed.
///
/// * In: the Markdown, its parsed body, and the diagnostics of the parser.
/// * Out: diagnostics about words that no other diagnostic covers.
/// * Linear in the text.
pub(super) fn losses(
    input: &ParserInput<'_>,
    body: &Body,
    reported: &[Diagnostic],
) -> Vec<Diagnostic> {
    let src = input.src;
    let output = WordComparison::with(OutputCursor::of(body, WordSum::default()));
    let mut scan = BlockScan::read(src.as_bytes(), input.html, output);
    let mut report = report::LossReport::new(input, reported);
    if scan.needs_report() {
        report.excess_cells(&scan.excess);
        report.wrong_delimiters(&scan.wrong_delimiters);
        report.marks(std::mem::take(&mut scan.marks));
        report.definitions(&scan.definitions);
    }
    let links = scan.links.len();
    let (same, passed) = scan.sink.finish();
    if same && passed.brackets == 0 && passed.links as usize >= links {
        return report.findings;
    }
    let scan = BlockScan::read(src.as_bytes(), input.html, WrittenWords::default());
    let all = OutputCursor::of(body, PublishedWords::default()).read_to_end().sink;
    let runs = losses::lost_runs(&scan.sink.words, &all);
    report.lost_words(&runs, &scan.notes);
    report.links(&losses::lost_links(src, &scan.links, &all));
    if passed.brackets > 0 {
        let plain = output::plain_text(body);
        report.brackets(&losses::bracket_marks(src, &scan.sink.brackets, &plain));
    }
    report.findings
}
