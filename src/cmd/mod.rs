//! The commands, one file per command; each is a short sequence of calls to `io`, `pipeline` and `report`.
//!
//! This file has the parts that they share: exit codes, errors, and the two output streams (`Terminal`).
//! Start with [`main`].

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

/// The exit code of a run; a public interface, documented in `--help`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// Success.
    Clean = 0,
    /// There are findings of severity error.
    Findings = 1,
    /// The command line or `site.yaml` is invalid.
    Usage = 2,
    /// The operating system reported an error.
    Machine = 3,
    /// The output would have contained withheld content.
    Leak = 4,
    /// Ctrl-C.
    Interrupted = 130,
    /// SIGTERM.
    Ended = 143,
}

/// The reason why a command could not run. Findings are not errors of this type.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The arguments are invalid.
    #[error("{0}")]
    Usage(String),
    /// No site or no settings file.
    #[error(transparent)]
    Find(#[from] FindError),
    /// The operating system reported an error.
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

/// Runs one command and returns its exit code.
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
        // Fails only if the thread pool already exists, which is impossible here.
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

/// The context of every command that works on a site.
#[derive(Debug, Clone, Copy)]
struct CommandContext<'a> {
    cli: &'a Cli,
    world: &'a Environment,
}

/// The two output streams.
///
/// A closed pipe (`| head`) only stops that stream; the command still finishes and keeps its exit code.
struct Terminal {
    out: BufWriter<PipeTolerant<io::StdoutLock<'static>>>,
    err: PipeTolerant<io::Stderr>,
    format: ReportFormat,
    is_quiet: bool,
    is_verbose: bool,
    /// True if findings on stderr have colours.
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

    /// Prints a result on stdout, with a line end.
    fn print(&mut self, text: &str) -> Result<(), CommandError> {
        writeln!(self.out, "{text}").map_err(stdout_failed)
    }

    /// Prints a result on stdout, without a line end.
    fn print_exactly(&mut self, text: &str) -> Result<(), CommandError> {
        self.out.write_all(text.as_bytes()).map_err(stdout_failed)
    }

    /// Prints a message about the run on stderr; not with `--quiet`.
    fn say(&mut self, text: &str) {
        if !self.is_quiet {
            // If stderr fails, the message is dropped.
            drop(writeln!(self.err, "{text}"));
        }
    }

    /// Prints a message only with `--verbose`.
    fn detail(&mut self, text: &str) {
        if self.is_verbose {
            self.say(text);
        }
    }

    /// Prints findings in the chosen format, on the stream of that format.
    fn report(
        &mut self,
        diagnostics: &[LeveledDiagnostic],
        files: &LineIndexes<'_>,
    ) -> Result<(), CommandError> {
        if self.format.is_for_machines() {
            report::write(&mut self.out, diagnostics, files, self.format, false)
                .and_then(|()| self.out.flush())
                .map_err(stdout_failed)
        } else {
            let mut err = BufWriter::new(&mut self.err);
            drop(report::write(&mut err, diagnostics, files, self.format, self.is_styled));
            drop(err.flush());
            Ok(())
        }
    }

    /// Prints the final error message.
    fn failed(&mut self, failure: &CommandError) {
        drop(self.out.flush());
        drop(writeln!(self.err, "error: {failure}"));
    }

    fn finish(&mut self) -> Result<(), CommandError> {
        self.out.flush().map_err(stdout_failed)
    }

    /// True if stderr is a terminal that may show a progress bar.
    fn is_watched(&self) -> bool {
        !self.is_quiet && !self.format.is_for_machines() && io::stderr().is_terminal()
    }
}

fn stdout_failed(why: io::Error) -> CommandError {
    IoError { what: "write", path: "standard output".into(), why }.into()
}

/// A stream that tolerates a closed pipe.
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
