//! Changes the case of text that may span several runs, by the rules of CSL. Start with
//! [`recased`].
//!
//! Title and sentence case never change a word with an inner capital (`TikTok`, `USDS`).

use super::marks::RunCharacter;
use hayagriva::citationberg::TextCase;

/// A change of case that a style requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CaseChange {
    /// All lower case.
    Lower,
    /// All upper case.
    Upper,
    /// The first word is capitalized.
    First,
    /// All words are capitalized.
    All,
    /// Sentence case; English only.
    Sentence,
    /// Title case; English only.
    Title,
}

/// The mark that begins each case.
const MARKS: [(char, CaseChange); 6] = [
    ('\u{e026}', CaseChange::Lower),
    ('\u{e027}', CaseChange::Upper),
    ('\u{e028}', CaseChange::First),
    ('\u{e029}', CaseChange::All),
    ('\u{e02a}', CaseChange::Sentence),
    ('\u{e02b}', CaseChange::Title),
];

/// Words that title case writes in lower case, except the first, the last and those after a colon:
/// CSL's list.
const SMALL: [&str; 31] = [
    "a", "an", "and", "as", "at", "but", "by", "down", "for", "from", "in", "into", "nor", "of",
    "on", "onto", "or", "over", "so", "the", "till", "to", "up", "via", "with", "without", "yet",
    "v", "v.", "vs", "vs.",
];

impl CaseChange {
    /// Returns the mark that begins a case.
    pub(super) fn mark(case: TextCase) -> char {
        let case = match case {
            TextCase::Lowercase => Self::Lower,
            TextCase::Uppercase => Self::Upper,
            TextCase::CapitalizeFirst => Self::First,
            TextCase::CapitalizeAll => Self::All,
            TextCase::SentenceCase => Self::Sentence,
            TextCase::TitleCase => Self::Title,
        };
        MARKS.iter().find(|(_, c)| *c == case).map_or(MARKS[0].0, |(mark, _)| *mark)
    }

    /// Returns the case that a mark begins; `None` for other characters.
    pub(super) fn of_mark(mark: char) -> Option<Self> {
        MARKS.iter().find(|(m, _)| *m == mark).map(|(_, case)| *case)
    }
}

/// Changes the case of text. Title and sentence case apply to English only.
pub(super) fn recased(pieces: &mut Vec<RunCharacter>, case: CaseChange, is_english: bool) {
    match case {
        CaseChange::Lower => mapped(pieces, |c| c.to_lowercase().collect()),
        CaseChange::Upper => mapped(pieces, |c| c.to_uppercase().collect()),
        CaseChange::Sentence | CaseChange::Title if !is_english => {}
        CaseChange::First | CaseChange::Sentence => {
            let word = words(pieces).into_iter().next();
            if let Some((from, to)) = word.filter(|w| is_small(&pieces[w.0..w.1])) {
                raise(pieces, from, to);
            }
        }
        CaseChange::All => {
            // From the end, because a capital may be two characters.
            for (from, to) in words(pieces).into_iter().rev() {
                if is_small(&pieces[from..to]) {
                    raise(pieces, from, to);
                }
            }
        }
        CaseChange::Title => titled(pieces),
    }
}

fn mapped(pieces: &mut Vec<RunCharacter>, to: impl Fn(char) -> Vec<char>) {
    let of = |(c, at): &RunCharacter| {
        let at = *at;
        to(*c).into_iter().map(move |c| (c, at)).collect::<Vec<_>>()
    };
    *pieces = pieces.iter().flat_map(of).collect();
}

/// Returns the words between spaces and dashes, from their first letter or digit to the end.
fn words(pieces: &[RunCharacter]) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = vec![];
    let mut from = None;
    for (at, (c, _)) in pieces.iter().enumerate() {
        let parts = c.is_whitespace() || matches!(c, '-' | '‐' | '–' | '—' | '/');
        match from {
            Some(start) if parts => {
                out.push((start, at));
                from = None;
            }
            None if c.is_alphanumeric() => from = Some(at),
            _ => {}
        }
    }
    out.extend(from.map(|start| (start, pieces.len())));
    out
}

fn is_small(word: &[RunCharacter]) -> bool {
    !word.iter().any(|(c, _)| c.is_uppercase())
}

/// Capitalizes a word.
fn raise(pieces: &mut Vec<RunCharacter>, from: usize, to: usize) {
    if let Some((c, at)) = pieces[from..to].first().copied() {
        let capital = c.to_uppercase().map(|c| (c, at)).collect::<Vec<_>>();
        pieces.splice(from..=from, capital);
    }
}

fn titled(pieces: &mut Vec<RunCharacter>) {
    let all = words(pieces);
    let last = all.len().saturating_sub(1);
    for (nth, (from, to)) in all.iter().copied().enumerate().rev() {
        let word: String = pieces[from..to].iter().map(|p| p.0).collect();
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '.');
        let before = pieces[..from].iter().rev().map(|p| p.0).find(|c| !c.is_whitespace());
        let begins = nth == 0 || matches!(before, Some(':' | '?' | '!' | '—' | '“' | '\u{e000}'));
        let small = SMALL.contains(&bare.to_lowercase().as_str());
        if small && !begins && nth != last {
            // Also lowers a capital that the author typed: `The Price Of Pilots`.
            if word.chars().skip(1).all(|c| !c.is_uppercase()) && word.chars().count() > 1 {
                let (c, at) = pieces[from];
                pieces[from] = (c.to_lowercase().next().unwrap_or(c), at);
            }
        } else if is_small(&pieces[from..to]) && !is_initial(&word) {
            raise(pieces, from, to);
        }
    }
}

/// True if a word is one letter with a full stop: `n.`
fn is_initial(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some() && chars.as_str().starts_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, case: CaseChange, expected: &str) {
        let mut pieces: Vec<RunCharacter> = text.chars().map(|c| (c, 0)).collect();
        recased(&mut pieces, case, true);
        assert_eq!(pieces.into_iter().map(|p| p.0).collect::<String>(), expected);
    }

    #[test]
    fn titles_have_capitals_but_for_small_words() {
        for (text, expected) in [
            ("the price of sand: a study", "The Price of Sand: A Study"),
            ("what TikTok and the USDS do", "What TikTok and the USDS Do"),
            ("a cross-section of the mole", "A Cross-Section of the Mole"),
            ("The Price Of Pilots", "The Price of Pilots"),
            ("what is it for", "What Is It For"),
            ("who pays? the levy", "Who Pays? The Levy"),
            ("straße", "Straße"),
            ("", ""),
        ] {
            check(text, CaseChange::Title, expected);
        }
    }

    #[test]
    fn other_cases() {
        check("edited by ana", CaseChange::First, "Edited by ana");
        check("iPhone notes", CaseChange::First, "iPhone notes");
        check("ana lund", CaseChange::All, "Ana Lund");
        check("Straße", CaseChange::Upper, "STRASSE");
        check("USA", CaseChange::Lower, "usa");
    }
}
