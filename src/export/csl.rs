//! Sources as CSL-JSON, valid against CSL's own schema.
//!
//! One item an entry, in the order given. Dates are date parts; one that parts cannot say (an open end)
//! stands as `raw` in EDTF, which processors read as well.

use crate::view::item::{Date, Item, Name};
use serde_json::{Map, Value, json};

/// An item, indented as it stands in the list.
pub fn item(item: &Item) -> String {
    format!("  {}", format!("{:#}", value(item)).replace('\n', "\n  "))
}

/// Items as the text of a file.
pub fn list(items: &[&str]) -> String {
    if items.is_empty() { "[]\n".to_owned() } else { format!("[\n{}\n]\n", items.join(",\n")) }
}

/// An item as a value.
pub fn value(item: &Item) -> Value {
    let mut map = Map::new();
    map.insert("id".into(), item.id.as_str().into());
    map.insert("type".into(), item.kind.into());
    map.extend(item.text.iter().map(|(name, text)| ((*name).to_owned(), text.as_str().into())));
    for (name, all) in &item.names {
        map.insert((*name).to_owned(), all.iter().map(of_name).collect());
    }
    for (name, date) in &item.dates {
        map.insert((*name).to_owned(), of_date(date));
    }
    Value::Object(map)
}

fn of_name(name: &Name) -> Value {
    if name.family.is_empty() {
        return json!({ "literal": name.literal });
    }
    if name.given.is_empty() {
        // A family name alone is a name that is not split.
        return json!({ "literal": name.family });
    }
    if name.suffix.is_empty() {
        return json!({ "family": name.family, "given": name.given });
    }
    json!({ "family": name.family, "given": name.given, "suffix": name.suffix })
}

fn of_date(date: &Date) -> Value {
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
