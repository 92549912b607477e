//! Finds the pages that a change affected, for the status line. Runs after the site is shown.

use super::console::counted;
use crate::cmd::progress::Stopwatch;
use crate::export::plan::Recipe;
use crate::pipeline::BuiltSite;
use onrecord_base::diag::Diagnostic;
use onrecord_base::path::SitePath;
use onrecord_base::text::count;
use onrecord_site::routes::{FixedPage, file_of};
use onrecord_site::view::pages::PageKind;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// The most pages that are made in both versions to be compared.
const MAX_PAGES: usize = 300;

/// The most time for the comparison.
const MAX_TIME: Duration = Duration::from_millis(400);

/// The singular and plural name of a kind of page.
type SingularPlural = (&'static str, &'static str);

/// Pages that differ between two builds.
#[derive(Debug, Default)]
pub(super) struct ChangedPages {
    /// The number of changed pages of the edited files.
    own: usize,
    /// The number of other changed pages, by kind.
    elsewhere: BTreeMap<SingularPlural, usize>,
    /// True if some pages were not compared.
    is_cut: bool,
    /// The diagnostics of making the pages.
    pub(super) found: Vec<Diagnostic>,
    /// The compared pages, and true for those that could be made.
    pub(super) pages: BTreeMap<String, bool>,
}

/// Compares the pages of two builds; stops when `is_over` returns true.
pub(super) fn changed_pages(
    old: &BuiltSite,
    new: &BuiltSite,
    changed: &BTreeSet<SitePath>,
    is_over: &mut dyn FnMut() -> bool,
) -> ChangedPages {
    let since = Stopwatch::start();
    let below =
        |built: &BuiltSite, url: String| url.strip_prefix(&built.config.base).map(str::to_owned);
    let own: BTreeSet<String> = [old, new]
        .into_iter()
        .flat_map(|built| changed.iter().filter_map(|f| below(built, built.address_of(f)?)))
        .collect();
    let near = new.affected_pages(old);
    let all = old.pages().iter().chain(new.pages());
    let all = near.unwrap_or_else(|| all.collect());
    let kinds: BTreeMap<&str, SingularPlural> =
        all.into_iter().map(|page| (page.path.as_str(), kind(&page.what))).collect();
    let mut order: Vec<(&str, SingularPlural)> = kinds.into_iter().collect();
    order.sort_by_key(|(path, _)| !own.contains(*path));
    let mut moved = ChangedPages::default();
    for (n, (path, kind)) in order.into_iter().enumerate() {
        if n >= MAX_PAGES || since.elapsed() > MAX_TIME || is_over() {
            moved.is_cut = true;
            break;
        }
        let file = file_of(path);
        let before = moved.found.len();
        let after = rendered(new, &file, &mut moved.found);
        moved.pages.insert(path.to_owned(), moved.found.len() == before);
        if rendered(old, &file, &mut vec![]) == after {
            continue;
        }
        if own.contains(path) {
            moved.own += 1;
        } else {
            *moved.elsewhere.entry(kind).or_default() += 1;
        }
    }
    moved
}

fn rendered(built: &BuiltSite, file: &str, found: &mut Vec<Diagnostic>) -> Option<Vec<u8>> {
    match built.recipe(file)? {
        Recipe::Make(make) => make().map_err(|more| found.extend(more)).ok(),
        Recipe::Bytes(_) | Recipe::Copy(_) => None,
    }
}

fn kind(what: &PageKind) -> SingularPlural {
    match what {
        PageKind::Note(_) => ("note", "notes"),
        PageKind::Topic(..) => ("topic", "topics"),
        PageKind::Source(_) => ("source", "sources"),
        PageKind::Person(_) => ("person", "people"),
        PageKind::Organization(_) => ("organization", "organizations"),
        PageKind::Quote(_) => ("quote", "quotes"),
        PageKind::Action(_) => ("action", "actions"),
        PageKind::Timeline(..) => ("timeline", "timelines"),
        PageKind::Tracker(..) => ("tracker", "trackers"),
        PageKind::Fixed(FixedPage::Home) | PageKind::Index(..) | PageKind::Folder(..) => {
            ("list", "lists")
        }
        _ => ("other page", "other pages"),
    }
}

impl ChangedPages {
    /// Returns the parts of the status line, ` -> 3 pages` and `; 1 topic, 1 timeline changed elsewhere`.
    pub(super) fn words(&self) -> (String, String) {
        let all = self.own + self.elsewhere.values().sum::<usize>();
        let more = if self.is_cut { " or more" } else { "" };
        let pages = match all {
            0 if self.is_cut => String::new(),
            0 => " -> no pages changed".to_owned(),
            all => format!(" -> {}{more}", count(all, "page", "pages")),
        };
        let elsewhere = match (self.own, self.elsewhere.is_empty()) {
            (_, true) => String::new(),
            (0, false) => format!("; {} changed", counted(self.elsewhere.iter())),
            _ => format!("; {} changed elsewhere", counted(self.elsewhere.iter())),
        };
        (pages, elsewhere)
    }
}

#[cfg(test)]
mod tests {
    use super::ChangedPages;
    use std::collections::BTreeMap;

    #[test]
    fn it_is_said_what_moved_elsewhere() {
        let elsewhere = BTreeMap::from([(("topic", "topics"), 2), (("timeline", "timelines"), 1)]);
        let moved = ChangedPages { own: 1, elsewhere, ..ChangedPages::default() };
        assert_eq!(
            moved.words(),
            (" -> 4 pages".into(), "; 1 timeline, 2 topics changed elsewhere".into())
        );
        assert_eq!(ChangedPages::default().words().0, " -> no pages changed");
    }
}
