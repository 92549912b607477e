//! Writes blocks (paragraphs, lists, quotations, callouts, tables, code), and dispatches each token
//! to its writer. Start with [`BodyWriter::token`].
//!
//! Headings are in `headings`, running text in `marks`.

use crate::body::{PlaceholderKind, unspoken};
use crate::highlight;
use crate::highlight::HighlightedCode as Lit;
use crate::open_state::OpenTable;
use crate::writer::{BodyWriter, DeferredWrite};
use onrecord_base::code::RuleCode;
use onrecord_base::suggest::closest_match;
use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, Tag, TagEnd};
use std::ops::Range;

/// The five callouts: (kind, title, class).
const CALLOUTS: [(BlockQuoteKind, &str, &str); 5] = [
    (BlockQuoteKind::Note, "Note", "note"),
    (BlockQuoteKind::Tip, "Tip", "tip"),
    (BlockQuoteKind::Important, "Important", "important"),
    (BlockQuoteKind::Warning, "Warning", "warning"),
    (BlockQuoteKind::Caution, "Caution", "caution"),
];

/// Returns the callout closest in meaning to an Obsidian callout that we do not support.
fn like(word: &str) -> Option<&'static str> {
    Some(match word.to_ascii_lowercase().as_str() {
        "info" | "abstract" | "summary" | "tldr" | "todo" | "example" | "quote" | "question" => {
            "NOTE"
        }
        "hint" | "success" => "TIP",
        "attention" => "WARNING",
        "danger" | "error" | "failure" | "bug" => "CAUTION",
        _ => return None,
    })
}

impl<'a> BodyWriter<'_, 'a> {
    /// Writes one token. Returns the next.
    pub(super) fn token(&mut self, at: usize) -> usize {
        let doc = self.doc;
        let Some((event, range)) = doc.tokens.list.get(at) else { return at + 1 };
        match event {
            _ if crate::event_switch::is_off(event) => {}
            Event::Start(tag) => return self.start(at, tag),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) => return self.run_of_text(at, text),
            Event::Code(code) => {
                self.flush();
                self.tag("<code>");
                self.words(code);
                self.tag("</code>");
            }
            Event::InlineHtml(html) | Event::Html(html) => self.inline_html(html, range),
            Event::FootnoteReference(label) => self.footnote(label, range),
            Event::SoftBreak => {
                self.flush();
                self.words("\n");
            }
            Event::HardBreak => {
                self.flush();
                self.tag("<br>");
                self.words("\n");
            }
            Event::Rule => {
                self.open("<hr>\n");
                self.close_depth();
            }
            Event::TaskListMarker(done) => self.task(*done),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.words(text),
        }
        at + 1
    }

    /// Writes the start of an element. Returns the next token to write.
    fn start(&mut self, at: usize, tag: &Tag<'a>) -> usize {
        match tag {
            Tag::Paragraph => return self.paragraph(at),
            Tag::Heading { .. } => self.open_heading(at, tag),
            Tag::BlockQuote(kind) => self.quotation(at, *kind),
            Tag::CodeBlock(kind) => return self.code_block(at, kind),
            Tag::HtmlBlock => return self.html_block(at),
            Tag::List(Some(1)) => self.open("<ol>\n"),
            Tag::List(Some(first)) => self.open(&format!("<ol start=\"{first}\">\n")),
            Tag::List(None) => self.open("<ul>\n"),
            Tag::Item => self.open(if self.is_task(at) { "<li class=\"task\">" } else { "<li>" }),
            Tag::FootnoteDefinition(_) => return self.doc.tokens.end(at) + 1,
            Tag::DefinitionList => self.open("<dl>\n"),
            Tag::DefinitionListTitle => self.open("<dt>"),
            Tag::DefinitionListDefinition => self.open("<dd>"),
            Tag::Table(aligned) => {
                self.table = OpenTable { aligned: aligned.clone(), ..OpenTable::default() };
                self.open("<table>\n");
            }
            Tag::TableHead => {
                self.table.in_head = true;
                self.open("<thead>\n<tr>");
            }
            Tag::TableRow => {
                self.table.column = 0;
                self.open("<tr>");
            }
            Tag::TableCell => self.cell(),
            Tag::Emphasis => self.inline("<em>"),
            Tag::Strong => self.inline("<strong>"),
            Tag::Strikethrough => self.inline("<del>"),
            Tag::Link { .. } => return self.link(at, tag),
            Tag::Image { .. } => return self.image(at, tag),
            Tag::Superscript | Tag::Subscript | Tag::MetadataBlock(_) => {}
        }
        at + 1
    }

    /// Writes the end of an element.
    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.close("</p>\n"),
            TagEnd::Heading(_) => self.close_heading(),
            TagEnd::BlockQuote(None) => self.close_quotation(),
            TagEnd::BlockQuote(Some(_)) => self.close("</aside>\n"),
            TagEnd::List(true) => self.close("</ol>\n"),
            TagEnd::List(false) => self.close("</ul>\n"),
            TagEnd::Item => self.close("</li>\n"),
            TagEnd::DefinitionList => self.close("</dl>\n"),
            TagEnd::DefinitionListTitle => self.close("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.close("</dd>\n"),
            TagEnd::Table => self.close("</tbody>\n</table>\n"),
            TagEnd::TableHead => {
                self.table.in_head = false;
                self.close("</tr>\n</thead>\n<tbody>\n");
            }
            TagEnd::TableRow => self.close("</tr>\n"),
            TagEnd::TableCell => self.close_cell(),
            TagEnd::Emphasis => self.close_marked("</em>"),
            TagEnd::Strong => self.close_marked("</strong>"),
            TagEnd::Strikethrough => self.close_marked("</del>"),
            TagEnd::Link => {
                self.close_mark();
                self.close_link();
            }
            TagEnd::Image
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::FootnoteDefinition
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::MetadataBlock(_) => {}
        }
    }

    /// Writes the start of inline markup.
    fn inline(&mut self, html: &str) {
        self.flush();
        self.open_mark();
        self.tag(html);
    }

    /// Writes the end of a mark, and closes the raw HTML opened in it.
    fn close_marked(&mut self, html: &str) {
        self.close_mark();
        self.close_inline(html);
    }

    /// Writes the end of inline markup. Citations stay pending if punctuation follows it.
    pub(super) fn close_inline(&mut self, html: &str) {
        if !self.pending.is_empty() && !self.stop_follows() {
            self.flush();
        }
        self.tag(html);
    }

    /// True if the next text, after a few ends of inline markup, starts with punctuation.
    fn stop_follows(&self) -> bool {
        let Some(here) = self.cursors.last().map(|cursor| cursor.at) else { return false };
        let html = self.doc.html;
        let ends = |event: &Event<'_>| match event {
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) => true,
            Event::InlineHtml(tag) => html && tag.starts_with("</"),
            _ => false,
        };
        let next = (here..here + 8).filter_map(|at| self.doc.tokens.event(at)).find(|e| !ends(e));
        matches!(next, Some(Event::Text(text)) if text.starts_with(['.', ',', ';', ':', '!', '?']))
    }

    /// Writes a paragraph. An image or embed alone in a paragraph gets no `<p>`.
    fn paragraph(&mut self, at: usize) -> usize {
        let tokens = &self.doc.tokens;
        if let Some(Event::Start(Tag::Image { .. })) = tokens.event(at + 1)
            && tokens.end(at + 1) + 1 == tokens.end(at)
            && tokens.cluster(at + 1).is_none()
        {
            self.end_block();
            self.room_for_blocks();
            self.depth += 1;
            self.alone(at + 1);
            self.end_block();
            self.close_depth();
            return self.doc.tokens.end(at) + 1;
        }
        self.open("<p>");
        at + 1
    }

    /// Opens a block quotation or a callout.
    fn quotation(&mut self, at: usize, kind: Option<BlockQuoteKind>) {
        let Some(kind) = kind else {
            self.unknown_callout(at);
            return self.open_quotation(&self.doc.tokens.range(at));
        };
        let found = CALLOUTS.iter().find(|(k, ..)| *k == kind);
        let (title, class) = found.map_or(("Note", "note"), |(_, title, class)| (*title, *class));
        self.open(&format!(
            "<aside class=\"callout {class}\" role=\"note\">\n<p class=\"callout-title\">{title}</p>\n"
        ));
    }

    /// Reports an unknown callout, `> [!FOO]`.
    fn unknown_callout(&mut self, at: usize) {
        let tokens = &self.doc.tokens;
        let place = tokens.range(at + 2);
        let Some(word) = tokens
            .src
            .get(place.start..)
            .filter(|_| matches!(tokens.event(at + 1), Some(Event::Start(Tag::Paragraph))))
            .filter(|_| tokens.is_verbatim(at + 2) && !tokens.is_escaped(at + 2))
            .and_then(|text| text.strip_prefix("[!"))
            .and_then(|text| text.get(..text.find(']').filter(|&at| at <= 40)?))
            .filter(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphabetic()))
        else {
            return;
        };
        let names = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];
        let range = place.start..place.start + word.len() + 3;
        let finding = |message| self.doc.finding(RuleCode::UnknownCallout, &range, message);
        let found = if names.iter().any(|name| name.eq_ignore_ascii_case(word)) {
            // `> [!note] A title`, which Obsidian allows.
            finding(format!("`[!{word}]` must be alone on its line"))
                .help("move the text to the next line; a callout has no title of its own")
        } else {
            finding(format!("unknown callout type `{word}`"))
                .did_you_mean(closest_match(word, names).or_else(|| like(word)))
                .help("use NOTE, TIP, IMPORTANT, WARNING or CAUTION")
        };
        self.report(found);
    }

    /// True if a list item starts with a task checkbox.
    fn is_task(&self, at: usize) -> bool {
        let tokens = &self.doc.tokens;
        let box_at = |at| matches!(tokens.event(at), Some(Event::TaskListMarker(_)));
        let paragraph = matches!(tokens.event(at + 1), Some(Event::Start(Tag::Paragraph)));
        box_at(at + 1) || paragraph && box_at(at + 2)
    }

    /// Writes a task checkbox with its words as the label.
    fn task(&mut self, done: bool) {
        let checked = if done { " checked" } else { "" };
        self.tag(&format!("<label><input type=\"checkbox\" disabled{checked}> "));
        self.block.label = true;
    }

    /// Opens a table cell.
    fn cell(&mut self) {
        let column = self.table.column;
        let class = match self.table.aligned.get(column) {
            Some(Alignment::Right) => " class=\"ta-r\"",
            Some(Alignment::Center) => " class=\"ta-c\"",
            _ => "",
        };
        if self.table.in_head {
            self.end_block();
            self.tag(&format!("<th scope=\"col\"{class}>"));
        } else {
            self.end_block();
            self.tag(&format!("<td{class}"));
            if let Some(head) =
                self.table.heads.get(column).filter(|head| !head.is_empty()).cloned()
            {
                self.tag(" data-label=\"");
                self.value(&head);
                self.tag("\"");
            }
            self.tag(">");
        }
        self.depth += 1;
    }

    /// Closes a table cell.
    fn close_cell(&mut self) {
        self.table.column += 1;
        if self.table.in_head {
            self.flush();
            let head = unspoken(&self.block.text);
            let head = head.split_whitespace().collect::<Vec<_>>().join(" ");
            self.table.heads.push(head);
            self.close("</th>");
        } else {
            self.close("</td>");
        }
    }

    /// Writes a block of code. Returns the next token to write.
    fn code_block(&mut self, at: usize, kind: &CodeBlockKind<'_>) -> usize {
        let end = self.doc.tokens.end(at);
        let mut code = String::new();
        let events = (at + 1..end).filter_map(|token| self.doc.tokens.event(token));
        for event in events.filter(|event| !crate::event_switch::is_off(event)) {
            if let Event::Text(text) = event {
                code.push_str(text);
            }
        }
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.trim(),
            CodeBlockKind::Indented => "",
        };
        let language = highlight::language(info);
        let lit = highlight::highlight(&code, language.filter(|_| self.doc.colours));
        self.report_code(&lit, info, language, &self.doc.tokens.range(at));
        match language {
            Some(word) => self.open(&format!(
                "<pre tabindex=\"0\"><code class=\"language-{}\">",
                word.to_ascii_lowercase()
            )),
            None => self.open("<pre tabindex=\"0\"><code>"),
        }
        self.tag(lit.html());
        self.tag("</code></pre>\n");
        self.keep_marked(&code);
        self.close_depth();
        end + 1
    }

    /// Reports why code is not highlighted.
    fn report_code(&mut self, lit: &Lit, info: &str, language: Option<&str>, range: &Range<usize>) {
        let start = range.start;
        let line = self.doc.tokens.src.get(range.clone()).and_then(|t| t.lines().next());
        let fence = start..start + line.map_or(0, str::len);
        let finding = match lit {
            Lit::Unknown(_) => Some(
                self.doc
                    .finding(
                        RuleCode::UnknownLanguage,
                        &fence,
                        format!("no highlighting for the language `{}`", language.unwrap_or(info)),
                    )
                    .help("try another name for the language, or use ```text for plain text"),
            ),
            Lit::Costly(_, why) => Some(
                self.doc
                    .finding(
                        RuleCode::HighlightBudget,
                        &fence,
                        format!("this code is not highlighted: {why}"),
                    )
                    .help("show a part of it, or mark it as plain text with ```text"),
            ),
            Lit::Plain(_) if language.is_none() && !info.is_empty() => Some(self.doc.finding(
                RuleCode::UnknownLanguage,
                &fence,
                "the word after the fence is not a language name",
            )),
            _ => None,
        };
        if let Some(finding) = finding {
            self.report(finding);
        }
    }

    /// Writes a reference to a footnote or a margin note of the author's.
    pub(super) fn footnote(&mut self, label: &str, range: &Range<usize>) {
        self.flush();
        let label = label.to_lowercase();
        let Some(&start) = self.doc.tokens.notes.get(&label) else { return };
        let first = self.shared.seen.insert(start);
        if label.starts_with("m-") {
            if first {
                self.later(DeferredWrite::Margin(start));
            }
            return;
        }
        if first {
            self.shared.used.push(start);
        }
        if let Some(link) = self.links.last_mut() {
            link.notes.push((label, range.clone()));
            return;
        }
        self.placeholder(PlaceholderKind::Footnote(label), self.doc.span(range));
    }
}
