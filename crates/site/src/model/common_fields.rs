//! The optional fields that every item has, including those that control publication.

use crate::model::withheld::Withheld;
use onrecord_base::edtf::{SourcedDate, UtcInstant};
use onrecord_base::id::{Id, ItemRef};
use onrecord_base::node::{Node, Value};
use onrecord_base::schema::{FieldType, FromNode, OpaqueValue, OrderedMap, ReadContext};
use onrecord_base::span::Spanned;
use onrecord_base::thin_vec::ThinVec;

onrecord_base::choice! {
    /// The publication state of an item.
    pub enum PublicationState {
        /// Not published yet.
        Draft = "draft",
        /// Published.
        Published = "published",
        /// Retracted. The page keeps its address and shows only title, date and reason.
        Withdrawn = "withdrawn",
        /// Published, with a banner that says the page is kept for the record.
        Archived = "archived",
    }
    default Published
}

/// The reason for accepting a finding. May be empty here; a check reports empty reasons.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AcceptReason(pub String);

impl FromNode for AcceptReason {
    fn shape() -> FieldType {
        FieldType::Text
    }
    fn read(node: &Node, reading: &mut ReadContext) -> Option<Self> {
        match &node.value {
            Value::Null => Some(Self(String::new())),
            Value::Text { text, .. } if text.trim().is_empty() => Some(Self(String::new())),
            _ => String::read(node, reading).map(Self),
        }
    }
}

onrecord_base::record! {
    /// A link for further reading.
    pub struct LinkTo = "link" short "url" {
        /// The address: http, https or mailto.
        url: Option<Spanned<String>> [required],
        /// The link text. Default: the address.
        title: Option<String>,
    }
}

onrecord_base::record! {
    /// The optional fields of every item.
    pub struct CommonFields = "thing" {
        /// The name in addresses and references. Default: the file name, or a slug of the title or
        /// name.
        id: Option<Spanned<Id>>,
        /// The title.
        title: Option<Spanned<String>>,
        /// One or two sentences for lists and previews. The text is never shortened.
        summary: Option<Box<Spanned<String>>>,
        /// The topics of the item, by id, title or alias.
        topics: Vec<ItemRef> [alias "tags"],
        /// Other names, or old addresses (starting with `/`) that redirect here.
        aliases: ThinVec<Spanned<String>>,
        /// The language of the text, as a BCP 47 tag: `pt-BR`.
        lang: Option<Box<Spanned<String>>>,
        /// Links for further reading.
        links: ThinVec<LinkTo>,
        /// Public commentary, in Markdown.
        note: Option<Box<Spanned<String>>>,
        /// Private commentary for the authors. It is never published.
        internal_note: Option<Box<Spanned<Withheld<String>>>>,
        /// The publication state. Default: `published`. `withdrawn` keeps a page with title, date and reason; `archived` adds a banner.
        state: Option<Spanned<PublicationState>>,
        /// `true` is short for `state: draft`.
        draft: Option<Spanned<bool>>,
        /// For Obsidian: `publish: false` makes the item a draft.
        publish: Option<Spanned<bool>>,
        /// The item is withheld from all output before this time.
        embargo: Option<Box<Spanned<UtcInstant>>>,
        /// The item is withheld from all output from this time on.
        expires: Option<Box<Spanned<UtcInstant>>>,
        /// `true` withholds the item from all output permanently.
        confidential: Option<Spanned<bool>>,
        /// The reason for the withdrawal; shown on the page.
        withdrawn_reason: Option<Box<Spanned<String>>>,
        /// The date on which the entry was created.
        created: Option<Box<SourcedDate>>,
        /// The date of the last change.
        updated: Option<Box<SourcedDate>>,
        /// Findings to accept for this item: rule codes, each with a reason.
        accept: OrderedMap<Spanned<AcceptReason>>,
        /// Your own keys; templates receive them unchanged.
        extra: OrderedMap<OpaqueValue>,
    }
}
