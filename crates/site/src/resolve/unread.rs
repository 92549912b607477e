//! Diagnostics for the texts of notes whose front matter could not be read. Such notes are not in
//! the ledger, but their texts can still be checked.

use crate::model::ix::ItemIx;
use crate::model::ledger::Ledger;
use crate::resolve::linked::PendingLink;
use crate::resolve::links::{KnownFiles, LinkResolver};
use crate::resolve::prose;
use onrecord_base::diag::Diagnostic;
use onrecord_base::id::ItemKind;
use onrecord_prose::body::Body;
use std::sync::Arc;

/// Resolves the references of these texts, only for their diagnostics and the links to check when
/// all pages are known.
pub(super) fn findings_of_unread(
    ledger: &Ledger,
    known_files: &KnownFiles,
    texts: impl IntoIterator<Item = (Arc<str>, Arc<Body>)>,
) -> (Vec<Diagnostic>, Vec<PendingLink>) {
    let (mut found, mut pending) = (vec![], vec![]);
    for (file, body) in texts {
        let nobody = ItemIx::new(ItemKind::Note, ledger.notes.len());
        let mut finder = LinkResolver::new((ledger, known_files), nobody, &file);
        finder.own = Some(&body);
        drop(prose::goals(&mut finder, &body));
        let (diagnostics, links) = finder.into_findings();
        found.extend(diagnostics);
        pending.extend(links);
    }
    (found, pending)
}
