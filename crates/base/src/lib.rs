//! Foundations of onrecord: places in files, findings, rules, declared fields, YAML, ids, dates, text and paths.
//!
//! Nothing here knows what a note, a quote or a page is, and nothing reads or writes a file.
//!
//! * [`span`], [`diag`], [`code`]: places in files, findings, and the rules that report them.
//! * [`node`], [`yaml`], [`schema`], [`reading`]: values with places, the YAML reader, declared fields, and the reader
//!   of fields with its findings.
//! * [`id`], [`when`]: ids, the kinds of items, EDTF dates and instants.
//! * [`path`], [`url`], [`language`], [`text`], [`near`]: paths, addresses, language tags, text, nearest names.
//! * [`few`], [`shelf`], [`memo`], [`hash`]: small lists, persistent lists, fingerprints and hashes.

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
