//! The page of a source.

use crate::model::ix::{ItemIx, SourceIx};
use crate::model::source::{
    Access, BasisKind, Fidelity, ObtainedBy, Source, SourceStanding, UrlStatus,
};
use crate::resolve::linked::EdgeKind;
use crate::resolve::provenance::ChainStep;
use crate::routes::PageFile;
use crate::verification::site_pass::published_snapshot;
use crate::view::cards::check;
use crate::view::cards::quote::{QuoteCard, quote_card};
use crate::view::cards::source;
use crate::view::cards::source::web;
use crate::view::cards::statement;
use crate::view::cards::statement::StepView;
use crate::view::context::ViewContext;
use crate::view::index::listings;
use crate::view::pages::downloads;
use crate::view::pages::downloads::FileView;
use crate::view::text::backlinks::cited_by;
use crate::view::text::body::BodyView;
use crate::view::text::{citations, fill};
use crate::view::{BacklinkView, DateView, LinkView, PartyView};
use onrecord_base::edtf::SourcedDate;
use onrecord_base::id::ItemKind;
use onrecord_base::url::doi_address;
use onrecord_cite::variables::VariableValue;
use serde::Serialize;

/// The page of a source; under the name `source`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct SourceView {
    /// Its bibliography entry, as HTML.
    pub entry_html: String,
    /// Its citation key.
    pub key: String,
    /// The entry as plain text.
    pub cite: String,
    /// The entry as files to download.
    pub cite_files: Vec<FileView>,
    /// Its type, as words: `News article`.
    pub kind: String,
    /// Its live address; empty if it has none that may be linked.
    pub web: String,
    /// The address of an archived copy; may be empty.
    pub archive: String,
    /// The date of the archived copy, as words; may be empty.
    pub archive_date: String,
    /// True if the archived copy is linked first.
    pub archive_first: bool,
    /// `current`, `corrected`, `retracted`, `withdrawn`.
    pub standing: String,
    /// The same as words, for a banner; empty if current.
    pub standing_text: String,
    /// The date of issue; absent if not known.
    pub issued: Option<DateView>,
    /// True if the authors of the site have seen it themselves.
    pub consulted: bool,
    /// Facts about it as pairs of words: `Wording` – `reworded` …
    pub facts: Vec<FactView>,
    /// The sources it is based on, from the origin to this one; empty if it has no basis.
    pub chain: Vec<StepView>,
    /// The same as a sentence, in plain text.
    pub chain_text: String,
    /// The source at which the chain stops because it has several bases; the title may be empty.
    pub divides_at: LinkView,
    /// The bases of that source.
    pub beyond: Vec<RestView>,
    /// The direct bases of this source.
    pub rests_on: Vec<RestView>,
    /// The sources directly based on this one, without those that only republish it.
    pub rests_here: Vec<RestView>,
    /// Sources that republish it: the same words at another place.
    pub republished: Vec<RestView>,
    /// Facts about its access, record, bias and age; may be empty.
    pub descriptor: String,
    /// The creator; the name may be empty.
    pub creator: PartyView,
    /// The recipient; the name may be empty.
    pub recipient: PartyView,
    /// The custodian; the name may be empty.
    pub custodian: PartyView,
    /// The snapshot, as words: `clippings, captured 23 November 2026`; may be empty.
    pub snapshot: String,
    /// The address of the snapshot if it is published; may be empty.
    pub snapshot_url: String,
    /// The verification of its quotations: `4 quotations: 4 match the copy we hold`; may be empty.
    pub checked: String,
    /// Public commentary, as HTML; may be empty.
    pub note_html: String,
    /// More text from the source's own file.
    pub body: BodyView,
    /// All quotes from it, in the order of its text; those without a position last.
    pub quotes: Vec<QuoteCard>,
    /// Actions it documents.
    pub actions: Vec<LinkView>,
    /// Its topics.
    pub topics: Vec<LinkView>,
    /// Pages that refer to this one.
    pub cited_by: Vec<BacklinkView>,
}

/// A fact about a source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct FactView {
    /// The label of the fact.
    pub name: String,
    /// The value.
    pub value: String,
    /// An address for the value; may be empty.
    pub url: String,
}

/// A source that another source is based on, or that is based on it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct RestView {
    /// The relation, as words: `Reports`, `Quoted by`.
    pub how: String,
    /// The other source.
    pub source: LinkView,
    /// The date of issue of the other source, as words; may be empty.
    pub date: String,
}

/// The direct bases of a source.
fn bases(cx: &ViewContext<'_>, ix: SourceIx) -> Vec<RestView> {
    let all = cx.site.sources[ix.at()].own.based_on.iter();
    all.map(|(to, how)| rest(cx, *to, &cx.words.of("how", how.word()))).collect()
}

/// The source with several bases at which a chain stops, and its bases.
fn beyond(cx: &ViewContext<'_>, chain: &[ChainStep]) -> (LinkView, Vec<RestView>) {
    let last = chain.last().and_then(|step| step.source);
    let divides = |last: &SourceIx| cx.site.sources[last.at()].own.based_on.len() > 1;
    match last.filter(divides) {
        Some(last) => (source::source_link(cx, Some(last)), bases(cx, last)),
        None => (LinkView::default(), vec![]),
    }
}

/// The page of a source.
pub fn source_page(cx: &ViewContext<'_>, ix: SourceIx) -> SourceView {
    let item = &cx.site.ledger[ix];
    let source = &item.data;
    let links = &cx.site.sources[ix.at()];
    let texts = fill::texts(cx, ix.into());
    let chain = if links.own.based_on.is_empty() { vec![] } else { cx.site.chain(ix, &[]) };
    // A chain that contains only the source itself adds nothing.
    let chain = if chain.len() > 1 { chain } else { vec![] };
    let (divides_at, beyond) = beyond(cx, &chain);
    let quotes = cx.referrers(ix.into(), ItemKind::Quote, |way| way == EdgeKind::Source);
    let actions = cx.referrers(ix.into(), ItemKind::Action, |way| way == EdgeKind::Source);
    let (steps, chain_text) = (statement::steps(cx, &chain), statement::chain_text(cx, &chain));
    let published = published_snapshot(item, cx.sources, &cx.config.content_dir);
    let standing = source.standing;
    let text = |t: &Option<onrecord_base::span::Spanned<String>>| {
        t.as_ref().map(|t| t.v.clone()).unwrap_or_default()
    };
    SourceView {
        entry_html: citations::entry(cx, ix).to_owned(),
        key: item.cited_as().to_owned(),
        cite: citations::entry_text(cx, ix),
        cite_files: downloads::files(cx, cx.url(ix.into()), PageFile::Cite),
        kind: cx.words.of("type", source.r#type.word()),
        web: on_the_web(source),
        archive: web(source.archive_url.as_ref().map(|u| u.v.as_str())),
        archive_date: words_of(cx, source.archive_date.as_ref()),
        archive_first: source.url_status != UrlStatus::Live && source.archive_url.is_some(),
        standing: standing.word().to_owned(),
        standing_text: if standing == SourceStanding::Current {
            String::new()
        } else {
            cx.words.of("standing_text", standing.word())
        },
        issued: cx.maybe_date(source.issued.as_ref()),
        consulted: source.is_consulted(),
        facts: facts(cx, source),
        chain: steps,
        chain_text,
        divides_at,
        beyond,
        rests_on: bases(cx, ix),
        rests_here: rests_here(cx, ix, |how| how != BasisKind::Republishes),
        republished: rests_here(cx, ix, |how| how == BasisKind::Republishes),
        descriptor: text(&source.descriptor),
        creator: cx.maybe_party(links.own.creator.as_ref()),
        recipient: cx.maybe_party(links.own.recipient.as_ref()),
        custodian: cx.maybe_party(links.own.custodian.as_ref()),
        snapshot: snapshot(cx, source),
        snapshot_url: published.map(|file| fill::asset_url(cx, &file)).unwrap_or_default(),
        checked: check::summary(cx, &listings::quotes(quotes.iter().copied())),
        note_html: texts.note_html,
        body: texts.body,
        quotes: in_its_order(
            listings::quotes(quotes).into_iter().map(|q| quote_card(cx, q)).collect(),
        ),
        actions: actions.into_iter().map(|a| cx.link(a)).collect(),
        topics: cx.topics(&links.topics),
        cited_by: cited_by(cx, ix.into()),
    }
}

/// A date for people; empty when it is not known.
fn words_of(cx: &ViewContext<'_>, dated: Option<&SourcedDate>) -> String {
    dated.and_then(|d| d.when).map(|when| cx.words.when(when)).unwrap_or_default()
}

/// Sorts statements by the numbers of their positions: line 7 before line 31.
fn in_its_order(mut quotes: Vec<QuoteCard>) -> Vec<QuoteCard> {
    let numbers = |place: &str| -> Vec<u64> {
        let parts = place.split(|c: char| !c.is_ascii_digit());
        parts.filter_map(|digits| digits.parse().ok()).collect()
    };
    quotes.sort_by_cached_key(|q| (q.locator.is_empty(), numbers(&q.locator), q.id.clone()));
    quotes
}

/// The web address of a source: its URL, else its DOI; empty if it has neither.
fn on_the_web(source: &Source) -> String {
    match &source.url {
        Some(url) => web(Some(&url.v)),
        None => source.doi.as_ref().and_then(|doi| doi_address(doi)).unwrap_or_default(),
    }
}

fn facts(cx: &ViewContext<'_>, source: &Source) -> Vec<FactView> {
    let mut facts = vec![];
    let mut put = |name: &str, value: String| {
        let url = match name {
            "fact_doi" => doi_address(&value).unwrap_or_default(),
            _ => String::new(),
        };
        facts.push(FactView { name: cx.words.get(name), value, url });
    };
    if !source.is_consulted() {
        put("fact_seen", cx.words.get("not_seen"));
    }
    if source.fidelity != Fidelity::Unstated {
        put("fact_wording", cx.words.of("fidelity", source.fidelity.word()));
    }
    if source.access != Access::Public {
        put("fact_access", cx.words.of("access", source.access.word()));
    }
    if source.obtained != ObtainedBy::Published {
        put("fact_obtained", cx.words.of("obtained", source.obtained.word()));
    }
    if let Some(when) = source.accessed.as_ref().and_then(|d| d.when) {
        put("fact_accessed", cx.words.when(when));
    }
    if let Some(terms) = &source.attribution {
        put("fact_terms", cx.words.of("attribution", terms.word()));
    }
    for (name, value) in [
        ("fact_medium", &source.medium),
        ("fact_language", &source.language),
        ("fact_url_access", &source.url_access),
        ("fact_via", &source.via),
        ("fact_agency", &source.agency),
        ("fact_place", &source.event_place),
        ("fact_doi", &source.doi),
        ("fact_isbn", &source.isbn),
        ("fact_section", &source.section),
    ] {
        if let Some(value) = value {
            put(name, value.v.clone());
        }
    }
    for (variable, value) in source.variables.iter() {
        let value = match value {
            VariableValue::Text(text) => text.v.clone(),
            VariableValue::Names(names) => {
                let all: Vec<String> = names.iter().map(|name| name.in_reading_order()).collect();
                all.join(", ")
            }
            VariableValue::Date(dated) => words_of(cx, Some(dated)),
        };
        if !value.is_empty() {
            facts.push(FactView {
                name: cx.words.of("fact", variable.name()),
                value,
                url: String::new(),
            });
        }
    }
    facts
}

fn rest(cx: &ViewContext<'_>, to: Option<SourceIx>, how: &str) -> RestView {
    match to {
        Some(to) => RestView {
            how: how.to_owned(),
            source: cx.link(to),
            date: words_of(cx, cx.site.ledger[to].data.issued.as_ref()),
        },
        None => RestView {
            how: how.to_owned(),
            source: LinkView { title: cx.words.get("source_hidden"), url: String::new() },
            date: String::new(),
        },
    }
}

fn rests_here(
    cx: &ViewContext<'_>,
    ix: SourceIx,
    wanted: impl Fn(BasisKind) -> bool,
) -> Vec<RestView> {
    let all = cx.referrers(ix.into(), ItemKind::Source, |way| way == EdgeKind::BasedOn);
    let mut views = vec![];
    for from in all {
        let ItemIx::Source(from) = from else { continue };
        let links = &cx.site.sources[from.at()].own.based_on;
        for (_, how) in links.iter().filter(|(to, how)| *to == Some(ix) && wanted(*how)) {
            views.push(rest(cx, Some(from), &cx.words.of("how_by", how.word())));
        }
    }
    views
}

/// The description of the snapshot: coverage, capture date and hash.
fn snapshot(cx: &ViewContext<'_>, source: &Source) -> String {
    let Some(snapshot) = &source.snapshot else { return String::new() };
    let mut parts = vec![cx.words.of("coverage", snapshot.coverage.word())];
    if let Some(when) = snapshot.captured.as_ref().and_then(|d| d.when) {
        parts.push(cx.words.with("captured", &cx.words.when(when)));
    }
    if let Some(hash) = &snapshot.sha256 {
        parts.push(format!("SHA-256 {}", hash.v));
    }
    parts.join(", ")
}
