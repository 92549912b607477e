//! Positions of items in the ledger.
//!
//! An id is only well-formed text; an `…Ix` is the position of an item that exists. Only the ledger
//! creates positions.

use onrecord_base::for_each_kind;
use onrecord_base::id::ItemKind;

macro_rules! positions {
    ($($Kind:ident $word:literal $list:ident $Name:ident $Links:ident $resolve:ident;)*) => {
        $(
            #[doc = concat!("The position of a ", $word, " in the ledger: it exists.")]
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $Name(u32);

            impl $Name {
                /// Position `at` in the ledger's list. Only the ledger calls this.
                pub(crate) fn new(at: usize) -> Self {
                    Self(u32::try_from(at).unwrap_or(u32::MAX))
                }
                /// The index into the ledger's list.
                pub fn at(self) -> usize {
                    self.0 as usize
                }
            }

            impl From<$Name> for ItemIx {
                fn from(ix: $Name) -> Self {
                    Self::$Kind(ix)
                }
            }
        )*

        /// The position of an item of any type.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ItemIx {
            $( #[doc = concat!("Of type `", stringify!($Kind), "`.")] $Kind($Name), )*
        }

        impl ItemIx {
            /// The type of the item.
            pub const fn kind(self) -> ItemKind {
                match self { $(Self::$Kind(_) => ItemKind::$Kind,)* }
            }
            /// The index into the ledger's list of its type.
            pub fn at(self) -> usize {
                match self { $(Self::$Kind(ix) => ix.at(),)* }
            }
            /// Position `at` in the list of type `kind`. Only the ledger calls this.
            pub(crate) fn new(kind: ItemKind, at: usize) -> Self {
                match kind { $(ItemKind::$Kind => Self::$Kind($Name::new(at)),)* }
            }
        }
    };
}

for_each_kind!(positions);
