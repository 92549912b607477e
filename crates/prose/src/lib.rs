//! Parses the Markdown of one file, with citations, marks and raw HTML, to a [`Body`](body::Body):
//! HTML with placeholders.
//!
//! # Purpose
//!
//! The parser is a pure function of one text. Everything that needs another file (the number of a
//! citation, the address of a link, the content of a card) becomes a
//! [`Placeholder`](body::Placeholder), which the site fills when it knows all files. So a parsed
//! text can be cached by its content, and a change in one file never invalidates the text of
//! another.
//!
//! Each text is then compared with its output ([`conserve`]): every word is in the output, or a
//! diagnostic reports it.
//!
//! # Main types and functions
//!
//! * [`markdown::body`] parses the text of a page, [`markdown::short`] a Markdown field of a YAML
//!   file. [`options::ProseOptions`] has their settings.
//! * [`body::Body`] is the result: HTML, placeholders, headings, footnotes and block quotations.
//!   [`body::PlaceholderKind`] lists the kinds of placeholders.
//! * [`split::split`] separates front matter from text; [`file_text::text_of`] decodes the bytes of
//!   a file; [`private::remove_comments`] removes private comments from YAML fields.
//! * [`highlight::highlight`] marks up code.
//!
//! ```
//! use onrecord_base::span::Span;
//! use onrecord_prose::body::PlaceholderKind;
//! use onrecord_prose::markdown::body;
//! use onrecord_prose::options::ProseOptions;
//!
//! let text = "The *quay* closed in May [@lind, p. 4].\n";
//! let file = "content/quay.md".into();
//! let parsed = body(text, Span::new(0, text.len()), &file, &ProseOptions::default()).value;
//!
//! // The note marker follows the full stop; its number is not known yet.
//! assert_eq!(parsed.html(), "<p>The <em>quay</em> closed in May.</p>\n");
//! let PlaceholderKind::Cite(cluster) = &parsed.holes[0].fill else { panic!("a citation") };
//! assert_eq!(cluster.items[0].key.text, "lind");
//! assert_eq!(parsed.holes[0].at as usize, parsed.html().find("</p>").unwrap());
//! ```
//!
//! # Modules
//!
//! `edits` removes private comments, `tokens` parses the rest with pulldown-cmark, and `writer`
//! writes the HTML. `blocks`, `headings`, `links`, `adjacent`, `marks`, `comments` and `raw` add
//! the methods of the writer for their constructs; these files call each other, because Markdown
//! nests. `conserve` checks the result and shares no code with the writer.
//!
//! # Dependencies
//!
//! This crate depends on `onrecord-base` and `onrecord-cite`. It must not depend on the site: no
//! lookup of a name, key, path or file, no clock, and no page templates. The feature `testing`
//! adds [`event_switch`] functions and random texts for the tests of other members.
//!
//! # Cost
//!
//! Parsing is linear in the size of the text, for any input: nesting, lookahead and line lengths
//! are limited. The comparison is one more pass that counts words only if the sums of both sides
//! differ. [`Body::packed`](body::Body::packed) compresses the HTML that a preview keeps in memory.

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
mod open_state;
pub mod options;
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
