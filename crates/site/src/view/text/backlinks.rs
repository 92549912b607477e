//! Backlinks: the pages that refer to an item, with the referring sentences.

use crate::model::ix::ItemIx;
use crate::resolve::linked::EdgeKind;
use crate::resolve::prose::sources_named;
use crate::view::context::ViewContext;
use crate::view::text::{citations, languages};
use crate::view::{BacklinkView, LinkView};
use std::collections::BTreeMap;

/// The pages that refer to an item, by title, each once with its sentences in the order of its
/// text.
///
/// References that the page shows elsewhere (speaker, source, topic, relation …) are left out.
pub fn cited_by(cx: &ViewContext<'_>, ix: ItemIx) -> Vec<BacklinkView> {
    let mut pages: BTreeMap<(String, LinkView), (Vec<String>, Vec<String>)> = BTreeMap::new();
    for edge in cx.site.to(ix) {
        let how = match edge.how {
            EdgeKind::Cites => "cites",
            EdgeKind::Links => "links",
            EdgeKind::Shows => "shows",
            EdgeKind::Names => "names",
            _ => continue,
        };
        let from = cx.home_of(edge.from);
        if edge.from == ix || from.url.is_empty() {
            continue;
        }
        let title = languages::plain(&from.title).into_owned();
        let (hows, sentences) = pages.entry((title, from)).or_default();
        let how = cx.words.of("backlink", how);
        if !hows.contains(&how) {
            hows.push(how);
        }
        // References in one sentence are adjacent in the order of the text.
        let sentence = sources_named(&edge.sentence, |source| {
            let exists = source.at() < cx.site.ledger.sources.len();
            if exists { citations::author_in_text(cx, source) } else { String::new() }
        });
        let sentence = cx.in_its_language(edge.from, &sentence);
        if !sentence.is_empty() && sentences.last().is_none_or(|last| *last != sentence) {
            sentences.push(sentence);
        }
    }
    let view = |((_, page), (hows, sentences)): ((_, LinkView), (Vec<String>, Vec<String>))| {
        BacklinkView { title: page.title, url: page.url, how: hows.join(", "), sentences }
    };
    pages.into_iter().map(view).collect()
}
