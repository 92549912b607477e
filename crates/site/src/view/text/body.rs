//! The parts of a text, as templates see them.

use crate::view::cards::action::ActionCard;
use crate::view::cards::note::NoteCard;
use crate::view::cards::party::PartyCard;
use crate::view::cards::quote::QuoteCard;
use crate::view::cards::source::SourceCard;
use crate::view::cards::timeline::TimelineView;
use crate::view::cards::topic::TopicCard;
use crate::view::cards::tracker::TrackerView;
use serde::Serialize;

/// A card in a text. Exactly one field is set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct CardView {
    /// A statement.
    pub quote: Option<QuoteCard>,
    /// A policy action.
    pub action: Option<ActionCard>,
    /// A note.
    pub note: Option<NoteCard>,
    /// A topic.
    pub topic: Option<TopicCard>,
    /// A source.
    pub source: Option<SourceCard>,
    /// A person or organization.
    pub party: Option<PartyCard>,
}

/// A part of a text. Exactly one field is set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct PartView {
    /// HTML without placeholders.
    pub html: String,
    /// A card in the text.
    pub card: Option<CardView>,
    /// A table of actions placed by the author.
    pub tracker: Option<TrackerView>,
    /// Quote cards placed by the author; empty if this part is not a list of quotes.
    pub quotes: Vec<QuoteCard>,
    /// A timeline placed by the author.
    pub timeline: Option<TimelineView>,
    /// True if the bibliography is to be shown here.
    pub bibliography: bool,
}

/// A text with its notes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct BodyView {
    /// The text, in parts; may be empty.
    pub parts: Vec<PartView>,
    /// The notes of the page, in the order of their numbers.
    pub notes: Vec<FootnoteView>,
    /// The bibliography of the page; empty if it has none.
    pub bibliography: Vec<EntryView>,
    /// True if a part of the text places the bibliography.
    pub bibliography_placed: bool,
    /// The headings of levels 2 and 3, for a table of contents.
    pub contents: Vec<HeadingView>,
}

/// A heading in the table of contents.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct HeadingView {
    /// The level: 2 or 3.
    pub level: u8,
    /// The text of the heading.
    pub title: String,
    /// `#` and its anchor.
    pub url: String,
}

/// A note at the end of a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct FootnoteView {
    /// Its id: `fn-held-copy-l11`.
    pub id: String,
    /// Its number on the page.
    pub number: u32,
    /// The text of the note.
    pub html: String,
    /// The links back to each reference.
    pub backs: Vec<BackView>,
}

/// A link from a note or an entry back to one of its references.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct BackView {
    /// `#` and the id of the reference.
    pub url: String,
    /// The link text: `↩` for a single reference, else `a`, `b` … `z`, `aa`.
    pub mark: String,
    /// The label for screen readers: `Back to reference 1a`.
    pub label: String,
}

/// An entry of a bibliography.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct EntryView {
    /// Its id: `ref-held-copy`.
    pub id: String,
    /// The entry, as HTML.
    pub html: String,
    /// The links back to each citation in brackets; empty if citations are notes.
    pub backs: Vec<BackView>,
}
