//! Conservation: every word of a text is published, or a finding names it.
//!
//! Compares what the parser was given with what it made: the words of the Markdown with those of the HTML and its
//! holes, with their counts. It reads the Markdown itself and uses nothing that the parser knows of it, so that a
//! fault of the parser cannot hide its own traces. It also reports marks that are left in the published text.
//!
//! It runs for every text, so the first look (`compare`) is one pass over both that keeps nothing. Only when their words
//! differ are these counted one by one (`losses`). A text is never read a second time as Markdown.

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

/// What the parser was given.
#[derive(Debug)]
pub(super) struct ParserInput<'a> {
    /// The Markdown as it is written.
    pub src: &'a str,
    /// Where it is in the file.
    pub spans: SpanMapping,
    pub file: &'a Arc<str>,
    /// Whether raw HTML is let through.
    pub html: bool,
}

impl ParserInput<'_> {
    /// A finding about a range of the Markdown.
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

/// What of a text is not published, or is published as it was typed.
///
/// * In: the Markdown, what the parser made of it, and what the parser reported.
/// * Out: findings about words that no other finding names.
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
