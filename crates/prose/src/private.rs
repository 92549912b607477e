//! Removes private comments (`%%…%%`) from the fields of front matter and of lists. Start with
//! [`remove_comments`].
//!
//! Runs on every text before its field is read, so that no summary, quote, search index or export
//! can contain a comment.

use crate::edits::{EditedText, comments, plain_comments, plain_text};
use crate::tokens::MarkdownTokens;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::id::ItemKind;
use onrecord_base::node::{Node, Value};
use onrecord_base::span::{FileSpan, Span};
use std::sync::Arc;

/// The fields that are Markdown: they may contain code, and their parser reports an unclosed sign.
const MARKDOWN: &[&str] = &["note", "bottom_line", "key_points"];

/// A field that is never published.
const INTERNAL: &str = "internal_note";

/// Removes the comments from every text of a value, and reports them.
pub fn remove_comments(node: &mut Node, file: &Arc<str>, found: &mut Vec<Diagnostic>) {
    remove(node, "", false, &mut |code, span, message, help| {
        found.push(Diagnostic::new(code, FileSpan::new(file, span), message).help(help));
    });
}

fn remove(
    node: &mut Node,
    key: &str,
    is_markdown: bool,
    report: &mut dyn FnMut(RuleCode, Span, &'static str, &'static str),
) {
    match &mut node.value {
        Value::Text { text, .. } if text.contains("%%") => {
            let comments = if is_markdown {
                comments(&MarkdownTokens::read(text, false))
            } else {
                plain_comments(text)
            };
            if !is_markdown {
                *text = plain_text(text, &comments);
            } else if !comments.closed.is_empty() {
                let edited = EditedText::new(text, &comments.closed, &[]).text;
                edited.trim().clone_into(text);
            }
            if !comments.closed.is_empty() {
                let message = "text between `%%` is a private comment and is removed";
                report(
                    RuleCode::PrivateComment,
                    node.span,
                    message,
                    "write `\\%%` for literal percent signs",
                );
            }
            if !comments.open.is_empty() && !is_markdown && key != INTERNAL {
                let message = "`%%` opens a comment that is not closed and would be published";
                report(
                    RuleCode::HiddenComment,
                    node.span,
                    message,
                    "close it with `%%` in the same paragraph, or write `\\%%` for literal percent signs",
                );
            }
        }
        Value::List(items) => {
            for item in items {
                remove(item, key, is_markdown, report);
            }
        }
        Value::Map(entries) => {
            // Values at deeper levels are plain text.
            let is_item =
                key.is_empty() || ItemKind::INLINE.iter().any(|kind| kind.folder() == key);
            for (key, item) in entries {
                let is_markdown = is_item && MARKDOWN.contains(&key.v.as_str());
                remove(item, &key.v, is_markdown, report);
            }
        }
        Value::Text { .. } | Value::Null => {}
    }
}
