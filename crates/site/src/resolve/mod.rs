//! Names become positions that exist: the ledger, its links, its chains.
//!
//! After these passes no look-up can fail, so nothing above has a "not found" branch.

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
