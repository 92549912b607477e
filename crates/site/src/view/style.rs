//! The citation style of a site and its language.
//!
//! [`style_of`] turns the settings and the style's file into a usable [`CitationStyle`] and reports
//! the problems of the file. A site always has a style: if the user's file is unusable, the
//! built-in style for the same mode is used.

use crate::input::config::{CitationMode, Config, SITE_FILE};
use crate::input::files::InputFiles;
use crate::view::i18n::Translations;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::{Diagnostic, WithDiagnostics};
use onrecord_base::path;
use onrecord_base::span::{FileSpan, Span};
use onrecord_cite::csl::{
    BuiltinStyle, CitationLanguage, CitationStyle, DateWords, builtin_style, language, style,
};
use std::sync::Arc;

/// The language of citations: the configured one, else the site's.
pub fn language_of(config: &Config) -> WithDiagnostics<CitationLanguage> {
    let tag = config.citations.locale.as_ref();
    let value = language(tag.map_or(config.language.as_str(), |t| t.v.as_str()));
    let mut found = vec![];
    if let Some(tag) = tag.filter(|_| !value.is_known) {
        let message = format!("no citation locale for the language `{}`", tag.v);
        let told = Diagnostic::new(
            RuleCode::CitationLocale,
            FileSpan::new(&config.file, tag.span),
            message,
        );
        found.push(
            told.help(
                "use a tag like `en`, `de-AT` or `fr-FR`; until then citations are in English",
            ),
        );
    }
    WithDiagnostics { value, found }
}

/// The citation style of a site, with the problems of the configured one.
///
/// # Panics
///
/// If a built-in style cannot be read, which is a bug.
pub fn style_of(
    config: &Config,
    sources: &InputFiles,
    words: &Translations,
    language: &CitationLanguage,
) -> WithDiagnostics<CitationStyle> {
    let mut found = vec![];
    let mut value = None;
    if let Some(file) = &config.citations.style {
        let place = FileSpan::new(&config.file, file.span);
        match given(config, sources, words, language) {
            Ok(style) => {
                let in_text = in_text(config.citations.mode);
                if in_text && !style.in_text {
                    let message = format!(
                        "`{}` is a note style, but `mode: {}` prints citations in the text",
                        file.v,
                        config.citations.mode.word()
                    );
                    found.push(
                        Diagnostic::new(RuleCode::StyleForNotes, place, message)
                            .help("use `mode: reuse` or `sequential`, or another style"),
                    );
                }
                value = Some(style);
            }
            Err(told) => found.push(*told),
        }
    }
    let value = value.unwrap_or_else(|| {
        let ours = builtin_style(ours(config.citations.mode), language, dates(words));
        ours.expect("the styles that come with the program can be read")
    });
    WithDiagnostics { value, found }
}

/// True if citations are printed in the text instead of in notes.
pub fn in_text(mode: CitationMode) -> bool {
    matches!(mode, CitationMode::AuthorDate | CitationMode::Numeric)
}

fn ours(mode: CitationMode) -> BuiltinStyle {
    match mode {
        CitationMode::Reuse | CitationMode::Sequential => BuiltinStyle::Notes,
        CitationMode::AuthorDate => BuiltinStyle::AuthorDate,
        CitationMode::Numeric => BuiltinStyle::Numeric,
    }
}

/// The style that the user configured.
fn given(
    config: &Config,
    sources: &InputFiles,
    words: &Translations,
    language: &CitationLanguage,
) -> Result<CitationStyle, Box<Diagnostic>> {
    let none = || {
        Box::new(Diagnostic::new(
            RuleCode::BadStyle,
            FileSpan::new(&config.file, Span::default()),
            "",
        ))
    };
    let file = config.citations.style.as_ref().ok_or_else(none)?;
    let place = FileSpan::new(&config.file, file.span);
    let missing = || {
        let message = format!("the citation style `{}` does not exist", file.v);
        let told = Diagnostic::new(RuleCode::MissingFile, place.clone(), message);
        Box::new(told.help("write its path relative to `site.yaml`, or remove the line"))
    };
    let path = path::join(SITE_FILE, "", &file.v).map_err(|_| {
        let message = format!("the citation style `{}` is outside the site folder", file.v);
        Box::new(
            Diagnostic::new(RuleCode::LeavesFolder, place.clone(), message)
                .help("move it into the folder"),
        )
    })?;
    let input = sources.files.get(path.as_str()).ok_or_else(missing)?;
    let path: Arc<str> = Arc::from(path);
    let Ok(text) = std::str::from_utf8(&input.bytes) else {
        let told = Diagnostic::new(
            RuleCode::NotText,
            FileSpan::new(&path, Span::default()),
            "this file is not UTF-8 text",
        );
        return Err(Box::new(told));
    };
    style(text, language, dates(words)).map_err(|fault| {
        let at = fault.at.unwrap_or_default();
        let told = Diagnostic::new(RuleCode::BadStyle, FileSpan::new(&path, at), fault.message);
        let told = told.related(place.clone(), "named here");
        Box::new(if fault.help.is_empty() { told } else { told.help(fault.help) })
    })
}

fn dates(words: &Translations) -> DateWords {
    DateWords {
        from: words.get("date_from"),
        until: words.get("date_until"),
        about: words.get("date_about"),
        unsure: words.get("date_unsure"),
        unknown: words.get("undated"),
    }
}
