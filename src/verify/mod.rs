//! Verification: whether quoted words stand in the text of their source, word for word.
//!
//! The lower half is a library without a site: [`judge`](judge::judge) takes words and a [`Held`] text and gives a
//! verdict with its grounds.
//!
//! ```
//! use onrecord::verify::{Ask, Held, Verdict, judge};
//!
//! let held = Held::new("He said that “everything is seen in China,” and left.", false);
//! let ask = Ask { words: "\"[E]verything is seen\"", is_reported: true, ..Ask::default() };
//! let judged = judge(&ask, &held);
//! assert_eq!(judged.verdict, Verdict::Edited);
//! assert_eq!(&held.text()[judged.at], "everything is seen");
//!
//! let ask = Ask { words: "everything was seen in China", ..ask };
//! assert_eq!(judge(&ask, &held).verdict, Verdict::Near); // near is an error, never a pass
//! ```
//!
//! What may differ is in [`fold`], what a quotation may declare in [`grammar`]; all else is searched for literally
//! ([`search`]). [`align`] finds the passage to show beside words that were not found.

pub mod align;
pub mod amounts;
#[cfg(test)]
mod attacks;
mod attribution;
mod block;
mod blocks;
pub mod boundaries;
pub mod editorial_remarks;
mod edits;
pub mod end_marks;
pub mod fold;
pub mod fragment;
pub mod grammar;
pub mod held;
pub mod html;
mod jobs;
pub mod judge;
pub mod languages;
pub mod line_breaks;
pub mod mask;
pub mod meaning;
pub mod memo;
mod nearest;
mod numbers;
pub mod pass;
mod passing;
#[cfg(test)]
mod properties;
pub mod raised_text;
pub mod record;
mod rule_switch;
pub mod search;
pub mod segmentation;
pub mod selector;
pub mod sense;
pub mod snapshot;
pub mod speaker_labels;
pub mod speaker_turns;
pub mod struck_text;
mod tell;
#[cfg(test)]
mod tests;
pub mod word_lists;
mod work;

pub use block::BlockPlace;
pub use blocks::{BlockCheck, PassageCheck};
pub use held::Held;
pub use judge::{Ask, Flag, Judged, Verdict, judge};
pub use memo::VerifyMemo;
pub use pass::{Outcome, QuoteCheck, Since, Verdicts, Why, verify, verify_again};
pub use passing::unmatched;
