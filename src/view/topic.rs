//! The page of a topic.

use super::action::{ActionCard, DeadlineView};
use super::card::{NoteCard, PartyCard, TopicCard};
use super::quote::QuoteCard;
use super::{BacklinkView, BodyView, LinkView, PagerView};
use serde::Serialize;

/// The page of a topic; under the name `topic`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct TopicView {
    /// Its summary; may be empty.
    pub summary: String,
    /// What belongs here and what does not; may be empty.
    pub scope_note: String,
    /// Whether nobody defined it and the page was made from its name alone.
    pub automatic: bool,
    /// The topic above it; the title may be empty.
    pub parent: LinkView,
    /// Its text.
    pub body: BodyView,
    /// Public commentary.
    pub note_html: String,
    /// The note that leads it, on the first page.
    pub lead: Option<NoteCard>,
    /// Its actions with their status, newest first.
    pub actions: Vec<ActionCard>,
    /// Its notes, newest first, those of child topics included.
    pub notes: Vec<NoteCard>,
    /// The pages of its notes.
    pub pager: PagerView,
    /// Its quotes, newest first.
    pub quotes: Vec<QuoteCard>,
    /// How many quotes there are when not all are shown, as a link to the rest; the title may be empty.
    pub more_quotes: LinkView,
    /// What is due ahead.
    pub deadlines: Vec<DeadlineView>,
    /// Persons and organizations.
    pub parties: Vec<PartyCard>,
    /// Child topics.
    pub children: Vec<TopicCard>,
    /// Topics to look at as well.
    pub see_also: Vec<LinkView>,
    /// Pages that refer here.
    pub cited_by: Vec<BacklinkView>,
}
