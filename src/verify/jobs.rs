//! The texts of a site that are compared with a source: words of quotes, block quotations that end in a citation.
//!
//! Knows where they stand and what is known of their place; compares nothing.

use crate::base::span::{Place, Sp, Span};
use crate::input::sources::Sources;
use crate::model::body::Locator;
use crate::model::id::{Id, Ix, QuoteIx, SourceIx};
use crate::model::quote::Verify;
use crate::model::source::{At, Fidelity, SourceType};
use crate::resolve::linked::{Goal, Linked};
use crate::resolve::prose;
use crate::verify::judge::Ask;
use crate::verify::passing;
use std::borrow::Cow;
use std::sync::Arc;

/// A text to compare.
pub(super) struct Job<'a> {
    /// What it stands in.
    pub(super) from: Ix,
    /// The quote or note it stands in.
    pub(super) id: &'a Id,
    pub(super) file: &'a Arc<str>,
    pub(super) words: Cow<'a, Sp<String>>,
    pub(super) at: Option<Locator>,
    pub(super) slot: Slot,
    is_reported: bool,
}

/// Which of a quote's texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    Part(usize),
    Original,
    Variant(usize),
    /// A block quotation in prose.
    Block,
}

impl Job<'_> {
    /// A place in its file.
    pub(super) fn place(&self, span: Span) -> Place {
        Place::new(self.file, span)
    }

    /// What is asked for it.
    pub(super) fn ask(&self, is_linked: bool) -> Ask<'_> {
        let lines =
            self.at.as_ref().filter(|at| at.label == "line").and_then(|at| lines(&at.value));
        Ask {
            words: &self.words.v,
            lines,
            is_placed: self.at.is_some(),
            is_reported: self.is_reported,
            is_exchange: self.slot == Slot::Block,
            is_linked,
        }
    }
}

/// `11` or `11-13`.
fn lines(value: &str) -> Option<(u32, u32)> {
    let (from, to) = value.split_once(['-', '–']).unwrap_or((value, value));
    Some((from.trim().parse().ok()?, to.trim().parse().ok()?))
}

/// Every text of a quote to compare, with the source it is taken from.
///
/// * Depends on the quote, its references, and the entries and references of the sources it is taken from.
pub(super) fn of_quote(linked: &Linked, quote: QuoteIx) -> Vec<(SourceIx, Job<'_>)> {
    let mut jobs = vec![];
    let item = &linked.ledger[quote];
    let links = &linked.quotes[quote.at()].own;
    if !item.data.form.is_verbatim() || item.data.verify == Verify::Skip {
        return jobs;
    }
    let job = |words, at: Option<&At>, slot, is_reported| Job {
        from: quote.into(),
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
    jobs
}

/// Every block quotation in the prose of a thing that ends in a citation of one source.
///
/// * Depends on the thing, its references and the bytes of its file.
pub(super) fn of_prose<'a>(
    linked: &'a Linked,
    sources: &Sources,
    ix: Ix,
) -> Vec<(SourceIx, Job<'a>)> {
    let mut jobs = vec![];
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
            let (slot, is_reported) = (Slot::Block, false);
            jobs.push((cite.source, Job { from: ix, id, file, words, at, slot, is_reported }));
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
