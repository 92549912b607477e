//! A site as values: its items, what refers to what, the rules, what may be published, and the view of every page.
//!
//! Nothing here reads or writes a file, asks the clock or knows a template. Modules are listed in the order of their
//! dependencies; each may use only those before it.

pub mod model;

pub mod input;

pub mod routes;

pub mod parse;

pub mod resolve;

pub mod verification;

pub mod check;

pub mod release;

pub mod view;
