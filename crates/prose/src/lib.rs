//! Markdown, marks and raw HTML of one text, to a [`Body`](body::Body): HTML with placeholders.
//!
//! A pure function of one text. What needs another file (the number of a citation, the address of a link, a card) stays
//! a placeholder until the site is known. Every text is then compared with what was made of it (`conserve`): each word
//! is in the output, or a finding names it.

mod addresses;
mod adjacent;
mod blocks;
pub mod body;
mod comments;
pub mod conserve;
mod edits;
mod elements;
pub mod event_switch;
pub mod file_text;
mod foreign_marks;
mod headings;
pub mod highlight;
mod image_texts;
mod inline;
mod links;
pub mod markdown;
mod marks;
pub mod private;
mod raw;
mod sentence;
mod signs;
pub mod split;
mod tags;
mod tokens;
mod writer;

#[cfg(any(test, feature = "testing"))]
pub mod random_texts;
#[cfg(test)]
mod tests;
