//! From a site to bytes: one format a file, and the plan that holds them together.

pub mod actions;
pub mod calendar;
pub mod plan;
pub mod schema;
pub mod strip;
