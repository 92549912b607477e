//! Reads the site's folder. Only this file and [`disk`](super::disk) (for the writer) read files.
//!
//! Every file is opened beneath the site's folder without following links, whatever its path says, and only
//! regular files are read. Knows file names and endings, and no contents. Start with [`folder`].

use super::IoError;
use super::disk::is_absent;
use super::scan::FileStamp;
use crate::render::theme::DEFAULT;
use onrecord_base::hash::{IncrementalHash, Sha256Hash};
use onrecord_base::path::{SitePath, ending};
use onrecord_site::input::config::{InputPaths, SITE_FILE};
use onrecord_site::input::files::{
    HEAD, InputFile, InputFiles, MAX_HASHED, MAX_TEXT, PICTURES, RefusedFile, TEXT_ENDINGS,
};
use rayon::prelude::*;
use rustix::fs::{AtFlags, Mode, OFlags, ResolveFlags};
use rustix::io::Errno;
use std::collections::{BTreeSet, HashSet};
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

/// The folder of templates that override those of the theme.
pub const TEMPLATES: &str = "templates";

/// The folder of the site's own themes, one folder per theme.
pub const THEMES: &str = "themes";

/// A site on disk: its folder and its settings file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteFolder {
    /// The folder of the settings file; absolute.
    pub root: PathBuf,
    /// The name of the settings file in it, usually [`SITE_FILE`].
    pub config: SitePath,
}

/// The reason why no site was found.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// No [`SITE_FILE`] in the folder or any of its parents.
    #[error("no `site.yaml` in {} or its parent folders; `onrecord init DIR` creates a site", .0.display())]
    NoSite(PathBuf),
    /// The folder of `--root` does not exist.
    #[error("the folder {} does not exist", .0.display())]
    NoFolder(PathBuf),
    /// The file of `--config` does not exist.
    #[error("the configuration {} does not exist", .0.display())]
    NoConfig(PathBuf),
    /// The settings file is not a regular file, or its name is not UTF-8.
    #[error("{} cannot be a configuration: not a regular file with a plain name", .0.display())]
    NotAFile(PathBuf),
    /// The operating system reported an error.
    #[error(transparent)]
    Io(#[from] IoError),
}

/// Finds the site that `start` (a folder) belongs to.
///
/// Without `config`, looks for [`SITE_FILE`] in `start` and then in its parents; `config` is the path of the
/// file itself, relative to `start` unless it is absolute.
pub fn find_site(start: &Path, config: Option<&Path>) -> Result<SiteFolder, FindError> {
    let start = match start.canonicalize() {
        Ok(start) => start,
        Err(why) if is_absent(&why) => return Err(FindError::NoFolder(start.to_owned())),
        Err(why) => return Err(IoError::at("open", start)(why).into()),
    };
    if let Some(named) = config {
        let path = start.join(named);
        if !path.exists() {
            return Err(FindError::NoConfig(path));
        }
        return site_of(&path);
    }
    let found = start.ancestors().map(|folder| folder.join(SITE_FILE)).find(|path| path.exists());
    found.map_or_else(|| Err(FindError::NoSite(start.clone())), |path| site_of(&path))
}

fn site_of(config: &Path) -> Result<SiteFolder, FindError> {
    let name = config.file_name().and_then(|name| name.to_str());
    let (Some(name), Some(folder), true) = (name, config.parent(), config.is_file()) else {
        return Err(FindError::NotAFile(config.to_owned()));
    };
    let root = folder.canonicalize().map_err(IoError::at("open", folder))?;
    Ok(SiteFolder { root, config: name.into() })
}

/// A folder beneath which files are opened. No path and no link leads out of it.
#[derive(Debug)]
pub struct RootDir {
    root: PathBuf,
    folder: OwnedFd,
}

impl RootDir {
    /// Opens the folder.
    pub fn open(root: &Path) -> Result<Self, IoError> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let folder = rustix::fs::open(root, flags, Mode::empty())
            .map_err(|errno| IoError::at("open", root)(errno.into()))?;
        Ok(Self { root: root.to_owned(), folder })
    }

    /// Opens a file for reading; never blocks on a pipe.
    /// `ELOOP` or `EXDEV`: the path contains a link or `..`.
    pub fn file(&self, path: &str) -> io::Result<File> {
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
        let beneath = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
        match rustix::fs::openat2(&self.folder, path, flags, Mode::empty(), beneath) {
            Ok(file) => Ok(File::from(file)),
            Err(Errno::NOSYS | Errno::PERM | Errno::INVAL) => self.step_by_step(path, flags),
            Err(errno) => Err(errno.into()),
        }
    }

    /// For systems without `openat2`: opens each folder of the path without following a link.
    fn step_by_step(&self, path: &str, flags: OFlags) -> io::Result<File> {
        let mut parts = path.split('/').peekable();
        let mut folder: Option<OwnedFd> = None;
        while let Some(part) = parts.next() {
            if matches!(part, "" | "." | "..") {
                return Err(Errno::XDEV.into());
            }
            let last = parts.peek().is_none();
            let flags = if last { flags } else { flags | OFlags::DIRECTORY } | OFlags::NOFOLLOW;
            let at = folder.as_ref().unwrap_or(&self.folder);
            let next = rustix::fs::openat(at, part, flags, Mode::empty())?;
            if last {
                return Ok(File::from(next));
            }
            folder = Some(next);
        }
        Err(Errno::NOENT.into())
    }

    /// Returns the current stamp of a file; `None` if it is not a regular file.
    pub(super) fn mark(&self, path: &str) -> Option<FileStamp> {
        let stat = rustix::fs::statat(&self.folder, path, AtFlags::SYMLINK_NOFOLLOW).ok()?;
        FileStamp::of_stat(&stat)
    }

    /// Returns all bytes of a regular file of at most `limit` bytes.
    pub fn whole(&self, path: &str, limit: u64) -> Result<Vec<u8>, IoError> {
        let read = || {
            let mut file = self.file(path)?;
            let meta = file.metadata()?;
            if !meta.is_file() {
                return Err(io::Error::other("not a regular file"));
            }
            if meta.len() > limit {
                return Err(io::Error::other(format!("it is larger than {limit} bytes")));
            }
            let mut bytes = Vec::with_capacity(usize::try_from(meta.len()).unwrap_or(0));
            file.read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        read().map_err(IoError::at("read", &self.root.join(path)))
    }
}

/// Reads the files that `wanted` names below `root`, which is absolute.
///
/// Skips without a diagnostic: names in content that begin with `_` or `.`, backup files (`*~`, `#x#`), files
/// that vanish meanwhile. Links, pipes, devices, unreadable names and texts over [`MAX_TEXT`] are in
/// [`InputFiles::refused`]; hidden and private static files in [`InputFiles::left_out`].
pub fn folder(root: &Path, wanted: &InputPaths) -> Result<InputFiles, IoError> {
    let listing = listing(root, wanted)?;
    let mut sources = listing.sources;
    take(root, &mut sources, listing.files)?;
    Ok(sources)
}

/// Reads files that content names outside the folders of the site: snapshots.
pub fn more(
    root: &Path,
    sources: &mut InputFiles,
    files: BTreeSet<SitePath>,
) -> Result<(), IoError> {
    take(root, sources, files.into_iter().map(|path| (path, false)).collect())
}

/// Reads files in parallel and adds them to `sources`.
fn take(
    root: &Path,
    sources: &mut InputFiles,
    files: Vec<(SitePath, bool)>,
) -> Result<(), IoError> {
    let beneath = RootDir::open(root)?;
    let read: Result<Vec<_>, IoError> = files
        .into_par_iter()
        .map(|(path, copied)| Ok((read_file(&beneath, &path, copied)?, path)))
        .collect();
    for (got, path) in read? {
        match got {
            Some(Ok((input, _))) => drop(sources.files.insert(path, input)),
            Some(Err(refused)) => drop(sources.refused.insert(path, refused)),
            None => {}
        }
    }
    Ok(())
}

/// The listing of the folders that a build reads, before any file is opened.
#[derive(Debug)]
pub(super) struct FolderListing {
    /// Paths to read, and true if the file is only copied.
    pub(super) files: Vec<(SitePath, bool)>,
    /// The files refused or left out because of their name or type; contains no other files yet.
    pub(super) sources: InputFiles,
}

/// Lists the files that `wanted` names below `root`.
pub(super) fn listing(root: &Path, wanted: &InputPaths) -> Result<FolderListing, IoError> {
    let listing = FolderListing { files: vec![], sources: InputFiles::default() };
    let mut walk = FolderWalk { root, seen: HashSet::new(), listing };
    for file in &wanted.files {
        walk.take(file.as_str().into(), false);
    }
    walk.folder(&wanted.content_dir, FolderRole::Content)?;
    walk.folder(&wanted.static_dir, FolderRole::Static)?;
    walk.folder(TEMPLATES, FolderRole::Theme)?;
    // An invalid theme name is reported when the theme is loaded; here it only matches no folder.
    if !wanted.theme.starts_with('.') && !wanted.theme.contains(['/', '\\', '\0']) {
        walk.folder(&format!("{THEMES}/{}", wanted.theme), FolderRole::Theme)?;
        // The site's changes of the default theme are below its own folder.
        if wanted.theme != DEFAULT {
            walk.folder(&format!("{THEMES}/{DEFAULT}"), FolderRole::Theme)?;
        }
    }
    let chosen = format!("{THEMES}/{}/", wanted.theme);
    let mut files = walk.listing.files.iter();
    if wanted.theme != DEFAULT && !files.any(|(path, _)| path.starts_with(&chosen)) {
        walk.themes();
    }
    Ok(walk.listing)
}

/// The role of a folder; decides which names are skipped.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FolderRole {
    Content,
    Static,
    Theme,
}

struct FolderWalk<'a> {
    root: &'a Path,
    /// Files that are read if they exist, without a listing.
    seen: HashSet<SitePath>,
    listing: FolderListing,
}

impl FolderWalk<'_> {
    fn take(&mut self, path: SitePath, copied: bool) {
        if self.seen.insert(path.clone()) {
            self.listing.files.push((path, copied));
        }
    }

    /// Adds `theme.yaml` of every theme, so that an unknown theme name can be answered with the existing ones.
    fn themes(&mut self) {
        let folders = walkdir::WalkDir::new(self.root.join(THEMES))
            .follow_root_links(false)
            .min_depth(1)
            .max_depth(1)
            .sort_by_file_name();
        for entry in folders.into_iter().filter_map(Result::ok) {
            if entry.file_type().is_dir()
                && let Some(name) = entry.file_name().to_str().filter(|name| !name.starts_with('.'))
            {
                self.take(format!("{THEMES}/{name}/theme.yaml").into(), false);
            }
        }
    }

    fn folder(&mut self, folder: &str, area: FolderRole) -> Result<(), IoError> {
        let top = self.root.join(folder);
        let mut walk = walkdir::WalkDir::new(&top)
            .follow_root_links(false)
            .min_depth(0)
            .sort_by_file_name()
            .into_iter();
        while let Some(entry) = walk.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) if vanished(&error) => continue,
                Err(error) => return Err(walk_error(error, &top)),
            };
            let name = entry.file_name().to_string_lossy();
            let path = site_path(self.root, entry.path());
            if entry.depth() > 0 && is_aside(&name, area) {
                if area == FolderRole::Static && !is_litter(&name) {
                    self.listing.sources.left_out.push(path.unwrap_or_else(|shown| shown));
                }
                if entry.file_type().is_dir() {
                    walk.skip_current_dir();
                }
                continue;
            }
            match path {
                Err(shown) => {
                    self.listing.sources.refused.insert(shown, RefusedFile::Name);
                    if entry.file_type().is_dir() {
                        walk.skip_current_dir();
                    }
                }
                Ok(path) => self.entry(path, entry.file_type(), area),
            }
        }
        Ok(())
    }

    fn entry(&mut self, path: SitePath, kind: std::fs::FileType, area: FolderRole) {
        if kind.is_symlink() {
            self.listing.sources.refused.insert(path, RefusedFile::Link);
        } else if kind.is_file() {
            self.take(path, area == FolderRole::Static);
        } else if !kind.is_dir() {
            self.listing.sources.refused.insert(path, RefusedFile::Special);
        }
    }
}

/// True for names that are skipped.
fn is_aside(name: &str, area: FolderRole) -> bool {
    match area {
        FolderRole::Content => is_dropping(name) || name == PROBE || name.starts_with('_'),
        FolderRole::Static => {
            is_dropping(name) || name.starts_with("id_rsa") || name.starts_with("id_ed25519")
        }
        FolderRole::Theme => is_dropping(name) || name == PROBE,
    }
}

/// The file that vim creates briefly to test if it may write in a folder.
pub(super) const PROBE: &str = "4913";

/// True for hidden files and files that editors leave: `.x.swp`, `.#x`, `x~`, `#x#`.
pub(crate) fn is_dropping(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || (name.len() > 2 && name.starts_with('#') && name.ends_with('#'))
}

/// True for names that other programs leave everywhere and that are never meant for publication.
fn is_litter(name: &str) -> bool {
    matches!(name, ".DS_Store" | ".gitkeep" | ".gitignore" | ".gitattributes")
}

/// Returns the path below `root`, with `/`; `Err`: the nearest printable form of a name that is not plain.
fn site_path(root: &Path, path: &Path) -> Result<SitePath, SitePath> {
    let below = path.strip_prefix(root).unwrap_or(path);
    match below.to_str() {
        Some(name) if !name.chars().any(char::is_control) => Ok(name.into()),
        _ => {
            let shown = below.to_string_lossy();
            let shown = shown.replace(char::is_control, "\u{fffd}");
            Err(shown.into())
        }
    }
}

fn vanished(error: &walkdir::Error) -> bool {
    error.io_error().is_some_and(|why| why.kind() == io::ErrorKind::NotFound)
}

fn walk_error(error: walkdir::Error, top: &Path) -> IoError {
    let path = error.path().unwrap_or(top).to_owned();
    let why = error
        .into_io_error()
        .unwrap_or_else(|| io::Error::other("a folder contains itself (link loop)"));
    IoError { what: "read", path, why }
}

/// A file that was read, with its stamp, or the reason why it was refused.
pub(super) type ReadOutcome = Result<(InputFile, FileStamp), RefusedFile>;

/// Reads one file with its stamp: texts whole, other files only the head. `None` if it has vanished.
pub(super) fn read_file(
    beneath: &RootDir,
    path: &str,
    copied: bool,
) -> Result<Option<ReadOutcome>, IoError> {
    read_one(beneath, path, copied).map_err(IoError::at("read", &beneath.root.join(path)))
}

fn read_one(beneath: &RootDir, path: &str, copied: bool) -> io::Result<Option<ReadOutcome>> {
    let mut file = match beneath.file(path) {
        Ok(file) => file,
        Err(why) => return refused_open(why),
    };
    let meta = file.metadata()?;
    if meta.is_dir() {
        return Ok(None);
    }
    if !meta.is_file() {
        return Ok(Some(Err(RefusedFile::Special)));
    }
    let mark = FileStamp::from(&meta);
    let text = TEXT_ENDINGS.contains(&ending(path).as_str());
    let large = meta.len() > MAX_TEXT;
    if text && large && !copied {
        return Ok(Some(Err(RefusedFile::Large(meta.len()))));
    }
    let mut bytes = vec![];
    if text && !large {
        bytes.reserve_exact(usize::try_from(meta.len()).unwrap_or(0));
        // A limit, since the file may grow while it is read.
        file.take(MAX_TEXT + 1).read_to_end(&mut bytes)?;
        return Ok(Some(Ok((InputFile::whole(bytes), mark))));
    }
    Read::by_ref(&mut file).take(HEAD as u64).read_to_end(&mut bytes)?;
    let is_held = !copied && !PICTURES.contains(&ending(path).as_str()) && meta.len() <= MAX_HASHED;
    let sha256 = if is_held { Some(hash(&bytes, &mut file)?) } else { None };
    let len = meta.len().max(bytes.len() as u64);
    Ok(Some(Ok((InputFile { len, bytes: bytes.into(), sha256 }, mark))))
}

/// Returns the hash of a file whose head is already read: the file may be the copy of a source.
fn hash(head: &[u8], rest: &mut File) -> io::Result<Sha256Hash> {
    let mut hasher = IncrementalHash::default();
    hasher.take(head);
    let mut block = vec![0; HEAD];
    loop {
        match rest.read(&mut block) {
            Ok(0) => return Ok(hasher.finish()),
            Ok(n) => hasher.take(block.get(..n).unwrap_or_default()),
            Err(why) if why.kind() == io::ErrorKind::Interrupted => {}
            Err(why) => return Err(why),
        }
    }
}

fn refused_open<T>(why: io::Error) -> io::Result<Option<Result<T, RefusedFile>>> {
    match Errno::from_io_error(&why) {
        Some(Errno::NOENT | Errno::NOTDIR) => Ok(None),
        Some(Errno::LOOP | Errno::XDEV) => Ok(Some(Err(RefusedFile::Link))),
        Some(Errno::NXIO | Errno::NODEV) => Ok(Some(Err(RefusedFile::Special))),
        _ => Err(why),
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
