//! The files that a reference may name, by path.

use onrecord_base::text::{composed, is_composed};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Targets of references that are not items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownFiles {
    /// Every input file, by path relative to the site folder.
    pub files: Arc<BTreeSet<Arc<str>>>,
    /// Files whose paths are not in NFC, as some file systems store them, by their NFC form.
    pub decomposed: Arc<BTreeMap<String, Arc<str>>>,
    /// The content folder.
    pub content_dir: String,
    /// The folder of files to copy unchanged.
    pub static_dir: String,
    /// True in the second pass, over visible items only. The bases of a source may then be missing
    /// because they are withheld.
    pub released: bool,
}

impl KnownFiles {
    /// Collects the files and the two folders of a site, for the first pass.
    pub fn new<'a>(
        files: impl Iterator<Item = &'a Arc<str>> + Clone,
        content_dir: &str,
        static_dir: &str,
    ) -> Self {
        let decomposed = files.clone().filter(|path| !is_composed(path));
        Self {
            decomposed: Arc::new(decomposed.map(|path| (composed(path), path.clone())).collect()),
            files: Arc::new(files.cloned().collect()),
            content_dir: content_dir.to_owned(),
            static_dir: static_dir.to_owned(),
            released: false,
        }
    }

    /// Finds the file of a path; Unicode normalization may differ from the disk.
    pub fn find(&self, path: &str) -> Option<&Arc<str>> {
        if let Some(file) = self.files.get(path) {
            return Some(file);
        }
        if path.is_ascii() {
            return None;
        }
        let path = composed(path);
        self.files.get(path.as_str()).or_else(|| self.decomposed.get(&path))
    }
}
