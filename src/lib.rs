//! onrecord: a static site generator in which every statement can be followed to its evidence.
pub mod base;
pub mod model;
