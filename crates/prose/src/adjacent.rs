//! Writes adjacent marks in brackets: `a[^1][@b]`, `[@b][sic]`, `[words[^2]](url)`. Start with
//! [`BodyWriter::bracket_in_text`].
//!
//! Markdown reads `[x][y]` as one link if `y` is defined, and as words otherwise; and a link may
//! not contain brackets except those of an image. So a footnote or citation beside other brackets
//! remains in a run of text, and this module reads it there.

use crate::inline;
use crate::open_state::LinkInText;
use crate::tokens::folded_label;
use crate::writer::BodyWriter;
use onrecord_base::text::without_reserved;
use onrecord_cite::citation_syntax;
use pulldown_cmark::{CowStr, Event, LinkType, Parser, Tag};
use std::ops::Range;

/// The maximum length of a link around a footnote, in bytes, and the maximum number of brackets in
/// its words.
const MAX_LINK: usize = 4_000;
const MAX_BRACKETS: usize = 8;

impl BodyWriter<'_, '_> {
    /// Returns the end of a run of text: its own, or the end of the words of a link.
    pub(super) fn run_end(&self, run: &Range<usize>) -> usize {
        match &self.link_in_text {
            Some(link) if link.close >= run.start => link.close.min(run.end),
            _ => run.end,
        }
    }

    /// Writes the mark whose `[` is at byte `open` of the text token `at`, after the words from
    /// byte `from`. Returns the next token to write, and sets `skip`; `None` if the bracket is
    /// plain text.
    pub(super) fn bracket_in_text(&mut self, at: usize, from: usize, open: usize) -> Option<usize> {
        let doc = self.doc;
        let src = doc.tokens.src;
        let run = doc.tokens.range(at);
        let before = src.get(from..open).unwrap_or("");
        if src.get(open + 1..).is_some_and(|rest| rest.starts_with('^')) {
            if let Some((label, end)) = self.note_in_text(&run, open) {
                self.text(before, Some('['));
                self.footnote(&label, &(open..end));
                self.skip = self.skip.max(end);
                return Some(at);
            }
            self.undefined_note(open, run.end);
            return None;
        }
        if !self.links.is_empty() {
            return None;
        }
        if let Some(close) = citation_syntax::bracket_end(src, open) {
            let inner = open + 1..close;
            if !citation_syntax::is_cluster(src.get(inner.clone())?) {
                return self.label_in_text(at, before, &inner);
            }
            let next = doc.tokens.reach(at, close + 1)?;
            self.text(before, Some('['));
            self.take_cluster(&inner, &(open..close + 1));
            self.skip = close + 1;
            return Some(next);
        }
        let link = self.link_in_text(at, open)?;
        let image = before.ends_with('!') && !src.get(..open)?.ends_with("\\!");
        self.text(before.strip_suffix('!').filter(|_| image).unwrap_or(before), Some('['));
        if image {
            self.image_in_text(at, &link, open);
            self.skip = link.end;
            return Some(link.next);
        }
        self.begin_link(&link.url, &link.title, open..link.end);
        self.link_in_text = Some(link);
        self.skip = open + 1;
        Some(at)
    }

    /// Opens `[label]` in `[label][@key]` as the link that it would be without the citation.
    fn label_in_text(&mut self, at: usize, before: &str, inner: &Range<usize>) -> Option<usize> {
        let tokens = &self.doc.tokens;
        if tokens.links.is_empty() {
            return None;
        }
        let (url, title) = tokens.links.get(&folded_label(tokens.src.get(inner.clone())?))?;
        let end = citation_syntax::bracket_end(tokens.src, inner.end + 1)?;
        tokens.src.get(inner.end + 2..end).filter(|next| citation_syntax::is_cluster(next))?;
        let link = LinkInText {
            url: url.clone(),
            title: title.clone(),
            close: inner.end,
            end: inner.end + 1,
            next: tokens.reach(at, inner.end + 1)?,
        };
        self.text(before, Some('['));
        self.begin_link(url, title, inner.start - 1..inner.end + 1);
        self.link_in_text = Some(link);
        self.skip = inner.start;
        Some(at)
    }

    /// Returns the label of the footnote marked at byte `open`, and the byte after the mark; `None`
    /// if it is undefined.
    fn note_in_text(&mut self, run: &Range<usize>, open: usize) -> Option<(String, usize)> {
        let src = self.doc.tokens.src;
        let rest = src.get(open + 2..)?;
        let len = rest.find([']', '[', '\n'])?;
        let label =
            rest.get(..len).filter(|_| rest.as_bytes().get(len) == Some(&b']'))?.to_lowercase();
        self.doc.tokens.notes.get(&label)?;
        let end = open + 2 + len + 1;
        // `[[page|words[^1]]]`: Markdown read the first two of the three brackets as those of the
        // link.
        if end == run.end + 1 && src.get(run.end..)?.starts_with("]]]") {
            self.skip = run.end + 3;
        } else if end > run.end {
            return None;
        }
        Some((label, end))
    }

    /// Returns the link that opens at byte `open` of the text token `at`, if its words contain a
    /// footnote or a citation.
    fn link_in_text(&self, at: usize, open: usize) -> Option<LinkInText> {
        let tokens = &self.doc.tokens;
        let (mut depth, mut marked, mut brackets) = (0_u32, false, 1_usize);
        let mut token = at;
        while let Some(event) = tokens.event(token) {
            let range = tokens.range(token);
            if range.start > open + MAX_LINK {
                return None;
            }
            match event {
                Event::Text(_) if depth == 0 && tokens.is_verbatim(token) => {
                    let escaped = usize::from(tokens.is_escaped(token));
                    let from = (range.start + escaped).max(open + 1);
                    let text = tokens.src.as_bytes().get(from..range.end)?;
                    for (nth, byte) in text.iter().enumerate() {
                        match byte {
                            b'[' if brackets == MAX_BRACKETS => return None,
                            b'[' => brackets += 1,
                            b']' if brackets > 1 => brackets -= 1,
                            b']' if marked => return self.target_in_text(token, from + nth),
                            b']' => return None,
                            _ => {}
                        }
                    }
                }
                Event::FootnoteReference(_) => marked = true,
                Event::Start(Tag::Link { .. } | Tag::Image { .. })
                    if tokens.cluster(token).is_some() =>
                {
                    marked = true;
                    token = tokens.end(token);
                }
                Event::Start(Tag::Image { .. }) => token = tokens.end(token),
                Event::Start(Tag::Link { .. }) => return None,
                Event::Start(_) => depth += 1,
                Event::End(_) => depth = depth.checked_sub(1)?,
                _ => {}
            }
            token += 1;
        }
        None
    }

    /// Returns the link whose target follows the `]` at byte `close` of the text token `at`:
    /// `(address "title")` or `[label]`.
    fn target_in_text(&self, at: usize, close: usize) -> Option<LinkInText> {
        let tokens = &self.doc.tokens;
        if let Some(Event::Start(Tag::Link {
            link_type: LinkType::Shortcut, dest_url, title, ..
        })) = tokens.event(at + 1)
            && tokens.range(at + 1).start == close + 1
        {
            let end = tokens.range(at + 1).end;
            let next = tokens.end(at + 1) + 1;
            return Some(LinkInText {
                url: dest_url.to_string(),
                title: title.to_string(),
                close,
                end,
                next,
            });
        }
        let target = tokens.src.get(close + 1..)?;
        let link = format!("[x]{}", target.get(..parenthesis_end(target)?)?);
        let (event, range) = Parser::new(&link).into_offset_iter().nth(1)?;
        let Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, title, .. }) = event
        else {
            return None;
        };
        let end = close + 1 + range.end - "[x]".len();
        let next = tokens.reach(at, end)?;
        let (url, title) = (without_reserved(&dest_url), without_reserved(&title));
        Some(LinkInText { url: url.into_owned(), title: title.into_owned(), close, end, next })
    }

    /// Closes the link whose words end in the text token `at`. Returns the next token to write.
    pub(super) fn close_link_in_text(&mut self, at: usize) -> usize {
        let Some(link) = self.link_in_text.take() else { return at + 1 };
        self.close_link();
        self.skip = link.end;
        link.next
    }

    /// Writes `[^1][label]` or `[@key][label]` with the label of a link: the mark, then the link
    /// with its label as its words. Returns the next token to write; `None` if the first brackets
    /// are the words of the link.
    pub(super) fn mark_before_reference(
        &mut self,
        at: usize,
        url: &CowStr<'_>,
        title: &CowStr<'_>,
    ) -> Option<usize> {
        if !self.links.is_empty() {
            return None;
        }
        let doc = self.doc;
        let src = doc.tokens.src;
        let range = doc.tokens.range(at);
        let close = citation_syntax::bracket_end(src, range.start)?;
        if !self.mark_in_words(&(range.start..close + 1)) {
            return None;
        }
        let words = src.get(close + 1..range.end)?.strip_prefix('[')?.strip_suffix(']')?;
        let (html, plain) = inline::label(words, doc.smart);
        self.begin_link(url, title, close + 1..range.end);
        self.tag(&html);
        self.block.text.push_str(&plain);
        self.close_link();
        Some(doc.tokens.end(at) + 1)
    }

    /// Writes the footnote or citation in brackets at a range. Returns false if it is neither.
    pub(super) fn mark_in_words(&mut self, range: &Range<usize>) -> bool {
        let Some(inner) = self.doc.tokens.src.get(range.start + 1..range.end.saturating_sub(1))
        else {
            return false;
        };
        if !self.is_mark(inner) {
            return false;
        }
        match inner.strip_prefix('^') {
            Some(label) => self.footnote(label, range),
            None => self.take_cluster(&(range.start + 1..range.end - 1), range),
        }
        true
    }
}

/// Returns the byte after the parenthesis that closes the one at the start, on one line.
fn parenthesis_end(text: &str) -> Option<usize> {
    let (mut depth, mut escaped) = (0_u32, false);
    for (at, byte) in text.bytes().enumerate().take(MAX_LINK) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'(' => depth += 1,
            b')' if depth == 1 => return Some(at + 1),
            b')' => depth = depth.checked_sub(1)?,
            b'\n' => return None,
            _ if depth == 0 => return None,
            _ => {}
        }
    }
    None
}
