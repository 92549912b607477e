//! The card of a topic.

use crate::model::ix::TopicIx;
use crate::view::LinkView;
use crate::view::context::ViewContext;
use crate::view::index::listings;
use crate::view::index::listings::topic_counts;
use serde::Serialize;

/// A topic in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct TopicCard {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// Its summary; may be empty.
    pub summary: String,
    /// The number of notes, including those of child topics.
    pub notes: u32,
    /// The number of actions.
    pub actions: u32,
    /// The number of quotes.
    pub quotes: u32,
    /// Its child topics.
    pub children: Vec<LinkView>,
    /// Its depth in the tree, from 0.
    pub depth: u32,
    /// The word `archived` if the item is kept for the record and no longer updated; else empty.
    pub archived: String,
}

/// The card of a topic. Its counts of notes and actions include the topics below it, each item
/// once.
pub fn topic_card(cx: &ViewContext<'_>, ix: TopicIx, depth: u32) -> TopicCard {
    let topic = &cx.site.ledger[ix];
    let [notes, actions, quotes] = topic_counts(cx, ix);
    TopicCard {
        title: cx.shown_title(ix.into()),
        url: cx.url(ix.into()).to_owned(),
        summary: topic.shared.summary.as_ref().map(|s| s.v.clone()).unwrap_or_default(),
        notes,
        actions,
        quotes,
        children: listings::children(cx, ix.into()).into_iter().map(|t| cx.link(t)).collect(),
        depth,
        archived: cx.archived(ix),
    }
}
