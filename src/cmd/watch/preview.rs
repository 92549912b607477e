//! Adapts a built site for the server, and derives from a change what open pages must do.

use crate::export::plan::Recipe;
use crate::pipeline::BuiltSite;
use crate::report::{
    self, LeveledDiagnostic, LineIndexes, ReportFormat, SeverityLevels, apply_levels,
};
use crate::serve::PreviewSite;
use onrecord_base::diag::Diagnostic;
use onrecord_base::path::SitePath;
use onrecord_site::input::files::InputFiles;
use onrecord_site::parse::content_kind::{ContentKind, classify_path};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A built site with its input.
pub(super) struct Preview {
    pub(super) built: BuiltSite,
    pub(super) sources: Arc<InputFiles>,
    pub(super) levels: SeverityLevels,
}

impl PreviewSite for Preview {
    fn recipe(&self, file: &str) -> Option<Recipe<'_>> {
        self.built.recipe(file)
    }

    fn base(&self) -> &str {
        &self.built.config.base
    }

    fn report(&self, found: &[Diagnostic]) -> String {
        in_words(&apply_levels(found, &self.levels), &self.sources)
    }
}

/// Returns diagnostics as the terminal shows them, without colours.
pub(super) fn in_words(diagnostics: &[LeveledDiagnostic], sources: &InputFiles) -> String {
    let mut text = vec![];
    drop(report::write(
        &mut text,
        diagnostics,
        &LineIndexes::new(sources),
        ReportFormat::Human,
        false,
    ));
    String::from_utf8_lossy(&text).trim_end().to_owned()
}

/// Returns the address of the page of the saved file; `None` if many files changed at once.
pub(super) fn page_of(built: &BuiltSite, changed: &BTreeSet<SitePath>) -> Option<String> {
    if changed.len() > 3 { None } else { changed.iter().find_map(|file| built.address_of(file)) }
}

/// Returns the changed files that are copied and whose address does not contain a hash.
pub(super) fn assets(built: &BuiltSite, changed: &BTreeSet<SitePath>) -> Vec<String> {
    let folders = [&built.config.content_dir, &built.config.static_dir];
    let below = |file: &SitePath| {
        let mut paths =
            folders.iter().filter_map(|dir| file.strip_prefix(dir.as_str())?.strip_prefix('/'));
        let is_copy = |path: &&str| matches!(built.recipe(path), Some(Recipe::Copy(from)) if from.path() == file);
        paths.find(is_copy).map(str::to_owned)
    };
    let content = format!("{}/", built.config.content_dir);
    let is_thing = |file: &&SitePath| {
        file.strip_prefix(&content).is_some_and(|path| classify_path(path) != ContentKind::Other)
    };
    changed.iter().filter(|file| !is_thing(file)).take(64).filter_map(below).collect()
}
