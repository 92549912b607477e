//! Files for other programs: one format per module.
//!
//! A module contains functions from a [`ViewContext`] to bytes; it uses published items only. [`SITE_FILES`] assigns a
//! writer to every data file of the whole site. `routes` contains the paths.

pub mod actions;
pub mod annotations;
pub mod calendar;
pub mod native;
pub mod plan;
pub mod references;
pub mod schema;
pub mod strip;

use onrecord_site::routes::SiteFile;
use onrecord_site::view::context::ViewContext;

/// A data file of the whole site.
#[derive(Debug, Clone, Copy)]
pub struct SiteFileWriter {
    /// The file.
    pub file: SiteFile,
    /// Writes it.
    pub write: fn(&ViewContext<'_>) -> Vec<u8>,
    /// True if the site has it; asked before `write`.
    pub exists: fn(&ViewContext<'_>) -> bool,
}

/// One row per data file of the whole site.
pub const SITE_FILES: &[SiteFileWriter] = &[
    SiteFileWriter { file: SiteFile::ActionsJson, write: actions::json, exists: always },
    SiteFileWriter { file: SiteFile::ActionsCsv, write: actions::csv, exists: always },
    SiteFileWriter { file: SiteFile::Deadlines, write: calendar::of_site, exists: always },
    SiteFileWriter {
        file: SiteFile::Annotations,
        write: annotations::of_site,
        exists: annotations::exists,
    },
];

const fn always(_: &ViewContext<'_>) -> bool {
    true
}
