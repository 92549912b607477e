//! Timelines: everything dated, by year and month.

use crate::model::ix::{ActionIx, ItemIx, QuoteIx, TopicIx};
use crate::resolve::linked::ResolvedTarget;
use crate::resolve::standing::ActionStatus;
use crate::resolve::status_table::ActionFamily;
use crate::view::cards::action::is_past;
use crate::view::cards::deadline::binds;
use crate::view::context::ViewContext;
use crate::view::index::listings;
use crate::view::pages::list::{ChoiceView, FilterView};
use crate::view::{DateView, PagerView};
use onrecord_base::edtf::{EdtfDate, PartialDate, SourcedDate};
use onrecord_base::id::ItemKind;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// A timeline; on its own page under the name `timeline`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct TimelineView {
    /// Ready-made pages by year and type; empty in a note.
    pub filters: Vec<FilterView>,
    /// How much there is of each year, as a drawing beside the list; absent where it would say nothing.
    pub overview: Option<OverviewView>,
    /// How many entries there are in all, as words.
    pub count: String,
    /// The years, newest first on its own page, oldest first in a note.
    pub years: Vec<YearView>,
    /// The pages of the timeline.
    pub pager: PagerView,
}

/// How many entries a timeline has in each year (or decade), as bars. The list says the same
/// in words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct OverviewView {
    /// The width of the drawing.
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
    /// Its left side.
    pub x: u32,
    /// Its top.
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

/// Something dated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct TimelineEntryView {
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

impl TimelineScope {
    /// Its address below the base.
    pub fn path(self) -> String {
        match self {
            Self::All => "timeline/".to_owned(),
            Self::Year(year) => format!("timeline/{year}/"),
            Self::Type(kind) => format!("timeline/type/{}/", kind.word()),
        }
    }

    fn holds(self, moment: &TimelineEntry) -> bool {
        match self {
            Self::All => true,
            Self::Year(year) => moment.first.year == year,
            Self::Type(kind) => moment.of.kind() == kind,
        }
    }

    /// The title of its page.
    pub fn heading(self, cx: &ViewContext<'_>) -> String {
        let timeline = cx.words.get("nav_timeline");
        match self {
            Self::All => timeline,
            part => format!("{timeline}: {}", part.title(cx)),
        }
    }

    /// Its name among the filters.
    pub fn title(self, cx: &ViewContext<'_>) -> String {
        match self {
            Self::All => cx.words.get("filter_all"),
            Self::Year(year) => year.to_string(),
            Self::Type(kind) => cx.words.of("kinds", kind.word()),
        }
    }
}

/// The types of things that have dates of their own.
const DATED: [ItemKind; 4] = [ItemKind::Action, ItemKind::Quote, ItemKind::Source, ItemKind::Note];

/// What happened, as the group and the value of its words.
type EventLabel = (&'static str, &'static str);

/// Something dated, before it has words.
#[derive(Debug, Clone)]
pub(crate) struct TimelineEntry {
    of: ItemIx,
    event: Option<EventLabel>,
    /// What is said of the date besides its value.
    said: Option<Box<SourcedDate>>,
    when: EdtfDate,
    first: PartialDate,
}

/// Everything dated with how many entries each timeline holds.
pub(crate) type TimelineEntries = (Vec<TimelineEntry>, BTreeMap<TimelineScope, u32>);

/// Every timeline that holds something.
pub fn timeline_pages(cx: &ViewContext<'_>) -> Vec<TimelineScope> {
    let parts = everything(cx).1.keys().copied().filter(|r| *r != TimelineScope::All);
    std::iter::once(TimelineScope::All).chain(parts).collect()
}

/// How many pages a timeline has.
pub fn page_count(cx: &ViewContext<'_>, range: TimelineScope) -> usize {
    listings::pages(everything(cx).1.get(&range).map_or(0, |n| *n as usize))
}

/// One page of a timeline, from 1, newest first.
pub fn timeline_page(cx: &ViewContext<'_>, range: TimelineScope, page: usize) -> TimelineView {
    let (all, counts) = everything(cx);
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

/// The timeline of a note, oldest first: what it defines, shows, links and cites.
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

/// How many entries the timeline on a topic's or party's page holds, the latest.
const MOST_MOMENTS: usize = 100;

/// The timeline of a topic, oldest first: everything dated of it and of the topics below it.
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

/// The latest of what is dated of some things, oldest first.
fn of_things(cx: &ViewContext<'_>, things: BTreeSet<ItemIx>, most: usize) -> TimelineView {
    let mut all: Vec<TimelineEntry> =
        things.into_iter().flat_map(|thing| moments(cx, thing)).collect();
    let count = all.len();
    if count > most {
        all.sort_by_key(|m| (Reverse(m.when), m.of));
        all.truncate(most);
    }
    let all = in_order(all, false);
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

/// The most bars of a drawing.
const MOST_BARS: u32 = 48;

/// How much there is of each year, or of each decade where there are many years.
fn overview<'a>(
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

/// The height of the drawing, and the width of a bar with the room beside it.
const HEIGHT: u32 = 40;
/// See [`HEIGHT`].
const WIDTH: u32 = 14;

fn everything<'a>(cx: &'a ViewContext<'_>) -> &'a TimelineEntries {
    cx.orders.moments.get_or_init(|| {
        let things = DATED.into_iter().flat_map(|kind| cx.site.ledger.of_kind(kind));
        let all = in_order(things.flat_map(|ix| moments(cx, ix)).collect(), true);
        let counts = counts(&all);
        (all, counts)
    })
}

/// The dates of a thing that have a value.
fn moments(cx: &ViewContext<'_>, ix: ItemIx) -> Vec<TimelineEntry> {
    let ledger = &cx.site.ledger;
    let dates: Vec<(Option<EventLabel>, &SourcedDate)> = match ix {
        ItemIx::Note(note) if !cx.is_listed(note) => vec![],
        ItemIx::Note(note) => ledger[note].data.date.iter().map(|d| (None, d)).collect(),
        ItemIx::Quote(quote) => ledger[quote].data.said.iter().map(|d| (None, d)).collect(),
        ItemIx::Source(source) => ledger[source].data.issued.iter().map(|d| (None, d)).collect(),
        ItemIx::Action(action) => events(cx, action),
        _ => vec![],
    };
    let one = |(event, dated): (Option<EventLabel>, &SourcedDate)| {
        let when = dated.when?;
        let is_bare = *dated == SourcedDate { span: dated.span, ..SourcedDate::bare(when) };
        let said = (!is_bare).then(|| Box::new(dated.clone()));
        Some(TimelineEntry { of: ix, event, said, when, first: when.earliest() })
    };
    dates.into_iter().filter_map(one).collect()
}

/// The dates of an action, of its history and of what is due under it; what its dates and its history
/// tell alike is one event.
fn events<'a>(cx: &'a ViewContext<'_>, ix: ActionIx) -> Vec<(Option<EventLabel>, &'a SourcedDate)> {
    let action = &cx.site.ledger[ix].data;
    let dates: Vec<_> = action.dates.iter().flat_map(|d| d.given()).collect();
    let told: BTreeSet<_> = dates.iter().map(|(word, d)| (Some(*word), d.when)).collect();
    let word = |word, dated: &SourcedDate| match word {
        "expires" if is_past(cx, dated.when) => "expired",
        word => word,
    };
    let mut all: Vec<(Option<EventLabel>, &SourcedDate)> =
        dates.iter().map(|(w, dated)| (Some(("event", word(*w, dated))), *dated)).collect();
    for step in &action.history {
        let (Some(date), Some(status)) = (&step.date, &step.status) else { continue };
        if !told.contains(&(Some(status.v.word()), date.when)) {
            all.push((Some(("status", status.v.word())), date));
        }
    }
    all.extend(
        action.deadlines.iter().filter_map(|d| Some((Some(("event", "due")), d.due.as_ref()?))),
    );
    all
}

/// How many moments each timeline holds; years newest first is left to the caller.
fn counts(all: &[TimelineEntry]) -> BTreeMap<TimelineScope, u32> {
    let mut counts = BTreeMap::new();
    for moment in all {
        let ranges = [
            TimelineScope::All,
            TimelineScope::Year(moment.first.year),
            TimelineScope::Type(moment.of.kind()),
        ];
        for range in ranges {
            *counts.entry(range).or_default() += 1;
        }
    }
    counts
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

/// The month that a date lies in as a whole, and whether no more than the month is known; `None`:
/// only the year is known, or it is longer than a month.
fn month(when: EdtfDate) -> Option<(u8, bool)> {
    match when {
        EdtfDate::At(point) if point.civil.month == 0 => None,
        EdtfDate::At(point) => Some((point.civil.month, !point.civil.is_day())),
        EdtfDate::Between(Some(from), Some(to)) => {
            let (a, b) = (from.civil, to.civil);
            let one = a.year == b.year && a.month == b.month && a.month > 0;
            one.then_some((a.month, !(a.is_day() && b.is_day())))
        }
        EdtfDate::Between(..) => None,
    }
}

/// Moments in the order in which a page shows them: by year and month, those known no better than
/// their period at its head.
fn in_order(mut all: Vec<TimelineEntry>, newest_first: bool) -> Vec<TimelineEntry> {
    all.sort_by_key(|moment| (moment.when, moment.of));
    if newest_first {
        // Stable: the events of a day stay in the order of their course.
        all.sort_by_key(|moment| Reverse(moment.first));
    }
    let vague = |moment: &TimelineEntry| month(moment.when).is_none_or(|(_, vague)| vague);
    all.sort_by_key(|moment| {
        let year = i32::from(moment.first.year);
        let month = month(moment.when).map_or(0, |(month, _)| i32::from(month));
        let turn = |n: i32| if newest_first { -n } else { n };
        // Year entries (month 0) come first either way; months in their order.
        (turn(year), month != 0, turn(month), !vague(moment))
    });
    all
}

/// Moments in order, under their years and months.
fn years<'a>(cx: &ViewContext<'_>, all: impl Iterator<Item = &'a TimelineEntry>) -> Vec<YearView> {
    let mut years: Vec<YearView> = vec![];
    for moment in all {
        let title = moment.first.year.to_string();
        if years.last().is_none_or(|year| year.title != title) {
            years.push(YearView { title, ..YearView::default() });
        }
        let Some(year) = years.last_mut() else { continue };
        let view = moment_view(cx, moment);
        let Some((month, _)) = month(moment.when) else {
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
        // What would be due under a proposal is not due.
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
