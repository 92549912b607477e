//! Folds a text into the form in which it is compared, with a map back to the source bytes.
//!
//! Two texts fold to the same form if they differ only in typography: quotation marks, dashes, spaces, ligatures,
//! invisible characters. Depends on characters only, not on quotations or the search. Start with [`fold`].

use crate::amounts::{is_currency, is_minus, is_unit_sign};
use crate::line_breaks::{LineEndHyphens, has_parted_words, word_goes_on};
use crate::segmentation::{is_han_or_kana, is_unspaced};
use crate::work::work;
use std::ops::Range;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick, is_nfkc_quick};

/// A folded text with its map to the source. The source itself is not stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoldedText {
    /// The text as compared.
    text: String,
    /// The origin of each run, sorted by its start in [`Self::text`]; the first starts at 0.
    pieces: Vec<FoldedRun>,
    /// The removed hyphens, if the text was folded without hyphens.
    hyphens: Option<LineEndHyphens>,
}

/// A run of the folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FoldedRun {
    /// Start in the folded text.
    at: u32,
    /// Start of its origin in the source.
    from: u32,
    /// End of its origin; 0 for a run that was copied byte by byte.
    to: u32,
}

impl FoldedText {
    /// The text as compared: no leading space, no double spaces.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The removed hyphens; `None` if hyphens were kept.
    pub fn hyphens(&self) -> Option<&LineEndHyphens> {
        self.hyphens.as_ref()
    }

    /// The bytes of the source that a range of the folded text came from.
    ///
    /// * In: a range on character boundaries of [`Self::text`]; an empty range gives an empty range.
    /// * Out: a range on character boundaries of the source. Dropped characters between two others belong to
    ///   neither.
    pub fn source(&self, range: Range<usize>) -> Range<usize> {
        if range.is_empty() {
            let at = self.first(range.start);
            return at..at;
        }
        self.first(range.start)..self.last(range.end)
    }

    /// The position in the folded text of the first character that comes from source byte `at` or later.
    pub fn folded(&self, at: usize) -> usize {
        let mut n = self.pieces.partition_point(|piece| piece.from as usize <= at);
        // If one source character became several, the first of them counts.
        let begins = |n: usize| self.pieces.get(n).is_some_and(|piece| piece.from as usize == at);
        while n > 1 && begins(n - 1) && begins(n - 2) {
            n -= 1;
        }
        let Some(piece) = n.checked_sub(1).and_then(|n| self.pieces.get(n)) else { return 0 };
        let end = self.pieces.get(n).map_or(self.text.len(), |next| next.at as usize);
        let here = if piece.to == 0 {
            piece.at as usize + (at - piece.from as usize)
        } else if at == piece.from as usize {
            piece.at as usize
        } else {
            end
        };
        let mut here = here.min(end);
        while !self.text.is_char_boundary(here) {
            here += 1;
        }
        here
    }

    fn piece(&self, at: usize) -> Option<&FoldedRun> {
        let n = self.pieces.partition_point(|piece| piece.at as usize <= at);
        self.pieces.get(n.checked_sub(1)?)
    }

    fn first(&self, at: usize) -> usize {
        self.piece(at).map_or(0, |piece| match piece.to {
            0 => piece.from as usize + (at - piece.at as usize),
            _ => piece.from as usize,
        })
    }

    fn last(&self, end: usize) -> usize {
        self.piece(end - 1).map_or(0, |piece| match piece.to {
            0 => piece.from as usize + (end - piece.at as usize),
            to => to as usize,
        })
    }

    /// The same text in lower case, with the same map.
    #[must_use]
    pub fn lower(&self) -> Self {
        let mut out = Self {
            text: String::with_capacity(self.text.len()),
            pieces: Vec::with_capacity(self.pieces.len()),
            hyphens: self.hyphens.clone(),
        };
        for (n, piece) in self.pieces.iter().enumerate() {
            let end = self.pieces.get(n + 1).map_or(self.text.len(), |next| next.at as usize);
            out.pieces.push(FoldedRun { at: byte(out.text.len()), ..*piece });
            out.put_lower(&self.text, (piece.at as usize, end), piece);
        }
        out.text.shrink_to_fit();
        out.pieces.shrink_to_fit();
        out
    }

    /// Appends a run of a text, from `start` to `end`, in lower case.
    fn put_lower(&mut self, whole: &str, (start, end): (usize, usize), piece: &FoldedRun) {
        let words = &whole[start..end];
        let mut at = 0;
        while at < words.len() {
            let plain = words.as_bytes()[at..].iter().take_while(|byte| byte.is_ascii()).count();
            let from = self.text.len();
            self.text.push_str(&words[at..at + plain]);
            if let Some(plain) = self.text.get_mut(from..) {
                plain.make_ascii_lowercase();
            }
            at += plain;
            let Some(c) = words[at..].chars().next() else { break };
            let here = self.text.len();
            self.text.extend(small_at(whole, start + at, c));
            let next = at + c.len_utf8();
            // A letter whose lower case has another byte length becomes a run of its own.
            if piece.to == 0 && self.text.len() - here != c.len_utf8() {
                let (from, to) = (piece.from + byte(at), piece.from + byte(next));
                self.pieces.pop_if(|last| last.at as usize == here);
                self.pieces.push(FoldedRun { at: byte(here), from, to });
                if next < words.len() {
                    self.pieces.push(FoldedRun { at: byte(self.text.len()), from: to, to: 0 });
                }
            }
            at = next;
        }
    }
}

/// A byte position as stored; texts are under 4 GiB.
fn byte(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The lower case of a letter, by Unicode's simple mapping.
pub fn small(c: char) -> impl Iterator<Item = char> {
    c.to_lowercase()
}

/// A text in lower case.
pub fn small_text(text: &str) -> String {
    text.char_indices().flat_map(|(at, c)| small_at(text, at, c)).collect()
}

/// The letter at `at` in lower case. A capital sigma becomes `ς` at the end of a word and `σ` elsewhere, so a wrong
/// lower-case form stays an error: `ΣΤΙΣ` is `στις` and not `ςτις`.
fn small_at(text: &str, at: usize, c: char) -> impl Iterator<Item = char> {
    let is_final = c == 'Σ'
        && text[..at].chars().next_back().is_some_and(char::is_alphabetic)
        && !text[at + c.len_utf8()..].chars().next().is_some_and(char::is_alphabetic);
    small(if is_final { 'ς' } else { c })
}

/// Folds a text.
///
/// * In: any text under 4 GiB.
/// * Soft hyphens, zero-width characters and bidi controls are dropped.
/// * NFKC, except superscripts, subscripts, fractions and enclosed numbers (`10²` is not `102`).
/// * Every form of minus becomes `−`. Every other dash and run of hyphens becomes one `-` without spaces around it.
/// * Three or more dots, spaced or not, become `...` without spaces around them.
/// * White space becomes one space. It is removed before `; : ? !`, between a number and `% ° €`, and at a line end
///   between letters of a script without spaces.
/// * An apostrophe between letters or digits becomes `'`. Prime marks (minutes, seconds) after a digit are kept.
///   Every other quotation mark is dropped.
/// * Case is kept.
///
/// Linear in the text.
pub fn fold(text: &str) -> FoldedText {
    run(text, false)
}

/// Folds a text without any hyphen or dash and keeps their positions in [`FoldedText::hyphens`], so that words
/// split at line ends are found (`secu-⏎rity`). `None` if no line ends in a hyphen.
pub fn fold_joined(text: &str) -> Option<FoldedText> {
    has_parted_words(text).then(|| run(text, true))
}

fn run(text: &str, joined: bool) -> FoldedText {
    let mut out = TextFolder::new(text.len());
    out.out.hyphens = joined.then(LineEndHyphens::default);
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        // The fast path, for most of any text.
        let plain = plain(text, at);
        work(plain + 1);
        if plain > 0 {
            out.copy(&text[at..at + plain], at);
            at += plain;
            continue;
        }
        let mut end = at + c.len_utf8();
        if joined && let Some(over) = word_goes_on(text, at, c) {
            out.hyphen = Some(true);
            at = over;
            continue;
        }
        if is_alone(text, end) && is_stable(c) {
            out.take(text, c, at..end, true);
            at = end;
            continue;
        }
        while !is_dropped(c) {
            // Dropped characters do not separate a letter from its accent.
            let over = text[end..].find(|c| !is_dropped(c)).unwrap_or(0);
            let more = text[end + over..].chars().next().filter(|c| continues(*c));
            let Some(more) = more else { break };
            end += over + more.len_utf8();
        }
        let cluster = &text[at..end];
        work(cluster.len());
        let seen = || cluster.chars().filter(|c| !is_dropped(*c));
        if keeps(c) || seen().nfkc().eq(seen()) {
            for (within, c) in cluster.char_indices() {
                out.take(text, c, at + within..at + within + c.len_utf8(), true);
            }
        } else {
            for c in seen().nfkc() {
                out.take(text, c, at..end, false);
            }
        }
        at = end;
    }
    out.finish()
}

/// The number of bytes from `at` on that fold to themselves in any context: ASCII letters, digits and most
/// punctuation, each followed by at most one space.
fn plain(text: &str, at: usize) -> usize {
    let bytes = &text.as_bytes()[at..];
    let mut end = 0;
    let mut before = false;
    for byte in bytes {
        let is_plain = PLAIN[*byte as usize];
        let closes_up = !before && matches!(byte, b';' | b':' | b'?' | b'!' | b'%' | b'$');
        if closes_up || !(is_plain || before && *byte == b' ') {
            break;
        }
        if *byte == b' ' && bytes[end - 1].is_ascii_digit() && is_before_unit(&text[at + end..]) {
            break;
        }
        before = is_plain;
        end += 1;
    }
    // The last character may be followed by a combining accent.
    if end > 0 && !is_alone(text, at + end) { end - 1 } else { end }
}

/// Short multipliers and units: a space between one and its number is typography, as in `£40 m` and `£40m`.
const UNITS: &[&str] = &[
    "k", "m", "mn", "mln", "bn", "tn", "trn", "M", "B", "km", "cm", "mm", "ha", "kg", "g", "t",
    "W", "kW", "MW", "GW", "TW", "kWh", "MWh", "GWh", "TWh", "Hz", "kHz", "MHz", "GHz", "kB", "MB",
    "GB", "TB", "V", "kV", "mph",
];

/// The most letters of a unit.
const LONGEST_UNIT: usize = 3;

/// True if a text starts with spaces and one of the [`UNITS`].
fn is_before_unit(text: &str) -> bool {
    let seen = text.chars().inspect(|_| work(1)).filter(|c| !is_dropped(*c));
    let mut seen = seen.skip_while(|c| c.is_whitespace()).take(LONGEST_UNIT + 1);
    let mut unit = String::new();
    let next = seen.by_ref().find(|c| {
        let is_letter = c.is_ascii_alphabetic();
        if is_letter {
            unit.push(*c);
        }
        !is_letter
    });
    !next.is_some_and(is_word) && UNITS.contains(&unit.as_str())
}

/// ASCII characters that no folding rule applies to.
const PLAIN: [bool; 256] = {
    let mut all = [false; 256];
    let mut byte = b'!';
    while byte <= b'~' {
        all[byte as usize] = !matches!(byte, b'-' | b'.' | b'\'' | b'"' | b'`');
        byte += 1;
    }
    all
};

/// True if the character that ends here is not changed by the characters after it.
fn is_alone(text: &str, end: usize) -> bool {
    if text.as_bytes().get(end).is_none_or(u8::is_ascii) {
        return true;
    }
    text[end..].chars().next().is_none_or(|c| !continues(c) && !is_dropped(c))
}

/// True if normalization does not change a character on its own, or must not.
fn is_stable(c: char) -> bool {
    c.is_ascii()
        || matches!(c, '\u{c0}'..='\u{131}' | '\u{400}'..='\u{481}' | '\u{2012}'..='\u{2016}' | '\u{2018}'..='\u{2023}')
        || keeps(c)
        || is_dropped(c)
        || is_nfkc_quick(std::iter::once(c)) == IsNormalized::Yes
}

/// True if a character may combine with those before it.
fn continues(c: char) -> bool {
    let never = matches!(c, '\0'..'\u{300}' | '\u{370}'..'\u{483}' | '\u{2000}'..'\u{20d0}' | '\u{3400}'..'\u{a000}');
    !never
        && (canonical_combining_class(c) != 0
            || is_nfc_quick(std::iter::once(c)) == IsNormalized::Maybe
            || matches!(c, '\u{ff9e}' | '\u{ff9f}'))
}

/// Compatibility characters that carry more meaning than the letters they would become.
fn keeps(c: char) -> bool {
    matches!(c,
        '\u{a8}' | '\u{aa}' | '\u{af}' | '\u{b4}' | '\u{b8}' | '\u{2d8}'..='\u{2dd}' | '\u{b2}' | '\u{b3}' | '\u{b9}' | '\u{ba}' | '\u{bc}'..='\u{be}'
        | '\u{2b0}'..='\u{2b8}' | '\u{2e0}'..='\u{2e4}' | '\u{1d2c}'..='\u{1d6a}' | '\u{1d78}'
        | '\u{1d9b}'..='\u{1dbf}' | '\u{2070}'..='\u{209c}' | '\u{2120}' | '\u{2122}'
        | '\u{2150}'..='\u{215f}' | '\u{2189}' | '\u{2460}'..='\u{24ff}'
        | '\u{2776}'..='\u{2793}' | '\u{2c7c}' | '\u{2c7d}' | '\u{2d6f}'
        | '\u{3192}'..='\u{319f}' | '\u{3200}'..='\u{33ff}' | '\u{a69c}' | '\u{a69d}'
        | '\u{a770}' | '\u{a7f8}' | '\u{a7f9}' | '\u{ab5c}'..='\u{ab5f}'
        | '\u{1f100}'..='\u{1f2ff}')
}

/// True if a dash is the minus of the number after it.
fn is_minus_here(text: &str, from: &Range<usize>, c: char) -> bool {
    let mut left = ['\0'; 3];
    let mut before = 0;
    for c in
        text[..from.start].chars().rev().inspect(|_| work(1)).filter(|c| !is_dropped(*c)).take(3)
    {
        left[before] = c;
        before += 1;
    }
    let mut right = ['\0'; 6];
    let mut after = 0;
    for c in text[from.end..].chars().inspect(|_| work(1)).filter(|c| !is_dropped(*c)).take(6) {
        right[after] = c;
        after += 1;
    }
    is_minus(&left[..before], c, &right[..after])
}

/// True for invisible characters, which are dropped.
pub fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}')
}

/// True for dashes and hyphens of every kind.
pub fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{58a}' | '\u{5be}' | '\u{1806}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2212}'
                | '\u{2e3a}'
                | '\u{2e3b}'
                | '\u{fe58}'
                | '\u{fe63}'
                | '\u{ff0d}'
    )
}

/// True for quotation marks that are never an apostrophe.
pub fn is_double(c: char) -> bool {
    matches!(
        c,
        '"' | '“'
            | '”'
            | '„'
            | '‟'
            | '«'
            | '»'
            | '「'
            | '」'
            | '『'
            | '』'
            | '〝'
            | '〞'
            | '〟'
            | '❝'
            | '❞'
            | '＂'
            | '″'
    )
}

/// True for quotation marks that are an apostrophe between letters.
pub fn is_single(c: char) -> bool {
    matches!(c, '\'' | '‘' | '’' | '‚' | '‛' | 'ʼ' | '′' | '`' | '´' | '‹' | '›' | '❛' | '❜' | '＇')
}

/// True for a character of a word: letter, digit, combining mark, underscore. The letter apostrophe (U+02BC) counts
/// as a quotation mark.
pub fn is_word(c: char) -> bool {
    c.is_alphanumeric() && c != 'ʼ' || c == '_' || unicode_normalization::char::is_combining_mark(c)
}

/// Builds a [`FoldedText`].
struct TextFolder {
    out: FoldedText,
    /// The last source character that was not dropped.
    before: Option<char>,
    /// True directly after a dash or an ellipsis: spaces after it are removed.
    is_glued: bool,
    /// The current run of dots: its start in the folded text, the number of dots, and the start of the first in the
    /// source.
    dots: Option<(usize, u32, usize)>,
    /// Set if a hyphen was removed before the next character; true if it ended a line.
    hyphen: Option<bool>,
    /// The end of the last subscript index in the folded text; 0 if none exists.
    index_end: usize,
}

/// The most subscript digits of an index.
const LONGEST_INDEX: usize = 8;

impl TextFolder {
    fn new(size: usize) -> Self {
        let mut out = FoldedText::default();
        out.text.reserve(size);
        Self { out, before: None, is_glued: false, dots: None, hyphen: None, index_end: 0 }
    }

    fn finish(mut self) -> FoldedText {
        self.out.text.shrink_to_fit();
        self.out.pieces.shrink_to_fit();
        if let Some(hyphens) = &mut self.out.hyphens {
            hyphens.shrink();
        }
        self.out
    }

    /// Appends a run of the source that folds to itself; `from` is its start in the source.
    fn copy(&mut self, run: &str, from: usize) {
        self.is_glued = false;
        self.dots = None;
        self.before = run.chars().next_back();
        self.begin(&(from..from + run.len()), true);
        self.out.text.push_str(run);
    }

    /// Appends one normalized character. `from` is its range in the source; `same` is true if the source has it
    /// unchanged.
    fn take(&mut self, text: &str, c: char, from: Range<usize>, same: bool) {
        if is_dropped(c) {
            return;
        }
        if c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}') {
            let glued = self.is_glued || self.out.text.is_empty() || self.out.text.ends_with(' ');
            let is_amount =
                || self.before.is_some_and(char::is_numeric) && is_before_unit(&text[from.start..]);
            if !glued && (self.is_typesetting(&text[from.start..]) || is_amount()) {
                self.is_glued = true;
            } else if !glued {
                self.push(' ', &from, same);
            }
        } else if let Some(digit) = self.index(text, from.end, c) {
            self.plain(digit, &from, false);
            self.index_end = self.out.text.len();
            self.before = Some(digit);
            self.dots = None;
            return;
        } else if is_dash(c) && is_minus_here(text, &from, c) {
            self.plain('\u{2212}', &from, same && c == '\u{2212}');
            self.is_glued = true;
            self.dots = None;
        } else if is_dash(c) {
            self.dash(&from, same);
        } else if matches!(c, '.' | '…') {
            self.dot(if c == '…' { 3 } else { 1 }, &from, same);
            self.before = Some(c);
            return;
        } else if is_single(c) {
            if self.is_inner(text, from.end) {
                self.plain('\'', &from, same);
                self.dots = None;
            } else if c == '′'
                && (self.before.is_some_and(char::is_numeric) || self.out.text.ends_with('′'))
            {
                self.plain(c, &from, same);
            } else {
                self.close_up(text, from.end, c);
            }
        } else if is_double(c) {
            self.close_up(text, from.end, c);
        } else {
            let number = || self.out.text.trim_end_matches(' ').ends_with(char::is_numeric);
            let digit = |c: char| c.is_numeric();
            if matches!(c, ';' | ':' | '?' | '!')
                || is_unit_sign(c) && number()
                || is_currency(c) && number() && !text[from.end..].starts_with(digit)
            {
                self.trim();
            }
            self.plain(c, &from, same);
        }
        if is_dash(c) || self.out.text.ends_with(c) && !c.is_whitespace() {
            self.dots = None;
        }
        self.before = Some(c);
    }

    /// The plain digit of a subscript that is the index of a letter, as in `CO₂`, which is often typed `CO2`.
    /// `None` after a digit (`10₂`) or before one.
    fn index(&self, text: &str, end: usize, c: char) -> Option<char> {
        let digit = u32::from(c).checked_sub(0x2080).and_then(|n| char::from_digit(n, 10))?;
        let before = self.out.text.chars().next_back()?;
        let is_behind_letter = before.is_ascii_alphabetic()
            || before == ')'
            || before.is_ascii_digit() && self.index_end == self.out.text.len();
        let is_passed = |c: &char| is_dropped(*c) || matches!(c, '₀'..='₉');
        work(LONGEST_INDEX);
        let after = text[end..].chars().take(LONGEST_INDEX).find(|c| !is_passed(c));
        (is_behind_letter && !after.is_some_and(|c| c.is_ascii_digit())).then_some(digit)
    }

    /// Removes the space before a French closing mark if punctuation follows.
    fn close_up(&mut self, text: &str, end: usize, c: char) {
        let next = || text[end..].chars().inspect(|_| work(1)).find(|c| !is_dropped(*c));
        let stop = |c: char| matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | ')' | ']' | '…');
        if matches!(c, '«' | '»' | '‹' | '›')
            && self.out.text.ends_with(' ')
            && next().is_some_and(stop)
        {
            self.trim();
        }
    }

    /// True if the spaces that start here are typography: between letters of a script without spaces.
    fn is_typesetting(&self, rest: &str) -> bool {
        let Some(before) = self.before.filter(|c| is_unspaced(*c)) else { return false };
        let after = rest.trim_start();
        let blank = &rest[..rest.len() - after.len()];
        work(blank.len());
        let lines = blank.matches('\n').count();
        let next = after.chars().next();
        lines < 2
            && if is_han_or_kana(before) {
                next.is_some_and(is_han_or_kana)
            } else {
                lines == 1 && next.is_some_and(is_unspaced)
            }
    }

    fn plain(&mut self, c: char, from: &Range<usize>, same: bool) {
        self.is_glued = false;
        self.push(c, from, same);
    }

    fn dash(&mut self, from: &Range<usize>, same: bool) {
        self.trim();
        if self.out.hyphens.is_some() {
            self.hyphen = Some(false);
        } else if !self.out.text.ends_with('-') {
            self.push('-', from, same);
        }
        self.is_glued = true;
    }

    /// Handles dots that follow each other, spaced or not; from the third on they are an ellipsis.
    fn dot(&mut self, n: u32, from: &Range<usize>, same: bool) {
        let (start, before, first) =
            self.dots.unwrap_or((self.out.text.trim_end_matches(' ').len(), 0, from.start));
        let all = before.saturating_add(n);
        self.dots = Some((start, all, first));
        if all < 3 {
            // `a .` keeps its space until the dots are known to be an ellipsis.
            self.plain('.', from, same);
            return;
        }
        self.cut(start);
        for _ in 0..3 {
            self.push('.', &(first..from.end), false);
        }
        self.is_glued = true;
    }

    /// True if the mark that ends at `end` is between letters or digits, ignoring dropped characters.
    fn is_inner(&self, text: &str, end: usize) -> bool {
        let next = || text[end..].chars().inspect(|_| work(1)).find(|c| !is_dropped(*c));
        // A private character replaces a bracket of the quotation; a bracket contains letters.
        let letter = |c: char| is_word(c) || ('\u{f0000}'..='\u{ffffd}').contains(&c);
        self.before.is_some_and(letter) && next().is_some_and(letter)
    }

    fn trim(&mut self) {
        let kept = self.out.text.trim_end_matches(' ').len();
        self.cut(kept);
    }

    fn cut(&mut self, at: usize) {
        self.out.text.truncate(at);
        while self.out.pieces.last().is_some_and(|piece| piece.at as usize >= at) {
            self.out.pieces.pop();
        }
    }

    fn push(&mut self, c: char, from: &Range<usize>, same: bool) {
        self.begin(from, same && c.len_utf8() == from.len());
        self.out.text.push(c);
    }

    /// Records the origin of the next characters: a new run, or an extension of the current one.
    fn begin(&mut self, from: &Range<usize>, copied: bool) {
        if let (Some(ends_line), Some(hyphens)) = (self.hyphen.take(), &mut self.out.hyphens) {
            hyphens.push(byte(from.start), ends_line);
        }
        let at = self.out.text.len();
        let goes_on = self.out.pieces.last().is_some_and(|last| {
            copied && last.to == 0 && last.from as usize + (at - last.at as usize) == from.start
        });
        if !goes_on {
            let to = if copied { 0 } else { byte(from.end) };
            self.out.pieces.push(FoldedRun { at: byte(at), from: byte(from.start), to });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{fold, fold_joined};
    use unicode_normalization::UnicodeNormalization as _;

    #[track_caller]
    fn same(a: &str, b: &str) {
        assert_eq!(fold(a).text(), fold(b).text(), "{a:?} {b:?}");
    }

    #[track_caller]
    fn other(a: &str, b: &str) {
        assert_ne!(fold(a).text(), fold(b).text(), "{a:?} {b:?}");
    }

    #[test]
    fn type_does_not_matter() {
        same("“That’s why,” he said", "\"That's why,\" he said");
        same("‘a’ «b» „c“ ‹d›", "a b c d");
        same("work – the", "work — the");
        same("work – the", "work -- the");
        same("work – the", "work-the");
        same("in\u{2011}house", "in-house");
        same("a\u{a0}b\n\n c\td", "a b c d");
        same("of\u{fb01}ce e\u{fb00}ect", "office effect");
        same("cafe\u{301}", "caf\u{e9}");
        same("da\u{ad}ta \u{200b}x\u{feff}", "data x");
        same("ＵＳ ｄａｔａ", "US data");
        same("wait … what", "wait... what");
        same("wait . . . what", "wait...what");
        same("wait. . . . what", "wait.... what");
        same("don\u{2019}t", "don\u{200b}'\u{ad}t");
        same("−5 and – 5", "–5 and – 5");
        same("by −5", "by \u{2011}5");
        same("« oui », dit ; non ?", "“oui”, dit; non?");
        same("5\u{202f}% et 3 €", "5% et 3€");
        same("批准这\n个 项目", "批准这个项目");
        same("£40 m a year", "£40m a year");
        same("30\u{a0}km, 5 GW.", "30km, 5GW.");
        same("CO₂ and C₆H₁₂O₆", "CO2 and C6H12O6");
        same("Ca(OH)₂", "Ca(OH)2");
        same("각", "\u{1100}\u{1161}\u{11a8}");
        same("ﾊﾞ", "バ");
    }

    #[test]
    fn meaning_matters() {
        other("10²", "102");
        other("10₂", "102");
        other("H₂5", "H25");
        other("1½", "11/2");
        other("10①", "101");
        other("can't", "cant");
        other("by −5", "by 5");
        other("by −5", "by – 5");
        other("7′", "7″");
        other("7′", "7");
        other("40 me", "40me");
        other("in house", "in-house");
        other("Data", "data");
        other("a. b", "a b");
        other("a, b", "a b");
        other("5'10", "510");
        other("İ", "I");
        other("ı", "i");
        other("а", "a");
        other("e\u{301}", "e");
    }

    #[test]
    fn a_range_gives_back_the_bytes_it_came_from() {
        let text = "  The “ﬁnal – cafe\u{301}” . . . in\u{ad}side";
        let folded = fold(text);
        assert_eq!(folded.text(), "The final-café...inside");
        let said = |word: &str| {
            let at = folded.text().find(word).unwrap();
            &text[folded.source(at..at + word.len())]
        };
        assert_eq!(said("The"), "The");
        assert_eq!(said("final"), "ﬁnal");
        assert_eq!(said("café"), "cafe\u{301}");
        assert_eq!(said("..."), ". . .");
        assert_eq!(said("inside"), "in\u{ad}side");
        assert_eq!(said("final-café"), "ﬁnal – cafe\u{301}");
        let lower = folded.lower();
        let at = lower.text().find("the").unwrap();
        assert_eq!(&text[lower.source(at..at + 3)], "The");
    }

    #[test]
    fn a_place_is_found_in_the_folded_text() {
        let text = "“ab – cd”";
        let folded = fold(text);
        assert_eq!(folded.text(), "ab-cd");
        assert_eq!(folded.folded(0), 0);
        assert_eq!(folded.folded(text.find('b').unwrap()), 1);
        assert_eq!(folded.folded(text.find('c').unwrap()), 3);
        assert_eq!(folded.folded(text.len()), 5);
    }

    #[test]
    fn words_parted_at_the_end_of_a_line_are_joined() {
        let joined = |text: &str| fold_joined(text).map(|folded| folded.text().to_owned());
        assert_eq!(joined("secu-\nrity in-\nHouse a-b").as_deref(), Some("security inHouse ab"));
        assert_eq!(joined("secu\u{ad} \n  rity").as_deref(), Some("security"));
        assert_eq!(joined("a-b secu -ri\n-ty"), None);
        assert_eq!(fold("secu-\nrity").text(), "secu-rity");
    }

    #[test]
    fn nothing_folds_to_nothing() {
        for text in ["", " \n", "“”", "\u{feff}"] {
            assert_eq!(fold(text).text(), "");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_maps_into_itself(text in "\\PC{0,60}|[a-c .…“”'\\n\u{ad}\u{301}ﬁ²–-]{0,60}") {
            let folded = fold(&text);
            let mut last = 0;
            for (at, c) in folded.text().char_indices() {
                let from = folded.source(at..at + c.len_utf8());
                proptest::prop_assert!(text.get(from.clone()).is_some_and(|t| !t.is_empty()));
                proptest::prop_assert!(from.start >= last || c == '.');
                last = from.start;
                proptest::prop_assert!(folded.folded(from.start) <= at);
            }
            proptest::prop_assert!(!folded.text().contains("  "));
            // Folding the source range again gives the same text.
            let whole = folded.source(0..folded.text().len());
            let (again, twice) = (fold(&text[whole]), fold(folded.text()));
            // A dash without the text before it looks like a minus.
            let dashed = |text: &str| {
                let mut text = text.replace('−', "-");
                while text.contains("--") {
                    text = text.replace("--", "-");
                }
                text
            };
            proptest::prop_assert_eq!(dashed(again.text().trim()), dashed(folded.text().trim()));
            // A dropped character may have separated a letter from its accent. A few characters become a space and
            // a mark (`ﹲ`), whose context differs from that of the original character.
            let is_parted = |c: char| !c.is_whitespace() && std::iter::once(c).nfkc().next() == Some(' ');
            if !text.contains(is_parted) {
                let folded = folded.text().nfc().collect::<String>();
                proptest::prop_assert_eq!(dashed(twice.text()), dashed(&folded));
            }
        }
    }
}
