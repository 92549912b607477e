//! Reads the names of a `.bib` by BibTeX's rules: ` and ` between persons, commas within a name,
//! braces around words that belong together. Start with [`names`].
//!
//! The name of an institution stays whole.

use super::bibtex::BibtexField;
use super::entry_builder::{EntryBuilder, FieldOrigin, ImportedName};
use super::latex::decode;
use super::organizations;
use onrecord_base::schema::ReadContext;
use std::collections::BTreeMap;

/// Returns a list of publishers or places, at least one of which is in braces: `{A and B} and {C}`;
/// `None` for a single name. Without braces `and` is part of the name, since names like `Department
/// of Health and Human Services` are rarely braced.
pub(super) fn listed(raw: &str) -> Option<String> {
    let parts = split(raw, " and ");
    let is_list = parts.len() > 1 && parts.iter().any(|part| is_braced(part.trim()));
    is_list.then(|| {
        let all: Vec<String> = parts.iter().map(|one| decode(one.trim()).text).collect();
        all.join("; ")
    })
}

/// Reads the names of an entry by their roles.
pub(super) fn names(
    fields: &BTreeMap<String, BibtexField>,
    making: &mut EntryBuilder,
    reading: &mut ReadContext,
) {
    if let Some(raw) = fields.get("author") {
        people("author", ("author", raw), making, reading);
    }
    for (field, role) in [
        ("editor", "editortype"),
        ("editora", "editoratype"),
        ("editorb", "editorbtype"),
        ("editorc", "editorctype"),
    ] {
        let Some(raw) = fields.get(field) else { continue };
        let role = fields.get(role).map(|raw| decode(&raw.text).text.trim().to_lowercase());
        let ours = match role.as_deref() {
            Some("compiler") => "compiler",
            Some("organizer") => "organizer",
            Some("director") => "director",
            Some("translator") => "translator",
            Some("collaborator") => "contributor",
            Some("" | "editor") | None => "editor",
            Some(_) if field == "editor" => "editor",
            Some(_) => "contributor",
        };
        people(ours, (field, raw), making, reading);
    }
    for field in ["introduction", "foreword", "afterword", "annotator", "commentator"] {
        if let Some(raw) = fields.get(field) {
            people("contributor", (field, raw), making, reading);
        }
    }
}

/// Reads the names of one field, by the rules of `BibTeX`.
pub(super) fn people(
    ours: &str,
    (field, raw): (&str, &BibtexField),
    making: &mut EntryBuilder,
    reading: &mut ReadContext,
) {
    let parts = split(&raw.text, " and ");
    let count = parts.len();
    let mut names: Vec<ImportedName> = vec![];
    let mut organization: Option<&str> = None;
    for (at, part) in parts.into_iter().enumerate() {
        let part = part.trim();
        if at > 0 && at + 1 == count && part.eq_ignore_ascii_case("others") {
            names.push(ImportedName { others: true, ..ImportedName::default() });
            continue;
        }
        if count == 1 && part.eq_ignore_ascii_case("others") {
            let what = format!("`{field}` names nobody: `others` follows no name");
            making.unreadable(raw.span, &what, reading);
            continue;
        }
        let one = complete(name(part), part);
        if one.literal.is_empty() && !part.contains('{') && organizations::looks_like(part) {
            organization = organization.or(Some(part));
        }
        names.extend(Some(one).filter(|one| *one != ImportedName::default()));
    }
    if let Some(unknown) = decode(&raw.text).unknown {
        making.unreadable(
            raw.span,
            &format!("`{field}` contains `{unknown}`, which is kept as written"),
            reading,
        );
    }
    if let Some(words) = organization {
        making.parted(field, &decode(words).text, raw.span, reading);
    }
    making.names(ours, &names, FieldOrigin(field, raw.span), reading);
}

fn name(raw: &str) -> ImportedName {
    let raw = raw.trim();
    let text = |raw: &str| decode(raw).text.trim().to_owned();
    // Braces mark a family name with its particle: `{de la Cruz}, Ana`.
    let is_whole = |raw: &str| {
        let raw = raw.trim();
        is_braced(raw) && text(raw).starts_with(char::is_lowercase)
    };
    // `{European Commission}` is one name.
    if is_braced(raw) {
        return ImportedName { literal: text(raw), ..ImportedName::default() };
    }
    let parts = split(raw, ",");
    if parts.iter().all(|part| has_key(part)) {
        return by_keys(&parts);
    }
    match parts.as_slice() {
        [family, given] => ImportedName {
            family: text(family),
            given: text(given),
            whole_family: is_whole(family),
            ..ImportedName::default()
        },
        [family, suffix, given] => ImportedName {
            family: text(family),
            given: text(given),
            suffix: text(suffix),
            whole_family: is_whole(family),
            ..ImportedName::default()
        },
        [whole] => {
            let words = split(whole, " ");
            let words: Vec<&str> =
                words.into_iter().map(str::trim).filter(|w| !w.is_empty()).collect();
            let Some(last) = words.len().checked_sub(1) else { return ImportedName::default() };
            if last == 0 {
                return ImportedName { literal: text(whole), ..ImportedName::default() };
            }
            // Particles begin in lower case: `Ludwig van Beethoven`.
            let particle =
                |word: &&str| !word.starts_with('{') && text(word).starts_with(char::is_lowercase);
            let cut = words[..last].iter().position(particle).filter(|at| *at > 0).unwrap_or(last);
            ImportedName {
                family: text(&words[cut..].join(" ")),
                given: text(&words[..cut].join(" ")),
                whole_family: cut == last && is_whole(words[last]),
                ..ImportedName::default()
            }
        }
        _ => ImportedName { literal: text(raw), ..ImportedName::default() },
    }
}

/// Makes a name printable: text that is neither a family name nor a whole name, such as a given
/// name alone, becomes the whole name.
fn complete(name: ImportedName, raw: &str) -> ImportedName {
    if !name.family.is_empty() || !name.literal.is_empty() {
        return name;
    }
    let words = [name.given.as_str(), name.suffix.as_str()];
    let known: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let is_blank = |c: char| c.is_whitespace() || c == ',';
    let literal = match known.as_slice() {
        [] => decode(raw).text.trim_matches(is_blank).to_owned(),
        known => known.join(" "),
    };
    ImportedName { literal, ..ImportedName::default() }
}

/// The keys of BibLaTeX's extended name format. Each part of a name may also have its initials:
/// `given-i`.
const NAME_PARTS: [&str; 4] = ["family", "given", "prefix", "suffix"];

/// The options of a single name in the same format.
const NAME_OPTIONS: [&str; 7] = [
    "id",
    "useprefix",
    "nametemplates",
    "sortingnamekeytemplatename",
    "uniquenametemplatename",
    "labelalphanametemplatename",
    "hash",
];

/// True if a part of a name begins with a key of the extended format. An equals sign alone is not
/// enough: `\=a` is a macron in LaTeX.
fn has_key(part: &str) -> bool {
    let Some((key, _)) = part.split_once('=') else { return false };
    let key = key.trim();
    NAME_PARTS.contains(&key.strip_suffix("-i").unwrap_or(key)) || NAME_OPTIONS.contains(&key)
}

/// Parses a name in BibLaTeX's extended format: `family=Meij, given=Vincent, prefix=van der,
/// useprefix=true`.
fn by_keys(parts: &[&str]) -> ImportedName {
    let value = |key: &str| {
        let of = |part: &&str| {
            let (name, value) = part.split_once('=')?;
            (name.trim() == key).then(|| {
                let value = value.trim();
                let quoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
                decode(quoted.unwrap_or(value)).text.trim().to_owned()
            })
        };
        parts.iter().find_map(of).unwrap_or_default()
    };
    let (prefix, family) = (value("prefix"), value("family"));
    let given = value("given");
    if given.is_empty() && prefix.is_empty() && !family.is_empty() {
        return ImportedName { literal: family, ..ImportedName::default() };
    }
    // `d’Alembert`, `al-Hakim`
    let blank = if prefix.ends_with(char::is_alphabetic) { " " } else { "" };
    ImportedName {
        family: format!("{prefix}{blank}{family}").trim().to_owned(),
        given,
        suffix: value("suffix"),
        ..ImportedName::default()
    }
}

/// True if one pair of braces encloses the whole text.
fn is_braced(raw: &str) -> bool {
    let Some(inner) = raw.strip_prefix('{').and_then(|raw| raw.strip_suffix('}')) else {
        return false;
    };
    let mut depth = 0_i64;
    inner.bytes().all(|byte| {
        depth += i64::from(byte == b'{') - i64::from(byte == b'}');
        depth >= 0
    })
}

/// Splits a text at separators outside of braces; a space in the separator matches any white space.
fn split<'a>(text: &'a str, by: &str) -> Vec<&'a str> {
    let bytes = text.as_bytes();
    let fits = |at: usize| {
        bytes.get(at..at + by.len()).is_some_and(|here| {
            here.iter().zip(by.bytes()).all(|(have, want)| {
                if want == b' ' {
                    have.is_ascii_whitespace()
                } else {
                    have.eq_ignore_ascii_case(&want)
                }
            })
        })
    };
    let (mut parts, mut from, mut at, mut depth) = (vec![], 0, 0, 0_i64);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => {
                // A command ends at a space that does not separate words: `Dvo\v r\'ak`.
                let len = bytes[at + 1..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
                at += len.max(1);
                if len > 0 && by == " " {
                    let rest = bytes.get(at + 1..).unwrap_or_default();
                    at += rest.iter().take_while(|b| b.is_ascii_whitespace()).count();
                }
            }
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ if depth <= 0 && fits(at) => {
                parts.push(text.get(from..at).unwrap_or(""));
                at += by.len();
                from = at;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    parts.push(text.get(from..).unwrap_or(""));
    parts
}
