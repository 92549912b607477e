//! Tests of the diagnostics of the conservation pass, and of texts without any.

use super::compare::WordComparison;
use super::output::OutputCursor;
use super::scan::BlockScan;
use super::words::{WordSum, WrittenWords};
use crate::body::Body;
use crate::markdown::body;
use crate::options::ProseOptions;
use crate::random_texts::random_text;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::span::Span;
use onrecord_base::text::escape;

/// Returns the diagnostics of this pass about a text.
fn findings_with(text: &str, options: &ProseOptions) -> Vec<Diagnostic> {
    let read = body(text, Span::new(0, text.len()), &"content/a.md".into(), options);
    read.found.into_iter().filter(|f| OWN.contains(&f.code)).collect()
}

/// The rules of this pass.
const OWN: [RuleCode; 11] = [
    RuleCode::DroppedLink,
    RuleCode::LostWords,
    RuleCode::ExcessCells,
    RuleCode::BracketsLeft,
    RuleCode::ForeignMark,
    RuleCode::TemplateCode,
    RuleCode::Formula,
    RuleCode::UnusedDefinition,
    RuleCode::TableAsText,
    RuleCode::HiddenComment,
    RuleCode::OpenComment,
];

/// Returns the diagnostics as `code:text`.
fn reported(text: &str) -> Vec<String> {
    let findings = findings_with(text, &ProseOptions::default());
    findings.iter().map(|f| format!("{}:{}", f.code, f.place.span.slice(text))).collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(reported(text), expected, "{text:?}");
}

const TABLE: &str = "| Plan | Who | Due |\n| --- | --- | --- |\n";

#[test]
fn cells_beyond_the_header_are_reported() {
    let rows: &[(&str, &[&str])] = &[
        ("| Plan | Lind | 3 May | a late remark |", &["OR128:a late remark"]),
        ("| Plan | Lind | 3 May | a late | remark", &["OR128:a late | remark"]),
        ("| [[b|Second]] | Rosa | 1 May |", &["OR128:1 May"]),
        ("| `x|y` | Lind | 2 May |", &["OR128:2 May"]),
        ("| <https://x.example/a|b> | Lind | 2 May |", &["OR128:2 May"]),
        ("| Plan | Lind | 3 May | ? |", &["OR128:?"]),
        ("| [[b\\|Second]] | Rosa | 1 May |", &[]),
        ("| Plan |", &[]),
        ("| Plan | Lind | 3 May | |", &[]),
        ("| Plan | Lind | 3 May |  |  |", &[]),
    ];
    for (row, expected) in rows {
        check(&format!("{TABLE}{row}\n"), expected);
        check(&format!("> Before.\n>\n> {}> {row}\n", TABLE.replace("\n|", "\n> |")), expected);
    }
}

#[test]
fn brackets_that_stay_are_reported() {
    check("See [the plan](harbour plan.md) now.", &["OR129:](harbour"]);
    check("See [[the plan now.", &["OR129:[[the"]);
    check("Before %%private words%% after.\n\n%%\nmore of\n\n- them\n%%\n\nText.", &[]);
    check(
        "@b [p. 3][^1] and [the *plan*[^1]](https://x.example/plan), [@a][sic].\n\n[^1]: So.",
        &[],
    );
    check(&format!("{TABLE}| [[b|Second]] | Rosa |\n"), &["OR129:[[b"]);
    check("See \\[[the plan, \\[x\\](y z) and `[[x` and `](`.", &[]);
    check("See [the plan](plan.md), [[plan]], [[plan|it]] and [x](y.md).", &[]);
}

#[test]
fn definitions_without_a_link_are_reported() {
    check(
        "See [l], [the M][m] and [N][].\n\n[l]: https://x.example/\n[M]: https://y.example/\n[n]: z.md",
        &[],
    );
    check(
        "See it.\n\n[l]: https://x.example/ \"A title\"",
        &["OR133:[l]: https://x.example/ \"A title\""],
    );
    check(
        "See [l].\n\n[l]: https://x.example/\n[L]: https://y.example/",
        &["OR133:[L]: https://y.example/"],
    );
    check("See it.\n\n[//]: # (a remark)", &[]);
}

#[test]
fn words_that_disappear_are_reported() {
    check("See [the annex](annex.md \"until 3 May\") first.", &[]);
    check("See [the annex](https://x.example/ \"until 3 May\") first.", &[]);
    check("![A chart](x.png \"until 3 May\")", &[]);
    check("![A chart](x.png \"So [@a, p. 3] on\")", &[]);
    check("![A chart [@a, so they say]](x.png)", &["OR127:they say"]);
    check("![A chart [see B @a, p. 3 of all]](x.png)", &["OR127:see B @a, p. 3 of all"]);
    check("![A chart of [it](b.md)](x.png)", &["OR134:b.md"]);
    check("One [@a, so they say; see also @b, pp. 3-5, 7 and C; -@c, {iv}, D].", &[]);
}

#[test]
fn text_after_a_margin_note_that_cites_is_kept() {
    let text = "One[^m-1].\n\nTwo three.\n\n[^m-1]: As @src says, four.\n";
    let read = body(text, Span::new(0, text.len()), &"a.md".into(), &ProseOptions::default());
    assert!(read.value.html().contains("<p>Two three.</p>"), "{}", read.value.html());
    check(text, &[]);
}

#[test]
fn marks_of_other_programs_are_reported() {
    let rows: &[(&str, &[&str])] = &[
        (
            "Before.\n\n::: {.callout-note}\nWords.\n:::\n\nAfter.",
            &["OR130:::: {.callout-note}", "OR130::::"],
        ),
        ("The [berth board]{.smallcaps} met.", &["OR130:{.smallcaps}"]),
        ("![A chart](x.png){width=\"6in\"}", &["OR130:{width=\"6in\"}"]),
        ("CO~2~ and 10^6^", &["OR130:~2~", "OR130:^6^"]),
        ("{{< figure src=\"x.png\" >}}", &["OR131:{{< figure src=\"x.png\" >}}"]),
        ("a {% include note.html %} b", &["OR131:{% include note.html %}"]),
        ("on {{ page.date }} and {{ page.date }}", &["OR131:{{ page.date }}"]),
        ("{{% notice %}}", &["OR131:{{% notice %}}"]),
        ("[our launch]({{ \"/launch/\" | url }})", &["OR131:{{ \"/launch/\" | url }}"]),
        ("[our launch]({{url}}/a)", &["OR131:{{url}}"]),
        ("so $x^2 + y_1$ holds", &["OR132:$x^2 + y_1$"]),
        ("$$\nx^2 + y_1\n$$", &["OR132:$$\nx^2 + y_1\n$$"]),
        ("!!! note \"Mind\"\n    the gap", &["OR130:!!! note \"Mind\""]),
        ("??? tip \"Mind\"\n    the gap", &["OR130:??? tip \"Mind\""]),
        ("=== \"Harbour\"\n\n    the gap", &["OR130:=== \"Harbour\""]),
        ("go :material-home: now", &["OR130::material-home:"]),
        ("Words.\n{: .note }", &["OR130:{: .note }"]),
        ("a {# ask #} b", &["OR120:{# ask #}"]),
        ("a {{/* ask */}} b", &["OR120:{{/* ask */}}"]),
        ("a {% comment %}b{% endcomment %} c", &["OR120:{% comment %}b{% endcomment %}"]),
        ("a <%# ask %> b", &["OR120:<%# ask %>"]),
        ("a <%= page.date %> b", &["OR131:<%= page.date %>"]),
        ("a ++new++ b ||c|| d", &["OR130:++new++"]),
        ("a ^^new^^ b", &["OR130:^^new^^"]),
        (".. note::\n   Mind", &["OR130:.. note::"]),
        ("[TOC]\nMind", &["OR130:[TOC]"]),
        ("a \\(x\\) b", &["OR132:\\(x\\)"]),
        ("[the plan](https://x.example/p){ .button }", &["OR130:{ .button }"]),
    ];
    for (text, expected) in rows {
        check(text, expected);
        if !text.contains('\n') {
            check(&format!("- {text}\n"), expected);
            check(&format!("A line\n{text} \n"), expected);
            check(&format!("## {text} so\n"), expected);
        }
        for code in [
            format!("```\n{text}\n```\n"),
            format!("- Item\n\n  ~~~ md\n  {}\n  ~~~\n", text.replace('\n', "\n  ")),
            format!("Before.\n\n    {}\n\nAfter.", text.replace('\n', "\n    ")),
            format!("> A quotation\n>\n>     {}\n", text.replace('\n', "\n>     ")),
            format!("<!--\n{text}\n-->\n"),
            format!("As ``` {} ``` shows.", text.replace('\n', " ")),
        ] {
            check(&code, &[]);
        }
    }
}

#[test]
fn tables_that_are_none_are_reported() {
    check("| a | b |\n|---|\n| c | d |", &["OR138:|---|"]);
    check("a | b\n---|---|---\nc | d", &["OR138:---|---|---"]);
    check("> | a | b |\n> |---|---|---|\n", &["OR138:|---|---|---|"]);
    check("Words\n| --- | --- |\n| a | b |", &["OR138:| --- | --- |"]);
    check("| --- | --- |\n| a | b |", &["OR138:| --- | --- |"]);
    for text in
        ["| a | b |\n|---|---|", "a\n---", "```\n| a | b |\n|---|\n```", "|-| and", "- a | b\n---|"]
    {
        check(text, &[]);
    }
}

#[test]
fn an_open_comment_within_a_line_is_reported() {
    check("Revoked. <!-- ask legal", &["OR136:<!-- ask legal"]);
    check("- Revoked <!-- ask\n  legal\n\nOn -->.", &["OR136:<!-- ask"]);
    check("## Revoked <!-- ask", &["OR136:<!-- ask"]);
    check("| a <!-- b | c --> |\n|---|---|", &["OR136:<!-- b"]);
    check("[a <!-- b](https://x.example/) <!-- c", &["OR136:<!-- b](https://x.example/) <!-- c"]);
    for text in
        ["a <!-- b --> c", "a `<!-- b`", "a \\<!-- b", "a <!--> b", "a <!-- b\nc --> d", "a <! b"]
    {
        check(text, &[]);
    }
}

#[test]
fn ordinary_text_has_no_findings() {
    check(
        "$5 to $10, ~20, ~5 %, {1, 2}, 2^10, a = b == c, 10:30!!, C#, #1.\n\n## A heading {#id}\n\n\
         > [!NOTE]\n> Words.\n\n- [x] done\n- [ ] open\n\nTerm\n: What it says.\n\n1. one\n2. two\n\n\
         caf&eacute; AT&amp;T a&nbsp;b it&#39;s 1 &lt; 2 \"quoted\" -- so... <b>x</b> un<!-- y -->seen\n\n\
         [the list][l] <https://x.example/> <a@b.example> ~~gone~~ \\* word[^1]more[^m-1]x a\\\nb\n\n\
         | a | b |\n|---|---|\n| x |\n| `\\|` | y |\n\n[l]: https://y.example/ 'T'\n[^1]: So.\n\n    And more.\n[^m-1]: M.",
        &[],
    );
}

/// Returns the number of random texts.
#[expect(clippy::disallowed_methods, reason = "the number of rounds of a test")]
fn rounds() -> usize {
    std::env::var("ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(400)
}

/// Returns the combinations of settings that change the output.
fn all_options() -> [ProseOptions; 3] {
    [(false, true), (true, true), (false, false)].map(|(allow_html, smart)| ProseOptions {
        allow_html,
        smart,
        ..ProseOptions::default()
    })
}

#[test]
fn random_texts_lose_nothing_and_have_no_findings() {
    for seed in 0..rounds() {
        for options in all_options() {
            let text = random_text(seed, options.allow_html).markdown;
            let findings = findings_with(&text, &options);
            assert!(findings.is_empty(), "{text}\n\n{findings:?}");
        }
    }
}

#[derive(serde::Deserialize)]
struct Example {
    markdown: String,
}

#[test]
fn examples_of_the_specification_lose_no_word() {
    let examples: Vec<Example> =
        serde_json::from_str(&repository_file("tests/spec/commonmark.json")).expect("examples");
    let mut faults = vec![];
    for example in &examples {
        for options in all_options() {
            let findings = findings_with(&example.markdown, &options);
            let lost = findings
                .iter()
                .filter(|f| matches!(f.code, RuleCode::LostWords | RuleCode::ExcessCells));
            faults.extend(lost.map(|f| format!("{:?}: {}", example.markdown, f.message)));
        }
    }
    assert!(examples.len() > 600 && faults.is_empty(), "{}", faults.join("\n"));
}

/// The root folder of the repository.
const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Returns a file of the repository.
#[expect(clippy::disallowed_methods, reason = "a test reads a list of examples")]
fn repository_file(path: &str) -> String {
    std::fs::read_to_string(format!("{REPOSITORY}/{path}")).expect("a file of the repository")
}

/// Returns the Markdown files of a folder.
#[expect(clippy::disallowed_methods, reason = "a test reads the texts that we ship")]
fn texts_of(folder: &str) -> Vec<(String, String)> {
    let mut folders = vec![std::path::Path::new(REPOSITORY).join(folder)];
    let mut texts = vec![];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                let text = std::fs::read_to_string(&path).unwrap();
                texts.push((path.display().to_string(), text));
            }
        }
    }
    texts
}

#[test]
fn texts_that_we_ship_lose_nothing_and_have_no_findings() {
    let mut faults = vec![];
    for folder in ["content", "docs/content"] {
        let texts = texts_of(folder);
        assert!(texts.len() > 5, "{folder}");
        for (path, text) in texts {
            let at = crate::split::split(&text).body;
            for options in all_options() {
                let read = body(&text, at, &"content/a.md".into(), &options);
                let own = read.found.iter().filter(|f| OWN.contains(&f.code));
                faults.extend(own.map(|f| format!("{path}: {} {}", f.code, f.message)));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
#[expect(clippy::too_many_lines, reason = "a list of shapes, one a line")]
fn the_work_grows_with_the_text() {
    let shapes = [
        "[",
        "]",
        "[[a",
        "[@a ",
        "[a](",
        "[a](b",
        "](",
        "![[](",
        "`",
        "``a",
        "`a``",
        "<a ",
        "<a b=\"",
        "<a b='",
        "<!--",
        "<!-",
        "[^a",
        "[^m-",
        "|a",
        "~a",
        "^a",
        "$a",
        "{a",
        "{{",
        "{%",
        "{.a ",
        ":a",
        ":::",
        "!!! a\n",
        "=== \"",
        "@a",
        "@{",
        "@a [",
        "%%",
        "%%a",
        "&a;",
        "&a",
        "\\",
        "\\(",
        "[a]: b\n",
        "[a]: ",
        "[a][b]",
        "a\u{e9}",
        "> ",
        "- ",
        "1. ",
        "> - ",
        "    a\n",
        "```\n",
        "<div>\n",
        "<script>\n",
        "[^a]: b\n",
        "|a|b|\n|-|-|\n",
        "a|b\n-|-\n|c|d|e|\n",
        "<?",
        "<![CDATA[",
        "a<!-- b -->",
        "a[^m-b]c",
        "{>>",
        "[a\n",
        "a_b*c ",
        "\"a' ",
        "[[a|b]] ",
        "[see @a, p. 3] ",
        "# a {#b}\n",
        "# {{{\n",
    ];
    let work = |text: &str, html: bool| {
        let body = Body::default().with_html(escape(text));
        super::work::counted(|| {
            let output = WordComparison::with(OutputCursor::of(&body, WordSum::default()));
            let scan = BlockScan::read(text.as_bytes(), html, output);
            let (_, passed) = scan.sink.finish();
            assert!(passed.links < 100_000);
            drop(BlockScan::read(text.as_bytes(), html, WrittenWords::default()));
        })
    };
    for shape in shapes {
        for html in [false, true] {
            let small = work(&shape.repeat(4_000 / shape.len()), html);
            let large = work(&shape.repeat(16_000 / shape.len()), html);
            assert!(large < 5 * small + 20_000, "{shape:?}: {small} and {large}");
        }
    }
}
