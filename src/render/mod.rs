//! Renders views to bytes: the theme and its template engine. The only layer that knows Tera.

pub mod embedded;
pub mod page;
mod range;
pub mod theme;
