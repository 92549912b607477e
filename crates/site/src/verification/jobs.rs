//! The texts of a site that are compared with a source: words of quotes and passages of block
//! quotations.
//!
//! Collects the texts with their spans and claimed locations; the comparison is made elsewhere.
//! Start with [`of_quote`] and [`of_prose`].

use crate::input::files::InputFiles;
use crate::model::ix::{ItemIx, QuoteIx, SourceIx};
use crate::model::quote::VerifyMode;
use crate::model::source::{Fidelity, SourceLocator};
use crate::resolve::linked::{LinkedLedger, ResolvedTarget};
use crate::resolve::prose;
use crate::verification::block::{QuotedBlock, SourceWords, blocks};
use onrecord_base::id::Id;
use onrecord_base::span::{FileSpan, Span, Spanned};
use onrecord_cite::citation::Locator;
use onrecord_cite::source_type::SourceType;
use onrecord_prose::body::Body;
use onrecord_verify::verdict::VerdictQuery;
use std::borrow::Cow;
use std::sync::Arc;

/// A text to compare.
#[derive(Clone)]
pub(super) struct VerifyJob<'a> {
    /// The item that contains it.
    pub(super) from: ItemIx,
    /// The id of that quote or note.
    pub(super) id: &'a Id,
    pub(super) file: &'a Arc<str>,
    pub(super) words: Cow<'a, Spanned<String>>,
    pub(super) at: Option<Locator>,
    pub(super) slot: JobSlot,
    is_reported: bool,
    /// All candidates for the words of a passage, in the order in which they are tried, the words
    /// themselves first; empty except for passages of block quotations.
    pub(super) readings: Vec<SourceWords>,
}

/// The text of a quote that a job compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum JobSlot {
    Part(usize),
    Original,
    Variant(usize),
    /// A passage of a block quotation in prose, by its index in the item.
    Passage(usize),
}

impl VerifyJob<'_> {
    /// The same job with the words of one candidate.
    pub(super) fn reading(&self, n: usize) -> Self {
        let reading = self.readings.get(n).map(|reading| reading.words.clone());
        let words = reading.map(|words| Cow::Owned(Spanned::new(words, self.words.span)));
        Self { words: words.unwrap_or_else(|| self.words.clone()), ..self.clone() }
    }

    /// Every candidate text.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        let one = self.readings.is_empty().then_some(self.words.v.as_str());
        one.into_iter().chain(self.readings.iter().map(|reading| reading.words.as_str()))
    }

    /// Combines a span with the file of the text.
    pub(super) fn place(&self, span: Span) -> FileSpan {
        FileSpan::new(self.file, span)
    }

    /// The query for the comparison.
    pub(super) fn ask(&self, is_linked: bool) -> VerdictQuery<'_> {
        let lines =
            self.at.as_ref().filter(|at| at.label == "line").and_then(|at| lines(&at.value));
        VerdictQuery {
            words: &self.words.v,
            lines,
            is_placed: self.at.is_some(),
            is_reported: self.is_reported,
            is_exchange: matches!(self.slot, JobSlot::Passage(_)),
            is_linked,
            language: "",
        }
    }
}

/// Parses `11` or `11-13`.
fn lines(value: &str) -> Option<(u32, u32)> {
    let (from, to) = value.split_once(['-', '–']).unwrap_or((value, value));
    Some((from.trim().parse().ok()?, to.trim().parse().ok()?))
}

/// Every text of a quote to compare, with its source.
///
/// * Depends on the quote, its references, and the entries and references of its sources.
pub(super) fn of_quote(linked: &LinkedLedger, quote: QuoteIx) -> Vec<(SourceIx, VerifyJob<'_>)> {
    let mut jobs = vec![];
    let item = &linked.ledger[quote];
    let links = &linked.quotes[quote.at()].own;
    if !item.data.form.is_verbatim() || item.data.verify == VerifyMode::Skip {
        return jobs;
    }
    let job = |words, at: Option<&SourceLocator>, slot, is_reported| VerifyJob {
        from: quote.into(),
        id: &item.id,
        file: &item.file,
        words: Cow::Borrowed(words),
        at: at.and_then(prose::locator),
        slot,
        is_reported,
        readings: vec![],
    };
    if let Some(source) = links.source {
        let reported = is_reported(linked, quote, source);
        let translated = linked.ledger[source].data.fidelity == Fidelity::Translation;
        let original = item.data.original.as_ref().and_then(|o| o.text.as_ref());
        // The words next to the original are a translation, so no snapshot of the original contains
        // them.
        if let Some(original) = original.filter(|_| !translated) {
            let at = item.data.at.as_ref();
            jobs.push((source, job(original, at, JobSlot::Original, reported)));
        } else {
            let whole = item.data.text.iter().map(|text| (text, item.data.at.as_ref()));
            let parts = item.data.segments.iter().filter_map(|segment| {
                Some((segment.text.as_ref()?, segment.at.as_ref().or(item.data.at.as_ref())))
            });
            for (n, (words, at)) in whole.chain(parts).enumerate() {
                jobs.push((source, job(words, at, JobSlot::Part(n), reported)));
            }
        }
    }
    for (n, (variant, source)) in item.data.variants.iter().zip(&links.variants).enumerate() {
        if let (Some(words), Some(source)) = (&variant.text, source) {
            let reported = is_reported(linked, quote, *source);
            jobs.push((*source, job(words, None, JobSlot::Variant(n), reported)));
        }
    }
    jobs
}

/// The block quotations in the prose of an item, and each of their passages with each cited source.
///
/// * Depends on the item, its references, the titles that its links show, and the bytes of its
///   file.
pub(super) fn of_prose<'a>(
    linked: &'a LinkedLedger,
    sources: &InputFiles,
    ix: ItemIx,
) -> (Vec<QuotedBlock>, Vec<(SourceIx, VerifyJob<'a>)>) {
    let ledger = &linked.ledger;
    let (id, file) = (ledger.id(ix), ledger.file(ix));
    let texts = || ledger.texts(ix).all().zip(linked.goals_of(ix)).enumerate();
    let has_any = |body: &Body| body.with_notes().any(|part| !part.quotations.is_empty());
    if !texts().any(|(_, (body, _))| has_any(body)) {
        return (vec![], vec![]);
    }
    let text = sources.text(file).unwrap_or("");
    let called = |goal: &ResolvedTarget| match goal {
        ResolvedTarget::Thing(ix, _) => ledger.called(*ix),
        _ => String::new(),
    };
    let blocks: Vec<QuotedBlock> =
        texts().flat_map(|(n, (body, goals))| blocks(n, body, goals, text, &called)).collect();
    let passages = blocks.iter().flat_map(|block| &block.passages).enumerate();
    let jobs = passages.flat_map(|(n, passage)| {
        passage.cited.iter().map(move |cited| {
            let words = passage.readings.first().map(|reading| passage.words(reading));
            let words = Cow::Owned(words.unwrap_or_default());
            let (slot, at, readings) =
                (JobSlot::Passage(n), cited.at.clone(), passage.readings.clone());
            (
                cited.source,
                VerifyJob { from: ix, id, file, words, at, slot, is_reported: false, readings },
            )
        })
    });
    let jobs = jobs.collect();
    (blocks, jobs)
}

/// True if a source reports the words of another party, so they are in its quotation marks. False
/// if the source is the speaker's own, or of a type that prints speech without quotation marks.
fn is_reported(linked: &LinkedLedger, quote: QuoteIx, source: SourceIx) -> bool {
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
