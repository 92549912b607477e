//! The ledger: all items of a site, with indexes by id, name and path.
//!
//! An [`Entry`] holds what one file says about one item and depends on that file alone. The
//! [`Ledger`] gives each entry a position. References between items are resolved later, in
//! `resolve`.

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

/// The kind of place that defines an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DefinedIn {
    /// Its own file.
    File,
    /// A list file.
    List,
    /// The front matter of a note.
    Inline,
    /// No file: a topic that is used but not defined.
    Automatic,
}

/// The purpose of a Markdown file that is read as a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarkdownRole {
    /// An ordinary note, including the `index` note of a folder.
    Note,
    /// The text of the home page.
    Home,
    /// The introduction of an index page.
    Intro(ItemKind),
}

/// The prose of an item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ItemTexts {
    /// A note's bottom line.
    pub bottom_line: Body,
    /// A note's key points.
    pub key_points: Vec<Body>,
    /// Public commentary.
    pub note: Body,
    /// The text of its Markdown file.
    pub body: Body,
}

impl ItemTexts {
    /// Iterates over all texts in page order.
    pub fn all(&self) -> impl Iterator<Item = &Body> {
        std::iter::once(&self.bottom_line).chain(&self.key_points).chain([&self.note, &self.body])
    }
}

/// Optional texts. Items without prose, such as most list items, cost only one pointer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct OptionalTexts(Option<Box<ItemTexts>>);

impl OptionalTexts {
    /// True if the item has no prose.
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

/// The content of one file about one item.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Entry<T> {
    /// The file that defines the item.
    pub file: Arc<str>,
    /// The kind of place that defines it.
    pub origin: DefinedIn,
    /// The bytes of the file that define the item.
    pub extent: Span,
    /// The span that diagnostics about the item point to: its id, title or first key.
    pub name: Span,
    /// The id; for a note, its path below the content folder.
    pub id: Id,
    /// The key in a bibliography, for a source from one; `[@…]` accepts it as well as the id.
    pub key: Option<String>,
    /// The purpose of a note; `Note` for all other items.
    pub role: MarkdownRole,
    /// The address of a note below the base, `briefings/tiktok/`; empty for the home page and all
    /// other items.
    pub address: String,
    /// The optional fields of every item.
    pub shared: CommonFields,
    /// The fields of the item's type.
    pub data: T,
    /// The prose.
    pub texts: OptionalTexts,
}

impl<T> Entry<T> {
    /// The key that authors write in `[@…]`: the key in its bibliography if it has one, or the id.
    pub fn cited_as(&self) -> &str {
        self.key.as_deref().unwrap_or(self.id.as_str())
    }

    /// The position that diagnostics about the item point to.
    pub fn place(&self) -> FileSpan {
        FileSpan::new(&self.file, self.name)
    }

    /// Combines a span with the file of this entry.
    pub fn at(&self, span: Span) -> FileSpan {
        FileSpan::new(&self.file, span)
    }
}

/// The memory address of an entry. Equal addresses mean the same value.
pub(crate) fn address<T>(entry: &Arc<Entry<T>>) -> usize {
    Arc::as_ptr(entry).addr()
}

/// A type of item.
pub trait ItemData: Sized + Clone + Send + Sync + 'static {
    /// The type as a value.
    const KIND: ItemKind;
    /// The position type: `NoteIx` for `Note`.
    type Position: Copy + Into<ItemIx>;
    /// The title or name; `None` if the item has neither.
    fn display_name<'a>(&'a self, shared: &'a CommonFields) -> Option<&'a Spanned<String>> {
        shared.title.as_ref()
    }
    /// Other names that references can use.
    fn aliases(&self) -> Vec<&str> {
        vec![]
    }
    /// The ledger's list of this type.
    fn items(ledger: &Ledger) -> &PersistentVec<Item<Self>>;
}

/// An entry in the ledger.
#[derive(Debug, Clone)]
pub struct Item<T> {
    /// The content of its file.
    pub entry: Arc<Entry<T>>,
    /// The note whose front matter defines it; `None` if it has its own file or is in a list file.
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
    /// The items of type `kind` that the front matter of `note` defines. Entries of one file are
    /// adjacent, so a binary search finds them.
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

    /// The items for which `is_marked` is true, in ledger order. Passes over these fields iterate
    /// over this short list instead of the whole ledger.
    pub fn marked(&self) -> impl Iterator<Item = ItemIx> {
        self.marked.iter().copied()
    }
}

/// The fingerprint of a folded name: the key of [`NameIndex`].
pub(crate) fn name_key(name: &str) -> Fingerprint {
    fingerprint(fold(name).as_bytes())
}

/// The fingerprint of the name of a home or index page. It never equals a [`name_key`].
pub(crate) fn index_key(name: &str) -> Fingerprint {
    fingerprint(format!("\0{}", fold(name)).as_bytes())
}

/// Items by name. Most names belong to one item, so those need no allocation. Cloned when a title
/// is edited.
#[derive(Debug, Clone, Default)]
pub(crate) struct NameIndex {
    one: HashMap<Fingerprint, ItemIx>,
    many: HashMap<Fingerprint, Vec<ItemIx>>,
}

impl NameIndex {
    /// The items with this name, in ledger order.
    pub(crate) fn get(&self, name: Fingerprint) -> &[ItemIx] {
        match self.one.get(&name) {
            Some(ix) => std::slice::from_ref(ix),
            None => self.many.get(&name).map_or(&[], Vec::as_slice),
        }
    }

    /// Adds a name of an item.
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

    /// Removes a name of an item.
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
            /// Every position, grouped by type.
            pub fn all(&self) -> Vec<ItemIx> {
                let mut all = vec![];
                $( all.extend(self.$list().map(ItemIx::from)); )*
                all
            }

            /// The memory address of an item's entry, which identifies the value without comparing
            /// content.
            pub fn address(&self, ix: ItemIx) -> usize {
                match ix { $( ItemIx::$T(ix) => address(&self[ix].entry), )* }
            }

            /// The optional fields of an item.
            pub fn shared(&self, ix: ItemIx) -> &CommonFields {
                match ix { $( ItemIx::$T(ix) => &self[ix].shared, )* }
            }

            /// The prose of an item.
            pub fn texts(&self, ix: ItemIx) -> &ItemTexts {
                match ix { $( ItemIx::$T(ix) => &self[ix].texts, )* }
            }

            /// The file that defines an item.
            pub fn file(&self, ix: ItemIx) -> &Arc<str> {
                match ix { $( ItemIx::$T(ix) => &self[ix].file, )* }
            }

            /// The bytes of the file that define an item.
            pub fn extent(&self, ix: ItemIx) -> Span {
                match ix { $( ItemIx::$T(ix) => self[ix].extent, )* }
            }

            /// The position that diagnostics about an item point to.
            pub fn place(&self, ix: ItemIx) -> FileSpan {
                match ix { $( ItemIx::$T(ix) => self[ix].place(), )* }
            }

            /// The kind of place that defines an item.
            pub fn origin(&self, ix: ItemIx) -> DefinedIn {
                match ix { $( ItemIx::$T(ix) => self[ix].origin, )* }
            }

            /// The note whose front matter defines an item.
            pub fn owner(&self, ix: ItemIx) -> Option<NoteIx> {
                match ix { $( ItemIx::$T(ix) => self[ix].owner, )* }
            }

            /// The id of an item.
            pub fn id(&self, ix: ItemIx) -> &Id {
                match ix { $( ItemIx::$T(ix) => &self[ix].id, )* }
            }

            /// The key that authors refer to an item by: the key in its bibliography, or its id.
            pub fn cited_as(&self, ix: ItemIx) -> &str {
                match ix { $( ItemIx::$T(ix) => self[ix].cited_as(), )* }
            }

            /// The display name of an item: its title or name, or the first words of a quote, or
            /// its id.
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

/// Removes one pair of quotation marks around a verbatim text, because the page adds its own.
pub fn unmarked(text: &str, verbatim: bool) -> &str {
    let inner = text.trim();
    let pair = [('“', '”'), ('"', '"'), ('«', '»'), ('„', '“')];
    let stripped = pair.into_iter().find_map(|(open, close)| {
        let inner = inner.strip_prefix(open)?.strip_suffix(close)?;
        // “a” and “b”: the outer marks are not a pair.
        (!inner.contains([open, close])).then_some(inner)
    });
    stripped.filter(|_| verbatim).unwrap_or(inner)
}

/// The number of words that a statement is shortened to.
const SHORT_WORDS: usize = 12;

impl Quote {
    /// The texts of all segments, in order; a plain text counts as one segment.
    pub fn words(&self) -> Vec<&Spanned<String>> {
        self.text.iter().chain(self.segments.iter().filter_map(|s| s.text.as_ref())).collect()
    }

    /// The statement in one line: the first words, in quotation marks if they are verbatim, with
    /// the hedge of the source, so that a list or title never claims more than the source.
    pub fn short(&self) -> String {
        let all = self.words();
        if all.is_empty() {
            return "A statement".into();
        }
        // The text between segments is not the speaker's, so an ellipsis marks the gap.
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
