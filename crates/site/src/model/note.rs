//! Notes: Markdown files that are published as pages.

use crate::model::party::Party;
use onrecord_base::edtf::SourcedDate;
use onrecord_base::id::ItemRef;
use onrecord_base::span::Spanned;
use onrecord_base::thin_vec::ThinVec;

onrecord_base::choice! {
    /// The kind of a note.
    pub enum NoteKind {
        Briefing = "briefing",
        Memo = "memo",
        DecisionMemo = "decision-memo",
        Explainer = "explainer",
        Backgrounder = "backgrounder",
        Tracker = "tracker",
        Timeline = "timeline",
        Factsheet = "factsheet",
    }
    default Briefing
}

onrecord_base::choice! {
    /// The importance of a change.
    pub enum ChangeKind {
        Significant = "significant",
        Minor = "minor",
    }
    default Minor
}

onrecord_base::choice! {
    /// The kind of a correction.
    pub enum CorrectionKind {
        Correction = "correction",
        Clarification = "clarification",
        Update = "update",
        Retraction = "retraction",
    }
    default Correction
}

onrecord_base::record! {
    /// An entry in the history of a note.
    pub struct NoteChange = "change" {
        /// The date of the change.
        date: Option<SourcedDate> [required],
        /// The importance of the change.
        kind: ChangeKind,
        /// The change, in one sentence.
        text: Option<String> [required],
    }
}

onrecord_base::record! {
    /// A correction, shown above the text.
    pub struct Correction = "correction" {
        /// The date of the correction.
        date: Option<SourcedDate> [required],
        /// The kind of correction.
        kind: CorrectionKind,
        /// A description of the correction.
        text: Option<String> [required],
        /// The wording before the correction.
        was: Option<String>,
        /// The wording after the correction.
        now: Option<String>,
    }
}

onrecord_base::record! {
    /// The fields of a note.
    pub struct Note = "note" {
        /// The kind of note.
        kind: NoteKind,
        /// The last part of the address. Default: the file name.
        slug: Option<Spanned<String>>,
        /// The date of publication.
        date: Option<SourcedDate>,
        /// The date on which the facts were last checked.
        as_of: Option<SourcedDate>,
        /// The authors, by id or name.
        authors: Vec<Party> [alias "author"],
        /// The conclusion, in at most 60 words of Markdown.
        bottom_line: Option<Spanned<String>>,
        /// The key points: at most five, each one sentence of Markdown.
        key_points: Vec<Spanned<String>>,
        /// A document number, unique within the site.
        number: Option<Spanned<String>>,
        /// Notes or other items for further reading.
        related: ThinVec<ItemRef>,
        /// Notes that this note replaces.
        supersedes: ThinVec<ItemRef>,
        /// The name of the series it belongs to.
        series: Option<Spanned<String>>,
        /// The subjects that the note covers and excludes; required for a tracker.
        scope_note: Option<Spanned<String>>,
        /// The history of the note.
        changes: ThinVec<NoteChange>,
        /// `true`: the note is featured on the home page.
        lead: Option<Spanned<bool>>,
        /// Corrections, in any order.
        corrections: ThinVec<Correction>,
        /// Sources to list without citing them: keys like `@key`, or `@*` for all.
        nocite: ThinVec<Spanned<String>>,
        /// `true` prints a bibliography, `false` does not. Default: the site's setting.
        bibliography: Option<Spanned<bool>>,
        /// `true` prints a table of contents, `false` does not.
        toc: Option<Spanned<bool>>,
    }
}
