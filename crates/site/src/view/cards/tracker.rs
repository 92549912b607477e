//! Tables of actions: in texts and on the tracker's pages, with links to the filtered pages.

use crate::model::action::{ActionKind, Status};
use crate::model::ix::ItemIx;
use crate::resolve::names::NameLookup;
use crate::resolve::selection::selected;
use crate::view::cards::action::{ActionCard, action_card};
use crate::view::context::ViewContext;
use crate::view::index::listings;
use crate::view::index::orders::TrackerFilter;
use crate::view::index::tracker::groups;
use onrecord_base::id::ItemKind;
use serde::Serialize;
use std::collections::BTreeMap;

/// A table of actions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct TrackerView {
    /// The content of the table: `Policy actions, newest first`.
    pub caption: String,
    /// Its rows.
    pub actions: Vec<ActionCard>,
    /// The filtered pages, by criterion; empty in a text.
    pub filters: Vec<FilterView>,
}

/// The filtered pages of one criterion.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct FilterView {
    /// The criterion: `Status`.
    pub name: String,
    /// The pages; the address of the current one is empty.
    pub choices: Vec<ChoiceView>,
}

/// A filtered page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct ChoiceView {
    /// The selected value: `In force`.
    pub title: String,
    /// Its address; empty for the current page.
    pub url: String,
    /// The number of its rows.
    pub count: u32,
}

/// A table that an author placed in a text: `topic=x status=blocked`. Several values of one key are
/// alternatives; an unknown value selects nothing.
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

pub(crate) fn caption(cx: &ViewContext<'_>, what: &str) -> String {
    if what.is_empty() {
        cx.words.get("tracker_caption")
    } else {
        cx.words.with("tracker_caption_of", what)
    }
}

/// The maximum length of a list of choices that every page of the tracker repeats.
const MOST_CHOICES: usize = 60;

/// The links to the filtered pages, as shown on the page of the filter `current`.
pub(crate) fn tracker_choices(cx: &ViewContext<'_>, current: &TrackerFilter) -> Vec<FilterView> {
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
        // A long list is shown only on the page of all actions: on every page, it would take
        // quadratic space.
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
