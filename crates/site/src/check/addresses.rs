//! OR019: every address of the site belongs to one input.
//!
//! Addresses are compared as the files they become, after NFC and without case: two names that
//! one disk holds apart are one file on another.

use super::CheckContext;
use super::urls::old_address;
use crate::input::config::{Config, ReferenceFormat};
use crate::model::ix::ItemIx;
use crate::model::ledger::{DefinedIn, Ledger, MarkdownRole};
use crate::parse::file_role::file_role;
use crate::resolve::linked::{LinkedLedger, ResolvedTarget};
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::id::Id;
use onrecord_base::path;
use onrecord_base::span::{FileSpan, Span};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hasher as _};
use std::ops::Bound;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization as _;

/// What the program writes at fixed addresses.
const OWN: &[&str] = &[
    "",
    "404.html",
    "about/evidence/",
    "actions/",
    "atom.xml",
    "corrections.xml",
    "corrections/",
    "data/actions.csv",
    "data/actions.json",
    "data/annotations.jsonld",
    "deadlines.ics",
    "feed.json",
    "notes/",
    "organizations/",
    "people/",
    "quotes/",
    "search/",
    "sitemap.xml",
    "sources/",
    "timeline/",
    "topics/",
];

/// Who wants an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AddressOwner {
    Program,
    Thing(ItemIx),
    Alias(ItemIx),
    Listing,
    Static,
    /// A file beside notes that is copied.
    Copied,
}

/// A claim to an address below the base: `briefings/tiktok/`.
#[derive(Debug)]
struct AddressClaim {
    address: String,
    by: AddressOwner,
    /// Where the author said so; none for what the program writes.
    place: Option<FileSpan>,
}

/// OR019: two inputs have the same address.
pub(super) fn same_address(linked: &LinkedLedger, setting: &CheckContext<'_>) -> Vec<Diagnostic> {
    if is_clear(linked, setting) {
        debug_assert!(clashes(linked, setting).is_empty());
        return vec![];
    }
    clashes(linked, setting)
}

/// Every clash, with its places.
fn clashes(linked: &LinkedLedger, setting: &CheckContext<'_>) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    let mut first: HashMap<String, AddressClaim> = HashMap::new();
    let mut found = vec![];
    let claims = claims(linked, setting);
    let mut order = Vec::with_capacity(claims.len());
    for claim in claims {
        let key = key(&claim.address);
        match first.get(&key) {
            Some(before) if is_one(before, &claim) => {}
            Some(before) => found.extend(clash(ledger, before, &claim)),
            None => {
                order.push(key.clone());
                first.insert(key, claim);
            }
        }
    }
    // A file stands where another address needs a folder.
    for key in &order {
        let above = key.match_indices('/').find_map(|(at, _)| first.get(key.get(..at)?));
        if let (Some(above), Some(claim)) = (above, first.get(key)) {
            found.extend(clash(ledger, above, claim));
        }
    }
    found
}

/// Whether no two addresses can be one, by their fingerprints alone: what nearly every site is, told
/// in a fraction of the time. `false` says only that it takes a closer look.
fn is_clear(linked: &LinkedLedger, setting: &CheckContext<'_>) -> bool {
    let ledger = &linked.ledger;
    let mut taken = ClaimedAddresses::default();
    let mut listings: BTreeSet<&str> = BTreeSet::new();
    let mut clear = OWN.iter().all(|own| taken.put(own));
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
    for folder in listings.into_iter().filter(|folder| !folder.is_empty() && *folder != "notes") {
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
        clear &= taken.put(&copied_to(file, setting));
    }
    clear && taken.has_no_file_above()
}

/// Fingerprints of addresses.
#[derive(Default)]
struct ClaimedAddresses {
    keys: HashSet<u64>,
    /// Keys below a folder whose name may be that of a file.
    dotted: Vec<String>,
}

impl ClaimedAddresses {
    /// Whether an address was free, and is no part of the tracker's or the timeline's.
    fn put(&mut self, address: &str) -> bool {
        let key = key(address);
        if path::folder(&key).contains('.') {
            self.dotted.push(key.clone());
        }
        self.keys.insert(fingerprint(&[&key])) && !is_selection(address)
    }

    /// The same for a thing other than a note; the letters of its id are small and plain.
    fn put_thing(&mut self, folder: &str, id: &str) -> bool {
        self.keys.insert(fingerprint(&[folder, "/", id, "/index.html"]))
    }

    fn has_no_file_above(&self) -> bool {
        self.dotted.iter().all(|key| {
            let above = key.match_indices('/').map(|(at, _)| &key[..at]);
            above.into_iter().all(|above| !self.keys.contains(&fingerprint(&[above])))
        })
    }
}

fn fingerprint(parts: &[&str]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for part in parts {
        hasher.write(part.as_bytes());
    }
    hasher.finish()
}

/// Files beside notes to which something refers.
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

/// Where such a file is copied to.
fn copied_to(file: &str, setting: &CheckContext<'_>) -> String {
    let content = format!("{}/", setting.config.content_dir);
    file.strip_prefix(&content).unwrap_or(path::name(file)).to_owned()
}

/// Every claim, what the program writes first and static files last.
fn claims(linked: &LinkedLedger, setting: &CheckContext<'_>) -> Vec<AddressClaim> {
    let ledger = &linked.ledger;
    let mut all: Vec<AddressClaim> = OWN
        .iter()
        .map(|own| AddressClaim {
            address: (*own).to_owned(),
            by: AddressOwner::Program,
            place: None,
        })
        .collect();
    let mut listings: BTreeMap<&str, FileSpan> = BTreeMap::new();
    for ix in ledger.all() {
        let Some(address) = address(ledger, ix) else { continue };
        let place = ledger.place(ix);
        if let ItemIx::Note(note) = ix {
            let note = &ledger[note].address;
            let folder = path::folder(note.trim_end_matches('/'));
            if !folder.is_empty() && folder != "notes" {
                listings.entry(folder).or_insert_with(|| place.clone());
            }
            if is_numbered(note) {
                all.push(AddressClaim {
                    address: note.clone(),
                    by: AddressOwner::Program,
                    place: None,
                });
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
        let address = copied_to(file, setting);
        let place = Some(FileSpan::new(file, Span::default()));
        all.push(AddressClaim { address, by: AddressOwner::Copied, place });
    }
    let exports = exported(linked, setting);
    let is_own = |address: &str| is_selection(address) || exports.contains(address);
    let own = all.iter().filter(|claim| is_own(&claim.address));
    let own: Vec<AddressClaim> = own
        .map(|claim| AddressClaim {
            address: claim.address.clone(),
            by: AddressOwner::Program,
            place: None,
        })
        .collect();
    own.into_iter().chain(all).collect()
}

/// The files that `exports:` writes beside pages.
fn exported(linked: &LinkedLedger, setting: &CheckContext<'_>) -> BTreeSet<String> {
    let ledger = &linked.ledger;
    let mut all = BTreeSet::new();
    for ending in setting.config.exports.iter().filter_map(|format| match format {
        ReferenceFormat::Bib => Some("bib"),
        ReferenceFormat::Csl => Some("json"),
        ReferenceFormat::Ris => Some("ris"),
        ReferenceFormat::Json => None,
    }) {
        all.insert(format!("sources/sources.{ending}"));
        for ix in ledger.notes().map(ItemIx::from).chain(ledger.sources().map(ItemIx::from)) {
            let Some(folder) = address(ledger, ix) else { continue };
            all.insert(format!("{folder}cite.{ending}"));
            if matches!(ix, ItemIx::Note(_)) {
                all.insert(format!("{folder}references.{ending}"));
            }
        }
    }
    all
}

/// The address of a thing's page; none for the texts of home and index pages, which have no other.
fn address(ledger: &Ledger, ix: ItemIx) -> Option<String> {
    match ix {
        ItemIx::Note(note) => {
            let note = &ledger[note];
            (note.role == MarkdownRole::Note).then(|| note.address.clone())
        }
        ix => Some(format!("{}/{}/", ix.kind().folder(), ledger.id(ix))),
    }
}

/// The old addresses of a thing: paths, and ids beside its own.
fn aliases(ledger: &Ledger, ix: ItemIx) -> Vec<AddressClaim> {
    if ledger.origin(ix) == DefinedIn::Automatic {
        return vec![];
    }
    // The texts of home and index pages have old addresses, and no address of their own to be beside.
    let has_own = address(ledger, ix).is_some();
    let own = address(ledger, ix).unwrap_or_default();
    let beside = path::folder(own.trim_end_matches('/'));
    let mut all = vec![];
    for alias in &ledger.shared(ix).aliases {
        let address = if alias.starts_with('/') {
            // One that is no address at all is told as that, and not as one that is taken.
            let Ok(path) = old_address(alias) else { continue };
            path
        } else if !has_own || Id::parse(alias).is_err() {
            continue;
        } else if beside.is_empty() {
            format!("{}/", alias.v)
        } else {
            format!("{beside}/{}/", alias.v)
        };
        // Its own id among its names leads nowhere else.
        if !alias.starts_with('/') && address == own {
            continue;
        }
        let place = Some(FileSpan::new(ledger.file(ix), alias.span));
        all.push(AddressClaim { address, by: AddressOwner::Alias(ix), place });
    }
    all
}

/// Whether a note's address is one of those that the program gives to further pages.
fn is_numbered(address: &str) -> bool {
    let parts: Vec<&str> = address.trim_end_matches('/').split('/').collect();
    let number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    match parts.as_slice() {
        ["timeline", "type", _] => true,
        ["timeline", year] => year.len() == 4 && number(year),
        [.., "page", n] => number(n),
        _ => false,
    }
}

/// Whether an address lies where the program puts parts of the tracker and of the timeline.
fn is_selection(address: &str) -> bool {
    let parts: Vec<&str> = address.trim_end_matches('/').split('/').collect();
    matches!(
        parts.as_slice(),
        ["actions", "status" | "kind" | "jurisdiction" | "topic", _, ..] | ["timeline", _, ..]
    )
}

/// The file that an address becomes, folded for comparing.
fn key(address: &str) -> String {
    let name = path::name(address);
    let file = if name.is_empty() {
        format!("{address}index.html")
    } else if name.contains('.') {
        address.to_owned()
    } else {
        format!("{address}/index.html")
    };
    file.nfc().flat_map(char::to_lowercase).collect()
}

/// Whether two claims are for the same page: a note in the place of its folder's list, the list of
/// a folder that has one already.
fn is_one(before: &AddressClaim, claim: &AddressClaim) -> bool {
    matches!(
        (before.by, claim.by),
        (AddressOwner::Program, AddressOwner::Program)
            | (AddressOwner::Thing(ItemIx::Note(_)) | AddressOwner::Listing, AddressOwner::Listing)
    )
}

fn clash(ledger: &Ledger, before: &AddressClaim, claim: &AddressClaim) -> Option<Diagnostic> {
    let place = claim.place.clone().or_else(|| before.place.clone())?;
    let (what, other) = (owner_name(ledger, claim), owner_name(ledger, before));
    let message = if key(&claim.address) == key(&before.address) {
        format!("`/{}` would be written by both {what} and {other}", claim.address)
    } else {
        format!("`/{}` of {what} is below the file `/{}` of {other}", claim.address, before.address)
    };
    let told = Diagnostic::new(RuleCode::SameAddress, place, message);
    let told = match (&before.place, &claim.place) {
        (Some(before), Some(_)) => told.related(before.clone(), other),
        _ => told,
    };
    Some(told.help(match claim.by {
        AddressOwner::Alias(_) => "remove this alias",
        AddressOwner::Static | AddressOwner::Copied => "rename this file",
        AddressOwner::Listing => "rename the folder",
        AddressOwner::Thing(ItemIx::Note(_)) => "rename the file, or give it another `slug:`",
        AddressOwner::Thing(_) | AddressOwner::Program => "give one of them another name",
    }))
}

/// Who wants an address, for a message.
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
    use super::{key, same_address};
    use crate::check::testing::{found, tells};

    fn note(front: &str) -> String {
        format!("---\ntitle: A\n{front}\n---\n")
    }

    #[test]
    fn the_programs_own_pages_are_taken() {
        let plain = note("");
        tells(
            same_address,
            &[("about/evidence.md", &plain), ("search.md", &plain), ("timeline/2022.md", &plain)],
            &[
                "OR019 «A» `/about/evidence/` would be written by both the note `about/evidence` and a generated page",
                "OR019 «A» `/search/` would be written by both the note `search` and a generated page",
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
                ("/static/Atom.xml", ""),
                ("/static/briefings/index.html", ""),
            ],
        );
        let told: Vec<&str> = told.iter().map(|d| d.message.as_str()).collect();
        assert_eq!(
            told,
            [
                "`/Atom.xml` would be written by both a static file and a generated page",
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
    fn names_are_compared_without_case_and_composition() {
        assert_eq!(key("Caf\u{e9}/"), key("cafe\u{301}/"));
        assert_eq!(key("a"), key("A/"));
        assert_ne!(key("a.html"), key("a/"));
    }
}
