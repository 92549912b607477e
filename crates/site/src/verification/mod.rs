//! Verification of a site: the words to compare, the snapshots to compare them with, and the
//! diagnostics.
//!
//! The comparison itself is in `onrecord_verify`, which does not depend on a site. Start with
//! [`site_pass::update_verdicts`].

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
