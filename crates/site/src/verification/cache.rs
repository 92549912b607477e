//! Cached results between builds of one process: verdicts, hashes and facts about snapshots.
//!
//! A verdict depends on the words, the claimed location and the bytes of the snapshot; its key is a
//! hash of these. Dropping a cache changes only the duration of a build.

use crate::input::files::{InputFile, InputFiles};
use crate::model::ix::{ItemIx, QuoteIx, SourceIx};
use crate::verification::blocks::BlockVerdicts;
use crate::verification::jobs::JobSlot;
use crate::verification::site_pass::{SiteVerdicts, TextOutcome};
use crate::verification::snapshot;
use crate::verification::snapshot::SnapshotError;
use onrecord_base::diag::Diagnostic;
use onrecord_base::hash::Sha256Hash;
use onrecord_base::path::SitePath;
use onrecord_base::persistent_vec::PersistentVec;
use onrecord_verify::verdict::{VerdictDetails, VerdictQuery};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// The hash of all inputs of a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VerdictKey([u8; 16]);

impl VerdictKey {
    /// The key of a query against a text, which is identified by the hash of its file.
    pub fn of(ask: &VerdictQuery<'_>, held: &Sha256Hash, is_clippings: bool) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&held.0);
        let (from, to) = ask.lines.map_or((u32::MAX, 0), |lines| lines);
        hasher.update(&from.to_le_bytes());
        hasher.update(&to.to_le_bytes());
        let flags = [ask.is_placed, ask.is_reported, ask.is_exchange, ask.is_linked, is_clippings];
        hasher.update(&flags.map(u8::from));
        hasher.update(&ask.language.len().to_le_bytes());
        hasher.update(ask.language.as_bytes());
        hasher.update(ask.words.as_bytes());
        let mut key = [0; 16];
        hasher.finalize_xof().fill(&mut key);
        Self(key)
    }
}

/// Facts about the text of a snapshot, without the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SnapshotFacts {
    /// The reason why there is no text.
    pub fault: Option<SnapshotError>,
    /// Characters that hide or reorder the visible text.
    pub turning: Vec<char>,
}

/// The cache of [`update_verdicts`](super::site_pass::update_verdicts): results of the previous
/// build. Entries that build did not use are dropped.
#[derive(Debug, Default)]
pub struct VerifyCache {
    pub(super) last: Option<PreviousVerify>,
}

impl VerifyCache {
    /// True if the last build compared words with this file.
    pub fn has_seen(&self, path: &str) -> bool {
        self.last.as_ref().is_none_or(|last| last.that_saw(path).next().is_some())
    }
}

/// The results of a build.
#[derive(Debug)]
pub(super) struct PreviousVerify {
    pub(super) content_dir: String,
    pub(super) verdicts: SiteVerdicts,
    /// Diagnostics about the words themselves, with their file.
    pub(super) broken: BTreeMap<QuoteIx, (SitePath, Vec<Diagnostic>)>,
    /// The results for items with block quotations.
    pub(super) blocks: BTreeMap<ItemIx, BlockVerdicts>,
    /// Results by the position of the source.
    kept: PersistentVec<Arc<SourceResult>>,
    /// The sources for which a file was read.
    saw: HashMap<SitePath, Vec<SourceIx>>,
    /// The sources with diagnostics.
    loud: BTreeSet<SourceIx>,
}

impl PreviousVerify {
    /// Collects the results of all sources, in ledger order.
    pub(super) fn new(
        content_dir: String,
        verdicts: SiteVerdicts,
        kept: impl Iterator<Item = SourceResult>,
    ) -> Self {
        let broken = BTreeMap::new();
        let kept: PersistentVec<Arc<SourceResult>> = kept.map(Arc::new).collect();
        let (saw, loud) = (HashMap::new(), BTreeSet::new());
        let blocks = BTreeMap::new();
        let kept_too = kept.clone();
        let mut results = Self { content_dir, verdicts, broken, blocks, kept: kept_too, saw, loud };
        for (at, kept) in kept.iter().enumerate() {
            results.note(SourceIx::new(at), kept);
        }
        results.list_snapshots();
        results
    }

    /// The result of each source.
    pub(super) fn results(&self) -> &PersistentVec<Arc<SourceResult>> {
        &self.kept
    }

    /// The sources for which a file was looked up, even if it does not exist.
    pub(super) fn that_saw(&self, path: &str) -> impl Iterator<Item = SourceIx> {
        self.saw.get(path).into_iter().flatten().copied()
    }

    /// The diagnostics about sources, in ledger order.
    pub(super) fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.loud.iter().flat_map(|ix| &self.kept[ix.at()].found)
    }

    /// Replaces the result of one source.
    pub(super) fn set(&mut self, ix: SourceIx, kept: SourceResult) {
        let old = Arc::clone(&self.kept[ix.at()]);
        for seen in &old.seen {
            if let Some(sources) = self.saw.get_mut(&seen.path) {
                sources.retain(|source| *source != ix);
                if sources.is_empty() {
                    self.saw.remove(&seen.path);
                }
            }
        }
        self.loud.remove(&ix);
        self.note(ix, &kept);
        let same_copy = old.snapshot == kept.snapshot;
        self.kept.set(ix.at(), Arc::new(kept));
        if !same_copy {
            self.list_snapshots();
        }
    }

    fn note(&mut self, ix: SourceIx, kept: &SourceResult) {
        for seen in &kept.seen {
            self.saw.entry(Arc::clone(&seen.path)).or_default().push(ix);
        }
        if !kept.found.is_empty() {
            self.loud.insert(ix);
        }
    }

    /// Updates the list of snapshot files; one that several sources name is public only if all of
    /// them publish it.
    fn list_snapshots(&mut self) {
        let mut all = BTreeMap::new();
        for (path, may) in self.kept.iter().filter_map(|kept| kept.snapshot.as_ref()) {
            *all.entry(Arc::clone(path)).or_insert(true) &= may;
        }
        self.verdicts.snapshots = Arc::new(all);
    }
}

/// The result of one source.
#[derive(Debug, Clone, Default)]
pub(super) struct SourceResult {
    /// The items whose texts were compared, in ledger order.
    pub(super) from: Vec<ItemIx>,
    /// The files that were looked up.
    pub(super) seen: Vec<FileState>,
    /// The snapshot file, and true if the source publishes it.
    pub(super) snapshot: Option<(SitePath, bool)>,
    pub(super) copy: Option<CachedSnapshot>,
    pub(super) verdicts: Vec<(VerdictKey, Arc<VerdictDetails>)>,
    /// The outcomes of texts of quotes.
    pub(super) outcomes: Vec<(QuoteIx, JobSlot, TextOutcome)>,
    /// The results of passages of block quotations.
    pub(super) passages: Vec<ComparedPassage>,
    pub(super) found: Vec<Diagnostic>,
}

/// A passage of a block quotation compared with the snapshot of one cited source.
#[derive(Debug, Clone)]
pub(super) struct ComparedPassage {
    /// The item, and the index of the passage in the item.
    pub(super) at: (ItemIx, usize),
    pub(super) outcome: TextOutcome,
    /// The index of the candidate words with this result.
    pub(super) reading: usize,
    /// The diagnostics to report if this source is chosen.
    pub(super) found: Vec<Diagnostic>,
}

/// A file at the time of the comparison; `None` if it did not exist.
#[derive(Debug, Clone)]
pub(super) struct FileState {
    path: SitePath,
    input: Option<InputFile>,
}

impl FileState {
    pub(super) fn of(path: &SitePath, sources: &InputFiles) -> Self {
        Self { path: Arc::clone(path), input: sources.files.get(path).cloned() }
    }

    /// True if the file is unchanged.
    pub(super) fn is_still(&self, sources: &InputFiles) -> bool {
        sources.files.get(&self.path) == self.input.as_ref()
    }
}

/// Cached data of a snapshot: the hashes of its file and of its text file, and the facts about the
/// text.
#[derive(Debug, Clone)]
pub(super) struct CachedSnapshot {
    pub(super) path: SitePath,
    pub(super) name: SitePath,
    pub(super) hash: Sha256Hash,
    pub(super) text_hash: Sha256Hash,
    pub(super) facts: SnapshotFacts,
}

/// Lookup tables over the results of the last build.
#[derive(Default)]
pub(super) struct CachedResults<'a> {
    verdicts: HashMap<VerdictKey, &'a Arc<VerdictDetails>>,
    hashes: HashMap<&'a SitePath, (&'a FileState, Sha256Hash)>,
    facts: HashMap<(&'a SitePath, Sha256Hash), &'a SnapshotFacts>,
}

impl<'a> CachedResults<'a> {
    /// Indexes the results of some sources.
    pub(super) fn of(all: impl Iterator<Item = &'a Arc<SourceResult>>) -> Self {
        let mut out = Self::default();
        for kept in all {
            out.verdicts.extend(kept.verdicts.iter().map(|(key, judged)| (*key, judged)));
            let Some(copy) = &kept.copy else { continue };
            out.facts.insert((&copy.path, copy.text_hash), &copy.facts);
            for (path, hash) in [(&copy.path, copy.hash), (&copy.name, copy.text_hash)] {
                if let Some(seen) = kept.seen.iter().find(|seen| seen.path == *path) {
                    out.hashes.insert(path, (seen, hash));
                }
            }
        }
        out
    }

    pub(super) fn verdict(&self, key: VerdictKey) -> Option<Arc<VerdictDetails>> {
        self.verdicts.get(&key).map(|judged| Arc::clone(judged))
    }

    /// The hash of a file; reused if the file is unchanged.
    pub(super) fn hash(&self, path: &SitePath, sources: &InputFiles) -> Option<Sha256Hash> {
        let known = self.hashes.get(path).filter(|(seen, _)| seen.is_still(sources));
        match known {
            Some((_, hash)) => Some(*hash),
            None => snapshot::hash(sources.files.get(path)?),
        }
    }

    pub(super) fn facts(&self, path: &SitePath, hash: Sha256Hash) -> Option<SnapshotFacts> {
        self.facts.get(&(path, hash)).map(|facts| SnapshotFacts::clone(facts))
    }
}

#[cfg(test)]
mod tests {
    use super::VerdictKey;
    use onrecord_base::hash::Sha256Hash;
    use onrecord_verify::VerdictQuery;

    #[test]
    fn a_key_holds_everything_a_verdict_depends_on() {
        let hash = Sha256Hash::of(b"text");
        let ask = VerdictQuery { words: "a", ..VerdictQuery::default() };
        let keys = [
            VerdictKey::of(&ask, &hash, false),
            VerdictKey::of(&ask, &hash, true),
            VerdictKey::of(&ask, &Sha256Hash::of(b"other"), false),
            VerdictKey::of(&VerdictQuery { lines: Some((1, 1)), ..ask }, &hash, false),
            VerdictKey::of(&VerdictQuery { is_placed: true, ..ask }, &hash, false),
            VerdictKey::of(&VerdictQuery { is_reported: true, ..ask }, &hash, false),
            VerdictKey::of(&VerdictQuery { is_exchange: true, ..ask }, &hash, false),
            VerdictKey::of(&VerdictQuery { is_linked: true, ..ask }, &hash, false),
            VerdictKey::of(&VerdictQuery { words: "b", ..ask }, &hash, false),
            VerdictKey::of(&VerdictQuery { language: "de", ..ask }, &hash, false),
        ];
        for (n, key) in keys.iter().enumerate() {
            assert!(!keys[..n].contains(key), "{n}");
        }
    }
}
