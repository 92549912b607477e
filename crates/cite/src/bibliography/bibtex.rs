//! Reads `BibTeX` and `BibLaTeX` files. Start with [`read`]. Only this file uses the `biblatex`
//! crate.
//!
//! Uses only the raw parser of the crate, one entry at a time: its resolver follows `crossref`,
//! `xdata` and `@string` by recursion, so that an entry that refers to itself would overflow the
//! stack, and it stops at the first error of a file. Here an error costs one entry, and all
//! references are followed with a limit.

use super::entry_builder::EntryBuilder;
use super::latex::{decode, verbatim};
use super::{ImportedSource, bibfields, inheritance};
use biblatex::{ParseErrorKind, RawBibliography, RawChunk, Token};
use onrecord_base::code::RuleCode;
use onrecord_base::schema::ReadContext;
use onrecord_base::span::{Span, Spanned};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The number of invalid entries after which the rest of a file is skipped.
const MAX_BROKEN: usize = 20;

/// The maximum size of all abbreviations of a file, in bytes.
const MAX_KEPT: usize = 4 * 1024 * 1024;

/// The maximum size of a text with its abbreviations expanded, in bytes.
const MAX_ABBREVIATED: usize = 64 * 1024;

/// The maximum size of all expanded abbreviations in the fields of a file, in bytes: the maximum
/// size of a file.
const MAX_WRITTEN_OUT: usize = 16 * 1024 * 1024;

/// A field as written: LaTeX, with abbreviations expanded.
#[derive(Debug, Clone)]
pub(super) struct BibtexField {
    /// The text between the braces; shared with the entries that inherit it.
    pub(super) text: Arc<str>,
    /// Its position in the file.
    pub(super) span: Span,
}

/// An entry as written; names of fields in lower case.
#[derive(Debug, Clone)]
pub(super) struct BibtexEntry {
    pub(super) key: Spanned<String>,
    pub(super) kind: Spanned<String>,
    pub(super) extent: Span,
    pub(super) fields: BTreeMap<String, BibtexField>,
}

/// Reads a file.
pub(super) fn read(
    text: &str,
    start: usize,
    reading: &mut ReadContext,
    out: &mut Vec<ImportedSource>,
) {
    let mut file = BibtexFile {
        text,
        reading,
        entries: vec![],
        short: HashMap::new(),
        kept: 0,
        out: 0,
        broken: 0,
        has_words: false,
    };
    file.run(start);
    if file.entries.is_empty() && file.has_words {
        super::nothing(file.reading);
    }
    let entries = std::mem::take(&mut file.entries);
    let whole = inheritance::inherited(&entries, reading);
    for (entry, fields) in entries.iter().zip(whole) {
        // These entries only hold data for others.
        if entry.kind.v == "xdata" || entry.kind.v == "set" {
            continue;
        }
        let mut making = EntryBuilder::new(entry.key.clone(), entry.extent);
        bibfields::put(entry, &fields, &mut making, reading);
        making.finish(reading, out);
    }
}

struct BibtexFile<'a> {
    text: &'a str,
    reading: &'a mut ReadContext,
    entries: Vec<BibtexEntry>,
    /// The `@string` abbreviations, names in lower case.
    short: HashMap<String, String>,
    /// Their size in bytes.
    kept: usize,
    /// The number of bytes expanded into fields.
    out: usize,
    broken: usize,
    /// True if there are words outside of entries, except on lines that start with `%`.
    has_words: bool,
}

impl BibtexFile<'_> {
    fn run(&mut self, start: usize) {
        let mut at = start;
        while let Some(next) = self.next_entry(at) {
            self.has_words |= has_words(&self.text[at..next]);
            if self.broken >= MAX_BROKEN {
                let diagnostic = self.reading.diagnostic(
                    RuleCode::BibliographySyntax,
                    Span::new(next, next + 1),
                    "too many invalid entries; the rest of this file is skipped",
                );
                self.reading.report(diagnostic.help("look for a missing brace above"));
                return;
            }
            at = if let Some(end) = self.end_of(next) {
                self.piece(next, end)
            } else {
                self.fault(next, "this entry is not closed: `}` is missing");
                next + 1
            };
        }
        self.has_words |= has_words(&self.text[at..]);
    }

    /// Returns the next `@` that begins a line or follows an entry; other text between entries is a
    /// comment.
    fn next_entry(&self, from: usize) -> Option<usize> {
        let rest = self.text.get(from..)?;
        let first = from + rest.len() - rest.trim_start().len();
        rest.match_indices('@').map(|(at, _)| from + at).find(|at| {
            let before = self.text[..*at].trim_end_matches([' ', '\t', '}']);
            let begins = before.is_empty()
                || before.ends_with(['\n', '\u{feff}'])
                || *at == first
                || self.text[..*at].trim_end().ends_with('}');
            begins && self.text[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic())
        })
    }

    /// Returns the byte after the brace that closes the entry at `at`.
    fn end_of(&self, at: usize) -> Option<usize> {
        if is_in_parentheses(&self.text[at..]) {
            return self.end_in_parentheses(at);
        }
        let (mut depth, mut escaped, mut opened) = (0_usize, false, false);
        for (n, byte) in self.text.as_bytes()[at..].iter().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'{' => {
                    depth += 1;
                    opened = true;
                }
                b'}' => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        return Some(at + n + 1);
                    }
                }
                // `@comment` for one line, or an e-mail address, is not an entry.
                b'\n' if !opened && n > 200 => return None,
                _ => {}
            }
        }
        None
    }

    /// Returns the byte after the `)` that closes the entry at `at`: the first outside of braces
    /// and quotation marks.
    fn end_in_parentheses(&self, at: usize) -> Option<usize> {
        let (mut depth, mut escaped, mut quoted) = (0_usize, false, false);
        for (n, byte) in self.text.as_bytes()[at..].iter().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'{' => depth += 1,
                b'}' => depth = depth.checked_sub(1)?,
                b'"' if depth == 0 => quoted = !quoted,
                b')' if depth == 0 && !quoted => return Some(at + n + 1),
                _ => {}
            }
        }
        None
    }

    fn fault(&mut self, at: usize, why: &str) {
        self.broken += 1;
        let len = self.text[at..].chars().next().map_or(0, char::len_utf8);
        let diagnostic =
            self.reading.diagnostic(RuleCode::BibliographySyntax, Span::new(at, at + len), why);
        self.reading.report(diagnostic.help("fix the entry, or export the file again"));
    }

    /// Reads the entry in `start..end`. Returns the byte at which to continue.
    fn piece(&mut self, start: usize, end: usize) -> usize {
        let piece = &self.text[start..end];
        let word: String = piece[1..].chars().take_while(char::is_ascii_alphabetic).collect();
        let word = word.to_ascii_lowercase();
        if word == "comment" || word == "preamble" {
            return end;
        }
        // The parser accepts braces only; a parenthesis has the same length, so positions stay
        // valid.
        let in_braces = is_in_parentheses(piece).then(|| {
            let inner = piece.strip_suffix(')').unwrap_or(piece);
            inner.replacen('(', "{", 1) + "}"
        });
        let piece = quoted_in_braces(in_braces.as_deref().unwrap_or(piece));
        let raw = match RawBibliography::parse(&piece) {
            Ok(raw) => raw,
            Err(error) => {
                let at = (start + error.span.start).min(end - 1);
                let at =
                    (start..=at).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(start);
                self.fault(at, describe_error(&error.kind));
                return start + 1;
            }
        };
        for pair in &raw.abbreviations {
            let value = self.value(&pair.value.v, start);
            self.kept += value.len();
            if self.kept > MAX_KEPT {
                let span = Span::new(start + pair.key.span.start, start + pair.key.span.end);
                let what = format!(
                    "`{}` is dropped: the abbreviations in this file expand to too much text",
                    pair.key.v
                );
                let diagnostic = self.reading.diagnostic(RuleCode::ImportedValue, span, what);
                self.reading.report(diagnostic);
                continue;
            }
            self.short.insert(pair.key.v.to_ascii_lowercase(), value);
        }
        for entry in &raw.entries {
            self.entry(&entry.v, Span::new(start, end), start);
        }
        end
    }

    fn entry(&mut self, raw: &biblatex::RawEntry<'_>, extent: Span, start: usize) {
        let place = |span: &std::ops::Range<usize>| Span::new(start + span.start, start + span.end);
        let key = Spanned::new(raw.key.v.to_owned(), place(&raw.key.span));
        if key.v.is_empty() {
            let diagnostic = self.reading.diagnostic(
                RuleCode::ImportedKey,
                Span::new(start, start + 1),
                "this entry has no key",
            );
            self.reading.report(diagnostic.help("add one after the brace: `@article{doe2022,`"));
            return;
        }
        let mut fields: BTreeMap<String, BibtexField> = BTreeMap::new();
        for pair in &raw.fields {
            let name = pair.key.v.to_lowercase();
            let text = self.value(&pair.value.v, start);
            // Without the braces around it.
            let chunks = &pair.value.v;
            let outer =
                chunks.first().map_or(0, |c| c.span.start)..chunks.last().map_or(0, |c| c.span.end);
            let span = place(&outer);
            if let Some(first) = fields.get(&name) {
                let message = format!(
                    "duplicate field `{}` in `{}`; the first one is kept",
                    pair.key.v, key.v
                );
                let diagnostic = self.reading.diagnostic(
                    RuleCode::ImportedValue,
                    place(&pair.key.span),
                    message,
                );
                let first = self.reading.place(first.span);
                self.reading.report(diagnostic.related(first, "first defined here"));
            } else {
                fields.insert(name, BibtexField { text: text.into(), span });
            }
        }
        let kind = Spanned::new(raw.kind.v.to_ascii_lowercase(), place(&raw.kind.span));
        self.entries.push(BibtexEntry { key, kind, extent, fields });
    }

    /// Returns a value with its abbreviations expanded. Abbreviations are expanded when they are
    /// defined, so none can contain itself.
    fn value(&mut self, chunks: &biblatex::Field<'_>, start: usize) -> String {
        let mut text = String::new();
        for chunk in chunks {
            match chunk.v {
                RawChunk::Normal(normal) => text.push_str(normal),
                RawChunk::Abbreviation(name) => {
                    let folded = name.to_ascii_lowercase();
                    let span = Span::new(start + chunk.span.start, start + chunk.span.end);
                    if let Some(long) = self.short.get(&folded) {
                        self.out += long.len();
                        if text.len() + long.len() > MAX_ABBREVIATED {
                            let what = format!(
                                "`{name}` makes this field longer than 64 KiB and is dropped"
                            );
                            let diagnostic =
                                self.reading.diagnostic(RuleCode::ImportedValue, span, what);
                            self.reading.report(diagnostic);
                        } else if self.out <= MAX_WRITTEN_OUT {
                            text.push_str(long);
                        } else {
                            let what = format!(
                                "`{name}` is dropped: the abbreviations in this file expand to too much text"
                            );
                            let diagnostic =
                                self.reading.diagnostic(RuleCode::ImportedValue, span, what);
                            self.reading.report(diagnostic);
                        }
                    } else if super::dates::month(&folded).is_some() {
                        text.push_str(&folded);
                    } else {
                        let what = format!("undefined abbreviation `{name}`");
                        let diagnostic =
                            self.reading.diagnostic(RuleCode::ImportedValue, span, what);
                        self.reading.report(
                            diagnostic
                                .help("define it above with `@string`, or put the text in braces"),
                        );
                    }
                }
            }
        }
        text
    }
}

/// True if an entry is written with parentheses: `@book(…)`.
fn is_in_parentheses(entry: &str) -> bool {
    let word = entry[1..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
    word.trim_start().starts_with('(')
}

/// Replaces the quotation marks around a value with braces if the value contains such a mark in
/// braces: `"a {"}b{"}"`. The parser would end the value there. Positions stay the same.
fn quoted_in_braces(entry: &str) -> Cow<'_, str> {
    let (mut depth, mut escaped, mut in_comment) = (0_usize, false, false);
    // The open value: (start, true if it contains a mark in braces).
    let mut open: Option<(usize, bool)> = None;
    let mut values: Vec<(usize, usize)> = vec![];
    for (at, byte) in entry.bytes().enumerate() {
        match (byte, &mut open) {
            _ if in_comment => in_comment = byte != b'\n',
            _ if escaped => escaped = false,
            (b'\\', _) => escaped = true,
            (b'{', _) => depth += 1,
            (b'}', _) => depth = depth.saturating_sub(1),
            (b'%', None) if depth == 1 => in_comment = true,
            (b'"', None) if depth == 1 => open = Some((at, false)),
            (b'"', Some((_, has_mark))) if depth > 1 => *has_mark = true,
            (b'"', Some((from, has_mark))) => {
                values.extend(has_mark.then_some((*from, at)));
                open = None;
            }
            _ => {}
        }
    }
    if values.is_empty() {
        return Cow::Borrowed(entry);
    }
    let mut out = String::with_capacity(entry.len());
    let mut written = 0;
    for (from, to) in values {
        out.extend([&entry[written..from], "{", &entry[from + 1..to], "}"]);
        written = to + 1;
    }
    out.push_str(&entry[written..]);
    Cow::Owned(out)
}

/// True if a text between entries is more than white space and comment lines.
fn has_words(between: &str) -> bool {
    let is_comment = |line: &str| line.is_empty() || line.starts_with('%');
    !between
        .lines()
        .all(|line| is_comment(line.trim_matches(|c: char| c.is_whitespace() || c == '}')))
}

fn describe_error(kind: &ParseErrorKind) -> &'static str {
    match kind {
        ParseErrorKind::UnexpectedEof => "the entry ends inside a field",
        ParseErrorKind::Expected(Token::Comma) => "expected `,` or the end of the entry",
        ParseErrorKind::Expected(Token::Equals) => "expected `=` after the field name",
        ParseErrorKind::Expected(Token::OpeningBrace) => "expected `{`",
        ParseErrorKind::Expected(Token::ClosingBrace) => "expected `}`",
        ParseErrorKind::Expected(Token::Identifier) => "expected a field name",
        _ => "invalid entry",
    }
}

/// Returns the plain text of a field, and reports unknown commands.
pub(super) fn plain(
    raw: &BibtexField,
    called: &str,
    making: &EntryBuilder,
    reading: &mut ReadContext,
) -> String {
    let decoded = decode(&raw.text);
    if let Some(unknown) = decoded.unknown {
        making.unreadable(
            raw.span,
            &format!("`{called}` contains `{unknown}`, which is kept as written"),
            reading,
        );
    }
    decoded.text
}

/// Returns the text of a field that contains a URL or similar.
pub(super) fn bare(raw: &BibtexField) -> String {
    verbatim(&raw.text)
}
