//! The pages of timelines.

use crate::view::cards::timeline::{TimelineView, overview, years};
use crate::view::cards::tracker::{ChoiceView, FilterView};
use crate::view::context::ViewContext;
use crate::view::index::listings;
use crate::view::index::orders::TimelineScope;
use crate::view::index::timeline::all_entries;
use std::collections::BTreeMap;

/// One page of a timeline, newest first; pages count from 1.
pub fn timeline_page(cx: &ViewContext<'_>, range: TimelineScope, page: usize) -> TimelineView {
    let (all, counts) = all_entries(cx);
    let count = counts.get(&range).map_or(0, |n| *n as usize);
    let from = page.saturating_sub(1) * listings::PER_PAGE;
    let chosen = all.iter().filter(|m| range.holds(m)).skip(from).take(listings::PER_PAGE);
    TimelineView {
        overview: overview(cx, all.iter().filter(|m| range.holds(m))),
        count: cx.words.count("n_entry", count),
        filters: filters(cx, range, counts),
        years: years(cx, chosen),
        pager: listings::pager(cx, &range.path(), page, count),
    }
}

fn filters(
    cx: &ViewContext<'_>,
    current: TimelineScope,
    counts: &BTreeMap<TimelineScope, u32>,
) -> Vec<FilterView> {
    let choice = |(range, count): (TimelineScope, u32)| ChoiceView {
        title: range.title(cx),
        url: if range == current { String::new() } else { cx.at(&range.path()) },
        count,
    };
    let (mut any, mut years, mut types) = (vec![], vec![], vec![]);
    for (range, count) in counts.iter().map(|(range, count)| (*range, *count)) {
        match range {
            TimelineScope::All => any.push(choice((range, count))),
            TimelineScope::Year(_) => years.insert(0, choice((range, count))),
            TimelineScope::Type(_) => types.push(choice((range, count))),
        }
    }
    [("filter_any", any), ("filter_year", years), ("filter_type", types)]
        .into_iter()
        .filter(|(_, choices)| !choices.is_empty())
        .map(|(name, choices)| FilterView { name: cx.words.get(name), choices })
        .collect()
}
