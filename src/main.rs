//! The `onrecord` program: reads the command line, runs one command, says how it went.

use clap::Parser as _;
use onrecord::cli::Cli;
use onrecord::cmd;
use std::process::ExitCode;

/// A build makes and drops millions of small texts on several threads; the system's allocator took
/// a third of the processor time of a site of 1,000 notes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cmd::main(&Cli::parse())
}
