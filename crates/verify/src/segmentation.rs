//! Scripts that are written without spaces between words.
//!
//! Word ends come from a dictionary and, for the scripts of South East Asia, from a trained model, both of the
//! Unicode project (`icu_segmenter`). They are nearly always right, so their result is a warning and never an
//! error. Negations are in `languages/unspaced.txt`. Start with [`is_unspaced`] and [`is_negated`].

use crate::boundaries::EnclosingToken;
use crate::fold::{is_dropped, is_word};
use crate::rule_switch::{MatchRule, is_on};
use crate::work::work;
use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};
use std::collections::HashSet;
use std::ops::Range;
use std::sync::OnceLock;

/// The most characters of a clause on each side of a position.
const CLAUSE: usize = 48;

/// The most words between a position and its negation.
const NEAR: usize = 3;

/// True if the script of a letter has no spaces between words.
pub fn is_unspaced(c: char) -> bool {
    is_han_or_kana(c) || is_south_east_asian(c)
}

/// True for Chinese characters and Japanese syllabaries. A space between two of them is typography.
pub fn is_han_or_kana(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3041}'..='\u{30fa}'
        | '\u{30fc}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{1b000}'..='\u{1b16f}' | '\u{20000}'..='\u{323af}')
}

/// True for Thai, Lao, Khmer and Burmese, in which spaces separate clauses.
fn is_south_east_asian(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{19e0}'..='\u{19ff}' | '\u{a9e0}'..='\u{a9ff}' | '\u{aa60}'..='\u{aa7f}')
}

fn segmenter() -> &'static WordSegmenterBorrowed<'static> {
    static SEGMENTER: OnceLock<WordSegmenterBorrowed<'static>> = OnceLock::new();
    SEGMENTER.get_or_init(|| WordSegmenter::new_auto(WordBreakInvariantOptions::default()))
}

/// The letters around a position up to the ends of its clause, as bytes of the text.
fn clause(text: &str, at: usize) -> Range<usize> {
    // A line end does not end a clause: such texts break anywhere.
    let ends = |c: char| !(is_word(c) || is_dropped(c));
    let mut lines = 0;
    let mut stops = |c: char, next: Option<char>| {
        if c == '\n' && next.is_some_and(is_unspaced) {
            lines += 1;
            return lines > 2;
        }
        ends(c)
    };
    let mut from = at;
    let mut back = text[..at].chars().rev().take(CLAUSE).peekable();
    while let Some(c) = back.next() {
        if stops(c, back.peek().copied()) {
            break;
        }
        from -= c.len_utf8();
    }
    let mut to = at;
    let mut on = text[at..].chars().take(CLAUSE).peekable();
    while let Some(c) = on.next() {
        if stops(c, on.peek().copied()) {
            break;
        }
        to += c.len_utf8();
    }
    from..to
}

/// The words of a range of a text, and the position among them, without line ends and invisible characters.
fn words(text: &str, range: Range<usize>, at: usize) -> (Vec<String>, usize) {
    let mut plain = String::with_capacity(range.len());
    let mut here = 0;
    for (within, c) in text[range.clone()].char_indices() {
        if range.start + within == at {
            here = plain.len();
        }
        if is_word(c) {
            plain.push(c);
        }
    }
    if at >= range.end {
        here = plain.len();
    }
    work(plain.len() * 4);
    let ends: Vec<usize> = segmenter().segment_str(&plain).collect();
    let words = ends.windows(2).map(|pair| plain[pair[0]..pair[1]].to_owned()).collect();
    (words, here)
}

/// The token that a cut between two letters of such scripts would split, by the dictionary.
pub(super) fn cut(text: &str, at: usize) -> Option<EnclosingToken> {
    if !is_on(MatchRule::UnspacedScripts) {
        return None;
    }
    // A zero-width space is stronger evidence.
    let beside = |c: Option<char>| c == Some('\u{200b}');
    if beside(text[..at].chars().next_back()) || beside(text[at..].chars().next()) {
        return None;
    }
    let (words, here) = words(text, clause(text, at), at);
    let mut end = 0;
    let parts = words.iter().any(|word| {
        end += word.len();
        end == here
    });
    if parts {
        return splits_compound(text, at, &words, here).then_some(EnclosingToken::Segment);
    }
    // A dictionary errs if two splits give as many words, and mostly beside a particle. A position is a word end if
    // a split there gives fewer words, or as many beside a particle.
    let range = clause(text, at);
    let left = self::words(text, range.start..at, at).0.len();
    let right = self::words(text, at..range.end, at).0.len();
    let beside = [text[..at].chars().next_back(), text[at..].chars().next()];
    let is_particle = beside.iter().flatten().any(|c| negations().particles.contains(c));
    (left + right + usize::from(!is_particle) > words.len()).then_some(EnclosingToken::Segment)
}

/// True if the dictionary splits a compound at a position: before a character that only ends words (`检查|员`), or in
/// a word of a list (`委员|会`).
///
/// The dictionary contains common compounds only. New ones use the same few endings, so a list of endings covers
/// more than a list of compounds. An ending must be alone, after a word of two or more characters: `部长` and `国家`
/// start with characters that also end other words.
fn splits_compound(text: &str, at: usize, words: &[String], here: usize) -> bool {
    let mut end = 0;
    let Some(n) = words.iter().position(|word| {
        end += word.len();
        end == here
    }) else {
        return false;
    };
    let (Some(before), Some(after)) = (words.get(n), words.get(n + 1)) else { return false };
    let mut letters = after.chars();
    let ending = letters.next().filter(|_| letters.next().is_none());
    let is_ending = ending.is_some_and(|c| negations().endings.contains(&c))
        && before.chars().count() > 1
        && before.chars().all(is_han_or_kana);
    let is_seen = |c: &char| !is_dropped(*c) && *c != '\n';
    let left: Vec<char> = text[..at].chars().rev().filter(is_seen).take(LONGEST_COMPOUND).collect();
    let right: Vec<char> = text[at..].chars().filter(is_seen).take(LONGEST_COMPOUND).collect();
    let spans = |word: &&'static str| {
        let letters: Vec<char> = word.chars().collect();
        (1..letters.len()).any(|n| {
            letters[..n].iter().rev().eq(left.iter().take(n))
                && letters[n..].iter().eq(right.iter().take(letters.len() - n))
        })
    };
    work(negations().compounds.len());
    is_ending || negations().compounds.iter().any(spans)
}

/// The most characters of a compound of the list.
const LONGEST_COMPOUND: usize = 4;

/// Negations and related lists.
#[derive(Default)]
struct NegationWords {
    before: HashSet<&'static str>,
    glued: HashSet<char>,
    after: Vec<&'static str>,
    look_alike: Vec<&'static str>,
    /// One-character words that are not part of the adjacent word.
    particles: HashSet<char>,
    /// Characters that only end a word.
    endings: HashSet<char>,
    /// Words that the dictionary splits.
    compounds: Vec<&'static str>,
}

fn negations() -> &'static NegationWords {
    static NEGATIONS: OnceLock<NegationWords> = OnceLock::new();
    NEGATIONS.get_or_init(|| {
        let mut all = NegationWords::default();
        let lines =
            include_str!("languages/unspaced.txt").lines().filter(|line| !line.starts_with('#'));
        for (kind, list) in lines.filter_map(|line| line.split_once(": ")) {
            let list = list.split(' ');
            match kind.split_once(' ').map_or("", |(_, kind)| kind) {
                "before" => all.before.extend(list),
                "glued" => all.glued.extend(list.filter_map(|word| word.chars().next())),
                "after" => all.after.extend(list),
                "particles" => all.particles.extend(list.filter_map(|word| word.chars().next())),
                "endings" => all.endings.extend(list.filter_map(|word| word.chars().next())),
                "words" => all.compounds.extend(list),
                _ => all.look_alike.extend(list),
            }
        }
        all
    })
}

/// True if a negation of the words from `at.start` to `at.end` is right before or after them, in their clause.
pub fn is_negated(text: &str, at: &Range<usize>) -> bool {
    is_on(MatchRule::UnspacedScripts)
        && (negated_before(text, at.start) || negated_after(text, at.end))
}

fn negated_before(text: &str, at: usize) -> bool {
    if !text[at..].chars().next().is_some_and(is_word)
        || !text[..at]
            .chars()
            .next_back()
            .is_some_and(|c| is_unspaced(c) || is_dropped(c) || c == '\n')
    {
        return false;
    }
    let from = clause(text, at).start;
    let before = text[from..at].chars().rev().find(|c| is_word(*c));
    if !before.is_some_and(is_unspaced) {
        return false;
    }
    if before.is_some_and(|c| negations().glued.contains(&c))
        && text[at..].chars().next().is_some_and(is_han_or_kana)
    {
        return true;
    }
    let (words, _) = words(text, from..at, at);
    let near = words.iter().rev().take(NEAR);
    // In words that the dictionary does not know, the last letters may be a negation.
    let mut near = near.map(String::as_str);
    near.any(|word| negations().before.contains(word))
}

fn negated_after(text: &str, at: usize) -> bool {
    let hiragana = |c: char| matches!(c, '\u{3041}'..='\u{309f}');
    let is_japanese = |c: char| is_han_or_kana(c);
    if !text[..at].chars().next_back().is_some_and(is_japanese) {
        return false;
    }
    let tail: String = text[at..]
        .chars()
        .take(CLAUSE)
        .filter(|c| *c != '\n' && !is_dropped(*c))
        .take_while(|c| hiragana(*c))
        .collect();
    work(tail.len());
    let tail = negations().look_alike.iter().fold(tail, |tail, word| tail.replace(word, "。"));
    negations().after.iter().any(|ending| tail.contains(ending))
}

#[cfg(test)]
mod tests {
    use super::{cut, is_negated};

    #[test]
    fn words_are_not_cut() {
        let cuts = |marked: &str| {
            let at = marked.find('|').expect("a place is marked");
            cut(&marked.replacen('|', "", 1), at).is_some()
        };
        for text in [
            "東|京都の予算",
            "我们没有批|准这个项目",
            "在尊严和权|利上",
            "目|的地很远",
            "和|平条约",
            "部|长说",
            "รัฐบาลอนุ|มัติโครงการใหม่",
            "批\n|准这个项目",
            "委员|会的听证会",
            "听证|会持续了",
            "委\n员|会的",
            "委员\n|会的",
            "检查|员来了",
            "使用|率下降了",
            "委員|会の報告",
        ] {
            assert!(cuts(text), "{text}");
        }
        for text in [
            "東京|都の予算",
            "我们没有|批准这个项目",
            "感谢了消防员和|志愿者",
            "人人|生而自由",
            "部长|说",
            "รัฐบาลอนุมัติ|โครงการใหม่",
            "没有\n|批准这个项目",
            "委员会|的听证会",
            "市长|会批准",
            "检查员|来了",
            "的|员工",
            "東\u{200b}|京",
        ] {
            assert!(!cuts(text), "{text}");
        }
    }

    #[test]
    fn negations_beside_the_words() {
        let negated = |text: &str, words: &str| {
            let at = text.find(words).expect("the words are there");
            is_negated(text, &(at..at + words.len()))
        };
        for (text, words) in [
            ("我们没有批准这个项目。", "批准这个项目"),
            ("我们没有正式批准这个项目。", "批准这个项目"),
            ("费用不会超过1200万元。", "超过1200万元"),
            ("委员会未通过该法案。", "通过该法案"),
            ("他並未簽署協議", "簽署協議"),
            ("政府は「計画を承認していない」と述べた。", "計画を承認して"),
            ("計画を承認しなかった。", "計画を承認"),
            ("計画を承認しませんでした。", "計画を承認し"),
            ("計画を承認せずに進めた。", "計画を承認"),
            ("非公開の会議", "公開の会議"),
            ("และคณะกรรมการไม่ได้ลงนามข้อตกลงนี้", "ลงนามข้อตกลงนี้"),
            ("รัฐบาลไม่อนุมัติโครงการ", "อนุมัติโครงการ"),
            ("ລັດຖະບານບໍ່ໄດ້ລົງນາມ", "ລົງນາມ"),
        ] {
            assert!(negated(text, words), "{words} of {text}");
        }
        for (text, words) in [
            ("我们没有批准这个项目。", "我们没有批准这个项目"),
            ("我们没有钱。他们批准这个项目。", "批准这个项目"),
            ("不同国家批准这个项目。", "批准这个项目"),
            ("不，批准这个项目。", "批准这个项目"),
            ("計画を承認していない", "計画を承認していない"),
            ("まず計画を承認した。", "計画を承認した"),
            ("計画を承認するはずだ。", "計画を承認する"),
            ("東京都の予算は五億円です。", "東京都の予算"),
            ("รัฐบาลอนุมัติโครงการใหม่ และไม่", "โครงการใหม่"),
            ("没有 approved", "approved"),
        ] {
            assert!(!negated(text, words), "{words} of {text}");
        }
    }
}
