//! Reports file-system events in the folders of the site (inotify and the like).
//!
//! Events are hints: folders are watched, not files, and a scan decides which files changed. On a system
//! without events the caller has to poll.

use crate::io::read::{TEMPLATES, THEMES, is_dropping};
use notify::event::{AccessKind, AccessMode};
use notify::{ErrorKind, EventKind, RecursiveMode, Watcher as _};
use onrecord_base::path::folder;
use onrecord_site::input::config::InputPaths;
use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// An event of the watcher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WatchEvent {
    /// These paths changed.
    Changed(Vec<PathBuf>),
    /// Something changed; the system dropped events.
    Something,
    /// Some folders are no longer watched; the reason.
    Blind(String),
}

/// The folders to watch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WatchedPaths {
    /// Folders watched with all subfolders.
    deep: BTreeSet<PathBuf>,
    /// The folder of static files, the only one where hidden files count too.
    fixed: PathBuf,
    /// Folders watched without subfolders: they contain a folder or file that is read.
    flat: BTreeSet<PathBuf>,
    /// The names in the flat folders that are read.
    names: BTreeSet<PathBuf>,
}

impl WatchedPaths {
    /// Returns the folders that a build of the site at `root` reads.
    pub fn of(root: &Path, wanted: &InputPaths) -> Self {
        let fixed = root.join(&wanted.static_dir);
        let mut places = Self { fixed, ..Self::default() };
        places.flat.insert(root.to_owned());
        places.names.insert(root.to_owned());
        for top in [wanted.content_dir.as_str(), &wanted.static_dir, TEMPLATES, THEMES] {
            places.deep.insert(root.join(top));
            places.above(root, top);
        }
        for file in &wanted.files {
            places.above(root, file);
        }
        places
    }

    /// Adds the folders above `path`, in which it may be created or removed.
    fn above(&mut self, root: &Path, path: &str) {
        let mut at = path;
        while !at.is_empty() {
            self.names.insert(root.join(at));
            at = folder(at);
            self.flat.insert(root.join(at));
        }
    }

    /// True if a path is read or contains something that is read. False for backup files of editors.
    pub fn is_read(&self, path: &Path) -> bool {
        let is_within = |top: &PathBuf| {
            path.strip_prefix(top).is_ok_and(|below| {
                let mut names = below.iter().map(|name| name.to_string_lossy());
                *top == self.fixed || !names.any(|name| is_dropping(&name))
            })
        };
        self.names.contains(path) || self.deep.iter().any(is_within)
    }
}

/// Device and inode of a watched folder, to notice that another one took its place.
type FolderIdentity = (u64, u64);

/// Watches folders.
pub struct FolderWatcher {
    system: notify::RecommendedWatcher,
    watched: BTreeMap<PathBuf, (FolderIdentity, bool)>,
    tops: Arc<Mutex<WatchRoots>>,
}

/// The watched folders, shared with the thread that receives the events.
#[derive(Debug, Default)]
struct WatchRoots {
    watched: BTreeSet<PathBuf>,
    /// Folders that were moved, removed or created since: the OS dropped their watches, even if the same folder
    /// came back; they must be added again.
    lost: BTreeSet<PathBuf>,
}

impl WatchRoots {
    fn lose_all(&mut self) {
        let Self { watched, lost } = self;
        lost.clone_from(watched);
    }

    fn record(&mut self, event: &notify::Event) {
        let is_watched = |path: &&PathBuf| self.watched.contains(*path);
        self.lost.extend(event.paths.iter().filter(is_watched).cloned());
    }
}

fn locked(tops: &Mutex<WatchRoots>) -> std::sync::MutexGuard<'_, WatchRoots> {
    tops.lock().unwrap_or_else(PoisonError::into_inner)
}

impl FolderWatcher {
    /// Returns a watcher without folders. `tell` is called on another thread. `Err`: the reason why this system
    /// has no events.
    pub fn new(tell: impl Fn(WatchEvent) + Send + 'static) -> Result<Self, String> {
        let tops = Arc::new(Mutex::new(WatchRoots::default()));
        let known = Arc::clone(&tops);
        let closed = EventKind::Access(AccessKind::Close(AccessMode::Write));
        let heard = move |event: notify::Result<notify::Event>| match event {
            Ok(event) if event.need_rescan() => {
                locked(&known).lose_all();
                tell(WatchEvent::Something);
            }
            // Reading a file is an event too, and we read them. A write through a memory map is only reported
            // when the file is closed.
            Ok(event) if matches!(event.kind, EventKind::Access(_)) && event.kind != closed => {}
            Ok(event) => {
                locked(&known).record(&event);
                tell(WatchEvent::Changed(event.paths));
            }
            Err(why) if matches!(why.kind, ErrorKind::MaxFilesWatch) => {
                tell(WatchEvent::Blind(watch_error(&why)));
            }
            Err(_) => tell(WatchEvent::Something),
        };
        let config = notify::Config::default().with_follow_symlinks(false);
        let system =
            notify::RecommendedWatcher::new(heard, config).map_err(|why| watch_error(&why))?;
        Ok(Self { system, watched: BTreeMap::new(), tops })
    }

    /// Watches exactly these folders. Call it after every scan, since folders are created and removed.
    pub fn watch(&mut self, places: &WatchedPaths) -> Result<(), String> {
        let mut wanted: BTreeMap<&PathBuf, bool> = places.flat.iter().map(|p| (p, false)).collect();
        wanted.extend(places.deep.iter().map(|p| (p, true)));
        let mut there = BTreeMap::new();
        for (path, is_deep) in wanted {
            // The reader does not follow links either.
            let Ok(meta) = std::fs::symlink_metadata(path) else { continue };
            if meta.is_dir() {
                there.insert(path.clone(), ((meta.dev(), meta.ino()), is_deep));
            }
        }
        let lost = std::mem::take(&mut locked(&self.tops).lost);
        let gone: Vec<PathBuf> = self
            .watched
            .iter()
            .filter(|(p, w)| there.get(*p) != Some(w) || lost.contains(*p))
            .map(|(p, _)| p.clone())
            .collect();
        for path in gone {
            self.watched.remove(&path);
            locked(&self.tops).watched.remove(&path);
            // Fails for a folder that no longer exists; that is fine.
            drop(self.system.unwatch(&path));
        }
        for (path, what) in there {
            if self.watched.contains_key(&path) {
                continue;
            }
            // Registered before the watch starts, so that no event is missed.
            locked(&self.tops).watched.insert(path.clone());
            let mode = if what.1 { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
            match self.system.watch(&path, mode) {
                Ok(()) => drop(self.watched.insert(path, what)),
                Err(why) if matches!(why.kind, notify::ErrorKind::PathNotFound) => {}
                Err(why) if is_absent(&why) => {}
                Err(why) => return Err(watch_error(&why)),
            }
        }
        Ok(())
    }
}

fn is_absent(why: &notify::Error) -> bool {
    matches!(&why.kind, notify::ErrorKind::Io(why) if why.kind() == std::io::ErrorKind::NotFound)
}

fn watch_error(why: &notify::Error) -> String {
    match &why.kind {
        notify::ErrorKind::MaxFilesWatch => {
            "the system's limit of watched folders is reached (fs.inotify.max_user_watches)"
                .to_owned()
        }
        _ => why.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::WatchedPaths;
    use onrecord_site::input::config::InputPaths;
    use std::path::Path;

    #[test]
    fn only_paths_that_are_read_are_watched() {
        let wanted = InputPaths {
            content_dir: "docs/content".into(),
            static_dir: "static".into(),
            theme: "default".into(),
            files: vec!["site.yaml".into(), "lib/refs.bib".into()],
        };
        let places = WatchedPaths::of(Path::new("/s"), &wanted);
        for path in [
            "/s",
            "/s/site.yaml",
            "/s/docs",
            "/s/docs/content/a/b.md",
            "/s/lib/refs.bib",
            "/s/themes/x",
            "/s/static/.env",
        ] {
            assert!(places.is_read(Path::new(path)), "{path}");
        }
        for path in [
            "/s/output",
            "/s/output/index.html",
            "/s/docs/other",
            "/s/lib/x",
            "/s/README.md",
            "/s/docs/content/a/.b.md.swp",
            "/s/docs/content/a/b.md~",
            "/s/docs/content/.git/index",
        ] {
            assert!(!places.is_read(Path::new(path)), "{path}");
        }
        assert!(
            !places.deep.contains(Path::new("/s")) && places.flat.contains(Path::new("/s/docs"))
        );
    }
}
