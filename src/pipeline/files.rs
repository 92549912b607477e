//! The first passes: the settings, and each file alone.
//!
//! A file with the same bytes as in the previous build is not parsed again. References between items are
//! resolved later (`onrecord_site::resolve`). Start with [`parse`].

use onrecord_base::code::RuleCode;
use onrecord_base::diag::{Diagnostic, WithDiagnostics};
use onrecord_base::path::SitePath;
use onrecord_base::span::{FileSpan, Span};
use onrecord_cite::csl::CitationLanguage;
use onrecord_cite::locator::LocatorTerms;
use onrecord_prose::options::ProseOptions;
use onrecord_site::input::config::{CodeTheme, Config, SITE_FILE, config};
use onrecord_site::input::files::{InputFile, InputFiles, RefusedFile};
use onrecord_site::model::action::action_filters;
use onrecord_site::parse::content_file::{ParsedFile, library, parse_content_file};
use onrecord_site::parse::content_kind::{ContentKind, classify_path};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The parsed files of the previous build, and the settings under which they were parsed.
#[derive(Debug, Default)]
pub(super) struct CachedFiles {
    pub(super) content_dir: String,
    pub(super) libraries: Vec<String>,
    pub(super) prose: ProseOptions,
    /// Sorted by path.
    pub(super) files: Vec<CachedFile>,
}

/// A parsed file.
#[derive(Debug)]
pub(super) struct CachedFile {
    pub(super) path: SitePath,
    pub(super) bytes: Arc<[u8]>,
    pub(super) parsed: Arc<ParsedFile>,
    pub(super) found: Vec<Diagnostic>,
}

/// Reads `site.yaml`; returns the default settings if it is missing.
pub(super) fn settings(sources: &InputFiles) -> WithDiagnostics<Config> {
    let file = SITE_FILE.into();
    let Some(input) = sources.files.get(SITE_FILE) else {
        // Commands do not start without it, so it was removed during `watch`.
        let place = FileSpan::new(&file, Span::default());
        let diagnostic = Diagnostic::new(RuleCode::MissingField, place, "`site.yaml` is missing");
        let found = vec![diagnostic.help("restore it; it contains the settings of the whole site")];
        return WithDiagnostics { value: config(&file, &[]).value, found };
    };
    config(&file, &input.bytes)
}

/// Parses every file of the content folder and every bibliography, in parallel. Returns them sorted by path.
///
/// * In: `changed_files`, the files that changed since the last call with this `cache`; only these are
///   read. `None`: any may have changed, so the bytes of all are compared.
pub(super) fn parse(
    sources: &InputFiles,
    config: &Config,
    language: &CitationLanguage,
    changed_files: Option<&BTreeSet<SitePath>>,
    cache: &mut CachedFiles,
) -> WithDiagnostics<Vec<Arc<ParsedFile>>> {
    let libraries = config.libraries();
    // The English names of locators are always known.
    let places = if config.language == "en" { vec![] } else { language.place_names() };
    let prose = ProseOptions {
        allow_html: config.allow_html,
        colours: config.code != CodeTheme::Plain,
        places: Arc::new(LocatorTerms(places)),
        filters: Arc::new(action_filters()),
        ..ProseOptions::default()
    };
    let is_valid = cache.content_dir == config.content_dir
        && cache.libraries == libraries
        && cache.prose == prose;
    if !is_valid {
        let content_dir = config.content_dir.clone();
        *cache = CachedFiles { content_dir, libraries, prose, files: vec![] };
    }
    match changed_files.filter(|_| is_valid) {
        Some(changed_files) => cache.update(changed_files, sources),
        None => cache.read(sources),
    }
    let found = cache.files.iter().flat_map(|file| file.found.iter().cloned()).collect();
    let value = cache.files.iter().map(|file| Arc::clone(&file.parsed)).collect();
    WithDiagnostics { value, found }
}

/// The way to parse a file.
#[derive(Debug, Clone, Copy)]
enum ReadAs<'a> {
    /// As a content file; the path within the content folder.
    Content(&'a str),
    /// As a bibliography.
    Library,
}

impl CachedFiles {
    /// Returns `None` for files that are not parsed.
    fn read_as<'a>(&self, path: &'a str) -> Option<ReadAs<'a>> {
        // A bibliography may be in the content folder; it is then not read as a list of items.
        if self.libraries.iter().any(|library| *library == *path) {
            return Some(ReadAs::Library);
        }
        let within = path.strip_prefix(self.content_dir.as_str())?.strip_prefix('/')?;
        (classify_path(within) != ContentKind::Other).then_some(ReadAs::Content(within))
    }

    fn parse_one(&self, path: &SitePath, how: ReadAs<'_>, input: &InputFile) -> CachedFile {
        let WithDiagnostics { value, found } = match how {
            ReadAs::Content(within) => parse_content_file(path, within, &input.bytes, &self.prose),
            ReadAs::Library => library(path, &input.bytes, &self.prose),
        };
        let bytes = Arc::clone(&input.bytes);
        CachedFile { path: Arc::clone(path), bytes, parsed: Arc::new(value), found }
    }

    /// Compares the bytes of all files, and parses those that differ.
    fn read(&mut self, sources: &InputFiles) {
        let mut before = std::mem::take(&mut self.files).into_iter().peekable();
        let (mut read, mut new) = (vec![], vec![]);
        for (path, input) in &sources.files {
            let Some(how) = self.read_as(path) else { continue };
            while before.next_if(|old| old.path < *path).is_some() {}
            match before.next_if(|old| old.path == *path) {
                Some(old) if old.bytes == input.bytes => read.push(Some(old)),
                _ => {
                    new.push((read.len(), path, how, input));
                    read.push(None);
                }
            }
        }
        let one = |(at, path, how, input)| (at, self.parse_one(path, how, input));
        let new: Vec<(usize, CachedFile)> = new.into_par_iter().map(one).collect();
        for (at, file) in new {
            read[at] = Some(file);
        }
        self.files = read.into_iter().flatten().collect();
    }

    /// Parses the changed files only; removes those that no longer exist.
    fn update(&mut self, changed_files: &BTreeSet<SitePath>, sources: &InputFiles) {
        let changed: Vec<_> =
            changed_files.iter().filter_map(|path| Some((path, self.read_as(path)?))).collect();
        let one = |(path, how)| {
            (path, sources.files.get(path).map(|input| self.parse_one(path, how, input)))
        };
        let read: Vec<(&SitePath, Option<CachedFile>)> = changed.into_par_iter().map(one).collect();
        for (path, read) in read {
            match (self.files.binary_search_by(|file| file.path.cmp(path)), read) {
                (Ok(at), Some(read)) => self.files[at] = read,
                (Ok(at), None) => drop(self.files.remove(at)),
                (Err(at), Some(read)) => self.files.insert(at, read),
                (Err(_), None) => {}
            }
        }
    }
}

/// Returns a diagnostic for each file that exists and was not read (OR001, OR018 …).
pub(super) fn refused(sources: &InputFiles) -> impl Iterator<Item = Diagnostic> {
    sources.refused.iter().map(|(path, reason)| {
        let place = FileSpan::new(path, Span::default());
        match reason {
            RefusedFile::Link => {
                Diagnostic::new(RuleCode::NotARegularFile, place, "symbolic links are not followed")
                    .help("put the file itself here")
            }
            RefusedFile::Special => Diagnostic::new(
                RuleCode::NotARegularFile,
                place,
                "this is a pipe, socket or device",
            )
            .help("remove it from the site folder"),
            RefusedFile::Large(size) => Diagnostic::new(
                RuleCode::TooLarge,
                place,
                format!("this file has {} MiB; the limit is 16", size / 1024 / 1024),
            )
            .help("split it, or move it out of the content folder"),
            RefusedFile::Name => Diagnostic::new(
                RuleCode::NotText,
                place,
                "this file name is not UTF-8 or contains control characters",
            )
            .help("rename the file"),
        }
    })
}
