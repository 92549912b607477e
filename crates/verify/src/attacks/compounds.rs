//! Compounds with a hyphen, cut at it.

use super::chance::RandomSource;
use super::corpus::{SampleProse, bare, has, is_paired, trimmed, written};
use super::{Attack, ExpectedVerdict};

/// First and second parts by language: each first part is joined to each second part.
const PARTS: &[(&str, &[&str], &[&str])] = &[
    (
        "en",
        &[
            "ill", "under", "mis", "so", "half", "near", "self", "tax", "pre", "counter", "would",
            "anti", "non", "de", "ex", "post", "vice", "co", "semi", "quasi", "pseudo", "over",
            "un", "re", "well", "sub", "extra", "all", "no", "low", "high", "long", "once",
            "often", "seldom", "never", "duty", "debt", "smoke", "fact", "court", "multi", "cross",
            "inter",
        ],
        &[
            "informed",
            "funded",
            "called",
            "free",
            "hearted",
            "exempt",
            "war",
            "productive",
            "regulated",
            "perfect",
            "paid",
            "elected",
            "sold",
            "styled",
            "seen",
            "checked",
            "owned",
            "approved",
            "binding",
            "reported",
        ],
    ),
    (
        "de",
        &["nicht", "Ex", "Noch", "Vize", "Anti", "Pseudo", "Schein", "Mit", "halb", "Un"],
        &["öffentliche", "Minister", "Präsident", "staatliche", "amtliche", "Direktor"],
    ),
    (
        "fr",
        &["non", "sous", "demi", "vice", "ex", "soi", "anti", "contre", "quasi"],
        &["lieu", "préfet", "mesure", "président", "disant", "expertise", "unanime"],
    ),
    (
        "nl",
        &["niet", "ex", "vice", "oud", "anti", "quasi"],
        &["openbare", "minister", "voorzitter"],
    ),
    ("es", &["no", "ex", "vice", "anti"], &["ministro", "oficial", "legal"]),
    ("pl", &["nie", "eks", "wice", "anty"], &["Polak", "minister", "rządowy"]),
];

const HYPHENS: &[&str] = &["-", "-", "-", "\u{2010}", "\u{2011}"];

struct CompoundAttack {
    words: Vec<String>,
    n: usize,
    first: &'static str,
    second: &'static str,
    hyphen: &'static str,
    code: &'static str,
}

fn make(chance: &mut RandomSource) -> CompoundAttack {
    let (code, first, second) =
        if chance.once_in(2) { PARTS[0] } else { PARTS[chance.below(PARTS.len())] };
    let (first, second) = (chance.pick(first), chance.pick(second));
    let hyphen = chance.pick(HYPHENS);
    let mut words = bare(&SampleProse::of(code).paragraph(chance, 2));
    let n = chance.within(2, words.len() - 3);
    words.insert(n, format!("{first}{hyphen}{second}"));
    CompoundAttack { words, n, first, second, hyphen, code }
}

/// A quotation that starts or ends inside a compound.
pub(super) fn attack(chance: &mut RandomSource) -> Option<Attack> {
    let made = make(chance);
    let (n, words) = (made.n, &made.words);
    let quote = if chance.once_in(2) {
        let to = n + 1 + chance.within(1, 2);
        format!("{} {}", made.second, written(&words[n + 1..to]))
    } else {
        let from = n - chance.within(1, 2);
        let end = if chance.once_in(3) { made.hyphen } else { "" };
        format!("{} {}{end}", written(&words[from..n]), made.first)
    };
    let mut others = words.clone();
    others.remove(n);
    if has(&written(&others), &quote) || !is_paired(&quote) {
        return None;
    }
    Some(Attack {
        copy: written(words),
        is_html: false,
        words: quote,
        must: ExpectedVerdict::Refused,
        about: made.code.into(),
    })
}

/// A quotation with the whole compound.
pub(super) fn quotation(chance: &mut RandomSource) -> Option<Attack> {
    let made = make(chance);
    let (n, words) = (made.n, &made.words);
    let from = n - chance.within(0, 2);
    let to = n + 1 + chance.within(usize::from(from == n), 2);
    let quote = trimmed(&written(&words[from..to])).replace(made.hyphen, chance.pick(HYPHENS));
    is_paired(&quote).then(|| Attack {
        copy: written(words),
        is_html: false,
        words: quote,
        must: ExpectedVerdict::Accepted,
        about: made.code.into(),
    })
}
