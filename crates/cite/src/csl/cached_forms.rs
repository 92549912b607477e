//! What is the same wherever a source is cited, so that it is made once a site.
//!
//! Each of our own styles ends a citation with a comma and the place, ends an entry with a full stop,
//! and begins a numbered one with its number. So the processor is asked for what stands between, and
//! the rest is put together here: a place costs no second look at the source. Of another style nobody
//! knows how it is built; its citations without a place are made once where they depend on nothing else.

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

/// What is made once of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CachedForm {
    /// Its entry in a bibliography, without a number.
    Entry,
    /// How it is cited first, without a place.
    First,
    /// How it is cited later, without a place.
    Later,
}

impl CachedForm {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 3] = [Self::Entry, Self::First, Self::Later];
}

/// The parts of a style of ours.
#[derive(Debug)]
pub(super) struct StyleLayout {
    /// An entry without its number and its full stop; in notes it is the first citation too.
    body: IndependentStyle,
    /// The place alone.
    place: IndependentStyle,
}

/// The parts of a style, where its citations end with a place; `entry` is its bibliography.
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
    /// The same style with every text rendered by the processor, as for a style whose layout is unknown. For tests,
    /// which compare the two.
    #[must_use]
    pub fn without_parts(self) -> Self {
        Self { parts: None, ..self }
    }

    /// The form that stands for another: what two forms share is made once.
    pub fn form(&self, form: CachedForm) -> CachedForm {
        match form {
            CachedForm::First if self.parts.is_some() && !self.in_text => CachedForm::Entry,
            CachedForm::Later if !self.later_differs => CachedForm::First,
            form => form,
        }
    }

    /// What is made once of a source, without what ends it. `None` where the processor fails.
    ///
    /// Depends on the style, the item and the letter, and on nothing else.
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

    /// As [`CitationStyle::cite`]; `made` gives what is made once of the item ([`CitationStyle::made`]).
    pub fn cite_with<'a>(
        &self,
        item: &CslItem,
        way: &CiteContext<'_>,
        made: impl Fn(CachedForm) -> Option<Cow<'a, [TextRun]>>,
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
            _ => made(form)?.into_owned(),
        };
        if let (Some(parts), Some(at)) = (&self.parts, way.place) {
            let comma = if runs.is_empty() { "" } else { ", " };
            let mut end = vec![TextRun { text: comma.to_owned(), ..TextRun::default() }];
            end.extend(self.place_alone(parts, at)?);
            continued(&mut runs, &end, self.pulls);
        }
        Some(if way.suppress { without_names(runs) } else { runs })
    }

    /// As [`CitationStyle::entry`]; `made` gives what is made once of the item ([`CitationStyle::made`]).
    pub fn entry_with<'a>(
        &self,
        item: &CslItem,
        number: usize,
        letter: &str,
        made: impl Fn(CachedForm) -> Option<Cow<'a, [TextRun]>>,
    ) -> Option<Vec<TextRun>> {
        if self.parts.is_none() {
            return if number == 0 {
                made(CachedForm::Entry).map(Cow::into_owned)
            } else {
                self.entry_whole(item, number, letter)
            };
        }
        let mut runs = made(CachedForm::Entry)?.into_owned();
        let stop = TextRun { text: ".".to_owned(), ..TextRun::default() };
        continued(&mut runs, &[stop], self.pulls);
        let mut runs = capitals(runs);
        if self.numeric && number > 0 {
            let text = format!("[{number}] ");
            runs.insert(0, TextRun { text, is_number: true, ..TextRun::default() });
        }
        Some(runs)
    }

    /// A place by itself: `p. 4`.
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
