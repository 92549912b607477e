//! The plan of an output: which address gets which bytes, made only when they are asked for.
//!
//! A site of 50,000 pages is never held at once: the writer asks for one file after another, the
//! preview for the one being looked at.

use onrecord_base::diag::Diagnostic;
use onrecord_site::check::public_files::PublicFile;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// The files of an output, by path from the output folder with `/` between the parts:
/// `topics/data/index.html`.
#[derive(Debug, Default)]
pub struct Plan<'a> {
    /// How each file is made. The order is the order of every pass.
    pub files: BTreeMap<String, Recipe<'a>>,
}

/// How one file is made.
pub enum Recipe<'a> {
    /// Bytes that are there already.
    Bytes(Arc<[u8]>),
    /// Bytes made now. A fault (of a template) is a finding, and nothing is written.
    Make(Box<dyn Fn() -> Result<Vec<u8>, Vec<Diagnostic>> + Send + Sync + 'a>),
    /// A copy of an input file; images lose their EXIF and XMP metadata on the way. The type of its path holds that
    /// no file is copied which may not be published.
    Copy(PublicFile),
}

impl fmt::Debug for Recipe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Make(_) => f.write_str("made"),
            Self::Copy(from) => write!(f, "copy of {}", from.path()),
        }
    }
}
