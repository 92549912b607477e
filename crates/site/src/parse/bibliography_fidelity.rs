//! Tests that bibliography imports preserve names, institutions, keys, accents, addresses and rare
//! fields.

use super::bibliography_tests::{authors, codes, one, read};
use crate::model::ledger::Entry;
use crate::model::source::Source;
use onrecord_base::code::RuleCode;
use onrecord_cite::variables::{Variable, VariableValue};
use std::sync::Arc;

/// The only source of a `.bib` file with these fields.
#[track_caller]
fn bib(kind: &str, fields: &str) -> Arc<Entry<Source>> {
    one("a.bib", &format!("@{kind}{{k, title = {{T}}, {fields}}}"))
}

fn text(value: Option<&onrecord_base::span::Spanned<String>>) -> &str {
    value.map_or("", |text| text.v.as_str())
}

#[track_caller]
fn publisher(field: &str, value: &str, expected: &str) {
    let source = bib("report", &format!("{field} = {{{value}}}"));
    assert_eq!(text(source.data.publisher.as_ref()), expected);
}

#[test]
fn an_institution_is_one_name() {
    for field in ["institution", "publisher", "organization", "school"] {
        publisher(
            field,
            "Department of Health and Human Services",
            "Department of Health and Human Services",
        );
    }
    let oecd = "Organisation for Economic Co-operation and Development";
    publisher("institution", oecd, oecd);
    publisher("institution", "{Ports and Ferries}", "Ports and Ferries");
    publisher("publisher", "{Smith and Sons} and {Quay Press}", "Smith and Sons; Quay Press");
    publisher("publisher", "{Smith and Sons} and Harper", "Smith and Sons; Harper");
}

#[test]
fn names_are_parted_as_braces_say() {
    for (raw, expected) in [
        ("{Della Riva}, Dina", "Della Riva|Dina"),
        ("Dina {Della Riva}", "Della Riva|Dina"),
        ("{de la Cruz}, Ana", "de la Cruz|Ana|whole"),
        ("Ana {de la Cruz}", "de la Cruz|Ana|whole"),
        ("de la Cruz, Ana", "de la Cruz|Ana"),
        (r"Leo\v{s} Dvo\v r\'ak", "Dvořák|Leoš"),
        (r#"Stra\ss er, J\"urgen"#, "Straßer|Jürgen"),
        ("King, Jr., Ada", "King|Ada|Jr."),
        ("family=Meij, given=Vincent, prefix=van der, useprefix=true", "van der Meij|Vincent"),
        ("family=Alembert, given=Jean, prefix=d’", "d’Alembert|Jean"),
        ("given=Ada, family=King, suffix=Jr.", "King|Ada|Jr."),
        (r"Nguy{\~\^e}n, Th{\'\u a}ng", "Nguyễn|Thắng"),
    ] {
        let source = bib("book", &format!("author = {{{raw}}}"));
        assert_eq!(authors(&source), [expected], "{raw}");
    }
}

#[test]
fn an_equals_sign_loses_no_name() {
    for (raw, expected) in [
        (r"J{\=a}nis B{\=e}rzi\c{n}\v{s}", "Bērziņš|Jānis"),
        (r"J\=anis Liepa", "Liepa|Jānis"),
        (r"{\=A}dams, J{\=a}nis", "Ādams|Jānis"),
        (r"\=Adams, J\=anis", "Ādams|Jānis"),
        (r"B{\=e}rzi, J{\=u}n., J{\=a}nis", "Bērzi|Jānis|Jūn."),
        (r"family=B{\=e}rzi, given=J{\=a}nis", "Bērzi|Jānis"),
        (r"given=J{\=a}nis, given-i=J", "=Jānis"),
        (r"J{\=a}nis", "=Jānis"),
        ("Smith=Jones", "=Smith=Jones"),
        ("Smith=Jones, Ana=Eva", "Smith=Jones|Ana=Eva"),
        ("family=Meij, Vincent=V", "family=Meij|Vincent=V"),
        ("useprefix=true", "=useprefix=true"),
        ("prefix=van der, useprefix=true", "van der|"),
        (", Jr., Ada", "=Ada Jr."),
        ("suffix=Jr.", "=Jr."),
    ] {
        let source = bib("book", &format!("author = {{{raw}}}"));
        assert_eq!(authors(&source), [expected], "{raw}");
    }
    let source = bib("book", r"author = {B{\=e}rzi, J{\=a}nis and Lind, Eva}");
    assert_eq!(authors(&source), ["Bērzi|Jānis", "Lind|Eva"]);
}

#[test]
fn others_is_not_a_person() {
    let source = bib("book", "author = {Aab, A and Bbe, B and others}");
    assert_eq!(authors(&source), ["Aab|A", "Bbe|B", "others"]);
    // Only the last name may be `others`.
    let source = bib("book", "author = {others and Bbe, B}");
    assert_eq!(authors(&source), ["=others", "Bbe|B"]);
    let json = r#"[{"id": "k", "type": "book", "title": "T", "author": [{"family": "Aab", "given": "A"}, {"literal": "others"}]}]"#;
    assert_eq!(authors(&one("a.json", json)), ["Aab|A", "others"]);
}

#[test]
fn an_organization_without_braces_is_reported() {
    let found =
        |author: &str| codes("a.bib", &format!("@book{{k, title = {{T}}, author = {{{author}}}}}"));
    assert_eq!(found("European Commission"), [RuleCode::OrganizationAsPerson]);
    assert_eq!(
        found("Doe, Jane and Department of Health and Human Services"),
        [RuleCode::OrganizationAsPerson]
    );
    assert_eq!(found("{European Commission}"), []);
    assert_eq!(found("{European} {Commission}"), []);
    assert_eq!(found("Doe, Jane and Ann Bank"), []);
}

#[test]
fn keys_are_printed_as_words() {
    for (kind, key, words) in [
        ("report", "resreport", "Research report"),
        ("patent", "patentus", "U.S. patent"),
        ("thesis", "mathesis", "Master’s thesis"),
        ("thesis", "Doctoral thesis", "Doctoral thesis"),
    ] {
        let source = bib(kind, &format!("type = {{{key}}}"));
        assert_eq!(text(source.data.genre.as_ref()), words);
    }
    let source = bib("patent", "location = {countryuk and countryus}");
    assert_eq!(text(source.data.jurisdiction.as_ref()), "United Kingdom; United States");
    let source = bib("book", "location = {Berlin and London and New York}");
    let place = source.data.variables.text(Variable::PublisherPlace);
    assert_eq!(place, "Berlin; London; New York");
    let source = bib("article", "pubstate = {inpress}");
    assert_eq!(source.data.variables.text(Variable::Status), "in press");
}

#[test]
fn months_are_words_in_any_form() {
    for (month, expected) in [
        ("{March}", "2001-03"),
        ("mar", "2001-03"),
        ("{3}", "2001-03"),
        ("{März}", "2001-03"),
        ("\"17~\" # jun", "2001-06-17"),
        ("{March--April}", "2001-03/2001-04"),
    ] {
        let source = bib("misc", &format!("year = 2001, month = {month}"));
        let when = source.data.issued.as_ref().and_then(|d| d.when).map(|when| when.to_string());
        assert_eq!(when.as_deref(), Some(expected), "{month}");
    }
}

#[test]
fn addresses_reach_the_source() {
    for fields in [
        r"howpublished = {\url{ https://hp.example/h }}",
        r"howpublished = {Available at \url{https://hp.example/h}}",
        r"howpublished = {\href{https://hp.example/h}{Online}}",
        "howpublished = {Online: https://hp.example/h.}",
        "howpublished = {https://hp.example/h}",
        r"note = {See \url{https://hp.example/h}, 3rd version}",
        r"addendum = {\url{https://hp.example/h}}",
        r"url = {\url{ https://hp.example/h }}",
        r"title = {A}, booktitle = {\href{https://hp.example/h}{Words}}",
    ] {
        let fields = fields.strip_prefix("title = {A}, ").unwrap_or(fields);
        let source = bib("misc", fields);
        assert_eq!(text(source.data.url.as_ref()), "https://hp.example/h", "{fields}");
        assert_eq!(text(source.data.publisher.as_ref()), "", "{fields}");
    }
    let source = bib("misc", "eprint = {2101.00001}, eprinttype = {arxiv}");
    assert_eq!(text(source.data.url.as_ref()), "https://arxiv.org/abs/2101.00001");
    let source = bib("misc", "eprint = {123}, eprinttype = {jstor}, url = {https://hp.example/h}");
    assert_eq!(source.data.variables.text(Variable::Archive), "JSTOR");
    assert_eq!(source.data.variables.text(Variable::ArchiveLocation), "123");
    let source = bib("misc", r"howpublished = {Blog post, \url{https://hp.example/h}}");
    assert_eq!(text(source.data.publisher.as_ref()), "Blog post");
    let source = bib("misc", r"doi = {10.5555/(SICI)1&lt;2::AID&gt;3.0}");
    assert_eq!(text(source.data.doi.as_ref()), "10.5555/(SICI)1<2::AID>3.0");
}

#[test]
fn a_volume_a_series_and_a_part_have_their_places() {
    let source = bib(
        "book",
        "maintitle = {Harbour law}, volume = {3}, series = {Tide series}, number = {7}",
    );
    assert_eq!(source.shared.title.as_ref().map(|t| t.v.as_str()), Some("Harbour law"));
    let given: Vec<(&str, &str)> = source
        .data
        .variables
        .iter()
        .filter_map(|(variable, value)| match value {
            VariableValue::Text(text) => Some((variable.name(), text.v.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(
        given,
        [("collection_title", "Tide series"), ("collection_number", "7"), ("volume_title", "T")]
    );
    let source = bib("incollection", "booktitle = {Inland}, maintitle = {Harbour law}");
    assert_eq!(text(source.data.container_title.as_ref()), "Harbour law");
    assert_eq!(source.data.variables.text(Variable::VolumeTitle), "Inland");
}

#[test]
fn a_book_in_ris_has_edition_place_and_series() {
    let source = one(
        "a.ris",
        "TY  - BOOK\nID  - k\nTI  - Harbour law &amp; custom\nAU  - King, Ada, Jr.\nAU  - et al.\nT2  - Tide series\nET  - 2\n\
         CY  - Delft\nPB  - Quay Press\nA4  - Lund, Eva\nNV  - 3\nSN  - 1234-567X\nKW  - tides\nKW  - locks\nPY  - 2019\nER  - \n",
    );
    let text = |variable| source.data.variables.text(variable);
    assert_eq!(source.shared.title.as_ref().map(|t| t.v.as_str()), Some("Harbour law & custom"));
    assert_eq!(authors(&source), ["King|Ada|Jr.", "others"]);
    for (variable, expected) in [
        (Variable::CollectionTitle, "Tide series"),
        (Variable::Edition, "2"),
        (Variable::PublisherPlace, "Delft"),
        (Variable::NumberOfVolumes, "3"),
        (Variable::Issn, "1234-567X"),
        (Variable::Keyword, "tides, locks"),
    ] {
        assert_eq!(text(variable), expected, "{variable:?}");
    }
}

#[test]
fn parentheses_hold_an_entry_too() {
    let source = one(
        "a.bib",
        "@string(q = \"Quay (Press)\")\n@book(paren, title={Piers (old}, author={A, B}, publisher = q, note = \"a) b\", year=2001)",
    );
    assert_eq!(source.cited_as(), "paren");
    assert_eq!(text(source.data.publisher.as_ref()), "Quay (Press)");
    assert_eq!(authors(&source), ["A|B"]);
}

#[test]
fn quotation_marks_in_braces_end_no_value() {
    let source = one(
        "a.bib",
        "@book{k, note = \"a % {b}\", % a \"comment\n title = \"A {\"}q{\"} b\" # { c}, publisher = {Q}}",
    );
    assert_eq!(source.shared.title.as_ref().unwrap().v, "A \"q\" b c");
    assert_eq!(text(source.data.publisher.as_ref()), "Q");
}

#[test]
fn entries_follow_each_other_on_one_line() {
    let source = one("a.bib", "@STRING(q = \"Q\") @book{k, title = {T}, publisher = q}");
    assert_eq!(text(source.data.publisher.as_ref()), "Q");
    let (sources, found) = read("a.bib", b"@book{a, title={T}}\t @book{b, title={T}}");
    assert_eq!((sources.len(), found), (2, vec![]));
}

#[test]
fn dois_are_found_by_their_name() {
    for fields in [
        "note = {doi:10.1/x}",
        "note = {See DOI: 10.1/x.}",
        "addendum = {(doi 10.1/x)}",
        "eprinttype = {doi}, eprint = {10.1/x}",
        "archiveprefix = {DOI}, eprint = {https://doi.org/10.1/x}",
        "doi = {10.1/x}, eprinttype = {doi}, eprint = {10.1/x}",
        "doi = {10.1/x}, note = {doi:10.1/y}",
        "howpublished = {doi: 10.1/x}",
    ] {
        assert_eq!(text(bib("book", fields).data.doi.as_ref()), "10.1/x", "{fields}");
    }
    for fields in ["note = {doings 10.1/x}", "note = {doi}", "note = {dóì:10.1/x}"] {
        assert_eq!(bib("book", fields).data.doi, None, "{fields}");
    }
}

#[test]
fn others_alone_are_reported() {
    for (file, text) in [
        ("a.bib", "@book{k, title = {T}, author = {others}}"),
        (
            "a.json",
            r#"[{"id": "k", "type": "book", "title": "T", "author": [{"family": "others"}]}]"#,
        ),
        (
            "a.json",
            r#"[{"id": "k", "type": "book", "title": "T", "author": [{"literal": "others"}]}]"#,
        ),
    ] {
        let (sources, found) = read(file, text.as_bytes());
        assert_eq!(authors(&sources[0]), Vec::<String>::new(), "{text}");
        assert!(
            found.iter().any(|(code, _)| *code == RuleCode::ImportedValue),
            "{text}: {found:?}"
        );
    }
    assert_eq!(authors(&bib("book", "author = {Lind, Eva and others}")), ["Lind|Eva", "others"]);
    assert_eq!(authors(&bib("book", "author = {{others}}")), ["=others"]);
}

#[test]
fn addresses_are_found_in_other_commands_and_brackets() {
    for fields in [
        r"url = {\texttt{https://x.org/a}}",
        r"url = {<https://x.org/a>}",
        r"note = {See \texttt{https://x.org/a}. More}",
        r"note = {<https://x.org/a>}",
        r"howpublished = {\texttt{https://x.org/a}}",
        r"howpublished = {<https://x.org/a>}",
    ] {
        let source = bib("misc", fields);
        assert_eq!(text(source.data.url.as_ref()), "https://x.org/a", "{fields}");
        assert_eq!(source.data.publisher, None, "{fields}");
    }
}

#[test]
fn a_second_address_is_reported() {
    for (field, value) in [
        ("url", r"\url{https://x.org/a} \url{https://x.org/b}"),
        ("url", r"\url{https://x.org/a}, https://x.org/b"),
        ("howpublished", r"\url{https://x.org/a} and \url{https://x.org/b}"),
    ] {
        let text_of = format!("@misc{{k, title = {{T}}, {field} = {{{value}}}}}");
        let (sources, found) = read("a.bib", text_of.as_bytes());
        assert_eq!(text(sources[0].data.url.as_ref()), "https://x.org/a", "{value}");
        assert_eq!(sources[0].data.publisher, None, "{value}");
        let message = format!(
            "`k`: `{field} (a second address)` has no matching source field and is dropped"
        );
        assert_eq!(found, [(RuleCode::ImportedLoss, message)]);
    }
}

#[test]
fn a_file_of_which_nothing_is_read_is_an_error() {
    for words in
        ["\u{0}\u{1}@book{", "Doe, Jane: A title.", "see @book{k, title = {T}}", "% x\nwords"]
    {
        assert_eq!(codes("a.bib", words), [RuleCode::NothingRead], "{words:?}");
    }
    for blank in ["", "\n \n", "% nothing yet\n", "@comment{x}\n@string{a = \"b\"}\n", "\u{feff}"] {
        assert_eq!(codes("a.bib", blank), [], "{blank:?}");
    }
    let is_error = |file: &str, bytes: &[u8]| {
        let (sources, found) = read(file, bytes);
        sources.is_empty()
            && found.iter().any(|(code, _)| code.severity() == onrecord_base::code::Severity::Error)
    };
    for file in ["a.bib", "a.json", "a.yaml", "a.ris"] {
        assert!(is_error(file, b"\xff\xfe\x00words"), "{file}");
        assert!(is_error(file, b"words and no entry"), "{file}");
    }
}
