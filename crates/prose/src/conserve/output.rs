//! Reads the output of the parser word by word: the words that its HTML and its placeholders
//! publish. Start with [`OutputCursor`].

use super::constructs::find;
use super::words::{ByteKind, WordClass, WordSink, byte_kinds, kind, wide_gap, word_end, words_in};
use super::work;
use crate::body::{Body, LinkTarget, Placeholder, PlaceholderKind};
use onrecord_cite::citation::CitationCluster;
use std::borrow::Cow;

/// The kinds of bytes in HTML.
static KINDS: [ByteKind; 256] = byte_kinds(b"<&[]");

/// A position in the output: in one of its texts, before a word, a tag, a placeholder or a gap.
#[derive(Debug)]
pub(super) struct OutputCursor<'a, S> {
    /// Receives the words that are passed.
    pub sink: S,
    /// The other counts so far.
    pub passed: OutputCounts,
    /// The text and its footnotes: (HTML, placeholders).
    texts: Vec<(Cow<'a, str>, &'a [Placeholder])>,
    /// The index of the current text.
    text: usize,
    /// The index of its next placeholder.
    hole: usize,
    /// The next byte of its HTML.
    at: usize,
}

/// The counts except those of words.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct OutputCounts {
    /// The marks `[[`, `](` and `[^` outside of code.
    pub brackets: u32,
    /// Links, images and cards.
    pub links: u32,
    /// Open code elements.
    code: u32,
}

impl<'a, S: WordSink> OutputCursor<'a, S> {
    /// Starts at the beginning of a body.
    pub(super) fn of(body: &'a Body, mut sink: S) -> Self {
        if S::NEEDS_HIDDEN {
            for note in &body.notes {
                hidden(&note.label, &mut sink);
            }
        }
        let texts = body.with_notes().map(|text| (text.html(), &text.holes[..])).collect();
        Self { sink, passed: OutputCounts::default(), texts, text: 0, hole: 0, at: 0 }
    }

    /// Reads to the end.
    pub(super) fn read_to_end(mut self) -> Self {
        while self.next_word().is_some() {
            self.pass_word();
        }
        self
    }

    /// Advances to the next word. Returns the HTML from it to the next placeholder; `None` at the
    /// end. Words of placeholders are passed on the way.
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
                pass_placeholder(&hole.fill, &mut self.sink, &mut self.passed);
                self.at = self.at.max(end);
                self.hole += 1;
            } else {
                self.text += 1;
                (self.hole, self.at, self.passed.code) = (0, 0, 0);
            }
        }
    }

    /// Skips this many bytes, which are words and gaps, without giving them to the sink.
    pub(super) fn skip(&mut self, len: usize) {
        self.at += len;
    }

    /// Passes the next word to the sink.
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

/// Returns the length of the word at the start of HTML, including the tags of highlighted code in
/// it.
pub(super) fn word_len(html: &[u8]) -> usize {
    let mut end = word_end(html, 0);
    while let Some(after) = span_end(html, end) {
        end = word_end(html, after);
    }
    end
}

/// Returns that word without such tags, which may split it anywhere.
pub(super) fn own_word(html: &[u8]) -> Cow<'_, [u8]> {
    let mut end = word_end(html, 0);
    let mut word = Cow::Borrowed(html.get(..end).unwrap_or_default());
    while let Some(after) = span_end(html, end) {
        end = word_end(html, after);
        word.to_mut().extend(html.get(after..end).unwrap_or_default());
    }
    word
}

/// Passes a tag, a character reference, or a bracket. Returns its end.
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

/// Passes a tag that we wrote: its attributes are in double quotation marks, without `<` or `>`.
/// Returns its end.
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
        // The title of a callout is our word.
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

/// Passes escaped text without tags.
fn escaped(bytes: &[u8], from: usize, to: usize, sink: &mut impl WordSink) {
    let mut at = from;
    while let Some(len) = bytes.get(at..to).and_then(|rest| memchr::memchr(b'&', rest)) {
        words_in(bytes, at, at + len, WordClass::Text, sink);
        at = past(bytes, at + len, b';');
    }
    words_in(bytes, at, to, WordClass::Text, sink);
}

/// Passes unescaped text.
fn plain(text: &str, sink: &mut impl WordSink) {
    words_in(text.as_bytes(), 0, text.len(), WordClass::Text, sink);
}

/// Passes text that is not published as text.
fn hidden(text: &str, sink: &mut impl WordSink) {
    words_in(text.as_bytes(), 0, text.len(), WordClass::Hidden, sink);
}

/// Passes a placeholder: the author's words that it will show.
fn pass_placeholder<S: WordSink>(fill: &PlaceholderKind, sink: &mut S, passed: &mut OutputCounts) {
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

/// Passes the target of a link, and its title.
fn pass_target(target: &LinkTarget, sink: &mut impl WordSink) {
    let (name, anchor) = match target {
        LinkTarget::Wiki { name, anchor, .. } => (name, anchor),
        LinkTarget::Path { path, anchor, .. } => (path, anchor),
    };
    plain(target.title(), sink);
    hidden(name, sink);
    hidden(anchor.as_deref().unwrap_or_default(), sink);
}

/// Passes the words and locators of a citation.
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

/// Returns the position after the next byte of this value, or the end.
fn past(bytes: &[u8], at: usize, byte: u8) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    memchr::memchr(byte, rest).map_or(bytes.len(), |len| at + len + 1)
}

/// Returns the end of the `<span>` tag at `at`; `None` otherwise.
fn span_end(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    (rest.starts_with(b"<span") || rest.starts_with(b"</span")).then(|| past(bytes, at, b'>'))
}

/// Returns the text of a body and its footnotes, outside of code, with a NUL in place of anything
/// else.
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
    // Published text contains only these four references.
    out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}
