//! OR019, duplicate output address: two inputs, or an input and a generated file, would be written to the same address.
//!
//! The addresses are those of `routes`, claimed in a [`RouteTable`] for all items, withheld ones included: the
//! rule runs before release. Start with [`same_address`].

use super::CheckContext;
use super::urls::old_address;
use crate::input::config::Config;
use crate::model::ix::ItemIx;
use crate::model::ledger::{DefinedIn, Ledger, MarkdownRole};
use crate::parse::file_role::file_role;
use crate::resolve::linked::{LinkedLedger, ResolvedTarget};
use crate::routes::{
    FixedRoute, PageFile, RouteTable, copy_path, enabled_formats, index_path, is_numbered,
    is_reserved, item_path, redirect_path, same_file_key,
};
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::id::ItemKind;
use onrecord_base::path;
use onrecord_base::span::{FileSpan, Span};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hasher as _};
use std::ops::Bound;
use std::sync::Arc;

/// The input that asks for an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AddressOwner {
    /// None: the program always writes it, or writes it next to the page of an item.
    Program,
    /// The page of an item.
    Thing(ItemIx),
    /// A redirect from an old address of an item.
    Alias(ItemIx),
    /// The list of a folder of notes.
    Listing,
    /// A file of the static folder.
    Static,
    /// A file next to notes that something refers to.
    Copied,
}

/// A claim to an address.
#[derive(Debug)]
struct AddressClaim {
    address: String,
    by: AddressOwner,
    /// The place in the input; `None` for [`AddressOwner::Program`].
    place: Option<FileSpan>,
}

impl AddressClaim {
    fn of_program(address: String) -> Self {
        Self { address, by: AddressOwner::Program, place: None }
    }
}

/// OR019: duplicate output address.
pub(super) fn same_address(linked: &LinkedLedger, setting: &CheckContext<'_>) -> Vec<Diagnostic> {
    if is_clear(linked, setting) {
        debug_assert!(clashes(linked, setting).is_empty());
        return vec![];
    }
    clashes(linked, setting)
}

/// A finding for every clash, with both places.
fn clashes(linked: &LinkedLedger, setting: &CheckContext<'_>) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    let mut table = RouteTable::default();
    let mut diagnostics = vec![];
    for claim in claims(linked, setting) {
        let address = claim.address.clone();
        if let Some((earlier, claim)) = table.claim(&address, claim)
            && !is_same_page(earlier, &claim)
        {
            diagnostics.extend(clash(ledger, earlier, &claim));
        }
    }
    let below = table.files_above().filter_map(|(file, claim)| clash(ledger, file, claim));
    diagnostics.extend(below);
    diagnostics
}

/// True if no two addresses can be the same. It compares hashes only, which takes a fraction of the time of
/// [`clashes`]; nearly every site passes. `false` means only that [`clashes`] has to compare the addresses themselves.
fn is_clear(linked: &LinkedLedger, setting: &CheckContext<'_>) -> bool {
    let ledger = &linked.ledger;
    let mut taken = ClaimedAddresses::default();
    let mut listings: BTreeSet<&str> = BTreeSet::new();
    let mut clear = FixedRoute::all().all(|route| taken.put(&route.path()));
    for ix in ledger.all() {
        let ItemIx::Note(note) = ix else {
            clear &= taken.put_thing(ix.kind().folder(), ledger.id(ix).as_str());
            continue;
        };
        let note = &ledger[note];
        if note.role == MarkdownRole::Note {
            clear &= !is_numbered(&note.address) && taken.put(&note.address);
            listings.insert(path::folder(note.address.trim_end_matches('/')));
        }
    }
    for folder in listings.iter().filter(|folder| has_listing(folder)) {
        let address = format!("{folder}/");
        let own = || ledger.notes.iter().any(|note| note.address == address);
        clear &= taken.put(&address) || own();
    }
    for claim in ledger.marked().flat_map(|ix| aliases(ledger, ix)) {
        clear &= taken.put(&claim.address);
    }
    let top = format!("{}/", setting.config.static_dir);
    let from = (Bound::Included(top.as_str()), Bound::Unbounded);
    let fixed = setting.files.files.range::<str, _>(from);
    for within in fixed.map_while(|(file, _)| file.strip_prefix(&top)) {
        clear &= taken.put(within);
    }
    for file in copied(linked, setting.config, &top) {
        clear &= taken.put(copied_to(file, setting));
    }
    clear && taken.has_no_file_above(&listings)
}

/// Hashes of addresses.
#[derive(Default)]
struct ClaimedAddresses {
    keys: HashSet<u64>,
    /// Keys in a folder whose name contains a dot, so that it may be that of a file.
    dotted: Vec<String>,
    /// Keys of files whose names contain no dot, so that they may be those of folders.
    undotted: Vec<String>,
}

impl ClaimedAddresses {
    /// True if an address was free and the program writes nothing at it except for what was put here.
    fn put(&mut self, address: &str) -> bool {
        let key = same_file_key(address);
        let (folder, is_beside) = (path::folder(&key), PageFile::is_name(&key));
        // `deadlines.ics` itself is a fixed route.
        let is_free = (folder.is_empty() || !is_beside) && !is_reserved(&key);
        if !path::name(&key).contains('.') {
            self.undotted.push(key.clone());
        }
        let is_new = self.keys.insert(fingerprint(&[&key]));
        if folder.contains('.') {
            self.dotted.push(key);
        }
        is_new && is_free
    }

    /// The same for an item that is not a note. An id contains only lower-case ASCII letters, digits and hyphens.
    fn put_thing(&mut self, folder: &str, id: &str) -> bool {
        self.keys.insert(fingerprint(&[folder, "/", id, "/index.html"]))
    }

    /// True if no file has the name of a folder. `folders` are the folders of notes.
    fn has_no_file_above(&self, folders: &BTreeSet<&str>) -> bool {
        let is_file = |key: &str| self.keys.contains(&fingerprint(&[key]));
        let is_below_file =
            |key: &String| key.match_indices('/').any(|(at, _)| is_file(&key[..at]));
        let is_folder = |key: &String| {
            let index = format!("{key}/");
            is_file(&format!("{index}index.html"))
                || FixedRoute::all().any(|route| route.path().starts_with(&index))
                || folders
                    .iter()
                    .any(|folder| same_file_key(&format!("{folder}/")).starts_with(&index))
        };
        !self.dotted.iter().any(is_below_file) && !self.undotted.iter().any(is_folder)
    }
}

fn fingerprint(parts: &[&str]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for part in parts {
        hasher.write(part.as_bytes());
    }
    hasher.finish()
}

/// True if a folder of notes has a list of its own. `notes/` is the list of all notes.
fn has_listing(folder: &str) -> bool {
    !folder.is_empty() && folder != ItemKind::Note.folder()
}

/// The files next to notes that something refers to.
fn copied<'a>(linked: &'a LinkedLedger, config: &Config, top: &str) -> BTreeSet<&'a Arc<str>> {
    let goals = linked.ledger.all().into_iter().flat_map(|ix| linked.goals_of(ix)).flatten();
    goals
        .filter_map(|goal| match goal {
            ResolvedTarget::File(file)
                if !file.starts_with(top) && file_role(file, config).is_plain() =>
            {
                Some(file)
            }
            _ => None,
        })
        .collect()
}

/// The address of the copy of such a file.
fn copied_to<'a>(file: &'a str, setting: &CheckContext<'_>) -> &'a str {
    copy_path(file, &setting.config.content_dir, &setting.config.static_dir)
}

/// Every claim: those of the program first, then those of items, lists, aliases, static files and copied files.
fn claims(linked: &LinkedLedger, setting: &CheckContext<'_>) -> Vec<AddressClaim> {
    let ledger = &linked.ledger;
    let mut all: Vec<AddressClaim> =
        FixedRoute::all().map(|route| AddressClaim::of_program(route.path())).collect();
    let mut listings: BTreeMap<&str, FileSpan> = BTreeMap::new();
    for ix in ledger.all() {
        let Some(address) = address(ledger, ix) else { continue };
        let place = ledger.place(ix);
        if let ItemIx::Note(note) = ix {
            let note = &ledger[note].address;
            let folder = path::folder(note.trim_end_matches('/'));
            if has_listing(folder) {
                listings.entry(folder).or_insert_with(|| place.clone());
            }
            if is_numbered(note) {
                all.push(AddressClaim::of_program(note.clone()));
            }
        }
        all.push(AddressClaim { address, by: AddressOwner::Thing(ix), place: Some(place) });
    }
    all.extend(listings.into_iter().map(|(folder, place)| AddressClaim {
        address: format!("{folder}/"),
        by: AddressOwner::Listing,
        place: Some(place),
    }));
    all.extend(ledger.all().into_iter().flat_map(|ix| aliases(ledger, ix)));
    let top = format!("{}/", setting.config.static_dir);
    for file in setting.files.files.keys() {
        if let Some(within) = file.strip_prefix(&top) {
            let place = Some(FileSpan::new(file, Span::default()));
            all.push(AddressClaim { address: within.to_owned(), by: AddressOwner::Static, place });
        }
    }
    for file in copied(linked, setting.config, &top) {
        let address = copied_to(file, setting).to_owned();
        let place = Some(FileSpan::new(file, Span::default()));
        all.push(AddressClaim { address, by: AddressOwner::Copied, place });
    }
    let beside = beside_pages(linked, setting);
    let is_generated = |address: &str| {
        let key = same_file_key(address);
        is_reserved(&key) || beside.contains(&key)
    };
    let generated = all.iter().filter(|claim| is_generated(&claim.address));
    let generated: Vec<AddressClaim> =
        generated.map(|claim| AddressClaim::of_program(claim.address.clone())).collect();
    generated.into_iter().chain(all).collect()
}

/// The keys of the files that the program may write next to pages.
fn beside_pages(linked: &LinkedLedger, setting: &CheckContext<'_>) -> BTreeSet<String> {
    let ledger = &linked.ledger;
    let formats = enabled_formats(setting.config);
    let sources = index_path(ItemKind::Source);
    let mut all: BTreeSet<String> = formats
        .iter()
        .map(|format| same_file_key(&PageFile::Sources(*format).path(&sources)))
        .collect();
    for ix in ledger.all() {
        let Some(page) = address(ledger, ix) else { continue };
        let files = PageFile::beside(ix.kind(), &formats).into_iter();
        all.extend(files.map(|file| same_file_key(&file.path(&page))));
    }
    all
}

/// The address of the page of an item; `None` for the texts of the home page and of lists.
fn address(ledger: &Ledger, ix: ItemIx) -> Option<String> {
    match ix {
        ItemIx::Note(note) => {
            let note = &ledger[note];
            (note.role == MarkdownRole::Note).then(|| item_path(ItemKind::Note, &note.address))
        }
        ix => Some(item_path(ix.kind(), ledger.id(ix).as_str())),
    }
}

/// The claims of the old addresses of an item.
fn aliases(ledger: &Ledger, ix: ItemIx) -> Vec<AddressClaim> {
    if ledger.origin(ix) == DefinedIn::Automatic {
        return vec![];
    }
    let own = address(ledger, ix);
    let mut all = vec![];
    for alias in &ledger.shared(ix).aliases {
        // The text of a list has no page of its own, so that an id among its aliases is only a name.
        let is_path = alias.starts_with('/');
        if own.is_none() && !is_path {
            continue;
        }
        // An alias with an invalid path is the subject of another rule.
        let own = own.as_deref().unwrap_or_default();
        let Some(address) = alias_path(own, alias) else { continue };
        let place = Some(FileSpan::new(ledger.file(ix), alias.span));
        all.push(AddressClaim { address, by: AddressOwner::Alias(ix), place });
    }
    all
}

/// The path of the redirect that an alias of the item at `own` asks for; `None` if the alias is only another name,
/// or not a valid path.
pub fn alias_path(own: &str, alias: &str) -> Option<String> {
    let decoded = if alias.starts_with('/') { old_address(alias).ok() } else { None };
    redirect_path(own, alias, decoded)
}

/// True if two claims are for the same page: a note replaces the list of its folder, and two files of the program are
/// never a clash.
fn is_same_page(earlier: &AddressClaim, claim: &AddressClaim) -> bool {
    matches!(
        (earlier.by, claim.by),
        (AddressOwner::Program, AddressOwner::Program)
            | (AddressOwner::Thing(ItemIx::Note(_)) | AddressOwner::Listing, AddressOwner::Listing)
    )
}

fn clash(ledger: &Ledger, earlier: &AddressClaim, claim: &AddressClaim) -> Option<Diagnostic> {
    let place = claim.place.clone().or_else(|| earlier.place.clone())?;
    let (what, other) = (owner_name(ledger, claim), owner_name(ledger, earlier));
    let message = if same_file_key(&claim.address) == same_file_key(&earlier.address) {
        format!("`/{}` would be written by both {what} and {other}", claim.address)
    } else {
        format!(
            "`/{}` of {what} is below the file `/{}` of {other}",
            claim.address, earlier.address
        )
    };
    let diagnostic = Diagnostic::new(RuleCode::SameAddress, place, message);
    let diagnostic = match (&earlier.place, &claim.place) {
        (Some(earlier), Some(_)) => diagnostic.related(earlier.clone(), other),
        _ => diagnostic,
    };
    // A generated page cannot be renamed.
    let renamed = if claim.by == AddressOwner::Program { earlier.by } else { claim.by };
    Some(diagnostic.help(match renamed {
        AddressOwner::Alias(_) => "remove this alias",
        AddressOwner::Static | AddressOwner::Copied => "rename this file",
        AddressOwner::Listing => "rename the folder",
        AddressOwner::Thing(ItemIx::Note(_)) => "rename the file, or give it another `slug:`",
        AddressOwner::Thing(_) | AddressOwner::Program => "give one of them another name",
    }))
}

/// The owner of an address, for a message.
fn owner_name(ledger: &Ledger, claim: &AddressClaim) -> String {
    match claim.by {
        AddressOwner::Program => "a generated page".to_owned(),
        AddressOwner::Thing(ix) => format!("the {} `{}`", ix.kind().word(), ledger.id(ix)),
        AddressOwner::Alias(ix) => format!("an alias of `{}`", ledger.id(ix)),
        AddressOwner::Listing => format!("the list of the folder `{}`", claim.address),
        AddressOwner::Static => "a static file".to_owned(),
        AddressOwner::Copied => "a file beside notes".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::same_address;
    use crate::check::testing::{found, tells};

    fn note(front: &str) -> String {
        format!("---\ntitle: A\n{front}\n---\n")
    }

    #[test]
    fn the_programs_own_pages_are_taken() {
        let plain = note("");
        tells(
            same_address,
            &[("about/evidence.md", &plain), ("timeline/2022.md", &plain)],
            &[
                "OR019 «A» `/about/evidence/` would be written by both the note `about/evidence` and a generated page",
                "OR019 «A» `/timeline/2022/` would be written by both the note `timeline/2022` and a generated page",
                "OR019 «A» `/timeline/` would be written by both the list of the folder `timeline/` and a generated page",
            ],
        );
    }

    #[test]
    fn texts_of_home_and_index_pages_are_at_home_there() {
        let plain = note("");
        let note_at = note("aliases: [old, Another Name, /2021/a.html]");
        tells(
            same_address,
            &[
                ("index.md", &plain),
                ("sources/index.md", &plain),
                ("briefings/index.md", &plain),
                ("briefings/a.md", &note_at),
                ("notes/b.md", &plain),
                ("topics.yaml", "- {id: x, title: X, aliases: [x, y]}\n"),
                ("/static/logo.svg", ""),
            ],
            &[],
        );
    }

    #[test]
    fn an_alias_is_not_another_things_address() {
        let text = note("aliases: [b, /briefings/B.html, /sources/s/]");
        tells(
            same_address,
            &[
                ("briefings/a.md", &text),
                ("briefings/b.md", &note("aliases: [/briefings/b.html]")),
                ("sources.yaml", "- {id: s, title: S}\n"),
            ],
            &[
                "OR019 «b» `/briefings/b/` would be written by both an alias of `briefings/a` and the note `briefings/b`",
                "OR019 «/sources/s/» `/sources/s/` would be written by both an alias of `briefings/a` and the source `s`",
                "OR019 «/briefings/b.html» `/briefings/b.html` would be written by both an alias of `briefings/b` and an alias of `briefings/a`",
            ],
        );
    }

    #[test]
    fn parts_of_the_tracker_are_taken() {
        tells(
            same_address,
            &[
                ("a.md", &note("aliases: [/actions/status/in-force/, /blog/page/2/]")),
                ("/static/timeline/2022/index.html", ""),
            ],
            &[
                "OR019 «/actions/status/in-force/» `/actions/status/in-force/` would be written by both an alias of `a` and a generated page",
                "OR019 «» `/timeline/2022/index.html` would be written by both a static file and a generated page",
            ],
        );
    }

    #[test]
    fn static_files_take_addresses_as_well() {
        let plain = note("");
        let told = found(
            same_address,
            &[
                ("briefings/a.md", &plain),
                ("/static/briefings/A/index.html", ""),
                ("/static/Deadlines.ics", ""),
                ("/static/briefings/index.html", ""),
            ],
        );
        let told: Vec<&str> = told.iter().map(|d| d.message.as_str()).collect();
        assert_eq!(
            told,
            [
                "`/Deadlines.ics` would be written by both a static file and a generated page",
                "`/briefings/A/index.html` would be written by both a static file and the note `briefings/a`",
                "`/briefings/index.html` would be written by both a static file and the list of the folder `briefings/`",
            ]
        );
    }

    #[test]
    fn a_file_cannot_stand_where_a_folder_is_needed() {
        let told = found(
            same_address,
            &[
                ("v1.md", &note("slug: v1")),
                ("/static/a.b", ""),
                ("x.md", &note("aliases: [/a.b/c/]")),
            ],
        );
        assert_eq!(
            told[0].message,
            "`/a.b/c/` of an alias of `x` is below the file `/a.b` of a static file"
        );
    }

    #[test]
    fn files_beside_pages_are_taken() {
        let told = found(
            same_address,
            &[
                ("briefings/a.md", &note("")),
                ("sources.yaml", "- {id: s, title: S}\n"),
                ("topics.yaml", "- {id: t, title: T}\n"),
                ("/static/sources/Sources.bib", ""),
                ("/static/sources/s/cite.bib", ""),
                ("/static/sources/s/cite.ris", ""),
                ("/static/briefings/a/references.bib", ""),
                ("/static/topics/t/deadlines.ics", ""),
                ("/static/elsewhere/deadlines.ics", ""),
            ],
        );
        let told: Vec<&str> = told.iter().map(|d| d.message.as_str()).collect();
        assert_eq!(
            told,
            [
                "`/briefings/a/references.bib` would be written by both a static file and a generated page",
                "`/sources/Sources.bib` would be written by both a static file and a generated page",
                "`/sources/s/cite.bib` would be written by both a static file and a generated page",
                "`/topics/t/deadlines.ics` would be written by both a static file and a generated page",
            ]
        );
    }

    #[test]
    fn files_that_no_build_writes_are_free() {
        tells(
            same_address,
            &[
                ("search.md", &note("")),
                ("/static/atom.xml", ""),
                ("/static/sitemap.xml", ""),
                ("/static/CNAME", ""),
                ("/static/data/LICENSE", ""),
            ],
            &[],
        );
    }

    #[test]
    fn a_file_without_an_extension_cannot_be_a_folder() {
        for (file, note_file) in [("/static/X", "x.md"), ("/static/x", "x/y/z.md")] {
            let diagnostics = found(same_address, &[(note_file, &note("")), (file, "")]);
            assert!(!diagnostics.is_empty(), "{file}");
            assert!(
                diagnostics[0].message.contains("is below the file"),
                "{}",
                diagnostics[0].message
            );
        }
    }
}
