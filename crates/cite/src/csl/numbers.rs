//! Replaces the numbers of a source for a user's style, and restores them in the output. Start with
//! [`fed_number`] and [`put_back`].
//!
//! The processor parses a number and reformats it (`010` becomes `10`), and recognizes a range of
//! pages only in digits, so that other ranges get a singular label. So a value that it would change
//! is replaced with a short number behind a mark, with as many parts as the label needs, and
//! restored afterwards.

use super::AS_WRITTEN;
use crate::csl_item::{is_plain, is_short};
use crate::csl_runs::TextRun;
use crate::item::CslItem;

/// The variables that are numbers; the mark of each is [`FIRST_MARK`] plus its position.
const NUMBERS: [&str; 14] = [
    "page",
    "volume",
    "issue",
    "number",
    "section",
    "edition",
    "chapter-number",
    "collection-number",
    "number-of-pages",
    "number-of-volumes",
    "part-number",
    "printing-number",
    "supplement-number",
    "version",
];

/// The mark of the first variable.
const FIRST_MARK: u32 = 0xe040;

/// Numbers in which a hyphen is part of the name.
const NAMES: [&str; 3] = ["number", "section", "version"];

/// Returns the number that the processor gets; `None` for a variable that is not a number.
/// `expands` is true if the style sets a format for page ranges.
pub(super) fn fed_number(name: &str, value: &str, expands: bool) -> Option<String> {
    let position = NUMBERS.iter().position(|n| *n == name)?;
    let mark = mark(position);
    let value = value.trim();
    if name == "page" {
        if is_plain(value, "-–, &") && !is_short(value) {
            return Some(value.to_owned());
        }
        if let Some(whole) = expanded(value).filter(|_| expands) {
            return Some(whole);
        }
        let many = value.contains(['-', '–', ',', '&']);
        return Some(if many { format!("{mark}1, {mark}2") } else { format!("{mark}1") });
    }
    if is_plain(value, "") || is_plain(value, "-–, &") && !NAMES.contains(&name) {
        return Some(value.to_owned());
    }
    if !is_numeric(value) {
        return Some(format!("{value}{AS_WRITTEN}"));
    }
    let many = value.contains([',', '&']) || value.contains(['-', '–']) && !NAMES.contains(&name);
    Some(if many { format!("{mark}1, 2") } else { format!("{mark}1") })
}

/// Returns the printed value of a number: a hyphen between pages becomes a dash.
fn printed(name: &str, value: &str, dash: &str) -> String {
    if name == "page" { value.replace(['-', '–'], dash) } else { value.to_owned() }
}

/// True if a value is numeric in CSL: numbers between commas, hyphens and ampersands.
pub(super) fn is_numeric(value: &str) -> bool {
    value.split([',', '&', '-', '–']).all(is_number)
}

/// True if a text is one number in CSL: digits with optional letters before and after.
fn is_number(text: &str) -> bool {
    let text = text.trim();
    let figures = text.trim_matches(|c: char| !c.is_ascii_digit());
    !figures.is_empty()
        && figures.bytes().all(|b| b.is_ascii_digit())
        && !text.contains(char::is_whitespace)
}

/// Returns an abbreviated range of pages with its end expanded: `211-9`, `211-219`.
fn expanded(value: &str) -> Option<String> {
    let (from, to) = value.split_once(['-', '–'])?;
    let (from, to) = (from.trim(), to.trim());
    let figures = |text: &str| text.bytes().all(|b| b.is_ascii_digit()) && !text.is_empty();
    let fits = figures(from) && figures(to) && to.len() < from.len() && !from.starts_with('0');
    fits.then(|| format!("{from}-{}{to}", &from[..from.len() - to.len()]))
}

fn mark(position: usize) -> char {
    let position = u32::try_from(position).unwrap_or(0);
    char::from_u32(FIRST_MARK + position).unwrap_or('\u{e040}')
}

/// Replaces the marked numbers with the values of the source.
///
/// `dash` is the text between pages.
pub(super) fn put_back(runs: &mut [TextRun], item: &CslItem, dash: &str) {
    for run in runs.iter_mut().filter(|run| first_mark(&run.text).is_some()) {
        // Forward only: inserted values are never searched for marks.
        let mut out = String::with_capacity(run.text.len());
        let mut rest = run.text.as_str();
        while let Some((at, mark, position)) = first_mark(rest) {
            let name = NUMBERS[position];
            let value = item.text(name).trim();
            out.push_str(&rest[..at]);
            rest = &rest[at + mark.len_utf8()..];
            let page = format!("1, {mark}2");
            let both = rest.strip_prefix(&page).or_else(|| rest.strip_prefix("1, 2"));
            if let Some(after) = both {
                out.push_str(&printed(name, value, dash));
                rest = after;
            } else {
                let first = value.split([',', '&', '–', '-']).next().unwrap_or(value).trim();
                out.push_str(if position == 0 { first } else { value });
                rest = rest.strip_prefix('1').unwrap_or(rest);
            }
        }
        out.push_str(rest);
        run.text = out;
    }
}

/// Returns the first mark of a text: (byte, character, position in `NUMBERS`).
fn first_mark(text: &str) -> Option<(usize, char, usize)> {
    text.char_indices().find_map(|(at, c)| {
        let position = usize::try_from(u32::from(c).checked_sub(FIRST_MARK)?).ok()?;
        (position < NUMBERS.len()).then_some((at, c, position))
    })
}

#[cfg(test)]
mod tests {
    use super::{expanded, fed_number, put_back};
    use crate::csl_runs::TextRun;
    use crate::item::CslItem;

    #[track_caller]
    fn check(name: &'static str, value: &str, expected: &str) {
        let fed = fed_number(name, value, false).unwrap();
        let mut item = CslItem::default();
        item.text.insert(name, value.to_owned());
        let mut runs = [TextRun { text: format!("x {fed} y"), ..TextRun::default() }];
        put_back(&mut runs, &item, "–");
        assert_eq!(runs[0].text.replace(super::AS_WRITTEN, ""), format!("x {expected} y"));
    }

    #[test]
    fn numbers_are_printed_as_typed() {
        check("number", "106-457", "106-457");
        check("number", "019-0098", "019-0098");
        check("volume", "010", "010");
        check("volume", "3", "3");
        check("edition", "Revised edition", "Revised edition");
        check("page", "ix-xiv", "ix–xiv");
        check("page", "A1, A4", "A1, A4");
        check("page", "e1007", "e1007");
    }

    #[test]
    fn a_value_with_a_mark_is_put_in_once() {
        for value in ["A\u{e041}1", "\u{e041}", "\u{e041}1, 2"] {
            let mut item = CslItem::default();
            item.text.insert("volume", value.to_owned());
            let mut runs = [TextRun { text: "x \u{e041}1 y".to_owned(), ..TextRun::default() }];
            put_back(&mut runs, &item, "–");
            assert_eq!(runs[0].text, format!("x {value} y"));
        }
    }

    #[test]
    fn short_ranges_are_written_out() {
        assert_eq!(expanded("211-9").as_deref(), Some("211-219"));
        assert_eq!(expanded("9-211"), None);
        assert_eq!(expanded("S11-9"), None);
    }
}
