//! Rules of the matcher that a test can switch off, to prove that attacks of its class then pass.
//!
//! Outside of tests every rule is on and the switch costs nothing.

/// A rule of the matcher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MatchRule {
    /// Words begin and end where words of the source do.
    WholeWords,
    /// A gap or bracket that takes a negation away is reported.
    Negation,
}

/// Whether a rule holds.
#[cfg(not(test))]
pub(super) const fn is_on(_: MatchRule) -> bool {
    true
}

/// Whether a rule holds.
#[cfg(test)]
pub(super) fn is_on(rule: MatchRule) -> bool {
    OFF.get() != Some(rule)
}

#[cfg(test)]
thread_local! {
    static OFF: std::cell::Cell<Option<MatchRule>> = const { std::cell::Cell::new(None) };
}

/// What comes out on this thread while a rule is switched off.
#[cfg(test)]
pub(super) fn without<T>(rule: MatchRule, run: impl FnOnce() -> T) -> T {
    struct Back;
    impl Drop for Back {
        fn drop(&mut self) {
            OFF.set(None);
        }
    }
    let back = Back;
    OFF.set(Some(rule));
    let out = run();
    drop(back);
    out
}
