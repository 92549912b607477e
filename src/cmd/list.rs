//! `onrecord list`: the things of a site, as a table or as JSON.

use super::site::{self, Loaded};
use super::{Exit, Failure, Run, Terminal};
use crate::base::code::Code;
use crate::cli::{ListArgs, ListFormat, What};
use crate::report::visible::visible;
use serde_json::{Map, Value};

/// Rows under heads; every row has as many cells as there are heads.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) heads: Vec<&'static str>,
    pub(super) rows: Vec<Vec<String>>,
}

/// Where the rows come from.
trait Listing {
    /// The things of a sort; `None`: they cannot be listed.
    fn table(&self, what: What) -> Option<Table>;
}

/// Runs the command. Findings are `check`'s matter: a list is printed as far as the site can be read.
pub(super) fn run(run: Run<'_>, args: &ListArgs, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let site = site::load(run, &args.view)?;
    let table = site
        .table(args.what)
        .ok_or_else(|| Failure::Usage("these things cannot be listed yet".to_owned()))?;
    match args.format {
        ListFormat::Table => print(&table, terminal)?,
        ListFormat::Json => terminal.print(&json(&table))?,
    }
    Ok(Exit::Clean)
}

impl Listing for Loaded {
    fn table(&self, what: What) -> Option<Table> {
        match what {
            What::Accepted => {
                let row = |a: &crate::pipeline::Accepted| {
                    vec![
                        a.code.id().to_owned(),
                        a.place.file.to_string(),
                        a.reason.clone(),
                        a.message.clone(),
                    ]
                };
                Some(Table {
                    heads: vec!["code", "file", "reason", "message"],
                    rows: self.built.accepted.iter().map(row).collect(),
                })
            }
            What::Unused => {
                let unused = self.found.iter().filter(|told| told.code == Code::UnusedSource);
                Some(Table {
                    heads: vec!["file", "message"],
                    rows: unused
                        .map(|d| vec![d.place.file.to_string(), d.message.clone()])
                        .collect(),
                })
            }
            _ => None,
        }
    }
}

/// Columns as wide as their longest cell; an empty table says nothing but its heads.
fn print(table: &Table, terminal: &mut Terminal) -> Result<(), Failure> {
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

fn json(table: &Table) -> String {
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
    use super::{Table, json};

    #[test]
    fn json_has_one_object_a_row() {
        let table =
            Table { heads: vec!["id", "title"], rows: vec![vec!["a".into(), "A \"b\"".into()]] };
        let read: serde_json::Value = serde_json::from_str(&json(&table)).unwrap();
        assert_eq!(read, serde_json::json!([{ "id": "a", "title": "A \"b\"" }]));
        assert_eq!(json(&Table::default()), "[]");
    }
}
