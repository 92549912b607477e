//! The commands: one a file, each a paragraph over `io`, `pipeline` and `report`.
//!
//! Here is what they share: how a run ends, and the two streams it speaks on.

use crate::cli::{Cli, Color, Command, Environment};
use crate::io::IoError;
use crate::io::read::FindError;
use crate::io::write::WriteError;
use crate::report::{self, LeveledDiagnostic, LineIndexes, ReportFormat};
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::process::ExitCode;

mod archive;
mod build;
mod check;
mod clean;
mod completions;
mod explain;
mod export;
mod fix;
mod import;
mod init;
mod list;
mod new;
mod progress;
mod site;
mod watch;

/// How a run ends; the numbers are a promise, told in `--help`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// Clean.
    Clean = 0,
    /// Findings of error level.
    Findings = 1,
    /// The command line or `site.yaml` cannot be used.
    Usage = 2,
    /// The machine failed.
    Machine = 3,
    /// Something withheld would have reached the output.
    Leak = 4,
    /// Ctrl-C.
    Interrupted = 130,
    /// The system asked it to end.
    Ended = 143,
}

/// Why a command could not do its work. Findings are no failure.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// What was asked for cannot be done.
    #[error("{0}")]
    Usage(String),
    /// There is no site, or no configuration.
    #[error(transparent)]
    Find(#[from] FindError),
    /// The machine failed.
    #[error(transparent)]
    Io(#[from] IoError),
    /// The output cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl CommandError {
    fn exit(&self) -> ExitStatus {
        match self {
            Self::Usage(_) | Self::Write(WriteError::NotOurs(_) | WriteError::Keep { .. }) => {
                ExitStatus::Usage
            }
            Self::Find(FindError::Io(_)) | Self::Io(_) => ExitStatus::Machine,
            Self::Find(_) => ExitStatus::Usage,
            Self::Write(WriteError::Found(_)) => ExitStatus::Findings,
            Self::Write(_) => ExitStatus::Machine,
        }
    }
}

/// Runs one command and says how it went.
pub fn main(cli: &Cli) -> ExitCode {
    let mut terminal = Terminal::new(cli);
    let exit = match run(cli, &mut terminal).and_then(|exit| terminal.finish().map(|()| exit)) {
        Ok(exit) => exit,
        Err(failure) => {
            terminal.failed(&failure);
            failure.exit()
        }
    };
    ExitCode::from(exit as u8)
}

fn run(cli: &Cli, terminal: &mut Terminal) -> Result<ExitStatus, CommandError> {
    let world = Environment::look().map_err(CommandError::Usage)?;
    if let Some(jobs) = cli.global.jobs {
        // Fails only when the threads run already, which at this point they cannot.
        drop(rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global());
    }
    let run = CommandContext { cli, world: &world };
    match &cli.command {
        Command::Init(args) => init::run(args, terminal),
        Command::New(args) => new::run(run, args, terminal),
        Command::Build(args) => build::run(run, args, terminal),
        Command::Watch(args) => watch::run(run, args, terminal),
        Command::Check(args) => check::run(run, args, terminal),
        Command::List(args) => list::run(run, args, terminal),
        Command::Archive(args) => archive::run(run, args, terminal),
        Command::Explain(args) => explain::run(args, terminal),
        Command::Export(args) => export::run(run, args, terminal),
        Command::Import(args) => import::run(run, args, terminal),
        Command::Clean(args) => clean::run(run, args, terminal),
        Command::Completions(args) => completions::run(args, terminal),
    }
}

/// What every command of a site is given.
#[derive(Debug, Clone, Copy)]
struct CommandContext<'a> {
    cli: &'a Cli,
    world: &'a Environment,
}

/// The two streams.
///
/// A reader that goes away (`| head`) ends what is printed there and nothing else: the command goes
/// on and ends with its own code.
struct Terminal {
    out: BufWriter<PipeTolerant<io::StdoutLock<'static>>>,
    err: PipeTolerant<io::Stderr>,
    format: ReportFormat,
    is_quiet: bool,
    is_verbose: bool,
    /// Whether findings on stderr have colours.
    is_styled: bool,
}

impl Terminal {
    fn new(cli: &Cli) -> Self {
        let choice = match cli.global.color {
            Color::Auto => anstream::AutoStream::choice(&io::stderr()),
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        };
        Self {
            out: BufWriter::new(PipeTolerant { to: io::stdout().lock(), is_closed: false }),
            err: PipeTolerant { to: io::stderr(), is_closed: false },
            format: cli.global.message_format,
            is_quiet: cli.global.quiet,
            is_verbose: cli.global.verbose,
            is_styled: choice != anstream::ColorChoice::Never,
        }
    }

    /// Prints what the command was asked for, on stdout, with a line end.
    fn print(&mut self, text: &str) -> Result<(), CommandError> {
        writeln!(self.out, "{text}").map_err(stdout_failed)
    }

    /// Prints what the command was asked for, on stdout, as it is.
    fn print_exactly(&mut self, text: &str) -> Result<(), CommandError> {
        self.out.write_all(text.as_bytes()).map_err(stdout_failed)
    }

    /// Says something about the run, on stderr; not with `--quiet`.
    fn say(&mut self, text: &str) {
        if !self.is_quiet {
            // There is nobody left to tell when stderr fails.
            drop(writeln!(self.err, "{text}"));
        }
    }

    /// Says something only with `--verbose`.
    fn detail(&mut self, text: &str) {
        if self.is_verbose {
            self.say(text);
        }
    }

    /// Tells findings, in the format and on the stream asked for.
    fn report(
        &mut self,
        told: &[LeveledDiagnostic],
        files: &LineIndexes<'_>,
    ) -> Result<(), CommandError> {
        if self.format.is_for_machines() {
            report::write(&mut self.out, told, files, self.format, false)
                .and_then(|()| self.out.flush())
                .map_err(stdout_failed)
        } else {
            let mut err = BufWriter::new(&mut self.err);
            drop(report::write(&mut err, told, files, self.format, self.is_styled));
            drop(err.flush());
            Ok(())
        }
    }

    /// The last words when something failed.
    fn failed(&mut self, failure: &CommandError) {
        drop(self.out.flush());
        drop(writeln!(self.err, "error: {failure}"));
    }

    fn finish(&mut self) -> Result<(), CommandError> {
        self.out.flush().map_err(stdout_failed)
    }

    /// Whether somebody watches: a bar may be drawn.
    fn is_watched(&self) -> bool {
        !self.is_quiet && !self.format.is_for_machines() && io::stderr().is_terminal()
    }
}

fn stdout_failed(why: io::Error) -> CommandError {
    IoError { what: "write", path: "standard output".into(), why }.into()
}

/// A stream whose reader may leave.
struct PipeTolerant<W> {
    to: W,
    is_closed: bool,
}

impl<W: Write> PipeTolerant<W> {
    fn unless_closed<T>(&mut self, done: io::Result<T>, instead: T) -> io::Result<T> {
        match done {
            Err(why) if why.kind() == io::ErrorKind::BrokenPipe => {
                self.is_closed = true;
                Ok(instead)
            }
            done => done,
        }
    }
}

impl<W: Write> Write for PipeTolerant<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_closed {
            return Ok(bytes.len());
        }
        let done = self.to.write(bytes);
        self.unless_closed(done, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let done = self.to.flush();
        self.unless_closed(done, ())
    }
}
