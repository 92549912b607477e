//! A source: something we read or heard and can cite.

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
    /// How a source rests on another.
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
    /// How far a source's wording can be trusted.
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
    /// Who can get at a source.
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
    /// How a source was obtained.
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
    /// The terms the speaker set.
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
    /// What became of an address (CS1).
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
    /// Whether a source still stands.
    pub enum SourceStanding {
        Current = "current",
        Corrected = "corrected",
        Retracted = "retracted",
        Withdrawn = "withdrawn",
    }
    default Current
}

onrecord_base::choice! {
    /// How much of a source a snapshot holds.
    pub enum Coverage {
        Full = "full",
        Clippings = "clippings",
    }
    default Full
}

/// To whom a source was given or addressed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Recipient {
    /// A person, an organization or somebody unnamed.
    Party(Party),
    /// Names as a bibliography has them.
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
    /// What a source rests on.
    pub struct BasedOn = "basis" short "source" {
        /// The other source.
        source: Option<ItemRef> [required],
        /// In what way.
        how: BasisKind,
    }
}

onrecord_base::record! {
    /// Our archived copy of a source's text.
    pub struct Snapshot = "snapshot" short "file" {
        /// The file, relative to this one.
        file: Option<Spanned<String>> [required],
        /// The SHA-256 of its bytes, in base 16.
        sha256: Option<Spanned<String>>,
        /// When it was captured.
        captured: Option<SourcedDate>,
        /// Whether it is the full text or clippings that keep line numbers.
        coverage: Coverage,
        /// Whether it is published with the site.
        publish: Option<Spanned<bool>>,
    }
}

/// `author: []` says "no byline"; an absent `author` says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum Byline {
    /// Not said.
    #[default]
    Unsaid,
    /// `[]`: printed without an author.
    Nobody,
    /// These.
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
    /// The place in a source, as a map.
    pub struct LocatorMap = "locator" {
        /// Page or pages.
        page: Option<String>,
        /// Line of the held copy, blank ones counted.
        line: Option<String>,
        /// Paragraph.
        paragraph: Option<String>,
        /// Time in a recording: `00:14:05`.
        timestamp: Option<String>,
        /// Section.
        section: Option<String>,
        /// Chapter.
        chapter: Option<String>,
    }
}

/// The place in a source: a map, or words like `p. 4`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SourceLocator {
    /// Named parts.
    Parts(Box<LocatorMap>),
    /// A pandoc locator.
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
    /// The fields of a source. Bibliographic ones are CSL variables.
    pub struct Source = "source" with variables: SourceVariables {
        /// A CSL type or one of the readable names.
        r#type: SourceType,
        /// Its name in chains and short notes; default: `container_title` if no other source has that name, else `title`.
        short_title: Option<Spanned<String>> [alias "title-short" "short-title"],
        /// Who wrote it; `[]`: no byline.
        author: Byline,
        /// Who edited it.
        editor: Vec<Spanned<CslName>>,
        /// Who published it: text or an organization.
        publisher: Option<Spanned<String>>,
        /// What it appeared in: text or an organization.
        container_title: Option<Spanned<String>> [alias "container-title"],
        /// When it was issued.
        issued: Option<SourcedDate>,
        /// When we looked at it.
        accessed: Option<SourcedDate>,
        /// Its address.
        url: Option<Spanned<String>> [alias "URL"],
        /// Its DOI.
        doi: Option<Spanned<String>> [alias "DOI"],
        /// Its ISBN.
        isbn: Option<Spanned<String>> [alias "ISBN"],
        /// Its number: of a report, an order, a docket.
        number: Option<Spanned<String>>,
        /// Volume.
        volume: Option<Spanned<String>>,
        /// Issue.
        issue: Option<Spanned<String>>,
        /// Pages it stands on.
        page: Option<Spanned<String>>,
        /// Section of a newspaper or code.
        section: Option<Spanned<String>>,
        /// Court or body that made it.
        authority: Option<Spanned<String>>,
        /// Jurisdiction it belongs to.
        jurisdiction: Option<Spanned<String>>,
        /// Hearing, conference, event.
        event_title: Option<Spanned<String>> [alias "event-title"],
        /// Where that was.
        event_place: Option<Spanned<String>> [alias "event-place"],
        /// Medium.
        medium: Option<Spanned<String>>,
        /// Genre: `Press release`.
        genre: Option<Spanned<String>>,
        /// The language it is in.
        language: Option<Spanned<String>>,
        /// Its title in the site's language.
        trans_title: Option<Spanned<String>> [alias "trans-title"],
        /// A citation written by hand that replaces the rendered one.
        cite_as: Option<Spanned<String>>,
        /// Its length, in words of your own.
        extent: Option<Spanned<String>> [alias "dimensions"],
        /// What it rests on.
        based_on: Vec<BasedOn>,
        /// Whether we saw it ourselves.
        consulted: Option<Spanned<bool>>,
        /// How far its wording can be trusted.
        fidelity: Fidelity,
        /// Who can get at it.
        access: Access,
        /// How it was obtained.
        obtained: ObtainedBy,
        /// The terms the speaker set.
        attribution: Option<Spanned<Attribution>>,
        /// Who made it.
        creator: Option<Party>,
        /// To whom it was given.
        recipient: Option<Recipient>,
        /// Who holds it.
        custodian: Option<Party>,
        /// Facts about its access, record, bias and age.
        descriptor: Option<Spanned<String>>,
        /// Our archived copy.
        snapshot: Option<Snapshot>,
        /// Address of an archived copy on the web.
        archive_url: Option<Spanned<String>>,
        /// When that was made.
        archive_date: Option<SourcedDate>,
        /// What became of the address.
        url_status: UrlStatus,
        /// What is needed to open the address: `subscription`.
        url_access: Option<Spanned<String>>,
        /// News agency.
        agency: Option<Spanned<String>>,
        /// Aggregator through which we read it.
        via: Option<Spanned<String>>,
        /// Whether it still stands.
        standing: SourceStanding,
    }
}

impl Source {
    /// Whether we saw it: as said, else no where access is `not-held` or `lost`.
    pub fn is_consulted(&self) -> bool {
        self.consulted
            .as_ref()
            .map_or(!matches!(self.access, Access::NotHeld | Access::Lost), |c| c.v)
    }
}
