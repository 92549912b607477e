//! A count of what was looked at, for tests alone: that no quotation and no snapshot makes it grow faster than they do.
//!
//! What is bounded while it runs is bounded elsewhere (`search::SearchBudget`, `align::MOST_WORDS`); here nothing is decided.

#[cfg(test)]
thread_local! {
    static DONE: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// So many bytes or words were looked at.
#[inline]
pub(super) fn work(n: usize) {
    #[cfg(test)]
    DONE.with(|done| done.set(done.get() + n));
    #[cfg(not(test))]
    let _ = n;
}

/// What one run looks at.
#[cfg(test)]
pub(super) fn worked(run: impl FnOnce()) -> usize {
    DONE.with(|done| done.set(0));
    run();
    DONE.with(std::cell::Cell::get)
}
