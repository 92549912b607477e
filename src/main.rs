//! The `onrecord` program: reads the command line, runs one command, says how it went.

use clap::Parser as _;
use onrecord::cli::Cli;
use onrecord::cmd;
use std::process::ExitCode;

fn main() -> ExitCode {
    cmd::main(&Cli::parse())
}
