//! OR103: links of texts to pages and files that the build makes.
//!
//! Which there are is known once all pages are, so links to input files were looked up long before
//! (`resolve::prose`). The list of pages and files is that of the output itself. Links of withheld items
//! are checked as well: an address that only withheld items can fill is left for the day on which they are shown.

use super::built_site::BuiltSite;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::id::ItemKind;
use onrecord_base::path;
use onrecord_base::suggest::closest_match;
use onrecord_site::check::alias_path;
use onrecord_site::model::ix::ItemIx;
use onrecord_site::resolve::incremental::ResolvedItems;
use onrecord_site::resolve::linked::{LinkedLedger, PendingLink};
use onrecord_site::resolve::links::KnownFiles;
use onrecord_site::routes::{file_of, item_path};
use onrecord_site::view::context::LinkAddresses;
use std::collections::HashSet;
use std::sync::OnceLock;

/// The addresses to which published texts link.
pub(super) fn link_addresses(built: &BuiltSite) -> LinkAddresses {
    let mut all = LinkAddresses::new();
    for (_, link) in built.site.pending() {
        if let Some(written) = &link.address
            && !all.contains_key(written)
        {
            all.insert(written.clone(), filled(built, written));
        }
    }
    all
}

/// The links that lead to nothing.
pub(super) fn dead_links(
    built: &BuiltSite,
    all: &ResolvedItems,
    around: &KnownFiles,
) -> Vec<Diagnostic> {
    let linked = &*all.linked;
    let visible: OnceLock<HashSet<usize>> = OnceLock::new();
    let is_visible = |ix: ItemIx| {
        let ledger = &built.site.ledger;
        let entries = || ledger.all().into_iter().map(|ix| ledger.address(ix)).collect();
        visible.get_or_init(entries).contains(&linked.ledger.address(ix))
    };
    let hidden: OnceLock<HiddenPages> = OnceLock::new();
    let hidden = || hidden.get_or_init(|| HiddenPages::of(linked, &is_visible));
    let of_items = linked.pending().map(|(ix, link)| (Some(ix), link));
    let of_unread = all.pending_of_unread.iter().map(|link| (None, link));
    let mut found = vec![];
    for (ix, link) in of_items.chain(of_unread) {
        let Some(address) = &link.address else {
            found.push(dead_link(built, link, around));
            continue;
        };
        if filled(built, address).is_some() {
            continue;
        }
        let name = path::stem(address.trim_end_matches('/'));
        if let Some(held) = linked.ledger.may_be_unread(&[ItemKind::Note], name) {
            found.push(held);
            continue;
        }
        let is_hidden = ix.is_none_or(|ix| !is_visible(ix));
        if !(is_hidden && hidden().may_fill(address)) {
            found.push(dead_link(built, link, around));
        }
    }
    found
}

/// The address of the page or file that a path names: with or without a slash at its end, an ending, or the name of
/// the index page.
fn filled(built: &BuiltSite, written: &str) -> Option<String> {
    let bare = written.trim_end_matches('/');
    let stem = [".md", ".html"].iter().find_map(|end| bare.strip_suffix(end)).unwrap_or(bare);
    let folder = match stem.rsplit_once('/') {
        Some((folder, "index")) => folder,
        None if stem == "index" => "",
        _ => stem,
    };
    let page = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let mut names = [bare.to_owned(), page].into_iter();
    names.find(|name| !name.ends_with("index.html") && built.makes(&file_of(name)))
}

/// The addresses that may have a page once withheld items are shown.
#[derive(Debug, Default)]
struct HiddenPages {
    /// The addresses of the items' own pages, with a slash at the end.
    own: HashSet<String>,
    /// Those of the folders in which they are, and of aliases, without it.
    others: HashSet<String>,
    any: bool,
}

impl HiddenPages {
    fn of(linked: &LinkedLedger, is_visible: &impl Fn(ItemIx) -> bool) -> Self {
        let ledger = &linked.ledger;
        let mut out = Self::default();
        for ix in ledger.all().into_iter().filter(|ix| !is_visible(*ix)) {
            out.any = true;
            let own = match ix {
                ItemIx::Note(note) => ledger[note].address.clone(),
                ix => item_path(ix.kind(), ledger.id(ix).as_str()),
            };
            for alias in &ledger.shared(ix).aliases {
                let path = alias_path(&own, &alias.v);
                out.others.extend(path.map(|path| path.trim_end_matches('/').to_owned()));
            }
            let folders = own.match_indices('/').filter_map(|(at, _)| own.get(..at));
            out.others.extend(folders.map(str::to_owned));
            out.own.insert(own);
        }
        out
    }

    /// Whether an address may be filled by one of them.
    fn may_fill(&self, written: &str) -> bool {
        let wanted = written.trim_end_matches('/');
        // Every item may be the first in a part of the tracker or of the timeline.
        if self.any && ["actions/", "timeline/"].iter().any(|f| wanted.starts_with(f)) {
            return true;
        }
        let mut above = wanted.match_indices('/').filter_map(|(at, _)| wanted.get(..=at));
        self.others.contains(wanted) || above.any(|folder| self.own.contains(folder))
    }
}

fn dead_link(built: &BuiltSite, link: &PendingLink, around: &KnownFiles) -> Diagnostic {
    let written = &link.written;
    let is_page = written.ends_with('/') || path::ending(written).is_empty();
    let what = if is_page { "page or file" } else { "file" };
    let message = format!("the {what} `{written}` does not exist");
    let told = Diagnostic::new(RuleCode::DeadPath, link.place.clone(), message);
    let address = link.address.as_deref().and_then(|address| nearest_address(built, address));
    let name = path::name(written.trim_end_matches('/'));
    let same = around.files.iter().find(|file| path::name(file) == name);
    let beside = || closest_match(name, around.files.iter().map(|file| path::name(file)));
    match (address, same) {
        (Some(address), _) if is_page => told.did_you_mean(Some(&address)),
        (_, Some(file)) => told.help(format!("did you mean `{file}`?")),
        (address, None) => match beside().map(str::to_owned).or(address) {
            Some(near) => told.did_you_mean(Some(&near)),
            None => told.help(beside_it(built, link).unwrap_or_else(|| {
                "paths are relative to this file; `/x` starts at the content folder".to_owned()
            })),
        },
    }
}

/// What the build makes in the folder of an address, as words; `None` if it makes nothing there.
fn beside_it(built: &BuiltSite, link: &PendingLink) -> Option<String> {
    let folder = path::folder(link.address.as_deref()?.trim_end_matches('/'));
    let is_beside = |address: &&str| {
        !folder.is_empty() && path::folder(address.trim_end_matches('/')) == folder
    };
    let all = built.addresses().filter(is_beside).take(4);
    let all: Vec<String> = all.map(|address| format!("`/{address}`")).collect();
    (!all.is_empty()).then(|| format!("`/{folder}/` contains {}", all.join(", ")))
}

/// The address of a page or file of the output that was probably meant, with a slash before it.
fn nearest_address(built: &BuiltSite, wanted: &str) -> Option<String> {
    let rooted = |address: &str| format!("/{address}");
    // The search of an address means nothing to a site of files.
    if let Some(address) = wanted.split_once('?').and_then(|(path, _)| filled(built, path)) {
        return Some(rooted(&address));
    }
    let wanted = wanted.trim_end_matches('/');
    let all: Vec<&str> = built.addresses().filter(|address| !address.is_empty()).collect();
    let bare = |address: &&'_ str| address.trim_end_matches('/').to_owned();
    if let Some(near) =
        closest_match(wanted, all.iter().map(|address| address.trim_end_matches('/')))
    {
        return all.iter().find(|address| bare(address) == near).map(|address| rooted(address));
    }
    // The right name in a wrong folder; the shortest address first.
    let name = path::name(wanted);
    let same = all.iter().filter(|address| path::name(&bare(address)) == name);
    same.min_by_key(|address| (address.len(), **address)).map(|address| rooted(address))
}
