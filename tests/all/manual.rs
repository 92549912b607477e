//! The manual in `docs/`: generated parts are up to date, and the pages build without findings.
//!
//! The tables of fields come from the tables of the readers, the list of rules from the rules. `UPDATE=1 cargo
//! test manual::` writes them.

use crate::support::{NOW, check_generated, onrecord, root};
use onrecord::export::schema::fields;
use onrecord_base::code::RuleCode;
use onrecord_base::edtf::DateMap;
use onrecord_base::id::ItemKind;
use onrecord_base::schema::{Field, FieldType, Record as _};
use onrecord_site::input::config;
use onrecord_site::model::common_fields::CommonFields;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Everything below this line is generated.
const MARK: &str = "<!-- made by tests/all/manual.rs; below this line write nothing -->\n";

/// Compares the part of a page below the mark with the generated text.
#[track_caller]
fn fresh(page: &str, made: &str) {
    check_generated(&format!("docs/content/{page}"), MARK, made, "manual::");
}

/// A record that is described once and linked wherever it is used.
type Part = (&'static str, fn() -> &'static [Field]);

/// The tables of one page, with the records that still have to be described.
#[derive(Default)]
struct Tables {
    out: String,
    parts: Vec<Part>,
    seen: BTreeSet<String>,
}

impl Tables {
    fn table(&mut self, fields: &[&Field]) {
        self.out.push_str("\n| Field | Takes | Meaning |\n| --- | --- | --- |\n");
        for field in fields {
            let mut name = format!("`{}`", field.name);
            for alias in field.aliases {
                let _ = write!(name, " or `{alias}`");
            }
            if field.required {
                name.push_str(" (required)");
            }
            let takes = self.takes(&field.shape);
            let doc = field.doc.split_whitespace().collect::<Vec<_>>().join(" ");
            let _ = writeln!(self.out, "| {name} | {takes} | {} |", doc.replace('|', "\\|"));
        }
    }

    fn takes(&mut self, shape: &FieldType) -> String {
        match shape {
            FieldType::Text => "text".into(),
            FieldType::Markdown => "Markdown".into(),
            FieldType::Bool => "`true` or `false`".into(),
            FieldType::Number => "a whole number".into(),
            FieldType::Reference => "a name".into(),
            FieldType::Date => "a [date](#date)".into(),
            FieldType::Moment => "a moment".into(),
            FieldType::Url => "an address".into(),
            FieldType::Choice(words) => {
                words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" ")
            }
            FieldType::List(item) => match &**item {
                FieldType::Choice(_) => format!("list of: {}", self.takes(item)),
                _ => format!("list: {}", self.takes(item)),
            },
            FieldType::Record(what, fields) => self.part(what, *fields),
            FieldType::Either(shapes) => {
                // A date already links to its map.
                let other = |shape: &&FieldType| !matches!(shape, FieldType::Record("date", _));
                let all: Vec<String> =
                    shapes.iter().filter(other).map(|shape| self.takes(shape)).collect();
                all.join(", or ")
            }
            FieldType::Map(value) => format!("map: {}", self.takes(value)),
            FieldType::Any => "anything".into(),
        }
    }

    /// A link to a record's own table. Two records may share a name (`name`): their fields differ.
    fn part(&mut self, what: &'static str, fields: fn() -> &'static [Field]) -> String {
        let anchor = anchor(what, fields());
        if self.seen.insert(anchor.clone()) {
            self.parts.push((what, fields));
        }
        format!("[{what} fields](#{anchor})")
    }

    /// The tables of all records met so far, and of those met in them.
    fn rest(&mut self) {
        let mut next = 0;
        while let Some(&(what, fields)) = self.parts.get(next) {
            next += 1;
            let fields = fields();
            let _ = write!(self.out, "\n### {what} {{#{}}}\n", anchor(what, fields));
            self.table(&fields.iter().collect::<Vec<_>>());
        }
    }
}

fn anchor(what: &str, fields: &[Field]) -> String {
    let first = fields.first().map_or("", |field| field.name);
    match what {
        "date" => "date".into(),
        _ => format!("{}-{first}", what.replace(' ', "-")).replace('_', "-"),
    }
}

#[test]
fn the_tables_of_fields_are_what_the_readers_read() {
    let shared: BTreeSet<&str> = CommonFields::fields().iter().map(|field| field.name).collect();
    let mut tables = Tables::default();
    tables.seen.insert("date".into());
    tables.parts.push(("date", DateMap::fields));
    for kind in ItemKind::ALL {
        let word = kind.word();
        let _ = write!(tables.out, "\n## {}{}\n", word[..1].to_uppercase(), &word[1..]);
        let own: Vec<&Field> =
            fields(kind).into_iter().filter(|field| !shared.contains(field.name)).collect();
        tables.table(&own);
    }
    tables.out.push_str("\n## Every thing\n");
    tables.table(&CommonFields::fields().iter().collect::<Vec<_>>());
    tables.out.push_str("\n## Parts of fields\n");
    tables.rest();
    fresh("fields.md", &tables.out);
}

#[test]
fn the_table_of_settings_is_what_the_reader_reads() {
    let mut tables = Tables::default();
    let FieldType::Record(_, settings) = config::shape() else { panic!("a map of settings") };
    tables.table(&settings().iter().collect::<Vec<_>>());
    tables.rest();
    fresh("settings.md", &tables.out);
}

#[test]
fn the_list_of_rules_is_the_programs() {
    let groups = [
        "Files and YAML",
        "Links and names",
        "Citations and sources",
        "Quotes",
        "Actions and dates",
        "Release",
        "Themes",
        "Images and accessibility",
        "House style",
        "The output",
    ];
    let mut out = String::new();
    for (digit, group) in groups.iter().enumerate() {
        let _ = write!(out, "\n### {group}\n\n| Code | Level | Rule |\n| --- | --- | --- |\n");
        let within = |code: &&RuleCode| code.id().starts_with(&format!("OR{digit}"));
        for code in RuleCode::ALL.iter().filter(within) {
            let level = code.severity().word();
            let _ = writeln!(out, "| {} | {level} | {} |", code.id(), code.title());
        }
    }
    fresh("findings.md", &out);
}

#[test]
fn the_manual_builds_clean() {
    let out = tempfile::tempdir().unwrap();
    let built = onrecord(&root().join("docs"))
        .args(["build", "--strict", "--now", NOW, "-o"])
        .arg(out.path().join("manual"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&built.stderr).into_owned();
    assert!(built.status.success(), "{said}");
    assert!(!said.contains("note["), "{said}");
}
