//! Policy actions: the card with its status, and the page of an action.

use crate::model::action::{
    ActionIdentifier, ActionKind, IdentifierScheme, RelationKind, RelationScope, Status,
};
use crate::model::ix::{ActionIx, SourceIx};
use crate::model::party::ResolvedParty;
use crate::resolve::actions::{self, ActionEvent, EventKind};
use crate::resolve::linked::{EdgeKind, RelationLink};
use crate::resolve::standing::{EffectState, printed_date};
use crate::resolve::status_table::ActionFamily;
use crate::view::cards::answer::{ActionAnswerView, answer};
use crate::view::cards::deadline::{DeadlineView, deadlines};
use crate::view::cards::identifiers;
use crate::view::cards::origins::{OriginsView, rests};
use crate::view::cards::quote::{QuoteCard, quote_card};
use crate::view::cards::statement;
use crate::view::context::ViewContext;
use crate::view::i18n::lower_first;
use crate::view::index::listings;
use crate::view::text::citations;
use crate::view::text::fill;
use crate::view::{BacklinkView, BodyView, DateView, LinkView, PartyView};
use onrecord_base::edtf::EdtfDate;
use onrecord_base::id::ItemKind;
use serde::Serialize;
use std::collections::BTreeSet;

/// Where an action stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct StatusView {
    /// The word of the model: `in-force`.
    pub word: String,
    /// The word for people: `In force`.
    pub label: String,
    /// The tone of the chip: `info ok warn stop off unknown`. Never shown without the label.
    pub tone: String,
    /// The day it is known for; may be empty.
    pub as_of: String,
}

/// An action as shown wherever it belongs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct ActionCard {
    /// Its id.
    pub id: String,
    /// Its page; may be empty.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Its short title; equal to the title where none is given.
    pub short: String,
    /// What sort, as words: `Executive order`.
    pub kind: String,
    /// Official identifiers, as printed: `Executive Order 13942`.
    pub identifiers: Vec<String>,
    /// The same with their addresses in the official record, as far as there are any.
    pub identifier_links: Vec<LinkView>,
    /// Who acts.
    pub by: Vec<PartyView>,
    /// Its first date, if known.
    pub date: Option<DateView>,
    /// The first day that this date can mean, for sorting: `2020-08-06`; may be empty.
    pub first_day: String,
    /// Where it stands.
    pub status: StatusView,
    /// Its course in short, what moved its status: `Signed 6 August 2020`, `Revoked by … 9 June 2021`.
    pub log: Vec<EventView>,
    /// Known only from the word of this party; the name may be empty.
    pub asserted_by: PartyView,
    /// Its topics.
    pub topics: Vec<LinkView>,
    /// Its jurisdiction, as printed; may be empty.
    pub jurisdiction: String,
    /// `archived`, as a word, for what is kept for the record and no longer updated; else empty.
    pub archived: String,
}

/// Something that happened to an action.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct EventView {
    /// When, if known.
    pub date: Option<DateView>,
    /// What, as words: `Signed`, `Revoked by`.
    pub text: String,
    /// Who did it, where another action did.
    pub who: Vec<PartyView>,
    /// The other action, if one did it; the title may be empty.
    pub other: LinkView,
    /// How much of it, where the words do not say: `in part`, `scope not known`; may be empty.
    pub scope: String,
    /// A remark; may be empty.
    pub note: String,
    /// The source that says so, where one is named for it alone; the title may be empty.
    pub source: LinkView,
    /// Whether its day is after that of the build: set, and not yet come.
    pub ahead: bool,
}

/// A relation to another action, as a sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct RelationView {
    /// As words: `Revokes`, `Blocked in part by`, `Would be amended by`.
    pub text: String,
    /// Whether it has come about: `does`, `will`, `would` (a proposal), `would-have` (one that came to nothing).
    pub effect: String,
    /// The other action, as named in a sentence.
    pub other: LinkView,
    /// Its title where the name is another; may be empty.
    pub title: String,
    /// The other action's status.
    pub status: StatusView,
    /// When, if known.
    pub date: Option<DateView>,
    /// The source that says so; the title may be empty.
    pub source: LinkView,
    /// Whether its day is after that of the build: set, and not yet come.
    pub ahead: bool,
}

/// The page of an action; under the name `action`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct ActionView {
    /// The action.
    pub card: ActionCard,
    /// The title in the official record; may be empty.
    pub official_title: String,
    /// Where it stands, in one sentence: since when, and by what.
    pub answer: ActionAnswerView,
    /// Its whole status log, oldest first, with remarks.
    pub log: Vec<EventView>,
    /// On whom.
    pub targets: Vec<PartyView>,
    /// With whom.
    pub with: Vec<PartyView>,
    /// Under what authority; may be empty.
    pub under: String,
    /// The body that carries it out; the title may be empty.
    pub body_org: LinkView,
    /// The court; the title may be empty.
    pub court: LinkView,
    /// Relations to other actions, both ways.
    pub relations: Vec<RelationView>,
    /// What is due under it.
    pub deadlines: Vec<DeadlineView>,
    /// Public commentary.
    pub note_html: String,
    /// More text from the action's own file.
    pub body: BodyView,
    /// Statements about it.
    pub statements: Vec<QuoteCard>,
    /// What these go back to.
    pub rests: OriginsView,
    /// Its documents: whole entries.
    pub documents: Vec<String>,
    /// Links to read more.
    pub links: Vec<LinkView>,
    /// Pages that refer here.
    pub cited_by: Vec<BacklinkView>,
}

/// Where an action stands on the day of the build.
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

/// A status in the word that fits the kind of an action: a law is repealed, a treaty terminated.
pub(crate) fn status_label(cx: &ViewContext<'_>, ix: ActionIx, status: Status) -> String {
    cx.words.of_kind("status", status.word(), ending(cx, ix))
}

/// The ending of keys of words for the kind of an action.
fn ending(cx: &ViewContext<'_>, ix: ActionIx) -> &'static str {
    ActionFamily::of(&cx.site.ledger[ix].data).ending()
}

/// A status as shown on a chip.
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

/// An action as shown wherever it belongs.
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

/// A kind of action as words.
pub fn kind(cx: &ViewContext<'_>, kind: ActionKind) -> String {
    cx.words.of("action_kind", kind.word())
}

/// Parties with the role they are known to have had on the first day of the action.
fn acting(cx: &ViewContext<'_>, ix: ActionIx, all: &[ResolvedParty]) -> Vec<PartyView> {
    let first = cx.site.ledger[ix].data.first_date();
    all.iter().map(|who| PartyView { role: cx.role_of(who, first), ..cx.party(who) }).collect()
}

/// Everything that happened to an action, in order.
fn log(cx: &ViewContext<'_>, ix: ActionIx) -> Vec<EventView> {
    actions::event_log(cx.site, ix).iter().map(|h| event(cx, ix, h)).collect()
}

/// An event as words alone: `Revoked by Executive Order 14034`.
pub(crate) fn event_text(cx: &ViewContext<'_>, ix: ActionIx, happening: &ActionEvent) -> String {
    let event = event(cx, ix, happening);
    let parts = [event.text, event.other.title];
    let said = parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ");
    if event.scope.is_empty() { said } else { format!("{said} ({})", event.scope) }
}

pub(crate) fn event(cx: &ViewContext<'_>, ix: ActionIx, happening: &ActionEvent) -> EventView {
    let ending = ending(cx, ix);
    let text = match happening.what {
        EventKind::Dated("expires") if is_past(cx, happening.when()) => {
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
        // What ended by itself was not ended by those who made it.
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
        ahead: is_ahead(cx, happening.when()),
    }
}

/// How the words of an event and of who brought it about are put together: something is revoked by
/// somebody, and failed or is pending before somebody.
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

/// Whether a day is after that of the build, all of it.
fn is_ahead(cx: &ViewContext<'_>, when: Option<EdtfDate>) -> bool {
    when.is_some_and(|when| when.earliest() > cx.site.now().day())
}

/// Whether a day lies before that of the build, all of it.
pub(crate) fn is_past(cx: &ViewContext<'_>, when: Option<EdtfDate>) -> bool {
    let today = cx.site.now().day();
    when.and_then(EdtfDate::latest).is_some_and(|last| last < today)
}

/// Whether what one action does to another has come about on the day of the build.
pub fn effect(
    cx: &ViewContext<'_>,
    by: Option<ActionIx>,
    does: RelationKind,
    when: Option<EdtfDate>,
) -> EffectState {
    let standing = by.and_then(|by| cx.action_status(by));
    standing.map_or(EffectState::Does, |standing| standing.effect(does, is_ahead(cx, when)))
}

/// A relation as words, active (`does`) or passive (`does_by`): `Amends`, `Would be amended by`. The
/// ending is that of the kind of the other action, to which it is done.
fn relation_text(
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

/// What is done and how much of it, as a word of the model: `blocks_in_part`.
fn reach(does: RelationKind, scope: RelationScope) -> String {
    let scope = match scope {
        RelationScope::Whole => "",
        RelationScope::InPart => "_in_part",
        RelationScope::Unknown => "_unknown",
    };
    format!("{}{scope}", does.word())
}

/// The source of a single event; empty where none is named.
fn named_source(cx: &ViewContext<'_>, source: Option<SourceIx>) -> LinkView {
    source.map(|source| statement::source_link(cx, Some(source))).unwrap_or_default()
}

/// A link to an action by a name that fits into a sentence: its short title, else the number by
/// which such acts are called, else its title in quotation marks.
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

/// The page of an action.
pub fn action_page(cx: &ViewContext<'_>, ix: ActionIx) -> ActionView {
    let entry = &cx.site.ledger[ix];
    let action = &entry.data;
    let links = &cx.site.actions[ix.at()].own;
    let texts = fill::texts(cx, ix.into());
    let text = |value: &Option<Box<onrecord_base::span::Spanned<String>>>| {
        value.as_ref().map(|v| v.v.clone()).unwrap_or_default()
    };
    let mut seen = BTreeSet::new();
    let documents = links.sources.iter().filter(|(source, _)| seen.insert(*source));
    let about = |way| matches!(way, EdgeKind::About | EdgeKind::Answers(_));
    let statements = listings::quotes(cx.referrers(ix.into(), ItemKind::Quote, about));
    let statements = listings::newest_quotes(cx, statements);
    ActionView {
        card: action_card(cx, ix),
        official_title: text(&action.official_title),
        answer: answer(cx, ix),
        log: log(cx, ix),
        targets: acting(cx, ix, &links.target),
        with: acting(cx, ix, &links.with),
        under: text(&action.under),
        body_org: links.body.map(|o| cx.link(o)).unwrap_or_default(),
        court: links.court.map(|o| cx.link(o)).unwrap_or_default(),
        relations: relations(cx, ix),
        deadlines: deadlines(cx, ix),
        note_html: texts.note_html,
        body: texts.body,
        rests: rests(cx, &statements, &[ix]),
        statements: statements.into_iter().map(|quote| quote_card(cx, quote)).collect(),
        documents: documents
            .map(|(source, at)| citations::entry_at(cx, *source, at.as_ref()))
            .collect(),
        links: listings::links(&entry.shared),
        cited_by: cx.cited_by(ix.into()),
    }
}

/// Relations both ways, each once: what it does to others, then what they do to it.
fn relations(cx: &ViewContext<'_>, ix: ActionIx) -> Vec<RelationView> {
    let one = |by: ActionIx, relation: &RelationLink| {
        let is_own = by == ix;
        let (group, other) = if is_own { ("does", relation.to) } else { ("does_by", by) };
        let name = named(cx, other);
        let title = cx.title(other.into());
        let date = printed_date(cx.site, by, relation, is_own);
        let when = date.and_then(|d| d.when);
        let effect = effect(cx, Some(by), relation.does, when);
        let reach = reach(relation.does, relation.scope);
        RelationView {
            ahead: is_ahead(cx, when),
            text: relation_text(cx, group, effect, &reach, ending(cx, relation.to)),
            effect: effect.word().to_owned(),
            title: if name.title.contains(title) { String::new() } else { title.to_owned() },
            other: name,
            status: status_view(cx, other),
            date: cx.maybe_date(date),
            source: named_source(cx, relation.source),
        }
    };
    let mut seen = BTreeSet::new();
    let own = cx.site.actions[ix.at()].own.relations.iter();
    let own = own.filter(|r| seen.insert((r.does, r.to, r.scope)));
    let mut all: Vec<RelationView> = own.map(|r| one(ix, r)).collect();
    let mut seen = BTreeSet::new();
    let others = actions::incoming_relations(cx.site, ix).into_iter();
    let others = others.filter(|(by, r)| seen.insert((*by, r.does, r.scope)));
    all.extend(others.map(|(by, r)| one(by, r)));
    all
}
