//! Release: decides which items are published.
//!
//! Only [`release`] creates a [`Site`]. It decides about every item, reports visible items that
//! depend on withheld ones, and then builds the ledger and links *again* from the visible items
//! alone, so that withheld items leave no position, count or neighbour. Later passes take a `Site`
//! and cannot access more. Messages of this module never quote withheld text.

use crate::model::common_fields::{CommonFields, PublicationState};
use crate::model::ix::ItemIx;
use crate::model::ledger::{DefinedIn, Entry, Ledger, OptionalTexts};
use crate::model::note::Note;
use crate::parse::content_file::ParsedFile;
use crate::resolve::incremental::{
    ItemDelta, ResolveCache, ResolvedItems, resolve, retain_visible,
};
use crate::resolve::linked::{EdgeKind, LinkedLedger};
use crate::resolve::links::KnownFiles;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::{Diagnostic, WithDiagnostics};
use onrecord_base::edtf::UtcInstant;
use onrecord_base::id::ItemKind;
use onrecord_base::schema::article;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

mod unlisted;

/// The cached results of the last release.
#[derive(Debug, Default)]
pub struct ReleaseCache {
    /// The resolved published items.
    published: ResolveCache,
    /// The same, with the list items that are withheld only because of what refers to them.
    with_unlisted: ResolveCache,
}

/// The withheld groups that a preview includes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReleaseOptions {
    /// The build time.
    pub now: UtcInstant,
    /// Include drafts.
    pub drafts: bool,
    /// Include embargoed items.
    pub future: bool,
    /// Include expired items.
    pub expired: bool,
}

/// The reason why an item is withheld, from the weakest to the strictest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WithheldReason {
    /// Only withheld items refer to it.
    Unlisted,
    /// It was withdrawn; a page keeps its address.
    Withdrawn,
    /// It has expired.
    Expired,
    /// It is a draft.
    Draft,
    /// It is under embargo until this time.
    Embargoed(UtcInstant),
    /// It is confidential and never published.
    Confidential,
}

impl WithheldReason {
    /// The command-line flag with which a preview shows the item; `None` if no preview does.
    pub fn flag(self) -> Option<&'static str> {
        match self {
            Self::Draft => Some("--drafts"),
            Self::Embargoed(_) => Some("--future"),
            Self::Expired => Some("--expired"),
            Self::Unlisted | Self::Withdrawn | Self::Confidential => None,
        }
    }

    /// The reason in words, for authors.
    pub fn words(self) -> String {
        match self {
            Self::Unlisted => "not published separately".into(),
            Self::Withdrawn => "withdrawn".into(),
            Self::Expired => "expired".into(),
            Self::Draft => "a draft".into(),
            Self::Embargoed(until) => format!("embargoed until {until}"),
            Self::Confidential => "confidential".into(),
        }
    }
}

/// The published items. Only [`release`] creates it.
#[derive(Debug)]
pub struct Site {
    linked: Arc<LinkedLedger>,
    tombstones: Vec<Tombstone>,
    gate: ReleaseOptions,
    next_embargo: Option<UtcInstant>,
}

/// A page that keeps the address of a withdrawn item. Contains only title, date and reason.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Tombstone {
    /// The type of the item.
    pub kind: ItemKind,
    /// The address of a note below the base, or the id of another item.
    pub address: String,
    /// The title of the item.
    pub title: String,
    /// Its optional fields, reduced to `updated` and `withdrawn_reason`.
    pub shared: CommonFields,
}

impl Deref for Site {
    type Target = LinkedLedger;
    fn deref(&self) -> &LinkedLedger {
        &self.linked
    }
}

impl Site {
    /// The pages of withdrawn items.
    pub fn tombstones(&self) -> &[Tombstone] {
        &self.tombstones
    }

    /// The build time.
    pub fn now(&self) -> UtcInstant {
        self.gate.now
    }

    /// The time at which the next embargo ends; `None` if there is none.
    pub fn next_embargo(&self) -> Option<UtcInstant> {
        self.next_embargo
    }

    /// The banner on an item's page: `draft`, `embargoed`, `expired`, `archived` or empty.
    pub fn banner(&self, ix: ItemIx) -> &'static str {
        let owner = self.ledger.owner(ix).map(|note| self.ledger.shared(note.into()));
        let shared = self.ledger.shared(ix);
        let why = own(shared, self.gate.now).max(owner.and_then(|note| own(note, self.gate.now)));
        let is_archived = |shared: &CommonFields| {
            shared.state.as_ref().is_some_and(|s| s.v == PublicationState::Archived)
        };
        match why {
            Some(WithheldReason::Draft) => "draft",
            Some(WithheldReason::Embargoed(_)) => "embargoed",
            Some(WithheldReason::Expired) => "expired",
            _ if is_archived(shared) || owner.is_some_and(is_archived) => "archived",
            _ => "",
        }
    }
}

/// The strictest reason, from the item's own fields, to withhold it.
fn own(shared: &CommonFields, now: UtcInstant) -> Option<WithheldReason> {
    reasons(shared, now).max()
}

/// All reasons, from the item's own fields, to withhold it.
fn reasons(shared: &CommonFields, now: UtcInstant) -> impl Iterator<Item = WithheldReason> {
    let yes =
        |flag: &Option<onrecord_base::span::Spanned<bool>>| flag.as_ref().is_some_and(|f| f.v);
    let state = shared.state.as_ref().map(|s| s.v);
    [
        yes(&shared.confidential).then_some(WithheldReason::Confidential),
        shared.embargo.as_ref().filter(|m| m.v > now).map(|m| WithheldReason::Embargoed(m.v)),
        is_draft(shared).then_some(WithheldReason::Draft),
        shared.expires.as_ref().filter(|m| m.v <= now).map(|_| WithheldReason::Expired),
        (state == Some(PublicationState::Withdrawn)).then_some(WithheldReason::Withdrawn),
    ]
    .into_iter()
    .flatten()
}

/// True if an item's own fields mark it as a draft.
pub fn is_draft(shared: &CommonFields) -> bool {
    let yes =
        |flag: &Option<onrecord_base::span::Spanned<bool>>| flag.as_ref().is_some_and(|f| f.v);
    yes(&shared.draft)
        || shared.state.as_ref().is_some_and(|s| s.v == PublicationState::Draft)
        || shared.publish.as_ref().is_some_and(|p| !p.v)
}

/// The withheld items with their reasons.
#[derive(Debug, Default)]
pub struct WithheldItems(BTreeMap<ItemIx, WithheldReason>);

impl WithheldItems {
    /// List items that only withheld items refer to.
    fn unlisted(&self) -> impl Iterator<Item = ItemIx> {
        self.0.iter().filter(|(_, why)| **why == WithheldReason::Unlisted).map(|(ix, _)| *ix)
    }

    /// The reason why an item is withheld; `None` if it is visible.
    pub fn of(&self, ix: ItemIx) -> Option<WithheldReason> {
        self.0.get(&ix).copied()
    }
}

impl ReleaseOptions {
    /// True if these options withhold items for this reason.
    fn holds(self, why: WithheldReason) -> bool {
        match why {
            WithheldReason::Draft => !self.drafts,
            WithheldReason::Embargoed(_) => !self.future,
            WithheldReason::Expired => !self.expired,
            _ => true,
        }
    }
}

/// The files that are withheld as a whole because of their items, with the reason, for messages to
/// authors.
pub fn withheld_files(
    linked: &LinkedLedger,
    gate: ReleaseOptions,
) -> BTreeMap<Arc<str>, WithheldReason> {
    let ledger = &linked.ledger;
    let own = ledger.marked().filter(|ix| ledger.origin(*ix) == DefinedIn::File);
    let withheld = own.filter_map(|ix| {
        let why = reasons(ledger.shared(ix), gate.now).filter(|why| gate.holds(*why)).max()?;
        Some((Arc::clone(ledger.file(ix)), why))
    });
    withheld.collect()
}

/// Decides about every item. An item in front matter is withheld if its note is, for the stricter
/// of the two reasons. A list item that only withheld items refer to is withheld as well.
pub fn verdicts(linked: &LinkedLedger, gate: ReleaseOptions) -> WithheldItems {
    let ledger = &linked.ledger;
    let mut verdicts = WithheldItems::default();
    // An item allowed by one option may be withheld for another reason: a draft under embargo.
    for ix in ledger.marked() {
        if let Some(why) = reasons(ledger.shared(ix), gate.now).filter(|why| gate.holds(*why)).max()
        {
            verdicts.0.insert(ix, why);
        }
    }
    if !verdicts.0.is_empty() {
        for ix in ledger.all() {
            let of_owner = ledger.owner(ix).and_then(|note| verdicts.of(note.into()));
            if let Some(why) = of_owner.max(verdicts.of(ix)) {
                verdicts.0.insert(ix, why);
            }
        }
    }
    unlisted::withhold(linked, &mut verdicts);
    verdicts
}

/// Publishes the visible items.
///
/// * `linked`: all items with their references; `files`: their files; `known_files`: as for the first
///   resolution.
/// * Returns the site and its difference from the last release, with a diagnostic for every visible
///   item that depends on a withheld one.
pub fn release(
    all: &ResolvedItems,
    files: &[Arc<ParsedFile>],
    known_files: &KnownFiles,
    gate: ReleaseOptions,
    cache: &mut ReleaseCache,
) -> WithDiagnostics<(Site, Option<ItemDelta>)> {
    let linked = &all.linked;
    let verdicts = verdicts(linked, gate);
    let mut found = withheld_references(linked, &verdicts);
    let memo = &mut cache.published;
    let ledger = &linked.ledger;
    let embargoes =
        ledger.marked().filter_map(|ix| ledger.shared(ix).embargo.as_ref().map(|m| m.v));
    let next_embargo = embargoes.filter(|m| *m > gate.now).min();
    if verdicts.0.is_empty() {
        // The cache belongs to another selection, so no difference from it is known.
        cache.with_unlisted = ResolveCache::default();
        let was_whole = std::mem::take(memo).is_empty();
        let delta = all.delta.clone().filter(|_| was_whole);
        let site = Site { linked: Arc::clone(linked), tombstones: vec![], gate, next_embargo };
        return WithDiagnostics { value: (site, delta), found };
    }
    let tombstones = tombstones(ledger, &verdicts);
    let known_files = KnownFiles { released: true, ..known_files.clone() };
    // Diagnostics of these passes were reported before, or follow from a reported error.
    let narrow = |also: Option<WithheldReason>, memo: &mut ResolveCache| {
        let visible = |ix: ItemIx| match verdicts.of(ix) {
            None => true,
            Some(WithheldReason::Withdrawn) => ix.kind() == ItemKind::Note,
            why => why == also,
        };
        resolve(retain_visible(files, ledger, visible, stripped), &known_files, memo)
    };
    let ResolvedItems { linked: seen, delta, .. } = narrow(None, memo);
    let with_unlisted = &mut cache.with_unlisted;
    let with = || narrow(Some(WithheldReason::Unlisted), with_unlisted).linked;
    found.extend(unlisted::report((linked, &verdicts), &seen, gate.now.day(), with));
    WithDiagnostics { value: (Site { linked: seen, tombstones, gate, next_embargo }, delta), found }
}

/// A withdrawn note stays as a target of links; only its title is kept.
fn stripped(entry: &Arc<Entry<Note>>) -> Arc<Entry<Note>> {
    if entry.shared.state.as_ref().is_none_or(|s| s.v != PublicationState::Withdrawn) {
        return Arc::clone(entry);
    }
    Arc::new(Entry {
        shared: tombstone_fields(&entry.shared),
        data: Note::default(),
        texts: OptionalTexts::default(),
        ..(**entry).clone()
    })
}

fn tombstone_fields(shared: &CommonFields) -> CommonFields {
    CommonFields {
        title: shared.title.clone(),
        updated: shared.updated.clone(),
        state: shared.state.clone(),
        withdrawn_reason: shared.withdrawn_reason.clone(),
        ..CommonFields::default()
    }
}

fn tombstones(ledger: &Ledger, verdicts: &WithheldItems) -> Vec<Tombstone> {
    let withdrawn = |ix: &ItemIx| {
        verdicts.of(*ix) == Some(WithheldReason::Withdrawn)
            && ledger.shared(*ix).state.as_ref().is_some_and(|s| s.v == PublicationState::Withdrawn)
    };
    let stone = |ix: ItemIx| Tombstone {
        kind: ix.kind(),
        address: match ix {
            ItemIx::Note(note) => ledger[note].address.clone(),
            other => ledger.id(other).to_string(),
        },
        title: ledger.called(ix),
        shared: tombstone_fields(ledger.shared(ix)),
    };
    ledger.all().into_iter().filter(withdrawn).map(stone).collect()
}

/// Reports every visible item that depends on a withheld one.
fn withheld_references(linked: &LinkedLedger, verdicts: &WithheldItems) -> Vec<Diagnostic> {
    let mut found = vec![];
    let edges = verdicts.0.keys().flat_map(|withheld| linked.to(*withheld));
    for edge in edges {
        let Some(why) = verdicts.of(edge.to) else { continue };
        let note_withdrawn = why == WithheldReason::Withdrawn && edge.to.kind() == ItemKind::Note;
        if verdicts.of(edge.from).is_some() || edge.how == EdgeKind::BasedOn || note_withdrawn {
            continue;
        }
        let from = edge.from.kind().word();
        let how = match edge.how {
            EdgeKind::Links => "links to",
            EdgeKind::Shows => "shows",
            EdgeKind::Cites => "cites",
            EdgeKind::Topic => "belongs to",
            _ => "names",
        };
        let to = article(edge.to.kind().word());
        let message = format!("this public {from} {how} {to} that is withheld ({})", why.words());
        let through =
            linked.ledger.owner(edge.to).filter(|n| verdicts.of((*n).into()).is_some()).map(|n| {
                format!("it is defined in `{}`, which is withheld; ", linked.ledger[n].file)
            });
        let help = format!(
            "{}publish it, withhold this {from} too, or remove the reference",
            through.unwrap_or_default()
        );
        found.push(
            Diagnostic::new(RuleCode::LeansOnWithheld, linked.place(edge), message).help(help),
        );
    }
    found
}
