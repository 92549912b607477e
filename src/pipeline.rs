//! The passes of a build, in order. **Read this file first.**
//!
//! ```text
//! InputFiles   bytes of all files, by path
//!   │  parse      each file alone: YAML and Markdown → fields and bodies
//! ParsedFile
//!   │  resolve    all files together: ids → indexes, references → edges
//! LinkedLedger
//!   ├─ verify     quotations against the snapshots of their sources → SiteVerdicts
//!   ├─ check      the rules of the whole site → diagnostics only
//!   │  release    without drafts, embargoed and confidential items
//! Site
//!   │  view, render, export   pages and other output files, each made on request
//! BuiltSite    lists its files as a Plan, which `io::write` writes and `serve` serves
//! ```
//!
//! Start with [`rebuild`]; its numbered comments are the passes above. [`build`] is a rebuild with an
//! empty cache.
//!
//! * A pass is a function of its arguments. It returns a usable value together with its diagnostics and
//!   never stops at the first error, so one run reports all mistakes of a site.
//! * Nothing here reads or writes files, prints, or asks for the time. The commands (`cmd`) pass in the
//!   bytes and the time, and print the diagnostics.
//! * A rebuild reuses results of the previous build ([`BuildCache`]). Its result is identical to that of a
//!   clean build; `tests/all/site/again.rs` compares the two over random edits.

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
use cache::{BuildSettings, Cached, ChangedInputs, InputKind, LoadedTheme, PageList};
use cache::{PreviousBuild, VerifyInputs};
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

/// The options of a build, besides the site's files.
#[derive(Debug, Clone)]
pub struct Options {
    /// The time of the build, and which withheld items are shown anyway.
    pub gate: ReleaseOptions,
    /// Replaces `base_url` of `site.yaml`.
    pub base_url: Option<String>,
    /// Rules that are off by default (`RuleCode::is_off_by_default`) and are on in this build.
    pub enabled_rules: BTreeSet<RuleCode>,
}

/// Builds a site from nothing.
///
/// * In: all input files, and the options.
/// * Out: the site, which makes its output files on request; every diagnostic once, sorted by position.
///   An error in a template is reported when a page that uses it is made.
pub fn build(sources: &InputFiles, options: &Options) -> WithDiagnostics<BuiltSite> {
    rebuild(&Arc::new(sources.clone()), options, &mut BuildCache::default())
}

/// Builds a site and reuses what `cache` has of the previous build.
///
/// Returns what [`build`] returns for the same input, and leaves this build in `cache`.
pub fn rebuild(
    sources: &Arc<InputFiles>,
    options: &Options,
    cache: &mut BuildCache,
) -> WithDiagnostics<BuiltSite> {
    let mut diagnostics = vec![];
    let previous = cache.previous.take().filter(|previous| previous.options.is_like(options));
    let changed_files = previous.as_ref().map(|previous| sources.changed_since(&previous.sources));
    let changed_inputs = ChangedInputs::since(previous.as_ref(), sources, changed_files.as_ref());

    // 1. Settings. Nothing that depends on them is reused after they changed.
    let (config, config_diagnostics) =
        update_settings(previous.as_ref(), &changed_inputs, sources, options);
    diagnostics.extend(config_diagnostics.iter().cloned());
    let previous = previous.filter(|previous| previous.config == config);
    cache.keep_for(previous.as_ref());

    // 2. Each file alone.
    let language = update_language(previous.as_ref(), &config);
    diagnostics.extend(language.1.iter().cloned());
    let files = parse(sources, &config, &language.0, changed_files.as_ref(), &mut cache.parsed)
        .into(&mut diagnostics);
    let unread = unread::UnreadFields::of(&diagnostics);

    // 3. All files together: indexes of items, then the edges between them.
    let known_files = update_known_files(previous.as_ref(), &changed_inputs, sources, &config);
    let mut all = resolve(files.clone(), &known_files, &mut cache.resolved);
    diagnostics.append(&mut all.found);

    // 4. Quotations against the snapshots of their sources.
    let changed_files = changed_files.as_ref();
    let inputs = VerifyInputs { sources, config: &config, options, changed_files };
    let verdicts = cache.verify(&all, &inputs).into(&mut diagnostics);

    // 5. The rules. Some read images, so after a change of one all rules run again.
    let context = CheckContext { config: &config, now: options.gate.now, files: sources };
    let delta = all.delta.as_ref().filter(|_| !changed_inputs.has(InputKind::Images));
    diagnostics.extend(check::check(&all.linked, &context, delta, &mut cache.checks));
    diagnostics.extend(refused(sources));

    // 6. The theme, and the citation style.
    let theme = update_theme(previous.as_ref(), &changed_inputs, sources, &config);
    let same_style = previous.as_ref().filter(|p| p.has_style_of(&theme, &config, changed_files));
    let style = update_style(same_style, &config, sources, &theme, &language.0);
    diagnostics.extend(theme.found.iter().chain(&style.1).cloned());

    // 7. Release: everything after it sees only published items.
    let mut release_diagnostics = vec![];
    let (site, delta) = release(&all, &files, &known_files, options.gate, &mut cache.released)
        .into(&mut release_diagnostics);
    let snapshots = snapshots::snapshots_of(&all.linked, &site, sources, &config)
        .into(&mut release_diagnostics);

    // 8. The list of pages. A page is made when it is requested.
    let same_look = previous.filter(|p| p.is_of_the_same(&theme, &style.0, &site)).zip(delta);
    let PageList { tables, pages, edit } = update_page_index(same_look, &site, &config);
    let words = words_in_languages(&theme.theme, &config, tables.is_mixed);
    let built = BuiltSite {
        levels: config.lint.clone(),
        config,
        accepted: vec![],
        next_embargo: site.next_embargo(),
        held: withheld_files(&all.linked, options.gate),
        pages: Arc::default(),
        site,
        tables,
        theme: Arc::clone(&theme.theme),
        words,
        csl: Arc::clone(&style.0),
        verdicts,
        snapshots,
        sources: Arc::clone(sources),
        mark: Arc::default(),
        edit: edit.filter(|_| changed_inputs.is_on_no_page(&cache.verdicts)),
        others: OnceLock::new(),
    };
    let (mut built, theme) = built.finish(pages, theme);
    diagnostics.extend(resolve_links(&mut built, &all, &known_files));

    // 9. `accept` applies to all items, withheld ones included. It cannot accept what release reports.
    let mut diagnostics = accept(&mut built, diagnostics, &all.linked);
    unread.take_out(&mut diagnostics, &all.linked.ledger);
    diagnostics.extend(release_diagnostics.into_iter().chain(built.leaked_snapshots()));
    let options = options.clone();
    let settings =
        BuildSettings { options, config_diagnostics, known_files, theme, language, style };
    cache.previous = Some(PreviousBuild::of(&built, settings));
    WithDiagnostics { value: built, found: cache.order.sorted(&diagnostics) }
}

/// Resolves links of texts to pages and files of the output. Returns the broken ones (OR103).
fn resolve_links(
    built: &mut BuiltSite,
    all: &ResolvedItems,
    known_files: &KnownFiles,
) -> Vec<Diagnostic> {
    // A changed address can change any page, so the edit is not one of prose alone.
    if built.tables.set_link_addresses(link_addresses(built)) {
        built.edit = None;
    }
    dead_links(built, all, known_files)
}

/// Returns the diagnostics that no `accept` covers; the accepted ones go to `built.accepted`.
fn accept(
    built: &mut BuiltSite,
    diagnostics: Vec<Diagnostic>,
    linked: &LinkedLedger,
) -> Vec<Diagnostic> {
    let level = |code: RuleCode| built.levels.get(&code).copied().unwrap_or(Some(code.severity()));
    let (diagnostics, accepted) = check::accept::accept(diagnostics, linked, level);
    built.accepted = accepted;
    diagnostics
}

/// Returns the citation style of the previous build, or reads it if `previous` is `None`.
fn update_style(
    previous: Option<&PreviousBuild>,
    config: &Config,
    sources: &InputFiles,
    theme: &LoadedTheme,
    language: &CitationLanguage,
) -> Cached<CitationStyle> {
    if let Some(previous) = previous {
        return previous.style.clone();
    }
    let read = style_of(config, sources, &theme.theme.words, language);
    (Arc::new(read.value), read.found)
}

/// Returns the words of the interface. If a page may be in another language than the word, each word
/// carries the language it is in.
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

/// Returns the citation terms of the previous build, or reads them if `previous` is `None`.
fn update_language(previous: Option<&PreviousBuild>, config: &Config) -> Cached<CitationLanguage> {
    previous.map_or_else(|| read_language(config), |previous| previous.language.clone())
}

fn read_language(config: &Config) -> Cached<CitationLanguage> {
    let read = language_of(config);
    (Arc::new(read.value), read.found)
}

/// Returns all items of a site, withheld ones included. For commands that serve the authors (`list`);
/// never for output.
pub fn ledger(sources: &InputFiles) -> WithDiagnostics<Ledger> {
    let config = settings(sources).value;
    let mut diagnostics = vec![];
    let language = read_language(&config).0;
    let parsed = parse(sources, &config, &language, None, &mut CachedFiles::default())
        .into(&mut diagnostics);
    let value = assemble(parsed.iter().map(Arc::as_ref)).into(&mut diagnostics);
    WithDiagnostics { value, found: diagnostics }
}
