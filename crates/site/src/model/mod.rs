//! The data model: the fields that authors can write, and the ledger of all items.
//!
//! This module does not read files or Markdown; `onrecord_base::schema` reads the values.

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
