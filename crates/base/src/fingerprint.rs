//! Fingerprints: 128-bit hashes that are compared instead of the values.
//!
//! BLAKE3, so two different values have different fingerprints in practice. Does not depend on the types of the
//! values.

use std::hash::{Hash, Hasher};

/// The first 128 bits of a BLAKE3 hash.
pub type Fingerprint = u128;

/// The fingerprint of some bytes.
pub fn fingerprint(bytes: &[u8]) -> Fingerprint {
    first(blake3::hash(bytes).as_bytes())
}

/// The fingerprint of a value without its spans: it stays the same if the value only moves within its file.
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

/// Hashes everything except spans, the only values that are written as `i128`.
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
