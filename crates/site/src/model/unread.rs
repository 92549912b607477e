//! Files that could not be read, as far as the names that they may define are concerned.

use onrecord_base::id::ItemKind;
use onrecord_base::text::slug;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A file that could not be read, or not in full.
///
/// A name that is unknown elsewhere may be defined in it, but only if it occurs in its text or path: nothing else
/// follows from the fault of this file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadFile {
    /// Its path.
    pub file: Arc<str>,
    /// The types of what it may define.
    kinds: Vec<ItemKind>,
    /// What may define names: its path, and of a note the front matter alone.
    definitions: TextWords,
    /// The rest, which may use names.
    uses: TextWords,
}

/// The words of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct TextWords {
    /// Each as a slug, with hyphens between them and at both ends.
    text: String,
    /// Each once.
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
    /// A file that may define items of some types.
    ///
    /// * `definitions`: the part of its text that may define names; `uses`: the part that may only use them.
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

    /// Whether a name occurs in it.
    pub fn names(&self, name: &str) -> bool {
        self.definitions.hold(name) || self.uses.hold(name)
    }

    /// Whether it may define an item of this type (`None`: of any) with this name.
    pub fn may_define(&self, kind: Option<ItemKind>, name: &str) -> bool {
        kind.is_none_or(|kind| self.kinds.contains(&kind)) && self.definitions.hold(name)
    }
}

/// The words of a text as slugs: `The Night_Ferry` has `the`, `night` and `ferry`.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(slug)
}

#[cfg(test)]
mod tests {
    use super::UnreadFile;
    use onrecord_base::id::ItemKind;

    #[test]
    fn a_name_is_held_back_only_if_it_occurs() {
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
