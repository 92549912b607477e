//! OR119: links to things that the site gives no page.
//!
//! Knows what `site.yaml` and a person's entry say of pages; a thing that has none because nothing
//! refers to it cannot be linked.

use super::Setting;
use crate::input::config::Paging;
use crate::model::ix::Ix;
use crate::resolve::linked::{Goal, Linked};
use onrecord_base::code::Code;
use onrecord_base::diag::Diagnostic;
use onrecord_base::span::Place;
use onrecord_prose::body::Fill;

/// OR119: a link whose words are shown without a link, as what it names has no page.
pub(super) fn none(linked: &Linked, setting: &Setting<'_>, from: Ix) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    let mut found = vec![];
    for (body, goals) in ledger.texts(from).all().zip(linked.goals_of(from)) {
        for (hole, goal) in body.all_holes().zip(goals) {
            let (Fill::Open(_) | Fill::Link(_), Goal::Thing(to, _)) = (&hole.fill, goal) else {
                continue;
            };
            let Some(help) = why(linked, setting, *to) else { continue };
            let message = format!("`{}` has no page to link to", ledger.written(*to));
            let place = Place::new(ledger.file(from), hole.span);
            found.push(Diagnostic::new(Code::NoPage, place, message).help(help));
        }
    }
    found
}

/// Why a thing has no page, as what to do about it.
fn why(linked: &Linked, setting: &Setting<'_>, ix: Ix) -> Option<String> {
    let pages = &setting.config.pages;
    let paging = match ix {
        Ix::Note(_) => return None,
        Ix::Person(person) => {
            let public = linked.ledger[person].data.public_figure.as_ref();
            if public.is_some_and(|p| !p.v) {
                return Some("people with `public_figure: false` have no page".to_owned());
            }
            pages.people
        }
        Ix::Topic(_) => pages.topics,
        Ix::Organization(_) => pages.organizations,
        Ix::Source(_) => pages.sources,
        Ix::Quote(_) => pages.quotes,
        Ix::Action(_) => pages.actions,
    };
    (paging == Paging::Never).then(|| {
        format!("`pages: {{{}: never}}` in site.yaml turns these pages off", ix.kind().folder())
    })
}
