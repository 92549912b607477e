//! Citations: the syntax of citation marks and locators, CSL styles, and bibliographies in BibTeX,
//! CSL and RIS.
//!
//! # Purpose
//!
//! The crate parses a citation such as `[see @lind, p. 4]`, renders it and its bibliography entry
//! in a CSL 1.0.2 style, and converts sources from and to the formats of reference managers. Every
//! function is pure: its result depends on its arguments only.
//!
//! # Main types and functions
//!
//! * Syntax: [`citation_syntax::cluster`] parses the text between brackets,
//!   [`citation_syntax::key_at`] a key in running text, [`locator::written`] a locator in a field.
//!   [`citation`] has the types that the prose parser stores.
//! * Sources: [`item::CslItem`] is a source as CSL has it. [`variables`], [`name`] and
//!   [`source_type`] declare the fields, names and types of sources in YAML.
//! * Rendering: [`csl::builtin_style`] and [`csl::style`] return a [`csl::CitationStyle`], whose
//!   [`cite`](csl::CitationStyle::cite) and [`entry`](csl::CitationStyle::entry) return
//!   [`csl_runs::TextRun`]s; the caller turns these into HTML. [`csl_file::StyleError`] is the
//!   error of an invalid style.
//! * Formats: [`bibliography::entries`] reads BibLaTeX, CSL-JSON, CSL-YAML and RIS as fields of
//!   sources; [`export`] writes BibLaTeX, CSL-JSON and RIS.
//!
//! ```
//! use onrecord_cite::citation_syntax::cluster;
//! use onrecord_cite::csl::{BuiltinStyle, CiteContext, DateWords, builtin_style, language};
//! use onrecord_cite::item::{CslDate, CslItem, NameParts};
//! use onrecord_cite::locator::LocatorTerms;
//!
//! let parsed = cluster("see @lind, p. 4", false, &LocatorTerms::default());
//! assert_eq!((parsed.items[0].prefix, parsed.items[0].key.text), ("see", "lind"));
//!
//! let author = NameParts { family: "Lind".into(), given: "Eva".into(), ..NameParts::default() };
//! let item = CslItem {
//!     id: "lind".into(),
//!     kind: "book",
//!     text: [("title", "The Quay".to_owned())].into(),
//!     names: [("author", vec![author])].into(),
//!     dates: [("issued", CslDate { parts: vec![vec![2020]], ..CslDate::default() })].into(),
//!     ..CslItem::default()
//! };
//! let style = builtin_style(BuiltinStyle::AuthorDate, &language("en"), DateWords::default());
//! let context = CiteContext { place: parsed.items[0].locator.as_ref(), ..CiteContext::default() };
//! let runs = style.unwrap().cite(&item, &context).unwrap();
//! let text: String = runs.iter().map(|run| run.text.as_str()).collect();
//! assert_eq!(text, "Lind 2020, p. 4");
//! ```
//!
//! # Dependencies
//!
//! This crate depends on `onrecord-base` only. It must not depend on Markdown, notes, pages or
//! HTML, read a file, or use the clock. Only [`csl`] uses `hayagriva`, and only
//! `bibliography::bibtex` uses `biblatex`, so that either can be replaced in one place.
//!
//! # Cost
//!
//! Parsing is linear in the size of the text; the depth and size of references, macros and
//! abbreviations are limited, so hostile files cannot exhaust memory or the stack. Rendering runs
//! the CSL processor once per source and form; [`csl::CachedForm`] names the forms that a site can
//! cache, after which a locator costs one run over an empty item. A language other than English is
//! loaded on request, which takes forty times as long as a page.

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
