//! The data types of a citation as written in a text: its keys, locators, prefixes and suffixes.
//! Start with [`CitationCluster`].
//!
//! The keys are not looked up yet. Must not depend on sources or on Markdown.

use onrecord_base::span::Span;

/// A key as written in a citation: of a source, or `quote:id`, `action:id`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CitationKey {
    /// The key as written, without `@`, `-` and braces.
    pub text: String,
    /// The span of the key in the file, without `@`.
    pub span: Span,
}

/// One citation: `[see @a, p. 4; @b]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct CitationCluster {
    /// The items in the order written; never empty.
    pub items: Vec<CitationItem>,
    /// True if the author of the first item is printed in the text before the marker: `@key says`.
    pub narrative: bool,
    /// True if it is a key in the text without brackets, which may be the name of an account:
    /// `@key`.
    pub bare: bool,
    /// True if such a key is in a heading.
    pub heading: bool,
    /// The number of bytes of HTML before the placeholder that follow the citation in the text as
    /// written. A note marker is printed after that punctuation, a citation in parentheses before
    /// it.
    pub passed: u32,
}

/// One item of a citation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CitationItem {
    /// The key of the cited source, quote or action.
    pub key: CitationKey,
    /// The words before it, as inline HTML, trimmed.
    pub prefix: String,
    /// The words after it, as inline HTML, with the leading comma or space: `, note`.
    pub suffix: String,
    /// The position in the source; `None` if it is not given.
    pub locator: Option<Locator>,
    /// True for `-@key`, which omits the author.
    pub suppress: bool,
}

/// A position in a source: a CSL label and a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Locator {
    /// A CSL locator term: `page`, `paragraph`, `line`, `section`, `timestamp` …
    pub label: String,
    /// The value as printed: `3–5`, `19-101`, `00:14:05`. A range has an en dash; a hyphen is part
    /// of a name.
    pub value: String,
    /// True if it is several positions: `pp.` instead of `p.`.
    pub plural: bool,
}
