//! One file of the content, read into items: YAML into fields, Markdown into bodies.
//!
//! Nothing here looks anything up. Names stay as written until `resolve`.

pub mod content_file;
pub mod file_role;

#[cfg(test)]
mod bibliography_fidelity;
#[cfg(test)]
mod bibliography_tests;
