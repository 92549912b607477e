//! Reads a site's folder again and again, each time only what has changed.
//!
//! The walk over the folders is the truth: what somebody says has changed may hurry it, and can never
//! replace it. Which names are read, which files are refused, and how a file is opened is
//! [`read`](super::read)'s business, so that a scan and a fresh read cannot differ.

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

/// What a file system says about a file without opening it. A write changes it, unless it falls into
/// the same tick of the file system's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileStamp {
    inode: u64,
    size: u64,
    /// Nanoseconds since 1970.
    written: i128,
    /// Nanoseconds since 1970.
    changed: i128,
}

/// How long after a write a mark cannot be trusted yet: more than the tick of any common file system.
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
    /// `None` for anything but a regular file.
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

    /// Whether a later write could still leave the same mark.
    fn is_young(&self, now: i128) -> bool {
        now - self.written.max(self.changed) < TICK
    }
}

fn nanos(seconds: i64, nanos: i64) -> i128 {
    i128::from(seconds) * 1_000_000_000 + i128::from(nanos)
}

/// A site's folder as it was when last looked at.
#[derive(Debug)]
pub struct FolderScan {
    folder: SiteFolder,
    beneath: RootDir,
    /// The configuration's text at the last look, and what it wants read.
    settings: Option<(Vec<u8>, InputPaths)>,
    /// Looked up; listed only to find what is gone.
    known: HashMap<SitePath, KnownFile>,
    /// What content names and the folders do not list: snapshots kept elsewhere, there or not.
    named: BTreeSet<SitePath>,
    sources: Arc<InputFiles>,
}

/// A path, whether it is only copied, and what was read; `None`: it is what it was.
type ScannedPath = (SitePath, bool, Option<Option<ReadOutcome>>);

#[derive(Debug, Clone, Copy)]
struct KnownFile {
    mark: FileStamp,
    copied: bool,
    /// Read again at the next look, whatever its mark says.
    is_young: bool,
}

impl FolderScan {
    /// A folder that was not looked at yet.
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

    /// What was read.
    pub fn sources(&self) -> &Arc<InputFiles> {
        &self.sources
    }

    /// What was wanted at the last look, and what content named.
    pub fn wanted(&self) -> Option<InputPaths> {
        let (_, wanted) = self.settings.as_ref()?;
        let mut wanted = wanted.clone();
        wanted.files.extend(self.named.iter().map(ToString::to_string));
        Some(wanted)
    }

    /// Looks at everything; gives the paths that are new, gone, or not what they were.
    ///
    /// On an error (a folder or file that cannot be read) the next look finds what this one did not; what it
    /// did find is not told again.
    pub fn rescan(&mut self) -> Result<BTreeSet<SitePath>, IoError> {
        // A site's folder that was moved away and put back is another folder.
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
        // What is named can be other only if something is.
        if !changed.is_empty() {
            self.named = snapshots(&self.sources, &self.named);
        }
        let named = self.read(self.named.iter().map(|path| (path.clone(), false)).collect())?;
        there.extend(self.take(named, now, &mut refused, &mut changed));
        self.forget_missing(&there, |_| true, &mut changed);
        self.sides(refused, listing.sources.left_out, &mut changed);
        Ok(changed)
    }

    /// Reads files that are not what they were.
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

    /// Forgets files that are no longer there, of those that `goes` names.
    fn forget_missing(
        &mut self,
        there: &HashSet<SitePath>,
        goes: impl Fn(&SitePath) -> bool,
        changed: &mut BTreeSet<SitePath>,
    ) {
        // All that is there is known by now, so there are more only if some are gone.
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

    /// Takes in what was read; gives the files that are there.
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

    /// Looks only at what somebody says has changed; absolute paths. `None`: that cannot be judged
    /// without looking at everything.
    ///
    /// Only files that the last full look found are read here, so nothing can come in that it would
    /// not have let in. What this look misses, the next full one finds.
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
                    // With the settings, folders may change.
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

    /// The configuration's text and what it wants. A configuration that is gone wants what it did.
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
            // Of a file that is only copied most is not here: its mark has to do.
            let rest = old.is_whole() || old_mark == Some(known.mark);
            *old == input && rest
        });
        if !is_same {
            Arc::make_mut(&mut self.sources).files.insert(path.clone(), input);
            changed.insert(path);
        }
    }

    /// What was refused and left out, and whether that changed.
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

    /// The passes know the configuration by one name, whatever file `--config` names.
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

/// Whether a folder lies on a file system that other machines write to without this one being told.
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

/// Nanoseconds since 1970, to be held against the times of files.
#[expect(clippy::disallowed_methods, reason = "the age of a file, which no build ever sees")]
fn now() -> i128 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| i128::try_from(since.as_nanos()).unwrap_or(i128::MAX))
}

#[cfg(test)]
#[path = "scan_tests.rs"]
mod tests;
