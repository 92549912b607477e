//! Suggestions for misspelled names. Start with [`closest_match`].

/// The maximum number of candidates compared, in the given order. This bounds the time on a site with thousands of
/// names and thousands of misspellings.
pub const MAX_CANDIDATES: usize = 5000;

/// The letters and digits of a name as a bit set; other letters share a few bits.
fn letters_of(name: &str) -> u64 {
    let one = |c: char| match c {
        'a'..='z' => 1 << (u32::from(c) - u32::from('a')),
        'A'..='Z' => 1 << (u32::from(c) - u32::from('A')),
        '0'..='9' => 1 << (26 + u32::from(c) - u32::from('0')),
        c if c.is_ascii() => 0,
        c => c.to_lowercase().fold(0, |set, c| set | 1 << (36 + u32::from(c) % 28)),
    };
    name.chars().fold(0_u64, |set, c| set | one(c))
}

/// The candidate most similar to `name`; `None` if none is similar enough to suggest.
///
/// Similar means a Damerau–Levenshtein distance of at most a third of the length (at least 1, at most 4), ignoring
/// case. Ties go to the higher Jaro–Winkler score, then to alphabetical order. A candidate that differs only in
/// case or in `_` and `-` is always similar enough.
pub fn closest_match<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let fold = |s: &str| s.to_lowercase().replace(['_', ' '], "-");
    let wanted = fold(name);
    let length = wanted.chars().count();
    let limit = (length / 3).clamp(1, 4);
    let letters = letters_of(name);
    let mut best: Option<(usize, f64, &'a str)> = None;
    for candidate in candidates.into_iter().take(MAX_CANDIDATES) {
        // One edit changes at most two letters of the set, so this rejects most candidates cheaply.
        if (letters_of(candidate) ^ letters).count_ones() as usize > 2 * limit {
            continue;
        }
        let folded = fold(candidate);
        if folded.chars().count().abs_diff(length) > limit {
            continue;
        }
        let distance = strsim::damerau_levenshtein(&wanted, &folded);
        if distance > limit || distance >= length.max(1) {
            continue;
        }
        let score = strsim::jaro_winkler(&wanted, &folded);
        let better = best.is_none_or(|(d, s, n)| {
            distance < d
                || distance == d && (score > s || score.to_bits() == s.to_bits() && candidate < n)
        });
        if better {
            best = Some((distance, score, candidate));
        }
    }
    best.map(|(_, _, name)| name)
}

#[cfg(test)]
mod tests {
    use super::{MAX_CANDIDATES, closest_match};

    #[test]
    fn a_slip_is_near() {
        assert_eq!(closest_match("revokd", ["blocked", "revoked"]), Some("revoked"));
        assert_eq!(closest_match("blokced", ["blocked", "revoked"]), Some("blocked"));
        assert_eq!(closest_match("archiveUrl", ["archive_url"]), Some("archive_url"));
        assert_eq!(closest_match("inforce", ["in-force"]), Some("in-force"));
    }

    #[test]
    fn few_candidates_are_measured() {
        assert_eq!(
            closest_match("Straßenbau", ["strassenbau", "strasenbau", "Strassenbahn"]),
            Some("strasenbau")
        );
        assert_eq!(closest_match("пункт", ["пукт", "закон"]), Some("пукт"));
        let many: Vec<String> = (0..MAX_CANDIDATES).map(|n| format!("name-{n}")).collect();
        let all = many.iter().map(String::as_str).chain(["zebra"]);
        assert_eq!(closest_match("zebrra", all), None);
    }

    #[test]
    fn another_word_is_not() {
        assert_eq!(closest_match("xyz", ["url", "title"]), None);
        assert_eq!(closest_match("a", ["b"]), None);
    }
}
