//! The copies of sources that a site holds: which files they are in, and that none is given away.

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

/// The files that sources name as their snapshots and that are not among those of the site's folders: they
/// may lie anywhere in the site's folder.
///
/// * In: the files, of which `others` are there only because they were named before.
/// * Cost: of the files only those that say `snapshot` are read as things.
pub fn snapshots(sources: &InputFiles, others: &BTreeSet<SitePath>) -> BTreeSet<SitePath> {
    snapshots_before_build(sources, others, &mut BuildCache::default())
}

/// The same before a build with these memos, which does not read those files again.
pub fn snapshots_before_build(
    sources: &InputFiles,
    others: &BTreeSet<SitePath>,
    memos: &mut BuildCache,
) -> BTreeSet<SitePath> {
    let config = settings(sources).value;
    let mut some = InputFiles::default();
    for (path, input) in &sources.files {
        if names_snapshots(input) && !others.contains(path) {
            some.files.insert(Arc::clone(path), input.clone());
        }
    }
    let language = read_language(&config).0;
    let read = parse(&some, &config, &language, (None, &mut memos.parsed), &mut vec![]);
    let ledger = assemble(read.iter().map(Arc::as_ref)).value;
    let files = |item| onrecord_site::verification::site_pass::files_of(item, &config.content_dir);
    let named = ledger.sources.iter().flat_map(files);
    named.filter(|path| others.contains(path) || !sources.files.contains_key(path)).collect()
}

/// Whether a file may name a snapshot.
pub fn names_snapshots(input: &InputFile) -> bool {
    memchr::memmem::find(&input.bytes, b"snapshot").is_some()
}

/// The files of snapshots, and whether each may be published: only if a source that is itself published names it.
/// A link of a published page to any other is an error (OR035).
pub(super) fn snapshots_of(
    all: &LinkedLedger,
    site: &Site,
    (sources, config): (&InputFiles, &Config),
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
    let mut found = vec![];
    let things = if withheld.is_empty() { vec![] } else { site.ledger.all() };
    for ix in things {
        for (body, goals) in site.ledger.texts(ix).all().zip(site.goals_of(ix)) {
            for (hole, goal) in body.all_holes().zip(goals) {
                let ResolvedTarget::File(file) = goal else { continue };
                if withheld.contains(file) {
                    let place = FileSpan::new(site.ledger.file(ix), hole.span);
                    found.push(refused(place, file, KeptBack::Snapshot));
                }
            }
        }
    }
    WithDiagnostics { value: snapshots, found }
}

impl BuiltSite {
    /// How many of the quotes that are seen stand in the copy we hold.
    pub(super) fn checked(&self) -> usize {
        let quotes = self.site.ledger.quotes.iter();
        quotes.filter(|q| self.verdicts.of(&q.id).is_some_and(QuoteCheck::is_found)).count()
    }

    /// How many of the block quotations that are seen name a source and were not compared with it.
    pub fn unchecked_blocks(&self) -> usize {
        let ledger = &self.site.ledger;
        let all = ledger.all().into_iter();
        let blocks = all.flat_map(|ix| self.verdicts.blocks_of(ix.kind(), ledger.id(ix)));
        blocks.filter(|block| block.is_unchecked()).count()
    }

    /// OR337: what is published and holds the bytes of a snapshot that may not be.
    pub(super) fn leaked_snapshots(&self) -> Vec<Diagnostic> {
        // By their length: few have the same.
        let mut held: BTreeMap<u64, Vec<(&Arc<str>, &InputFile)>> = BTreeMap::new();
        for (path, _) in self.verdicts.snapshots.iter().filter(|(_, may)| !**may) {
            if let Some(input) = self.sources.files.get(path).filter(|input| input.len > 0) {
                held.entry(input.len).or_default().push((path, input));
            }
        }
        if held.is_empty() {
            return vec![];
        }
        let things: BTreeSet<&Arc<str>> =
            self.site.ledger.all().into_iter().map(|ix| self.site.ledger.file(ix)).collect();
        let fixed = format!("{}/", self.config.static_dir);
        let statics = self.sources.files.keys().filter(|path| path.starts_with(&fixed)).cloned();
        // A link to the snapshot itself is reported where it is written (OR035).
        let is_other = |path: &Arc<str>| {
            path.starts_with(&fixed) || !held.values().flatten().any(|(held, _)| *held == path)
        };
        let given = self.copied().into_iter().filter(is_other).chain(statics);
        let is_held = |path: &Arc<str>| {
            let input = self.sources.files.get(path)?;
            let like = held.get(&input.len)?.iter();
            like.clone()
                .find(|(_, held)| held.bytes == input.bytes)
                .map(|(held, _)| Arc::clone(held))
        };
        let tell = |path: &Arc<str>, message: String| {
            Diagnostic::new(
                RuleCode::SnapshotPublished,
                FileSpan::new(path, Span::default()),
                message,
            )
        };
        let assets = self.theme.assets.values().filter_map(|bytes| {
            let like = held.get(&(bytes.len() as u64))?.iter();
            let (snapshot, _) = like.clone().find(|(_, held)| held.bytes == *bytes)?;
            let message = format!("a static file of the theme is the snapshot `{snapshot}`");
            Some(tell(snapshot, message).help("remove it from the theme folder"))
        });
        let copies = given.filter_map(|path| {
            let snapshot = is_held(&path)?;
            let message = format!("`{path}` would be published, but is the snapshot `{snapshot}`");
            Some(tell(&path, message).help("remove it, or set `publish: true` in the snapshot"))
        });
        let read =
            held.values().flatten().filter(|(path, _)| things.contains(path)).map(|(path, _)| {
                tell(path, format!("the snapshot `{path}` is read as a page of the site"))
                    .help("rename it to `.txt`, or move it out of the content folder")
            });
        copies.chain(read).chain(assets).collect()
    }
}
