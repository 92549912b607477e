//! What is open while a body is written: links, tables, headings and raw HTML elements.

use crate::elements::HtmlElement;
use pulldown_cmark::Alignment;
use std::collections::HashMap;
use std::ops::Range;

/// A link whose brackets Markdown left in runs of text, because its words contain a footnote or a
/// citation.
#[derive(Debug)]
pub(super) struct LinkInText {
    /// Its address and title.
    pub url: String,
    pub title: String,
    /// The byte of the `]` after its words.
    pub close: usize,
    /// The byte after the whole link, and the token that contains it.
    pub end: usize,
    pub next: usize,
}

/// An open link.
#[derive(Debug)]
pub(super) struct OpenLink {
    /// The way it is closed.
    pub end: LinkEnd,
    /// The offset of its words in the text of the block.
    pub text: usize,
    /// Its bytes in the Markdown.
    pub range: Range<usize>,
    /// True if an image in it has a text alternative that describes the link.
    pub has_alternative: bool,
    /// True if a citation in it has been reported.
    pub reported: bool,
    /// Footnotes marked among its words. Their markers are links too, so they follow this link.
    pub notes: Vec<(String, Range<usize>)>,
}

/// The way a link is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LinkEnd {
    /// With an end tag.
    Tag,
    /// With a placeholder.
    Placeholder,
    /// Not at all, because its address is not published.
    Nothing,
}

/// The open table.
#[derive(Debug, Default)]
pub(super) struct OpenTable {
    /// The alignment of each column.
    pub aligned: Vec<Alignment>,
    /// The head of each column, for rows shown as labels and values.
    pub heads: Vec<String>,
    /// The index of the next column.
    pub column: usize,
    /// True while the head row is open.
    pub in_head: bool,
}

/// The open heading.
#[derive(Debug)]
pub(super) struct OpenHeading {
    /// The offset of its HTML.
    pub html: usize,
    /// The index of its first placeholder.
    pub hole: usize,
    /// Its level; the title of the page is level 1.
    pub level: u8,
    /// The author's id; `None` if it is missing or unusable.
    pub id: Option<String>,
    /// Its bytes.
    pub range: Range<usize>,
}

/// The open raw HTML elements.
#[derive(Debug, Default)]
pub(super) struct RawHtmlState {
    /// Innermost last.
    pub open: Vec<OpenElement>,
    /// The number of start tags removed, by name; as many end tags of that name are ignored.
    pub dropped: HashMap<String, u32>,
    /// The number of open Markdown marks in the running text.
    pub marks: u32,
    /// True if `<!-- more -->` is deferred to the end of the outermost element.
    pub more: bool,
}

/// An open element.
#[derive(Debug)]
pub(super) struct OpenElement {
    pub element: &'static HtmlElement,
    /// The number of open blocks when it was opened.
    pub depth: u32,
    /// The number of open marks when it was opened.
    pub marks: u32,
    /// Its start tag; `None` if we inserted the element.
    pub range: Option<Range<usize>>,
    pub close: CloseTag,
}

/// The way an element is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CloseTag {
    Tag,
    Heading,
    Link,
    /// A link target written as `<a>`. It becomes a `<span>`, because an `<a>` could not contain a
    /// link.
    Anchor,
}
