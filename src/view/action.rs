//! Policy actions: the card with its status, and the page of an action.

use super::quote::QuoteCard;
use super::{BacklinkView, BodyView, DateView, LinkView, PartyView};
use serde::Serialize;

/// Where an action stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct StatusView {
    /// The word of the model: `in-force`.
    pub word: String,
    /// The word for people: `In force`.
    pub label: String,
    /// The tone of the chip: `info ok warn stop off unknown`. Never shown without the label.
    pub tone: String,
    /// The day it is known for; may be empty.
    pub as_of: String,
}

/// An action as shown wherever it belongs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct ActionCard {
    /// Its id.
    pub id: String,
    /// Its page; may be empty.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Its short title; equal to the title where none is given.
    pub short: String,
    /// What sort, as words: `Executive order`.
    pub kind: String,
    /// Official identifiers, as printed: `Executive Order 13942`.
    pub identifiers: Vec<String>,
    /// Who acts.
    pub by: Vec<PartyView>,
    /// Its first date, if known.
    pub date: Option<DateView>,
    /// Where it stands.
    pub status: StatusView,
    /// Its course in short: `Signed 6 August 2020`, `Revoked by … 9 June 2021`.
    pub log: Vec<EventView>,
    /// Known only from the word of this party; the name may be empty.
    pub asserted_by: PartyView,
    /// Its topics.
    pub topics: Vec<LinkView>,
    /// Its jurisdiction, as printed; may be empty.
    pub jurisdiction: String,
}

/// Something that happened to an action.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct EventView {
    /// When, if known.
    pub date: Option<DateView>,
    /// What, as words: `Signed`, `Revoked by`.
    pub text: String,
    /// The other action, if one did it; the title may be empty.
    pub other: LinkView,
    /// How much of it: `in part`, `scope not known`; may be empty.
    pub scope: String,
    /// A remark; may be empty.
    pub note: String,
}

/// A relation to another action, as a sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct RelationView {
    /// As words: `Revokes`, `Blocked in part by`.
    pub text: String,
    /// The other action.
    pub other: LinkView,
    /// The other action's status.
    pub status: StatusView,
    /// When, if known.
    pub date: Option<DateView>,
}

/// Something due.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct DeadlineView {
    /// When.
    pub due: DateView,
    /// By whom; the name may be empty.
    pub who: PartyView,
    /// What.
    pub what: String,
    /// `met`, `not met`, `ahead`, `overdue`, `passed, outcome not recorded`.
    pub state: String,
    /// The action it belongs to.
    pub action: LinkView,
}

/// The page of an action; under the name `action`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct ActionView {
    /// The action.
    pub card: ActionCard,
    /// The title in the official record; may be empty.
    pub official_title: String,
    /// Its whole status log, oldest first, with remarks.
    pub log: Vec<EventView>,
    /// On whom.
    pub targets: Vec<PartyView>,
    /// With whom.
    pub with: Vec<PartyView>,
    /// Under what authority; may be empty.
    pub under: String,
    /// The body that carries it out; the title may be empty.
    pub body_org: LinkView,
    /// The court; the title may be empty.
    pub court: LinkView,
    /// Relations to other actions, both ways.
    pub relations: Vec<RelationView>,
    /// What is due under it.
    pub deadlines: Vec<DeadlineView>,
    /// Public commentary.
    pub note_html: String,
    /// More text from the action's own file.
    pub body: BodyView,
    /// Statements about it.
    pub statements: Vec<QuoteCard>,
    /// Its documents: whole entries.
    pub documents: Vec<String>,
    /// Links to read more.
    pub links: Vec<LinkView>,
    /// Pages that refer here.
    pub cited_by: Vec<BacklinkView>,
}
/// stub
pub fn action_card(_cx: &super::cx::Cx<'_>, _ix: crate::model::id::ActionIx) -> ActionCard {
    ActionCard::default()
}
