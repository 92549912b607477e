//! Reads the site's folder. With [`disk`](super::disk), which serves the writer, the only file that reads.
//!
//! Every file is opened beneath the site's folder without following a link, whatever its path says,
//! and only regular files are read. Knows endings and names; knows nothing of what is in a file.

use super::IoError;
use super::disk::is_absent;
use crate::base::path::{SitePath, ending};
use crate::input::config::{SITE_FILE, Wanted};
use crate::input::sources::{HEAD, Input, MAX_TEXT, Refused, Sources, TEXT_ENDINGS};
use crate::render::theme::DEFAULT;
use rayon::prelude::*;
use rustix::fs::{Mode, OFlags, ResolveFlags};
use rustix::io::Errno;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

/// The folder of templates that override the theme's.
pub const TEMPLATES: &str = "templates";

/// The folder of the site's own themes, each a folder in it.
pub const THEMES: &str = "themes";

/// A site on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteFolder {
    /// The folder of its configuration; absolute.
    pub root: PathBuf,
    /// The configuration's name in it, usually [`SITE_FILE`].
    pub config: SitePath,
}

/// Why there is no site.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// No [`SITE_FILE`] in a folder or above it.
    #[error("no `site.yaml` in {} or in a folder above it; `onrecord init DIR` makes a site", .0.display())]
    NoSite(PathBuf),
    /// The folder named by `--root` does not exist.
    #[error("there is no folder {}", .0.display())]
    NoFolder(PathBuf),
    /// The file named by `--config` does not exist.
    #[error("there is no configuration {}", .0.display())]
    NoConfig(PathBuf),
    /// The configuration is no regular file, or its name is not UTF-8.
    #[error("{} cannot be a configuration: it is no regular file with a plain name", .0.display())]
    NotAFile(PathBuf),
    /// The machine failed.
    #[error(transparent)]
    Io(#[from] IoError),
}

/// Finds the site that `start` (a folder) belongs to.
///
/// Without `config`, [`SITE_FILE`] is looked for in `start` and then upward; `config` names the file
/// itself, from `start` unless it is absolute.
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

/// A folder beneath which files are opened and out of which no path and no link leads.
#[derive(Debug)]
pub struct Beneath {
    root: PathBuf,
    folder: OwnedFd,
}

impl Beneath {
    /// Opens the folder.
    pub fn open(root: &Path) -> Result<Self, IoError> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let folder = rustix::fs::open(root, flags, Mode::empty())
            .map_err(|errno| IoError::at("open", root)(errno.into()))?;
        Ok(Self { root: root.to_owned(), folder })
    }

    /// Opens a file for reading; never waits for the other end of a pipe.
    /// `ELOOP` or `EXDEV`: a link or `..` stands in the way.
    pub fn file(&self, path: &str) -> io::Result<File> {
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
        let beneath = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
        match rustix::fs::openat2(&self.folder, path, flags, Mode::empty(), beneath) {
            Ok(file) => Ok(File::from(file)),
            Err(Errno::NOSYS | Errno::PERM | Errno::INVAL) => self.step_by_step(path, flags),
            Err(errno) => Err(errno.into()),
        }
    }

    /// For systems without `openat2`: each folder is opened by itself, without following a link.
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

    /// All bytes of a regular file of at most `limit` bytes.
    pub fn whole(&self, path: &str, limit: u64) -> Result<Vec<u8>, IoError> {
        let read = || {
            let mut file = self.file(path)?;
            let meta = file.metadata()?;
            if !meta.is_file() {
                return Err(io::Error::other("it is no regular file"));
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

/// Reads what `wanted` names below `root`, which is absolute.
///
/// Left aside without a word: names in content that begin with `_` or `.`, back-up files (`*~`),
/// files that vanish meanwhile. Links, pipes, devices, unreadable names and texts over
/// [`MAX_TEXT`] are in [`Sources::refused`]; hidden and private static files in [`Sources::left_out`].
pub fn folder(root: &Path, wanted: &Wanted) -> Result<Sources, IoError> {
    let mut walk = Walk { root, seen: BTreeSet::new(), files: vec![], sources: Sources::default() };
    for file in &wanted.files {
        walk.take(file.as_str().into(), false);
    }
    walk.folder(&wanted.content_dir, Area::Content)?;
    walk.folder(&wanted.static_dir, Area::Static)?;
    walk.folder(TEMPLATES, Area::Theme)?;
    // A name that is no plain one is the theme's matter to tell of; here it just leads nowhere.
    if !wanted.theme.starts_with('.') && !wanted.theme.contains(['/', '\\', '\0']) {
        walk.folder(&format!("{THEMES}/{}", wanted.theme), Area::Theme)?;
        // What the site changes in the default theme lies beneath its own.
        if wanted.theme != DEFAULT {
            walk.folder(&format!("{THEMES}/{DEFAULT}"), Area::Theme)?;
        }
    }
    let chosen = format!("{THEMES}/{}/", wanted.theme);
    if wanted.theme != DEFAULT && !walk.files.iter().any(|(path, _)| path.starts_with(&chosen)) {
        walk.themes();
    }
    let beneath = Beneath::open(root)?;
    let (files, mut sources) = (walk.files, walk.sources);
    let read: Result<Vec<_>, IoError> = files
        .into_par_iter()
        .map(|(path, copied)| {
            let got = read_one(&beneath, &path, copied)
                .map_err(IoError::at("read", &root.join(&*path)))?;
            Ok((path, got))
        })
        .collect();
    for (path, got) in read? {
        match got {
            Some(Ok(input)) => drop(sources.files.insert(path, input)),
            Some(Err(refused)) => drop(sources.refused.insert(path, refused)),
            None => {}
        }
    }
    Ok(sources)
}

/// What a folder is for; decides which names are left aside.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Area {
    Content,
    Static,
    Theme,
}

struct Walk<'a> {
    root: &'a Path,
    seen: BTreeSet<SitePath>,
    /// Paths to read, and whether the file is only copied.
    files: Vec<(SitePath, bool)>,
    sources: Sources,
}

impl Walk<'_> {
    fn take(&mut self, path: SitePath, copied: bool) {
        if self.seen.insert(path.clone()) {
            self.files.push((path, copied));
        }
    }

    /// What says that a folder is a theme, of every theme: their names help when the chosen one is none.
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

    fn folder(&mut self, folder: &str, area: Area) -> Result<(), IoError> {
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
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = site_path(self.root, entry.path());
            if entry.depth() > 0 && is_aside(&name, area) {
                if area == Area::Static && !is_litter(&name) {
                    self.sources.left_out.push(path.unwrap_or_else(|shown| shown));
                }
                if entry.file_type().is_dir() {
                    walk.skip_current_dir();
                }
                continue;
            }
            match path {
                Err(shown) => {
                    self.sources.refused.insert(shown, Refused::Name);
                    if entry.file_type().is_dir() {
                        walk.skip_current_dir();
                    }
                }
                Ok(path) => self.entry(path, entry.file_type(), area),
            }
        }
        Ok(())
    }

    fn entry(&mut self, path: SitePath, kind: std::fs::FileType, area: Area) {
        if kind.is_symlink() {
            self.sources.refused.insert(path, Refused::Link);
        } else if kind.is_file() {
            self.take(path, area == Area::Static);
        } else if !kind.is_dir() {
            self.sources.refused.insert(path, Refused::Special);
        }
    }
}

/// Names that are not read.
fn is_aside(name: &str, area: Area) -> bool {
    let hidden = name.starts_with('.') || name.ends_with('~');
    match area {
        Area::Content => hidden || name.starts_with('_'),
        Area::Static => hidden || name.starts_with("id_rsa") || name.starts_with("id_ed25519"),
        Area::Theme => hidden,
    }
}

/// Names that other programs leave everywhere and that nobody expects to be published.
fn is_litter(name: &str) -> bool {
    matches!(name, ".DS_Store" | ".gitkeep" | ".gitignore" | ".gitattributes")
}

/// The path below `root` with `/`; or, when it has no plain name, as well as it can be shown.
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
    let why = error.into_io_error().unwrap_or_else(|| io::Error::other("a folder holds itself"));
    IoError { what: "read", path, why }
}

/// Reads one file: whole when it is a text, else its head. `None`: it has vanished.
fn read_one(
    beneath: &Beneath,
    path: &str,
    copied: bool,
) -> io::Result<Option<Result<Input, Refused>>> {
    let mut file = match beneath.file(path) {
        Ok(file) => file,
        Err(why) => return refused_open(why),
    };
    let meta = file.metadata()?;
    if meta.is_dir() {
        return Ok(None);
    }
    if !meta.is_file() {
        return Ok(Some(Err(Refused::Special)));
    }
    let text = TEXT_ENDINGS.contains(&ending(path).as_str());
    let large = meta.len() > MAX_TEXT;
    if text && large && !copied {
        return Ok(Some(Err(Refused::Large(meta.len()))));
    }
    let mut bytes = vec![];
    if text && !large {
        bytes.reserve_exact(usize::try_from(meta.len()).unwrap_or(0));
        // A file that grows while we read must not grow without end.
        file.take(MAX_TEXT + 1).read_to_end(&mut bytes)?;
        return Ok(Some(Ok(Input::whole(bytes))));
    }
    Read::by_ref(&mut file).take(HEAD as u64).read_to_end(&mut bytes)?;
    Ok(Some(Ok(Input { len: meta.len().max(bytes.len() as u64), bytes: bytes.into() })))
}

fn refused_open(why: io::Error) -> io::Result<Option<Result<Input, Refused>>> {
    match Errno::from_io_error(&why) {
        Some(Errno::NOENT | Errno::NOTDIR) => Ok(None),
        Some(Errno::LOOP | Errno::XDEV) => Ok(Some(Err(Refused::Link))),
        Some(Errno::NXIO | Errno::NODEV) => Ok(Some(Err(Refused::Special))),
        _ => Err(why),
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
