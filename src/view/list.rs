//! Index pages: all things of a type, and the tracker of actions.

use super::action::ActionCard;
use super::card::{NoteCard, PartyCard, SourceCard, TopicCard};
use super::note::CorrectionView;
use super::quote::QuoteCard;
use super::{BodyView, LinkView, PagerView};
use serde::Serialize;

/// An index page; under the name `list`. One of the lists is filled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct ListView {
    /// Its introduction.
    pub body: BodyView,
    /// How many things there are in all, as words: `21 sources`.
    pub count: String,
    /// The pages of the list.
    pub pager: PagerView,
    /// Notes.
    pub notes: Vec<NoteCard>,
    /// Topics, as a tree in order with depths.
    pub topics: Vec<TopicCard>,
    /// Sources.
    pub sources: Vec<SourceCard>,
    /// Persons or organizations.
    pub parties: Vec<PartyCard>,
    /// Quotes.
    pub quotes: Vec<QuoteCard>,
    /// Actions, on the tracker's pages.
    pub tracker: Option<TrackerView>,
    /// Corrections.
    pub corrections: Vec<CorrectionView>,
    /// Folders below this one, on a folder's page.
    pub folders: Vec<LinkView>,
}

/// A table of actions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct TrackerView {
    /// What the table holds: `Policy actions, newest first`.
    pub caption: String,
    /// Its rows.
    pub actions: Vec<ActionCard>,
    /// Ready-made pages with fewer rows, by what they select; empty in a note.
    pub filters: Vec<FilterView>,
}

/// Ready-made pages of the tracker.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct FilterView {
    /// What they select by: `Status`.
    pub name: String,
    /// The pages; the current one has an empty address.
    pub choices: Vec<ChoiceView>,
}

/// One ready-made page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct ChoiceView {
    /// What it selects: `In force`.
    pub title: String,
    /// Its address; empty for the page we are on.
    pub url: String,
    /// How many rows it has.
    pub count: u32,
}
/// stub
pub fn tracker_part(_cx: &super::cx::Cx<'_>, _filters: &[(String, String)]) -> TrackerView {
    TrackerView::default()
}
