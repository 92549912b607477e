//! Timelines: dated entries by year and month, for the timeline page and for texts, topics and
//! parties.

use crate::model::ix::{ActionIx, ItemIx, QuoteIx, TopicIx};
use crate::resolve::linked::ResolvedTarget;
use crate::resolve::standing::ActionStatus;
use crate::resolve::status_table::ActionFamily;
use crate::view::cards::deadline::binds;
use crate::view::cards::tracker::FilterView;
use crate::view::context::ViewContext;
use crate::view::index::listings;
use crate::view::index::orders::{EventLabel, TimelineEntry};
use crate::view::index::timeline::{DATED, entries_of, in_page_order, month_of};
use crate::view::{DateView, PagerView};
use onrecord_base::edtf::{PartialDate, SourcedDate};
use onrecord_base::id::ItemKind;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// A timeline; on its own page under the name `timeline`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct TimelineView {
    /// The filtered pages by year and type; empty outside the timeline page.
    pub filters: Vec<FilterView>,
    /// The number of entries per year as a bar chart; absent if all entries are in one year.
    pub overview: Option<OverviewView>,
    /// The total number of entries, as words.
    pub count: String,
    /// The years: newest first on the timeline page, oldest first elsewhere.
    pub years: Vec<YearView>,
    /// The pages of the timeline.
    pub pager: PagerView,
}

/// A bar chart of the entries per year (or per decade or more). The list contains the same
/// information as text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct OverviewView {
    /// The width of the chart, in its own units.
    pub width: u32,
    /// Its bars, the earliest first.
    pub bars: Vec<BarView>,
    /// The first period: `2015`.
    pub first: String,
    /// The last period.
    pub last: String,
}

/// One bar.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct BarView {
    /// Its left edge.
    pub x: u32,
    /// Its top edge.
    pub y: u32,
    /// Its height.
    pub height: u32,
}

/// A year.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct YearView {
    /// The year: `2022`.
    pub title: String,
    /// Entries known to the year only, or longer than a month.
    pub entries: Vec<TimelineEntryView>,
    /// Its months.
    pub months: Vec<MonthView>,
}

/// A month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct MonthView {
    /// The month: `June 2022`.
    pub title: String,
    /// Its entries; those known to the month only come first.
    pub entries: Vec<TimelineEntryView>,
}

/// An entry of a timeline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct TimelineEntryView {
    /// The date.
    pub date: DateView,
    /// `action`, `quote`, `source` or `note`.
    pub kind: String,
    /// The item type as a label.
    pub kind_text: String,
    /// The event: `Signed:`; may be empty.
    pub event: String,
    /// The title of the item.
    pub title: String,
    /// Its page; may be empty.
    pub url: String,
}

/// The timeline of a note, oldest first: the items that it defines, shows, links and cites.
pub fn timeline_of(cx: &ViewContext<'_>, ix: ItemIx) -> TimelineView {
    let mut things = BTreeSet::new();
    for goal in cx.site.goals_of(ix).iter().flatten() {
        match goal {
            ResolvedTarget::Thing(thing, _) => {
                things.insert(*thing);
            }
            ResolvedTarget::Cites(all) => {
                things.extend(all.iter().map(|c| c.via.unwrap_or(c.source.into())));
            }
            _ => {}
        }
    }
    if let ItemIx::Note(note) = ix {
        for kind in [ItemKind::Source, ItemKind::Quote, ItemKind::Action] {
            things.extend(cx.site.ledger.owned(note, kind));
        }
    }
    things.remove(&ix);
    of_things(cx, things, usize::MAX)
}

/// The maximum number of entries on the page of a topic or party; the latest are kept.
const MOST_MOMENTS: usize = 100;

/// The timeline of a topic, oldest first: all entries of the topic and the topics below it.
pub fn timeline_of_topic(cx: &ViewContext<'_>, ix: TopicIx) -> TimelineView {
    let things = DATED.into_iter().flat_map(|kind| listings::in_branch(cx, ix, kind)).collect();
    of_things(cx, things, MOST_MOMENTS)
}

/// The timeline of some statements and actions, oldest first.
pub fn timeline_of_party(
    cx: &ViewContext<'_>,
    quotes: &[QuoteIx],
    actions: &[ActionIx],
) -> TimelineView {
    let quotes = quotes.iter().copied().map(ItemIx::from);
    of_things(cx, quotes.chain(actions.iter().copied().map(ItemIx::from)).collect(), MOST_MOMENTS)
}

/// The latest `most` entries of some items, oldest first.
fn of_things(cx: &ViewContext<'_>, things: BTreeSet<ItemIx>, most: usize) -> TimelineView {
    let mut all: Vec<TimelineEntry> =
        things.into_iter().flat_map(|thing| entries_of(cx, thing)).collect();
    let count = all.len();
    if count > most {
        all.sort_by_key(|m| (Reverse(m.when), m.of));
        all.truncate(most);
    }
    let all = in_page_order(all, false);
    let left_out = count - all.len();
    let counted = cx.words.count("n_entry", count);
    TimelineView {
        overview: overview(cx, all.iter()),
        count: match left_out {
            0 => counted,
            _ => listings::filled(cx, "entries_latest", &[&counted, &most.to_string()]),
        },
        years: years(cx, all.iter()),
        ..TimelineView::default()
    }
}

/// The maximum number of bars of a chart.
const MOST_BARS: u32 = 48;

/// The chart of the entries per year, or per decade or more if there are many years; `None` for a
/// single year.
pub(crate) fn overview<'a>(
    cx: &ViewContext<'_>,
    all: impl Iterator<Item = &'a TimelineEntry>,
) -> Option<OverviewView> {
    let years: Vec<u32> = all.map(|moment| u32::from(moment.first.year)).collect();
    let (from, to) = (*years.iter().min()?, *years.iter().max()?);
    let step = match to - from {
        0 => return None,
        span if span < MOST_BARS => 1,
        span => 10 * (span / (10 * MOST_BARS) + 1),
    };
    let start = from / step * step;
    let mut counts = vec![0_u32; ((to - start) / step + 1) as usize];
    for year in years {
        counts[((year - start) / step) as usize] += 1;
    }
    let most = counts.iter().copied().max().unwrap_or(1);
    let bars = (0_u32..).zip(&counts).filter(|(_, n)| **n > 0).map(|(at, n)| {
        let height = (n * HEIGHT).div_ceil(most).max(2);
        BarView { x: at * WIDTH, y: HEIGHT - height, height }
    });
    let name = |year: u32| match step {
        1 => year.to_string(),
        _ => cx.words.with("years_from", &year.to_string()),
    };
    Some(OverviewView {
        width: listings::number(counts.len()) * WIDTH,
        bars: bars.collect(),
        first: name(start),
        last: name(start + step * (listings::number(counts.len()) - 1)),
    })
}

/// The height of the chart.
const HEIGHT: u32 = 40;

/// The width of a bar with its gap.
const WIDTH: u32 = 14;

/// Groups ordered entries by year and month.
pub(crate) fn years<'a>(
    cx: &ViewContext<'_>,
    all: impl Iterator<Item = &'a TimelineEntry>,
) -> Vec<YearView> {
    let mut years: Vec<YearView> = vec![];
    for moment in all {
        let title = moment.first.year.to_string();
        if years.last().is_none_or(|year| year.title != title) {
            years.push(YearView { title, ..YearView::default() });
        }
        let Some(year) = years.last_mut() else { continue };
        let view = moment_view(cx, moment);
        let Some((month, _)) = month_of(moment.when) else {
            year.entries.push(view);
            continue;
        };
        let title = cx.words.civil(PartialDate { year: moment.first.year, month, day: 0 });
        if year.months.last().is_none_or(|month| month.title != title) {
            year.months.push(MonthView { title, entries: vec![] });
        }
        if let Some(month) = year.months.last_mut() {
            month.entries.push(view);
        }
    }
    years
}

fn moment_view(cx: &ViewContext<'_>, moment: &TimelineEntry) -> TimelineEntryView {
    let ending = match moment.of {
        ItemIx::Action(action) => ActionFamily::of(&cx.site.ledger[action].data).ending(),
        _ => "",
    };
    let words = |(group, word): EventLabel| {
        // A deadline of a proposal applies only if it is adopted.
        let is_open = |ix| cx.action_status(ix).is_some_and(ActionStatus::is_open_proposal);
        let words = match moment.of {
            ItemIx::Action(ix) if word == "due" && is_open(ix) && binds(cx, ix) => {
                cx.words.get("event_due_if_adopted")
            }
            _ => cx.words.of_kind(group, word, ending),
        };
        cx.words.with("event_lead", &words)
    };
    let event = moment.event.map(words);
    let kind = moment.of.kind().word();
    TimelineEntryView {
        date: match &moment.said {
            Some(dated) => cx.date(dated),
            None => cx.date(&SourcedDate::bare(moment.when)),
        },
        kind: kind.to_owned(),
        kind_text: cx.words.of("kind", kind),
        event: event.unwrap_or_default(),
        title: cx.shown_title(moment.of),
        url: cx.home_of(moment.of).url,
    }
}
