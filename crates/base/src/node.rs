//! A value as an author wrote it: text, lists and maps, each with its place.
//!
//! What YAML becomes for the rest of the program. Every scalar keeps its text (`010` stays `010`,
//! `no` stays `no`); what it means is decided by the field that reads it. Keys are in the order
//! written and unique: the reader reports a repeated one and keeps the first.

use crate::span::{Span, Spanned};

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Node {
    /// The bytes of the value in its file.
    pub span: Span,
    /// What is there.
    pub value: Value,
}

/// The four things a value can be.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// Nothing: an empty value, `~` or `null`.
    Null,
    /// A scalar.
    Text {
        /// Its text, escapes and folding undone.
        text: String,
        /// Whether it was written without quotation marks and not as a block.
        plain: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A map.
    Map(Vec<(Spanned<String>, Node)>),
}

impl Node {
    /// The value under a key, when this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Map(entries) => entries.iter().find(|(k, _)| k.v == key).map(|(_, node)| node),
            _ => None,
        }
    }

    /// The text, when this is a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text { text, .. } => Some(text),
            _ => None,
        }
    }

    /// What this is, for a message: `a list`.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Text { .. } => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }
}
