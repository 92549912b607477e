//! The `onrecord` program: parses the command line, runs one command, and returns its exit code.

use clap::Parser as _;
use onrecord::cli::Cli;
use onrecord::cmd;
use std::process::ExitCode;

/// A build allocates and frees millions of small strings on several threads; with the system's allocator that
/// took a third of the processor time for a site of 1,000 notes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cmd::main(&Cli::parse())
}
