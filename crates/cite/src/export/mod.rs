//! Writes sources as bibliographies for other programs, one format per file.

pub mod bibtex;
pub mod csl;
pub mod ris;
