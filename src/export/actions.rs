//! The tracker as data: every action as JSON and as a table of comma-separated values.
//!
//! Dates are written as in the content (EDTF), so that a vague date stays vague; beside a date that the source does
//! not give is how it is known. What is done in part, or known only from the actor's own
//! word, says so here, too.
//!
//! The table is for people with a spreadsheet: it begins with a byte order mark, without which Excel
//! takes UTF-8 for something else, its lines end as RFC 4180 has it, and a cell that a spreadsheet
//! would take for a formula gets an apostrophe. The JSON has every value as it is.

use onrecord_base::edtf::{EdtfDate, SourcedDate};
use onrecord_site::model::action::{Action, ActionIdentifier, RelationKind, RelationScope};
use onrecord_site::model::identifier::official;
use onrecord_site::model::ix::{ActionIx, ItemIx};
use onrecord_site::resolve::actions::incoming_relations;
use onrecord_site::resolve::linked::RelationLink;
use onrecord_site::resolve::standing::{EffectState, printed_date};
use onrecord_site::view::PartyView;
use onrecord_site::view::cards::action::{ActionCard, action_card, effect};
use onrecord_site::view::cards::answer::answer;
use onrecord_site::view::cards::deadline::deadlines;
use onrecord_site::view::context::ViewContext;
use serde::Serialize;
use std::collections::BTreeMap;

/// An action, as in the JSON.
#[derive(Debug, Serialize)]
struct ActionRow<'a> {
    id: &'a str,
    url: String,
    title: String,
    short_title: String,
    kind: &'static str,
    status: String,
    status_as_of: String,
    /// Its status, in one sentence.
    status_text: String,
    by: Vec<String>,
    asserted_by: String,
    target: Vec<String>,
    jurisdiction: String,
    identifiers: Vec<String>,
    identifier_links: Vec<IdentifierRow<'a>>,
    first_date: String,
    first_date_basis: &'static str,
    first_date_as_given: String,
    dates: BTreeMap<&'static str, DateRow>,
    topics: Vec<&'a str>,
    relations: Vec<RelationRow<'a>>,
    deadlines: Vec<DeadlineRow>,
    sources: Vec<&'a str>,
}

/// A date of an action.
#[derive(Debug, Serialize)]
struct DateRow {
    /// As EDTF; empty where it is not known.
    value: String,
    basis: &'static str,
    as_given: String,
}

/// An official identifier with the address of its record.
#[derive(Debug, Serialize)]
struct IdentifierRow<'a> {
    scheme: &'static str,
    value: &'a str,
    /// Empty where the catalogue has no permanent addresses.
    url: String,
}

/// What one action does to another, or has done to it.
#[derive(Debug, Serialize)]
struct RelationRow<'a> {
    /// `amends`, `amended_by`; of a proposal `would_amend`, `would_be_amended_by`.
    does: String,
    /// The relation as the author wrote it: `amends`.
    relation: &'static str,
    /// `does`, `will`, `would`, `would-have`.
    effect: &'static str,
    action: &'a str,
    scope: &'static str,
    date: String,
}

#[derive(Debug, Serialize)]
struct DeadlineRow {
    due: String,
    what: String,
    who: String,
    state: String,
}

fn rows<'a>(cx: &'a ViewContext<'_>) -> impl Iterator<Item = ActionRow<'a>> {
    cx.site.ledger.actions().map(|ix| row(cx, ix))
}

fn row<'a>(cx: &'a ViewContext<'_>, ix: ActionIx) -> ActionRow<'a> {
    let ledger = &cx.site.ledger;
    let action = &ledger[ix].data;
    let links = &cx.site.actions[ix.at()];
    let card = action_card(cx, ix);
    let names = |all: &[PartyView]| all.iter().map(|p| p.name.clone()).collect();
    let dates = action.dates.iter().flat_map(|d| d.given());
    ActionRow {
        id: ledger[ix].id.as_str(),
        url: absolute(cx, &card),
        kind: action.kind.as_ref().map_or("", |k| k.v.word()),
        status: card.status.word,
        status_as_of: match card.status.as_of.as_str() {
            "" => String::new(),
            _ => written(action.status_as_of.as_deref()),
        },
        status_text: answer(cx, ix).text,
        by: names(&card.by),
        asserted_by: card.asserted_by.name,
        target: names(&cx.parties(&links.own.target)),
        jurisdiction: jurisdiction(action),
        identifiers: card.identifiers,
        identifier_links: action.identifiers.iter().filter_map(identifier_row).collect(),
        first_date: written(action.first_date()),
        first_date_basis: action.first_date().map_or("", |d| d.basis.word()),
        first_date_as_given: action
            .first_date()
            .and_then(|d| d.as_given.clone())
            .unwrap_or_default(),
        dates: dates.map(|(word, date)| (word, date_row(date))).collect(),
        topics: links.topics.iter().map(|t| ledger.id(ItemIx::from(*t)).as_str()).collect(),
        relations: relations(cx, ix),
        deadlines: due(cx, ix),
        sources: links.own.sources.iter().map(|(s, _)| ledger[*s].id.as_str()).collect(),
        title: card.title,
        short_title: action.short_title.as_ref().map(|t| t.v.clone()).unwrap_or_default(),
    }
}

fn absolute(cx: &ViewContext<'_>, card: &ActionCard) -> String {
    let absolute = cx.config.absolute(&card.url);
    if absolute.is_empty() { card.url.clone() } else { absolute }
}

fn jurisdiction(action: &Action) -> String {
    action.jurisdiction.as_ref().map(|j| j.v.clone()).unwrap_or_default()
}

fn date_row(date: &SourcedDate) -> DateRow {
    DateRow {
        value: written(Some(date)),
        basis: date.basis.word(),
        as_given: date.as_given.clone().unwrap_or_default(),
    }
}

fn written(date: Option<&SourcedDate>) -> String {
    date.and_then(|d| d.when).map(|when: EdtfDate| when.to_string()).unwrap_or_default()
}

fn identifier_row(identifier: &ActionIdentifier) -> Option<IdentifierRow<'_>> {
    let (scheme, value) = (identifier.scheme?, &identifier.value.as_ref()?.v);
    let url = official(scheme, value).map(|official| official.url).unwrap_or_default();
    Some(IdentifierRow { scheme: scheme.word(), value, url })
}

/// Relations both ways, `revokes` and `revoked_by`: first what it does, then what is done to it.
fn relations<'a>(cx: &'a ViewContext<'_>, ix: ActionIx) -> Vec<RelationRow<'a>> {
    let one = |by: ActionIx, relation: &RelationLink| {
        let is_own = by == ix;
        let other = if is_own { relation.to } else { by };
        let date = printed_date(cx.site, by, relation, is_own);
        let effect = effect(cx, Some(by), relation.does, date.and_then(|d| d.when));
        RelationRow {
            does: does(relation.does, effect, is_own),
            relation: relation.does.word(),
            effect: effect.word(),
            action: cx.site.ledger[other].id.as_str(),
            scope: match relation.scope {
                RelationScope::Whole => "whole",
                RelationScope::InPart => "in-part",
                RelationScope::Unknown => "unknown",
            },
            date: written(date),
        }
    };
    let own = cx.site.actions[ix.at()].own.relations.iter().map(|r| one(ix, r));
    let others = incoming_relations(cx.site, ix).into_iter().map(|(by, r)| one(by, r));
    own.chain(others).collect()
}

/// The word of a relation seen from one of its sides: `revokes`, `would_be_revoked_by`.
fn does(does: RelationKind, effect: EffectState, is_own: bool) -> String {
    let frames = match effect {
        EffectState::Does => return if is_own { does.word() } else { does.inverse() }.to_owned(),
        EffectState::Will => ["will_", "will_be_"],
        EffectState::Would => ["would_", "would_be_"],
        EffectState::WouldHave => ["would_have_", "would_have_been_"],
    };
    let verb = match (effect, is_own) {
        (_, false) => does.inverse().to_owned(),
        (EffectState::WouldHave, true) => does.participle().to_owned(),
        (_, true) => does.infinitive(),
    };
    format!("{}{verb}", frames[usize::from(!is_own)])
}

fn due(cx: &ViewContext<'_>, ix: ActionIx) -> Vec<DeadlineRow> {
    let written_down = cx.site.ledger[ix].data.deadlines.iter().filter(|d| d.due.is_some());
    written_down
        .zip(deadlines(cx, ix))
        .map(|(deadline, view)| DeadlineRow {
            due: written(deadline.due.as_ref()),
            what: view.what,
            who: view.who.name,
            state: view.state,
        })
        .collect()
}

/// Every action, in the order of the site.
pub fn json(cx: &ViewContext<'_>) -> Vec<u8> {
    let rows: Vec<ActionRow<'_>> = rows(cx).collect();
    // Texts, lists and maps of texts: there is nothing that cannot be written.
    let mut bytes = serde_json::to_vec_pretty(&rows).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// The same as a table; several values of a cell are separated by `; `. A relation that is not
/// of the whole says so: `vacates rule (in-part, 2019-10-01)`.
pub fn csv(cx: &ViewContext<'_>) -> Vec<u8> {
    const HEAD: [&str; 17] = [
        "id",
        "title",
        "short_title",
        "kind",
        "status",
        "status_as_of",
        "first_date",
        "first_date_basis",
        "first_date_as_given",
        "by",
        "asserted_by",
        "target",
        "jurisdiction",
        "identifiers",
        "topics",
        "relations",
        "url",
    ];
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(MARK.as_bytes().to_vec());
    // Writing to memory does not fail, and every row has the length of the first.
    let mut put = |row: &[String]| drop(writer.write_record(row));
    put(&HEAD.map(str::to_owned));
    for row in rows(cx) {
        let relations: Vec<String> = row.relations.iter().map(RelationRow::in_words).collect();
        let cells = [
            row.id.to_owned(),
            row.title,
            row.short_title,
            row.kind.to_owned(),
            row.status,
            row.status_as_of,
            row.first_date,
            row.first_date_basis.to_owned(),
            row.first_date_as_given,
            row.by.join("; "),
            row.asserted_by,
            row.target.join("; "),
            row.jurisdiction,
            row.identifiers.join("; "),
            row.topics.join("; "),
            relations.join("; "),
            row.url,
        ];
        put(&cells.map(|cell| harmless(&cell)));
    }
    writer.into_inner().unwrap_or_default()
}

/// The byte order mark.
const MARK: &str = "\u{feff}";

impl RelationRow<'_> {
    fn in_words(&self) -> String {
        let scope = if self.scope == "whole" { "" } else { self.scope };
        let more: Vec<&str> = [scope, &self.date].into_iter().filter(|p| !p.is_empty()).collect();
        match more.as_slice() {
            [] => format!("{} {}", self.does, self.action),
            more => format!("{} {} ({})", self.does, self.action, more.join(", ")),
        }
    }
}

/// A cell that no spreadsheet takes for a formula: one that begins like one gets an apostrophe. Some
/// take the wide forms of these signs for the same.
fn harmless(cell: &str) -> String {
    let cell = cell.split_whitespace().collect::<Vec<_>>().join(" ");
    if cell.starts_with(['=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠']) {
        format!("'{cell}")
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::{MARK, csv, harmless, json};
    use onrecord_site::view::testing::{made, shipped};

    #[test]
    fn the_table_is_read_again() {
        let text = "- { id: a, kind: act, title: \"=HYPERLINK(\\\"http://x\\\",\\\"y\\\")\", by: [\"@cmd\", X Y], dates: { signed: 2023-01~ }, asserted_by: X Y, revokes: [{ action: b, scope: in-part }] }\n\
            - { id: b, kind: act, title: \"Say \\\"no\\\", and go\", by: X Y, dates: { signed: { value: 2022, basis: inferred, as_given: last year } } }\n";
        let made = made("2024-01-10", &[("actions.yaml", text)]);
        let bytes = csv(&made.cx());
        assert!(bytes.starts_with(MARK.as_bytes()));
        let text = std::str::from_utf8(&bytes).unwrap();
        assert_eq!((text.matches('\n').count(), text.matches("\r\n").count()), (3, 3));
        let bytes = &bytes[MARK.len()..];
        let mut read = ::csv::Reader::from_reader(bytes);
        let head = read.headers().unwrap().clone();
        let rows: Vec<::csv::StringRecord> = read.records().map(Result::unwrap).collect();
        let cell = |row: usize, name: &str| {
            let at = head.iter().position(|h| h == name).unwrap();
            rows[row].get(at).unwrap().to_owned()
        };
        assert_eq!(rows.len(), 2);
        assert_eq!(cell(0, "title"), "'=HYPERLINK(\"http://x\",\"y\")");
        assert_eq!(cell(0, "by"), "'@cmd; X Y");
        assert_eq!(cell(0, "first_date"), "2023-01~");
        assert_eq!(cell(0, "asserted_by"), "X Y");
        assert_eq!(cell(0, "relations"), "revokes b (in-part, 2023-01~)");
        assert_eq!(cell(1, "title"), "Say \"no\", and go");
        assert_eq!(cell(1, "first_date_basis"), "inferred");
        assert_eq!(cell(1, "first_date_as_given"), "last year");
        assert_eq!(cell(1, "status"), "partly-in-force");
        assert_eq!(cell(1, "relations"), "revoked_by a (in-part, 2023-01~)");
        assert_eq!(harmless("a\n=b"), "a =b");
        assert_eq!(harmless("\t＝b"), "'＝b");
    }

    #[test]
    fn the_json_holds_every_action_with_its_relations() {
        let made = shipped("2026-11-23");
        let read: serde_json::Value = serde_json::from_slice(&json(&made.cx())).unwrap();
        let all = read.as_array().unwrap();
        let order = all.iter().find(|a| a["id"] == "eo-13942").unwrap();
        assert_eq!(order["status"], "revoked");
        assert_eq!(order["dates"]["signed"]["value"], "2020-08-06");
        assert_eq!(order["dates"]["signed"]["basis"], "external");
        let relation = &order["relations"][0];
        assert_eq!(
            (&relation["does"], &relation["scope"]),
            (&"blocked_by".into(), &"unknown".into())
        );
        assert_eq!(all.len(), made.cx().site.ledger.actions.len());
    }
}
