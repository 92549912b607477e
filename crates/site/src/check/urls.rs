//! OR027 and OR029: addresses in fields.
//!
//! Checks the form of old addresses and web addresses. Never accesses the network.

use super::CheckContext;
use crate::resolve::linked::LinkedLedger;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::span::Spanned;
use onrecord_base::text::{composed, is_composed};
use onrecord_base::url::{ParsedUrl, classify, percent_decoded};
use std::borrow::Cow;
use unicode_normalization::char::is_combining_mark;

/// The maximum length of an old address, in bytes: the longest output path that all systems accept.
const MAX_ADDRESS: usize = 1000;
/// The maximum length of one part, in bytes: the longest file name, with the extension of a
/// redirect page.
const MAX_PART: usize = 200;
/// The folder of the program's own records in an output.
const OURS: &str = ".onrecord";

/// OR027: an alias that starts with `/` is an old address and must be a plain path.
pub(super) fn aliases(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    let mut found = vec![];
    for ix in ledger.marked() {
        for alias in ledger.shared(ix).aliases.iter().filter(|a| a.starts_with('/')) {
            let Some(why) = alias_fault(alias) else { continue };
            let place = onrecord_base::span::FileSpan::new(ledger.file(ix), alias.span);
            let message = format!("`{}` is not a valid alias: {why}", alias.v);
            found.push(
                Diagnostic::new(RuleCode::BadAlias, place, message)
                    .help("write a path like `/old/name/` or `/old/name.html`"),
            );
        }
    }
    found
}

/// The reason why a text is not a valid old address.
pub(super) fn alias_fault(alias: &str) -> Option<String> {
    old_address(alias).err()
}

/// The path of an old address as its file is named: percent-decoded, without the leading slash.
///
/// Letters of every script are allowed, escaped or not. Unescaped letters are normalized to NFC,
/// the form that browsers send for typed text; escaped bytes stay unchanged.
pub(super) fn old_address(alias: &str) -> Result<String, String> {
    let path = alias.strip_prefix('/').unwrap_or(alias);
    let Some(path) = percent_decoded(&composed_between_escapes(path)) else {
        return Err("its percent-encoding is not valid UTF-8".to_owned());
    };
    let bare = path.strip_suffix('/').unwrap_or(&path);
    if bare.is_empty() {
        return Err("the home page cannot be moved".to_owned());
    }
    if bare.len() > MAX_ADDRESS || bare.split('/').any(|part| part.len() > MAX_PART) {
        return Err(format!(
            "it has more than {MAX_ADDRESS} characters, or more than {MAX_PART} between two slashes"
        ));
    }
    for part in bare.split('/') {
        match part {
            "" => return Err("it has an empty part".to_owned()),
            "." | ".." => return Err(format!("`{part}` is not a file name")),
            OURS => return Err(format!("`{OURS}` is reserved for the program")),
            _ => {}
        }
        // A space is accepted only as `%20`, because an unescaped one is usually a typo.
        let is_plain = |c: char| {
            c.is_alphanumeric()
                || is_combining_mark(c)
                || matches!(
                    c,
                    '.' | '_' | '~' | '-' | '+' | ',' | '(' | ')' | '\'' | '’' | '!' | '@'
                )
                || c == ' ' && !alias.contains(' ')
        };
        if let Some(c) = part.chars().find(|c| !is_plain(*c)) {
            return Err(format!("it contains `{}`", c.escape_debug()));
        }
        if part.starts_with(' ') || part.ends_with(' ') {
            return Err("a part of it starts or ends with a space".to_owned());
        }
    }
    Ok(path)
}

/// A path with its letters in NFC and its percent-escapes unchanged.
fn composed_between_escapes(path: &str) -> Cow<'_, str> {
    if is_composed(path) {
        return Cow::Borrowed(path);
    }
    let mut pieces = path.split('%');
    let mut out = composed(pieces.next().unwrap_or(""));
    for piece in pieces {
        let (escape, rest) = piece.split_at_checked(2).unwrap_or((piece, ""));
        out.push('%');
        out.push_str(escape);
        out.push_str(&composed(rest));
    }
    Cow::Owned(out)
}

/// OR029: a linked address has a scheme that is not allowed.
pub(super) fn addresses(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    let mut found = vec![];
    for ix in ledger.all() {
        let mut look = |url: &Spanned<String>| {
            let Some((why, help)) = url_fault(&url.v) else { return };
            let place = onrecord_base::span::FileSpan::new(ledger.file(ix), url.span);
            let message = format!("`{}` is not a valid link address: {why}", url.v.escape_debug());
            found.push(Diagnostic::new(RuleCode::BadUrl, place, message).help(help));
        };
        if let crate::model::ix::ItemIx::Source(source) = ix {
            let data = &ledger[source].data;
            [&data.url, &data.archive_url].into_iter().flatten().for_each(&mut look);
        }
        ledger.shared(ix).links.iter().filter_map(|l| l.url.as_ref()).for_each(look);
    }
    found
}

/// True if an address may be linked. Other addresses are reported, and are not linked in a preview
/// either.
pub fn is_linkable(url: &str) -> bool {
    url_fault(url).is_none()
}

/// The reason why an address cannot be linked, and the next step.
fn url_fault(url: &str) -> Option<(String, String)> {
    let url = url.trim();
    let whole = || format!("write the full address: `https://{}`", url.trim_start_matches('/'));
    let only = || "use an `https:`, `http:` or `mailto:` address".to_owned();
    match classify(url) {
        ParsedUrl::Relative { .. } => Some(("it has no scheme".to_owned(), whole())),
        // `x.org:80` has a port but no scheme.
        ParsedUrl::Refused { scheme } if scheme == "//" || scheme.contains('.') => {
            Some(("it has no scheme".to_owned(), whole()))
        }
        ParsedUrl::Refused { scheme } => {
            Some((format!("`{scheme}:` addresses are not allowed"), only()))
        }
        ParsedUrl::Web(_) => web_fault(url, only),
    }
}

/// Same as [`url_fault`], for an address whose scheme texts may link.
fn web_fault(url: &str, only: impl Fn() -> String) -> Option<(String, String)> {
    if let Some(c) = url.chars().find(|c| c.is_whitespace() || c.is_control()) {
        let code = u32::from(c);
        let what = if c == ' ' { "a blank".to_owned() } else { format!("U+{code:04X}") };
        let help = "copy it from the browser; encode a space as `%20`".to_owned();
        return Some((format!("it contains {what}"), help));
    }
    let (scheme, rest) = url.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    let fault = match scheme.as_str() {
        "http" | "https" => {
            let host = rest.strip_prefix("//").and_then(|r| r.split(['/', '?', '#']).next());
            let named = host.is_some_and(|h| h.contains(char::is_alphanumeric));
            (!named).then_some("it has no host")
        }
        "mailto" => {
            let named =
                rest.split_once('@').is_some_and(|(who, at)| !who.is_empty() && !at.is_empty());
            (!named).then_some("it has no mailbox")
        }
        _ => return Some((format!("`{scheme}:` addresses are not allowed in this field"), only())),
    };
    fault.map(|why| (why.to_owned(), format!("write the full address after `{scheme}:`")))
}

#[cfg(test)]
mod tests {
    use super::{addresses, alias_fault, aliases, old_address, url_fault};
    use crate::check::testing::tells;

    #[test]
    fn an_old_address_is_a_plain_path() {
        for good in ["/a", "/a/b/", "/a.html", "/2022/06/A_b~c-1/"] {
            assert_eq!(alias_fault(good), None, "{good}");
        }
        for bad in ["/", "//a", "/a/../b", "/a b", "/a?x=1", "/ä%", "/a\"b", "/./a", "/a//"] {
            assert!(alias_fault(bad).is_some(), "{bad}");
        }
        for bad in ["/%", "/%2e%2e/b", "/a%2f%2fb", "/%FF", "/a%00", "/a%5Cb", "/%20", "/\u{202e}a"]
        {
            assert!(alias_fault(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn an_old_address_in_any_script_is_the_path_of_its_file() {
        let path = |alias: &str| old_address(alias).unwrap_or_default();
        assert_eq!(path("/über/uns/"), "über/uns/");
        assert_eq!(path("/%C3%BCber/uns/"), "über/uns/");
        assert_eq!(path("/u\u{308}ber/"), "über/");
        assert_eq!(path("/u%CC%88ber/"), "u\u{308}ber/");
        assert_eq!(path("/u\u{308}ber%20uns/"), "über uns/");
        assert_eq!(path("/%C3%BCber-e\u{301}/u%CC%88/"), "über-é/u\u{308}/");
        assert_eq!(path("/%75\u{308}ber/"), "u\u{308}ber/");
        assert_eq!(path("/من-نحن/"), "من-نحن/");
        assert_eq!(path("/2021/my%20plan.html"), "2021/my plan.html");
        assert_eq!(path("/हिन्दी"), "हिन्दी");
    }

    #[test]
    fn a_bad_alias_is_reported_at_its_position() {
        let note = "---\ntitle: A\naliases: [/ok/, /not ok/, another name]\n---\n";
        tells(
            aliases,
            &[("a.md", note)],
            &["OR027 «/not ok/» `/not ok/` is not a valid alias: it contains ` `"],
        );
    }

    #[test]
    fn only_published_schemes_are_linked() {
        for good in ["https://x.org/a?b#c", "HTTP://x.org", "mailto:me@x.org", "https://[::1]/"] {
            assert_eq!(url_fault(good), None, "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "java\u{a0}script:x",
            "data:text/html,x",
            "www.x.org",
            "/a/b",
            "//x.org/a",
            "https:",
            "https://",
            "https:///x",
            "mailto:",
            "https://x.org/a b",
            "x.org:80/a",
        ] {
            assert!(url_fault(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn addresses_are_looked_at_in_every_field_that_is_linked() {
        let sources = "- id: a\n  title: A\n  url: ftp://x.org\n  archive_url: www.x.org\n  links: [\"tel:1\"]\n";
        tells(
            addresses,
            &[("sources.yaml", sources)],
            &[
                "OR029 «ftp://x.org» `ftp://x.org` is not a valid link address: `ftp:` addresses are not allowed",
                "OR029 «www.x.org» `www.x.org` is not a valid link address: it has no scheme",
                "OR029 «\"tel:1\"» `tel:1` is not a valid link address: `tel:` addresses are not allowed in this field",
            ],
        );
    }
}
