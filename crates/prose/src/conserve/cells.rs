//! Splits table rows into cells at every unescaped bar. Start with [`RowCells::of`].

use std::ops::Range;

/// The cells of a row, without the bars at its ends. A bar after a backslash does not split.
#[derive(Debug)]
pub(super) struct RowCells<'a> {
    bytes: &'a [u8],
    /// The unread part of the row; `None` after the last cell.
    rest: Option<Range<usize>>,
}

impl<'a> RowCells<'a> {
    /// Returns the cells of the row at these bytes.
    pub(super) fn of(bytes: &'a [u8], row: &Range<usize>) -> Self {
        let text = bytes.get(row.clone()).unwrap_or_default();
        let start = row.start + text.len() - text.trim_ascii_start().len();
        let end = (row.start + text.trim_ascii_end().len()).max(start);
        let start = if bytes.get(start) == Some(&b'|') { start + 1 } else { start };
        let closes =
            end > start && bytes.get(end - 1) == Some(&b'|') && !is_escaped(bytes, end - 1);
        let end = if closes { end - 1 } else { end.max(start) };
        Self { bytes, rest: Some(start..end) }
    }
}

impl Iterator for RowCells<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let rest = self.rest.take()?;
        let mut at = rest.start;
        while let Some(len) = self.bytes.get(at..rest.end).and_then(|r| memchr::memchr(b'|', r)) {
            let bar = at + len;
            if !is_escaped(self.bytes, bar) {
                self.rest = Some(bar + 1..rest.end);
                return Some(rest.start..bar);
            }
            at = bar + 1;
        }
        Some(rest)
    }
}

/// True if a backslash precedes the byte.
fn is_escaped(bytes: &[u8], at: usize) -> bool {
    at.checked_sub(1).and_then(|at| bytes.get(at)) == Some(&b'\\')
}

/// Returns the number of cells of a row.
pub(super) fn count(bytes: &[u8], row: &Range<usize>) -> usize {
    RowCells::of(bytes, row).count()
}

/// Returns the number of columns of a delimiter line, `| --- | :-: |`; `None` for other lines.
pub(super) fn delimiters(line: &[u8]) -> Option<usize> {
    let is_sign = |b: &u8| matches!(b, b'|' | b'-' | b':' | b' ' | b'\t' | b'\r');
    if !line.iter().all(is_sign) || !line.contains(&b'-') {
        return None;
    }
    let is_cell = |cell: Range<usize>| {
        let cell = line.get(cell).unwrap_or_default().trim_ascii();
        let dashes = cell.strip_prefix(b":").unwrap_or(cell);
        let dashes = dashes.strip_suffix(b":").unwrap_or(dashes);
        !dashes.is_empty() && dashes.iter().all(|b| *b == b'-')
    };
    let cells = RowCells::of(line, &(0..line.len()));
    let mut columns = 0;
    for cell in cells {
        if !is_cell(cell) {
            return None;
        }
        columns += 1;
    }
    (columns > 1 || line.contains(&b'|')).then_some(columns)
}

#[cfg(test)]
mod tests {
    use super::{RowCells, delimiters};

    #[test]
    fn rows_are_cut_at_bars() {
        let cells = |row: &'static str| -> Vec<&'static str> {
            RowCells::of(row.as_bytes(), &(0..row.len())).map(|cell| row[cell].trim()).collect()
        };
        assert_eq!(cells("| a | b |"), ["a", "b"]);
        assert_eq!(cells("a | b |  "), ["a", "b"]);
        assert_eq!(cells("| [[a|b]] | c |"), ["[[a", "b]]", "c"]);
        assert_eq!(cells("| [[a\\|b]] | c |"), ["[[a\\|b]]", "c"]);
        assert_eq!(cells("| a | b | |"), ["a", "b", ""]);
        assert_eq!(cells("|"), [""]);
        assert_eq!(cells("a \\|"), ["a \\|"]);
    }

    #[test]
    fn delimiters_are_counted() {
        assert_eq!(delimiters(b"| --- | :-: |"), Some(2));
        assert_eq!(delimiters(b"-|-|-"), Some(3));
        assert_eq!(delimiters(b"|-|"), Some(1));
        assert_eq!(delimiters(b"---"), None);
        assert_eq!(delimiters(b"| - | x |"), None);
        assert_eq!(delimiters(b"| | - |"), None);
    }
}
