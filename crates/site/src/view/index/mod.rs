//! Orders, counts and lists over the whole site.

pub mod listings;
pub mod tracker;
