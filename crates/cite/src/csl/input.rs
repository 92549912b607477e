//! Converts an item and a locator to the input of the processor. Start with
//! [`CitationStyle::input`] and [`CitationStyle::place`].
//!
//! Replaces long values with stand-ins, keeps numbers as written, and hides the language, because
//! the processor would change capitals by it.

use super::{AS_WRITTEN, CitationStyle, MAX_VALUE, STAND_IN, marks, numbers};
use crate::citation::Locator;
use crate::csl_item::{curled, far, fed, is_plain, is_short, once, particle, title};
use crate::csl_runs::{GLUE, OTHERS};
use crate::item::{CslDate, CslItem};
use hayagriva::citationberg::json as csl;
use hayagriva::citationberg::{TermForm, taxonomy};
use std::borrow::Cow;
use std::collections::BTreeMap;

impl CitationStyle {
    /// Returns a locator as input of the processor.
    pub(super) fn place(&self, place: &Locator) -> (taxonomy::Locator, String) {
        let label = label(&place.label);
        let value = &*clean(&place.value);
        match label {
            // A hyphen in a name would be read as a range.
            Some(label) if is_plain(value, "–,& ") => (label, value.replace('–', "-")),
            Some(label) if !place.plural => (label, format!("{value}{AS_WRITTEN}")),
            // A list of roman numerals is plural too, which the processor does not detect.
            Some(label) => match self.short(label, true) {
                Some(word) => (taxonomy::Locator::Custom, format!("{word} {value}{AS_WRITTEN}")),
                None => (label, format!("{value}{AS_WRITTEN}")),
            },
            None => (taxonomy::Locator::Custom, format!("{} {value}", clean(&place.label))),
        }
    }

    /// Returns the short name of a locator term.
    fn short(&self, label: taxonomy::Locator, many: bool) -> Option<String> {
        let forms = [TermForm::Short, TermForm::Long];
        let own = self.whole.locale.iter().chain(&self.locales);
        let found =
            own.flat_map(|l| forms.iter().filter_map(|f| l.term(label.into(), *f))).next()?;
        let word = if many { found.multiple() } else { found.single() };
        word.filter(|w| !w.is_empty()).map(str::to_owned)
    }

    /// Returns an item as input of the processor. `other` is the date that gets the other end of
    /// its period, or a different value.
    pub(super) fn input(&self, item: &CslItem, other: Option<&str>) -> csl::Item {
        let text = |value: &str| csl::Value::String(value.to_owned());
        let mut out = BTreeMap::from([
            ("id".to_owned(), text(&item.id)),
            ("type".to_owned(), text(item.kind)),
        ]);
        // The built-in styles use the date of an event differently, below.
        let is_read = |name: &str| !self.own || name != "event-date";
        let mut dates: Vec<(&str, &CslDate)> =
            item.dates.iter().map(|(n, d)| (*n, d)).filter(|(n, _)| is_read(n)).collect();
        let said = if self.own { once(item) } else { item.text.clone() };
        for (name, value) in &said {
            if !self.own && value.len() <= MAX_VALUE {
                self.put(&mut out, item, name, value);
                continue;
            }
            let value = match *name {
                _ if value.len() > MAX_VALUE => substitute(name),
                "title" => fed(&title(item)),
                _ => as_written(name, value),
            };
            out.insert((*name).to_owned(), csl::Value::String(value));
        }
        if self.own && item.undated && !self.letters && !item.text.contains_key("status") {
            out.insert("status".to_owned(), text(&self.dates.unknown));
        }
        if self.own && item.dates.get("issued").is_some_and(|d| d.parts.iter().all(|p| p.len() > 1))
        {
            dates.extend(item.dates.get("issued").map(|d| ("event-date", d)));
        }
        if self.own {
            // No language whose title case the processor knows.
            out.insert("language".to_owned(), text("zxx"));
        }
        for (role, names) in &item.names {
            let names = names.iter().map(|name| self.named(name)).collect();
            out.insert((*role).to_owned(), csl::Value::Names(names));
        }
        for (name, date) in dates {
            let is_issue = name == "issued" || name == "event-date";
            let other = other.is_some_and(|o| o == name || self.own && is_issue);
            let parts = match date.parts.get(1).filter(|_| other) {
                Some(to) => to.clone(),
                None if other => far(date),
                None => date.parts.first().cloned().unwrap_or_default(),
            };
            let parts: Vec<i16> = parts.iter().filter_map(|p| i16::try_from(*p).ok()).collect();
            if parts.is_empty() {
                continue;
            }
            let value = self.date(date, parts);
            out.insert(name.to_owned(), csl::Value::Date(value));
        }
        csl::Item(out)
    }

    /// Returns a date as input of the processor.
    fn date(&self, date: &CslDate, parts: Vec<i16>) -> csl::DateValue {
        csl::DateValue::DateParts {
            date_parts: csl::VecDateRange(vec![csl::VecDate(parts)]),
            literal: None,
            season: date.season.map(|s| s.to_string()),
            circa: date.circa && self.says_circa,
        }
    }

    /// Returns a name as input of the processor.
    fn named(&self, name: &crate::item::NameParts) -> csl::NameValue {
        let cut = |text: &str| match text.char_indices().nth(MAX_VALUE) {
            Some((at, _)) => format!("{}…", &text[..at]),
            None => text.to_owned(),
        };
        if name.others {
            return csl::NameValue::Literal(csl::LiteralName { literal: OTHERS.to_string() });
        }
        if name.family.is_empty() {
            let literal = cut(&name.literal);
            return csl::NameValue::Literal(csl::LiteralName { literal });
        }
        let whole = name.family.as_str();
        let (particle, family) = if name.whole_family { (None, whole) } else { particle(whole) };
        let given = if self.own { name.given.clone() } else { self.given(&name.given) };
        csl::NameValue::Item(csl::NameItem {
            // The processor would take `Della` for a particle.
            family: cut(family).replace(' ', GLUE.encode_utf8(&mut [0; 4])),
            given: Some(cut(&given)).filter(|given| !given.is_empty()),
            non_dropping_particle: particle.map(str::to_owned),
            dropping_particle: None,
            suffix: Some(cut(&name.suffix)).filter(|suffix| !suffix.is_empty()),
            comma_suffix: None,
        })
    }

    /// Returns given names for a user's style. A lower-case part has no initial (`Min-jun`, `M.`);
    /// an initial gets only the mark that the style adds.
    fn given(&self, given: &str) -> String {
        let joined = joined_given(given);
        let bare = |word: &str| {
            let mut chars = word.chars();
            let initial = chars.next().is_some_and(char::is_uppercase) && chars.as_str() == ".";
            if initial { word.trim_end_matches('.').to_owned() } else { word.to_owned() }
        };
        if self.sets_initials && joined.contains('.') {
            return joined.split(' ').map(bare).collect::<Vec<_>>().join(" ");
        }
        joined
    }

    /// Adds a variable of an item, for a user's style.
    fn put(
        &self,
        out: &mut BTreeMap<String, csl::Value>,
        item: &CslItem,
        name: &'static str,
        value: &str,
    ) {
        let expands = self.whole.settings.page_range_format.is_some();
        let value = match name {
            "title" => fed(&curled(&title(item))),
            "URL" | "DOI" => value.to_owned(),
            _ => numbers::fed_number(name, value, expands).unwrap_or_else(|| fed(&curled(value))),
        };
        // The processor uses a different name for it.
        let name = if name == "archive-place" { "archive_place" } else { name };
        out.insert(name.to_owned(), csl::Value::String(value));
    }
}

/// Removes the characters that this folder uses as marks.
fn clean(text: &str) -> Cow<'_, str> {
    if marks::has_reserved(text) {
        Cow::Owned(text.replace(marks::is_reserved, ""))
    } else {
        Cow::Borrowed(text)
    }
}

/// Removes the characters that this folder uses as marks from an item. All rendering uses the
/// result; most items are returned unchanged.
pub(super) fn cleaned(item: &CslItem) -> Cow<'_, CslItem> {
    let in_names = item.names.values().flatten();
    let in_names =
        in_names.flat_map(|name| [&name.family, &name.given, &name.literal, &name.suffix]);
    let mut texts = item.text.values().chain(&item.trans_title).chain(in_names);
    if !texts.any(|text| marks::has_reserved(text)) {
        return Cow::Borrowed(item);
    }
    let mut out = item.clone();
    let clean = |text: &mut String| text.retain(|c| !marks::is_reserved(c));
    out.text.values_mut().chain(&mut out.trans_title).for_each(clean);
    out.text.retain(|_, text| !text.is_empty());
    out.trans_title = out.trans_title.filter(|title| !title.is_empty());
    for names in out.names.values_mut() {
        for name in names.iter_mut() {
            let parts = [&mut name.family, &mut name.given, &mut name.literal, &mut name.suffix];
            parts.into_iter().for_each(clean);
            if name.family.is_empty() && name.literal.is_empty() {
                name.literal = std::mem::take(&mut name.given);
            }
        }
        names.retain(|name| name.others || !(name.family.is_empty() && name.literal.is_empty()));
    }
    out.names.retain(|_, names| !names.is_empty());
    Cow::Owned(out)
}

/// Replaces the hyphens before lower-case letters in given names with a mark.
fn joined_given(given: &str) -> String {
    let mut out = String::with_capacity(given.len());
    let mut rest = given.chars().peekable();
    while let Some(c) = rest.next() {
        let small = c == '-' && rest.peek().is_some_and(|next| next.is_lowercase());
        out.push(if small { marks::NAME_HYPHEN } else { c });
    }
    out
}

/// Returns a value for a built-in style; a number that the processor would reformat gets a mark.
fn as_written(name: &str, value: &str) -> String {
    match name {
        "number" | "section" | "edition" | "version" | "chapter-number" | "part-number"
        | "printing-number" | "supplement-number" | "number-of-volumes" | "number-of-pages"
            if !is_plain(value, "") =>
        {
            format!("{value}{AS_WRITTEN}")
        }
        "volume" | "issue" | "page" | "collection-number"
            if !is_plain(value, "-–, ") || is_short(value) =>
        {
            format!("{}{AS_WRITTEN}", value.replace('-', "–"))
        }
        _ => value.to_owned(),
    }
}

/// Returns the stand-in for a long value.
pub(super) fn substitute(name: &str) -> String {
    format!("{STAND_IN}{name}{STAND_IN}")
}

/// Returns the CSL locator term for a name; `None` if it is unknown.
pub(super) fn label(name: &str) -> Option<taxonomy::Locator> {
    match name {
        "sub-verbo" => Some(taxonomy::Locator::SubVerbo),
        other => other.parse().ok(),
    }
}
