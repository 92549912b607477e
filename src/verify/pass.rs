//! The pass: every quotation of a site compared with the snapshot of its source.
//!
//! Quotes with their segments, original words and variants; block quotations with a citation at their end.
//! Snapshot by snapshot, in parallel: a text is read and folded once, and only if some quotation of it has to be
//! looked for; then it is let go. Withheld things are compared as well: a draft is checked before it is shown.
//!
//! Depends on the linked things, the bytes of snapshots and nothing else.
//!
//! Long because it gathers texts from every field and from prose, and sends each result back where it came from.

use crate::base::diag::{Checked, Diagnostic};
use crate::base::hash::Hash256;
use crate::base::path::{self, SitePath};
use crate::base::span::{Place, Sp, Span};
use crate::input::sources::Sources;
use crate::model::body::Locator;
use crate::model::id::{Id, QuoteIx, SourceIx};
use crate::model::ledger::Item;
use crate::model::quote::{Quote, Verify};
use crate::model::source::{At, Coverage, Fidelity, Source, SourceType};
use crate::resolve::linked::{Goal, Linked};
use crate::resolve::prose;
use crate::verify::held::Held;
use crate::verify::judge::{Ask, Judged, judge};
use crate::verify::memo::{Facts, Key, VerifyMemo};
use crate::verify::passing;
use crate::verify::snapshot;
use crate::verify::tell;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// Why words were not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// They are ours: a paraphrase or summary.
    NotVerbatim,
    /// The author says so, with a reason.
    Skipped,
    /// We hold no copy of the source, or cannot read it.
    NoSnapshot,
    /// The copy is not the one that was pinned.
    Changed,
    /// Our clippings do not hold these words.
    NotInClippings,
}

impl Why {
    /// The word in data.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotVerbatim => "not-verbatim",
            Self::Skipped => "skipped",
            Self::NoSnapshot => "no-snapshot",
            Self::Changed => "snapshot-changed",
            Self::NotInClippings => "not-in-clippings",
        }
    }
}

/// What came of one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was compared: the verdict and its grounds.
    Judged(Arc<Judged>),
    /// It was not.
    Not(Why),
}

impl Outcome {
    /// The verdict, where the words were compared.
    pub fn judged(&self) -> Option<&Judged> {
        match self {
            Self::Judged(judged) => Some(judged),
            Self::Not(_) => None,
        }
    }

    /// Whether the words stand in the copy.
    pub fn is_found(&self) -> bool {
        self.judged().is_some_and(|judged| judged.verdict.is_found())
    }
}

/// What came of a quote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuoteCheck {
    /// Of its text, or of each of its segments.
    pub parts: Vec<Outcome>,
    /// Of its words in the language they were said in, where it has such.
    pub original: Option<Outcome>,
    /// Of each variant.
    pub variants: Vec<Outcome>,
}

impl QuoteCheck {
    /// What came of the texts that are compared with the copy of its source: the original ones where it gives them.
    pub fn compared(&self) -> impl Iterator<Item = &Outcome> {
        let parts = if self.original.is_some() { &[][..] } else { &self.parts };
        self.original.iter().chain(parts)
    }

    /// Whether all its words stand in the copy we hold: the original ones where it gives them.
    pub fn is_found(&self) -> bool {
        match &self.original {
            Some(original) => original.is_found(),
            None => !self.parts.is_empty() && self.parts.iter().all(Outcome::is_found),
        }
    }
}

/// What came of a site.
#[derive(Debug, Clone, Default)]
pub struct Verdicts {
    quotes: BTreeMap<Id, QuoteCheck>,
    /// The files of snapshots, and whether they may be published.
    pub snapshots: BTreeMap<SitePath, bool>,
}

impl Verdicts {
    /// Of a quote.
    pub fn of(&self, id: &Id) -> Option<&QuoteCheck> {
        self.quotes.get(id)
    }
}

/// A text to compare.
pub(super) struct Job<'a> {
    /// The quote or note it stands in.
    pub(super) id: &'a Id,
    pub(super) file: &'a Arc<str>,
    pub(super) words: Cow<'a, Sp<String>>,
    pub(super) at: Option<Locator>,
    slot: Slot,
    is_reported: bool,
}

impl Job<'_> {
    /// A place in its file.
    pub(super) fn place(&self, span: Span) -> Place {
        Place::new(self.file, span)
    }
}

/// Which of a quote's texts.
#[derive(Clone, Copy)]
enum Slot {
    Part(usize),
    Original,
    Variant(usize),
    /// A block quotation in prose.
    Block,
}

/// A snapshot as it was found.
pub(super) struct Copy<'a> {
    pub(super) item: &'a Item<Source>,
    pub(super) path: SitePath,
    pub(super) hash: Hash256,
    pub(super) is_clippings: bool,
    /// Whether the bytes are those that were pinned; `None`: nothing was pinned.
    pub(super) is_pinned: Option<bool>,
    /// The hash of the file whose text is compared.
    text_hash: Hash256,
    /// How many bytes of a mark stand before its text.
    pub(super) mark: usize,
    /// What is known of its text.
    pub(super) facts: Facts,
    /// The text itself, where it had to be read.
    text: OnceLock<String>,
}

/// Compares every quotation.
///
/// * In: the linked things, all files, the content folder, and what is remembered from the last build.
/// * Out: verdicts by the id of the quote; findings by quote, then by source.
pub fn verify(
    linked: &Linked,
    sources: &Sources,
    content_dir: &str,
    memo: &mut VerifyMemo,
) -> Checked<Verdicts> {
    let jobs = jobs(linked).into_iter().chain(blocks(linked, sources));
    let mut by_source: BTreeMap<SourceIx, Vec<Job<'_>>> = BTreeMap::new();
    let mut verdicts = Verdicts::default();
    let mut found = vec![];
    for quote in linked.ledger.quotes() {
        let item = &linked.ledger[quote];
        verdicts.quotes.insert(item.id.clone(), unchecked(&item.data));
        found.extend(tell::broken(item, sources));
    }
    for (source, job) in jobs {
        by_source.entry(source).or_default().push(job);
    }
    for ix in linked.ledger.sources() {
        let item = &linked.ledger[ix];
        if let Some((path, _)) = file(item, sources, content_dir) {
            let published = item.data.snapshot.as_ref().and_then(|s| s.publish.as_ref());
            let may = verdicts.snapshots.entry(path).or_insert(true);
            *may &= published.is_some_and(|p| p.v);
            by_source.entry(ix).or_default();
        }
    }
    let all: Vec<(SourceIx, Vec<Job<'_>>)> = by_source.into_iter().collect();
    let done: Vec<Done> = all
        .par_iter()
        .map(|(ix, jobs)| one((linked, *ix), jobs, sources, (content_dir, memo)))
        .collect();
    for ((_, jobs), done) in all.iter().zip(done) {
        for (job, outcome) in jobs.iter().zip(done.outcomes) {
            if !matches!(job.slot, Slot::Block)
                && let Some(check) = verdicts.quotes.get_mut(job.id)
            {
                put(check, job.slot, outcome);
            }
        }
        found.extend(done.found);
    }
    memo.turn();
    Checked { value: verdicts, found }
}

fn put(check: &mut QuoteCheck, slot: Slot, outcome: Outcome) {
    match slot {
        Slot::Part(n) => {
            if let Some(part) = check.parts.get_mut(n) {
                *part = outcome;
            }
        }
        Slot::Original => check.original = Some(outcome),
        Slot::Block => {}
        Slot::Variant(n) => {
            if let Some(part) = check.variants.get_mut(n) {
                *part = outcome;
            }
        }
    }
}

/// A quote before anything was compared.
fn unchecked(quote: &Quote) -> QuoteCheck {
    let why = match (quote.form.is_verbatim(), quote.verify) {
        (false, _) => Why::NotVerbatim,
        (true, Verify::Skip) => Why::Skipped,
        (true, Verify::Required) => Why::NoSnapshot,
    };
    QuoteCheck {
        parts: quote.words().iter().map(|_| Outcome::Not(why)).collect(),
        original: None,
        variants: quote.variants.iter().map(|_| Outcome::Not(Why::NoSnapshot)).collect(),
    }
}

/// Every text to compare, with the source it is taken from.
fn jobs(linked: &Linked) -> Vec<(SourceIx, Job<'_>)> {
    let mut jobs = vec![];
    for quote in linked.ledger.quotes() {
        let item = &linked.ledger[quote];
        let links = &linked.quotes[quote.at()].own;
        if !item.data.form.is_verbatim() || item.data.verify == Verify::Skip {
            continue;
        }
        let job = |words, at: Option<&At>, slot, is_reported| Job {
            id: &item.id,
            file: &item.file,
            words: Cow::Borrowed(words),
            at: at.and_then(prose::locator),
            slot,
            is_reported,
        };
        if let Some(source) = links.source {
            let reported = is_reported(linked, quote, source);
            let translated = linked.ledger[source].data.fidelity == Fidelity::Translation;
            let original = item.data.original.as_ref().and_then(|o| o.text.as_ref());
            // The words beside the original ones are a translation, and in no copy of the original.
            if let Some(original) = original.filter(|_| !translated) {
                let at = item.data.at.as_ref();
                jobs.push((source, job(original, at, Slot::Original, reported)));
            } else {
                let whole = item.data.text.iter().map(|text| (text, item.data.at.as_ref()));
                let parts = item.data.segments.iter().filter_map(|segment| {
                    Some((segment.text.as_ref()?, segment.at.as_ref().or(item.data.at.as_ref())))
                });
                for (n, (words, at)) in whole.chain(parts).enumerate() {
                    jobs.push((source, job(words, at, Slot::Part(n), reported)));
                }
            }
        }
        for (n, (variant, source)) in item.data.variants.iter().zip(&links.variants).enumerate() {
            if let (Some(words), Some(source)) = (&variant.text, source) {
                let reported = is_reported(linked, quote, *source);
                jobs.push((*source, job(words, None, Slot::Variant(n), reported)));
            }
        }
    }
    jobs
}

/// Every block quotation of the site's prose that ends in a citation of one source.
fn blocks<'a>(linked: &'a Linked, sources: &Sources) -> Vec<(SourceIx, Job<'a>)> {
    let mut jobs = vec![];
    for ix in linked.ledger.all() {
        let (id, file) = (linked.ledger.id(ix), linked.ledger.file(ix));
        for (body, goals) in linked.ledger.texts(ix).all().zip(linked.goals_of(ix)) {
            if !body.html.contains("<blockquote") {
                continue;
            }
            for block in passing::blocks(body, sources.text(file).unwrap_or("")) {
                let Some(Goal::Cites(cited)) = goals.get(block.hole) else { continue };
                let [cite] = cited.as_slice() else { continue };
                let at = block.at.or_else(|| cite.locator.clone());
                let words = Cow::Owned(block.words);
                let job = Job { id, file, words, at, slot: Slot::Block, is_reported: false };
                jobs.push((cite.source, job));
            }
        }
    }
    jobs
}

/// Whether a source reports words of somebody else, which then stand in its quotation marks: not where it is the
/// speaker's own, nor where it is of a sort that prints speech without marks.
fn is_reported(linked: &Linked, quote: QuoteIx, source: SourceIx) -> bool {
    let links = &linked.quotes[quote.at()].own;
    let data = &linked.ledger[source].data;
    let source = &linked.sources[source.at()].own;
    let own = |who: Option<&_>| who.is_some() && source.creator.as_ref() == who;
    let wrote = source.authors.iter().flatten().any(|a| Some(a) == links.speaker.as_ref());
    let prints_speech = matches!(
        data.r#type,
        SourceType::Hearing
            | SourceType::Speech
            | SourceType::Interview
            | SourceType::Transcript
            | SourceType::Statement
            | SourceType::PressRelease
            | SourceType::PersonalCommunication
            | SourceType::Post
            | SourceType::SocialPost
            | SourceType::Bill
            | SourceType::Legislation
            | SourceType::Regulation
            | SourceType::Treaty
            | SourceType::ExecutiveOrder
            | SourceType::CourtDocument
            | SourceType::LegalCase
            | SourceType::Broadcast
            | SourceType::Song
            | SourceType::AudioRecording
            | SourceType::VideoRecording
            | SourceType::MotionPicture
    );
    let plain = matches!(data.fidelity, Fidelity::Original | Fidelity::Transcript);
    !(own(links.speaker.as_ref())
        || own(links.on_behalf_of.as_ref())
        || wrote
        || prints_speech
        || plain)
}

/// What came of one source.
struct Done {
    outcomes: Vec<Outcome>,
    found: Vec<Diagnostic>,
}

/// The files that a snapshot is read from: itself, and the text beside it.
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

/// The snapshot of a source that is to be published, where it was read.
pub fn published_snapshot(
    item: &Item<Source>,
    sources: &Sources,
    content_dir: &str,
) -> Option<SitePath> {
    let may = item.data.snapshot.as_ref()?.publish.as_ref().is_some_and(|publish| publish.v);
    file(item, sources, content_dir).filter(|_| may).map(|(path, _)| path)
}

/// The file of a source's snapshot, where it was read, and the bytes of its name.
fn file(
    item: &Item<Source>,
    sources: &Sources,
    content_dir: &str,
) -> Option<(SitePath, Sp<String>)> {
    let name = item.data.snapshot.as_ref()?.file.as_ref()?;
    let path: SitePath = path::join(&item.file, content_dir, &name.v).ok()?.into();
    sources.files.contains_key(&path).then(|| (path, name.clone()))
}

/// Compares the texts taken from one source.
fn one(
    (linked, ix): (&Linked, SourceIx),
    jobs: &[Job<'_>],
    sources: &Sources,
    (content_dir, memo): (&str, &VerifyMemo),
) -> Done {
    let item = &linked.ledger[ix];
    let Some(copy) = copy(item, sources, content_dir, memo) else {
        let is_variant = |job: &&Job<'_>| matches!(job.slot, Slot::Variant(_));
        let found = jobs.iter().filter(|job| !is_variant(job)).map(|job| tell::missing(job, item));
        return Done {
            outcomes: jobs.iter().map(|_| Outcome::Not(Why::NoSnapshot)).collect(),
            found: found.collect(),
        };
    };
    let mut found = tell::copy(&copy);
    if copy.facts.fault.is_some() {
        let outcomes = jobs.iter().map(|_| Outcome::Not(Why::NoSnapshot)).collect();
        return Done { outcomes, found };
    }
    let links = item.data.url.is_some() || item.data.archive_url.is_some();
    let asks: Vec<Ask<'_>> = jobs.iter().map(|job| Ask { is_linked: links, ..ask(job) }).collect();
    let keys: Vec<Key> =
        asks.iter().map(|ask| Key::of(ask, &copy.text_hash, copy.is_clippings)).collect();
    let held = OnceLock::new();
    let text = || snapshot::text(&copy.path, sources).unwrap_or_default();
    let held =
        || held.get_or_init(|| Held::new(copy.text.get_or_init(text).as_str(), copy.is_clippings));
    let mut outcomes = vec![];
    let mut lost = vec![];
    for (job, (ask, key)) in jobs.iter().zip(asks.iter().zip(&keys)) {
        let judged = memo.verdict(*key, || judge(ask, held()));
        let is_found = judged.verdict.is_found();
        if copy.is_pinned == Some(false) {
            if !is_found {
                lost.push(job);
            }
            outcomes.push(Outcome::Not(Why::Changed));
            continue;
        }
        if !is_found && copy.is_clippings && judged.nearest.is_none() {
            found.push(tell::not_in_clippings(job, item));
            outcomes.push(Outcome::Not(Why::NotInClippings));
            continue;
        }
        found.extend(tell::judged(job, &judged, &copy, sources));
        outcomes.push(Outcome::Judged(judged));
    }
    if copy.is_pinned == Some(false) {
        found.push(tell::changed(&copy, jobs.len(), &lost));
    }
    Done { outcomes, found }
}

/// What is asked for one text.
fn ask<'a>(job: &'a Job<'_>) -> Ask<'a> {
    let lines = job.at.as_ref().filter(|at| at.label == "line").and_then(|at| lines(&at.value));
    Ask {
        words: &job.words.v,
        lines,
        is_placed: job.at.is_some(),
        is_reported: job.is_reported,
        is_linked: false,
    }
}

/// `11` or `11-13`.
fn lines(value: &str) -> Option<(u32, u32)> {
    let (from, to) = value.split_once(['-', '–']).unwrap_or((value, value));
    Some((from.trim().parse().ok()?, to.trim().parse().ok()?))
}

/// The snapshot of a source, where there is one and it was read.
fn copy<'a>(
    item: &'a Item<Source>,
    sources: &Sources,
    content_dir: &str,
    memo: &VerifyMemo,
) -> Option<Copy<'a>> {
    let (path, _) = file(item, sources, content_dir)?;
    let snapshot = item.data.snapshot.as_ref()?;
    let input = sources.files.get(&path)?;
    let hash = memo.hash(&path, input)?;
    let is_pinned = snapshot
        .sha256
        .as_ref()
        .map(|pinned| pinned.v.trim().eq_ignore_ascii_case(&hash.to_string()));
    // The text beside a pinned file is no part of what was pinned: a change of it is a change of the key.
    let name: SitePath = snapshot::text_file(&path).into();
    let text_hash = match sources.files.get(&name) {
        Some(beside) if name != path => memo.hash(&name, beside).unwrap_or(hash),
        _ => hash,
    };
    let text = OnceLock::new();
    let facts = memo.facts(&path, text_hash, || match snapshot::text(&path, sources) {
        Err(fault) => Facts { fault: Some(fault), turning: vec![] },
        Ok(words) => {
            let turning = snapshot::turning(&words);
            drop(text.set(words));
            Facts { fault: None, turning }
        }
    });
    let is_clippings = snapshot.coverage == Coverage::Clippings;
    let head = sources.files.get(&name).map_or(&[][..], |input| &input.bytes);
    let mark = if head.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
    Some(Copy { item, path, hash, is_clippings, is_pinned, text_hash, mark, facts, text })
}
