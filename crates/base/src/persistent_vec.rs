//! A list whose copies share the chunks that they do not change.
//!
//! For lists of a whole site, in which an edit changes one item in thousands. A clone costs one reference count per
//! 256 items; changing an item copies its chunk. Does not depend on the type of its items.

use std::fmt;
use std::ops::Index;
use std::sync::Arc;

/// The number of items in a chunk.
const CHUNK: usize = 256;

/// A list; all chunks except the last are full.
pub struct PersistentVec<T> {
    chunks: Vec<Arc<Vec<T>>>,
}

impl<T> PersistentVec<T> {
    /// The number of items.
    pub fn len(&self) -> usize {
        self.chunks.last().map_or(0, |last| (self.chunks.len() - 1) * CHUNK + last.len())
    }

    /// True if the list has no items.
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// The item at a position; `None` past the end.
    pub fn get(&self, at: usize) -> Option<&T> {
        self.chunks.get(at / CHUNK)?.get(at % CHUNK)
    }

    /// All items, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }
}

impl<T: Clone> PersistentVec<T> {
    /// Appends an item.
    pub fn push(&mut self, item: T) {
        match self.chunks.last_mut() {
            Some(last) if last.len() < CHUNK => Arc::make_mut(last).push(item),
            _ => {
                let mut chunk = Vec::with_capacity(CHUNK);
                chunk.push(item);
                self.chunks.push(Arc::new(chunk));
            }
        }
    }

    /// The item at a position, for a change. Copies its chunk if another list shares it.
    pub fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        Arc::make_mut(self.chunks.get_mut(at / CHUNK)?).get_mut(at % CHUNK)
    }

    /// Replaces the item at a position; does nothing past the end.
    pub fn set(&mut self, at: usize, item: T) {
        if let Some(old) = self.get_mut(at) {
            *old = item;
        }
    }
}

impl<T> Index<usize> for PersistentVec<T> {
    type Output = T;
    fn index(&self, at: usize) -> &T {
        &self.chunks[at / CHUNK][at % CHUNK]
    }
}

impl<T> Clone for PersistentVec<T> {
    fn clone(&self) -> Self {
        Self { chunks: self.chunks.clone() }
    }
}

impl<T> Default for PersistentVec<T> {
    fn default() -> Self {
        Self { chunks: vec![] }
    }
}

impl<T: fmt::Debug> fmt::Debug for PersistentVec<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<T> FromIterator<T> for PersistentVec<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut items = items.into_iter();
        let mut chunks = vec![];
        loop {
            let chunk: Vec<T> = items.by_ref().take(CHUNK).collect();
            if chunk.is_empty() {
                return Self { chunks };
            }
            chunks.push(Arc::new(chunk));
        }
    }
}

impl<'a, T> IntoIterator for &'a PersistentVec<T> {
    type Item = &'a T;
    type IntoIter = std::iter::FlatMap<
        std::slice::Iter<'a, Arc<Vec<T>>>,
        std::slice::Iter<'a, T>,
        fn(&'a Arc<Vec<T>>) -> std::slice::Iter<'a, T>,
    >;
    fn into_iter(self) -> Self::IntoIter {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::{CHUNK, PersistentVec};

    #[test]
    fn it_reads_like_the_list_it_was_made_of() {
        for n in [0, 1, CHUNK, CHUNK + 1, 3 * CHUNK] {
            let list: Vec<usize> = (0..n).collect();
            let mut pushed = PersistentVec::default();
            for item in &list {
                pushed.push(*item);
            }
            for shelf in [list.iter().copied().collect(), pushed] {
                assert_eq!((shelf.len(), shelf.is_empty()), (n, n == 0));
                assert!(shelf.iter().eq(&list) && (&shelf).into_iter().eq(&list));
                assert!(list.iter().all(|at| shelf[*at] == *at && shelf.get(*at) == Some(at)));
                assert_eq!(shelf.get(n), None);
            }
        }
    }

    #[test]
    fn a_copy_changes_alone() {
        let first: PersistentVec<usize> = (0..1000).collect();
        let mut second = first.clone();
        second.set(700, 1);
        second.set(5000, 1);
        assert_eq!((first[700], second[700], second[701], second.len()), (700, 1, 701, 1000));
    }
}
