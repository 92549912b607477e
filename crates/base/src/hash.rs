//! SHA-256, the hash that other people's tools print as well. Knows bytes.

use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// A SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash256(pub [u8; 32]);

/// A hash in the making, for bytes that come in pieces.
#[derive(Debug, Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// Takes more bytes.
    pub fn take(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all that was taken.
    pub fn done(self) -> Hash256 {
        Hash256(self.0.finalize().into())
    }
}

impl Hash256 {
    /// The hash of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let mut hasher = Hasher::default();
        hasher.take(bytes);
        hasher.done()
    }
}

impl std::fmt::Display for Hash256 {
    /// In base 16, as `sha256sum` prints it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let hex = self.0.iter().fold(String::with_capacity(64), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        });
        f.write_str(&hex)
    }
}

#[cfg(test)]
mod tests {
    use super::{Hash256, Hasher};

    #[test]
    fn the_hash_is_that_of_everybody() {
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Hash256::of(b"abc").to_string(), known);
        let mut hasher = Hasher::default();
        hasher.take(b"a");
        hasher.take(b"bc");
        assert_eq!(hasher.done().to_string(), known);
    }
}
