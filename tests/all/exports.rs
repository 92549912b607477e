//! Exports are accepted by other programs, and importing them gives the same sources.
//!
//! * BibLaTeX is parsed by the `biblatex` crate, whose resolver the program itself does not use.
//! * CSL-JSON is valid under a schema written here from the variables of CSL 1.0.2.
//! * Each format is imported again, and the sources are compared by all their CSL fields.
//!
//! Losses of a format are listed in [`LOST`] and in the manual; no others are allowed.

use crate::site::make;
use onrecord::export::plan::Recipe;
use onrecord::pipeline;
use onrecord_base::code::{RuleCode, Severity};
use onrecord_base::diag::{Diagnostic, WithDiagnostics};
use onrecord_cite::variables::{Variable, VariableKind};
use onrecord_site::input::config::{ReferenceFormat, SITE_FILE};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// CSL variables that a format cannot represent.
const LOST: &[(ReferenceFormat, &[&str])] = &[
    (ReferenceFormat::Csl, &[]),
    (ReferenceFormat::Bib, &[]),
    (
        ReferenceFormat::Ris,
        &[
            "dimensions",
            "medium",
            "authority",
            "jurisdiction",
            "event-title",
            "event-place",
            "edition",
            "version",
            "collection-number",
            "volume-title",
            "part-number",
            "part-title",
            "chapter-number",
            "number-of-pages",
            "supplement-number",
            "printing-number",
            "division",
            "PMID",
            "PMCID",
            "archive_collection",
            "archive-place",
            "status",
            "license",
            "scale",
            "references",
            "reviewed-genre",
            "original-title",
            "original-publisher",
            "original-publisher-place",
            "original-date",
            "event-date",
            "available-date",
            "submitted",
            "editor-translator",
            "container-author",
            "original-author",
            "reviewed-author",
            "editorial-director",
            "compiler",
            "contributor",
            "illustrator",
            "interviewer",
            "chair",
            "organizer",
            "curator",
            "director",
            "producer",
            "executive-producer",
            "script-writer",
            "series-creator",
            "host",
            "guest",
            "narrator",
            "performer",
            "composer",
            "recipient",
        ],
    ),
];

/// Types that RIS cannot represent.
const LOST_KINDS: &[&str] = &[
    "treaty",
    "interview",
    "broadcast",
    "article",
    "collection",
    "entry",
    "event",
    "performance",
    "review",
    "review-book",
];

fn site(files: &[(&str, &str)]) -> pipeline::BuiltSite {
    let built = checked(files);
    let errors = errors(&built);
    assert!(errors.is_empty(), "{errors:#?}\n{files:#?}");
    built.value
}

fn errors(built: &WithDiagnostics<pipeline::BuiltSite>) -> Vec<&Diagnostic> {
    built.found.iter().filter(|told| told.code.severity() == Severity::Error).collect()
}

fn checked(files: &[(&str, &str)]) -> WithDiagnostics<pipeline::BuiltSite> {
    pipeline::build(&make::sources(files.iter().copied()), &make::options())
}

/// The CSL items of an imported file, with all of them cited.
fn imported(ending: &str, text: &str) -> pipeline::BuiltSite {
    let config = format!("title: Desk\nbibliography: [refs.{ending}]\n");
    let note = "---\ntitle: All\nnocite: [\"@*\"]\n---\n";
    let file = format!("refs.{ending}");
    site(&[(SITE_FILE, &config), ("content/all.md", note), (&file, text)])
}

fn items(csl: &str) -> Vec<Value> {
    serde_json::from_str(csl).unwrap()
}

/// Without the fields that the format cannot represent.
fn supported_fields(item: &Value, format: ReferenceFormat) -> Value {
    let mut item = item.clone();
    let map = item.as_object_mut().unwrap();
    for (_, lost) in LOST.iter().filter(|(lossy, _)| *lossy == format) {
        map.retain(|name, _| !lost.contains(&name.as_str()));
    }
    if format == ReferenceFormat::Ris && LOST_KINDS.contains(&map["type"].as_str().unwrap()) {
        map.remove("type");
    }
    item
}

fn ending(format: ReferenceFormat) -> &'static str {
    match format {
        ReferenceFormat::Bib => "bib",
        ReferenceFormat::Ris => "ris",
        ReferenceFormat::Csl | ReferenceFormat::Json => "json",
    }
}

#[track_caller]
fn comes_back(sources: &str) {
    let built = site(&[(SITE_FILE, "title: Desk\n"), ("content/sources.yaml", sources)]);
    let before = items(&built.sources_as(ReferenceFormat::Csl));
    for (format, _) in LOST {
        let text = built.sources_as(*format);
        let again = imported(ending(*format), &text);
        assert_eq!(again.sources_as(*format), text, "{format:?}, exported again");
        let after = items(&again.sources_as(ReferenceFormat::Csl));
        assert_eq!(before.len(), after.len(), "{text}");
        for (before, after) in before.iter().zip(&after) {
            let (mut before, mut after) =
                (supported_fields(before, *format), supported_fields(after, *format));
            if *format == ReferenceFormat::Csl {
                // `?` and `%` become plain `circa` in that format; the dates are the same.
                assert_eq!(before, after);
            }
            if *format == ReferenceFormat::Ris && before.get("type").is_none() {
                before.as_object_mut().unwrap().remove("type");
                after.as_object_mut().unwrap().remove("type");
            }
            assert_eq!(before, after, "{format:?}\n{text}");
        }
        if *format == ReferenceFormat::Bib {
            parsed_by_biblatex(&text, &before);
        }
        if *format == ReferenceFormat::Ris {
            assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        }
    }
    valid(&before);
}

/// The whole parser of the crate reads the same entries and titles.
#[track_caller]
fn parsed_by_biblatex(text: &str, items: &[Value]) {
    use biblatex::{Bibliography, ChunksExt as _};
    assert!(text.lines().filter(|l| l.starts_with('@')).all(str::is_ascii), "{text}");
    let parsed = Bibliography::parse(text).unwrap_or_else(|why| panic!("{why}: {text}"));
    assert_eq!(parsed.len(), items.len(), "{text}");
    for (entry, item) in parsed.iter().zip(items) {
        let title = entry.title().unwrap().format_verbatim();
        // With a main title, the title of the entry is that of a volume.
        let is_volume = entry.get("maintitle").is_some() && entry.get("booktitle").is_none();
        let of = if is_volume { "volume-title" } else { "title" };
        assert_eq!(title, item[of].as_str().unwrap(), "{text}");
        if let Some(issued) = item.get("issued").and_then(|d| d.get("date-parts")) {
            let year = issued[0][0].as_u64().unwrap();
            let date = entry.get("date").unwrap().format_verbatim();
            assert!(date.contains(&format!("{year:04}")), "{date}");
            assert!(entry.date().is_ok(), "{date}");
        }
        if let Some(url) = item.get("URL") {
            assert_eq!(entry.url().unwrap(), url.as_str().unwrap());
        }
        let authors = item.get("author").map_or(0, |names| names.as_array().unwrap().len());
        assert_eq!(entry.author().map_or(0, |all| all.len()), authors, "{text}");
    }
}

/// CSL 1.0.2, appendix IV, and its input model.
fn schema() -> Value {
    let (text, both) = (json!({ "type": "string" }), json!({ "type": ["string", "number"] }));
    let name = json!({ "type": "object", "additionalProperties": false, "minProperties": 1, "properties": {
        "family": text, "given": text, "literal": text, "suffix": text, "dropping-particle": text, "non-dropping-particle": text, "parse-names": { "type": ["boolean", "string", "number"] } } });
    let date = json!({ "type": "object", "additionalProperties": false, "minProperties": 1, "properties": {
        "date-parts": { "type": "array", "minItems": 1, "maxItems": 2, "items": { "type": "array", "minItems": 1, "maxItems": 3, "items": { "type": ["number", "string"] } } },
        "season": both, "circa": { "type": ["string", "number", "boolean"] }, "literal": text, "raw": text } });
    let mut properties = Map::new();
    let all = "id=both type=kind language=text author=names editor=names issued=date accessed=date authority=text container-title=text dimensions=text \
        DOI=text event-title=text event-place=text genre=text ISBN=text issue=both jurisdiction=text medium=text number=both page=both publisher=text \
        section=text source=text title=text title-short=text URL=text volume=both note=text \
        abstract=text archive=text archive_collection=text archive_location=text archive-place=text available-date=date call-number=text chair=names \
        chapter-number=both collection-editor=names collection-number=both collection-title=text compiler=names composer=names container-author=names \
        container-title-short=text contributor=names curator=names director=names division=text edition=both editor-translator=names editorial-director=names \
        event-date=date executive-producer=names guest=names host=names illustrator=names interviewer=names ISSN=text keyword=text license=text narrator=names \
        number-of-pages=both number-of-volumes=both organizer=names original-author=names original-date=date original-publisher=text original-publisher-place=text \
        original-title=text part-number=both part-title=text performer=names PMCID=text PMID=text printing-number=both producer=names publisher-place=text \
        recipient=names references=text reviewed-author=names reviewed-genre=text reviewed-title=text scale=text script-writer=names series-creator=names \
        status=text submitted=date supplement-number=both translator=names version=text volume-title=text";
    let kinds = "article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset document entry \
        entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation manuscript map motion_picture musical_score \
        pamphlet paper-conference patent performance periodical personal_communication post post-weblog regulation report review review-book software \
        song speech standard thesis treaty webpage";
    for (variable, is) in all.split_whitespace().filter_map(|pair| pair.split_once('=')) {
        let shape = match is {
            "both" => both.clone(),
            "kind" => json!({ "enum": kinds.split_whitespace().collect::<Vec<_>>() }),
            "names" => json!({ "type": "array", "items": name }),
            "date" => date.clone(),
            _ => text.clone(),
        };
        properties.insert(variable.to_owned(), shape);
    }
    json!({ "$schema": "http://json-schema.org/draft-07/schema#", "type": "array", "items": {
        "type": "object", "properties": properties, "required": ["type", "id"], "additionalProperties": false } })
}

#[track_caller]
fn valid(items: &[Value]) {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let faults: Vec<String> = validator
        .iter_errors(&Value::from(items))
        .map(|why| format!("{why} at {}", why.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_type_comes_back() {
    let mut sources = String::new();
    for (word, _) in onrecord_cite::source_type::SourceType::WORDS {
        let id = word.replace('_', "-");
        let _ = writeln!(
            sources,
            "- {{id: {id}, type: {word}, title: \"On {word}: TikTok & USDS\", author: [\"Baker-White, Emily\", {{literal: TikTok}}, {{family: \"Alphabet Inc.\"}}], \
             editor: [\"Roe, Richard\"], publisher: \"A and B\", container_title: The Post, issued: 2022-06-17, accessed: 2022-07, url: \"https://x.org/a_b?c=1&d=%20#e\", \
             doi: 10.1000/x_y, number: 1, volume: \"010\", issue: 3, page: 12-14, section: A, language: en-US, short_title: Post}}"
        );
    }
    comes_back(&sources);
}

/// A source of a type with every variable of CSL that a source can have.
fn with_every_variable(kind: &str) -> Value {
    let mut source = json!({
        "id": kind.replace('_', "-"), "type": kind, "title": "On tides", "author": [{ "family": "King", "given": "Ada", "suffix": "Jr." }],
        "editor": ["Roe, Richard"], "recipient": [{ "family": "Doe", "given": "Jo" }], "publisher": "Quay", "container_title": "Harbours",
        "issued": "2022-06-17", "accessed": "2022-07", "url": "https://x.org/", "doi": "10.1000/1", "isbn": "978-3-16-148410-0",
        "number": "12", "volume": "3", "issue": "4", "page": "5-6", "section": "B", "authority": "Court", "jurisdiction": "us",
        "event_title": "Hearing on tides", "event_place": "Delft", "medium": "Print", "genre": "Notice", "language": "en",
        "dimensions": "30 sheets", "via": "Lexis", "short_title": "Tides",
    });
    for (n, variable) in Variable::ALL.iter().enumerate() {
        source[variable.name()] = match variable.kind() {
            _ if *variable == Variable::Issn => "1234-567X".into(),
            VariableKind::Text => format!("Words {n} of “{}” & more", variable.csl()).into(),
            VariableKind::Number => n.to_string().into(),
            VariableKind::Date => format!("19{n:02}-05").into(),
            VariableKind::Names => {
                json!([{ "family": format!("Oud{n}"), "given": "A." }, { "literal": "Quay Works" }])
            }
        };
    }
    source
}

#[test]
fn every_variable_of_every_type_comes_back() {
    let kinds = onrecord_cite::source_type::SourceType::WORDS.iter();
    let all: Vec<Value> = kinds.map(|(word, _)| with_every_variable(word)).collect();
    comes_back(&Value::from(all).to_string());
}

#[test]
fn every_variable_may_be_written_as_csl_writes_it() {
    for variable in Variable::ALL {
        let value = with_every_variable("book")[variable.name()].clone();
        let one = |name: &str| {
            let source = json!([{ "id": "s", "title": "T", name: value }]).to_string();
            let built = site(&[(SITE_FILE, "title: Desk\n"), ("content/sources.yaml", &source)]);
            built.sources_as(ReferenceFormat::Csl)
        };
        let (ours, csl) = (one(variable.name()), one(variable.csl()));
        assert_eq!(ours, csl);
        assert!(ours.contains(&format!("\"{}\"", variable.csl())), "{ours}");
    }
}

#[test]
fn others_and_whole_family_names_come_back() {
    let source = "- {id: s, type: book, title: T, author: [{family: Aab, given: A}, {family: Bbe, given: B}, {others: true}], \
                  editor: [{family: de la Cruz, given: Ana, whole_family: true}]}\n";
    let built = site(&[(SITE_FILE, "title: Desk\n"), ("content/sources.yaml", source)]);
    let bib = built.sources_as(ReferenceFormat::Bib);
    assert!(bib.contains("author = {Aab, A and Bbe, B and others}"), "{bib}");
    assert!(bib.contains("editor = {{de la Cruz}, Ana}"), "{bib}");
    let csl = items(&built.sources_as(ReferenceFormat::Csl));
    assert_eq!(csl[0]["author"].as_array().unwrap().len(), 2);
    assert_eq!(csl[0]["editor"][0]["parse-names"], json!(false));
    valid(&csl);
    for format in [ReferenceFormat::Bib, ReferenceFormat::Csl, ReferenceFormat::Ris] {
        let text = built.sources_as(format);
        assert_eq!(imported(ending(format), &text).sources_as(format), text);
    }
}

#[test]
fn an_entity_that_is_meant_stays_an_entity() {
    let source = "- {id: s, title: \"On &amp; and &#233; in AT&T\", genre: \"&lt;b&gt;\"}\n";
    let built = site(&[(SITE_FILE, "title: Desk\n"), ("content/sources.yaml", source)]);
    for format in [ReferenceFormat::Bib, ReferenceFormat::Csl, ReferenceFormat::Ris] {
        let text = built.sources_as(format);
        let again = imported(ending(format), &text);
        assert_eq!(again.sources_as(format), text);
        assert!(
            again
                .sources_as(ReferenceFormat::Bib)
                .contains("\\&{}amp; and \\&{}\\#233; in {AT\\&T}"),
            "{text}"
        );
    }
}

#[test]
fn dates_come_back() {
    let mut sources = String::new();
    for (n, date) in [
        "2022",
        "2022-06",
        "2022-06-17",
        "2021-09/2022-01",
        "2022~",
        "2021-09~/2022-01~",
        "2021/..",
        "../2021-01",
        "0800",
        "2021-09/2022-01-05",
    ]
    .iter()
    .enumerate()
    {
        let _ =
            writeln!(sources, "- {{id: s{n}, title: T, issued: \"{date}\", accessed: \"{date}\"}}");
    }
    comes_back(&sources);
}

#[test]
fn what_is_doubtful_is_circa_in_csl_and_itself_elsewhere() {
    let built = site(&[
        (SITE_FILE, "title: Desk\n"),
        ("content/sources.yaml", "- {id: s, title: T, issued: \"2022?\"}\n"),
    ]);
    let csl = items(&built.sources_as(ReferenceFormat::Csl));
    assert_eq!(csl[0]["issued"], json!({ "date-parts": [[2022]], "circa": true }));
    assert!(built.sources_as(ReferenceFormat::Bib).contains("date = {2022?}"));
    assert!(built.sources_as(ReferenceFormat::Ris).contains("DA  - 2022///2022?"));
}

#[test]
fn nothing_withheld_is_exported() {
    let sources = "- {id: a, title: Open}\n- {id: b, title: zq7canary, confidential: true}\n- {id: c, title: C, internal_note: zq7canary}\n";
    let built = site(&[(SITE_FILE, "title: Desk\n"), ("content/sources.yaml", sources)]);
    let all = [
        built.sources_as(ReferenceFormat::Bib),
        built.sources_as(ReferenceFormat::Csl),
        built.sources_as(ReferenceFormat::Ris),
        built.things_json(),
        built.things_csv(),
    ];
    assert!(all.iter().all(|text| text.contains("Open") && !text.contains("zq7canary")));
}

#[test]
fn of_a_library_only_what_is_used_is_published() {
    let library = "@book{Foo_bar.baz, title = {Used}, note = {zq7canary}}\n@book{other, title = {zq7canary}}\n";
    let note = "---\ntitle: N\n---\nIt moved [@Foo_bar.baz, p. 2].\n";
    let built = site(&[
        (SITE_FILE, "title: Desk\nbibliography: [./lib/refs.bib]\n"),
        ("content/n.md", note),
        ("lib/refs.bib", library),
    ]);
    let bib = built.sources_as(ReferenceFormat::Bib);
    assert!(bib.contains("@book{Foo_bar.baz,") && !bib.contains("zq7canary"), "{bib}");
    let plan = built.plan();
    for file in [
        "sources/foo-bar-baz/index.html",
        "sources/foo-bar-baz/cite.bib",
        "n/references.bib",
        "n/cite.bib",
        "sources/sources.bib",
    ] {
        assert!(plan.files.contains_key(file), "{file}");
    }
    assert!(!plan.files.keys().any(|file| file.contains("other") || file.contains(".ris")));
}

/// A file of the output.
fn output_file(built: &pipeline::BuiltSite, file: &str) -> String {
    match built.recipe(file) {
        Some(Recipe::Make(make)) => String::from_utf8(make().unwrap()).unwrap(),
        _ => String::new(),
    }
}

const REPORT: &str = "Report of the day\n\nHe said that “everything is – in fact – seen in China,” and left again.\n\n\
                      We do not know that it moved, she said.\n";

fn quoted() -> pipeline::BuiltSite {
    let built = checked(&[
        ("site.yaml", "title: Desk\nbase_url: https://desk.example/x/\n"),
        ("content/archive/report.txt", REPORT),
        (
            "content/sources.yaml",
            "- {id: live, title: Report, url: \"https://news.example/a?b=1#part\", archive_url: \"https://archive.example/a\", archive_date: 2026-01-02, snapshot: {file: archive/report.txt}}\n\
             - {id: dead, title: Gone, url: \"https://gone.example/\", url_status: dead, archive_url: \"https://archive.example/b\", archive_date: 2026-01-02, snapshot: {file: archive/report.txt}}\n\
             - {id: ours, title: Ours, url: \"https://ours.example/\", snapshot: {file: archive/ours.txt, publish: true}}\n\
             - {id: paper, title: Paper, snapshot: {file: archive/report.txt}}\n",
        ),
        ("content/archive/ours.txt", "Ünsere Wörter – sind da.\n"),
        (
            "content/quotes.yaml",
            "- {id: whole, text: 'everything is -- in fact -- seen', speaker: {unnamed: a}, source: live}\n\
             - {id: parts, text: 'everything is […] seen … it moved', speaker: {unnamed: a}, source: dead}\n\
             - {id: pinned, text: 'Wörter - sind', speaker: {unnamed: a}, source: ours}\n\
             - {id: printed, text: 'everything is', speaker: {unnamed: a}, source: paper}\n\
             - {id: wrong, text: 'everything is heard in China', speaker: {unnamed: a}, source: live}\n\
             - {id: said, form: paraphrase, text: It moved., speaker: {unnamed: a}, source: live}\n\
             - {id: hidden, text: 'it moved', speaker: {unnamed: a}, source: live, state: draft}\n",
        ),
        (
            "content/a.md",
            "---\ntitle: A\n---\n[[quote:whole]] [[quote:parts]] [[quote:pinned]] [[quote:printed]] [[quote:wrong]] [[quote:said]]\n",
        ),
    ]);
    let codes: Vec<RuleCode> = errors(&built).iter().map(|told| told.code).collect();
    assert_eq!(codes, [RuleCode::QuoteDiffers]);
    built.value
}

#[test]
fn quotations_are_annotations_of_the_pages_they_stand_on() {
    let built = quoted();
    let read = |id: &str| -> Value {
        serde_json::from_str(&output_file(&built, &format!("quotes/{id}/annotation.jsonld")))
            .unwrap()
    };
    let whole = read("whole");
    assert_eq!(
        whole,
        json!({
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "id": "https://desk.example/x/quotes/whole/annotation.jsonld",
            "type": "Annotation",
            "motivation": "linking",
            "body": {
                "id": "https://desk.example/x/quotes/whole/",
                "type": "Text", "format": "text/html", "language": "en",
            },
            "target": [{
                "type": "SpecificResource",
                "source": "https://news.example/a?b=1#part",
                "selector": {
                    "type": "TextQuoteSelector",
                    "exact": "everything is – in fact – seen",
                    "prefix": "He said that “",
                    "suffix": " in China,” and left again.",
                },
                "state": { "type": "TimeState", "cached": "https://archive.example/a" },
            }],
        })
    );
    // Omitted text is in no passage, and a withdrawn page does not contain the words.
    let parts = read("parts");
    let exact: Vec<&Value> =
        parts["target"].as_array().unwrap().iter().map(|t| &t["selector"]["exact"]).collect();
    assert_eq!(exact, ["everything is", "seen", "it moved"]);
    assert_eq!(parts["target"][0]["source"], "https://archive.example/b");
    // Positions refer only to the text that we publish.
    let pinned = read("pinned");
    assert_eq!(pinned["target"][0]["selector"]["exact"], "Wörter – sind");
    let copy = &pinned["target"][1];
    assert_eq!(copy["source"], "https://desk.example/x/archive/ours.txt");
    assert_eq!(
        copy["selector"][1],
        json!({ "type": "TextPositionSelector", "start": 7, "end": 20 })
    );
    assert!(!output_file(&built, "quotes/whole/annotation.jsonld").contains("TextPosition"));
    let page = output_file(&built, "quotes/whole/index.html");
    assert!(page.contains("href=\"/x/quotes/whole/annotation.jsonld\" title="), "{page}");
    assert_eq!(page.matches("annotation.jsonld").count(), 2);
}

#[test]
fn a_quotation_without_a_match_has_no_annotation() {
    let built = quoted();
    let all: Value = serde_json::from_str(&output_file(&built, "data/annotations.jsonld")).unwrap();
    assert_eq!((&all["type"], &all["total"]), (&json!("AnnotationCollection"), &json!(3)));
    let items = all["first"]["items"].as_array().unwrap();
    let ids: Vec<&str> = items.iter().map(|i| i["body"]["id"].as_str().unwrap()).collect();
    let quote = |id: &str| format!("https://desk.example/x/quotes/{id}/");
    assert_eq!(ids, ["parts", "pinned", "whole"].map(quote));
    for id in ["printed", "wrong", "said", "hidden"] {
        assert!(built.recipe(&format!("quotes/{id}/annotation.jsonld")).is_none(), "{id}");
        assert!(
            !output_file(&built, &format!("quotes/{id}/index.html")).contains("annotation"),
            "{id}"
        );
    }
    // Each passage is in the snapshot, directly between its prefix and suffix.
    let supported_fields = format!("{REPORT}Ünsere Wörter – sind da.\n");
    for target in items.iter().flat_map(|item| item["target"].as_array().unwrap()) {
        let selector = target["selector"].get(0).unwrap_or(&target["selector"]);
        let part = |key: &str| selector[key].as_str().unwrap_or("");
        let around = ["prefix", "exact", "suffix"].map(part).concat();
        assert!(supported_fields.contains(&around), "{around:?}");
    }
    let nothing =
        site(&[("site.yaml", "title: Desk\n"), ("content/a.md", "---\ntitle: A\n---\nx\n")]);
    assert!(nothing.recipe("data/annotations.jsonld").is_none());
}

fn text() -> impl Strategy<Value = String> {
    let word = "[A-Za-z0-9&%$#_{}~^\\\\\"'`<>,.:;()\\[\\]éßжQ中-]{1,9}";
    proptest::collection::vec(word, 1..5)
        .prop_map(|words| words.join(" "))
        // CSL formatting marks are not text there; a comma separates the parts of a name.
        .prop_filter("marks", |text| {
            !["<i>", "<b>", "<sc>", "</"].iter().any(|mark| text.contains(mark))
        })
}

fn source() -> impl Strategy<Value = Value> {
    let kinds: Vec<&str> =
        onrecord_cite::source_type::SourceType::WORDS.iter().map(|(word, _)| *word).collect();
    let date = prop_oneof![
        Just("2022"),
        Just("2022-06"),
        Just("2022-06-17"),
        Just("2020/2022-06"),
        Just("2022-06~"),
        Just("2019/..")
    ];
    let plain = "[A-Z][a-zé'&_-]{1,9}( [A-Z][a-z]{1,5})?";
    let names = proptest::collection::vec(
        prop_oneof![
            (plain, plain).prop_map(|(family, given)| json!({ "family": family, "given": given })),
            plain.prop_map(|literal| json!({ "literal": literal })),
        ],
        1..3,
    );
    let url = "https://x\\.org/([a-z0-9_~%&=?#./]-?){0,12}";
    let pages = prop_oneof![Just("12"), Just("12-14"), Just("A3"), Just("iv, 3-5")];
    let more = proptest::collection::vec(
        (prop::sample::select(Variable::ALL), text(), "[0-9]{1,3}", date.clone(), names.clone()),
        0..12,
    );
    (prop::sample::select(kinds), text(), text(), names.clone(), names, (date.clone(), date), (url, pages, text(), text(), "[0-9]{1,4}"), more).prop_map(
        |(kind, title, container, authors, editors, (issued, accessed), (url, page, publisher, genre, number), more)| {
            let mut source = json!({ "type": kind, "title": title, "container_title": container, "author": authors, "editor": editors, "issued": issued,
                "accessed": accessed, "url": url, "page": page, "publisher": publisher, "genre": genre, "number": number, "volume": number,
                "isbn": "978-3-16-148410-0", "language": "de" });
            for (variable, text, number, date, names) in more {
                source[variable.name()] = match variable.kind() {
                    _ if variable == Variable::Issn => "1234-5678".into(),
                    // RIS has a line for each keyword.
                    _ if variable == Variable::Keyword => "tides, locks".into(),
                    VariableKind::Text => text.into(),
                    VariableKind::Number => number.into(),
                    VariableKind::Date => date.into(),
                    VariableKind::Names => names.into(),
                };
            }
            source
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_source_comes_back(sources in proptest::collection::vec(source(), 1..12)) {
        let mut all = sources;
        for (n, source) in all.iter_mut().enumerate() {
            source["id"] = format!("s{n:02}").into();
        }
        // JSON is YAML as well.
        comes_back(&Value::from(all).to_string());
    }
}
