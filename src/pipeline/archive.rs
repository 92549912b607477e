//! The first passes alone, for commands that serve the authors (`archive`, `list`).
//!
//! They see all items, withheld ones included, and the archived copies of their sources. Nothing here may
//! reach the output. Start with [`archive_state`].

use super::cache::known_files;
use super::{CachedFiles, parse, read_language, settings};
use onrecord_base::id::Id;
use onrecord_prose::options::ProseOptions;
use onrecord_site::input::files::InputFiles;
use onrecord_site::model::ix::SourceIx;
use onrecord_site::model::ledger::Item;
use onrecord_site::model::source::Source;
use onrecord_site::parse::content_file::parse_content_file;
use onrecord_site::resolve::incremental;
use onrecord_site::resolve::incremental::resolve;
use onrecord_site::resolve::linked::LinkedLedger;
use onrecord_site::verification::{SiteVerdicts, VerifyCache, verify};
use std::collections::BTreeMap;
use std::sync::Arc;

/// All items, withheld ones included, and the verdicts on their quotations.
#[derive(Debug)]
pub struct ArchiveState {
    /// All items and the edges between them.
    pub linked: Arc<LinkedLedger>,
    /// The verdicts on quotations.
    pub verdicts: SiteVerdicts,
    content_dir: String,
}

/// Runs the passes up to the comparison of quotations. Drops all diagnostics: `check` reports them.
pub fn archive_state(sources: &InputFiles) -> ArchiveState {
    let config = settings(sources).value;
    let language = read_language(&config).0;
    let parsed = parse(sources, &config, &language, None, &mut CachedFiles::default()).value;
    let known_files = known_files(sources, &config);
    let linked = resolve(parsed, &known_files, &mut incremental::ResolveCache::default()).linked;
    let verdicts = verify(&linked, sources, &config.content_dir, &mut VerifyCache::default()).value;
    ArchiveState { linked, verdicts, content_dir: config.content_dir }
}

/// True if a content file parses with no more diagnostics when its text is replaced by `text`.
pub fn is_readable(sources: &InputFiles, file: &str, text: &str) -> bool {
    let config = settings(sources).value;
    let prefix = format!("{}/", config.content_dir);
    let Some(within) = file.strip_prefix(&prefix) else { return false };
    let read = |bytes: &[u8]| {
        parse_content_file(&file.into(), within, bytes, &ProseOptions::default()).found.len()
    };
    let before = sources.files.get(file).map_or(0, |input| read(&input.bytes));
    read(text.as_bytes()) <= before
}

impl ArchiveState {
    /// Returns the path of the snapshot of a source, whether or not the file exists; `None` if it names none.
    pub fn copy(&self, item: &Item<Source>) -> Option<Arc<str>> {
        onrecord_site::verification::site_pass::files_of(item, &self.content_dir).into_iter().next()
    }

    /// Returns a row per source that is quoted or has a snapshot: its id, the snapshot file, the state of that
    /// file, the number of verbatim quotations (block quotations included), and how many of them match.
    pub fn rows(&self, sources: &InputFiles) -> Vec<Vec<String>> {
        let mut passages: BTreeMap<&Id, (usize, usize)> = BTreeMap::new();
        for passage in self.verdicts.passages() {
            let (all, found) = passages.entry(&passage.source).or_default();
            *all += 1;
            *found += usize::from(passage.outcome.is_found());
        }
        let row = |ix: SourceIx| {
            let item = &self.linked.ledger[ix];
            let quotes = self.linked.ledger.quotes.iter().zip(&self.linked.quotes);
            let ours = quotes
                .filter(|(q, links)| links.own.source == Some(ix) && q.data.form.is_verbatim());
            let ours: Vec<_> = ours.filter_map(|(q, _)| self.verdicts.of(&q.id)).collect();
            let copy = self.copy(item);
            let (in_blocks, found_in_blocks) = passages.get(&item.id).copied().unwrap_or_default();
            if ours.is_empty() && in_blocks == 0 && copy.is_none() {
                return None;
            }
            let input = copy.as_ref().and_then(|path| sources.files.get(path));
            let pinned = item.data.snapshot.as_ref().and_then(|s| s.sha256.as_ref());
            let hash = input
                .and_then(onrecord_site::verification::snapshot::hash)
                .map(|hash| hash.to_string());
            let state = match (&copy, hash, pinned) {
                (None, ..) => "no copy",
                (Some(_), None, _) => "missing",
                (_, Some(_), None) => "no hash",
                (_, Some(hash), Some(pinned)) if hash.eq_ignore_ascii_case(pinned.v.trim()) => "ok",
                _ => "changed",
            };
            let found = ours.iter().filter(|check| check.is_found()).count() + found_in_blocks;
            let file = copy.map_or(String::new(), |path| path.to_string());
            let (all, found) = ((ours.len() + in_blocks).to_string(), found.to_string());
            Some(vec![item.id.to_string(), file, state.to_owned(), all, found])
        };
        self.linked.ledger.sources().filter_map(row).collect()
    }
}
