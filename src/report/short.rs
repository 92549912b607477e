//! Short output: one line per diagnostic, `content/uss.md:4:27: error[OR201]: unknown source …`.

use super::LeveledDiagnostic;
use super::lines::LineIndexes;
use super::visible::visible;
use std::io::{self, Write};

pub(super) fn write(
    to: &mut dyn Write,
    diagnostics: &[LeveledDiagnostic],
    files: &LineIndexes<'_>,
) -> io::Result<()> {
    for LeveledDiagnostic { severity, diagnostic } in diagnostics {
        let (start, _) = files.positions(&diagnostic.place);
        writeln!(
            to,
            "{}:{}:{}: {}[{}]: {}",
            visible(&diagnostic.place.file),
            start.line,
            start.column,
            severity.word(),
            diagnostic.code.id(),
            visible(&diagnostic.message)
        )?;
    }
    Ok(())
}
