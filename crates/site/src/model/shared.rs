//! The optional fields that every thing has, release among them.

use crate::model::withheld::Withheld;
use onrecord_base::few::Few;
use onrecord_base::id::{Id, Ref};
use onrecord_base::node::{Node, Value};
use onrecord_base::schema::{Free, Read, Reading, Shape, Table};
use onrecord_base::span::Sp;
use onrecord_base::when::{Dated, Moment};

onrecord_base::choice! {
    /// Where a thing is in its life.
    pub enum State {
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
pub struct Reason(pub String);

impl Read for Reason {
    fn shape() -> Shape {
        Shape::Text
    }
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
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
        url: Option<Sp<String>> [required],
        /// Its words; the address itself when absent.
        title: Option<String>,
    }
}

onrecord_base::record! {
    /// Optional fields of every thing.
    pub struct Shared = "thing" {
        /// The name in addresses and references; default: the file's name, or a slug of the title or name.
        id: Option<Sp<Id>>,
        /// What it is called.
        title: Option<Sp<String>>,
        /// One or two sentences for lists and previews; never cut by machine.
        summary: Option<Box<Sp<String>>>,
        /// The topics it belongs to: ids, titles or aliases.
        topics: Vec<Ref> [alias "tags"],
        /// Other names, or old addresses (beginning with `/`).
        aliases: Few<Sp<String>>,
        /// The language of its text, as a BCP 47 tag.
        lang: Option<Box<Sp<String>>>,
        /// Where to read more.
        links: Few<LinkTo>,
        /// Public commentary, in Markdown.
        note: Option<Box<Sp<String>>>,
        /// Commentary for the desk; in no output.
        internal_note: Option<Box<Sp<Withheld<String>>>>,
        /// draft, published, withdrawn or archived.
        state: Option<Sp<State>>,
        /// Short for `state: draft`.
        draft: Option<Sp<bool>>,
        /// Obsidian's guard: `publish: false` is read as a draft.
        publish: Option<Sp<bool>>,
        /// In no output before this moment of the build clock.
        embargo: Option<Box<Sp<Moment>>>,
        /// In no output from this moment of the build clock on.
        expires: Option<Box<Sp<Moment>>>,
        /// In no output, ever.
        confidential: Option<Sp<bool>>,
        /// Why it was withdrawn; shown on its page.
        withdrawn_reason: Option<Box<Sp<String>>>,
        /// When the entry was made.
        created: Option<Box<Dated>>,
        /// When it was last changed.
        updated: Option<Box<Dated>>,
        /// Rules that are known not to hold here, each with the reason.
        accept: Table<Sp<Reason>>,
        /// Keys of your own, passed to templates untouched.
        extra: Table<Free>,
    }
}
