//! Nothing in the text of an author or a source runs in a reader's browser.

use super::html::dangers;
use super::make::{built, file, output, sources, text, thing};
use onrecord_base::id::ItemKind;
use serde_json::json;

/// Payloads that make a browser run something.
const PAYLOADS: &[&str] = &[
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><img src=x onerror=alert(1)>",
    "</style><svg onload=alert(1)>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "\"><script>alert(1)</script>",
    "'><script>alert(1)</script>",
    "\" onmouseover=\"alert(1)",
    "' onmouseover='alert(1)",
    "\"onfocus=alert(1) autofocus x=\"",
    "` onclick=alert(1) `",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    " javascript:alert(1)",
    "\u{1}javascript:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;&#x61;vascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "//evil.example/x.js",
    "\\\\evil.example\\x",
    "[x](javascript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](data:text/html,<script>alert(1)</script>)",
    "![x](javascript:alert(1))",
    "![x\" onerror=\"alert(1)](dot.png)",
    "![x](dot.png \"a\\\" onerror=\\\"alert(1)\")",
    "<javascript:alert(1)>",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "[[a\" onclick=\"alert(1)|x]]",
    "[[<script>alert(1)</script>]]",
    "![[\"><script>alert(1)</script>.png]]",
    "```\"><script>alert(1)</script>\nx\n```",
    "```rust\" onclick=\"alert(1)\nlet x = \"</code><script>alert(1)</script>\";\n```",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<iframe srcdoc=\"<script>alert(1)</script>\">",
    "<details open ontoggle=alert(1)>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<math><mtext></mtext><script>alert(1)</script></math>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=javascript:alert(1)>",
    "## x {#a\"onclick=\"alert(1)}",
    "## x {onclick=alert(1) .a}",
    "| <b onclick=alert(1)> |\n|---|\n| <script>alert(1)</script> |",
    "[^\"><script>alert(1)</script>]: x",
    "[@a\"><script>alert(1)</script>]",
    "@{javascript:alert(1)}",
    "> [!NOTE\"onclick=alert(1)]\n> x",
    "<!-- actions topic=\"><script>alert(1)</script> -->",
    "\u{2028}<script>alert(1)</script>",
    "{{ '<script>' | safe }}{% raw %}<script>alert(1)</script>",
];

#[track_caller]
fn is_harmless(files: Vec<(String, String)>, payload: &str) {
    let sources = sources(files);
    let (site, _) = built(&sources);
    for (path, bytes) in output(&site, &sources) {
        assert!(!path.contains(['<', '"', ':']), "{payload:?} makes the file {path}");
        if onrecord_base::path::ending(&path) == "html" {
            let bad = dangers(text(&bytes));
            assert!(bad.is_empty(), "{payload:?} runs in {path}: {bad:?}");
        }
    }
}

/// A note with the payload in every part of its text.
fn prose(payload: &str) -> String {
    format!(
        "{payload}\n\nIn a line {payload} here.\n\n- {payload}\n\n> {payload}\n\n## {payload}\n\n\
         [words]({payload})\n\n[words](<{payload}>)\n\n![alt {payload}](dot.png)\n\n\
         [{payload}](https://host.example/)\n\n[[{payload}]]\n\n[[b|{payload}]]\n\n![[{payload}]]\n\n\
         A note.[^1]\n\n[^1]: {payload}\n\n[@post, {payload}]\n\n| {payload} |\n|---|\n| {payload} |\n\n\
         ```{payload}\n{payload}\n```\n\n`{payload}`\n\n<{payload}>\n"
    )
}

#[test]
fn prose_never_runs() {
    for payload in PAYLOADS {
        let post = "- {id: post, title: Post, url: 'https://post.example/'}\n";
        let files = vec![
            ("content/a.md".to_owned(), format!("---\ntitle: A\n---\n{}", prose(payload))),
            ("content/b.md".to_owned(), format!("---\ntitle: B\n---\n{payload}\n")),
            ("content/c.md".to_owned(), payload.to_string()),
            ("content/dot.png".to_owned(), "no image".to_owned()),
            ("content/sources.yaml".to_owned(), post.to_owned()),
        ];
        let html = ("site.yaml".to_owned(), "title: Desk\nallow_html: true\n".to_owned());
        is_harmless([files.clone(), vec![html]].concat(), payload);
        is_harmless(files, payload);
    }
}

#[test]
fn fields_never_run() {
    for payload in PAYLOADS {
        let mut files = vec![];
        for kind in ItemKind::ALL {
            for (id, whole) in [("words", false), ("address", true)] {
                let mut front = thing(kind, &|path| {
                    let inner = path.rsplit('.').next().unwrap_or(path);
                    if whole || !inner.ends_with("url") {
                        (*payload).to_owned()
                    } else {
                        "x".to_owned()
                    }
                });
                if whole {
                    for key in ["url", "archive_url"] {
                        front.insert(key.to_owned(), json!(payload));
                    }
                    front.insert("links".to_owned(), json!([{"url": payload, "title": payload}]));
                    if kind != ItemKind::Source {
                        front.remove("url");
                        front.remove("archive_url");
                    }
                }
                front.insert("id".to_owned(), json!(format!("{}-{id}", kind.word())));
                front.insert("aliases".to_owned(), json!([payload, format!("/{payload}/")]));
                if kind == ItemKind::Quote {
                    front.insert("source".to_owned(), json!("source-words"));
                }
                let folder = if kind == ItemKind::Note { "memos" } else { kind.folder() };
                files.push((
                    format!("content/{folder}/{}-{id}.md", kind.word()),
                    file(&front, "Text.\n"),
                ));
            }
        }
        let all: String = ItemKind::ALL
            .into_iter()
            .filter(|kind| *kind != ItemKind::Note)
            .map(|kind| format!("![[{0}:{0}-words]]\n\n[[{0}:{0}-address]]", kind.word()))
            .collect::<Vec<_>>()
            .join("\n\n");
        files.push((
            "content/all.md".to_owned(),
            format!(
                "---\ntitle: All\n---\n{all}[@source-words; @source-address; @quote:quote-words]\n"
            ),
        ));
        let title = serde_json::to_string(payload).unwrap();
        files.push(("site.yaml".to_owned(), format!("title: {title}\ndescription: {title}\nauthor: {title}\nlanguage: {title}\nnav: [{{title: {title}, url: {title}}}]\nextra: {{a: {title}}}\noptions: {{paper: {title}}}\n")));
        is_harmless(files, payload);
    }
}

#[test]
fn names_of_files_never_run() {
    for payload in PAYLOADS.iter().filter(|p| !p.contains(['/', '\u{1}', '\n', '\t'])) {
        let files = vec![
            (format!("content/{payload}.md"), "# A\n\nText.\n".to_owned()),
            (format!("content/{payload}/b.md"), "# B\n\nText.\n".to_owned()),
            (format!("content/{payload}.png"), "no image".to_owned()),
            (
                "content/c.md".to_owned(),
                format!("# C\n\n![A dot](<{payload}.png>) [the paper](<{payload}.png>)\n"),
            ),
        ];
        let sources = sources(files);
        let (site, _) = built(&sources);
        for (path, bytes) in output(&site, &sources) {
            let bad = if onrecord_base::path::ending(&path) == "html" {
                dangers(text(&bytes))
            } else {
                vec![]
            };
            assert!(bad.is_empty(), "{payload:?} runs in {path}: {bad:?}");
        }
    }
}
