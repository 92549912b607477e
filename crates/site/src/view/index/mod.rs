//! Orders, counts and lists over the whole site.

pub mod items;
pub mod listings;
pub mod orders;
pub mod timeline;
pub mod tracker;
pub mod updates;
