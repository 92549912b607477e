//! Commands in a log that GitHub shows beside the changed lines.

use super::LeveledDiagnostic;
use super::json::advice;
use super::lines::LineIndexes;
use onrecord_base::code::Severity;
use std::io::{self, Write};

pub(super) fn write(
    to: &mut dyn Write,
    told: &[LeveledDiagnostic],
    files: &LineIndexes<'_>,
) -> io::Result<()> {
    for LeveledDiagnostic { severity, diagnostic } in told {
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
        // Columns are only understood when both ends stand on one line.
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

/// The text of a command: it ends at the end of the line.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property: it ends at `,` and `:` besides.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
