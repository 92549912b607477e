//! The manifest of an output, `.onrecord/manifest.json`: the list of files that we wrote and may delete.
//!
//! It has path, size and hash of every file and is the same for the same site on any machine. `times.json` next
//! to it has the modification times on this machine, so that unchanged files need not be read; it is only a
//! cache. A damaged manifest is an error and never guessed.

use crate::io::IoError;
use crate::io::disk::{Disk, FileKind};
use crate::io::write::WriteError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folder of our records in an output.
pub const OURS: &str = ".onrecord";

/// The version of the format; a higher number is from a newer program.
const VERSION: u32 = 1;

/// The files of an output.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of the format.
    pub version: u32,
    /// The name and version of the program that wrote it.
    pub program: String,
    /// The files by path, relative to the output folder.
    pub files: BTreeMap<String, ManifestEntry>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestEntry {
    /// Length in bytes.
    pub size: u64,
    /// BLAKE3 of the bytes, in hexadecimal.
    pub hash: String,
}

/// The modification time of each file: seconds and nanoseconds since 1970.
pub type FileTimes = BTreeMap<String, (i64, i64)>;

impl Manifest {
    /// Returns a manifest of these files, with the version of this program.
    pub fn new(files: BTreeMap<String, ManifestEntry>) -> Self {
        let program = concat!("onrecord ", env!("CARGO_PKG_VERSION")).to_owned();
        Self { version: VERSION, program, files }
    }

    /// Returns the path of the manifest of an output.
    pub fn path(out: &Path) -> PathBuf {
        out.join(OURS).join("manifest.json")
    }

    /// Reads the manifest of an output; `None` if the file is missing.
    pub fn read(disk: &dyn Disk, out: &Path) -> Result<Option<Self>, WriteError> {
        let path = Self::path(out);
        match disk.stat(&path).map_err(IoError::at("read", &path))? {
            None => return Ok(None),
            Some(stat) if stat.kind == FileKind::File => {}
            Some(_) => return Err(WriteError::Damaged { path, why: "not a file".into() }),
        }
        let bytes = disk.read(&path).map_err(IoError::at("read", &path))?;
        let manifest: Self = serde_json::from_slice(&bytes)
            .map_err(|why| WriteError::Damaged { path: path.clone(), why: why.to_string() })?;
        if manifest.version != VERSION {
            let why =
                format!("it has version {}, this program expects {VERSION}", manifest.version);
            return Err(WriteError::Damaged { path, why });
        }
        if let Some(bad) = manifest.files.keys().find(|path| !is_plain(path)) {
            let why = format!("`{bad}` is not a path in the output");
            return Err(WriteError::Damaged { path, why });
        }
        Ok(Some(manifest))
    }

    /// Returns the bytes of the file.
    pub fn bytes(&self) -> Vec<u8> {
        lines(self)
    }
}

/// Returns the path of `times.json` of an output.
pub fn times_path(out: &Path) -> PathBuf {
    out.join(OURS).join("times.json")
}

/// Reads the times; returns an empty map if they are missing or unreadable.
pub fn read_times(disk: &dyn Disk, out: &Path) -> FileTimes {
    let bytes = disk.read(&times_path(out)).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

/// Returns the bytes of `times.json`.
pub fn times_bytes(times: &FileTimes) -> Vec<u8> {
    lines(times)
}

fn lines(value: &impl Serialize) -> Vec<u8> {
    // Maps of texts and numbers always serialize. If one did not, an empty manifest would be read as damaged,
    // and nothing would be deleted.
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// True if a path is a plain relative path: no empty part, no `.` or `..`, and outside our own records.
pub fn is_plain(path: &str) -> bool {
    !path.contains(['\0', '\\'])
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
        && path.split('/').next() != Some(OURS)
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn only_paths_in_the_output_are_plain() {
        assert!(is_plain("a/b.html") && is_plain("index.html") && is_plain(".well-known/x"));
        for bad in ["", "/etc/passwd", "../x", "a/../../x", "a//b", "./a", ".onrecord/x", "a/"] {
            assert!(!is_plain(bad), "{bad:?}");
        }
    }
}
