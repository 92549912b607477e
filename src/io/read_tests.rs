//! Tests of reading: the files that are read, refused and left out. Uses real files in a temporary folder.

use super::{FindError, find_site, folder};
use onrecord_site::input::config::InputPaths;
use onrecord_site::input::files::{HEAD, MAX_TEXT, RefusedFile};
use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::path::Path;

fn put(root: &Path, path: &str, bytes: &[u8]) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    File::create(path).unwrap().write_all(bytes).unwrap();
}

fn site() -> tempfile::TempDir {
    let site = tempfile::tempdir().unwrap();
    put(site.path(), "site.yaml", b"title: T\n");
    site
}

fn wanted() -> InputPaths {
    InputPaths {
        content_dir: "content".into(),
        static_dir: "static".into(),
        theme: "default".into(),
        files: vec!["site.yaml".into(), "gone.bib".into()],
    }
}

#[test]
fn texts_are_read_whole_and_others_by_their_head() {
    let site = site();
    put(site.path(), "content/a.md", &b"x".repeat(100_000));
    put(site.path(), "content/a.png", &b"x".repeat(100_000));
    let read = folder(site.path(), &wanted()).unwrap();
    assert!(read.files["content/a.md"].is_whole());
    assert_eq!(read.files["content/a.png"].bytes.len(), HEAD);
    assert_eq!(read.files["content/a.png"].len, 100_000);
    assert_eq!(read.text("site.yaml"), Some("title: T\n"));
}

#[test]
fn hidden_content_is_not_read_and_hidden_static_files_are_named() {
    let site = site();
    for path in ["content/_draft/a.md", "content/.git/a.md", "content/a.md~", "static/x.css"] {
        put(site.path(), path, b"x");
    }
    for path in ["static/.env", "static/keys/id_rsa", "static/x.css~", "static/.gitkeep"] {
        put(site.path(), path, b"secret");
    }
    let read = folder(site.path(), &wanted()).unwrap();
    let names: Vec<&str> = read.files.keys().map(|k| &**k).collect();
    assert_eq!(names, ["site.yaml", "static/x.css"]);
    let left: Vec<&str> = read.left_out.iter().map(|k| &**k).collect();
    assert_eq!(left, ["static/.env", "static/keys/id_rsa", "static/x.css~"]);
}

#[test]
fn links_pipes_and_huge_texts_are_refused() {
    let site = site();
    put(site.path(), "content/a.md", b"x");
    put(site.path(), "outside/secret.md", b"x");
    symlink("a.md", site.path().join("content/b.md")).unwrap();
    symlink("../outside", site.path().join("content/out")).unwrap();
    symlink(".", site.path().join("content/loop")).unwrap();
    let pipe = site.path().join("content/p.md");
    rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RUSR).unwrap();
    put(site.path(), "content/huge.md", b"");
    let huge = File::options().write(true).open(site.path().join("content/huge.md")).unwrap();
    huge.set_len(MAX_TEXT + 1).unwrap();
    let read = folder(site.path(), &wanted()).unwrap();
    assert_eq!(read.files.keys().map(|k| &**k).collect::<Vec<_>>(), ["content/a.md", "site.yaml"]);
    assert_eq!(read.refused["content/b.md"], RefusedFile::Link);
    assert_eq!(read.refused["content/out"], RefusedFile::Link);
    assert_eq!(read.refused["content/loop"], RefusedFile::Link);
    assert_eq!(read.refused["content/p.md"], RefusedFile::Special);
    assert_eq!(read.refused["content/huge.md"], RefusedFile::Large(MAX_TEXT + 1));
}

#[test]
fn a_folder_that_is_a_link_is_not_entered() {
    let site = site();
    put(site.path(), "outside/a.md", b"x");
    symlink("outside", site.path().join("content")).unwrap();
    std::fs::create_dir(site.path().join("real")).unwrap();
    symlink("real", site.path().join("themes")).unwrap();
    put(site.path(), "real/house/page.html", b"x");
    let wanted = InputPaths { theme: "house".into(), ..wanted() };
    let read = folder(site.path(), &wanted).unwrap();
    assert_eq!(read.files.len(), 1);
    assert_eq!(read.refused["content"], RefusedFile::Link);
    assert_eq!(read.refused["themes/house/page.html"], RefusedFile::Link);
}

#[test]
fn opening_without_openat2_refuses_the_same() {
    let site = site();
    put(site.path(), "content/a.md", b"x");
    symlink("a.md", site.path().join("content/b.md")).unwrap();
    symlink("content", site.path().join("c")).unwrap();
    let beneath = super::RootDir::open(site.path()).unwrap();
    let open = |path| beneath.step_by_step(path, super::OFlags::RDONLY);
    assert!(open("content/a.md").is_ok());
    for path in ["content/b.md", "c/a.md", "../x", "content/../../x", "/etc/passwd"] {
        assert!(open(path).is_err(), "{path}");
        assert!(beneath.file(path).is_err(), "{path}");
    }
}

#[test]
fn names_with_control_characters_are_refused() {
    let site = site();
    put(site.path(), "content/a\u{1b}[31m.md", b"x");
    let read = folder(site.path(), &wanted()).unwrap();
    assert_eq!(read.refused["content/a\u{fffd}[31m.md"], RefusedFile::Name);
}

#[test]
fn a_site_is_searched_upward() {
    let site = site();
    put(site.path(), "content/a/b.md", b"x");
    put(site.path(), "other.yaml", b"x");
    let root = site.path().canonicalize().unwrap();
    let found = find_site(&site.path().join("content/a"), None).unwrap();
    assert_eq!((found.root, &*found.config), (root.clone(), "site.yaml"));
    let found = find_site(site.path(), Some(Path::new("other.yaml"))).unwrap();
    assert_eq!((found.root, &*found.config), (root, "other.yaml"));
    let none = find_site(site.path(), Some(Path::new("no.yaml")));
    assert!(matches!(none, Err(FindError::NoConfig(_))));
}
