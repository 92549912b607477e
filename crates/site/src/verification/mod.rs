//! Verification of a site: which words are compared with which copies, and what is reported of each.
//!
//! The comparison itself is `onrecord_verify`, which knows no site.

mod block;
mod blocks;
mod jobs;
pub mod memo;
pub mod pass;
mod passing;
pub mod record;
pub mod snapshot;
mod tell;

pub use block::BlockPlace;
pub use blocks::{BlockCheck, PassageCheck};
pub use memo::VerifyCache;
pub use pass::{
    InputDelta, QuoteCheck, SiteVerdicts, SkipReason, TextOutcome, verify, verify_again,
};
pub use passing::unmatched;
