//! What each thing is: the fields an author can write, and the ledger that holds all things.
//!
//! Nothing here reads files or Markdown; the readers of values come from `base::schema`.

pub mod action;
pub mod body;
pub mod csl;
pub mod entity;
pub mod id;
pub mod identifier;
pub mod ledger;
pub mod note;
pub mod party;
pub mod quote;
pub mod shared;
pub mod source;
pub mod unread;
pub mod variables;
pub mod when;
pub mod withheld;
