//! From a site to bytes: one format a file, and the plan that holds them together.

pub mod actions;
pub mod annotations;
pub mod calendar;
pub mod native;
pub mod plan;
pub mod references;
pub mod schema;
pub mod strip;
