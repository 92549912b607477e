//! True quotations with a typography that differs from the text.

use super::chance::RandomSource;
use super::corpus::{SPACED, bare, is_paired, span, trimmed, written};
use super::{Attack, ExpectedVerdict};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Pairs of quotation marks that are interchangeable.
const MARKS: &[(&str, &str)] = &[
    ("“", "”"),
    ("\"", "\""),
    ("«", "»"),
    ("« ", " »"),
    ("«\u{a0}", "\u{a0}»"),
    ("„", "“"),
    ("„", "”"),
];

/// The same words in another typography.
fn retyped(text: &str, chance: &mut RandomSource) -> String {
    let mut out = String::new();
    let (open, close) = MARKS[chance.below(MARKS.len())];
    let apostrophe = chance.pick(&["'", "’", "\u{2bc}"]);
    let dash = chance.pick(&["–", "—", "--", "-"]);
    let (marks, apostrophes) = (chance.once_in(2), chance.once_in(2));
    let text = if marks { one_kind(text) } else { text.to_owned() };
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        match c {
            '\u{1}' => out += open,
            '\u{2}' => out += close,
            '’' if apostrophes => out += apostrophe,
            '–' if before == ' ' && next == Some(' ') => out += dash,
            ' ' if chance.once_in(6) => {
                out += chance.pick(&["\u{a0}", "\u{202f}", "  ", "\n", " \n "]);
            }
            'f' if next == Some('i') && chance.once_in(2) => {
                chars.next();
                out.push('ﬁ');
                before = 'i';
                continue;
            }
            c if c.is_alphabetic()
                && before.is_alphabetic()
                && next.is_some_and(char::is_alphabetic)
                && chance.once_in(30) =>
            {
                out.push('\u{ad}');
                out.push(c);
            }
            c => out.push(c),
        }
        before = c;
    }
    if chance.once_in(4) { out.nfd().collect() } else { out }
}

/// Replaces double quotation marks of all kinds by two control characters, and removes French spaces.
fn one_kind(text: &str) -> String {
    let text = text.replace("« ", "\u{1}").replace(" »", "\u{2}");
    let german = text.contains('„');
    let mut out = String::new();
    for c in text.chars() {
        out.push(match c {
            '“' if german => '\u{2}',
            '“' | '«' | '„' => '\u{1}',
            '”' | '»' => '\u{2}',
            c => c,
        });
    }
    out
}

/// A text with some spaces replaced by line ends, like a wrapped file.
fn wrapped(text: &str, chance: &mut RandomSource) -> String {
    if chance.once_in(2) {
        return text.to_owned();
    }
    let ends =
        |c: char, chance: &mut RandomSource| if c == ' ' && chance.once_in(5) { '\n' } else { c };
    text.chars().map(|c| ends(c, chance)).collect()
}

/// A true quotation.
pub(super) fn quotation(chance: &mut RandomSource) -> Option<Attack> {
    let prose = &SPACED[chance.below(SPACED.len())];
    let words = prose.paragraph(chance, 4);
    let (from, to) = span(chance, words.len(), 4, 16);
    let marked = &words[from..to];
    let mut quote = bare(marked);
    let mut about = vec![];
    // A gap over an adjective, if the language is known.
    let is_adjective = |n: &usize| marked[*n].starts_with('(') && marked[*n].ends_with(')');
    let adjective = (1..marked.len() - 1).find(is_adjective);
    if let Some(n) = adjective.filter(|_| prose.is_known && chance.once_in(2)) {
        quote[n] = chance.pick(&["…", "[…]", "...", "[...]"]).to_owned();
        about.push("a gap");
    }
    let quote = written(&quote);
    let mut quote = trimmed(&quote).to_owned();
    if !is_paired(&quote) {
        return None;
    }
    let copy = if chance.once_in(3) {
        about.push("the copy in another typography");
        retyped(&written(&bare(&words)), chance)
    } else {
        wrapped(&written(&bare(&words)), chance)
    };
    if chance.once_in(3) {
        about.push("another typography");
        quote = retyped(&quote, chance);
    }
    if chance.once_in(5) {
        // `[t]he` for `The`, and the reverse.
        let first = quote.chars().next()?;
        let other: String = if first.is_lowercase() {
            first.to_uppercase().collect()
        } else {
            first.to_lowercase().collect()
        };
        // A separate combining accent stays with its letter.
        if first.is_alphabetic()
            && !quote.chars().nth(1).is_some_and(is_combining_mark)
            && other != first.to_string()
            && other.chars().count() == 1
            && prose.code != "tr"
        {
            quote = format!("[{other}]{}", &quote[first.len_utf8()..]);
            about.push("a letter in brackets");
        }
    }
    if chance.once_in(3) {
        let (open, close) = MARKS[chance.below(MARKS.len())];
        quote = format!("{open}{quote}{close}");
        about.push("in marks");
    }
    if chance.once_in(8) && !quote.ends_with(['”', '"', '»', '“']) {
        quote.push_str(chance.pick(&[" …", " [...]"]));
        about.push("a gap at the end");
    }
    Some(Attack {
        copy,
        is_html: false,
        words: quote,
        must: ExpectedVerdict::Accepted,
        about: format!("{}: {}", prose.code, about.join(", ")),
    })
}
