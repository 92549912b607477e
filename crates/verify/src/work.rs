//! Counts the work done, for tests only: it must not grow faster than the quotation and the snapshot.
//!
//! The limits at run time are elsewhere (`search::SearchBudget`, `align::MOST_WORDS`); nothing is decided here.

#[cfg(test)]
thread_local! {
    static DONE: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Counts bytes or words that were looked at.
#[inline]
pub(super) fn work(n: usize) {
    #[cfg(test)]
    DONE.with(|done| done.set(done.get() + n));
    #[cfg(not(test))]
    let _ = n;
}

/// The work that one run does.
#[cfg(test)]
pub(super) fn worked(run: impl FnOnce()) -> usize {
    DONE.with(|done| done.set(0));
    run();
    DONE.with(std::cell::Cell::get)
}
