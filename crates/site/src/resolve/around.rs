//! What a reference may name besides items: the files of the site, by their paths.

use onrecord_base::text::{composed, is_composed};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What of the world outside the things a reference may name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownFiles {
    /// Every input file, by path from the site's folder.
    pub files: Arc<BTreeSet<Arc<str>>>,
    /// Files whose paths are not in composed form (NFC), as disks of some systems keep them, by the
    /// composed form.
    pub decomposed: Arc<BTreeMap<String, Arc<str>>>,
    /// The content folder.
    pub content_dir: String,
    /// The folder of files copied as they stand.
    pub static_dir: String,
    /// Whether this is the second pass, over what may be seen: then what a source rests on may be
    /// missing because it is withheld.
    pub released: bool,
}

impl KnownFiles {
    /// The files of a site, and its two folders; for the first pass.
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

    /// The file of a path, as the disk spells it; letters may be composed otherwise.
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
