//! Word lists in a file: `[name]` starts a list, `#` starts a comment, one character separates entries.
//!
//! The files are in `src/words/` and are compiled into the program. Does not depend on the purpose of the words.

use std::collections::{BTreeMap, HashSet};

/// Lists of words by name.
#[derive(Debug, Default)]
pub struct WordLists(BTreeMap<&'static str, HashSet<String>>);

impl WordLists {
    /// Reads a file whose entries are separated by `apart`; an entry may continue on the next line.
    pub fn read(text: &'static str, apart: char) -> Self {
        let mut out = Self::default();
        let mut name = "";
        let mut entry = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')).chain([""]) {
            let head = line.strip_prefix('[').and_then(|line| line.strip_suffix(']'));
            // A heading or a blank line ends the entry before it.
            if head.is_some() || line.is_empty() {
                out.add(name, &std::mem::take(&mut entry), apart);
                name = head.unwrap_or(name);
                continue;
            }
            entry.push_str(line);
            entry.push(if line.ends_with(apart) { ' ' } else { apart });
        }
        out
    }

    fn add(&mut self, name: &'static str, entries: &str, apart: char) {
        let list = self.0.entry(name).or_default();
        list.extend(
            entries.split(apart).map(str::trim).filter(|e| !e.is_empty()).map(str::to_owned),
        );
    }

    /// True if a list contains a word.
    pub fn has(&self, list: &str, word: &str) -> bool {
        self.0.get(list).is_some_and(|list| list.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::WordLists;

    #[test]
    fn lists_are_read() {
        let lists =
            WordLists::read("# note\n[a]\none, two words,\nthree\n\n[b]\n# note\nfour\n", ',');
        for (list, word, expected) in [
            ("a", "one", true),
            ("a", "two words", true),
            ("a", "three", true),
            ("a", "four", false),
            ("b", "four", true),
            ("a", "note", false),
            ("c", "one", false),
        ] {
            assert_eq!(lists.has(list, word), expected, "{list} {word}");
        }
    }
}
