//! The live preview from the outside: the real program, real files, the system's real words.
//!
//! Nothing here waits for a length of time: it waits until what must come has come, and fails when that
//! takes far too long.

mod drive;
mod edits;
mod run;
