//! Adjacent note markers. A comma in the text separates them, so that notes 1 and 2 do not become
//! 12 when copied or read aloud.

/// The separator between two note markers.
pub const BETWEEN: &str = "<sup>,</sup>";

/// Inline elements: a number at the end of one is adjacent to the text that follows it.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark",
    "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var",
];

/// Appends the marker of a note (`<sup>…</sup>`), with a comma if it directly follows another
/// marker. Spaces between the two are removed.
pub(super) fn push(html: &mut String, marker: &str) {
    if marker.is_empty() {
        return;
    }
    let end = html.trim_end().len();
    if !ends_with_number(&html[..end]) {
        html.push_str(marker);
        return;
    }
    html.truncate(end);
    html.push_str(BETWEEN);
    html.push_str(marker);
}

/// True if a text ends with the number of a note or of an entry, ignoring inline tags.
fn ends_with_number(html: &str) -> bool {
    let mut rest = html;
    while let Some(inner) = rest.strip_suffix('>') {
        let Some(tag) = inner.rfind('<') else { return false };
        let name = inner[tag + 1..].trim_start_matches('/');
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        if !INLINE.contains(&name) {
            return false;
        }
        rest = &rest[..tag];
    }
    let number = rest.trim_end_matches(|c: char| c.is_ascii_digit());
    let Some(tag) = number.strip_suffix('>').filter(|_| number.len() < rest.len()) else {
        return false;
    };
    let tag = &tag[tag.rfind('<').unwrap_or(0)..];
    tag.contains("role=\"doc-noteref\"") || tag.contains("role=\"doc-biblioref\"")
}

#[cfg(test)]
mod tests {
    use super::{BETWEEN, push};

    #[track_caller]
    fn check(before: &str, separated: bool) {
        let mut html = before.to_owned();
        push(&mut html, "<sup>M</sup>");
        let comma = if separated { BETWEEN } else { "" };
        let kept = if separated { before.trim_end() } else { before };
        assert_eq!(html, format!("{kept}{comma}<sup>M</sup>"));
    }

    #[test]
    fn a_comma_stands_between_two_numbers() {
        let one = "<sup><a href=\"#fn-x\" id=\"fnref-x-1\" role=\"doc-noteref\">1</a></sup>";
        check(&format!("All of it.{one}"), true);
        check(&format!("All of it.{one} "), true);
        check(&format!("<em>All of it.{one}</em>"), true);
        check(&format!("<em>All of it.{one}</em><strong>"), true);
        check("Number <a href=\"#ref-x\" id=\"citeref-x-1\" role=\"doc-biblioref\">3</a>", true);
        check(&format!("All{one} of it."), false);
        check(&format!("<p>All of it.{one}</p>\n<p>"), false);
        check(&format!("All of it.{one}<br>"), false);
        check("In 2020", false);
        check("10<sup>2</sup>", false);
        check("<a href=\"/x/\">2020</a>", false);
        check("", false);
    }

    #[test]
    fn no_marker_brings_no_comma() {
        let mut html =
            "<sup><a href=\"#fn-x\" id=\"fnref-x-1\" role=\"doc-noteref\">1</a></sup> ".to_owned();
        let before = html.clone();
        push(&mut html, "");
        assert_eq!(html, before);
    }
}
