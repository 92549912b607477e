//! A bibliography of another program into sources as our own files would write them.
//!
//! An entry becomes a [`Node`]: the map of fields that a source in YAML is read from, with the places
//! of the bibliography. So the reader of sources has one door, and `import` writes what the build
//! reads. Each format is a pure function of its file. A field without a place here is told and not
//! kept; a value that cannot be read is told and left out. Knows no other file.

use onrecord_base::code::RuleCode;
use onrecord_base::diag::WithDiagnostics;
use onrecord_base::node::Node;
use onrecord_base::path;
use onrecord_base::schema::ReadContext;
use onrecord_base::span::{Span, Spanned};
use std::sync::Arc;

mod bibaddresses;
mod bibfields;
mod bibnames;
mod bibtex;
mod bibtitles;
mod csl;
mod dates;
mod entities;
mod entry_builder;
mod formulas;
mod inheritance;
mod json;
mod keys;
mod latex;
mod organizations;
mod ris;

pub use bibfields::{bib_field, is_bookish};
pub use entities::{begins_entity, without_entities};
pub use ris::KINDS as RIS_KINDS;

/// A source of a bibliography.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedSource {
    /// What cites it, as written.
    pub key: Spanned<String>,
    /// The bytes that are about it.
    pub extent: Span,
    /// The fields of a source, `id` included.
    pub node: Node,
}

/// The endings of bibliographies.
pub const ENDINGS: [&str; 5] = ["bib", "json", "yaml", "yml", "ris"];

/// How many findings of one rule are told of a file; of the rest, how many there are.
const MAX_TOLD: usize = 200;

/// Tells that nothing of a file is an entry.
fn nothing(reading: &mut ReadContext) {
    let told = reading.diagnostic(
        RuleCode::NothingRead,
        Span::new(0, 0),
        "no bibliography entry found in this file",
    );
    reading.report(told.help("export it again, or remove it from `bibliography:`"));
}

/// Reads a bibliography; which format it has follows from its ending.
///
/// * Out: its entries in the order of the file, each with a key that makes an id. Two may have the
///   same key: that is told where all things come together.
pub fn entries(file: &Arc<str>, text: &str) -> WithDiagnostics<Vec<ImportedSource>> {
    let mut reading = ReadContext::bounded(file, MAX_TOLD);
    let mut out = vec![];
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    match path::ending(file).as_str() {
        "bib" => bibtex::read(text, start, &mut reading, &mut out),
        "json" => csl::json(text, start, &mut reading, &mut out),
        "yaml" | "yml" => csl::yaml(text, start, &mut reading, &mut out),
        "ris" => ris::read(text, start, &mut reading, &mut out),
        _ => {
            let told = reading.diagnostic(
                RuleCode::BibliographySyntax,
                Span::new(0, 0),
                "unknown bibliography format",
            );
            reading.report(
                told.help("rename it to `.bib`, `.json` (CSL-JSON), `.yaml` (CSL-YAML) or `.ris`"),
            );
        }
    }
    reading.report_suppressed();
    WithDiagnostics { value: out, found: reading.found }
}
