//! Tests of the live preview: the real program, real files, real file-system events.
//!
//! The tests do not sleep: they wait for the expected event, and fail after a long timeout.

mod drive;
mod edits;
mod run;
