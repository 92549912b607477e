//! OR506, OR507: list items that are withheld only because just withheld items refer to them.
//!
//! No author decided to withhold such an item, so each is reported. If it would change the content
//! of a visible page (a status, or the response to a statement), the report is a warning that names
//! both.

use super::{WithheldItems, WithheldReason};
use crate::model::action::Status;
use crate::model::common_fields::{CommonFields, PublicationState};
use crate::model::ix::{ActionIx, ItemIx};
use crate::model::ledger::DefinedIn;
use crate::resolve::actions::status;
use crate::resolve::linked::{EdgeKind, LinkedLedger};
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::edtf::PartialDate;
use onrecord_base::id::Id;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// True if an item's own fields say that it is published.
fn is_published(shared: &CommonFields) -> bool {
    let state = shared.state.as_ref().map(|state| state.v);
    matches!(state, Some(PublicationState::Published | PublicationState::Archived))
        || shared.publish.as_ref().is_some_and(|publish| publish.v)
}

/// Withholds the items of list files to which only withheld items refer, and all bibliography
/// entries to which nothing visible refers, because libraries are published only in part. Items
/// explicitly marked as published stay.
pub(super) fn withhold(linked: &LinkedLedger, verdicts: &mut WithheldItems) {
    let ledger = &linked.ledger;
    let library = ledger.sources().filter(|ix| ledger[*ix].key.is_some()).map(ItemIx::from);
    let library: BTreeSet<ItemIx> = library.filter(|ix| verdicts.of(*ix).is_none()).collect();
    if verdicts.0.is_empty() && library.is_empty() {
        return;
    }
    let listed = |ix: ItemIx| {
        matches!(ledger.origin(ix), DefinedIn::List)
            && verdicts.of(ix).is_none()
            && !is_published(ledger.shared(ix))
    };
    let mut hidden = reach(linked, verdicts.0.keys().copied().collect(), listed);
    hidden.extend(library);
    let is_light = |ix: ItemIx| verdicts.of(ix).is_none() && !hidden.contains(&ix);
    let shown = hidden.iter().copied().filter(|ix| linked.to(*ix).any(|e| is_light(e.from)));
    let asked = ledger.notes().filter(|ix| is_light((*ix).into()));
    let asked =
        asked.flat_map(|ix| linked.notes[ix.at()].own.nocite.iter().map(|s| ItemIx::from(*s)));
    let shown: BTreeSet<ItemIx> = shown.chain(asked.filter(|ix| hidden.contains(ix))).collect();
    let further = reach(linked, shown.iter().copied().collect(), |ix| hidden.contains(&ix));
    let dark: Vec<ItemIx> =
        hidden.into_iter().filter(|ix| !shown.contains(ix) && !further.contains(ix)).collect();
    verdicts.0.extend(dark.into_iter().map(|ix| (ix, WithheldReason::Unlisted)));
}

/// The items that references from `from` lead to, followed transitively through matching items.
fn reach(
    linked: &LinkedLedger,
    from: Vec<ItemIx>,
    fits: impl Fn(ItemIx) -> bool,
) -> BTreeSet<ItemIx> {
    let mut seen = BTreeSet::new();
    let mut open = from;
    while let Some(at) = open.pop() {
        for to in linked.edges_of(at).iter().map(|edge| edge.to) {
            if fits(to) && seen.insert(to) {
                open.push(to);
            }
        }
    }
    seen
}

/// Reports the items withheld in this way, without bibliography entries, because libraries are
/// published only in part.
///
/// * In: all items with the decisions about them; the published items; `with`, which adds these
///   items.
/// * Cost: `with` is called only if one of the items has an effect on a published action.
pub(super) fn report(
    (all, verdicts): (&LinkedLedger, &WithheldItems),
    seen: &LinkedLedger,
    today: PartialDate,
    with: impl FnOnce() -> Arc<LinkedLedger>,
) -> Vec<Diagnostic> {
    let ledger = &all.ledger;
    let is_reported = |ix: &ItemIx| match ix {
        ItemIx::Source(source) => ledger[*source].key.is_none(),
        _ => true,
    };
    let items: BTreeSet<ItemIx> = verdicts.unlisted().filter(is_reported).collect();
    let is_action = |ix: &ItemIx| matches!(ix, ItemIx::Action(_));
    let acts = items.iter().any(|ix| is_action(ix) && !reached(all, *ix, verdicts).is_empty());
    let changes = if acts { status_changes(seen, &with(), today) } else { BTreeMap::new() };
    items.iter().map(|ix| finding((all, verdicts), *ix, &changes)).collect()
}

/// The statuses of published actions without and with the withheld items.
type StatusChanges = BTreeMap<Id, (Status, Status)>;

/// The published actions whose status changes if the withheld items are added.
fn status_changes(seen: &LinkedLedger, with: &LinkedLedger, today: PartialDate) -> StatusChanges {
    let all = |linked: &LinkedLedger| -> BTreeMap<Id, Status> {
        let actions = (0..linked.ledger.actions.len()).map(ActionIx::new);
        actions.map(|ix| (linked.ledger[ix].id.clone(), status(linked, ix, today))).collect()
    };
    let with = all(with);
    let changed = all(seen).into_iter().filter_map(|(id, without)| {
        let with = *with.get(&id)?;
        (with != without).then_some((id, (without, with)))
    });
    changed.collect()
}

/// The published actions that an action affects, directly or through others.
fn reached(all: &LinkedLedger, from: ItemIx, verdicts: &WithheldItems) -> BTreeSet<ItemIx> {
    let (mut seen, mut open) = (BTreeSet::from([from]), vec![from]);
    while let Some(at) = open.pop() {
        let does = all.edges_of(at).iter().filter(|edge| matches!(edge.how, EdgeKind::Does(_)));
        open.extend(does.map(|edge| edge.to).filter(|to| seen.insert(*to)));
    }
    seen.retain(|ix| verdicts.of(*ix).is_none());
    seen
}

fn finding(
    (all, verdicts): (&LinkedLedger, &WithheldItems),
    ix: ItemIx,
    changes: &StatusChanges,
) -> Diagnostic {
    let ledger = &all.ledger;
    let (what, id) = (ix.kind().word(), ledger.id(ix));
    let withheld = format!("the {what} `{id}` is withheld because only withheld items refer to it");
    let help =
        "add `state: published` to its entry to publish it, or `state: draft` to hold it back";
    let reached = reached(all, ix, verdicts);
    let moved = |to: &ItemIx| {
        Some((*to, *changes.get(ledger.id(*to)).filter(|_| matches!(to, ItemIx::Action(_)))?))
    };
    let answered = all.edges_of(ix).iter().find(|edge| {
        matches!(edge.how, EdgeKind::Does(_) | EdgeKind::Answers(_))
            && verdicts.of(edge.to).is_none()
    });
    let (message, to) = if let Some((to, (without, with))) = reached.iter().find_map(moved) {
        let message = format!(
            "{withheld}; without it, `{}` is shown as {}; with it, as {}",
            ledger.id(to),
            without.word(),
            with.word()
        );
        (message, to)
    } else if let Some(edge) = answered {
        let to = edge.to;
        let message = format!(
            "{withheld}; the page of the {} `{}` omits its relation to it",
            to.kind().word(),
            ledger.id(to)
        );
        (message, to)
    } else {
        let diagnostic =
            Diagnostic::new(RuleCode::WithheldUnlisted, ledger.place(ix), withheld).help(help);
        return named_by((all, verdicts), ix, diagnostic);
    };
    let diagnostic = Diagnostic::new(RuleCode::WithheldChangesRecord, ledger.place(ix), message)
        .related(ledger.place(to), "this is published")
        .help(help);
    named_by((all, verdicts), ix, diagnostic)
}

/// Adds a related location: the first withheld item that refers to this one.
fn named_by(
    (all, verdicts): (&LinkedLedger, &WithheldItems),
    ix: ItemIx,
    diagnostic: Diagnostic,
) -> Diagnostic {
    match all.to(ix).map(|edge| edge.from).find(|from| verdicts.of(*from).is_some()) {
        Some(from) => {
            let ledger = &all.ledger;
            let words = format!("`{}` refers to it and is withheld", ledger.id(from));
            diagnostic.related(ledger.place(from), words)
        }
        None => diagnostic,
    }
}
