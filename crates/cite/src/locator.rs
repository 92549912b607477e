//! Parses locators, the positions in a source: `p. 4`, `paras. 3-5`, `§ 7`, `at 00:14:05`, `{pp.
//! iv, vi}`. Start with `read` for the text after a key, and [`written`] or [`named`] for a
//! field.
//!
//! Separates the locator from the words after it by pandoc's rules. Knows the English names of
//! CSL's locator terms and those of the site's language. Must not depend on sources.

use crate::citation::Locator;
use std::sync::LazyLock;

/// CSL locator terms with their written forms, alternately singular and plural. A form that ends in
/// a full stop is also read without it if more than one letter remains; so is `p`.
const TERMS: &[(&str, &[&str])] = &[
    ("act", &["act", "acts"]),
    ("appendix", &["appendix", "appendices", "app.", "apps."]),
    ("article-locator", &["article", "articles", "art.", "arts."]),
    ("book", &["book", "books", "bk.", "bks."]),
    ("canon", &["canon", "canons", "c.", "cc."]),
    ("chapter", &["chapter", "chapters", "chap.", "chaps.", "ch.", "chs."]),
    ("column", &["column", "columns", "col.", "cols."]),
    ("elocation", &["location", "locations", "loc.", "locs."]),
    ("equation", &["equation", "equations", "eq.", "eqs."]),
    ("figure", &["figure", "figures", "fig.", "figs."]),
    ("folio", &["folio", "folios", "fol.", "fols."]),
    ("issue", &["issue", "issues", "number", "numbers", "no.", "nos."]),
    ("line", &["line", "lines", "l.", "ll."]),
    ("note", &["note", "notes", "n.", "nn."]),
    ("opus", &["opus", "opera", "op.", "opp."]),
    ("page", &["page", "pages", "p.", "pp."]),
    ("paragraph", &["paragraph", "paragraphs", "para.", "paras.", "par.", "pars.", "¶", "¶¶"]),
    ("part", &["part", "parts", "pt.", "pts."]),
    ("rule", &["rule", "rules", "r.", "rr."]),
    ("scene", &["scene", "scenes", "sc.", "scs."]),
    ("section", &["section", "sections", "sec.", "secs.", "sect.", "sects.", "§", "§§"]),
    ("sub-verbo", &["sub verbo", "sub verbis", "s.v.", "s.vv."]),
    ("supplement", &["supplement", "supplements", "supp.", "supps."]),
    ("surah", &["surah", "surahs", "sur.", "surs."]),
    ("table", &["table", "tables", "tbl.", "tbls."]),
    ("timestamp", &["timestamp", "timestamps", "time"]),
    ("title-locator", &["title", "titles", "tit.", "tits."]),
    ("verse", &["verse", "verses", "v.", "vv."]),
    ("volume", &["volume", "volumes", "vol.", "vols."]),
];

/// Terms whose numbers run through a whole text, so that a hyphen between two of them is a range.
/// For any other term (section, rule, figure, docket number) a hyphen is part of the name.
const RUNNING: &[&str] =
    &["chapter", "column", "folio", "line", "note", "page", "paragraph", "verse", "volume"];

/// The locator terms of the site's language, in addition to English: each CSL term with its names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct LocatorTerms(pub Vec<(String, Vec<String>)>);

/// Iterates over the CSL terms that a locator can have.
pub fn terms() -> impl Iterator<Item = &'static str> {
    TERMS.iter().map(|(term, _)| *term)
}

/// Parses a locator from a field: `p. 4`, `line 11`; `None` if it is invalid.
pub fn written(words: &str) -> Option<Locator> {
    read(&format!(", {}", words.trim()), &LocatorTerms::default()).0
}

/// Returns a locator with a known term, from a field: `page: 10-15`.
pub fn named(label: &str, value: &str) -> Locator {
    match value.trim().strip_prefix('{').and_then(|inner| inner.strip_suffix('}')) {
        Some(inner) => in_braces(LocatorLabel { term: label, many: None }, inner),
        None => place(LocatorLabel { term: label, many: None }, value),
    }
}

/// Parses the text after a key: a locator, if there is one, and the words after it as written.
///
/// * In: the text between the key and the next `;` or the closing bracket.
/// * Out: the locator, and the suffix with its leading comma or space (trimmed at its end).
/// * Rule: <https://pandoc.org/MANUAL.html#citation-syntax>. A label may be any name in `TERMS`; a
///   bare word with a digit is a page; `{…}` forces a locator, `{}` prevents one; after a label a
///   roman numeral counts as a number.
pub(super) fn read<'a>(tail: &'a str, names: &LocatorTerms) -> (Option<Locator>, &'a str) {
    let none = (None, tail.trim_end());
    let rest = tail.trim_start();
    let rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
    if rest.starts_with('{') {
        return match balanced(rest) {
            Some(end) => forced(rest, end, names),
            None => none,
        };
    }
    if let Some(found) = moment(rest) {
        return found;
    }
    let (label, value) = match label_at(rest, names) {
        Some((label, len)) => (Some(label), rest.get(len..).unwrap_or("")),
        None => (None, rest),
    };
    let trimmed = value.trim_start();
    match value_len(trimmed, label.is_some()) {
        0 if label.is_some() => match value_len(rest, false) {
            0 => none,
            len => integrated(PAGE, rest, len),
        },
        0 => none,
        len => integrated(label.unwrap_or(PAGE), trimmed, len),
    }
}

/// A term, and true if its name was in the plural; `None` if no name was written.
#[derive(Debug, Clone, Copy)]
struct LocatorLabel<'a> {
    term: &'a str,
    many: Option<bool>,
}

/// The label of a bare number.
const PAGE: LocatorLabel<'static> = LocatorLabel { term: "page", many: None };

/// Returns the locator of `len` bytes at the start of `text`, and the text after it.
fn integrated<'a>(
    label: LocatorLabel<'_>,
    text: &'a str,
    len: usize,
) -> (Option<Locator>, &'a str) {
    let (value, rest) = text.split_at(len);
    (Some(place(label, value)), rest.trim_end())
}

/// Returns a locator as printed.
///
/// * Rule: for terms in [`RUNNING`], `3-5`, `3--5` and `3–5` are the same range, which is plural.
///   Any other hyphen, and every zero, is part of the name and is kept.
fn place(label: LocatorLabel<'_>, value: &str) -> Locator {
    let words = dashed(value);
    let runs = RUNNING.contains(&label.term);
    let (mut value, mut ranges) = (String::with_capacity(words.len()), false);
    for piece in words.split_inclusive([',', '&']) {
        let inner = piece.trim_matches([' ', ',', '&']);
        match range(inner).filter(|_| runs) {
            Some((from, to)) => {
                ranges = true;
                value.push_str(&piece.replacen(inner, &format!("{from}–{to}"), 1));
            }
            None => value.push_str(piece),
        }
    }
    let several = ranges || value.contains([',', '&']) || runs && value.contains('–');
    let meant = label.many == Some(true) && value.contains(['-', '–', '‑']);
    let plural = (several || meant) && label.term != "timestamp";
    Locator { label: label.term.to_owned(), value, plural }
}

/// Returns the locator for words in braces, which stay as written.
fn in_braces(label: LocatorLabel<'_>, value: &str) -> Locator {
    let value = dashed(value);
    let plural = label.many.unwrap_or_else(|| value.contains(['-', '–', ',', '&']));
    Locator { label: label.term.to_owned(), value, plural: plural && label.term != "timestamp" }
}

/// Normalizes spaces to one, and two or three hyphens to dashes, as everywhere in a text.
fn dashed(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.contains("--") { words.replace("---", "—").replace("--", "–") } else { words }
}

/// Returns the ends of a range: two ascending numbers, both arabic without a leading zero, or both
/// roman.
fn range(value: &str) -> Option<(&str, &str)> {
    let (from, to) = value.split_once(['-', '–', '—', '‑'])?;
    let (from, to) = (from.trim_end(), to.trim_start());
    let number = |text: &str| match text.as_bytes() {
        [b'1'..=b'9', rest @ ..] if rest.iter().all(u8::is_ascii_digit) => text.parse::<u64>().ok(),
        _ => None,
    };
    let rises = match (number(from), number(to)) {
        (Some(from), Some(to)) => from < to,
        (None, None) => roman(from).zip(roman(to)).is_some_and(|(from, to)| from < to),
        _ => false,
    };
    rises.then_some((from, to))
}

/// Parses `{…}` that ends before byte `end` of `text`.
fn forced<'a>(text: &'a str, end: usize, names: &LocatorTerms) -> (Option<Locator>, &'a str) {
    let inner = text.get(1..end - 1).unwrap_or("").trim();
    let suffix = text.get(end..).unwrap_or("").trim_end();
    if inner.is_empty() {
        return (None, suffix);
    }
    let (label, value) = match label_at(inner, names) {
        Some((label, len)) => (label, inner.get(len..).unwrap_or("").trim()),
        None => (PAGE, inner),
    };
    (Some(in_braces(label, value)), suffix)
}

/// Parses `at 00:14:05`: a time in a recording.
fn moment(text: &str) -> Option<(Option<Locator>, &str)> {
    let (word, rest) = text.split_at_checked(2)?;
    let value = rest.trim_start();
    if !word.eq_ignore_ascii_case("at") || value.len() == rest.len() {
        return None;
    }
    let len = value.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(value.len());
    let clock = value.get(..len)?.trim_end_matches(':');
    let parts: Vec<&str> = clock.split(':').collect();
    let shaped = (2..=3).contains(&parts.len()) && parts.iter().all(|p| (1..=3).contains(&p.len()));
    let label = LocatorLabel { term: "timestamp", many: None };
    shaped.then(|| integrated(label, value, clock.len()))
}

/// Returns the longest name of a term at the start of `text`, case-insensitive, and its length in
/// bytes. The site's language takes precedence over English.
fn label_at<'a>(text: &str, names: &'a LocatorTerms) -> Option<(LocatorLabel<'a>, usize)> {
    let head = text.bytes().next()?.to_ascii_lowercase();
    let mut best: Option<(LocatorLabel<'a>, usize)> = None;
    let mut take = |term: &'a str, name: &str, many: Option<bool>| {
        for form in [Some(name), undotted(name)].into_iter().flatten() {
            if best.is_none_or(|(_, len)| form.len() > len) && is_label(text, form) {
                best = Some((LocatorLabel { term, many }, form.len()));
            }
        }
    };
    for (term, all) in &names.0 {
        for name in all {
            // Letters outside ASCII may have other bytes in the other case.
            let own = name.bytes().next().filter(u8::is_ascii).map(|b| b.to_ascii_lowercase());
            if own.is_none_or(|own| own == head || !head.is_ascii()) {
                take(term, name, None);
            }
        }
    }
    for (term, name, many) in BY_FIRST_BYTE.get(usize::from(head)).into_iter().flatten() {
        take(term, name, Some(*many));
    }
    best
}

/// (term, one of its names, true if the name is plural).
type TermName = (&'static str, &'static str, bool);

/// The names in [`TERMS`] by their first byte. Every citation is looked up here, and most names
/// begin with another letter.
static BY_FIRST_BYTE: LazyLock<Vec<Vec<TermName>>> = LazyLock::new(|| {
    let mut all = vec![vec![]; 256];
    for (term, names) in TERMS {
        for (nth, name) in names.iter().enumerate() {
            if let Some(row) = name.bytes().next().and_then(|b| all.get_mut(usize::from(b))) {
                row.push((*term, *name, nth % 2 == 1));
            }
        }
    }
    all
});

/// Returns `para` for `para.`; `None` for single letters except `p`, since they would match words.
fn undotted(name: &str) -> Option<&str> {
    name.strip_suffix('.').filter(|word| !word.contains('.') && (word.len() > 1 || *word == "p"))
}

/// True if `text` starts with `form` and the word ends there.
fn is_label(text: &str, form: &str) -> bool {
    let Some((head, rest)) = text.split_at_checked(form.len()) else { return false };
    let same = head.eq_ignore_ascii_case(form)
        || !(head.is_ascii() && form.is_ascii()) && head.to_lowercase() == form.to_lowercase();
    if !same {
        return false;
    }
    form.ends_with(['.', '¶', '§'])
        || rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '{'))
}

/// Returns how many bytes at the start of `text` are the numbers of a locator: `33-35`, `1(a), iv`,
/// `3.2.1`.
fn value_len(text: &str, labelled: bool) -> usize {
    let mut end = word_len(text);
    if !counts(text.get(..end).unwrap_or(""), labelled) {
        return 0;
    }
    loop {
        let rest = text.get(end..).unwrap_or("");
        let after = rest.trim_start_matches(',');
        let joined = rest.len() - after.len() == 1;
        let word = after.trim_start();
        let len = word_len(word);
        let counted = counts(word.get(..len).unwrap_or(""), labelled && joined);
        if !counted || (word.len() == after.len()) || rest.len() - after.len() > 1 {
            return end;
        }
        end = text.len() - word.len() + len;
    }
}

/// True if a word is a number: it has a digit, or is a roman numeral if `roman` is set.
fn counts(word: &str, roman: bool) -> bool {
    let has_digit = word.chars().any(|c| c.is_ascii_digit());
    has_digit
        || roman && word.split(|c: char| !c.is_alphanumeric()).any(|w| self::roman(w).is_some())
}

/// Returns the length of a word of a locator: letters, digits, dashes, `:`, inner full stops,
/// closed brackets.
fn word_len(text: &str) -> usize {
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or("");
        let next = rest.chars().nth(1);
        at += match c {
            '(' | '[' | '{' => match balanced(rest) {
                Some(len) => len,
                None => return at,
            },
            '.' if at > 0 && next.is_some_and(char::is_alphanumeric) => 1,
            '-' | '–' | '—' | '‑' | ':' => c.len_utf8(),
            c if c.is_alphanumeric() => c.len_utf8(),
            _ => return at,
        };
    }
    at
}

/// Returns the length of the bracketed text at the start, including the brackets; `None` if they do
/// not close.
fn balanced(text: &str) -> Option<usize> {
    let mut open = vec![];
    for (at, c) in text.char_indices() {
        match c {
            '(' => open.push(')'),
            '[' => open.push(']'),
            '{' => open.push('}'),
            ')' | ']' | '}' if open.pop() != Some(c) => return None,
            _ => {}
        }
        if open.is_empty() {
            return Some(at + c.len_utf8());
        }
    }
    None
}

/// Returns the value of a roman numeral in modern notation and uniform case.
fn roman(word: &str) -> Option<u32> {
    let upper = word.to_ascii_uppercase();
    if word.is_empty() || word.len() > 15 || (word != upper && word != word.to_ascii_lowercase()) {
        return None;
    }
    let digits = [
        ("M", 3, 1000),
        ("CM", 1, 900),
        ("D", 1, 500),
        ("CD", 1, 400),
        ("C", 3, 100),
        ("XC", 1, 90),
        ("L", 1, 50),
        ("XL", 1, 40),
        ("X", 3, 10),
        ("IX", 1, 9),
        ("V", 1, 5),
        ("IV", 1, 4),
        ("I", 3, 1),
    ];
    let (mut rest, mut value) = (upper.as_str(), 0);
    for (digit, most, worth) in digits {
        for _ in 0..most {
            if let Some(after) = rest.strip_prefix(digit) {
                (rest, value) = (after, value + worth);
            }
        }
    }
    rest.is_empty().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::{LocatorTerms, read};

    #[track_caller]
    fn check(tail: &str, locator: &str, suffix: &str) {
        let (found, rest) = read(tail, &LocatorTerms::default());
        let found = found.map_or(String::new(), |l| format!("{} {}", l.label, l.value));
        let locator = &locator.replace('~', "–");
        assert_eq!((&found, rest), (locator, suffix), "{tail:?}");
    }

    /// Checks the printed value (`~` for an en dash), and if the label is plural.
    #[track_caller]
    fn printed(tail: &str, value: &str, plural: bool) {
        let at = read(tail, &LocatorTerms::default()).0.unwrap();
        let value = &value.replace('~', "–");
        assert_eq!((&at.value, at.plural), (value, plural), "{tail:?}");
    }

    #[test]
    fn a_hyphen_is_a_range_only_where_numbers_run_on() {
        for label in
            ["p.", "pp.", "", "para.", "paras.", "¶", "¶¶", "l.", "fol.", "col.", "v.", "n."]
        {
            printed(&format!(", {label} 10-15"), "10~15", true);
            printed(&format!(", {label} 10--15"), "10~15", true);
            printed(&format!(", {label} 10–15, 17-19"), "10~15, 17~19", true);
        }
        printed(", pp. iv-xi", "iv~xi", true);
        printed(", § 19-101", "19-101", false);
        printed(", sec. 3-5", "3-5", false);
        printed(", art. 3-5", "3-5", false);
        printed(", no. 19-0098", "19-0098", false);
        printed(", no. 22-0451-cv", "22-0451-cv", false);
        printed(", r. 10b-5", "10b-5", false);
        printed(", fig. 3-12", "3-12", false);
        printed(", tbl. 3-12", "3-12", false);
        printed(", § 3, 5", "3, 5", true);
    }

    #[test]
    fn only_two_plain_numbers_that_rise_are_a_range() {
        for value in ["05-06", "15-10", "7-7", "10-015", "12a-14b", "1-2-3", "0-4", "x-7", "xi-iv"]
        {
            printed(&format!(", p. {value}"), value, false);
            printed(&format!(", para. {value}"), value, false);
        }
        // An author who writes the plural means several.
        printed(", pp. 101-24", "101-24", true);
        printed(", §§ 19-101", "19-101", true);
        printed(", pp. 4", "4", false);
        printed(", pp. 10-15, 05-06", "10~15, 05-06", true);
    }

    #[test]
    fn words_in_braces_stay() {
        printed(", {§ 19-101, at the end}", "19-101, at the end", false);
        printed(", {pp. 10-15}", "10-15", true);
        printed(", {p. 10-15}", "10-15", false);
        printed(", {10-15}", "10-15", true);
        printed(", {no. 007}", "007", false);
        let named = |label, value| super::named(label, value).value;
        assert_eq!(named("page", "10-15"), "10–15");
        assert_eq!(named("page", "{10-15}"), "10-15");
        assert_eq!(named("section", "19-101"), "19-101");
    }

    #[test]
    fn roman_numerals_have_a_value() {
        let roman = super::roman;
        assert_eq!([roman("iv"), roman("XLII"), roman("mcmxciv")], [Some(4), Some(42), Some(1994)]);
        assert_eq!([roman(""), roman("iiii"), roman("Iv"), roman("vx")], [None; 4]);
    }

    #[test]
    fn a_bare_number_is_a_page() {
        check(" 12", "page 12", "");
        check(", 12", "page 12", "");
        check(", 12-14", "page 12~14", "");
        check(", 12--14", "page 12~14", "");
        check(", 12–14, 17", "page 12~14, 17", "");
        check(", 99 years later", "page 99", " years later");
    }

    #[test]
    fn a_label_may_be_long_short_singular_plural_or_a_sign() {
        for tail in [", para. 12", ", Para. 12", ", ¶ 12", ", ¶12", ", para 12", ", paragraph 12"]
        {
            check(tail, "paragraph 12", "");
        }
        check(", pp. 3-5", "page 3~5", "");
        check(", p.3", "page 3", "");
        check(", §§ 3, 5", "section 3, 5", "");
        check(", s.v. 3", "sub-verbo 3", "");
        check(", sub verbo 3", "sub-verbo 3", "");
        check(", chap. 1", "chapter 1", "");
        check(", vol. 2, p. 4", "volume 2", ", p. 4");
        check(", no. 4", "issue 4", "");
        check(", lines 4-9", "line 4~9", "");
    }

    #[test]
    fn roman_numerals_count_after_a_label() {
        check(", p. iv", "page iv", "");
        check(", pp. iv, vi-xi, (xv)-(xvii)", "page iv, vi~xi, (xv)-(xvii)", "");
        check(", iv", "", ", iv");
        check(", p. livid", "", ", p. livid");
        check(", p. 4 I think", "page 4", " I think");
    }

    #[test]
    fn words_after_the_place_are_the_suffix() {
        check(", pp. 33-35 and *passim*", "page 33~35", " and *passim*");
        check(", p. 4, note the date", "page 4", ", note the date");
        check(", p. 4.", "page 4", ".");
        check(", see the end", "", ", see the end");
        check(".", "", ".");
        check("", "", "");
        check("  ", "", "");
    }

    #[test]
    fn braces_force_or_forbid_a_place() {
        check("{ii, A, D-Z}, with a suffix", "page ii, A, D-Z", ", with a suffix");
        check(
            ", {pp. iv, vi-xi, (xv)-(xvii)} with suffix",
            "page iv, vi-xi, (xv)-(xvii)",
            " with suffix",
        );
        check("{}, 99 years later", "", ", 99 years later");
        check("{unclosed 4", "", "{unclosed 4");
    }

    #[test]
    fn moments_of_a_recording() {
        check(", at 00:14:05", "timestamp 00:14:05", "");
        check(", at 14:05, loudly", "timestamp 14:05", ", loudly");
        check(", at noon", "", ", at noon");
        check(", timestamp 00:14:05", "timestamp 00:14:05", "");
    }

    #[test]
    fn places_have_parts() {
        check(", sec. 1(a)(iv)", "section 1(a)(iv)", "");
        check(", art. 3.2.1", "article-locator 3.2.1", "");
        check(", 2:14-16", "page 2:14-16", "");
        check(", c4 plans", "page c4", " plans");
    }
}
