//! Counts the bytes that the conservation pass looks at, so that a test can hold it to linear work.
//!
//! Outside of tests nothing is counted and the call costs nothing.

/// So many bytes are looked at.
#[cfg(not(test))]
pub(super) const fn count(_: usize) {}

/// So many bytes are looked at.
#[cfg(test)]
pub(super) fn count(bytes: usize) {
    BYTES.set(BYTES.get() + bytes);
}

#[cfg(test)]
thread_local! {
    static BYTES: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// How many bytes are looked at while something runs on this thread.
#[cfg(test)]
pub(super) fn counted(run: impl FnOnce()) -> usize {
    BYTES.set(0);
    run();
    BYTES.get()
}
