//! The state of a `watch` run, and one step of it: scan, build, publish.

use super::changed_pages::{ChangedPages, changed_pages};
use super::console::{ReportedFindings, elsewhere, hidden_files_note, named};
use super::events::{EventQueue, PendingEvents, SessionEvent};
use super::preview::{Preview, assets, in_words, page_of};
use crate::cli::{self, WatchArgs};
use crate::cmd::progress::{Stopwatch, words};
use crate::cmd::site::{self, LocatedSite};
use crate::cmd::{CommandContext, CommandError, ExitStatus, Terminal};
use crate::io::IoError;
use crate::io::scan::{FolderScan, is_remote};
use crate::io::write::{self, WriteError, WriteOptions};
use crate::pipeline::{BuildCache, BuiltSite, rebuild};
use crate::report::{
    LeveledDiagnostic, LineIndexes, SeverityLevels, apply_levels, apply_levels_in_order,
};
use crate::serve::hub::PreviewHub;
use crate::serve::watcher::{FolderWatcher, WatchedPaths};
use onrecord_base::code::Severity;
use onrecord_base::diag::{Diagnostic, WithDiagnostics, sorted};
use onrecord_base::edtf::UtcInstant;
use onrecord_base::path::SitePath;
use onrecord_base::text::count;
use onrecord_site::input::config::InputPaths;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

/// The delay of the full scan after the last event. A new folder is watched only a moment after it was created,
/// and files added meanwhile cause no event.
const AFTER: Duration = Duration::from_millis(200);

/// The polling interval if the system sends no events.
const POLL: Duration = Duration::from_millis(500);

/// The time for an empty file to be filled: many programs truncate a file first and write it then.
const EMPTIED: Duration = Duration::from_millis(250);

/// The longest time for which a finished build is discarded in favour of a newer change.
const PATIENCE: Duration = Duration::from_millis(250);

/// The delay of the next attempt after an error of the operating system.
const AGAIN: Duration = Duration::from_secs(2);

/// A run of the command.
pub(super) struct WatchSession<'a> {
    run: CommandContext<'a>,
    pub(super) args: &'a WatchArgs,
    pub(super) found_at: LocatedSite,
    scan: FolderScan,
    cache: BuildCache,
    hub: Option<Arc<PreviewHub>>,
    /// The last good build.
    pub(super) shown: Option<Arc<Preview>>,
    /// The diagnostics that were already printed.
    memory: ReportedFindings,
    pub(super) places: WatchedPaths,
    watcher: Option<FolderWatcher>,
    /// The polling interval; `None` if the system sends events.
    poll: Option<Duration>,
    /// Changed files that no printed line has named yet.
    pending: BTreeSet<SitePath>,
    /// True if the site was scanned and not built since.
    is_stale: bool,
    /// True if the last good build could not be written, which was reported; it is tried again.
    is_unwritten: bool,
    /// The time without events after which everything is scanned.
    next_look: Option<Duration>,
    since_shown: Stopwatch,
    /// The next time at which the site changes without an edit.
    wakes_at: Option<UtcInstant>,
}

impl<'a> WatchSession<'a> {
    /// Returns a run that has scanned nothing yet.
    pub(super) fn new(
        run: CommandContext<'a>,
        args: &'a WatchArgs,
        found_at: LocatedSite,
        hub: Option<Arc<PreviewHub>>,
    ) -> Result<Self, CommandError> {
        Ok(Self {
            run,
            args,
            scan: FolderScan::new(&found_at.folder)?,
            found_at,
            cache: BuildCache::default(),
            hub,
            shown: None,
            memory: ReportedFindings::default(),
            places: WatchedPaths::default(),
            watcher: None,
            poll: None,
            pending: BTreeSet::new(),
            is_stale: false,
            is_unwritten: false,
            next_look: None,
            since_shown: Stopwatch::start(),
            wakes_at: None,
        })
    }

    /// Starts to watch the folders, or decides to poll.
    pub(super) fn start_watching(&mut self, tell: &Sender<SessionEvent>, terminal: &mut Terminal) {
        let wanted = self.wanted();
        self.places = WatchedPaths::of(&self.found_at.folder.root, &wanted);
        if let Some(ms) = self.args.poll {
            self.poll = Some(Duration::from_millis(ms));
            return;
        }
        let tell = tell.clone();
        let watcher =
            FolderWatcher::new(move |event| drop(tell.send(SessionEvent::Changed(event))));
        let watcher = watcher.and_then(|mut watcher| watcher.watch(&self.places).map(|()| watcher));
        match watcher {
            Ok(watcher) => self.watcher = Some(watcher),
            Err(why) => self.fall_back(&why, terminal),
        }
        if self.poll.is_none() && is_remote(&self.found_at.folder.root) {
            self.fall_back("this file system reports no changes", terminal);
        }
    }

    fn fall_back(&mut self, why: &str, terminal: &mut Terminal) {
        self.watcher = None;
        self.poll = Some(POLL);
        terminal.say(&format!("{why}; polling twice a second instead"));
    }

    pub(super) fn wanted(&self) -> InputPaths {
        self.scan.wanted().unwrap_or_else(|| {
            let mut wanted = self.found_at.config.wanted();
            wanted.files.push(self.found_at.folder.config.to_string());
            wanted
        })
    }

    /// Does the first scan and build.
    pub(super) fn first(&mut self, events: &mut EventQueue, terminal: &mut Terminal) {
        self.is_stale = true;
        self.handle_events(&PendingEvents::all(), events, terminal);
    }

    /// Returns the time to wait for events; `None`: without limit.
    pub(super) fn wait(&self) -> Option<Duration> {
        let clock = self.wakes_at.map(|at| {
            let now = self.now();
            let seconds = u64::try_from(at.0.saturating_sub(now.0)).unwrap_or(0);
            // The machine may sleep meanwhile, so the clock is read every 30 seconds.
            Duration::from_secs(seconds.min(30))
        });
        [self.next_look, self.poll, clock].into_iter().flatten().min()
    }

    fn now(&self) -> UtcInstant {
        self.args.view.now.or_else(|| cli::now().ok()).unwrap_or(self.run.world.now)
    }

    /// Scans, and builds if needed.
    pub(super) fn handle_events(
        &mut self,
        pending_events: &PendingEvents,
        events: &mut EventQueue,
        terminal: &mut Terminal,
    ) {
        let has_events = pending_events.has_events;
        if let Some(why) = &pending_events.blind
            && self.watcher.is_some()
        {
            self.fall_back(why, terminal);
        }
        let is_first = self.shown.is_none() && self.is_stale;
        let since = Stopwatch::start();
        let mut looked = self.look(pending_events);
        if let Ok(changed) = &looked
            && !is_first
            && changed.iter().any(|path| self.is_emptied(path))
        {
            // The author's program is about to write; the empty file was never meant to be read.
            events.wait(EMPTIED, &self.places);
            self.pending.extend(changed.iter().cloned());
            looked = self.scan.rescan();
        }
        self.next_look = has_events.then_some(AFTER);
        match looked {
            Ok(changed) => {
                self.is_stale |= !changed.is_empty() || !self.pending.is_empty();
                self.pending.extend(changed);
            }
            Err(error) => {
                self.next_look = Some(AGAIN);
                self.is_stale = true;
                return self.failed(&error.to_string(), terminal);
            }
        }
        self.refresh_watches(terminal);
        let is_due = self.wakes_at.is_some_and(|at| at <= self.now());
        if !self.is_stale && !is_due && !self.is_unwritten {
            return;
        }
        // A bug of ours ends neither the run nor the preview.
        let Ok(checked) = catch_unwind(AssertUnwindSafe(|| self.build())) else {
            self.cache = BuildCache::default();
            return self.failed("internal error: the build failed; please report it", terminal);
        };
        let is_late = self.since_shown.elapsed() > PATIENCE;
        if !is_first && !is_late && events.is_waiting(&self.places) {
            // The site has changed again, so this build is discarded.
            self.is_stale = true;
            return;
        }
        self.is_stale = false;
        self.publish(checked, is_first, (since, events), terminal);
        self.since_shown = Stopwatch::start();
    }

    fn look(&mut self, pending_events: &PendingEvents) -> Result<BTreeSet<SitePath>, IoError> {
        if let Some(paths) = &pending_events.changed_paths
            && let Some(changed) = self.scan.rescan_paths(paths)?
        {
            return Ok(changed);
        }
        self.scan.rescan()
    }

    fn is_emptied(&self, path: &str) -> bool {
        let is_empty = self.scan.sources().files.get(path).is_some_and(|input| input.len == 0);
        let was = self.shown.as_ref().and_then(|shown| shown.sources.files.get(path));
        is_empty && was.is_none_or(|input| input.len > 0)
    }

    /// Updates the watches: folders may have been added or removed.
    fn refresh_watches(&mut self, terminal: &mut Terminal) {
        self.places = WatchedPaths::of(&self.found_at.folder.root, &self.wanted());
        if let Some(watcher) = &mut self.watcher
            && let Err(why) = watcher.watch(&self.places)
        {
            self.fall_back(&why, terminal);
        }
    }

    fn build(&mut self) -> (BuiltSite, Vec<Diagnostic>) {
        let mut options = site::options(self.run, &self.args.view, &self.args.levels);
        options.gate.now = self.now();
        let sources = self.scan.sources();
        let checked = rebuild(sources, &options, &mut self.cache);
        let left_out: Vec<Diagnostic> = sources.left_out.iter().map(site::left_out).collect();
        let WithDiagnostics { value: built, found } = checked;
        let found = if left_out.is_empty() { found } else { sorted(&[left_out, found].concat()) };
        // At the end of an embargo, and at midnight, when deadlines pass.
        let midnight = UtcInstant((options.gate.now.0.div_euclid(86_400) + 1) * 86_400);
        let next = built.next_embargo.map_or(midnight, |at| at.min(midnight));
        self.wakes_at = self.args.view.now.is_none().then_some(next);
        (built, found)
    }

    /// Shows a good build, and prints the result.
    fn publish(
        &mut self,
        (built, found): (BuiltSite, Vec<Diagnostic>),
        is_first: bool,
        (since, events): (Stopwatch, &mut EventQueue),
        terminal: &mut Terminal,
    ) {
        let levels = self.levels(&built);
        let mut findings = apply_levels_in_order(found, &levels);
        let changed = std::mem::take(&mut self.pending);
        let is_good = site::exit(&findings) == ExitStatus::Clean;
        let preview = Arc::new(Preview { built, sources: Arc::clone(self.scan.sources()), levels });
        let mut note = String::new();
        if is_good && self.args.no_serve {
            match self.write(&preview.built) {
                Ok(remarks) => note = remarks,
                Err(WriteError::Found(more)) => {
                    let all = findings.into_iter().map(|t| t.diagnostic).chain(more);
                    findings = apply_levels(&all.collect::<Vec<_>>(), &preview.levels);
                }
                Err(error) => {
                    // Changed files are named once the output is written.
                    self.pending = changed;
                    self.retry_later();
                    return self.failed(&error.to_string(), terminal);
                }
            }
        }
        let is_built = is_good;
        let is_good = is_good && site::exit(&findings) == ExitStatus::Clean;
        let is_again = std::mem::take(&mut self.is_unwritten) && changed.is_empty();
        if is_built && !is_good {
            self.retry_later();
        }
        let old = self.shown.clone();
        if is_good {
            self.shown = Some(Arc::clone(&preview));
            if let Some(hub) = &self.hub {
                let follow = self.args.follow.then(|| page_of(&preview.built, &changed)).flatten();
                hub.show(Arc::clone(&preview) as _, assets(&preview.built, &changed), follow);
            }
        } else if let Some(hub) = &self.hub {
            hub.report(&in_words(&errors(&findings), &preview.sources));
        }
        let time = since.elapsed();
        let fresh = self.memory.fresh(&findings);
        drop(terminal.report(&fresh, &LineIndexes::new(&preview.sources)));
        let end = self.memory.summary_line(&findings);
        if is_first {
            if !is_good {
                terminal.say("fix these errors to start the preview");
            }
            return;
        }
        let head = format!("{} {}", cli::time_of_day(), named(&changed));
        if is_good {
            let looked = old.and_then(|old| {
                let mut is_over = || events.is_waiting(&self.places);
                let look = || changed_pages(&old.built, &preview.built, &changed, &mut is_over);
                catch_unwind(AssertUnwindSafe(look)).ok()
            });
            note += &hidden_files_note(&preview.built.held, &changed);
            let (pages, elsewhere, end) = self.compare_pages(looked, &preview, end, terminal);
            terminal.say(&format!("{head}{pages} ({}){elsewhere}{note}{end}", words(time)));
        } else if !is_again || !fresh.is_empty() {
            let others = elsewhere(&findings, &changed);
            terminal.say(&format!("{head}: {end}{others}; still showing the last good build"));
        }
    }

    fn levels(&self, built: &BuiltSite) -> SeverityLevels {
        let flags = &self.args.levels;
        SeverityLevels::new(&built.levels, &flags.flags(), flags.strict)
    }

    /// Returns the number of changed pages, those elsewhere, and the summary; prints their diagnostics.
    fn compare_pages(
        &mut self,
        looked: Option<ChangedPages>,
        preview: &Preview,
        of_build: String,
        terminal: &mut Terminal,
    ) -> (String, String, String) {
        let Some(moved) = looked else {
            let all = count(preview.built.pages().len(), "page", "pages");
            return (format!(" -> {all}"), String::new(), of_build);
        };
        let (pages, elsewhere) = moved.words();
        let found = apply_levels(&moved.found, &preview.levels);
        let fresh = self.memory.fresh_of(&found);
        drop(terminal.report(&fresh, &LineIndexes::new(&preview.sources)));
        (pages, elsewhere, self.memory.end_of(&moved.pages, &found, of_build))
    }

    /// Schedules another attempt to write the output.
    fn retry_later(&mut self) {
        self.is_unwritten = true;
        self.next_look = Some(AGAIN);
    }

    fn write(&self, built: &BuiltSite) -> Result<String, WriteError> {
        let keep: Vec<String> = built.config.keep.iter().map(|glob| glob.v.clone()).collect();
        let options = WriteOptions {
            keep: &keep,
            inputs: &self.found_at.inputs(),
            home: self.run.world.home.as_deref(),
            progress: None,
        };
        let out = self.found_at.output(self.args.output_dir.as_ref());
        let written = write::folder(&out, &self.found_at.folder.root, &built.plan(), &options)?;
        let remarks = written.remarks.iter().fold(String::new(), |all, one| all + "; " + one);
        Ok(format!("; {} written, {} removed{remarks}", written.changed, written.removed))
    }

    /// Reports an error of the operating system once, and schedules another attempt.
    fn failed(&mut self, why: &str, terminal: &mut Terminal) {
        if let Some(hub) = &self.hub {
            hub.report(why);
        }
        if self.memory.is_new_failure(why) {
            terminal.say(&format!("{} {why}; trying again", cli::time_of_day()));
        }
    }
}

fn errors(all: &[LeveledDiagnostic]) -> Vec<LeveledDiagnostic> {
    all.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).cloned().collect()
}
