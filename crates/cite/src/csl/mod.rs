//! The citation processor: renders an item in a style, as cited in a [`CiteContext`], to runs of
//! text. Start with [`builtin_style`] or [`style`], then [`CitationStyle::cite`] and
//! [`CitationStyle::entry`].
//!
//! Only this module uses `hayagriva`. Must not depend on sites, pages or HTML. It works around
//! these limits of the processor, found by testing: periods and empty dates panic; numbers are
//! parsed and reformatted (`010` → `10`); prefixes, suffixes and suppressed authors are missing;
//! titles lose their capitals; its HTML is not escaped; and one run over a whole site is quadratic.
//! So each item is rendered separately, as a pure function of style, item and [`CiteContext`];
//! items are checked first, the output is [`TextRun`]s, and panics are caught.

mod branches;
mod cached_forms;
mod cases;
mod flat;
mod input;
mod language;
mod marks;
mod numbers;
mod prepare;
mod size;
mod substitutes;
mod users;

use crate::citation::Locator;
use crate::csl_file;
use crate::csl_file::StyleError;
use crate::csl_item::{curled, fed, title};
use crate::csl_runs::{
    QuotationMarks, capitals, continued, edges, insert_et_al, shared, tidy, without_names,
};
pub use crate::csl_runs::{TextRun, TextStyle};
use crate::item::{CslDate, CslItem};
pub use cached_forms::CachedForm;
use flat::flat;
use hayagriva::citationberg::json as csl;
use hayagriva::citationberg::taxonomy::{OtherTerm, StandardVariable, Term, Variable};
use hayagriva::citationberg::{
    self, Collapse, IndependentStyle, LayoutRenderingElement, Locale, LocaleCode, StyleClass,
    TermForm, TextTarget, ToAffixes as _,
};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, ElemChild,
    ElemChildren, Formatting, LocatorPayload, SpecificLocator, standalone_citation,
};
use input::{cleaned, substitute};
pub use language::{CitationLanguage, language};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Follows a value that is printed as written: with it, the processor does not detect a number. It
/// has no width except for its space, and never leaves this file.
const AS_WRITTEN: &str = "\u{2060} \u{2060}";

/// The maximum length of a value given to the processor, in bytes, since its time is quadratic in
/// the length. A longer value is replaced with a stand-in, and inserted afterwards.
const MAX_VALUE: usize = 2_000;

/// Delimits the name of a stand-in; never leaves this file.
const STAND_IN: char = '\u{e010}';

/// The id of an item that no source has, cited between two citations of one source so that the
/// second is not an *ibid*.
const BETWEEN: &str = "\u{2060}between";

/// The circumstances of one citation.
#[derive(Debug, Clone, Copy, Default)]
pub struct CiteContext<'a> {
    /// True if the source was cited on the page before.
    pub later: bool,
    /// The number of the note, from 1; 0 for none.
    pub note: usize,
    /// The number of the note with the first citation; 0 for none.
    pub first_note: usize,
    /// The number of the source in the bibliography, from 1; 0 for none.
    pub number: usize,
    /// The position in the source.
    pub place: Option<&'a Locator>,
    /// The letter that distinguishes it from another source of the same year: `a`.
    pub letter: &'a str,
    /// True if the author is omitted.
    pub suppress: bool,
}

/// Phrases for dates that CSL does not support, each with `{}` for the date.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DateWords {
    /// From that date on.
    pub from: String,
    /// Until that date.
    pub until: String,
    /// Approximate date.
    pub about: String,
    /// Uncertain date.
    pub unsure: String,
    /// Unknown date; without `{}`.
    pub unknown: String,
}

/// A built-in style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuiltinStyle {
    /// Notes.
    Notes,
    /// Author and year in the text.
    AuthorDate,
    /// Numbers in the text.
    Numeric,
}

/// A style, ready for rendering.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a property of its own")]
pub struct CitationStyle {
    /// The style for citations, without the affixes of the whole citation and without a
    /// bibliography.
    cite: IndependentStyle,
    /// The style for entries, rendered as citations because that takes one pass; `None` if the
    /// style has no bibliography.
    entry: Option<IndependentStyle>,
    /// The style as written, for settings that need the whole.
    whole: IndependentStyle,
    /// A user's style without its layout and macros, which [`CitationStyle::cut`] copies and fills.
    shell: IndependentStyle,
    /// The style without its layout, to sort the bibliography.
    sorter: IndependentStyle,
    /// The parts of a built-in style, from which its citations and entries are assembled.
    parts: Option<cached_forms::StyleLayout>,
    locales: Vec<Locale>,
    code: LocaleCode,
    /// The text before, after and between citations.
    pub around: (String, String, String),
    /// True if citations are in the text instead of in notes.
    pub in_text: bool,
    /// True if citations are the numbers of entries.
    pub numeric: bool,
    /// True if ranges of numbers are collapsed.
    pub collapses: bool,
    /// True if the style requests letters that distinguish works of one year.
    pub letters: bool,
    /// True for a built-in style.
    pub own: bool,
    /// True if the style prints approximate dates itself.
    says_circa: bool,
    /// True if a citation depends on the number of the first note.
    counts_notes: bool,
    /// True if a later citation may differ from the first.
    later_differs: bool,
    /// True if full stops and commas go inside closing quotation marks.
    pulls: bool,
    /// The words for no date, the short ones first.
    undated: Vec<String>,
    /// True if all names of the style use the same form of initials.
    sets_initials: bool,
    /// The text between the first and the last page of a range.
    page_dash: String,
    /// True if a space follows the number of an entry.
    spaces_number: bool,
    /// The quotation marks of the language.
    quotes: QuotationMarks,
    dates: DateWords,
}

/// Returns a built-in style.
pub fn builtin_style(
    which: BuiltinStyle,
    language: &CitationLanguage,
    dates: DateWords,
) -> Result<CitationStyle, StyleError> {
    let text = match which {
        BuiltinStyle::Notes => include_str!("../styles/notes.csl"),
        BuiltinStyle::AuthorDate => include_str!("../styles/author-date.csl"),
        BuiltinStyle::Numeric => include_str!("../styles/numeric.csl"),
    };
    let mut style = read(text, Some(language), language, dates)?;
    style.own = true;
    style.parts = cached_forms::parts(&style.cite, style.entry.as_ref());
    Ok(style)
}

/// Parses a user's style.
///
/// The error has a position if it is known.
pub fn style(
    text: &str,
    language: &CitationLanguage,
    dates: DateWords,
) -> Result<CitationStyle, StyleError> {
    csl_file::look(text)?;
    if users::has_marks(text) {
        return Err(StyleError::whole("it contains characters without meaning in any language"));
    }
    let [in_citations, in_entries] = users::names_delimiters(text);
    let with = |delimiter| users::with_names_delimiter(text, delimiter);
    let mut style = read(&with(in_citations), None, language, dates.clone())?;
    if in_entries != in_citations {
        style.entry = read(&with(in_entries), None, language, dates)?.entry;
    }
    style.prepare();
    for part in std::iter::once(&style.cite).chain(&style.entry) {
        size::check(part).map_err(|excess| excess.fault(text))?;
    }
    Ok(style)
}

/// Parses a style. `language` is its language if the style does not decide.
fn read(
    text: &str,
    language: Option<&CitationLanguage>,
    site: &CitationLanguage,
    dates: DateWords,
) -> Result<CitationStyle, StyleError> {
    let read = catch_unwind(AssertUnwindSafe(|| citationberg::Style::from_xml(text)));
    let whole = match read {
        Ok(Ok(citationberg::Style::Independent(style))) => style,
        Ok(Ok(citationberg::Style::Dependent(style))) => {
            return Err(StyleError::dependent(&style.parent_link.href));
        }
        Ok(Err(why)) => return Err(StyleError::whole(&why.source.to_string())),
        Err(_) => return Err(StyleError::whole("it cannot be read")),
    };
    let language = language.map_or_else(|| users::language_for(&whole, site), Clone::clone);
    let CitationLanguage { code, locales, .. } = language;
    let mut cite = whole.clone();
    let affixes = cite.citation.layout.to_affixes();
    let between = cite.citation.layout.delimiter.take().unwrap_or_else(|| "; ".to_owned());
    (cite.citation.layout.prefix, cite.citation.layout.suffix) = (None, None);
    // Letters after years are assigned for the whole site, independently of the citations of a
    // page.
    let letters = std::mem::take(&mut cite.citation.disambiguate_add_year_suffix);
    let entry = cite.bibliography.take().map(|bibliography| {
        let mut entry = cite.clone();
        entry.citation.layout = bibliography.layout;
        entry.citation.name_options = bibliography.name_options;
        entry
    });
    let mut sorter = whole.clone();
    // Identical citations would cost another run over each of them.
    let title = TextTarget::from(Variable::Standard(StandardVariable::Title));
    sorter.citation.layout.elements = vec![LayoutRenderingElement::Text(prepare::plain(title))];
    if let Some(bibliography) = &mut sorter.bibliography {
        bibliography.layout.elements.clear();
    }
    Ok(CitationStyle {
        sorter,
        around: (affixes.prefix.unwrap_or_default(), affixes.suffix.unwrap_or_default(), between),
        in_text: whole.settings.class == StyleClass::InText,
        numeric: text.contains("citation-number"),
        collapses: whole.citation.collapse == Some(Collapse::CitationNumber),
        letters,
        own: false,
        says_circa: text.contains("is-uncertain-date"),
        counts_notes: text.contains("first-reference-note-number") || text.contains("near-note"),
        later_differs: ["position", "et-al-subsequent"].iter().any(|word| text.contains(word)),
        pulls: users::in_order(&whole, &code, locales.get(..1).unwrap_or_default())
            .iter()
            .find_map(|l| l.style_options.and_then(|o| o.punctuation_in_quote))
            .unwrap_or_default(),
        undated: users::undated(&locales),
        sets_initials: false,
        page_dash: "–".to_owned(),
        spaces_number: false,
        quotes: QuotationMarks::default(),
        shell: cite.clone(),
        cite,
        entry,
        whole,
        parts: None,
        locales,
        code,
        dates,
    })
}

impl CitationStyle {
    /// True if the style has a bibliography.
    pub fn has_entries(&self) -> bool {
        self.entry.is_some()
    }

    /// Returns the language of its terms.
    pub fn language(&self) -> &str {
        &self.code.0
    }

    /// True if full stops and commas go inside closing quotation marks.
    pub fn pulls(&self) -> bool {
        self.pulls
    }

    /// Renders the citation of one source, without prefix and suffix and without the affixes of the
    /// whole citation. `None` if the processor fails.
    ///
    /// Depends only on the style, the item and `way`. Cost: a run of the processor for the item, one
    /// for the locator, and one for each period or approximate date.
    pub fn cite(&self, item: &CslItem, way: &CiteContext<'_>) -> Option<Vec<TextRun>> {
        self.cite_with(item, way, |form| self.render_form(form, item, way.letter).map(Cow::Owned))
    }

    /// Renders a citation without the cached parts.
    fn cite_whole(&self, item: &CslItem, way: &CiteContext<'_>) -> Option<Vec<TextRun>> {
        let item = &*cleaned(item);
        let place = way.place.map(|place| self.place(place));
        let number = Some((way.number, false)).filter(|_| !self.own && way.number > 0);
        let cut = (!self.own).then(|| self.cut(&self.cite, item, Some(way)));
        let runs = self.dated(item, way.letter, number, |input| {
            let locator = place
                .as_ref()
                .map(|(label, value)| SpecificLocator(*label, LocatorPayload::Str(value.as_str())));
            if let Some(style) = &cut {
                return Some(self.alone(style, CitationItem::with_locator(input, locator)));
            }
            if way.later && !self.counts_notes && !self.numeric {
                return Some(self.alone(&self.cite, CitationItem::with_locator(input, locator)));
            }
            self.driven(input, way, locator)
        })?;
        Some(if way.suppress { without_names(runs) } else { runs })
    }

    /// Renders the entry of one source in the bibliography; as a first citation if the style has
    /// none. `None` if the processor fails.
    ///
    /// Depends only on the style, the item, its number and its letter.
    pub fn entry(&self, item: &CslItem, number: usize, letter: &str) -> Option<Vec<TextRun>> {
        self.entry_with(item, number, letter, |form| {
            self.render_form(form, item, letter).map(Cow::Owned)
        })
    }

    /// Renders an entry without the cached parts.
    fn entry_whole(&self, item: &CslItem, number: usize, letter: &str) -> Option<Vec<TextRun>> {
        let item = &*cleaned(item);
        let Some(style) = &self.entry else {
            let mut runs =
                self.cite_whole(item, &CiteContext { number, letter, ..CiteContext::default() })?;
            runs.push(TextRun { text: self.around.1.clone(), ..TextRun::default() });
            return Some(tidy(&runs, &title(item), self.pulls, &self.quotes));
        };
        if !self.own {
            let style = self.cut(style, item, None);
            return self.dated(item, letter, Some((number, self.spaces_number)), |input| {
                Some(self.alone(&style, CitationItem::with_entry(input)))
            });
        }
        let runs = self.dated(item, letter, None, |input| {
            if self.numeric {
                let runs = self.listed(&[input], number).into_iter().next();
                return runs.map(|(_, children)| children);
            }
            Some(self.alone(style, CitationItem::with_entry(input)))
        })?;
        let mut runs = capitals(runs);
        // A letter after `n.d.` separates it from the full stop that ended the entry.
        let stop = TextRun { text: ".".to_owned(), ..TextRun::default() };
        continued(&mut runs, &[stop], self.pulls);
        if number == 0 {
            runs.retain(|r| !r.is_number);
            if let Some(first) = runs.first_mut() {
                first.text = first.text.trim_start().to_owned();
            }
        }
        Some(runs)
    }

    /// Returns the order of these items in the bibliography of a page, as their positions. `None`
    /// if the style does not sort, or if the processor fails.
    pub fn order(&self, items: &[&CslItem]) -> Option<Vec<usize>> {
        self.whole.bibliography.as_ref()?.sort.as_ref()?;
        let inputs: Vec<csl::Item> = items
            .iter()
            .enumerate()
            .map(|(at, item)| {
                let mut input = self.input(&cleaned(item), None);
                input.0.insert("id".to_owned(), csl::Value::String(at.to_string()));
                input
            })
            .collect();
        let inputs: Vec<&csl::Item> = inputs.iter().collect();
        let order = guarded(|| Some(self.sorted(&inputs)))?;
        (order.len() == items.len()).then_some(order)
    }

    /// Returns the order of these items, whose ids are their positions, without rendering them.
    fn sorted(&self, inputs: &[&csl::Item]) -> Vec<usize> {
        let mut driver = BibliographyDriver::new();
        for input in inputs {
            let items = vec![CitationItem::with_entry(*input)];
            let code = Some(self.code());
            driver.citation(CitationRequest::new(items, &self.sorter, code, &self.locales, None));
        }
        let request = BibliographyRequest::new(&self.sorter, Some(self.code()), &self.locales);
        let list = driver.finish(request).bibliography.map(|b| b.items).unwrap_or_default();
        list.iter().filter_map(|item| item.key.parse().ok()).collect()
    }

    fn code(&self) -> LocaleCode {
        self.code.clone()
    }

    fn request<'a>(
        &'a self,
        items: Vec<CitationItem<'a, csl::Item>>,
        note: usize,
    ) -> CitationRequest<'a, csl::Item> {
        let note = (note > 0).then_some(note);
        CitationRequest::new(items, &self.cite, Some(self.code()), &self.locales, note)
    }

    /// Renders one item in a style, in one pass.
    fn alone(&self, style: &IndependentStyle, cited: CitationItem<'_, csl::Item>) -> ElemChildren {
        let code = Some(self.code());
        standalone_citation(CitationRequest::new(vec![cited], style, code, &self.locales, None))
    }

    /// Renders a citation with a separate driver that knows the citations before it.
    fn driven(
        &self,
        input: &csl::Item,
        way: &CiteContext<'_>,
        locator: Option<SpecificLocator<'_>>,
    ) -> Option<ElemChildren> {
        let other = csl::Item(BTreeMap::from([
            ("id".to_owned(), csl::Value::String(BETWEEN.to_owned())),
            ("type".to_owned(), csl::Value::String("document".to_owned())),
        ]));
        let mut driver =
            BibliographyDriver::new().with_citation_number_offset(way.number.saturating_sub(1));
        if way.later {
            driver.citation(self.request(vec![CitationItem::with_entry(input)], way.first_note));
            // As many as the distance from near to far notes requires.
            let notes = way.note.saturating_sub(way.first_note + 1);
            let most = self.cite.citation.near_note_distance as usize;
            for _ in 0..notes.clamp(1, most.clamp(1, 20)) {
                driver
                    .citation(self.request(vec![CitationItem::with_entry(&other)], way.first_note));
            }
        }
        driver.citation(self.request(vec![CitationItem::with_locator(input, locator)], way.note));
        let bibliography = BibliographyRequest::new(&self.cite, Some(self.code()), &self.locales);
        driver.finish(bibliography).citations.pop().map(|cited| cited.citation)
    }

    /// Renders the entries of a bibliography in the style's order, each with its id.
    fn listed(&self, inputs: &[&csl::Item], number: usize) -> Vec<(String, ElemChildren)> {
        let mut driver =
            BibliographyDriver::new().with_citation_number_offset(number.saturating_sub(1));
        for input in inputs {
            driver.citation(self.request(vec![CitationItem::with_entry(*input)], 0));
        }
        let request = BibliographyRequest::new(&self.whole, Some(self.code()), &self.locales);
        let list = driver.finish(request).bibliography.map(|b| b.items).unwrap_or_default();
        list.into_iter()
            .map(|item| {
                let first = item.first_field.into_iter();
                let space = first.len() > 0;
                let mut children: Vec<ElemChild> = first.collect();
                if space {
                    let text = " ".to_owned();
                    let formatting = Formatting::default();
                    children.push(ElemChild::Text(hayagriva::Formatted { text, formatting }));
                }
                children.extend(item.content.0);
                (item.key, ElemChildren(children))
            })
            .collect()
    }

    /// Renders the runs of an item, with the dates that CSL cannot express. `number` is that of an
    /// entry, 0 for none.
    fn dated(
        &self,
        item: &CslItem,
        letter: &str,
        number: Option<(usize, bool)>,
        write: impl Fn(&csl::Item) -> Option<ElemChildren>,
    ) -> Option<Vec<TextRun>> {
        guarded(|| {
            let read = |other: Option<&str>| {
                let mut runs = flat(&write(&self.input(item, other))?);
                if let Some((number, spaced)) = number {
                    numbered(&mut runs, number, spaced);
                }
                Some(runs)
            };
            let mut runs = read(None)?;
            let has_place = runs.iter().any(|run| run.text.contains(marks::LETTER));
            runs = self.settled(runs, item, letter);
            for (name, date) in &item.dates {
                let is_printed = if self.own { *name == "issued" } else { *name != "accessed" };
                if is_printed && self.is_special(date) {
                    // The same with a different date: the difference between the two is the date.
                    let other = self.settled(read(Some(name))?, item, letter);
                    self.respell(&mut runs, &other, date);
                }
            }
            if !letter.is_empty() && !has_place {
                self.lettered(&mut runs, item, letter);
            }
            let long = item.text("title").len() > MAX_VALUE;
            let title = match title(item) {
                _ if long => substitute("title"),
                title if self.own => fed(&title),
                title => fed(&curled(&title)),
            };
            let mut runs = tidy(&runs, &title, self.pulls, &self.quotes);
            for run in runs.iter_mut().filter(|run| !self.own && run.url.is_empty()) {
                if let Cow::Owned(text) = curled(&run.text) {
                    run.text = text;
                }
            }
            for run in runs.iter_mut().filter(|run| run.text.contains(STAND_IN)) {
                for (name, value) in item.text.iter().filter(|(_, value)| value.len() > MAX_VALUE) {
                    run.text = run.text.replace(&substitute(name), value);
                }
            }
            Some(runs)
        })
    }

    /// Returns a term of the style's language in its long form; empty without one.
    fn term(&self, name: &str) -> String {
        let Ok(term) = name.parse::<OtherTerm>().map(Term::Other) else { return String::new() };
        let mut all = self.whole.locale.iter().chain(&self.locales);
        let found = all.find_map(|locale| locale.term(term, TermForm::Long));
        found.and_then(|term| term.single().or(term.multiple())).unwrap_or_default().to_owned()
    }

    /// Finishes the output of a style: evaluates the marks of a user's style, restores its numbers,
    /// and writes `et al.` for omitted names.
    fn settled(&self, mut runs: Vec<TextRun>, item: &CslItem, letter: &str) -> Vec<TextRun> {
        if !self.own {
            numbers::put_back(&mut runs, item, &self.page_dash);
            let language = item.text("language");
            let language = if language.is_empty() { &self.code.0 } else { language };
            runs = marks::settle(&runs, language.starts_with("en"), letter);
        }
        insert_et_al(&mut runs, |name| self.term(name));
        runs
    }

    /// Inserts a letter after the year if the style has no position for it; in a built-in style
    /// also after the words for no date.
    fn lettered(&self, runs: &mut [TextRun], item: &CslItem, letter: &str) {
        let put = |runs: &mut [TextRun], words: &str, letter: &str, is_date: bool| {
            let mut dates = runs.iter_mut().filter(|run| !is_date || run.date > 0);
            let found = dates.find_map(|run| run.text.find(words).map(|at| (run, at)));
            found.map(|(run, at)| {
                let at = at + words.len();
                // The full stop of `n.d.` also ended the sentence.
                let ends = words.ends_with('.') && run.text[at..].starts_with(' ');
                run.text.insert_str(at, &format!("{letter}{}", if ends { "." } else { "" }));
            })
        };
        if let Some(year) = item.year() {
            let _ = put(runs, &year.to_string(), letter, true);
        } else if self.own {
            let letter = format!("-{letter}");
            let _ = self.undated.iter().find_map(|words| put(runs, words, &letter, false));
        }
    }

    fn is_special(&self, date: &CslDate) -> bool {
        date.edtf.contains("..") || date.parts.len() > 1 || date.circa && !self.says_circa
    }

    /// Writes the words of a period or an approximate date at the position at which the two texts
    /// differ.
    fn respell(&self, runs: &mut [TextRun], other: &[TextRun], date: &CslDate) {
        if runs.len() != other.len() {
            return;
        }
        let around = if date.edtf.starts_with("..") {
            Some(&self.dates.until)
        } else if date.edtf.ends_with("..") {
            Some(&self.dates.from)
        } else if date.parts.len() > 1 {
            None
        } else if date.edtf.ends_with('?') {
            Some(&self.dates.unsure)
        } else {
            Some(&self.dates.about)
        };
        for (run, other) in runs.iter_mut().zip(other) {
            if run.date == 0 || run.text == other.text {
                continue;
            }
            let (head, tail) = match around {
                None => shared(&run.text, &other.text),
                // The words apply to the whole date.
                Some(_) => edges(&run.text),
            };
            let mine = run.text.get(head..run.text.len() - tail).unwrap_or("");
            let words = match around {
                Some(pattern) if pattern.contains("{}") => pattern.replacen("{}", mine, 1),
                Some(_) => mine.to_owned(),
                None => {
                    let end = other.text.len().saturating_sub(tail);
                    format!("{mine}–{}", other.text.get(head..end).unwrap_or(""))
                }
            };
            let (before, after) =
                (run.text[..head].to_owned(), run.text[run.text.len() - tail..].to_owned());
            run.text = before + &words + &after;
        }
    }
}

/// Sets the number of an entry, or removes it. `spaced` adds a space after it.
fn numbered(runs: &mut Vec<TextRun>, number: usize, spaced: bool) {
    if number == 0 {
        runs.retain(|run| !run.is_number);
        return;
    }
    let mut written = false;
    let mut last = None;
    for (at, run) in runs.iter_mut().enumerate().filter(|(_, run)| run.is_number) {
        last = Some(at);
        let digits = run.text.find(|c: char| c.is_ascii_digit());
        if let Some(from) = digits.filter(|_| !written) {
            let rest = run.text[from..].trim_start_matches(|c: char| c.is_ascii_digit());
            run.text = format!("{}{number}{rest}", &run.text[..from]);
            written = true;
        }
    }
    if let Some(at) = last.filter(|_| spaced) {
        runs.insert(
            at + 1,
            TextRun { text: " ".to_owned(), is_number: true, ..TextRun::default() },
        );
    }
}

/// Runs the processor; a panic gives `None`.
fn guarded<T>(run: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(run)).ok().flatten()
}

#[cfg(test)]
mod tests;
