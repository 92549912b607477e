//! From text to values: what one file says, as far as it can be known from that file alone.
//!
//! Nothing here looks anything up. Names stay as written until `resolve`.

pub mod bibliography;
mod blocks;
pub mod body;
pub mod cite;
mod comments;
mod headings;
pub mod highlight;
mod inline;
mod links;
pub mod locator;
mod marks;
mod sentence;
pub mod split;
pub mod things;
mod tokens;
mod writer;

#[cfg(test)]
mod tests;
