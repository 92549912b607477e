//! Resolution of names: the ledger, its links and its chains of evidence.
//!
//! After these passes every reference is a position that exists, so later code needs no "not found"
//! branch. Start with [`incremental::resolve`].

pub mod actions;
pub mod around;
pub mod assemble;
pub mod incremental;
pub mod linked;
pub mod links;
pub mod names;
pub mod origins;
pub mod prose;
pub mod provenance;
pub mod reversals;
pub mod selection;
pub mod standing;
pub mod status_table;
mod undated;
mod unread;
