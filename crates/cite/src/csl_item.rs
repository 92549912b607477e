//! Prepares the values of an item for the citation processor: removes repetitions, keeps numbers as
//! written and particles with their names. Start with [`once`] and [`title`].
//!
//! Must not call the processor.

use crate::csl_runs::{CLOSE, OPEN};
use crate::item::{CslDate, CslItem};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Abbreviations that keep their full stop at the end of a title.
const SHORTENED: [&str; 12] = [
    "Assn", "Bros", "Comm", "Corp", "Dept", "Govt", "Mass", "Natl", "Penn", "Proc", "Prof", "Univ",
];

/// Removes the full stop of a whole sentence from a title, because the style adds its own
/// punctuation. That of `Inc.` and `U.S.` stays.
fn unstopped(title: &str) -> &str {
    let Some(bare) = title.strip_suffix('.') else { return title };
    let word = bare.rsplit(|c: char| c.is_whitespace() || c == '-').next().unwrap_or("");
    let is_word = word.chars().count() > 3
        && word.chars().all(char::is_alphabetic)
        && word.chars().skip(1).all(char::is_lowercase);
    if is_word && !SHORTENED.contains(&word) { bare } else { title }
}

/// Returns the title with its translation.
pub(super) fn title(item: &CslItem) -> String {
    let title = unstopped(item.text("title"));
    match &item.trans_title {
        Some(translated) => format!("{title} [{translated}]"),
        None => title.to_owned(),
    }
}

/// Replaces the quotation marks of a title with marks that `csl_runs` turns into those of the
/// language.
pub(super) fn fed(title: &str) -> String {
    title.replace('“', &OPEN.to_string()).replace('”', &CLOSE.to_string())
}

/// Replaces straight marks with typographic ones: `master's`, `the "quiet" port`. Unpaired
/// quotation marks stay.
pub(super) fn curled(text: &str) -> Cow<'_, str> {
    if !text.contains(['\'', '"']) {
        return Cow::Borrowed(text);
    }
    let paired = text.matches('"').count().is_multiple_of(2);
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = None;
    for c in text.chars() {
        let begins = before.is_none_or(|b: char| b.is_whitespace() || "([–—-“‘".contains(b));
        out.push(match c {
            '\'' if !begins => '’',
            '"' if paired && begins => '“',
            '"' if paired => '”',
            other => other,
        });
        before = Some(c);
    }
    Cow::Owned(out)
}

/// Returns the text variables of an item without repeated names of organizations: `TikTok, “…,”
/// TikTok`.
pub(super) fn once(item: &CslItem) -> BTreeMap<&'static str, String> {
    let mut said = item.text.clone();
    let mut seen: Vec<String> = match item.names.get("author").map(Vec::as_slice) {
        Some([one]) => vec![one.literal.clone()],
        _ => vec![],
    };
    for name in [
        "container-title",
        "event-title",
        "authority",
        "publisher",
        "event-place",
        "publisher-place",
    ] {
        let Some(value) = said.get(name) else { continue };
        if seen.contains(value) {
            said.remove(name);
        } else {
            seen.push(value.clone());
        }
    }
    // `Executive Order 13942` is both title and number.
    let title = item.text("title").to_lowercase();
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    if said.get("number").map(|n| n.to_lowercase()).is_some_and(|number| {
        title.split_whitespace().any(|word| bare(word) == number)
            || number.contains(' ') && title.contains(&number)
    }) {
        said.remove("number");
    }
    if said.get("genre").is_some_and(|genre| title.contains(&genre.to_lowercase())) {
        said.remove("genre");
    }
    if let Some(number) = said.get("edition").and_then(|edition| counted(edition)) {
        said.insert("edition", number);
    }
    // The genres of our own types are common nouns.
    if let Some(genre) = said.get_mut("genre")
        && ["Press release", "Statement", "Recording", "Transcript"].contains(&genre.as_str())
    {
        *genre = genre.to_lowercase();
    }
    said
}

/// Returns the number of an edition that is written as an English ordinal: `2` for `2nd` and for
/// `Second`; `None` for other texts.
fn counted(edition: &str) -> Option<String> {
    const WORDS: [&str; 12] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
        "tenth", "eleventh", "twelfth",
    ];
    let word = edition.to_ascii_lowercase();
    if let Some(at) = WORDS.iter().position(|known| *known == word) {
        return Some((at + 1).to_string());
    }
    let number = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let end = &word[number.len()..];
    let is_ordinal = matches!(end, "st" | "nd" | "rd" | "th") && number.len() < 4;
    (is_ordinal && number.bytes().all(|b| b.is_ascii_digit()) && !number.is_empty())
        .then(|| number.to_owned())
}

/// Splits a family name into its particle and the rest: `van der Berg`. The processor would drop
/// the particle.
pub(super) fn particle(family: &str) -> (Option<&str>, &str) {
    let small = |word: &&str| word.starts_with(char::is_lowercase);
    let len: usize = family.split_inclusive(' ').take_while(small).map(str::len).sum();
    match family.split_at_checked(len) {
        Some((head, rest)) if !head.is_empty() && !rest.is_empty() => (Some(head.trim()), rest),
        _ => (None, family),
    }
}

/// Returns a date with the same parts, each with a different value.
pub(super) fn far(date: &CslDate) -> Vec<u16> {
    let parts = date.parts.first().cloned().unwrap_or_default();
    let other = |(at, part): (usize, u16)| match at {
        0 if part > 1500 => 1111,
        0 => 2222,
        1 if part < 7 => part + 6,
        1 => part - 6,
        _ if part < 15 => part + 13,
        _ => part - 13,
    };
    parts.into_iter().enumerate().map(other).collect()
}

/// True if a value consists of numbers that the processor prints unchanged: no leading zeros, at
/// most 9 digits, and only these marks between them.
pub(super) fn is_plain(value: &str, marks: &str) -> bool {
    let number = |part: &str| {
        (1..=9).contains(&part.len())
            && part.bytes().all(|b| b.is_ascii_digit())
            && (part == "0" || !part.starts_with('0'))
    };
    value.len() < 200
        && value.split(|c| marks.contains(c)).filter(|p| !p.is_empty()).all(number)
        && value.starts_with(|c: char| c.is_ascii_digit())
        && value.ends_with(|c: char| c.is_ascii_digit())
}

/// True if a range of pages is abbreviated: `101-24`. The processor would expand it.
pub(super) fn is_short(value: &str) -> bool {
    let ends = value.split_once(['-', '–']).map(|(from, to)| (from.trim().len(), to.trim().len()));
    ends.is_some_and(|(from, to)| to < from)
}

#[cfg(test)]
mod tests {
    use super::{curled, unstopped};

    #[test]
    fn straight_marks_are_curled() {
        for (text, expected) in [
            ("The harbour master's diary", "The harbour master’s diary"),
            ("Ramblers' Press", "Ramblers’ Press"),
            ("The \"quiet\" port", "The “quiet” port"),
            ("A 5\" pipe", "A 5\" pipe"),
            ("'t Hooft", "'t Hooft"),
        ] {
            assert_eq!(curled(text), expected);
        }
    }

    #[test]
    fn a_sentence_for_a_title_loses_its_full_stop() {
        for (title, expected) in [
            ("Delivering on Our USDS Plan.", "Delivering on Our USDS Plan"),
            ("All of It?", "All of It?"),
            ("Doe v. TikTok Inc.", "Doe v. TikTok Inc."),
            ("Doe v. Acme Corp.", "Doe v. Acme Corp."),
            ("Data in the U.S.", "Data in the U.S."),
            ("Wait...", "Wait..."),
            ("We run USDS.", "We run USDS."),
            ("", ""),
        ] {
            assert_eq!(unstopped(title), expected);
        }
    }
}
