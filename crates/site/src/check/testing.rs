//! Support for tests of rules: a small site built from a few texts.
//!
//! Texts go through the same passes as a real site. Paths are relative to the content folder; those
//! that start with `/` are relative to the site folder.

use super::CheckContext;
use crate::input::config::{Config, config};
use crate::input::files::{InputFile, InputFiles};
use crate::parse::content_file::{ParsedFile, parse_content_file};
use crate::resolve::assemble::assemble;
use crate::resolve::linked::LinkedLedger;
use crate::resolve::links::{KnownFiles, resolve_links};
use onrecord_base::diag::Diagnostic;
use onrecord_base::edtf::UtcInstant;
use onrecord_prose::options::ProseOptions;
use std::sync::Arc;

/// A site in memory.
pub(super) struct Site {
    pub(super) linked: LinkedLedger,
    files: InputFiles,
    config: Config,
}

impl Site {
    /// Parses the texts and ignores the diagnostics of the parsers.
    pub(super) fn of(texts: &[(&str, &[u8])]) -> Self {
        let mut files = InputFiles::default();
        for (path, bytes) in texts {
            let path = match path.strip_prefix('/') {
                Some(path) => path.to_owned(),
                None => format!("content/{path}"),
            };
            files.files.insert(path.into(), InputFile::whole(*bytes));
        }
        let site: &[u8] = files.files.get("site.yaml").map_or(b"title: Desk\n", |f| &f.bytes);
        let config = config(&"site.yaml".into(), site).value;
        let parsed: Vec<ParsedFile> = files
            .files
            .iter()
            .filter_map(|(path, input)| {
                let within = path.strip_prefix("content/")?;
                Some(parse_content_file(path, within, &input.bytes, &ProseOptions::default()).value)
            })
            .collect();
        let ledger = assemble(&parsed).value;
        let around = KnownFiles::new(files.files.keys(), "content", "static");
        Self { linked: resolve_links(Arc::new(ledger), &around).value, files, config }
    }

    /// The context of a build on 1 July 2022.
    pub(super) fn setting(&self) -> CheckContext<'_> {
        let now = UtcInstant::parse("2022-07-01T12:00:00Z").unwrap();
        CheckContext { config: &self.config, now, files: &self.files }
    }

    /// A diagnostic in one line: `OR204 «the text it points at» its message`.
    pub(super) fn line(&self, diagnostic: &Diagnostic) -> String {
        let text = self.files.text(&diagnostic.place.file).unwrap_or("");
        format!(
            "{} «{}» {}",
            diagnostic.code,
            diagnostic.place.span.slice(text),
            diagnostic.message
        )
    }
}

/// A rule about the whole site.
pub(super) trait Whole: Fn(&LinkedLedger, &CheckContext<'_>) -> Vec<Diagnostic> {}

impl<F: Fn(&LinkedLedger, &CheckContext<'_>) -> Vec<Diagnostic>> Whole for F {}

/// A rule about one item, applied to all items.
pub(super) fn each(rule: super::ItemRule) -> impl Whole {
    move |linked: &LinkedLedger, setting: &CheckContext<'_>| {
        linked.ledger.all().into_iter().flat_map(|ix| rule(linked, setting, ix)).collect()
    }
}

/// The diagnostics of a rule for some texts.
pub(super) fn found(rule: impl Whole, texts: &[(&str, &str)]) -> Vec<Diagnostic> {
    let bytes: Vec<(&str, &[u8])> = texts.iter().map(|(p, t)| (*p, t.as_bytes())).collect();
    let site = Site::of(&bytes);
    rule(&site.linked, &site.setting())
}

/// Asserts the diagnostics of a rule for some texts, each in the form of [`Site::line`].
#[track_caller]
pub(super) fn tells(rule: impl Whole, texts: &[(&str, &str)], lines: &[&str]) {
    let bytes: Vec<(&str, &[u8])> = texts.iter().map(|(p, t)| (*p, t.as_bytes())).collect();
    let site = Site::of(&bytes);
    let diagnostic = rule(&site.linked, &site.setting());
    let diagnostic: Vec<String> = diagnostic.iter().map(|d| site.line(d)).collect();
    assert_eq!(diagnostic, lines);
}
