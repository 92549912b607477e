//! The rules about a whole site: what is written may be read, and still be wrong.
//!
//! Each rule is a pure function from the linked things to findings, in a small file of its own or
//! with its kin. A rule never looks at what another one found. Which findings count and how
//! gravely (`lint:`) is decided at the report; which are accepted, in [`accept()`].

pub mod accept;
mod actions;
mod addresses;
mod chains;
mod characters;
mod citations;
mod files;
mod notes;
mod order;
mod origins;
mod pages;
mod parents;
mod release;
mod roles;
mod sources;
mod terms;
#[cfg(test)]
mod testing;
mod tools;
mod urls;
mod words;

use crate::base::diag::Diagnostic;
use crate::input::config::Config;
use crate::input::sources::Sources;
use crate::model::when::Moment;
use crate::resolve::linked::Linked;
use rayon::prelude::*;

pub use accept::{Accepted, accept};
pub use urls::{alias_fault, is_linkable};

/// What a rule may know besides the things themselves.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The site's settings.
    pub config: &'a Config,
    /// The build clock.
    pub now: Moment,
    /// All input files.
    pub files: &'a Sources,
}

/// A rule: the linked things in, findings out, in the order of the things.
type Rule = fn(&Linked, &Setting<'_>) -> Vec<Diagnostic>;

/// Every rule, in the order of its (first) code.
const RULES: &[Rule] = &[
    addresses::same_address,        // OR019
    files::missing_bibliography,    // OR021
    urls::aliases,                  // OR027
    urls::addresses,                // OR029
    parents::cycles,                // OR112
    pages::none,                    // OR119
    sources::unused,                // OR204
    citations::not_consulted,       // OR205
    citations::retracted,           // OR206
    chains::loops,                  // OR207
    chains::backwards,              // OR208
    sources::archive_without_date,  // OR210
    chains::off_chain,              // OR213
    terms::off_record,              // OR214
    terms::chatham_house,           // OR215
    citations::twice,               // OR217
    citations::no_number,           // OR223
    words::no_words,                // OR301
    words::text_and_segments,       // OR302
    words::marks_in_paraphrase,     // OR303
    files::missing_snapshot,        // OR304
    roles::disagrees,               // OR306
    words::skip_without_reason,     // OR307
    characters::hidden,             // OR308, OR309
    words::bad_segment,             // OR310
    words::only_reworded,           // OR312
    order::undone_before_issued,    // OR401
    order::history,                 // OR402
    actions::duplicate_identifiers, // OR403
    notes::future,                  // OR404
    notes::updated_before_date,     // OR406
    notes::duplicate_number,        // OR407
    notes::tracker_without_scope,   // OR408
    order::deadlines,               // OR409
    actions::nothing_known,         // OR410
    release::contradictory,         // OR503
    release::withdrawn_unexplained, // OR504
    release::never,                 // OR505
    files::images,                  // OR703
    notes::long_bottom_line,        // OR801
    notes::many_key_points,         // OR802
    notes::no_summary,              // OR803
    origins::one_root,              // OR804
    origins::cites_nothing,         // OR805
];

/// Runs every rule.
///
/// * In: all things of the site, the withheld ones as well: a draft is checked before it is shown.
/// * Out: what was found, by rule and then in the order of the things.
/// * Cost: each rule is linear in things and references, or n log n; the rules run in parallel.
pub fn check(linked: &Linked, setting: &Setting<'_>) -> Vec<Diagnostic> {
    let found: Vec<Vec<Diagnostic>> = RULES.par_iter().map(|rule| rule(linked, setting)).collect();
    found.into_iter().flatten().collect()
}
