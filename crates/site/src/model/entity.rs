//! Topics, persons and organizations, in the terms of the Popolo data standard.

use onrecord_base::edtf::{EdtfDate, PartialDate, SourcedDate};
use onrecord_base::id::ItemRef;
use onrecord_base::schema::OrderedMap;
use onrecord_base::span::Spanned;
use std::collections::BTreeSet;
use std::ops::Bound;

onrecord_base::record! {
    /// The fields of a topic.
    pub struct Topic = "topic" {
        /// The parent topic.
        parent: Option<ItemRef>,
        /// Related topics.
        see_also: Vec<ItemRef>,
        /// The note shown first on the topic page.
        lead: Option<ItemRef>,
        /// The subjects that the topic includes and excludes.
        scope_note: Option<Spanned<String>>,
        /// Identifiers in other catalogues: Wikidata, GND.
        identifiers: Vec<Identifier>,
    }
}

onrecord_base::record! {
    /// An identifier in an official or public catalogue.
    pub struct Identifier = "identifier" {
        /// The catalogue.
        scheme: Option<Spanned<String>> [required],
        /// The identifier in that catalogue.
        value: Option<Spanned<String>> [required],
    }
}

onrecord_base::record! {
    /// Another name, with the period of its use.
    pub struct OtherName = "name" short "name" {
        /// The name.
        name: Option<Spanned<String>> [required],
        /// The first date of use.
        start: Option<SourcedDate> [alias "start_date"],
        /// The last date of use.
        end: Option<SourcedDate> [alias "end_date"],
    }
}

onrecord_base::record! {
    /// A role in an organization.
    pub struct Membership = "membership" {
        /// The organization.
        organization: Option<ItemRef> [required],
        /// The role: `spokeswoman`.
        role: Option<Spanned<String>>,
        /// The first date of the membership.
        start: Option<SourcedDate> [alias "start_date"],
        /// The last date of the membership.
        end: Option<SourcedDate> [alias "end_date"],
        /// A date or month on which the membership is known to be current. Without `end`, it lasts
        /// until the person's next membership.
        as_of: Option<SourcedDate>,
        /// The source for the membership.
        source: Option<ItemRef>,
    }
}

onrecord_base::record! {
    /// The fields of a person.
    pub struct Person = "person" {
        /// The full name, as shown.
        name: Option<Spanned<String>> [required],
        /// The name in sorted lists: `Shanahan, Maureen`.
        sort_name: Option<Spanned<String>>,
        /// Other names.
        other_names: Vec<OtherName>,
        /// Roles in organizations.
        memberships: Vec<Membership>,
        /// Identifiers in other catalogues: Wikidata, ORCID.
        identifiers: Vec<Identifier>,
        /// `false`: the person gets no page.
        public_figure: Option<Spanned<bool>>,
    }
}

impl Person {
    /// Returns the memberships that overlap the period from `first` to `last`, each with its index
    /// in `memberships`.
    ///
    /// * `last`: the last date of the period; `None` if the period has no end.
    ///
    /// A membership with `as_of` and without `end` lasts from its start (or that date) until the
    /// next membership starts or is known.
    pub fn memberships_at(
        &self,
        first: PartialDate,
        last: Option<PartialDate>,
    ) -> impl Iterator<Item = (usize, &Membership)> {
        let begins = self
            .memberships
            .iter()
            .filter_map(|m| when(m.start.as_ref()).or_else(|| when(m.as_of.as_ref())));
        let begins: BTreeSet<PartialDate> = begins.map(EdtfDate::earliest).collect();
        let holds = move |m: &Membership| {
            let (start, end, known) =
                (when(m.start.as_ref()), when(m.end.as_ref()), when(m.as_of.as_ref()));
            let from = if end.is_none() { start.or(known) } else { start };
            let begun = from.is_none_or(|from| last.is_none_or(|last| from.earliest() <= last));
            let next = known.filter(|_| end.is_none()).and_then(|known| {
                begins.range((Bound::Excluded(known.earliest()), Bound::Unbounded)).next()
            });
            let lasts = match end {
                Some(end) => end.latest().is_none_or(|end| end >= first),
                None => next.is_none_or(|next| *next > first),
            };
            begun && lasts
        };
        self.memberships.iter().enumerate().filter(move |(_, m)| holds(m))
    }
}

fn when(date: Option<&SourcedDate>) -> Option<EdtfDate> {
    date.and_then(|date| date.when)
}

onrecord_base::choice! {
    /// The type of an organization (Popolo).
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

onrecord_base::record! {
    /// The fields of an organization.
    pub struct Organization = "organization" {
        /// The full name, as shown.
        name: Option<Spanned<String>> [required],
        /// The name in sorted lists.
        sort_name: Option<Spanned<String>>,
        /// Other names.
        other_names: Vec<OtherName>,
        /// The type of organization.
        classification: Classification,
        /// The parent organization.
        parent: Option<ItemRef>,
        /// The jurisdiction: `us`.
        jurisdiction: Option<Spanned<String>>,
        /// The date of its founding.
        founded: Option<SourcedDate>,
        /// The date of its dissolution.
        dissolved: Option<SourcedDate>,
        /// Identifiers in other catalogues: Wikidata, ISNI.
        identifiers: Vec<Identifier>,
    }
}

/// Keys that templates receive as written.
pub type ExtraField = OrderedMap<onrecord_base::schema::OpaqueValue>;
