//! The terms of a language for citations, with English as the fallback. Start with [`language`].
//!
//! Reads CSL locales. Must not depend on styles or sources.

use super::input::label;
use hayagriva::citationberg::{self, Locale, LocaleCode, TermForm};

/// The terms of a language for citations, with English as the fallback.
#[derive(Debug, Clone)]
pub struct CitationLanguage {
    pub(super) code: LocaleCode,
    pub(super) locales: Vec<Locale>,
    /// True if it is the language requested.
    pub is_known: bool,
    /// True if it has only the terms that the built-in styles print.
    pub(super) is_compact: bool,
}

/// Returns the language of a tag, or English for an unknown one. Locales except `en` are parsed only
/// on request, since parsing takes forty times as long as a page.
pub fn language(tag: &str) -> CitationLanguage {
    let english = || {
        let read = citationberg::LocaleFile::from_xml(include_str!("../styles/en.xml"));
        read.ok().map(Locale::from)
    };
    let plain = |is_known| CitationLanguage {
        code: LocaleCode::en_us(),
        locales: english().into_iter().collect(),
        is_known,
        is_compact: true,
    };
    if tag.eq_ignore_ascii_case("en") {
        return plain(true);
    }
    let mut all = hayagriva::archive::locales();
    let named = |locale: &Locale| locale.lang.as_ref().map_or("", |l| l.0.as_str()).to_owned();
    let base = tag.split('-').next().unwrap_or(tag).to_ascii_lowercase();
    // `de` means `de-DE`, as in CSL; other tags mean the first locale of their language.
    let main = LocaleCode(base.clone())
        .fallback()
        .map_or_else(|| format!("{base}-{}", base.to_ascii_uppercase()), |code| code.0);
    let of_base = |name: &str| name.split('-').next() == Some(base.as_str());
    let found = all
        .iter()
        .position(|l| named(l).eq_ignore_ascii_case(tag))
        .or_else(|| all.iter().position(|l| named(l).eq_ignore_ascii_case(&main)))
        .or_else(|| all.iter().position(|l| of_base(&named(l))));
    let Some(found) = found else { return plain(false) };
    let chosen = all.swap_remove(found);
    let code = LocaleCode(named(&chosen));
    let beneath = all.into_iter().find(|l| named(l) == "en-US").or_else(english);
    let beneath = beneath.filter(|_| !of_base("en"));
    let locales = std::iter::once(chosen).chain(beneath).collect();
    CitationLanguage { code, locales, is_known: true, is_compact: false }
}

impl CitationLanguage {
    /// Returns the names of locator terms: each CSL term with its written forms.
    pub fn place_names(&self) -> Vec<(String, Vec<String>)> {
        let Some(locale) = self.locales.first() else { return vec![] };
        let forms = [TermForm::Long, TermForm::Short, TermForm::Symbol];
        let mut all = vec![];
        for name in crate::locator::terms() {
            let Some(label) = label(name) else { continue };
            let found = forms.iter().filter_map(|form| locale.term(label.into(), *form));
            let mut words: Vec<String> = vec![];
            for word in found.flat_map(|term| [term.single(), term.multiple()]).flatten() {
                if !word.is_empty() && !words.iter().any(|w| w == word) {
                    words.push(word.to_owned());
                }
            }
            all.push((name.to_owned(), words));
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    const NOTICE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../NOTICE.md");
    const MARK: &str = "<!-- Written by `UPDATE=1 cargo test --lib notice`. -->\n";

    /// Returns the credits of each locale, from its file.
    fn makers() -> String {
        let mut out = "\n| Language | Made by |\n| --- | --- |\n".to_owned();
        let mut rows: Vec<String> = vec![];
        for locale in hayagriva::archive::locales() {
            let tag = locale.lang.as_ref().unwrap().0.clone();
            let info = locale.info.unwrap();
            let rights = info.rights.unwrap();
            assert!(rights.name.contains("Attribution-ShareAlike 3.0"), "{tag}: {rights:?}");
            let names: Vec<String> = info.translators.into_iter().map(|t| t.name).collect();
            let names = if names.is_empty() {
                "the Citation Style Language project".to_owned()
            } else {
                names.join(", ")
            };
            rows.push(format!("| {tag} | {names} |"));
        }
        rows.sort();
        let _ = writeln!(out, "{}", rows.join("\n"));
        out
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test reads and writes the table")]
    fn the_notice_credits_the_languages() {
        let notice = std::fs::read_to_string(NOTICE).unwrap();
        let (head, table) = notice.split_once(MARK).unwrap();
        let now = makers();
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(NOTICE, format!("{head}{MARK}{now}")).unwrap();
            return;
        }
        assert_eq!(table, now, "UPDATE=1 writes the table anew");
    }
}
