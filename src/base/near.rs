//! The nearest name: what somebody probably meant.

/// The candidate nearest to `name`, if one is near enough to be offered.
///
/// Near is a Damerau–Levenshtein distance of at most a third of the length (at least 1, at most
/// 4), compared without case; ties go to the better Jaro–Winkler score, then to the first in
/// order of the alphabet. A candidate equal but for case or `_` and `-` is always near.
pub fn near<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let fold = |s: &str| s.to_lowercase().replace(['_', ' '], "-");
    let wanted = fold(name);
    let length = wanted.chars().count();
    let limit = (length / 3).clamp(1, 4);
    let mut best: Option<(usize, f64, &'a str)> = None;
    for candidate in candidates {
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
    use super::near;

    #[test]
    fn a_slip_is_near() {
        assert_eq!(near("revokd", ["blocked", "revoked"]), Some("revoked"));
        assert_eq!(near("blokced", ["blocked", "revoked"]), Some("blocked"));
        assert_eq!(near("archiveUrl", ["archive_url"]), Some("archive_url"));
        assert_eq!(near("inforce", ["in-force"]), Some("in-force"));
    }

    #[test]
    fn another_word_is_not() {
        assert_eq!(near("xyz", ["url", "title"]), None);
        assert_eq!(near("a", ["b"]), None);
    }
}
