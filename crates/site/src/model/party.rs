//! Parties: persons, organizations and unnamed speakers or actors.

use crate::model::ix::{OrganizationIx, PersonIx};
use onrecord_base::id::ItemRef;
use onrecord_base::node::{Node, Value};
use onrecord_base::schema::{FieldType, FromNode, ReadContext, Record as _, RecordKeys};
use onrecord_base::span::{Span, Spanned};

onrecord_base::choice! {
    /// The reason why a party is not named.
    pub enum AnonymityReason {
        /// The source does not name them.
        Unnamed = "unnamed",
        /// We know the name but withhold it.
        Withheld = "withheld",
        /// The name is a pseudonym.
        Pseudonym = "pseudonym",
        /// Several people speak as one.
        Collective = "collective",
        /// The name is not known.
        Unknown = "unknown",
    }
    default Unnamed
}

onrecord_base::record! {
    /// A party that is described but not named.
    pub struct UnnamedParty = "party" {
        /// The description in the source's own words: "a TikTok director".
        unnamed: Option<String> [required],
        /// The organization they belong to.
        organization: Option<ItemRef>,
        /// The reason why they are not named.
        identity: AnonymityReason,
        /// The number of people.
        count: Option<Spanned<u32>>,
    }
}

/// A party as written: an id, a plain name or a description.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Party {
    /// An id, title or alias of a person or organization, or a plain name.
    Named(ItemRef),
    /// A person or group that the source describes without a name.
    Unnamed(Box<UnnamedParty>, Span),
}

impl Party {
    /// The span of the party in its file.
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

/// A party after lookup: an existing item, or text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResolvedParty {
    /// A defined person.
    Person(PersonIx),
    /// A defined organization.
    Organization(OrganizationIx),
    /// A name that is not defined.
    Name(String),
    /// A party that is described but not named.
    Described {
        /// The description in the source's words.
        words: String,
        /// The organization they belong to.
        organization: Option<OrganizationIx>,
        /// The reason why they are not named.
        identity: AnonymityReason,
        /// The number of people; `None` if unknown.
        count: Option<u32>,
    },
}
