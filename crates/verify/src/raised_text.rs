//! Raised and lowered characters of a page, converted to the matching Unicode characters.
//!
//! `10<sup>6</sup>` is 10⁶ and never 106. Letters of an ordinal or an abbreviation (`1<sup>st</sup>`,
//! `M<sup>me</sup>`) stay plain letters, because they are typed so elsewhere. Depends on characters only, not on a
//! tree of elements.

/// The level at which characters are set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TextLevel {
    /// On the line.
    #[default]
    Line,
    /// Above it, as an exponent.
    Raised,
    /// Below it, as an index.
    Lowered,
}

/// Digits and signs with their raised and lowered forms.
const DIGITS: &[(char, char, char)] = &[
    ('0', '⁰', '₀'),
    ('1', '¹', '₁'),
    ('2', '²', '₂'),
    ('3', '³', '₃'),
    ('4', '⁴', '₄'),
    ('5', '⁵', '₅'),
    ('6', '⁶', '₆'),
    ('7', '⁷', '₇'),
    ('8', '⁸', '₈'),
    ('9', '⁹', '₉'),
    ('+', '⁺', '₊'),
    ('-', '⁻', '₋'),
    ('\u{2212}', '⁻', '₋'),
    ('\u{2013}', '⁻', '₋'),
    ('=', '⁼', '₌'),
    ('(', '⁽', '₍'),
    (')', '⁾', '₎'),
];

/// Letters that are exponents if they are alone or beside digits and signs.
const EXPONENTS: &[(char, char)] = &[
    ('n', 'ⁿ'),
    ('i', 'ⁱ'),
    ('x', 'ˣ'),
    ('y', 'ʸ'),
    ('z', 'ᶻ'),
    ('k', 'ᵏ'),
    ('m', 'ᵐ'),
    ('p', 'ᵖ'),
];

/// Signs beside a word that refer to a note.
const NOTE_SIGNS: &[char] = &['*', '†', '‡', '§', '¶', '#', '∗', '⁎'];

/// True if a raised or lowered text must be converted as a whole; otherwise it stays unchanged.
pub fn is_mapped(text: &str, level: TextLevel) -> bool {
    let text = text.trim();
    let digit = |c: char| DIGITS.iter().any(|(plain, ..)| *plain == c);
    match level {
        TextLevel::Line => false,
        TextLevel::Lowered => text.contains(digit),
        TextLevel::Raised => {
            let mut chars = text.chars();
            let exponent = |c: char| EXPONENTS.iter().any(|(plain, _)| *plain == c);
            let alone = chars.next().is_some_and(exponent) && chars.next().is_none();
            alone || text.contains(digit) || is_trademark(text)
        }
    }
}

/// Converts a raised or lowered text; characters without such a form stay.
pub fn mapped(text: &str, level: TextLevel) -> String {
    if level == TextLevel::Raised && is_trademark(text.trim()) {
        return if text.trim() == "TM" { "™" } else { "℠" }.to_owned();
    }
    let other = |c: char| {
        let digit = DIGITS.iter().find(|(plain, ..)| *plain == c);
        match level {
            TextLevel::Line => None,
            TextLevel::Lowered => digit.map(|(_, _, lowered)| *lowered),
            TextLevel::Raised => digit
                .map(|(_, raised, _)| *raised)
                .or_else(|| EXPONENTS.iter().find(|(plain, _)| *plain == c).map(|(_, r)| *r)),
        }
    };
    text.chars().map(|c| other(c).unwrap_or(c)).collect()
}

fn is_trademark(text: &str) -> bool {
    matches!(text, "TM" | "SM")
}

/// True if a text looks like a reference to a note: a number, a letter, a sign, or anything short in brackets.
pub fn is_note_mark(text: &str) -> bool {
    let text = text.trim();
    let bare = text.trim_matches(['[', ']', '(', ')', ' ', ',', '\u{a0}']);
    let short = bare.chars().count();
    let is_number = bare.chars().all(char::is_numeric) && short <= 3;
    let is_letter = bare.chars().all(char::is_alphabetic) && short == 1;
    let is_roman = bare.chars().all(|c| "ivxlcIVXLC".contains(c)) && short <= 7;
    let is_sign = bare.chars().all(|c| NOTE_SIGNS.contains(&c));
    short > 0 && (is_number || is_letter || is_roman || is_sign || is_bracketed(text))
}

/// True if a text is short and in square brackets, such as `[3]`, `[a]` or `[note 2]`.
pub fn is_bracketed(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('[') && text.ends_with(']') && text.chars().count() <= 32
}

/// True if a raised text has no content: signs that refer to a note, or separators between two such references.
pub fn is_empty_mark(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_whitespace() || matches!(c, ',' | ';' | '[' | ']') || NOTE_SIGNS.contains(&c))
}

#[cfg(test)]
mod tests {
    use super::{TextLevel, is_empty_mark, is_mapped, is_note_mark, mapped};

    #[test]
    fn digits_and_signs_have_other_forms() {
        let raised = |text: &str| {
            if is_mapped(text, TextLevel::Raised) {
                mapped(text, TextLevel::Raised)
            } else {
                text.into()
            }
        };
        for (text, expected) in [
            ("6", "⁶"),
            ("-12", "⁻¹²"),
            ("\u{2212}3", "⁻³"),
            ("n+1", "ⁿ⁺¹"),
            ("n", "ⁿ"),
            ("2+", "²⁺"),
            ("st", "st"),
            ("me", "me"),
            ("o", "o"),
            ("®", "®"),
            ("TM", "™"),
        ] {
            assert_eq!(raised(text), expected);
        }
        assert!(is_mapped("2", TextLevel::Lowered) && !is_mapped("x", TextLevel::Lowered));
        assert_eq!(mapped("2", TextLevel::Lowered), "₂");
    }

    #[test]
    fn marks_of_notes_are_short() {
        for mark in
            ["3", "[3]", "a", "[a]", "*", "†", "(12)", "[note 2]", "xiv", "[citation needed]"]
        {
            assert!(is_note_mark(mark), "{mark}");
        }
        for text in ["", "page three", "2019", "the report"] {
            assert!(!is_note_mark(text), "{text}");
        }
        assert!(is_empty_mark("*") && is_empty_mark(", ") && !is_empty_mark("+"));
    }
}
