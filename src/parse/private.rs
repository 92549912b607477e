//! Private comments (`%%…%%`) in the fields of front matter and of lists.
//!
//! They are taken out of every text before a field reads it, so that neither a summary nor a quote, a search
//! index or an export can hold them.

use crate::base::code::Code;
use crate::base::diag::Diagnostic;
use crate::base::node::{Node, Value};
use crate::base::span::{Place, Span};
use crate::parse::edits::{Edited, comments};
use crate::parse::tokens::Tokens;
use std::sync::Arc;

/// Fields that are not Markdown, in which nothing else would report a sign that is not closed.
const PLAIN: &[&str] = &["title", "summary", "short_title", "name", "description"];

/// Takes the comments out of every text of a value, and reports them.
pub(super) fn remove_comments(node: &mut Node, file: &Arc<str>, found: &mut Vec<Diagnostic>) {
    remove(node, "", &mut |code, span, message, help| {
        found.push(Diagnostic::new(code, Place::new(file, span), message).help(help));
    });
}

fn remove(
    node: &mut Node,
    key: &str,
    report: &mut dyn FnMut(Code, Span, &'static str, &'static str),
) {
    match &mut node.value {
        Value::Text { text, .. } if text.contains("%%") => {
            let comments = comments(&Tokens::read(text, false));
            if !comments.closed.is_empty() {
                let edited = Edited::new(text, &comments.closed, &[]).text;
                edited.trim().clone_into(text);
                let message = "text between `%%` is a private comment and is removed";
                report(
                    Code::PrivateComment,
                    node.span,
                    message,
                    "write `\\%%` for literal percent signs",
                );
            }
            if !comments.open.is_empty() && PLAIN.contains(&key) {
                let message = "`%%` opens a comment that is not closed and would be published";
                report(Code::HiddenComment, node.span, message, "close it with `%%`, or remove it");
            }
        }
        Value::List(items) => {
            for item in items {
                remove(item, key, report);
            }
        }
        Value::Map(entries) => {
            for (key, item) in entries {
                remove(item, &key.v, report);
            }
        }
        Value::Text { .. } | Value::Null => {}
    }
}
