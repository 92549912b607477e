//! A quote: a statement by somebody, in their words or reported.

use crate::model::party::Party;
use crate::model::source::{Attribution, SourceLocator};
use onrecord_base::edtf::SourcedDate;
use onrecord_base::id::ItemRef;
use onrecord_base::span::Spanned;
use onrecord_base::thin_vec::ThinVec;

onrecord_base::choice! {
    /// How a statement is given.
    pub enum QuoteForm {
        /// The words themselves.
        Direct = "direct",
        /// Fragments of the words.
        Partial = "partial",
        /// In other words; never in quotation marks.
        Paraphrase = "paraphrase",
        /// Several statements together; never in quotation marks.
        Summary = "summary",
    }
    default Direct
}

impl QuoteForm {
    /// Whether the words stand in quotation marks.
    pub const fn is_verbatim(self) -> bool {
        matches!(self, Self::Direct | Self::Partial)
    }
}

onrecord_base::choice! {
    /// Through what it was said.
    pub enum Medium {
        Speech = "speech",
        Interview = "interview",
        PressBriefing = "press-briefing",
        StatementToPress = "statement-to-press",
        PressRelease = "press-release",
        BlogPost = "blog-post",
        SocialPost = "social-post",
        Letter = "letter",
        Email = "email",
        Testimony = "testimony",
        CourtFiling = "court-filing",
        Meeting = "meeting",
        Audio = "audio",
        Video = "video",
        Report = "report",
    }
}

onrecord_base::choice! {
    /// How a statement got out.
    pub enum Disclosure {
        Published = "published",
        GivenToOutlet = "given-to-outlet",
        Testimony = "testimony",
        Filing = "filing",
        Released = "released",
        Leaked = "leaked",
        Overheard = "overheard",
    }
}

onrecord_base::choice! {
    /// How another wording differs.
    pub enum WordingDifference {
        Same = "same",
        Punctuation = "punctuation",
        Reworded = "reworded",
        ChangedMeaning = "changed-meaning",
        Truncated = "truncated",
    }
    default Reworded
}

onrecord_base::choice! {
    /// Who made a translation.
    pub enum TranslationKind {
        Official = "official",
        Own = "own",
        Machine = "machine",
    }
    default Own
}

onrecord_base::choice! {
    /// Whether the words are checked against the source's snapshot.
    pub enum VerifyMode {
        Required = "required",
        Skip = "skip",
    }
    default Required
}

onrecord_base::record! {
    /// A part of a quotation that reporters interrupted.
    pub struct Segment = "segment" short "text" {
        /// The words.
        text: Option<Spanned<String>> [required],
        /// Where they stand.
        at: Option<SourceLocator>,
        /// To whom the source gives them, in its words.
        attributed_as: Option<String>,
    }
}

onrecord_base::record! {
    /// How many statements by how many people.
    pub struct TranscriptTally = "tally" {
        /// Statements.
        statements: Option<Spanned<u32>>,
        /// Speakers.
        speakers: Option<Spanned<u32>>,
        /// The source's own words.
        as_given: Option<String>,
    }
}

onrecord_base::record! {
    /// A slip in the source, kept and marked.
    pub struct Sic = "sic" {
        /// As printed.
        as_printed: Option<String> [required],
        /// As we read it.
        read_as: Option<String>,
    }
}

onrecord_base::record! {
    /// The words in the language they were said in.
    pub struct Original = "original" {
        /// The language.
        lang: Option<Spanned<String>> [required],
        /// The words.
        text: Option<Spanned<String>> [required],
    }
}

onrecord_base::record! {
    /// Who translated.
    pub struct Translation = "translation" {
        /// The translator.
        by: Option<String>,
        /// What sort of translation.
        kind: TranslationKind,
    }
}

onrecord_base::record! {
    /// The same statement as another source has it.
    pub struct Variant = "variant" {
        /// The other source.
        source: Option<ItemRef> [required],
        /// Its words.
        text: Option<Spanned<String>> [required],
        /// Which segment it is of, from 1.
        segment: Option<Spanned<u32>>,
        /// How it differs.
        differs: WordingDifference,
        /// Whether that source is nearer the origin.
        nearer_origin: Option<Spanned<bool>>,
    }
}

onrecord_base::record! {
    /// The fields of a quote.
    pub struct Quote = "quote" {
        /// The words; or use `segments`.
        text: Option<Spanned<String>>,
        /// The words in parts, where the source interrupts them.
        segments: ThinVec<Spanned<Segment>>,
        /// Whether these are the words themselves.
        form: QuoteForm,
        /// Who said it.
        speaker: Option<Party> [required],
        /// In what role; looked up in memberships when absent.
        role: Option<Box<Spanned<String>>>,
        /// For whom.
        on_behalf_of: Option<Box<Party>>,
        /// When it was said.
        said: Option<SourcedDate>,
        /// The time it is about, which is not when it was said; an interval or a date.
        period: Option<Box<SourcedDate>>,
        /// Where it was said.
        venue: Option<Box<Spanned<String>>>,
        /// Through what it was said.
        medium: Option<Medium>,
        /// The terms the speaker set.
        attribution: Option<Spanned<Attribution>>,
        /// How it got out.
        disclosure: Option<Disclosure>,
        /// Whether it was said under oath.
        under_oath: Option<Spanned<bool>>,
        /// To whom.
        recipient: Option<Box<Party>>,
        /// The source we took it from.
        source: Option<ItemRef> [required],
        /// Where in the source.
        at: Option<SourceLocator>,
        /// A narrower chain for this quote: ids that lie on the source's chain.
        based_on: ThinVec<ItemRef>,
        /// How many statements by how many people.
        tally: Option<Box<TranscriptTally>>,
        /// The source's hedge, always printed: `reportedly`.
        hedge: Option<Box<Spanned<String>>>,
        /// Slips in the source.
        sic: ThinVec<Sic>,
        /// The words in the language they were said in.
        original: Option<Box<Original>>,
        /// Who translated.
        translation: Option<Box<Translation>>,
        /// What it answers.
        responds_to: ThinVec<ItemRef>,
        /// What it denies.
        denies: ThinVec<ItemRef>,
        /// What it confirms.
        confirms: ThinVec<ItemRef>,
        /// What it contradicts.
        contradicts: ThinVec<ItemRef>,
        /// What it repeats.
        repeats: ThinVec<ItemRef>,
        /// What it takes back.
        retracts: ThinVec<ItemRef>,
        /// Whom or what it is about.
        about: ThinVec<Party>,
        /// Other wordings.
        variants: ThinVec<Spanned<Variant>>,
        /// Whether the words are checked against the snapshot.
        verify: VerifyMode,
        /// Why they are not.
        verify_reason: Option<Box<Spanned<String>>>,
    }
}

onrecord_base::choice! {
    /// How one statement stands to another thing.
    pub enum StatementRelation {
        RespondsTo = "responds_to",
        Denies = "denies",
        Confirms = "confirms",
        Contradicts = "contradicts",
        Repeats = "repeats",
        Retracts = "retracts",
    }
}

impl Quote {
    /// What it answers, denies and so on, by relation.
    pub fn answers(&self) -> [(StatementRelation, &[ItemRef]); 6] {
        [
            (StatementRelation::RespondsTo, &self.responds_to),
            (StatementRelation::Denies, &self.denies),
            (StatementRelation::Confirms, &self.confirms),
            (StatementRelation::Contradicts, &self.contradicts),
            (StatementRelation::Repeats, &self.repeats),
            (StatementRelation::Retracts, &self.retracts),
        ]
    }
}
