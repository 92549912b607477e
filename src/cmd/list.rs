//! `onrecord list`: prints the items of a site, as a table or as JSON.

use super::site::{self, LoadedSite};
use super::{CommandContext, CommandError, ExitStatus, Terminal};
use crate::cli::{LevelArgs, ListArgs, ListFormat, ListKind};
use crate::pipeline::{self, AcceptedFinding};
use crate::report::visible::visible;
use onrecord_base::code::RuleCode;
use onrecord_base::edtf::UtcInstant;
use onrecord_base::id::ItemKind;
use onrecord_site::model::common_fields::CommonFields;
use onrecord_site::model::ix::ItemIx;
use onrecord_site::model::ledger::Ledger;
use onrecord_site::release::is_draft;
use onrecord_site::resolve::origins::SourceOrigins;
use onrecord_site::verification::TextOutcome;
use onrecord_site::view::cards::check::level;
use serde_json::{Map, Value, json};

/// A table; every row has as many cells as there are headings.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct TextTable {
    pub(super) heads: Vec<&'static str>,
    pub(super) rows: Vec<Vec<String>>,
}

/// Runs the command. Prints as much as can be read and no findings: `check` reports those.
pub(super) fn run(
    run: CommandContext<'_>,
    args: &ListArgs,
    terminal: &mut Terminal,
) -> Result<ExitStatus, CommandError> {
    let now = args.view.now.unwrap_or(run.world.now);
    let table = match args.what {
        ListKind::Accepted => accepted(&site::load(run, &args.view, &LevelArgs::default())?),
        ListKind::Unused => unused(&site::load(run, &args.view, &LevelArgs::default())?),
        ListKind::Quotes if args.format == ListFormat::Json => {
            let sources = site::read(&site::find(run)?)?;
            terminal.print(&quotes(&pipeline::archive_state(&sources), now))?;
            return Ok(ExitStatus::Clean);
        }
        what => {
            let sources = site::read(&site::find(run)?)?;
            of_ledger(&pipeline::ledger(&sources).value, what, now)
        }
    };
    show(&table, args.format, terminal)?;
    Ok(ExitStatus::Clean)
}

/// Prints a table in the given format.
pub(super) fn show(
    table: &TextTable,
    format: ListFormat,
    terminal: &mut Terminal,
) -> Result<(), CommandError> {
    match format {
        ListFormat::Table => print(table, terminal),
        ListFormat::Json => terminal.print(&rows_json(table)),
    }
}

/// Returns the quotes as JSON: the columns of the table, and `check`, a list with the verdict on each text or
/// segment.
fn quotes(held: &pipeline::ArchiveState, now: UtcInstant) -> String {
    let ledger = &held.linked.ledger;
    let table = of_ledger(ledger, ListKind::Quotes, now);
    let origins = SourceOrigins::of(&held.linked);
    let mut all: Vec<Value> = serde_json::from_str(&rows_json(&table)).unwrap_or_default();
    for (value, ix) in all.iter_mut().zip(ledger.quotes()) {
        let links = &held.linked.quotes[ix.at()].own;
        let source = links.source.map(|s| ledger[s].id.to_string());
        let steps = held.linked.steps(ix);
        let Some(check) = held.verdicts.of(&ledger[ix].id) else { continue };
        let part = |outcome: &TextOutcome| {
            let mut part = match outcome {
                TextOutcome::Judged(judged) => onrecord_site::view::cards::check::data(judged),
                TextOutcome::Not(why) => json!({ "verdict": "unverifiable", "why": why.word() }),
            };
            part["source"] = source.clone().into();
            part["steps"] = steps.into();
            part["level"] = level(&held.linked, &origins, ix, check).into();
            part
        };
        let texts: Vec<Value> = check.compared().map(part).collect();
        value["check"] = texts.into();
    }
    format!("{:#}", Value::Array(all))
}

fn accepted(site: &LoadedSite) -> TextTable {
    let row = |a: &AcceptedFinding| {
        let found: Vec<&str> = a.found.iter().map(|d| d.message.as_str()).collect();
        vec![a.code.id().into(), a.place.file.to_string(), a.reason.clone(), found.join("; ")]
    };
    TextTable {
        heads: vec!["code", "file", "reason", "message"],
        rows: site.built.accepted.iter().map(row).collect(),
    }
}

fn unused(site: &LoadedSite) -> TextTable {
    let codes = [RuleCode::UnusedSource, RuleCode::NotShown];
    let unused = site.found.iter().filter(|diagnostic| codes.contains(&diagnostic.code));
    TextTable {
        heads: vec!["file", "message"],
        rows: unused.map(|d| vec![d.place.file.to_string(), d.message.clone()]).collect(),
    }
}

/// Returns all items of a kind with their state, withheld ones included: the list is for the authors.
fn of_ledger(ledger: &Ledger, what: ListKind, now: UtcInstant) -> TextTable {
    let all = |kind| ledger.all().into_iter().filter(move |ix: &ItemIx| ix.kind() == kind);
    let kind = match what {
        ListKind::Notes => ItemKind::Note,
        ListKind::Sources => ItemKind::Source,
        ListKind::Quotes => ItemKind::Quote,
        ListKind::Actions => ItemKind::Action,
        ListKind::People => ItemKind::Person,
        ListKind::Organizations => ItemKind::Organization,
        ListKind::Topics => ItemKind::Topic,
        ListKind::Drafts | ListKind::Embargoed | ListKind::Unused | ListKind::Accepted => {
            return withheld_items(ledger, what, now);
        }
    };
    let detail = match kind {
        ItemKind::Note | ItemKind::Action => "date",
        ItemKind::Source => "issued",
        ItemKind::Quote => "said",
        ItemKind::Person | ItemKind::Organization | ItemKind::Topic => "summary",
    };
    let row = |ix: ItemIx| {
        vec![
            ledger.id(ix).to_string(),
            ledger.called(ix),
            detail_of(ledger, ix),
            state(ledger, ix, now),
            ledger.file(ix).to_string(),
        ]
    };
    TextTable {
        heads: vec!["id", "title", detail, "state", "file"],
        rows: all(kind).map(row).collect(),
    }
}

/// Returns the withheld items, the next to be published first.
fn withheld_items(ledger: &Ledger, what: ListKind, now: UtcInstant) -> TextTable {
    let mut rows: Vec<(Option<UtcInstant>, Vec<String>)> = vec![];
    for ix in ledger.all() {
        let until = shared(ledger, ix).filter_map(|s| s.embargo.as_ref()).map(|m| m.v).max();
        let is_meant = match what {
            ListKind::Embargoed => until.is_some_and(|until| until > now),
            _ => shared(ledger, ix).any(is_draft),
        };
        if is_meant {
            let when = until.map_or(String::new(), |until| until.to_string());
            let (kind, id) = (ix.kind().word().to_owned(), ledger.id(ix).to_string());
            rows.push((
                until,
                vec![kind, id, ledger.called(ix), when, ledger.file(ix).to_string()],
            ));
        }
    }
    if what == ListKind::Embargoed {
        rows.sort_by_key(|(until, _)| *until);
    }
    TextTable {
        heads: vec!["type", "id", "title", "embargo", "file"],
        rows: rows.into_iter().map(|(_, row)| row).collect(),
    }
}

/// Returns the optional fields of an item and of the note that defines it; the stricter ones apply.
fn shared(ledger: &Ledger, ix: ItemIx) -> impl Iterator<Item = &CommonFields> {
    let owner = ledger.owner(ix).map(|note| ledger.shared(note.into()));
    std::iter::once(ledger.shared(ix)).chain(owner)
}

/// Returns the reason why an item is withheld, or its publication state.
fn state(ledger: &Ledger, ix: ItemIx, now: UtcInstant) -> String {
    let any =
        |test: fn(&CommonFields, UtcInstant) -> bool| shared(ledger, ix).any(|s| test(s, now));
    let said = ledger.shared(ix).state.as_ref().map_or("published", |s| s.v.word());
    if any(|s, _| s.confidential.as_ref().is_some_and(|c| c.v)) {
        "confidential"
    } else if any(|s, now| s.embargo.as_ref().is_some_and(|m| m.v > now)) {
        "embargoed"
    } else if any(|s, _| is_draft(s)) {
        "draft"
    } else if any(|s, now| s.expires.as_ref().is_some_and(|m| m.v <= now)) {
        "expired"
    } else {
        said
    }
    .to_owned()
}

fn detail_of(ledger: &Ledger, ix: ItemIx) -> String {
    let date = match ix {
        ItemIx::Note(ix) => ledger[ix].data.date.as_ref(),
        ItemIx::Source(ix) => ledger[ix].data.issued.as_ref(),
        ItemIx::Quote(ix) => ledger[ix].data.said.as_ref(),
        ItemIx::Action(ix) => ledger[ix].data.first_date(),
        ItemIx::Person(_) | ItemIx::Organization(_) | ItemIx::Topic(_) => {
            return ledger.shared(ix).summary.as_ref().map_or(String::new(), |s| s.v.clone());
        }
    };
    date.and_then(|date| date.when).map_or(String::new(), |when| when.to_string())
}

/// Prints columns as wide as their longest cell; an empty table prints its headings only.
fn print(table: &TextTable, terminal: &mut Terminal) -> Result<(), CommandError> {
    let heads = table.heads.iter().map(|head| (*head).to_owned()).collect();
    let rows: Vec<Vec<String>> = std::iter::once(heads)
        .chain(table.rows.iter().map(|row| row.iter().map(|cell| visible(cell)).collect()))
        .collect();
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max()
    };
    let widths: Vec<usize> = (0..table.heads.len()).map(|c| width(c).unwrap_or(0)).collect();
    for row in &rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        terminal.print(cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}

fn rows_json(table: &TextTable) -> String {
    let row = |row: &Vec<String>| {
        let cells = table.heads.iter().zip(row);
        let map: Map<String, Value> =
            cells.map(|(head, cell)| ((*head).to_owned(), cell.as_str().into())).collect();
        Value::Object(map)
    };
    format!("{:#}", Value::Array(table.rows.iter().map(row).collect()))
}

#[cfg(test)]
mod tests {
    use super::{TextTable, rows_json};

    #[test]
    fn json_has_one_object_a_row() {
        let table = TextTable {
            heads: vec!["id", "title"],
            rows: vec![vec!["a".into(), "A \"b\"".into()]],
        };
        let read: serde_json::Value = serde_json::from_str(&rows_json(&table)).unwrap();
        assert_eq!(read, serde_json::json!([{ "id": "a", "title": "A \"b\"" }]));
        assert_eq!(rows_json(&TextTable::default()), "[]");
    }
}
