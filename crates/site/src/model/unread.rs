//! Files that could not be read, reduced to the names that they may define or use.

use onrecord_base::id::ItemKind;
use onrecord_base::text::slug;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A file that could not be read at all or in part.
///
/// An unknown name elsewhere may be defined in it, but only if it occurs in the text or path of the
/// file. Such names are not reported as unknown. All other checks ignore the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadFile {
    /// The path.
    pub file: Arc<str>,
    /// The types of item that it may define.
    kinds: Vec<ItemKind>,
    /// The words that may define names: the path and the text; of a note only the front matter.
    definitions: TextWords,
    /// The words of the rest, which may use names.
    uses: TextWords,
}

/// The words of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct TextWords {
    /// The slugs of all words, in order, joined and enclosed by hyphens.
    text: String,
    /// The slugs without repetition, for a fast test.
    all: BTreeSet<String>,
}

impl TextWords {
    fn new(words: impl Iterator<Item = String>) -> Self {
        let words: Vec<String> = words.collect();
        Self { text: format!("-{}-", words.join("-")), all: words.into_iter().collect() }
    }

    fn hold(&self, name: &str) -> bool {
        let name: Vec<String> = words(name).collect();
        !name.is_empty()
            && name.iter().all(|word| self.all.contains(word))
            && self.text.contains(&format!("-{}-", name.join("-")))
    }
}

impl UnreadFile {
    /// Creates the record of a file that may define items of `kinds`.
    ///
    /// * `definitions`: the text that may define names.
    /// * `uses`: the text that may only use names.
    pub fn new(
        file: &Arc<str>,
        kinds: impl IntoIterator<Item = ItemKind>,
        (definitions, uses): (&str, &str),
    ) -> Self {
        Self {
            file: Arc::clone(file),
            kinds: kinds.into_iter().collect(),
            definitions: TextWords::new(words(file).chain(words(definitions))),
            uses: TextWords::new(words(uses)),
        }
    }

    /// True if `name` occurs in the file.
    pub fn names(&self, name: &str) -> bool {
        self.definitions.hold(name) || self.uses.hold(name)
    }

    /// True if the file may define an item of this type (`None`: any type) with this name.
    pub fn may_define(&self, kind: Option<ItemKind>, name: &str) -> bool {
        kind.is_none_or(|kind| self.kinds.contains(&kind)) && self.definitions.hold(name)
    }
}

/// The words of a text as slugs: `The Night_Ferry` gives `the`, `night` and `ferry`.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(slug)
}

#[cfg(test)]
mod tests {
    use super::UnreadFile;
    use onrecord_base::id::ItemKind;

    #[test]
    fn a_name_may_be_defined_only_if_it_occurs() {
        let text = "- {id: minutes-2024, title: The Night Ferry}\n- {id: caf\u{e9}";
        let file = "content/sources.yaml".into();
        let file = UnreadFile::new(&file, [ItemKind::Source], (text, "uses the north bridge"));
        for name in ["minutes-2024", "Minutes 2024", "night-ferry", "the_night_ferry", "cafe"] {
            assert!(file.may_define(Some(ItemKind::Source), name), "{name}");
        }
        for name in ["minutes-2025", "ferry-night", "minute", "x", "", "north-bridge"] {
            assert!(!file.may_define(None, name), "{name}");
        }
        assert!(file.names("north-bridge") && !file.names("south-bridge"));
        assert!(!file.may_define(Some(ItemKind::Quote), "minutes-2024"));
    }
}
