//! The page of an action.

use crate::model::ix::ActionIx;
use crate::resolve::actions;
use crate::resolve::linked::{EdgeKind, RelationLink};
use crate::resolve::standing::printed_date;
use crate::view::cards::action::{
    ActionCard, EventView, StatusView, acting, action_card, effect, ending, event, named,
    named_source, reach, relation_text, status_view,
};
use crate::view::cards::answer::{ActionAnswerView, answer};
use crate::view::cards::deadline::{DeadlineView, deadlines};
use crate::view::cards::origins::{OriginsView, rests};
use crate::view::cards::quote::{QuoteCard, quote_card};
use crate::view::context::ViewContext;
use crate::view::index::listings;
use crate::view::text::backlinks::cited_by;
use crate::view::text::body::BodyView;
use crate::view::text::{citations, fill};
use crate::view::{BacklinkView, DateView, LinkView, PartyView};
use onrecord_base::id::ItemKind;
use serde::Serialize;
use std::collections::BTreeSet;

/// A relation to another action.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct RelationView {
    /// The relation, as words: `Revokes`, `Blocked in part by`, `Would be amended by`.
    pub text: String,
    /// The state of the effect: `does` (exists), `will` (ahead), `would` (depends on a proposal) or
    /// `would-have` (the proposal failed).
    pub effect: String,
    /// The other action, as named in a sentence.
    pub other: LinkView,
    /// Its title if the name does not contain it; may be empty.
    pub title: String,
    /// The other action's status.
    pub status: StatusView,
    /// The date; absent if not known.
    pub date: Option<DateView>,
    /// The source of this fact; the title may be empty.
    pub source: LinkView,
    /// True if the date lies after the day of the build.
    pub ahead: bool,
}

/// The page of an action; under the name `action`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct ActionView {
    /// The action.
    pub card: ActionCard,
    /// The title in the official record; may be empty.
    pub official_title: String,
    /// Its status as one sentence: since when, and by which other action.
    pub answer: ActionAnswerView,
    /// Its whole status log, oldest first, with remarks.
    pub log: Vec<EventView>,
    /// The parties that it is directed at.
    pub targets: Vec<PartyView>,
    /// The other parties to it.
    pub with: Vec<PartyView>,
    /// Its legal authority; may be empty.
    pub under: String,
    /// The body that implements it; the title may be empty.
    pub body_org: LinkView,
    /// The court; the title may be empty.
    pub court: LinkView,
    /// Relations to other actions, in both directions.
    pub relations: Vec<RelationView>,
    /// Its deadlines.
    pub deadlines: Vec<DeadlineView>,
    /// Public commentary, as HTML; may be empty.
    pub note_html: String,
    /// More text from the action's own file.
    pub body: BodyView,
    /// Statements about it.
    pub statements: Vec<QuoteCard>,
    /// The origins of these statements.
    pub rests: OriginsView,
    /// Its documents, as bibliography entries.
    pub documents: Vec<String>,
    /// Links for further reading.
    pub links: Vec<LinkView>,
    /// Pages that refer to this one.
    pub cited_by: Vec<BacklinkView>,
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
        cited_by: cited_by(cx, ix.into()),
    }
}

/// The relations of an action, each once: those to other actions, then those from other actions.
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
            ahead: cx.is_ahead(when),
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

/// All events of an action, in order.
fn log(cx: &ViewContext<'_>, ix: ActionIx) -> Vec<EventView> {
    actions::event_log(cx.site, ix).iter().map(|h| event(cx, ix, h)).collect()
}
