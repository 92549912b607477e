//! TODO

use onrecord_cite::csl::{CachedForm, TextRun};
use onrecord_cite::item::CslItem;
use std::sync::OnceLock;

/// What is worked out once for each source, when a page first asks for it.
#[derive(Debug, Default)]
pub struct CitationCache {
    pub(crate) items: SourceSlots<CslItem>,
    pub(crate) entries: SourceSlots<String>,
    /// By form, what the processor makes of a source; nothing where it fails.
    pub(crate) made: [SourceSlots<Option<Vec<TextRun>>>; CachedForm::ALL.len()],
    pub(crate) letters: OnceLock<Vec<String>>,
    /// By format, what files say of a source.
    pub(crate) written: [SourceSlots<String>; SourceExport::ALL.len()],
}

/// What is written of a source in files and heads of pages, where it is the same everywhere. A
/// function of the source as an item, of addresses and titles of persons and organizations, and of
/// nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceExport {
    /// As `BibLaTeX`.
    Bib,
    /// As CSL-JSON.
    Csl,
    /// As RIS.
    Ris,
    /// As JSON-LD.
    Linked,
}

/// A slot for each source of the site.
pub(crate) type SourceSlots<T> = OnceLock<Vec<OnceLock<T>>>;

impl SourceExport {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 4] = [Self::Bib, Self::Csl, Self::Ris, Self::Linked];
}
