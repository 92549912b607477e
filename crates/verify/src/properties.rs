//! What holds for all texts: words that stand there verify, words that do not never do.
//!
//! Few rounds in every run; `ROUNDS=10000 cargo test --lib verify::properties` runs the full count. The texts
//! are made of words that occur in few places, with marks, dashes and paragraphs between.

use super::fold::fold;
use super::{SnapshotText, VerdictDetails, VerdictQuery, find_verdict};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// How many rounds: few, unless asked for.
#[expect(clippy::disallowed_methods, reason = "a test may be told how long to run")]
fn rounds() -> u32 {
    std::env::var("ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(256)
}

fn run<S: Strategy>(strategy: &S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config {
        cases: rounds(),
        failure_persistence: None,
        max_global_rejects: 1_000_000,
        ..Config::default()
    };
    if let Err(why) = TestRunner::new(config).run(strategy, test) {
        panic!("{why}");
    }
}

/// A word of a text. The numbers make most words differ from each other.
fn word() -> impl Strategy<Value = String> {
    let common = prop::sample::select(vec![
        "the",
        "of",
        "data",
        "we",
        "to",
        "not",
        "in-house",
        "users’",
        "that’s",
        "café",
        "ﬁnal",
        "US",
        "non-public",
        "10²",
        "1,014",
        "$5",
        "naı̈ve",
        "Ελλάς",
        "данные",
        "5%",
    ])
    .prop_map(str::to_owned);
    // Three digits after a number and a blank would be a group of it.
    let number = "[0-9]{1,2}|[0-9]{4,5}";
    prop_oneof![2 => common, 3 => "[a-z]{3,9}", 1 => "[A-Z][a-z]{2,8}", 1 => number]
}

/// What stands between two words.
fn between() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        " ",
        " ",
        " ",
        " ",
        " ",
        " ",
        ", ",
        ". ",
        "; ",
        " – ",
        " “",
        "” ",
        "\n",
        "\n\n",
        "\u{a0}",
        ",” he said. “",
        "… ",
        " (",
        ") ",
        ": ",
        "? ",
    ])
}

/// A text as pairs of a word and what follows it.
fn text() -> impl Strategy<Value = Vec<(String, &'static str)>> {
    prop::collection::vec((word(), between()), 12..60)
}

fn join(words: &[(String, &str)]) -> String {
    words.iter().flat_map(|(word, after)| [word.as_str(), after]).collect()
}

/// Words of a text without what follows the last.
fn span(words: &[(String, &str)]) -> String {
    let (last, rest) = words.split_last().expect("a span has words");
    format!("{}{}", join(rest), last.0)
}

fn judged(words: &str, text: &str) -> VerdictDetails {
    find_verdict(
        &VerdictQuery { words, ..VerdictQuery::default() },
        &SnapshotText::new(text, false),
    )
}

/// A span of 3 to 12 words of a text.
fn spanned() -> impl Strategy<Value = (Vec<(String, &'static str)>, usize, usize)> {
    (text(), any::<prop::sample::Index>(), 4_usize..12).prop_map(|(text, at, len)| {
        let from = at.index(text.len() - 3);
        let to = (from + len).min(text.len());
        (text, from, to)
    })
}

/// Brackets and dots have a meaning of their own in a quotation.
fn is_plain(quote: &str) -> bool {
    !quote.contains(['[', ']', '…']) && !quote.contains("..")
}

#[test]
fn a_span_always_verifies() {
    run(&spanned(), |(words, from, to)| {
        let (text, quote) = (join(&words), span(&words[from..to]));
        let came = judged(&quote, &text);
        prop_assert!(came.verdict.is_found(), "{quote:?} in {text:?}: {came:?}");
        // What was found is what was asked for, byte for byte once folded.
        let found = fold(&text[came.at]);
        let asked = fold(&quote);
        if is_plain(&quote) {
            let trim =
                |text: &str| text.trim_matches([' ', '-', '.', ',', ';', ':', '?']).to_owned();
            prop_assert_eq!(trim(found.text()), trim(asked.text()));
        }
        Ok(())
    });
}

/// Changes of type that leave the words alone.
fn retyped(quote: &str, how: u64) -> String {
    let mut out = String::new();
    let mut how = how;
    for c in quote.chars() {
        how = how.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let n = (how >> 33) % 5;
        match (c, n) {
            ('’' | '\'', 0) => out.push('\''),
            ('’' | '\'', 1) => out.push('’'),
            ('’' | '\'', 2) => out.push('\u{2bc}'),
            ('“' | '”', 0) => out.push('"'),
            ('“' | '”', 1) => {}
            ('“' | '”', 2) => out.push('«'),
            ('-' | '–', 0) => out.push('—'),
            ('-' | '–', 1) => out.push_str(" -- "),
            ('-' | '–', 2) => out.push('\u{2011}'),
            (' ' | '\n' | '\u{a0}', 0) => out.push_str("  "),
            (' ' | '\n' | '\u{a0}', 1) => out.push('\u{202f}'),
            (' ' | '\n' | '\u{a0}', 2) => out.push_str("\n "),
            ('ﬁ', 0 | 1) => out.push_str("fi"),
            ('é', 0 | 1) => out.push_str("e\u{301}"),
            (c, 0) if c.is_alphabetic() => out.extend([c, '\u{ad}']),
            (c, 1) if c.is_ascii_alphanumeric() => {
                out.extend(char::from_u32(u32::from(c) + 0xfee0));
            }
            (c, 2) if c.is_alphabetic() => out.extend(['\u{200b}', c]),
            (c, _) => out.push(c),
        }
    }
    out
}

#[test]
fn a_span_verifies_however_it_is_typed() {
    run(&(spanned(), any::<u64>()), |((words, from, to), how)| {
        let (text, quote) = (join(&words), span(&words[from..to]));
        let quote = retyped(&quote, how);
        let came = judged(&quote, &text);
        prop_assert!(came.verdict.is_found(), "{quote:?} in {text:?}: {came:?}");
        let quote = format!("“{quote}”");
        let came = judged(&quote, &text);
        prop_assert!(came.verdict.is_found(), "{quote:?} in {text:?}: {came:?}");
        Ok(())
    });
}

/// Whether a changed quotation happens to stand there all the same: looked for by words, without our code.
fn stands(quote: &str, text: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let text = fold(text).text().to_lowercase();
        text.split([' ', '-', '.', ',', ';', ':', '?', '(', ')'])
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (quote, text) = (words(quote), words(text));
    quote.is_empty() || text.windows(quote.len()).any(|window| window == quote)
}

fn never(quote: &str, text: &str) -> Result<(), TestCaseError> {
    if stands(quote, text) || !is_plain(quote) {
        return Err(TestCaseError::reject("it stands there"));
    }
    let came = judged(quote, text);
    prop_assert!(!came.verdict.is_found(), "{quote:?} in {text:?}: {came:?}");
    Ok(())
}

#[test]
fn a_word_changed_never_verifies() {
    run(&(spanned(), word(), any::<prop::sample::Index>()), |((words, from, to), other, at)| {
        let mut quote = words[from..to].to_vec();
        let at = at.index(quote.len());
        quote[at].0 = other;
        never(&span(&quote), &join(&words))
    });
}

#[test]
fn a_word_left_out_never_verifies() {
    run(&(spanned(), any::<prop::sample::Index>()), |((words, from, to), at)| {
        let mut quote = words[from..to].to_vec();
        if quote.len() < 3 {
            return Err(TestCaseError::reject("too short"));
        }
        quote.remove(1 + at.index(quote.len() - 2));
        never(&span(&quote), &join(&words))
    });
}

#[test]
fn a_word_put_in_never_verifies() {
    run(&(spanned(), word(), any::<prop::sample::Index>()), |((words, from, to), other, at)| {
        let mut quote = words[from..to].to_vec();
        let at = 1 + at.index(quote.len() - 1);
        quote.insert(at, (other, " "));
        never(&span(&quote), &join(&words))
    });
}

#[test]
fn two_places_joined_never_verify() {
    run(&(spanned(), any::<prop::sample::Index>(), 2_usize..6), |((words, from, to), at, len)| {
        let other = at.index(words.len());
        let mut quote = words[from..to].to_vec();
        quote.extend_from_slice(&words[other..(other + len).min(words.len())]);
        never(&span(&quote), &join(&words))
    });
}

#[test]
fn any_words_and_any_text_come_to_a_verdict() {
    let free = "\\PC{0,40}|[\\[\\]a-c .…“”'-]{0,40}|([a-c]{1,2}[ .,-]|\\[[a-c ]{0,3}\\]|…){0,14}";
    run(&(free, free), |(quote, text)| {
        let came = judged(&quote, &text);
        prop_assert!(text.get(came.at.clone()).is_some());
        if let Some(nearest) = &came.nearest {
            prop_assert!(quote.get(nearest.wrong.clone()).is_some());
            prop_assert!(text.get(nearest.at.clone()).is_some());
            prop_assert!(
                nearest.mend.as_ref().is_none_or(|(at, _)| quote.get(at.clone()).is_some())
            );
        }
        Ok(())
    });
}

#[test]
fn a_gap_verifies_and_its_parts_in_another_order_do_not() {
    run(&(spanned(), 1_usize..4), |((words, from, to), gap)| {
        if to - from < gap + 2 {
            return Err(TestCaseError::reject("too short"));
        }
        let (a, b) = (span(&words[from..=from]), span(&words[from + 1 + gap..to]));
        let text = join(&words);
        let came = judged(&format!("{a} […] {b}"), &text);
        prop_assert!(came.verdict.is_found(), "{a:?} … {b:?} in {text:?}: {came:?}");
        Ok(())
    });
}
