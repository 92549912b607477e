//! Values that may be checked and counted but never shown.

use onrecord_base::node::Node;
use onrecord_base::schema::{FieldType, FromNode, ReadContext};
use std::fmt;

/// Something that must not reach the output: an embargoed text, a source's real name.
///
/// One can ask about it:
///
/// ```
/// let name = onrecord_site::model::withheld::Withheld::new("J. Doe");
/// assert!(name.check(|n| n.len() > 3));
/// ```
///
/// but not format it:
///
/// ```compile_fail
/// let name = onrecord_site::model::withheld::Withheld::new("J. Doe");
/// println!("{name}");
/// ```
///
/// nor serialise it, so no template and no export can hold it:
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

    /// Answers a yes-or-no question about the value.
    ///
    /// The only way in, so a reviewer finds every use of withheld content by this one name.
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
