//! The numbers in a text by their value, in digits of any script or in words.
//!
//! Depends on the number words of a language, not on quotations.

use crate::languages::Language;
use crate::languages::words::LONGEST;

/// The numbers in a text, in digits or in words, as values.
pub(super) fn numbers(words: &[String], language: &Language) -> Vec<String> {
    let mut all = vec![];
    let mut sum: Option<NumberWords> = None;
    for (n, word) in words.iter().enumerate() {
        let value = value(word, language);
        let next_is = || words.get(n + 1).is_some_and(|next| self::value(next, language).is_some());
        let whole = value.as_deref().and_then(|value| value.parse::<u128>().ok());
        // Two consecutive numbers in digits are separate numbers.
        let is_new = word.starts_with(char::is_numeric) && sum.is_some();
        if is_new || whole.is_none() && !(sum.is_some() && language.join.has(word) && next_is()) {
            all.extend(sum.take().map(NumberWords::finish));
        }
        match (whole, value) {
            (Some(whole), _) => sum = Some(sum.unwrap_or_default().and(whole)),
            (None, Some(value)) => all.push(value),
            (None, None) => {}
        }
    }
    all.extend(sum.map(NumberWords::finish));
    all
}

/// A number being built from words: `three hundred thousand and two`.
#[derive(Clone, Copy, Default)]
struct NumberWords {
    total: u128,
    part: u128,
}

impl NumberWords {
    fn and(self, value: u128) -> Self {
        let Self { total, part } = self;
        match value {
            100 if part > 0 && part < 100 => Self { total, part: part * 100 },
            1000.. if part > 0 && is_round(value) => {
                Self { total: total.saturating_add(part.saturating_mul(value)), part: 0 }
            }
            _ => Self { total, part: part.saturating_add(value) },
        }
    }

    fn finish(self) -> String {
        self.total.saturating_add(self.part).to_string()
    }
}

/// The currency signs and percent signs in a text.
pub(super) fn signs(text: &str) -> Vec<String> {
    let is_sign =
        |c: &char| matches!(c, '$' | '£' | '¥' | '%' | '‰' | '٪' | '\u{20a0}'..='\u{20cf}');
    text.chars().filter(is_sign).map(String::from).collect()
}

/// True for 1000, 1,000,000 and so on.
fn is_round(value: u128) -> bool {
    matches!(value, 1_000 | 1_000_000 | 1_000_000_000 | 1_000_000_000_000)
}

/// The value of one word: digits of any script, a number word, or several written as one (`einundzwanzig`).
fn value(word: &str, language: &Language) -> Option<String> {
    if word.chars().any(char::is_numeric) {
        return Some(digits(word));
    }
    if let Some(value) = language.numbers.get(word) {
        return Some((*value).to_owned());
    }
    if word.len() > LONGEST {
        return None;
    }
    // Number words and their connectors, to the end of the word.
    let mut parts: Vec<u128> = vec![];
    let mut at = 0;
    while at < word.len() {
        let rest = word.get(at..)?;
        let ends = rest.char_indices().map(|(n, c)| n + c.len_utf8()).rev();
        let longest = ends.into_iter().find_map(|n| {
            let head = rest.get(..n)?;
            match language.numbers.get(head) {
                Some(value) => Some((n, value.parse::<u128>().ok())),
                None => (at > 0 && language.join.is_whole(head)).then_some((n, None)),
            }
        });
        let (n, value) = longest?;
        parts.extend(value);
        at += n;
    }
    let sum = parts.iter().fold(NumberWords::default(), |sum, value| sum.and(*value));
    (parts.len() > 1).then(|| sum.finish())
}

/// Normalizes a number in digits: no digit grouping, `.` as decimal point.
fn digits(word: &str) -> String {
    let word: String = word.chars().map(|c| digit(c).unwrap_or(c)).collect();
    let is_mark = |c: char| matches!(c, '.' | ',' | '\u{66b}' | '\u{66c}');
    let is_grouped = word.split(is_mark).skip(1).all(|group| group.len() == 3);
    if is_grouped { word.replace(is_mark, "") } else { word.replace(is_mark, ".") }
}

/// The ASCII digit for a digit of any script.
fn digit(c: char) -> Option<char> {
    const ZEROS: [u32; 14] = [
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50,
        0xff10,
    ];
    let code = u32::from(c);
    let value = ZEROS.iter().find_map(|zero| code.checked_sub(*zero).filter(|n| *n < 10))?;
    char::from_digit(value, 10)
}

#[cfg(test)]
mod tests {
    use super::numbers;
    use crate::languages::all;

    #[track_caller]
    fn reads(code: &str, text: &str, values: &[&str]) {
        let language = all().iter().find(|language| language.code() == code).unwrap();
        assert_eq!(numbers(&language.tokens(text), language), values, "{text}");
    }

    #[test]
    fn a_number_is_its_value() {
        reads("en", "forty-two ships and 42 pilots", &["42", "42"]);
        reads("en", "three hundred and five thousand", &["305000"]);
        reads("en", "1,014 or 1.5 or 40 million", &["1014", "1.5", "40000000"]);
        reads("en", "5 6", &["5", "6"]);
        reads("en", "the third half", &["#3", "1/2"]);
        reads("de", "zweiundvierzig Schiffe, dreihundertzwölf Lotsen", &["42", "312"]);
        reads("fr", "trente-deux", &["32"]);
        reads("es", "cuarenta y dos", &["42"]);
        reads("ar", "٤٠ أو أربعون", &["40", "40"]);
        reads("en", "no number", &[]);
    }
}
