//! The card of a note.

use crate::model::ix::NoteIx;
use crate::view::context::ViewContext;
use crate::view::{DateView, LinkView};
use serde::Serialize;

/// A note in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct NoteCard {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// Its summary; may be empty.
    pub summary: String,
    /// The date of publication; absent if not known.
    pub date: Option<DateView>,
    /// The kind of note, as a label: `Briefing`.
    pub kind: String,
    /// Its document number; may be empty.
    pub number: String,
    /// Its topics.
    pub topics: Vec<LinkView>,
    /// The word `archived` if the item is kept for the record and no longer updated; else empty.
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
