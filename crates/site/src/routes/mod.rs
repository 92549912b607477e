//! The addresses of the output: every page and file that the program writes, and its media type.
//!
//! This is the only module that contains such a path. The rule on duplicate addresses (OR019) claims the same paths for all
//! items, withheld ones included; the build writes them for the published items. Both use [`RouteTable`] and
//! [`file_of`], so that they agree on which addresses are the same file. Start with [`FixedRoute`] for paths that do not
//! depend on the content, [`item_path`] for the page of an item, and [`PageFile`] for a file next to a page.
//!
//! A path is relative to the base of the site, with `/` between its parts. A path that is empty or ends in `/` is a
//! page. Nothing here depends on the items of a site.

mod formats;
mod media;
mod table;

pub use formats::{REFERENCE_FORMATS, ReferenceWriter, enabled_formats, reference_writer};
pub use media::media_type;
pub use table::{RouteTable, same_file_key};

use crate::input::config::ReferenceFormat;
use onrecord_base::id::ItemKind;
use onrecord_base::path;
use std::collections::BTreeSet;
use std::sync::LazyLock;

macro_rules! fixed_paths {
    ($(#[$doc:meta])* $Name:ident { $( $(#[$row_doc:meta])* $Row:ident = $path:literal, )* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $Name { $( $(#[$row_doc])* $Row, )* }

        impl $Name {
            /// Every row.
            pub const ALL: &'static [Self] = &[$(Self::$Row),*];

            /// Its path.
            pub const fn path(self) -> &'static str {
                match self { $(Self::$Row => $path,)* }
            }
        }
    };
}

fixed_paths! {
    /// A page that every site has exactly once and that is not paginated.
    FixedPage {
        /// The home page.
        Home = "",
        /// The page that servers send for an unknown address.
        NotFound = "404.html",
        /// How evidence is handled.
        Evidence = "about/evidence/",
        /// All corrections.
        Corrections = "corrections/",
    }
}

fixed_paths! {
    /// A data file of the whole site. `export::SITE_FILES` contains its writer.
    SiteFile {
        /// The tracker as JSON.
        ActionsJson = "data/actions.json",
        /// The tracker as comma-separated values.
        ActionsCsv = "data/actions.csv",
        /// The deadlines of all actions.
        Deadlines = "deadlines.ics",
        /// The annotations of all quotes; written only if there is one.
        Annotations = "data/annotations.jsonld",
    }
}

/// The first page of the timeline.
pub const TIMELINE: &str = "timeline/";

/// The folder of the assets of the theme. Their names contain a hash.
pub const ASSETS: &str = "assets/";

/// An address that does not depend on the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FixedRoute {
    /// A page that exists once.
    Page(FixedPage),
    /// The first page of the list of all items of a type. That of actions is the tracker.
    Index(ItemKind),
    /// The first page of the timeline.
    Timeline,
    /// A data file.
    File(SiteFile),
}

impl FixedRoute {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        let pages = FixedPage::ALL.iter().copied().map(Self::Page);
        let lists = ItemKind::ALL.into_iter().map(Self::Index).chain([Self::Timeline]);
        pages.chain(lists).chain(SiteFile::ALL.iter().copied().map(Self::File))
    }

    /// Its path.
    pub fn path(self) -> String {
        match self {
            Self::Page(page) => page.path().to_owned(),
            Self::Index(kind) => index_path(kind),
            Self::Timeline => TIMELINE.to_owned(),
            Self::File(file) => file.path().to_owned(),
        }
    }

    /// True if every site has it, an empty one included.
    pub fn is_always_written(self) -> bool {
        self != Self::File(SiteFile::Annotations)
    }
}

/// The list of all items of a type: `sources/`.
pub fn index_path(kind: ItemKind) -> String {
    format!("{}/", kind.folder())
}

/// The page of an item. `name` is the address of a note (`briefings/tiktok/`), or the id of another item.
pub fn item_path(kind: ItemKind, name: &str) -> String {
    match kind {
        ItemKind::Note => name.to_owned(),
        kind => format!("{}/{name}/", kind.folder()),
    }
}

/// Page `n` of a list, from 1: `topics/data/page/2/`. The first page has the path of the list.
pub fn numbered_path(path: &str, n: usize) -> String {
    if n == 1 { path.to_owned() } else { format!("{path}page/{n}/") }
}

/// A part of the tracker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TrackerPart {
    /// The actions of a status.
    Status,
    /// The actions of a kind.
    Kind,
    /// The actions of a jurisdiction.
    Jurisdiction,
    /// The actions of a topic.
    Topic,
}

impl TrackerPart {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Status, Self::Kind, Self::Jurisdiction, Self::Topic];

    const fn folder(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Kind => "kind",
            Self::Jurisdiction => "jurisdiction",
            Self::Topic => "topic",
        }
    }

    /// The first page for a value: `actions/status/blocked/`.
    pub fn path(self, value: &str) -> String {
        format!("{}{}/{value}/", index_path(ItemKind::Action), self.folder())
    }
}

/// A year of the timeline: `timeline/2022/`.
pub fn timeline_year_path(year: impl std::fmt::Display) -> String {
    format!("{TIMELINE}{year}/")
}

/// The entries of one type of the timeline: `timeline/type/quote/`.
pub fn timeline_type_path(kind: ItemKind) -> String {
    format!("{TIMELINE}type/{}/", kind.word())
}

/// True if the program may write at an address that depends on the content as a whole: in the parts of the tracker and of
/// the timeline, and at the assets of the theme. `key` is the [`same_file_key`] of the address.
pub fn is_reserved(key: &str) -> bool {
    let page = key.strip_suffix("/index.html").unwrap_or(key);
    let parts: Vec<&str> = page.split('/').collect();
    match parts.as_slice() {
        ["timeline", _, ..] | ["assets"] => key != "assets/index.html",
        ["assets", name] => has_hash(name),
        ["actions", part, _, ..] => TrackerPart::ALL.iter().any(|known| known.folder() == *part),
        _ => false,
    }
}

/// The path of an asset of the theme: `assets/style.0123456789.css`. `hash` is the hexadecimal hash of its bytes.
pub fn asset_path(stem: &str, hash: &str, extension: &str) -> String {
    let hash = hash.get(..HASH_LENGTH).unwrap_or(hash);
    format!("{ASSETS}{stem}.{hash}.{extension}")
}

/// The number of hexadecimal digits in the name of an asset.
const HASH_LENGTH: usize = 10;

fn has_hash(name: &str) -> bool {
    let hash = name.rsplit('.').nth(1);
    hash.is_some_and(|hash| {
        hash.len() == HASH_LENGTH && hash.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

/// True if the address of a note has the form of a further page of a list, or of a part of the timeline.
pub fn is_numbered(address: &str) -> bool {
    let parts: Vec<&str> = address.trim_end_matches('/').split('/').collect();
    let number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    match parts.as_slice() {
        ["timeline", "type", _] => true,
        ["timeline", year] => year.len() == 4 && number(year),
        [.., "page", n] => number(n),
        _ => false,
    }
}

/// A file next to a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PageFile {
    /// Every source, next to the list of sources.
    Sources(ReferenceFormat),
    /// The page of a note or source as a reference.
    Cite(ReferenceFormat),
    /// The sources of a note.
    References(ReferenceFormat),
    /// The words of a quote as a Web Annotation.
    Annotation,
    /// The deadlines of a topic and of the topics below it.
    Deadlines,
}

impl PageFile {
    /// The files that the page of an item of a type may have, in some formats of references.
    pub fn beside(kind: ItemKind, formats: &[ReferenceFormat]) -> Vec<Self> {
        let cite = formats.iter().copied().map(Self::Cite);
        match kind {
            ItemKind::Note => cite.chain(formats.iter().copied().map(Self::References)).collect(),
            ItemKind::Source => cite.collect(),
            ItemKind::Topic => vec![Self::Deadlines],
            ItemKind::Quote => vec![Self::Annotation],
            ItemKind::Action | ItemKind::Person | ItemKind::Organization => vec![],
        }
    }

    /// Its name: `cite.bib`.
    pub fn name(self) -> String {
        let (stem, format) = match self {
            Self::Sources(format) => ("sources", format),
            Self::Cite(format) => ("cite", format),
            Self::References(format) => ("references", format),
            Self::Annotation => return "annotation.jsonld".to_owned(),
            Self::Deadlines => return path::name(SiteFile::Deadlines.path()).to_owned(),
        };
        match reference_writer(format) {
            Some(writer) => format!("{stem}.{}", writer.extension),
            None => stem.to_owned(),
        }
    }

    /// Its path next to the page at `page`, which ends in `/`.
    pub fn path(self, page: &str) -> String {
        format!("{page}{}", self.name())
    }

    /// Its media type, for `<link rel="alternate">`.
    pub fn media_type(self) -> &'static str {
        let writer = match self {
            Self::Sources(format) | Self::Cite(format) | Self::References(format) => {
                reference_writer(format)
            }
            Self::Annotation => {
                return "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"";
            }
            Self::Deadlines => None,
        };
        writer.map_or_else(|| media_type(&self.name()), |writer| writer.media_type)
    }

    /// True if the last part of a path, in lower case, is the name of such a file.
    pub fn is_name(path: &str) -> bool {
        static NAMES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
            let formats: Vec<ReferenceFormat> =
                REFERENCE_FORMATS.iter().map(|writer| writer.format).collect();
            let beside =
                ItemKind::ALL.into_iter().flat_map(|kind| PageFile::beside(kind, &formats));
            let sources = formats.iter().copied().map(PageFile::Sources);
            beside.chain(sources).map(PageFile::name).collect()
        });
        NAMES.contains(path::name(path))
    }
}

/// The path of an old address. `alias` is an alias of the item whose page is `own`, and `decoded` is the path that it
/// names if it starts with `/`. `None` if the alias is only another name.
pub fn redirect_path(own: &str, alias: &str, decoded: Option<String>) -> Option<String> {
    if alias.starts_with('/') {
        let path = decoded?;
        let is_file = path.ends_with('/') || path::ending(&path) == "html";
        return Some(if is_file { path } else { format!("{path}/") });
    }
    onrecord_base::id::Id::parse(alias).ok()?;
    let folder = path::folder(own.trim_end_matches('/'));
    let path = if folder.is_empty() { format!("{alias}/") } else { format!("{folder}/{alias}/") };
    (path != own).then_some(path)
}

/// The path of a copied file: its path in the content folder or static folder; the name of a file outside of both.
pub fn copy_path<'a>(file: &'a str, content_dir: &str, static_dir: &str) -> &'a str {
    let below = |dir: &str| file.strip_prefix(dir).and_then(|rest| rest.strip_prefix('/'));
    below(content_dir).or_else(|| below(static_dir)).unwrap_or_else(|| path::name(file))
}

/// The file of an address: `topics/data/` → `topics/data/index.html`.
pub fn file_of(path: &str) -> String {
    if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_routes_are_different_files_with_a_media_type() {
        let mut table = RouteTable::default();
        for route in FixedRoute::all() {
            assert_eq!(table.claim(&route.path(), route), None);
            assert_ne!(media_type(&file_of(&route.path())), media::UNKNOWN, "{route:?}");
        }
        assert_eq!(table.files_above().count(), 0);
    }

    #[test]
    fn every_format_has_one_row_and_an_extension_of_its_own() {
        let mut extensions = BTreeSet::new();
        for writer in REFERENCE_FORMATS {
            assert!(extensions.insert(writer.extension), "{}", writer.extension);
            assert_ne!(media_type(&PageFile::Cite(writer.format).name()), media::UNKNOWN);
            assert_eq!(reference_writer(writer.format).unwrap().title, writer.title);
        }
    }

    #[test]
    fn reserved_addresses_are_those_of_parts() {
        let is_reserved = |address: &str| is_reserved(&same_file_key(address));
        for part in TrackerPart::ALL {
            assert!(is_reserved(&part.path("x")));
        }
        assert!(is_reserved(&timeline_year_path(2022)));
        assert!(is_reserved(&timeline_type_path(ItemKind::Quote)));
        assert!(is_reserved(&asset_path("style", "0123456789abcdef", "css")));
        assert!(is_reserved("Timeline/2022/index.html"));
        assert!(is_reserved("assets"));
        for free in ["timeline/", "actions/", "actions/x/", "actions/x/status/", "assets/a.css"] {
            assert!(!is_reserved(free), "{free}");
        }
    }

    #[test]
    fn names_of_page_files_are_known() {
        for name in ["cite.bib", "a/references.ris", "sources.json", "deadlines.ics"] {
            assert!(PageFile::is_name(name), "{name}");
        }
        assert!(!PageFile::is_name("cite.txt"));
    }

    #[test]
    fn a_redirect_is_a_page() {
        let old = |alias: &str| redirect_path("a/b/", alias, Some(alias[1..].to_owned()));
        assert_eq!(old("/x").as_deref(), Some("x/"));
        assert_eq!(old("/v1.0").as_deref(), Some("v1.0/"));
        assert_eq!(old("/x.html").as_deref(), Some("x.html"));
        assert_eq!(old("c").as_deref(), Some("a/c/"));
        assert_eq!(old("b"), None);
        assert_eq!(old("Another Name"), None);
    }
}
