//! Maps the path of a request to the output file that it names. Reads no file.

use onrecord_base::text::encode_path;
use onrecord_base::url::percent_decoded;

/// Addresses of the preview itself, whatever the site contains.
pub const OWN: &str = "/_onrecord/";

/// The result of routing a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestTarget {
    /// This output file, which exists.
    File(String),
    /// A redirect to this address.
    Elsewhere(String),
    /// Not found.
    Nowhere,
}

/// Routes a request.
///
/// * `path`: as in the request, percent-encoded. It is decoded once.
/// * `base`: the path of the site's base address, with both slashes.
/// * `is_there`: true if the output has a file of this exact name.
/// * Out: a folder is its `index.html`; a folder without a final slash redirects to the one with it.
pub fn goal(path: &str, base: &str, is_there: impl Fn(&str) -> bool) -> RequestTarget {
    let Some(plain) = percent_decoded(path) else { return RequestTarget::Nowhere };
    let Some(below) = plain.strip_prefix(base) else {
        let is_above = plain == "/" || format!("{plain}/") == base;
        return if is_above {
            RequestTarget::Elsewhere(encode_path(base))
        } else {
            RequestTarget::Nowhere
        };
    };
    if below.is_empty() || below.ends_with('/') {
        let file = format!("{below}index.html");
        return if is_there(&file) { RequestTarget::File(file) } else { RequestTarget::Nowhere };
    }
    if is_there(below) {
        return RequestTarget::File(below.to_owned());
    }
    if is_there(&format!("{below}/index.html")) {
        return RequestTarget::Elsewhere(encode_path(&format!("{base}{below}/")));
    }
    RequestTarget::Nowhere
}

#[cfg(test)]
mod tests {
    use super::{RequestTarget, goal};

    fn at(path: &str, base: &str) -> RequestTarget {
        let files = ["index.html", "404.html", "a/index.html", "a/b c.png", "ä/index.html", "x%2f"];
        goal(path, base, |file| files.contains(&file))
    }

    fn file(name: &str) -> RequestTarget {
        RequestTarget::File(name.to_owned())
    }

    #[test]
    fn folders_are_their_index() {
        assert_eq!(at("/", "/"), file("index.html"));
        assert_eq!(at("/a/", "/"), file("a/index.html"));
        assert_eq!(at("/a", "/"), RequestTarget::Elsewhere("/a/".into()));
        assert_eq!(at("/%C3%A4", "/"), RequestTarget::Elsewhere("/%C3%A4/".into()));
        assert_eq!(at("/a/b%20c.png", "/"), file("a/b c.png"));
        assert_eq!(at("/x/a/", "/x/"), file("a/index.html"));
        assert_eq!(at("/", "/x/"), RequestTarget::Elsewhere("/x/".into()));
        assert_eq!(at("/x", "/x/"), RequestTarget::Elsewhere("/x/".into()));
    }

    #[test]
    fn only_exact_names_are_found() {
        for path in ["//", "//a/", "/a//", "/./", "/a/../", "/a/.", "/%2e%2e/", "/a%2f%2e%2e%2f"] {
            assert_eq!(at(path, "/"), RequestTarget::Nowhere, "{path}");
        }
        for path in ["/%c0%ae/", "/%ff", "/a/%00", "/A/", "a/", "/b/a/", "/a/;/", "/%25"] {
            assert_eq!(at(path, "/"), RequestTarget::Nowhere, "{path}");
        }
        // Decoded once and not twice.
        assert_eq!(at("/x%252f", "/"), file("x%2f"));
        assert_eq!(at("/%2561/", "/"), RequestTarget::Nowhere);
    }
}
