//! The snapshot files of sources: finds them, and reports output that would contain an unpublished one.

use super::{BuildCache, BuiltSite, parse, read_language, settings};
use onrecord_base::code::RuleCode;
use onrecord_base::diag::{Diagnostic, WithDiagnostics};
use onrecord_base::path::SitePath;
use onrecord_base::span::{FileSpan, Span};
use onrecord_site::check::public_files::{
    KeptBack, SnapshotFiles, SnapshotUse, refused, snapshot_files,
};
use onrecord_site::input::config::Config;
use onrecord_site::input::files::{InputFile, InputFiles};
use onrecord_site::release::Site;
use onrecord_site::resolve::assemble::assemble;
use onrecord_site::resolve::linked::{LinkedLedger, ResolvedTarget};
use onrecord_site::verification::QuoteCheck;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Returns the snapshot files that sources name outside the folders of the site. The caller must read them too:
/// a snapshot may be anywhere below the folder of `site.yaml`.
///
/// * In: `sources`, all files that were read; `extra_files`, those of them that an earlier call returned.
/// * Cost: parses only files that contain `snapshot`.
pub fn snapshots(sources: &InputFiles, extra_files: &BTreeSet<SitePath>) -> BTreeSet<SitePath> {
    snapshots_before_build(sources, extra_files, &mut BuildCache::default())
}

/// The same as [`snapshots`], before a build with this cache: the build does not parse those files again.
pub fn snapshots_before_build(
    sources: &InputFiles,
    extra_files: &BTreeSet<SitePath>,
    cache: &mut BuildCache,
) -> BTreeSet<SitePath> {
    let config = settings(sources).value;
    let mut some = InputFiles::default();
    for (path, input) in &sources.files {
        if names_snapshots(input) && !extra_files.contains(path) {
            some.files.insert(Arc::clone(path), input.clone());
        }
    }
    let language = read_language(&config).0;
    let read = parse(&some, &config, &language, None, &mut cache.parsed).value;
    let ledger = assemble(read.iter().map(Arc::as_ref)).value;
    let files = |item| onrecord_site::verification::site_pass::files_of(item, &config.content_dir);
    let named = ledger.sources.iter().flat_map(files);
    named.filter(|path| extra_files.contains(path) || !sources.files.contains_key(path)).collect()
}

/// True if a file may name a snapshot.
pub fn names_snapshots(input: &InputFile) -> bool {
    memchr::memmem::find(&input.bytes, b"snapshot").is_some()
}

/// Returns the snapshot files, and for each if it may be published: only if a published source says so.
/// Reports links of published pages to any other snapshot (OR035).
pub(super) fn snapshots_of(
    all: &LinkedLedger,
    site: &Site,
    sources: &InputFiles,
    config: &Config,
) -> WithDiagnostics<SnapshotFiles> {
    let mut snapshots = snapshot_files(&all.ledger, sources, config);
    let shown = snapshot_files(&site.ledger, sources, config);
    let mut withheld = BTreeSet::new();
    for (file, becomes) in &mut snapshots {
        if *becomes == SnapshotUse::Public && !shown.contains_key(file) {
            *becomes = SnapshotUse::Kept;
            withheld.insert(Arc::clone(file));
        }
    }
    let mut diagnostics = vec![];
    let items = if withheld.is_empty() { vec![] } else { site.ledger.all() };
    for ix in items {
        for (body, goals) in site.ledger.texts(ix).all().zip(site.goals_of(ix)) {
            for (placeholder, goal) in body.all_holes().zip(goals) {
                let ResolvedTarget::File(file) = goal else { continue };
                if withheld.contains(file) {
                    let place = FileSpan::new(site.ledger.file(ix), placeholder.span);
                    diagnostics.push(refused(place, file, KeptBack::Snapshot));
                }
            }
        }
    }
    WithDiagnostics { value: snapshots, found: diagnostics }
}

impl BuiltSite {
    /// Returns the number of published quotes that match the snapshot of their source.
    pub(super) fn checked(&self) -> usize {
        let quotes = self.site.ledger.quotes.iter();
        quotes.filter(|q| self.verdicts.of(&q.id).is_some_and(QuoteCheck::is_found)).count()
    }

    /// Returns the number of published block quotations that name a source and were not compared with it.
    pub fn unchecked_blocks(&self) -> usize {
        let ledger = &self.site.ledger;
        let all = ledger.all().into_iter();
        let blocks = all.flat_map(|ix| self.verdicts.blocks_of(ix.kind(), ledger.id(ix)));
        blocks.filter(|block| block.is_unchecked()).count()
    }

    /// OR337: output with the bytes of a snapshot that must not be published.
    pub(super) fn leaked_snapshots(&self) -> Vec<Diagnostic> {
        // Grouped by length, so that few bytes are compared.
        let mut kept: BTreeMap<u64, Vec<(&Arc<str>, &InputFile)>> = BTreeMap::new();
        for (path, _) in self.verdicts.snapshots.iter().filter(|(_, may)| !**may) {
            if let Some(input) = self.sources.files.get(path).filter(|input| input.len > 0) {
                kept.entry(input.len).or_default().push((path, input));
            }
        }
        if kept.is_empty() {
            return vec![];
        }
        let content_files: BTreeSet<&Arc<str>> =
            self.site.ledger.all().into_iter().map(|ix| self.site.ledger.file(ix)).collect();
        let fixed = format!("{}/", self.config.static_dir);
        let statics = self.sources.files.keys().filter(|path| path.starts_with(&fixed)).cloned();
        // A link to the snapshot itself is reported at the link (OR035).
        let is_other = |path: &Arc<str>| {
            path.starts_with(&fixed)
                || !kept.values().flatten().any(|(snapshot, _)| *snapshot == path)
        };
        let candidates = self.copied().into_iter().filter(is_other).chain(statics);
        let snapshot_like = |path: &Arc<str>| {
            let input = self.sources.files.get(path)?;
            let like = kept.get(&input.len)?.iter();
            like.clone()
                .find(|(_, kept)| kept.bytes == input.bytes)
                .map(|(snapshot, _)| Arc::clone(snapshot))
        };
        let report = |path: &Arc<str>, message: String| {
            Diagnostic::new(
                RuleCode::SnapshotPublished,
                FileSpan::new(path, Span::default()),
                message,
            )
        };
        let assets = self.theme.assets.values().filter_map(|bytes| {
            let like = kept.get(&(bytes.len() as u64))?.iter();
            let (snapshot, _) = like.clone().find(|(_, kept)| kept.bytes == *bytes)?;
            let message = format!("a static file of the theme is the snapshot `{snapshot}`");
            Some(report(snapshot, message).help("remove it from the theme folder"))
        });
        let copies = candidates.filter_map(|path| {
            let snapshot = snapshot_like(&path)?;
            let message = format!("`{path}` would be published, but is the snapshot `{snapshot}`");
            Some(report(&path, message).help("remove it, or set `publish: true` in the snapshot"))
        });
        let read = kept.values().flatten().filter(|(path, _)| content_files.contains(path)).map(
            |(path, _)| {
                report(path, format!("the snapshot `{path}` is read as a page of the site"))
                    .help("rename it to `.txt`, or move it out of the content folder")
            },
        );
        copies.chain(read).chain(assets).collect()
    }
}
