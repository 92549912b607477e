//! Human-readable output in the style of rustc: title, position, the line with a caret, related positions,
//! help.
//!
//! The renderer gets only the lines in question, shortened if they are long and with hidden characters spelled
//! out, so a line of ten megabytes or of escape codes is harmless.

use super::LeveledDiagnostic;
use super::lines::{LineIndex, LineIndexes};
use super::visible::{self, visible};
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Patch, Renderer, Snippet};
use onrecord_base::code::{RuleCode, Severity};
use onrecord_base::diag::Fix;
use onrecord_base::span::FileSpan;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::ops::Range;

/// The most bytes of a line that are shown before and after the start of the marked span.
const BEFORE: usize = 120;
const AFTER: usize = 240;

/// A span over more lines than this shows its first line only.
const LINES: usize = 3;

/// Writes all diagnostics, each followed by an empty line.
pub(super) fn write(
    to: &mut dyn Write,
    diagnostics: &[LeveledDiagnostic],
    files: &LineIndexes<'_>,
    is_styled: bool,
) -> io::Result<()> {
    let renderer = if is_styled { Renderer::styled() } else { Renderer::plain() };
    let mut explained = BTreeSet::new();
    for one in diagnostics {
        let is_first = explained.insert(one.diagnostic.code);
        let mut columns = vec![];
        let text = renderer.render(&groups(one, files, is_first, &mut columns));
        writeln!(to, "{}\n", with_columns(text, &columns))?;
    }
    Ok(())
}

/// Corrections of columns in a shortened line: the position that the renderer prints, and the real one.
type ColumnFixes = Vec<(String, String)>;

fn with_columns(mut text: String, columns: &ColumnFixes) -> String {
    for (printed, right) in columns {
        if let Some(at) = text.find(printed.as_str()) {
            text.replace_range(at..at + printed.len(), right);
        }
    }
    text
}

fn groups<'a>(
    one: &'a LeveledDiagnostic,
    files: &LineIndexes<'_>,
    is_first: bool,
    columns: &mut ColumnFixes,
) -> Vec<Group<'a>> {
    let diagnostic = &one.diagnostic;
    let level = match one.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(visible(&diagnostic.message)).id(diagnostic.code.id());
    let mut group = match snippet(&diagnostic.place, &diagnostic.label, true, files, columns) {
        Some(snippet) => title.element(snippet),
        None => title.element(Origin::path(visible(&diagnostic.place.file))),
    };
    for (place, words) in &diagnostic.related {
        group = match snippet(place, words, false, files, columns) {
            Some(snippet) => group.element(snippet),
            None => group.element(Level::NOTE.message(format!(
                "{}: {}",
                visible(&place.file),
                visible(words)
            ))),
        };
    }
    if !diagnostic.help.is_empty() {
        group = group.element(Level::HELP.message(visible(&diagnostic.help)));
    }
    if is_first {
        group = group.element(explain(diagnostic.code));
    }
    let patch = diagnostic.fix.as_ref().filter(|_| diagnostic.label.is_empty());
    std::iter::once(group).chain(patch.and_then(|fix| suggestion(fix, files))).collect()
}

fn explain<'a>(code: RuleCode) -> Element<'a> {
    let words = format!("onrecord explain {}", code.id());
    Level::NOTE.with_name("explain").message(words).into()
}

fn snippet<'a>(
    place: &FileSpan,
    label: &str,
    is_primary: bool,
    files: &LineIndexes<'_>,
    columns: &mut ColumnFixes,
) -> Option<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let lines = files.lines(&place.file)?;
    let cut = SourceExcerpt::of(&lines, place.span.start()..place.span.start() + place.span.len())?;
    let path = visible(&place.file);
    let (start, _) = files.positions(place);
    let line_start = cut.text[..cut.mark.start].rfind('\n').map_or(0, |at| at + 1);
    let shown = cut.text[line_start..cut.mark.start].chars().count() + 1;
    if shown != start.column {
        let at = |column| format!("{path}:{}:{column}", start.line);
        columns.push((at(shown), at(start.column)));
    }
    let kind = if is_primary { AnnotationKind::Primary } else { AnnotationKind::Context };
    let mark = kind.span(cut.mark);
    let mark = if label.is_empty() { mark } else { mark.label(visible(label)) };
    Some(Snippet::source(cut.text).path(path).line_start(cut.line).annotation(mark))
}

/// The fix in rustc's notation; only if it is on one short line.
fn suggestion<'a>(fix: &Fix, files: &LineIndexes<'_>) -> Option<Group<'a>> {
    let lines = files.lines(&fix.place.file)?;
    let span = fix.place.span;
    let cut = SourceExcerpt::of(&lines, span.start()..span.start() + span.len())?;
    let is_plain = !cut.is_cut && !cut.text.contains('\n') && visible(&fix.text) == fix.text;
    is_plain.then(|| {
        let change = Snippet::source(cut.text)
            .line_start(cut.line)
            .patch(Patch::new(cut.mark, fix.text.clone()));
        Level::HELP.secondary_title("`onrecord check --fix` writes").element(change)
    })
}

/// The lines around a span, shortened and made printable.
#[derive(Debug)]
struct SourceExcerpt {
    text: String,
    /// The number of the first line, from 1.
    line: usize,
    /// The marked bytes of `text`.
    mark: Range<usize>,
    /// True if parts of the lines were left out.
    is_cut: bool,
}

impl SourceExcerpt {
    /// Returns `None` for a file that has no printable text, such as an image.
    fn of(lines: &LineIndex<'_>, span: Range<usize>) -> Option<Self> {
        let bytes = lines.bytes();
        if bytes.is_empty() {
            return None;
        }
        let start = span.start.min(bytes.len());
        let first = lines.line_of(start);
        let last = lines.line_of(span.end.min(bytes.len()).saturating_sub(1).max(start));
        let last = if last - first >= LINES { first } else { last };
        let whole = lines.line(first).start..lines.line(last).end;
        let start = start.clamp(whole.start, whole.end);
        let end = span.end.clamp(start, whole.end);
        let from = back_to_char(bytes, start.saturating_sub(BEFORE).max(whole.start));
        let to = back_to_char(bytes, (start + AFTER).min(whole.end));
        let mut out = Self {
            text: String::new(),
            line: first + 1,
            mark: 0..0,
            is_cut: from > whole.start || to < whole.end,
        };
        if from > whole.start {
            out.text.push('…');
        }
        show(&mut out.text, &bytes[from..start]);
        out.mark.start = out.text.len();
        show(&mut out.text, &bytes[start..end.min(to).max(start)]);
        out.mark.end = out.text.len();
        show(&mut out.text, &bytes[end.min(to).max(start)..to.max(start)]);
        if to < whole.end {
            out.text.push('…');
        }
        Some(out)
    }
}

/// Appends bytes in printable form; keeps line breaks.
fn show(out: &mut String, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' => out.push('\n'),
            '\r' if chars.peek().is_none_or(|next| *next == '\n') => {}
            c => visible::push(out, c),
        }
    }
}

/// Returns the start of the character that contains `at`.
fn back_to_char(bytes: &[u8], mut at: usize) -> usize {
    let floor = at.saturating_sub(3);
    while at > floor && bytes.get(at).is_some_and(|byte| byte & 0b1100_0000 == 0b1000_0000) {
        at -= 1;
    }
    at
}
