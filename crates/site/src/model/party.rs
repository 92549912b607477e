//! Whoever can speak or act: a person, an organization, or somebody unnamed.

use crate::model::ix::{OrganizationIx, PersonIx};
use onrecord_base::id::ItemRef;
use onrecord_base::node::{Node, Value};
use onrecord_base::schema::{FieldType, FromNode, ReadContext, Record as _, RecordKeys};
use onrecord_base::span::{Span, Spanned};

onrecord_base::choice! {
    /// Why a party has no name here.
    pub enum AnonymityReason {
        /// The source does not say.
        Unnamed = "unnamed",
        /// We know and do not say.
        Withheld = "withheld",
        /// A pen name.
        Pseudonym = "pseudonym",
        /// Several speaking as one.
        Collective = "collective",
        /// Nobody knows.
        Unknown = "unknown",
    }
    default Unnamed
}

onrecord_base::record! {
    /// Somebody unnamed.
    pub struct UnnamedParty = "party" {
        /// The source's own words: "a TikTok director".
        unnamed: Option<String> [required],
        /// The organization they belong to.
        organization: Option<ItemRef>,
        /// Why there is no name.
        identity: AnonymityReason,
        /// How many they are.
        count: Option<Spanned<u32>>,
    }
}

/// A party as written: an id, a plain name, or a description.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Party {
    /// An id, title or alias of a person or organization, or a plain name.
    Named(ItemRef),
    /// Somebody the source describes and does not name.
    Unnamed(Box<UnnamedParty>, Span),
}

impl Party {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Self::Named(name) => name.0.span,
            Self::Unnamed(_, span) => *span,
        }
    }
}

impl FromNode for Party {
    fn shape() -> FieldType {
        FieldType::Either(vec![
            FieldType::Reference,
            FieldType::Record(UnnamedParty::WHAT, UnnamedParty::fields),
        ])
    }
    fn read(node: &Node, reading: &mut ReadContext) -> Option<Self> {
        match &node.value {
            Value::Text { .. } => ItemRef::read(node, reading).map(Self::Named),
            Value::Map(_) => {
                let keys =
                    RecordKeys::sort(node, UnnamedParty::WHAT, &[UnnamedParty::fields()], reading);
                Some(Self::Unnamed(Box::new(UnnamedParty::take(&keys, reading)), node.span))
            }
            _ => {
                reading.wrong_shape(node, "a person or organization");
                None
            }
        }
    }
}

/// A party looked up: it exists, or it is text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResolvedParty {
    /// A defined person.
    Person(PersonIx),
    /// A defined organization.
    Organization(OrganizationIx),
    /// A name that is not defined.
    Name(String),
    /// Somebody described.
    Described {
        /// The source's words.
        words: String,
        /// Where they belong.
        organization: Option<OrganizationIx>,
        /// Why there is no name.
        identity: AnonymityReason,
        /// How many they are.
        count: Option<u32>,
    },
}
