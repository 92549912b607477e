//! The table of claimed addresses, in which a duplicate is found by construction.

use super::file_of;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization as _;

/// Addresses of the output, each with what claims it.
///
/// Addresses are the same if they are the same file after NFC and without case: two names that are different files on
/// one file system are the same file on another.
#[derive(Debug)]
pub struct RouteTable<C> {
    /// In the order of their claims, with their keys.
    claims: Vec<(String, C)>,
    by_key: HashMap<String, usize>,
}

impl<C> Default for RouteTable<C> {
    fn default() -> Self {
        Self { claims: vec![], by_key: HashMap::new() }
    }
}

impl<C> RouteTable<C> {
    /// Claims an address. If it is already claimed, the table does not change; returns the earlier claim and
    /// the given one.
    pub fn claim(&mut self, path: &str, claim: C) -> Option<(&C, C)> {
        let key = same_file_key(path);
        if let Some(&at) = self.by_key.get(&key) {
            return Some((&self.claims[at].1, claim));
        }
        self.by_key.insert(key.clone(), self.claims.len());
        self.claims.push((key, claim));
        None
    }

    /// The claim of an address.
    pub fn get(&self, path: &str) -> Option<&C> {
        self.by_key.get(&same_file_key(path)).map(|&at| &self.claims[at].1)
    }

    /// Pairs of claims in which the first is a file whose name the second needs for a folder, in the order of the second.
    pub fn files_above(&self) -> impl Iterator<Item = (&C, &C)> {
        self.claims.iter().filter_map(|(key, claim)| {
            let mut folders = key.match_indices('/').filter_map(|(at, _)| key.get(..at));
            let above = folders.find_map(|folder| self.by_key.get(folder))?;
            Some((&self.claims[*above].1, claim))
        })
    }
}

/// The file of an address, in a form that is equal for addresses that are the same file.
pub fn same_file_key(path: &str) -> String {
    file_of(path).nfc().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::{RouteTable, same_file_key};

    #[test]
    fn names_are_compared_without_case_and_composition() {
        assert_eq!(same_file_key("Caf\u{e9}/"), same_file_key("cafe\u{301}/"));
        assert_eq!(same_file_key("a/INDEX.html"), same_file_key("A/"));
        assert_ne!(same_file_key("a.html"), same_file_key("a/"));
        assert_ne!(same_file_key("a"), same_file_key("a/"));
    }

    #[test]
    fn a_second_claim_is_a_clash() {
        let mut table = RouteTable::default();
        assert_eq!(table.claim("a/", 1), None);
        assert_eq!(table.claim("A/index.html", 2), Some((&1, 2)));
        assert_eq!(table.get("a/"), Some(&1));
    }

    #[test]
    fn a_file_cannot_be_a_folder() {
        let mut table = RouteTable::default();
        for (n, path) in ["Licence", "licence/", "a.b", "a.b/c/", "a/"].iter().enumerate() {
            assert_eq!(table.claim(path, n), None, "{path}");
        }
        assert_eq!(table.files_above().collect::<Vec<_>>(), [(&0, &1), (&2, &3)]);
    }
}
