//! Values that can be checked but never shown.

use onrecord_base::node::Node;
use onrecord_base::schema::{FieldType, FromNode, ReadContext};
use std::fmt;

/// A value that must not reach the output: an embargoed text, a source's real name.
///
/// It can be tested:
///
/// ```
/// let name = onrecord_site::model::withheld::Withheld::new("J. Doe");
/// assert!(name.check(|n| n.len() > 3));
/// ```
///
/// but not formatted:
///
/// ```compile_fail
/// let name = onrecord_site::model::withheld::Withheld::new("J. Doe");
/// println!("{name}");
/// ```
///
/// nor serialized, so no template and no export can contain it:
///
/// ```compile_fail
/// let name = onrecord_site::model::withheld::Withheld::new("J. Doe");
/// serde_json::to_string(&name);
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Withheld<T>(T);

impl<T> Withheld<T> {
    /// Withholds a value.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// Evaluates a yes-or-no question about the value.
    ///
    /// This is the only access, so a search for this name finds every use of withheld content.
    pub fn check(&self, question: impl FnOnce(&T) -> bool) -> bool {
        question(&self.0)
    }
}

impl<T: FromNode> FromNode for Withheld<T> {
    fn shape() -> FieldType {
        T::shape()
    }
    fn read(node: &Node, reading: &mut ReadContext) -> Option<Self> {
        T::read(node, reading).map(Self)
    }
}

impl<T> fmt::Debug for Withheld<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[withheld]")
    }
}
