//! The same site gives the same bytes.

use super::links::SMALL;
use super::make::{Output, built, from_disk, output, output_at, sources};
use crate::support::root;

/// The output and the diagnostics of the example content, with so many threads.
fn with_threads(n: usize) -> (super::make::Output, Vec<String>) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
    pool.install(|| {
        let sources = from_disk(root());
        let (site, found) = built(&sources);
        (output(&site, &sources), found.iter().map(|d| format!("{d:?}")).collect())
    })
}

#[test]
fn threads_change_nothing() {
    let (one, found) = with_threads(1);
    let (two, again) = with_threads(2);
    assert_eq!(found, again);
    assert!(
        one == two,
        "{:?}",
        one.iter().find(|(path, b)| two.get(*path) != Some(b)).map(|p| p.0)
    );
}

#[test]
fn order_and_folder_change_nothing() {
    let memory = sources(SMALL.iter().copied());
    let (site, _) = built(&memory);
    let expected = output(&site, &memory);
    for backwards in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join(if backwards { "über the way" } else { "site" });
        let mut files = SMALL.to_vec();
        files.push(("site.yaml", "title: Desk\n"));
        if backwards {
            files.reverse();
        }
        for (path, bytes) in files {
            let file = root.join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, bytes).unwrap();
        }
        let sources = from_disk(&root);
        let (site, _) = built(&sources);
        assert!(output(&site, &sources) == expected, "backwards: {backwards}");
    }
}

/// The files that differ between two outputs.
fn different(one: &Output, two: &Output) -> Vec<String> {
    let names: std::collections::BTreeSet<&String> = one.keys().chain(two.keys()).collect();
    names.into_iter().filter(|path| one.get(*path) != two.get(*path)).cloned().collect()
}

/// Items of every type with dates, statuses and histories, and without upcoming deadlines.
const DATED: &[(&str, &str)] = &[
    (
        "content/a.md",
        "---\ntitle: A\nsummary: S.\nkind: briefing\nnumber: N-1\ndate: 2024-03-01\nas_of: 2024-02\nupdated: 2024-05-01\n\
         changes: [{date: 2024-05-01, kind: significant, text: More.}]\n---\n\
         One [@wire].[^1]\n\n<!-- actions -->\n\n<!-- timeline -->\n\n![[quote:said]]\n\n[[action:act]]\n\n[^1]: Two.\n",
    ),
    ("content/b.md", "---\ntitle: B\nkind: memo\n---\nNo date [@wire].\n"),
    ("content/topics.yaml", "- {id: t, title: T}\n"),
    ("content/sources.yaml", "- {id: wire, title: W, issued: 2023-04, accessed: 2024-01-02}\n"),
    (
        "content/quotes.yaml",
        "- {id: said, text: x, speaker: jane, source: wire, said: 2023-04-03, topics: [t]}\n",
    ),
    (
        "content/people.yaml",
        "- {id: jane, name: Jane Doe, memberships: [{organization: org, role: head, as_of: 2022}]}\n",
    ),
    ("content/organizations.yaml", "- {id: org, name: Org}\n"),
    (
        "content/actions.yaml",
        "- {id: act, kind: act, title: Act, by: org, topics: [t], dates: {introduced: 2020-01-01, signed: 2020-02-02, effective: 2021}, sources: [wire]}\n\
         - {id: repeal, kind: act, title: Repeal, by: org, topics: [t], dates: {signed: 2022-02-02}, revokes: [act]}\n",
    ),
];

#[test]
fn the_day_of_the_build_is_in_no_file() {
    for files in [SMALL, DATED] {
        let sources = sources(files.iter().copied());
        let today = output_at(&sources, "2026-11-23T12:00:00Z");
        // One of them has a deadline in 2027.
        for later in ["2026-11-24T12:00:00Z", "2026-12-23T12:00:00Z"] {
            assert_eq!(
                different(&today, &output_at(&sources, later)),
                <Vec<String>>::new(),
                "{later}"
            );
        }
        let read = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        for (path, text) in today.iter().map(|(path, bytes)| (path, read(bytes))) {
            let named =
                ["2026-11-23", "23 November 2026", "20261123"].iter().any(|day| text.contains(day));
            assert!(!named, "{path}");
        }
    }
}

#[test]
fn a_day_later_few_files_of_the_example_are_others() {
    let sources = from_disk(root());
    let today = output_at(&sources, "2026-11-23T12:00:00Z");
    let different = different(&today, &output_at(&sources, "2026-11-24T12:00:00Z"));
    assert!(different.len() <= 5, "{different:?}");
}
