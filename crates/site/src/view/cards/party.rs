//! The card of a person or organization, and the roles of persons.

use crate::model::entity::Membership;
use crate::model::ix::{ItemIx, OrganizationIx, PersonIx};
use crate::view::LinkView;
use crate::view::cards::source::source_link;
use crate::view::context::ViewContext;
use crate::view::index::listings;
use crate::view::index::listings::sort_name;
use onrecord_base::edtf::{EdtfDate, SourcedDate};
use serde::Serialize;
use std::cmp::Reverse;
use unicode_normalization::UnicodeNormalization as _;

/// A person or organization in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct PartyCard {
    /// The name.
    pub name: String,
    /// The page; may be empty.
    pub url: String,
    /// For a person the newest role with its organization, for an organization its classification;
    /// may be empty.
    pub about: String,
    /// The number of statements by them.
    pub quotes: u32,
    /// The number of actions by them.
    pub actions: u32,
    /// The heading letter in an A–Z list.
    pub letter: String,
    /// The depth of an organization in the tree, from 0; 0 for a person.
    pub depth: u32,
    /// The word `archived` if the item is kept for the record and no longer updated; else empty.
    pub archived: String,
}

/// A role of a person in an organization.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct RoleView {
    /// The role; may be empty.
    pub role: String,
    /// The organization; on an organization's page, the person.
    pub party: LinkView,
    /// The period, as words: `since 2020`, `as of June 2022`; may be empty.
    pub time: String,
    /// The source of this fact; the title may be empty.
    pub source: LinkView,
}

/// A person or organization in a list.
pub fn party_card(cx: &ViewContext<'_>, ix: ItemIx, depth: u32) -> PartyCard {
    let about = match ix {
        ItemIx::Person(person) => newest_role(cx, person),
        ItemIx::Organization(organization) => classification(cx, organization),
        _ => String::new(),
    };
    PartyCard {
        name: cx.title(ix).to_owned(),
        url: cx.url(ix).to_owned(),
        about,
        quotes: listings::number(listings::statements_by(cx, ix).len()),
        actions: listings::number(listings::actions_by(cx, ix).len()),
        letter: letter(&sort_name(cx, ix)),
        depth,
        archived: cx.archived(ix),
    }
}

/// The first letter of a name without accents, for an A–Z list; `#` if it is not a letter.
fn letter(name: &str) -> String {
    let first = name.nfkd().find(|c| c.is_alphanumeric()).filter(|c| c.is_alphabetic());
    first.map_or_else(|| "#".to_owned(), |c| c.to_uppercase().collect())
}

fn classification(cx: &ViewContext<'_>, ix: OrganizationIx) -> String {
    cx.words.of("classification", cx.site.ledger[ix].data.classification.word())
}

/// The newest role of a person with its organization and period; empty if none is known.
fn newest_role(cx: &ViewContext<'_>, ix: PersonIx) -> String {
    let Some(role) = roles(cx, ix).into_iter().next() else {
        return String::new();
    };
    let parts = [role.role, role.party.title];
    let text = parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(", ");
    if role.time.is_empty() || text.is_empty() { text } else { format!("{text} ({})", role.time) }
}

/// The roles of a person, newest first: by start, else by the date for which they are known.
pub fn roles(cx: &ViewContext<'_>, ix: PersonIx) -> Vec<RoleView> {
    let memberships = &cx.site.ledger[ix].data.memberships;
    let links = &cx.site.people[ix.at()].own.memberships;
    let mut all: Vec<_> = memberships.iter().zip(links).collect();
    all.sort_by_key(|(membership, _)| Reverse(day(membership)));
    all.into_iter()
        .map(|(membership, (organization, source))| RoleView {
            role: role(membership),
            party: organization.map(|o| cx.link(o)).unwrap_or_default(),
            time: time(cx, membership),
            source: source.map(|s| source_link(cx, Some(s))).unwrap_or_default(),
        })
        .collect()
}

pub(crate) fn role(membership: &Membership) -> String {
    membership.role.as_ref().map(|r| r.v.clone()).unwrap_or_default()
}

pub(crate) fn day(membership: &Membership) -> Option<EdtfDate> {
    let dates = [&membership.start, &membership.as_of, &membership.end];
    dates.into_iter().find_map(|d| d.as_ref().and_then(|d| d.when))
}

/// The period of a membership: `since 2020`, `2019 – 2021`, `as of June 2022`; empty if not known.
pub(crate) fn time(cx: &ViewContext<'_>, membership: &Membership) -> String {
    let known = |date: &Option<SourcedDate>| date.as_ref().and_then(|d| d.when);
    match span(cx, known(&membership.start), known(&membership.end)) {
        Some(span) => span,
        None => known(&membership.as_of)
            .map(|when| cx.words.with("role_as_of", &cx.words.when(when)))
            .unwrap_or_default(),
    }
}

pub(crate) fn span(
    cx: &ViewContext<'_>,
    start: Option<EdtfDate>,
    end: Option<EdtfDate>,
) -> Option<String> {
    Some(match (start, end) {
        (Some(EdtfDate::At(from)), Some(EdtfDate::At(to))) => {
            cx.words.when(EdtfDate::Between(Some(from), Some(to)))
        }
        (Some(from), Some(to)) => format!("{} – {}", cx.words.when(from), cx.words.when(to)),
        (Some(from), None) => cx.words.with("role_since", &cx.words.when(from)),
        (None, Some(to)) => cx.words.with("role_until", &cx.words.when(to)),
        (None, None) => return None,
    })
}
