//! Ids and the kinds of items.
//!
//! An [`Id`] is well-formed, but its item may not exist: only the ledger can check that. Start with [`Id::parse`].

use crate::code::RuleCode;
use crate::node::Node;
use crate::schema::{FieldType, FromNode, ReadContext};
use crate::span::Spanned;
use crate::text;
use std::sync::Arc;

/// The maximum length of an id, in characters.
pub const MAX_ID: usize = 80;

/// An id: `[a-z0-9]+(-[a-z0-9]+)*`, at most [`MAX_ID`] characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Arc<str>);

/// The reason why a text is not an id; shown to authors unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The text is empty.
    #[error("an id needs at least one letter or digit")]
    Empty,
    /// It contains a character that is not allowed.
    #[error("invalid character `{0}` in an id; use a-z, 0-9 and single inner hyphens")]
    Char(char),
    /// It starts or ends with a hyphen, or contains two in a row.
    #[error("hyphens in an id must be single and between letters or digits")]
    Hyphen,
    /// It has more than [`MAX_ID`] characters.
    #[error("an id must not exceed 80 characters")]
    Long,
}

impl Id {
    /// Parses an id. Every id from an author's text is created here.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        if text.is_empty() {
            return Err(IdError::Empty);
        }
        if let Some(c) = text.chars().find(|c| !matches!(c, 'a'..='z' | '0'..='9' | '-')) {
            return Err(IdError::Char(c));
        }
        if text.starts_with('-') || text.ends_with('-') || text.contains("--") {
            return Err(IdError::Hyphen);
        }
        if text.len() > MAX_ID {
            return Err(IdError::Long);
        }
        Ok(Self(text.into()))
    }

    /// Creates an id from a title or name; `None` if the text has no letter or digit.
    pub fn slug(title: &str) -> Option<Self> {
        Self::parse(&text::slug(title)).ok()
    }

    /// Creates the id of a note: its path under the content folder. Only the program creates such ids, so they may
    /// contain `/`.
    pub fn of_path(path: &str) -> Self {
        Self(path.into())
    }

    /// The id as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromNode for Id {
    fn shape() -> FieldType {
        FieldType::Text
    }
    fn read(node: &Node, reading: &mut ReadContext) -> Option<Self> {
        let text = String::read(node, reading)?;
        match Self::parse(&text) {
            Ok(id) => Some(id),
            Err(why) => {
                let diagnostic = reading.diagnostic(
                    RuleCode::BadId,
                    node.span,
                    format!("invalid id `{text}`: {why}"),
                );
                let near = Self::slug(&text).map(|id| id.0.to_string());
                let place = diagnostic.place.clone();
                let diagnostic = match near {
                    Some(near) => diagnostic.help(format!("use `{near}`")).fix(place, near),
                    None => diagnostic,
                };
                reading.report(diagnostic);
                None
            }
        }
    }
}

/// A name by which an author refers to another item: an id, `type:id`, a title or an alias. Not resolved yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemRef(pub Spanned<String>);

impl ItemRef {
    /// The name as written.
    pub fn as_str(&self) -> &str {
        &self.0.v
    }
}

impl FromNode for ItemRef {
    fn shape() -> FieldType {
        FieldType::Reference
    }
    fn read(node: &Node, reading: &mut ReadContext) -> Option<Self> {
        Spanned::<String>::read(node, reading).map(Self)
    }
}

/// The table of all kinds of items: calls a macro with one row per kind.
///
/// A row is `Note "note" notes NoteIx NoteLinks note;`: the kind and the type of its fields, its word, its folder and the
/// name of its lists, the type of its positions, the type of its resolved references, and the function that resolves them.
/// A new kind is a row here and the code that is its own.
#[macro_export]
macro_rules! for_each_kind {
    ($callback:ident) => {
        $callback! {
            Note "note" notes NoteIx NoteLinks note;
            Topic "topic" topics TopicIx TopicLinks topic;
            Person "person" people PersonIx PersonLinks person;
            Organization "organization" organizations OrganizationIx OrganizationLinks organization;
            Source "source" sources SourceIx SourceLinks source;
            Quote "quote" quotes QuoteIx QuoteLinks quote;
            Action "action" actions ActionIx ActionLinks action;
        }
    };
}

macro_rules! item_kind {
    ($($Kind:ident $word:literal $list:ident $Ix:ident $Links:ident $resolve:ident;)*) => {
        crate::choice! {
            /// The kinds of items.
            pub enum ItemKind { $($Kind = $word,)* }
        }

        impl ItemKind {
            /// All kinds, in the order of the manual.
            pub const ALL: [Self; [$($word),*].len()] = [$(Self::$Kind),*];

            /// The reserved folder of its files, the key of its inline lists, the first part of its address.
            pub const fn folder(self) -> &'static str {
                match self { $(Self::$Kind => stringify!($list),)* }
            }
        }
    };
}

for_each_kind!(item_kind);

impl ItemKind {
    /// The kinds whose items a note can define in its front matter.
    pub const INLINE: [Self; 5] =
        [Self::Source, Self::Quote, Self::Action, Self::Person, Self::Organization];

    /// The kind with this folder name.
    pub fn of_folder(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| *k != Self::Note && k.folder() == name)
    }

    /// The kind of a reference prefix, such as `quote` in `quote:master-admin`.
    pub fn of_prefix(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(w, _)| *w == word).map(|(_, kind)| *kind)
    }
}

#[cfg(test)]
mod tests {
    use super::{Id, IdError};

    #[test]
    fn ids_have_a_closed_alphabet() {
        assert!(Id::parse("eo-13942").is_ok());
        assert_eq!(Id::parse(""), Err(IdError::Empty));
        assert_eq!(Id::parse("EO"), Err(IdError::Char('E')));
        assert_eq!(Id::parse("a--b"), Err(IdError::Hyphen));
        assert_eq!(Id::parse("-a"), Err(IdError::Hyphen));
        assert_eq!(Id::parse(&"a".repeat(81)), Err(IdError::Long));
        assert_eq!(Id::parse("../x"), Err(IdError::Char('.')));
    }
}
