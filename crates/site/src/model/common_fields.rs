//! The optional fields that every thing has, release among them.

use crate::model::withheld::Withheld;
use onrecord_base::edtf::{SourcedDate, UtcInstant};
use onrecord_base::id::{Id, ItemRef};
use onrecord_base::node::{Node, Value};
use onrecord_base::schema::{FieldType, FromNode, OpaqueValue, OrderedMap, ReadContext};
use onrecord_base::span::Spanned;
use onrecord_base::thin_vec::ThinVec;

onrecord_base::choice! {
    /// Where a thing is in its life.
    pub enum PublicationState {
        /// Not to be seen yet.
        Draft = "draft",
        /// To be seen.
        Published = "published",
        /// Taken back; a page with title, day and reason keeps the address.
        Withdrawn = "withdrawn",
        /// To be seen, under a banner that says it is kept for the record.
        Archived = "archived",
    }
    default Published
}

/// Why a rule is accepted. May be empty here: whether it says anything is a rule of its own.
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
    /// A link to follow for more.
    pub struct LinkTo = "link" short "url" {
        /// The address: http, https or mailto.
        url: Option<Spanned<String>> [required],
        /// Its words; the address itself when absent.
        title: Option<String>,
    }
}

onrecord_base::record! {
    /// Optional fields of every thing.
    pub struct CommonFields = "thing" {
        /// The name in addresses and references; default: the file's name, or a slug of the title or name.
        id: Option<Spanned<Id>>,
        /// What it is called.
        title: Option<Spanned<String>>,
        /// One or two sentences for lists and previews; never cut by machine.
        summary: Option<Box<Spanned<String>>>,
        /// The topics it belongs to: ids, titles or aliases.
        topics: Vec<ItemRef> [alias "tags"],
        /// Other names, or old addresses (beginning with `/`).
        aliases: ThinVec<Spanned<String>>,
        /// The language of its text, as a BCP 47 tag.
        lang: Option<Box<Spanned<String>>>,
        /// Where to read more.
        links: ThinVec<LinkTo>,
        /// Public commentary, in Markdown.
        note: Option<Box<Spanned<String>>>,
        /// Commentary for the desk; in no output.
        internal_note: Option<Box<Spanned<Withheld<String>>>>,
        /// draft, published, withdrawn or archived.
        state: Option<Spanned<PublicationState>>,
        /// Short for `state: draft`.
        draft: Option<Spanned<bool>>,
        /// Obsidian's guard: `publish: false` is read as a draft.
        publish: Option<Spanned<bool>>,
        /// In no output before this moment of the build clock.
        embargo: Option<Box<Spanned<UtcInstant>>>,
        /// In no output from this moment of the build clock on.
        expires: Option<Box<Spanned<UtcInstant>>>,
        /// In no output, ever.
        confidential: Option<Spanned<bool>>,
        /// Why it was withdrawn; shown on its page.
        withdrawn_reason: Option<Box<Spanned<String>>>,
        /// When the entry was made.
        created: Option<Box<SourcedDate>>,
        /// When it was last changed.
        updated: Option<Box<SourcedDate>>,
        /// Rules that are known not to hold here, each with the reason.
        accept: OrderedMap<Spanned<AcceptReason>>,
        /// Keys of your own, passed to templates untouched.
        extra: OrderedMap<OpaqueValue>,
    }
}
