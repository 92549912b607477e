//! Whole sites through the library: every page is reached, every link leads somewhere, nothing
//! withheld comes out, nothing written runs, the same site gives the same bytes, and no input
//! makes the program panic.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests look at real files and at names that we made, and may fail and be slow"
)]

mod again;
mod apart;
mod blocks;
mod hostile;
mod html;
mod inputs;
mod leaks;
mod links;
mod make;
mod same;
mod soup;
