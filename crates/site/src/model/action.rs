//! A policy action: an order, bill, ruling, rule, review, designation, commitment.

use crate::model::party::Party;
use onrecord_base::edtf::SourcedDate;
use onrecord_base::id::ItemRef;
use onrecord_base::span::Spanned;
use onrecord_base::thin_vec::ThinVec;
use onrecord_prose::markdown::ActionFilters;

onrecord_base::choice! {
    /// What sort of action.
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
    /// Where an action stands.
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
    /// Whether nothing is final yet: proposed, introduced, pending or passed.
    pub const fn is_preliminary(self) -> bool {
        matches!(self, Self::Proposed | Self::Introduced | Self::Pending | Self::Passed)
    }

    /// Whether an action of this status is no longer there: it ended, or never came about.
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
    /// An official identifier.
    pub struct ActionIdentifier = "identifier" {
        /// The catalogue.
        scheme: Option<IdentifierScheme> [required],
        /// The name in it.
        value: Option<Spanned<String>> [required],
    }
}

onrecord_base::choice! {
    /// How much of an action another one reaches.
    pub enum RelationScope {
        Whole = "whole",
        InPart = "in-part",
        Unknown = "unknown",
    }
    default Whole
}

onrecord_base::record! {
    /// What an action does to another.
    pub struct Relation = "relation" short "action" {
        /// The other action.
        action: Option<ItemRef> [required],
        /// How much of it.
        scope: RelationScope,
        /// When; default: the first date of the acting action.
        date: Option<SourcedDate>,
        /// The source that says so: a citation.
        source: Option<Spanned<String>>,
    }
}

onrecord_base::record! {
    /// When what happened to an action.
    pub struct ActionDates = "dates" {
        /// Announced.
        announced: Option<Box<SourcedDate>>,
        /// Proposed.
        proposed: Option<Box<SourcedDate>>,
        /// Introduced in a chamber.
        introduced: Option<Box<SourcedDate>>,
        /// Filed with a court or body.
        filed: Option<Box<SourcedDate>>,
        /// Argued in court.
        argued: Option<Box<SourcedDate>>,
        /// Held: a hearing, a vote.
        held: Option<Box<SourcedDate>>,
        /// Passed by a chamber or body.
        passed: Option<Box<SourcedDate>>,
        /// Adopted.
        adopted: Option<Box<SourcedDate>>,
        /// Signed.
        signed: Option<Box<SourcedDate>>,
        /// Royal assent given.
        assent: Option<Box<SourcedDate>>,
        /// Enacted: became law.
        enacted: Option<Box<SourcedDate>>,
        /// Issued.
        issued: Option<Box<SourcedDate>>,
        /// Published in an official journal.
        published: Option<Box<SourcedDate>>,
        /// In effect from.
        effective: Option<Box<SourcedDate>>,
        /// Ordered.
        ordered: Option<Box<SourcedDate>>,
        /// Decided.
        decided: Option<Box<SourcedDate>>,
        /// Blocked by a court.
        blocked: Option<Box<SourcedDate>>,
        /// Suspended by its issuer.
        suspended: Option<Box<SourcedDate>>,
        /// Revoked.
        revoked: Option<Box<SourcedDate>>,
        /// Terminated: a treaty, an agreement, an emergency.
        terminated: Option<Box<SourcedDate>>,
        /// Vacated by a court.
        vacated: Option<Box<SourcedDate>>,
        /// Failed.
        failed: Option<Box<SourcedDate>>,
        /// Withdrawn.
        withdrawn: Option<Box<SourcedDate>>,
        /// Runs out, or ran out.
        expires: Option<Box<SourcedDate>>,
        /// Completed.
        completed: Option<Box<SourcedDate>>,
    }
}

impl ActionDates {
    /// The words of their events, in the order of a usual course.
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

    /// The dates given, with the words of their events, in the order of a usual course.
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

    /// Whether they say that it was stopped or ended.
    pub const fn has_end(&self) -> bool {
        self.blocked.is_some()
            || self.suspended.is_some()
            || self.revoked.is_some()
            || self.terminated.is_some()
            || self.vacated.is_some()
            || self.withdrawn.is_some()
            || self.expires.is_some()
    }

    /// The earliest date given.
    pub fn first(&self) -> Option<&SourcedDate> {
        self.given()
            .into_iter()
            .map(|(_, date)| date)
            .filter(|d| d.when.is_some())
            .min_by_key(|d| d.when)
    }
}

onrecord_base::record! {
    /// An entry of an action's history.
    pub struct HistoryEntry = "history entry" {
        /// When.
        date: Option<SourcedDate>,
        /// The status from then on.
        status: Option<Spanned<Status>> [required],
        /// Who brought it about.
        by: Option<Party>,
        /// What happened.
        note: Option<String>,
        /// The source that says so: a citation.
        source: Option<Spanned<String>>,
    }
}

/// Whether a deadline was met.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum DeadlineOutcome {
    /// It was.
    Yes,
    /// It was not.
    No,
    /// It was, on this date.
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
    /// Something due.
    pub struct Deadline = "deadline" {
        /// When.
        due: Option<SourcedDate> [required],
        /// By whom.
        who: Option<Party>,
        /// What.
        what: Option<String> [required],
        /// `true`, `false` or the date on which it was met.
        met: Option<DeadlineOutcome>,
    }
}

onrecord_base::record! {
    /// The fields of an action.
    pub struct Action = "action" {
        /// What sort of action.
        kind: Option<Spanned<ActionKind>> [required],
        /// A shorter title for lists.
        short_title: Option<Box<Spanned<String>>>,
        /// The title in the official record.
        official_title: Option<Box<Spanned<String>>>,
        /// Official identifiers.
        identifiers: ThinVec<ActionIdentifier>,
        /// Who acts.
        by: Vec<Party> [required],
        /// On whom.
        target: ThinVec<Party>,
        /// With whom.
        with: ThinVec<Party>,
        /// Under what authority.
        under: Option<Box<Spanned<String>>>,
        /// Jurisdiction: `us`.
        jurisdiction: Option<Box<Spanned<String>>>,
        /// The body that carries it out.
        body: Option<Box<ItemRef>>,
        /// The court.
        court: Option<Box<ItemRef>>,
        /// When what happened.
        dates: Option<Box<ActionDates>>,
        /// Its course where dates and relations do not say it.
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
        /// The action that this proposal became: the act of a bill, the final rule of a proposed one.
        becomes: ThinVec<Relation>,
        /// What is due under it.
        deadlines: ThinVec<Deadline>,
        /// Known only from the word of this party.
        asserted_by: Option<Box<Party>>,
        /// Sources: citations like `eo-13942, p. 2`.
        sources: Vec<Spanned<String>> [alias "source"],
        /// Where it stands, when said by hand.
        status: Option<Spanned<Status>>,
        /// The day that status is known for.
        status_as_of: Option<Box<SourcedDate>>,
    }
}

onrecord_base::choice! {
    /// What one action does to another.
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
    /// The word for the same seen from the other action: `revoked_by`.
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

    /// What it would do: `amend`, `respond_to`.
    pub fn infinitive(self) -> String {
        let word = self.word();
        match word.split_once("s_") {
            Some((verb, rest)) => format!("{verb}_{rest}"),
            None => word.strip_suffix('s').unwrap_or(word).to_owned(),
        }
    }

    /// What it would have done: `amended`, `responded_to`.
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

    /// Whether it ends or halts the other action, which then must be the earlier one.
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
    /// What it does to others, by relation.
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

    /// The earliest date known of it: of its dates, else of its history.
    pub fn first_date(&self) -> Option<&SourcedDate> {
        let dated = |d: &&SourcedDate| d.when.is_some();
        self.dates.as_deref().and_then(ActionDates::first).or_else(|| {
            self.history.iter().filter_map(|s| s.date.as_ref()).filter(dated).min_by_key(|d| d.when)
        })
    }

    /// The earliest date on which it acts: a complaint is filed, a vote held, anything else adopted,
    /// signed, issued, ordered, decided, published or in effect. What comes before (an announcement, a
    /// proposal) counts only where nothing else is known, and what ends it never does: a suit
    /// challenges nothing on the day on which it is withdrawn.
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

/// The values by which a table of actions in a text may be filtered.
pub fn action_filters() -> ActionFilters {
    ActionFilters {
        statuses: Status::WORDS.iter().map(|(word, _)| *word).collect(),
        kinds: ActionKind::WORDS.iter().map(|(word, _)| *word).collect(),
    }
}
