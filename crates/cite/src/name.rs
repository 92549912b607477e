//! A name in a bibliography, as CSL has it.

use onrecord_base::span::Spanned;

onrecord_base::record! {
    /// A name in a bibliography.
    pub struct CslName = "name" short "literal" {
        /// Family name.
        family: Option<String>,
        /// Given names.
        given: Option<String>,
        /// A name that is not split: `TikTok`.
        literal: Option<Spanned<String>>,
        /// What follows the whole name: `Jr.`, `III`.
        suffix: Option<Box<String>>,
        /// Whether the family name stays whole though it begins with small words: `de la Cruz` under D.
        whole_family: Option<Spanned<bool>>,
        /// As the last of a list: whether there are more than are named (`and others`).
        others: Option<Spanned<bool>>,
    }
}

impl CslName {
    /// True if it is not a name but marks omitted ones (`and others`).
    pub fn is_others(&self) -> bool {
        self.others.as_ref().is_some_and(|others| others.v)
    }

    /// Returns the name in reading order: `Emily Baker-White`, `Martin King Jr.`.
    pub fn in_reading_order(&self) -> String {
        let name = match (&self.given, &self.family, &self.literal) {
            (Some(given), Some(family), _) => format!("{given} {family}"),
            (None, Some(family), _) => family.clone(),
            (_, None, Some(literal)) => match literal.split_once(", ") {
                Some((family, given)) if !given.contains(',') => format!("{given} {family}"),
                _ => literal.v.clone(),
            },
            (Some(given), None, None) => given.clone(),
            (None, None, None) => String::new(),
        };
        match &self.suffix {
            Some(suffix) if !name.is_empty() => format!("{name} {suffix}"),
            _ => name,
        }
    }
}
