//! The passes in order. (A stand-in with the interface the shell is written against.)

use crate::base::code::{Code, Severity};
use crate::base::diag::Checked;
use crate::base::span::Place;
use crate::export::plan::Plan;
use crate::input::config::{Config, SITE_FILE, config};
use crate::input::sources::Sources;
use crate::model::ledger::Ledger;
use crate::model::when::Moment;
use crate::parse::body::ProseOptions;
use crate::parse::things::{Parsed, Sort, sort, things};
pub use crate::release::Gate;
use crate::resolve::assemble::assemble;
use std::collections::BTreeMap;

/// What a build is asked for, beside the site's files.
#[derive(Debug, Clone)]
pub struct Options {
    /// What may be seen.
    pub gate: Gate,
    /// Replaces `base_url` of `site.yaml`.
    pub base_url: Option<String>,
}

/// How many of each there are.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    /// Notes.
    pub notes: usize,
    /// Sources.
    pub sources: usize,
    /// Quotes.
    pub quotes: usize,
    /// Actions.
    pub actions: usize,
    /// Persons.
    pub people: usize,
    /// Organizations.
    pub organizations: usize,
    /// Topics.
    pub topics: usize,
    /// Pages.
    pub pages: usize,
}

/// A finding that an author has accepted.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// The rule.
    pub code: Code,
    /// The author's reason.
    pub reason: String,
    /// What was found, where.
    pub place: Place,
    /// What was found.
    pub message: String,
}

/// A built site.
#[derive(Debug)]
pub struct Built {
    /// The settings.
    pub config: Config,
    /// How many of each there are.
    pub counts: Counts,
    /// `lint:` of `site.yaml`; `None` is off.
    pub levels: BTreeMap<Code, Option<Severity>>,
    /// What was accepted.
    pub accepted: Vec<Accepted>,
    /// When the next embargo lifts.
    pub next_embargo: Option<Moment>,
}

impl Built {
    /// The files of the output.
    pub fn plan(&self) -> Plan<'_> {
        Plan::default()
    }
}

/// Builds a site.
pub fn build(sources: &Sources, _options: &Options) -> Checked<Built> {
    let mut found = vec![];
    let config = settings(sources).into(&mut found);
    let ledger = ledger(sources).into(&mut found);
    let counts = Counts {
        notes: ledger.notes.len(),
        sources: ledger.sources.len(),
        quotes: ledger.quotes.len(),
        actions: ledger.actions.len(),
        people: ledger.people.len(),
        organizations: ledger.organizations.len(),
        topics: ledger.topics.len(),
        pages: 0,
    };
    let value =
        Built { levels: config.lint.clone(), config, counts, accepted: vec![], next_embargo: None };
    Checked { value, found }
}

/// All things of a site, withheld ones included: for the desk's own eyes (`list`).
pub fn ledger(sources: &Sources) -> Checked<Ledger> {
    let content = format!("{}/", settings(sources).value.content_dir);
    let mut found = vec![];
    let parsed: Vec<Parsed> = sources
        .files
        .iter()
        .filter_map(|(file, input)| {
            let within = file.strip_prefix(&content)?;
            (sort(within) != Sort::Other)
                .then(|| things(file, within, &input.bytes, &ProseOptions::default()))
        })
        .map(|parsed| parsed.into(&mut found))
        .collect();
    let ledger = assemble(&parsed).into(&mut found);
    Checked { value: ledger, found }
}

fn settings(sources: &Sources) -> Checked<Config> {
    let bytes = sources.files.get(SITE_FILE).map(|input| &*input.bytes).unwrap_or_default();
    config(&SITE_FILE.into(), bytes)
}
