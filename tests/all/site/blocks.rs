//! Random block quotations: a correct one is accepted and a wrong one never passes, wherever it is.
//!
//! Each run tests a few; `ROUNDS=20000 cargo test --release --test all site::blocks` tests many.

#[path = "../../../crates/verify/src/attacks/chance.rs"]
mod chance;

use super::make::{built, sources};
use chance::RandomSource;
use onrecord_base::code::{RuleCode, Severity};
use onrecord_base::diag::Diagnostic;
use onrecord_base::hash::Sha256Hash;
use std::fmt::Write as _;

/// The number of rounds, from `ROUNDS`.
fn rounds() -> u32 {
    std::env::var("ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(200)
}

const WORDS: &[&str] = &[
    "harbour", "council", "ferry", "pilot", "the", "and", "wrote", "quay", "levy", "letter", "met",
    "again", "in", "spring", "clerk", "budget", "of", "crew", "wall", "lamp",
];

/// A sentence of the snapshot, and the same with another word.
fn sentence(chance: &mut RandomSource) -> (String, String) {
    let words = [
        chance.pick(&["They", "The pilots", "Both crews", "We"]),
        chance.pick(&["will run", "agreed to make", "counted", "paid for"]),
        chance.pick(&["four", "six", "eleven", "forty"]),
        chance.pick(&["crossings", "trips", "sailings"]),
        chance.pick(&["a night", "a week", "each month"]),
        chance.pick(&["in winter", "in spring", "from May on"]),
    ];
    let mut other = words;
    let n = chance.below(words.len());
    other[n] = ["The mayors", "refused to run", "five", "landings", "a year", "in autumn"][n];
    (words.join(" "), other.join(" "))
}

/// So many bytes of Markdown without citations.
fn filler(chance: &mut RandomSource, bytes: usize) -> String {
    let mut out = String::new();
    while out.len() < bytes {
        let line = |chance: &mut RandomSource| {
            let count = chance.within(4, 20);
            (0..count).map(|_| chance.pick(WORDS)).collect::<Vec<_>>().join(" ")
        };
        let text = line(chance);
        let _ = match chance.below(8) {
            0 => write!(out, "## {text}\n\n"),
            1 => write!(out, "* {text}\n* **{}**\n\n", line(chance)),
            2 => write!(out, "| {text} | b |\n| --- | --- |\n| c | d |\n\n"),
            3 => write!(out, "1. {text}\n2. {}\n\n", line(chance)),
            _ => write!(out, "{text}.\n\n"),
        };
    }
    out
}

/// The way a block quotation names its source.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Form {
    Inline,
    WithMarks,
    OverLines,
    OwnParagraph,
    SameLine,
    HardBreak,
    TwoSources,
    InList,
    InFootnote,
    Callout,
    NextParagraph,
    ByFootnote,
}

const FORMS: &[Form] = &[
    Form::Inline,
    Form::WithMarks,
    Form::OverLines,
    Form::OwnParagraph,
    Form::SameLine,
    Form::HardBreak,
    Form::TwoSources,
    Form::InList,
    Form::InFootnote,
    Form::Callout,
    Form::NextParagraph,
    Form::ByFootnote,
];

fn block(form: Form, words: &str) -> String {
    match form {
        Form::Inline => format!("> {words} [@minutes]\n"),
        Form::WithMarks => format!("> “{words}” [@minutes, line 3]\n"),
        Form::OverLines => format!("> {} [@minutes]\n", words.replacen(' ', "\n> ", 3)),
        Form::OwnParagraph => format!("> {words}\n>\n> — the Port Office [@minutes]\n"),
        Form::SameLine => format!("> {words} — the Port Office [@minutes]\n"),
        Form::HardBreak => format!("> {words}\\\n> —The Port Office, 2023 [@minutes, p. 2]\n"),
        Form::TwoSources => format!("> {words} [@minutes; @other]\n"),
        Form::InList => format!("* An item:\n\n  > {words} [@minutes]\n"),
        Form::InFootnote => format!("A word.[^n]\n\n[^n]: As said:\n\n    > {words} [@minutes]\n"),
        Form::Callout => format!("> [!NOTE]\n> As the board said:\n>\n> > {words} [@minutes]\n"),
        Form::NextParagraph => format!("> {words}\n\n[@minutes]\n"),
        Form::ByFootnote => format!("> {words}[^1]\n\n[^1]: [@minutes]\n"),
    }
}

struct Made {
    form: Form,
    bytes: usize,
    file: &'static str,
    right: Vec<Diagnostic>,
    wrong: Vec<Diagnostic>,
}

fn made(chance: &mut RandomSource) -> Made {
    let (right, wrong) = sentence(chance);
    let form = FORMS[chance.below(FORMS.len())];
    let bytes = [0, 100, 450, 600, 1_500, 4_000, 60_000][chance.below(7)];
    let before = if chance.once_in(3) { 0 } else { bytes };
    let (head, tail) = (filler(chance, before), filler(chance, bytes - before));
    let (file, front) = [
        ("content/memos/a.md", "title: Night\nkind: memo\nsummary: What runs.\n"),
        ("content/memos/a.md", "title: Night\nkind: memo\nsummary: What runs.\n"),
        ("content/topics/plans.md", "title: Plans\n"),
        (
            "content/actions/rule.md",
            "title: The night rule\nkind: executive-order\nstatus: in-force\ndates:\n  - {date: 2024-01-02, event: signed}\n",
        ),
    ][chance.below(4)];
    let copy = format!("Minutes.\n\nThe clerk read the letter. {right}. Nobody spoke.\n");
    let list = format!(
        "- id: minutes\n  title: The minutes\n  type: report\n  snapshot: {{file: archive/minutes.txt, sha256: {}}}\n- {{id: other, title: Another report, type: report}}\n",
        Sha256Hash::of(copy.as_bytes())
    );
    let with = |words: &str| {
        let text = format!("---\n{front}---\n{head}{}\n{tail}", block(form, words));
        let site = sources([
            ("content/sources.yaml", list.as_str()),
            ("content/archive/minutes.txt", copy.as_str()),
            (file, text.as_str()),
        ]);
        built(&site).1
    };
    Made { form, bytes, file, right: with(&right), wrong: with(&wrong) }
}

fn is_refusal(told: &Diagnostic) -> bool {
    let codes = [
        RuleCode::QuoteDiffers,
        RuleCode::QuoteAbsent,
        RuleCode::QuoteMidWord,
        RuleCode::QuoteOutOfOrder,
    ];
    codes.contains(&told.code)
}

/// Findings about quotations, of severity warning or error.
fn warnings_and_errors(found: &[Diagnostic]) -> Vec<String> {
    let about = |told: &&Diagnostic| told.code.id().starts_with("OR3");
    let warnings_and_errors = |told: &&Diagnostic| told.code.severity() >= Severity::Warning;
    found
        .iter()
        .filter(about)
        .filter(warnings_and_errors)
        .map(|told| format!("{:?} {}", told.code, told.message))
        .collect()
}

#[test]
fn a_wrong_block_quotation_never_passes() {
    let mut faults = vec![];
    let rounds = rounds();
    for round in 0..rounds {
        let made = made(&mut RandomSource::of("blocks", round));
        let is_loose = matches!(made.form, Form::NextParagraph | Form::ByFootnote);
        let passes = if is_loose {
            // Compared, or reported as not compared.
            !made.wrong.iter().any(is_refusal)
                && !made.wrong.iter().any(|told| told.code.id().starts_with("OR3"))
        } else {
            !made.wrong.iter().any(is_refusal)
        };
        let place =
            format!("#{round} {:?}, {} bytes of text, {}", made.form, made.bytes, made.file);
        if passes {
            faults.push(format!(
                "{place}: a wrong one passed; found {:?}",
                warnings_and_errors(&made.wrong)
            ));
        }
        let refused: Vec<String> = if is_loose {
            made.right
                .iter()
                .filter(|told| is_refusal(told))
                .map(|told| told.message.clone())
                .collect()
        } else {
            warnings_and_errors(&made.right)
        };
        if !refused.is_empty() {
            faults.push(format!("{place}: a right one was not accepted: {refused:?}"));
        }
    }
    assert!(faults.is_empty(), "{} faults in {rounds} rounds\n{}", faults.len(), faults.join("\n"));
}
