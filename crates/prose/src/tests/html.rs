//! Tests of allowed raw HTML: nothing in it runs, and no tag extends beyond its text. Each output
//! is put into a page and parsed as a browser does.

use super::hostile::{MARKS, PAYLOADS, assert_quotations};
use crate::body::{Body, GeneratedPart, PlaceholderKind};
use crate::markdown::body;
use crate::options::ProseOptions;
use crate::tags::{HtmlToken, pieces};
use html5ever::serialize::{SerializeOpts, TraversalScope, serialize};
use html5ever::tendril::TendrilSink as _;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom, SerializableHandle};
use onrecord_base::code::RuleCode;
use onrecord_base::diag::WithDiagnostics;
use onrecord_base::span::Span;
use onrecord_base::url::{ParsedUrl, classify};
use proptest::prelude::{ProptestConfig, prop, proptest};
use std::fmt::Write as _;

fn read(markdown: &str) -> WithDiagnostics<Body> {
    let options = ProseOptions { allow_html: true, ..ProseOptions::default() };
    body(markdown, Span::new(0, markdown.len()), &"a.md".into(), &options)
}

fn html(markdown: &str) -> String {
    read(markdown).value.html().into_owned()
}

/// Returns the diagnostics, each with the text at its span.
fn reported(markdown: &str) -> Vec<(RuleCode, String)> {
    let found = read(markdown).found;
    found.into_iter().map(|d| (d.code, d.place.span.slice(markdown).to_owned())).collect()
}

/// Returns a body with content in each placeholder that could confuse a browser.
fn filled(body: &Body) -> String {
    let mut out = String::new();
    let mut at = 0;
    for (n, hole) in body.holes.iter().enumerate() {
        out.push_str(&body.html()[at..hole.at as usize]);
        at = hole.at as usize;
        match hole.fill {
            PlaceholderKind::Open(_) => out.push_str("<a href=\"/there/\">"),
            PlaceholderKind::Close => out.push_str("</a>"),
            PlaceholderKind::Link(_) => {
                let _ = write!(out, "<a href=\"/there/\">mark-{n}</a>");
            }
            PlaceholderKind::AuthorInText(_) => {
                let _ = write!(out, "mark-{n}");
            }
            PlaceholderKind::Image(_) => out.push_str("<img src=\"/x.png\" alt=\"\">"),
            PlaceholderKind::Cite(_) | PlaceholderKind::Footnote(_) => {
                let _ = write!(out, "<sup><a href=\"#n\">mark-{n}</a></sup>");
            }
            PlaceholderKind::Embed(_) | PlaceholderKind::Part(_) => {
                let _ = write!(
                    out,
                    "<article><h3><a href=\"/q/\">mark-{n}</a></h3><p>x</p><table><tbody><tr><td>y</td></tr></tbody></table></article>"
                );
            }
        }
    }
    out.push_str(&body.html()[at..]);
    out
}

const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
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
    "src",
    "alt",
    "lang",
    "dir",
    "open",
    "reversed",
    "value",
    "span",
    "colspan",
    "rowspan",
    "datetime",
];

/// Fails if anything in a tree could run, load or change the appearance, or is not an element of
/// ours.
fn assert_tree(node: &Handle, whole: &str) {
    let mut stack = vec![node.clone()];
    while let Some(node) = stack.pop() {
        if let NodeData::Element { name, attrs, .. } = &node.data {
            assert!(ELEMENTS.contains(&&*name.local), "<{}> in {whole}", name.local);
            assert_eq!(&*name.ns, "http://www.w3.org/1999/xhtml", "{whole}");
            for attr in attrs.borrow().iter() {
                let key = &*attr.name.local;
                assert!(ATTRIBUTES.contains(&key), "{key} in {whole}");
                if key == "href" || key == "src" {
                    assert!(
                        matches!(
                            classify(&attr.value),
                            ParsedUrl::Web(_) | ParsedUrl::Relative { .. }
                        ),
                        "{} in {whole}",
                        attr.value
                    );
                }
                if key == "class" {
                    let ours = ["callout", "margin", "task", "ta-", "language-"];
                    assert!(
                        ours.iter().any(|c| attr.value.starts_with(c)) || attr.value.len() == 1,
                        "{} in {whole}",
                        attr.value
                    );
                }
            }
        }
        stack.extend(node.children.borrow().iter().cloned());
    }
}

/// Returns the first element with an id.
fn by_id(node: &Handle, id: &str) -> Option<Handle> {
    let mut stack = vec![node.clone()];
    while let Some(node) = stack.pop() {
        if let NodeData::Element { attrs, .. } = &node.data
            && attrs.borrow().iter().any(|a| &*a.name.local == "id" && &*a.value == id)
        {
            return Some(node);
        }
        stack.extend(node.children.borrow().iter().rev().cloned());
    }
    None
}

fn inside(node: &Handle) -> String {
    let mut out = vec![];
    let scope = SerializeOpts {
        traversal_scope: TraversalScope::ChildrenOnly(None),
        ..SerializeOpts::default()
    };
    serialize(&mut out, &SerializableHandle::from(node.clone()), scope)
        .expect("a tree can be written");
    String::from_utf8(out).expect("HTML is text")
}

/// Returns the tokens of a page, without positions.
fn said(html: &str) -> Vec<HtmlToken> {
    pieces(html).into_iter().map(|(piece, _)| piece).collect()
}

/// Puts a text into a page at the usual positions, and checks the tree that a browser builds.
fn assert_contained(body: &Body, whole: &str) {
    let html = filled(body);
    for (open, close) in [("<div id=\"xx\">", "</div>"), ("<ol><li id=\"xx\">", "</li></ol>")] {
        let page = format!("<!DOCTYPE html><main>{open}{html}{close}<p id=\"yy\">after</p></main>");
        let dom = parse_document(RcDom::default(), ParseOpts::default()).one(page);
        let text = by_id(&dom.document, "xx").expect("the container is there");
        // The tree is the one that was written: the browser applied no error recovery.
        assert_eq!(said(&inside(&text)), said(&html), "{whole:?}\n{html}");
        let after = by_id(&dom.document, "yy").expect("what follows is there");
        assert_eq!(inside(&after), "after");
        let parent = |node: &Handle| {
            let weak = node.parent.take();
            let parent = weak.as_ref().and_then(std::rc::Weak::upgrade);
            node.parent.set(weak);
            parent
        };
        let main = parent(&after).expect("it stands in the page");
        assert!(
            matches!(&main.data, NodeData::Element { name, .. } if &*name.local == "main"),
            "{whole:?}"
        );
        assert_eq!(main.children.borrow().len(), 2, "{whole:?}");
        for child in text.children.borrow().iter() {
            assert_tree(child, whole);
        }
    }
    // All our placeholders are visible.
    let marks = |fill: &PlaceholderKind| {
        !matches!(
            fill,
            PlaceholderKind::Open(_) | PlaceholderKind::Close | PlaceholderKind::Image(_)
        )
    };
    for (n, _) in body.holes.iter().enumerate().filter(|(_, hole)| marks(&hole.fill)) {
        assert!(html.contains(&format!("mark-{n}")), "{whole:?}");
    }
    for note in &body.notes {
        assert_contained(&note.body, whole);
    }
}

#[track_caller]
fn sound(markdown: &str) {
    let read = read(markdown);
    read.value.with_notes().for_each(assert_quotations);
    let mut last = 0;
    for hole in &read.value.holes {
        let at = hole.at as usize;
        assert!(
            at >= last && read.value.html().is_char_boundary(at),
            "holes ascend in {markdown:?}"
        );
        last = at;
    }
    let mut ids: Vec<&str> = read.value.headings.iter().map(|h| h.id.as_str()).collect();
    ids.sort_unstable();
    assert!(ids.windows(2).all(|w| w[0] != w[1]), "ids are unique in {markdown:?}");
    assert_contained(&read.value, markdown);
    for found in &read.found {
        let span = found.place.span;
        assert!(
            markdown.get(span.start()..span.end as usize).is_some(),
            "{found:?} in {markdown:?}"
        );
    }
}

/// Attempts to get through a sanitizer, or out of a container.
const OURS: &[&str] = &[
    "<script src=https://evil.example/x.js></script>",
    "<script\n>alert(1)</script\n>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<SCRIPT>alert(1)</SCRIPT foo=bar>",
    "<script/x>alert(1)</script>",
    "<div onclick=alert(1)>x</div>",
    "<div OnClick=alert(1)>x</div>",
    "<div/onclick=alert(1)>x</div>",
    "<div \"onclick=alert(1)\" onclick=alert(1)>x</div>",
    "<div title=\"a\"onclick=alert(1)>x</div>",
    "<div title='\"><script>alert(1)</script>'>x</div>",
    "<div title=\"&quot;&gt;&lt;script&gt;alert(1)\">x</div>",
    "<div title=`onclick=alert(1)`>x</div>",
    "<b title=\"</b><script>alert(1)</script>\">x</b>",
    "<p style=\"background:url(javascript:alert(1))\">x</p>",
    "<p style=\"position:fixed;top:0;left:0;width:100%;height:100%\">x</p>",
    "<style>*{display:none}</style>",
    "<style><img src=\"</style><img src=x onerror=alert(1)//\">",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<link rel=import href=x>",
    "<a href=\"java&#115;cript:alert(1)\">x</a>",
    "<a href=\"javascript&colon;alert(1)\">x</a>",
    "<a href=\"java&Tab;script:alert(1)\">x</a>",
    "<a href=\"&#1;javascript:alert(1)\">x</a>",
    "<a href=\"java\nscript:alert(1)\">x</a>",
    "<a href='\u{a0}javascript:alert(1)'>x</a>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<a href=\"vbscript:x\">x</a>",
    "<a href=\"//evil.example\">x</a>",
    "<a href=\"\\\\evil.example\">x</a>",
    "<a href=\"https://x.org/\" ping=\"https://evil.example\" target=_top onfocus=alert(1) autofocus>x</a>",
    "<a href=\"https://x.org/&quot;onclick=&quot;alert(1)\">x</a>",
    "<a xlink:href=javascript:alert(1)>x</a>",
    "<a href=x href=javascript:alert(1)>x</a>",
    "<a href>x</a>",
    "<a id=notes name=cite>x</a>",
    "<a href=https://x.org><a href=https://y.org>x</a></a>",
    "<a href=https://x.org>[y](https://y.org) [[z]] <https://w.org> me@x.org [@k] @k [^1]</a>\n\n[^1]: f",
    "[x <a href=https://y.org>y</a> z](https://x.org)",
    "<img src=javascript:alert(1)>",
    "<img src=\"x\" srcset=\"//evil.example/x 2x\" onerror=alert(1) alt=\"\">",
    "<img/src=x/onerror=alert(1)>",
    "<img src=`x`onerror=alert(1)>",
    "<img \"\"\"><script>alert(1)</script>\">",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<svg><foreignObject><iframe src=javascript:alert(1)>",
    "<math><annotation-xml encoding=\"text/html\"><script>alert(1)</script></annotation-xml></math>",
    "<math href=javascript:alert(1)>x</math>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
    "<template><script>alert(1)</script></template>",
    "<textarea><img title=\"</textarea><img src onerror=alert(1)>\"></textarea>",
    "<title><img title=\"</title><img src onerror=alert(1)>\"></title>",
    "<xmp><p title=\"</xmp><svg/onload=alert(1)>\"></xmp>",
    "<noembed><img title=\"</noembed><img src onerror=alert(1)>\"></noembed>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe><!--</iframe><script>alert(1)</script>-->",
    "<plaintext>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<form><input name=x><button formaction=javascript:alert(1)>x</button></form>",
    "<input onfocus=alert(1) autofocus>",
    "<select><script>alert(1)</script></select>",
    "<isindex type=image src=1 onerror=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<keygen autofocus onfocus=alert(1)>",
    "<frameset onload=alert(1)><frame src=javascript:alert(1)>",
    "<table background=javascript:alert(1)><tr><td>x</table>",
    "<bdo dir=\"rtl\" onclick=alert(1)>x</bdo>",
    "<details open ontoggle=alert(1)><summary onclick=alert(1)>x</summary>y</details>",
    "<x onclick=alert(1)>x</x>",
    "<constructor onclick=alert(1)>x</constructor>",
    "<div id=notes class=\"callout margin\" role=main tabindex=1 data-label=x aria-hidden=true hidden>x</div>",
    "<h2 id=notes onclick=alert(1)>x</h2>",
    "<!--><script>alert(1)</script>",
    "<!-- --!><script>alert(1)</script> -->",
    "<!--\n<script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version=\"1.0\"?><script>alert(1)</script>",
    "<!DOCTYPE html><html><head><base href=//evil.example></head><body onload=alert(1)>",
    "</div></div></section></main></body></html><script>alert(1)</script>",
    "</div>\n\n</div>\n\n</li></ol></section>",
    "<div><div><div>",
    "<div>\n\n> </div>\n\nx",
    "- <div>\n- x\n\ny",
    "> <details>\n\nx\n\n</details>",
    "<table>\n\n![[quote:q]]\n\n[@k]\n\n</table>",
    "<table><tr><td>\n\n- x [@k]\n\n</td><td>\n\n<!-- quotes -->\n\n</td></tr></table>",
    "<table><script>alert(1)</script><tr><p>x</p><td>y<div></td>z</table>",
    "<ul>\n\n![[quote:q]]\n\n<li>\n\nx\n\n<div>\n\n</ul>",
    "<li>x</li>\n\n<td>y</td>\n\n<dt>z</dt>\n\n<tr>\n\n<summary>w</summary>",
    "<p>\n\n![[quote:q]]\n\n</p>",
    "<b>\n\n## x\n\n</b>",
    "**<b>x** y</b> *<i>z*",
    "[<b>x](https://x.org)</b>",
    "<b><i>x</b></i> <a href=https://x.org><b>y</a></b>",
    "<h2><h3>x</h2></h3>",
    "<h2>x <div>y</div></h2>\n\n![[quote:q]]",
    "<pre>\n\n<div>x [@k]\n</pre>\n\n[@k]",
    "<pre>\nx",
    "- [ ] <b>x\n  - y</b>",
    "| <b>x | y</b> |\n|-|-|\n| <div>z | <i>w |\n\n</i>",
    "x[^m-1] y[^1]\n\n[^m-1]: <div>\n\n[^1]: <ul><li>x\n\nz",
    "x[^1]\n\n[^1]: <li>y</li></ol></section>\n    <p>z",
    "<details>\n<summary>x</summary>\n\n<!-- more -->\n\n<!-- timeline -->\n\n</details>",
    "<p>x <!-- quotes --> y</p>\n\n<span>\n\n<!-- bibliography -->\n\n</span>",
    "<dl><dt>x<dd>y<dt>z</dl>",
    "<ruby>x<rt>y<rp>)</ruby> <rt>z",
    "<figure>\n\n![x](x.png)\n\n<figcaption>y\n\n![[quote:q]]\n\n</figure>",
    "<table><caption>x</table><colgroup><col></colgroup><table><colgroup><col span=9999999999><tr><td></table>",
];

#[test]
fn nothing_runs_and_nothing_escapes() {
    assert!(OURS.len() >= 60);
    for payload in PAYLOADS.iter().chain(OURS) {
        sound(payload);
        sound(&format!("text {payload} text"));
        sound(&format!("<div>\n\n{payload}\n\n</div>\n\nafter [@k]"));
        sound(&format!("- {payload}\n\n> {payload}\n\n[{payload}](y.md)\n\n|a|\n|-|\n|{payload}|"));
        sound(&format!(
            "<ul><li>{payload}</li></ul>\n\n<table><tr><td>{payload}</td></tr></table>"
        ));
        sound(&format!(
            "## {payload}\n\n[@a, {payload}] ![{payload}](x.png)\n\nx[^1]\n\n[^1]: {payload}"
        ));
    }
}

#[test]
fn allowed_html_stays() {
    assert_eq!(
        html("H<sub>2</sub>O and <kbd>Ctrl</kbd> <abbr title=\"a &amp; b\">x</abbr><br/>y"),
        "<p>H<sub>2</sub>O and <kbd>Ctrl</kbd> <abbr title=\"a &amp; b\">x</abbr><br>y</p>\n"
    );
    let details = "<details open>\n<summary>How *we* <b>counted</b></summary>\n\nBy **hand** [@a].\n\n</details>\n\nAfter.\n";
    assert!(reported(details).is_empty(), "{:?}", reported(details));
    let read = read(details).value;
    assert_eq!(
        read.html(),
        "<details open=\"\">\n<summary>How *we* <b>counted</b></summary>\n<p>By <strong>hand</strong>.</p>\n</details>\n<p>After.</p>\n"
    );
    assert_eq!(read.holes.len(), 1);
    assert_eq!(&*read.holes[0].sentence, "By hand.");
    assert_eq!(read.words, 6);
}

#[test]
fn a_table_may_be_written_with_tags() {
    let table = "<table>\n<caption>Votes</caption>\n<tr><th scope=col>State<td colspan=2>x &lt; y\n</table>\n";
    assert!(reported(table).is_empty(), "{:?}", reported(table));
    assert_eq!(
        html(table),
        "<table>\n<caption>Votes</caption>\n<tbody>\n<tr>\n<th scope=\"col\">State</th>\n<td colspan=\"2\">x &lt; y\n</td></tr></tbody></table>\n"
    );
}

#[test]
fn headings_links_and_images_are_treated_as_markdowns() {
    let text = "<h2>What <em>was</em> said</h2>\n\n<p>See <a href=\"b.md#x\">the other</a> <img src=\"x.png\" alt=\"y\">.</p>\n";
    assert!(reported(text).is_empty(), "{:?}", reported(text));
    let read = read(text).value;
    assert_eq!(read.headings[0].id, "what-was-said");
    assert_eq!(read.headings[0].text, "What was said");
    assert!(matches!(read.holes[0].fill, PlaceholderKind::Open(_)), "{:?}", read.holes);
    assert!(matches!(read.holes[1].fill, PlaceholderKind::Close));
    assert!(
        matches!(&read.holes[2].fill, PlaceholderKind::Image(image) if image.path == "x.png" && image.alt == "y")
    );
    assert_eq!(
        reported("<a href=\"javascript:x\">y</a>"),
        [(RuleCode::BadScheme, "<a href=\"javascript:x\">".into())]
    );
    assert_eq!(
        reported("<img src=x.png>"),
        [(RuleCode::ImageWithoutAlt, "<img src=x.png>".into())]
    );
    assert_eq!(reported("<a href=\"https://x.org\"></a>")[0].0, RuleCode::EmptyLink);
}

#[test]
fn the_space_before_a_citation_belongs_to_its_text() {
    // Everything before the citation is removed, and spaces before the heading do not belong to it.
    let read = read("<ruby><div>\n\n## <div> [@a]<div>").value;
    assert!(read.html().ends_with("<h2 id=\"section\"></h2>\n"), "{}", read.html());
    let at = read.holes[0].at as usize;
    assert!(read.html()[..at].ends_with("<h2 id=\"section\">"), "{at}: {}", read.html());
}

#[test]
fn removed_html_is_reported_at_its_span() {
    use RuleCode::{HtmlLeftOut, HtmlMisplaced};
    let check = |text: &str, expected: &[(RuleCode, &str)]| {
        let expected: Vec<_> = expected.iter().map(|(c, s)| (*c, (*s).to_owned())).collect();
        assert_eq!(reported(text), expected, "{text}");
    };
    check("a <font color=red>b</font> c", &[(HtmlLeftOut, "<font color=red>")]);
    check("> <div\n> class=x>\n> a\n> </div>\n", &[(HtmlLeftOut, "<div\n> class=x>")]);
    check("<div>\n<iframe src=x></iframe>\n</div>", &[(HtmlLeftOut, "<iframe src=x>")]);
    check("<div>\n\na\n", &[(HtmlMisplaced, "<div>")]);
    check("a\n\n</div>\n", &[(HtmlMisplaced, "</div>")]);
    check("a <div>b</div>", &[(HtmlMisplaced, "<div>")]);
    check("a <b>b\n\nc</b>", &[(HtmlMisplaced, "<b>"), (HtmlMisplaced, "</b>")]);
    check("<li>a</li>", &[(HtmlMisplaced, "<li>")]);
    check("a <?php b ?>", &[(HtmlLeftOut, "<?php b ?>")]);
    check("<div class=\"", &[(HtmlLeftOut, "<div class=\"")]);
    check("<ul><li>a<li>b</ul>\n\n<p>c", &[]);
}

#[test]
fn ids_of_removed_elements_stay() {
    let anchors = |markdown: &str| {
        let body = read(markdown).value;
        (body.html().into_owned(), body.anchors.to_vec())
    };
    for (markdown, expected) in [
        ("a\n\n<li id=\"fn39\">b</li>", "<p>a</p>\n<span id=\"fn39\"></span>\n<p>b</p>"),
        ("a <li id=\"fn39\">b</li>", "<p>a <span id=\"fn39\"></span>b</p>"),
        ("<center id=\"fn39\">b</center>", "<span id=\"fn39\"></span>\n<p>b</p>"),
        ("- a <div id=\"fn39\">b</div>", "<ul>\n<li>a <span id=\"fn39\"></span>b</li>\n</ul>"),
        (
            "[a <a id=\"fn39\" href=\"#b\">b</a>](https://x.example/)",
            "<p><a href=\"https://x.example/\">a <span id=\"fn39\"></span>b</a></p>",
        ),
    ] {
        let (html, ids) = anchors(markdown);
        assert_eq!(html.trim(), expected, "{markdown:?}");
        assert_eq!(ids, ["fn39"], "{markdown:?}");
        sound(markdown);
    }
    let (_, ids) = anchors(
        "<img id=\"one\" src=\"x.png\" alt=\"x\">\n\n<table>\n<li id=\"two\">b</li></table>",
    );
    assert_eq!(ids, ["one"]);
}

#[test]
fn parts_keep_their_position() {
    let read = read(
        "<details>\n<summary>x</summary>\n\n<!-- timeline -->\n\n</details>\n\n<!-- more -->\n\ny",
    )
    .value;
    let at = read.holes[0].at as usize;
    assert!(matches!(read.holes[0].fill, PlaceholderKind::Part(GeneratedPart::Timeline)));
    assert!(read.html()[at..].contains("</details>"), "{}", read.html());
    assert!(
        read.html()[read.more.expect("a cut") as usize..].trim_start().starts_with("<p>y"),
        "{}",
        read.html()
    );
}

#[test]
fn elements_open_in_one_another_are_bounded() {
    let deep = "<div>\n".repeat(1000);
    let read = read(&deep);
    assert_eq!(read.value.html().matches("<div>").count(), crate::raw::MAX_OPEN);
    sound(&deep);
    sound(&"<b title=1><p>".repeat(2000));
    sound(&"<table><tr><td>".repeat(500));
    sound(&"<a href=x>".repeat(3000));
}

/// Tags, complete and broken.
const TAGS: &[&str] = &[
    "<div>",
    "</div>",
    "<b>",
    "</b>",
    "<i title=x>",
    "</i>",
    "<p>",
    "</p>",
    "<ul>",
    "<li>",
    "</li>",
    "</ul>",
    "<ol start=3>",
    "</ol>",
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<th>",
    "<caption>",
    "<tbody>",
    "<thead>",
    "<colgroup>",
    "<col>",
    "<details>",
    "</details>",
    "<summary>",
    "</summary>",
    "<a href=x.md>",
    "<a href=https://x.org>",
    "</a>",
    "<h2>",
    "</h2>",
    "<h3>",
    "</h3>",
    "<pre>",
    "</pre>",
    "<code>",
    "</code>",
    "<dl>",
    "<dt>",
    "<dd>",
    "</dl>",
    "<hr>",
    "<br>",
    "<img src=x.png alt=y>",
    "<blockquote>",
    "</blockquote>",
    "<figure>",
    "<figcaption>",
    "</figure>",
    "<ruby>",
    "<rt>",
    "</ruby>",
    "<script>",
    "</script>",
    "<style>",
    "</style>",
    "<svg>",
    "</svg>",
    "<math>",
    "<section>",
    "</section>",
    "<select>",
    "<option>",
    "<textarea>",
    "</textarea>",
    "<template>",
    "<form>",
    "<button>",
    "<iframe>",
    "<div class=x",
    "<!-- quotes -->",
    "<!-- more -->",
    "![[quote:q]]",
    "[[a]]",
    "[[a|b]]",
    "[x](y.md)",
    "[x](https://x.org)",
    "<q>",
    "</q>",
    "\n\n",
    "\n\n",
    "\n\n",
    "\n",
    " word ",
    "[@a]",
    "@a ",
    "\n\n> ",
    "\n\n- ",
    "## ",
    "*",
    "**",
    "x",
    "- [ ] ",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_soup_stays_in_its_bowl(parts in prop::collection::vec(prop::sample::select([TAGS, MARKS].concat()), 0..40)) {
        // A NUL is rejected before prose is parsed.
        sound(&parts.concat().replace('\0', ""));
    }

    #[test]
    fn any_blocks_stay_in_their_container(parts in prop::collection::vec(prop::sample::select(TAGS), 0..25)) {
        sound(&parts.join("\n\n"));
    }
}
