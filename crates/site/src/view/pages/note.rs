//! The page of a note.

use crate::model::ix::{ActionIx, ItemIx, NoteIx, QuoteIx};
use crate::model::note::{ChangeKind, Note};
use crate::resolve::linked::{EdgeKind, ResolvedTarget};
use crate::routes::PageFile;
use crate::view::cards::action::{ActionCard, action_card};
use crate::view::cards::check;
use crate::view::cards::note::{NoteCard, note_card};
use crate::view::cards::origins::{OriginView, rests};
use crate::view::cards::quote::QuoteCard;
use crate::view::cards::quote::quote_card;
use crate::view::context::ViewContext;
use crate::view::index::listings::{actions_of, quotes_of};
use crate::view::pages::downloads;
use crate::view::pages::downloads::FileView;
use crate::view::pages::downloads::TagView;
use crate::view::text::backlinks::cited_by;
use crate::view::text::body::BodyView;
use crate::view::text::fill;
use crate::view::{BacklinkView, DateView, LinkView, PartyView};
use onrecord_base::id::ItemKind;
use onrecord_prose::body::PlaceholderKind;
use serde::Serialize;
use std::collections::BTreeSet;

/// The page of a note; under the name `note`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct NoteView {
    /// The kind of note, as a label: `Briefing`.
    pub kind: String,
    /// Its document number; may be empty.
    pub number: String,
    /// The date of publication; absent if not known.
    pub date: Option<DateView>,
    /// The date of the last update; absent if not known.
    pub updated: Option<DateView>,
    /// The date on which the facts were checked; absent if not known.
    pub as_of: Option<DateView>,
    /// Its authors.
    pub authors: Vec<PartyView>,
    /// Its topics.
    pub topics: Vec<LinkView>,
    /// Reading time in minutes, at least 1.
    pub minutes: u32,
    /// Its summary; may be empty.
    pub summary: String,
    /// The bottom line; may be empty.
    pub bottom_line_html: String,
    /// Key points.
    pub key_points_html: Vec<String>,
    /// The scope of the note; may be empty.
    pub scope_note: String,
    /// The series; may be empty.
    pub series: String,
    /// Corrections, newest first.
    pub corrections: Vec<CorrectionView>,
    /// Its history, newest first.
    pub changes: Vec<HistoryView>,
    /// True if a table of contents is shown.
    pub toc: bool,
    /// The text, its notes and bibliography.
    pub body: BodyView,
    /// Actions of the note that the text neither shows nor lists.
    pub actions: Vec<ActionCard>,
    /// Quotes of the note that the text neither shows nor lists.
    pub quotes: Vec<QuoteCard>,
    /// The numbers of cited and of independent sources, as words: `7 sources, 1 independent`; empty
    /// if nothing is cited or shown.
    pub independence: String,
    /// The verification of its quotations: `9 quotations: 7 match the copy we hold, 2 worded
    /// differently elsewhere`; empty if it has none.
    pub checked: String,
    /// The origins of the statements shown: the independent ones, then the subject's own words.
    pub roots: Vec<OriginView>,
    /// Related notes and items.
    pub related: Vec<NoteCard>,
    /// Notes that this one replaces.
    pub supersedes: Vec<LinkView>,
    /// Notes that replace this one.
    pub superseded_by: Vec<LinkView>,
    /// The citation of this page, as plain text.
    pub cite: String,
    /// The citation of this page as files to download.
    pub cite_files: Vec<FileView>,
    /// All sources of this page as files to download; empty if it has none.
    pub reference_files: Vec<FileView>,
    /// Metadata tags for the head, for reference managers.
    pub tags: Vec<TagView>,
    /// The page and its sources as JSON-LD, for a `<script type="application/ld+json">` and `| safe`.
    pub linked_data_html: String,
    /// Pages that refer to this one.
    pub cited_by: Vec<BacklinkView>,
}

/// A correction.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct CorrectionView {
    /// The date.
    pub date: Option<DateView>,
    /// The kind of correction, as a label: `Correction`.
    pub kind: String,
    /// The description of the correction.
    pub text: String,
    /// The wording before; may be empty.
    pub was: String,
    /// The wording now; may be empty.
    pub now: String,
    /// The corrected note, for the page of all corrections.
    pub note: LinkView,
}

/// An entry of a note's history.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct HistoryView {
    /// The date.
    pub date: Option<DateView>,
    /// True if it is significant.
    pub significant: bool,
    /// The description of the change.
    pub text: String,
}

/// The page of a note.
pub fn note_page(cx: &ViewContext<'_>, ix: NoteIx) -> NoteView {
    let item = &cx.site.ledger[ix];
    let note = &item.data;
    let links = &cx.site.notes[ix.at()];
    let texts = fill::texts_with(cx, ix.into(), shows_bibliography(cx, note), &links.own.nocite);
    let date = |d: &Option<onrecord_base::edtf::SourcedDate>| cx.maybe_date(d.as_ref());
    let updated = cx.maybe_date(item.shared.updated.as_deref());
    let (shown_quotes, shown_actions) = embedded(cx, ix);
    let all_quotes = quotes_of(cx, ix.into());
    let all_actions = actions_of(cx, ix.into());
    let evidence = rests(cx, &all_quotes, &all_actions);
    let checked = check::summary(cx, &all_quotes);
    let quotes = if texts.placed.quotes { vec![] } else { all_quotes };
    let actions = if texts.placed.actions { vec![] } else { all_actions };
    let text = |t: &Option<onrecord_base::span::Spanned<String>>| {
        t.as_ref().map(|t| t.v.clone()).unwrap_or_default()
    };
    NoteView {
        kind: cx.words.of("note_kind", note.kind.word()),
        number: text(&note.number),
        date: date(&note.date),
        updated,
        as_of: date(&note.as_of),
        authors: cx.parties(&links.own.authors),
        topics: cx.topics(&links.topics),
        minutes: (item.texts.body.words / 220).max(1),
        summary: item.shared.summary.as_ref().map(|t| t.v.clone()).unwrap_or_default(),
        bottom_line_html: texts.bottom_line_html,
        key_points_html: texts.key_points_html,
        scope_note: text(&note.scope_note),
        series: text(&note.series),
        corrections: corrections(cx, ix),
        changes: changes(cx, note),
        toc: note.toc.as_ref().map_or(texts.body.contents.len() > 2, |t| t.v),
        actions: actions
            .into_iter()
            .filter(|a| !shown_actions.contains(a))
            .map(|a| action_card(cx, a))
            .collect(),
        quotes: quotes
            .into_iter()
            .filter(|q| !shown_quotes.contains(q))
            .map(|q| quote_card(cx, q))
            .collect(),
        independence: independence(cx, texts.cited.len(), &evidence.text),
        checked,
        roots: evidence.roots,
        related: related(cx, &links.own.related),
        supersedes: links.own.supersedes.iter().map(|n| cx.link(*n)).collect(),
        superseded_by: superseded_by(cx, ix),
        cite: cite(cx, ix),
        cite_files: downloads::files(cx, cx.url(ix.into()), PageFile::Cite),
        reference_files: downloads::reference_files(cx, ix),
        tags: downloads::tags(cx, ix),
        linked_data_html: downloads::linked_data(cx, ix),
        cited_by: cited_by(cx, ix.into()),
        body: texts.body,
    }
}

fn shows_bibliography(cx: &ViewContext<'_>, note: &Note) -> bool {
    note.bibliography.as_ref().map_or(cx.config.always_bibliography, |b| b.v)
}

/// The quotes and actions that the text shows as cards.
fn embedded(cx: &ViewContext<'_>, ix: NoteIx) -> (BTreeSet<QuoteIx>, BTreeSet<ActionIx>) {
    let body = &cx.site.ledger[ix].texts.body;
    let goals = cx.site.goals_of(ix.into()).last().map_or(&[][..], Vec::as_slice);
    let (mut quotes, mut actions) = (BTreeSet::new(), BTreeSet::new());
    for (hole, goal) in body.all_holes().zip(goals) {
        match (&hole.fill, goal) {
            (PlaceholderKind::Embed(_), ResolvedTarget::Thing(ItemIx::Quote(ix), _)) => {
                quotes.insert(*ix);
            }
            (PlaceholderKind::Embed(_), ResolvedTarget::Thing(ItemIx::Action(ix), _)) => {
                actions.insert(*ix);
            }
            _ => {}
        }
    }
    (quotes, actions)
}

/// Corrections of a note, newest first.
pub fn corrections(cx: &ViewContext<'_>, ix: NoteIx) -> Vec<CorrectionView> {
    let mut all: Vec<&crate::model::note::Correction> =
        cx.site.ledger[ix].data.corrections.iter().collect();
    all.sort_by_key(|c| std::cmp::Reverse(c.date.as_ref().and_then(|d| d.when)));
    let view = |c: &crate::model::note::Correction| CorrectionView {
        date: cx.maybe_date(c.date.as_ref()),
        kind: cx.words.of("correction", c.kind.word()),
        text: c.text.clone().unwrap_or_default(),
        was: c.was.clone().unwrap_or_default(),
        now: c.now.clone().unwrap_or_default(),
        note: cx.link(ix),
    };
    all.into_iter().map(view).collect()
}

fn changes(cx: &ViewContext<'_>, note: &Note) -> Vec<HistoryView> {
    let mut all: Vec<&crate::model::note::NoteChange> = note.changes.iter().collect();
    all.sort_by_key(|c| std::cmp::Reverse(c.date.as_ref().and_then(|d| d.when)));
    let view = |c: &crate::model::note::NoteChange| HistoryView {
        date: cx.maybe_date(c.date.as_ref()),
        significant: c.kind == ChangeKind::Significant,
        text: c.text.clone().unwrap_or_default(),
    };
    all.into_iter().map(view).collect()
}

fn related(cx: &ViewContext<'_>, all: &[ItemIx]) -> Vec<NoteCard> {
    let card = |ix: &ItemIx| match ix {
        ItemIx::Note(note) => note_card(cx, *note),
        other => {
            let link = cx.link(*other);
            NoteCard {
                title: link.title,
                url: link.url,
                kind: cx.words.of("thing", other.kind().word()),
                ..NoteCard::default()
            }
        }
    };
    all.iter().map(card).collect()
}

fn superseded_by(cx: &ViewContext<'_>, ix: NoteIx) -> Vec<LinkView> {
    let newer = cx.referrers(ix.into(), ItemKind::Note, |way| way == EdgeKind::Names);
    let replaces = |from: &ItemIx| match from {
        ItemIx::Note(from) => cx.site.notes[from.at()].own.supersedes.contains(&ix),
        _ => false,
    };
    newer.into_iter().filter(replaces).map(|from| cx.link(from)).collect()
}

/// The citation of this page: authors, title, site, number, date, address.
fn cite(cx: &ViewContext<'_>, ix: NoteIx) -> String {
    let note = &cx.site.ledger[ix].data;
    let authors: Vec<String> =
        cx.parties(&cx.site.notes[ix.at()].own.authors).into_iter().map(|p| p.name).collect();
    let mut parts = vec![];
    if !authors.is_empty() {
        parts.push(authors.join(", "));
    }
    parts.push(format!("“{}”", cx.title(ix.into())));
    parts.push(cx.config.title.clone());
    parts.extend(note.number.iter().map(|n| n.v.clone()));
    parts.extend(note.date.as_ref().and_then(|d| d.when).map(|w| cx.words.when(w)));
    let address = cx.config.absolute(cx.url(ix.into()));
    if !address.is_empty() {
        parts.push(address);
    }
    parts.join(", ") + "."
}

/// The line `7 sources, 1 independent`; without cited sources only `1 independent`.
fn independence(cx: &ViewContext<'_>, cited: usize, origins: &str) -> String {
    match (cited, origins) {
        (0, origins) => origins.to_owned(),
        (n, "") => cx.words.count("n_source", n),
        (n, origins) => format!("{}, {origins}", cx.words.count("n_source", n)),
    }
}
