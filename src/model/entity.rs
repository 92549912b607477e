//! Topics, persons and organizations (in Popolo's terms).

use crate::base::schema::Table;
use crate::base::span::Sp;
use crate::model::id::Ref;
use crate::model::when::Dated;

crate::record! {
    /// The fields of a topic.
    pub struct Topic = "topic" {
        /// The topic above it.
        parent: Option<Ref>,
        /// Topics to look at as well.
        see_also: Vec<Ref>,
        /// The note that leads its page.
        lead: Option<Ref>,
        /// What belongs here and what does not.
        scope_note: Option<Sp<String>>,
        /// Names in other catalogues.
        identifiers: Vec<Identifier>,
    }
}

crate::record! {
    /// A name in some official or public catalogue.
    pub struct Identifier = "identifier" {
        /// The catalogue.
        scheme: Option<Sp<String>> [required],
        /// The name in it.
        value: Option<Sp<String>> [required],
    }
}

crate::record! {
    /// Another name, with the time it was used.
    pub struct OtherName = "name" short "name" {
        /// The name.
        name: Option<Sp<String>> [required],
        /// From when.
        start: Option<Dated> [alias "start_date"],
        /// Until when.
        end: Option<Dated> [alias "end_date"],
    }
}

crate::record! {
    /// A role in an organization.
    pub struct Membership = "membership" {
        /// The organization.
        organization: Option<Ref> [required],
        /// The role: `spokeswoman`.
        role: Option<Sp<String>>,
        /// From when.
        start: Option<Dated> [alias "start_date"],
        /// Until when.
        end: Option<Dated> [alias "end_date"],
        /// A day or month on which it is known to have held.
        as_of: Option<Dated>,
        /// The source that says so.
        source: Option<Ref>,
    }
}

crate::record! {
    /// The fields of a person.
    pub struct Person = "person" {
        /// The name as first printed.
        name: Option<Sp<String>> [required],
        /// The name as sorted: `Shanahan, Maureen`.
        sort_name: Option<Sp<String>>,
        /// Other names.
        other_names: Vec<OtherName>,
        /// Roles in organizations.
        memberships: Vec<Membership>,
        /// Names in other catalogues.
        identifiers: Vec<Identifier>,
        /// `false`: no page of their own.
        public_figure: Option<Sp<bool>>,
    }
}

crate::choice! {
    /// What sort of organization (Popolo).
    pub enum Classification {
        Government = "government",
        Legislature = "legislature",
        Agency = "agency",
        Court = "court",
        Party = "party",
        Company = "company",
        Unit = "unit",
        NewsOrganization = "news-organization",
        ThinkTank = "think-tank",
        Ngo = "ngo",
        University = "university",
        Intergovernmental = "intergovernmental",
        Website = "website",
        Other = "other",
    }
    default Other
}

crate::record! {
    /// The fields of an organization.
    pub struct Organization = "organization" {
        /// The name as first printed.
        name: Option<Sp<String>> [required],
        /// The name as sorted.
        sort_name: Option<Sp<String>>,
        /// Other names.
        other_names: Vec<OtherName>,
        /// What sort of organization.
        classification: Classification,
        /// The organization above it.
        parent: Option<Ref>,
        /// The jurisdiction it belongs to: `us`.
        jurisdiction: Option<Sp<String>>,
        /// When it began.
        founded: Option<Dated>,
        /// When it ended.
        dissolved: Option<Dated>,
        /// Names in other catalogues.
        identifiers: Vec<Identifier>,
    }
}

/// Keys that templates get as written.
pub type Extra = Table<crate::base::schema::Free>;
