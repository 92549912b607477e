//! Remembers verdicts, hashes and what was found in snapshots between builds of one process.
//!
//! A verdict depends on the words, what is said of their place, and the bytes of the snapshot; its key is a hash of
//! these. Dropping a memo at any moment changes only the time a build takes.

use crate::base::hash::Hash256;
use crate::base::path::SitePath;
use crate::input::sources::Input;
use crate::verify::judge::{Ask, Judged};
use crate::verify::snapshot::{self, Fault};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The hash of everything that a verdict depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key([u8; 16]);

impl Key {
    /// The key of a question to a text; the text by the hash of its file.
    pub fn of(ask: &Ask<'_>, held: &Hash256, is_clippings: bool) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&held.0);
        let (from, to) = ask.lines.map_or((u32::MAX, 0), |lines| lines);
        hasher.update(&from.to_le_bytes());
        hasher.update(&to.to_le_bytes());
        let flags = [ask.is_placed, ask.is_reported, ask.is_linked, is_clippings];
        hasher.update(&flags.map(u8::from));
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

/// What one generation of builds asked for.
#[derive(Debug, Default)]
struct Shelf {
    verdicts: BTreeMap<Key, Arc<Judged>>,
    facts: BTreeMap<(SitePath, Hash256), Facts>,
    hashes: BTreeMap<SitePath, (Arc<[u8]>, Hash256)>,
}

/// The memo of [`verify`](super::verify). What a build did not ask for is forgotten at its end.
#[derive(Debug, Default)]
pub struct VerifyMemo {
    last: Shelf,
    fresh: Mutex<Shelf>,
}

impl VerifyMemo {
    fn fresh<T>(&self, with: impl FnOnce(&mut Shelf) -> T) -> T {
        with(&mut self.fresh.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A verdict; made now if it was not made before.
    pub fn verdict(&self, key: Key, make: impl FnOnce() -> Judged) -> Arc<Judged> {
        let known = self.last.verdicts.get(&key).cloned();
        let known = known.or_else(|| self.fresh(|fresh| fresh.verdicts.get(&key).cloned()));
        let value = known.unwrap_or_else(|| Arc::new(make()));
        self.fresh(|fresh| fresh.verdicts.insert(key, Arc::clone(&value)));
        value
    }

    /// Whether a verdict is known.
    pub fn knows(&self, key: Key) -> bool {
        self.last.verdicts.contains_key(&key)
    }

    /// The hash of a file. Known bytes (the same memory, held here so that it stays theirs) are not read again.
    pub fn hash(&self, path: &SitePath, input: &Input) -> Option<Hash256> {
        let known = self.last.hashes.get(path).filter(|known| Arc::ptr_eq(&known.0, &input.bytes));
        let hash = match known {
            Some(known) if input.sha256.is_none() => known.1,
            _ => snapshot::hash(input)?,
        };
        let kept = (Arc::clone(&input.bytes), hash);
        self.fresh(|fresh| fresh.hashes.insert(Arc::clone(path), kept));
        Some(hash)
    }

    /// What is known of the text of a file by its name and hash; read now if it was not read before.
    pub fn facts(&self, path: &SitePath, hash: Hash256, read: impl FnOnce() -> Facts) -> Facts {
        let key = (Arc::clone(path), hash);
        let facts = self.last.facts.get(&key).cloned().unwrap_or_else(read);
        self.fresh(|fresh| fresh.facts.insert(key, facts.clone()));
        facts
    }

    /// Ends a build: what it did not ask for is forgotten.
    pub fn turn(&mut self) {
        self.last = std::mem::take(self.fresh.get_mut().unwrap_or_else(PoisonError::into_inner));
    }
}

#[cfg(test)]
mod tests {
    use super::{Key, VerifyMemo};
    use crate::base::hash::Hash256;
    use crate::verify::{Ask, Judged};
    use std::cell::Cell;

    #[test]
    fn what_is_not_asked_for_is_forgotten() {
        let made = Cell::new(0);
        let mut memo = VerifyMemo::default();
        let hash = Hash256::of(b"text");
        let mut build = |all: &[&str]| {
            for words in all {
                let key = Key::of(&Ask { words, ..Ask::default() }, &hash, false);
                memo.verdict(key, || {
                    made.set(made.get() + 1);
                    Judged::default()
                });
            }
            memo.turn();
            made.get()
        };
        assert_eq!(build(&["a", "b", "a"]), 2);
        assert_eq!(build(&["a", "c"]), 3);
        assert_eq!(build(&["b"]), 4);
    }

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
            Key::of(&Ask { is_linked: true, ..ask }, &hash, false),
            Key::of(&Ask { words: "b", ..ask }, &hash, false),
        ];
        for (n, key) in keys.iter().enumerate() {
            assert!(!keys[..n].contains(key), "{n}");
        }
    }
}
