//! Reduces a user's style to the branches that one source takes. Start with [`CitationStyle::cut`].
//!
//! Evaluates the conditions of a prepared style and expands its macros. The processor evaluates
//! every branch several times, and after substituting a missing author it treats the substitute as
//! missing in all later conditions; CSL 1.0.2 only says that it is not printed again.

use super::input::label;
use super::marks;
use super::numbers::is_numeric;
use super::prepare::plain;
use super::{CitationStyle, CiteContext};
use crate::item::CslItem;
use hayagriva::citationberg::taxonomy::{
    Kind, Locator, NumberOrPageVariable, NumberVariable, StandardVariable, Term, Variable,
};
use hayagriva::citationberg::{
    ChooseBranch, Group, IndependentStyle, Label, Layout, LayoutRenderingElement as Element,
    TestPosition, Text, TextTarget, ToAffixes as _, ToFormatting as _,
};
use std::collections::BTreeMap;

/// A variable that no source has, since notes of this kind are not published.
const UNSET: StandardVariable = StandardVariable::Annote;

/// The number of the note with the first citation of the source.
const FIRST_NOTE: NumberOrPageVariable =
    NumberOrPageVariable::Number(NumberVariable::FirstReferenceNoteNumber);

/// A source and its citation; `way` is `None` for an entry of a bibliography.
pub(super) struct BranchCutter<'a> {
    pub(super) style: &'a CitationStyle,
    pub(super) item: &'a CslItem,
    pub(super) way: Option<&'a CiteContext<'a>>,
    macros: BTreeMap<&'a str, &'a [Element]>,
    /// The variables printed as substitutes for names.
    pub(super) printed: Vec<Variable>,
    /// The length of `printed` before the current substitute; `None` outside of a substitute.
    pub(super) before: Option<usize>,
}

impl CitationStyle {
    /// Returns a style reduced to the branches for one source.
    pub(super) fn cut(
        &self,
        style: &IndependentStyle,
        item: &CslItem,
        way: Option<&CiteContext<'_>>,
    ) -> IndependentStyle {
        let macros = style.macros.iter().map(|m| (m.name.as_str(), m.children.as_slice()));
        let mut cutting = BranchCutter {
            style: self,
            item,
            way,
            macros: macros.collect(),
            printed: vec![],
            before: None,
        };
        let mut elements = vec![];
        cutting.all(&style.citation.layout.elements, &mut elements);
        let mut out = self.shell.clone();
        let layout = &style.citation.layout;
        let (affixes, delimiter) = (layout.to_affixes(), layout.delimiter.clone());
        out.citation.layout =
            Layout::new(elements, layout.to_formatting(), Some(affixes), delimiter);
        out.citation.name_options.clone_from(&style.citation.name_options);
        if !way.is_some_and(|way| way.later) {
            // The processor treats every separately rendered citation as a later one.
            for options in [&mut out.citation.name_options, &mut out.settings.options] {
                (options.et_al_subsequent_min, options.et_al_subsequent_use_first) = (None, None);
            }
        }
        out
    }
}

impl BranchCutter<'_> {
    /// Recursive over elements and macros; `size` has limited the depth.
    pub(super) fn all(&mut self, elements: &[Element], out: &mut Vec<Element>) {
        for element in elements {
            self.one(element, out);
        }
    }

    fn inner(&mut self, elements: &[Element]) -> Vec<Element> {
        let mut out = Vec::with_capacity(elements.len());
        self.all(elements, &mut out);
        out
    }

    fn one(&mut self, element: &Element, out: &mut Vec<Element>) {
        match element {
            Element::Choose(choose) => {
                let branch = choose.branches().find(|branch| self.is_taken(branch));
                let other = choose.otherwise.as_ref().map(|other| other.children.as_slice());
                let children = branch.map(|branch| branch.children.as_slice()).or(other);
                self.all(children.unwrap_or_default(), out);
            }
            Element::Group(group) => {
                let children = self.inner(&group.children);
                self.push(Element::Group(Group { children, ..hollow(group) }), out);
            }
            Element::Text(text) => {
                if let TextTarget::Macro { name } = &text.target {
                    let elements = self.macros.get(name.as_str()).copied().unwrap_or_default();
                    let children = self.inner(elements);
                    self.push(Element::Group(written_out(text, children)), out);
                } else if let TextTarget::Variable { var, .. } = &text.target
                    && *var == Variable::from(FIRST_NOTE)
                    && self.first_note() > 0
                {
                    let target = TextTarget::Value { val: self.first_note().to_string() };
                    out.push(Element::Text(Text { target, ..text.clone() }));
                } else {
                    self.push(element.clone(), out);
                }
            }
            Element::Names(names) => self.names(names, out),
            Element::Number(number) if number.variable == FIRST_NOTE && self.first_note() > 0 => {
                let target = TextTarget::Value { val: self.first_note().to_string() };
                let (formatting, affixes) = (number.formatting, number.affixes.clone());
                out.push(Element::Text(Text { formatting, affixes, ..plain(target) }));
            }
            Element::Label(label) if label.variable == FIRST_NOTE && self.first_note() > 0 => {
                out.push(Element::Text(label_alone(label)));
            }
            other => self.push(other.clone(), out),
        }
    }

    /// Appends an element if it prints anything. One that calls a variable without a value leaves
    /// an empty call, because a group with only such calls is not printed.
    pub(super) fn push(&mut self, element: Element, out: &mut Vec<Element>) {
        let said = self.content_of(&element);
        if said.prints && !self.is_repeated(&element) {
            if self.before.is_some() {
                self.note(&element);
            }
            out.push(element);
        } else if said.calls {
            out.push(nothing());
        }
    }

    /// Returns the number of the note with the first citation; 0 if it is not printed.
    fn first_note(&self) -> usize {
        self.way.filter(|way| way.later).map_or(0, |way| way.first_note)
    }

    /// True if a branch is taken.
    fn is_taken(&self, branch: &ChooseBranch) -> bool {
        let mut tests: Vec<bool> = vec![];
        tests.extend(branch.disambiguate.map(|wanted| !wanted));
        let variables = |all: &Option<Vec<Variable>>, test: &dyn Fn(Variable) -> bool| {
            all.iter().flatten().map(|var| test(*var)).collect::<Vec<bool>>()
        };
        tests.extend(variables(&branch.is_numeric, &|var| self.is_numeric(var)));
        tests.extend(variables(&branch.variable, &|var| self.is_set(var)));
        let vague = |name: String| self.item.dates.get(name.as_str()).is_some_and(|d| d.circa);
        let dates = branch.is_uncertain_date.iter().flatten();
        tests.extend(dates.map(|date| vague(date.to_string())));
        let place = self.way.and_then(|way| way.place);
        let locators = branch.locator.iter().flatten();
        tests.extend(locators.map(|wanted| place.is_some_and(|at| is_label(&at.label, *wanted))));
        tests.extend(branch.position.iter().flatten().map(|position| self.is_at(*position)));
        let kind: Option<Kind> = self.item.kind.parse().ok();
        tests.extend(branch.type_.iter().flatten().map(|wanted| kind == Some(*wanted)));
        branch.match_.test(tests.into_iter())
    }

    fn is_at(&self, position: TestPosition) -> bool {
        let Some(way) = self.way else { return false };
        match position {
            TestPosition::First => !way.later,
            TestPosition::Subsequent => way.later,
            TestPosition::NearNote => {
                let distance = self.style.whole.citation.near_note_distance as usize;
                way.later && way.first_note > 0 && way.note <= way.first_note + distance
            }
            TestPosition::Ibid | TestPosition::IbidWithLocator => false,
        }
    }

    fn is_numeric(&self, var: Variable) -> bool {
        match var {
            Variable::Number(NumberVariable::Locator) => {
                let place = self.way.and_then(|way| way.place);
                place.is_some_and(|at| is_numeric(&at.value))
            }
            Variable::Number(NumberVariable::CitationNumber) => true,
            Variable::Standard(_) | Variable::Number(_) | Variable::Page(_) => {
                is_numeric(self.item.text(&name_of(var)))
            }
            Variable::Date(_) | Variable::Name(_) => false,
        }
    }

    pub(super) fn is_set(&self, var: Variable) -> bool {
        let item = self.item;
        match var {
            Variable::Number(NumberVariable::Locator) => {
                self.way.is_some_and(|way| way.place.is_some())
            }
            Variable::Number(NumberVariable::CitationNumber) => true,
            Variable::Number(NumberVariable::FirstReferenceNoteNumber) => {
                self.way.is_some_and(|way| way.later && way.first_note > 0)
            }
            Variable::Number(NumberVariable::PageFirst) => {
                !item.text("page-first").is_empty() || !item.text("page").is_empty()
            }
            Variable::Standard(UNSET) => false,
            Variable::Standard(_) | Variable::Number(_) | Variable::Page(_) => {
                !item.text(&name_of(var)).trim().is_empty()
            }
            Variable::Date(date) => item.dates.contains_key(date.to_string().as_str()),
            Variable::Name(name) => item.names.contains_key(name.to_string().as_str()),
        }
    }
}

/// Returns a call of a variable that has no value.
pub(super) fn nothing() -> Element {
    Element::Text(plain(TextTarget::from(Variable::Standard(UNSET))))
}

/// Returns the label for the number of a note, which the processor does not know here.
fn label_alone(label: &Label) -> Text {
    let Label { variable, label } = label;
    let (form, plural) = (label.form, false);
    Text {
        formatting: label.formatting,
        affixes: label.affixes.clone(),
        strip_periods: label.strip_periods,
        ..plain(TextTarget::Term { term: Term::from(*variable), form, plural })
    }
}

/// Returns the name of a variable in an item.
fn name_of(var: Variable) -> String {
    match var.to_string() {
        name if name == "archive_place" => "archive-place".to_owned(),
        name => name,
    }
}

fn is_label(name: &str, wanted: Locator) -> bool {
    label(name).unwrap_or(Locator::Custom) == wanted
}

/// Returns a group without its children.
fn hollow(group: &Group) -> Group {
    Group {
        children: vec![],
        font_style: group.font_style,
        font_variant: group.font_variant,
        font_weight: group.font_weight,
        text_decoration: group.text_decoration,
        vertical_align: group.vertical_align,
        prefix: group.prefix.clone(),
        suffix: group.suffix.clone(),
        delimiter: group.delimiter.clone(),
        display: group.display,
    }
}

/// Returns the group that replaces a macro call, with the affixes of the call.
fn written_out(text: &Text, children: Vec<Element>) -> Group {
    let affixes = text.to_affixes();
    let (mut prefix, mut suffix) = (affixes.prefix, affixes.suffix);
    if text.strip_periods {
        prefix = Some(prefix.unwrap_or_default() + &marks::STRIPPED.to_string());
        suffix = Some(marks::STRIPPED_END.to_string() + &suffix.unwrap_or_default());
    }
    Group {
        children,
        font_style: text.formatting.font_style,
        font_variant: text.formatting.font_variant,
        font_weight: text.formatting.font_weight,
        text_decoration: text.formatting.text_decoration,
        vertical_align: text.formatting.vertical_align,
        prefix,
        suffix,
        delimiter: None,
        display: text.display,
    }
}

#[cfg(test)]
mod tests {
    use super::UNSET;
    use crate::variables::Variable;

    #[test]
    fn no_source_has_the_variable_that_is_never_set() {
        assert!(Variable::ALL.iter().all(|variable| variable.csl() != UNSET.to_string()));
    }
}
