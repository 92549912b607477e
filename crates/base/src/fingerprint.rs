//! Fingerprints: values compared by a hash of 128 bits instead of being kept.
//!
//! Two different values never meet on one in practice (BLAKE3). Knows nothing of what is compared.

use std::hash::{Hash, Hasher};

/// A fingerprint.
pub type Fingerprint = u128;

/// The fingerprint of some bytes.
pub fn fingerprint(bytes: &[u8]) -> Fingerprint {
    first(blake3::hash(bytes).as_bytes())
}

/// The fingerprint of what a value says, wherever in its file it says so: spans are left out.
pub fn fingerprint_without_spans(value: &impl Hash) -> Fingerprint {
    let mut hasher = SpanlessHasher(blake3::Hasher::new());
    value.hash(&mut hasher);
    first(hasher.0.finalize().as_bytes())
}

fn first(hash: &[u8; 32]) -> Fingerprint {
    let mut half = [0; 16];
    half.copy_from_slice(&hash[..16]);
    Fingerprint::from_le_bytes(half)
}

/// Hashes everything but spans, which alone are written as `i128`.
struct SpanlessHasher(blake3::Hasher);

impl Hasher for SpanlessHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn write_i128(&mut self, _: i128) {}

    fn finish(&self) -> u64 {
        let mut half = [0; 8];
        half.copy_from_slice(&self.0.finalize().as_bytes()[..8]);
        u64::from_le_bytes(half)
    }
}

#[cfg(test)]
mod tests {
    use super::{fingerprint, fingerprint_without_spans};
    use crate::span::{Span, Spanned};

    #[test]
    fn what_is_said_counts_and_where_does_not() {
        let at =
            |text: &str, start| Spanned::new(text.to_owned(), Span::new(start, start + text.len()));
        assert_eq!(fingerprint_without_spans(&at("a", 1)), fingerprint_without_spans(&at("a", 7)));
        assert_ne!(fingerprint_without_spans(&at("a", 1)), fingerprint_without_spans(&at("b", 1)));
        assert_ne!(
            fingerprint_without_spans(&(at("a", 1), at("bc", 2))),
            fingerprint_without_spans(&(at("ab", 1), at("c", 2)))
        );
    }

    #[test]
    fn bytes_have_one_fingerprint() {
        assert_eq!(fingerprint(b"a"), fingerprint(b"a"));
        assert_ne!(fingerprint(b"a"), fingerprint(b"b"));
    }
}
