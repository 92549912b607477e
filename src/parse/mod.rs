//! From text to values: what one file says, as far as it can be known from that file alone.
//!
//! Nothing here looks anything up. Names stay as written until `resolve`.

mod addresses;
mod adjacent;
pub mod bibliography;
mod blocks;
pub mod body;
pub mod cite;
mod comments;
mod conserve;
pub mod csl;
pub mod csl_file;
mod csl_item;
pub mod csl_runs;
mod edits;
mod elements;
pub(crate) mod event_switch;
pub mod file_role;
pub mod file_text;
mod foreign_marks;
mod headings;
pub mod highlight;
mod image_texts;
mod inline;
mod links;
pub mod locator;
mod marks;
mod private;
mod raw;
mod sentence;
mod signs;
pub mod split;
mod tags;
pub mod things;
mod tokens;
mod writer;

#[cfg(test)]
pub(crate) mod random_texts;
#[cfg(test)]
mod tests;
