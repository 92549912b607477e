//! The ledger with everything that its things refer to: what the passes above work with.

use crate::base::path::SitePath;
use crate::base::span::Place;
use crate::model::action::{Does, Scope};
use crate::model::body::Locator;
use crate::model::id::{ActionIx, Ix, NoteIx, OrganizationIx, SourceIx, TopicIx};
use crate::model::ledger::Ledger;
use crate::model::party::Who;
use crate::model::quote::Answer;
use crate::model::source::How;
use crate::model::when::Dated;
use std::collections::BTreeSet;

/// A ledger whose references exist.
#[derive(Debug, Clone, Default)]
pub struct Linked {
    /// All things.
    pub ledger: Ledger,
    /// What each note refers to; as long as `ledger.notes`, like the rest.
    pub notes: Vec<Links<NoteLinks>>,
    /// What each topic refers to.
    pub topics: Vec<Links<TopicLinks>>,
    /// What each person refers to.
    pub people: Vec<Links<PersonLinks>>,
    /// What each organization refers to.
    pub organizations: Vec<Links<OrganizationLinks>>,
    /// What each source refers to.
    pub sources: Vec<Links<SourceLinks>>,
    /// What each quote refers to.
    pub quotes: Vec<Links<QuoteLinks>>,
    /// What each action refers to.
    pub actions: Vec<Links<ActionLinks>>,
    /// Every reference of the site, in the order of things and of their texts.
    pub edges: Vec<Edge>,
    /// Names that unknown references may have meant: told there, and not again as unused.
    pub meant: BTreeSet<String>,
    /// For each type and position, the numbers of the edges that lead there.
    pub(crate) inbound: Vec<Vec<Vec<u32>>>,
}

/// What a thing refers to.
#[derive(Debug, Clone, Default)]
pub struct Links<T> {
    /// Its topics.
    pub topics: Vec<TopicIx>,
    /// Where the holes of its texts lead: for each text of `Texts::all`, one goal for each of
    /// `Body::all_holes`.
    pub goals: Vec<Vec<Goal>>,
    /// The rest, by type.
    pub own: T,
}

/// Where a hole leads.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Goal {
    /// Nowhere: the hole needs nothing, or what it names does not exist (which is told).
    #[default]
    None,
    /// A thing, and an anchor on its page.
    Thing(Ix, Option<String>),
    /// What a citation mark cites; as long as its items, where all exist.
    Cites(Vec<CiteGoal>),
    /// A file that is copied.
    File(SitePath),
    /// An address of the site that stands for itself, below the base, and an anchor.
    Address(String, Option<String>),
    /// An anchor on the page itself.
    Anchor(String),
}

/// What one citation cites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CiteGoal {
    /// The source.
    pub source: SourceIx,
    /// The quote or action that was named, if it was not the source itself.
    pub via: Option<Ix>,
    /// The place in the source that follows from the quote or action.
    pub locator: Option<Locator>,
}

/// What a note refers to.
#[derive(Debug, Clone, Default)]
pub struct NoteLinks {
    /// Who wrote it.
    pub authors: Vec<Who>,
    /// To read beside it.
    pub related: Vec<Ix>,
    /// Notes it replaces.
    pub supersedes: Vec<NoteIx>,
    /// Sources listed and not cited; all of the site for `@*`.
    pub nocite: Vec<SourceIx>,
}

/// What a topic refers to.
#[derive(Debug, Clone, Default)]
pub struct TopicLinks {
    /// The one above it.
    pub parent: Option<TopicIx>,
    /// Others to look at.
    pub see_also: Vec<TopicIx>,
    /// The note that leads it.
    pub lead: Option<NoteIx>,
}

/// What a person refers to.
#[derive(Debug, Clone, Default)]
pub struct PersonLinks {
    /// Organization and source of each membership, in the order written.
    pub memberships: Vec<(Option<OrganizationIx>, Option<SourceIx>)>,
}

/// What an organization refers to.
#[derive(Debug, Clone, Default)]
pub struct OrganizationLinks {
    /// The one above it.
    pub parent: Option<OrganizationIx>,
}

/// What a source refers to.
#[derive(Debug, Clone, Default)]
pub struct SourceLinks {
    /// What it rests on; `None` stands for a source that is not identified here.
    pub based_on: Vec<(Option<SourceIx>, How)>,
    /// The authors that are defined, in the order of the names; `None` for a plain name.
    pub authors: Vec<Option<Who>>,
    /// Its publisher, where that is defined.
    pub publisher: Option<OrganizationIx>,
    /// What it appeared in, where that is defined.
    pub container: Option<OrganizationIx>,
    /// Who made it.
    pub creator: Option<Who>,
    /// To whom it was given.
    pub recipient: Option<Who>,
    /// Who holds it.
    pub custodian: Option<Who>,
}

/// What a quote refers to.
#[derive(Debug, Clone, Default)]
pub struct QuoteLinks {
    /// Who said it. `None` only where a finding says so.
    pub speaker: Option<Who>,
    /// For whom.
    pub on_behalf_of: Option<Who>,
    /// To whom.
    pub recipient: Option<Who>,
    /// The source it is taken from. `None` only where a finding says so.
    pub source: Option<SourceIx>,
    /// Its narrower chain; `None` stands for a source that is not identified here.
    pub based_on: Vec<Option<SourceIx>>,
    /// What it answers.
    pub answers: Vec<(Answer, Ix)>,
    /// Whom or what it is about.
    pub about: Vec<About>,
    /// The sources of its variants, in the order written.
    pub variants: Vec<Option<SourceIx>>,
}

/// Whom or what a statement is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A thing.
    Thing(Ix),
    /// A party that is no thing.
    Party(Who),
}

/// What an action refers to.
#[derive(Debug, Clone, Default)]
pub struct ActionLinks {
    /// Who acts.
    pub by: Vec<Who>,
    /// On whom.
    pub target: Vec<Who>,
    /// With whom.
    pub with: Vec<Who>,
    /// The body that carries it out.
    pub body: Option<OrganizationIx>,
    /// The court.
    pub court: Option<OrganizationIx>,
    /// What it does to others.
    pub relations: Vec<RelationLink>,
    /// Its documents, with the place in each.
    pub sources: Vec<(SourceIx, Option<Locator>)>,
    /// Who has to meet each deadline.
    pub deadlines: Vec<Option<Who>>,
    /// Who brought about each step of its history, and the source that says so.
    pub steps: Vec<(Option<Who>, Option<SourceIx>)>,
    /// On whose word alone it is known.
    pub asserted_by: Option<Who>,
}

/// What an action does to another.
#[derive(Debug, Clone)]
pub struct RelationLink {
    /// What.
    pub does: Does,
    /// To which.
    pub to: ActionIx,
    /// How much of it.
    pub scope: Scope,
    /// When; `None`: on the first date of the acting action.
    pub date: Option<Dated>,
    /// The source that says so.
    pub source: Option<SourceIx>,
}

/// How one thing refers to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// A link in prose.
    Links,
    /// A card in prose.
    Shows,
    /// A citation in prose or `nocite`.
    Cites,
    /// A topic it belongs to.
    Topic,
    /// The source of a quote, or a document of an action.
    Source,
    /// What a source or quote rests on. The one reference that does not lean.
    BasedOn,
    /// Whoever speaks or acts, and everyone else who has a part in it.
    Party,
    /// Whom or what a statement is about.
    About,
    /// What a statement answers.
    Answers(Answer),
    /// What an action does to another.
    Does(Does),
    /// A thing above: parent topic, parent organization, membership.
    Above,
    /// Any other field.
    Names,
}

/// One reference.
#[derive(Debug, Clone)]
pub struct Edge {
    /// The thing that refers.
    pub from: Ix,
    /// The thing referred to.
    pub to: Ix,
    /// How.
    pub how: Way,
    /// Where it is written.
    pub place: Place,
    /// The sentence around it; empty for a field.
    pub sentence: String,
}

impl Linked {
    /// The references that lead to a thing, in order.
    pub fn to(&self, ix: Ix) -> impl Iterator<Item = &Edge> {
        let of_kind = self.inbound.get(ix.kind() as usize);
        let numbers = of_kind.and_then(|k| k.get(ix.at())).map_or(&[][..], Vec::as_slice);
        numbers.iter().filter_map(|&n| self.edges.get(n as usize))
    }

    /// The topics of a thing.
    pub fn topics_of(&self, ix: Ix) -> &[TopicIx] {
        match ix {
            Ix::Note(ix) => &self.notes[ix.at()].topics,
            Ix::Topic(ix) => &self.topics[ix.at()].topics,
            Ix::Person(ix) => &self.people[ix.at()].topics,
            Ix::Organization(ix) => &self.organizations[ix.at()].topics,
            Ix::Source(ix) => &self.sources[ix.at()].topics,
            Ix::Quote(ix) => &self.quotes[ix.at()].topics,
            Ix::Action(ix) => &self.actions[ix.at()].topics,
        }
    }

    /// Where the holes of a thing's texts lead.
    pub fn goals_of(&self, ix: Ix) -> &[Vec<Goal>] {
        match ix {
            Ix::Note(ix) => &self.notes[ix.at()].goals,
            Ix::Topic(ix) => &self.topics[ix.at()].goals,
            Ix::Person(ix) => &self.people[ix.at()].goals,
            Ix::Organization(ix) => &self.organizations[ix.at()].goals,
            Ix::Source(ix) => &self.sources[ix.at()].goals,
            Ix::Quote(ix) => &self.quotes[ix.at()].goals,
            Ix::Action(ix) => &self.actions[ix.at()].goals,
        }
    }

    /// Sorts the edges by where they lead.
    pub(crate) fn index(&mut self) {
        let l = &self.ledger;
        let sizes = [
            l.notes.len(),
            l.topics.len(),
            l.people.len(),
            l.organizations.len(),
            l.sources.len(),
            l.quotes.len(),
            l.actions.len(),
        ];
        self.inbound = sizes.iter().map(|&n| vec![vec![]; n]).collect();
        for (number, edge) in self.edges.iter().enumerate() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            self.inbound[edge.to.kind() as usize][edge.to.at()].push(number);
        }
    }
}
