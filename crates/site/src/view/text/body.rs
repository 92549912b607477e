//! TODO

use crate::view::cards::action::ActionCard;
use crate::view::cards::note::NoteCard;
use crate::view::cards::party::PartyCard;
use crate::view::cards::quote::QuoteCard;
use crate::view::cards::source::SourceCard;
use crate::view::cards::timeline::TimelineView;
use crate::view::cards::topic::TopicCard;
use crate::view::cards::tracker::TrackerView;
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

/// A part of a text: exactly one field is filled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct PartView {
    /// Finished HTML.
    pub html: String,
    /// A card in the text.
    pub card: Option<CardView>,
    /// A table of actions placed by the author.
    pub tracker: Option<TrackerView>,
    /// Quote cards placed by the author; empty when there are none here.
    pub quotes: Vec<QuoteCard>,
    /// A timeline placed by the author.
    pub timeline: Option<TimelineView>,
    /// Whether the bibliography goes here.
    pub bibliography: bool,
}

/// A text with its notes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct BodyView {
    /// The text, in parts. Empty when there is none.
    pub parts: Vec<PartView>,
    /// The notes of the page, in the order of their numbers.
    pub notes: Vec<FootnoteView>,
    /// The bibliography of the page; empty when it has none.
    pub bibliography: Vec<EntryView>,
    /// Whether the author placed the bibliography in the text.
    pub bibliography_placed: bool,
    /// The headings of the second and third level.
    pub contents: Vec<HeadingView>,
}

/// A heading in the contents list.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct HeadingView {
    /// 2 or 3.
    pub level: u8,
    /// Its words.
    pub title: String,
    /// `#` and its anchor.
    pub url: String,
}

/// One note at the end of a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct FootnoteView {
    /// Its id: `fn-held-copy-l11`.
    pub id: String,
    /// Its number on the page.
    pub number: u32,
    /// What it says.
    pub html: String,
    /// The way back to each reference.
    pub backs: Vec<BackView>,
}

/// A way back from a note or an entry to one of its references.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct BackView {
    /// `#` and the id of the reference.
    pub url: String,
    /// What is shown: `↩` for the only one, else `a`, `b` … `z`, `aa`.
    pub mark: String,
    /// What a screen reader says: `Back to reference 1a`.
    pub label: String,
}

/// An entry of a bibliography.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct EntryView {
    /// Its id: `ref-held-copy`.
    pub id: String,
    /// The entry.
    pub html: String,
    /// The way back to each citation in brackets; empty where citations are notes.
    pub backs: Vec<BackView>,
}
