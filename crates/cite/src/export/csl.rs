//! Writes sources as CSL-JSON, valid against CSL's own schema. Start with [`list`].
//!
//! One item per entry, in the order given. Dates are date parts; one that parts cannot express (an
//! open end) is `raw` in EDTF, which processors read too.

use crate::bibliography::without_entities;
use crate::item::{CslDate, CslItem, NameParts};
use serde_json::{Map, Value, json};

/// Returns an item, indented for the list.
pub fn item(item: &CslItem) -> String {
    format!("  {}", format!("{:#}", value(item)).replace('\n', "\n  "))
}

/// Returns a file with these items.
pub fn list(items: &[&str]) -> String {
    if items.is_empty() { "[]\n".to_owned() } else { format!("[\n{}\n]\n", items.join(",\n")) }
}

/// Returns an item as a JSON value.
pub fn value(item: &CslItem) -> Value {
    let mut map = Map::new();
    map.insert("id".into(), item.id.as_str().into());
    map.insert("type".into(), item.kind.into());
    for (name, text) in &item.text {
        let text = if *name == "URL" { text.as_str().into() } else { plain(text) };
        map.insert((*name).to_owned(), text.into());
    }
    for (name, all) in &item.names {
        let all = all.iter().filter(|name| !name.others).map(of_name).collect();
        map.insert((*name).to_owned(), all);
    }
    for (name, date) in &item.dates {
        map.insert((*name).to_owned(), of_date(date));
    }
    Value::Object(map)
}

fn of_name(name: &NameParts) -> Value {
    if name.family.is_empty() {
        return json!({ "literal": plain(&name.literal) });
    }
    if name.given.is_empty() {
        // A family name alone is a literal name.
        return json!({ "literal": plain(&name.family) });
    }
    let mut map = json!({ "family": plain(&name.family), "given": plain(&name.given) });
    if !name.suffix.is_empty() {
        map["suffix"] = plain(&name.suffix).into();
    }
    if name.whole_family {
        map["parse-names"] = false.into();
    }
    map
}

/// Escapes a text so that readers decode no entity by mistake: `&amp;` becomes `&amp;amp;`.
fn plain(text: &str) -> std::borrow::Cow<'_, str> {
    without_entities(text)
}

fn of_date(date: &CslDate) -> Value {
    if date.edtf.contains("..") {
        return json!({ "raw": date.edtf });
    }
    let mut map = Map::new();
    map.insert("date-parts".into(), json!(date.parts));
    if date.circa {
        map.insert("circa".into(), true.into());
    }
    Value::Object(map)
}
