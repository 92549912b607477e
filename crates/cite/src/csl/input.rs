//! An item and a place as the processor is to be told them.
//!
//! Long values have something else stand in for them, numbers are kept as they were written, and no
//! language is named by which the processor would change capitals.

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
    /// A place as the processor is to be told it.
    pub(super) fn place(&self, place: &Locator) -> (taxonomy::Locator, String) {
        let label = label(&place.label);
        let value = &*clean(&place.value);
        match label {
            // A hyphen in a name would be read as a range.
            Some(label) if is_plain(value, "–,& ") => (label, value.replace('–', "-")),
            Some(label) if !place.plural => (label, format!("{value}{AS_WRITTEN}")),
            // A row of roman numerals is many too, which the processor does not see.
            Some(label) => match self.short(label, true) {
                Some(word) => (taxonomy::Locator::Custom, format!("{word} {value}{AS_WRITTEN}")),
                None => (label, format!("{value}{AS_WRITTEN}")),
            },
            None => (taxonomy::Locator::Custom, format!("{} {value}", clean(&place.label))),
        }
    }

    /// The short name of a place.
    fn short(&self, label: taxonomy::Locator, many: bool) -> Option<String> {
        let forms = [TermForm::Short, TermForm::Long];
        let own = self.whole.locale.iter().chain(&self.locales);
        let found =
            own.flat_map(|l| forms.iter().filter_map(|f| l.term(label.into(), *f))).next()?;
        let word = if many { found.multiple() } else { found.single() };
        word.filter(|w| !w.is_empty()).map(str::to_owned)
    }

    /// An item as the processor is to be told it. `other`: the date that is to have the other end of
    /// its period, or some other value.
    pub(super) fn input(&self, item: &CslItem, other: Option<&str>) -> csl::Item {
        let text = |value: &str| csl::Value::String(value.to_owned());
        let mut out = BTreeMap::from([
            ("id".to_owned(), text(&item.id)),
            ("type".to_owned(), text(item.kind)),
        ]);
        // Our own styles have another use for the date of an event, below.
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
            // No language of which the processor would know how it writes titles.
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

    /// A date as the processor is to be told it.
    fn date(&self, date: &CslDate, parts: Vec<i16>) -> csl::DateValue {
        csl::DateValue::DateParts {
            date_parts: csl::VecDateRange(vec![csl::VecDate(parts)]),
            literal: None,
            season: date.season.map(|s| s.to_string()),
            circa: date.circa && self.says_circa,
        }
    }

    /// A name as the processor is to be told it.
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

    /// Given names for a user's style. A part that is written small has no initial: `Min-jun`, `M.`; an
    /// initial has the mark that the style gives it and no other.
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

    /// A variable of an item, for a user's style.
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
        // The processor has a name of its own for it.
        let name = if name == "archive-place" { "archive_place" } else { name };
        out.insert(name.to_owned(), csl::Value::String(value));
    }
}

/// A text without characters that this folder gives a meaning.
fn clean(text: &str) -> Cow<'_, str> {
    if marks::has_reserved(text) {
        Cow::Owned(text.replace(marks::is_reserved, ""))
    } else {
        Cow::Borrowed(text)
    }
}

/// An item without characters that this folder gives a meaning. All that is made of an item is made of
/// this one; most items are left as they are.
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

/// Given names in which another mark stands for the hyphens before small letters.
fn joined_given(given: &str) -> String {
    let mut out = String::with_capacity(given.len());
    let mut rest = given.chars().peekable();
    while let Some(c) = rest.next() {
        let small = c == '-' && rest.peek().is_some_and(|next| next.is_lowercase());
        out.push(if small { marks::NAME_HYPHEN } else { c });
    }
    out
}

/// A value of a source for a style of ours: a number that the processor would write anew has a mark.
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

/// What the processor is given for a long value.
pub(super) fn substitute(name: &str) -> String {
    format!("{STAND_IN}{name}{STAND_IN}")
}

/// A CSL term for a place.
pub(super) fn label(name: &str) -> Option<taxonomy::Locator> {
    match name {
        "sub-verbo" => Some(taxonomy::Locator::SubVerbo),
        other => other.parse().ok(),
    }
}
