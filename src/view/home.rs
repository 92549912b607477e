//! The home page, and pages that stand alone.

use super::action::{ActionCard, DeadlineView};
use super::card::{NoteCard, TopicCard};
use super::{BodyView, DateView, LinkView};
use serde::Serialize;

/// The home page; under the name `home`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct HomeView {
    /// Its text.
    pub body: BodyView,
    /// The note that leads.
    pub lead: Option<NoteCard>,
    /// The bottom line of the lead; may be empty.
    pub lead_html: String,
    /// The newest notes after the lead.
    pub latest: Vec<NoteCard>,
    /// What changed: corrections and moves of status, newest first.
    pub changes: Vec<NewsView>,
    /// What is due ahead, or overdue.
    pub deadlines: Vec<DeadlineView>,
    /// Topics of the first level.
    pub topics: Vec<TopicCard>,
    /// Actions with the newest dates.
    pub actions: Vec<ActionCard>,
    /// What the site holds, each with its index page: `24 sources`.
    pub counts: Vec<LinkView>,
}

/// Something that changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct NewsView {
    /// When.
    pub date: DateView,
    /// What it is: `Correction`, `Revoked`.
    pub kind: String,
    /// The page it is about.
    pub title: String,
    /// Its address.
    pub url: String,
    /// What changed; may be empty.
    pub text: String,
}

/// The page that explains how evidence is handled; under the name `evidence`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct EvidenceView {
    /// The levels with their words and how many quotes of this site have each.
    pub levels: Vec<LevelView>,
    /// How many quotes there are, as words.
    pub quotes: String,
    /// Every status an action can have, with its meaning.
    pub statuses: Vec<StatusMeaning>,
}

/// A level of checking.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct LevelView {
    /// 4 to 0.
    pub level: u8,
    /// Its words, as printed on quotes.
    pub text: String,
    /// What it means.
    pub meaning: String,
    /// How many quotes of this site have it.
    pub count: u32,
}

/// A status and what it means.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct StatusMeaning {
    /// As shown on a chip.
    pub status: super::action::StatusView,
    /// What it means.
    pub meaning: String,
}

/// A page that keeps the address of something withdrawn; under the name `tombstone`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct TombstoneView {
    /// The day it was withdrawn or published, if known.
    pub date: Option<DateView>,
    /// Why; may be empty.
    pub reason: String,
}

/// A page that leads on from an old address; under the name `redirect`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct RedirectView {
    /// Where to.
    pub url: String,
    /// The absolute address, where `base_url` is absolute; else the same.
    pub canonical: String,
    /// What is there.
    pub title: String,
}
