//! CSL-JSON as the items that styles are given, for tests.

use onrecord::model::csl::{Date, Item, Name};
use serde_json::Value;

fn leaked(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

/// An item of CSL-JSON.
pub(crate) fn item(value: &Value) -> Item {
    let mut item = Item::default();
    for (name, value) in value.as_object().unwrap() {
        match (name.as_str(), value) {
            ("id", Value::String(id)) => item.id.clone_from(id),
            ("type", Value::String(kind)) => item.kind = leaked(kind),
            (name, Value::String(text)) => drop(item.text.insert(leaked(name), text.clone())),
            (name, Value::Array(all)) => {
                item.names.insert(leaked(name), all.iter().map(named).collect());
            }
            (name, date @ Value::Object(_)) => drop(item.dates.insert(leaked(name), dated(date))),
            (name, other) => panic!("{name}: {other}"),
        }
    }
    item
}

fn named(value: &Value) -> Name {
    let text = |key: &str| value[key].as_str().unwrap_or("").to_owned();
    let particle = text("non-dropping-particle");
    let family = format!("{particle} {}", text("family")).trim().to_owned();
    Name { family, given: text("given"), literal: text("literal") }
}

fn dated(value: &Value) -> Date {
    let number = |part: &Value| u16::try_from(part.as_u64().unwrap()).unwrap();
    let set = |set: &Value| set.as_array().unwrap().iter().map(number).collect::<Vec<u16>>();
    let parts: Vec<Vec<u16>> = value["date-parts"].as_array().unwrap().iter().map(set).collect();
    let circa = value["circa"].as_bool().unwrap_or_default();
    let shown = |set: &Vec<u16>| set.iter().map(u16::to_string).collect::<Vec<_>>().join("-");
    let edtf = parts.iter().map(shown).collect::<Vec<_>>().join("/") + if circa { "~" } else { "" };
    let season = value["season"].as_u64().map(|n| u8::try_from(n).unwrap());
    Date { parts, circa, season, edtf }
}
