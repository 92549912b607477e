//! JSON lines: one object per diagnostic. The keys are a public interface: keys may be added, never changed.

use super::LeveledDiagnostic;
use super::lines::LineIndexes;
use onrecord_base::diag::{Diagnostic, DiagnosticData, Fix};
use onrecord_base::span::FileSpan;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct JsonFinding<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    start: u32,
    end: u32,
    help: String,
    fix: Vec<JsonFix<'a>>,
    related: Vec<JsonRelated<'a>>,
}

#[derive(Serialize)]
struct JsonFix<'a> {
    file: &'a str,
    start: u32,
    end: u32,
    text: &'a str,
}

#[derive(Serialize)]
struct JsonRelated<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    message: &'a str,
}

pub(super) fn write(
    to: &mut dyn Write,
    diagnostics: &[LeveledDiagnostic],
    files: &LineIndexes<'_>,
) -> io::Result<()> {
    for LeveledDiagnostic { severity, diagnostic } in diagnostics {
        let DiagnosticData { code, message, place, related, fix, .. } = &**diagnostic;
        let (start, end) = files.positions(place);
        let object = JsonFinding {
            code: code.id(),
            severity: severity.word(),
            message,
            file: &place.file,
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            start: place.span.start,
            end: place.span.end,
            help: advice(diagnostic),
            fix: fix.iter().map(change).collect(),
            related: related.iter().map(|(place, words)| beside(place, words, files)).collect(),
        };
        serde_json::to_writer(&mut *to, &object)?;
        writeln!(to)?;
    }
    Ok(())
}

fn change(fix: &Fix) -> JsonFix<'_> {
    let FileSpan { file, span } = &fix.place;
    JsonFix { file, start: span.start, end: span.end, text: &fix.text }
}

fn beside<'a>(place: &'a FileSpan, words: &'a str, files: &LineIndexes<'_>) -> JsonRelated<'a> {
    let (start, _) = files.positions(place);
    JsonRelated { file: &place.file, line: start.line, column: start.column, message: words }
}

/// The label at the caret and the help, as one text.
pub(super) fn advice(diagnostic: &Diagnostic) -> String {
    let parts = [diagnostic.label.as_str(), diagnostic.help.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
}
