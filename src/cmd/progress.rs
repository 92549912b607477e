//! A progress bar on stderr for builds of more than a second, and durations as words.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Measures time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts it.
    #[expect(clippy::disallowed_methods, reason = "the shell measures how long a build took")]
    pub(super) fn start() -> Self {
        Self(Instant::now())
    }

    /// Returns the time since the start.
    pub(super) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// Returns a duration as words: `240 ms`, `1.3 s`, `2 min 5 s`.
pub(super) fn words(time: Duration) -> String {
    let millis = time.as_millis();
    match time.as_secs() {
        0 => format!("{millis} ms"),
        1..60 => format!("{:.1} s", time.as_secs_f64()),
        secs => format!("{} min {} s", secs / 60, secs % 60),
    }
}

/// A bar that appears after a second.
pub(super) struct FileProgress {
    drawn: ProgressBar,
    since: Stopwatch,
    is_shown: AtomicBool,
    is_allowed: bool,
}

impl FileProgress {
    /// Returns a bar over `all` files; never visible unless `is_allowed`.
    pub(super) fn new(all: usize, since: Stopwatch, is_allowed: bool) -> Self {
        let drawn = ProgressBar::with_draw_target(Some(all as u64), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} files")
        {
            drawn.set_style(style);
        }
        Self { drawn, since, is_shown: AtomicBool::new(false), is_allowed }
    }

    /// Counts one file.
    pub(super) fn step(&self) {
        self.drawn.inc(1);
        let is_late = self.is_allowed && self.since.elapsed() > Duration::from_secs(1);
        if is_late && !self.is_shown.swap(true, Ordering::Relaxed) {
            self.drawn.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// Removes the bar.
    pub(super) fn finish(&self) {
        self.drawn.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::words;
    use std::time::Duration;

    #[test]
    fn times_read_well() {
        let said = [240, 1_340, 125_000].map(|ms| words(Duration::from_millis(ms)));
        assert_eq!(said, ["240 ms", "1.3 s", "2 min 5 s"]);
    }
}
