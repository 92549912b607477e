//! The pages of persons and organizations.

use super::action::ActionCard;
use super::card::PartyCard;
use super::quote::QuoteCard;
use super::{BacklinkView, BodyView, LinkView};
use serde::Serialize;

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
    /// When it began, as words; may be empty.
    pub founded: String,
    /// When it ended, as words; may be empty.
    pub dissolved: String,
    /// For a person: roles, newest first.
    pub roles: Vec<RoleView>,
    /// For an organization: the one above it; the title may be empty.
    pub parent: LinkView,
    /// For an organization: its units.
    pub units: Vec<PartyCard>,
    /// For an organization: people with roles in it.
    pub people: Vec<RoleView>,
    /// Names in other catalogues, as words.
    pub identifiers: Vec<String>,
    /// Links to read more.
    pub links: Vec<LinkView>,
    /// Public commentary.
    pub note_html: String,
    /// More text from its own file.
    pub body: BodyView,
    /// Statements by them, newest first; of an organization those on its behalf, too.
    pub statements: Vec<QuoteCard>,
    /// Statements about them.
    pub about: Vec<QuoteCard>,
    /// Actions by them.
    pub actions_by: Vec<ActionCard>,
    /// Actions on them, or with them.
    pub actions_on: Vec<ActionCard>,
    /// Pages that refer here.
    pub cited_by: Vec<BacklinkView>,
}

/// A role.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct RoleView {
    /// The role; may be empty.
    pub role: String,
    /// The organization, or on an organization's page the person.
    pub party: LinkView,
    /// When, as words: `since 2020`, `as of June 2022`; may be empty.
    pub time: String,
    /// The source that says so; the title may be empty.
    pub source: LinkView,
}
