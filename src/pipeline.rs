//! The passes in order. **The file to read first.**
//!
//! ```text
//! Sources → Parsed → Ledger → Linked → (checks) → Site → pages → Plan
//! ```
//!
//! Every pass is a function from values to values; each gives a usable value and what it found, so
//! that all faults of a site are told in one run. Nothing here reads, writes, or asks the time.

use crate::base::code::{Code, Severity};
use crate::base::diag::{Checked, Diagnostic, sorted};
use crate::base::span::{Place, Span};
pub use crate::check::accept::Accepted;
use crate::check::{self, Setting};
use crate::export::plan::{Plan, Recipe};
use crate::export::references;
use crate::input::config::{Config, Export, SITE_FILE, config};
use crate::input::sources::{Refused, Sources};
use crate::model::ledger::Ledger;
use crate::model::when::Moment;
use crate::parse::body::ProseOptions;
use crate::parse::things::{Parsed, Sort, library, sort, things};
pub use crate::release::Gate;
use crate::release::{Site, release};
use crate::render::page::render;
use crate::render::theme::{Theme, theme};
use crate::resolve::assemble::assemble;
use crate::resolve::linked::Goal;
use crate::resolve::links::{Around, links};
use crate::view::cx::Cx;
use crate::view::fill::asset_path;
use crate::view::pages::{Page, file_of, pages};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a build is asked for, beside the site's files.
#[derive(Debug, Clone)]
pub struct Options {
    /// What may be seen.
    pub gate: Gate,
    /// Replaces `base_url` of `site.yaml`.
    pub base_url: Option<String>,
}

/// How many of each there are, withheld ones left out.
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

/// A built site: what is published, and how to make every file of it.
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
    pages: Vec<Page>,
    site: Site,
    theme: Theme,
    sources: Sources,
}

/// Builds a site.
///
/// * In: all files, and what is asked for.
/// * Out: the site and how to make its files; every finding, sorted by place, each once. Faults of
///   templates on a page are found when that page is made.
pub fn build(sources: &Sources, options: &Options) -> Checked<Built> {
    let mut found = vec![];

    // 1. Settings.
    let mut config = settings(sources).into(&mut found);
    if let Some(url) = &options.base_url {
        config.rebase(url);
    }

    // 2. Each file by itself.
    let parsed = parse(sources, &config, &mut found);

    let unread: BTreeSet<Arc<str>> = found
        .iter()
        .filter(|told| told.code.severity() == Severity::Error)
        .map(|told| Arc::clone(&told.place.file))
        .collect();

    // 3. All together: positions, then what refers to what.
    let ledger = assemble(parsed.iter().map(Arc::as_ref)).into(&mut found);
    let around = Around {
        files: sources.files.keys().cloned().collect(),
        content_dir: config.content_dir.clone(),
        static_dir: config.static_dir.clone(),
        released: false,
    };
    let linked = links(ledger, &around).into(&mut found);

    // 4. The rules.
    let setting = Setting { config: &config, now: options.gate.now, files: sources };
    found.extend(check::check(&linked, &setting));
    refused(sources, &mut found);

    // 5. The theme.
    let theme = theme(&config, sources).into(&mut found);

    // 6. Who may see what. What authors accepted is decided while all things are still there.
    let accept_levels = config.lint.clone();
    let level = |code: Code| accept_levels.get(&code).copied().unwrap_or(Some(code.severity()));
    let (found_left, accepted) = check::accept::accept(found, &linked, level);
    let mut found = found_left;
    // What is missing may stand in a field that cannot be read: these wait for it.
    let waits = |code: Code| code.is_house_style() || code == Code::StatusWithoutSupport;
    found.retain(|told| !(waits(told.code) && unread.contains(&told.place.file)));
    let site = release(linked, &around, options.gate).into(&mut found);

    // 7. The pages, made when they are asked for.
    let built = Built {
        counts: Counts::default(),
        levels: config.lint.clone(),
        accepted,
        next_embargo: site.next_embargo(),
        config,
        pages: vec![],
        site,
        theme,
        sources: sources.clone(),
    };
    Checked { value: built.finish(), found: sorted(found) }
}

/// All things of a site, withheld ones included: for the desk's own eyes (`list`).
pub fn ledger(sources: &Sources) -> Checked<Ledger> {
    let config = settings(sources).value;
    let mut found = vec![];
    let parsed = parse(sources, &config, &mut found);
    let value = assemble(parsed.iter().map(Arc::as_ref)).into(&mut found);
    Checked { value, found }
}

fn settings(sources: &Sources) -> Checked<Config> {
    let bytes = sources.files.get(SITE_FILE).map_or(&[][..], |input| &input.bytes);
    config(&SITE_FILE.into(), bytes)
}

/// Reads every file of the content folder, in parallel; the order of the files is the order of paths.
fn parse(sources: &Sources, config: &Config, found: &mut Vec<Diagnostic>) -> Vec<Arc<Parsed>> {
    let prefix = format!("{}/", config.content_dir);
    let libraries = config.libraries();
    let is_library = |path: &str| libraries.iter().any(|library| library == path);
    let files: Vec<_> = sources
        .files
        .iter()
        .filter(|(path, _)| {
            let within = path.strip_prefix(&prefix);
            is_library(path) || within.is_some_and(|within| sort(within) != Sort::Other)
        })
        .collect();
    let prose = ProseOptions::default();
    let read: Vec<Checked<Parsed>> = files
        .par_iter()
        .map(|(path, input)| match path.strip_prefix(&prefix) {
            // A bibliography may stand among the content, and is no list of things then.
            Some(within) if !is_library(path) => things(path, within, &input.bytes, &prose),
            _ => library(path, &input.bytes, &prose),
        })
        .collect();
    read.into_iter().map(|checked| Arc::new(checked.into(found))).collect()
}

/// Files that were found and not read.
fn refused(sources: &Sources, found: &mut Vec<Diagnostic>) {
    for (path, why) in &sources.refused {
        let place = Place::new(path, Span::default());
        let told = match why {
            Refused::Link => Diagnostic::new(
                Code::NotARegularFile,
                place,
                "this is a symbolic link, and links are not followed",
            )
            .help("put the file itself here"),
            Refused::Special => {
                Diagnostic::new(Code::NotARegularFile, place, "this is a pipe, socket or device")
                    .help("remove it from the site's folder")
            }
            Refused::Large(size) => Diagnostic::new(
                Code::TooLarge,
                place,
                format!("this file has {} MiB; at most 16 are read", size / 1024 / 1024),
            )
            .help("split it, or move it out of the content folder"),
            Refused::Name => Diagnostic::new(
                Code::NotText,
                place,
                "the name of this file is not UTF-8 or holds control characters",
            )
            .help("give it a plain name"),
        };
        found.push(told);
    }
}

impl Built {
    fn finish(mut self) -> Self {
        let cx = self.cx();
        let site = crate::render::page::site_view(&cx, &self.theme);
        let all = pages(&cx);
        let ledger = &self.site.ledger;
        let counts = Counts {
            notes: ledger.notes().filter(|ix| cx.is_listed(*ix)).count(),
            sources: ledger.sources.len(),
            quotes: ledger.quotes.len(),
            actions: ledger.actions.len(),
            people: ledger.people.len(),
            organizations: ledger.organizations.len(),
            topics: ledger.topics.len(),
            pages: all.len(),
        };
        self.counts = counts;
        self.pages = all;
        self.theme.set_site(&site);
        self
    }

    fn cx(&self) -> Cx<'_> {
        Cx::new(&self.site, &self.config, &self.theme.words, &self.sources)
    }

    /// The files of the output, each with how it is made. Empty when no template can be used, which
    /// has been told.
    pub fn plan(&self) -> Plan<'_> {
        let mut plan = Plan::default();
        if !self.theme.is_usable {
            return plan;
        }
        let cx = Arc::new(self.cx());
        for page in self.pages.iter().cloned() {
            let cx = Arc::clone(&cx);
            let file = file_of(&page.path);
            let make = move || render(&cx, &self.theme, &page);
            plan.files.insert(file, Recipe::Make(Box::new(make)));
        }
        references::files(&cx, &mut plan);
        for (path, bytes) in &self.theme.assets {
            plan.files.insert(path.clone(), Recipe::Bytes(Arc::clone(bytes)));
        }
        for file in self.copied() {
            plan.files.insert(asset_path(&cx, &file), Recipe::Copy(file));
        }
        let fixed = format!("{}/", self.config.static_dir);
        for path in self.sources.files.keys().filter(|p| p.starts_with(&fixed)) {
            plan.files.insert(path[fixed.len()..].to_owned(), Recipe::Copy(Arc::clone(path)));
        }
        plan
    }

    /// All sources that are published, in one of the formats of `exports:`.
    pub fn sources_as(&self, format: Export) -> String {
        references::written(format, &references::all(&self.cx()))
    }

    /// All things that are published, as JSON.
    pub fn things_json(&self) -> String {
        format!("{:#}\n", references::things(&self.cx()))
    }

    /// All things that are published, as a table of comma-separated values.
    pub fn things_csv(&self) -> String {
        references::table(&self.cx())
    }

    /// Files beside notes to which something published refers.
    fn copied(&self) -> BTreeSet<Arc<str>> {
        let mut files = BTreeSet::new();
        for ix in self.site.ledger.all() {
            for goal in self.site.goals_of(ix).iter().flatten() {
                if let Goal::File(file) = goal {
                    files.insert(Arc::clone(file));
                }
            }
        }
        files
    }

    /// The pages of the site.
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }
}
