//! Renders the parts of a citation that are the same for every use of a source, so that they can be
//! cached per site. Start with [`CachedForm`] and [`CitationStyle::render_form`].
//!
//! Each built-in style ends a citation with a comma and the locator, ends an entry with a full
//! stop, and starts a numbered entry with its number. So the processor renders the part in between,
//! and this module adds the rest: a locator needs no second run over the source. The layout of
//! third-party styles is unknown, so only their locator-free, position-independent citations are
//! cached.

use super::input::cleaned;
use super::{CitationStyle, CiteContext, guarded};
use crate::citation::Locator;
use crate::csl::flat::flat;
use crate::csl_runs::{TextRun, capitals, continued, without_names};
use crate::item::CslItem;
use hayagriva::citationberg::json as csl;
use hayagriva::citationberg::taxonomy::{NumberVariable, Variable};
use hayagriva::citationberg::{IndependentStyle, LayoutRenderingElement, TextTarget};
use hayagriva::{CitationItem, LocatorPayload, SpecificLocator};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A form of a source that is rendered once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CachedForm {
    /// The entry in a bibliography, without a number.
    Entry,
    /// The first citation, without a locator.
    First,
    /// A later citation, without a locator.
    Later,
}

impl CachedForm {
    /// All forms, in the order of their discriminants.
    pub const ALL: [Self; 3] = [Self::Entry, Self::First, Self::Later];
}

/// The parts of a built-in style.
#[derive(Debug)]
pub(super) struct StyleLayout {
    /// An entry without its number and full stop; in notes also the first citation.
    body: IndependentStyle,
    /// The locator alone.
    place: IndependentStyle,
}

/// Splits a style whose citations end with a locator; `entry` is its bibliography.
pub(super) fn parts(
    cite: &IndependentStyle,
    entry: Option<&IndependentStyle>,
) -> Option<StyleLayout> {
    let LayoutRenderingElement::Group(group) = cite.citation.layout.elements.last()? else {
        return None;
    };
    let mut place = cite.clone();
    place.citation.layout.elements = vec![group.children.last()?.clone()];
    let mut body = entry?.clone();
    body.citation.layout.suffix = None;
    body.citation.layout.elements.retain(|element| !is_number(element));
    Some(StyleLayout { body, place })
}

fn is_number(element: &LayoutRenderingElement) -> bool {
    let number = Variable::Number(NumberVariable::CitationNumber);
    matches!(element, LayoutRenderingElement::Text(text)
        if matches!(&text.target, TextTarget::Variable { var, .. } if *var == number))
}

impl CitationStyle {
    /// Returns the same style with every text rendered by the processor, as for a style whose
    /// layout is unknown. For tests that compare the two.
    #[must_use]
    pub fn without_parts(self) -> Self {
        Self { parts: None, ..self }
    }

    /// Returns the form to use instead of a form with the same text, so that both share one cache
    /// entry.
    pub fn form(&self, form: CachedForm) -> CachedForm {
        match form {
            CachedForm::First if self.parts.is_some() && !self.in_text => CachedForm::Entry,
            CachedForm::Later if !self.later_differs => CachedForm::First,
            form => form,
        }
    }

    /// Renders a form of a source without its ending. `None` if the processor fails.
    ///
    /// Depends only on the style, the item and the letter.
    pub fn render_form(
        &self,
        form: CachedForm,
        item: &CslItem,
        letter: &str,
    ) -> Option<Vec<TextRun>> {
        let form = self.form(form);
        let item = &*cleaned(item);
        let Some(parts) = &self.parts else {
            return match form {
                CachedForm::Entry => self.entry_whole(item, 0, letter),
                CachedForm::First => {
                    self.cite_whole(item, &CiteContext { letter, ..CiteContext::default() })
                }
                CachedForm::Later => self.cite_whole(
                    item,
                    &CiteContext { later: true, letter, ..CiteContext::default() },
                ),
            };
        };
        let style = if form == CachedForm::Entry { &parts.body } else { &self.cite };
        self.dated(item, letter, None, |input| {
            Some(self.alone(style, CitationItem::with_entry(input)))
        })
    }

    /// Like [`CitationStyle::cite`]; `cached` returns the cached form of the item
    /// ([`CitationStyle::render_form`]).
    pub fn cite_with<'a>(
        &self,
        item: &CslItem,
        way: &CiteContext<'_>,
        cached: impl Fn(CachedForm) -> Option<Cow<'a, [TextRun]>>,
    ) -> Option<Vec<TextRun>> {
        let form = if way.later { CachedForm::Later } else { CachedForm::First };
        let mut runs = match &self.parts {
            Some(_) if self.numeric => {
                let text = way.number.to_string();
                vec![TextRun { text, is_number: true, ..TextRun::default() }]
            }
            None if self.counts_notes || self.numeric || way.place.is_some() => {
                return self.cite_whole(item, way);
            }
            _ => cached(form)?.into_owned(),
        };
        if let (Some(parts), Some(at)) = (&self.parts, way.place) {
            let comma = if runs.is_empty() { "" } else { ", " };
            let mut end = vec![TextRun { text: comma.to_owned(), ..TextRun::default() }];
            end.extend(self.place_alone(parts, at)?);
            continued(&mut runs, &end, self.pulls);
        }
        Some(if way.suppress { without_names(runs) } else { runs })
    }

    /// Like [`CitationStyle::entry`]; `cached` returns the cached form of the item
    /// ([`CitationStyle::render_form`]).
    pub fn entry_with<'a>(
        &self,
        item: &CslItem,
        number: usize,
        letter: &str,
        cached: impl Fn(CachedForm) -> Option<Cow<'a, [TextRun]>>,
    ) -> Option<Vec<TextRun>> {
        if self.parts.is_none() {
            return if number == 0 {
                cached(CachedForm::Entry).map(Cow::into_owned)
            } else {
                self.entry_whole(item, number, letter)
            };
        }
        let mut runs = cached(CachedForm::Entry)?.into_owned();
        let stop = TextRun { text: ".".to_owned(), ..TextRun::default() };
        continued(&mut runs, &[stop], self.pulls);
        let mut runs = capitals(runs);
        if self.numeric && number > 0 {
            let text = format!("[{number}] ");
            runs.insert(0, TextRun { text, is_number: true, ..TextRun::default() });
        }
        Some(runs)
    }

    /// Renders a locator alone: `p. 4`.
    fn place_alone(&self, parts: &StyleLayout, at: &Locator) -> Option<Vec<TextRun>> {
        let (label, value) = self.place(at);
        guarded(|| {
            let nothing = csl::Item(BTreeMap::from([(
                "type".to_owned(),
                csl::Value::String("document".to_owned()),
            )]));
            let at = SpecificLocator(label, LocatorPayload::Str(&value));
            Some(flat(&self.alone(&parts.place, CitationItem::with_locator(&nothing, Some(at)))))
        })
    }
}
