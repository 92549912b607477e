//! TODO

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

/// Everything that happened to an action, in order.
fn log(cx: &ViewContext<'_>, ix: ActionIx) -> Vec<EventView> {
    actions::event_log(cx.site, ix).iter().map(|h| event(cx, ix, h)).collect()
}
