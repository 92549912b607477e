//! Reads HTML like the tokenizer of a browser: tags, attributes with decoded references, and the text of
//! scripts. Enough to find the links of a page and everything that it would run.

/// A start tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag {
    /// The name, in lower case.
    pub(crate) name: String,
    /// The attributes: names in lower case, values with decoded references.
    pub(crate) attributes: Vec<(String, String)>,
    /// The content of elements without markup in them.
    pub(crate) raw: String,
}

impl Tag {
    /// The value of an attribute.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// Elements whose content is text up to their own end tag.
const RAW: [&str; 8] =
    ["script", "style", "title", "textarea", "iframe", "xmp", "noembed", "noframes"];

/// Returns every start tag of a page.
pub(crate) fn tags(html: &str) -> Vec<Tag> {
    let mut out = vec![];
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            let short = ["->", ">"].iter().find_map(|end| comment.strip_prefix(end));
            rest = short.unwrap_or_else(|| {
                let end = ["-->", "--!>"].iter().filter_map(|e| Some(comment.find(e)? + e.len()));
                end.min().map_or("", |end| &comment[end..])
            });
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (mut tag, after) = tag(rest);
            rest = after;
            if RAW.contains(&tag.name.as_str()) {
                let end = end_of_raw(rest, &tag.name);
                rest[..end].clone_into(&mut tag.raw);
                rest = &rest[end..];
            }
            out.push(tag);
        } else if rest.starts_with('/') {
            // Attributes of an end tag are ignored; their quotation marks still hide a `>`.
            rest = tag(&rest[1..]).1;
        } else if rest.starts_with(['!', '?']) {
            rest = rest.find('>').map_or("", |end| &rest[end + 1..]);
        }
    }
    out
}

fn end_of_raw(text: &str, name: &str) -> usize {
    let lower = text.to_ascii_lowercase();
    let end = format!("</{name}");
    let mut from = 0;
    while let Some(at) = lower[from..].find(&end) {
        let after = lower[from + at + end.len()..].chars().next();
        if after.is_none_or(|c| c.is_ascii_whitespace() || matches!(c, '/' | '>')) {
            return from + at;
        }
        from += at + end.len();
    }
    text.len()
}

/// Reads a tag from its name on; returns it and the rest.
fn tag(text: &str) -> (Tag, &str) {
    let is_end = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>');
    let end = text.find(is_end).unwrap_or(text.len());
    let name = text[..end].to_ascii_lowercase();
    let mut tag = Tag { name, attributes: vec![], raw: String::new() };
    let mut rest = &text[end..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            return (tag, after);
        }
        let Some(first) = rest.chars().next() else { return (tag, "") };
        // An equals sign at the start belongs to the name.
        let from = first.len_utf8();
        let end = rest[from..].find(|c| is_end(c) || c == '=').map_or(rest.len(), |n| n + from);
        let name = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start_matches(|c: char| c.is_ascii_whitespace());
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start_matches(|c: char| c.is_ascii_whitespace());
            let mark = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            if let Some(mark) = mark {
                let end = after[1..].find(mark).map_or(after.len(), |n| n + 1);
                value = &after[1..end];
                rest = after.get(end + 1..).unwrap_or("");
            } else {
                let end = after
                    .find(|c: char| c.is_ascii_whitespace() || c == '>')
                    .unwrap_or(after.len());
                value = &after[..end];
                rest = &after[end..];
            }
        }
        tag.attributes.push((name, resolved(value)));
    }
}

/// A value with its character references decoded.
fn resolved(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (c, len) = reference(rest).unwrap_or(('&', 1));
        out.push(c);
        rest = &rest[len..];
    }
    out + rest
}

fn reference(text: &str) -> Option<(char, usize)> {
    let named = [
        ("&amp;", '&'),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&quot;", '"'),
        ("&apos;", '\''),
        ("&colon;", ':'),
        ("&lpar;", '('),
        ("&rpar;", ')'),
        ("&Tab;", '\t'),
        ("&NewLine;", '\n'),
    ];
    if let Some((name, c)) = named.iter().find(|(name, _)| text.starts_with(name)) {
        return Some((*c, name.len()));
    }
    let digits = text.strip_prefix("&#")?;
    let (radix, digits, lead) = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => (16, hex, 3),
        None => (10, digits, 2),
    };
    let len = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    let c = char::from_u32(u32::from_str_radix(digits.get(..len)?, radix).ok()?)?;
    let end = lead + len + usize::from(digits[len..].starts_with(';'));
    Some((c, end))
}

/// Returns everything that a browser would run, or load from elsewhere.
///
/// Scripts are allowed by the address `/assets/…` and as JSON-LD; nothing else is.
pub(crate) fn dangers(html: &str) -> Vec<String> {
    const ACTIVE: [&str; 13] = [
        "iframe",
        "object",
        "embed",
        "base",
        "applet",
        "frame",
        "frameset",
        "foreignobject",
        "animate",
        "set",
        "portal",
        "xmp",
        "style",
    ];
    const ADDRESSES: [&str; 11] = [
        "href",
        "src",
        "action",
        "formaction",
        "xlink:href",
        "data",
        "poster",
        "background",
        "cite",
        "ping",
        "srcset",
    ];
    let mut out = vec![];
    for tag in tags(html) {
        if ACTIVE.contains(&tag.name.as_str()) {
            out.push(format!("<{}>", tag.name));
        }
        if tag.name == "script" {
            let own = tag.get("src").is_some_and(|src| src.starts_with("/assets/"));
            let data = tag.get("type") == Some("application/ld+json");
            if !(own && tag.raw.trim().is_empty() || data && tag.get("src").is_none()) {
                out.push(format!("<script> {:?} {}", tag.attributes, tag.raw));
            }
        }
        if tag.name == "meta"
            && tag.get("http-equiv").is_some_and(|e| e.eq_ignore_ascii_case("refresh"))
            && tag.get("content").is_none_or(|to| !to.starts_with("0; url=/") || to.contains("//"))
        {
            out.push(format!("<meta refresh> {:?}", tag.attributes));
        }
        for (name, value) in &tag.attributes {
            if name.starts_with("on") || matches!(name.as_str(), "srcdoc" | "style") {
                out.push(format!("<{} {name}={value:?}>", tag.name));
            }
            if ADDRESSES.contains(&name.as_str()) && is_running(value) {
                out.push(format!("<{} {name}={value:?}>", tag.name));
            }
            if name.contains(['<', '"', '\'']) {
                out.push(format!("<{}> has an attribute {name:?}", tag.name));
            }
        }
    }
    out
}

/// True if an address runs something: browsers skip spaces and control characters in a scheme.
fn is_running(address: &str) -> bool {
    let bare: String = address.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let bare = bare.to_ascii_lowercase();
    ["javascript:", "vbscript:", "data:", "livescript:", "blob:", "file:", "view-source:"]
        .iter()
        .any(|scheme| bare.starts_with(scheme))
}

#[test]
fn what_runs_is_seen() {
    for bad in [
        "<script>alert(1)</script>",
        "<SCRIPT src=//evil.example></SCRIPT>",
        "<img src=x onerror=alert(1)>",
        "<img/src='x'/onerror='alert(1)'>",
        "<a href=\"java\tscript:alert(1)\">x</a>",
        "<a href=\"&#106;avascript&colon;alert(1)\">x</a>",
        "<p title=\"a\"onclick=\"b\">",
        "<p title='a\"'onclick=b>",
        "<!--> <script>x</script> -->",
        "</p title=\">\"><svg onload=x>",
        "<iframe srcdoc=x>",
        "<math><a xlink:href=javascript:x>",
    ] {
        assert!(!dangers(bad).is_empty(), "{bad}");
    }
    for good in [
        "<!-- <script>x</script> -->",
        "<p title=\"onclick=x\">javascript: &lt;script&gt;</p>",
        "<script src=\"/assets/a.js\" defer></script>",
        "<script type=\"application/ld+json\">{\"a\": \"\\u003c/script>\"}</script>",
        "<title><script>x</script></title>",
    ] {
        assert_eq!(dangers(good), Vec::<String>::new(), "{good}");
    }
}
