//! The data types of parsed prose: [`Body`] is HTML with placeholders.
//!
//! A parse depends on one file only. Everything that needs other files (the address of a link, the
//! number of a citation, the content of a card) is a [`Placeholder`], which `view` fills. So a
//! cached parse stays valid when other files change.
//!
//! Start with [`Body`]. Must not depend on the parser: other members read these types without it.

use onrecord_base::id::ItemKind;
use onrecord_base::span::Span;
use onrecord_base::thin_vec::ThinVec;
use onrecord_cite::citation::{CitationCluster, CitationKey};
use std::borrow::Cow;
use std::sync::Arc;

/// The parsed form of one Markdown text.
///
/// The HTML is private, so that every reader goes through [`Body::html`] and never mistakes
/// compressed HTML for empty HTML.
///
/// ```compile_fail,E0616
/// let body = crate::body::Body::default();
/// let _ = body.html;
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Body {
    /// The HTML, which has no bytes for the placeholders. Plain or compressed; read it with
    /// [`Body::html`].
    html: Html,
    /// The placeholders, in text order.
    pub holes: Vec<Placeholder>,
    /// The headings, in text order.
    pub headings: Vec<Heading>,
    /// Ids that the author gave to raw HTML elements, in the text and its footnotes. Unique, and
    /// distinct from the ids of headings.
    pub anchors: ThinVec<String>,
    /// The author's footnotes in order of first use: those of the text, then those that only
    /// footnotes refer to. Excludes margin notes, which are in the HTML after the outermost block
    /// that refers to them.
    pub notes: Vec<Footnote>,
    /// The number of words of running text, for the reading time.
    pub words: u32,
    /// The texts between “ and ” that are longer than a name or a title, in text order.
    pub marked: Vec<String>,
    /// Byte offset in [`Body::html`] of `<!-- more -->`, always between blocks; `None` without it.
    pub more: Option<u32>,
    /// The block quotations, nested ones included, ordered by start. Callouts are excluded.
    pub quotations: Vec<BlockQuotation>,
}

/// The stored form of the HTML.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Html {
    Plain(String),
    Packed(Box<[u8]>),
}

impl Default for Html {
    fn default() -> Self {
        Self::Plain(String::new())
    }
}

/// The position of a block quotation in the HTML and in the Markdown. Its words are read from the
/// HTML.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BlockQuotation {
    /// The offset in [`Body::html`] of its start tag, in bytes.
    pub start: u32,
    /// The offset after its end tag, in bytes.
    pub end: u32,
    /// Its bytes in the file; for a quotation in raw HTML, those of the start tag.
    pub span: Span,
}

/// A heading of the text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Heading {
    /// 2 to 6; level 1 is the title of the page.
    pub level: u8,
    /// Its anchor, unique in the body.
    pub id: String,
    /// Its text without marks and citations.
    pub text: String,
    /// Its position in the file.
    pub span: Span,
}

/// A footnote in the author's own words.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Footnote {
    /// Its label in lower case: `1` in `[^1]`.
    pub label: String,
    /// Its text.
    pub body: Body,
}

/// A position in the HTML whose content depends on other files.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Placeholder {
    /// Its byte offset in [`Body::html`].
    pub at: u32,
    /// The span of the mark in the file.
    pub span: Span,
    /// The content to insert.
    pub fill: PlaceholderKind,
    /// The sentence around it as plain text, shown with a backlink. Empty in headings and code.
    /// Marks of one sentence share the string. Names whose printed form depends on other files are
    /// in it as written by [`spoken`].
    pub sentence: Arc<str>,
}

/// Opens a name in a sentence that the page prints in another form. No text contains this
/// character.
pub const NAME_OPENS: char = '\u{fdd0}';
/// Closes such a name.
pub const NAME_CLOSES: char = '\u{fdd1}';

/// Precedes the position of a source in such a name, after the lookup.
pub const NAMES_SOURCE: char = '\u{fdd2}';

/// Wraps a name whose printed form is not known yet: the key of a source named in the text, or the
/// target of a link.
pub fn spoken(name: &str) -> String {
    format!("{NAME_OPENS}{}{NAME_CLOSES}", name.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Returns a text with such names as they are written in the file.
pub fn unspoken(text: &str) -> Cow<'_, str> {
    if text.contains(NAME_OPENS) {
        Cow::Owned(text.replace([NAME_OPENS, NAME_CLOSES], ""))
    } else {
        Cow::Borrowed(text)
    }
}

/// The content of a placeholder.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PlaceholderKind {
    /// A note marker for a citation cluster. The space before it is removed and it follows the
    /// punctuation.
    Cite(CitationCluster),
    /// The author's name in the text, from `@key says` or `@key [p. 3]`. Its marker is a separate
    /// [`PlaceholderKind::Cite`] after it.
    AuthorInText(CitationKey),
    /// The marker of the author's footnote with this label.
    Footnote(String),
    /// The start tag of a link around the author's words: `<a href="…">`.
    Open(Box<LinkTarget>),
    /// The end tag for the last [`PlaceholderKind::Open`].
    Close,
    /// A whole link, whose words come from its target.
    Link(Box<LinkTarget>),
    /// A card, alone in its paragraph (without `<p>` around it).
    Embed(Box<LinkTarget>),
    /// A whole `<img>`.
    Image(Box<Image>),
    /// A generated part, between blocks and never in a paragraph.
    Part(GeneratedPart),
}

/// The target of a link or embed, not looked up yet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LinkTarget {
    /// `[[kind:name#anchor]]`.
    Wiki {
        /// The type before the colon; `None` if it is not given.
        kind: Option<ItemKind>,
        /// The name as written, trimmed.
        name: String,
        /// The heading after `#`, as written; `None` without `#`.
        anchor: Option<String>,
    },
    /// `[words](path#anchor)`, with percent-escapes decoded.
    Path {
        /// The path; empty for a link within the page.
        path: String,
        /// The anchor after `#`, percent-decoded; `None` without `#`.
        anchor: Option<String>,
        /// The title in quotation marks after the path, for the attribute; empty without one.
        title: String,
    },
}

impl LinkTarget {
    /// Returns the title of the link; empty without one.
    pub fn title(&self) -> &str {
        match self {
            Self::Path { title, .. } => title,
            Self::Wiki { .. } => "",
        }
    }

    /// Returns its name in the form used in sentences: see [`spoken`].
    pub fn spoken(&self) -> String {
        match self {
            Self::Wiki { name, anchor, .. } if name.is_empty() => {
                spoken(anchor.as_deref().unwrap_or_default())
            }
            Self::Wiki { kind: Some(kind), name, .. } => spoken(&format!("{}:{name}", kind.word())),
            Self::Wiki { name, .. } => spoken(name),
            Self::Path { path, .. } => spoken(path),
        }
    }
}

/// An image beside the note.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Image {
    /// The path as written, percent-decoded; or an Obsidian file name (`![[x.png]]`).
    pub path: String,
    /// Text alternative; empty for a decorative image.
    pub alt: String,
    /// Its title, for the attribute. Empty for an image alone in its paragraph, whose caption is
    /// already in the HTML.
    pub title: String,
}

/// A part that the program generates.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum GeneratedPart {
    /// `<!-- bibliography -->`.
    Bibliography,
    /// `<!-- actions -->`, or with filters a tracker: pairs like `topic=x`, in the order written.
    Actions(Vec<(String, String)>),
    /// `<!-- quotes -->`.
    Quotes,
    /// `<!-- timeline -->`.
    Timeline,
}

/// HTML shorter than this, in bytes, stays uncompressed.
const SHORT: usize = 512;

impl Body {
    /// Replaces the HTML.
    #[must_use]
    pub fn with_html(mut self, html: String) -> Self {
        self.html = Html::Plain(html);
        self
    }

    /// True if there is nothing to show.
    pub fn is_empty(&self) -> bool {
        let is_blank = match &self.html {
            Html::Plain(html) => html.trim().is_empty(),
            Html::Packed(_) => false,
        };
        is_blank && self.holes.is_empty()
    }

    /// Returns the HTML without its placeholders. Decompresses packed HTML at each call.
    pub fn html(&self) -> Cow<'_, str> {
        match &self.html {
            Html::Plain(html) => Cow::Borrowed(html),
            // Cannot fail in practice: the packed bytes never leave this file.
            Html::Packed(packed) => {
                let bytes = lz4_flex::decompress_size_prepended(packed).unwrap_or_default();
                Cow::Owned(String::from_utf8(bytes).unwrap_or_default())
            }
        }
    }

    /// Compresses the HTML of the text and its footnotes. A preview keeps every text in memory;
    /// unpacking one takes microseconds (LZ4).
    #[must_use]
    pub fn packed(mut self) -> Self {
        if let Html::Plain(html) = &self.html
            && html.len() >= SHORT
        {
            self.html = Html::Packed(lz4_flex::compress_prepend_size(html.as_bytes()).into());
        }
        for note in &mut self.notes {
            note.body = std::mem::take(&mut note.body).packed();
        }
        self
    }

    /// Iterates over the text, then its footnotes.
    pub fn with_notes(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(self.notes.iter().map(|note| &note.body))
    }

    /// Iterates over all placeholders: those of the text, then those of the footnotes.
    pub fn all_holes(&self) -> impl Iterator<Item = &Placeholder> {
        self.holes.iter().chain(self.notes.iter().flat_map(|n| n.body.holes.iter()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Body, SHORT};

    #[test]
    fn packed_html_is_unchanged() {
        for text in ["", "<p>a</p>", &"<p>A “long” text.</p>\n".repeat(SHORT)] {
            let body = Body::default().with_html(text.to_owned());
            let packed = body.clone().packed();
            assert_eq!(packed.html(), text);
            assert_eq!(packed.is_empty(), body.is_empty());
            assert_eq!(packed, body.packed(), "the same words are the same value");
            assert_eq!(packed.clone().packed(), packed, "what is packed is not packed again");
        }
    }
}
