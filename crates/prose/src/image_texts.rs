//! Writes the text alternative and the caption of an image, with their footnotes and citations.
//! Start with [`BodyWriter::alternative`] and [`BodyWriter::caption`].
//!
//! An attribute cannot contain marks, so those of a text alternative follow the image. A caption is
//! the title of the image, which Markdown returns as one string; its marks are read from the text
//! as written.

use crate::body::PlaceholderKind;
use crate::open_state::LinkInText;
use onrecord_base::text::without_reserved;

use crate::links::ImageMark;
use crate::writer::BodyWriter;
use onrecord_cite::citation_syntax;
use pulldown_cmark::{Event, Parser, Tag};
use std::ops::Range;

impl BodyWriter<'_, '_> {
    /// Writes an image whose text alternative contains footnotes or citations; they follow it.
    pub(super) fn image_in_text(&mut self, at: usize, link: &LinkInText, open: usize) {
        let (alt, marks) = self.alternative(at..link.next + 1, &(open + 1..link.close));
        self.flush();
        let range = open - 1..link.end;
        let alt = self.without_size(alt, &range);
        let mark = ImageMark { dest: &link.url, alt, title: &link.title, wiki: false };
        if let Some(image) = self.image_of(mark, &range) {
            self.placeholder(PlaceholderKind::Image(Box::new(image)), self.doc.span(&range));
        }
        self.marks_of_image(&marks);
    }

    /// Returns the words of tokens between two bytes, and the footnotes and citations in brackets
    /// among them.
    pub(super) fn alternative(
        &self,
        list: Range<usize>,
        bytes: &Range<usize>,
    ) -> (String, Vec<Range<usize>>) {
        let tokens = &self.doc.tokens;
        let (mut words, mut marks, mut from) = (String::new(), vec![], bytes.start);
        let mut at = list.start;
        while at < list.end {
            let token = at;
            at += 1;
            let range = tokens.range(token);
            if range.end <= from || range.start >= bytes.end {
                continue;
            }
            if let Some(inner) = tokens.cluster(token) {
                marks.push(inner.start - 1..inner.end + 1);
                (at, from) = (tokens.end(token) + 1, range.end);
                continue;
            }
            match tokens.event(token) {
                Some(Event::Text(_)) if tokens.is_verbatim(token) => {
                    let run = range.start.max(from)..range.end.min(bytes.end);
                    let is_escaped = tokens.is_escaped(token) && run.start == range.start;
                    from = self.marks_in(&run, is_escaped, &mut words, &mut marks);
                }
                Some(Event::Text(text) | Event::Code(text)) => words.push_str(text),
                Some(Event::SoftBreak | Event::HardBreak) => words.push(' '),
                Some(Event::FootnoteReference(_)) => marks.push(range),
                _ => {}
            }
        }
        (words.trim().to_owned(), marks)
    }

    /// The same for a run of text. Returns the byte after it, or after a mark that extends beyond
    /// it.
    fn marks_in(
        &self,
        run: &Range<usize>,
        is_escaped: bool,
        words: &mut String,
        marks: &mut Vec<Range<usize>>,
    ) -> usize {
        let src = self.doc.tokens.src;
        let (mut from, mut look) = (run.start, run.start + usize::from(is_escaped));
        while let Some(open) =
            src.get(look..run.end).and_then(|text| text.find('[')).map(|at| look + at)
        {
            look = open + 1;
            let Some(close) = citation_syntax::bracket_end(src, open) else { continue };
            if self.is_mark(src.get(look..close).unwrap_or("")) {
                words.push_str(src.get(from..open).unwrap_or(""));
                marks.push(open..close + 1);
                (from, look) = (close + 1, close + 1);
            }
        }
        words.push_str(src.get(from..run.end).unwrap_or(""));
        from.max(run.end)
    }

    /// True if the words between brackets are a citation or a defined footnote.
    pub(super) fn is_mark(&self, inner: &str) -> bool {
        match inner.strip_prefix('^') {
            Some(label) => self.doc.tokens.notes.contains_key(&label.to_lowercase()),
            None => citation_syntax::is_cluster(inner),
        }
    }

    /// Writes the footnotes and citations of a text alternative after the image.
    pub(super) fn marks_of_image(&mut self, marks: &[Range<usize>]) {
        for range in marks {
            if self.doc.tokens.is_footnote(range) || self.links.is_empty() {
                self.mark_in_words(range);
            } else {
                self.cited_in_link(range, "a citation", "put it after the link");
            }
        }
    }

    /// Writes the words of a caption, and the footnotes and citations in brackets among them.
    pub(super) fn caption(&mut self, caption: &str, image: &Range<usize>) {
        let tokens = &self.doc.tokens;
        if !caption.contains('[') {
            return self.words(caption);
        }
        let whole = tokens.titles.get(caption).unwrap_or(image);
        let title =
            title_in(tokens.src, whole, caption).or_else(|| title_in(tokens.src, image, caption));
        let Some(Range { start, end }) = title else { return self.words(caption) };
        let src = tokens.src;
        let (mut from, mut look) = (start, start);
        while let Some(open) = first_bracket(src, look..end) {
            look = open + 1;
            let Some(close) = citation_syntax::bracket_end(src, open).filter(|close| *close < end)
            else {
                continue;
            };
            let inner = src.get(open + 1..close).unwrap_or("");
            if self.is_mark(inner) {
                self.text(&decoded(src.get(from..open).unwrap_or("")), Some('['));
                self.mark_in_words(&(open..close + 1));
                (from, look) = (close + 1, close + 1);
            } else if inner.starts_with('^') {
                self.undefined_note(open, end);
            }
        }
        self.text(&decoded(src.get(from..end).unwrap_or("")), None);
        self.flush();
    }
}

/// Returns the bytes of a title within the image or the definition that it ends.
fn title_in(src: &str, whole: &Range<usize>, title: &str) -> Option<Range<usize>> {
    let raw = src.get(whole.clone())?.trim_end();
    let is_title = |raw: &str| {
        let close = match raw.chars().next_back()? {
            ')' => '(',
            quote => quote,
        };
        let raw = raw.get(..raw.len() - 1)?;
        let is_open = |at: usize| {
            let before = raw.get(..at).unwrap_or("");
            (before.len() - before.trim_end_matches('\\').len()).is_multiple_of(2)
        };
        let start = raw.rmatch_indices(close).map(|(at, _)| at).find(|at| is_open(*at))? + 1;
        let words = decoded(raw.get(start..)?);
        let is_same = words.split_whitespace().eq(title.split_whitespace());
        is_same.then_some(whole.start + start..whole.start + raw.len())
    };
    // A parenthesis follows the title of an image, but not that of a definition.
    raw.strip_suffix(')').and_then(|raw| is_title(raw.trim_end())).or_else(|| is_title(raw))
}

/// Returns the first unescaped `[` in a range.
fn first_bracket(src: &str, range: Range<usize>) -> Option<usize> {
    let mut escaped = false;
    let found = src.as_bytes().get(range.clone())?.iter().position(|byte| {
        let is_escaped = escaped;
        escaped = *byte == b'\\' && !is_escaped;
        *byte == b'[' && !is_escaped
    });
    found.map(|at| range.start + at)
}

/// Decodes the entities and backslashes of a part of a title, also across lines of a block
/// quotation.
fn decoded(piece: &str) -> String {
    if !piece.contains(['&', '\\', '\n']) {
        return piece.to_owned();
    }
    let lines = citation_syntax::unquoted(piece);
    let (first, rest) = lines.split_once('\n').map_or((&*lines, None), |(a, b)| (a, Some(b)));
    let rest = rest.into_iter().flat_map(|rest| rest.split('\n')).map(str::trim_start);
    let line = std::iter::once(first).chain(rest).collect::<Vec<_>>().join("\n");
    for (open, close) in [('"', '"'), ('\'', '\''), ('(', ')')] {
        let text = format!("[x](y {open}{line}{close})");
        let title = Parser::new(&text).find_map(|event| match event {
            Event::Start(Tag::Link { title, .. }) => Some(title),
            _ => None,
        });
        if let Some(title) = title {
            return without_reserved(&title).into_owned();
        }
    }
    piece.to_owned()
}
