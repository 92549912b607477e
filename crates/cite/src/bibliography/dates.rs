//! Converts the dates of other programs to EDTF: date parts, years with months, slashes, words.
//! Start with [`text`].
//!
//! Reads unambiguous dates only: `06/07/2022` has two readings, so it is rejected.

use onrecord_base::edtf::{EdtfDate, PartialDate, QualifiedDate};

/// Parses a date as other programs write it in one text; `None` if it is invalid or ambiguous.
pub(super) fn text(text: &str) -> Option<EdtfDate> {
    let text = text.trim();
    if let Some(when) = edtf(text) {
        return Some(when);
    }
    about(text)
        .or_else(|| slashed(text))
        .or_else(|| span_of_years(text))
        .or_else(|| words(text).map(exact))
}

/// Parses EDTF, without a time of day and with `1997/` for an open end.
fn edtf(text: &str) -> Option<EdtfDate> {
    if let Some((from, to)) = text.split_once('/') {
        let end = |end: &str| if end.is_empty() { "..".to_owned() } else { day_of(end).to_owned() };
        return EdtfDate::parse(&format!("{}/{}", end(from), end(to))).ok();
    }
    EdtfDate::parse(day_of(text)).ok()
}

/// Removes the time: `2022-06-17T10:00:00Z` → `2022-06-17`.
fn day_of(text: &str) -> &str {
    match text.find(['T', ' ']) {
        Some(10) if text[11..].starts_with(|c: char| c.is_ascii_digit()) => &text[..10],
        _ => text,
    }
}

fn exact(civil: PartialDate) -> EdtfDate {
    EdtfDate::At(QualifiedDate { civil, approximate: false, uncertain: false })
}

/// Parses `c. 2010`, `ca. 2010`, `circa June 2010`.
fn about(text: &str) -> Option<EdtfDate> {
    let lower = text.to_ascii_lowercase();
    let marks = ["circa ", "ca. ", "ca ", "c. ", "c."];
    let rest = marks.iter().find_map(|mark| lower.strip_prefix(mark))?.trim();
    let civil = PartialDate::parse(rest).ok().or_else(|| words(rest))?;
    Some(EdtfDate::At(QualifiedDate { civil, approximate: true, uncertain: false }))
}

/// Parses `2022/06/17`, as in RIS, and `2022-6-7`: with the year first, the order is unambiguous.
fn slashed(text: &str) -> Option<EdtfDate> {
    let parts: Vec<&str> = text.trim_end_matches('/').split(['/', '-']).collect();
    let number = |part: &&str| part.parse::<u16>().ok().filter(|_| part.len() <= 4);
    let numbers: Vec<u16> = parts.iter().map(number).collect::<Option<_>>()?;
    parts.first().filter(|year| year.len() == 4)?;
    civil(&numbers).map(exact)
}

/// Parses `2010-2012`, `2010–2012`, `2010--2012`.
fn span_of_years(text: &str) -> Option<EdtfDate> {
    let (from, to) = text.split_once(['-', '–'])?;
    let to = to.trim_start_matches(['-', '–']);
    EdtfDate::parse(&format!("{}/{}", from.trim(), to.trim()))
        .ok()
        .filter(|when| !when.is_reversed())
}

/// Parses `17 June 2022`, `June 17, 2022`, `Jun. 2022`: one English month, one year, at most one
/// day.
fn words(text: &str) -> Option<PartialDate> {
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

/// Returns the year of a date with a season: `2012-22`, `Spring 2020`, `Winter 2019/2020`.
pub(super) fn season(text: &str) -> Option<EdtfDate> {
    let text = text.trim();
    if let Some((year, season)) = text.split_once('-') {
        let is_season = season.parse::<u8>().is_ok_and(|n| (21..=41).contains(&n));
        return EdtfDate::parse(year).ok().filter(|_| year.len() == 4 && is_season);
    }
    let (word, years) = text.split_once(' ')?;
    let seasons = ["spring", "summer", "autumn", "fall", "winter"];
    let is_season = seasons.contains(&word.to_ascii_lowercase().as_str());
    let when = EdtfDate::parse(years.trim()).ok()?;
    Some(when).filter(|when| is_season && !when.is_reversed())
}

/// Parses a month field with a year: `17 June`, `March--April`, `Mar/Apr`, `May and June`.
pub(super) fn months(words: &str, year: &str) -> Option<EdtfDate> {
    if let Some(when) = text(&format!("{words} {year}")) {
        return Some(when);
    }
    let words = words.replace(['–', '/', '&'], "-").replace(" and ", "-");
    let (from, to) = words.split_once('-')?;
    let (from, to) = (month(from)?, month(to.trim_start_matches('-'))?);
    let between = format!("{year}-{from:02}/{year}-{to:02}");
    EdtfDate::parse(&between).ok().filter(|when| from < to && !when.is_reversed())
}

/// Returns the number of a month, given by number, by its English name or the first letters of it,
/// or by its name in `MONTHS`.
pub(super) fn month(word: &str) -> Option<u16> {
    let word = word.trim().trim_end_matches('.').to_ascii_lowercase();
    if let Ok(number) = word.parse::<u16>() {
        return Some(number).filter(|n| (1..=12).contains(n));
    }
    let other = MONTHS.iter().find_map(|names| names.split(' ').position(|name| name == word));
    if let Some(at) = other {
        return u16::try_from(at + 1).ok();
    }
    (1..=12).find(|n| {
        let name = onrecord_base::edtf::month_name(*n).to_ascii_lowercase();
        word == name || word.len() >= 3 && word.len() <= 4 && name.starts_with(&word)
    })
}

/// The months in German, French, Spanish, Italian, Portuguese and Dutch.
const MONTHS: [&str; 6] = [
    "januar februar märz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart april mei juni juli augustus september oktober november december",
];

/// Returns a date from year, month and day; zeros at the end mean unknown.
pub(super) fn civil(parts: &[u16]) -> Option<PartialDate> {
    let parts: Vec<u16> = parts.iter().copied().take_while(|n| *n > 0).collect();
    let written = match parts.as_slice() {
        [year] => format!("{year:04}"),
        [year, month] => format!("{year:04}-{month:02}"),
        [year, month, day] => format!("{year:04}-{month:02}-{day:02}"),
        _ => return None,
    };
    PartialDate::parse(&written).ok()
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
        check("3 août 2021", Some("2021-08-03"));
        check("Dezember 2021", Some("2021-12"));
    }

    #[test]
    fn of_a_season_the_year_stays() {
        for (text, year) in [
            ("2012-22", Some("2012")),
            ("Spring 2020", Some("2020")),
            ("Winter 2019/2020", Some("2019/2020")),
            ("2012-13", None),
            ("Monday 2020", None),
        ] {
            let when = super::season(text).map(|when| when.to_string());
            assert_eq!(when.as_deref(), year, "{text}");
        }
    }

    #[test]
    fn months_are_words() {
        for (words, expected) in [
            ("17 June", Some("2001-06-17")),
            ("March--April", Some("2001-03/2001-04")),
            ("Mar/Apr", Some("2001-03/2001-04")),
            ("May and June", Some("2001-05/2001-06")),
            ("Spring", None),
            ("December-January", None),
        ] {
            let when = super::months(words, "2001").map(|when| when.to_string());
            assert_eq!(when.as_deref(), expected, "{words}");
        }
    }

    #[test]
    fn ambiguous_dates_are_rejected() {
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
