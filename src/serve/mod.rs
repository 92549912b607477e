//! The live preview: notices changes, and shows the site as it would be published.
//!
//! [`hub`] has the site that is shown and the current diagnostics, [`http`] answers requests from it,
//! [`watcher`] reports changes. None of them knows how a site is built.
//!
//! A request names a file of the output, which is looked up by its exact name. Nothing of a request becomes a
//! path on the disk.

use crate::export::plan::Recipe;
use onrecord_base::diag::Diagnostic;

pub mod body;
pub mod guard;
pub mod http;
pub mod hub;
pub mod interrupt;
pub mod page;
pub mod routing;
pub mod watcher;

/// A site that can be previewed.
pub trait PreviewSite: Send + Sync + 'static {
    /// Returns the recipe of an output file, by its path below the output folder.
    fn recipe(&self, file: &str) -> Option<Recipe<'_>>;

    /// Returns the path of the site's base address, with both slashes: `/` or `/briefings/`.
    fn base(&self) -> &str;

    /// Returns diagnostics as a terminal shows them, without colours.
    fn report(&self, found: &[Diagnostic]) -> String;
}
