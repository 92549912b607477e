//! A value as an author wrote it: text, lists and maps, each with its span.
//!
//! The YAML reader produces it; the fields interpret it. Every scalar keeps its text (`010` stays `010`, `no` stays
//! `no`). Keys are unique and in the order written: the reader reports a repeated key and keeps the first. Start
//! with [`Node`].

use crate::span::{Span, Spanned};

/// A value and its span.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Node {
    /// The bytes of the value in its file.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// The four types of a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// Nothing: an empty value, `~` or `null`.
    Null,
    /// A scalar.
    Text {
        /// Its text, with escapes and folding decoded.
        text: String,
        /// True if it was written without quotation marks and not as a block.
        plain: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A map.
    Map(Vec<(Spanned<String>, Node)>),
}

impl Node {
    /// The value of a key; `None` if this is not a map or has no such key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Map(entries) => entries.iter().find(|(k, _)| k.v == key).map(|(_, node)| node),
            _ => None,
        }
    }

    /// The text; `None` if this is not a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The type of this value, for a message: `a list`.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Text { .. } => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }
}
