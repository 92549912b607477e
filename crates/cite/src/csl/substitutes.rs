//! Chooses the substitute for missing names, and determines which parts of a style print anything.
//! Start with `BranchCutter::names`.
//!
//! A part of [`branches`](super::branches): the first substitute that prints replaces the names,
//! and its variables are not printed again. The processor would make this choice while rendering,
//! and treat a date or label as printed although it only evaluated it.

use super::branches::{BranchCutter, nothing};
use super::marks;
use hayagriva::citationberg::taxonomy::{NameVariable, StandardVariable, Variable};
use hayagriva::citationberg::{
    Group, LayoutRenderingElement as Element, LongShortForm, Name, Names, NamesChild, Text,
    TextTarget,
};

/// The content that an element has for a source.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ElementContent {
    /// True if it calls a variable.
    pub(super) calls: bool,
    /// True if a variable that it calls has a value.
    filled: bool,
    /// True if it prints anything.
    pub(super) prints: bool,
}

impl BranchCutter<'_> {
    /// Appends names, or the style's substitute for them.
    pub(super) fn names(&mut self, names: &Names, out: &mut Vec<Element>) {
        let mut names = names.clone();
        let later = self.way.is_some_and(|way| way.later);
        if !later {
            (names.et_al_subsequent_min, names.et_al_subsequent_use_first) = (None, None);
        }
        let mut others = vec![];
        for child in &mut names.children {
            if let NamesChild::Substitute(substitute) = child {
                others = std::mem::take(&mut substitute.children);
            }
        }
        let own: Vec<NameVariable> = names
            .variable
            .iter()
            .copied()
            .filter(|v| {
                self.is_set(Variable::Name(*v)) && !self.printed.contains(&Variable::Name(*v))
            })
            .collect();
        let repeated = names.variable.iter().any(|v| self.is_set(Variable::Name(*v)));
        if !own.is_empty() {
            names.variable = own;
            names.children.retain(|child| !matches!(child, NamesChild::Substitute(_)));
            if self.before.is_some() {
                self.printed.extend(names.variable.iter().map(|v| Variable::Name(*v)));
            }
            // Short names inherit the children of the names that they replace.
            let short = self.before.is_some() && names.children.is_empty();
            out.push(Element::Names(if short { names } else { with_name(names) }));
            return;
        }
        // Names printed as a substitute are not substituted again.
        for other in others.iter().filter(|_| !repeated) {
            let (printed, before) = (self.printed.clone(), self.before);
            self.before = before.or(Some(printed.len()));
            let mut elements = vec![];
            self.all(std::slice::from_ref(other), &mut elements);
            self.before = before;
            for element in elements {
                let element = match element {
                    Element::Names(child) => {
                        Element::Names(with_name(names.from_names_substitute(&child)))
                    }
                    other => other,
                };
                if self.content_of(&element).prints {
                    self.printed = printed;
                    self.note(&element);
                    out.push(in_place_of_names(&names, element));
                    return;
                }
            }
            self.printed = printed;
        }
        out.push(nothing());
    }

    /// Records the variables printed as substitutes, since they are not printed again. Dates are
    /// not recorded, because a year at the start is only part of the date in an entry.
    pub(super) fn note(&mut self, element: &Element) {
        match element {
            Element::Text(text) => {
                if let TextTarget::Variable { var, .. } = &text.target {
                    self.printed.push(*var);
                }
            }
            Element::Number(number) => self.printed.push(number.variable.into()),
            Element::Names(names) => {
                self.printed.extend(names.variable.iter().map(|v| Variable::Name(*v)));
            }
            Element::Group(group) => group.children.iter().for_each(|child| self.note(child)),
            Element::Label(_) | Element::Date(_) | Element::Choose(_) => {}
        }
    }

    /// Returns the content of a reduced element.
    pub(super) fn content_of(&self, element: &Element) -> ElementContent {
        let variable = |var| {
            let filled = self.is_set(var);
            ElementContent { calls: true, filled, prints: filled }
        };
        match element {
            Element::Text(text) => match &text.target {
                TextTarget::Variable { var, form: LongShortForm::Short }
                    if *var == Variable::Standard(StandardVariable::Title) =>
                {
                    let short = variable(Variable::Standard(StandardVariable::TitleShort));
                    if short.filled { short } else { variable(*var) }
                }
                TextTarget::Variable { var, .. } => variable(*var),
                TextTarget::Value { val } => {
                    ElementContent { prints: !val.is_empty(), ..ElementContent::default() }
                }
                TextTarget::Term { .. } => {
                    ElementContent { prints: true, ..ElementContent::default() }
                }
                TextTarget::Macro { .. } => ElementContent::default(),
            },
            Element::Number(number) => variable(number.variable.into()),
            Element::Date(date) => {
                date.variable.map_or(ElementContent::default(), |v| variable(v.into()))
            }
            Element::Names(names) => {
                let filled = names.variable.iter().any(|v| self.is_set(Variable::Name(*v)));
                ElementContent { calls: true, filled, prints: filled }
            }
            Element::Label(label) => ElementContent {
                prints: self.is_set(label.variable.into()),
                ..ElementContent::default()
            },
            Element::Group(group) => {
                let mut all = ElementContent::default();
                for child in &group.children {
                    let said = self.content_of(child);
                    all.calls |= said.calls;
                    all.prints |= said.prints;
                    // A group that prints counts as a variable with a value.
                    let group = matches!(child, Element::Group(_));
                    all.filled |= if group { said.prints } else { said.filled };
                }
                all.prints &= !all.calls || all.filled;
                all
            }
            Element::Choose(_) => ElementContent::default(),
        }
    }

    /// True if an element would repeat a substitute for names.
    pub(super) fn is_repeated(&self, element: &Element) -> bool {
        let var = match element {
            Element::Text(Text { target: TextTarget::Variable { var, .. }, .. }) => *var,
            Element::Number(number) => number.variable.into(),
            Element::Label(label) => {
                // The label of the number written last belongs to it.
                let before = self.before.unwrap_or(self.printed.len());
                return self.printed[..before].contains(&label.variable.into());
            }
            _ => return false,
        };
        self.printed.contains(&var)
    }
}

/// Adds the element for one name, without which the processor prints no names.
fn with_name(mut names: Names) -> Names {
    if names.name().is_none() {
        names.children.insert(0, NamesChild::Name(Name::default()));
    }
    names
}

/// Marks an element as a substitute for names.
fn in_place_of_names(names: &Names, element: Element) -> Element {
    if matches!(element, Element::Names(_)) {
        return element;
    }
    Element::Group(Group {
        children: vec![element],
        font_style: names.font_style,
        font_variant: names.font_variant,
        font_weight: names.font_weight,
        text_decoration: names.text_decoration,
        vertical_align: names.vertical_align,
        prefix: Some(marks::NAMES.to_string()),
        suffix: Some(marks::NAMES_END.to_string()),
        delimiter: None,
        display: names.display,
    })
}
