//! The calls that the writer makes to the file system, behind a trait so that tests can make the
//! k-th of them fail. Knows paths and bytes; decides nothing.

use rustix::fs::{AtFlags, CWD, FlockOperation, RenameFlags};
use rustix::io::Errno;
use std::ffi::OsString;
use std::fs::{File, Metadata};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// What stands at a path; links are not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileStat {
    /// What it is.
    pub kind: FileKind,
    /// Its length in bytes.
    pub size: u64,
    /// When it was last written: seconds and nanoseconds since 1970.
    pub mtime: (i64, i64),
}

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A link, pipe, socket or device.
    Other,
}

impl From<&Metadata> for FileStat {
    fn from(meta: &Metadata) -> Self {
        let kind = if meta.is_file() {
            FileKind::File
        } else if meta.is_dir() {
            FileKind::Folder
        } else {
            FileKind::Other
        };
        Self { kind, size: meta.len(), mtime: (meta.mtime(), meta.mtime_nsec()) }
    }
}

/// The calls. Every one may fail at any time; none follows a link at the end of its path.
pub trait Disk: Sync {
    /// What stands there; `None`: nothing.
    fn stat(&self, path: &Path) -> io::Result<Option<FileStat>>;
    /// The names in a folder, sorted.
    fn names(&self, folder: &Path) -> io::Result<Vec<OsString>>;
    /// All bytes of a file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// BLAKE3 of a file, read piece by piece.
    fn hash(&self, path: &Path) -> io::Result<blake3::Hash>;
    /// Makes a folder; the one above it exists.
    fn folder(&self, path: &Path) -> io::Result<()>;
    /// Makes a file that does not exist yet; `sync`: it is on the medium before the call returns.
    fn create(&self, path: &Path, bytes: &[u8], sync: bool) -> io::Result<FileStat>;
    /// Makes a file that does not exist yet from all that `from` gives, and hashes it on the way.
    fn pour(&self, path: &Path, from: &mut File) -> io::Result<(FileStat, blake3::Hash)>;
    /// A second name for a file (or link).
    fn link(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// A copy of a file or link, with its time.
    fn copy(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Another name, in the place of what is there.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Two folders change places in one step.
    fn exchange(&self, a: &Path, b: &Path) -> io::Result<()>;
    /// Removes a file or link.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Removes an empty folder.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;
    /// Removes a folder and all in it.
    fn remove_tree(&self, path: &Path) -> io::Result<()>;
    /// Opens or makes the lock file and takes the lock; `None`: somebody else holds it.
    fn lock(&self, path: &Path) -> io::Result<Option<File>>;
}

/// The machine's own disk.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn stat(&self, path: &Path) -> io::Result<Option<FileStat>> {
        match std::fs::symlink_metadata(path) {
            Ok(meta) => Ok(Some(FileStat::from(&meta))),
            Err(why) if is_absent(&why) => Ok(None),
            Err(why) => Err(why),
        }
    }

    #[expect(clippy::disallowed_methods, reason = "the writer looks at its own output")]
    fn names(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        let mut names = vec![];
        for entry in std::fs::read_dir(folder)? {
            names.push(entry?.file_name());
        }
        names.sort();
        Ok(names)
    }

    #[expect(clippy::disallowed_methods, reason = "the writer looks at its own output")]
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }

    fn hash(&self, path: &Path) -> io::Result<blake3::Hash> {
        let mut hasher = blake3::Hasher::new();
        io::copy(&mut File::open(path)?, &mut hasher)?;
        Ok(hasher.finalize())
    }

    fn folder(&self, path: &Path) -> io::Result<()> {
        std::fs::create_dir(path)
    }

    fn create(&self, path: &Path, bytes: &[u8], sync: bool) -> io::Result<FileStat> {
        let mut file = File::create_new(path)?;
        file.write_all(bytes)?;
        if sync {
            file.sync_all()?;
        }
        Ok(FileStat::from(&file.metadata()?))
    }

    fn pour(&self, path: &Path, from: &mut File) -> io::Result<(FileStat, blake3::Hash)> {
        let mut file = File::create_new(path)?;
        let mut hasher = blake3::Hasher::new();
        let mut piece = vec![0; 64 * 1024];
        loop {
            let got = from.read(&mut piece)?;
            if got == 0 {
                break;
            }
            file.write_all(&piece[..got])?;
            hasher.update(&piece[..got]);
        }
        Ok((FileStat::from(&file.metadata()?), hasher.finalize()))
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        Ok(rustix::fs::linkat(CWD, from, CWD, to, AtFlags::empty())?)
    }

    fn copy(&self, from: &Path, to: &Path) -> io::Result<()> {
        let meta = std::fs::symlink_metadata(from)?;
        if meta.is_symlink() {
            return std::os::unix::fs::symlink(std::fs::read_link(from)?, to);
        }
        if !meta.is_file() {
            return Err(io::Error::other("it is neither a file nor a link"));
        }
        let mut file = File::create_new(to)?;
        io::copy(&mut File::open(from)?, &mut file)?;
        file.set_permissions(meta.permissions())?;
        file.set_modified(meta.modified()?)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        std::fs::rename(from, to)
    }

    fn exchange(&self, a: &Path, b: &Path) -> io::Result<()> {
        Ok(rustix::fs::renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        std::fs::remove_file(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        std::fs::remove_dir(path)
    }

    fn remove_tree(&self, path: &Path) -> io::Result<()> {
        std::fs::remove_dir_all(path)
    }

    fn lock(&self, path: &Path) -> io::Result<Option<File>> {
        loop {
            let mut open = File::options();
            let mut file = open.read(true).write(true).create(true).truncate(false).open(path)?;
            match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) => {}
                Err(Errno::WOULDBLOCK) => return Ok(None),
                Err(errno) => return Err(errno.into()),
            }
            // The holder before us removes the file when it is done: then ours is no longer the one
            // that others see.
            let ours = file.metadata()?;
            match std::fs::symlink_metadata(path) {
                Ok(there) if (there.dev(), there.ino()) == (ours.dev(), ours.ino()) => {}
                _ => continue,
            }
            file.set_len(0)?;
            write!(file, "{}", std::process::id())?;
            return Ok(Some(file));
        }
    }
}

/// Whether an error says that nothing is there.
pub fn is_absent(why: &io::Error) -> bool {
    matches!(why.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
