//! The card of a source, and the warnings and links that name a source.

use crate::model::ix::SourceIx;
use crate::model::source::{Access, Source, SourceStanding};
use crate::resolve::linked::EdgeKind;
use crate::view::context::ViewContext;
use crate::view::index::listings;
use crate::view::text::citations;
use crate::view::{DateView, LinkView};
use onrecord_base::id::ItemKind;
use onrecord_base::url::is_web;
use serde::Serialize;
use std::collections::BTreeSet;

/// A source in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct SourceCard {
    /// Its bibliography entry, as HTML with links.
    pub html: String,
    /// Its title.
    pub title: String,
    /// Its page; may be empty.
    pub url: String,
    /// Its type, as a label: `News article`.
    pub kind: String,
    /// The date of issue; absent if not known.
    pub date: Option<DateView>,
    /// A warning, as words: `not seen by us`, `retracted` …; may be empty.
    pub standing: String,
    /// The number of pages that cite it.
    pub cited: u32,
    /// The number of quotes from it.
    pub quotes: u32,
    /// The word `archived` if the item is kept for the record and no longer updated; else empty.
    pub archived: String,
}

/// A source in a list.
pub fn source_card(cx: &ViewContext<'_>, ix: SourceIx) -> SourceCard {
    let source = &cx.site.ledger[ix].data;
    let edges = cx.site.to(ix.into()).filter(|e| e.how == EdgeKind::Cites);
    let citing: BTreeSet<String> =
        edges.map(|e| cx.home_of(e.from).url).filter(|url| !url.is_empty()).collect();
    SourceCard {
        html: citations::entry(cx, ix).to_owned(),
        title: cx.shown_title(ix.into()),
        url: cx.url(ix.into()).to_owned(),
        kind: cx.words.of("type", source.r#type.word()),
        date: cx.maybe_date(source.issued.as_ref()),
        standing: source_warning(cx, source),
        archived: cx.archived(ix),
        cited: listings::number(citing.len()),
        quotes: listings::number(
            cx.referrers(ix.into(), ItemKind::Quote, |way| way == EdgeKind::Source).len(),
        ),
    }
}

/// The warning that accompanies every mention of a source: not seen, not held, lost, retracted …;
/// may be empty.
pub fn source_warning(cx: &ViewContext<'_>, source: &Source) -> String {
    let held = match source.access {
        _ if !source.is_consulted() => Some("standing_not_seen"),
        Access::NotHeld => Some("standing_not_held"),
        Access::Lost => Some("standing_lost"),
        _ => None,
    };
    let stands = match source.standing {
        SourceStanding::Current => None,
        other => Some(cx.words.of("standing", other.word())),
    };
    held.map(|key| cx.words.get(key)).into_iter().chain(stands).collect::<Vec<_>>().join(", ")
}

/// A link to a source by its short name. `None` is a withheld source, which gets a text instead of
/// a name.
pub fn source_link(cx: &ViewContext<'_>, source: Option<SourceIx>) -> LinkView {
    match source {
        Some(ix) => cx.link(ix),
        None => LinkView { title: cx.words.get("source_hidden"), url: String::new() },
    }
}

/// An address that may be linked: http or https; else empty. The checks report all others.
pub(crate) fn web(url: Option<&str>) -> String {
    url.filter(|url| is_web(url)).map(onrecord_base::text::encode_url).unwrap_or_default()
}
