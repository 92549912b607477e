//! Views into bytes: the theme and its template engine. The only floor that knows Tera.

pub mod embedded;
pub mod page;
mod range;
pub mod theme;
