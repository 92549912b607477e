//! The parts of an amount: sign, currency, digit groups, unit and multiplying word.
//!
//! Looks at one position of a text and its neighbours; does not depend on quotations. The words are in
//! `languages/amounts.txt`.

use crate::boundaries::{AdjacentChars, EnclosingToken, blanks};
use crate::fold::{is_dash, is_dropped, is_word};
use crate::rule_switch::{MatchRule, is_on};
use std::collections::HashSet;
use std::sync::OnceLock;

/// The words, by their function.
#[derive(Default)]
struct AmountWords {
    units: HashSet<&'static str>,
    codes: HashSet<&'static str>,
    multipliers: HashSet<String>,
    percent: HashSet<String>,
    measures: HashSet<String>,
    numbers: HashSet<String>,
}

fn words() -> &'static AmountWords {
    static WORDS: OnceLock<AmountWords> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut all = AmountWords::default();
        for line in include_str!("languages/amounts.txt").lines() {
            let Some((kind, list)) = line.split_once(": ").filter(|_| !line.starts_with('#'))
            else {
                continue;
            };
            let small = list.split(' ').map(|word| word.replace('_', " ").to_lowercase());
            match kind {
                "units" => all.units.extend(list.split(' ')),
                "codes" => all.codes.extend(list.split(' ')),
                "multipliers" => all.multipliers.extend(small),
                "percent" => all.percent.extend(small),
                "measures" => all.measures.extend(small),
                _ => all.numbers.extend(small),
            }
        }
        all
    })
}

/// True if a text contains a number, in digits or as a word.
pub fn has_number(text: &str) -> bool {
    let number = |word: &str| {
        let word = word.to_lowercase();
        words().numbers.contains(&word) || words().multipliers.contains(&word)
    };
    text.contains(char::is_numeric) || text.split(|c| !is_word(c)).any(number)
}

/// True for currency signs.
pub fn is_currency(c: char) -> bool {
    matches!(
        c,
        '$' | '£' | '¥' | '¢' | '€' | '\u{20a0}'
            ..='\u{20cf}' | '฿' | '﷼' | '＄' | '￡' | '￥' | '￦'
    )
}

/// True for signs before a number, except the minus.
fn is_sign(c: char) -> bool {
    matches!(
        c,
        '+' | '±'
            | '∓'
            | '~'
            | '∼'
            | '≈'
            | '≃'
            | '≅'
            | '<'
            | '>'
            | '≤'
            | '≥'
            | '≦'
            | '≧'
            | '⩽'
            | '⩾'
            | '≪'
            | '≫'
            | '＋'
            | '＜'
            | '＞'
            | '～'
    )
}

/// True for signs after a number.
pub fn is_unit_sign(c: char) -> bool {
    matches!(c, '%' | '‰' | '‱' | '°' | '٪' | '％' | '﹪' | '℃' | '℉')
}

/// True for characters used as a minus: the minus sign, and those that are also a hyphen or a short dash.
fn is_minus_shape(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}')
}

/// True if the mark before `right` is the minus of a number; `left` is the text before it, nearest character first.
///
/// It touches the number and nothing on its left that it could join (`2019–2020`, `F-35`, `so – 5`). Only the minus
/// sign (U+2212) may be separated from its number.
pub fn is_minus(left: &[char], c: char, right: &[char]) -> bool {
    if !is_minus_shape(c) {
        return false;
    }
    let mut before = left.iter().copied().filter(|c| !is_dropped(*c));
    let begins = match before.next() {
        None => true,
        Some(b) => {
            b.is_whitespace()
                || is_currency(b)
                || is_sign(b)
                || matches!(
                    b,
                    '(' | '[' | '{' | '“' | '‘' | '"' | '„' | '«' | '‹' | '=' | '…' | '*'
                )
                || u32::from(b) >= 0xf_0000
        }
    };
    if !begins {
        return false;
    }
    let (gap, lines) = blanks(right);
    let right = &right[gap..];
    if !begins_number(right) {
        return false;
    }
    let operand = left.iter().copied().find(|c| !is_dropped(*c) && !c.is_whitespace());
    gap == 0
        || c == '\u{2212}'
            && lines == 0
            && !operand.is_some_and(|c| c.is_numeric() || matches!(c, ')' | ']' | '%'))
}

/// True if an amount starts here: a currency sign, a code or nothing, then a digit.
fn begins_number(right: &[char]) -> bool {
    let digit = |n: usize| right.get(n).is_some_and(|c| c.is_numeric());
    if digit(0) || right.first() == Some(&'.') && digit(1) {
        return true;
    }
    let letters = right.iter().take_while(|c| c.is_ascii_uppercase()).take(4).count();
    if right.get(letters).copied().is_some_and(is_currency) {
        let rest = &right[letters + 1..];
        return rest.get(blanks(rest).0).is_some_and(|c| c.is_numeric());
    }
    let (gap, _) = blanks(&right[letters..]);
    let code = || is_leading_code(&right[..letters].iter().collect::<String>());
    letters > 1 && gap > 0 && right.get(letters + gap).is_some_and(|c| c.is_numeric()) && code()
}

/// Digits and numerals of scripts without spaces; beside a number they belong to it.
const NUMERALS: &str = "〇零一二三四五六七八九十百千万萬亿億兆京两兩";
/// Units that follow such a number and belong to it.
const COUNTED: &str = "元円圓圆块塊角銭钱米里吨噸瓩克升度倍割成";

/// The token cut by a position beside a letter of a script without spaces, if it is inside an amount: `12|00万元`,
/// `五|億円`.
pub(super) fn cut_numerals(adjacent: &AdjacentChars) -> Option<EnclosingToken> {
    let (left, right) = (adjacent.left(), adjacent.right());
    let visible = |c: &&char| !is_dropped(**c);
    let l = *left.iter().find(visible)?;
    let r = *right.iter().find(visible)?;
    let numeral = |c: char| c.is_numeric() || NUMERALS.contains(c);
    let run = || left.iter().filter(visible).take_while(|c| numeral(**c)).copied();
    let inside = numeral(l) && numeral(r)
        // `一元` may be a word; `五億円` and `1200万元` are amounts.
        || numeral(l) && COUNTED.contains(r)
        || run().any(char::is_numeric) && is_currency_word(right)
        || r.is_numeric() && matches!(l, '第' | '约' | '約');
    (inside && is_on(MatchRule::Amounts)).then_some(EnclosingToken::Amount)
}

/// Names of currencies and units in scripts without spaces.
const CURRENCY_WORDS: &[&str] = &[
    "美元",
    "欧元",
    "歐元",
    "英镑",
    "英鎊",
    "日元",
    "港元",
    "人民币",
    "人民幣",
    "卢布",
    "韩元",
    "公里",
    "公斤",
    "公顷",
    "公頃",
    "平方",
    "ドル",
    "ユーロ",
    "ポンド",
    "ウォン",
    "ルーブル",
    "トン",
    "キロ",
    "メートル",
    "パーセント",
    "ヘクタール",
    "บาท",
    "ล้าน",
    "พัน",
    "หมื่น",
    "แสน",
    "ดอลลาร์",
    "ยูโร",
    "เปอร์เซ็นต์",
    "กิโลเมตร",
    "เมตร",
    "ตัน",
    "ไร่",
];

fn is_currency_word(right: &[char]) -> bool {
    let (gap, lines) = blanks(right);
    lines < 2
        && CURRENCY_WORDS
            .iter()
            .any(|word| word.chars().eq(right[gap..].iter().copied().take(word.chars().count())))
}

/// The token cut by a position that is not inside a word, if it is inside an amount.
pub(super) fn cut(adjacent: &AdjacentChars) -> Option<EnclosingToken> {
    let (left, right) = (adjacent.left(), adjacent.right());
    let ((gap_left, lines_left), (gap_right, lines_right)) = (blanks(left), blanks(right));
    if lines_left + lines_right > 1 {
        return None;
    }
    let (before, after) = (&left[gap_left..], &right[gap_right..]);
    let gap = gap_left + gap_right;
    let (l, r) = (*before.first()?, *after.first()?);
    let inside = splits_digits(before, after, gap)
        || splits_groups(left, right, gap)
        || splits_range(before, after, gap)
        || splits_rate(before, after, gap)
        || splits_money(before, after, gap)
        || belongs_right(before, after, (gap, lines_left + lines_right), l)
        || belongs_left(before, after, gap, r);
    (inside && is_on(MatchRule::Amounts)).then_some(EnclosingToken::Amount)
}

/// A cut inside digits: `0.|4`, `1,|200`, `14:|30`.
fn splits_digits(before: &[char], after: &[char], gap: usize) -> bool {
    let joint = |c: char| {
        matches!(c, '.' | ',' | ':' | '/' | '\'' | '’' | '·' | '˙' | '٫' | '٬' | '⁄' | '∕')
    };
    let digit = |c: Option<&char>| c.is_some_and(|c| c.is_numeric());
    let (l, r) = (before[0], after[0]);
    if gap > 0 {
        return false;
    }
    let leads =
        || !before.get(1).is_some_and(|c| is_word(*c) || matches!(c, '.' | ')' | '”' | '"' | '’'));
    l.is_numeric() && joint(r) && digit(after.get(1))
        || r.is_numeric() && joint(l) && (digit(before.get(1)) || l == '.' && leads())
}

/// A cut inside a range: `10|–15%`, `$5–|$7`. Years may be quoted one by one.
fn splits_range(before: &[char], after: &[char], gap: usize) -> bool {
    if gap > 0 {
        return false;
    }
    let is_joint = |c: char| is_dash(c) && c != '—' && c != '―';
    let (left, right) = if is_joint(after[0]) {
        (before, &after[1..])
    } else if is_joint(before[0]) {
        (&before[1..], after)
    } else {
        return false;
    };
    // `£3m–£4m`, `3 million–4 million`
    let letters = left.iter().take_while(|c| c.is_alphabetic()).count();
    let unit: String = left[..letters].iter().rev().collect();
    let number = &left[letters..];
    let number = &number[blanks(number).0..];
    let is_counted = letters > 0
        && number.first().is_some_and(|c| c.is_numeric())
        && (MULTIPLIERS.contains(&unit.to_lowercase().as_str())
            || words().multipliers.contains(&unit.to_lowercase())
            || words().units.contains(unit.as_str()));
    if is_counted {
        return begins_number(right);
    }
    let ends = left.first().is_some_and(|c| c.is_numeric() || is_unit_sign(*c) || is_currency(*c));
    let digits = |chars: &[char]| chars.iter().take_while(|c| c.is_numeric()).count();
    let (first, second) = (digits(left), digits(right));
    let are_years = first == 4 && matches!(second, 2 | 4);
    ends && !are_years
        && begins_number(right)
        && !left.get(first).is_some_and(|c| is_word(*c) || is_dash(*c))
}

/// Short words that multiply the number before them, without their full stop.
const MULTIPLIERS: &[&str] = &[
    "k", "m", "mn", "mln", "bn", "tn", "trn", "mio", "mrd", "mld", "mds", "md", "tsd", "tys",
    "mil", "εκατ", "δισ", "млн", "млрд", "тыс",
];

/// A cut before a currency name: `5 mln| zł`, `2 Mrd.| Euro`, `3 million |USD`.
fn splits_money(before: &[char], after: &[char], gap: usize) -> bool {
    let dotted = usize::from(before[0] == '.');
    let len = before[dotted..].iter().take_while(|c| c.is_alphabetic()).count();
    let head: String =
        before[dotted..dotted + len].iter().rev().flat_map(|c| c.to_lowercase()).collect();
    let rest = &before[dotted + len..];
    let is_counted = rest.get(blanks(rest).0).is_some_and(|c| c.is_numeric());
    if !is_counted || !(MULTIPLIERS.contains(&head.as_str()) || words().multipliers.contains(&head))
    {
        return false;
    }
    let tail: String = after.iter().take_while(|c| is_word(**c)).collect();
    let next = &after[tail.chars().count()..];
    let number_follows = next.get(blanks(next).0).is_some_and(|c| c.is_numeric());
    is_currency(after[0]) && !after.get(1).is_some_and(|c| c.is_numeric())
        || gap > 0 && words().measures.contains(&tail.to_lowercase())
        || gap > 0 && tail.len() > 1 && words().codes.contains(tail.as_str()) && !number_follows
}

/// A cut inside a rate: `40 km|/h`, `40 km/|h`.
fn splits_rate(before: &[char], after: &[char], gap: usize) -> bool {
    let (left, right) = match (before[0], after[0]) {
        (_, '/') => (before, &after[1..]),
        ('/', _) => (&before[1..], after),
        _ => return false,
    };
    let len = left.iter().take_while(|c| is_word(**c)).count();
    let unit: String = left[..len].iter().rev().collect();
    let unit = unit.trim_start_matches(char::is_numeric);
    let rest = &left[unit.chars().count()..];
    gap == 0
        && words().units.contains(unit)
        && right.first().is_some_and(|c| c.is_alphabetic())
        && rest.get(blanks(rest).0).is_some_and(|c| c.is_numeric())
}

/// A cut between digit groups: `1| 200`, with any single space.
fn splits_groups(left: &[char], right: &[char], gap: usize) -> bool {
    if gap != 1 {
        return false;
    }
    let (n_left, n_right) = (blanks(left).0, blanks(right).0);
    let blank = if n_left > 0 { left[0] } else { right[0] };
    let is_digit = |c: &&char| matches!(c, '0'..='9' | '٠'..='٩' | '۰'..='۹' | '０'..='９');
    let digits = |chars: &[char]| chars.iter().take_while(is_digit).count();
    let (before, after) = (digits(&left[n_left..]), digits(&right[n_right..]));
    blank != '\n'
        && (1..=3).contains(&before)
        && after == 3
        && !left.get(n_left + before).is_some_and(|c| c.is_alphanumeric())
}

/// True if a sign or currency on the left belongs to the number on the right.
fn belongs_right(before: &[char], after: &[char], (gap, lines): (usize, usize), l: char) -> bool {
    let rest = &before[1..];
    let further = rest.get(blanks(rest).0).copied();
    let counts = |c: Option<char>| c.is_some_and(|c| c.is_numeric() || matches!(c, ')' | ']'));
    if begins_number(after) {
        if is_sign(l) {
            let (_, lines_before) = blanks(rest);
            let begins_line = further.is_none() || lines_before > 0;
            let arrow = matches!(further, Some(c) if is_dash(c) || c == '=') && blanks(rest).0 == 0;
            return match (gap, l) {
                _ if arrow => false,
                (0, _) => true,
                (_, '+' | '＋') => lines == 0 && !begins_line && !counts(further),
                (_, '<' | '>' | '~') => lines == 0 && !begins_line,
                _ => lines == 0,
            };
        }
        if is_minus(rest, l, if gap == 0 { after } else { &[] })
            || l == '\u{2212}' && gap > 0 && lines == 0 && !counts(further)
        {
            return true;
        }
    }
    let number = after.first().is_some_and(|c| c.is_numeric())
        || gap == 0 && after.len() > 1 && is_minus_shape(after[0]) && after[1].is_numeric();
    // Turkish order: `%|12`, `yüzde |12`.
    if after[0].is_numeric() {
        if gap == 0
            && is_unit_sign(l)
            && !further.is_some_and(|c| blanks(rest).0 == 0 && (is_word(c) || c == '.'))
        {
            return true;
        }
        let head: String = before.iter().take_while(|c| is_word(**c)).collect();
        if gap > 0 && head.to_lowercase() == "edzüy" {
            return true;
        }
    }
    if number && is_currency(l) {
        return gap == 0 || !counts(further) || blanks(rest).0 > 1;
    }
    // `US|$5`
    if gap == 0 && l.is_alphabetic() && is_currency(after[0]) {
        let rest = &after[1..];
        return rest.get(blanks(rest).0).is_some_and(|c| c.is_numeric());
    }
    if gap > 0 && begins_number(after) {
        let dotted = usize::from(l == '.');
        let len = before[dotted..].iter().take_while(|c| c.is_alphabetic()).count() + dotted;
        let code: String = before[..len].iter().rev().collect();
        let rest = &before[len..];
        let touches = |n: usize, dash: bool| {
            rest.get(n).is_some_and(|c| if dash { is_dash(*c) } else { is_word(*c) })
        };
        let alone = !(touches(0, false) || touches(0, true) && touches(1, false));
        let owner = rest.get(blanks(rest).0).copied();
        return alone && is_leading_code(&code) && !counts(owner);
    }
    false
}

/// True for codes before a number. Single letters and lower-case codes are too often words.
fn is_leading_code(code: &str) -> bool {
    words().codes.contains(code)
        && !matches!(code, "c" | "ct" | "cts" | "p" | "R" | "Re" | "Le" | "lei")
}

/// True if a unit on the right belongs to the number on the left.
fn belongs_left(before: &[char], after: &[char], gap: usize, r: char) -> bool {
    let l = before[0];
    let rest = &after[1..];
    let number_follows = || {
        begins_number(&after[..after.len().min(8)]) || {
            rest.first().is_some_and(|c| c.is_numeric())
        }
    };
    if l.is_numeric() {
        if is_unit_sign(r) || gap == 0 && matches!(r, '′' | '″' | '‴' | '+') {
            return true;
        }
        if is_currency(r) {
            return gap == 0 || !number_follows();
        }
    }
    let is_counted = NUMERALS.contains(r) || COUNTED.contains(r) || is_currency_word(after);
    if gap > 0 && l.is_numeric() && is_counted {
        return true;
    }
    if !r.is_alphabetic() && r != '°' || gap == 0 && l.is_numeric() && !is_word(r) {
        return false;
    }
    let head: String = before.iter().take_while(|c| is_word(**c)).collect();
    let head: String = head.chars().rev().flat_map(char::to_lowercase).collect();
    let is_word_number =
        !l.is_numeric() && (words().numbers.contains(&head) || words().multipliers.contains(&head));
    if !l.is_numeric() && !is_word_number {
        return splits_percent(before, after, &head);
    }
    let unit = |c: char| is_word(c) || matches!(c, '/' | '°');
    let len = after.iter().take_while(|c| unit(**c)).count();
    let mut tail: String = after[..len].iter().collect();
    let (next, lines) = blanks(&after[len..]);
    let goes_on = &after[len + next..];
    if l.is_numeric() {
        let dotted = format!("{tail}.");
        let has = |set: &HashSet<&'static str>| {
            set.contains(tail.as_str())
                || after.get(len) == Some(&'.') && set.contains(dotted.as_str())
        };
        if has(&words().units) {
            return true;
        }
        if has(&words().codes) && !goes_on.first().is_some_and(|c| c.is_numeric()) {
            return tail.chars().count() > 1 || !matches!(tail.as_str(), "c" | "p" | "R");
        }
    }
    tail = tail.to_lowercase();
    let dotted = format!("{tail}.");
    let has = |set: &HashSet<String>| {
        set.contains(&tail) || after.get(len) == Some(&'.') && set.contains(&dotted)
    };
    if has(&words().multipliers) || has(&words().percent) || has(&words().measures) {
        return true;
    }
    // `per cent`, `pour cent`: two words.
    let second = goes_on.iter().take_while(|c| is_word(**c)).collect::<String>().to_lowercase();
    next > 0 && lines < 2 && words().percent.contains(&format!("{tail} {second}"))
}

/// A cut inside a percentage in words: `5 per| cent`.
fn splits_percent(before: &[char], after: &[char], head: &str) -> bool {
    let second: String = after.iter().take_while(|c| is_word(**c)).collect();
    if !words().percent.contains(&format!("{head} {}", second.to_lowercase())) {
        return false;
    }
    let rest = &before[head.chars().count().min(before.len())..];
    let rest = &rest[blanks(rest).0..];
    let word: String = rest.iter().take_while(|c| is_word(**c)).collect();
    let word: String = word.chars().rev().flat_map(char::to_lowercase).collect();
    rest.first().is_some_and(|c| c.is_numeric()) || words().numbers.contains(&word)
}

#[cfg(test)]
mod tests {
    use crate::boundaries::{EnclosingToken, cut};

    #[track_caller]
    fn check(marked: &str, expected: Option<EnclosingToken>) {
        let at = marked.find('|').expect("a place is marked");
        assert_eq!(cut(&marked.replacen('|', "", 1), at), expected, "{marked}");
    }

    const INSIDE: &[&str] = &[
        "by 10|–15%",
        "5 mln| zł",
        "2 Mrd.| Euro",
        "3 million |USD",
        "3 million| €",
        "by 10-|15%",
        "$5|–$7",
        "£3m|–£4m",
        "£3m–|£4m",
        "£3 bn|–£4 bn",
        "3 million–|4 million",
        "5%–|7%",
        "40 km|/h",
        "40 km/|h",
        "40km|/h",
        "oran %|12",
        "oran yüzde |12",
        "by 0.|4%",
        "by 0|.4%",
        "by .|4",
        "by 0.4|%",
        "by 0.4| %",
        "5 |%",
        "by −|0.4",
        "by -|0.4",
        "by –|0.4",
        "by − |0.4",
        "(-|5)",
        "+|12",
        "±|3",
        "± |3",
        "~|40",
        "≈ |40",
        "<|5%",
        "a ≥ |5",
        "$|5",
        "US|$5",
        "$ |5",
        "−|$5",
        "-|US$5",
        "€|-5",
        "−|EUR 5",
        "−EUR |5",
        "≥|USD 5",
        "10\u{202f}|841⁶",
        "98\u{202f}|630½",
        "6|€",
        "6 |€",
        "5| £ more",
        "USD |5",
        "a CHF |5",
        "kr. |5",
        "5 |USD",
        "5| zł",
        "1| 200",
        "1 |200 ships",
        "1\u{202f}|200",
        "12 345| 678",
        "1|,200",
        "1,|200",
        "1’|200",
        "20| °C",
        "30 |km",
        "30 |km²",
        "7|′",
        "8|″",
        "5|+ years",
        "3 |million",
        "3\n|million",
        "three| million",
        "two hundred| million",
        "5 |per cent",
        "5 per| cent",
        "five pour| cent",
        "5| percent",
        "five |percent",
        "งบ 1,200| ล้านบาท",
        "3 |Mrd.",
        "40 |crowns",
        "3 million |crowns",
        "12|万元",
        "五|億円",
        "1200万|元",
        "五億|円",
        "5 |万元",
        "第|3",
        "3|ล้าน",
    ];

    #[test]
    fn inside_amounts() {
        for text in INSIDE {
            let at = text.find('|').expect("a place is marked");
            assert_eq!(
                cut(&text.replacen('|', "", 1), at).map(|c| c != EnclosingToken::Segment),
                Some(true),
                "{text}"
            );
        }
    }

    #[test]
    fn between_amounts_and_words() {
        for text in [
            "by |0.4%",
            "by| −0.4",
            "in 2019| and",
            "2019–|2020",
            "- |5 ships",
            "x\n- |5 ships",
            "fell – |5 ships",
            "in 2019|, 5 ships",
            "in 2019|. The",
            "5%| of",
            "5% |of",
            "6€ |30",
            "6 € |30 ships",
            "in 2019| €5",
            "in 2019 |USD 5",
            "in 2019| 200 ships",
            "> |5 ships",
            "14| statements",
            "the| million",
            "a| km",
            "5 − |3",
            "5 + |3",
            "three |pilots",
            "km| 5",
            "-> |5",
            "in May| 2019",
            "2019| percentages",
            "he paid (|5",
            "超过|1200",
            "as per| cent",
            "费用|不会",
        ] {
            check(text, None);
        }
    }
}
