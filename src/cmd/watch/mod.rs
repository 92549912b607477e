//! `onrecord watch`: builds and serves a site, and rebuilds it after every change.
//!
//! One thread builds and prints; another serves; a third receives file-system events. No mistake of an author
//! ends the run: after errors the last good site stays visible, with the diagnostics.

use super::site;
use super::{CommandContext, CommandError, ExitStatus, Terminal};
use crate::cli::WatchArgs;
use crate::io::IoError;
use crate::io::memory::small_pages;
use crate::io::read::{TEMPLATES, THEMES};
use crate::serve::http::{self, BoundListener, ServerLimits};
use crate::serve::hub::PreviewHub;
use crate::serve::interrupt::on_interrupt;
use events::{EventQueue, SessionEvent};
use session::WatchSession;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

mod changed_pages;
mod console;
mod events;
mod preview;
mod session;

/// Runs the command.
pub(super) fn run(
    run: CommandContext<'_>,
    args: &WatchArgs,
    terminal: &mut Terminal,
) -> Result<ExitStatus, CommandError> {
    small_pages(true);
    let found_at = site::find(run)?;
    let (mut events, tell) = EventQueue::new(Duration::from_millis(args.debounce));
    listen_for_the_end(tell.clone())?;
    let bound = if args.no_serve { None } else { Some(bind(args)?) };
    let address = bound.as_ref().map(|b| (b.address, b.has_moved));
    let hub = bound.map(|bound| serve(bound, &found_at.folder.root, tell.clone()));
    let mut session = WatchSession::new(run, args, found_at, hub)?;
    session.start_watching(&tell, terminal);
    session.first(&mut events, terminal);
    greet(&session, address, terminal);
    loop {
        let wait = session.wait();
        let pending_events = events.listen(wait, &session.places);
        if let Some(exit) = pending_events.end {
            return Ok(exit);
        }
        if let Some(why) = pending_events.failed {
            return Err(IoError { what: "serve", path: PathBuf::from("the site"), why }.into());
        }
        if pending_events.is_something() {
            session.handle_events(&pending_events, &mut events, terminal);
        }
    }
}

/// On Ctrl-C, ends the run after the current build, or after a moment without it.
fn listen_for_the_end(tell: Sender<SessionEvent>) -> Result<(), CommandError> {
    let ended = move |code: u8| {
        drop(tell.send(SessionEvent::End(if code == 130 {
            ExitStatus::Interrupted
        } else {
            ExitStatus::Ended
        })));
        std::thread::sleep(Duration::from_secs(2));
        #[expect(clippy::exit, reason = "a long build is not waited for; an output survives it")]
        std::process::exit(code.into());
    };
    let failed = |why| IoError { what: "listen for", path: PathBuf::from("signals"), why };
    Ok(on_interrupt(ended).map_err(failed)?)
}

fn bind(args: &WatchArgs) -> Result<BoundListener, CommandError> {
    http::bind(&args.host, args.port).map_err(|why| {
        let port = args.port.map_or_else(String::new, |port| format!(":{port}"));
        let help = match why.kind() {
            ErrorKind::AddrInUse => {
                "; the port is in use: stop the other program, or omit `--port`"
            }
            _ => "",
        };
        CommandError::Usage(format!("cannot listen on {}{port}: {why}{help}", args.host))
    })
}

fn serve(bound: BoundListener, root: &Path, tell: Sender<SessionEvent>) -> Arc<PreviewHub> {
    let hub = Arc::new(PreviewHub::new(root.to_owned()));
    let served = Arc::clone(&hub);
    std::thread::spawn(move || {
        let Err(why) = http::run(bound, &served, ServerLimits::default());
        drop(tell.send(SessionEvent::Failed(why)));
    });
    hub
}

/// Prints the four lines at the start.
fn greet(session: &WatchSession<'_>, address: Option<(SocketAddr, bool)>, terminal: &mut Terminal) {
    let wanted = session.wanted();
    let root = session.found_at.folder.root.display();
    let folders = [wanted.content_dir.as_str(), &wanted.static_dir, TEMPLATES, THEMES];
    let there = folders.into_iter().filter(|name| session.found_at.folder.root.join(name).is_dir());
    let there: Vec<&str> = there.collect();
    let settings = &session.found_at.folder.config;
    terminal.say(&match there.as_slice() {
        [] => format!("watching {settings} in {root}"),
        some => format!("watching {} and {settings} in {root}", some.join(", ")),
    });
    let base = session.shown.as_ref().map_or("/", |shown| &shown.built.config.base);
    if let Some((address, has_moved)) = address {
        // A browser cannot open the unspecified address (`0.0.0.0`).
        let mut named = address;
        if address.ip().is_unspecified() {
            named.set_ip(IpAddr::from(Ipv4Addr::LOCALHOST));
        }
        let url = format!("http://{named}{base}");
        let moved =
            if has_moved { format!(" (port {} is in use)", http::PORT) } else { String::new() };
        let open_to = if address.ip().is_loopback() {
            ""
        } else {
            ", without a password, to everyone who can reach this machine"
        };
        terminal.say(&format!("serving {url}{moved}{open_to}"));
        if session.args.open {
            // A browser that is started here must not inherit the page size.
            small_pages(false);
            if open::that_detached(&url).is_err() {
                terminal.say(&format!("could not open a browser; open {url}"));
            }
            small_pages(true);
        }
    } else {
        let out = session.found_at.output(session.args.output_dir.as_ref());
        terminal.say(&format!("writing {}", out.display()));
    }
    terminal.say(&console::gate(&session.args.view));
    terminal.say("press Ctrl-C to stop");
}
