//! Tests of hostile input: scripts, unusual spans, large sizes.

use super::read;
use crate::body::{Body, LinkTarget, PlaceholderKind};
use crate::markdown::{body, short};
use crate::options::ProseOptions;
use onrecord_base::span::{Span, Spanned};
use proptest::prelude::{ProptestConfig, any, prop, prop_assert, proptest};
use proptest::strategy::Strategy;

pub(super) const PAYLOADS: &[&str] = &[
    "<script>alert(1)</script>",
    "<ScRiPt src=//x.org/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe srcdoc=\"<script>alert(1)</script>\">",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!---><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php <script>alert(1)</script> ?>",
    "<!DOCTYPE x [<!ENTITY y \"<script>\">]>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](&#x6A;&#x61;vascript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](<\u{1}javascript:alert(1)>)",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:msgbox)",
    "[x](https://x.org/\"onmouseover=\"alert(1))",
    "[x](https://x.org 't\" onmouseover=\"alert(1)')",
    "[x](y.md 't\" onmouseover=\"alert(1)')",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "[x]: javascript:alert(1)\n\n[x]",
    "![\" onerror=\"alert(1)](x.png)",
    "![x](javascript:alert(1))",
    "![x](x.png '\"><script>alert(1)</script>')",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    "[[javascript:alert(1)]]",
    "[[x|<script>alert(1)</script>]]",
    "![[x\" onerror=\"alert(1).png]]",
    "```\"><script>alert(1)</script>\nx\n```",
    "```html\n<script>alert(1)</script>\n```",
    "    <script>alert(1)</script>",
    "`<script>alert(1)</script>`",
    "## <script>alert(1)</script> {#x\"onclick=\"alert(1)}",
    "## x {#a onclick=alert(1)}",
    "## x {.a\"onclick=alert(1)}",
    "|<script>|\n|-|\n|<img src=x onerror=alert(1)>|",
    "[see <script>alert(1)</script> @a, <img src=x onerror=alert(1)>]",
    "[@a, [x](javascript:alert(1))]",
    "[@{\"><script>alert(1)</script>}]",
    "[^\"><script>]\n\n[^\"><script>]: <script>alert(1)</script>",
    "x[^m-1]\n\n[^m-1]: <script>alert(1)</script>",
    "> [!<script>]\n> x",
    "<!-- actions topic=\"><script>alert(1)</script> -->",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\\<script>alert(1)</script>",
    "<x:y onclick=alert(1)>",
    "<style>@import 'javascript:alert(1)'</style>",
    "<base href=\"//x.org\">",
    "<meta http-equiv=refresh content=\"0;javascript:alert(1)\">",
    "<form action=\"javascript:alert(1)\"><button>",
];

/// Tags and attributes that we write ourselves.
const TAGS: &[&str] = &[
    "p",
    "em",
    "strong",
    "del",
    "code",
    "pre",
    "a",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "hr",
    "br",
    "blockquote",
    "aside",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "dl",
    "dt",
    "dd",
    "figure",
    "figcaption",
    "label",
    "input",
    "span",
];
const ATTRIBUTES: &[&str] = &[
    "href",
    "title",
    "id",
    "class",
    "role",
    "scope",
    "data-label",
    "tabindex",
    "start",
    "type",
    "disabled",
    "checked",
];

/// Fails unless the HTML consists of our own tags, and every URL in it may be published.
fn assert_inert(html: &str) {
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        let close = rest[open..].find('>').expect("a tag ends") + open;
        let tag = &rest[open + 1..close];
        rest = &rest[close + 1..];
        let tag = tag.trim_start_matches('/');
        let (name, mut attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(TAGS.contains(&name), "<{tag}> in {html}");
        while !attributes.trim().is_empty() {
            let attribute = attributes.trim_start();
            let end = attribute.find(['=', ' ']).unwrap_or(attribute.len());
            let (key, after) = attribute.split_at(end);
            assert!(ATTRIBUTES.contains(&key), "{key} in {html}");
            attributes = match after.strip_prefix("=\"") {
                Some(value) => {
                    let (value, next) = value.split_once('"').expect("a value ends");
                    if key == "href" {
                        let schemes = ["http:", "https:", "mailto:", "tel:"];
                        let lower = value.to_ascii_lowercase();
                        assert!(schemes.iter().any(|s| lower.starts_with(s)), "{value}");
                    }
                    next
                }
                None => after,
            };
        }
    }
}

/// Checks that the block quotations of a body are those of its HTML.
pub(super) fn assert_quotations(body: &Body) {
    let html = body.html();
    assert_eq!(body.quotations.len(), html.matches("<blockquote").count());
    for quotation in &body.quotations {
        let own = &html[quotation.start as usize..quotation.end as usize];
        assert!(own.starts_with("<blockquote") && own.ends_with("</blockquote>"), "{own}");
        assert_eq!(own.matches("<blockquote").count(), own.matches("</blockquote>").count());
    }
}

/// Checks the invariants of a body.
fn assert_sound(body: &Body, whole: &str) {
    assert_inert(&body.html());
    let mut last = 0;
    let mut open = 0_i32;
    for hole in &body.holes {
        let at = hole.at as usize;
        assert!(at >= last && body.html().is_char_boundary(at), "holes ascend");
        last = at;
        assert!(hole.span.end as usize <= whole.len(), "spans lie in the file");
        assert!(
            whole.is_char_boundary(hole.span.start())
                && whole.is_char_boundary(hole.span.end as usize)
        );
        open += match hole.fill {
            PlaceholderKind::Open(_) => 1,
            PlaceholderKind::Close => -1,
            _ => 0,
        };
        assert!((0..=1).contains(&open), "links open and close in turn");
        if let PlaceholderKind::Cite(cluster) = &hole.fill {
            assert!(!cluster.items.is_empty());
            for item in &cluster.items {
                assert_inert(&item.prefix);
                assert_inert(&item.suffix);
                assert_eq!(item.key.span.slice(whole), item.key.text);
            }
        }
    }
    assert_eq!(open, 0);
    assert_quotations(body);
    assert!(last <= body.html().len());
    if let Some(more) = body.more {
        assert!(body.html().is_char_boundary(more as usize));
    }
    let mut ids: Vec<&str> = body.headings.iter().map(|h| h.id.as_str()).collect();
    ids.sort_unstable();
    let count = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), count, "ids are unique");
    for note in &body.notes {
        assert_sound(&note.body, whole);
    }
}

#[track_caller]
pub(super) fn sound(markdown: &str) {
    let checked = read(markdown);
    assert_sound(&checked.value, markdown);
    for found in &checked.found {
        assert!(found.place.span.end as usize <= markdown.len());
        assert!(markdown.is_char_boundary(found.place.span.start()));
        assert!(markdown.is_char_boundary(found.place.span.end as usize));
    }
}

#[test]
fn no_script_lives() {
    for payload in PAYLOADS {
        sound(payload);
        sound(&format!("text {payload} text"));
        sound(&format!("- {payload}\n> {payload}\n\n[{payload}](y.md)\n\n|a|\n|-|\n|{payload}|"));
        sound(&format!(
            "## {payload}\n\n[@a, {payload}] ![{payload}](x.png)\n\n[^1]: {payload}\n\nx[^1]"
        ));
    }
}

#[test]
fn a_path_never_hides_a_scheme() {
    for payload in PAYLOADS {
        for hole in read(payload).value.holes {
            if let PlaceholderKind::Open(target) = hole.fill
                && let LinkTarget::Path { path, .. } = *target
            {
                assert!(
                    !path.starts_with("javascript:") && !path.starts_with("data:"),
                    "{payload}"
                );
            }
        }
    }
}

#[test]
fn any_shape_is_read_in_time_that_grows_with_its_size() {
    let shapes = [
        "[",
        "[[a",
        "[@a ",
        "[@a](",
        "*a **a ",
        "a](",
        "![[](",
        "`",
        "``a",
        ">",
        "- ",
        "<a ",
        "<!--",
        "[^a",
        "|a",
        "~~a ~",
        "@a ",
        "@a [",
        "@{",
        "@a [p. 3] ",
        "[@a][@b]",
        "[^a] ",
        "&a;",
        "\"a' ",
        "{#",
        "<b>",
        "[x](y.md) ",
        "![[x]]\n\n",
        "# a\n\n",
        "[@a]: x\n\n",
        "> [!x]\n",
        "a. B ",
        "\\",
        "\\@",
        "- [ ] a\n",
        "[[a|b]] ",
        "x[^m-1] ",
        "*@a [@b] ",
        "@a [*p* ",
        "<!-- more -->\n\n",
    ];
    for shape in shapes {
        sound(&shape.repeat(20_000 / shape.len()));
    }
}

#[test]
fn deep_nesting_needs_no_deep_stack() {
    sound(&">".repeat(5000));
    sound(&format!("{}x", "> - ".repeat(3000)));
    sound(&format!("{}x{}", "*_".repeat(3000), "_*".repeat(3000)));
    sound(&(0..300).map(|n| " ".repeat(n * 2) + "- x").collect::<Vec<_>>().join("\n"));
}

/// Marks, and a few characters that are hard to split.
pub(super) const MARKS: &[&str] = &[
    "@a",
    "[@a]",
    "[@a, p. 3]",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    "*",
    "_",
    "**",
    "`",
    "```",
    "\n",
    "\n\n",
    "> ",
    "- ",
    "1. ",
    "|",
    "|-|\n",
    "#",
    "## ",
    "![",
    "[[",
    "]]",
    "|b",
    "[^1]",
    "[^1]: ",
    "[^m-1]",
    "[^m-1]: ",
    "<!--",
    "-->",
    "<b>",
    "<",
    ">",
    "&amp;",
    "\\",
    "\"",
    "'",
    "é",
    "—",
    "…",
    " ",
    "word",
    ".",
    ",",
    ";",
    "@{",
    "-@b",
    ":",
    "x.png",
    "https://x.org",
    "~~",
    "[x] ",
    "[!NOTE]",
    "{#x}",
    "<!-- more -->",
    "    ",
    "\t",
    "\r\n",
    "🏳️‍🌈",
    "\u{0}",
    "\u{301}",
    "!",
    "me@x",
    "=\n",
    "---\n",
];

/// Text made of marks.
fn marks() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(MARKS), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_marks_are_read(text in marks()) {
        sound(&text);
    }

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        sound(&text);
    }

    #[test]
    fn any_part_of_a_file_is_read(text in marks(), from in 0_usize..60, len in 0_usize..60, smart: bool) {
        let options = ProseOptions { smart, ..ProseOptions::default() };
        let read = body(&text, Span::new(from, from + len), &"a.md".into(), &options);
        assert_sound(&read.value, &text);
        let scalar = Spanned::new(text.clone(), Span::new(0, text.len()));
        let read = short(&scalar, &"a.md".into(), &text, &ProseOptions::default());
        prop_assert!(read.value.holes.iter().all(|hole| hole.span.end as usize <= text.len()));
    }
}
