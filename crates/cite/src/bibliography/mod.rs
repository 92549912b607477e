//! Reads the bibliographies of other programs as sources. Start with [`entries`].
//!
//! An entry becomes a [`Node`]: the same map of fields that a source in YAML has, with spans in the
//! bibliography. So sources have one reader, and `import` writes exactly what the build reads. Each
//! format is a pure function of its file. Unsupported fields and invalid values are reported and
//! dropped. Must not read other files.

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

/// A source from a bibliography.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedSource {
    /// The citation key, as written.
    pub key: Spanned<String>,
    /// The bytes of the entry.
    pub extent: Span,
    /// The fields of the source, including `id`.
    pub node: Node,
}

/// The file extensions of bibliographies.
pub const ENDINGS: [&str; 5] = ["bib", "json", "yaml", "yml", "ris"];

/// The maximum number of diagnostics per rule and file; the rest is only counted.
const MAX_TOLD: usize = 200;

/// Reports a file without entries.
fn nothing(reading: &mut ReadContext) {
    let diagnostic = reading.diagnostic(
        RuleCode::NothingRead,
        Span::new(0, 0),
        "no bibliography entry found in this file",
    );
    reading.report(diagnostic.help("export it again, or remove it from `bibliography:`"));
}

/// Reads a bibliography in the format of its file extension.
///
/// * Out: its entries in file order, each with a key that yields an id. Duplicate keys are reported
///   later, when the whole site is known.
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
            let diagnostic = reading.diagnostic(
                RuleCode::BibliographySyntax,
                Span::new(0, 0),
                "unknown bibliography format",
            );
            reading.report(
                diagnostic
                    .help("rename it to `.bib`, `.json` (CSL-JSON), `.yaml` (CSL-YAML) or `.ris`"),
            );
        }
    }
    reading.report_suppressed();
    WithDiagnostics { value: out, found: reading.found }
}
