//! Parsing of content files into items: YAML into fields, Markdown into bodies.
//!
//! Names stay as written; `resolve` looks them up. Start with [`content_file::parse_content_file`].

pub mod content_file;
pub mod content_kind;
pub mod file_role;

#[cfg(test)]
mod bibliography_fidelity;
#[cfg(test)]
mod bibliography_tests;
