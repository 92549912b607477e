//! What is remembered of quotations between builds of one process: verdicts, hashes, what was found in snapshots.
//!
//! A verdict depends on the words, what is said of their place, and the bytes of the snapshot; its key is a hash of
//! these. Dropping a memo at any moment changes only the time a build takes.

use crate::input::sources::{Input, Sources};
use crate::model::ix::{Ix, QuoteIx, SourceIx};
use crate::verification::blocks::Blocks;
use crate::verification::jobs::Slot;
use crate::verification::pass::{Outcome, Verdicts};
use crate::verification::snapshot;
use crate::verification::snapshot::Fault;
use onrecord_base::diag::Diagnostic;
use onrecord_base::hash::Hash256;
use onrecord_base::path::SitePath;
use onrecord_base::shelf::Shelf;
use onrecord_verify::judge::{Ask, Judged};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// The hash of everything that a verdict depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key([u8; 16]);

impl Key {
    /// The key of a question to a text; the text by the hash of its file.
    pub fn of(ask: &Ask<'_>, held: &Hash256, is_clippings: bool) -> Self {
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
pub struct Facts {
    /// Why there is none.
    pub fault: Option<Fault>,
    /// Characters in it that hide or turn what is read.
    pub turning: Vec<char>,
}

/// The memo of [`verify_again`](super::pass::verify_again): what the last build told. What that did not ask for is forgotten.
#[derive(Debug, Default)]
pub struct VerifyMemo {
    pub(super) last: Option<Told>,
}

impl VerifyMemo {
    /// Whether the last build looked at a file to compare words with it.
    pub fn has_seen(&self, path: &str) -> bool {
        self.last.as_ref().is_none_or(|last| last.that_saw(path).next().is_some())
    }
}

/// What a build told.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) content_dir: String,
    pub(super) verdicts: Verdicts,
    /// Faults of the words themselves, with the file they were told of.
    pub(super) broken: BTreeMap<QuoteIx, (SitePath, Vec<Diagnostic>)>,
    /// Items with block quotations: what came of those.
    pub(super) blocks: BTreeMap<Ix, Blocks>,
    /// By the position of the source.
    kept: Shelf<Arc<Kept>>,
    /// The sources for which a file was looked at.
    saw: HashMap<SitePath, Vec<SourceIx>>,
    /// The sources of which something is told.
    loud: BTreeSet<SourceIx>,
}

impl Told {
    /// What came of all sources, in their order.
    pub(super) fn new(
        content_dir: String,
        verdicts: Verdicts,
        kept: impl Iterator<Item = Kept>,
    ) -> Self {
        let broken = BTreeMap::new();
        let kept: Shelf<Arc<Kept>> = kept.map(Arc::new).collect();
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
    pub(super) fn kept(&self) -> &Shelf<Arc<Kept>> {
        &self.kept
    }

    /// The sources for which a file was looked at, be it there or not.
    pub(super) fn that_saw(&self, path: &str) -> impl Iterator<Item = SourceIx> {
        self.saw.get(path).into_iter().flatten().copied()
    }

    /// What is told of sources, in their order.
    pub(super) fn found(&self) -> impl Iterator<Item = &Diagnostic> {
        self.loud.iter().flat_map(|ix| &self.kept[ix.at()].found)
    }

    /// What came of one source now.
    pub(super) fn set(&mut self, ix: SourceIx, kept: Kept) {
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

    fn note(&mut self, ix: SourceIx, kept: &Kept) {
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
pub(super) struct Kept {
    /// The things whose texts were compared, in order.
    pub(super) from: Vec<Ix>,
    /// The files that were looked at.
    pub(super) seen: Vec<Seen>,
    /// The file of its snapshot, and whether that may be published.
    pub(super) snapshot: Option<(SitePath, bool)>,
    pub(super) copy: Option<Copy>,
    pub(super) verdicts: Vec<(Key, Arc<Judged>)>,
    /// What came of texts of quotes.
    pub(super) outcomes: Vec<(QuoteIx, Slot, Outcome)>,
    /// What came of passages of block quotations.
    pub(super) passages: Vec<Tried>,
    pub(super) found: Vec<Diagnostic>,
}

/// A passage of a block quotation beside the copy of one source that it cites.
#[derive(Debug, Clone)]
pub(super) struct Tried {
    /// The item, and the position of the passage among those of the item.
    pub(super) at: (Ix, usize),
    pub(super) outcome: Outcome,
    /// Which reading of the words that is of.
    pub(super) reading: usize,
    /// What is to be reported if it is this source that counts.
    pub(super) found: Vec<Diagnostic>,
}

/// A file as it was seen; `None`: it was not there.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    path: SitePath,
    input: Option<Input>,
}

impl Seen {
    pub(super) fn of(path: &SitePath, sources: &Sources) -> Self {
        Self { path: Arc::clone(path), input: sources.files.get(path).cloned() }
    }

    /// Whether it is what it was.
    pub(super) fn is_still(&self, sources: &Sources) -> bool {
        sources.files.get(&self.path) == self.input.as_ref()
    }
}

/// What is kept of a snapshot: hashes of its file and of that with its text, and what is known of the text.
#[derive(Debug, Clone)]
pub(super) struct Copy {
    pub(super) path: SitePath,
    pub(super) name: SitePath,
    pub(super) hash: Hash256,
    pub(super) text_hash: Hash256,
    pub(super) facts: Facts,
}

/// What is known from the last build, to be looked up.
#[derive(Default)]
pub(super) struct Known<'a> {
    verdicts: HashMap<Key, &'a Arc<Judged>>,
    hashes: HashMap<&'a SitePath, (&'a Seen, Hash256)>,
    facts: HashMap<(&'a SitePath, Hash256), &'a Facts>,
}

impl<'a> Known<'a> {
    /// What came of some sources.
    pub(super) fn of(all: impl Iterator<Item = &'a Arc<Kept>>) -> Self {
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

    pub(super) fn verdict(&self, key: Key) -> Option<Arc<Judged>> {
        self.verdicts.get(&key).map(|judged| Arc::clone(judged))
    }

    /// The hash of a file, which is not made again where it is what it was.
    pub(super) fn hash(&self, path: &SitePath, sources: &Sources) -> Option<Hash256> {
        let known = self.hashes.get(path).filter(|(seen, _)| seen.is_still(sources));
        match known {
            Some((_, hash)) => Some(*hash),
            None => snapshot::hash(sources.files.get(path)?),
        }
    }

    pub(super) fn facts(&self, path: &SitePath, hash: Hash256) -> Option<Facts> {
        self.facts.get(&(path, hash)).map(|facts| Facts::clone(facts))
    }
}

#[cfg(test)]
mod tests {
    use super::Key;
    use onrecord_base::hash::Hash256;
    use onrecord_verify::Ask;

    #[test]
    fn a_key_holds_everything_a_verdict_depends_on() {
        let hash = Hash256::of(b"text");
        let ask = Ask { words: "a", ..Ask::default() };
        let keys = [
            Key::of(&ask, &hash, false),
            Key::of(&ask, &hash, true),
            Key::of(&ask, &Hash256::of(b"other"), false),
            Key::of(&Ask { lines: Some((1, 1)), ..ask }, &hash, false),
            Key::of(&Ask { is_placed: true, ..ask }, &hash, false),
            Key::of(&Ask { is_reported: true, ..ask }, &hash, false),
            Key::of(&Ask { is_exchange: true, ..ask }, &hash, false),
            Key::of(&Ask { is_linked: true, ..ask }, &hash, false),
            Key::of(&Ask { words: "b", ..ask }, &hash, false),
            Key::of(&Ask { language: "de", ..ask }, &hash, false),
        ];
        for (n, key) in keys.iter().enumerate() {
            assert!(!keys[..n].contains(key), "{n}");
        }
    }
}
