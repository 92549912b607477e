//! Properties that hold for all texts: words of the text verify, other words never do.
//!
//! Every run has a few rounds; `ROUNDS=10000 cargo test -p onrecord-verify properties` has the full number. The
//! texts consist of words that occur rarely, with punctuation, dashes and paragraphs between them.

use super::boundaries::cut;
use super::fold::fold;
use super::{SnapshotText, VerdictDetails, VerdictQuery, find_verdict};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// The number of rounds: few by default.
#[expect(clippy::disallowed_methods, reason = "a test may set its own length")]
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

/// A word of a text. Its number makes most words different.
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
    // Three digits after a number and a space would be a digit group of it.
    let number = "[0-9]{1,2}|[0-9]{4,5}";
    // Random letters may be a unit or a currency (`boe`): beside a number they are one amount, which is not cut.
    let letters = prop_oneof![3 => "[a-z]{3,9}", 1 => "[A-Z][a-z]{2,8}"];
    let letters = letters.prop_filter("belongs to a number", |word| {
        cut(&format!("1 {word}"), 1).is_none() && cut(&format!("{word} 1"), word.len()).is_none()
    });
    prop_oneof![2 => common, 4 => letters, 1 => number]
}

/// A separator of two words.
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

/// A text as pairs of a word and its separator.
fn text() -> impl Strategy<Value = Vec<(String, &'static str)>> {
    prop::collection::vec((word(), between()), 12..60)
}

fn join(words: &[(String, &str)]) -> String {
    words.iter().flat_map(|(word, after)| [word.as_str(), after]).collect()
}

/// Words of a text without the last separator.
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

/// A range of 3 to 12 words of a text.
fn spanned() -> impl Strategy<Value = (Vec<(String, &'static str)>, usize, usize)> {
    (text(), any::<prop::sample::Index>(), 4_usize..12).prop_map(|(text, at, len)| {
        let from = at.index(text.len() - 3);
        let to = (from + len).min(text.len());
        (text, from, to)
    })
}

/// True if a quotation contains no brackets and dots, which have a meaning of their own.
fn is_plain(quote: &str) -> bool {
    !quote.contains(['[', ']', '…']) && !quote.contains("..")
}

#[test]
fn a_span_always_verifies() {
    run(&spanned(), |(words, from, to)| {
        let (text, quote) = (join(&words), span(&words[from..to]));
        let result = judged(&quote, &text);
        prop_assert!(result.verdict.is_found(), "{quote:?} in {text:?}: {result:?}");
        // The folded match equals the folded quotation.
        let found = fold(&text[result.at]);
        let asked = fold(&quote);
        if is_plain(&quote) {
            let trim =
                |text: &str| text.trim_matches([' ', '-', '.', ',', ';', ':', '?']).to_owned();
            prop_assert_eq!(trim(found.text()), trim(asked.text()));
        }
        Ok(())
    });
}

/// Changes the typography and keeps the words.
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
        let result = judged(&quote, &text);
        prop_assert!(result.verdict.is_found(), "{quote:?} in {text:?}: {result:?}");
        let quote = format!("“{quote}”");
        let result = judged(&quote, &text);
        prop_assert!(result.verdict.is_found(), "{quote:?} in {text:?}: {result:?}");
        Ok(())
    });
}

/// True if a changed quotation occurs in the text by chance; compared by words, without the matcher.
fn occurs(quote: &str, text: &str) -> bool {
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
    if occurs(quote, text) || !is_plain(quote) {
        return Err(TestCaseError::reject("the words occur in the text"));
    }
    let result = judged(quote, text);
    prop_assert!(!result.verdict.is_found(), "{quote:?} in {text:?}: {result:?}");
    Ok(())
}

#[test]
fn a_changed_word_never_verifies() {
    run(&(spanned(), word(), any::<prop::sample::Index>()), |((words, from, to), other, at)| {
        let mut quote = words[from..to].to_vec();
        let at = at.index(quote.len());
        quote[at].0 = other;
        never(&span(&quote), &join(&words))
    });
}

#[test]
fn an_omitted_word_never_verifies() {
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
fn an_added_word_never_verifies() {
    run(&(spanned(), word(), any::<prop::sample::Index>()), |((words, from, to), other, at)| {
        let mut quote = words[from..to].to_vec();
        let at = 1 + at.index(quote.len() - 1);
        quote.insert(at, (other, " "));
        never(&span(&quote), &join(&words))
    });
}

#[test]
fn two_joined_passages_never_verify() {
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
        let result = judged(&quote, &text);
        prop_assert!(text.get(result.at.clone()).is_some());
        if let Some(nearest) = &result.nearest {
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
        let result = judged(&format!("{a} […] {b}"), &text);
        prop_assert!(result.verdict.is_found(), "{a:?} … {b:?} in {text:?}: {result:?}");
        Ok(())
    });
}
