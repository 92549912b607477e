//! The input files of a build, by path.
//!
//! `io::read` or a test fills [`InputFiles`]; this module never accesses the disk.

use onrecord_base::hash::Sha256Hash;
use onrecord_base::path::SitePath;
use onrecord_base::text::composed;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

/// The files of a site. Every pass iterates in the order of this map, so the order of the file
/// system never affects the output.
#[derive(Debug, Clone, Default)]
pub struct InputFiles {
    /// The files by path, relative to the folder of `site.yaml`.
    pub files: BTreeMap<SitePath, InputFile>,
    /// Files that exist but were not read, with the reason.
    pub refused: BTreeMap<SitePath, RefusedFile>,
    /// Hidden or private files below the static folder (`.env`, `*~`, `id_rsa`): omitted and
    /// reported.
    pub left_out: Vec<SitePath>,
}

/// One file.
#[derive(Debug, Clone)]
pub struct InputFile {
    /// The content; for files that are only copied (images, archives), the first [`HEAD`] bytes.
    pub bytes: Arc<[u8]>,
    /// The full length in bytes.
    pub len: u64,
    /// The hash of the full content, for files of which only the head is in memory and that may be
    /// snapshots of sources. `None` for all others.
    pub sha256: Option<Sha256Hash>,
}

/// The number of bytes read from files that are only copied: enough for the dimensions of an image.
pub const HEAD: usize = 64 * 1024;

/// Extensions of files that are never hashed, because they cannot be snapshots of sources.
pub const PICTURES: &[&str] =
    &["png", "jpg", "jpeg", "gif", "webp", "avif", "ico", "woff", "woff2", "ttf", "otf"];

/// The maximum size of a file that is hashed, in bytes: a recording of a few hours.
pub const MAX_HASHED: u64 = 1024 * 1024 * 1024;

/// The maximum size of a text file, in bytes (notes, list files, templates, bibliographies).
pub const MAX_TEXT: u64 = 16 * 1024 * 1024;

/// Extensions of files that are read in full.
pub const TEXT_ENDINGS: &[&str] = &[
    "md", "yaml", "yml", "bib", "json", "ris", "txt", "html", "htm", "xml", "css", "js", "svg",
    "csl",
];

/// The reason why a file was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusedFile {
    /// A symbolic link.
    Link,
    /// A pipe, socket or device.
    Special,
    /// Larger than [`MAX_TEXT`]; contains the length in bytes.
    Large(u64),
    /// The name is not UTF-8 or contains a control character; the path is an approximation.
    Name,
}

impl PartialEq for InputFile {
    fn eq(&self, other: &Self) -> bool {
        // Usually both share one buffer, so the pointer comparison is enough.
        (self.len, self.sha256) == (other.len, other.sha256)
            && (Arc::ptr_eq(&self.bytes, &other.bytes) || self.bytes == other.bytes)
    }
}

impl Eq for InputFile {}

impl InputFile {
    /// Creates a file with its full content.
    pub fn whole(bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        Self { len: bytes.len() as u64, bytes, sha256: None }
    }

    /// True if `bytes` is the full content.
    pub fn is_whole(&self) -> bool {
        self.bytes.len() as u64 == self.len
    }
}

impl InputFiles {
    /// The text of a file that was read in full; `None` if the file does not exist or is not UTF-8.
    pub fn text(&self, path: &str) -> Option<&str> {
        std::str::from_utf8(&self.files.get(path)?.bytes).ok()
    }

    /// Finds a file by path; Unicode normalization (NFC or NFD) may differ from the disk.
    ///
    /// * Cost: one lookup. If a path with non-ASCII characters is not found, all files of the
    ///   folder above the first such character are compared.
    pub fn find(&self, path: &str) -> Option<(&SitePath, &InputFile)> {
        if let Some(found) = self.files.get_key_value(path) {
            return Some(found);
        }
        let plain = path.bytes().position(|byte| !byte.is_ascii())?;
        let folder = path.get(..plain)?.rfind('/').map_or("", |at| &path[..=at]);
        let wanted = composed(path);
        let from = (Bound::Included(folder), Bound::Unbounded);
        let in_folder =
            self.files.range::<str, _>(from).take_while(|(file, _)| file.starts_with(folder));
        in_folder.into_iter().find(|(file, _)| !file.is_ascii() && composed(file) == wanted)
    }

    /// Returns the paths added, removed or modified since `before`.
    ///
    /// * Cost: one comparison per path; contents are compared only if the buffers are not shared.
    pub fn changed_since(&self, before: &Self) -> BTreeSet<SitePath> {
        let mut changed = BTreeSet::new();
        let mut old = before.files.iter().peekable();
        for (path, input) in &self.files {
            // Paths are usually shared, so the pointer comparison is enough.
            let is_same = |(other, _): &(&SitePath, _)| Arc::ptr_eq(other, path) || *other == path;
            let is_before =
                |(other, _): &(&SitePath, _)| !Arc::ptr_eq(other, path) && *other < path;
            while let Some((gone, _)) = old.next_if(is_before) {
                changed.insert(Arc::clone(gone));
            }
            if old.next_if(is_same).is_none_or(|(_, old)| old != input) {
                changed.insert(Arc::clone(path));
            }
        }
        changed.extend(old.map(|(gone, _)| Arc::clone(gone)));
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::{InputFile, InputFiles};

    fn of(files: &[(&str, &str)]) -> InputFiles {
        let input =
            |(path, text): &(&str, &str)| ((*path).into(), InputFile::whole(text.as_bytes()));
        InputFiles { files: files.iter().map(input).collect(), ..InputFiles::default() }
    }

    #[test]
    fn a_file_is_found_however_its_letters_are_composed() {
        let all = of(&[("a/u\u{308}.txt", "1"), ("b/\u{fc}.txt", "2"), ("b/u.txt", "3")]);
        let text = |path: &str| all.find(path).map(|(_, input)| input.bytes[0]);
        assert_eq!(text("a/\u{fc}.txt"), Some(b'1'));
        assert_eq!(text("a/u\u{308}.txt"), Some(b'1'));
        assert_eq!(text("b/u\u{308}.txt"), Some(b'2'));
        assert_eq!((text("c/\u{fc}.txt"), text("b/x.txt"), text("\u{fc}")), (None, None, None));
    }

    #[test]
    fn added_removed_and_edited_files_are_changed() {
        let before = of(&[("a", "1"), ("b", "1"), ("d", "1"), ("e", "1"), ("z", "1")]);
        let after = of(&[("a", "1"), ("b", "2"), ("c", "1"), ("e", "1")]);
        let changed = |a: &InputFiles, b: &InputFiles| {
            a.changed_since(b).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(changed(&after, &before), ["b", "c", "d", "z"]);
        assert_eq!(changed(&before, &after), ["b", "c", "d", "z"]);
        assert_eq!(changed(&after, &after.clone()), [""; 0]);
    }
}
