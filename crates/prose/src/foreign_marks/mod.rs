//! Recognizes marks of other programs in running text: pandoc and Quarto, Hugo, Jekyll and other
//! template languages, MkDocs, kramdown, reStructuredText, LaTeX. Start with [`at_line_start`] and
//! [`within_line`].
//!
//! Returns the kind and range of a mark; [`KINDS`] has the messages. Must not parse Markdown:
//! callers pass bytes of running text only, never code, comments or addresses.

mod comments;
mod recognize;
#[cfg(test)]
mod tests;

use onrecord_base::code::RuleCode;
pub(super) use recognize::{INLINE_STARTS, at_line_start, line_len, within_line};

/// The kind of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum MarkKind {
    /// `::: {.callout-note}` (pandoc, Quarto and Docusaurus).
    Division,
    /// `[words]{.smallcaps}` (pandoc).
    SpanAttributes,
    /// `{width="6in"}` after an image, a link or a heading (pandoc and MkDocs).
    Attributes,
    /// `{: .note }` (kramdown and MkDocs).
    BlockAttributes,
    /// `CO~2~` (pandoc).
    Subscript,
    /// `10^6^` (pandoc).
    Superscript,
    /// `{{< figure >}}` and `{{% notice %}}` (Hugo).
    Shortcode,
    /// `{% include note.html %}` (Jekyll, Zola and Eleventy).
    TemplateTag,
    /// `{{ page.date }}` (template languages).
    TemplateOutput,
    /// `$x^2$`, `$$ … $$`, `\(…\)`.
    Formula,
    /// `!!! note "Mind"` and `??? tip` (MkDocs).
    Admonition,
    /// `=== "Harbour"` (MkDocs).
    Tab,
    /// `:material-home:` and `:smile:`.
    Icon,
    /// `{++new++}`, `{--old--}` (CriticMarkup).
    Change,
    /// `{# … #}`, `{{/* … */}}`, `{% comment %}`, `<%# … %>`, `{>>remark<<}`: text that readers
    /// must not see.
    Comment,
    /// An unclosed `<!--`.
    OpenComment,
    /// `.. note::` (reStructuredText).
    Directive,
    /// `[TOC]` (MkDocs and others).
    Contents,
    /// `++new++`, `^^new^^`, `||hidden||` (MkDocs, Typora and chat programs).
    Signs,
}

/// The diagnostic about a kind of mark.
#[derive(Debug)]
pub(super) struct KindInfo {
    #[cfg(test)]
    pub kind: MarkKind,
    /// The rule.
    pub code: RuleCode,
    /// The name of the mark, for the message.
    pub name: &'static str,
    /// The help of the message.
    pub help: &'static str,
}

/// All kinds, in the order of [`MarkKind`].
pub(super) const KINDS: [KindInfo; 19] = [
    KindInfo {
        #[cfg(test)]
        kind: MarkKind::Division,
        code: RuleCode::ForeignMark,
        name: "the fence of a block",
        help: "write a callout, `> [!NOTE]`, or remove the lines that start with `:::`",
    },
    KindInfo {
        #[cfg(test)]
        kind: MarkKind::SpanAttributes,
        code: RuleCode::ForeignMark,
        name: "a list of attributes",
        help: "remove the brackets and braces; use `*words*` or `**words**` for emphasis",
    },
    KindInfo {
        #[cfg(test)]
        kind: MarkKind::Attributes,
        code: RuleCode::ForeignMark,
        name: "a list of attributes",
        help: "remove the braces; only a heading takes an id, as in `## Words {#id}`",
    },
    KindInfo {
        #[cfg(test)]
        kind: MarkKind::BlockAttributes,
        code: RuleCode::ForeignMark,
        name: "a list of attributes",
        help: "remove it; to highlight a remark, write a callout, `> [!NOTE]`",
    },
    KindInfo {
        #[cfg(test)]
        kind: MarkKind::Subscript,
        code: RuleCode::ForeignMark,
        name: "a subscript",
        help: "type the character itself, as in `CO₂`; for strikethrough use two tildes: `~~words~~`",
    },
    KindInfo {
        #[cfg(test)]
        kind: MarkKind::Superscript,
        code: RuleCode::ForeignMark,
        name: "a superscript",
        help: "type the character itself, as in `10⁶`, or put a backslash before each `^`",
    },
    KindInfo {
        #[cfg(test)]
        kind: MarkKind::Shortcode,
        code: RuleCode::TemplateCode,
        name: "a shortcode",
        help: "write the result: an image is `![what it shows](file.png)`, a link `[words](note.md)`",
    },
    KindInfo {
        #[cfg(test)]
        kind: MarkKind::TemplateTag,
        code: RuleCode::TemplateCode,
        name: "template code",
        help: "write the result, or put it in backticks to show it as code; templates do not run in texts",
    },
    KindInfo {
        #[cfg(test)]
        kind: MarkKind::TemplateOutput,
        code: RuleCode::TemplateCode,
        name: "template code",
        help: "write the result, or put it in backticks to show it as code; templates do not run in texts",
    },
    KindInfo {
        #[cfg(test)]
        kind: MarkKind::Formula,
        code: RuleCode::Formula,
        name: "a formula",
        help: "write it in words and symbols (`x² + y`), show it as an image, or put it in backticks; write `\\$` for a dollar sign",
    },
    KindInfo {
        #[cfg(test)]
        kind: MarkKind::Admonition,
        code: RuleCode::ForeignMark,
        name: "the marker of an admonition",
        help: "write a callout: `> [!NOTE]`, and `>` before each of its lines",
    },
    KindInfo {
        #[cfg(test)]
        kind: MarkKind::Tab,
        code: RuleCode::ForeignMark,
        name: "the marker of a tab",
        help: "write a heading, and start the lines of the tab at the margin",
    },
    KindInfo {
        #[cfg(test)]
        kind: MarkKind::Icon,
        code: RuleCode::ForeignMark,
        name: "the name of an icon",
        help: "type the character itself, or a word; put a backslash before the first colon if you mean the colons",
    },
    KindInfo {
        #[cfg(test)]
        kind: MarkKind::Change,
        code: RuleCode::ForeignMark,
        name: "the mark of a change",
        help: "accept or reject the change",
    },
    KindInfo {
        #[cfg(test)]
        kind: MarkKind::Comment,
        code: RuleCode::HiddenComment,
        name: "a comment",
        help: "write private remarks as `<!-- … -->`, or put a backslash before the first sign to print it",
    },
    KindInfo {
        #[cfg(test)]
        kind: MarkKind::OpenComment,
        code: RuleCode::OpenComment,
        name: "a comment",
        help: "close it with `-->` in the same paragraph, or write `\\<!--` to print it",
    },
    KindInfo {
        #[cfg(test)]
        kind: MarkKind::Directive,
        code: RuleCode::ForeignMark,
        name: "a directive",
        help: "write a callout, `> [!NOTE]`, or plain text instead",
    },
    KindInfo {
        #[cfg(test)]
        kind: MarkKind::Contents,
        code: RuleCode::ForeignMark,
        name: "the marker of a table of contents",
        help: "remove it; the theme decides where the headings of a page are listed",
    },
    KindInfo {
        #[cfg(test)]
        kind: MarkKind::Signs,
        code: RuleCode::ForeignMark,
        name: "a mark around words",
        help: "remove the signs; `*words*` and `**words**` emphasize, and a backslash before each sign prints it",
    },
];

impl MarkKind {
    /// Returns the diagnostic about it.
    pub(super) const fn info(self) -> &'static KindInfo {
        &KINDS[self as usize]
    }
}
