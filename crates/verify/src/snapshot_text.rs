//! The text of a source, with forms that are computed once. Start with [`SnapshotText::new`].

use crate::align::{WordToken, tokens};
use crate::fold::{FoldedText, fold, fold_joined};
use crate::grammar::bracketed;
use crate::languages::detect::LanguageEvidence;
use crate::mask::{QuotedRegions, mask};
use crate::segmentation::is_unspaced;
use crate::speaker_turns::{SpeakerTurns, speaker_turns};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;

/// The number of bytes counted at once to find a character number.
const STRETCH: usize = 4096;

/// A text that quotations are compared with. Expensive forms are computed on first use.
#[derive(Debug, Default)]
pub struct SnapshotText {
    text: String,
    is_clippings: bool,
    folded: FoldedText,
    joined: OnceLock<Option<FoldedText>>,
    lower: OnceLock<FoldedText>,
    lower_joined: OnceLock<Option<FoldedText>>,
    mask: OnceLock<QuotedRegions>,
    turns: OnceLock<SpeakerTurns>,
    lines: OnceLock<Vec<u32>>,
    chars: OnceLock<Vec<usize>>,
    tokens: OnceLock<Vec<WordToken>>,
    bracketed: OnceLock<BTreeSet<String>>,
    is_unspaced: OnceLock<bool>,
    evidence: OnceLock<LanguageEvidence>,
}

impl SnapshotText {
    /// Wraps a text. `is_clippings` is true if it contains only excerpts, with `[…]` between them.
    pub fn new(text: impl Into<String>, is_clippings: bool) -> Self {
        let text = text.into();
        let folded = fold(&text);
        Self { text, is_clippings, folded, ..Self::default() }
    }

    /// The text itself.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// True if it contains only the passages used.
    pub fn is_clippings(&self) -> bool {
        self.is_clippings
    }

    /// The text as compared.
    pub fn folded(&self) -> &FoldedText {
        &self.folded
    }

    /// The text without hyphens, so that words split at line ends are whole; `None` if no line ends in a hyphen.
    pub fn joined(&self) -> Option<&FoldedText> {
        self.joined.get_or_init(|| fold_joined(&self.text)).as_ref()
    }

    /// The folded text in lower case.
    pub fn lower(&self) -> &FoldedText {
        self.lower.get_or_init(|| self.folded.lower())
    }

    /// The text without hyphens in lower case; `None` if no line ends in a hyphen.
    pub fn lower_joined(&self) -> Option<&FoldedText> {
        self.lower_joined.get_or_init(|| Some(self.joined()?.lower())).as_ref()
    }

    /// The regions inside its own quotation marks.
    pub fn mask(&self) -> &QuotedRegions {
        self.mask.get_or_init(|| mask(&self.text))
    }

    /// The positions at which another speaker starts.
    pub fn turns(&self) -> &SpeakerTurns {
        self.turns.get_or_init(|| speaker_turns(&self.text, self.mask()))
    }

    /// The words of [`Self::folded`].
    pub fn tokens(&self) -> &[WordToken] {
        self.tokens.get_or_init(|| tokens(self.folded.text()))
    }

    /// The contents of its own square brackets.
    pub fn bracketed(&self) -> &BTreeSet<String> {
        self.bracketed.get_or_init(|| bracketed(&self.text))
    }

    /// True if it has letters of a script without spaces between words.
    pub fn is_unspaced(&self) -> bool {
        *self.is_unspaced.get_or_init(|| !self.text.is_ascii() && self.text.contains(is_unspaced))
    }

    /// The evidence for its language.
    pub fn evidence(&self) -> &LanguageEvidence {
        self.evidence.get_or_init(|| LanguageEvidence::of(&self.text))
    }

    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let byte = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            memchr::memchr_iter(b'\n', self.text.as_bytes()).map(byte).collect()
        })
    }

    /// The number of characters (code points) before a byte, which must be on a character boundary.
    pub fn chars_before(&self, at: usize) -> usize {
        // Each byte that is not a continuation byte starts a character.
        let count = |bytes: &[u8]| bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count();
        let counts = self.chars.get_or_init(|| {
            let mut all = 0;
            let add = |bytes: &[u8]| {
                all += count(bytes);
                all
            };
            self.text.as_bytes().chunks(STRETCH).map(add).collect()
        });
        let stretch = at / STRETCH;
        let before = stretch.checked_sub(1).and_then(|n| counts.get(n)).copied().unwrap_or(0);
        before + count(self.text.as_bytes().get(stretch * STRETCH..at).unwrap_or_default())
    }

    /// The line number of a byte, from 1.
    pub fn line(&self, at: usize) -> u32 {
        let n = self.lines().partition_point(|end| (*end as usize) < at);
        u32::try_from(n + 1).unwrap_or(u32::MAX)
    }

    /// The bytes of the lines `from` to `to`, both counted from 1; `None` if the text has no such line.
    pub fn bytes_of(&self, (from, to): (u32, u32)) -> Option<Range<usize>> {
        let lines = self.lines();
        let start = match from {
            0 => return None,
            1 => 0,
            n => *lines.get(n as usize - 2)? as usize + 1,
        };
        let end = lines.get((to.max(from) as usize) - 1).map_or(self.text.len(), |n| *n as usize);
        Some(start..end.max(start))
    }
}

#[cfg(test)]
mod tests {
    use super::SnapshotText;

    #[test]
    fn characters_are_counted() {
        let text = "aé–\u{10000}\n".repeat(2_000);
        let snapshot = SnapshotText::new(text.as_str(), false);
        for (n, (at, _)) in text.char_indices().enumerate().step_by(7) {
            assert_eq!(snapshot.chars_before(at), n);
        }
        assert_eq!(snapshot.chars_before(text.len()), text.chars().count());
    }

    #[test]
    fn lines_count_from_one_blank_ones_included() {
        let snapshot = SnapshotText::new("a\n\nb c\nd", false);
        assert_eq!([0, 1, 3, 7].map(|at| snapshot.line(at)), [1, 1, 3, 4]);
        assert_eq!(snapshot.bytes_of((3, 3)).map(|r| &snapshot.text()[r]), Some("b c"));
        assert_eq!(snapshot.bytes_of((1, 3)).map(|r| &snapshot.text()[r]), Some("a\n\nb c"));
        assert_eq!(snapshot.bytes_of((4, 9)).map(|r| &snapshot.text()[r]), Some("d"));
        assert_eq!(snapshot.bytes_of((9, 9)), None);
        assert_eq!(snapshot.bytes_of((0, 1)), None);
    }
}
