#![doc = include_str!("../README.md")]
//!
//! # Modules
//!
//! Start with [`find_verdict`] and [`SnapshotText`]. [`fold`] defines the typography that may differ, [`grammar`] the
//! edits that a quotation may declare, [`boundaries`] the positions at which a text may be cut. [`search`] finds the
//! words; [`align`] only shows the nearest passage. [`sense`] and [`languages`] find changes of meaning,
//! [`speaker_turns`] and [`mask`] the speaker of a passage. [`html`] and [`struck_text`] prepare texts, [`attribution`]
//! splits off the last line of a block quotation. [`fragment`] and [`selector`] link to a passage.
//!
//! No module depends on a site, a file or a clock.

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
