//! Orders, counts and lists over the whole site.
//!
//! Each is computed once per build, when a page first needs it, and kept in `SiteOrders`.
//! These files know items only; they do not depend on cards, texts or pages.

pub mod items;
pub mod listings;
pub mod orders;
pub mod timeline;
pub mod tracker;
pub mod updates;
