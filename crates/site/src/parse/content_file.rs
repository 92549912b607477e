//! Parses a content file into the items that it defines.
//!
//! Knows the locations of items (files, reserved folders, list files, lists in front matter) and
//! derives ids and addresses. Depends on no other file: references are resolved later, in
//! `resolve`. Start with [`parse_content_file`].

use crate::model::action::Action;
use crate::model::common_fields::CommonFields;
use crate::model::entity::{Organization, Person, Topic};
use crate::model::ledger::{DefinedIn, Entry, ItemData, ItemTexts, MarkdownRole, OptionalTexts};
use crate::model::note::Note;
use crate::model::quote::Quote;
use crate::model::source::Source;
use crate::model::unread::UnreadFile;
use crate::parse::content_kind::{ContentKind, classify_path};
use onrecord_base::code::{RuleCode, Severity};
use onrecord_base::diag::{Diagnostic, WithDiagnostics};
use onrecord_base::for_each_kind;
use onrecord_base::id::{Id, ItemKind, ItemRef};
use onrecord_base::node::{Node, Value};
use onrecord_base::path;
use onrecord_base::schema::{Field, FieldType, ReadContext, Record, RecordKeys};
use onrecord_base::span::{Span, Spanned};
use onrecord_base::text;
use onrecord_base::url;
use onrecord_base::yaml::{MAX_FRONT, yaml};
use onrecord_cite::bibliography;
use onrecord_prose::body::Body;
use onrecord_prose::file_text::{text_of, utf8_of};
use onrecord_prose::markdown;
use onrecord_prose::options::ProseOptions;
use onrecord_prose::private::remove_comments;
use onrecord_prose::split::{FrontMatterSplit, split};
use std::sync::{Arc, LazyLock};

macro_rules! parsed_file {
    ($($Kind:ident $word:literal $list:ident $Ix:ident $Links:ident $resolve:ident;)*) => {
        /// The items that one file defines, in the order written.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct ParsedFile {
            $(
                #[doc = concat!("Its items of kind `", $word, "`.")]
                pub $list: Vec<Arc<Entry<$Kind>>>,
            )*
            /// The file itself, if items that are meant to be here could not be read; at most one. What refers to one of them
            /// is not reported as well.
            pub unread: Vec<UnreadFile>,
            /// The text of a note whose front matter could not be read, with the file; at most one.
            pub unread_texts: Vec<(Arc<str>, Arc<Body>)>,
        }
    };
}

for_each_kind!(parsed_file);

/// Parses one file of the content folder.
///
/// * `file`: the path relative to the site folder; `within`: relative to the content folder.
/// * A file that cannot be read gives no items and a diagnostic.
pub fn parse_content_file(
    file: &Arc<str>,
    within: &str,
    bytes: &[u8],
    options: &ProseOptions,
) -> WithDiagnostics<ParsedFile> {
    let mut reader = ContentReader {
        file,
        reading: ReadContext::new(file),
        out: ParsedFile::default(),
        text: "",
        options,
    };
    match text_of(file, bytes) {
        Err(diagnostic) => {
            reader.reading.report(*diagnostic);
            let text = String::from_utf8_lossy(bytes);
            match classify_path(within) {
                ContentKind::List(kind) | ContentKind::Thing(kind) => {
                    reader.out.lose(file, [kind], &text);
                }
                ContentKind::Note(_) => reader.out.lose_note(file, &text),
                ContentKind::Other => {}
            }
        }
        Ok(text) => {
            reader.text = text;
            reader.file(within);
        }
    }
    let mut found = reader.reading.found;
    // Every text of a file reports its comments; one note per file is enough.
    let mut is_reported = false;
    found.retain(|diagnostic| {
        diagnostic.code != RuleCode::PrivateComment || !std::mem::replace(&mut is_reported, true)
    });
    WithDiagnostics { value: reader.out, found }
}

/// Parses a bibliography; every entry becomes a source, as if from a list file. A control character
/// invalidates only its own value, because entries that reference managers collect from the web
/// often contain them.
pub fn library(
    file: &Arc<str>,
    bytes: &[u8],
    options: &ProseOptions,
) -> WithDiagnostics<ParsedFile> {
    let mut reader = ContentReader {
        file,
        reading: ReadContext::new(file),
        out: ParsedFile::default(),
        text: "",
        options,
    };
    match utf8_of(file, bytes) {
        Err(diagnostic) => {
            reader.reading.report(*diagnostic);
            reader.out.lose(file, [ItemKind::Source], &String::from_utf8_lossy(bytes));
        }
        Ok(text) => {
            reader.text = text;
            let before = reader.reading.found.len();
            for entry in bibliography::entries(file, text).into(&mut reader.reading.found) {
                let frame =
                    EntryContext { key: Some(entry.key.v), ..EntryContext::listed(entry.extent) };
                reader.thing(ItemKind::Source, &entry.node, frame);
            }
            let found = &reader.reading.found[before..];
            if found.iter().any(|diagnostic| diagnostic.code.severity() == Severity::Error) {
                reader.out.lose(file, [ItemKind::Source], text);
            }
        }
    }
    WithDiagnostics { value: reader.out, found: reader.reading.found }
}

/// The lists of items that front matter may contain, as fields.
static INLINE_FIELDS: LazyLock<Vec<Field>> = LazyLock::new(|| {
    let field = |kind: ItemKind, shape: FieldType, doc| Field {
        name: kind.folder(),
        aliases: &[],
        doc,
        required: false,
        shape: FieldType::List(Box::new(shape)),
    };
    let record = |what, fields| FieldType::Record(what, fields);
    vec![
        field(ItemKind::Source, record(Source::WHAT, Source::fields), "Sources defined here."),
        field(ItemKind::Quote, record(Quote::WHAT, Quote::fields), "Quotes defined here."),
        field(ItemKind::Action, record(Action::WHAT, Action::fields), "Actions defined here."),
        field(ItemKind::Person, record(Person::WHAT, Person::fields), "People defined here."),
        field(
            ItemKind::Organization,
            record(Organization::WHAT, Organization::fields),
            "Organizations defined here.",
        ),
    ]
});

impl ParsedFile {
    /// Records a file that cannot be read, and the types of item that it may define.
    fn lose(&mut self, file: &Arc<str>, kinds: impl IntoIterator<Item = ItemKind>, text: &str) {
        self.unread.push(UnreadFile::new(file, kinds, (text, "")));
    }

    /// Records a note that cannot be read: references may mean the note by any of its names, or
    /// items in its lists.
    fn lose_note(&mut self, file: &Arc<str>, text: &str) {
        let lists = ItemKind::INLINE
            .into_iter()
            .filter(|kind| text.contains(&format!("\n{}:", kind.folder())));
        let kinds: Vec<ItemKind> = std::iter::once(ItemKind::Note).chain(lists).collect();
        let parts = match split(text) {
            FrontMatterSplit { front: Some(front), body, .. } => {
                (front.slice(text), body.slice(text))
            }
            // Without front matter a heading is the title.
            FrontMatterSplit { body, .. } => (body.slice(text), ""),
        };
        self.unread.push(UnreadFile::new(file, kinds, parts));
    }
}

struct ContentReader<'a> {
    file: &'a Arc<str>,
    reading: ReadContext,
    out: ParsedFile,
    text: &'a str,
    options: &'a ProseOptions,
}

/// The data of an entry that is known before its fields are read.
struct EntryContext<'a> {
    origin: DefinedIn,
    extent: Span,
    /// The id if the entry gives none.
    default_id: Option<&'a str>,
    role: MarkdownRole,
    /// Its key in a bibliography.
    key: Option<String>,
    address: String,
    body: Option<Span>,
    /// A title from outside the fields: the first heading of a note.
    title: Option<Spanned<String>>,
}

impl EntryContext<'_> {
    /// The context of an item in a list.
    fn listed(extent: Span) -> Self {
        Self {
            origin: DefinedIn::List,
            extent,
            default_id: None,
            role: MarkdownRole::Note,
            key: None,
            address: String::new(),
            body: None,
            title: None,
        }
    }
}

impl ContentReader<'_> {
    fn file(&mut self, within: &str) {
        match classify_path(within) {
            ContentKind::Other => {}
            ContentKind::List(kind) => self.list(kind, None),
            ContentKind::Thing(kind) if path::ending(within) != "md" => {
                self.list(kind, Some(path::stem(within)));
            }
            ContentKind::Thing(kind) => {
                let before = self.reading.found.len();
                let (mut node, body) = self.front();
                if self.reading.found.len() > before && is_empty(&node) {
                    self.out.lose(self.file, [kind], self.text);
                    self.unread_text(body);
                    return;
                }
                self.without_comments(kind, &mut node);
                let frame = EntryContext {
                    origin: DefinedIn::File,
                    default_id: Some(path::stem(within)),
                    body: Some(body),
                    ..EntryContext::listed(Span::new(0, self.text.len()))
                };
                self.thing(kind, &node, frame);
            }
            ContentKind::Note(role) => self.note(within, role),
        }
    }

    /// The front matter as a map, and the span of the body.
    fn front(&mut self) -> (Node, Span) {
        let split = split(self.text);
        let nothing = Node { span: Span::new(0, 0), value: Value::Map(vec![]) };
        let Some(front) = split.front else { return (nothing, split.body) };
        if split.unclosed {
            let diagnostic = self.reading.diagnostic(
                RuleCode::UnclosedFront,
                Span::new(0, 3),
                "this front matter is not closed",
            );
            self.reading.report(diagnostic.help("add `---` on a line of its own before the text"));
            return (nothing, split.body);
        }
        if front.len() > MAX_FRONT {
            let size = front.len() / 1024;
            let diagnostic = self.reading.diagnostic(
                RuleCode::TooLarge,
                Span::new(0, 3),
                format!("this front matter has {size} KiB; the limit is 64"),
            );
            self.reading.report(
                diagnostic.help("move quotes, sources and actions into list files beside the note"),
            );
            return (nothing, split.body);
        }
        match yaml(self.file, self.text, front).into(&mut self.reading.found) {
            Some(node) if matches!(node.value, Value::Map(_)) => (node, split.body),
            Some(node) if node.value == Value::Null => (nothing, split.body),
            Some(node) => {
                self.reading.wrong_shape(&node, "front matter with `key: value` lines");
                if let (Value::Text { .. }, Some(diagnostic)) =
                    (&node.value, self.reading.found.last_mut())
                {
                    "put a space after the colon: `title: Words`".clone_into(&mut diagnostic.help);
                }
                (nothing, split.body)
            }
            None => (nothing, split.body),
        }
    }

    fn note(&mut self, within: &str, role: MarkdownRole) {
        let before = self.reading.found.len();
        let (mut node, body) = self.front();
        // A file with invalid front matter is reported once, without its missing fields.
        if self.reading.found.len() > before && matches!(&node.value, Value::Map(m) if m.is_empty())
        {
            self.out.lose_note(self.file, self.text);
            self.unread_text(body);
            return;
        }
        self.without_comments(ItemKind::Note, &mut node);
        let (mut title, body) = first_heading(self.text, body, node.get("title").is_some());
        if let Some(title) = title.as_mut().filter(|title| title.v.contains("%%")) {
            let read = markdown::without_comments(title, self.file, self.text);
            title.v = read.into(&mut self.reading.found);
        }
        let slug = node.get("slug").and_then(|node| self.slug(node));
        let address = match role {
            MarkdownRole::Note => address(within, slug.as_deref()),
            _ => String::new(),
        };
        let default_id = address.trim_end_matches('/').to_owned();
        let frame = EntryContext {
            origin: DefinedIn::File,
            default_id: Some(&default_id),
            role,
            address,
            body: Some(body),
            title,
            ..EntryContext::listed(Span::new(0, self.text.len()))
        };
        let keys = self.entry::<Note>(&node, frame, &INLINE_FIELDS);
        for kind in ItemKind::INLINE {
            let Some(list) = keys.get(kind.folder()) else { continue };
            match &list.value {
                Value::Null => {}
                Value::List(items) => {
                    for item in items {
                        self.listed(kind, item, DefinedIn::Inline, None);
                    }
                }
                _ => self.reading.wrong_shape(list, &format!("a list of {}", kind.folder())),
            }
        }
    }

    /// Parses the text below invalid front matter, for its diagnostics.
    fn unread_text(&mut self, at: Span) {
        let (_, at) = first_heading(self.text, at, false);
        let body =
            markdown::body(self.text, at, self.file, self.options).into(&mut self.reading.found);
        self.out.unread_texts.push((Arc::clone(self.file), Arc::new(body)));
    }

    /// The last part of a note's address, from `slug:`.
    fn slug(&mut self, node: &Node) -> Option<String> {
        let written = node.text()?;
        let decoded = url::percent_decoded(written).unwrap_or_default();
        let is_path = |text: &str| {
            text.contains(['/', '\\', '\u{2044}', '\u{2215}', '\u{ff0f}', '\u{ff3c}'])
                || matches!(text.trim(), "." | "..")
        };
        let slug = text::slug(written);
        if !is_path(written) && !is_path(&decoded) && !slug.is_empty() {
            return Some(slug);
        }
        if written.trim().is_empty() {
            return None;
        }
        let message = format!("invalid slug `{written}`");
        let diagnostic = self.reading.diagnostic(RuleCode::BadSlug, node.span, message);
        self.reading.report(diagnostic.help(
            "use a single name such as `night-ferry`; the folder of the file gives the rest of the address",
        ));
        None
    }

    /// Parses a YAML file: a list of items, or one item with `stem` as its default id.
    fn list(&mut self, kind: ItemKind, stem: Option<&str>) {
        let start = if self.text.starts_with('\u{feff}') { 3 } else { 0 };
        let node = yaml(self.file, self.text, Span::new(start, self.text.len()))
            .into(&mut self.reading.found);
        let Some(mut node) = node else {
            if !self.reading.found.is_empty() {
                self.out.lose(self.file, [kind], self.text);
            }
            return;
        };
        self.without_comments(kind, &mut node);
        match (&node.value, stem) {
            (Value::List(items), _) => {
                for item in items {
                    self.listed(kind, item, DefinedIn::List, None);
                }
            }
            (Value::Null, _) => {}
            (Value::Map(_), Some(stem)) => self.listed(kind, &node, DefinedIn::File, Some(stem)),
            _ => self.reading.wrong_shape(
                &node,
                &format!("a list of {}, each starting with `- `", kind.folder()),
            ),
        }
    }

    /// Removes private comments from the texts in front matter or a list. Titles of sources stay
    /// unchanged, because they are quoted from others and may come from a bibliography.
    fn without_comments(&mut self, kind: ItemKind, node: &mut Node) {
        if kind != ItemKind::Source && self.text.contains("%%") {
            remove_comments(node, self.file, &mut self.reading.found);
        }
    }

    fn listed(&mut self, kind: ItemKind, item: &Node, origin: DefinedIn, default_id: Option<&str>) {
        if !matches!(item.value, Value::Map(_)) {
            let wants =
                format!("a map with the fields of {}", onrecord_base::schema::article(kind.word()));
            self.reading.wrong_shape(item, &wants);
            return;
        }
        let extent =
            if origin == DefinedIn::File { Span::new(0, self.text.len()) } else { item.span };
        self.thing(kind, item, EntryContext { origin, default_id, ..EntryContext::listed(extent) });
    }

    fn thing(&mut self, kind: ItemKind, node: &Node, frame: EntryContext<'_>) {
        macro_rules! entry {
            ($($Kind:ident $word:literal $list:ident $Ix:ident $Links:ident $resolve:ident;)*) => {
                match kind { $(ItemKind::$Kind => drop(self.entry::<$Kind>(node, frame, &[])),)* }
            };
        }
        for_each_kind!(entry);
    }

    /// Parses the fields of an item and stores it.
    fn entry<'n, T: Record + ItemData + PushEntry>(
        &mut self,
        node: &'n Node,
        frame: EntryContext<'_>,
        more: &'static [Field],
    ) -> RecordKeys<'n> {
        let reading = &mut self.reading;
        let keys =
            RecordKeys::sort(node, T::WHAT, &[T::fields(), CommonFields::fields(), more], reading);
        let before = reading.found.len();
        let mut shared = CommonFields::take(&keys, reading);
        report_invalid_guards(&keys, reading.found.get_mut(before..).unwrap_or_default());
        let listed = |name| matches!(keys.get(name).map(|n| &n.value), Some(Value::List(_)));
        if !listed("topics") && !listed("tags") {
            shared.topics = topics_in_one(shared.topics, self.text);
        }
        let data = T::take(&keys, reading);
        if shared.title.is_none() {
            shared.title.clone_from(&frame.title);
        }
        let called = data.display_name(&shared);
        let title_required = matches!(
            T::KIND,
            ItemKind::Note | ItemKind::Topic | ItemKind::Source | ItemKind::Action
        );
        let intro = frame.role != MarkdownRole::Note;
        if called.is_none()
            && title_required
            && !intro
            && keys.get("title").is_none_or(|n| n.value == Value::Null)
            && !keys.is_meant("title")
        {
            missing_title::<T>(&keys, reading);
        }
        let name = name_span(node, called.map(|t| t.span));
        let id = id_of::<T>(&shared, &data, &frame, name, reading);
        let texts = self.texts(&shared, &data, frame.body);
        if let Some(id) = id {
            let entry = Entry {
                file: Arc::clone(self.file),
                origin: frame.origin,
                extent: frame.extent,
                name,
                id,
                key: frame.key,
                role: frame.role,
                address: frame.address,
                shared,
                data,
                texts,
            };
            T::keep(&mut self.out, Arc::new(entry));
        }
        keys
    }

    fn texts<T: PushEntry>(
        &mut self,
        shared: &CommonFields,
        data: &T,
        at: Option<Span>,
    ) -> OptionalTexts {
        let file = self.file;
        let found = &mut self.reading.found;
        let (whole, options) = (self.text, self.options);
        let mut short =
            |text: &Spanned<String>| markdown::short(text, file, whole, options).into(found);
        let note = shared.note.as_deref().map(&mut short).unwrap_or_default();
        let (bottom_line, key_points) = data.prose();
        let bottom_line = bottom_line.map(&mut short).unwrap_or_default();
        let key_points: Vec<Body> = key_points.iter().map(&mut short).collect();
        let body = at
            .map(|at| markdown::body(self.text, at, file, self.options).into(found).packed())
            .unwrap_or_default();
        ItemTexts { bottom_line, key_points, note, body }.into()
    }
}

fn is_empty(node: &Node) -> bool {
    matches!(&node.value, Value::Map(entries) if entries.is_empty())
}

/// The span for diagnostics about an item: its id, title or first key.
fn name_span(node: &Node, title: Option<Span>) -> Span {
    let first = match &node.value {
        Value::Map(entries) => entries.first().map_or(node.span, |(key, _)| key.span),
        _ => node.span,
    };
    node.get("id").map(|n| n.span).or(title).unwrap_or(first)
}

fn missing_title<T: Record>(keys: &RecordKeys<'_>, reading: &mut ReadContext) {
    if keys.is_meant("title") {
        return;
    }
    keys.missing("title", reading);
    if T::WHAT == "note"
        && let Some(diagnostic) = reading.found.last_mut()
    {
        "add `title:` to the front matter, or start the text with a `# heading`"
            .clone_into(&mut diagnostic.help);
    }
}

/// The id of an item: as written, or from the file name, or a slug of the name.
fn id_of<T: Record + ItemData + PushEntry>(
    shared: &CommonFields,
    data: &T,
    frame: &EntryContext<'_>,
    name: Span,
    reading: &mut ReadContext,
) -> Option<Id> {
    if let Some(id) = &shared.id {
        return Some(id.v.clone());
    }
    if T::KIND == ItemKind::Note {
        return frame.default_id.map(Id::of_path);
    }
    let words = data.display_name(shared).map(|t| t.v.clone()).or_else(|| data.first_words());
    let id = frame.default_id.and_then(Id::slug).or_else(|| words.as_deref().and_then(Id::slug));
    if id.is_none() {
        let diagnostic = reading.diagnostic(
            RuleCode::MissingField,
            name,
            format!("this {} has no `id`", T::WHAT),
        );
        reading.report(diagnostic.help("add `id:` with a short name of a-z, 0-9 and hyphens"));
    }
    id
}

/// The address of a note below the base: its path as slugs, without `index`.
fn address(within: &str, slug: Option<&str>) -> String {
    let folder = path::folder(within);
    let stem = path::stem(within);
    let mut parts: Vec<String> = folder.split('/').filter(|p| !p.is_empty()).map(part).collect();
    if stem == "index" {
        if let (Some(slug), Some(last)) = (slug, parts.last_mut()) {
            slug.clone_into(last);
        }
    } else {
        parts.push(slug.map_or_else(|| part(stem), str::to_owned));
    }
    parts.iter().fold(String::new(), |all, p| all + p + "/")
}

fn part(name: &str) -> String {
    let slug = text::slug(name);
    if slug.is_empty() { format!("x{:x}", name.len()) } else { slug }
}

/// Reports publication guards whose value is neither `true` nor `false`, because they would hold
/// nothing back.
fn report_invalid_guards(keys: &RecordKeys<'_>, found: &mut [Diagnostic]) {
    for name in ["draft", "publish", "confidential"] {
        let Some(node) = keys.get(name) else { continue };
        let said = found.iter_mut().filter(|diagnostic| {
            diagnostic.code == RuleCode::WrongShape && diagnostic.place.span == node.span
        });
        for diagnostic in said {
            diagnostic.code = RuleCode::GuardLookalike;
            diagnostic.message =
                format!("`{name}` is neither `true` nor `false` here and has no effect");
        }
    }
}

/// Splits topics in one text, as other programs write them: `one, two`. Applies only if every part
/// is one lower-case word, like ids and tags, so titles with a comma stay whole.
fn topics_in_one(topics: Vec<ItemRef>, file: &str) -> Vec<ItemRef> {
    let [ItemRef(all)] = topics.as_slice() else { return topics };
    let word = |part: &str| {
        !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c.is_uppercase())
    };
    if !all.v.contains(',') || !all.v.split(',').map(str::trim).all(word) {
        return topics;
    }
    let written = all.span.slice(file);
    let mut from = 0;
    let parts = all.v.split(',').map(str::trim).map(|part| {
        let at = written.get(from..).and_then(|rest| rest.find(part)).map(|at| from + at);
        from = at.map_or(from, |at| at + part.len());
        let span = at.map_or(all.span, |at| Span::new(at, at + part.len()).shift(all.span.start()));
        ItemRef(Spanned::new(part.to_owned(), span))
    });
    parts.collect()
}

/// Takes the title of a note without `title:` from a first line `# Title`, and removes that line
/// from the text.
fn first_heading(text: &str, body: Span, has_title: bool) -> (Option<Spanned<String>>, Span) {
    let rest = body.slice(text);
    let blank = rest.len() - rest.trim_start().len();
    let line = rest[blank..].lines().next().unwrap_or("");
    match line.strip_prefix("# ").map(str::trim) {
        Some(title) if !has_title && !title.is_empty() => {
            let start = body.start() + blank;
            let end = start + line.len();
            (
                Some(Spanned::new(title.to_owned(), Span::new(start + 2, end))),
                Span::new(end, body.end as usize),
            )
        }
        _ => (None, body),
    }
}

/// Stores an entry in the list of its type.
trait PushEntry: Sized {
    fn keep(out: &mut ParsedFile, entry: Arc<Entry<Self>>);
    /// Bottom line and key points.
    fn prose(&self) -> (Option<&Spanned<String>>, &[Spanned<String>]) {
        (None, &[])
    }
    /// Words for an id if the item has no title.
    fn first_words(&self) -> Option<String> {
        None
    }
}

/// The texts of an item that only some kinds have.
macro_rules! own_texts {
    (Note) => {
        fn prose(&self) -> (Option<&Spanned<String>>, &[Spanned<String>]) {
            (self.bottom_line.as_ref(), &self.key_points)
        }
    };
    (Quote) => {
        fn first_words(&self) -> Option<String> {
            let words = self.words();
            Some(words.first()?.split_whitespace().take(7).collect::<Vec<_>>().join(" "))
        }
    };
    ($Kind:ident) => {};
}

macro_rules! push_entry {
    ($($Kind:ident $word:literal $list:ident $Ix:ident $Links:ident $resolve:ident;)*) => {
        $(
            impl PushEntry for $Kind {
                fn keep(out: &mut ParsedFile, entry: Arc<Entry<Self>>) {
                    out.$list.push(entry);
                }
                own_texts!($Kind);
            }
        )*
    };
}

for_each_kind!(push_entry);

#[cfg(test)]
mod tests {
    use super::{ParsedFile, address, parse_content_file};
    use crate::model::ledger::MarkdownRole;
    use crate::parse::content_kind::{ContentKind, classify_path};
    use onrecord_base::code::RuleCode;
    use onrecord_base::id::ItemKind;
    use onrecord_prose::options::ProseOptions;

    fn read(within: &str, text: &str) -> (ParsedFile, Vec<RuleCode>) {
        let file = format!("content/{within}").into();
        let checked = parse_content_file(&file, within, text.as_bytes(), &ProseOptions::default());
        (checked.value, checked.found.iter().map(|d| d.code).collect())
    }

    #[test]
    fn the_path_says_what_a_file_is() {
        assert_eq!(classify_path("index.md"), ContentKind::Note(MarkdownRole::Home));
        assert_eq!(classify_path("a/index.md"), ContentKind::Note(MarkdownRole::Note));
        assert_eq!(
            classify_path("sources/index.md"),
            ContentKind::Note(MarkdownRole::Intro(ItemKind::Source))
        );
        assert_eq!(classify_path("a/sources/x.md"), ContentKind::Thing(ItemKind::Source));
        assert_eq!(classify_path("sources/sub/x.yaml"), ContentKind::Thing(ItemKind::Source));
        assert_eq!(classify_path("a/quotes.yaml"), ContentKind::List(ItemKind::Quote));
        assert_eq!(classify_path("sources/archive/x.txt"), ContentKind::Other);
        assert_eq!(classify_path("data.yaml"), ContentKind::Other);
    }

    #[test]
    fn addresses_follow_paths() {
        assert_eq!(address("briefings/tiktok.md", None), "briefings/tiktok/");
        assert_eq!(address("briefings/My Note.md", None), "briefings/my-note/");
        assert_eq!(address("briefings/tiktok.md", Some("x")), "briefings/x/");
        assert_eq!(address("briefings/index.md", None), "briefings/");
    }

    #[test]
    fn a_note_may_take_its_title_from_its_first_heading() {
        let (out, found) = read("a.md", "# Hello\n\ntext\n");
        assert!(found.is_empty());
        assert_eq!(out.notes[0].shared.title.as_ref().map(|t| t.v.as_str()), Some("Hello"));
        assert_eq!(read("a.md", "text\n").1, [RuleCode::MissingField]);
    }

    #[test]
    fn three_lines_make_a_quote() {
        let (out, found) = read(
            "a.md",
            "---\ntitle: A\nquotes:\n  - text: We will act on this now\n    speaker: x\n    source: y\n---\n",
        );
        assert_eq!(found, []);
        assert_eq!(out.quotes[0].id.as_str(), "we-will-act-on-this-now");
    }

    #[test]
    fn invalid_guards_are_reported() {
        for (front, code) in [
            ("Draft: true", RuleCode::GuardLookalike),
            ("embargoed: 2022-01-01T00:00:00Z", RuleCode::GuardLookalike),
            ("confidental: true", RuleCode::GuardLookalike),
            ("draft: \"yes\"", RuleCode::GuardLookalike),
            ("draftt: true", RuleCode::GuardLookalike),
            ("sumary: x", RuleCode::UnknownKey),
            ("permalink: /x/", RuleCode::IgnoredKey),
        ] {
            assert_eq!(
                read("a.md", &format!("---\ntitle: A\n{front}\n---\n")).1,
                [code],
                "{front}"
            );
        }
    }

    #[test]
    fn an_unreadable_note_may_be_the_target_of_references() {
        let text = "---\ntitle: a: b\nquotes:\n- {id: q}\n---\nSources: sources:\n";
        let parsed = parse_content_file(
            &"content/a.md".into(),
            "a.md",
            text.as_bytes(),
            &ProseOptions::default(),
        );
        let may = |kind| parsed.value.unread[0].may_define(Some(kind), "q");
        assert!(may(ItemKind::Note) && may(ItemKind::Quote) && !may(ItemKind::Source));
    }

    #[test]
    fn broken_front_matter_is_reported_once() {
        assert_eq!(read("a.md", "---\ntitle: a: b\n---\ntext").1, [RuleCode::YamlSyntax]);
        assert_eq!(read("a.md", "---\ntitle: x\n").1, [RuleCode::UnclosedFront]);
        assert_eq!(read("a.md", "\u{0}").1, [RuleCode::ControlCharacter]);
    }
}
