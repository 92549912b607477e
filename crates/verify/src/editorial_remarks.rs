//! Editorial remarks in brackets, such as `[sic]`, which replace nothing in the source.
//!
//! A closed list: any other bracket replaces words of the source and is shown to readers. The words on both sides
//! of a remark must be adjacent in the source, so a remark never replaces a word. English remarks combine a few
//! words in any order (`emphasis added`, `my emphasis`); those of other languages are listed literally. Start with
//! [`is_remark`].

use crate::word_lists::WordLists;
use std::sync::LazyLock;

/// The words of `words/remarks.txt`.
static WORDS: LazyLock<WordLists> =
    LazyLock::new(|| WordLists::read(include_str!("words/remarks.txt"), ';'));

/// True if the content of a bracket is one remark or several (`sic; emphasis added`).
pub fn is_remark(words: &str) -> bool {
    let plain = plain(words);
    let mut parts =
        plain.split([';', ',', '/', '–', '—']).map(bare).filter(|part| !part.is_empty());
    is_listed(bare(&plain)) || parts.next().is_some_and(is_listed) && parts.all(is_listed)
}

/// Lower case, single spaces, one form of apostrophe.
fn plain(words: &str) -> String {
    let small = words.to_lowercase().replace(['’', 'ʼ', '´', '`'], "'");
    // Lower-casing the Turkish dotted capital leaves a combining dot.
    let small = small.replace("i\u{307}", "i");
    small.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '(' | ')'
                    | '.'
                    | '!'
                    | '¡'
                    | '！'
                    | '。'
                    | ':'
                    | '"'
                    | '“'
                    | '”'
                    | '«'
                    | '»'
                    | '*'
                    | '_'
            )
    })
}

fn is_listed(part: &str) -> bool {
    WORDS.has("sic", part)
        || WORDS.has("sounds", part)
        || WORDS.has("others", part)
        || is_english(part)
        || is_timed(part)
}

/// True for a sound with a time (`inaudible 00:14:05`).
fn is_timed(part: &str) -> bool {
    let name = part.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | ' '));
    name.len() < part.len() && part.contains(':') && WORDS.has("sounds", name)
}

/// True for a head word with its allowed modifiers only. A single word such as `bold` or `translated` may replace a
/// word of the source, so it is not a remark on its own.
fn is_english(part: &str) -> bool {
    let words = || part.split(' ').map(|word| word.trim_matches('.'));
    words().count() > 1
        && words().any(|word| WORDS.has("heads", word))
        && words().any(|word| WORDS.has("beside", word) && !WORDS.has("joining", word))
        && words().all(|word| WORDS.has("heads", word) || WORDS.has("beside", word))
}

#[cfg(test)]
mod tests {
    use super::is_remark;

    #[test]
    fn remarks_are_known() {
        for words in [
            "sic",
            "sic!",
            "Sic.",
            "(sic)",
            "SIC!!",
            "emphasis added",
            "Emphasis mine",
            "my emphasis",
            "their emphasis",
            "emphasis theirs",
            "emphasis in the original",
            "emphasis by the author",
            "author’s emphasis",
            "italics added",
            "underlining ours",
            "my translation",
            "our own translation",
            "translation mine",
            "author's translation",
            "translated by the author",
            "sic; emphasis added",
            "sic, emphasis ours",
            "Laughter.",
            "laughter and applause",
            "inaudible 00:14:05",
            "crosstalk",
            "pause",
            "Hervorhebung d. Verf.",
            "Hervorhebung im Original",
            "eigene Übersetzung",
            "c’est nous qui soulignons",
            "Énfasis añadido",
            "grifo nosso",
            "corsivo mio",
            "nadruk toegevoegd",
            "podkreślenie moje",
            "η έμφαση δική μας",
            "vurgu bana ait",
            "التشديد مضاف",
            "原文如此",
            "курсив мой",
        ] {
            assert!(is_remark(words), "{words}");
        }
    }

    #[test]
    fn other_words_are_none() {
        for words in [
            "",
            "!",
            "sick",
            "40",
            "the wells",
            "not",
            "emphasis",
            "translation",
            "their",
            "the original",
            "added",
            "in bold",
            "no emphasis added",
            "not my translation",
            "sic 40",
            "sic; forty",
            "emphasis on cost",
            "the translation",
            "laughter of the crew",
            "inaudible 40",
            "and",
            "is translated",
        ] {
            assert!(!is_remark(words), "{words}");
        }
    }
}
