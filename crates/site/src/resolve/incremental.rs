//! Resolves files into linked items, incrementally: results for unchanged entries are reused.
//!
//! The result always equals that of [`assemble`] and [`resolve_links`]. The incremental path
//! applies only if every item keeps its id, position and topics. Any other edit (a new file, id or
//! topic) causes a full run. This module does not depend on `release`. Start with [`resolve`].

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

/// The cached result of the last run.
#[derive(Debug, Default)]
pub struct ResolveCache(Option<PreviousResolve>);

#[derive(Debug)]
struct PreviousResolve {
    files: Vec<Arc<ParsedFile>>,
    known_files: KnownFiles,
    /// The diagnostics of [`assemble`].
    assembled: Vec<Diagnostic>,
    linked: Arc<LinkedLedger>,
}

impl ResolveCache {
    /// True if there was no last run.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }
}

/// All items with their resolved references.
#[derive(Debug)]
pub struct ResolvedItems {
    /// The items.
    pub linked: Arc<LinkedLedger>,
    /// The diagnostics.
    pub found: Vec<Diagnostic>,
    /// The difference from the last run; `None` if anything may have changed.
    pub delta: Option<ItemDelta>,
    /// Links in notes that could not be read, to be checked when all pages are known.
    pub pending_of_unread: Vec<PendingLink>,
}

/// The effect of an edit. Every item has kept its position.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemDelta {
    /// Items whose entries changed, in ledger order.
    pub changed: Vec<EntryChange>,
    /// Items whose references were resolved again, in ledger order; includes the changed ones.
    pub stale: Vec<ItemIx>,
    /// Items that the references of `stale` items lead to now or led to before, in ledger order.
    pub turned: Vec<ItemIx>,
    /// All items in the files of changed items, in ledger order.
    pub beside: Vec<ItemIx>,
    /// True if a `stale` item refers or referred to a file that is copied.
    pub copies: bool,
}

/// The change of one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryChange {
    /// The item.
    pub ix: ItemIx,
    /// The depth of the change.
    pub depth: ChangeDepth,
    /// True if the headings of its text changed.
    headings: bool,
}

/// The depth of a change; each level includes the previous ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeDepth {
    /// Only the prose changed.
    Text,
    /// Fields moved to other positions in the file.
    Places,
    /// The title, summary or commentary changed.
    Title,
    /// Any other field changed.
    Fields,
}

impl EntryChange {
    /// True if the change can affect other items.
    fn is_seen(self) -> bool {
        self.headings || self.depth >= ChangeDepth::Title
    }
}

/// Assembles the entries of all files and resolves their references.
///
/// * `files`: the parsed files, in file order.
/// * The result does not depend on the content of the cache.
pub fn resolve(
    files: Vec<Arc<ParsedFile>>,
    known_files: &KnownFiles,
    memo: &mut ResolveCache,
) -> ResolvedItems {
    let last = memo.0.take().filter(|last| last.known_files == *known_files);
    let step = last.as_ref().and_then(|last| try_update(last, &files, known_files));
    let (assembled, linked, delta) = if let (Some((linked, delta)), Some(last)) = (step, last) {
        (last.assembled, linked, Some(delta))
    } else {
        let ledger = assemble(files.iter().map(Arc::as_ref));
        let linked = resolve_links(Arc::new(ledger.value), known_files).value;
        (ledger.found, Arc::new(linked), None)
    };
    let mut found: Vec<Diagnostic> =
        assembled.iter().chain(linked.diagnostics()).cloned().collect();
    let unread = files.iter().flat_map(|file| file.unread_texts.iter().cloned());
    let (diagnostics, pending_of_unread) = findings_of_unread(&linked.ledger, known_files, unread);
    found.extend(diagnostics);
    memo.0 = Some(PreviousResolve {
        files,
        known_files: known_files.clone(),
        assembled,
        linked: Arc::clone(&linked),
    });
    ResolvedItems { linked, found, delta, pending_of_unread }
}

/// Updates the last result; `None` if a full run is necessary.
fn try_update(
    last: &PreviousResolve,
    files: &[Arc<ParsedFile>],
    known_files: &KnownFiles,
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
    let linked = update_links(before, Arc::new(ledger), known_files, &stale);
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

/// The items whose references may have a new target, in ledger order.
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
        // A diagnostic about an unknown name suggests the closest name, which any name can be now.
        // A diagnostic about an ambiguous name lists the positions of all matches.
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
    /// The ledger with the new entries; `None` until an entry changed.
    ledger: Option<Ledger>,
    changed: Vec<EntryChange>,
    /// All items in the changed files.
    beside: Vec<ItemIx>,
    /// Names that an item lost or gained, and names of items that are cited in place of their
    /// source.
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
            // The same text parsed again is a new value, and the ledger must share the values of
            // its files.
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
        // Diagnostics of `assemble` point to fields.
        let is_affected = |d: &Diagnostic| {
            d.place.file == old.file || d.related.iter().any(|(place, _)| place.file == old.file)
        };
        if fields && self.last.assembled.iter().any(is_affected) {
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
        // A text that cites one of these cites its source, or depends on it if there is no source.
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

    /// The position of an entry; `None` for an entry whose id another item has.
    fn position<T: ItemData>(&self, old: &Arc<Entry<T>>) -> Option<ItemIx> {
        let ledger = &self.last.linked.ledger;
        let ix = *ledger.ids.get(&(T::KIND, old.key()))?;
        let item = T::items(ledger).get(ix.at())?;
        Arc::ptr_eq(&item.entry, old).then_some(ix)
    }
}

/// True if an entry keeps its id, address and topics, so that no other position changes.
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

/// Returns the files with only the entries to keep; a file of which all entries are kept stays the
/// same value.
///
/// * `keep`: decides by position. Automatic topics are not asked for: they follow from the kept
///   entries.
/// * `note`: transforms the notes that are kept.
pub fn retain_visible(
    files: &[Arc<ParsedFile>],
    ledger: &Ledger,
    keep: impl Fn(ItemIx) -> bool,
    note: impl Fn(&Arc<Entry<Note>>) -> Arc<Entry<Note>>,
) -> Vec<Arc<ParsedFile>> {
    // Of two items with the same id, the first was used; withholding it must not let the other one
    // in.
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
    /// The number of items in the file.
    fn len(&self) -> usize {
        macro_rules! sum {
            ($($Kind:ident $word:literal $list:ident $Ix:ident $Links:ident $resolve:ident;)*) => {
                [$(self.$list.len()),*].into_iter().sum()
            };
        }
        for_each_kind!(sum)
    }

    /// The memory addresses of its entries.
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
    /// The key of an entry in the ledger: its id, or a path for the texts of home and index pages.
    pub(super) fn key(&self) -> String {
        match self.role {
            MarkdownRole::Note => self.id.as_str().to_owned(),
            MarkdownRole::Home => "/".to_owned(),
            MarkdownRole::Intro(kind) => format!("/{}", kind.folder()),
        }
    }
}
