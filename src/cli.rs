//! The command line and the environment: arguments, and the values of environment variables.
//!
//! The only file that reads the environment and the clock. Makes no decisions.

#![expect(
    clippy::doc_markdown,
    reason = "doc comments of arguments are printed as help, where back ticks are noise"
)]

use crate::report::{ReportFormat, is_fixed};
use clap::builder::PossibleValue;
use clap::{Args, Parser, Subcommand, ValueEnum};
use onrecord_base::code::{RuleCode, Severity};
use onrecord_base::edtf::UtcInstant;
use onrecord_base::suggest::closest_match;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Printed at the end of `--help`.
const EXIT_CODES: &str = "\
Exit codes:
  0  clean
  1  errors found; nothing was written
  2  invalid command line or site.yaml
  3  I/O error (disk, permissions); the previous output is intact
  4  reserved

Human-readable findings go to stderr; json, sarif and github go to stdout.";

/// A static site generator in which every statement can be traced to its evidence.
#[derive(Debug, Parser)]
#[command(name = "onrecord", version, after_help = EXIT_CODES, max_term_width = 100)]
pub struct Cli {
    /// Arguments of all commands.
    #[command(flatten)]
    pub global: GlobalArgs,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Flags of all commands.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub struct GlobalArgs {
    /// Search for site.yaml in DIR and its parents [default: current directory]
    #[arg(short, long, global = true, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// Use this configuration file; its folder is the site root
    #[arg(short, long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Print only findings and errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Print more detail
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub verbose: bool,
    /// Number of threads [default: number of CPUs]
    #[arg(short, long, global = true, value_name = "N")]
    pub jobs: Option<usize>,
    /// When to use colours; NO_COLOR is respected
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// Output format of findings
    #[arg(long, global = true, value_name = "FORMAT", default_value = "human")]
    pub message_format: ReportFormat,
}

impl ValueEnum for ReportFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Human, Self::Short, Self::Json, Self::Sarif, Self::Github]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (word, help) = match self {
            Self::Human => ("human", "Human-readable, with source excerpts (stderr)"),
            Self::Short => ("short", "One line per finding: `file:line:column: …` (stderr)"),
            Self::Json => ("json", "One JSON object per line (stdout)"),
            Self::Sarif => ("sarif", "One SARIF 2.1.0 document (stdout)"),
            Self::Github => ("github", "GitHub Actions annotations (stdout)"),
        };
        Some(PossibleValue::new(word).help(help))
    }
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// When writing to a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create an example site with explanatory comments
    Init(InitArgs),
    /// Create a content file with its front matter filled in
    New(NewArgs),
    /// Check the site, render it and write it to the output folder
    Build(BuildArgs),
    /// Serve the site locally and update it as files change
    #[command(visible_aliases = ["serve", "preview"])]
    Watch(WatchArgs),
    /// Report all findings; write nothing
    Check(CheckArgs),
    /// List items of the site
    List(ListArgs),
    /// Manage the archived copies that quotations are checked against
    Archive(ArchiveArgs),
    /// Explain a rule, or list all rules
    Explain(ExplainArgs),
    /// Print published data in a machine-readable format
    Export(ExportArgs),
    /// Import sources from a bibliography (.bib, .json, .yaml, .ris)
    Import(ImportArgs),
    /// Remove the files that `build` wrote
    Clean(CleanArgs),
    /// Print completions for a shell
    Completions(CompletionsArgs),
}

/// Arguments of `init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// Folder to create the site in [default: current directory]
    pub dir: Option<PathBuf>,
    /// Allow a non-empty folder; existing files are kept
    #[arg(long)]
    pub force: bool,
}

/// Arguments of `new`.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// note, source, quote, action, person, organization or topic
    pub kind: String,
    /// Title or name; the file name is derived from it
    pub title: String,
}

/// The content to include, and the time of the build.
#[derive(Debug, Args)]
#[command(next_help_heading = "Content selection")]
pub struct ReleaseArgs {
    /// Build for this address instead of `base_url`
    #[arg(short = 'u', long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Include drafts
    #[arg(long)]
    pub drafts: bool,
    /// Include embargoed items
    #[arg(long)]
    pub future: bool,
    /// Include expired items
    #[arg(long)]
    pub expired: bool,
    /// Build as if at this time, e.g. `2022-06-18T06:00:00-04:00`
    /// [default: SOURCE_DATE_EPOCH, else now]
    #[arg(long, value_name = "RFC3339", value_parser = moment)]
    pub now: Option<UtcInstant>,
}

/// The severity of rules.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Severity")]
pub struct LevelArgs {
    /// Treat warnings as errors
    #[arg(short = 'W', long)]
    pub strict: bool,
    /// Make a rule an error
    #[arg(long, value_name = "CODE", value_parser = code, value_delimiter = ',')]
    pub deny: Vec<RuleCode>,
    /// Make a rule a warning
    #[arg(long, value_name = "CODE", value_parser = lowered, value_delimiter = ',')]
    pub warn: Vec<RuleCode>,
    /// Turn a rule off
    #[arg(long, value_name = "CODE", value_parser = lowered, value_delimiter = ',')]
    pub allow: Vec<RuleCode>,
}

impl LevelArgs {
    /// Returns the severity of each rule that a flag names; of two flags the stricter one is last and applies.
    pub fn flags(&self) -> Vec<(RuleCode, Option<Severity>)> {
        let all =
            |codes: &[RuleCode], level| codes.iter().map(move |c| (*c, level)).collect::<Vec<_>>();
        let mut flags = all(&self.allow, None);
        flags.extend(all(&self.warn, Some(Severity::Warning)));
        flags.extend(all(&self.deny, Some(Severity::Error)));
        flags
    }

    /// Returns the rules that are off by default and that a flag turns on.
    pub fn asked(&self) -> BTreeSet<RuleCode> {
        let raised = self.warn.iter().chain(&self.deny).copied();
        raised.filter(|code| code.is_off_by_default()).collect()
    }
}

/// Arguments of `build`.
#[derive(Debug, Args)]
pub struct BuildArgs {
    /// Write here instead of `output_dir`
    #[arg(short, long, value_name = "DIR", visible_aliases = ["destination", "dest-dir"])]
    pub output_dir: Option<PathBuf>,
    /// The content to include.
    #[command(flatten)]
    pub view: ReleaseArgs,
    /// The severity of rules.
    #[command(flatten)]
    pub levels: LevelArgs,
    /// Print the duration of each step
    #[arg(long)]
    pub timings: bool,
}

/// Arguments of `watch`.
#[derive(Debug, Args)]
pub struct WatchArgs {
    /// Address to listen on; other machines can then see unpublished content
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1", conflicts_with = "no_serve")]
    pub host: String,
    /// Port to listen on [default: 4777, or the next free one]
    #[arg(short, long, value_name = "PORT", conflicts_with = "no_serve")]
    pub port: Option<u16>,
    /// Open the site in a browser
    #[arg(long, conflicts_with = "no_serve")]
    pub open: bool,
    /// Navigate open pages to the page of the last saved file
    #[arg(long, conflicts_with = "no_serve")]
    pub follow: bool,
    /// Wait this long after the last change
    #[arg(long, value_name = "MS", default_value_t = 6, value_parser = clap::value_parser!(u64).range(0..=60_000))]
    pub debounce: u64,
    /// Poll the folders; for file systems without change events
    #[arg(long, value_name = "MS", num_args = 0..=1, default_missing_value = "500", value_parser = clap::value_parser!(u64).range(10..=600_000))]
    pub poll: Option<u64>,
    /// Do not serve; write the output folder at start and on every change
    #[arg(long)]
    pub no_serve: bool,
    /// With --no-serve, write here instead of `output_dir`
    #[arg(short, long, value_name = "DIR", requires = "no_serve", visible_aliases = ["destination", "dest-dir"])]
    pub output_dir: Option<PathBuf>,
    /// The content to include.
    #[command(flatten)]
    pub view: ReleaseArgs,
    /// The severity of rules.
    #[command(flatten)]
    pub levels: LevelArgs,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Apply safe fixes and report the rest
    #[arg(long)]
    pub fix: bool,
    /// The content to include.
    #[command(flatten)]
    pub view: ReleaseArgs,
    /// The severity of rules.
    #[command(flatten)]
    pub levels: LevelArgs,
}

/// Arguments of `list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// What to list
    pub what: ListKind,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: ListFormat,
    /// The content to include.
    #[command(flatten)]
    pub view: ReleaseArgs,
}

/// The kinds of lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListKind {
    /// All notes
    Notes,
    /// All sources
    Sources,
    /// All quotes
    Quotes,
    /// All actions
    Actions,
    /// All people
    People,
    /// All organizations
    Organizations,
    /// All topics
    Topics,
    /// Drafts
    Drafts,
    /// Embargoed items, soonest first
    Embargoed,
    /// Unused sources
    Unused,
    /// Findings accepted with a reason
    Accepted,
}

/// The format of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// Columns
    Table,
    /// One JSON array
    Json,
}

/// Arguments of `archive`.
#[derive(Debug, Args)]
pub struct ArchiveArgs {
    /// What to do
    #[command(subcommand)]
    pub what: ArchiveCommand,
}

/// The subcommands of `archive`.
#[derive(Debug, Subcommand)]
pub enum ArchiveCommand {
    /// Extract a saved page's text and record its hash and date in the source
    Add(AddArgs),
    /// Keep only the given lines of a copy and blank the rest, preserving line numbers
    Clip(ClipArgs),
    /// Record the hashes of new or deliberately changed snapshots
    Pin(PinArgs),
    /// Show which sources have a copy, and what is missing or changed
    Status(StatusArgs),
}

/// Arguments of `archive add`.
#[derive(Debug, Args)]
pub struct AddArgs {
    /// The key of the source
    pub source: String,
    /// Saved page (.html, .txt, .md); other formats are hashed and need a .txt next to them
    pub file: PathBuf,
}

/// Arguments of `archive clip`.
#[derive(Debug, Args)]
pub struct ClipArgs {
    /// The key of the source
    pub source: String,
    /// The lines to keep: `11,13,23-25`
    pub lines: String,
    /// Add lines from this complete text to the clippings
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
}

/// Arguments of `archive pin`.
#[derive(Debug, Args)]
pub struct PinArgs {
    /// The key of one source [default: all]
    pub source: Option<String>,
}

/// Arguments of `archive status`.
#[derive(Debug, Args)]
pub struct StatusArgs {
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: ListFormat,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A code such as OR201
    pub code: Option<String>,
}

/// Arguments of `export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Output format
    pub format: ExportFormat,
    /// The content to include.
    #[command(flatten)]
    pub view: ReleaseArgs,
}

/// The formats of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// All sources as BibLaTeX
    Bibtex,
    /// All sources as CSL-JSON
    Csl,
    /// All sources as RIS
    Ris,
    /// All published items as JSON
    Json,
    /// The same data as a table
    Csv,
    /// JSON Schemas of the content files
    Schema,
}

/// Arguments of `import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Bibliography file to import
    pub file: PathBuf,
    /// List file (.yaml), or folder for one file per source [default: content/sources/NAME.yaml]
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
}

/// Arguments of `clean`.
#[derive(Debug, Args)]
pub struct CleanArgs {
    /// Folder to clean instead of `output_dir`
    #[arg(short, long, value_name = "DIR", visible_aliases = ["destination", "dest-dir"])]
    pub output_dir: Option<PathBuf>,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// The values from the environment.
#[derive(Debug, Clone)]
pub struct Environment {
    /// The user's home folder.
    pub home: Option<PathBuf>,
    /// The time of the build, unless `--now` sets another.
    pub now: UtcInstant,
}

impl Environment {
    /// Reads the environment and the clock; `Err` names an invalid value.
    pub fn look() -> Result<Self, String> {
        let home = std::env::var_os("HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
        Ok(Self { home, now: now()? })
    }
}

/// Returns the time of a build that starts now: `SOURCE_DATE_EPOCH`, else the clock.
#[expect(clippy::disallowed_methods, reason = "the one look at the clock")]
pub fn now() -> Result<UtcInstant, String> {
    let now = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(epoch) if !epoch.is_empty() => epoch.parse().map_err(|_| {
            format!("`SOURCE_DATE_EPOCH` must be seconds since 1970, not `{epoch}`")
        })?,
        Err(std::env::VarError::NotUnicode(_)) => {
            return Err("`SOURCE_DATE_EPOCH` must be seconds since 1970".to_owned());
        }
        _ => std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX)),
    };
    Ok(UtcInstant(now))
}

/// Returns the local time of day: `12:04:05`.
pub fn time_of_day() -> String {
    jiff::Zoned::now().strftime("%H:%M:%S").to_string()
}

fn moment(text: &str) -> Result<UtcInstant, String> {
    UtcInstant::parse(text).ok_or_else(|| {
        "expected a timestamp with a zone, like 2022-06-18T06:00:00-04:00".to_owned()
    })
}

fn code(text: &str) -> Result<RuleCode, String> {
    RuleCode::parse(text).ok_or_else(|| unknown_code(text))
}

fn lowered(text: &str) -> Result<RuleCode, String> {
    let code = code(text)?;
    if is_fixed(code) {
        return Err(format!("{} is always an error and cannot be lowered", code.id()));
    }
    Ok(code)
}

/// Returns the message for an unknown rule code.
pub fn unknown_code(text: &str) -> String {
    let upper = text.to_ascii_uppercase();
    match closest_match(&upper, RuleCode::ALL.iter().map(|code| code.id())) {
        Some(near) => format!("unknown rule `{text}`; did you mean `{near}`?"),
        None => format!("unknown rule `{text}`; run `onrecord explain` for a list"),
    }
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
