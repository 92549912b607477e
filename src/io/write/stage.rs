//! The stage: the next output, built next to the current one, and the step that puts it in place.
//!
//! Until that step the current output is untouched. The step is one system call (an exchange of two folders) if
//! possible. If not (a mount point, an old file system), files are replaced one by one: assets before pages,
//! deletions last.

use super::manifest::{FileTimes, Manifest, OURS, times_bytes, times_path};
use super::target::{OutputTarget, UNFINISHED};
use crate::io::IoError;
use crate::io::disk::{Disk, FileKind, FileStat, is_absent};
use onrecord_base::path::{ending, folder};
use rustix::io::Errno;
use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// The stage; its folder is created with its first file.
pub(super) struct StagingFolder<'a> {
    disk: &'a dyn Disk,
    path: PathBuf,
    /// The folders created so far, relative to the stage; `""` is the stage itself.
    folders: Mutex<BTreeSet<String>>,
}

impl<'a> StagingFolder<'a> {
    /// Returns a stage next to the output; creates nothing yet.
    pub(super) fn new(disk: &'a dyn Disk, target: &OutputTarget) -> Self {
        let path = target.stage(std::process::id());
        Self { disk, path, folders: Mutex::new(BTreeSet::new()) }
    }

    /// Creates a file.
    pub(super) fn create(&self, path: &str, bytes: &[u8]) -> Result<FileStat, IoError> {
        let at = self.room(path)?;
        self.disk.create(&at, bytes, false).map_err(IoError::at("write", &at))
    }

    /// Creates a file from the bytes of another.
    pub(super) fn copy_from(
        &self,
        path: &str,
        from: &mut File,
    ) -> Result<(FileStat, blake3::Hash), IoError> {
        let at = self.room(path)?;
        self.disk.pour(&at, from).map_err(IoError::at("write", &at))
    }

    /// Adds a file of the current output: as a hard link, or as a copy.
    pub(super) fn link_unchanged(&self, out: &Path, path: &str) -> Result<(), IoError> {
        let (from, to) = (out.join(path), self.room(path)?);
        match self.disk.link(&from, &to) {
            Ok(()) => Ok(()),
            Err(_) => self.disk.copy(&from, &to).map_err(IoError::at("write", &to)),
        }
    }

    /// Writes the manifest and the times; the manifest last and synced.
    pub(super) fn seal(&self, manifest: &Manifest, times: &FileTimes) -> Result<(), IoError> {
        let own = |name: &str| format!("{OURS}/{name}");
        let at = self.room(&own("times.json"))?;
        self.disk.create(&at, &times_bytes(times), false).map_err(IoError::at("write", &at))?;
        let at = self.room(&own("manifest.json"))?;
        self.disk.create(&at, &manifest.bytes(), true).map_err(IoError::at("write", &at))?;
        Ok(())
    }

    /// Exchanges the stage and the output. `Ok(false)`: not possible in one step here.
    pub(super) fn exchange(&self, out: &Path) -> Result<bool, IoError> {
        let failed = IoError::at("write", out);
        let is_there = match self.disk.stat(out) {
            Ok(stat) => stat.is_some(),
            Err(why) => return Err(failed(why)),
        };
        let done = if is_there {
            self.disk.exchange(&self.path, out)
        } else {
            self.disk.rename(&self.path, out)
        };
        let cannot = |why: &std::io::Error| {
            let no = [Errno::INVAL, Errno::NOSYS, Errno::XDEV, Errno::BUSY, Errno::OPNOTSUPP];
            is_there && Errno::from_io_error(why).is_some_and(|errno| no.contains(&errno))
        };
        match done {
            Ok(()) => Ok(true),
            Err(why) if cannot(&why) => Ok(false),
            Err(why) => Err(failed(why)),
        }
    }

    /// Changes the output file by file.
    ///
    /// A run that is killed half-way leaves files of both builds, each complete, and a manifest that lists
    /// both.
    pub(super) fn one_by_one(&self, out: &Path, step: &OutputDiff<'_>) -> Result<(), IoError> {
        self.own_both(out, step)?;
        let mut changed: Vec<&str> = step.changed.clone();
        changed.sort_by_key(|path| (ending(path) == "html", *path));
        for path in changed {
            self.clear_path(out, path, step)?;
            self.move_in(out, path)?;
        }
        for path in &step.removed {
            self.remove_old(&out.join(path))?;
        }
        remove_empty(self.disk, out, step.removed.iter().copied());
        for name in ["manifest.json", "times.json"] {
            self.move_in(out, &format!("{OURS}/{name}"))?;
        }
        Ok(())
    }

    /// First writes a manifest that lists the files of both builds.
    fn own_both(&self, out: &Path, step: &OutputDiff<'_>) -> Result<(), IoError> {
        let mut both = step.old.clone();
        both.files.extend(step.new.files.clone());
        self.remove_old(&times_path(out))?;
        let next = self.path.join(OURS).join("both.json");
        self.disk.create(&next, &both.bytes(), true).map_err(IoError::at("write", &next))?;
        let manifest = Manifest::path(out);
        make_folders(self.disk, out, OURS)?;
        self.rename_or_copy(&next, &manifest)
    }

    fn move_in(&self, out: &Path, path: &str) -> Result<(), IoError> {
        make_folders(self.disk, out, folder(path))?;
        self.rename_or_copy(&self.path.join(path), &out.join(path))
    }

    fn rename_or_copy(&self, from: &Path, to: &Path) -> Result<(), IoError> {
        let failed = || IoError::at("write", to);
        match self.disk.rename(from, to) {
            Err(why) if Errno::from_io_error(&why) == Some(Errno::XDEV) => {
                let mut near = to.as_os_str().to_owned();
                near.push(UNFINISHED);
                let near = PathBuf::from(near);
                drop(self.disk.remove(&near));
                self.disk.copy(from, &near).map_err(failed())?;
                self.disk.rename(&near, to).map_err(failed())
            }
            done => done.map_err(failed()),
        }
    }

    /// Removes an old file where a folder must be, or old files of a folder where a file must be.
    fn clear_path(&self, out: &Path, path: &str, step: &OutputDiff<'_>) -> Result<(), IoError> {
        let below = format!("{path}/");
        let in_way = |old: &str| {
            old.starts_with(&below)
                || path.strip_prefix(old).is_some_and(|rest| rest.starts_with('/'))
        };
        let mut cleared = vec![];
        for &old in step.removed.iter().filter(|old| in_way(old)) {
            self.remove_old(&out.join(old))?;
            cleared.push(old);
        }
        remove_empty(self.disk, out, cleared.into_iter());
        Ok(())
    }

    /// Removes a file; ignores a missing one, and a folder that a killed run created at its path.
    fn remove_old(&self, at: &Path) -> Result<(), IoError> {
        let stat = self.disk.stat(at).map_err(IoError::at("open", at))?;
        if stat.is_none_or(|stat| stat.kind == FileKind::Folder) {
            return Ok(());
        }
        self.disk.remove(at).map_err(IoError::at("remove", at))
    }

    /// Removes the stage, or the old output after the exchange.
    pub(super) fn remove(&self) -> Result<(), IoError> {
        match self.disk.remove_tree(&self.path) {
            Err(why) if !is_absent(&why) => Err(IoError::at("remove", &self.path)(why)),
            _ => Ok(()),
        }
    }

    /// Creates the folders of a path and returns the full path.
    fn room(&self, path: &str) -> Result<PathBuf, IoError> {
        let mut made = self.folders.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !made.contains("") {
            self.disk.folder(&self.path).map_err(IoError::at("write", &self.path))?;
            made.insert(String::new());
        }
        for (at, _) in path.match_indices('/') {
            let part = &path[..at];
            if !made.contains(part) {
                let folder = self.path.join(part);
                self.disk.folder(&folder).map_err(IoError::at("write", &folder))?;
                made.insert(part.to_owned());
            }
        }
        Ok(self.path.join(path))
    }
}

/// The difference between two outputs.
pub(super) struct OutputDiff<'a> {
    /// The manifest of the current output.
    pub(super) old: &'a Manifest,
    /// The manifest of the next output.
    pub(super) new: &'a Manifest,
    /// Files to put in place.
    pub(super) changed: Vec<&'a str>,
    /// Files to remove.
    pub(super) removed: Vec<&'a str>,
}

fn make_folders(disk: &dyn Disk, out: &Path, folder: &str) -> Result<(), IoError> {
    let mut at = out.to_owned();
    for part in folder.split('/').filter(|part| !part.is_empty()) {
        at.push(part);
        match disk.stat(&at).map_err(IoError::at("open", &at))?.map(|stat| stat.kind) {
            Some(FileKind::Folder) => {}
            _ => disk.folder(&at).map_err(IoError::at("write", &at))?,
        }
    }
    Ok(())
}

/// Removes those folders of these files that are empty.
pub(super) fn remove_empty<'p>(disk: &dyn Disk, out: &Path, paths: impl Iterator<Item = &'p str>) {
    let mut folders = BTreeSet::new();
    for path in paths {
        folders.extend(path.match_indices('/').map(|(at, _)| &path[..at]));
    }
    // Longest first, so that subfolders are removed before their parents; a folder that is not empty stays.
    for folder in folders.into_iter().rev() {
        drop(disk.remove_folder(&out.join(folder)));
    }
}
