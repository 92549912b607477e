//! Decodes the bytes of a file: UTF-8, without control characters and merge markers. Start with
//! [`text_of`].

use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::span::{FileSpan, Span};
use onrecord_base::text::is_reserved;
use std::sync::Arc;

/// Returns the bytes as UTF-8 text, or the diagnostic with the first invalid byte.
pub fn utf8_of<'a>(file: &Arc<str>, bytes: &'a [u8]) -> Result<&'a str, Box<Diagnostic>> {
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let diagnostic = Diagnostic::new(
            RuleCode::NotText,
            FileSpan::new(file, Span::new(at, at)),
            format!("this file is not valid UTF-8 at byte {at}"),
        );
        let help = match bytes {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "it is UTF-16; save it as UTF-8",
            _ => "save it as UTF-8",
        };
        Box::new(diagnostic.help(help))
    })
}

/// Returns the bytes as UTF-8 text without control characters, or the diagnostic.
pub fn text_of<'a>(file: &Arc<str>, bytes: &'a [u8]) -> Result<&'a str, Box<Diagnostic>> {
    let place = |at: usize, len: usize| FileSpan::new(file, Span::new(at, at + len));
    let text = utf8_of(file, bytes)?;
    match first_control(text) {
        Some((at, c)) => {
            let what = if is_reserved(c) { "reserved" } else { "control" };
            let message = format!(
                "this file contains the {what} character U+{:04X} (byte {at})",
                u32::from(c)
            );
            let diagnostic =
                Diagnostic::new(RuleCode::ControlCharacter, place(at, c.len_utf8()), message);
            Err(Box::new(diagnostic.help("delete it; only tabs and line ends are allowed")))
        }
        None => merged(file, text),
    }
}

/// Returns the first control character (except tabs and line ends) or reserved character, with its
/// byte offset.
fn first_control(text: &str) -> Option<(usize, char)> {
    /// Bytes tested together, without a branch, for speed: every text of a site is read.
    const CHUNK: usize = 64;
    // 0xC2 is the first byte of the control characters above ASCII, and of others such as `§`; 0xEF
    // that of the reserved ones.
    #[expect(clippy::needless_bitwise_bool, reason = "without branches the loop is vectorized")]
    let is_suspect = |b: u8| {
        (b < 0x20) & (b != b'\n') & (b != b'\r') & (b != b'\t')
            | (b == 0x7f)
            | (b == 0xc2)
            | (b == 0xef)
    };
    for (nth, chunk) in text.as_bytes().chunks(CHUNK).enumerate() {
        if !chunk.iter().fold(false, |any, b| any | is_suspect(*b)) {
            continue;
        }
        let suspects = chunk.iter().enumerate().filter(|(_, b)| is_suspect(**b));
        for at in suspects.map(|(inner, _)| nth * CHUNK + inner) {
            let c = text.get(at..).and_then(|rest| rest.chars().next());
            if let Some(c) = c.filter(|c| c.is_control() || is_reserved(*c)) {
                return Some((at, c));
            }
        }
    }
    None
}

/// Returns the text, or a diagnostic if it contains both sides of a merge conflict: their other
/// errors are not the author's mistakes.
fn merged<'a>(file: &Arc<str>, text: &'a str) -> Result<&'a str, Box<Diagnostic>> {
    const MARKS: [&str; 3] = ["<<<<<<< ", "=======", ">>>>>>> "];
    let mut places = vec![];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let mark = MARKS[places.len()];
        let is_mark =
            if mark.ends_with(' ') { line.starts_with(mark) } else { line.trim_end() == mark };
        if is_mark {
            places.push(FileSpan::new(file, Span::new(at, at + line.trim_end().len())));
        }
        if let [first, middle, last] = places.as_slice() {
            let message = "unresolved merge conflict";
            let diagnostic = Diagnostic::new(RuleCode::UnfinishedMerge, first.clone(), message)
                .related(middle.clone(), "the other side starts here")
                .related(last.clone(), "end of the conflict");
            return Err(Box::new(
                diagnostic.help("keep one side or combine the two, and remove these three lines"),
            ));
        }
        at += line.len();
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::first_control;
    use onrecord_base::text::is_reserved;

    #[test]
    fn control_characters_are_found_as_unicode_has_them() {
        for c in (0..0x2_0000).filter_map(char::from_u32) {
            let text = format!("§ a\t\r\n{c}§");
            let by_characters = text.char_indices().find(|(_, c)| {
                c.is_control() && !matches!(c, '\n' | '\r' | '\t') || is_reserved(*c)
            });
            assert_eq!(first_control(&text), by_characters, "U+{:04X}", u32::from(c));
        }
    }
}
