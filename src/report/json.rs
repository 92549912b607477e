//! One JSON object a line. Its keys are a promise to other programs: they may grow, not change.

use super::Told;
use super::lines::Files;
use onrecord_base::diag::{Diagnostic, Finding, Fix};
use onrecord_base::span::Place;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Object<'a> {
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
    fix: Vec<Change<'a>>,
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Change<'a> {
    file: &'a str,
    start: u32,
    end: u32,
    text: &'a str,
}

#[derive(Serialize)]
struct Related<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    message: &'a str,
}

pub(super) fn write(to: &mut dyn Write, told: &[Told], files: &Files<'_>) -> io::Result<()> {
    for Told { severity, diagnostic } in told {
        let Finding { code, message, place, related, fix, .. } = &**diagnostic;
        let (start, end) = files.positions(place);
        let object = Object {
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

fn change(fix: &Fix) -> Change<'_> {
    let Place { file, span } = &fix.place;
    Change { file, start: span.start, end: span.end, text: &fix.text }
}

fn beside<'a>(place: &'a Place, words: &'a str, files: &Files<'_>) -> Related<'a> {
    let (start, _) = files.positions(place);
    Related { file: &place.file, line: start.line, column: start.column, message: words }
}

/// The words beside the caret and the help, in one text.
pub(super) fn advice(diagnostic: &Diagnostic) -> String {
    let parts = [diagnostic.label.as_str(), diagnostic.help.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
}
