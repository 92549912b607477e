//! SHA-256, in the form that `sha256sum` prints. Depends on bytes only.

use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// A SHA-256 hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256Hash(pub [u8; 32]);

/// A hash of bytes that arrive in parts.
#[derive(Debug, Default)]
pub struct IncrementalHash(Sha256);

impl IncrementalHash {
    /// Adds bytes.
    pub fn take(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all bytes added.
    pub fn finish(self) -> Sha256Hash {
        Sha256Hash(self.0.finalize().into())
    }
}

impl Sha256Hash {
    /// The hash of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let mut hasher = IncrementalHash::default();
        hasher.take(bytes);
        hasher.finish()
    }
}

impl std::fmt::Display for Sha256Hash {
    /// Writes base 16, as `sha256sum` prints it.
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
    use super::{IncrementalHash, Sha256Hash};

    #[test]
    fn the_hash_is_that_of_everybody() {
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Sha256Hash::of(b"abc").to_string(), known);
        let mut hasher = IncrementalHash::default();
        hasher.take(b"a");
        hasher.take(b"bc");
        assert_eq!(hasher.finish().to_string(), known);
    }
}
