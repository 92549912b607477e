//! Statements: the card shown in texts and lists, and the page of a quote.

use crate::model::ix::{ItemIx, QuoteIx};
use crate::model::ledger::unmarked;
use crate::model::party::ResolvedParty;
use crate::model::quote::{Quote, StatementRelation};
use crate::model::source::SourceLocator;
use crate::resolve::linked::EdgeKind;
use crate::resolve::prose;
use crate::view::cards::check;
use crate::view::cards::check::CheckView;
use crate::view::cards::source::source_link;
use crate::view::cards::statement;
use crate::view::cards::statement::{StepView, VariantView};
use crate::view::context::ViewContext;
use crate::view::index::listings;
use crate::view::text::citations;
use crate::view::{DateView, LinkView, PartyView};
use serde::Serialize;
use std::collections::BTreeSet;

/// A statement as shown wherever it belongs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct QuoteCard {
    /// Its id.
    pub id: String,
    /// Its page; may be empty.
    pub url: String,
    /// `direct`, `partial`, `paraphrase` or `summary`.
    pub form: String,
    /// Whether the words stand in quotation marks. A paraphrase or summary never does.
    pub verbatim: bool,
    /// The words, in the parts in which the source gives them; at least one.
    pub segments: Vec<SegmentView>,
    /// The language of the words, where it is not the page's; may be empty.
    pub lang: String,
    /// Who said it.
    pub speaker: PartyView,
    /// For whom; the name may be empty.
    pub on_behalf_of: PartyView,
    /// When it was said.
    pub said: Option<DateView>,
    /// The time it is about, which is not when it was said.
    pub period: Option<DateView>,
    /// Where; may be empty.
    pub venue: String,
    /// Through what, as words: `statement to the press`; may be empty.
    pub medium: String,
    /// How it got out and on what terms, as words: `leaked`, `on the record`.
    pub terms: Vec<String>,
    /// The source's hedge: `reportedly`; always printed; may be empty.
    pub hedge: String,
    /// How many statements by how many people, as words; may be empty.
    pub tally: String,
    /// Slips kept from the source, as words: `“Chinese Community Party”, read as Chinese Communist Party`.
    pub sic: Vec<String>,
    /// Whether and against what the words were checked.
    pub check: CheckView,
    /// The source it is taken from.
    pub source: LinkView,
    /// Where in the source: `line 11`; may be empty.
    pub locator: String,
    /// The chain from the speaker's end to the copy we read. At least one step.
    pub chain: Vec<StepView>,
    /// The same as a sentence, as plain text.
    pub chain_text: String,
    /// Who translated and how, as words: `official translation`; may be empty.
    pub translation: String,
    /// What denies, contradicts or takes back this statement, and what it denies, contradicts or takes
    /// back: shown wherever the statement is.
    pub disputed: Vec<StatementRelationView>,
    /// Other wordings.
    pub variants: Vec<VariantView>,
    /// The statement in one line for lists and `<title>`: shortened words with marks, or the paraphrase.
    pub short: String,
    /// `archived`, as a word, for what is kept for the record and no longer updated; else empty.
    pub archived: String,
}

/// A part of the words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct SegmentView {
    /// The words, without quotation marks.
    pub text: String,
    /// To whom the source gives them, in its words; may be empty.
    pub attributed_as: String,
    /// Where in the source: `line 11`; may be empty.
    pub locator: String,
}

/// How one statement stands to another thing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct StatementRelationView {
    /// As words: `Responds to`, `Denied by`.
    pub how: String,
    /// The other thing.
    pub target: LinkView,
}

/// A statement as shown wherever it belongs.
pub fn quote_card(cx: &ViewContext<'_>, ix: QuoteIx) -> QuoteCard {
    let entry = &cx.site.ledger[ix];
    let quote = &entry.data;
    let links = &cx.site.quotes[ix.at()].own;
    let text = |value: &Option<Box<onrecord_base::span::Spanned<String>>>| {
        value.as_ref().map(|v| v.v.clone()).unwrap_or_default()
    };
    let segments = segments(cx, quote);
    QuoteCard {
        id: entry.id.to_string(),
        url: cx.url(ix.into()).to_owned(),
        form: quote.form.word().to_owned(),
        verbatim: quote.form.is_verbatim(),
        locator: place(cx, quote, &segments),
        segments,
        lang: Some(text(&entry.shared.lang))
            .filter(|lang| *lang != cx.config.language)
            .unwrap_or_default(),
        speaker: speaker(cx, ix),
        on_behalf_of: cx.maybe_party(links.on_behalf_of.as_ref()),
        said: cx.maybe_date(quote.said.as_ref()),
        period: cx.maybe_date(quote.period.as_deref()),
        venue: text(&quote.venue),
        medium: quote.medium.map(|m| cx.words.of("medium", m.word())).unwrap_or_default(),
        terms: terms(cx, quote),
        hedge: text(&quote.hedge),
        tally: tally(cx, quote),
        sic: sic(cx, quote),
        check: check::check(cx, ix),
        source: links.source.map(|s| source_link(cx, Some(s))).unwrap_or_default(),
        chain: statement::chain(cx, ix),
        chain_text: statement::chain_text(cx, &cx.site.quote_chain(ix)),
        translation: translation(cx, quote),
        disputed: answers(cx, ix, disputes),
        variants: statement::variants(cx, ix),
        short: cx.in_its_language(ix.into(), &quote.short()),
        archived: cx.archived(ix),
    }
}

/// The speaker with their role: the one given, else the one known to hold when it was said.
fn speaker(cx: &ViewContext<'_>, ix: QuoteIx) -> PartyView {
    let quote = &cx.site.ledger[ix].data;
    let Some(who) = &cx.site.quotes[ix.at()].own.speaker else { return PartyView::default() };
    let role = match &quote.role {
        Some(role) => role.v.clone(),
        None => cx.role_of(who, quote.said.as_ref()),
    };
    // “A TikTok director, director” says it twice.
    let said = matches!(who, ResolvedParty::Described { words, .. } if onrecord_base::text::fold(words).contains(&onrecord_base::text::fold(&role)));
    PartyView { role: if said { String::new() } else { role }, ..cx.party(who) }
}

fn segments(cx: &ViewContext<'_>, quote: &Quote) -> Vec<SegmentView> {
    let whole = quote.text.iter().map(|text| SegmentView {
        text: unmarked(&text.v, quote.form.is_verbatim()).to_owned(),
        ..SegmentView::default()
    });
    let parts = quote.segments.iter().filter_map(|segment| {
        Some(SegmentView {
            text: unmarked(&segment.text.as_ref()?.v, quote.form.is_verbatim()).to_owned(),
            attributed_as: segment.attributed_as.clone().unwrap_or_default(),
            locator: locator(cx, segment.at.as_ref()),
        })
    });
    whole.chain(parts).collect()
}

fn locator(cx: &ViewContext<'_>, at: Option<&SourceLocator>) -> String {
    at.and_then(prose::locator).map(|at| citations::locator(cx, &at)).unwrap_or_default()
}

/// Where the statement stands: its own place, else the places of its parts, each once.
fn place(cx: &ViewContext<'_>, quote: &Quote, segments: &[SegmentView]) -> String {
    let own = locator(cx, quote.at.as_ref());
    if !own.is_empty() {
        return own;
    }
    let mut seen = BTreeSet::new();
    let places = segments.iter().map(|s| s.locator.as_str());
    let places: Vec<&str> = places.filter(|p| !p.is_empty() && seen.insert(*p)).collect();
    places.join(", ")
}

/// How it got out and on what terms. What is not said is left out.
fn terms(cx: &ViewContext<'_>, quote: &Quote) -> Vec<String> {
    let out = quote.disclosure.map(|d| cx.words.of("disclosure", d.word()));
    let terms = quote.attribution.as_ref().map(|a| cx.words.of("attribution", a.v.word()));
    out.into_iter().chain(terms).filter(|t| !t.is_empty()).collect()
}

/// `14 statements by 9 people`, as far as the numbers are known; else the source's words.
fn tally(cx: &ViewContext<'_>, quote: &Quote) -> String {
    let Some(tally) = &quote.tally else { return String::new() };
    let count =
        |key: &str, n: &onrecord_base::span::Spanned<u32>| cx.words.count(key, n.v as usize);
    let statements = tally.statements.as_ref().map(|n| count("n_statement", n));
    let speakers = tally.speakers.as_ref().map(|n| count("n_person", n));
    match (statements, speakers, &tally.as_given) {
        (Some(statements), Some(speakers), _) => {
            listings::filled(cx, "tally_by", &[&statements, &speakers])
        }
        (Some(statements), None, _) => statements,
        (None, Some(speakers), _) => cx.words.with("tally_speakers", &speakers),
        (None, None, Some(given)) => cx.words.with("in_marks", given),
        (None, None, None) => String::new(),
    }
}

fn sic(cx: &ViewContext<'_>, quote: &Quote) -> Vec<String> {
    let one = |sic: &crate::model::quote::Sic| {
        let printed = sic.as_printed.as_deref()?;
        Some(match sic.read_as.as_deref() {
            Some(read) => listings::filled(cx, "sic_read_as", &[printed, read]),
            None => cx.words.with("sic_as_printed", printed),
        })
    };
    quote.sic.iter().filter_map(one).collect()
}

/// Who translated and how. Words with an original beside them are a translation even where nobody
/// says whose.
fn translation(cx: &ViewContext<'_>, quote: &Quote) -> String {
    match (&quote.translation, &quote.original) {
        (Some(t), _) => {
            let kind = Some(cx.words.of("translation", t.kind.word()));
            kind.into_iter().chain(t.by.clone()).collect::<Vec<_>>().join(", ")
        }
        (None, Some(_)) => cx.words.get("translation"),
        (None, None) => String::new(),
    }
}

/// Whether a reader must know of it wherever a statement stands.
fn disputes(how: StatementRelation) -> bool {
    matches!(
        how,
        StatementRelation::Denies | StatementRelation::Contradicts | StatementRelation::Retracts
    )
}

/// What it answers, and what answers it; each once.
pub(crate) fn answers(
    cx: &ViewContext<'_>,
    ix: QuoteIx,
    wanted: fn(StatementRelation) -> bool,
) -> Vec<StatementRelationView> {
    let mut seen = BTreeSet::new();
    let mut all = vec![];
    for (how, to) in &cx.site.quotes[ix.at()].own.answers {
        if wanted(*how) && seen.insert((*how, *to)) {
            all.push(StatementRelationView {
                how: cx.words.of("answer", how.word()),
                target: cx.home_of(*to),
            });
        }
    }
    let mut seen = BTreeSet::new();
    for edge in cx.site.to(ix.into()) {
        let (EdgeKind::Answers(how), ItemIx::Quote(_)) = (edge.how, edge.from) else { continue };
        if wanted(how) && seen.insert((how, edge.from)) {
            let how = cx.words.of("answer_by", how.word());
            all.push(StatementRelationView { how, target: cx.home_of(edge.from) });
        }
    }
    all
}
