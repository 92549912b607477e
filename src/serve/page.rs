//! The script that the preview adds to pages, and the page that it shows if the site has none.
//!
//! The script is added when a page is served; files that are written never contain it.

use onrecord_base::text::escape;

/// The script of the preview: a library that patches a page in place, and our use of it.
pub const SCRIPT: &str =
    concat!(include_str!("assets/idiomorph.js"), "\n", include_str!("assets/preview.js"));

/// The content security policy of previewed pages: the same sources as for published pages.
pub const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; connect-src 'self'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The media type of a file, by its extension.
pub use onrecord_site::routes::media_type;

/// Returns a page with the script. `tag` is the hash of the page, by which the script asks if it has changed.
pub fn with_script(page: &[u8], tag: &str) -> Vec<u8> {
    let script =
        format!("<script defer src=\"/_onrecord/preview.js\" data-page=\"{tag}\"></script>");
    let at = find(page, b"</head>").unwrap_or(0);
    [&page[..at], script.as_bytes(), &page[at..]].concat()
}

fn find(page: &[u8], wanted: &[u8]) -> Option<usize> {
    page.windows(wanted.len()).position(|part| part.eq_ignore_ascii_case(wanted))
}

/// Returns the page that is shown instead of one that does not exist or failed. `reason` is shown below the title.
pub fn placeholder_page(title: &str, reason: &str) -> Vec<u8> {
    let (title, reason) = (escape(title), escape(reason));
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title></head>\
         <body><h1>{title}</h1><pre id=\"onrecord-told\">{reason}</pre></body></html>\n"
    );
    with_script(page.as_bytes(), "")
}

#[cfg(test)]
mod tests {
    use super::{placeholder_page, with_script};

    fn text(bytes: Vec<u8>) -> String {
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn the_script_is_at_the_end_of_the_head() {
        let page = text(with_script(b"<HEAD><title>a</title></HEAD><p>a", "0f"));
        assert!(page.starts_with("<HEAD><title>a</title><script defer src="), "{page}");
        assert!(page.ends_with("data-page=\"0f\"></script></HEAD><p>a"), "{page}");
        assert!(text(with_script(b"<p>a", "0f")).ends_with("</script><p>a"));
    }

    #[test]
    fn the_reason_is_escaped() {
        let page = text(placeholder_page("a", "<img src=x onerror=alert(1)>"));
        assert!(page.contains("&lt;img src=x onerror"), "{page}");
        assert!(!page.contains("<img"));
    }
}
