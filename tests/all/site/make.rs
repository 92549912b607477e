//! Builds sites in memory.

use onrecord::export::plan::Recipe;
use onrecord::export::schema;
use onrecord::io::read;
use onrecord::pipeline::{BuiltSite, Options, ReleaseOptions, build};
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::edtf::UtcInstant;
use onrecord_base::id::ItemKind;
use onrecord_base::schema::{Field, FieldType};
use onrecord_site::input::config::config;
use onrecord_site::input::files::{InputFile, InputFiles};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// The files of an output.
pub(crate) type Output = BTreeMap<String, Vec<u8>>;

/// The options of a build at 2026-11-23 noon UTC.
pub(crate) fn options() -> Options {
    let now = UtcInstant::parse("2026-11-23T12:00:00Z").expect("a moment");
    let gate = ReleaseOptions { now, drafts: false, future: false, expired: false };
    Options { gate, base_url: None, enabled_rules: [RuleCode::UnmatchedWords].into() }
}

/// A site of some files.
pub(crate) fn sources<P: AsRef<str>, B: AsRef<[u8]>>(
    files: impl IntoIterator<Item = (P, B)>,
) -> InputFiles {
    let mut sources = InputFiles::default();
    sources.files.insert("site.yaml".into(), InputFile::whole(&b"title: Desk\n"[..]));
    for (path, bytes) in files {
        sources.files.insert(path.as_ref().into(), InputFile::whole(bytes.as_ref()));
    }
    sources
}

/// A site from the disk.
pub(crate) fn from_disk(root: &Path) -> InputFiles {
    let found = read::find_site(root, None).expect("a site");
    let beneath = read::RootDir::open(&found.root).expect("a folder");
    let bytes = beneath.whole(&found.config, 1 << 20).expect("a site file");
    let mut wanted = config(&found.config, &bytes).value.wanted();
    wanted.files.push(found.config.to_string());
    read::folder(&found.root, &wanted).expect("files")
}

/// Builds a site.
pub(crate) fn built(sources: &InputFiles) -> (BuiltSite, Vec<Diagnostic>) {
    let checked = build(sources, &options());
    (checked.value, checked.found)
}

/// Every output file of a site built at a given time.
pub(crate) fn output_at(sources: &InputFiles, moment: &str) -> Output {
    let mut options = options();
    options.gate.now = UtcInstant::parse(moment).expect("a moment");
    output(&build(sources, &options).value, sources)
}

/// Every file of an output; the test fails on errors in templates.
pub(crate) fn output(built: &BuiltSite, sources: &InputFiles) -> Output {
    let plan = built.plan();
    let make = |recipe: &Recipe<'_>| match recipe {
        Recipe::Bytes(bytes) => bytes.to_vec(),
        Recipe::Make(make) => make().unwrap_or_else(|told| panic!("{told:?}")),
        Recipe::Copy(from) => {
            sources.files.get(from.path()).map(|f| f.bytes.to_vec()).unwrap_or_default()
        }
    };
    plan.files.iter().map(|(path, recipe)| (path.clone(), make(recipe))).collect()
}

/// The text of an output file.
pub(crate) fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or("")
}

/// Fields that withhold an item, or that need a valid value for the file to be read.
const APART: [&str; 12] = [
    "id",
    "slug",
    "state",
    "draft",
    "publish",
    "embargo",
    "expires",
    "confidential",
    "withdrawn_reason",
    "accept",
    "verify",
    "segment",
];

/// An item of a type with every text field filled; `word` returns the text for the path of a field.
pub(crate) fn thing(kind: ItemKind, word: &dyn Fn(&str) -> String) -> Map<String, Value> {
    let fields = schema::fields(kind);
    let fields = fields.into_iter().filter(|f| !APART.contains(&f.name));
    fields.filter_map(|f| Some((f.name.to_owned(), filled(f, f.name, word, 0)?))).collect()
}

fn filled(field: &Field, path: &str, word: &dyn Fn(&str) -> String, depth: usize) -> Option<Value> {
    if field.name.ends_with("url") {
        return Some(json!(format!("https://host.example/{}", word(path))));
    }
    value(&field.shape, path, word, depth)
}

fn value(
    shape: &FieldType,
    path: &str,
    word: &dyn Fn(&str) -> String,
    depth: usize,
) -> Option<Value> {
    Some(match shape {
        FieldType::Text | FieldType::Markdown => json!(word(path)),
        FieldType::Url => json!(format!("https://host.example/{}", word(path))),
        FieldType::Number => json!(7),
        FieldType::Date => json!("2019-03-07"),
        FieldType::Choice(words) => json!(words.first()?),
        FieldType::List(item) => json!([value(item, path, word, depth)?]),
        FieldType::Map(item) => {
            let key = word(&format!("{path}.key"));
            json!({ key: value(item, path, word, depth)? })
        }
        FieldType::Any => json!({ "deep": [word(path)] }),
        FieldType::Either(shapes) => {
            let maps = shapes.iter().rev().filter(|s| matches!(s, FieldType::Record(..)));
            let mut all = maps.chain(shapes.iter());
            all.find_map(|shape| value(shape, path, word, depth))?
        }
        FieldType::Record(_, fields) if depth < 3 => {
            let fields = fields().iter().filter(|f| !APART.contains(&f.name));
            let map: Map<String, Value> = fields
                .filter_map(|f| {
                    let path = format!("{path}.{}", f.name);
                    Some((f.name.to_owned(), filled(f, &path, word, depth + 1)?))
                })
                .collect();
            Value::Object(map)
        }
        FieldType::Bool | FieldType::Reference | FieldType::Moment | FieldType::Record(..) => {
            return None;
        }
    })
}

/// A Markdown file with this front matter.
pub(crate) fn file(front: &Map<String, Value>, body: &str) -> String {
    let front = serde_json::to_string_pretty(front).expect("JSON");
    format!("---\n{front}\n---\n{body}")
}
