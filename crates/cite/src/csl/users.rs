//! Chooses the language of a user's style, and prepares the style for the processor. Start with
//! [`language_for`].

use super::marks;
use super::prepare::prepare;
use super::{CitationLanguage, CitationStyle, language};
use crate::csl_file::{attribute, tags};
use crate::csl_runs::QuotationMarks;
use hayagriva::citationberg::taxonomy::OtherTerm;
use hayagriva::citationberg::{
    IndependentStyle, Locale, LocaleCode, LocalizedTerm, TermForm, Terms,
};
use std::borrow::Cow;

/// Returns the language of a user's style: that of the site, with all CSL terms. If the site's
/// language is only `en`, the style's `default-locale` decides, or else American English.
pub(super) fn language_for(style: &IndependentStyle, site: &CitationLanguage) -> CitationLanguage {
    if !site.is_compact {
        return site.clone();
    }
    let wanted = style.default_locale.as_ref().map_or("en-US", |code| code.0.as_str());
    let whole = language(wanted);
    // An unknown tag, or `en` again.
    if whole.is_known && !whole.is_compact { whole } else { language("en-US") }
}

/// Returns the locales of a style in lookup order: its own for the language, its own for the
/// language without a region, its own for all languages, and the files.
pub(super) fn in_order(
    style: &IndependentStyle,
    code: &LocaleCode,
    files: &[Locale],
) -> Vec<Locale> {
    let base = code.0.split('-').next().unwrap_or(&code.0);
    let of = |lang: Option<&str>| {
        let is = move |locale: &&Locale| locale.lang.as_ref().map(|l| l.0.as_str()) == lang;
        style.locale.iter().find(is)
    };
    let own = [of(Some(&code.0)), of(Some(base)).filter(|_| base != code.0), of(None)];
    own.into_iter().flatten().chain(files).cloned().collect()
}

/// Returns a term of a language; `None` if it is missing or empty.
fn word(locales: &[Locale], term: OtherTerm) -> Option<String> {
    let found = locales.iter().find_map(|l| l.term(term.into(), TermForm::Long))?;
    found.single().filter(|mark| !mark.is_empty()).map(str::to_owned)
}

/// Returns the words for no date, the short ones first.
pub(super) fn undated(locales: &[Locale]) -> Vec<String> {
    let forms = [TermForm::Short, TermForm::Long];
    let terms = forms.iter().filter_map(|form| {
        locales.iter().find_map(|l| l.term(OtherTerm::NoDate.into(), *form))?.single()
    });
    terms.filter(|words| !words.is_empty()).map(str::to_owned).collect()
}

/// Returns the quotation marks of a language.
fn quotes(locales: &[Locale]) -> QuotationMarks {
    let mut quotes = QuotationMarks::default();
    for (term, mark) in [
        (OtherTerm::OpenQuote, &mut quotes.outer.0),
        (OtherTerm::CloseQuote, &mut quotes.outer.1),
        (OtherTerm::OpenInnerQuote, &mut quotes.inner.0),
        (OtherTerm::CloseInnerQuote, &mut quotes.inner.1),
    ] {
        if let Some(found) = word(locales, term) {
            *mark = found;
        }
    }
    quotes
}

/// Merges locales into one; earlier ones take precedence.
fn merged(locales: &[Locale], code: &LocaleCode) -> Locale {
    let mut out = Locale {
        lang: Some(code.clone()),
        info: None,
        terms: None,
        date: locales.iter().flat_map(|l| l.date.iter().cloned()).collect(),
        style_options: locales.iter().find_map(|l| l.style_options),
    };
    let mut terms: Vec<LocalizedTerm> = vec![];
    let mut has_ordinals = false;
    for locale in locales {
        let own = locale.terms.iter().flat_map(|terms| &terms.terms);
        let with_ordinals = !has_ordinals;
        has_ordinals |= own.clone().any(|term| term.name.is_ordinal());
        terms.extend(own.filter(|term| with_ordinals || !term.name.is_ordinal()).cloned());
    }
    out.terms = Some(Terms { terms });
    out
}

/// Returns a style without layout and macros, which `cut` fills.
fn shell(style: &IndependentStyle) -> IndependentStyle {
    let mut out = style.clone();
    (out.macros, out.locale) = (vec![], vec![]);
    out.citation.layout.elements.clear();
    out.info.summary = None;
    (out.info.authors, out.info.contributors, out.info.link) = (vec![], vec![], vec![]);
    out
}

/// Returns the delimiters that lists of names inherit in citations and in entries, as written, with
/// entities.
pub(super) fn names_delimiters(text: &str) -> [Option<&str>; 2] {
    let opening = |name: &str| {
        let found = tags(text).flatten().find(|tag| !tag.closes && tag.name == name);
        found.and_then(|tag| attribute(tag.inner, "names-delimiter"))
    };
    let general = opening("style");
    ["citation", "bibliography"].map(|name| opening(name).or(general))
}

/// Writes the inherited delimiter into each list of names: the processor would use the delimiter
/// between two names of one list.
pub(super) fn with_names_delimiter<'a>(text: &'a str, delimiter: Option<&str>) -> Cow<'a, str> {
    let Some(value) = delimiter else { return Cow::Borrowed(text) };
    let value = value.replace('"', "&quot;");
    let mut out = String::with_capacity(text.len() + 64);
    let mut written = 0;
    let mut substitutes = 0_usize;
    for tag in tags(text).flatten() {
        match tag.name {
            "substitute" if tag.closes => substitutes = substitutes.saturating_sub(1),
            "substitute" if !tag.empty => substitutes += 1,
            // Short names in a substitute use the delimiter of the names that they replace.
            "names" if tag.closes || tag.empty && substitutes > 0 => {}
            "names" if attribute(tag.inner, "delimiter").is_none() => {
                let name = tag.inner.split(char::is_whitespace).next().unwrap_or_default();
                let end = tag.at + "<".len() + name.len();
                out.extend([&text[written..end], " delimiter=\"", &value, "\""]);
                written = end;
            }
            _ => {}
        }
    }
    out.push_str(&text[written..]);
    Cow::Owned(out)
}

impl CitationStyle {
    /// Prepares a parsed style for the processor.
    pub(super) fn prepare(&mut self) {
        let locales = in_order(&self.whole, &self.code, &self.locales);
        prepare(&mut self.cite, &locales);
        if let (Some(entry), Some(bibliography)) = (&mut self.entry, &self.whole.bibliography) {
            prepare(entry, &locales);
            self.spaces_number = bibliography.second_field_align.is_some();
        }
        let options = &self.whole.settings.options;
        self.sets_initials = options.initialize_with.is_some();
        self.quotes = quotes(&locales);
        if let Some(dash) = word(&locales, OtherTerm::PageRangeDelimiter) {
            self.page_dash = dash;
        }
        // One locale for all lookups, merged in lookup order.
        self.locales = vec![merged(&locales, &self.code)];
        self.shell = shell(&self.cite);
    }
}

/// True if the text of a style has a character that only this folder uses, literally or as a
/// reference to its number: `&#xE011;`.
pub(super) fn has_marks(text: &str) -> bool {
    let referred = |reference: &str| {
        let number = reference.split(';').next()?;
        let code = match number.strip_prefix(['x', 'X']) {
            Some(number) => u32::from_str_radix(number, 16),
            None => number.parse(),
        };
        char::from_u32(code.ok()?)
    };
    marks::has_reserved(text)
        || text.split("&#").skip(1).filter_map(referred).any(marks::is_reserved)
}

#[cfg(test)]
mod tests {
    use super::{has_marks, names_delimiters, with_names_delimiter};

    #[test]
    fn names_inherit_their_delimiter() {
        for (tags, in_citations, in_entries) in [
            ("<style names-delimiter=\"; \"><citation/><bibliography/>", Some("; "), Some("; ")),
            ("<style>\t<citation\tnames-delimiter='\"'>", Some("\""), None),
            ("<cs:style><cs:citation\n names-delimiter = '/' /><bibliography>", Some("/"), None),
            ("<style><!-- <citation names-delimiter=\"x\"> --><citation>", None, None),
            (
                "<style a='>' names-delimiter='x'><bibliography names-delimiter='y'>",
                Some("x"),
                Some("y"),
            ),
        ] {
            assert_eq!(names_delimiters(tags), [in_citations, in_entries], "{tags}");
        }
    }

    #[test]
    fn each_list_of_names_gets_the_delimiter_once() {
        for (text, expected) in [
            ("<names/>", "<names delimiter=\"&quot;\"/>"),
            ("<names\tvariable='a'></names>", "<names delimiter=\"&quot;\"\tvariable='a'></names>"),
            ("<cs:names>", "<cs:names delimiter=\"&quot;\">"),
            ("<names\n delimiter = 'x'/>", "<names\n delimiter = 'x'/>"),
            ("<!-- <names/> -->", "<!-- <names/> -->"),
            (
                "<text value='<substitute'/><names/>",
                "<text value='<substitute'/><names delimiter=\"&quot;\"/>",
            ),
            (
                "<substitute><names/><names></names></substitute><names/>",
                "<substitute><names/><names delimiter=\"&quot;\"></names></substitute>\
                 <names delimiter=\"&quot;\"/>",
            ),
        ] {
            assert_eq!(with_names_delimiter(text, Some("\"")), expected);
            assert_eq!(with_names_delimiter(text, None), text);
        }
    }

    #[test]
    fn references_to_marks_are_marks() {
        for text in
            ["a\u{e011}", "&#xE011;", "&#xe011;", "&#x00E07F;", "a &#57361; b", "&#&#57344;"]
        {
            assert!(has_marks(text), "{text}");
        }
        for text in
            ["&#x2013;", "&#8211;", "&#xF8FF;", "&#x110000;", "&#;", "&#x;", "&", "\u{f8ff}"]
        {
            assert!(!has_marks(text), "{text}");
        }
    }
}
