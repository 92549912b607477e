//! Assembles the entries of all files into one ledger with positions.
//!
//! Reports duplicate ids and creates the topics that are used but not defined. References are
//! resolved later, in `links`. Start with [`assemble`].

use crate::model::common_fields::CommonFields;
use crate::model::entity::Topic;
use crate::model::ix::{ItemIx, NoteIx};
use crate::model::ledger::{
    DefinedIn, Entry, Item, ItemData, Ledger, MarkdownRole, NameIndex, OptionalTexts, index_key,
    is_marked, name_key,
};
use crate::parse::content_file::ParsedFile;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::{Diagnostic, WithDiagnostics};
use onrecord_base::fingerprint::Fingerprint;
use onrecord_base::for_each_kind;
use onrecord_base::id::{Id, ItemKind, ItemRef};
use onrecord_base::path;
use onrecord_base::persistent_vec::PersistentVec;
use onrecord_base::span::{Span, Spanned};
use onrecord_base::text::fold;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Assembles the entries of all files, in file order.
///
/// Of two items with the same id, the first stays and the second is reported.
pub fn assemble<'a>(files: impl IntoIterator<Item = &'a ParsedFile>) -> WithDiagnostics<Ledger> {
    let mut maker = LedgerBuilder { ledger: Ledger::default(), found: vec![] };
    for file in files {
        maker.file(file);
    }
    maker.topics();
    maker.ledger.name_all();
    WithDiagnostics { value: maker.ledger, found: maker.found }
}

struct LedgerBuilder {
    ledger: Ledger,
    found: Vec<Diagnostic>,
}

impl LedgerBuilder {
    fn file(&mut self, parsed: &ParsedFile) {
        self.ledger.unread.extend(parsed.unread.iter().cloned());
        // The note comes first: it owns the items of its front matter.
        let mut owner = None;
        macro_rules! put {
            ($($Kind:ident $word:literal $list:ident $Ix:ident $Links:ident $resolve:ident;)*) => {$(
                for entry in &parsed.$list {
                    let owner_of_entry = owner.filter(|_| entry.origin == DefinedIn::Inline);
                    let at = self.put(entry, owner_of_entry, |ledger| &mut ledger.$list);
                    if ItemKind::$Kind == ItemKind::Note {
                        owner = at.map(NoteIx::new).or(owner);
                    }
                }
            )*};
        }
        for_each_kind!(put);
    }

    /// Adds an entry unless its id is in use.
    fn put<T: ItemData>(
        &mut self,
        entry: &Arc<Entry<T>>,
        owner: Option<NoteIx>,
        list: impl Fn(&mut Ledger) -> &mut PersistentVec<Item<T>>,
    ) -> Option<usize> {
        let special = entry.role != MarkdownRole::Note;
        let key = entry.key();
        let taken = |name: &str| self.ledger.ids.get(&(T::KIND, name.to_owned()));
        if let Some(first) = taken(&key).or_else(|| entry.key.as_deref().and_then(taken)) {
            let diagnostic = if special {
                Diagnostic::new(
                    RuleCode::SameAddress,
                    entry.place(),
                    "duplicate introduction of the same page",
                )
            } else {
                let what = T::KIND.word();
                let message = match &entry.key {
                    Some(key) if *key != entry.id.as_str() => {
                        format!(
                            "two {what}s have the key `{key}`, or the id `{}` derived from it",
                            entry.id
                        )
                    }
                    _ => format!("duplicate {what} id `{}`", entry.id),
                };
                Diagnostic::new(RuleCode::DuplicateId, entry.place(), message)
            };
            let diagnostic = diagnostic.related(self.ledger.place(*first), "first defined here");
            let is_by_path = T::KIND == ItemKind::Note && entry.shared.id.is_none();
            self.found.push(diagnostic.help(if special || is_by_path {
                "rename or remove one of the files"
            } else if entry.key.is_some() {
                "change one of the keys; upper and lower case and punctuation do not distinguish keys"
            } else {
                "change one of the ids"
            }));
            return None;
        }
        let at = list(&mut self.ledger).len();
        list(&mut self.ledger).push(Item { entry: Arc::clone(entry), owner });
        let ix = ItemIx::new(T::KIND, at);
        let ids = Arc::make_mut(&mut self.ledger.ids);
        ids.insert((T::KIND, key), ix);
        if let Some(key) = &entry.key {
            ids.insert((T::KIND, key.clone()), ix);
        }
        if entry.origin == DefinedIn::File {
            let paths = Arc::make_mut(&mut self.ledger.paths);
            paths.insert(Arc::clone(&entry.file), ix);
            if !entry.address.is_empty() {
                paths.entry(format!("/{}", entry.address).into()).or_insert(ix);
            }
        }
        Some(at)
    }

    /// Creates the topics that are used but not defined.
    fn topics(&mut self) {
        let mut known: HashMap<String, ItemIx> = HashMap::new();
        for (at, topic) in self.ledger.topics.iter().enumerate() {
            for name in names_of(topic) {
                known.insert(fold(&name), ItemIx::new(ItemKind::Topic, at));
            }
        }
        let mut uses: Vec<(ItemRef, Arc<str>)> = vec![];
        for ix in self.ledger.all() {
            let file = self.ledger.file(ix);
            uses.extend(
                self.ledger.shared(ix).topics.iter().map(|r| (r.clone(), Arc::clone(file))),
            );
        }
        for (used, file) in uses {
            let mut parent: Option<ItemRef> = None;
            for part in used.as_str().trim_start_matches('#').split('/') {
                if !known.contains_key(&fold(part)) {
                    if let Some(unread) = self.ledger.may_be_unread(&[ItemKind::Topic], part) {
                        self.found.push(unread);
                        break;
                    }
                    self.automatic(part, (&used, &file), parent.take(), &mut known);
                }
                parent = Some(ItemRef(Spanned::new(part.to_owned(), used.0.span)));
            }
        }
    }

    fn automatic(
        &mut self,
        name: &str,
        (used, file): (&ItemRef, &Arc<str>),
        parent: Option<ItemRef>,
        known: &mut HashMap<String, ItemIx>,
    ) {
        let Some(id) = Id::slug(name) else {
            let place = onrecord_base::span::FileSpan::new(file, used.0.span);
            self.found.push(Diagnostic::new(
                RuleCode::BadId,
                place,
                format!("`{name}` cannot be a topic"),
            ));
            return;
        };
        let place = onrecord_base::span::FileSpan::new(file, used.0.span);
        let defined: Vec<&str> = self.ledger.topics.iter().map(|t| t.id.as_str()).collect();
        let nearest = onrecord_base::suggest::closest_match(name, defined);
        self.found.push(
            Diagnostic::new(RuleCode::UndefinedTopic, place, format!("undefined topic `{name}`"))
                .did_you_mean(nearest)
                .help(if name.contains(',') {
                    "write topics of several words as a list: `topics: [one topic, another]`".to_owned()
                } else {
                    format!("a page is generated for it; define it in `topics.yaml` with `id: {id}` to give it a title")
                }),
        );
        let title = Some(Spanned::new(titled(name), used.0.span));
        let shared = CommonFields { title, ..CommonFields::default() };
        let data = Topic { parent, ..Topic::default() };
        let entry = Entry {
            file: Arc::clone(file),
            origin: DefinedIn::Automatic,
            extent: Span::new(0, 0),
            name: used.0.span,
            id: id.clone(),
            key: None,
            role: MarkdownRole::Note,
            address: String::new(),
            shared,
            data,
            texts: OptionalTexts::default(),
        };
        let at = self.ledger.topics.len();
        let key = (ItemKind::Topic, id.as_str().to_owned());
        Arc::make_mut(&mut self.ledger.ids).insert(key, ItemIx::new(ItemKind::Topic, at));
        self.ledger.topics.push(Item { entry: Arc::new(entry), owner: None });
        known.insert(fold(name), ItemIx::new(ItemKind::Topic, at));
        known.insert(fold(id.as_str()), ItemIx::new(ItemKind::Topic, at));
    }
}

/// The title of an automatic topic: `data-privacy` gives `Data privacy`; names with capitals or
/// spaces stay.
fn titled(name: &str) -> String {
    if name.contains(|c: char| c.is_uppercase() || c.is_whitespace()) {
        return name.to_owned();
    }
    let spaced = name.replace(['-', '_'], " ");
    let mut chars = spaced.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// Every name of an item: id, title or name, other names, aliases.
fn names_of<T: ItemData>(item: &Entry<T>) -> Vec<String> {
    let mut names = vec![item.id.as_str().to_owned()];
    names.extend(item.data.display_name(&item.shared).map(|t| t.v.clone()));
    names.extend(item.data.aliases().into_iter().map(str::to_owned));
    names.extend(item.shared.aliases.iter().filter(|a| !a.starts_with('/')).map(|a| a.v.clone()));
    if T::KIND == ItemKind::Note {
        names.push(path::name(item.id.as_str()).to_owned());
        names.push(match path::stem(&item.file) {
            "index" => path::name(path::folder(&item.file)).to_owned(),
            stem => stem.to_owned(),
        });
    }
    names
}

/// The keys of an item in the index of names.
pub(super) fn name_keys<T: ItemData>(item: &Entry<T>) -> BTreeSet<Fingerprint> {
    if item.role == MarkdownRole::Note {
        names_of(item).iter().map(|name| name_key(name)).collect()
    } else {
        index_names(item).iter().map(|name| index_key(name)).collect()
    }
}

/// The names of the text of a home or index page: its title, aliases and path. They are looked up
/// only after all other names, so such a text never hides an item.
fn index_names<T: ItemData>(item: &Entry<T>) -> Vec<String> {
    let mut names: Vec<String> =
        item.shared.aliases.iter().filter(|a| !a.starts_with('/')).map(|a| a.v.clone()).collect();
    names.extend(item.shared.title.iter().map(|title| title.v.clone()));
    match item.role {
        MarkdownRole::Note => {}
        MarkdownRole::Home => names.push("index".to_owned()),
        MarkdownRole::Intro(kind) => {
            names.extend([kind.folder().to_owned(), format!("{}/index", kind.folder())]);
        }
    }
    names
}

impl Ledger {
    /// Fills the index of names and the list of marked items.
    fn name_all(&mut self) {
        let mut table = NameIndex::default();
        let mut put = |names: BTreeSet<Fingerprint>, ix: ItemIx| {
            for name in names {
                table.put(name, ix);
            }
        };
        macro_rules! each {
            ($($Kind:ident $word:literal $list:ident $Ix:ident $Links:ident $resolve:ident;)*) => {
                $(for (at, item) in self.$list.iter().enumerate() {
                    put(name_keys(item), ItemIx::new(ItemKind::$Kind, at));
                })*
            };
        }
        for_each_kind!(each);
        self.names = Arc::new(table);
        let all = self.all().into_iter();
        self.marked = Arc::new(all.filter(|ix| is_marked(self.shared(*ix))).collect());
    }
}
