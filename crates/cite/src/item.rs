//! A source as CSL sees it: type, names, dates and variables in CSL's own spelling.
//!
//! Plain values of our own, which know nothing of styles, of pages, or of how a file is written. What
//! makes them from a source is `view::item`; what prints them is `parse::csl`.

use std::collections::BTreeMap;

/// A source as a CSL item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct CslItem {
    /// Its key.
    pub id: String,
    /// The CSL type: `article-newspaper`.
    pub kind: &'static str,
    /// Text variables by their CSL names, `genre`, `language` and `URL` among them. None is empty.
    pub text: BTreeMap<&'static str, String>,
    /// Name variables by their CSL names: `author`, `editor`, `translator`. None is empty.
    pub names: BTreeMap<&'static str, Vec<NameParts>>,
    /// Date variables by their CSL names: `issued`, `accessed`, `original-date`.
    pub dates: BTreeMap<&'static str, CslDate>,
    /// The title in the site's language, for which CSL 1.0.2 has no variable.
    pub trans_title: Option<String>,
    /// Whether the source says that nobody knows when it was issued.
    pub undated: bool,
}

/// A name: family and given, or one that is not split.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameParts {
    /// Family name; empty for a name that is not split.
    pub family: String,
    /// Given names; may be empty.
    pub given: String,
    /// A name that is not split: `TikTok`. Empty where there is a family name.
    pub literal: String,
    /// What follows the whole name: `Jr.`; may be empty.
    pub suffix: String,
    /// Whether small words at the head of the family name belong to it: `de la Cruz` under D.
    pub whole_family: bool,
    /// Whether it is no name but says that there are more: `and others`. Only the last may be.
    pub others: bool,
}

/// A date: one or two sets of parts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct CslDate {
    /// Year, month and day, as far as known, of the day or of both ends of a period. Never empty, and
    /// no set is empty. A period with an open end has one set.
    pub parts: Vec<Vec<u16>>,
    /// Whether it is approximate or uncertain.
    pub circa: bool,
    /// 1 to 4, from spring, where a month is a season.
    pub season: Option<u8>,
    /// The whole date in EDTF, which says more than the parts.
    pub edtf: String,
}

impl CslItem {
    /// A text variable; empty where it is not given.
    pub fn text(&self, variable: &str) -> &str {
        self.text.get(variable).map_or("", String::as_str)
    }

    /// The year of issue.
    pub fn year(&self) -> Option<u16> {
        self.dates.get("issued")?.parts.first()?.first().copied()
    }
}
