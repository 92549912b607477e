//! What is remembered of quotations between builds of one process: verdicts, hashes, what was found in snapshots.
//!
//! A verdict depends on the words, what is said of their place, and the bytes of the snapshot; its key is a hash of
//! these. Dropping a memo at any moment changes only the time a build takes.

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

/// The hash of everything that a verdict depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VerdictKey([u8; 16]);

impl VerdictKey {
    /// The key of a question to a text; the text by the hash of its file.
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

/// What is known of the text of a snapshot without the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SnapshotFacts {
    /// Why there is none.
    pub fault: Option<SnapshotError>,
    /// Characters in it that hide or turn what is read.
    pub turning: Vec<char>,
}

/// The memo of [`verify_again`](super::pass::verify_again): what the last build told. What that did not ask for is forgotten.
#[derive(Debug, Default)]
pub struct VerifyCache {
    pub(super) last: Option<PreviousVerify>,
}

impl VerifyCache {
    /// Whether the last build looked at a file to compare words with it.
    pub fn has_seen(&self, path: &str) -> bool {
        self.last.as_ref().is_none_or(|last| last.that_saw(path).next().is_some())
    }
}

/// What a build told.
#[derive(Debug)]
pub(super) struct PreviousVerify {
    pub(super) content_dir: String,
    pub(super) verdicts: SiteVerdicts,
    /// Faults of the words themselves, with the file they were told of.
    pub(super) broken: BTreeMap<QuoteIx, (SitePath, Vec<Diagnostic>)>,
    /// Items with block quotations: what came of those.
    pub(super) blocks: BTreeMap<ItemIx, BlockVerdicts>,
    /// By the position of the source.
    kept: PersistentVec<Arc<SourceResult>>,
    /// The sources for which a file was looked at.
    saw: HashMap<SitePath, Vec<SourceIx>>,
    /// The sources of which something is told.
    loud: BTreeSet<SourceIx>,
}

impl PreviousVerify {
    /// What came of all sources, in their order.
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
        let mut told = Self { content_dir, verdicts, broken, blocks, kept: kept_too, saw, loud };
        for (at, kept) in kept.iter().enumerate() {
            told.note(SourceIx::new(at), kept);
        }
        told.list_snapshots();
        told
    }

    /// What came of each source.
    pub(super) fn results(&self) -> &PersistentVec<Arc<SourceResult>> {
        &self.kept
    }

    /// The sources for which a file was looked at, be it there or not.
    pub(super) fn that_saw(&self, path: &str) -> impl Iterator<Item = SourceIx> {
        self.saw.get(path).into_iter().flatten().copied()
    }

    /// What is told of sources, in their order.
    pub(super) fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.loud.iter().flat_map(|ix| &self.kept[ix.at()].found)
    }

    /// What came of one source now.
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

    /// Lists the files of snapshots; one that several sources name may be published if all of them say so.
    fn list_snapshots(&mut self) {
        let mut all = BTreeMap::new();
        for (path, may) in self.kept.iter().filter_map(|kept| kept.snapshot.as_ref()) {
            *all.entry(Arc::clone(path)).or_insert(true) &= may;
        }
        self.verdicts.snapshots = Arc::new(all);
    }
}

/// What came of one source.
#[derive(Debug, Clone, Default)]
pub(super) struct SourceResult {
    /// The things whose texts were compared, in order.
    pub(super) from: Vec<ItemIx>,
    /// The files that were looked at.
    pub(super) seen: Vec<FileState>,
    /// The file of its snapshot, and whether that may be published.
    pub(super) snapshot: Option<(SitePath, bool)>,
    pub(super) copy: Option<CachedSnapshot>,
    pub(super) verdicts: Vec<(VerdictKey, Arc<VerdictDetails>)>,
    /// What came of texts of quotes.
    pub(super) outcomes: Vec<(QuoteIx, JobSlot, TextOutcome)>,
    /// What came of passages of block quotations.
    pub(super) passages: Vec<ComparedPassage>,
    pub(super) found: Vec<Diagnostic>,
}

/// A passage of a block quotation beside the copy of one source that it cites.
#[derive(Debug, Clone)]
pub(super) struct ComparedPassage {
    /// The item, and the position of the passage among those of the item.
    pub(super) at: (ItemIx, usize),
    pub(super) outcome: TextOutcome,
    /// Which reading of the words that is of.
    pub(super) reading: usize,
    /// What is to be reported if it is this source that counts.
    pub(super) found: Vec<Diagnostic>,
}

/// A file as it was seen; `None`: it was not there.
#[derive(Debug, Clone)]
pub(super) struct FileState {
    path: SitePath,
    input: Option<InputFile>,
}

impl FileState {
    pub(super) fn of(path: &SitePath, sources: &InputFiles) -> Self {
        Self { path: Arc::clone(path), input: sources.files.get(path).cloned() }
    }

    /// Whether it is what it was.
    pub(super) fn is_still(&self, sources: &InputFiles) -> bool {
        sources.files.get(&self.path) == self.input.as_ref()
    }
}

/// What is kept of a snapshot: hashes of its file and of that with its text, and what is known of the text.
#[derive(Debug, Clone)]
pub(super) struct CachedSnapshot {
    pub(super) path: SitePath,
    pub(super) name: SitePath,
    pub(super) hash: Sha256Hash,
    pub(super) text_hash: Sha256Hash,
    pub(super) facts: SnapshotFacts,
}

/// What is known from the last build, to be looked up.
#[derive(Default)]
pub(super) struct CachedResults<'a> {
    verdicts: HashMap<VerdictKey, &'a Arc<VerdictDetails>>,
    hashes: HashMap<&'a SitePath, (&'a FileState, Sha256Hash)>,
    facts: HashMap<(&'a SitePath, Sha256Hash), &'a SnapshotFacts>,
}

impl<'a> CachedResults<'a> {
    /// What came of some sources.
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

    /// The hash of a file, which is not made again where it is what it was.
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
