//! Compares quoted words with the text of their source, word for word.
//!
//! A library without a site: [`judge`](judge::judge) takes words and a [`SnapshotText`] text and gives a verdict with its
//! grounds. It reads no file, asks no clock and takes time linear in its input.
//!
//! ```
//! use onrecord_verify::{Ask, Held, Verdict, judge};
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
//! What may differ is in [`fold`], what a quotation may declare in [`grammar`]; everything else is searched for
//! literally ([`search`]). [`align`] finds the passage to show beside words that were not found.

pub mod align;
pub mod amounts;
#[cfg(test)]
mod attacks;
pub mod attribution;
pub mod boundaries;
pub mod editorial_remarks;
mod edits;
pub mod end_marks;
pub mod fold;
pub mod fragment;
pub mod grammar;
pub mod html;
pub mod languages;
pub mod line_breaks;
pub mod mask;
pub mod meaning;
mod nearest;
mod numbers;
#[cfg(test)]
mod properties;
pub mod raised_text;
mod rule_switch;
pub mod search;
pub mod segmentation;
pub mod selector;
pub mod sense;
pub mod snapshot_text;
pub mod speaker_labels;
pub mod speaker_turns;
pub mod struck_text;
#[cfg(test)]
mod tests;
pub mod verdict;
pub mod word_lists;
mod work;

pub use snapshot_text::SnapshotText;
pub use verdict::{Verdict, VerdictDetails, VerdictFlag, VerdictQuery, find_verdict};
