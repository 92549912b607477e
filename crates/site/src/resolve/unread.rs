//! What is wrong with the marks in the texts of notes whose front matter could not be read. No such note is in the
//! ledger, and its text is still the author's.

use crate::model::ix::ItemIx;
use crate::model::ledger::Ledger;
use crate::resolve::linked::PendingLink;
use crate::resolve::links::{KnownFiles, LinkResolver};
use crate::resolve::prose;
use onrecord_base::diag::Diagnostic;
use onrecord_base::id::ItemKind;
use onrecord_prose::body::Body;
use std::sync::Arc;

/// Looks up what these texts refer to, for its findings alone, and for the links that are checked when
/// all pages are known.
pub(super) fn findings_of_unread(
    ledger: &Ledger,
    around: &KnownFiles,
    texts: impl IntoIterator<Item = (Arc<str>, Arc<Body>)>,
) -> (Vec<Diagnostic>, Vec<PendingLink>) {
    let (mut found, mut pending) = (vec![], vec![]);
    for (file, body) in texts {
        let nobody = ItemIx::new(ItemKind::Note, ledger.notes.len());
        let mut finder = LinkResolver::new((ledger, around), nobody, &file);
        finder.own = Some(&body);
        drop(prose::goals(&mut finder, &body));
        let (told, links) = finder.into_findings();
        found.extend(told);
        pending.extend(links);
    }
    (found, pending)
}
