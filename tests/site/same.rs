//! The same site gives the same bytes.

use crate::links::SMALL;
use crate::make::{built, from_disk, output, sources};
use std::path::Path;

/// The output and findings of the example content with so many threads.
fn with_threads(n: usize) -> (crate::make::Output, Vec<String>) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
    pool.install(|| {
        let sources = from_disk(Path::new(env!("CARGO_MANIFEST_DIR")));
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
