//! onrecord: a static site generator in which every statement can be traced to its evidence.
//!
//! This package is the program around the library crates: the passes in order ([`pipeline`]), templates,
//! exports, disk, preview and commands. All functions without input or output are in the crates below it. Start
//! with [`pipeline`].
//!
//! Modules are listed in the order of their dependencies; each may use only those before it.

pub mod render;

pub mod export;

pub mod pipeline;

pub mod io;

pub mod report;

pub mod serve;

pub mod cli;

pub mod cmd;
