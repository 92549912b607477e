//! Topics, persons and organizations (in Popolo's terms).

use onrecord_base::edtf::{EdtfDate, PartialDate, SourcedDate};
use onrecord_base::id::ItemRef;
use onrecord_base::schema::OrderedMap;
use onrecord_base::span::Spanned;
use std::collections::BTreeSet;
use std::ops::Bound;

onrecord_base::record! {
    /// The fields of a topic.
    pub struct Topic = "topic" {
        /// The topic above it.
        parent: Option<ItemRef>,
        /// Topics to look at as well.
        see_also: Vec<ItemRef>,
        /// The note that leads its page.
        lead: Option<ItemRef>,
        /// What belongs here and what does not.
        scope_note: Option<Spanned<String>>,
        /// Names in other catalogues.
        identifiers: Vec<Identifier>,
    }
}

onrecord_base::record! {
    /// A name in some official or public catalogue.
    pub struct Identifier = "identifier" {
        /// The catalogue.
        scheme: Option<Spanned<String>> [required],
        /// The name in it.
        value: Option<Spanned<String>> [required],
    }
}

onrecord_base::record! {
    /// Another name, with the time it was used.
    pub struct OtherName = "name" short "name" {
        /// The name.
        name: Option<Spanned<String>> [required],
        /// From when.
        start: Option<SourcedDate> [alias "start_date"],
        /// Until when.
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
        /// From when.
        start: Option<SourcedDate> [alias "start_date"],
        /// Until when.
        end: Option<SourcedDate> [alias "end_date"],
        /// A day or month on which it is known to have held. Without an `end` it holds until the next membership of the person.
        as_of: Option<SourcedDate>,
        /// The source that says so.
        source: Option<ItemRef>,
    }
}

onrecord_base::record! {
    /// The fields of a person.
    pub struct Person = "person" {
        /// The name as first printed.
        name: Option<Spanned<String>> [required],
        /// The name as sorted: `Shanahan, Maureen`.
        sort_name: Option<Spanned<String>>,
        /// Other names.
        other_names: Vec<OtherName>,
        /// Roles in organizations.
        memberships: Vec<Membership>,
        /// Names in other catalogues.
        identifiers: Vec<Identifier>,
        /// `false`: no page of their own.
        public_figure: Option<Spanned<bool>>,
    }
}

impl Person {
    /// The memberships that hold at some day of a time, with their numbers in the order written.
    ///
    /// * `last`: the last day of the time; none where its end is open.
    ///
    /// One that is known for a day (`as_of`) and has no end holds from that day (or its start) until the
    /// next one begins or is known.
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

onrecord_base::record! {
    /// The fields of an organization.
    pub struct Organization = "organization" {
        /// The name as first printed.
        name: Option<Spanned<String>> [required],
        /// The name as sorted.
        sort_name: Option<Spanned<String>>,
        /// Other names.
        other_names: Vec<OtherName>,
        /// What sort of organization.
        classification: Classification,
        /// The organization above it.
        parent: Option<ItemRef>,
        /// The jurisdiction it belongs to: `us`.
        jurisdiction: Option<Spanned<String>>,
        /// When it began.
        founded: Option<SourcedDate>,
        /// When it ended.
        dissolved: Option<SourcedDate>,
        /// Names in other catalogues.
        identifiers: Vec<Identifier>,
    }
}

/// Keys that templates get as written.
pub type ExtraField = OrderedMap<onrecord_base::schema::OpaqueValue>;
