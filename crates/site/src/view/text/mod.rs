//! The texts of authors as pages show them: placeholders filled, citations, languages, backlinks.
//!
//! Start with [`fill::texts`]. Cards use [`citations`] and [`languages`]; nothing here may depend
//! on the view of a page.

pub mod backlinks;
pub mod body;
pub mod citation_cache;
pub mod citations;
pub mod fill;
pub mod item;
pub mod languages;
