//! Tests of citations in prose. `P..` and `R..` are rows of the case list.

use super::{check, check_with, read};
use crate::body::{spoken, unspoken};

#[test]
fn p01_the_marker_follows_the_stop() {
    check("x [@a].", "<p>x.⟨cite a⟩</p>");
}

#[test]
fn p02_one_note_two_sources() {
    check("x [@a; @b, p. 4]", "<p>x⟨cite a; b page=4⟩</p>");
}

#[test]
fn p04_p05_p07_p08_places() {
    check("x [@a 12] y [@a, 12]", "<p>x⟨cite a page=12⟩ y⟨cite a page=12⟩</p>");
    for text in ["x [@a, para. 12]", "x [@a, Para. 12]", "x [@a, ¶ 12]"] {
        check(text, "<p>x⟨cite a paragraph=12⟩</p>");
    }
    check("x [@a, p. iv] [@a, iv]", "<p>x⟨cite a page=iv⟩⟨cite a (, iv)⟩</p>");
    check("x [@a{}, 99 years later]", "<p>x⟨cite a (, 99 years later)⟩</p>");
}

#[test]
fn p10_author_left_out() {
    check("x [-@a]", "<p>x⟨cite -a⟩</p>");
}

#[test]
fn p11_author_in_the_text() {
    check("@a said", "<p>⟨author a⟩⟨cite a⟩ said</p>");
    check("@a [p. 3] said", "<p>⟨author a⟩⟨cite a page=3⟩ said</p>");
    check(
        "As @a [pp. 3--5, *so*], says",
        "<p>As ⟨author a⟩,⟨cite a page=3-5 (, <em>so</em>)⟩ says</p>",
    );
    check("@a\n[p. 3] said", "<p>⟨author a⟩⟨cite a page=3⟩ said</p>");
    check("@a [p. 3; see @b] said", "<p>⟨author a⟩⟨cite a page=3; (see) b⟩ said</p>");
    check("@a [see @b] said", "<p>⟨author a⟩⟨cite a; (see) b⟩ said</p>");
    check("@a and @b-c.", "<p>⟨author a⟩⟨cite a⟩ and ⟨author b-c⟩.⟨cite b-c⟩</p>");
    check("*@a_b* said", "<p><em>⟨author a_b⟩⟨cite a_b⟩</em> said</p>");
    check("so -@a says", "<p>so⟨cite -a⟩ says</p>");
}

#[test]
fn p13_not_a_citation() {
    check("\\@a", "<p>@a</p>");
    check("\\[@a\\]x", "<p>[⟨author a⟩⟨cite a⟩]x</p>");
    check("`@a`", "<p><code>@a</code></p>");
    check("```\n@a [@b]\n```", "<pre tabindex=\"0\"><code>@a [@b]\n</code></pre>");
    check("[words](https://m.social/@a)", "<p><a href=\"https://m.social/@a\">words</a></p>");
    check(
        "<https://m.social/@a>",
        "<p><a href=\"https://m.social/@a\">https://m.social/@a</a></p>",
    );
    check(
        "https://m.social/@a me@host.org",
        "<p><a href=\"https://m.social/@a\">https://m.social/@a</a> me@host.org</p>",
    );
    check("a@b [\\@x] [me@host.org]", "<p>a@b [@x] [me@host.org]</p>");
}

#[test]
fn p14_p16_p23_keys() {
    check("x [@Foo_bar.baz.]", "<p>x⟨cite Foo_bar.baz (.)⟩</p>");
    check(
        "@{https://x.org/a?b=1,2} says",
        "<p>⟨author https://x.org/a?b=1,2⟩⟨cite https://x.org/a?b=1,2⟩ says</p>",
    );
    check("x [@{https://x.org/a?b=1,2}, p. 3]", "<p>x⟨cite https://x.org/a?b=1,2 page=3⟩</p>");
    check("x [@пункт3]", "<p>x⟨cite пункт3⟩</p>");
    check("x [@quote:master-admin, p. 3]", "<p>x⟨cite quote:master-admin page=3⟩</p>");
}

#[test]
fn p17_the_key_knows_its_place() {
    let text = "---\nx\n---\nword [see @nope, p. 3]";
    let span = onrecord_base::span::Span::new(10, text.len());
    let options = crate::options::ProseOptions::default();
    let read = crate::markdown::body(text, span, &"a.md".into(), &options);
    let crate::body::PlaceholderKind::Cite(cluster) = &read.value.holes[0].fill else { panic!() };
    assert_eq!(cluster.items[0].key.span.slice(text), "nope");
    assert_eq!(read.value.holes[0].span.slice(text), "[see @nope, p. 3]");
}

#[test]
fn p19_a_citation_among_a_links_words() {
    check_with(
        "[text @a](https://x.org)",
        "<p><a href=\"https://x.org\">text @a</a></p>",
        &["OR211:@a"],
    );
}

#[test]
fn p20_a_definition_wins() {
    check_with(
        "[@a]: http://x\n\n[@a]",
        "<p><a href=\"http://x\">@a</a></p>",
        &["OR212:[@a]: http://x", "OR211:@a"],
    );
}

#[test]
fn p22_moments() {
    check("x [@a, at 00:14:05]", "<p>x⟨cite a timestamp=00:14:05⟩</p>");
}

#[test]
fn p25_order_is_kept() {
    check("x [@a; see also @b; @a, p. 2]", "<p>x⟨cite a; (see also) b; a page=2⟩</p>");
}

#[test]
fn r22_marker_position() {
    check("x [@a].", "<p>x.⟨cite a⟩</p>");
    check("x [@a], y", "<p>x,⟨cite a⟩ y</p>");
    check("“x [@a].” y", "<p>“x.”⟨cite a⟩ y</p>");
    check("\"x [@a],\" y", "<p>“x,”⟨cite a⟩ y</p>");
    check("\"x\" [@a].", "<p>“x”.⟨cite a⟩</p>");
    check("x [@a]—y", "<p>x⟨cite a⟩—y</p>");
    check("x [@a] --- y", "<p>x⟨cite a⟩ — y</p>");
    check("x. [@a] Y", "<p>x.⟨cite a⟩ Y</p>");
    check("x\n[@a]\ny", "<p>x⟨cite a⟩\ny</p>");
    check("x [@a]'s y", "<p>x⟨cite a⟩’s y</p>");
    check("*x [@a]*. Y", "<p><em>x</em>.⟨cite a⟩ Y</p>");
    check("*x [@a].* Y", "<p><em>x.⟨cite a⟩</em> Y</p>");
    check("(x [@a])", "<p>(x⟨cite a⟩)</p>");
    check("x [@a]!? y", "<p>x!?⟨cite a⟩ y</p>");
    check("x [@a]... y", "<p>x…⟨cite a⟩ y</p>");
}

#[test]
fn neighbours() {
    check("x [@a][@b].", "<p>x.⟨cite a⟩⟨cite b⟩</p>");
    check("x [@a][@b][@c][@d] y", "<p>x⟨cite a⟩⟨cite b⟩⟨cite c⟩⟨cite d⟩ y</p>");
    check("x [@a] [@b].", "<p>x.⟨cite a⟩⟨cite b⟩</p>");
    check("x [text][@a] y", "<p>x [text]⟨cite a⟩ y</p>");
    check("x ![@img] y", "<p>x !⟨cite img⟩ y</p>");
    check("x [@a][] y", "<p>x⟨cite a⟩ y</p>");
    check("**[@b]**", "<p><strong>⟨cite b⟩</strong></p>");
    check("x [@a, p. 3]\n", "<p>x⟨cite a page=3⟩</p>");
}

#[test]
fn words_around_a_key_are_inline_markdown() {
    check(
        "x [see *the* @a, pp. 33-35 and *passim* & \"more\"; -@c]",
        "<p>x⟨cite (see <em>the</em>) a page=33-35 ( and <em>passim</em> &amp; “more”); -c⟩</p>",
    );
    check("x [<b>see</b> @a, <!-- no -->y]", "<p>x⟨cite (&lt;b&gt;see&lt;/b&gt;) a (, y)⟩</p>");
}

#[test]
fn citations_in_every_block() {
    check("> q [@a, para. 7]", "<blockquote>\n<p>q⟨cite a paragraph=7⟩</p>\n</blockquote>");
    check("- q [@a]\n- @b x", "<ul>\n<li>q⟨cite a⟩</li>\n<li>⟨author b⟩⟨cite b⟩ x</li>\n</ul>");
    check(
        "|h|\n|-|\n|x [@t, p\\|4]|",
        "<table>\n<thead>\n<tr><th scope=\"col\">h</th></tr>\n</thead>\n<tbody>\n<tr><td data-label=\"h\">x⟨cite t (, p|4)⟩</td></tr>\n</tbody>\n</table>",
    );
    check("x[^1]\n\n[^1]: so [@a].", "<p>x⟨note 1⟩</p>\n^1: <p>so.⟨cite a⟩</p>");
    check(
        "> x [see\n> @a, p. 3] y",
        "<blockquote>\n<p>x⟨cite (see) a page=3⟩ y</p>\n</blockquote>",
    );
}

#[test]
fn a_citation_in_a_heading_is_no_part_of_its_words() {
    let text = "## What [@a] said";
    check_with(text, "<h2 id=\"what-said\">What⟨cite a⟩ said</h2>", &["OR209:[@a]"]);
    assert_eq!(read(text).value.headings[0].text, "What said");
    assert_eq!(&*read(text).value.holes[0].sentence, "");
}

#[test]
fn invalid_items_are_reported_at_their_span() {
    check_with("x [@a; and see]", "<p>x⟨cite a⟩</p>", &["OR202:and see"]);
    check_with("x [@a @b]", "<p>x⟨cite a⟩</p>", &["OR202:@b"]);
    check_with("x [@a;]", "<p>x⟨cite a⟩</p>", &["OR202:"]);
    check_with("@a [p. 3; x] y", "<p>⟨author a⟩⟨cite a page=3⟩ y</p>", &["OR202:x"]);
}

#[test]
fn sentences_stand_around_marks() {
    let read = read("One thing. Another [@a], said Mr. Xi. See [[b]] and [c](d.md). @Eve says so.");
    let sentences: Vec<&str> =
        read.value.holes.iter().map(|h| &*h.sentence).filter(|s| !s.is_empty()).collect();
    let (see, says) =
        (format!("See {} and c.", spoken("b")), format!("{} says so.", spoken("Eve")));
    assert_eq!(sentences, ["Another, said Mr. Xi.", &see, &see, &says, &says]);
    assert_eq!(unspoken(&see), "See b and c.");
}

#[test]
fn a_key_ends_where_the_next_begins() {
    check("@a@b x", "<p>⟨author a⟩⟨cite a⟩@b x</p>");
    check("@a, @b; (@c)", "<p>⟨author a⟩,⟨cite a⟩ ⟨author b⟩;⟨cite b⟩ (⟨author c⟩⟨cite c⟩)</p>");
    check("@{a*b*c} x", "<p>⟨author a*b*c⟩⟨cite a*b*c⟩ x</p>");
    check("*@{a*b} x", "<p><em>@{a</em>b} x</p>");
    check(
        "@a [p. 3](https://x.org)",
        "<p>⟨author a⟩⟨cite a⟩ <a href=\"https://x.org\">p. 3</a></p>",
    );
    check("@a [^1]\n\n[^1]: x", "<p>⟨author a⟩⟨cite a⟩ ⟨note 1⟩</p>\n^1: <p>x</p>");
}
