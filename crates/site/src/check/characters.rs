//! OR308 and OR309: hidden characters in quotes.
//!
//! Messages name them by code point. Does not compare text with snapshots, which may contain them
//! as well.

use super::CheckContext;
use crate::model::ix::ItemIx;
use crate::model::quote::Quote;
use crate::resolve::linked::LinkedLedger;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::span::{FileSpan, Span, Spanned};

/// OR308 and OR309: hidden characters in the words of quotes.
pub(super) fn hidden(
    linked: &LinkedLedger,
    setting: &CheckContext<'_>,
    ix: ItemIx,
) -> Vec<Diagnostic> {
    let ItemIx::Quote(ix) = ix else { return vec![] };
    let quote = &linked.ledger[ix];
    let mut found = vec![];
    for words in all_words(&quote.data).filter(|words| !words.v.is_ascii()) {
        let file = setting.files.text(&quote.file).unwrap_or_default();
        let place = |span: Span| FileSpan::new(&quote.file, span);
        if let Some((names, at)) = named(words, file, is_turning) {
            let message = format!("this quote contains {names}");
            found.push(
                Diagnostic::new(RuleCode::HiddenCharacter, place(at), message)
                    .help("retype the text; these invisible characters change how it reads"),
            );
        }
        if let Some((names, at)) = named(words, file, is_widthless) {
            let message = format!("this quote contains {names}");
            let diagnostic = Diagnostic::new(RuleCode::ZeroWidth, place(at), message)
                .help("remove it; it is invisible and breaks search");
            found.push(match without(words, file) {
                Some(clean) => diagnostic.fix(place(words.span), clean),
                None => diagnostic,
            });
        }
    }
    found
}

/// Every wording in a quote.
fn all_words(quote: &Quote) -> impl Iterator<Item = &Spanned<String>> {
    let variants = quote.variants.iter().filter_map(|v| v.text.as_ref());
    let original = quote.original.iter().filter_map(|o| o.text.as_ref());
    quote.words().into_iter().chain(variants).chain(original)
}

/// True if the character changes the order or meaning of visible text: bidi controls, tags,
/// annotations, private use.
fn is_turning(_: &str, _: usize, c: char) -> bool {
    matches!(c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

/// True if the character is present but has no width. A joiner between letters that need it
/// (Persian, Indic scripts, compound emoji) is part of the spelling.
fn is_widthless(text: &str, at: usize, c: char) -> bool {
    match c {
        '\u{200c}' | '\u{200d}' => {
            let before = text.get(..at).and_then(|t| t.chars().next_back());
            let after = text.get(at + c.len_utf8()..).and_then(|t| t.chars().next());
            let needs = |c: Option<char>| c.is_some_and(|c| u32::from(c) >= 0x590);
            !(needs(before) && needs(after))
        }
        '\u{ad}'
        | '\u{34f}'
        | '\u{180e}'
        | '\u{200b}'
        | '\u{2060}'..='\u{2064}'
        | '\u{feff}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{3164}'
        | '\u{ffa0}' => true,
        _ => false,
    }
}

/// The distinct characters of one sort in a text, and the span of the first.
fn named(
    words: &Spanned<String>,
    file: &str,
    is: impl Fn(&str, usize, char) -> bool,
) -> Option<(String, Span)> {
    let mut all: Vec<char> =
        words.v.char_indices().filter(|(at, c)| is(&words.v, *at, *c)).map(|(_, c)| c).collect();
    let first = *all.first()?;
    all.sort_unstable();
    all.dedup();
    let names: Vec<String> = all.iter().take(4).map(|c| name(*c)).collect();
    let more = if all.len() > 4 { " and others" } else { "" };
    // An escaped character (`\u202e`) has no exact span.
    let span = match words.span.slice(file).find(first) {
        Some(at) => Span::new(0, first.len_utf8()).shift(words.span.start() + at),
        None => words.span,
    };
    Some((format!("{}{more}", names.join(", ")), span))
}

fn name(c: char) -> String {
    let what = match c {
        '\u{ad}' => " (soft hyphen)",
        '\u{200b}' => " (zero-width space)",
        '\u{200c}' => " (zero-width non-joiner)",
        '\u{200d}' => " (zero-width joiner)",
        '\u{2060}' => " (word joiner)",
        '\u{feff}' => " (byte-order mark)",
        '\u{200e}' => " (left-to-right mark)",
        '\u{200f}' | '\u{61c}' => " (right-to-left mark)",
        '\u{202a}' | '\u{202b}' => " (bidi embedding)",
        '\u{202c}' => " (end of bidi formatting)",
        '\u{202d}' | '\u{202e}' => " (bidi override)",
        '\u{2066}'..='\u{2069}' => " (bidi isolate)",
        '\u{fff9}'..='\u{fffb}' => " (annotation mark)",
        '\u{e0000}'..='\u{e007f}' => " (tag character)",
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => " (private use)",
        _ => " (no width)",
    };
    format!("U+{:04X}{what}", u32::from(c))
}

/// The value without zero-width characters, if the file contains it as it was parsed.
fn without(words: &Spanned<String>, file: &str) -> Option<String> {
    let raw = words.span.slice(file);
    if raw != words.v {
        return None;
    }
    let kept = raw.char_indices().filter(|(at, c)| !is_widthless(raw, *at, *c)).map(|(_, c)| c);
    let clean: String = kept.collect();
    // If the result is empty or could be parsed as something else, no fix is offered.
    clean.starts_with(char::is_alphabetic).then_some(clean)
}

#[cfg(test)]
mod tests {
    use super::hidden;
    use crate::check::testing::{each, found, tells};

    fn quote(fields: &str) -> String {
        format!("- id: q\n  speaker: A B\n  source: s\n  {fields}\n")
    }

    #[test]
    fn what_turns_the_text_is_an_error() {
        tells(
            each(hidden),
            &[("quotes.yaml", &quote("text: send \u{202e}evif\u{202c} of them"))],
            &[
                "OR308 «\u{202e}» this quote contains U+202C (end of bidi formatting), U+202E (bidi override)",
            ],
        );
        tells(
            each(hidden),
            &[("quotes.yaml", &quote("text: \"a \\U000E0041 b\""))],
            &["OR308 «\"a \\U000E0041 b\"» this quote contains U+E0041 (tag character)"],
        );
    }

    #[test]
    fn zero_width_is_a_warning_with_a_fix() {
        let text = quote("text: all of\u{200b} it in\u{ad}side");
        let reported = found(each(hidden), &[("quotes.yaml", &text)]);
        assert_eq!(
            reported[0].message,
            "this quote contains U+00AD (soft hyphen), U+200B (zero-width space)"
        );
        assert_eq!(reported[0].fix.as_ref().map(|f| f.text.as_str()), Some("all of it inside"));
    }

    #[test]
    fn escaped_text_gets_no_fix() {
        let reported = found(each(hidden), &[("quotes.yaml", &quote("text: \"all\u{200b}\""))]);
        assert_eq!((reported.len(), reported[0].fix.is_none()), (1, true));
    }

    #[test]
    fn every_wording_is_looked_at() {
        let text = quote(
            "segments: [one, \"tw\u{ad}o\"]\n  variants: [{source: t, text: \"ei\u{ad}ns\"}]\n  original: {lang: de, text: \"zw\u{ad}ei\"}",
        );
        assert_eq!(found(each(hidden), &[("quotes.yaml", &text)]).len(), 3);
    }

    #[test]
    fn joiners_belong_to_the_spelling_of_some_scripts() {
        tells(each(hidden), &[("quotes.yaml", &quote("text: می\u{200c}خواهم 👩\u{200d}💻"))], &[]);
        assert_eq!(found(each(hidden), &[("quotes.yaml", &quote("text: a\u{200d}b"))]).len(), 1);
    }
}
