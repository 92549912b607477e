//! All bytes of a build, by path. Made by the shell (`io::read`) or by a test; never reads.

use onrecord_base::hash::Sha256Hash;
use onrecord_base::path::SitePath;
use onrecord_base::text::composed;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

/// The files of a site. The order of the map is the order of every pass, so the order in which a
/// disk gives its files can never show.
#[derive(Debug, Clone, Default)]
pub struct InputFiles {
    /// The files by path from the folder of `site.yaml`.
    pub files: BTreeMap<SitePath, InputFile>,
    /// What was found and not read, with the reason.
    pub refused: BTreeMap<SitePath, RefusedFile>,
    /// Hidden or private files under the static folder (`.env`, `*~`, `id_rsa`): left out, and named.
    pub left_out: Vec<SitePath>,
}

/// One file.
#[derive(Debug, Clone)]
pub struct InputFile {
    /// Its bytes; for images, archives and other files that are only copied, the first
    /// [`HEAD`] of them.
    pub bytes: Arc<[u8]>,
    /// Its whole length in bytes.
    pub len: u64,
    /// The hash of all its bytes, for a file of which only the head is here and that may be the snapshot of a
    /// source.
    pub sha256: Option<Sha256Hash>,
}

/// How much is read of a file that is only copied: enough for an image's dimensions.
pub const HEAD: usize = 64 * 1024;

/// Endings of files that are never hashed though only their head is read: no source is held in them.
pub const PICTURES: &[&str] =
    &["png", "jpg", "jpeg", "gif", "webp", "avif", "ico", "woff", "woff2", "ttf", "otf"];

/// The largest file that is hashed, in bytes: a recording of some hours.
pub const MAX_HASHED: u64 = 1024 * 1024 * 1024;

/// The largest text file that is read, in bytes (notes, list files, templates, bibliographies).
pub const MAX_TEXT: u64 = 16 * 1024 * 1024;

/// Endings of files that are read whole because the program understands them.
pub const TEXT_ENDINGS: &[&str] = &[
    "md", "yaml", "yml", "bib", "json", "ris", "txt", "html", "htm", "xml", "css", "js", "svg",
    "csl",
];

/// Why a file was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusedFile {
    /// A symbolic link.
    Link,
    /// A pipe, socket or device.
    Special,
    /// Larger than [`MAX_TEXT`]; its length.
    Large(u64),
    /// Its name is not UTF-8 or holds a control character; the path shows it as well as it can.
    Name,
}

impl PartialEq for InputFile {
    fn eq(&self, other: &Self) -> bool {
        // Mostly the two are the same file that was read once.
        (self.len, self.sha256) == (other.len, other.sha256)
            && (Arc::ptr_eq(&self.bytes, &other.bytes) || self.bytes == other.bytes)
    }
}

impl Eq for InputFile {}

impl InputFile {
    /// A file held whole.
    pub fn whole(bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        Self { len: bytes.len() as u64, bytes, sha256: None }
    }

    /// Whether all its bytes are here.
    pub fn is_whole(&self) -> bool {
        self.bytes.len() as u64 == self.len
    }
}

impl InputFiles {
    /// The text of a file read whole; `None` when there is no such file or it is not UTF-8.
    pub fn text(&self, path: &str) -> Option<&str> {
        std::str::from_utf8(&self.files.get(path)?.bytes).ok()
    }

    /// A file by its path, as the disk spells it; letters may be composed otherwise (NFC).
    ///
    /// * Cost: a look-up; for a path with other letters than ASCII that is not there, a look through the folder
    ///   above the first of them.
    pub fn find(&self, path: &str) -> Option<(&SitePath, &InputFile)> {
        if let Some(found) = self.files.get_key_value(path) {
            return Some(found);
        }
        let plain = path.bytes().position(|byte| !byte.is_ascii())?;
        let folder = path.get(..plain)?.rfind('/').map_or("", |at| &path[..=at]);
        let wanted = composed(path);
        let from = (Bound::Included(folder), Bound::Unbounded);
        let near =
            self.files.range::<str, _>(from).take_while(|(file, _)| file.starts_with(folder));
        near.into_iter().find(|(file, _)| !file.is_ascii() && composed(file) == wanted)
    }

    /// The files that are other than before: come, gone, or with other bytes.
    ///
    /// * Cost: a look at each path; of bytes only where the two do not share them.
    pub fn changed_since(&self, before: &Self) -> BTreeSet<SitePath> {
        let mut others = BTreeSet::new();
        let mut old = before.files.iter().peekable();
        for (path, input) in &self.files {
            // Paths are mostly the very same values, and then need not be read.
            let is_same = |(other, _): &(&SitePath, _)| Arc::ptr_eq(other, path) || *other == path;
            let is_before =
                |(other, _): &(&SitePath, _)| !Arc::ptr_eq(other, path) && *other < path;
            while let Some((gone, _)) = old.next_if(is_before) {
                others.insert(Arc::clone(gone));
            }
            if old.next_if(is_same).is_none_or(|(_, old)| old != input) {
                others.insert(Arc::clone(path));
            }
        }
        others.extend(old.map(|(gone, _)| Arc::clone(gone)));
        others
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
    fn files_that_came_went_or_were_edited_are_others() {
        let before = of(&[("a", "1"), ("b", "1"), ("d", "1"), ("e", "1"), ("z", "1")]);
        let after = of(&[("a", "1"), ("b", "2"), ("c", "1"), ("e", "1")]);
        let others = |a: &InputFiles, b: &InputFiles| {
            a.changed_since(b).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(others(&after, &before), ["b", "c", "d", "z"]);
        assert_eq!(others(&before, &after), ["b", "c", "d", "z"]);
        assert_eq!(others(&after, &after.clone()), [""; 0]);
    }
}
