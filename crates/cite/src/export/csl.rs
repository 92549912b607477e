//! Sources as CSL-JSON, valid against CSL's own schema.
//!
//! One item an entry, in the order given. Dates are date parts; one that parts cannot say (an open end)
//! stands as `raw` in EDTF, which processors read as well.

use crate::bibliography::without_entities;
use crate::item::{CslDate, CslItem, NameParts};
use serde_json::{Map, Value, json};

/// An item, indented as it stands in the list.
pub fn item(item: &CslItem) -> String {
    format!("  {}", format!("{:#}", value(item)).replace('\n', "\n  "))
}

/// Items as the text of a file.
pub fn list(items: &[&str]) -> String {
    if items.is_empty() { "[]\n".to_owned() } else { format!("[\n{}\n]\n", items.join(",\n")) }
}

/// An item as a value.
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
        // A family name alone is a name that is not split.
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

/// A text in which readers of entities find none that was not meant: `&amp;` is `&amp;amp;`.
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
