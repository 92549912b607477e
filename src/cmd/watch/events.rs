//! Words of other threads, gathered until there is a quiet moment.

use super::ExitStatus;
use crate::cmd::progress::Stopwatch;
use crate::serve::watcher::{WatchEvent as Change, WatchedPaths};
use std::collections::{BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

/// How long changes are gathered at most, unless a longer quiet is asked for.
const CAP: Duration = Duration::from_millis(50);

/// How many paths are remembered; after more, everything is looked at.
const MAX_SAID: usize = 64;

/// A word of another thread.
#[derive(Debug)]
pub(super) enum SessionEvent {
    /// Something changed.
    Changed(Change),
    /// The user or the system wants the run to end.
    End(ExitStatus),
    /// The server cannot go on.
    Failed(std::io::Error),
}

/// What was heard.
#[derive(Debug, Default)]
pub(super) struct PendingEvents {
    /// The paths that were named; `None`: look at everything.
    pub(super) said: Option<BTreeSet<PathBuf>>,
    /// Whether anybody spoke: else only time has passed.
    pub(super) is_word: bool,
    is_something: bool,
    /// Why the system tells no more of some folders.
    pub(super) blind: Option<String>,
    /// The run ends.
    pub(super) end: Option<ExitStatus>,
    /// The server failed.
    pub(super) failed: Option<std::io::Error>,
}

impl PendingEvents {
    /// A reason to look at everything.
    pub(super) fn all() -> Self {
        Self { is_something: true, ..Self::default() }
    }

    /// Whether there is a reason to look.
    pub(super) fn is_something(&self) -> bool {
        self.is_something
    }

    /// Takes in a word; whether it was of any interest.
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

/// Hears the words.
pub(super) struct EventQueue {
    words: Receiver<SessionEvent>,
    /// Heard and not acted upon.
    backlog: VecDeque<SessionEvent>,
    quiet: Duration,
}

impl EventQueue {
    /// An ear, and where to speak. `quiet`: how long nobody may have spoken.
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

    /// Waits for a word, then for quiet. After `wait` without one, there is reason to look anyway.
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

    /// Waits for a word of interest, and leaves it to be heard.
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

    /// Whether a word of interest waits to be heard.
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
        let (mut ear, tell) = EventQueue::new(Duration::from_millis(1));
        tell.send(changed(&["/s/content/a.md", "/s/output/x"])).unwrap();
        tell.send(changed(&["/s/README.md"])).unwrap();
        tell.send(changed(&["/s/content/b.md"])).unwrap();
        let stirred = ear.listen(None, &places());
        let said: Vec<PathBuf> = stirred.said.clone().unwrap().into_iter().collect();
        assert_eq!(said, ["/s/content/a.md", "/s/content/b.md"].map(PathBuf::from));
        assert!(stirred.is_something() && stirred.is_word);
    }

    #[test]
    fn what_is_not_read_wakes_nobody() {
        let (mut ear, tell) = EventQueue::new(Duration::ZERO);
        tell.send(changed(&["/s/output/index.html"])).unwrap();
        assert!(!ear.listen(None, &places()).is_something());
        assert!(!ear.is_waiting(&places()));
        // Silence is a reason to look at everything.
        let stirred = ear.listen(Some(Duration::ZERO), &places());
        assert!(stirred.is_something() && !stirred.is_word && stirred.said.is_none());
    }

    #[test]
    fn a_lost_count_or_too_many_names_mean_everything() {
        let (mut ear, tell) = EventQueue::new(Duration::from_millis(1));
        tell.send(changed(&["/s/content/a.md"])).unwrap();
        tell.send(SessionEvent::Changed(Change::Something)).unwrap();
        tell.send(changed(&["/s/content/b.md"])).unwrap();
        assert_eq!(ear.listen(None, &places()).said, None);
        tell.send(SessionEvent::Changed(Change::Blind("no more".into()))).unwrap();
        let stirred = ear.listen(None, &places());
        assert_eq!((stirred.said, stirred.blind.as_deref()), (None, Some("no more")));
        for n in 0..=MAX_SAID {
            tell.send(changed(&[&format!("/s/content/{n}.md")])).unwrap();
        }
        let stirred = ear.listen(None, &places());
        assert!(stirred.is_something() && stirred.said.is_none());
    }

    #[test]
    fn a_wait_leaves_what_it_hears() {
        let (mut ear, tell) = EventQueue::new(Duration::ZERO);
        tell.send(changed(&["/s/content/a.md"])).unwrap();
        ear.wait(Duration::from_mins(1), &places());
        assert!(ear.is_waiting(&places()));
        assert!(ear.listen(None, &places()).said.is_some());
        tell.send(SessionEvent::End(ExitStatus::Interrupted)).unwrap();
        ear.wait(Duration::from_mins(1), &places());
        assert_eq!(ear.listen(None, &places()).end, Some(ExitStatus::Interrupted));
    }
}
