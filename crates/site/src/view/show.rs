//! What the template of each page sees: the common part, and the view of its kind.
//!
//! Knows which template shows what; knows nothing of the template engine.

use crate::model::ix::Ix;
use crate::view::cx::Cx;
use crate::view::languages::direction;
use crate::view::pages::{Page, What};
use crate::view::tracker::{self, Filter};
use crate::view::words::sentence_case;
use crate::view::{
    LinkView, PageView, action, home, list, note, party, quote, source, timeline, topic,
};
use onrecord_base::id::Kind;
use serde::Serialize;

/// What a template is given: its name, what every page has, and the one thing it is about.
pub trait Show {
    /// Shows a page: the template's name, the common view, and the own view under its name.
    fn show<T: Serialize>(self, template: &str, page: &PageView, name: &'static str, view: &T);
}

/// Makes what the template of a page sees.
pub fn view(cx: &Cx<'_>, page: &Page, to: impl Show) {
    match &page.what {
        What::Note(ix) => of_thing(cx, page, (*ix).into(), to),
        What::Source(ix) => of_thing(cx, page, (*ix).into(), to),
        What::Person(ix) => of_thing(cx, page, (*ix).into(), to),
        What::Organization(ix) => of_thing(cx, page, (*ix).into(), to),
        What::Quote(ix) => of_thing(cx, page, (*ix).into(), to),
        What::Action(ix) => of_thing(cx, page, (*ix).into(), to),
        What::Topic(ix, n) => {
            let head = thing(cx, page, (*ix).into(), "topics");
            to.show("topic.html", &head, "topic", &topic::topic_page(cx, *ix, *n));
        }
        What::Party(ix, n) => {
            let head = thing(cx, page, *ix, ix.kind().folder());
            to.show("party.html", &head, "party", &party::party_page(cx, *ix, *n));
        }
        What::Index(..)
        | What::Folder(..)
        | What::Tracker(..)
        | What::Timeline(..)
        | What::Corrections => {
            of_list(cx, page, to);
        }
        What::Home | What::Evidence | What::NotFound | What::Tombstone(_) | What::Redirect(_) => {
            alone(cx, page, to);
        }
    }
}

/// The page of a thing.
fn of_thing(cx: &Cx<'_>, page: &Page, ix: Ix, to: impl Show) {
    let head = thing(cx, page, ix, ix.kind().folder());
    match ix {
        Ix::Note(ix) => to.show("note.html", &head, "note", &note::note_page(cx, ix)),
        Ix::Source(ix) => to.show("source.html", &head, "source", &source::source_page(cx, ix)),
        Ix::Quote(ix) => to.show("quote.html", &head, "quote", &quote::quote_page(cx, ix)),
        Ix::Action(ix) => to.show("action.html", &head, "action", &action::action_page(cx, ix)),
        Ix::Topic(ix) => to.show("topic.html", &head, "topic", &topic::topic_page(cx, ix, 1)),
        Ix::Person(_) | Ix::Organization(_) => {
            to.show("party.html", &head, "party", &party::party_page(cx, ix, 1));
        }
    }
}

/// A page that lists things.
fn of_list(cx: &Cx<'_>, page: &Page, to: impl Show) {
    let head = |section: &str, title: String| head(cx, page, (section, section), title);
    match &page.what {
        What::Index(kind, n) => {
            let folder = kind.folder();
            let head = intro(cx, *kind, head(folder, cx.words.get(&format!("index_{folder}"))));
            to.show("list.html", &head, "list", &list::index_page(cx, *kind, *n));
        }
        What::Folder(folder, n) => {
            let name = folder.rsplit('/').next().unwrap_or(folder);
            let head = head("notes", sentence_case(&name.replace('-', " ")));
            to.show("list.html", &head, "list", &list::folder_page(cx, folder, *n));
        }
        What::Tracker(filter, n) => {
            let all = cx.words.get("index_actions");
            let head = if *filter == Filter::default() {
                intro(cx, Kind::Action, head("actions", all))
            } else {
                head("actions", format!("{all}: {}", filter.title(cx)))
            };
            to.show("tracker.html", &head, "list", &tracker::tracker_page(cx, filter, *n));
        }
        What::Timeline(range, n) => {
            let head = head("timeline", range.heading(cx));
            let view = timeline::timeline_page(cx, *range, *n);
            to.show("timeline.html", &head, "timeline", &view);
        }
        _ => {
            let head = head("corrections", cx.words.get("index_corrections"));
            to.show("list.html", &head, "list", &list::corrections_page(cx));
        }
    }
}

/// A page that stands alone.
fn alone(cx: &Cx<'_>, page: &Page, to: impl Show) {
    let head = |kind: &str, title: String| head(cx, page, (kind, ""), title);
    match &page.what {
        What::Evidence => {
            let head = head("evidence", cx.words.get("index_evidence"));
            to.show("evidence.html", &head, "evidence", &home::evidence_page(cx));
        }
        What::NotFound => {
            let head = head("404", cx.words.get("not_found"));
            let head = PageView { noindex: true, canonical: String::new(), ..head };
            to.show("404.html", &head, "notfound", &LinkView::default());
        }
        What::Tombstone(at) => {
            let Some(stone) = cx.site.tombstones().get(*at) else { return };
            let head = PageView {
                noindex: true,
                banner: "withdrawn".into(),
                banner_text: cx.words.get("banner_withdrawn"),
                ..head("tombstone", stone.title.clone())
            };
            to.show("tombstone.html", &head, "tombstone", &home::tombstone_page(cx, stone));
        }
        What::Redirect(ix) => {
            let (title, url) = (cx.shown_title(*ix), cx.page_of(*ix).into_owned());
            let link = LinkView { title, url };
            let absolute = cx.config.absolute(&link.url);
            let canonical = if absolute.is_empty() { link.url.clone() } else { absolute };
            let head = head("redirect", link.title.clone());
            let head = PageView { noindex: true, canonical: canonical.clone(), ..head };
            let view = home::RedirectView { url: link.url, canonical, title: link.title };
            to.show("redirect.html", &head, "redirect", &view);
        }
        _ => {
            let mut head = head("home", cx.config.title.clone());
            head.head_title.clone_from(&cx.config.title);
            head.description.clone_from(&cx.config.description);
            if let Some(text) = home::home_text(cx) {
                head = with_banner(cx, text.into(), head);
            }
            to.show("home.html", &head, "home", &home::home_page(cx));
        }
    }
}

/// What every page has.
fn head(cx: &Cx<'_>, page: &Page, (kind, section): (&str, &str), title: String) -> PageView {
    let url = cx.at(&page.path);
    let number = match &page.what {
        What::Topic(_, n)
        | What::Party(_, n)
        | What::Index(_, n)
        | What::Folder(_, n)
        | What::Tracker(_, n)
        | What::Timeline(_, n)
            if *n > 1 =>
        {
            *n
        }
        _ => 1,
    };
    let mut head_title = title.clone();
    if number > 1 {
        head_title = format!("{head_title}, {}", cx.words.with("page_number", &number.to_string()));
    }
    PageView {
        kind: kind.to_owned(),
        head_title: format!("{head_title} – {}", cx.config.title),
        title,
        description: String::new(),
        canonical: cx.config.absolute(&url),
        url,
        section: section.to_owned(),
        crumbs: vec![],
        noindex: false,
        banner: String::new(),
        banner_text: String::new(),
        language: cx.config.language.clone(),
        dir: direction(&cx.config.language).to_owned(),
    }
}

/// What the page of a thing has.
fn thing(cx: &Cx<'_>, page: &Page, ix: Ix, section: &str) -> PageView {
    let shared = cx.site.ledger.shared(ix);
    let mut view = head(cx, page, (ix.kind().word(), section), cx.shown_title(ix));
    view.description = shared.summary.as_ref().map(|s| s.v.clone()).unwrap_or_default();
    if let Some(lang) = &shared.lang
        && ix.kind() == Kind::Note
    {
        view.language.clone_from(&lang.v);
        direction(&lang.v).clone_into(&mut view.dir);
    }
    if ix.kind() != Kind::Note {
        let title = cx.words.get(&format!("index_{}", ix.kind().folder()));
        view.crumbs.push(LinkView { title, url: cx.at(&format!("{}/", ix.kind().folder())) });
    }
    with_banner(cx, ix, view)
}

/// A page with the banner that the state of its item or text asks for.
fn with_banner(cx: &Cx<'_>, ix: Ix, mut view: PageView) -> PageView {
    let banner = cx.site.banner(ix);
    if !banner.is_empty() {
        banner.clone_into(&mut view.banner);
        view.banner_text = cx.words.of("banner", banner);
        view.noindex = banner != "archived";
        if view.noindex {
            view.head_title = format!("{} – {}", banner.to_uppercase(), view.head_title);
        }
    }
    view
}

/// The title and summary of an index page that a file introduces.
fn intro(cx: &Cx<'_>, kind: Kind, mut head: PageView) -> PageView {
    let Some(ix) = list::intro_of(cx, kind) else { return head };
    let note = &cx.site.ledger[ix];
    if let Some(title) = &note.shared.title {
        head.title.clone_from(&title.v);
        head.head_title = format!("{} – {}", title.v, cx.config.title);
    }
    head.description = note.shared.summary.as_ref().map(|s| s.v.clone()).unwrap_or_default();
    with_banner(cx, ix.into(), head)
}
