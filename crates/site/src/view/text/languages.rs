//! Text in a different language than its page.
//!
//! The interface has a language, and so have the titles of notes, quotes and sources. Browsers,
//! screen readers and bidirectional layout need that language if the page is in a different one.
//! Views therefore put such text between marks: characters that occur in no other text. When a page
//! is rendered, [`written`] turns the marks into `<span lang>` and `<bdi lang>`. It removes them in
//! attributes, `<title>` and scripts, which cannot contain elements, and around text in the page's
//! own language. Other files remove all marks ([`plain`]). A site in one language has no marks and
//! no cost.

use onrecord_base::language::{is_rtl, is_same};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Precedes the kind and the language of marked text.
const OPENS: char = '\u{fdd3}';

/// Follows the language.
const BEGINS: char = '\u{fdd4}';

/// Follows the marked text.
pub const CLOSES: char = '\u{fdd5}';

/// The kind of marked text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MarkedLanguage {
    /// Text of the interface.
    Words,
    /// A title or name, which is isolated from the text around it.
    Title,
}

impl MarkedLanguage {
    const fn letter(self) -> char {
        match self {
            Self::Words => 'w',
            Self::Title => 't',
        }
    }
}

fn marked(kind: MarkedLanguage, language: &str, text: &str) -> String {
    format!("{OPENS}{}{language}{BEGINS}{text}{CLOSES}", kind.letter())
}

/// A title, marked with its language.
pub fn title(language: &str, text: &str) -> String {
    if text.is_empty() { String::new() } else { marked(MarkedLanguage::Title, language, text) }
}

/// The interface texts, each marked with its language. Texts without letters need no mark.
pub fn interface(
    words: &BTreeMap<String, String>,
    language: impl Fn(&str) -> String,
) -> BTreeMap<String, String> {
    let all = words.iter().map(|(key, text)| {
        let text = if text.contains(char::is_alphabetic) {
            marked(MarkedLanguage::Words, &language(key), text)
        } else {
            text.clone()
        };
        (key.clone(), text)
    });
    all.collect()
}

/// A text with values in place of each `{}`, in order. Numbers and other interface texts become
/// part of the marked text; a title or name stays outside of its mark.
pub fn filled(text: &str, values: &[&str]) -> String {
    let (mark, rest) = after_mark(text);
    let mut rest = if mark.is_empty() { rest } else { rest.strip_suffix(CLOSES).unwrap_or(rest) };
    let (mut out, mut run) = (String::new(), String::new());
    for value in values {
        let Some((before, after)) = rest.split_once("{}") else { break };
        run.push_str(before);
        if mark.is_empty() {
            run.push_str(value);
        } else if let Some(inner) = part_of(mark, value) {
            run.push_str(inner);
        } else {
            end_run(mark, &mut run, &mut out);
            out.push_str(value);
        }
        rest = after;
    }
    run.push_str(rest);
    if mark.is_empty() {
        return run;
    }
    end_run(mark, &mut run, &mut out);
    out
}

/// The part of a value that can be merged into text with this mark; `None` if it must stay outside.
fn part_of<'a>(mark: &str, value: &'a str) -> Option<&'a str> {
    let inner = match value.strip_prefix(mark) {
        Some(rest) => rest.strip_suffix(CLOSES)?,
        None if value.contains(char::is_alphabetic) => return None,
        None => value,
    };
    (!has_mark(inner)).then_some(inner)
}

fn end_run(mark: &str, run: &mut String, out: &mut String) {
    if run.contains(char::is_alphabetic) {
        // Spaces stay outside of the marks, in either reading direction.
        let inner = run.trim_start();
        out.push_str(&run[..run.len() - inner.len()]);
        let words = inner.trim_end();
        out.extend([mark, words]);
        out.push(CLOSES);
        out.push_str(&inner[words.len()..]);
    } else {
        out.push_str(run);
    }
    run.clear();
}

/// A phrase around an interface text, such as a date around its month, under the same mark.
pub fn around(words: &str, phrase: impl FnOnce(&str) -> String) -> String {
    let (mark, rest) = after_mark(words);
    match rest.strip_suffix(CLOSES).filter(|inner| !mark.is_empty() && !has_mark(inner)) {
        Some(inner) => format!("{mark}{}{CLOSES}", phrase(inner)),
        None => phrase(words),
    }
}

/// Splits off the mark at the start of a text, so that a caller can change the first letter.
pub fn after_mark(text: &str) -> (&str, &str) {
    let inner = text.strip_prefix(OPENS).unwrap_or("");
    let len = inner.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
    let ends = inner.get(len..).is_some_and(|rest| rest.starts_with(BEGINS));
    text.split_at(if ends { OPENS.len_utf8() + len + BEGINS.len_utf8() } else { 0 })
}

/// True if a text contains a mark.
fn has_mark(text: &str) -> bool {
    text.contains(OPENS) || text.contains(CLOSES)
}

/// A text without marks.
pub fn plain(text: &str) -> Cow<'_, str> {
    if !has_mark(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    strip(text, &mut out);
    Cow::Owned(out)
}

fn strip(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find([OPENS, CLOSES]) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = match after_mark(rest) {
            ("", rest) => rest.get(CLOSES.len_utf8()..).unwrap_or(""),
            (_, rest) => rest,
        };
    }
    out.push_str(rest);
}

/// Turns the marks of a page into elements.
///
/// * In: HTML whose values are escaped; the language of the page.
///
/// * Out: HTML without marks, with `lang` around text in other languages.
///
/// * Cost: linear; without marks, two byte searches.
pub fn written(html: String, page: &str) -> String {
    if !has_mark(&html) {
        return html;
    }
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    // The end tag of the open text; empty for text in the page's own language.
    let mut open: Option<&str> = None;
    let mut rest = html.as_str();
    while let Some(at) = rest.find(['<', OPENS, CLOSES]) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with('<') {
            // Marked text contains no tags, so text that a template truncated ends here.
            out.push_str(open.take().unwrap_or(""));
            let end = markup_end(rest);
            strip(&rest[..end], &mut out);
            rest = &rest[end..];
            continue;
        }
        let (mark, after) = after_mark(rest);
        out.push_str(open.take().unwrap_or(""));
        rest = if mark.is_empty() {
            rest.get(CLOSES.len_utf8()..).unwrap_or("")
        } else {
            open = Some(start(mark, page, &mut out));
            after
        };
    }
    out.push_str(rest);
    out.push_str(open.unwrap_or(""));
    out
}

/// Writes the start tag of marked text. Returns the end tag.
fn start(mark: &str, page: &str, out: &mut String) -> &'static str {
    let inner = mark.trim_start_matches(OPENS).trim_end_matches(BEGINS);
    let Some(language) = inner.strip_prefix(['w', 't']) else { return "" };
    if language.is_empty() || language.len() > 35 || is_same(language, page) {
        return "";
    }
    let is_title = inner.starts_with(MarkedLanguage::Title.letter());
    let (name, end) = if is_title { ("bdi", "</bdi>") } else { ("span", "</span>") };
    out.extend(["<", name, " lang=\"", language, "\""]);
    if name == "span" && is_rtl(language) != is_rtl(page) {
        out.extend([" dir=\"", direction(language), "\""]);
    }
    out.push('>');
    end
}

/// The writing direction of a language: `ltr` or `rtl`.
pub fn direction(language: &str) -> &'static str {
    if is_rtl(language) { "rtl" } else { "ltr" }
}

/// Elements whose content is text only.
const RAW: [&str; 4] = ["title", "script", "style", "textarea"];

/// The end of a tag, of a comment or of an element that contains text only.
fn markup_end(html: &str) -> usize {
    if html.starts_with("<!--") {
        return html.find("-->").map_or(html.len(), |at| at + 3);
    }
    let mut quote = None;
    let end = html.bytes().position(|byte| match (quote, byte) {
        (None, b'"' | b'\'') => {
            quote = Some(byte);
            false
        }
        (Some(open), byte) if open == byte => {
            quote = None;
            false
        }
        (None, b'>') => true,
        _ => false,
    });
    let Some(end) = end.map(|at| at + 1) else { return html.len() };
    let name = html[1..end].split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
    if !RAW.iter().any(|raw| name.eq_ignore_ascii_case(raw)) {
        return end;
    }
    let close = format!("</{}", name.to_ascii_lowercase());
    html[end..].find(&close).map_or(html.len(), |at| end + at)
}

#[cfg(test)]
mod tests {
    use super::{after_mark, around, filled, interface, plain, title, written};
    use std::collections::BTreeMap;

    fn words(text: &str) -> String {
        let table = BTreeMap::from([("k".to_owned(), text.to_owned())]);
        interface(&table, |_| "en".to_owned()).remove("k").unwrap_or_default()
    }

    #[test]
    fn words_in_another_language_say_so() {
        let html = format!("<p>{} – {}</p>", words("Notes"), title("fr", "L’eau"));
        let check = |page: &str, expected: &str| assert_eq!(written(html.clone(), page), expected);
        check("de", "<p><span lang=\"en\">Notes</span> – <bdi lang=\"fr\">L’eau</bdi></p>");
        check(
            "ar",
            "<p><span lang=\"en\" dir=\"ltr\">Notes</span> – <bdi lang=\"fr\">L’eau</bdi></p>",
        );
        check("en-GB", "<p>Notes – <bdi lang=\"fr\">L’eau</bdi></p>");
        check("fr", "<p><span lang=\"en\">Notes</span> – L’eau</p>");
        assert_eq!(plain(&html), "<p>Notes – L’eau</p>");
    }

    #[test]
    fn no_element_comes_where_none_may_be() {
        let notes = words("Notes");
        let html = format!(
            "<!-- {notes} --><title>{notes} > x</title><p title=\"a > {notes}\" id='x'>{notes}</p>\
             <script>\"{notes}\"</script><svg><path d=\"M1\"/></svg>"
        );
        assert_eq!(
            written(html, "de"),
            "<!-- Notes --><title>Notes > x</title><p title=\"a > Notes\" id='x'>\
             <span lang=\"en\">Notes</span></p><script>\"Notes\"</script><svg><path d=\"M1\"/></svg>"
        );
    }

    #[test]
    fn a_number_is_part_of_the_words_and_a_title_is_not() {
        let check = |text: &str, values: &[&str], expected: &str| {
            assert_eq!(written(filled(&words(text), values), "ar"), expected);
        };
        let en = "<span lang=\"en\" dir=\"ltr\">";
        check("{} sources, {} read", &["4", "1"], &format!("{en}4 sources, 1 read</span>"));
        check(
            "Words of {}, in full",
            &["Rosa"],
            &format!("{en}Words of</span> Rosa{en}, in full</span>"),
        );
        check("{}: {}", &["Rosa", "1"], "Rosa: 1");
        check("about {}", &[&words("May 2026")], &format!("{en}about May 2026</span>"));
        let title = title("fr", "L’eau");
        check("“{}” is", &[&title], &format!("“<bdi lang=\"fr\">L’eau</bdi>{en}” is</span>"));
        assert_eq!(filled("{} of {}", &["1", "Rosa"]), "1 of Rosa");
        assert_eq!(words("“"), "“");
    }

    #[test]
    fn a_date_is_one_piece() {
        let date = around(&words("May"), |month| format!("3 {month} 2026"));
        assert_eq!(written(date, "de"), "<span lang=\"en\">3 May 2026</span>");
        assert_eq!(around("Mai", |month| format!("3. {month} 2026")), "3. Mai 2026");
    }

    #[test]
    fn a_mark_that_lost_its_end_or_its_head_opens_nothing() {
        let notes = words("Notes");
        let cut: String = notes.chars().take(notes.chars().count() - 1).collect();
        assert_eq!(
            written(format!("<p>{cut}</p>b"), "de"),
            "<p><span lang=\"en\">Notes</span></p>b"
        );
        for end in 0..notes.chars().count() {
            let head: String = notes.chars().take(end).collect();
            let tail: String = notes.chars().skip(end).collect();
            for text in [head, tail] {
                let html = written(format!("<p>{text}</p>"), "de");
                assert!(!html.contains(['\u{fdd3}', '\u{fdd5}']), "{html}");
                assert_eq!(html.matches("<span").count(), html.matches("</span").count(), "{html}");
            }
        }
        // An invalid language is not a mark, and the text after it is kept.
        let hostile = "\u{fdd3}w\">text\u{fdd4}x\u{fdd5}";
        assert_eq!(written(hostile.to_owned(), "de"), "w\">text\u{fdd4}x");
    }

    #[test]
    fn the_first_letter_is_found_behind_a_mark() {
        let notes = words("notes");
        let (mark, rest) = after_mark(&notes);
        assert!(!mark.is_empty() && rest.starts_with("notes"));
        assert_eq!(after_mark("notes"), ("", "notes"));
    }
}
