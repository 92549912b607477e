//! The text of a source as we hold it, with what is worked out from it once.

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

/// So many bytes are counted as one, to find the number of a character.
const STRETCH: usize = 4096;

/// A text that quotations are compared with. What is dear is made when it is first asked for.
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
    /// A text, and whether it is clippings, in which `[…]` stands for what was not kept.
    pub fn new(text: impl Into<String>, is_clippings: bool) -> Self {
        let text = text.into();
        let folded = fold(&text);
        Self { text, is_clippings, folded, ..Self::default() }
    }

    /// The text itself.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it holds only the passages used.
    pub fn is_clippings(&self) -> bool {
        self.is_clippings
    }

    /// As compared.
    pub fn folded(&self) -> &FoldedText {
        &self.folded
    }

    /// Without hyphens, so that words parted at line ends are whole; `None` where no line ends so.
    pub fn joined(&self) -> Option<&FoldedText> {
        self.joined.get_or_init(|| fold_joined(&self.text)).as_ref()
    }

    /// Without case.
    pub fn lower(&self) -> &FoldedText {
        self.lower.get_or_init(|| self.folded.lower())
    }

    /// With words made whole, without case.
    pub fn lower_joined(&self) -> Option<&FoldedText> {
        self.lower_joined.get_or_init(|| Some(self.joined()?.lower())).as_ref()
    }

    /// What stands inside its own quotation marks.
    pub fn mask(&self) -> &QuotedRegions {
        self.mask.get_or_init(|| mask(&self.text))
    }

    /// Where another speaker begins.
    pub fn turns(&self) -> &SpeakerTurns {
        self.turns.get_or_init(|| speaker_turns(&self.text, self.mask()))
    }

    /// The words of [`Self::folded`].
    pub fn tokens(&self) -> &[WordToken] {
        self.tokens.get_or_init(|| tokens(self.folded.text()))
    }

    /// What it has in square brackets itself.
    pub fn bracketed(&self) -> &BTreeSet<String> {
        self.bracketed.get_or_init(|| bracketed(&self.text))
    }

    /// Whether it has letters of a script without spaces between words.
    pub fn is_unspaced(&self) -> bool {
        *self.is_unspaced.get_or_init(|| !self.text.is_ascii() && self.text.contains(is_unspaced))
    }

    /// What its words say about its language.
    pub fn evidence(&self) -> &LanguageEvidence {
        self.evidence.get_or_init(|| LanguageEvidence::of(&self.text))
    }

    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let byte = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            memchr::memchr_iter(b'\n', self.text.as_bytes()).map(byte).collect()
        })
    }

    /// How many characters (code points) stand before a byte, which is on a character bound.
    pub fn chars_before(&self, at: usize) -> usize {
        // A character is a byte that goes on none.
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

    /// The number of the line that a byte stands on, from 1.
    pub fn line(&self, at: usize) -> u32 {
        let n = self.lines().partition_point(|end| (*end as usize) < at);
        u32::try_from(n + 1).unwrap_or(u32::MAX)
    }

    /// The bytes of the lines `from` to `to`, both counted from 1; `None` where the text has no such line.
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
        let held = SnapshotText::new(text.as_str(), false);
        for (n, (at, _)) in text.char_indices().enumerate().step_by(7) {
            assert_eq!(held.chars_before(at), n);
        }
        assert_eq!(held.chars_before(text.len()), text.chars().count());
    }

    #[test]
    fn lines_count_from_one_blank_ones_included() {
        let held = SnapshotText::new("a\n\nb c\nd", false);
        assert_eq!([0, 1, 3, 7].map(|at| held.line(at)), [1, 1, 3, 4]);
        assert_eq!(held.bytes_of((3, 3)).map(|r| &held.text()[r]), Some("b c"));
        assert_eq!(held.bytes_of((1, 3)).map(|r| &held.text()[r]), Some("a\n\nb c"));
        assert_eq!(held.bytes_of((4, 9)).map(|r| &held.text()[r]), Some("d"));
        assert_eq!(held.bytes_of((9, 9)), None);
        assert_eq!(held.bytes_of((0, 1)), None);
    }
}
