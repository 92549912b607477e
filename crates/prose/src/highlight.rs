//! Highlights code: a code block as HTML with a dozen one-letter classes. Start with [`highlight`].
//!
//! Depends on syntect only. The syntaxes are loaded at the first block in a known language, so a
//! site without code pays nothing. The limits measure size and never time, so the output is
//! deterministic.

use onrecord_base::text::{escape, escape_to};
use std::sync::LazyLock;
use syntect::easy::ScopeRegionIterator;
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

/// The largest block that is highlighted, in bytes.
pub const MAX_BLOCK: usize = 64 * 1024;
/// The longest line that is highlighted, in bytes.
pub const MAX_LINE: usize = 2000;

/// The maximum sum of the squared line lengths. On hostile input (spaces in CSS), the time for a
/// line grows with the square of its length, so this bounds the time for a block.
pub const MAX_COST: usize = 1_500_000;

/// Syntaxes that are disabled, because their patterns take seconds for 60 short lines of brackets.
const CRAWLING: [&str; 2] = ["Makefile", "reStructuredText"];

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// The class of each scope; the first match counts.
static CLASSES: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    [
        ("comment", "c"),
        ("punctuation.definition.comment", "c"),
        ("string", "s"),
        ("constant.character", "s"),
        ("constant", "n"),
        ("keyword.operator", "o"),
        ("keyword", "k"),
        ("storage", "k"),
        ("variable.language", "k"),
        ("variable.parameter", "v"),
        ("variable.function", "f"),
        ("entity.name.function", "f"),
        ("support.function", "f"),
        ("entity.name.tag", "g"),
        ("entity.other.attribute-name", "a"),
        ("entity.name.section", "h"),
        ("entity.name", "t"),
        ("entity.other.inherited-class", "t"),
        ("support.type", "t"),
        ("support.class", "t"),
        ("markup.heading", "h"),
        ("markup.inserted", "i"),
        ("markup.deleted", "d"),
    ]
    .into_iter()
    .filter_map(|(name, class)| Some((Scope::new(name).ok()?, class)))
    .collect()
});

/// The result of highlighting a block of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HighlightedCode {
    /// Highlighted HTML.
    Marked(String),
    /// No language, or plain text: escaped HTML.
    Plain(String),
    /// An unknown language: escaped HTML.
    Unknown(String),
    /// Over a size limit: escaped HTML, and the limit in words for a message.
    Costly(String, &'static str),
}

impl HighlightedCode {
    /// Returns the HTML of any result.
    pub fn html(&self) -> &str {
        match self {
            Self::Marked(html)
            | Self::Plain(html)
            | Self::Unknown(html)
            | Self::Costly(html, _) => html,
        }
    }
}

/// Returns the language of a fence: the first word of its info string; `None` if that is not a
/// valid name.
///
/// A name has 1 to 30 of `A-Z a-z 0-9 + # _ -`. Anything else never reaches the page.
pub fn language(info: &str) -> Option<&str> {
    let word = info.trim().split([' ', '\t', ',', '{']).next()?;
    let shaped = (1..=30).contains(&word.len())
        && word
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'#' | b'_' | b'-'));
    shaped.then_some(word)
}

/// Highlights `text` as code in `language`, a name returned by [`language`].
pub fn highlight(text: &str, language: Option<&str>) -> HighlightedCode {
    let Some(language) = language.filter(|l| !is_plain(l)) else {
        return HighlightedCode::Plain(escape(text));
    };
    if text.len() > MAX_BLOCK {
        return HighlightedCode::Costly(escape(text), "it has more than 64 KiB");
    }
    if text.lines().any(|line| line.len() > MAX_LINE) {
        return HighlightedCode::Costly(escape(text), "it has a line of more than 2,000 bytes");
    }
    if text.lines().map(|line| line.len() * line.len()).sum::<usize>() > MAX_COST {
        return HighlightedCode::Costly(escape(text), "it has too many long lines");
    }
    let found = SYNTAXES.find_syntax_by_token(language);
    match found.filter(|syntax| !CRAWLING.contains(&syntax.name.as_str())) {
        None => HighlightedCode::Unknown(escape(text)),
        Some(syntax) => match marked(text, syntax) {
            Some(html) => HighlightedCode::Marked(html),
            None => HighlightedCode::Unknown(escape(text)),
        },
    }
}

/// True for names of text that is not code.
fn is_plain(language: &str) -> bool {
    ["text", "txt", "plain", "plaintext", "none", "console", "output"]
        .iter()
        .any(|plain| plain.eq_ignore_ascii_case(language))
}

/// Returns the block with a `<span>` for each run of one class; `None` if syntect fails on it.
fn marked(text: &str, syntax: &SyntaxReference) -> Option<String> {
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut out = String::with_capacity(text.len() * 2);
    let mut open = "";
    for line in LinesWithEndings::from(text) {
        let ops = state.parse_line(line, &SYNTAXES).ok()?;
        for (piece, op) in ScopeRegionIterator::new(&ops, line) {
            stack.apply(op).ok()?;
            if piece.is_empty() {
                continue;
            }
            let class = if piece.trim().is_empty() { open } else { class(&stack) };
            if class != open {
                switch(&mut out, open, class);
                open = class;
            }
            escape_to(&mut out, piece);
        }
    }
    switch(&mut out, open, "");
    Some(out)
}

/// Ends the span of one class and begins one of another; the empty class has no span.
fn switch(out: &mut String, from: &str, to: &str) {
    if !from.is_empty() {
        out.push_str("</span>");
    }
    if !to.is_empty() {
        out.push_str("<span class=\"");
        out.push_str(to);
        out.push_str("\">");
    }
}

/// Returns the class of the innermost scope that has one; empty without one.
fn class(stack: &ScopeStack) -> &'static str {
    let of = |scope: &Scope| CLASSES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope));
    stack.as_slice().iter().rev().find_map(of).map_or("", |(_, class)| class)
}

#[cfg(test)]
mod tests {
    use super::{HighlightedCode, highlight, language};

    #[test]
    fn a_language_has_a_closed_alphabet() {
        assert_eq!(language("rust,ignore"), Some("rust"));
        assert_eq!(language(" c++ x"), Some("c++"));
        assert_eq!(language(""), None);
        assert_eq!(language("\"><script>"), None);
        assert_eq!(language(&"a".repeat(31)), None);
    }

    #[test]
    fn code_has_short_classes() {
        let HighlightedCode::Marked(html) = highlight("let x = \"<b>\"; // hi\n", Some("rust"))
        else {
            panic!()
        };
        assert!(html.contains("<span class=\"k\">let</span>"), "{html}");
        assert!(html.contains("&lt;b&gt;") && !html.contains("<b>"), "{html}");
        assert!(html.contains("<span class=\"c\">// hi"), "{html}");
    }

    #[test]
    fn highlighting_changes_no_character() {
        for (text, lang) in [
            ("fn main() { println!(\"{}\", 1 & 2); }\n\n// é\n", "rust"),
            ("{\"a\": [1, null, true]}", "json"),
            ("def f(x):\n    return '''a\n<b>''' # c\n", "python"),
            ("<p class=\"x\">&amp;</p>\n", "html"),
        ] {
            let html = highlight(text, Some(lang)).html().to_owned();
            let mut plain = String::new();
            let mut rest = html.as_str();
            while let Some(at) = rest.find('<') {
                plain.push_str(&rest[..at]);
                rest = &rest[rest[at..].find('>').unwrap() + at + 1..];
            }
            plain.push_str(rest);
            assert_eq!(plain, onrecord_base::text::escape(text));
        }
    }

    #[test]
    fn unknown_and_large_blocks_stay_plain() {
        assert!(matches!(highlight("x", Some("klingon")), HighlightedCode::Unknown(_)));
        assert!(matches!(highlight("x", Some("make")), HighlightedCode::Unknown(_)));
        assert!(matches!(highlight("x", Some("text")), HighlightedCode::Plain(_)));
        assert!(matches!(
            highlight(&"x\n".repeat(40_000), Some("rust")),
            HighlightedCode::Costly(..)
        ));
        let lines = format!("{}\n", " ".repeat(1000)).repeat(5);
        assert!(matches!(highlight(&lines, Some("css")), HighlightedCode::Costly(..)));
        assert!(matches!(highlight(&"x".repeat(2001), Some("rust")), HighlightedCode::Costly(..)));
    }
}
