//! Each language: the entries of its data file are reported, and so are sentences written without that file.

use super::detect::{LanguageEvidence, tongues};
use super::{Language, NEGATIONS, all};
use crate::{SnapshotText, Verdict, VerdictQuery, find_verdict};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Sentences with gaps and brackets, by language.
const TABLES: &[(&str, &str)] = &[
    ("rules", include_str!("../../testdata/sense/rules.txt")),
    ("other", include_str!("../../testdata/sense/other.txt")),
    ("trials", include_str!("../../testdata/sense/languages.txt")),
    ("en", include_str!("../../testdata/sense/en.txt")),
    ("de", include_str!("../../testdata/sense/de.txt")),
    ("fr", include_str!("../../testdata/sense/fr.txt")),
    ("es", include_str!("../../testdata/sense/es.txt")),
    ("it", include_str!("../../testdata/sense/it.txt")),
    ("pt", include_str!("../../testdata/sense/pt.txt")),
    ("nl", include_str!("../../testdata/sense/nl.txt")),
    ("pl", include_str!("../../testdata/sense/pl.txt")),
    ("el", include_str!("../../testdata/sense/el.txt")),
    ("tr", include_str!("../../testdata/sense/tr.txt")),
    ("ar", include_str!("../../testdata/sense/ar.txt")),
];

/// Checks the rows of all tables. `text:` sets the source, `language:` its declared language. A case is a
/// quotation, `=>`, and the flags that it must have (others are allowed), or `accepted` (found without flags), or
/// the verdict if it is not found.
#[test]
fn every_sentence() {
    let mut wrong = String::new();
    for (name, table) in TABLES {
        let (mut snapshot, mut language) = (SnapshotText::default(), "");
        let (mut reported, mut accepted) = (0, 0);
        for row in table.lines().filter(|row| !row.is_empty() && !row.starts_with('#')) {
            if let Some(text) = row.strip_prefix("text: ") {
                snapshot = SnapshotText::new(text.replace("\\u{303}", "\u{303}"), false);
                language = "";
                continue;
            }
            if let Some(tag) = row.strip_prefix("language: ") {
                language = tag;
                continue;
            }
            let (words, expected) = row.split_once(" => ").expect("a row has `=>`");
            let judged = find_verdict(
                &VerdictQuery { words, language, ..VerdictQuery::default() },
                &snapshot,
            );
            let flags: Vec<&str> = judged.flags.iter().map(|flag| flag.word()).collect();
            let found = judged.verdict.is_found();
            let fits = match expected {
                "accepted" => judged.verdict == Verdict::Edited && flags.is_empty(),
                _ if !found => expected == judged.verdict.word(),
                _ => expected.split(' ').all(|flag| flags.contains(&flag)),
            };
            *if expected == "accepted" { &mut accepted } else { &mut reported } += 1;
            if !fits {
                let result = judged.verdict.word();
                let turns = &judged.turns;
                let _ = writeln!(wrong, "{name}: {row}\n  came out {result} {flags:?} {turns:?}");
            }
        }
        if name.len() == 2 {
            assert!(reported >= 10 && accepted >= 10, "{name}: {reported}, {accepted}");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// A word that matches an entry of a list.
fn example(entry: &str) -> String {
    let words = entry.replace('_', " ").replace('#', "7").replace('*', "");
    if words.ends_with('\'') { words + "xyz" } else { words }
}

/// A sentence of a language around some words, made of words that no other list contains.
fn sentence(language: &Language, words: &str) -> String {
    let around = language.list("function");
    let mut plain = around.iter().filter(|word| {
        let tokens = language.tokens(word);
        !word.contains('\'')
            && language.negation(&tokens, 0).is_none()
            && language.tokens(words).iter().all(|w| !tokens.contains(w))
    });
    let mut next = || plain.by_ref().take(3).copied().collect::<Vec<_>>().join(" ");
    let (before, after) = (next(), next());
    format!("{before} qux {words} quux {after}")
}

#[test]
fn every_word_of_negation_is_missed() {
    let mut silent = String::new();
    let mut count = 0;
    for language in all() {
        for (key, entry) in
            NEGATIONS.iter().flat_map(|key| language.list(key).iter().map(move |e| (key, e)))
        {
            let words = example(entry);
            let text = sentence(language, &words);
            let snapshot = SnapshotText::new(text.as_str(), false);
            for edit in ["[…]", "[xyzzy]", "[]"] {
                let quote = text.replace(&format!("qux {words} quux"), &format!("qux {edit} quux"));
                for stated in ["", language.code()] {
                    let ask =
                        VerdictQuery { words: &quote, language: stated, ..VerdictQuery::default() };
                    let judged = find_verdict(&ask, &snapshot);
                    count += 1;
                    if !judged.verdict.is_found() || judged.flags.is_empty() {
                        let _ = writeln!(silent, "{} {key}: {quote} of {text}", language.code());
                    }
                }
            }
        }
    }
    assert!(silent.is_empty(), "\n{silent}");
    assert!(count > 5_000, "{count}");
}

#[test]
fn every_number_is_missed() {
    let mut silent = String::new();
    for language in all() {
        for entry in language.list("numbers") {
            let word = entry.split('=').next().unwrap_or_default().replace('_', " ");
            if word.contains([' ', '*']) {
                continue;
            }
            let text = sentence(language, &word);
            let quote = text.replace(&format!("qux {word} quux"), "qux [77777] quux");
            let judged = find_verdict(
                &VerdictQuery { words: &quote, ..VerdictQuery::default() },
                &SnapshotText::new(text.as_str(), false),
            );
            if judged.flags.is_empty() {
                let _ = writeln!(silent, "{}: {quote} of {text}", language.code());
            }
        }
    }
    assert!(silent.is_empty(), "\n{silent}");
}

#[test]
fn every_language_names_its_source_and_has_every_list() {
    let codes: BTreeSet<&str> = all().iter().map(Language::code).collect();
    let wanted = ["ar", "de", "el", "en", "es", "fr", "it", "nl", "pl", "pt", "tr"];
    assert_eq!(codes.into_iter().collect::<Vec<_>>(), wanted);
    for language in all() {
        assert!(language.source().len() > 20, "{}", language.name());
        for key in ["particles", "pronouns", "adverbs", "without", "verbs", "phrases"] {
            assert!(!language.list(key).is_empty(), "{}: {key}", language.name());
        }
        for key in [
            "numbers",
            "quantities",
            "degrees",
            "speech",
            "attribution",
            "opposites",
            "and",
            "function",
        ] {
            assert!(!language.list(key).is_empty(), "{}: {key}", language.name());
        }
        let lists = NEGATIONS.iter().chain(&["quantities", "degrees", "speech", "attribution"]);
        for entry in lists.flat_map(|key| language.list(key)) {
            let stars = entry.matches('*').count();
            let is_whole = stars == 0 || stars == 1 && entry.ends_with('*') && !entry.contains('_');
            assert!(is_whole, "{}: {entry}", language.name());
        }
        assert!(language.list("numbers").iter().all(|entry| entry.contains('=')));
        assert!(language.list("opposites").iter().all(|entry| entry.contains('~')));
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test reads the manual")]
fn the_manual_lists_the_languages() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/content/verification.md");
    let manual = std::fs::read_to_string(path).unwrap();
    let line = manual.lines().find(|line| line.starts_with("Negation is judged in ")).unwrap();
    let names: Vec<&str> = all().iter().map(Language::name).collect();
    let (last, rest) = names.split_last().unwrap();
    let listed = format!("Negation is judged in {} and {last}.", rest.join(", "));
    assert!(line.starts_with(&listed), "the manual should say: {listed}");
}

#[test]
fn a_language_is_known_by_its_words() {
    let of = |text: &str, stated: &str| {
        let tongues = tongues(text, &LanguageEvidence::of(text), &(0..text.len()), stated);
        let codes: Vec<&str> = tongues.judged.iter().map(|language| language.code()).collect();
        (codes.join(" "), tongues.is_other)
    };
    assert_eq!(of("The council met in the hall and agreed.", ""), ("en".to_owned(), false));
    assert_eq!(of("Der Rat hat den Plan gebilligt.", "de-CH"), ("de".to_owned(), false));
    assert_eq!(of("Der Rat hat den Plan gebilligt.", "en_GB"), ("en de".to_owned(), false));
    assert_eq!(
        of("Rådet har inte godkänt planen och det är bra.", ""),
        (of("Rådet har inte godkänt planen och det är bra.", "").0, true)
    );
    assert!(of("qwerty asdfgh", "").1);
    // The declared language alone proves nothing; the letters do.
    assert!(of("qwerty asdfgh", "pl").1);
    assert!(!of("qwerty łasdfgh", "pl").1);
    let polish =
        "Inspektorzy zmierzyli pomost, sfotografowali pęknięcia, przesłali żale i źle śpiewali.";
    let (codes, is_other) = of(polish, "");
    assert!(codes.contains("pl") && !is_other, "{codes}");
    assert!(of("Hamnen köper inga nya båtar.", "en").1);
    assert!(of("Порт не заплатил штраф.", "en").1);
    assert!(of("", "").1);
}
