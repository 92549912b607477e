//! Positions of events without a date in the event log of an action.

use crate::model::action::{Action, ActionDates, Status};
use crate::resolve::actions::{ActionEvent, EventKind};
use crate::resolve::status_table::{is_plausible_transition, next_status};
use std::collections::BTreeMap;

/// Inserts undated events into the dated ones, each after the last event that it can follow.
pub(super) fn placed(
    dated: Vec<ActionEvent>,
    open: Vec<ActionEvent>,
    action: &Action,
) -> Vec<ActionEvent> {
    let mut now = Status::Unknown;
    let stands: Vec<Status> = dated
        .iter()
        .map(|happening| {
            now = next_status(now, happening, action);
            now
        })
        .collect();
    let mut at: BTreeMap<usize, Vec<ActionEvent>> = BTreeMap::new();
    for happening in open {
        let place = place(&dated, &stands, &happening, action);
        at.entry(place).or_default().push(happening);
    }
    let mut all = at.remove(&0).unwrap_or_default();
    for (before, happening) in dated.into_iter().enumerate() {
        all.push(happening);
        all.extend(at.remove(&(before + 1)).into_iter().flatten());
    }
    all
}

/// The number of dated events before an undated one.
fn place(dated: &[ActionEvent], stands: &[Status], open: &ActionEvent, action: &Action) -> usize {
    let next = |before: usize| {
        let now = before.checked_sub(1).and_then(|at| stands.get(at)).copied().unwrap_or_default();
        (now, next_status(now, open, action))
    };
    let EventKind::Dated(word) = open.what else {
        let follows = |now: &Status| {
            let next = next_status(*now, open, action);
            next == *now || is_plausible_transition(*now, next)
        };
        return stands.iter().rposition(follows).map_or(0, |before| before + 1);
    };
    // An own date is placed among the other own dates in the usual order.
    let rank = |word: &str| ActionDates::WORDS.iter().position(|usual| *usual == word);
    let is = |happening: &ActionEvent, later: bool| match happening.what {
        EventKind::Dated(other) => {
            if later {
                rank(other) > rank(word)
            } else {
                rank(other) < rank(word)
            }
        }
        _ => false,
    };
    let from = dated.iter().rposition(|h| is(h, false)).map_or(0, |at| at + 1);
    let until = dated.iter().position(|h| is(h, true)).unwrap_or(dated.len()).max(from);
    if next_status(Status::Unknown, open, action) == Status::Unknown {
        return until;
    }
    let moves = |at: &usize| {
        let (now, next) = next(*at);
        next != now && is_plausible_transition(now, next)
    };
    (from..=until).rev().find(moves).unwrap_or(from)
}
