//! What a build is made from: the bytes of the site's folder, and its settings.

pub mod config;
pub mod files;
