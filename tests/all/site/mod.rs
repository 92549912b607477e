//! Tests of whole sites through the library: links, withheld content, active content, determinism, and hostile
//! input.

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
