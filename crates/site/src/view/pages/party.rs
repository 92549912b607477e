//! The pages of persons and organizations.
//!
//! A party with long lists has several pages: each contains the next part of every list, and the
//! first also contains everything else.

use crate::model::entity::{Identifier, OtherName};
use crate::model::ix::{ActionIx, ItemIx, OrganizationIx, PersonIx, QuoteIx};
use crate::resolve::linked::EdgeKind;
use crate::view::cards::action::{ActionCard, action_card};
use crate::view::cards::party::{PartyCard, RoleView, day, party_card, role, roles, span, time};
use crate::view::cards::quote::{QuoteCard, quote_card};
use crate::view::cards::source::source_link;
use crate::view::cards::timeline::{TimelineView, timeline_of_party};
use crate::view::context::ViewContext;
use crate::view::index::listings;
use crate::view::index::listings::sort_name;
use crate::view::text::backlinks::cited_by;
use crate::view::text::body::BodyView;
use crate::view::text::fill;
use crate::view::{BacklinkView, LinkView, PagerView};
use onrecord_base::edtf::SourcedDate;
use onrecord_base::id::ItemKind;
use onrecord_base::text::fold;
use serde::Serialize;
use std::cmp::Reverse;

/// The page of a person or organization; under the name `party`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct PartyPage {
    /// `person` or `organization`.
    pub kind: String,
    /// Other names, with the time they were used.
    pub other_names: Vec<String>,
    /// For an organization: its classification as words; may be empty.
    pub classification: String,
    /// Jurisdiction; may be empty.
    pub jurisdiction: String,
    /// The founding date, as words; may be empty.
    pub founded: String,
    /// The date of dissolution, as words; may be empty.
    pub dissolved: String,
    /// For a person: roles, newest first.
    pub roles: Vec<RoleView>,
    /// For an organization: its parent; the title may be empty.
    pub parent: LinkView,
    /// For an organization: its units.
    pub units: Vec<PartyCard>,
    /// For an organization: people with roles in it.
    pub people: Vec<RoleView>,
    /// Identifiers in other catalogues, as words.
    pub identifiers: Vec<String>,
    /// Links for further reading.
    pub links: Vec<LinkView>,
    /// Public commentary, as HTML; may be empty.
    pub note_html: String,
    /// More text from its own file.
    pub body: BodyView,
    /// Statements by them, newest first; for an organization also those on its behalf.
    pub statements: Vec<QuoteCard>,
    /// Statements about them.
    pub about: Vec<QuoteCard>,
    /// Actions by them.
    pub actions_by: Vec<ActionCard>,
    /// Actions on them, or with them.
    pub actions_on: Vec<ActionCard>,
    /// The total number of each list, if this page contains only a part of it.
    pub counts: ListCounts,
    /// The pages of these lists. Pages after the first contain only further parts of the lists.
    pub pager: PagerView,
    /// The timeline of these statements and actions, oldest first.
    pub timeline: TimelineView,
    /// Pages that refer to this one.
    pub cited_by: Vec<BacklinkView>,
}

/// The total lengths of the lists of a party, as words; empty if the page contains the whole list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct ListCounts {
    /// Statements by them: `3,000 quotes`.
    pub statements: String,
    /// Statements about them.
    pub about: String,
    /// Actions by them.
    pub actions_by: String,
    /// Actions on them, or with them.
    pub actions_on: String,
}

/// The maximum number of items of each list on one page: with four lists, a phone can still load
/// it.
const MOST: usize = 40;

/// The statements and actions by and about a party; unordered.
struct PartyLists {
    statements: Vec<QuoteIx>,
    about: Vec<QuoteIx>,
    by: Vec<ActionIx>,
    on: Vec<ActionIx>,
}

impl PartyLists {
    fn of(cx: &ViewContext<'_>, ix: ItemIx) -> Self {
        Self {
            statements: listings::statements_by(cx, ix),
            about: listings::quotes(
                cx.referrers(ix, ItemKind::Quote, |way| way == EdgeKind::About),
            ),
            by: listings::actions_by(cx, ix),
            on: actions_on(cx, ix),
        }
    }

    /// The number of pages that the longest list needs.
    fn pages(&self) -> usize {
        let lengths = [self.statements.len(), self.about.len(), self.by.len(), self.on.len()];
        lengths.into_iter().max().unwrap_or(0).div_ceil(MOST).max(1)
    }
}

/// The number of pages of a person or organization.
pub fn party_pages(cx: &ViewContext<'_>, ix: ItemIx) -> usize {
    PartyLists::of(cx, ix).pages()
}

/// One page of a person or organization; pages count from 1. Pages after the first contain only
/// further parts of its lists.
pub fn party_page(cx: &ViewContext<'_>, ix: ItemIx, page: usize) -> PartyPage {
    let lists = PartyLists::of(cx, ix);
    let path = crate::routes::item_path(ix.kind(), cx.site.ledger.id(ix).as_str());
    let cards = |all: &[ActionIx]| {
        let all = listings::newest_actions(cx, all.to_vec());
        let shown = listings::slice_of(&all, page, MOST);
        shown.iter().map(|a| action_card(cx, *a)).collect()
    };
    let quotes = |all: &[QuoteIx]| {
        let all = listings::newest_quotes(cx, all.to_vec());
        let shown = listings::slice_of(&all, page, MOST);
        shown.iter().map(|q| quote_card(cx, *q)).collect()
    };
    let count = |key: &str, all: usize| {
        if all > MOST { cx.words.count(key, all) } else { String::new() }
    };
    let common = PartyPage {
        kind: ix.kind().word().to_owned(),
        statements: quotes(&lists.statements),
        about: quotes(&lists.about),
        actions_by: cards(&lists.by),
        actions_on: cards(&lists.on),
        counts: ListCounts {
            statements: count("n_quote", lists.statements.len()),
            about: count("n_quote", lists.about.len()),
            actions_by: count("n_action", lists.by.len()),
            actions_on: count("n_action", lists.on.len()),
        },
        pager: listings::pager_of(cx, &path, page, lists.pages()),
        ..PartyPage::default()
    };
    if page > 1 {
        return common;
    }
    let texts = fill::texts(cx, ix);
    let said: Vec<_> = lists.statements.iter().chain(&lists.about).copied().collect();
    let acts: Vec<_> = lists.by.iter().chain(&lists.on).copied().collect();
    let common = PartyPage {
        links: listings::links(cx.site.ledger.shared(ix)),
        note_html: texts.note_html,
        body: texts.body,
        timeline: timeline_of_party(cx, &said, &acts),
        cited_by: cited_by(cx, ix),
        ..common
    };
    match ix {
        ItemIx::Person(person) => of_person(cx, person, common),
        ItemIx::Organization(organization) => of_organization(cx, organization, common),
        _ => common,
    }
}

fn of_person(cx: &ViewContext<'_>, ix: PersonIx, common: PartyPage) -> PartyPage {
    let person = &cx.site.ledger[ix].data;
    PartyPage {
        other_names: other_names(cx, &person.other_names),
        roles: roles(cx, ix),
        identifiers: identifiers(&person.identifiers),
        ..common
    }
}

fn of_organization(cx: &ViewContext<'_>, ix: OrganizationIx, common: PartyPage) -> PartyPage {
    let organization = &cx.site.ledger[ix].data;
    let parent = cx.site.organizations[ix.at()].own.parent;
    let time = |date: &Option<SourcedDate>| {
        let when = date.as_ref().and_then(|d| d.when);
        when.map(|when| cx.words.when(when)).unwrap_or_default()
    };
    PartyPage {
        other_names: other_names(cx, &organization.other_names),
        classification: cx.words.of("classification", organization.classification.word()),
        jurisdiction: organization
            .jurisdiction
            .as_ref()
            .map(|j| listings::jurisdiction(cx, &j.v))
            .unwrap_or_default(),
        founded: time(&organization.founded),
        dissolved: time(&organization.dissolved),
        parent: parent.map(|p| cx.link(p)).unwrap_or_default(),
        units: listings::children(cx, ix.into())
            .into_iter()
            .map(|u| party_card(cx, u, 0))
            .collect(),
        people: people(cx, ix),
        identifiers: identifiers(&organization.identifiers),
        ..common
    }
}

/// Actions directed at a person or organization, or with them as a party, in site order.
fn actions_on(cx: &ViewContext<'_>, ix: ItemIx) -> Vec<ActionIx> {
    let on = |action: &ActionIx| {
        let links = &cx.site.actions[action.at()].own;
        links.target.iter().chain(&links.with).any(|who| listings::is_of(who, ix))
    };
    let all = listings::actions(cx.referrers(ix, ItemKind::Action, |way| way == EdgeKind::Party));
    all.into_iter().filter(on).collect()
}

/// People with roles in an organization, newest first, then by name.
fn people(cx: &ViewContext<'_>, ix: OrganizationIx) -> Vec<RoleView> {
    let mut all = vec![];
    for person in cx.referrers(ix.into(), ItemKind::Person, |way| way == EdgeKind::Above) {
        let ItemIx::Person(at) = person else { continue };
        let memberships = &cx.site.ledger[at].data.memberships;
        for (membership, (organization, source)) in
            memberships.iter().zip(&cx.site.people[at.at()].own.memberships)
        {
            if *organization != Some(ix) {
                continue;
            }
            let view = RoleView {
                role: role(membership),
                party: cx.link(person),
                time: time(cx, membership),
                source: source.map(|s| source_link(cx, Some(s))).unwrap_or_default(),
            };
            all.push(((Reverse(day(membership)), fold(&sort_name(cx, person)), person), view));
        }
    }
    all.sort_by(|(a, _), (b, _)| a.cmp(b));
    all.into_iter().map(|(_, view)| view).collect()
}

fn other_names(cx: &ViewContext<'_>, all: &[OtherName]) -> Vec<String> {
    let known = |date: &Option<SourcedDate>| date.as_ref().and_then(|d| d.when);
    let one = |other: &OtherName| {
        let name = other.name.as_ref()?.v.clone();
        Some(match span(cx, known(&other.start), known(&other.end)) {
            Some(time) => format!("{name} ({time})"),
            None => name,
        })
    };
    all.iter().filter_map(one).collect()
}

fn identifiers(all: &[Identifier]) -> Vec<String> {
    let one = |i: &Identifier| Some(format!("{}: {}", i.scheme.as_ref()?.v, i.value.as_ref()?.v));
    all.iter().filter_map(one).collect()
}
