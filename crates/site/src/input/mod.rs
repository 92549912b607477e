//! The input of a build: the files of the site folder, and its settings.

pub mod config;
pub mod files;
