//! Rules of the matcher that a test can switch off, to prove that the attacks on each rule would otherwise pass.
//!
//! Outside tests every rule is on and the switch costs nothing.

/// A rule of the matcher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MatchRule {
    /// Words start and end at word boundaries of the source.
    WholeWords,
    /// A word that a line end splits is one word.
    LineEnds,
    /// A number includes its sign, currency, unit and multiplying word.
    Amounts,
    /// Words joined by a hyphen are one word.
    Compounds,
    /// Words of scripts without spaces are neither cut nor separated from their negation.
    UnspacedScripts,
    /// Words of several turns of speech are reported.
    SpeakerTurns,
    /// Deleted text is not read, and raised text is not read as normal text.
    MarkedText,
    /// A gap or bracket that removes a negation is reported.
    Negation,
    /// A gap or bracket that changes a number, a degree or a speaker, or turns a word into its opposite, is
    /// reported.
    Sense,
    /// A final mark that differs in kind from the source is reported.
    EndMarks,
    /// An editorial remark does not replace a word.
    Remarks,
}

/// True if a rule is on.
#[cfg(not(test))]
pub(super) const fn is_on(_: MatchRule) -> bool {
    true
}

/// True if a rule is on.
#[cfg(test)]
pub(super) fn is_on(rule: MatchRule) -> bool {
    OFF.get() != Some(rule)
}

#[cfg(test)]
thread_local! {
    static OFF: std::cell::Cell<Option<MatchRule>> = const { std::cell::Cell::new(None) };
}

/// Runs a function on this thread with a rule switched off.
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
