//! Rules that need the whole site.
//!
//! Each rule is a pure function from the linked items to diagnostics, in its own small file or with
//! related rules. A rule never depends on the diagnostics of another. The report applies the
//! severities of `lint:`; [`accept()`] removes accepted findings. Start with [`check`] and `RULES`.

pub mod accept;
mod action_tables;
mod actions;
mod addresses;
mod chains;
mod characters;
mod citations;
mod event_order;
pub mod files;
mod identifiers;
mod notes;
mod origins;
mod pages;
pub mod parents;
pub mod public_files;
mod quote_text;
mod release;
mod roles;
mod rule_support;
mod shown;
mod sources;
mod status;
mod terms;
#[cfg(test)]
mod testing;
mod urls;

use crate::input::config::Config;
use crate::input::files::InputFiles;
use crate::model::ix::ItemIx;
use crate::resolve::incremental::{ChangeDepth, EntryChange, ItemDelta};
use crate::resolve::linked::LinkedLedger;
use onrecord_base::diag::Diagnostic;
use onrecord_base::edtf::{PartialDate, UtcInstant};
use onrecord_base::id::ItemKind;
use onrecord_base::persistent_vec::PersistentVec;
use onrecord_base::span::FileSpan;
use onrecord_prose::body::{Body, PlaceholderKind};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

pub use accept::{AcceptedFinding, accept};
pub use addresses::alias_path;
pub use urls::is_linkable;

/// The input of a rule in addition to the items.
#[derive(Debug, Clone, Copy)]
pub struct CheckContext<'a> {
    /// The settings of the site.
    pub config: &'a Config,
    /// The build time.
    pub now: UtcInstant,
    /// All input files.
    pub files: &'a InputFiles,
}

/// A rule that examines one item.
type ItemRule = fn(&LinkedLedger, &CheckContext<'_>, ItemIx) -> Vec<Diagnostic>;
/// A rule that examines the whole site.
type SiteRule = fn(&LinkedLedger, &CheckContext<'_>) -> Vec<Diagnostic>;

/// A rule. It returns diagnostics in item order. Each variant states the input that the rule may
/// use, which decides when it must run again.
#[derive(Clone, Copy)]
enum Rule {
    /// One item, its references, the note that defines it, the fields of the items it refers to,
    /// and the chains below the sources and quotes among them. Not the build time.
    Each(ItemRule),
    /// The fields of all items of these types and the references in them. Not the build time.
    Fields(&'static [ItemKind], SiteRule),
    /// Same as `Fields`, without titles, summaries and commentary of notes, which only prose uses.
    FieldsExceptTitles(&'static [ItemKind], SiteRule),
    /// Same as `Fields`, and the date of the build time.
    FieldsAndDate(&'static [ItemKind], SiteRule),
    /// The fields of all items without titles, summaries and commentary, and references to copied
    /// files. Not the build time.
    FileReferences(SiteRule),
    /// The fields of all items of these types, and one kind of placeholder in texts, at which the
    /// rule reports. Not the build time.
    Placeholders(&'static [ItemKind], fn(&PlaceholderKind) -> bool, SiteRule),
    /// Everything.
    All(SiteRule),
}

impl Rule {
    /// The function of a rule about the whole site; `None` for a rule about one item.
    fn about_all(self) -> Option<SiteRule> {
        match self {
            Self::Each(_) => None,
            Self::Fields(_, run)
            | Self::FieldsExceptTitles(_, run)
            | Self::FieldsAndDate(_, run)
            | Self::FileReferences(run)
            | Self::Placeholders(_, _, run)
            | Self::All(run) => Some(run),
        }
    }

    /// True if a rule about the whole site may return something different from its previous
    /// `diagnostics`.
    fn needs_rerun(
        self,
        linked: &LinkedLedger,
        delta: &ItemDelta,
        diagnostics: &[Diagnostic],
        same_day: bool,
    ) -> bool {
        let at_least = |depth: ChangeDepth, kinds: &[ItemKind]| {
            delta.changed.iter().any(|c| c.depth >= depth && kinds.contains(&c.ix.kind()))
        };
        // Fields that only moved matter only if the rule reported anything in their file.
        let moved = |kinds: &[ItemKind]| {
            at_least(ChangeDepth::Places, kinds)
                && reported_in_edited_file(linked, delta, diagnostics)
        };
        let fields = |kinds: &[ItemKind]| at_least(ChangeDepth::Title, kinds) || moved(kinds);
        let fields_except_titles = |kinds: &[ItemKind]| {
            let is_deep = |c: &EntryChange| c.depth == ChangeDepth::Fields || c.ix.kind() != Note;
            let mut said = delta.changed.iter().filter(|c| c.depth >= ChangeDepth::Title);
            said.any(|c| kinds.contains(&c.ix.kind()) && is_deep(c)) || moved(kinds)
        };
        match self {
            Self::Each(_) => false,
            Self::Fields(kinds, _) => fields(kinds),
            Self::FieldsExceptTitles(kinds, _) => fields_except_titles(kinds),
            Self::FieldsAndDate(kinds, _) => !same_day || fields(kinds),
            Self::FileReferences(_) => {
                let deep = delta.changed.iter().any(|c| c.depth == ChangeDepth::Fields);
                delta.copies || deep || reported_in_edited_file(linked, delta, diagnostics)
            }
            Self::Placeholders(kinds, is_one, _) => {
                fields(kinds)
                    || has_holes(linked, delta, is_one)
                    || reported_in_edited_file(linked, delta, diagnostics)
            }
            Self::All(_) => true,
        }
    }
}

use ItemKind::{Action, Note, Organization, Person, Quote, Source, Topic};
use Rule::{
    All, Each as One, Fields, FieldsAndDate, FieldsExceptTitles, FileReferences, Placeholders,
};

/// Every rule, in the order of its (first) code.
const RULES: &[Rule] = &[
    FileReferences(addresses::same_address),             // OR019
    All(files::missing_bibliography),                    // OR021
    All(files::no_content),                              // OR033
    FileReferences(public_files::raw_inputs),            // OR035
    FieldsExceptTitles(&ItemKind::ALL, urls::aliases),   // OR027
    FieldsExceptTitles(&ItemKind::ALL, urls::addresses), // OR029
    Fields(&[Topic, Organization], parents::too_deep),   // OR032
    Fields(&[Topic, Organization], parents::cycles),     // OR112
    One(pages::none),                                    // OR119
    All(shown::not_shown),                               // OR125
    All(shown::empty_parts),                             // OR126
    All(sources::unused),                                // OR204
    All(citations::not_consulted),                       // OR205
    All(citations::retracted),                           // OR206
    Fields(&[Source, Quote], chains::loops),             // OR207
    Fields(&[Source, Quote], chains::backwards),         // OR208
    Fields(&[Source], sources::archive_without_date),    // OR210
    Fields(&[Source, Quote], chains::off_chain),         // OR213
    FieldsExceptTitles(&[Note, Source, Quote], terms::off_record), // OR214
    FieldsExceptTitles(&[Note, Source, Quote, Person, Organization], terms::chatham_house), // OR215
    One(citations::twice),                               // OR217
    Fields(&[Source], chains::too_long),                 // OR218
    One(citations::no_number),                           // OR223
    One(quote_text::empty_quote),                        // OR301
    Fields(&[Quote], quote_text::text_and_segments),     // OR302
    Fields(&[Quote], quote_text::marks_in_paraphrase),   // OR303
    Fields(&[Source], files::missing_snapshot),          // OR304
    Fields(&[Quote, Person, Organization], roles::disagrees), // OR306
    Fields(&[Quote], quote_text::skip_without_reason),   // OR307
    One(characters::hidden),                             // OR308, OR309
    Fields(&[Quote], quote_text::bad_segment),           // OR310
    Fields(&[Quote, Source], quote_text::only_reworded), // OR312
    Fields(&[Action], event_order::reversed_before_issued), // OR401
    Fields(&[Action], event_order::history),             // OR402
    Fields(&[Action], identifiers::duplicate_identifiers), // OR403
    All(notes::future),                                  // OR404
    FieldsExceptTitles(&[Note], notes::updated_before_date), // OR406
    FieldsExceptTitles(&[Note], notes::duplicate_number), // OR407
    FieldsExceptTitles(&[Note], notes::tracker_without_scope), // OR408
    Fields(&[Action], event_order::deadlines),           // OR409
    Fields(&[Action], actions::nothing_known),           // OR410
    FieldsAndDate(&[Action], actions::status_disagrees), // OR411
    FieldsAndDate(&[Action], actions::unusual_move),     // OR412
    FieldsAndDate(&[Action], status::undoes_as_proposal), // OR413
    FieldsAndDate(&[Action], status::targets_are_gone),  // OR414
    Fields(&[Action], identifiers::wrong_form),          // OR415
    Placeholders(&[Action, Topic], action_tables::is_table, action_tables::choose_nothing), // OR440
    Fields(&[Action], actions::lifts_nothing),           // OR441
    FieldsExceptTitles(&ItemKind::ALL, release::contradictory), // OR503
    FieldsExceptTitles(&ItemKind::ALL, release::withdrawn_unexplained), // OR504
    FieldsExceptTitles(&ItemKind::ALL, release::expires_before_embargo), // OR505
    One(files::images),                                  // OR703
    FieldsExceptTitles(&[Note], notes::long_bottom_line), // OR801
    FieldsExceptTitles(&[Note], notes::many_key_points), // OR802
    Fields(&[Note], notes::no_summary),                  // OR803
    One(origins::one_root),                              // OR804
    One(origins::cites_nothing),                         // OR805
];

/// The cached diagnostics of the last run: per rule, and for rules about one item also per item.
#[derive(Debug, Default)]
pub struct CheckCache {
    whole: Vec<Arc<Vec<Diagnostic>>>,
    each: Vec<PersistentVec<ItemFindings>>,
    /// The date of that run.
    day: Option<PartialDate>,
}

/// The diagnostics about one item; `None` if there are none, as for most items.
type ItemFindings = Option<Arc<Vec<Diagnostic>>>;

/// Runs every rule.
///
/// * `linked`: all items, including withheld ones, so that drafts are checked before publication.
/// * `delta`: the difference from the last run. The settings and all files that are not parsed into
///   items must then be unchanged.
/// * Returns diagnostics by rule, then in item order.
/// * Cost: each rule is linear in items and references, or n log n; the rules run in parallel.
pub fn check(
    linked: &LinkedLedger,
    setting: &CheckContext<'_>,
    delta: Option<&ItemDelta>,
    memo: &mut CheckCache,
) -> Vec<Diagnostic> {
    let delta = delta.filter(|_| !memo.whole.is_empty());
    let last = std::mem::take(memo);
    let day = setting.now.day();
    let whole = |(at, rule): (usize, &Rule)| {
        let Some(run) = rule.about_all() else { return Arc::default() };
        let same_day = last.day == Some(day);
        match delta.zip(last.whole.get(at)) {
            Some((delta, diagnostics))
                if !rule.needs_rerun(linked, delta, diagnostics, same_day) =>
            {
                Arc::clone(diagnostics)
            }
            _ => Arc::new(run(linked, setting)),
        }
    };
    let about = |ix: &ItemIx| -> ItemFindings {
        let one = |rule: &Rule| match rule {
            Rule::Each(rule) => rule(linked, setting, *ix),
            _ => vec![],
        };
        let found: Vec<Diagnostic> = RULES.iter().flat_map(one).collect();
        (!found.is_empty()).then(|| Arc::new(found))
    };
    let (whole, each) = rayon::join(
        || RULES.par_iter().enumerate().map(whole).collect(),
        || {
            let Some(delta) = delta else {
                let of = |kind| {
                    let all = linked.ledger.of_kind(kind);
                    let found: Vec<ItemFindings> = all.par_iter().map(about).collect();
                    found.into_iter().collect()
                };
                return ItemKind::ALL.into_iter().map(of).collect();
            };
            let mut each = last.each.clone();
            for ix in affected_items(linked, delta) {
                each[ix.kind() as usize].set(ix.at(), about(&ix));
            }
            each
        },
    );
    *memo = CheckCache { whole, each, day: Some(day) };
    let all = memo.whole.iter().chain(memo.each.iter().flatten().flatten());
    all.flat_map(|found| found.iter().cloned()).collect()
}

/// True if an edited text has placeholders of this kind.
fn has_holes(
    linked: &LinkedLedger,
    delta: &ItemDelta,
    is_one: fn(&PlaceholderKind) -> bool,
) -> bool {
    let texts = delta.changed.iter().flat_map(|change| linked.ledger.texts(change.ix).all());
    texts.flat_map(Body::all_holes).any(|hole| is_one(&hole.fill))
}

/// True if the rule reported anything in an edited file; those spans may have moved, so the rule
/// must run again. If it reported nothing, removed text cannot matter.
fn reported_in_edited_file(
    linked: &LinkedLedger,
    delta: &ItemDelta,
    diagnostics: &[Diagnostic],
) -> bool {
    let changed = |place: &FileSpan| {
        delta.changed.iter().any(|change| *linked.ledger.file(change.ix) == place.file)
    };
    diagnostics
        .iter()
        .any(|d| changed(&d.place) || d.related.iter().any(|(place, _)| changed(place)))
}

/// The items for which a rule about one item may return something different: those that refer to a
/// changed item, and those based on it through quotes and sources.
fn affected_items(linked: &LinkedLedger, delta: &ItemDelta) -> BTreeSet<ItemIx> {
    let mut affected: BTreeSet<ItemIx> = delta.stale.iter().chain(&delta.beside).copied().collect();
    let fields = delta.changed.iter().filter(|change| change.depth >= ChangeDepth::Places);
    let mut open: Vec<ItemIx> = fields.map(|change| change.ix).collect();
    let mut seen: BTreeSet<ItemIx> = open.iter().copied().collect();
    while let Some(ix) = open.pop() {
        for from in linked.to(ix).map(|edge| edge.from) {
            affected.insert(from);
            let carries = matches!(ix, ItemIx::Quote(_) | ItemIx::Source(_));
            if carries && matches!(from, ItemIx::Quote(_) | ItemIx::Source(_)) && seen.insert(from)
            {
                open.push(from);
            }
        }
    }
    affected
}
