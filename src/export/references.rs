//! Files of references: for the whole site, a source or a note; and lists of all published items.
//!
//! Uses published items only. `view::pages::downloads` lists the files and links to them; the formats are rows of
//! `routes::REFERENCE_FORMATS`. Start with [`text`].

use onrecord_base::id::ItemKind;
use onrecord_cite::export::csl;
use onrecord_site::input::config::ReferenceFormat;
use onrecord_site::model::ix::ItemIx;
use onrecord_site::routes::{enabled_formats, reference_writer};
use onrecord_site::view::context::ViewContext;
use onrecord_site::view::pages::downloads;
use onrecord_site::view::pages::downloads::ReferenceScope;
use onrecord_site::view::text::citation_cache::SourceExport;
use onrecord_site::view::text::citations;
use serde_json::{Map, Value, json};

/// The text of a file of references; empty for a format that is reserved for a later version.
pub fn text(cx: &ViewContext<'_>, format: ReferenceFormat, scope: ReferenceScope) -> String {
    let Some(writer) = reference_writer(format) else { return String::new() };
    let sources = match scope {
        ReferenceScope::All => {
            let mut all: Vec<_> = cx.site.ledger.sources().collect();
            all.sort_by(|a, b| cx.site.ledger[*a].id.cmp(&cx.site.ledger[*b].id));
            all
        }
        ReferenceScope::Source(ix) => vec![ix],
        ReferenceScope::Note(ix) => {
            return (writer.file)(&[&(writer.entry)(&downloads::note_item(cx, ix))]);
        }
        ReferenceScope::References(ix) => downloads::references(cx, ix),
    };
    // An entry is cached: a source is usually in several files.
    let entry = |ix| citations::written(cx, SourceExport::Reference(format), ix, writer.entry);
    let entries: Vec<&str> = sources.into_iter().map(entry).collect();
    (writer.file)(&entries)
}

/// The files that `exports:` asks for: their paths, formats and contents.
pub fn files(cx: &ViewContext<'_>) -> Vec<(String, ReferenceFormat, ReferenceScope)> {
    let of = |format| {
        let all = downloads::reference_paths(cx, format).into_iter();
        all.map(move |(path, scope)| (path, format, scope))
    };
    enabled_formats(cx.config).into_iter().flat_map(of).collect()
}

/// One of these files.
pub fn file(cx: &ViewContext<'_>, format: ReferenceFormat, scope: ReferenceScope) -> Vec<u8> {
    text(cx, format, scope).into_bytes()
}

/// Every published item, by type: id, title, address, date, summary and period; for sources also the CSL item.
pub fn things(cx: &ViewContext<'_>) -> Value {
    let mut all = Map::new();
    for kind in ItemKind::ALL {
        let rows = rows(cx, kind).into_iter().map(|(ix, row)| {
            let mut map: Map<String, Value> = HEADS
                .iter()
                .zip(&row)
                .skip(1)
                .filter(|(_, v)| !v.is_empty())
                .map(|(h, v)| ((*h).to_owned(), v.as_str().into()))
                .collect();
            if let ItemIx::Source(source) = ix {
                map.insert("csl".into(), csl::value(citations::item_of(cx, source)));
            }
            Value::Object(map)
        });
        all.insert(kind.folder().to_owned(), rows.collect());
    }
    json!({ "site": cx.config.title, "things": all })
}

/// The columns of [`table`]. `period` is the time that a statement is about.
const HEADS: [&str; 7] = ["type", "id", "title", "url", "date", "summary", "period"];

/// The same items as comma-separated values (RFC 4180).
pub fn table(cx: &ViewContext<'_>) -> String {
    let mut out = format!("{}\r\n", HEADS.join(","));
    for kind in ItemKind::ALL {
        for (_, row) in rows(cx, kind) {
            let cells: Vec<String> = row.iter().map(|cell| cell_of(cell)).collect();
            out.push_str(&cells.join(","));
            out.push_str("\r\n");
        }
    }
    out
}

/// A cell. An apostrophe before a formula makes a spreadsheet treat it as text.
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

fn rows(cx: &ViewContext<'_>, kind: ItemKind) -> Vec<(ItemIx, [String; 7])> {
    let ledger = &cx.site.ledger;
    let date = |ix: ItemIx| {
        let dated = match ix {
            ItemIx::Note(ix) => ledger[ix].data.date.as_ref(),
            ItemIx::Source(ix) => ledger[ix].data.issued.as_ref(),
            ItemIx::Quote(ix) => ledger[ix].data.said.as_ref(),
            ItemIx::Action(ix) => ledger[ix].data.first_date(),
            _ => None,
        };
        dated.and_then(|d| d.when).map(|when| when.to_string()).unwrap_or_default()
    };
    let period = |ix: ItemIx| {
        let ItemIx::Quote(ix) = ix else { return String::new() };
        let when = ledger[ix].data.period.as_ref().and_then(|d| d.when);
        when.map(|when| when.to_string()).unwrap_or_default()
    };
    let is_shown = |ix: &ItemIx| match ix {
        ItemIx::Note(note) => cx.is_listed(*note),
        _ => true,
    };
    let address = |ix: ItemIx| {
        let url = cx.url(ix);
        let whole = cx.config.absolute(url);
        if url.is_empty() || whole.is_empty() { url.to_owned() } else { whole }
    };
    let row = |ix: ItemIx| {
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
