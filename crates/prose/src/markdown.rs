//! Parses Markdown to a [`Body`]: HTML with placeholders. Start with [`body`] for a page text and
//! [`short`] for a field.
//!
//! The entry point of the parser. Everything that needs other files becomes a placeholder; nothing
//! here may look up a name, a key or a path.

use crate::body::{Body, Footnote};
use crate::conserve;
use crate::edits;
use crate::edits::{PrivateComments, Rounds};
use crate::headings;
use crate::options::ProseOptions;
use crate::writer::{BodyWriter, DocContext, SpanMapping, WriterState};
use onrecord_base::code::RuleCode;
use onrecord_base::diag::{Diagnostic, WithDiagnostics};
use onrecord_base::span::{FileSpan, Span, Spanned};
use pulldown_cmark::{Event, Tag};
use std::ops::Range;
use std::sync::Arc;

/// Parses the body of a file.
///
/// * In: the whole file, and the span of its body in it; all returned spans count from the first
///   byte of the file.
/// * Out: the body, which is always usable, and the diagnostics that need no other file.
/// * Cost: linear in the size of the text, for any input.
pub fn body(
    text: &str,
    span: Span,
    file: &Arc<str>,
    options: &ProseOptions,
) -> WithDiagnostics<Body> {
    read(span.slice(text), SpanMapping::From(span.start()), file, options)
}

/// Parses Markdown from a YAML scalar: a summary, a bottom line, a scope note.
///
/// * In: its text, its span, and the whole file.
/// * The marks of a scalar whose bytes equal its value have exact spans. A folded or escaped scalar
///   has no byte mapping, so every mark and diagnostic has the span of the whole scalar.
/// * Headings get no ids and are not listed.
pub fn short(
    text: &Spanned<String>,
    file: &Arc<str>,
    whole: &str,
    options: &ProseOptions,
) -> WithDiagnostics<Body> {
    read(text, spans_of(text, whole), file, options)
}

/// Returns the mapping from the text of a scalar to its file.
fn spans_of(text: &Spanned<String>, whole: &str) -> SpanMapping {
    let raw = text.span.slice(whole);
    if raw == text.v {
        SpanMapping::Within(text.span.start())
    } else if raw.get(1..raw.len().max(2) - 1) == Some(text.as_str())
        && raw.starts_with(['"', '\''])
    {
        SpanMapping::Within(text.span.start() + 1)
    } else {
        SpanMapping::At(text.span)
    }
}

/// Returns a line of plain text without its private comments, and the diagnostics about those.
pub fn without_comments(
    text: &Spanned<String>,
    file: &Arc<str>,
    whole: &str,
) -> WithDiagnostics<String> {
    let comments = edits::plain_comments(text);
    let found = comment_findings(&comments, file, spans_of(text, whole));
    WithDiagnostics { value: edits::plain_text(text, &comments), found }
}

/// Parses Markdown.
fn read(
    src: &str,
    spans: SpanMapping,
    file: &Arc<str>,
    options: &ProseOptions,
) -> WithDiagnostics<Body> {
    let rounds = Rounds::default();
    let (tokens, edited, comments) = edits::read_edited(src, options.smart, &rounds);
    let mut shared = WriterState { ids: headings::given_ids(&tokens), ..WriterState::default() };
    let doc = DocContext {
        tokens,
        spans,
        edited,
        file: Arc::clone(file),
        smart: options.smart,
        html: options.allow_html,
        filters: Arc::clone(&options.filters),
        colours: options.colours,
        places: Arc::clone(&options.places),
    };
    let all = 0..doc.tokens.list.len();
    let mut body = BodyWriter::body(&doc, &mut shared, all);
    // Footnotes may refer to other footnotes, so the list grows during the loop.
    let mut next = 0;
    while let Some(&start) = shared.used.get(next) {
        next += 1;
        if let Some(Event::Start(Tag::FootnoteDefinition(label))) = doc.tokens.event(start) {
            let label = label.to_lowercase();
            let within = start + 1..doc.tokens.end(start);
            body.notes.push(Footnote { label, body: BodyWriter::body(&doc, &mut shared, within) });
        }
    }
    body.anchors = std::mem::take(&mut shared.anchors).into();
    report_footnotes(&doc, &mut shared);
    shared.found.extend(comment_findings(&comments, &doc.file, doc.spans));
    for range in &doc.tokens.swallowed {
        let diagnostic = doc
            .finding(
                RuleCode::CitationAsDefinition,
                range,
                "this line is read as a link definition, not as a citation",
            )
            .help("put text before the citation, or a backslash before the colon");
        shared.found.push(diagnostic);
    }
    let input = conserve::ParserInput { src, spans, file, html: options.allow_html };
    let losses = conserve::losses(&input, &body, &shared.found);
    shared.found.extend(losses);
    shared.found.sort_by_key(|found| found.place.span.start);
    WithDiagnostics { value: body, found: shared.found }
}

/// Returns one diagnostic for all removed comments, and one for each sign that opens none.
fn comment_findings(
    comments: &PrivateComments,
    file: &Arc<str>,
    spans: SpanMapping,
) -> Vec<Diagnostic> {
    let mut found = vec![];
    let finding = |code, range: &Range<usize>, message: &str| {
        Diagnostic::new(code, FileSpan::new(file, spans.of(range)), message)
    };
    if let Some(range) = comments.closed.first() {
        let message = "text between `%%` is a private comment and is removed";
        let note = finding(RuleCode::PrivateComment, range, message);
        found.push(note.help("write `\\%%` for literal percent signs"));
    }
    for range in &comments.open {
        let message = "`%%` opens a comment that is not closed and would be published";
        let error = finding(RuleCode::HiddenComment, range, message);
        let help =
            "close it with `%%` in the same paragraph, or write `\\%%` for literal percent signs";
        found.push(error.help(help));
    }
    for range in &comments.stray {
        let message =
            "`%%` in an address, a title or a label is not a comment and would be published";
        let error = finding(RuleCode::HiddenComment, range, message);
        found.push(error.help(
            "move the comment into the text, or write `%25` in an address and `\\%%` in a title",
        ));
    }
    found
}

/// Reports footnotes that are never used or defined twice.
fn report_footnotes(doc: &DocContext<'_>, shared: &mut WriterState) {
    let mark = |start: usize| -> Option<(String, Range<usize>)> {
        let Some(Event::Start(Tag::FootnoteDefinition(label))) = doc.tokens.event(start) else {
            return None;
        };
        let from = doc.tokens.range(start).start;
        Some((label.to_string(), from..from + label.len() + 3))
    };
    let mut unused: Vec<usize> =
        doc.tokens.notes.values().copied().filter(|start| !shared.seen.contains(start)).collect();
    unused.sort_unstable();
    for (label, range) in unused.into_iter().filter_map(mark) {
        let diagnostic = doc
            .finding(RuleCode::UnusedNote, &range, format!("unused footnote `{label}`"))
            .help(format!("put `[^{label}]` where it belongs, or remove it"));
        shared.found.push(diagnostic);
    }
    for (label, range) in doc.tokens.doubles.iter().copied().filter_map(mark) {
        let diagnostic = doc
            .finding(RuleCode::UnusedNote, &range, format!("duplicate footnote `{label}`"))
            .help("the first definition is used; rename or remove this one");
        shared.found.push(diagnostic);
    }
}
