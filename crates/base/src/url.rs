//! Addresses as authors write them: to the web, to a file of the site, or refused.
//!
//! All decisions about URL schemes are made here. An address arrives after Markdown or YAML has decoded its
//! escapes, and is read as a browser would read it: control characters and spaces are removed first. This file does
//! not know which files exist. Start with [`classify`].

use crate::text;
use percent_encoding::percent_decode_str;

/// The schemes that are published.
pub const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// The kind of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParsedUrl {
    /// An address with one of [`SCHEMES`]: ASCII only, without spaces and control characters. Escape it before it
    /// is put into an attribute.
    Web(String),
    /// A path, relative to the file in which it is written.
    Relative {
        /// The path, percent-decoded; empty for a link within the same page.
        path: String,
        /// The part after the first `#`, percent-decoded.
        anchor: Option<String>,
    },
    /// An address that is never published.
    Refused {
        /// Its scheme in lower case, or `//` for an address that inherits the scheme of the page.
        scheme: String,
    },
}

/// Classifies an address.
///
/// * In: the address after entities and backslashes are decoded; percent-escapes are still encoded.
/// * Out: [`ParsedUrl::Web`] for the schemes of [`SCHEMES`]; [`ParsedUrl::Refused`] for any other scheme and for
///   `//host`, `\\host` and their mixtures; [`ParsedUrl::Relative`] for the rest.
/// * Rule: <https://url.spec.whatwg.org/#concept-basic-url-parser> strips spaces and controls from the ends, and
///   tabs and line ends from everywhere. This is stricter: every control character is dropped and, before the
///   scheme is read, every space and invisible character.
pub fn classify(url: &str) -> ParsedUrl {
    let plain: String = url.chars().filter(|&c| !c.is_control()).collect();
    let plain = plain.trim();
    let bare: String = plain.chars().filter(|&c| !c.is_whitespace() && !is_invisible(c)).collect();
    if let Some(scheme) = scheme(&bare) {
        return if SCHEMES.contains(&scheme.as_str()) {
            ParsedUrl::Web(text::encode_url(plain))
        } else {
            ParsedUrl::Refused { scheme }
        };
    }
    let mut slashes = bare.chars();
    if matches!((slashes.next(), slashes.next()), (Some('/' | '\\'), Some('/' | '\\'))) {
        return ParsedUrl::Refused { scheme: "//".to_owned() };
    }
    let (path, anchor) = match plain.split_once('#') {
        Some((path, anchor)) => (path, Some(decode(anchor))),
        None => (plain, None),
    };
    ParsedUrl::Relative { path: decode(path), anchor }
}

/// The scheme before the first colon, in lower case; `None` if it is not a valid scheme (RFC 3986).
fn scheme(url: &str) -> Option<String> {
    let at = url.find(':')?;
    let word = url.get(..at)?;
    let mut chars = word.chars();
    let shaped = chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-'));
    shaped.then(|| word.to_ascii_lowercase())
}

/// True if an address starts with `http://` or `https://`, in lower case.
pub fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

/// True for characters without width, which could hide a scheme from a reader.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Percent-decodes a text. Bytes that are not UTF-8 become U+FFFD, so the result never names a file.
fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Percent-decodes a text once; `None` if the result is not UTF-8.
pub fn percent_decoded(text: &str) -> Option<String> {
    Some(percent_decode_str(text).decode_utf8().ok()?.into_owned())
}

/// Addresses of DOI resolvers. After one of them, a DOI may be percent-encoded.
pub const RESOLVERS: [&str; 6] = [
    "https://doi.org/",
    "http://doi.org/",
    "https://dx.doi.org/",
    "http://dx.doi.org/",
    "https://www.doi.org/",
    "doi.org/",
];

/// True if the words of a link show its address (with or without scheme) or its DOI, so that print need not repeat
/// it.
pub fn shows_address(words: &str, url: &str) -> bool {
    let bare = url.split_once("://").map_or(url, |(_, rest)| rest);
    let bare = bare.strip_prefix("doi.org/").unwrap_or(bare).trim_end_matches('/');
    let shows = |(at, _): (usize, &str)| {
        let before = words.get(..at).unwrap_or("");
        let after = words.get(at + bare.len()..).unwrap_or("").trim_start_matches('/');
        !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric)
    };
    !bare.is_empty() && words.match_indices(bare).any(shows)
}

/// A DOI without the address of its resolver and without `doi:`.
pub fn bare_doi(written: &str) -> String {
    let text = written.trim();
    let rest = |prefix: &str| {
        let head = text.get(..prefix.len()).filter(|head| head.eq_ignore_ascii_case(prefix));
        head.and_then(|_| text.get(prefix.len()..)).map(str::trim)
    };
    if let Some(encoded) = RESOLVERS.into_iter().find_map(rest) {
        return percent_decoded(encoded).unwrap_or_else(|| encoded.to_owned());
    }
    rest("doi:").unwrap_or(text).to_owned()
}

/// The resolver's address of a DOI; `None` if the text is not a DOI. Every character that an address cannot contain
/// is encoded: old DOIs of journals contain `<` and `>`. Escape it before it is put into an attribute.
pub fn doi_address(written: &str) -> Option<String> {
    let doi = bare_doi(written);
    let (prefix, rest) = doi.split_once('/')?;
    let is_doi = prefix.starts_with("10.")
        && !rest.is_empty()
        && !doi.contains(|c: char| c.is_whitespace() || c.is_control());
    is_doi.then(|| format!("https://doi.org/{}", text::encode_path(&doi)))
}

#[cfg(test)]
mod tests {
    use super::{
        ParsedUrl, bare_doi, classify, doi_address, is_web, percent_decoded, shows_address,
    };

    #[test]
    fn words_show_an_address_with_or_without_its_scheme() {
        for (words, url) in [
            ("https://x.example/p?a=1", "https://x.example/p?a=1"),
            ("www.x.example", "http://www.x.example/"),
            ("x.example/p/", "https://x.example/p"),
            ("at x.example/p.", "https://x.example/p"),
            ("DOI 10.5555/a", "https://doi.org/10.5555/a"),
        ] {
            assert!(shows_address(words, url), "{words} {url}");
        }
        for (words, url) in [
            ("the plan", "https://x.example/"),
            ("", "https://x.example/"),
            ("a", "https://"),
            ("https://x.example/plan", "https://x.example/p"),
            ("https://x.example/p/a", "https://x.example/p"),
            ("myx.example", "https://x.example/"),
        ] {
            assert!(!shows_address(words, url), "{words} {url}");
        }
    }

    #[test]
    fn the_address_of_a_doi_decodes_to_the_same_doi() {
        for doi in [
            "10.5555/tide.1",
            "10.1002/(SICI)1097-0258(19980815)17:15/16<1661::AID-SIM968>3.0.CO;2-2",
            "10.5555/a#b?c%20d",
            "10.5555/ä",
        ] {
            let address = doi_address(doi).unwrap_or_default();
            let rest = address.strip_prefix("https://doi.org/").unwrap_or_default();
            assert!(!rest.contains(['<', '>', '#', '?', '"', ' ']), "{address}");
            assert_eq!(percent_decoded(rest).as_deref(), Some(doi));
            for written in [format!("doi:{doi}"), format!("DOI: {doi}"), address.clone()] {
                assert_eq!(bare_doi(&written), doi);
                assert_eq!(doi_address(&written).as_ref(), Some(&address));
            }
        }
        for other in
            ["", "10.5555", "10.5555/", "ISBN 3", "https://host.example/10.5555/x", "11.5/x"]
        {
            assert_eq!(doi_address(other), None, "{other}");
        }
    }

    #[test]
    fn web_addresses_have_one_of_two_schemes() {
        for (address, expected) in [
            ("https://x.org", true),
            ("http://x.org", true),
            ("HTTP://x.org", false),
            ("www.x.org", false),
            ("ftp://x.org", false),
            ("see https://x.org", false),
        ] {
            assert_eq!(is_web(address), expected, "{address}");
        }
    }

    #[track_caller]
    fn refused(url: &str, scheme: &str) {
        assert_eq!(classify(url), ParsedUrl::Refused { scheme: scheme.to_owned() }, "{url:?}");
    }

    #[track_caller]
    fn relative(url: &str, path: &str, anchor: Option<&str>) {
        let anchor = anchor.map(str::to_owned);
        assert_eq!(classify(url), ParsedUrl::Relative { path: path.to_owned(), anchor }, "{url:?}");
    }

    #[test]
    fn four_schemes_are_published() {
        for url in ["http://x.org/", "https://x.org/a?b=1#c", "mailto:me@x.org", "tel:+1-202"] {
            assert_eq!(classify(url), ParsedUrl::Web(url.to_owned()));
        }
        assert_eq!(classify("HTTPS://x.org"), ParsedUrl::Web("HTTPS://x.org".to_owned()));
        assert_eq!(
            classify(" https://x.org/a b\"c "),
            ParsedUrl::Web("https://x.org/a%20b%22c".to_owned())
        );
    }

    #[test]
    fn a_disguised_scheme_is_seen() {
        for url in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\tscript:alert(1)",
            "java\nscript:alert(1)",
            "java\r\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            " \u{a0}javascript:alert(1)",
            "java script:alert(1)",
            "java\u{200b}script:alert(1)",
            "\u{feff}javascript:alert(1)",
            "java\0script:alert(1)",
            "javascript:alert(1)",
            "javascript\u{85}:alert(1)",
        ] {
            refused(url, "javascript");
        }
    }

    #[test]
    fn other_schemes_are_refused() {
        refused("data:text/html,<script>", "data");
        refused("vbscript:x", "vbscript");
        refused("file:///etc/passwd", "file");
        refused("blob:https://x", "blob");
        refused("c:\\x", "c");
        refused("view-source:x", "view-source");
    }

    #[test]
    fn an_address_without_its_own_scheme_is_refused() {
        for url in ["//evil.org", "\\\\evil.org", "/\\evil.org", "\\/evil.org", "/\t/evil.org"] {
            refused(url, "//");
        }
    }

    #[test]
    fn paths_are_decoded() {
        relative("../a%20b.md#p%C3%A4rt", "../a b.md", Some("pärt"));
        relative("#part", "", Some("part"));
        relative("a.md", "a.md", None);
        relative("/img/x.png", "/img/x.png", None);
        relative("", "", None);
        relative("a/b:c", "a/b:c", None);
    }

    #[test]
    fn an_escaped_scheme_is_a_strange_path_and_no_scheme() {
        relative("javascript%3Aalert(1)", "javascript:alert(1)", None);
        relative("%6aavascript%3aalert(1)", "javascript:alert(1)", None);
        relative("&#106;avascript&colon;x", "&", Some("106;avascript&colon;x"));
        relative("пример:x", "пример:x", None);
        relative(":x", ":x", None);
    }
}
