//! Tests of the writer: replacing an output, refusing one, and failures of every disk operation.

use super::manifest::Manifest;
use super::{WriteError, WriteOptions, WriteSummary, clean, folder, folder_on};
use crate::export::plan::{Plan, Recipe};
use crate::io::disk::{Disk, FileStat, RealDisk};
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::span::{FileSpan, Span};
use onrecord_site::check::public_files::{PublicFiles, SnapshotFiles};
use onrecord_site::input::config::config;
use rustix::io::Errno;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

type Tree = BTreeMap<String, Vec<u8>>;

/// The files of a folder, without our own records.
fn tree(out: &Path) -> Tree {
    let mut files = Tree::new();
    for entry in walkdir::WalkDir::new(out).into_iter().flatten() {
        let path = entry.path().strip_prefix(out).unwrap().to_str().unwrap().to_owned();
        if entry.file_type().is_file() && !path.starts_with(".onrecord") {
            files.insert(path, RealDisk.read(entry.path()).unwrap());
        }
    }
    files
}

fn plan(files: &[(&str, &str)]) -> Plan<'static> {
    let recipe = |text: &str| Recipe::Bytes(text.as_bytes().into());
    Plan { files: files.iter().map(|(path, text)| ((*path).to_owned(), recipe(text))).collect() }
}

fn expected(files: &[(&str, &str)]) -> Tree {
    files.iter().map(|(p, t)| ((*p).to_owned(), t.as_bytes().to_vec())).collect()
}

const OLD: &[(&str, &str)] =
    &[("index.html", "old"), ("same.html", "same"), ("gone/index.html", "x"), ("a", "file")];
const NEW: &[(&str, &str)] =
    &[("index.html", "new"), ("same.html", "same"), ("b/c/index.html", "y"), ("a/b", "folder")];

struct Site {
    folder: tempfile::TempDir,
}

impl Site {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }
    fn root(&self) -> &Path {
        self.folder.path()
    }
    fn out(&self) -> PathBuf {
        self.root().join("output")
    }
    fn write(&self, files: &[(&str, &str)]) -> Result<WriteSummary, WriteError> {
        folder(&self.out(), self.root(), &plan(files), &WriteOptions::default())
    }
    fn put(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        drop(std::fs::remove_file(&path));
        RealDisk.create(&path, text.as_bytes(), false).unwrap();
    }
    /// The names next to the output.
    fn beside(&self) -> Vec<String> {
        let names = RealDisk.names(self.root()).unwrap();
        names.into_iter().map(|n| n.into_string().unwrap()).filter(|n| n != "output").collect()
    }
}

fn codes(error: &WriteError) -> Vec<RuleCode> {
    match error {
        WriteError::Found(found) => found.iter().map(|d| d.code).collect(),
        other => panic!("{other}"),
    }
}

/// A recipe that copies an attachment.
fn copy(file: &str) -> Recipe<'static> {
    let config = config(&"site.yaml".into(), b"title: D\n").value;
    Recipe::Copy(PublicFiles::new(&config, &SnapshotFiles::new()).get(&file.into()).unwrap())
}

#[test]
fn an_output_is_replaced_whole() {
    let site = Site::new();
    let first = site.write(OLD).unwrap();
    assert_eq!((first.files, first.changed, first.unchanged), (4, 4, 0));
    assert_eq!(tree(&site.out()), expected(OLD));
    let second = site.write(NEW).unwrap();
    assert_eq!((second.changed, second.unchanged, second.removed), (3, 1, 2));
    assert_eq!(second.bytes, 14);
    assert_eq!(tree(&site.out()), expected(NEW));
    assert_eq!(site.beside(), Vec::<String>::new());
}

#[test]
fn nothing_changed_touches_nothing() {
    let site = Site::new();
    site.write(OLD).unwrap();
    let before = RealDisk.stat(&site.out()).unwrap();
    let records = RealDisk.stat(&Manifest::path(&site.out())).unwrap();
    let again = site.write(OLD).unwrap();
    assert_eq!((again.changed, again.unchanged), (0, 4));
    assert_eq!(RealDisk.stat(&site.out()).unwrap(), before);
    assert_eq!(RealDisk.stat(&Manifest::path(&site.out())).unwrap(), records);
}

#[test]
fn unchanged_files_keep_their_time() {
    let site = Site::new();
    site.write(OLD).unwrap();
    let before = RealDisk.stat(&site.out().join("same.html")).unwrap();
    site.write(NEW).unwrap();
    assert_eq!(RealDisk.stat(&site.out().join("same.html")).unwrap(), before);
}

#[test]
fn a_file_changed_behind_our_back_is_repaired() {
    let site = Site::new();
    site.write(OLD).unwrap();
    site.put("output/same.html", "SAME");
    std::fs::remove_file(site.out().join("index.html")).unwrap();
    let mended = site.write(OLD).unwrap();
    assert_eq!(mended.changed, 2);
    assert_eq!(tree(&site.out()), expected(OLD));
}

#[test]
fn the_manifest_is_the_same_anywhere() {
    let (a, b) = (Site::new(), Site::new());
    a.write(NEW).unwrap();
    b.write(OLD).unwrap();
    b.write(NEW).unwrap();
    let manifest = |site: &Site| RealDisk.read(&Manifest::path(&site.out())).unwrap();
    assert_eq!(manifest(&a), manifest(&b));
}

#[test]
fn a_finding_of_one_file_leaves_all_as_it_was() {
    let site = Site::new();
    site.write(OLD).unwrap();
    let mut plan = plan(NEW);
    for name in ["bad.html", "worse.html"] {
        let place = FileSpan { file: "t.html".into(), span: Span::new(0, 1) };
        let diagnostic = Diagnostic::new(RuleCode::TemplateFailed, place, name);
        plan.files
            .insert(name.into(), Recipe::Make(Box::new(move || Err(vec![diagnostic.clone()]))));
    }
    let error = folder(&site.out(), site.root(), &plan, &WriteOptions::default()).unwrap_err();
    assert_eq!(codes(&error), [RuleCode::TemplateFailed; 2]);
    assert_eq!(tree(&site.out()), expected(OLD));
    assert_eq!(site.beside(), Vec::<String>::new());
}

#[test]
fn foreign_files_stop_the_build_by_name() {
    let site = Site::new();
    site.write(OLD).unwrap();
    for n in 0..12 {
        site.put(&format!("output/mine/{n:02}.txt"), "precious");
    }
    let WriteError::Found(found) = site.write(NEW).unwrap_err() else { panic!() };
    assert_eq!(found.len(), 10);
    assert!(found[0].message.contains("mine/00.txt"), "{}", found[0].message);
    assert!(found[9].message.ends_with("and neither were 2 more"), "{}", found[9].message);
    assert_eq!(tree(&site.out()).len(), 16);
}

#[test]
fn a_foreign_file_that_comes_during_the_build_stays() {
    let site = Site::new();
    site.write(OLD).unwrap();
    let mine = site.out().join("mine.txt");
    let make = {
        let mine = mine.clone();
        move || {
            RealDisk.create(&mine, b"mine", false).unwrap();
            Ok(b"new".to_vec())
        }
    };
    let mut plan = plan(OLD);
    plan.files.insert("index.html".into(), Recipe::Make(Box::new(make)));
    let error = folder(&site.out(), site.root(), &plan, &WriteOptions::default()).unwrap_err();
    assert_eq!(codes(&error), [RuleCode::ForeignFile]);
    assert_eq!(RealDisk.read(&mine).unwrap(), b"mine");
    assert_eq!(RealDisk.read(&site.out().join("index.html")).unwrap(), b"old");
}

#[test]
fn kept_files_are_carried_over() {
    let site = Site::new();
    site.write(OLD).unwrap();
    site.put("output/CNAME", "example.org");
    site.put("output/.git/objects/ab", "x");
    symlink("nowhere", site.out().join("link")).unwrap();
    let keep = ["CNAME", ".git", "link"].map(String::from);
    let options = WriteOptions { keep: &keep, ..WriteOptions::default() };
    folder(&site.out(), site.root(), &plan(NEW), &options).unwrap();
    assert_eq!(tree(&site.out())["CNAME"], b"example.org");
    assert_eq!(tree(&site.out())[".git/objects/ab"], b"x");
    assert_eq!(std::fs::read_link(site.out().join("link")).unwrap(), Path::new("nowhere"));
    let over = plan(&[("CNAME", "ours")]);
    let error = folder(&site.out(), site.root(), &over, &options).unwrap_err();
    assert_eq!(codes(&error), [RuleCode::ForeignFile]);
}

#[test]
fn dangerous_outputs_are_refused() {
    let site = Site::new();
    for path in ["site/content/a.md", "site/static/x", "full/file", "home/x"] {
        site.put(path, "x");
    }
    symlink("full", site.root().join("link")).unwrap();
    let root = site.root().join("site");
    let home = site.root().join("home");
    let inputs = ["content".into(), "static".into()];
    let options = WriteOptions { inputs: &inputs, home: Some(&home), ..WriteOptions::default() };
    let outs = [
        "/",
        "site",
        ".",
        "site/content",
        "site/content/new/deep",
        "site/static",
        "full",
        "link",
        "home",
        "full/file",
        "site/nowhere/../content",
        "site/.git",
        "site/.git/hooks/new",
        ".hg/store",
    ];
    for out in outs {
        let out = site.root().join(out);
        match folder(&out, &root, &plan(NEW), &options) {
            Err(WriteError::Found(found)) => {
                assert_eq!(found[0].code, RuleCode::BadOutput, "{out:?}");
            }
            Err(WriteError::Io(_)) if out.ends_with("nowhere/../content") => {}
            other => panic!("{out:?}: {other:?}"),
        }
    }
    assert_eq!(tree(site.root()).len(), 4);
}

#[test]
fn a_damaged_manifest_deletes_nothing() {
    let site = Site::new();
    site.write(OLD).unwrap();
    for damage in [
        "",
        "{",
        "{\"version\":9,\"program\":\"\",\"files\":{}}",
        "{\"version\":1,\"program\":\"\",\"files\":{\"../x\":{\"size\":1,\"hash\":\"\"}}}",
    ] {
        site.put("output/.onrecord/manifest.json", damage);
        assert!(matches!(site.write(NEW), Err(WriteError::Damaged { .. })), "{damage}");
        assert!(matches!(clean(&site.out()), Err(WriteError::Damaged { .. })), "{damage}");
        assert_eq!(tree(&site.out()), expected(OLD));
    }
}

#[test]
fn one_build_at_a_time() {
    let site = Site::new();
    let held = RealDisk.lock(&site.root().join(".output.onrecord-lock")).unwrap().unwrap();
    match site.write(NEW) {
        Err(WriteError::Locked { holder, .. }) => assert_eq!(holder, Some(std::process::id())),
        other => panic!("{other:?}"),
    }
    drop(held);
    site.write(NEW).unwrap();
}

#[test]
fn leftover_stages_are_swept() {
    let site = Site::new();
    site.put(".output.onrecord-stage-123/index.html", "half");
    site.put(".output.onrecord-stage-mine/index.html", "not ours");
    site.write(NEW).unwrap();
    assert_eq!(site.beside(), [".output.onrecord-stage-mine"]);
}

#[test]
fn clean_removes_what_we_wrote_and_nothing_else() {
    let site = Site::new();
    site.write(NEW).unwrap();
    site.put("output/b/mine.txt", "precious");
    site.put("elsewhere/b", "precious");
    std::fs::remove_dir_all(site.out().join("a")).unwrap();
    symlink("../elsewhere", site.out().join("a")).unwrap();
    let cleaned = clean(&site.out()).unwrap();
    assert_eq!((cleaned.files, cleaned.left), (3, 2));
    assert_eq!(tree(&site.out()), expected(&[("b/mine.txt", "precious")]));
    assert_eq!(tree(&site.root().join("elsewhere")), expected(&[("b", "precious")]));
    assert!(matches!(clean(&site.out()), Err(WriteError::NotOurs(_))));
    let whole = Site::new();
    whole.write(NEW).unwrap();
    clean(&whole.out()).unwrap();
    assert!(!whole.out().exists());
    assert_eq!(whole.beside(), Vec::<String>::new());
}

#[test]
fn copies_are_streamed_and_images_cleaned() {
    let site = Site::new();
    site.put("content/paper.pdf", &"p".repeat(200_000));
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in
        [(b"IHDR", &[0; 13][..]), (b"tEXt", &b"Jane Doe"[..]), (b"IDAT", b"pixels"), (b"IEND", b"")]
    {
        png.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        png.extend(kind);
        png.extend(data);
        png.extend([0; 4]);
    }
    RealDisk.create(&site.root().join("content/a.png"), &png, false).unwrap();
    let plan = || Plan {
        files: [("p.pdf", "content/paper.pdf"), ("a.png", "content/a.png")]
            .map(|(to, from)| (to.to_owned(), copy(from)))
            .into(),
    };
    let write = || folder(&site.out(), site.root(), &plan(), &WriteOptions::default()).unwrap();
    assert_eq!(write().changed, 2);
    assert_eq!(write().changed, 0);
    let files = tree(&site.out());
    assert_eq!(files["p.pdf"].len(), 200_000);
    assert!(!files["a.png"].windows(8).any(|w| w == b"Jane Doe"));
}

#[test]
fn an_image_that_cannot_be_cleaned_is_not_published() {
    let site = Site::new();
    site.put("content/a.jpg", "GPS 51.5 Jane Doe");
    let plan = Plan { files: [("a.jpg".to_owned(), copy("content/a.jpg"))].into() };
    let error = folder(&site.out(), site.root(), &plan, &WriteOptions::default()).unwrap_err();
    assert_eq!(codes(&error), [RuleCode::UnreadableImage]);
    assert!(!site.out().exists());
}

#[test]
fn paths_that_leave_the_output_are_not_written() {
    let site = Site::new();
    for path in ["../x", "/tmp/x", "a//b", ".onrecord/manifest.json"] {
        assert!(matches!(site.write(&[(path, "x")]), Err(WriteError::Io(_))), "{path}");
    }
    assert!(!site.out().exists());
}

/// A disk on which the k-th call fails: once, or from then on.
struct Faulty {
    calls: AtomicUsize,
    fails_at: usize,
    for_good: bool,
    can_exchange: bool,
}

impl Faulty {
    fn new(fails_at: usize, for_good: bool, can_exchange: bool) -> Self {
        Self { calls: AtomicUsize::new(0), fails_at, for_good, can_exchange }
    }
    fn call(&self) -> io::Result<()> {
        let n = self.calls.fetch_add(1, Ordering::Relaxed) + 1;
        let fails = n == self.fails_at || self.for_good && n > self.fails_at;
        if fails { Err(Errno::NOSPC.into()) } else { Ok(()) }
    }
    fn has_failed(&self) -> bool {
        self.calls.load(Ordering::Relaxed) >= self.fails_at
    }
}

macro_rules! forward {
    ($($name:ident($($arg:ident: $ty:ty),*) -> $out:ty;)*) => {
        $(fn $name(&self, $($arg: $ty),*) -> io::Result<$out> {
            self.call()?;
            RealDisk.$name($($arg),*)
        })*
    };
}

impl Disk for Faulty {
    forward! {
        stat(path: &Path) -> Option<FileStat>;
        names(path: &Path) -> Vec<OsString>;
        read(path: &Path) -> Vec<u8>;
        hash(path: &Path) -> blake3::Hash;
        folder(path: &Path) -> ();
        pour(path: &Path, from: &mut File) -> (FileStat, blake3::Hash);
        link(from: &Path, to: &Path) -> ();
        copy(from: &Path, to: &Path) -> ();
        rename(from: &Path, to: &Path) -> ();
        remove(path: &Path) -> ();
        remove_folder(path: &Path) -> ();
        remove_tree(path: &Path) -> ();
        lock(path: &Path) -> Option<File>;
    }
    fn create(&self, path: &Path, bytes: &[u8], sync: bool) -> io::Result<FileStat> {
        // A full disk leaves a partial file.
        self.call()
            .inspect_err(|_| drop(RealDisk.create(path, &bytes[..bytes.len() / 2], false)))?;
        RealDisk.create(path, bytes, sync)
    }
    fn exchange(&self, a: &Path, b: &Path) -> io::Result<()> {
        self.call()?;
        if self.can_exchange { RealDisk.exchange(a, b) } else { Err(Errno::INVAL.into()) }
    }
}

/// Runs a build for every k in which the k-th call fails; passes each resulting site to `look`.
fn every_fault(can_exchange: bool, mut look: impl FnMut(&Site, bool)) -> usize {
    let mut faults = 0;
    for for_good in [false, true] {
        for k in 1.. {
            let site = Site::new();
            site.write(OLD).unwrap();
            let disk = Faulty::new(k, for_good, can_exchange);
            let options = WriteOptions::default();
            let done = folder_on(&disk, &site.out(), site.root(), &plan(NEW), &options);
            if !disk.has_failed() {
                assert_eq!(tree(&site.out()), expected(NEW));
                break;
            }
            if let Err(WriteError::Io(error)) = &done {
                assert!(error.to_string().ends_with("No space left on device"), "{error}");
            }
            look(&site, done.is_ok());
            site.write(NEW).unwrap_or_else(|error| panic!("call {k}: {error}"));
            assert_eq!(tree(&site.out()), expected(NEW), "call {k}");
            assert_eq!(site.beside(), Vec::<String>::new(), "call {k}");
            faults += 1;
        }
    }
    faults
}

#[test]
fn no_fault_tears_an_output() {
    let faults = every_fault(true, |site, is_done| {
        let now = tree(&site.out());
        assert!(now == expected(NEW) || !is_done && now == expected(OLD), "{now:?}");
    });
    assert!(faults > 60, "{faults}");
}

#[test]
fn without_exchange_every_file_is_whole_and_the_next_build_repairs_it() {
    let (old, new) = (expected(OLD), expected(NEW));
    every_fault(false, |site, is_done| {
        for (path, bytes) in tree(&site.out()) {
            let is_whole = old.get(&path) == Some(&bytes) || new.get(&path) == Some(&bytes);
            assert!(is_whole, "{path}");
        }
        assert!(!is_done || tree(&site.out()) == new);
    });
}
