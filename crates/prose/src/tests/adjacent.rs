//! Tests of adjacent marks: every ordered pair and triple of kinds of marks, in every container.

use super::{check, check_with, read, show};
use onrecord_base::code::{RuleCode, Severity};

/// A kind of mark: its Markdown and its output.
struct Kind {
    name: &'static str,
    text: &'static str,
    becomes: &'static str,
}

const LINK: &str = "<a href=\"https://x.example/u\">w</a>";

const KINDS: &[Kind] = &[
    Kind { name: "footnote", text: "[^1]", becomes: "⟨note 1⟩" },
    Kind { name: "margin note", text: "[^m-1]", becomes: "" },
    Kind { name: "citation", text: "[@b]", becomes: "⟨cite b⟩" },
    Kind {
        name: "long citation",
        text: "[see *also* @c, p. 3; @d]",
        becomes: "⟨cite (see <em>also</em>) c page=3; d⟩",
    },
    Kind { name: "author", text: "@b [p. 3]", becomes: "⟨author b⟩⟨cite b page=3⟩" },
    Kind { name: "bracket", text: "[*sic*]", becomes: "[<em>sic</em>]" },
    Kind { name: "link", text: "[w](https://x.example/u)", becomes: LINK },
    Kind { name: "reference", text: "[w][l]", becomes: "<a href=\"https://x.example/l\">w</a>" },
    Kind { name: "label", text: "[l]", becomes: "<a href=\"https://x.example/l\">l</a>" },
    Kind { name: "wiki link", text: "[[n]]", becomes: "⟨link n⟩" },
    Kind {
        name: "link with a footnote",
        text: "[w[^1]](https://x.example/u)",
        becomes: "<a href=\"https://x.example/u\">w</a>⟨note 1⟩",
    },
    Kind { name: "image", text: "![alt](i.png)", becomes: "⟨image i.png “alt” “”⟩" },
    Kind {
        name: "address",
        text: "<https://x.example/u>",
        becomes: "<a href=\"https://x.example/u\">https://x.example/u</a>",
    },
];

/// Containers: (name, Markdown with `{}` for the words, the output around the words).
const CONTAINERS: &[(&str, &str, &str)] = &[
    ("paragraph", "{}", "<p>“x”"),
    ("heading", "## {}", "<h2 id="),
    ("table cell", "| h | k |\n|---|---|\n| k | {} |", "<td data-label=\"k\">“x”"),
    ("list item", "- {}", "<li>“x”"),
    ("definition", "Term\n: {}", "<dd>“x”"),
    ("quotation", "> {}", "<blockquote>\n<p>“x”"),
    ("callout", "> [!NOTE]\n> {}", "<aside class=\"callout note\""),
    ("margin note", "y[^m-9]\n\n[^m-9]: {}", "<aside class=\"margin\""),
    ("footnote", "y[^9]\n\n[^9]: {}", "^9: <p>“x”"),
    ("emphasis", "**{}**", "<strong>“x”"),
];

const DEFINITIONS: &str = "\n\n[^1]: One.\n[^m-1]: Beside.\n\n[l]: https://x.example/l\n";

/// True if CommonMark itself reads two adjacent marks as one: the second is the label of a link
/// whose words are the first, or prevents the first from being a link.
fn are_one(first: &str, second: &str) -> bool {
    let opens =
        matches!(second, "bracket" | "reference" | "link" | "link with a footnote" | "label");
    match first {
        "label" => opens,
        // `@b [p. 3][l]` has a link whose words are `p. 3`.
        "bracket" | "author" | "reference" => second == "label",
        _ => false,
    }
}

/// Checks a sequence of marks in each container. Returns the number of texts checked.
fn check_all(marks: &[&Kind]) -> usize {
    if marks.windows(2).any(|two| are_one(two[0].name, two[1].name)) {
        return 0;
    }
    let text: String = marks.iter().map(|mark| mark.text).collect();
    let becomes: String = marks.iter().map(|mark| mark.becomes).collect();
    for (name, container, around) in CONTAINERS {
        let markdown = container.replace("{}", &format!("“x”{text}zz")) + DEFINITIONS;
        let checked = read(&markdown);
        let html = show(&checked.value);
        assert!(html.contains(around), "{name}: {markdown}\n{html}");
        assert!(
            html.contains(&format!("“x”{becomes}zz")),
            "{name}: {markdown}\n{html}\nnot {becomes}"
        );
        let errors: Vec<_> =
            checked.found.iter().filter(|f| f.code.severity() == Severity::Error).collect();
        assert!(errors.is_empty(), "{name}: {markdown}\n{errors:?}");
        let beside = marks.iter().any(|mark| mark.name == "margin note");
        assert_eq!(html.contains("<p>Beside.</p>"), beside, "{name}: {markdown}\n{html}");
    }
    CONTAINERS.len()
}

#[test]
fn every_pair_of_marks_is_read_one_by_one() {
    let mut texts = 0;
    for first in KINDS {
        for second in KINDS {
            texts += check_all(&[first, second]);
        }
    }
    assert!(texts > 1_500, "{texts}");
}

#[test]
fn every_triple_of_marks_is_read_one_by_one() {
    let mut texts = 0;
    for first in KINDS {
        for second in KINDS {
            for third in KINDS {
                texts += check_all(&[first, second, third]);
            }
        }
    }
    assert!(texts > 15_000, "{texts}");
}

#[test]
fn a_caption_holds_footnotes_and_citations() {
    let figure = |caption: &str| {
        format!(
            "<figure>⟨image i.png “a” “”⟩<figcaption>{caption}</figcaption></figure>\n^1: <p>One.</p>"
        )
    };
    let text = |caption: &str| format!("![a](i.png \"{caption}\")\n\n[^1]: One.");
    check(&text("The berths[^1][@b]."), &figure("The berths⟨note 1⟩.⟨cite b⟩"));
    check(&text("The [@b][^1][sic] berths"), &figure("The⟨cite b⟩⟨note 1⟩[sic] berths"));
    check_with(&text("The berths[^7][^1]"), &figure("The berths[^7]⟨note 1⟩"), &["OR115:[^7]"]);
}

#[test]
fn a_caption_with_entities_and_escapes_has_its_marks() {
    let figure = |caption: &str| {
        format!(
            "<figure>⟨image i.png “a” “”⟩<figcaption>{caption}</figcaption></figure>\n^1: <p>One.</p>"
        )
    };
    let note = "\n\n[^1]: One.";
    for (image, caption) in [
        ("![a](i.png \"Dues &amp; more[^1]\")", "Dues &amp; more⟨note 1⟩"),
        ("![a](i.png \"A \\\"b\\\" c[^1] &gt; d\")", "A &quot;b&quot; c⟨note 1⟩ &gt; d"),
        (
            "![a](i.png 'It\\'s [@b; see &amp; @c] \"d\"[^1]')",
            "It's⟨cite b; (see &amp;) c⟩ &quot;d&quot;⟨note 1⟩",
        ),
        ("![a](i.png (\\(b\\) &lt;[^1]) )", "(b) &lt;⟨note 1⟩"),
        ("![a](i.png \"\\[^1] &amp;[^1]\")", "[^1] &amp;⟨note 1⟩"),
    ] {
        check(&format!("{image}{note}"), &figure(caption));
    }
    check(
        &format!("![a][l]{note}\n\n[l]: i.png \"Dues &amp; more[^1]\""),
        &figure("Dues &amp; more⟨note 1⟩"),
    );
    check(
        "> ![a](i.png \"Dues &amp;\n> more [@b]\")",
        "<blockquote>\n<figure>⟨image i.png “a” “”⟩<figcaption>Dues &amp;\nmore⟨cite b⟩</figcaption></figure>\n</blockquote>",
    );
}

#[test]
fn the_words_of_an_image_are_read_as_words() {
    let check = |text: &str, expected: &str| {
        check(&format!("a {text}\n\n[^1]: One."), &format!("<p>a {expected}</p>\n^1: <p>One.</p>"));
    };
    check("![the *p* `q` &amp; r\\*[^1]](i.png)", "⟨image i.png “the p q & r*” “”⟩⟨note 1⟩");
    check("![cap[^1][@b]](i.png)", "⟨image i.png “cap” “”⟩⟨note 1⟩⟨cite b⟩");
    check(
        "![cap [see *also* @b] of[^1]](i.png)",
        "⟨image i.png “cap  of” “”⟩⟨cite (see <em>also</em>) b⟩⟨note 1⟩",
    );
    check("![cap [sic][^1]](i.png)", "⟨image i.png “cap [sic]” “”⟩⟨note 1⟩");
    check_with(
        "![cap[^1]|300](i.png)\n\n[^1]: One.",
        "<p>⟨image i.png “cap” “”⟩⟨note 1⟩</p>\n^1: <p>One.</p>",
        &["OR137:![cap[^1]|300](i.png)"],
    );
}

#[test]
fn a_label_beside_a_mark_is_read_as_words_once() {
    let link = |words: &str| format!("<a href=\"https://x.example/l\">{words}</a>");
    let check = |text: &str, label: &str, expected: &str| {
        check(
            &format!("x {text} so[^1]\n\n[^1]: One.\n\n[{label}]: https://x.example/l"),
            &format!("<p>x {expected} so⟨note 1⟩</p>\n^1: <p>One.</p>"),
        );
    };
    check("[`x`][@b]", "`x`", &(link("<code>x</code>") + "⟨cite b⟩"));
    check("[*dues*][@b]", "*dues*", &(link("<em>dues</em>") + "⟨cite b⟩"));
    check("[a  b][@b]", "A b", &(link("a  b") + "⟨cite b⟩"));
    check("[a &amp; b][@b]", "a &amp; b", &(link("a &amp; b") + "⟨cite b⟩"));
    check(
        "[^1][*dues* `x`]",
        "*dues* `x`",
        &("⟨note 1⟩".to_owned() + &link("<em>dues</em> <code>x</code>")),
    );
    check(
        "[^1][a https://y.example/]",
        "a https://y.example/",
        &("⟨note 1⟩".to_owned() + &link("a https://y.example/")),
    );
}

#[test]
fn no_entity_makes_a_character_that_the_program_marks_with() {
    check(
        "a &#xfdd3;b [w](https://x.example/u \"&#64976;t\")",
        "<p>a \u{fffd}b <a href=\"https://x.example/u\" title=\"\u{fffd}t\">w</a></p>",
    );
    let texts = [
        "[see &#xfdd4; @b]",
        "![&#xfdd3;](i.png \"&#xfdd3;\")",
        "![&#xfdd3;[^1]](i.png '&#xfdd3;')\n\n[^1]: b",
        "[x[^1]](a.md '&#xfdd3;')\n\n[^1]: b",
    ];
    for text in texts {
        let shown = show(&read(text).value);
        assert!(!shown.contains(onrecord_base::text::is_reserved), "{text}: {shown}");
    }
}

#[test]
fn a_note_in_the_words_of_a_link_follows_the_link() {
    let check = |text: &str, expected: &str| {
        let defined = text.contains("][l]");
        let note =
            "\n\n[^1]: One.".to_owned() + if defined { "\n\n[l]: https://x.example/l" } else { "" };
        check(&format!("{text}{note}"), &format!("<p>{expected}</p>\n^1: <p>One.</p>"));
    };
    check(
        "[the *plan*[^1]](https://x.example/a_b_c \"t\") so",
        "<a href=\"https://x.example/a_b_c\" title=\"t\">the <em>plan</em></a>⟨note 1⟩ so",
    );
    check(
        "[the [old] plan[^1] of it](a.md)",
        "⟨open path a.md⟩the [old] plan of it⟨close⟩⟨note 1⟩",
    );
    check("[the plan[^1]][l] so", "<a href=\"https://x.example/l\">the plan</a>⟨note 1⟩ so");
    check("[[n|the plan[^1]]] so", "⟨open n⟩the plan⟨close⟩⟨note 1⟩ so");
    check("see ![the plan[^1]](i.png) so", "see ⟨image i.png “the plan” “”⟩⟨note 1⟩ so");
    check(
        "[^1][l], [l][^1]",
        "⟨note 1⟩<a href=\"https://x.example/l\">l</a>, <a href=\"https://x.example/l\">l</a>⟨note 1⟩",
    );
    // A construct that is not a link stays as written.
    check_with(
        "[the plan[^1]](see there\n\n[^1]: One.",
        "<p>[the plan⟨note 1⟩](see there</p>\n^1: <p>One.</p>",
        &["OR129:](see"],
    );
    check("[the plan[^1]] so", "[the plan⟨note 1⟩] so");
    check("\\[the plan[^1]](a.md)", "[the plan⟨note 1⟩](a.md)");
}

#[test]
fn a_citation_in_the_words_of_a_link_is_reported() {
    let text = "[the plan [@b]](https://x.example/u)";
    let checked = read(text);
    assert_eq!(show(&checked.value), "<p><a href=\"https://x.example/u\">the plan [@b]</a></p>");
    let codes: Vec<RuleCode> = checked.found.iter().map(|f| f.code).collect();
    assert_eq!(codes, [RuleCode::CitationInLink]);
}

#[test]
fn undefined_marks_are_reported_beside_other_marks() {
    check_with("x[^1][@b]", "<p>x[^1]⟨cite b⟩</p>", &["OR115:[^1]"]);
    check_with("x[@b][^1][sic]", "<p>x⟨cite b⟩[^1][sic]</p>", &["OR115:[^1]"]);
    check("`[^1][@b]` \\[@b][sic]", "<p><code>[^1][@b]</code> [⟨author b⟩⟨cite b⟩][sic]</p>");
}

#[test]
fn any_row_of_brackets_is_read_in_time_that_grows_with_its_size() {
    let shapes = [
        "[a[^1]](",
        "[a[^1]](u)",
        "[a[^1",
        "[^1][@b]",
        "[@b][",
        "[l][@b]",
        "[[n|w[^1]]]",
        "![a[^1]](u)",
        "[*a*[^1",
    ];
    for shape in shapes {
        let text = shape.repeat(30_000 / shape.len()) + DEFINITIONS;
        super::hostile::sound(&text);
    }
}
