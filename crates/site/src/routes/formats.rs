//! The formats of references: one row per format that `exports:` can ask for.
//!
//! To add a format, add its word to [`ReferenceFormat`], its writer to `onrecord_cite::export`, and a row here.

use crate::input::config::{Config, ReferenceFormat};
use onrecord_cite::export::{bibtex, csl, ris};
use onrecord_cite::item::CslItem;

/// How references are written in a format.
#[derive(Debug, Clone, Copy)]
pub struct ReferenceWriter {
    /// The format.
    pub format: ReferenceFormat,
    /// The extension of its files, without a dot.
    pub extension: &'static str,
    /// Its name for readers.
    pub title: &'static str,
    /// The media type for `<link rel="alternate">`. The preview serves these files with the type of their extension, so
    /// that a browser shows them.
    pub media_type: &'static str,
    /// Writes one entry.
    pub entry: fn(&CslItem) -> String,
    /// Makes a file from entries.
    pub file: fn(&[&str]) -> String,
}

/// Every format that can be written, in the order of the links on a page.
pub const REFERENCE_FORMATS: &[ReferenceWriter] = &[
    ReferenceWriter {
        format: ReferenceFormat::Bib,
        extension: "bib",
        title: "BibLaTeX",
        media_type: "application/x-bibtex",
        entry: bibtex::entry,
        file: |entries| entries.join("\n"),
    },
    ReferenceWriter {
        format: ReferenceFormat::Csl,
        extension: "json",
        title: "CSL-JSON",
        media_type: "application/vnd.citationstyles.csl+json",
        entry: csl::item,
        file: csl::list,
    },
    ReferenceWriter {
        format: ReferenceFormat::Ris,
        extension: "ris",
        title: "RIS",
        media_type: "application/x-research-info-systems",
        entry: ris::entry,
        file: |entries| entries.join("\r\n"),
    },
];

/// The row of a format; `None` for one that is reserved for a later version (`json`).
pub fn reference_writer(format: ReferenceFormat) -> Option<&'static ReferenceWriter> {
    REFERENCE_FORMATS.iter().find(|writer| writer.format == format)
}

/// The formats that a site asks for in `exports:`, in the order of [`REFERENCE_FORMATS`].
pub fn enabled_formats(config: &Config) -> Vec<ReferenceFormat> {
    let all = REFERENCE_FORMATS.iter().map(|writer| writer.format);
    all.filter(|format| config.exports.contains(format)).collect()
}
