//! The page of a quote.

use crate::model::ix::QuoteIx;
use crate::resolve::linked::StatementSubject;
use crate::routes::PageFile;
use crate::view::cards::check::has_annotation;
use crate::view::cards::quote::{QuoteCard, StatementRelationView, answers, quote_card};
use crate::view::context::ViewContext;
use crate::view::pages::downloads::FileView;
use crate::view::text::backlinks::cited_by;
use crate::view::text::body::BodyView;
use crate::view::text::{citations, fill};
use crate::view::{BacklinkView, LinkView, PartyView};
use serde::Serialize;

/// The page of a quote; under the name `quote`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct QuoteView {
    /// The statement.
    pub card: QuoteCard,
    /// The words in their original language; may be empty.
    pub original: String,
    /// The language of `original`; may be empty.
    pub original_lang: String,
    /// True if it was said under oath.
    pub under_oath: bool,
    /// The addressee; the name may be empty.
    pub recipient: PartyView,
    /// Public commentary, as HTML; may be empty.
    pub note_html: String,
    /// More text from the quote's own file.
    pub body: BodyView,
    /// Its relations to other items, in both directions: `Responds to`, `Denied by` …
    pub answers: Vec<StatementRelationView>,
    /// The subjects of the statement.
    pub about: Vec<LinkView>,
    /// Its topics.
    pub topics: Vec<LinkView>,
    /// The bibliography entry of its source, as HTML.
    pub source_html: String,
    /// The words as a Web Annotation file; empty if they were not found or the source has no web
    /// page.
    pub annotations: Vec<FileView>,
    /// Pages that refer to this one.
    pub cited_by: Vec<BacklinkView>,
}

/// The page of a quote.
pub fn quote_page(cx: &ViewContext<'_>, ix: QuoteIx) -> QuoteView {
    let quote = &cx.site.ledger[ix].data;
    let links = &cx.site.quotes[ix.at()];
    let texts = fill::texts(cx, ix.into());
    let original = |part: fn(&crate::model::quote::Original) -> Option<&String>| {
        quote.original.as_deref().and_then(part).cloned().unwrap_or_default()
    };
    let card = quote_card(cx, ix);
    QuoteView {
        original: original(|o| o.text.as_ref().map(|t| &t.v)),
        original_lang: original(|o| o.lang.as_ref().map(|t| &t.v)),
        under_oath: quote.under_oath.as_ref().is_some_and(|o| o.v),
        recipient: cx.maybe_party(links.own.recipient.as_ref()),
        note_html: texts.note_html,
        body: texts.body,
        answers: answers(cx, ix, |_| true),
        about: links.own.about.iter().map(|about| about_link(cx, about)).collect(),
        topics: cx.topics(&links.topics),
        source_html: links
            .own
            .source
            .map(|s| citations::entry_with(cx, s, &card.locator))
            .unwrap_or_default(),
        annotations: annotation(cx, ix),
        card,
        cited_by: cited_by(cx, ix.into()),
    }
}

fn about_link(cx: &ViewContext<'_>, about: &StatementSubject) -> LinkView {
    match about {
        StatementSubject::Thing(ix) => cx.link(*ix),
        StatementSubject::Party(who) => LinkView { title: cx.party(who).name, url: String::new() },
    }
}

/// The annotation file of a quote, if it has one.
pub fn annotation(cx: &ViewContext<'_>, ix: QuoteIx) -> Vec<FileView> {
    let page = cx.url(ix.into());
    if page.is_empty() || !has_annotation(cx, ix) {
        return vec![];
    }
    vec![FileView {
        name: "Web Annotation".to_owned(),
        url: PageFile::Annotation.path(page),
        mime: PageFile::Annotation.media_type().to_owned(),
    }]
}
