//! The origins of the statements on a page, and how many are independent.
//!
//! The origins themselves are derived in `resolve::origins`; this file separates those that are a
//! party's own words.

use crate::model::ix::{ActionIx, ItemIx, OrganizationIx, QuoteIx, SourceIx};
use crate::model::party::ResolvedParty;
use crate::model::source::{Access, Source};
use crate::resolve::linked::{EdgeKind, StatementSubject};
use crate::resolve::origins::{OriginSource, gives_own_account, in_order};
use crate::view::LinkView;
use crate::view::cards::source::{source_link, source_warning};
use crate::view::context::ViewContext;
use onrecord_base::id::ItemKind;
use serde::Serialize;
use std::collections::BTreeSet;

/// The origins of the statements on a page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct OriginsView {
    /// The numbers of independent origins and of the subject's own accounts, as words: `1
    /// independent, 3 from the subject itself`; may be empty.
    pub text: String,
    /// All origins: the independent ones, then the subject's own words.
    pub roots: Vec<OriginView>,
}

/// The origin of statements.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct OriginView {
    /// Its short name.
    pub title: String,
    /// Its page; may be empty.
    pub url: String,
    /// True if it is based on other sources and counts for its own observations.
    pub own_account: bool,
    /// The number of statements with this origin, as words: `4 statements`.
    pub statements: String,
    /// `not held`, `not seen by us`; may be empty.
    pub standing: String,
    /// True if its author is a party that the statements are about or that the actions affect.
    pub own_word: bool,
}

/// The origins of some statements, on a page that shows these actions.
///
/// An origin by a party that the statements are about or that the actions affect (including its
/// parents and units) is that party's own account and is counted separately.
pub fn rests(cx: &ViewContext<'_>, quotes: &[QuoteIx], actions: &[ActionIx]) -> OriginsView {
    let origins = cx.origins();
    let counts = origins.of_quotes(cx.site, quotes.iter().copied());
    if counts.is_empty() {
        return OriginsView::default();
    }
    let interested = interested(cx, quotes, actions);
    let (own, independent): (Vec<_>, Vec<_>) = in_order(cx.site, counts.keys().copied())
        .into_iter()
        .partition(|root| root.is_some_and(|root| is_word_of(cx, root, &interested)));
    let mut text = cx.words.with("independent", &independent.len().to_string());
    if !own.is_empty() {
        text = format!("{text}, {}", cx.words.count("own_word", own.len()));
    }
    let view =
        |root: OriginSource| root_view(cx, root, counts.get(&root).copied().unwrap_or_default());
    let apart = own.into_iter().map(|root| OriginView { own_word: true, ..view(root) });
    let roots = independent.into_iter().map(view).chain(apart).collect();
    OriginsView { text, roots }
}

fn root_view(cx: &ViewContext<'_>, root: OriginSource, statements: usize) -> OriginView {
    let statements = cx.words.count("n_statement", statements);
    let Some(source) = root else {
        return OriginView {
            title: cx.words.get("source_hidden"),
            statements,
            ..OriginView::default()
        };
    };
    let LinkView { title, url } = source_link(cx, root);
    OriginView {
        title,
        url,
        own_account: gives_own_account(cx.site, root),
        statements,
        standing: origin_warning(cx, &cx.site.ledger[source].data),
        own_word: false,
    }
}

/// The warning about an origin: that we hold no copy, else the general warning about the source.
fn origin_warning(cx: &ViewContext<'_>, source: &Source) -> String {
    match source.access {
        Access::NotHeld | Access::Lost => cx.words.of("access", source.access.word()),
        _ => source_warning(cx, source),
    }
}

/// True if one of these parties or an unnamed member of it created or wrote a source.
fn is_word_of(cx: &ViewContext<'_>, source: SourceIx, parties: &BTreeSet<ItemIx>) -> bool {
    let links = &cx.site.sources[source.at()].own;
    let mut makers = links.creator.iter().chain(links.authors.iter().flatten());
    makers.any(|who| as_thing(who).is_some_and(|ix| parties.contains(&ix)))
}

fn as_thing(who: &ResolvedParty) -> Option<ItemIx> {
    match who {
        ResolvedParty::Person(ix) => Some((*ix).into()),
        ResolvedParty::Organization(ix) => Some((*ix).into()),
        ResolvedParty::Described { organization, .. } => organization.map(ItemIx::from),
        ResolvedParty::Name(_) => None,
    }
}

/// The parties that statements are about or that actions affect, with all their parents and units.
fn interested(cx: &ViewContext<'_>, quotes: &[QuoteIx], actions: &[ActionIx]) -> BTreeSet<ItemIx> {
    let about =
        quotes.iter().flat_map(|q| &cx.site.quotes[q.at()].own.about).filter_map(|a| match a {
            StatementSubject::Thing(ix @ (ItemIx::Person(_) | ItemIx::Organization(_))) => {
                Some(*ix)
            }
            _ => None,
        });
    let targets =
        actions.iter().flat_map(|a| &cx.site.actions[a.at()].own.target).filter_map(as_thing);
    let mut all: BTreeSet<ItemIx> = about.chain(targets).collect();
    let own: Vec<OrganizationIx> = all.iter().filter_map(|ix| organization(*ix)).collect();
    let mut above = own.clone();
    while let Some(at) = above.pop() {
        let parent = cx.site.organizations[at.at()].own.parent;
        above.extend(parent.filter(|parent| all.insert((*parent).into())));
    }
    let (mut below, mut seen) = (own, BTreeSet::new());
    while let Some(at) = below.pop() {
        if seen.insert(at) {
            let units =
                cx.referrers(at.into(), ItemKind::Organization, |way| way == EdgeKind::Above);
            all.extend(units.iter().copied());
            below.extend(units.into_iter().filter_map(organization));
        }
    }
    all
}

fn organization(ix: ItemIx) -> Option<OrganizationIx> {
    match ix {
        ItemIx::Organization(ix) => Some(ix),
        _ => None,
    }
}
