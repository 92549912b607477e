//! OR119: links to items without a page.
//!
//! Considers the settings and the fields of a person. An item without a page because nothing refers
//! to it cannot be the target of a link.

use super::CheckContext;
use crate::input::config::PageMode;
use crate::model::ix::ItemIx;
use crate::resolve::linked::{LinkedLedger, ResolvedTarget};
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::span::FileSpan;
use onrecord_prose::body::PlaceholderKind;

/// OR119: a link is shown as plain text, because its target has no page.
pub(super) fn none(
    linked: &LinkedLedger,
    setting: &CheckContext<'_>,
    from: ItemIx,
) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    let mut found = vec![];
    for (body, goals) in ledger.texts(from).all().zip(linked.goals_of(from)) {
        for (hole, goal) in body.all_holes().zip(goals) {
            let (PlaceholderKind::Open(_) | PlaceholderKind::Link(_), ResolvedTarget::Thing(to, _)) =
                (&hole.fill, goal)
            else {
                continue;
            };
            let Some(help) = missing_page_help(linked, setting, *to) else { continue };
            let message = format!("`{}` has no page to link to", ledger.written(*to));
            let place = FileSpan::new(ledger.file(from), hole.span);
            found.push(Diagnostic::new(RuleCode::NoPage, place, message).help(help));
        }
    }
    found
}

/// The reason why an item has no page, as a help text.
fn missing_page_help(
    linked: &LinkedLedger,
    setting: &CheckContext<'_>,
    ix: ItemIx,
) -> Option<String> {
    let pages = &setting.config.pages;
    let paging = match ix {
        ItemIx::Note(_) => return None,
        ItemIx::Person(person) => {
            let public = linked.ledger[person].data.public_figure.as_ref();
            if public.is_some_and(|p| !p.v) {
                return Some("people with `public_figure: false` have no page".to_owned());
            }
            pages.people
        }
        ItemIx::Topic(_) => pages.topics,
        ItemIx::Organization(_) => pages.organizations,
        ItemIx::Source(_) => pages.sources,
        ItemIx::Quote(_) => pages.quotes,
        ItemIx::Action(_) => pages.actions,
    };
    (paging == PageMode::Never).then(|| {
        format!("`pages: {{{}: never}}` in site.yaml turns these pages off", ix.kind().folder())
    })
}
