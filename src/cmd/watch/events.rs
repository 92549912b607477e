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
const MAX_PATHS: usize = 64;

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
    pub(super) changed_paths: Option<BTreeSet<PathBuf>>,
    /// True if an event arrived; false if only time passed.
    pub(super) has_events: bool,
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
    fn receive(&mut self, event: SessionEvent, places: &WatchedPaths) -> bool {
        match event {
            SessionEvent::End(exit) => self.end = Some(exit),
            SessionEvent::Failed(why) => self.failed = Some(why),
            SessionEvent::Changed(Change::Blind(why)) => {
                self.changed_paths = None;
                self.has_events = true;
                self.is_something = true;
                self.blind = Some(why);
            }
            SessionEvent::Changed(Change::Something) => {
                self.changed_paths = None;
                self.has_events = true;
                self.is_something = true;
            }
            SessionEvent::Changed(Change::Changed(paths)) => {
                let mut read = paths.into_iter().filter(|path| places.is_read(path)).peekable();
                if read.peek().is_none() {
                    return false;
                }
                if !self.is_something {
                    self.changed_paths = Some(BTreeSet::new());
                }
                self.has_events = true;
                self.is_something = true;
                if let Some(paths) = &mut self.changed_paths {
                    paths.extend(read);
                    if paths.len() > MAX_PATHS {
                        self.changed_paths = None;
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
            (Some(event), _) => Ok(event),
            (None, Some(wait)) => self.words.recv_timeout(wait),
            (None, None) => self.words.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    /// Waits for an event, then until none arrives for the debounce time. Requests a full scan after `wait`
    /// without events.
    pub(super) fn listen(
        &mut self,
        wait: Option<Duration>,
        places: &WatchedPaths,
    ) -> PendingEvents {
        let mut pending_events = PendingEvents::default();
        let Ok(event) = self.next(wait) else { return PendingEvents::all() };
        if !pending_events.receive(event, places) {
            return pending_events;
        }
        let quiet = self.quiet;
        self.until_quiet(&mut pending_events, quiet, places);
        pending_events
    }

    fn until_quiet(
        &mut self,
        pending_events: &mut PendingEvents,
        quiet: Duration,
        places: &WatchedPaths,
    ) {
        let (all, mut last) = (Stopwatch::start(), Stopwatch::start());
        let cap = CAP.max(quiet);
        while pending_events.end.is_none() && pending_events.failed.is_none() {
            let left = quiet.saturating_sub(last.elapsed()).min(cap.saturating_sub(all.elapsed()));
            let Ok(event) = self.next(Some(left)) else { return };
            if pending_events.receive(event, places) {
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
                Ok(event) => self.backlog.push_back(event),
                Err(_) => return,
            }
        }
    }

    /// True if the queue has a relevant event.
    pub(super) fn is_waiting(&mut self, places: &WatchedPaths) -> bool {
        self.backlog.extend(self.words.try_iter());
        self.backlog.iter().any(|event| match event {
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
    use super::{Change, EventQueue, ExitStatus, MAX_PATHS, SessionEvent};
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
    fn simultaneous_events_are_handled_together() {
        let (mut events, tell) = EventQueue::new(Duration::from_millis(1));
        tell.send(changed(&["/s/content/a.md", "/s/output/x"])).unwrap();
        tell.send(changed(&["/s/README.md"])).unwrap();
        tell.send(changed(&["/s/content/b.md"])).unwrap();
        let pending_events = events.listen(None, &places());
        let paths: Vec<PathBuf> =
            pending_events.changed_paths.clone().unwrap().into_iter().collect();
        assert_eq!(paths, ["/s/content/a.md", "/s/content/b.md"].map(PathBuf::from));
        assert!(pending_events.is_something() && pending_events.has_events);
    }

    #[test]
    fn paths_that_are_not_read_are_ignored() {
        let (mut events, tell) = EventQueue::new(Duration::ZERO);
        tell.send(changed(&["/s/output/index.html"])).unwrap();
        assert!(!events.listen(None, &places()).is_something());
        assert!(!events.is_waiting(&places()));
        // A timeout requests a full scan.
        let pending_events = events.listen(Some(Duration::ZERO), &places());
        assert!(
            pending_events.is_something()
                && !pending_events.has_events
                && pending_events.changed_paths.is_none()
        );
    }

    #[test]
    fn lost_events_or_too_many_paths_cause_a_full_scan() {
        let (mut events, tell) = EventQueue::new(Duration::from_millis(1));
        tell.send(changed(&["/s/content/a.md"])).unwrap();
        tell.send(SessionEvent::Changed(Change::Something)).unwrap();
        tell.send(changed(&["/s/content/b.md"])).unwrap();
        assert_eq!(events.listen(None, &places()).changed_paths, None);
        tell.send(SessionEvent::Changed(Change::Blind("no more".into()))).unwrap();
        let pending_events = events.listen(None, &places());
        assert_eq!(
            (pending_events.changed_paths, pending_events.blind.as_deref()),
            (None, Some("no more"))
        );
        for n in 0..=MAX_PATHS {
            tell.send(changed(&[&format!("/s/content/{n}.md")])).unwrap();
        }
        let pending_events = events.listen(None, &places());
        assert!(pending_events.is_something() && pending_events.changed_paths.is_none());
    }

    #[test]
    fn a_wait_leaves_events_in_the_queue() {
        let (mut events, tell) = EventQueue::new(Duration::ZERO);
        tell.send(changed(&["/s/content/a.md"])).unwrap();
        events.wait(Duration::from_mins(1), &places());
        assert!(events.is_waiting(&places()));
        assert!(events.listen(None, &places()).changed_paths.is_some());
        tell.send(SessionEvent::End(ExitStatus::Interrupted)).unwrap();
        events.wait(Duration::from_mins(1), &places());
        assert_eq!(events.listen(None, &places()).end, Some(ExitStatus::Interrupted));
    }
}
