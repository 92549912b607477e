//! Quotes: statements, verbatim or reported.

use crate::model::party::Party;
use crate::model::source::{Attribution, SourceLocator};
use onrecord_base::edtf::SourcedDate;
use onrecord_base::id::ItemRef;
use onrecord_base::span::Spanned;
use onrecord_base::thin_vec::ThinVec;

onrecord_base::choice! {
    /// The form of a statement.
    pub enum QuoteForm {
        /// Verbatim.
        Direct = "direct",
        /// Verbatim fragments.
        Partial = "partial",
        /// A paraphrase; never shown in quotation marks.
        Paraphrase = "paraphrase",
        /// A summary of several statements; never shown in quotation marks.
        Summary = "summary",
    }
    default Direct
}

impl QuoteForm {
    /// True if the form is shown in quotation marks.
    pub const fn is_verbatim(self) -> bool {
        matches!(self, Self::Direct | Self::Partial)
    }
}

onrecord_base::choice! {
    /// The medium of a statement.
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
    /// The way in which a statement became public.
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
    /// The difference between two wordings of a statement.
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
    /// The origin of a translation.
    pub enum TranslationKind {
        Official = "official",
        Own = "own",
        Machine = "machine",
    }
    default Own
}

onrecord_base::choice! {
    /// The check of a quote against the snapshot of its source.
    pub enum VerifyMode {
        Required = "required",
        Skip = "skip",
    }
    default Required
}

onrecord_base::record! {
    /// A part of a quotation that the source interrupts with its own words.
    pub struct Segment = "segment" short "text" {
        /// The speaker's words.
        text: Option<Spanned<String>> [required],
        /// The location in the source.
        at: Option<SourceLocator>,
        /// The attribution in the source's words.
        attributed_as: Option<String>,
    }
}

onrecord_base::record! {
    /// The numbers of statements and speakers that a summary covers.
    pub struct TranscriptTally = "tally" {
        /// The number of statements.
        statements: Option<Spanned<u32>>,
        /// The number of speakers.
        speakers: Option<Spanned<u32>>,
        /// The numbers in the source's own words: `dozens of`.
        as_given: Option<String>,
    }
}

onrecord_base::record! {
    /// An error in the source that the quote keeps and marks.
    pub struct Sic = "sic" {
        /// The words as printed.
        as_printed: Option<String> [required],
        /// The words as they should read.
        read_as: Option<String>,
    }
}

onrecord_base::record! {
    /// The statement in the language of the speaker.
    pub struct Original = "original" {
        /// The language, as a BCP 47 tag.
        lang: Option<Spanned<String>> [required],
        /// The words in that language.
        text: Option<Spanned<String>> [required],
    }
}

onrecord_base::record! {
    /// The origin of a translation.
    pub struct Translation = "translation" {
        /// The translator.
        by: Option<String>,
        /// The kind of translation.
        kind: TranslationKind,
    }
}

onrecord_base::record! {
    /// The same statement as another source gives it.
    pub struct Variant = "variant" {
        /// The other source.
        source: Option<ItemRef> [required],
        /// The wording of that source.
        text: Option<Spanned<String>> [required],
        /// The number of the segment that it corresponds to, counted from 1.
        segment: Option<Spanned<u32>>,
        /// The difference between the two wordings.
        differs: WordingDifference,
        /// `true` if that source is closer to the origin.
        nearer_origin: Option<Spanned<bool>>,
    }
}

onrecord_base::record! {
    /// The fields of a quote.
    pub struct Quote = "quote" {
        /// The words of the statement; or use `segments`.
        text: Option<Spanned<String>>,
        /// The words in parts, if the source interrupts them.
        segments: ThinVec<Spanned<Segment>>,
        /// The form of the statement: verbatim or reported.
        form: QuoteForm,
        /// The speaker.
        speaker: Option<Party> [required],
        /// The role of the speaker. Default: the role in the speaker's membership at that date.
        role: Option<Box<Spanned<String>>>,
        /// The party that the speaker represents.
        on_behalf_of: Option<Box<Party>>,
        /// The date of the statement.
        said: Option<SourcedDate>,
        /// The period that the statement is about, as a date or an interval.
        period: Option<Box<SourcedDate>>,
        /// The place or event where it was said.
        venue: Option<Box<Spanned<String>>>,
        /// The medium: interview, email, testimony.
        medium: Option<Medium>,
        /// The conditions that the speaker set for attribution.
        attribution: Option<Spanned<Attribution>>,
        /// The way in which it became public.
        disclosure: Option<Disclosure>,
        /// `true` if it was said under oath.
        under_oath: Option<Spanned<bool>>,
        /// The party it was addressed to.
        recipient: Option<Box<Party>>,
        /// The source it was taken from.
        source: Option<ItemRef> [required],
        /// The location in the source: `p. 4`.
        at: Option<SourceLocator>,
        /// Sources in the source's chain of evidence that this statement came through, if the whole
        /// chain does not apply.
        based_on: ThinVec<ItemRef>,
        /// The numbers of statements and speakers, for a summary.
        tally: Option<Box<TranscriptTally>>,
        /// The source's own qualification, always printed: `reportedly`.
        hedge: Option<Box<Spanned<String>>>,
        /// Errors in the source, to be marked.
        sic: ThinVec<Sic>,
        /// The statement in the language of the speaker.
        original: Option<Box<Original>>,
        /// The origin of the translation.
        translation: Option<Box<Translation>>,
        /// Statements or actions that it responds to.
        responds_to: ThinVec<ItemRef>,
        /// Statements or actions that it denies.
        denies: ThinVec<ItemRef>,
        /// Statements or actions that it confirms.
        confirms: ThinVec<ItemRef>,
        /// Statements or actions that it contradicts.
        contradicts: ThinVec<ItemRef>,
        /// Statements that it repeats.
        repeats: ThinVec<ItemRef>,
        /// Statements that it retracts.
        retracts: ThinVec<ItemRef>,
        /// The persons, organizations or items that it is about.
        about: ThinVec<Party>,
        /// Other wordings of the same statement.
        variants: ThinVec<Spanned<Variant>>,
        /// `skip` turns off the check of the words against the snapshot.
        verify: VerifyMode,
        /// The reason, if the check is skipped.
        verify_reason: Option<Box<Spanned<String>>>,
    }
}

onrecord_base::choice! {
    /// The relation of a statement to another item.
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
    /// Every kind of relation with the items it leads to, which may be empty.
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
