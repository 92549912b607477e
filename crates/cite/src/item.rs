//! A source as a CSL item: type, names, dates and variables in CSL's own spelling. Start with
//! [`CslItem`].
//!
//! Plain values. Must not depend on styles, pages or file formats. The site's `view::item` builds
//! them from sources; [`csl`](crate::csl) renders them and [`export`](crate::export) writes them.

use std::collections::BTreeMap;

/// A source as a CSL item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct CslItem {
    /// The key of the source.
    pub id: String,
    /// The CSL type: `article-newspaper`.
    pub kind: &'static str,
    /// Non-empty text variables by their CSL names, including `genre`, `language` and `URL`.
    pub text: BTreeMap<&'static str, String>,
    /// Non-empty name variables by their CSL names: `author`, `editor`, `translator`.
    pub names: BTreeMap<&'static str, Vec<NameParts>>,
    /// Date variables by their CSL names: `issued`, `accessed`, `original-date`.
    pub dates: BTreeMap<&'static str, CslDate>,
    /// The title in the site's language, for which CSL 1.0.2 has no variable.
    pub trans_title: Option<String>,
    /// True if the source states that its date of issue is unknown.
    pub undated: bool,
}

/// A name: family and given, or a single literal.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameParts {
    /// Family name; empty for a literal name.
    pub family: String,
    /// Given names; may be empty.
    pub given: String,
    /// A name that is not split: `TikTok`. Empty if there is a family name.
    pub literal: String,
    /// The suffix of the whole name: `Jr.`; may be empty.
    pub suffix: String,
    /// True if the particle belongs to the family name: `de la Cruz` sorts under D.
    pub whole_family: bool,
    /// True if it is not a name but marks omitted ones: `and others`. Only the last name of a list
    /// may be.
    pub others: bool,
}

/// A date or period: one or two sets of parts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct CslDate {
    /// Year, month and day, as far as known, of the date or of both ends of a period. Neither the
    /// list nor a set is empty. A period with an open end has one set.
    pub parts: Vec<Vec<u16>>,
    /// True if it is approximate or uncertain.
    pub circa: bool,
    /// The season, 1 (spring) to 4; `None` if the date has no season.
    pub season: Option<u8>,
    /// The whole date in EDTF, which is more precise than the parts.
    pub edtf: String,
}

impl CslItem {
    /// Returns a text variable; empty if it is not given.
    pub fn text(&self, variable: &str) -> &str {
        self.text.get(variable).map_or("", String::as_str)
    }

    /// Returns the year of issue; `None` if it is unknown.
    pub fn year(&self) -> Option<u16> {
        self.dates.get("issued")?.parts.first()?.first().copied()
    }
}
