//! Timelines: everything dated, by year and month.

use super::DateView;
use super::list::FilterView;
use serde::Serialize;

/// A timeline; on its own page under the name `timeline`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct TimelineView {
    /// Ready-made pages by year and type; empty in a note.
    pub filters: Vec<FilterView>,
    /// The years, newest first on its own page, oldest first in a note.
    pub years: Vec<YearView>,
}

/// A year.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct YearView {
    /// The year: `2022`.
    pub title: String,
    /// Entries known to the year only, or longer than a month.
    pub entries: Vec<MomentView>,
    /// Its months.
    pub months: Vec<MonthView>,
}

/// A month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct MonthView {
    /// The month: `June 2022`.
    pub title: String,
    /// Its entries; those known to the month only come first.
    pub entries: Vec<MomentView>,
}

/// Something dated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct MomentView {
    /// When.
    pub date: DateView,
    /// `action`, `quote`, `source` or `note`.
    pub kind: String,
    /// The same as a word for people.
    pub kind_text: String,
    /// What happened: `Signed:`; may be empty.
    pub event: String,
    /// The thing.
    pub title: String,
    /// Its page; may be empty.
    pub url: String,
}
/// stub
pub fn timeline_of(_cx: &super::cx::Cx<'_>, _ix: crate::model::id::Ix) -> TimelineView {
    TimelineView::default()
}
