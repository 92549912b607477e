//! The card of a policy action: its status, its events, and how sentences name it.

use crate::model::action::{
    ActionIdentifier, ActionKind, IdentifierScheme, RelationKind, RelationScope, Status,
};
use crate::model::ix::{ActionIx, SourceIx};
use crate::model::party::ResolvedParty;
use crate::resolve::actions;
use crate::resolve::actions::{ActionEvent, EventKind};
use crate::resolve::standing::EffectState;
use crate::resolve::status_table::ActionFamily;
use crate::view::cards::identifiers;
use crate::view::cards::source::source_link;
use crate::view::context::ViewContext;
use crate::view::i18n::lower_first;
use crate::view::index::listings;
use crate::view::{DateView, LinkView, PartyView};
use onrecord_base::edtf::EdtfDate;
use serde::Serialize;

/// The status of an action.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct StatusView {
    /// The word of the data model: `in-force`.
    pub word: String,
    /// The label for people: `In force`.
    pub label: String,
    /// The tone of the chip: `info`, `ok`, `warn`, `stop`, `off` or `unknown`. Always shown
    /// together with the label.
    pub tone: String,
    /// The date for which the status is known, as words; may be empty.
    pub as_of: String,
}

/// An action, as shown in texts, lists and on pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct ActionCard {
    /// Its id.
    pub id: String,
    /// Its page; may be empty.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Its short title; the title if none is given.
    pub short: String,
    /// The kind of action, as words: `Executive order`.
    pub kind: String,
    /// Official identifiers, as printed: `Executive Order 13942`.
    pub identifiers: Vec<String>,
    /// The same with the addresses of their official records; an address may be empty.
    pub identifier_links: Vec<LinkView>,
    /// The acting parties, with their roles on the first date.
    pub by: Vec<PartyView>,
    /// Its first date; absent if not known.
    pub date: Option<DateView>,
    /// The earliest day that this date includes, for sorting: `2020-08-06`; may be empty.
    pub first_day: String,
    /// Its status on the day of the build.
    pub status: StatusView,
    /// The events that changed its status: `Signed 6 August 2020`, `Revoked by … 9 June 2021`.
    pub log: Vec<EventView>,
    /// The party that is the only source for this action; the name may be empty.
    pub asserted_by: PartyView,
    /// Its topics.
    pub topics: Vec<LinkView>,
    /// Its jurisdiction, as printed; may be empty.
    pub jurisdiction: String,
    /// The word `archived` if the item is kept for the record and no longer updated; else empty.
    pub archived: String,
}

/// An event in the history of an action.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct EventView {
    /// The date; absent if not known.
    pub date: Option<DateView>,
    /// The event, as words: `Signed`, `Revoked by`.
    pub text: String,
    /// The parties behind the other action; empty if no other action caused the event.
    pub who: Vec<PartyView>,
    /// The other action that caused the event; the title may be empty.
    pub other: LinkView,
    /// The scope, if the text does not contain it: `in part`, `scope not known`; may be empty.
    pub scope: String,
    /// A remark; may be empty.
    pub note: String,
    /// The source of this event alone; the title may be empty.
    pub source: LinkView,
    /// True if the date lies after the day of the build.
    pub ahead: bool,
}

/// The status of an action on the day of the build.
pub fn status_view(cx: &ViewContext<'_>, ix: ActionIx) -> StatusView {
    let status = cx.status(ix);
    let action = &cx.site.ledger[ix].data;
    let is_early = cx.action_status(ix).is_some_and(|standing| standing.is_early);
    let known = action.status_as_of.as_ref().and_then(|d| d.when).filter(|_| !is_early);
    StatusView {
        as_of: known.map(|when| cx.words.when(when)).unwrap_or_default(),
        label: status_label(cx, ix, status),
        ..status_chip(cx, status)
    }
}

/// The label of a status for the kind of an action: a law is repealed, a treaty terminated.
pub(crate) fn status_label(cx: &ViewContext<'_>, ix: ActionIx, status: Status) -> String {
    cx.words.of_kind("status", status.word(), ending(cx, ix))
}

/// The suffix of the text keys for the kind of an action, such as `_law`; may be empty.
pub(crate) fn ending(cx: &ViewContext<'_>, ix: ActionIx) -> &'static str {
    ActionFamily::of(&cx.site.ledger[ix].data).ending()
}

/// A status as a chip shows it, without a date.
pub fn status_chip(cx: &ViewContext<'_>, status: Status) -> StatusView {
    let tone = match status {
        Status::Proposed | Status::Introduced | Status::Pending | Status::Passed => "info",
        Status::Adopted | Status::InForce | Status::Completed => "ok",
        Status::PartlyInForce | Status::Blocked | Status::Suspended => "warn",
        Status::Failed | Status::Withdrawn => "stop",
        Status::Revoked
        | Status::Terminated
        | Status::Superseded
        | Status::Vacated
        | Status::Expired => "off",
        Status::Unknown => "unknown",
    };
    StatusView {
        word: status.word().to_owned(),
        label: cx.words.of("status", status.word()),
        tone: tone.to_owned(),
        as_of: String::new(),
    }
}

/// An action, as shown in texts, lists and on pages.
pub fn action_card(cx: &ViewContext<'_>, ix: ActionIx) -> ActionCard {
    let entry = &cx.site.ledger[ix];
    let action = &entry.data;
    let links = &cx.site.actions[ix.at()];
    let title = cx.shown_title(ix.into());
    ActionCard {
        id: entry.id.to_string(),
        url: cx.url(ix.into()).to_owned(),
        short: action
            .short_title
            .as_ref()
            .map_or_else(|| title.clone(), |t| cx.in_its_language(ix.into(), t)),
        title,
        kind: action.kind.as_ref().map(|k| kind(cx, k.v)).unwrap_or_default(),
        identifiers: identifiers::links(cx, action).into_iter().map(|l| l.title).collect(),
        identifier_links: identifiers::links(cx, action),
        by: acting(cx, ix, &links.own.by),
        date: cx.maybe_date(action.first_date()),
        first_day: action
            .first_date()
            .and_then(|d| d.when)
            .map(|when| when.earliest().to_string())
            .unwrap_or_default(),
        status: status_view(cx, ix),
        archived: cx.archived(ix),
        log: actions::status_events(cx.site, ix).iter().map(|turn| event(cx, ix, turn)).collect(),
        asserted_by: cx.maybe_party(links.own.asserted_by.as_ref()),
        topics: cx.topics(&links.topics),
        jurisdiction: action
            .jurisdiction
            .as_ref()
            .map(|j| listings::jurisdiction(cx, &j.v))
            .unwrap_or_default(),
    }
}

/// The label of a kind of action.
pub fn kind(cx: &ViewContext<'_>, kind: ActionKind) -> String {
    cx.words.of("action_kind", kind.word())
}

/// Parties with the roles that they are known to have had on the first date of the action.
pub(crate) fn acting(cx: &ViewContext<'_>, ix: ActionIx, all: &[ResolvedParty]) -> Vec<PartyView> {
    let first = cx.site.ledger[ix].data.first_date();
    all.iter().map(|who| PartyView { role: cx.role_of(who, first), ..cx.party(who) }).collect()
}

/// An event as plain text: `Revoked by Executive Order 14034`.
pub(crate) fn event_text(cx: &ViewContext<'_>, ix: ActionIx, happening: &ActionEvent) -> String {
    let event = event(cx, ix, happening);
    let parts = [event.text, event.other.title];
    let said = parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ");
    if event.scope.is_empty() { said } else { format!("{said} ({})", event.scope) }
}

pub(crate) fn event(cx: &ViewContext<'_>, ix: ActionIx, happening: &ActionEvent) -> EventView {
    let ending = ending(cx, ix);
    let text = match happening.what {
        EventKind::Dated("expires") if cx.is_past(happening.when()) => {
            cx.words.get("event_expired")
        }
        EventKind::Dated(word) => cx.words.of_kind("event", word, ending),
        EventKind::Step(status) => cx.words.of_kind("status", status.word(), ending),
        EventKind::Done(does) => {
            let effect = effect(cx, happening.by, does, happening.when());
            relation_text(cx, "does_by", effect, &reach(does, happening.scope), ending)
        }
        EventKind::Undone { what, of, .. } if happening.by == Some(of) => {
            cx.words.of_kind("lapsed", what.word(), ending)
        }
        EventKind::Undone { how, what, .. } => {
            let how = match how {
                RelationKind::Lifts => "lifted",
                RelationKind::Stays => "stayed",
                RelationKind::Vacates => "vacated",
                RelationKind::Blocks => "blocked",
                RelationKind::Suspends => "suspended",
                RelationKind::Revokes => "revoked",
                _ => "reversed",
            };
            cx.words.of_kind(how, what.word(), ending)
        }
        EventKind::Became(_) => {
            let effect = effect(cx, Some(ix), RelationKind::Becomes, happening.when());
            relation_text(cx, "does", effect, RelationKind::Becomes.word(), ending)
        }
        EventKind::Moot { .. } => cx.words.get("event_moot"),
    };
    let text = match &happening.who {
        Some(who) => listings::filled(cx, by_key(happening.what), &[&text, &cx.party(who).name]),
        None => text,
    };
    let acted = match happening.what {
        // An action that expired was not ended by the parties that made it.
        EventKind::Undone { of, .. } => happening.by.filter(|by| *by != of),
        EventKind::Became(_) | EventKind::Moot { .. } | EventKind::Done(RelationKind::Becomes) => {
            None
        }
        _ => happening.by,
    };
    let scope = match (happening.what, happening.scope) {
        (EventKind::Undone { .. }, scope) if scope != RelationScope::Whole => {
            cx.words.of("scope", scope.word())
        }
        _ => String::new(),
    };
    EventView {
        date: cx.maybe_date(happening.date.as_ref()),
        text,
        who: acted.map(|by| cx.parties(&cx.site.actions[by.at()].own.by)).unwrap_or_default(),
        other: happening.by.map(|by| named(cx, by)).unwrap_or_default(),
        scope,
        note: happening.note.clone(),
        source: named_source(cx, happening.source),
        ahead: cx.is_ahead(happening.when()),
    }
}

/// The key of the text that joins an event and a party: an action is revoked *by* a party, but
/// pending *before* one.
pub(crate) const fn by_key(what: EventKind) -> &'static str {
    match what {
        EventKind::Step(
            Status::Pending
            | Status::InForce
            | Status::PartlyInForce
            | Status::Expired
            | Status::Failed
            | Status::Unknown,
        ) => "event_of",
        _ => "event_by",
    }
}

/// The state of an effect on another action on the day of the build: it exists, lies ahead, or
/// depends on a proposal.
pub fn effect(
    cx: &ViewContext<'_>,
    by: Option<ActionIx>,
    does: RelationKind,
    when: Option<EdtfDate>,
) -> EffectState {
    let standing = by.and_then(|by| cx.action_status(by));
    standing.map_or(EffectState::Does, |standing| standing.effect(does, cx.is_ahead(when)))
}

/// A relation as words, active (`does`) or passive (`does_by`): `Amends`, `Would be amended by`.
/// `ending` is the text suffix of the affected action's kind.
pub(crate) fn relation_text(
    cx: &ViewContext<'_>,
    group: &str,
    effect: EffectState,
    reach: &str,
    ending: &str,
) -> String {
    let is_passive = group == "does_by";
    let (frame, words) = match (effect, is_passive) {
        (EffectState::Does, _) => return cx.words.of_kind(group, reach, ending),
        (EffectState::Will, true) => ("will_be", "does_by"),
        (EffectState::Would, true) => ("would_be", "does_by"),
        (EffectState::WouldHave, true) => ("would_have_been", "does_by"),
        (EffectState::Will, false) => ("will", "do"),
        (EffectState::Would, false) => ("would", "do"),
        (EffectState::WouldHave, false) => ("would_have", "done"),
    };
    cx.words.with(frame, &lower_first(&cx.words.of_kind(words, reach, ending)))
}

/// A relation and its scope, as a key of the data model: `blocks_in_part`.
pub(crate) fn reach(does: RelationKind, scope: RelationScope) -> String {
    let scope = match scope {
        RelationScope::Whole => "",
        RelationScope::InPart => "_in_part",
        RelationScope::Unknown => "_unknown",
    };
    format!("{}{scope}", does.word())
}

/// A link to the source of an event; empty for `None`.
pub(crate) fn named_source(cx: &ViewContext<'_>, source: Option<SourceIx>) -> LinkView {
    source.map(|source| source_link(cx, Some(source))).unwrap_or_default()
}

/// A link to an action by a name that fits into a sentence: its short title, else an official
/// number that is used as a name, else its title in quotation marks.
pub(crate) fn named(cx: &ViewContext<'_>, ix: ActionIx) -> LinkView {
    let action = &cx.site.ledger[ix].data;
    let link = cx.home_of(ix.into());
    let called = |i: &&ActionIdentifier| {
        matches!(
            i.scheme,
            Some(
                IdentifierScheme::UsEo
                    | IdentifierScheme::UsPl
                    | IdentifierScheme::UsBill
                    | IdentifierScheme::UkSi
                    | IdentifierScheme::Un
            )
        )
    };
    let number = || {
        let identifier = action.identifiers.iter().find(called);
        identifier.and_then(|i| identifiers::printed(cx, i))
    };
    let title = match &action.short_title {
        Some(short) => short.v.clone(),
        None => number().unwrap_or_else(|| cx.words.with("in_marks", cx.title(ix.into()))),
    };
    LinkView { title, url: link.url }
}

/// A link to an action by its short title.
pub(crate) fn short_link(cx: &ViewContext<'_>, ix: ActionIx) -> LinkView {
    let link = cx.home_of(ix.into());
    let short = cx.site.ledger[ix].data.short_title.as_ref();
    let title = short.map_or_else(|| cx.title(ix.into()).to_owned(), |t| t.v.clone());
    LinkView { title, url: link.url }
}
