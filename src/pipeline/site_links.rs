//! OR103: links of texts to pages and files that the build makes.
//!
//! Links to input files are resolved earlier (`onrecord_site::resolve::prose`); links to output files only here,
//! because the list of pages must be complete. Links of withheld items are checked too. An address that
//! only a withheld item can occupy is not reported until that item is published.

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

/// Returns the output address of each path that published texts link to; `None` if the output has no such file.
pub(super) fn link_addresses(built: &BuiltSite) -> LinkAddresses {
    let mut all = LinkAddresses::new();
    for (_, link) in built.site.pending() {
        if let Some(written) = &link.address
            && !all.contains_key(written)
        {
            all.insert(written.clone(), output_address(built, written));
        }
    }
    all
}

/// Returns a diagnostic per broken link.
pub(super) fn dead_links(
    built: &BuiltSite,
    all: &ResolvedItems,
    known_files: &KnownFiles,
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
    let mut diagnostics = vec![];
    for (ix, link) in of_items.chain(of_unread) {
        let Some(address) = &link.address else {
            diagnostics.push(dead_link(built, link, known_files));
            continue;
        };
        if output_address(built, address).is_some() {
            continue;
        }
        let name = path::stem(address.trim_end_matches('/'));
        if let Some(diagnostic) = linked.ledger.may_be_unread(&[ItemKind::Note], name) {
            diagnostics.push(diagnostic);
            continue;
        }
        let is_hidden = ix.is_none_or(|ix| !is_visible(ix));
        if !(is_hidden && hidden().may_fill(address)) {
            diagnostics.push(dead_link(built, link, known_files));
        }
    }
    diagnostics
}

/// Returns the address of the page or file that a path names: with or without a final slash, `.md`, `.html` or
/// `index`.
fn output_address(built: &BuiltSite, written: &str) -> Option<String> {
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

/// The addresses that may have a page once withheld items are published.
#[derive(Debug, Default)]
struct HiddenPages {
    /// The addresses of the items' own pages, with a final slash.
    own: HashSet<String>,
    /// The addresses of their folders and aliases, without a final slash.
    folders_and_aliases: HashSet<String>,
    /// True if any item is withheld.
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
                out.folders_and_aliases
                    .extend(path.map(|path| path.trim_end_matches('/').to_owned()));
            }
            let folders = own.match_indices('/').filter_map(|(at, _)| own.get(..at));
            out.folders_and_aliases.extend(folders.map(str::to_owned));
            out.own.insert(own);
        }
        out
    }

    /// True if one of these pages may have this address.
    fn may_fill(&self, written: &str) -> bool {
        let wanted = written.trim_end_matches('/');
        // Any item may be the first of a page of the tracker or of the timeline.
        if self.any && ["actions/", "timeline/"].iter().any(|f| wanted.starts_with(f)) {
            return true;
        }
        let mut above = wanted.match_indices('/').filter_map(|(at, _)| wanted.get(..=at));
        self.folders_and_aliases.contains(wanted) || above.any(|folder| self.own.contains(folder))
    }
}

fn dead_link(built: &BuiltSite, link: &PendingLink, known_files: &KnownFiles) -> Diagnostic {
    let written = &link.written;
    let is_page = written.ends_with('/') || path::ending(written).is_empty();
    let what = if is_page { "page or file" } else { "file" };
    let message = format!("the {what} `{written}` does not exist");
    let diagnostic = Diagnostic::new(RuleCode::DeadPath, link.place.clone(), message);
    let address = link.address.as_deref().and_then(|address| nearest_address(built, address));
    let name = path::name(written.trim_end_matches('/'));
    let same = known_files.files.iter().find(|file| path::name(file) == name);
    let similar = || closest_match(name, known_files.files.iter().map(|file| path::name(file)));
    match (address, same) {
        (Some(address), _) if is_page => diagnostic.did_you_mean(Some(&address)),
        (_, Some(file)) => diagnostic.help(format!("did you mean `{file}`?")),
        (address, None) => match similar().map(str::to_owned).or(address) {
            Some(near) => diagnostic.did_you_mean(Some(&near)),
            None => diagnostic.help(siblings_help(built, link).unwrap_or_else(|| {
                "paths are relative to this file; `/x` starts at the content folder".to_owned()
            })),
        },
    }
}

/// Returns a help text that lists output in the folder of a link; `None` if the folder has no output.
fn siblings_help(built: &BuiltSite, link: &PendingLink) -> Option<String> {
    let folder = path::folder(link.address.as_deref()?.trim_end_matches('/'));
    let is_beside = |address: &&str| {
        !folder.is_empty() && path::folder(address.trim_end_matches('/')) == folder
    };
    let all = built.addresses().filter(is_beside).take(4);
    let all: Vec<String> = all.map(|address| format!("`/{address}`")).collect();
    (!all.is_empty()).then(|| format!("`/{folder}/` contains {}", all.join(", ")))
}

/// Returns the most similar address of the output, with a leading slash.
fn nearest_address(built: &BuiltSite, wanted: &str) -> Option<String> {
    let rooted = |address: &str| format!("/{address}");
    // A static site ignores the query of an address.
    if let Some(address) = wanted.split_once('?').and_then(|(path, _)| output_address(built, path))
    {
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
    // The right name in the wrong folder; the shortest address.
    let name = path::name(wanted);
    let same = all.iter().filter(|address| path::name(&bare(address)) == name);
    same.min_by_key(|address| (address.len(), **address)).map(|address| rooted(address))
}
