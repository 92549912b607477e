//! Lookup of names, and the diagnostics for unknown and ambiguous names.

use crate::model::ix::{ItemIx, SourceIx};
use crate::model::ledger::{Ledger, index_key, name_key};
use crate::model::unread::UnreadFile;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::fingerprint::Fingerprint;
use onrecord_base::for_each_kind;
use onrecord_base::id::ItemKind;
use onrecord_base::schema::article;
use onrecord_base::span::{FileSpan, Span};
use onrecord_base::suggest::{MAX_CANDIDATES, closest_match};

/// The maximum number of matches listed for an ambiguous name; a bibliography may contain thousands
/// with one title.
const MAX_FITS: usize = 16;

/// The result of a lookup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameLookup {
    /// Exactly one item.
    One(ItemIx),
    /// Several items; one more than `MAX_FITS` are listed.
    Many(Vec<ItemIx>),
    /// No item.
    Nothing,
}

impl Ledger {
    /// Finds the item of a type with this id, title, name or alias.
    pub fn find(&self, kind: ItemKind, name: &str) -> NameLookup {
        self.find_noting(Some(kind), name, &mut vec![])
    }

    /// Finds the item of a type with exactly this id or key.
    pub fn find_exact(&self, kind: ItemKind, id: &str) -> NameLookup {
        self.ids.get(&(kind, id.to_owned())).map_or(NameLookup::Nothing, |ix| NameLookup::One(*ix))
    }

    /// Finds the only source with exactly this alias, such as its key before it was imported.
    pub fn find_by_alias(&self, name: &str) -> Option<SourceIx> {
        let all = self.names.get(name_key(name)).iter();
        let mut fits = all.filter_map(|ix| match ix {
            ItemIx::Source(ix) if self[*ix].shared.aliases.iter().any(|a| a.v == name) => Some(*ix),
            _ => None,
        });
        let one = fits.next();
        one.filter(|_| fits.next().is_none())
    }

    /// Finds the item of any type with this name; an exact id of only one item takes precedence
    /// over titles.
    pub fn find_any(&self, name: &str) -> NameLookup {
        self.find_noting(None, name, &mut vec![])
    }

    /// Same as `find` or `find_any`, but records names that are not ids in `looked`, found or not.
    pub(super) fn find_noting(
        &self,
        kind: Option<ItemKind>,
        name: &str,
        looked: &mut Vec<Fingerprint>,
    ) -> NameLookup {
        let by_id = |kind: ItemKind| self.ids.get(&(kind, name.to_owned())).copied();
        let exact: Vec<ItemIx> = match kind {
            Some(kind) => by_id(kind).into_iter().collect(),
            None => ItemKind::ALL.into_iter().filter_map(by_id).collect(),
        };
        if !exact.is_empty() {
            return one_of(exact);
        }
        let key = name_key(name);
        looked.push(key);
        let all = self.names.get(key);
        // Items of one type are adjacent.
        let of = |ix: &ItemIx| ix.kind() as usize;
        let all = kind.map_or(all, |kind| {
            let from = all.partition_point(|ix| of(ix) < kind as usize);
            let to = all.partition_point(|ix| of(ix) <= kind as usize);
            &all[from..to]
        });
        one_of(all.iter().copied().take(MAX_FITS + 1).collect())
    }

    /// Finds the text of a home or index page with a name that no item has.
    pub(super) fn find_index(&self, name: &str, looked: &mut Vec<Fingerprint>) -> Option<ItemIx> {
        let key = index_key(name);
        looked.push(key);
        match self.names.get(key) {
            [ix] => Some(*ix),
            _ => None,
        }
    }

    /// A diagnostic if an unknown item of one of these types (empty: any type) may be defined in a
    /// file that could not be read. `pipeline::unread` reports the number of such findings once per
    /// file.
    pub fn may_be_unread(&self, kinds: &[ItemKind], name: &str) -> Option<Diagnostic> {
        let defines = |file: &&UnreadFile| match kinds {
            [] => file.may_define(None, name),
            kinds => kinds.iter().any(|kind| file.may_define(Some(*kind), name)),
        };
        let file = &self.unread.iter().find(defines)?.file;
        let place = FileSpan::new(file, Span::default());
        Some(Diagnostic::new(RuleCode::DependsOnUnread, place, "a finding depends on this file"))
    }

    /// A diagnostic if a file that could not be read may use an item that nothing else uses.
    pub fn may_be_used_unread(&self, name: &str) -> Option<Diagnostic> {
        let file = &self.unread.iter().find(|file| file.names(name))?.file;
        let place = FileSpan::new(file, Span::default());
        Some(Diagnostic::new(RuleCode::DependsOnUnread, place, "a finding depends on this file"))
    }

    /// True if an item, or the note that defines it, has any field that restricts publication.
    fn is_guarded(&self, ix: ItemIx) -> bool {
        let guarded = |s: &crate::model::common_fields::CommonFields| {
            s.state.is_some()
                || s.draft.is_some()
                || s.publish.is_some()
                || s.embargo.is_some()
                || s.expires.is_some()
                || s.confidential.is_some()
        };
        guarded(self.shared(ix)) || self.owner(ix).is_some_and(|n| guarded(self.shared(n.into())))
    }

    /// The closest name of an item of a type (`None`: any type), in the form to write.
    pub fn nearest(&self, kind: Option<ItemKind>, name: &str) -> Option<String> {
        let kinds = ItemKind::ALL.into_iter().filter(|k| kind.is_none_or(|kind| kind == *k));
        let all = kinds.flat_map(|k| (0..self.count(k)).map(move |at| ItemIx::new(k, at)));
        // Messages are output too, so they never suggest an item that may be withheld.
        let all: Vec<ItemIx> =
            all.filter(|ix| !self.is_guarded(*ix)).take(MAX_CANDIDATES).collect();
        let ids: Vec<&str> =
            all.iter().map(|ix| self.cited_as(*ix)).filter(|id| !id.is_empty()).collect();
        if let Some(id) = closest_match(name, ids.iter().copied()) {
            return Some(id.to_owned());
        }
        if let Some(id) = self.nearest_end(kind, name, &ids) {
            return Some(id);
        }
        let titles: Vec<String> = all.iter().map(|ix| self.called(*ix)).collect();
        let aliases = all.iter().flat_map(|ix| &self.shared(*ix).aliases).map(|a| a.v.as_str());
        let other_names = titles.iter().map(String::as_str).chain(aliases);
        closest_match(name, other_names).map(str::to_owned)
    }

    /// The id whose last part is closest to the last part of `name`, in its shortest unambiguous
    /// form: `harbour-dues` for the note `briefings/harbour-dues`.
    fn nearest_end(&self, kind: Option<ItemKind>, name: &str, ids: &[&str]) -> Option<String> {
        let end = |id: &str| id.rsplit('/').next().unwrap_or("").to_owned();
        let ends = ids.iter().filter(|id| id.contains('/') || name.contains('/'));
        let ends: Vec<(String, &str)> = ends.map(|id| (end(id), *id)).collect();
        let nearest = closest_match(&end(name), ends.iter().map(|(end, _)| end.as_str()))?;
        let found = kind.map_or_else(|| self.find_any(nearest), |kind| self.find(kind, nearest));
        if matches!(found, NameLookup::One(_)) {
            return Some(nearest.to_owned());
        }
        ends.iter().find(|(end, _)| end == nearest).map(|(_, id)| (*id).to_owned())
    }

    /// True if a name is close to the key of a source. The result does not reveal which one, so
    /// withheld sources count.
    pub fn resembles_source_key(&self, name: &str) -> bool {
        closest_match(name, self.sources.iter().map(|source| source.cited_as())).is_some()
    }

    /// The number of items of a type.
    pub fn count(&self, kind: ItemKind) -> usize {
        macro_rules! len {
            ($($Kind:ident $word:literal $list:ident $Ix:ident $Links:ident $resolve:ident;)*) => {
                match kind { $(ItemKind::$Kind => self.$list.len(),)* }
            };
        }
        for_each_kind!(len)
    }

    /// The positions of all items of a type.
    pub fn of_kind(&self, kind: ItemKind) -> Vec<ItemIx> {
        (0..self.count(kind)).map(|at| ItemIx::new(kind, at)).collect()
    }

    /// A reference for messages: `quote:master-admin`.
    pub fn written(&self, ix: ItemIx) -> String {
        format!("{}:{}", ix.kind().word(), self.id(ix))
    }

    /// The diagnostic for an unknown name of a type in a field or text.
    pub fn missing(
        &self,
        code: RuleCode,
        kind: ItemKind,
        name: &str,
        place: FileSpan,
    ) -> Diagnostic {
        let diagnostic =
            Diagnostic::new(code, place, format!("no {} is called `{name}`", kind.word()));
        if let Some(other) = ItemKind::ALL
            .into_iter()
            .find(|k| *k != kind && matches!(self.find(*k, name), NameLookup::One(_)))
        {
            return diagnostic.help(format!(
                "`{name}` is {}, but {} is needed here",
                article(other.word()),
                article(kind.word())
            ));
        }
        // `minutes, para. 2` in a field that takes no location, or `minutes para. 2`.
        if let Some((head, place_in)) = name.split_once([',', ' '])
            && kind == ItemKind::Source
            && matches!(self.find(kind, head), NameLookup::One(_))
        {
            return diagnostic.help(if name.contains(',') {
                format!("write only `{head}`; put the locator into `at:`")
            } else {
                format!("add a comma before the locator: `{head}, {place_in}`")
            });
        }
        match self.nearest(Some(kind), name) {
            Some(near) => {
                let place = diagnostic.place.clone();
                let title = match self.find(kind, &near) {
                    NameLookup::One(ix) => self.called(ix),
                    _ => String::new(),
                };
                let diagnostic = diagnostic.did_you_mean(Some(&near)).fix(place, near.clone());
                if title.is_empty() || title == near { diagnostic } else { diagnostic.help(format!("`{near}` is {title}")) }
            }
            None => diagnostic.help(format!(
                "define it in `{0}.yaml` or in a file in `{0}/`; run `onrecord list {0}` for a list",
                kind.folder()
            )),
        }
    }

    /// The diagnostic for an ambiguous name.
    pub fn ambiguous(&self, name: &str, all: &[ItemIx], place: FileSpan) -> Diagnostic {
        let written: Vec<String> =
            all.iter().take(MAX_FITS).map(|ix| format!("`{}`", self.written(*ix))).collect();
        let mut diagnostic = Diagnostic::new(
            RuleCode::AmbiguousLink,
            place,
            if all.len() > MAX_FITS {
                format!("`{name}` matches more than {MAX_FITS} items: {}, …", written.join(", "))
            } else {
                format!("`{name}` matches {} items: {}", all.len(), written.join(", "))
            },
        );
        for ix in all.iter().take(4) {
            diagnostic = diagnostic.related(self.place(*ix), format!("`{}`", self.written(*ix)));
        }
        diagnostic.help("write type and id of one of them")
    }
}

fn one_of(all: Vec<ItemIx>) -> NameLookup {
    match all.as_slice() {
        [] => NameLookup::Nothing,
        [one] => NameLookup::One(*one),
        _ => NameLookup::Many(all),
    }
}
