//! A quote: a statement by somebody, in their words or reported.

use crate::model::party::Party;
use crate::model::source::{At, Attribution};
use onrecord_base::few::Few;
use onrecord_base::id::Ref;
use onrecord_base::span::Sp;
use onrecord_base::when::Dated;

onrecord_base::choice! {
    /// How a statement is given.
    pub enum Form {
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

impl Form {
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
    pub enum Differs {
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
    pub enum Verify {
        Required = "required",
        Skip = "skip",
    }
    default Required
}

onrecord_base::record! {
    /// A part of a quotation that reporters interrupted.
    pub struct Segment = "segment" short "text" {
        /// The words.
        text: Option<Sp<String>> [required],
        /// Where they stand.
        at: Option<At>,
        /// To whom the source gives them, in its words.
        attributed_as: Option<String>,
    }
}

onrecord_base::record! {
    /// How many statements by how many people.
    pub struct Tally = "tally" {
        /// Statements.
        statements: Option<Sp<u32>>,
        /// Speakers.
        speakers: Option<Sp<u32>>,
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
        lang: Option<Sp<String>> [required],
        /// The words.
        text: Option<Sp<String>> [required],
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
        source: Option<Ref> [required],
        /// Its words.
        text: Option<Sp<String>> [required],
        /// Which segment it is of, from 1.
        segment: Option<Sp<u32>>,
        /// How it differs.
        differs: Differs,
        /// Whether that source is nearer the origin.
        nearer_origin: Option<Sp<bool>>,
    }
}

onrecord_base::record! {
    /// The fields of a quote.
    pub struct Quote = "quote" {
        /// The words; or use `segments`.
        text: Option<Sp<String>>,
        /// The words in parts, where the source interrupts them.
        segments: Few<Sp<Segment>>,
        /// Whether these are the words themselves.
        form: Form,
        /// Who said it.
        speaker: Option<Party> [required],
        /// In what role; looked up in memberships when absent.
        role: Option<Box<Sp<String>>>,
        /// For whom.
        on_behalf_of: Option<Box<Party>>,
        /// When it was said.
        said: Option<Dated>,
        /// The time it is about, which is not when it was said; an interval or a date.
        period: Option<Box<Dated>>,
        /// Where it was said.
        venue: Option<Box<Sp<String>>>,
        /// Through what it was said.
        medium: Option<Medium>,
        /// The terms the speaker set.
        attribution: Option<Sp<Attribution>>,
        /// How it got out.
        disclosure: Option<Disclosure>,
        /// Whether it was said under oath.
        under_oath: Option<Sp<bool>>,
        /// To whom.
        recipient: Option<Box<Party>>,
        /// The source we took it from.
        source: Option<Ref> [required],
        /// Where in the source.
        at: Option<At>,
        /// A narrower chain for this quote: ids that lie on the source's chain.
        based_on: Few<Ref>,
        /// How many statements by how many people.
        tally: Option<Box<Tally>>,
        /// The source's hedge, always printed: `reportedly`.
        hedge: Option<Box<Sp<String>>>,
        /// Slips in the source.
        sic: Few<Sic>,
        /// The words in the language they were said in.
        original: Option<Box<Original>>,
        /// Who translated.
        translation: Option<Box<Translation>>,
        /// What it answers.
        responds_to: Few<Ref>,
        /// What it denies.
        denies: Few<Ref>,
        /// What it confirms.
        confirms: Few<Ref>,
        /// What it contradicts.
        contradicts: Few<Ref>,
        /// What it repeats.
        repeats: Few<Ref>,
        /// What it takes back.
        retracts: Few<Ref>,
        /// Whom or what it is about.
        about: Few<Party>,
        /// Other wordings.
        variants: Few<Sp<Variant>>,
        /// Whether the words are checked against the snapshot.
        verify: Verify,
        /// Why they are not.
        verify_reason: Option<Box<Sp<String>>>,
    }
}

onrecord_base::choice! {
    /// How one statement stands to another thing.
    pub enum Answer {
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
    pub fn answers(&self) -> [(Answer, &[Ref]); 6] {
        [
            (Answer::RespondsTo, &self.responds_to),
            (Answer::Denies, &self.denies),
            (Answer::Confirms, &self.confirms),
            (Answer::Contradicts, &self.contradicts),
            (Answer::Repeats, &self.repeats),
            (Answer::Retracts, &self.retracts),
        ]
    }
}
