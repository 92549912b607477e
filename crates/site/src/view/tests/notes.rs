//! Notes of a page: stable ids, and hostile sources.

use crate::view::testing::{Made, made, made_with};
use crate::view::text::fill::texts;
use onrecord_base::id::ItemKind;

const SOURCES: &str = "- {id: a, title: First, issued: 2020}\n- {id: b, title: Second, issued: 2021}\n- {id: c, title: Third, issued: 2022}\n- {id: d, title: Fourth}\n";

fn note(text: &str) -> Made {
    let note = format!("---\ntitle: N\n---\n{text}\n");
    made("2026-11-23", &[("sources.yaml", SOURCES), ("n.md", &note)])
}

/// The notes of a page: id, text, links back without their numbers.
fn notes(made: &Made) -> Vec<(String, String)> {
    let cx = made.cx();
    let view = texts(&cx, made.ix(ItemKind::Note, "n"));
    view.body.notes.into_iter().map(|n| (n.id, n.html)).collect()
}

/// The text of a page with the numbers of its notes as `#`.
fn page(made: &Made) -> String {
    let cx = made.cx();
    let parts = texts(&cx, made.ix(ItemKind::Note, "n")).body.parts;
    let html: String = parts.into_iter().map(|p| p.html).collect();
    let mut out = String::new();
    for piece in html.split("role=\"doc-noteref\">") {
        out.push_str(piece.trim_start_matches(|c: char| c.is_ascii_digit()));
        out.push('#');
    }
    out
}

#[test]
fn ids_stay_when_a_citation_is_inserted() {
    let before = note("One [@a]. Two [@b, p. 3]. Three [@c]. Four [@a].");
    let after = note("New [@d]. One [@a]. Two [@b, p. 3]. Three [@c]. Four [@a].");
    let mut rest = notes(&after);
    let new = rest.remove(0);
    assert_eq!(new.0, "fn-d");
    // All other notes keep their text and id.
    assert_eq!(rest, notes(&before));
    // The page differs only in the inserted text and the numbers.
    let new = "New.<sup><a href=\"#fn-d\" id=\"fnref-d-1\" #</a></sup> ";
    assert!(page(&after).contains(new), "{}", page(&after));
    assert_eq!(page(&after).replacen(new, "", 1), page(&before));
}

#[test]
fn hostile_sources_are_escaped_and_harm_nothing() {
    let long = "x".repeat(100_000);
    let sources = format!(
        "- {{id: a, title: \"<script>alert(1)</script>\", author: [{{family: \"a, b, c, d\", given: \"{{{{\"}}], url: \"javascript:alert(1)\"}}\n\
         - {{id: b, title: \"}}{{ $x$ \\\\ {{{{ unbalanced\", volume: \"99999999999999999999\", number: \"-\", page: \"--, &-\", issue: \"0\"}}\n\
         - {{id: c, title: {long}, container_title: {long}, number: {long}}}\n\
         - {{id: d, title: \"“”‘’\", issued: \"../0001\", accessed: 0000}}\n",
    );
    for mode in ["reuse", "author-date", "numeric", "sequential"] {
        let text = "---\ntitle: N\n---\nOne [@a, p. 0-0]. Two [@b, {-}; @c, 010]. Three [@d, p. iv-ix]. Four [@a; @b; @c; @d].\n";
        let settings = format!("citations: {{mode: {mode}, bibliography: true}}\n");
        let made =
            made_with("2026-11-23", &settings, &[("sources.yaml", &sources), ("n.md", text)]);
        let cx = made.cx();
        let body = texts(&cx, made.ix(ItemKind::Note, "n")).body;
        let html: String = body
            .parts
            .iter()
            .map(|p| p.html.as_str())
            .chain(body.notes.iter().map(|n| n.html.as_str()))
            .chain(body.bibliography.iter().map(|e| e.html.as_str()))
            .collect();
        assert!(!html.contains("<script"), "{mode}");
        assert!(!html.contains("javascript:"), "{mode}");
        assert!(html.contains("&lt;script&gt;"), "{mode}");
        assert!(html.contains("unbalanced"), "{mode}");
        assert!(!html.contains(['\u{2060}', '\u{e000}', '\u{e001}']), "{mode}");
    }
}

#[test]
fn values_stay_as_written() {
    let sources =
        "- {id: a, type: report, title: T, number: \"010\", volume: \"007\", page: 101-24}\n";
    let text = "---\ntitle: N\n---\nOne [@a, p. 007].\n";
    let made = made("2026-11-23", &[("sources.yaml", sources), ("n.md", text)]);
    assert_eq!(
        notes(&made)[0].1,
        "<i><a href=\"/sources/a/\">T</a></i>, vol. 007, 101–24, no. 010, p. 007."
    );
}

#[test]
fn letters_of_years_are_the_same_on_every_page() {
    let sources = "- {id: b, title: B, author: [\"Doe, J.\"], issued: 2022}\n- {id: a, title: A, author: [\"Doe, J.\"], issued: 2022}\n- {id: c, title: C, author: [\"Doe, J.\"], issued: 2021}\n";
    let text = "---\ntitle: N\n---\nOne [@b; @c].\n";
    let settings = "citations: {mode: author-date}\n";
    let made = made_with("2026-11-23", settings, &[("sources.yaml", sources), ("n.md", text)]);
    let page = page(&made);
    assert!(page.contains(">Doe 2022b</a>") && page.contains(">Doe 2021</a>"), "{page}");
}
