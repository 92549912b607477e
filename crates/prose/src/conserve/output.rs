//! The output of the parser: the words that its HTML and its holes publish, read from word to word.

use super::constructs::find;
use super::words::{ByteKind, WordClass, WordSink, byte_kinds, kind, wide_gap, word_end, words_in};
use super::work;
use crate::body::{Body, LinkTarget, Placeholder, PlaceholderKind};
use onrecord_cite::citation::CitationCluster;
use std::borrow::Cow;

/// The kinds of bytes in HTML.
static KINDS: [ByteKind; 256] = byte_kinds(b"<&[]");

/// A place in the output: in one of its texts, before a word, a tag, a hole or a gap.
#[derive(Debug)]
pub(super) struct OutputCursor<'a, S> {
    /// Receives the words that are passed.
    pub sink: S,
    /// What else was passed.
    pub passed: OutputCounts,
    /// The text and its footnotes: their HTML and their holes.
    texts: Vec<(Cow<'a, str>, &'a [Placeholder])>,
    /// The text that is being read.
    text: usize,
    /// The next hole in it.
    hole: usize,
    /// The next byte in its HTML.
    at: usize,
}

/// What is counted besides words.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct OutputCounts {
    /// The marks `[[`, `](` and `[^` outside of code.
    pub brackets: u32,
    /// Links, images and cards.
    pub links: u32,
    /// Elements of code that are open.
    code: u32,
}

impl<'a, S: WordSink> OutputCursor<'a, S> {
    /// The start of what a body publishes.
    pub(super) fn of(body: &'a Body, mut sink: S) -> Self {
        if S::NEEDS_HIDDEN {
            for note in &body.notes {
                hidden(&note.label, &mut sink);
            }
        }
        let texts = body.with_notes().map(|text| (text.html(), &text.holes[..])).collect();
        Self { sink, passed: OutputCounts::default(), texts, text: 0, hole: 0, at: 0 }
    }

    /// Reads all that is left.
    pub(super) fn read_to_end(mut self) -> Self {
        while self.next_word().is_some() {
            self.pass_word();
        }
        self
    }

    /// Goes on to the next word: it, and what follows it before the next hole. Words of holes are passed.
    pub(super) fn next_word(&mut self) -> Option<&[u8]> {
        loop {
            let (html, holes) = self.texts.get(self.text)?;
            let holes: &'a [Placeholder] = holes;
            let hole = holes.get(self.hole);
            let end = hole.map_or(html.len(), |hole| hole.at as usize);
            let bytes = html.as_bytes().get(..end).unwrap_or_default();
            while let Some(&byte) = bytes.get(self.at) {
                work::count(1);
                match kind(&KINDS, byte) {
                    ByteKind::Gap => self.at += 1,
                    ByteKind::Wide if wide_gap(bytes, self.at) > 0 => {
                        self.at += wide_gap(bytes, self.at);
                    }
                    ByteKind::Mark => {
                        self.at = pass_mark(byte, bytes, self.at, &mut self.sink, &mut self.passed);
                    }
                    ByteKind::Wide | ByteKind::Word => {
                        // The borrow of the loop cannot be returned.
                        let (html, _) = self.texts.get(self.text)?;
                        return html.as_bytes().get(self.at..end);
                    }
                }
            }
            if let Some(hole) = hole {
                pass_hole(&hole.fill, &mut self.sink, &mut self.passed);
                self.at = self.at.max(end);
                self.hole += 1;
            } else {
                self.text += 1;
                (self.hole, self.at, self.passed.code) = (0, 0, 0);
            }
        }
    }

    /// Passes so many bytes, which are words and what is between them, without giving them to the sink.
    pub(super) fn skip(&mut self, len: usize) {
        self.at += len;
    }

    /// Passes the word that is next.
    fn pass_word(&mut self) {
        let Some((word, len)) =
            self.next_word().map(|rest| (own_word(rest).into_owned(), word_len(rest)))
        else {
            return;
        };
        self.sink.word(&word, self.at..self.at + len, WordClass::Text);
        self.at += len;
    }
}

/// The length of the word that a part of HTML begins with, with tags of highlighted code in it.
pub(super) fn word_len(html: &[u8]) -> usize {
    let mut end = word_end(html, 0);
    while let Some(after) = span_end(html, end) {
        end = word_end(html, after);
    }
    end
}

/// That word without such tags, which may cut it anywhere.
pub(super) fn own_word(html: &[u8]) -> Cow<'_, [u8]> {
    let mut end = word_end(html, 0);
    let mut word = Cow::Borrowed(html.get(..end).unwrap_or_default());
    while let Some(after) = span_end(html, end) {
        end = word_end(html, after);
        word.to_mut().extend(html.get(after..end).unwrap_or_default());
    }
    word
}

/// Passes a tag, a reference to a character, or a bracket.
fn pass_mark<S: WordSink>(
    byte: u8,
    bytes: &[u8],
    at: usize,
    sink: &mut S,
    passed: &mut OutputCounts,
) -> usize {
    let shown = u32::from(passed.code == 0);
    let next = bytes.get(at + 1);
    match byte {
        b'[' if matches!(next, Some(b'[' | b'^')) => passed.brackets += shown,
        b']' if next == Some(&b'(') => passed.brackets += shown,
        b'&' => return past(bytes, at, b';'),
        b'<' => return pass_tag(bytes, at, sink, passed),
        _ => {}
    }
    at + 1
}

/// Passes a tag of ours: attributes are in double quotation marks, and have no `<` or `>`.
fn pass_tag<S: WordSink>(
    bytes: &[u8],
    at: usize,
    sink: &mut S,
    passed: &mut OutputCounts,
) -> usize {
    let end = past(bytes, at, b'>');
    passed.links += u32::from(bytes.get(at..).is_some_and(|tag| tag.starts_with(b"<a ")));
    match bytes.get(at + 1..end).unwrap_or_default() {
        [b'c', b'o', b'd', b'e', ..] | [b'p', b'r', b'e', ..] => passed.code += 1,
        [b'/', b'c', b'o', b'd', b'e', ..] | [b'/', b'p', b'r', b'e', ..] => {
            passed.code = passed.code.saturating_sub(1);
        }
        // The title of a callout is a word of ours.
        tag @ [b'p', b' ', ..] if tag == b"p class=\"callout-title\">" => {
            return end + find(bytes.get(end..).unwrap_or_default(), b"</p>").unwrap_or(0);
        }
        // Cells repeat their header.
        [b't', b'd', ..] => {}
        tag if tag.len() > 9 => {
            if let Some(title) = find(tag, b" title=\"") {
                let from = at + 1 + title + 8;
                escaped(bytes, from, past(bytes, from, b'"') - 1, sink);
            }
            if S::NEEDS_HIDDEN
                && let Some(href) = find(tag, b" href=\"")
            {
                let from = at + 1 + href + 7;
                words_in(bytes, from, past(bytes, from, b'"') - 1, WordClass::Hidden, sink);
            }
        }
        _ => {}
    }
    end
}

/// Escaped text without tags.
fn escaped(bytes: &[u8], from: usize, to: usize, sink: &mut impl WordSink) {
    let mut at = from;
    while let Some(len) = bytes.get(at..to).and_then(|rest| memchr::memchr(b'&', rest)) {
        words_in(bytes, at, at + len, WordClass::Text, sink);
        at = past(bytes, at + len, b';');
    }
    words_in(bytes, at, to, WordClass::Text, sink);
}

/// Text that is not escaped.
fn plain(text: &str, sink: &mut impl WordSink) {
    words_in(text.as_bytes(), 0, text.len(), WordClass::Text, sink);
}

/// What is not published as text.
fn hidden(text: &str, sink: &mut impl WordSink) {
    words_in(text.as_bytes(), 0, text.len(), WordClass::Hidden, sink);
}

/// Passes a hole: what it will show of the author's words.
fn pass_hole<S: WordSink>(fill: &PlaceholderKind, sink: &mut S, passed: &mut OutputCounts) {
    match fill {
        PlaceholderKind::Cite(cluster) => pass_citation(cluster, sink, passed),
        PlaceholderKind::AuthorInText(key) => hidden(&key.text, sink),
        PlaceholderKind::Footnote(label) => hidden(label, sink),
        PlaceholderKind::Open(target)
        | PlaceholderKind::Link(target)
        | PlaceholderKind::Embed(target) => {
            passed.links += 1;
            pass_target(target, sink);
        }
        PlaceholderKind::Image(image) => {
            passed.links += 1;
            hidden(&image.path, sink);
            plain(&image.alt, sink);
            plain(&image.title, sink);
        }
        PlaceholderKind::Close | PlaceholderKind::Part(_) => {}
    }
}

/// What a link leads to, and its title.
fn pass_target(target: &LinkTarget, sink: &mut impl WordSink) {
    let (name, anchor) = match target {
        LinkTarget::Wiki { name, anchor, .. } => (name, anchor),
        LinkTarget::Path { path, anchor, .. } => (path, anchor),
    };
    plain(target.title(), sink);
    hidden(name, sink);
    hidden(anchor.as_deref().unwrap_or_default(), sink);
}

/// The words and places of a citation.
fn pass_citation<S: WordSink>(cluster: &CitationCluster, sink: &mut S, passed: &mut OutputCounts) {
    for item in &cluster.items {
        hidden(&item.key.text, sink);
        for html in [&item.prefix, &item.suffix] {
            let (bytes, mut at) = (html.as_bytes(), 0);
            while let Some(&byte) = bytes.get(at) {
                match kind(&KINDS, byte) {
                    ByteKind::Mark => at = pass_mark(byte, bytes, at, sink, passed),
                    ByteKind::Gap => at += 1,
                    ByteKind::Wide if wide_gap(bytes, at) > 0 => at += wide_gap(bytes, at),
                    ByteKind::Wide | ByteKind::Word => {
                        let end = word_end(bytes, at);
                        sink.word(bytes.get(at..end).unwrap_or_default(), at..end, WordClass::Text);
                        at = end.max(at + 1);
                    }
                }
            }
        }
        if let Some(place) = &item.locator {
            plain(&place.value, sink);
        }
    }
}

/// One past the next byte of a kind, or the end.
fn past(bytes: &[u8], at: usize, byte: u8) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    memchr::memchr(byte, rest).map_or(bytes.len(), |len| at + len + 1)
}

/// The end of a tag of `<span>` at `at`.
fn span_end(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    (rest.starts_with(b"<span") || rest.starts_with(b"</span")).then(|| past(bytes, at, b'>'))
}

/// The text of a body and its footnotes, outside of code, with a NUL wherever something else is.
pub(super) fn plain_text(body: &Body) -> String {
    let mut out = String::new();
    for text in body.with_notes() {
        let html = text.html();
        let (mut from, mut code) = (0, 0_u32);
        let ends = text.holes.iter().map(|hole| hole.at as usize);
        for end in ends.chain([html.len()]) {
            let mut rest = html.get(from..end).unwrap_or_default();
            from = end;
            while let Some(open) = rest.find('<') {
                if code == 0 {
                    out.push_str(rest.get(..open).unwrap_or_default());
                }
                out.push('\0');
                rest = rest.get(open..).unwrap_or_default();
                if rest.starts_with("<code") || rest.starts_with("<pre") {
                    code += 1;
                } else if rest.starts_with("</code") || rest.starts_with("</pre") {
                    code = code.saturating_sub(1);
                }
                rest = rest.find('>').and_then(|end| rest.get(end + 1..)).unwrap_or_default();
            }
            if code == 0 {
                out.push_str(rest);
            }
            out.push('\0');
        }
    }
    // Published text has these four references only.
    out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}
