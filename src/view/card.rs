//! Cards: a thing shown in place on another page. Small records, made once and shared.

use super::action::ActionCard;
use super::quote::QuoteCard;
use super::{DateView, LinkView};
use serde::Serialize;

/// A card in a text: exactly one field is filled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct CardView {
    /// A statement.
    pub quote: Option<QuoteCard>,
    /// A policy action.
    pub action: Option<ActionCard>,
    /// A note.
    pub note: Option<NoteCard>,
    /// A topic with its newest notes.
    pub topic: Option<TopicCard>,
    /// A source.
    pub source: Option<SourceCard>,
    /// A person or organization.
    pub party: Option<PartyCard>,
}

/// A note in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct NoteCard {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// Its summary; may be empty.
    pub summary: String,
    /// When it was published, if known.
    pub date: Option<DateView>,
    /// What sort of note, as a word for people: `Briefing`.
    pub kind: String,
    /// Its document number; may be empty.
    pub number: String,
    /// Its topics.
    pub topics: Vec<LinkView>,
}

/// A topic in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct TopicCard {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// Its summary; may be empty.
    pub summary: String,
    /// How many notes it has, its child topics' included.
    pub notes: u32,
    /// How many actions.
    pub actions: u32,
    /// How many quotes.
    pub quotes: u32,
    /// Its child topics.
    pub children: Vec<LinkView>,
    /// How deep it stands in the tree, from 0.
    pub depth: u32,
}

/// A source in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct SourceCard {
    /// Its whole entry, links included.
    pub html: String,
    /// Its title alone.
    pub title: String,
    /// Its page; may be empty.
    pub url: String,
    /// Its type, as a word for people: `News article`.
    pub kind: String,
    /// When it was issued, if known.
    pub date: Option<DateView>,
    /// `not seen by us`, `retracted` … as words; may be empty.
    pub standing: String,
    /// How many pages cite it.
    pub cited: u32,
    /// How many quotes are taken from it.
    pub quotes: u32,
}

/// A person or organization in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct PartyCard {
    /// The name.
    pub name: String,
    /// The page; may be empty.
    pub url: String,
    /// For a person the newest role, with the organization; for an organization its
    /// classification. May be empty.
    pub about: String,
    /// How many statements by them.
    pub quotes: u32,
    /// How many actions by them.
    pub actions: u32,
    /// The letter it stands under in an A–Z list.
    pub letter: String,
    /// For an organization in the tree: how deep, from 0.
    pub depth: u32,
}
/// stub
pub fn note_card(_cx: &super::cx::Cx<'_>, _ix: crate::model::id::NoteIx) -> NoteCard {
    NoteCard::default()
}
/// stub
pub fn topic_card(
    _cx: &super::cx::Cx<'_>,
    _ix: crate::model::id::TopicIx,
    _depth: u32,
) -> TopicCard {
    TopicCard::default()
}
/// stub
pub fn source_card(_cx: &super::cx::Cx<'_>, _ix: crate::model::id::SourceIx) -> SourceCard {
    SourceCard::default()
}
/// stub
pub fn party_card(_cx: &super::cx::Cx<'_>, _ix: crate::model::id::Ix, _depth: u32) -> PartyCard {
    PartyCard::default()
}
