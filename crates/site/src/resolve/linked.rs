//! The ledger with everything that its things refer to: what the passes above work with.

use crate::model::action::{RelationKind, RelationScope};
use crate::model::ix::{ActionIx, ItemIx, NoteIx, OrganizationIx, SourceIx, TopicIx};
use crate::model::ledger::Ledger;
use crate::model::party::ResolvedParty;
use crate::model::quote::StatementRelation;
use crate::model::source::BasisKind;
use crate::resolve::standing::ActionOutcomes;
use onrecord_base::diag::Diagnostic;
use onrecord_base::edtf::SourcedDate;
use onrecord_base::fingerprint::Fingerprint;
use onrecord_base::for_each_kind;
use onrecord_base::id::ItemKind;
use onrecord_base::path::SitePath;
use onrecord_base::persistent_vec::PersistentVec;
use onrecord_base::span::{FileSpan, Span};
use onrecord_base::thin_vec::ThinVec;
use onrecord_cite::citation::Locator;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

macro_rules! linked_ledger {
    ($($Kind:ident $word:literal $list:ident $Ix:ident $Links:ident $resolve:ident;)*) => {
        /// A ledger whose references exist.
        #[derive(Debug, Clone, Default)]
        pub struct LinkedLedger {
            /// All items.
            pub ledger: Arc<Ledger>,
            $(
                #[doc = concat!("The references of each ", $word, ", in the order of the ledger.")]
                pub $list: PersistentVec<Arc<ItemLinks<$Links>>>,
            )*
            /// Names that unknown references may have meant: told there, and not again as unused.
            pub meant: BTreeSet<String>,
            /// For each type and position, the references that lead there.
            inbound: Vec<PersistentVec<InboundEdges>>,
            /// Things with whose references something is wrong, in order.
            telling: Vec<ItemIx>,
            /// Items with links to pages or files that the build may make, in order.
            with_pending: Vec<ItemIx>,
            /// Whether each action is ever more than a proposal, once somebody asks.
            pub(super) acts: OnceLock<Arc<Vec<bool>>>,
            /// What follows from the courses of actions, once somebody asks.
            pub(super) consequences: OnceLock<Arc<ActionOutcomes>>,
        }
    };
}

for_each_kind!(linked_ledger);

/// References that lead to one thing, in order: from which thing, and its how manieth. `None` where
/// there are none, as for most things.
type InboundEdges = Option<Arc<[(ItemIx, u32)]>>;

/// What a thing refers to.
#[derive(Debug, Clone, Default)]
pub struct ItemLinks<T> {
    /// Its topics.
    pub topics: ThinVec<TopicIx>,
    /// Where the holes of its texts lead: for each text of `Texts::all`, one goal for each of
    /// `Body::all_holes`. Empty where it has no texts.
    pub goals: ThinVec<Vec<ResolvedTarget>>,
    /// The rest, by type.
    pub own: T,
    /// Every reference, in the order of fields and texts.
    pub edges: Vec<ItemEdge>,
    /// What was found wrong with them.
    pub(super) told: ThinVec<Diagnostic>,
    /// The names that were looked up and are no ids: another title elsewhere may change where they
    /// lead.
    pub(super) looked: ThinVec<Fingerprint>,
    /// Its links to pages or files that the build may make.
    pub(super) pending: ThinVec<PendingLink>,
}

/// A link of a text that leads to no input file: to a page or file that the build makes, or nowhere.
/// Which of the two is known when all pages are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingLink {
    /// The path as written, percent-escapes undone.
    pub written: String,
    /// The address it names, below the base; `None` if it lies outside the content folder.
    pub address: Option<String>,
    /// Where it is written.
    pub place: FileSpan,
}

/// Where a hole leads.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ResolvedTarget {
    /// Nowhere: the hole needs nothing, or what it names does not exist (which is told).
    #[default]
    None,
    /// A thing, and an anchor on its page.
    Thing(ItemIx, Option<String>),
    /// What a citation mark cites; as long as its items, where all exist.
    Cites(Vec<ResolvedCitation>),
    /// A file that is copied.
    File(SitePath),
    /// An address of the site, below the base, and an anchor. Whether the build makes a page or file
    /// for it is known when all pages are ([`PendingLink`]).
    Address(String, Option<String>),
    /// An anchor on the page itself.
    Anchor(String),
}

/// What one citation cites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedCitation {
    /// The source.
    pub source: SourceIx,
    /// The quote or action that was named, if it was not the source itself.
    pub via: Option<ItemIx>,
    /// The place in the source that follows from the quote or action.
    pub locator: Option<Locator>,
}

/// What a note refers to.
#[derive(Debug, Clone, Default)]
pub struct NoteLinks {
    /// Who wrote it.
    pub authors: Vec<ResolvedParty>,
    /// To read beside it.
    pub related: Vec<ItemIx>,
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
    pub based_on: Vec<(Option<SourceIx>, BasisKind)>,
    /// The authors that are defined, in the order of the names; `None` for a plain name.
    pub authors: Vec<Option<ResolvedParty>>,
    /// Its publisher, where that is defined.
    pub publisher: Option<OrganizationIx>,
    /// What it appeared in, where that is defined.
    pub container: Option<OrganizationIx>,
    /// Who made it.
    pub creator: Option<ResolvedParty>,
    /// To whom it was given.
    pub recipient: Option<ResolvedParty>,
    /// Who holds it.
    pub custodian: Option<ResolvedParty>,
}

/// What a quote refers to.
#[derive(Debug, Clone, Default)]
pub struct QuoteLinks {
    /// Who said it. `None` only where a finding says so.
    pub speaker: Option<ResolvedParty>,
    /// For whom.
    pub on_behalf_of: Option<ResolvedParty>,
    /// To whom.
    pub recipient: Option<ResolvedParty>,
    /// The source it is taken from. `None` only where a finding says so.
    pub source: Option<SourceIx>,
    /// Its narrower chain; `None` stands for a source that is not identified here.
    pub based_on: Vec<Option<SourceIx>>,
    /// What it answers.
    pub answers: ThinVec<(StatementRelation, ItemIx)>,
    /// Whom or what it is about.
    pub about: ThinVec<StatementSubject>,
    /// The sources of its variants, in the order written.
    pub variants: ThinVec<Option<SourceIx>>,
}

/// Whom or what a statement is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatementSubject {
    /// A thing.
    Thing(ItemIx),
    /// A party that is no thing.
    Party(ResolvedParty),
}

/// What an action refers to.
#[derive(Debug, Clone, Default)]
pub struct ActionLinks {
    /// Who acts.
    pub by: Vec<ResolvedParty>,
    /// On whom.
    pub target: Vec<ResolvedParty>,
    /// With whom.
    pub with: Vec<ResolvedParty>,
    /// The body that carries it out.
    pub body: Option<OrganizationIx>,
    /// The court.
    pub court: Option<OrganizationIx>,
    /// What it does to others.
    pub relations: Vec<RelationLink>,
    /// Its documents, with the place in each.
    pub sources: Vec<(SourceIx, Option<Locator>)>,
    /// Who has to meet each deadline.
    pub deadlines: Vec<Option<ResolvedParty>>,
    /// Who brought about each step of its history, and the source that says so.
    pub steps: Vec<(Option<ResolvedParty>, Option<SourceIx>)>,
    /// On whose word alone it is known.
    pub asserted_by: Option<ResolvedParty>,
}

/// What an action does to another.
#[derive(Debug, Clone)]
pub struct RelationLink {
    /// What.
    pub does: RelationKind,
    /// To which.
    pub to: ActionIx,
    /// How much of it.
    pub scope: RelationScope,
    /// When; `None`: on the first date of the acting action.
    pub date: Option<SourcedDate>,
    /// The source that says so.
    pub source: Option<SourceIx>,
}

/// How one thing refers to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EdgeKind {
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
    Answers(StatementRelation),
    /// What an action does to another.
    Does(RelationKind),
    /// A thing above: parent topic, parent organization, membership.
    Above,
    /// Any other field.
    Names,
}

/// One reference.
#[derive(Debug, Clone)]
pub struct ItemEdge {
    /// The thing that refers.
    pub from: ItemIx,
    /// The thing referred to.
    pub to: ItemIx,
    /// How.
    pub how: EdgeKind,
    /// Where it is written, in the file of the thing that refers.
    pub span: Span,
    /// The sentence around it; empty for a field.
    pub sentence: Arc<str>,
}

impl LinkedLedger {
    /// The references that lead to a thing, in order.
    pub fn to(&self, ix: ItemIx) -> impl Iterator<Item = &ItemEdge> {
        let of_kind = self.inbound.get(ix.kind() as usize);
        let all = of_kind.and_then(|k| k.get(ix.at())).and_then(Option::as_deref).unwrap_or(&[]);
        all.iter().filter_map(|(from, nth)| self.edges_of(*from).get(*nth as usize))
    }

    /// Every reference of the site, in the order of things and of their texts.
    pub fn edges(&self) -> impl Iterator<Item = &ItemEdge> {
        self.ledger.all().into_iter().flat_map(|ix| self.edges_of(ix))
    }

    /// Where a reference is written.
    pub fn place(&self, edge: &ItemEdge) -> FileSpan {
        FileSpan::new(self.ledger.file(edge.from), edge.span)
    }

    /// How many things there are.
    pub(super) fn len(&self) -> usize {
        ItemKind::ALL.iter().map(|kind| self.ledger.count(*kind)).sum()
    }

    /// Things with whose references something is wrong, in order.
    pub(super) fn telling(&self) -> &[ItemIx] {
        &self.telling
    }

    /// The links to pages or files that the build may make: of which item, and the link.
    pub fn pending(&self) -> impl Iterator<Item = (ItemIx, &PendingLink)> {
        let of = |ix: ItemIx| self.pending_of(ix).iter().map(move |link| (ix, link));
        self.with_pending.iter().copied().flat_map(of)
    }

    /// What was found wrong with references.
    pub(super) fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.telling.iter().flat_map(|ix| self.told_of(*ix))
    }

    /// Sorts all references by where they lead.
    pub(super) fn index(&mut self) {
        let mut inbound: Vec<Vec<Vec<(ItemIx, u32)>>> =
            ItemKind::ALL.iter().map(|kind| vec![vec![]; self.ledger.count(*kind)]).collect();
        for ix in self.ledger.all() {
            for (nth, edge) in (0..).zip(self.edges_of(ix)) {
                inbound[edge.to.kind() as usize][edge.to.at()].push((ix, nth));
            }
        }
        let all = self.ledger.all().into_iter();
        self.telling = all.filter(|ix| !self.told_of(*ix).is_empty()).collect();
        let all = self.ledger.all().into_iter();
        self.with_pending = all.filter(|ix| !self.pending_of(*ix).is_empty()).collect();
        let shared = |all: Vec<(ItemIx, u32)>| (!all.is_empty()).then(|| all.into());
        self.inbound =
            inbound.into_iter().map(|kind| kind.into_iter().map(shared).collect()).collect();
    }

    /// The same after the references of some things have changed.
    ///
    /// * `before`: the same site with the old references; its index is still that of `self`.
    /// * `stale`: the things, in order.
    pub(super) fn update_index(&mut self, before: &Self, stale: &[ItemIx]) {
        let mut turned: BTreeSet<ItemIx> = BTreeSet::new();
        let mut new: BTreeMap<ItemIx, Vec<(ItemIx, u32)>> = BTreeMap::new();
        for &ix in stale {
            turned.extend(before.edges_of(ix).iter().map(|edge| edge.to));
            for (nth, edge) in (0..).zip(self.edges_of(ix)) {
                turned.insert(edge.to);
                new.entry(edge.to).or_default().push((ix, nth));
            }
        }
        for to in turned {
            let old = &self.inbound[to.kind() as usize][to.at()];
            let kept = old.iter().flat_map(|all| all.iter().copied());
            let mut all: Vec<(ItemIx, u32)> =
                kept.filter(|(from, _)| stale.binary_search(from).is_err()).collect();
            all.extend(new.remove(&to).unwrap_or_default());
            all.sort_unstable();
            let shared: InboundEdges = (!all.is_empty()).then(|| all.into());
            self.inbound[to.kind() as usize].set(to.at(), shared);
        }
        self.telling.retain(|ix| stale.binary_search(ix).is_err());
        let told = stale.iter().copied().filter(|ix| !self.told_of(*ix).is_empty());
        let told: Vec<ItemIx> = told.collect();
        self.telling.extend(told);
        self.telling.sort_unstable();
        self.with_pending.retain(|ix| stale.binary_search(ix).is_err());
        let pending = stale.iter().copied().filter(|ix| !self.pending_of(*ix).is_empty());
        let pending: Vec<ItemIx> = pending.collect();
        self.with_pending.extend(pending);
        self.with_pending.sort_unstable();
    }
}

macro_rules! parts {
    ($($Kind:ident $word:literal $list:ident $Ix:ident $Links:ident $resolve:ident;)*) => {
        impl LinkedLedger {
            /// The topics of a thing.
            pub fn topics_of(&self, ix: ItemIx) -> &[TopicIx] {
                match ix { $(ItemIx::$Kind(ix) => &self.$list[ix.at()].topics,)* }
            }

            /// Where the holes of a thing's texts lead.
            pub fn goals_of(&self, ix: ItemIx) -> &[Vec<ResolvedTarget>] {
                match ix { $(ItemIx::$Kind(ix) => &self.$list[ix.at()].goals,)* }
            }

            /// Everything that a thing refers to, in the order of its fields and texts.
            pub fn edges_of(&self, ix: ItemIx) -> &[ItemEdge] {
                match ix { $(ItemIx::$Kind(ix) => &self.$list[ix.at()].edges,)* }
            }

            /// What was found wrong with a thing's references.
            pub(super) fn told_of(&self, ix: ItemIx) -> &[Diagnostic] {
                match ix { $(ItemIx::$Kind(ix) => &self.$list[ix.at()].told,)* }
            }

            /// The links of an item to pages or files that the build may make.
            pub(super) fn pending_of(&self, ix: ItemIx) -> &[PendingLink] {
                match ix { $(ItemIx::$Kind(ix) => &self.$list[ix.at()].pending,)* }
            }

            /// The names that a thing was looked up by.
            pub(super) fn looked_of(&self, ix: ItemIx) -> &[Fingerprint] {
                match ix { $(ItemIx::$Kind(ix) => &self.$list[ix.at()].looked,)* }
            }
        }
    };
}

for_each_kind!(parts);
