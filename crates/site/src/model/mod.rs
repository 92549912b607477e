//! What each thing is: the fields an author can write, and the ledger that holds all things.
//!
//! Nothing here reads files or Markdown; the readers of values come from `base::schema`.

pub mod action;
pub mod common_fields;
pub mod entity;
pub mod identifier;
pub mod ix;
pub mod ledger;
pub mod note;
pub mod party;
pub mod quote;
pub mod source;
pub mod unread;
pub mod withheld;
