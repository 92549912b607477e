//! A note: a Markdown file a writer keeps, published as a page.

use crate::model::party::Party;
use onrecord_base::few::Few;
use onrecord_base::id::Ref;
use onrecord_base::span::Sp;
use onrecord_base::when::Dated;

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
    pub struct Change = "change" {
        /// When.
        date: Option<Dated> [required],
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
        date: Option<Dated> [required],
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
        slug: Option<Sp<String>>,
        /// When it was published.
        date: Option<Dated>,
        /// The day the facts were checked.
        as_of: Option<Dated>,
        /// Who wrote it: ids or names.
        authors: Vec<Party> [alias "author"],
        /// The answer in at most 60 words of Markdown.
        bottom_line: Option<Sp<String>>,
        /// At most five sentences of Markdown.
        key_points: Vec<Sp<String>>,
        /// A document number, unique in the site.
        number: Option<Sp<String>>,
        /// Notes or other things to read beside this one.
        related: Few<Ref>,
        /// Notes that this one replaces.
        supersedes: Few<Ref>,
        /// The name of the series it belongs to.
        series: Option<Sp<String>>,
        /// What is covered and what is not; a tracker must say it.
        scope_note: Option<Sp<String>>,
        /// Its history.
        changes: Few<Change>,
        /// Whether it leads the home page.
        lead: Option<Sp<bool>>,
        /// What was corrected, newest first or last.
        corrections: Few<Correction>,
        /// Sources listed and not cited: citations like `@key`.
        nocite: Few<Sp<String>>,
        /// Whether a bibliography is printed.
        bibliography: Option<Sp<bool>>,
        /// Whether a contents list is printed.
        toc: Option<Sp<bool>>,
    }
}
