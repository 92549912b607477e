//! The entries of timelines: every date of an item, in order, and their numbers per timeline.

use crate::model::ix::{ActionIx, ItemIx};
use crate::routes;
use crate::view::context::ViewContext;
use crate::view::index::listings;
use crate::view::index::orders::{EventLabel, TimelineEntries, TimelineEntry, TimelineScope};
use onrecord_base::edtf::{EdtfDate, SourcedDate};
use onrecord_base::id::ItemKind;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

impl TimelineScope {
    /// The path of its first page below the base.
    pub fn path(self) -> String {
        match self {
            Self::All => routes::TIMELINE.to_owned(),
            Self::Year(year) => routes::timeline_year_path(year),
            Self::Type(kind) => routes::timeline_type_path(kind),
        }
    }

    pub(crate) fn holds(self, moment: &TimelineEntry) -> bool {
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

    /// Its label among the filters.
    pub fn title(self, cx: &ViewContext<'_>) -> String {
        match self {
            Self::All => cx.words.get("filter_all"),
            Self::Year(year) => year.to_string(),
            Self::Type(kind) => cx.words.of("kinds", kind.word()),
        }
    }
}

/// The item types whose items have dates.
pub(crate) const DATED: [ItemKind; 4] =
    [ItemKind::Action, ItemKind::Quote, ItemKind::Source, ItemKind::Note];

/// Every timeline that has entries, the whole one first.
pub fn timeline_pages(cx: &ViewContext<'_>) -> Vec<TimelineScope> {
    let parts = all_entries(cx).1.keys().copied().filter(|r| *r != TimelineScope::All);
    std::iter::once(TimelineScope::All).chain(parts).collect()
}

/// The number of pages of a timeline.
pub fn page_count(cx: &ViewContext<'_>, range: TimelineScope) -> usize {
    listings::pages(all_entries(cx).1.get(&range).map_or(0, |n| *n as usize))
}

pub(crate) fn all_entries<'a>(cx: &'a ViewContext<'_>) -> &'a TimelineEntries {
    cx.orders.timeline.get_or_init(|| {
        let things = DATED.into_iter().flat_map(|kind| cx.site.ledger.of_kind(kind));
        let all = in_page_order(things.flat_map(|ix| entries_of(cx, ix)).collect(), true);
        let counts = counts(&all);
        (all, counts)
    })
}

/// The entries of an item: one for each date with a known value.
pub(crate) fn entries_of(cx: &ViewContext<'_>, ix: ItemIx) -> Vec<TimelineEntry> {
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

/// The dates of an action, of its history and of its deadlines. An event that both the dates and
/// the history contain is listed once.
fn events<'a>(cx: &'a ViewContext<'_>, ix: ActionIx) -> Vec<(Option<EventLabel>, &'a SourcedDate)> {
    let action = &cx.site.ledger[ix].data;
    let dates: Vec<_> = action.dates.iter().flat_map(|d| d.given()).collect();
    let told: BTreeSet<_> = dates.iter().map(|(word, d)| (Some(*word), d.when)).collect();
    let word = |word, dated: &SourcedDate| match word {
        "expires" if cx.is_past(dated.when) => "expired",
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

/// The number of entries of each timeline.
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

/// The month that contains the whole date, and true if the day is not known. `None` if only the
/// year is known or the date is longer than a month.
pub(crate) fn month_of(when: EdtfDate) -> Option<(u8, bool)> {
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

/// Entries in the order of a page: by year and month. Entries that are known only by year or month
/// come first in that period.
pub(crate) fn in_page_order(mut all: Vec<TimelineEntry>, newest_first: bool) -> Vec<TimelineEntry> {
    all.sort_by_key(|moment| (moment.when, moment.of));
    if newest_first {
        // The sort is stable: events of one day keep their order.
        all.sort_by_key(|moment| Reverse(moment.first));
    }
    let vague = |moment: &TimelineEntry| month_of(moment.when).is_none_or(|(_, vague)| vague);
    all.sort_by_key(|moment| {
        let year = i32::from(moment.first.year);
        let month = month_of(moment.when).map_or(0, |(month, _)| i32::from(month));
        let turn = |n: i32| if newest_first { -n } else { n };
        // Entries known by year only (month 0) come first in both orders.
        (turn(year), month != 0, turn(month), !vague(moment))
    });
    all
}
