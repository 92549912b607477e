//! Texts with their placeholders filled: citations, links, cards, notes.

pub mod backlinks;
pub mod body;
pub mod citation_cache;
pub mod citations;
pub mod fill;
pub mod item;
pub mod languages;
