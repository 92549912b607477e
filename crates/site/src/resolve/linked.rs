//! The ledger with all references resolved: the input of all later passes.
//!
//! Start with [`LinkedLedger`].

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

/// The references of one item.
#[derive(Debug, Clone, Default)]
pub struct ItemLinks<T> {
    /// Its topics.
    pub topics: ThinVec<TopicIx>,
    /// The targets of the placeholders in its texts: for each text of `ItemTexts::all`, one target
    /// for each of `Body::all_holes`. Empty if the item has no texts.
    pub goals: ThinVec<Vec<ResolvedTarget>>,
    /// The references of its type.
    pub own: T,
    /// Every reference, in the order of fields and texts.
    pub edges: Vec<ItemEdge>,
    /// The diagnostics about its references.
    pub(super) diagnostics: ThinVec<Diagnostic>,
    /// Names that were looked up and are not ids. A title edited elsewhere may change their
    /// targets.
    pub(super) looked: ThinVec<Fingerprint>,
    /// Its links to pages or files that the build may create.
    pub(super) pending: ThinVec<PendingLink>,
}

/// A link in a text to a page or file that is not an input file. When all pages are known, it is
/// either valid or broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingLink {
    /// The path as written, percent-decoded.
    pub written: String,
    /// The address below the base; `None` if it is outside the content folder.
    pub address: Option<String>,
    /// The position of the link.
    pub place: FileSpan,
}

/// The target of a placeholder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ResolvedTarget {
    /// No target: the placeholder needs none, or the target does not exist (which is reported).
    #[default]
    None,
    /// An item, and an anchor on its page.
    Thing(ItemIx, Option<String>),
    /// The cited sources; as long as the citation's items if all of them exist.
    Cites(Vec<ResolvedCitation>),
    /// A file that is copied.
    File(SitePath),
    /// An address of the site, below the base, and an anchor. The page or file may not exist; this
    /// is checked when all pages are known ([`PendingLink`]).
    Address(String, Option<String>),
    /// An anchor on the same page.
    Anchor(String),
}

/// The resolved target of one citation item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedCitation {
    /// The source.
    pub source: SourceIx,
    /// The quote or action that was named, if it was not the source itself.
    pub via: Option<ItemIx>,
    /// The location in the source that the quote or action gives.
    pub locator: Option<Locator>,
}

/// The references of a note.
#[derive(Debug, Clone, Default)]
pub struct NoteLinks {
    /// The authors.
    pub authors: Vec<ResolvedParty>,
    /// Related items.
    pub related: Vec<ItemIx>,
    /// The notes that it replaces.
    pub supersedes: Vec<NoteIx>,
    /// Sources listed without a citation; all sources of the site for `@*`.
    pub nocite: Vec<SourceIx>,
}

/// The references of a topic.
#[derive(Debug, Clone, Default)]
pub struct TopicLinks {
    /// The parent topic.
    pub parent: Option<TopicIx>,
    /// Related topics.
    pub see_also: Vec<TopicIx>,
    /// The note featured on its page.
    pub lead: Option<NoteIx>,
}

/// The references of a person.
#[derive(Debug, Clone, Default)]
pub struct PersonLinks {
    /// The organization and the source of each membership, in the order written.
    pub memberships: Vec<(Option<OrganizationIx>, Option<SourceIx>)>,
}

/// The references of an organization.
#[derive(Debug, Clone, Default)]
pub struct OrganizationLinks {
    /// The parent organization.
    pub parent: Option<OrganizationIx>,
}

/// The references of a source.
#[derive(Debug, Clone, Default)]
pub struct SourceLinks {
    /// The sources it is based on; `None` for a source that is not identified here.
    pub based_on: Vec<(Option<SourceIx>, BasisKind)>,
    /// The authors that are items, in the order of the names; `None` for a plain name.
    pub authors: Vec<Option<ResolvedParty>>,
    /// The publisher, if it is an item.
    pub publisher: Option<OrganizationIx>,
    /// The container (newspaper, journal), if it is an item.
    pub container: Option<OrganizationIx>,
    /// The party that made it.
    pub creator: Option<ResolvedParty>,
    /// The party it was given to.
    pub recipient: Option<ResolvedParty>,
    /// The party that holds it.
    pub custodian: Option<ResolvedParty>,
}

/// The references of a quote.
#[derive(Debug, Clone, Default)]
pub struct QuoteLinks {
    /// The speaker. `None` only if a diagnostic reports it.
    pub speaker: Option<ResolvedParty>,
    /// The party that the speaker represents.
    pub on_behalf_of: Option<ResolvedParty>,
    /// The recipient.
    pub recipient: Option<ResolvedParty>,
    /// The source it is taken from. `None` only if a diagnostic reports it.
    pub source: Option<SourceIx>,
    /// Its narrower chain of evidence; `None` for a source that is not identified here.
    pub based_on: Vec<Option<SourceIx>>,
    /// Its relations to other items.
    pub answers: ThinVec<(StatementRelation, ItemIx)>,
    /// The subjects it is about.
    pub about: ThinVec<StatementSubject>,
    /// The sources of its variants, in the order written.
    pub variants: ThinVec<Option<SourceIx>>,
}

/// A subject of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatementSubject {
    /// An item.
    Thing(ItemIx),
    /// A party that is not an item.
    Party(ResolvedParty),
}

/// The references of an action.
#[derive(Debug, Clone, Default)]
pub struct ActionLinks {
    /// The acting parties.
    pub by: Vec<ResolvedParty>,
    /// The parties it applies to.
    pub target: Vec<ResolvedParty>,
    /// The parties that act jointly.
    pub with: Vec<ResolvedParty>,
    /// The organization that carries it out.
    pub body: Option<OrganizationIx>,
    /// The court.
    pub court: Option<OrganizationIx>,
    /// Its effects on other actions.
    pub relations: Vec<RelationLink>,
    /// Its documents, each with the location.
    pub sources: Vec<(SourceIx, Option<Locator>)>,
    /// The party that must meet each deadline.
    pub deadlines: Vec<Option<ResolvedParty>>,
    /// The party and the source of each entry of its history.
    pub steps: Vec<(Option<ResolvedParty>, Option<SourceIx>)>,
    /// The only party that asserts it.
    pub asserted_by: Option<ResolvedParty>,
}

/// An effect of one action on another.
#[derive(Debug, Clone)]
pub struct RelationLink {
    /// The kind of effect.
    pub does: RelationKind,
    /// The other action.
    pub to: ActionIx,
    /// The part of the other action that is affected.
    pub scope: RelationScope,
    /// The date; `None` for the first date of the acting action.
    pub date: Option<SourcedDate>,
    /// The source for the relation.
    pub source: Option<SourceIx>,
}

/// The kind of a reference between items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EdgeKind {
    /// A link in prose.
    Links,
    /// A card in prose.
    Shows,
    /// A citation in prose or `nocite`.
    Cites,
    /// A topic of the item.
    Topic,
    /// The source of a quote, or a document of an action.
    Source,
    /// The basis of a source or quote. The only reference that may lead from a visible to a
    /// withheld item.
    BasedOn,
    /// A person or organization that speaks, acts or takes part in another way.
    Party,
    /// A subject of a statement.
    About,
    /// The relation of a statement to another item.
    Answers(StatementRelation),
    /// An effect of an action on another.
    Does(RelationKind),
    /// An item above this one: parent topic, parent organization, membership.
    Above,
    /// Any other field.
    Names,
}

/// One reference between items.
#[derive(Debug, Clone)]
pub struct ItemEdge {
    /// The item that contains the reference.
    pub from: ItemIx,
    /// The target.
    pub to: ItemIx,
    /// The kind of reference.
    pub how: EdgeKind,
    /// The position in the file of `from`.
    pub span: Span,
    /// The sentence that contains it; empty for a field.
    pub sentence: Arc<str>,
}

impl LinkedLedger {
    /// The references to an item, in order.
    pub fn to(&self, ix: ItemIx) -> impl Iterator<Item = &ItemEdge> {
        let of_kind = self.inbound.get(ix.kind() as usize);
        let all = of_kind.and_then(|k| k.get(ix.at())).and_then(Option::as_deref).unwrap_or(&[]);
        all.iter().filter_map(|(from, nth)| self.edges_of(*from).get(*nth as usize))
    }

    /// Every reference of the site, in the order of items and of their texts.
    pub fn edges(&self) -> impl Iterator<Item = &ItemEdge> {
        self.ledger.all().into_iter().flat_map(|ix| self.edges_of(ix))
    }

    /// The position of a reference, with its file.
    pub fn place(&self, edge: &ItemEdge) -> FileSpan {
        FileSpan::new(self.ledger.file(edge.from), edge.span)
    }

    /// The number of items.
    pub(super) fn len(&self) -> usize {
        ItemKind::ALL.iter().map(|kind| self.ledger.count(*kind)).sum()
    }

    /// Items with diagnostics about their references, in ledger order.
    pub(super) fn telling(&self) -> &[ItemIx] {
        &self.telling
    }

    /// The links to pages or files that the build may create, each with its item.
    pub fn pending(&self) -> impl Iterator<Item = (ItemIx, &PendingLink)> {
        let of = |ix: ItemIx| self.pending_of(ix).iter().map(move |link| (ix, link));
        self.with_pending.iter().copied().flat_map(of)
    }

    /// The diagnostics about references.
    pub(super) fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.telling.iter().flat_map(|ix| self.diagnostics_of(*ix))
    }

    /// Builds the index of incoming references.
    pub(super) fn index(&mut self) {
        let mut inbound: Vec<Vec<Vec<(ItemIx, u32)>>> =
            ItemKind::ALL.iter().map(|kind| vec![vec![]; self.ledger.count(*kind)]).collect();
        for ix in self.ledger.all() {
            for (nth, edge) in (0..).zip(self.edges_of(ix)) {
                inbound[edge.to.kind() as usize][edge.to.at()].push((ix, nth));
            }
        }
        let all = self.ledger.all().into_iter();
        self.telling = all.filter(|ix| !self.diagnostics_of(*ix).is_empty()).collect();
        let all = self.ledger.all().into_iter();
        self.with_pending = all.filter(|ix| !self.pending_of(*ix).is_empty()).collect();
        let shared = |all: Vec<(ItemIx, u32)>| (!all.is_empty()).then(|| all.into());
        self.inbound =
            inbound.into_iter().map(|kind| kind.into_iter().map(shared).collect()).collect();
    }

    /// Updates the index after the references of `stale` items changed.
    ///
    /// * `before`: the same site with the old references; `self` still has its index.
    /// * `stale`: the items, in ledger order.
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
        let reporting = stale.iter().copied().filter(|ix| !self.diagnostics_of(*ix).is_empty());
        let reporting: Vec<ItemIx> = reporting.collect();
        self.telling.extend(reporting);
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
            /// The topics of an item.
            pub fn topics_of(&self, ix: ItemIx) -> &[TopicIx] {
                match ix { $(ItemIx::$Kind(ix) => &self.$list[ix.at()].topics,)* }
            }

            /// The targets of the placeholders in the texts of an item.
            pub fn goals_of(&self, ix: ItemIx) -> &[Vec<ResolvedTarget>] {
                match ix { $(ItemIx::$Kind(ix) => &self.$list[ix.at()].goals,)* }
            }

            /// All references of an item, in the order of its fields and texts.
            pub fn edges_of(&self, ix: ItemIx) -> &[ItemEdge] {
                match ix { $(ItemIx::$Kind(ix) => &self.$list[ix.at()].edges,)* }
            }

            /// The problems found in the references of an item.
            pub(super) fn diagnostics_of(&self, ix: ItemIx) -> &[Diagnostic] {
                match ix { $(ItemIx::$Kind(ix) => &self.$list[ix.at()].diagnostics,)* }
            }

            /// The links of an item to pages or files that the build may make.
            pub(super) fn pending_of(&self, ix: ItemIx) -> &[PendingLink] {
                match ix { $(ItemIx::$Kind(ix) => &self.$list[ix.at()].pending,)* }
            }

            /// The names that were looked up for an item.
            pub(super) fn looked_of(&self, ix: ItemIx) -> &[Fingerprint] {
                match ix { $(ItemIx::$Kind(ix) => &self.$list[ix.at()].looked,)* }
            }
        }
    };
}

for_each_kind!(parts);
