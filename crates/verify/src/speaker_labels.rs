//! Labels of speakers: `MR. HALE:`, `Q.`, `[00:14:05] HALE:`, `The CHAIRMAN.`, `<v Hale>`.
//!
//! Looks at one position of a text and returns the label that could start there, with its certainty.
//! `speaker_turns` sees all labels together and decides if a text is a transcript. Start with [`label_at`].

use crate::fold::is_word;
use crate::word_lists::WordLists;
use crate::work::work;
use std::ops::Range;
use std::sync::LazyLock;

/// The words of `words/speakers.txt`.
static WORDS: LazyLock<WordLists> =
    LazyLock::new(|| WordLists::read(include_str!("words/speakers.txt"), ','));

/// A possible speaker label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeakerLabel {
    /// Its bytes in the text, from the name to the mark after it.
    pub at: Range<usize>,
    /// The speaker.
    pub name: FoldedName,
    /// Its form, which determines its certainty.
    pub form: LabelForm,
}

/// The form of a label, by certainty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelForm {
    /// Certain on its own: all capitals, a title before a name, or a timestamp.
    Sure,
    /// A name with a colon, which could be a heading: needs other labels.
    Name,
    /// A name without a colon: must occur again.
    Again,
    /// `Q.` and similar letters, which need the matching letter (`A.`).
    Letter(char),
    /// The same with a colon, which could also be the initial of a name.
    Initial(char),
}

/// A name as compared with others: lower-case words, with titles separate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FoldedName {
    titles: Vec<String>,
    words: Vec<String>,
}

impl FoldedName {
    fn of(text: &str) -> Self {
        let mut out = Self::default();
        let words = || {
            text.split(|c: char| !is_word(c) && !matches!(c, '\'' | '’' | '-'))
                .filter(|word| !word.is_empty())
                .map(str::to_lowercase)
        };
        let is_particle = |word: &String| WORDS.has("particles", word.as_str());
        let all = words().all(|word| is_particle(&word));
        for word in words().filter(|word| all || !is_particle(word)) {
            let is_title = WORDS.has("titles", word.as_str());
            if is_title { out.titles.push(word) } else { out.words.push(word) }
        }
        if out.words.is_empty() {
            std::mem::swap(&mut out.words, &mut out.titles);
        }
        out
    }

    /// True if the name has a title.
    pub fn has_title(&self) -> bool {
        !self.titles.is_empty()
    }

    /// True if both may name the same person: `HALE`, `Mr Hale` and `John Hale`, but not `Mr Hale` and `Ms Hale`.
    pub fn is_same(&self, other: &Self) -> bool {
        let titles =
            self.titles.is_empty() || other.titles.is_empty() || self.titles == other.titles;
        titles && (self.words.ends_with(&other.words) || other.words.ends_with(&self.words))
    }
}

/// The most bytes of a label, and of the text before it on its line.
const MOST: usize = 120;
const MOST_INLINE: usize = 64;

/// The most words of a name.
const MOST_WORDS: usize = 6;

/// The label that starts at `at`, the start of a line (`is_line`) or of a sentence; `None` if none exists.
pub fn label_at(text: &str, at: usize, is_line: bool) -> Option<SpeakerLabel> {
    let rest = &text[at..];
    let end = rest.len().min(if is_line { MOST } else { MOST_INLINE });
    let end = (0..=end).rev().find(|n| rest.is_char_boundary(*n)).unwrap_or(0);
    let line = rest[..end].split('\n').next().unwrap_or("");
    work(line.len());
    let (lead, is_timed) = lead(line);
    let body = &line[lead..];
    let start = at + lead;
    let make = |len: usize, name: &str, form| {
        let name = FoldedName::of(name);
        (!name.words.is_empty()).then(|| SpeakerLabel { at: start..start + len, name, form })
    };
    if let Some(voice) = body.strip_prefix("<v") {
        let close = voice.find('>')?;
        let name = voice[..close].trim_start_matches(|c: char| !c.is_whitespace());
        return make(2 + close + 1, name, LabelForm::Sure);
    }
    if let Some(found) = letter(body, is_line) {
        let has_colon = body[..found.1].contains([':', '：']);
        let form = if has_colon { LabelForm::Initial(found.0) } else { LabelForm::Letter(found.0) };
        return make(found.1, &found.0.to_string(), form);
    }
    if let Some(colon) = body.find([':', '：']) {
        let wide = body[colon..].starts_with('：');
        let len = colon + if wide { '：'.len_utf8() } else { 1 };
        let after = &body[len..];
        let apart = wide
            || after.is_empty()
            || after.starts_with(|c: char| c.is_whitespace() || "*_“\"«„‘—–".contains(c));
        // `Hale (14:05): …` has its colon after the bracket.
        let within = body[..colon]
            .rfind(['(', '['])
            .is_some_and(|open| !body[open..colon].contains([')', ']']));
        let (len, head) = if within { past_bracket(body, colon)? } else { (len, &body[..colon]) };
        if apart || within {
            let head = bare(head);
            let known = name_form(&head).map(|form| if is_timed { LabelForm::Sure } else { form });
            let form = known
                .filter(|form| is_line || *form == LabelForm::Sure || *form == LabelForm::Name);
            if let Some(label) = form.and_then(|form| make(len, &head, form)) {
                return Some(label);
            }
        }
    }
    if let Some((len, name, form)) = stopped(body, is_line) {
        return make(len, name, form);
    }
    if is_line {
        alone(body).and_then(|(name, form)| make(body.trim_end().len(), &name, form))
    } else {
        None
    }
}

/// For a colon inside a bracket: the end of the label, and the head without the bracket.
fn past_bracket(body: &str, colon: usize) -> Option<(usize, &str)> {
    let close = colon + body[colon..].find([')', ']'])?;
    let open = body[..colon].rfind(['(', '['])?;
    let rest = &body[close + 1..];
    let blank = rest.len() - rest.trim_start_matches(['*', '_', ' ']).len();
    let rest = rest[blank..].strip_prefix([':', '：']);
    let len = close + 1 + blank + 1;
    rest.filter(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
        .map(|_| (len, &body[..open]))
}

/// The text before a name on its line: spaces, Markdown and list marks, line numbers, times. Returns its length in
/// bytes, and true if it contains a time.
fn lead(line: &str) -> (usize, bool) {
    let mut rest = line;
    let mut is_timed = false;
    for _ in 0..8 {
        rest = rest.trim_start_matches(|c: char| {
            c.is_whitespace() || matches!(c, '>' | '*' | '_' | '#' | '•' | '\u{200e}' | '\u{200f}')
        });
        if let Some(after) = rest.strip_prefix("- ") {
            rest = after;
            continue;
        }
        if rest.starts_with(['[', '(', '<'])
            && let Some(close) = rest.find([']', ')', '>'])
            && is_time(&rest[1..close])
        {
            rest = &rest[close + 1..];
            is_timed = true;
            continue;
        }
        let digits = rest.len()
            - rest
                .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | ','))
                .len();
        let number = &rest[..digits];
        let follows = rest[digits..].starts_with(char::is_whitespace);
        let after = rest[digits..].trim_start_matches([' ', '\t', '-', '–', '—']);
        if follows
            && (is_time(number)
                || !number.is_empty()
                    && number.len() <= 3
                    && number.bytes().all(|b| b.is_ascii_digit()))
        {
            is_timed |= is_time(number);
            rest = after;
            continue;
        }
        break;
    }
    (line.len() - rest.len(), is_timed)
}

/// True for times: `14:05`, `00:14:05.250`.
fn is_time(text: &str) -> bool {
    let text = text.trim();
    text.contains(':')
        && text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| {
            c.is_ascii_digit()
                || matches!(
                    c,
                    ':' | '.' | ',' | ' ' | '-' | '>' | 'a' | 'p' | 'm' | 'A' | 'P' | 'M'
                )
        })
}

/// A head without brackets, Markdown marks and spaces at its ends.
fn bare(head: &str) -> String {
    let mut out = String::with_capacity(head.len());
    let mut depth = 0_u32;
    for c in head.chars() {
        match c {
            '(' | '[' | '（' => depth += 1,
            ')' | ']' | '）' => depth = depth.saturating_sub(1),
            '*' | '_' => {}
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out.trim().to_owned()
}

/// True if a letter has upper and lower case.
fn is_cased(c: char) -> bool {
    c.is_uppercase() || c.is_lowercase()
}

/// The number of letters of a word.
fn letters(word: &str) -> usize {
    word.chars().filter(|c| c.is_alphabetic()).count()
}

/// True if the words could be a name: few, made of letters, and not a heading.
fn may_be_name(head: &str) -> bool {
    let allowed = |c: char| {
        c.is_alphanumeric()
            || c.is_whitespace()
            || matches!(
                c,
                '.' | '\'' | '’' | '-' | '–' | '&' | '/' | ',' | '#' | 'º' | 'ª' | '\u{300}'
                    ..='\u{36f}'
            )
            || unicode_normalization::char::is_combining_mark(c)
    };
    if !head.chars().all(allowed) || head.matches(',').count() > 1 {
        return false;
    }
    let words = || head.split_whitespace();
    let last = words().next_back();
    // A full stop belongs to an abbreviation; digits number a witness or a speaker.
    let is_whole = |word: &str| {
        let stop = word.find('.').is_none_or(|at| at <= 14 && word.len() <= 16);
        stop && (letters(word) > 0 || Some(word) == last || matches!(word, "&" | "-" | "–"))
    };
    words().count() <= MOST_WORDS + 2
        && words().next().is_some_and(|first| letters(first) > 0)
        && words().all(is_whole)
        && !WORDS.has("headings", &head.to_lowercase())
}

/// The form of a name before a colon.
fn name_form(head: &str) -> Option<LabelForm> {
    let head = head.trim_end_matches(['.', ' ', '-', '–', '—']);
    if !may_be_name(head) {
        return None;
    }
    let words: Vec<&str> = head.split_whitespace().collect();
    let small = head.to_lowercase();
    let first = words.first()?;
    if is_role(&small) {
        return Some(LabelForm::Sure);
    }
    let title = WORDS.has("titles", first.to_lowercase().trim_end_matches('.'));
    if !head.chars().any(is_cased) {
        // Scripts without capitals.
        let dense = first.chars().any(|c| {
            ('\u{2e80}'..='\u{9fff}').contains(&c) || ('\u{ac00}'..='\u{d7af}').contains(&c)
        });
        let short = if dense {
            head.chars().count() <= 10
        } else {
            words.len() <= 4 && head.chars().count() <= 32
        };
        return short.then_some(if title { LabelForm::Sure } else { LabelForm::Name });
    }
    let particle = |word: &str| WORDS.has("particles", word.to_lowercase().as_str());
    let capital = |word: &&str| {
        let first = word.chars().find(|c| c.is_alphanumeric());
        particle(word) || first.is_some_and(|c| !c.is_lowercase())
    };
    if !words.iter().all(capital) || particle(first) && words.len() == 1 {
        return None;
    }
    let is_name = |word: &&&str| {
        !particle(word) && !WORDS.has("titles", word.to_lowercase().trim_end_matches('.'))
    };
    let names: Vec<&&str> = words.iter().filter(is_name).collect();
    if title && !names.is_empty() {
        return Some(LabelForm::Sure);
    }
    let caps = |word: &str| {
        word.chars().filter(|c| is_cased(*c)).all(char::is_uppercase) || word.starts_with("Mc")
    };
    let is_caps =
        names.iter().all(|word| caps(word)) && names.iter().any(|word| letters(word) >= 2);
    if is_caps && words.len() <= MOST_WORDS {
        let acronym = names.iter().any(|word| WORDS.has("headings", word.to_lowercase().as_str()));
        return (!acronym).then_some(LabelForm::Sure);
    }
    (words.len() <= 4).then_some(LabelForm::Name)
}

/// The letter of `Q.`, `A:`, `Q 12.`, `(Q)`, and the length of the label in bytes.
fn letter(body: &str, is_line: bool) -> Option<(char, usize)> {
    let inner = body.strip_prefix('(').unwrap_or(body);
    let mut chars = inner.chars();
    let letter = chars.next()?;
    let is_paired = PAIRS.iter().any(|(q, a)| *q == letter || *a == letter);
    let rest = chars.as_str();
    let numbered = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let had_digits = numbered.len() < rest.len();
    let numbered = numbered.trim_start_matches(['*', '_']);
    let after = if let Some(after) = numbered.strip_prefix([')', '.', ':', '：']) {
        after.trim_start_matches(['.', ':', '*', '_'])
    } else if is_line && !had_digits && (rest.starts_with("  ") || rest.starts_with('\t')) {
        // A transcript in columns.
        rest
    } else {
        return None;
    };
    let label = &body[..body.len() - after.len()];
    let is_wide = label.ends_with('：');
    // A title such as `M.` is not a letter of this kind, but any letter can number a list.
    let is_listed = is_line && !label.contains(':') && letter.is_uppercase() && letter != 'M';
    if !is_paired && !is_listed {
        return None;
    }
    let apart = after.is_empty() || after.starts_with(char::is_whitespace) || is_wide;
    apart.then_some((letter.to_uppercase().next().unwrap_or(letter), body.len() - after.len()))
}

/// A name that a full stop ends: `Mr. HALE.`, `The CHAIRMAN.`, `M. Hale. —`, `PRESIDENTE.`
fn stopped(body: &str, is_line: bool) -> Option<(usize, &str, LabelForm)> {
    let first = body.split_whitespace().next()?;
    let plain = first.trim_end_matches('.').to_lowercase();
    let is_title = WORDS.has("titles", plain.as_str()) || plain == "the";
    let caps = |word: &str| {
        let mut letters = word.chars().filter(|c| is_cased(*c)).peekable();
        letters.peek().is_some() && letters.all(char::is_uppercase)
    };
    if !(is_title || is_line && caps(first)) {
        return None;
    }
    // The full stop after the last word of the name, not the one of a title.
    let mut words = 0;
    let mut at = 0;
    let mut is_caps = false;
    let mut is_named = false;
    let mut is_bracketed = false;
    for word in body.split_inclusive(' ') {
        let text = word.trim_end();
        words += 1;
        // `The PRESIDING OFFICER (Ms. Orr).`
        is_bracketed |= text.starts_with('(');
        if is_bracketed && !text.ends_with(").") {
            is_bracketed = !text.ends_with(')');
            at += word.len();
            continue;
        }
        let text = if is_bracketed { "." } else { text };
        let word = if is_bracketed { word.trim_end() } else { word };
        let ends = text.ends_with('.');
        let name = text.trim_end_matches('.');
        let small = name.to_lowercase();
        let title = WORDS.has("titles", small.as_str()) || words == 1 && small == "the";
        let of = ["of", "pro", "tempore", "de", "la", "le"].contains(&small.as_str());
        let fits = of || is_bracketed || name.starts_with(char::is_uppercase);
        if !(fits || is_title && is_role(&small)) {
            return None;
        }
        let is_last = ends && (!title || caps(name) && name.chars().count() > 3);
        let letters = letters(name);
        // A place after a name may be in lower case: `Mr. HALE of Ohio.`
        if !of && !is_bracketed && (!title || is_last || caps(name) && letters > 3) {
            is_caps |= caps(name) && letters >= 2;
            is_named = true;
        }
        at += if is_last { word.trim_end().len() } else { word.len() };
        if is_last {
            let form = stopped_form(body.split_at(at), (is_title, is_caps, is_line));
            return form.filter(|_| is_named).map(|form| (at, &body[..at], form));
        }
        if words > MOST_WORDS {
            return None;
        }
    }
    None
}

/// The form of a name that a full stop ends, considering the text after it.
fn stopped_form(
    (name, rest): (&str, &str),
    (is_title, is_caps, is_line): (bool, bool, bool),
) -> Option<LabelForm> {
    let after = rest.trim_start_matches([' ', '-', '–', '—']);
    let apart = rest.starts_with(char::is_whitespace) || rest.is_empty();
    let goes_on =
        after.is_empty() || after.starts_with(|c: char| !c.is_lowercase() && !c.is_ascii_digit());
    let small = name.trim_end_matches('.').to_lowercase();
    if !apart || !goes_on || WORDS.has("headings", &small) {
        return None;
    }
    match (is_title, is_caps) {
        (true, true) if !small.starts_with("the ") || is_role(&bare(&small)) => {
            Some(LabelForm::Sure)
        }
        (true, false) if is_line && !small.starts_with("the ") => Some(LabelForm::Again),
        (false, _) if letters(name) >= 3 => Some(LabelForm::Again),
        _ => None,
    }
}

/// A line that is only a name: `Anna Hale  0:05`, `Mr Hale`, `HALE`.
fn alone(body: &str) -> Option<(String, LabelForm)> {
    let line = body.trim_end();
    let head = line.trim_end_matches(['*', '_', ' ']);
    let digits = head
        .rfind(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.' | '(' | ')' | '[' | ']'))
        .map_or(0, |at| at + 1);
    let digits = (digits..=head.len()).find(|at| head.is_char_boundary(*at))?;
    let time = head[digits..].trim_matches(['(', ')', '[', ']']);
    if is_time(time) {
        let name = bare(&head[..digits]);
        return name_form(&name).map(|_| (name, LabelForm::Sure));
    }
    if head.len() > 60 || head.ends_with(['.', ',', ';', '?', '!', '”', '"']) {
        return None;
    }
    let name = bare(head);
    let title = name.split_whitespace().next()?.to_lowercase();
    let is_titled = WORDS.has("titles", title.trim_end_matches('.')) && name.contains(' ');
    let caps =
        name.chars().any(is_cased) && name.chars().filter(|c| is_cased(*c)).all(char::is_uppercase);
    (is_titled || caps).then(|| name_form(&name)).flatten().map(|_| (name, LabelForm::Again))
}

/// True if one letter marks questions and the other answers.
pub fn is_pair(a: char, b: char) -> bool {
    let up = |c: char| c.to_uppercase().next().unwrap_or(c);
    PAIRS.iter().any(|(q, r)| (up(*q), up(*r)) == (a, b) || (up(*q), up(*r)) == (b, a))
}

/// Letter pairs for question and answer: English, French, German, Spanish and Portuguese, Italian, Dutch, Polish,
/// Turkish, Greek, Russian, Ukrainian, Arabic, Chinese, Japanese, Korean, Hebrew.
const PAIRS: &[(char, char)] = &[
    ('Q', 'A'),
    ('Q', 'R'),
    ('F', 'A'),
    ('P', 'R'),
    ('D', 'R'),
    ('V', 'A'),
    ('P', 'O'),
    ('S', 'C'),
    ('Ε', 'Α'),
    ('В', 'О'),
    ('П', 'В'),
    ('س', 'ج'),
    ('问', '答'),
    ('問', '答'),
    ('문', '답'),
    ('ש', 'ת'),
];

/// True if a name is a role, with or without an article before it and a number after it.
fn is_role(small: &str) -> bool {
    let mut name =
        small.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | '#'));
    for article in [
        "the ", "der ", "die ", "le ", "la ", "el ", "il ", "lo ", "o ", "a ", "de ", "ο ", "η ",
        "l'", "l’", "un ", "une ",
    ] {
        if let Some(rest) = name.strip_prefix(article) {
            name = rest;
            break;
        }
    }
    WORDS.has("roles", name)
}
