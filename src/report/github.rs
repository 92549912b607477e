//! Workflow commands in a log, which GitHub shows next to the changed lines.

use super::LeveledDiagnostic;
use super::json::advice;
use super::lines::LineIndexes;
use onrecord_base::code::Severity;
use std::io::{self, Write};

pub(super) fn write(
    to: &mut dyn Write,
    diagnostics: &[LeveledDiagnostic],
    files: &LineIndexes<'_>,
) -> io::Result<()> {
    for LeveledDiagnostic { severity, diagnostic } in diagnostics {
        let (start, end) = files.positions(&diagnostic.place);
        let command = match severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let advice = advice(diagnostic);
        let text = if advice.is_empty() {
            diagnostic.message.clone()
        } else {
            format!("{}\n{advice}", diagnostic.message)
        };
        // GitHub accepts columns only if both ends are on one line.
        let columns = if start.line == end.line {
            format!(",col={},endColumn={}", start.column, end.column)
        } else {
            String::new()
        };
        writeln!(
            to,
            "::{command} file={},line={},endLine={}{columns},title={}::{}",
            property(&diagnostic.place.file),
            start.line,
            end.line,
            diagnostic.code.id(),
            data(&text),
        )?;
    }
    Ok(())
}

/// Escapes the message of a command, which ends at the end of the line.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property, which also ends at `,` and `:`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
