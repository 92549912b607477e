//! Rules of the matcher that a test can switch off, to prove that attacks of its class then pass.
//!
//! Outside of tests every rule is on and the switch costs nothing.

/// A rule of the matcher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MatchRule {
    /// Words begin and end where words of the source do.
    WholeWords,
    /// A word that a line end parts is one word.
    LineEnds,
    /// A number goes with its sign, currency, unit and multiplying word.
    Amounts,
    /// Words that a hyphen joins are one word.
    Compounds,
    /// Words of scripts without spaces are not cut, nor is their negation cut off.
    UnspacedScripts,
    /// Words of several turns of speech are reported.
    SpeakerTurns,
    /// Struck-out text is not read, and raised text is not read as if it were on the line.
    MarkedText,
    /// A gap or bracket that takes a negation away is reported.
    Negation,
    /// A gap or bracket that changes a number, a degree or a speaker, or turns a word into its opposite, is reported.
    Sense,
    /// A mark at the end that says something else than the source's is reported.
    EndMarks,
    /// A remark of an editor takes the place of no word.
    Remarks,
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
