//! Writes sources as `BibLaTeX`: ASCII keys, capitals protected by braces, special characters
//! escaped. Start with [`entry`].
//!
//! The text is UTF-8, which biber and all current engines read. Braces are always balanced, even
//! behind a backslash, so that both biber and BibTeX count them correctly.

use crate::bibliography::{begins_entity, bib_field, is_bookish};
use crate::item::{CslItem, NameParts};
use crate::variables::{Variable, VariableKind};
use onrecord_base::text::slug;
use std::fmt::Write as _;

/// (our type, BibLaTeX type, true if `entrysubtype` is needed because several types share it).
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
    ("article", "misc", true),
    ("classic", "book", true),
    ("collection", "misc", true),
    ("entry", "inreference", true),
    ("entry-dictionary", "inreference", true),
    ("entry-encyclopedia", "inreference", false),
    ("event", "misc", true),
    ("figure", "image", true),
    ("graphic", "artwork", false),
    ("map", "misc", true),
    ("musical_score", "misc", true),
    ("pamphlet", "booklet", false),
    ("patent", "patent", false),
    ("performance", "performance", false),
    ("periodical", "periodical", false),
    ("review", "review", false),
    ("review-book", "review", true),
    ("software", "software", false),
    ("standard", "standard", false),
];

/// Returns an entry; an empty line separates two in a file.
pub fn entry(item: &CslItem) -> String {
    let (_, kind, subtype) =
        KINDS.iter().find(|(csl, _, _)| *csl == item.kind).unwrap_or(&("", "misc", true));
    let mut out = format!("@{kind}{{{},\n", key(&item.id));
    let mut put = |field: &str, value: String| {
        if !value.is_empty() {
            let _ = writeln!(out, "  {field} = {{{value}}},");
        }
    };
    if *subtype {
        // biblatex uses shorter names for these two.
        let word = item.kind.strip_prefix("article-").unwrap_or(item.kind);
        put("entrysubtype", word.replace('_', "-"));
    }
    for (role, all) in &item.names {
        let all: Vec<String> = all.iter().map(name).collect();
        put(bib_field(role), all.join(" and "));
    }
    titles(item, kind, &mut put);
    let publisher = match *kind {
        "report" | "thesis" | "standard" => "institution",
        "online" | "misc" | "dataset" | "software" => "organization",
        _ => "publisher",
    };
    // ` and ` would split one publisher into two.
    put(publisher, protect(&text(item.text("publisher"))));
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
        ("dimensions", "dimensions"),
        ("source", "source"),
    ] {
        put(field, text(item.text(variable)));
    }
    rarer(item, kind, &mut put);
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

/// Writes the titles of the work, of its volume, and of its container. In `BibLaTeX` the title of a
/// volume is the title of its entry, and the whole work has a main title.
fn titles(item: &CslItem, kind: &str, put: &mut impl FnMut(&str, String)) {
    let (own, container) = (item.text("title"), item.text("container-title"));
    let volume = item.text("volume-title");
    let is_part = matches!(kind, "incollection" | "inproceedings" | "inreference");
    match volume {
        "" => put("title", title(own)),
        _ if kind == "article" => {
            put("title", title(own));
            put("issuetitle", title(volume));
        }
        _ if is_part => {
            put("title", title(own));
            put("maintitle", title(container));
        }
        _ => {
            put("title", title(volume));
            put("maintitle", title(own));
        }
    }
    put("titletranslation", title(item.trans_title.as_deref().unwrap_or_default()));
    put("shorttitle", title(item.text("title-short")));
    match volume {
        "" if is_part => put("booktitle", title(container)),
        _ if is_part => put("booktitle", title(volume)),
        _ => put("journaltitle", title(container)),
    }
}

/// Writes numbers, and the variables that few sources have.
fn rarer(item: &CslItem, kind: &str, put: &mut impl FnMut(&str, String)) {
    // The number of an article is its issue, and the number of a book is that in a series; their
    // own number has a different field.
    let [issue, number, in_series] = match kind {
        "article" | "periodical" => ["number", "eid", "collection-number"],
        kind if is_bookish(kind) => ["issue", "eid", "number"],
        _ => ["issue", "number", "collection-number"],
    };
    put(issue, text(item.text("issue")));
    put(number, text(item.text("number")));
    put(in_series, text(item.text("collection-number")));
    for variable in Variable::ALL {
        let csl = variable.csl();
        match variable.kind() {
            _ if matches!(csl, "volume-title" | "collection-number") => {}
            VariableKind::Text | VariableKind::Number => {
                put(bib_field(csl), protect(&text(item.text(csl))));
            }
            VariableKind::Date => {
                let edtf = item.dates.get(csl).map(|date| date.edtf.clone());
                put(bib_field(csl), edtf.unwrap_or_default());
            }
            VariableKind::Names => {}
        }
    }
}

/// Returns the key unchanged if LaTeX accepts it, otherwise in ASCII letters, digits and hyphens.
pub fn key(id: &str) -> String {
    let plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '+' | '/');
    if !id.is_empty() && id.chars().all(plain) { id.to_owned() } else { slug(id) }
}

/// Escapes a text for LaTeX.
fn text(plain: &str) -> String {
    let mut out = String::with_capacity(plain.len() + 8);
    let mut before = ' ';
    for word in plain.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        for (at, c) in word.char_indices() {
            match c {
                '&' if begins_entity(&word[at + 1..]) => out.push_str("\\&{}"),
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
                // Braces between two hyphens prevent a dash, and between two apostrophes a
                // quotation mark.
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

/// Escapes a title: words with capitals are in braces, so that no style lowers them.
fn title(plain: &str) -> String {
    let word = |word: &str| {
        // The `;` of an entity is not punctuation.
        let end: &[char] = if word.contains('&') { &[] } else { &[',', '.', ':', ';', '?', '!'] };
        let bare = word.trim_end_matches(end);
        let (latex, end) = (text(bare), &word[bare.len()..]);
        if bare.contains(char::is_uppercase) { format!("{{{latex}}}{end}") } else { latex + end }
    };
    plain.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

/// Puts a text in braces if it would be split.
fn protect(latex: &str) -> String {
    if latex.split_whitespace().any(|word| word.eq_ignore_ascii_case("and")) {
        format!("{{{latex}}}")
    } else {
        latex.to_owned()
    }
}

fn name(name: &NameParts) -> String {
    let part = |plain: &str| {
        let latex = text(plain);
        let splits = latex.contains(',') || protect(&latex) != latex;
        if splits { format!("{{{latex}}}") } else { latex }
    };
    if name.others {
        return "others".to_owned();
    }
    let family = if name.whole_family && !name.given.is_empty() {
        format!("{{{}}}", text(&name.family))
    } else {
        part(&name.family)
    };
    match (name.family.as_str(), name.given.as_str(), name.suffix.as_str()) {
        ("", ..) => format!("{{{}}}", text(&name.literal)),
        (family, "", _) => format!("{{{}}}", text(family)),
        (_, given, "") => format!("{family}, {}", part(given)),
        (_, given, suffix) => format!("{family}, {}, {}", part(suffix), part(given)),
    }
}

/// Escapes a URL: no escape is decoded in it, so braces and backslashes are percent-encoded.
fn verbatim(plain: &str) -> String {
    plain
        .replace('\\', "%5C")
        .replace('{', "%7B")
        .replace('}', "%7D")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join("%20")
}
