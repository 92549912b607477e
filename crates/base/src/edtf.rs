//! Dates as exact as they are known, and instants.
//!
//! An [`EdtfDate`] is an EDTF date (ISO 8601-2, the parts of levels 0 and 1 that policy files need): day, month or
//! year, approximate `~` or uncertain `?` (or both, `%`), an interval, an open end. A [`SourcedDate`] adds how the
//! date is known. These dates have no time zone: an official act is dated by its own text. A [`UtcInstant`] has
//! one.

use crate::code::RuleCode;
use crate::id::ItemRef;
use crate::node::{Node, Value};
use crate::schema::{FieldType, FromNode, ReadContext, Record as _, RecordKeys};
use crate::span::{Span, Spanned};
use std::fmt;

/// A year, a month or a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    /// Proleptic Gregorian, 0 to 9999.
    pub year: u16,
    /// 1 to 12, or 0: only the year is known.
    pub month: u8,
    /// 1 to 31, or 0: only the month is known.
    pub day: u8,
}

impl PartialDate {
    /// Parses `2022`, `2022-06` or `2022-06-17`; the error is a message for the author.
    pub fn parse(text: &str) -> Result<Self, String> {
        let shape = || format!("invalid date `{text}`: expected 2022, 2022-06 or 2022-06-17");
        let parts: Vec<&str> = text.split('-').collect();
        let number = |part: &str, len: usize| {
            (part.len() == len && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse::<u16>().ok())
                .flatten()
        };
        let year = parts.first().and_then(|p| number(p, 4)).ok_or_else(shape)?;
        let month = match parts.get(1) {
            None => 0,
            Some(part) => {
                let month = number(part, 2).ok_or_else(shape)?;
                if !(1..=12).contains(&month) {
                    return Err(format!("invalid date `{text}`: no month {month}"));
                }
                month
            }
        };
        let day = match parts.get(2) {
            None => 0,
            Some(part) => {
                let day = number(part, 2).ok_or_else(shape)?;
                let last = days_in(year, month);
                if day == 0 || day > last {
                    return Err(format!(
                        "invalid date `{text}`: {} {year} has {last} days",
                        month_name(month)
                    ));
                }
                day
            }
        };
        if parts.len() > 3 {
            return Err(shape());
        }
        let small = |n: u16| u8::try_from(n).unwrap_or(0);
        Ok(Self { year, month: small(month), day: small(day) })
    }

    /// True if the day is known.
    pub fn is_day(self) -> bool {
        self.day > 0
    }

    /// The first day of the period.
    #[must_use]
    pub fn first(self) -> Self {
        Self { year: self.year, month: self.month.max(1), day: self.day.max(1) }
    }

    /// The day after the last of the period.
    #[must_use]
    pub fn next(self) -> Self {
        let last = self.last();
        if u16::from(last.day) < days_in(last.year, last.month.into()) {
            Self { day: last.day + 1, ..last }
        } else if last.month < 12 {
            Self { month: last.month + 1, day: 1, ..last }
        } else {
            Self { year: last.year + 1, month: 1, day: 1 }
        }
    }

    /// The last day of the period.
    #[must_use]
    pub fn last(self) -> Self {
        let month = if self.month == 0 { 12 } else { self.month };
        let day = if self.day == 0 {
            u8::try_from(days_in(self.year, month.into())).unwrap_or(31)
        } else {
            self.day
        };
        Self { year: self.year, month, day }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

fn days_in(year: u16, month: u16) -> u16 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28 + u16::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The English name of a month, 1 to 12, for messages. Pages use the translations of the theme.
pub fn month_name(month: u16) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    NAMES.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or("the year")
}

/// One end of an interval, with its qualifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QualifiedDate {
    /// The date.
    pub civil: PartialDate,
    /// `~` or `%`: the date is approximate.
    pub approximate: bool,
    /// `?` or `%`: the date is uncertain.
    pub uncertain: bool,
}

impl QualifiedDate {
    fn parse(text: &str) -> Result<Self, String> {
        let (civil, approximate, uncertain) = match text.chars().next_back() {
            Some('~') => (&text[..text.len() - 1], true, false),
            Some('?') => (&text[..text.len() - 1], false, true),
            Some('%') => (&text[..text.len() - 1], true, true),
            _ => (text, false, false),
        };
        Ok(Self { civil: PartialDate::parse(civil)?, approximate, uncertain })
    }
}

impl fmt::Display for QualifiedDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match (self.approximate, self.uncertain) {
            (true, true) => "%",
            (true, false) => "~",
            (false, true) => "?",
            (false, false) => "",
        };
        write!(f, "{}{mark}", self.civil)
    }
}

/// A date or interval, as exact as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EdtfDate {
    /// One day, month or year.
    At(QualifiedDate),
    /// From one to another; `None` is an open end (`..`).
    Between(Option<QualifiedDate>, Option<QualifiedDate>),
}

impl EdtfDate {
    /// Parses an EDTF date; the error is a message for the author.
    pub fn parse(text: &str) -> Result<Self, String> {
        let Some((from, to)) = text.split_once('/') else {
            return QualifiedDate::parse(text).map(Self::At);
        };
        let end =
            |part: &str| if part == ".." { Ok(None) } else { QualifiedDate::parse(part).map(Some) };
        // `12/03/2026` is not an interval, and may mean March or December.
        if to.contains('/') {
            return Err(format!("invalid date `{text}`: expected 2022, 2022-06 or 2022-06-17"));
        }
        let (from, to) = (end(from)?, end(to)?);
        if from.is_none() && to.is_none() {
            return Err(format!("`{text}` gives no date; omit it"));
        }
        Ok(Self::Between(from, to))
    }

    /// The earliest possible day; an interval with an open start begins on the day of its end.
    pub fn earliest(self) -> PartialDate {
        match self {
            Self::At(p) | Self::Between(Some(p), _) | Self::Between(None, Some(p)) => {
                p.civil.first()
            }
            Self::Between(None, None) => PartialDate { year: 0, month: 1, day: 1 },
        }
    }

    /// The latest possible day; `None` if the end is open.
    pub fn latest(self) -> Option<PartialDate> {
        match self {
            Self::At(p) | Self::Between(_, Some(p)) => Some(p.civil.last()),
            Self::Between(_, None) => None,
        }
    }

    /// The exact day; `None` if it is not known for certain.
    pub fn day(self) -> Option<PartialDate> {
        match self {
            Self::At(p) if p.civil.is_day() && !p.approximate && !p.uncertain => Some(p.civil),
            _ => None,
        }
    }

    /// The length of the period in days, roughly; only for the order of dates.
    fn width(self) -> i64 {
        let days =
            |c: PartialDate| i64::from(c.year) * 372 + i64::from(c.month) * 31 + i64::from(c.day);
        self.latest().map_or(i64::MAX, |last| days(last) - days(self.earliest()))
    }

    /// True if the interval ends before it starts.
    pub fn is_reversed(self) -> bool {
        matches!(self, Self::Between(Some(from), Some(to)) if to.civil.last() < from.civil.first())
    }
}

impl PartialOrd for EdtfDate {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for EdtfDate {
    /// Orders by earliest day, then the longer period first, then by text.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        // Many events have the same date, and formatting both would be slow.
        if self == other {
            return std::cmp::Ordering::Equal;
        }
        let days = self.earliest().cmp(&other.earliest());
        days.then_with(|| other.width().cmp(&self.width()))
            .then_with(|| self.to_string().cmp(&other.to_string()))
    }
}

impl fmt::Display for EdtfDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = |p: &Option<QualifiedDate>| p.map_or_else(|| "..".to_owned(), |p| p.to_string());
        match self {
            Self::At(p) => p.fmt(f),
            Self::Between(from, to) => write!(f, "{}/{}", end(from), end(to)),
        }
    }
}

crate::choice! {
    /// How we know a date.
    pub enum DateBasis {
        /// The source says it.
        Stated = "stated",
        /// We worked it out.
        Inferred = "inferred",
        /// Another source says it, which is named.
        External = "external",
        /// Nobody says it; there is no value.
        Unknown = "unknown",
    }
    default Stated
}

/// A date and how it is known.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SourcedDate {
    /// The date; `None` if `basis: unknown`.
    pub when: Option<EdtfDate>,
    /// The source's own words: "Friday".
    pub as_given: Option<String>,
    /// The basis of the date.
    pub basis: DateBasis,
    /// The sources of the date.
    pub sources: Vec<ItemRef>,
    /// The span of the date in the file.
    pub span: Span,
}

impl SourcedDate {
    /// Creates a stated date without sources and without a span.
    pub fn bare(when: EdtfDate) -> Self {
        Self {
            when: Some(when),
            as_given: None,
            basis: DateBasis::default(),
            sources: vec![],
            span: Span::default(),
        }
    }
}

crate::record! {
    /// A date as a map.
    pub struct DateMap = "date" {
        /// An EDTF date.
        value: Option<Spanned<String>>,
        /// The source's own words, printed beside a vague value.
        as_given: Option<String>,
        /// How we know: stated, inferred, external (needs `source`), unknown (no `value`).
        basis: DateBasis,
        /// The source or sources we know it from.
        source: Vec<ItemRef>,
    }
}

fn read_when(text: &str, span: Span, reading: &mut ReadContext) -> Option<EdtfDate> {
    match EdtfDate::parse(text.trim()) {
        Ok(when) => {
            if when.is_reversed() {
                let diagnostic = reading.diagnostic(
                    RuleCode::DatesReversed,
                    span,
                    format!("the interval `{text}` ends before it starts"),
                );
                reading.report(diagnostic.help("write the earlier date first"));
            }
            Some(when)
        }
        Err(why) => {
            let help = date_help(text.trim());
            let diagnostic = reading.diagnostic(RuleCode::BadDate, span, why);
            reading.report(match help {
                Some(iso) => {
                    let place = diagnostic.place.clone();
                    diagnostic.help(format!("did you mean {iso}?")).fix(place, iso)
                }
                None => diagnostic.help("write 2022, 2022-06, 2022-06-17, 2021-09/2022-01, 2022-06~ (about) or 2022? (unsure)"),
            });
            None
        }
    }
}

/// The ISO date that an input like `2022-6-7`, `20220617` or `2022-06-17T10:00` must mean; `None` if ambiguous.
fn date_help(text: &str) -> Option<String> {
    let day = text.split(['T', ' ']).next()?;
    let parts: Vec<u16> = if day.len() == 8 && day.bytes().all(|b| b.is_ascii_digit()) {
        vec![day[..4].parse().ok()?, day[4..6].parse().ok()?, day[6..].parse().ok()?]
    } else {
        day.split(['-', '/', '.']).map(|p| p.parse().ok()).collect::<Option<_>>()?
    };
    let &[year, month, day] = parts.as_slice() else { return None };
    let iso = format!("{year:04}-{month:02}-{day:02}");
    (year > 999 && PartialDate::parse(&iso).is_ok() && iso != text).then_some(iso)
}

impl FromNode for SourcedDate {
    fn shape() -> FieldType {
        FieldType::Either(vec![FieldType::Date, FieldType::Record(DateMap::WHAT, DateMap::fields)])
    }
    fn read(node: &Node, reading: &mut ReadContext) -> Option<Self> {
        let span = node.span;
        match &node.value {
            Value::Text { text, .. } => {
                let when = read_when(text, span, reading)?;
                Some(Self {
                    when: Some(when),
                    as_given: None,
                    basis: DateBasis::Stated,
                    sources: vec![],
                    span,
                })
            }
            Value::Map(_) => {
                let keys = RecordKeys::sort(node, DateMap::WHAT, &[DateMap::fields()], reading);
                let map = DateMap::take(&keys, reading);
                let when = map.value.as_ref().and_then(|v| read_when(v, v.span, reading));
                let unknown = map.basis == DateBasis::Unknown;
                if unknown && let Some(value) = &map.value {
                    let diagnostic = reading.diagnostic(
                        RuleCode::BadDate,
                        value.span,
                        "an unknown date has no value",
                    );
                    reading.report(diagnostic.help("remove `value`, or use `basis: inferred`"));
                } else if !unknown && map.value.is_none() {
                    keys.missing("value", reading);
                }
                if map.basis == DateBasis::External && map.source.is_empty() {
                    let diagnostic = reading.diagnostic(
                        RuleCode::BasisWithoutSource,
                        keys.get("basis").map_or(span, |n| n.span),
                        "an external date needs its source",
                    );
                    reading.report(
                        diagnostic
                            .help("add `source:` with the id of the source that gives the date"),
                    );
                }
                Some(Self {
                    when,
                    as_given: map.as_given,
                    basis: map.basis,
                    sources: map.source,
                    span,
                })
            }
            _ => {
                reading.wrong_shape(node, "a date");
                None
            }
        }
    }
}

/// An instant, in seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UtcInstant(pub i64);

impl UtcInstant {
    /// Parses RFC 3339 with a zone: `2022-06-18T06:00:00-04:00` or `…Z`. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let zoned = text.ends_with(['Z', 'z'])
            || text.len() > 6
                && matches!(text.as_bytes()[text.len() - 6], b'+' | b'-')
                && text.contains('T');
        if !zoned || !text.is_ascii() {
            return None;
        }
        text.parse::<jiff::Timestamp>().ok().map(|t| Self(t.as_second()))
    }

    /// The date in UTC.
    pub fn day(self) -> PartialDate {
        let days = self.0.div_euclid(86_400) + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        PartialDate {
            year: u16::try_from(year).unwrap_or(0),
            month: u8::try_from(month).unwrap_or(1),
            day: u8::try_from(day).unwrap_or(1),
        }
    }
}

impl fmt::Display for UtcInstant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clock = self.0.rem_euclid(86_400);
        write!(f, "{}T{:02}:{:02}:{:02}Z", self.day(), clock / 3600, clock / 60 % 60, clock % 60)
    }
}

impl FromNode for UtcInstant {
    fn shape() -> FieldType {
        FieldType::Moment
    }
    fn read(node: &Node, reading: &mut ReadContext) -> Option<Self> {
        let moment = node.text().and_then(Self::parse);
        if moment.is_none() {
            let text = node.text().unwrap_or("this");
            let diagnostic = reading
                .diagnostic(
                    RuleCode::BadMoment,
                    node.span,
                    format!("`{text}` is not a timestamp with a zone"),
                )
                .help("write date, time and zone: 2022-06-18T06:00:00-04:00");
            reading.report(diagnostic);
        }
        moment
    }
}

#[cfg(test)]
mod tests {
    use super::{EdtfDate, PartialDate, UtcInstant, date_help};

    #[test]
    fn what_is_read_is_what_is_printed() {
        for text in [
            "2020",
            "2020-08",
            "2020-08-06",
            "2024-02-29",
            "2021-09/2022-01",
            "2022-06~",
            "2022?",
            "2022%",
            "../2021-01",
            "2021/..",
        ] {
            assert_eq!(EdtfDate::parse(text).map(|w| w.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn no_day_that_the_month_lacks() {
        for text in [
            "2023-02-29",
            "2022-13",
            "2022-00",
            "2022-06-31",
            "22-06-01",
            "2022-6-1",
            "2022-06-01-",
            "",
            "../..",
            "2022/",
            "é",
        ] {
            assert!(EdtfDate::parse(text).is_err(), "{text:?}");
        }
        assert_eq!(
            EdtfDate::parse("2022-06-31"),
            Err("invalid date `2022-06-31`: June 2022 has 30 days".into())
        );
    }

    #[test]
    fn a_vague_date_comes_before_the_days_in_it() {
        let order = ["2020", "2020-01", "2020-01-01", "2020-08", "2020-08-06"]
            .map(|t| EdtfDate::parse(t).ok());
        assert!(order.is_sorted());
    }

    #[test]
    fn near_misses_are_understood() {
        assert_eq!(date_help("2022-6-7").as_deref(), Some("2022-06-07"));
        assert_eq!(date_help("20220617").as_deref(), Some("2022-06-17"));
        assert_eq!(date_help("17/06/2022"), None);
    }

    #[test]
    fn moments_need_a_zone() {
        assert_eq!(UtcInstant::parse("1970-01-02T00:00:00Z"), Some(UtcInstant(86_400)));
        assert_eq!(
            UtcInstant::parse("2022-06-18T06:00:00-04:00").map(|m| m.to_string()).as_deref(),
            Some("2022-06-18T10:00:00Z")
        );
        for bad in ["2022-06-18", "2022-06-18T06:00:00", "tomorrow", "2022-06-18 06:00"] {
            assert_eq!(UtcInstant::parse(bad), None, "{bad}");
        }
        assert_eq!(UtcInstant(951_782_400).day(), PartialDate { year: 2000, month: 2, day: 29 });
    }
}
