//! Computes the columns of a line of the input: indentation with tab stops of four.

use super::scan::BlockScan;
use super::words::WordSink;

/// A position in a line, and the unused columns of a tab before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct ColumnPosition {
    pub at: usize,
    pub column: usize,
    pub spare: usize,
}

impl<S: WordSink> BlockScan<'_, S> {
    /// True if a line is empty from `at` on.
    pub(super) fn is_blank(&self, at: usize, end: usize) -> bool {
        self.bytes
            .get(at..end)
            .unwrap_or_default()
            .iter()
            .all(|b| matches!(b, b' ' | b'\t' | b'\r'))
    }

    /// Returns the first byte that is not white space, and the columns before it.
    pub(super) fn first_text(&self, place: ColumnPosition, end: usize) -> (ColumnPosition, usize) {
        let (mut at, mut column) = (place.at, place.column);
        while at < end {
            match self.bytes.get(at) {
                Some(b' ') => column += 1,
                Some(b'\t') => column += 4 - column % 4,
                _ => break,
            }
            at += 1;
        }
        (ColumnPosition { at, column, spare: 0 }, column - place.column + place.spare)
    }

    /// Returns the position after this many columns of white space; `None` if there are fewer.
    pub(super) fn indented(
        &self,
        place: ColumnPosition,
        end: usize,
        columns: usize,
    ) -> Option<ColumnPosition> {
        let mut left = columns.checked_sub(place.spare.min(columns))?;
        let mut next = ColumnPosition { spare: place.spare - place.spare.min(columns), ..place };
        while left > 0 {
            if next.at >= end {
                return None;
            }
            let width = match self.bytes.get(next.at)? {
                b' ' => 1,
                b'\t' => 4 - next.column % 4,
                _ => return None,
            };
            next.at += 1;
            next.column += width;
            next.spare = width.saturating_sub(left);
            left = left.saturating_sub(width);
        }
        Some(next)
    }

    /// Returns the position after the mark of a quotation; `None` otherwise.
    pub(super) fn quotation_mark(
        &self,
        place: ColumnPosition,
        end: usize,
    ) -> Option<ColumnPosition> {
        let (text, indent) = self.first_text(place, end);
        if indent > 3 || text.at >= end || self.bytes.get(text.at) != Some(&b'>') {
            return None;
        }
        let next = ColumnPosition { at: text.at + 1, column: text.column + 1, spare: 0 };
        Some(self.indented(next, end, 1).unwrap_or(next))
    }
}
