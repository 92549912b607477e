//! One file in, what it says out. Depends on that file alone, so a parse caches perfectly.

pub mod body;
pub mod cite;
pub mod split;
pub mod things;
