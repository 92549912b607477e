//! Citations: the syntax of citation marks and locators, CSL styles, and bibliographies in BibTeX, CSL and RIS.
//!
//! Every function is pure: it reads no file, asks no clock, and knows no note and no page.
//!
//! * [`citation`], [`citation_syntax`], [`locator`]: `[see @key, p. 4]` and its parts.
//! * [`item`], [`source_type`], [`name`], [`variables`]: a source in the terms of CSL.
//! * [`csl`], [`csl_file`], [`csl_runs`]: styles, their files, and the runs of text they give.
//! * [`bibliography`], [`export`]: reading and writing BibLaTeX, CSL-JSON, CSL-YAML and RIS.

pub mod bibliography;
pub mod citation;
pub mod citation_syntax;
pub mod csl;
pub mod csl_file;
mod csl_item;
pub mod csl_runs;
pub mod export;
pub mod item;
pub mod locator;
pub mod name;
pub mod source_type;
pub mod variables;
