//! Interface texts by key, and dates and counts that are formatted with them.
//!
//! The texts come from the theme's `i18n/<lang>.yaml`. The program's own English is the fallback,
//! so every key has a text. The main type is [`Translations`].

use crate::model::party::AnonymityReason;
use crate::view::DateView;
use crate::view::text::languages;
use crate::view::text::languages::{after_mark, around};
use onrecord_base::edtf::{DateBasis, EdtfDate, PartialDate, QualifiedDate, SourcedDate};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The interface texts of a site's language, by key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Translations(pub Arc<BTreeMap<String, String>>);

impl Translations {
    /// The text of a key; for an unknown key the key itself, with spaces.
    pub fn get(&self, key: &str) -> String {
        self.0.get(key).cloned().unwrap_or_else(|| sentence_case(&key.replace(['_', '-'], " ")))
    }

    /// The text of a value: `status` and `in-force` → key `status_in_force`.
    pub fn of(&self, group: &str, value: &str) -> String {
        let key = format!("{group}_{}", value.replace('-', "_"));
        match self.0.get(&key) {
            Some(words) => words.clone(),
            None => sentence_case(&value.replace(['_', '-'], " ")),
        }
    }

    /// The text of a value for a kind of action, else the general one: `status_revoked_law`, then
    /// `status_revoked`.
    pub fn of_kind(&self, group: &str, value: &str, ending: &str) -> String {
        let key = format!("{group}_{}{ending}", value.replace('-', "_"));
        match self.0.get(&key) {
            Some(words) if !ending.is_empty() => words.clone(),
            _ => self.of(group, value),
        }
    }

    /// The text of a key with a value in place of `{}`.
    pub fn with(&self, key: &str, value: &str) -> String {
        languages::filled(&self.get(key), &[value])
    }

    /// A number with its noun (`1 source`, `7 sources`), from the keys `source_one` and
    /// `source_many` with `{}` for the number.
    pub fn count(&self, key: &str, n: usize) -> String {
        let form = if n == 1 { "one" } else { "many" };
        self.with(&format!("{key}_{form}"), &onrecord_base::text::thousands(n))
    }

    /// A day, month or year: `17 June 2022`.
    pub fn civil(&self, date: PartialDate) -> String {
        let year = date.year.to_string();
        match (date.month, date.day) {
            (0, _) => year,
            (month, 0) => around(&self.month(month), |month| format!("{month} {year}")),
            (month, day) => around(&self.month(month), |month| format!("{day} {month} {year}")),
        }
    }

    /// A month's name, 1 to 12.
    pub fn month(&self, month: u8) -> String {
        self.get(&format!("month_{month}"))
    }

    /// A date as people write it: `about June 2022`, `September 2021 – January 2022`.
    pub fn when(&self, when: EdtfDate) -> String {
        let point = |p: QualifiedDate| {
            let date = self.civil(p.civil);
            match (p.approximate, p.uncertain) {
                (false, false) => date,
                (true, false) => self.with("date_about", &date),
                (false, true) => self.with("date_unsure", &date),
                (true, true) => self.with("date_about", &self.with("date_unsure", &date)),
            }
        };
        match when {
            EdtfDate::At(p) => point(p),
            EdtfDate::Between(Some(from), Some(to)) => {
                let (a, b) = (from.civil, to.civil);
                let plain = !(from.approximate || from.uncertain || to.approximate || to.uncertain);
                if plain && a.year == b.year && a.month == b.month && a.day > 0 && b.day > 0 {
                    around(&self.civil(b), |b| format!("{}–{b}", a.day))
                } else if plain
                    && a.year == b.year
                    && a.month > 0
                    && b.month > 0
                    && a.day == 0
                    && b.day == 0
                {
                    let from = self.month(a.month);
                    around(&self.civil(b), |b| format!("{}–{b}", languages::plain(&from)))
                } else {
                    format!("{} – {}", point(from), point(to))
                }
            }
            EdtfDate::Between(Some(from), None) => self.with("date_from", &point(from)),
            EdtfDate::Between(None, Some(to)) => self.with("date_until", &point(to)),
            EdtfDate::Between(None, None) => String::new(),
        }
    }

    /// A date with its basis. The source's own wording is added if the value is vague or inferred.
    pub fn date(&self, dated: &SourcedDate) -> DateView {
        let exact = dated.when.and_then(EdtfDate::day);
        let text = dated.when.map_or_else(|| self.get("date_unknown"), |w| self.when(w));
        let given = dated
            .as_given
            .clone()
            .filter(|g| exact.is_none() || dated.basis != DateBasis::Stated || *g != text);
        DateView {
            text,
            iso: exact.map(|c| c.to_string()).unwrap_or_default(),
            as_given: given.unwrap_or_default(),
            basis: match dated.basis {
                DateBasis::Stated | DateBasis::Unknown => String::new(),
                DateBasis::Inferred => self.get("basis_inferred"),
                DateBasis::External => self.get("basis_external"),
            },
            inferred: dated.basis == DateBasis::Inferred,
        }
    }

    /// The reason why a party has no name; empty if its description says it.
    pub fn identity(&self, identity: AnonymityReason) -> String {
        self.get(&format!("identity_{}", identity.word()))
    }
}

/// The text with its first letter in lower case.
pub fn lower_first(text: &str) -> String {
    let (mark, text) = after_mark(text);
    let mut chars = text.chars();
    let first = chars.next().into_iter().flat_map(char::to_lowercase);
    mark.chars().chain(first).chain(chars).collect()
}

/// The text with its first letter in upper case.
pub fn sentence_case(text: &str) -> String {
    let (mark, text) = after_mark(text);
    let mut chars = text.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    mark.chars().chain(first).chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::Translations;
    use crate::view::testing::english;
    use onrecord_base::edtf::EdtfDate;

    #[test]
    fn every_place_in_a_source_has_words() {
        let words = english();
        for term in onrecord_cite::locator::terms() {
            for form in ["one", "many"] {
                let key = format!("\nlocator_{}_{form}: ", term.replace('-', "_"));
                assert!(words.contains(&key), "{key}");
            }
        }
    }

    #[test]
    fn vague_dates_stay_vague() {
        let mut table = std::collections::BTreeMap::new();
        for (key, words) in [
            ("month_1", "January"),
            ("month_6", "June"),
            ("month_9", "September"),
            ("date_about", "about {}"),
            ("date_unsure", "{} (unsure)"),
            ("date_until", "until {}"),
            ("date_from", "from {}"),
        ] {
            table.insert(key.to_owned(), words.to_owned());
        }
        let words = Translations(std::sync::Arc::new(table));
        for (edtf, text) in [
            ("2022-06-17", "17 June 2022"),
            ("2022-06", "June 2022"),
            ("2022-06~", "about June 2022"),
            ("2022?", "2022 (unsure)"),
            ("2021-09/2022-01", "September 2021 – January 2022"),
            ("2022-06-01/2022-06-05", "1–5 June 2022"),
            ("2022-01/2022-06", "January–June 2022"),
            ("../2021-01", "until January 2021"),
        ] {
            assert_eq!(EdtfDate::parse(edtf).map(|w| words.when(w)).as_deref(), Ok(text));
        }
    }
}
