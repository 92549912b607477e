//! Words changed, omitted, added and transposed, in every script.

use super::chance::RandomSource;
use super::corpus::{SPACED, UNSPACED, bare, has, is_paired, runs, span, trimmed, written};
use super::{Attack, ExpectedVerdict};

/// A quotation that differs from the text by one word, letter or digit.
pub(super) fn attack(chance: &mut RandomSource) -> Option<Attack> {
    if chance.once_in(4) { unspaced(chance) } else { spaced(chance) }
}

fn spaced(chance: &mut RandomSource) -> Option<Attack> {
    let prose = &SPACED[chance.below(SPACED.len())];
    let words = bare(&prose.paragraph(chance, 4));
    let (from, to) = span(chance, words.len(), 4, 10);
    let mut quote: Vec<String> = words[from..to].to_vec();
    let n = chance.below(quote.len());
    let other = prose.paragraph(chance, 1);
    let other = bare(&other[chance.below(other.len())..][..1]).remove(0);
    let (about, must) = match chance.below(7) {
        0 => {
            quote[n] = other;
            ("a word replaced", ExpectedVerdict::Refused)
        }
        1 if n > 0 && n + 1 < quote.len() => {
            quote.remove(n);
            ("a word dropped", ExpectedVerdict::Refused)
        }
        2 if n > 0 => {
            quote.insert(n, other);
            ("a word added", ExpectedVerdict::Refused)
        }
        3 if n > 0 => {
            quote.swap(n - 1, n);
            ("two words transposed", ExpectedVerdict::Refused)
        }
        4 => {
            quote[n] = letter(&quote[n], chance)?;
            ("a letter changed", ExpectedVerdict::Refused)
        }
        5 => {
            let letters: Vec<char> = quote[0].chars().collect();
            if letters.len() < 2 || !letters.iter().all(|c| c.is_alphabetic()) {
                return None;
            }
            quote[0] = letters[chance.within(1, letters.len() - 1)..].iter().collect();
            ("half a word", ExpectedVerdict::Refused)
        }
        _ => {
            let at = quote.iter().position(|word| word.contains(|c: char| c.is_ascii_digit()))?;
            let new = char::from(b'0' + u8::try_from(chance.below(10)).ok()?);
            let old = quote[at].find(|c: char| c.is_ascii_digit())?;
            quote[at].replace_range(old..=old, &new.to_string());
            ("a digit changed", ExpectedVerdict::Refused)
        }
    };
    let quote = trimmed(&written(&quote)).to_owned();
    let copy = written(&words);
    if has(&copy, &quote) || !is_paired(&quote) {
        return None;
    }
    Some(Attack {
        copy,
        is_html: false,
        words: quote,
        must,
        about: format!("{}: {about}", prose.code),
    })
}

/// A word with one letter replaced by the next one, doubled or removed.
fn letter(word: &str, chance: &mut RandomSource) -> Option<String> {
    let mut chars: Vec<char> = word.chars().collect();
    let letters: Vec<usize> = (0..chars.len()).filter(|n| chars[*n].is_alphabetic()).collect();
    let n = *letters.get(chance.below(letters.len()))?;
    let m = *letters.get(chance.below(letters.len()))?;
    match chance.below(3) {
        0 => chars[n] = chars[m],
        1 => chars.insert(n, chars[m]),
        _ if letters.len() > 1 => {
            chars.remove(n);
        }
        _ => return None,
    }
    Some(chars.into_iter().collect())
}

/// Sentences with a negation or a count: `{…}` must not be cut off.
const CUTS: &[(&str, &str)] = &[
    ("zh", "我们{没有}批准这个项目"),
    ("zh", "政府{不会}公布判决"),
    ("zh", "委员会{从未}支持这项政策"),
    ("zh", "居民{并不}支持修建铁路"),
    ("zh", "法院{尚未}公布判决"),
    ("zh", "部长{否认}收取费用"),
    ("zh", "市长{拒绝}支付费用"),
    ("zh", "费用为{12}00万元"),
    ("zh", "投资达{三百}五十万元"),
    ("ja", "政府は計画を承認{していない}"),
    ("ja", "政府は計画を承認し{なかった}"),
    ("ja", "市長は費用を支払い{ません}"),
    ("ja", "住民は政策を支持し{ない}"),
    ("ja", "予算は{五}億円"),
    ("ja", "費用は{12}00万円"),
    ("ja", "代表の{東}京都知事"),
    ("th", "คณะกรรมการ{ไม่ได้}ลงนามข้อตกลงนี้"),
    ("th", "รัฐบาล{ไม่}อนุมัติโครงการ"),
    ("th", "ศาล{ยังไม่}ประกาศคำตัดสิน"),
    ("th", "ประชาชน{มิได้}สนับสนุนนโยบาย"),
];

fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309f}')
}

#[expect(clippy::too_many_lines, reason = "each way to change a text is a few lines")]
fn unspaced(chance: &mut RandomSource) -> Option<Attack> {
    let prose = &UNSPACED[chance.below(UNSPACED.len())];
    let all = prose.sentences();
    let whole = |line: &str| line.replace('|', "");
    let copy: Vec<String> = (0..3).map(|_| whole(all[chance.below(all.len())])).collect();
    let mut copy = copy.join(if prose.code == "th" { " " } else { "" });
    let (quote, about, must) = if chance.once_in(3) {
        let cuts: Vec<&str> =
            CUTS.iter().filter(|(code, _)| *code == prose.code).map(|(_, line)| *line).collect();
        let line = chance.pick(&cuts);
        let (before, rest) = line.split_once('{')?;
        let (_, after) = rest.split_once('}')?;
        let stop = if prose.code == "th" { " " } else { "。" };
        copy = format!("{copy}{}{stop}", line.replace(['{', '}'], ""));
        let words = if after.is_empty() { before } else { after };
        // Elsewhere in the text the words may occur without it.
        if copy.matches(words).count() > 1 {
            return None;
        }
        (words.to_owned(), "cut at a negation or a number", ExpectedVerdict::Reported)
    } else {
        let words: Vec<&str> = all[chance.below(all.len())].split('|').collect();
        copy = format!("{copy}{}", words.concat());
        let (from, to) = span(chance, words.len(), 3, 5);
        let mut chars: Vec<char> = words[from..to].concat().chars().collect();
        match chance.below(4) {
            0 => {
                let n = chance.below(chars.len());
                let others: Vec<char> = copy.chars().filter(|c| c.is_alphanumeric()).collect();
                chars[n] = others[chance.below(others.len())];
            }
            1 => {
                let n = chance.within(1, chars.len() - 2);
                chars.remove(n);
            }
            2 => {
                let n = chance.within(1, chars.len() - 2);
                chars.swap(n, n - 1);
            }
            _ => {
                // The first word is cut, between letters and not before a combining mark.
                let first: Vec<char> =
                    words[from].chars().filter(|c| c.is_alphanumeric()).collect();
                if first.len() < 2
                    || first.len() < words[from].chars().count()
                    || prose.code == "th"
                {
                    return None;
                }
                chars = words[from..to].concat().chars().collect();
                chars.drain(..chars.len().min(first.len() - 1));
                let text: String = chars.into_iter().collect();
                let text = text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
                // A particle after a Japanese word is a word of its own.
                let is_particle = prose.code == "ja" && text.starts_with(is_hiragana);
                if copy.matches(&text).count() > 1 || text.chars().count() < 3 || is_particle {
                    return None;
                }
                return Some(Attack {
                    copy,
                    is_html: false,
                    words: text,
                    must: ExpectedVerdict::Reported,
                    about: format!("{}: cut inside a word", prose.code),
                });
            }
        }
        (chars.into_iter().collect(), "a character changed", ExpectedVerdict::Refused)
    };
    let quote = quote.trim_matches(|c: char| "。，：“”、".contains(c)).to_owned();
    let plain = |text: &str| runs(text).concat();
    if about != "cut at a negation or a number" && plain(&copy).contains(&plain(&quote)) {
        return None;
    }
    Some(Attack {
        copy,
        is_html: false,
        words: quote,
        must,
        about: format!("{}: {about}", prose.code),
    })
}

/// Whole words of a text without spaces; words with spaces are in `typography`.
pub(super) fn quotation(chance: &mut RandomSource) -> Option<Attack> {
    let prose = &UNSPACED[chance.below(UNSPACED.len())];
    let all = prose.sentences();
    let mut lines: Vec<Vec<&str>> = vec![];
    for _ in 0..3 {
        lines.push(all[chance.below(all.len())].split('|').collect());
    }
    let blank = if prose.code == "th" { " " } else { "" };
    let copy = lines.iter().map(|line| line.concat()).collect::<Vec<_>>().join(blank);
    let line = &lines[chance.below(3)];
    let (from, to) = span(chance, line.len(), 2, 6);
    let quote = line[from..to].concat();
    let quote = quote.trim_matches(|c: char| "。，：“”、".contains(c)).to_owned();
    (quote.contains('“') == quote.contains('”')).then(|| Attack {
        copy,
        is_html: false,
        words: quote,
        must: ExpectedVerdict::Accepted,
        about: format!("{}: whole words", prose.code),
    })
}
