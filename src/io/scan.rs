//! Reads a site's folder repeatedly, each time only the changed files.
//!
//! The full walk is authoritative. File-system events only make it run sooner. The names to read, the reasons
//! to refuse a file and the way to open it come from [`read`](super::read), so a scan and a fresh read cannot
//! differ. Start with [`FolderScan::rescan`].

use super::IoError;
use super::read::{PROBE, ReadOutcome, RootDir, SiteFolder, is_dropping, listing, read_file};
use crate::pipeline::{names_snapshots, snapshots};
use onrecord_base::path::{SitePath, name};
use onrecord_site::input::config::{InputPaths, SITE_FILE, config};
use onrecord_site::input::files::{InputFile, InputFiles, MAX_TEXT, RefusedFile};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// The metadata of a file, read without opening it. A write changes it, except within the same tick of the file
/// system's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileStamp {
    inode: u64,
    size: u64,
    /// Nanoseconds since 1970.
    written: i128,
    /// Nanoseconds since 1970.
    changed: i128,
}

/// The time after a write until a stamp can be trusted, in nanoseconds: more than the tick of any common file
/// system.
const TICK: i128 = 2_000_000_000;

impl From<&Metadata> for FileStamp {
    fn from(meta: &Metadata) -> Self {
        Self {
            inode: meta.ino(),
            size: meta.len(),
            written: nanos(meta.mtime(), meta.mtime_nsec()),
            changed: nanos(meta.ctime(), meta.ctime_nsec()),
        }
    }
}

impl FileStamp {
    /// Returns `None` for anything that is not a regular file.
    #[expect(clippy::useless_conversion, reason = "the fields have other types on other systems")]
    pub(super) fn of_stat(stat: &rustix::fs::Stat) -> Option<Self> {
        if rustix::fs::FileType::from_raw_mode(stat.st_mode) != rustix::fs::FileType::RegularFile {
            return None;
        }
        let nsec = |n| i64::try_from(n).unwrap_or(0);
        Some(Self {
            inode: u64::try_from(stat.st_ino).ok()?,
            size: u64::try_from(stat.st_size).ok()?,
            written: nanos(i64::try_from(stat.st_mtime).ok()?, nsec(stat.st_mtime_nsec)),
            changed: nanos(i64::try_from(stat.st_ctime).ok()?, nsec(stat.st_ctime_nsec)),
        })
    }

    /// True if a later write could still leave the same stamp.
    fn is_young(&self, now: i128) -> bool {
        now - self.written.max(self.changed) < TICK
    }
}

fn nanos(seconds: i64, nanos: i64) -> i128 {
    i128::from(seconds) * 1_000_000_000 + i128::from(nanos)
}

/// A site's folder as of the last scan.
#[derive(Debug)]
pub struct FolderScan {
    folder: SiteFolder,
    beneath: RootDir,
    /// The text of the settings file at the last scan, and the input paths in it.
    settings: Option<(Vec<u8>, InputPaths)>,
    /// Mostly looked up; iterated only to find removed files.
    known: HashMap<SitePath, KnownFile>,
    /// Files that content names outside the folders (snapshots), existing or not.
    named: BTreeSet<SitePath>,
    sources: Arc<InputFiles>,
}

/// A path, true if it is only copied, and what was read; `None` if it is unchanged.
type ScannedPath = (SitePath, bool, Option<Option<ReadOutcome>>);

#[derive(Debug, Clone, Copy)]
struct KnownFile {
    mark: FileStamp,
    copied: bool,
    /// Read again at the next scan, whatever its stamp is.
    is_young: bool,
}

impl FolderScan {
    /// Returns a scan that has read nothing yet.
    pub fn new(folder: &SiteFolder) -> Result<Self, IoError> {
        Ok(Self {
            beneath: RootDir::open(&folder.root)?,
            folder: folder.clone(),
            settings: None,
            known: HashMap::new(),
            named: BTreeSet::new(),
            sources: Arc::default(),
        })
    }

    /// Returns the files as of the last scan.
    pub fn sources(&self) -> &Arc<InputFiles> {
        &self.sources
    }

    /// Returns the input paths of the last scan, including those that content names.
    pub fn wanted(&self) -> Option<InputPaths> {
        let (_, wanted) = self.settings.as_ref()?;
        let mut wanted = wanted.clone();
        wanted.files.extend(self.named.iter().map(ToString::to_string));
        Some(wanted)
    }

    /// Scans everything; returns the paths that were added, removed or changed.
    ///
    /// After an error (a folder or file that cannot be read) the next scan reports the changes that this one
    /// did not see, and does not repeat those that it did.
    pub fn rescan(&mut self) -> Result<BTreeSet<SitePath>, IoError> {
        // A folder that was moved away and put back can have a new inode.
        self.beneath = RootDir::open(&self.folder.root)?;
        let now = now();
        let settings = self.settings();
        let listing = listing(&self.folder.root, &settings.1)?;
        let looked = self.read(listing.files)?;
        self.settings = Some(settings);
        let mut changed = BTreeSet::new();
        let mut refused = listing.sources.refused;
        let mut there = self.take(looked, now, &mut refused, &mut changed);
        self.named.retain(|path| !there.contains(path));
        let named = std::mem::take(&mut self.named);
        self.forget_missing(&there, |path| !named.contains(path), &mut changed);
        self.named = named;
        self.name_settings(&mut changed);
        // The named files can only change if a file changed.
        if !changed.is_empty() {
            self.named = snapshots(&self.sources, &self.named);
        }
        let named = self.read(self.named.iter().map(|path| (path.clone(), false)).collect())?;
        there.extend(self.take(named, now, &mut refused, &mut changed));
        self.forget_missing(&there, |_| true, &mut changed);
        self.sides(refused, listing.sources.left_out, &mut changed);
        Ok(changed)
    }

    /// Reads the files whose stamp changed.
    fn read(&self, files: Vec<(SitePath, bool)>) -> Result<Vec<ScannedPath>, IoError> {
        let read = |(path, copied): (SitePath, bool)| {
            let kept = self.known.get(&path).filter(|k| !k.is_young && k.copied == copied);
            if let Some(kept) = kept
                && self.beneath.mark(&path) == Some(kept.mark)
            {
                return Ok((path, copied, None));
            }
            let read = read_file(&self.beneath, &path, copied)?;
            Ok((path, copied, Some(read)))
        };
        files.into_par_iter().map(read).collect()
    }

    /// Forgets the files that `goes` selects and that no longer exist.
    fn forget_missing(
        &mut self,
        there: &HashSet<SitePath>,
        goes: impl Fn(&SitePath) -> bool,
        changed: &mut BTreeSet<SitePath>,
    ) {
        // All existing files are known, so a larger count means that some were removed.
        if self.known.len() <= there.len() {
            return;
        }
        let gone = self.known.keys().filter(|path| !there.contains(*path) && goes(path)).cloned();
        for path in gone.collect::<BTreeSet<SitePath>>() {
            self.known.remove(&path);
            Arc::make_mut(&mut self.sources).files.remove(&path);
            changed.insert(path);
        }
    }

    /// Stores what was read; returns the paths that exist.
    fn take(
        &mut self,
        looked: Vec<ScannedPath>,
        now: i128,
        refused: &mut BTreeMap<SitePath, RefusedFile>,
        changed: &mut BTreeSet<SitePath>,
    ) -> HashSet<SitePath> {
        let mut there = HashSet::with_capacity(looked.len());
        for (path, copied, read) in looked {
            match read {
                None => drop(there.insert(path)),
                Some(None) => {}
                Some(Some(Err(why))) => drop(refused.insert(path, why)),
                Some(Some(Ok((input, mark)))) => {
                    let known = KnownFile { mark, copied, is_young: mark.is_young(now) };
                    self.put(path.clone(), input, known, changed);
                    there.insert(path);
                }
            }
        }
        there
    }

    /// Scans only the given absolute paths. `None`: a full scan is needed.
    ///
    /// Reads only files that the last full scan found, so it cannot add a file that a full scan would refuse.
    /// The next full scan finds what this one misses.
    pub fn rescan_paths(
        &mut self,
        said: &BTreeSet<PathBuf>,
    ) -> Result<Option<BTreeSet<SitePath>>, IoError> {
        let now = now();
        let mut reads = vec![];
        for path in said {
            let Some(path) = self.below(path) else { return Ok(None) };
            let known = self.known.get_key_value(&*path);
            match known {
                Some((path, known)) => {
                    // A change of the settings can change the list of folders.
                    if *path == self.folder.config {
                        return Ok(None);
                    }
                    let Some(Ok(read)) = read_file(&self.beneath, path, known.copied)? else {
                        return Ok(None);
                    };
                    reads.push((SitePath::clone(path), known.copied, read));
                }
                None if is_dropping(name(&path)) || name(&path) == PROBE => {}
                None => return Ok(None),
            }
        }
        let mut changed = BTreeSet::new();
        let mut is_named = false;
        for (path, copied, (input, mark)) in reads {
            let known = KnownFile { mark, copied, is_young: mark.is_young(now) };
            let old = self.sources.files.get(&path);
            is_named |= names_snapshots(&input) || old.is_some_and(names_snapshots);
            self.put(path, input, known, &mut changed);
        }
        if is_named {
            let named = snapshots(&self.sources, &self.named);
            if named != self.named {
                self.named = named;
                changed.extend(self.rescan()?);
            }
        }
        Ok(Some(changed))
    }

    fn below(&self, path: &Path) -> Option<String> {
        Some(path.strip_prefix(&self.folder.root).ok()?.to_str()?.to_owned())
    }

    /// Returns the text of the settings file and its input paths; the previous paths if the file is gone.
    fn settings(&self) -> (Vec<u8>, InputPaths) {
        let text = self.beneath.whole(&self.folder.config, MAX_TEXT);
        match (text, &self.settings) {
            (Ok(text), Some(last)) if text == last.0 => last.clone(),
            (Err(_), Some(last)) => last.clone(),
            (text, _) => {
                let text = text.unwrap_or_default();
                let mut wanted = config(&self.folder.config, &text).value.wanted();
                wanted.files.push(self.folder.config.to_string());
                (text, wanted)
            }
        }
    }

    fn put(
        &mut self,
        path: SitePath,
        input: InputFile,
        known: KnownFile,
        changed: &mut BTreeSet<SitePath>,
    ) {
        let old_mark = self.known.insert(path.clone(), known).map(|old| old.mark);
        let is_same = self.sources.files.get(&path).is_some_and(|old| {
            // Of a copied file only the head is in memory, so its stamp must do.
            let rest = old.is_whole() || old_mark == Some(known.mark);
            *old == input && rest
        });
        if !is_same {
            Arc::make_mut(&mut self.sources).files.insert(path.clone(), input);
            changed.insert(path);
        }
    }

    /// Updates the refused and left-out files; returns true if they changed.
    fn sides(
        &mut self,
        refused: BTreeMap<SitePath, onrecord_site::input::files::RefusedFile>,
        left_out: Vec<SitePath>,
        changed: &mut BTreeSet<SitePath>,
    ) {
        if self.sources.refused == refused && self.sources.left_out == left_out {
            return;
        }
        let sources = Arc::make_mut(&mut self.sources);
        let old = std::mem::replace(&mut sources.refused, refused);
        let new = &sources.refused;
        changed.extend(old.iter().filter(|(k, v)| new.get(*k) != Some(v)).map(|(k, _)| k.clone()));
        changed.extend(new.iter().filter(|(k, v)| old.get(*k) != Some(v)).map(|(k, _)| k.clone()));
        if sources.left_out != left_out {
            let old: BTreeSet<SitePath> = sources.left_out.drain(..).collect();
            let new: BTreeSet<SitePath> = left_out.iter().cloned().collect();
            changed.extend(old.symmetric_difference(&new).cloned());
            sources.left_out = left_out;
        }
    }

    /// The passes always call the settings file [`SITE_FILE`], whatever file `--config` names.
    fn name_settings(&mut self, changed: &mut BTreeSet<SitePath>) {
        if &*self.folder.config == SITE_FILE {
            return;
        }
        let files = &self.sources.files;
        let now = files.get(&self.folder.config).cloned();
        let is_same = match (files.get(SITE_FILE), &now) {
            (Some(old), Some(new)) => Arc::ptr_eq(&old.bytes, &new.bytes),
            (None, None) => true,
            _ => false,
        };
        if is_same {
            return;
        }
        changed.insert(SITE_FILE.into());
        let files = &mut Arc::make_mut(&mut self.sources).files;
        match now {
            Some(input) => drop(files.insert(SITE_FILE.into(), input)),
            None => drop(files.remove(SITE_FILE)),
        }
    }
}

/// True if a folder is on a network or virtual machine file system, which sends no events for remote writes.
pub fn is_remote(folder: &Path) -> bool {
    // NFS, SMB (three numbers), CIFS, 9P (WSL, virtual machines), AFS, Ceph, VirtualBox, GFS2.
    const REMOTE: [u64; 10] = [
        0x6969,
        0x517b,
        0xfe53_4d42,
        0xff53_4d42,
        0x0102_1997,
        0x5346_414f,
        0x00c3_6400,
        0x786f_4256,
        0x0116_1970,
        0x6b41_4653,
    ];
    rustix::fs::statfs(folder).is_ok_and(|system| {
        u64::try_from(system.f_type).is_ok_and(|kind| REMOTE.contains(&(kind & 0xffff_ffff)))
    })
}

/// Nanoseconds since 1970, to compare with the times of files.
#[expect(clippy::disallowed_methods, reason = "the age of a file, which no build ever sees")]
fn now() -> i128 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| i128::try_from(since.as_nanos()).unwrap_or(i128::MAX))
}

#[cfg(test)]
#[path = "scan_tests.rs"]
mod tests;
