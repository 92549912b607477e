//! Who may see what: the one door between what authors keep and what is published.
//!
//! Only [`release`] makes a [`Site`]. It decides for every thing whether it is visible, tells where
//! something visible leans on something withheld, and then builds ledger and links *again* from the
//! visible things alone: nothing withheld keeps a position, a count or a neighbour. Passes above
//! take a `Site` and cannot ask for more. A message of this file never quotes a withheld text.

use crate::model::ix::Ix;
use crate::model::ledger::{Entry, Ledger, Origin, Prose};
use crate::model::note::Note;
use crate::model::shared::{Shared, State};
use crate::parse::things::Parsed;
use crate::resolve::again::{Delta, Memo, Resolved, narrowed, resolve};
use crate::resolve::linked::{Linked, Way};
use crate::resolve::links::Around;
use onrecord_base::code::Code;
use onrecord_base::diag::{Checked, Diagnostic};
use onrecord_base::id::Kind;
use onrecord_base::schema::article;
use onrecord_base::when::Moment;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

mod unlisted;

/// What a run of releases keeps between them.
#[derive(Debug, Default)]
pub struct ReleaseCache {
    /// Of what is published.
    published: Memo,
    /// Of the same with the list items that are withheld only because of what refers to them.
    with_unlisted: Memo,
}

/// What is let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Gate {
    /// The build clock.
    pub now: Moment,
    /// Drafts, for the desk's own eyes.
    pub drafts: bool,
    /// What is embargoed.
    pub future: bool,
    /// What has expired.
    pub expired: bool,
}

/// Why a thing is not visible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Only withheld things refer to it.
    Unlisted,
    /// It was taken back; a page keeps its address.
    Withdrawn,
    /// Its time is over.
    Expired,
    /// It is not finished.
    Draft,
    /// Its time has not come.
    Embargoed(Moment),
    /// It is never published.
    Confidential,
}

impl Why {
    /// The flag of a preview that shows it all the same; none for what is never shown.
    pub fn flag(self) -> Option<&'static str> {
        match self {
            Self::Draft => Some("--drafts"),
            Self::Embargoed(_) => Some("--future"),
            Self::Expired => Some("--expired"),
            Self::Unlisted | Self::Withdrawn | Self::Confidential => None,
        }
    }

    /// As said to the desk.
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

/// What is published. Made by [`release`] alone.
#[derive(Debug)]
pub struct Site {
    linked: Arc<Linked>,
    tombstones: Vec<Tombstone>,
    gate: Gate,
    next_embargo: Option<Moment>,
}

/// The page that keeps the address of something withdrawn. Title, day and reason; nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Tombstone {
    /// What it was.
    pub kind: Kind,
    /// The address of a note below the base, or the id of another thing.
    pub address: String,
    /// What it was called.
    pub title: String,
    /// Its optional fields, cut down to `updated` and `withdrawn_reason`.
    pub shared: Shared,
}

impl Deref for Site {
    type Target = Linked;
    fn deref(&self) -> &Linked {
        &self.linked
    }
}

impl Site {
    /// Pages of things that were withdrawn.
    pub fn tombstones(&self) -> &[Tombstone] {
        &self.tombstones
    }

    /// The build clock.
    pub fn now(&self) -> Moment {
        self.gate.now
    }

    /// When the next embargo lifts.
    pub fn next_embargo(&self) -> Option<Moment> {
        self.next_embargo
    }

    /// The banner above a thing's page: `draft`, `embargoed`, `expired`, `archived` or empty.
    pub fn banner(&self, ix: Ix) -> &'static str {
        let owner = self.ledger.owner(ix).map(|note| self.ledger.shared(note.into()));
        let shared = self.ledger.shared(ix);
        let why = own(shared, self.gate.now).max(owner.and_then(|note| own(note, self.gate.now)));
        let is_archived =
            |shared: &Shared| shared.state.as_ref().is_some_and(|s| s.v == State::Archived);
        match why {
            Some(Why::Draft) => "draft",
            Some(Why::Embargoed(_)) => "embargoed",
            Some(Why::Expired) => "expired",
            _ if is_archived(shared) || owner.is_some_and(is_archived) => "archived",
            _ => "",
        }
    }
}

/// What a thing's own fields say against its being seen; the strictest reason.
fn own(shared: &Shared, now: Moment) -> Option<Why> {
    reasons(shared, now).max()
}

/// All that a thing's own fields say against its being seen.
fn reasons(shared: &Shared, now: Moment) -> impl Iterator<Item = Why> {
    let yes = |flag: &Option<onrecord_base::span::Sp<bool>>| flag.as_ref().is_some_and(|f| f.v);
    let state = shared.state.as_ref().map(|s| s.v);
    [
        yes(&shared.confidential).then_some(Why::Confidential),
        shared.embargo.as_ref().filter(|m| m.v > now).map(|m| Why::Embargoed(m.v)),
        is_draft(shared).then_some(Why::Draft),
        shared.expires.as_ref().filter(|m| m.v <= now).map(|_| Why::Expired),
        (state == Some(State::Withdrawn)).then_some(Why::Withdrawn),
    ]
    .into_iter()
    .flatten()
}

/// Whether a thing's own fields call it a draft.
pub fn is_draft(shared: &Shared) -> bool {
    let yes = |flag: &Option<onrecord_base::span::Sp<bool>>| flag.as_ref().is_some_and(|f| f.v);
    yes(&shared.draft)
        || shared.state.as_ref().is_some_and(|s| s.v == State::Draft)
        || shared.publish.as_ref().is_some_and(|p| !p.v)
}

/// The verdict on every thing.
#[derive(Debug, Default)]
pub struct Verdicts(BTreeMap<Ix, Why>);

impl Verdicts {
    /// The items of lists that only withheld items refer to.
    fn unlisted(&self) -> impl Iterator<Item = Ix> {
        self.0.iter().filter(|(_, why)| **why == Why::Unlisted).map(|(ix, _)| *ix)
    }

    /// Why a thing is withheld; `None`: it is visible.
    pub fn of(&self, ix: Ix) -> Option<Why> {
        self.0.get(&ix).copied()
    }
}

impl Gate {
    /// Whether it holds something back for this reason.
    fn holds(self, why: Why) -> bool {
        match why {
            Why::Draft => !self.drafts,
            Why::Embargoed(_) => !self.future,
            Why::Expired => !self.expired,
            _ => true,
        }
    }
}

/// The files of their own that a gate holds back whole, and why: for whoever is at the desk.
pub fn held_files(linked: &Linked, gate: Gate) -> BTreeMap<Arc<str>, Why> {
    let ledger = &linked.ledger;
    let own = ledger.marked().filter(|ix| ledger.origin(*ix) == Origin::File);
    let held = own.filter_map(|ix| {
        let why = reasons(ledger.shared(ix), gate.now).filter(|why| gate.holds(*why)).max()?;
        Some((Arc::clone(ledger.file(ix)), why))
    });
    held.collect()
}

/// Decides for every thing. An inline thing takes its note's release, the stricter wins; a list-file
/// thing that only withheld things lead to is withheld as well.
pub fn verdicts(linked: &Linked, gate: Gate) -> Verdicts {
    let ledger = &linked.ledger;
    let mut verdicts = Verdicts::default();
    // What is let through on one ground may be held on another: a draft under embargo.
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

/// Lets through what may be seen.
///
/// * In: everything, looked up, and the files it came from; `around` as for the first look-up.
/// * Out: the site, and what is other in it than the last time; a finding for every visible thing
///   that leans on a withheld one.
pub fn release(
    all: &Resolved,
    files: &[Arc<Parsed>],
    around: &Around,
    gate: Gate,
    cache: &mut ReleaseCache,
) -> Checked<(Site, Option<Delta>)> {
    let linked = &all.linked;
    let verdicts = verdicts(linked, gate);
    let mut found = leaning(linked, &verdicts);
    let memo = &mut cache.published;
    let ledger = &linked.ledger;
    let embargoes =
        ledger.marked().filter_map(|ix| ledger.shared(ix).embargo.as_ref().map(|m| m.v));
    let next_embargo = embargoes.filter(|m| *m > gate.now).min();
    if verdicts.0.is_empty() {
        // The memo is of what was narrowed: the way from there to here is not known.
        cache.with_unlisted = Memo::default();
        let was_whole = std::mem::take(memo).is_empty();
        let delta = all.delta.clone().filter(|_| was_whole);
        let site = Site { linked: Arc::clone(linked), tombstones: vec![], gate, next_embargo };
        return Checked { value: (site, delta), found };
    }
    let tombstones = tombstones(ledger, &verdicts);
    let around = Around { released: true, ..around.clone() };
    // What these passes find was found before, or follows from an error that was.
    let narrow = |also: Option<Why>, memo: &mut Memo| {
        let visible = |ix: Ix| match verdicts.of(ix) {
            None => true,
            Some(Why::Withdrawn) => ix.kind() == Kind::Note,
            why => why == also,
        };
        resolve(narrowed(files, ledger, visible, stripped), &around, memo)
    };
    let Resolved { linked: seen, delta, .. } = narrow(None, memo);
    let with_unlisted = &mut cache.with_unlisted;
    let with = || narrow(Some(Why::Unlisted), with_unlisted).linked;
    found.extend(unlisted::report((linked, &verdicts), &seen, gate.now.day(), with));
    Checked { value: (Site { linked: seen, tombstones, gate, next_embargo }, delta), found }
}

/// A withdrawn note keeps its place for links; nothing of it is left but its title.
fn stripped(entry: &Arc<Entry<Note>>) -> Arc<Entry<Note>> {
    if entry.shared.state.as_ref().is_none_or(|s| s.v != State::Withdrawn) {
        return Arc::clone(entry);
    }
    Arc::new(Entry {
        shared: cut(&entry.shared),
        data: Note::default(),
        texts: Prose::default(),
        ..(**entry).clone()
    })
}

fn cut(shared: &Shared) -> Shared {
    Shared {
        title: shared.title.clone(),
        updated: shared.updated.clone(),
        state: shared.state.clone(),
        withdrawn_reason: shared.withdrawn_reason.clone(),
        ..Shared::default()
    }
}

fn tombstones(ledger: &Ledger, verdicts: &Verdicts) -> Vec<Tombstone> {
    let withdrawn = |ix: &Ix| {
        verdicts.of(*ix) == Some(Why::Withdrawn)
            && ledger.shared(*ix).state.as_ref().is_some_and(|s| s.v == State::Withdrawn)
    };
    let stone = |ix: Ix| Tombstone {
        kind: ix.kind(),
        address: match ix {
            Ix::Note(note) => ledger[note].address.clone(),
            other => ledger.id(other).to_string(),
        },
        title: ledger.called(ix),
        shared: cut(ledger.shared(ix)),
    };
    ledger.all().into_iter().filter(withdrawn).map(stone).collect()
}

/// Every visible thing that leans on a withheld one.
fn leaning(linked: &Linked, verdicts: &Verdicts) -> Vec<Diagnostic> {
    let mut found = vec![];
    let edges = verdicts.0.keys().flat_map(|withheld| linked.to(*withheld));
    for edge in edges {
        let Some(why) = verdicts.of(edge.to) else { continue };
        let note_withdrawn = why == Why::Withdrawn && edge.to.kind() == Kind::Note;
        if verdicts.of(edge.from).is_some() || edge.how == Way::BasedOn || note_withdrawn {
            continue;
        }
        let from = edge.from.kind().word();
        let how = match edge.how {
            Way::Links => "links to",
            Way::Shows => "shows",
            Way::Cites => "cites",
            Way::Topic => "belongs to",
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
        found.push(Diagnostic::new(Code::LeansOnWithheld, linked.place(edge), message).help(help));
    }
    found
}
