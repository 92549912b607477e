//! Prose as far as its own file can know it: HTML with holes.
//!
//! A parse depends on one file alone. What needs other files — where a link leads, which number a
//! citation has, what a card shows — is a [`Placeholder`], filled at view time. So a parse caches perfectly,
//! and nothing about another page is ever baked into it.

use onrecord_base::id::ItemKind;
use onrecord_base::span::Span;
use onrecord_base::thin_vec::ThinVec;
use onrecord_cite::citation::{CitationCluster, CitationKey};
use std::borrow::Cow;
use std::sync::Arc;

/// A piece of prose.
///
/// Its HTML is read by [`Body::html`] and in no other way: what is packed cannot be taken for empty.
///
/// ```compile_fail,E0616
/// let body = crate::body::Body::default();
/// let _ = body.html;
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Body {
    /// Finished HTML, with nothing at the holes. Nothing outside of this file can read it as it is kept:
    /// [`Body::html`] gives it, packed or not.
    html: Html,
    /// The holes, in the order of the text.
    pub holes: Vec<Placeholder>,
    /// The headings, in the order of the text.
    pub headings: Vec<Heading>,
    /// Ids that the author gave to elements of raw HTML, in the text and its footnotes; unique, and no heading's.
    pub anchors: ThinVec<String>,
    /// The author's footnotes in the order of first use: those of the text, then those that only
    /// footnotes use. Margin notes are not here: they stand in the HTML, after the outermost block
    /// that refers to them.
    pub notes: Vec<Footnote>,
    /// Words of running text, for the reading time.
    pub words: u32,
    /// What stands between “ and ” in it, where that is more than a name or a title: in the order of the text.
    pub marked: Vec<String>,
    /// Byte offset in [`Body::html`] of `<!-- more -->`, if there is one. Always between blocks.
    pub more: Option<u32>,
    /// The block quotations, nested ones included, in the order in which they begin. Callouts are none.
    pub quotations: Vec<BlockQuotation>,
}

/// HTML as it is kept.
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

/// A block quotation: where its HTML and its Markdown are. What it says is read from the HTML.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BlockQuotation {
    /// The byte of [`Body::html`] at which its start tag begins.
    pub start: u32,
    /// The byte after its end tag.
    pub end: u32,
    /// Its bytes in the file; of one in raw HTML, those of its start tag.
    pub span: Span,
}

/// A heading of the text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Heading {
    /// 2 to 6: the page's title is its one heading of the first level.
    pub level: u8,
    /// Its anchor; unique in the body.
    pub id: String,
    /// Its text without marks and citations.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A footnote in the author's own words.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Footnote {
    /// Its label in lower case: `1` in `[^1]`.
    pub label: String,
    /// What it says.
    pub body: Body,
}

/// A place in the HTML that only the whole site can fill.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Placeholder {
    /// Byte offset in [`Body::html`].
    pub at: u32,
    /// The mark in the file.
    pub span: Span,
    /// What goes there.
    pub fill: PlaceholderKind,
    /// The sentence it stands in, as plain text: what a backlink shows. Empty in headings and code. Marks of one
    /// sentence share it. What only other files can put into words stands in it as [`spoken`] gives it.
    pub sentence: Arc<str>,
}

/// Before a name in a sentence that the page prints otherwise; no text holds this character.
pub const NAME_OPENS: char = '\u{fdd0}';
/// After such a name.
pub const NAME_CLOSES: char = '\u{fdd1}';

/// Before the position of a source in such a name, once it has been looked up.
pub const NAMES_SOURCE: char = '\u{fdd2}';

/// A name as it stands in a sentence until it is known what the page prints for it: the key of a source
/// that is named in the text, or the name of what a link leads to.
pub fn spoken(name: &str) -> String {
    format!("{NAME_OPENS}{}{NAME_CLOSES}", name.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A text with such names as they are written in the file.
pub fn unspoken(text: &str) -> Cow<'_, str> {
    if text.contains(NAME_OPENS) {
        Cow::Owned(text.replace([NAME_OPENS, NAME_CLOSES], ""))
    } else {
        Cow::Borrowed(text)
    }
}

/// What goes into a hole.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PlaceholderKind {
    /// A note marker for a citation cluster. The space before it is already gone and it stands
    /// after the punctuation.
    Cite(CitationCluster),
    /// The author's name in the text, from `@key says` or `@key [p. 3]`; its marker is a
    /// [`Fill::Cite`] of its own, after it.
    AuthorInText(CitationKey),
    /// A marker for the author's footnote with this label.
    Footnote(String),
    /// The start tag of a link around words of the author's: `<a href="…">`.
    Open(Box<LinkTarget>),
    /// The end tag that goes with the last [`Fill::Open`].
    Close,
    /// A whole link that takes its words from its target.
    Link(Box<LinkTarget>),
    /// A card, alone in its paragraph (no `<p>` around it).
    Embed(Box<LinkTarget>),
    /// A whole `<img>`.
    Image(Box<Image>),
    /// A generated part. Stands between blocks, never in a paragraph.
    Part(GeneratedPart),
}

/// What a link or embed names, not looked up yet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LinkTarget {
    /// `[[kind:name#anchor]]`.
    Wiki {
        /// The type before the colon.
        kind: Option<ItemKind>,
        /// The name as written, blanks trimmed.
        name: String,
        /// The heading after `#`, as written.
        anchor: Option<String>,
    },
    /// `[words](path#anchor)`: a path as written, percent-escapes undone.
    Path {
        /// The path; empty for a link within the page.
        path: String,
        /// The anchor after `#`, percent-escapes undone.
        anchor: Option<String>,
        /// The title in quotation marks after the path, for an attribute; empty when there is none.
        title: String,
    },
}

impl LinkTarget {
    /// The title of the link; empty when there is none.
    pub fn title(&self) -> &str {
        match self {
            Self::Path { title, .. } => title,
            Self::Wiki { .. } => "",
        }
    }

    /// Its name as it stands in a sentence: see [`spoken`].
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
    /// The path as written, percent-escapes undone; or an Obsidian file name (`![[x.png]]`).
    pub path: String,
    /// Text alternative; empty for a decorative image.
    pub alt: String,
    /// Its title, for an attribute. Empty for an image alone in its paragraph: the caption of its
    /// figure stands in the HTML already.
    pub title: String,
}

/// A part the program writes.
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

/// HTML shorter than this, in bytes, is not worth packing.
const SHORT: usize = 512;

impl Body {
    /// The same with other HTML.
    #[must_use]
    pub fn with_html(mut self, html: String) -> Self {
        self.html = Html::Plain(html);
        self
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        let is_blank = match &self.html {
            Html::Plain(html) => html.trim().is_empty(),
            Html::Packed(_) => false,
        };
        is_blank && self.holes.is_empty()
    }

    /// Its HTML, with nothing at the holes. That of a packed body is unpacked at each call.
    pub fn html(&self) -> Cow<'_, str> {
        match &self.html {
            Html::Plain(html) => Cow::Borrowed(html),
            // What was packed can be unpacked: it never leaves this file.
            Html::Packed(packed) => {
                let bytes = lz4_flex::decompress_size_prepended(packed).unwrap_or_default();
                Cow::Owned(String::from_utf8(bytes).unwrap_or_default())
            }
        }
    }

    /// Packs its HTML and that of its footnotes. A preview keeps the text of every file, and a page that somebody
    /// looks at is unpacked in some microseconds.
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

    /// The text, then its footnotes.
    pub fn with_notes(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(self.notes.iter().map(|note| &note.body))
    }

    /// All holes, those of footnotes after those of the text.
    pub fn all_holes(&self) -> impl Iterator<Item = &Placeholder> {
        self.holes.iter().chain(self.notes.iter().flat_map(|n| n.body.holes.iter()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Body, SHORT};

    #[test]
    fn what_is_packed_reads_as_before() {
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
