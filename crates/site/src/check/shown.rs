//! OR125 and OR126: items that nothing shows, and empty parts of texts.

use super::CheckContext;
use super::rule_support::is_withheld;
use crate::model::action::Action;
use crate::model::common_fields::PublicationState;
use crate::model::ix::{ActionIx, ItemIx};
use crate::model::ledger::MarkdownRole;
use crate::resolve::actions::status;
use crate::resolve::linked::{EdgeKind, ItemEdge, LinkedLedger, ResolvedTarget};
use crate::resolve::selection::selected;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::edtf::SourcedDate;
use onrecord_base::id::ItemKind;
use onrecord_base::span::FileSpan;
use onrecord_prose::body::{Body, GeneratedPart, PlaceholderKind};
use std::collections::BTreeSet;

/// OR125: a quote or action that no note shows, cites or links, and a person or organization that
/// nothing names. OR204 covers sources.
///
/// Not reported on a site without notes, which consists of lists; for withheld items, until they
/// are published; and for persons and organizations with their own text, which are pages to read.
pub(super) fn not_shown(linked: &LinkedLedger, setting: &CheckContext<'_>) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    if !ledger.notes().any(|note| ledger[note].role == MarkdownRole::Note) {
        return vec![];
    }
    let in_tables = in_tables(linked, setting);
    let mut found = vec![];
    for kind in [ItemKind::Quote, ItemKind::Action, ItemKind::Person, ItemKind::Organization] {
        for ix in ledger.of_kind(kind) {
            let is_statement = matches!(kind, ItemKind::Quote | ItemKind::Action);
            let is_shown = if is_statement {
                ledger.owner(ix).is_some()
                    || linked.to(ix).any(|edge| shows(edge, ix))
                    || matches!(ix, ItemIx::Action(action) if in_tables.contains(&action))
            } else {
                linked.to(ix).any(|edge| edge.from != ix) || !ledger.texts(ix).body.is_empty()
            };
            let id = ledger.id(ix);
            // A misspelled name is reported at its position.
            if is_shown
                || linked.meant.contains(id.as_str())
                || is_withheld(ledger, ix, setting.now)
            {
                continue;
            }
            let word = kind.word();
            let (message, help) = if is_statement {
                (
                    format!("no note shows, cites or links to the {word} `{id}`"),
                    format!(
                        "show it with `![[{word}:{id}]]`, cite it with `[@{word}:{id}]`, or remove it"
                    ),
                )
            } else {
                (format!("unused {word} `{id}`"), "use it, or remove it".to_owned())
            };
            found.push(Diagnostic::new(RuleCode::NotShown, ledger.place(ix), message).help(help));
        }
    }
    found
}

/// True if a reference shows a quote or action to readers: in a text, or in a field of a note.
fn shows(edge: &ItemEdge, ix: ItemIx) -> bool {
    edge.from != ix
        && (edge.from.kind() == ItemKind::Note
            || matches!(edge.how, EdgeKind::Cites | EdgeKind::Links | EdgeKind::Shows))
}

/// The generated parts that authors placed in the texts of an item.
fn parts(linked: &LinkedLedger, ix: ItemIx) -> impl Iterator<Item = (&GeneratedPart, FileSpan)> {
    let file = linked.ledger.file(ix);
    let bodies = linked.ledger.texts(ix).all();
    bodies.flat_map(Body::all_holes).filter_map(move |hole| match &hole.fill {
        PlaceholderKind::Part(part) => Some((part, FileSpan::new(file, hole.span))),
        _ => None,
    })
}

/// The actions that a table in some text selects.
fn in_tables(linked: &LinkedLedger, setting: &CheckContext<'_>) -> BTreeSet<ActionIx> {
    let mut all = BTreeSet::new();
    for (part, _) in linked.ledger.all().into_iter().flat_map(|ix| parts(linked, ix)) {
        if let GeneratedPart::Actions(filters) = part
            && !filters.is_empty()
        {
            all.extend(selection(linked, setting, filters));
        }
    }
    all
}

fn selection(
    linked: &LinkedLedger,
    setting: &CheckContext<'_>,
    filters: &[(String, String)],
) -> BTreeSet<ActionIx> {
    selected(linked, filters, |ix| status(linked, ix, setting.now.day()))
}

/// OR126: a generated part without content.
///
/// Not reported for a table that filters by status, because an empty one is a meaningful answer,
/// nor for values that no action has, which OR440 reports.
pub(super) fn empty_parts(linked: &LinkedLedger, setting: &CheckContext<'_>) -> Vec<Diagnostic> {
    let mut found = vec![];
    for ix in linked.ledger.all() {
        for (part, place) in parts(linked, ix) {
            let Some((message, help)) = missing_content(linked, setting, ix, (part, &place)) else {
                continue;
            };
            found.push(Diagnostic::new(RuleCode::EmptyPart, place, message).help(help));
        }
    }
    found
}

/// The missing content of a part and the next step; `None` if the part shows something.
fn missing_content(
    linked: &LinkedLedger,
    setting: &CheckContext<'_>,
    ix: ItemIx,
    (part, place): (&GeneratedPart, &FileSpan),
) -> Option<(&'static str, &'static str)> {
    let refers = |kind: ItemKind| things(linked, ix).iter().any(|thing| thing.kind() == kind);
    let asks_for = |key: &str, filters: &[(String, String)]| filters.iter().any(|f| f.0 == key);
    match part {
        GeneratedPart::Bibliography => (!cites(linked, ix)).then_some((
            "this bibliography is empty: the page cites nothing",
            "cite a source with `[@key]`, list one under `nocite`, or remove the comment",
        )),
        GeneratedPart::Actions(filters) if filters.is_empty() => (!refers(ItemKind::Action)).then_some((
            "this table is empty: the page names no action",
            "link an action with `[[action:id]]`, select actions as in `<!-- actions topic=x -->`, or remove the comment",
        )),
        GeneratedPart::Actions(filters) => {
            let has_actions = !linked.ledger.actions.is_empty();
            if has_actions && asks_for("status", filters)
                || !selection(linked, setting, filters).is_empty()
                || has_actions && super::action_tables::is_reported(linked, filters, place)
            {
                return None;
            }
            Some((
                "this table is empty: no action matches all filters",
                "use fewer filters, or remove the comment",
            ))
        }
        GeneratedPart::Quotes => (!refers(ItemKind::Quote)).then_some((
            "this list is empty: the page names no quote",
            "cite or link a quote, define one under `quotes:`, or remove the comment",
        )),
        GeneratedPart::Timeline => {
            let any = things(linked, ix).into_iter().any(|thing| has_date(linked, thing));
            (!any).then_some((
                "this timeline is empty: no item named on the page has a date",
                "add a date to one of them, or remove the comment",
            ))
        }
    }
}

/// True if a page cites or lists a source.
fn cites(linked: &LinkedLedger, ix: ItemIx) -> bool {
    let nocite = matches!(ix, ItemIx::Note(note) if !linked.notes[note.at()].own.nocite.is_empty());
    nocite
        || linked.goals_of(ix).iter().flatten().any(|goal| matches!(goal, ResolvedTarget::Cites(_)))
}

/// The items that an item's texts name and cite; for a note, also those it defines.
fn things(linked: &LinkedLedger, ix: ItemIx) -> BTreeSet<ItemIx> {
    let mut all = BTreeSet::new();
    for goal in linked.goals_of(ix).iter().flatten() {
        match goal {
            ResolvedTarget::Thing(thing, _) => drop(all.insert(*thing)),
            ResolvedTarget::Cites(cited) => {
                all.extend(cited.iter().map(|c| c.via.unwrap_or(c.source.into())));
            }
            _ => {}
        }
    }
    if let ItemIx::Note(note) = ix {
        let ledger = &linked.ledger;
        let kinds = [ItemKind::Source, ItemKind::Quote, ItemKind::Action];
        all.extend(kinds.into_iter().flat_map(|kind| ledger.owned(note, kind)));
    }
    all.remove(&ix);
    all
}

/// True if a timeline lists the item: it has its own date with a value.
fn has_date(linked: &LinkedLedger, ix: ItemIx) -> bool {
    let ledger = &linked.ledger;
    let has = |date: Option<&SourcedDate>| date.is_some_and(|date| date.when.is_some());
    match ix {
        ItemIx::Note(note) => {
            let note = &ledger[note];
            let withdrawn =
                note.shared.state.as_ref().is_some_and(|s| s.v == PublicationState::Withdrawn);
            note.role == MarkdownRole::Note && !withdrawn && has(note.data.date.as_ref())
        }
        ItemIx::Quote(quote) => has(ledger[quote].data.said.as_ref()),
        ItemIx::Source(source) => has(ledger[source].data.issued.as_ref()),
        ItemIx::Action(action) => dates(&ledger[action].data).any(|date| has(Some(date))),
        ItemIx::Person(_) | ItemIx::Organization(_) | ItemIx::Topic(_) => false,
    }
}

/// The dates of an action that timelines list.
fn dates(action: &Action) -> impl Iterator<Item = &SourcedDate> {
    let own = action.dates.iter().flat_map(|dates| dates.given()).map(|(_, date)| date);
    let steps = action.history.iter().filter(|step| step.status.is_some());
    own.chain(steps.filter_map(|step| step.date.as_ref()))
        .chain(action.deadlines.iter().filter_map(|deadline| deadline.due.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::{empty_parts, not_shown};
    use crate::check::testing::tells;

    const LISTS: &[(&str, &str)] = &[
        ("topics.yaml", "- {id: t, title: T}\n"),
        ("sources.yaml", "- {id: s, title: S}\n- {id: dated, title: D, issued: 2020}\n"),
        (
            "actions.yaml",
            "- {id: one, kind: act, title: One, by: org, topics: [t], dates: {signed: 2020}, amends: [two]}\n\
             - {id: two, kind: act, title: Two, by: org, topics: [t], jurisdiction: us}\n",
        ),
        (
            "quotes.yaml",
            "- {id: said, text: x, speaker: jane, source: s}\n\
             - {id: other, text: x, speaker: jane, source: s, responds_to: [said]}\n\
             - {id: draft, text: x, speaker: jane, source: s, draft: true}\n",
        ),
        ("people.yaml", "- {id: jane, name: Jane}\n- {id: ann, name: Ann}\n"),
        ("organizations.yaml", "- {id: org, name: Org}\n- {id: lone, name: Lone, parent: org}\n"),
        ("people/eve.md", "---\nname: Eve\n---\nA page to read.\n"),
    ];

    const PERSONS: [&str; 2] =
        ["OR125 «ann» unused person `ann`", "OR125 «lone» unused organization `lone`"];

    #[track_caller]
    fn shown(text: &str, lines: &[&str]) {
        let note = format!("---\ntitle: N\n---\n{text}\n");
        let mut texts = LISTS.to_vec();
        texts.push(("n.md", &note));
        tells(not_shown, &texts, &[lines, &PERSONS].concat());
    }

    #[test]
    fn items_that_no_note_names_are_reported() {
        let quote =
            |id: &str| format!("OR125 «{id}» no note shows, cites or links to the quote `{id}`");
        let action =
            |id: &str| format!("OR125 «{id}» no note shows, cites or links to the action `{id}`");
        let all = [quote("said"), quote("other"), action("one"), action("two")];
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        shown("Nothing.", &all);
        // A note shows one of two actions of one topic; one of them amends the other.
        shown("![[action:one]]\n\n[@quote:said]", &[all[1], all[3]]);
        shown("[[action:two]] and [[quote:other|words]]", &[all[0], all[2]]);
        shown("<!-- actions topic=t -->\n\n![[quote:said]]\n\n![[quote:other]]", &[]);
        shown("<!-- actions jurisdiction=us -->", &all[..3]);
        shown("<!-- actions status=blocked -->", &all);
    }

    #[test]
    fn what_a_note_defines_it_shows() {
        let note = "---\ntitle: N\nquotes: [{id: q, text: x, speaker: A B, source: s}]\nsources: [{id: s, title: S}]\n---\n";
        tells(not_shown, &[("n.md", note)], &[]);
    }

    #[track_caller]
    fn parts(text: &str, lines: &[&str]) {
        let note = format!("---\ntitle: N\n---\n{text}\n");
        let mut texts = LISTS.to_vec();
        texts.push(("n.md", &note));
        tells(empty_parts, &texts, lines);
    }

    #[test]
    fn a_part_that_shows_nothing_is_reported() {
        for (mark, message) in [
            ("<!-- timeline -->", "this timeline is empty: no item named on the page has a date"),
            ("<!-- quotes -->", "this list is empty: the page names no quote"),
            ("<!-- actions -->", "this table is empty: the page names no action"),
            ("<!-- bibliography -->", "this bibliography is empty: the page cites nothing"),
            ("<!-- actions topic=t kind=act jurisdiction=us kind=bill -->", ""),
        ] {
            let line = format!("OR126 «{mark}» {message}");
            let lines: &[&str] = if message.is_empty() { &[] } else { &[&line] };
            parts(mark, lines);
        }
        parts(
            "[@s]\n\n<!-- timeline -->",
            &[
                "OR126 «<!-- timeline -->» this timeline is empty: no item named on the page has a date",
            ],
        );
        parts(
            "[@dated] [@quote:said] [[action:two]]\n\n<!-- timeline -->\n\n<!-- quotes -->\n\n<!-- actions -->\n\n<!-- bibliography -->",
            &[],
        );
        parts("<!-- actions status=blocked -->", &[]);
        // OR440 reports this one, because no action has the kind.
        parts("<!-- actions kind=treaty -->", &[]);
    }

    #[test]
    fn a_table_is_empty_where_there_are_no_actions() {
        let note = "---\ntitle: N\n---\n<!-- actions topic=t -->\n";
        tells(
            empty_parts,
            &[("n.md", note), ("topics.yaml", "- {id: t, title: T}\n")],
            &[
                "OR126 «<!-- actions topic=t -->» this table is empty: no action matches all filters",
            ],
        );
    }
}
