//! The tracker: actions as a table, whole and in ready-made parts that need no script.

use crate::model::action::{ActionKind, Status};
use crate::model::ix::{ActionIx, ItemIx, TopicIx};
use crate::resolve::names::NameLookup;
use crate::resolve::selection::selected;
use crate::view::LinkView;
use crate::view::cards::action::{action_card, kind, status_chip};
use crate::view::context::ViewContext;
use crate::view::index::listings;
use crate::view::pages::list::{ChoiceView, FilterView, ListView, TrackerView, intro};
use onrecord_base::id::ItemKind;
use onrecord_base::text::{fold, slug};
use std::collections::BTreeMap;

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

impl TrackerFilter {
    /// The address below the base of the first page: `actions/status/blocked/`. Of several criteria
    /// the first counts; there are no ready-made pages for two.
    pub fn path(&self, cx: &ViewContext<'_>) -> String {
        match self {
            Self { status: Some(status), .. } => format!("actions/status/{}/", status.word()),
            Self { kind: Some(kind), .. } => format!("actions/kind/{}/", kind.word()),
            Self { jurisdiction: Some(j), .. } => format!("actions/jurisdiction/{}/", slug(j)),
            Self { topic: Some(ix), .. } => format!("actions/topic/{}/", cx.site.ledger[*ix].id),
            _ => "actions/".to_owned(),
        }
    }

    /// What it selects, as words: `Blocked`; empty for everything.
    pub fn title(&self, cx: &ViewContext<'_>) -> String {
        let status = self.status.map(|s| status_chip(cx, s).label);
        let kind = self.kind.map(|k| kind(cx, k));
        let jurisdiction = self.jurisdiction.as_ref().map(|j| listings::jurisdiction(cx, j));
        let topic = self.topic.map(|t| cx.title(t.into()).to_owned());
        let all = [status, kind, jurisdiction, topic];
        all.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// The actions it selects, newest first.
    fn select(&self, cx: &ViewContext<'_>) -> Vec<ActionIx> {
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

/// The longest list of choices that every page of the tracker repeats.
const MOST_CHOICES: usize = 60;

/// Ready-made pages by what they select by, with how many actions each holds.
pub(crate) type TrackerGroups = [(&'static str, Vec<(TrackerFilter, u32)>); 4];

/// How many pages of the tracker a filter has.
pub fn tracker_pages(cx: &ViewContext<'_>, filter: &TrackerFilter) -> usize {
    listings::pages(filter.select(cx).len())
}

/// One page of the tracker, from 1.
pub fn tracker_page(cx: &ViewContext<'_>, filter: &TrackerFilter, page: usize) -> ListView {
    let all = filter.select(cx);
    let table = TrackerView {
        caption: caption(cx, &filter.title(cx)),
        actions: listings::slice(&all, page).iter().map(|ix| action_card(cx, *ix)).collect(),
        filters: filters(cx, filter),
    };
    let whole = *filter == TrackerFilter::default() && page <= 1;
    let data = |path: &str, words: &str| LinkView { title: cx.words.get(words), url: cx.at(path) };
    ListView {
        data: vec![
            data("data/actions.csv", "data_csv"),
            data("data/actions.json", "data_json"),
            data("deadlines.ics", "data_ics"),
        ],
        body: if whole { intro(cx, ItemKind::Action) } else { crate::view::BodyView::default() },
        count: cx.words.count("n_action", all.len()),
        pager: listings::pager(cx, &filter.path(cx), page, all.len()),
        tracker: Some(table),
        ..ListView::default()
    }
}

fn caption(cx: &ViewContext<'_>, what: &str) -> String {
    if what.is_empty() {
        cx.words.get("tracker_caption")
    } else {
        cx.words.with("tracker_caption_of", what)
    }
}

/// Every ready-made page that holds something, but for the page of all actions.
pub fn tracker_filters(cx: &ViewContext<'_>) -> Vec<TrackerFilter> {
    groups(cx).iter().flat_map(|(_, group)| group).map(|(filter, _)| filter.clone()).collect()
}

/// The ready-made pages by what they select by, with how many actions each holds.
fn groups<'a>(cx: &'a ViewContext<'_>) -> &'a TrackerGroups {
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

/// Filters by their words.
fn titled(
    cx: &ViewContext<'_>,
    all: impl Iterator<Item = (TrackerFilter, u32)>,
) -> Vec<(TrackerFilter, u32)> {
    let mut all: Vec<(TrackerFilter, u32)> = all.collect();
    all.sort_by_cached_key(|(filter, _)| (fold(&filter.title(cx)), filter.path(cx)));
    all
}

/// The ready-made pages as a reader sees them on one of them.
fn filters(cx: &ViewContext<'_>, current: &TrackerFilter) -> Vec<FilterView> {
    let choice = |filter: TrackerFilter, count: u32, title: String| ChoiceView {
        url: if filter == *current { String::new() } else { cx.at(&filter.path(cx)) },
        title,
        count,
    };
    let all = choice(
        TrackerFilter::default(),
        listings::number(cx.site.ledger.actions.len()),
        cx.words.get("filter_all"),
    );
    let mut views = vec![FilterView { name: cx.words.get("filter_any"), choices: vec![all] }];
    for (name, group) in groups(cx) {
        // A long list stands once, on the page of all actions: every page with every choice would
        // be quadratic in the number of choices.
        if group.is_empty() || group.len() > MOST_CHOICES && *current != TrackerFilter::default() {
            continue;
        }
        let choices = group.iter().map(|(filter, count)| {
            let title = filter.title(cx);
            choice(filter.clone(), *count, title)
        });
        views.push(FilterView { name: cx.words.get(name), choices: choices.collect() });
    }
    views
}

/// A table that an author placed: `topic=x status=blocked`. Several values of one key are
/// alternatives; a value that fits nothing selects nothing.
pub fn tracker_part(cx: &ViewContext<'_>, pairs: &[(String, String)]) -> TrackerView {
    let mut by_key: BTreeMap<&str, Vec<TrackerFilter>> = BTreeMap::new();
    for (key, value) in pairs {
        by_key.entry(key.as_str()).or_default().extend(read(cx, key, value));
    }
    let chosen = selected(cx.site, pairs, |ix| cx.status(ix));
    let titles: Vec<String> = by_key.values().flatten().map(|f| f.title(cx)).collect();
    let rows = listings::newest_actions(cx, chosen.into_iter().collect());
    TrackerView {
        caption: caption(cx, &titles.join(", ")),
        actions: rows.into_iter().map(|ix| action_card(cx, ix)).collect(),
        filters: vec![],
    }
}

fn read(cx: &ViewContext<'_>, key: &str, value: &str) -> Option<TrackerFilter> {
    let none = TrackerFilter::default();
    Some(match key {
        "status" => {
            let word = Status::WORDS.iter().find(|(word, _)| *word == value)?;
            TrackerFilter { status: Some(word.1), ..none }
        }
        "kind" => {
            let word = ActionKind::WORDS.iter().find(|(word, _)| *word == value)?;
            TrackerFilter { kind: Some(word.1), ..none }
        }
        "jurisdiction" => TrackerFilter { jurisdiction: Some(value.to_owned()), ..none },
        "topic" => match cx.site.ledger.find(ItemKind::Topic, value) {
            NameLookup::One(ItemIx::Topic(ix)) => TrackerFilter { topic: Some(ix), ..none },
            _ => return None,
        },
        _ => return None,
    })
}
