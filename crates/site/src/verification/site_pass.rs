//! Compares every quotation of a site with the snapshot of its source.
//!
//! Covers quotes with their segments, original words and variants, and block quotations that cite a
//! source. Snapshots are processed in parallel. A text is decoded and folded once, only if a
//! quotation must be searched in it, and then dropped. Withheld items are compared as well, so that
//! drafts are checked before publication.
//!
//! Depends only on the linked items and the bytes of snapshots. Results are cached per source
//! (`cache`) and reused while the texts, the entry and the files of the source are unchanged. Start
//! with [`verify`] and [`update_verdicts`].

use crate::input::files::InputFiles;
use crate::model::ix::{ItemIx, QuoteIx, SourceIx};
use crate::model::ledger::Item;
use crate::model::quote::{Quote, VerifyMode};
use crate::model::source::{Coverage, Source};
use crate::resolve::incremental::ItemDelta;
use crate::resolve::linked::LinkedLedger;
use crate::verification::block::QuotedBlock;
use crate::verification::blocks::{BlockCheck, PassageCheck, combine};
use crate::verification::cache;
use crate::verification::cache::{
    CachedResults, ComparedPassage, FileState, PreviousVerify, SnapshotFacts, SourceResult,
    VerdictKey, VerifyCache,
};
use crate::verification::diagnostics;
use crate::verification::diagnostics::FileTexts;
use crate::verification::jobs::{JobSlot, VerifyJob, of_prose, of_quote};
use crate::verification::snapshot;
use onrecord_base::diag::{Diagnostic, WithDiagnostics};
use onrecord_base::hash::Sha256Hash;
use onrecord_base::id::{Id, ItemKind};
use onrecord_base::path;
use onrecord_base::path::SitePath;
use onrecord_base::persistent_vec::PersistentVec;
use onrecord_verify::snapshot_text::SnapshotText;
use onrecord_verify::verdict::{VerdictDetails, VerdictQuery, find_verdict};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// The reason why words were not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SkipReason {
    /// A paraphrase or summary in our words.
    NotVerbatim,
    /// The author turned the check off, with a reason.
    Skipped,
    /// There is no snapshot, or it cannot be read.
    NoSnapshot,
    /// The snapshot differs from the pinned one.
    Changed,
    /// The clippings do not contain these words.
    NotInClippings,
    /// The citation may belong to something else, and its source does not contain the words.
    Unsure,
}

impl SkipReason {
    /// The word in data files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotVerbatim => "not-verbatim",
            Self::Skipped => "skipped",
            Self::NoSnapshot => "no-snapshot",
            Self::Changed => "snapshot-changed",
            Self::NotInClippings => "not-in-clippings",
            Self::Unsure => "source-unsure",
        }
    }
}

/// The outcome for one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextOutcome {
    /// Compared: the verdict with its details.
    Judged(Arc<VerdictDetails>),
    /// Not compared.
    Not(SkipReason),
}

impl TextOutcome {
    /// The verdict; `None` if the words were not compared.
    pub fn judged(&self) -> Option<&VerdictDetails> {
        match self {
            Self::Judged(judged) => Some(judged),
            Self::Not(_) => None,
        }
    }

    /// True if the snapshot contains the words.
    pub fn is_found(&self) -> bool {
        self.judged().is_some_and(|judged| judged.verdict.is_found())
    }
}

/// The results for a quote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuoteCheck {
    /// For its text, or for each of its segments.
    pub parts: Vec<TextOutcome>,
    /// For its original words, if it has any.
    pub original: Option<TextOutcome>,
    /// For each variant.
    pub variants: Vec<TextOutcome>,
}

impl QuoteCheck {
    /// The outcomes of the texts that are compared with the snapshot of its source: the original
    /// words if the quote gives them.
    pub fn compared(&self) -> impl Iterator<Item = &TextOutcome> {
        let parts = if self.original.is_some() { &[][..] } else { &self.parts };
        self.original.iter().chain(parts)
    }

    fn put(&mut self, slot: JobSlot, outcome: TextOutcome) {
        let part = match slot {
            JobSlot::Original => return self.original = Some(outcome),
            JobSlot::Passage(_) => None,
            JobSlot::Part(n) => self.parts.get_mut(n),
            JobSlot::Variant(n) => self.variants.get_mut(n),
        };
        if let Some(part) = part {
            *part = outcome;
        }
    }

    /// True if the snapshot contains all its words (the original words if the quote gives them).
    pub fn is_found(&self) -> bool {
        match &self.original {
            Some(original) => original.is_found(),
            None => !self.parts.is_empty() && self.parts.iter().all(TextOutcome::is_found),
        }
    }
}

/// The results for the block quotations of an item.
type BlockChecks = Arc<Vec<BlockCheck>>;

/// Texts by source, and the block quotations of items.
type JobsBySource<'a> = (BTreeMap<SourceIx, Vec<VerifyJob<'a>>>, Vec<(ItemIx, Vec<QuotedBlock>)>);

/// The results for a site.
#[derive(Debug, Clone, Default)]
pub struct SiteVerdicts {
    /// By position among all quotes, including withheld ones.
    quotes: PersistentVec<Arc<QuoteCheck>>,
    /// Positions by id of the quote.
    ids: Arc<BTreeMap<Id, usize>>,
    /// For the block quotations of items.
    blocks: Arc<BTreeMap<(ItemKind, Id), BlockChecks>>,
    /// The snapshot files; true if the file may be published.
    pub snapshots: Arc<BTreeMap<SitePath, bool>>,
}

impl SiteVerdicts {
    /// The results for a quote.
    pub fn of(&self, id: &Id) -> Option<&QuoteCheck> {
        self.quotes.get(*self.ids.get(id)?).map(Arc::as_ref)
    }

    /// The results for the block quotations of an item, in the order of its texts; footnotes follow
    /// their text.
    pub fn blocks_of(&self, kind: ItemKind, id: &Id) -> &[BlockCheck] {
        if self.blocks.is_empty() {
            return &[];
        }
        self.blocks.get(&(kind, id.clone())).map_or(&[], |blocks| blocks.as_slice())
    }

    /// The results for every passage of a block quotation that cites a source, in item order.
    pub fn passages(&self) -> impl Iterator<Item = &PassageCheck> {
        self.blocks.values().flat_map(|blocks| blocks.iter()).flat_map(|block| &block.passages)
    }
}

/// Compares every quotation.
///
/// * In: the linked items, all files, the content folder, and the cache of the last build.
/// * Out: verdicts by the id of the quote; diagnostics by quote, then by source.
pub fn verify(
    linked: &LinkedLedger,
    sources: &InputFiles,
    content_dir: &str,
    memo: &mut VerifyCache,
) -> WithDiagnostics<SiteVerdicts> {
    update_verdicts(linked, sources, (content_dir, true), (None, memo))
}

/// The difference from the last build with the same cache.
#[derive(Debug, Clone, Copy)]
pub struct InputDelta<'a> {
    /// Changed items.
    pub things: &'a ItemDelta,
    /// Changed files.
    pub files: &'a BTreeSet<SitePath>,
}

/// Same as [`verify`], but reuses the previous results for everything that is unchanged.
///
/// * In: the content folder; true if OR332 (quotation without a snapshot) is enabled, which it is
///   not on most sites; `since`, the difference from the last build, `None` if anything may have
///   changed.
/// * Cost: proportional to the difference, plus the comparisons for sources whose texts, entries or
///   files changed.
pub fn update_verdicts(
    linked: &LinkedLedger,
    sources: &InputFiles,
    (content_dir, tells_missing): (&str, bool),
    (since, memo): (Option<InputDelta<'_>>, &mut VerifyCache),
) -> WithDiagnostics<SiteVerdicts> {
    let last = memo.last.take();
    let pass =
        VerifyPass { linked, sources, content_dir, tells_missing, texts: FileTexts::new(sources) };
    let fits = |last: &PreviousVerify| {
        last.content_dir == content_dir
            && last.results().len() == linked.ledger.sources.len()
            && last.verdicts.quotes.len() == linked.ledger.quotes.len()
    };
    let results = match (since, last) {
        (Some(since), Some(last)) if fits(&last) => pass.run_incremental(last, since),
        (_, last) => pass.run_full(last.as_ref()),
    };
    let mut found: Vec<Diagnostic> =
        results.broken.values().flat_map(|(_, found)| found.clone()).collect();
    found.extend(results.blocks.values().flat_map(|blocks| blocks.found.iter().cloned()));
    found.extend(results.diagnostics().cloned());
    let value = results.verdicts.clone();
    memo.last = Some(results);
    WithDiagnostics { value, found }
}

/// The result of a quote before any comparison.
fn unchecked(quote: &Quote) -> QuoteCheck {
    let why = match (quote.form.is_verbatim(), quote.verify) {
        (false, _) => SkipReason::NotVerbatim,
        (true, VerifyMode::Skip) => SkipReason::Skipped,
        (true, VerifyMode::Required) => SkipReason::NoSnapshot,
    };
    QuoteCheck {
        parts: quote.words().iter().map(|_| TextOutcome::Not(why)).collect(),
        original: None,
        variants: quote.variants.iter().map(|_| TextOutcome::Not(SkipReason::NoSnapshot)).collect(),
    }
}

/// The files that a snapshot is read from: the snapshot, and the text file next to it.
pub fn files_of(item: &Item<Source>, content_dir: &str) -> Vec<SitePath> {
    let name = item.data.snapshot.as_ref().and_then(|s| s.file.as_ref());
    let path = name.and_then(|name| path::join(&item.file, content_dir, &name.v).ok());
    let Some(path) = path else { return vec![] };
    let text = snapshot::text_file(&path);
    let mut files = vec![SitePath::from(path.as_str())];
    if text != path {
        files.push(text.into());
    }
    files
}

/// The snapshot of a source that is to be published; `None` if it was not read.
pub fn published_snapshot(
    item: &Item<Source>,
    sources: &InputFiles,
    content_dir: &str,
) -> Option<SitePath> {
    let may = item.data.snapshot.as_ref()?.publish.as_ref().is_some_and(|publish| publish.v);
    file(item, sources, content_dir).filter(|_| may)
}

/// The snapshot file of a source; `None` if it was not read.
fn file(item: &Item<Source>, sources: &InputFiles, content_dir: &str) -> Option<SitePath> {
    let name = item.data.snapshot.as_ref()?.file.as_ref()?;
    let path: SitePath = path::join(&item.file, content_dir, &name.v).ok()?.into();
    sources.files.contains_key(&path).then_some(path)
}

/// A snapshot with its state.
pub(super) struct LoadedSnapshot<'a> {
    pub(super) item: &'a Item<Source>,
    pub(super) path: SitePath,
    /// The file whose text is compared: the snapshot or the text file next to it.
    name: SitePath,
    pub(super) hash: Sha256Hash,
    pub(super) is_clippings: bool,
    /// True if the bytes match the pinned hash; `None` if no hash is given.
    pub(super) is_pinned: Option<bool>,
    /// The hash of the file whose text is compared.
    text_hash: Sha256Hash,
    /// The length of the byte-order mark before the text, in bytes.
    pub(super) mark: usize,
    /// The facts about its text.
    pub(super) facts: SnapshotFacts,
    /// The text, if it had to be decoded.
    text: OnceLock<String>,
}

impl LoadedSnapshot<'_> {
    /// The data to cache.
    fn known(self) -> cache::CachedSnapshot {
        let Self { path, name, hash, text_hash, facts, .. } = self;
        cache::CachedSnapshot { path, name, hash, text_hash, facts }
    }
}

/// The input of the pass.
struct VerifyPass<'a> {
    linked: &'a LinkedLedger,
    sources: &'a InputFiles,
    content_dir: &'a str,
    tells_missing: bool,
    texts: FileTexts<'a>,
}

impl<'a> VerifyPass<'a> {
    /// Compares everything, reusing known verdicts.
    fn run_full(&self, last: Option<&PreviousVerify>) -> PreviousVerify {
        let ledger = &self.linked.ledger;
        let known = CachedResults::of(last.into_iter().flat_map(|last| last.results().iter()));
        let (mut jobs, blocks) = self.jobs(&ledger.all());
        for ix in ledger.sources() {
            jobs.entry(ix).or_default();
        }
        let kept = self.compared(jobs, &known).into_iter().map(|(_, kept)| kept);
        let quotes: BTreeSet<QuoteIx> = ledger.quotes().collect();
        let ids = quotes.iter().map(|ix| (ledger[*ix].id.clone(), ix.at())).collect();
        let none = quotes.iter().map(|_| Arc::default()).collect();
        let verdicts = SiteVerdicts { quotes: none, ids: Arc::new(ids), ..SiteVerdicts::default() };
        let mut results = PreviousVerify::new(self.content_dir.to_owned(), verdicts, kept);
        self.report_brackets(&mut results, quotes.iter().copied());
        self.combine_quotes(&mut results, &quotes);
        self.combine_blocks(&mut results, blocks);
        results
    }

    /// Compares only what changed.
    fn run_incremental(
        &self,
        mut results: PreviousVerify,
        since: InputDelta<'_>,
    ) -> PreviousVerify {
        let ItemDelta { changed, stale, turned, .. } = since.things;
        let changed = changed.iter().map(|change| change.ix);
        let stale: BTreeSet<ItemIx> = changed.chain(stale.iter().copied()).collect();
        // Sources that changed or whose files changed, and the previous and current sources of
        // relinked texts; a text refers to its source.
        let is_source = |ix: &ItemIx| if let ItemIx::Source(ix) = ix { Some(*ix) } else { None };
        let mut outdated: BTreeSet<SourceIx> = stale.iter().filter_map(is_source).collect();
        outdated.extend(since.files.iter().flat_map(|path| results.that_saw(path)));
        let used_stale =
            |ix: &SourceIx| results.results()[ix.at()].from.iter().any(|ix| stale.contains(ix));
        outdated.extend(turned.iter().filter_map(is_source).filter(used_stale));
        outdated.extend(self.jobs(&stale.iter().copied().collect::<Vec<_>>()).0.into_keys());
        let old: Vec<Arc<SourceResult>> =
            outdated.iter().map(|ix| Arc::clone(&results.results()[ix.at()])).collect();
        let from: BTreeSet<ItemIx> =
            old.iter().flat_map(|kept| &kept.from).chain(&stale).copied().collect();
        let (mut jobs, blocks) = self.jobs(&from.iter().copied().collect::<Vec<_>>());
        jobs.retain(|ix, _| outdated.contains(ix));
        for ix in &outdated {
            jobs.entry(*ix).or_default();
        }
        for (ix, kept) in self.compared(jobs, &CachedResults::of(old.iter())) {
            results.set(ix, kept);
        }
        let quotes = |all: &BTreeSet<ItemIx>| -> BTreeSet<QuoteIx> {
            all.iter()
                .filter_map(|ix| if let ItemIx::Quote(ix) = ix { Some(*ix) } else { None })
                .collect()
        };
        let affected = results.broken.iter().filter(|(_, (file, _))| since.files.contains(file));
        let affected: BTreeSet<QuoteIx> =
            affected.map(|(ix, _)| *ix).chain(quotes(&stale)).collect();
        self.report_brackets(&mut results, affected);
        self.combine_quotes(&mut results, &quotes(&from));
        self.combine_blocks(&mut results, blocks);
        results
    }

    /// The texts of some items by source, in item order, and the block quotations of each item.
    fn jobs(&self, things: &[ItemIx]) -> JobsBySource<'a> {
        let mut jobs: BTreeMap<SourceIx, Vec<VerifyJob<'_>>> = BTreeMap::new();
        let quotes = things.iter().flat_map(|ix| match ix {
            ItemIx::Quote(ix) => of_quote(self.linked, *ix),
            _ => vec![],
        });
        for (source, job) in quotes {
            jobs.entry(source).or_default().push(job);
        }
        let one = |ix: &ItemIx| (*ix, of_prose(self.linked, self.sources, *ix));
        let prose: Vec<_> = things.par_iter().map(one).collect();
        let mut blocks = vec![];
        for (ix, (of_item, of_sources)) in prose {
            for (source, job) in of_sources {
                jobs.entry(source).or_default().push(job);
            }
            blocks.push((ix, of_item));
        }
        (jobs, blocks)
    }

    fn compared(
        &self,
        jobs: BTreeMap<SourceIx, Vec<VerifyJob<'_>>>,
        known: &CachedResults<'_>,
    ) -> Vec<(SourceIx, SourceResult)> {
        let jobs: Vec<_> = jobs.into_iter().collect();
        jobs.par_iter().map(|(ix, jobs)| (*ix, self.compare(*ix, jobs, known))).collect()
    }

    /// Reports OR334 and OR335 for some quotes.
    fn report_brackets(
        &self,
        results: &mut PreviousVerify,
        quotes: impl IntoIterator<Item = QuoteIx>,
    ) {
        for ix in quotes {
            let item = &self.linked.ledger[ix];
            let found = diagnostics::broken(item, &self.texts);
            if found.is_empty() {
                results.broken.remove(&ix);
            } else {
                results.broken.insert(ix, (Arc::clone(&item.file), found));
            }
        }
    }

    /// Combines the results of some quotes.
    fn combine_quotes(&self, results: &mut PreviousVerify, quotes: &BTreeSet<QuoteIx>) {
        let linked = self.linked;
        let checks = quotes.iter().map(|ix| (*ix, unchecked(&linked.ledger[*ix].data)));
        let mut checks: BTreeMap<QuoteIx, QuoteCheck> = checks.collect();
        let taken_from = |ix: &QuoteIx| {
            let links = &linked.quotes[ix.at()].own;
            links.source.iter().chain(links.variants.iter().flatten()).copied().collect::<Vec<_>>()
        };
        let sources: BTreeSet<SourceIx> = quotes.iter().flat_map(taken_from).collect();
        for (quote, slot, outcome) in
            sources.iter().flat_map(|ix| &results.results()[ix.at()].outcomes)
        {
            if let Some(check) = checks.get_mut(quote) {
                check.put(*slot, outcome.clone());
            }
        }
        for (ix, check) in checks {
            results.verdicts.quotes.set(ix.at(), Arc::new(check));
        }
    }

    /// Combines the results for the block quotations of some items.
    fn combine_blocks(&self, results: &mut PreviousVerify, all: Vec<(ItemIx, Vec<QuotedBlock>)>) {
        let ledger = &self.linked.ledger;
        for (ix, blocks) in all {
            let key = (ix.kind(), ledger.id(ix).clone());
            if blocks.is_empty() {
                results.blocks.remove(&ix);
                if results.verdicts.blocks.contains_key(&key) {
                    Arc::make_mut(&mut results.verdicts.blocks).remove(&key);
                }
                continue;
            }
            let kept = results.results();
            let tried = |source: SourceIx, n: usize| {
                kept[source.at()].passages.iter().find(|tried| tried.at == (ix, n))
            };
            let new = combine(ledger, (ix, &blocks), tried, &self.texts);
            if results.verdicts.blocks.get(&key) != Some(&new.checks) {
                let checks = Arc::clone(&new.checks);
                Arc::make_mut(&mut results.verdicts.blocks).insert(key, checks);
            }
            results.blocks.insert(ix, new);
        }
    }

    /// Compares the texts taken from one source.
    fn compare(
        &self,
        ix: SourceIx,
        jobs: &[VerifyJob<'_>],
        known: &CachedResults<'_>,
    ) -> SourceResult {
        let item = &self.linked.ledger[ix];
        let files = files_of(item, self.content_dir);
        let mut kept = SourceResult {
            from: jobs.iter().map(|job| job.from).collect(),
            seen: files.iter().map(|path| FileState::of(path, self.sources)).collect(),
            ..SourceResult::default()
        };
        kept.from.dedup();
        let path = file(item, self.sources, self.content_dir);
        let published = item.data.snapshot.as_ref().and_then(|s| s.publish.as_ref());
        kept.snapshot = path.clone().map(|path| (path, published.is_some_and(|p| p.v)));
        let copy = path.and_then(|path| self.copy(item, path, known));
        let outcomes = match &copy {
            Some(copy) => self.compare_with_snapshot(jobs, copy, (known, &mut kept)),
            None if self.tells_missing => jobs.iter().map(|job| missing(job, item)).collect(),
            None => {
                jobs.iter().map(|_| SourceOutcome::not(SkipReason::NoSnapshot, vec![])).collect()
            }
        };
        kept.copy = copy.map(LoadedSnapshot::known);
        for (job, result) in jobs.iter().zip(outcomes) {
            match (job.from, job.slot) {
                (at, JobSlot::Passage(n)) => {
                    let SourceOutcome { outcome, reading, found } = result;
                    kept.passages.push(ComparedPassage { at: (at, n), outcome, reading, found });
                }
                (ItemIx::Quote(quote), slot) => {
                    kept.outcomes.push((quote, slot, result.outcome));
                    kept.found.extend(result.found);
                }
                _ => {}
            }
        }
        // Diagnostics about words contain spans in the file of the words.
        if !kept.found.is_empty() || kept.passages.iter().any(|tried| !tried.found.is_empty()) {
            let files: BTreeSet<&Arc<str>> = jobs.iter().map(|job| job.file).collect();
            kept.seen.extend(files.into_iter().map(|file| FileState::of(file, self.sources)));
        }
        kept
    }

    /// Compares each text; diagnostics about the snapshot itself are added to `kept`.
    fn compare_with_snapshot(
        &self,
        jobs: &[VerifyJob<'_>],
        copy: &LoadedSnapshot<'_>,
        (known, kept): (&CachedResults<'_>, &mut SourceResult),
    ) -> Vec<SourceOutcome> {
        let item = copy.item;
        kept.found = diagnostics::copy(copy);
        if copy.facts.fault.is_some() {
            return jobs
                .iter()
                .map(|_| SourceOutcome::not(SkipReason::NoSnapshot, vec![]))
                .collect();
        }
        let links = item.data.url.is_some() || item.data.archive_url.is_some();
        let language = item.data.language.as_ref().map_or("", |language| language.v.as_str());
        let held = OnceLock::new();
        let text = || snapshot::text(&copy.path, self.sources).unwrap_or_default();
        let held = || {
            held.get_or_init(|| {
                SnapshotText::new(copy.text.get_or_init(text).as_str(), copy.is_clippings)
            })
        };
        // The candidates of a text are tried in order until one is found.
        let one = |job: &VerifyJob<'_>| {
            let mut tried: Vec<(VerdictKey, Arc<VerdictDetails>)> = vec![];
            for words in job.texts() {
                let ask = VerdictQuery { words, language, ..job.ask(links) };
                let key = VerdictKey::of(&ask, &copy.text_hash, copy.is_clippings);
                let judged = known.verdict(key);
                let judged = judged.unwrap_or_else(|| Arc::new(find_verdict(&ask, held())));
                let is_found = judged.verdict.is_found();
                tried.push((key, judged));
                if is_found {
                    break;
                }
            }
            tried
        };
        let verdicts: Vec<Vec<_>> = jobs.par_iter().with_min_len(16).map(one).collect();
        let mut all = vec![];
        let mut lost = vec![];
        for (job, tried) in jobs.iter().zip(&verdicts) {
            let (reading, judged) = best(tried);
            let is_found = judged.verdict.is_found();
            if copy.is_pinned == Some(false) {
                if !is_found {
                    lost.push(job);
                }
                all.push(SourceOutcome::not(SkipReason::Changed, vec![]));
            } else if !is_found && copy.is_clippings && judged.nearest.is_none() {
                let found = vec![diagnostics::not_in_clippings(job, item)];
                all.push(SourceOutcome::not(SkipReason::NotInClippings, found));
            } else {
                let found = diagnostics::judged(&job.reading(reading), &judged, copy, &self.texts);
                all.push(SourceOutcome { outcome: TextOutcome::Judged(judged), reading, found });
            }
        }
        if copy.is_pinned == Some(false) {
            kept.found.push(diagnostics::changed(copy, jobs.len(), &lost));
        }
        kept.verdicts = verdicts.into_iter().flatten().collect();
        all
    }

    /// Loads the snapshot of a source.
    fn copy(
        &self,
        item: &'a Item<Source>,
        path: SitePath,
        known: &CachedResults<'_>,
    ) -> Option<LoadedSnapshot<'a>> {
        let snapshot = item.data.snapshot.as_ref()?;
        let hash = known.hash(&path, self.sources)?;
        let is_pinned = snapshot
            .sha256
            .as_ref()
            .map(|pinned| pinned.v.trim().eq_ignore_ascii_case(&hash.to_string()));
        // The text file next to a pinned file is not part of the pinned bytes, so a change of it
        // changes only the key.
        let name: SitePath = snapshot::text_file(&path).into();
        let text_hash =
            if name == path { hash } else { known.hash(&name, self.sources).unwrap_or(hash) };
        let text = OnceLock::new();
        let read = || match snapshot::text(&path, self.sources) {
            Err(fault) => SnapshotFacts { fault: Some(fault), turning: vec![] },
            Ok(words) => {
                let turning = snapshot::turning(&words);
                drop(text.set(words));
                SnapshotFacts { fault: None, turning }
            }
        };
        let facts = known.facts(&path, text_hash).unwrap_or_else(read);
        let is_clippings = snapshot.coverage == Coverage::Clippings;
        let head = self.sources.files.get(&name).map_or(&[][..], |input| &input.bytes);
        let mark = if head.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
        Some(LoadedSnapshot {
            item,
            path,
            name,
            hash,
            is_clippings,
            is_pinned,
            text_hash,
            mark,
            facts,
            text,
        })
    }
}

/// The outcome of a text compared with the snapshot of one source.
struct SourceOutcome {
    outcome: TextOutcome,
    /// The index of the candidate with this outcome.
    reading: usize,
    found: Vec<Diagnostic>,
}

impl SourceOutcome {
    fn not(why: SkipReason, found: Vec<Diagnostic>) -> Self {
        Self { outcome: TextOutcome::Not(why), reading: 0, found }
    }
}

/// The candidate that was found, which is the last; otherwise the first of those most similar to
/// the snapshot.
fn best(tried: &[(VerdictKey, Arc<VerdictDetails>)]) -> (usize, Arc<VerdictDetails>) {
    let likeness =
        |judged: &VerdictDetails| judged.nearest.as_ref().map_or(0, |nearest| nearest.likeness);
    let mut best: Option<(usize, &Arc<VerdictDetails>)> = None;
    for (n, (_, judged)) in tried.iter().enumerate() {
        let is_found = judged.verdict.is_found();
        if is_found || best.is_none_or(|(_, old)| likeness(judged) > likeness(old)) {
            best = Some((n, judged));
        }
    }
    best.map(|(n, judged)| (n, Arc::clone(judged))).unwrap_or_default()
}

/// OR332 for a text whose source has no snapshot; variants are exempt.
fn missing(job: &VerifyJob<'_>, item: &Item<Source>) -> SourceOutcome {
    let is_variant = matches!(job.slot, JobSlot::Variant(_));
    let found = if is_variant { vec![] } else { vec![diagnostics::missing(job, item)] };
    SourceOutcome::not(SkipReason::NoSnapshot, found)
}
