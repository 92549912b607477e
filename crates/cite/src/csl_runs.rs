//! Post-processes the output of the citation processor as runs of text with one style each. Start
//! with [`TextRun`] and `tidy`.
//!
//! Fixes duplicate punctuation between runs, nested quotation marks, capitals and omitted names.
//! Must not depend on styles or HTML.

/// An opening quotation mark in a title; internal to this file.
pub(super) const OPEN: char = '\u{e000}';

/// A closing quotation mark in a title; internal to this file.
pub(super) const CLOSE: char = '\u{e001}';

/// Replaces a space in a family name, so that the processor does not split the name. Sorts before
/// any letter, like a space; internal to this file.
pub(super) const GLUE: char = '\u{1f}';

/// Replaces the names that a list omits; internal to this file.
pub(super) const OTHERS: char = '\u{e011}';

/// Replaces the mark for omitted names with `et al.`, and restores the spaces in family names.
/// `term` returns a term of the style's language.
pub(super) fn insert_et_al(runs: &mut [TextRun], term: impl Fn(&str) -> String) {
    for run in runs.iter_mut().filter(|run| run.text.contains(GLUE)) {
        run.text = run.text.replace(GLUE, " ");
    }
    if !runs.iter().any(|run| run.text.contains(OTHERS)) {
        return;
    }
    let (mut et_al, and) = (term("et-al"), term("and"));
    if et_al.is_empty() {
        "et al.".clone_into(&mut et_al);
    }
    // Forward only: inserted words are never searched for the mark.
    for at in 0..runs.len() {
        if !runs[at].text.contains(OTHERS) {
            continue;
        }
        let whole = std::mem::take(&mut runs[at].text);
        let mut parts = whole.split(OTHERS);
        parts.next().unwrap_or_default().clone_into(&mut runs[at].text);
        for after in parts {
            let blank = if unjoin(&mut runs[..=at], &and) { " " } else { "" };
            runs[at].text.extend([blank, &et_al, after]);
        }
    }
}

/// Removes the conjunction before omitted names from the end of these runs. Returns true if any
/// text remains.
fn unjoin(runs: &mut [TextRun], and: &str) -> bool {
    for run in runs.iter_mut().rev() {
        let text = run.text.trim_end();
        let text = [and, "&"]
            .iter()
            .filter(|word| !word.is_empty())
            .find_map(|word| text.strip_suffix(word))
            .filter(|text| text.is_empty() || text.ends_with([' ', ',']))
            .unwrap_or(text);
        let len = text.trim_end().trim_end_matches([',', ';']).trim_end().len();
        run.text.truncate(len);
        if len > 0 {
            return true;
        }
    }
    false
}

/// A piece of text with one style.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextRun {
    /// The text as printed, not HTML-escaped.
    pub text: String,
    /// The style of the text.
    pub font: TextStyle,
    /// The URL that it links to, as in the item and not validated; empty for none.
    pub url: String,
    /// True if it is the title.
    pub is_title: bool,
    /// True if it is the number of an entry.
    pub(super) is_number: bool,
    /// True if it belongs to the names at the start.
    pub is_name: bool,
    /// The number of the date of the entry that it belongs to, from 1; 0 for none.
    pub date: u8,
}

/// The quotation marks of a language, outer and nested: (opening, closing).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct QuotationMarks {
    pub(super) outer: (String, String),
    pub(super) inner: (String, String),
}

impl Default for QuotationMarks {
    fn default() -> Self {
        let pair = |open: &str, close: &str| (open.to_owned(), close.to_owned());
        Self { outer: pair("“", "”"), inner: pair("‘", "’") }
    }
}

/// The style of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a property of its own")]
pub struct TextStyle {
    /// True for italics.
    pub italic: bool,
    /// True for bold.
    pub bold: bool,
    /// True for small capitals.
    pub small_caps: bool,
    /// True for underlined text.
    pub underline: bool,
    /// 1 for superscript, -1 for subscript, 0 for neither.
    pub shift: i8,
}

/// Returns how many bytes two texts share at their starts and ends, cut to whole words.
pub(super) fn shared(a: &str, b: &str) -> (usize, usize) {
    let word = |text: &str, at: usize| {
        let before = text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        let after = text[at..].chars().next().is_some_and(char::is_alphanumeric);
        before && after
    };
    let mut head = a.char_indices().zip(b.chars()).find(|((_, x), y)| x != y).map_or(0, |p| p.0.0);
    while head > 0 && (!a.is_char_boundary(head) || word(a, head) || word(b, head)) {
        head -= 1;
    }
    let most = a.len().min(b.len()) - head;
    let same = |(x, y): &(char, char)| x == y;
    let ends = a.chars().rev().zip(b.chars().rev()).take_while(same);
    let mut tail = ends.map(|(c, _)| c.len_utf8()).sum::<usize>().min(most);
    let cuts = |tail: usize| {
        let (x, y) = (a.len() - tail, b.len() - tail);
        !a.is_char_boundary(x) || !b.is_char_boundary(y) || word(a, x) || word(b, y)
    };
    while tail > 0 && cuts(tail) {
        tail -= 1;
    }
    (head, tail)
}

/// Returns how many bytes at the start and the end of a text are neither letter nor digit.
pub(super) fn edges(text: &str) -> (usize, usize) {
    let inner = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let head = text.len() - inner.len();
    let tail = inner.len() - inner.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
    (head, tail)
}

/// Capitalizes a date that begins a sentence within an entry: `. about 2021` → `. About 2021`.
pub(super) fn capitals(mut runs: Vec<TextRun>) -> Vec<TextRun> {
    let mut ended = false;
    for run in &mut runs {
        if ended && run.date > 0 {
            let mut chars = run.text.chars();
            if let Some(first) = chars.next().filter(|c| c.is_lowercase()) {
                // `n.d.` stays.
                let rest = chars.as_str();
                if rest.starts_with(char::is_alphabetic) {
                    run.text = first.to_uppercase().chain(rest.chars()).collect();
                }
            }
        }
        ended = run.text.ends_with(". ");
    }
    runs
}

/// Removes the names at the start, and the punctuation after them.
pub(super) fn without_names(runs: Vec<TextRun>) -> Vec<TextRun> {
    if !runs.iter().any(|r| r.is_name) || runs.iter().all(|r| r.is_name) {
        return runs;
    }
    let mut out: Vec<TextRun> = runs.into_iter().filter(|r| !r.is_name).collect();
    while let Some(first) = out.first_mut() {
        let rest = first.text.trim_start_matches(|c: char| c.is_whitespace() || ",.;:".contains(c));
        first.text = rest.to_owned();
        if !first.text.is_empty() {
            break;
        }
        out.remove(0);
    }
    out
}

/// Removes duplicate punctuation between runs (`..`, `,,`, ` ,`, `?.`, `()`), gives nested
/// quotation marks their inner form, and marks the title, whose words stay unchanged. `pulls` is
/// true if stops and commas go inside closing quotation marks.
pub(super) fn tidy(
    runs: &[TextRun],
    title: &str,
    pulls: bool,
    quotes: &QuotationMarks,
) -> Vec<TextRun> {
    let whole: String = runs.iter().map(|r| r.text.as_str()).collect();
    let kept = find_title(&whole, title).map_or(0..0, |at| at..at + title.len());
    // A style may contain English marks in its own text.
    let english = quotes.outer.0 == "“";
    let mut out: Vec<TextRun> = vec![];
    let (mut at, mut depth) = (0, 0_u32);
    for run in runs {
        for c in run.text.chars() {
            let inside = kept.contains(&at);
            at += c.len_utf8();
            let opens = c == OPEN || english && c == '“';
            let closes = c == CLOSE || english && c == '”';
            if !opens && !closes {
                put(&mut out, run, c, inside, pulls);
                continue;
            }
            depth = if opens { depth + 1 } else { depth.saturating_sub(1) };
            let pair = if (depth + u32::from(opens)).is_multiple_of(2) {
                &quotes.outer
            } else {
                &quotes.inner
            };
            let mark = if opens { &pair.0 } else { &pair.1 };
            for c in mark.chars() {
                put(&mut out, run, c, inside, pulls);
            }
        }
    }
    for run in out.iter_mut().filter(|r| !r.is_title && r.url.is_empty()) {
        run.text = run.text.replace("()", "");
    }
    out.retain(|r| !r.text.is_empty());
    out
}

/// Returns the offset of the title, which a style may have capitalized differently.
fn find_title(whole: &str, title: &str) -> Option<usize> {
    if title.is_empty() {
        return None;
    }
    whole.find(title).or_else(|| {
        let (low, wanted) = (whole.to_lowercase(), title.to_lowercase());
        let same = low.len() == whole.len() && wanted.len() == title.len();
        let at = low.find(&wanted).filter(|_| same)?;
        (whole.is_char_boundary(at) && whole.is_char_boundary(at + title.len())).then_some(at)
    })
}

/// Appends runs to tidy ones. They contain no title and only complete quotation marks.
pub(super) fn continued(out: &mut Vec<TextRun>, more: &[TextRun], pulls: bool) {
    for run in more {
        for c in run.text.chars() {
            put(out, run, c, false, pulls);
        }
    }
    out.retain(|r| !r.text.is_empty());
}

/// Appends a character of a run.
fn put(out: &mut Vec<TextRun>, run: &TextRun, c: char, is_title: bool, pulls: bool) {
    // A URL or DOI stays unchanged: `1<2::AID>`.
    let is_within = !run.url.is_empty() && out.last().is_some_and(|last| last.url == run.url);
    if !is_title && !is_within && joins(out, c, pulls) {
        return;
    }
    match out.last_mut() {
        Some(last)
            if last.font == run.font
                && last.url == run.url
                && (last.is_name, last.is_number, last.date, last.is_title)
                    == (run.is_name, run.is_number, run.date, is_title) =>
        {
            last.text.push(c);
        }
        _ => {
            // Usually as long as the input.
            let mut text = String::with_capacity(run.text.len());
            text.push(c);
            let TextRun { font, is_name, is_number, date, .. } = *run;
            out.push(TextRun {
                text,
                font,
                url: run.url.clone(),
                is_title,
                is_name,
                is_number,
                date,
            });
        }
    }
}

/// True if a character must not be appended: it duplicates the punctuation before it, or was
/// inserted inside a closing quotation mark.
pub(super) fn joins(out: &mut [TextRun], c: char, pulls: bool) -> bool {
    if !matches!(c, ',' | '.' | ';' | ':' | ' ') {
        return false;
    }
    // In French and German a space may precede a semicolon or a colon.
    if matches!(c, ',' | '.') && last(out) == Some(' ') {
        // The text between ` ` and `,` was empty.
        pop(out);
    }
    let before = last(out);
    let quoted = matches!(before, Some('”' | '’'));
    let mark = if quoted { before_quote(out) } else { before };
    match (c, mark) {
        (' ', None | Some(' ')) if !quoted => true,
        ('.', Some('.' | '?' | '!' | '…'))
        | (',', Some(',' | '?' | '!' | ';' | ':'))
        | (';', Some(';'))
        | (':', Some(':')) => true,
        ('.', Some(',' | ';')) if !quoted => {
            pop(out);
            false
        }
        (',' | '.', Some(_)) if quoted && pulls => {
            // Before the first of the marks that close here.
            let mut first = None;
            for (at, run) in out.iter().enumerate().rev() {
                let inner = run.text.trim_end_matches(['”', '’']).len();
                if inner < run.text.len() {
                    first = Some((at, inner));
                }
                if inner > 0 {
                    break;
                }
            }
            if let Some((at, inner)) = first {
                out[at].text.insert(inner, c);
            }
            true
        }
        _ => false,
    }
}

pub(super) fn last(out: &[TextRun]) -> Option<char> {
    out.iter().rev().find_map(|r| r.text.chars().next_back())
}

pub(super) fn pop(out: &mut [TextRun]) {
    if let Some(run) = out.iter_mut().rev().find(|r| !r.text.is_empty()) {
        run.text.pop();
    }
}

/// Returns the last character that is not a closing quotation mark.
pub(super) fn before_quote(out: &[TextRun]) -> Option<char> {
    out.iter().rev().flat_map(|r| r.text.chars().rev()).find(|c| !matches!(c, '”' | '’'))
}

#[cfg(test)]
mod tests {
    use super::{OTHERS, TextRun, insert_et_al};

    #[track_caller]
    fn check(texts: &[&str], et_al: &str, expected: &str) {
        let run = |text: &&str| TextRun {
            text: text.replace('@', &OTHERS.to_string()),
            ..TextRun::default()
        };
        let mut runs: Vec<TextRun> = texts.iter().map(run).collect();
        insert_et_al(&mut runs, |name| if name == "et-al" { et_al } else { "and" }.to_owned());
        assert_eq!(runs.into_iter().map(|run| run.text).collect::<String>(), expected);
    }

    #[test]
    fn the_mark_of_others_becomes_words() {
        check(&["Lind, and @, 2019"], "", "Lind et al., 2019");
        check(&["Lind, ", "& ", "@"], "u. a.", "Lind u. a.");
        check(&["@ (Eds.)"], "et al.", "et al. (Eds.)");
        check(&["Lind, @; Berg and @."], "et al.", "Lind et al.; Berg et al..");
        check(&["A, ", "@, ", "B and ", "@"], "et al.", "A et al., B et al.");
    }

    #[test]
    fn words_that_hold_the_mark_end() {
        check(&["Lind, @."], &format!("x{OTHERS}y"), &format!("Lind x{OTHERS}y."));
    }

    #[test]
    fn many_marks_are_linear() {
        let text = "A, @, ".repeat(50_000);
        check(&[&text], "al.", &"A al., ".repeat(50_000));
    }
}
