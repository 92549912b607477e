//! Every rule has a page in `docs/codes/`. [`crate::cases`] tests that it has a case.

use crate::support::{paths_with_ending, root};
use onrecord::report::rule_page;
use onrecord_base::code::RuleCode;
use std::collections::BTreeSet;

/// The headings of a page, in order.
const HEADINGS: [&str; 5] =
    ["## What it means", "## Why it matters", "## Wrong", "## Right", "## How to fix it"];

/// The lines of a page without its examples, and the number of examples.
fn outside_examples(page: &str) -> (Vec<&str>, usize) {
    let (mut lines, mut fence, mut examples) = (vec![], None, 0);
    for line in page.lines() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        match fence {
            Some(open) if ticks >= open && line.len() == ticks => fence = None,
            Some(_) => {}
            None if ticks >= 3 => {
                fence = Some(ticks);
                examples += 1;
            }
            None => lines.push(line),
        }
    }
    assert_eq!(fence, None, "an example is never closed");
    (lines, examples)
}

#[test]
fn every_code_has_a_page_of_the_same_shape() {
    for code in RuleCode::ALL {
        let id = code.id();
        let (lines, examples) = outside_examples(rule_page(*code));
        assert_eq!(lines.first().copied(), Some(&*format!("# {id}: {}", code.title())), "{id}");
        let level = format!("Level: {}", code.severity().word());
        assert_eq!(lines.get(2).copied(), Some(&*level), "{id}: the level stands under the title");
        let headings: Vec<&str> =
            lines.iter().copied().filter(|line| line.starts_with("##")).collect();
        assert_eq!(headings, HEADINGS, "{id}: its headings");
        assert_eq!(examples, 2, "{id}: one wrong and one right example");
        for pair in lines.windows(3) {
            let bare = pair[0].starts_with("##") && pair[2].starts_with("##");
            let shown = matches!(pair[0], "## Wrong" | "## Right");
            assert!(!bare || shown, "{id}: nothing stands under `{}`", pair[0]);
        }
    }
}

#[test]
fn every_page_is_of_a_code() {
    let known: BTreeSet<&str> = RuleCode::ALL.iter().map(|code| code.id()).collect();
    for (page, _) in paths_with_ending(&root().join("docs/codes"), "md") {
        let stem = page.trim_end_matches(".md");
        assert!(known.contains(stem), "{stem} is no code");
    }
}

#[test]
fn every_code_is_found_by_its_id_and_has_it_alone() {
    let ids: BTreeSet<&str> = RuleCode::ALL.iter().map(|code| code.id()).collect();
    assert_eq!(ids.len(), RuleCode::ALL.len());
    for code in RuleCode::ALL {
        assert_eq!(RuleCode::parse(&code.id().to_lowercase()), Some(*code));
    }
}
