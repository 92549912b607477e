//! The doors to the disk: [`read`] brings a site's folder in, [`scan`] what has changed in it since, [`mod@write`] puts an output out.
//!
//! Knows file systems and nothing of notes. What an author did wrong is never an error here:
//! an [`IoError`] means that the machine failed us.

use std::path::{Path, PathBuf};

pub mod disk;
pub mod memory;
pub mod read;
pub mod scan;
pub mod write;

/// The machine failed us. The author's mistakes are never of this type.
#[derive(Debug, thiserror::Error)]
#[error("cannot {what} {path}: {why}", path = path.display(), why = system(why))]
pub struct IoError {
    /// What we were doing, as a verb: `read`.
    pub what: &'static str,
    /// To what.
    pub path: PathBuf,
    /// What the system said.
    #[source]
    pub why: std::io::Error,
}

impl IoError {
    /// For `map_err`: what the system said while we did `what` to `path`.
    pub fn at(what: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |why| Self { what, path, why }
    }
}

/// What the system said, without the number at its end: `No space left on device`.
fn system(why: &std::io::Error) -> String {
    let mut said = why.to_string();
    if let Some(at) = said.find(" (os error") {
        said.truncate(at);
    }
    said
}
