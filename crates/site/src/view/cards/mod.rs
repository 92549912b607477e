//! Small views that pages and texts embed.

pub mod action;
pub mod answer;
pub mod check;
pub mod deadline;
pub mod identifiers;
pub mod note;
pub mod origins;
pub mod party;
pub mod quote;
pub mod source;
pub mod statement;
pub mod timeline;
pub mod topic;
pub mod tracker;
