//! Small views that pages and texts embed.

pub mod action;
pub mod answer;
pub mod card;
pub mod check;
pub mod deadline;
pub mod identifiers;
pub mod origins;
pub mod quote;
pub mod statement;
pub mod timeline;
