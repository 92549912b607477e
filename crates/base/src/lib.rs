//! Foundations of onrecord: positions in files, diagnostics, rules, declared fields, YAML, ids, dates, text and
//! paths.
//!
//! This crate does not depend on notes, quotes or pages, and it never reads or writes a file. Every function takes
//! text or bytes and returns a value.
//!
//! An author's mistakes are data, not errors: a function that reads an author's text returns a
//! [`diag::WithDiagnostics`], a usable value with the diagnostics found on the way. Each [`diag::Diagnostic`] has a
//! [`code::RuleCode`] and a [`span::FileSpan`].
//!
//! To add a kind of front matter, declare its fields with [`record!`] and its closed lists of words with
//! [`choice!`]. Read the file with [`yaml::yaml`], then the fields with [`schema::read_record`]. The declaration
//! gives the Rust type, the reader, the field table of the manual and the JSON Schema.
//!
//! * [`span`], [`diag`], [`code`]: positions in files, diagnostics, and the rules that report them.
//! * [`node`], [`yaml`], [`schema`], [`reading`]: values with spans, the YAML reader, declared fields, and the
//!   context that collects diagnostics while fields are read.
//! * [`id`], [`edtf`]: ids, the kinds of items, EDTF dates and instants.
//! * [`path`], [`url`], [`language`], [`text`], [`suggest`]: paths, addresses, language tags, text, similar names.
//! * [`thin_vec`], [`persistent_vec`]: lists that are usually empty, and lists whose copies share their chunks.
//! * [`fingerprint`], [`hash`]: 128-bit fingerprints for caches, and SHA-256.
//!
//! Standards: YAML 1.2 (a strict part), EDTF (ISO 8601-2, parts of levels 0 and 1), RFC 3339 instants, BCP 47
//! language tags, the WHATWG rules for URLs.

pub mod code;
pub mod diag;
pub mod edtf;
pub mod fingerprint;
pub mod hash;
pub mod id;
pub mod language;
pub mod node;
pub mod path;
pub mod persistent_vec;
pub mod reading;
pub mod schema;
pub mod span;
pub mod suggest;
pub mod text;
pub mod thin_vec;
pub mod url;
pub mod yaml;
