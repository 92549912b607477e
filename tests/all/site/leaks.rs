//! Withheld content leaves no trace in any byte or name of the output.

use super::make::{Output, built, file, output, sources, thing};
use crate::support::put;
use onrecord_base::id::ItemKind;
use serde_json::json;

/// The prefix of every word that must not be published.
const MARK: &str = "zqxj";

/// The reasons to withhold an item.
const GUARDS: [(&str, &str, &str); 6] = [
    ("draft", "draft", "true"),
    ("state", "state", "draft"),
    ("publish", "publish", "false"),
    ("embargo", "embargo", "2026-11-23T12:00:01Z"),
    ("expired", "expires", "2026-11-23T12:00:00Z"),
    ("confidential", "confidential", "true"),
];

/// A text with the mark in every kind of markup.
fn prose(tag: &str) -> String {
    let m = format!("{MARK}-{tag}");
    let lists: String = ItemKind::ALL
        .into_iter()
        .filter(|kind| *kind != ItemKind::Note)
        .map(|kind| format!("[[{}:{MARK}-list-{}]]", kind.word(), kind.word()))
        .collect::<Vec<_>>()
        .join(" ");
    format!(
        "{m}-text *{m}-em* [{m}-link](https://host.example/{m}-url \"{m}-title\") {lists}\n\n\
         ## {m}-heading {{#{m}-anchor}}\n\n![{m}-alt]({MARK}-image.png \"{m}-caption\")\n\n\
         ```{m}-lang\n{m}-code\n```\n\n> [!NOTE]\n> {m}-callout\n\n<!-- {m}-comment -->\n\n\
         | {m}-head |\n|---|\n| {m}-cell |\n\nA claim [@{MARK}-list-source, p. {m}-page].[^1]\n\n\
         [^1]: {m}-footnote\n\n[the file]({MARK}-paper.pdf)\n"
    )
}

/// Withheld items of every type and guard, items that only they refer to, and a public note with all fields
/// that are never published.
fn site() -> Vec<(String, String)> {
    let mut files = vec![];
    for (name, key, value) in GUARDS {
        for kind in ItemKind::ALL {
            let tag = format!("{name}-{}", kind.word());
            let mut front = thing(kind, &|path| format!("{MARK}-{tag}-{path}"));
            let value = serde_json::from_str(value).unwrap_or_else(|_| json!(value));
            front.insert(key.to_owned(), value);
            front.insert("topics".to_owned(), json!([format!("{MARK}-topic-{name}")]));
            front.insert(
                "aliases".to_owned(),
                json!([format!("/{MARK}-{tag}-old/"), format!("{MARK}-{tag}-alias")]),
            );
            let folder = if kind == ItemKind::Note { "memos" } else { kind.folder() };
            files.push((format!("content/{folder}/{MARK}-{tag}.md"), file(&front, &prose(&tag))));
        }
    }
    for kind in ItemKind::ALL.into_iter().filter(|kind| *kind != ItemKind::Note) {
        let tag = format!("list-{}", kind.word());
        let mut front = thing(kind, &|path| format!("{MARK}-{tag}-{path}"));
        front.insert("id".to_owned(), json!(format!("{MARK}-{tag}")));
        front.remove("topics");
        let list = serde_json::to_string(&json!([front])).unwrap();
        files.push((format!("content/{MARK}/{}.yaml", kind.folder()), list));
    }
    for folder in ["memos", "sources", "quotes", "actions", "people", "organizations", "topics"] {
        for name in ["image.png", "paper.pdf"] {
            files.push((format!("content/{folder}/{MARK}-{name}"), format!("{MARK}-bytes")));
        }
    }
    let mut withdrawn = thing(ItemKind::Note, &|path| format!("{MARK}-withdrawn-{path}"));
    for (key, value) in [
        ("title", json!("Taken back")),
        ("state", json!("withdrawn")),
        ("withdrawn_reason", json!("The source took it back.")),
        ("topics", json!([])),
        ("aliases", json!([])),
    ] {
        withdrawn.insert(key.to_owned(), value);
    }
    files.push(("content/withdrawn.md".to_owned(), file(&withdrawn, &prose("withdrawn"))));
    let m = MARK;
    files.extend([
        ("content/public.md".to_owned(), format!("---\n# {m}-yaml-comment\ntitle: Public # {m}-yaml-comment\nsummary: S.\ninternal_note: {m}-internal\nunknown: {m}-unknown\n{m}-unknown: x\nextra: {{key: {m}-extra}}\nnocite: ['@public-source']\n---\nText. <!-- {m}-html-comment -->\n\n<!--\n{m}-html-comment\n-->\n\n[//]: # ({m}-link-comment)\n[{m}]: https://host.example/{m}-unused\n\nText.\n\n<!-- {m}-never-closed\n")),
        ("content/sources/public-source.md".to_owned(), format!("---\ntitle: Public\ninternal_note: {m}-internal\nbased_on: [{m}-confidential-source, {m}-draft-source]\naccept: {{OR205: {m}-reason}}\n---\n")),
        (format!("content/_{m}.md"), format!("# {m}-private\n")),
        (format!("content/.{m}.md"), format!("# {m}-hidden\n")),
        (format!("content/_{m}/a.md"), format!("# {m}-private\n")),
        (format!("content/{m}-unused.pdf"), format!("{m}-unused")),
        (format!("notes/{m}.md"), format!("# {m}-elsewhere\n")),
    ]);
    files
}

/// The positions of the mark in an output.
fn traces(output: &Output) -> Vec<String> {
    let mut all = vec![];
    for (path, bytes) in output {
        if path.to_lowercase().contains(MARK) {
            all.push(format!("{path}: in the name"));
        }
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        for (at, _) in text.match_indices(MARK).take(3) {
            let mut from = at.saturating_sub(60);
            while !text.is_char_boundary(from) {
                from -= 1;
            }
            let rest: String = text[from..].chars().take(140).collect();
            all.push(format!("{path}: …{}…", rest.replace('\n', " ")));
        }
    }
    all
}

/// On the disk, since the reader skips hidden and private files.
fn read(files: &[(String, String)]) -> onrecord_site::input::files::InputFiles {
    let folder = tempfile::tempdir().unwrap();
    let settings = "title: Desk\nbase_url: https://desk.example/\nexports: [bib, csl, ris, json]\n";
    put(folder.path(), "site.yaml", settings);
    for (path, text) in files {
        put(folder.path(), path, text);
    }
    super::make::from_disk(folder.path())
}

#[test]
fn nothing_withheld_comes_out() {
    let sources = read(&site());
    let (built, found) = built(&sources);
    assert!(!found.iter().any(|d| d.code.id() == "OR004"), "{found:?}");
    let out = output(&built, &sources);
    assert!(out.contains_key("public/index.html") && out.contains_key("withdrawn/index.html"));
    let traces = traces(&out);
    assert!(traces.is_empty(), "{} traces:\n{}", traces.len(), traces.join("\n"));
}

#[test]
fn the_marks_are_where_they_should_be() {
    // Without the guards the same site shows hundreds of them, so the test can fail.
    let files: Vec<(String, String)> = site()
        .into_iter()
        .filter(|(path, _)| {
            ["draft-", "/zqxj/", "-image", "-paper"].iter().any(|p| path.contains(p))
        })
        .map(|(path, text)| (path, text.replace("\"draft\": true", "\"draft\": false")))
        .collect();
    let sources = sources(files);
    let (built, _) = built(&sources);
    let seen = output(&built, &sources);
    let all: String = seen.values().map(|b| String::from_utf8_lossy(b).into_owned()).collect();
    for field in ["-title", "-text", "-heading", "-alt", "-code", "-footnote", "-cell", "-summary"]
    {
        assert!(all.contains(&format!("{MARK}-draft-note{field}")), "{field}");
    }
    for kind in ["source", "quote", "action", "person", "organization", "topic"] {
        assert!(seen.keys().any(|p| p.contains(&format!("{MARK}-draft-{kind}"))), "{kind}");
    }
}
