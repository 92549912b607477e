//! Sources of another program's bibliography as our own files: what `import` writes.
//!
//! Writes the nodes that the build would read, so what is written is read as the same. Texts are
//! quoted as JSON quotes them, which YAML reads alike; what YAML does not print is escaped as well.

use onrecord_base::node::{Node, Value};
use onrecord_cite::bibliography::ImportedSource;
use std::fmt::Write as _;

/// A list file.
pub fn list(entries: &[ImportedSource]) -> String {
    let mut out = String::new();
    for entry in entries {
        let text = fields(entry);
        for (nth, line) in text.lines().enumerate() {
            let _ = writeln!(out, "{} {line}", if nth == 0 { "-" } else { " " });
        }
    }
    out
}

/// A file of one source, with room for commentary below.
pub fn file(entry: &ImportedSource) -> String {
    format!("---\n{}---\n", fields(entry))
}

/// The id of an entry.
pub fn id(entry: &ImportedSource) -> &str {
    entry.node.get("id").and_then(Node::text).unwrap_or_default()
}

fn fields(entry: &ImportedSource) -> String {
    let mut out = String::new();
    let Value::Map(fields) = &entry.node.value else { return out };
    for (key, node) in fields {
        match &node.value {
            Value::List(items) => {
                let _ = writeln!(out, "{}:", key.v);
                for item in items {
                    let _ = writeln!(out, "  - {}", inline(&key.v, item));
                }
            }
            _ => {
                let _ = writeln!(out, "{}: {}", key.v, inline(&key.v, node));
            }
        }
        // Notes that cite it by the old key go on doing so.
        if key.v == "id" && entry.key.v != id(entry) && !entry.key.v.starts_with('/') {
            let _ = writeln!(out, "aliases: [{}]", quoted(&entry.key.v));
        }
    }
    out
}

fn inline(field: &str, node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Text { text, .. }
            if matches!(field, "id" | "type" | "issued" | "accessed") && is_plain(text) =>
        {
            text.clone()
        }
        Value::Text { text, plain: true } if text == "true" => text.clone(),
        Value::Text { text, .. } => quoted(text),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| inline(field, item)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, node)| format!("{}: {}", key.v, inline(&key.v, node)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

/// A word that no reader of YAML takes for anything but a text or a date.
fn is_plain(text: &str) -> bool {
    let word =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '.' | '~' | '?' | '%');
    let begins = text.starts_with(|c: char| c.is_ascii_alphanumeric());
    let is_date = text.len() > 5 && text.as_bytes()[..4].iter().all(u8::is_ascii_digit);
    let is_name = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.len() > 3
        && !matches!(text, "null" | "true" | "false");
    begins && text.chars().all(word) && (is_date && text.contains('-') || is_name)
}

/// A text in quotation marks that every reader of YAML gives back as it is.
fn quoted(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    let unprinted = |c: char| {
        matches!(
            c,
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
    };
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if unprinted(c) {
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{file, list};
    use onrecord_cite::bibliography::entries;
    use onrecord_prose::options::ProseOptions;
    use onrecord_site::parse::content_file::{library, parse_content_file};
    use proptest::prelude::*;

    /// The fields of sources without their places.
    fn told(parsed: &onrecord_site::parse::content_file::ParsedFile) -> Vec<String> {
        let spanless = |text: String| {
            let mut out = String::new();
            for part in text.split("span: Span { ") {
                out.push_str(
                    part.split_once(" }")
                        .filter(|_| part.starts_with("start:"))
                        .map_or(part, |(_, rest)| rest),
                );
            }
            out
        };
        parsed
            .sources
            .iter()
            .map(|s| spanless(format!("{} {:?} {:?}", s.id, s.shared.title, s.data)))
            .collect()
    }

    #[track_caller]
    fn check(json: &str) {
        let prose = ProseOptions::default();
        let imported = entries(&"a.json".into(), json).value;
        let text = list(&imported);
        let read = parse_content_file(
            &"content/sources.yaml".into(),
            "sources.yaml",
            text.as_bytes(),
            &prose,
        );
        assert_eq!(read.found, [], "{text}");
        let direct = library(&"a.json".into(), json.as_bytes(), &prose).value;
        assert_eq!(told(&read.value), told(&direct), "{text}");
        for entry in &imported {
            let text = file(entry);
            let name = format!("sources/{}.md", super::id(entry));
            let read = parse_content_file(
                &format!("content/{name}").into(),
                &name,
                text.as_bytes(),
                &prose,
            );
            assert_eq!(read.found, [], "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_as_the_same() {
        check(
            r#"[{"id": "Foo_bar.baz", "type": "book", "title": "A: \"b\" # c\\", "volume": "010", "author": [{"family": "No", "given": "- x"}, {"literal": "null"}], "issued": "2022", "language": "no"},
                  {"id": "null", "type": "report", "title": "~", "genre": "yes", "issued": "2021-09/2022-01", "note": "a\nb"}]"#,
        );
    }

    proptest! {
        #[test]
        fn any_text_is_written_so_that_it_is_read(title in "\\PC{1,40}", genre in "[\u{80}-\u{9f}\u{2028}\u{feff}a: #\\-\\[\\]{}'\"]{1,12}", key in "[a-zA-Z_.:/@é-]{1,12}") {
            let json = serde_json::json!([{ "id": format!("a{key}"), "type": "book", "title": title, "genre": genre }]).to_string();
            check(&json);
        }
    }
}
