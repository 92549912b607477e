//! Tests of bare addresses, private comments, colons and quotation marks in whole texts.

use super::{check, check_with, read, show};

fn link(address: &str) -> String {
    let target =
        if address.starts_with("www.") { format!("https://{address}") } else { address.to_owned() };
    let target = target.replace('&', "&amp;").replace('ü', "%C3%BC").replace('|', "%7C");
    format!("<a href=\"{target}\">{}</a>", address.replace('&', "&amp;"))
}

/// Checks a text in which `{}` is the address; in the output, `{}` is the link to it.
#[track_caller]
fn links(text: &str, address: &str, becomes: &str) {
    check(&text.replace("{}", address), &becomes.replace("{}", &link(address)));
}

#[test]
fn bare_addresses_are_links() {
    links("See {} for it", "https://x.example/act_2021", "<p>See {} for it</p>");
    links("See {}.", "www.harbour.example/dues", "<p>See {}.</p>");
    for address in [
        "https://x.example/a_(b)",
        "https://x.example/_next_/a__b",
        "https://x.example/a--b...c",
        "https://x.example/it's-5-o'clock",
        "https://x.example/?a[]=1&b=2#c",
        "https://x.example/über",
        "https://m.example/@desk",
        "http://localhost:8000/a",
        "https://x.example/?f=A|B",
    ] {
        links("({})", address, "<p>({})</p>");
        links("«{}» so", address, "<p>«{}» so</p>");
        links("（{}）", address, "<p>（{}）</p>");
        links("“{}”, so", address, "<p>“{}”, so</p>");
        links("\"{}\" so", address, "<p>“{}” so</p>");
        links("*see {}* so", address, "<p><em>see {}</em> so</p>");
        links("a\n{}\nb", address, "<p>a\n{}\nb</p>");
        links("- {}", address, "<ul>\n<li>{}</li>\n</ul>");
        links("> {}", address, "<blockquote>\n<p>{}</p>\n</blockquote>");
        links(
            "a[^1]\n\n[^1]: Read at {} (in May).",
            address,
            "<p>a⟨note 1⟩</p>\n^1: <p>Read at {} (in May).</p>",
        );
        links("a {} [@b].", address, "<p>a {}.⟨cite b⟩</p>");
        links("a {}[^1][@b]\n\n[^1]: x", address, "<p>a {}⟨note 1⟩⟨cite b⟩</p>\n^1: <p>x</p>");
        if !address.contains('[') {
            links("a [@b, see {}]", address, &format!("<p>a⟨cite b (, see {})⟩</p>", "{}"));
        }
    }
    check("https://x.example/?a=1&amp;b", &format!("<p>{}</p>", link("https://x.example/?a=1&b")));
    check("https://x.example/a\\_b.", &format!("<p>{}.</p>", link("https://x.example/a_b")));
    check(
        "**https://x.example/a**b",
        &format!("<p><strong>{}</strong>b</p>", link("https://x.example/a")),
    );
}

#[test]
fn an_old_doi_is_one_address() {
    let html = show(
        &read("At https://doi.org/10.1002/(SICI)1097(1998)17:16<1661::AID-SIM968>3.0.CO;2-2, so")
            .value,
    );
    assert!(html.contains("16&lt;1661::AID-SIM968&gt;3.0.CO;2-2</a>, so"), "{html}");
}

#[test]
fn in_code_in_links_and_in_angles_an_address_is_as_before() {
    let address = "https://x.example/a";
    links("<{}>", address, "<p>{}</p>");
    check(&format!("`{address}`"), &format!("<p><code>{address}</code></p>"));
    check(
        &format!("```\n{address}\n```"),
        &format!("<pre tabindex=\"0\"><code>{address}\n</code></pre>"),
    );
    check(
        &format!("[{address}](https://y.example)"),
        &format!("<p><a href=\"https://y.example\">{address}</a></p>"),
    );
    check(
        &format!("[the *{address}*](a.md)"),
        &format!("<p>⟨open path a.md⟩the <em>{address}</em>⟨close⟩</p>"),
    );
    check(
        "See <www.x.example/a>, so",
        "<p>See <a href=\"https://www.x.example/a\">www.x.example/a</a>, so</p>",
    );
    check("https:// and www. and a@www.x.example", "<p>https:// and www. and a@www.x.example</p>");
    let html = crate::options::ProseOptions { allow_html: true, ..Default::default() };
    let text = format!("<kbd>{address}</kbd> <code>*{address}*</code>");
    let span = onrecord_base::span::Span::new(0, text.len());
    let body = crate::markdown::body(&text, span, &"a.md".into(), &html).value;
    assert!(!body.html().contains("<a "), "{}", body.html());
}

#[test]
fn private_comments_leave_no_trace() {
    let note = |at: &str| format!("OR135:{at}");
    let reported = |text: &str, becomes: &str, at: &str| check_with(text, becomes, &[&note(at)]);
    reported("Before %%private%% after.", "<p>Before  after.</p>", "%%private%%");
    reported("A %%x%% b [@c] %%y%% *d*.", "<p>A  b⟨cite c⟩  <em>d</em>.</p>", "%%x%%");
    reported("## Heading %%x%%\n\ntext", "<h2 id=\"heading\">Heading</h2>\n<p>text</p>", "%%x%%");
    reported("a [@b]%%x%%.", "<p>a.⟨cite b⟩</p>", "%%x%%");
    let text = "a\n\n%%\nx [@key] <!-- y\n\n- z\n%%\n\nb [@c].";
    assert_eq!(show(&read(text).value), "<p>a</p>\n<p>b.⟨cite c⟩</p>");
    // Spans are those of the file.
    check_with(
        "%%x%% a[^7] %%y%% [w](javascript:b)",
        "<p>a[^7]  w</p>",
        &["OR135:%%x%%", "OR115:[^7]", "OR106:[w](javascript:b)"],
    );
}

#[test]
fn a_sign_that_is_not_closed_hides_nothing() {
    check_with("a %%b\n\nc", "<p>a %%b</p>\n<p>c</p>", &["OR120:%%"]);
    check_with(
        "It rose by 5%% and 3%%.",
        "<p>It rose by 5%% and 3%%.</p>",
        &["OR120:%%", "OR120:%%"],
    );
    check("100 % of `%%` and \\%%", "<p>100 % of <code>%%</code> and %%</p>");
}

#[test]
fn a_definition_needs_a_space_after_its_colon() {
    check("At\n\n:14 past nine", "<p>At</p>\n<p>:14 past nine</p>");
    check("See\n:ref:annex\n:b *c*", "<p>See\n:ref:annex\n:b <em>c</em></p>");
    check(
        "- a\n  :b\n\n> c\n> :d",
        "<ul>\n<li>a\n:b</li>\n</ul>\n<blockquote>\n<p>c\n:d</p>\n</blockquote>",
    );
    check("a\n\n:\n\nb", "<p>a</p>\n<p>:</p>\n<p>b</p>");
    check("a\n:\nb", "<p>a\n:\nb</p>");
    check("```\n:a\n```", "<pre tabindex=\"0\"><code>:a\n</code></pre>");
    check(
        "Berth\n\n: A place for a ship.",
        "<dl>\n<dt>Berth</dt>\n<dd>\n<p>A place for a ship.</p>\n</dd>\n</dl>",
    );
    check("Due\n: What it pays.", "<dl>\n<dt>Due</dt>\n<dd>What it pays.</dd>\n</dl>");
    let both = "Due\n: What it pays.\n\nAt\n:14 past [@b].";
    assert_eq!(
        show(&read(both).value),
        "<dl>\n<dt>Due</dt>\n<dd>What it pays.</dd>\n</dl>\n<p>At\n:14 past.⟨cite b⟩</p>"
    );
}

#[test]
fn no_quotation_mark_opens_after_a_figure() {
    check("A 6'2\" man; a 5\" pipe", "<p>A 6’2” man; a 5” pipe</p>");
    check("a 5\"-pipe, a 5\"x3\" board", "<p>a 5”-pipe, a 5”x3” board</p>");
    check("The \"5\" and 'so' and \"x\"", "<p>The “5” and ‘so’ and “x”</p>");
    check("the pipe\" (5\")", "<p>the pipe” (5”)</p>");
}

#[test]
fn a_size_is_no_part_of_a_text_alternative() {
    check_with(
        "a ![A chart|300](x.png)",
        "<p>a ⟨image x.png “A chart” “”⟩</p>",
        &["OR137:![A chart|300](x.png)"],
    );
    check_with(
        "a ![[x.png|A chart|20x10]]",
        "<p>a ⟨image x.png “A chart” “”⟩</p>",
        &["OR137:![[x.png|A chart|20x10]]"],
    );
    check("a ![A|B](x.png)", "<p>a ⟨image x.png “A|B” “”⟩</p>");
}
