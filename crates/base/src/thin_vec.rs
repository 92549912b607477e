//! A list that is usually empty, and then is as small as a pointer.
//!
//! For fields that few items have, on items of which a site has tens of thousands.

use std::ops::Deref;

/// A list in a box; an empty list allocates nothing.
#[derive(Clone, PartialEq, Eq, Hash)]
#[expect(clippy::box_collection, reason = "a pointer to nothing is smaller than a list of nothing")]
pub struct ThinVec<T>(Option<Box<Vec<T>>>);

impl<T> Default for ThinVec<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: std::fmt::Debug> std::fmt::Debug for ThinVec<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<T> Deref for ThinVec<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        self.0.as_deref().map_or(&[], Vec::as_slice)
    }
}

impl<T> From<Vec<T>> for ThinVec<T> {
    fn from(list: Vec<T>) -> Self {
        Self((!list.is_empty()).then(|| Box::new(list)))
    }
}

impl<T> FromIterator<T> for ThinVec<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        items.into_iter().collect::<Vec<T>>().into()
    }
}

impl<'a, T> IntoIterator for &'a ThinVec<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::ThinVec;

    #[test]
    fn it_reads_like_the_list_it_was_made_of() {
        let lists: [Vec<u8>; 3] = [vec![], vec![1], vec![1, 2, 3]];
        for list in lists {
            let few: ThinVec<u8> = list.iter().copied().collect();
            assert_eq!(*few, list);
            assert_eq!(few, ThinVec::from(list));
        }
        assert_eq!(size_of::<ThinVec<String>>(), size_of::<usize>());
        assert_eq!(ThinVec::<u8>::default(), ThinVec::from(vec![]));
    }
}
