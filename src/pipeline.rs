//! The passes in order. **The file to read first.**
//!
//! ```text
//! Sources → Parsed → Ledger → Linked → Verdicts → (checks) → Site → pages → Plan
//! ```
//!
//! Every pass is a function from values to values; each gives a usable value and what it found, so
//! that all faults of a site are told in one run. Nothing here reads, writes, or asks the time.

mod archive;
mod built_site;
mod cache;
#[cfg(test)]
mod conservation_tests;
mod files;
mod site_links;
mod snapshots;
mod unread;

use crate::render::theme::Theme;
pub use archive::{ArchiveState, archive_state, is_readable};
pub use built_site::{BuiltSite, ItemCounts};
pub use cache::BuildCache;
use cache::{Cached, ChangedInputs, InputKind, LoadedTheme, PreviousBuild};
use cache::{update_known_files, update_page_index, update_settings, update_theme};
use files::{CachedFiles, parse, refused, settings};
use onrecord_base::code::RuleCode;
use onrecord_base::diag::{Diagnostic, WithDiagnostics};
use onrecord_cite::csl::{CitationLanguage, CitationStyle};
use onrecord_site::check;
use onrecord_site::check::CheckContext;
pub use onrecord_site::check::accept::AcceptedFinding;
use onrecord_site::input::config::Config;
use onrecord_site::input::files::InputFiles;
use onrecord_site::model::ledger::Ledger;
pub use onrecord_site::release::ReleaseOptions;
use onrecord_site::release::{release, withheld_files};
use onrecord_site::resolve::assemble::assemble;
use onrecord_site::resolve::incremental::{ResolvedItems, resolve};
use onrecord_site::resolve::linked::LinkedLedger;
use onrecord_site::resolve::links::KnownFiles;
use onrecord_site::view::i18n::Translations;
use onrecord_site::view::style::{language_of, style_of};
use onrecord_site::view::text::languages;
use site_links::{dead_links, link_addresses};
pub use snapshots::{names_snapshots, snapshots, snapshots_before_build};
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

/// What a build is asked for, beside the site's files.
#[derive(Debug, Clone)]
pub struct Options {
    /// What may be seen.
    pub gate: ReleaseOptions,
    /// Replaces `base_url` of `site.yaml`.
    pub base_url: Option<String>,
    /// Rules that are off by themselves (`RuleCode::is_off`) and are turned on for this build.
    pub asked: BTreeSet<RuleCode>,
}

/// Builds a site.
///
/// * In: all files, and what is asked for.
/// * Out: the site and how to make its files; every finding, sorted by place, each once. Faults of
///   templates on a page are found when that page is made.
pub fn build(sources: &InputFiles, options: &Options) -> WithDiagnostics<BuiltSite> {
    rebuild(&Arc::new(sources.clone()), options, &mut BuildCache::default())
}

/// Builds a site, with what is left of the builds before.
pub fn rebuild(
    sources: &Arc<InputFiles>,
    options: &Options,
    memos: &mut BuildCache,
) -> WithDiagnostics<BuiltSite> {
    let mut found = vec![];
    let last = memos.last.take().filter(|last| last.options.is_like(options));
    let others = last.as_ref().map(|last| sources.changed_since(&last.sources));
    let moved = ChangedInputs::since(last.as_ref(), sources, others.as_ref());

    // 1. Settings. What was worked out under others is of no use.
    let (config, config_found) = update_settings(last.as_ref(), &moved, sources, options);
    found.extend(config_found.iter().cloned());
    let last = last.filter(|last| last.config == config);
    memos.keep_for(last.as_ref());

    // 2. Each file by itself.
    let language = update_language(last.as_ref(), &config, &mut found);
    let read = (others.as_ref(), &mut memos.parsed);
    let files = parse(sources, &config, &language.0, read, &mut found);
    let unread = unread::UnreadFields::of(&found);

    // 3. All together: positions, then what refers to what.
    let around = update_known_files(last.as_ref(), &moved, sources, &config);
    let mut all = resolve(files.clone(), &around, &mut memos.all);
    found.append(&mut all.found);

    // 4. Quoted words against the copies of their sources.
    let verdicts = memos.verify(&all, sources, (&config, options), others.as_ref());
    let verdicts = verdicts.into(&mut found);

    // 5. The rules.
    let setting = CheckContext { config: &config, now: options.gate.now, files: sources };
    let delta = all.delta.as_ref().filter(|_| !moved.has(InputKind::Images));
    found.extend(check::check(&all.linked, &setting, delta, &mut memos.checks));
    refused(sources, &mut found);

    // 6. The theme.
    let themed = update_theme(last.as_ref(), &moved, sources, &config);
    let last_style = last.as_ref().filter(|l| l.has_style_of(&themed, &config, others.as_ref()));
    let styled = update_style(last_style, (&config, sources), &themed, &language.0);
    found.extend(themed.found.iter().chain(&styled.1).cloned());

    // 7. Who may see what.
    let mut of_release = vec![];
    let (site, delta) =
        release(&all, &files, &around, options.gate, &mut memos.seen).into(&mut of_release);
    let snapshots =
        snapshots::snapshots_of(&all.linked, &site, (sources, &config)).into(&mut of_release);

    // 8. The pages, made when they are asked for.
    let kept = last.filter(|last| last.is_of_the_same(&themed, &styled.0, &site)).zip(delta);
    let (tables, pages, edit) = update_page_index(kept, &site, &config);
    let words = words_in_languages(&themed.theme, &config, tables.is_mixed);
    let built = BuiltSite {
        levels: config.lint.clone(),
        config,
        accepted: vec![],
        next_embargo: site.next_embargo(),
        held: withheld_files(&all.linked, options.gate),
        pages: Arc::default(),
        site,
        tables,
        theme: Arc::clone(&themed.theme),
        words,
        csl: Arc::clone(&styled.0),
        verdicts,
        snapshots,
        sources: Arc::clone(sources),
        mark: Arc::default(),
        edit: edit.filter(|_| moved.is_unseen(&memos.verdicts)),
        others: OnceLock::new(),
    };
    let (mut built, themed) = built.finish(pages, themed);
    found.extend(resolve_links(&mut built, &all, &around));

    // 9. What authors accepted is decided of all items, the withheld ones included.
    let mut found = accept(&mut built, found, &all.linked);
    unread.take_out(&mut found, &all.linked.ledger);
    found.extend(of_release.into_iter().chain(built.leaked_snapshots()));
    memos.last = Some(PreviousBuild::of(
        &built,
        options.clone(),
        config_found,
        (around, themed, (language, styled)),
    ));
    WithDiagnostics { value: built, found: memos.order.sorted(&found) }
}

/// Looks up the links of texts to pages and files of the output. Returns what is wrong with them.
fn resolve_links(
    built: &mut BuiltSite,
    all: &ResolvedItems,
    around: &KnownFiles,
) -> Vec<Diagnostic> {
    if built.tables.set_link_addresses(link_addresses(built)) {
        built.edit = None;
    }
    dead_links(built, all, around)
}

/// Takes out the findings that authors accepted, and keeps which.
fn accept(built: &mut BuiltSite, found: Vec<Diagnostic>, linked: &LinkedLedger) -> Vec<Diagnostic> {
    let level = |code: RuleCode| built.levels.get(&code).copied().unwrap_or(Some(code.severity()));
    let (found, accepted) = check::accept::accept(found, linked, level);
    built.accepted = accepted;
    found
}

/// The style of the last build, or one that is read now.
fn update_style(
    last: Option<&PreviousBuild>,
    (config, sources): (&Config, &InputFiles),
    themed: &LoadedTheme,
    language: &CitationLanguage,
) -> Cached<CitationStyle> {
    if let Some(last) = last {
        return last.styled.clone();
    }
    let read = style_of(config, sources, &themed.theme.words, language);
    (Arc::new(read.value), read.found)
}

/// The words of the interface, with the language of each where a page may be in another.
fn words_in_languages(theme: &Theme, config: &Config, is_mixed: bool) -> Translations {
    if !is_mixed && theme.english.is_empty() {
        return theme.words.clone();
    }
    let language = |key: &str| {
        let english = theme.english.contains(key).then_some("en");
        english.unwrap_or(&config.language).to_owned()
    };
    Translations(Arc::new(languages::interface(&theme.words.0, language)))
}

fn update_language(
    last: Option<&PreviousBuild>,
    config: &Config,
    found: &mut Vec<Diagnostic>,
) -> Cached<CitationLanguage> {
    let language = last.map_or_else(|| read_language(config), |last| last.language.clone());
    found.extend(language.1.iter().cloned());
    language
}

fn read_language(config: &Config) -> Cached<CitationLanguage> {
    let read = language_of(config);
    (Arc::new(read.value), read.found)
}

/// All things of a site, withheld ones included: for the desk's own eyes (`list`).
pub fn ledger(sources: &InputFiles) -> WithDiagnostics<Ledger> {
    let config = settings(sources).value;
    let mut found = vec![];
    let language = read_language(&config).0;
    let parsed =
        parse(sources, &config, &language, (None, &mut CachedFiles::default()), &mut found);
    let value = assemble(parsed.iter().map(Arc::as_ref)).into(&mut found);
    WithDiagnostics { value, found }
}
