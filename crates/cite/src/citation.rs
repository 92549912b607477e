//! A citation as written in a text: its key, its place in the source, the words around it. Not looked up yet.

use onrecord_base::span::Span;

/// A key as written in a citation: of a source, or `quote:id`, `action:id`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CitationKey {
    /// As written, without `@`, `-` and braces.
    pub text: String,
    /// The key in the file, without `@`.
    pub span: Span,
}

/// One citation mark: `[see @a, p. 4; @b]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct CitationCluster {
    /// What it cites, in the order written; never empty.
    pub items: Vec<CitationItem>,
    /// Whether the author of its first item stands in the text before it: `@key says`.
    pub narrative: bool,
    /// Whether it is a key in the text without brackets, which may be the name of an account: `@key`.
    pub bare: bool,
    /// Whether such a key is in a heading.
    pub heading: bool,
    /// How many bytes of the HTML before its hole follow it in the text as written: a marker stands
    /// after the full stop, words in brackets before it.
    pub passed: u32,
}

/// One item of a citation mark.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CitationItem {
    /// What is cited.
    pub key: CitationKey,
    /// Words before it, as inline HTML; no blank at its ends.
    pub prefix: String,
    /// Words after it, as inline HTML, with the comma or blank that leads them: `, note`.
    pub suffix: String,
    /// The place in it.
    pub locator: Option<Locator>,
    /// `-@key`: the author is left out.
    pub suppress: bool,
}

/// A place in a source: a CSL label and a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Locator {
    /// A CSL locator term: `page`, `paragraph`, `line`, `section`, `timestamp` …
    pub label: String,
    /// The value as it is printed: `3–5`, `19-101`, `00:14:05`. A range has an en dash; a hyphen is part of a name.
    pub value: String,
    /// Whether it is several places: `pp.` instead of `p.`.
    pub plural: bool,
}
