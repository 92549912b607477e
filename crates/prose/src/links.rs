//! Writes links, wiki links, images and embeds. Start with [`BodyWriter::link`] and
//! [`BodyWriter::image`].
//!
//! Web addresses are written here; names and paths become placeholders. `base::url` classifies
//! addresses. This module must not know which files or items exist.

use crate::body::{Image, LinkTarget, PlaceholderKind};
use crate::open_state::{LinkEnd, OpenLink};
use crate::writer::BodyWriter;
use onrecord_base::code::RuleCode;
use onrecord_base::id::ItemKind;
use onrecord_base::path;
use onrecord_base::url::{ParsedUrl, SCHEMES, classify};
use pulldown_cmark::{CowStr, Event, LinkType, Tag};
use std::ops::Range;

/// Extensions of image files.
const IMAGES: [&str; 8] = ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "bmp"];
/// Link texts that do not describe the target.
const VAGUE: [&str; 9] = [
    "here",
    "click here",
    "this",
    "this link",
    "link",
    "read more",
    "more",
    "this page",
    "see here",
];

/// Parses the target of a wiki link: `kind:name#anchor`.
///
/// A word before the colon that is not a type belongs to the name, as in a title.
pub(super) fn wiki(text: &str) -> LinkTarget {
    let text = text.trim().trim_end_matches('\\');
    let (name, anchor) = match text.split_once('#') {
        Some((name, anchor)) => (name, Some(anchor.trim().to_owned())),
        None => (text, None),
    };
    let (kind, name) = match name.split_once(':') {
        Some((word, rest)) => match ItemKind::of_prefix(word.trim()) {
            Some(kind) => (Some(kind), rest),
            None => (None, name),
        },
        None => (None, name),
    };
    LinkTarget::Wiki { kind, name: name.trim().to_owned(), anchor }
}

/// True if a word is an image size as other programs write it: `300`, `300x200`.
fn is_size(word: &str) -> bool {
    let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    match word.split_once('x') {
        Some((width, height)) => number(width) && number(height),
        None => number(word),
    }
}

/// Returns the file name in a wiki target. In a table, a backslash precedes the bar after it.
fn file_name(target: &str) -> &str {
    target.trim().trim_end_matches('\\')
}

/// True if a wiki target is an image file: `image.png`.
fn is_image(name: &str) -> bool {
    IMAGES.contains(&path::ending(file_name(name)).as_str())
}

/// An image as written: `![alt](dest "title")` or `![[dest|alt]]`.
pub(super) struct ImageMark<'a> {
    pub dest: &'a str,
    pub alt: String,
    pub title: &'a str,
    /// True if it is written as a wiki link.
    pub wiki: bool,
}

impl<'a> BodyWriter<'_, 'a> {
    /// Opens a link. Returns the next token to write.
    pub(super) fn link(&mut self, at: usize, tag: &Tag<'a>) -> usize {
        let Tag::Link { link_type, dest_url, title, .. } = tag else { return at + 1 };
        if self.doc.tokens.cluster(at).is_some() {
            return self.bracket(at);
        }
        if *link_type == LinkType::Reference
            && let Some(next) = self.mark_before_reference(at, dest_url, title)
        {
            return next;
        }
        self.flush();
        let range = self.doc.tokens.range(at);
        self.note_as_link(&range, *link_type);
        let end = match link_type {
            LinkType::WikiLink { has_pothole } => {
                let target = wiki(dest_url);
                if !self.links.is_empty() {
                    self.link_in_link(&range);
                }
                if *has_pothole && !self.links.is_empty() {
                    self.words(&self.doc.tokens.plain(at + 1, self.doc.tokens.end(at)));
                    return self.doc.tokens.end(at) + 1;
                }
                if !has_pothole {
                    self.whole_link(target, &range);
                    return self.doc.tokens.end(at) + 1;
                }
                self.placeholder(PlaceholderKind::Open(Box::new(target)), self.doc.span(&range));
                LinkEnd::Placeholder
            }
            _ if !self.links.is_empty() => self.link_in_link(&range),
            LinkType::Email => self.address(&format!("mailto:{dest_url}"), title, &range),
            _ => self.address(dest_url, title, &range),
        };
        self.open_mark();
        let reported = matches!(link_type, LinkType::Autolink | LinkType::Email);
        let text = self.block.text.len();
        self.links.push(OpenLink {
            end,
            text,
            range,
            has_alternative: false,
            reported,
            notes: vec![],
        });
        at + 1
    }

    /// Reports the mark of a footnote that Markdown reads as the words of a link: `[^1](address)`.
    fn note_as_link(&mut self, range: &Range<usize>, link_type: LinkType) {
        let text = self.doc.tokens.src.get(range.clone()).unwrap_or("");
        if link_type == LinkType::Inline
            && let Some(label) = text.strip_prefix("[^").and_then(|rest| rest.split(']').next())
        {
            let whole = range.start..range.start + label.len() + 3;
            let message = format!(
                "`[^{label}]` is read as the words of a link, not as the mark of a footnote"
            );
            let diagnostic = self.doc.finding(RuleCode::BracketsLeft, &whole, message);
            self.report(diagnostic.help("put a space between the mark and the parenthesis"));
        }
    }

    /// Opens a link to an address that is not marked as a link in the Markdown.
    pub(super) fn begin_link(&mut self, url: &str, title: &str, range: Range<usize>) {
        self.flush();
        let end = self.address(url, title, &range);
        let text = self.block.text.len();
        self.links.push(OpenLink {
            end,
            text,
            range,
            has_alternative: false,
            reported: false,
            notes: vec![],
        });
    }

    /// Reports a link inside another; only its words are kept.
    fn link_in_link(&mut self, range: &Range<usize>) -> LinkEnd {
        let diagnostic = self
            .doc
            .finding(RuleCode::HtmlMisplaced, range, "this link is inside `<a>` and is dropped")
            .help("close the first one with `</a>`");
        self.report(diagnostic);
        LinkEnd::Nothing
    }

    /// Writes the start of a link to an address.
    fn address(&mut self, url: &str, title: &str, range: &Range<usize>) -> LinkEnd {
        match classify(url) {
            ParsedUrl::Web(url) => {
                self.tag("<a href=\"");
                self.value(&url);
                if !title.is_empty() {
                    self.tag("\" title=\"");
                    self.value(title);
                }
                self.tag("\">");
                LinkEnd::Tag
            }
            ParsedUrl::Relative { path, anchor } => {
                let target = LinkTarget::Path { path, anchor, title: title.to_owned() };
                self.placeholder(PlaceholderKind::Open(Box::new(target)), self.doc.span(range));
                LinkEnd::Placeholder
            }
            ParsedUrl::Refused { scheme } => {
                self.refuse(&scheme, range);
                LinkEnd::Nothing
            }
        }
    }

    /// Reports an address that is not published.
    fn refuse(&mut self, scheme: &str, range: &Range<usize>) {
        let diagnostic = if scheme == "//" {
            self.doc
                .finding(
                    RuleCode::BadScheme,
                    range,
                    "addresses that start with `//` are not allowed",
                )
                .help("add `https:` at the start")
        } else {
            self.doc
                .finding(
                    RuleCode::BadScheme,
                    range,
                    format!("`{scheme}:` addresses are not allowed"),
                )
                .help(format!(
                    "use {} or the path of a file",
                    SCHEMES.map(|s| format!("`{s}:`")).join(", ")
                ))
        };
        self.report(diagnostic);
    }

    /// Writes a wiki link without words of its own.
    fn whole_link(&mut self, target: LinkTarget, range: &Range<usize>) {
        let name = match &target {
            LinkTarget::Wiki { name, anchor, .. } if name.is_empty() => {
                anchor.clone().unwrap_or_default()
            }
            LinkTarget::Wiki { name, .. } => name.clone(),
            LinkTarget::Path { path, .. } => path.clone(),
        };
        if !self.links.is_empty() {
            return self.words(&name);
        }
        let spoken = target.spoken();
        self.placeholder(PlaceholderKind::Link(Box::new(target)), self.doc.span(range));
        self.block.text.push_str(&spoken);
    }

    /// Closes a link, and reports words that do not describe its target.
    pub(super) fn close_link(&mut self) {
        self.flush();
        let Some(open) = self.links.pop() else { return };
        match open.end {
            LinkEnd::Tag => self.tag("</a>"),
            LinkEnd::Placeholder => {
                let end = Range { start: open.range.end, ..open.range };
                self.placeholder(PlaceholderKind::Close, self.doc.span(&end));
            }
            LinkEnd::Nothing => {}
        }
        for (label, range) in open.notes {
            self.placeholder(PlaceholderKind::Footnote(label), self.doc.span(&range));
        }
        let words = self.block.text.get(open.text..).unwrap_or("").trim().to_lowercase();
        let words = words.trim_end_matches(['.', '!', ':', '…', '>', '»']);
        if words.is_empty() && !open.has_alternative {
            let diagnostic = self
                .doc
                .finding(RuleCode::EmptyLink, &open.range, "this link has no text")
                .help("describe the target between the brackets");
            self.report(diagnostic);
        } else if VAGUE.contains(&words) {
            let diagnostic = self
                .doc
                .finding(
                    RuleCode::VagueLink,
                    &open.range,
                    format!("“{words}” does not describe the link target"),
                )
                .help("use text that makes sense on its own");
            self.report(diagnostic);
        }
    }

    /// Writes an image or embed in running text. Returns the next token to write.
    pub(super) fn image(&mut self, at: usize, tag: &Tag<'a>) -> usize {
        let Tag::Image { link_type, dest_url, title, .. } = tag else { return at + 1 };
        if self.doc.tokens.cluster(at).is_some() {
            self.text("!", Some('['));
            return self.bracket(at);
        }
        let end = self.doc.tokens.end(at);
        if self.is_alone_in_item(at) {
            self.alone(at);
            return end + 1;
        }
        self.flush();
        let range = self.doc.tokens.range(at);
        if matches!(link_type, LinkType::WikiLink { .. }) && !is_image(dest_url) {
            let diagnostic = self
                .doc
                .finding(
                    RuleCode::CannotEmbed,
                    &range,
                    format!("`{dest_url}` is embedded inside a paragraph"),
                )
                .help("put it in a paragraph of its own, or remove the `!` to link to it");
            self.report(diagnostic);
            self.whole_link(wiki(dest_url), &range);
            return end + 1;
        }
        let (image, marks) = self.picture(at, *link_type, dest_url, title);
        if let Some(image) = image {
            if let Some(link) = self.links.last_mut() {
                link.has_alternative |= !image.alt.is_empty();
            }
            self.placeholder(PlaceholderKind::Image(Box::new(image)), self.doc.span(&range));
        }
        self.marks_of_image(&marks);
        end + 1
    }

    /// True if an image is the only content of a list item without paragraphs.
    fn is_alone_in_item(&self, at: usize) -> bool {
        let tokens = &self.doc.tokens;
        let before = at.checked_sub(1).and_then(|at| tokens.event(at));
        let starts =
            matches!(before, Some(Event::Start(Tag::Item | Tag::DefinitionListDefinition)));
        starts && matches!(tokens.event(tokens.end(at) + 1), Some(Event::End(_)))
    }

    /// Writes an image or embed that is the only content of its paragraph.
    pub(super) fn alone(&mut self, at: usize) {
        let doc = self.doc;
        let Some(Event::Start(Tag::Image { link_type, dest_url, title, .. })) =
            doc.tokens.event(at)
        else {
            return;
        };
        let range = doc.tokens.range(at);
        self.line();
        if matches!(link_type, LinkType::WikiLink { .. }) && !is_image(dest_url) {
            self.placeholder(PlaceholderKind::Embed(Box::new(wiki(dest_url))), doc.span(&range));
            self.tag("\n");
            return;
        }
        let (image, marks) = self.picture(at, *link_type, dest_url, title);
        let Some(mut image) = image else { return self.marks_of_image(&marks) };
        let caption = std::mem::take(&mut image.title);
        self.tag("<figure>");
        self.placeholder(PlaceholderKind::Image(Box::new(image)), doc.span(&range));
        if !caption.is_empty() || !marks.is_empty() {
            self.tag("<figcaption>");
            self.caption(&caption, &range);
            self.marks_of_image(&marks);
            self.flush();
            self.tag("</figcaption>");
        }
        self.tag("</figure>\n");
    }

    /// Returns an image (`None` if its address cannot name a file), and the footnotes and citations
    /// in its text alternative.
    fn picture(
        &mut self,
        at: usize,
        link: LinkType,
        dest: &CowStr<'_>,
        title: &CowStr<'_>,
    ) -> (Option<Image>, Vec<Range<usize>>) {
        let range = self.doc.tokens.range(at);
        let wiki = matches!(link, LinkType::WikiLink { .. });
        let (mut alt, mut marks) = self.alternative(at + 1..self.doc.tokens.end(at), &range);
        if matches!(link, LinkType::WikiLink { has_pothole: false }) {
            alt.clear();
            marks.clear();
        }
        // Citations alone are removed, which OR127 reports. Beside a footnote they follow the image
        // with it.
        if !marks.iter().any(|mark| self.doc.tokens.is_footnote(mark)) {
            marks.clear();
        }
        if wiki && alt.bytes().all(|b| b.is_ascii_digit() || b == b'x') {
            alt.clear();
        }
        let alt = self.without_size(alt, &range);
        (self.image_of(ImageMark { dest, alt, title, wiki }, &range), marks)
    }

    /// Removes and reports a size that other programs read in a text alternative: `words|300`.
    pub(super) fn without_size(&mut self, mut alt: String, range: &Range<usize>) -> String {
        if let Some((words, size)) = alt.rsplit_once('|')
            && is_size(size.trim())
        {
            let message = format!("the image size `{}` has no effect", size.trim());
            let diagnostic = self.doc.finding(RuleCode::ImageSize, range, message);
            self.report(diagnostic.help("remove it from the text alternative"));
            alt.truncate(words.trim_end().len());
        }
        alt
    }

    /// Returns the image of a parsed mark; `None`, with a diagnostic, if its address cannot name a
    /// file.
    pub(super) fn image_of(&mut self, mark: ImageMark<'_>, range: &Range<usize>) -> Option<Image> {
        let ImageMark { dest, alt, title, wiki } = mark;
        let path = if wiki { Ok(file_name(dest).to_owned()) } else { file_of(dest) };
        let path = match path {
            Ok(path) => path,
            Err(why) => {
                let diagnostic = self
                    .doc
                    .finding(RuleCode::BadScheme, range, why)
                    .help("save the image beside the note and use its file name");
                self.report(diagnostic);
                self.words(&alt);
                return None;
            }
        };
        let decorative = alt.is_empty() && title == "decorative";
        if alt.is_empty() && !decorative {
            let help = if wiki {
                format!("write `![[{path}|what it shows]]`")
            } else {
                format!(
                    "write `![what it shows]({path})`, or `![]({path} \"decorative\")` if it shows nothing"
                )
            };
            let diagnostic = self.doc.finding(
                RuleCode::ImageWithoutAlt,
                range,
                "this image has no alternative text",
            );
            self.report(diagnostic.help(help));
        }
        let title = if decorative { String::new() } else { title.to_string() };
        Some(Image { path, alt, title })
    }

    /// Writes brackets that are a citation. Returns the next token.
    fn bracket(&mut self, at: usize) -> usize {
        let tokens = &self.doc.tokens;
        let Some(inner) = tokens.cluster(at) else { return at + 1 };
        let (range, end) = (tokens.range(at), tokens.end(at));
        if !self.links.is_empty() {
            let words = tokens.src.get(range.clone()).unwrap_or("");
            self.text(words, None);
            self.cited_in_link(&range, "a citation", "put it after the link");
            return end + 1;
        }
        self.take_cluster(&inner, &(inner.start - 1..inner.end + 1));
        end + 1
    }
}

/// Returns the path of an image file, or the message that explains why it is invalid.
pub(super) fn file_of(dest: &str) -> Result<String, String> {
    match classify(dest) {
        ParsedUrl::Relative { path, .. } if !path.is_empty() => Ok(path),
        ParsedUrl::Relative { .. } => Err("this image has no file name".to_owned()),
        ParsedUrl::Web(_) => {
            Err("images must be files beside the note; this one is on the web".to_owned())
        }
        ParsedUrl::Refused { scheme } if scheme == "//" => {
            Err("images must be files beside the note; this one is on the web".to_owned())
        }
        ParsedUrl::Refused { scheme } => {
            Err(format!("images must be files beside the note; this one has a `{scheme}:` address"))
        }
    }
}
