//! Statements: the card shown in texts and lists, and the page of a quote.

use super::{BacklinkView, BodyView, DateView, LinkView, PartyView};
use serde::Serialize;

/// A statement as shown wherever it belongs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct QuoteCard {
    /// Its id.
    pub id: String,
    /// Its page; may be empty.
    pub url: String,
    /// `direct`, `partial`, `paraphrase` or `summary`.
    pub form: String,
    /// Whether the words stand in quotation marks. A paraphrase or summary never does.
    pub verbatim: bool,
    /// The words, in the parts in which the source gives them; at least one.
    pub segments: Vec<SegmentView>,
    /// The language of the words, where it is not the page's; may be empty.
    pub lang: String,
    /// Who said it.
    pub speaker: PartyView,
    /// For whom; the name may be empty.
    pub on_behalf_of: PartyView,
    /// When.
    pub said: Option<DateView>,
    /// Where; may be empty.
    pub venue: String,
    /// Through what, as words: `statement to the press`; may be empty.
    pub medium: String,
    /// How it got out and on what terms, as words: `leaked`, `on the record`.
    pub terms: Vec<String>,
    /// The source's hedge: `reportedly`; always printed; may be empty.
    pub hedge: String,
    /// How many statements by how many people, as words; may be empty.
    pub tally: String,
    /// Slips kept from the source, as words: `“Chinese Community Party”, read as Chinese Communist Party`.
    pub sic: Vec<String>,
    /// Whether and against what the words were checked.
    pub check: CheckView,
    /// The source it is taken from.
    pub source: LinkView,
    /// Where in the source: `line 11`; may be empty.
    pub locator: String,
    /// The chain from the speaker's end to the copy we read. At least one step.
    pub chain: Vec<StepView>,
    /// The same as a sentence, as plain text.
    pub chain_text: String,
    /// Other wordings.
    pub variants: Vec<VariantView>,
    /// The statement in one line for lists and `<title>`: shortened words with marks, or the paraphrase.
    pub short: String,
}

/// A part of the words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct SegmentView {
    /// The words, without quotation marks.
    pub text: String,
    /// To whom the source gives them, in its words; may be empty.
    pub attributed_as: String,
    /// Where in the source: `line 11`; may be empty.
    pub locator: String,
}

/// What we can say about the words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct CheckView {
    /// 4 original, 3 first-hand report, 2 the copy we hold, 1 not checked.
    pub level: u8,
    /// The same in words, never a bare tick.
    pub text: String,
    /// How far the copy stands from the speaker: `3 steps from the recording`; may be empty.
    pub distance: String,
    /// `Wording differs elsewhere`, or `Rests only on reworded text`; may be empty.
    pub flag: String,
    /// The page that explains the levels.
    pub url: String,
}

/// One source of a chain.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct StepView {
    /// Its short name.
    pub title: String,
    /// Its page; may be empty.
    pub url: String,
    /// When it was issued; may be empty.
    pub date: String,
    /// What the next one (nearer to us) does with it: `quoted by`; empty on the last.
    pub how: String,
    /// Whether we saw it ourselves.
    pub seen: bool,
    /// `not seen by us`, `not held`; may be empty.
    pub standing: String,
}

/// The same statement as another source has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct VariantView {
    /// The other source.
    pub source: LinkView,
    /// How it differs, as words.
    pub differs: String,
    /// Whether that source is nearer the origin.
    pub nearer: bool,
    /// A word diff from our words to theirs.
    pub diff: Vec<DiffView>,
}

/// A run of words of a diff.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct DiffView {
    /// `same`, `del` (only ours) or `ins` (only theirs).
    pub op: String,
    /// The words.
    pub text: String,
}

/// How one statement stands to another thing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct AnswerView {
    /// As words: `Responds to`, `Denied by`.
    pub how: String,
    /// The other thing.
    pub target: LinkView,
}

/// The page of a quote; under the name `quote`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct QuoteView {
    /// The statement.
    pub card: QuoteCard,
    /// The words in the language they were said in; may be empty.
    pub original: String,
    /// The language of `original`; may be empty.
    pub original_lang: String,
    /// Who translated and how, as words; may be empty.
    pub translation: String,
    /// Whether it was said under oath.
    pub under_oath: bool,
    /// To whom; the name may be empty.
    pub recipient: PartyView,
    /// Public commentary.
    pub note_html: String,
    /// More text from the quote's own file.
    pub body: BodyView,
    /// What it answers, denies, supports, and what answers it.
    pub answers: Vec<AnswerView>,
    /// Whom and what it is about.
    pub about: Vec<LinkView>,
    /// Its topics.
    pub topics: Vec<LinkView>,
    /// The whole entry of its source.
    pub source_html: String,
    /// Pages that refer here.
    pub cited_by: Vec<BacklinkView>,
}
/// stub
pub fn quote_card(_cx: &super::cx::Cx<'_>, _ix: crate::model::id::QuoteIx) -> QuoteCard {
    QuoteCard::default()
}
/// stub
pub fn chain_view(
    _cx: &super::cx::Cx<'_>,
    _steps: &[crate::resolve::provenance::Step],
) -> (Vec<StepView>, String) {
    (vec![], String::new())
}
