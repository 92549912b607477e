//! onrecord: a static site generator in which every statement can be traced to its evidence.
//!
//! This package is the shell and the program: the passes in order ([`pipeline`]), templates, exports, disk, preview and
//! commands. Everything that is a function of values is in the crates below it. Modules are listed in the order of
//! their dependencies; each may use only those before it.

pub mod render;

pub mod export;

pub mod pipeline;

pub mod io;

pub mod report;

pub mod serve;

pub mod cli;

pub mod cmd;
