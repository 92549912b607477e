//! The page of a topic.

use crate::model::ix::{ActionIx, ItemIx, NoteIx, QuoteIx, TopicIx};
use crate::model::ledger::DefinedIn;
use crate::model::party::ResolvedParty;
use crate::resolve::linked::EdgeKind;
use crate::view::cards::action::{ActionCard, action_card};
use crate::view::cards::deadline::{DeadlineView, open_deadlines};
use crate::view::cards::note::{NoteCard, note_card};
use crate::view::cards::origins::{OriginsView, rests};
use crate::view::cards::party::{PartyCard, party_card};
use crate::view::cards::quote::{QuoteCard, quote_card};
use crate::view::cards::timeline::{TimelineView, timeline_of_topic};
use crate::view::cards::topic::{TopicCard, topic_card};
use crate::view::context::ViewContext;
use crate::view::index::listings;
use crate::view::index::listings::sort_name;
use crate::view::text::backlinks::cited_by;
use crate::view::text::body::BodyView;
use crate::view::text::fill;
use crate::view::{BacklinkView, LinkView, PagerView};
use onrecord_base::id::ItemKind;
use onrecord_base::text::fold;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// The page of a topic; under the name `topic`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct TopicView {
    /// Its summary; may be empty.
    pub summary: String,
    /// The scope of the topic; may be empty.
    pub scope_note: String,
    /// True if the topic is not defined in a file and its page was created from its name.
    pub automatic: bool,
    /// The parent topic; the title may be empty.
    pub parent: LinkView,
    /// Its text.
    pub body: BodyView,
    /// Public commentary, as HTML; may be empty.
    pub note_html: String,
    /// The lead note; only on the first page.
    pub lead: Option<NoteCard>,
    /// Its actions with their status, newest first.
    pub actions: Vec<ActionCard>,
    /// A link to all actions with their number if only some are shown; the title may be empty.
    pub more_actions: LinkView,
    /// Its notes, newest first, including those of child topics.
    pub notes: Vec<NoteCard>,
    /// The pages of its notes.
    pub pager: PagerView,
    /// Its timeline, oldest first.
    pub timeline: TimelineView,
    /// Its quotes, newest first.
    pub quotes: Vec<QuoteCard>,
    /// A link to all quotes with the number of this topic's quotes if only some are shown; the
    /// title may be empty.
    pub more_quotes: LinkView,
    /// The origins of its statements.
    pub rests: OriginsView,
    /// Future and overdue deadlines.
    pub deadlines: Vec<DeadlineView>,
    /// The address of the calendar file with its deadlines; may be empty.
    pub calendar: String,
    /// The persons and organizations that speak in its quotes or act in its actions.
    pub parties: Vec<PartyCard>,
    /// Child topics.
    pub children: Vec<TopicCard>,
    /// Related topics.
    pub see_also: Vec<LinkView>,
    /// Pages that refer to this one.
    pub cited_by: Vec<BacklinkView>,
}

/// The maximum number of quotes on the page of a topic.
const MOST_QUOTES: usize = 50;

/// The maximum number of actions on the page of a topic.
const MOST_ACTIONS: usize = 30;

/// The number of pages of a topic.
pub fn topic_pages(cx: &ViewContext<'_>, ix: TopicIx) -> usize {
    listings::pages(notes(cx, ix).len())
}

/// One page of a topic; pages count from 1. Pages after the first contain only further notes.
pub fn topic_page(cx: &ViewContext<'_>, ix: TopicIx, page: usize) -> TopicView {
    let topic = &cx.site.ledger[ix];
    let links = &cx.site.topics[ix.at()].own;
    let notes = notes(cx, ix);
    let path = crate::routes::item_path(ItemKind::Topic, topic.id.as_str());
    let text = |value: &Option<onrecord_base::span::Spanned<String>>| {
        value.as_ref().map(|v| v.v.clone()).unwrap_or_default()
    };
    let view = TopicView {
        automatic: topic.origin == DefinedIn::Automatic,
        parent: links.parent.map(|p| cx.link(p)).unwrap_or_default(),
        notes: listings::slice(&notes, page).iter().map(|note| note_card(cx, *note)).collect(),
        pager: listings::pager(cx, &path, page, notes.len()),
        ..TopicView::default()
    };
    if page > 1 {
        return view;
    }
    let actions = listings::in_branch(cx, ix, ItemKind::Action);
    let actions = listings::newest_actions(cx, listings::actions(actions));
    let quotes =
        listings::quotes(cx.referrers(ix.into(), ItemKind::Quote, |way| way == EdgeKind::Topic));
    let quotes = listings::newest_quotes(cx, quotes);
    let texts = fill::texts(cx, ix.into());
    let shown = quotes.iter().take(MOST_QUOTES);
    TopicView {
        summary: topic.shared.summary.as_ref().map(|t| t.v.clone()).unwrap_or_default(),
        scope_note: text(&topic.data.scope_note),
        body: texts.body,
        note_html: texts.note_html,
        lead: links.lead.filter(|note| cx.is_listed(*note)).map(|note| note_card(cx, note)),
        actions: actions.iter().take(MOST_ACTIONS).map(|a| action_card(cx, *a)).collect(),
        more_actions: more_actions(cx, ix, actions.len()),
        quotes: shown.map(|quote| quote_card(cx, *quote)).collect(),
        more_quotes: more(cx, quotes.len()),
        timeline: timeline_of_topic(cx, ix),
        rests: rests(cx, &quotes, &actions),
        calendar: calendar(cx, &path, &actions),
        deadlines: open_deadlines(cx, actions.iter().copied()),
        parties: parties(cx, &quotes, &actions),
        children: listings::children(cx, ix.into())
            .into_iter()
            .filter_map(|child| match child {
                ItemIx::Topic(child) => Some(topic_card(cx, child, 0)),
                _ => None,
            })
            .collect(),
        see_also: links.see_also.iter().map(|topic| cx.link(*topic)).collect(),
        cited_by: cited_by(cx, ix.into()),
        ..view
    }
}

/// The notes of a topic and the topics below it, newest first, without the lead note.
fn notes(cx: &ViewContext<'_>, ix: TopicIx) -> Vec<NoteIx> {
    let all =
        listings::in_branch(cx, ix, ItemKind::Note).into_iter().filter_map(|note| match note {
            ItemIx::Note(note) => Some(note),
            _ => None,
        });
    // The lead note is shown above the list.
    let lead = cx.site.topics[ix.at()].own.lead;
    let mut all: Vec<NoteIx> =
        all.filter(|note| cx.is_listed(*note) && lead != Some(*note)).collect();
    all.sort_by_cached_key(|note| (Reverse(cx.note_date(*note)), cx.site.ledger[*note].id.clone()));
    all
}

/// The address of the topic's calendar file; empty if no deadline has a date.
fn calendar(cx: &ViewContext<'_>, path: &str, actions: &[ActionIx]) -> String {
    let due = |ix: &ActionIx| {
        let mut due = cx.site.ledger[*ix].data.deadlines.iter().filter_map(|d| d.due.as_ref());
        due.any(|d| d.when.is_some())
    };
    if actions.iter().any(due) {
        cx.at(&crate::routes::PageFile::Deadlines.path(path))
    } else {
        String::new()
    }
}

/// A link to all actions of the topic, on the tracker.
fn more_actions(cx: &ViewContext<'_>, ix: TopicIx, count: usize) -> LinkView {
    if count <= MOST_ACTIONS {
        return LinkView::default();
    }
    let path = crate::routes::TrackerPart::Topic.path(cx.site.ledger[ix].id.as_str());
    LinkView { title: cx.words.count("n_action", count), url: cx.at(&path) }
}

fn more(cx: &ViewContext<'_>, quotes: usize) -> LinkView {
    if quotes <= MOST_QUOTES {
        return LinkView::default();
    }
    LinkView { title: cx.words.count("n_quote", quotes), url: cx.at("quotes/") }
}

/// The speakers of some quotes and the parties of some actions, by name. For an unnamed party, its
/// organization.
fn parties(cx: &ViewContext<'_>, quotes: &[QuoteIx], actions: &[ActionIx]) -> Vec<PartyCard> {
    let speakers = quotes.iter().filter_map(|q| cx.site.quotes[q.at()].own.speaker.as_ref());
    let actors = actions.iter().flat_map(|a| &cx.site.actions[a.at()].own.by);
    let thing = |who: &ResolvedParty| match who {
        ResolvedParty::Person(ix) => Some(ItemIx::from(*ix)),
        ResolvedParty::Organization(ix) => Some(ItemIx::from(*ix)),
        ResolvedParty::Described { organization, .. } => organization.map(ItemIx::from),
        ResolvedParty::Name(_) => None,
    };
    let all: BTreeSet<ItemIx> = speakers.chain(actors).filter_map(thing).collect();
    let mut all: Vec<ItemIx> = all.into_iter().collect();
    all.sort_by_cached_key(|ix| (fold(&sort_name(cx, *ix)), *ix));
    all.into_iter().map(|ix| party_card(cx, ix, 0)).collect()
}
