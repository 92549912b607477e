//! The changes on the site: corrections, significant changes of notes, changes of status of
//! actions.

use crate::model::note::ChangeKind;
use crate::resolve::actions;
use crate::view::context::ViewContext;
use crate::view::index::orders::SiteUpdate;
use onrecord_base::edtf::{EdtfDate, SourcedDate};

/// Corrections, significant changes and changes of status with their dates, newest first.
pub(crate) fn site_updates<'a>(cx: &'a ViewContext<'_>) -> &'a [(EdtfDate, SiteUpdate)] {
    cx.orders.updates.get_or_init(|| collect(cx))
}

fn collect(cx: &ViewContext<'_>) -> Vec<(EdtfDate, SiteUpdate)> {
    let mut all = vec![];
    for ix in cx.site.ledger.notes().filter(|ix| cx.is_listed(*ix)) {
        let note = &cx.site.ledger[ix].data;
        let mut put = |date: Option<&SourcedDate>, news: SiteUpdate| {
            all.extend(date.and_then(|date| date.when).map(|when| (when, news)));
        };
        for (at, correction) in note.corrections.iter().enumerate() {
            put(correction.date.as_ref(), SiteUpdate::Correction(ix, at));
        }
        for (at, change) in note.changes.iter().enumerate() {
            if change.kind == ChangeKind::Significant {
                put(change.date.as_ref(), SiteUpdate::Change(ix, at));
            }
        }
    }
    let today = cx.site.now().day();
    for ix in cx.site.ledger.actions() {
        let course = actions::event_log(cx.site, ix);
        let turns = actions::status_changes(&cx.site.ledger[ix].data, &course, today);
        for (at, turn) in turns.iter().enumerate().filter(|(_, turn)| turn.from != turn.to) {
            let when = turn.by.date.as_ref().and_then(|_| turn.by.when());
            all.extend(when.map(|when| (when, SiteUpdate::Move(ix, at))));
        }
    }
    all.sort_by_key(|(when, _)| std::cmp::Reverse(*when));
    all
}
