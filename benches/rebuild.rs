//! Measures a rebuild after an edit, without disk, watcher and browser.
//!
//! `cargo bench --bench rebuild -- SITE [EDITS [KIND]]` reads the site once, builds it, and then edits one file
//! at a time in memory. Prints the median and the maximum in milliseconds: of the build, and of making the
//! note's page and the home page.

#![expect(clippy::print_stdout, reason = "a bench prints")]
#![expect(clippy::disallowed_methods, reason = "a bench measures")]
#![expect(clippy::expect_used, reason = "a bench stops at the first fault")]

use onrecord::export::plan::Recipe;
use onrecord::io::read::folder;
use onrecord::pipeline::{BuildCache, BuiltSite, Options, ReleaseOptions, rebuild};
use onrecord_base::edtf::UtcInstant;
use onrecord_site::input::config::{SITE_FILE, config};
use onrecord_site::input::files::{InputFile, InputFiles};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let Some(root) = args.first() else {
        println!("usage: cargo bench --bench rebuild -- SITE [EDITS [KIND]]");
        return;
    };
    let edits = args.get(1).map_or(20, |n| n.parse().expect("a number of edits"));
    let mut sources = Arc::new(read(Path::new(root)));
    let now = UtcInstant::parse("2026-11-23T12:00:00Z").expect("a moment");
    let gate = ReleaseOptions { now, drafts: false, future: false, expired: false };
    let options =
        Options { gate, base_url: None, enabled_rules: std::collections::BTreeSet::new() };
    let mut cache = BuildCache::default();

    let start = Instant::now();
    let built = rebuild(&sources, &options, &mut cache).value;
    println!("cold          {:8.1} ms, {} pages", ms(start), built.pages().len());
    let mut notes =
        sources.files.keys().filter(|path| path.ends_with(".md") && path.contains("/notes/"));
    let note = Arc::clone(notes.next().expect("a note"));
    let list = sources.files.keys().find(|path| path.ends_with("sources.yaml")).cloned();
    let within = note.trim_start_matches("content/").trim_end_matches(".md");
    let page = format!("{within}/index.html");
    let edit = |text: &str, n: usize, kind: &str| match kind {
        "body" => format!("{text}\nAn edit, the {n}th of its kind.\n"),
        "title" | "source" => text.replacen("title: \"", &format!("title: \"Edit {n} of "), 1),
        _ => text.to_owned(),
    };
    for kind in ["none", "body", "title", "source", "template"] {
        if args.get(2).is_some_and(|only| only != kind) {
            continue;
        }
        let file: Arc<str> = match kind {
            "source" => match &list {
                Some(list) => Arc::clone(list),
                None => continue,
            },
            "template" => "templates/note.html".into(),
            _ => Arc::clone(&note),
        };
        let before = sources.files.get(&file).cloned();
        let text = match &before {
            Some(input) => String::from_utf8_lossy(&input.bytes).into_owned(),
            None => "{% extends \"default/note.html\" %}".to_owned(),
        };
        let (mut built_in, mut pages, mut home) = (vec![], vec![], vec![]);
        for n in 0..edits {
            let new = match kind {
                "template" => format!("{text}{{# {n} #}}"),
                kind => edit(&text, n, kind),
            };
            Arc::make_mut(&mut sources)
                .files
                .insert(Arc::clone(&file), InputFile::whole(new.into_bytes()));
            let start = Instant::now();
            let built = rebuild(&sources, &options, &mut cache).value;
            built_in.push(ms(start));
            pages.push(make(&built, &page));
            home.push(make(&built, "index.html"));
        }
        println!(
            "{kind:<13} build {}, note {}, home {}",
            spread(&mut built_in),
            spread(&mut pages),
            spread(&mut home)
        );
        match before {
            Some(input) => Arc::make_mut(&mut sources).files.insert(file, input),
            None => Arc::make_mut(&mut sources).files.remove(&file),
        };
        drop(rebuild(&sources, &options, &mut cache));
    }
}

fn read(root: &Path) -> InputFiles {
    let site = std::fs::File::open(root.join(SITE_FILE)).map(std::io::read_to_string);
    let site = site.and_then(|text| text).expect("a site.yaml");
    let mut wanted = config(&SITE_FILE.into(), site.as_bytes()).value.wanted();
    wanted.files.push(SITE_FILE.into());
    folder(root, &wanted).expect("a readable site")
}

/// Makes one file of the output; returns the time.
fn make(built: &BuiltSite, file: &str) -> f64 {
    let start = Instant::now();
    match built.recipe(file) {
        Some(Recipe::Make(make)) => drop(make().expect("a page")),
        other => panic!("{file}: {other:?}"),
    }
    ms(start)
}

fn ms(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1000.0
}

fn spread(all: &mut [f64]) -> String {
    all.sort_by(f64::total_cmp);
    let median = all.get(all.len() / 2).copied().unwrap_or_default();
    let most = all.last().copied().unwrap_or_default();
    format!("{median:7.2} (max {most:7.2}) ms")
}
