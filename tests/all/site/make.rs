//! Sites in memory and what comes out of them.

use onrecord::export::plan::Recipe;
use onrecord::export::schema;
use onrecord::io::read;
use onrecord::pipeline::{Built, Gate, Options, build};
use onrecord_base::code::Code;
use onrecord_base::diag::Diagnostic;
use onrecord_base::id::Kind;
use onrecord_base::schema::{Field, Shape};
use onrecord_base::when::Moment;
use onrecord_site::input::config::config;
use onrecord_site::input::sources::{Input, Sources};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// The files of an output.
pub(crate) type Output = BTreeMap<String, Vec<u8>>;

/// What is asked for: the build clock is 2026-11-23 noon UTC.
pub(crate) fn options() -> Options {
    let now = Moment::parse("2026-11-23T12:00:00Z").expect("a moment");
    let gate = Gate { now, drafts: false, future: false, expired: false };
    Options { gate, base_url: None, asked: [Code::UnmatchedWords].into() }
}

/// A site of some files.
pub(crate) fn sources<P: AsRef<str>, B: AsRef<[u8]>>(
    files: impl IntoIterator<Item = (P, B)>,
) -> Sources {
    let mut sources = Sources::default();
    sources.files.insert("site.yaml".into(), Input::whole(&b"title: Desk\n"[..]));
    for (path, bytes) in files {
        sources.files.insert(path.as_ref().into(), Input::whole(bytes.as_ref()));
    }
    sources
}

/// A site from the disk.
pub(crate) fn from_disk(root: &Path) -> Sources {
    let found = read::find_site(root, None).expect("a site");
    let beneath = read::Beneath::open(&found.root).expect("a folder");
    let bytes = beneath.whole(&found.config, 1 << 20).expect("a site file");
    let mut wanted = config(&found.config, &bytes).value.wanted();
    wanted.files.push(found.config.to_string());
    read::folder(&found.root, &wanted).expect("files")
}

/// Builds a site.
pub(crate) fn built(sources: &Sources) -> (Built, Vec<Diagnostic>) {
    let checked = build(sources, &options());
    (checked.value, checked.found)
}

/// Every file of a site that is built at some moment.
pub(crate) fn output_at(sources: &Sources, moment: &str) -> Output {
    let mut options = options();
    options.gate.now = Moment::parse(moment).expect("a moment");
    output(&build(sources, &options).value, sources)
}

/// Every file of an output; findings of templates are faults of the test.
pub(crate) fn output(built: &Built, sources: &Sources) -> Output {
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

/// Fields that decide who sees a thing, or whose value must be right for it to be read.
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

/// A thing of a type with every field that can hold words filled; `word` gives them by the path
/// of the field.
pub(crate) fn thing(kind: Kind, word: &dyn Fn(&str) -> String) -> Map<String, Value> {
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

fn value(shape: &Shape, path: &str, word: &dyn Fn(&str) -> String, depth: usize) -> Option<Value> {
    Some(match shape {
        Shape::Text | Shape::Markdown => json!(word(path)),
        Shape::Url => json!(format!("https://host.example/{}", word(path))),
        Shape::Number => json!(7),
        Shape::Date => json!("2019-03-07"),
        Shape::Choice(words) => json!(words.first()?),
        Shape::List(item) => json!([value(item, path, word, depth)?]),
        Shape::Map(item) => {
            let key = word(&format!("{path}.key"));
            json!({ key: value(item, path, word, depth)? })
        }
        Shape::Any => json!({ "deep": [word(path)] }),
        Shape::Either(shapes) => {
            let maps = shapes.iter().rev().filter(|s| matches!(s, Shape::Record(..)));
            let mut all = maps.chain(shapes.iter());
            all.find_map(|shape| value(shape, path, word, depth))?
        }
        Shape::Record(_, fields) if depth < 3 => {
            let fields = fields().iter().filter(|f| !APART.contains(&f.name));
            let map: Map<String, Value> = fields
                .filter_map(|f| {
                    let path = format!("{path}.{}", f.name);
                    Some((f.name.to_owned(), filled(f, &path, word, depth + 1)?))
                })
                .collect();
            Value::Object(map)
        }
        Shape::Bool | Shape::Reference | Shape::Moment | Shape::Record(..) => return None,
    })
}

/// A Markdown file with this front matter.
pub(crate) fn file(front: &Map<String, Value>, body: &str) -> String {
    let front = serde_json::to_string_pretty(front).expect("JSON");
    format!("---\n{front}\n---\n{body}")
}
