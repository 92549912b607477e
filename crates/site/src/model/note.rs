//! A note: a Markdown file a writer keeps, published as a page.

use crate::model::party::Party;
use onrecord_base::edtf::SourcedDate;
use onrecord_base::id::ItemRef;
use onrecord_base::span::Spanned;
use onrecord_base::thin_vec::ThinVec;

onrecord_base::choice! {
    /// What sort of note.
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
    /// How much a change matters.
    pub enum ChangeKind {
        Significant = "significant",
        Minor = "minor",
    }
    default Minor
}

onrecord_base::choice! {
    /// What a correction is.
    pub enum CorrectionKind {
        Correction = "correction",
        Clarification = "clarification",
        Update = "update",
        Retraction = "retraction",
    }
    default Correction
}

onrecord_base::record! {
    /// An entry of a note's history.
    pub struct NoteChange = "change" {
        /// When.
        date: Option<SourcedDate> [required],
        /// How much it matters.
        kind: ChangeKind,
        /// What changed.
        text: Option<String> [required],
    }
}

onrecord_base::record! {
    /// A correction, shown above the text.
    pub struct Correction = "correction" {
        /// When.
        date: Option<SourcedDate> [required],
        /// What it is.
        kind: CorrectionKind,
        /// What was corrected.
        text: Option<String> [required],
        /// The words before.
        was: Option<String>,
        /// The words now.
        now: Option<String>,
    }
}

onrecord_base::record! {
    /// The fields of a note.
    pub struct Note = "note" {
        /// What sort of note.
        kind: NoteKind,
        /// The last part of its address, instead of the file's name.
        slug: Option<Spanned<String>>,
        /// When it was published.
        date: Option<SourcedDate>,
        /// The day the facts were checked.
        as_of: Option<SourcedDate>,
        /// Who wrote it: ids or names.
        authors: Vec<Party> [alias "author"],
        /// The answer in at most 60 words of Markdown.
        bottom_line: Option<Spanned<String>>,
        /// At most five sentences of Markdown.
        key_points: Vec<Spanned<String>>,
        /// A document number, unique in the site.
        number: Option<Spanned<String>>,
        /// Notes or other things to read beside this one.
        related: ThinVec<ItemRef>,
        /// Notes that this one replaces.
        supersedes: ThinVec<ItemRef>,
        /// The name of the series it belongs to.
        series: Option<Spanned<String>>,
        /// What is covered and what is not; a tracker must say it.
        scope_note: Option<Spanned<String>>,
        /// Its history.
        changes: ThinVec<NoteChange>,
        /// Whether it leads the home page.
        lead: Option<Spanned<bool>>,
        /// What was corrected, newest first or last.
        corrections: ThinVec<Correction>,
        /// Sources listed and not cited: citations like `@key`.
        nocite: ThinVec<Spanned<String>>,
        /// Whether a bibliography is printed.
        bibliography: Option<Spanned<bool>>,
        /// Whether a contents list is printed.
        toc: Option<Spanned<bool>>,
    }
}
