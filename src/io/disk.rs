//! The file system calls of the writer, behind a trait so that tests can make the k-th call fail. Knows paths
//! and bytes only.

use rustix::fs::{AtFlags, CWD, FlockOperation, RenameFlags};
use rustix::io::Errno;
use std::ffi::OsString;
use std::fs::{File, Metadata};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// The metadata of a path; links are not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileStat {
    /// The type.
    pub kind: FileKind,
    /// Length in bytes.
    pub size: u64,
    /// Time of the last write: seconds and nanoseconds since 1970.
    pub mtime: (i64, i64),
}

/// The type of a path.
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

/// The calls. Each may fail at any time; none follows a link at the end of its path.
pub trait Disk: Sync {
    /// Returns the metadata; `None` if nothing is there.
    fn stat(&self, path: &Path) -> io::Result<Option<FileStat>>;
    /// Returns the names in a folder, sorted.
    fn names(&self, folder: &Path) -> io::Result<Vec<OsString>>;
    /// Returns all bytes of a file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// Returns the BLAKE3 hash of a file, read in chunks.
    fn hash(&self, path: &Path) -> io::Result<blake3::Hash>;
    /// Creates a folder; its parent exists.
    fn folder(&self, path: &Path) -> io::Result<()>;
    /// Creates a file that does not exist yet. `sync`: the data is on the medium before the call returns.
    fn create(&self, path: &Path, bytes: &[u8], sync: bool) -> io::Result<FileStat>;
    /// Creates a file that does not exist yet from all bytes of `from`, and hashes them on the way.
    fn pour(&self, path: &Path, from: &mut File) -> io::Result<(FileStat, blake3::Hash)>;
    /// Creates a hard link to a file (or link).
    fn link(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Copies a file or link, with its modification time.
    fn copy(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Renames a file, and replaces what `to` is.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Exchanges two folders atomically.
    fn exchange(&self, a: &Path, b: &Path) -> io::Result<()>;
    /// Removes a file or link.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Removes an empty folder.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;
    /// Removes a folder with its contents.
    fn remove_tree(&self, path: &Path) -> io::Result<()>;
    /// Opens or creates the lock file and takes the lock; `None` if another process has it.
    fn lock(&self, path: &Path) -> io::Result<Option<File>>;
}

/// The file system of this machine.
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
            // The previous owner removes the file when it is done; the file we locked is then not the one that
            // other processes see.
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

/// True if an error says that the path does not exist.
pub fn is_absent(why: &io::Error) -> bool {
    matches!(why.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
