//! Makes all files of a plan in parallel, and keeps of each only its manifest entry.
//!
//! A file that is equal to the one in the output is dropped at once; any other is written to the stage, which
//! is created with the first such file. So memory holds only one file per thread, and a build that changes
//! nothing writes nothing.

use super::manifest::{FileTimes, Manifest, ManifestEntry};
use super::stage::StagingFolder;
use super::{WriteError, WriteOptions};
use crate::export::plan::{Plan, Recipe};
use crate::export::strip;
use crate::io::IoError;
use crate::io::disk::{Disk, FileKind};
use crate::io::read::RootDir;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::path::{SitePath, ending};
use onrecord_base::span::{FileSpan, Span};
use onrecord_site::check::public_files::PublicFile;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

/// The largest image of which metadata is removed, in bytes.
const MAX_IMAGE: u64 = 256 * 1024 * 1024;

/// A file of the plan that was made.
pub(super) struct OutputFile {
    /// Its entry in the manifest.
    pub(super) entry: ManifestEntry,
    /// Its modification time; for an unchanged file, that of the file in the output.
    pub(super) mtime: (i64, i64),
    /// True if it differs from the file in the output, and is therefore in the stage.
    pub(super) is_changed: bool,
}

/// The context of making files.
pub(super) struct OutputWriter<'a> {
    /// The file system.
    pub(super) disk: &'a dyn Disk,
    /// The current output.
    pub(super) out: &'a Path,
    /// The manifest of the previous run.
    pub(super) old: &'a Manifest,
    /// The modification times after the previous run.
    pub(super) times: &'a FileTimes,
    /// The stage, for changed files.
    pub(super) stage: &'a StagingFolder<'a>,
    /// The site's folder, from which files are copied.
    pub(super) site: &'a RootDir,
    /// The options of the caller.
    pub(super) options: &'a WriteOptions<'a>,
}

/// The failure of one file.
enum OutputError {
    Found(Vec<Diagnostic>),
    Io(IoError),
}

impl From<IoError> for OutputError {
    fn from(error: IoError) -> Self {
        Self::Io(error)
    }
}

impl OutputWriter<'_> {
    /// Makes all files. Collects the diagnostics of all files; stops at an error of the operating system.
    pub(super) fn all(&self, plan: &Plan<'_>) -> Result<BTreeMap<String, OutputFile>, WriteError> {
        let found = Mutex::new(vec![]);
        let has_found = AtomicBool::new(false);
        let files: Vec<(&String, &Recipe<'_>)> = plan.files.iter().collect();
        let made: Result<Vec<_>, IoError> = files
            .into_par_iter()
            .filter_map(|(path, recipe)| {
                let made = self.one(path, recipe, &has_found);
                if let Some(progress) = self.options.progress {
                    progress();
                }
                match made {
                    Ok(made) => Some(Ok((path.clone(), made?))),
                    Err(OutputError::Io(error)) => Some(Err(error)),
                    Err(OutputError::Found(diagnostics)) => {
                        has_found.store(true, Ordering::Relaxed);
                        found
                            .lock()
                            .unwrap_or_else(std::sync::PoisonError::into_inner)
                            .extend(diagnostics);
                        None
                    }
                }
            })
            .collect();
        let made = made?;
        let found = found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        if found.is_empty() {
            Ok(made.into_iter().collect())
        } else {
            Err(WriteError::Found(found))
        }
    }

    /// Makes one file; `None`: not written, because other files have diagnostics.
    fn one(
        &self,
        path: &str,
        recipe: &Recipe<'_>,
        stop: &AtomicBool,
    ) -> Result<Option<OutputFile>, OutputError> {
        let bytes = match recipe {
            Recipe::Bytes(bytes) => {
                return if stop.load(Ordering::Relaxed) {
                    Ok(None)
                } else {
                    Ok(Some(self.put(path, bytes)?))
                };
            }
            Recipe::Make(make) => make().map_err(OutputError::Found)?,
            Recipe::Copy(_) if stop.load(Ordering::Relaxed) => return Ok(None),
            Recipe::Copy(from) if strip::is_stripped(&ending(from.path())) => {
                cleaned(self.site, from)?
            }
            Recipe::Copy(from) => return Ok(Some(self.pour(path, from.path())?)),
        };
        if stop.load(Ordering::Relaxed) { Ok(None) } else { Ok(Some(self.put(path, &bytes)?)) }
    }

    fn put(&self, path: &str, bytes: &[u8]) -> Result<OutputFile, IoError> {
        let entry = ManifestEntry {
            size: bytes.len() as u64,
            hash: blake3::hash(bytes).to_hex().to_string(),
        };
        if let Some(mtime) = self.unchanged_mtime(path, &entry)? {
            return Ok(OutputFile { entry, mtime, is_changed: false });
        }
        let stat = self.stage.create(path, bytes)?;
        Ok(OutputFile { entry, mtime: stat.mtime, is_changed: true })
    }

    /// Copies an input of any size in chunks.
    fn pour(&self, path: &str, from: &str) -> Result<OutputFile, IoError> {
        let failed = |why| IoError::at("read", Path::new(from))(why);
        let mut hasher = blake3::Hasher::new();
        let mut file = self.site.file(from).map_err(failed)?;
        if !file.metadata().map_err(failed)?.is_file() {
            return Err(failed(std::io::Error::other("not a regular file")));
        }
        let size = std::io::copy(&mut file, &mut hasher).map_err(failed)?;
        let entry = ManifestEntry { size, hash: hasher.finalize().to_hex().to_string() };
        if let Some(mtime) = self.unchanged_mtime(path, &entry)? {
            return Ok(OutputFile { entry, mtime, is_changed: false });
        }
        let mut file = self.site.file(from).map_err(failed)?;
        let (stat, hash) = self.stage.copy_from(path, &mut file)?;
        let entry = ManifestEntry { size: stat.size, hash: hash.to_hex().to_string() };
        Ok(OutputFile { entry, mtime: stat.mtime, is_changed: true })
    }

    /// Returns the mtime if the output already contains an identical file.
    fn unchanged_mtime(
        &self,
        path: &str,
        wanted: &ManifestEntry,
    ) -> Result<Option<(i64, i64)>, IoError> {
        if self.old.files.get(path) != Some(wanted) {
            return Ok(None);
        }
        let there = self.out.join(path);
        let stat = self.disk.stat(&there).map_err(IoError::at("open", &there))?;
        let Some(stat) = stat.filter(|s| s.kind == FileKind::File && s.size == wanted.size) else {
            return Ok(None);
        };
        if self.times.get(path) == Some(&stat.mtime) {
            return Ok(Some(stat.mtime));
        }
        let hash = self.disk.hash(&there).map_err(IoError::at("read", &there))?;
        Ok((hash.to_hex().as_str() == wanted.hash).then_some(stat.mtime))
    }
}

/// Returns the bytes of an image without its metadata.
fn cleaned(site: &RootDir, from: &PublicFile) -> Result<Vec<u8>, OutputError> {
    let from = from.path();
    let bytes = site.whole(from, MAX_IMAGE)?;
    strip::strip(&bytes).ok_or_else(|| OutputError::Found(vec![unclean(from)]))
}

/// A copy of an input, for the preview.
#[derive(Debug)]
pub enum CopiedFile {
    /// All bytes: an image without its metadata.
    Bytes(Vec<u8>),
    /// A file to read in chunks, and its length.
    File(File, u64),
}

/// Returns the same bytes that the output would contain for an input.
pub fn copied(site: &RootDir, from: &PublicFile) -> Result<CopiedFile, WriteError> {
    if strip::is_stripped(&ending(from.path())) {
        return match cleaned(site, from) {
            Ok(bytes) => Ok(CopiedFile::Bytes(bytes)),
            Err(OutputError::Found(found)) => Err(WriteError::Found(found)),
            Err(OutputError::Io(error)) => Err(error.into()),
        };
    }
    let from = from.path();
    let failed = |why| IoError::at("read", Path::new(&**from))(why);
    let file = site.file(from).map_err(failed)?;
    let meta = file.metadata().map_err(failed)?;
    if !meta.is_file() {
        return Err(failed(std::io::Error::other("not a regular file")).into());
    }
    Ok(CopiedFile::File(file, meta.len()))
}

/// Makes every file of a plan in memory and returns the diagnostics that a build would report.
pub fn findings(plan: &Plan<'_>, site_root: &Path) -> Result<Vec<Diagnostic>, IoError> {
    let site = RootDir::open(site_root)?;
    let found: Result<Vec<Vec<Diagnostic>>, IoError> = plan
        .files
        .par_iter()
        .map(|(_, recipe)| match recipe {
            Recipe::Make(make) => Ok(make().err().unwrap_or_default()),
            Recipe::Copy(from) if strip::is_stripped(&ending(from.path())) => {
                let bytes = site.whole(from.path(), MAX_IMAGE)?;
                Ok(if strip::strip(&bytes).is_none() { vec![unclean(from.path())] } else { vec![] })
            }
            Recipe::Bytes(_) | Recipe::Copy(_) => Ok(vec![]),
        })
        .collect();
    Ok(found?.into_iter().flatten().collect())
}

/// The diagnostic for an image whose metadata cannot be removed. It is not published: metadata can identify
/// people and places.
fn unclean(from: &SitePath) -> Diagnostic {
    let message = format!("`{from}` is not a readable image, so its metadata cannot be removed");
    Diagnostic::new(RuleCode::UnreadableImage, FileSpan::new(from, Span::default()), message)
        .help("save it again as JPEG, PNG or WebP")
}
