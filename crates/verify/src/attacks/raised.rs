//! Raised, lowered and deleted text of HTML pages.

use super::chance::RandomSource;
use super::corpus::{SPACED, bare, has, is_paired, trimmed, written};
use super::{Attack, ExpectedVerdict};

/// A text with one special element between words of prose.
struct RaisedPiece {
    html: String,
    /// The correct quotation of the element.
    right: String,
    /// A wrong quotation of it.
    wrong: String,
    about: &'static str,
    /// True if it directly follows the word before it.
    is_attached: bool,
}

fn raised(n: usize, digits: &str) -> String {
    n.to_string()
        .chars()
        .map(|c| digits.chars().nth(c.to_digit(10).unwrap_or(0) as usize).unwrap_or(c))
        .collect()
}

fn piece(chance: &mut RandomSource) -> RaisedPiece {
    let (n, m) = (chance.within(2, 98), chance.within(2, 29));
    let word = chance.pick(&["forty", "grey", "Lind", "neuf", "alte", "mille"]);
    let other = chance.pick(&["fifty", "green", "Hale", "huit", "junge", "cent"]);
    let strike = chance.pick(&["del", "s", "strike"]);
    match chance.below(6) {
        0 => RaisedPiece {
            html: format!("{n}<sup>{m}</sup>"),
            right: format!("{n}{}", raised(m, "⁰¹²³⁴⁵⁶⁷⁸⁹")),
            wrong: format!("{n}{m}"),
            about: "a power",
            is_attached: false,
        },
        1 => RaisedPiece {
            html: format!("X<sub>{m}</sub>"),
            right: format!("X{}", raised(m, "₀₁₂₃₄₅₆₇₈₉")),
            wrong: format!("X{}", m + 1),
            about: "an index",
            is_attached: false,
        },
        2 => RaisedPiece {
            html: format!("<{strike}>{word}</{strike}> <ins>{other}</ins>"),
            right: other.to_owned(),
            wrong: chance.pick(&["{w} {o}", "{w}"]).replace("{w}", word).replace("{o}", other),
            about: "struck out",
            is_attached: false,
        },
        3 => RaisedPiece {
            html: format!("<{strike}>{n}</{strike}> {m}"),
            right: m.to_string(),
            wrong: if n == m {
                format!("{n} {m}")
            } else {
                chance
                    .pick(&["{n} {m}", "{n}"])
                    .replace("{n}", &n.to_string())
                    .replace("{m}", &m.to_string())
            },
            about: "a number struck out",
            is_attached: false,
        },
        4 => RaisedPiece {
            html: format!("<a href=\"#fn{m}\"><sup>{m}</sup></a>"),
            right: String::new(),
            wrong: m.to_string(),
            about: "a link to a note",
            is_attached: true,
        },
        _ => RaisedPiece {
            html: format!("<sup><a href=\"#note-{m}\">[{m}]</a></sup>"),
            right: String::new(),
            wrong: format!("[{m}]").replace(['[', ']'], ""),
            about: "a raised link to a note",
            is_attached: true,
        },
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn made(chance: &mut RandomSource, is_attack: bool) -> Option<Attack> {
    let prose = &SPACED[chance.below(SPACED.len())];
    if prose.code == "ar" {
        return None;
    }
    let words = bare(&prose.paragraph(chance, 2));
    if words.len() < 8 {
        return None;
    }
    let n = chance.within(3, words.len() - 4);
    let piece = piece(chance);
    let (head, tail) = (&words[..n], &words[n..]);
    let blank = if piece.is_attached { "" } else { " " };
    let copy = format!(
        "<html><body><p>{}{blank}{} {}</p></body></html>",
        escaped(&written(head)),
        piece.html,
        escaped(&written(tail))
    );
    let (from, to) = (n - chance.within(1, 3), chance.within(1, 3));
    let text = if is_attack { &piece.wrong } else { &piece.right };
    let blank = if text.is_empty() { "" } else { blank };
    let mut tail = written(&tail[..to]);
    if is_attack && !piece.is_attached && chance.once_in(3) {
        tail = String::new();
    }
    let quote = format!("{}{blank}{text} {tail}", written(&words[from..n]));
    let ends_in_mark = || written(head).ends_with(|c: char| !c.is_alphanumeric());
    if is_attack && piece.is_attached && ends_in_mark() {
        return None;
    }
    let quote = trimmed(&quote).to_owned();
    if !is_paired(&quote) || (is_attack && has(&written(&words), &quote)) {
        return None;
    }
    Some(Attack {
        copy,
        is_html: true,
        words: quote,
        must: if is_attack { ExpectedVerdict::Refused } else { ExpectedVerdict::Accepted },
        about: piece.about.into(),
    })
}

/// A quotation that reads raised text as plain, or includes deleted text.
pub(super) fn attack(chance: &mut RandomSource) -> Option<Attack> {
    made(chance, true)
}

/// A quotation that reads the page as its readers do.
pub(super) fn quotation(chance: &mut RandomSource) -> Option<Attack> {
    made(chance, false)
}
