//! Reads YAML into [`Node`]s. No other file depends on the YAML parser.
//!
//! YAML 1.2 read strictly: one document, unique text keys, no anchors, aliases, merge keys or tags, bounded depth.
//! The parser produces events one by one and the reader stops at the first error, so a hostile file costs time
//! linear in the bytes before it. The reader does not depend on any field: see [`schema`](crate::schema). Start
//! with [`yaml`].

use crate::code::RuleCode;
use crate::diag::{Diagnostic, WithDiagnostics};
use crate::node::{Node, Value};
use crate::span::{FileSpan, Span, Spanned};
use granit_parser::{Event, Parser, ScalarStyle, ScanError, StrInput, options};
use std::collections::HashMap;
use std::sync::Arc;

/// The maximum size of front matter, in bytes.
pub const MAX_FRONT: usize = 64 * 1024;

/// The maximum nesting depth of values.
pub const MAX_DEPTH: usize = 32;

/// Reads one YAML document.
///
/// * In: the whole file, and the span of the YAML in it.
/// * Out: the value, with spans into the file. `None` if the document is empty, or if it cannot be read; then there
///   is exactly one diagnostic with the position of the error.
pub fn yaml(file: &Arc<str>, text: &str, span: Span) -> WithDiagnostics<Option<Node>> {
    let mut reader = YamlReader {
        file,
        offset: span.start(),
        text: span.slice(text),
        found: vec![],
        open: vec![],
        root: None,
    };
    let error = reader.run();
    if let Some(error) = error {
        reader.found.push(error);
        return WithDiagnostics { value: None, found: reader.found };
    }
    WithDiagnostics { value: reader.root, found: reader.found }
}

/// A list or map that is being read.
struct OpenContainer {
    start: usize,
    partial: PartialNode,
}

enum PartialNode {
    List(Vec<Node>),
    Map {
        entries: Vec<(Spanned<String>, Node)>,
        seen: HashMap<String, Span>,
        key: Option<(Spanned<String>, bool)>,
    },
}

struct YamlReader<'a> {
    file: &'a Arc<str>,
    offset: usize,
    text: &'a str,
    found: Vec<Diagnostic>,
    open: Vec<OpenContainer>,
    root: Option<Node>,
}

impl YamlReader<'_> {
    fn diagnostic(&self, code: RuleCode, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, FileSpan::new(self.file, span), message)
    }

    /// Reads all events; returns the error that stopped it, if any.
    fn run(&mut self) -> Option<Diagnostic> {
        let opts = options! { emit_comments: false, flow_nesting_limit: MAX_DEPTH + 2, block_nesting_limit: MAX_DEPTH + 2 };
        let parser: Parser<'_, StrInput<'_>> = Parser::new_from_str_with_options(self.text, opts);
        let mut documents = 0;
        let mut last = 0;
        for event in parser {
            let (event, at) = match event {
                Ok(pair) => pair,
                Err(error) => return Some(self.syntax(&error, last)),
            };
            let range = at.byte_range().unwrap_or(last..last);
            last = range.start;
            let span =
                Span::new(self.offset + range.start, self.offset + range.end.min(self.text.len()));
            match event {
                Event::DocumentStart(..) => {
                    documents += 1;
                    if documents > 1 {
                        let diagnostic = self.diagnostic(
                            RuleCode::YamlSyntax,
                            span,
                            "invalid YAML: second document",
                        );
                        return Some(diagnostic.help("a file has one document; remove the `---`"));
                    }
                }
                Event::Alias(_) => return Some(self.feature(span, "an alias")),
                Event::Scalar(text, style, anchor, tag) => {
                    if let Some(error) = self.refuse(anchor, tag.is_some(), range.start) {
                        return Some(error);
                    }
                    if let Some(error) = self.scalar(&text, style, span) {
                        return Some(error);
                    }
                }
                Event::SequenceStart(_, anchor, tag) | Event::MappingStart(_, anchor, tag)
                    if anchor != 0 || tag.is_some() =>
                {
                    return self.refuse(anchor, tag.is_some(), range.start);
                }
                Event::SequenceStart(..) => {
                    self.open.push(OpenContainer {
                        start: span.start(),
                        partial: PartialNode::List(vec![]),
                    });
                }
                Event::MappingStart(..) => {
                    let partial =
                        PartialNode::Map { entries: vec![], seen: HashMap::new(), key: None };
                    self.open.push(OpenContainer { start: span.start(), partial });
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    if let Some(error) = self.close(span) {
                        return Some(error);
                    }
                }
                _ => {}
            }
            if self.open.len() > MAX_DEPTH {
                return Some(self.too_deep(span));
            }
        }
        None
    }

    fn too_deep(&self, span: Span) -> Diagnostic {
        self.diagnostic(
            RuleCode::TooDeep,
            span,
            format!("values are nested more than {MAX_DEPTH} deep"),
        )
        .help("move the values nearer to the top")
    }

    fn feature(&self, span: Span, what: &str) -> Diagnostic {
        let within = Span::new(span.start() - self.offset, span.end as usize - self.offset);
        let written = within.slice(self.text);
        self.diagnostic(
            RuleCode::YamlFeature,
            span,
            format!("{what} (`{written}`) is not supported"),
        )
        .help("write the value where it is needed; if this is text, put it in quotation marks")
    }

    fn refuse(&self, anchor: usize, tag: bool, start: usize) -> Option<Diagnostic> {
        if anchor == 0 && !tag {
            return None;
        }
        // The event starts at the value; the mark is before it.
        let mark = if tag { '!' } else { '&' };
        let before = self.text.get(..start).unwrap_or("").trim_end_matches(|c| c != mark);
        let at = before.trim_end_matches(mark).len();
        let end = self
            .text
            .get(at..)
            .map_or(at, |rest| at + rest.find(char::is_whitespace).unwrap_or(rest.len()));
        let span = Span::new(self.offset + at, self.offset + end);
        Some(self.feature(span, if tag { "a tag" } else { "an anchor" }))
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, span: Span) -> Option<Diagnostic> {
        let plain = style == ScalarStyle::Plain;
        let span = match style {
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let raw = Span::new(span.start() - self.offset, span.end as usize - self.offset)
                    .slice(self.text);
                Span::new(span.start(), span.start() + raw.trim_end().len())
            }
            _ => span,
        };
        if let Some(OpenContainer { partial: PartialNode::Map { key: key @ None, .. }, .. }) =
            self.open.last_mut()
        {
            if plain && text == "<<" {
                return Some(self.feature(span, "a merge key"));
            }
            *key = Some((Spanned::new(text.to_owned(), span), plain));
            return None;
        }
        let value = if plain && matches!(text, "" | "~" | "null" | "Null" | "NULL") {
            Value::Null
        } else {
            Value::Text { text: text.to_owned(), plain }
        };
        self.put(Node { span, value })
    }

    /// Adds a finished value to its list or map.
    fn put(&mut self, node: Node) -> Option<Diagnostic> {
        let file = self.file;
        match self.open.last_mut().map(|o| &mut o.partial) {
            None => self.root = Some(node),
            Some(PartialNode::List(items)) => items.push(node),
            Some(PartialNode::Map { entries, seen, key }) => match key.take() {
                None => {
                    let diagnostic = Diagnostic::new(
                        RuleCode::YamlSyntax,
                        FileSpan::new(file, node.span),
                        "a key must be text",
                    );
                    return Some(diagnostic.help("a list or map cannot be a key; put a value that starts with `[` or `{` in quotation marks"));
                }
                Some((key, _)) => {
                    if let Some(first) = seen.get(&key.v) {
                        self.found.push(
                            Diagnostic::new(
                                RuleCode::DuplicateKey,
                                FileSpan::new(file, key.span),
                                format!("duplicate key `{}`", key.v),
                            )
                            .related(FileSpan::new(file, *first), "first here")
                            .help("keep one of them"),
                        );
                    } else {
                        seen.insert(key.v.clone(), key.span);
                        entries.push((key, node));
                    }
                }
            },
        }
        None
    }

    fn close(&mut self, end: Span) -> Option<Diagnostic> {
        let open = self.open.pop()?;
        let (value, last) = match open.partial {
            PartialNode::List(items) => {
                let last = items.last().map(|n| n.span.end as usize);
                (Value::List(items), last)
            }
            PartialNode::Map { entries, .. } => {
                let last = entries.last().map(|(k, n)| n.span.end.max(k.span.end) as usize);
                (Value::Map(entries), last)
            }
        };
        // A flow value ends at its bracket, a block value with its last item.
        let closed = end.of_len(self.offset, self.text);
        let stop = if closed { end.end as usize } else { last.unwrap_or(end.start()) };
        self.put(Node { span: Span::new(open.start, stop), value })
    }

    fn syntax(&self, error: &ScanError, last: usize) -> Diagnostic {
        let at = error.marker().byte_offset().unwrap_or(last).min(self.text.len());
        let at = (0..=at).rev().find(|&i| self.text.is_char_boundary(i)).unwrap_or(0);
        let info = error.info();
        if info.contains("recursion limit") {
            return self.too_deep(Span::new(self.offset + at, self.offset + at));
        }
        // The parser reports a tab at the start of the value before it.
        if info.contains("tab")
            && let Some(tab) = self.text[at..].find('\t')
        {
            let tab = Span::new(0, 1).shift(self.offset + at + tab);
            return self
                .diagnostic(RuleCode::YamlSyntax, tab, "invalid YAML: tab character")
                .help("indent with spaces, not tabs");
        }
        let line_end = self.text[at..].find('\n').map_or(self.text.len(), |n| at + n);
        // At the end of a line nothing can be shown: point at the word before it.
        let (start, end) = if self.text[at..line_end].trim().is_empty() {
            let before = self.text[..at].trim_end();
            let start =
                before.rsplit(char::is_whitespace).next().map_or(0, |w| before.len() - w.len());
            if before.is_empty() { (at, line_end) } else { (start, before.len()) }
        } else {
            let word =
                self.text[at..line_end].find(char::is_whitespace).map_or(line_end, |n| at + n);
            (at, if word > at { word } else { line_end })
        };
        let line = self.text[self.text[..start].rfind('\n').map_or(0, |i| i + 1)..]
            .lines()
            .next()
            .unwrap_or("");
        let diagnostic = self.diagnostic(
            RuleCode::YamlSyntax,
            Span::new(self.offset + start, self.offset + end),
            format!("invalid YAML: {info}"),
        );
        diagnostic.help(syntax_help(line, &info))
    }
}

impl Span {
    /// True if this span of the file is a closing bracket of the YAML that starts at `offset`.
    fn of_len(self, offset: usize, text: &str) -> bool {
        self.start()
            .checked_sub(offset)
            .and_then(|at| text.as_bytes().get(at))
            .is_some_and(|b| matches!(b, b']' | b'}'))
    }
}

/// The most common cause of an error in a line like this.
fn syntax_help(line: &str, info: &str) -> &'static str {
    let value = line.split_once(": ").map_or("", |(_, v)| v.trim_start());
    if line.contains('\t') {
        "indent with spaces, not tabs"
    } else if value.contains(": ") && !value.starts_with(['"', '\'', '[', '{', '|', '>']) {
        "put a value that contains a colon in quotation marks"
    } else if value.starts_with(['"', '\'']) || info.contains("quot") {
        "check that quotation marks are closed, here and in the lines above, and that quotation marks inside a value are doubled or escaped"
    } else if value.starts_with(['@', '`', '%', '*', '&', '!']) {
        "put a value that starts with this character in quotation marks"
    } else if value.starts_with(['[', '{']) {
        "close every bracket of this value"
    } else {
        "check the indentation here and in the line above, and that every key ends with a colon"
    }
}

#[cfg(test)]
mod tests {
    use super::yaml;
    use crate::code::RuleCode;
    use crate::node::{Node, Value};
    use crate::span::Span;

    fn read(text: &str) -> (Option<Node>, Vec<(RuleCode, String)>) {
        let checked = yaml(&"a.yaml".into(), text, Span::new(0, text.len()));
        let found =
            checked.found.iter().map(|d| (d.code, d.place.span.slice(text).to_owned())).collect();
        (checked.value, found)
    }

    #[test]
    fn scalars_keep_their_text() {
        let (node, found) = read("a: 010\nb: no\nc: 2022-06-17\nd: 3.10\ne: ~\n");
        assert!(found.is_empty());
        let node = node.expect("a map");
        let text = |key| node.get(key).and_then(Node::text).map(str::to_owned);
        assert_eq!(
            ["a", "b", "c", "d"].map(text),
            ["010", "no", "2022-06-17", "3.10"].map(|t| Some(t.to_owned()))
        );
        assert_eq!(node.get("e").map(|n| &n.value), Some(&Value::Null));
    }

    #[test]
    fn spans_point_at_values() {
        let text = "a: x y\nb: [1, {c: d}]\nc: |\n  one\n  two\n\nd: end\n";
        let (node, _) = read(text);
        let node = node.expect("a map");
        let said = |key| node.get(key).map(|n| n.span.slice(text).to_owned()).unwrap_or_default();
        assert_eq!(said("a"), "x y");
        assert_eq!(said("b"), "[1, {c: d}]");
        assert!(said("c").ends_with("two"));
    }

    #[test]
    fn a_repeated_key_is_reported_and_the_first_kept() {
        let (node, found) = read("a: 1\nb: 2\na: 3\n");
        assert_eq!(found, [(RuleCode::DuplicateKey, "a".to_owned())]);
        assert_eq!(
            node.and_then(|n| n.get("a").and_then(Node::text).map(str::to_owned)).as_deref(),
            Some("1")
        );
    }

    #[test]
    fn anchors_aliases_tags_and_merge_keys_are_refused() {
        for (text, what) in [("a: &x 1\n", "&x"), ("a: !!str 1\n", "!!str"), ("<<: {a: 1}\n", "<<")]
        {
            assert_eq!(read(text).1, [(RuleCode::YamlFeature, what.to_owned())], "{text}");
        }
        assert_eq!(read("a: &x [1]\nb: *x\n").1[0].0, RuleCode::YamlFeature);
    }

    #[test]
    fn depth_is_bounded_and_fast() {
        for text in ["[".repeat(100_000), "{a: ".repeat(50_000), "- ".repeat(40_000)] {
            let (node, found) = read(&text);
            assert!(node.is_none());
            assert!(
                matches!(found[0].0, RuleCode::TooDeep | RuleCode::YamlSyntax),
                "{:?}",
                found[0]
            );
        }
    }

    #[test]
    fn errors_are_reported_at_their_position() {
        let (node, found) = read("title: a: b\n");
        assert!(node.is_none());
        assert_eq!(found.len(), 1);
        let (_, found) = read("title: \"open\nb: 2\n");
        assert_eq!(found.len(), 1);
        assert_eq!(read("").1, []);
        assert_eq!(read("a: 1\n---\nb: 2\n").1[0].0, RuleCode::YamlSyntax);
    }

    #[test]
    fn an_error_after_a_wide_space_is_reported() {
        for text in ["%\u{a0}A", "a: b\u{2003}c: d", "\u{3000}%"] {
            let (_, found) = read(text);
            assert!(found.len() < 2, "{found:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_reported(text in "\\PC{0,80}|[\\[\\]{}:,&*!|>'\"%@`#a \\n-]{0,80}") {
            let (node, found) = read(&text);
            if let Some(node) = node {
                proptest::prop_assert!(node.span.end as usize <= text.len());
            }
            for (_, _) in found {}
        }
    }
}
