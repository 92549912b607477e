//! Resolves all references of items, in fields and in prose.
//!
//! Items are processed in parallel; the result does not depend on the order. Unknown names are
//! reported with the closest name. Later passes interpret the references (chains, release, counts).
//! Start with [`resolve_links`].

mod by_kind;

use crate::model::ix::{ItemIx, OrganizationIx, SourceIx, TopicIx};
use crate::model::ledger::{Item, ItemData, Ledger, name_key};
use crate::model::party::{Party, ResolvedParty};
pub use crate::resolve::around::KnownFiles;
use crate::resolve::linked::{
    EdgeKind, ItemEdge, ItemLinks, LinkedLedger, PendingLink, ResolvedTarget,
};
use crate::resolve::names::NameLookup;
use crate::resolve::prose;
use by_kind::{action, note, organization, person, quote, source, topic};
use onrecord_base::code::RuleCode;
use onrecord_base::diag::{Diagnostic, WithDiagnostics};
use onrecord_base::edtf::SourcedDate;
use onrecord_base::fingerprint::Fingerprint;
use onrecord_base::for_each_kind;
use onrecord_base::id::{ItemKind, ItemRef};
use onrecord_base::persistent_vec::PersistentVec;
use onrecord_base::schema::list;
use onrecord_base::span::{FileSpan, Span};
use onrecord_base::thin_vec::ThinVec;
use onrecord_cite::name::CslName;
use onrecord_prose::body::Body;
use rayon::prelude::*;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// Resolves all references.
pub fn resolve_links(
    ledger: Arc<Ledger>,
    known_files: &KnownFiles,
) -> WithDiagnostics<LinkedLedger> {
    let mut linked = LinkedLedger::default();
    macro_rules! each {
        ($($Kind:ident $word:literal $list:ident $Ix:ident $Links:ident $resolve:ident;)*) => {$(
            linked.$list = pass(&ledger, known_files, &ledger.$list, $resolve);
        )*};
    }
    for_each_kind!(each);
    linked.ledger = ledger;
    linked.index();
    linked.meant = meant(&linked);
    let found = linked.diagnostics().cloned().collect();
    WithDiagnostics { value: linked, found }
}

/// Resolves the references of some items again.
///
/// * `before`: the site before the edit; `ledger`: the ledger now, with the same positions;
///   `stale`: the items to resolve, in ledger order.
/// * Equals [`resolve_links`] of the ledger, provided that the references of all other items keep
///   their targets.
pub(super) fn update_links(
    before: &LinkedLedger,
    ledger: Arc<Ledger>,
    known_files: &KnownFiles,
    stale: &[ItemIx],
) -> LinkedLedger {
    let mut linked = before.clone();
    macro_rules! each {
        ($($Kind:ident $word:literal $list:ident $Ix:ident $Links:ident $resolve:ident;)*) => {
            for &ix in stale {
                match ix {
                    $(ItemIx::$Kind(ix) => {
                        let links = one(&ledger, known_files, ix.into(), &ledger[ix], $resolve);
                        linked.$list.set(ix.at(), Arc::new(links));
                    })*
                }
            }
        };
    }
    for_each_kind!(each);
    linked.ledger = ledger;
    if stale.iter().any(|ix| matches!(ix, ItemIx::Action(_))) {
        linked.forget_consequences();
    }
    linked.update_index(before, stale);
    linked.meant = meant(&linked);
    linked
}

/// Names that unknown references may have meant.
fn meant(linked: &LinkedLedger) -> BTreeSet<String> {
    linked.diagnostics().filter_map(|diagnostic| diagnostic.suggestion.clone()).collect()
}

fn pass<T: ItemData, L: Send + Sync>(
    ledger: &Ledger,
    known_files: &KnownFiles,
    items: &PersistentVec<Item<T>>,
    read: impl Fn(&mut LinkResolver<'_>, &Item<T>) -> L + Sync,
) -> PersistentVec<Arc<ItemLinks<L>>> {
    let one = |at| Arc::new(one(ledger, known_files, ItemIx::new(T::KIND, at), &items[at], &read));
    let all: Vec<Arc<ItemLinks<L>>> = (0..items.len()).into_par_iter().map(one).collect();
    all.into_iter().collect()
}

fn one<T: ItemData, L>(
    ledger: &Ledger,
    known_files: &KnownFiles,
    from: ItemIx,
    item: &Item<T>,
    read: impl Fn(&mut LinkResolver<'_>, &Item<T>) -> L,
) -> ItemLinks<L> {
    let mut finder = LinkResolver::new((ledger, known_files), from, &item.file);
    let topics = item.shared.topics.iter().filter_map(|r| finder.topic(r)).collect();
    for dated in [&item.shared.created, &item.shared.updated].into_iter().flatten() {
        finder.dated(dated);
    }
    let own = read(&mut finder, item);
    let goals = if item.texts.is_empty() {
        ThinVec::default()
    } else {
        item.texts.all().map(|body| prose::goals(&mut finder, body)).collect()
    };
    let LinkResolver { edges, found: diagnostics, looked, pending, .. } = finder;
    // Vectors grow by doubling; these are stored, so clone them to drop the spare capacity.
    let (edges, looked) = (edges.clone(), looked.borrow().clone().into());
    ItemLinks {
        topics,
        goals,
        own,
        edges,
        diagnostics: diagnostics.into(),
        looked,
        pending: pending.into(),
    }
}

/// Resolves the references of one item.
pub(super) struct LinkResolver<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) known_files: &'a KnownFiles,
    pub(super) from: ItemIx,
    pub(super) file: &'a Arc<str>,
    /// The text whose own headings a link may name, if it is not the text of `from`.
    pub(super) own: Option<&'a Body>,
    edges: Vec<ItemEdge>,
    found: Vec<Diagnostic>,
    looked: RefCell<Vec<Fingerprint>>,
    pending: Vec<PendingLink>,
}

impl<'a> LinkResolver<'a> {
    pub(super) fn new(
        (ledger, known_files): (&'a Ledger, &'a KnownFiles),
        from: ItemIx,
        file: &'a Arc<str>,
    ) -> Self {
        let looked = RefCell::default();
        let (edges, found, pending) = (vec![], vec![], vec![]);
        Self { ledger, known_files, from, file, own: None, edges, found, looked, pending }
    }

    /// The diagnostics, and the links to check when all pages are known.
    pub(super) fn into_findings(self) -> (Vec<Diagnostic>, Vec<PendingLink>) {
        (self.found, self.pending)
    }

    /// Stores a link to check when all pages are known.
    pub(super) fn pend(&mut self, written: &str, address: Option<&str>, span: Span) {
        let (written, address) = (written.to_owned(), address.map(str::to_owned));
        self.pending.push(PendingLink { written, address, place: self.place(span) });
    }

    /// The item of a type with this id, title, name or alias.
    pub(super) fn find(&self, kind: ItemKind, name: &str) -> NameLookup {
        self.ledger.find_noting(Some(kind), name, &mut self.looked.borrow_mut())
    }

    /// The only source with exactly this alias.
    pub(super) fn also_called(&self, name: &str) -> Option<SourceIx> {
        self.looked.borrow_mut().push(name_key(name));
        self.ledger.find_by_alias(name)
    }

    /// The item of any type with this name.
    pub(super) fn find_any(&self, name: &str) -> NameLookup {
        self.ledger.find_noting(None, name, &mut self.looked.borrow_mut())
    }

    /// The text of a home or index page with a name that no item has.
    pub(super) fn find_index(&self, name: &str) -> Option<ItemIx> {
        self.ledger.find_index(name, &mut self.looked.borrow_mut())
    }

    /// Records that a reference has no target because of the fields of `ix`. The item was found by
    /// its id, which is not in `looked`, and it gets no edge; without this record, an edit of it
    /// would not resolve the reference again.
    pub(super) fn record_dependency(&self, ix: ItemIx) {
        self.looked.borrow_mut().push(name_key(self.ledger.id(ix).as_str()));
    }

    /// Reports an unknown name, unless a file that could not be read may define it.
    pub(super) fn missing(
        &mut self,
        kinds: &[ItemKind],
        name: &str,
        finding: impl FnOnce(&Self) -> Diagnostic,
    ) {
        let diagnostic = self.ledger.may_be_unread(kinds, name).unwrap_or_else(|| finding(self));
        self.report(diagnostic);
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// Reports a diagnostic unless this item already has the same one.
    pub(super) fn report_once(&mut self, diagnostic: Diagnostic) {
        let same = |other: &Diagnostic| {
            other.code == diagnostic.code && other.message == diagnostic.message
        };
        if !self.found.iter().any(same) {
            self.report(diagnostic);
        }
    }

    pub(super) fn place(&self, span: Span) -> FileSpan {
        FileSpan::new(self.file, span)
    }

    /// Adds a reference from a field.
    pub(super) fn edge(&mut self, to: ItemIx, way: EdgeKind, span: Span) {
        self.mark(to, way, span, &Arc::default());
    }

    /// Adds a reference from a placeholder in a sentence.
    pub(super) fn mark(&mut self, to: ItemIx, way: EdgeKind, span: Span, sentence: &Arc<str>) {
        self.edges.push(ItemEdge {
            from: self.from,
            to,
            how: way,
            span,
            sentence: Arc::clone(sentence),
        });
    }

    /// The number of references so far.
    pub(super) fn edges(&self) -> usize {
        self.edges.len()
    }

    /// Replaces names by titles in the sentences of a range of references.
    pub(super) fn retitle(&mut self, edges: Range<usize>, titles: &[Option<(String, String)>]) {
        for edge in self.edges.get_mut(edges).unwrap_or_default() {
            for (name, title) in titles.iter().flatten() {
                if edge.sentence.contains(name.as_str()) {
                    edge.sentence = edge.sentence.replace(name.as_str(), title).into();
                }
            }
        }
    }

    /// Resolves a field that names an item of one type.
    fn one(&mut self, kind: ItemKind, name: &ItemRef, way: EdgeKind) -> Option<ItemIx> {
        let written = name.as_str();
        let bare =
            written.strip_prefix(kind.word()).and_then(|r| r.strip_prefix(':')).unwrap_or(written);
        match self.find(kind, bare) {
            NameLookup::One(ix) => {
                if ix == self.from {
                    let diagnostic = Diagnostic::new(
                        RuleCode::RefersToItself,
                        self.place(name.0.span),
                        format!("this {} refers to itself", kind.word()),
                    );
                    self.report(diagnostic.help("name another item, or remove the reference"));
                    return None;
                }
                self.edge(ix, way, name.0.span);
                Some(ix)
            }
            NameLookup::Many(all) => {
                let diagnostic = self.ledger.ambiguous(written, &all, self.place(name.0.span));
                self.report(diagnostic);
                None
            }
            NameLookup::Nothing => {
                self.missing(&[kind], bare, |f| {
                    f.ledger.missing(RuleCode::UnknownRef, kind, bare, f.place(name.0.span))
                });
                None
            }
        }
    }

    /// Resolves a field that names an item of several types: `type:id`, or an unambiguous name.
    fn any(&mut self, kinds: &[ItemKind], name: &ItemRef, way: EdgeKind) -> Option<ItemIx> {
        let written = name.as_str();
        if let Some((prefix, _)) = written.split_once(':')
            && let Some(kind) = ItemKind::of_prefix(prefix)
        {
            if kinds.contains(&kind) {
                return self.one(kind, name, way);
            }
            let diagnostic = Diagnostic::new(
                RuleCode::WrongKind,
                self.place(name.0.span),
                format!(
                    "this field does not accept {}",
                    onrecord_base::schema::article(kind.word())
                ),
            );
            self.report(diagnostic.help(format!("use {}", list(kinds.iter().map(|k| k.word())))));
            return None;
        }
        let all: Vec<ItemIx> = kinds
            .iter()
            .filter_map(|kind| match self.find(*kind, written) {
                NameLookup::One(ix) => Some(ix),
                _ => None,
            })
            .collect();
        match all.as_slice() {
            [one] => self.one(one.kind(), name, way),
            [] => {
                let kind = kinds.first().copied().unwrap_or(ItemKind::Note);
                self.missing(kinds, written, |f| {
                    f.ledger.missing(RuleCode::UnknownRef, kind, written, f.place(name.0.span))
                });
                None
            }
            several => {
                let diagnostic = self.ledger.ambiguous(written, several, self.place(name.0.span));
                self.report(diagnostic);
                None
            }
        }
    }

    fn source(&mut self, name: &ItemRef, way: EdgeKind) -> Option<SourceIx> {
        match self.one(ItemKind::Source, name, way) {
            Some(ItemIx::Source(ix)) => Some(ix),
            _ => None,
        }
    }

    fn organization(&mut self, name: &ItemRef, way: EdgeKind) -> Option<OrganizationIx> {
        match self.one(ItemKind::Organization, name, way) {
            Some(ItemIx::Organization(ix)) => Some(ix),
            _ => None,
        }
    }

    /// Resolves a topic; undefined ones were created and reported when the ledger was assembled.
    fn topic(&mut self, name: &ItemRef) -> Option<TopicIx> {
        let last = name.as_str().trim_start_matches('#').rsplit('/').next().unwrap_or("");
        match self.find(ItemKind::Topic, last) {
            NameLookup::One(ItemIx::Topic(ix)) => {
                self.edge(ix.into(), EdgeKind::Topic, name.0.span);
                Some(ix)
            }
            NameLookup::Many(all) => {
                let diagnostic = self.ledger.ambiguous(last, &all, self.place(name.0.span));
                self.report(diagnostic);
                None
            }
            _ => None,
        }
    }

    fn dated(&mut self, dated: &SourcedDate) {
        for source in &dated.sources {
            self.source(source, EdgeKind::Names);
        }
    }

    /// Resolves a party: a person, an organization or a plain name.
    pub(super) fn who(&mut self, party: &Party, way: EdgeKind) -> Option<ResolvedParty> {
        let name = match party {
            Party::Named(name) => name,
            Party::Unnamed(party, _) => {
                let organization =
                    party.organization.as_ref().and_then(|o| self.organization(o, way));
                return Some(ResolvedParty::Described {
                    words: party.unnamed.clone().unwrap_or_default(),
                    organization,
                    identity: party.identity,
                    count: party.count.as_ref().map(|c| c.v),
                });
            }
        };
        let kinds = [ItemKind::Person, ItemKind::Organization];
        if name.as_str().split_once(':').is_some_and(|(p, _)| ItemKind::of_prefix(p).is_some()) {
            return self.any(&kinds, name, way).and_then(as_who);
        }
        let mut all = vec![];
        for kind in kinds {
            match self.find(kind, name.as_str()) {
                NameLookup::One(ix) => all.push(ix),
                NameLookup::Many(many) => all.extend(many),
                NameLookup::Nothing => {}
            }
        }
        match all.as_slice() {
            [one] => {
                self.edge(*one, way, name.0.span);
                as_who(*one)
            }
            [] => Some(self.plain_name(name)),
            several => {
                let diagnostic =
                    self.ledger.ambiguous(name.as_str(), several, self.place(name.0.span));
                self.report(diagnostic);
                None
            }
        }
    }

    /// A plain name. Text that looks like an id is reported, because it is probably a typo.
    fn plain_name(&mut self, name: &ItemRef) -> ResolvedParty {
        let written = name.as_str();
        let place = self.place(name.0.span);
        if let Some(unread) =
            self.ledger.may_be_unread(&[ItemKind::Person, ItemKind::Organization], written)
        {
            self.report(unread);
        } else if onrecord_base::id::Id::parse(written).is_ok() {
            let nearest = self.ledger.nearest(Some(ItemKind::Person), written);
            let nearest =
                nearest.or_else(|| self.ledger.nearest(Some(ItemKind::Organization), written));
            let message = format!("no person or organization is called `{written}`");
            let diagnostic = Diagnostic::new(RuleCode::UnknownRef, place.clone(), message);
            let diagnostic = match &nearest {
                Some(near) => diagnostic.did_you_mean(Some(near)).fix(place, near.clone()),
                None => diagnostic.help("define it in `people.yaml` or `organizations.yaml`, or write the name as printed"),
            };
            self.report(diagnostic);
        } else {
            let id = onrecord_base::text::slug(written);
            let diagnostic = Diagnostic::new(
                RuleCode::UndefinedParty,
                place,
                format!("“{written}” is not defined as a person or organization"),
            );
            self.report(diagnostic.help(format!("it is shown as text; to give it a page, define `{id}` in `people.yaml` or `organizations.yaml`")));
        }
        ResolvedParty::Name(written.to_owned())
    }

    fn parties(&mut self, all: &[Party], way: EdgeKind) -> Vec<ResolvedParty> {
        all.iter().filter_map(|party| self.who(party, way)).collect()
    }

    /// Resolves the basis of a chain.
    fn basis(&mut self, name: &ItemRef) -> Option<BasisSource> {
        if self.known_files.released
            && self.find(ItemKind::Source, name.as_str()) == NameLookup::Nothing
        {
            return Some(BasisSource(None));
        }
        self.source(name, EdgeKind::BasedOn).map(|ix| BasisSource(Some(ix)))
    }

    /// The person or organization with the id that a bibliography gives as a name; `None` for an
    /// ordinary name.
    fn csl_name(&mut self, name: &CslName) -> Option<ResolvedParty> {
        let literal = name.literal.as_ref()?;
        let all: Vec<ItemIx> = [ItemKind::Person, ItemKind::Organization]
            .into_iter()
            .filter_map(|kind| match self.find(kind, &literal.v) {
                NameLookup::One(ix) => Some(ix),
                _ => None,
            })
            .collect();
        let [one] = all.as_slice() else { return None };
        self.edge(*one, EdgeKind::Party, literal.span);
        as_who(*one)
    }

    /// The organization with this name, if it is an item.
    fn maybe_organization(
        &mut self,
        text: Option<&onrecord_base::span::Spanned<String>>,
    ) -> Option<OrganizationIx> {
        let text = text?;
        match self.find(ItemKind::Organization, &text.v) {
            NameLookup::One(ItemIx::Organization(ix)) => {
                self.edge(ix.into(), EdgeKind::Party, text.span);
                Some(ix)
            }
            _ => None,
        }
    }
}

/// A source in a chain; `None` for one that may not be identified.
struct BasisSource(Option<SourceIx>);

/// A person or organization as a party.
fn as_who(ix: ItemIx) -> Option<ResolvedParty> {
    match ix {
        ItemIx::Person(ix) => Some(ResolvedParty::Person(ix)),
        ItemIx::Organization(ix) => Some(ResolvedParty::Organization(ix)),
        _ => None,
    }
}

/// The target of placeholders that need none.
pub(super) const NOWHERE: ResolvedTarget = ResolvedTarget::None;
