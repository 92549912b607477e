//! Looks up everything that things refer to, in fields and in prose.
//!
//! Per thing, in parallel; the result does not depend on the order. What cannot be found is told
//! with the nearest name. What the references *mean* (chains, release, counts) is for passes above.

use crate::model::ix::{Ix, OrganizationIx, SourceIx, TopicIx};
use crate::model::ledger::{Data, Item, Ledger, name_key};
use crate::model::party::{Party, Who};
use crate::model::source::{Byline, Recipient};
pub use crate::resolve::around::Around;
use crate::resolve::linked::{
    About, ActionLinks, Edge, Goal, Linked, Links, NoteLinks, OrganizationLinks, PendingLink,
    PersonLinks, QuoteLinks, RelationLink, SourceLinks, TopicLinks, Way,
};
use crate::resolve::names::Found;
use crate::resolve::prose;
use onrecord_base::code::Code;
use onrecord_base::diag::{Checked, Diagnostic};
use onrecord_base::few::Few;
use onrecord_base::id::{Kind, Ref};
use onrecord_base::memo::Key;
use onrecord_base::schema::list;
use onrecord_base::shelf::Shelf;
use onrecord_base::span::{Place, Span};
use onrecord_base::when::Dated;
use onrecord_cite::name::CslName;
use onrecord_prose::body::Body;
use rayon::prelude::*;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// Looks everything up.
pub fn links(ledger: Arc<Ledger>, around: &Around) -> Checked<Linked> {
    let mut linked = Linked::default();
    macro_rules! each {
        ($($list:ident $read:path;)*) => {$(
            linked.$list = pass(&ledger, around, &ledger.$list, $read);
        )*};
    }
    each! {
        notes note;
        topics topic;
        people person;
        organizations organization;
        sources source;
        quotes quote;
        actions action;
    }
    linked.ledger = ledger;
    linked.index();
    linked.meant = meant(&linked);
    let found = linked.told().cloned().collect();
    Checked { value: linked, found }
}

/// Looks up again what some things refer to.
///
/// * In: the site as it was; its ledger now, in which every thing has the position it had; the
///   things to look up, in order.
/// * Out: what [`links`] gives of the ledger, if the references of all other things lead where they
///   led.
pub(super) fn links_again(
    before: &Linked,
    ledger: Arc<Ledger>,
    around: &Around,
    stale: &[Ix],
) -> Linked {
    let mut linked = before.clone();
    macro_rules! each {
        ($($list:ident $Kind:ident $read:path;)*) => {
            for &ix in stale {
                match ix {
                    $(Ix::$Kind(ix) => {
                        let links = one(&ledger, around, ix.into(), &ledger[ix], $read);
                        linked.$list.set(ix.at(), Arc::new(links));
                    })*
                }
            }
        };
    }
    each! {
        notes Note note;
        topics Topic topic;
        people Person person;
        organizations Organization organization;
        sources Source source;
        quotes Quote quote;
        actions Action action;
    }
    linked.ledger = ledger;
    if stale.iter().any(|ix| matches!(ix, Ix::Action(_))) {
        linked.forget_consequences();
    }
    linked.index_again(before, stale);
    linked.meant = meant(&linked);
    linked
}

/// Names that unknown references may have meant.
fn meant(linked: &Linked) -> BTreeSet<String> {
    let meant = |told: &Diagnostic| {
        let near = told.label.strip_prefix("did you mean `")?.strip_suffix("`?")?;
        Some(near.trim_matches(['[', ']']).to_owned())
    };
    linked.told().filter_map(meant).collect()
}

fn pass<T: Data, L: Send + Sync>(
    ledger: &Ledger,
    around: &Around,
    items: &Shelf<Item<T>>,
    read: impl Fn(&mut Finder<'_>, &Item<T>) -> L + Sync,
) -> Shelf<Arc<Links<L>>> {
    let one = |at| Arc::new(one(ledger, around, Ix::new(T::KIND, at), &items[at], &read));
    let all: Vec<Arc<Links<L>>> = (0..items.len()).into_par_iter().map(one).collect();
    all.into_iter().collect()
}

fn one<T: Data, L>(
    ledger: &Ledger,
    around: &Around,
    from: Ix,
    item: &Item<T>,
    read: impl Fn(&mut Finder<'_>, &Item<T>) -> L,
) -> Links<L> {
    let mut finder = Finder::new((ledger, around), from, &item.file);
    let topics = item.shared.topics.iter().filter_map(|r| finder.topic(r)).collect();
    for dated in [&item.shared.created, &item.shared.updated].into_iter().flatten() {
        finder.dated(dated);
    }
    let own = read(&mut finder, item);
    let goals = if item.texts.is_empty() {
        Few::default()
    } else {
        item.texts.all().map(|body| prose::goals(&mut finder, body)).collect()
    };
    let Finder { edges, found: told, looked, pending, .. } = finder;
    // Lists grow by doubling, and these are kept: copies take what they need.
    let (edges, looked) = (edges.clone(), looked.borrow().clone().into());
    Links { topics, goals, own, edges, told: told.into(), looked, pending: pending.into() }
}

/// Looks up the references of one thing.
pub(super) struct Finder<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) around: &'a Around,
    pub(super) from: Ix,
    pub(super) file: &'a Arc<str>,
    /// The text whose own headings a link may name, if it is not the text of `from`.
    pub(super) own: Option<&'a Body>,
    edges: Vec<Edge>,
    found: Vec<Diagnostic>,
    looked: RefCell<Vec<Key>>,
    pending: Vec<PendingLink>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(
        (ledger, around): (&'a Ledger, &'a Around),
        from: Ix,
        file: &'a Arc<str>,
    ) -> Self {
        let looked = RefCell::default();
        let (edges, found, pending) = (vec![], vec![], vec![]);
        Self { ledger, around, from, file, own: None, edges, found, looked, pending }
    }

    /// What was found, and the links that are checked when all pages are known.
    pub(super) fn into_findings(self) -> (Vec<Diagnostic>, Vec<PendingLink>) {
        (self.found, self.pending)
    }

    /// Keeps a link to be checked when all pages are known.
    pub(super) fn pend(&mut self, written: &str, address: Option<&str>, span: Span) {
        let (written, address) = (written.to_owned(), address.map(str::to_owned));
        self.pending.push(PendingLink { written, address, place: self.place(span) });
    }

    /// The thing of a type with an id, title, name or alias.
    pub(super) fn find(&self, kind: Kind, name: &str) -> Found {
        self.ledger.find_noting(Some(kind), name, &mut self.looked.borrow_mut())
    }

    /// The one source that has exactly this among its other names.
    pub(super) fn also_called(&self, name: &str) -> Option<SourceIx> {
        self.looked.borrow_mut().push(name_key(name));
        self.ledger.also_called(name)
    }

    /// The thing of any type with a name.
    pub(super) fn find_any(&self, name: &str) -> Found {
        self.ledger.find_noting(None, name, &mut self.looked.borrow_mut())
    }

    /// The text of a home or index page with a name that no item has.
    pub(super) fn find_index(&self, name: &str) -> Option<Ix> {
        self.ledger.find_index(name, &mut self.looked.borrow_mut())
    }

    /// Notes that a reference leads nowhere for what the fields of a thing say. It is found by its id, which leaves
    /// no trace, and there is no edge from it.
    pub(super) fn waits_for(&self, ix: Ix) {
        self.looked.borrow_mut().push(name_key(self.ledger.id(ix).as_str()));
    }

    /// Reports a name that is not found, unless a file that could not be read may define it.
    pub(super) fn missing(
        &mut self,
        kinds: &[Kind],
        name: &str,
        finding: impl FnOnce(&Self) -> Diagnostic,
    ) {
        let told = self.ledger.held_back(kinds, name).unwrap_or_else(|| finding(self));
        self.tell(told);
    }

    pub(super) fn tell(&mut self, told: Diagnostic) {
        self.found.push(told);
    }

    /// Reports something unless the same has been reported of this item.
    pub(super) fn tell_once(&mut self, told: Diagnostic) {
        let same = |other: &Diagnostic| other.code == told.code && other.message == told.message;
        if !self.found.iter().any(same) {
            self.tell(told);
        }
    }

    pub(super) fn place(&self, span: Span) -> Place {
        Place::new(self.file, span)
    }

    /// Keeps a reference of a field.
    pub(super) fn edge(&mut self, to: Ix, way: Way, span: Span) {
        self.mark(to, way, span, &Arc::default());
    }

    /// Keeps a reference of a mark in a sentence.
    pub(super) fn mark(&mut self, to: Ix, way: Way, span: Span, sentence: &Arc<str>) {
        self.edges.push(Edge {
            from: self.from,
            to,
            how: way,
            span,
            sentence: Arc::clone(sentence),
        });
    }

    /// How many references were found so far.
    pub(super) fn edges(&self) -> usize {
        self.edges.len()
    }

    /// Puts titles in the place of names in the sentences of some references.
    pub(super) fn retitle(&mut self, edges: Range<usize>, titles: &[Option<(String, String)>]) {
        for edge in self.edges.get_mut(edges).unwrap_or_default() {
            for (name, title) in titles.iter().flatten() {
                if edge.sentence.contains(name.as_str()) {
                    edge.sentence = edge.sentence.replace(name.as_str(), title).into();
                }
            }
        }
    }

    /// A field that names a thing of one type.
    fn one(&mut self, kind: Kind, name: &Ref, way: Way) -> Option<Ix> {
        let written = name.as_str();
        let bare =
            written.strip_prefix(kind.word()).and_then(|r| r.strip_prefix(':')).unwrap_or(written);
        match self.find(kind, bare) {
            Found::One(ix) => {
                if ix == self.from {
                    let told = Diagnostic::new(
                        Code::RefersToItself,
                        self.place(name.0.span),
                        format!("this {} refers to itself", kind.word()),
                    );
                    self.tell(told.help("name another item, or remove the reference"));
                    return None;
                }
                self.edge(ix, way, name.0.span);
                Some(ix)
            }
            Found::Many(all) => {
                let told = self.ledger.several(written, &all, self.place(name.0.span));
                self.tell(told);
                None
            }
            Found::Nothing => {
                self.missing(&[kind], bare, |f| {
                    f.ledger.missing(Code::UnknownRef, kind, bare, f.place(name.0.span))
                });
                None
            }
        }
    }

    /// A field that names a thing of several types: `type:id`, or a name that fits one thing.
    fn any(&mut self, kinds: &[Kind], name: &Ref, way: Way) -> Option<Ix> {
        let written = name.as_str();
        if let Some((prefix, _)) = written.split_once(':')
            && let Some(kind) = Kind::of_prefix(prefix)
        {
            if kinds.contains(&kind) {
                return self.one(kind, name, way);
            }
            let told = Diagnostic::new(
                Code::WrongKind,
                self.place(name.0.span),
                format!(
                    "this field does not accept {}",
                    onrecord_base::schema::article(kind.word())
                ),
            );
            self.tell(told.help(format!("use {}", list(kinds.iter().map(|k| k.word())))));
            return None;
        }
        let all: Vec<Ix> = kinds
            .iter()
            .filter_map(|kind| match self.find(*kind, written) {
                Found::One(ix) => Some(ix),
                _ => None,
            })
            .collect();
        match all.as_slice() {
            [one] => self.one(one.kind(), name, way),
            [] => {
                let kind = kinds.first().copied().unwrap_or(Kind::Note);
                self.missing(kinds, written, |f| {
                    f.ledger.missing(Code::UnknownRef, kind, written, f.place(name.0.span))
                });
                None
            }
            several => {
                let told = self.ledger.several(written, several, self.place(name.0.span));
                self.tell(told);
                None
            }
        }
    }

    fn source(&mut self, name: &Ref, way: Way) -> Option<SourceIx> {
        match self.one(Kind::Source, name, way) {
            Some(Ix::Source(ix)) => Some(ix),
            _ => None,
        }
    }

    fn organization(&mut self, name: &Ref, way: Way) -> Option<OrganizationIx> {
        match self.one(Kind::Organization, name, way) {
            Some(Ix::Organization(ix)) => Some(ix),
            _ => None,
        }
    }

    /// A topic; undefined ones were made and told when the ledger was assembled.
    fn topic(&mut self, name: &Ref) -> Option<TopicIx> {
        let last = name.as_str().trim_start_matches('#').rsplit('/').next().unwrap_or("");
        match self.find(Kind::Topic, last) {
            Found::One(Ix::Topic(ix)) => {
                self.edge(ix.into(), Way::Topic, name.0.span);
                Some(ix)
            }
            Found::Many(all) => {
                let told = self.ledger.several(last, &all, self.place(name.0.span));
                self.tell(told);
                None
            }
            _ => None,
        }
    }

    fn dated(&mut self, dated: &Dated) {
        for source in &dated.sources {
            self.source(source, Way::Names);
        }
    }

    /// Whoever is meant: a person or organization, or a plain name.
    pub(super) fn who(&mut self, party: &Party, way: Way) -> Option<Who> {
        let name = match party {
            Party::Named(name) => name,
            Party::Unnamed(party, _) => {
                let organization =
                    party.organization.as_ref().and_then(|o| self.organization(o, way));
                return Some(Who::Described {
                    words: party.unnamed.clone().unwrap_or_default(),
                    organization,
                    identity: party.identity,
                    count: party.count.as_ref().map(|c| c.v),
                });
            }
        };
        let kinds = [Kind::Person, Kind::Organization];
        if name.as_str().split_once(':').is_some_and(|(p, _)| Kind::of_prefix(p).is_some()) {
            return self.any(&kinds, name, way).and_then(as_who);
        }
        let mut all = vec![];
        for kind in kinds {
            match self.find(kind, name.as_str()) {
                Found::One(ix) => all.push(ix),
                Found::Many(many) => all.extend(many),
                Found::Nothing => {}
            }
        }
        match all.as_slice() {
            [one] => {
                self.edge(*one, way, name.0.span);
                as_who(*one)
            }
            [] => Some(self.plain_name(name)),
            several => {
                let told = self.ledger.several(name.as_str(), several, self.place(name.0.span));
                self.tell(told);
                None
            }
        }
    }

    /// A string that is no id is a plain name; one that looks like an id is a slip.
    fn plain_name(&mut self, name: &Ref) -> Who {
        let written = name.as_str();
        let place = self.place(name.0.span);
        if let Some(held) = self.ledger.held_back(&[Kind::Person, Kind::Organization], written) {
            self.tell(held);
        } else if onrecord_base::id::Id::parse(written).is_ok() {
            let nearest = self.ledger.nearest(Some(Kind::Person), written);
            let nearest =
                nearest.or_else(|| self.ledger.nearest(Some(Kind::Organization), written));
            let message = format!("no person or organization is called `{written}`");
            let told = Diagnostic::new(Code::UnknownRef, place.clone(), message);
            let told = match &nearest {
                Some(near) => told.nearest(Some(near)).fix(place, near.clone()),
                None => told.help("define it in `people.yaml` or `organizations.yaml`, or write the name as printed"),
            };
            self.tell(told);
        } else {
            let id = onrecord_base::text::slug(written);
            let told = Diagnostic::new(
                Code::UndefinedParty,
                place,
                format!("“{written}” is not defined as a person or organization"),
            );
            self.tell(told.help(format!("it is shown as text; to give it a page, define `{id}` in `people.yaml` or `organizations.yaml`")));
        }
        Who::Name(written.to_owned())
    }

    fn parties(&mut self, all: &[Party], way: Way) -> Vec<Who> {
        all.iter().filter_map(|party| self.who(party, way)).collect()
    }

    /// What a chain rests on, if it can be found.
    fn basis(&mut self, name: &Ref) -> Option<Basis> {
        if self.around.released && self.find(Kind::Source, name.as_str()) == Found::Nothing {
            return Some(Basis(None));
        }
        self.source(name, Way::BasedOn).map(|ix| Basis(Some(ix)))
    }

    /// The person or organization that a name in a bibliography stands for, if it is an id.
    fn csl_name(&mut self, name: &CslName) -> Option<Who> {
        let literal = name.literal.as_ref()?;
        let all: Vec<Ix> = [Kind::Person, Kind::Organization]
            .into_iter()
            .filter_map(|kind| match self.find(kind, &literal.v) {
                Found::One(ix) => Some(ix),
                _ => None,
            })
            .collect();
        let [one] = all.as_slice() else { return None };
        self.edge(*one, Way::Party, literal.span);
        as_who(*one)
    }

    /// The organization that a text stands for, if there is one.
    fn maybe_organization(
        &mut self,
        text: Option<&onrecord_base::span::Sp<String>>,
    ) -> Option<OrganizationIx> {
        let text = text?;
        match self.find(Kind::Organization, &text.v) {
            Found::One(Ix::Organization(ix)) => {
                self.edge(ix.into(), Way::Party, text.span);
                Some(ix)
            }
            _ => None,
        }
    }
}

/// A source in a chain; `None` for one that may not be identified.
struct Basis(Option<SourceIx>);

/// A person or organization as a party.
fn as_who(ix: Ix) -> Option<Who> {
    match ix {
        Ix::Person(ix) => Some(Who::Person(ix)),
        Ix::Organization(ix) => Some(Who::Organization(ix)),
        _ => None,
    }
}

fn note(f: &mut Finder<'_>, item: &Item<crate::model::note::Note>) -> NoteLinks {
    let note = &item.data;
    let dates = [&note.date, &note.as_of];
    dates.into_iter().flatten().for_each(|d| f.dated(d));
    let any = Kind::ALL;
    NoteLinks {
        authors: f.parties(&note.authors, Way::Names),
        related: note.related.iter().filter_map(|r| f.any(&any, r, Way::Names)).collect(),
        supersedes: note
            .supersedes
            .iter()
            .filter_map(|r| match f.one(Kind::Note, r, Way::Names) {
                Some(Ix::Note(ix)) => Some(ix),
                _ => None,
            })
            .collect(),
        nocite: prose::nocite(f, &note.nocite),
    }
}

fn topic(f: &mut Finder<'_>, item: &Item<crate::model::entity::Topic>) -> TopicLinks {
    let as_topic = |ix| match ix {
        Ix::Topic(ix) => Some(ix),
        _ => None,
    };
    let topic = &item.data;
    TopicLinks {
        parent: topic
            .parent
            .as_ref()
            .and_then(|r| f.one(Kind::Topic, r, Way::Above))
            .and_then(as_topic),
        see_also: topic
            .see_also
            .iter()
            .filter_map(|r| f.one(Kind::Topic, r, Way::Names))
            .filter_map(as_topic)
            .collect(),
        lead: topic.lead.as_ref().and_then(|r| match f.one(Kind::Note, r, Way::Names) {
            Some(Ix::Note(ix)) => Some(ix),
            _ => None,
        }),
    }
}

fn person(f: &mut Finder<'_>, item: &Item<crate::model::entity::Person>) -> PersonLinks {
    let memberships = item.data.memberships.iter().map(|m| {
        [&m.start, &m.end, &m.as_of].into_iter().flatten().for_each(|d| f.dated(d));
        let organization = m.organization.as_ref().and_then(|o| f.organization(o, Way::Above));
        (organization, m.source.as_ref().and_then(|s| f.source(s, Way::Names)))
    });
    PersonLinks { memberships: memberships.collect() }
}

fn organization(
    f: &mut Finder<'_>,
    item: &Item<crate::model::entity::Organization>,
) -> OrganizationLinks {
    [&item.data.founded, &item.data.dissolved].into_iter().flatten().for_each(|d| f.dated(d));
    OrganizationLinks {
        parent: item.data.parent.as_ref().and_then(|p| f.organization(p, Way::Above)),
    }
}

fn source(f: &mut Finder<'_>, item: &Item<crate::model::source::Source>) -> SourceLinks {
    let source = &item.data;
    let dates = [&source.issued, &source.accessed, &source.archive_date];
    dates.into_iter().flatten().chain(source.variables.dates()).for_each(|d| f.dated(d));
    let authors = match &source.author {
        Byline::By(names) => names.iter().map(|n| f.csl_name(n)).collect(),
        _ => vec![],
    };
    let based_on = source
        .based_on
        .iter()
        .filter_map(|b| Some((f.basis(b.source.as_ref()?)?.0, b.how)))
        .collect();
    SourceLinks {
        based_on,
        authors,
        publisher: f.maybe_organization(source.publisher.as_ref()),
        container: f.maybe_organization(source.container_title.as_ref()),
        creator: source.creator.as_ref().and_then(|p| f.who(p, Way::Party)),
        recipient: source.recipient.as_ref().and_then(|recipient| match recipient {
            Recipient::Party(party) => f.who(party, Way::Party),
            Recipient::Names(names) => {
                let all: Vec<String> = names.iter().map(|name| name.in_reading_order()).collect();
                Some(Who::Name(all.join(", "))).filter(|_| !all.is_empty())
            }
        }),
        custodian: source.custodian.as_ref().and_then(|p| f.who(p, Way::Party)),
    }
}

fn quote(f: &mut Finder<'_>, item: &Item<crate::model::quote::Quote>) -> QuoteLinks {
    let quote = &item.data;
    quote.said.iter().chain(quote.period.as_deref()).for_each(|d| f.dated(d));
    let answered = [Kind::Quote, Kind::Action, Kind::Source, Kind::Note];
    let mut answers = vec![];
    for (how, refs) in quote.answers() {
        answers.extend(
            refs.iter().filter_map(|r| Some((how, f.any(&answered, r, Way::Answers(how))?))),
        );
    }
    QuoteLinks {
        speaker: quote.speaker.as_ref().and_then(|p| f.who(p, Way::Party)),
        on_behalf_of: quote.on_behalf_of.as_ref().and_then(|p| f.who(p, Way::Party)),
        recipient: quote.recipient.as_ref().and_then(|p| f.who(p, Way::Party)),
        source: quote.source.as_ref().and_then(|s| f.source(s, Way::Source)),
        based_on: quote.based_on.iter().filter_map(|r| f.basis(r)).map(|b| b.0).collect(),
        answers: answers.into(),
        about: quote.about.iter().filter_map(|party| about(f, party)).collect(),
        variants: quote
            .variants
            .iter()
            .map(|v| v.source.as_ref().and_then(|s| f.source(s, Way::Names)))
            .collect(),
    }
}

/// `about` takes references of any type and parties alike.
fn about(f: &mut Finder<'_>, party: &Party) -> Option<About> {
    if let Party::Named(name) = party {
        let typed =
            name.as_str().split_once(':').is_some_and(|(p, _)| Kind::of_prefix(p).is_some());
        let one = matches!(f.find_any(name.as_str()), Found::One(_));
        if typed || one {
            return f.any(&Kind::ALL, name, Way::About).map(About::Thing);
        }
    }
    let who = f.who(party, Way::About)?;
    Some(match who {
        Who::Person(ix) => About::Thing(ix.into()),
        Who::Organization(ix) => About::Thing(ix.into()),
        other => About::Party(other),
    })
}

fn action(f: &mut Finder<'_>, item: &Item<crate::model::action::Action>) -> ActionLinks {
    let action = &item.data;
    let mut relations = vec![];
    for (does, all) in action.relations() {
        for relation in all {
            relation.date.iter().for_each(|d| f.dated(d));
            let source = relation
                .source
                .as_ref()
                .and_then(|s| prose::citation(f, s, Way::Source))
                .map(|(ix, _)| ix);
            let to = relation.action.as_ref().and_then(|r| f.one(Kind::Action, r, Way::Does(does)));
            if let Some(Ix::Action(to)) = to {
                relations.push(RelationLink {
                    does,
                    to,
                    scope: relation.scope,
                    date: relation.date.clone(),
                    source,
                });
            }
        }
    }
    action.dates.iter().flat_map(|d| d.given()).for_each(|(_, d)| f.dated(d));
    let mut said = vec![];
    for step in &action.history {
        step.date.iter().for_each(|d| f.dated(d));
        let source = step.source.as_ref().and_then(|s| prose::citation(f, s, Way::Source));
        said.push(source.map(|(ix, _)| ix));
    }
    action.deadlines.iter().filter_map(|d| d.due.as_ref()).for_each(|d| f.dated(d));
    ActionLinks {
        by: f.parties(&action.by, Way::Party),
        target: f.parties(&action.target, Way::Party),
        with: f.parties(&action.with, Way::Party),
        body: action.body.as_ref().and_then(|o| f.organization(o, Way::Party)),
        court: action.court.as_ref().and_then(|o| f.organization(o, Way::Party)),
        relations,
        sources: action.sources.iter().filter_map(|s| prose::citation(f, s, Way::Source)).collect(),
        deadlines: action
            .deadlines
            .iter()
            .map(|d| d.who.as_ref().and_then(|p| f.who(p, Way::Party)))
            .collect(),
        steps: action
            .history
            .iter()
            .zip(said)
            .map(|(s, said)| (s.by.as_ref().and_then(|p| f.who(p, Way::Party)), said))
            .collect(),
        asserted_by: action.asserted_by.as_ref().and_then(|p| f.who(p, Way::Party)),
    }
}

/// A goal that needs nothing.
pub(super) const NOWHERE: Goal = Goal::None;
