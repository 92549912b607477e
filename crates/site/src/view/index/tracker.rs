//! The filters of the tracker: which filtered pages exist, and which actions each contains.

use crate::model::action::{ActionKind, Status};
use crate::model::ix::{ActionIx, TopicIx};
use crate::routes::{TrackerPart, index_path};
use crate::view::context::ViewContext;
use crate::view::index::listings;
use crate::view::index::orders::{TrackerFilter, TrackerGroups};
use onrecord_base::id::ItemKind;
use onrecord_base::text::{fold, slug};
use std::collections::BTreeMap;

impl TrackerFilter {
    /// The path of the first page below the base: `actions/status/blocked/`. If several criteria
    /// are set, only the first one counts: filtered pages have a single criterion.
    pub fn path(&self, cx: &ViewContext<'_>) -> String {
        match self {
            Self { status: Some(status), .. } => TrackerPart::Status.path(status.word()),
            Self { kind: Some(kind), .. } => TrackerPart::Kind.path(kind.word()),
            Self { jurisdiction: Some(j), .. } => TrackerPart::Jurisdiction.path(&slug(j)),
            Self { topic: Some(ix), .. } => {
                TrackerPart::Topic.path(cx.site.ledger[*ix].id.as_str())
            }
            _ => index_path(ItemKind::Action),
        }
    }

    /// The selection as text: `Blocked`; empty for all actions.
    pub fn title(&self, cx: &ViewContext<'_>) -> String {
        let status = self.status.map(|s| cx.words.of("status", s.word()));
        let kind = self.kind.map(|k| cx.words.of("action_kind", k.word()));
        let jurisdiction = self.jurisdiction.as_ref().map(|j| listings::jurisdiction(cx, j));
        let topic = self.topic.map(|t| cx.title(t.into()).to_owned());
        let all = [status, kind, jurisdiction, topic];
        all.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// The actions it selects, newest first.
    pub(crate) fn select(&self, cx: &ViewContext<'_>) -> Vec<ActionIx> {
        let all: Vec<ActionIx> = match self.topic {
            Some(topic) => {
                let actions = listings::actions(listings::in_branch(cx, topic, ItemKind::Action));
                listings::newest_actions(cx, actions)
            }
            None => newest(cx).to_vec(),
        };
        let wanted = self.jurisdiction.as_ref().map(|j| slug(j));
        let fits = |ix: &ActionIx| {
            let action = &cx.site.ledger[*ix].data;
            let place = || action.jurisdiction.as_ref().map(|j| slug(&j.v));
            self.kind.is_none_or(|kind| action.kind.as_ref().is_some_and(|k| k.v == kind))
                && (wanted.is_none() || place() == wanted)
                && self.status.is_none_or(|s| cx.status(*ix) == s)
        };
        all.into_iter().filter(fits).collect()
    }
}

/// All actions, newest first.
pub(crate) fn newest<'a>(cx: &'a ViewContext<'_>) -> &'a [ActionIx] {
    cx.orders
        .actions
        .get_or_init(|| listings::newest_actions(cx, cx.site.ledger.actions().collect()))
}

/// The number of tracker pages of a filter.
pub fn tracker_pages(cx: &ViewContext<'_>, filter: &TrackerFilter) -> usize {
    listings::pages(filter.select(cx).len())
}

/// Every filter that selects an action, without the default filter.
pub fn tracker_filters(cx: &ViewContext<'_>) -> Vec<TrackerFilter> {
    groups(cx).iter().flat_map(|(_, group)| group).map(|(filter, _)| filter.clone()).collect()
}

/// The filters by criterion, each with its number of actions.
pub(crate) fn groups<'a>(cx: &'a ViewContext<'_>) -> &'a TrackerGroups {
    cx.orders.trackers.get_or_init(|| count(cx))
}

fn count(cx: &ViewContext<'_>) -> TrackerGroups {
    let mut status: BTreeMap<Status, u32> = BTreeMap::new();
    let mut kinds: BTreeMap<ActionKind, u32> = BTreeMap::new();
    let mut places: BTreeMap<String, (String, u32)> = BTreeMap::new();
    let mut topics: BTreeMap<TopicIx, u32> = BTreeMap::new();
    for ix in cx.site.ledger.actions() {
        let action = &cx.site.ledger[ix].data;
        *status.entry(cx.status(ix)).or_default() += 1;
        if let Some(kind) = &action.kind {
            *kinds.entry(kind.v).or_default() += 1;
        }
        if let Some(place) = action.jurisdiction.as_ref().filter(|j| !slug(&j.v).is_empty()) {
            places.entry(slug(&place.v)).or_insert_with(|| (place.v.clone(), 0)).1 += 1;
        }
        for topic in listings::with_above(cx, &cx.site.actions[ix.at()].topics) {
            *topics.entry(topic).or_default() += 1;
        }
    }
    let by_status = status
        .into_iter()
        .map(|(s, n)| (TrackerFilter { status: Some(s), ..TrackerFilter::default() }, n));
    let by_place = places
        .into_values()
        .map(|(j, n)| (TrackerFilter { jurisdiction: Some(j), ..TrackerFilter::default() }, n));
    let by_kind = kinds
        .into_iter()
        .map(|(k, n)| (TrackerFilter { kind: Some(k), ..TrackerFilter::default() }, n));
    let by_topic = topics
        .into_iter()
        .map(|(t, n)| (TrackerFilter { topic: Some(t), ..TrackerFilter::default() }, n));
    [
        ("filter_status", by_status.collect()),
        ("filter_kind", titled(cx, by_kind)),
        ("filter_jurisdiction", titled(cx, by_place)),
        ("filter_topic", titled(cx, by_topic)),
    ]
}

/// Filters sorted by their text.
fn titled(
    cx: &ViewContext<'_>,
    all: impl Iterator<Item = (TrackerFilter, u32)>,
) -> Vec<(TrackerFilter, u32)> {
    let mut all: Vec<(TrackerFilter, u32)> = all.collect();
    all.sort_by_cached_key(|(filter, _)| (fold(&filter.title(cx)), filter.path(cx)));
    all
}
