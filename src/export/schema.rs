//! JSON Schema for editors, made from the tables that the readers use, so that the two cannot drift.
//!
//! Draft 7, which the usual YAML extensions understand best. A scalar that is a text for us may look
//! like a number or a boolean to them (`number: 13942`), so texts allow all three.

use onrecord_base::edtf::DateMap;
use onrecord_base::for_each_kind;
use onrecord_base::id::ItemKind;
use onrecord_base::schema::{Field, FieldType, Record as _};
use onrecord_site::input::config;
use onrecord_site::model::action::Action;
use onrecord_site::model::common_fields::CommonFields;
use onrecord_site::model::entity::{Organization, Person, Topic};
use onrecord_site::model::note::Note;
use onrecord_site::model::quote::Quote;
use onrecord_site::model::source::Source;
use serde_json::{Map, Value, json};

/// The fields of a thing of a kind: its own, then those that every thing has.
pub fn fields(kind: ItemKind) -> Vec<&'static Field> {
    macro_rules! own_fields {
        ($($Kind:ident $word:literal $list:ident $Ix:ident $Links:ident $resolve:ident;)*) => {
            match kind { $(ItemKind::$Kind => $Kind::fields(),)* }
        };
    }
    let own = for_each_kind!(own_fields);
    own.iter().chain(CommonFields::fields()).collect()
}

/// The schema of one thing: a file's front matter.
pub fn thing(kind: ItemKind) -> Value {
    let mut definitions = Map::new();
    let mut schema = record(&fields(kind), &mut definitions);
    if kind == ItemKind::Note {
        for inline in
            ItemKind::ALL.into_iter().filter(|k| !matches!(k, ItemKind::Note | ItemKind::Topic))
        {
            let item = record(&fields(inline), &mut definitions);
            definitions.insert(format!("inline {}", inline.word()), item);
            let of = reference(&format!("inline {}", inline.word()));
            let list = json!({
                "type": "array",
                "items": of,
                "description": format!("{} defined in this note.", capital(inline.folder())),
            });
            schema["properties"][inline.folder()] = list;
        }
    }
    document(&format!("onrecord: {}", kind.word()), schema, definitions)
}

/// The schema of a list file: many things of a kind.
pub fn list(kind: ItemKind) -> Value {
    let mut definitions = Map::new();
    let items = record(&fields(kind), &mut definitions);
    let schema = json!({ "type": "array", "items": items });
    document(&format!("onrecord: {}", kind.folder()), schema, definitions)
}

/// The schema of `site.yaml`.
pub fn site() -> Value {
    let mut definitions = Map::new();
    let schema = of(&config::shape(), &mut definitions);
    document("onrecord: site.yaml", schema, definitions)
}

/// A schema as the text of a file.
pub fn text(schema: &Value) -> String {
    format!("{schema:#}\n")
}

fn document(title: &str, mut schema: Value, definitions: Map<String, Value>) -> Value {
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema["title"] = json!(title);
    if !definitions.is_empty() {
        schema["definitions"] = Value::Object(definitions);
    }
    schema
}

fn record(fields: &[&Field], definitions: &mut Map<String, Value>) -> Value {
    let mut properties = Map::new();
    for field in fields {
        let mut shape = of(&field.shape, definitions);
        shape["description"] = json!(field.doc);
        for alias in field.aliases {
            properties.insert((*alias).to_owned(), shape.clone());
        }
        properties.insert(field.name.to_owned(), shape);
    }
    // A field that may be written under another name cannot be asked for by this one.
    let required: Vec<&str> =
        fields.iter().filter(|f| f.required && f.aliases.is_empty()).map(|f| f.name).collect();
    let mut schema = json!({
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn of(shape: &FieldType, definitions: &mut Map<String, Value>) -> Value {
    let scalar = json!({ "type": ["string", "number", "boolean"] });
    match shape {
        FieldType::Text | FieldType::Markdown | FieldType::Reference => scalar,
        FieldType::Bool => json!({ "type": "boolean" }),
        FieldType::Number => json!({ "type": "integer", "minimum": 0 }),
        FieldType::Moment => json!({ "type": "string", "format": "date-time" }),
        FieldType::Url => json!({ "type": "string", "format": "uri-reference" }),
        FieldType::Choice(words) => json!({ "enum": words }),
        FieldType::Date => {
            let map = named(DateMap::WHAT, DateMap::fields, definitions);
            json!({ "anyOf": [{ "type": ["string", "number"] }, map] })
        }
        FieldType::List(item) => {
            let item = of(item, definitions);
            json!({ "anyOf": [{ "type": "array", "items": item }, item] })
        }
        FieldType::Record(what, fields) => named(what, *fields, definitions),
        FieldType::Either(shapes) => {
            let shapes: Vec<Value> = shapes.iter().map(|s| of(s, definitions)).collect();
            json!({ "anyOf": shapes })
        }
        FieldType::Map(value) => {
            let value = of(value, definitions);
            json!({ "type": "object", "additionalProperties": value })
        }
        FieldType::Any => json!({}),
    }
}

/// A record by its name; records may hold each other, so each is written once.
///
/// Two records may share a name (`name` of a person, of a bibliography): the fields distinguish them.
fn named(
    what: &str,
    fields: fn() -> &'static [Field],
    definitions: &mut Map<String, Value>,
) -> Value {
    let fields: Vec<&Field> = fields().iter().collect();
    let name = format!("{what} ({})", fields.first().map_or("", |field| field.name));
    if !definitions.contains_key(&name) {
        definitions.insert(name.clone(), Value::Null);
        let schema = record(&fields, definitions);
        definitions.insert(name.clone(), schema);
    }
    reference(&name)
}

fn reference(name: &str) -> Value {
    // `allOf`, since draft 7 ignores everything beside a bare `$ref` (our descriptions).
    let name = name.replace(' ', "%20").replace('(', "%28").replace(')', "%29");
    json!({ "allOf": [{ "$ref": format!("#/definitions/{name}") }] })
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::{list, thing};
    use onrecord_base::id::ItemKind;

    #[test]
    fn every_kind_has_a_schema_without_loose_ends() {
        for kind in ItemKind::ALL {
            for schema in [thing(kind), list(kind)] {
                let text = schema.to_string();
                assert!(!text.contains(":null"), "{}", kind.word());
                let names = schema["definitions"].as_object().unwrap();
                for name in names.keys() {
                    let name = name.replace(' ', "%20").replace('(', "%28").replace(')', "%29");
                    assert!(text.contains(&format!("#/definitions/{name}")), "{name}");
                }
                for used in text.split("#/definitions/").skip(1) {
                    let used = used.split('"').next().unwrap();
                    let used = used.replace("%20", " ").replace("%28", "(").replace("%29", ")");
                    assert!(names.contains_key(&used), "{used}");
                }
            }
        }
    }

    #[test]
    fn the_settings_have_a_schema() {
        assert!(super::site().to_string().contains("\"output_dir\""));
    }

    #[test]
    fn a_schema_says_what_the_table_says() {
        let quote = thing(ItemKind::Quote);
        assert_eq!(quote["properties"]["form"]["enum"][0], "direct");
        assert_eq!(quote["required"], serde_json::json!(["speaker", "source"]));
        assert_eq!(quote["additionalProperties"], false);
        assert!(thing(ItemKind::Source)["properties"]["container-title"].is_object());
        assert!(thing(ItemKind::Note)["properties"]["quotes"]["items"].is_object());
    }
}
