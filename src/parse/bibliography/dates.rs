//! The dates of other programs as EDTF: date parts, years with months, slashes, words.
//!
//! Only what is certain is read: `06/07/2022` is two days, and so is none.

use crate::model::when::{Civil, Point, When};

/// A date as other programs write it in one text; `None` where it cannot be read for sure.
pub(super) fn text(text: &str) -> Option<When> {
    let text = text.trim();
    if let Some(when) = edtf(text) {
        return Some(when);
    }
    about(text)
        .or_else(|| slashed(text))
        .or_else(|| span_of_years(text))
        .or_else(|| words(text).map(exact))
}

/// EDTF, with a time of day cut off and `1997/` for an open end.
fn edtf(text: &str) -> Option<When> {
    if let Some((from, to)) = text.split_once('/') {
        let end = |end: &str| if end.is_empty() { "..".to_owned() } else { day_of(end).to_owned() };
        return When::parse(&format!("{}/{}", end(from), end(to))).ok();
    }
    When::parse(day_of(text)).ok()
}

/// `2022-06-17T10:00:00Z` → `2022-06-17`.
fn day_of(text: &str) -> &str {
    match text.find(['T', ' ']) {
        Some(10) if text[11..].starts_with(|c: char| c.is_ascii_digit()) => &text[..10],
        _ => text,
    }
}

fn exact(civil: Civil) -> When {
    When::At(Point { civil, approximate: false, uncertain: false })
}

/// `c. 2010`, `ca. 2010`, `circa June 2010`.
fn about(text: &str) -> Option<When> {
    let lower = text.to_ascii_lowercase();
    let marks = ["circa ", "ca. ", "ca ", "c. ", "c."];
    let rest = marks.iter().find_map(|mark| lower.strip_prefix(mark))?.trim();
    let civil = Civil::parse(rest).ok().or_else(|| words(rest))?;
    Some(When::At(Point { civil, approximate: true, uncertain: false }))
}

/// `2022/06/17`, as RIS has it, and `2022-6-7`: year first, so there is no doubt.
fn slashed(text: &str) -> Option<When> {
    let parts: Vec<&str> = text.trim_end_matches('/').split(['/', '-']).collect();
    let number = |part: &&str| part.parse::<u16>().ok().filter(|_| part.len() <= 4);
    let numbers: Vec<u16> = parts.iter().map(number).collect::<Option<_>>()?;
    parts.first().filter(|year| year.len() == 4)?;
    civil(&numbers).map(exact)
}

/// `2010-2012`, `2010–2012`, `2010--2012`.
fn span_of_years(text: &str) -> Option<When> {
    let (from, to) = text.split_once(['-', '–'])?;
    let to = to.trim_start_matches(['-', '–']);
    When::parse(&format!("{}/{}", from.trim(), to.trim())).ok().filter(|when| !when.is_reversed())
}

/// `17 June 2022`, `June 17, 2022`, `Jun. 2022`: one month in English, one year, at most one day.
fn words(text: &str) -> Option<Civil> {
    let (mut year, mut month_of, mut day) = (None, None, None);
    for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
        let slot = match word.parse::<u16>() {
            Ok(number) if word.len() == 4 => (&mut year, number),
            Ok(number) if word.len() <= 2 => (&mut day, number),
            _ => (&mut month_of, month(word)?),
        };
        if slot.0.replace(slot.1).is_some() {
            return None;
        }
    }
    let mut parts = vec![year?];
    parts.extend(month_of);
    if day.is_some() && month_of.is_none() {
        return None;
    }
    parts.extend(day);
    civil(&parts)
}

/// A month by its number, its English name or the first three letters of it.
pub(super) fn month(word: &str) -> Option<u16> {
    let word = word.trim().trim_end_matches('.').to_ascii_lowercase();
    if let Ok(number) = word.parse::<u16>() {
        return Some(number).filter(|n| (1..=12).contains(n));
    }
    (1..=12).find(|n| {
        let name = crate::model::when::month_name(*n).to_ascii_lowercase();
        word == name || word.len() >= 3 && word.len() <= 4 && name.starts_with(&word)
    })
}

/// Year, month and day as numbers; zeros at the end are not known.
pub(super) fn civil(parts: &[u16]) -> Option<Civil> {
    let parts: Vec<u16> = parts.iter().copied().take_while(|n| *n > 0).collect();
    let written = match parts.as_slice() {
        [year] => format!("{year:04}"),
        [year, month] => format!("{year:04}-{month:02}"),
        [year, month, day] => format!("{year:04}-{month:02}-{day:02}"),
        _ => return None,
    };
    Civil::parse(&written).ok()
}

#[cfg(test)]
mod tests {
    use super::text;

    #[track_caller]
    fn check(written: &str, edtf: Option<&str>) {
        assert_eq!(text(written).map(|when| when.to_string()).as_deref(), edtf, "{written}");
    }

    #[test]
    fn dates_are_read_as_they_are_written_elsewhere() {
        check("2022-06-17", Some("2022-06-17"));
        check("2022-06-17T10:00:00Z", Some("2022-06-17"));
        check("2022-06-17 10:00:00", Some("2022-06-17"));
        check("2021-09/2022-01", Some("2021-09/2022-01"));
        check("1997/", Some("1997/.."));
        check("/1997", Some("../1997"));
        check("2022?", Some("2022?"));
        check("c. 2010", Some("2010~"));
        check("2022/06/17", Some("2022-06-17"));
        check("2022/06/", Some("2022-06"));
        check("2022-6-7", Some("2022-06-07"));
        check("2010–2012", Some("2010/2012"));
        check("2010--2012", Some("2010/2012"));
        check("June 17, 2022", Some("2022-06-17"));
        check("17 Jun. 2022", Some("2022-06-17"));
        check("Sept 2021", Some("2021-09"));
    }

    #[test]
    fn what_is_not_certain_is_no_date() {
        for doubtful in [
            "06/07/2022",
            "forthcoming",
            "2022-13",
            "99999",
            "",
            "17 2022",
            "31 June 2022",
            "2012-2010",
            "Spring 2020",
            "T",
            "20é2",
        ] {
            check(doubtful, None);
        }
    }
}
