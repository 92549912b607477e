//! TODO

use crate::model::action::{ActionKind, Status};
use crate::model::ix::{ActionIx, ItemIx, NoteIx, TopicIx};
use crate::resolve::origins::SourceOrigins;
use crate::resolve::standing::ActionStatus;
use crate::view::text::citation_cache::CitationCache;
use onrecord_base::edtf::{EdtfDate, PartialDate, SourcedDate};
use onrecord_base::id::ItemKind;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Orders and counts over the whole site, each made once, when the first page asks for it. Without
/// them every page of a list would sort the list anew.
///
/// After an edit they are kept as long as the fields of all things say what they said, but for the
/// titles and summaries of notes ([`PageIndex::again`]): an order may not depend on those, nor on
/// prose, nor on which prose refers to what.
#[derive(Debug, Default)]
pub(crate) struct SiteOrders {
    pub(crate) notes: OnceLock<Vec<NoteIx>>,
    /// Of each type, its index in order, with depths.
    pub(crate) indexes: [OnceLock<Vec<(ItemIx, u32)>>; 7],
    /// All actions, newest first.
    pub(crate) actions: OnceLock<Vec<ActionIx>>,
    /// Where each action stands.
    pub(crate) statuses: OnceLock<Vec<ActionStatus>>,
    /// The ready-made pages of the tracker.
    pub(crate) trackers: OnceLock<TrackerGroups>,
    /// Corrections, changes and moves with their days, newest first.
    pub(crate) updates: OnceLock<Vec<(EdtfDate, SiteUpdate)>>,
    /// How many notes, actions and quotes belong to each topic.
    pub(crate) topic_counts: OnceLock<Vec<[u32; 3]>>,
    /// Of each source its short name, where that is not the title.
    pub(crate) source_names: OnceLock<Vec<Option<String>>>,
    /// Where chains begin.
    pub(crate) origins: OnceLock<SourceOrigins>,
    /// Everything dated, newest first.
    pub(crate) timeline: OnceLock<TimelineEntries>,
    /// Sources as CSL items, their entries and citations, and what files say of them: of the fields of
    /// sources, of the titles and addresses of persons and organizations, and of the style, with which
    /// they go.
    pub(crate) citations: CitationCache,
}

/// What a page of the tracker selects; nothing at all: every action.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrackerFilter {
    /// Where an action stands.
    pub status: Option<Status>,
    /// What sort it is.
    pub kind: Option<ActionKind>,
    /// Its jurisdiction, as written.
    pub jurisdiction: Option<String>,
    /// A topic it belongs to, or one above that.
    pub topic: Option<TopicIx>,
}

/// What a timeline holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimelineScope {
    /// Everything dated.
    #[default]
    All,
    /// A year.
    Year(u16),
    /// A type of thing.
    Type(ItemKind),
}

/// Something dated, before it has words.
#[derive(Debug, Clone)]
pub(crate) struct TimelineEntry {
    pub(crate) of: ItemIx,
    pub(crate) event: Option<EventLabel>,
    /// What is said of the date besides its value.
    pub(crate) said: Option<Box<SourcedDate>>,
    pub(crate) when: EdtfDate,
    pub(crate) first: PartialDate,
}

/// Something new, before it has words.
#[derive(Debug, Clone, Copy)]
pub(crate) enum SiteUpdate {
    /// A correction of a note, by number.
    Correction(NoteIx, usize),
    /// A significant change of a note, by number.
    Change(NoteIx, usize),
    /// A move of an action, by number.
    Move(ActionIx, usize),
}

/// Ready-made pages by what they select by, with how many actions each holds.
pub(crate) type TrackerGroups = [(&'static str, Vec<(TrackerFilter, u32)>); 4];

/// What happened, as the group and the value of its words.
pub(crate) type EventLabel = (&'static str, &'static str);

/// Everything dated with how many entries each timeline holds.
pub(crate) type TimelineEntries = (Vec<TimelineEntry>, BTreeMap<TimelineScope, u32>);
