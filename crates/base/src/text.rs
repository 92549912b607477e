//! Text for HTML and for addresses: escaping, slugs, case folding.
//!
//! All HTML of the program that does not come from a template is escaped with [`escape`].

use std::borrow::Cow;
use std::fmt::Write as _;
use unicode_normalization::UnicodeNormalization as _;

/// Appends `text` to `out` with `& < > "` escaped: safe in element text and in double-quoted attributes.
pub fn escape_to(out: &mut String, text: &str) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(entity);
        from = at + 1;
    }
    out.push_str(&text[from..]);
}

/// Returns `text` escaped for HTML; see [`escape_to`].
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    escape_to(&mut out, text);
    out
}

/// True if Unicode reserves a character for the internal use of programs. This program uses some of them as marks,
/// so input text must not contain them.
pub const fn is_reserved(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}')
}

/// Returns the text with every reserved character replaced by U+FFFD.
pub fn without_reserved(text: &str) -> Cow<'_, str> {
    if text.contains(is_reserved) {
        Cow::Owned(text.replace(is_reserved, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// A slug: lower-case ASCII letters and digits with single inner hyphens, at most 80 characters.
///
/// Latin letters lose their accents by Unicode decomposition and a small table (`ß` → `ss`, `ø` → `o` …). A letter
/// of another script becomes `u` and its code point in base 16, so that two different titles do not get the same
/// slug. Empty for a text without letters or digits.
pub fn slug(text: &str) -> String {
    let mut out = String::new();
    let mut gap = false;
    let mut push = |piece: &str, gap: &mut bool| {
        if *gap && !out.is_empty() {
            out.push('-');
        }
        *gap = false;
        out.push_str(piece);
    };
    for c in text.nfkd().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => push(c.encode_utf8(&mut [0; 4]), &mut gap),
            '\'' | '’' | '‘' | '\u{ad}' | '\u{200b}'..='\u{200f}' => {}
            'ß' => push("ss", &mut gap),
            'æ' => push("ae", &mut gap),
            'œ' => push("oe", &mut gap),
            'ø' => push("o", &mut gap),
            'đ' | 'ð' => push("d", &mut gap),
            'ł' => push("l", &mut gap),
            'þ' => push("th", &mut gap),
            'ı' => push("i", &mut gap),
            c if unicode_normalization::char::is_combining_mark(c) => {}
            c if c.is_alphanumeric() => push(&format!("u{:x}", u32::from(c)), &mut gap),
            _ => gap = true,
        }
    }
    if out.len() > 80 {
        let cut = out[..80].rfind('-').filter(|&at| at > 40).unwrap_or(80);
        out.truncate(cut);
    }
    out
}

/// The anchor of a heading: words of any script in lower case joined by `-`; `section` without words.
pub fn anchor(text: &str) -> String {
    let mut out = String::new();
    let mut gap = false;
    for c in text.nfc().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() || c == '_' {
            if gap && !out.is_empty() {
                out.push('-');
            }
            gap = false;
            out.push(c);
        } else if !matches!(c, '\'' | '’') {
            gap = true;
        }
    }
    if out.is_empty() { "section".to_owned() } else { out }
}

/// Folds a name for a look-up: NFKC, lower case, single spaces, `_` and `-` as spaces.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfkc().flat_map(char::to_lowercase) {
        if c.is_whitespace() || matches!(c, '-' | '_') {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

/// A number with commas between thousands: `1,036`.
pub fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number with its noun: `1 error`, `2 errors`.
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(n), if n == 1 { one } else { many })
}

/// Percent-encodes the characters of a path and query that a URL must not contain: controls, spaces, non-ASCII, `"
/// < > \ ^ { | }` and the backtick. Existing percent-escapes are kept.
pub fn encode_url(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for byte in url.bytes() {
        let plain = byte.is_ascii_graphic()
            && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}');
        if plain {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Percent-encodes a path for use as an address, including the characters that would end it or be read as an escape
/// (`# ? %`). `fig #1.png` → `fig%20%231.png`.
pub fn encode_path(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        let plain = byte.is_ascii_alphanumeric()
            || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/' | b'!' | b'$' | b'&' | b'\'')
            || matches!(byte, b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' | b':' | b'@');
        if plain {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// True if `text` is in composed form (NFC). Fast for ASCII.
pub fn is_composed(text: &str) -> bool {
    text.is_ascii() || unicode_normalization::is_nfc(text)
}

/// Returns `text` in composed form (NFC).
pub fn composed(text: &str) -> String {
    text.nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::{anchor, encode_path, escape, fold, slug, thousands};

    #[test]
    fn a_path_leads_to_the_file_of_its_name() {
        assert_eq!(encode_path("img/fig #1.png"), "img/fig%20%231.png");
        assert_eq!(encode_path("why?.png"), "why%3F.png");
        assert_eq!(encode_path("50%.png"), "50%25.png");
        assert_eq!(encode_path("50%20.png"), "50%2520.png");
        assert_eq!(encode_path("a b (1).png"), "a%20b%20(1).png");
        assert_eq!(encode_path("Ü[1].png"), "%C3%9C%5B1%5D.png");
    }

    #[test]
    fn escapes_what_html_would_read() {
        assert_eq!(escape("<b a=\"x\">&amp;'"), "&lt;b a=&quot;x&quot;&gt;&amp;amp;'");
    }

    #[test]
    fn slugs_are_ascii_and_stable() {
        assert_eq!(
            slug("Access to US user data from abroad"),
            "access-to-us-user-data-from-abroad"
        );
        assert_eq!(slug("Straße & Café, 2ème"), "strasse-cafe-2eme");
        assert_eq!(slug("China’s apps"), "chinas-apps");
        assert_eq!(slug("--- !"), "");
        assert_ne!(slug("пункт"), slug("закон"));
    }

    #[test]
    fn anchors_keep_their_script() {
        assert_eq!(anchor("What was said?"), "what-was-said");
        assert_eq!(anchor("Что сказано"), "что-сказано");
        assert_eq!(anchor("!"), "section");
    }

    #[test]
    fn folding_ignores_case_and_joints() {
        assert_eq!(fold("Data_Security "), fold("data-security"));
    }

    #[test]
    fn thousands_have_commas() {
        assert_eq!([1, 1036, 1_000_000].map(thousands), ["1", "1,036", "1,000,000"]);
    }
}
