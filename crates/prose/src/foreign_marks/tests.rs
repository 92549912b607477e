//! Tests of marks that are recognized, and of ordinary text without marks.

use super::{INLINE_STARTS, KINDS, MarkKind, at_line_start, within_line};
use MarkKind::{
    Admonition, Attributes, BlockAttributes, Change, Comment, Contents, Directive, Division,
    Formula, Icon, Shortcode, Signs, SpanAttributes, Subscript, Superscript, Tab, TemplateOutput,
    TemplateTag,
};

/// Returns the marks of one line of running text.
fn marks(line: &str) -> Vec<(MarkKind, &str)> {
    let bytes = line.as_bytes();
    let mut found = vec![];
    let mut at = 0;
    if let Some((kind, range)) = at_line_start(bytes, 0, bytes.len()) {
        at = range.end;
        found.push((kind, &line[range]));
    }
    while at < bytes.len() {
        let starts = INLINE_STARTS.contains(&bytes[at]) || matches!(bytes[at], b'\\' | b'<');
        let mark = if starts { within_line(bytes, at, bytes.len()) } else { None };
        if let Some((kind, end)) = mark {
            found.push((kind, &line[at..end]));
            at = end;
            continue;
        }
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    found
}

#[test]
fn every_kind_has_its_row() {
    for (at, info) in KINDS.iter().enumerate() {
        assert_eq!(info.kind as usize, at);
        assert_eq!(info.kind.info().kind, info.kind);
    }
}

#[test]
fn marks_are_recognized() {
    let rows: &[(&str, &[(MarkKind, &str)])] = &[
        ("::: {.callout-note}", &[(Division, "::: {.callout-note}")]),
        (":::", &[(Division, ":::")]),
        (":::warning Mind the berth", &[(Division, ":::warning Mind the berth")]),
        ("The [berth board]{.smallcaps} met", &[(SpanAttributes, "{.smallcaps}")]),
        ("![A](x.png){width=\"6in\"}", &[(Attributes, "{width=\"6in\"}")]),
        ("[the plan](x){ .button #go }", &[(Attributes, "{ .button #go }")]),
        ("{: .note }", &[(BlockAttributes, "{: .note }")]),
        ("{:.no_toc}", &[(BlockAttributes, "{:.no_toc}")]),
        ("CO~2~ and H~2~O", &[(Subscript, "~2~"), (Subscript, "~2~")]),
        ("10^6^ on the 1^st^ of May", &[(Superscript, "^6^"), (Superscript, "^st^")]),
        ("so ~x~ and ^x^", &[(Subscript, "~x~"), (Superscript, "^x^")]),
        ("{{< figure src=\"x.png\" >}}", &[(Shortcode, "{{< figure src=\"x.png\" >}}")]),
        ("{{% notice %}}", &[(Shortcode, "{{% notice %}}")]),
        ("a {% include note.html %} b", &[(TemplateTag, "{% include note.html %}")]),
        ("on {{ page.date }}.", &[(TemplateOutput, "{{ page.date }}")]),
        ("so $x^2 + y_1$ holds", &[(Formula, "$x^2 + y_1$")]),
        ("for each $n$ and \\(a_1\\)", &[(Formula, "$n$"), (Formula, "\\(a_1\\)")]),
        ("$$x = y$$", &[(Formula, "$$x = y$$")]),
        ("!!! note \"Mind\"", &[(Admonition, "!!! note \"Mind\"")]),
        ("??? tip \"Mind\"", &[(Admonition, "??? tip \"Mind\"")]),
        ("!!! note\n    Mind", &[(Admonition, "!!! note")]),
        ("=== \"Harbour\"", &[(Tab, "=== \"Harbour\"")]),
        ("go :material-home: now :+1:", &[(Icon, ":material-home:"), (Icon, ":+1:")]),
        ("{++new++}{>>why?<<}", &[(Change, "{++new++}"), (Comment, "{>>why?<<}")]),
    ];
    for (line, expected) in rows {
        assert_eq!(&marks(line), expected, "{line}");
    }
}

#[test]
fn comments_and_code_of_templates_are_recognized() {
    let rows: &[(&str, &[(MarkKind, &str)])] = &[
        ("a {# ask legal #} b", &[(Comment, "{# ask legal #}")]),
        ("a {#ask#} b {# ask\nlegal", &[(Comment, "{#ask#}"), (Comment, "{# ask")]),
        (
            "a {{/* ask */}} {{- /* b */ -}}",
            &[(Comment, "{{/* ask */}}"), (Comment, "{{- /* b */ -}}")],
        ),
        ("{{! ask }} {{!-- ask --}}", &[(Comment, "{{! ask }}"), (Comment, "{{!-- ask --}}")]),
        ("{% comment %}ask{% endcomment %} b", &[(Comment, "{% comment %}ask{% endcomment %}")]),
        ("{%- comment -%}\nask", &[(Comment, "{%- comment -%}")]),
        ("a <%# ask %> <%-- b --%>", &[(Comment, "<%# ask %>"), (Comment, "<%-- b --%>")]),
        (
            "{/* ask */} {::comment}b{:/comment}",
            &[(Comment, "{/* ask */}"), (Comment, "{::comment}b{:/comment}")],
        ),
        (
            "on <%= page.date %> and <% if x %>",
            &[(TemplateTag, "<%= page.date %>"), (TemplateTag, "<% if x %>")],
        ),
        ("{% if a\n{{< figure", &[(TemplateTag, "{% if a"), (Shortcode, "{{< figure")]),
        (
            "{:toc} {:/} {::nomarkdown}",
            &[
                (BlockAttributes, "{:toc}"),
                (BlockAttributes, "{:/}"),
                (BlockAttributes, "{::nomarkdown}"),
            ],
        ),
        ("so \\(x\\) and \\(a+b\\)", &[(Formula, "\\(x\\)"), (Formula, "\\(a+b\\)")]),
        ("\\[x\\]", &[(Formula, "\\[x\\]")]),
        (".. note::", &[(Directive, ".. note::")]),
        (".. code-block:: python", &[(Directive, ".. code-block:: python")]),
        (".. _berths:", &[(Directive, ".. _berths:")]),
        ("[TOC]", &[(Contents, "[TOC]")]),
        ("[[_toc_]]", &[(Contents, "[[_toc_]]")]),
        (
            "a ++new++, ^^new^^ and ||hidden words||.",
            &[(Signs, "++new++"), (Signs, "^^new^^"), (Signs, "||hidden words||")],
        ),
        ("!!! note\nMind", &[(Admonition, "!!! note")]),
    ];
    for (line, expected) in rows {
        assert_eq!(&marks(line), expected, "{line}");
    }
}

#[test]
fn ordinary_text_has_no_marks() {
    for line in [
        "$5 to $10",
        "~20",
        "~5 %",
        "{1, 2}",
        "2^10",
        "a = b == c",
        "10:30!!",
        "C#",
        "#1",
        "$5 and US$6, or A$7.",
        "US$5–US$6",
        "It costs $5/$6; $ is a sign",
        "$5, or 6 US$.",
        "~20 and ~30",
        "~20–~30",
        "~/docs and ~/notes",
        "2^10 and 3^10",
        "a^2+b^2=c^2",
        "at 10:30:45 or 1:2:3",
        "std::vec::Vec",
        "see: this",
        "Note::",
        "he said:so:it",
        "!!! Mind",
        "??? who knows",
        "=== three",
        "= \"x\"",
        "{ }",
        "{}",
        "{a}",
        "{see below}",
        "{#1}",
        "{.5}",
        "{x | x > 0}",
        "a {{ b",
        "{% c",
        "\\(sic\\) and \\[sic\\]",
        "the set {a = b}",
        "::",
        "(:",
        ":-)",
        "“:x”",
        "{a, b: c}",
        "$",
        "$$",
        "$$ and $$$",
        "^",
        "~",
        "~~gone~~",
        "[^1] and [^2]",
        "x^ y^",
        "100 $^",
        "Q&A: yes: no",
        "https://x.example:80/a:b:c",
    ] {
        assert_eq!(marks(line), [], "{line}");
    }
}

#[test]
fn signs_with_spaces_and_words_in_brackets_are_no_marks() {
    for line in [
        "C++ and D++",
        "i++ or ++i and ++j",
        "a || b || c",
        "|| a || b ||",
        "1^^2^^3",
        "+ + and +++",
        ".. and so on",
        "... note::",
        "see [TOC] there",
        "{: see below}",
        "{:-)}",
        "5 <% of all",
        "x <%%> y",
        "{% commentary",
        "\\(a\\) first",
        "a \\[x\\] b",
        "\\(2020–2022\\)",
    ] {
        assert_eq!(marks(line), [], "{line}");
    }
}
