//! The cached forms of sources: as CSL items, entries, citations and exports.
//!
//! `text/citations.rs` fills the cache; this file contains data only, so that the view context can
//! own it.

use crate::input::config::ReferenceFormat;
use onrecord_cite::csl::{CachedForm, TextRun};
use onrecord_cite::item::CslItem;
use std::sync::OnceLock;

/// The forms of each source, each computed when a page first needs it.
#[derive(Debug, Default)]
pub struct CitationCache {
    pub(crate) items: SourceSlots<CslItem>,
    pub(crate) entries: SourceSlots<String>,
    /// The output of the citation processor by form; `None` if it failed.
    pub(crate) made: [SourceSlots<Option<Vec<TextRun>>>; CachedForm::ALL.len()],
    pub(crate) letters: OnceLock<Vec<String>>,
    /// The exported text by format.
    pub(crate) written: [SourceSlots<String>; SourceExport::COUNT],
}

/// An export format of a source, for files and the heads of pages. The text depends only on the
/// source as a CSL item and on titles and addresses of persons and organizations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceExport {
    /// As JSON-LD.
    Linked,
    /// As an entry of a file of references.
    Reference(ReferenceFormat),
}

/// A slot for each source of the site.
pub(crate) type SourceSlots<T> = OnceLock<Vec<OnceLock<T>>>;

impl SourceExport {
    /// The number of slots.
    const COUNT: usize = 1 + ReferenceFormat::WORDS.len();

    pub(crate) const fn slot(self) -> usize {
        match self {
            Self::Linked => 0,
            Self::Reference(format) => 1 + format as usize,
        }
    }
}
