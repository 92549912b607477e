//! Files that could not be read, as far as the names that they may define are concerned.

use crate::base::text::slug;
use crate::model::id::Kind;
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
    kinds: Vec<Kind>,
    /// Its words, each as a slug, with hyphens between them and at both ends.
    text: String,
    /// The same, each once.
    words: BTreeSet<String>,
}

impl UnreadFile {
    /// A file that may define items of some types.
    pub fn new(file: &Arc<str>, kinds: impl IntoIterator<Item = Kind>, text: &str) -> Self {
        let words: Vec<String> = words(file).chain(words(text)).collect();
        Self {
            file: Arc::clone(file),
            kinds: kinds.into_iter().collect(),
            text: format!("-{}-", words.join("-")),
            words: words.into_iter().collect(),
        }
    }

    /// Whether a name occurs in it.
    pub fn names(&self, name: &str) -> bool {
        let words: Vec<String> = words(name).collect();
        !words.is_empty()
            && words.iter().all(|word| self.words.contains(word))
            && self.text.contains(&format!("-{}-", words.join("-")))
    }

    /// Whether it may define an item of this type (`None`: of any) with this name.
    pub fn may_define(&self, kind: Option<Kind>, name: &str) -> bool {
        kind.is_none_or(|kind| self.kinds.contains(&kind)) && self.names(name)
    }
}

/// The words of a text as slugs: `The Night_Ferry` has `the`, `night` and `ferry`.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(slug)
}

#[cfg(test)]
mod tests {
    use super::UnreadFile;
    use crate::model::id::Kind;

    #[test]
    fn a_name_is_held_back_only_if_it_occurs() {
        let text = "- {id: minutes-2024, title: The Night Ferry}\n- {id: caf\u{e9}";
        let file = UnreadFile::new(&"content/sources.yaml".into(), [Kind::Source], text);
        for name in ["minutes-2024", "Minutes 2024", "night-ferry", "the_night_ferry", "cafe"] {
            assert!(file.may_define(Some(Kind::Source), name), "{name}");
        }
        assert!(file.may_define(None, "night"));
        for name in ["minutes-2025", "ferry-night", "minute", "2024-the", "x", ""] {
            assert!(!file.may_define(None, name), "{name}");
        }
        assert!(!file.may_define(Some(Kind::Quote), "minutes-2024"));
    }
}
