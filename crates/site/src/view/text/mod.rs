//! Texts with their placeholders filled: citations, links, cards, notes.

pub mod citations;
pub mod fill;
pub mod item;
pub mod languages;
