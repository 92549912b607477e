//! The live preview from the outside: the real program, real files, the system's real words.
//!
//! Nothing here waits for a length of time: it waits until what must come has come, and fails when that
//! takes far too long.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests make and look at real files, and may fail"
)]

mod drive;
mod edits;
mod run;
