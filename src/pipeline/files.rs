//! The first passes: the settings, and every file by itself. A file whose bytes are those of the last build is not
//! read again. Knows nothing of what things refer to.

use onrecord_base::code::Code;
use onrecord_base::diag::{Checked, Diagnostic};
use onrecord_base::path::SitePath;
use onrecord_base::span::{Place, Span};
use onrecord_cite::csl::Language;
use onrecord_cite::locator::Names;
use onrecord_prose::markdown::ProseOptions;
use onrecord_site::input::config::{CodeTheme, Config, SITE_FILE, config};
use onrecord_site::input::sources::{Input, Refused, Sources};
use onrecord_site::model::action::action_filters;
use onrecord_site::parse::things::{Parsed, Sort, library, sort, things};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The files as they were read, in the order of their paths.
#[derive(Debug, Default)]
pub(super) struct ReadFiles {
    pub(super) content_dir: String,
    pub(super) libraries: Vec<String>,
    pub(super) prose: ProseOptions,
    pub(super) files: Vec<Read>,
}

/// A file as it was read.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) path: SitePath,
    pub(super) bytes: Arc<[u8]>,
    pub(super) parsed: Arc<Parsed>,
    pub(super) found: Vec<Diagnostic>,
}

pub(super) fn settings(sources: &Sources) -> Checked<Config> {
    let file = SITE_FILE.into();
    let Some(input) = sources.files.get(SITE_FILE) else {
        // No command begins without it: it went while somebody watched.
        let place = Place::new(&file, Span::default());
        let told = Diagnostic::new(Code::MissingField, place, "`site.yaml` is missing");
        let found = vec![told.help("restore it; it contains the settings of the whole site")];
        return Checked { value: config(&file, &[]).value, found };
    };
    config(&file, &input.bytes)
}

/// Reads every file of the content folder, in parallel; the order of the files is the order of paths.
///
/// * In: `others`, the files that are other than at the last time with this memo; `None`: any may be. Those that are
///   what they were are not read again.
pub(super) fn parse(
    sources: &Sources,
    config: &Config,
    language: &Language,
    (others, memo): (Option<&BTreeSet<SitePath>>, &mut ReadFiles),
    found: &mut Vec<Diagnostic>,
) -> Vec<Arc<Parsed>> {
    let libraries = config.libraries();
    // English is always read.
    let places = if config.language == "en" { vec![] } else { language.place_names() };
    let prose = ProseOptions {
        allow_html: config.allow_html,
        colours: config.code != CodeTheme::Plain,
        places: Arc::new(Names(places)),
        filters: Arc::new(action_filters()),
        ..ProseOptions::default()
    };
    let is_like = memo.content_dir == config.content_dir
        && memo.libraries == libraries
        && memo.prose == prose;
    if !is_like {
        let content_dir = config.content_dir.clone();
        *memo = ReadFiles { content_dir, libraries, prose, files: vec![] };
    }
    match others.filter(|_| is_like) {
        Some(others) => memo.read_again(others, sources),
        None => memo.read(sources),
    }
    found.extend(memo.files.iter().flat_map(|file| file.found.iter().cloned()));
    memo.files.iter().map(|file| Arc::clone(&file.parsed)).collect()
}

/// How a file is read.
#[derive(Debug, Clone, Copy)]
enum How<'a> {
    /// As things; the path within the content folder.
    Things(&'a str),
    /// As a bibliography.
    Library,
}

impl ReadFiles {
    fn how<'a>(&self, path: &'a str) -> Option<How<'a>> {
        // A bibliography may stand among the content, and is no list of things then.
        if self.libraries.iter().any(|library| *library == *path) {
            return Some(How::Library);
        }
        let within = path.strip_prefix(self.content_dir.as_str())?.strip_prefix('/')?;
        (sort(within) != Sort::Other).then_some(How::Things(within))
    }

    fn one(&self, path: &SitePath, how: How<'_>, input: &Input) -> Read {
        let Checked { value, found } = match how {
            How::Things(within) => things(path, within, &input.bytes, &self.prose),
            How::Library => library(path, &input.bytes, &self.prose),
        };
        let bytes = Arc::clone(&input.bytes);
        Read { path: Arc::clone(path), bytes, parsed: Arc::new(value), found }
    }

    /// Looks at all files, and reads those whose bytes are others.
    fn read(&mut self, sources: &Sources) {
        let mut before = std::mem::take(&mut self.files).into_iter().peekable();
        let (mut read, mut new) = (vec![], vec![]);
        for (path, input) in &sources.files {
            let Some(how) = self.how(path) else { continue };
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
        let new: Vec<(usize, Read)> = new.into_par_iter().map(one).collect();
        for (at, file) in new {
            read[at] = Some(file);
        }
        self.files = read.into_iter().flatten().collect();
    }

    /// Looks at some files only.
    fn read_again(&mut self, others: &BTreeSet<SitePath>, sources: &Sources) {
        let others: Vec<_> =
            others.iter().filter_map(|path| Some((path, self.how(path)?))).collect();
        let one =
            |(path, how)| (path, sources.files.get(path).map(|input| self.one(path, how, input)));
        let read: Vec<(&SitePath, Option<Read>)> = others.into_par_iter().map(one).collect();
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
pub(super) fn refused(sources: &Sources, found: &mut Vec<Diagnostic>) {
    for (path, why) in &sources.refused {
        let place = Place::new(path, Span::default());
        let told = match why {
            Refused::Link => {
                Diagnostic::new(Code::NotARegularFile, place, "symbolic links are not followed")
                    .help("put the file itself here")
            }
            Refused::Special => {
                Diagnostic::new(Code::NotARegularFile, place, "this is a pipe, socket or device")
                    .help("remove it from the site folder")
            }
            Refused::Large(size) => Diagnostic::new(
                Code::TooLarge,
                place,
                format!("this file has {} MiB; the limit is 16", size / 1024 / 1024),
            )
            .help("split it, or move it out of the content folder"),
            Refused::Name => Diagnostic::new(
                Code::NotText,
                place,
                "this file name is not UTF-8 or contains control characters",
            )
            .help("rename the file"),
        };
        found.push(told);
    }
}
