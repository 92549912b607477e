//! Sources: documents and recordings that can be cited.

use crate::model::party::Party;
use onrecord_base::edtf::SourcedDate;
use onrecord_base::id::ItemRef;
use onrecord_base::node::{Node, Value};
use onrecord_base::schema::{FieldType, FromField, FromNode, ReadContext, Record as _, RecordKeys};
use onrecord_base::span::Spanned;
use onrecord_cite::name::CslName;
use onrecord_cite::source_type::SourceType;
use onrecord_cite::variables::SourceVariables;

onrecord_base::choice! {
    /// The way in which a source uses another source.
    pub enum BasisKind {
        Quotes = "quotes",
        Reports = "reports",
        Summarizes = "summarizes",
        Republishes = "republishes",
        Translates = "translates",
        Transcribes = "transcribes",
        Obtained = "obtained",
    }
    default Reports
}

onrecord_base::choice! {
    /// The reliability of a source's wording.
    pub enum Fidelity {
        Unstated = "unstated",
        Original = "original",
        Copy = "copy",
        Excerpt = "excerpt",
        Transcript = "transcript",
        Translation = "translation",
        Reworded = "reworded",
    }
    default Unstated
}

onrecord_base::choice! {
    /// The availability of a source.
    pub enum Access {
        Public = "public",
        Paywalled = "paywalled",
        Restricted = "restricted",
        NotHeld = "not-held",
        Lost = "lost",
    }
    default Public
}

onrecord_base::choice! {
    /// The way in which a source was obtained.
    pub enum ObtainedBy {
        Published = "published",
        Interview = "interview",
        Statement = "statement",
        Hearing = "hearing",
        Filing = "filing",
        Foia = "foia",
        Leak = "leak",
        Observation = "observation",
    }
    default Published
}

onrecord_base::choice! {
    /// The conditions that the speaker set for attribution.
    pub enum Attribution {
        OnRecord = "on-record",
        Background = "background",
        DeepBackground = "deep-background",
        OffRecord = "off-record",
        ChathamHouse = "chatham-house",
        None = "none",
        Unknown = "unknown",
    }
}

onrecord_base::choice! {
    /// The state of a web address (as in Wikipedia's CS1 templates).
    pub enum UrlStatus {
        Live = "live",
        Dead = "dead",
        Changed = "changed",
        Unfit = "unfit",
        Usurped = "usurped",
        Unknown = "unknown",
    }
    default Live
}

onrecord_base::choice! {
    /// The validity of a source.
    pub enum SourceStanding {
        Current = "current",
        Corrected = "corrected",
        Retracted = "retracted",
        Withdrawn = "withdrawn",
    }
    default Current
}

onrecord_base::choice! {
    /// The part of a source that a snapshot contains.
    pub enum Coverage {
        Full = "full",
        Clippings = "clippings",
    }
    default Full
}

/// The recipient of a source.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Recipient {
    /// A person, an organization or an unnamed party.
    Party(Party),
    /// Names in the form of a bibliography.
    Names(Vec<Spanned<CslName>>),
}

impl FromNode for Recipient {
    fn shape() -> FieldType {
        let name = FieldType::Record(CslName::WHAT, CslName::fields);
        FieldType::Either(vec![Party::shape(), FieldType::List(Box::new(name))])
    }
    fn read(node: &Node, reading: &mut ReadContext) -> Option<Self> {
        let is_name =
            |key: &Spanned<String>| matches!(key.v.as_str(), "family" | "given" | "literal");
        match &node.value {
            Value::List(_) => Vec::<Spanned<CslName>>::read(node, reading).map(Self::Names),
            Value::Map(entries) if entries.iter().any(|(key, _)| is_name(key)) => {
                Vec::<Spanned<CslName>>::read(node, reading).map(Self::Names)
            }
            _ => Party::read(node, reading).map(Self::Party),
        }
    }
}

onrecord_base::record! {
    /// A source that another source is based on.
    pub struct BasedOn = "basis" short "source" {
        /// The other source.
        source: Option<ItemRef> [required],
        /// The way in which it is used.
        how: BasisKind,
    }
}

onrecord_base::record! {
    /// An archived copy of a source's text.
    pub struct Snapshot = "snapshot" short "file" {
        /// The path of the file, relative to the file that names it.
        file: Option<Spanned<String>> [required],
        /// The SHA-256 hash of the file, in hexadecimal.
        sha256: Option<Spanned<String>>,
        /// The date of the capture.
        captured: Option<SourcedDate>,
        /// `full` for the whole text, or `clippings` for extracts that keep the line numbers.
        coverage: Coverage,
        /// `true`: the snapshot is published with the site.
        publish: Option<Spanned<bool>>,
    }
}

/// The authors of a source. `author: []` means "no byline"; an absent `author` means nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum Byline {
    /// Not given.
    #[default]
    Unsaid,
    /// `[]`: published without a byline.
    Nobody,
    /// The authors, in order.
    By(Vec<Spanned<CslName>>),
}

impl FromField for Byline {
    fn shape() -> FieldType {
        <Vec<CslName> as FromNode>::shape()
    }
    fn slot(node: Option<&Node>, reading: &mut ReadContext) -> Self {
        match node.map(|n| &n.value) {
            None | Some(Value::Null) => Self::Unsaid,
            Some(Value::List(items)) if items.is_empty() => Self::Nobody,
            Some(_) => {
                Option::<Vec<Spanned<CslName>>>::slot(node, reading).map_or(Self::Unsaid, Self::By)
            }
        }
    }
}

onrecord_base::record! {
    /// A location in a source, by named parts.
    pub struct LocatorMap = "locator" {
        /// The page or pages.
        page: Option<String>,
        /// The line in the snapshot; empty lines count.
        line: Option<String>,
        /// The paragraph.
        paragraph: Option<String>,
        /// The time in a recording: `00:14:05`.
        timestamp: Option<String>,
        /// The section.
        section: Option<String>,
        /// The chapter.
        chapter: Option<String>,
    }
}

/// A location in a source: named parts, or text like `p. 4`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SourceLocator {
    /// Named parts.
    Parts(Box<LocatorMap>),
    /// A locator in Pandoc's notation.
    Words(Spanned<String>),
}

impl FromNode for SourceLocator {
    fn shape() -> FieldType {
        FieldType::Either(vec![
            FieldType::Text,
            FieldType::Record(LocatorMap::WHAT, LocatorMap::fields),
        ])
    }
    fn read(node: &Node, reading: &mut ReadContext) -> Option<Self> {
        if let Value::Map(_) = node.value {
            let keys = RecordKeys::sort(node, LocatorMap::WHAT, &[LocatorMap::fields()], reading);
            Some(Self::Parts(Box::new(LocatorMap::take(&keys, reading))))
        } else {
            Spanned::<String>::read(node, reading).map(Self::Words)
        }
    }
}

onrecord_base::record! {
    /// The fields of a source. The bibliographic fields are CSL variables.
    pub struct Source = "source" with variables: SourceVariables {
        /// A CSL type, or one of the readable names.
        r#type: SourceType,
        /// The name in chains of evidence and short notes. Default: `container_title` if no other
        /// source has that name, or `title`.
        short_title: Option<Spanned<String>> [alias "title-short" "short-title"],
        /// The authors; `[]` if there is no byline.
        author: Byline,
        /// The editors.
        editor: Vec<Spanned<CslName>>,
        /// The publisher: text or an organization.
        publisher: Option<Spanned<String>>,
        /// The newspaper, journal, book or site that it appeared in: text or an organization.
        container_title: Option<Spanned<String>> [alias "container-title"],
        /// The date of issue.
        issued: Option<SourcedDate>,
        /// The date on which we accessed it.
        accessed: Option<SourcedDate>,
        /// The web address.
        url: Option<Spanned<String>> [alias "URL"],
        /// The DOI.
        doi: Option<Spanned<String>> [alias "DOI"],
        /// The ISBN.
        isbn: Option<Spanned<String>> [alias "ISBN"],
        /// The number of a report, an order or a docket.
        number: Option<Spanned<String>>,
        /// The volume.
        volume: Option<Spanned<String>>,
        /// The issue.
        issue: Option<Spanned<String>>,
        /// The pages on which it appears.
        page: Option<Spanned<String>>,
        /// The section of a newspaper or code.
        section: Option<Spanned<String>>,
        /// The court or body that issued it.
        authority: Option<Spanned<String>>,
        /// The jurisdiction: `us`.
        jurisdiction: Option<Spanned<String>>,
        /// The hearing, conference or event.
        event_title: Option<Spanned<String>> [alias "event-title"],
        /// The place of the event.
        event_place: Option<Spanned<String>> [alias "event-place"],
        /// The medium.
        medium: Option<Spanned<String>>,
        /// The genre: `Press release`.
        genre: Option<Spanned<String>>,
        /// The language of the source.
        language: Option<Spanned<String>>,
        /// The title, translated into the site's language.
        trans_title: Option<Spanned<String>> [alias "trans-title"],
        /// A citation that you write yourself; it replaces the generated one.
        cite_as: Option<Spanned<String>>,
        /// The length, as text.
        extent: Option<Spanned<String>> [alias "dimensions"],
        /// The sources it is based on.
        based_on: Vec<BasedOn>,
        /// `true` if we saw the source ourselves. Default: `false` if `access` is `not-held` or `lost`, or `true`.
        consulted: Option<Spanned<bool>>,
        /// The reliability of the wording.
        fidelity: Fidelity,
        /// The availability of the source.
        access: Access,
        /// The way in which it was obtained.
        obtained: ObtainedBy,
        /// The conditions that the speaker set for attribution.
        attribution: Option<Spanned<Attribution>>,
        /// The party that made it.
        creator: Option<Party>,
        /// The party it was given to.
        recipient: Option<Recipient>,
        /// The party that holds it.
        custodian: Option<Party>,
        /// A note for readers about its access, record, bias and age.
        descriptor: Option<Spanned<String>>,
        /// The archived copy.
        snapshot: Option<Snapshot>,
        /// The address of an archived copy on the web.
        archive_url: Option<Spanned<String>>,
        /// The date of that web archive copy.
        archive_date: Option<SourcedDate>,
        /// The state of the web address.
        url_status: UrlStatus,
        /// The requirement for opening the address: `subscription`.
        url_access: Option<Spanned<String>>,
        /// The news agency.
        agency: Option<Spanned<String>>,
        /// The aggregator through which it was accessed.
        via: Option<Spanned<String>>,
        /// The validity of the source: corrections, retractions.
        standing: SourceStanding,
    }
}

impl Source {
    /// True if we saw the source: as written, or false by default if `access` is `not-held` or
    /// `lost`.
    pub fn is_consulted(&self) -> bool {
        self.consulted
            .as_ref()
            .map_or(!matches!(self.access, Access::NotHeld | Access::Lost), |c| c.v)
    }
}
