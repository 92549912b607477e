//! The ground floor: places in files, findings, rules, names, text.
//!
//! Nothing here knows what a note, a quote or a page is.

pub mod code;
pub mod diag;
pub mod few;
pub mod hash;
pub mod language;
pub mod memo;
pub mod near;
pub mod node;
pub mod path;
pub mod reading;
pub mod schema;
pub mod shelf;
pub mod span;
pub mod text;
pub mod url;
