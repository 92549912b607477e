//! Tests of links, notes, blocks and all other Markdown.

use super::{check, check_code, check_with, read};
use crate::markdown::short;
use crate::options::ProseOptions;
use onrecord_base::code::RuleCode;
use onrecord_base::span::{Span, Spanned};

#[test]
fn wiki_links() {
    check("[[tiktok-us-user-data]]", "<p>⟨link tiktok-us-user-data⟩</p>");
    check("[[id#heading]] [[#here]]", "<p>⟨link id#heading⟩ ⟨link #here⟩</p>");
    check("[[id|two *words*]]", "<p>⟨open id⟩two <em>words</em>⟨close⟩</p>");
    check(
        "[[quote:master-admin]] [[ person: x ]]",
        "<p>⟨link quotes:master-admin⟩ ⟨link people:x⟩</p>",
    );
    check("[[Report: the end]]", "<p>⟨link Report: the end⟩</p>");
    check("[[javascript:alert(1)]]", "<p>⟨link javascript:alert(1)⟩</p>");
    check(
        "|a|\n|-|\n|[[x\\|y]]|",
        "<table>\n<thead>\n<tr><th scope=\"col\">a</th></tr>\n</thead>\n<tbody>\n<tr><td data-label=\"a\">⟨open x⟩y⟨close⟩</td></tr>\n</tbody>\n</table>",
    );
}

#[test]
fn embeds_stand_alone() {
    check("a\n\n![[quote:master-admin]]\n\nb", "<p>a</p>\n⟨embed quotes:master-admin⟩\n<p>b</p>");
    check("- ![[quote:x]]\n- b", "<ul>\n<li>\n⟨embed quotes:x⟩\n</li>\n<li>b</li>\n</ul>");
    check_with("a ![[quote:x]] b", "<p>a ⟨link quotes:x⟩ b</p>", &["OR107:![[quote:x]]"]);
}

#[test]
fn images() {
    check("a ![alt *x*](f%20g.png \"t\") b", "<p>a ⟨image f g.png “alt x” “t”⟩ b</p>");
    check("![alt](f.png)", "<figure>⟨image f.png “alt” “”⟩</figure>");
    check(
        "![alt](f.png \"cap & tion\")",
        "<figure>⟨image f.png “alt” “”⟩<figcaption>cap &amp; tion</figcaption></figure>",
    );
    check("![](f.png \"decorative\")", "<figure>⟨image f.png “” “”⟩</figure>");
    check("![[image.png|alt]]", "<figure>⟨image image.png “alt” “”⟩</figure>");
    check_with("![](f.png)", "<figure>⟨image f.png “” “”⟩</figure>", &["OR701:![](f.png)"]);
    check_with("![[f.png|200]]", "<figure>⟨image f.png “” “”⟩</figure>", &["OR701:![[f.png|200]]"]);
    check_with(
        "x ![alt](https://x.org/f.png)",
        "<p>x alt</p>",
        &["OR106:![alt](https://x.org/f.png)"],
    );
    check_with("x ![alt](data:image/png,x)", "<p>x alt</p>", &["OR106:![alt](data:image/png,x)"]);
}

#[test]
fn links() {
    check("[w](../other.md#part)", "<p>⟨open path ../other.md#part⟩w⟨close⟩</p>");
    check("[w](#part)", "<p>⟨open path #part⟩w⟨close⟩</p>");
    check("[w](a%20b.md)", "<p>⟨open path a b.md⟩w⟨close⟩</p>");
    check(
        "[w](https://x.org/?a=1&b=\"2\" \"T\")",
        "<p><a href=\"https://x.org/?a=1&amp;b=%222%22\" title=\"T\">w</a></p>",
    );
    check("<me@x.org>", "<p><a href=\"mailto:me@x.org\">me@x.org</a></p>");
    check_with("[w](ftp://x.org)", "<p>w</p>", &["OR106:[w](ftp://x.org)"]);
    check_with("[w](//x.org)", "<p>w</p>", &["OR106:[w](//x.org)"]);
    check_with("a [](b.md)", "<p>a ⟨open path b.md⟩⟨close⟩</p>", &["OR705:[](b.md)"]);
    check_with(
        "[Click here](b.md)",
        "<p>⟨open path b.md⟩Click here⟨close⟩</p>",
        &["OR709:[Click here](b.md)"],
    );
    check("[![alt](f.png)](b.md)", "<p>⟨open path b.md⟩⟨image f.png “alt” “”⟩⟨close⟩</p>");
}

#[test]
fn footnotes_are_listed_by_first_use() {
    check(
        "a[^b] c[^A]\n\n[^a]: one\n\n[^b]: two[^c]\n\n[^c]: three",
        "<p>a⟨note b⟩ c⟨note a⟩</p>\n^b: <p>two⟨note c⟩</p>\n^a: <p>one</p>\n^c: <p>three</p>",
    );
    check_with("a[^x] b", "<p>a[^x] b</p>", &["OR115:[^x]"]);
    check_with("a\n\n[^x]: y", "<p>a</p>", &["OR116:[^x]"]);
    check_with("a[^x]\n\n[^x]: y\n\n[^x]: z", "<p>a⟨note x⟩</p>\n^x: <p>y</p>", &["OR116:[^x]"]);
    check("a \\[^x] `[^x]`", "<p>a [^x] <code>[^x]</code></p>");
}

#[test]
fn margin_notes_follow_their_block() {
    check(
        "a[^m-1] b\n\nc\n\n[^m-1]: beside [@x]",
        "<p>a b</p>\n<aside class=\"margin\" role=\"note\">\n<p>beside⟨cite x⟩</p>\n</aside>\n<p>c</p>",
    );
    check(
        "[^m-1]: first\n\n- a[^m-1]\n- @b [p. 3]",
        "<ul>\n<li>a</li>\n<li>⟨author b⟩⟨cite b page=3⟩</li>\n</ul>\n<aside class=\"margin\" role=\"note\">\n<p>first</p>\n</aside>",
    );
}

#[test]
fn comments_never_reach_the_page() {
    check("a <!-- secret --> b\n\n<!-- secret\n\nsecret -->\n\nc", "<p>a  b</p>\n<p>c</p>");
    check("a\n\n<!-- more -->\n\nb", "<p>a</p>\n<p>b</p>");
    assert_eq!(read("a\n\n<!-- more -->\n\nb").value.more, Some(9));
    assert_eq!(read("a <!-- more --> c\n\nb").value.more, Some(12));
    check("<!-- bibliography -->", "⟨bibliography⟩");
    check(
        "<!-- actions topic=x status=blocked -->",
        "⟨actions [(\"topic\", \"x\"), (\"status\", \"blocked\")]⟩",
    );
    check("a <!-- quotes --> b", "<p>a  b</p>\n⟨quotes⟩");
    check_with("<!-- bibliografy -->", "", &["OR114:<!-- bibliografy -->"]);
    check_with("<!-- secret", "", &["OR136:<!-- secret"]);
    check("<!-- x --> word <!-- y -->", "<p>word</p>");
    check("<!-- x --> 1 < 2", "<p>1 &lt; 2</p>");
    check_with("<!-- x --> *word*", "<p>*word*</p>", &["OR108:<!-- x --> *word*"]);
    check_with("a <!-- b", "<p>a &lt;!– b</p>", &["OR136:<!-- b"]);
}

#[test]
fn a_note_before_a_parenthesis_is_reported() {
    let link = "<p>x<a href=\"https://y.example/\">^1</a></p>";
    check_with("x[^1](https://y.example/)", link, &["OR129:[^1]"]);
}

#[test]
fn raw_html_is_shown() {
    check_with("a <b>x</b> c", "<p>a &lt;b&gt;x&lt;/b&gt; c</p>", &["OR108:<b>"]);
    check_with(
        "<div>\n<!-- secret -->x\n</div>",
        "<p>&lt;div&gt;\nx\n&lt;/div&gt;</p>",
        &["OR108:<div>\n<!-- secret -->x\n</div>"],
    );
}

#[test]
fn callouts() {
    check(
        "> [!WARNING]\n> Mind.",
        "<aside class=\"callout warning\" role=\"note\">\n<p class=\"callout-title\">Warning</p>\n<p>Mind.</p>\n</aside>",
    );
    check_with(
        "> [!WARNNG]\n> x",
        "<blockquote>\n<p>[!WARNNG]\nx</p>\n</blockquote>",
        &["OR117:[!WARNNG]"],
    );
    let found = read("> [!WARNNG]\n> x").found;
    assert_eq!(found[0].label, "did you mean `WARNING`?");
}

#[test]
fn tables_and_tasks() {
    check(
        "|A|B|\n|-:|:-:|\n|1|2|",
        "<table>\n<thead>\n<tr><th scope=\"col\" class=\"ta-r\">A</th><th scope=\"col\" class=\"ta-c\">B</th></tr>\n</thead>\n<tbody>\n<tr><td class=\"ta-r\" data-label=\"A\">1</td><td class=\"ta-c\" data-label=\"B\">2</td></tr>\n</tbody>\n</table>",
    );
    check(
        "- [x] done\n- [ ] not\n  - a",
        "<ul>\n<li class=\"task\"><label><input type=\"checkbox\" disabled checked> done</label></li>\n<li class=\"task\"><label><input type=\"checkbox\" disabled> not</label>\n<ul>\n<li>a</li>\n</ul>\n</li>\n</ul>",
    );
}

#[test]
fn definition_lists_and_strikes() {
    check("word\n: ~~old~~ new", "<dl>\n<dt>word</dt>\n<dd><del>old</del> new</dd>\n</dl>");
    check("$5 to $10", "<p>$5 to $10</p>");
}

#[test]
fn headings_have_ids() {
    check(
        "## What was *said*?\n\n## What was said?\n\n## Notes\n\n## N-word",
        "<h2 id=\"what-was-said\">What was <em>said</em>?</h2>\n<h2 id=\"what-was-said-2\">What was said?</h2>\n<h2 id=\"notes-2\">Notes</h2>\n<h2 id=\"section-n-word\">N-word</h2>",
    );
    check("## A\n\n## B {#a}", "<h2 id=\"a-2\">A</h2>\n<h2 id=\"a\">B</h2>");
    check_with(
        "## A {#x}\n\n## B {#x}",
        "<h2 id=\"x\">A</h2>\n<h2 id=\"b\">B</h2>",
        &["OR113:## B {#x}"],
    );
    check_code("## A {#fn-1}", RuleCode::DuplicateAnchor);
    check_code("## A {#notes}", RuleCode::DuplicateAnchor);
    check_code("## A {.big}", RuleCode::RawHtml);
    check_code("### A", RuleCode::HeadingSkipped);
    check_with("# A", "<h2 id=\"a\">A</h2>", &["OR706:# A"]);
}

#[test]
fn code() {
    check_code("```klingon\nx\n```", RuleCode::UnknownLanguage);
    check_with(
        "```\"><script>\nx\n```",
        "<pre tabindex=\"0\"><code>x\n</code></pre>",
        &["OR707:```\"><script>"],
    );
    let long = format!("```rust\n{}\n```", "x".repeat(3000));
    check_code(&long, RuleCode::HighlightBudget);
}

#[test]
fn words_and_words_in_quotation_marks() {
    let body = read("## A b\n\nOne [@a] *two*.\n\n- three [[four]]\n\n```\ncode\n```").value;
    assert_eq!(body.words, 6);
    assert_eq!(body.marked, [""; 0]);
    let text = "## “It *is* said here”\n\nA “name alone”, “one left open.\n\n- “and [@a] four words more” and “a b c d”";
    assert_eq!(read(text).value.marked, ["It is said here", "and four words more", "a b c d"]);
}

#[test]
fn short_texts_are_placed_at_their_scalar() {
    // A folded scalar, whose value differs from its bytes in the file.
    let words = "a [@b] and [w](javascript:x)\n\n## H".to_owned();
    let read = short(
        &Spanned::new(words, Span::new(5, 9)),
        &"a.md".into(),
        "key: >-\n  a",
        &ProseOptions::default(),
    );
    assert_eq!(super::show(&read.value), "<p>a⟨cite b⟩ and w</p>\n<h2>H</h2>");
    assert!(read.value.holes.iter().all(|h| h.span == Span::new(5, 9)));
    assert_eq!(read.found[0].place.span, Span::new(5, 9));
}

#[test]
fn smart_punctuation() {
    check("\"a\" -- 'b' --- c...", "<p>“a” – ‘b’ — c…</p>");
    check("rock 'n' roll, 'n' so", "<p>rock ’n’ roll, ’n’ so</p>");
    check("the '90s and the dogs' bowl", "<p>the ’90s and the dogs’ bowl</p>");
    check("'Tis so, 'he' said", "<p>’Tis so, ‘he’ said</p>");
    check("'90 ships' and 'nine'", "<p>‘90 ships’ and ‘nine’</p>");
}
