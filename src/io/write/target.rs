//! The output folder: checks that it may be one, locks it, and lists the foreign files in it.
//!
//! Changes nothing except for the lock, a file next to the output with the process id of its owner, and stages
//! of killed runs, which it removes.

use super::manifest::{Manifest, OURS};
use super::{WriteError, WriteOptions};
use crate::io::IoError;
use crate::io::disk::{Disk, FileKind};
use globset::{Glob, GlobSet, GlobSetBuilder};
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::span::{FileSpan, Span};
use std::fs::File;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// The most foreign files that are reported.
const NAMED: usize = 10;

/// The suffix of a file that is being copied into an output on another file system.
pub(super) const UNFINISHED: &str = ".onrecord-new";

/// An output folder that may be written while the lock is held.
#[derive(Debug)]
pub(super) struct OutputTarget {
    /// The output; absolute.
    pub(super) out: PathBuf,
    /// The parent folder.
    pub(super) parent: PathBuf,
    /// The name in the parent folder.
    pub(super) name: String,
}

/// The lock on an output; released on drop.
pub(super) struct OutputLock<'a> {
    disk: &'a dyn Disk,
    path: PathBuf,
    _file: File,
}

impl Drop for OutputLock<'_> {
    fn drop(&mut self) {
        // The lock ends when the file is closed; a file name that remains is harmless.
        drop(self.disk.remove(&self.path));
    }
}

impl OutputTarget {
    /// Checks that `out` may be an output.
    pub(super) fn of(
        disk: &dyn Disk,
        out: &Path,
        site_root: &Path,
        options: &WriteOptions<'_>,
    ) -> Result<Self, WriteError> {
        let link = disk.stat(out).map_err(IoError::at("open", out))?;
        match link.map(|stat| stat.kind) {
            Some(FileKind::Other) => return Err(refuse(out, "it is a link or device", LINK)),
            Some(FileKind::File) => return Err(refuse(out, "it is a file", OTHER)),
            Some(FileKind::Folder) | None => {}
        }
        let out = absolute(out)?;
        let root = absolute(site_root)?;
        let (Some(parent), Some(name)) = (out.parent(), out.file_name()) else {
            return Err(refuse(&out, "it is the root of the file system", OTHER));
        };
        if root.starts_with(&out) {
            let why =
                if root == out { "it is the site folder itself" } else { "the site is in it" };
            return Err(refuse(&out, why, OTHER));
        }
        if out
            .components()
            .any(|part| part.as_os_str().to_str().is_some_and(|p| HISTORY.contains(&p)))
        {
            return Err(refuse(&out, "it contains the data of a version control system", OTHER));
        }
        if let Some(home) = options.home
            && absolute(home).is_ok_and(|home| home.starts_with(&out))
        {
            return Err(refuse(&out, "it is or contains your home folder", OTHER));
        }
        for input in options.inputs {
            let input = absolute(&root.join(&**input))?;
            if out.starts_with(&input) || input.starts_with(&out) {
                let why = format!("it overlaps {}, which the site reads", input.display());
                return Err(refuse(&out, &why, OTHER));
            }
        }
        let Some(name) = name.to_str() else {
            return Err(refuse(&out, "its name is not valid UTF-8", OTHER));
        };
        Ok(Self { parent: parent.to_owned(), name: name.to_owned(), out })
    }

    /// Takes the lock; `Err` names the process that has it.
    pub(super) fn lock<'a>(&self, disk: &'a dyn Disk) -> Result<OutputLock<'a>, WriteError> {
        let path = self.parent.join(format!(".{}.onrecord-lock", self.name));
        if let Some(file) = disk.lock(&path).map_err(IoError::at("write", &path))? {
            return Ok(OutputLock { disk, path, _file: file });
        }
        let holder = disk.read(&path).unwrap_or_default();
        let holder = String::from_utf8_lossy(&holder).trim().parse().ok();
        Err(WriteError::Locked { out: self.out.clone(), holder })
    }

    /// Returns the path of the stage of process `pid`.
    pub(super) fn stage(&self, pid: u32) -> PathBuf {
        self.parent.join(format!(".{}.onrecord-stage-{pid}", self.name))
    }

    /// Removes stages of killed runs next to the output. Call it with the lock held.
    pub(super) fn sweep(&self, disk: &dyn Disk) -> Result<(), WriteError> {
        let start = format!(".{}.onrecord-stage-", self.name);
        let names = disk.names(&self.parent).map_err(IoError::at("read", &self.parent))?;
        for name in names.iter().filter_map(|name| name.to_str()) {
            let is_ours = name
                .strip_prefix(&start)
                .is_some_and(|pid| !pid.is_empty() && pid.bytes().all(|b| b.is_ascii_digit()));
            if is_ours {
                let path = self.parent.join(name);
                disk.remove_tree(&path).map_err(IoError::at("remove", &path))?;
            }
        }
        Ok(())
    }

    /// Returns the manifest of the previous run: empty for a folder that is new, empty or contains only kept
    /// files; an error for a folder of another program.
    pub(super) fn owned(&self, disk: &dyn Disk, keep: &KeepGlobs) -> Result<Manifest, WriteError> {
        if let Some(manifest) = Manifest::read(disk, &self.out)? {
            return Ok(manifest);
        }
        let is_there = disk.stat(&self.out).map_err(IoError::at("open", &self.out))?.is_some();
        if is_there {
            let names = disk.names(&self.out).map_err(IoError::at("read", &self.out))?;
            let is_kept = |name: &std::ffi::OsString| name.to_str().is_some_and(|n| keep.has(n));
            if !names.iter().all(is_kept) {
                let why = "it is not empty, and onrecord wrote none of its files";
                return Err(refuse(
                    &self.out,
                    why,
                    "empty it, list the files to keep under `keep:`, or choose another folder with `--output-dir`",
                ));
            }
        }
        Ok(Manifest::new(std::collections::BTreeMap::new()))
    }

    /// Returns the files in the output that are not in `manifest` and that `keep` matches; reports all others.
    pub(super) fn foreign(
        &self,
        disk: &dyn Disk,
        manifest: &Manifest,
        keep: &KeepGlobs,
    ) -> Result<Vec<String>, WriteError> {
        let (mut kept, mut foreign) = (vec![], vec![]);
        let mut folders = vec![String::new()];
        while let Some(folder) = folders.pop() {
            let here = self.out.join(&folder);
            let names = match disk.names(&here) {
                Ok(names) => names,
                Err(why) if folder.is_empty() && crate::io::disk::is_absent(&why) => vec![],
                Err(why) => return Err(IoError::at("read", &here)(why).into()),
            };
            for name in names {
                let Some(name) = name.to_str() else {
                    foreign.push(format!("{folder}{}", name.to_string_lossy()));
                    continue;
                };
                let path = format!("{folder}{name}");
                let there = self.out.join(&path);
                let stat = disk.stat(&there).map_err(IoError::at("open", &there))?;
                match stat.map(|stat| stat.kind) {
                    None => {}
                    Some(FileKind::Folder) if path == OURS => {}
                    Some(FileKind::Folder) => folders.push(path + "/"),
                    Some(_) if is_ours(manifest, &path) => {}
                    Some(_) if keep.has(&path) => kept.push(path),
                    Some(_) => foreign.push(path),
                }
            }
        }
        if foreign.is_empty() { Ok(kept) } else { Err(self.name_foreign(foreign)) }
    }

    /// Reports each foreign file, up to [`NAMED`].
    pub(super) fn name_foreign(&self, mut foreign: Vec<String>) -> WriteError {
        foreign.sort();
        let more = foreign.len().saturating_sub(NAMED);
        let mut found: Vec<Diagnostic> = foreign
            .iter()
            .take(NAMED)
            .map(|path| {
                let message = format!("`{path}` in the output was not written by onrecord");
                Diagnostic::new(RuleCode::ForeignFile, outside(&self.out.join(path)), message)
                    .help("move it away, or list it under `keep:` in `site.yaml`")
            })
            .collect();
        if let (true, Some(last)) = (more > 0, found.last_mut()) {
            last.message = format!("{}, and neither were {more} more", last.message);
        }
        WriteError::Found(found)
    }
}

/// True if the manifest lists a file, or it is an incomplete copy by a killed run.
fn is_ours(manifest: &Manifest, path: &str) -> bool {
    manifest.files.contains_key(path)
        || path.strip_suffix(UNFINISHED).is_some_and(|whole| manifest.files.contains_key(whole))
}

/// The globs of `keep:`.
#[derive(Debug)]
pub(super) struct KeepGlobs(GlobSet);

impl KeepGlobs {
    /// Parses the globs; `Err` names the invalid one.
    pub(super) fn new(globs: &[String]) -> Result<Self, WriteError> {
        let mut set = GlobSetBuilder::new();
        for glob in globs {
            let bad = |why: &globset::Error| WriteError::Keep {
                glob: glob.clone(),
                why: why.kind().to_string(),
            };
            set.add(Glob::new(glob.trim_matches('/')).map_err(|why| bad(&why))?);
        }
        let set = set.build().map_err(|why| WriteError::Keep {
            glob: globs.join(", "),
            why: why.kind().to_string(),
        })?;
        Ok(Self(set))
    }

    /// True if a glob matches a path or one of its folders.
    fn has(&self, path: &str) -> bool {
        Path::new(path)
            .ancestors()
            .any(|part| !part.as_os_str().is_empty() && self.0.is_match(part))
    }
}

/// The data folders of version control systems.
const HISTORY: [&str; 8] = [".git", ".hg", ".svn", ".jj", ".bzr", ".pijul", "_darcs", "CVS"];

const OTHER: &str = "choose another folder with `output_dir:` or `--output-dir`";
const LINK: &str = "name the folder that it links to";

fn refuse(out: &Path, why: &str, help: &str) -> WriteError {
    let message = format!("`{}` cannot be the output folder: {why}", out.display());
    WriteError::Found(vec![Diagnostic::new(RuleCode::BadOutput, outside(out), message).help(help)])
}

/// A position for a path that is not an input file.
fn outside(path: &Path) -> FileSpan {
    FileSpan { file: Arc::from(path.to_string_lossy()), span: Span::default() }
}

/// Returns the absolute path, with links resolved as far as it exists; refuses `..` after that.
fn absolute(path: &Path) -> Result<PathBuf, WriteError> {
    let failed = |why| WriteError::from(IoError::at("open", path)(why));
    let whole = std::path::absolute(path).map_err(failed)?;
    let mut rest = vec![];
    let mut there = whole.as_path();
    loop {
        match there.canonicalize() {
            Ok(found) => {
                return Ok(rest.iter().rev().fold(found, |path, part| path.join(part)));
            }
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => {}
            Err(why) => return Err(failed(why)),
        }
        match (there.components().next_back(), there.parent()) {
            (Some(Component::Normal(part)), Some(parent)) => {
                rest.push(part);
                there = parent;
            }
            _ => return Err(failed(std::io::ErrorKind::NotFound.into())),
        }
    }
}
