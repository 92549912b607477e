//! The findings of the conservation pass.

use super::Input;
use super::line_kinds::is_comment;
use super::scan::LinkDefinition;
use crate::base::code::Code;
use crate::base::diag::Diagnostic;
use crate::base::span::{Place, Span};
use crate::parse::foreign_marks::MarkKind;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

/// Rules whose findings say that words, or a mark with its words, are not published as they were meant.
const NAMES_WORDS: [Code; 17] = [
    Code::RawHtml,
    Code::OpenComment,
    Code::PrivateComment,
    Code::ImageSize,
    Code::HtmlLeftOut,
    Code::HtmlMisplaced,
    Code::BadScheme,
    Code::CannotEmbed,
    Code::UnknownPart,
    Code::UndefinedNote,
    Code::UnusedNote,
    Code::UnknownCallout,
    Code::HiddenComment,
    Code::ObsidianMark,
    Code::BadCitation,
    Code::CitationInLink,
    Code::CitationAsDefinition,
];

/// The findings, and what is needed to place them.
#[derive(Debug)]
pub(super) struct Report<'a> {
    input: &'a Input<'a>,
    /// What the parser reported.
    reported: &'a [Diagnostic],
    pub findings: Vec<Diagnostic>,
}

impl<'a> Report<'a> {
    pub(super) fn new(input: &'a Input<'a>, reported: &'a [Diagnostic]) -> Self {
        Self { input, reported, findings: vec![] }
    }

    /// Adds a finding.
    fn add(&mut self, code: Code, range: &Range<usize>, message: String, help: &str) {
        let finding = self.input.finding(code, range, message).help(help);
        self.findings.push(finding);
    }

    /// The text at a range, on one line and not too long.
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

    /// The start of the line of a byte.
    fn line_start(&self, at: usize) -> usize {
        let before = self.input.src.as_bytes().get(..at).unwrap_or_default();
        memchr::memrchr(b'\n', before).map_or(0, |at| at + 1)
    }

    /// Whether a finding of the parser, or one made here, names what is at a range.
    fn is_named(&self, range: &Range<usize>) -> bool {
        let span = self.input.span(range);
        let names = |finding: &Diagnostic| {
            let own = finding.place.span;
            NAMES_WORDS.contains(&finding.code) && own.start < span.end && span.start < own.end
        };
        let own = |f: &Diagnostic| {
            matches!(f.code, Code::ExcessCells | Code::UnusedDefinition)
                && overlap(f.place.span, span)
        };
        self.reported.iter().any(names) || self.findings.iter().any(own)
    }

    /// Cells beyond those of the header.
    pub(super) fn excess_cells(&mut self, cells: &[Range<usize>]) {
        for range in cells {
            let bytes = self.input.src.as_bytes().get(range.clone()).unwrap_or_default();
            let start = range.start + bytes.len() - bytes.trim_ascii_start().len();
            let end = range.start + bytes.trim_ascii_end().len();
            let row = self.input.src.get(self.line_start(start)..end).unwrap_or_default();
            let cut = row.contains("[[") || row.contains('`') || row.contains('<');
            let help = if cut {
                "a `|` within a link, an address or code is written `\\|`; or give the header one more cell"
            } else {
                "give the header one more cell; a `|` that is meant is written `\\|`"
            };
            let message = format!(
                "this row has more cells than its header, and “{}” is not published",
                self.excerpt(&(start..end))
            );
            self.add(Code::ExcessCells, &(start..end), message, help);
        }
    }

    /// Tables that are none, since their line of dashes does not fit the header.
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
            self.add(Code::TableAsText, &range, message, help);
        }
    }

    /// Words that the output does not have.
    pub(super) fn lost_words(&mut self, runs: &[Range<usize>], notes: &[Range<usize>]) {
        for range in runs {
            let in_note =
                notes.iter().find(|note| note.start <= range.start && range.end <= note.end);
            let named = in_note.is_some_and(|note| {
                let span = self.input.span(note);
                let unused =
                    |f: &Diagnostic| f.code == Code::UnusedNote && overlap(f.place.span, span);
                self.reported.iter().any(unused)
            });
            if named || self.is_named(range) {
                continue;
            }
            let message = format!("“{}” is not on the page", self.excerpt(range));
            let help = "it was read as part of a mark: look at the brackets, bars and other signs around it, and put a \
                        backslash before a sign that is meant as it is";
            self.add(Code::LostWords, range, message, help);
        }
    }

    /// Links of which only the words are published.
    pub(super) fn links(&mut self, addresses: &[Range<usize>]) {
        for range in addresses {
            if self.is_named(range) {
                continue;
            }
            let message = format!(
                "the link to `{}` is not on the page, only its words are",
                self.excerpt(range)
            );
            let help = "write the link in the text itself; the text of an image has no links";
            self.add(Code::DroppedLink, range, message, help);
        }
    }

    /// Brackets that are published as they were typed.
    pub(super) fn brackets(&mut self, marks: &[Range<usize>]) {
        for range in marks {
            let src = self.input.src;
            let line = self.line_start(range.start);
            let line_end = src.get(range.end..).and_then(|rest| rest.find('\n'));
            let line = line..line_end.map_or(src.len(), |len| range.end + len);
            let near = range.start.saturating_sub(1)..range.end;
            let row_named = {
                let span = self.input.span(&line);
                self.findings
                    .iter()
                    .any(|f| f.code == Code::ExcessCells && overlap(f.place.span, span))
            };
            if row_named
                || self.is_named(&near)
                || self.has_mark(&(range.start..line.end.min(range.end + 1)))
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
            self.add(Code::BracketsLeft, range, message, help);
        }
    }

    /// Whether template code was reported at a range.
    fn has_mark(&self, range: &Range<usize>) -> bool {
        let span = self.input.span(range);
        let touches = |f: &Diagnostic| {
            f.code == Code::TemplateCode
                && f.place.span.start <= span.end
                && span.start < f.place.span.end
        };
        self.findings.iter().any(touches)
    }

    /// Marks of other programs, one finding per kind and line.
    pub(super) fn marks(&mut self, mut marks: Vec<(MarkKind, Range<usize>)>) {
        let mut by_line: BTreeMap<(usize, MarkKind), (Range<usize>, usize)> = BTreeMap::new();
        marks.sort_by_key(|(_, range)| (range.start, std::cmp::Reverse(range.end)));
        let mut named_to = 0;
        for (kind, range) in &marks {
            // Attributes in the line of a block belong to its mark.
            if range.end <= named_to {
                continue;
            }
            named_to = range.end;
            let (_, count) = by_line
                .entry((self.line_start(range.start), *kind))
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
                // What is private is not repeated.
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

    /// Definitions of links that nothing uses, or of which another counts.
    pub(super) fn definitions(&mut self, definitions: &[LinkDefinition]) {
        if definitions.is_empty() {
            return;
        }
        let src = self.input.src;
        let used = used_labels(src, definitions);
        let mut first: HashMap<String, Place> = HashMap::new();
        for definition in definitions {
            let text = src.get(definition.label.clone()).unwrap_or_default();
            // OR212 is about these.
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
                        Code::UnusedDefinition,
                        &definition.whole,
                        format!("the address of `[{shown}]` is defined a second time"),
                    )
                    .and(earlier.clone(), "this one counts")
                    .help("remove one of the two, or give it another name");
                self.findings.push(finding);
                continue;
            }
            if !used.contains(&label) {
                let message = format!("no link uses the address that is defined for `[{shown}]`");
                let help = format!("write `[words][{shown}]` where it belongs, or remove it");
                self.add(Code::UnusedDefinition, &definition.whole, message, &help);
            }
            first.insert(label, place);
        }
    }
}

/// Whether two spans have a byte in common.
fn overlap(one: Span, other: Span) -> bool {
    one.start < other.end && other.start < one.end
}

/// A label as labels are compared: in lower case, with single spaces.
fn folded(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// What is between brackets anywhere but in the definitions themselves.
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
