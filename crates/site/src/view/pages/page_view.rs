//! The connection of pages and templates: the template of each kind of page, the common view and
//! the view of its own.
//!
//! It is independent of the template engine, which implements [`TemplateRenderer`]. Start with
//! [`view`].

use crate::model::ix::ItemIx;
use crate::routes::FixedPage;
use crate::view::context::ViewContext;
use crate::view::i18n::sentence_case;
use crate::view::index::orders::TrackerFilter;
use crate::view::pages::{
    PageKind, SitePage, action, home, list, note, party, quote, source, timeline, topic,
};
use crate::view::text::languages::direction;
use crate::view::{LinkView, PageView, TemplateRenderer};
use onrecord_base::id::ItemKind;

/// Computes the views of a page and passes them to a renderer.
pub fn view(cx: &ViewContext<'_>, page: &SitePage, to: impl TemplateRenderer) {
    match &page.what {
        PageKind::Note(ix) => of_thing(cx, page, (*ix).into(), to),
        PageKind::Source(ix) => of_thing(cx, page, (*ix).into(), to),
        PageKind::Person(ix) => of_thing(cx, page, (*ix).into(), to),
        PageKind::Organization(ix) => of_thing(cx, page, (*ix).into(), to),
        PageKind::Quote(ix) => of_thing(cx, page, (*ix).into(), to),
        PageKind::Action(ix) => of_thing(cx, page, (*ix).into(), to),
        PageKind::Topic(ix, n) => {
            let head = thing(cx, page, (*ix).into(), "topics");
            to.show("topic.html", &head, "topic", &topic::topic_page(cx, *ix, *n));
        }
        PageKind::Party(ix, n) => {
            let head = thing(cx, page, *ix, ix.kind().folder());
            to.show("party.html", &head, "party", &party::party_page(cx, *ix, *n));
        }
        PageKind::Index(..)
        | PageKind::Folder(..)
        | PageKind::Tracker(..)
        | PageKind::Timeline(..)
        | PageKind::Fixed(FixedPage::Corrections) => {
            of_list(cx, page, to);
        }
        PageKind::Fixed(_) | PageKind::Tombstone(_) | PageKind::Redirect(_) => {
            alone(cx, page, to);
        }
    }
}

/// Renders the page of an item.
fn of_thing(cx: &ViewContext<'_>, page: &SitePage, ix: ItemIx, to: impl TemplateRenderer) {
    let head = thing(cx, page, ix, ix.kind().folder());
    match ix {
        ItemIx::Note(ix) => to.show("note.html", &head, "note", &note::note_page(cx, ix)),
        ItemIx::Source(ix) => to.show("source.html", &head, "source", &source::source_page(cx, ix)),
        ItemIx::Quote(ix) => to.show("quote.html", &head, "quote", &quote::quote_page(cx, ix)),
        ItemIx::Action(ix) => to.show("action.html", &head, "action", &action::action_page(cx, ix)),
        ItemIx::Topic(ix) => to.show("topic.html", &head, "topic", &topic::topic_page(cx, ix, 1)),
        ItemIx::Person(_) | ItemIx::Organization(_) => {
            to.show("party.html", &head, "party", &party::party_page(cx, ix, 1));
        }
    }
}

/// Renders a page that lists items.
fn of_list(cx: &ViewContext<'_>, page: &SitePage, to: impl TemplateRenderer) {
    let head = |section: &str, title: String| head(cx, page, (section, section), title);
    match &page.what {
        PageKind::Index(kind, n) => {
            let folder = kind.folder();
            let head = intro(cx, *kind, head(folder, cx.words.get(&format!("index_{folder}"))));
            to.show("list.html", &head, "list", &list::index_page(cx, *kind, *n));
        }
        PageKind::Folder(folder, n) => {
            let name = folder.rsplit('/').next().unwrap_or(folder);
            let head = head("notes", sentence_case(&name.replace('-', " ")));
            to.show("list.html", &head, "list", &list::folder_page(cx, folder, *n));
        }
        PageKind::Tracker(filter, n) => {
            let all = cx.words.get("index_actions");
            let head = if *filter == TrackerFilter::default() {
                intro(cx, ItemKind::Action, head("actions", all))
            } else {
                head("actions", format!("{all}: {}", filter.title(cx)))
            };
            to.show("tracker.html", &head, "list", &list::tracker_page(cx, filter, *n));
        }
        PageKind::Timeline(range, n) => {
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

/// Renders a page that is neither a list nor the page of an item.
fn alone(cx: &ViewContext<'_>, page: &SitePage, to: impl TemplateRenderer) {
    let head = |kind: &str, title: String| head(cx, page, (kind, ""), title);
    match &page.what {
        PageKind::Fixed(FixedPage::Evidence) => {
            let head = head("evidence", cx.words.get("index_evidence"));
            to.show("evidence.html", &head, "evidence", &home::evidence_page(cx));
        }
        PageKind::Fixed(FixedPage::NotFound) => {
            let head = head("404", cx.words.get("not_found"));
            let head = PageView { noindex: true, canonical: String::new(), ..head };
            to.show("404.html", &head, "notfound", &LinkView::default());
        }
        PageKind::Tombstone(at) => {
            let Some(stone) = cx.site.tombstones().get(*at) else { return };
            let head = PageView {
                noindex: true,
                banner: "withdrawn".into(),
                banner_text: cx.words.get("banner_withdrawn"),
                ..head("tombstone", stone.title.clone())
            };
            to.show("tombstone.html", &head, "tombstone", &home::tombstone_page(cx, stone));
        }
        PageKind::Redirect(ix) => {
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

/// The common view of a page.
fn head(
    cx: &ViewContext<'_>,
    page: &SitePage,
    (kind, section): (&str, &str),
    title: String,
) -> PageView {
    let url = cx.at(&page.path);
    let number = match &page.what {
        PageKind::Topic(_, n)
        | PageKind::Party(_, n)
        | PageKind::Index(_, n)
        | PageKind::Folder(_, n)
        | PageKind::Tracker(_, n)
        | PageKind::Timeline(_, n)
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

/// The common view of an item's page.
fn thing(cx: &ViewContext<'_>, page: &SitePage, ix: ItemIx, section: &str) -> PageView {
    let shared = cx.site.ledger.shared(ix);
    let mut view = head(cx, page, (ix.kind().word(), section), cx.shown_title(ix));
    view.description = shared.summary.as_ref().map(|s| s.v.clone()).unwrap_or_default();
    if let Some(lang) = &shared.lang
        && ix.kind() == ItemKind::Note
    {
        view.language.clone_from(&lang.v);
        direction(&lang.v).clone_into(&mut view.dir);
    }
    if ix.kind() != ItemKind::Note {
        let title = cx.words.get(&format!("index_{}", ix.kind().folder()));
        view.crumbs.push(LinkView { title, url: cx.at(&format!("{}/", ix.kind().folder())) });
    }
    with_banner(cx, ix, view)
}

/// Adds the banner for the publication state of an item or text.
fn with_banner(cx: &ViewContext<'_>, ix: ItemIx, mut view: PageView) -> PageView {
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

/// Takes title and summary from the note that introduces an index page.
fn intro(cx: &ViewContext<'_>, kind: ItemKind, mut head: PageView) -> PageView {
    let Some(ix) = list::intro_of(cx, kind) else { return head };
    let note = &cx.site.ledger[ix];
    if let Some(title) = &note.shared.title {
        head.title.clone_from(&title.v);
        head.head_title = format!("{} – {}", title.v, cx.config.title);
    }
    head.description = note.shared.summary.as_ref().map(|s| s.v.clone()).unwrap_or_default();
    with_banner(cx, ix.into(), head)
}
