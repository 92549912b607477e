//! Sources as `BibLaTeX`: ASCII keys, capitals held by braces, nothing that LaTeX would take for itself.
//!
//! The text is UTF-8, which biber and every present engine read. Each escape is one that both biber and
//! BibTeX count right: no brace stands alone, not even behind a backslash.

use crate::base::text::slug;
use crate::view::item::{Item, Name};
use std::fmt::Write as _;

/// The type of an entry; where several of ours share one, `entrysubtype` tells them apart.
const KINDS: &[(&str, &str, bool)] = &[
    ("article-journal", "article", false),
    ("article-newspaper", "article", true),
    ("article-magazine", "article", true),
    ("webpage", "online", false),
    ("post-weblog", "online", true),
    ("post", "online", true),
    ("report", "report", false),
    ("bill", "legislation", true),
    ("legislation", "legislation", false),
    ("regulation", "legal", false),
    ("treaty", "legal", true),
    ("legal_case", "jurisdiction", false),
    ("hearing", "misc", true),
    ("speech", "misc", true),
    ("interview", "misc", true),
    ("personal_communication", "letter", false),
    ("broadcast", "video", true),
    ("song", "audio", false),
    ("motion_picture", "video", false),
    ("dataset", "dataset", false),
    ("book", "book", false),
    ("chapter", "incollection", false),
    ("paper-conference", "inproceedings", false),
    ("thesis", "thesis", false),
    ("manuscript", "unpublished", false),
    ("document", "misc", false),
];

/// An entry of a file; between two stands an empty line.
pub fn entry(item: &Item) -> String {
    let (_, kind, subtype) =
        KINDS.iter().find(|(csl, _, _)| *csl == item.kind).unwrap_or(&("", "misc", true));
    let mut out = format!("@{kind}{{{},\n", key(&item.id));
    let mut put = |field: &str, value: String| {
        if !value.is_empty() {
            let _ = writeln!(out, "  {field} = {{{value}}},");
        }
    };
    if *subtype {
        // biblatex knows the two by shorter names.
        let word = item.kind.strip_prefix("article-").unwrap_or(item.kind);
        put("entrysubtype", word.replace('_', "-"));
    }
    for role in ["author", "editor"] {
        let all: Vec<String> = item.names.get(role).into_iter().flatten().map(name).collect();
        put(role, all.join(" and "));
    }
    put("title", title(item.text("title")));
    put("titletranslation", title(item.trans_title.as_deref().unwrap_or_default()));
    put("shorttitle", title(item.text("title-short")));
    let container = match *kind {
        "incollection" | "inproceedings" => "booktitle",
        _ => "journaltitle",
    };
    put(container, title(item.text("container-title")));
    let publisher = match *kind {
        "report" | "thesis" => "institution",
        "online" | "misc" | "dataset" => "organization",
        _ => "publisher",
    };
    // ` and ` would part one publisher into two.
    put(publisher, held(&text(item.text("publisher"))));
    for (variable, field) in [
        ("volume", "volume"),
        ("authority", "authority"),
        ("jurisdiction", "jurisdiction"),
        ("section", "section"),
        ("event-title", "eventtitle"),
        ("event-place", "venue"),
        ("medium", "medium"),
        ("genre", "type"),
        ("ISBN", "isbn"),
    ] {
        put(field, text(item.text(variable)));
    }
    // The number of an article is its issue; its own number has another field.
    let (issue, number) = if *kind == "article" { ("number", "eid") } else { ("issue", "number") };
    put(issue, text(item.text("issue")));
    put(number, text(item.text("number")));
    put("pages", text(&item.text("page").replace(['-', '–'], "–")).replace('–', "--"));
    for (variable, field) in [("issued", "date"), ("accessed", "urldate")] {
        put(field, item.dates.get(variable).map_or_else(String::new, |date| date.edtf.clone()));
    }
    put("doi", verbatim(item.text("DOI")));
    put("url", verbatim(item.text("URL")));
    put("langid", text(item.text("language")));
    out.push_str("}\n");
    out
}

/// The key as it is where LaTeX takes it, else of ASCII letters, digits and hyphens.
pub fn key(id: &str) -> String {
    let plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '+' | '/');
    if !id.is_empty() && id.chars().all(plain) { id.to_owned() } else { slug(id) }
}

/// A text as LaTeX prints it.
fn text(plain: &str) -> String {
    let mut out = String::with_capacity(plain.len() + 8);
    let mut before = ' ';
    for word in plain.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        for c in word.chars() {
            match c {
                '&' | '%' | '$' | '#' | '_' => {
                    out.push('\\');
                    out.push(c);
                }
                '{' => out.push_str("\\textbraceleft{}"),
                '}' => out.push_str("\\textbraceright{}"),
                '~' => out.push_str("\\textasciitilde{}"),
                '^' => out.push_str("\\textasciicircum{}"),
                '\\' => out.push_str("\\textbackslash{}"),
                '`' => out.push_str("\\textasciigrave{}"),
                // Two hyphens are a dash and two apostrophes a mark, unless something parts them.
                '-' | '\'' if before == c => {
                    out.push_str("{}");
                    out.push(c);
                }
                c if c.is_control() => {}
                c => out.push(c),
            }
            before = c;
        }
        before = ' ';
    }
    out
}

/// A title: words with capitals stand in braces, so that no style lowers them.
fn title(plain: &str) -> String {
    let word = |word: &str| {
        let bare = word.trim_end_matches([',', '.', ':', ';', '?', '!']);
        let (latex, end) = (text(bare), &word[bare.len()..]);
        if bare.contains(char::is_uppercase) { format!("{{{latex}}}{end}") } else { latex + end }
    };
    plain.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

/// A text in braces where it would be split.
fn held(latex: &str) -> String {
    if latex.split_whitespace().any(|word| word.eq_ignore_ascii_case("and")) {
        format!("{{{latex}}}")
    } else {
        latex.to_owned()
    }
}

fn name(name: &Name) -> String {
    let part = |plain: &str| {
        let latex = text(plain);
        let splits = latex.contains(',') || held(&latex) != latex;
        if splits { format!("{{{latex}}}") } else { latex }
    };
    match (name.family.as_str(), name.given.as_str()) {
        ("", _) => format!("{{{}}}", text(&name.literal)),
        (family, "") => format!("{{{}}}", text(family)),
        (family, given) => format!("{}, {}", part(family), part(given)),
    }
}

/// An address: no escape is undone in it, so it may hold no brace and no backslash.
fn verbatim(plain: &str) -> String {
    plain
        .replace('\\', "%5C")
        .replace('{', "%7B")
        .replace('}', "%7D")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join("%20")
}
