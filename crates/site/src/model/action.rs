//! Policy actions: orders, bills, rulings, rules, reviews, designations and commitments.
//!
//! Start with [`Action`]. The status of an action is computed in `resolve::actions`.

use crate::model::party::Party;
use onrecord_base::edtf::SourcedDate;
use onrecord_base::id::ItemRef;
use onrecord_base::span::Spanned;
use onrecord_base::thin_vec::ThinVec;
use onrecord_prose::options::ActionFilters;

onrecord_base::choice! {
    /// The kind of an action.
    pub enum ActionKind {
        Bill = "bill",
        Resolution = "resolution",
        Act = "act",
        Statute = "statute",
        Ordinance = "ordinance",
        Amendment = "amendment",
        Vote = "vote",
        Hearing = "hearing",
        Inquiry = "inquiry",
        Subpoena = "subpoena",
        Ratification = "ratification",
        ExecutiveOrder = "executive-order",
        Proclamation = "proclamation",
        Memorandum = "memorandum",
        Determination = "determination",
        OrderInCouncil = "order-in-council",
        Directive = "directive",
        Designation = "designation",
        Sanction = "sanction",
        Appointment = "appointment",
        Pardon = "pardon",
        DivestmentOrder = "divestment-order",
        ProposedRule = "proposed-rule",
        FinalRule = "final-rule",
        InterimRule = "interim-rule",
        Regulation = "regulation",
        DelegatedAct = "delegated-act",
        ImplementingAct = "implementing-act",
        Decision = "decision",
        Recommendation = "recommendation",
        StatutoryInstrument = "statutory-instrument",
        Guidance = "guidance",
        Notice = "notice",
        License = "license",
        Review = "review",
        Consultation = "consultation",
        Investigation = "investigation",
        EnforcementAction = "enforcement-action",
        Penalty = "penalty",
        Complaint = "complaint",
        Injunction = "injunction",
        RestrainingOrder = "restraining-order",
        Stay = "stay",
        Ruling = "ruling",
        Judgment = "judgment",
        Appeal = "appeal",
        Settlement = "settlement",
        Treaty = "treaty",
        Agreement = "agreement",
        Communique = "communique",
        UnResolution = "un-resolution",
        PolicyProposal = "policy-proposal",
        Announcement = "announcement",
        Commitment = "commitment",
        CorporateReorganization = "corporate-reorganization",
        CorporatePractice = "corporate-practice",
    }
}

onrecord_base::choice! {
    /// The status of an action.
    pub enum Status {
        Proposed = "proposed",
        Introduced = "introduced",
        Pending = "pending",
        Passed = "passed",
        Adopted = "adopted",
        InForce = "in-force",
        PartlyInForce = "partly-in-force",
        Blocked = "blocked",
        Suspended = "suspended",
        Superseded = "superseded",
        Revoked = "revoked",
        Terminated = "terminated",
        Vacated = "vacated",
        Expired = "expired",
        Failed = "failed",
        Withdrawn = "withdrawn",
        Completed = "completed",
        Unknown = "unknown",
    }
    default Unknown
}

impl Status {
    /// True before any final decision: proposed, introduced, pending or passed.
    pub const fn is_preliminary(self) -> bool {
        matches!(self, Self::Proposed | Self::Introduced | Self::Pending | Self::Passed)
    }

    /// True if an action with this status has ended or never took effect.
    pub const fn is_gone(self) -> bool {
        matches!(
            self,
            Self::Superseded
                | Self::Revoked
                | Self::Terminated
                | Self::Vacated
                | Self::Expired
                | Self::Failed
                | Self::Withdrawn
        )
    }
}

onrecord_base::choice! {
    /// The catalogue of an official identifier.
    pub enum IdentifierScheme {
        UsEo = "us-eo",
        UsPl = "us-pl",
        UsBill = "us-bill",
        Fr = "fr",
        Cfr = "cfr",
        Usc = "usc",
        UsDocket = "us-docket",
        UsState = "us-state",
        UkAct = "uk-act",
        UkSi = "uk-si",
        Eli = "eli",
        Celex = "celex",
        Un = "un",
        Docket = "docket",
        Other = "other",
    }
}

onrecord_base::record! {
    /// An official identifier of an action.
    pub struct ActionIdentifier = "identifier" {
        /// The catalogue that assigns the identifier.
        scheme: Option<IdentifierScheme> [required],
        /// The identifier as that catalogue writes it: `32016R0679`.
        value: Option<Spanned<String>> [required],
    }
}

onrecord_base::choice! {
    /// The part of an action that a relation affects: all of it, or some of it.
    pub enum RelationScope {
        Whole = "whole",
        InPart = "in-part",
        Unknown = "unknown",
    }
    default Whole
}

onrecord_base::record! {
    /// An effect of this action on another one.
    pub struct Relation = "relation" short "action" {
        /// The other action.
        action: Option<ItemRef> [required],
        /// How much of the other action is affected.
        scope: RelationScope,
        /// The date of the effect. Default: the first date of this action.
        date: Option<SourcedDate>,
        /// A citation that supports the relation: `ruling-2021, p. 3`.
        source: Option<Spanned<String>>,
    }
}

onrecord_base::record! {
    /// The dates of an action, one per event.
    pub struct ActionDates = "dates" {
        /// The action was announced.
        announced: Option<Box<SourcedDate>>,
        /// It was proposed.
        proposed: Option<Box<SourcedDate>>,
        /// It was introduced in a chamber.
        introduced: Option<Box<SourcedDate>>,
        /// It was filed with a court or body.
        filed: Option<Box<SourcedDate>>,
        /// It was argued in court.
        argued: Option<Box<SourcedDate>>,
        /// The hearing or vote took place.
        held: Option<Box<SourcedDate>>,
        /// A chamber or body passed it.
        passed: Option<Box<SourcedDate>>,
        /// It was adopted.
        adopted: Option<Box<SourcedDate>>,
        /// It was signed.
        signed: Option<Box<SourcedDate>>,
        /// It received royal assent.
        assent: Option<Box<SourcedDate>>,
        /// It became law.
        enacted: Option<Box<SourcedDate>>,
        /// It was issued.
        issued: Option<Box<SourcedDate>>,
        /// It was published in an official journal.
        published: Option<Box<SourcedDate>>,
        /// It takes effect on this date.
        effective: Option<Box<SourcedDate>>,
        /// It was ordered.
        ordered: Option<Box<SourcedDate>>,
        /// It was decided.
        decided: Option<Box<SourcedDate>>,
        /// A court blocked it.
        blocked: Option<Box<SourcedDate>>,
        /// Its issuer suspended it.
        suspended: Option<Box<SourcedDate>>,
        /// It was revoked.
        revoked: Option<Box<SourcedDate>>,
        /// It was terminated (a treaty, an agreement, an emergency).
        terminated: Option<Box<SourcedDate>>,
        /// A court vacated it.
        vacated: Option<Box<SourcedDate>>,
        /// It failed.
        failed: Option<Box<SourcedDate>>,
        /// It was withdrawn.
        withdrawn: Option<Box<SourcedDate>>,
        /// It expires, or expired, on this date.
        expires: Option<Box<SourcedDate>>,
        /// It was completed.
        completed: Option<Box<SourcedDate>>,
    }
}

impl ActionDates {
    /// The names of the date fields, in the usual order of events.
    pub const WORDS: [&'static str; 25] = [
        "announced",
        "proposed",
        "introduced",
        "filed",
        "argued",
        "held",
        "passed",
        "adopted",
        "signed",
        "assent",
        "enacted",
        "issued",
        "ordered",
        "decided",
        "published",
        "effective",
        "blocked",
        "suspended",
        "revoked",
        "terminated",
        "vacated",
        "failed",
        "withdrawn",
        "expires",
        "completed",
    ];

    /// Returns the dates that are given, each with the name of its field, in the usual order of
    /// events.
    pub fn given(&self) -> Vec<(&'static str, &SourcedDate)> {
        let dates = [
            &self.announced,
            &self.proposed,
            &self.introduced,
            &self.filed,
            &self.argued,
            &self.held,
            &self.passed,
            &self.adopted,
            &self.signed,
            &self.assent,
            &self.enacted,
            &self.issued,
            &self.ordered,
            &self.decided,
            &self.published,
            &self.effective,
            &self.blocked,
            &self.suspended,
            &self.revoked,
            &self.terminated,
            &self.vacated,
            &self.failed,
            &self.withdrawn,
            &self.expires,
            &self.completed,
        ];
        let all = Self::WORDS.into_iter().zip(dates);
        all.filter_map(|(word, date)| Some((word, date.as_deref()?))).collect()
    }

    /// True if a date says that the action was stopped or ended.
    pub const fn has_end(&self) -> bool {
        self.blocked.is_some()
            || self.suspended.is_some()
            || self.revoked.is_some()
            || self.terminated.is_some()
            || self.vacated.is_some()
            || self.withdrawn.is_some()
            || self.expires.is_some()
    }

    /// The earliest date given; `None` if there are none.
    pub fn first(&self) -> Option<&SourcedDate> {
        self.given()
            .into_iter()
            .map(|(_, date)| date)
            .filter(|d| d.when.is_some())
            .min_by_key(|d| d.when)
    }
}

onrecord_base::record! {
    /// An entry in the history of an action.
    pub struct HistoryEntry = "history entry" {
        /// The date of the change.
        date: Option<SourcedDate>,
        /// The status from that date on.
        status: Option<Spanned<Status>> [required],
        /// The party that caused the change.
        by: Option<Party>,
        /// A short description of the event.
        note: Option<String>,
        /// A citation that supports the entry.
        source: Option<Spanned<String>>,
    }
}

/// The outcome of a deadline.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum DeadlineOutcome {
    /// Met.
    Yes,
    /// Missed.
    No,
    /// Met on this date.
    On(Box<SourcedDate>),
}

impl onrecord_base::schema::FromNode for DeadlineOutcome {
    fn shape() -> onrecord_base::schema::FieldType {
        use onrecord_base::schema::FieldType;
        FieldType::Either(vec![FieldType::Bool, FieldType::Date])
    }
    fn read(
        node: &onrecord_base::node::Node,
        reading: &mut onrecord_base::schema::ReadContext,
    ) -> Option<Self> {
        match node.text() {
            Some("true") => Some(Self::Yes),
            Some("false") => Some(Self::No),
            _ => SourcedDate::read(node, reading).map(|d| Self::On(Box::new(d))),
        }
    }
}

onrecord_base::record! {
    /// A deadline set by an action.
    pub struct Deadline = "deadline" {
        /// The due date.
        due: Option<SourcedDate> [required],
        /// The party that must meet it.
        who: Option<Party>,
        /// The obligation, in a few words.
        what: Option<String> [required],
        /// `true` if the deadline was met, `false` if it was missed, or the date on which it was
        /// met. Leave it out while the outcome is open.
        met: Option<DeadlineOutcome>,
    }
}

onrecord_base::record! {
    /// The fields of an action.
    pub struct Action = "action" {
        /// The kind of action.
        kind: Option<Spanned<ActionKind>> [required],
        /// A shorter title for lists.
        short_title: Option<Box<Spanned<String>>>,
        /// The title in the official record.
        official_title: Option<Box<Spanned<String>>>,
        /// Official identifiers: law numbers, dockets, CELEX numbers.
        identifiers: ThinVec<ActionIdentifier>,
        /// The parties that take the action.
        by: Vec<Party> [required],
        /// The parties it applies to.
        target: ThinVec<Party>,
        /// Parties that act jointly.
        with: ThinVec<Party>,
        /// The legal authority for the action, as text.
        under: Option<Box<Spanned<String>>>,
        /// The jurisdiction: `us`.
        jurisdiction: Option<Box<Spanned<String>>>,
        /// The organization that carries it out.
        body: Option<Box<ItemRef>>,
        /// The court that decides it.
        court: Option<Box<ItemRef>>,
        /// The dates of its events.
        dates: Option<Box<ActionDates>>,
        /// Changes of status that dates and relations do not show.
        history: ThinVec<HistoryEntry>,
        /// Actions it revokes.
        revokes: ThinVec<Relation>,
        /// Actions it supersedes.
        supersedes: ThinVec<Relation>,
        /// Actions it amends.
        amends: ThinVec<Relation>,
        /// Actions it supplements.
        supplements: ThinVec<Relation>,
        /// Actions it continues.
        continues: ThinVec<Relation>,
        /// Actions it implements.
        implements: ThinVec<Relation>,
        /// Actions it suspends.
        suspends: ThinVec<Relation>,
        /// Actions it blocks.
        blocks: ThinVec<Relation>,
        /// Actions it stays.
        stays: ThinVec<Relation>,
        /// Blocks or suspensions it lifts.
        lifts: ThinVec<Relation>,
        /// Actions it upholds.
        upholds: ThinVec<Relation>,
        /// Actions it reverses.
        reverses: ThinVec<Relation>,
        /// Actions it vacates.
        vacates: ThinVec<Relation>,
        /// Actions it challenges.
        challenges: ThinVec<Relation>,
        /// Actions it appeals.
        appeals: ThinVec<Relation>,
        /// Actions it responds to.
        responds_to: ThinVec<Relation>,
        /// The action that this proposal became: the act of a bill, the final rule of a proposed
        /// rule.
        becomes: ThinVec<Relation>,
        /// Deadlines that it sets.
        deadlines: ThinVec<Deadline>,
        /// The only party that asserts this action, if no other evidence confirms it.
        asserted_by: Option<Box<Party>>,
        /// Its documents, as citations: `eo-13942, p. 2`.
        sources: Vec<Spanned<String>> [alias "source"],
        /// The status, if you set it by hand. It replaces the status derived from dates, history
        /// and relations.
        status: Option<Spanned<Status>>,
        /// The date on which that status was known to be correct.
        status_as_of: Option<Box<SourcedDate>>,
    }
}

onrecord_base::choice! {
    /// The kinds of effect that one action can have on another.
    pub enum RelationKind {
        Revokes = "revokes",
        Supersedes = "supersedes",
        Amends = "amends",
        Supplements = "supplements",
        Continues = "continues",
        Implements = "implements",
        Suspends = "suspends",
        Blocks = "blocks",
        Stays = "stays",
        Lifts = "lifts",
        Upholds = "upholds",
        Reverses = "reverses",
        Vacates = "vacates",
        Challenges = "challenges",
        Appeals = "appeals",
        RespondsTo = "responds_to",
        Becomes = "becomes",
    }
}

impl RelationKind {
    /// The name of the relation seen from the other action: `revoked_by`.
    pub const fn inverse(self) -> &'static str {
        match self {
            Self::Revokes => "revoked_by",
            Self::Supersedes => "superseded_by",
            Self::Amends => "amended_by",
            Self::Supplements => "supplemented_by",
            Self::Continues => "continued_by",
            Self::Implements => "implemented_by",
            Self::Suspends => "suspended_by",
            Self::Blocks => "blocked_by",
            Self::Stays => "stayed_by",
            Self::Lifts => "lifted_by",
            Self::Upholds => "upheld_by",
            Self::Reverses => "reversed_by",
            Self::Vacates => "vacated_by",
            Self::Challenges => "challenged_by",
            Self::Appeals => "appealed_by",
            Self::RespondsTo => "answered_by",
            Self::Becomes => "proposed_as",
        }
    }

    /// The infinitive, with underscores: `amend`, `respond_to`.
    pub fn infinitive(self) -> String {
        let word = self.word();
        match word.split_once("s_") {
            Some((verb, rest)) => format!("{verb}_{rest}"),
            None => word.strip_suffix('s').unwrap_or(word).to_owned(),
        }
    }

    /// The past participle, with underscores: `amended`, `responded_to`.
    pub const fn participle(self) -> &'static str {
        match self {
            Self::Revokes => "revoked",
            Self::Supersedes => "superseded",
            Self::Amends => "amended",
            Self::Supplements => "supplemented",
            Self::Continues => "continued",
            Self::Implements => "implemented",
            Self::Suspends => "suspended",
            Self::Blocks => "blocked",
            Self::Stays => "stayed",
            Self::Lifts => "lifted",
            Self::Upholds => "upheld",
            Self::Reverses => "reversed",
            Self::Vacates => "vacated",
            Self::Challenges => "challenged",
            Self::Appeals => "appealed",
            Self::RespondsTo => "responded_to",
            Self::Becomes => "become",
        }
    }

    /// True if the relation ends or halts the other action, which then must be the earlier one.
    pub const fn undoes(self) -> bool {
        matches!(
            self,
            Self::Revokes
                | Self::Supersedes
                | Self::Suspends
                | Self::Blocks
                | Self::Stays
                | Self::Vacates
                | Self::Reverses
                | Self::Lifts
        )
    }
}

impl Action {
    /// Every kind of relation with the relations of that kind, which may be empty.
    pub fn relations(&self) -> [(RelationKind, &[Relation]); 17] {
        [
            (RelationKind::Revokes, &self.revokes),
            (RelationKind::Supersedes, &self.supersedes),
            (RelationKind::Amends, &self.amends),
            (RelationKind::Supplements, &self.supplements),
            (RelationKind::Continues, &self.continues),
            (RelationKind::Implements, &self.implements),
            (RelationKind::Suspends, &self.suspends),
            (RelationKind::Blocks, &self.blocks),
            (RelationKind::Stays, &self.stays),
            (RelationKind::Lifts, &self.lifts),
            (RelationKind::Upholds, &self.upholds),
            (RelationKind::Reverses, &self.reverses),
            (RelationKind::Vacates, &self.vacates),
            (RelationKind::Challenges, &self.challenges),
            (RelationKind::Appeals, &self.appeals),
            (RelationKind::RespondsTo, &self.responds_to),
            (RelationKind::Becomes, &self.becomes),
        ]
    }

    /// The earliest known date of the action: from its dates, or from its history if no date is
    /// given.
    pub fn first_date(&self) -> Option<&SourcedDate> {
        let dated = |d: &&SourcedDate| d.when.is_some();
        self.dates.as_deref().and_then(ActionDates::first).or_else(|| {
            self.history.iter().filter_map(|s| s.date.as_ref()).filter(dated).min_by_key(|d| d.when)
        })
    }

    /// The earliest date on which the action has an effect: a complaint is filed, a vote is held,
    /// any other action is adopted, signed, issued, ordered, decided, published or in effect.
    ///
    /// Earlier events (an announcement, a proposal) count only if no such date is known. Dates of
    /// an end never count: a suit challenges nothing on the date of its withdrawal.
    pub fn acts_from(&self) -> Option<&SourcedDate> {
        const ACTS: [&str; 9] = [
            "adopted",
            "signed",
            "assent",
            "enacted",
            "issued",
            "ordered",
            "decided",
            "published",
            "effective",
        ];
        const BEFORE: [&str; 7] =
            ["announced", "proposed", "introduced", "filed", "argued", "held", "passed"];
        let kind = self.kind.as_ref().map(|k| k.v);
        let acts = |word: &str| match kind {
            Some(ActionKind::Complaint | ActionKind::Appeal) if word == "filed" => true,
            Some(ActionKind::Vote | ActionKind::Hearing) if word == "held" => true,
            _ => ACTS.contains(&word),
        };
        let dates = self.dates.as_deref().map(ActionDates::given).unwrap_or_default();
        let steps =
            self.history.iter().filter_map(|s| Some((s.status.as_ref()?.v, s.date.as_ref()?)));
        let first = |date: fn(&str) -> bool,
                     step: fn(Status) -> bool,
                     own: &dyn Fn(&str) -> bool| {
            let dates = dates.iter().filter(|(word, _)| date(word) || own(word)).map(|(_, d)| *d);
            let steps = steps.clone().filter(|(status, _)| step(*status)).map(|(_, d)| d);
            dates.chain(steps).filter(|d| d.when.is_some()).min_by_key(|d| d.when)
        };
        let acting =
            |s: Status| matches!(s, Status::Adopted | Status::InForce | Status::PartlyInForce);
        let coming = |s: Status| {
            matches!(s, Status::Proposed | Status::Introduced | Status::Pending | Status::Passed)
        };
        first(|_| false, acting, &acts)
            .or_else(|| first(|w| BEFORE.contains(&w), coming, &|_| false))
    }
}

/// The statuses and kinds that a table of actions in a text can filter by.
pub fn action_filters() -> ActionFilters {
    ActionFilters {
        statuses: Status::WORDS.iter().map(|(word, _)| *word).collect(),
        kinds: ActionKind::WORDS.iter().map(|(word, _)| *word).collect(),
    }
}
