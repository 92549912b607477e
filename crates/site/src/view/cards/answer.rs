//! The status of an action as one sentence: since when, and by which other action.
//!
//! The sentence is only as exact as the date is known: “on 9 June 2021”, “in June 2021”, “about
//! 2021”. Start with [`answer`].

use crate::model::action::{Action, RelationScope, Status};
use crate::model::ix::ActionIx;
use crate::resolve::actions::{
    ActionEvent, EventKind, StatusChange, event_log, moves_of, moves_until, status_changes,
};
use crate::resolve::status_table::ActionFamily;
use crate::view::LinkView;
use crate::view::cards::action::{by_key, event, named, status_label};
use crate::view::context::ViewContext;
use crate::view::i18n::lower_first;
use crate::view::index::listings::filled;
use onrecord_base::edtf::{EdtfDate, QualifiedDate, SourcedDate};
use serde::Serialize;

/// The status of an action, as one sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct ActionAnswerView {
    /// The whole sentence: `Revoked on 9 June 2021 by Executive Order 14034`.
    pub text: String,
    /// The part before the name of the action that caused the status; the whole sentence without
    /// such an action.
    pub before: String,
    /// The action that caused the status; the title may be empty.
    pub by: LinkView,
}

impl ActionAnswerView {
    fn of(before: String, by: LinkView) -> Self {
        let text =
            if by.title.is_empty() { before.clone() } else { format!("{before} {}", by.title) };
        Self { text, before, by }
    }
}

/// The sentence for the status of an action on the day of the build.
pub fn answer(cx: &ViewContext<'_>, ix: ActionIx) -> ActionAnswerView {
    let action = &cx.site.ledger[ix].data;
    let Some(standing) = cx.action_status(ix) else { return ActionAnswerView::default() };
    let ending = ActionFamily::of(action).ending();
    let key = format!("answer_word_{}{ending}", standing.status.word());
    let label = match cx.words.0.get(&key) {
        Some(words) => words.clone(),
        None => status_label(cx, ix, standing.status),
    };
    if standing.status == Status::Unknown {
        let ahead = if action.status.is_none() { ahead(cx, ix) } else { None };
        let text = ahead.unwrap_or_else(|| cx.words.get("answer_unknown"));
        return ActionAnswerView::of(text, LinkView::default());
    }
    if standing.is_by_hand {
        let known = action.status_as_of.as_deref().and_then(|d| d.when);
        let sentence = match known {
            Some(when) => filled(cx, "answer_as_of", &[&label, &cx.words.when(when)]),
            None => cx.words.with("answer_undated", &label),
        };
        return ActionAnswerView::of(sentence, LinkView::default());
    }
    let course = event_log(cx.site, ix);
    let today = cx.site.now().day();
    let moves = if standing.is_early {
        moves_until(action, &course, today)
    } else {
        status_changes(action, &course, today)
    };
    let Some(at) = moves.iter().rposition(|m| m.from != m.to) else {
        return ActionAnswerView::of(cx.words.with("answer_undated", &label), LinkView::default());
    };
    match brought_back(action, &moves, at) {
        Some(back) => sentence(cx, ix, StatusChange { by: back, ..moves[at] }, &label),
        None => sentence(cx, ix, moves[at], &label),
    }
}

/// The first event of an action whose events all lie ahead; `None` if one does not.
fn ahead(cx: &ViewContext<'_>, ix: ActionIx) -> Option<String> {
    let today = cx.site.now().day();
    let course = event_log(cx.site, ix);
    let own = course.iter().filter(|h| matches!(h.what, EventKind::Dated(_) | EventKind::Step(_)));
    let all: Option<Vec<(EdtfDate, &ActionEvent)>> = own.map(|h| Some((h.when()?, h))).collect();
    let all = all.filter(|all| all.iter().all(|(when, _)| when.earliest() > today))?;
    let (_, first) = all.into_iter().min_by_key(|(when, _)| *when)?;
    let what = lower_first(&event(cx, ix, first).text);
    Some(filled(cx, "answer_ahead", &[&what, &on(cx, first.date.as_ref())]))
}

/// The limit of events that are searched for the one that restored an action. Beyond it, the
/// sentence names only the date of the first change to that status.
const MOST_EVENTS: usize = 64;

/// The event that restored an action after an interruption: since the change to the present status,
/// the action had a different one before this event.
fn brought_back<'a>(
    action: &Action,
    moves: &[StatusChange<'a>],
    at: usize,
) -> Option<&'a ActionEvent> {
    if matches!(moves[at].by.what, EventKind::Done(_)) || moves.len() - at > MOST_EVENTS {
        return None;
    }
    let now = moves[at].to;
    let events: Vec<&ActionEvent> = moves.iter().map(|m| m.by).collect();
    let before = |at: usize| moves_of(action, &events[..at]).last().map(|m| m.to);
    let mut later = (at + 1..moves.len()).rev();
    let back = later.find(|at| before(*at) != Some(now))?;
    matches!(events[back].what, EventKind::Undone { .. }).then_some(events[back])
}

/// The sentence for the change that led to the present status.
fn sentence(
    cx: &ViewContext<'_>,
    ix: ActionIx,
    last: StatusChange<'_>,
    label: &str,
) -> ActionAnswerView {
    let happening = last.by;
    let is_state = matches!(
        last.to,
        Status::InForce
            | Status::PartlyInForce
            | Status::Blocked
            | Status::Suspended
            | Status::Pending
    );
    let date = happening.date.as_ref();
    let time = if is_state { since(cx, date) } else { on(cx, date) };
    let dated = match time.as_str() {
        "" => cx.words.with("answer_undated", label),
        time => filled(cx, "answer_dated", &[label, time]),
    };
    let none = LinkView::default;
    match happening.what {
        // The effect was complete at first and was reversed in part later.
        EventKind::Done(_)
            if last.to == Status::PartlyInForce && happening.scope != RelationScope::InPart =>
        {
            ActionAnswerView::of(dated, none())
        }
        EventKind::Done(_) if last.to == Status::PartlyInForce => {
            let event = event(cx, ix, happening);
            let what = lower_first(&event.text);
            ActionAnswerView::of(filled(cx, "answer_because", &[&dated, &what]), event.other)
        }
        EventKind::Done(_) => {
            let scope = match happening.scope {
                RelationScope::Unknown => cx.words.get("answer_scope_unknown"),
                _ => String::new(),
            };
            let by = happening.by.map(|by| named(cx, by)).unwrap_or_default();
            let unknown = if is_state { "time_since_unknown" } else { "time_on_unknown" };
            let dated = match time.as_str() {
                "" => filled(cx, "answer_dated", &[label, &cx.words.get(unknown)]),
                _ => dated,
            };
            let before = filled(cx, "answer_by", &[&dated, &scope]);
            ActionAnswerView::of(before.split_whitespace().collect::<Vec<_>>().join(" "), by)
        }
        EventKind::Became(_) | EventKind::Moot { .. } | EventKind::Undone { .. } => {
            let event = event(cx, ix, happening);
            let what = lower_first(&event.text);
            let key = match happening.what {
                EventKind::Undone { of, .. } if happening.by == Some(of) => "answer_lapsed",
                _ => "answer_because",
            };
            ActionAnswerView::of(filled(cx, key, &[&dated, &what]), event.other)
        }
        EventKind::Step(_) => match &happening.who {
            Some(who) => {
                let name = cx.party(who).name;
                ActionAnswerView::of(filled(cx, by_key(happening.what), &[&dated, &name]), none())
            }
            None => ActionAnswerView::of(dated, none()),
        },
        EventKind::Dated(_) => ActionAnswerView::of(dated, none()),
    }
}

/// A date after a verb: `on 9 June 2021`, `in June 2021`; empty if it is not known.
fn on(cx: &ViewContext<'_>, date: Option<&SourcedDate>) -> String {
    let Some(when) = date.and_then(|d| d.when) else { return String::new() };
    let words = cx.words.when(when);
    let key = match when {
        EdtfDate::At(QualifiedDate { approximate: true, .. }) => return words,
        EdtfDate::At(QualifiedDate { civil, .. }) if civil.is_day() => "time_on",
        EdtfDate::At(_) => "time_in",
        EdtfDate::Between(Some(from), Some(to)) => return between(cx, from, to),
        EdtfDate::Between(Some(from), None) => {
            return cx.words.with("time_not_before", &day(cx, from));
        }
        EdtfDate::Between(None, Some(to)) => return cx.words.with("time_not_after", &day(cx, to)),
        EdtfDate::Between(None, None) => return String::new(),
    };
    cx.words.with(key, &words)
}

/// A date as the start of a period: `since 30 October 2020`; empty if it is not known.
fn since(cx: &ViewContext<'_>, date: Option<&SourcedDate>) -> String {
    let Some(when) = date.and_then(|d| d.when) else { return String::new() };
    match when {
        EdtfDate::At(_) => cx.words.with("time_since", &cx.words.when(when)),
        EdtfDate::Between(Some(from), Some(to)) => {
            filled(cx, "time_since_between", &[&day(cx, from), &day(cx, to)])
        }
        EdtfDate::Between(Some(from), None) => {
            cx.words.with("time_since_not_before", &day(cx, from))
        }
        EdtfDate::Between(None, Some(to)) => cx.words.with("time_since_not_after", &day(cx, to)),
        EdtfDate::Between(None, None) => String::new(),
    }
}

fn between(cx: &ViewContext<'_>, from: QualifiedDate, to: QualifiedDate) -> String {
    filled(cx, "time_between", &[&day(cx, from), &day(cx, to)])
}

fn day(cx: &ViewContext<'_>, point: QualifiedDate) -> String {
    cx.words.when(EdtfDate::At(point))
}
