//! The part of the CSL test suite that our styles and limits support.
//!
//! The suite (github.com/citation-style-language/test-suite) has no licence, so none of its files are here:
//! `tests/spec/csl.txt` lists the names of the cases that pass, and `CSL_SUITE=…/processor-tests/humans` runs
//! them. Our own cases in the same format, in `tests/spec/csl/`, always run. `UPDATE=1` with `CSL_SUITE` writes
//! the list. It never gets shorter: [`LEAST`].

use crate::support::{is_update, read, root};
use onrecord_cite::csl::{CiteContext, DateWords, TextRun, language, style};
use onrecord_cite::item::{CslDate, CslItem, NameParts};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;

/// The least number of cases of the suite that pass.
const LEAST: usize = 387;

/// The content of a section.
fn section<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let start = text.find(&format!(">>===== {name} ====="))?;
    let inner = text[start..].split_once('\n')?.1;
    Some(inner.split_once(&format!("<<===== {name} ====="))?.0.trim())
}

fn leaked(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

/// An item of CSL-JSON; `None` if it has fields that our items do not support.
fn item(value: &Value) -> Option<CslItem> {
    let mut item = CslItem::default();
    for (name, value) in value.as_object()? {
        match (name.as_str(), value) {
            ("id", value) => item.id = value.to_string(),
            ("type", value) => item.kind = leaked(value.as_str()?),
            (name, Value::String(text)) => drop(item.text.insert(leaked(name), text.clone())),
            (name, Value::Number(n)) => drop(item.text.insert(leaked(name), n.to_string())),
            (name, Value::Array(all)) => {
                let names = all.iter().map(named).collect::<Option<Vec<_>>>()?;
                item.names.insert(leaked(name), names);
            }
            (name, Value::Object(date)) => {
                let known = date.keys().all(|k| ["date-parts", "season"].contains(&k.as_str()));
                let parts = date.get("date-parts").filter(|_| known)?.as_array()?;
                let season = date.get("season").and_then(Value::as_u64);
                let season = season.and_then(|n| u8::try_from(n).ok()).filter(|n| *n > 0);
                let part = |p: &Value| {
                    p.as_str()
                        .map_or(p.as_u64(), |t| t.parse().ok())
                        .and_then(|n| u16::try_from(n).ok())
                };
                let one =
                    |set: &Value| set.as_array()?.iter().map(part).collect::<Option<Vec<_>>>();
                let parts = parts.iter().map(one).collect::<Option<Vec<_>>>()?;
                item.dates.insert(leaked(name), CslDate { parts, season, ..CslDate::default() });
            }
            _ => return None,
        }
    }
    Some(item)
}

fn named(value: &Value) -> Option<NameParts> {
    let name = value.as_object()?;
    let text = |key: &str| name.get(key).and_then(Value::as_str).unwrap_or("").to_owned();
    let known = name.keys().all(|k| ["family", "given", "literal"].contains(&k.as_str()));
    known.then(|| NameParts {
        family: text("family"),
        given: text("given"),
        literal: text("literal"),
        ..NameParts::default()
    })
}

/// Text runs as the HTML of the suite.
fn html(runs: &[TextRun]) -> String {
    let mut out = String::new();
    for run in runs {
        let text = run.text.replace('&', "&#38;").replace('<', "&#60;").replace('>', "&#62;");
        let tags = [
            (run.font.italic, "<i>", "</i>"),
            (run.font.bold, "<b>", "</b>"),
            (run.font.small_caps, "<span style=\"font-variant:small-caps;\">", "</span>"),
            (run.font.underline, "<span style=\"text-decoration:underline;\">", "</span>"),
            (run.font.shift > 0, "<sup>", "</sup>"),
            (run.font.shift < 0, "<sub>", "</sub>"),
        ];
        let on = || tags.iter().filter(|tag| tag.0);
        out.extend(on().map(|tag| tag.1));
        out.push_str(&text);
        out.extend(on().rev().map(|tag| tag.2));
    }
    out
}

/// The actual and the expected result of a case; `None` for a case that needs unsupported features.
fn run(text: &str) -> Option<(String, String)> {
    let skipped = ["CITATIONS", "CITATION-ITEMS", "BIBENTRIES", "BIBSECTION", "ABBREVIATIONS"];
    if skipped.iter().any(|name| section(text, name).is_some()) {
        return None;
    }
    let csl = section(text, "CSL")?;
    let locale = csl.split_once("default-locale=\"").and_then(|(_, rest)| rest.split('"').next());
    let style = style(csl, &language(locale.unwrap_or("en-US")), DateWords::default()).ok()?;
    let input: Value = serde_json::from_str(section(text, "INPUT")?).ok()?;
    let items: Vec<CslItem> = input.as_array()?.iter().map(item).collect::<Option<_>>()?;
    let expected = section(text, "RESULT")?.to_owned();
    let all: Vec<&CslItem> = items.iter().collect();
    let order = style.order(&all).unwrap_or_else(|| (0..items.len()).collect());
    let number = |at: usize| order.iter().position(|o| *o == at).map_or(1, |n| n + 1);
    let got = if section(text, "MODE")? == "bibliography" {
        let mut out = "<div class=\"csl-bib-body\">\n".to_owned();
        for at in &order {
            let entry = html(&style.entry(&items[*at], number(*at), "")?);
            let _ = writeln!(out, "  <div class=\"csl-entry\">{entry}</div>");
        }
        out + "</div>"
    } else {
        let way = |n: usize| CiteContext { note: 1, number: number(n), ..CiteContext::default() };
        let cited = items.iter().enumerate().map(|(n, item)| style.cite(item, &way(n)));
        let cited: Vec<String> = cited.map(|runs| runs.map(|r| html(&r))).collect::<Option<_>>()?;
        let (before, after, between) = &style.around;
        let text = cited.join(between);
        let after = if text.ends_with(after.as_str()) { "" } else { after };
        format!("{before}{text}{after}")
    };
    Some((got, expected))
}

#[test]
fn our_cases_in_the_form_of_the_suite() {
    let mut count = 0;
    for entry in std::fs::read_dir(root().join("tests/spec/csl")).unwrap() {
        let path = entry.unwrap().path();
        let text = read(&path);
        let (got, expected) = run(&text).unwrap();
        assert_eq!(got, expected, "{}", path.display());
        count += 1;
    }
    assert!(count >= 6, "{count} cases of our own");
}

#[test]
fn the_list_never_gets_shorter() {
    let file = root().join("tests/spec/csl.txt");
    let listed = read(&file);
    let listed: Vec<&str> =
        listed.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).collect();
    assert!(listed.len() >= LEAST, "{} cases are listed, {LEAST} were", listed.len());
    let Some(suite) = std::env::var_os("CSL_SUITE") else { return };
    let passes = |path: &Path| {
        let text = read(path);
        run(&text).is_some_and(|(got, expected)| got == expected)
    };
    if is_update() {
        let mut all: Vec<_> =
            std::fs::read_dir(&suite).unwrap().map(|e| e.unwrap().path()).collect();
        all.sort();
        let mut out =
            "# Cases of the CSL test suite that pass, by name. See tests/all/csl.rs.\n".to_owned();
        all.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
        for path in all.iter().filter(|path| passes(path)) {
            let _ = writeln!(out, "{}", path.file_stem().unwrap().to_str().unwrap());
        }
        std::fs::write(file, out).unwrap();
        return;
    }
    let failed: Vec<&&str> = listed
        .iter()
        .filter(|name| !passes(&Path::new(&suite).join(format!("{name}.txt"))))
        .collect();
    assert!(failed.is_empty(), "{failed:?}");
}
