//! The live preview: notices that something changed, and shows the site as it would be published.
//!
//! [`hub`] holds the site that is shown and what is to be said about it, [`http`] answers requests
//! from it, [`watch`] wakes whoever builds. None of them knows how a site is built, or how fast.
//!
//! A request names a file of the output and gets it by exact look-up. What it says never becomes a path
//! on the disk.

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

/// A site that can be shown.
pub trait PreviewSite: Send + Sync + 'static {
    /// How a file of the output is made, by its path below the output folder.
    fn recipe(&self, file: &str) -> Option<Recipe<'_>>;

    /// The path of the site's address, with both slashes: `/` or `/briefings/`.
    fn base(&self) -> &str;

    /// Findings as they are told on a terminal, without colours.
    fn report(&self, found: &[Diagnostic]) -> String;
}
