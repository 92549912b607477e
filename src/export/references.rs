//! Which sources go into which file: of the whole site, of a source, of a note.
//!
//! Sees what is published and nothing else. The addresses are those that `view::cite` links to.

use onrecord_base::id::Kind;
use onrecord_cite::export::{bibtex, csl, ris};
use onrecord_site::input::config::Export;
use onrecord_site::model::ix::{Ix, SourceIx};
use onrecord_site::view::citations;
use onrecord_site::view::citations::Written;
use onrecord_site::view::cite;
use onrecord_site::view::cite::Beside;
use onrecord_site::view::cx::Cx;
use onrecord_site::view::item::Item;
use serde_json::{Map, Value, json};

/// Entries in a format; nothing for one that has no entries of sources.
fn joined(format: Export, entries: &[&str]) -> String {
    match format {
        Export::Bib => entries.join("\n"),
        Export::Csl => csl::list(entries),
        Export::Ris => entries.join("\r\n"),
        Export::Json => String::new(),
    }
}

/// An item in a format.
fn written(format: Export, item: &Item) -> String {
    match format {
        Export::Bib => bibtex::entry(item),
        Export::Csl => csl::item(item),
        Export::Ris => ris::entry(item),
        Export::Json => String::new(),
    }
}

/// A source in a format, made once a site however many files it stands in.
fn of_source<'a>(cx: &'a Cx<'_>, format: Export, ix: SourceIx) -> &'a str {
    let what = match format {
        Export::Bib => Written::Bib,
        Export::Csl => Written::Csl,
        Export::Ris => Written::Ris,
        Export::Json => return "",
    };
    citations::written(cx, what, ix, |item| written(format, item))
}

/// What a file says in one of the formats of `exports:`.
pub fn text(cx: &Cx<'_>, format: Export, what: Beside) -> String {
    let sources = match what {
        Beside::All => {
            let mut all: Vec<_> = cx.site.ledger.sources().collect();
            all.sort_by(|a, b| cx.site.ledger[*a].id.cmp(&cx.site.ledger[*b].id));
            all
        }
        Beside::Source(ix) => vec![ix],
        Beside::Note(ix) => {
            return joined(format, &[&written(format, &cite::note_item(cx, ix))]);
        }
        Beside::References(ix) => cite::references(cx, ix),
    };
    let entries: Vec<&str> = sources.into_iter().map(|ix| of_source(cx, format, ix)).collect();
    joined(format, &entries)
}

/// The files that `exports:` asks for: the address, the format, and of what.
pub fn files(cx: &Cx<'_>) -> Vec<(String, Export, Beside)> {
    let of = |export| {
        let all = cite::addresses(cx, export).into_iter();
        all.map(move |(path, what)| (path, export, what))
    };
    cite::formats(cx.config).into_iter().flat_map(of).collect()
}

/// One of these files.
pub fn file(cx: &Cx<'_>, export: Export, what: Beside) -> Vec<u8> {
    text(cx, export, what).into_bytes()
}

/// Every thing that is published, by type: id, title, address, date, summary and period; sources with all that
/// CSL knows of them.
pub fn things(cx: &Cx<'_>) -> Value {
    let mut all = Map::new();
    for kind in Kind::ALL {
        let rows = rows(cx, kind).into_iter().map(|(ix, row)| {
            let mut map: Map<String, Value> = HEADS
                .iter()
                .zip(&row)
                .skip(1)
                .filter(|(_, v)| !v.is_empty())
                .map(|(h, v)| ((*h).to_owned(), v.as_str().into()))
                .collect();
            if let Ix::Source(source) = ix {
                map.insert("csl".into(), csl::value(citations::item_of(cx, source)));
            }
            Value::Object(map)
        });
        all.insert(kind.folder().to_owned(), rows.collect());
    }
    json!({ "site": cx.config.title, "things": all })
}

/// The columns of a table of all things. `period`: the time that a statement is about.
const HEADS: [&str; 7] = ["type", "id", "title", "url", "date", "summary", "period"];

/// The same as a table (RFC 4180).
pub fn table(cx: &Cx<'_>) -> String {
    let mut out = format!("{}\r\n", HEADS.join(","));
    for kind in Kind::ALL {
        for (_, row) in rows(cx, kind) {
            let cells: Vec<String> = row.iter().map(|cell| cell_of(cell)).collect();
            out.push_str(&cells.join(","));
            out.push_str("\r\n");
        }
    }
    out
}

/// A cell; one that a spreadsheet would run as a formula is a text.
fn cell_of(text: &str) -> String {
    let text = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

fn rows(cx: &Cx<'_>, kind: Kind) -> Vec<(Ix, [String; 7])> {
    let ledger = &cx.site.ledger;
    let date = |ix: Ix| {
        let dated = match ix {
            Ix::Note(ix) => ledger[ix].data.date.as_ref(),
            Ix::Source(ix) => ledger[ix].data.issued.as_ref(),
            Ix::Quote(ix) => ledger[ix].data.said.as_ref(),
            Ix::Action(ix) => ledger[ix].data.first_date(),
            _ => None,
        };
        dated.and_then(|d| d.when).map(|when| when.to_string()).unwrap_or_default()
    };
    let period = |ix: Ix| {
        let Ix::Quote(ix) = ix else { return String::new() };
        let when = ledger[ix].data.period.as_ref().and_then(|d| d.when);
        when.map(|when| when.to_string()).unwrap_or_default()
    };
    let is_shown = |ix: &Ix| match ix {
        Ix::Note(note) => cx.is_listed(*note),
        _ => true,
    };
    let address = |ix: Ix| {
        let url = cx.url(ix);
        let whole = cx.config.absolute(url);
        if url.is_empty() || whole.is_empty() { url.to_owned() } else { whole }
    };
    let row = |ix: Ix| {
        let summary = ledger.shared(ix).summary.as_ref().map(|s| s.v.clone()).unwrap_or_default();
        (
            ix,
            [
                kind.word().to_owned(),
                ledger.cited_as(ix).to_owned(),
                ledger.called(ix),
                address(ix),
                date(ix),
                summary,
                period(ix),
            ],
        )
    };
    let mut all: Vec<_> = ledger.of_kind(kind).into_iter().filter(is_shown).map(row).collect();
    all.sort_by(|a, b| a.1[1].cmp(&b.1[1]));
    all
}
