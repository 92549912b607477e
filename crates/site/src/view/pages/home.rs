//! The home page, and the pages about evidence, withdrawn items and redirects.

use crate::model::action::Status;
use crate::model::ix::NoteIx;
use crate::model::ledger::MarkdownRole;
use crate::model::note::NoteKind;
use crate::release::Tombstone;
use crate::resolve::actions;
use crate::view::cards::action;
use crate::view::cards::action::ActionCard;
use crate::view::cards::action::StatusView;
use crate::view::cards::check;
use crate::view::cards::deadline::{DeadlineView, open_deadlines};
use crate::view::cards::note::{NoteCard, note_card};
use crate::view::cards::topic::{TopicCard, topic_card};
use crate::view::context::ViewContext;
use crate::view::index::orders::SiteUpdate;
use crate::view::index::tracker;
use crate::view::index::updates::site_updates;
use crate::view::text::body::BodyView;
use crate::view::text::fill;
use crate::view::{DateView, LinkView};
use onrecord_base::edtf::{EdtfDate, SourcedDate};
use serde::Serialize;

/// The home page; under the name `home`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct HomeView {
    /// Its text.
    pub body: BodyView,
    /// The lead note; absent on a site without notes.
    pub lead: Option<NoteCard>,
    /// The bottom line of the lead note; may be empty.
    pub lead_html: String,
    /// The newest notes without the lead note.
    pub latest: Vec<NoteCard>,
    /// Corrections, significant changes and changes of status, newest first.
    pub changes: Vec<SiteUpdateView>,
    /// Future and overdue deadlines.
    pub deadlines: Vec<DeadlineView>,
    /// The address of the calendar file with all deadlines.
    pub calendar: String,
    /// Topics of the first level.
    pub topics: Vec<TopicCard>,
    /// Actions with the newest dates.
    pub actions: Vec<ActionCard>,
    /// The number of items of each type, with the address of its index: `24 sources`.
    pub counts: Vec<LinkView>,
}

/// A change on the site.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct SiteUpdateView {
    /// The date.
    pub date: DateView,
    /// The kind of change: `Correction`, `Revoked`.
    pub kind: String,
    /// The title of the changed page.
    pub title: String,
    /// Its address.
    pub url: String,
    /// The description of the change; may be empty.
    pub text: String,
}

/// The page that explains how evidence is handled; under the name `evidence`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct EvidenceView {
    /// The verification of all quotations of the site in one line; may be empty.
    pub checked: String,
    /// The levels of verification, with the number of this site's quotes at each.
    pub levels: Vec<LevelView>,
    /// The number of quotes, as words.
    pub quotes: String,
    /// Every status an action can have, with its meaning.
    pub statuses: Vec<StatusMeaning>,
}

/// A level of verification.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct LevelView {
    /// The level: 4 to 1, or 0 if a quote of the site was not found.
    pub level: u8,
    /// Its label, as printed on quotes.
    pub text: String,
    /// Its meaning.
    pub meaning: String,
    /// The number of quotes of this site at this level.
    pub count: u32,
}

/// A status of an action and its meaning.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct StatusMeaning {
    /// The status as a chip shows it.
    pub status: StatusView,
    /// Its meaning.
    pub meaning: String,
}

/// The page at the address of a withdrawn item; under the name `tombstone`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct TombstoneView {
    /// The date of the item's last update; absent if not known.
    pub date: Option<DateView>,
    /// The reason; may be empty.
    pub reason: String,
}

/// The page at an old address, which leads to the current one; under the name `redirect`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct RedirectView {
    /// The address it leads to.
    pub url: String,
    /// The absolute address if `base_url` is absolute; else the same as `url`.
    pub canonical: String,
    /// The title of that page.
    pub title: String,
}

/// The number of notes that the home page lists after the lead note.
const LATEST: usize = 8;

/// The number of changes, deadlines and actions that the home page lists.
const NEWS: usize = 6;

/// The note with the text of the home page; `None` if the site has none.
pub fn home_text(cx: &ViewContext<'_>) -> Option<NoteIx> {
    cx.site.ledger.notes().find(|ix| cx.site.ledger[*ix].role == MarkdownRole::Home)
}

/// The home page.
pub fn home_page(cx: &ViewContext<'_>) -> HomeView {
    let notes = cx.notes_newest();
    let is_current = |ix: &NoteIx| cx.site.banner((*ix).into()) != "archived";
    let is_briefing = |ix: &NoteIx| cx.site.ledger[*ix].data.kind == NoteKind::Briefing;
    let marked = notes
        .iter()
        .copied()
        .find(|ix| cx.site.ledger[*ix].data.lead.as_ref().is_some_and(|l| l.v));
    let lead = marked
        .or_else(|| notes.iter().copied().filter(is_current).find(is_briefing))
        .or_else(|| notes.first().copied());
    HomeView {
        body: home_text(cx).map(|ix| fill::texts(cx, ix.into()).body).unwrap_or_default(),
        lead: lead.map(|ix| note_card(cx, ix)),
        lead_html: lead.map(|ix| bottom_line(cx, ix)).unwrap_or_default(),
        latest: notes
            .iter()
            .filter(|ix| Some(**ix) != lead)
            .take(LATEST)
            .map(|ix| note_card(cx, *ix))
            .collect(),
        changes: news(cx),
        deadlines: deadlines_ahead(cx),
        calendar: cx.at(crate::routes::SiteFile::Deadlines.path()),
        topics: cx
            .site
            .ledger
            .topics()
            .filter(|ix| cx.site.topics[ix.at()].own.parent.is_none())
            .map(|ix| topic_card(cx, ix, 0))
            .collect(),
        actions: newest_actions(cx),
        counts: counts(cx),
    }
}

/// The bottom line of a note for another page. Its note markers are removed, because that page does
/// not contain the notes.
fn bottom_line(cx: &ViewContext<'_>, ix: NoteIx) -> String {
    strip_markers(&fill::texts(cx, ix.into()).bottom_line_html)
}

/// Removes the markers of notes (`<sup>…</sup>`) from generated HTML.
fn strip_markers(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("<sup><a href=\"#fn-") {
        out.push_str(&rest[..at]);
        rest = rest[at..].find("</sup>").map_or("", |end| &rest[at + end + "</sup>".len()..]);
        rest = rest.strip_prefix(fill::BETWEEN_MARKERS).unwrap_or(rest);
    }
    out + rest
}

/// Corrections, significant changes and changes of status, newest first.
fn news(cx: &ViewContext<'_>) -> Vec<SiteUpdateView> {
    let all = site_updates(cx);
    // Changes of one date are sorted by title, so all changes of the last date shown need a view.
    let last = all.get(NEWS - 1).map(|(when, _)| *when);
    let latest = all.iter().take_while(|(when, _)| last.is_none_or(|last| *when >= last));
    let mut views: Vec<(EdtfDate, SiteUpdateView)> =
        latest.filter_map(|(when, news)| Some((*when, news_view(cx, *news)?))).collect();
    views.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.title.cmp(&b.1.title)));
    views.into_iter().take(NEWS).map(|(_, view)| view).collect()
}

fn news_view(cx: &ViewContext<'_>, news: SiteUpdate) -> Option<SiteUpdateView> {
    let of_note = |ix: NoteIx, date: Option<&SourcedDate>, kind: String, text: Option<&String>| {
        let LinkView { title, url } = cx.link(ix);
        let text = text.cloned().unwrap_or_default();
        Some(SiteUpdateView { date: cx.date(date?), kind, title, url, text })
    };
    match news {
        SiteUpdate::Correction(ix, at) => {
            let correction = cx.site.ledger[ix].data.corrections.get(at)?;
            let kind = cx.words.of("correction", correction.kind.word());
            of_note(ix, correction.date.as_ref(), kind, correction.text.as_ref())
        }
        SiteUpdate::Change(ix, at) => {
            let change = cx.site.ledger[ix].data.changes.get(at)?;
            of_note(ix, change.date.as_ref(), cx.words.get("change"), change.text.as_ref())
        }
        SiteUpdate::Move(ix, at) => {
            let course = actions::event_log(cx.site, ix);
            let turns =
                actions::status_changes(&cx.site.ledger[ix].data, &course, cx.site.now().day());
            let turn = turns.get(at)?;
            let LinkView { title, url } = cx.home_of(ix.into());
            let kind = action::event_text(cx, ix, turn.by);
            let stands = action::status_label(cx, ix, turn.to);
            // The event contains the status already, as in “Revoked by …”.
            let text = if kind.starts_with(&stands) { String::new() } else { stands };
            Some(SiteUpdateView { date: cx.date(turn.by.date.as_ref()?), kind, title, url, text })
        }
    }
}

/// Future and overdue deadlines, earliest first.
fn deadlines_ahead(cx: &ViewContext<'_>) -> Vec<DeadlineView> {
    let mut all = open_deadlines(cx, cx.site.ledger.actions());
    all.truncate(NEWS);
    all
}

fn newest_actions(cx: &ViewContext<'_>) -> Vec<ActionCard> {
    tracker::newest(cx).iter().take(NEWS).map(|ix| action::action_card(cx, *ix)).collect()
}

fn counts(cx: &ViewContext<'_>) -> Vec<LinkView> {
    let ledger = &cx.site.ledger;
    let notes = ledger.notes().filter(|ix| cx.is_listed(*ix)).count();
    let all = [
        ("note", notes, "notes/"),
        ("source", ledger.sources.len(), "sources/"),
        ("quote", ledger.quotes.len(), "quotes/"),
        ("action", ledger.actions.len(), "actions/"),
        ("person", ledger.people.len(), "people/"),
        ("organization", ledger.organizations.len(), "organizations/"),
    ];
    all.into_iter()
        .filter(|(_, n, _)| *n > 0)
        .map(|(key, n, path)| LinkView {
            title: cx.words.count(&format!("n_{key}"), n),
            url: cx.at(path),
        })
        .collect()
}

/// The page that explains how evidence is handled.
pub fn evidence_page(cx: &ViewContext<'_>) -> EvidenceView {
    let count = check::levels(cx);
    let level = |level: u8| LevelView {
        level,
        text: cx.words.get(&format!("level_{level}")),
        meaning: cx.words.get(&format!("level_meaning_{level}")),
        count: count[usize::from(level)],
    };
    let status = |(word, status): &(&str, Status)| StatusMeaning {
        status: action::status_chip(cx, *status),
        meaning: cx.words.of("status_meaning", word),
    };
    EvidenceView {
        levels: [4, 3, 2, 1, 0]
            .map(level)
            .into_iter()
            .filter(|l| l.level > 0 || l.count > 0)
            .collect(),
        checked: check::summary(cx, &cx.site.ledger.quotes().collect::<Vec<_>>()),
        quotes: cx.words.count("n_quote", cx.site.ledger.quotes.len()),
        statuses: Status::WORDS.iter().map(status).collect(),
    }
}

/// The page at the address of a withdrawn item.
pub fn tombstone_page(cx: &ViewContext<'_>, stone: &Tombstone) -> TombstoneView {
    TombstoneView {
        // Only the date: texts of a withdrawn item are not repeated.
        date: stone
            .shared
            .updated
            .as_deref()
            .filter(|d| d.when.is_some())
            .map(|updated| cx.date(&SourcedDate { as_given: None, ..updated.clone() })),
        reason: stone.shared.withdrawn_reason.as_ref().map(|r| r.v.clone()).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::strip_markers;
    use crate::view::text::fill::BETWEEN_MARKERS;

    #[test]
    fn markers_go_and_other_words_stay() {
        let html = "<p>One<sup><a href=\"#fn-a\" id=\"x\">1</a></sup> x<sup>2</sup>.</p>";
        assert_eq!(strip_markers(html), "<p>One x<sup>2</sup>.</p>");
        let marker = "<sup><a href=\"#fn-a\" id=\"x\">1</a></sup>";
        let html = format!("<p>One.{marker}{BETWEEN_MARKERS}{marker} Two.</p>");
        assert_eq!(strip_markers(&html), "<p>One. Two.</p>");
    }
}
