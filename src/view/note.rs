//! The page of a note.

use super::action::ActionCard;
use super::card::NoteCard;
use super::{BacklinkView, BodyView, DateView, LinkView, PartyView};
use serde::Serialize;

/// The page of a note; under the name `note`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct NoteView {
    /// What sort, as a word for people: `Briefing`.
    pub kind: String,
    /// Its document number; may be empty.
    pub number: String,
    /// When it was published.
    pub date: Option<DateView>,
    /// When it was last changed.
    pub updated: Option<DateView>,
    /// The day the facts were checked.
    pub as_of: Option<DateView>,
    /// Who wrote it.
    pub authors: Vec<PartyView>,
    /// Its topics.
    pub topics: Vec<LinkView>,
    /// Reading time in minutes, at least 1.
    pub minutes: u32,
    /// Its summary; may be empty.
    pub summary: String,
    /// The bottom line; may be empty.
    pub bottom_line_html: String,
    /// Key points.
    pub key_points_html: Vec<String>,
    /// What is covered and what is not; may be empty.
    pub scope_note: String,
    /// The series; may be empty.
    pub series: String,
    /// Corrections, newest first.
    pub corrections: Vec<CorrectionView>,
    /// Its history, newest first.
    pub changes: Vec<HistoryView>,
    /// Whether a contents list is shown.
    pub toc: bool,
    /// The text, its notes and bibliography.
    pub body: BodyView,
    /// Actions of the note that the text does not place itself.
    pub actions: Vec<ActionCard>,
    /// Quotes of the note that the text neither shows nor places.
    pub quotes: Vec<super::quote::QuoteCard>,
    /// How many sources are cited and how many of them are independent, as words: `7 sources, 1
    /// independent`; empty when nothing is cited.
    pub independence: String,
    /// The independent origins, when there are any.
    pub roots: Vec<LinkView>,
    /// To read beside this one.
    pub related: Vec<NoteCard>,
    /// Notes that this one replaces.
    pub supersedes: Vec<LinkView>,
    /// Notes that replace this one.
    pub superseded_by: Vec<LinkView>,
    /// How to cite this page, as plain text.
    pub cite: String,
    /// Pages that refer here.
    pub cited_by: Vec<BacklinkView>,
}

/// A correction.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct CorrectionView {
    /// When.
    pub date: Option<DateView>,
    /// What it is, as a word for people: `Correction`.
    pub kind: String,
    /// What was corrected.
    pub text: String,
    /// The words before; may be empty.
    pub was: String,
    /// The words now; may be empty.
    pub now: String,
    /// The note, on the page of all corrections.
    pub note: LinkView,
}

/// An entry of a note's history.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct HistoryView {
    /// When.
    pub date: Option<DateView>,
    /// Whether it is significant.
    pub significant: bool,
    /// What changed.
    pub text: String,
}
