//! Counts the bytes that the conservation pass examines, so that a test can verify that it is
//! linear.
//!
//! Outside of tests the call does nothing.

/// Adds to the number of bytes examined.
#[cfg(not(test))]
pub(super) const fn count(_: usize) {}

/// Adds to the number of bytes examined.
#[cfg(test)]
pub(super) fn count(bytes: usize) {
    BYTES.set(BYTES.get() + bytes);
}

#[cfg(test)]
thread_local! {
    static BYTES: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Returns how many bytes a function examines on this thread.
#[cfg(test)]
pub(super) fn counted(run: impl FnOnce()) -> usize {
    BYTES.set(0);
    run();
    BYTES.get()
}
