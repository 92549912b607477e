//! OR301, OR302, OR303, OR307, OR310, OR312: the words of a quote as entered.
//!
//! The comparison with the source is made in `verification`.

use super::CheckContext;
use crate::model::ix::ItemIx;
use crate::model::quote::VerifyMode;
use crate::model::source::Fidelity;
use crate::resolve::linked::LinkedLedger;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::text::count;

/// OR301: a quote without letters or digits.
pub(super) fn empty_quote(
    linked: &LinkedLedger,
    _: &CheckContext<'_>,
    ix: ItemIx,
) -> Vec<Diagnostic> {
    let ItemIx::Quote(ix) = ix else { return vec![] };
    let quote = &linked.ledger[ix];
    let mut found = vec![];
    let empty: Vec<_> =
        quote.data.words().into_iter().filter(|w| !w.contains(char::is_alphanumeric)).collect();
    if quote.data.words().is_empty() {
        let message = format!("the quote `{}` has no text", quote.id);
        found.push(
            Diagnostic::new(RuleCode::NoWords, quote.place(), message)
                .help("add `text:`, or `segments:` if the source interrupts the quotation"),
        );
    }
    for words in empty {
        let message = format!("`{}` contains no words", words.v);
        found.push(
            Diagnostic::new(RuleCode::NoWords, quote.at(words.span), message)
                .help("write what was said"),
        );
    }
    found
}

/// OR302: a quote with both `text` and `segments`.
pub(super) fn text_and_segments(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let mut found = vec![];
    for quote in &linked.ledger.quotes {
        if let (Some(text), Some(segment)) = (&quote.data.text, quote.data.segments.first()) {
            let message = format!("the quote `{}` has both `text` and `segments`", quote.id);
            found.push(
                Diagnostic::new(RuleCode::TextAndSegments, quote.at(text.span), message)
                    .related(quote.at(segment.span), "the segments")
                    .help("keep `text` for one unbroken passage, otherwise keep `segments`"),
            );
        }
    }
    found
}

/// The minimum number of words in quotation marks that counts as a quotation instead of a borrowed
/// expression.
const LONG_RUN: usize = 6;

/// OR303: a paraphrase in quotation marks.
pub(super) fn marks_in_paraphrase(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let mut found = vec![];
    for quote in linked.ledger.quotes.iter().filter(|q| !q.data.form.is_verbatim()) {
        let form = quote.data.form.word();
        for words in quote.data.words() {
            let message = if is_wrapped(&words.v) {
                format!("this {form} is in quotation marks")
            } else if let Some(run) = longest_run(&words.v).filter(|n| *n >= LONG_RUN) {
                let run = count(run, "word", "words");
                format!("this {form} has {run} in quotation marks")
            } else {
                continue;
            };
            found.push(
                Diagnostic::new(RuleCode::MarksInParaphrase, quote.at(words.span), message).help(
                    "remove the marks, or use `form: direct` or `partial` for the actual words",
                ),
            );
        }
    }
    found
}

/// Opening quotation marks and their closing marks.
const MARKS: [(char, char); 7] =
    [('“', '”'), ('"', '"'), ('„', '“'), ('«', '»'), ('»', '«'), ('「', '」'), ('‘', '’')];

fn is_wrapped(text: &str) -> bool {
    let inner = text.trim().trim_end_matches(['.', ',', ';', ':', '!', '?']);
    let mut chars = inner.chars();
    let (Some(first), Some(last)) = (chars.next(), chars.next_back()) else { return false };
    MARKS.contains(&(first, last)) && !chars.as_str().contains([first, last])
}

/// The number of words in the longest part between double quotation marks.
fn longest_run(text: &str) -> Option<usize> {
    let mut open: Option<(char, usize)> = None;
    let mut longest = None;
    for (at, c) in text.char_indices() {
        match open {
            Some((close, from)) if c == close => {
                let words = text.get(from..at).map_or(0, |part| part.split_whitespace().count());
                longest = longest.max(Some(words));
                open = None;
            }
            Some(_) => {}
            None => {
                open = MARKS
                    .iter()
                    .find(|(mark, _)| *mark == c && c != '‘')
                    .map(|(_, close)| (*close, at + c.len_utf8()));
            }
        }
    }
    longest
}

/// OR307: a quote without verification and without a reason.
pub(super) fn skip_without_reason(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let skipped = |q: &&_| {
        matches!(
            q,
            crate::model::quote::Quote { verify: VerifyMode::Skip, verify_reason: None, .. }
        )
    };
    let quotes = linked.ledger.quotes.iter().filter(|q| skipped(&&q.data));
    let tell = |quote: &crate::model::ledger::Item<_>| {
        let message = format!("the quote `{}` is not verified and gives no reason", quote.id);
        Diagnostic::new(RuleCode::SkipWithoutReason, quote.place(), message)
            .help("add `verify_reason:`, or remove `verify: skip`")
    };
    quotes.map(tell).collect()
}

/// OR310: a variant of a segment that does not exist.
pub(super) fn bad_segment(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let mut found = vec![];
    for quote in &linked.ledger.quotes {
        let segments = quote.data.segments.len().max(1);
        for number in quote.data.variants.iter().filter_map(|v| v.segment.as_ref()) {
            let at = usize::try_from(number.v).unwrap_or(usize::MAX);
            if (1..=segments).contains(&at) {
                continue;
            }
            let has = count(segments, "segment", "segments");
            let message = format!("no segment {at}: the quote `{}` has {has}", quote.id);
            let help = if segments == 1 {
                "remove `segment`".to_owned()
            } else {
                format!("use a number from 1 to {segments}")
            };
            found.push(
                Diagnostic::new(RuleCode::BadSegment, quote.at(number.span), message).help(help),
            );
        }
    }
    found
}

/// OR312: verbatim words from a source that does not preserve wording.
pub(super) fn only_reworded(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    let mut found = vec![];
    for (quote, links) in ledger.quotes.iter().zip(&linked.quotes) {
        let (Some(ix), Some(name)) = (links.own.source, &quote.data.source) else { continue };
        let source = &ledger[ix];
        if !quote.data.form.is_verbatim() || source.data.fidelity != Fidelity::Reworded {
            continue;
        }
        let message =
            format!("`{}` is known only from `{}`, which is reworded", quote.id, source.id);
        found.push(
            Diagnostic::new(RuleCode::OnlyReworded, quote.at(name.0.span), message)
                .related(source.place(), "its `fidelity` is `reworded`")
                .help("quote a better copy, or explain why this one is used: `accept: {OR312: \"…\"}`"),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{
        bad_segment, empty_quote, is_wrapped, longest_run, marks_in_paraphrase, only_reworded,
        skip_without_reason, text_and_segments,
    };
    use crate::check::testing::{Whole, each, tells};

    const SOURCES: &str = "- {id: s, title: S}\n- {id: r, title: R, fidelity: reworded}\n";

    #[track_caller]
    fn quote(rule: impl Whole, fields: &str, lines: &[&str]) {
        let quotes = format!("- {{id: q, speaker: A B, {fields}}}\n");
        tells(rule, &[("sources.yaml", SOURCES), ("quotes.yaml", &quotes)], lines);
    }

    #[test]
    fn a_quote_has_words() {
        quote(each(empty_quote), "text: All of it, source: s", &[]);
        quote(each(empty_quote), "source: s", &["OR301 «q» the quote `q` has no text"]);
        quote(each(empty_quote), "text: “…”, source: s", &["OR301 «“…”» `“…”` contains no words"]);
        quote(
            each(empty_quote),
            "segments: [one, …], source: s",
            &["OR301 «…» `…` contains no words"],
        );
    }

    #[test]
    fn words_are_in_one_text_or_in_segments() {
        quote(
            text_and_segments,
            "text: all, segments: [one], source: s",
            &["OR302 «all» the quote `q` has both `text` and `segments`"],
        );
        quote(text_and_segments, "segments: [one, two], source: s", &[]);
    }

    #[test]
    fn a_paraphrase_is_not_in_quotation_marks() {
        quote(
            marks_in_paraphrase,
            "form: paraphrase, text: “All of it.”, source: s",
            &["OR303 «“All of it.”» this paraphrase is in quotation marks"],
        );
        quote(
            marks_in_paraphrase,
            "form: summary, text: said “all of it was seen there” twice, source: s",
            &[
                "OR303 «said “all of it was seen there” twice» this summary has 6 words in quotation marks",
            ],
        );
        quote(
            marks_in_paraphrase,
            "form: paraphrase, text: it is a “master admin”, source: s",
            &[],
        );
        quote(marks_in_paraphrase, "text: “All of it.”, source: s", &[]);
    }

    #[test]
    fn marks_are_distinguished_from_apostrophes() {
        assert!(is_wrapped("\"All of it\"."));
        assert!(!is_wrapped("“One” and “two”"));
        assert!(!is_wrapped("It's"));
        assert_eq!(longest_run("‘one two three four five six seven’"), None);
        assert_eq!(longest_run("a \"b c\" d “e f g” h “open"), Some(3));
    }

    #[test]
    fn who_skips_the_check_says_why() {
        quote(
            skip_without_reason,
            "text: all, source: s, verify: skip",
            &["OR307 «q» the quote `q` is not verified and gives no reason"],
        );
        quote(skip_without_reason, "text: all, source: s, verify: skip, verify_reason: audio", &[]);
    }

    #[test]
    fn a_variant_is_of_a_segment_that_exists() {
        let one = "segments: [one, two], source: s, variants: [{source: r, text: eins, segment: ";
        quote(bad_segment, &format!("{one}2}}]"), &[]);
        for (number, line) in [
            ("3", "OR310 «3» no segment 3: the quote `q` has 2 segments"),
            ("0", "OR310 «0» no segment 0: the quote `q` has 2 segments"),
        ] {
            quote(bad_segment, &format!("{one}{number}}}]"), &[line]);
        }
    }

    #[test]
    fn reworded_text_is_a_weak_ground_for_words() {
        quote(
            only_reworded,
            "text: all, source: r",
            &["OR312 «r» `q` is known only from `r`, which is reworded"],
        );
        quote(only_reworded, "text: all, source: s", &[]);
        quote(only_reworded, "form: paraphrase, text: all, source: r", &[]);
    }
}
