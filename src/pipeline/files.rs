//! The first passes: the settings, and every file by itself. A file whose bytes are those of the last build is not
//! read again. Knows nothing of what things refer to.

use crate::base::code::Code;
use crate::base::diag::{Checked, Diagnostic};
use crate::base::path::SitePath;
use crate::base::span::{Place, Span};
use crate::input::config::{CodeTheme, Config, SITE_FILE, config};
use crate::input::sources::{Input, Refused, Sources};
use crate::parse::body::ProseOptions;
use crate::parse::csl::Language;
use crate::parse::locator::Names;
use crate::parse::things::{Parsed, Sort, library, sort, things};
use rayon::prelude::*;
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
    let bytes = sources.files.get(SITE_FILE).map_or(&[][..], |input| &input.bytes);
    config(&SITE_FILE.into(), bytes)
}

/// Reads every file of the content folder, in parallel; the order of the files is the order of paths.
/// A file whose bytes are those of the last time is not read again.
pub(super) fn parse(
    sources: &Sources,
    config: &Config,
    language: &Language,
    memo: &mut ReadFiles,
    found: &mut Vec<Diagnostic>,
) -> Vec<Arc<Parsed>> {
    let prefix = format!("{}/", config.content_dir);
    let libraries = config.libraries();
    // A bibliography may stand among the content, and is no list of things then.
    let files = sources.files.iter().filter_map(|(path, input)| {
        if libraries.iter().any(|library| *library == **path) {
            return Some((path, None, input));
        }
        let within = path.strip_prefix(&prefix).filter(|within| sort(within) != Sort::Other)?;
        Some((path, Some(within), input))
    });
    // English is always read.
    let places = if config.language == "en" { vec![] } else { language.place_names() };
    let prose = ProseOptions {
        allow_html: config.allow_html,
        colours: config.code != CodeTheme::Plain,
        places: Arc::new(Names(places)),
        ..ProseOptions::default()
    };
    if (memo.content_dir.as_str(), &memo.libraries, &memo.prose)
        != (config.content_dir.as_str(), &libraries, &prose)
    {
        let (content_dir, libraries) = (config.content_dir.clone(), libraries.clone());
        *memo = ReadFiles { content_dir, libraries, prose: prose.clone(), files: vec![] };
    }
    let mut before = std::mem::take(&mut memo.files).into_iter().peekable();
    let (mut read, mut new) = (vec![], vec![]);
    for (path, within, input) in files {
        while before.next_if(|old| old.path < *path).is_some() {}
        match before.next_if(|old| old.path == *path) {
            Some(old) if old.bytes == input.bytes => read.push(Some(old)),
            _ => {
                new.push((read.len(), path, within, input));
                read.push(None);
            }
        }
    }
    let one = |&(at, path, within, input): &(usize, &SitePath, Option<&str>, &Input)| {
        let Checked { value, found } = match within {
            Some(within) => things(path, within, &input.bytes, &prose),
            None => library(path, &input.bytes, &prose),
        };
        let bytes = Arc::clone(&input.bytes);
        (at, Read { path: Arc::clone(path), bytes, parsed: Arc::new(value), found })
    };
    let new: Vec<(usize, Read)> = new.par_iter().map(one).collect();
    for (at, file) in new {
        read[at] = Some(file);
    }
    memo.files = read.into_iter().flatten().collect();
    found.extend(memo.files.iter().flat_map(|file| file.found.iter().cloned()));
    memo.files.iter().map(|file| Arc::clone(&file.parsed)).collect()
}

/// Files that were found and not read.
pub(super) fn refused(sources: &Sources, found: &mut Vec<Diagnostic>) {
    for (path, why) in &sources.refused {
        let place = Place::new(path, Span::default());
        let told = match why {
            Refused::Link => Diagnostic::new(
                Code::NotARegularFile,
                place,
                "this is a symbolic link, and links are not followed",
            )
            .help("put the file itself here"),
            Refused::Special => {
                Diagnostic::new(Code::NotARegularFile, place, "this is a pipe, socket or device")
                    .help("remove it from the site's folder")
            }
            Refused::Large(size) => Diagnostic::new(
                Code::TooLarge,
                place,
                format!("this file has {} MiB; at most 16 are read", size / 1024 / 1024),
            )
            .help("split it, or move it out of the content folder"),
            Refused::Name => Diagnostic::new(
                Code::NotText,
                place,
                "the name of this file is not UTF-8 or holds control characters",
            )
            .help("give it a plain name"),
        };
        found.push(told);
    }
}
