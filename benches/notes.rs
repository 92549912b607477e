//! Measures the notes of a page: 20 sources cited once each, with a locator, in each built-in style.
//!
//! `cargo bench --bench notes` prints microseconds per page, the best of many runs. The limit is 1,500.

#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a bench measures and prints")]

use onrecord_cite::csl::{BuiltinStyle, CiteContext, DateWords, builtin_style, language};
use onrecord_cite::item::{CslDate, CslItem, NameParts};
use std::collections::BTreeMap;
use std::time::Instant;

fn item(n: usize) -> CslItem {
    let kinds = ["article-newspaper", "report", "webpage", "legal_case", "article-journal"];
    let text = [
        ("title", format!("Leaked Audio From {n} Internal Meetings")),
        ("container-title", "BuzzFeed News".to_owned()),
        ("URL", format!("https://www.example.org/news/{n}")),
        ("volume", "85".to_owned()),
        ("page", "48637-48639".to_owned()),
    ];
    let names = (0..=n % 3).map(|at| NameParts {
        family: format!("Family{n}x{at}"),
        given: "Emily Jane".to_owned(),
        ..NameParts::default()
    });
    let issued = CslDate { parts: vec![vec![2022, 6, 17]], ..CslDate::default() };
    CslItem {
        id: format!("source-{n}"),
        kind: kinds[n % kinds.len()],
        text: BTreeMap::from(text),
        names: BTreeMap::from([("author", names.collect())]),
        dates: BTreeMap::from([("issued", issued)]),
        ..CslItem::default()
    }
}

fn main() {
    let items: Vec<CslItem> = (0..20).map(item).collect();
    let english = language("en");
    let place = onrecord_cite::locator::named("page", "3-5");
    for (name, which) in [
        ("notes", BuiltinStyle::Notes),
        ("author-date", BuiltinStyle::AuthorDate),
        ("numeric", BuiltinStyle::Numeric),
    ] {
        let Ok(style) = builtin_style(which, &english, DateWords::default()) else { continue };
        let page = |later| {
            let start = Instant::now();
            for (n, item) in items.iter().enumerate() {
                let way = CiteContext {
                    later,
                    note: n + 2,
                    number: n + 1,
                    place: Some(&place),
                    ..CiteContext::default()
                };
                assert!(style.cite(item, &way).is_some());
            }
            start.elapsed().as_micros()
        };
        let best = |later| (0..200).map(|_| page(later)).min().unwrap_or_default();
        println!("{name}: {} µs first, {} µs later", best(false), best(true));
    }
    let start = Instant::now();
    assert!(builtin_style(BuiltinStyle::Notes, &language("en"), DateWords::default()).is_ok());
    println!("our style and English: {} µs", start.elapsed().as_micros());
    let start = Instant::now();
    assert!(language("de").is_known);
    println!("another language: {} µs", start.elapsed().as_micros());
}
