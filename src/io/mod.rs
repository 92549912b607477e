//! Access to the disk: [`read`] reads a site's folder, [`scan`] reads its later changes, [`mod@write`] writes
//! an output.
//!
//! Knows file systems and no notes. The author's mistakes are never an error here: an [`IoError`] means that
//! the operating system reported one.

use std::path::{Path, PathBuf};

pub mod disk;
pub mod memory;
pub mod read;
pub mod scan;
pub mod write;

/// An error of the operating system. The author's mistakes never have this type.
#[derive(Debug, thiserror::Error)]
#[error("cannot {what} {path}: {why}", path = path.display(), why = system(why))]
pub struct IoError {
    /// The operation, as a verb: `read`.
    pub what: &'static str,
    /// The path it was applied to.
    pub path: PathBuf,
    /// The system's error.
    #[source]
    pub why: std::io::Error,
}

impl IoError {
    /// Returns a function for `map_err` that adds the operation and the path.
    pub fn at(what: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |why| Self { what, path, why }
    }
}

/// Returns the system's message without the error number at its end: `No space left on device`.
fn system(why: &std::io::Error) -> String {
    let mut said = why.to_string();
    if let Some(at) = said.find(" (os error") {
        said.truncate(at);
    }
    said
}
