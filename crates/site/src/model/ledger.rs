//! The ledger: all things of a site, with the names by which they are found.
//!
//! An [`Entry`] is what one file says about one thing and depends on that file alone. The ledger
//! gives each a position; it does not know yet whether what they refer to exists (`resolve`).

use crate::model::action::Action;
use crate::model::common_fields::CommonFields;
use crate::model::entity::{Organization, Person, Topic};
use crate::model::ix::{
    ActionIx, ItemIx, NoteIx, OrganizationIx, PersonIx, QuoteIx, SourceIx, TopicIx,
};
use crate::model::note::Note;
use crate::model::quote::Quote;
use crate::model::source::Source;
use crate::model::unread::UnreadFile;
use onrecord_base::fingerprint::{Fingerprint, fingerprint};
use onrecord_base::for_each_kind;
use onrecord_base::id::{Id, ItemKind};
use onrecord_base::persistent_vec::PersistentVec;
use onrecord_base::span::{FileSpan, Span, Spanned};
use onrecord_base::text::fold;
use onrecord_prose::body::Body;
use std::collections::HashMap;
use std::ops::{Deref, Index};
use std::sync::{Arc, LazyLock};

/// Where a thing was written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DefinedIn {
    /// In a file of its own.
    File,
    /// In a list file.
    List,
    /// In a note's front matter.
    Inline,
    /// Nowhere: a topic that is used and not defined.
    Automatic,
}

/// What a Markdown file that is no source, quote and so on is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarkdownRole {
    /// A note like any other, the note of a folder included.
    Note,
    /// The text of the home page.
    Home,
    /// The introduction of an index page.
    Intro(ItemKind),
}

/// The prose of a thing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ItemTexts {
    /// A note's bottom line.
    pub bottom_line: Body,
    /// A note's key points.
    pub key_points: Vec<Body>,
    /// Public commentary.
    pub note: Body,
    /// The text of its file.
    pub body: Body,
}

impl ItemTexts {
    /// All of them, in the order in which a page shows them.
    pub fn all(&self) -> impl Iterator<Item = &Body> {
        std::iter::once(&self.bottom_line).chain(&self.key_points).chain([&self.note, &self.body])
    }
}

/// [`ItemTexts`], which most things in lists have none of: those take no room.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct OptionalTexts(Option<Box<ItemTexts>>);

impl OptionalTexts {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }
}

impl From<ItemTexts> for OptionalTexts {
    fn from(texts: ItemTexts) -> Self {
        Self((texts != ItemTexts::default()).then(|| Box::new(texts)))
    }
}

impl Deref for OptionalTexts {
    type Target = ItemTexts;
    fn deref(&self) -> &ItemTexts {
        static NONE: LazyLock<ItemTexts> = LazyLock::new(ItemTexts::default);
        self.0.as_deref().unwrap_or(&NONE)
    }
}

/// What one file says about one thing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Entry<T> {
    /// The file.
    pub file: Arc<str>,
    /// Where it was written down.
    pub origin: DefinedIn,
    /// The bytes of the file that are about it.
    pub extent: Span,
    /// Where to point when it is meant: its id, title or first key.
    pub name: Span,
    /// Its id; for a note its path under content.
    pub id: Id,
    /// For a source of a bibliography: its key as written there, which `[@…]` takes as well as the id.
    pub key: Option<String>,
    /// For a note: what it is for.
    pub role: MarkdownRole,
    /// For a note: its address below the base, `briefings/tiktok/`; empty for home and other things.
    pub address: String,
    /// The optional fields of every thing.
    pub shared: CommonFields,
    /// The fields of its type.
    pub data: T,
    /// Its prose.
    pub texts: OptionalTexts,
}

impl<T> Entry<T> {
    /// What `[@…]` takes, as its author knows it: the key of its bibliography, else the id.
    pub fn cited_as(&self) -> &str {
        self.key.as_deref().unwrap_or(self.id.as_str())
    }

    /// Where to point when the thing is meant.
    pub fn place(&self) -> FileSpan {
        FileSpan::new(&self.file, self.name)
    }

    /// A place in its file.
    pub fn at(&self, span: Span) -> FileSpan {
        FileSpan::new(&self.file, span)
    }
}

/// Where an entry lies in memory.
pub(crate) fn address<T>(entry: &Arc<Entry<T>>) -> usize {
    Arc::as_ptr(entry).addr()
}

/// A type of thing.
pub trait ItemData: Sized + Clone + Send + Sync + 'static {
    /// Which.
    const KIND: ItemKind;
    /// Its position type.
    type Position: Copy + Into<ItemIx>;
    /// What it is called: title or name.
    fn display_name<'a>(&'a self, shared: &'a CommonFields) -> Option<&'a Spanned<String>> {
        shared.title.as_ref()
    }
    /// Other names by which it is found.
    fn aliases(&self) -> Vec<&str> {
        vec![]
    }
    /// The things of this type.
    fn items(ledger: &Ledger) -> &PersistentVec<Item<Self>>;
}

/// A thing in the ledger.
#[derive(Debug, Clone)]
pub struct Item<T> {
    /// What its file says.
    pub entry: Arc<Entry<T>>,
    /// The note in whose front matter it stands.
    pub owner: Option<NoteIx>,
}

impl<T> Deref for Item<T> {
    type Target = Entry<T>;
    fn deref(&self) -> &Entry<T> {
        &self.entry
    }
}

macro_rules! ledger {
    ($($Kind:ident $word:literal $list:ident $Ix:ident $Links:ident $resolve:ident;)*) => {
        /// All items of a site.
        #[derive(Debug, Clone, Default)]
        pub struct Ledger {
            $(
                #[doc = concat!("The items of kind `", $word, "`, in the order of their files.")]
                pub $list: PersistentVec<Item<$Kind>>,
            )*
            /// Things by id. Looked up, never listed.
            pub(crate) ids: Arc<HashMap<(ItemKind, String), ItemIx>>,
            /// Things by folded title, name or alias, and notes by the last part of their path. Never listed.
            pub(crate) names: Arc<NameIndex>,
            /// Files that could not be read.
            pub unread: Vec<UnreadFile>,
            /// Notes and other files by path, and notes by address with a slash before it. Never listed.
            pub(crate) paths: Arc<HashMap<Arc<str>, ItemIx>>,
            /// Things with a field that few have, in order (see [`is_marked`]).
            pub(crate) marked: Arc<Vec<ItemIx>>,
        }
    };
}

for_each_kind!(ledger);

/// Whether a thing says who may see it, accepts a finding, or has another name.
pub(crate) fn is_marked(shared: &CommonFields) -> bool {
    shared.state.is_some()
        || shared.draft.is_some()
        || shared.publish.is_some()
        || shared.embargo.is_some()
        || shared.expires.is_some()
        || shared.confidential.is_some()
        || !shared.accept.0.is_empty()
        || !shared.aliases.is_empty()
}

impl Ledger {
    /// The items of a type that stand in a note's front matter. Entries of one file stand together, so the
    /// search is a bisection.
    pub fn owned(&self, note: NoteIx, kind: ItemKind) -> Vec<ItemIx> {
        let file = &self[note].file;
        let (mut low, mut high) = (0, self.count(kind));
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.file(ItemIx::new(kind, middle)) < file {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let here = (low..self.count(kind))
            .map(|at| ItemIx::new(kind, at))
            .take_while(|ix| self.file(*ix) == file);
        here.filter(|ix| self.owner(*ix) == Some(note)).collect()
    }

    /// The things that say who may see them, accept a finding or have another name, in order: what
    /// to look through for those fields instead of everything.
    pub fn marked(&self) -> impl Iterator<Item = ItemIx> {
        self.marked.iter().copied()
    }
}

/// The folded form of a name, as a fingerprint.
pub(crate) fn name_key(name: &str) -> Fingerprint {
    fingerprint(fold(name).as_bytes())
}

/// The same of the text of a home or index page.
pub(crate) fn index_key(name: &str) -> Fingerprint {
    fingerprint(format!("\0{}", fold(name)).as_bytes())
}

/// Things by name. Most names are of one thing. Cheap to copy: an edited title makes a new table.
#[derive(Debug, Clone, Default)]
pub(crate) struct NameIndex {
    one: HashMap<Fingerprint, ItemIx>,
    many: HashMap<Fingerprint, Vec<ItemIx>>,
}

impl NameIndex {
    /// The things of a name, in order.
    pub(crate) fn get(&self, name: Fingerprint) -> &[ItemIx] {
        match self.one.get(&name) {
            Some(ix) => std::slice::from_ref(ix),
            None => self.many.get(&name).map_or(&[], Vec::as_slice),
        }
    }

    /// Gives a thing a name.
    pub(crate) fn put(&mut self, name: Fingerprint, ix: ItemIx) {
        if let Some(all) = self.many.get_mut(&name) {
            if let Err(at) = all.binary_search(&ix) {
                all.insert(at, ix);
            }
            return;
        }
        if let Some(first) = self.one.get(&name).copied().filter(|first| *first != ix) {
            self.one.remove(&name);
            self.many.insert(name, vec![first.min(ix), first.max(ix)]);
        } else {
            self.one.insert(name, ix);
        }
    }

    /// Takes a name from a thing.
    pub(crate) fn remove(&mut self, name: Fingerprint, ix: ItemIx) {
        if self.one.get(&name) == Some(&ix) {
            self.one.remove(&name);
        }
        if let Some(mut all) = self.many.remove(&name) {
            all.retain(|other| *other != ix);
            if let [one] = *all.as_slice() {
                self.one.insert(name, one);
            } else {
                self.many.insert(name, all);
            }
        }
    }
}

macro_rules! types {
    ($($T:ident $word:literal $list:ident $Position:ident $Links:ident $resolve:ident;)*) => {
        $(
            impl Index<$Position> for Ledger {
                type Output = Item<$T>;
                fn index(&self, ix: $Position) -> &Item<$T> {
                    &self.$list[ix.at()]
                }
            }

            impl Ledger {
                #[doc = concat!("The positions of all ", stringify!($list), ".")]
                pub fn $list(&self) -> impl Iterator<Item = $Position> + use<> {
                    (0..self.$list.len()).map($Position::new)
                }
            }
        )*

        impl Ledger {
            /// Every position, by type.
            pub fn all(&self) -> Vec<ItemIx> {
                let mut all = vec![];
                $( all.extend(self.$list().map(ItemIx::from)); )*
                all
            }

            /// Where the entry of a thing lies in memory: which value it is, not what it says.
            pub fn address(&self, ix: ItemIx) -> usize {
                match ix { $( ItemIx::$T(ix) => address(&self[ix].entry), )* }
            }

            /// The optional fields of a thing.
            pub fn shared(&self, ix: ItemIx) -> &CommonFields {
                match ix { $( ItemIx::$T(ix) => &self[ix].shared, )* }
            }

            /// The prose of a thing.
            pub fn texts(&self, ix: ItemIx) -> &ItemTexts {
                match ix { $( ItemIx::$T(ix) => &self[ix].texts, )* }
            }

            /// The file of a thing.
            pub fn file(&self, ix: ItemIx) -> &Arc<str> {
                match ix { $( ItemIx::$T(ix) => &self[ix].file, )* }
            }

            /// The bytes of its file that are about a thing.
            pub fn extent(&self, ix: ItemIx) -> Span {
                match ix { $( ItemIx::$T(ix) => self[ix].extent, )* }
            }

            /// Where to point when a thing is meant.
            pub fn place(&self, ix: ItemIx) -> FileSpan {
                match ix { $( ItemIx::$T(ix) => self[ix].place(), )* }
            }

            /// Where a thing was written down.
            pub fn origin(&self, ix: ItemIx) -> DefinedIn {
                match ix { $( ItemIx::$T(ix) => self[ix].origin, )* }
            }

            /// The note in whose front matter a thing stands.
            pub fn owner(&self, ix: ItemIx) -> Option<NoteIx> {
                match ix { $( ItemIx::$T(ix) => self[ix].owner, )* }
            }

            /// The id of a thing.
            pub fn id(&self, ix: ItemIx) -> &Id {
                match ix { $( ItemIx::$T(ix) => &self[ix].id, )* }
            }

            /// What a thing is referred to by: the key of its bibliography, else its id.
            pub fn cited_as(&self, ix: ItemIx) -> &str {
                match ix { $( ItemIx::$T(ix) => self[ix].cited_as(), )* }
            }

            /// What a thing is called: title or name, else its words, else its id.
            pub fn called(&self, ix: ItemIx) -> String {
                let given = match ix { $( ItemIx::$T(ix) => self[ix].data.display_name(&self[ix].shared), )* };
                match (given, ix) {
                    (Some(title), _) => title.v.clone(),
                    (None, ItemIx::Quote(ix)) => self[ix].data.short(),
                    (None, ix) => self.id(ix).to_string(),
                }
            }
        }
    };
}

for_each_kind!(types);

/// The names of an item that only some kinds have.
macro_rules! own_names {
    (Action) => {
        fn aliases(&self) -> Vec<&str> {
            self.short_title.iter().map(|t| t.v.as_str()).collect()
        }
    };
    (Person) => {
        own_names!(named);
    };
    (Organization) => {
        own_names!(named);
    };
    (named) => {
        fn display_name<'a>(&'a self, shared: &'a CommonFields) -> Option<&'a Spanned<String>> {
            self.name.as_ref().or(shared.title.as_ref())
        }
        fn aliases(&self) -> Vec<&str> {
            self.other_names.iter().filter_map(|n| n.name.as_ref()).map(|n| n.v.as_str()).collect()
        }
    };
    ($Kind:ident) => {};
}

macro_rules! item_data {
    ($($Kind:ident $word:literal $list:ident $Position:ident $Links:ident $resolve:ident;)*) => {
        $(
            impl ItemData for $Kind {
                const KIND: ItemKind = ItemKind::$Kind;
                type Position = $Position;
                fn items(ledger: &Ledger) -> &PersistentVec<Item<Self>> {
                    &ledger.$list
                }
                own_names!($Kind);
            }
        )*
    };
}

for_each_kind!(item_data);

/// Words without the one pair of quotation marks around them, which a page adds itself.
pub fn unmarked(text: &str, verbatim: bool) -> &str {
    let inner = text.trim();
    let pair = [('“', '”'), ('"', '"'), ('«', '»'), ('„', '“')];
    let stripped = pair.into_iter().find_map(|(open, close)| {
        let inner = inner.strip_prefix(open)?.strip_suffix(close)?;
        // “a” and “b” is no pair around the whole.
        (!inner.contains([open, close])).then_some(inner)
    });
    stripped.filter(|_| verbatim).unwrap_or(inner)
}

/// The most words a statement is shortened to.
const SHORT_WORDS: usize = 12;

impl Quote {
    /// The words of all segments, in order; one for a plain text.
    pub fn words(&self) -> Vec<&Spanned<String>> {
        self.text.iter().chain(self.segments.iter().filter_map(|s| s.text.as_ref())).collect()
    }

    /// The statement in one line: the first words, in quotation marks where they are the speaker's, and
    /// the source's hedge: no list or title says more than the source.
    pub fn short(&self) -> String {
        let all = self.words();
        if all.is_empty() {
            return "A statement".into();
        }
        // What stood between the segments is not the speaker's: a reader sees that something did.
        let segments = all.iter().enumerate().flat_map(|(at, segment)| {
            let gap = (at > 0).then_some("…");
            gap.into_iter().chain(unmarked(segment, self.form.is_verbatim()).split_whitespace())
        });
        let words: Vec<&str> = segments.take(4 * SHORT_WORDS).collect();
        let cut = words.len() > SHORT_WORDS + 3;
        let mut text = words
            .iter()
            .take(if cut { SHORT_WORDS } else { words.len() })
            .copied()
            .collect::<Vec<_>>()
            .join(" ");
        if cut {
            text = text.trim_end_matches([',', ';', ':', '.', '…', '–', '—', '-', ' ']).to_owned()
                + " …";
        } else {
            text.truncate(text.trim_end_matches(['.', ',']).len());
        }
        if self.form.is_verbatim() {
            text = format!("“{text}”");
        }
        match &self.hedge {
            Some(hedge) => format!("{text} (“{}”)", unmarked(hedge, true)),
            None => text,
        }
    }
}
