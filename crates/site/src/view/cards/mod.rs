//! Cards: small views that pages, lists and texts embed.
//!
//! One file per item type, and one per part that several cards or pages share (status sentence,
//! deadlines, verification, origins, timeline, tracker table). A card must not depend on the view
//! of a page. Start with [`action::action_card`] or [`quote::quote_card`].

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
