//! The page of a source.

use super::quote::{QuoteCard, StepView};
use super::{BacklinkView, BodyView, DateView, LinkView, PartyView};
use serde::Serialize;

/// The page of a source; under the name `source`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct SourceView {
    /// Its whole entry.
    pub entry_html: String,
    /// Its key, as cited.
    pub key: String,
    /// Its type, as words: `News article`.
    pub kind: String,
    /// Its live address, when it may be linked; may be empty.
    pub web: String,
    /// The address of an archived copy; may be empty.
    pub archive: String,
    /// When that was made; may be empty.
    pub archive_date: String,
    /// Whether the archived copy comes first.
    pub archive_first: bool,
    /// `current`, `corrected`, `retracted`, `withdrawn`.
    pub standing: String,
    /// The same as words, for a banner; empty when current.
    pub standing_text: String,
    /// When it was issued.
    pub issued: Option<DateView>,
    /// Whether we saw it ourselves.
    pub consulted: bool,
    /// Facts about it as pairs of words: `Wording` – `reworded` …
    pub facts: Vec<FactView>,
    /// What it rests on, from the origin to this one. Empty when it rests on nothing.
    pub chain: Vec<StepView>,
    /// The same as a sentence.
    pub chain_text: String,
    /// Every source it rests on directly, with how.
    pub rests_on: Vec<RestView>,
    /// Sources that rest on this one directly, with how.
    pub rests_here: Vec<RestView>,
    /// Facts about its access, record, bias and age; may be empty.
    pub descriptor: String,
    /// Who made it; the name may be empty.
    pub creator: PartyView,
    /// To whom it was given; the name may be empty.
    pub recipient: PartyView,
    /// Who holds it; the name may be empty.
    pub custodian: PartyView,
    /// About our copy, as words: `clippings, captured 23 November 2026`; empty when we hold none.
    pub snapshot: String,
    /// Public commentary.
    pub note_html: String,
    /// More text from the source's own file.
    pub body: BodyView,
    /// Every quote taken from it.
    pub quotes: Vec<QuoteCard>,
    /// Actions it documents.
    pub actions: Vec<LinkView>,
    /// Its topics.
    pub topics: Vec<LinkView>,
    /// Pages that refer here.
    pub cited_by: Vec<BacklinkView>,
}

/// A pair of words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct FactView {
    /// What it is about.
    pub name: String,
    /// What holds.
    pub value: String,
}

/// A source and how another rests on it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct RestView {
    /// As words: `Reports`, `Quoted by`.
    pub how: String,
    /// The other source.
    pub source: LinkView,
    /// When that was issued; may be empty.
    pub date: String,
}
