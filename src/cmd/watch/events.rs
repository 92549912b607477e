//! Collects events from the watcher, server and signal threads and debounces them.

use super::ExitStatus;
use crate::cmd::progress::Stopwatch;
use crate::serve::watcher::{WatchEvent as Change, WatchedPaths};
use std::collections::{BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

/// The longest time for which changes are collected, unless a longer debounce time is set.
const CAP: Duration = Duration::from_millis(50);

/// The most paths that are collected; after more, everything is scanned.
const MAX_SAID: usize = 64;

/// An event of another thread.
#[derive(Debug)]
pub(super) enum SessionEvent {
    /// A file changed.
    Changed(Change),
    /// The user or the system ends the run.
    End(ExitStatus),
    /// The server failed.
    Failed(std::io::Error),
}

/// The collected events.
#[derive(Debug, Default)]
pub(super) struct PendingEvents {
    /// The changed paths; `None`: scan everything.
    pub(super) said: Option<BTreeSet<PathBuf>>,
    /// True if an event arrived; false if only time passed.
    pub(super) is_word: bool,
    is_something: bool,
    /// The reason why some folders are no longer watched.
    pub(super) blind: Option<String>,
    /// The exit status, if the run ends.
    pub(super) end: Option<ExitStatus>,
    /// The error of the server.
    pub(super) failed: Option<std::io::Error>,
}

impl PendingEvents {
    /// Requests a full scan.
    pub(super) fn all() -> Self {
        Self { is_something: true, ..Self::default() }
    }

    /// True if a scan is needed.
    pub(super) fn is_something(&self) -> bool {
        self.is_something
    }

    /// Adds an event; returns true if it is relevant.
    fn hear(&mut self, word: SessionEvent, places: &WatchedPaths) -> bool {
        match word {
            SessionEvent::End(exit) => self.end = Some(exit),
            SessionEvent::Failed(why) => self.failed = Some(why),
            SessionEvent::Changed(Change::Blind(why)) => {
                self.said = None;
                self.is_word = true;
                self.is_something = true;
                self.blind = Some(why);
            }
            SessionEvent::Changed(Change::Something) => {
                self.said = None;
                self.is_word = true;
                self.is_something = true;
            }
            SessionEvent::Changed(Change::Changed(paths)) => {
                let mut read = paths.into_iter().filter(|path| places.is_read(path)).peekable();
                if read.peek().is_none() {
                    return false;
                }
                if !self.is_something {
                    self.said = Some(BTreeSet::new());
                }
                self.is_word = true;
                self.is_something = true;
                if let Some(said) = &mut self.said {
                    said.extend(read);
                    if said.len() > MAX_SAID {
                        self.said = None;
                    }
                }
            }
        }
        true
    }
}

/// The queue of events.
pub(super) struct EventQueue {
    words: Receiver<SessionEvent>,
    /// Received and not yet handled.
    backlog: VecDeque<SessionEvent>,
    quiet: Duration,
}

impl EventQueue {
    /// Returns a queue and its sender. `quiet`: the debounce time, without events.
    pub(super) fn new(quiet: Duration) -> (Self, Sender<SessionEvent>) {
        let (tell, words) = mpsc::channel();
        (Self { words, backlog: VecDeque::new(), quiet }, tell)
    }

    fn next(&mut self, wait: Option<Duration>) -> Result<SessionEvent, RecvTimeoutError> {
        match (self.backlog.pop_front(), wait) {
            (Some(word), _) => Ok(word),
            (None, Some(wait)) => self.words.recv_timeout(wait),
            (None, None) => self.words.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    /// Waits for an event, then until there are none for the debounce time. Requests a full scan after `wait`
    /// without events.
    pub(super) fn listen(
        &mut self,
        wait: Option<Duration>,
        places: &WatchedPaths,
    ) -> PendingEvents {
        let mut stirred = PendingEvents::default();
        let Ok(word) = self.next(wait) else { return PendingEvents::all() };
        if !stirred.hear(word, places) {
            return stirred;
        }
        let quiet = self.quiet;
        self.until_quiet(&mut stirred, quiet, places);
        stirred
    }

    fn until_quiet(&mut self, stirred: &mut PendingEvents, quiet: Duration, places: &WatchedPaths) {
        let (all, mut last) = (Stopwatch::start(), Stopwatch::start());
        let cap = CAP.max(quiet);
        while stirred.end.is_none() && stirred.failed.is_none() {
            let left = quiet.saturating_sub(last.elapsed()).min(cap.saturating_sub(all.elapsed()));
            let Ok(word) = self.next(Some(left)) else { return };
            if stirred.hear(word, places) {
                last = Stopwatch::start();
            }
            if all.elapsed() >= cap {
                return;
            }
        }
    }

    /// Waits for a relevant event and leaves it in the queue.
    pub(super) fn wait(&mut self, wait: Duration, places: &WatchedPaths) {
        let since = Stopwatch::start();
        while !self.is_waiting(places) {
            let left = wait.saturating_sub(since.elapsed());
            match self.words.recv_timeout(left) {
                Ok(word) => self.backlog.push_back(word),
                Err(_) => return,
            }
        }
    }

    /// True if the queue has a relevant event.
    pub(super) fn is_waiting(&mut self, places: &WatchedPaths) -> bool {
        self.backlog.extend(self.words.try_iter());
        self.backlog.iter().any(|word| match word {
            SessionEvent::Changed(Change::Changed(paths)) => {
                paths.iter().any(|path| places.is_read(path))
            }
            SessionEvent::Changed(Change::Something | Change::Blind(_))
            | SessionEvent::End(_)
            | SessionEvent::Failed(_) => true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Change, EventQueue, ExitStatus, MAX_SAID, SessionEvent};
    use crate::serve::watcher::WatchedPaths;
    use onrecord_site::input::config::InputPaths;
    use std::path::{Path, PathBuf};
    use std::time::Duration;

    fn places() -> WatchedPaths {
        let wanted = InputPaths {
            content_dir: "content".into(),
            static_dir: "static".into(),
            theme: "default".into(),
            files: vec!["site.yaml".into()],
        };
        WatchedPaths::of(Path::new("/s"), &wanted)
    }

    fn changed(paths: &[&str]) -> SessionEvent {
        SessionEvent::Changed(Change::Changed(paths.iter().map(PathBuf::from).collect()))
    }

    #[test]
    fn what_is_said_at_once_is_heard_as_one() {
        let (mut events, tell) = EventQueue::new(Duration::from_millis(1));
        tell.send(changed(&["/s/content/a.md", "/s/output/x"])).unwrap();
        tell.send(changed(&["/s/README.md"])).unwrap();
        tell.send(changed(&["/s/content/b.md"])).unwrap();
        let stirred = events.listen(None, &places());
        let said: Vec<PathBuf> = stirred.said.clone().unwrap().into_iter().collect();
        assert_eq!(said, ["/s/content/a.md", "/s/content/b.md"].map(PathBuf::from));
        assert!(stirred.is_something() && stirred.is_word);
    }

    #[test]
    fn what_is_not_read_wakes_nobody() {
        let (mut events, tell) = EventQueue::new(Duration::ZERO);
        tell.send(changed(&["/s/output/index.html"])).unwrap();
        assert!(!events.listen(None, &places()).is_something());
        assert!(!events.is_waiting(&places()));
        // A timeout requests a full scan.
        let stirred = events.listen(Some(Duration::ZERO), &places());
        assert!(stirred.is_something() && !stirred.is_word && stirred.said.is_none());
    }

    #[test]
    fn a_lost_count_or_too_many_names_mean_everything() {
        let (mut events, tell) = EventQueue::new(Duration::from_millis(1));
        tell.send(changed(&["/s/content/a.md"])).unwrap();
        tell.send(SessionEvent::Changed(Change::Something)).unwrap();
        tell.send(changed(&["/s/content/b.md"])).unwrap();
        assert_eq!(events.listen(None, &places()).said, None);
        tell.send(SessionEvent::Changed(Change::Blind("no more".into()))).unwrap();
        let stirred = events.listen(None, &places());
        assert_eq!((stirred.said, stirred.blind.as_deref()), (None, Some("no more")));
        for n in 0..=MAX_SAID {
            tell.send(changed(&[&format!("/s/content/{n}.md")])).unwrap();
        }
        let stirred = events.listen(None, &places());
        assert!(stirred.is_something() && stirred.said.is_none());
    }

    #[test]
    fn a_wait_leaves_what_it_hears() {
        let (mut events, tell) = EventQueue::new(Duration::ZERO);
        tell.send(changed(&["/s/content/a.md"])).unwrap();
        events.wait(Duration::from_mins(1), &places());
        assert!(events.is_waiting(&places()));
        assert!(events.listen(None, &places()).said.is_some());
        tell.send(SessionEvent::End(ExitStatus::Interrupted)).unwrap();
        events.wait(Duration::from_mins(1), &places());
        assert_eq!(events.listen(None, &places()).end, Some(ExitStatus::Interrupted));
    }
}
