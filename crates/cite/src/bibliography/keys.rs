//! The keys that BibLaTeX prints as words: `resreport`, `patentus`, `countryde`, `inpress`.
//!
//! A key must be the whole value, so a text that only contains such a word stays as it is.

/// Returns the words of a key of the field `type`; `None` if it is not a key.
pub(super) fn kind(key: &str) -> Option<&'static str> {
    find(KINDS, key)
}

/// Returns the words of a key of the field `pubstate`; `None` if it is not a key.
pub(super) fn state(key: &str) -> Option<&'static str> {
    find(STATES, key)
}

/// Returns the words of a key of the field `location` of a patent; `None` if it is not a key.
pub(super) fn country(key: &str) -> Option<&'static str> {
    find(COUNTRIES, key)
}

/// Returns the words of the field `series`: of a key, or, for a journal, of the number of its
/// series.
pub(super) fn series(key: &str, is_journal: bool) -> Option<String> {
    let key = key.trim();
    if let Some(words) = find(SERIES, key) {
        return Some(words.to_owned());
    }
    let number: u8 = key.parse().ok().filter(|_| is_journal)?;
    let end = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    Some(format!("{number}{end} series"))
}

fn find(table: &[(&'static str, &'static str)], key: &str) -> Option<&'static str> {
    table.iter().find(|(known, _)| known.eq_ignore_ascii_case(key.trim())).map(|(_, words)| *words)
}

const KINDS: &[(&str, &str)] = &[
    ("bathesis", "Bachelor’s thesis"),
    ("mathesis", "Master’s thesis"),
    ("mastersthesis", "Master’s thesis"),
    ("phdthesis", "PhD thesis"),
    ("candthesis", "Candidate thesis"),
    ("techreport", "Technical report"),
    ("resreport", "Research report"),
    ("software", "Computer software"),
    ("datacd", "Data CD"),
    ("audiocd", "Audio CD"),
    ("patent", "Patent"),
    ("patentde", "German patent"),
    ("patenteu", "European patent"),
    ("patentfr", "French patent"),
    ("patentuk", "British patent"),
    ("patentus", "U.S. patent"),
    ("patreq", "Patent request"),
    ("patreqde", "German patent request"),
    ("patreqeu", "European patent request"),
    ("patreqfr", "French patent request"),
    ("patrequk", "British patent request"),
    ("patrequs", "U.S. patent request"),
];

const STATES: &[(&str, &str)] = &[
    ("inpreparation", "in preparation"),
    ("submitted", "submitted"),
    ("forthcoming", "forthcoming"),
    ("inpress", "in press"),
    ("prepublished", "pre-published"),
];

const SERIES: &[(&str, &str)] = &[("newseries", "New series"), ("oldseries", "Old series")];

const COUNTRIES: &[(&str, &str)] = &[
    ("countryde", "Germany"),
    ("countryeu", "European Union"),
    ("countryep", "European Union"),
    ("countryfr", "France"),
    ("countryuk", "United Kingdom"),
    ("countryus", "United States"),
];

#[cfg(test)]
mod tests {
    use super::{country, kind, series, state};

    #[test]
    fn keys_are_words_and_words_are_no_keys() {
        assert_eq!(kind("resreport"), Some("Research report"));
        assert_eq!(kind(" patentus "), Some("U.S. patent"));
        assert_eq!(state("inpress"), Some("in press"));
        assert_eq!(country("countryfr"), Some("France"));
        assert_eq!(series("newseries", false).as_deref(), Some("New series"));
        assert_eq!(series("3", true).as_deref(), Some("3rd series"));
        assert_eq!(series("3", false), None);
        for words in ["Research report", "a patent", "", "Working paper"] {
            assert_eq!((kind(words), state(words), country(words)), (None, None, None));
        }
    }
}
