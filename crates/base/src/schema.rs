//! Declarations of everything an author can write in front matter.
//!
//! [`record!`](crate::record) declares a map of named fields and [`choice!`](crate::choice) a closed list of words.
//! Each declaration gives the Rust type, the reader with its diagnostics (unknown key, wrong type, missing field,
//! similar name), the field tables of the manual and the JSON Schema for editors, so these always agree. This
//! module depends on values ([`Node`]), not on YAML, Markdown or any particular field.

use crate::code::RuleCode;
use crate::node::{Node, Value};
pub use crate::reading::ReadContext;
use crate::span::Spanned;
use crate::suggest::closest_match;
use crate::text::is_reserved;
use crate::thin_vec::ThinVec;

/// The type of a field, for the manual and the JSON Schema.
#[derive(Debug, Clone)]
pub enum FieldType {
    /// Any text.
    Text,
    /// Markdown within one field.
    Markdown,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Number,
    /// The id of another item.
    Reference,
    /// An EDTF date.
    Date,
    /// An RFC 3339 instant with a zone.
    Moment,
    /// An absolute web address.
    Url,
    /// One of the words of a closed list.
    Choice(&'static [&'static str]),
    /// A list with items of one type; a single value is read as a list of one.
    List(Box<FieldType>),
    /// A map with known fields.
    Record(&'static str, fn() -> &'static [Field]),
    /// One of several types.
    Either(Vec<FieldType>),
    /// A map with arbitrary keys.
    Map(Box<FieldType>),
    /// Any value.
    Any,
}

/// One field of a record.
#[derive(Debug, Clone)]
pub struct Field {
    /// The key.
    pub name: &'static str,
    /// Other accepted spellings.
    pub aliases: &'static [&'static str],
    /// The description for the manual.
    pub doc: &'static str,
    /// True if the field is required.
    pub required: bool,
    /// The type.
    pub shape: FieldType,
}

/// A type that can be read from one value.
pub trait FromNode: Sized {
    /// The type of the value.
    fn shape() -> FieldType;
    /// Reads a value. Reports problems; `None` if the value cannot be used.
    fn read(node: &Node, reading: &mut ReadContext) -> Option<Self>;
}

/// A type that can be a field, with a meaning for an absent field.
pub trait FromField: Sized {
    /// The type of the field.
    fn shape() -> FieldType;
    /// Reads a field that may be absent.
    fn slot(node: Option<&Node>, reading: &mut ReadContext) -> Self;
}

/// A map with known fields.
pub trait Record: Sized {
    /// The name of the record, for messages: `quote`.
    const WHAT: &'static str;
    /// The field that a plain text sets, if any: `[held-copy]` means `[{source: held-copy}]`.
    const SHORT: Option<&'static str>;
    /// The fields, in the order of the manual.
    fn fields() -> &'static [Field];
    /// Reads the fields.
    fn take(keys: &RecordKeys<'_>, reading: &mut ReadContext) -> Self;
}

impl<T: FromNode> FromField for Option<T> {
    fn shape() -> FieldType {
        T::shape()
    }
    fn slot(node: Option<&Node>, reading: &mut ReadContext) -> Self {
        node.filter(|n| n.value != Value::Null).and_then(|n| T::read(n, reading))
    }
}

impl<T: FromNode> FromField for Vec<T> {
    fn shape() -> FieldType {
        <Self as FromNode>::shape()
    }
    fn slot(node: Option<&Node>, reading: &mut ReadContext) -> Self {
        Option::<Self>::slot(node, reading).unwrap_or_default()
    }
}

impl<T: FromNode> FromField for ThinVec<T> {
    fn shape() -> FieldType {
        <Vec<T> as FromNode>::shape()
    }
    fn slot(node: Option<&Node>, reading: &mut ReadContext) -> Self {
        Vec::slot(node, reading).into()
    }
}

impl<T: FromNode> FromNode for Vec<T> {
    fn shape() -> FieldType {
        FieldType::List(Box::new(T::shape()))
    }
    fn read(node: &Node, reading: &mut ReadContext) -> Option<Self> {
        match &node.value {
            Value::List(items) => Some(
                items
                    .iter()
                    .filter_map(|item| {
                        if item.value == Value::Null {
                            let diagnostic = reading.diagnostic(
                                RuleCode::EmptyValue,
                                item.span,
                                "this list item is empty",
                            );
                            reading.report(diagnostic);
                            return None;
                        }
                        T::read(item, reading)
                    })
                    .collect(),
            ),
            _ => T::read(node, reading).map(|one| vec![one]),
        }
    }
}

impl<T: FromNode> FromNode for Spanned<T> {
    fn shape() -> FieldType {
        T::shape()
    }
    fn read(node: &Node, reading: &mut ReadContext) -> Option<Self> {
        T::read(node, reading).map(|v| Spanned::new(v, node.span))
    }
}

impl<T: FromNode> FromNode for Box<T> {
    fn shape() -> FieldType {
        T::shape()
    }
    fn read(node: &Node, reading: &mut ReadContext) -> Option<Self> {
        T::read(node, reading).map(Self::new)
    }
}

impl FromNode for String {
    fn shape() -> FieldType {
        FieldType::Text
    }
    fn read(node: &Node, reading: &mut ReadContext) -> Option<Self> {
        match &node.value {
            Value::Text { text, .. }
                if text.contains(|c: char| {
                    c.is_control() && !matches!(c, '\n' | '\t' | '\r') || is_reserved(c)
                }) =>
            {
                let diagnostic = reading.diagnostic(
                    RuleCode::ControlCharacter,
                    node.span,
                    "this text contains a control character",
                );
                reading.report(diagnostic.help("retype the text without it"));
                None
            }
            Value::Text { text, .. } if !text.trim().is_empty() => Some(text.trim().to_owned()),
            Value::Text { .. } => {
                let diagnostic =
                    reading.diagnostic(RuleCode::EmptyValue, node.span, "this text is empty");
                reading.report(diagnostic.help("add the text, or remove the key"));
                None
            }
            _ => {
                reading.wrong_shape(node, "text");
                None
            }
        }
    }
}

impl FromNode for bool {
    fn shape() -> FieldType {
        FieldType::Bool
    }
    fn read(node: &Node, reading: &mut ReadContext) -> Option<Self> {
        match &node.value {
            Value::Text { text, plain: true } if text == "true" => Some(true),
            Value::Text { text, plain: true } if text == "false" => Some(false),
            _ => {
                let diagnostic = reading
                    .diagnostic(RuleCode::WrongShape, node.span, "expected `true` or `false`")
                    .help("write true or false, without quotation marks");
                reading.report(diagnostic);
                None
            }
        }
    }
}

impl FromNode for u32 {
    fn shape() -> FieldType {
        FieldType::Number
    }
    fn read(node: &Node, reading: &mut ReadContext) -> Option<Self> {
        let number = node.text().and_then(|text| text.trim().parse().ok());
        if number.is_none() {
            let what =
                node.text().map_or_else(|| node.kind().to_owned(), |text| format!("`{text}`"));
            let diagnostic = reading.diagnostic(
                RuleCode::BadNumber,
                node.span,
                format!("expected a whole number of 0 or more, found {what}"),
            );
            reading.report(diagnostic);
        }
        number
    }
}

/// A value that is not interpreted, for `extra:`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OpaqueValue(pub Node);

impl FromNode for OpaqueValue {
    fn shape() -> FieldType {
        FieldType::Any
    }
    fn read(node: &Node, _: &mut ReadContext) -> Option<Self> {
        Some(Self(node.clone()))
    }
}

/// Entries of a map with arbitrary keys, in the order written.
pub type FreeEntries<T> = Vec<(Spanned<String>, T)>;

/// A map with arbitrary keys.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OrderedMap<T>(pub ThinVec<(Spanned<String>, T)>);

impl<T> Default for OrderedMap<T> {
    fn default() -> Self {
        Self(ThinVec::default())
    }
}

impl<T: FromNode> FromField for OrderedMap<T> {
    fn shape() -> FieldType {
        FieldType::Map(Box::new(T::shape()))
    }
    fn slot(node: Option<&Node>, reading: &mut ReadContext) -> Self {
        let Some(node) = node.filter(|n| n.value != Value::Null) else { return Self::default() };
        let Value::Map(entries) = &node.value else {
            reading.wrong_shape(node, "a map");
            return Self::default();
        };
        Self(
            entries
                .iter()
                .filter_map(|(key, node)| Some((key.clone(), T::read(node, reading)?)))
                .collect(),
        )
    }
}

/// The keys of one map, assigned to their fields.
#[derive(Debug)]
pub struct RecordKeys<'a> {
    /// The whole map.
    pub node: &'a Node,
    what: &'static str,
    entries: Vec<(&'static str, &'a Node)>,
    /// Fields that an unknown key probably meant. The unknown key is reported, so they are not reported as missing.
    meant: Vec<&'static str>,
}

/// Keys that control publication. A key that resembles one of them but is not one is an error.
const GUARDS: &[&str] = &[
    "draft",
    "embargo",
    "confidential",
    "expires",
    "state",
    "withdrawn",
    "private",
    "unpublished",
];

/// Keys of Obsidian and other programs that have no effect here.
const IGNORED: &[&str] = &["cssclasses", "cssclass", "permalink"];

impl<'a> RecordKeys<'a> {
    /// Assigns the keys of `node` to the fields in `tables`; reports unknown keys.
    pub fn sort(
        node: &'a Node,
        what: &'static str,
        tables: &[&'static [Field]],
        reading: &mut ReadContext,
    ) -> Self {
        let mut keys = Self { node, what, entries: vec![], meant: vec![] };
        let Value::Map(entries) = &node.value else { return keys };
        for (key, value) in entries {
            let field = tables
                .iter()
                .copied()
                .flatten()
                .find(|f| f.name == key.v || f.aliases.contains(&key.v.as_str()));
            match field {
                Some(field) => {
                    if keys.entries.iter().any(|(name, _)| *name == field.name) {
                        let diagnostic = reading.diagnostic(
                            RuleCode::DuplicateKey,
                            key.span,
                            format!(
                                "`{}` is another name of `{}`, which is already set",
                                key.v, field.name
                            ),
                        );
                        reading.report(diagnostic.help("keep one of them"));
                    } else {
                        keys.entries.push((field.name, value));
                    }
                }
                None => keys.unknown(key, tables, reading),
            }
        }
        keys
    }

    fn unknown(
        &mut self,
        key: &Spanned<String>,
        tables: &[&'static [Field]],
        reading: &mut ReadContext,
    ) {
        let tables: Vec<&Field> = tables.iter().copied().flatten().collect();
        if IGNORED.contains(&key.v.as_str()) {
            let diagnostic = reading.diagnostic(
                RuleCode::IgnoredKey,
                key.span,
                format!("`{}` is ignored", key.v),
            );
            reading.report(
                diagnostic
                    .help("it has no meaning here; remove it, or keep it for the other program"),
            );
            return;
        }
        let guarded = tables.iter().any(|f| f.name == "embargo");
        if let Some(guard) =
            guarded.then(|| closest_match(&key.v, GUARDS.iter().copied())).flatten()
        {
            let known = tables.iter().any(|f| f.name == guard) && self.node.get(guard).is_none();
            let diagnostic = reading.diagnostic(
                RuleCode::GuardLookalike,
                key.span,
                format!("`{}` looks like a publication control but has no effect", key.v),
            );
            let diagnostic = if known {
                let place = diagnostic.place.clone();
                diagnostic.did_you_mean(Some(guard)).fix(place, guard)
            } else {
                diagnostic
            };
            reading.report(
                diagnostic.help(
                    "use `draft: true`, `state`, `embargo`, `expires` or `confidential: true`",
                ),
            );
            return;
        }
        let names =
            tables.iter().flat_map(|f| std::iter::once(f.name).chain(f.aliases.iter().copied()));
        let nearest = closest_match(&key.v, names);
        self.meant.extend(nearest);
        let diagnostic = reading
            .diagnostic(
                RuleCode::UnknownKey,
                key.span,
                format!("{} has no field `{}`", article(self.what), key.v),
            )
            .did_you_mean(nearest);
        let place = diagnostic.place.clone();
        let diagnostic = match nearest {
            // No fix: it would create a duplicate key.
            Some(name) if self.node.get(name).is_some() => diagnostic,
            Some(name) => diagnostic.fix(place, name),
            None if guarded => diagnostic.help("put keys of your own under `extra:`"),
            None => {
                diagnostic.help(format!("the fields are {}", list(tables.iter().map(|f| f.name))))
            }
        };
        reading.report(diagnostic);
    }

    /// The value of a field; `None` if it is absent.
    pub fn get(&self, name: &str) -> Option<&'a Node> {
        self.entries.iter().find(|(n, _)| *n == name).map(|(_, node)| *node)
    }

    /// The fields that are present, by their declared names, in the order written.
    pub fn given(&self) -> impl Iterator<Item = (&'static str, &'a Node)> {
        self.entries.iter().copied()
    }

    /// Reads a field; reports it if it is required and missing.
    pub fn take<T: FromField>(
        &self,
        name: &'static str,
        required: bool,
        reading: &mut ReadContext,
    ) -> T {
        let node = self.get(name);
        let is_empty = |n: &Node| match &n.value {
            Value::Null => true,
            Value::List(items) => items.is_empty(),
            _ => false,
        };
        if required && node.is_none_or(is_empty) {
            self.missing(name, reading);
        }
        T::slot(node, reading)
    }

    /// True if an unknown key is probably a misspelling of this field.
    pub fn is_meant(&self, name: &str) -> bool {
        self.meant.contains(&name)
    }

    /// Reports a missing required field, unless a misspelling of it is reported.
    pub fn missing(&self, name: &str, reading: &mut ReadContext) {
        if self.is_meant(name) {
            return;
        }
        let at = match self.get(name) {
            Some(empty) => empty.span,
            None => match &self.node.value {
                Value::Map(entries) => entries.first().map_or(self.node.span, |(key, _)| key.span),
                _ => self.node.span,
            },
        };
        let diagnostic = reading
            .diagnostic(RuleCode::MissingField, at, format!("this {} has no `{name}`", self.what))
            .help(match self.get(name) {
                Some(_) => format!("`{name}:` is empty; add a value after the colon"),
                None => format!("add `{name}:`"),
            });
        reading.report(diagnostic);
    }
}

/// Reads a record from a map, or from a plain text if the record has a short form.
pub fn read_record<T: Record>(node: &Node, reading: &mut ReadContext) -> Option<T> {
    match (&node.value, T::SHORT) {
        (Value::Map(_), _) => {
            let keys = RecordKeys::sort(node, T::WHAT, &[T::fields()], reading);
            Some(T::take(&keys, reading))
        }
        (Value::Text { .. }, Some(short)) => {
            let keys =
                RecordKeys { node, what: T::WHAT, entries: vec![(short, node)], meant: vec![] };
            Some(T::take(&keys, reading))
        }
        (_, None) => {
            reading.wrong_shape(node, &format!("a map ({})", T::WHAT));
            None
        }
        (_, Some(short)) => {
            reading.wrong_shape(node, &format!("text, or a map with `{short}`"));
            None
        }
    }
}

/// Reads one word of a closed list; suggests the most similar word if it is unknown.
pub fn read_choice<T: Copy>(
    node: &Node,
    words: &[(&'static str, T)],
    reading: &mut ReadContext,
) -> Option<T> {
    let Some(text) = node.text() else {
        reading.wrong_shape(node, "a word");
        return None;
    };
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
        return Some(*value);
    }
    let nearest = closest_match(text, words.iter().map(|(word, _)| *word));
    let diagnostic = reading.diagnostic(
        RuleCode::NotAChoice,
        node.span,
        format!("`{text}` is not a valid value of this field"),
    );
    let place = diagnostic.place.clone();
    let diagnostic = match nearest {
        Some(word) => diagnostic.did_you_mean(nearest).fix(place, word),
        None => diagnostic,
    };
    reading.report(
        diagnostic.help(format!("use one of {}", list(words.iter().map(|(word, _)| *word)))),
    );
    None
}

/// The noun with its article: `a note`, `an action`.
pub fn article(what: &str) -> String {
    // The only record whose name is plural.
    if what == "dates" {
        return "the field `dates`".into();
    }
    let an = what.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {what}", if an { "an" } else { "a" })
}

/// Words joined by commas, each in backticks.
pub fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ")
}

/// Declares a map with known fields: the type, its reader and its field table. `with rare: Rare` after
/// the name adds the fields of the record `Rare` to the same map.
///
/// ```text
/// record! {
///     /// What it is.
///     pub struct Tally = "tally" {
///         /// How many statements.
///         statements: Option<Sp<u32>>,
///         /// Words of the source.
///         as_given: Option<String> [required] [alias "as-given"],
///     }
/// }
/// ```
#[macro_export]
macro_rules! record {
    (
        $(#[doc = $doc:literal])*
        pub struct $Name:ident = $what:literal $(short $short:literal)? $(with $more:ident: $More:ty)? {
            $(
                $(#[doc = $fdoc:literal])+
                $field:ident : $ty:ty $([$($flag:tt)*])*
            ),* $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
        pub struct $Name {
            $( $(#[doc = $fdoc])+ pub $field: $ty, )*
            $(
                /// Fields of the same map in a box of their own, because few maps have them.
                pub $more: $More,
            )?
        }

        impl $crate::schema::Record for $Name {
            const WHAT: &'static str = $what;
            const SHORT: Option<&'static str> = $crate::record!(@short $($short)?);
            fn fields() -> &'static [$crate::schema::Field] {
                static FIELDS: std::sync::LazyLock<Vec<$crate::schema::Field>> =
                    std::sync::LazyLock::new(|| [$(
                    $crate::schema::Field {
                        name: $crate::record!(@name stringify!($field)),
                        aliases: $crate::record!(@aliases $([$($flag)*])*),
                        doc: concat!($($fdoc),+).trim_ascii(),
                        required: $crate::record!(@required $([$($flag)*])*),
                        shape: <$ty as $crate::schema::FromField>::shape(),
                    }
                ),*]
                .into_iter()
                $(.chain(<$More as $crate::schema::Record>::fields().iter().cloned()))?
                .collect());
                &FIELDS
            }
            fn take(
                keys: &$crate::schema::RecordKeys<'_>,
                reading: &mut $crate::schema::ReadContext,
            ) -> Self {
                Self { $(
                    $field: keys.take::<$ty>(
                        $crate::record!(@name stringify!($field)),
                        $crate::record!(@required $([$($flag)*])*),
                        reading,
                    ),
                )* $( $more: <$More as $crate::schema::Record>::take(keys, reading), )? }
            }
        }

        impl $crate::schema::FromNode for $Name {
            fn shape() -> $crate::schema::FieldType {
                use $crate::schema::{Record as _, FieldType};
                let whole = FieldType::Record($what, Self::fields);
                match Self::SHORT {
                    Some(_) => FieldType::Either(vec![FieldType::Text, whole]),
                    None => whole,
                }
            }
            fn read(
                node: &$crate::node::Node,
                reading: &mut $crate::schema::ReadContext,
            ) -> Option<Self> {
                $crate::schema::read_record(node, reading)
            }
        }
    };
    (@short) => { None };
    (@short $short:literal) => { Some($short) };
    (@name $name:expr) => { $crate::schema::bare($name) };
    (@aliases) => { &[] };
    (@aliases [alias $($alias:literal)+] $($rest:tt)*) => { &[$($alias),+] };
    (@aliases [required] $($rest:tt)*) => { $crate::record!(@aliases $($rest)*) };
    (@required) => { false };
    (@required [required] $($rest:tt)*) => { true };
    (@required [alias $($alias:literal)+] $($rest:tt)*) => { $crate::record!(@required $($rest)*) };
}

/// The key of a field whose Rust name is a raw identifier: `r#type` → `type`.
pub const fn bare(name: &'static str) -> &'static str {
    match name.as_bytes() {
        [b'r', b'#', ..] => name.split_at(2).1,
        _ => name,
    }
}

/// Declares a closed list of words: the type, its reader and its table.
///
/// The variant after `default`, if any, is the value of an absent field.
#[macro_export]
macro_rules! choice {
    (
        $(#[doc = $doc:literal])*
        pub enum $Name:ident {
            $( $(#[doc = $vdoc:literal])* $Variant:ident = $word:literal ),* $(,)?
        }
        $(default $Default:ident)?
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $Name {
            $( $(#[doc = $vdoc])* #[doc = concat!("`", $word, "`")] $Variant, )*
        }

        impl $Name {
            /// Every word with its value, in the order of the manual.
            pub const WORDS: &'static [(&'static str, Self)] = &[$(($word, Self::$Variant)),*];

            /// The word that an author writes.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$Variant => $word,)* }
            }
        }

        impl $crate::schema::FromNode for $Name {
            fn shape() -> $crate::schema::FieldType {
                $crate::schema::FieldType::Choice(&[$($word),*])
            }
            fn read(
                node: &$crate::node::Node,
                reading: &mut $crate::schema::ReadContext,
            ) -> Option<Self> {
                $crate::schema::read_choice(node, Self::WORDS, reading)
            }
        }

        $(
        impl Default for $Name {
            fn default() -> Self { Self::$Default }
        }

        impl $crate::schema::FromField for $Name {
            fn shape() -> $crate::schema::FieldType {
                <Self as $crate::schema::FromNode>::shape()
            }
            fn slot(
                node: Option<&$crate::node::Node>,
                reading: &mut $crate::schema::ReadContext,
            ) -> Self {
                <Option<Self> as $crate::schema::FromField>::slot(node, reading).unwrap_or_default()
            }
        }
        )?
    };
}
