//! Compares a quotation with a text and prints the verdict and the passage.
//!
//! ```text
//! cargo run -p onrecord-verify --example compare -- "it was […] told" source.txt
//! cargo run -p onrecord-verify --example compare -- "it was […] told" < source.txt
//! ```
//!
//! A file whose name ends in `.html` or `.htm` is read as a page. Exit status: 0 if the words are in the text, 1 if not,
//! 2 if the text cannot be read.

use onrecord_verify::{SnapshotText, VerdictDetails, VerdictQuery, find_verdict, html};
use std::io::Read as _;
use std::path::Path;
use std::process::ExitCode;

#[expect(clippy::print_stderr, reason = "an example prints its errors")]
fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(words) = arguments.next() else {
        eprintln!("usage: compare QUOTATION [FILE]");
        return ExitCode::from(2);
    };
    let text = match read_source(arguments.next().as_deref()) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("cannot read the text: {error}");
            return ExitCode::from(2);
        }
    };
    let source = SnapshotText::new(text, false);
    let query = VerdictQuery { words: &words, ..VerdictQuery::default() };
    let result = find_verdict(&query, &source);
    print_result(&result, &source);
    if result.verdict.is_found() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Returns the text of a file, or of standard input without a file name.
#[expect(clippy::disallowed_methods, reason = "an example reads its own input")]
fn read_source(file: Option<&str>) -> Result<String, String> {
    let mut text = String::new();
    match file {
        Some(file) => text = std::fs::read_to_string(file).map_err(|error| error.to_string())?,
        None => {
            std::io::stdin().read_to_string(&mut text).map_err(|error| error.to_string())?;
        }
    }
    let extension = file.and_then(|file| Path::new(file).extension());
    let is_page = extension
        .is_some_and(|it| it.eq_ignore_ascii_case("html") || it.eq_ignore_ascii_case("htm"));
    if is_page {
        html::text(&text).map_err(|_| "the page is nested too deeply".to_owned())
    } else {
        Ok(text)
    }
}

/// Prints the verdict with its flags, then the passage and the words that gaps omit.
#[expect(clippy::print_stdout, reason = "an example prints its result")]
fn print_result(result: &VerdictDetails, source: &SnapshotText) {
    println!("verdict: {}", result.verdict.word());
    for flag in &result.flags {
        println!("flag: {}", flag.word());
    }
    if result.verdict.is_found() {
        println!("line {}: {}", result.lines.0, &source.text()[result.at.clone()]);
        for gap in &result.gaps {
            println!("omitted: {}", gap.text);
        }
    } else if let Some(nearest) = &result.nearest {
        println!("nearest passage: {}", nearest.passage);
    }
}
