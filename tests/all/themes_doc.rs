//! `docs/themes.md` describes every type that a template sees, from the doc comments of `crates/site/src/view/`.
//!
//! The part above the mark is written by hand, the part below is generated. `UPDATE=1 cargo test themes_doc::`
//! writes it.

use crate::support::{check_generated, paths_with_ending, read, root};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Everything below this line is generated.
const MARK: &str = "<!-- made from crates/site/src/view/ by tests/all/themes_doc.rs; below this line write nothing -->\n";

/// A type that a template sees.
struct View {
    name: String,
    doc: String,
    fields: Vec<Field>,
}

struct Field {
    name: String,
    doc: String,
    of: String,
}

/// Every `Serialize` struct with named fields of `crates/site/src/view/`.
fn views() -> Vec<View> {
    let files = paths_with_ending(&root().join("crates/site/src/view"), "rs");
    let mut all: Vec<View> = files.values().flat_map(|file| views_in(&read(file))).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(all.len() > 30, "only {} types were found", all.len());
    all
}

/// The types of one file.
fn views_in(text: &str) -> Vec<View> {
    let mut views: Vec<View> = vec![];
    let (mut doc, mut is_view, mut open) = (String::new(), false, false);
    for line in text.lines() {
        let line = line.trim();
        if let Some(words) = line.strip_prefix("/// ") {
            if !doc.is_empty() {
                doc.push(' ');
            }
            doc.push_str(words);
            continue;
        }
        if line.starts_with("#[") {
            is_view |= line.contains("Serialize");
            continue;
        }
        if let Some(name) = line.strip_prefix("pub struct ").and_then(|l| l.strip_suffix(" {")) {
            if is_view {
                views.push(View { name: name.to_owned(), doc: doc.clone(), fields: vec![] });
                open = true;
            }
        } else if line == "}" {
            open = false;
        } else if open
            && let Some((name, of)) = line.strip_prefix("pub ").and_then(|l| l.split_once(": "))
            && let Some(view) = views.last_mut()
        {
            let of = of.trim_end_matches(',').to_owned();
            view.fields.push(Field { name: name.to_owned(), doc: doc.clone(), of });
        }
        doc.clear();
        is_view = false;
    }
    views
}

/// The name of a type for authors of templates.
fn words(of: &str, known: &BTreeSet<&str>) -> String {
    let within = |outer: &str| of.strip_prefix(outer).and_then(|rest| rest.strip_suffix('>'));
    let last = of.rsplit("::").next().unwrap_or(of);
    match of {
        "String" => return "text".into(),
        "bool" => return "true or false".into(),
        "u8" | "u32" | "usize" => return "number".into(),
        "json::HashableJson" => return "as written".into(),
        _ => {}
    }
    if let Some(item) = within("Vec<") {
        return format!("list of {}", words(item, known));
    }
    if let Some(item) = within("Option<") {
        return format!("{}, or nothing", words(item, known));
    }
    if let Some(item) = within("Box<").or_else(|| within("Arc<")) {
        return words(item, known);
    }
    if let Some((_, value)) = within("BTreeMap<").and_then(|inner| inner.split_once(", ")) {
        return format!("map of {}", words(value, known));
    }
    assert!(known.contains(last), "no words for the type `{of}`");
    format!("[{last}](#{})", last.to_ascii_lowercase())
}

fn table(view: &View, known: &BTreeSet<&str>) -> String {
    let mut out = format!(
        "### {}\n\n{}\n\n| Field | Type | Meaning |\n| --- | --- | --- |\n",
        view.name, view.doc
    );
    for field in &view.fields {
        let doc = field.doc.replace('|', "\\|");
        let _ = writeln!(out, "| `{}` | {} | {doc} |", field.name, words(&field.of, known));
    }
    out.push('\n');
    out
}

/// The generated part.
fn generated() -> String {
    let views = views();
    let known: BTreeSet<&str> = views.iter().map(|view| view.name.as_str()).collect();
    let named = |view: &&View| view.doc.contains("under the name `");
    let mut out = String::from("\n## What a page's template gets\n\n");
    for view in views.iter().filter(named) {
        out.push_str(&table(view, &known));
    }
    out.push_str("## The pieces they are made of\n\n");
    for view in views.iter().filter(|view| !named(view)) {
        out.push_str(&table(view, &known));
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

#[test]
fn every_field_of_a_view_is_described() {
    let mut faults = vec![];
    for view in views() {
        if view.doc.is_empty() {
            faults.push(view.name.clone());
        }
        let bare = view.fields.iter().filter(|field| field.doc.is_empty());
        faults.extend(bare.map(|field| format!("{}.{}", view.name, field.name)));
        assert!(!view.fields.is_empty(), "{} has no fields that can be read", view.name);
    }
    assert!(faults.is_empty(), "without a doc comment: {}", faults.join(", "));
}

#[test]
fn the_document_is_what_the_types_say() {
    check_generated("docs/themes.md", MARK, &generated(), "themes_doc::");
}

#[test]
fn every_template_of_the_default_theme_is_named_in_the_document() {
    let whole = read(&root().join("docs/themes.md"));
    let by_hand = whole.split(MARK).next().unwrap_or_default();
    for (path, _) in onrecord::render::embedded::FILES {
        let Some(name) = path.strip_prefix("templates/") else { continue };
        assert!(by_hand.contains(&format!("`{name}`")), "docs/themes.md does not name `{name}`");
    }
}
