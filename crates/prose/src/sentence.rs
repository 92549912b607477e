//! Finds the sentence around a mark, for backlinks, and the texts in quotation marks. Start with
//! [`starts`] and [`around`].
//!
//! Works on the plain text of one block. Knows English abbreviations only.

use crate::body::{NAME_CLOSES, NAME_OPENS};

/// The maximum length of a sentence, in characters; longer ones are cut at words around the mark.
pub(super) const MAX: usize = 300;

/// Words after which a full stop does not end a sentence.
const ABBREVIATIONS: &[&str] = &[
    "adm", "al", "app", "apr", "art", "assn", "aug", "bros", "ca", "cf", "ch", "cir", "cl", "co",
    "col", "corp", "dec", "dept", "dr", "ed", "eds", "etc", "ex", "feb", "fig", "gen", "gov",
    "hon", "inc", "jan", "jr", "jul", "jun", "lt", "ltd", "maj", "mar", "messrs", "mr", "mrs",
    "ms", "mt", "no", "nos", "nov", "oct", "op", "p", "para", "paras", "pp", "prof", "pub", "rep",
    "res", "rev", "sec", "sen", "sens", "sep", "sept", "sgt", "sr", "st", "stat", "supp", "v",
    "vol", "vs",
];

/// Returns the starts of the sentences of a block: byte offsets, ascending, the first 0.
pub(super) fn starts(text: &str) -> Vec<usize> {
    let mut out = vec![0];
    let mut word_from = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c.is_whitespace() {
            word_from = at + c.len_utf8();
        }
        if !matches!(c, '.' | '!' | '?' | '…') {
            continue;
        }
        let word = text.get(word_from..at).unwrap_or("");
        while chars
            .peek()
            .is_some_and(|&(_, c)| is_closing(c) || matches!(c, '.' | '!' | '?' | '…'))
        {
            chars.next();
        }
        let Some(&(blank, b)) = chars.peek() else { break };
        if !b.is_whitespace() {
            continue;
        }
        let rest = text.get(blank..).unwrap_or("").trim_start();
        if opens(rest) && !(c == '.' && goes_on(word, rest)) {
            out.push(text.len() - rest.len());
        }
    }
    out
}

/// True for marks that belong to the sentence they close.
fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '»' | ')' | ']')
}

/// True if a sentence can start like this.
fn opens(rest: &str) -> bool {
    rest.starts_with(|c: char| {
        c.is_uppercase()
            || c.is_ascii_digit()
            || matches!(c, '"' | '\'' | '“' | '‘' | '«' | '(' | '[' | NAME_OPENS)
            || (c.is_alphabetic() && !c.is_lowercase())
    })
}

/// True if a full stop after `word` is part of an abbreviation, so that the sentence continues in
/// `rest`.
fn goes_on(word: &str, rest: &str) -> bool {
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let last = word.rsplit('.').next().unwrap_or("");
    let mut letters = last.chars();
    let initial = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
    if initial {
        let next = rest.split_whitespace().next().unwrap_or("");
        let starts =
            ["The", "A", "An", "In", "It", "This", "That", "He", "She", "They", "On", "But"];
        return !(word.contains('.') && starts.contains(&next));
    }
    word.contains('.') && last.chars().count() == 1
        || ABBREVIATIONS.binary_search(&word.to_lowercase().as_str()).is_ok()
}

/// Returns the sentence of `text` that contains byte `at`, with single spaces, at most about
/// [`MAX`] characters.
///
/// `starts` is the result of [`starts`] for the same text. A mark at the very end of a sentence
/// belongs to it.
pub(super) fn around(text: &str, starts: &[usize], at: usize) -> String {
    let nth = starts.partition_point(|&start| start <= at).saturating_sub(1);
    let mut nth = nth;
    if nth > 0 && starts.get(nth) == Some(&at) && at == text.len() {
        nth -= 1;
    }
    let start = starts.get(nth).copied().unwrap_or(0);
    let end = starts.get(nth + 1).copied().unwrap_or(text.len());
    let sentence = text.get(start..end).unwrap_or("").trim_end();
    if sentence.len() <= MAX || (sentence.len() <= 4 * MAX && sentence.chars().count() <= MAX) {
        return single_spaces(sentence);
    }
    let near = (at - start).min(sentence.len());
    let (left, from) = back(sentence, near);
    let (right, to) = forth(sentence, near);
    let cut = single_spaces(whole_names(sentence.get(from..to).unwrap_or("")));
    format!("{}{cut}{}", if left { "… " } else { "" }, if right { "…" } else { "" })
}

/// Returns a cut text without partial names at its ends.
fn whole_names(cut: &str) -> &str {
    let cut = match (cut.find(NAME_CLOSES), cut.find(NAME_OPENS)) {
        (Some(close), open) if open.is_none_or(|open| close < open) => {
            &cut[close + NAME_CLOSES.len_utf8()..]
        }
        _ => cut,
    };
    match (cut.rfind(NAME_OPENS), cut.rfind(NAME_CLOSES)) {
        (Some(open), close) if close.is_none_or(|close| close < open) => &cut[..open],
        _ => cut,
    }
}

/// Trims a text and turns every run of white space into one space.
fn single_spaces(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Goes back about half of [`MAX`] characters from `at`, to a word boundary. Returns (true if text
/// before is omitted, the start).
fn back(text: &str, at: usize) -> (bool, usize) {
    let head = text.get(..at).unwrap_or(text);
    match head.char_indices().rev().nth(MAX / 2) {
        None => (false, 0),
        Some((cut, _)) => {
            let blank = head.get(cut..).and_then(|rest| rest.find(char::is_whitespace));
            (true, blank.map_or(cut, |blank| cut + blank))
        }
    }
}

/// Goes forward about half of [`MAX`] characters from `at`, to a word boundary. Returns (true if
/// text after is omitted, the end).
fn forth(text: &str, at: usize) -> (bool, usize) {
    let rest = text.get(at..).unwrap_or("");
    match rest.char_indices().nth(MAX / 2) {
        None => (false, text.len()),
        Some((cut, _)) => {
            let blank = rest.get(..cut).and_then(|head| head.rfind(char::is_whitespace));
            (true, at + blank.unwrap_or(cut))
        }
    }
}

/// The minimum number of words in quotation marks; shorter texts are names and titles.
const FEWEST: usize = 4;

/// Returns the texts between “ and ” that have at least `FEWEST` words.
pub(super) fn marked(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| line.split('“').skip(1)).filter_map(|rest| {
        let words = rest.split_once('”')?.0;
        (words.split_whitespace().count() >= FEWEST).then_some(words)
    })
}

#[cfg(test)]
mod tests {
    use super::{ABBREVIATIONS, MAX, NAME_CLOSES, NAME_OPENS, around, starts};
    use crate::body::spoken;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let starts = starts(text);
        let ends = starts[1..].iter().copied().chain([text.len()]);
        let found: Vec<&str> = starts.iter().zip(ends).map(|(&a, b)| text[a..b].trim()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_list_is_in_order() {
        assert!(ABBREVIATIONS.is_sorted());
    }

    #[test]
    fn sentences_end_at_stops() {
        check(
            "One thing. Another! “A third?” He asked.",
            &["One thing.", "Another!", "“A third?”", "He asked."],
        );
        check("It fell 3.5 percent. Then it rose", &["It fell 3.5 percent.", "Then it rose"]);
        check("It was said... and left.", &["It was said... and left."]);
        check("", &[""]);
    }

    #[test]
    fn abbreviations_do_not_end_sentences() {
        check(
            "TikTok Inc. v. Trump, No. 20. J. Smith said.",
            &["TikTok Inc. v. Trump, No. 20.", "J. Smith said."],
        );
        check("The U.S. Senate met. It voted.", &["The U.S. Senate met.", "It voted."]);
        check("Sent to the U.S. The rest stayed.", &["Sent to the U.S.", "The rest stayed."]);
        check("Sen. Blackburn, e.g. Tuesday, spoke.", &["Sen. Blackburn, e.g. Tuesday, spoke."]);
    }

    #[test]
    fn a_long_sentence_is_cut_at_words_around_the_mark() {
        let text = "word ".repeat(400);
        let cut = around(&text, &starts(&text), 1000);
        assert!(cut.starts_with("… word ") && cut.ends_with(" word…"), "{cut}");
        assert!(cut.chars().count() <= MAX + 4);
    }

    #[test]
    fn a_name_that_is_not_known_yet_is_whole_and_may_begin_a_sentence() {
        let name = spoken("the long name");
        let text = format!("One. {name} says so.");
        assert_eq!(around(&text, &starts(&text), text.len()), format!("{name} says so."));
        let text = format!("{name} ").repeat(100);
        let cut = around(&text, &starts(&text), text.len() / 2);
        let words = cut.trim_matches(|c| c == '…' || c == ' ');
        assert!(words.starts_with(NAME_OPENS) && words.ends_with(NAME_CLOSES), "{cut}");
        assert_eq!(words.matches(NAME_OPENS).count(), words.matches(NAME_CLOSES).count());
    }

    #[test]
    fn the_mark_at_the_end_belongs_to_its_sentence() {
        let text = "One. Two.";
        assert_eq!(around(text, &starts(text), text.len()), "Two.");
        assert_eq!(around(text, &starts(text), 3), "One.");
    }
}
