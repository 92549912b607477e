//! The mark at the end of words: question, exclamation or statement.
//!
//! A quotation must not turn one of these into another. A quotation without a final mark claims none of them, and
//! may end in a full stop or a comma although the source continues. Knows the marks of many scripts; does not
//! depend on quotations or verdicts. Start with [`end_of`], [`end_at`] and [`may_become`].

use crate::fold::{is_double, is_dropped, is_single, is_word};

/// The kind of a final mark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum EndMark {
    /// No mark, a comma or similar: the sentence may continue.
    #[default]
    Open,
    /// A full stop.
    Statement,
    /// An exclamation mark without a question mark.
    Exclamation,
    /// A question mark, alone or with others.
    Question,
}

/// True for punctuation that may differ from the source at the end of a quotation.
pub fn is_stop(c: char) -> bool {
    matches!(
        c,
        '.' | ',' | ';' | ':' | '!' | '?' | ' ' | '-'
            // Arabic, Hebrew, Greek, Armenian.
            | '،' | '؛' | '؟' | '۔' | '׃' | '·' | '\u{37e}' | '՝' | '։'
            // Indian and Ethiopic.
            | '।' | '॥' | '።' | '፣' | '፤' | '፥' | '፧' | '၊' | '။' | '។' | '៕'
            // Chinese and Japanese; those of full width that folding leaves alone.
            | '。' | '、' | '｡' | '，' | '；' | '：' | '？' | '！' | '．'
            // Two marks in one character.
            | '‼' | '⁇' | '⁈' | '⁉' | '‽' | '⸮'
    )
}

/// The kind of one mark. A semicolon is a question mark after a Greek letter.
fn end_mark(c: char, is_greek: bool) -> Option<EndMark> {
    Some(match c {
        '?' | '？' | '؟' | '⁇' | '⁈' | '⁉' | '‽' | '⸮' | '፧' | '\u{37e}' | '՞' => {
            EndMark::Question
        }
        ';' if is_greek => EndMark::Question,
        '!' | '！' | '‼' | '՜' => EndMark::Exclamation,
        '.' | '。' | '｡' | '．' | '۔' | '।' | '॥' | '։' | '።' | '။' | '។' | '៕' | '׃' => {
            EndMark::Statement
        }
        _ => return None,
    })
}

/// True for marks that close, before or after which a final mark may be placed.
fn is_closing(c: char) -> bool {
    is_double(c)
        || is_single(c)
        || is_dropped(c)
        || matches!(c, ')' | ']' | '}' | '*' | '_' | '）' | '］')
}

fn is_greek(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}') && c != '\u{37e}'
}

/// The stronger of two marks: a question stays one beside an exclamation mark.
fn stronger(a: EndMark, b: EndMark) -> EndMark {
    let rank = |mark| match mark {
        EndMark::Open => 0,
        EndMark::Statement => 1,
        EndMark::Exclamation => 2,
        EndMark::Question => 3,
    };
    if rank(a) >= rank(b) { a } else { b }
}

/// The most characters after the words that are examined.
const MOST: usize = 24;

/// The final mark of a text, before or after closing marks.
pub fn end_of(text: &str) -> EndMark {
    let mut out = EndMark::Open;
    let back = || text.chars().rev().take(MOST);
    let greek = back().find(|c| c.is_alphabetic()).is_some_and(is_greek);
    for c in back() {
        match end_mark(c, greek) {
            Some(mark) => out = stronger(out, mark),
            None if is_closing(c) || c.is_whitespace() => {}
            None => break,
        }
    }
    out
}

/// The mark of the source after words that end at `at`, including the marks that directly follow.
pub fn end_at(text: &str, at: usize) -> EndMark {
    let (Some(before), Some(after)) = (text.get(..at), text.get(at..)) else {
        return EndMark::Open;
    };
    let back = || before.chars().rev().take(MOST);
    let greek = back().find(|c| c.is_alphabetic()).is_some_and(is_greek);
    // Only if the words end in their mark: closing marks before it belong to what they close.
    let mut out = EndMark::Open;
    for c in back() {
        match end_mark(c, greek) {
            Some(mark) => out = stronger(out, mark),
            None if is_dropped(c) => {}
            None => break,
        }
    }
    let has_ended = out != EndMark::Open;
    let mut is_apart = false;
    for c in after.chars().take(MOST) {
        match end_mark(c, greek) {
            // A question or exclamation mark after a space is French typography; a full stop after a space belongs
            // to other words.
            Some(EndMark::Statement) if is_apart || has_ended => break,
            Some(_) if is_apart && has_ended => break,
            Some(mark) => out = stronger(out, mark),
            None if c == '\n' => break,
            None if c.is_whitespace() => is_apart = true,
            // `said,” he asked`: a comma ends nothing, and the text after it does not belong to the words.
            None if is_closing(c) && !is_opening(c) => {}
            None => break,
        }
    }
    out
}

/// The most words after a bracket that are searched for the mark of its sentence.
const MOST_WORDS: usize = 8;

/// The most bytes of those words.
const MOST_BYTES: usize = 400;

/// The mark of the source after a bracket of `words` words, which replaces unknown words: the first mark within
/// reach that equals `ours`, or the one after about as many words.
pub fn end_after(text: &str, at: usize, words: usize, ours: EndMark) -> EndMark {
    let Some(rest) = text.get(at..) else { return EndMark::Open };
    let reach = if ours == EndMark::Statement { words.min(MOST_WORDS) } else { MOST_WORDS };
    let mut seen = 0;
    let mut in_word = false;
    let mut last = EndMark::Open;
    for (within, c) in rest.char_indices() {
        let now = is_word(c);
        seen += usize::from(now && !in_word);
        in_word = now;
        if seen > reach || within > MOST_BYTES {
            break;
        }
        if !now && (within == 0 || end_mark(c, true).is_some()) {
            let here = end_at(text, at + within);
            // The full stop of an abbreviation does not end a sentence.
            let head = &rest[..within];
            let word = head.rfind(|c| !is_word(c)).map_or(head, |n| &head[n..]).chars().count();
            if here != EndMark::Open && (here != EndMark::Statement || word > 3 || within == 0) {
                return here;
            }
            if here != EndMark::Open {
                last = here;
            }
        }
    }
    last
}

/// True for brackets and marks that always open.
fn is_opening(c: char) -> bool {
    matches!(c, '“' | '„' | '«' | '‘' | '「' | '『')
}

/// True if words that end in `source` may end in `ours` in a quotation.
pub fn may_become(source: EndMark, ours: EndMark) -> bool {
    match ours {
        EndMark::Open => true,
        EndMark::Statement => matches!(source, EndMark::Open | EndMark::Statement),
        ours => source == ours,
    }
}

/// The name of a mark in a message.
pub fn name(mark: EndMark) -> &'static str {
    match mark {
        EndMark::Open => "no mark",
        EndMark::Statement => "a full stop",
        EndMark::Exclamation => "an exclamation mark",
        EndMark::Question => "a question mark",
    }
}

#[cfg(test)]
mod tests {
    use super::{EndMark, end_at, end_of, may_become};
    use EndMark::{Exclamation, Open, Question, Statement};

    #[test]
    fn the_mark_at_the_end_is_read() {
        for (text, expected) in [
            ("legal?", Question),
            ("legal?”", Question),
            ("legal”?", Question),
            ("legal ?", Question),
            ("legal?!", Question),
            ("legal！", Exclamation),
            ("legal).", Statement),
            ("legal", Open),
            ("legal,", Open),
            ("legal;", Open),
            ("νόμιμο;", Question),
            ("νόμιμο\u{37e}", Question),
            ("قانوني؟", Question),
            ("合法？", Question),
            ("合法。", Statement),
            ("", Open),
        ] {
            assert_eq!(end_of(text), expected, "{text}");
        }
    }

    #[test]
    fn the_mark_of_the_source_follows_the_words() {
        for (before, after, expected) in [
            ("legal", "? It is", Question),
            ("legal?", " It is", Question),
            ("legal", "”? It", Question),
            ("legal", "\u{202f}? It", Question),
            ("What?", "! It", Question),
            ("He did!", "? It", Question),
            ("it", " is fair?", Open),
            ("it", ", is it?", Open),
            ("fair", ". Is", Statement),
            ("fair.", " ? Is", Statement),
            ("fair", " “legal?”", Open),
            ("δίκαιο", "; Ναι", Question),
        ] {
            let text = format!("{before}{after}");
            assert_eq!(end_at(&text, before.len()), expected, "{text}");
        }
    }

    #[test]
    fn one_does_not_become_another() {
        assert!(!may_become(Question, Statement) && !may_become(Exclamation, Statement));
        assert!(!may_become(Statement, Question) && !may_become(Open, Question));
        assert!(may_become(Open, Statement) && may_become(Question, Open));
    }
}
