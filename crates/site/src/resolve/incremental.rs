//! From files to linked things, and again after an edit: what did not change is taken from the
//! last time.
//!
//! The result is always that of [`assemble`] and [`links`]; only the way there is shorter where every
//! thing keeps its id, its place among the others and its topics. Everything else (a file more, a
//! new id, another topic) is done anew. Knows nothing of who may see what.

use crate::model::common_fields::CommonFields;
use crate::model::ix::ItemIx;
use crate::model::ledger::{
    DefinedIn, Entry, Item, ItemData, ItemTexts, Ledger, MarkdownRole, address, is_marked,
};
use crate::model::note::Note;
use crate::parse::content_file::ParsedFile;
use crate::resolve::assemble::{assemble, name_keys};
use crate::resolve::linked::{LinkedLedger, PendingLink, ResolvedTarget};
use crate::resolve::links::{KnownFiles, resolve_links, update_links};
use crate::resolve::unread::findings_of_unread;
use onrecord_base::diag::Diagnostic;
use onrecord_base::fingerprint::{Fingerprint, fingerprint_without_spans};
use onrecord_base::for_each_kind;
use onrecord_base::id::ItemKind;
use onrecord_base::persistent_vec::PersistentVec;
use std::collections::{BTreeSet, HashSet};
use std::hash::Hash;
use std::sync::Arc;

/// What the last run left for the next.
#[derive(Debug, Default)]
pub struct ResolveCache(Option<PreviousResolve>);

#[derive(Debug)]
struct PreviousResolve {
    files: Vec<Arc<ParsedFile>>,
    around: KnownFiles,
    /// What was found while giving positions.
    assembled: Vec<Diagnostic>,
    linked: Arc<LinkedLedger>,
}

impl ResolveCache {
    /// Whether there was no last run.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }
}

/// All things, with what they refer to.
#[derive(Debug)]
pub struct ResolvedItems {
    /// The things.
    pub linked: Arc<LinkedLedger>,
    /// What was found.
    pub found: Vec<Diagnostic>,
    /// What is other than the last time; `None`: anything may be.
    pub delta: Option<ItemDelta>,
    /// Links of notes that could not be read, to be checked when all pages are known.
    pub pending_of_unread: Vec<PendingLink>,
}

/// What an edit changed. Every thing has the position it had.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemDelta {
    /// Things whose entries are others, in order.
    pub changed: Vec<EntryChange>,
    /// Things whose references were looked up again, in order; the changed ones among them.
    pub stale: Vec<ItemIx>,
    /// Things that the references of stale ones lead or led to, in order.
    pub turned: Vec<ItemIx>,
    /// Everything in the files of the changed things, in order.
    pub beside: Vec<ItemIx>,
    /// Whether a stale thing refers or referred to a file that is copied.
    pub copies: bool,
}

/// How one entry differs from what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryChange {
    /// The thing.
    pub ix: ItemIx,
    /// How deep the difference goes.
    pub depth: ChangeDepth,
    /// Whether the headings of its text are others.
    headings: bool,
}

/// How deep a difference goes; each includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeDepth {
    /// Its prose is another.
    Text,
    /// Its fields stand at other places in the file.
    Places,
    /// Its title, summary or commentary says something else.
    Title,
    /// Any other field does.
    Fields,
}

impl EntryChange {
    /// Whether others may see the difference.
    fn is_seen(self) -> bool {
        self.headings || self.depth >= ChangeDepth::Title
    }
}

/// Puts the entries of all files together and looks everything up.
///
/// * In: what each file tells of, in the order of the files; what else may be referred to.
/// * Out: the same as without a memo.
pub fn resolve(
    files: Vec<Arc<ParsedFile>>,
    around: &KnownFiles,
    memo: &mut ResolveCache,
) -> ResolvedItems {
    let last = memo.0.take().filter(|last| last.around == *around);
    let step = last.as_ref().and_then(|last| try_update(last, &files, around));
    let (assembled, linked, delta) = if let (Some((linked, delta)), Some(last)) = (step, last) {
        (last.assembled, linked, Some(delta))
    } else {
        let ledger = assemble(files.iter().map(Arc::as_ref));
        let linked = resolve_links(Arc::new(ledger.value), around).value;
        (ledger.found, Arc::new(linked), None)
    };
    let mut found: Vec<Diagnostic> =
        assembled.iter().chain(linked.diagnostics()).cloned().collect();
    let unread = files.iter().flat_map(|file| file.unread_texts.iter().cloned());
    let (told, pending_of_unread) = findings_of_unread(&linked.ledger, around, unread);
    found.extend(told);
    memo.0 = Some(PreviousResolve {
        files,
        around: around.clone(),
        assembled,
        linked: Arc::clone(&linked),
    });
    ResolvedItems { linked, found, delta, pending_of_unread }
}

/// What follows from the last run; `None` where that does not suffice.
fn try_update(
    last: &PreviousResolve,
    files: &[Arc<ParsedFile>],
    around: &KnownFiles,
) -> Option<(Arc<LinkedLedger>, ItemDelta)> {
    if files.len() != last.files.len() {
        return None;
    }
    let before = &last.linked;
    let mut edit = DeltaBuilder {
        last,
        ledger: None,
        changed: vec![],
        beside: vec![],
        renamed: BTreeSet::new(),
    };
    for (old, new) in last.files.iter().zip(files) {
        if !Arc::ptr_eq(old, new) {
            edit.file(old, new)?;
        }
    }
    let DeltaBuilder { ledger, mut changed, mut beside, renamed, .. } = edit;
    let Some(ledger) = ledger else {
        return Some((Arc::clone(before), ItemDelta::default()));
    };
    changed.sort_by_key(|change| change.ix);
    beside.sort_unstable();
    let stale = stale(before, &changed, &renamed);
    if stale.len() > 64 && stale.len() > before.len() / 4 {
        return None;
    }
    let linked = update_links(before, Arc::new(ledger), around, &stale);
    let leads = |linked: &LinkedLedger, ix: &ItemIx| -> Vec<ItemIx> {
        linked.edges_of(*ix).iter().map(|edge| edge.to).collect()
    };
    let turned: BTreeSet<ItemIx> =
        stale.iter().flat_map(|ix| [leads(before, ix), leads(&linked, ix)].concat()).collect();
    let copies = |linked: &LinkedLedger, ix: &ItemIx| {
        linked.goals_of(*ix).iter().flatten().any(|goal| matches!(goal, ResolvedTarget::File(_)))
    };
    let copies = stale.iter().any(|ix| copies(before, ix) || copies(&linked, ix));
    let turned = turned.into_iter().collect();
    let delta = ItemDelta { changed, stale, turned, beside, copies };
    Some((Arc::new(linked), delta))
}

/// The things whose references may lead elsewhere, in order.
fn stale(
    before: &LinkedLedger,
    changed: &[EntryChange],
    renamed: &BTreeSet<Fingerprint>,
) -> Vec<ItemIx> {
    let mut stale: BTreeSet<ItemIx> = changed.iter().map(|change| change.ix).collect();
    for change in changed.iter().filter(|change| change.is_seen()) {
        stale.extend(before.to(change.ix).map(|edge| edge.from));
    }
    if changed.iter().any(|change| change.depth >= ChangeDepth::Places) {
        // What could not be found is told with the nearest name, and any name may be that now; what
        // fits several things is told with their places.
        stale.extend(before.telling());
    }
    if !renamed.is_empty() {
        let looks = |ix: &ItemIx| before.looked_of(*ix).iter().any(|name| renamed.contains(name));
        stale.extend(before.ledger.all().into_iter().filter(looks));
    }
    stale.into_iter().collect()
}

struct DeltaBuilder<'a> {
    last: &'a PreviousResolve,
    /// The ledger with the new entries, once there is one.
    ledger: Option<Ledger>,
    changed: Vec<EntryChange>,
    /// Everything in the changed files.
    beside: Vec<ItemIx>,
    /// Names that a thing lost or won, and those of what is cited for its source.
    renamed: BTreeSet<Fingerprint>,
}

impl DeltaBuilder<'_> {
    fn file(&mut self, old: &ParsedFile, new: &ParsedFile) -> Option<()> {
        if (&old.unread, &old.unread_texts) != (&new.unread, &new.unread_texts) {
            return None;
        }
        macro_rules! entries {
            ($($Kind:ident $word:literal $list:ident $Ix:ident $Links:ident $resolve:ident;)*) => {
                $(self.entries(&old.$list, &new.$list, |ledger| &mut ledger.$list)?;)*
            };
        }
        for_each_kind!(entries);
        Some(())
    }

    fn entries<T: ItemData + PartialEq + Hash>(
        &mut self,
        old: &[Arc<Entry<T>>],
        new: &[Arc<Entry<T>>],
        list: impl Fn(&mut Ledger) -> &mut PersistentVec<Item<T>>,
    ) -> Option<()> {
        if old.len() != new.len() {
            return None;
        }
        for (old, new) in old.iter().zip(new) {
            self.beside.extend(self.position(old));
            if Arc::ptr_eq(old, new) {
                continue;
            }
            if old != new {
                self.entry(old, new)?;
            }
            // The same words read again are another value, and the ledger holds those of its files.
            let ix = self.position(old)?;
            let ledger = self.ledger.get_or_insert_with(|| (*self.last.linked.ledger).clone());
            let owner = T::items(ledger).get(ix.at()).and_then(|item| item.owner);
            list(ledger).set(ix.at(), Item { entry: Arc::clone(new), owner });
        }
        Some(())
    }

    fn entry<T: ItemData + PartialEq + Hash>(
        &mut self,
        old: &Arc<Entry<T>>,
        new: &Arc<Entry<T>>,
    ) -> Option<()> {
        let ix = self.position(old)?;
        if !keeps_identity(old, new) {
            return None;
        }
        let fields = old.shared != new.shared
            || old.data != new.data
            || (old.extent, old.name) != (new.extent, new.name);
        // What was found while giving positions points at fields.
        let told = |d: &Diagnostic| {
            d.place.file == old.file || d.related.iter().any(|(place, _)| place.file == old.file)
        };
        if fields && self.last.assembled.iter().any(told) {
            return None;
        }
        let change = change(ix, old, new, fields);
        let ledger = self.ledger.get_or_insert_with(|| (*self.last.linked.ledger).clone());
        let (before, after) = (name_keys(old), name_keys(new));
        if before != after {
            if T::KIND == ItemKind::Topic {
                return None;
            }
            let names = Arc::make_mut(&mut ledger.names);
            for name in &before {
                names.remove(*name, ix);
            }
            for name in &after {
                names.put(*name, ix);
            }
            self.renamed.extend(before.symmetric_difference(&after));
        }
        // A text that cites one of these cites its source, and waits for it where there is none.
        if change.depth == ChangeDepth::Fields
            && matches!(T::KIND, ItemKind::Quote | ItemKind::Action)
        {
            self.renamed.extend(&after);
        }
        if is_marked(&old.shared) != is_marked(&new.shared) {
            let marked = Arc::make_mut(&mut ledger.marked);
            match marked.binary_search(&ix) {
                Ok(at) => drop(marked.remove(at)),
                Err(at) => marked.insert(at, ix),
            }
        }
        self.changed.push(change);
        Some(())
    }

    /// The position of an entry; none for one whose id another holds.
    fn position<T: ItemData>(&self, old: &Arc<Entry<T>>) -> Option<ItemIx> {
        let ledger = &self.last.linked.ledger;
        let ix = *ledger.ids.get(&(T::KIND, old.key()))?;
        let item = T::items(ledger).get(ix.at())?;
        Arc::ptr_eq(&item.entry, old).then_some(ix)
    }
}

/// Whether an entry keeps its id, address and topics, so that nothing else moves.
fn keeps_identity<T: ItemData>(old: &Entry<T>, new: &Entry<T>) -> bool {
    let topics = |shared: &CommonFields| -> Vec<String> {
        shared.topics.iter().map(|name| name.as_str().to_owned()).collect()
    };
    (&old.file, old.origin, &old.id, &old.key, old.role, &old.address)
        == (&new.file, new.origin, &new.id, &new.key, new.role, &new.address)
        && topics(&old.shared) == topics(&new.shared)
}

fn change<T: ItemData + Hash>(
    ix: ItemIx,
    old: &Entry<T>,
    new: &Entry<T>,
    fields: bool,
) -> EntryChange {
    let said = |entry: &Entry<T>| fingerprint_without_spans(&(&entry.shared, &entry.data));
    let besides_title = |entry: &Entry<T>| {
        let shared =
            CommonFields { title: None, summary: None, note: None, ..entry.shared.clone() };
        fingerprint_without_spans(&(&shared, &entry.data))
    };
    let depth = if !fields {
        ChangeDepth::Text
    } else if said(old) == said(new) {
        ChangeDepth::Places
    } else if besides_title(old) == besides_title(new) {
        ChangeDepth::Title
    } else {
        ChangeDepth::Fields
    };
    let headings = |texts: &ItemTexts| {
        fingerprint_without_spans(&(&texts.body.headings, &*texts.body.anchors))
    };
    EntryChange { ix, depth, headings: headings(&old.texts) != headings(&new.texts) }
}

/// The files with what is kept of them; one of which all is kept stays the same value.
///
/// * `keep`: whether the thing at a position stays. Automatic topics are not asked about: they
///   follow from what is kept.
/// * `note`: what becomes of a note that stays.
pub fn retain_visible(
    files: &[Arc<ParsedFile>],
    ledger: &Ledger,
    keep: impl Fn(ItemIx) -> bool,
    note: impl Fn(&Arc<Entry<Note>>) -> Arc<Entry<Note>>,
) -> Vec<Arc<ParsedFile>> {
    // Of two with one id the first was taken; the other is not let in by withholding it.
    let all = ledger.all();
    let out: BTreeSet<usize> =
        all.iter().filter(|ix| !keep(**ix)).map(|ix| ledger.address(*ix)).collect();
    let written = files.iter().map(|file| file.len()).sum::<usize>();
    let taken = all.iter().filter(|ix| ledger.origin(**ix) != DefinedIn::Automatic).count();
    let first: Option<HashSet<usize>> =
        (written != taken).then(|| all.iter().map(|ix| ledger.address(*ix)).collect());
    let stays = |address: usize| {
        !out.contains(&address) && first.as_ref().is_none_or(|first| first.contains(&address))
    };
    let one = |file: &Arc<ParsedFile>| {
        let whole = file.unread.is_empty() && file.addresses().into_iter().all(stays);
        if whole && file.notes.iter().all(|entry| note(entry) == *entry) {
            return Arc::clone(file);
        }
        let mut parsed = ParsedFile { unread: vec![], unread_texts: vec![], ..(**file).clone() };
        macro_rules! each {
            ($($Kind:ident $word:literal $list:ident $Ix:ident $Links:ident $resolve:ident;)*) => {
                $( parsed.$list.retain(|entry| stays(address(entry))); )*
            };
        }
        for_each_kind!(each);
        for entry in &mut parsed.notes {
            *entry = note(entry);
        }
        Arc::new(parsed)
    };
    files.iter().map(one).collect()
}

impl ParsedFile {
    /// How many things the file tells of.
    fn len(&self) -> usize {
        macro_rules! sum {
            ($($Kind:ident $word:literal $list:ident $Ix:ident $Links:ident $resolve:ident;)*) => {
                [$(self.$list.len()),*].into_iter().sum()
            };
        }
        for_each_kind!(sum)
    }

    /// Where its entries lie in memory.
    fn addresses(&self) -> Vec<usize> {
        let mut all = Vec::with_capacity(self.len());
        macro_rules! extend {
            ($($Kind:ident $word:literal $list:ident $Ix:ident $Links:ident $resolve:ident;)*) => {
                $(all.extend(self.$list.iter().map(address));)*
            };
        }
        for_each_kind!(extend);
        all
    }
}

impl<T: ItemData> Entry<T> {
    /// Under what a ledger keeps it: its id, or for the texts of home and index pages a path.
    pub(super) fn key(&self) -> String {
        match self.role {
            MarkdownRole::Note => self.id.as_str().to_owned(),
            MarkdownRole::Home => "/".to_owned(),
            MarkdownRole::Intro(kind) => format!("/{}", kind.folder()),
        }
    }
}
