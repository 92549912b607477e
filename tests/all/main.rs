//! All integration tests of the program, in one binary: one module per subject.
//!
//! `cargo test cases::quotes::verify` runs some cases, `cargo test promises::same_input_same_bytes` one test.
//! Tests marked `#[ignore = "run by cargo xtest"]` need a browser or pandoc, which `cargo xtest` installs.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read and write real files, and may fail"
)]

mod blocks;
mod browser;
mod cases;
mod citeproc;
mod cli;
mod codes;
mod commonmark;
mod csl;
mod exports;
mod manual;
mod pandoc;
mod probes;
mod promises;
mod says_no_more;
mod site;
mod support;
mod themes_doc;
mod tidy;
mod watch;
mod workspace;
