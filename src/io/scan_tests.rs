//! After any edits, a scan equals a fresh read, and reports exactly the changed paths.

#![expect(clippy::disallowed_methods, reason = "tests make real files")]

use super::FolderScan;
use crate::io::read::{SiteFolder, folder, more};
use crate::pipeline::snapshots;
use onrecord_base::path::SitePath;
use onrecord_site::input::config::{SITE_FILE, config};
use onrecord_site::input::files::{InputFile, InputFiles};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn put(root: &Path, path: &str, bytes: &[u8]) {
    let path = root.join(path);
    // A file may be where a folder is needed, and vice versa.
    drop(fs::create_dir_all(path.parent().unwrap()));
    drop(fs::write(path, bytes));
}

fn scan(root: &Path) -> FolderScan {
    let root = root.canonicalize().unwrap();
    FolderScan::new(&SiteFolder { root, config: SITE_FILE.into() }).unwrap()
}

fn fresh(root: &Path) -> InputFiles {
    let bytes = fs::read(root.join(SITE_FILE)).unwrap_or_default();
    let mut wanted = config(&SITE_FILE.into(), &bytes).value.wanted();
    wanted.files.push(SITE_FILE.into());
    let mut sources = folder(root, &wanted).unwrap();
    let named = snapshots(&sources, &BTreeSet::new());
    more(root, &mut sources, named).unwrap();
    sources
}

#[track_caller]
fn same(scan: &FolderScan, fresh: &InputFiles) {
    let shown = |s: &InputFiles| -> Vec<(SitePath, Vec<u8>, u64, Option<String>)> {
        let hash = |input: &InputFile| input.sha256.map(|hash| hash.to_string());
        s.files.iter().map(|(k, v)| (k.clone(), v.bytes.to_vec(), v.len, hash(v))).collect()
    };
    assert_eq!(shown(scan.sources()), shown(fresh));
    assert_eq!(scan.sources().refused, fresh.refused);
    assert_eq!(scan.sources().left_out, fresh.left_out);
}

/// One file operation of an author, an editor or git.
#[derive(Debug, Clone)]
enum Edit {
    Write(usize, Vec<u8>),
    /// Writes a temporary file and renames it over the target.
    Replace(usize, Vec<u8>),
    Rename(usize, usize),
    Remove(usize),
    RemoveFolder(usize),
    MoveFolder(usize, usize),
    Link(usize, usize),
    Litter(usize),
    Settings(usize),
    /// The list of sources, which names snapshots.
    Sources(usize),
}

const PATHS: [&str; 16] = [
    "content/a.md",
    "content/b.md",
    "content/x/a.md",
    "content/x/y/a.md",
    "content/x/pic.png",
    "content/_hidden/a.md",
    "static/a.css",
    "static/.env",
    "templates/page.html",
    "themes/house/theme.yaml",
    "words/a.md",
    "lib/refs.bib",
    "kept/tape.txt",
    "kept/scan.pdf",
    "kept/scan.txt",
    "content/_kept/tape.txt",
];
const FOLDERS: [&str; 7] =
    ["content", "content/x", "static", "templates", "themes", "words", "kept"];
const LITTER: [&str; 4] = ["content/4913", "content/.a.md.swp", "content/#a.md#", "content/a.md~"];
const SETTINGS: [&str; 5] = [
    "title: T\n",
    "title: T\ncontent_dir: words\n",
    "title: T\ntheme: house\n",
    "title: [\n",
    "title: T\nbibliography: [lib/refs.bib]\n",
];

const NAMED: [&str; 6] = [
    "- {id: s, snapshot: {file: ../kept/tape.txt}}\n",
    "- {id: s, snapshot: {file: ../kept/scan.pdf}}\n- {id: t, snapshot: {file: x/pic.png}}\n",
    "- {id: s, snapshot: {file: _kept/tape.txt}}\n",
    "- {id: s, snapshot: {file: ../../outside.txt}}\n- {id: t, snapshot: {file: ../static/.env}}\n",
    "- {id: s, snapshot: {file: ../words/a.md}}\n- {id: t, snapshot: {file: ../static/a.css}}\n",
    "- {id: s}\n",
];

fn edit() -> impl Strategy<Value = Edit> {
    let path = 0..PATHS.len();
    let text = prop_oneof![Just(vec![]), proptest::collection::vec(b'a'..b'd', 1..4)];
    prop_oneof![
        6 => (path.clone(), text.clone()).prop_map(|(p, t)| Edit::Write(p, t)),
        3 => (path.clone(), text).prop_map(|(p, t)| Edit::Replace(p, t)),
        2 => (path.clone(), path.clone()).prop_map(|(a, b)| Edit::Rename(a, b)),
        2 => path.clone().prop_map(Edit::Remove),
        1 => (0..FOLDERS.len()).prop_map(Edit::RemoveFolder),
        1 => (0..FOLDERS.len(), 0..FOLDERS.len()).prop_map(|(a, b)| Edit::MoveFolder(a, b)),
        1 => (path.clone(), path).prop_map(|(a, b)| Edit::Link(a, b)),
        1 => (0..LITTER.len()).prop_map(Edit::Litter),
        1 => (0..SETTINGS.len()).prop_map(Edit::Settings),
        3 => (0..NAMED.len()).prop_map(Edit::Sources),
    ]
}

/// Performs the edit; returns the paths that a watcher would report.
fn act(root: &Path, edit: &Edit) -> Vec<PathBuf> {
    let at = |p: usize| root.join(PATHS[p]);
    match edit {
        Edit::Write(p, text) => {
            put(root, PATHS[*p], text);
            vec![at(*p)]
        }
        Edit::Replace(p, text) => {
            put(root, "beside.tmp", text);
            drop(fs::rename(root.join("beside.tmp"), at(*p)));
            vec![root.join("beside.tmp"), at(*p)]
        }
        Edit::Rename(a, b) => {
            drop(fs::rename(at(*a), at(*b)));
            vec![at(*a), at(*b)]
        }
        Edit::Remove(p) => {
            drop(fs::remove_file(at(*p)));
            vec![at(*p)]
        }
        Edit::RemoveFolder(f) => {
            drop(fs::remove_dir_all(root.join(FOLDERS[*f])));
            vec![root.join(FOLDERS[*f])]
        }
        Edit::MoveFolder(a, b) => {
            drop(fs::rename(root.join(FOLDERS[*a]), root.join(FOLDERS[*b])));
            vec![root.join(FOLDERS[*a]), root.join(FOLDERS[*b])]
        }
        Edit::Link(a, b) => {
            drop(std::os::unix::fs::symlink(at(*a), at(*b)));
            vec![at(*b)]
        }
        Edit::Litter(l) => {
            put(root, LITTER[*l], b"x");
            vec![root.join(LITTER[*l])]
        }
        Edit::Settings(s) => {
            put(root, SITE_FILE, SETTINGS[*s].as_bytes());
            vec![root.join(SITE_FILE)]
        }
        Edit::Sources(n) => {
            put(root, "content/sources.yaml", NAMED[*n].as_bytes());
            vec![root.join("content/sources.yaml")]
        }
    }
}

fn differing(old: &InputFiles, new: &InputFiles) -> BTreeSet<SitePath> {
    let paths = old.files.keys().chain(new.files.keys());
    let differs = |path: &&SitePath| match (old.files.get(*path), new.files.get(*path)) {
        (Some(a), Some(b)) => a != b,
        _ => true,
    };
    paths.filter(differs).cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_scan_is_a_fresh_read(edits in proptest::collection::vec((edit(), any::<bool>()), 1..40)) {
        let site = tempfile::tempdir().unwrap();
        let root = site.path().canonicalize().unwrap();
        put(&root, SITE_FILE, b"title: T\n");
        put(&root, "content/a.md", b"a");
        let mut scan = scan(&root);
        scan.rescan().unwrap();
        for (edit, is_hurried) in edits {
            let said: BTreeSet<PathBuf> = act(&root, &edit).into_iter().collect();
            let before = scan.sources().clone();
            if is_hurried && let Some(changed) = scan.rescan_paths(&said).unwrap() {
                let differs = differing(&before, scan.sources());
                // A refused link is reported, and is not a file.
                let is_file =
                    |p: &SitePath| before.files.contains_key(p) || scan.sources().files.contains_key(p);
                let changed: BTreeSet<SitePath> = changed.into_iter().filter(is_file).collect();
                prop_assert_eq!(changed, differs, "at once, {:?}", edit);
            }
            let before = scan.sources().clone();
            let changed = scan.rescan().unwrap();
            same(&scan, &fresh(&root));
            let differs = differing(&before, scan.sources());
            let files: BTreeSet<SitePath> = changed
                .into_iter()
                .filter(|p| before.files.contains_key(p) || scan.sources().files.contains_key(p))
                .collect();
            // A file that became refused changes both lists.
            prop_assert!(files.is_superset(&differs), "{:?}: {:?} {:?}", edit, files, differs);
            prop_assert!(scan.rescan().unwrap().is_empty(), "a second look finds nothing");
        }
    }
}

#[test]
fn a_write_that_leaves_size_and_time_is_seen() {
    let site = tempfile::tempdir().unwrap();
    put(site.path(), SITE_FILE, b"title: T\n");
    put(site.path(), "content/a.md", b"one");
    let mut scan = scan(site.path());
    scan.rescan().unwrap();
    let path = site.path().join("content/a.md");
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    fs::write(&path, b"two").unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    assert_eq!(scan.rescan().unwrap(), BTreeSet::from(["content/a.md".into()]));
    assert_eq!(scan.sources().text("content/a.md"), Some("two"));
}

#[test]
fn a_save_is_read_alone_and_a_new_file_asks_for_all() {
    let site = tempfile::tempdir().unwrap();
    let root = site.path().canonicalize().unwrap();
    put(&root, SITE_FILE, b"title: T\n");
    put(&root, "content/a.md", b"one");
    let mut scan = scan(&root);
    scan.rescan().unwrap();
    put(&root, "content/a.md", b"two");
    put(&root, "content/.a.md.swp", b"x");
    let said = BTreeSet::from([
        root.join("content/a.md"),
        root.join("content/.a.md.swp"),
        root.join("content/4913"),
    ]);
    assert_eq!(scan.rescan_paths(&said).unwrap(), Some(BTreeSet::from(["content/a.md".into()])));
    put(&root, "content/b.md", b"new");
    assert_eq!(scan.rescan_paths(&BTreeSet::from([root.join("content/b.md")])).unwrap(), None);
    // A file that became a link is never read through it.
    fs::remove_file(root.join("content/a.md")).unwrap();
    std::os::unix::fs::symlink("b.md", root.join("content/a.md")).unwrap();
    assert_eq!(scan.rescan_paths(&BTreeSet::from([root.join("content/a.md")])).unwrap(), None);
    assert!(scan.rescan().unwrap().contains("content/a.md"));
    assert!(scan.sources().refused.contains_key("content/a.md"));
}

#[test]
fn the_settings_have_one_name() {
    let site = tempfile::tempdir().unwrap();
    let root = site.path().canonicalize().unwrap();
    put(&root, "other.yaml", b"title: T\n");
    let mut scan =
        FolderScan::new(&SiteFolder { root: root.clone(), config: "other.yaml".into() }).unwrap();
    scan.rescan().unwrap();
    put(&root, "other.yaml", b"title: U\n");
    let changed = scan.rescan().unwrap();
    assert_eq!(changed, BTreeSet::from(["other.yaml".into(), SITE_FILE.into()]));
    assert_eq!(scan.sources().text(SITE_FILE), Some("title: U\n"));
}
