//! TODO

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
    /// How many notes it has, its child topics' included.
    pub notes: u32,
    /// How many actions.
    pub actions: u32,
    /// How many quotes.
    pub quotes: u32,
    /// Its child topics.
    pub children: Vec<LinkView>,
    /// How deep it stands in the tree, from 0.
    pub depth: u32,
    /// `archived`, as a word, for what is kept for the record and no longer updated; else empty.
    pub archived: String,
}

/// A topic in a list. Notes and actions of topics below it are counted with it, each once.
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
