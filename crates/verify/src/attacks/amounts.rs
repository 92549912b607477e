//! Signs and amounts at the ends of quotations.

use super::chance::RandomSource;
use super::{Attack, ExpectedVerdict};

/// An amount in its parts.
#[derive(Clone)]
struct AttackAmount {
    sign: &'static str,
    currency: &'static str,
    number: String,
    /// The currency or unit sign after it, with its space.
    unit: &'static str,
    times: &'static str,
}

impl AttackAmount {
    fn text(&self) -> String {
        format!("{}{}{}{}{}", self.sign, self.currency, self.number, self.unit, self.times)
    }
}

const SIGNS: &[&str] = &["", "", "+", "−", "-", "±", "~", "<", ">", "≥", "≤", "≈"];
const CURRENCIES: &[&str] = &[
    "",
    "",
    "",
    "$",
    "US$",
    "A$",
    "C$",
    "HK$",
    "NZ$",
    "R$",
    "€",
    "£",
    "¥",
    "₹",
    "₩",
    "USD ",
    "EUR ",
    "CHF\u{a0}",
];
const UNITS: &[&str] = &[
    "",
    "",
    "%",
    " %",
    "\u{202f}%",
    "‰",
    " €",
    "€",
    "\u{a0}°C",
    " °C",
    "°",
    "′",
    "″",
    " £",
    " EUR",
    " CHF",
    "½",
    "⁶",
];
const TIMES: &[&str] = &["", "", " million", " billion", " thousand", " trillion", " dozen"];

fn number(chance: &mut RandomSource) -> String {
    let group = |chance: &mut RandomSource| format!("{:03}", chance.below(1_000));
    let first = chance.within(2, 98).to_string();
    match chance.below(6) {
        0 => format!("{first},{}", group(chance)),
        1 => format!("{first},{},{}", group(chance), group(chance)),
        2 => format!("{first}.{}", chance.within(1, 9)),
        3 => format!("{first}\u{202f}{}", group(chance)),
        4 => format!("{first}\u{a0}{}", group(chance)),
        _ => first,
    }
}

fn amount(chance: &mut RandomSource) -> AttackAmount {
    let currency = chance.pick(CURRENCIES);
    let mut unit = if currency.is_empty() { chance.pick(UNITS) } else { "" };
    let times = if unit.is_empty() { chance.pick(TIMES) } else { "" };
    if !times.is_empty() {
        unit = "";
    }
    AttackAmount { sign: chance.pick(SIGNS), currency, number: number(chance), unit, times }
}

/// A text with three amounts: the words before each, and after the last.
struct AmountCopy {
    between: [&'static str; 4],
    amounts: [AttackAmount; 3],
}

const SENTENCES: &[[&str; 4]] = &[
    [
        "Trade changed by ",
        " in spring and by ",
        " in autumn, as was planned, and then by ",
        " again.",
    ],
    ["The quay cost ", " in May; the pier took ", " of it, while the shed took ", " last year."],
    ["We counted ", " on board, then ", " at the gate and ", " near the wall."],
    ["They asked for ", " to dredge, were given ", " by the fund and spent ", " on lamps."],
    ["The clerk’s list:\n- ", " in June,\n- ", " in July,\n- ", " since then."],
    ["The fee – ", " since May – and the due – ", " since June – fell by ", " in all."],
    ["It was put at ", " in June, at ", " in July and at ", " today."],
];

fn copy(chance: &mut RandomSource) -> AmountCopy {
    let between = SENTENCES[chance.below(SENTENCES.len())];
    AmountCopy { between, amounts: [amount(chance), amount(chance), amount(chance)] }
}

impl AmountCopy {
    fn text(&self) -> String {
        let [first, second, third] = self.amounts.each_ref().map(AttackAmount::text);
        let [before, then, last, after] = self.between;
        format!("{before}{first}{then}{second}{last}{third}{after}")
    }

    /// The last `n` words before an amount.
    fn before(&self, n: usize, chance: &mut RandomSource) -> String {
        let words: Vec<&str> = self.between[n].split(' ').filter(|w| !w.is_empty()).collect();
        let from = words.len() - chance.within(1, 3).min(words.len());
        words[from..].join(" ")
    }

    fn after(&self, n: usize, chance: &mut RandomSource) -> String {
        let text = self.between[n + 1].trim_end_matches('.');
        let words: Vec<&str> = text.split(' ').collect();
        let blank = usize::from(text.starts_with(' '));
        let text = words[..(blank + chance.within(1, 3)).min(words.len())].join(" ");
        super::corpus::trimmed(&text).to_owned()
    }
}

/// The amount with a part lost or added; the result also says if the quotation starts or ends there.
fn changed(
    amount: &AttackAmount,
    is_start: bool,
    chance: &mut RandomSource,
) -> Option<(AttackAmount, ExpectedVerdict, &'static str)> {
    let mut out = amount.clone();
    let number = &amount.number;
    if is_start {
        match chance.below(5) {
            0 if !amount.sign.is_empty() => out.sign = "",
            1 if !amount.currency.is_empty() => {
                out.sign = "";
                out.currency = if amount.currency.len() > 1
                    && amount.currency.ends_with('$')
                    && chance.once_in(2)
                {
                    "$"
                } else {
                    ""
                };
            }
            2 if amount.sign.is_empty() => out.sign = chance.pick(&["−", "+", "±", "-", "~", "<"]),
            3 => {
                let at = number.find([',', '.', '\u{202f}', '\u{a0}'])?;
                out.sign = "";
                out.currency = "";
                out.number =
                    number[at..].trim_start_matches([',', '.', '\u{202f}', '\u{a0}']).into();
            }
            4 if amount.currency.is_empty() && amount.unit.is_empty() => {
                out.currency = chance.pick(&["$", "€", "US$", "£"]);
            }
            _ => return None,
        }
        let is_code = amount.currency.ends_with(char::is_whitespace);
        let must = if is_code { ExpectedVerdict::Reported } else { ExpectedVerdict::Refused };
        return (out.text() != amount.text()).then_some((out, must, "at the start"));
    }
    match chance.below(4) {
        0 if !amount.times.is_empty() => {
            out.times = "";
            return Some((out, ExpectedVerdict::Reported, "without its multiplier"));
        }
        1 if amount.unit.ends_with(['R', 'F']) => {
            out.unit = "";
            return Some((out, ExpectedVerdict::Reported, "without its currency code"));
        }
        1 if !amount.unit.is_empty() => out.unit = "",
        2 => {
            let at = number.find([',', '.', '\u{202f}', '\u{a0}'])?;
            out.number = number[..at].into();
            out.unit = "";
            out.times = "";
        }
        3 if amount.unit.is_empty() && amount.times.is_empty() => {
            out.unit = chance.pick(&["%", " %", "€", "‰", "°"]);
        }
        _ => return None,
    }
    Some((out, ExpectedVerdict::Refused, "at the end"))
}

/// An amount at an end of the quotation, or beside a gap or bracket, with a part of it lost or added.
pub(super) fn attack(chance: &mut RandomSource) -> Option<Attack> {
    let copy = copy(chance);
    let is_start = chance.once_in(2);
    let is_beside = chance.once_in(3);
    let n = if is_beside { 1 } else { chance.below(3) };
    let (amount, must, about) = changed(&copy.amounts[n], is_start, chance)?;
    let gap = chance.pick(&[" […] ", " … ", " [then it was] "]);
    let words = match (is_start, is_beside) {
        (true, false) => format!("{} {}", amount.text(), copy.after(n, chance)),
        (false, false) => format!("{} {}", copy.before(n, chance), amount.text()),
        (true, true) => {
            let before = copy.before(0, chance);
            format!(
                "{before} {}{gap}{} {}",
                copy.amounts[0].text(),
                amount.text(),
                copy.after(1, chance)
            )
        }
        (false, true) => {
            let after = copy.after(1, chance);
            format!("{} {}{gap}{after}", copy.before(1, chance), amount.text())
        }
    };
    // The text that a gap omits after an amount must not be empty.
    if is_beside && !is_start && gap.contains('[') && !gap.contains('…') {
        return None;
    }
    let text = copy.text();
    if text.contains(&words) {
        // Another amount of the text has this form.
        let others = copy.amounts.iter().filter(|other| other.text() == amount.text()).count();
        if others > 0 {
            return None;
        }
    }
    let about = format!("{about}{}", if is_beside { ", beside a gap or bracket" } else { "" });
    Some(Attack { copy: text, is_html: false, words, must, about })
}

/// Whole amounts.
#[expect(clippy::unnecessary_wraps, reason = "it is a maker of a class like the others")]
pub(super) fn quotation(chance: &mut RandomSource) -> Option<Attack> {
    let copy = copy(chance);
    let n = chance.below(3);
    let mut amount = copy.amounts[n].text();
    if chance.once_in(2) {
        amount = match chance.below(3) {
            0 => amount.replace('−', "-"),
            1 => amount.replace('-', "−"),
            _ => amount.replace(['−', '-'], "–"),
        };
    }
    if chance.once_in(3) {
        amount = amount.replace(['\u{a0}', '\u{202f}'], " ");
    }
    if chance.once_in(3) {
        amount = amount.replace(" %", "%").replace("\u{202f}%", "%");
    }
    let (words, about) = match chance.below(4) {
        0 => (format!("{amount} {}", copy.after(n, chance)), "at the start"),
        1 => (format!("{} {amount}", copy.before(n, chance)), "at the end"),
        2 if n > 0 => (
            format!("{} […] {amount} {}", copy.amounts[n - 1].text(), copy.after(n, chance)),
            "after a gap",
        ),
        _ => (format!("{} {amount} {}", copy.before(n, chance), copy.after(n, chance)), "inside"),
    };
    Some(Attack {
        copy: copy.text(),
        is_html: false,
        words,
        must: ExpectedVerdict::Accepted,
        about: about.into(),
    })
}
