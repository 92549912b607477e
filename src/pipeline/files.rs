//! The first passes: the settings, and every file by itself. A file whose bytes are those of the last build is not
//! read again. Knows nothing of what things refer to.

use onrecord_base::code::RuleCode;
use onrecord_base::diag::{Diagnostic, WithDiagnostics};
use onrecord_base::path::SitePath;
use onrecord_base::span::{FileSpan, Span};
use onrecord_cite::csl::CitationLanguage;
use onrecord_cite::locator::LocatorTerms;
use onrecord_prose::markdown::ProseOptions;
use onrecord_site::input::config::{CodeTheme, Config, SITE_FILE, config};
use onrecord_site::input::files::{InputFile, InputFiles, RefusedFile};
use onrecord_site::model::action::action_filters;
use onrecord_site::parse::content_file::{
    ContentKind, ParsedFile, classify_path, library, parse_content_file,
};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The files as they were read, in the order of their paths.
#[derive(Debug, Default)]
pub(super) struct CachedFiles {
    pub(super) content_dir: String,
    pub(super) libraries: Vec<String>,
    pub(super) prose: ProseOptions,
    pub(super) files: Vec<CachedFile>,
}

/// A file as it was read.
#[derive(Debug)]
pub(super) struct CachedFile {
    pub(super) path: SitePath,
    pub(super) bytes: Arc<[u8]>,
    pub(super) parsed: Arc<ParsedFile>,
    pub(super) found: Vec<Diagnostic>,
}

pub(super) fn settings(sources: &InputFiles) -> WithDiagnostics<Config> {
    let file = SITE_FILE.into();
    let Some(input) = sources.files.get(SITE_FILE) else {
        // No command begins without it: it went while somebody watched.
        let place = FileSpan::new(&file, Span::default());
        let told = Diagnostic::new(RuleCode::MissingField, place, "`site.yaml` is missing");
        let found = vec![told.help("restore it; it contains the settings of the whole site")];
        return WithDiagnostics { value: config(&file, &[]).value, found };
    };
    config(&file, &input.bytes)
}

/// Reads every file of the content folder, in parallel; the order of the files is the order of paths.
///
/// * In: `others`, the files that are other than at the last time with this memo; `None`: any may be. Those that are
///   what they were are not read again.
pub(super) fn parse(
    sources: &InputFiles,
    config: &Config,
    language: &CitationLanguage,
    (others, memo): (Option<&BTreeSet<SitePath>>, &mut CachedFiles),
    found: &mut Vec<Diagnostic>,
) -> Vec<Arc<ParsedFile>> {
    let libraries = config.libraries();
    // English is always read.
    let places = if config.language == "en" { vec![] } else { language.place_names() };
    let prose = ProseOptions {
        allow_html: config.allow_html,
        colours: config.code != CodeTheme::Plain,
        places: Arc::new(LocatorTerms(places)),
        filters: Arc::new(action_filters()),
        ..ProseOptions::default()
    };
    let is_like = memo.content_dir == config.content_dir
        && memo.libraries == libraries
        && memo.prose == prose;
    if !is_like {
        let content_dir = config.content_dir.clone();
        *memo = CachedFiles { content_dir, libraries, prose, files: vec![] };
    }
    match others.filter(|_| is_like) {
        Some(others) => memo.update(others, sources),
        None => memo.read(sources),
    }
    found.extend(memo.files.iter().flat_map(|file| file.found.iter().cloned()));
    memo.files.iter().map(|file| Arc::clone(&file.parsed)).collect()
}

/// How a file is read.
#[derive(Debug, Clone, Copy)]
enum ReadAs<'a> {
    /// As things; the path within the content folder.
    Things(&'a str),
    /// As a bibliography.
    Library,
}

impl CachedFiles {
    fn read_as<'a>(&self, path: &'a str) -> Option<ReadAs<'a>> {
        // A bibliography may stand among the content, and is no list of things then.
        if self.libraries.iter().any(|library| *library == *path) {
            return Some(ReadAs::Library);
        }
        let within = path.strip_prefix(self.content_dir.as_str())?.strip_prefix('/')?;
        (classify_path(within) != ContentKind::Other).then_some(ReadAs::Things(within))
    }

    fn one(&self, path: &SitePath, how: ReadAs<'_>, input: &InputFile) -> CachedFile {
        let WithDiagnostics { value, found } = match how {
            ReadAs::Things(within) => parse_content_file(path, within, &input.bytes, &self.prose),
            ReadAs::Library => library(path, &input.bytes, &self.prose),
        };
        let bytes = Arc::clone(&input.bytes);
        CachedFile { path: Arc::clone(path), bytes, parsed: Arc::new(value), found }
    }

    /// Looks at all files, and reads those whose bytes are others.
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
        let one = |(at, path, how, input)| (at, self.one(path, how, input));
        let new: Vec<(usize, CachedFile)> = new.into_par_iter().map(one).collect();
        for (at, file) in new {
            read[at] = Some(file);
        }
        self.files = read.into_iter().flatten().collect();
    }

    /// Looks at some files only.
    fn update(&mut self, others: &BTreeSet<SitePath>, sources: &InputFiles) {
        let others: Vec<_> =
            others.iter().filter_map(|path| Some((path, self.read_as(path)?))).collect();
        let one =
            |(path, how)| (path, sources.files.get(path).map(|input| self.one(path, how, input)));
        let read: Vec<(&SitePath, Option<CachedFile>)> = others.into_par_iter().map(one).collect();
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

/// Files that were found and not read.
pub(super) fn refused(sources: &InputFiles, found: &mut Vec<Diagnostic>) {
    for (path, why) in &sources.refused {
        let place = FileSpan::new(path, Span::default());
        let told = match why {
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
        };
        found.push(told);
    }
}
