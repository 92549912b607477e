//! The card of a statement, as shown in texts, lists and on pages.

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

/// A statement, as shown in texts, lists and on pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct QuoteCard {
    /// Its id.
    pub id: String,
    /// Its page; may be empty.
    pub url: String,
    /// `direct`, `partial`, `paraphrase` or `summary`.
    pub form: String,
    /// True if the words are shown in quotation marks. False for a paraphrase or summary.
    pub verbatim: bool,
    /// The words, in the parts that the source contains; at least one.
    pub segments: Vec<SegmentView>,
    /// The language of the words if it differs from the site's; may be empty.
    pub lang: String,
    /// The speaker.
    pub speaker: PartyView,
    /// The party that the speaker spoke for; the name may be empty.
    pub on_behalf_of: PartyView,
    /// The date of the statement; absent if not known.
    pub said: Option<DateView>,
    /// The period that the statement is about; absent if not given.
    pub period: Option<DateView>,
    /// The venue; may be empty.
    pub venue: String,
    /// The medium, as words: `statement to the press`; may be empty.
    pub medium: String,
    /// The way it became public and its terms, as words: `leaked`, `on the record`.
    pub terms: Vec<String>,
    /// The source's hedge: `reportedly`; may be empty. Templates must always show it.
    pub hedge: String,
    /// The numbers of statements and speakers that the quote summarizes, as words; may be empty.
    pub tally: String,
    /// Errors kept from the source, as words: `“Chinese Community Party”, read as Chinese Communist
    /// Party`.
    pub sic: Vec<String>,
    /// The verification of the words.
    pub check: CheckView,
    /// The source of the quote.
    pub source: LinkView,
    /// The position in the source: `line 11`; may be empty.
    pub locator: String,
    /// The sources from the origin to the copy that we read; at least one.
    pub chain: Vec<StepView>,
    /// The same as a sentence, in plain text.
    pub chain_text: String,
    /// The kind of translation and the translator, as words: `official translation`; may be empty.
    pub translation: String,
    /// The statements that deny, contradict or retract this one, and those that it denies,
    /// contradicts or retracts. Shown with every card.
    pub disputed: Vec<StatementRelationView>,
    /// Other wordings.
    pub variants: Vec<VariantView>,
    /// The statement in one line, for lists and `<title>`: the shortened words in quotation marks,
    /// or the paraphrase.
    pub short: String,
    /// The word `archived` if the item is kept for the record and no longer updated; else empty.
    pub archived: String,
}

/// A part of the words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct SegmentView {
    /// The words, without quotation marks.
    pub text: String,
    /// The attribution in the source's words; may be empty.
    pub attributed_as: String,
    /// The position in the source: `line 11`; may be empty.
    pub locator: String,
}

/// A relation of a statement to another item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct StatementRelationView {
    /// The relation, as words: `Responds to`, `Denied by`.
    pub how: String,
    /// The other item.
    pub target: LinkView,
}

/// A statement, as shown in texts, lists and on pages.
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

/// The speaker with a role: the one given in the quote, else the one that held on its date.
fn speaker(cx: &ViewContext<'_>, ix: QuoteIx) -> PartyView {
    let quote = &cx.site.ledger[ix].data;
    let Some(who) = &cx.site.quotes[ix.at()].own.speaker else { return PartyView::default() };
    let role = match &quote.role {
        Some(role) => role.v.clone(),
        None => cx.role_of(who, quote.said.as_ref()),
    };
    // The description contains the role already, as in “a TikTok director”.
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

/// The position of the statement in its source: its own, else those of its parts, each once.
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

/// The way a quote became public and its terms, as words, without values that are not given.
fn terms(cx: &ViewContext<'_>, quote: &Quote) -> Vec<String> {
    let out = quote.disclosure.map(|d| cx.words.of("disclosure", d.word()));
    let terms = quote.attribution.as_ref().map(|a| cx.words.of("attribution", a.v.word()));
    out.into_iter().chain(terms).filter(|t| !t.is_empty()).collect()
}

/// `14 statements by 9 people`, if the numbers are known; else the source's words.
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

/// The kind of translation and the translator. If the quote has an original text but no such
/// record, the word for a translation.
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

/// True for relations that every view of a statement must show.
fn disputes(how: StatementRelation) -> bool {
    matches!(
        how,
        StatementRelation::Denies | StatementRelation::Contradicts | StatementRelation::Retracts
    )
}

/// The relations of a statement that `wanted` accepts, in both directions, each once.
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
