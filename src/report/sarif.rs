//! SARIF 2.1.0 output: one document, for code-scanning services.

use super::LeveledDiagnostic;
use super::json::advice;
use super::lines::LineIndexes;
use super::rule_pages::rule_page;
use onrecord_base::code::{RuleCode, Severity};
use onrecord_base::path::SitePath;
use onrecord_base::span::FileSpan;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{self, Write};

pub(super) fn write(
    to: &mut dyn Write,
    diagnostics: &[LeveledDiagnostic],
    files: &LineIndexes<'_>,
) -> io::Result<()> {
    let codes: BTreeSet<RuleCode> = diagnostics.iter().map(|t| t.diagnostic.code).collect();
    let rules: Vec<Value> = codes.iter().map(|code| rule(*code)).collect();
    let results: Vec<Value> = diagnostics.iter().map(|one| result(one, files)).collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "onrecord",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *to, &document)?;
    writeln!(to)
}

fn rule(code: RuleCode) -> Value {
    json!({
        "id": code.id(),
        "shortDescription": { "text": code.title() },
        "help": { "text": rule_page(code), "markdown": rule_page(code) },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

fn level(severity: Severity) -> &'static str {
    severity.word()
}

fn result(one: &LeveledDiagnostic, files: &LineIndexes<'_>) -> Value {
    let diagnostic = &one.diagnostic;
    let advice = advice(diagnostic);
    let text = if advice.is_empty() {
        diagnostic.message.clone()
    } else {
        format!("{}\n{advice}", diagnostic.message)
    };
    let mut result = json!({
        "ruleId": diagnostic.code.id(),
        "level": level(one.severity),
        "message": { "text": text },
        "locations": [{ "physicalLocation": location(&diagnostic.place, files) }],
    });
    if !diagnostic.related.is_empty() {
        let related = diagnostic.related.iter().map(|(place, words)| {
            json!({ "physicalLocation": location(place, files), "message": { "text": words } })
        });
        result["relatedLocations"] = related.collect();
    }
    if let Some(fix) = &diagnostic.fix {
        let FileSpan { file, span } = &fix.place;
        let region = json!({ "byteOffset": span.start, "byteLength": span.len() });
        result["fixes"] = json!([{ "artifactChanges": [{
            "artifactLocation": { "uri": uri(file) },
            "replacements": [{
                "deletedRegion": region,
                "insertedContent": { "text": fix.text },
            }],
        }]}]);
    }
    result
}

fn location(place: &FileSpan, files: &LineIndexes<'_>) -> Value {
    let (start, end) = files.positions(place);
    json!({
        "artifactLocation": { "uri": uri(&place.file) },
        "region": {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
            "byteOffset": place.span.start,
            "byteLength": place.span.len(),
        },
    })
}

/// Returns a path as a relative URI reference.
fn uri(path: &SitePath) -> String {
    onrecord_base::text::encode_path(path)
}
