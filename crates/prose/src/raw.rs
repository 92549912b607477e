//! Rewrites raw HTML on sites that allow it (`allow_html`). Start with [`BodyWriter::raw_html`].
//!
//! Nothing is copied from the author: each tag is parsed, checked against the tables in `elements`,
//! and written by `writer`, so that all names, attributes and escapes are ours. Every element is
//! closed within the block, mark or element in which it was opened, so browsers build exactly the
//! tree we wrote and never apply error recovery. Everything removed or moved is reported.

use crate::body::{Image, PlaceholderKind};
use crate::elements;
use crate::elements::{AllowedIn, ContentModel, HtmlElement, instead};
use crate::headings::is_reserved;
use crate::links::file_of;
use crate::open_state::{CloseTag, OpenElement, RawHtmlState};
use crate::tags::{HtmlToken, pieces};
use crate::writer::{BodyWriter, SpanMapping};
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::text::escape_to;
use std::ops::Range;
use unicode_normalization::char::is_combining_mark;

/// The maximum nesting depth of raw HTML elements.
pub(super) const MAX_OPEN: usize = 32;

type HtmlAttributes = Vec<(String, String)>;

impl RawHtmlState {
    /// True if no element is open.
    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }
}

impl BodyWriter<'_, '_> {
    /// Writes raw HTML. `block` is true between blocks and false in running text. `place` maps byte
    /// ranges of `html` to ranges of the Markdown.
    pub(super) fn raw_html(
        &mut self,
        html: &str,
        block: bool,
        place: &dyn Fn(Range<usize>) -> Range<usize>,
    ) {
        for (piece, range) in pieces(html) {
            let range = place(range);
            match piece {
                HtmlToken::Text(text) if !block => self.text(&text, None),
                HtmlToken::Text(text) => self.raw_text(&text),
                HtmlToken::Open { name, attributes } => {
                    self.raw_open(&name, attributes, range, block);
                }
                HtmlToken::Close(name) => self.raw_close(&name, &range),
                HtmlToken::Comment(text) => self.comment(&text, &range),
                HtmlToken::OpenComment => self.open_comment(&range),
                HtmlToken::Junk => {
                    let help = "write `&lt;` for a literal `<`";
                    self.left_out(&range, "incomplete tag removed", help);
                }
            }
        }
    }

    /// True if the words being written are in an element of code.
    pub(super) fn is_in_code(&self) -> bool {
        let is_code = |open: &OpenElement| {
            matches!(open.element.name, "code" | "pre" | "kbd" | "samp" | "var")
        };
        self.raw.open.iter().any(is_code)
    }

    /// Writes the words between tags.
    fn raw_text(&mut self, text: &str) {
        // Browsers drop a line break after this tag.
        let starts_code = self.html.ends_with(PRE);
        let text = if starts_code { text.trim_start_matches('\n') } else { text };
        if text.trim().is_empty() {
            self.flush();
            self.words(text);
            return;
        }
        self.room_for_words();
        self.text(text, None);
    }

    /// Returns the innermost element if it was opened at the current depth.
    fn innermost(&self) -> Option<&OpenElement> {
        let (depth, marks) = (self.depth, self.raw.marks);
        self.raw.open.last().filter(|open| open.depth == depth && open.marks == marks)
    }

    /// Closes and opens elements until words are allowed.
    fn room_for_words(&mut self) {
        while let Some(open) = self.innermost() {
            if matches!(open.element.content, ContentModel::Blocks | ContentModel::Words) {
                return;
            }
            self.close_raw(true);
        }
        if let Some(element) = elements::of("p") {
            self.end_block();
            self.line();
            self.tag("<p>");
            self.push(element, None, CloseTag::Tag);
        }
    }

    /// Closes elements until a block is allowed; the running text has ended.
    pub(super) fn room_for_blocks(&mut self) {
        while self.innermost().is_some_and(|open| open.element.content != ContentModel::Blocks) {
            self.close_raw(true);
        }
    }

    /// Closes the elements that cannot contain blocks, because a block begins or ends.
    pub(super) fn end_words(&mut self) {
        let depth = self.depth;
        while self
            .raw
            .open
            .last()
            .is_some_and(|open| open.depth >= depth && open.element.content == ContentModel::Words)
        {
            self.close_raw(true);
        }
    }

    /// Closes the elements opened in the block that ends.
    pub(super) fn end_raw(&mut self) {
        while self.raw.open.last().is_some_and(|open| open.depth >= self.depth) {
            self.close_raw(true);
        }
    }

    /// Records that a Markdown mark opens.
    pub(super) fn open_mark(&mut self) {
        self.raw.marks += 1;
    }

    /// Closes the elements opened in a Markdown mark, then records its end.
    pub(super) fn close_mark(&mut self) {
        let (depth, marks) = (self.depth, self.raw.marks);
        while self.raw.open.last().is_some_and(|open| open.depth >= depth && open.marks >= marks) {
            self.close_raw(true);
        }
        self.raw.marks = marks.saturating_sub(1);
    }

    /// Closes elements until the innermost is one of `parents`. Returns false without such a
    /// parent.
    fn room_in(&mut self, parents: &[&str], block: bool) -> bool {
        if parents != ["ruby"] {
            if !block {
                return false;
            }
            self.end_block();
        }
        let (depth, marks) = (self.depth, self.raw.marks);
        let here = self.raw.open.iter().rev();
        let mut here = here.take_while(|open| open.depth == depth && open.marks == marks);
        let is_parent = |open: &OpenElement| parents.contains(&open.element.name);
        let Some(closed) = here.position(|open| is_parent(open) || !open.element.ends_itself)
        else {
            return false;
        };
        let at = self.raw.open.len() - 1 - closed;
        if !self.raw.open.get(at).is_some_and(is_parent) {
            return false;
        }
        for _ in 0..closed {
            self.close_raw(false);
        }
        true
    }

    /// Writes a start tag.
    fn raw_open(
        &mut self,
        name: &str,
        attributes: HtmlAttributes,
        range: Range<usize>,
        block: bool,
    ) {
        if name == "img" {
            return self.raw_image(attributes, &range, block);
        }
        let known = if name == "a" { Some(&elements::LINK) } else { elements::of(name) };
        let Some(element) = known else {
            let message = format!("`<{}>` is removed", shown(name));
            let diagnostic =
                self.doc.finding(RuleCode::HtmlLeftOut, &range, message).help(instead(name));
            self.keep_anchor(name, &attributes, &range);
            return self.drop_tag(name, diagnostic);
        };
        if self.raw.open.len() >= MAX_OPEN && element.content != ContentModel::Nothing {
            let message = format!("more than {MAX_OPEN} open elements; `<{name}>` is removed");
            let diagnostic = self.doc.finding(RuleCode::HtmlLeftOut, &range, message);
            self.keep_anchor(name, &attributes, &range);
            return self.drop_tag(name, diagnostic.help("close some elements first"));
        }
        if !self.room_for(element, block) {
            let found = self.misplaced_tag(element, &range);
            self.keep_anchor(name, &attributes, &range);
            return self.drop_tag(name, found);
        }
        if name == "a" {
            return self.raw_link(attributes, range);
        }
        self.flush();
        if let Some(level) = element.level() {
            let takes = self.takes_anchors();
            let is_id = |(name, _): &&(String, String)| name == "id" && takes;
            let others = attributes.iter().filter(|one| !is_id(one)).map(|(name, _)| name.as_str());
            self.drop_attributes(element, &others.collect::<Vec<_>>(), &range);
            let id = attributes.iter().find(is_id);
            let id = id.and_then(|(_, id)| self.free_id(id, element.name, &range));
            self.begin_heading(level, id, range.clone());
            return self.push(element, Some(range), CloseTag::Heading);
        }
        if name == "tr" && self.innermost().is_some_and(|open| open.element.name == "table") {
            self.tag("<tbody>");
            if let Some(body) = elements::of("tbody") {
                self.push(body, None, CloseTag::Tag);
            }
        }
        if !element.is_inline() {
            self.line();
        }
        self.write_tag(element, &attributes, &range);
        if element.content != ContentModel::Nothing {
            self.push(element, Some(range), CloseTag::Tag);
        }
    }

    /// Closes elements until this one is allowed. Returns false if it is not allowed here.
    fn room_for(&mut self, element: &HtmlElement, block: bool) -> bool {
        match element.allowed_in {
            AllowedIn::Words if block => self.room_for_words(),
            AllowedIn::Words => {}
            AllowedIn::Blocks if block => {
                self.end_block();
                self.room_for_blocks();
            }
            AllowedIn::Blocks => return false,
            AllowedIn::In(parents) => return self.room_in(parents, block),
        }
        true
    }

    /// Returns the diagnostic for an element in a position where it is not allowed.
    fn misplaced_tag(&self, element: &HtmlElement, range: &Range<usize>) -> Diagnostic {
        let name = element.name;
        let (message, help) = match element.allowed_in {
            AllowedIn::In(parents) => (
                format!("`<{name}>` is only allowed in `<{}>`", parents.join(">` and `<")),
                format!("put it directly in `<{}>`", parents.join(">` or `<")),
            ),
            _ => (
                format!("`<{name}>` is not allowed inside a paragraph"),
                "put it on a line of its own, after an empty line".to_owned(),
            ),
        };
        self.doc.finding(RuleCode::HtmlMisplaced, range, message).help(help)
    }

    /// Writes a start tag with its allowed attributes.
    fn write_tag(
        &mut self,
        element: &HtmlElement,
        attributes: &HtmlAttributes,
        range: &Range<usize>,
    ) {
        let mut left = vec![];
        let mut tag = format!("<{}", element.name);
        for (name, value) in attributes {
            if name == "id" && self.takes_anchors() {
                if let Some(id) = self.anchor(value, element.name, range) {
                    push_id(&mut tag, &id);
                }
                continue;
            }
            match element.value(name, value) {
                None => left.push(name.as_str()),
                Some(value) => {
                    tag.push(' ');
                    tag.push_str(name);
                    tag.push_str("=\"");
                    escape_to(&mut tag, &value);
                    tag.push('"');
                }
            }
        }
        if element.name == "pre" {
            // It scrolls separately, so the keyboard must reach it.
            tag.push_str(" tabindex=\"0\"");
        }
        tag.push('>');
        self.tag(&tag);
        if element.name == QUOTATION {
            self.begin_quotation(tag.len(), range);
        }
        self.drop_attributes(element, &left, range);
    }

    /// True if the author's ids are kept: in page texts, which links can target, but not in fields.
    fn takes_anchors(&self) -> bool {
        matches!(self.doc.spans, SpanMapping::From(_))
    }

    /// Claims an id of the author's as a link target.
    fn anchor(&mut self, written: &str, element: &str, range: &Range<usize>) -> Option<String> {
        let id = self.free_id(written, element, range)?;
        self.shared.anchors.push(id.clone());
        Some(id)
    }

    /// Returns the author's id if it is valid and unused on the page; reports it otherwise.
    fn free_id(&mut self, written: &str, element: &str, range: &Range<usize>) -> Option<String> {
        let id = written.trim();
        let is_plain = |c: char| {
            c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '-' | '_' | '.' | ':')
        };
        let why = if id.is_empty() || id.len() > MAX_ID || !id.chars().all(is_plain) {
            "use only letters, digits and `- _ . :`, without spaces"
        } else if is_reserved(id) || id.starts_with("page-") {
            "choose another id; this one is reserved for the page"
        } else if self.shared.ids.contains_key(id) {
            "choose another id; an earlier heading or element uses this one"
        } else {
            self.shared.ids.insert(id.to_owned(), 2);
            return Some(id.to_owned());
        };
        let message = format!("the id `{}` of `<{element}>` is removed", shown(id));
        self.left_out(range, &message, why);
        None
    }

    /// Writes a link target given as `<a id>` or `<a name>` without an address.
    fn raw_anchor(&mut self, ids: &[&str], attributes: &[&str], range: Range<usize>) {
        self.drop_attributes(&elements::LINK, attributes, &range);
        self.flush();
        let mut tag = "<span".to_owned();
        if let Some(id) = ids.first().and_then(|id| self.anchor(id, "a", &range)) {
            push_id(&mut tag, &id);
        }
        tag.push('>');
        self.tag(&tag);
        self.push(&elements::LINK, Some(range), CloseTag::Anchor);
    }

    /// Keeps the id of a removed element, since links may target it.
    fn keep_anchor(&mut self, name: &str, attributes: &HtmlAttributes, range: &Range<usize>) {
        let is_id = |(key, _): &&(String, String)| key == "id" || name == "a" && key == "name";
        let Some((_, id)) = attributes.iter().find(is_id) else { return };
        let in_parts =
            self.innermost().is_some_and(|open| open.element.content == ContentModel::Parts);
        if !self.takes_anchors() || in_parts {
            return;
        }
        if let Some(id) = self.anchor(id, name, range) {
            self.flush();
            self.empty_anchor(&id);
        }
    }

    /// Writes an empty link target.
    fn empty_anchor(&mut self, id: &str) {
        let mut tag = "<span".to_owned();
        push_id(&mut tag, id);
        tag.push_str("></span>");
        self.tag(&tag);
    }

    /// Pushes an open element.
    fn push(
        &mut self,
        element: &'static HtmlElement,
        range: Option<Range<usize>>,
        close: CloseTag,
    ) {
        let (depth, marks) = (self.depth, self.raw.marks);
        self.raw.open.push(OpenElement { element, depth, marks, range, close });
    }

    /// Writes an end tag, or reports one that closes nothing.
    fn raw_close(&mut self, name: &str, range: &Range<usize>) {
        if let Some(count) = self.raw.dropped.get_mut(name).filter(|count| **count > 0) {
            *count -= 1;
            return;
        }
        let (depth, marks) = (self.depth, self.raw.marks);
        let here = self.raw.open.iter().rev();
        let mut here = here.take_while(|open| open.depth == depth && open.marks == marks);
        let Some(above) = here.position(|open| open.element.name == name) else {
            let message = format!("unexpected `</{}>`", shown(name));
            let help = "close an element in the paragraph, list or quotation in which it starts; if it contains blocks, on a line of its own";
            self.report_raw_html(RuleCode::HtmlMisplaced, range, message, help);
            return;
        };
        for _ in 0..above {
            self.close_raw(true);
        }
        self.close_raw(false);
    }

    /// Closes the innermost element. `is_unclosed` is true if its own end tag is missing, which is
    /// reported.
    fn close_raw(&mut self, is_unclosed: bool) {
        let Some(open) = self.raw.open.pop() else { return };
        let name = open.element.name;
        if let Some(range) = open.range.filter(|_| is_unclosed && !open.element.ends_itself) {
            let message = format!("`<{name}>` is not closed in time");
            let help = match open.element.content {
                ContentModel::Words => format!("write `</{name}>` before the paragraph ends"),
                _ => {
                    format!("write `</{name}>` on a line of its own, in the same list or quotation")
                }
            };
            self.report_raw_html(RuleCode::HtmlMisplaced, &range, message, &help);
        }
        match open.close {
            CloseTag::Heading => self.close_heading(),
            CloseTag::Link => self.close_link(),
            CloseTag::Anchor => self.close_inline("</span>"),
            CloseTag::Tag if open.element.is_inline() => self.close_inline(&format!("</{name}>")),
            CloseTag::Tag => {
                self.end_block();
                self.tag(&format!("</{name}>"));
                if name == QUOTATION {
                    self.end_quotation();
                }
            }
        }
        if self.raw.more && self.raw.open.is_empty() && self.depth == 0 {
            self.raw.more = false;
            self.line();
            self.cut_here();
        }
    }

    /// Writes a link. Its address is checked and looked up like that of a Markdown link.
    fn raw_link(&mut self, attributes: HtmlAttributes, range: Range<usize>) {
        let (mut href, mut title, mut left) = (None, String::new(), vec![]);
        let mut ids = vec![];
        for (name, value) in attributes {
            match name.as_str() {
                "href" => href = Some(value),
                "title" => title = value,
                "id" | "name" if self.takes_anchors() => ids.push(value),
                _ => left.push(name),
            }
        }
        let names = left.iter().map(String::as_str).collect::<Vec<_>>();
        ids.dedup();
        let ids = ids.iter().map(String::as_str).collect::<Vec<_>>();
        let Some(href) = href else {
            if !ids.is_empty() {
                return self.raw_anchor(&ids, &names, range);
            }
            let help = "to create a link target, give a heading an id: `## words {#id}`";
            let message = "`<a>` without a target is removed";
            let diagnostic = self.doc.finding(RuleCode::HtmlLeftOut, &range, message);
            return self.drop_tag("a", diagnostic.help(help));
        };
        if !self.links.is_empty() {
            let message = "`<a>` inside a link is removed";
            let diagnostic = self.doc.finding(RuleCode::HtmlMisplaced, &range, message);
            if let Some(id) = ids.first().and_then(|id| self.anchor(id, "a", &range)) {
                self.flush();
                self.empty_anchor(&id);
            }
            return self.drop_tag("a", diagnostic.help("close the first one with `</a>`"));
        }
        self.drop_attributes(&elements::LINK, &names, &range);
        if let Some(id) = ids.first().and_then(|id| self.anchor(id, "a", &range)) {
            self.flush();
            self.empty_anchor(&id);
        }
        self.begin_link(href.trim(), &title, range.clone());
        self.push(&elements::LINK, Some(range), CloseTag::Link);
    }

    /// Writes an image: a file beside the note, as in Markdown.
    fn raw_image(&mut self, attributes: HtmlAttributes, range: &Range<usize>, block: bool) {
        let (mut src, mut alt, mut title, mut left) = (None, None, String::new(), vec![]);
        let mut id = None;
        for (name, value) in attributes {
            match name.as_str() {
                "src" => src = Some(value),
                "alt" => alt = Some(value),
                "title" => title = value,
                "id" if self.takes_anchors() => id = Some(value),
                _ => left.push(name),
            }
        }
        if block {
            self.room_for_words();
        }
        self.flush();
        if let Some(id) = id.and_then(|id| self.anchor(&id, "img", range)) {
            self.empty_anchor(&id);
        }
        let names = left.iter().map(String::as_str).collect::<Vec<_>>();
        if let Some(message) = dropped_names(&names, "img") {
            self.left_out(range, &message, "the size of the image file is used");
        }
        let path = match file_of(src.as_deref().unwrap_or("").trim()) {
            Ok(path) => path,
            Err(why) => {
                let help = "save the image beside the note and use its file name";
                self.report_raw_html(RuleCode::BadScheme, range, why, help);
                self.words(alt.as_deref().unwrap_or(""));
                return;
            }
        };
        if alt.is_none() {
            let help = format!(
                "write `<img src=\"{path}\" alt=\"what it shows\">`, or `alt=\"\"` if it shows nothing"
            );
            let message = "this image has no alternative text".to_owned();
            self.report_raw_html(RuleCode::ImageWithoutAlt, range, message, &help);
        }
        let alt = alt.unwrap_or_default();
        if let Some(link) = self.links.last_mut() {
            link.has_alternative |= !alt.trim().is_empty();
        }
        let span = self.doc.span(range);
        self.placeholder(PlaceholderKind::Image(Box::new(Image { path, alt, title })), span);
    }

    /// Reports removed attributes.
    fn drop_attributes(&mut self, element: &HtmlElement, names: &[&str], range: &Range<usize>) {
        let Some(message) = dropped_names(names, element.name) else { return };
        let help = match names.first().copied().unwrap_or("") {
            "id" | "name" => "to create a link target, give a heading an id: `## words {#id}`",
            name if name.starts_with("on") => "remove it; scripts are not allowed in texts",
            "class" | "style" | "align" | "width" | "height" | "color" | "bgcolor" | "border" => {
                "remove it; appearance belongs to the theme"
            }
            _ => "remove it, or say it in the text",
        };
        self.left_out(range, &message, help);
    }

    /// Removes a start tag, and its end tag later.
    fn drop_tag(&mut self, name: &str, found: Diagnostic) {
        self.report(found);
        *self.raw.dropped.entry(name.to_owned()).or_default() += 1;
    }

    fn left_out(&mut self, range: &Range<usize>, message: &str, help: &str) {
        self.report_raw_html(RuleCode::HtmlLeftOut, range, message.to_owned(), help);
    }

    fn report_raw_html(
        &mut self,
        code: RuleCode,
        range: &Range<usize>,
        message: String,
        help: &str,
    ) {
        let diagnostic = self.doc.finding(code, range, message).help(help);
        self.report(diagnostic);
    }
}

/// The maximum length of an id, in bytes.
const MAX_ID: usize = 100;

fn push_id(tag: &mut String, id: &str) {
    tag.push_str(" id=\"");
    escape_to(tag, id);
    tag.push('"');
}

/// The element of a block quotation.
const QUOTATION: &str = "blockquote";

/// The start tag of a code block.
const PRE: &str = "<pre tabindex=\"0\">";

/// Returns a name as messages show it: at most 40 characters, without control characters.
fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control() && *c != '`').take(40).collect()
}

/// Returns the message that attributes are removed; `None` otherwise.
fn dropped_names(names: &[&str], element: &str) -> Option<String> {
    let shown: Vec<String> =
        names.iter().take(5).map(|name| format!("`{}`", shown(name))).collect();
    let more = if names.len() > 5 { " and others" } else { "" };
    let is = if names.len() == 1 { "is" } else { "are" };
    let list = shown.join(", ");
    (!names.is_empty()).then(|| format!("{list}{more} of `<{element}>` {is} removed"))
}
