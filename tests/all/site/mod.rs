//! Whole sites through the library: every page is reached, every link leads somewhere, nothing
//! withheld comes out, nothing written runs, the same site gives the same bytes, and no input
//! makes the program panic.

mod again;
mod apart;
mod blocks;
mod hostile;
mod html;
mod inputs;
mod leaks;
mod links;
pub(crate) mod make;
mod same;
mod soup;
