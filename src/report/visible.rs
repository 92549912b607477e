//! Printable text for terminals: invisible characters are replaced by their code point.

use std::fmt::Write as _;

/// True for a character that is invisible or affects its neighbours: controls, bidi controls, zero-width and
/// tag characters, line separators, private use.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e000}'..='\u{f8ff}'
            | '\u{e0000}'..='\u{e007f}' | '\u{f0000}'..='\u{10ffff}')
}

/// Appends a character: a tab as four spaces, a hidden one as `<U+202E>`, any other unchanged.
pub fn push(out: &mut String, c: char) {
    if c == '\t' {
        out.push_str("    ");
    } else if is_hidden(c) {
        let _ = write!(out, "<U+{:04X}>", u32::from(c));
    } else {
        out.push(c);
    }
}

/// Returns `text` on one line, with every hidden character replaced by its code point.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\n' { out.push(' ') } else { push(&mut out, c) }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn no_control_character_reaches_the_terminal() {
        assert_eq!(visible("a\u{1b}[31mb\u{202e}c"), "a<U+001B>[31mb<U+202E>c");
        assert_eq!(visible("tab\tline\nend"), "tab    line end");
        assert_eq!(visible("Žižek, пункт, 名前, 👍"), "Žižek, пункт, 名前, 👍");
    }
}
