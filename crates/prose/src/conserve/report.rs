//! Builds the diagnostics of the conservation pass. Start with [`LossReport`].

use super::ParserInput;
use super::line_kinds::is_comment;
use super::scan::LinkDefinition;
use crate::foreign_marks::MarkKind;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::span::{FileSpan, Span};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

/// Rules whose diagnostics say that words, or a mark with its words, are not published as intended.
const NAMES_WORDS: [RuleCode; 17] = [
    RuleCode::RawHtml,
    RuleCode::OpenComment,
    RuleCode::PrivateComment,
    RuleCode::ImageSize,
    RuleCode::HtmlLeftOut,
    RuleCode::HtmlMisplaced,
    RuleCode::BadScheme,
    RuleCode::CannotEmbed,
    RuleCode::UnknownPart,
    RuleCode::UndefinedNote,
    RuleCode::UnusedNote,
    RuleCode::UnknownCallout,
    RuleCode::HiddenComment,
    RuleCode::ObsidianMark,
    RuleCode::BadCitation,
    RuleCode::CitationInLink,
    RuleCode::CitationAsDefinition,
];

/// The diagnostics, and the data to place them.
#[derive(Debug)]
pub(super) struct LossReport<'a> {
    input: &'a ParserInput<'a>,
    /// The diagnostics of the parser.
    reported: &'a [Diagnostic],
    pub findings: Vec<Diagnostic>,
    /// The starts of lines, in bytes.
    lines: Vec<usize>,
}

/// An index of spans for overlap queries: (start, furthest end so far), ascending.
struct SpanIndex(Vec<(u32, u32)>);

impl SpanIndex {
    fn new(spans: impl Iterator<Item = Span>) -> Self {
        let mut all: Vec<(u32, u32)> = spans.map(|span| (span.start, span.end)).collect();
        all.sort_unstable();
        let mut furthest = 0;
        for (_, end) in &mut all {
            furthest = furthest.max(*end);
            *end = furthest;
        }
        Self(all)
    }

    /// True if a span starts before `before` and ends after `after`.
    fn reaches(&self, before: u32, after: u32) -> bool {
        let nth = self.0.partition_point(|(start, _)| *start < before);
        nth.checked_sub(1).and_then(|nth| self.0.get(nth)).is_some_and(|(_, end)| *end > after)
    }

    /// True if a span overlaps this one.
    fn overlaps(&self, span: Span) -> bool {
        self.reaches(span.end, span.start)
    }

    /// True if a span contains this one.
    fn contains(&self, span: Span) -> bool {
        self.reaches(span.start.saturating_add(1), span.end.saturating_sub(1))
    }
}

impl<'a> LossReport<'a> {
    pub(super) fn new(input: &'a ParserInput<'a>, reported: &'a [Diagnostic]) -> Self {
        let ends = memchr::memchr_iter(b'\n', input.src.as_bytes());
        let lines = std::iter::once(0).chain(ends.map(|end| end + 1)).collect();
        Self { input, reported, findings: vec![], lines }
    }

    /// Adds a diagnostic.
    fn add(&mut self, code: RuleCode, range: &Range<usize>, message: String, help: &str) {
        let finding = self.input.finding(code, range, message).help(help);
        self.findings.push(finding);
    }

    /// Returns the text at a range, on one line and shortened.
    fn excerpt(&self, range: &Range<usize>) -> String {
        let text = self.input.src.get(range.clone()).unwrap_or_default();
        let mut words = text.split_whitespace();
        let mut out = String::new();
        for word in words.by_ref() {
            if !out.is_empty() && out.chars().count() + word.chars().count() > 60 {
                out.push_str(" …");
                break;
            }
            if !out.is_empty() {
                out.push(' ');
            }
            out.extend(word.chars().take(60).filter(|c| !c.is_control()));
        }
        out
    }

    /// Returns the line of a byte, without its end.
    fn line(&self, at: usize) -> Range<usize> {
        let next = self.lines.partition_point(|start| *start <= at);
        let start = next.checked_sub(1).and_then(|nth| self.lines.get(nth)).copied().unwrap_or(0);
        let end = self.lines.get(next).map_or(self.input.src.len(), |next| next - 1);
        start..end
    }

    /// Returns the spans covered by diagnostics of the parser, or by those about cells and
    /// definitions added here.
    fn named(&self) -> SpanIndex {
        let names = |f: &&Diagnostic| NAMES_WORDS.contains(&f.code);
        let own =
            |f: &&Diagnostic| matches!(f.code, RuleCode::ExcessCells | RuleCode::UnusedDefinition);
        let reported = self.reported.iter().filter(names);
        let all = reported.chain(self.findings.iter().filter(own));
        SpanIndex::new(all.map(|finding| finding.place.span))
    }

    /// Returns the spans of the diagnostics with a code added here.
    fn own(&self, code: RuleCode) -> SpanIndex {
        let all = self.findings.iter().filter(|finding| finding.code == code);
        SpanIndex::new(all.map(|finding| finding.place.span))
    }

    /// Reports cells beyond those of the header.
    pub(super) fn excess_cells(&mut self, cells: &[Range<usize>]) {
        // The searched part of a row, and true if it has a sign that may hide a bar.
        let (mut looked, mut cut) = (0..0, false);
        for range in cells {
            let bytes = self.input.src.as_bytes().get(range.clone()).unwrap_or_default();
            let start = range.start + bytes.len() - bytes.trim_ascii_start().len();
            let end = range.start + bytes.trim_ascii_end().len();
            let row = self.line(start).start;
            if looked.start != row || looked.end <= row {
                (looked, cut) = (row..row, false);
            }
            // `[[` may begin with the last byte of the searched part.
            let from = looked.end.saturating_sub(1).max(row);
            let bytes = self.input.src.as_bytes().get(from..end).unwrap_or_default();
            cut |= bytes.iter().any(|byte| matches!(byte, b'`' | b'<'))
                || bytes.windows(2).any(|two| two == b"[[");
            looked.end = looked.end.max(end);
            let help = if cut {
                "a `|` within a link, an address or code is written `\\|`; or give the header one more cell"
            } else {
                "give the header one more cell; a `|` that is meant is written `\\|`"
            };
            let message = format!(
                "this row has more cells than its header, and “{}” is not published",
                self.excerpt(&(start..end))
            );
            self.add(RuleCode::ExcessCells, &(start..end), message, help);
        }
    }

    /// Reports tables that are published as text, because their delimiter line does not fit the
    /// header.
    pub(super) fn wrong_delimiters(&mut self, lines: &[(Range<usize>, usize, usize)]) {
        for (range, columns, cells) in lines {
            let bytes = self.input.src.as_bytes().get(range.clone()).unwrap_or_default();
            let range = range.start..range.start + bytes.trim_ascii_end().len();
            let (message, help) = if *cells == 0 {
                (
                    "this line of dashes has no header above it, and the table is published as text"
                        .to_owned(),
                    "begin the table with a line of headers, directly above the line of dashes",
                )
            } else {
                (
                    format!(
                        "this line has {columns} cell{} and the header {cells}, and the table is published as text",
                        if *columns == 1 { "" } else { "s" }
                    ),
                    "write a cell of dashes for each cell of the header, as in `| --- | --- |`; a `|` within a cell is written `\\|`",
                )
            };
            self.add(RuleCode::TableAsText, &range, message, help);
        }
    }

    /// Reports words that the output does not have.
    pub(super) fn lost_words(&mut self, runs: &[Range<usize>], notes: &[Range<usize>]) {
        let named = self.named();
        let unused = self.reported.iter().filter(|finding| finding.code == RuleCode::UnusedNote);
        let unused = SpanIndex::new(unused.map(|finding| finding.place.span));
        let notes = notes.iter().map(|note| self.input.span(note));
        let unused_notes = SpanIndex::new(notes.filter(|note| unused.overlaps(*note)));
        for range in runs {
            let span = self.input.span(range);
            if unused_notes.contains(span) || named.overlaps(span) {
                continue;
            }
            let message = format!("“{}” is not on the page", self.excerpt(range));
            let help = "it was read as part of a mark: look at the brackets, bars and other signs around it, and put a \
                        backslash before a sign that is meant as it is";
            self.add(RuleCode::LostWords, range, message, help);
        }
    }

    /// Reports links of which only the words are published.
    pub(super) fn links(&mut self, addresses: &[Range<usize>]) {
        let named = self.named();
        for range in addresses {
            if named.overlaps(self.input.span(range)) {
                continue;
            }
            let message = format!(
                "the link to `{}` is not on the page, only its words are",
                self.excerpt(range)
            );
            let help = "write the link in the text itself; the text of an image has no links";
            self.add(RuleCode::DroppedLink, range, message, help);
        }
    }

    /// Reports brackets that are published as typed.
    pub(super) fn brackets(&mut self, marks: &[Range<usize>]) {
        let (named, rows) = (self.named(), self.own(RuleCode::ExcessCells));
        let templates = self.own(RuleCode::TemplateCode);
        for range in marks {
            let src = self.input.src;
            let line = self.line(range.start).start..self.line(range.end).end;
            let near = range.start.saturating_sub(1)..range.end;
            // Template code that begins at the end of the mark counts as well.
            let after = self.input.span(&(range.start..line.end.min(range.end + 1)));
            if rows.overlaps(self.input.span(&line))
                || named.overlaps(self.input.span(&near))
                || templates.reaches(after.end.saturating_add(1), after.start)
            {
                continue;
            }
            let text = src.get(range.clone()).unwrap_or_default();
            let help = match text.get(..2) {
                Some("[[") => {
                    "a link is `[[name]]` or `[[name|words]]`, in a table `[[name\\|words]]`; write `\\[[` if the brackets are meant"
                }
                Some("](") => {
                    "a link is `[words](address)`; an address with spaces is `[words](<an address>)`; write `\\](` if the brackets are meant"
                }
                _ => {
                    "a footnote is `[^1]`, and `[^1]: …` on a line of its own; write `\\[^` if the brackets are meant"
                }
            };
            let message = format!(
                "`{}` is published as it is written: no link or note is read here",
                self.excerpt(range)
            );
            self.add(RuleCode::BracketsLeft, range, message, help);
        }
    }

    /// Reports marks of other programs, one diagnostic per kind and line.
    pub(super) fn marks(&mut self, mut marks: Vec<(MarkKind, Range<usize>)>) {
        let mut by_line: BTreeMap<(usize, MarkKind), (Range<usize>, usize)> = BTreeMap::new();
        marks.sort_by_key(|(_, range)| (range.start, std::cmp::Reverse(range.end)));
        let mut named_to = 0;
        for (kind, range) in &marks {
            // Attributes on the line of a block belong to its mark.
            if range.end <= named_to {
                continue;
            }
            named_to = range.end;
            let (_, count) = by_line
                .entry((self.line(range.start).start, *kind))
                .or_insert_with(|| (range.clone(), 0));
            *count += 1;
        }
        for ((_, kind), (range, count)) in by_line {
            let info = kind.info();
            let times = match count {
                1 => String::new(),
                2 => ", twice in this line".to_owned(),
                count => format!(", {count} times in this line"),
            };
            let message = match kind {
                // The message must not repeat private text.
                MarkKind::Comment => {
                    format!("a comment of another program would be published{times}")
                }
                MarkKind::OpenComment => {
                    format!("a comment is opened here and not closed{times}")
                }
                MarkKind::Subscript => format!(
                    "`{}` strikes its words out here{times}; in other programs it is a subscript",
                    self.excerpt(&range).replace('`', ""),
                ),
                _ => format!(
                    "`{}` is {} of another program and has no meaning here{times}",
                    self.excerpt(&range).replace('`', ""),
                    info.name
                ),
            };
            self.add(info.code, &range, message, info.help);
        }
    }

    /// Reports link definitions that are unused or repeat an earlier label.
    pub(super) fn definitions(&mut self, definitions: &[LinkDefinition]) {
        if definitions.is_empty() {
            return;
        }
        let src = self.input.src;
        let used = used_labels(src, definitions);
        let mut first: HashMap<String, FileSpan> = HashMap::new();
        for definition in definitions {
            let text = src.get(definition.label.clone()).unwrap_or_default();
            // OR212 reports these.
            if text.contains('@') || is_comment(src.as_bytes(), &definition.address) {
                continue;
            }
            let label = folded(text);
            let shown = self.excerpt(&definition.label);
            let place = self.input.place(&definition.whole);
            if let Some(earlier) = first.get(&label) {
                let finding = self
                    .input
                    .finding(
                        RuleCode::UnusedDefinition,
                        &definition.whole,
                        format!("the address of `[{shown}]` is defined a second time"),
                    )
                    .related(earlier.clone(), "this one counts")
                    .help("remove one of the two, or give it another name");
                self.findings.push(finding);
                continue;
            }
            if !used.contains(&label) {
                let message = format!("no link uses the address that is defined for `[{shown}]`");
                let help = format!("write `[words][{shown}]` where it belongs, or remove it");
                self.add(RuleCode::UnusedDefinition, &definition.whole, message, &help);
            }
            first.insert(label, place);
        }
    }
}

/// Returns a label as labels are compared: in lower case, with single spaces.
fn folded(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Returns the labels between brackets anywhere except in the definitions themselves.
fn used_labels(src: &str, definitions: &[LinkDefinition]) -> HashSet<String> {
    let mut used = HashSet::new();
    let mut open: Option<usize> = None;
    let mut skipped = definitions.iter().peekable();
    let mut escaped = false;
    for (at, byte) in src.bytes().enumerate() {
        while skipped.peek().is_some_and(|definition| definition.label.end < at) {
            skipped.next();
        }
        if std::mem::take(&mut escaped) {
            continue;
        }
        match byte {
            b'\\' => escaped = true,
            b'[' => open = Some(at + 1),
            b']' => {
                let Some(from) = open.take() else { continue };
                let defines =
                    skipped.peek().is_some_and(|definition| definition.label == (from..at));
                if !defines && at - from <= 1000 {
                    used.insert(folded(src.get(from..at).unwrap_or_default()));
                }
            }
            _ => {}
        }
    }
    used
}

#[cfg(test)]
mod tests {
    use super::SpanIndex;
    use onrecord_base::span::Span;

    #[test]
    fn spans_are_found_as_by_looking_at_each() {
        let spans = [(3, 9), (0, 2), (4, 5), (12, 12), (20, 24)].map(|(a, b)| Span::new(a, b));
        let index = SpanIndex::new(spans.into_iter());
        for (start, end) in (0..30).flat_map(|start| (start..30).map(move |end| (start, end))) {
            let asked = Span::new(start, end);
            let overlaps = |one: &Span| one.start < asked.end && asked.start < one.end;
            assert_eq!(index.overlaps(asked), spans.iter().any(overlaps), "{start}..{end}");
            let contains = |one: &Span| one.start <= asked.start && asked.end <= one.end;
            if start < end {
                assert_eq!(index.contains(asked), spans.iter().any(contains), "{start}..{end}");
            }
        }
        assert!(!SpanIndex::new(std::iter::empty()).overlaps(Span::new(0, 9)));
    }
}
