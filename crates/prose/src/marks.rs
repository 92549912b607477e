//! Writes the marks in running text: citations in brackets and in sentences, undefined footnotes,
//! marks of other programs. Start with [`BodyWriter::run_of_text`].
//!
//! Maps the results of `cite::citation_syntax` to spans in the file and to placeholders. Must not
//! look up keys.

use crate::addresses::is_mark;
use crate::body::{PlaceholderKind, spoken};
use crate::inline;
use crate::writer::BodyWriter;
use onrecord_base::code::RuleCode;
use onrecord_cite::citation::{CitationCluster, CitationItem, CitationKey};
use onrecord_cite::citation_syntax;
use onrecord_cite::citation_syntax::{CitationError, MAX_CLUSTER, ParsedItem, ParsedKey};
use pulldown_cmark::Event;
use std::ops::Range;

/// The brackets that follow a key in the text: `[p. 3; @b]`.
struct CitationSuffix {
    /// The bytes between the brackets.
    inner: Range<usize>,
    /// The next token to write.
    next: usize,
}

/// The result of reading a possible mark in a run of text.
enum TextMark {
    /// A mark, with the next token to write. `skip` is set to the end of the text read.
    Mark(usize),
    /// Plain words, with the byte at which to continue.
    Words(usize),
}

impl BodyWriter<'_, '_> {
    /// Writes a run of text and the marks in it. Returns the next token to write.
    pub(super) fn run_of_text(&mut self, at: usize, text: &str) -> usize {
        let range = self.doc.tokens.range(at);
        let after = self.char_at(range.end);
        if range.end <= self.skip && !range.is_empty() {
            return at + 1;
        }
        if self.is_gap(at, text) {
            return at + 1;
        }
        if !self.doc.tokens.is_verbatim(at) {
            self.text(self.closing_mark(&range, text), after);
            return at + 1;
        }
        let escaped = self.doc.tokens.is_escaped(at);
        let mut from = range.start.max(self.skip);
        let mut look = if escaped && from == range.start { from + 1 } else { from };
        while let Some(mark) = self.next_mark(look, self.run_end(&range)) {
            match self.mark_in_run(at, from, mark, &range) {
                TextMark::Words(next) => look = next,
                TextMark::Mark(next) if next > at => return next,
                TextMark::Mark(_) => (from, look) = (self.skip, self.skip),
            }
        }
        let end = self.run_end(&range);
        if end < range.end {
            self.text(self.doc.tokens.src.get(from..end).unwrap_or(""), Some(']'));
            let next = self.close_link_in_text(at);
            return if next > at { next } else { self.run_of_text(at, text) };
        }
        self.text(self.doc.tokens.src.get(from..range.end).unwrap_or(""), after);
        at + 1
    }

    /// Writes the mark at byte `mark` of a run, after the words from byte `from`.
    fn mark_in_run(&mut self, at: usize, from: usize, mark: usize, run: &Range<usize>) -> TextMark {
        let src = self.doc.tokens.src;
        match src.as_bytes().get(mark) {
            Some(b':' | b'w' | b'W') => {
                let next = self.bare_address(at, from, mark);
                return next.map_or(TextMark::Words(mark + 1), TextMark::Mark);
            }
            Some(b'=' | b'^' | b'#') => return TextMark::Words(self.obsidian(mark, run)),
            Some(b'[') => {
                let next = self.bracket_in_text(at, from, mark);
                return next.map_or(TextMark::Words(mark + 1), TextMark::Mark);
            }
            _ => {}
        }
        let Some(key) = self.key_in(run, mark) else { return TextMark::Words(mark + 1) };
        if !self.links.is_empty() {
            self.citation_in_link(&key);
            return TextMark::Words(mark + 1);
        }
        if key.whole.start > from {
            self.text(src.get(from..key.whole.start).unwrap_or(""), Some('@'));
        }
        TextMark::Mark(self.narrative(at, &key))
    }

    /// Turns an opening typographic quotation mark into a closing one after a digit or at the end
    /// of a word, or if letters or digits are omitted after it: `6'2"`, `a 5" pipe`, `the '90s`.
    /// Markdown treats every mark as opening if none is open.
    fn closing_mark<'t>(&self, range: &Range<usize>, text: &'t str) -> &'t str {
        let src = self.doc.tokens.src;
        let closing = match (text, src.get(range.clone())) {
            ("“", Some("\"")) => "”",
            ("‘", Some("'")) => "’",
            _ => return text,
        };
        let before = src.get(..range.start).and_then(|before| before.chars().next_back());
        let ends = |c: char| c.is_whitespace() || c.is_ascii_punctuation();
        let closes = text == "‘" && is_left_out(src.get(range.end..).unwrap_or(""));
        let closes = closes
            || before.is_some_and(|before| {
                before.is_ascii_digit()
                    || before.is_alphanumeric() && self.char_at(range.end).is_none_or(ends)
            });
        if closes { closing } else { text }
    }

    /// Returns the character that starts at a byte.
    fn char_at(&self, at: usize) -> Option<char> {
        self.doc.tokens.src.get(at..).and_then(|rest| rest.chars().next())
    }

    /// True if a text is only the space between two citations.
    fn is_gap(&self, at: usize, text: &str) -> bool {
        !self.pending.is_empty()
            && text.trim().is_empty()
            && self.doc.tokens.cluster(at + 1).is_some()
    }

    /// Returns the next byte in a run at which a mark may start: `@`, `[`, `://` and so on.
    fn next_mark(&self, from: usize, to: usize) -> Option<usize> {
        let bytes = self.doc.tokens.src.as_bytes().get(from..to)?;
        let before = |at: usize, next: u8| bytes.get(at + 1) == Some(&next);
        let found = bytes.iter().enumerate().find(|&(at, &byte)| match byte {
            b'@' | b'^' | b'#' | b'[' => true,
            b'=' => before(at, b'='),
            b':' | b'w' | b'W' => is_mark(bytes, at),
            _ => false,
        });
        found.map(|(at, _)| from + at)
    }

    /// Returns the key at an `@` of a run, with ranges relative to the Markdown.
    ///
    /// A key in braces may extend beyond the run; any other ends with it.
    fn key_in(&self, run: &Range<usize>, mark: usize) -> Option<ParsedKey<'static>> {
        let src = self.doc.tokens.src;
        let to = if src.get(mark..)?.starts_with("@{") { src.len() } else { run.end };
        let start = run.start;
        let key = citation_syntax::key_at(src.get(start..to)?, mark.checked_sub(start)?)?;
        let moved = |r: &Range<usize>| r.start + start..r.end + start;
        Some(ParsedKey {
            text: "",
            key: moved(&key.key),
            whole: moved(&key.whole),
            suppress: key.suppress,
        })
    }

    /// Writes a citation in a sentence: `@key says`, `@key [p. 3]`. Returns the next token to
    /// write, and sets `skip`.
    fn narrative(&mut self, at: usize, mark: &ParsedKey<'_>) -> usize {
        let doc = self.doc;
        let src = doc.tokens.src;
        let Some(token) = doc.tokens.reach(at, mark.whole.end) else {
            // There is markup inside the braces, so the text is shown as written.
            self.text(src.get(mark.whole.start..=mark.whole.start).unwrap_or(""), None);
            self.skip = mark.whole.start + 1;
            return at;
        };
        let key = CitationKey {
            text: src.get(mark.key.clone()).unwrap_or("").to_owned(),
            span: doc.span(&mark.key),
        };
        let mut first = CitationItem {
            key: key.clone(),
            prefix: String::new(),
            suffix: String::new(),
            locator: None,
            suppress: mark.suppress,
        };
        self.skip = mark.whole.end;
        let (mut items, mut next, mut whole) = (vec![], token, mark.whole.clone());
        if let Some(rest) = self.rest(token, mark.whole.end) {
            let words = citation_syntax::unquoted(src.get(rest.inner.clone()).unwrap_or(""));
            let read = citation_syntax::cluster(&words, true, &doc.places);
            if let Some((locator, suffix)) = &read.lead {
                first.locator.clone_from(locator);
                first.suffix = inline::html(suffix, doc.smart);
            }
            items = self.cites(&read.items, rest.inner.start);
            self.report_invalid(&read.bad, rest.inner.start);
            whole.end = rest.inner.end + 1;
            self.skip = whole.end;
            next = rest.next;
        }
        let bare = items.is_empty() && first.locator.is_none();
        items.insert(0, first);
        self.flush();
        let span = doc.span(&whole);
        if mark.suppress {
            let heading = self.is_bare_in_heading(bare, &whole);
            self.cite(CitationCluster { items, bare, heading, ..CitationCluster::default() }, span);
        } else {
            self.placeholder(PlaceholderKind::AuthorInText(key.clone()), doc.span(&mark.whole));
            if self.heading.is_none() {
                self.block.text.push_str(&spoken(&key.text));
            }
            let heading = self.is_bare_in_heading(bare, &whole);
            if self.pending.is_empty() {
                self.waits_from = self.html.len();
            }
            let cluster = CitationCluster {
                items,
                narrative: true,
                bare,
                heading,
                ..CitationCluster::default()
            };
            self.pending.push((cluster, span));
        }
        next
    }

    /// Returns the brackets that follow a key which ends at byte `end` in token `at`.
    fn rest(&self, at: usize, end: usize) -> Option<CitationSuffix> {
        let tokens = &self.doc.tokens;
        let run = tokens.range(at);
        let inside = tokens.src.get(end..run.end)?;
        if let Some(bracket) = inside.trim_start_matches(' ').strip_prefix('[') {
            return self.lead(at, run.end - bracket.len());
        }
        if !inside.trim_start_matches(' ').is_empty() {
            return None;
        }
        let mut next = at + 1;
        if matches!(tokens.event(next), Some(Event::SoftBreak)) {
            next += 1;
        }
        if let Some(inner) = tokens.cluster(next) {
            let shortcut = tokens.range(next).start + 1 == inner.start;
            return shortcut.then(|| CitationSuffix { inner, next: tokens.end(next) + 1 });
        }
        let start = tokens.range(next).start;
        let text = tokens.src.get(start..)?;
        let opens = text.starts_with('[') && tokens.is_verbatim(next) && !tokens.is_escaped(next);
        if opens { self.lead(next, start + 1) } else { None }
    }

    /// Returns the brackets without a key that open just before byte `start`, in or after token
    /// `at`.
    fn lead(&self, at: usize, start: usize) -> Option<CitationSuffix> {
        let src = self.doc.tokens.src;
        let bytes = src.as_bytes().get(start..)?;
        if matches!(bytes.first(), Some(b'^' | b'[' | b']' | b'!')) {
            return None;
        }
        let end = citation_syntax::bracket_end(src, start - 1)?;
        // The words of a link or definition are not a locator. Other brackets may follow.
        if matches!(src.as_bytes().get(end + 1), Some(b'(' | b':')) {
            return None;
        }
        src.get(start..end).filter(|words| !words.trim().is_empty())?;
        let next = self.doc.tokens.reach(at, end + 1)?;
        Some(CitationSuffix { inner: start..end, next })
    }

    /// Writes the citation between brackets.
    ///
    /// * `inner`: the bytes between the brackets; `whole`: including them.
    pub(super) fn take_cluster(&mut self, inner: &Range<usize>, whole: &Range<usize>) {
        let text = citation_syntax::unquoted(self.doc.tokens.src.get(inner.clone()).unwrap_or(""));
        let read = citation_syntax::cluster(&text, false, &self.doc.places);
        self.report_invalid(&read.bad, inner.start);
        let items = self.cites(&read.items, inner.start);
        if items.is_empty() {
            self.text(self.doc.tokens.src.get(whole.clone()).unwrap_or(""), None);
            return;
        }
        self.note_heading(whole);
        self.cite(CitationCluster { items, ..CitationCluster::default() }, self.doc.span(whole));
    }

    /// Returns the items of a citation with spans in the file.
    fn cites(&self, items: &[ParsedItem<'_>], base: usize) -> Vec<CitationItem> {
        let smart = self.doc.smart;
        let cite = |item: &ParsedItem<'_>| CitationItem {
            key: CitationKey {
                text: item.key.text.to_owned(),
                span: self.doc.span(&(item.key.key.start + base..item.key.key.end + base)),
            },
            prefix: inline::html(item.prefix, smart),
            suffix: inline::html(item.suffix, smart),
            locator: item.locator.clone(),
            suppress: item.key.suppress,
        };
        items.iter().map(cite).collect()
    }

    /// Reports invalid items.
    fn report_invalid(&mut self, bad: &[(Range<usize>, CitationError)], base: usize) {
        for (range, why) in bad {
            let range = range.start + base..range.end + base;
            let words = self.doc.tokens.src.get(range.clone()).unwrap_or("").trim();
            let found = match why {
                CitationError::NoKey if words.is_empty() => self
                    .doc
                    .finding(RuleCode::BadCitation, &range, "a `;` in this citation has no item next to it")
                    .help("remove it, or add a key, as in `[@a; @b]`"),
                CitationError::NoKey => self
                    .doc
                    .finding(RuleCode::BadCitation, &range, format!("“{words}” in this citation has no source"))
                    .help("give each item a key, as in `[@a; @b]`; a comma attaches text to the item before it"),
                CitationError::TwoKeys => self
                    .doc
                    .finding(RuleCode::BadCitation, &range, format!("`{words}` is a second key in one item"))
                    .help("separate the items with `;`, as in `[@a; @b]`"),
            };
            self.report(found);
        }
    }

    /// Returns true for a bare key in a heading: it may be the name of an account, so only a later
    /// step can report it. Reports any other citation in a heading.
    fn is_bare_in_heading(&mut self, bare: bool, range: &Range<usize>) -> bool {
        if !bare {
            self.note_heading(range);
        }
        bare && self.heading.is_some()
    }

    /// Reports a citation in a heading.
    fn note_heading(&mut self, range: &Range<usize>) {
        if self.heading.is_some() {
            let diagnostic = self
                .doc
                .finding(RuleCode::CitationInHeading, range, "citation in a heading")
                .help("move it after the sentence that it supports");
            self.report(diagnostic);
        }
    }

    /// Reports a citation among the words of a link, once per link.
    fn citation_in_link(&mut self, key: &ParsedKey<'_>) {
        let words = self.doc.tokens.src.get(key.whole.clone()).unwrap_or("");
        let help = format!("put `[{words}]` after the link, or write `\\{words}`");
        self.cited_in_link(&key.whole, &format!("`{words}`"), &help);
    }

    /// The same for anything that `what` describes.
    pub(super) fn cited_in_link(&mut self, range: &Range<usize>, what: &str, help: &str) {
        let Some(link) = self.links.last_mut() else { return };
        if std::mem::replace(&mut link.reported, true) {
            return;
        }
        let message = format!("{what} is inside a link and cites nothing");
        let diagnostic = self.doc.finding(RuleCode::CitationInLink, range, message).help(help);
        self.report(diagnostic);
    }

    /// Reports Obsidian marks that are plain words here: `==x==`, `^[x]`, ` ^block` at the end of a
    /// paragraph, ` #tag`. Returns the byte at which to continue.
    fn obsidian(&mut self, at: usize, run: &Range<usize>) -> usize {
        let src = self.doc.tokens.src;
        let rest = src.get(at..run.end).unwrap_or("");
        let starts = src.get(..at).and_then(|before| before.chars().next_back());
        let starts = starts.is_none_or(char::is_whitespace);
        let name = |text: &str, also: &[u8]| {
            text.bytes()
                .take_while(|b| b.is_ascii_alphanumeric() || also.contains(b) || !b.is_ascii())
                .count()
        };
        let (len, what, help) = match rest.as_bytes() {
            [b'=', b'=', ..] => {
                let words = rest.get(2..).unwrap_or("");
                let close = words.find("==").filter(|len| {
                    let words = words.get(..*len).unwrap_or("");
                    !words.is_empty() && words.trim() == words && !words.starts_with('=')
                });
                let help = if self.doc.html {
                    "use `<mark>…</mark>`, or `**…**`"
                } else {
                    "use `**…**` for emphasis"
                };
                (close.map(|len| len + 4), "`==` is printed as plain text", help)
            }
            [b'^', b'[', ..] => (
                rest.find(']').map(|end| end + 1),
                "the inline footnote `^[…]` is printed as plain text",
                "write `[^1]` here, and `[^1]: …` on a line of its own",
            ),
            [b'^', ..] if starts => {
                let len = name(rest.get(1..).unwrap_or(""), b"-") + 1;
                let ends = rest.len() == len && self.ends_block(run.end);
                (
                    (len > 1 && ends).then_some(len),
                    "the Obsidian block id is printed as plain text",
                    "remove it; to create a link target, give its heading an id: `## words {#id}`",
                )
            }
            [b'#', ..] if starts && self.links.is_empty() => {
                let tag = rest.get(1..).unwrap_or("");
                let len = name(tag, b"-_/");
                let word = tag.get(..len).unwrap_or("");
                let is_tag = word.chars().any(char::is_alphabetic);
                if is_tag && !std::mem::replace(&mut self.shared.tag_reported, true) {
                    let range = at..at + len + 1;
                    let message = format!("`#{word}` is printed as plain text and is not a topic");
                    let help = format!(
                        "add `topics: [{word}]` to the front matter, or write `\\#{word}` for plain text"
                    );
                    let found = self.doc.finding(RuleCode::HashTag, &range, message).help(help);
                    self.report(found);
                }
                return at + 1 + len;
            }
            _ => return at + 1,
        };
        let Some(len) = len else { return at + 1 };
        let diagnostic = self.doc.finding(RuleCode::ObsidianMark, &(at..at + len), what).help(help);
        self.report(diagnostic);
        at + len
    }

    /// True if the block of running text ends at a byte.
    fn ends_block(&self, at: usize) -> bool {
        let rest = self.doc.tokens.src.get(at..).unwrap_or("");
        let (line, next) = rest.split_once('\n').unwrap_or((rest, ""));
        let next = next.split('\n').next().unwrap_or("");
        line.trim().is_empty()
            && (next.trim().is_empty() || next.trim_start().starts_with(['-', '*']))
    }

    /// Reports an undefined `[^x]`. The text stays as written.
    pub(super) fn undefined_note(&mut self, at: usize, end: usize) {
        let text = self.doc.tokens.src.get(at..end.min(at + MAX_CLUSTER)).unwrap_or("");
        let Some(label) = text.find(']').and_then(|close| text.get(2..close)) else { return };
        if label.is_empty() || label.contains(['[', '\n']) || label.starts_with(' ') {
            return;
        }
        let diagnostic = self
            .doc
            .finding(
                RuleCode::UndefinedNote,
                &(at..at + label.len() + 3),
                format!("undefined footnote `{label}`"),
            )
            .help(format!("add a line `[^{label}]: …`, or write `\\[^{label}]`"));
        self.report(diagnostic);
    }
}

/// True if words begin with one whose first letters or digits are omitted: `90s`, `tis`, the `n` of
/// `rock 'n' roll`.
fn is_left_out(words: &str) -> bool {
    let len = words.find(|c: char| !c.is_alphanumeric()).unwrap_or(words.len());
    let word = words.get(..len).unwrap_or("");
    match word.as_bytes() {
        [b'0'..=b'9', b'0'..=b'9', b's'] => true,
        [b'n' | b'N'] => words.get(len..).is_some_and(|rest| rest.starts_with(['\'', ' '])),
        _ => ["em", "til", "tis", "twas"].iter().any(|left| left.eq_ignore_ascii_case(word)),
    }
}
