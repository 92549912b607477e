//! Language tags (BCP 47), as far as a page needs them: the language and the writing direction.

/// Primary subtags of languages that are written from right to left unless a script is named.
const RIGHT_TO_LEFT: [&str; 67] = [
    "acm", "acq", "acw", "acx", "aeb", "afb", "aii", "ajp", "apc", "apd", "ar", "ara", "arb",
    "arc", "arq", "ars", "ary", "arz", "ayl", "ayn", "azb", "bal", "bgn", "bqi", "ckb", "div",
    "dv", "fa", "fas", "glk", "haz", "hbo", "he", "heb", "iw", "ji", "kas", "khw", "ks", "lrc",
    "luz", "mid", "myz", "mzn", "nqo", "ota", "pes", "pga", "pnb", "prs", "ps", "pus", "sd", "sdh",
    "shu", "skr", "snd", "syc", "syr", "ug", "uig", "ur", "urd", "ydd", "yi", "yid", "yih",
];

/// Scripts that are written from right to left.
const RIGHT_TO_LEFT_SCRIPTS: [&str; 17] = [
    "adlm", "arab", "aran", "armi", "avst", "hebr", "mand", "mend", "nbat", "nkoo", "phnx", "rohg",
    "samr", "sogd", "syrc", "thaa", "yezi",
];

/// The primary subtag: `de` of `de-AT`.
pub fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

/// True if two tags have the same language, with any region.
pub fn is_same(a: &str, b: &str) -> bool {
    primary(a).eq_ignore_ascii_case(primary(b))
}

/// True if a language is written from right to left. A script in the tag decides: `az-Arab` is, `ur-Latn` is not.
pub fn is_rtl(tag: &str) -> bool {
    let mut parts = tag.split(['-', '_']);
    let language = parts.next().unwrap_or("").to_ascii_lowercase();
    let is_script = |part: &&str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_alphabetic());
    // The subtags after a single letter are an extension and never a script.
    match parts.take_while(|part| part.len() > 1).find(is_script) {
        Some(script) => RIGHT_TO_LEFT_SCRIPTS.contains(&script.to_ascii_lowercase().as_str()),
        None => RIGHT_TO_LEFT.contains(&language.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::{RIGHT_TO_LEFT, RIGHT_TO_LEFT_SCRIPTS, is_rtl, is_same};

    #[test]
    fn a_script_decides_before_a_language() {
        for rtl in [
            "ar",
            "he",
            "fa",
            "ur",
            "ar-EG",
            "AR",
            "ps",
            "sd",
            "ug",
            "yi",
            "dv",
            "nqo",
            "arc",
            "syr",
            "syr-SY",
            "ckb",
            "ckb-IQ",
            "ku-Arab",
            "az-Arab-IR",
            "pa-arab",
            "he-Hebr",
            "zh-Hebr",
            "fa_IR",
            "ar-x-latn",
        ] {
            assert!(is_rtl(rtl), "{rtl}");
        }
        for ltr in [
            "",
            "en",
            "is",
            "de",
            "ku",
            "az",
            "ur-Latn",
            "yi-Latn",
            "ar-Latn-EG",
            "tr",
            "en-x-arab",
        ] {
            assert!(!is_rtl(ltr), "{ltr}");
        }
        assert!(RIGHT_TO_LEFT.is_sorted() && RIGHT_TO_LEFT_SCRIPTS.is_sorted());
    }

    #[test]
    fn a_region_makes_no_other_language() {
        assert!(is_same("de-AT", "de") && is_same("EN", "en-GB"));
        assert!(!is_same("de", "en"));
    }
}
