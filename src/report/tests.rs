//! Tests of the formats, over one small site.

use super::{LineIndexes, ReportFormat, SeverityCounts, SeverityLevels, apply_levels, write};
use onrecord_base::code::{RuleCode, Severity};
use onrecord_base::diag::Diagnostic;
use onrecord_base::span::{FileSpan, Span};
use onrecord_site::input::files::{InputFile, InputFiles};
use std::collections::BTreeMap;

fn place(file: &str, text: &str, part: &str) -> FileSpan {
    let at = text.find(part).unwrap();
    FileSpan { file: file.into(), span: Span::new(at, at + part.len()) }
}

fn sources(files: &[(&str, &[u8])]) -> InputFiles {
    let mut sources = InputFiles::default();
    for (path, bytes) in files {
        sources.files.insert((*path).into(), InputFile::whole(*bytes));
    }
    sources
}

fn shown(found: &[Diagnostic], sources: &InputFiles, format: ReportFormat) -> String {
    let mut out = vec![];
    let leveled = apply_levels(found, &SeverityLevels::default());
    write(&mut out, &leveled, &LineIndexes::new(sources), format, false).unwrap();
    String::from_utf8(out).unwrap()
}

const NOTE: &str = "---\ntitle: U.S. user data\n---\nAll of it moved to Oracle [@post-2202].\n";

fn finding() -> Diagnostic {
    let at = place("content/uss.md", NOTE, "post-2202");
    Diagnostic::new(RuleCode::UnknownSource, at, "no source is called `post-2202`")
        .did_you_mean(Some("post-2022"))
}

#[test]
fn people_see_the_place_with_a_caret() {
    let sources = sources(&[("content/uss.md", NOTE.as_bytes())]);
    let expected = "\
error[OR201]: no source is called `post-2202`
 --> content/uss.md:4:29
  |
4 | All of it moved to Oracle [@post-2202].
  |                             ^^^^^^^^^ did you mean `post-2022`?
  |
  = explain: onrecord explain OR201

";
    assert_eq!(shown(&[finding()], &sources, ReportFormat::Human), expected);
}

#[test]
fn related_places_help_and_a_fix_are_shown() {
    let sources = sources(&[("content/uss.md", NOTE.as_bytes()), ("a.yaml", b"id: x\n")]);
    let at = place("content/uss.md", NOTE, "U.S. user data");
    let told = Diagnostic::new(RuleCode::DuplicateId, at.clone(), "`x` is defined twice")
        .related(place("a.yaml", "id: x\n", "x"), "first here")
        .help("rename one of them")
        .fix(at, "U.S. data");
    let expected = "\
error[OR014]: `x` is defined twice
 --> content/uss.md:2:8
  |
2 | title: U.S. user data
  |        ^^^^^^^^^^^^^^
  |
 ::: a.yaml:1:5
  |
1 | id: x
  |     - first here
  |
  = help: rename one of them
  = explain: onrecord explain OR014
help: `onrecord check --fix` writes
  |
2 - title: U.S. user data
2 + title: U.S. data
  |

";
    assert_eq!(shown(&[told], &sources, ReportFormat::Human), expected);
}

#[test]
fn machines_get_a_line_each() {
    let sources = sources(&[("content/uss.md", NOTE.as_bytes())]);
    assert_eq!(
        shown(&[finding()], &sources, ReportFormat::Json),
        r#"{"code":"OR201","severity":"error","message":"no source is called `post-2202`","file":"content/uss.md","line":4,"column":29,"end_line":4,"end_column":38,"start":58,"end":67,"help":"did you mean `post-2022`?","fix":[],"related":[]}"#
            .to_owned()
            + "\n"
    );
    assert_eq!(
        shown(&[finding()], &sources, ReportFormat::Short),
        "content/uss.md:4:29: error[OR201]: no source is called `post-2202`\n"
    );
    assert_eq!(
        shown(&[finding()], &sources, ReportFormat::Github),
        "::error file=content/uss.md,line=4,endLine=4,col=29,endColumn=38,title=OR201::no source is called `post-2202`%0Adid you mean `post-2022`?\n"
    );
    let sarif: serde_json::Value =
        serde_json::from_str(&shown(&[finding()], &sources, ReportFormat::Sarif)).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "OR201");
    assert_eq!(sarif["runs"][0]["tool"]["driver"]["rules"][0]["id"], "OR201");
}

#[test]
fn a_huge_line_is_cut() {
    let line = format!("{}needle{}", "é".repeat(5_000_000), "x".repeat(5_000_000));
    let sources = sources(&[("content/a.md", line.as_bytes())]);
    let at = place("content/a.md", &line, "needle");
    let text = shown(&[Diagnostic::new(RuleCode::BadUrl, at, "x")], &sources, ReportFormat::Human);
    assert!(text.len() < 2_000, "{}", text.len());
    assert!(text.contains("content/a.md:1:5000001"), "{text}");
    assert!(text.contains("needle"), "{text}");
}

#[test]
fn a_place_in_any_bytes_is_shown_or_left_out() {
    let files: [&[u8]; 9] = [
        b"",
        b"\n",
        b"\xff\xfe\x00",
        b"a\r\nb\r\n",
        b"\xef\xbb\xbfab",
        "名前\t\u{202e}x\u{1b}[2J".as_bytes(),
        b"\xc3",
        b"a\n\n\n\n\n\nb",
        b"\r\r\n",
    ];
    for bytes in files {
        let sources = sources(&[("f", bytes)]);
        for start in 0..=bytes.len() + 2 {
            for end in start..=bytes.len() + 3 {
                let at = FileSpan { file: "f".into(), span: Span::new(start, end) };
                let diagnostic =
                    Diagnostic::new(RuleCode::NotText, at.clone(), "x\u{1b}y").fix(at, "new");
                for format in [ReportFormat::Human, ReportFormat::Json, ReportFormat::Sarif] {
                    let text = shown(std::slice::from_ref(&diagnostic), &sources, format);
                    assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
                }
            }
        }
    }
    let nowhere = FileSpan { file: "no-such-file".into(), span: Span::new(3, 9) };
    let text = shown(
        &[Diagnostic::new(RuleCode::BadOutput, nowhere, "x")],
        &sources(&[]),
        ReportFormat::Human,
    );
    assert!(text.contains("--> no-such-file\n"), "{text}");
}

#[test]
fn levels_come_from_rule_site_and_command_line() {
    let site = BTreeMap::from([
        (RuleCode::NoSummary, Some(Severity::Warning)),
        (RuleCode::VagueLink, None),
        (RuleCode::LeansOnWithheld, None),
    ]);
    let levels = SeverityLevels::new(&site, &[(RuleCode::RawHtml, None)], false);
    assert_eq!(levels.of(RuleCode::NoSummary), Some(Severity::Warning));
    assert_eq!(levels.of(RuleCode::VagueLink), None);
    assert_eq!(levels.of(RuleCode::RawHtml), None);
    assert_eq!(
        levels.of(RuleCode::LeansOnWithheld),
        Some(Severity::Error),
        "a guard cannot be off"
    );
    let strict = SeverityLevels::new(&site, &[], true);
    assert_eq!(strict.of(RuleCode::NoSummary), Some(Severity::Error));
    assert_eq!(strict.of(RuleCode::OneRoot), Some(Severity::Note));
}

#[test]
fn tallies_read_as_words() {
    assert_eq!(SeverityCounts::default().words(), "no problems");
    let tally = SeverityCounts { errors: 2, warnings: 1, notes: 0 };
    assert_eq!(tally.words(), "2 errors, 1 warning");
}
