//! Verification of a site: which words are compared with which copies, and what is reported of each.
//!
//! The comparison itself is `onrecord_verify`, which knows no site.

mod block;
mod blocks;
pub mod cache;
mod diagnostics;
mod jobs;
mod prose_quotes;
pub mod site_pass;
pub mod snapshot;
pub mod snapshot_entry;

pub use block::BlockPlace;
pub use blocks::{BlockCheck, PassageCheck};
pub use cache::VerifyCache;
pub use prose_quotes::unmatched;
pub use site_pass::{
    InputDelta, QuoteCheck, SiteVerdicts, SkipReason, TextOutcome, update_verdicts, verify,
};
