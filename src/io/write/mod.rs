//! Writes the output. No other file changes an output. Start with [`folder`].
//!
//! An output is replaced whole or not at all: changed files go to a stage next to the output together with
//! links to the unchanged ones, and the two folders are exchanged in one step. Deletes only files that our
//! manifest lists. Knows paths, bytes and hashes, and no notes.

use crate::export::plan::Plan;
use crate::io::IoError;
use crate::io::disk::{Disk, FileKind, RealDisk, is_absent};
use crate::io::read::RootDir;
pub use make::{CopiedFile, copied, findings};
use onrecord_base::diag::Diagnostic;
use onrecord_base::path::SitePath;
pub use own::{create, rewrite};

use make::{OutputFile, OutputWriter};
use manifest::{FileTimes, Manifest, OURS, is_plain};
use stage::{OutputDiff, StagingFolder, remove_empty};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use target::{KeepGlobs, OutputTarget};

mod make;
pub mod manifest;
mod own;
mod stage;
mod target;

/// The options of a write.
#[derive(Default, Clone, Copy)]
pub struct WriteOptions<'a> {
    /// Globs, relative to the output folder, of foreign files to keep; a glob that matches a folder keeps all
    /// in it.
    pub keep: &'a [String],
    /// Input folders of the site, relative to its folder; none may contain the output or be inside it.
    pub inputs: &'a [SitePath],
    /// The user's home folder, which is refused as output.
    pub home: Option<&'a Path>,
    /// Called after each file, from any thread.
    pub progress: Option<&'a (dyn Fn() + Sync)>,
}

/// The counts of a write.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WriteSummary {
    /// Files of the output, without kept ones.
    pub files: usize,
    /// New or changed files.
    pub changed: usize,
    /// Unchanged files.
    pub unchanged: usize,
    /// Removed files.
    pub removed: usize,
    /// Total length of all files.
    pub bytes: u64,
    /// Remarks for the user after a successful write, one sentence each.
    pub remarks: Vec<String>,
}

/// The reason why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Diagnostics: errors in templates, an invalid output folder, foreign files in it.
    #[error("the output has findings")]
    Found(Vec<Diagnostic>),
    /// The operating system reported an error.
    #[error(transparent)]
    Io(#[from] IoError),
    /// Another run is writing to this folder.
    #[error("another onrecord{} is writing to {}", .holder.map(|pid| format!(" (process {pid})")).unwrap_or_default(), .out.display())]
    Locked {
        /// The output.
        out: PathBuf,
        /// The process that holds the lock, if known.
        holder: Option<u32>,
    },
    /// The manifest is invalid, so nothing may be deleted.
    #[error(
        "the record of written files, {}, is damaged ({why}); if onrecord wrote everything in the output folder, remove the folder and build again", .path.display()
    )]
    Damaged {
        /// The manifest.
        path: PathBuf,
        /// The reason.
        why: String,
    },
    /// A folder without files of ours.
    #[error("nothing in {} was written by onrecord", .0.display())]
    NotOurs(PathBuf),
    /// A glob of `keep:` is invalid.
    #[error("invalid pattern `{glob}` under `keep:`: {why}")]
    Keep {
        /// The glob.
        glob: String,
        /// The reason.
        why: String,
    },
}

/// Writes `plan` to the folder `out` of the site at `site_root`.
///
/// On any error the output is unchanged, unless it had to be changed file by file (then each file is complete,
/// and the next run repairs it). If nothing changed, nothing is touched.
pub fn folder(
    out: &Path,
    site_root: &Path,
    plan: &Plan<'_>,
    options: &WriteOptions<'_>,
) -> Result<WriteSummary, WriteError> {
    folder_on(&RealDisk, out, site_root, plan, options)
}

/// The same as [`folder`], on any [`Disk`].
pub fn folder_on(
    disk: &dyn Disk,
    out: &Path,
    site_root: &Path,
    plan: &Plan<'_>,
    options: &WriteOptions<'_>,
) -> Result<WriteSummary, WriteError> {
    if let Some(bad) = plan.files.keys().find(|path| !is_plain(path)) {
        let why = std::io::Error::other("not a path in the output");
        return Err(IoError { what: "write", path: bad.into(), why }.into());
    }
    let target = OutputTarget::of(disk, out, site_root, options)?;
    let keep = KeepGlobs::new(options.keep)?;
    ensure_parent(disk, &target.parent)?;
    let lock = target.lock(disk)?;
    target.sweep(disk)?;
    let old = target.owned(disk, &keep)?;
    let kept = target.foreign(disk, &old, &keep)?;
    let covered: Vec<String> =
        kept.iter().filter(|path| plan.files.contains_key(*path)).cloned().collect();
    if !covered.is_empty() {
        return Err(target.name_foreign(covered));
    }
    let stage = StagingFolder::new(disk, &target);
    let site = RootDir::open(site_root)?;
    let times = manifest::read_times(disk, &target.out);
    let out = &target.out;
    let maker =
        OutputWriter { disk, out, old: &old, times: &times, stage: &stage, site: &site, options };
    let done = maker.all(plan).and_then(|made| {
        // Files that were added to the output meanwhile would be removed with the old one.
        let last_look = || target.foreign(disk, &old, &keep).map(|now| now == kept);
        replace((&target, &last_look), &stage, &old, &made, &kept)
    });
    if done.is_err() {
        // The first error is reported; a stage that remains is removed by the next run.
        drop(stage.remove());
    }
    drop(lock);
    done
}

/// Puts the new files in place of the old ones.
fn replace(
    (target, last_look): (&OutputTarget, &dyn Fn() -> Result<bool, WriteError>),
    stage: &StagingFolder<'_>,
    old: &Manifest,
    made: &BTreeMap<String, OutputFile>,
    kept: &[String],
) -> Result<WriteSummary, WriteError> {
    let removed: Vec<&str> =
        old.files.keys().filter(|path| !made.contains_key(*path)).map(String::as_str).collect();
    let changed: Vec<&str> =
        made.iter().filter(|(_, made)| made.is_changed).map(|(path, _)| path.as_str()).collect();
    let mut written = WriteSummary {
        files: made.len(),
        changed: changed.len(),
        unchanged: made.len() - changed.len(),
        removed: removed.len(),
        bytes: made.values().map(|made| made.entry.size).sum(),
        remarks: vec![],
    };
    let is_new = old.files.is_empty() && !made.is_empty();
    if changed.is_empty() && removed.is_empty() && !is_new {
        return Ok(written);
    }
    for (path, _) in made.iter().filter(|(_, made)| !made.is_changed) {
        stage.link_unchanged(&target.out, path)?;
    }
    for path in kept {
        stage.link_unchanged(&target.out, path)?;
    }
    let times: FileTimes = made.iter().map(|(path, made)| (path.clone(), made.mtime)).collect();
    let entries = made.iter().map(|(path, made)| (path.clone(), made.entry.clone())).collect();
    let new = Manifest::new(entries);
    stage.seal(&new, &times)?;
    if !last_look()? {
        let why =
            std::io::Error::other("files under `keep:` changed during the build; build again");
        return Err(IoError::at("write", &target.out)(why).into());
    }
    if !stage.exchange(&target.out)? {
        stage.one_by_one(&target.out, &OutputDiff { old, new: &new, changed, removed })?;
        written.remarks.push(format!(
            "{} could not be replaced in one step (a mount point?); its files were replaced one by one",
            target.out.display()
        ));
    }
    if let Err(error) = stage.remove() {
        written.remarks.push(format!("{error}; the next build tries again"));
    }
    Ok(written)
}

/// Creates the parent folder of the output.
fn ensure_parent(disk: &dyn Disk, parent: &Path) -> Result<(), WriteError> {
    let mut missing = vec![];
    for folder in parent.ancestors() {
        if disk.stat(folder).map_err(IoError::at("open", folder))?.is_some() {
            break;
        }
        missing.push(folder);
    }
    for folder in missing.into_iter().rev() {
        disk.folder(folder).map_err(IoError::at("write", folder))?;
    }
    Ok(())
}

/// The counts of a clean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CleanSummary {
    /// Removed files.
    pub files: usize,
    /// Foreign files that were left.
    pub left: usize,
}

/// Removes the files that the manifest of `out` lists, the folders that are then empty, and our records.
/// Removes nothing else, and nothing behind a link.
pub fn clean(out: &Path) -> Result<CleanSummary, WriteError> {
    clean_on(&RealDisk, out)
}

/// The same as [`clean`], on any [`Disk`].
pub fn clean_on(disk: &dyn Disk, out: &Path) -> Result<CleanSummary, WriteError> {
    let options = WriteOptions::default();
    // The site is not needed: a manifest of ours proves that the folder is an output.
    let nowhere = Path::new("/");
    let target = OutputTarget::of(disk, out, nowhere, &options)?;
    let Some(manifest) = Manifest::read(disk, &target.out)? else {
        return Err(WriteError::NotOurs(target.out));
    };
    let lock = target.lock(disk)?;
    target.sweep(disk)?;
    let mut files = 0;
    for path in manifest.files.keys() {
        if !has_real_folders(disk, &target.out, path)? {
            continue;
        }
        let at = target.out.join(path);
        match disk.remove(&at) {
            Ok(()) => files += 1,
            Err(why) if is_absent(&why) => {}
            Err(why) => return Err(IoError::at("remove", &at)(why).into()),
        }
    }
    remove_empty(disk, &target.out, manifest.files.keys().map(String::as_str));
    let own = target.out.join(OURS);
    disk.remove_tree(&own).map_err(IoError::at("remove", &own))?;
    let left = disk.names(&target.out).map_err(IoError::at("read", &target.out))?.len();
    if left == 0 {
        disk.remove_folder(&target.out).map_err(IoError::at("remove", &target.out))?;
    }
    drop(lock);
    Ok(CleanSummary { files, left })
}

/// True if all folders of a path are real folders and not links.
fn has_real_folders(disk: &dyn Disk, out: &Path, path: &str) -> Result<bool, IoError> {
    for (at, _) in path.match_indices('/') {
        let folder = out.join(&path[..at]);
        let stat = disk.stat(&folder).map_err(IoError::at("open", &folder))?;
        if stat.is_none_or(|stat| stat.kind != FileKind::Folder) {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests;
