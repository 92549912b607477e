//! Values that are computed once per site, and the data types in them.
//!
//! This file contains data only: other files of this folder and `text/citations.rs` compute the
//! values. It must not depend on the view context, which contains a `SiteOrders`.

use crate::model::action::{ActionKind, Status};
use crate::model::ix::{ActionIx, ItemIx, NoteIx, TopicIx};
use crate::resolve::origins::SourceOrigins;
use crate::resolve::standing::ActionStatus;
use crate::view::text::citation_cache::CitationCache;
use onrecord_base::edtf::{EdtfDate, PartialDate, SourcedDate};
use onrecord_base::id::ItemKind;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Orders and counts over the whole site, each computed when a page first needs it. Without them,
/// every page of a list would sort the whole list.
///
/// An edit keeps them if the fields of all items are unchanged, except titles and summaries of
/// notes (`PageIndex::updated`). So an order must not depend on those, on prose, or on which prose
/// refers to which item.
#[derive(Debug, Default)]
pub(crate) struct SiteOrders {
    pub(crate) notes: OnceLock<Vec<NoteIx>>,
    /// The items of each type in the order of its index, with their depth in the tree.
    pub(crate) indexes: [OnceLock<Vec<(ItemIx, u32)>>; 7],
    /// All actions, newest first.
    pub(crate) actions: OnceLock<Vec<ActionIx>>,
    /// The derived status of each action.
    pub(crate) statuses: OnceLock<Vec<ActionStatus>>,
    /// The filtered pages of the tracker.
    pub(crate) trackers: OnceLock<TrackerGroups>,
    /// Corrections, significant changes and changes of status with their dates, newest first.
    pub(crate) updates: OnceLock<Vec<(EdtfDate, SiteUpdate)>>,
    /// The numbers of notes, actions and quotes of each topic.
    pub(crate) topic_counts: OnceLock<Vec<[u32; 3]>>,
    /// The short name of each source; `None` if that is the title.
    pub(crate) source_names: OnceLock<Vec<Option<String>>>,
    /// The origins of all sources and quotes.
    pub(crate) origins: OnceLock<SourceOrigins>,
    /// All timeline entries, newest first.
    pub(crate) timeline: OnceLock<TimelineEntries>,
    /// Sources as CSL items, their formatted entries and citations, and their exports. They depend
    /// on the fields of sources, on titles and addresses of persons and organizations, and on the
    /// citation style.
    pub(crate) citations: CitationCache,
}

/// The selection of a tracker page; the default selects every action.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrackerFilter {
    /// The status.
    pub status: Option<Status>,
    /// The kind of action.
    pub kind: Option<ActionKind>,
    /// The jurisdiction, as written.
    pub jurisdiction: Option<String>,
    /// A topic; it includes the topics below it.
    pub topic: Option<TopicIx>,
}

/// The selection of a timeline.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimelineScope {
    /// All entries.
    #[default]
    All,
    /// The entries that begin in a year.
    Year(u16),
    /// The entries of one item type.
    Type(ItemKind),
}

/// A timeline entry without texts.
#[derive(Debug, Clone)]
pub(crate) struct TimelineEntry {
    pub(crate) of: ItemIx,
    pub(crate) event: Option<EventLabel>,
    /// The whole date, if it contains more than its value.
    pub(crate) said: Option<Box<SourcedDate>>,
    pub(crate) when: EdtfDate,
    pub(crate) first: PartialDate,
}

/// A change on the site without texts.
#[derive(Debug, Clone, Copy)]
pub(crate) enum SiteUpdate {
    /// A correction of a note, by its index.
    Correction(NoteIx, usize),
    /// A significant change of a note, by its index.
    Change(NoteIx, usize),
    /// A change of status of an action, by its index.
    Move(ActionIx, usize),
}

/// The filters of the tracker by criterion, each with its number of actions.
pub(crate) type TrackerGroups = [(&'static str, Vec<(TrackerFilter, u32)>); 4];

/// The group and the value of the text that names an event.
pub(crate) type EventLabel = (&'static str, &'static str);

/// All timeline entries, and the number of entries of each timeline.
pub(crate) type TimelineEntries = (Vec<TimelineEntry>, BTreeMap<TimelineScope, u32>);
