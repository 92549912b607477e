//! stub
use crate::model::body::Locator;
/// stub
pub fn locator(words: &str) -> Option<Locator> {
    let _ = words;
    None
}
