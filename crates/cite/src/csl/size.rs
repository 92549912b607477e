//! Computes the size of a user's style after its macros are expanded for one source. Start with
//! [`check`].
//!
//! Macros that call macros can double in size with each level, and a style is expanded for each
//! source and citation. Styles that would become too large are rejected when they are read, so that
//! rendering never has to stop midway.

use crate::csl_file::StyleError;
use hayagriva::citationberg::{
    IndependentStyle, LayoutRenderingElement as Element, NamesChild, TextTarget,
};
use std::collections::BTreeMap;

/// The maximum nesting depth of elements with macros expanded. The Chicago styles of the public
/// collection, the largest there, reach 38.
const MAX_DEPTH: usize = 100;

/// The maximum number of elements for one source. The Chicago styles have 1,089.
const MAX_ELEMENTS: usize = 20_000;

/// The size of a list of elements with macros expanded.
#[derive(Debug, Clone, Copy, Default)]
struct Size {
    /// The maximum number of elements for one source.
    elements: usize,
    /// The number of nested lists, including itself.
    depth: usize,
}

/// The limit that a style exceeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Limit {
    Depth,
    Elements,
}

/// The error of a style that is too large.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excess<'a> {
    limit: Limit,
    /// The macro in which the limit is exceeded; `None` outside of macros.
    within: Option<&'a str>,
}

impl Excess<'_> {
    /// Returns the error for the style with this text.
    pub(super) fn fault(&self, text: &str) -> StyleError {
        let message = match self.limit {
            Limit::Depth => "elements and macros are nested more than 100 levels deep here",
            Limit::Elements => "with its macros written out, this has more than 20,000 elements",
        };
        let help = "use fewer macros within macros";
        StyleError::in_macro(text, self.within, message.to_owned(), help)
    }
}

/// Checks the layout of a style, whose macros must be free of cycles. Linear in the length of the
/// style.
pub(super) fn check(style: &IndependentStyle) -> Result<(), Excess<'_>> {
    let macros = style.macros.iter().map(|m| (m.name.as_str(), m.children.as_slice()));
    let mut measure = Measure { macros: macros.collect(), sizes: BTreeMap::new(), within: None };
    measure.list(&style.citation.layout.elements, 0).map(drop)
}

struct Measure<'a> {
    macros: BTreeMap<&'a str, &'a [Element]>,
    /// The sizes of the macros measured so far.
    sizes: BTreeMap<&'a str, Size>,
    /// The macro being measured.
    within: Option<&'a str>,
}

impl<'a> Measure<'a> {
    /// Measures a list. `level` is its nesting level; recursion stops at the limit.
    fn list(&mut self, elements: &'a [Element], level: usize) -> Result<Size, Excess<'a>> {
        self.limited(Size::default(), level)?;
        let mut size = Size::default();
        for element in elements {
            let inner = match element {
                Element::Group(group) => self.list(&group.children, level + 1)?,
                Element::Choose(choose) => {
                    let branches = choose.branches().map(|branch| &branch.children);
                    let others = choose.otherwise.iter().map(|other| &other.children);
                    let mut most = Size::default();
                    for children in branches.chain(others) {
                        let branch = self.list(children, level + 1)?;
                        most.elements = most.elements.max(branch.elements);
                        most.depth = most.depth.max(branch.depth);
                    }
                    most
                }
                Element::Text(text) => match &text.target {
                    TextTarget::Macro { name } => self.call(name, level + 1)?,
                    _ => Size::default(),
                },
                Element::Names(names) => {
                    let mut all = Size::default();
                    for child in &names.children {
                        if let NamesChild::Substitute(substitute) = child {
                            let others = self.list(&substitute.children, level + 1)?;
                            all.elements += others.elements;
                            all.depth = all.depth.max(others.depth);
                        }
                    }
                    all
                }
                _ => Size::default(),
            };
            size.elements += 1 + inner.elements;
            size.depth = size.depth.max(inner.depth);
            self.limited(size, level)?;
        }
        self.limited(Size { depth: size.depth + 1, ..size }, level)
    }

    /// Measures a macro that is called at a level.
    fn call(&mut self, name: &'a str, level: usize) -> Result<Size, Excess<'a>> {
        if let Some(size) = self.sizes.get(name).copied() {
            return self.limited(size, level);
        }
        let elements = self.macros.get(name).copied().unwrap_or_default();
        let outer = self.within.replace(name);
        let size = self.list(elements, level)?;
        self.within = outer;
        self.sizes.insert(name, size);
        Ok(size)
    }

    /// Returns a size if it is within the limits at a level.
    fn limited(&self, size: Size, level: usize) -> Result<Size, Excess<'a>> {
        let excess = |limit| Err(Excess { limit, within: self.within });
        if level + size.depth > MAX_DEPTH {
            excess(Limit::Depth)
        } else if size.elements > MAX_ELEMENTS {
            excess(Limit::Elements)
        } else {
            Ok(size)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::csl::{DateWords, language, style};
    use std::fmt::Write as _;

    /// Returns the message about a style whose citations are the macro `last`, and the text at its
    /// position.
    fn read(macros: &str, last: &str) -> Option<(String, String)> {
        let text = format!(
            "<style xmlns=\"http://purl.org/net/xbiblio/csl\" class=\"in-text\" version=\"1.0\">\
             <info><title>T</title><id>t</id><updated>2026-01-01T00:00:00+00:00</updated></info>\
             {macros}<citation><layout><text macro=\"{last}\"/></layout></citation></style>"
        );
        let fault = style(&text, &language("en"), DateWords::default()).err()?;
        let rest = fault.at.map(|at| &text[at.start as usize..]).unwrap_or_default();
        Some((fault.message, rest.chars().take(15).collect()))
    }

    /// Returns macros `m0` to `m<n>`, each of which uses the one before in `calls`.
    fn chain(n: usize, calls: impl Fn(String) -> String) -> String {
        let mut out = "<macro name=\"m0\"><text value=\"x\"/></macro>".to_owned();
        for at in 1..=n {
            let call = calls(format!("<text macro=\"m{}\"/>", at - 1));
            let _ = write!(out, "<macro name=\"m{at}\">{call}</macro>");
        }
        out
    }

    #[test]
    fn macros_that_double_are_refused() {
        let twice = |n| read(&chain(n, |call| call.clone() + &call), &format!("m{n}"));
        assert_eq!(twice(12), None);
        let message = "with its macros written out, this has more than 20,000 elements";
        for n in [14, 60] {
            assert_eq!(twice(n), Some((message.to_owned(), "<macro name=\"m1".to_owned())));
        }
    }

    #[test]
    fn deep_macros_are_refused() {
        let message = "elements and macros are nested more than 100 levels deep here";
        let once = |n| read(&chain(n, |call| call), &format!("m{n}")).map(|(message, _)| message);
        assert_eq!(once(90), None);
        assert_eq!(once(110).as_deref(), Some(message));
        assert_eq!(once(1_000).as_deref(), Some(message));
    }

    #[test]
    fn only_the_largest_branch_counts() {
        let branches = |call: String| {
            format!(
                "<choose><if type=\"book\">{call}</if><else-if type=\"song\">{call}</else-if>\
                 <else>{call}</else></choose>"
            )
        };
        assert_eq!(read(&chain(30, branches), "m30"), None);
    }
}
