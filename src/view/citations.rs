//! Citations in words: entries, short forms, locators.

use crate::model::body::Locator;
use crate::model::id::SourceIx;
use crate::view::cx::Cx;

/// The whole entry of a source as HTML, its title linked to its page.
pub fn entry(cx: &Cx<'_>, ix: SourceIx) -> String {
    let _ = (cx, ix);
    String::new()
}

/// A place in a source, for people: `line 11`, `p. 4`, `paras. 3–5`.
pub fn locator(cx: &Cx<'_>, at: &Locator) -> String {
    let _ = cx;
    format!("{} {}", at.label, at.value)
}
