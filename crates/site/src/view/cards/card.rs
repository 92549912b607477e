//! Cards: a thing shown in place on another page. Small records, made once and shared.

use crate::model::ix::{ItemIx, NoteIx, OrganizationIx, PersonIx, SourceIx, TopicIx};
use crate::model::source::{Access, Source, SourceStanding};
use crate::resolve::linked::EdgeKind;
use crate::view::cards::action::ActionCard;
use crate::view::cards::quote::QuoteCard;
use crate::view::context::ViewContext;
use crate::view::index::listings;
use crate::view::text::citations;
use crate::view::{DateView, LinkView};
use onrecord_base::id::ItemKind;
use serde::Serialize;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization as _;

/// A card in a text: exactly one field is filled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct CardView {
    /// A statement.
    pub quote: Option<QuoteCard>,
    /// A policy action.
    pub action: Option<ActionCard>,
    /// A note.
    pub note: Option<NoteCard>,
    /// A topic with its newest notes.
    pub topic: Option<TopicCard>,
    /// A source.
    pub source: Option<SourceCard>,
    /// A person or organization.
    pub party: Option<PartyCard>,
}

/// A note in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct NoteCard {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// Its summary; may be empty.
    pub summary: String,
    /// When it was published, if known.
    pub date: Option<DateView>,
    /// What sort of note, as a word for people: `Briefing`.
    pub kind: String,
    /// Its document number; may be empty.
    pub number: String,
    /// Its topics.
    pub topics: Vec<LinkView>,
    /// `archived`, as a word, for what is kept for the record and no longer updated; else empty.
    pub archived: String,
}

/// A topic in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct TopicCard {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// Its summary; may be empty.
    pub summary: String,
    /// How many notes it has, its child topics' included.
    pub notes: u32,
    /// How many actions.
    pub actions: u32,
    /// How many quotes.
    pub quotes: u32,
    /// Its child topics.
    pub children: Vec<LinkView>,
    /// How deep it stands in the tree, from 0.
    pub depth: u32,
    /// `archived`, as a word, for what is kept for the record and no longer updated; else empty.
    pub archived: String,
}

/// A source in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct SourceCard {
    /// Its whole entry, links included.
    pub html: String,
    /// Its title alone.
    pub title: String,
    /// Its page; may be empty.
    pub url: String,
    /// Its type, as a word for people: `News article`.
    pub kind: String,
    /// When it was issued, if known.
    pub date: Option<DateView>,
    /// `not seen by us`, `retracted` … as words; may be empty.
    pub standing: String,
    /// How many pages cite it.
    pub cited: u32,
    /// How many quotes are taken from it.
    pub quotes: u32,
    /// `archived`, as a word, for what is kept for the record and no longer updated; else empty.
    pub archived: String,
}

/// A person or organization in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct PartyCard {
    /// The name.
    pub name: String,
    /// The page; may be empty.
    pub url: String,
    /// For a person the newest role, with the organization; for an organization its
    /// classification. May be empty.
    pub about: String,
    /// How many statements by them.
    pub quotes: u32,
    /// How many actions by them.
    pub actions: u32,
    /// The letter it stands under in an A–Z list.
    pub letter: String,
    /// For an organization in the tree: how deep, from 0.
    pub depth: u32,
    /// `archived`, as a word, for what is kept for the record and no longer updated; else empty.
    pub archived: String,
}

/// A note in a list.
pub fn note_card(cx: &ViewContext<'_>, ix: NoteIx) -> NoteCard {
    let note = &cx.site.ledger[ix];
    NoteCard {
        title: cx.shown_title(ix.into()),
        url: cx.page_of(ix.into()).into_owned(),
        summary: match &note.shared.summary {
            Some(summary) => cx.in_its_language(ix.into(), summary),
            None => String::new(),
        },
        date: cx.maybe_date(note.data.date.as_ref()),
        kind: cx.words.of("note_kind", note.data.kind.word()),
        number: note.data.number.as_ref().map(|n| n.v.clone()).unwrap_or_default(),
        topics: cx.topics(&cx.site.notes[ix.at()].topics),
        archived: cx.archived(ix),
    }
}

/// A topic in a list. Notes and actions of topics below it are counted with it, each once.
pub fn topic_card(cx: &ViewContext<'_>, ix: TopicIx, depth: u32) -> TopicCard {
    let topic = &cx.site.ledger[ix];
    let counts = cx
        .orders
        .of_topics
        .get_or_init(|| cx.site.ledger.topics().map(|topic| of_topic(cx, topic)).collect());
    let [notes, actions, quotes] = counts.get(ix.at()).copied().unwrap_or_default();
    TopicCard {
        title: cx.shown_title(ix.into()),
        url: cx.url(ix.into()).to_owned(),
        summary: topic.shared.summary.as_ref().map(|s| s.v.clone()).unwrap_or_default(),
        notes,
        actions,
        quotes,
        children: listings::children(cx, ix.into()).into_iter().map(|t| cx.link(t)).collect(),
        depth,
        archived: cx.archived(ix),
    }
}

/// How many notes, actions and quotes belong to a topic.
fn of_topic(cx: &ViewContext<'_>, ix: TopicIx) -> [u32; 3] {
    let listed = |note: &ItemIx| matches!(note, ItemIx::Note(note) if cx.is_listed(*note));
    let notes = listings::in_branch(cx, ix, ItemKind::Note).into_iter().filter(listed).count();
    let actions = listings::in_branch(cx, ix, ItemKind::Action).len();
    let quotes = cx.referrers(ix.into(), ItemKind::Quote, |way| way == EdgeKind::Topic).len();
    [notes, actions, quotes].map(listings::number)
}

/// A source in a list.
pub fn source_card(cx: &ViewContext<'_>, ix: SourceIx) -> SourceCard {
    let source = &cx.site.ledger[ix].data;
    let edges = cx.site.to(ix.into()).filter(|e| e.how == EdgeKind::Cites);
    let citing: BTreeSet<String> =
        edges.map(|e| cx.home_of(e.from).url).filter(|url| !url.is_empty()).collect();
    SourceCard {
        html: citations::entry(cx, ix).to_owned(),
        title: cx.shown_title(ix.into()),
        url: cx.url(ix.into()).to_owned(),
        kind: cx.words.of("type", source.r#type.word()),
        date: cx.maybe_date(source.issued.as_ref()),
        standing: source_warning(cx, source),
        archived: cx.archived(ix),
        cited: listings::number(citing.len()),
        quotes: listings::number(
            cx.referrers(ix.into(), ItemKind::Quote, |way| way == EdgeKind::Source).len(),
        ),
    }
}

/// What has to be said of a source wherever it is named: not seen, not held, retracted; may be empty.
pub fn source_warning(cx: &ViewContext<'_>, source: &Source) -> String {
    let held = match source.access {
        _ if !source.is_consulted() => Some("standing_not_seen"),
        Access::NotHeld => Some("standing_not_held"),
        Access::Lost => Some("standing_lost"),
        _ => None,
    };
    let stands = match source.standing {
        SourceStanding::Current => None,
        other => Some(cx.words.of("standing", other.word())),
    };
    held.map(|key| cx.words.get(key)).into_iter().chain(stands).collect::<Vec<_>>().join(", ")
}

/// A person or organization in a list.
pub fn party_card(cx: &ViewContext<'_>, ix: ItemIx, depth: u32) -> PartyCard {
    let about = match ix {
        ItemIx::Person(person) => newest_role(cx, person),
        ItemIx::Organization(organization) => classification(cx, organization),
        _ => String::new(),
    };
    PartyCard {
        name: cx.title(ix).to_owned(),
        url: cx.url(ix).to_owned(),
        about,
        quotes: listings::number(listings::statements_by(cx, ix).len()),
        actions: listings::number(listings::actions_by(cx, ix).len()),
        letter: letter(&sort_name(cx, ix)),
        depth,
        archived: cx.archived(ix),
    }
}

/// The name that a person or organization is sorted by.
pub fn sort_name(cx: &ViewContext<'_>, ix: ItemIx) -> String {
    let given = match ix {
        ItemIx::Person(ix) => cx.site.ledger[ix].data.sort_name.as_ref(),
        ItemIx::Organization(ix) => cx.site.ledger[ix].data.sort_name.as_ref(),
        _ => None,
    };
    given.map_or_else(|| cx.title(ix).to_owned(), |name| name.v.clone())
}

/// The letter that a name stands under, without its accents; `#` for what is no letter.
fn letter(name: &str) -> String {
    let first = name.nfkd().find(|c| c.is_alphanumeric()).filter(|c| c.is_alphabetic());
    first.map_or_else(|| "#".to_owned(), |c| c.to_uppercase().collect())
}

fn classification(cx: &ViewContext<'_>, ix: OrganizationIx) -> String {
    cx.words.of("classification", cx.site.ledger[ix].data.classification.word())
}

/// The newest role of a person, with the organization and the time it is known for.
fn newest_role(cx: &ViewContext<'_>, ix: PersonIx) -> String {
    let Some(role) = crate::view::pages::party::roles(cx, ix).into_iter().next() else {
        return String::new();
    };
    let parts = [role.role, role.party.title];
    let text = parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(", ");
    if role.time.is_empty() || text.is_empty() { text } else { format!("{text} ({})", role.time) }
}
