//! onrecord: a static site generator in which every statement can be followed to its evidence.
//!
//! A pipeline of values; disk, clock, environment and network only in the outer shell (`io`, `serve`, `cmd`).
//! Modules are listed from the ground up; each may use only those before it.

pub mod base;

pub mod model;

pub mod input;

pub mod parse;

pub mod resolve;

pub mod verify;

pub mod check;

pub mod release;

pub mod view;

pub mod render;

pub mod export;

pub mod pipeline;

pub mod io;

pub mod report;

pub mod serve;

pub mod cli;

pub mod cmd;
