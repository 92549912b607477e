//! Rewrites a user's style for the processor. Start with [`prepare`].
//!
//! The processor interprets some parts of a style differently from CSL 1.0.2. Each rewrite replaces
//! such a part with an equivalent that it interprets correctly; decisions that it would make too
//! early become marks, which `marks` reads afterwards. Runs once per site, and must not depend on
//! sources.

use super::cases::CaseChange;
use super::marks;
use hayagriva::citationberg::taxonomy::{OtherTerm, StandardVariable, Term, Variable};
use hayagriva::citationberg::{
    Affixes, Choose, ChooseBranch, ChooseMatch, Date, DatePartName, DateParts, ElseBranch,
    IndependentStyle, LayoutRenderingElement as Element, Locale, LongShortForm, Names, NamesChild,
    Text, TextCase, TextTarget, ToAffixes as _,
};

/// Prepares a style.
///
/// * In: the style; the locales in lookup order.
/// * Out: a style for the processor, with marks.
pub(super) fn prepare(style: &mut IndependentStyle, locales: &[Locale]) {
    let mut work = StylePreparation { locales, parts: 0 };
    let mut macros = std::mem::take(&mut style.macros);
    for one in &mut macros {
        work.all(&mut one.children);
    }
    style.macros = macros;
    work.all(&mut style.citation.layout.elements);
}

struct StylePreparation<'a> {
    locales: &'a [Locale],
    /// The number of parts marked so far.
    parts: usize,
}

impl StylePreparation<'_> {
    fn all(&mut self, elements: &mut [Element]) {
        for element in elements {
            self.one(element);
        }
    }

    fn one(&mut self, element: &mut Element) {
        match element {
            Element::Text(text) => self.text(text),
            Element::Number(number) => {
                let case = number.text_case.take();
                self.mark(&mut number.affixes, case, false, None);
            }
            Element::Label(label) => {
                let case = label.label.text_case.take();
                self.mark(&mut label.label.affixes, case, false, None);
            }
            Element::Date(date) => self.date(date),
            Element::Names(names) => self.names(names),
            Element::Choose(choose) => self.choose(choose),
            Element::Group(group) => {
                self.all(&mut group.children);
                let delimiter = group.delimiter.take().filter(|d| !d.is_empty());
                if delimiter.is_some() || group.prefix.is_some() || group.suffix.is_some() {
                    let mut affixes = group.to_affixes();
                    self.part(&mut affixes, "", "");
                    (group.prefix, group.suffix) = (affixes.prefix, affixes.suffix);
                }
                group.delimiter =
                    delimiter.map(|d| format!("{}{d}{}", marks::DELIMITER, marks::DELIMITER_END));
            }
        }
        short_title(element);
    }

    fn text(&mut self, text: &mut Text) {
        let (case, quotes) = (text.text_case.take(), std::mem::take(&mut text.quotes));
        let mut letter = None;
        match &text.target {
            TextTarget::Variable { var: Variable::Standard(var), .. } => {
                if *var == StandardVariable::YearSuffix {
                    text.target = TextTarget::Value { val: marks::LETTER.to_string() };
                } else if is_address(*var, text.affixes.prefix.as_deref()) {
                    return;
                }
            }
            TextTarget::Term { term: Term::Other(OtherTerm::NoDate), .. } => {
                letter = Some(marks::LETTER_UNDATED);
            }
            _ => {}
        }
        self.mark(&mut text.affixes, case, quotes, letter);
    }

    /// Marks an element that has affixes, a case or quotation marks.
    fn mark(
        &mut self,
        affixes: &mut Affixes,
        case: Option<TextCase>,
        quotes: bool,
        letter: Option<char>,
    ) {
        let (mut before, mut after) = (String::new(), String::new());
        if let Some(case) = case {
            before.push(CaseChange::mark(case));
        }
        if quotes {
            before.push(marks::QUOTED);
            after.push(marks::QUOTED_END);
        }
        after.extend(case.map(|_| marks::CASE_END));
        after.extend(letter);
        let any = |text: &Option<String>| text.as_ref().is_some_and(|t| !t.is_empty());
        if any(&affixes.prefix) || any(&affixes.suffix) || !before.is_empty() || !after.is_empty() {
            self.part(affixes, &before, &after);
        }
    }

    /// Turns affixes into those of a part.
    fn part(&mut self, affixes: &mut Affixes, before: &str, after: &str) {
        let prefix = affixes.prefix.take().unwrap_or_default();
        let suffix = affixes.suffix.take().unwrap_or_default();
        let number = marks::part_number(self.parts);
        self.parts += 1;
        affixes.prefix = Some(format!("{}{prefix}{}{before}", marks::PART, marks::CONTENT));
        affixes.suffix = Some(format!("{after}{}{number}{suffix}{}", marks::AFTER, marks::END));
    }

    /// Expands a date in a form of the locale to the parts of that form, because the processor
    /// prints the season even for a date limited to its year.
    fn date(&mut self, date: &mut Date) {
        if let Some(form) = date.form
            && let Some(base) =
                self.locales.iter().find_map(|l| l.date.iter().find(|d| d.form == Some(form)))
        {
            let wanted = date.parts.or(base.parts).unwrap_or(DateParts::YearMonthDay);
            let own = std::mem::take(&mut date.date_part);
            let parts = base.date_part.iter().filter(|part| match part.name {
                DatePartName::Month => wanted.has_month(),
                DatePartName::Day => wanted.has_day(),
                DatePartName::Year => true,
            });
            date.date_part = parts
                .map(|part| match own.iter().find(|o| o.name == part.name) {
                    None => part.clone(),
                    Some(over) => {
                        let mut over = over.clone();
                        over.affixes = part.affixes.clone();
                        over.formatting = over.formatting.apply(part.formatting);
                        over.text_case = over.text_case.or(part.text_case);
                        over.strip_periods |= part.strip_periods;
                        over
                    }
                })
                .collect();
            date.formatting = date.formatting.apply(base.formatting);
            date.text_case = date.text_case.or(base.text_case);
            date.delimiter.clone_from(&base.delimiter);
            (date.form, date.parts) = (None, None);
        }
        for part in &mut date.date_part {
            let case = part.text_case.take();
            self.mark(&mut part.affixes, case, false, None);
        }
        let case = date.text_case.take();
        let delimiter = date.delimiter.take().filter(|d| !d.is_empty());
        if let Some(delimiter) = delimiter {
            date.delimiter =
                Some(format!("{}{delimiter}{}", marks::DELIMITER, marks::DELIMITER_END));
        }
        if date.delimiter.is_some() || case.is_some() {
            let (before, after) = match case {
                Some(case) => (CaseChange::mark(case).to_string(), marks::CASE_END.to_string()),
                None => (String::new(), String::new()),
            };
            self.part(&mut date.affixes, &before, &after);
        } else {
            self.mark(&mut date.affixes, None, false, None);
        }
    }

    fn names(&mut self, names: &mut Names) {
        for child in &mut names.children {
            match child {
                NamesChild::Label(label) => {
                    let case = label.text_case.take();
                    if case.is_some() {
                        self.mark(&mut label.affixes, case, false, None);
                    }
                }
                NamesChild::Substitute(substitute) => {
                    for element in &mut substitute.children {
                        match element {
                            // Its children and affixes are those of the names that it replaces.
                            Element::Names(short) if short.children.is_empty() => {}
                            other => self.one(other),
                        }
                    }
                }
                _ => {}
            }
        }
        let mut affixes = names.to_affixes();
        self.mark(&mut affixes, None, false, None);
        (names.prefix, names.suffix) = (affixes.prefix, affixes.suffix);
    }

    fn choose(&mut self, choose: &mut Choose) {
        let others = choose.else_if.iter_mut();
        for branch in std::iter::once(&mut choose.if_).chain(others) {
            self.all(&mut branch.children);
        }
        if let Some(other) = &mut choose.otherwise {
            self.all(&mut other.children);
        }
    }
}

/// Converts the short form of a container title to the separate variable that the processor uses.
fn short_title(element: &mut Element) {
    let Element::Text(text) = element else { return };
    let TextTarget::Variable { var, form: LongShortForm::Short } = &text.target else { return };
    if *var != Variable::Standard(StandardVariable::ContainerTitle) {
        return;
    }
    let short = Variable::Standard(StandardVariable::ContainerTitleShort);
    let form = LongShortForm::default();
    let mut first = text.clone();
    first.target = TextTarget::Variable { var: short, form };
    let branch = ChooseBranch {
        disambiguate: None,
        is_numeric: None,
        is_uncertain_date: None,
        locator: None,
        position: None,
        type_: None,
        variable: Some(vec![short]),
        match_: ChooseMatch::All,
        children: vec![Element::Text(first)],
    };
    let otherwise = ElseBranch { children: vec![Element::Text(text.clone())] };
    *element = Element::Choose(Choose { if_: branch, else_if: vec![], otherwise: Some(otherwise) });
}

/// True if a variable is printed as a URL that its prefix is part of.
fn is_address(var: StandardVariable, prefix: Option<&str>) -> bool {
    let whole = match var {
        StandardVariable::DOI => "https://doi.org/",
        StandardVariable::PMID => "https://www.ncbi.nlm.nih.gov/pubmed/",
        StandardVariable::PMCID => "https://www.ncbi.nlm.nih.gov/pmc/articles/",
        _ => return false,
    };
    prefix == Some(whole)
}

/// Returns a text without affixes and formatting.
pub(super) fn plain(target: TextTarget) -> Text {
    Text {
        target,
        formatting: hayagriva::citationberg::Formatting::default(),
        affixes: Affixes::default(),
        display: None,
        quotes: false,
        strip_periods: false,
        text_case: None,
    }
}
