//! Writes to the author's own files: creates one that does not exist, or rewrites one atomically.

use crate::io::IoError;
use crate::io::disk::{Disk as _, FileKind, RealDisk};
use crate::io::read::RootDir;
use std::path::Path;

/// Creates a file and the folders it needs; `Ok(false)`: the path exists, and nothing is changed.
pub fn create(path: &Path, bytes: &[u8]) -> Result<bool, IoError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(IoError::at("write", folder))?;
    }
    if RealDisk.stat(path).map_err(IoError::at("write", path))?.is_some() {
        return Ok(false);
    }
    match RealDisk.create(path, bytes, false) {
        Ok(_) => Ok(true),
        Err(why) if why.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(why) => {
            // Removes the partial file. It is ours, since the path did not exist before.
            drop(RealDisk.remove(path));
            Err(IoError::at("write", path)(why))
        }
    }
}

/// Replaces the content `old` of a file of the site by `new`; `Ok(false)`: its content is not `old`.
///
/// The file is read beneath the site's folder; its permissions are preserved.
pub fn rewrite(root: &Path, path: &str, old: &[u8], new: &[u8]) -> Result<bool, IoError> {
    let limit = old.len() as u64 + 1;
    if RootDir::open(root)?.whole(path, limit).is_ok_and(|now| now != old) {
        return Ok(false);
    }
    let at = root.join(path);
    let failed = || IoError::at("write", &at);
    let stat = RealDisk.stat(&at).map_err(failed())?;
    if stat.is_none_or(|stat| stat.kind != FileKind::File || stat.size != old.len() as u64) {
        return Ok(false);
    }
    let mut beside = at.as_os_str().to_owned();
    beside.push(format!(".onrecord-fix-{}~", std::process::id()));
    let beside = Path::new(&beside);
    let write = || {
        let permissions = std::fs::symlink_metadata(&at)?.permissions();
        RealDisk.create(beside, new, true)?;
        std::fs::set_permissions(beside, permissions)?;
        RealDisk.rename(beside, &at)
    };
    write().map_err(|why| {
        drop(RealDisk.remove(beside));
        failed()(why)
    })?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::{create, rewrite};
    use crate::io::disk::{Disk as _, RealDisk};
    use std::os::unix::fs::symlink;

    #[test]
    fn only_missing_files_are_created() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b.md");
        assert!(create(&path, b"one").unwrap());
        assert!(!create(&path, b"two").unwrap());
        assert_eq!(RealDisk.read(&path).unwrap(), b"one");
        let link = folder.path().join("link");
        symlink("nowhere", &link).unwrap();
        assert!(!create(&link, b"x").unwrap());
    }

    #[test]
    fn a_file_is_rewritten_only_when_it_is_as_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        create(&path, b"one").unwrap();
        assert!(!rewrite(folder.path(), "a.md", b"two", b"three").unwrap());
        assert!(!rewrite(folder.path(), "a.md", b"oneandmore", b"three").unwrap());
        assert!(rewrite(folder.path(), "a.md", b"one", b"three").unwrap());
        assert_eq!(RealDisk.read(&path).unwrap(), b"three");
        assert_eq!(RealDisk.names(folder.path()).unwrap(), ["a.md"]);
    }
}
